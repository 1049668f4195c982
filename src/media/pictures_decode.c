/* SPDX-License-Identifier: MIT */
/* The thread that decodes what is wanted, and what will be wanted next. */
#include <libavutil/mathematics.h>

#include "circletake/file.h"
#include "circletake/reader.h"
#include "circletake/thread.h"
#include "decoder_priv.h"
#include "pictures_shared_priv.h"

enum {
    PATIENCE_US = 400000, /* a job that gave nothing for so long may be given up for a jump */
    CALM_US = 40000,   /* a playhead that was moved by hand rests: what lies round it is decoded */
    DECODER_HOLDS = 8, /* pictures that a decoder keeps for itself, about, besides one a thread */
    SHOW_US = 20000,   /* a picture that was waited for is drawn meanwhile: nothing is in its way */
    OPENING_US = 150000 /* the same of a clip's first: all panels are drawn with it */
};

/* The decode thread's own. */
struct bench {
    ct_pictures *p;
    ct_reader   *reader;
    size_t       frame_bytes;
    int64_t      next_us, jump_us;
    uint64_t     jump_seen;
    bool         forward;  /* play: pictures before those of the job are of no use */
    bool         backward; /* play: pictures behind those of the job were shown already */
    /* The decoder stands behind what it gave: going on means starting at an entry point. */
    bool        adrift;
    ct_plan_job job;
    int64_t     job_from; /* first frame that the job may give */
    uint64_t    job_jump; /* want.jump when the job was chosen */
    int64_t     job_at_us, last_at_us;
    int64_t     calm_at_us; /* nothing but the frame under the playhead is decoded before */
    int64_t     given;      /* frames of the job so far */
    int64_t     last;       /* number given last */
};

/* --- one job of decoding ------------------------------------------------------------ */

/* The playhead was put where this job does not go. */
static bool is_outdated_locked(const struct bench *b)
{
    const ct_pictures_want *want = &b->p->want;
    int64_t                 next = b->given ? b->last : b->job_from;

    return want->jump != b->job_jump && (want->frame < next || want->frame > b->job.last) &&
           !ct_cache_has(b->p->cache, want->frame);
}

/* Asked by the reader between packets. A job that has given nothing yet gets a little time, so that a
 * hand that never rests on the timeline still sees pictures; unless it sees reduced ones. */
static bool stop_reading(void *arg)
{
    struct bench *b = arg;

    if (atomic_load(&b->p->quit))
        return true;
    pthread_mutex_lock(&b->p->lock);
    bool    outdated = is_outdated_locked(b);
    int64_t want = b->p->want.frame;
    pthread_mutex_unlock(&b->p->lock);
    if (outdated && b->job.now && b->given == 0 && ct_clock_us() - b->job_at_us < PATIENCE_US)
        return b->p->standins && ct_standins_has(b->p->standins, want);
    return outdated;
}

static void average(int64_t *mean_us, int64_t took_us)
{
    *mean_us = *mean_us == 0 ? took_us : (*mean_us * 7 + took_us) / 8;
}

static void measure(struct bench *b, bool jumped)
{
    int64_t now_us = ct_clock_us();

    average(jumped ? &b->jump_us : &b->next_us, now_us - b->last_at_us);
    b->last_at_us = now_us;
}

/* What the decoders hold of large pictures comes out of the same budget; a quarter is left whatever it
 * is. */
static void know_size(struct bench *b, const ct_frame *f)
{
    size_t bytes = ct_frame_bytes(f), all = b->p->cache_bytes;
    int    wanted = b->p->decode_threads;
    int    threads =
        ct_decoder_threads(wanted) + ct_decoder_still_threads(wanted, f->av->width, f->av->height);
    size_t held = (size_t)(2 * DECODER_HOLDS + threads) * bytes; /* one for play, one for stills */

    if (bytes == b->frame_bytes)
        return;
    b->frame_bytes = bytes;
    ct_cache_set_budget(b->p->cache, held < all / 4 * 3 ? all - held : all / 4);
}

