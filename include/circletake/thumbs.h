/* SPDX-License-Identifier: MIT */
/* Small stills of one exact frame, for lists and sheets. Rebuildable; kept in the cache
 * folder under the clip's fingerprint, frame and size. Any thread; build decodes, so: never the
 * main thread. */
#ifndef CIRCLETAKE_THUMBS_H
#define CIRCLETAKE_THUMBS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "circletake/frame.h"
#include "circletake/status.h"

typedef struct ct_thumb {
    int    width_px, height_px; /* square pixels, upright */
    size_t stride_bytes;
    uint8_t
        *pixels; /* 32 bits each, 0xffRRGGBB in the machine's byte order: cairo's RGB24/ARGB32 */
} ct_thumb;

/* Gives frame `frame` of the file's pictures `stream` (CT_NO_INPUT when there is none), scaled to fit into max_w x max_h,
 * pixel aspect and rotation applied, in display colours (BT.709, full range). */
CT_MUST_USE ct_code ct_thumb_build(const char *path, int stream, int64_t frame, int max_w,
                                   int max_h, bool (*stop)(void *), void *stop_arg, ct_thumb **out,
                                   ct_error *err);
/* The same from a picture that is already decoded. */
CT_MUST_USE ct_code ct_thumb_from_frame(const ct_frame *picture, int max_w, int max_h,
                                        ct_thumb **out, ct_error *err);
void                ct_thumb_destroy(ct_thumb **thumb);

/* In the cache folder, as PNG, under ct_fingerprint_of_stream. Load: CT_NO_INPUT when none of that size was saved yet. */
CT_MUST_USE ct_code ct_thumb_save(const ct_thumb *thumb, uint64_t fingerprint, int64_t frame,
                                  int max_w, int max_h, ct_error *err);
CT_MUST_USE ct_code ct_thumb_load(uint64_t fingerprint, int64_t frame, int max_w, int max_h,
                                  ct_thumb **out, ct_error *err);

#endif
