/* SPDX-License-Identifier: MIT */
#include "cli_table.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "circletake/heap.h"
#include "circletake/str.h"

void ct_cli_table_add(ct_cli_table *t, char *cells[CT_CLI_COLUMNS_MOST])
{
    t->rows = ct_grow(t->rows, &t->cap, t->count + 1, sizeof *t->rows);
    t->rows[t->count] = ct_alloc_array((size_t)t->columns, sizeof **t->rows);
    memcpy(t->rows[t->count++], cells, (size_t)t->columns * sizeof *cells);
}

void ct_cli_table_head(ct_cli_table *t, int columns, const char *const *names)
{
    char *cells[CT_CLI_COLUMNS_MOST];

    t->columns = columns;
    for (int i = 0; i < columns; i++)
        cells[i] = ct_strdup(names[i]);
    ct_cli_table_add(t, cells);
}

/* Cells of a terminal: two for a wide letter, none for a mark on the letter before. */
static int width(const char *text)
{
    size_t   bytes = strlen(text);
    uint32_t letter;
    int      cells = 0;

    while (bytes > 0) {
        size_t used = ct_utf8_decode(text, bytes, &letter);
        cells += utf8proc_charwidth((utf8proc_int32_t)letter);
        text += used;
        bytes -= used;
    }
    return cells;
}

void ct_cli_table_print(const ct_cli_table *t)
{
    int widths[CT_CLI_COLUMNS_MOST] = {0};

    for (size_t r = 0; r < t->count; r++)
        for (int i = 0; i < t->columns; i++)
            if (width(t->rows[r][i]) > widths[i])
                widths[i] = width(t->rows[r][i]);
    for (size_t r = 0; r < t->count; r++) {
        for (int i = 0; i < t->columns; i++) {
            const char *cell = t->rows[r][i];
            bool        last = i + 1 == t->columns;
            printf("%s%*s%s", cell, last ? 0 : widths[i] - width(cell), "", last ? "" : "  ");
        }
        putchar('\n');
    }
}

void ct_cli_table_finish(ct_cli_table *t)
{
    for (size_t r = 0; r < t->count; r++) {
        for (int i = 0; i < t->columns; i++)
            free(t->rows[r][i]);
        free(t->rows[r]);
    }
    free(t->rows);
}
