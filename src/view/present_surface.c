/* SPDX-License-Identifier: MIT */
/* Scaled straight into the pixels of the window: no GL, no copy of the picture.
 *
 * Inside the picture's area the interface is blended over the freshly scaled picture, but only in
 * the box where it drew anything; outside, damaged rectangles are copied. */
#include "view/presenter_priv.h"

#include <stdlib.h>
#include <string.h>

#include <SDL.h>
#include <libavutil/frame.h>

#include "circletake/str.h"
#include "view/scale.h"

typedef struct surface {
    ct_scaler *scalers[2]; /* of over and under */
    uint8_t   *turn;       /* a picture that does not lie as it is shown */
    size_t     turn_cap;
    uint8_t   *second; /* the area with the other of two pictures that are mixed */
    size_t     second_cap;
    ct_rect_px over; /* where the interface drew inside the area */
    bool       over_known;
    SDL_Rect  *rects;
    size_t     rect_cap, rect_count;
    /* of the renderer only */
    SDL_Renderer *renderer;
    SDL_Texture  *texture;
    uint8_t      *pixels; /* the window's contents, kept by us */
    int           width, height;
} surface;

typedef ct_pixels target; /* of the window */

/* ---- scaling ---- */

/* Copies `from` (w x h, as decoded) as it is shown. */
static void turn_copy(const uint32_t *from, int w, int h, const ct_frame *frame, uint8_t *to,
                      int stride)
{
    ct_turn t = ct_frame_turn(frame, w, h);
    bool    sideways = frame->rotation_deg % 180 != 0;

    for (int y = 0; y < (sideways ? w : h); y++) {
        uint32_t *row = (void *)(to + (ptrdiff_t)y * stride);
        for (int x = 0; x < (sideways ? h : w); x++)
            row[x] = from[(ptrdiff_t)(t.at_y + x * t.y_x + y * t.y_y) * w + t.at_x + x * t.x_x +
                          y * t.x_y];
    }
}

/* Picture `which` of those that are shown, into `fit` of `t`. */
static ct_code draw_picture(ct_presenter *presenter, int which, ct_rect_px fit, const target *t,
                            ct_error *err)
{
    surface        *s = presenter->impl;
    const ct_frame *frame = which ? presenter->mix.under : presenter->mix.over;
    ct_picture      p = ct_picture_of(frame);
    uint8_t        *at = t->at + (ptrdiff_t)fit.y * t->stride + (ptrdiff_t)fit.x * 4;
    target          to = {at, t->stride, fit.w, fit.h};
    bool            lies_as_shown = p.rotation == 0 && !p.mirrored;
    AVFrame        *av = ct_frame_visible(frame);

    if (!av)
        return ct_fail(err, CT_NO_MEMORY, "Not enough memory to show a picture.");
    if (!lies_as_shown) {
        bool sideways = p.rotation % 180 != 0;
        to.width = sideways ? fit.h : fit.w;
        to.height = sideways ? fit.w : fit.h;
        to.stride = to.width * 4;
        s->turn = ct_grow(s->turn, &s->turn_cap, (size_t)to.stride * (size_t)to.height, 1);
        to.at = s->turn;
    }
    ct_code code = ct_scaler_run(s->scalers[which], av, &p, &to, err);
    if (code == CT_OK && !lies_as_shown)
        turn_copy((const void *)s->turn, to.width, to.height, frame, at, t->stride);
    av_frame_free(&av);
    return code;
}

/* ---- pixels ---- */

static uint32_t ground_of(ct_colour c)
{
    return 0xff000000U | c >> 8;
}

static void fill(const target *t, ct_rect_px r, uint32_t colour)
{
    for (int y = r.y; y < r.y + r.h; y++) {
        uint32_t *row = (void *)(t->at + (ptrdiff_t)y * t->stride);
        for (int x = r.x; x < r.x + r.w; x++)
            row[x] = colour;
    }
}

/* One pixel of alpha-multiplied `over` above `under`, two channels at a time. */
static uint32_t blend(uint32_t over, uint32_t under)
{
    uint32_t keep = 255 - (over >> 24);
    uint32_t rb = (under & 0xff00ffU) * keep + 0x800080U;
    uint32_t g = ((under >> 8) & 0xffU) * keep + 0x80U;
    rb = ((rb + ((rb >> 8) & 0xff00ffU)) >> 8) & 0xff00ffU;
    g = ((g + (g >> 8)) >> 8) & 0xffU;
    return over + (rb | g << 8);
}

