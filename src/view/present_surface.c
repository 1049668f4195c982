/* SPDX-License-Identifier: MIT */
/* libswscale straight into the pixels of the window: no GL, no copy of the picture.
 *
 * Inside the picture's area the interface is blended over the freshly scaled picture, but only in
 * the box where it drew anything; outside, damaged rectangles are copied. */
#include "view/presenter_priv.h"

#include <stdlib.h>
#include <string.h>

#include <SDL.h>
#include <libavutil/frame.h>
#include <libavutil/pixdesc.h>
#include <libswscale/swscale.h>

#include "circletake/str.h"

typedef struct scaler {
    struct SwsContext *sws;
    ct_picture         set_for; /* the colours that are set in it */
} scaler;

typedef struct surface {
    scaler     quick, exact;
    uint8_t   *turn; /* a picture that cannot be scaled straight to its place */
    size_t     turn_cap;
    ct_rect_px over; /* where the interface drew inside the area */
    bool       over_known;
    uint32_t  *kept; /* the standing picture as scaled: the interface changes above it */
    size_t     kept_cap;
    ct_rect_px kept_at; /* its place; empty while pictures move */
    SDL_Rect  *rects;
    size_t     rect_cap, rect_count;
    /* of the renderer only */
    SDL_Renderer *renderer;
    SDL_Texture  *texture;
    uint8_t      *pixels; /* the window's contents, kept by us */
    int           width, height;
} surface;

/* Pixels of the window, 0xXXRRGGBB. */
typedef struct target {
    uint8_t *pixels;
    int      stride;
    int      width, height;
} target;

/* ---- scaling ---- */

/* The J formats are the plain ones with a range: libswscale warns about them by name. */
static enum AVPixelFormat plain_format(int format)
{
    switch (format) {
    case AV_PIX_FMT_YUVJ420P:
        return AV_PIX_FMT_YUV420P;
    case AV_PIX_FMT_YUVJ422P:
        return AV_PIX_FMT_YUV422P;
    case AV_PIX_FMT_YUVJ444P:
        return AV_PIX_FMT_YUV444P;
    case AV_PIX_FMT_YUVJ440P:
        return AV_PIX_FMT_YUV440P;
    default:
        return (enum AVPixelFormat)format;
    }
}

static int sws_matrix(int space)
{
    switch (space) {
    case AVCOL_SPC_BT709:
        return SWS_CS_ITU709;
    case AVCOL_SPC_FCC:
        return SWS_CS_FCC;
    case AVCOL_SPC_SMPTE240M:
        return SWS_CS_SMPTE240M;
    case AVCOL_SPC_BT2020_NCL:
    case AVCOL_SPC_BT2020_CL:
        return SWS_CS_BT2020;
    default:
        return SWS_CS_ITU601;
    }
}

static void set_colours(scaler *k, const ct_picture *p)
{
    const int *to = sws_getCoefficients(SWS_CS_ITU709);
    /* RGB is scaled as YCbCr too: there and back by one matrix */
    const int *from = p->matrix == AVCOL_SPC_RGB ? to : sws_getCoefficients(sws_matrix(p->matrix));
    sws_setColorspaceDetails(k->sws, from, p->full_range, to, 1, 0, 1 << 16, 1 << 16);
    k->set_for = *p;
}

/* While pictures follow one another, at a third of the cost, greys may be off by 2 in 255; a
 * picture that stands is exact. */
enum {
    QUICK = SWS_BILINEAR,
    EXACT = SWS_BICUBIC | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT | SWS_FULL_CHR_H_INP
};

/* Where a scaled picture goes. */
typedef struct place {
    uint8_t *to;
    int      stride, w, h;
    bool     moving;
} place;

static ct_code scale_to(surface *s, const AVFrame *av, const ct_picture *p, const place *at,
                        ct_error *err)
{
    scaler            *k = at->moving ? &s->quick : &s->exact;
    struct SwsContext *before = k->sws;
    k->sws =
        sws_getCachedContext(k->sws, av->width, av->height, plain_format(av->format), at->w, at->h,
                             AV_PIX_FMT_BGR0, at->moving ? QUICK : EXACT, NULL, NULL, NULL);
    if (!k->sws)
        return ct_fail(err, CT_UNSUPPORTED, "Pictures of format %s cannot be shown.",
                       ct_str_or_empty(av_get_pix_fmt_name(av->format)));
    if (k->sws != before || p->matrix != k->set_for.matrix ||
        p->full_range != k->set_for.full_range)
        set_colours(k, p);
    uint8_t *planes[4] = {at->to};
    int      strides[4] = {at->stride};
    sws_scale(k->sws, (const uint8_t *const *)av->data, av->linesize, 0, av->height, planes,
              strides);
    return CT_OK;
}

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

