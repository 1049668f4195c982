/* SPDX-License-Identifier: MIT */
/* See pictures_priv.h. One lock guards what the threads share; the cache has its own. */
#include <libavutil/mathematics.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/str.h"
#include "circletake/thread.h"
#include "pictures_shared_priv.h"

enum { PROGRESS_STEP = 10 /* permille between two wake-ups */ };

void ct_pictures_wake(ct_pictures *p)
{
    if (p->wakeup && !atomic_load(&p->quit))
        p->wakeup(p->wakeup_arg);
}

/* --- the index -------------------------------------------------------------------- */

void ct_pictures_set_index(ct_pictures *p, ct_index *ix)
{
    pthread_mutex_lock(&p->lock);
    p->index = ix;
    p->facts.frame_count = ct_index_count(ix);
    p->facts.provisional = false;
    if (p->facts.fps.num <= 0)
        p->facts.fps = ct_index_fps(ix);
    pthread_cond_broadcast(&p->changed);
    pthread_mutex_unlock(&p->lock);
    atomic_store(&p->permille, 1000);
    if (p->standins)
        ct_standins_start(p->standins, ix);
    ct_pictures_wake(p);
}

static void index_progress(void *arg, int permille)
{
    ct_pictures *p = arg;

    if (permille < 1000 && permille >= atomic_load(&p->permille) + PROGRESS_STEP) {
        atomic_store(&p->permille, permille);
        ct_pictures_wake(p);
    }
}

static bool told_to_quit(void *arg)
{
    return atomic_load(&((ct_pictures *)arg)->quit);
}

void ct_pictures_file_failed(ct_pictures *p, const ct_error *err)
{
    pthread_mutex_lock(&p->lock);
    p->facts.answered = true;
    p->facts.error = *err;
    pthread_mutex_unlock(&p->lock);
    ct_pictures_wake(p);
}

static void *run_indexer(void *arg)
{
    ct_pictures   *p = arg;
    ct_index_watch watch = {.progress = index_progress,
                            .stop = told_to_quit,
                            .arg = p,
                            .threads = p->decode_threads,
                            .log = p->log};
    ct_index      *ix = NULL;
    ct_error       err;
    ct_code        code = ct_index_acquire(p->path, p->stream, &watch, &ix, &err);

    if (!code)
        ct_pictures_set_index(p, ix);
    else if (code != CT_CANCELLED)
        ct_pictures_file_failed(p, &err);
    atomic_store(&p->indexer_ended, true);
    return NULL;
}

void ct_pictures_start_indexer(ct_pictures *p)
{
    ct_error err;
    bool     failed = ct_thread_start(&p->indexer, "ct-index", run_indexer, p, &err) != CT_OK;

    pthread_mutex_lock(&p->lock);
    p->indexer_started = !failed;
    if (failed)
        p->facts.error = err;
    pthread_mutex_unlock(&p->lock);
}

/* --- for the main thread ---------------------------------------------------------------- */

ct_code ct_pictures_create(const ct_pictures_config *config, ct_pictures **out, ct_error *err)
{
    const ct_clip *clip = config->clip;
    ct_pictures   *p = ct_alloc(sizeof *p);

    p->path = ct_strdup(clip->path);
    p->stream = clip->stream;
    p->decode_threads = config->decode_threads;
    p->hardware = config->hardware;
    p->wakeup = config->wakeup;
    p->wakeup_arg = config->wakeup_arg;
    p->log = config->log;
    p->cache_bytes = config->cache_bytes;
    p->cache = ct_cache_create(p->cache_bytes);
    if (config->stand_ins)
        p->standins = ct_standins_create(clip, config->wakeup, config->wakeup_arg, config->log);
    p->facts.fps = clip->fps.num > 0 && clip->fps.den > 0 ? clip->fps : (AVRational){25, 1};
    p->facts.frame_count = clip->frame_count;
    p->facts.provisional = true;
    p->facts.has_picture = clip->width_px > 0;
    p->evidence_frame = -1;
    memset(p->failed, -1, sizeof p->failed);
    pthread_mutex_init(&p->lock, NULL);
    ct_cond_init(&p->changed);
    ct_code code = ct_thread_start(&p->decoder, "ct-decode", ct_pictures_run_decoder, p, err);
    if (code) {
        pthread_cond_destroy(&p->changed);
        pthread_mutex_destroy(&p->lock);
        ct_standins_destroy(&p->standins);
        ct_cache_destroy(&p->cache);
        free(p->path);
        free(p);
        return code;
    }
    *out = p;
    return CT_OK;
}

void ct_pictures_ask_end(ct_pictures *p)
{
    pthread_mutex_lock(&p->lock);
    atomic_store(&p->quit, true);
    pthread_cond_broadcast(&p->changed);
    pthread_mutex_unlock(&p->lock);
    if (p->standins)
        ct_standins_ask_end(p->standins);
}

static bool indexer_started(ct_pictures *p)
{
    pthread_mutex_lock(&p->lock);
    bool started = p->indexer_started;
    pthread_mutex_unlock(&p->lock);
    return started;
}

