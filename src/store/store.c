/* SPDX-License-Identifier: MIT */
/* Opening and closing a project. Submitting is queue.c, committing writer.c. See store.h. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "circletake/file.h"
#include "circletake/thread.h"
#include "store_priv.h"

enum { STEP_OPS = 50000 }; /* of SQLite's machine: some milliseconds */

/* ---- making a new file ---- */

/* Built under another name and renamed: a project is whole or not there. */
static ct_code make_file(ct_store *st, ct_error *err)
{
    char   *folder = ct_path_folder(st->place.path);
    char   *name = ct_asprintf(".%s.new-%ld", ct_path_name(st->place.path), (long)getpid());
    char   *path = ct_path_join(folder, name);
    ct_db   db = {0};
    int     fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    ct_code code;

    if (fd < 0) {
        code = ct_fail(err, CT_NO_CREATE,
                       "Cannot make the project %s. Choose a folder that exists "
                       "and that you may write to.",
                       st->place.path);
    } else {
        close(fd);
        code = ct_db_open(&db, path, CT_DB_MAKE, err);
        ct_strset(&db.name, st->place.path); /* as it is to be called */
        if (code == CT_OK)
            code = ct_db_exec(&db, "PRAGMA synchronous = FULL", err);
        if (code == CT_OK)
            code = ct_db_migrate(&db, st->schema, 0, err);
        ct_db_close(&db);
        if (code == CT_OK && rename(path, st->place.path) != 0)
            code = ct_fail(err, CT_NO_CREATE, "Cannot make the project %s.", st->place.path);
        if (code == CT_OK)
            ct_place_flush_folder(st->place.path);
        else
            unlink(path);
    }
    free(path);
    free(name);
    free(folder);
    return code;
}

/* ---- opening for writing ---- */

static ct_code bring_up_to_date(ct_store *st, ct_error *err)
{
    ct_db  *db = &st->writer.db;
    ct_code code = CT_OK;

    if (st->version < st->schema->version) {
        ct_log_info(st->log, "%s: from version %d to %d", st->place.path, st->version,
                    st->schema->version);
        code = ct_backup_before(db, st->place.path, st->version, err);
        if (code == CT_OK)
            code = ct_db_migrate(db, st->schema, st->version, err);
        if (code == CT_OK)
            code = ct_db_verify(db, st->schema, &st->version, err);
    }
    return code;
}

static ct_code has_project_row(ct_db *db, bool *has, ct_error *err)
{
    sqlite3_stmt *stmt = ct_db_get(db, CT_SQL_PROJECT_ID, err);

    if (!stmt)
        return err->code;
    ct_code code = ct_db_step(db, stmt, has, err);
    sqlite3_reset(stmt);
    return code;
}

static ct_code add_project_row(ct_store *st, ct_error *err)
{
    bool    has = false;
    ct_code code = has_project_row(&st->writer.db, &has, err);

    if (code != CT_OK || has)
        return code;
    char    *name = ct_path_stem(st->place.path);
    ct_edit *edit = ct_edit_create("New project", "circletake", CT_EDIT_FACT);
    ct_op   *op = ct_edit_push(edit, CT_OP_ADD);
    op->table = CT_TABLE_PROJECT;
    op->row = ct_id_new();
    ct_edit_set_text(edit, op->row, CT_PROJECT_NAME, name);
    code = ct_apply_edit(&st->writer, edit, err);
    ct_edit_destroy(&edit);
    free(name);
    return code;
}

/* Who this copy is, and its one project row, in one transaction. */
static ct_code settle_in(ct_store *st, ct_error *err)
{
    ct_db  *db = &st->writer.db;
    char    key[CT_PLACE_KEY_BYTES];
    ct_code code = ct_db_do(db, CT_SQL_BEGIN_WRITE, err);

    ct_place_key(&st->place, key);
    if (code == CT_OK)
        code = ct_change_site(db, key, &st->writer.site, err);
    if (code == CT_OK)
        code = add_project_row(st, err);
    if (code == CT_OK)
        code = ct_db_do(db, CT_SQL_COMMIT, err);
    if (code != CT_OK)
        ct_db_roll_back(db);
    return code;
}

static int count_pages(void *arg, sqlite3 *handle, const char *name, int pages)
{
    (void)handle;
    (void)name;
    ((ct_store *)arg)->wal_pages = pages;
    return SQLITE_OK;
}

static int count_step(void *arg)
{
    atomic_fetch_add(&((ct_store *)arg)->steps, 1);
    return 0;
}

