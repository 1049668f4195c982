/* SPDX-License-Identifier: MIT */
/* From what people type into the search box to conditions of a statement. Never fails: what is
 * not understood is searched for as text. */
#ifndef CT_STORE_FIND_H
#define CT_STORE_FIND_H

#include "sql.h"
#include "value.h"

/* The text of a statement that grows, with the values of its parameters in order. */
typedef struct ct_where {
    ct_str    sql;
    ct_value *values;
    size_t    count, cap;
} ct_where;

void ct_where_finish(ct_where *w);
/* Appends `text`, in which every ? stands for `value`. Takes `value`. */
void ct_where_add(ct_where *w, const char *text, ct_value value);
/* Appends text without parameters. */
void ct_where_text(ct_where *w, const char *text);

/* Appends " AND ..." for everything in `find` (NULL: nothing). The statement is that of
 * ct_sql_list for `table`: c is the clip, s the select, m the note. */
void ct_find_add(ct_where *w, ct_table table, const char *find);

#endif
