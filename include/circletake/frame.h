/* SPDX-License-Identifier: MIT */
/* One decoded picture with the number that names it.
 *
 * Counted: whoever keeps a frame holds a reference. The content never changes after the reader gave
 * it, so any thread may read it; counting is atomic. The only header of media that the view layer
 * may include. */
#ifndef CIRCLETAKE_FRAME_H
#define CIRCLETAKE_FRAME_H

#include <libavutil/rational.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "circletake/mark.h"
#include "circletake/status.h"

struct AVFrame;

typedef struct ct_frame {
    /* Planes, size, pixel format, colour, aspect; never NULL. Its crop_... are what lies outside the clean
     * aperture: decoded, and part of every hash, but not shown. */
    struct AVFrame *av;
    int64_t         number; /* 0-based in display order, what every mark counts in */
    int64_t         pts;    /* ticks of `tb`, as in the file; INT64_MIN: the file has none */
    AVRational      tb;
    int             rotation_deg; /* 0, 90, 180, 270: turn clockwise by this much to show */
    bool            mirrored;     /* then swap left and right */
    /* The frame of this number, but smaller than in the file; its aspect puts it where the full picture
     * goes. Never hashed, never kept as evidence. */
    bool reduced;
    bool gap; /* a missing image of a sequence: `av` is black, and never a neighbour */
} ct_frame;

/* Gives a frame that owns `av` (taken). NULL when memory is gone; `av` is freed then. */
ct_frame *ct_frame_create(struct AVFrame *av, int64_t number, int64_t pts, AVRational tb);
/* One more reference to the same frame. */
ct_frame *ct_frame_ref(const ct_frame *f);
/* Lets it go, clears the pointer, takes NULL. */
void ct_frame_unref(ct_frame **f);

/* Bytes of memory its planes take, padding included: what caches count. */
size_t ct_frame_bytes(const ct_frame *f);

/* Where a sample of the picture as shown, (x, y) from its upper left, lies in the picture as decoded:
 * column at_x + x * x_x + y * x_y, row at_y + x * y_x + y * y_y. */
typedef struct ct_turn {
    int at_x, x_x, x_y, at_y, y_x, y_y;
} ct_turn;
/* For planes of width x height samples, or copies of them of another size. */
ct_turn ct_frame_turn(const ct_frame *f, int width, int height);
/* Gives the part that is shown, not yet turned; its planes are those of the frame. NULL when memory is
 * gone. */
struct AVFrame *ct_frame_visible(const ct_frame *f);

enum { CT_FRAME_MD5_BYTES = 33 };

/* MD5 over the planes without padding, in lower-case hex: the bytes of ffmpeg's rawvideo and
 * so of its framemd5. As ffmpeg does, a picture that is to be shown turned is turned first; only
 * where chroma is halved in one direction (4:2:2) it is taken as decoded. "-" for a gap. Returns
 * `out`. */
char *ct_frame_md5(const ct_frame *f, char out[CT_FRAME_MD5_BYTES]);
/* XXH3-64 over the planes as decoded, without padding: the picture hash of ct_evidence. Never 0, but 0 for a gap. */
uint64_t ct_frame_hash(const ct_frame *f);
/* pts, tb and hash of the frame, timecode as `clip` labels it. */
ct_evidence ct_frame_evidence(const ct_frame *f, const ct_clip *clip);

#endif