static void lay_over(const target *t, const ct_canvas *overlay, ct_rect_px r)
{
    int            w = 0, h = 0, stride = 0;
    const uint8_t *pixels = ct_canvas_pixels(overlay, &w, &h, &stride);
    r = ct_rect_px_meet(r, (ct_rect_px){0, 0, w, h});
    r = ct_rect_px_meet(r, (ct_rect_px){0, 0, t->width, t->height});
    for (int y = r.y; y < r.y + r.h; y++) {
        const uint32_t *from = (const void *)(pixels + (ptrdiff_t)y * stride);
        uint32_t       *to = (void *)(t->at + (ptrdiff_t)y * t->stride);
        for (int x = r.x; x < r.x + r.w; x++) {
            uint32_t v = from[x];
            if (v >= 0xff000000U)
                to[x] = v;
            else if (v)
                to[x] = blend(v, to[x]);
        }
    }
}

/* Smallest box around what the interface drew inside `area`. */
static ct_rect_px drawn_inside(const ct_canvas *overlay, ct_rect_px area)
{
    int            w = 0, h = 0, stride = 0;
    const uint8_t *pixels = ct_canvas_pixels(overlay, &w, &h, &stride);
    ct_rect_px     r = ct_rect_px_meet(area, (ct_rect_px){0, 0, w, h});
    int            left = r.x + r.w, right = r.x - 1, top = r.y + r.h, bottom = r.y - 1;
    for (int y = r.y; y < r.y + r.h; y++) {
        const uint32_t *row = (const void *)(pixels + (ptrdiff_t)y * stride);
        int             first = r.x, last = r.x + r.w - 1;
        while (first <= last && !row[first])
            first++;
        if (first > last)
            continue;
        while (!row[last])
            last--;
        left = first < left ? first : left;
        right = last > right ? last : right;
        top = y < top ? y : top;
        bottom = y;
    }
    if (right < left)
        return (ct_rect_px){0};
    return (ct_rect_px){left, top, right - left + 1, bottom - top + 1};
}

/* ---- what changed ---- */

static void changed(surface *s, ct_rect_px r)
{
    if (ct_rect_px_empty(r))
        return;
    s->rects = ct_grow(s->rects, &s->rect_cap, s->rect_count + 1, sizeof *s->rects);
    s->rects[s->rect_count++] = (SDL_Rect){r.x, r.y, r.w, r.h};
}

/* The up to four parts of `outer` around `inner`. Returns how many. */
static int around(ct_rect_px outer, ct_rect_px inner, ct_rect_px out[4])
{
    ct_rect_px in = ct_rect_px_meet(outer, inner);
    if (ct_rect_px_empty(in)) {
        out[0] = outer;
        return 1;
    }
    const ct_rect_px parts[4] = {
        {outer.x, outer.y, outer.w, in.y - outer.y},
        {outer.x, in.y + in.h, outer.w, outer.y + outer.h - in.y - in.h},
        {outer.x, in.y, in.x - outer.x, in.h},
        {in.x + in.w, in.y, outer.x + outer.w - in.x - in.w, in.h},
    };
    int count = 0;
    for (int i = 0; i < 4; i++)
        if (!ct_rect_px_empty(parts[i]))
            out[count++] = parts[i];
    return count;
}

static void fill_around(const target *t, ct_rect_px outer, ct_rect_px inner)
{
    ct_rect_px bars[4];
    int        count = around(outer, inner, bars);

    for (int i = 0; i < count; i++)
        fill(t, bars[i], ground_of(ct_dark.picture));
}

/* ---- two pictures ---- */

static uint32_t *pixel_at(const target *t, int x, int y)
{
    return (void *)(t->at + (ptrdiff_t)y * t->stride + (ptrdiff_t)x * 4);
}

/* `weight` of 256 parts of each pixel of `to`, the rest of `under`; two channels at a time. */
static void mix_row(uint32_t *to, const uint32_t *under, int count, uint32_t weight)
{
    uint32_t rest = 256 - weight;

    for (int x = 0; x < count; x++) {
        uint32_t rb = (to[x] & 0xff00ffU) * weight + (under[x] & 0xff00ffU) * rest + 0x800080U;
        uint32_t g = (to[x] >> 8 & 0xffU) * weight + (under[x] >> 8 & 0xffU) * rest + 0x80U;
        to[x] = (rb >> 8 & 0xff00ffU) | (g & 0xff00U);
    }
}

