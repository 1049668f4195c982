/* SPDX-License-Identifier: MIT */
/* The steps of making an index, not exposed. One thread. */
#ifndef CT_INDEX_BUILD_PRIV_H
#define CT_INDEX_BUILD_PRIV_H

#include "index_priv.h"

/* What goes from step to step. */
struct ct_build {
    ct_index             *ix;
    const ct_index_watch *watch;
    ct_input             *in;
    int                   progress_from, progress_to, told; /* permille */
    ct_error             *err;
};

/* index_build.c */
void    ct_build_progress(struct ct_build *b, int64_t done, int64_t all);
ct_stop ct_build_stop(const ct_index_watch *watch);

/* index_decode.c */
/* The frames are the pictures that a decode from the first packet to the last gives. Where some are damaged, one
 * thread decides, which is also how the reference lists of ffmpeg are made. `guess` is the rate if times tell none. */
CT_MUST_USE ct_code ct_build_decode(struct ct_build *b, AVRational guess);

#endif
