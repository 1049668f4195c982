/* SPDX-License-Identifier: MIT */
/* Writing CMX 3600 edit decision lists (SMPTE 258M), as formats of today's editors read them.
 *
 * Statements are ASCII in fixed columns; comments are UTF-8 unless asked otherwise, because names
 * and notes must survive and every current reader takes them. A comment never stands before the
 * first event (two readers then lose the whole list), and free text always follows a keyword on
 * its line, so that no text can form a statement. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/str.h"
#include "editlist_priv.h"
#include "emit_priv.h"
#include "heard_priv.h"
#include "marker_priv.h"
#include "passing_priv.h"
#include "transition_priv.h"

enum { LINE_LETTERS = 70, LOCATOR_LETTERS = 2000, EVENTS_IN_A_LIST = 999, CHANNELS_BYTES = 16 };

typedef struct writer {
    const ct_timeline       *t;
    const ct_export_options *o;
    const ct_reel_map       *reels;
    const size_t            *before; /* of each event: the one in front of it */
    int                      reel_width;
    ct_str                   text;
} writer;

/* --- locator colours ---------------------------------------------------------------- */

static const char *const colours[CT_CAT_COUNT] = {
    [CT_CAT_GENERAL] = "WHITE", [CT_CAT_PICTURE] = "RED",      [CT_CAT_SOUND] = "GREEN",
    [CT_CAT_MUSIC] = "CYAN",    [CT_CAT_GRAPHICS] = "MAGENTA", [CT_CAT_VFX] = "BLUE",
    [CT_CAT_STORY] = "YELLOW",  [CT_CAT_CONTINUITY] = "BLACK",
};

const char *ct_cmx_colour(ct_category c)
{
    return colours[c];
}

bool ct_cmx_category(const char *colour, ct_category *out)
{
    for (int i = 0; i < CT_CAT_COUNT; i++)
        if (ct_equal_nocase(colours[i], colour)) {
            *out = (ct_category)i;
            return true;
        }
    return false;
}

/* --- text ------------------------------------------------------------------------- */

static void line(writer *w, const char *fmt, ...) CT_PRINTF(2, 3);
static void line(writer *w, const char *fmt, ...)
{
    char    fixed[512];
    va_list args;

    va_start(args, fmt);
    vsnprintf(fixed, sizeof fixed, fmt, args);
    va_end(args);
    ct_str_append(&w->text, fixed);
    ct_str_append(&w->text, "\r\n");
}

static char *safe(const writer *w, const char *text)
{
    char *one_line = ct_emit_line(text);

    if (!w->o->ascii)
        return one_line;
    char *plain = ct_emit_ascii(one_line, '?');
    free(one_line);
    return plain;
}

/* "* KEYWORD: value", in one line however long: names and paths are no use in pieces. */
static void comment(writer *w, const char *keyword, const char *value)
{
    char *text = safe(w, value);

    const char *const parts[] = {"* ", keyword, ": ", text, "\r\n"};

    for (size_t i = 0; *text && i < sizeof parts / sizeof parts[0]; i++)
        ct_str_append(&w->text, parts[i]);
    free(text);
}

/* Bytes of `text` that fill at most `letters`, cut at a space where there is one. */
static size_t fitting(const char *text, size_t letters)
{
    size_t at = 0, space = 0, bytes = strlen(text);

    for (size_t n = 0; n < letters && at < bytes; n++) {
        uint32_t c;
        if (text[at] == ' ')
            space = at;
        at += ct_utf8_decode(text + at, bytes - at, &c);
    }
    if (at == bytes || text[at] == ' ')
        return at;
    return space ? space : at;
}

/* Writes `text` (one line of it) behind `head`, wrapped to lines of so many letters; further ones are
 * "* COMMENT: > ..." (">> " where a word was cut), which our reader joins again. */
static void wrapped(writer *w, const char *head, const char *text, size_t most)
{
    static const char next_line[] = "* COMMENT: > ", same_word[] = "* COMMENT: >> ";
    const char       *rest = text;

    do {
        size_t letters = strlen(head) + 8 < most ? most - strlen(head) : 8;
        size_t bytes = fitting(rest, letters);
        ct_str_append(&w->text, head);
        ct_str_append_n(&w->text, rest, bytes);
        while (w->text.data[w->text.len - 1] == ' ')
            w->text.len--; /* behind an empty locator: no spaces at the end of a line */
        ct_str_append(&w->text, "\r\n");
        rest += bytes;
        head = *rest == ' ' ? next_line : same_word;
        rest += *rest == ' ';
    } while (*rest);
}

/* --- statements ------------------------------------------------------------------- */

