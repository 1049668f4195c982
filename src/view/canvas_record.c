/* SPDX-License-Identifier: MIT */
/* What is drawn, as a list. */
#include "view/canvas_priv.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/str.h"

static ct_rect scaled(const ct_canvas *c, ct_rect r)
{
    return (ct_rect){r.x * c->scale, r.y * c->scale, r.w * c->scale, r.h * c->scale};
}

static ct_rect snapped(const ct_canvas *c, ct_rect r)
{
    ct_rect_px p = ct_canvas_to_px(c, r);
    return (ct_rect){p.x, p.y, p.w, p.h};
}

static ct_rect_px outside(ct_rect r, double margin)
{
    int x = (int)floor(r.x - margin);
    int y = (int)floor(r.y - margin);
    return (ct_rect_px){x, y, (int)ceil(r.x + r.w + margin) - x, (int)ceil(r.y + r.h + margin) - y};
}

/* A new op whose ink stays within `margin` px of r; NULL when nothing of it is inside the clip. */
static ct_op *record(ct_canvas *c, ct_op_kind kind, ct_rect r, double margin, ct_colour colour)
{
    ct_rect_px clip = outside(snapped(c, ct_canvas_clip(c)), 0);
    ct_rect_px box = ct_rect_px_meet(outside(r, margin), clip);
    if (ct_rect_px_empty(box))
        return NULL;
    c->ops = ct_grow(c->ops, &c->op_cap, c->op_count + 1, sizeof *c->ops);
    ct_op *op = &c->ops[c->op_count++];
    *op = (ct_op){.kind = kind,
                  .layer = c->layers[c->layer_count - 1],
                  .r = r,
                  .box = box,
                  .clip = clip,
                  .colour = colour};
    return op;
}

static void attach(ct_canvas *c, ct_op *op, const void *data, size_t bytes)
{
    size_t at = (c->arena_len + 7) & ~(size_t)7;
    c->arena = ct_grow(c->arena, &c->arena_cap, at + bytes, 1);
    if (bytes)
        memcpy(c->arena + at, data, bytes);
    op->data = at;
    op->bytes = bytes;
    c->arena_len = at + bytes;
}

void ct_canvas_fill(ct_canvas *c, ct_rect r, double radius, ct_colour colour)
{
    ct_op *op = record(c, CT_OP_FILL, snapped(c, r), 0, colour);
    if (op)
        op->radius = radius * c->scale;
}

void ct_canvas_gradient(ct_canvas *c, ct_rect r, double radius, ct_colour top, ct_colour bottom)
{
    ct_op *op = record(c, CT_OP_GRADIENT, snapped(c, r), 0, top);
    if (!op)
        return;
    op->radius = radius * c->scale;
    op->colour2 = bottom;
}

void ct_canvas_stroke(ct_canvas *c, ct_rect r, double radius, double width, ct_colour colour)
{
    ct_op *op = record(c, CT_OP_STROKE, snapped(c, r), 0, colour);
    if (!op)
        return;
    op->radius = radius * c->scale;
    op->width = fmax(round(width * c->scale), 1);
}

void ct_canvas_shadow(ct_canvas *c, ct_rect r, double radius)
{
    double spread = 20 * c->scale;
    ct_op *op = record(c, CT_OP_SHADOW, snapped(c, r), spread * 1.5, 0x000000ffU);
    if (!op)
        return;
    op->radius = radius * c->scale;
    op->width = spread;
}

static double hairline(const ct_canvas *c)
{
    return fmax(floor(c->scale), 1) / c->scale;
}

void ct_canvas_hline(ct_canvas *c, double x, double y, double w, ct_colour colour)
{
    ct_rect r = snapped(c, (ct_rect){x, y, w, hairline(c)});
    r.h = fmax(floor(c->scale), 1);
    (void)record(c, CT_OP_FILL, r, 0, colour);
}

void ct_canvas_vline(ct_canvas *c, double x, double y, double h, ct_colour colour)
{
    ct_rect r = snapped(c, (ct_rect){x, y, hairline(c), h});
    r.w = fmax(floor(c->scale), 1);
    (void)record(c, CT_OP_FILL, r, 0, colour);
}

static ct_rect around(ct_point p, double radius)
{
    return (ct_rect){p.x - radius, p.y - radius, 2 * radius, 2 * radius};
}

void ct_canvas_circle(ct_canvas *c, ct_point centre, double radius, ct_colour colour)
{
    (void)record(c, CT_OP_CIRCLE, scaled(c, around(centre, radius)), 1, colour);
}

void ct_canvas_ring(ct_canvas *c, ct_point centre, double radius, double width, ct_colour colour)
{
    ct_op *op = record(c, CT_OP_RING, scaled(c, around(centre, radius)), width * c->scale, colour);
    if (op)
        op->width = width * c->scale;
}

void ct_canvas_polygon(ct_canvas *c, const ct_point *points, size_t count, bool closed,
                       double width, ct_colour colour)
{
    if (count < 2)
        return;
    ct_rect box = around(points[0], 0);
    for (size_t i = 1; i < count; i++) {
        double right = fmax(box.x + box.w, points[i].x);
        double bottom = fmax(box.y + box.h, points[i].y);
        box.x = fmin(box.x, points[i].x);
        box.y = fmin(box.y, points[i].y);
        box.w = right - box.x;
        box.h = bottom - box.y;
    }
    ct_op *op = record(c, CT_OP_POLYGON, scaled(c, box), (width + 1) * c->scale, colour);
    if (!op)
        return;
    op->width = width * c->scale;
    op->flags = closed;
    attach(c, op, points, count * sizeof *points);
}

