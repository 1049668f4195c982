/* SPDX-License-Identifier: MIT */
/* A line of remarks as people type them to one another: a mark of a list, a time or two, words. Pure. */
#ifndef CT_EDITLIST_TYPED_LINE_PRIV_H
#define CT_EDITLIST_TYPED_LINE_PRIV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct ct_typed_time {
    int     fields;       /* "1:23" has two, "01:00:05:12" has four and is a timecode */
    int64_t milliseconds; /* of less than four */
    size_t  bytes;        /* with the bracket around it */
} ct_typed_time;

/* A time, or two with a dash between them: "0:12 - 0:15". Words follow behind a blank or a colon. */
typedef struct ct_typed_range {
    ct_typed_time first, last; /* fields of `last` 0: there is no other */
    size_t        bytes;
} ct_typed_range;

/* Behind what people put before the times of a list: "- ", "3. ", "#3 ", "@", "TC ". Borrows. */
const char *ct_typed_past_mark(const char *line);
/* false: no time is at its beginning. */
bool ct_typed_range_parse(const char *text, ct_typed_range *out);
/* The words behind a range at the beginning of `text`. Borrows. */
const char *ct_typed_words(const char *text, const ct_typed_range *s);

#endif
