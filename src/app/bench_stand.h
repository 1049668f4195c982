/* SPDX-License-Identifier: MIT */
/* Where the command bench measures: a clip in the engine that the window plays with, polled as often as a
 * window would, without one. One thread; the engine wakes it. */
#ifndef CT_APP_BENCH_STAND_H
#define CT_APP_BENCH_STAND_H

#include <pthread.h>

#include "bench.h"
#include "circletake/probe.h"
#include "circletake/transport.h"
#include "cli.h"

enum { CT_STAND_DISPLAY_US = 1000000 / 60 }; /* how often a window would ask for a picture */
#define CT_STAND_MS(us) ((double)(us) / 1000.0)

/* A clip in an engine, and the wake-up that a window would get. */
typedef struct ct_stand {
    const ct_cli   *cli;
    ct_media_info   info;
    ct_transport   *tp;
    ct_bench       *bench;
    pthread_mutex_t lock; /* guards woken */
    pthread_cond_t  wakes;
    bool            woken;
    int64_t         count, seconds;
    uint64_t        random;
    bool            stand_ins; /* reduced pictures are made and shown */
} ct_stand;

void    ct_stand_init(ct_stand *s);
void    ct_stand_finish(ct_stand *s);
ct_code ct_stand_stopped(ct_error *err); /* CT_CANCELLED, said */

/* An engine without a clip. */
CT_MUST_USE ct_code ct_stand_start(ct_stand *s, ct_error *err);
/* Opens the clip in a fresh engine and waits for the index: positions are final then. */
CT_MUST_USE ct_code ct_stand_open(ct_stand *s, ct_error *err);
/* Until the engine wakes it, or so late. */
void ct_stand_sleep(ct_stand *s, int64_t until_us);
/* Polls as the window does, until the picture is there that the position names, as it is in the file or
 * (not `full`) reduced; `state` is then the caller's to finish. */
CT_MUST_USE ct_code ct_stand_wait_picture(ct_stand *s, bool full, ct_transport_state *state,
                                          ct_error *err);
/* Adds to the figure the time from `from_us` until that picture is there, with its frame. */
CT_MUST_USE ct_code ct_stand_time_picture(ct_stand *s, bool full, const char *figure,
                                          int64_t from_us, ct_error *err);
/* Lets the engine do ahead what it wants to: until nothing changes any more. */
CT_MUST_USE ct_code ct_stand_rest(ct_stand *s, ct_error *err);
/* A frame that was not decoded yet, as long as chance finds one. */
int64_t ct_stand_unseen_frame(ct_stand *s);

#endif
