/* SPDX-License-Identifier: MIT */
/* Two cuts, what became of what: added, removed, trimmed, moved, swapped. Pure functions, any thread;
 * n log n for n events. */
#ifndef CIRCLETAKE_COMPARE_H
#define CIRCLETAKE_COMPARE_H

#include "circletake/editlist.h"

typedef enum ct_difference {
    CT_SAME_EVENT = 0, /* as it was; its record place may differ because of what is before it */
    CT_ADDED,
    CT_REMOVED,
    CT_TRIMMED, /* the same source, other ends */
    CT_MOVED,   /* in another order; perhaps trimmed too */
    CT_SWAPPED, /* another source between the same neighbours */
    CT_ALTERED  /* the same frames in the same order, at another speed or begun otherwise */
} ct_difference;
const char *ct_difference_name(ct_difference d); /* "added" */

typedef struct ct_cut_change {
    ct_difference what;
    int64_t       before, after; /* events of the two timelines, -1 none */
    int64_t       head, tail;    /* frames won at the two ends; negative: lost. Trimmed and moved */
    int64_t       shift;         /* record frames it begins later (counted from the cut's start) */
} ct_cut_change;

typedef struct ct_comparison {
    ct_cut_change *items; /* in the order of the new cut; removed ones where they were */
    size_t         count, cap;
    size_t         totals[CT_ALTERED + 1];
} ct_comparison;
void ct_comparison_finish(ct_comparison *c);

/* Picture events only. Events are the same source when both have the same clip; where one has none, the
 * same path, else the same reel and name. */
void ct_compare(const ct_timeline *before, const ct_timeline *after, ct_comparison *out);

/* Source of an event of a change, its first label and its length, for lists. */
typedef struct ct_change_side {
    const ct_event *event; /* NULL: not on this side */
    char            record_in[CT_TC_TEXT_BYTES], record_out[CT_TC_TEXT_BYTES];
    char            source_in[CT_TC_TEXT_BYTES], source_out[CT_TC_TEXT_BYTES];
} ct_change_side;
ct_change_side ct_change_side_of(const ct_timeline *t, int64_t event);
/* What else became of an event that is in both cuts: "was dissolve of 24, is dissolve of 12",
 * "was 50 %, is 100 %"; NULL: nothing. Gives. */
char *ct_change_detail(const ct_cut_change *x, const ct_change_side *before,
                       const ct_change_side *after);

/* The changes (not what is the same) as a table with commas; give. */
char *ct_comparison_csv(const ct_timeline *before, const ct_timeline *after,
                        const ct_comparison *c);
/* A change list: the events of the new cut that an editor must touch, at their record places, each with
 * a comment that says what happened; what was removed is a comment of the event before it. What a
 * transition comes out of stands before its event, by its last frame if it is not touched itself. */
CT_MUST_USE ct_code ct_comparison_edl(const ct_timeline *before, const ct_timeline *after,
                                      const ct_comparison *c, ct_output_list *out,
                                      ct_finding_list *findings, ct_error *err);

#endif
