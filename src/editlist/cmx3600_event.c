/* SPDX-License-Identifier: MIT */
/* One event line: "001  A001C003 V     C        10:00:05:00 10:00:09:00 ...". Split at spaces from
 * the right, since reels can hold spaces and columns differ from program to program. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cmx3600_priv.h"

/* --- words ------------------------------------------------------------------------ */

bool ct_edl_is_digits(const char *s)
{
    return *s && strspn(s, "0123456789") == strlen(s);
}

char *ct_edl_take_last(char *text)
{
    size_t end = strlen(text);

    while (end > 0 && text[end - 1] == ' ')
        text[--end] = '\0';
    while (end > 0 && text[end - 1] != ' ')
        end--;

    char *word = text + end;
    if (end > 0)
        text[end - 1] = '\0';
    return word;
}

char *ct_edl_to_cut(const char *text)
{
    size_t bytes = strlen(text) + 1;
    char  *copy = ct_alloc(bytes + 1);

    *copy = ' ';
    memcpy(copy + 1, text, bytes);
    return copy;
}

char *ct_edl_trimmed(const char *text)
{
    size_t from = strspn(text, " "), end = strlen(text);

    while (end > from && text[end - 1] == ' ')
        end--;
    return ct_strndup(text + from, end - from);
}

bool ct_edl_is_label(const char *s, size_t bytes)
{
    int fields = 1;

    if (bytes >= CT_TC_TEXT_BYTES)
        return false;
    for (size_t i = 0; i < bytes; i++) {
        bool separator = s[i] && strchr(":;.,", s[i]);
        if (!separator && !(s[i] >= '0' && s[i] <= '9'))
            return false;
        if (separator && (i == 0 || i + 1 == bytes))
            return false;
        fields += separator;
    }
    return fields == 4;
}

int ct_edl_count_labels(const char *line, int *at_end)
{
    int all = 0;

    *at_end = 0;
    while (*line) {
        size_t bytes = strcspn(line, " ");
        bool   label = ct_edl_is_label(line, bytes);
        if (bytes > 0) {
            all += label;
            *at_end = label ? *at_end + 1 : 0;
        }
        line += bytes + (line[bytes] != '\0');
    }
    return all;
}

size_t ct_edl_labels_end(const char *line)
{
    const char *at = line;
    int         run = 0;

    while (*at && run < CT_EDL_LABELS) {
        size_t bytes = strcspn(at, " ");
        if (bytes > 0)
            run = ct_edl_is_label(at, bytes) ? run + 1 : 0;
        at += bytes;
        if (run < CT_EDL_LABELS)
            at += strspn(at, " ");
    }
    return run == CT_EDL_LABELS ? (size_t)(at - line) : 0;
}

bool ct_edl_source_is_frames(const char *line)
{
    char *text = ct_edl_to_cut(line);
    bool  numbers = true;

    for (int i = CT_EDL_LABELS - 1; i >= 0 && numbers; i--) {
        const char *word = ct_edl_take_last(text);
        numbers = i >= CT_EDL_RECORD_IN ? ct_edl_is_label(word, strlen(word))
                                        : ct_edl_is_digits(word) && strlen(word) <= 9;
    }
    free(text);
    return numbers;
}

void ct_edl_pending_finish(ct_edl_pending *p)
{
    char *const strings[] = {p->reel,     p->from_name,  p->to_name,
                             p->key_name, p->whole_reel, p->outgoing_reel};

    for (size_t i = 0; i < sizeof strings / sizeof strings[0]; i++)
        free(strings[i]);
    for (size_t i = 0; i < p->locator_count; i++) {
        free(p->locators[i].colour);
        free(p->locators[i].author);
        ct_str_finish(&p->locators[i].text);
    }
    free(p->locators);
    ct_edl_files_finish(&p->files);
    ct_str_finish(&p->words);
    ct_str_finish(&p->comment);
    *p = (ct_edl_pending){.open = false};
}

