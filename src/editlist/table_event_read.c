/* SPDX-License-Identifier: MIT */
/* Rows of our own tables: selects, notes, events of a cut. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "elapsed_priv.h"
#include "table_in_priv.h"

static ct_code read_span(const ct_table_in *b, ct_event *e, ct_error *err)
{
    if (!ct_sheet_rate(ct_table_in_cell(b, CT_COLUMN_RATE), &e->fps))
        return ct_fail(err, CT_BAD_DATA, "Line %zu: '%s' is no rate; expected one such as 25/1.",
                       b->row->number, ct_table_in_cell(b, CT_COLUMN_RATE));
    if (!ct_sheet_whole(ct_table_in_cell(b, CT_COLUMN_FIRST), &e->source.first) ||
        !ct_sheet_whole(ct_table_in_cell(b, CT_COLUMN_END), &e->source.end) ||
        e->source.first < 0 || e->source.end <= e->source.first)
        return ct_fail(err, CT_BAD_DATA, "Line %zu: frames '%s' to '%s' are no range.",
                       b->row->number, ct_table_in_cell(b, CT_COLUMN_FIRST),
                       ct_table_in_cell(b, CT_COLUMN_END));
    return CT_OK;
}

/* The label of the first frame says how all of the clip's frames are labelled. */
static ct_code read_timecode(const ct_table_in *b, ct_event *e, ct_error *err)
{
    int64_t label = 0;
    bool    drop = false;

    if (!*ct_table_in_cell(b, CT_COLUMN_SOURCE_IN) ||
        (ct_table_in_has(b, CT_COLUMN_HAS_TIMECODE) &&
         !ct_sheet_yes(ct_table_in_cell(b, CT_COLUMN_HAS_TIMECODE))))
        return CT_OK;
    ct_code code = ct_tc_parse_any(ct_table_in_cell(b, CT_COLUMN_SOURCE_IN), ct_tc_base(e->fps),
                                   false, &label, &drop, err);
    if (code)
        return ct_fail_prefix(err, code, "Line %zu: ", b->row->number);
    ct_tc_count count = {ct_tc_base(e->fps), drop};
    label -= e->source.first;
    e->tc = (ct_tc_track){label < 0 ? label + ct_tc_day(count) : label, count, e->fps};
    return CT_OK;
}

static ct_code read_record(ct_table_in *b, ct_event *e, ct_error *err)
{
    ct_timeline *t = b->t;
    int64_t      in = 0, out = 0;
    bool         drop = false;

    if (!*ct_table_in_cell(b, CT_COLUMN_RECORD_IN) || !*ct_table_in_cell(b, CT_COLUMN_RECORD_OUT)) {
        int64_t frames = ct_elapsed_alone(ct_span_count(e->source), e->fps, t->fps);
        e->record = (ct_span){b->record, b->record + frames};
    } else {
        ct_code code = ct_tc_parse_any(ct_table_in_cell(b, CT_COLUMN_RECORD_IN), t->count.base,
                                       t->count.drop, &in, &drop, err);
        if (!code)
            code = ct_tc_parse_any(ct_table_in_cell(b, CT_COLUMN_RECORD_OUT), t->count.base, drop,
                                   &out, &drop, err);
        if (code)
            return ct_fail_prefix(err, code, "Line %zu: ", b->row->number);
        if (t->event_count == 1) {
            t->count.drop = drop;
            t->start = in;
        }
        e->record = (ct_span){in - t->start, out - t->start};
    }
    b->record = e->record.end;
    return CT_OK;
}

enum { TRACKS_MOST = 99, FRAMES_MOST = 1000000 };

/* A whole number of a cell in that range, else `otherwise`. */
static int64_t number_in(const ct_table_in *b, ct_column c, int64_t least, int64_t most,
                         int64_t otherwise)
{
    int64_t n;

    return ct_parse_i64(ct_table_in_cell(b, c), &n) && n >= least && n <= most ? n : otherwise;
}

/* Of a cut: its track, how it begins, and how fast it runs ("-1/2": in reverse at half). */
static void read_moves(const ct_table_in *b, ct_event *e)
{
    const char *speed = ct_table_in_cell(b, CT_COLUMN_SPEED);

    e->track = (int)number_in(b, CT_COLUMN_TRACK, 1, TRACKS_MOST, 1) - 1;
    if (ct_transition_parse(ct_table_in_cell(b, CT_COLUMN_TRANSITION), &e->transition)) {
        e->transition_frames = number_in(b, CT_COLUMN_TRANSITION_FRAMES, 0, FRAMES_MOST, 0);
        e->wipe = (int)number_in(b, CT_COLUMN_WIPE, 0, CT_WIPES_MOST, 0);
    }
    if (!*speed)
        return;
    e->reverse = *speed == '-';
    if (sscanf(speed + e->reverse, "%d/%d", &e->speed.num, &e->speed.den) != 2 ||
        e->speed.num < 0 || e->speed.den < 1)
        e->speed = (AVRational){1, 1};
    if (sscanf(ct_table_in_cell(b, CT_COLUMN_WITHIN), "%d/%d", &e->within.num, &e->within.den) !=
            2 ||
        e->within.num < 1 || e->within.num >= e->within.den)
        e->within = (AVRational){0, 0};
}

