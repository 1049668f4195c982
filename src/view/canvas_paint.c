/* SPDX-License-Identifier: MIT */
/* Rasterises the drawing list: one small function for each kind of op. */
#include "view/canvas_priv.h"

#include <math.h>

#include "view/icon_priv.h"

static void set_colour(cairo_t *cr, ct_colour c)
{
    cairo_set_source_rgba(cr, (c >> 24) / 255.0, ((c >> 16) & 255) / 255.0,
                          ((c >> 8) & 255) / 255.0, (c & 255) / 255.0);
}

static void path_box(cairo_t *cr, ct_rect r, double radius)
{
    double k = fmin(radius, fmin(r.w, r.h) / 2);
    if (k <= 0) {
        cairo_rectangle(cr, r.x, r.y, r.w, r.h);
        return;
    }
    cairo_new_sub_path(cr);
    cairo_arc(cr, r.x + r.w - k, r.y + k, k, -M_PI_2, 0);
    cairo_arc(cr, r.x + r.w - k, r.y + r.h - k, k, 0, M_PI_2);
    cairo_arc(cr, r.x + k, r.y + r.h - k, k, M_PI_2, M_PI);
    cairo_arc(cr, r.x + k, r.y + k, k, M_PI, 3 * M_PI_2);
    cairo_close_path(cr);
}

static void paint_fill(const ct_painter *p, const ct_op *op, ct_rect_px dirty)
{
    (void)dirty;
    set_colour(p->cr, op->colour);
    path_box(p->cr, op->r, op->radius);
    cairo_fill(p->cr);
}

static void paint_stroke(const ct_painter *p, const ct_op *op, ct_rect_px dirty)
{
    (void)dirty;
    set_colour(p->cr, op->colour);
    cairo_set_line_width(p->cr, op->width);
    path_box(p->cr, ct_rect_inset(op->r, op->width / 2, op->width / 2), op->radius - op->width / 2);
    cairo_stroke(p->cr);
}

static void add_stop(cairo_pattern_t *g, double at, ct_colour c)
{
    cairo_pattern_add_color_stop_rgba(g, at, (c >> 24) / 255.0, ((c >> 16) & 255) / 255.0,
                                      ((c >> 8) & 255) / 255.0, (c & 255) / 255.0);
}

static void paint_gradient(const ct_painter *p, const ct_op *op, ct_rect_px dirty)
{
    (void)dirty;
    cairo_pattern_t *g = cairo_pattern_create_linear(0, op->r.y, 0, op->r.y + op->r.h);
    add_stop(g, 0, op->colour);
    add_stop(g, 1, op->colour2);
    cairo_set_source(p->cr, g);
    path_box(p->cr, op->r, op->radius);
    cairo_fill(p->cr);
    cairo_pattern_destroy(g);
}

/* Boxes of falling size over one another: close enough to a blur, and cheap. */
static void paint_shadow(const ct_painter *p, const ct_op *op, ct_rect_px dirty)
{
    enum { STEPS = 14 };
    (void)dirty;
    for (int i = 0; i < STEPS; i++) {
        double  grow = op->width * (1 - (double)i / STEPS);
        ct_rect r = ct_rect_inset(op->r, -grow, -grow);
        r.y += op->width * 0.3;
        set_colour(p->cr, (op->colour & 0xffffff00U) | (unsigned)(4 + i));
        path_box(p->cr, r, op->radius + grow);
        cairo_fill(p->cr);
    }
}

static void paint_round(const ct_painter *p, const ct_op *op, ct_rect_px dirty)
{
    (void)dirty;
    set_colour(p->cr, op->colour);
    cairo_new_sub_path(p->cr);
    cairo_arc(p->cr, op->r.x + op->r.w / 2, op->r.y + op->r.h / 2, op->r.w / 2, 0, 2 * M_PI);
    if (op->kind == CT_OP_CIRCLE) {
        cairo_fill(p->cr);
        return;
    }
    cairo_set_line_width(p->cr, op->width);
    cairo_stroke(p->cr);
}

