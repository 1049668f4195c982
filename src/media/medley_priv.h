/* SPDX-License-Identifier: MIT */
/* The sound of many parts as one stream: the files that are open, and what each gives. See medley.h for the
 * law. One thread at a time; reads from the disk. */
#ifndef CT_MEDIA_MEDLEY_PRIV_H
#define CT_MEDIA_MEDLEY_PRIV_H

#include "circletake/medley.h"

typedef struct ct_blend ct_blend;

/* `stop` is looked at while reading: true makes what is left silent soon. */
ct_blend *ct_blend_create(int rate_hz, bool (*stop)(void *arg), void *arg, ct_log *log);
void      ct_blend_destroy(ct_blend **blend);
/* Takes the parts and leaves none; those from before are freed. Start comes next. */
void ct_blend_load(ct_blend *blend, ct_medley_parts *parts);
/* Takes the choices, made with ct_alloc_array; what plays goes on as it was until start. */
void ct_blend_hear(ct_blend *blend, ct_medley_choice *choices, size_t count);
/* The next sample read is number 0 of a new run, which begins at that sample of the whole. */
void ct_blend_start(ct_blend *blend, int64_t from, AVRational speed);
/* Gives the next `count` stereo samples. */
void ct_blend_read(ct_blend *blend, float *out, int count);
/* Opens one of the files that are needed within a second and returns true; false: nothing to do. */
bool ct_blend_prepare(ct_blend *blend);

#endif
