/* SPDX-License-Identifier: MIT */
#include "nest_priv.h"

#include <libavutil/mathematics.h>

#include "circletake/rate.h"

int64_t ct_nest_source_frames(const ct_event *e, int64_t record, AVRational list_fps)
{
    int64_t count =
        ct_rate_equal(e->fps, list_fps) ? record : ct_rate_convert(record, list_fps, e->fps);

    if (e->speed.num != e->speed.den)
        count = av_rescale_rnd(count, e->speed.num, e->speed.den, AV_ROUND_UP);
    return count < 1 && record > 0 ? 1 : count;
}

/* Cuts so many record frames off its head and tail. A freeze keeps its frame. */
static void trim(ct_event *e, int64_t head, int64_t tail, AVRational list_fps)
{
    int64_t at_head = head > 0 ? ct_nest_source_frames(e, head, list_fps) : 0;
    int64_t at_tail = tail > 0 ? ct_nest_source_frames(e, tail, list_fps) : 0;

    e->record.first += head;
    e->record.end -= tail;
    if (e->speed.num == 0)
        return;
    e->source.first += e->reverse ? at_tail : at_head;
    e->source.end -= e->reverse ? at_head : at_tail;
    if (head > 0) { /* it begins within its transition, or behind it */
        e->transition = CT_CUT;
        e->transition_frames = 0;
    }
}

static int64_t on_outer(const ct_timeline *t, const ct_timeline *inner, int64_t frames)
{
    return ct_rate_equal(t->fps, inner->fps) ? frames : ct_rate_convert(frames, inner->fps, t->fps);
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
        e->record.first = record + on_outer(t, inner, e->record.first - window.first);
        e->record.end = record + on_outer(t, inner, e->record.end - window.first);
        e->track += track;
        highest = e->track > highest ? e->track : highest;
        *ct_timeline_add(t) = *e;
    }
    inner->event_count = 0;
    paste_markers(t, inner, window, record);
    return highest;
}

void ct_nest_stretch(ct_timeline *t, size_t first_event, size_t first_marker, int64_t record,
                     AVRational pace)
{
    if (pace.num == pace.den)
        return;
    for (size_t i = first_event; i < t->event_count; i++) {
        ct_event  *e = &t->events[i];
        AVRational speed = av_mul_q(e->speed, pace);
        av_reduce(&e->speed.num, &e->speed.den, speed.num, speed.den, 1000000);
        e->record.first = record + av_rescale(e->record.first - record, pace.den, pace.num);
        e->record.end = record + av_rescale(e->record.end - record, pace.den, pace.num);
        e->transition_frames = av_rescale(e->transition_frames, pace.den, pace.num);
    }
    for (size_t i = first_marker; i < t->marker_count; i++)
        t->markers[i].frame = record + av_rescale(t->markers[i].frame - record, pace.den, pace.num);
}
