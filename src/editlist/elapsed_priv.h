/* SPDX-License-Identifier: MIT */
/* Elapsed source frames of each rate so far. Record boundaries are rounded from the whole elapsed
 * time, never summed from rounded lengths: neighbours share boundaries and nothing drifts. */
#ifndef CT_EDITLIST_ELAPSED_PRIV_H
#define CT_EDITLIST_ELAPSED_PRIV_H

#include "circletake/rate.h"

enum { CT_ELAPSED_RATES = 32 };

typedef struct ct_elapsed { /* zeroed: nothing yet */
    AVRational fps[CT_ELAPSED_RATES];
    int64_t    frames[CT_ELAPSED_RATES];
    int        count;
    int64_t    before; /* list frames of what stood in a slot that was needed again */
} ct_elapsed;

/* Frames of a list that lie one behind another without being a timeline, as in a bin or a log: as many as those of a
 * source last, and one at least. */
int64_t ct_elapsed_alone(int64_t frames, AVRational fps, AVRational list_fps);

/* Rates of sources must be small fractions (both numbers up to a million). */
void ct_elapsed_add(ct_elapsed *t, int64_t frames, AVRational fps, AVRational list_fps);
/* Where that is on the list: frames of `list_fps`, halves up. */
int64_t ct_elapsed_boundary(const ct_elapsed *t, AVRational list_fps);

#endif
