/* SPDX-License-Identifier: MIT */
/* What a look at every picture and sample tells: stretches that are black, frozen, repeated or silent, in
 * whole frames. Reads and decodes the whole file, so: never the main thread. */
#ifndef CIRCLETAKE_MATERIAL_H
#define CIRCLETAKE_MATERIAL_H

#include <stdbool.h>
#include <stddef.h>

#include "circletake/index.h"

typedef enum ct_flaw {
    CT_FLAW_BLACK =
        0,          /* 98 of 100 samples at most a tenth above black (libavfilter's blackdetect) */
    CT_FLAW_FROZEN, /* half a second or more within -60 dB of its first picture (freezedetect) */
    CT_FLAW_REPEATED, /* pictures that are their predecessor to the bit; the first of them is not one */
    CT_FLAW_SILENT, /* half a second or more without a sample of any track above -60 dBFS */
    CT_FLAW_COUNT
} ct_flaw;
const char *ct_flaw_name(ct_flaw flaw); /* "black", "frozen", "repeated", "silent" */

typedef struct ct_stretch {
    ct_flaw flaw;
    ct_span span; /* frames of the clip */
} ct_stretch;

typedef struct ct_stretch_list {
    ct_stretch *items;
    size_t      count, cap;
} ct_stretch_list;
void ct_stretch_list_finish(ct_stretch_list *l); /* safe on zeroed memory */

/* Fills `out`, kind by kind, each in order. A picture that cannot be decoded and a missing image end a
 * stretch. `watch` may be NULL; its progress is that of the pictures. CT_UNSUPPORTED: no picture. */
CT_MUST_USE ct_code ct_material_look(const char *path, const ct_index_watch *watch,
                                     ct_stretch_list *out, ct_error *err);

#endif
