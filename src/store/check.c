/* SPDX-License-Identifier: MIT */
/* Looking through a whole project file: ct_store_check. Reads only. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "query_priv.h"

typedef struct check {
    ct_db *db;
    void (*line)(void *arg, bool problem, const char *text);
    void *arg;
    bool  problems;
} check;

static void CT_PRINTF(3, 4) say(check *c, bool problem, const char *fmt, ...)
{
    char    text[CT_ERROR_TEXT_BYTES];
    va_list args;

    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    c->problems = c->problems || problem;
    if (c->line)
        c->line(c->arg, problem, text);
}

/* Every row of a check that should give none, or one row "ok". */
static ct_code check_rows(check *c, ct_sql which, const char *what, ct_error *err)
{
    sqlite3_stmt *stmt = ct_db_get(c->db, which, err);
    ct_code       code = stmt ? CT_OK : err->code;
    bool          row = true, fine = true;

    while (code == CT_OK && (code = ct_db_step(c->db, stmt, &row, err)) == CT_OK && row) {
        const char *text = ct_db_column_text(stmt, 0);
        if (strcmp(text, "ok") == 0)
            continue;
        fine = false;
        say(c, true, "%s: %s", what, text);
    }
    if (code == CT_OK && fine)
        say(c, false, "%s: ok", what);
    return code;
}

/* A check that counts what is wrong. */
static ct_code check_count(check *c, const char *sql, const char *what, bool quiet, ct_error *err)
{
    int64_t wrong = 0;
    ct_code code = ct_db_int(c->db, sql, &wrong, err);

    if (code == CT_OK && wrong > 0)
        say(c, true, "%s: %lld do not agree", what, (long long)wrong);
    else if (code == CT_OK && !quiet)
        say(c, false, "%s: ok", what);
    return code;
}

static ct_code check_log(check *c, ct_error *err)
{
    size_t               count;
    const ct_field_info *infos = ct_field_infos(&count);
    bool                 before = c->problems;
    ct_code              code = CT_OK;

    for (size_t i = 0; i < count && code == CT_OK; i++) {
        ct_str sql = {0}, what = {0};
        if (!infos[i].logged)
            continue;
        ct_sql_parity(&sql, infos[i].field);
        ct_str_appendf(&what, "change log of %s.%s", ct_table_name(infos[i].table),
                       infos[i].column);
        code = check_count(c, ct_str_text(&sql), ct_str_text(&what), true, err);
        ct_str_finish(&sql);
        ct_str_finish(&what);
    }
    if (code == CT_OK && c->problems == before)
        say(c, false, "change log: ok");
    return code;
}

static void note_library(check *c)
{
    say(c, false, "SQLite %s", sqlite3_libversion());
    /* 3.7.0 to 3.51.2 can damage a file when two connections write or checkpoint at one moment. One
     * thread alone does both here, so nothing is wrong; said for whoever looks for a cause. */
    if (sqlite3_libversion_number() < 3051003)
        say(c, false,
            "this SQLite has the WAL-reset fault (mended in 3.51.3); one writing thread "
            "and one writing program, as here, do not meet it");
}

/* The search index looks through itself only where it may write: in a copy in memory. */
static ct_code check_index(check *c, ct_error *err)
{
    static const ct_sql parts[] = {CT_SQL_CLIP_FTS_CHECK, CT_SQL_SELECT_FTS_CHECK,
                                   CT_SQL_NOTE_FTS_CHECK};
    ct_db               copy = {0};
    ct_error            found;
    ct_code             code = ct_db_open(&copy, ":memory:", CT_DB_MEMORY, err);

    if (code == CT_OK)
        code = ct_db_copy(c->db, &copy, NULL, NULL, err);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0] && code == CT_OK; i++) {
        if (ct_db_do(&copy, parts[i], &found) != CT_OK)
            say(c, true, "search index: %s", sqlite3_errmsg(copy.handle));
    }
    ct_db_close(&copy);
    return code;
}

static ct_code check_all(check *c, ct_error *err)
{
    ct_code code = check_rows(c, CT_SQL_INTEGRITY, "file", err);

    if (code == CT_OK)
        code = check_rows(c, CT_SQL_FOREIGN_KEYS, "references", err);
    if (code == CT_OK)
        code = check_count(c, ct_sql_text(CT_SQL_CHECK_COUNTERS), "counters", false, err);
    if (code == CT_OK)
        code = check_count(c, ct_sql_text(CT_SQL_CHECK_WORDS), "search index", false, err);
    if (code == CT_OK)
        code = check_index(c, err);
    if (code == CT_OK)
        code = check_log(c, err);
    return code;
}

ct_code ct_store_check(const char *path, void (*line)(void *arg, bool problem, const char *text),
                       void *arg, ct_error *err)
{
    ct_error  own;
    ct_error *e = err ? err : &own;
    ct_store *st = NULL;
    ct_code   code = ct_store_open(path, CT_STORE_READ_ONLY, NULL, &st, e);
    check     c = {.line = line, .arg = arg};

    if (code != CT_OK)
        return code;
    c.db = &st->query->db;
    note_library(&c);
    code = check_all(&c, e);
    if (code == CT_OK && c.problems)
        code = ct_fail(e, CT_BAD_DATA, "The project %s is damaged. Open the newest of its backups.",
                       path);
    ct_store_close(&st);
    return code;
}
