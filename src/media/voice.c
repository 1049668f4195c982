/* SPDX-License-Identifier: MIT */
/* See voice_priv.h. The thread keeps the ring FILL_MS ahead of the device: enough for a slow disk
 * to hiccup, short enough that a new volume is heard at once. */
#include "voice_priv.h"

#include <libavutil/mathematics.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/str.h"
#include "circletake/thread.h"
#include "backward_priv.h"
#include "tempo_priv.h"

enum {
    RING_FRAMES = 65536,
    FILL_MS = 200,
    CHUNK = 1024,   /* pairs a turn */
    FADE_US = 3000, /* at both ends of a blip: no click */
    TAIL_MS = 250,  /* silence after the end: the clock that hangs on the sound must get past it,
                       and what the tempo filter holds back must come out */
    ANCHORS = 8,
    METER_HZ = 50, /* readings a second ... */
    READINGS = 32  /* ... and so many are kept: more than the ring is ahead */
};

/* Ring sample `number` is media time `media_us`; what follows runs at the order's speed. */
struct anchor {
    uint64_t number;
    int64_t  media_us;
};

/* What the meter said when ring sample `number` was written. */
struct levels {
    uint64_t         number;
    ct_meter_reading lines[CT_METER_LINES];
};

struct ct_voice {
    char          *path;
    int            rate_hz;
    ct_voice_port *port;
    void (*wakeup)(void *arg);
    void       *wakeup_arg;
    ct_log     *log;
    pthread_t   thread;
    atomic_bool quit, ended;

    pthread_mutex_t lock; /* guards all below */
    pthread_cond_t  changed;
    uint64_t        requests; /* counts orders and silences */
    bool            wanted;
    ct_voice_order  order;
    uint64_t        channels;
    bool            metering;
    float           volume;
    ct_voice_facts  facts;
    uint64_t        anchors_serial;
    AVRational      anchors_speed;
    struct anchor   anchors[ANCHORS];
    int             anchor_count;
    struct levels   levels[READINGS]; /* the newest is levels_taken - 1, modulo READINGS */
    uint64_t        levels_taken;
};

/* What the thread is busy with; only it looks here. */
struct turn {
    ct_audio_source *source;
    ct_backward     *backward; /* over source */
    ct_meter        *meter;    /* of source */
    bool             metering;
    int              unmetered; /* samples since the last reading */
    ct_tempo        *tempo;     /* NULL at normal speed */
    ct_voice_order   order;
    uint64_t         request;
    int64_t          media_us;   /* of the segment's first sample */
    int64_t          samples;    /* read of the segment */
    int64_t          tail;       /* silence given after its end, samples */
    bool             anchor_due; /* the next sample written begins a segment */
    struct levels    levels;
    float            buffer[CHUNK * 2];
};

/* --- the port --------------------------------------------------------------------- */

void ct_voice_port_init(ct_voice_port *port)
{
    pthread_mutex_init(&port->lock, NULL);
    port->ring = ct_audio_ring_create(RING_FRAMES);
    port->owner = NULL;
}

void ct_voice_port_finish(ct_voice_port *port)
{
    ct_audio_ring_destroy(&port->ring);
    pthread_mutex_destroy(&port->lock);
}

void ct_voice_port_give(ct_voice_port *port, const ct_voice *voice)
{
    pthread_mutex_lock(&port->lock);
    port->owner = voice;
    ct_audio_ring_discard(port->ring);
    pthread_mutex_unlock(&port->lock);
}

/* --- writing ---------------------------------------------------------------------- */

/* Records where the next sample of the ring is in media time, before the sample is written: it
 * cannot be heard before its anchor is known. */
static void drop_anchor_locked(ct_voice *v, const struct turn *t, uint64_t number)
{
    if (v->anchors_serial != t->order.serial) {
        v->anchors_serial = t->order.serial;
        v->anchors_speed = t->order.speed;
        v->anchor_count = 0;
    }
    if (v->anchor_count == ANCHORS)
        memmove(v->anchors, v->anchors + 1, (size_t)--v->anchor_count * sizeof *v->anchors);
    v->anchors[v->anchor_count++] = (struct anchor){number, t->media_us};
}

/* Pairs the ring should still get to be FILL_MS ahead; 0 when it is, or is not ours. */
static int port_hunger(ct_voice *v)
{
    int hunger = 0;

    pthread_mutex_lock(&v->port->lock);
    if (v->port->owner == v) {
        ct_audio_heard heard = ct_audio_ring_heard(v->port->ring);
        int            room = ct_audio_ring_room(v->port->ring);
        int            ahead = (int)(ct_audio_ring_written(v->port->ring) - heard.to);

        hunger = v->rate_hz * FILL_MS / 1000 - ahead;
        hunger = hunger < room ? hunger : room;
    }
    pthread_mutex_unlock(&v->port->lock);
    return hunger > 0 ? hunger : 0;
}

