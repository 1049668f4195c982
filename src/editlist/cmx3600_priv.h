/* SPDX-License-Identifier: MIT */
/* The lines of an edit decision list as they come: any line end, any of the encodings seen. */
#ifndef CT_EDITLIST_CMX3600_PRIV_H
#define CT_EDITLIST_CMX3600_PRIV_H

#include "circletake/str.h"
#include "circletake/timeline.h"

/* Longest line: a path of 4096 bytes with its keyword fits, a file that is no list does not get far. */
enum { CT_EDL_LINE_BYTES = 8192, CT_EDL_EVENTS = 100000 };

typedef struct ct_edl_lines {
    const char      *data;
    size_t           bytes, at;
    size_t           number; /* of the line given last, from 1 */
    ct_str           line;   /* clean UTF-8, ends trimmed */
    bool             said_encoding, said_nul;
    ct_finding_list *findings;
} ct_edl_lines;

/* CT_BAD_DATA when it cannot be a text of lines at all. */
ct_code ct_edl_lines_start(ct_edl_lines *l, const char *data, size_t bytes,
                           ct_finding_list *findings, ct_error *err);
void    ct_edl_lines_finish(ct_edl_lines *l);
/* Next line in l->line; CT_END behind the last. */
ct_code ct_edl_lines_next(ct_edl_lines *l, ct_error *err);

#endif
