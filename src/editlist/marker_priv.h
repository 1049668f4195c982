/* SPDX-License-Identifier: MIT */
/* Notes as the marker lists of editing programs want them: on the timeline, not on the clip. */
#ifndef CT_EDITLIST_MARKER_PRIV_H
#define CT_EDITLIST_MARKER_PRIV_H

#include "circletake/timeline.h"

/* Record frames of a marker of `e`, cut off at the event's end; at least one. */
ct_span ct_marker_record(const ct_timeline *t, const ct_event *e, const ct_marker *m);

typedef struct ct_placed_marker {
    const ct_marker *marker; /* borrowed from the timeline */
    ct_span          record;
    size_t           order; /* as the timeline has them */
} ct_placed_marker;

/* All of a timeline's markers by record position. Gives an array; free it with free(). */
ct_placed_marker *ct_markers_placed(const ct_timeline *t, size_t *count);
/* CT_NO_INPUT when `count` is 0: a list of nothing is no list. */
ct_code ct_markers_require(size_t count, ct_error *err);

#endif
