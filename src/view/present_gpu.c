/* SPDX-License-Identifier: MIT */
/* An SDL GL context and libplacebo: colours managed from the file's to the display's, the picture
 * scaled by shaders, the interface as one texture of which only damage is uploaded.
 *
 * Everything is drawn again each time (a swap chain keeps no contents), which costs a GPU nothing. */
#include "view/presenter_priv.h"

#include <stdlib.h>
#include <string.h>

#include <SDL.h>
#include <libplacebo/opengl.h>
#include <libplacebo/renderer.h>
#include <libplacebo/utils/libav.h>

#include "circletake/str.h"

enum { GL_RENDERER_NAME = 0x1F01 }; /* GL_RENDERER of the GL registry */

typedef struct gpu {
    SDL_GLContext context;
    pl_log        log;
    pl_opengl     gl;
    pl_swapchain  chain;
    pl_renderer   renderer;
    pl_tex        planes[4];
    pl_tex        overlay;
    bool          software;
    ct_rect_px    fit;
    int           chain_w, chain_h;
} gpu;

/* ---- opening ---- */

static void log_line(void *arg, enum pl_log_level level, const char *text)
{
    (void)level;
    ct_log_debug(arg, "libplacebo: %s", text);
}

static void swap(void *window)
{
    SDL_GL_SwapWindow(window);
}

static const char *renderer_name(void)
{
    typedef const unsigned char *get_string(unsigned);
    void                        *address = SDL_GL_GetProcAddress("glGetString");
    get_string                  *call = NULL;
    if (!address)
        return "";
    memcpy(&call, &address, sizeof call); /* C has no cast from object to function */
    return ct_str_or_empty((const char *)call(GL_RENDERER_NAME));
}

static bool is_software(const char *name)
{
    static const char *const known[] = {"llvmpipe", "softpipe", "swrast", "Software Rasterizer",
                                        "SwiftShader"};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strstr(name, known[i]))
            return true;
    return false;
}

static ct_code open_context(ct_presenter *p, gpu *g, ct_error *err)
{
    g->context = SDL_GL_CreateContext(p->window);
    if (!g->context)
        return ct_fail(err, CT_UNSUPPORTED, "No OpenGL here (%s). Use --presenter surface.",
                       SDL_GetError());
    const char *name = renderer_name();
    g->software = is_software(name);
    if (g->software && !p->allow_software)
        return ct_fail(err, CT_UNSUPPORTED, "OpenGL is drawn by the CPU (%s).", name);
    /* late frames are shown late rather than waiting for a second refresh */
    if (SDL_GL_SetSwapInterval(-1) != 0)
        SDL_GL_SetSwapInterval(1);
    return CT_OK;
}

static ct_code open_libplacebo(ct_presenter *p, gpu *g, ct_error *err)
{
    g->log = pl_log_create(PL_API_VER, pl_log_params(.log_cb = log_line, .log_priv = p->log,
                                                     .log_level = PL_LOG_WARN));
    g->gl = pl_opengl_create(g->log, pl_opengl_params(.allow_software = p->allow_software));
    if (!g->gl)
        return ct_fail(err, CT_UNSUPPORTED, "libplacebo cannot use this OpenGL (%s).",
                       renderer_name());
    if (!pl_find_named_fmt(g->gl->gpu, "bgra8"))
        return ct_fail(err, CT_UNSUPPORTED, "This OpenGL has no BGRA textures.");
    g->chain = pl_opengl_create_swapchain(
        g->gl, pl_opengl_swapchain_params(.swap_buffers = swap, .priv = p->window));
    g->renderer = pl_renderer_create(g->log, g->gl->gpu);
    if (!g->chain || !g->renderer)
        return ct_fail(err, CT_UNSUPPORTED, "libplacebo cannot draw into this window.");
    return CT_OK;
}

static void gpu_close(ct_presenter *p)
{
    gpu *g = p->impl;
    if (g->gl) {
        for (int i = 0; i < 4; i++)
            pl_tex_destroy(g->gl->gpu, &g->planes[i]);
        pl_tex_destroy(g->gl->gpu, &g->overlay);
    }
    pl_renderer_destroy(&g->renderer);
    pl_swapchain_destroy(&g->chain);
    pl_opengl_destroy(&g->gl);
    pl_log_destroy(&g->log);
    if (g->context)
        SDL_GL_DeleteContext(g->context);
    free(g);
}

