/* SPDX-License-Identifier: MIT */
#include "edl_grammar.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct state {
    const edl_rules *rules;
    char            *why;
    size_t           why_bytes;
    size_t           line;
    bool             fcm_drop, pair_open;
    long             events, number;
    long             record_end[2];   /* of the event before, with picture, with sound */
    bool             has[2];          /* picture, sound: of the event that is read */
    long             rec_in, rec_out; /* of the event the comments belong to */
    long             source_length, record_length;
    bool             lengths_differ;
} state;

static bool bad(state *s, const char *fmt, ...)
{
    va_list args;
    int     at = snprintf(s->why, s->why_bytes, "line %zu: ", s->line);

    va_start(args, fmt);
    vsnprintf(s->why + at, s->why_bytes - (size_t)at, fmt, args);
    va_end(args);
    return false;
}

/* --- timecode, counted the slow way ------------------------------------------------- */

/* Drop-frame by walking the minutes: no closed formula to get wrong twice. */
static long label_to_frames(int h, int m, int s, int f, int base, bool drop)
{
    long frames = 0;
    long skipped = base == 30 ? 2 : base == 60 ? 4 : base == 120 ? 8 : 0;

    for (int minute = 0; minute < h * 60 + m; minute++)
        frames += 60L * base - (drop && (minute + 1) % 10 != 0 ? skipped : 0);
    return frames + (long)s * base + f;
}

static long day_frames(int base, bool drop)
{
    return label_to_frames(24, 0, 0, 0, base, drop);
}

/* One label of 11 letters (12 above 100 frames a second) at `p`. */
static bool read_label(state *s, const char *p, int base, bool any_base, long *frames, bool *drop)
{
    int  h, m, sec, f, used = 0;
    char colon[3], last;

    for (int i = 0; i < 11; i++)
        if ((i % 3 == 2) == (isdigit((unsigned char)p[i]) != 0))
            return bad(s, "not a timecode at \"%.12s\"", p);
    if (sscanf(p, "%2d%c%2d%c%2d%c%d%n", &h, &colon[0], &m, &colon[1], &sec, &last, &f, &used) != 7)
        return bad(s, "not a timecode at \"%.12s\"", p);
    if (used != (base > 100 ? 12 : 11) && !any_base)
        return bad(s, "a timecode of %d letters", used);
    if (colon[0] != ':' || colon[1] != ':' || (last != ':' && last != ';'))
        return bad(s, "separators of %.12s", p);
    if (last == ';' && s->rules->colons)
        return bad(s, "';' although colons were asked for");
    *drop = s->rules->colons ? s->fcm_drop && base % 30 == 0 : last == ';';
    if (h > 23 || m > 59 || sec > 59 || (!any_base && f >= base))
        return bad(s, "%.12s does not exist", p);
    if (*drop && !any_base && sec == 0 && m % 10 != 0 && f < base / 15)
        return bad(s, "%.12s is dropped", p);
    *frames = label_to_frames(h, m, sec, f, base, *drop);
    return true;
}

/* --- lines ------------------------------------------------------------------------ */

static bool check_bytes(state *s, const char *line, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        if ((unsigned char)line[i] < 0x20 || line[i] == 0x7F)
            return bad(s, "control byte %02x", (unsigned char)line[i]);
    if (bytes > 0 && line[bytes - 1] == ' ')
        return bad(s, "space at the end");
    return true;
}

static bool check_ascii(state *s, const char *line)
{
    for (; *line; line++)
        if ((unsigned char)*line > 0x7E)
            return bad(s, "a statement that is not ASCII");
    return true;
}

static bool check_head(state *s, const char *line)
{
    if (s->line == 1) {
        if (strncmp(line, "TITLE: ", 7) != 0 || strlen(line) > 77 || strlen(line) < 8)
            return bad(s, "expected TITLE: and 1 to 70 letters");
        return check_ascii(s, line);
    }
    if (s->line == 2) {
        s->fcm_drop = strcmp(line, "FCM: DROP FRAME") == 0;
        if (!s->fcm_drop && strcmp(line, "FCM: NON-DROP FRAME") != 0)
            return bad(s, "expected FCM");
        return true;
    }
    return *line == '\0' || bad(s, "expected an empty line");
}

static bool one_of(const char *word, size_t bytes, const char *const *words)
{
    for (; *words; words++)
        if (strlen(*words) == bytes && strncmp(word, *words, bytes) == 0)
            return true;
    return false;
}

