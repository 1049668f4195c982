/* SPDX-License-Identifier: MIT */
#include "view/canvas_priv.h"

#include <math.h>
#include <stdlib.h>

#include "circletake/str.h"
#include "circletake/thread.h"

enum { MAX_SIDE = 16384 };

/* ---- making ---- */

static void *warm_text(void *text)
{
    ct_text_warm(text);
    return NULL;
}

void ct_canvas_warm(ct_canvas *c)
{
    c->warming = ct_thread_start(&c->warmer, "ct-letters", warm_text, c->text, NULL) == CT_OK;
}

static void take_text_back(ct_canvas *c)
{
    if (c->warming)
        pthread_join(c->warmer, NULL);
    c->warming = false;
}

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
        take_text_back(c);
        ct_text_destroy(&c->text);
        c->text = ct_text_create(scale);
        c->scale = scale;
    }
    return CT_OK;
}

static void make_cells(ct_canvas *c)
{
    c->columns = (c->width + CT_CANVAS_CELL - 1) / CT_CANVAS_CELL;
    c->rows = (c->height + CT_CANVAS_CELL - 1) / CT_CANVAS_CELL;
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
    take_text_back(c);
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
    take_text_back(c);
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
    if (c->clip_count < CT_CANVAS_CLIPS)
        c->clips[c->clip_count++] = inner;
}

void ct_canvas_clip_pop(ct_canvas *c)
{
    if (c->clip_count - 1 > c->clip_base)
        c->clip_count--;
}

void ct_canvas_layer_push(ct_canvas *c, int layer)
{
    if (c->layer_count >= CT_CANVAS_CLIPS || c->clip_count >= CT_CANVAS_CLIPS)
        return;
    c->layers[c->layer_count] = layer < CT_CANVAS_LAYERS ? layer : CT_CANVAS_LAYERS - 1;
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