/* Writes all of it, or nothing when a newer request came or the ring is not ours. The port's lock
 * is held from before the look at the request until the write is done, as a new request holds it until
 * it has discarded what was there. Order of locks: port, then voice. */
static void port_write(ct_voice *v, struct turn *t, const float *samples, int frames)
{
    pthread_mutex_lock(&v->port->lock);
    pthread_mutex_lock(&v->lock);
    bool ours = v->port->owner == v && v->requests == t->request;
    if (ours && t->anchor_due && !t->order.blip)
        drop_anchor_locked(v, t, ct_audio_ring_written(v->port->ring));
    pthread_mutex_unlock(&v->lock);
    if (ours) {
        t->anchor_due = false;
        ct_audio_ring_write(v->port->ring, samples, frames);
    }
    pthread_mutex_unlock(&v->port->lock);
}

static void set_level(ct_voice *v, float *samples, int frames)
{
    pthread_mutex_lock(&v->lock);
    float volume = v->volume;
    pthread_mutex_unlock(&v->lock);
    ct_audio_scale(samples, frames, volume);
}

/* Keeps what the meter says of the samples that were just written. */
static void take_levels(ct_voice *v, struct turn *t, int got)
{
    t->unmetered += got;
    if (!t->metering || t->unmetered < v->rate_hz / METER_HZ)
        return;
    struct levels *next = &t->levels;

    t->unmetered = 0;
    next->number = ct_audio_ring_written(v->port->ring);
    (void)ct_meter_read(t->meter, next->lines);
    pthread_mutex_lock(&v->lock);
    v->levels[v->levels_taken++ % READINGS] = *next;
    pthread_mutex_unlock(&v->lock);
}

/* --- producing -------------------------------------------------------------------- */

static bool is_backward(const struct turn *t)
{
    return t->order.speed.num < 0;
}

static bool segment_start(ct_voice *v, struct turn *t, int64_t media_us)
{
    ct_error err;

    t->media_us = media_us;
    t->samples = t->tail = 0;
    t->anchor_due = true;
    if (is_backward(t)) {
        ct_backward_seek(t->backward, media_us);
        return true;
    }
    if (ct_audio_source_seek(t->source, media_us, &err) == CT_OK)
        return true;
    if (err.code != CT_CANCELLED)
        ct_log_warn(v->log, "%s", err.text);
    return false;
}

static bool turn_start(ct_voice *v, struct turn *t)
{
    ct_error err;

    ct_tempo_destroy(&t->tempo);
    if (t->metering && t->order.anew)
        ct_meter_restart(t->meter);
    if (abs(t->order.speed.num) != t->order.speed.den &&
        ct_tempo_create(v->rate_hz, fabs(av_q2d(t->order.speed)), &t->tempo, &err)) {
        ct_log_warn(v->log, "%s", err.text);
        return false;
    }
    return segment_start(v, t, t->order.from_us);
}

/* Samples of the segment that are still to be read. */
static int64_t segment_left(const ct_voice *v, const struct turn *t)
{
    int64_t way_us = t->order.end_us - t->media_us;

    return av_rescale(is_backward(t) ? -way_us : way_us, v->rate_hz, 1000000) - t->samples;
}

static void fade(const ct_voice *v, const struct turn *t, float *samples, int frames)
{
    int64_t ramp = (int64_t)FADE_US * v->rate_hz / 1000000;

    for (int i = 0; i < frames; i++) {
        int64_t from_start = t->samples + i;
        int64_t to_end = segment_left(v, t) - i;
        int64_t nearest = from_start < to_end ? from_start : to_end;

        if (nearest < ramp) {
            samples[2 * i] *= (float)nearest / (float)ramp;
            samples[2 * i + 1] *= (float)nearest / (float)ramp;
        }
    }
}

static ct_code read_source(struct turn *t, int most, int *got)
{
    return is_backward(t) ? ct_backward_read(t->backward, t->buffer, most, got, NULL)
                          : ct_audio_source_read(t->source, t->buffer, most, got, NULL);
}

/* Silence after the last segment; pairs, 0 when it was enough. */
static int read_tail(const ct_voice *v, struct turn *t, int most)
{
    int64_t left = (int64_t)v->rate_hz * TAIL_MS / 1000 - t->tail;

    if (t->order.blip || t->order.again_us != INT64_MIN || left <= 0)
        return 0;
    most = left < most ? (int)left : most;
    memset(t->buffer, 0, (size_t)most * 2 * sizeof *t->buffer);
    t->tail += most;
    return most;
}

/* Reads the next stretch; where the file has no more sound there is silence, until the segment
 * ends: the clock hangs on it. Returns pairs, 0 at the end, -1 on failure. */
