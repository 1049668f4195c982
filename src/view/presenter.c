/* SPDX-License-Identifier: MIT */
#include "view/presenter_priv.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <SDL.h>
#include <cairo.h>

#include "circletake/file.h"
#include "circletake/str.h"
#include "circletake/thread.h"

/* Logical pixels: of a window nobody gave a size, and the least one that can be worked in. */
enum { WIDTH = 1440, HEIGHT = 900, LEAST_WIDTH = 640, LEAST_HEIGHT = 400 };

/* In the order in which `auto` tries them. */
static const ct_presenter_ops *const kinds[] = {
    &ct_present_gpu,
    &ct_present_surface,
    &ct_present_renderer,
};

static const size_t kind_count = sizeof kinds / sizeof kinds[0];

bool ct_presenter_known(const char *kind)
{
    for (size_t i = 0; i < kind_count; i++)
        if (strcmp(kind, kinds[i]->name) == 0)
            return true;
    return strcmp(kind, "auto") == 0;
}

/* Xlib reads its table of accents and dead keys, half a megabyte of text, whenever a window is opened, but for
 * users other than root keeps what it read where this says (Compose(5)). */
static void keep_dead_keys(void)
{
    char *folder = ct_folder_cache();

    setenv("XCOMPOSECACHE", folder, false);
    free(folder);
}

void ct_presenter_prepare(void)
{
    keep_dead_keys();
    /* Else SDL sends even the window's own pixels through GL: 3 to 14 times slower without a GPU. */
    SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");
    SDL_SetHint(SDL_HINT_VIDEO_X11_NET_WM_BYPASS_COMPOSITOR, "0");
    SDL_SetHint(SDL_HINT_IME_SHOW_UI, "1");
    SDL_SetHint(SDL_HINT_MOUSE_FOCUS_CLICKTHROUGH, "1");
    SDL_SetHint(SDL_HINT_VIDEO_ALLOW_SCREENSAVER, "1");
}

/* ---- making ---- */

/* A window nobody gave a size is as large as its contents like to be at the display's scale, and
 * never larger than the display. */
static void fit_to_display(ct_presenter *p, const ct_presenter_options *o)
{
    SDL_Rect room = {0, 0, WIDTH, HEIGHT};
    int      w = 0, h = 0, units = 0;
    double   scale = 1;
    ct_presenter_size(p, &w, &h, &scale);
    SDL_GetWindowSize(p->window, &units, NULL);
    scale = units > 0 ? scale * units / w : scale; /* window units a logical pixel */
    SDL_GetDisplayUsableBounds(SDL_GetWindowDisplayIndex(p->window), &room);
    SDL_SetWindowMinimumSize(p->window, (int)fmin(LEAST_WIDTH * scale, room.w),
                             (int)fmin(LEAST_HEIGHT * scale, room.h));
    if (o->width > 0 || o->maximized)
        return;
    SDL_SetWindowSize(p->window, (int)fmin(WIDTH * scale, room.w),
                      (int)fmin(HEIGHT * scale, room.h));
    SDL_SetWindowPosition(p->window, SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED);
}

static ct_code open_window(ct_presenter *p, const ct_presenter_options *o, ct_error *err)
{
    uint32_t flags = SDL_WINDOW_RESIZABLE | SDL_WINDOW_ALLOW_HIGHDPI | SDL_WINDOW_HIDDEN;
    if (o->maximized)
        flags |= SDL_WINDOW_MAXIMIZED;
    p->window = SDL_CreateWindow(o->title ? o->title : "circletake", SDL_WINDOWPOS_CENTERED,
                                 SDL_WINDOWPOS_CENTERED, o->width > 0 ? o->width : WIDTH,
                                 o->height > 0 ? o->height : HEIGHT, flags | p->ops->window_flags);
    if (!p->window)
        return ct_fail(err, CT_UNSUPPORTED, "No window could be opened (%s).", SDL_GetError());
    fit_to_display(p, o);
    return p->ops->open(p, err);
}

static void close_window(ct_presenter *p)
{
    if (p->impl)
        p->ops->close(p);
    p->impl = NULL;
    if (p->window)
        SDL_DestroyWindow(p->window);
    p->window = NULL;
}

/* Without a device of the kernel GL is drawn in software, and to find that out takes a window and the
 * loading of a compiler: a tenth of a second of every start. */
static bool may_have_gpu(void)
{
#ifdef __linux__
    return access("/dev/dri", F_OK) == 0 || access("/dev/nvidiactl", F_OK) == 0 ||
           access("/dev/dxg", F_OK) == 0;
#else
    return true;
#endif
}

