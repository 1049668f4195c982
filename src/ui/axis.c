/* SPDX-License-Identifier: MIT */
#include "ui/axis.h"

#include <math.h>

enum { LEAST_FRAMES = 8 }; /* of the closest zoom */

double ct_axis_x(const ct_axis *a, double frame)
{
    return a->x + (frame - a->first) / a->count * a->w;
}

int64_t ct_axis_frame(const ct_axis *a, double x)
{
    double  frame = floor(a->first + (x - a->x) / a->w * a->count);
    int64_t last = a->frames - 1;

    return frame < 0 ? 0 : frame > (double)last ? last : (int64_t)frame;
}

ct_rect ct_axis_rect(const ct_axis *a, ct_rect lane, ct_span span)
{
    double from = ct_axis_x(a, (double)span.first), to = ct_axis_x(a, (double)span.end);

    return (ct_rect){from, lane.y, fmax(to - from, 2), lane.h};
}

void ct_axis_show_all(ct_axis *a)
{
    a->first = 0;
    a->count = (double)a->frames;
}

void ct_axis_take_frames(ct_axis *a, int64_t frames)
{
    bool all = a->count >= (double)a->frames;

    a->frames = frames;
    if (all)
        ct_axis_show_all(a);
}

void ct_axis_keep(ct_axis *a)
{
    double all = (double)a->frames;

    a->count = fmin(fmax(a->count, fmin(LEAST_FRAMES, all)), all);
    a->first = fmin(fmax(a->first, 0), all - a->count);
}

void ct_axis_wheel(ct_axis *a, ct_gui *gui, ct_rect r)
{
    ct_point wheel = ct_gui_take_wheel(gui, r);
    double   at = ct_gui_input(gui)->mouse.x;

    if (wheel.x != 0)
        a->first += wheel.x / a->w * a->count;
    if (wheel.y != 0) {
        double under = a->first + (at - a->x) / a->w * a->count;
        a->count *= pow(1.2, wheel.y / 40);
        ct_axis_keep(a);
        a->first = under - (at - a->x) / a->w * a->count;
    }
    ct_axis_keep(a);
}

void ct_axis_follow(ct_axis *a, int64_t frame)
{
    if (a->count >= (double)a->frames)
        return;
    if ((double)frame < a->first || (double)frame >= a->first + a->count)
        a->first = (double)frame - a->count * 0.1;
    ct_axis_keep(a);
}

int64_t ct_axis_label_step(const ct_axis *a, AVRational fps)
{
    static const int seconds[] = {1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200};
    double           least = CT_AXIS_LABEL / a->w * a->count;
    int64_t          base = ct_tc_base(fps);

    for (int64_t step = 1; step < base; step++) /* parts of a second that fill it */
        if ((double)step >= least && base % step == 0)
            return step;
    for (size_t i = 0; i < sizeof seconds / sizeof seconds[0]; i++)
        if ((double)(seconds[i] * base) >= least)
            return seconds[i] * base;
    return 14400 * base;
}

void ct_axis_playhead(const ct_axis *a, ct_canvas *c, int64_t frame, double top, double bottom)
{
    double left = ct_axis_x(a, (double)frame), right = ct_axis_x(a, (double)frame + 1);
    double middle = (left + right) / 2;

    if (right < a->x || left > a->x + a->w)
        return;
    if (right - left > 3) /* zoomed in: the frame itself is shown */
        ct_canvas_fill(c, (ct_rect){left, top, right - left, bottom - top}, 0,
                       ct_colour_fade(ct_dark.accent, 0.22));
    ct_point head[3] = {{middle - 6, top + 4}, {middle + 6, top + 4}, {middle, top + 13}};
    ct_canvas_polygon(c, head, 3, true, 0, ct_dark.accent);
    ct_canvas_fill(c, (ct_rect){middle - 0.75, top + 5, 1.5, bottom - top - 5}, 0, ct_dark.accent);
}
