/* SPDX-License-Identifier: MIT */
/* Strokes over a picture: the same lines on the window and in a still. Main thread, or whichever
 * owns the canvas. */
#ifndef CT_VIEW_INK_H
#define CT_VIEW_INK_H

#include "circletake/drawing.h"
#include "view/canvas.h"

/* `picture`: where the picture lies, logical pixels. */
void ct_ink_draw(ct_canvas *c, const ct_drawing *drawing, ct_rect picture);

#endif
