/* SPDX-License-Identifier: MIT */
/* The interface as one transparent drawing over the window.
 *
 * A frame of the interface is drawn whole, from nothing, between ct_canvas_begin and
 * ct_canvas_end; drawing only writes a list. At the end the list is compared with the last one in
 * cells of 64 device pixels, and only cells whose drawing changed are rasterised (cairo, pango) and
 * reported as damage. So panels never track what changed, and a running clock costs a clock.
 * (The idea is rxi's "cached software rendering".)
 *
 * Coordinates are logical pixels; `scale` device pixels each, 1.0 to 4.0, fractions allowed. Fills
 * and hairlines snap to device pixels. Pixels are 0xAARRGGBB, alpha multiplied in (cairo ARGB32).
 * Where nothing was drawn, or ct_canvas_hole was called, the picture shows through.
 * Main thread only. */
#ifndef CT_VIEW_CANVAS_H
#define CT_VIEW_CANVAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "circletake/status.h"
#include "view/icon.h"
#include "view/rect.h"
#include "view/theme.h"

typedef struct ct_canvas ct_canvas;
struct _PangoLayout;

CT_MUST_USE ct_code ct_canvas_create(int width_px, int height_px, double scale, ct_canvas **out,
                                     ct_error *err);
void                ct_canvas_destroy(ct_canvas **canvas);
/* Forgets what was drawn; all of it will be damage. Nothing happens when all is as before. */
CT_MUST_USE ct_code ct_canvas_resize(ct_canvas *c, int width_px, int height_px, double scale,
                                     ct_error *err);

/* Has a thread find the fonts and draw their letters while the window is made, which takes about as long:
 * the first frame waits for what is missing of it. Until ct_canvas_begin nothing but ct_canvas_resize and
 * ct_canvas_destroy is called. Does the same later where there is no thread to be had. */
void ct_canvas_warm(ct_canvas *c);

double  ct_canvas_scale(const ct_canvas *c);
ct_rect ct_canvas_bounds(const ct_canvas *c); /* logical, at 0 0 */
/* Device pixels of a logical rectangle: edges rounded to the nearest pixel. */
ct_rect_px ct_canvas_to_px(const ct_canvas *c, ct_rect r);

/* ---- a frame ---- */
void ct_canvas_begin(ct_canvas *c);
/* Rasterises what changed. Everything borrowed by drawing calls is let go. */
void ct_canvas_end(ct_canvas *c);
/* What changed since ct_canvas_damage_clear, device pixels, no overlaps. Borrowed until the next
 * ct_canvas_end. The presenter reads and clears it. */
const ct_rect_px *ct_canvas_damage(const ct_canvas *c, size_t *count);
void              ct_canvas_damage_clear(ct_canvas *c);
void              ct_canvas_damage_all(ct_canvas *c); /* e.g. the window was uncovered */
/* The pixels, borrowed until the next begin. */
const uint8_t *ct_canvas_pixels(const ct_canvas *c, int *width_px, int *height_px,
                                int *stride_bytes);
/* Only the interface, without the picture, over `ground`. */
CT_MUST_USE ct_code ct_canvas_save_png(const ct_canvas *c, ct_colour ground, const char *path,
                                       ct_error *err);
/* The drawing list in words, a line for each call: how tests compare views. Gives; free(). After
 * ct_canvas_end it is still that of the last frame. */
char *ct_canvas_dump(const ct_canvas *c);

/* ---- where ---- */
/* Nothing outside r (and the clips around) is drawn until the pop. */
void    ct_canvas_clip_push(ct_canvas *c, ct_rect r);
void    ct_canvas_clip_pop(ct_canvas *c);
ct_rect ct_canvas_clip(const ct_canvas *c);
/* 0 panels, 1 sheets, 2 menus, 3 tooltips: a higher layer is drawn later, and starts with no clip.
 * Ends with ct_canvas_layer_pop. */
void ct_canvas_layer_push(ct_canvas *c, int layer);
void ct_canvas_layer_pop(ct_canvas *c);

