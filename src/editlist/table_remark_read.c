/* SPDX-License-Identifier: MIT */
/* Rows of tables with a column for the place and one for the words, as review pages and other programs export
 * comments and markers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/file.h"
#include "table_in_priv.h"
#include "xml_priv.h"

/* Programs that write down what is said count in whole ones, below these three names. So may the seconds of lines or
 * chapters be typed, but those are not as long as these would be. */
static bool counts_milliseconds(const ct_table_in *b)
{
    enum { LEAST = 500 }; /* of the mean: half a second a line, or over eight minutes */
    const ct_sheet *s = b->sheet;
    int64_t         first, end, total = 0;

    if (b->headless || s->rows[0].count != 3 || ct_sheet_column(&s->rows[0], "start") != 0 ||
        ct_sheet_column(&s->rows[0], "end") != 1 || ct_sheet_column(&s->rows[0], "text") != 2)
        return false;
    for (size_t i = 1; i < s->count; i++) {
        if (!ct_parse_i64(ct_sheet_cell(&s->rows[i], 0), &first) ||
            !ct_parse_i64(ct_sheet_cell(&s->rows[i], 1), &end) || first < 0 || end < first ||
            end > INT32_MAX)
            return false;
        total += end - first;
    }
    return total / LEAST >= (int64_t)s->count - 1;
}

static ct_code read_place(ct_table_in *b, ct_column c, int64_t *n, ct_error *err)
{
    if (b->milliseconds && ct_parse_i64(ct_table_in_cell(b, c), n)) {
        *n = ct_rate_convert(*n, (AVRational){1000, 1}, b->t->fps);
        b->seconds = true;
        return CT_OK;
    }
    if (ct_sheet_seconds(ct_table_in_cell(b, c), b->t->fps, n)) {
        b->seconds = true;
        return CT_OK;
    }
    char label[CT_TC_TEXT_BYTES];
    bool drop = false;

    /* Premiere writes ';' between all fields */
    snprintf(label, sizeof label, "%s", ct_table_in_cell(b, c));
    for (int fields = 0; fields < 2;) {
        char *separator = strchr(label, ';');
        if (!separator || !strchr(separator + 1, ';'))
            break;
        *separator = ':';
        fields++;
    }
    ct_code code = ct_tc_parse_any(label, b->t->count.base, b->t->count.drop, n, &drop, err);
    if (code)
        return ct_fail_prefix(err, code, "Line %zu: ", b->row->number);
    b->t->count.drop = b->t->count.drop || drop;
    return CT_OK;
}

static bool parse_frames(const char *text, int64_t *n)
{
    return ct_parse_i64(text, n) && *n >= 0 && *n < INT64_C(1) << 40;
}

/* Without a timecode a frame counts from the beginning. */
static ct_code read_first(ct_table_in *b, int64_t *n, ct_error *err)
{
    const char *place = ct_table_in_cell(b, CT_COLUMN_PLACE);
    const char *frame_cell = ct_table_in_cell(b, CT_COLUMN_FRAME);
    int64_t     frame;

    *n = 0;
    if (!*place && b->headless) /* a segment from the file's beginning */
        return CT_OK;
    if (!*place && !parse_frames(frame_cell, n))
        return ct_fail(err, CT_BAD_DATA,
                       "Line %zu: '%s' is no number of a frame; write it in digits alone.",
                       b->row->number, frame_cell);
    if (!*place) {
        b->t->from_zero = true;
        return CT_OK;
    }
    ct_code code = read_place(b, CT_COLUMN_PLACE, n, err);
    if (!code && ct_parse_i64(frame_cell, &frame)) {
        b->told++;
        b->equal += frame == *n;
    }
    return code;
}

bool ct_table_in_counts_from_zero(const ct_table_in *b)
{
    int64_t hour = ct_tc_day(b->t->count) / 24;

    for (size_t i = 0; i < b->t->marker_count; i++)
        if (b->t->markers[i].frame < hour)
            return b->told > 0 && b->equal == b->told;
    return false;
}

static void read_colour(const ct_table_in *b, ct_marker *m)
{
    m->colour = ct_table_in_copy(b, CT_COLUMN_MARKER_COLOUR);
    for (char *c = m->colour; c && *c; c++)
        *c = (char)(*c >= 'A' && *c <= 'Z' ? *c - 'A' + 'a' : *c);
}