/* Takes a decoded picture in; tells whether the job should go on. */
static bool take_in(struct bench *b, const ct_frame *f)
{
    ct_pictures *p = b->p;

    know_size(b, f);
    ct_cache_put(p->cache, f);
    pthread_mutex_lock(&p->lock);
    if (f->number == 0 && !p->index && f->pts != INT64_MIN)
        p->start_us = av_rescale_q_rnd(f->pts, f->tb, (AVRational){1, 1000000}, AV_ROUND_UP);
    bool    outdated = is_outdated_locked(b);
    int64_t want = p->want.frame;
    pthread_mutex_unlock(&p->lock);
    b->given++;
    b->last = f->number;
    if (f->number == want || !ct_cache_has(p->cache, want))
        ct_pictures_wake(p);
    return f->number < b->job.last && !outdated && !atomic_load(&p->quit);
}

static bool sink(void *arg, ct_frame *f)
{
    struct bench *b = arg;

    measure(b, b->given == 0);
    return take_in(b, f);
}

static ct_code decode_on(struct bench *b, ct_error *err)
{
    ct_frame *f = NULL;
    ct_code   code;
    bool      more;

    do {
        code = ct_reader_next(b->reader, &f, err);
        if (code)
            return code;
        measure(b, false);
        more = take_in(b, f);
        ct_frame_unref(&f);
    } while (more);
    return CT_OK;
}

static ct_code decode_still(struct bench *b, ct_error *err)
{
    ct_frame *f = NULL;
    ct_code   code = ct_reader_get_still(b->reader, b->job.first, &f, err);

    b->adrift = true;
    if (code)
        return code;
    int64_t         drawn_us = b->frame_bytes == 0 ? OPENING_US : SHOW_US;
    const ct_index *ix = ct_reader_index(b->reader);
    if (ix && ct_index_is_intra(ix)) /* one after the other would take as long */
        average(&b->next_us, ct_clock_us() - b->last_at_us);
    measure(b, true);
    take_in(b, f);
    ct_frame_unref(&f);
    b->calm_at_us = FFMAX(b->calm_at_us, ct_clock_us() + drawn_us);
    return CT_OK;
}

static ct_code decode_span(struct bench *b, ct_error *err)
{
    const ct_index *ix = ct_reader_index(b->reader);

    if (ix && !b->forward && ct_index_gop(ix, b->job.first).first < b->job.first)
        b->job_from = ct_index_gop(ix, b->job.first).first;
    b->adrift = b->backward;
    return ct_reader_decode_span(
        b->reader, (ct_span){b->job.first, b->job.last + 1},
        (b->forward ? 0 : CT_SPAN_PREROLL) | (b->backward ? CT_SPAN_LAST : 0), sink, b, err);
}

static void learn_count(ct_pictures *p, int64_t count)
{
    pthread_mutex_lock(&p->lock);
    if (!p->index)
        p->facts.frame_count = count;
    pthread_mutex_unlock(&p->lock);
    ct_pictures_wake(p);
}

static void note_failure(struct bench *b, int64_t frame, const ct_error *err)
{
    ct_pictures *p = b->p;

    if (err->code == CT_BAD_DATA || err->code == CT_IO)
        ct_log_warn(p->log, "%s", err->text);
    pthread_mutex_lock(&p->lock);
    p->failed[p->failed_next] = frame;
    p->failures[p->failed_next] = *err;
    p->failed_next = (p->failed_next + 1) % CT_PLAN_FAILURES;
    pthread_mutex_unlock(&p->lock);
    ct_pictures_wake(p);
}

static void disturb_standins(ct_pictures *p)
{
    pthread_mutex_lock(&p->lock);
    int64_t frame = p->want.frame;
    bool    moving = p->want.direction != 0;
    pthread_mutex_unlock(&p->lock);
    if (p->standins)
        ct_standins_disturb(p->standins, frame, moving);
}

