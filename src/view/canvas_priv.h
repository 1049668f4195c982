/* SPDX-License-Identifier: MIT */
/* The inside of a canvas: canvas.c makes it and keeps its clips and layers, canvas_record.c lists what is
 * drawn, canvas_redraw.c finds the cells in which that differs from the frame before, canvas_paint.c
 * rasterises it there. */
#ifndef CT_VIEW_CANVAS_PRIV_H
#define CT_VIEW_CANVAS_PRIV_H

#include <cairo.h>
#include <pango/pangocairo.h>
#include <pthread.h>

#include "view/canvas.h"
#include "view/text_priv.h"

typedef enum ct_op_kind {
    CT_OP_FILL,
    CT_OP_STROKE,
    CT_OP_GRADIENT,
    CT_OP_SHADOW,
    CT_OP_CIRCLE,
    CT_OP_RING,
    CT_OP_POLYGON,
    CT_OP_BARS,
    CT_OP_HOLE,
    CT_OP_ICON,
    CT_OP_IMAGE,
    CT_OP_TEXT,
    CT_OP_CLOCK,
    CT_OP_LAYOUT,
    CT_OP_COUNT
} ct_op_kind;

/* One drawing call. Geometry is in device pixels already. */
typedef struct ct_op {
    ct_op_kind  kind;
    int         layer;
    ct_rect     r;
    ct_rect_px  box; /* pixels it may touch, inside its clip     */
    ct_rect_px  clip;
    ct_colour   colour, colour2;
    double      radius, width; /* width also: alpha of an image   */
    unsigned    flags;         /* CT_TEXT_*, closed, ct_icon      */
    ct_type     type;
    size_t      data, bytes; /* text or numbers in the arena    */
    const void *thing;       /* ct_image, PangoLayout           */
    uint64_t    version;     /* of thing                        */
    uint64_t    hash;
} ct_op;

enum { CT_CANVAS_CELL = 64, CT_CANVAS_CLIPS = 32, CT_CANVAS_LAYERS = 4 };

typedef struct ct_canvas_rects {
    ct_rect_px *items;
    size_t      count, cap;
} ct_canvas_rects;

struct ct_canvas {
    int              width, height; /* px */
    double           scale;
    cairo_surface_t *surface;
    ct_text         *text;
    pthread_t        warmer; /* has the text while `warming` */
    bool             warming;

    ct_op         *ops;
    size_t         op_count, op_cap;
    unsigned char *arena; /* texts and numbers of the ops */
    size_t         arena_len, arena_cap;

    ct_rect clips[CT_CANVAS_CLIPS]; /* clips[0] is the window */
    int     clip_count;
    int     clip_base; /* first clip of the layer being drawn */
    int     layers[CT_CANVAS_CLIPS], layer_bases[CT_CANVAS_CLIPS];
    int     layer_count;

    int             columns, rows;
    uint64_t       *now, *before; /* hash of what is drawn in a cell */
    bool           *damaged;      /* cells since damage_clear        */
    bool           *dirty;        /* cells of this frame             */
    ct_canvas_rects damage, redraw;
};

struct ct_image {
    cairo_surface_t *surface;
    cairo_surface_t *fitted; /* the same pixels as drawn last; may be NULL */
    int              width, height;
    uint64_t         serial;
};

/* The image in another size, in pixels; kept until a third one is asked for. Never NULL. Borrowed
 * until the next call. */
cairo_surface_t *ct_image_fitted(ct_image *image, int width_px, int height_px);

typedef struct ct_painter {
    cairo_t             *cr;
    ct_text             *text;
    const unsigned char *arena;
    double               scale;
} ct_painter;

/* Draws `op` into the pixels of `dirty` (device pixels); the painter's matrix is the identity. */
void ct_canvas_paint(const ct_painter *p, const ct_op *op, ct_rect_px dirty);
/* For ct_textedit, which lays out its own text. Owned by the caller: g_object_unref. */
PangoLayout *ct_canvas_new_layout(ct_canvas *c, ct_type type);
double       ct_canvas_cap_height(const ct_canvas *c, ct_type type); /* of a capital, logical */

#endif
