/* SPDX-License-Identifier: MIT */
/* An SDL GL context and libplacebo: colours managed from the file's to the display's, the picture
 * scaled by shaders, the interface as one texture of which only damage is uploaded.
 *
 * Everything is drawn again each time (a swap chain keeps no contents), which costs a GPU nothing. */
#include "view/presenter_priv.h"

#include <stdlib.h>
#include <string.h>

#include <SDL.h>
#include <libplacebo/dispatch.h>
#include <libplacebo/opengl.h>
#include <libplacebo/renderer.h>
#include <libplacebo/shaders/custom.h>
#include <libplacebo/shaders/sampling.h>
#include <libplacebo/utils/libav.h>

#include "circletake/str.h"
#include "view/planes.h"

enum { GL_RENDERER_NAME = 0x1F01 }; /* GL_RENDERER of the GL registry */

typedef struct gpu {
    SDL_GLContext context;
    pl_log        log;
    pl_opengl     gl;
    pl_swapchain  chain;
    pl_renderer   renderer;
    pl_dispatch   dispatch;
    pl_tex        planes[2][4]; /* of over and under */
    ct_planes    *laid_out[2];  /* of those in a format that the card does not take */
    pl_tex        mixed[2];     /* the same as they are shown, before they are mixed */
    pl_tex        overlay;
    bool          software;
    ct_rect_px    each[2];
    ct_rect_px    fit;
    float         weight, wipe[3]; /* weight, or the way of a wipe: shape + 1, across, down */
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
    g->dispatch = pl_dispatch_create(g->log, g->gl->gpu);
    if (!g->chain || !g->renderer || !g->dispatch)
        return ct_fail(err, CT_UNSUPPORTED, "libplacebo cannot draw into this window.");
    return CT_OK;
}

static void gpu_close(ct_presenter *p)
{
    gpu *g = p->impl;
    if (g->gl) {
        for (int i = 0; i < 8; i++)
            pl_tex_destroy(g->gl->gpu, &g->planes[i / 4][i % 4]);
        for (int i = 0; i < 2; i++)
            pl_tex_destroy(g->gl->gpu, &g->mixed[i]);
        pl_tex_destroy(g->gl->gpu, &g->overlay);
    }
    pl_dispatch_destroy(&g->dispatch);
    pl_renderer_destroy(&g->renderer);
    pl_swapchain_destroy(&g->chain);
    pl_opengl_destroy(&g->gl);
    pl_log_destroy(&g->log);
    if (g->context)
        SDL_GL_DeleteContext(g->context);
    for (int i = 0; i < 2; i++)
        ct_planes_destroy(&g->laid_out[i]);
    free(g);
}

