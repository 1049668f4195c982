/* SPDX-License-Identifier: MIT */
/* The voice of one open clip: the thread that turns requests to play into samples in the ring, and
 * remembers which media time each sample stands for. Knows nothing of pictures.
 *
 * Requests come from the main thread, none of them waits. Media times are microseconds on the
 * container's clock. */
#ifndef CT_MEDIA_VOICE_PRIV_H
#define CT_MEDIA_VOICE_PRIV_H

#include <libavutil/rational.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "circletake/audio.h"
#include "circletake/audio_ring.h"
#include "circletake/log.h"
#include "circletake/meter.h"

typedef struct ct_voice ct_voice;

/* The one way into the ring. Of several voices (a clip that is being left may still be busy) only
 * the owner gets in: the ring allows one writer. Owned by the transport. */
typedef struct ct_voice_port {
    pthread_mutex_t lock; /* guards `owner`, and writing into `ring` */
    ct_audio_ring  *ring;
    const ct_voice *owner;
} ct_voice_port;

void ct_voice_port_init(ct_voice_port *port);
void ct_voice_port_finish(ct_voice_port *port);
/* From now on `voice` (NULL: nobody) writes; what was not heard yet will not be. */
void ct_voice_port_give(ct_voice_port *port, const ct_voice *voice);

typedef struct ct_voice_config {
    const char    *path; /* copied */
    int            rate_hz;
    uint64_t       channels; /* that are heard, see ct_audio_source_hear */
    bool           metering;
    float          volume;
    ct_voice_port *port; /* borrowed until destroy */
    void (*wakeup)(void *arg);
    void   *wakeup_arg;
    ct_log *log;
} ct_voice_config;

CT_MUST_USE ct_code ct_voice_create(const ct_voice_config *config, ct_voice **out, ct_error *err);
/* Asks the thread to end; ended tells when joining costs nothing. */
void ct_voice_ask_end(ct_voice *voice);
bool ct_voice_ended(const ct_voice *voice);
void ct_voice_destroy(ct_voice **voice); /* asks, joins, frees */

/* What to play. */
typedef struct ct_voice_order {
    uint64_t   serial;   /* comes back with the times of what is heard */
    int64_t    from_us;  /* first sample; in reverse the end of it */
    int64_t    end_us;   /* where it ends, in reverse before from_us ... */
    int64_t    again_us; /* ... and goes on from here; INT64_MIN: just ends */
    AVRational speed;    /* see ct_tempo_can; negative: in reverse; other than 1 keeps the pitch */
    bool       blip;     /* a step or scrub: just a short sound, faded, no clock */
    bool       anew;     /* play begins here: what is measured "since the start" starts */
} ct_voice_order;

/* Replaces what was ordered before. */
void ct_voice_play(ct_voice *voice, const ct_voice_order *order);
void ct_voice_silence(ct_voice *voice);
/* Volume takes effect with what is not yet in the ring, the others with the next order. */
void ct_voice_hear(ct_voice *voice, uint64_t channels);
void ct_voice_set_metering(ct_voice *voice, bool on);
void ct_voice_set_volume(ct_voice *voice, float volume);

/* What the file has; known is false while it is still being opened. */
typedef struct ct_voice_facts {
    bool          known;
    int           tracks, channels; /* 0: no sound */
    int64_t       start_us, end_us; /* as ct_audio_source_extent */
    int           line_count;
    ct_meter_line lines[CT_METER_LINES];
} ct_voice_facts;
ct_voice_facts ct_voice_look(ct_voice *voice);

/* Media time of ring sample `number`; false when it does not belong to order `serial` (before its
 * first sample). */
bool ct_voice_media_of(ct_voice *voice, uint64_t serial, uint64_t number, int64_t *media_us);
/* What the meter read where ring sample `number` is, one reading a line; false: nothing yet, or
 * metering is off. */
bool ct_voice_levels(ct_voice *voice, uint64_t number, ct_meter_reading out[CT_METER_LINES]);

#endif
