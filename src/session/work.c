/* SPDX-License-Identifier: MIT */
#include "work.h"

#include <pthread.h>
#include <stdlib.h>

#include "circletake/thread.h"

struct lane {
    ct_work       *work;
    pthread_t      thread;
    pthread_cond_t filled;
    ct_task       *waiting; /* first to run first */
    ct_task       *running;
    bool           left;  /* another has its place: it ends with what it runs */
    bool           ended; /* joining it costs nothing */
    struct lane   *next;  /* among those that were left */
};

struct ct_work {
    pthread_mutex_t lock; /* guards everything below, and the lanes */
    struct lane    *lanes[CT_LANE_COUNT];
    struct lane    *left;
    ct_task        *done;  /* oldest first */
    ct_task        *spent; /* finished, to be freed by a lane */
    bool            ending;
    int             last_id;
    void (*wakeup)(void *arg);
    void *wakeup_arg;
};

bool ct_task_stopped(void *task)
{
    return atomic_load(&((ct_task *)task)->stop);
}

void ct_work_wakeup(ct_work *work)
{
    if (work->wakeup)
        work->wakeup(work->wakeup_arg);
}

static void append(ct_task **list, ct_task *tasks)
{
    while (*list)
        list = &(*list)->next;
    *list = tasks;
}

static void destroy_list(ct_task *list)
{
    while (list) {
        ct_task *next = list->next;
        list->destroy(list);
        list = next;
    }
}

/* Freeing ten thousand rows takes longer than a frame of the display: not on the main thread. */
static void sweep_locked(ct_work *work)
{
    while (work->spent) {
        ct_task *spent = work->spent;
        work->spent = NULL;
        pthread_mutex_unlock(&work->lock);
        destroy_list(spent);
        pthread_mutex_lock(&work->lock);
    }
}

static ct_task *take_next_locked(struct lane *lane)
{
    ct_work *work = lane->work;

    for (;;) {
        if (lane == work->lanes[CT_LANE_LIST])
            sweep_locked(work);
        if (work->ending || lane->left)
            return NULL;
        if (lane->waiting)
            break;
        pthread_cond_wait(&lane->filled, &work->lock);
    }
    lane->running = lane->waiting;
    lane->waiting = lane->running->next;
    return lane->running;
}

/* What became of a task that was left is nobody's concern any more. */
static void put_away_locked(struct lane *lane, ct_task *task)
{
    ct_work *work = lane->work;

    lane->running = NULL;
    task->next = NULL;
    append(lane->left ? &work->spent : &work->done, task);
    if (lane->left)
        pthread_cond_signal(&work->lanes[CT_LANE_LIST]->filled);
}

static void *run_lane(void *arg)
{
    struct lane *lane = arg;
    ct_work     *work = lane->work;
    ct_task     *task;

    pthread_mutex_lock(&work->lock);
    while ((task = take_next_locked(lane)) != NULL) {
        pthread_mutex_unlock(&work->lock);
        atomic_store(&task->began_us, ct_clock_us());
        task->run(task);
        pthread_mutex_lock(&work->lock);
        put_away_locked(lane, task);
        pthread_mutex_unlock(&work->lock);
        ct_work_wakeup(work);
        pthread_mutex_lock(&work->lock);
    }
    lane->ended = true;
    pthread_mutex_unlock(&work->lock);
    return NULL;
}

static struct lane *start_lane(ct_work *work, int i)
{
    static const char *const names[] = {"ct-list", "ct-stills", "ct-clip",   "ct-file",
                                        "ct-jobs", "ct-survey", "ct-closing"};
    struct lane             *lane = ct_alloc(sizeof *lane);

    lane->work = work;
    ct_cond_init(&lane->filled);
    if (ct_thread_start(&lane->thread, names[i], run_lane, lane, NULL) != CT_OK)
        abort(); /* a machine that is out of threads: what was marked is on the disk */
    return lane;
}

