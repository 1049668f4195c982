/* SPDX-License-Identifier: MIT */
/* The writing thread: takes what is queued, commits it, tells; checkpoints and backs up when
 * nothing is to do. */
#include <stdlib.h>

#include "circletake/thread.h"
#include "store_priv.h"

enum {
    MOST_TOGETHER = 64,               /* jobs of one commit */
    CHECKPOINT_PAGES = 1024,          /* 4 MB of log */
    IDLE_US = 2 * 1000 * 1000,        /* until a checkpoint */
    BACKUP_US = 10 * 60 * 1000 * 1000 /* between backups */
};

/* ---- batches ---- */

static ct_code carry_out(ct_store *st, const ct_job *job, ct_error *err)
{
    if (job->kind == CT_JOB_EDIT)
        return ct_apply_edit(&st->writer, job->edit, err);
    return ct_apply_undo(&st->writer, job->kind == CT_JOB_REDO, job->author, err);
}

/* One job inside the transaction; what it did is taken back when it fails. false: the whole
 * transaction is gone. */
static bool carry_out_within(ct_store *st, ct_job *job)
{
    ct_db        *db = &st->writer.db;
    const ct_site before = st->writer.site;
    ct_code       code = ct_db_do(db, CT_SQL_SAVE, &job->error);

    if (code == CT_OK)
        code = carry_out(st, job, &job->error);
    if (code != CT_OK) {
        ct_error second;
        st->writer.site = before;
        if (sqlite3_get_autocommit(db->handle) || ct_db_do(db, CT_SQL_SAVE_UNDO, &second) != CT_OK)
            return false;
    }
    ct_error third;
    bool     released = ct_db_do(db, CT_SQL_SAVE_DONE, &third) == CT_OK;
    atomic_fetch_add(&st->steps, 1);
    job->error.code = code;
    return released;
}

static bool commit_together(ct_store *st, ct_job_list *batch)
{
    ct_db        *db = &st->writer.db;
    const ct_site before = st->writer.site;
    ct_error      error;
    bool          fine = ct_db_do(db, CT_SQL_BEGIN_WRITE, &error) == CT_OK;

    for (ct_job *job = batch->first; job && fine; job = job->next)
        fine = carry_out_within(st, job);
    fine = fine && ct_db_do(db, CT_SQL_COMMIT, &error) == CT_OK;
    if (!fine) {
        ct_db_roll_back(db);
        st->writer.site = before;
    }
    return fine;
}

static void commit_alone(ct_store *st, ct_job *job)
{
    ct_db        *db = &st->writer.db;
    const ct_site before = st->writer.site;
    ct_code       code = ct_db_do(db, CT_SQL_BEGIN_WRITE, &job->error);

    if (code == CT_OK)
        code = carry_out(st, job, &job->error);
    if (code == CT_OK)
        code = ct_db_do(db, CT_SQL_COMMIT, &job->error);
    if (code != CT_OK) {
        ct_db_roll_back(db);
        st->writer.site = before;
    }
    job->error.code = code;
    atomic_fetch_add(&st->steps, 1);
}

/* One commit for all; when that is not to be had, each by itself, so that one that cannot be saved
 * costs no other. */
static void commit(ct_store *st, ct_job_list *batch)
{
    if (commit_together(st, batch))
        return;
    for (ct_job *job = batch->first; job; job = job->next)
        commit_alone(st, job);
}

/* ---- telling ---- */

void ct_writer_publish(ct_store *st)
{
    ct_error error;
    ct_act   top;
    char    *undo = NULL, *redo = NULL;

    if (ct_change_top(&st->writer.db, false, &top, &undo, &error) != CT_OK ||
        ct_change_top(&st->writer.db, true, &top, &redo, &error) != CT_OK)
        ct_log_error(st->log, "%s", error.text);
    pthread_mutex_lock(&st->mutex);
    free(st->undo_sentence);
    free(st->redo_sentence);
    st->undo_sentence = undo;
    st->redo_sentence = redo;
    st->revision = st->writer.site.revision;
    pthread_mutex_unlock(&st->mutex);
}