static bool is_complete(const char *text)
{
    return ct_sheet_yes(text) || ct_equal_nocase(text, "complete") ||
           ct_equal_nocase(text, "completed");
}

static const char *words_of(const ct_table_in *b)
{
    static const ct_column columns[] = {CT_COLUMN_TEXT, CT_COLUMN_DESCRIPTION, CT_COLUMN_NOTES};

    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        if (*ct_table_in_cell(b, columns[i]))
            return ct_table_in_cell(b, columns[i]);
    return "";
}

/* Frame.io has a column that says whether the row is an answer, Vimeo one for what it says. */
static const char *reply_of(const ct_table_in *b)
{
    const char *text = ct_table_in_cell(b, CT_COLUMN_REPLY);

    if (ct_sheet_yes(text))
        return words_of(b);
    return *words_of(b) || ct_equal_nocase(text, "no") || ct_equal_nocase(text, "false") ||
                   strcmp(text, "0") == 0
               ? ""
               : text;
}

static bool has_place(const ct_table_in *b)
{
    const char *place = *ct_table_in_cell(b, CT_COLUMN_PLACE)
                            ? ct_table_in_cell(b, CT_COLUMN_PLACE)
                            : ct_table_in_cell(b, CT_COLUMN_FRAME);

    return strpbrk(place, "0123456789") ||
           (b->headless && *ct_table_in_cell(b, CT_COLUMN_PLACE_OUT));
}

/* --- of which clip ---------------------------------------------------------------- */

/* Names of clips in rows that say no more of where they are; what is seen on a timeline is named so too. */
static int find_clips(const ct_sheet *s, bool *several)
{
    static const char timelines[] =
        "Project|Project Name|Timeline|Timeline Name|Sequence|Sequence Name|Event Name|Record In|"
        "Record Out|Track";
    const char *first = "";
    int         column =
        ct_sheet_column(&s->rows[0], "Clip|Clip Name|File Name|Filename|File|Asset|Asset Name|Item|"
                                     "Source File|Source File Name|Media");

    *several = false;
    for (size_t i = 1; column >= 0 && i < s->count; i++) {
        const char *clip = ct_sheet_cell(&s->rows[i], column);
        *several = *several || (*first && *clip && strcmp(first, clip) != 0);
        first = *first ? first : clip;
    }
    return *several && ct_sheet_column(&s->rows[0], timelines) < 0 ? column : -1;
}

/* A clip that is named once stands for the rows below it as well. */
static const char *clip_of(const ct_table_in *b)
{
    const ct_event *last = b->t->event_count ? &b->t->events[b->t->event_count - 1] : NULL;
    const char     *clip = ct_sheet_cell(b->row, b->clips);

    return *clip || !last ? clip : last->name;
}

/* In a clip it is an event that shows what it is about. */
static ct_marker *add_marker(ct_table_in *b, int64_t first, int64_t count)
{
    ct_marker *m;

    if (b->clips < 0) {
        m = ct_timeline_add_marker(b->t);
    } else {
        char     *name = ct_strdup(ct_media_name(clip_of(b)));
        ct_event *e = ct_timeline_add(b->t);
        e->name = name;
        e->reel = ct_path_stem(name);
        e->fps = b->t->fps;
        if (!b->seconds && *ct_table_in_cell(b, CT_COLUMN_PLACE))
            e->tc = (ct_tc_track){0, b->t->count, e->fps};
        e->source = (ct_span){first, first + count};
        e->record = (ct_span){b->record, b->record + count};
        b->record = e->record.end;
        m = ct_event_add_marker(e);
    }
    m->frame = first;
    m->count = count;
    return m;
}

static ct_marker *last_marker(const ct_table_in *b)
{
    const ct_event *last = b->t->event_count ? &b->t->events[b->t->event_count - 1] : NULL;

    if (b->clips < 0)
        return b->t->marker_count ? &b->t->markers[b->t->marker_count - 1] : NULL;
    return last && strcmp(last->name, ct_media_name(clip_of(b))) == 0 ? last->markers : NULL;
}

/* --- rows ------------------------------------------------------------------------- */

/* An answer belongs to the remark above it on the same frame. */
static bool add_reply(ct_table_in *b, int64_t first)
{
    ct_marker  *m = last_marker(b);
    const char *text = reply_of(b);

    if (!m || !*text || (has_place(b) && m->frame != first))
        return false;
    ct_reply *r = ct_marker_add_reply(m);
    r->text = ct_strdup(text);
    r->author = ct_table_in_copy(b, CT_COLUMN_AUTHOR);
    return true;
}

