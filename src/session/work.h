/* SPDX-License-Identifier: MIT */
/* Background work of the session: lanes of one thread each, tasks that own copies of what they
 * need, results taken in by the main thread.
 *
 * A task is run on its lane's thread, then finished on the main thread by ct_work_finish_done, then
 * freed on a lane again: what finish swaps into the task costs the main thread nothing. A task that is
 * cancelled before it began is freed without either. One that was left while it ran is not finished. */
#ifndef CT_SESSION_WORK_H
#define CT_SESSION_WORK_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "circletake/session.h"

typedef enum ct_lane {
    CT_LANE_LIST,    /* queries for lists: newest request wins */
    CT_LANE_STILL,   /* thumbnails: newest first, what is on screen now matters */
    CT_LANE_CLIP,    /* waveform and proofs of the open clip, in order */
    CT_LANE_FILE,    /* the open clip's file, watched: nothing else, for a drive may hold it */
    CT_LANE_JOB,     /* opening projects, adding footage, relinking, exports: in order, shown */
    CT_LANE_SURVEY,  /* looking through footage, behind all others; shown once its total is known */
    CT_LANE_CLOSING, /* projects that are closed: nothing else, for what is saved goes first */
    CT_LANE_COUNT
} ct_lane;

typedef struct ct_task ct_task;
struct ct_task {
    void (*run)(ct_task *task);                   /* lane thread */
    void (*finish)(ct_task *task, ct_session *s); /* main thread; NULL allowed */
    void (*destroy)(ct_task *task);               /* frees the task itself; any lane */
    atomic_bool stop;                             /* set by anyone: give up soon */
    /* For tasks that a person watches; title NULL: not shown. Owned by the task. */
    char           *title;
    int             id;
    _Atomic int64_t done, total, began_us;
    _Atomic int     permille; /* of what follows what is done */
    atomic_bool     resting;
    ct_task        *next; /* of the lane */
};

typedef struct ct_work ct_work;

/* `wakeup` is called on lane threads when something is done or moved on. */
ct_work *ct_work_create(void (*wakeup)(void *arg), void *wakeup_arg);
/* Stops all tasks, joins (those that were left too), frees. */
void ct_work_destroy(ct_work **work);

/* Takes the task. `newest_first`: before those that wait. */
void ct_work_push(ct_work *work, ct_lane lane, ct_task *task, bool newest_first);
/* Takes a task that is only to be freed, and does so on a lane. */
void ct_work_spend(ct_work *work, ct_task *task);
/* Drops what waits in the lane and tells what runs there to stop. */
void ct_work_clear(ct_work *work, ct_lane lane);
/* Tells what runs in the lane to stop and does not wait for it: a fresh thread takes its place, what it did is
 * dropped. For what may wait for a drive. */
void ct_work_leave(ct_work *work, ct_lane lane);
/* Whether something that was left still runs. Frees what ended. Main thread. */
bool ct_work_has_left(ct_work *work);
/* What is done and was not yet taken in is dropped. */
void ct_work_forget_done(ct_work *work);
/* Drops all but the `keep` first that wait. */
void ct_work_trim(ct_work *work, ct_lane lane, int keep);
void ct_work_wakeup(ct_work *work);
/* Runs `finish` of what is done, and frees it. Main thread. True when there was something. */
bool ct_work_finish_done(ct_work *work, ct_session *s);
bool ct_work_busy(ct_work *work, ct_lane lane);

/* What is done counts until its `finish` ran: a job that is gone has said what it had to say. */
size_t ct_work_jobs(ct_work *work, ct_job_view *out, size_t room);
void   ct_work_cancel(ct_work *work, int id);

/* As the media layer wants it: whether the task should give up. `task` is a ct_task. */
bool ct_task_stopped(void *task);

#endif
