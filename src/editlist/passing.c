/* SPDX-License-Identifier: MIT */
#include "passing_priv.h"

#include <libavutil/mathematics.h>
#include <stdlib.h>

#include "circletake/pace.h"
#include "circletake/rate.h"

static const int64_t FRAMES_MOST = INT64_C(1) << 50; /* of any media, and more */

int64_t ct_passing_held(int64_t frames)
{
    return frames > FRAMES_MOST || frames == INT64_MIN ? FRAMES_MOST
           : frames < -FRAMES_MOST                     ? -FRAMES_MOST
                                                       : frames;
}

int64_t ct_passing_times(int64_t frames, AVRational by)
{
    int64_t size = ct_passing_held(av_rescale(llabs(frames), llabs((int64_t)by.num), by.den));

    return (frames < 0) != (by.num < 0) ? -size : size;
}

bool ct_passing_in_record(const ct_event *e, AVRational list_fps, AVRational *out)
{
    AVRational rates;

    return av_reduce(&rates.num, &rates.den, (int64_t)e->fps.num * list_fps.den,
                     (int64_t)e->fps.den * list_fps.num, INT32_MAX) &&
           av_reduce(&out->num, &out->den, (int64_t)rates.num * e->speed.num,
                     (int64_t)rates.den * e->speed.den, INT32_MAX);
}

/* Below 1: at 1/100000 of a frame nobody can cut. */
static AVRational fraction_of(int64_t num, int64_t den)
{
    enum { PARTS_MOST = 100000 };
    AVRational f;

    av_reduce(&f.num, &f.den, num, den, PARTS_MOST);
    return f;
}

/* So many whole frames later, and num/den of one, which is below one. */
static void enter(ct_event *e, int64_t whole, int64_t num, int64_t den)
{
    bool       within = e->within.num > 0 && e->within.den > 0;
    AVRational part = fraction_of(num, den);

    if (within)
        part = av_add_q(part, e->within);
    if (part.num >= part.den) {
        whole++;
        part.num -= part.den;
    }
    e->within = part.num > 0 ? part : (AVRational){0, 0};
    if (e->reverse)
        e->source.end -= whole;
    else
        e->source.first += whole;
}

void ct_passing_enter(ct_event *e, int64_t num, int64_t den)
{
    int64_t whole = num / den - (num % den < 0);

    enter(e, whole, num - whole * den, den);
}

void ct_passing_begin_later(ct_event *e, int64_t record, AVRational frames)
{
    int64_t whole = ct_passing_held(av_rescale_rnd(record, frames.num, frames.den, AV_ROUND_DOWN));
    int64_t part = record % frames.den * frames.num % frames.den;

    enter(e, whole, part < 0 ? part + frames.den : part, frames.den);
}

/* Source frames that are begun in so many record frames, the one that is shown first with what has passed of it; what
 * of the last is left over is *rest. Less than 1/500 of a frame is how somebody rounded. */
static int64_t frames_begun(const ct_event *e, AVRational frames, int64_t record, AVRational *rest)
{
    int64_t    passed = ct_event_passed(e, frames, record);
    AVRational part = fraction_of(record % frames.den * frames.num % frames.den, frames.den);

    if (e->within.num > 0 && e->within.den > 0)
        part = av_add_q(part, e->within);
    part.num %= part.den;
    if (e->within.num > 0 && (int64_t)part.num * 500 < part.den)
        part.num = 0;
    *rest = part.num ? (AVRational){part.den - part.num, part.den} : (AVRational){0, 0};
    return passed + (part.num > 0);
}

void ct_passing_fill(ct_event *e, AVRational list_fps)
{
    AVRational frames, rest;
    int64_t    record = ct_span_count(e->record);
    int64_t    count = ct_passing_frames(e, record, list_fps);

    if (e->within.num > 0 && record > 0 && ct_passing_in_record(e, list_fps, &frames)) {
        int64_t shown = ct_event_passed(e, frames, record - 1) + 1; /* however little of the last */
        count = frames_begun(e, frames, record, &rest);
        count = count > shown ? count : shown;
    }
    if (e->reverse)
        e->source.first = e->source.end - count;
    else
        e->source.end = e->source.first + count;
}

int64_t ct_passing_frames(const ct_event *e, int64_t record, AVRational list_fps)
{
    AVRational frames;
    int64_t    count;

    if (e->speed.num != e->speed.den && ct_passing_in_record(e, list_fps, &frames)) {
        count = av_rescale_rnd(record, frames.num, frames.den, AV_ROUND_UP);
    } else {
        count =
            ct_rate_equal(e->fps, list_fps) ? record : ct_rate_convert(record, list_fps, e->fps);
        if (e->speed.num != e->speed.den)
            count = av_rescale_rnd(count, e->speed.num, e->speed.den, AV_ROUND_UP);
    }
    count = record > 0 ? ct_passing_held(count) : count;
    return count < 1 && record > 0 ? 1 : count;
}

void ct_passing_turn(ct_event *e, AVRational list_fps)
{
    AVRational frames, rest;

    if (e->speed.num == e->speed.den || ct_event_stands(e) ||
        !ct_passing_in_record(e, list_fps, &frames))
        return;
    frames_begun(e, frames, ct_span_count(e->record), &rest);
    e->within = rest;
}
