/* SPDX-License-Identifier: MIT */
#include "work.h"

#include <pthread.h>
#include <stdlib.h>

#include "circletake/thread.h"

struct lane {
    ct_work       *work;
    pthread_t      thread;
    pthread_cond_t filled, idle;
    ct_task       *waiting; /* first to run first */
    ct_task       *running;
};

struct ct_work {
    pthread_mutex_t lock; /* guards everything below, and the lanes */
    struct lane     lanes[CT_LANE_COUNT];
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
        if (lane == &work->lanes[CT_LANE_LIST])
            sweep_locked(work);
        if (work->ending)
            return NULL;
        if (lane->waiting)
            break;
        pthread_cond_wait(&lane->filled, &work->lock);
    }
    lane->running = lane->waiting;
    lane->waiting = lane->running->next;
    return lane->running;
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
        lane->running = NULL;
        task->next = NULL;
        append(&work->done, task);
        pthread_cond_broadcast(&lane->idle);
        pthread_mutex_unlock(&work->lock);
        ct_work_wakeup(work);
        pthread_mutex_lock(&work->lock);
    }
    pthread_mutex_unlock(&work->lock);
    return NULL;
}

ct_work *ct_work_create(void (*wakeup)(void *arg), void *wakeup_arg)
{
    static const char *const names[] = {"ct-list", "ct-stills", "ct-clip", "ct-jobs"};
    ct_work                 *work = ct_alloc(sizeof *work);

    work->wakeup = wakeup;
    work->wakeup_arg = wakeup_arg;
    pthread_mutex_init(&work->lock, NULL);
    for (int i = 0; i < CT_LANE_COUNT; i++) {
        struct lane *lane = &work->lanes[i];
        lane->work = work;
        ct_cond_init(&lane->filled);
        ct_cond_init(&lane->idle);
        if (ct_thread_start(&lane->thread, names[i], run_lane, lane, NULL) != CT_OK)
            abort(); /* no thread at program start: nothing was opened, nothing can be lost */
    }
    return work;
}

static void end_lanes(ct_work *work)
{
    pthread_mutex_lock(&work->lock);
    work->ending = true;
    for (int i = 0; i < CT_LANE_COUNT; i++) {
        if (work->lanes[i].running)
            atomic_store(&work->lanes[i].running->stop, true);
        pthread_cond_signal(&work->lanes[i].filled);
    }
    pthread_mutex_unlock(&work->lock);
    for (int i = 0; i < CT_LANE_COUNT; i++)
        pthread_join(work->lanes[i].thread, NULL);
}

void ct_work_destroy(ct_work **work)
{
    if (!*work)
        return;
    end_lanes(*work);
    for (int i = 0; i < CT_LANE_COUNT; i++) {
        destroy_list((*work)->lanes[i].waiting);
        pthread_cond_destroy(&(*work)->lanes[i].filled);
        pthread_cond_destroy(&(*work)->lanes[i].idle);
    }
    destroy_list((*work)->done);
    destroy_list((*work)->spent);
    pthread_mutex_destroy(&(*work)->lock);
    free(*work);
    *work = NULL;
}

void ct_work_push(ct_work *work, ct_lane lane, ct_task *task, bool newest_first)
{
    struct lane *l = &work->lanes[lane];

    pthread_mutex_lock(&work->lock);
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

void ct_work_trim(ct_work *work, ct_lane lane, int keep)
{
    ct_task *dropped;

    pthread_mutex_lock(&work->lock);
    ct_task **at = &work->lanes[lane].waiting;
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
    if (work->lanes[lane].running)
        atomic_store(&work->lanes[lane].running->stop, true);
    pthread_mutex_unlock(&work->lock);
    ct_work_trim(work, lane, 0);
}

void ct_work_quiet(ct_work *work, ct_lane lane)
{
    ct_work_clear(work, lane);
    pthread_mutex_lock(&work->lock);
    while (work->lanes[lane].running)
        pthread_cond_wait(&work->lanes[lane].idle, &work->lock);
    pthread_mutex_unlock(&work->lock);
}

bool ct_work_finish_done(ct_work *work, ct_session *s)
{
    pthread_mutex_lock(&work->lock);
    ct_task *done = work->done;
    work->done = NULL;
    pthread_mutex_unlock(&work->lock);

    for (ct_task *task = done; task; task = task->next)
        if (task->finish && !atomic_load(&task->stop))
            task->finish(task, s);
    if (!done)
        return false;
    pthread_mutex_lock(&work->lock);
    append(&work->spent, done);
    pthread_cond_signal(&work->lanes[CT_LANE_LIST].filled);
    pthread_mutex_unlock(&work->lock);
    return true;
}

bool ct_work_busy(ct_work *work, ct_lane lane)
{
    pthread_mutex_lock(&work->lock);
    bool busy = work->lanes[lane].running || work->lanes[lane].waiting;
    pthread_mutex_unlock(&work->lock);
    return busy;
}

static void view_job(const ct_task *task, ct_job_view *out)
{
    int64_t done = atomic_load(&task->done), total = atomic_load(&task->total);
    int64_t began = atomic_load(&task->began_us);

    *out = (ct_job_view){
        .id = task->id, .title = task->title, .done = done, .total = total, .eta_us = -1};
    if (began && done > 0 && total > 0)
        out->eta_us = (ct_clock_us() - began) * (total - done) / done;
}

size_t ct_work_jobs(ct_work *work, ct_job_view *out, size_t room)
{
    size_t count = 0;

    pthread_mutex_lock(&work->lock);
    for (int i = 0; i < CT_LANE_COUNT; i++) {
        const ct_task *task = work->lanes[i].running;
        if (task && task->title && count < room)
            view_job(task, &out[count++]);
        for (task = work->lanes[i].waiting; task && count < room; task = task->next)
            if (task->title)
                view_job(task, &out[count++]);
    }
    pthread_mutex_unlock(&work->lock);
    return count;
}

void ct_work_cancel(ct_work *work, int id)
{
    pthread_mutex_lock(&work->lock);
    for (int i = 0; i < CT_LANE_COUNT; i++) {
        ct_task *task = work->lanes[i].running;
        if (task && task->id == id)
            atomic_store(&task->stop, true);
        for (task = work->lanes[i].waiting; task; task = task->next)
            if (task->id == id)
                atomic_store(&task->stop, true);
    }
    pthread_mutex_unlock(&work->lock);
}
