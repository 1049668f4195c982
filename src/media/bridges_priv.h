/* SPDX-License-Identifier: MIT */
/* Bridges over pictures that are lost, not exposed: where a picture of H.264 refers to one that is not there, or the
 * numbers of pictures have a gap, libavcodec takes another in its place. Which one depends on where decoding began and on
 * what was left out, so the picture is not the same by every way.
 *
 * It says so in its log only, and says it of healthy footage too: of pictures that are shown before the entry point which
 * decoding began at, and of that point itself. Here is kept which pictures it was said of. Any thread. */
#ifndef CT_BRIDGES_PRIV_H
#define CT_BRIDGES_PRIV_H

#include <libavcodec/avcodec.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct ct_bridges ct_bridges;

ct_bridges *ct_bridges_create(void);
void        ct_bridges_release(ct_bridges **bridges); /* clears the pointer, takes NULL */
/* A thread of the decoder, whose context is `ctx`, begins the picture that is labelled so. */
void ct_bridges_begin(ct_bridges *bridges, const AVCodecContext *ctx, int64_t label);
/* What that thread decodes refers to a picture that is not there. */
void ct_bridges_note(ct_bridges *bridges, const AVCodecContext *ctx);
/* The numbers have a gap before the picture that has this one (frame_num, Rec. ITU-T H.264 7.4.3). True: pictures are
 * lost; false: the entry's own, which had none before it. */
bool ct_bridges_gap(ct_bridges *bridges, int frame_num);
/* Label of a picture that this was said of, each once; -1: of none. */
int64_t ct_bridges_take(ct_bridges *bridges);
/* Of what was begun nothing comes out any more. */
void ct_bridges_forget(ct_bridges *bridges);

#endif
