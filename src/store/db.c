/* SPDX-License-Identifier: MIT */
/* One hardened connection. What may open where is place.c, what the tables are schema.c. */
#include "db.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "circletake/thread.h"

enum {
    LONGEST_VALUE = 8 << 20, /* bytes of one text: refuses what a hostile file would blow up */
    STEP_PAGES = 256,        /* of a copy: 1 MiB, short enough to let a save go first */
    LONGEST_WAIT_US = 10 * 1000 * 1000
};

/* ---- errors ---- */

static ct_code code_of(int rc)
{
    switch (rc & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return CT_BUSY;
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
    case SQLITE_TOOBIG:
        return CT_BAD_DATA;
    case SQLITE_NOMEM:
        return CT_NO_MEMORY;
    case SQLITE_INTERRUPT:
        return CT_CANCELLED;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return CT_UNSUPPORTED;
    case SQLITE_ERROR:
    case SQLITE_MISUSE:
    case SQLITE_RANGE:
        return CT_INTERNAL;
    default:
        return CT_IO;
    }
}

/* Where a file is mapped instead of written, a full disk reaches SQLite as a failed call. */
static int kind_of_failure(ct_db *db)
{
    int rc = sqlite3_extended_errcode(db->handle) & 0xff;
    int cause = sqlite3_system_errno(db->handle);

    return rc == SQLITE_IOERR && (cause == ENOSPC || cause == EDQUOT) ? SQLITE_FULL : rc;
}

ct_code ct_db_fail(ct_db *db, ct_error *err)
{
    int         rc = kind_of_failure(db);
    const char *said = sqlite3_errmsg(db->handle);

    switch (rc) {
    case SQLITE_FULL:
        return ct_fail(err, CT_IO,
                       "The disk with %s is full, nothing more is saved. Free some space and try "
                       "again.",
                       db->name);
    case SQLITE_NOTADB:
        return ct_fail(err, CT_BAD_DATA, "%s is not a circletake project. Choose another file.",
                       db->name);
    case SQLITE_CORRUPT:
        return ct_fail(err, CT_BAD_DATA,
                       "The project %s is damaged (%s). Open one of its backups; "
                       "\"circletake check\" says more.",
                       db->name, said);
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
    case SQLITE_TOOBIG:
        return ct_fail(err, CT_BAD_DATA,
                       "A value does not fit into the project %s (%s). Correct "
                       "it and try again.",
                       db->name, said);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return ct_fail(err, CT_BUSY,
                       "The project %s is in use by another program. Close it there "
                       "and try again.",
                       db->name);
    case SQLITE_INTERRUPT:
        return ct_fail(err, CT_CANCELLED, "The search was stopped.");
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
        return ct_fail(err, CT_IO,
                       "The disk with %s does not answer as it should (%s). Check that the "
                       "drive is mounted and writable.",
                       db->name, said);
    default:
        return ct_fail(err, code_of(rc), "The project %s cannot be used (%s).", db->name, said);
    }
}

/* ---- opening ---- */

/* Several writers that sleep equally long starve one another; at random they take turns. */
static int wait_for_lock(void *arg, int tries)
{
    int64_t *began = arg;

    if (tries == 0)
        *began = ct_clock_us();
    if (ct_clock_us() - *began > LONGEST_WAIT_US)
        return 0;
    unsigned random;
    sqlite3_randomness((int)sizeof random, &random);
    ct_sleep_us(150 + random % 350);
    return 1;
}

static int human(void *arg, int a_bytes, const void *a, int b_bytes, const void *b)
{
    char  small[2][128];
    char *texts[2];
    (void)arg;

    const void *bytes[2] = {a, b};
    size_t      counts[2] = {(size_t)a_bytes, (size_t)b_bytes};
    for (int i = 0; i < 2; i++) {
        texts[i] = counts[i] < sizeof small[i] ? small[i] : ct_alloc(counts[i] + 1);
        memcpy(texts[i], bytes[i], counts[i]);
        texts[i][counts[i]] = '\0';
    }
    int order = ct_natural_compare(texts[0], texts[1]);
    for (int i = 0; i < 2; i++) {
        if (texts[i] != small[i])
            free(texts[i]);
    }
    return order;
}

