/* SPDX-License-Identifier: MIT */
/* Faster or slower sound with the pitch kept: libavfilter's atempo on a stream of stereo float. One
 * thread at a time. */
#ifndef CT_MEDIA_TEMPO_PRIV_H
#define CT_MEDIA_TEMPO_PRIV_H

#include <libavutil/rational.h>
#include <stdbool.h>

#include "circletake/status.h"

typedef struct ct_tempo ct_tempo;

/* Whether a speed is heard at all: a quarter to twice, in either direction. */
bool ct_tempo_can(AVRational speed);
/* `speed` from 0.25 to 4. */
CT_MUST_USE ct_code ct_tempo_create(int rate_hz, double speed, ct_tempo **out, ct_error *err);
void                ct_tempo_destroy(ct_tempo **tempo);
/* Puts sound in ... */
CT_MUST_USE ct_code ct_tempo_put(ct_tempo *tempo, const float *samples, int frames, ct_error *err);
/* ... and takes what is ready out, at most `frames`; returns how many. */
int ct_tempo_take(ct_tempo *tempo, float *out, int frames);

#endif
