/* SPDX-License-Identifier: MIT */
#include "nest_priv.h"

#include <libavutil/mathematics.h>
#include <stdlib.h>

#include "circletake/rate.h"
#include "editlist_priv.h"
#include "passing_priv.h"

/* Of a picture that stands: its markers move so many record frames. */
static void move_held(ct_event *e, int64_t by)
{
    for (size_t i = 0; ct_event_stands(e) && i < e->marker_count; i++) {
        ct_span *held = &e->markers[i].held;
        *held = (ct_span){held->first + by, (ct_span_count(*held) > 0 ? held->end : 1) + by};
    }
}

/* At another speed within a frame where it falls so. */
static bool trim_exactly(ct_event *e, int64_t head, AVRational list_fps)
{
    AVRational frames;

    if (e->speed.num == e->speed.den || !ct_passing_in_record(e, list_fps, &frames))
        return false;
    ct_passing_begin_later(e, head, frames);
    ct_passing_fill(e, list_fps);
    return true;
}

/* Cuts so many record frames off its head and tail. A freeze keeps its frame. */
static void trim(ct_event *e, int64_t head, int64_t tail, AVRational list_fps)
{
    int64_t at_head = head > 0 ? ct_passing_frames(e, head, list_fps) : 0;
    int64_t at_tail = tail > 0 ? ct_passing_frames(e, tail, list_fps) : 0;

    e->record.first += head;
    e->record.end -= tail;
    if (head > 0)
        move_held(e, -head);
    if (ct_event_stands(e))
        return;
    if (!trim_exactly(e, head, list_fps)) {
        e->source.first += e->reverse ? at_tail : at_head;
        e->source.end -= e->reverse ? at_head : at_tail;
    }
    if (head > 0) { /* it begins within its transition, or behind it */
        e->transition = CT_CUT;
        e->transition_frames = 0;
    }
}

static int64_t on_outer(const ct_timeline *t, const ct_timeline *inner, int64_t frames)
{
    return ct_rate_equal(t->fps, inner->fps) ? frames : ct_rate_convert(frames, inner->fps, t->fps);
}

static void convert_held(ct_event *e, AVRational from, AVRational to)
{
    for (size_t i = 0; ct_event_stands(e) && i < e->marker_count; i++) {
        ct_span *held = &e->markers[i].held;
        int64_t  end = ct_rate_convert(held->end, from, to);
        held->first = ct_rate_convert(held->first, from, to);
        held->end = end > held->first ? end : held->first + 1;
    }
}

/* Where a cut inside falls between two record frames, more than the first picture behind it may have gone by at the
 * second: `was` in frames of `list_fps`, of which `pace` go by in a record frame. */
static void pass_by(ct_event *e, int64_t was, int64_t begins, AVRational pace, AVRational list_fps,
                    bool exactly)
{
    AVRational frames;
    int64_t    late = begins * pace.num - was * pace.den; /* in parts of a frame */

    if (late <= 0 || e->speed.num == 0 || !ct_passing_in_record(e, list_fps, &frames))
        return;
    int64_t source =
        av_rescale_rnd(late, frames.num, (int64_t)frames.den * pace.den, AV_ROUND_DOWN);
    if (source >= ct_span_count(e->source))
        source = ct_span_count(e->source) - 1;
    else if (exactly && late < INT32_MAX) {
        ct_passing_enter(e, late * frames.num, (int64_t)frames.den * pace.den);
        return;
    }
    if (source > 0 && e->reverse)
        e->source.end -= source;
    else if (source > 0)
        e->source.first += source;
}

/* Remarks on the inner timeline itself, where it is seen. */
static void paste_markers(ct_timeline *t, ct_timeline *inner, ct_span window, int64_t record)
{
    for (size_t i = 0; i < inner->marker_count; i++) {
        ct_marker *m = &inner->markers[i];
        int64_t    end = on_outer(t, inner, m->frame + m->count - window.first);
        if (m->frame < window.first || m->frame >= window.end)
            continue;
        ct_marker *to = ct_timeline_add_marker(t);
        *to = *m;
        to->frame = on_outer(t, inner, m->frame - window.first);
        to->count = end - to->frame > 1 ? end - to->frame : 1;
        to->frame += record;
        *m = (ct_marker){.count = 1};
    }
}