/* Somebody wrote "done" into a spreadsheet, and would believe that it counts. */
static void heed_word(ct_table_in *b, ct_column c, bool known)
{
    if (known || !*ct_table_in_cell(b, c) || b->unknown++ > 0)
        return;
    b->unknown_line = b->row->number;
    b->unknown_column = c;
    b->unknown_word = ct_table_in_cell(b, c);
}

static void read_words(ct_table_in *b, ct_event *e)
{
    int64_t rating;

    e->name = ct_table_in_copy(b, CT_COLUMN_CLIP);
    e->reel = ct_table_in_copy(b, CT_COLUMN_REEL);
    e->path = ct_table_in_copy(b, CT_COLUMN_PATH);
    e->scene = ct_table_in_copy(b, CT_COLUMN_SCENE);
    e->shot = ct_table_in_copy(b, CT_COLUMN_SHOT);
    e->take = ct_table_in_copy(b, CT_COLUMN_TAKE);
    e->camera = ct_table_in_copy(b, CT_COLUMN_CAMERA);
    e->description = ct_table_in_copy(b, CT_COLUMN_DESCRIPTION);
    e->keywords = ct_table_in_copy(b, CT_COLUMN_KEYWORDS);
    e->comment = ct_table_in_copy(
        b, CT_COLUMN_NOTES); /* as text: the column has no more than their timecodes */
    e->label = ct_table_in_copy(b, CT_COLUMN_LABEL);
    e->author = ct_table_in_copy(b, CT_COLUMN_AUTHOR);
    e->circled = ct_sheet_yes(ct_table_in_cell(b, CT_COLUMN_CIRCLED));
    ct_clip_colour_parse(ct_table_in_cell(b, CT_COLUMN_COLOUR), &e->colour);
    if (ct_audio_parse(ct_table_in_cell(b, CT_COLUMN_AUDIO), &e->audio))
        e->audio_channels = ct_audio_total(&e->audio);
    ct_used_parse(ct_table_in_cell(b, CT_COLUMN_CHANNELS), &e->channels);
    heed_word(b, CT_COLUMN_VERDICT,
              ct_verdict_parse(ct_table_in_cell(b, CT_COLUMN_VERDICT), &e->verdict));
    if (ct_parse_i64(ct_table_in_cell(b, CT_COLUMN_RATING), &rating) && rating >= 0 && rating <= 5)
        e->rating = (int)rating;
}

/* The words that are read under a column of them, with commas between. */
static void put_words(ct_str *out, ct_column c)
{
    int count = c == CT_COLUMN_STATUS     ? CT_NOTE_STATUS_COUNT
                : c == CT_COLUMN_CATEGORY ? CT_CAT_COUNT
                                          : CT_REJECTED + 1;

    for (int i = 0; i < count; i++)
        ct_str_appendf(out, "%s%s", i ? ", " : "",
                       c == CT_COLUMN_STATUS     ? ct_note_status_name((ct_note_status)i)
                       : c == CT_COLUMN_CATEGORY ? ct_category_name((ct_category)i)
                                                 : ct_verdict_name((ct_verdict)i));
}

void ct_table_in_tell_unknown(const ct_table_in *b, ct_finding_list *findings)
{
    ct_str words = {0};

    if (b->unknown == 0)
        return;
    put_words(&words, b->unknown_column);
    ct_finding_add(
        findings, CT_SAY_WARN, "unknown-word", NULL, NULL,
        "Words that are none of ours were left out: %zu. The first is \"%s\" in line %zu, "
        "under %s; what may stand there: %s.",
        b->unknown, b->unknown_word, b->unknown_line, ct_table_in_title(b->unknown_column),
        ct_str_text(&words));
    ct_str_finish(&words);
}

/* A row of notes is the note's frames with the note on them. */
static void read_note(ct_table_in *b, ct_event *e)
{
    ct_marker *m = ct_event_add_marker(e);

    m->frame = e->source.first;
    m->count = ct_span_count(e->source);
    m->text = ct_strdup(ct_table_in_cell(b, CT_COLUMN_TEXT));
    m->author = ct_table_in_copy(b, CT_COLUMN_AUTHOR);
    m->assignee = ct_table_in_copy(b, CT_COLUMN_ASSIGNEE);
    m->still = ct_table_in_copy(b, CT_COLUMN_STILL);
    m->priority = (int)number_in(b, CT_COLUMN_PRIORITY, 0, CT_PRIORITY_MOST, 0);
    heed_word(b, CT_COLUMN_CATEGORY,
              ct_category_parse(ct_table_in_cell(b, CT_COLUMN_CATEGORY), &m->category));
    heed_word(b, CT_COLUMN_STATUS,
              ct_note_status_parse(ct_table_in_cell(b, CT_COLUMN_STATUS), &m->status));
}