static void sort_out_locked(ct_store *st)
{
    ct_job *next;

    for (ct_job *job = st->under_way.first; job; job = next) {
        next = job->next;
        if (job->error.code != CT_OK) {
            ct_job_push(&st->failed, job);
            continue;
        }
        st->saved_us = ct_wall_us();
        ct_job_destroy(job);
    }
    st->under_way = (ct_job_list){0};
    pthread_cond_broadcast(&st->done);
}

/* Once: what fails after it waits for the same. */
static void log_failure_locked(ct_store *st)
{
    const ct_job *job = st->under_way.first;

    while (job && job->error.code == CT_OK)
        job = job->next;
    if (job && st->failed.count == 0)
        ct_log_error(st->log, "%s", job->error.text);
}

static void run_batch(ct_store *st)
{
    commit(st, &st->under_way); /* nobody else changes that list while it is under way */
    st->last_commit_us = ct_clock_us();
    ct_writer_publish(st);
    pthread_mutex_lock(&st->mutex);
    log_failure_locked(st);
    sort_out_locked(st);
    void (*wakeup)(void *) = st->wakeup;
    void *arg = st->wakeup_arg;
    pthread_mutex_unlock(&st->mutex);
    if (wakeup)
        wakeup(arg);
}

/* ---- care while idle ---- */

static bool is_wanted(void *arg)
{
    ct_store *st = arg;

    atomic_fetch_add(&st->steps, 1);
    pthread_mutex_lock(&st->mutex);
    bool wanted = st->queued.first || st->stop;
    pthread_mutex_unlock(&st->mutex);
    return wanted;
}

static void checkpoint(ct_store *st)
{
    sqlite3_wal_checkpoint_v2(st->writer.db.handle, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    st->wal_pages = 0;
}

static void back_up(ct_store *st)
{
    ct_error error;
    int64_t  revision = st->writer.site.revision;
    ct_code  code = ct_backup_rotate(&st->writer.db, st->place.path, is_wanted, st, &error);

    if (code == CT_CANCELLED)
        return; /* later, when it is quiet */
    if (code != CT_OK)
        ct_log_warn(st->log, "No backup of %s: %s", st->place.path, error.text);
    st->backed_up = revision;
    st->next_backup_us = ct_clock_us() + BACKUP_US;
}

static bool backup_due(const ct_store *st)
{
    return !(st->flags & CT_STORE_NO_BACKUPS) && st->backed_up != st->writer.site.revision &&
           ct_clock_us() >= st->next_backup_us;
}

static void care(ct_store *st)
{
    bool quiet = ct_clock_us() - st->last_commit_us >= IDLE_US;

    if (st->wal_pages > 0 && (quiet || st->wal_pages >= CHECKPOINT_PAGES))
        checkpoint(st);
    if (quiet && backup_due(st))
        back_up(st);
}

/* ---- the thread ---- */

/* Moves what is queued to under_way; false when there is nothing left and the store closes. */
static bool take_batch(ct_store *st)
{
    pthread_mutex_lock(&st->mutex);
    if (!st->queued.first && !st->stop)
        ct_cond_wait_until(&st->work, &st->mutex, ct_clock_us() + IDLE_US);
    while (st->queued.first && st->under_way.count < MOST_TOGETHER) {
        ct_job *job = ct_job_take(&st->queued);
        job->error.code = CT_OK;
        ct_job_push(&st->under_way, job);
    }
    bool go_on = st->under_way.first || !st->stop;
    pthread_mutex_unlock(&st->mutex);
    return go_on;
}

void *ct_writer_run(void *arg)
{
    ct_store *st = arg;

    st->next_backup_us = ct_clock_us() + BACKUP_US;
    while (take_batch(st)) {
        if (st->under_way.first)
            run_batch(st);
        care(st);
    }
    return NULL;
}
