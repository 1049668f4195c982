/* SPDX-License-Identifier: MIT */
/* The transport: play, shuttle, step, scrub, loop, and the one picture that belongs to the
 * position.
 *
 * The rule everything else serves: a picture given with late == false is exactly the frame that
 * `position` names. While decoding is behind, the last right picture is given with
 * late == true and its own number; never a wrong one as if it were right.
 *
 * Every function is called by the main thread and returns at once: files, decoders and
 * sound live on threads of the transport. Only ct_transport_destroy waits. */
#ifndef CIRCLETAKE_TRANSPORT_H
#define CIRCLETAKE_TRANSPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "circletake/audio.h"
#include "circletake/audio_ring.h"
#include "circletake/frame.h"
#include "circletake/log.h"
#include "circletake/mark.h"
#include "circletake/meter.h"

typedef struct ct_transport ct_transport;

typedef struct ct_transport_config {
    /* For decoded pictures, those that the decoders hold among them; 0: 1 GiB, or a quarter of the
     * machine's memory if that is less. */
    size_t  cache_bytes;
    int     audio_rate_hz;    /* of the device that reads the ring; 0: there is none, no sound */
    int64_t audio_latency_us; /* from a read of the ring until its first sample is heard */
    int     decode_threads;   /* 0: as many as there are processors */
    /* Make reduced pictures of the open clip while nothing else is to be done, keep them in the cache
     * folder (1 GiB a clip, 4 GiB in all) and show them until the full ones are decoded. */
    bool stand_ins;
    bool hardware; /* see reader.h */
    /* Called from any thread when poll would tell something new. May be NULL. Must not call back
     * into the transport. */
    void (*wakeup)(void *arg);
    void   *wakeup_arg;
    ct_log *log; /* borrowed until destroy */
} ct_transport_config;

CT_MUST_USE ct_code ct_transport_create(const ct_transport_config *config, ct_transport **out,
                                        ct_error *err);
/* Asks all threads to stop, joins, frees. */
void ct_transport_destroy(ct_transport **tp);

/* The ring the device callback reads (ct_audio_ring_read). Borrowed until destroy: stop the
 * device first. */
ct_audio_ring *ct_transport_audio_ring(ct_transport *tp);
/* When the device was opened after the transport, or changed. Rate 0: no device. */
void ct_transport_set_audio_device(ct_transport *tp, int rate_hz, int64_t latency_us);

/* Whether a graphics card may decode, from the next clip on. */
void ct_transport_set_hardware(ct_transport *tp, bool on);

/* Opens a clip at `frame` (clamped), stopped. The clip is copied. What was open is abandoned at
 * once. Failure to open is told by poll. */
void ct_transport_open(ct_transport *tp, const ct_clip *clip, int64_t frame);
/* The same with the sound of another file, placed by clip->sound_start; NULL: the clip's own.
 * clip->sound_delay counts either way. */
void ct_transport_open_with(ct_transport *tp, const ct_clip *clip, const char *sound_path,
                            int64_t frame);
/* The open clip's sound was changed: what of `clip` is about sound is taken over, without touching
 * the picture. */
void ct_transport_set_sound(ct_transport *tp, const ct_clip *clip, const char *sound_path);
void ct_transport_close(ct_transport *tp);

/* Goes to a frame, clamped to the clip; the latest wins. Playing goes on from there, at the same
 * speed. */
void ct_transport_seek(ct_transport *tp, int64_t frame);
/* Stops, moves by `frames` (negative: back) and lets one frame of sound be heard, backwards when
 * moving back. */
void ct_transport_step(ct_transport *tp, int64_t frames);
/* Scrubbing: like a seek, but stops, is heard, and shows what is nearest to being ready as late
 * pictures on the way. */
void ct_transport_scrub(ct_transport *tp, int64_t frame);

/* Plays at `speed` times the clip's rate: {1,1}, {-1,1}, {1,4}, {8,1}, ... from -16 to 16.
 * {0,1} stops. At the last frame forward play starts again at the first; backward alike. */
void ct_transport_play(ct_transport *tp, AVRational speed);
void ct_transport_stop(ct_transport *tp);
/* Plays [first, end) from `first` at speed 1 and stops on its last frame. */
void ct_transport_play_span(ct_transport *tp, ct_span span);
/* Play, in either direction, stays within the span and starts over at its other end. An
 * empty span ({0,0}): no loop. */
void ct_transport_set_loop(ct_transport *tp, ct_span span);
/* Play stops on this frame once, then the order is forgotten. -1: none. */
void ct_transport_set_stop_at(ct_transport *tp, int64_t frame);

/* Bit n: channel n of the sound is heard (audio.h counts them); all by default, kept over clips. */
void ct_transport_hear(ct_transport *tp, uint64_t channels);
/* 0 silent, 1 unchanged, more is bent over softly at full scale. */
void ct_transport_set_volume(ct_transport *tp, float volume);
/* Measures what plays; costs a little, so it is off by default. */
void ct_transport_set_metering(ct_transport *tp, bool on);

enum { CT_TRANSPORT_RANGES = 32 };

typedef struct ct_transport_state {
    ct_id      clip;   /* none: nothing is open */
    uint64_t   serial; /* grows with each open */
    bool       ready;  /* the file answered: what follows is true, not only what the clip said */
    AVRational fps;
    int64_t    frame_count;
    bool       provisional;    /* positions may still shift: index not complete */
    int        index_permille; /* 1000: complete */

    int64_t    position; /* frame under the playhead */
    AVRational speed;    /* {0,1} when stopped */
    bool       playing;

    ct_frame *picture;          /* counted; given: ct_transport_state_finish lets it go. NULL: none
                                yet, or a clip without pictures */
    int64_t   picture_frame;    /* its number, -1 without picture */
    bool      late;             /* picture_frame is not position (or none yet): still on the way */
    bool      reduced;          /* the picture is the right frame, but a reduced one that stands in
                                until the full one is decoded */
    bool      has_picture;      /* the clip has pictures at all */
    int       reduced_permille; /* of all frames, have such stand-ins */

    int64_t     dropped;  /* pictures that play had to pass over since it started */
    ct_evidence evidence; /* of `position`; pts INT64_MIN and hash 0 while not known */

    bool  has_sound, sounding; /* the clip has sound; it is heard right now */
    int   audio_tracks, audio_channels;
    float level[2]; /* highest magnitude heard last, 1.0 = full scale */

    ct_meter_line    lines[CT_METER_LINES]; /* of the clip's sound, once it is open */
    int              line_count;
    bool             metered;                  /* `readings` are of what is heard now */
    ct_meter_reading readings[CT_METER_LINES]; /* one a line */

    ct_span cached[CT_TRANSPORT_RANGES]; /* frames ready at once, ascending */
    int     cached_count;
    size_t  cached_bytes;

    ct_error error; /* code CT_OK: none. Of the file (clip not ready) or of this position (ready) */
} ct_transport_state;

/* Tells what is true at `now_us` (ct_clock_us; the moment the picture will be seen). Call at
 * display rate, and after a wakeup. Never blocks. `out` needs no initialisation. */
void ct_transport_poll(ct_transport *tp, int64_t now_us, ct_transport_state *out);
/* Lets the picture go. Safe on zeroed memory. */
void ct_transport_state_finish(ct_transport_state *state);

#endif
