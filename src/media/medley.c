/* SPDX-License-Identifier: MIT */
/* The thread, the ring and the clock; what is heard is in medley_blend.c. */
#include "circletake/medley.h"

#include <libavutil/mathematics.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/audio.h"
#include "circletake/str.h"
#include "circletake/thread.h"
#include "medley_priv.h"
#include "tempo_priv.h"

enum {
    RING = 16384, /* a third of a second */
    CHUNK = 1024,
    FADE_US = 3000,      /* at both ends of a blip: no click */
    ROOM_US = 10000,     /* how often a full ring is looked at */
    DEAD_US = 300000,    /* a device that did not read for so long is gone */
    START_US = 400000,   /* the first sample must be heard by then ... */
    OPENING_US = 1500000 /* ... by a device that reads: files are opened meanwhile */
};

struct ct_medley {
    int            rate_hz;
    ct_audio_ring *ring;
    pthread_t      thread;
    atomic_bool    quit;
    _Atomic float  volume;
    ct_blend      *blend; /* the thread's own */

    pthread_mutex_t   lock; /* guards all below, and discarding the ring */
    pthread_cond_t    changed;
    ct_medley_parts   parts; /* loaded, and not yet taken by the thread ... */
    bool              loaded;
    ct_medley_choice *choices; /* likewise, of what is heard of clips */
    size_t            choice_count;
    bool              chosen;
    uint64_t          order; /* grows with load, play and stop */
    bool              playing;
    int64_t           from; /* sample of the whole that play began with */
    AVRational        speed;
    int64_t  blip, blip_done; /* samples that are heard in all, and were; blip 0: play goes on */
    uint64_t base;            /* number in the ring of the first sample of the run */
    bool     based;           /* `base` is known */
    int64_t  asked_us;
};

/* --- parts -------------------------------------------------------------------------------------- */

ct_medley_part *ct_medley_parts_add(ct_medley_parts *p)
{
    p->items = ct_grow(p->items, &p->cap, p->count + 1, sizeof *p->items);
    p->items[p->count] = (ct_medley_part){.speed = {1, 1}};
    return &p->items[p->count++];
}

void ct_medley_parts_finish(ct_medley_parts *p)
{
    for (size_t i = 0; i < p->count; i++) {
        free(p->items[i].path);
        free(p->items[i].sound_path);
    }
    free(p->items);
    *p = (ct_medley_parts){.items = NULL};
}

/* --- the thread ---------------------------------------------------------------------------------- */

static bool told_to_quit(void *arg)
{
    return atomic_load(&((ct_medley *)arg)->quit);
}

/* Of a blip of `length` samples those from `done` on: it comes and goes softly, and behind it is silence. */
static void shape_blip(float *samples, int64_t done, int64_t length, int rate_hz)
{
    int64_t ramp = (int64_t)FADE_US * rate_hz / 1000000;

    for (int i = 0; i < CHUNK; i++) {
        int64_t from_start = done + i, to_end = length - from_start;
        int64_t nearest = from_start < to_end ? from_start : to_end;
        float   gain = nearest < 0 ? 0 : nearest < ramp ? (float)nearest / (float)ramp : 1;
        samples[2 * i] *= gain;
        samples[2 * i + 1] *= gain;
    }
}

/* Called with the lock, returns with it. What was ordered anew meanwhile is not written. */
static void produce_locked(ct_medley *m, uint64_t order)
{
    float   samples[2 * CHUNK];
    float   volume = atomic_load(&m->volume);
    int64_t blip = m->blip, done = m->blip_done;

    pthread_mutex_unlock(&m->lock);
    ct_blend_read(m->blend, samples, CHUNK);
    ct_audio_scale(samples, CHUNK, volume);
    if (blip > 0)
        shape_blip(samples, done, blip, m->rate_hz);
    pthread_mutex_lock(&m->lock);
    if (m->order != order)
        return;
    m->blip_done += CHUNK;
    m->playing = blip == 0 || m->blip_done < blip;
    if (!m->based) {
        m->base = ct_audio_ring_written(m->ring);
        m->based = true;
    }
    ct_audio_ring_write(m->ring, samples, CHUNK); /* there is room: nobody else writes */
}