/* Of a wipe: what is not incoming is `under`. */
static void keep_span(uint32_t *to, const uint32_t *under, int count, ct_wipe_span in)
{
    memcpy(to, under, (size_t)in.first * sizeof *to);
    memcpy(to + in.end, under + in.end, (size_t)(count - in.end) * sizeof *to);
}

/* The other picture, drawn beside the window, is mixed into the one that stands in `t`. */
static ct_code mix_under(ct_presenter *p, const ct_showing *show, const target *t, ct_error *err)
{
    surface   *s = p->impl;
    ct_rect_px area = {0, 0, show->area.w, show->area.h}, fit = show->each[1];
    target     second = {.stride = area.w * 4, .width = area.w, .height = area.h};

    s->second = ct_grow(s->second, &s->second_cap, (size_t)second.stride * (size_t)area.h, 1);
    second.at = s->second;
    fit.x -= show->area.x;
    fit.y -= show->area.y;
    ct_code code = draw_picture(p, 1, fit, &second, err);
    fill_around(&second, area, fit);
    for (int y = show->fit.y; y < show->fit.y + show->fit.h; y++) {
        uint32_t *row = pixel_at(t, show->fit.x, y);
        uint32_t *under = pixel_at(&second, show->fit.x - show->area.x, y - show->area.y);
        if (show->wipes)
            keep_span(row, under, show->fit.w,
                      ct_wipe_row(&p->mix, y - show->fit.y, show->fit.w, show->fit.h));
        else
            mix_row(row, under, show->fit.w, (uint32_t)show->weight);
    }
    return code;
}

/* All pictures there are, into their places. */
static ct_code draw_pictures(ct_presenter *p, const ct_showing *show, const target *t,
                             ct_error *err)
{
    if (ct_rect_px_empty(show->fit))
        return CT_OK;
    ct_code code = draw_picture(p, 0, show->each[0], t, err);
    if (code == CT_OK && p->mix.under) {
        fill_around(t, show->area, show->each[0]);
        code = mix_under(p, show, t, err);
    }
    return code;
}

static ct_code draw_area(ct_presenter *p, const ct_showing *show, const target *t, ct_error *err)
{
    surface *s = p->impl;

    if (ct_rect_px_empty(show->area))
        return CT_OK;
    if (show->over || !s->over_known)
        s->over = drawn_inside(show->overlay, show->area);
    s->over_known = true;
    ct_code code = draw_pictures(p, show, t, err);
    fill_around(t, show->area, show->fit);
    lay_over(t, show->overlay, s->over);
    changed(s, show->area);
    return code;
}

static void draw_around(surface *s, const ct_showing *show, const target *t)
{
    const ct_rect_px all = {0, 0, t->width, t->height};
    ct_rect_px       parts[4];
    for (size_t i = 0; i < show->damage_count; i++) {
        int count = around(ct_rect_px_meet(show->damage[i], all), show->area, parts);
        for (int k = 0; k < count; k++) {
            fill(t, parts[k], ground_of(ct_dark.window));
            lay_over(t, show->overlay, parts[k]);
            changed(s, parts[k]);
        }
    }
}

static ct_code draw_all(ct_presenter *p, const ct_showing *show, const target *t, ct_error *err)
{
    surface *s = p->impl;
    ct_code  code = CT_OK;
    s->rect_count = 0;
    if (show->picture || show->over)
        code = draw_area(p, show, t, err);
    draw_around(s, show, t);
    return code;
}

/* ---- the window's own pixels ---- */

static ct_code window_target(ct_presenter *p, target *t, ct_error *err)
{
    SDL_Surface *pixels = SDL_GetWindowSurface(p->window);
    if (!pixels)
        return ct_fail(err, CT_UNSUPPORTED, "This display gives a window no pixels (%s).",
                       SDL_GetError());
    if (pixels->format->BytesPerPixel != 4 || pixels->format->Rmask != 0xff0000U)
        return ct_fail(err, CT_UNSUPPORTED, "The display's pixels are %s, not 32 bit RGB.",
                       SDL_GetPixelFormatName(pixels->format->format));
    *t = (target){pixels->pixels, pixels->pitch, pixels->w, pixels->h};
    return CT_OK;
}

static surface *surface_create(void)
{
    surface *s = ct_alloc(sizeof *s);

    for (int i = 0; i < 2; i++)
        s->scalers[i] = ct_scaler_create();
    return s;
}

