/* SPDX-License-Identifier: MIT */
/* Which sample of a sound recorded apart belongs to the first frame of a clip: by timecode, or by the
 * clap. Nothing is guessed silently: every answer says why and how sure it is, 0 to 1.
 *
 *   timecode  frame 0 of the clip and the first sample of the sound are both told as time of day: BWF
 *             time reference (exact to the sample), else the sound's own timecode (to its frame).
 *             Both count from midnight at their own rate, and midnight may lie between.
 *   clap      the sharpest onset near the head of both sounds; then the two are slid over each
 *             other around it, which is exact to the sample when the microphones heard the same. A
 *             clip without sound is asked for its flash: one frame brighter than its neighbours.
 *
 * Reads files: any thread but the main one. */
#ifndef CIRCLETAKE_SYNC_H
#define CIRCLETAKE_SYNC_H

#include <stdbool.h>

#include "circletake/mark.h"
#include "circletake/status.h"

typedef struct ct_sync {
    int64_t start;      /* sample of the sound file at the start of frame 0; may be negative */
    int     rate_hz;    /* of the sound file, and of `start` */
    int64_t overlap_us; /* of clip and sound; <= 0: they do not meet */
    double  confidence;
    char    why[192];
} ct_sync;

/* At least so sure a match is taken without being looked at. */
#define CT_SYNC_SURE 0.75

/* CT_NO_INPUT: one of the two has no time of day. Not meeting is CT_OK with overlap_us <= 0. */
CT_MUST_USE ct_code ct_sync_timecode(const ct_clip *clip, const ct_clip *sound, ct_sync *out,
                                     ct_error *err);
/* CT_NO_INPUT: no clap found in one of them. `stop` as in ct_audio_source_open. */
CT_MUST_USE ct_code ct_sync_clap(const ct_clip *clip, const ct_clip *sound, bool (*stop)(void *),
                                 void *stop_arg, ct_sync *out, ct_error *err);

/* Sample rate of a file's first sound. */
CT_MUST_USE ct_code ct_sync_rate(const char *path, int *rate_hz, ct_error *err);

/* The sharpest onset in the first half minute of a file's sound, microseconds on the container's clock;
 * CT_NO_INPUT: there is none that stands out, CT_END: no sound at all. */
CT_MUST_USE ct_code ct_clap_in_sound(const char *path, bool (*stop)(void *), void *stop_arg,
                                     int64_t *at_us, double *confidence, ct_error *err);
/* The frame near the head that is brighter than both its neighbours. */
CT_MUST_USE ct_code ct_clap_in_picture(const char *path, int stream, bool (*stop)(void *),
                                       void *stop_arg, int64_t *frame, double *confidence,
                                       ct_error *err);

#endif