static void paint_polygon(const ct_painter *p, const ct_op *op, ct_rect_px dirty)
{
    const ct_point *points = (const void *)(p->arena + op->data);
    size_t          count = op->bytes / sizeof *points;
    (void)dirty;
    set_colour(p->cr, op->colour);
    for (size_t i = 0; i < count; i++)
        cairo_line_to(p->cr, points[i].x * p->scale, points[i].y * p->scale);
    if (op->flags)
        cairo_close_path(p->cr);
    if (op->width <= 0) {
        cairo_fill(p->cr);
        return;
    }
    cairo_set_line_width(p->cr, op->width);
    cairo_set_line_join(p->cr, CAIRO_LINE_JOIN_ROUND);
    cairo_set_line_cap(p->cr, CAIRO_LINE_CAP_ROUND);
    cairo_stroke(p->cr);
}

/* Only the bars in the dirty part: a playhead that moves over a waveform redraws a strip. */
static void paint_bars(const ct_painter *p, const ct_op *op, ct_rect_px dirty)
{
    const float *lo = (const void *)(p->arena + op->data);
    size_t       count = op->bytes / (2 * sizeof *lo);
    const float *hi = lo + count;
    double       step = op->r.w / (double)count;
    double       middle = op->r.y + op->r.h / 2;
    size_t       first = (size_t)fmax(floor((dirty.x - op->r.x) / step), 0);
    size_t       end = (size_t)fmin(ceil((dirty.x + dirty.w - op->r.x) / step), (double)count);

    set_colour(p->cr, op->colour);
    cairo_set_antialias(p->cr, CAIRO_ANTIALIAS_NONE);
    for (size_t i = first; i < end; i++) {
        double left = round(op->r.x + (double)i * step);
        double right = fmax(round(op->r.x + (double)(i + 1) * step), left + 1);
        double top = round(middle - (double)hi[i] * op->r.h / 2);
        double bottom = fmax(round(middle - (double)lo[i] * op->r.h / 2), top + 1);
        cairo_rectangle(p->cr, left, top, right - left, bottom - top);
    }
    cairo_fill(p->cr);
    cairo_set_antialias(p->cr, CAIRO_ANTIALIAS_DEFAULT);
}

static void paint_hole(const ct_painter *p, const ct_op *op, ct_rect_px dirty)
{
    (void)dirty;
    cairo_set_operator(p->cr, CAIRO_OPERATOR_CLEAR);
    path_box(p->cr, op->r, 0);
    cairo_fill(p->cr);
    cairo_set_operator(p->cr, CAIRO_OPERATOR_OVER);
}

static void paint_icon(const ct_painter *p, const ct_op *op, ct_rect_px dirty)
{
    (void)dirty;
    set_colour(p->cr, op->colour);
    cairo_translate(p->cr, op->r.x, op->r.y);
    cairo_scale(p->cr, op->r.w / 16, op->r.h / 16);
    ct_icon_paint(p->cr, (ct_icon)op->flags);
    cairo_identity_matrix(p->cr);
}

static void paint_image(const ct_painter *p, const ct_op *op, ct_rect_px dirty)
{
    /* drawing keeps its scaled copy with it, and changes nothing that can be seen */
    ct_image *image = (ct_image *)(uintptr_t)op->thing;
    (void)dirty;
    /* op->r lies on whole pixels */
    cairo_set_source_surface(p->cr, ct_image_fitted(image, (int)op->r.w, (int)op->r.h), op->r.x,
                             op->r.y);
    cairo_pattern_set_filter(cairo_get_source(p->cr), CAIRO_FILTER_NEAREST);
    path_box(p->cr, op->r, op->radius);
    if (op->width < 1) {
        cairo_clip(p->cr);
        cairo_paint_with_alpha(p->cr, op->width);
    } else {
        cairo_fill(p->cr);
    }
}

