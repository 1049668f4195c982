/* SPDX-License-Identifier: MIT */
/* One SQLite connection as this program uses it: hardened, with prepared statements kept, and
 * errors turned into sentences. A connection belongs to one thread at a time. `err` is never NULL
 * in here: the functions of the public headers bring their own. */
#ifndef CT_STORE_DB_H
#define CT_STORE_DB_H

#include <sqlite3.h>
#include <stdbool.h>

#include "circletake/status.h"
#include "schema.h"
#include "sql.h"
#include "value.h"

enum { CT_DB_COMPOSED = 24, CT_DB_DIGEST_BYTES = 65 };

typedef struct ct_db {
    sqlite3      *handle;
    char         *name;                /* path, for sentences */
    sqlite3_stmt *fixed[CT_SQL_COUNT]; /* prepared on first use */
    struct {
        char         *text;
        sqlite3_stmt *stmt;
        unsigned      used;
    } composed[CT_DB_COMPOSED]; /* those last used */
    unsigned clock;
    int64_t *wait_began; /* of the busy handler */
} ct_db;

typedef enum ct_db_mode {
    CT_DB_WRITE,     /* the one writing connection of an existing file */
    CT_DB_READ,      /* beside a writer, or alone */
    CT_DB_IMMUTABLE, /* read-only medium, no -wal */
    CT_DB_MAKE,      /* creates the file */
    CT_DB_MEMORY
} ct_db_mode;

/* Opens and hardens; looks at nothing yet. `db` is zeroed memory. */
CT_MUST_USE ct_code ct_db_open(ct_db *db, const char *path, ct_db_mode mode, ct_error *err);
void                ct_db_close(ct_db *db); /* safe on zeroed memory */
/* Closes what was only looked at, and may be damaged: what its log holds stays there, a log that holds nothing
 * goes with the last who has the file open. Needs to be open for writing. Safe on zeroed memory. */
void ct_db_abandon(ct_db *db);

/* CT_BAD_DATA unless the file is ours. Gives its version; checks that the text of its schema is
 * that of `schema` at that version, unless it is newer. */
CT_MUST_USE ct_code ct_db_verify(ct_db *db, const ct_schema *schema, int *version, ct_error *err);
/* SHA-256, as hexadecimal digits, of the text of the schema of an honest file of that version. */
CT_MUST_USE ct_code ct_db_schema_digest(const ct_schema *schema, int version,
                                        char out[CT_DB_DIGEST_BYTES], ct_error *err);
/* WAL, FULL and the rest of reliability: after the file was verified. */
CT_MUST_USE ct_code ct_db_settle(ct_db *db, ct_db_mode mode, ct_error *err);
/* Runs the steps behind `version`, each in one transaction. */
CT_MUST_USE ct_code ct_db_migrate(ct_db *db, const ct_schema *schema, int version, ct_error *err);

/* Copies everything into `to`. `stop` (may be NULL) is asked between steps: true gives
 * CT_CANCELLED. */
CT_MUST_USE ct_code ct_db_copy(ct_db *from, ct_db *to, bool (*stop)(void *), void *arg,
                               ct_error *err);

/* A sentence for the last error of the connection, and its code. */
ct_code ct_db_fail(ct_db *db, ct_error *err);

/* Runs text that gives no rows. */
CT_MUST_USE ct_code ct_db_exec(ct_db *db, const char *sql, ct_error *err);
/* One integer of a statement's first row; `fallback` when there is none. */
CT_MUST_USE ct_code ct_db_int(ct_db *db, const char *sql, int64_t *out, ct_error *err);

/* A statement ready to be bound; NULL with `err` set when it cannot be prepared. Borrowed until the
 * next call for the same one. */
sqlite3_stmt *ct_db_get(ct_db *db, ct_sql which, ct_error *err);
sqlite3_stmt *ct_db_compose(ct_db *db, const char *text, ct_error *err);
/* One row more? On false or failure the statement is reset. */
CT_MUST_USE ct_code ct_db_step(ct_db *db, sqlite3_stmt *stmt, bool *row, ct_error *err);
/* To the end, rows ignored, and reset. */
CT_MUST_USE ct_code ct_db_run(ct_db *db, sqlite3_stmt *stmt, ct_error *err);
/* Ends a failed transaction, if it is still there: a full disk ends it by itself. */
void ct_db_roll_back(ct_db *db);
/* A fixed statement without parameters. */
CT_MUST_USE ct_code ct_db_do(ct_db *db, ct_sql which, ct_error *err);

/* Binding copies nothing: values must live until the statement has run. */
void ct_db_bind_int(sqlite3_stmt *stmt, int at, int64_t value);
void ct_db_bind_text(sqlite3_stmt *stmt, int at, const char *text);
void ct_db_bind_id(sqlite3_stmt *stmt, int at, const ct_id *id);
void ct_db_bind_value(sqlite3_stmt *stmt, int at, const ct_value *value);

int64_t ct_db_column_int(sqlite3_stmt *stmt, int at);
/* "" for NULL; valid until the next step. */
const char *ct_db_column_text(sqlite3_stmt *stmt, int at);
ct_id       ct_db_column_id(sqlite3_stmt *stmt, int at);
ct_value    ct_db_column_value(sqlite3_stmt *stmt, int at); /* finish it */

#endif
