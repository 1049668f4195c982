/* SPDX-License-Identifier: MIT */
/* Pictures of several clips at a time: what a cut shows now, and what it shows next, each decoded on threads
 * of its own. The caller says at every turn which runs of which clips it wants; a deck stays with its run,
 * so the next run is ready before it is shown.
 *
 * Called by the main thread; nothing here waits but destroy. */
#ifndef CIRCLETAKE_DECKS_H
#define CIRCLETAKE_DECKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "circletake/frame.h"
#include "circletake/log.h"
#include "circletake/mark.h"

typedef struct ct_decks ct_decks;

enum { CT_DECKS = 4 }; /* the two that are mixed, and those that come next */

typedef struct ct_decks_config {
    size_t cache_bytes;    /* for the pictures of all; 0: 1 GiB, or a quarter of a smaller memory */
    int    decode_threads; /* of each; 0: as many as there are processors */
    bool   hardware;       /* see reader.h */
    void (*wakeup)(void *arg); /* any thread: a picture may have come; NULL: nobody is told */
    void   *wakeup_arg;
    ct_log *log; /* borrowed until destroy */
} ct_decks_config;

ct_decks *ct_decks_create(const ct_decks_config *config);
/* Asks all threads to end; ended tells when destroying costs nothing. */
void ct_decks_ask_end(ct_decks *decks);
bool ct_decks_ended(ct_decks *decks);
void ct_decks_destroy(ct_decks **decks);

/* Frames of a clip that follow one another on the screen. */
typedef struct ct_deck_want {
    uint64_t       run; /* the caller's name for it, never 0; of one clip as long as it is wanted */
    const ct_clip *clip;      /* read during the call */
    ct_span        frames;    /* that the run can show; nothing outside is decoded ahead */
    int64_t        frame;     /* the one on screen, or the first that will be */
    int            direction; /* of play through the clip: 1, -1; 0 it rests on the frame */
    double         rate;      /* frames of the clip a second, 0 at rest */
} ct_deck_want;

/* The soonest wanted first; those behind CT_DECKS are left out. What is not wanted any more rests, and its deck
 * is what the next clip gets. `jump` grows when a person moved the playhead. */
void ct_decks_want(ct_decks *decks, const ct_deck_want *wants, size_t count, uint64_t jump);

/* Exactly this frame of a wanted run if it is decoded, else NULL. Counted: unref it. */
ct_frame *ct_decks_get(ct_decks *decks, uint64_t run, int64_t frame);
/* Why there will be none: of the file, or of this frame. False: no reason is known. */
bool ct_decks_failure(ct_decks *decks, uint64_t run, int64_t frame, ct_error *err);
/* Time stamp as in the file, pts INT64_MIN while not known; picture hash, 0 while not known (it is made while
 * the run rests). */
ct_evidence ct_decks_evidence(ct_decks *decks, uint64_t run, int64_t frame);

#endif