static ct_code gpu_open(ct_presenter *p, ct_error *err)
{
    gpu *g = ct_alloc(sizeof *g);
    p->impl = g;
    for (int i = 0; i < 2; i++)
        g->laid_out[i] = ct_planes_create();
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

/* What the file left open is filled in as everywhere else in the program; what the card does not take is laid
 * out in planes. Gives. */
static ct_code describe(gpu *g, int which, const ct_frame *frame, AVFrame **out, ct_error *err)
{
    ct_picture     picture = ct_picture_of(frame);
    const AVFrame *taken = frame->av;
    ct_code        code = CT_OK;

    if (!pl_test_pixfmt(g->gl->gpu, taken->format))
        code = ct_planes_lay_out(g->laid_out[which], frame->av, &picture, &taken, err);
    AVFrame *av = code ? NULL : av_frame_clone(taken);
    if (!code && (!av || (taken != frame->av && av_frame_copy_props(av, frame->av) < 0)))
        code = ct_fail(err, CT_NO_MEMORY, "Not enough memory to show a picture.");
    if (code) {
        av_frame_free(&av);
        return code;
    }
    bool rgb = av_pix_fmt_desc_get(av->format)->flags & AV_PIX_FMT_FLAG_RGB;
    av->colorspace = rgb ? AVCOL_SPC_RGB : (enum AVColorSpace)picture.matrix;
    av->color_range = rgb || picture.full_range ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG;
    *out = av;
    return CT_OK;
}

/* What lies over the picture, where the texture's pixels are the window's. */
typedef struct layer {
    struct pl_overlay_part part;
    struct pl_overlay      overlay;
} layer;

static void set_layer(layer *l, pl_tex tex, enum pl_alpha_mode alpha)
{
    const struct pl_rect2df all = {0, 0, (float)tex->params.w, (float)tex->params.h};

    l->part = (struct pl_overlay_part){.src = all, .dst = all};
    l->overlay = (struct pl_overlay){
        .tex = tex,
        .coords = PL_OVERLAY_COORDS_DST_FRAME,
        .repr = {.sys = PL_COLOR_SYSTEM_RGB, .levels = PL_COLOR_LEVELS_FULL, .alpha = alpha},
        .color = shown_as,
        .parts = &l->part,
        .num_parts = 1,
    };
}

/* Renders an image (NULL: none) on neutral grey, and what `target` has over it. */
static bool render(gpu *g, const struct pl_frame *image, struct pl_frame *target, ct_rect_px fit,
                   bool mirrored)
{
    ct_colour   ground = ct_dark.picture;
    const float grey[3] = {(float)(ground >> 24) / 255.0F, (float)((ground >> 16) & 255) / 255.0F,
                           (float)((ground >> 8) & 255) / 255.0F};

    target->color = shown_as;
    pl_frame_clear(g->gl->gpu, target, grey);
    const float left = (float)fit.x, right = (float)(fit.x + fit.w);
    if (image)
        target->crop = (struct pl_rect2df){mirrored ? right : left, (float)fit.y,
                                           mirrored ? left : right, (float)(fit.y + fit.h)};
    struct pl_render_params params = g->software ? pl_render_fast_params : pl_render_default_params;
    params.skip_target_clearing = true;
    return pl_render_image(g->renderer, image, target, &params);
}

/* Renders picture `which` (which may be none) into `target`. */
static ct_code draw_one(ct_presenter *p, int which, struct pl_frame *target, ct_error *err)
{
    gpu            *g = p->impl;
    const ct_frame *frame = which ? p->mix.under : p->mix.over;
    ct_rect_px      fit = g->each[which];
    AVFrame        *av = NULL;
    struct pl_frame image = {0};
    ct_code         code = CT_OK;

    if (frame && !ct_rect_px_empty(fit))
        code = describe(g, which, frame, &av, err);
    if (av && !pl_map_avframe_ex(g->gl->gpu, &image,
                                 pl_avframe_params(.frame = av, .tex = g->planes[which]))) {
        code = ct_fail(err, CT_UNSUPPORTED, "The graphics card cannot show pictures of format %s.",
                       ct_str_or_empty(av_get_pix_fmt_name(av->format)));
        av_frame_free(&av);
    }
    if (av)
        image.rotation = frame->rotation_deg / 90;
    if (!render(g, av ? &image : NULL, target, fit, av && frame->mirrored) && code == CT_OK)
        code = ct_fail(err, CT_IO, "The graphics card could not draw the picture.");
    if (av)
        pl_unmap_avframe(g->gl->gpu, &image);
    av_frame_free(&av);
    return code;
}

/* ---- two pictures ---- */

static bool make_mixed(ct_presenter *p, int which)
{
    gpu     *g = p->impl;
    unsigned caps = PL_FMT_CAP_RENDERABLE | PL_FMT_CAP_SAMPLEABLE | PL_FMT_CAP_BLENDABLE;
    pl_fmt   format = pl_find_fmt(g->gl->gpu, PL_FMT_FLOAT, 4, 16, 0, caps);

    if (!format)
        format = pl_find_fmt(g->gl->gpu, PL_FMT_UNORM, 4, 8, 0, caps);
    return format &&
           pl_tex_recreate(g->gl->gpu, &g->mixed[which],
                           pl_tex_params(.w = p->width, .h = p->height, .format = format,
                                         .renderable = true, .sampleable = true, .blit_dst = true));
}

static ct_code draw_beside(ct_presenter *p, int which, ct_error *err)
{
    gpu            *g = p->impl;
    struct pl_frame target = {.num_planes = 1, .repr = pl_color_repr_rgb};

    if (!make_mixed(p, which))
        return ct_fail(err, CT_NO_MEMORY, "The graphics card has no room for another picture.");
    target.planes[0] = (struct pl_plane){.texture = g->mixed[which], .components = 4};
    for (int i = 0; i < 4; i++)
        target.planes[0].component_mapping[i] = i;
    return draw_one(p, which, &target, err);
}

/* The law of ct_wipe_row for the middle of a pixel, which is at `place` of the pictures. */
static const char wipe_body[] =
    "vec2 way = vec2(0.0);"
    "for (int i = 0; i < 2; i++) {"
    "    float p = i == 0 ? place.x : place.y, how = i == 0 ? wipe.y : wipe.z;"
    "    float v = how > 2.5 ? abs(2.0 * p - 1.0) : how > 1.5 ? 1.0 - p : how > 0.5 ? p : 0.0;"
    "    if (i == 0) way.x = v; else way.y = v;"
    "}"
    "float edge = wipe.x > 2.5 ? length(way * size) / length(size)"
    "           : wipe.x > 1.5 ? (way.x + way.y) / 2.0 : max(way.x, way.y);"
    "color.a = wipe.x < 0.5 ? weight : edge < weight ? 1.0 : 0.0;";

/* The first picture over the second, as much as it weighs, or where a wipe has it. */
static bool lay_on(gpu *g)
{
    const float w = (float)g->mixed[1]->params.w, h = (float)g->mixed[1]->params.h;
    const float size[2] = {(float)g->fit.w, (float)g->fit.h};
    const float x[2] = {-(float)g->fit.x / size[0], (w - (float)g->fit.x) / size[0]};
    const float y[2] = {-(float)g->fit.y / size[1], (h - (float)g->fit.y) / size[1]};
    const float corners[4][2] = {{x[0], y[0]}, {x[1], y[0]}, {x[0], y[1]}, {x[1], y[1]}};
    static const struct pl_blend_params by_weight = {.src_rgb = PL_BLEND_SRC_ALPHA,
                                                     .dst_rgb = PL_BLEND_ONE_MINUS_SRC_ALPHA,
                                                     .src_alpha = PL_BLEND_ZERO,
                                                     .dst_alpha = PL_BLEND_ONE};
    pl_shader                           sh = pl_dispatch_begin(g->dispatch);
    const struct pl_shader_var          variables[] = {
                 {.var = pl_var_float("weight"), .data = &g->weight, .dynamic = true},
                 {.var = pl_var_vec3("wipe"), .data = g->wipe, .dynamic = true},
                 {.var = pl_var_vec2("size"), .data = size, .dynamic = true}};
    const struct pl_shader_va place = {
        .attr = {.name = "place", .fmt = pl_find_vertex_fmt(g->gl->gpu, PL_FMT_FLOAT, 2)},
        .data = {corners[0], corners[1], corners[2], corners[3]}};
    const struct pl_custom_shader with_weight = {.body = wipe_body,
                                                 .input = PL_SHADER_SIG_COLOR,
                                                 .output = PL_SHADER_SIG_COLOR,
                                                 .variables = variables,
                                                 .num_variables = 3,
                                                 .vertex_attribs = &place,
                                                 .num_vertex_attribs = 1};

    if (!pl_shader_sample_direct(sh, pl_sample_src(.tex = g->mixed[0])) ||
        !pl_shader_custom(sh, &with_weight)) {
        pl_dispatch_abort(g->dispatch, &sh);
        return false;
    }
    return pl_dispatch_finish(g->dispatch, pl_dispatch_params(.shader = &sh, .target = g->mixed[1],
                                                              .blend_params = &by_weight));
}

static ct_code draw_mix(ct_presenter *p, ct_error *err)
{
    ct_code code = draw_beside(p, 0, err);

    if (code == CT_OK)
        code = draw_beside(p, 1, err);
    if (code == CT_OK && !lay_on(p->impl))
        code = ct_fail(err, CT_IO, "The graphics card could not mix two pictures.");
    return code;
}

/* Renders pictures and interface into `target`. */
static ct_code draw(ct_presenter *p, struct pl_frame *target, ct_error *err)
{
    gpu              *g = p->impl;
    layer             layers[2];
    struct pl_overlay overlays[2];
    bool              mixes = p->mix.under != NULL;
    ct_code           code = mixes ? draw_mix(p, err) : CT_OK;

    if (mixes && code == CT_OK)
        set_layer(&layers[target->num_overlays++], g->mixed[1], PL_ALPHA_UNKNOWN);
    set_layer(&layers[target->num_overlays++], g->overlay, PL_ALPHA_PREMULTIPLIED);
    for (int i = 0; i < target->num_overlays; i++)
        overlays[i] = layers[i].overlay;
    target->overlays = overlays;
    if (!mixes)
        return draw_one(p, 0, target, err);
    if (!render(g, NULL, target, (ct_rect_px){0}, false) && code == CT_OK)
        code = ct_fail(err, CT_IO, "The graphics card could not draw the picture.");
    return code;
}

static void weigh(gpu *g, const ct_mix *mix, const ct_showing *s)
{
    ct_wipe wipe = {CT_WIPE_MAX, CT_WIPE_NOT, CT_WIPE_NOT};

    g->weight = s->wipes ? (float)mix->weight / (float)mix->of : (float)s->weight / 256.0F;
    g->wipe[0] = s->wipes && ct_wipe_of(mix->wipe, &wipe) ? (float)wipe.shape + 1 : 0;
    g->wipe[1] = (float)wipe.across;
    g->wipe[2] = (float)wipe.down;
}

static ct_code gpu_show(ct_presenter *p, const ct_showing *s, ct_error *err)
{
    gpu                      *g = p->impl;
    struct pl_swapchain_frame back;
    struct pl_frame           target;
    ct_code                   code = upload_overlay(g, s, err);

    if (code != CT_OK)
        return code;
    for (int i = 0; i < 2 && (!ct_rect_px_empty(s->fit) || !p->mix.over); i++)
        g->each[i] = s->each[i];
    if (!ct_rect_px_empty(s->fit))
        g->fit = s->fit;
    weigh(g, &p->mix, s);
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
