/* SPDX-License-Identifier: MIT */
/* Evidence of frames, taken from the file itself: what a mark keeps, and what it is compared with when
 * the project is opened again. Decodes, so: never the main thread of a window. */
#ifndef CIRCLETAKE_PROVE_H
#define CIRCLETAKE_PROVE_H

#include "circletake/log.h"
#include "circletake/mark.h"

/* Fills out[i] with pts, picture hash and timecode of frames[i] of the clip's file. A frame that
 * cannot be read has hash 0; a clip of sound only has timecode alone. Frames may repeat and come in
 * any order; they are read in rising order. CT_NO_INPUT: the file is not there. `stop` may be NULL:
 * true ends with CT_CANCELLED, and what is not yet known has hash 0. */
CT_MUST_USE ct_code ct_prove_frames(const ct_clip *clip, const int64_t *frames, size_t count,
                                    bool (*stop)(void *arg), void *stop_arg, ct_log *log,
                                    ct_evidence *out, ct_error *err);

#endif
