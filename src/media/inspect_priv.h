/* SPDX-License-Identifier: MIT */
/* The two halves of a look: inspect_picture.c sees, inspect_sound.c hears, inspect.c runs them. */
#ifndef CT_INSPECT_PRIV_H
#define CT_INSPECT_PRIV_H

#include "circletake/frame.h"
#include "circletake/inspect.h"

/* Finds of one kind, in order. */
typedef struct ct_finds {
    int64_t         open; /* where one began that goes on; -1: none does */
    ct_stretch_list list;
} ct_finds;

/* --- inspect_picture.c --- */

/* Sees pictures one after another. */
typedef struct ct_seer {
    int64_t   least;              /* frames of the shortest freeze */
    ct_frame *last;               /* the one before; NULL: there is none to compare with */
    ct_frame *still;              /* the first of those that may be frozen */
    bool      is_black, is_still; /* said of the last */
    ct_finds  black, frozen, repeated, missing;
    uint16_t *rows; /* room for rows of unusual formats */
    size_t    row_cap;
} ct_seer;
void ct_seer_init(ct_seer *s, int64_t least);
void ct_seer_finish(ct_seer *s);
/* The next picture. False: it has a form that cannot be looked at. */
bool ct_seer_see(ct_seer *s, ct_frame *frame);
/* There is no picture of this frame: it is missing, what goes on ends, and what comes is compared with nothing. */
void ct_seer_miss(ct_seer *s, int64_t frame);
/* The frames end here: what goes on does. */
void ct_seer_end(ct_seer *s, int64_t frame);

/* --- inspect_sound.c --- */

/* Tracks, where they lie, and silent stretches of `least` frames and more. `index` NULL: a sound file.
 * A file without sound is not silent: it has none. */
CT_MUST_USE ct_code ct_inspect_sound(const ct_media_info *info, const ct_index *index,
                                     int64_t least, const ct_index_watch *watch, ct_material *out,
                                     ct_error *err);

#endif