static void do_job(struct bench *b)
{
    ct_error err = {0};
    ct_code  code;

    const ct_index *before = ct_reader_index(b->reader);

    disturb_standins(b->p);
    b->given = 0;
    b->last = -1;
    b->job_from = b->job.first;
    b->job_at_us = b->last_at_us = ct_clock_us();
    if (b->job.still)
        code = decode_still(b, &err);
    else if (!b->adrift && ct_reader_position(b->reader) == b->job.first)
        code = decode_on(b, &err);
    else
        code = decode_span(b, &err);
    /* The reader met damage and counted the file anew: what it gave before may be concealed. */
    if (before && ct_reader_index(b->reader) != before)
        ct_cache_clear(b->p->cache);
    if (code == CT_CANCELLED)
        return;
    if (!code && b->given == 0)
        code = ct_fail(&err, CT_NO_INPUT, "%s has no frame %lld.", b->p->path,
                       (long long)b->job.first);
    if ((code == CT_END || code == CT_NO_INPUT) && !ct_reader_index(b->reader))
        learn_count(b->p, ct_reader_position(b->reader));
    if (code)
        note_failure(b, b->last >= b->job.first ? b->last + 1 : b->job.first, &err);
}

/* --- the decode thread ---------------------------------------------------------------- */

/* What a person tries again is tried again. */
static void forgive_locked(struct bench *b)
{
    if (b->jump_seen == b->p->want.jump)
        return;
    b->jump_seen = b->p->want.jump;
    b->calm_at_us = ct_clock_us() + CALM_US;
    for (int i = 0; i < CT_PLAN_FAILURES; i++)
        b->p->failed[i] = -1;
}

static bool choose_job_locked(struct bench *b)
{
    ct_pictures *p = b->p;

    forgive_locked(b);
    if (p->index && !ct_reader_index(b->reader))
        ct_reader_set_index(b->reader, p->index);
    ct_cache_set_playhead(p->cache, p->want.frame, p->want.direction);
    ct_plan_view view = {
        .want = p->want,
        .index = p->index,
        .cache = p->cache,
        .count = p->index ? ct_index_count(p->index) : 0,
        .position = b->adrift ? -1 : ct_reader_position(b->reader),
        .frame_bytes = b->frame_bytes,
        .next_us = b->next_us,
        .jump_us = b->jump_us,
        .failed = p->failed,
    };
    ct_span passed = ct_plan_passed(&view);
    if (ct_span_count(passed) > 0)
        ct_cache_forget(p->cache, passed);
    b->job_jump = p->want.jump;
    b->forward = p->want.direction > 0;
    b->backward = p->want.direction < 0;
    return ct_plan_next(&view, &b->job);
}

/* Hashing a large picture takes milliseconds: here, and only where the playhead rests. Called with
 * the lock held, returns with it held; true when something was done. */
static bool make_evidence_locked(ct_pictures *p)
{
    int64_t   frame = p->want.frame;
    ct_frame *f;

    if (p->want.direction != 0 || p->evidence_frame == frame)
        return false;
    f = ct_cache_get(p->cache, frame);
    if (!f)
        return false;
    pthread_mutex_unlock(&p->lock);
    ct_evidence evidence = {.pts = f->pts, .tb = f->tb, .hash = ct_frame_hash(f)};
    ct_frame_unref(&f);
    pthread_mutex_lock(&p->lock);
    p->evidence = evidence;
    p->evidence_frame = frame;
    return true;
}

/* Jumps may follow one another quickly, as under a hand on the timeline: then whatever is decoded besides
 * is in the way of the next. */
static bool must_keep_calm(const struct bench *b)
{
    return !b->job.now && b->p->want.direction == 0 && ct_clock_us() < b->calm_at_us;
}