/* Scalers write whole vectors, so up to this many pixels to the right of the picture. They are
 * drawn again afterwards; only where the window's memory ends must the picture go another way. */
enum { OVERRUN = 32 };

static bool has_room(ct_rect_px fit, const target *t)
{
    return fit.x + fit.w + OVERRUN <= t->width || fit.y + fit.h < t->height;
}

static ct_code draw_picture(surface *s, const ct_frame *frame, const ct_showing *show,
                            const target *t, ct_error *err)
{
    ct_rect_px fit = show->fit;
    ct_picture p = ct_picture_of(frame);
    uint8_t   *to = t->pixels + (ptrdiff_t)fit.y * t->stride + (ptrdiff_t)fit.x * 4;
    place      at = {to, t->stride, fit.w, fit.h, show->moving};
    AVFrame   *av = ct_frame_visible(frame);
    ct_code    code;

    if (!av)
        return ct_fail(err, CT_NO_MEMORY, "Not enough memory to show a picture.");
    if (p.rotation == 0 && !p.mirrored && has_room(fit, t)) {
        code = scale_to(s, av, &p, &at, err);
        av_frame_free(&av);
        return code;
    }

    if (p.rotation == 90 || p.rotation == 270) {
        at.w = fit.h;
        at.h = fit.w;
    }
    size_t bytes = (size_t)at.w * (size_t)at.h * 4;
    s->turn = ct_grow(s->turn, &s->turn_cap, bytes + (size_t)OVERRUN * 4, 1);
    at.to = s->turn;
    at.stride = at.w * 4;
    code = scale_to(s, av, &p, &at, err);
    if (code == CT_OK)
        turn_copy((const void *)s->turn, at.w, at.h, frame, to, t->stride);
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
        uint32_t *row = (void *)(t->pixels + (ptrdiff_t)y * t->stride);
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
        uint32_t       *to = (void *)(t->pixels + (ptrdiff_t)y * t->stride);
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

/* The interface to the right of the area, where the scaler may have written. */
static void mend_beside(const ct_showing *show, const target *t)
{
    ct_rect_px strip = {show->fit.x + show->fit.w, show->fit.y, OVERRUN, show->fit.h};
    int        hidden = show->area.x + show->area.w - strip.x; /* the area's own bars */
    if (ct_rect_px_empty(show->fit) || hidden >= OVERRUN)
        return;
    strip.x += hidden;
    strip.w -= hidden;
    strip = ct_rect_px_meet(strip, (ct_rect_px){0, 0, t->width, t->height});
    fill(t, strip, ground_of(ct_dark.window));
    lay_over(t, show->overlay, strip);
}

static void keep_picture(surface *s, const ct_showing *show, const target *t)
{
    ct_rect_px r = show->fit;

    s->kept_at = (ct_rect_px){0};
    if (show->moving || ct_rect_px_empty(r))
        return;
    s->kept = ct_grow(s->kept, &s->kept_cap, (size_t)r.w * (size_t)r.h, sizeof *s->kept);
    for (int y = 0; y < r.h; y++)
        memcpy(s->kept + (size_t)y * (size_t)r.w,
               t->pixels + (ptrdiff_t)(r.y + y) * t->stride + (ptrdiff_t)r.x * 4, (size_t)r.w * 4);
    s->kept_at = r;
}

static void put_back(const surface *s, const target *t, ct_rect_px part)
{
    ct_rect_px r = ct_rect_px_meet(part, s->kept_at);

    for (int y = r.y; y < r.y + r.h; y++)
        memcpy(t->pixels + (ptrdiff_t)y * t->stride + (ptrdiff_t)r.x * 4,
               s->kept + (size_t)(y - s->kept_at.y) * (size_t)s->kept_at.w + (r.x - s->kept_at.x),
               (size_t)r.w * 4);
}

/* Only the interface changed above a picture that stands: no more than that is drawn. */
static void draw_over(surface *s, const ct_showing *show, const target *t)
{
    ct_rect_px bars[4];

    for (size_t i = 0; i < show->damage_count; i++) {
        ct_rect_px part = ct_rect_px_meet(show->damage[i], show->area);
        if (ct_rect_px_empty(part))
            continue;
        put_back(s, t, part);
        int count = around(part, s->kept_at, bars);
        for (int k = 0; k < count; k++)
            fill(t, bars[k], ground_of(ct_dark.picture));
        lay_over(t, show->overlay, part);
        changed(s, part);
    }
    s->over_known = false;
}

static ct_code draw_area(surface *s, const ct_frame *frame, const ct_showing *show, const target *t,
                         ct_error *err)
{
    ct_rect_px bars[4];
    ct_code    code = CT_OK;

    if (ct_rect_px_empty(show->area))
        return CT_OK;
    if (show->over || !s->over_known)
        s->over = drawn_inside(show->overlay, show->area);
    s->over_known = true;
    if (!ct_rect_px_empty(show->fit))
        code = draw_picture(s, frame, show, t, err);
    keep_picture(s, show, t);
    int count = around(show->area, show->fit, bars);
    for (int i = 0; i < count; i++)
        fill(t, bars[i], ground_of(ct_dark.picture));
    mend_beside(show, t);
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
    if (!show->picture && show->over && ct_rect_px_equal(s->kept_at, show->fit))
        draw_over(s, show, t);
    else if (show->picture || show->over)
        code = draw_area(s, p->frame, show, t, err);
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

static void surface_close(ct_presenter *p)
{
    surface *s = p->impl;
    sws_freeContext(s->quick.sws);
    sws_freeContext(s->exact.sws);
    if (s->texture)
        SDL_DestroyTexture(s->texture);
    if (s->renderer)
        SDL_DestroyRenderer(s->renderer);
    free(s->turn);
    free(s->kept);
    free(s->rects);
    free(s->pixels);
    free(s);
}

static ct_code surface_open(ct_presenter *p, ct_error *err)
{
    target t;
    p->impl = ct_alloc(sizeof(surface));
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
        memcpy(pixels + (ptrdiff_t)y * stride, t->pixels + (ptrdiff_t)y * t->stride, (size_t)w * 4);
    return CT_OK;
}

static ct_code surface_read(ct_presenter *p, uint8_t *pixels, int stride, ct_error *err)
{
    target  t;
    ct_code code = window_target(p, &t, err);
    return code == CT_OK ? copy_out(&t, p, pixels, stride) : code;
}

/* ---- our pixels, through a renderer ---- */

static ct_code renderer_open(ct_presenter *p, ct_error *err)
{
    surface *s = ct_alloc(sizeof *s);
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
    target   t;
    ct_code  code = renderer_resize(p, &t, err);
    if (code == CT_OK)
        code = draw_all(p, show, &t, err);
    if (code != CT_OK)
        return code;
    for (size_t i = 0; i < s->rect_count; i++) {
        const SDL_Rect *r = &s->rects[i];
        SDL_UpdateTexture(s->texture, r,
                          t.pixels + (ptrdiff_t)r->y * t.stride + (ptrdiff_t)r->x * 4, t.stride);
    }
    SDL_RenderCopy(s->renderer, s->texture, NULL, NULL);
    SDL_RenderPresent(s->renderer);
    return CT_OK;
}

static ct_code renderer_read(ct_presenter *p, uint8_t *pixels, int stride, ct_error *err)
{
    target  t;
    ct_code code = renderer_resize(p, &t, err);
    return code == CT_OK ? copy_out(&t, p, pixels, stride) : code;
}

const ct_presenter_ops ct_present_surface = {
    .name = "surface",
    .two_qualities = true,
    .open = surface_open,
    .close = surface_close,
    .show = surface_show,
    .read = surface_read,
};

const ct_presenter_ops ct_present_renderer = {
    .name = "renderer",
    .two_qualities = true,
    .open = renderer_open,
    .close = surface_close,
    .show = renderer_show,
    .read = renderer_read,
};
