/* SPDX-License-Identifier: MIT */
/* Clocks of a file: whether picture and sound begin and end together, and whether time runs on. */
#include <libavutil/mathematics.h>
#include <stdlib.h>

#include "circletake/str.h"
#include "probe_priv.h"

/* What recorders leave: sound ends with a packet of its own, not with a picture. */
enum { NEAR_US = 100000, JUMP_US = 10000000 };

typedef struct extent {
    int64_t first_us, end_us; /* INT64_MIN: not known */
} extent;

static extent extent_of(const AVStream *st)
{
    extent e = {INT64_MIN, INT64_MIN};

    if (st->start_time != AV_NOPTS_VALUE)
        e.first_us = av_rescale_q(st->start_time, st->time_base, AV_TIME_BASE_Q);
    if (e.first_us != INT64_MIN && st->duration > 0)
        e.end_us = e.first_us + av_rescale_q(st->duration, st->time_base, AV_TIME_BASE_Q);
    return e;
}

static const AVStream *first_sound(const ct_input *in)
{
    for (unsigned i = 0; i < in->fmt->nb_streams; i++)
        if (in->fmt->streams[i]->codecpar->codec_type == AVMEDIA_TYPE_AUDIO)
            return in->fmt->streams[i];
    return NULL;
}

static void warn_of_extents(ct_media_info *info)
{
    int64_t frame_us = ct_rate_frame_to_us(1, info->clip.fps);
    int64_t near = frame_us > NEAR_US ? frame_us : NEAR_US;

    if (llabs(info->sound_start_us) > near)
        ct_media_warn(info, "Its sound begins %.2f s %s its picture; it is played so.",
                      (double)llabs(info->sound_start_us) / 1e6,
                      info->sound_start_us < 0 ? "before" : "after");
    if (llabs(info->sound_excess_us) > 2 * near)
        ct_media_warn(info, "Its sound is %.2f s %s than its picture.",
                      (double)llabs(info->sound_excess_us) / 1e6,
                      info->sound_excess_us < 0 ? "shorter" : "longer");
}

void ct_probe_extents(const ct_input *in, ct_media_info *info)
{
    const AVStream *st = first_sound(in);

    if (!in->st || !st)
        return;
    extent picture = extent_of(in->st), sound = extent_of(st);
    if (picture.first_us == INT64_MIN || sound.first_us == INT64_MIN)
        return;
    info->sound_timed = true;
    info->sound_start_us = sound.first_us - picture.first_us;
    if (picture.end_us != INT64_MIN && sound.end_us != INT64_MIN)
        info->sound_excess_us =
            (sound.end_us - sound.first_us) - (picture.end_us - picture.first_us);
    warn_of_extents(info);
}

char *ct_probe_clock_remark(const ct_index *ix)
{
    for (int64_t n = 1; n < ct_index_count(ix); n++) {
        int64_t before = ct_index_pts(ix, n - 1), now = ct_index_pts(ix, n);
        if (before == INT64_MIN || now == INT64_MIN)
            continue;
        int64_t step = av_rescale_q(now - before, ct_index_tb(ix), AV_TIME_BASE_Q);
        if (step >= 0 && step < JUMP_US)
            continue;
        return ct_asprintf(
            "Its clock jumps %.1f s %s at frame %lld, as in files that were joined: "
            "positions count its pictures one after another, whatever the clock says.",
            (double)llabs(step) / 1e6, step < 0 ? "back" : "on", (long long)n);
    }
    return NULL;
}

void ct_media_info_take_index(ct_media_info *info, const ct_index *ix)
{
    char *jump = ct_probe_clock_remark(ix);

    ct_probe_take_index(&info->clip, ix);
    if (jump) {
        info->duration_us = ct_rate_frame_to_us(ct_index_count(ix), ct_index_fps(ix));
        ct_media_warn(info, "%s", jump);
    }
    free(jump);
}
