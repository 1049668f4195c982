/* SPDX-License-Identifier: MIT */
/* See audio_ring.h. Nothing here waits: the reader is a device callback.
 *
 * Counters grow for ever (2^64 sample frames are millions of years); the place in the buffer is the
 * counter modulo its size. The producer owns `written` and `discard`, the consumer `read`. */
#include "circletake/audio_ring.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/str.h"
#include "circletake/thread.h"

/* What a read tells. Written by the consumer while others look, so every field is atomic and there
 * are several: one can only be torn for a looker who sleeps through REPORTS reads, and
 * who then sees that it did. */
enum { REPORTS = 4 };

struct report {
    atomic_uint_fast64_t from, to;
    atomic_int_fast64_t  at_us;
    _Atomic float        level[2];
};

struct ct_audio_ring {
    float               *samples; /* `size` stereo pairs */
    uint64_t             size;    /* power of two */
    atomic_uint_fast64_t written, read, discard;
    atomic_uint_fast64_t reports_begun, reports_done;
    struct report        reports[REPORTS];
};

ct_audio_ring *ct_audio_ring_create(int frames)
{
    ct_audio_ring *ring = ct_alloc(sizeof *ring);

    ring->size = 1;
    while (ring->size < (uint64_t)frames)
        ring->size *= 2;
    ring->samples = ct_alloc_array((size_t)ring->size * 2, sizeof *ring->samples);
    return ring;
}

void ct_audio_ring_destroy(ct_audio_ring **ring)
{
    if (!*ring)
        return;
    free((*ring)->samples);
    free(*ring);
    *ring = NULL;
}

/* --- producer --------------------------------------------------------------------- */

int ct_audio_ring_room(const ct_audio_ring *ring)
{
    uint64_t written = atomic_load_explicit(&ring->written, memory_order_relaxed);
    uint64_t read = atomic_load_explicit(&ring->read, memory_order_acquire);

    return (int)(ring->size - (written - read));
}

int ct_audio_ring_write(ct_audio_ring *ring, const float *samples, int frames)
{
    uint64_t written = atomic_load_explicit(&ring->written, memory_order_relaxed);
    int      room = ct_audio_ring_room(ring);
    int      count = frames < room ? frames : room;

    for (int done = 0; done < count;) {
        uint64_t at = (written + (uint64_t)done) & (ring->size - 1);
        uint64_t run = ring->size - at;

        if (run > (uint64_t)(count - done))
            run = (uint64_t)(count - done);
        memcpy(ring->samples + 2 * at, samples + 2 * done, run * 2 * sizeof *samples);
        done += (int)run;
    }
    atomic_store_explicit(&ring->written, written + (uint64_t)count, memory_order_release);
    return count;
}

void ct_audio_ring_discard(ct_audio_ring *ring)
{
    uint64_t written = atomic_load_explicit(&ring->written, memory_order_relaxed);

    atomic_store_explicit(&ring->discard, written, memory_order_release);
}

uint64_t ct_audio_ring_written(const ct_audio_ring *ring)
{
    return atomic_load_explicit(&ring->written, memory_order_acquire);
}

/* --- consumer --------------------------------------------------------------------- */

static void report(ct_audio_ring *ring, uint64_t from, uint64_t to, const float level[2])
{
    uint64_t       n = atomic_load_explicit(&ring->reports_done, memory_order_relaxed) + 1;
    struct report *r = &ring->reports[n % REPORTS];

    atomic_store_explicit(&ring->reports_begun, n, memory_order_relaxed);
    atomic_store_explicit(&r->from, from, memory_order_release);
    atomic_store_explicit(&r->to, to, memory_order_release);
    atomic_store_explicit(&r->at_us, ct_clock_us(), memory_order_release);
    atomic_store_explicit(&r->level[0], level[0], memory_order_release);
    atomic_store_explicit(&r->level[1], level[1], memory_order_release);
    atomic_store_explicit(&ring->reports_done, n, memory_order_release);
}

static void copy_out(const ct_audio_ring *ring, uint64_t from, int count, float *out,
                     float level[2])
{
    for (int i = 0; i < count; i++) {
        const float *pair = ring->samples + 2 * ((from + (uint64_t)i) & (ring->size - 1));

        for (int side = 0; side < 2; side++) {
            out[2 * i + side] = pair[side];
            level[side] = fmaxf(level[side], fabsf(pair[side]));
        }
    }
}

int ct_audio_ring_read(ct_audio_ring *ring, float *out, int frames)
{
    uint64_t written = atomic_load_explicit(&ring->written, memory_order_acquire);
    uint64_t discard = atomic_load_explicit(&ring->discard, memory_order_acquire);
    uint64_t from = atomic_load_explicit(&ring->read, memory_order_relaxed);
    float    level[2] = {0, 0};

    /* A discard may be newer than the `written` seen here. */
    if (from < discard)
        from = discard;
    if (written < from)
        written = from;
    int count = written - from < (uint64_t)frames ? (int)(written - from) : frames;

    copy_out(ring, from, count, out, level);
    memset(out + 2 * count, 0, (size_t)(frames - count) * 2 * sizeof *out);
    atomic_store_explicit(&ring->read, from + (uint64_t)count, memory_order_release);
    report(ring, from, from + (uint64_t)count, level);
    return count;
}

/* --- anybody ---------------------------------------------------------------------- */

ct_audio_heard ct_audio_ring_heard(const ct_audio_ring *ring)
{
    ct_audio_heard heard = {0};

    for (;;) {
        uint64_t             n = atomic_load_explicit(&ring->reports_done, memory_order_acquire);
        const struct report *r = &ring->reports[n % REPORTS];

        heard.from = atomic_load_explicit(&r->from, memory_order_acquire);
        heard.to = atomic_load_explicit(&r->to, memory_order_acquire);
        heard.at_us = atomic_load_explicit(&r->at_us, memory_order_acquire);
        heard.level[0] = atomic_load_explicit(&r->level[0], memory_order_acquire);
        heard.level[1] = atomic_load_explicit(&r->level[1], memory_order_acquire);
        /* Report n + REPORTS uses the same place; it had not been begun. */
        if (atomic_load_explicit(&ring->reports_begun, memory_order_relaxed) < n + REPORTS)
            return heard;
    }
}
