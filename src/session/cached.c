/* SPDX-License-Identifier: MIT */
#include "cached.h"

#include <libavutil/mathematics.h>

#include "circletake/fingerprint.h"
#include "circletake/index.h"
#include "circletake/sequence.h"

enum { STILL_WIDTH_PX = 320, STILL_HEIGHT_PX = 180, PEAKS_A_FRAME = 4, DELAY_RATE_HZ = 48000 };

/* What is kept of one clip's pictures, and of its sound beside them. */
static uint64_t key_of(const ct_clip *clip)
{
    return ct_fingerprint_of_stream(clip->fingerprint, clip->stream);
}

static bool load_still(const ct_clip *clip, int64_t number, ct_thumb **out)
{
    return ct_thumb_load(key_of(clip), number, STILL_WIDTH_PX, STILL_HEIGHT_PX, out, NULL) == CT_OK;
}

/* Kept as that of `number`. */
static ct_code make_still(const ct_clip *clip, int64_t frame, int64_t number, bool (*stop)(void *),
                          void *stop_arg, ct_thumb **out, ct_error *err)
{
    ct_code code = ct_thumb_build(clip->path, clip->stream, frame, STILL_WIDTH_PX, STILL_HEIGHT_PX,
                                  stop, stop_arg, out, err);

    if (!code) {
        ct_code saved =
            ct_thumb_save(*out, key_of(clip), number, STILL_WIDTH_PX, STILL_HEIGHT_PX, NULL);
        (void)saved;
    }
    return code;
}

ct_code ct_cached_still(const ct_clip *clip, int64_t frame, bool (*stop)(void *), void *stop_arg,
                        ct_thumb **out, ct_error *err)
{
    return load_still(clip, frame, out) ? CT_OK
                                        : make_still(clip, frame, frame, stop, stop_arg, out, err);
}

/* The frame of images that is there and lies nearest. */
static ct_code nearest(const ct_clip *clip, int64_t *frame, ct_error *err)
{
    ct_sequence images = {0};
    int64_t     number = 0;
    ct_code     code = ct_sequence_of(clip->path, &images, err);

    if (!code)
        code = ct_sequence_nearest(&images, images.first + *frame, &number, err);
    if (!code)
        *frame = number - images.first;
    ct_sequence_finish(&images);
    return code;
}

ct_code ct_cached_poster(const ct_clip *clip, bool (*stop)(void *), void *stop_arg, ct_thumb **out,
                         ct_error *err)
{
    enum { POSTER = -1 }; /* no frame: a gap keeps its own black picture */
    int64_t frame = clip->frame_count / 2;

    if (!ct_sequence_is_pattern(clip->path))
        return ct_cached_still(clip, frame, stop, stop_arg, out, err);
    if (load_still(clip, POSTER, out))
        return CT_OK;
    ct_code code = nearest(clip, &frame, err);
    return code ? code : make_still(clip, frame, POSTER, stop, stop_arg, out, err);
}

/* Where frame 0 lies on the clock that sound and pictures share; INT64_MIN without pictures. */
static int64_t frame0_us(const ct_clip *clip, bool (*stop)(void *), void *stop_arg)
{
    ct_index_watch watch = {.stop = stop, .arg = stop_arg, .threads = 1};
    ct_index      *index = NULL;
    int64_t        us = INT64_MIN;

    if (clip->width_px > 0 &&
        ct_index_acquire(clip->path, clip->stream, &watch, &index, NULL) == CT_OK)
        us = ct_index_time_us(index, 0);
    ct_index_unref(&index);
    return us;
}

ct_code ct_cached_peaks(const ct_clip *clip, bool (*stop)(void *), void *stop_arg, ct_peaks **out,
                        ct_error *err)
{
    if (ct_peaks_load(key_of(clip), out, NULL) == CT_OK)
        return CT_OK;

    ct_code code = ct_peaks_build(clip->path, clip->fps, PEAKS_A_FRAME,
                                  frame0_us(clip, stop, stop_arg), stop, stop_arg, out, err);
    if (!code) {
        ct_code saved = ct_peaks_save(*out, key_of(clip), NULL);
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
    int64_t us = frame0_us(clip, stop, stop_arg);
    return us == INT64_MIN ? us : us - delay_us;
}

ct_code ct_cached_sound(const ct_clip *clip, const char *sound_path, bool (*stop)(void *),
                        void *stop_arg, ct_peaks **out, ct_error *err)
{
    if (!sound_path && clip->sound_delay == 0)
        return ct_cached_peaks(clip, stop, stop_arg, out, err);
    return ct_peaks_build(sound_path ? sound_path : clip->path, clip->fps, PEAKS_A_FRAME,
                          sound_at_frame0_us(clip, sound_path, stop, stop_arg), stop, stop_arg, out,
                          err);
}

ct_code ct_cached_material(const ct_media_info *info, bool anew,
                           void (*progress)(void *, int permille), bool (*stop)(void *), void *arg,
                           ct_material *out, ct_error *err)
{
    ct_index_watch watch = {.progress = progress, .stop = stop, .arg = arg};
    uint64_t       key = key_of(&info->clip);

    if (!anew && ct_inspect_load(key, out, NULL) == CT_OK)
        return CT_OK;
    ct_code code = ct_inspect_file(info, &watch, out, err);
    if (!code) {
        ct_code saved = ct_inspect_save(out, key, NULL);
        (void)saved;
    }
    return code;
}