static ct_code start_writing(ct_store *st, ct_error *err)
{
    ct_db  *db = &st->writer.db;
    ct_code code = ct_db_settle(db, CT_DB_WRITE, err);

    if (code == CT_OK)
        code = bring_up_to_date(st, err);
    if (code == CT_OK)
        code = settle_in(st, err);
    if (code != CT_OK)
        return code;
    sqlite3_wal_hook(db->handle, count_pages, st);
    sqlite3_progress_handler(db->handle, STEP_OPS, count_step, st);
    st->backed_up = st->writer.site.revision;
    ct_writer_publish(st);
    code = ct_thread_start(&st->thread, "ct-store", ct_writer_run, st, err);
    st->running = code == CT_OK;
    return code;
}

/* ---- opening for reading ---- */

static void become_read_only(ct_store *st, const char *why)
{
    st->read_only = true;
    ct_strset(&st->why, why);
}

/* Tries the file where it is; a medium that cannot hold the shared memory of the log is
 * read from a copy, or, when there is no log, as a file that cannot change. */
static ct_code open_for_reading(ct_store *st, ct_db *db, ct_error *err)
{
    char   *log_path = ct_asprintf("%s-wal", st->place.path);
    bool    has_log = ct_file_exists(log_path);
    ct_code code = CT_IO;

    free(log_path);
    st->made_log = !has_log;
    st->read_mode = CT_DB_READ;
    if (!st->place.network) {
        code = ct_db_open(db, st->place.read_path, CT_DB_READ, err);
        if (code == CT_OK)
            code = ct_db_verify(db, st->schema, &st->version, err);
    }
    if (code != CT_IO && code != CT_UNSUPPORTED)
        return code;
    ct_db_close(db);
    if (st->place.network || has_log) {
        code = ct_place_copy_aside(&st->place, err);
        if (code != CT_OK)
            return code;
    } else {
        st->read_mode = CT_DB_IMMUTABLE;
    }
    code = ct_db_open(db, st->place.read_path, st->read_mode, err);
    return code == CT_OK ? ct_db_verify(db, st->schema, &st->version, err) : code;
}

static ct_code look_at_version(ct_store *st, ct_error *err)
{
    if (st->version > st->schema->version) {
        char *why = ct_asprintf("%s was made by a newer circletake (version %d of the file, this "
                                "program knows %d). Update the program to go on working.",
                                st->place.path, st->version, st->schema->version);
        become_read_only(st, why);
        free(why);
    } else if (st->flags & CT_STORE_READ_ONLY && st->version < st->schema->version) {
        return ct_fail(err, CT_UNSUPPORTED,
                       "%s was made by an older circletake. Open it in the window, or do something "
                       "in it, which brings it up to date; one that cannot be written to is "
                       "copied to a local disk first.",
                       st->place.path);
    } else if (st->read_only && st->version < st->schema->version) {
        return ct_fail(err, CT_UNSUPPORTED,
                       "%s was made by an older circletake and cannot be "
                       "brought up to date where it is. Copy it to a local disk and open the copy.",
                       st->place.path);
    }
    return CT_OK;
}

static ct_code open_connections(ct_store *st, ct_error *err)
{
    ct_code code = CT_OK;

    if (!st->read_only) {
        code = ct_db_open(&st->writer.db, st->place.path, CT_DB_WRITE, err);
        if (code == CT_OK)
            code = ct_db_verify(&st->writer.db, st->schema, &st->version, err);
        if (code == CT_OK)
            code = look_at_version(st, err);
        if (code == CT_OK && !st->read_only)
            code = start_writing(st, err);
        if (code == CT_OK && st->read_only)
            ct_db_close(&st->writer.db);
    } else {
        ct_db db = {0};
        code = open_for_reading(st, &db, err);
        ct_db_close(&db);
        if (code == CT_OK)
            code = look_at_version(st, err);
    }
    return code == CT_OK ? ct_query_open(st, &st->query, err) : code;
}

static ct_code open_store(ct_store *st, const char *path, ct_error *err)
{
    ct_code code = ct_place_take(path, st->flags & CT_STORE_CREATE, st->flags & CT_STORE_READ_ONLY,
                                 &st->place, err);
    if (code != CT_OK)
        return code;
    if (!st->place.writable) {
        if (!st->place.exists)
            return ct_fail(err, CT_NO_CREATE, "%s", st->place.why);
        if (st->flags & CT_STORE_WRITE)
            return ct_fail(err, st->place.why_code, "%s", st->place.why);
        become_read_only(st, st->place.why);
    } else if (!st->place.exists) {
        code = make_file(st, err);
    }
    if (code == CT_OK)
        code = open_connections(st, err);
    if (code == CT_OK && st->read_only && (st->flags & CT_STORE_WRITE))
        code = ct_fail(err, CT_UNSUPPORTED, "%s", st->why);
    return code;
}

