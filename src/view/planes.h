/* SPDX-License-Identifier: MIT */
/* Pictures in the one layout that both presenters take: planes of YUV or RGB in aligned memory. What a decoder
 * gives otherwise (packed samples, palettes, XYZ, a part of a picture) is laid out so by libswscale, which
 * changes no size and no colour. */
#ifndef CT_VIEW_PLANES_H
#define CT_VIEW_PLANES_H

#include "circletake/status.h"
#include "view/picture.h"

struct AVFrame;

enum { CT_PLANES_ALIGNMENT = 64 }; /* bytes, of rows too */

/* Keeps the memory of the last picture. Main thread. */
typedef struct ct_planes ct_planes;

ct_planes *ct_planes_create(void);
void       ct_planes_destroy(ct_planes **planes);

/* *out is `av` itself where it lies so already, else a picture that stays the planes' own until the next
 * call; of width and height only, colours are as `p` says, RGB in full range. CT_UNSUPPORTED: a format
 * that nobody here reads. */
CT_MUST_USE ct_code ct_planes_lay_out(ct_planes *planes, const struct AVFrame *av,
                                      const ct_picture *p, const struct AVFrame **out,
                                      ct_error *err);

#endif
