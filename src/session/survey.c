/* SPDX-License-Identifier: MIT */
#include "circletake/survey.h"

#include <poll.h>
#include <stdlib.h>

#include "circletake/edit.h"
#include "circletake/str.h"
#include "circletake/thread.h"
#include "ingest_pool.h"
#include "presence.h"

enum {
    LISTEN_MS = 50,
    SILENCE_S = 20,
    NICE = 19,
    PROGRESS_EVERY_US = 250000,
    FLUSH_EVERY_US = 1000000,
    FLUSH_SELDOM_US = 10000000, /* each makes the window read its list anew: of so many clips */
    MANY_CLIPS = 5000
};

struct survey {
    ct_store                *store;
    ct_query                *query;
    const ct_survey_options *options;
    const ct_survey_watch   *watch;
    ct_survey_state          state;
    ct_pool                 *pool;
    ct_id_list               ids;
    bool                    *done; /* of each */
    size_t                   next;
    ct_id                    wished_last;
    ct_clip                  clip; /* that is looked through */
    bool                     answered, wished, many;
    ct_edit                 *edit; /* found, not yet handed over */
    ct_ticket                ticket;
    int64_t                  flushed_us, told_us;
};

/* --- telling and writing ----------------------------------------------------------------------- */

static bool stopped(const struct survey *s)
{
    return s->watch->stop && s->watch->stop(s->watch->arg);
}

static void tell(struct survey *s)
{
    int64_t now = ct_clock_us();

    if (!s->watch->progress || now - s->told_us < PROGRESS_EVERY_US)
        return;
    s->told_us = now;
    s->state.permille = s->pool ? ct_pool_permille(s->pool) : 0;
    s->watch->progress(s->watch->arg, &s->state);
}

static ct_code flush(struct survey *s, ct_error *err)
{
    s->flushed_us = ct_clock_us();
    if (!s->edit)
        return CT_OK;
    ct_code code = ct_store_submit(s->store, &s->edit, &s->ticket, err);
    ct_edit_destroy(&s->edit);
    return code;
}

/* What a person waits for is there at once. */
static ct_code flush_if_due(struct survey *s, ct_error *err)
{
    int64_t every = s->options->background && s->many ? FLUSH_SELDOM_US : FLUSH_EVERY_US;
    bool    due = s->wished || ct_clock_us() - s->flushed_us > every;

    return s->edit && due ? flush(s, err) : CT_OK;
}

static void keep(struct survey *s, uint64_t fingerprint, const ct_material *m)
{
    ct_survey_result result = {&s->clip, m};

    if (!s->edit)
        s->edit = ct_edit_create("", NULL, CT_EDIT_FACT);
    ct_edit_put_material(s->edit, s->clip.id, fingerprint, m);
    s->state.failed += m->failed != NULL;
    if (s->watch->result)
        s->watch->result(s->watch->arg, &result);
}

/* Remembered, so that the file is not tried again at every start; but not of one that went away. */
static void keep_failure(struct survey *s, const ct_error *error)
{
    ct_material m = {.frames = s->clip.frame_count, .fps = s->clip.fps};

    if (error->code == CT_NO_INPUT || error->code == CT_CANCELLED)
        return;
    m.failed = ct_strdup(error->text);
    ct_log_warn(s->options->log, "%s: %s", s->clip.path, error->text);
    keep(s, s->clip.fingerprint, &m);
    ct_material_finish(&m);
}

static void take_answer(void *arg, size_t job, const ct_answer *answer)
{
    struct survey *s = arg;
    ct_error       lie;

    (void)job;
    s->answered = true;
    if (answer->kind == CT_ANSWER_MATERIAL) {
        keep(s, answer->fingerprint, &answer->material);
    } else if (answer->kind == CT_ANSWER_FAILED) {
        keep_failure(s, &answer->error);
    } else {
        ct_fail(&lie, CT_BAD_DATA, "The answer is about something else.");
        keep_failure(s, &lie);
    }
}

/* --- one clip ------------------------------------------------------------------------------------ */

/* False: it is to end. */
static bool wait_while_held(struct survey *s)
{
    while (s->watch->hold && s->watch->hold(s->watch->arg) && !stopped(s)) {
        s->state.held = true;
        ct_pool_hold(s->pool, true);
        tell(s);
        poll(NULL, 0, LISTEN_MS);
    }
    s->state.held = false;
    ct_pool_hold(s->pool, false);
    return !stopped(s);
}

static ct_code look(struct survey *s, bool anew, ct_error *err)
{
    char    letter = anew ? CT_ASK_MATERIAL_ANEW : CT_ASK_MATERIAL;
    ct_code code =
        ct_pool_ask(s->pool, letter, s->clip.stream, s->clip.path, s->clip.size_bytes, 0, err);

    s->answered = false;
    while (!code && !s->answered) {
        tell(s);
        if (!wait_while_held(s))
            code = ct_fail(err, CT_CANCELLED, "Stopped; what was found so far is kept.");
        else
            ct_pool_listen(s->pool, LISTEN_MS, take_answer, s);
        if (!code)
            code = flush_if_due(s, err);
    }
    return code;
}

