/* SPDX-License-Identifier: MIT */
/* Where the list differs from that of the frame before, and drawing it there. */
#include "view/canvas_priv.h"

#include <stdlib.h>
#include <string.h>

#include "circletake/str.h"

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
    for (int layer = 0; layer < CT_CANVAS_LAYERS; layer++)
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
        int right = (op->box.x + op->box.w - 1) / CT_CANVAS_CELL;
        int bottom = (op->box.y + op->box.h - 1) / CT_CANVAS_CELL;
        for (int y = op->box.y / CT_CANVAS_CELL; y <= bottom; y++)
            for (int x = op->box.x / CT_CANVAS_CELL; x <= right; x++)
                c->now[y * c->columns + x] = stir(c->now[y * c->columns + x], op->hash);
    }
}

static void add_run(ct_canvas_rects *list, ct_rect_px r)
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

static void rects_of_cells(const ct_canvas *c, const bool *cells, ct_canvas_rects *list)
{
    const ct_rect_px all = {0, 0, c->width, c->height};
    list->count = 0;
    for (int y = 0; y < c->rows; y++) {
        for (int x = 0; x < c->columns; x++) {
            int from = x;
            while (x < c->columns && cells[y * c->columns + x])
                x++;
            if (x > from)
                add_run(list, ct_rect_px_meet(
                                  all, (ct_rect_px){from * CT_CANVAS_CELL, y * CT_CANVAS_CELL,
                                                    (x - from) * CT_CANVAS_CELL, CT_CANVAS_CELL}));
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