ct_code ct_store_open_as(const char *path, unsigned flags, const ct_schema *schema, ct_log *log,
                         ct_store **out, ct_error *err)
{
    ct_error  own;
    ct_store *st = ct_alloc(sizeof *st);

    ct_place_init(&st->place);
    st->log = log;
    st->flags = flags;
    st->schema = schema;
    pthread_mutex_init(&st->mutex, NULL);
    ct_cond_init(&st->work);
    ct_cond_init(&st->done);
    ct_code code = open_store(st, path, err ? err : &own);
    st->opened = code == CT_OK;
    if (st->opened)
        *out = st;
    else
        ct_store_close(&st);
    return code;
}

ct_code ct_store_open(const char *path, unsigned flags, ct_log *log, ct_store **out, ct_error *err)
{
    return ct_store_open_as(path, flags, ct_schema_current(), log, out, err);
}

/* ---- closing ---- */

/* From now on nothing is taken, also by a store that was never written to. */
static void stop_thread(ct_store *st)
{
    (void)ct_store_retry(st);
    pthread_mutex_lock(&st->mutex);
    st->stop = true;
    pthread_cond_broadcast(&st->work);
    pthread_mutex_unlock(&st->mutex);
    if (!st->running)
        return;
    pthread_join(st->thread, NULL);
    st->running = false;
    if (st->failed.count > 0)
        ct_log_error(st->log, "%s: %zu changes could not be saved. %s", st->place.path,
                     st->failed.count, st->failed.first->error.text);
}

/* Reading a closed project makes an empty log beside it, which only a connection that may write
 * takes away: a folder that was looked at stays as tidy as it was. */
static void tidy_up(const char *path)
{
    ct_place place;
    ct_db    db = {0};
    ct_error err;

    if (ct_place_take(path, false, false, &place, &err) != CT_OK)
        return;
    if (place.writable && ct_db_open(&db, place.path, CT_DB_WRITE, &err) == CT_OK) {
        int64_t any;
        if (ct_db_int(&db, "PRAGMA schema_version", &any, &err) != CT_OK)
            any = 0; /* it has the log open all the same */
        ct_db_abandon(&db);
    }
    ct_place_release(&place);
}

/* A log with something in it may be all that is left of a damaged project: what was not found to be sound is
 * not written to. */
static void close_writer(ct_store *st)
{
    if (!st->opened) {
        ct_db_abandon(&st->writer.db);
        return;
    }
    if (st->writer.db.handle && !st->read_only)
        sqlite3_wal_checkpoint_v2(st->writer.db.handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL,
                                  NULL);
    ct_db_close(&st->writer.db);
}

/* Nothing was put into the project that this opening made. */
static bool is_in_vain(ct_store *st)
{
    ct_error err;
    int64_t  bare = 0;

    return st->opened && ct_store_may_go(st) && st->failed.count == 0 &&
           ct_db_int(&st->writer.db, ct_sql_text(CT_SQL_IS_BARE), &bare, &err) == CT_OK && bare;
}

/* The lock is still ours. Its log went with the writer, unless somebody reads it: alone it would be taken for
 * that of the next project of the name. */
static void take_back(const char *path)
{
    char *log_path = ct_asprintf("%s-wal", path);

    if (!ct_file_exists(log_path))
        unlink(path);
    free(log_path);
}

void ct_store_end(ct_store *st)
{
    stop_thread(st);
    bool in_vain = is_in_vain(st);
    ct_query_close(&st->query);
    close_writer(st);
    if (st->made_log && st->read_mode == CT_DB_READ)
        tidy_up(st->place.path);
    if (in_vain)
        take_back(st->place.path);
    ct_place_leave(&st->place);
    pthread_mutex_lock(&st->mutex);
    st->ended = true;
    pthread_mutex_unlock(&st->mutex);
}

void ct_store_close(ct_store **out)
{
    ct_store *st = out ? *out : NULL;

    if (!st)
        return;
    if (!st->ended)
        ct_store_end(st);
    ct_place_release(&st->place);
    ct_job_list_finish(&st->queued);
    ct_job_list_finish(&st->failed);
    free(st->undo_sentence);
    free(st->redo_sentence);
    free(st->why);
    pthread_mutex_destroy(&st->mutex);
    pthread_cond_destroy(&st->work);
    pthread_cond_destroy(&st->done);
    free(st);
    *out = NULL;
}

const char *ct_store_path(const ct_store *st)
{
    return st->place.path;
}

bool ct_store_is_read_only(const ct_store *st, const char **why)
{
    if (why)
        *why = st->why;
    return st->read_only;
}

bool ct_store_may_go(const ct_store *st)
{
    return (st->flags & CT_STORE_TENTATIVE) && !st->place.exists && !st->read_only;
}

void ct_store_set_wakeup(ct_store *st, void (*wakeup)(void *arg), void *arg)
{
    pthread_mutex_lock(&st->mutex);
    st->wakeup = wakeup;
    st->wakeup_arg = arg;
    pthread_mutex_unlock(&st->mutex);
}