static char *label(const writer *w, int64_t n, ct_tc_count count, char out[CT_TC_TEXT_BYTES])
{
    ct_tc_print(n, count, out);
    for (char *p = out; w->o->colon_labels && *p; p++)
        if (*p == ';')
            *p = ':';
    return out;
}

/* What the channel column can say: picture and the first two sound tracks, or one track alone. */
static unsigned channels_of_column(unsigned channels)
{
    unsigned first_three = channels & (CT_CHANNEL_V | CT_CHANNEL_A1 * 3);

    return first_three ? first_three : channels & (~channels + 1);
}

static const char *channels_text(unsigned channels, char out[CHANNELS_BYTES])
{
    static const char *const known[] = {"NONE", "V", "A", "B", "A2", "A2/V", "AA", "AA/V"};
    unsigned                 column = channels_of_column(channels);
    int                      track = 0;

    if (column < sizeof known / sizeof known[0])
        return known[column];
    while (column >> track > 1)
        track++;
    snprintf(out, CHANNELS_BYTES, "A%d", track);
    return out;
}

/* "AUD  3    4": the sound tracks that the column could not say. */
static void write_audio(writer *w, unsigned channels)
{
    unsigned    rest = channels & ~channels_of_column(channels);
    const char *gap = "AUD  ";

    for (int track = 1; track <= 16; track++)
        if (rest >> track & 1) {
            ct_str_appendf(&w->text, "%s%d", gap, track);
            gap = "    ";
        }
    if (rest)
        ct_str_append(&w->text, "\r\n");
}

typedef struct statement {
    size_t      number;
    const char *reel, *channels, *edit, *length;
    ct_span     source;
    ct_tc_count source_count;
    ct_span     record;
} statement;

static void write_statement(writer *w, const statement *s)
{
    char in[CT_TC_TEXT_BYTES], out[CT_TC_TEXT_BYTES], rec_in[CT_TC_TEXT_BYTES],
        rec_out[CT_TC_TEXT_BYTES];

    line(w, "%0*zu  %-*s %-4s  %-4s %3s %s %s %s %s", w->o->six_digits ? 6 : 3, s->number,
         w->reel_width, s->reel, s->channels, s->edit, s->length,
         label(w, s->source.first, s->source_count, in),
         label(w, s->source.end, s->source_count, out),
         label(w, w->t->start + s->record.first, w->t->count, rec_in),
         label(w, w->t->start + s->record.end, w->t->count, rec_out));
}

/* The source side as it is written: a reversed event begins at its highest frame, and its out is
 * in + length all the same. */
static ct_span written_source(const writer *w, const ct_event *e, ct_event_label l)
{
    int64_t shown = ct_passing_frames(e, ct_span_count(e->record), w->t->fps);

    /* what begins within a frame is written from a whole one on */
    if (e->within.num > 0 && l.end - l.first == shown + 1) {
        l.first += e->reverse;
        l.end -= !e->reverse;
    }
    if (!e->reverse)
        return (ct_span){l.first, l.end};
    return (ct_span){l.end - 1, l.end - 1 + (l.end - l.first)};
}

/* What a transition goes over from; NULL black. */
static const ct_event *outgoing(const writer *w, size_t i)
{
    if (w->t->events[i].transition == CT_FADE || w->before[i] == CT_NO_EVENT)
        return NULL;
    return &w->t->events[w->before[i]];
}

/* First line of a transition: the outgoing source at its out point, without length. */
static void write_outgoing(writer *w, statement s, size_t i)
{
    const ct_event *before = outgoing(w, i);

    s.edit = "C";
    s.length = "";
    s.record.end = s.record.first;
    if (before) {
        ct_event_label l = ct_event_labels(before, w->t->fps);
        s.reel = ct_reel_map_find(w->reels, before->reel);
        s.source_count = l.count;
        s.source.first = s.source.end = written_source(w, before, l).end;
    } else {
        s.reel = "BL";
        s.source_count = w->t->count;
        s.source.first = s.source.end = 0;
    }
    write_statement(w, &s);
}

/* "M2   REEL       048.0                01:00:00:00": source frames a second of record time. */
static void write_speed(writer *w, const ct_event *e, const statement *s)
{
    char    in[CT_TC_TEXT_BYTES];
    int64_t base = s->source_count.base;
    int64_t tenths =
        e->speed.den > 0 ? (base * 10 * e->speed.num + e->speed.den / 2) / e->speed.den : base * 10;

    if (e->speed.num == e->speed.den && !e->reverse)
        return;
    line(w, "M2   %-*s %s%03lld.%lld                %s", w->reel_width, s->reel,
         e->reverse ? "-" : "  ", (long long)tenths / 10, (long long)tenths % 10,
         label(w, s->source.first, s->source_count, in));
}

