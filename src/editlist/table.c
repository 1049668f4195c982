/* SPDX-License-Identifier: MIT */
#include "table_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "circletake/str.h"
#include "heard_priv.h"

/* --- cells ------------------------------------------------------------------------ */

static void text(ct_cell *c, const char *value)
{
    if (value && *value) {
        c->kind = CT_CELL_TEXT;
        c->text = value;
    }
}

static void number(ct_cell *c, int64_t value)
{
    c->kind = CT_CELL_NUMBER;
    c->number = value;
}

static void flag(ct_cell *c, bool value)
{
    c->kind = CT_CELL_FLAG;
    c->number = value;
}

static void id(ct_cell *c, ct_id value)
{
    if (!ct_id_is_none(value))
        text(c, ct_id_text(value, c->room));
}

static void label(ct_cell *c, int64_t n, ct_tc_count count)
{
    text(c, ct_tc_print(n, count, c->room));
}

static void row_number(const ct_table_row *r, ct_cell *c)
{
    number(c, (int64_t)r->number);
}

/* --- selects ---------------------------------------------------------------------- */

#define EVENT_TEXT(field)                                                                          \
    static void event_##field(const ct_table_row *r, ct_cell *c)                                   \
    {                                                                                              \
        text(c, r->event->field);                                                                  \
    }
EVENT_TEXT(name)
EVENT_TEXT(reel)
EVENT_TEXT(scene)
EVENT_TEXT(shot)
EVENT_TEXT(take)
EVENT_TEXT(camera)
EVENT_TEXT(description)
EVENT_TEXT(keywords)
EVENT_TEXT(label)
EVENT_TEXT(author)
EVENT_TEXT(path)

static void event_rate(const ct_table_row *r, ct_cell *c)
{
    text(c, ct_rate_text(r->event->fps, c->room));
}

static void event_first(const ct_table_row *r, ct_cell *c)
{
    number(c, r->event->source.first);
}

static void event_end(const ct_table_row *r, ct_cell *c)
{
    number(c, r->event->source.end);
}

static void event_frames(const ct_table_row *r, ct_cell *c)
{
    number(c, ct_span_count(r->event->source));
}

static void event_in(const ct_table_row *r, ct_cell *c)
{
    ct_event_label l = ct_event_labels(r->event, r->timeline->fps);

    label(c, l.first, l.count);
}

static void event_out(const ct_table_row *r, ct_cell *c)
{
    ct_event_label l = ct_event_labels(r->event, r->timeline->fps);

    label(c, l.end, l.count);
}

static void event_has_timecode(const ct_table_row *r, ct_cell *c)
{
    flag(c, r->event->tc.rate.num > 0);
}

static void record_rate(const ct_table_row *r, ct_cell *c)
{
    text(c, ct_rate_text(r->timeline->fps, c->room));
}

static void event_record_in(const ct_table_row *r, ct_cell *c)
{
    label(c, r->timeline->start + r->event->record.first, r->timeline->count);
}

static void event_record_out(const ct_table_row *r, ct_cell *c)
{
    label(c, r->timeline->start + r->event->record.end, r->timeline->count);
}

static void event_verdict(const ct_table_row *r, ct_cell *c)
{
    text(c, ct_verdict_name(r->event->verdict));
}

static void event_rating(const ct_table_row *r, ct_cell *c)
{
    number(c, r->event->rating);
}

static void event_clip_rating(const ct_table_row *r, ct_cell *c)
{
    number(c, r->event->clip_rating);
}

static void event_circled(const ct_table_row *r, ct_cell *c)
{
    flag(c, r->event->circled);
}

static void event_colour(const ct_table_row *r, ct_cell *c)
{
    text(c, ct_clip_colour_name(r->event->colour));
}

static void event_audio(const ct_table_row *r, ct_cell *c)
{
    ct_audio_layout l = ct_event_layout(r->event);

    text(c, ct_audio_text(&l, c->room));
}