static ct_code open_any(ct_presenter *p, const ct_presenter_options *o, ct_error *err)
{
    const char *wish = o->kind ? o->kind : "auto";
    bool        any = strcmp(wish, "auto") == 0;
    bool        from_surface = strcmp(wish, ct_present_surface.name) == 0;
    ct_code     code = CT_USAGE;

    for (size_t i = 0; i < kind_count; i++) {
        bool follows = from_surface && kinds[i] == &ct_present_renderer;
        if (!any && !follows && strcmp(wish, kinds[i]->name) != 0)
            continue;
        if (any && kinds[i] == &ct_present_gpu && !may_have_gpu())
            continue;
        p->ops = kinds[i];
        code = open_window(p, o, err);
        if (code == CT_OK) {
            ct_log_debug(p->log, "presenter %s", p->ops->name);
            return CT_OK;
        }
        if (err)
            ct_log_debug(p->log, "presenter %s: %s", p->ops->name, err->text);
        close_window(p);
    }
    if (!ct_presenter_known(wish))
        return ct_fail(err, CT_USAGE, "There is no presenter \"%s\"; use auto, gpu or surface.",
                       wish);
    return code;
}

ct_code ct_presenter_create(const ct_presenter_options *o, ct_presenter **out, ct_error *err)
{
    ct_error      own = {0};
    ct_presenter *p = ct_alloc(sizeof *p);
    p->log = o->log;
    p->scale_wish = o->scale;
    p->allow_software = o->kind && strcmp(o->kind, ct_present_gpu.name) == 0;
    p->all = true;
    ct_code code = open_any(p, o, err ? err : &own);
    if (code != CT_OK) {
        ct_presenter_destroy(&p);
        return code;
    }
    if (!o->hidden)
        SDL_ShowWindow(p->window);
    *out = p;
    return CT_OK;
}

void ct_presenter_destroy(ct_presenter **presenter)
{
    ct_presenter *p = *presenter;
    if (!p)
        return;
    ct_mix_unref(&p->mix);
    close_window(p);
    free(p);
    *presenter = NULL;
}

SDL_Window *ct_presenter_window(const ct_presenter *p)
{
    return p->window;
}

const char *ct_presenter_name(const ct_presenter *p)
{
    return p->ops->name;
}

/* ---- size ---- */

static void pixel_size(SDL_Window *window, int *w, int *h)
{
#if SDL_VERSION_ATLEAST(2, 26, 0)
    SDL_GetWindowSizeInPixels(window, w, h);
#else
    SDL_GetWindowSize(window, w, h);
#endif
}

/* X11 has no scale of its own: then the dots per inch that the desktop tells, where it says
 * clearly more than the usual 96 (a projector or television may say anything below). */
static double scale_of_display(const ct_presenter *p)
{
    float dpi = 0;
    int   display = SDL_GetWindowDisplayIndex(p->window);
    if (display < 0 || SDL_GetDisplayDPI(display, &dpi, NULL, NULL) != 0 || dpi < 140)
        return 1;
    return fmin(round(dpi / 96 * 4) / 4, 3);
}

void ct_presenter_size(const ct_presenter *p, int *width_px, int *height_px, double *scale)
{
    int units = 0;
    SDL_GetWindowSize(p->window, &units, NULL);
    pixel_size(p->window, width_px, height_px);
    if (p->scale_wish > 0)
        *scale = p->scale_wish;
    else if (units > 0 && *width_px != units)
        *scale = (double)*width_px / units;
    else
        *scale = scale_of_display(p);
}

ct_point ct_presenter_to_logical(const ct_presenter *p, double x, double y)
{
    int    units = 0, w = 0, h = 0;
    double scale = 1;
    SDL_GetWindowSize(p->window, &units, NULL);
    ct_presenter_size(p, &w, &h, &scale);
    double k = units > 0 ? (double)w / units / scale : 1 / scale;
    return (ct_point){x * k, y * k};
}

/* ---- drawing ---- */

static uint64_t cpu_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (uint64_t)t.tv_sec * 1000000U + (uint64_t)t.tv_nsec / 1000U;
}

static bool touches(const ct_rect_px *damage, size_t count, ct_rect_px area)
{
    for (size_t i = 0; i < count; i++)
        if (!ct_rect_px_empty(ct_rect_px_meet(damage[i], area)))
            return true;
    return false;
}

/* What is to be mixed at all: a frame that counts nothing is none. */
static ct_mix settled(const ct_mix *picture)
{
    ct_mix m = picture ? *picture : (ct_mix){.over = NULL};

    if (m.under && (m.of <= 0 || m.weight >= m.of || !m.over))
        m = (ct_mix){.over = m.over};
    else if (m.under && m.weight <= 0)
        m = (ct_mix){.over = m.under};
    return m;
}