int ct_nest_paste(ct_timeline *t, ct_timeline *inner, ct_span window, int64_t record, int track)
{
    int highest = track;

    for (size_t i = 0; i < inner->event_count; i++) {
        ct_event *e = &inner->events[i];
        int64_t   head = window.first - e->record.first, tail = e->record.end - window.end;
        if (e->record.end <= window.first || e->record.first >= window.end) {
            ct_event_finish(e);
            continue;
        }
        trim(e, head > 0 ? head : 0, tail > 0 ? tail : 0, inner->fps);
        int64_t begins = on_outer(t, inner, e->record.first - window.first);
        if (!ct_rate_equal(t->fps, inner->fps)) {
            pass_by(e, e->record.first - window.first, begins, av_div_q(inner->fps, t->fps),
                    inner->fps, e->speed.num != e->speed.den);
            convert_held(e, inner->fps, t->fps);
        }
        e->record.first = record + begins;
        e->record.end = record + on_outer(t, inner, e->record.end - window.first);
        e->track += track;
        highest = e->track > highest ? e->track : highest;
        *ct_timeline_add(t) = *e;
    }
    inner->event_count = 0;
    paste_markers(t, inner, window, record);
    return highest;
}

/* The first record frame, counted from that of the whole, at which this one has begun. Ends stay ends, however they
 * were rounded. */
static int64_t stretched(int64_t frame, int64_t natural, int64_t count, AVRational pace)
{
    int64_t to = ct_passing_held(av_rescale_rnd(frame, pace.den, pace.num, AV_ROUND_UP));

    return frame >= natural || to > count ? count : to;
}

void ct_nest_stretch(ct_timeline *t, size_t first_event, size_t first_marker, ct_span record,
                     int64_t natural, AVRational pace)
{
    AVRational slower = av_inv_q(pace);
    int64_t    count = ct_span_count(record);

    if (pace.num == pace.den)
        return;
    for (size_t i = first_event; i < t->event_count; i++) {
        ct_event  *e = &t->events[i];
        ct_span    was = {e->record.first - record.first, e->record.end - record.first};
        ct_span    is = {stretched(was.first, natural, count, pace),
                         stretched(was.end, natural, count, pace)};
        AVRational speed = av_mul_q(e->speed, pace);
        pass_by(e, was.first, is.first, pace, t->fps, speed.num != speed.den);
        av_reduce(&e->speed.num, &e->speed.den, speed.num, speed.den, 1000000);
        e->record = (ct_span){record.first + is.first, record.first + is.end};
        e->transition_frames = ct_passing_times(e->transition_frames, slower);
        convert_held(e, pace, (AVRational){1, 1});
    }
    for (size_t i = first_marker; i < t->marker_count; i++)
        t->markers[i].frame =
            record.first + ct_passing_times(t->markers[i].frame - record.first, slower);
}

/* --- backwards, and standing ------------------------------------------------------- */

/* Goes on for so many record frames more. */
static void end_later(ct_event *e, int64_t record, AVRational list_fps)
{
    int64_t source = ct_passing_frames(e, record, list_fps);

    e->record.end += record;
    if (e->speed.num == 0)
        return;
    if (e->reverse)
        e->source.first -= source;
    else
        e->source.end += source;
}

/* Backwards the outgoing picture is the one that comes in: it lasts until the transition is over, and what comes in
 * begins behind it. False: nothing went out, or nothing would be left. */
static bool turn_transition(ct_timeline *part, size_t out, size_t in)
{
    ct_event *e = &part->events[in], *to = &part->events[out];
    int64_t   frames = e->transition_frames;

    if (frames >= ct_span_count(e->record) || e->transition == CT_FADE)
        return false;
    end_later(to, frames, part->fps);
    trim(e, frames, 0, part->fps);
    return true;
}

/* Where a picture ends. */
typedef struct ending {
    int     track;
    int64_t at;
    size_t  event;
} ending;

static int compare_endings(const void *a, const void *b)
{
    const ending *p = a, *q = b;

    if (p->track != q->track)
        return p->track < q->track ? -1 : 1;
    return (p->at > q->at) - (p->at < q->at);
}

/* Gives an array. Tracks may have any numbers yet. */
static ending *find_endings(const ct_timeline *part, size_t *count)
{
    ending *all = ct_alloc_array(part->event_count + 1, sizeof *all);

    *count = 0;
    for (size_t i = 0; i < part->event_count; i++)
        if (part->events[i].channels & CT_CHANNEL_V)
            all[(*count)++] = (ending){part->events[i].track, part->events[i].record.end, i};
    qsort(all, *count, sizeof *all, compare_endings);
    return all;
}

