/* SPDX-License-Identifier: MIT */
#include "view/canvas_priv.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/str.h"

enum { CELL = 64, CLIPS = 32, LAYERS = 4, MAX_SIDE = 16384 };

typedef struct rects {
    ct_rect_px *items;
    size_t      count, cap;
} rects;

struct ct_canvas {
    int              width, height; /* px */
    double           scale;
    cairo_surface_t *surface;
    ct_text         *text;

    ct_op         *ops;
    size_t         op_count, op_cap;
    unsigned char *arena; /* texts and numbers of the ops */
    size_t         arena_len, arena_cap;

    ct_rect clips[CLIPS]; /* clips[0] is the window */
    int     clip_count;
    int     clip_base; /* first clip of the layer being drawn */
    int     layers[CLIPS], layer_bases[CLIPS];
    int     layer_count;

    int       columns, rows;
    uint64_t *now, *before; /* hash of what is drawn in a cell */
    bool     *damaged;      /* cells since damage_clear        */
    bool     *dirty;        /* cells of this frame             */
    rects     damage, redraw;
};

/* ---- making ---- */

static ct_code make_surface(ct_canvas *c, int width, int height, double scale, ct_error *err)
{
    if (width < 1 || height < 1 || width > MAX_SIDE || height > MAX_SIDE)
        return ct_fail(err, CT_USAGE, "A window of %d x %d pixels cannot be drawn.", width, height);
    cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, width, height);
    if (cairo_surface_status(s) != CAIRO_STATUS_SUCCESS) {
        cairo_surface_destroy(s);
        return ct_fail(err, CT_NO_MEMORY, "No memory to draw %d x %d pixels.", width, height);
    }
    if (c->surface)
        cairo_surface_destroy(c->surface);
    c->surface = s;
    c->width = width;
    c->height = height;
    if (scale != c->scale) {
        ct_text_destroy(&c->text);
        c->text = ct_text_create(scale);
        c->scale = scale;
    }
    return CT_OK;
}

static void make_cells(ct_canvas *c)
{
    c->columns = (c->width + CELL - 1) / CELL;
    c->rows = (c->height + CELL - 1) / CELL;
    size_t count = (size_t)c->columns * (size_t)c->rows;
    free(c->now);
    free(c->before);
    free(c->damaged);
    free(c->dirty);
    c->now = ct_alloc_array(count, sizeof *c->now);
    c->before = ct_alloc_array(count, sizeof *c->before);
    c->damaged = ct_alloc_array(count, sizeof *c->damaged);
    c->dirty = ct_alloc_array(count, sizeof *c->dirty);
    c->op_count = 0;
    c->arena_len = 0;
}

static double allowed_scale(double scale)
{
    return scale < 1 ? 1 : scale > 4 ? 4 : scale;
}

ct_code ct_canvas_create(int width_px, int height_px, double scale, ct_canvas **out, ct_error *err)
{
    ct_canvas *c = ct_alloc(sizeof *c);
    ct_code    code = make_surface(c, width_px, height_px, allowed_scale(scale), err);
    if (code != CT_OK) {
        ct_canvas_destroy(&c);
        return code;
    }
    make_cells(c);
    ct_canvas_damage_all(c);
    *out = c;
    return CT_OK;
}

ct_code ct_canvas_resize(ct_canvas *c, int width_px, int height_px, double scale, ct_error *err)
{
    scale = allowed_scale(scale);
    if (width_px == c->width && height_px == c->height && scale == c->scale)
        return CT_OK;
    ct_code code = make_surface(c, width_px, height_px, scale, err);
    if (code != CT_OK)
        return code;
    make_cells(c);
    ct_canvas_damage_all(c);
    return CT_OK;
}

