/* SPDX-License-Identifier: MIT */
#include "view/ink.h"

#include <math.h>
#include <stdlib.h>

#include "circletake/str.h"

/* A dark edge under each line: white on snow must be seen too. */
static const ct_colour edge = 0x00000090U;
static const ct_colour white = 0xffffffffU;

enum { ELLIPSE_CORNERS = 72 };

typedef struct pen {
    ct_canvas *canvas;
    ct_rect    picture;
    double     line;  /* what the stroke says; an arrow's head follows it */
    double     width; /* line, or the edge that lies around it */
    ct_colour  colour;
} pen;

static ct_point place(const pen *p, ct_stroke_point at)
{
    return (ct_point){p->picture.x + p->picture.w * at.x / CT_DRAWING_UNIT,
                      p->picture.y + p->picture.h * at.y / CT_DRAWING_UNIT};
}

static void trace(const pen *p, const ct_point *points, size_t count, bool closed)
{
    ct_canvas_polygon(p->canvas, points, count, closed, p->width, p->colour);
}

static void draw_pen(const pen *p, const ct_stroke *stroke)
{
    ct_point *points = ct_alloc_array(stroke->count, sizeof *points);

    for (size_t i = 0; i < stroke->count; i++)
        points[i] = place(p, stroke->points[i]);
    if (stroke->count == 1)
        ct_canvas_circle(p->canvas, points[0], p->width / 2, p->colour);
    else
        trace(p, points, stroke->count, false);
    free(points);
}

static void draw_arrow(const pen *p, const ct_stroke *stroke)
{
    ct_point from = place(p, stroke->points[0]);
    ct_point to = place(p, stroke->points[stroke->count - 1]);
    double   length = hypot(to.x - from.x, to.y - from.y);
    double   head = fmin(p->picture.h * 0.035 + 2 * p->line, length * 0.6);
    double   along = atan2(to.y - from.y, to.x - from.x), spread = 0.5;

    if (length < 1)
        return;
    ct_point shaft[2] = {from, to};
    ct_point wings[3] = {{to.x - head * cos(along - spread), to.y - head * sin(along - spread)},
                         to,
                         {to.x - head * cos(along + spread), to.y - head * sin(along + spread)}};
    trace(p, shaft, 2, false);
    trace(p, wings, 3, false);
}

static void draw_box(const pen *p, const ct_stroke *stroke)
{
    ct_point a = place(p, stroke->points[0]), b = place(p, stroke->points[stroke->count - 1]);
    ct_point corners[4] = {a, {b.x, a.y}, b, {a.x, b.y}};

    trace(p, corners, 4, true);
}

static void draw_ellipse(const pen *p, const ct_stroke *stroke)
{
    ct_point a = place(p, stroke->points[0]), b = place(p, stroke->points[stroke->count - 1]);
    ct_point corners[ELLIPSE_CORNERS];

    for (int i = 0; i < ELLIPSE_CORNERS; i++) {
        double turn = 2 * M_PI * i / ELLIPSE_CORNERS;
        corners[i] = (ct_point){(a.x + b.x) / 2 + (b.x - a.x) / 2 * cos(turn),
                                (a.y + b.y) / 2 + (b.y - a.y) / 2 * sin(turn)};
    }
    trace(p, corners, ELLIPSE_CORNERS, true);
}

void ct_ink_draw(ct_canvas *c, const ct_drawing *drawing, ct_rect picture)
{
    static void (*const draw[CT_STROKE_TOOLS])(const pen *p, const ct_stroke *stroke) = {
        draw_pen, draw_arrow, draw_box, draw_ellipse};

    ct_canvas_clip_push(c, picture);
    for (size_t i = 0; i < drawing->count; i++) {
        const ct_stroke *stroke = &drawing->strokes[i];
        if (stroke->tool == CT_STROKE_UNKNOWN || stroke->count == 0)
            continue;
        double    width = fmax(picture.h * stroke->width / CT_DRAWING_UNIT, 1);
        ct_colour colour = stroke->colour ? ct_dark.label[stroke->colour] : white;
        draw[stroke->tool](&(pen){c, picture, width, width + fmax(width * 0.6, 1.5), edge}, stroke);
        draw[stroke->tool](&(pen){c, picture, width, width, colour}, stroke);
    }
    ct_canvas_clip_pop(c);
}
