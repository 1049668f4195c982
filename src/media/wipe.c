/* SPDX-License-Identifier: MIT */
/* See ct_wipe_row in frame.h: its law in whole numbers, so that every machine draws the same edge. */
#include <stdlib.h>

#include "circletake/frame.h"

static const struct {
    int     pattern;
    ct_wipe wipe;
} patterns[] = {
    {1, {CT_WIPE_MAX, CT_WIPE_FROM, CT_WIPE_NOT}},
    {2, {CT_WIPE_MAX, CT_WIPE_NOT, CT_WIPE_FROM}},
    {3, {CT_WIPE_MAX, CT_WIPE_FROM, CT_WIPE_FROM}},
    {4, {CT_WIPE_MAX, CT_WIPE_BACK, CT_WIPE_FROM}},
    {5, {CT_WIPE_MAX, CT_WIPE_BACK, CT_WIPE_BACK}},
    {6, {CT_WIPE_MAX, CT_WIPE_FROM, CT_WIPE_BACK}},
    {21, {CT_WIPE_MAX, CT_WIPE_OUTWARD, CT_WIPE_NOT}},
    {22, {CT_WIPE_MAX, CT_WIPE_NOT, CT_WIPE_OUTWARD}},
    {41, {CT_WIPE_SUM, CT_WIPE_FROM, CT_WIPE_FROM}},
    {42, {CT_WIPE_SUM, CT_WIPE_BACK, CT_WIPE_FROM}},
    {101, {CT_WIPE_MAX, CT_WIPE_OUTWARD, CT_WIPE_OUTWARD}},
    {102, {CT_WIPE_SUM, CT_WIPE_OUTWARD, CT_WIPE_OUTWARD}},
    {119, {CT_WIPE_ROUND, CT_WIPE_OUTWARD, CT_WIPE_OUTWARD}},
};

bool ct_wipe_of(int pattern, ct_wipe *out)
{
    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++)
        if (patterns[i].pattern == pattern) {
            *out = patterns[i].wipe;
            return true;
        }
    return false;
}

/* Of 2 * count parts. */
static int64_t along(ct_wipe_way way, int at, int count)
{
    switch (way) {
    case CT_WIPE_FROM:
        return 2 * (int64_t)at + 1;
    case CT_WIPE_BACK:
        return 2 * (int64_t)(count - at) - 1;
    case CT_WIPE_OUTWARD:
        return 2 * llabs(2 * (int64_t)at + 1 - count);
    default:
        return 0;
    }
}

static bool is_over(const ct_wipe *wipe, const ct_mix *m, int x, int y, int w, int h)
{
    int64_t u = along(wipe->across, x, w), v = along(wipe->down, y, h);
    int64_t k = m->weight, n = m->of, width = 2 * (int64_t)w, height = 2 * (int64_t)h;

    switch (wipe->shape) {
    case CT_WIPE_SUM:
        return (u * height + v * width) * n < 2 * k * width * height;
    case CT_WIPE_ROUND:
        return (u * u + v * v) * n * n < k * k * (width * width + height * height);
    default:
        return u * n < k * width && v * n < k * height;
    }
}

/* What is incoming in a row is one piece of it, which has this sample if there is any. */
static int first_over(const ct_wipe *wipe, int w)
{
    return wipe->across == CT_WIPE_FROM ? 0 : wipe->across == CT_WIPE_BACK ? w - 1 : w / 2;
}

ct_wipe_span ct_wipe_row(const ct_mix *m, int y, int w, int h)
{
    ct_wipe wipe;
    int     at;

    if (!ct_wipe_of(m->wipe, &wipe) || !is_over(&wipe, m, at = first_over(&wipe, w), y, w, h))
        return (ct_wipe_span){0, 0};
    int out = -1, in = at; /* the edge lies between them */
    while (in - out > 1) {
        int middle = out + (in - out) / 2;
        *(is_over(&wipe, m, middle, y, w, h) ? &in : &out) = middle;
    }
    int first = in;
    out = w;
    in = at;
    while (out - in > 1) {
        int middle = in + (out - in) / 2;
        *(is_over(&wipe, m, middle, y, w, h) ? &in : &out) = middle;
    }
    return (ct_wipe_span){first, out};
}
