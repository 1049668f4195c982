/* SPDX-License-Identifier: MIT */
/* What plays end to end: selects, or the events of a cut. Of the two engines one plays while the other is
 * made ready with what comes next, so that one part follows the other without a wait. A part without
 * a picture - an event whose clip is missing, a gap - lasts its time as a slate; so does a freeze, on
 * its frame. */
#include <stdlib.h>

#include "circletake/cutmap.h"
#include "circletake/thread.h"
#include "session_priv.h"

/* --- parts --------------------------------------------------------------------------------------- */

void ct_session_end_string(ct_session *s)
{
    if (s->string_count == 0)
        return;
    for (size_t i = 0; i < s->string_count; i++)
        ct_clip_finish(&s->string[i].clip);
    free(s->string);
    s->string = NULL;
    s->string_count = s->string_at = 0;
    s->string_ready = 0;
    s->string_until_us = 0;
    ct_transport_close(ct_session_spare_engine(s));
    s->changed |= CT_CHANGED_STATE | CT_CHANGED_POSITION | CT_CHANGED_PICTURE;
}

int ct_session_string_index(const ct_session *s, int *count)
{
    if (count)
        *count = (int)s->string_count;
    return s->string_count ? (int)s->string_at + 1 : 0;
}

/* From the event to the frames of its clip, which is fetched only when its turn comes near. */
static void place_part(ct_session *s, struct string_part *part)
{
    const ct_event *e = &s->cut_events.events[part->event];
    ct_span         placed;

    if (!ct_conform_place(e, s->cut_events.fps, &part->clip, &placed)) {
        part->slate = true;
        return;
    }
    part->first = ct_event_clip_frame(e, placed, part->record.first);
    part->last = ct_event_clip_frame(e, placed, part->record.end - 1);
    part->hold = e->speed.num == 0;
    part->speed = part->hold ? (AVRational){1, 1} : e->speed;
    if (e->reverse)
        part->speed.num = -part->speed.num;
}

static struct string_part *load_part(ct_session *s, size_t i)
{
    struct string_part *part = &s->string[i];

    if (part->loaded)
        return part;
    part->loaded = true;
    if (part->slate)
        return part;
    if (ct_query_clip(s->query, part->clip_id, &part->clip, NULL) != CT_OK || part->clip.offline)
        part->slate = true;
    else if (part->of_cut)
        place_part(s, part);
    return part;
}

/* The next part with a picture, 0 when there is none: the part that plays is never it. */
static size_t next_picture(ct_session *s)
{
    for (size_t i = s->string_at + 1; i < s->string_count; i++)
        if (!load_part(s, i)->slate)
            return i;
    return 0;
}

/* Opens it in the spare engine. */
static void prepare_next(ct_session *s)
{
    size_t next = next_picture(s);

    if (next && next != s->string_ready)
        ct_session_open_in_engine(s, ct_session_spare_engine(s), &s->string[next].clip,
                                  s->string[next].first);
    s->string_ready = next;
}

/* --- playing -------------------------------------------------------------------------------------- */

static int64_t duration_us(const ct_session *s, ct_span record)
{
    return ct_rate_frame_to_us(record.end, s->cut_events.fps) -
           ct_rate_frame_to_us(record.first, s->cut_events.fps);
}

static void run_engine(ct_session *s, const struct string_part *part)
{
    ct_transport *engine = ct_session_engine(s);

    ct_transport_set_loop(engine, (ct_span){0, 0});
    if (part->hold) {
        ct_transport_seek(engine, part->first);
    } else if (part->speed.num == part->speed.den) {
        ct_transport_play_span(engine, (ct_span){part->first, part->last + 1});
    } else {
        ct_transport_seek(engine, part->first);
        ct_transport_set_stop_at(engine, part->last);
        ct_transport_play(engine, part->speed);
    }
}

/* Part `string_at`, on the engine that has it open; `fresh`: in the one that is shown now. */
static void play_part(ct_session *s, bool fresh)
{
    struct string_part *part = load_part(s, s->string_at);

    s->string_until_us =
        part->slate || part->hold ? ct_clock_us() + duration_us(s, part->record) : 0;
    if (!part->slate) {
        if (s->string_ready == s->string_at && !fresh)
            ct_session_swap_engines(s);
        else if (!ct_id_equal(part->clip.id, s->clip.id))
            ct_session_open_in_engine(s, ct_session_engine(s), &part->clip, part->first);
        ct_session_show_part(s, &part->clip, part->first);
        run_engine(s, part);
        s->string_ready = 0;
    } else if (ct_session_engine(s)) {
        ct_transport_stop(ct_session_engine(s));
    }
    prepare_next(s);
    s->changed |= CT_CHANGED_STATE | CT_CHANGED_POSITION | CT_CHANGED_PICTURE;
}

static void next_part(ct_session *s)
{
    if (s->string_at + 1 >= s->string_count) {
        ct_session_end_string(s);
        return;
    }
    s->string_at++;
    play_part(s, false);
    ct_transport_stop(ct_session_spare_engine(s));
    ct_session_apply_sound(s);
}

