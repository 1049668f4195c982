/* SPDX-License-Identifier: MIT */
/* Two cuts of a project held against one another: see compare.h. A copy: what is changed later is not in it.
 * Any thread, one at a time. */
#ifndef CIRCLETAKE_COMPARED_H
#define CIRCLETAKE_COMPARED_H

#include "circletake/compare.h"
#include "circletake/query.h"

/* One that is not the same. */
typedef struct ct_compared_row {
    size_t  change; /* of result.items */
    int64_t record; /* frame of the later cut where it begins; of what was removed: where it was */
} ct_compared_row;

typedef struct ct_compared {
    ct_cut           before, after;
    ct_timeline      events_before, events_after;
    ct_comparison    result;
    ct_compared_row *rows;
    size_t           row_count;
    ct_error         error; /* of a task: why there is nothing to see; code CT_OK: there is */
} ct_compared;

/* `before` and `after` name cuts as ct_query_cut_named wants it. On failure nothing is left to finish. */
CT_MUST_USE ct_code ct_compared_read(ct_query *q, const char *before, const char *after,
                                     ct_compared *out, ct_error *err);
void                ct_compared_finish(ct_compared *c); /* safe on zeroed memory */
/* The change list: see ct_comparison_edl. Gives. */
CT_MUST_USE ct_code ct_compared_edl(const ct_compared *c, char **out, ct_finding_list *said,
                                    ct_error *err);

#endif
