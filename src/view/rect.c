/* SPDX-License-Identifier: MIT */
#include "view/rect.h"

#include <math.h>

static double least(double a, double b)
{
    return a < b ? a : b;
}

static double most(double a, double b)
{
    return a > b ? a : b;
}

ct_rect ct_rect_make(double x, double y, double w, double h)
{
    return (ct_rect){x, y, most(w, 0), most(h, 0)};
}

bool ct_rect_empty(ct_rect r)
{
    return r.w <= 0 || r.h <= 0;
}

bool ct_rect_has(ct_rect r, double x, double y)
{
    return x >= r.x && y >= r.y && x < r.x + r.w && y < r.y + r.h;
}

bool ct_rect_equal(ct_rect a, ct_rect b)
{
    const double eps = 1e-6;
    return fabs(a.x - b.x) < eps && fabs(a.y - b.y) < eps && fabs(a.w - b.w) < eps &&
           fabs(a.h - b.h) < eps;
}

ct_rect ct_rect_meet(ct_rect a, ct_rect b)
{
    double x = most(a.x, b.x);
    double y = most(a.y, b.y);
    return ct_rect_make(x, y, least(a.x + a.w, b.x + b.w) - x, least(a.y + a.h, b.y + b.h) - y);
}

ct_rect ct_rect_join(ct_rect a, ct_rect b)
{
    if (ct_rect_empty(a))
        return b;
    if (ct_rect_empty(b))
        return a;
    double x = least(a.x, b.x);
    double y = least(a.y, b.y);
    return ct_rect_make(x, y, most(a.x + a.w, b.x + b.w) - x, most(a.y + a.h, b.y + b.h) - y);
}

ct_rect ct_rect_inset(ct_rect r, double dx, double dy)
{
    dx = least(dx, r.w / 2);
    dy = least(dy, r.h / 2);
    return ct_rect_make(r.x + dx, r.y + dy, r.w - 2 * dx, r.h - 2 * dy);
}

ct_rect ct_rect_centre(ct_rect r, double w, double h)
{
    return ct_rect_make(r.x + (r.w - w) / 2, r.y + (r.h - h) / 2, w, h);
}

ct_rect ct_rect_keep_inside(ct_rect r, ct_rect bounds)
{
    r.x = most(least(r.x, bounds.x + bounds.w - r.w), bounds.x);
    r.y = most(least(r.y, bounds.y + bounds.h - r.h), bounds.y);
    return r;
}

ct_rect ct_cut_top(ct_rect *r, double h)
{
    h = most(least(h, r->h), 0);
    ct_rect strip = {r->x, r->y, r->w, h};
    r->y += h;
    r->h -= h;
    return strip;
}

ct_rect ct_cut_bottom(ct_rect *r, double h)
{
    h = most(least(h, r->h), 0);
    r->h -= h;
    return (ct_rect){r->x, r->y + r->h, r->w, h};
}

ct_rect ct_cut_left(ct_rect *r, double w)
{
    w = most(least(w, r->w), 0);
    ct_rect strip = {r->x, r->y, w, r->h};
    r->x += w;
    r->w -= w;
    return strip;
}

ct_rect ct_cut_right(ct_rect *r, double w)
{
    w = most(least(w, r->w), 0);
    r->w -= w;
    return (ct_rect){r->x + r->w, r->y, w, r->h};
}

void ct_skip_top(ct_rect *r, double h)
{
    (void)ct_cut_top(r, h);
}

void ct_skip_bottom(ct_rect *r, double h)
{
    (void)ct_cut_bottom(r, h);
}

void ct_skip_left(ct_rect *r, double w)
{
    (void)ct_cut_left(r, w);
}

void ct_skip_right(ct_rect *r, double w)
{
    (void)ct_cut_right(r, w);
}

ct_rect ct_rect_column(ct_rect r, int index, int count, double gap)
{
    double w = most((r.w - gap * (count - 1)) / count, 0);
    return ct_rect_make(r.x + index * (w + gap), r.y, w, r.h);
}

bool ct_rect_px_empty(ct_rect_px r)
{
    return r.w <= 0 || r.h <= 0;
}

ct_rect_px ct_rect_px_meet(ct_rect_px a, ct_rect_px b)
{
    int x = a.x > b.x ? a.x : b.x;
    int y = a.y > b.y ? a.y : b.y;
    int right = a.x + a.w < b.x + b.w ? a.x + a.w : b.x + b.w;
    int bottom = a.y + a.h < b.y + b.h ? a.y + a.h : b.y + b.h;
    return (ct_rect_px){x, y, right > x ? right - x : 0, bottom > y ? bottom - y : 0};
}

ct_rect_px ct_rect_px_join(ct_rect_px a, ct_rect_px b)
{
    if (ct_rect_px_empty(a))
        return b;
    if (ct_rect_px_empty(b))
        return a;
    int x = a.x < b.x ? a.x : b.x;
    int y = a.y < b.y ? a.y : b.y;
    int right = a.x + a.w > b.x + b.w ? a.x + a.w : b.x + b.w;
    int bottom = a.y + a.h > b.y + b.h ? a.y + a.h : b.y + b.h;
    return (ct_rect_px){x, y, right - x, bottom - y};
}

bool ct_rect_px_equal(ct_rect_px a, ct_rect_px b)
{
    return a.x == b.x && a.y == b.y && a.w == b.w && a.h == b.h;
}