/* A number alone counts frames where places do, as with Frame.io. In what a length is told says nothing of the
 * places. 0: there is none. */
static int64_t read_duration(ct_table_in *b)
{
    const char *text = ct_table_in_cell(b, CT_COLUMN_LENGTH);
    int64_t     length = 0;
    bool        seconds = b->seconds;

    if (!*text || (!seconds && parse_frames(text, &length)))
        return length;
    if (read_place(b, CT_COLUMN_LENGTH, &length, NULL))
        length = 0;
    b->seconds = seconds;
    return length;
}

/* Frames that the remark lasts, from `first`. */
static ct_code read_length(ct_table_in *b, int64_t first, int64_t *length, ct_error *err)
{
    int64_t end = first;
    ct_code code = CT_OK;

    if (*ct_table_in_cell(b, CT_COLUMN_PLACE_OUT))
        code = read_place(b, CT_COLUMN_PLACE_OUT, &end, err);
    else
        end += read_duration(b);
    *length = end - first; /* a duration never lies before it */
    if (!code && *ct_table_in_cell(b, CT_COLUMN_PLACE_OUT) && !b->seconds)
        *length = ct_tc_length(first, end, b->t->count);
    if (!code && *ct_table_in_cell(b, CT_COLUMN_PLACE_OUT) && *length < 0)
        return ct_fail(err, CT_BAD_DATA, "Line %zu: it ends at %s, before it begins at %s.",
                       b->row->number, ct_table_in_cell(b, CT_COLUMN_PLACE_OUT),
                       ct_table_in_cell(b, CT_COLUMN_PLACE));
    return code;
}

ct_code ct_table_in_read_marker(ct_table_in *b, ct_error *err)
{
    int64_t     first = 0, length = 1;
    const char *words = words_of(b);
    ct_code     code = has_place(b) ? read_first(b, &first, err) : CT_OK;

    if (code || add_reply(b, first))
        return code;
    if (!has_place(b)) {
        b->nowhere += *words || *ct_table_in_cell(b, CT_COLUMN_NAME) || *reply_of(b);
        return CT_OK;
    }
    if ((code = read_length(b, first, &length, err)) != CT_OK)
        return code;
    b->endless += b->headless && !*ct_table_in_cell(b, CT_COLUMN_PLACE_OUT);
    words = *words ? words : reply_of(b);
    ct_marker *m = add_marker(b, first, length > 0 ? length : 1);
    m->text = *words && *ct_table_in_cell(b, CT_COLUMN_NAME)
                  ? ct_asprintf("%s: %s", ct_table_in_cell(b, CT_COLUMN_NAME), words)
                  : ct_strdup(*words ? words : ct_table_in_cell(b, CT_COLUMN_NAME));
    m->author = ct_table_in_copy(b, CT_COLUMN_AUTHOR);
    read_colour(b, m);
    if (is_complete(ct_table_in_cell(b, CT_COLUMN_COMPLETE)))
        m->status = CT_NOTE_RESOLVED;
    return CT_OK;
}

ct_code ct_table_in_start_markers(ct_table_in *b, const ct_import_options *how, ct_error *err)
{
    if (!(ct_table_in_has(b, CT_COLUMN_PLACE) || ct_table_in_has(b, CT_COLUMN_FRAME)) ||
        !(ct_table_in_has(b, CT_COLUMN_TEXT) || ct_table_in_has(b, CT_COLUMN_NAME) ||
          ct_table_in_has(b, CT_COLUMN_DESCRIPTION) || ct_table_in_has(b, CT_COLUMN_NOTES)))
        return ct_fail(
            err, CT_BAD_DATA,
            "Line 1: expected the columns of our own tables, or one for the timecode and "
            "one for the comment.");
    if (how->edit_rate.num == 0)
        return ct_fail(err, CT_USAGE, "The table does not say its rate.");
    b->t->fps = how->edit_rate;
    b->t->count = (ct_tc_count){ct_tc_base(b->t->fps), how->drop && ct_tc_can_drop(b->t->fps)};
    b->milliseconds = counts_milliseconds(b);
    b->clips = b->headless ? -1 : find_clips(b->sheet, &b->clips_beside);
    if (how->on_one)
        b->clips = -1;
    b->clips_beside = b->clips_beside && b->clips < 0;
    return CT_OK;
}