static void harden(sqlite3 *handle)
{
    static const struct {
        int option, value;
    } options[] = {
        {SQLITE_DBCONFIG_DEFENSIVE, 1},
        {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
        {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
        {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
        {SQLITE_DBCONFIG_DQS_DDL, 0},
        {SQLITE_DBCONFIG_DQS_DML, 0},
        {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
        /* until the file is known to be ours nothing of it is touched; and readers never
         * checkpoint, only the writing thread does */
        {SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1},
    };

    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++)
        sqlite3_db_config(handle, options[i].option, options[i].value, (int *)NULL);
    sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, LONGEST_VALUE);
}

/* "file:" + path with what a URI would read as its own syntax written as %XX. */
static char *uri_of(const char *path, ct_db_mode mode)
{
    ct_str uri = {0};

    ct_str_append(&uri, "file:");
    for (const unsigned char *c = (const unsigned char *)path; *c; c++) {
        if (*c == '%' || *c == '?' || *c == '#')
            ct_str_appendf(&uri, "%%%02X", *c);
        else
            ct_str_append_char(&uri, (char)*c);
    }
    if (mode == CT_DB_IMMUTABLE)
        ct_str_append(&uri, "?immutable=1");
    return ct_str_take(&uri);
}

/* SQLite counts its memory under one lock for all connections, which nobody here asks for: two threads that
 * read would wait for one another at every allocation. Refused where somebody else has used SQLite before,
 * which costs that time and nothing else. */
static void configure(void)
{
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

ct_code ct_db_open(ct_db *db, const char *path, ct_db_mode mode, ct_error *err)
{
    static const int flags[] = {
        [CT_DB_WRITE] = SQLITE_OPEN_READWRITE,
        [CT_DB_READ] = SQLITE_OPEN_READONLY,
        [CT_DB_IMMUTABLE] = SQLITE_OPEN_READONLY,
        [CT_DB_MAKE] = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
        [CT_DB_MEMORY] = SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY,
    };
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    char                 *uri = uri_of(path, mode);

    pthread_once(&once, configure);
    int rc = sqlite3_open_v2(uri, &db->handle, flags[mode] | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI,
                             NULL);

    free(uri);
    db->name = ct_strdup(path);
    if (rc != SQLITE_OK) {
        ct_code code = ct_db_fail(db, err);
        ct_db_close(db);
        return code;
    }
    sqlite3_extended_result_codes(db->handle, 1);
    harden(db->handle);
    sqlite3_create_collation_v2(db->handle, "HUMAN", SQLITE_UTF8, NULL, human, NULL);
    db->wait_began = ct_alloc(sizeof *db->wait_began);
    sqlite3_busy_handler(db->handle, wait_for_lock, db->wait_began);
    return CT_OK;
}

void ct_db_close(ct_db *db)
{
    for (int i = 0; i < CT_SQL_COUNT; i++)
        sqlite3_finalize(db->fixed[i]);
    for (int i = 0; i < CT_DB_COMPOSED; i++) {
        sqlite3_finalize(db->composed[i].stmt);
        free(db->composed[i].text);
    }
    sqlite3_close(db->handle);
    free(db->wait_began);
    free(db->name);
    *db = (ct_db){0};
}

static bool holds_nothing(const char *log_path)
{
    struct stat s;

    return stat(log_path, &s) == 0 && s.st_size == 0;
}

void ct_db_abandon(ct_db *db)
{
    char *log_path = ct_asprintf("%s-wal", ct_str_or_empty(db->name));

    if (db->handle)
        sqlite3_db_config(db->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, !holds_nothing(log_path),
                          (int *)NULL);
    free(log_path);
    ct_db_close(db);
}

ct_code ct_db_settle(ct_db *db, ct_db_mode mode, ct_error *err)
{
    static const char *const pragmas =
        "PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON;"
        "PRAGMA foreign_keys = ON; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0;"
        "PRAGMA wal_autocheckpoint = 0; PRAGMA temp_store = MEMORY;"
        /* KiB, as far as they are used: a list of 10,000 selects comes back to the pages of their
         * clips, of which the default keeps none */
        "PRAGMA cache_size = -32768;";
    ct_code       code = ct_db_exec(db, pragmas, err);
    sqlite3_stmt *stmt;
    bool          row = false;

    if (code != CT_OK)
        return code;
    if (mode == CT_DB_READ || mode == CT_DB_IMMUTABLE)
        return ct_db_exec(db, "PRAGMA query_only = ON", err);

    /* The pragma answers the mode it left the file in, and does not fail when that is another. */
    stmt = ct_db_compose(db, "PRAGMA journal_mode = WAL", err);
    if (!stmt)
        return err->code;
    code = ct_db_step(db, stmt, &row, err);
    if (code == CT_OK && (!row || strcmp(ct_db_column_text(stmt, 0), "wal") != 0))
        code = ct_fail(err, CT_UNSUPPORTED,
                       "The disk with %s cannot keep a project safely (no "
                       "write-ahead log). Copy the project to a local disk.",
                       db->name);
    sqlite3_reset(stmt);
    if (code == CT_OK)
        sqlite3_db_config(db->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, (int *)NULL);
    return code;
}

/* ---- statements ---- */

static sqlite3_stmt *prepare(ct_db *db, const char *text, ct_error *err)
{
    sqlite3_stmt *stmt = NULL;

    if (sqlite3_prepare_v3(db->handle, text, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL) !=
        SQLITE_OK)
        ct_db_fail(db, err);
    return stmt;
}

sqlite3_stmt *ct_db_get(ct_db *db, ct_sql which, ct_error *err)
{
    sqlite3_stmt *stmt = db->fixed[which];

    if (!stmt) {
        db->fixed[which] = prepare(db, ct_sql_text(which), err);
        return db->fixed[which];
    }
    sqlite3_reset(stmt);
    sqlite3_clear_bindings(stmt);
    return stmt;
}

sqlite3_stmt *ct_db_compose(ct_db *db, const char *text, ct_error *err)
{
    int oldest = 0;

    for (int i = 0; i < CT_DB_COMPOSED; i++) {
        if (db->composed[i].text && strcmp(db->composed[i].text, text) == 0) {
            db->composed[i].used = ++db->clock;
            sqlite3_reset(db->composed[i].stmt);
            sqlite3_clear_bindings(db->composed[i].stmt);
            return db->composed[i].stmt;
        }
        if (db->composed[i].used < db->composed[oldest].used)
            oldest = i;
    }
    sqlite3_stmt *stmt = prepare(db, text, err);
    if (!stmt)
        return NULL;
    sqlite3_finalize(db->composed[oldest].stmt);
    ct_strset(&db->composed[oldest].text, text);
    db->composed[oldest].stmt = stmt;
    db->composed[oldest].used = ++db->clock;
    return stmt;
}

ct_code ct_db_step(ct_db *db, sqlite3_stmt *stmt, bool *row, ct_error *err)
{
    int     rc = sqlite3_step(stmt);
    ct_code code = CT_OK;

    *row = rc == SQLITE_ROW;
    if (rc != SQLITE_ROW && rc != SQLITE_DONE)
        code = ct_db_fail(db, err);
    if (rc != SQLITE_ROW)
        sqlite3_reset(stmt);
    return code;
}

ct_code ct_db_run(ct_db *db, sqlite3_stmt *stmt, ct_error *err)
{
    ct_code code;
    bool    row;

    do {
        code = ct_db_step(db, stmt, &row, err);
    } while (code == CT_OK && row);
    return code;
}

ct_code ct_db_do(ct_db *db, ct_sql which, ct_error *err)
{
    sqlite3_stmt *stmt = ct_db_get(db, which, err);

    return stmt ? ct_db_run(db, stmt, err) : err->code;
}

void ct_db_roll_back(ct_db *db)
{
    if (!sqlite3_get_autocommit(db->handle))
        sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
}

ct_code ct_db_exec(ct_db *db, const char *sql, ct_error *err)
{
    return sqlite3_exec(db->handle, sql, NULL, NULL, NULL) == SQLITE_OK ? CT_OK
                                                                        : ct_db_fail(db, err);
}

ct_code ct_db_int(ct_db *db, const char *sql, int64_t *out, ct_error *err)
{
    sqlite3_stmt *stmt = NULL;
    ct_code       code = CT_OK;

    if (sqlite3_prepare_v2(db->handle, sql, -1, &stmt, NULL) != SQLITE_OK)
        return ct_db_fail(db, err);
    int rc = sqlite3_step(stmt);
    if (rc == SQLITE_ROW)
        *out = sqlite3_column_int64(stmt, 0);
    else if (rc != SQLITE_DONE)
        code = ct_db_fail(db, err);
    sqlite3_finalize(stmt);
    return code;
}

/* ---- copies ---- */

ct_code ct_db_copy(ct_db *from, ct_db *to, bool (*stop)(void *), void *arg, ct_error *err)
{
    sqlite3_backup *backup = sqlite3_backup_init(to->handle, "main", from->handle, "main");
    ct_code         code = CT_OK;
    int             rc = SQLITE_OK;

    if (!backup)
        return ct_db_fail(to, err);
    while (code == CT_OK && (rc == SQLITE_OK || rc == SQLITE_BUSY || rc == SQLITE_LOCKED)) {
        if (stop && stop(arg))
            code = ct_fail(err, CT_CANCELLED, "The copy was stopped.");
        else
            rc = sqlite3_backup_step(backup, STEP_PAGES);
    }
    sqlite3_backup_finish(backup);
    return code == CT_OK && rc != SQLITE_DONE ? ct_db_fail(to, err) : code;
}

/* ---- values ---- */

void ct_db_bind_int(sqlite3_stmt *stmt, int at, int64_t value)
{
    sqlite3_bind_int64(stmt, at, value);
}

void ct_db_bind_text(sqlite3_stmt *stmt, int at, const char *text)
{
    sqlite3_bind_text(stmt, at, text, -1, SQLITE_STATIC);
}

void ct_db_bind_id(sqlite3_stmt *stmt, int at, const ct_id *id)
{
    sqlite3_bind_blob(stmt, at, id->b, (int)sizeof id->b, SQLITE_STATIC);
}

void ct_db_bind_value(sqlite3_stmt *stmt, int at, const ct_value *value)
{
    switch (value->type) {
    case CT_VALUE_NULL:
        sqlite3_bind_null(stmt, at);
        return;
    case CT_VALUE_INT:
        sqlite3_bind_int64(stmt, at, value->i);
        return;
    case CT_VALUE_REAL:
        sqlite3_bind_double(stmt, at, value->r);
        return;
    case CT_VALUE_TEXT:
        ct_db_bind_text(stmt, at, value->text);
        return;
    case CT_VALUE_ID:
        ct_db_bind_id(stmt, at, &value->id);
        return;
    }
}

int64_t ct_db_column_int(sqlite3_stmt *stmt, int at)
{
    return sqlite3_column_int64(stmt, at);
}

const char *ct_db_column_text(sqlite3_stmt *stmt, int at)
{
    const char *text = (const char *)sqlite3_column_text(stmt, at);
    return text ? text : "";
}

ct_id ct_db_column_id(sqlite3_stmt *stmt, int at)
{
    ct_id       id = ct_id_none();
    const void *bytes = sqlite3_column_blob(stmt, at);

    if (bytes && sqlite3_column_bytes(stmt, at) == (int)sizeof id.b)
        memcpy(id.b, bytes, sizeof id.b);
    return id;
}

ct_value ct_db_column_value(sqlite3_stmt *stmt, int at)
{
    switch (sqlite3_column_type(stmt, at)) {
    case SQLITE_INTEGER:
        return ct_value_int(sqlite3_column_int64(stmt, at));
    case SQLITE_FLOAT:
        return ct_value_real(sqlite3_column_double(stmt, at));
    case SQLITE_TEXT:
        return ct_value_text(ct_db_column_text(stmt, at));
    case SQLITE_BLOB:
        return ct_value_id(ct_db_column_id(stmt, at));
    default:
        return (ct_value){.type = CT_VALUE_NULL};
    }
}