static bool check_reel(state *s, const char *reel)
{
    size_t length = strcspn(reel, " ");
    bool   classic = s->rules->reel_width == 8;

    if (length == 0)
        return bad(s, "no reel");
    for (size_t i = 0; i < (size_t)s->rules->reel_width; i++) {
        char c = reel[i];
        bool plain = isupper((unsigned char)c) || isdigit((unsigned char)c) || c == '_';
        if (i < length ? !plain && (classic || (!islower((unsigned char)c) && c != '-' && c != '.'))
                       : c != ' ')
            return bad(s, "reel \"%.*s\"", s->rules->reel_width, reel);
    }
    return true;
}

static bool check_channel(state *s, const char *field)
{
    static const char *const channels[] = {"V", "A", "A2", "AA", "B", "A2/V", "AA/V", "NONE", NULL};
    size_t                   length = strcspn(field, " ");

    if (length > 4)
        length = 4;
    if (one_of(field, length, channels))
        return true;
    return (field[0] == 'A' && isdigit((unsigned char)field[1])) || bad(s, "channel %.4s", field);
}

/* Edit type and length: "C" without, "D" and "Wnnn" with. */
static bool check_edit(state *s, const char *edit, const char *length, bool *transition)
{
    *transition = strncmp(edit, "D   ", 4) == 0 ||
                  (edit[0] == 'W' && isdigit((unsigned char)edit[1]) &&
                   isdigit((unsigned char)edit[2]) && isdigit((unsigned char)edit[3]));
    if (*transition) {
        for (int i = 0; i < 3; i++)
            if (!isdigit((unsigned char)length[i]))
                return bad(s, "length %.3s", length);
        return true;
    }
    if (strncmp(edit, "C   ", 4) != 0)
        return bad(s, "edit type %.4s", edit);
    return strncmp(length, "   ", 3) == 0 || bad(s, "a cut with a length");
}

static bool check_number(state *s, const char *line, bool transition)
{
    long number = 0;

    for (int i = 0; i < s->rules->digits; i++) {
        if (!isdigit((unsigned char)line[i]))
            return bad(s, "event number");
        number = number * 10 + (line[i] - '0');
    }
    if (transition ? number != s->number || !s->pair_open : number != s->number + 1)
        return bad(s, "event %ld after %ld", number, s->number);
    s->number = number;
    return true;
}

static bool check_times(state *s, const char *labels, bool transition)
{
    long   at[4];
    bool   drop[4];
    size_t width = s->rules->base > 100 ? 13 : 12;
    long   day;

    for (int i = 0; i < 4; i++)
        if (!read_label(s, labels + (size_t)i * width, s->rules->base,
                        s->rules->mixed_rates && i < 2, &at[i], &drop[i]))
            return false;
    if (drop[0] != drop[1] || drop[2] != drop[3] || drop[2] != s->fcm_drop)
        return bad(s, "labels count differently than FCM or than one another");
    day = day_frames(s->rules->base, drop[0]);
    s->source_length = (at[1] - at[0] + day) % day;
    s->record_length = at[3] - at[2];
    if (at[3] == 0 && at[2] > 0) /* out at midnight */
        s->record_length += day_frames(s->rules->base, drop[2]);
    s->lengths_differ = !s->rules->mixed_rates && s->source_length != s->record_length;
    for (int i = 0; i < 2; i++)
        if (s->record_length < 0 || (s->has[i] && at[2] < s->record_end[i]))
            return bad(s, "record side runs backwards or overlaps");
    if (transition && at[2] != s->rec_in)
        return bad(s, "the two lines of a transition start at different places");
    s->rec_in = at[2];
    s->rec_out = at[2] + s->record_length;
    for (int i = 0; i < 2; i++)
        s->record_end[i] = s->has[i] ? s->rec_out : s->record_end[i];
    s->pair_open = s->record_length == 0;
    return true;
}

static bool check_event(state *s, const char *line, size_t bytes)
{
    size_t reel = (size_t)s->rules->digits + 2, channel = reel + (size_t)s->rules->reel_width + 1;
    size_t labels = channel + 15;
    bool   transition;

    if (bytes != labels + (s->rules->base > 100 ? 51 : 47))
        return bad(s, "%zu letters, columns are off", bytes);
    for (size_t i = 0; i < 2; i++)
        if (line[s->rules->digits + (int)i] != ' ' || line[channel + 4 + i] != ' ')
            return bad(s, "columns are off");
    if (line[channel - 1] != ' ' || line[channel + 10] != ' ' || line[labels - 1] != ' ')
        return bad(s, "columns are off");
    s->has[0] = memchr(line + channel, 'V', 4) || line[channel] == 'B';
    s->has[1] = memchr(line + channel, 'A', 4) || line[channel] == 'B';
    return check_ascii(s, line) &&
           check_edit(s, line + channel + 6, line + channel + 11, &transition) &&
           check_number(s, line, transition) && check_reel(s, line + reel) &&
           check_channel(s, line + channel) && check_times(s, line + labels, transition);
}

