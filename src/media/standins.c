/* SPDX-License-Identifier: MIT */
#include "standins.h"

#include <libavutil/frame.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "circletake/cache.h"
#include "circletake/reader.h"
#include "circletake/str.h"
#include "circletake/thread.h"
#include "index_priv.h"
#include "standin_file.h"

enum {
    QUIET_US = 700000,      /* making begins when nothing else was done for so long */
    KEPT_BYTES = 24 << 20,  /* decoded stand-ins round the hand */
    FAILURES_MOST = 16,     /* then a damaged file is left alone */
    INTRA_RUN = 32,         /* pictures of a run where each stands alone */
    EASY_PIXELS = 960 * 540 /* pictures that stand alone and are no larger come quickly enough */
};

struct ct_standins {
    char *path;
    void (*wakeup)(void *arg);
    void           *wakeup_arg;
    ct_log         *log;
    ct_cache       *shown;
    atomic_bool     quit, looker_ended, maker_ended;
    _Atomic int64_t quiet_from_us; /* the maker may work from then on */
    _Atomic int64_t hand;          /* where it goes on */
    int64_t         pixels;        /* of one picture, 0 not known */

    pthread_mutex_t  lock; /* guards all below */
    pthread_cond_t   changed;
    pthread_t        looker, maker;
    bool             looks, makes;   /* the threads were started */
    ct_index        *index;          /* unchanged from start to destroy */
    ct_standin_file *file, *retired; /* what is read; and before the maker began to write */
    int64_t          want;           /* -1: none */
};

ct_standins *ct_standins_create(const ct_clip *clip, void (*wakeup)(void *arg), void *arg,
                                ct_log *log)
{
    ct_standins *s = ct_alloc(sizeof *s);

    s->path = ct_strdup(clip->path);
    s->pixels = (int64_t)clip->width_px * clip->height_px;
    s->wakeup = wakeup;
    s->wakeup_arg = arg;
    s->log = log;
    s->shown = ct_cache_create(KEPT_BYTES);
    s->want = -1;
    atomic_store(&s->quiet_from_us, INT64_MAX);
    pthread_mutex_init(&s->lock, NULL);
    ct_cond_init(&s->changed);
    return s;
}

/* --- answering ----------------------------------------------------------------------------- */

static ct_standin_file *file_of(ct_standins *s)
{
    pthread_mutex_lock(&s->lock);
    ct_standin_file *file = s->file;
    pthread_mutex_unlock(&s->lock);
    return file;
}

/* Waits for a wanted frame that was made; -1: the end. */
static int64_t wait_want(ct_standins *s)
{
    int64_t frame = -1;

    pthread_mutex_lock(&s->lock);
    while (!atomic_load(&s->quit) && frame < 0) {
        if (s->want >= 0 && s->file && ct_standin_file_has(s->file, s->want))
            frame = s->want;
        s->want = -1;
        if (frame < 0)
            pthread_cond_wait(&s->changed, &s->lock);
    }
    pthread_mutex_unlock(&s->lock);
    return frame;
}

static void answer(ct_standins *s, ct_standin_codec **codec, int64_t frame)
{
    ct_standin_file *file = file_of(s);
    uint8_t         *data = NULL;
    size_t           bytes = 0;
    ct_frame        *f = NULL;

    if (ct_cache_has(s->shown, frame))
        return;
    if (!*codec)
        *codec = ct_standin_codec_create(file);
    if (ct_standin_file_read(file, frame, &data, &bytes, NULL) == CT_OK &&
        ct_standin_decode(*codec, s->index, frame, data, bytes, &f, NULL) == CT_OK) {
        ct_cache_set_playhead(s->shown, frame, 0);
        ct_cache_put(s->shown, f);
        if (s->wakeup)
            s->wakeup(s->wakeup_arg);
    }
    ct_frame_unref(&f);
    free(data);
}

static void *run_looker(void *arg)
{
    ct_standins      *s = arg;
    ct_standin_codec *codec = NULL;

    for (int64_t frame; (frame = wait_want(s)) >= 0;)
        answer(s, &codec, frame);
    ct_standin_codec_destroy(&codec);
    atomic_store(&s->looker_ended, true);
    return NULL;
}