/* --- an event line ------------------------------------------------------------------ */

enum { TRACKS_MOST = 99 };

static bool is_sound(char kind)
{
    return kind == 'A' || kind == 'a';
}

/* "1234", and "12" before a V: a track a digit. Two by themselves are the number of one. */
static bool is_digit_a_track(const char *digits, const char *end)
{
    return end - digits > 2 || (end - digits == 2 && (*end == 'V' || *end == 'v'));
}

static bool add_digits(const char *digits, size_t count, ct_edl_pending *p)
{
    for (size_t i = 0; i < count; i++) {
        if (digits[i] == '0')
            return false;
        p->channels |= 1u << (digits[i] - '0');
    }
    return true;
}

/* Behind the first of several tracks of sound: "-A4", "-4". */
static bool parse_last_track(const char **word, long first, ct_edl_pending *p)
{
    const char *from = *word + 1 + is_sound((*word)[1]);
    char       *end;
    long        last = strtol(from, &end, 10);

    if (end == from || last < first || last > CT_CHANNELS_MOST)
        return false;
    for (long n = first; n <= last; n++)
        p->channels |= 1u << n;
    *word = end;
    return true;
}

/* "V2" is the second picture track, "A2" the second sound; without a number the first. */
static bool parse_track(const char **word, ct_edl_pending *p)
{
    const char *digits = *word + 1;
    char       *end = (char *)(uintptr_t)digits;
    char        kind = (*word)[0];
    long        n = 1;

    if (!kind || !strchr("VvAa", kind))
        return false;
    if (*digits >= '0' && *digits <= '9')
        n = strtol(digits, &end, 10);
    *word = end;
    if (is_sound(kind) && is_digit_a_track(digits, end))
        return add_digits(digits, (size_t)(end - digits), p);
    if (n < 1 || n > TRACKS_MOST)
        return false;
    if (is_sound(kind) && n > CT_CHANNELS_MOST) {
        p->far_track = true;
        n = CT_CHANNELS_MOST;
    }
    if (!is_sound(kind)) {
        p->channels |= CT_CHANNEL_V;
        p->track = (int)n - 1;
        return true;
    }
    p->channels |= 1u << n;
    return *end != '-' || parse_last_track(word, n, p);
}

/* "V", "A2", "AA", "B", "NONE", and tracks one behind another: "VA1A2". */
static bool parse_channel(const char *word, ct_edl_pending *p)
{
    static const struct {
        const char *word;
        unsigned    channels;
    } known[] = {
        {"AA", CT_CHANNEL_A1 * 3},
        {"B", CT_CHANNEL_V | CT_CHANNEL_A1},
        {"NONE", 0},
        {"VIDEO", CT_CHANNEL_V},
        {"AUDIO", CT_CHANNEL_A1},
    };

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (ct_equal_nocase(word, known[i].word)) {
            p->channels |= known[i].channels;
            return true;
        }
    while (*word)
        if (!parse_track(&word, p))
            return false;
    return true;
}

/* "AA/V" and the like: every part must be a channel. */
static bool parse_channels(const char *word, ct_edl_pending *p)
{
    char *copy = ct_strdup(word), *rest = NULL;
    bool  good = *word != '\0';

    for (char *part = strtok_r(copy, "/,", &rest); part && good; part = strtok_r(NULL, "/,", &rest))
        good = parse_channel(part, p);
    free(copy);
    return good;
}

static bool is_channel(const char *word)
{
    ct_edl_pending ignored = {.open = false};

    return parse_channels(word, &ignored);
}

