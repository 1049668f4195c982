/* SPDX-License-Identifier: MIT */
/* Holes in pictures, not exposed: blocks that a decoder was to fill and did not, because their data is gone.
 *
 * Libavcodec's decoder of HEVC leaves them as they were and says nothing, so what is seen there is left from another
 * picture. Clearing all memory before would cost a tenth of decoding large pictures. Instead a few samples
 * of each block are marked; a mark that is still there afterwards tells. Any thread. */
#ifndef CT_HOLES_PRIV_H
#define CT_HOLES_PRIV_H

#include <libavutil/frame.h>
#include <stdbool.h>

typedef struct ct_holes ct_holes;

ct_holes *ct_holes_create(void);
void      ct_holes_release(ct_holes **holes); /* clears the pointer, takes NULL */
/* Before the picture is decoded, in the order of decoding; keeps its memory. False: it was not marked, be it for
 * its format or for want of memory. */
bool ct_holes_mark(ct_holes *holes, const AVFrame *f);
/* How many have holes: of `f`, which came out of the decoder, and those that were begun before it since the last
 * time, which it may refer to. All of them must be complete: a decoder with threads gives pictures in order. */
int ct_holes_count(ct_holes *holes, const AVFrame *f);
/* Of what was begun nothing comes out any more. */
void ct_holes_forget(ct_holes *holes);

#endif