/* --- making ---------------------------------------------------------------------------------- */

/* The maker's own. */
struct making {
    ct_standins      *s;
    ct_reader        *reader;
    ct_standin_codec *codec;
    int               failures;
    bool              over; /* cannot, or need not, go on */
};

static bool is_quiet(const ct_standins *s)
{
    return ct_clock_us() >= atomic_load(&s->quiet_from_us);
}

static bool must_pause(void *arg)
{
    ct_standins *s = arg;

    return atomic_load(&s->quit) || !is_quiet(s);
}

static bool begin_file(struct making *m, const ct_frame *like)
{
    ct_standins     *s = m->s;
    ct_standin_file *fresh = NULL;
    ct_error         err = {0};

    if (ct_standin_file_begin(s->index, like, &fresh, &err) != CT_OK) {
        ct_log_info(s->log, "%s", err.text);
        m->over = true;
        return false;
    }
    m->codec = ct_standin_codec_create(fresh);
    pthread_mutex_lock(&s->lock);
    s->retired = s->file; /* the looker may be reading it */
    s->file = fresh;
    pthread_mutex_unlock(&s->lock);
    return true;
}

static bool make_one(void *arg, ct_frame *f)
{
    struct making *m = arg;
    const uint8_t *data;
    size_t         bytes;
    ct_error       err = {0};
    ct_code        code = CT_OK;

    if (!m->codec && !begin_file(m, f))
        return false;
    ct_standin_file *file = file_of(m->s);
    if (!ct_standin_file_has(file, f->number)) {
        code = ct_standin_encode(m->codec, f, &data, &bytes, &err);
        if (!code)
            code = ct_standin_file_write(file, f->number, data, bytes, &err);
    }
    if (code) {
        ct_log_info(m->s->log, "%s: %s", m->s->path, err.text);
        m->over = true;
        return false;
    }
    atomic_store(&m->s->hand, f->number + 1);
    return !must_pause(m->s);
}

/* One run of the decoder: as far as an entry point reaches, or until something else is to be done. */
static void make_run(struct making *m)
{
    ct_standins      *s = m->s;
    ct_standin_file  *file = file_of(s);
    int64_t           hand = atomic_load(&s->hand), count = ct_index_count(s->index);
    int64_t           first = hand < count ? hand : 0;
    ct_reader_options options = {.threads = 1,
                                 .index = s->index,
                                 .learn = true,
                                 .stop = must_pause,
                                 .stop_arg = s,
                                 .log = s->log};
    ct_error          err = {0};
    ct_code           code = CT_OK;

    if (file)
        first = ct_standin_file_missing(file, first);
    m->over = first < 0;
    if (m->over)
        return;
    if (!m->reader)
        code = ct_reader_open(s->path, &options, &m->reader, &err);
    ct_span span = {first, ct_index_gop(s->index, first).end};
    if (ct_index_is_intra(s->index))
        span.end = first + INTRA_RUN;
    if (!code)
        code = ct_reader_decode_span(m->reader, span, 0, make_one, m, &err);
    if (code && code != CT_CANCELLED) {
        atomic_store(&s->hand, span.end);
        m->failures++;
    }
    /* A reader that counted anew gives other frames than the file names. */
    m->over |= m->failures > FAILURES_MOST || (m->reader && ct_reader_index(m->reader) != s->index);
}

/* False: the end. */
static bool wait_quiet(ct_standins *s)
{
    pthread_mutex_lock(&s->lock);
    while (!atomic_load(&s->quit) && !is_quiet(s)) {
        int64_t from_us = atomic_load(&s->quiet_from_us);
        if (from_us == INT64_MAX)
            pthread_cond_wait(&s->changed, &s->lock);
        else
            ct_cond_wait_until(&s->changed, &s->lock, from_us);
    }
    pthread_mutex_unlock(&s->lock);
    return !atomic_load(&s->quit);
}

