/* SPDX-License-Identifier: MIT */
#include "cached.h"

#include <libavutil/mathematics.h>

#include "circletake/index.h"

enum { STILL_WIDTH_PX = 320, STILL_HEIGHT_PX = 180, PEAKS_A_FRAME = 4, DELAY_RATE_HZ = 48000 };

int64_t ct_poster_frame(const ct_clip *clip)
{
    return clip->frame_count / 2;
}

ct_code ct_cached_still(const char *path, uint64_t fingerprint, int64_t frame, bool (*stop)(void *),
                        void *stop_arg, ct_thumb **out, ct_error *err)
{
    if (ct_thumb_load(fingerprint, frame, STILL_WIDTH_PX, STILL_HEIGHT_PX, out, NULL) == CT_OK)
        return CT_OK;

    ct_code code =
        ct_thumb_build(path, frame, STILL_WIDTH_PX, STILL_HEIGHT_PX, stop, stop_arg, out, err);
    if (!code) {
        ct_code saved =
            ct_thumb_save(*out, fingerprint, frame, STILL_WIDTH_PX, STILL_HEIGHT_PX, NULL);
        (void)saved;
    }
    return code;
}

/* Where frame 0 lies on the clock that sound and pictures share; INT64_MIN without pictures. */
static int64_t frame0_us(const char *path, bool pictures, bool (*stop)(void *), void *stop_arg)
{
    ct_index_watch watch = {.stop = stop, .arg = stop_arg, .threads = 1};
    ct_index      *index = NULL;
    int64_t        us = INT64_MIN;

    if (pictures && ct_index_acquire(path, &watch, &index, NULL) == CT_OK)
        us = ct_index_time_us(index, 0);
    ct_index_unref(&index);
    return us;
}

ct_code ct_cached_peaks(const char *path, uint64_t fingerprint, AVRational fps, bool pictures,
                        bool (*stop)(void *), void *stop_arg, ct_peaks **out, ct_error *err)
{
    if (ct_peaks_load(fingerprint, out, NULL) == CT_OK)
        return CT_OK;

    ct_code code =
        ct_peaks_build(path, fps, PEAKS_A_FRAME, frame0_us(path, pictures, stop, stop_arg), stop,
                       stop_arg, out, err);
    if (!code) {
        ct_code saved = ct_peaks_save(*out, fingerprint, NULL);
        (void)saved;
    }
    return code;
}

/* Where frame 0 lies in the sound of a clip that was moved, as the transport plays it. */
static int64_t sound_at_frame0_us(const ct_clip *clip, const char *sound_path, bool (*stop)(void *),
                                  void *stop_arg)
{
    int64_t delay_us = av_rescale(clip->sound_delay, 1000000, DELAY_RATE_HZ);

    if (sound_path && clip->sound_rate_hz > 0)
        return av_rescale(clip->sound_start, 1000000, clip->sound_rate_hz) - delay_us;
    int64_t us = frame0_us(clip->path, clip->width_px > 0, stop, stop_arg);
    return us == INT64_MIN ? us : us - delay_us;
}

ct_code ct_cached_sound(const ct_clip *clip, const char *sound_path, bool (*stop)(void *),
                        void *stop_arg, ct_peaks **out, ct_error *err)
{
    if (!sound_path && clip->sound_delay == 0)
        return ct_cached_peaks(clip->path, clip->fingerprint, clip->fps, clip->width_px > 0, stop,
                               stop_arg, out, err);
    return ct_peaks_build(sound_path ? sound_path : clip->path, clip->fps, PEAKS_A_FRAME,
                          sound_at_frame0_us(clip, sound_path, stop, stop_arg), stop, stop_arg, out,
                          err);
}