/* "* LOC: 01:00:02:10 RED     TEXT", inside the event it belongs to. */
static bool check_locator(state *s, const char *line)
{
    static const char *const colours[] = {"RED",    "GREEN", "BLUE",  "CYAN", "MAGENTA",
                                          "YELLOW", "BLACK", "WHITE", NULL};
    size_t                   label = s->rules->base > 100 ? 12 : 11;
    const char              *colour = line + 7 + label + 1;
    long                     at;
    bool                     drop;

    if (strlen(line) < 7 + label + 4 || !read_label(s, line + 7, s->rules->base, false, &at, &drop))
        return bad(s, "locator %s", line);
    if (at < s->rec_in || at >= s->rec_out)
        return bad(s, "a locator outside its event");
    if (!one_of(colour, strcspn(colour, " "), colours))
        return bad(s, "colour of %s", line);
    if (strlen(colour) > 7 && (colour[7] != ' ' || colour[8] == ' '))
        return bad(s, "text of a locator not in its column");
    return true;
}

static size_t letters(const char *text)
{
    size_t n = 0;

    for (; *text; text++)
        n += ((unsigned char)*text & 0xC0) != 0x80;
    return n;
}

static bool check_comment(state *s, const char *line)
{
    static const char *const keywords[] = {"FROM CLIP NAME", "TO CLIP NAME", "REEL", "SOURCE FILE",
                                           "COMMENT",        "LOC",          NULL};
    size_t                   length = strcspn(line + 2, ":");

    if (s->events == 0)
        return bad(s, "a comment before the first event");
    if (!one_of(line + 2, length, keywords))
        return s->rules->remarks || bad(s, "unknown comment %s", line);
    if (line[2 + length] != ':' || line[3 + length] != ' ' || line[4 + length] == '\0')
        return bad(s, "a comment without text");
    if (letters(line) > (strncmp(line, "* LOC", 5) == 0 ? 2000u : 70u) &&
        (strncmp(line, "* COMMENT", 9) == 0 || strncmp(line, "* LOC", 5) == 0))
        return bad(s, "%zu letters in a line of text", letters(line));
    return strncmp(line, "* LOC: ", 7) != 0 || check_locator(s, line);
}

static bool check_speed(state *s, const char *line)
{
    s->lengths_differ = false;
    return (strlen(line) > 40 && line[2] == ' ') || bad(s, "M2");
}

static bool check_line(state *s, const char *line, size_t bytes)
{
    if (!check_bytes(s, line, bytes))
        return false;
    if (s->line <= 3)
        return check_head(s, line);
    if (strncmp(line, "M2 ", 3) == 0)
        return check_speed(s, line);
    if (strncmp(line, "AUD  ", 5) == 0)
        return isdigit((unsigned char)line[5]) || bad(s, "AUD");
    if (s->lengths_differ)
        return bad(s, "before this line: source %ld frames, record %ld", s->source_length,
                   s->record_length);
    if (strncmp(line, "* ", 2) == 0)
        return check_comment(s, line);
    if (s->rules->remarks &&
        (strncmp(line, "EFFECTS NAME IS ", 16) == 0 || strncmp(line, ">>> SOURCE ", 11) == 0))
        return s->events > 0 || bad(s, "a remark before the first event");
    if (!check_event(s, line, bytes))
        return false;
    s->events += !s->pair_open;
    return s->number <= 999 || s->rules->digits > 3 || bad(s, "more than 999 events");
}

long edl_grammar_check(const char *data, size_t bytes, const edl_rules *rules, char *why,
                       size_t why_bytes)
{
    state s = {.rules = rules, .why = why, .why_bytes = why_bytes, .record_end = {-1, -1}};

    for (size_t at = 0; at < bytes;) {
        const char *end = memchr(data + at, '\n', bytes - at);
        s.line++;
        if (!end || end == data + at || end[-1] != '\r') {
            bad(&s, "does not end in CR LF");
            return -1;
        }
        size_t length = (size_t)(end - 1 - (data + at));
        char  *line = malloc(length + 1);
        memcpy(line, data + at, length);
        line[length] = '\0';
        bool good = strlen(line) == length ? check_line(&s, line, length) : bad(&s, "a zero byte");
        free(line);
        if (!good)
            return -1;
        at += length + 2;
    }
    if (s.lengths_differ) {
        bad(&s, "the last event: source %ld frames, record %ld", s.source_length, s.record_length);
        return -1;
    }
    return s.events;
}