static void event_channels(const ct_table_row *r, ct_cell *c)
{
    text(c, ct_used_text(r->event->channels, c->room));
}

static void event_sound_path(const ct_table_row *r, ct_cell *c)
{
    text(c, r->event->sound.path);
}

static void event_sound_reel(const ct_table_row *r, ct_cell *c)
{
    text(c, r->event->sound.path ? r->event->sound.reel : NULL);
}

/* Timecode of the frame of that file which is heard at the select's first. */
static void event_sound_in(const ct_table_row *r, ct_cell *c)
{
    ct_heard heard;

    if (!r->event->sound.path || !ct_event_heard(r->event, r->timeline->fps, &heard))
        return;
    ct_event_label l = ct_event_labels(&heard.file, r->timeline->fps);
    label(c, l.first, l.count);
}

static void event_sound_sample(const ct_table_row *r, ct_cell *c)
{
    if (r->event->sound.path)
        number(c, r->event->sound.first_sample);
}

static void event_sound_rate(const ct_table_row *r, ct_cell *c)
{
    if (r->event->sound.path)
        number(c, r->event->sound.rate_hz);
}

static void event_note_count(const ct_table_row *r, ct_cell *c)
{
    number(c, (int64_t)r->event->marker_count);
}

static void event_clip(const ct_table_row *r, ct_cell *c)
{
    id(c, r->event->clip);
}

static void event_select(const ct_table_row *r, ct_cell *c)
{
    id(c, r->event->select);
}

/* --- of a cut --- */

static void event_track(const ct_table_row *r, ct_cell *c)
{
    number(c, r->event->track + 1);
}

static void event_transition(const ct_table_row *r, ct_cell *c)
{
    if (r->event->transition != CT_CUT)
        text(c, ct_transition_name(r->event->transition));
}

static void event_transition_frames(const ct_table_row *r, ct_cell *c)
{
    if (r->event->transition_frames > 0)
        number(c, r->event->transition_frames);
}

static void event_wipe(const ct_table_row *r, ct_cell *c)
{
    if (r->event->transition == CT_WIPE)
        number(c, r->event->wipe);
}

/* "1/2", "-1/1" in reverse, "0/1" a freeze; nothing at natural speed. */
static void event_speed(const ct_table_row *r, ct_cell *c)
{
    const ct_event *e = r->event;

    if (e->speed.num == e->speed.den && !e->reverse)
        return;
    snprintf(c->room, sizeof c->room, "%s%d/%d", e->reverse ? "-" : "", e->speed.num, e->speed.den);
    text(c, c->room);
}

/* "1/2": what of its first frame has passed when it begins, backwards of its last; nothing where it begins with it. */
static void event_within(const ct_table_row *r, ct_cell *c)
{
    const ct_event *e = r->event;

    if (e->within.num <= 0 || e->within.den <= 0)
        return;
    snprintf(c->room, sizeof c->room, "%d/%d", e->within.num, e->within.den);
    text(c, c->room);
}