/* ---- shapes ---- */
void ct_canvas_fill(ct_canvas *c, ct_rect r, double radius, ct_colour colour);
/* Line of `width` inside the edge. */
void ct_canvas_stroke(ct_canvas *c, ct_rect r, double radius, double width, ct_colour colour);
/* From top to bottom. */
void ct_canvas_gradient(ct_canvas *c, ct_rect r, double radius, ct_colour top, ct_colour bottom);
/* Soft shadow around a menu or sheet; draw the sheet after it. */
void ct_canvas_shadow(ct_canvas *c, ct_rect r, double radius);
/* One device pixel thick (more at high scale), snapped. */
void ct_canvas_hline(ct_canvas *c, double x, double y, double w, ct_colour colour);
void ct_canvas_vline(ct_canvas *c, double x, double y, double h, ct_colour colour);
void ct_canvas_line(ct_canvas *c, ct_point a, ct_point b, double width, ct_colour colour);
void ct_canvas_circle(ct_canvas *c, ct_point centre, double radius, ct_colour colour);
void ct_canvas_ring(ct_canvas *c, ct_point centre, double radius, double width, ct_colour colour);
/* Points are copied. width 0: filled; else a round-jointed line. */
void ct_canvas_polygon(ct_canvas *c, const ct_point *points, size_t count, bool closed,
                       double width, ct_colour colour);
/* Upright bars side by side over the width of r, each from lo[i] to hi[i] (-1 bottom, 1 top of r);
 * a bar never gets thinner than a hairline. For waveforms and meters. Values are copied. */
void ct_canvas_bars(ct_canvas *c, ct_rect r, const float *lo, const float *hi, size_t count,
                    ct_colour colour);
/* Lets the picture show through here again. */
void ct_canvas_hole(ct_canvas *c, ct_rect r);
void ct_canvas_icon(ct_canvas *c, ct_icon icon, ct_rect r, ct_colour colour);

/* ---- images ---- */
typedef struct ct_image ct_image;
/* Copies 0xffRRGGBB (or premultiplied 0xAARRGGBB) pixels, e.g. of a ct_thumb. NULL: no memory. */
ct_image *ct_image_create(const uint8_t *pixels, int width_px, int height_px, size_t stride_bytes);
void      ct_image_destroy(ct_image **image);
ct_size   ct_image_size(const ct_image *image); /* its pixels */
/* Fitted into r with its shape kept, corners rounded. `image` is borrowed until ct_canvas_end. */
void ct_canvas_image(ct_canvas *c, const ct_image *image, ct_rect r, double radius, double alpha);

/* ---- text ---- */
enum {
    CT_TEXT_LEFT = 0,
    CT_TEXT_CENTRE = 1 << 0,
    CT_TEXT_RIGHT = 1 << 1,
    CT_TEXT_TOP = 1 << 2,    /* else centred from top to bottom              */
    CT_TEXT_WRAP = 1 << 3,   /* as many lines as fit; the last one ends in … */
    CT_TEXT_MIDDLE = 1 << 4, /* too long: … in the middle (paths, file names) */
    CT_TEXT_START = 1 << 5,  /* too long: … at the start                      */
    CT_TEXT_CLIP = 1 << 6    /* too long: cut                                 */
};
/* One line, ended with … where it does not fit, unless flags say otherwise. Copies the text; bad
 * UTF-8 is shown as U+FFFD. Digits are tabular in every size. */
void ct_canvas_text(ct_canvas *c, ct_rect r, const char *text, ct_type type, ct_colour colour,
                    unsigned flags);
/* Each character in a cell of its own width, digits all alike and shaped once: for a clock that
 * changes 60 times a second and must not dance. ASCII. */
void ct_canvas_clock(ct_canvas *c, ct_rect r, const char *text, ct_type type, ct_colour colour,
                     unsigned flags);
/* Logical size. wrap_width <= 0: one line. */
ct_size ct_canvas_text_size(ct_canvas *c, const char *text, ct_type type, double wrap_width);
double  ct_canvas_clock_width(ct_canvas *c, const char *text, ct_type type);
/* A layout of someone else (ct_textedit): drawn at x, y. Kept until the next frame; `version`
 * differs whenever it looks different. */
void ct_canvas_layout(ct_canvas *c, struct _PangoLayout *layout, double x, double y,
                      ct_colour colour, uint64_t version);

#endif