static void free_lane(struct lane *lane)
{
    destroy_list(lane->waiting);
    pthread_cond_destroy(&lane->filled);
    free(lane);
}

ct_work *ct_work_create(void (*wakeup)(void *arg), void *wakeup_arg)
{
    ct_work *work = ct_alloc(sizeof *work);

    work->wakeup = wakeup;
    work->wakeup_arg = wakeup_arg;
    pthread_mutex_init(&work->lock, NULL);
    pthread_mutex_lock(&work->lock); /* lanes look at one another */
    for (int i = 0; i < CT_LANE_COUNT; i++)
        work->lanes[i] = start_lane(work, i);
    pthread_mutex_unlock(&work->lock);
    return work;
}

static void join_left(struct lane *lanes)
{
    while (lanes) {
        struct lane *next = lanes->next;
        pthread_join(lanes->thread, NULL);
        free_lane(lanes);
        lanes = next;
    }
}

/* Joins those that were left and have ended. */
static void sweep_left(ct_work *work)
{
    struct lane *ended = NULL;

    pthread_mutex_lock(&work->lock);
    for (struct lane **at = &work->left; *at;) {
        struct lane *lane = *at;
        if (!lane->ended) {
            at = &lane->next;
            continue;
        }
        *at = lane->next;
        lane->next = ended;
        ended = lane;
    }
    pthread_mutex_unlock(&work->lock);
    join_left(ended);
}

static void end_lanes(ct_work *work)
{
    pthread_mutex_lock(&work->lock);
    work->ending = true;
    for (int i = 0; i < CT_LANE_COUNT; i++) {
        if (work->lanes[i]->running)
            atomic_store(&work->lanes[i]->running->stop, true);
        pthread_cond_signal(&work->lanes[i]->filled);
    }
    pthread_mutex_unlock(&work->lock);
    join_left(work->left); /* first: what they ran goes to the lane of lists */
    for (int i = 0; i < CT_LANE_COUNT; i++)
        pthread_join(work->lanes[i]->thread, NULL);
    for (int i = 0; i < CT_LANE_COUNT; i++)
        free_lane(work->lanes[i]);
}

void ct_work_destroy(ct_work **work)
{
    if (!*work)
        return;
    end_lanes(*work);
    destroy_list((*work)->done);
    destroy_list((*work)->spent);
    pthread_mutex_destroy(&(*work)->lock);
    free(*work);
    *work = NULL;
}

void ct_work_push(ct_work *work, ct_lane lane, ct_task *task, bool newest_first)
{
    pthread_mutex_lock(&work->lock);
    struct lane *l = work->lanes[lane];
    task->id = ++work->last_id;
    task->next = NULL;
    if (newest_first) {
        task->next = l->waiting;
        l->waiting = task;
    } else {
        append(&l->waiting, task);
    }
    pthread_cond_signal(&l->filled);
    pthread_mutex_unlock(&work->lock);
}

static void spend(ct_work *work, ct_task *tasks)
{
    pthread_mutex_lock(&work->lock);
    append(&work->spent, tasks);
    pthread_cond_signal(&work->lanes[CT_LANE_LIST]->filled);
    pthread_mutex_unlock(&work->lock);
}

void ct_work_spend(ct_work *work, ct_task *task)
{
    task->next = NULL;
    spend(work, task);
}

void ct_work_trim(ct_work *work, ct_lane lane, int keep)
{
    ct_task *dropped;

    pthread_mutex_lock(&work->lock);
    ct_task **at = &work->lanes[lane]->waiting;
    while (*at && keep-- > 0)
        at = &(*at)->next;
    dropped = *at;
    *at = NULL;
    pthread_mutex_unlock(&work->lock);
    destroy_list(dropped);
}

void ct_work_clear(ct_work *work, ct_lane lane)
{
    pthread_mutex_lock(&work->lock);
    if (work->lanes[lane]->running)
        atomic_store(&work->lanes[lane]->running->stop, true);
    pthread_mutex_unlock(&work->lock);
    ct_work_trim(work, lane, 0);
}

