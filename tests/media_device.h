/* SPDX-License-Identifier: MIT */
/* A sound device without a loudspeaker: reads the transport's ring as a callback would, by the clock,
 * and remembers when the first loud sample would have been heard. */
#ifndef CT_TESTS_MEDIA_DEVICE_H
#define CT_TESTS_MEDIA_DEVICE_H

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "circletake/audio_ring.h"
#include "circletake/thread.h"

enum { DEVICE_RATE_HZ = 48000, DEVICE_FRAMES = 480, DEVICE_LATENCY_US = 20000 };

typedef struct device {
    ct_audio_ring      *ring;
    pthread_t           thread;
    atomic_bool         quit;
    atomic_int_fast64_t loud_us; /* when the first loud sample is heard; 0 none yet */
    atomic_int_fast64_t sounded; /* samples that were not silence */
    atomic_int_fast64_t late_us; /* by how much the latest of its turns came late */
} device;

static inline void device_turn(device *d)
{
    float   samples[2 * DEVICE_FRAMES];
    int64_t now_us = ct_clock_us();
    int     got = ct_audio_ring_read(d->ring, samples, DEVICE_FRAMES);

    for (int i = 0; i < got; i++) {
        if (fabsf(samples[2 * i]) > 0.0F)
            atomic_fetch_add(&d->sounded, 1);
        if (fabsf(samples[2 * i]) > 0.4F && atomic_load(&d->loud_us) == 0)
            atomic_store(&d->loud_us,
                         now_us + DEVICE_LATENCY_US + (int64_t)i * 1000000 / DEVICE_RATE_HZ);
    }
}

static inline void *device_run(void *arg)
{
    device *d = arg;
    int64_t due_us = ct_clock_us();

    while (!atomic_load(&d->quit)) {
        int64_t late_us = ct_clock_us() - due_us;

        if (late_us > atomic_load(&d->late_us))
            atomic_store(&d->late_us, late_us);
        device_turn(d);
        due_us += (int64_t)DEVICE_FRAMES * 1000000 / DEVICE_RATE_HZ;
        int64_t wait_us = due_us - ct_clock_us();
        if (wait_us > 0)
            nanosleep(&(struct timespec){.tv_nsec = (long)wait_us * 1000}, NULL);
    }
    return NULL;
}

static inline void device_start(device *d, ct_audio_ring *ring)
{
    *d = (device){.ring = ring};
    pthread_create(&d->thread, NULL, device_run, d);
}

static inline void device_stop(device *d)
{
    atomic_store(&d->quit, true);
    pthread_join(d->thread, NULL);
}

#endif
