/* SPDX-License-Identifier: MIT */
/* The waveform of a clip: loudest sample of each short stretch, per track and over all.
 * Rebuildable; kept in the cache folder under the clip's fingerprint. Any thread; build reads the
 * whole file, so: never the main thread. */
#ifndef CIRCLETAKE_PEAKS_H
#define CIRCLETAKE_PEAKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "circletake/rate.h"
#include "circletake/status.h"

typedef struct ct_peaks {
    AVRational fps;         /* rate of the clip the buckets are lined up with */
    int        per_frame;   /* buckets in one frame; bucket b begins at frame b / per_frame */
    int        track_count; /* 0: no sound */
    int64_t    count;       /* buckets of each row */
    uint8_t   *rows;        /* (track_count + 1) rows of `count`: all tracks, then each track.
                               255 = full scale, linear magnitude */
} ct_peaks;

/* Row of a track, -1: all tracks together. `count` values, borrowed. NULL when there is none. */
const uint8_t *ct_peaks_row(const ct_peaks *peaks, int track);
/* Highest value of frames [first, end) of a row; 0 outside. */
uint8_t ct_peaks_over(const ct_peaks *peaks, int track, ct_span span);

/* Gives the peaks of the sound of the file at `path`, lined up so that bucket 0 begins at
 * `frame0_us`, the container time of frame 0 (ct_clip has none: ask the index; for a file without
 * picture the start of its sound, INT64_MIN means that). `stop` as in ct_audio_source_open. A
 * file without sound is CT_OK with track_count 0. */
CT_MUST_USE ct_code ct_peaks_build(const char *path, AVRational fps, int per_frame,
                                   int64_t frame0_us, bool (*stop)(void *), void *stop_arg,
                                   ct_peaks **out, ct_error *err);
void                ct_peaks_destroy(ct_peaks **peaks);

/* In the cache folder. Load: CT_NO_INPUT when none was saved yet, CT_BAD_DATA when damaged. */
CT_MUST_USE ct_code ct_peaks_save(const ct_peaks *peaks, uint64_t fingerprint, ct_error *err);
CT_MUST_USE ct_code ct_peaks_load(uint64_t fingerprint, ct_peaks **out, ct_error *err);

#endif
