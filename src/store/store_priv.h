/* SPDX-License-Identifier: MIT */
/* The store from inside: what its files share. */
#ifndef CT_STORE_PRIV_H
#define CT_STORE_PRIV_H

#include <pthread.h>
#include <stdatomic.h>

#include "apply.h"
#include "circletake/query.h"
#include "circletake/store.h"
#include "place.h"

typedef enum ct_job_kind { CT_JOB_EDIT, CT_JOB_UNDO, CT_JOB_REDO } ct_job_kind;

typedef struct ct_job {
    struct ct_job *next;
    ct_ticket      ticket;
    ct_job_kind    kind;
    ct_edit       *edit; /* of CT_JOB_EDIT */
    char          *author;
    ct_error       error;
} ct_job;

typedef struct ct_job_list {
    ct_job *first, *last;
    size_t  count, acts, notes; /* of those: acts, and what is put (ct_store_put_...) */
} ct_job_list;

void    ct_job_push(ct_job_list *list, ct_job *job);
ct_job *ct_job_take(ct_job_list *list); /* the first; there is one */
void    ct_job_destroy(ct_job *job);
void    ct_job_list_finish(ct_job_list *list);
ct_job *ct_job_find(const ct_job_list *list, ct_ticket ticket);

struct ct_store {
    ct_place         place;
    ct_log          *log;    /* borrowed */
    const ct_schema *schema; /* borrowed */
    unsigned         flags;
    int              version; /* of the file */
    bool             read_only;
    char            *why;
    ct_db_mode       read_mode;
    bool             made_log; /* by only reading: see tidy_up */
    bool             opened;   /* and found to be sound */
    ct_query        *query;    /* of the main thread */

    pthread_t thread;
    bool      running;
    void (*wakeup)(void *arg);
    void *wakeup_arg;

    pthread_mutex_t mutex;
    pthread_cond_t  work; /* something was queued, or stop */
    pthread_cond_t  done; /* a batch ended */
    /* guarded by the mutex */
    ct_job_list queued, under_way, failed;
    bool        stop;  /* nothing more is taken, nothing more is opened */
    bool        ended; /* and all of that is done */
    ct_ticket   last_ticket;
    int64_t     saved_us, revision;
    char       *undo_sentence, *redo_sentence;

    _Atomic uint64_t steps; /* see ct_store_state */

    /* of the writing thread alone */
    ct_writer writer;
    int       wal_pages;      /* in the log since the last checkpoint */
    int64_t   last_commit_us; /* monotonic */
    int64_t   next_backup_us;
    int64_t   backed_up; /* revision of the newest backup */
};

struct ct_query {
    ct_db      db;
    ct_db_mode mode;
};

/* As ct_store_open, with another schema: how migrations are tested. */
CT_MUST_USE ct_code ct_store_open_as(const char *path, unsigned flags, const ct_schema *schema,
                                     ct_log *log, ct_store **out, ct_error *err);

/* queue.c: CT_CANCELLED, said of a store that was ended. */
CT_MUST_USE ct_code ct_store_refuse_ended(const ct_store *st, ct_error *err);

/* writer.c: the thread's function. */
void *ct_writer_run(void *store);
/* Reads what undo would do next and publishes it with the revision. */
void ct_writer_publish(ct_store *st);

/* backup.c */
/* Copies `from` to the file `to` (which must not exist), checks the copy. `stop` (may be NULL) is
 * asked between steps: true gives CT_CANCELLED. */
CT_MUST_USE ct_code ct_backup_copy(ct_db *from, const char *to, bool (*stop)(void *), void *arg,
                                   ct_error *err);
/* A backup in the rotation of the project. */
CT_MUST_USE ct_code ct_backup_rotate(ct_db *from, const char *project, bool (*stop)(void *),
                                     void *arg, ct_error *err);
/* Before a migration: a whole copy as it was. */
CT_MUST_USE ct_code ct_backup_before(ct_db *db, const char *project, int version, ct_error *err);
/* Which of `count` times (newest first, seconds) the rotation keeps. */
void ct_backup_thin(const int64_t *at_s, size_t count, bool *keep);

#endif