static ct_code gpu_open(ct_presenter *p, ct_error *err)
{
    gpu *g = ct_alloc(sizeof *g);
    p->impl = g;
    ct_code code = open_context(p, g, err);
    return code == CT_OK ? open_libplacebo(p, g, err) : code;
}

/* ---- drawing ---- */

static ct_code upload_overlay(gpu *g, const ct_showing *s, ct_error *err)
{
    pl_gpu         card = g->gl->gpu;
    int            w = 0, h = 0, stride = 0;
    const uint8_t *pixels = ct_canvas_pixels(s->overlay, &w, &h, &stride);
    ct_rect_px     all = {0, 0, w, h};

    bool fresh = !g->overlay || g->overlay->params.w != w || g->overlay->params.h != h;
    if (fresh &&
        !pl_tex_recreate(card, &g->overlay,
                         pl_tex_params(.w = w, .h = h, .format = pl_find_named_fmt(card, "bgra8"),
                                       .sampleable = true, .host_writable = true)))
        return ct_fail(err, CT_NO_MEMORY, "The graphics card has no room for %d x %d pixels.", w,
                       h);
    size_t count = fresh ? 1 : s->damage_count;
    for (size_t i = 0; i < count; i++) {
        ct_rect_px     r = fresh ? all : ct_rect_px_meet(s->damage[i], all);
        const uint8_t *from = pixels + (ptrdiff_t)r.y * stride + (ptrdiff_t)r.x * 4;
        if (ct_rect_px_empty(r))
            continue;
        /* the card's functions take host memory as changeable, but only read it */
        if (!pl_tex_upload(card,
                           pl_tex_transfer_params(.tex = g->overlay,
                                                  .rc = {r.x, r.y, 0, r.x + r.w, r.y + r.h, 1},
                                                  .row_pitch = (size_t)stride,
                                                  .ptr = (void *)(uintptr_t)from)))
            return ct_fail(err, CT_IO, "The graphics card took no pixels.");
    }
    return CT_OK;
}

/* Like the surface presenter, and like a monitor of an edit suite, SDR video is shown without a
 * change of its transfer curve. */
static const struct pl_color_space shown_as = {
    .primaries = PL_COLOR_PRIM_BT_709,
    .transfer = PL_COLOR_TRC_BT_1886,
};

/* What the file left open is filled in as everywhere else in the program. */
static AVFrame *described(const ct_frame *frame)
{
    ct_picture picture = ct_picture_of(frame);
    AVFrame   *av = av_frame_clone(frame->av);
    if (!av)
        return NULL;
    av->colorspace = (enum AVColorSpace)picture.matrix;
    av->color_range = picture.full_range ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG;
    return av;
}

static bool render(gpu *g, const struct pl_frame *image, struct pl_frame *target, ct_rect_px fit,
                   bool mirrored)
{
    ct_colour                    ground = ct_dark.picture;
    const struct pl_overlay_part part = {
        .src = {0, 0, (float)g->overlay->params.w, (float)g->overlay->params.h},
        .dst = {0, 0, (float)g->overlay->params.w, (float)g->overlay->params.h},
    };
    const struct pl_overlay overlay = {
        .tex = g->overlay,
        .coords = PL_OVERLAY_COORDS_DST_FRAME,
        .repr = {.sys = PL_COLOR_SYSTEM_RGB,
                 .levels = PL_COLOR_LEVELS_FULL,
                 .alpha = PL_ALPHA_PREMULTIPLIED},
        .color = shown_as,
        .parts = &part,
        .num_parts = 1,
    };
    const float grey[3] = {(float)(ground >> 24) / 255.0F, (float)((ground >> 16) & 255) / 255.0F,
                           (float)((ground >> 8) & 255) / 255.0F};

    target->color = shown_as;
    target->overlays = &overlay;
    target->num_overlays = 1;
    pl_frame_clear(g->gl->gpu, target, grey);
    const float left = (float)fit.x, right = (float)(fit.x + fit.w);
    if (image)
        target->crop = (struct pl_rect2df){mirrored ? right : left, (float)fit.y,
                                           mirrored ? left : right, (float)(fit.y + fit.h)};
    struct pl_render_params params = g->software ? pl_render_fast_params : pl_render_default_params;
    params.skip_target_clearing = true;
    return pl_render_image(g->renderer, image, target, &params);
}

