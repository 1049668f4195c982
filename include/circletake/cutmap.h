/* SPDX-License-Identifier: MIT */
/* The two directions between a cut and its clips: which frames of which clips are on screen at a record
 * frame, and where in the cut a frame of a clip is. Pure; any thread. */
#ifndef CIRCLETAKE_CUTMAP_H
#define CIRCLETAKE_CUTMAP_H

#include "circletake/conform.h"
#include "circletake/sight.h"

typedef struct ct_cut_map ct_cut_map;

/* Borrows the timeline until destroy; of the clips only what is asked now. */
ct_cut_map *ct_cut_map_create(const ct_timeline *t, const ct_clip *clips, size_t count);
void        ct_cut_map_destroy(ct_cut_map **map);

/* Where a picture of the cut comes from. */
typedef enum ct_layer_kind {
    CT_LAYER_BLACK,   /* a gap, or an event that is black */
    CT_LAYER_PICTURE, /* the frame of the clip */
    CT_LAYER_MISSING, /* the event has no clip */
    CT_LAYER_OUTSIDE  /* the clip has no such frame */
} ct_layer_kind;

typedef struct ct_layer {
    ct_layer_kind kind;
    int64_t       event; /* -1: a gap */
    ct_id         clip;  /* of PICTURE and OUTSIDE, else none */
    int64_t       frame; /* of the clip; -1 where there is none */
    bool          held;  /* the outgoing clip ended within the transition: its last frame stays */
} ct_layer;

/* What is seen at a record frame, see sight.h: `over` counts weight/of, `under` the rest. At 1/1 it is
 * `over` alone, and `under` is black. */
typedef struct ct_look {
    ct_layer over, under;
    int64_t  weight, of;
    int      wipe; /* pattern by which it comes on, as ct_event; 0: they are mixed */
} ct_look;

/* The k-th record frame of an event, k from 0, shows frame first + floor(k * pace) of its clip, in reverse
 * last - floor(k * pace), counted from the highest; pace is the exact fraction of clip frames a record
 * frame. So does the outgoing event on its way through a transition. */
ct_look ct_cut_map_look(const ct_cut_map *map, int64_t record_frame);
/* What an event by itself shows at a record frame, also before and behind its own. */
ct_layer ct_cut_map_layer(const ct_cut_map *map, size_t event, int64_t record_frame);
/* The shot that a remark on this look is about: the uppermost or incoming one, of a fade to black or a shot
 * that has no picture the outgoing one; NULL: neither has a picture. Borrows. */
const ct_layer *ct_look_shot(const ct_look *look);
/* Borrowed until the map is destroyed. */
const ct_sight *ct_cut_map_sight(const ct_cut_map *map);

/* Event whose picture is on screen at a record frame, see ct_timeline_shots; -1 where there is none. */
int64_t ct_cut_map_event_at(const ct_cut_map *map, int64_t record_frame);
/* Clip frames of an event; false: it has no clip, or reaches outside it. */
bool ct_cut_map_span(const ct_cut_map *map, size_t event, ct_span *out);
/* Record frames at which an event shows any of those frames of its clip; false: it shows none. */
bool ct_cut_map_shown(const ct_cut_map *map, size_t event, ct_span clip_frames, ct_span *record);
/* Record frame at which that frame of the clip is on screen, of several the one nearest to `near`;
 * -1: it is not in the cut. *event (NULL allowed) shows it. */
int64_t ct_cut_map_record(const ct_cut_map *map, ct_id clip, int64_t clip_frame, int64_t near,
                          size_t *event);

#endif
