/* SPDX-License-Identifier: MIT */
/* A cut ready to be looked at: what the project knows of it and of its clips, and the map between them. A
 * copy: what is changed later is not in it. Any thread, one at a time. */
#ifndef CIRCLETAKE_CUTVIEW_H
#define CIRCLETAKE_CUTVIEW_H

#include "circletake/cutmap.h"
#include "circletake/query.h"

/* An event that ct_cut_view_has says no of, and why, as a sentence. */
typedef struct ct_cut_miss {
    size_t event;
    char  *why;
    bool   ambiguous; /* several clips answer to it */
} ct_cut_miss;

typedef struct ct_cut_view {
    ct_cut       cut; /* id none: none */
    ct_timeline  events;
    ct_clip_list clips; /* of the events, by id */
    ct_cut_map  *map;
    size_t       missing; /* events that ct_cut_view_has says no of */
    ct_cut_miss *misses;  /* all of them, in record order, once they were explained; else NULL */
    size_t      *sounds;  /* events that are heard alone, in the order of the cut */
    size_t       sound_count;
    int          sound_first, sound_last; /* their lowest and highest track; -1 without one */
} ct_cut_view;

/* Reads from the disk. On failure nothing is left to finish. The map borrows from `out`, which must stay where
 * it is. */
CT_MUST_USE ct_code ct_cut_view_read(ct_query *q, ct_id cut, ct_cut_view *out, ct_error *err);
void                ct_cut_view_finish(ct_cut_view *v); /* safe on zeroed memory */
/* Finds out why what is missing is. Reads all clips of the project when there is any. */
CT_MUST_USE ct_code ct_cut_view_explain(ct_query *q, ct_cut_view *v, ct_error *err);
/* Why an event is missing; NULL: it is not, or nothing was explained. Borrowed. O(log n). */
const char *ct_cut_view_miss(const ct_cut_view *v, size_t event);
/* Whether it is because several clips answer to it. */
bool ct_cut_view_is_ambiguous(const ct_cut_view *v, size_t event);
/* NULL: no event is of this clip. O(log n). */
const ct_clip *ct_cut_view_clip(const ct_cut_view *v, ct_id clip);

/* The clip of the first event that is heard alone at a record frame, and the frame of it; NULL: there is none. O(n)
 * of those that are heard alone. */
const ct_clip *ct_cut_view_heard(const ct_cut_view *v, int64_t record, int64_t *frame);

/* Record frame of a remark that its list brought; -1: the event does not show that frame. */
int64_t ct_cut_view_remark(const ct_cut_view *v, const ct_event *e, const ct_marker *m);

/* Whether the event has a clip whose file is there, or is black and needs none. */
bool ct_cut_view_has(const ct_cut_view *v, const ct_event *e);

#endif
