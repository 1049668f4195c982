/* SPDX-License-Identifier: MIT */
/* A table for people: columns as wide as their widest cell on a terminal. */
#ifndef CT_APP_CLI_TABLE_H
#define CT_APP_CLI_TABLE_H

#include <stddef.h>

enum { CT_CLI_COLUMNS_MOST = 12 };

/* Rows of text cells; the first is the heading. */
typedef struct ct_cli_table {
    int     columns;
    char ***rows;
    size_t  count, cap;
} ct_cli_table;

/* Begins a zeroed table; copies the names. */
void ct_cli_table_head(ct_cli_table *t, int columns, const char *const *names);
/* Takes the cells, as many as there are columns. */
void ct_cli_table_add(ct_cli_table *t, char *cells[CT_CLI_COLUMNS_MOST]);
void ct_cli_table_print(const ct_cli_table *t);
void ct_cli_table_finish(ct_cli_table *t);

#endif
