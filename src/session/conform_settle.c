/* SPDX-License-Identifier: MIT */
/* Events of a list said in frames of their clips, for what holds lists of several kinds against one another or writes
 * them anew. */
#include <libavutil/mathematics.h>
#include <stdlib.h>

#include "circletake/pace.h"
#include "conform_priv.h"

/* By a list that knows labels a remark lies on a record frame: on what of the clip is on then. */
static ct_span frames_on_record(const ct_event *e, AVRational list_fps, const ct_clip *clip,
                                ct_span placed, const ct_marker *m)
{
    int64_t into = e->reverse ? e->source.end - m->frame - m->count : m->frame - e->source.first;
    int64_t count = m->count;

    if (e->speed.num > 0) {
        into = av_rescale_rnd(into, e->speed.den, e->speed.num, AV_ROUND_UP);
        count = av_rescale(count, e->speed.den, e->speed.num);
    }
    int64_t first = e->record.first + ct_rate_convert(into, e->fps, list_fps);
    count = ct_rate_convert_length(count, e->fps, list_fps);
    return ct_event_clip_span(e, list_fps, placed, clip->fps, (ct_span){first, first + count});
}

ct_span ct_conform_remark(const ct_event *e, AVRational list_fps, const ct_clip *clip,
                          ct_span placed, const ct_marker *m)
{
    int64_t into = m->frame - e->source.first, count = m->count;

    if (ct_event_counts_labels(e) && ct_tc_base(list_fps) != ct_tc_base(clip->fps))
        return frames_on_record(e, list_fps, clip, placed, m);
    if (ct_tc_base(e->fps) != ct_tc_base(clip->fps)) {
        into = ct_rate_convert(into, e->fps, clip->fps);
        count = ct_rate_convert_length(count, e->fps, clip->fps);
    }
    int64_t first = placed.first + into;
    return (ct_span){first, first + (count < 1 ? 1 : count)};
}

/* Of a source that counts itself: M2 gives its frames a second of record time, and nothing says of every frame for a
 * record frame that it is no natural speed. */
static AVRational own_speed(const ct_event *e, AVRational list_fps, AVRational fps, ct_span placed)
{
    int     base = ct_tc_base(fps), list = ct_tc_base(list_fps);
    int64_t shown = ct_span_count(placed), record = ct_span_count(e->record);

    if (e->speed.num != e->speed.den)
        return av_mul_q(e->speed, (AVRational){ct_tc_base(e->fps), base});
    if (ct_pace_fits(shown, record, av_div_q(fps, list_fps)))
        return (AVRational){1, 1};
    return av_div_q((AVRational){shown == record ? list : ct_tc_base(e->fps), 1},
                    (AVRational){base, 1});
}

void ct_conform_settle(ct_event *e, AVRational list_fps, const ct_clip *clip)
{
    ct_span placed;
    int64_t length;

    (void)ct_conform_place(e, list_fps, clip, &placed);
    AVRational speed = ct_conform_counts_itself(e, list_fps, clip, &length)
                           ? own_speed(e, list_fps, clip->fps, placed)
                           : e->speed;
    for (size_t i = 0; i < e->marker_count; i++) {
        ct_span frames = ct_conform_remark(e, list_fps, clip, placed, &e->markers[i]);
        e->markers[i].frame = frames.first;
        e->markers[i].count = ct_span_count(frames);
    }
    e->source = placed;
    e->speed = speed;
    e->fps = clip->fps;
    e->tc = clip->tc;
    e->shift = 0;
}

void ct_conform_settle_all(ct_timeline *t, const ct_clip_list *clips)
{
    const ct_clip **index = ct_clips_by_id(clips);

    for (size_t i = 0; i < t->event_count; i++) {
        const ct_clip *clip = ct_clips_find(index, clips, t->events[i].clip);
        if (clip)
            ct_conform_settle(&t->events[i], t->fps, clip);
        else
            t->events[i].clip = ct_id_none();
    }
    free(index);
}