static void surface_close(ct_presenter *p)
{
    surface *s = p->impl;
    for (int i = 0; i < 2; i++)
        ct_scaler_destroy(&s->scalers[i]);
    if (s->texture)
        SDL_DestroyTexture(s->texture);
    if (s->renderer)
        SDL_DestroyRenderer(s->renderer);
    free(s->turn);
    free(s->second);
    free(s->rects);
    free(s->pixels);
    free(s);
}

static ct_code surface_open(ct_presenter *p, ct_error *err)
{
    target t = {0};
    p->impl = surface_create();
    return window_target(p, &t, err);
}

static ct_code surface_show(ct_presenter *p, const ct_showing *show, ct_error *err)
{
    surface *s = p->impl;
    target   t = {0};
    ct_code  code = window_target(p, &t, err);
    if (code == CT_OK)
        code = draw_all(p, show, &t, err);
    if (code == CT_OK && s->rect_count &&
        SDL_UpdateWindowSurfaceRects(p->window, s->rects, (int)s->rect_count) != 0)
        code = ct_fail(err, CT_IO, "The window could not be updated (%s).", SDL_GetError());
    return code;
}

static ct_code copy_out(const target *t, const ct_presenter *p, uint8_t *pixels, int stride)
{
    int w = p->width < t->width ? p->width : t->width;
    int h = p->height < t->height ? p->height : t->height;
    for (int y = 0; y < h; y++)
        memcpy(pixels + (ptrdiff_t)y * stride, t->at + (ptrdiff_t)y * t->stride, (size_t)w * 4);
    return CT_OK;
}

static ct_code surface_read(ct_presenter *p, uint8_t *pixels, int stride, ct_error *err)
{
    target  t = {0};
    ct_code code = window_target(p, &t, err);
    return code == CT_OK ? copy_out(&t, p, pixels, stride) : code;
}

/* ---- our pixels, through a renderer ---- */

static ct_code renderer_open(ct_presenter *p, ct_error *err)
{
    surface *s = surface_create();
    p->impl = s;
    s->renderer = SDL_CreateRenderer(p->window, -1, 0);
    if (!s->renderer)
        return ct_fail(err, CT_UNSUPPORTED, "The display can show no picture (%s).",
                       SDL_GetError());
    return CT_OK;
}

static ct_code renderer_resize(ct_presenter *p, target *t, ct_error *err)
{
    surface *s = p->impl;
    int      w = p->width, h = p->height;
    if (w != s->width || h != s->height) {
        if (s->texture)
            SDL_DestroyTexture(s->texture);
        free(s->pixels);
        s->pixels = calloc((size_t)w * (size_t)h, 4);
        s->texture = SDL_CreateTexture(s->renderer, SDL_PIXELFORMAT_RGB888,
                                       SDL_TEXTUREACCESS_STREAMING, w, h);
        s->width = w;
        s->height = h;
    }
    if (!s->texture || !s->pixels)
        return ct_fail(err, CT_NO_MEMORY, "No memory to show %d x %d pixels (%s).", w, h,
                       SDL_GetError());
    *t = (target){s->pixels, w * 4, w, h};
    return CT_OK;
}

static ct_code renderer_show(ct_presenter *p, const ct_showing *show, ct_error *err)
{
    surface *s = p->impl;
    target   t = {0};
    ct_code  code = renderer_resize(p, &t, err);
    if (code == CT_OK)
        code = draw_all(p, show, &t, err);
    if (code != CT_OK)
        return code;
    for (size_t i = 0; i < s->rect_count; i++) {
        const SDL_Rect *r = &s->rects[i];
        SDL_UpdateTexture(s->texture, r, t.at + (ptrdiff_t)r->y * t.stride + (ptrdiff_t)r->x * 4,
                          t.stride);
    }
    SDL_RenderCopy(s->renderer, s->texture, NULL, NULL);
    SDL_RenderPresent(s->renderer);
    return CT_OK;
}

static ct_code renderer_read(ct_presenter *p, uint8_t *pixels, int stride, ct_error *err)
{
    target  t = {0};
    ct_code code = renderer_resize(p, &t, err);
    return code == CT_OK ? copy_out(&t, p, pixels, stride) : code;
}

const ct_presenter_ops ct_present_surface = {
    .name = "surface",
    .open = surface_open,
    .close = surface_close,
    .show = surface_show,
    .read = surface_read,
};

const ct_presenter_ops ct_present_renderer = {
    .name = "renderer",
    .open = renderer_open,
    .close = surface_close,
    .show = renderer_show,
    .read = renderer_read,
};
