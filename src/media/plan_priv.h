/* SPDX-License-Identifier: MIT */
/* What to decode next: from where the playhead is and where it goes, what is cached, where the
 * decoder stands and how fast it proved to be. Decides only; the decode thread does. */
#ifndef CT_MEDIA_PLAN_PRIV_H
#define CT_MEDIA_PLAN_PRIV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "circletake/cache.h"
#include "circletake/index.h"
#include "pictures_priv.h"

enum { CT_PLAN_FAILURES = 16 };

typedef struct ct_plan_view {
    ct_pictures_want want;
    const ct_index  *index; /* NULL: not made yet, the decoder only counts from the start */
    const ct_cache  *cache;
    int64_t          count;       /* frames, 0 unknown */
    int64_t          position;    /* frame the decoder would give next; -1: it starts anew anyway */
    size_t           frame_bytes; /* of the last picture, 0 unknown */
    int64_t          next_us;     /* what one more frame takes, in a row; 0 unknown */
    int64_t          jump_us;     /* what the first frame after a jump takes */
    const int64_t   *failed;      /* frames that cannot be had: CT_PLAN_FAILURES, -1 unused */
} ct_plan_view;

/* Decode [first, last], in order; or this one alone, soonest. */
typedef struct ct_plan_job {
    int64_t first, last;
    bool    still;
    bool    now; /* it is for the frame under the playhead */
} ct_plan_job;

/* False: nothing to do until the playhead moves. */
bool ct_plan_next(const ct_plan_view *view, ct_plan_job *job);
/* What play has passed and need not stay: memory that is used again and again is cheaper than new memory for
 * each picture. Nothing at rest, and nothing of a loop, which is played from the cache as far as it fits. */
ct_span ct_plan_passed(const ct_plan_view *view);
/* Whether the playhead's frame is not there and not known to be impossible. */
bool ct_plan_is_missing(const ct_plan_view *view, int64_t frame);

#endif
