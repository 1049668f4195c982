/* SPDX-License-Identifier: MIT */
#include "elapsed_priv.h"

#include <libavutil/mathematics.h>

enum { TICKS_LOG2 = 20 };

int64_t ct_elapsed_boundary(const ct_elapsed *t, AVRational list_fps)
{
    int64_t ticks = 0;

    for (int i = 0; i < t->count; i++)
        ticks += av_rescale_rnd(t->frames[i], ((int64_t)list_fps.num * t->fps[i].den) << TICKS_LOG2,
                                (int64_t)list_fps.den * t->fps[i].num, AV_ROUND_NEAR_INF);
    /* Each part is off by half a tick at most: what is a half but for that counts as one. */
    return t->before + ((ticks + (1 << (TICKS_LOG2 - 1)) + CT_ELAPSED_RATES) >> TICKS_LOG2);
}

void ct_elapsed_add(ct_elapsed *t, int64_t frames, AVRational fps, AVRational list_fps)
{
    int slot = 0;

    while (slot < t->count && !ct_rate_equal(t->fps[slot], fps))
        slot++;
    if (slot == CT_ELAPSED_RATES) {
        t->before = ct_elapsed_boundary(t, list_fps);
        t->count = slot = 0;
    }
    if (slot == t->count) {
        t->fps[slot] = fps;
        t->frames[slot] = 0;
        t->count++;
    }
    t->frames[slot] += frames;
}

int64_t ct_elapsed_alone(int64_t frames, AVRational fps, AVRational list_fps)
{
    int64_t lasts = ct_rate_convert(frames, fps, list_fps);

    return lasts < 1 && frames > 0 ? 1 : lasts;
}
