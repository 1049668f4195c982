/* SPDX-License-Identifier: MIT */
/* Pixels the canvas draws, kept also in the size they were drawn in last: a list that scrolls draws
 * the same stills in the same size, frame after frame. */
#include <stdlib.h>
#include <string.h>

#include "circletake/str.h"
#include "view/canvas_priv.h"

ct_image *ct_image_create(const uint8_t *pixels, int width_px, int height_px, size_t stride_bytes)
{
    cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, width_px, height_px);
    if (cairo_surface_status(s) != CAIRO_STATUS_SUCCESS) {
        cairo_surface_destroy(s);
        return NULL;
    }
    static uint64_t serial; /* main thread only; names pixels for the comparison of frames */
    uint8_t        *to = cairo_image_surface_get_data(s);
    size_t          to_stride = (size_t)cairo_image_surface_get_stride(s);
    for (int y = 0; y < height_px; y++)
        memcpy(to + (size_t)y * to_stride, pixels + (size_t)y * stride_bytes, (size_t)width_px * 4);
    cairo_surface_mark_dirty(s);
    ct_image *image = ct_alloc(sizeof *image);
    *image = (ct_image){.surface = s, .width = width_px, .height = height_px, .serial = ++serial};
    return image;
}

void ct_image_destroy(ct_image **image)
{
    if (!*image)
        return;
    cairo_surface_destroy((*image)->surface);
    if ((*image)->fitted)
        cairo_surface_destroy((*image)->fitted);
    free(*image);
    *image = NULL;
}

ct_size ct_image_size(const ct_image *image)
{
    return (ct_size){image->width, image->height};
}

static cairo_surface_t *scaled_copy(const ct_image *image, int width_px, int height_px)
{
    cairo_surface_t *to = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, width_px, height_px);
    cairo_t         *cr = cairo_create(to);

    cairo_scale(cr, (double)width_px / image->width, (double)height_px / image->height);
    cairo_set_source_surface(cr, image->surface, 0, 0);
    cairo_pattern_set_extend(cairo_get_source(cr), CAIRO_EXTEND_PAD);
    cairo_pattern_set_filter(cairo_get_source(cr), CAIRO_FILTER_GOOD);
    cairo_paint(cr);
    cairo_destroy(cr);
    return to;
}

cairo_surface_t *ct_image_fitted(ct_image *image, int width_px, int height_px)
{
    if (image->fitted && cairo_image_surface_get_width(image->fitted) == width_px &&
        cairo_image_surface_get_height(image->fitted) == height_px)
        return image->fitted;
    if (image->fitted)
        cairo_surface_destroy(image->fitted);
    image->fitted = scaled_copy(image, width_px, height_px);
    return image->fitted;
}
