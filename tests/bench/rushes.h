/* SPDX-License-Identifier: MIT */
/* Made-up rushes of any number, to measure lists on. */
#ifndef CT_BENCH_RUSHES_H
#define CT_BENCH_RUSHES_H

#include "circletake/editlist.h"

typedef struct rushes {
    ct_clip_list   clips;
    ct_select_list selects;
    ct_note_list   notes;
} rushes;

/* Each select has a take of its own with two channels of sound and so many frames; the notes lie in them
 * evenly. `p` is zeroed. */
void rushes_fill(rushes *p, int selects, int frames, int notes);
void rushes_finish(rushes *p);

#endif