/* Called with the lock, returns with it. */
static void follow_order_locked(ct_medley *m)
{
    ct_medley_parts   parts = m->parts;
    bool              loaded = m->loaded, chosen = m->chosen;
    int64_t           from = m->from;
    AVRational        speed = m->speed;
    ct_medley_choice *choices = m->choices;
    size_t            choice_count = m->choice_count;

    m->parts = (ct_medley_parts){.items = NULL};
    m->choices = NULL;
    m->loaded = m->chosen = false;
    pthread_mutex_unlock(&m->lock);
    if (loaded)
        ct_blend_load(m->blend, &parts);
    if (chosen)
        ct_blend_hear(m->blend, choices, choice_count);
    ct_blend_start(m->blend, from, speed);
    pthread_mutex_lock(&m->lock);
}

/* Called with the lock, returns with it. A full ring leaves time for the files that come next. */
static void wait_for_room_locked(ct_medley *m)
{
    pthread_mutex_unlock(&m->lock);
    bool prepared = ct_blend_prepare(m->blend);
    pthread_mutex_lock(&m->lock);
    if (!prepared && !told_to_quit(m) && ct_audio_ring_room(m->ring) < CHUNK)
        ct_cond_wait_until(&m->changed, &m->lock, ct_clock_us() + ROOM_US);
}

static void *run(void *arg)
{
    ct_medley *m = arg;
    uint64_t   order = 0;

    pthread_mutex_lock(&m->lock);
    while (!told_to_quit(m)) {
        if (order != m->order) {
            order = m->order;
            follow_order_locked(m);
        } else if (!m->playing) {
            pthread_cond_wait(&m->changed, &m->lock);
        } else if (ct_audio_ring_room(m->ring) < CHUNK) {
            wait_for_room_locked(m);
        } else {
            produce_locked(m, order);
        }
    }
    pthread_mutex_unlock(&m->lock);
    return NULL;
}

/* --- for the main thread ------------------------------------------------------------------------------ */

static void free_medley(ct_medley *m)
{
    pthread_cond_destroy(&m->changed);
    pthread_mutex_destroy(&m->lock);
    ct_blend_destroy(&m->blend);
    ct_audio_ring_destroy(&m->ring);
    ct_medley_parts_finish(&m->parts);
    free(m->choices);
    free(m);
}

ct_code ct_medley_create(int rate_hz, ct_log *log, ct_medley **out, ct_error *err)
{
    ct_medley *m = ct_alloc(sizeof *m);

    m->rate_hz = rate_hz;
    m->ring = ct_audio_ring_create(RING);
    m->blend = ct_blend_create(rate_hz, told_to_quit, m, log);
    m->speed = (AVRational){1, 1};
    atomic_store(&m->volume, 1.0F);
    pthread_mutex_init(&m->lock, NULL);
    ct_cond_init(&m->changed);
    ct_code code = ct_thread_start(&m->thread, "ct-medley", run, m, err);
    if (code) {
        free_medley(m);
        return code;
    }
    *out = m;
    return CT_OK;
}

void ct_medley_destroy(ct_medley **medley)
{
    ct_medley *m = *medley;

    if (!m)
        return;
    pthread_mutex_lock(&m->lock);
    atomic_store(&m->quit, true);
    pthread_cond_broadcast(&m->changed);
    pthread_mutex_unlock(&m->lock);
    pthread_join(m->thread, NULL);
    free_medley(m);
    *medley = NULL;
}

