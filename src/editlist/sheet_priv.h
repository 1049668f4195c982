/* SPDX-License-Identifier: MIT */
/* A table that somebody sent: rows of cells with a head that names the columns. */
#ifndef CT_EDITLIST_SHEET_PRIV_H
#define CT_EDITLIST_SHEET_PRIV_H

#include <libavutil/rational.h>
#include <stdbool.h>
#include <stdint.h>

#include "circletake/status.h"
#include "circletake/str.h"
#include "editlist_priv.h"

/* A file that is UTF-16, by its mark or by its look: *data and *bytes become the same as UTF-8, which borrows from
 * what is given. NULL: it is none, and they are left. */
char *ct_text_narrow(const char **data, size_t *bytes);
/* Gives clean UTF-8 of a text file: UTF-8 with or without mark, UTF-16 with one, else Latin-1. Zero
 * bytes become spaces. CT_BAD_DATA: no text. */
CT_MUST_USE ct_code ct_text_decode(const char *data, size_t bytes, char **out, ct_error *err);

typedef struct ct_sheet_row {
    char **cells; /* owned */
    size_t count, cap;
    size_t number; /* of the line in the file where it begins, from 1 */
    /* With what its cells begin, a bit for each letter (digits share them): most of what a head is asked for
     * is not in it. */
    uint64_t initials;
} ct_sheet_row;

typedef struct ct_sheet {
    ct_sheet_row *rows;
    size_t        count, cap;
    bool          open_end; /* the last line has no end */
} ct_sheet;

enum {
    CT_SHEET_ROWS = 1000000,
    CT_SHEET_CELLS = 4096 /* in a row */
};

/* What stands between the cells: that of tabs, semicolons and commas of which the first line that has any has most. */
char ct_sheet_between(const char *text);
/* Reads clean text. `between` '\0': ct_sheet_between.
 * `quoted`: as RFC 4180 has it; else a quotation mark is a letter. CT_BAD_DATA: no table, or *out is what stands before
 * the row in which the file breaks off. */
CT_MUST_USE ct_code ct_sheet_read(const char *text, char between, bool quoted, ct_sheet *out,
                                  ct_error *err);
void                ct_sheet_finish(ct_sheet *s);
/* Forgets as many of its first rows, as stand above the head. */
void ct_sheet_drop_head(ct_sheet *s, size_t rows);
/* CT_BAD_DATA: the last line has no end and lacks several of so many cells: the rest is missing. Where that may be left
 * out, so is the row. */
CT_MUST_USE ct_code ct_sheet_check_end(ct_sheet *s, size_t cells, const ct_leaving *leave,
                                       ct_error *err);
/* "" where the row is shorter, or `column` is negative. Borrowed. */
const char *ct_sheet_cell(const ct_sheet_row *row, int column);
/* Column of `head` with one of the names ("Timecode In|In"), case and spaces ignored; -1 none. */
int ct_sheet_column(const ct_sheet_row *head, const char *names);
/* "1024", and "1024.0" or "1024,00" as a spreadsheet makes of it. */
bool ct_sheet_whole(const char *text, int64_t *n);
/* As a spreadsheet fills up what it writes. */
bool ct_sheet_is_empty(const ct_sheet_row *row);
/* "83", "83.4", "83,4", "1:23", "0:01:23.400", as programs write that cut without frames: the nearest frame. false: it is
 * none, and *n is left. */
bool ct_sheet_seconds(const char *text, AVRational fps, int64_t *n);

/* "24", "24000/1001", "25.000", "23,976", "23.98 fps", "25p". */
bool ct_sheet_rate(const char *text, AVRational *out);

/* --- edit_table_read.c --- */

/* Whether the rows below such a head are ranges of sources, as other programs write them. */
bool ct_edit_table_is(const ct_sheet_row *head);

/* A cell that says so of what its column asks. */
bool ct_sheet_yes(const char *cell);

#endif