/* A sound recorded apart has a statement of its own, with its reel. */
static unsigned own_channels(const ct_event *e)
{
    return e->sound.path ? e->channels & CT_CHANNEL_V : e->channels;
}

static bool has_two_lines(const ct_event *e)
{
    return e->transition == CT_DISSOLVE || e->transition == CT_WIPE || e->transition == CT_FADE;
}

static void write_event_statements(writer *w, size_t i, size_t number)
{
    const ct_event *e = &w->t->events[i];
    ct_event_label  l = ct_event_labels(e, w->t->fps);
    char            channels[CHANNELS_BYTES], edit[8] = "C", length[24] = "";
    statement       s = {.number = number,
                         .reel = ct_reel_map_find(w->reels, e->reel),
                         .channels = channels_text(own_channels(e), channels),
                         .edit = edit,
                         .length = length,
                         .source = written_source(w, e, l),
                         .source_count = l.count,
                         .record = e->record};

    if (has_two_lines(e)) {
        if (e->transition == CT_WIPE)
            snprintf(edit, sizeof edit, "W%03d", e->wipe % 1000);
        else
            snprintf(edit, sizeof edit, "D");
        snprintf(length, sizeof length, "%03lld", (long long)e->transition_frames);
        write_outgoing(w, s, i);
    }
    write_statement(w, &s);
    write_speed(w, e, &s);
    write_audio(w, own_channels(e));
}

/* --- comments --------------------------------------------------------------------- */

static void write_marker(writer *w, const ct_event *e, const ct_marker *m)
{
    char   tc[CT_TC_TEXT_BYTES], head[64];
    ct_str room = {0};

    label(w, w->t->start + ct_marker_record(w->t, e, m).first, w->t->count, tc);
    snprintf(head, sizeof head, "* LOC: %s %-7s ", tc, ct_cmx_colour(m->category));
    char *text = safe(w, ct_marker_words(m, &room));
    wrapped(w, head, text, LOCATOR_LETTERS); /* what others take is the one line */
    free(text);
    ct_str_finish(&room);
}

/* Each line of `text` as a comment of its own. What begins like a further line of the comment above
 * must not be taken for one. */
static void write_paragraphs(writer *w, const char *text)
{
    char *copy = ct_strdup(ct_str_or_empty(text)), *rest = NULL;

    for (char *p = strtok_r(copy, "\n", &rest); p; p = strtok_r(NULL, "\n", &rest)) {
        char       *paragraph = safe(w, p);
        const char *from = paragraph;
        while (ct_starts_with(from, "> ") || ct_starts_with(from, ">> "))
            from++;
        if (*from)
            wrapped(w, "* COMMENT: ", from, LINE_LETTERS);
        free(paragraph);
    }
    free(copy);
}

/* What the list that a cut came from said of the event goes out as it came in, each in one line: colour
 * decisions (ASC_SOP) and the like are known by how their line begins. What begins as something that we
 * write ourselves stands behind a keyword, like all free text. */
static void write_remarks(writer *w, const char *text)
{
    char *copy = ct_strdup(ct_str_or_empty(text)), *rest = NULL;

    for (char *p = strtok_r(copy, "\n", &rest); p; p = strtok_r(NULL, "\n", &rest)) {
        char *remark = safe(w, p);
        if (ct_starts_with(remark, CT_EFFECT_NAME) || ct_starts_with(remark, ">>> SOURCE "))
            ct_str_appendf(&w->text, "%s\r\n", remark); /* statements, not comments */
        else if (ct_cmx3600_is_loose(remark))
            ct_str_appendf(&w->text, "* %s\r\n", remark);
        else
            write_paragraphs(w, remark);
        free(remark);
    }
    free(copy);
}

/* A transition names both sides. */
static void write_names(writer *w, size_t i)
{
    const ct_event *e = &w->t->events[i];
    bool            pair = has_two_lines(e);

    if (w->o->no_clip_names)
        return;
    if (pair && outgoing(w, i))
        comment(w, "FROM CLIP NAME", outgoing(w, i)->name);
    comment(w, pair ? "TO CLIP NAME" : "FROM CLIP NAME", e->name);
}

static void write_comments(writer *w, size_t i)
{
    const ct_event *e = &w->t->events[i];
    const char     *reel = ct_reel_map_find(w->reels, e->reel);

    write_names(w, i);
    if (e->reel && strcmp(reel, e->reel) != 0)
        comment(w, "REEL", e->reel);
    comment(w, "SOURCE FILE", e->path);
    if (w->o->no_notes)
        return;
    write_paragraphs(w, e->label);
    write_remarks(w, e->comment);
    for (size_t k = 0; k < e->marker_count; k++)
        write_marker(w, e, &e->markers[k]);
}