/* Renders frame and interface into `target`. */
static ct_code draw(ct_presenter *p, struct pl_frame *target, ct_error *err)
{
    gpu            *g = p->impl;
    AVFrame        *av = p->frame && !ct_rect_px_empty(g->fit) ? described(p->frame) : NULL;
    struct pl_frame image = {0};
    ct_code         code = CT_OK;

    if (av &&
        !pl_map_avframe_ex(g->gl->gpu, &image, pl_avframe_params(.frame = av, .tex = g->planes))) {
        code = ct_fail(err, CT_UNSUPPORTED, "The graphics card cannot show pictures of format %s.",
                       ct_str_or_empty(av_get_pix_fmt_name(av->format)));
        av_frame_free(&av);
    }
    if (av)
        image.rotation = p->frame->rotation_deg / 90;
    if (!render(g, av ? &image : NULL, target, g->fit, av && p->frame->mirrored) && code == CT_OK)
        code = ct_fail(err, CT_IO, "The graphics card could not draw the picture.");
    if (av)
        pl_unmap_avframe(g->gl->gpu, &image);
    av_frame_free(&av);
    return code;
}

static ct_code gpu_show(ct_presenter *p, const ct_showing *s, ct_error *err)
{
    gpu                      *g = p->impl;
    struct pl_swapchain_frame back;
    struct pl_frame           target;
    ct_code                   code = upload_overlay(g, s, err);

    if (code != CT_OK)
        return code;
    if (!ct_rect_px_empty(s->fit) || !p->frame)
        g->fit = s->fit;
    int w = p->width, h = p->height;
    if ((w != g->chain_w || h != g->chain_h) && !pl_swapchain_resize(g->chain, &w, &h))
        return ct_fail(err, CT_IO, "The window's pictures cannot be %d x %d.", p->width, p->height);
    g->chain_w = p->width;
    g->chain_h = p->height;
    if (!pl_swapchain_start_frame(g->chain, &back))
        return CT_OK; /* a hidden window: shown when it comes back */
    pl_frame_from_swapchain(&target, &back);
    code = draw(p, &target, err);
    if (!pl_swapchain_submit_frame(g->chain) && code == CT_OK)
        code = ct_fail(err, CT_IO, "The picture could not be shown.");
    pl_swapchain_swap_buffers(g->chain);
    return code;
}

/* ---- reading back ---- */

static ct_code gpu_read(ct_presenter *p, uint8_t *pixels, int stride, ct_error *err)
{
    gpu            *g = p->impl;
    pl_gpu          card = g->gl->gpu;
    pl_fmt          format = pl_find_named_fmt(card, "bgra8");
    struct pl_frame target = {0};
    pl_tex          tex = NULL;

    if (!(format->caps & PL_FMT_CAP_RENDERABLE) || !(format->caps & PL_FMT_CAP_HOST_READABLE))
        format = pl_find_named_fmt(card, "rgba8");
    tex = pl_tex_create(card,
                        pl_tex_params(.w = p->width, .h = p->height, .format = format,
                                      .renderable = true, .host_readable = true, .blit_dst = true));
    if (!tex)
        return ct_fail(err, CT_NO_MEMORY, "The graphics card has no room for a picture.");
    target.num_planes = 1;
    target.planes[0] = (struct pl_plane){.texture = tex, .components = 4};
    for (int i = 0; i < 4; i++)
        target.planes[0].component_mapping[i] = i;
    target.repr.sys = PL_COLOR_SYSTEM_RGB;
    target.repr.levels = PL_COLOR_LEVELS_FULL;
    ct_code code = draw(p, &target, err);
    if (code == CT_OK &&
        !pl_tex_download(
            card, pl_tex_transfer_params(.tex = tex, .ptr = pixels, .row_pitch = (size_t)stride)))
        code = ct_fail(err, CT_IO, "The graphics card gave no pixels back.");
    bool red_first = strcmp(format->name, "rgba8") == 0;
    pl_tex_destroy(card, &tex);
    for (int y = 0; red_first && y < p->height; y++) {
        uint8_t *row = pixels + (ptrdiff_t)y * stride;
        for (int x = 0; x < p->width; x++) {
            uint8_t red = row[4 * x];
            row[4 * x] = row[4 * x + 2];
            row[4 * x + 2] = red;
        }
    }
    return code;
}

const ct_presenter_ops ct_present_gpu = {
    .name = "gpu",
    .window_flags = SDL_WINDOW_OPENGL,
    .open = gpu_open,
    .close = gpu_close,
    .show = gpu_show,
    .read = gpu_read,
};