/* Of what each event begins with in the end; `made` are as many, zeroed. */
static size_t turn_transitions(ct_timeline *part, ct_event *made)
{
    size_t  count, lost = 0;
    ending *all = find_endings(part, &count);

    for (size_t i = 0; i < part->event_count; i++) {
        const ct_event own = part->events[i];
        ending         key = {own.track, own.record.first, 0};
        if (own.transition == CT_CUT || own.transition == CT_KEY || own.transition_frames < 1 ||
            !(own.channels & CT_CHANNEL_V))
            continue;
        const ending *out = bsearch(&key, all, count, sizeof *all, compare_endings);
        if (!out || !turn_transition(part, out->event, i)) {
            lost++;
            continue;
        }
        made[out->event] = (ct_event){.transition = own.transition,
                                      .transition_frames = own.transition_frames,
                                      .wipe = own.wipe};
    }
    free(all);
    return lost;
}

size_t ct_nest_mirror(ct_timeline *t, size_t first_event, size_t first_marker, ct_span record)
{
    ct_timeline part = *t; /* borrows */

    if (part.events) /* else there is nothing to turn */
        part.events += first_event;
    part.event_count -= first_event;
    ct_event *made = ct_alloc_array(part.event_count + 1, sizeof *made);
    size_t    lost = turn_transitions(&part, made);
    for (size_t i = 0; i < part.event_count; i++) {
        ct_event *e = &part.events[i];
        ct_span   was = e->record;
        e->record =
            (ct_span){record.first + record.end - was.end, record.first + record.end - was.first};
        ct_passing_turn(e, t->fps);
        e->reverse = e->reverse != (e->speed.num != 0 && !ct_event_is_black(e));
        for (size_t k = 0; ct_event_stands(e) && k < e->marker_count; k++) {
            ct_span held = e->markers[k].held;
            int64_t last = ct_span_count(e->record);
            e->markers[k].held =
                (ct_span){last - (ct_span_count(held) > 0 ? held.end : 1), last - held.first};
        }
        if (e->transition == CT_KEY)
            continue;
        e->transition = made[i].transition;
        e->transition_frames = made[i].transition_frames;
        e->wipe = made[i].wipe;
    }
    free(made);
    for (size_t i = first_marker; i < t->marker_count; i++) {
        ct_marker *m = &t->markers[i];
        m->frame = record.first + record.end - m->frame - m->count;
        m->frame = m->frame < record.first ? record.first : m->frame;
    }
    return lost;
}

void ct_nest_stand(ct_timeline *t, size_t first_event, ct_span record)
{
    size_t kept = first_event;

    for (size_t i = first_event; i < t->event_count; i++) {
        ct_event *e = &t->events[i];
        if (e->channels && !(e->channels & CT_CHANNEL_V)) {
            ct_event_finish(e);
            continue;
        }
        e->channels &= CT_CHANNEL_V;
        e->source.first = e->reverse ? e->source.end - 1 : e->source.first;
        e->source.end = e->source.first + 1;
        e->speed = (AVRational){0, 1};
        e->within = (AVRational){0, 0};
        e->reverse = false;
        e->transition = CT_CUT;
        e->transition_frames = 0;
        e->record = record;
        t->events[kept++] = *e;
    }
    t->event_count = kept;
}

ct_span ct_nest_window(const ct_event *place, int64_t count)
{
    ct_span shown = {place->source.first, place->source.first + 1};

    if (place->speed.num == 0)
        return shown;
    count = ct_passing_times(count, place->speed);
    if (place->reverse)
        return (ct_span){place->source.end - count, place->source.end};
    shown.end = shown.first + count;
    return shown;
}

size_t ct_nest_retime(ct_timeline *t, size_t first_event, size_t first_marker, int64_t natural,
                      const ct_event *place)
{
    ct_span record = place->record;
    size_t  lost = 0;

    if (place->speed.num == 0) {
        ct_nest_stand(t, first_event, record);
        return 0;
    }
    if (place->reverse)
        lost = ct_nest_mirror(t, first_event, first_marker,
                              (ct_span){record.first, record.first + natural});
    ct_nest_stretch(t, first_event, first_marker, record, natural, place->speed);
    return lost;
}
