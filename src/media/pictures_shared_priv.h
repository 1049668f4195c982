/* SPDX-License-Identifier: MIT */
/* What the threads of the pictures share: pictures.c answers the main thread and has the one that completes the
 * index, pictures_decode.c the one that decodes. */
#ifndef CT_MEDIA_PICTURES_SHARED_PRIV_H
#define CT_MEDIA_PICTURES_SHARED_PRIV_H

#include <pthread.h>
#include <stdatomic.h>

#include "circletake/cache.h"
#include "circletake/index.h"
#include "pictures_priv.h"
#include "plan_priv.h"
#include "standins.h"

struct ct_pictures {
    char *path;
    int   stream; /* which of the file's pictures */
    int   decode_threads;
    bool  hardware;
    void (*wakeup)(void *arg);
    void        *wakeup_arg;
    ct_log      *log;
    ct_cache    *cache;
    size_t       cache_bytes;
    ct_standins *standins; /* NULL: none */
    pthread_t    decoder, indexer;
    atomic_bool  quit, decoder_ended, indexer_ended;
    atomic_int   permille;

    pthread_mutex_t   lock; /* guards all below */
    pthread_cond_t    changed;
    ct_pictures_want  want;
    ct_pictures_facts facts;
    ct_index         *index; /* set once, then unchanged until destroy */
    bool              indexer_started;
    int64_t           start_us; /* of frame 0, while there is no index */
    int64_t           failed[CT_PLAN_FAILURES];
    ct_error          failures[CT_PLAN_FAILURES];
    int               failed_next;
    ct_evidence       evidence; /* of evidence_frame */
    int64_t           evidence_frame;
};

/* The thread that decodes; takes a ct_pictures. It alone touches the reader, so nothing waits for a decoder but
 * that thread. */
void *ct_pictures_run_decoder(void *pictures);

/* Any thread; the lock is not held. */
void ct_pictures_wake(ct_pictures *p);
void ct_pictures_set_index(ct_pictures *p, ct_index *ix); /* takes it */
void ct_pictures_file_failed(ct_pictures *p, const ct_error *err);
void ct_pictures_start_indexer(ct_pictures *p);

#endif
