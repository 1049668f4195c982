/* SPDX-License-Identifier: MIT */
/* A sound source read from back to front: what reverse play and a step back let be heard. Sound only
 * decodes forward, so it is read in blocks, each turned round; blocks meet on the sample. One
 * thread at a time. */
#ifndef CT_MEDIA_BACKWARD_PRIV_H
#define CT_MEDIA_BACKWARD_PRIV_H

#include "circletake/audio.h"

typedef struct ct_backward ct_backward;

/* `source` is borrowed until destroy and is moved about by every read. */
ct_backward *ct_backward_create(ct_audio_source *source, int rate_hz);
void         ct_backward_destroy(ct_backward **backward);
/* The next sample read is the one that ends at `media_us`. */
void ct_backward_seek(ct_backward *backward, int64_t media_us);
/* Up to `frames` stereo sample frames, each before the one given last; silence where the file has
 * none. */
CT_MUST_USE ct_code ct_backward_read(ct_backward *backward, float *out, int frames, int *got,
                                     ct_error *err);

#endif
