/* SPDX-License-Identifier: MIT */
/* What is on screen at a record frame of a timeline: one event, or two that are mixed.
 *
 * A dissolve of n frames begins with its event: at the k-th of them, k from 0, the event counts
 * k/n and what it comes out of the rest, so its first frame is still wholly the outgoing picture and the
 * frame behind its last wholly the incoming one. It comes out of the event that its own track showed
 * until then, which runs on past its end; where the track showed nothing, of what lies below, else of
 * black. A wipe counts the same, how it looks is another question (ct_look). Never
 * more than two are mixed: what an event comes out of is taken as it is, its own transition over.
 *
 * Pure; any thread, several at a time. */
#ifndef CIRCLETAKE_SIGHT_H
#define CIRCLETAKE_SIGHT_H

#include "circletake/timeline.h"

typedef struct ct_seen {
    int64_t over, under; /* events; -1: none, which is black */
    int64_t weight, of; /* `over` counts weight/of and `under` the rest; 1/1: `under` is not seen */
} ct_seen;

typedef struct ct_sight ct_sight;

/* Borrows the timeline until destroy. O(n log n) of the events for each track that dissolves onto
 * others. */
ct_sight *ct_sight_create(const ct_timeline *t);
void      ct_sight_destroy(ct_sight **sight);

/* In a gap, and outside the timeline, `over` is -1 and counts 1/1. O(log n). */
ct_seen ct_sight_at(const ct_sight *sight, int64_t record_frame);
/* What is uppermost where, as ct_timeline_shots; borrowed until destroy. */
const ct_shot *ct_sight_shots(const ct_sight *sight, size_t *count);

#endif