void ct_canvas_destroy(ct_canvas **canvas)
{
    ct_canvas *c = *canvas;
    if (!c)
        return;
    ct_text_destroy(&c->text);
    if (c->surface)
        cairo_surface_destroy(c->surface);
    free(c->ops);
    free(c->arena);
    free(c->now);
    free(c->before);
    free(c->damaged);
    free(c->dirty);
    free(c->damage.items);
    free(c->redraw.items);
    free(c);
    *canvas = NULL;
}

double ct_canvas_scale(const ct_canvas *c)
{
    return c->scale;
}

ct_rect ct_canvas_bounds(const ct_canvas *c)
{
    return (ct_rect){0, 0, c->width / c->scale, c->height / c->scale};
}

ct_rect_px ct_canvas_to_px(const ct_canvas *c, ct_rect r)
{
    int x = (int)lround(r.x * c->scale);
    int y = (int)lround(r.y * c->scale);
    return (ct_rect_px){x, y, (int)lround((r.x + r.w) * c->scale) - x,
                        (int)lround((r.y + r.h) * c->scale) - y};
}

const uint8_t *ct_canvas_pixels(const ct_canvas *c, int *width_px, int *height_px,
                                int *stride_bytes)
{
    *width_px = c->width;
    *height_px = c->height;
    *stride_bytes = cairo_image_surface_get_stride(c->surface);
    return cairo_image_surface_get_data(c->surface);
}

ct_code ct_canvas_save_png(const ct_canvas *c, ct_colour ground, const char *path, ct_error *err)
{
    cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_RGB24, c->width, c->height);
    cairo_t         *cr = cairo_create(s);
    cairo_set_source_rgb(cr, (ground >> 24) / 255.0, ((ground >> 16) & 255) / 255.0,
                         ((ground >> 8) & 255) / 255.0);
    cairo_paint(cr);
    cairo_set_source_surface(cr, c->surface, 0, 0);
    cairo_paint(cr);
    cairo_destroy(cr);
    cairo_status_t status = cairo_surface_write_to_png(s, path);
    cairo_surface_destroy(s);
    if (status == CAIRO_STATUS_SUCCESS)
        return CT_OK;
    return ct_fail(err, CT_NO_CREATE, "Cannot write %s (%s). Choose another place.", path,
                   cairo_status_to_string(status));
}

/* ---- clips and layers ---- */

void ct_canvas_begin(ct_canvas *c)
{
    c->op_count = 0;
    c->arena_len = 0;
    c->clips[0] = ct_canvas_bounds(c);
    c->clip_count = 1;
    c->clip_base = 0;
    c->layers[0] = 0;
    c->layer_bases[0] = 0;
    c->layer_count = 1;
}

ct_rect ct_canvas_clip(const ct_canvas *c)
{
    return c->clips[c->clip_count - 1];
}

void ct_canvas_clip_push(ct_canvas *c, ct_rect r)
{
    ct_rect inner = ct_rect_meet(ct_canvas_clip(c), r);
    if (c->clip_count < CLIPS)
        c->clips[c->clip_count++] = inner;
}

void ct_canvas_clip_pop(ct_canvas *c)
{
    if (c->clip_count - 1 > c->clip_base)
        c->clip_count--;
}

void ct_canvas_layer_push(ct_canvas *c, int layer)
{
    if (c->layer_count >= CLIPS || c->clip_count >= CLIPS)
        return;
    c->layers[c->layer_count] = layer < LAYERS ? layer : LAYERS - 1;
    c->layer_bases[c->layer_count++] = c->clip_base;
    c->clip_base = c->clip_count;
    c->clips[c->clip_count++] = ct_canvas_bounds(c);
}

void ct_canvas_layer_pop(ct_canvas *c)
{
    if (c->layer_count < 2)
        return;
    c->clip_count = c->clip_base;
    c->clip_base = c->layer_bases[--c->layer_count];
}

/* ---- recording ---- */

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

/* ---- comparing and redrawing ---- */