static void decode_until_told(struct bench *b)
{
    ct_pictures *p = b->p;

    pthread_mutex_lock(&p->lock);
    while (!atomic_load(&p->quit)) {
        bool busy = choose_job_locked(b);

        if (busy && must_keep_calm(b)) {
            ct_cond_wait_until(&p->changed, &p->lock, b->calm_at_us);
            continue;
        }
        if (busy &&
            !ct_plan_is_missing(&(ct_plan_view){.cache = p->cache, .failed = p->failed},
                                p->want.frame) &&
            make_evidence_locked(p))
            continue;
        if (busy) {
            pthread_mutex_unlock(&p->lock);
            do_job(b);
            pthread_mutex_lock(&p->lock);
        } else if (make_evidence_locked(p)) {
            pthread_mutex_unlock(&p->lock);
            ct_pictures_wake(p);
            pthread_mutex_lock(&p->lock);
        } else {
            pthread_cond_wait(&p->changed, &p->lock);
        }
    }
    pthread_mutex_unlock(&p->lock);
}

static bool open_reader(struct bench *b, ct_error *err)
{
    ct_pictures      *p = b->p;
    ct_reader_options options = {.threads = p->decode_threads,
                                 .hardware = p->hardware,
                                 .index = p->index,
                                 .stream = p->stream,
                                 .stop = stop_reading,
                                 .stop_arg = b,
                                 .log = p->log};

    b->job_at_us = ct_clock_us();
    b->job.last = INT64_MAX; /* no jump makes opening needless */
    return ct_reader_open(p->path, &options, &b->reader, err) == CT_OK;
}

static void answer(ct_pictures *p, bool has_picture)
{
    pthread_mutex_lock(&p->lock);
    p->facts.answered = true;
    p->facts.has_picture = has_picture;
    if (!has_picture)
        p->facts.provisional = false;
    pthread_mutex_unlock(&p->lock);
    ct_pictures_wake(p);
}

/* At this pace the index will not be there in time. */
static bool index_comes_late(const ct_pictures *p, int64_t passed_us)
{
    enum { MOST_US = 200000, LOOK_US = 100000 };
    int64_t permille = atomic_load(&p->permille);

    return passed_us >= MOST_US || (passed_us >= LOOK_US && passed_us * 1000 > MOST_US * permille);
}

/* A file that is not long is counted sooner than a first picture comes out of a decoder that knows nothing of it:
 * its streams are looked into first, and pictures put in order. True: there is an index. */
static bool await_index(ct_pictures *p)
{
    enum { BYTES_MOST = 1 << 30 };
    int64_t from_us = ct_clock_us(), bytes = 0, mtime_ns;
    bool    wait = ct_file_stat(p->path, &bytes, &mtime_ns) && bytes <= BYTES_MOST;

    pthread_mutex_lock(&p->lock);
    while (wait && !p->index && !atomic_load(&p->quit) && !atomic_load(&p->indexer_ended) &&
           !index_comes_late(p, ct_clock_us() - from_us))
        ct_cond_wait_until(&p->changed, &p->lock, ct_clock_us() + 10000);
    bool there = p->index != NULL;
    pthread_mutex_unlock(&p->lock);
    return there;
}

void *ct_pictures_run_decoder(void *arg)
{
    ct_pictures *p = arg;
    struct bench b = {.p = p, .last = -1};
    ct_index    *ix = NULL;
    ct_error     err = {0};

    ct_thread_take_long_turns(); /* the decoder's threads too: each waits for rows of another's picture */
    ct_code code = ct_index_acquire_now(p->path, p->stream, &ix, &err);
    if (!code)
        ct_pictures_set_index(p, ix);
    if (code == CT_BUSY) {
        ct_pictures_start_indexer(p);
        code = await_index(p) ? CT_OK : CT_BUSY;
    }
    if (code == CT_UNSUPPORTED) {
        atomic_store(&p->permille, 1000);
        answer(p, false);
    } else if ((code && code != CT_BUSY) || !open_reader(&b, &err)) {
        ct_pictures_file_failed(p, &err);
    } else {
        answer(p, true);
        b.adrift = code == CT_OK; /* with an index a still is the soonest first picture */
        decode_until_told(&b);
    }
    ct_reader_close(&b.reader);
    if (atomic_load(&p->quit)) /* a gigabyte takes its time: not on the main thread */
        ct_cache_clear(p->cache);
    atomic_store(&p->decoder_ended, true);
    return NULL;
}