/* --- sound recorded apart ----------------------------------------------------------- */

static bool hear_apart(const writer *w, const ct_event *e, ct_heard *out)
{
    return e->sound.path && ct_event_heard(e, w->t->fps, out);
}

static void write_sound(writer *w, const ct_event *e, const ct_heard *h, size_t number)
{
    ct_event_label l = ct_event_labels(&h->file, w->t->fps);
    unsigned       all = ct_event_heard_channels(e);
    const char    *reel = ct_reel_map_find(w->reels, h->file.reel);
    char           channels[CHANNELS_BYTES];
    statement      s = {.number = number,
                        .reel = reel,
                        .channels = channels_text(all, channels),
                        .edit = "C",
                        .length = "",
                        .source = {l.first, l.first + ct_span_count(h->record)},
                        .source_count = l.count,
                        .record = h->record};

    if (!ct_rate_equal(h->file.fps, w->t->fps)) /* they keep their own labels */
        s.source.end = l.end;
    write_statement(w, &s);
    write_audio(w, all);
    if (!w->o->no_clip_names)
        comment(w, "FROM CLIP NAME", h->file.name);
    if (strcmp(reel, ct_str_or_empty(h->file.reel)) != 0)
        comment(w, "REEL", h->file.reel);
    comment(w, "SOURCE FILE", h->file.path);
}

/* --- lists ------------------------------------------------------------------------ */

static void write_head(writer *w, size_t part, size_t parts)
{
    char of[64] = "";

    if (parts > 1)
        snprintf(of, sizeof of, " (%zu of %zu)", part + 1, parts);
    char *title = ct_emit_title(w->t->title, CT_TITLE_LETTERS - strlen(of));
    line(w, "TITLE: %s%s", *title ? title : "selects", of);
    line(w, "FCM: %s", w->t->count.drop ? "DROP FRAME" : "NON-DROP FRAME");
    line(w, "%s", "");
    free(title);
}

static size_t list_length(const ct_export_options *o)
{
    return o->six_digits ? 999999 : EVENTS_IN_A_LIST;
}

/* Whole names are not lost, but elsewhere than an editor looks first. */
static void say_reels(const writer *w, ct_finding_list *findings)
{
    size_t reels = ct_reel_map_changed(w->reels);

    if (reels)
        ct_finding_add(
            findings, CT_SAY_NOTE, "reel-changed", NULL,
            "Take edl-file32 or edl-file129 for whole names.",
            "%zu reel name%s written differently to fit the list's reel column; the whole "
            "names stand in REEL comments.",
            reels, reels == 1 ? " is" : "s are");
}

/* Numbers that the event takes: one, or two with its sound. */
static size_t numbers_of(const writer *w, size_t i)
{
    ct_heard heard;

    return hear_apart(w, &w->t->events[i], &heard) ? 2 : 1;
}

/* Behind the last event that still has a number in the list that begins with event `first`. */
static size_t end_of_part(const writer *w, size_t first)
{
    size_t most = list_length(w->o), numbers = 0, i = first;

    while (i < w->t->event_count && numbers + numbers_of(w, i) <= most)
        numbers += numbers_of(w, i++);
    return i;
}

static void write_part(writer *w, size_t first, size_t end)
{
    size_t number = 0;

    for (size_t i = first; i < end && !ct_export_stopped(w->o); i++) {
        ct_heard heard;
        write_event_statements(w, i, ++number);
        write_comments(w, i);
        if (hear_apart(w, &w->t->events[i], &heard))
            write_sound(w, &w->t->events[i], &heard, ++number);
    }
}

ct_code ct_cmx3600_write(const ct_format *f, const ct_timeline *t, const ct_export_options *o,
                         ct_output_list *out, ct_finding_list *findings, ct_error *err)
{
    ct_reel_map *reels = ct_reel_map_create(t, f->reel_width);
    size_t      *before = ct_events_before(t), parts = 0, end;
    writer w = {.t = t, .o = o, .reels = reels, .before = before, .reel_width = f->reel_width};

    (void)err;

    for (size_t first = 0; first < t->event_count; first = end_of_part(&w, first))
        parts++;
    for (size_t first = 0, part = 0; first < t->event_count; first = end, part++) {
        end = end_of_part(&w, first);
        write_head(&w, part, parts);
        write_part(&w, first, end);
        size_t bytes = w.text.len;
        ct_output_add(out, ct_str_take(&w.text), bytes, end - first);
    }
    ct_emit_say_title(t->title, findings);
    say_reels(&w, findings);
    ct_str_finish(&w.text);
    free(before);
    ct_reel_map_destroy(&reels);
    return CT_OK;
}