/* Out points are exclusive: the first frame not in the range, as edit lists have it. */
const ct_table_field ct_select_fields[] = {
    {"event", row_number},
    {"clip", event_name},
    {"reel", event_reel},
    {"scene", event_scene},
    {"shot", event_shot},
    {"take", event_take},
    {"camera", event_camera},
    {"rate", event_rate},         /* "24000/1001" */
    {"first_frame", event_first}, /* of the clip, from 0 */
    {"end_frame", event_end},
    {"frames", event_frames},
    {"source_in", event_in},
    {"source_out", event_out},
    {"has_timecode", event_has_timecode}, /* false: source timecode counts from zero */
    {"record_in", event_record_in},
    {"record_out", event_record_out},
    {"label", event_label},
    {"verdict", event_verdict}, /* unrated, good, rejected */
    {"rating", event_rating},   /* 0 to 5 */
    {"circled", event_circled},
    {"author", event_author},
    {"note_count", event_note_count},
    {"path", event_path},
    {"clip_id", event_clip},
    {"select_id", event_select},
    {"clip_rating", event_clip_rating},
    {"description", event_description},
    {"keywords", event_keywords},     /* of the clip, separated by commas */
    {"colour", event_colour},         /* label of the clip: none, red, ... */
    {"audio", event_audio},           /* channels of each track of its sound: "1,1,2" */
    {"sound_path", event_sound_path}, /* recorded apart */
    {"sound_reel", event_sound_reel},
    {"sound_in", event_sound_in},
    {"sound_first_sample", event_sound_sample}, /* at first_frame; negative: it begins later */
    {"sound_sample_rate", event_sound_rate},
    {"track", event_track},           /* from 1; a higher one covers it */
    {"transition", event_transition}, /* how it begins: dissolve, wipe, key, fade; empty: a cut */
    {"transition_frames", event_transition_frames}, /* of the list */
    {"wipe", event_wipe},                           /* pattern */
    {"speed", event_speed},
    {"channels", event_channels},   /* what of picture and sound is in the list: "V A1 A2" */
    {"record_rate", record_rate},   /* at which the record side counts */
    {"within_frame", event_within}, /* "1/2": an event at another speed may begin within one */
};
const size_t ct_select_field_count = sizeof ct_select_fields / sizeof ct_select_fields[0];

void ct_marker_timecode(const ct_timeline *t, const ct_event *e, int64_t frame,
                        char out[CT_TC_TEXT_BYTES])
{
    ct_event at = *e;

    at.source = (ct_span){frame, frame + 1};
    ct_event_label l = ct_event_labels(&at, t->fps);
    ct_tc_print(l.first, l.count, out);
}

/* --- notes ------------------------------------------------------------------------ */

#define CLIP_TEXT(field)                                                                           \
    static void clip_##field(const ct_table_row *r, ct_cell *c)                                    \
    {                                                                                              \
        text(c, r->clip->field);                                                                   \
    }
CLIP_TEXT(name)
CLIP_TEXT(reel)
CLIP_TEXT(scene)
CLIP_TEXT(shot)
CLIP_TEXT(take)
CLIP_TEXT(camera)
CLIP_TEXT(path)

#define NOTE_TEXT(field)                                                                           \
    static void note_##field(const ct_table_row *r, ct_cell *c)                                    \
    {                                                                                              \
        text(c, r->note->field);                                                                   \
    }
NOTE_TEXT(body)
NOTE_TEXT(author)
NOTE_TEXT(assignee)

static void note_rate(const ct_table_row *r, ct_cell *c)
{
    text(c, ct_rate_text(r->clip->fps, c->room));
}

static void note_first(const ct_table_row *r, ct_cell *c)
{
    number(c, r->note->span.first);
}

static void note_end(const ct_table_row *r, ct_cell *c)
{
    number(c, r->note->span.end);
}

static void note_frames(const ct_table_row *r, ct_cell *c)
{
    number(c, ct_span_count(r->note->span));
}

static void note_in(const ct_table_row *r, ct_cell *c)
{
    text(c, ct_tc_track_print(&r->clip->tc, r->clip->fps, r->note->span.first, c->room));
}

static void note_out(const ct_table_row *r, ct_cell *c)
{
    text(c, ct_tc_track_print(&r->clip->tc, r->clip->fps, r->note->span.end, c->room));
}

static void note_has_timecode(const ct_table_row *r, ct_cell *c)
{
    flag(c, r->clip->tc.rate.num > 0);
}

static void note_category(const ct_table_row *r, ct_cell *c)
{
    text(c, ct_category_name(r->note->category));
}

static void note_status(const ct_table_row *r, ct_cell *c)
{
    text(c, ct_note_status_name(r->note->status));
}

static void note_priority(const ct_table_row *r, ct_cell *c)
{
    number(c, r->note->priority);
}