static int read_chunk(ct_voice *v, struct turn *t, int most)
{
    int64_t left = segment_left(v, t);
    int     got = 0;

    if (left <= 0)
        return read_tail(v, t, most);
    most = left < most ? (int)left : most;
    ct_code code = read_source(t, most, &got);

    if (code != CT_OK && code != CT_END)
        return -1;
    if (code == CT_END) {
        got = most;
        memset(t->buffer, 0, (size_t)got * 2 * sizeof *t->buffer);
    }
    set_level(v, t->buffer, got);
    if (t->order.blip)
        fade(v, t, t->buffer, got);
    t->samples += got;
    return got;
}

static bool write_stretched(ct_voice *v, struct turn *t, int got)
{
    ct_error err;

    if (ct_tempo_put(t->tempo, t->buffer, got, &err))
        return false;
    while ((got = ct_tempo_take(t->tempo, t->buffer, CHUNK)) > 0)
        port_write(v, t, t->buffer, got);
    return true;
}

/* One step of work. Returns false when the order is fulfilled or cannot be. */
static bool produce(ct_voice *v, struct turn *t)
{
    int hunger = port_hunger(v);
    int got = read_chunk(v, t, hunger < CHUNK ? hunger : CHUNK);

    if (got > 0 && t->tempo && !write_stretched(v, t, got))
        return false;
    if (got > 0 && !t->tempo)
        port_write(v, t, t->buffer, got);
    if (got > 0)
        take_levels(v, t, got);
    if (got == 0 && !t->order.blip && t->order.again_us != INT64_MIN)
        return segment_start(v, t, t->order.again_us);
    return got > 0;
}

/* --- the thread ------------------------------------------------------------------- */

static bool told_to_quit(void *arg)
{
    return atomic_load(&((ct_voice *)arg)->quit);
}

static bool open_source(ct_voice *v, struct turn *t)
{
    ct_error err;
    ct_code  code = ct_audio_source_open(v->path, v->rate_hz, told_to_quit, v, &t->source, &err);

    if (code && code != CT_CANCELLED)
        ct_log_info(v->log, "%s", err.text);
    pthread_mutex_lock(&v->lock);
    v->facts.known = true;
    if (!code) {
        v->facts.tracks = ct_audio_source_track_count(t->source);
        v->facts.channels = ct_audio_source_channel_count(t->source);
        v->facts.line_count = ct_meter_lines(t->source, v->facts.lines);
        ct_audio_source_extent(t->source, &v->facts.start_us, &v->facts.end_us);
    }
    pthread_mutex_unlock(&v->lock);
    if (v->wakeup && !told_to_quit(v))
        v->wakeup(v->wakeup_arg);
    return !code;
}

/* Waits until there is something to do. Returns true when a new request was taken over. */
static bool wait_for_work(ct_voice *v, struct turn *t, bool busy)
{
    bool full = busy && port_hunger(v) == 0;
    bool fresh;

    pthread_mutex_lock(&v->lock);
    if (full && v->requests == t->request && !told_to_quit(v))
        ct_cond_wait_until(&v->changed, &v->lock, ct_clock_us() + FILL_MS * 1000 / 8);
    while (!busy && v->requests == t->request && !told_to_quit(v))
        pthread_cond_wait(&v->changed, &v->lock);
    fresh = v->requests != t->request;
    if (fresh) {
        t->request = v->requests;
        t->order = v->order;
        t->metering = v->metering && t->meter && v->wanted && !v->order.blip;
        ct_audio_source_set_tap(t->source, t->metering ? ct_meter_tap : NULL, t->meter);
        ct_audio_source_hear(t->source, v->wanted ? v->channels : 0, true);
    }
    pthread_mutex_unlock(&v->lock);
    return fresh;
}

static bool is_wanted(ct_voice *v, uint64_t request)
{
    pthread_mutex_lock(&v->lock);
    bool wanted = v->wanted && v->requests == request;
    pthread_mutex_unlock(&v->lock);
    return wanted;
}

static void *run(void *arg)
{
    ct_voice    *v = arg;
    struct turn *t = ct_alloc(sizeof *t);
    bool         busy = false;
    ct_error     err;

    if (open_source(v, t)) {
        t->backward = ct_backward_create(t->source, v->rate_hz);
        if (ct_meter_create(t->source, v->rate_hz, false, &t->meter, &err))
            ct_log_warn(v->log, "%s", err.text);
        while (!told_to_quit(v)) {
            if (wait_for_work(v, t, busy))
                busy = is_wanted(v, t->request) && turn_start(v, t);
            if (busy && port_hunger(v) > 0)
                busy = produce(v, t);
        }
    }
    ct_tempo_destroy(&t->tempo);
    ct_backward_destroy(&t->backward);
    ct_meter_destroy(&t->meter);
    ct_audio_source_close(&t->source);
    free(t);
    atomic_store(&v->ended, true);
    return NULL;
}