static void order_locked(ct_medley *m, bool playing, int64_t from_us, AVRational speed)
{
    m->order++;
    m->playing = playing;
    m->based = false;
    m->from = av_rescale(from_us, m->rate_hz, 1000000);
    m->speed = speed;
    m->blip = m->blip_done = 0;
    m->asked_us = ct_clock_us();
    ct_audio_ring_discard(m->ring);
    pthread_cond_broadcast(&m->changed);
}

void ct_medley_load(ct_medley *m, ct_medley_parts *parts)
{
    pthread_mutex_lock(&m->lock);
    order_locked(m, false, 0, (AVRational){1, 1});
    ct_medley_parts before = m->parts;
    m->parts = *parts;
    m->loaded = true;
    pthread_mutex_unlock(&m->lock);
    *parts = before;
}

void ct_medley_hear(ct_medley *m, const ct_medley_choice *choices, size_t count)
{
    ct_medley_choice *copy = ct_alloc_array(count + 1, sizeof *copy);

    if (count)
        memcpy(copy, choices, count * sizeof *copy);
    pthread_mutex_lock(&m->lock);
    ct_medley_choice *before = m->choices;
    m->choices = copy;
    m->choice_count = count;
    m->chosen = true;
    pthread_mutex_unlock(&m->lock);
    free(before);
}

bool ct_medley_can(AVRational speed)
{
    return ct_tempo_can(speed);
}

void ct_medley_play(ct_medley *m, int64_t from_us, AVRational speed)
{
    pthread_mutex_lock(&m->lock);
    order_locked(m, true, from_us, speed);
    pthread_mutex_unlock(&m->lock);
}

void ct_medley_blip(ct_medley *m, int64_t from_us, int64_t end_us)
{
    pthread_mutex_lock(&m->lock);
    order_locked(m, from_us != end_us, from_us, (AVRational){end_us < from_us ? -1 : 1, 1});
    m->blip = av_rescale(llabs(end_us - from_us), m->rate_hz, 1000000);
    pthread_mutex_unlock(&m->lock);
}

void ct_medley_stop(ct_medley *m)
{
    pthread_mutex_lock(&m->lock);
    if (m->playing || m->blip > 0)
        order_locked(m, false, 0, (AVRational){1, 1});
    pthread_mutex_unlock(&m->lock);
}

void ct_medley_set_volume(ct_medley *m, float volume)
{
    atomic_store(&m->volume, volume);
}

ct_audio_ring *ct_medley_ring(ct_medley *m)
{
    return m->ring;
}

/* Sample that is heard at `now_us`. */
static uint64_t number_heard(const ct_medley *m, const ct_audio_heard *heard, int64_t now_us,
                             int64_t latency_us)
{
    int64_t since_us = now_us - latency_us - heard->at_us;
    int64_t number = (int64_t)heard->from + av_rescale(since_us, m->rate_hz, 1000000);

    if (number < 0)
        return 0;
    return (uint64_t)number < heard->to ? (uint64_t)number : heard->to;
}

ct_medley_heard ct_medley_now(ct_medley *m, int64_t now_us, int64_t latency_us, int64_t *media_us)
{
    pthread_mutex_lock(&m->lock);
    bool       based = m->based;
    uint64_t   base = m->base;
    int64_t    from = m->from, asked_us = m->asked_us;
    AVRational speed = m->speed;
    pthread_mutex_unlock(&m->lock);

    ct_audio_heard heard = ct_audio_ring_heard(m->ring);
    uint64_t       number = number_heard(m, &heard, now_us, latency_us);
    bool           alive = heard.at_us > 0 && now_us - heard.at_us < DEAD_US;
    if (!based || number < base || heard.to <= base)
        return now_us - asked_us < (alive ? OPENING_US : START_US) ? CT_MEDLEY_NOT_YET
                                                                   : CT_MEDLEY_DEAD;
    int64_t way = av_rescale((int64_t)(number - base) * speed.num, 1, speed.den);
    *media_us = av_rescale(from + way, 1000000, m->rate_hz);
    return alive ? CT_MEDLEY_HEARD : CT_MEDLEY_DEAD;
}
