/* SPDX-License-Identifier: MIT */
/* What a decoded picture means: its shape on screen and its colours. Both presenters, and panels
 * that draw over the picture, ask here. Any thread. */
#ifndef CT_VIEW_PICTURE_H
#define CT_VIEW_PICTURE_H

#include <stdbool.h>

#include "view/rect.h"

typedef struct ct_frame ct_frame;

typedef struct ct_picture {
    int    width, height; /* samples that are shown, before any turn                    */
    double aspect;        /* width : height on screen, sample aspect and rotation applied */
    int    rotation;      /* clockwise turn to show it upright: 0, 90, 180, 270           */
    bool   mirrored;      /* left and right are swapped then                             */
    int    matrix;        /* enum AVColorSpace, never unspecified                        */
    bool   full_range;
} ct_picture;

/* Unspecified colours are taken as decoders of editing programs take them: BT.709 from 720 lines
 * (and above 1024 columns), BT.601 below; RGB is full range, J formats too. */
ct_picture ct_picture_of(const ct_frame *frame);
/* The largest rectangle of that shape in the middle of `area`. */
ct_rect_px ct_picture_fit(const ct_picture *p, ct_rect_px area);
/* The same in logical pixels, for drawing over the picture. */
ct_rect ct_picture_fit_logical(const ct_picture *p, ct_rect area);

#endif