void ct_session_watch_string(ct_session *s)
{
    if (s->string_count == 0)
        return;
    if (s->string_until_us) {
        if (ct_clock_us() >= s->string_until_us)
            next_part(s);
        return;
    }
    if (!s->state.ready || s->state.playing ||
        !ct_id_equal(s->state.clip, s->string[s->string_at].clip.id))
        return;
    if (s->state.position == s->string[s->string_at].last)
        next_part(s);
    else
        ct_session_end_string(s); /* somebody stopped or went elsewhere */
}

/* --- selects ---------------------------------------------------------------------------------------- */

ct_code ct_session_play_string(ct_session *s, const ct_select_list *selects, ct_error *err)
{
    ct_session_end_string(s);
    s->string = ct_alloc_array(selects->count + 1, sizeof *s->string);
    for (size_t i = 0; i < selects->count; i++) {
        struct string_part *part = &s->string[s->string_count++];
        const ct_select    *select = &selects->items[i];
        *part = (struct string_part){.clip_id = select->clip,
                                     .first = select->span.first,
                                     .last = select->span.end - 1,
                                     .speed = {1, 1}};
        if (load_part(s, s->string_count - 1)->slate) /* offline: passed over */
            ct_clip_finish(&s->string[--s->string_count].clip);
    }
    if (s->string_count == 0) {
        free(s->string);
        s->string = NULL;
        return ct_fail(err, CT_NO_INPUT,
                       "There is no select to play. Mark In and Out and keep the "
                       "range first.");
    }
    ct_session_leave_cut(s);
    play_part(s, true);
    return CT_OK;
}

/* --- a cut ------------------------------------------------------------------------------------------- */

void ct_session_leave_cut(ct_session *s)
{
    if (ct_id_is_none(s->cut.id))
        return;
    ct_session_end_string(s);
    ct_timeline_finish(&s->cut_events);
    ct_cut_finish(&s->cut);
    s->changed |= CT_CHANGED_STATE | CT_CHANGED_POSITION;
}

static void add_part(ct_session *s, size_t event, ct_span record, bool slate)
{
    if (ct_span_count(record) == 0)
        return;
    s->string[s->string_count++] =
        (struct string_part){.clip_id = slate ? ct_id_none() : s->cut_events.events[event].clip,
                             .record = record,
                             .event = event,
                             .of_cut = true,
                             .gap = slate,
                             .slate = slate || ct_id_is_none(s->cut_events.events[event].clip),
                             .speed = {1, 1}};
}

/* What is seen from record frame `from` on, with slates in the gaps. */
static void gather_cut(ct_session *s, int64_t from)
{
    size_t   count;
    ct_shot *shots = ct_timeline_shots(&s->cut_events, &count);
    int64_t  at = from;

    s->string = ct_alloc_array(2 * count + 1, sizeof *s->string);
    for (size_t i = 0; i < count; i++) {
        ct_span record = shots[i].record;
        if (record.end <= at)
            continue;
        if (record.first > at)
            add_part(s, shots[i].event, (ct_span){at, record.first}, true);
        else
            record.first = at;
        add_part(s, shots[i].event, record, false);
        at = record.end;
    }
    free(shots);
}

ct_code ct_session_play_cut(ct_session *s, ct_id cut, int64_t from, ct_error *err)
{
    ct_cut      row;
    ct_timeline events = {0};
    ct_code     code = ct_query_cut(s->query, cut, &row, err);

    if (code)
        return code;
    code = ct_query_events(s->query, &row, &events, err);
    if (code) {
        ct_timeline_finish(&events);
        ct_cut_finish(&row);
        return code;
    }
    ct_session_end_string(s);
    ct_session_leave_cut(s);
    s->cut = row;
    s->cut_events = events;
    gather_cut(s, from < 0 ? 0 : from);
    if (s->string_count == 0) {
        free(s->string);
        s->string = NULL;
        ct_session_leave_cut(s);
        return ct_fail(err, CT_NO_INPUT, "There is no picture in the cut from there on.");
    }
    play_part(s, true);
    return CT_OK;
}

static const struct string_part *part_of_cut(const ct_session *s)
{
    return s->string_count && s->string[s->string_at].of_cut ? &s->string[s->string_at] : NULL;
}

const ct_cut *ct_session_cut(const ct_session *s)
{
    return part_of_cut(s) ? &s->cut : NULL;
}

const ct_event *ct_session_cut_event(const ct_session *s, bool *slate)
{
    const struct string_part *part = part_of_cut(s);

    if (slate)
        *slate = part && part->slate;
    return part && !part->gap ? &s->cut_events.events[part->event] : NULL;
}

int64_t ct_session_record(const ct_session *s)
{
    const struct string_part *part = part_of_cut(s);

    if (!part)
        return -1;
    if (s->string_until_us) {
        int64_t left = ct_rate_us_to_frame(s->string_until_us - ct_clock_us(), s->cut_events.fps);
        int64_t at = part->record.end - 1 - left;
        return at < part->record.first ? part->record.first
                                       : (at >= part->record.end ? part->record.end - 1 : at);
    }
    const ct_event *e = &s->cut_events.events[part->event];
    ct_span         placed;
    ct_conform_place(e, s->cut_events.fps, &part->clip, &placed);
    int64_t at = ct_event_record_frame(e, placed, s->state.position);
    return at < 0 ? part->record.first : at;
}