static ct_code look_at(struct survey *s, ct_id id, bool anew, ct_error *err)
{
    ct_code code = CT_OK;

    if (ct_query_clip(s->query, id, &s->clip, NULL) == CT_OK) {
        if (!s->clip.offline && ct_clip_in_place(&s->clip))
            code = look(s, anew, err);
        ct_clip_finish(&s->clip);
    }
    s->state.done += !code;
    return code;
}

/* --- one after another ------------------------------------------------------------------------------ */

/* Takes a clip off the list; false: it is not on it, or done. */
static bool take_off(struct survey *s, ct_id id)
{
    for (size_t i = 0; i < s->ids.count; i++)
        if (ct_id_equal(s->ids.items[i], id)) {
            bool fresh = !s->done[i];
            s->done[i] = true;
            return fresh;
        }
    return false;
}

static ct_survey_wish wish_of(struct survey *s)
{
    ct_survey_wish wish = {.id = ct_id_none()};

    if (s->watch->wish)
        wish = s->watch->wish(s->watch->arg);
    if (!wish.anew && ct_id_equal(wish.id, s->wished_last))
        wish.id = ct_id_none(); /* it was looked up: the list can be long */
    if (ct_id_is_none(wish.id))
        return wish;
    s->wished_last = wish.id;
    bool listed = take_off(s, wish.id);
    if (!listed && !wish.anew)
        wish.id = ct_id_none();
    else if (!listed)
        s->state.total++;
    return wish;
}

/* The next to look at; id none: there is none left. */
static ct_survey_wish next_clip(struct survey *s)
{
    ct_survey_wish wish = wish_of(s);

    s->wished = !ct_id_is_none(wish.id);
    if (s->wished)
        return wish;
    while (s->next < s->ids.count && s->done[s->next])
        s->next++;
    if (s->next < s->ids.count) {
        s->done[s->next] = true;
        wish.id = s->ids.items[s->next];
    }
    wish.anew = s->options->anew;
    return wish;
}

static ct_code gather(struct survey *s, ct_error *err)
{
    const ct_survey_options *o = s->options;
    ct_counts                counts;
    ct_code                  code = ct_query_counts(s->query, &counts, err);

    s->many = !code && counts.clips > MANY_CLIPS;
    for (size_t i = 0; i < o->count; i++)
        ct_id_list_add(&s->ids, o->clips[i]);
    if (!code && !o->clips && !o->only)
        code = ct_query_unlooked(s->query, &s->ids, err);
    s->done = ct_alloc_array(s->ids.count + 1, sizeof *s->done);
    s->state.total = (int64_t)s->ids.count;
    return code;
}

static ct_code go_over(struct survey *s, ct_error *err)
{
    const ct_survey_options *o = s->options;
    ct_code                  code = CT_OK;
    ct_survey_wish           wish;

    s->pool = ct_pool_create(o->program ? o->program : "/proc/self/exe", 1,
                             o->silence_s ? o->silence_s : SILENCE_S, o->background ? NICE : 0);
    while (!code && !ct_id_is_none((wish = next_clip(s)).id)) {
        if (!wait_while_held(s))
            code = ct_fail(err, CT_CANCELLED, "Stopped; what was found so far is kept.");
        else
            code = look_at(s, wish.id, wish.anew, err);
    }
    ct_pool_destroy(&s->pool);
    return code;
}

static ct_code finish(struct survey *s, ct_code code, ct_error *err)
{
    ct_code written = flush(s, code ? NULL : err);

    if (!written && s->ticket)
        written = ct_store_wait(s->store, s->ticket, code ? NULL : err);
    s->told_us = 0;
    tell(s);
    ct_id_list_finish(&s->ids);
    free(s->done);
    ct_query_close(&s->query);
    return code ? code : written;
}

ct_code ct_survey_run(ct_store *st, const ct_survey_options *options, const ct_survey_watch *watch,
                      ct_survey_state *state, ct_error *err)
{
    static const ct_survey_options no_options = {0};
    static const ct_survey_watch   no_watch = {0};
    struct survey                  s = {.store = st,
                                        .options = options ? options : &no_options,
                                        .watch = watch ? watch : &no_watch,
                                        .flushed_us = ct_clock_us()};
    const char                    *why = NULL;
    ct_code                        code = CT_OK;

    if (ct_store_is_read_only(st, &why))
        code = ct_fail(err, CT_BUSY, "What is found cannot be kept: %s", why);
    if (!code)
        code = ct_query_open(st, &s.query, err);
    if (!code)
        code = gather(&s, err);
    if (!code)
        code = go_over(&s, err);
    code = finish(&s, code, err);
    if (state)
        *state = s.state;
    return code;
}
