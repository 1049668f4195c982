/* SPDX-License-Identifier: MIT */
/* How long selects are end to end: all of them, and those of each scene. What was rejected counts for nothing, as
 * in a cut of them. Pure; any thread. */
#ifndef CIRCLETAKE_LENGTHS_H
#define CIRCLETAKE_LENGTHS_H

#include "circletake/mark.h"

/* In frames while all of it has one rate, else in time only. */
typedef struct ct_length {
    size_t     count;
    AVRational fps; /* {0,1}: several, or nothing was added yet */
    int64_t    frames, us;
} ct_length;

enum { CT_LENGTH_TEXT_BYTES = 32 };
/* "00:01:04:12" of one rate, "0:01:04.5" of several. Returns `out`. */
char *ct_length_text(const ct_length *l, char out[CT_LENGTH_TEXT_BYTES]);

typedef struct ct_scene_length {
    char     *scene; /* "" what belongs to none */
    ct_length length;
} ct_scene_length;

typedef struct ct_scene_lengths {
    ct_scene_length *items;
    size_t           count, cap;
    ct_length        all;
} ct_scene_lengths;
void ct_scene_lengths_finish(ct_scene_lengths *l); /* safe on zeroed memory */
/* Borrowed until the next is added; one without a select is empty. */
ct_scene_length *ct_scene_lengths_of(ct_scene_lengths *l, const char *scene);
void ct_scene_lengths_add(ct_scene_lengths *l, const ct_clip *clip, const ct_select *select);
/* In the order in which people count scenes. */
void ct_scene_lengths_sort(ct_scene_lengths *l);

#endif
