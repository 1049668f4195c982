/* SPDX-License-Identifier: MIT */
/* The two directions between a cut and its clips: which frame of which clip is on screen at a record
 * frame, and where in the cut a frame of a clip is. Pure; any thread, one at a time. */
#ifndef CIRCLETAKE_CUTMAP_H
#define CIRCLETAKE_CUTMAP_H

#include "circletake/conform.h"
#include "circletake/timeline.h"

typedef struct ct_cut_map ct_cut_map;

/* Borrows the timeline until destroy; of the clips only what is asked now. */
ct_cut_map *ct_cut_map_create(const ct_timeline *t, const ct_clip *clips, size_t count);
void        ct_cut_map_destroy(ct_cut_map **map);

/* Event whose picture is on screen at a record frame, see ct_timeline_shots; -1 where there is none. */
int64_t ct_cut_map_event_at(const ct_cut_map *map, int64_t record_frame);
/* Clip frames of an event; false: it has no clip, or reaches outside it. */
bool ct_cut_map_span(const ct_cut_map *map, size_t event, ct_span *out);
/* Record frame at which that frame of the clip is on screen, of several the one nearest to `near`;
 * -1: it is not in the cut. *event (NULL allowed) shows it. */
int64_t ct_cut_map_record(const ct_cut_map *map, ct_id clip, int64_t clip_frame, int64_t near,
                          size_t *event);

#endif
