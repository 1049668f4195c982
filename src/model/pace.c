/* SPDX-License-Identifier: MIT */
#include "circletake/pace.h"

#include <libavutil/common.h>
#include <libavutil/mathematics.h>
#include <stdlib.h>

bool ct_pace_fits(int64_t source, int64_t record, AVRational pace)
{
    return source <= INT32_MAX && record <= INT32_MAX && /* else the products would not fit */
           llabs(source * pace.den - record * pace.num) < FFMAX(pace.num, pace.den);
}

bool ct_event_counts_labels(const ct_event *e)
{
    return e->tc.rate.num > 0 && e->tc.rate.den > 0 && e->tc.start == 0 && e->media_frames == 0;
}

/* Seconds of source are frames where both count alike: 24 against 23.976 is frame for frame. Lists do not tell 60 from
 * 59.94 reliably; the clip does. */
static AVRational said_pace(const ct_event *e, AVRational list_fps, AVRational fps)
{
    int base = ct_tc_base(e->fps);

    if (e->fps.num <= 0 || list_fps.num <= 0 || base == ct_tc_base(list_fps))
        return e->speed;
    return av_mul_q(e->speed, av_div_q(base == ct_tc_base(fps) ? fps : e->fps, list_fps));
}

AVRational ct_event_pace(const ct_event *e, AVRational list_fps, ct_span range, AVRational fps)
{
    int64_t    record = ct_span_count(e->record), shown = ct_span_count(range);
    int64_t    source = ct_span_count(e->source);
    AVRational natural = av_div_q(fps, list_fps);
    AVRational pace = said_pace(e, list_fps, fps), converted = av_mul_q(e->speed, natural);

    if (e->speed.num == 0)
        return (AVRational){0, 1};
    if (e->speed.num != e->speed.den && source > 0) {
        if (shown == source || ct_pace_fits(shown, record, pace))
            return pace; /* also of a source that counts its own frames */
        if (ct_pace_fits(shown, record, converted))
            return converted;
        if (shown <= INT32_MAX && source <= INT32_MAX)
            av_reduce(&pace.num, &pace.den, pace.num * shown, pace.den * source, INT32_MAX);
        return pace;
    }
    if (shown == record || record == 0 || shown > INT32_MAX || record > INT32_MAX)
        return (AVRational){1, 1};
    if (ct_pace_fits(shown, record, natural))
        return natural;
    return ct_pace_fits(shown, record, pace) ? pace : (AVRational){(int)shown, (int)record};
}

int64_t ct_event_passed(const ct_event *e, AVRational pace, int64_t record)
{
    int64_t passed = av_rescale_rnd(record, pace.num, pace.den, AV_ROUND_DOWN);
    int64_t part = record % pace.den * pace.num % pace.den;

    part += part < 0 ? pace.den : 0; /* before its beginning */
    if (e->within.num <= 0 || e->within.den <= 0)
        return passed;
    return passed + (part * e->within.den + (int64_t)e->within.num * pace.den >=
                     (int64_t)pace.den * e->within.den);
}

int64_t ct_event_reaches(const ct_event *e, AVRational pace, int64_t frames)
{
    int64_t den = e->within.num > 0 && e->within.den > 0 ? e->within.den : 1;

    if (frames < 1)
        return 0;
    if (frames > INT64_MAX / den) /* so far behind a part of one does not count */
        return av_rescale_rnd(frames, pace.den, pace.num, AV_ROUND_UP);
    return av_rescale_rnd(frames * den - (den > 1 ? e->within.num : 0), pace.den, den * pace.num,
                          AV_ROUND_UP);
}

int64_t ct_event_clip_frame(const ct_event *e, AVRational list_fps, ct_span range, AVRational fps,
                            int64_t record_frame)
{
    AVRational pace = ct_event_pace(e, list_fps, range, fps);
    int64_t    into = record_frame - e->record.first;
    int64_t    moved = into < 0 ? 0 : ct_event_passed(e, pace, into);

    return e->reverse ? range.end - 1 - moved : range.first + moved;
}

ct_span ct_event_clip_span(const ct_event *e, AVRational list_fps, ct_span range, AVRational fps,
                           ct_span record)
{
    AVRational pace = ct_event_pace(e, list_fps, range, fps);
    int64_t    first = ct_event_clip_frame(e, list_fps, range, fps, record.first);
    int64_t    lasts = ct_span_count(record);
    int64_t    count = lasts > 1 ? av_rescale(lasts, pace.num, pace.den) : 1;

    count = count > 1 ? count : 1;
    if (!e->reverse)
        return (ct_span){first, first + count};
    int64_t lowest = first + 1 - count;
    return (ct_span){lowest < 0 && first >= 0 ? 0 : lowest, first + 1};
}

int64_t ct_event_record_frame(const ct_event *e, AVRational list_fps, ct_span range, AVRational fps,
                              int64_t clip_frame)
{
    AVRational pace = ct_event_pace(e, list_fps, range, fps);
    int64_t    moved = e->reverse ? range.end - 1 - clip_frame : clip_frame - range.first;

    if (pace.num == 0)
        return moved == 0 ? e->record.first : -1;
    int64_t at = e->record.first + ct_event_reaches(e, pace, moved);
    return moved >= 0 && at < e->record.end ? at : -1;
}

int64_t ct_event_remark_record(const ct_event *e, AVRational list_fps, const ct_marker *m)
{
    int64_t held = e->record.first + m->held.first;

    if (!ct_event_stands(e))
        return ct_event_record_frame(e, list_fps, e->source, e->fps, m->frame);
    return m->frame == e->source.first && ct_span_has(e->record, held) ? held : -1;
}