static uint64_t stir(uint64_t h, uint64_t v)
{
    h ^= v + 0x9e3779b97f4a7c15U + (h << 6) + (h >> 2);
    h *= 0xff51afd7ed558ccdU;
    return h ^ (h >> 32);
}

static uint64_t stir_double(uint64_t h, double v)
{
    uint64_t bits = 0;
    memcpy(&bits, &v, sizeof bits);
    return stir(h, bits);
}

static uint64_t stir_bytes(uint64_t h, const unsigned char *data, size_t bytes)
{
    uint64_t word = 0;
    for (; bytes >= sizeof word; bytes -= sizeof word, data += sizeof word) {
        memcpy(&word, data, sizeof word);
        h = stir(h, word);
    }
    word = 0;
    if (bytes)
        memcpy(&word, data, bytes);
    return stir(h, word);
}

static uint64_t hash_op(const ct_canvas *c, const ct_op *op)
{
    uint64_t h = stir((uint64_t)op->kind, op->version);
    h = stir_double(h, op->r.x);
    h = stir_double(h, op->r.y);
    h = stir_double(h, op->r.w);
    h = stir_double(h, op->r.h);
    h = stir_double(h, op->radius);
    h = stir_double(h, op->width);
    h = stir(h, (uint64_t)op->colour << 32 | op->colour2);
    h = stir(h, (uint64_t)op->flags << 32 | op->type);
    h = stir(h, (uint64_t)(uint32_t)op->clip.x << 32 | (uint32_t)op->clip.y);
    h = stir(h, (uint64_t)(uint32_t)op->clip.w << 32 | (uint32_t)op->clip.h);
    return op->bytes ? stir_bytes(h, c->arena + op->data, op->bytes) : h;
}

/* Stable: within a layer what was drawn later lies above. */
static void sort_layers(ct_canvas *c)
{
    bool mixed = false;
    for (size_t i = 1; i < c->op_count && !mixed; i++)
        mixed = c->ops[i].layer < c->ops[i - 1].layer;
    if (!mixed)
        return;
    ct_op *sorted = ct_alloc_array(c->op_count, sizeof *sorted);
    size_t n = 0;
    for (int layer = 0; layer < LAYERS; layer++)
        for (size_t i = 0; i < c->op_count; i++)
            if (c->ops[i].layer == layer)
                sorted[n++] = c->ops[i];
    free(c->ops);
    c->ops = sorted;
    c->op_cap = c->op_count;
}

static void hash_cells(ct_canvas *c)
{
    memset(c->now, 0, (size_t)c->columns * (size_t)c->rows * sizeof *c->now);
    for (size_t i = 0; i < c->op_count; i++) {
        ct_op *op = &c->ops[i];
        op->hash = hash_op(c, op);
        int right = (op->box.x + op->box.w - 1) / CELL;
        int bottom = (op->box.y + op->box.h - 1) / CELL;
        for (int y = op->box.y / CELL; y <= bottom; y++)
            for (int x = op->box.x / CELL; x <= right; x++)
                c->now[y * c->columns + x] = stir(c->now[y * c->columns + x], op->hash);
    }
}

static void add_run(rects *list, ct_rect_px r)
{
    /* the run above of the same columns grows downwards */
    for (size_t i = list->count; i-- > 0;) {
        ct_rect_px *up = &list->items[i];
        if (up->x == r.x && up->w == r.w && up->y + up->h == r.y) {
            up->h += r.h;
            return;
        }
    }
    list->items = ct_grow(list->items, &list->cap, list->count + 1, sizeof *list->items);
    list->items[list->count++] = r;
}

static void rects_of_cells(const ct_canvas *c, const bool *cells, rects *list)
{
    const ct_rect_px all = {0, 0, c->width, c->height};
    list->count = 0;
    for (int y = 0; y < c->rows; y++) {
        for (int x = 0; x < c->columns; x++) {
            int from = x;
            while (x < c->columns && cells[y * c->columns + x])
                x++;
            if (x > from)
                add_run(list, ct_rect_px_meet(all, (ct_rect_px){from * CELL, y * CELL,
                                                                (x - from) * CELL, CELL}));
        }
    }
}