static void *run_maker(void *arg)
{
    ct_standins  *s = arg;
    struct making m = {.s = s};

    ct_thread_stand_back();
    while (!m.over && wait_quiet(s))
        make_run(&m);
    ct_reader_close(&m.reader);
    ct_standin_codec_destroy(&m.codec);
    atomic_store(&s->maker_ended, true);
    return NULL;
}

/* --- begin and end ------------------------------------------------------------------------------- */

/* Where each picture stands alone and is small, the picture itself is there as soon. */
static bool is_easy(const ct_index *ix, const ct_standins *s)
{
    return ix->looked.intra && s->pixels > 0 && s->pixels <= EASY_PIXELS;
}

void ct_standins_start(ct_standins *s, const ct_index *ix)
{
    ct_standin_file *file = NULL;
    ct_code          kept = ct_standin_file_open(ix, &file, NULL);

    pthread_mutex_lock(&s->lock);
    s->index = ct_index_ref(ix);
    s->file = kept ? NULL : file;
    s->looks = ct_thread_start(&s->looker, "ct-standin", run_looker, s, NULL) == CT_OK;
    if (s->looks && !is_easy(ix, s))
        s->makes = ct_thread_start(&s->maker, "ct-reduce", run_maker, s, NULL) == CT_OK;
    pthread_mutex_unlock(&s->lock);
}

void ct_standins_ask_end(ct_standins *s)
{
    pthread_mutex_lock(&s->lock);
    atomic_store(&s->quit, true);
    pthread_cond_broadcast(&s->changed);
    pthread_mutex_unlock(&s->lock);
}

bool ct_standins_ended(ct_standins *s)
{
    pthread_mutex_lock(&s->lock);
    bool ended =
        (!s->looks || atomic_load(&s->looker_ended)) && (!s->makes || atomic_load(&s->maker_ended));
    pthread_mutex_unlock(&s->lock);
    return ended;
}

void ct_standins_destroy(ct_standins **standins)
{
    ct_standins *s = *standins;

    *standins = NULL;
    if (!s)
        return;
    ct_standins_ask_end(s);
    if (s->looks)
        pthread_join(s->looker, NULL);
    if (s->makes)
        pthread_join(s->maker, NULL);
    ct_standin_file_close(&s->file);
    ct_standin_file_close(&s->retired);
    ct_cache_destroy(&s->shown);
    ct_index_unref(&s->index);
    pthread_cond_destroy(&s->changed);
    pthread_mutex_destroy(&s->lock);
    free(s->path);
    free(s);
}

/* --- for others ------------------------------------------------------------------------------------ */

void ct_standins_want(ct_standins *s, int64_t frame)
{
    pthread_mutex_lock(&s->lock);
    s->want = frame;
    pthread_cond_broadcast(&s->changed);
    pthread_mutex_unlock(&s->lock);
}

ct_frame *ct_standins_get(ct_standins *s, int64_t frame)
{
    return ct_cache_get(s->shown, frame);
}

bool ct_standins_has(ct_standins *s, int64_t frame)
{
    pthread_mutex_lock(&s->lock);
    bool has = s->file && ct_standin_file_has(s->file, frame);
    pthread_mutex_unlock(&s->lock);
    return has;
}

void ct_standins_disturb(ct_standins *s, int64_t frame, bool moving)
{
    atomic_store(&s->quiet_from_us, moving ? INT64_MAX : ct_clock_us() + QUIET_US);
    atomic_store(&s->hand, frame < 0 ? 0 : frame);
    pthread_mutex_lock(&s->lock);
    pthread_cond_broadcast(&s->changed);
    pthread_mutex_unlock(&s->lock);
}

int ct_standins_permille(ct_standins *s)
{
    pthread_mutex_lock(&s->lock);
    int64_t count = s->index ? ct_index_count(s->index) : 0;
    int64_t made = s->file ? ct_standin_file_count(s->file) : 0;
    pthread_mutex_unlock(&s->lock);
    return count > 0 ? (int)(made * 1000 / count) : 0;
}