/* RFC 3339 in UTC, whole seconds. */
static void note_made(const ct_table_row *r, ct_cell *c)
{
    time_t    seconds = (time_t)(r->note->made_us / 1000000);
    struct tm utc;

    if (r->note->made_us > 0 && gmtime_r(&seconds, &utc) &&
        strftime(c->room, sizeof c->room, "%Y-%m-%dT%H:%M:%SZ", &utc))
        text(c, c->room);
}

static void note_clip(const ct_table_row *r, ct_cell *c)
{
    id(c, r->note->clip);
}

static void note_id(const ct_table_row *r, ct_cell *c)
{
    id(c, r->note->id);
}

static void note_still(const ct_table_row *r, ct_cell *c)
{
    text(c, r->still);
}

static void note_reply_to(const ct_table_row *r, ct_cell *c)
{
    id(c, r->note->reply_to);
}

const ct_table_field ct_note_fields[] = {
    {"note", row_number},        {"clip", clip_name},
    {"reel", clip_reel},         {"scene", clip_scene},
    {"shot", clip_shot},         {"take", clip_take},
    {"camera", clip_camera},     {"rate", note_rate},
    {"first_frame", note_first}, {"end_frame", note_end},
    {"frames", note_frames},     {"timecode_in", note_in},
    {"timecode_out", note_out},  {"has_timecode", note_has_timecode},
    {"text", note_body},         {"category", note_category},
    {"status", note_status},     /* open, in progress, resolved, wontfix */
    {"priority", note_priority}, /* 0 none to 3 high */
    {"author", note_author},     {"assignee", note_assignee},
    {"made", note_made},         {"path", clip_path},
    {"clip_id", note_clip},      {"note_id", note_id},
    {"reply_to", note_reply_to}, {"still", note_still}, /* a picture with what was drawn on it */
};
const size_t ct_note_field_count = sizeof ct_note_fields / sizeof ct_note_fields[0];

/* --- order of notes ----------------------------------------------------------------- */

static int compare_rows(const ct_table_row *a, const ct_table_row *b, ct_list_order order)
{
    int difference =
        ct_compare_marks(a->clip, a->note->span.first, b->clip, b->note->span.first, order);

    return difference ? difference : (a->number > b->number) - (a->number < b->number);
}

static int compare_by_slate(const void *a, const void *b)
{
    return compare_rows(a, b, CT_LIST_BY_SLATE);
}

static int compare_by_time(const void *a, const void *b)
{
    return compare_rows(a, b, CT_LIST_BY_TIME);
}

ct_code ct_table_note_rows(const ct_export_input *in, ct_list_order order, ct_table_row **out,
                           ct_error *err)
{
    size_t          count = in->notes ? in->notes->count : 0;
    ct_table_row   *rows = ct_alloc_array(count, sizeof *rows);
    const ct_clip **clips = ct_clips_by_id(in->clips);

    for (size_t i = 0; i < count; i++) {
        const ct_note *n = &in->notes->items[i];
        rows[i] = (ct_table_row){
            .number = i, .clip = ct_clips_find(clips, in->clips, n->clip), .note = n};
        if (in->still && n->drawing && *n->drawing)
            rows[i].still = in->still(in->still_arg, n);
        if (!rows[i].clip) {
            char note[CT_ID_TEXT_BYTES];
            free(rows);
            free(clips);
            return ct_fail(err, CT_INTERNAL,
                           "Note %s belongs to a clip that was not handed to the "
                           "export.",
                           ct_id_text(n->id, note));
        }
    }
    free(clips);
    if (order != CT_LIST_BY_HAND)
        qsort(rows, count, sizeof *rows,
              order == CT_LIST_BY_TIME ? compare_by_time : compare_by_slate);
    for (size_t i = 0; i < count; i++)
        rows[i].number = i + 1;
    *out = rows;
    return CT_OK;
}
