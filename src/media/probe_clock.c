/* SPDX-License-Identifier: MIT */
/* Clocks of a file: whether picture and sound begin and end together. */
#include <libavutil/mathematics.h>
#include <stdlib.h>

#include "probe_priv.h"

/* What recorders leave: sound ends with a packet of its own, not with a picture. */
enum { NEAR_US = 100000 };

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
    if (info->pictures_us > 0) /* program streams only estimate their end */
        picture.end_us = picture.first_us + info->pictures_us;
    if (picture.end_us != INT64_MIN && sound.end_us != INT64_MIN)
        info->sound_excess_us =
            (sound.end_us - sound.first_us) - (picture.end_us - picture.first_us);
    warn_of_extents(info);
}