void ct_canvas_line(ct_canvas *c, ct_point a, ct_point b, double width, ct_colour colour)
{
    ct_canvas_polygon(c, (ct_point[]){a, b}, 2, false, width, colour);
}

void ct_canvas_bars(ct_canvas *c, ct_rect r, const float *lo, const float *hi, size_t count,
                    ct_colour colour)
{
    ct_op *op = count ? record(c, CT_OP_BARS, snapped(c, r), 1, colour) : NULL;
    if (!op)
        return;
    attach(c, op, lo, count * sizeof *lo);
    size_t at = op->data;
    c->arena = ct_grow(c->arena, &c->arena_cap, at + 2 * count * sizeof *hi, 1);
    memcpy(c->arena + at + count * sizeof *lo, hi, count * sizeof *hi);
    op->bytes = 2 * count * sizeof *hi;
    c->arena_len = at + op->bytes;
}

void ct_canvas_hole(ct_canvas *c, ct_rect r)
{
    (void)record(c, CT_OP_HOLE, snapped(c, r), 0, 0);
}

void ct_canvas_icon(ct_canvas *c, ct_icon icon, ct_rect r, ct_colour colour)
{
    double side = fmin(r.w, r.h);
    ct_op *op = record(c, CT_OP_ICON, snapped(c, ct_rect_centre(r, side, side)), 1, colour);
    if (op)
        op->flags = icon;
}

/* ---- images ---- */

void ct_canvas_image(ct_canvas *c, const ct_image *image, ct_rect r, double radius, double alpha)
{
    double  k = fmin(r.w / image->width, r.h / image->height);
    ct_rect fitted = ct_rect_centre(r, image->width * k, image->height * k);
    ct_op  *op = record(c, CT_OP_IMAGE, snapped(c, fitted), 0, 0xffffffffU);
    if (!op)
        return;
    op->thing = image;
    op->version = image->serial;
    op->radius = radius * c->scale;
    op->width = alpha;
}

/* ---- text ---- */

void ct_canvas_text(ct_canvas *c, ct_rect r, const char *text, ct_type type, ct_colour colour,
                    unsigned flags)
{
    if (!text || !text[0] || ct_rect_empty(r))
        return;
    double line = ct_text_line_px(c->text, type);
    ct_op *op = record(c, CT_OP_TEXT, scaled(c, r), line, colour);
    if (!op)
        return;
    op->type = type;
    op->flags = flags;
    size_t bytes = strlen(text);
    if (ct_utf8_valid(text, bytes)) {
        attach(c, op, text, bytes + 1);
        return;
    }
    char *clean = ct_utf8_clean(text, false);
    attach(c, op, clean, strlen(clean) + 1);
    free(clean);
}

void ct_canvas_clock(ct_canvas *c, ct_rect r, const char *text, ct_type type, ct_colour colour,
                     unsigned flags)
{
    /* The box is that of the digits, not of r: a running clock shall redraw no more than itself. */
    double  w = ct_canvas_clock_width(c, text, type);
    double  h = ct_text_line_px(c->text, type) / c->scale;
    ct_rect box = {r.x, r.y + (r.h - h) / 2, w, h};
    if (flags & CT_TEXT_CENTRE)
        box.x += (r.w - w) / 2;
    if (flags & CT_TEXT_RIGHT)
        box.x += r.w - w;
    ct_op *op = record(c, CT_OP_CLOCK, scaled(c, box), 1, colour);
    if (!op)
        return;
    op->type = type;
    attach(c, op, text, strlen(text) + 1);
}

ct_size ct_canvas_text_size(ct_canvas *c, const char *text, ct_type type, double wrap_width)
{
    if (!text || !text[0])
        return (ct_size){0, ct_text_line_px(c->text, type) / c->scale};
    unsigned     flags = wrap_width > 0 ? CT_TEXT_WRAP | CT_TEXT_CLIP : CT_TEXT_CLIP;
    char        *clean = ct_utf8_valid(text, strlen(text)) ? NULL : ct_utf8_clean(text, false);
    PangoLayout *l =
        ct_text_layout(c->text, clean ? clean : text, type, wrap_width * c->scale, 0, flags);
    int w = 0, h = 0;
    pango_layout_get_size(l, &w, &h);
    free(clean);
    double unit = PANGO_SCALE * c->scale;
    double height = wrap_width > 0 ? h / unit : ct_text_line_px(c->text, type) / c->scale;
    return (ct_size){ceil(w / unit * 4) / 4, height};
}

double ct_canvas_clock_width(ct_canvas *c, const char *text, ct_type type)
{
    double px = 0;
    for (const char *s = text; *s; s++)
        px += ct_text_clock_advance(c->text, *s, type);
    return px / c->scale;
}

PangoLayout *ct_canvas_new_layout(ct_canvas *c, ct_type type)
{
    return ct_text_new_layout(c->text, type);
}

double ct_canvas_cap_height(const ct_canvas *c, ct_type type)
{
    return ct_text_cap_px(c->text, type) / c->scale;
}

void ct_canvas_layout(ct_canvas *c, PangoLayout *layout, double x, double y, ct_colour colour,
                      uint64_t version)
{
    int w = 0, h = 0;
    pango_layout_get_pixel_size(layout, &w, &h);
    ct_rect r = {x * c->scale, y * c->scale, w, h};
    ct_op  *op = record(c, CT_OP_LAYOUT, r, 6 * c->scale, colour);
    if (!op)
        return;
    op->thing = layout;
    op->version = version;
}
