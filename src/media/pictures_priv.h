/* SPDX-License-Identifier: MIT */
/* The pictures of one open clip: the thread that decodes what is wanted and what will be wanted
 * next, and the thread that completes the index meanwhile. Knows nothing of clocks or sound.
 *
 * Called by the main thread; nothing here waits but destroy. Media times are microseconds on the
 * container's clock. */
#ifndef CT_MEDIA_PICTURES_PRIV_H
#define CT_MEDIA_PICTURES_PRIV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "circletake/frame.h"
#include "circletake/log.h"
#include "circletake/mark.h"

typedef struct ct_pictures ct_pictures;

typedef struct ct_pictures_config {
    const ct_clip *clip; /* read during create only */
    size_t         cache_bytes;
    int            decode_threads;
    bool           stand_ins; /* make and use reduced pictures: standins.h */
    bool           hardware;  /* see reader.h */
    void (*wakeup)(void *arg);
    void   *wakeup_arg;
    ct_log *log;
} ct_pictures_config;

CT_MUST_USE ct_code ct_pictures_create(const ct_pictures_config *config, ct_pictures **out,
                                       ct_error *err);
/* Asks the threads to end; ended tells when joining costs nothing. */
void ct_pictures_ask_end(ct_pictures *pictures);
bool ct_pictures_ended(ct_pictures *pictures);
void ct_pictures_destroy(ct_pictures **pictures); /* asks, joins, frees */

/* What is known by now. Before the file answered: what the clip says. */
typedef struct ct_pictures_facts {
    bool       answered; /* the file was opened, or could not be: see error */
    bool       has_picture;
    AVRational fps;
    int64_t    frame_count;
    bool       provisional;
    int        index_permille;
    ct_error   error; /* of the file */
} ct_pictures_facts;
ct_pictures_facts ct_pictures_look(ct_pictures *pictures);

/* What the playhead does: decides what is decoded next and what is kept. */
typedef struct ct_pictures_want {
    int64_t  frame;     /* under the playhead; -1: nothing is wanted */
    int      direction; /* of play: 1, -1; 0 stopped */
    double   rate;      /* frames a second that pass under it, 0 stopped */
    ct_span  loop;      /* empty: none */
    ct_span  only;      /* nothing outside is decoded ahead; empty: all of the clip */
    uint64_t jump;      /* grows when a person, not play, moved the playhead */
} ct_pictures_want;
void ct_pictures_want_set(ct_pictures *pictures, const ct_pictures_want *want);

/* Exactly this frame if it is decoded, else NULL. Counted: unref it. */
ct_frame *ct_pictures_get(ct_pictures *pictures, int64_t frame);
/* The same frame reduced, if it is there and this is not. Counted. */
ct_frame *ct_pictures_get_reduced(ct_pictures *pictures, int64_t frame);
/* Of how many frames in a thousand there are reduced pictures. */
int ct_pictures_reduced_permille(ct_pictures *pictures);
/* Why this frame cannot be had; false: no such reason is known. */
bool ct_pictures_failure(ct_pictures *pictures, int64_t frame, ct_error *err);

/* Start of a frame (of frame_count: the end of the last) and the frame on screen at a time. By the
 * index where it is known, by the rate elsewhere. Exact inverses of each other. */
int64_t ct_pictures_time_of(ct_pictures *pictures, int64_t frame);
int64_t ct_pictures_frame_at(ct_pictures *pictures, int64_t media_us);
/* Time stamp as in the file, pts INT64_MIN while not known; picture hash, 0 while not known (it is made
 * while the playhead rests). */
ct_evidence ct_pictures_evidence(ct_pictures *pictures, int64_t frame);
/* A clip without pictures begins where its sound does. */
void ct_pictures_set_sound_start(ct_pictures *pictures, int64_t start_us);

/* Decoded frames, ascending. Returns how many ranges. */
int ct_pictures_cached(ct_pictures *pictures, ct_span *ranges, int most, size_t *bytes);

#endif
