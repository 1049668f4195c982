/* SPDX-License-Identifier: MIT */
/* A lock-free ring of sound between one decoder and one sound device.
 *
 * It carries interleaved stereo float at the device's rate, and one number that only
 * grows: how many sample frames were ever put into it. The transport remembers which media
 * time each number stands for, so the clock of the picture can follow what is heard. */
#ifndef CIRCLETAKE_AUDIO_RING_H
#define CIRCLETAKE_AUDIO_RING_H

#include <stdint.h>

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

#endif
