/* SPDX-License-Identifier: MIT */
/* Sound: a lock-free ring between the decoder and the sound device, and the decoder that
 * fills it.
 *
 * The ring carries interleaved stereo float at the device's rate, and one number that only
 * grows: how many sample frames were ever put into it. The transport remembers which media
 * time each number stands for, so the clock of the picture can follow what is heard. */
#ifndef CIRCLETAKE_AUDIO_H
#define CIRCLETAKE_AUDIO_H

#include <stdbool.h>
#include <stdint.h>

#include "circletake/rate.h"
#include "circletake/status.h"

/* ------------------------------------------------------------------ the ring */

typedef struct ct_audio_ring ct_audio_ring;

/* Room for at least `frames` sample frames (rounded up to a power of two). */
ct_audio_ring *ct_audio_ring_create(int frames);
/* Nobody may be reading or writing any more. */
void ct_audio_ring_destroy(ct_audio_ring **ring);

/* Consumer, one thread: what the device callback calls. Writes `frames` stereo sample frames to
 * `out`, silence where the ring has none. Allocates, logs and locks nothing.
 * Returns how many of them were sound. */
int ct_audio_ring_read(ct_audio_ring *ring, float *out, int frames);

/* Producer, one thread at a time. Appends what fits, returns how many sample frames that was. */
int ct_audio_ring_write(ct_audio_ring *ring, const float *samples, int frames);
int ct_audio_ring_room(const ct_audio_ring *ring);
/* Producer. All that was written and not yet read will never be heard. */
void ct_audio_ring_discard(ct_audio_ring *ring);
/* Producer. Sample frames ever written: the number the next written one gets. */
uint64_t ct_audio_ring_written(const ct_audio_ring *ring);

/* What the device took last. */
typedef struct ct_audio_heard {
    uint64_t from, to; /* numbers of the sample frames of the last read; from == to: silence */
    int64_t  at_us;    /* ct_clock_us of that read; 0: the device never asked */
    float    level[2]; /* highest magnitude of that read, left and right, 1.0 = full scale */
} ct_audio_heard;

/* Any thread, never blocks. */
ct_audio_heard ct_audio_ring_heard(const ct_audio_ring *ring);

/* ------------------------------------------------------------- the decoder */

/* All sound of one file, or one track of it, as stereo at one rate, in media time.
 *
 * How many channels become two, with n channels over the chosen tracks:
 *   one mono track                 both sides, unchanged
 *   one stereo track               as it is
 *   one track with a speaker layout (3.0, 5.1, 7.1, ...)   swresample's standard downmix
 *   two mono tracks                both in the middle: production sound is boom and radio
 *                                  microphone, not left and right; -3 dB each
 *   anything else (discrete channels, unknown layout, several tracks)
 *                                  each track by the rules above (discrete channels: all to
 *                                  both sides), then the sum of m sources by 1/sqrt(m)
 * The result is held to full scale. One thread at a time. */
typedef struct ct_audio_source ct_audio_source;

enum { CT_AUDIO_ALL_TRACKS = -1, CT_AUDIO_NO_TRACK = -2 };

/* Sound in the file, as the decoder sees it. */
typedef struct ct_audio_track {
    int  channels, rate_hz;
    bool speaker_layout; /* channels are named loudspeakers, not discrete microphones */
} ct_audio_track;

/* `stop`, when not NULL, is looked at while reading: true makes every call return
 * CT_CANCELLED soon. A file without sound is CT_END. Times are microseconds on the clock of
 * the container, as the presentation times of pictures are: edit lists and start times count. */
CT_MUST_USE ct_code ct_audio_source_open(const char *path, int rate_hz, bool (*stop)(void *),
                                         void *stop_arg, ct_audio_source **out, ct_error *err);
void ct_audio_source_close(ct_audio_source **source);
int  ct_audio_source_track_count(const ct_audio_source *source);
/* Borrowed until close. */
const ct_audio_track *ct_audio_source_track(const ct_audio_source *source, int track);
/* A track number, CT_AUDIO_ALL_TRACKS or CT_AUDIO_NO_TRACK; takes effect with the next seek. */
void ct_audio_source_select(ct_audio_source *source, int track);
/* The next sample read is the one at `media_us`, exact to one sample. */
CT_MUST_USE ct_code ct_audio_source_seek(ct_audio_source *source, int64_t media_us, ct_error *err);
/* Gives up to `frames` stereo sample frames that follow on. Holes in the file are silence, so media
 * time is always the seek's time plus the samples read. CT_END when no track has more. */
CT_MUST_USE ct_code ct_audio_source_read(ct_audio_source *source, float *out, int frames,
                                         int *got, ct_error *err);
/* Start of the earliest and end of the last track, microseconds; end is INT64_MIN when the
 * container does not say. */
void ct_audio_source_extent(const ct_audio_source *source, int64_t *start_us, int64_t *end_us);

#endif
