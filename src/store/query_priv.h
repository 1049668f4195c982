/* SPDX-License-Identifier: MIT */
/* What the files that read share. */
#ifndef CT_STORE_QUERY_PRIV_H
#define CT_STORE_QUERY_PRIV_H

#include "find.h"
#include "store_priv.h"

/* Binds the values of `w` and gives the statement; NULL with err set. The values must outlive it. */
sqlite3_stmt *ct_query_prepare(ct_query *q, const ct_where *w, ct_error *err);
/* Fills a ct_clip, ct_select or ct_note from the columns of ct_sql_list. */
void ct_query_read_row(sqlite3_stmt *stmt, ct_table table, void *item);
/* Those members alone, from the columns at `at` and on. */
void ct_query_read_members(sqlite3_stmt *stmt, int at, const ct_row_member *members, size_t count,
                           void *item);
/* Adds " AND column = ?" for a text, case aside, unless it is NULL or "". */
void ct_query_add_text(ct_where *w, const char *column, const char *text);

#endif