static ct_code read_row(ct_table_in *b, ct_error *err)
{
    ct_event *e = ct_timeline_add(b->t);
    ct_code   code = read_span(b, e, err);

    if (!code)
        code = read_timecode(b, e, err);
    if (!code)
        code = read_record(b, e, err);
    if (code)
        return code;
    read_words(b, e);
    read_moves(b, e);
    if (ct_table_in_has(b, CT_COLUMN_TEXT))
        read_note(b, e);
    e->number = (int64_t)b->t->event_count;
    return CT_OK;
}

/* --- answers ------------------------------------------------------------------------ */

static int compare_notes(const void *a, const void *b)
{
    const ct_table_note *p = a, *q = b;

    return ct_id_compare(p->id, q->id);
}

static void collect_notes(ct_table_in *b)
{
    size_t rows = b->sheet->count;
    ct_id  id;

    if (!ct_table_in_has(b, CT_COLUMN_NOTE_ID) || !ct_table_in_has(b, CT_COLUMN_REPLY_TO))
        return;
    b->notes = ct_alloc_array(rows, sizeof *b->notes);
    for (size_t i = 1; i < rows; i++) {
        b->row = &b->sheet->rows[i];
        if (ct_id_parse(ct_table_in_cell(b, CT_COLUMN_NOTE_ID), &id))
            b->notes[b->note_count++].id = id;
    }
    if (b->note_count > 1)
        qsort(b->notes, b->note_count, sizeof *b->notes, compare_notes);
}

/* The note of the table that a cell of the row names; NULL: none. */
static ct_table_note *note_in(const ct_table_in *b, ct_column c)
{
    ct_table_note key = {0};

    if (b->note_count == 0 || !ct_id_parse(ct_table_in_cell(b, c), &key.id))
        return NULL;
    return bsearch(&key, b->notes, b->note_count, sizeof *b->notes, compare_notes);
}

ct_code ct_table_in_read_event(ct_table_in *b, ct_error *err)
{
    ct_table_note *note = note_in(b, CT_COLUMN_NOTE_ID);

    if (note_in(b, CT_COLUMN_REPLY_TO))
        return CT_OK;
    ct_code code = read_row(b, err);
    if (!code && note) {
        note->event = b->t->event_count - 1;
        note->read = true;
    }
    return code;
}

/* Answers are of notes; what answers an answer stands for itself. */
ct_code ct_table_in_read_answers(ct_table_in *b, ct_error *err)
{
    ct_code code = CT_OK;

    for (size_t i = 1; !code && b->note_count > 0 && i < b->sheet->count; i++) {
        b->row = &b->sheet->rows[i];
        const ct_table_note *root = note_in(b, CT_COLUMN_REPLY_TO);
        if (!root)
            continue;
        ct_event *e = root->read ? &b->t->events[root->event] : NULL;
        if (!e || e->marker_count == 0) {
            code = read_row(b, err);
            continue;
        }
        ct_reply *r = ct_marker_add_reply(&e->markers[0]);
        r->text = ct_strdup(ct_table_in_cell(b, CT_COLUMN_TEXT));
        r->author = ct_table_in_copy(b, CT_COLUMN_AUTHOR);
    }
    return code;
}

/* --- the start ------------------------------------------------------------------------ */

/* 0/1: none. */
static AVRational first_rate(ct_table_in *b, int column)
{
    AVRational rate;

    for (size_t i = 1; i < b->sheet->count; i++) {
        b->row = &b->sheet->rows[i];
        if (ct_sheet_rate(ct_table_in_cell(b, column), &rate))
            return rate;
    }
    return (AVRational){0, 1};
}

/* Of a table that does not name the rate of the list: the one that is asked for, else the first clip's. */
ct_code ct_table_in_start_events(ct_table_in *b, AVRational edit_rate, ct_error *err)
{
    if (b->sheet->count < 2)
        return ct_fail(err, CT_BAD_DATA, "There is no row in it.");
    AVRational rate = first_rate(b, CT_COLUMN_RECORD_RATE);
    if (rate.num == 0)
        rate = edit_rate.num > 0 ? edit_rate : first_rate(b, CT_COLUMN_RATE);
    if (rate.num == 0)
        return ct_fail(err, CT_BAD_DATA, "No row names a rate; expected one such as 25/1.");
    b->t->fps = rate;
    b->t->count = (ct_tc_count){ct_tc_base(rate), false};
    collect_notes(b);
    return CT_OK;
}