/* Top left corner of the layout. */
static void place_text(const ct_text *t, PangoLayout *l, const ct_op *op, double *x, double *y)
{
    PangoRectangle size;
    pango_layout_get_extents(l, NULL, &size);
    double width = (double)size.width / PANGO_SCALE;
    double height = (double)size.height / PANGO_SCALE;
    bool   laid_out = pango_layout_get_width(l) > 0; /* then pango aligned it within r */

    *x = op->r.x;
    if (!laid_out && (op->flags & CT_TEXT_CENTRE))
        *x += (op->r.w - width) / 2;
    if (!laid_out && (op->flags & CT_TEXT_RIGHT))
        *x += op->r.w - width;
    double baseline = (double)pango_layout_get_baseline(l) / PANGO_SCALE;
    if (op->flags & CT_TEXT_TOP)
        *y = op->r.y;
    else if (pango_layout_get_line_count(l) > 1)
        *y = op->r.y + (op->r.h - height) / 2;
    else
        *y = op->r.y + (op->r.h + ct_text_cap_px(t, op->type)) / 2 - baseline;
    *y = round(*y + baseline) - baseline; /* baselines on whole pixels: all lines equally sharp */
}

static void paint_text(const ct_painter *p, const ct_op *op, ct_rect_px dirty)
{
    const char *text = (const char *)(p->arena + op->data);
    bool        wrap = op->flags & CT_TEXT_WRAP;
    (void)dirty;
    /* One line that fits needs no width: the layout is then shared by all places it stands in. */
    PangoLayout *l = ct_text_layout(p->text, text, op->type, wrap ? op->r.w : 0, wrap ? op->r.h : 0,
                                    wrap ? op->flags : 0);
    if (!wrap) {
        int width = 0;
        pango_layout_get_size(l, &width, NULL);
        if (width > op->r.w * PANGO_SCALE + PANGO_SCALE / 2)
            l = ct_text_layout(p->text, text, op->type, op->r.w, 0, op->flags);
    }
    double x = 0, y = 0;
    place_text(p->text, l, op, &x, &y);
    set_colour(p->cr, op->colour);
    cairo_move_to(p->cr, x, y);
    pango_cairo_show_layout(p->cr, l);
}

static void paint_clock(const ct_painter *p, const ct_op *op, ct_rect_px dirty)
{
    const char *text = (const char *)(p->arena + op->data);
    double      x = op->r.x;
    (void)dirty;
    double base = round(op->r.y + (op->r.h + ct_text_cap_px(p->text, op->type)) / 2);
    set_colour(p->cr, op->colour);
    for (const char *s = text; *s; s++) {
        PangoLayout *l = ct_text_clock_char(p->text, *s, op->type);
        cairo_move_to(p->cr, x, base - (double)pango_layout_get_baseline(l) / PANGO_SCALE);
        pango_cairo_show_layout(p->cr, l);
        x += ct_text_clock_advance(p->text, *s, op->type);
    }
}

static void paint_layout(const ct_painter *p, const ct_op *op, ct_rect_px dirty)
{
    /* pango's functions take it as changeable, but only draw it */
    PangoLayout *l = (PangoLayout *)(uintptr_t)op->thing;
    (void)dirty;
    set_colour(p->cr, op->colour);
    cairo_move_to(p->cr, op->r.x, op->r.y);
    pango_cairo_show_layout(p->cr, l);
}

static void (*const paint[CT_OP_COUNT])(const ct_painter *, const ct_op *, ct_rect_px) = {
    [CT_OP_FILL] = paint_fill,         [CT_OP_STROKE] = paint_stroke,
    [CT_OP_GRADIENT] = paint_gradient, [CT_OP_SHADOW] = paint_shadow,
    [CT_OP_CIRCLE] = paint_round,      [CT_OP_RING] = paint_round,
    [CT_OP_POLYGON] = paint_polygon,   [CT_OP_BARS] = paint_bars,
    [CT_OP_HOLE] = paint_hole,         [CT_OP_ICON] = paint_icon,
    [CT_OP_IMAGE] = paint_image,       [CT_OP_TEXT] = paint_text,
    [CT_OP_CLOCK] = paint_clock,       [CT_OP_LAYOUT] = paint_layout,
};

void ct_canvas_paint(const ct_painter *p, const ct_op *op, ct_rect_px dirty)
{
    cairo_save(p->cr);
    cairo_new_path(p->cr);
    cairo_rectangle(p->cr, op->clip.x, op->clip.y, op->clip.w, op->clip.h);
    cairo_clip(p->cr);
    paint[op->kind](p, op, dirty);
    cairo_restore(p->cr);
}
