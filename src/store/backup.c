/* SPDX-License-Identifier: MIT */
/* Copies of a project: rotating backups, the copy before a migration, and those people ask for.
 * A copy gets its name only after it was checked. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <xxhash.h>

#include "circletake/file.h"
#include "circletake/thread.h"
#include "store_priv.h"

enum {
    TEN_MINUTELY = 6,
    HOURLY = 8,
    DAILY = 5, /* how many of each are kept */
    MOST_BACKUPS = 256
};

/* ---- one copy ---- */

/* The copy still says that it has a write-ahead log: made one plain file, and looked through. */
static ct_code check_copy(ct_db *copy, ct_error *err)
{
    bool    row = false;
    ct_code code = ct_db_exec(copy, "PRAGMA journal_mode = DELETE", err);

    if (code != CT_OK)
        return code;
    sqlite3_stmt *stmt = ct_db_get(copy, CT_SQL_QUICK_CHECK, err);
    if (!stmt)
        return err->code;
    code = ct_db_step(copy, stmt, &row, err);
    if (code == CT_OK && (!row || strcmp(ct_db_column_text(stmt, 0), "ok") != 0))
        code = ct_fail(err, CT_BAD_DATA, "The copy %s is damaged (%s). Check the disk.", copy->name,
                       row ? ct_db_column_text(stmt, 0) : "no answer");
    sqlite3_reset(stmt);
    return code;
}

ct_code ct_backup_copy(ct_db *from, const char *to, bool (*stop)(void *), void *arg, ct_error *err)
{
    char   *part = ct_asprintf("%s.part", to);
    ct_db   copy = {0};
    ct_code code = CT_OK;

    unlink(part);
    code = ct_db_open(&copy, part, CT_DB_MAKE, err);
    if (code == CT_OK)
        code = ct_db_copy(from, &copy, stop, arg, err);
    if (code == CT_OK)
        code = check_copy(&copy, err);
    ct_db_close(&copy);
    if (code == CT_OK && rename(part, to) != 0)
        code = ct_fail(err, CT_NO_CREATE, "Cannot write %s (%s).", to, strerror(errno));
    if (code == CT_OK)
        ct_place_flush_folder(to);
    else
        unlink(part);
    free(part);
    return code;
}

/* ---- rotation ---- */

char *ct_store_backup_folder(const char *path)
{
    char *absolute = ct_path_absolute(path);
    char *state = ct_folder_state();
    char *all = ct_path_join(state, "backups");
    char *stem = ct_path_stem(absolute);
    char *name = ct_asprintf(
        "%s-%08llx", stem, (unsigned long long)(XXH64(absolute, strlen(absolute), 0) & 0xFFFFFFFF));
    char *folder = ct_path_join(all, name);

    free(name);
    free(stem);
    free(all);
    free(state);
    free(absolute);
    return folder;
}

/* Keeps the newest of each of the last `count` periods that have one. */
static void keep_newest(const int64_t *at_s, size_t count, int64_t period_s, int periods,
                        bool *keep)
{
    int64_t last = INT64_MIN;

    for (size_t i = 0; i < count && periods > 0; i++) {
        int64_t period = at_s[i] / period_s;
        if (period == last)
            continue;
        keep[i] = true;
        last = period;
        periods--;
    }
}

void ct_backup_thin(const int64_t *at_s, size_t count, bool *keep)
{
    for (size_t i = 0; i < count; i++)
        keep[i] = false;
    keep_newest(at_s, count, 600, TEN_MINUTELY, keep);
    keep_newest(at_s, count, 3600, HOURLY, keep);
    keep_newest(at_s, count, 86400, DAILY, keep);
}

static const char name_form[] = "%Y%m%d-%H%M%SZ.circletake";

/* The time in a backup's name; false: not one of the rotation. */
static bool parse_name(const char *name, int64_t *at_s)
{
    struct tm   tm = {0};
    const char *end = strptime(name, name_form, &tm);

    if (!end || *end)
        return false;
    *at_s = (int64_t)timegm(&tm);
    return true;
}

static int newest_first(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? 1 : x > y ? -1 : 0;
}

static char *backup_path(const char *folder, int64_t at_s)
{
    char      name[64];
    time_t    t = (time_t)at_s;
    struct tm tm;

    gmtime_r(&t, &tm);
    strftime(name, sizeof name, name_form, &tm);
    return ct_path_join(folder, name);
}

static void remove_old(const char *folder)
{
    int64_t        at_s[MOST_BACKUPS];
    bool           keep[MOST_BACKUPS];
    size_t         count = 0;
    DIR           *dir = opendir(folder);
    struct dirent *entry;

    while (dir && count < MOST_BACKUPS && (entry = readdir(dir))) {
        if (parse_name(entry->d_name, &at_s[count]))
            count++;
    }
    if (dir)
        closedir(dir);
    qsort(at_s, count, sizeof *at_s, newest_first);
    ct_backup_thin(at_s, count, keep);
    for (size_t i = 0; i < count; i++) {
        if (keep[i])
            continue;
        char *path = backup_path(folder, at_s[i]);
        unlink(path);
        free(path);
    }
}

ct_code ct_backup_rotate(ct_db *from, const char *project, bool (*stop)(void *), void *arg,
                         ct_error *err)
{
    char   *folder = ct_store_backup_folder(project);
    char   *path = backup_path(folder, ct_wall_us() / 1000000);
    ct_code code = ct_folder_make(folder, err);

    if (code == CT_OK)
        code = ct_backup_copy(from, path, stop, arg, err);
    if (code == CT_OK)
        remove_old(folder); /* only now that a newer one is known to be good */
    free(path);
    free(folder);
    return code;
}

ct_code ct_backup_before(ct_db *db, const char *project, int version, ct_error *err)
{
    char         *folder = ct_store_backup_folder(project);
    char         *name = ct_asprintf("before-version-%d-%lld.circletake", version + 1,
                                     (long long)(ct_wall_us() / 1000000));
    char         *path = ct_path_join(folder, name);
    sqlite3_stmt *stmt = NULL;
    ct_code       code = ct_folder_make(folder, err);

    if (code == CT_OK) {
        unlink(path);
        stmt = ct_db_get(db, CT_SQL_VACUUM_INTO, err);
        code = stmt ? CT_OK : err->code;
    }
    if (code == CT_OK) {
        ct_db_bind_text(stmt, 1, path);
        code = ct_db_run(db, stmt, err);
    }
    if (code != CT_OK)
        code = ct_fail_prefix(err, code,
                              "Cannot copy the project to %s before it is brought up to "
                              "date: ",
                              path);
    free(path);
    free(name);
    free(folder);
    return code;
}

ct_code ct_store_copy(ct_store *st, const char *to, ct_error *err)
{
    ct_error  own;
    ct_error *e = err ? err : &own;
    ct_query *query = NULL;
    ct_code   code = ct_query_open(st, &query, e);

    if (code == CT_OK)
        code = ct_backup_copy(&query->db, to, NULL, NULL, e);
    ct_query_close(&query);
    return code;
}