bool ct_pictures_ended(ct_pictures *p)
{
    return atomic_load(&p->decoder_ended) && (!p->standins || ct_standins_ended(p->standins)) &&
           (!indexer_started(p) || atomic_load(&p->indexer_ended));
}

void ct_pictures_destroy(ct_pictures **pictures)
{
    ct_pictures *p = *pictures;

    if (!p)
        return;
    ct_pictures_ask_end(p);
    pthread_join(p->decoder, NULL);
    if (p->indexer_started)
        pthread_join(p->indexer, NULL);
    ct_standins_destroy(&p->standins); /* the index thread may have started them */
    ct_cache_destroy(&p->cache);
    ct_index_unref(&p->index);
    pthread_cond_destroy(&p->changed);
    pthread_mutex_destroy(&p->lock);
    free(p->path);
    free(p);
    *pictures = NULL;
}

ct_pictures_facts ct_pictures_look(ct_pictures *p)
{
    pthread_mutex_lock(&p->lock);
    ct_pictures_facts facts = p->facts;
    pthread_mutex_unlock(&p->lock);
    facts.index_permille = atomic_load(&p->permille);
    return facts;
}

void ct_pictures_want_set(ct_pictures *p, const ct_pictures_want *want)
{
    pthread_mutex_lock(&p->lock);
    const ct_pictures_want *had = &p->want;
    bool                    same = had->frame == want->frame && had->direction == want->direction &&
                had->rate == want->rate && had->jump == want->jump &&
                had->loop.first == want->loop.first && had->loop.end == want->loop.end &&
                had->only.first == want->only.first && had->only.end == want->only.end;

    if (!same) {
        p->want = *want;
        pthread_cond_broadcast(&p->changed);
    }
    pthread_mutex_unlock(&p->lock);
    if (same || !p->standins)
        return;
    ct_standins_disturb(p->standins, want->frame, want->direction != 0);
    if (!ct_cache_has(p->cache, want->frame))
        ct_standins_want(p->standins, want->frame);
}

ct_frame *ct_pictures_get(ct_pictures *p, int64_t frame)
{
    return ct_cache_get(p->cache, frame);
}

ct_frame *ct_pictures_get_reduced(ct_pictures *p, int64_t frame)
{
    return p->standins ? ct_standins_get(p->standins, frame) : NULL;
}

int ct_pictures_reduced_permille(ct_pictures *p)
{
    return p->standins ? ct_standins_permille(p->standins) : 0;
}

bool ct_pictures_failure(ct_pictures *p, int64_t frame, ct_error *err)
{
    bool found = false;

    pthread_mutex_lock(&p->lock);
    for (int i = 0; i < CT_PLAN_FAILURES && !found; i++) {
        found = p->failed[i] == frame;
        if (found)
            *err = p->failures[i];
    }
    pthread_mutex_unlock(&p->lock);
    return found;
}

/* The index never changes once it is there, so it is asked without the lock. */
static const ct_index *index_of(ct_pictures *p, AVRational *fps, int64_t *start_us)
{
    pthread_mutex_lock(&p->lock);
    const ct_index *ix = p->index;
    *fps = p->facts.fps;
    *start_us = p->start_us;
    pthread_mutex_unlock(&p->lock);
    return ix;
}

int64_t ct_pictures_time_of(ct_pictures *p, int64_t frame)
{
    AVRational      fps;
    int64_t         start_us;
    const ct_index *ix = index_of(p, &fps, &start_us);

    if (ix)
        return ct_index_time_us(ix, frame);
    return start_us + av_rescale_rnd(frame, (int64_t)1000000 * fps.den, fps.num, AV_ROUND_UP);
}

int64_t ct_pictures_frame_at(ct_pictures *p, int64_t media_us)
{
    AVRational      fps;
    int64_t         start_us;
    const ct_index *ix = index_of(p, &fps, &start_us);

    if (ix)
        return ct_index_frame_at_us(ix, media_us);
    return av_rescale_rnd(media_us - start_us, fps.num, (int64_t)1000000 * fps.den, AV_ROUND_DOWN);
}

ct_evidence ct_pictures_evidence(ct_pictures *p, int64_t frame)
{
    ct_evidence evidence = {.pts = INT64_MIN, .tb = {0, 1}};

    pthread_mutex_lock(&p->lock);
    if (p->evidence_frame == frame) {
        evidence = p->evidence;
    } else if (p->index) {
        evidence.pts = ct_index_pts(p->index, frame);
        evidence.tb = ct_index_tb(p->index);
        evidence.hash = ct_index_hash(p->index, frame);
    }
    pthread_mutex_unlock(&p->lock);
    return evidence;
}

void ct_pictures_set_sound_start(ct_pictures *p, int64_t start_us)
{
    pthread_mutex_lock(&p->lock);
    if (p->facts.answered && !p->facts.has_picture)
        p->start_us = start_us;
    pthread_mutex_unlock(&p->lock);
}

int ct_pictures_cached(ct_pictures *p, ct_span *ranges, int most, size_t *bytes)
{
    *bytes = ct_cache_bytes(p->cache);
    return ct_cache_spans(p->cache, ranges, most);
}