static void keep_mix(ct_presenter *p, const ct_mix *mix)
{
    ct_mix before = p->mix;

    if (ct_mix_equal(mix, &p->mix))
        return;
    p->mix = ct_mix_ref(mix);
    ct_mix_unref(&before);
}

static void count_draw(ct_presenter *p, bool picture, uint64_t us)
{
    p->stats.draws++;
    p->stats.last_us = (uint32_t)us;
    if (!picture)
        return;
    p->stats.pictures++;
    p->picture_us_sum += us;
    p->stats.picture_us = (uint32_t)(p->picture_us_sum / p->stats.pictures);
}

static void judge_interface(ct_presenter *p, ct_canvas *overlay, ct_showing *s)
{
    /* where the picture was and no longer is, the interface must be shown again */
    if (p->all || !ct_rect_px_equal(s->area, p->area))
        ct_canvas_damage_all(overlay);
    s->damage = ct_canvas_damage(overlay, &s->damage_count);
    s->over = touches(s->damage, s->damage_count, s->area);
}

/* Where the pictures go, each by its own shape. */
static void fit_pictures(const ct_presenter *p, ct_showing *s)
{
    const ct_frame *frames[2] = {p->mix.over, p->mix.under};
    ct_wipe         wipe;

    for (int i = 0; i < 2 && frames[i] && !ct_rect_px_empty(s->area); i++) {
        ct_picture picture = ct_picture_of(frames[i]);
        s->each[i] = ct_picture_fit(&picture, s->area);
        s->fit = i ? ct_rect_px_join(s->fit, s->each[i]) : s->each[i];
    }
    s->weight = p->mix.under ? (256 * p->mix.weight + p->mix.of / 2) / p->mix.of : 256;
    s->wipes = p->mix.under && ct_wipe_of(p->mix.wipe, &wipe);
}

static ct_code show(ct_presenter *p, const ct_mix *mix, ct_showing *s, ct_error *err)
{
    keep_mix(p, mix);
    p->area = s->area;
    fit_pictures(p, s);
    ct_code code = p->ops->show(p, s, err);
    p->all = code != CT_OK;
    return code;
}

ct_code ct_presenter_draw(ct_presenter *p, const ct_mix *picture, ct_rect_px area,
                          ct_canvas *overlay, ct_error *err)
{
    uint64_t   start = cpu_us();
    int        w = 0, h = 0;
    ct_mix     mix = settled(picture);
    ct_showing s = {.overlay = overlay};

    pixel_size(p->window, &w, &h);
    p->all = p->all || w != p->width || h != p->height;
    p->width = w;
    p->height = h;
    s.area = ct_rect_px_meet(area, (ct_rect_px){0, 0, w, h});
    s.picture = p->all || !ct_mix_equal(&mix, &p->mix) || !ct_rect_px_equal(s.area, p->area);
    judge_interface(p, overlay, &s);
    if (!s.picture && !s.damage_count)
        return CT_OK;
    bool    new_picture = mix.over && !ct_mix_equal(&mix, &p->mix);
    ct_code code = show(p, &mix, &s, err);
    if (code == CT_OK)
        ct_canvas_damage_clear(overlay);
    count_draw(p, new_picture, cpu_us() - start);
    return code;
}

void ct_presenter_invalidate(ct_presenter *p)
{
    p->all = true;
}

ct_presenter_stats ct_presenter_stats_of(const ct_presenter *p)
{
    return p->stats;
}

ct_code ct_presenter_screenshot(ct_presenter *p, const char *path, ct_error *err)
{
    if (p->width < 1)
        return ct_fail(err, CT_USAGE, "Nothing has been shown yet, so there is nothing to keep.");
    cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_RGB24, p->width, p->height);
    if (cairo_surface_status(s) != CAIRO_STATUS_SUCCESS) {
        cairo_surface_destroy(s);
        return ct_fail(err, CT_NO_MEMORY, "No memory for a picture of the window.");
    }
    ct_code code =
        p->ops->read(p, cairo_image_surface_get_data(s), cairo_image_surface_get_stride(s), err);
    if (code == CT_OK) {
        cairo_surface_mark_dirty(s);
        cairo_status_t status = cairo_surface_write_to_png(s, path);
        if (status != CAIRO_STATUS_SUCCESS)
            code = ct_fail(err, CT_NO_CREATE, "Cannot write %s (%s). Choose another place.", path,
                           cairo_status_to_string(status));
    }
    cairo_surface_destroy(s);
    return code;
}
