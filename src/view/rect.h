/* SPDX-License-Identifier: MIT */
/* Rectangles, and the whole of our layout: cutting strips off a rectangle.
 *
 * A panel gets a rectangle and cuts rows and columns off it until nothing is left; there is no
 * layout engine. Units are logical pixels (a 4 px grid, scaled by the canvas); ct_rect_px are
 * device pixels. Values, no state, any thread. */
#ifndef CT_VIEW_RECT_H
#define CT_VIEW_RECT_H

#include <stdbool.h>

typedef struct ct_point {
    double x, y;
} ct_point;
typedef struct ct_size {
    double w, h;
} ct_size;
typedef struct ct_rect {
    double x, y, w, h;
} ct_rect;
typedef struct ct_rect_px {
    int x, y, w, h;
} ct_rect_px;

ct_rect ct_rect_make(double x, double y, double w, double h);
bool    ct_rect_empty(ct_rect r);
bool    ct_rect_has(ct_rect r, double x, double y);
bool    ct_rect_equal(ct_rect a, ct_rect b);
/* Common part; an empty rectangle (w or h 0) when there is none. */
ct_rect ct_rect_meet(ct_rect a, ct_rect b);
/* Smallest one around both; an empty one adds nothing. */
ct_rect ct_rect_join(ct_rect a, ct_rect b);
/* Smaller on every side by dx, dy (negative: larger); never below zero size. */
ct_rect ct_rect_inset(ct_rect r, double dx, double dy);
/* Of size w x h in the middle of r. */
ct_rect ct_rect_centre(ct_rect r, double w, double h);
/* Moved so that it lies inside `bounds` as far as its size allows. */
ct_rect ct_rect_keep_inside(ct_rect r, ct_rect bounds);

/* Cut a strip off `r`, return the strip, leave the rest in `r`. Never more than there is. */
ct_rect ct_cut_top(ct_rect *r, double h);
ct_rect ct_cut_bottom(ct_rect *r, double h);
ct_rect ct_cut_left(ct_rect *r, double w);
ct_rect ct_cut_right(ct_rect *r, double w);
/* The same for space that nobody draws in. */
void ct_skip_top(ct_rect *r, double h);
void ct_skip_bottom(ct_rect *r, double h);
void ct_skip_left(ct_rect *r, double w);
void ct_skip_right(ct_rect *r, double w);
/* Column `index` of `count` equal ones with `gap` between. */
ct_rect ct_rect_column(ct_rect r, int index, int count, double gap);

bool       ct_rect_px_empty(ct_rect_px r);
ct_rect_px ct_rect_px_meet(ct_rect_px a, ct_rect_px b);
ct_rect_px ct_rect_px_join(ct_rect_px a, ct_rect_px b);
bool       ct_rect_px_equal(ct_rect_px a, ct_rect_px b);

#endif