/* Edit type and length from the right end of `text`. */
static ct_code parse_edit(char *text, ct_edl_pending *p, size_t line, ct_error *err)
{
    char   *word = ct_edl_take_last(text);
    ct_code code = CT_OK;
    bool    has_length = ct_edl_is_digits(word) && strlen(word) <= 4, background = false;

    if (has_length) {
        ct_parse_i64(word, &p->transition_frames);
        word = ct_edl_take_last(text);
    }
    if (ct_equal_nocase(word, "B") || ct_equal_nocase(word, "O")) { /* FCP7: "K B" */
        background = ct_equal_nocase(word, "B");
        word = ct_edl_take_last(text);
    }
    if (ct_equal_nocase(word, "C") || ct_equal_nocase(word, "Cut")) {
        p->transition_frames = 0;
    } else if (ct_equal_nocase(word, "D") || ct_equal_nocase(word, "Dissolve")) {
        p->transition = CT_DISSOLVE;
    } else if ((word[0] == 'W' || word[0] == 'w') && ct_edl_is_digits(word + 1) &&
               strlen(word) <= 4) {
        p->transition = CT_WIPE;
        p->wipe = atoi(word + 1);
    } else if (ct_equal_nocase(word, "KB") || (ct_equal_nocase(word, "K") && background)) {
        p->transition_frames = 0; /* what the key lies over: a cut like any other */
    } else if (ct_equal_nocase(word, "K") || ct_equal_nocase(word, "KO")) {
        p->transition = CT_KEY;
    } else if (has_length &&
               is_channel(word)) { /* Media Composer has no word for all of its effects */
        p->transition = CT_DISSOLVE;
        p->unnamed = true;
        word[-1] = ' '; /* it is not what it was cut off for */
    } else {
        code = ct_fail(err, CT_BAD_DATA,
                       "Line %zu: expected an edit type (C, D 024, W001 024 or K) "
                       "before the timecodes, found \"%s\".",
                       line, word);
    }
    if (!code && (p->transition == CT_DISSOLVE || p->transition == CT_WIPE) && !has_length)
        code = ct_fail(err, CT_BAD_DATA,
                       "Line %zu: expected the length of the transition in frames "
                       "after %s.",
                       line, word);
    return code;
}

bool ct_edl_has_two_sides(const ct_edl_pending *p)
{
    return p->transition != CT_CUT && (p->has_outgoing || p->to_name || p->files.to || p->key_name);
}

bool ct_edl_is_in_frames(const char *line)
{
    char          *text = ct_edl_to_cut(line + strspn(line, "0123456789"));
    ct_edl_pending ignored = {.open = false};
    ct_error       err;
    bool           is = true;

    for (int i = 0; i < CT_EDL_LABELS && is; i++) {
        const char *word = ct_edl_take_last(text);
        is = ct_edl_is_digits(word) && strlen(word) <= 9;
    }
    is = is && parse_edit(text, &ignored, 0, &err) == CT_OK &&
         parse_channels(ct_edl_take_last(text), &ignored);
    free(text);
    return is;
}

ct_code ct_edl_parse_event(ct_edl_reader *r, const char *line, ct_edl_pending *p, ct_error *err)
{
    char   *text = ct_edl_to_cut(line + strspn(line, "0123456789"));
    ct_code code;

    *p = (ct_edl_pending){.open = true, .line = r->lines.number, .drop = r->drop, .speed = {1, 1}};
    p->number = atoi(line);
    for (int i = CT_EDL_LABELS - 1; i >= 0; i--) {
        const char *label = ct_edl_take_last(text); /* one, so it fits */
        memcpy(p->label[i], label, strlen(label) + 1);
    }
    code = parse_edit(text, p, p->line, err);
    if (!code) {
        const char *channels = ct_edl_take_last(text);
        if (!parse_channels(channels, p))
            code = ct_fail(err, CT_BAD_DATA,
                           "Line %zu: expected a channel such as V, A2 or AA/V "
                           "before the edit type, found \"%s\".",
                           p->line, channels);
    }
    if (!code) {
        p->reel = ct_edl_trimmed(text);
        if (!*p->reel)
            ct_edl_say(r, CT_SAY_WARN, "empty-reel", p->line, "The event has no reel name.");
        r->unnamed += p->unnamed;
        r->far_tracks += p->far_track;
    }
    free(text);
    return code;
}
