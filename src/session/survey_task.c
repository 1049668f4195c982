/* SPDX-License-Identifier: MIT */
/* Looking through the footage while nothing else is to be done: a task on a lane of its own that stands
 * still while somebody plays, scrubs, or waits for a picture or a job. It begins with the open clip. */
#include <stdlib.h>

#include "circletake/survey.h"
#include "circletake/thread.h"
#include "session_priv.h"

enum { QUIET_US = 1500000 };

/* Kept with the project: somebody stopped it. */
static const char stopped_key[] = "survey.stopped";

struct survey_task {
    ct_task         task;
    ct_session     *session; /* outlives the task; only what is atomic or behind its lock */
    ct_work        *work;
    ct_store       *store;
    char           *program;
    ct_log         *log;
    bool            only; /* what was wished for */
    ct_survey_state state;
    ct_code         code;
    ct_error        err;
};

/* --- the task's thread ---------------------------------------------------------------------------- */

static bool survey_held(void *arg)
{
    struct survey_task *t = arg;

    return ct_clock_us() < atomic_load(&t->session->held_until_us);
}

static bool survey_stopped(void *arg)
{
    struct survey_task *t = arg;

    return ct_task_stopped(&t->task);
}

/* The window is woken for what it shows. */
static void survey_progress(void *arg, const ct_survey_state *state)
{
    struct survey_task *t = arg;
    bool                same = atomic_load(&t->task.done) == state->done &&
                atomic_load(&t->task.total) == state->total &&
                atomic_load(&t->task.permille) == state->permille &&
                atomic_load(&t->task.resting) == state->held;

    atomic_store(&t->task.done, state->done);
    atomic_store(&t->task.total, state->total);
    atomic_store(&t->task.permille, state->permille);
    atomic_store(&t->task.resting, state->held);
    if (same)
        return;
    atomic_store(&t->session->survey_moved, true);
    ct_work_wakeup(t->work);
}

static ct_survey_wish survey_wish(void *arg)
{
    struct survey_task *t = arg;
    ct_session         *s = t->session;
    ct_survey_wish      wish = {.id = ct_id_none()};

    pthread_mutex_lock(&s->survey_lock);
    if (!ct_task_stopped(&t->task)) { /* else they are those of the next project */
        wish.id = s->survey_open;
        if (s->survey_wanted.count > 0)
            wish = (ct_survey_wish){s->survey_wanted.items[--s->survey_wanted.count], true};
    }
    pthread_mutex_unlock(&s->survey_lock);
    return wish;
}

static void survey_run(ct_task *task)
{
    struct survey_task *t = (struct survey_task *)(void *)task;
    ct_survey_options   options = {
          .program = t->program, .only = t->only, .background = true, .log = t->log};
    ct_survey_watch watch = {.progress = survey_progress,
                             .stop = survey_stopped,
                             .hold = survey_held,
                             .wish = survey_wish,
                             .arg = t};

    t->code = ct_survey_run(t->store, &options, &watch, &t->state, &t->err);
}

static void survey_destroy(ct_task *task)
{
    struct survey_task *t = (struct survey_task *)(void *)task;

    free(t->program);
    free(t->task.title);
    free(t);
}

/* --- the main thread ---------------------------------------------------------------------------------- */

static size_t wanted_count(ct_session *s)
{
    pthread_mutex_lock(&s->survey_lock);
    size_t count = s->survey_wanted.count;
    pthread_mutex_unlock(&s->survey_lock);
    return count;
}

static void drop_wishes(ct_session *s)
{
    pthread_mutex_lock(&s->survey_lock);
    s->survey_wanted.count = 0;
    pthread_mutex_unlock(&s->survey_lock);
}

static void survey_finish(ct_task *task, ct_session *s)
{
    struct survey_task *t = (struct survey_task *)(void *)task;

    if (t->code && t->code != CT_CANCELLED)
        ct_log_warn(s->config.log, "%s", t->err.text);
    else
        s->survey_again |= wanted_count(s) > 0; /* came behind its last look for wishes */
}

void ct_session_restore_survey(ct_session *s)
{
    char *text = ct_query_setting(s->query, stopped_key);

    s->survey_off = !s->config.looks || (text && *text == '1');
    free(text);
    atomic_store(&s->held_until_us, ct_clock_us() + QUIET_US); /* the first picture goes first */
}

void ct_session_survey(ct_session *s)
{
    if (!s->work || !s->store || ct_session_read_only(s))
        return;
    s->survey_again = ct_work_busy(s->work, CT_LANE_SURVEY);
    if (s->survey_again || (s->survey_off && wanted_count(s) == 0))
        return;
    struct survey_task *t = ct_alloc(sizeof *t);
    t->task.run = survey_run;
    t->task.finish = survey_finish;
    t->task.destroy = survey_destroy;
    t->task.title = ct_strdup("Looking through the footage");
    t->session = s;
    t->work = s->work;
    t->store = s->store;
    t->program = ct_strdup(s->config.program);
    t->log = s->config.log;
    t->only = s->survey_off;
    ct_work_push(s->work, CT_LANE_SURVEY, &t->task, false);
    s->survey_task = t->task.id;
}

void ct_session_survey_clips(ct_session *s, const ct_id *clips, size_t count)
{
    pthread_mutex_lock(&s->survey_lock);
    for (size_t i = count; i-- > 0;) /* the last added is the first taken */
        ct_id_list_add(&s->survey_wanted, clips[i]);
    pthread_mutex_unlock(&s->survey_lock);
    ct_session_survey(s);
}

void ct_session_set_survey(ct_session *s, bool on)
{
    ct_store_put_setting(s->store, stopped_key, on ? "0" : "1");
    s->survey_off = !on;
    if (on) {
        ct_session_survey(s);
        return;
    }
    drop_wishes(s);
    if (s->work)
        ct_work_clear(s->work, CT_LANE_SURVEY);
}

void ct_session_forget_survey(ct_session *s)
{
    drop_wishes(s);
    s->survey_again = false;
}

void ct_session_mind_survey(ct_session *s, bool busy)
{
    if (!s->work)
        return;
    if (busy)
        atomic_store(&s->held_until_us, ct_clock_us() + QUIET_US);
    pthread_mutex_lock(&s->survey_lock);
    s->survey_open = s->clip.id;
    pthread_mutex_unlock(&s->survey_lock);
    if (atomic_exchange(&s->survey_moved, false))
        s->changed |= CT_CHANGED_STATE;
    if (s->survey_again && !ct_work_busy(s->work, CT_LANE_SURVEY))
        ct_session_survey(s);
}

/* --- the open clip ------------------------------------------------------------------------------------ */

void ct_session_forget_material(ct_session *s)
{
    ct_material_finish(&s->material);
    s->has_material = false;
}

void ct_session_read_material(ct_session *s)
{
    ct_session_forget_material(s);
    if (!ct_id_is_none(s->clip.id) && s->clip.found)
        s->has_material = ct_query_material(s->query, s->clip.id, &s->material, NULL) == CT_OK;
}

const ct_material *ct_session_material(const ct_session *s)
{
    return s->has_material ? &s->material : NULL;
}