static void redraw(ct_canvas *c, cairo_t *cr, ct_rect_px dirty)
{
    const ct_painter painter = {cr, c->text, c->arena, c->scale};
    cairo_reset_clip(cr);
    cairo_rectangle(cr, dirty.x, dirty.y, dirty.w, dirty.h);
    cairo_clip(cr);
    cairo_set_operator(cr, CAIRO_OPERATOR_CLEAR);
    cairo_paint(cr);
    cairo_set_operator(cr, CAIRO_OPERATOR_OVER);
    for (size_t i = 0; i < c->op_count; i++) {
        ct_rect_px part = ct_rect_px_meet(dirty, c->ops[i].box);
        if (!ct_rect_px_empty(part))
            ct_canvas_paint(&painter, &c->ops[i], part);
    }
}

void ct_canvas_end(ct_canvas *c)
{
    size_t cells = (size_t)c->columns * (size_t)c->rows;
    sort_layers(c);
    hash_cells(c);
    for (size_t i = 0; i < cells; i++) {
        c->dirty[i] = c->now[i] != c->before[i];
        c->damaged[i] = c->damaged[i] || c->dirty[i];
    }
    uint64_t *swap = c->before;
    c->before = c->now;
    c->now = swap;
    rects_of_cells(c, c->dirty, &c->redraw);
    rects_of_cells(c, c->damaged, &c->damage);
    if (c->redraw.count) {
        cairo_t *cr = cairo_create(c->surface);
        for (size_t i = 0; i < c->redraw.count; i++)
            redraw(c, cr, c->redraw.items[i]);
        cairo_destroy(cr);
        cairo_surface_flush(c->surface);
    }
    ct_text_sweep(c->text);
}

const ct_rect_px *ct_canvas_damage(const ct_canvas *c, size_t *count)
{
    *count = c->damage.count;
    return c->damage.items;
}

void ct_canvas_damage_clear(ct_canvas *c)
{
    memset(c->damaged, 0, (size_t)c->columns * (size_t)c->rows * sizeof *c->damaged);
    c->damage.count = 0;
}

void ct_canvas_damage_all(ct_canvas *c)
{
    size_t cells = (size_t)c->columns * (size_t)c->rows;
    for (size_t i = 0; i < cells; i++)
        c->damaged[i] = true;
    rects_of_cells(c, c->damaged, &c->damage);
}

/* ---- in words ---- */

static const char *const op_names[CT_OP_COUNT] = {
    "fill", "stroke", "gradient", "shadow", "circle", "ring",  "polygon",
    "bars", "hole",   "icon",     "image",  "text",   "clock", "layout",
};

char *ct_canvas_dump(const ct_canvas *c)
{
    ct_str s;
    ct_str_init(&s);
    for (size_t i = 0; i < c->op_count; i++) {
        const ct_op *op = &c->ops[i];
        ct_str_appendf(&s, "%d %s %.0f,%.0f %.0fx%.0f #%08x", op->layer, op_names[op->kind],
                       op->r.x / c->scale, op->r.y / c->scale, op->r.w / c->scale,
                       op->r.h / c->scale, op->colour);
        if (op->kind == CT_OP_TEXT || op->kind == CT_OP_CLOCK)
            ct_str_appendf(&s, " \"%s\"", (const char *)(c->arena + op->data));
        if (op->kind == CT_OP_ICON)
            ct_str_appendf(&s, " %s", ct_icon_name((ct_icon)op->flags));
        if (op->kind == CT_OP_LAYOUT)
            ct_str_appendf(&s, " \"%s\"", "edited text");
        ct_str_append_char(&s, '\n');
    }
    return ct_str_take(&s);
}
