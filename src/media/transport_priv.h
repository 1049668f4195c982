/* SPDX-License-Identifier: MIT */
/* What the three files of the transport share: opening and moving (transport.c), the clock and play
 * (transport_play.c), telling what is true (transport_tell.c). All state belongs to the main thread;
 * what other threads do is in pictures.c and voice.c. */
#ifndef CT_MEDIA_TRANSPORT_PRIV_H
#define CT_MEDIA_TRANSPORT_PRIV_H

#include "circletake/transport.h"
#include "pictures_priv.h"
#include "voice_priv.h"

enum {
    DEVICE_DEAD_US = 300000, /* a device that did not read for so long is gone */
    LATE_REACH = 48          /* frames behind the playhead that still show motion */
};

/* One opened clip and its threads. */
struct reel {
    ct_clip      clip;
    char        *sound_path; /* sound recorded apart; NULL: the clip's own */
    ct_pictures *pictures;
    ct_voice    *voice; /* NULL: no sound device */
    struct reel *next;  /* among those being left */
};

struct clock {
    AVRational speed;
    int64_t    media_us, at_us; /* media time at wall time `at_us` */
    uint64_t   order;           /* serial of the voice's order; 0: the wall leads */
    bool       heard;           /* the order's sound came through the device */
    bool       anew;            /* the next order begins a play, it does not go on with one */
    int64_t    started_us;
    uint64_t   number; /* sample heard last, and since when */
    int64_t    number_since_us;
};

struct ct_transport {
    ct_transport_config config;
    ct_voice_port       port;
    struct reel        *reel, *leaving;
    uint64_t            serial, orders, jumps;

    int64_t      position;
    int64_t      clock_frame; /* while playing: what the clock says, see hold_to_decoded */
    bool         playing;
    bool         scrubbing; /* the last move was a hand's on the timeline */
    struct clock clock;
    ct_span      loop;
    int64_t      stop_at; /* -1: none */

    uint64_t channels; /* heard */
    float    volume;
    bool     metering;

    ct_frame *shown;        /* last right picture, counted */
    bool      position_met; /* the picture of `position` was given */
    int64_t   dropped;
};

/* A frame of the open clip: not below 0, not behind its end. */
int64_t ct_transport_clamp(const ct_transport *tp, int64_t frame);
/* Frees what was left and has ended by now, or (waiting) everything. */
void ct_transport_sweep(ct_transport *tp, bool all);

/* From the clock of the pictures to that of the sound file, and back. */
int64_t ct_transport_sound_time(const ct_transport *tp, int64_t media_us);
int64_t ct_transport_media_time(const ct_transport *tp, int64_t sound_us);
/* Media time at which a frame of the open clip begins. */
int64_t ct_transport_time_of(const ct_transport *tp, int64_t frame);
/* 1 forward, -1 backward, 0 stopped. */
int ct_transport_direction(const ct_transport *tp);
/* Lets the clock run from a media time, or from the frame under the playhead. */
void ct_transport_clock_start(ct_transport *tp, int64_t media_us);
void ct_transport_clock_start_here(ct_transport *tp);
/* The voice keeps the ends and channels an order was given with: while playing, orders anew from
 * where it is. */
void ct_transport_order_again(ct_transport *tp);
/* While playing: puts the playhead where it is at `now_us`; may find that play has ended. */
void ct_transport_play_on(ct_transport *tp, int64_t now_us);

#endif
