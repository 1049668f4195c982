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

/* Gives a black frame that is shown in the shape of `like`; NULL: 16 to 9. A `gap`, of few samples. NULL
 * when memory is gone. */
ct_frame *ct_frame_black(const ct_frame *like);

/* What is to be shown: one frame, or two, of which `over` counts weight/of and `under` the rest. They are
 * mixed as they are displayed, in encoded values, like video is mixed everywhere; or in a wipe each has its
 * part of the picture. */
typedef struct ct_mix {
    ct_frame *over;       /* NULL: there is no picture */
    ct_frame *under;      /* NULL: `over` alone */
    int       weight, of; /* of `over`; looked at where there is an `under` */
    int       wipe;       /* pattern, see ct_wipe_of; one that it does not know: they are mixed */
} ct_mix;

/* Wipes, by their numbers in SMPTE 258. A sample in column x of w and row y of h has its middle at
 * a = (2x + 1) / 2w and b = (2y + 1) / 2h. It is that of the incoming picture where k/n of the way is more than
 *
 *     1 a          3 max(a, b)          41 (a + b) / 2         101 max(|2a - 1|, |2b - 1|)
 *     2 b          4 max(1 - a, b)      42 (1 - a + b) / 2     102 (|2a - 1| + |2b - 1|) / 2
 *     21 |2a - 1|  5 max(1 - a, 1 - b)                         119 how far it is from the centre, the
 *     22 |2b - 1|  6 max(a, 1 - b)                                 corners being 1
 *
 * and else that of the outgoing one: a hard edge, exact to the sample, from the left, the top, a corner or the
 * centre, of planes of less samples each by its own count. */
typedef enum ct_wipe_way { CT_WIPE_NOT, CT_WIPE_FROM, CT_WIPE_BACK, CT_WIPE_OUTWARD } ct_wipe_way;
typedef enum ct_wipe_shape { CT_WIPE_MAX, CT_WIPE_SUM, CT_WIPE_ROUND } ct_wipe_shape;
typedef struct ct_wipe {
    ct_wipe_shape shape;
    ct_wipe_way   across, down; /* a, 1 - a or |2a - 1|; likewise b */
} ct_wipe;
/* False: not one of these. */
bool ct_wipe_of(int pattern, ct_wipe *out);
/* Columns [first, end) of row y that are the incoming picture's. */
typedef struct ct_wipe_span {
    int first, end;
} ct_wipe_span;
ct_wipe_span ct_wipe_row(const ct_mix *m, int y, int w, int h);

/* The same with references of its own, which ct_mix_unref lets go (safe on zeroed memory). */
ct_mix ct_mix_ref(const ct_mix *m);
void   ct_mix_unref(ct_mix *m);
/* The same frames to the same parts. */
bool ct_mix_equal(const ct_mix *a, const ct_mix *b);

/* Gives both in one picture, mixed in the samples of their files, each to the nearest and halves up: what the
 * display shows, but before it is scaled and made RGB. NULL where their sizes or samples are not alike, or
 * samples are packed in parts of bytes, or a wipe is shown turned, or memory is gone. */
ct_frame *ct_frame_mix(const ct_mix *m);

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