void ct_work_leave(ct_work *work, ct_lane lane)
{
    sweep_left(work);
    pthread_mutex_lock(&work->lock);
    struct lane *busy = work->lanes[lane];
    if (busy->running) {
        struct lane *fresh = start_lane(work, lane);
        atomic_store(&busy->running->stop, true);
        fresh->waiting = busy->waiting;
        busy->waiting = NULL;
        busy->left = true;
        busy->next = work->left;
        work->left = busy;
        work->lanes[lane] = fresh;
    }
    pthread_mutex_unlock(&work->lock);
}

void ct_work_forget_done(ct_work *work)
{
    pthread_mutex_lock(&work->lock);
    ct_task *done = work->done;
    work->done = NULL;
    pthread_mutex_unlock(&work->lock);
    spend(work, done);
}

bool ct_work_has_left(ct_work *work)
{
    sweep_left(work);
    return work->left != NULL;
}

static ct_task *take_done(ct_work *work)
{
    pthread_mutex_lock(&work->lock);
    ct_task *task = work->done;
    if (task)
        work->done = task->next;
    pthread_mutex_unlock(&work->lock);
    return task;
}

/* One by one: what one does may make others of no concern. */
bool ct_work_finish_done(ct_work *work, ct_session *s)
{
    ct_task *task, *finished = NULL;

    while ((task = take_done(work)) != NULL) {
        if (task->finish && !atomic_load(&task->stop))
            task->finish(task, s);
        task->next = finished;
        finished = task;
    }
    if (!finished)
        return false;
    spend(work, finished);
    return true;
}

bool ct_work_busy(ct_work *work, ct_lane lane)
{
    pthread_mutex_lock(&work->lock);
    bool busy = work->lanes[lane]->running || work->lanes[lane]->waiting;
    pthread_mutex_unlock(&work->lock);
    return busy;
}

static bool is_shown(const ct_task *task, int lane)
{
    return task && task->title && (lane != CT_LANE_SURVEY || atomic_load(&task->total) > 0);
}

static void view_job(const ct_task *task, int lane, ct_job_view *out)
{
    int64_t done = atomic_load(&task->done), total = atomic_load(&task->total);
    int64_t began = atomic_load(&task->began_us);

    *out = (ct_job_view){.id = task->id,
                         .title = task->title,
                         .done = done,
                         .total = total,
                         .permille = atomic_load(&task->permille),
                         .resting = atomic_load(&task->resting),
                         .eta_us = -1};
    if (lane != CT_LANE_SURVEY && began && done > 0 && total > 0)
        out->eta_us = (ct_clock_us() - began) * (total - done) / done;
}

size_t ct_work_jobs(ct_work *work, ct_job_view *out, size_t room)
{
    size_t count = 0;

    pthread_mutex_lock(&work->lock);
    for (int i = 0; i < CT_LANE_COUNT; i++) {
        const ct_task *task = work->lanes[i]->running;
        if (is_shown(task, i) && count < room)
            view_job(task, i, &out[count++]);
        for (task = work->lanes[i]->waiting; task && count < room; task = task->next)
            if (is_shown(task, i))
                view_job(task, i, &out[count++]);
    }
    for (const ct_task *task = work->done; task && count < room; task = task->next)
        if (task->title)
            view_job(task, CT_LANE_SURVEY, &out[count++]);
    pthread_mutex_unlock(&work->lock);
    return count;
}

void ct_work_cancel(ct_work *work, int id)
{
    pthread_mutex_lock(&work->lock);
    for (int i = 0; i < CT_LANE_COUNT; i++) {
        ct_task *task = work->lanes[i]->running;
        if (task && task->id == id)
            atomic_store(&task->stop, true);
        for (task = work->lanes[i]->waiting; task; task = task->next)
            if (task->id == id)
                atomic_store(&task->stop, true);
    }
    pthread_mutex_unlock(&work->lock);
}