/* --- for the main thread ---------------------------------------------------------- */

ct_code ct_voice_create(const ct_voice_config *config, ct_voice **out, ct_error *err)
{
    ct_voice *v = ct_alloc(sizeof *v);

    v->path = ct_strdup(config->path);
    v->rate_hz = config->rate_hz;
    v->channels = config->channels;
    v->metering = config->metering;
    v->volume = config->volume;
    v->port = config->port;
    v->wakeup = config->wakeup;
    v->wakeup_arg = config->wakeup_arg;
    v->log = config->log;
    pthread_mutex_init(&v->lock, NULL);
    ct_cond_init(&v->changed);

    ct_code code = ct_thread_start(&v->thread, "ct-voice", run, v, err);
    if (code) {
        pthread_cond_destroy(&v->changed);
        pthread_mutex_destroy(&v->lock);
        free(v->path);
        free(v);
        return code;
    }
    *out = v;
    return CT_OK;
}

void ct_voice_ask_end(ct_voice *v)
{
    pthread_mutex_lock(&v->lock);
    atomic_store(&v->quit, true);
    pthread_cond_broadcast(&v->changed);
    pthread_mutex_unlock(&v->lock);
}

bool ct_voice_ended(const ct_voice *v)
{
    return atomic_load(&v->ended);
}

void ct_voice_destroy(ct_voice **voice)
{
    ct_voice *v = *voice;

    if (!v)
        return;
    ct_voice_ask_end(v);
    pthread_join(v->thread, NULL);
    pthread_cond_destroy(&v->changed);
    pthread_mutex_destroy(&v->lock);
    free(v->path);
    free(v);
    *voice = NULL;
}

/* What was written for the last request is discarded before anything can be written for this one:
 * a blip is so short that all of it would go along. */
static void request(ct_voice *v, const ct_voice_order *order)
{
    pthread_mutex_lock(&v->port->lock);
    pthread_mutex_lock(&v->lock);
    v->requests++;
    v->wanted = order != NULL;
    if (order)
        v->order = *order;
    v->anchor_count = 0;
    v->levels_taken = 0;
    pthread_cond_broadcast(&v->changed);
    pthread_mutex_unlock(&v->lock);
    if (v->port->owner == v)
        ct_audio_ring_discard(v->port->ring);
    pthread_mutex_unlock(&v->port->lock);
}

void ct_voice_play(ct_voice *v, const ct_voice_order *order)
{
    request(v, order);
}

void ct_voice_silence(ct_voice *v)
{
    request(v, NULL);
}

void ct_voice_hear(ct_voice *v, uint64_t channels)
{
    pthread_mutex_lock(&v->lock);
    v->channels = channels;
    pthread_mutex_unlock(&v->lock);
}

void ct_voice_set_metering(ct_voice *v, bool on)
{
    pthread_mutex_lock(&v->lock);
    v->metering = on;
    pthread_mutex_unlock(&v->lock);
}

void ct_voice_set_volume(ct_voice *v, float volume)
{
    pthread_mutex_lock(&v->lock);
    v->volume = volume;
    pthread_mutex_unlock(&v->lock);
}

ct_voice_facts ct_voice_look(ct_voice *v)
{
    pthread_mutex_lock(&v->lock);
    ct_voice_facts facts = v->facts;
    pthread_mutex_unlock(&v->lock);
    return facts;
}

bool ct_voice_media_of(ct_voice *v, uint64_t serial, uint64_t number, int64_t *media_us)
{
    bool found = false;

    pthread_mutex_lock(&v->lock);
    for (int i = v->anchor_count - 1; i >= 0 && !found && v->anchors_serial == serial; i--) {
        const struct anchor *a = &v->anchors[i];

        if (number < a->number)
            continue;
        *media_us = a->media_us + av_rescale((int64_t)(number - a->number) * v->anchors_speed.num,
                                             1000000, (int64_t)v->rate_hz * v->anchors_speed.den);
        found = true;
    }
    pthread_mutex_unlock(&v->lock);
    return found;
}

bool ct_voice_levels(ct_voice *v, uint64_t number, ct_meter_reading out[CT_METER_LINES])
{
    const struct levels *found = NULL;

    pthread_mutex_lock(&v->lock);
    uint64_t oldest = v->levels_taken > READINGS ? v->levels_taken - READINGS : 0;
    for (uint64_t i = v->levels_taken; i > oldest && v->metering; i--) {
        const struct levels *levels = &v->levels[(i - 1) % READINGS];

        if (found && levels->number < number)
            break;
        found = levels;
    }
    if (found)
        memcpy(out, found->lines, sizeof found->lines);
    pthread_mutex_unlock(&v->lock);
    return found != NULL;
}
