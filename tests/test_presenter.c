/* SPDX-License-Identifier: MIT */
/* What the window shows is the picture, in its shape and colours, with the interface over it - by
 * both presenters - and nothing is shown twice. The gpu presenter runs where SDL's offscreen driver
 * gives OpenGL; else its tests say that they skip. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <SDL.h>
#include <cairo.h>
#include <libavutil/frame.h>
#include <libavutil/pixdesc.h>
#include <libswscale/swscale.h>

#include "circletake/frame.h"
#include "view/picture.h"
#include "view/presenter.h"

enum { W = 800, H = 600 };

typedef struct fixture {
    ct_presenter    *p;
    ct_canvas       *canvas;
    cairo_surface_t *shot;
} fixture;

/* ---- frames ---- */

static void fill_sample(AVFrame *av, int plane, int w, int h, int value, int bytes)
{
    for (int y = 0; y < h; y++) {
        for (int x = 0; x < w; x++) {
            uint8_t *at =
                av->data[plane] + (ptrdiff_t)y * av->linesize[plane] + (ptrdiff_t)x * bytes;
            at[0] = (uint8_t)(value & 255);
            if (bytes == 2)
                at[1] = (uint8_t)(value >> 8);
        }
    }
}

/* A plain field of one colour. The left half of the first plane may be darkened. */
static ct_frame *plain(enum AVPixelFormat format, int w, int h, int a, int b, int c)
{
    const AVPixFmtDescriptor *d = av_pix_fmt_desc_get(format);
    AVFrame                  *av = av_frame_alloc();
    const int                 values[3] = {a, b, c};
    int                       bytes = d->comp[0].depth > 8 ? 2 : 1;
    av->format = format;
    av->width = w;
    av->height = h;
    assert_true(av_frame_get_buffer(av, 0) >= 0);
    for (int i = 0; i < 3; i++) {
        int pw = i ? -(-w >> d->log2_chroma_w) : w;
        int ph = i ? -(-h >> d->log2_chroma_h) : h;
        fill_sample(av, i, pw, ph, values[i], bytes);
    }
    ct_frame *f = ct_frame_create(av, 0, 0, (AVRational){1, 25});
    assert_non_null(f);
    return f;
}

/* ---- a window ---- */

static bool open_presenter(fixture *f, const char *driver, const char *kind)
{
    ct_error err = {0};
    SDL_Quit();
    ct_presenter_prepare();
    SDL_SetHint(SDL_HINT_VIDEODRIVER, driver);
    if (SDL_Init(SDL_INIT_VIDEO) != 0)
        return false;
    ct_presenter_options o = {.kind = kind, .title = "test", .width = W, .height = H, .scale = 1};
    if (ct_presenter_create(&o, &f->p, &err) != CT_OK) {
        print_message("%s: %s\n", kind, err.text);
        return false;
    }
    assert_int_equal(ct_canvas_create(W, H, 1, &f->canvas, NULL), CT_OK);
    return true;
}

static int set_up_surface(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    *state = f;
    return open_presenter(f, "dummy", "surface") ? 0 : -1;
}

static int set_up_gpu(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    *state = f;
    if (!open_presenter(f, "offscreen", "gpu"))
        print_message("skipped: no OpenGL without a display here\n");
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    ct_canvas_destroy(&f->canvas);
    ct_presenter_destroy(&f->p);
    if (f->shot)
        cairo_surface_destroy(f->shot);
    free(f);
    return 0;
}

static void shoot(fixture *f)
{
    char     path[] = "/tmp/circletake-shot-XXXXXX";
    ct_error err = {0};
    int      fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    if (ct_presenter_screenshot(f->p, path, &err) != CT_OK)
        fail_msg("%s", err.text);
    if (f->shot)
        cairo_surface_destroy(f->shot);
    f->shot = cairo_image_surface_create_from_png(path);
    unlink(path);
    assert_int_equal(cairo_surface_status(f->shot), CAIRO_STATUS_SUCCESS);
    assert_int_equal(cairo_image_surface_get_width(f->shot), W);
}

static uint32_t pixel(const fixture *f, int x, int y)
{
    uint32_t       v = 0;
    const uint8_t *p = cairo_image_surface_get_data(f->shot);
    memcpy(&v, p + (ptrdiff_t)y * cairo_image_surface_get_stride(f->shot) + (ptrdiff_t)x * 4, 4);
    return v & 0xffffffU;
}

static void assert_colour(const fixture *f, int x, int y, uint32_t wanted, int slack)
{
    uint32_t got = pixel(f, x, y);
    for (int shift = 0; shift <= 16; shift += 8) {
        int a = (int)(got >> shift & 255), b = (int)(wanted >> shift & 255);
        if (abs(a - b) > slack)
            fail_msg("at %d,%d: %06x, wanted %06x", x, y, got, wanted);
    }
}

static const ct_rect_px area = {0, 0, 640, 480};
static const uint32_t   ground = 0x161616;

/* An interface around the picture: a panel at the right and one below. */
static void draw_interface(fixture *f, int marker_x)
{
    ct_canvas_begin(f->canvas);
    ct_canvas_fill(f->canvas, (ct_rect){640, 0, 160, 600}, 0, 0x204060ff);
    ct_canvas_fill(f->canvas, (ct_rect){0, 480, 640, 120}, 0, 0x602020ff);
    if (marker_x >= 0)
        ct_canvas_fill(f->canvas, (ct_rect){marker_x, 200, 10, 10}, 0, 0xffffff80);
    ct_canvas_end(f->canvas);
}

static void show_mix(fixture *f, ct_mix mix)
{
    ct_error err = {0};
    if (ct_presenter_draw(f->p, &mix, area, f->canvas, &err) != CT_OK)
        fail_msg("%s", err.text);
}

static void show(fixture *f, ct_frame *frame)
{
    show_mix(f, (ct_mix){.over = frame});
}

/* ---- what a picture means ---- */

static void shape_of_a_picture(void **state)
{
    (void)state;
    ct_frame *f = plain(AV_PIX_FMT_YUV420P, 720, 576, 128, 128, 128);
    f->av->sample_aspect_ratio = (AVRational){64, 45};
    ct_picture p = ct_picture_of(f);
    assert_true(fabs(p.aspect - 16.0 / 9) < 1e-9);
    ct_rect_px fit = ct_picture_fit(&p, (ct_rect_px){10, 10, 640, 480});
    assert_int_equal(fit.w, 640);
    assert_int_equal(fit.h, 360);
    assert_int_equal(fit.y, 10 + 60);
    assert_int_equal(p.matrix, AVCOL_SPC_SMPTE170M);
    assert_false(p.full_range);
    f->rotation_deg = 90;
    p = ct_picture_of(f);
    assert_true(fabs(p.aspect - 9.0 / 16) < 1e-9);
    ct_frame_unref(&f);
    f = plain(AV_PIX_FMT_YUVJ420P, 1280, 720, 128, 128, 128);
    p = ct_picture_of(f);
    assert_int_equal(p.matrix, AVCOL_SPC_BT709);
    assert_true(p.full_range);
    ct_frame_unref(&f);
}

/* ---- what is shown ---- */

typedef struct colour_case {
    const char        *name;
    enum AVPixelFormat format;
    int                w, h;
    int                a, b, c;
    enum AVColorSpace  matrix;
    enum AVColorRange  range;
    uint32_t           rgb;
    uint32_t           managed; /* by the gpu, which also converts primaries; 0: the same */
} colour_case;

/* Samples computed from the matrices of BT.601, BT.709 and BT.2020 for pure red, and for greys. */
static const colour_case colour_cases[] = {
    {"709 limited red", AV_PIX_FMT_YUV420P, 1280, 720, 63, 102, 240, AVCOL_SPC_BT709,
     AVCOL_RANGE_MPEG, 0xff0000, 0},
    {"unmarked HD is 709", AV_PIX_FMT_YUV422P, 1280, 720, 63, 102, 240, AVCOL_SPC_UNSPECIFIED,
     AVCOL_RANGE_UNSPECIFIED, 0xff0000, 0},
    {"unmarked SD is 601", AV_PIX_FMT_YUV420P, 640, 480, 81, 90, 240, AVCOL_SPC_UNSPECIFIED,
     AVCOL_RANGE_UNSPECIFIED, 0xff0000, 0xf82400},
    {"limited black", AV_PIX_FMT_YUV420P, 1280, 720, 16, 128, 128, AVCOL_SPC_BT709,
     AVCOL_RANGE_MPEG, 0x000000, 0},
    {"limited white", AV_PIX_FMT_YUV420P, 1280, 720, 235, 128, 128, AVCOL_SPC_BT709,
     AVCOL_RANGE_MPEG, 0xffffff, 0},
    {"full grey", AV_PIX_FMT_YUV420P, 1280, 720, 100, 128, 128, AVCOL_SPC_BT709, AVCOL_RANGE_JPEG,
     0x646464, 0},
    {"10 bit grey", AV_PIX_FMT_YUV422P10, 1280, 720, 502, 512, 512, AVCOL_SPC_BT709,
     AVCOL_RANGE_MPEG, 0x7f7f7f, 0},
    {"planar RGB", AV_PIX_FMT_GBRP, 1280, 720, 0x40, 0x80, 0xc0, AVCOL_SPC_RGB, AVCOL_RANGE_JPEG,
     0xc04080, 0},
};

static void colours_are_right(void **state)
{
    fixture *f = *state;
    if (!f->p)
        skip();
    for (size_t i = 0; i < sizeof colour_cases / sizeof colour_cases[0]; i++) {
        const colour_case *k = &colour_cases[i];
        ct_frame          *frame = plain(k->format, k->w, k->h, k->a, k->b, k->c);
        frame->av->colorspace = k->matrix;
        frame->av->color_range = k->range;
        draw_interface(f, -1);
        show(f, NULL); /* so that the frame is not one of many, shown in a hurry */
        show(f, frame);
        shoot(f);
        bool     managed = k->managed && strcmp(ct_presenter_name(f->p), "gpu") == 0;
        uint32_t wanted = managed ? k->managed : k->rgb;
        print_message("  %s: %06x\n", k->name, pixel(f, 320, 240));
        assert_colour(f, 320, 240, wanted, 2);
        assert_colour(f, 5, 100, wanted, 2);
        ct_frame_unref(&frame);
    }
}

static void area_and_panels(void **state)
{
    fixture *f = *state;
    if (!f->p)
        skip();
    ct_frame *frame = plain(AV_PIX_FMT_YUV420P, 1280, 720, 235, 128, 128);
    draw_interface(f, -1);
    show(f, NULL);
    shoot(f);
    assert_colour(f, 320, 240, ground, 1); /* no picture yet: neutral */
    show(f, frame);
    shoot(f);
    assert_colour(f, 320, 61, 0xffffff, 3); /* 640 x 360 in the middle */
    assert_colour(f, 320, 418, 0xffffff, 3);
    assert_colour(f, 320, 58, ground, 1);
    assert_colour(f, 320, 421, ground, 1);
    assert_colour(f, 700, 300, 0x204060, 1);
    assert_colour(f, 300, 550, 0x602020, 1);
    ct_frame_unref(&frame);
}

static void interface_lies_over_the_picture(void **state)
{
    fixture *f = *state;
    if (!f->p)
        skip();
    ct_frame *frame = plain(AV_PIX_FMT_YUV420P, 1280, 720, 16, 128, 128);
    draw_interface(f, 300);
    show(f, frame);
    shoot(f);
    assert_colour(f, 305, 205, 0x808080, 2);
    draw_interface(f, 400); /* moved, on the same picture */
    show(f, frame);
    shoot(f);
    assert_colour(f, 305, 205, 0x000000, 2);
    assert_colour(f, 405, 205, 0x808080, 2);
    ct_frame *next = plain(AV_PIX_FMT_YUV420P, 1280, 720, 235, 128, 128);
    show(f, next); /* and stays over the next one */
    shoot(f);
    assert_colour(f, 405, 205, 0xffffff, 2);
    ct_frame_unref(&next);
    show(f, frame);
    shoot(f);
    assert_colour(f, 405, 205, 0x808080, 2);
    ct_frame_unref(&frame);
}

static void turned_pictures(void **state)
{
    fixture *f = *state;
    if (!f->p)
        skip();
    /* the first lines of the picture are white: after a turn they stand at the right */
    ct_frame *frame = plain(AV_PIX_FMT_YUV420P, 640, 360, 16, 128, 128);
    fill_sample(frame->av, 0, 640, 120, 235, 1);
    frame->rotation_deg = 90;
    draw_interface(f, -1);
    show(f, frame);
    shoot(f);
    /* 270 x 480 in the middle of 640 */
    assert_colour(f, 320 + 130, 240, 0xffffff, 3);
    assert_colour(f, 320 - 130, 240, 0x000000, 3);
    assert_colour(f, 320 - 138, 240, ground, 1);
    frame->rotation_deg = 270;
    ct_presenter_invalidate(f->p);
    show(f, frame);
    shoot(f);
    assert_colour(f, 320 - 130, 240, 0xffffff, 3);
    frame->rotation_deg = 180;
    ct_presenter_invalidate(f->p);
    show(f, frame);
    shoot(f);
    assert_colour(f, 320, 415, 0xffffff, 3);
    assert_colour(f, 320, 65, 0x000000, 3);
    frame->rotation_deg = 90;
    frame->mirrored = true;
    ct_presenter_invalidate(f->p);
    show(f, frame);
    shoot(f);
    assert_colour(f, 320 - 130, 240, 0xffffff, 3);
    assert_colour(f, 320 + 130, 240, 0x000000, 3);
    ct_frame_unref(&frame);
}

/* What lies outside the clean aperture is not shown, and what is inside has its shape. */
static void cropped_pictures(void **state)
{
    fixture *f = *state;
    if (!f->p)
        skip();
    ct_frame *frame = plain(AV_PIX_FMT_YUV420P, 640, 360, 16, 128, 128);
    fill_sample(frame->av, 0, 640, 120, 235, 1);
    frame->av->crop_top = 100; /* 20 white lines are left, of 240: 16 of 192 */
    frame->av->crop_bottom = 20;
    frame->av->crop_left = frame->av->crop_right = 160;
    ct_picture p = ct_picture_of(frame);
    assert_true(fabs(p.aspect - 320.0 / 240) < 1e-9);
    draw_interface(f, -1);
    show(f, NULL);
    show(f, frame);
    shoot(f);
    assert_colour(f, 320, 5, 0xffffff, 3);
    assert_colour(f, 5, 30, 0xffffff, 3);
    assert_colour(f, 320, 46, 0x000000, 3);
    assert_colour(f, 634, 475, 0x000000, 3);
    ct_frame_unref(&frame);
}

/* Scalers write whole vectors: nothing may reach beyond the picture at any width. */
static void picture_keeps_its_edges(void **state)
{
    fixture *f = *state;
    if (!f->p)
        skip();
    for (int w = 601; w < 640; w += 3) {
        ct_frame *frame = plain(AV_PIX_FMT_YUV420P, w, 480, 235, 128, 128);
        draw_interface(f, -1);
        show(f, frame);
        shoot(f);
        int left = (640 - w) / 2, right = left + w;
        for (int y = 0; y < 480; y += 79) {
            assert_colour(f, left - 1, y, ground, 1);
            assert_colour(f, left, y, 0xffffff, 3);
            assert_colour(f, right - 1, y, 0xffffff, 3);
            assert_colour(f, right, y, ground, 1);
        }
        assert_colour(f, 640, 479, 0x204060, 1);
        ct_frame_unref(&frame);
    }
}

/* One colour in a layout, as libswscale writes it. */
static ct_frame *coloured(enum AVPixelFormat format, uint8_t r, uint8_t g, uint8_t b)
{
    enum { WIDE = 640, HIGH = 480 };
    static uint8_t rgb[WIDE * HIGH * 3];
    const int     *bt709 = sws_getCoefficients(SWS_CS_ITU709);
    AVFrame       *av = av_frame_alloc();

    for (size_t i = 0; i < sizeof rgb; i += 3) {
        rgb[i] = r;
        rgb[i + 1] = g;
        rgb[i + 2] = b;
    }
    av->format = format;
    av->width = WIDE;
    av->height = HIGH;
    av->colorspace = AVCOL_SPC_BT709;
    assert_true(av_frame_get_buffer(av, 0) >= 0);
    struct SwsContext *sws = sws_getContext(WIDE, HIGH, AV_PIX_FMT_RGB24, WIDE, HIGH, format,
                                            SWS_BICUBIC | SWS_ACCURATE_RND, NULL, NULL, NULL);
    assert_non_null(sws);
    sws_setColorspaceDetails(sws, bt709, 1, bt709, 0, 0, 1 << 16, 1 << 16);
    sws_scale(sws, (const uint8_t *const[]){rgb}, (int[]){WIDE * 3}, 0, HIGH, av->data,
              av->linesize);
    sws_freeContext(sws);
    return ct_frame_create(av, 0, 0, (AVRational){1, 25});
}

/* What scanners, stills and cards give: packed, interleaved, deep, in floats. */
static void every_layout_of_samples_is_read(void **state)
{
    static const enum AVPixelFormat layouts[] = {
        AV_PIX_FMT_UYVY422,  AV_PIX_FMT_YUYV422,   AV_PIX_FMT_NV12,      AV_PIX_FMT_P010LE,
        AV_PIX_FMT_RGB24,    AV_PIX_FMT_BGRA,      AV_PIX_FMT_RGB48LE,   AV_PIX_FMT_RGBA64LE,
        AV_PIX_FMT_GBRP10LE, AV_PIX_FMT_GBRPF32LE, AV_PIX_FMT_GBRP16LE,  AV_PIX_FMT_YUV444P12LE,
        AV_PIX_FMT_YUV411P,  AV_PIX_FMT_YUV422P10, AV_PIX_FMT_YUVA444P10};
    fixture *f = *state;

    if (!f->p)
        skip();
    for (size_t i = 0; i < sizeof layouts / sizeof *layouts; i++) {
        ct_frame *frame = coloured(layouts[i], 0xc8, 0x5a, 0x28);
        print_message("%s\n", av_get_pix_fmt_name(layouts[i]));
        draw_interface(f, -1);
        show(f, frame);
        shoot(f);
        assert_colour(f, 320, 240, 0xc85a28, 8); /* a managed display has other middle tones */
        assert_colour(f, 1, 1, 0xc85a28, 8);
        ct_frame_unref(&frame);
    }
    ct_frame *grey = coloured(AV_PIX_FMT_GRAY10LE, 0x80, 0x80, 0x80);
    draw_interface(f, -1);
    show(f, grey);
    shoot(f);
    assert_colour(f, 320, 240, 0x808080, 8);
    ct_frame_unref(&grey);
}

static void nothing_is_shown_twice(void **state)
{
    fixture *f = *state;
    if (!f->p)
        skip();
    ct_frame *frame = plain(AV_PIX_FMT_YUV420P, 1280, 720, 100, 128, 128);
    draw_interface(f, -1);
    show(f, frame);
    ct_presenter_stats before = ct_presenter_stats_of(f->p);
    for (int i = 0; i < 5; i++) {
        draw_interface(f, -1);
        show(f, frame);
    }
    assert_int_equal(ct_presenter_stats_of(f->p).draws, before.draws);
    ct_presenter_invalidate(f->p);
    show(f, frame);
    assert_int_equal(ct_presenter_stats_of(f->p).draws, before.draws + 1);
    ct_frame_unref(&frame);
    shoot(f); /* the presenter kept its own reference */
    assert_colour(f, 700, 300, 0x204060, 1);
}

/* Encoded values are mixed, by weight, whatever the formats; twice, since a weight alone is another picture
 * too. */
static void two_pictures_are_mixed(void **state)
{
    fixture *f = *state;
    if (!f->p)
        skip();
    ct_frame *white = plain(AV_PIX_FMT_YUV420P, 1280, 720, 235, 128, 128);
    ct_frame *red = plain(AV_PIX_FMT_GBRP, 640, 360, 0x00, 0x40, 0xc8);
    const struct {
        int      weight, of;
        uint32_t wanted;
    } cases[] = {{0, 8, 0xc80040}, {2, 8, 0xd64070}, {4, 8, 0xe3809f},
                 {6, 8, 0xf1bfcf}, {8, 8, 0xffffff}, {1, 3, 0xda5580}};

    draw_interface(f, 300);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        show_mix(f, (ct_mix){white, red, cases[i].weight, cases[i].of, 0});
        SDL_Delay(160);
        show_mix(f, (ct_mix){white, red, cases[i].weight, cases[i].of, 0});
        shoot(f);
        print_message("  %d/%d: %06x\n", cases[i].weight, cases[i].of, pixel(f, 320, 240));
        assert_colour(f, 320, 240, cases[i].wanted, 1);
        assert_colour(f, 5, 61, cases[i].wanted, 2);
        assert_colour(f, 635, 417, cases[i].wanted, 2);
        assert_colour(f, 320, 30, ground, 1);
        assert_colour(f, 700, 300, 0x204060, 1);
    }
    ct_frame_unref(&white);
    ct_frame_unref(&red);
}

/* Whether the incoming picture is shown at a pixel of a picture of 640 x 360 and all around it: 1 yes, 0 no,
 * -1: an edge is near. */
static int shown_around(const ct_mix *mix, int x, int y)
{
    int count = 0;

    for (int i = -1; i <= 1; i++)
        for (int k = -1; k <= 1; k++) {
            ct_wipe_span in = ct_wipe_row(mix, y + i, 640, 360);
            count += x + k >= in.first && x + k < in.end;
        }
    return count == 9 ? 1 : count == 0 ? 0 : -1;
}

static void check_wipe(fixture *f, const ct_mix *mix)
{
    int seen[2] = {0, 0};

    show_mix(f, *mix);
    shoot(f);
    for (int y = 1; y < 359; y += 7)
        for (int x = 1; x < 639; x += 5) {
            int in = shown_around(mix, x, y);
            if (in < 0)
                continue;
            seen[in]++;
            assert_colour(f, x, y + 60, in ? 0xffffff : 0xc80040, 2);
        }
    assert_true(seen[0] > 100 && seen[1] > 100);
}

/* Each picture by itself on its side of the edge. */
static void a_wipe_has_two_sides(void **state)
{
    static const int patterns[] = {1, 2, 3, 4, 5, 6, 21, 22, 41, 42, 101, 102, 119};
    fixture         *f = *state;
    if (!f->p)
        skip();
    ct_frame *white = plain(AV_PIX_FMT_YUV420P, 1280, 720, 235, 128, 128);
    ct_frame *red = plain(AV_PIX_FMT_GBRP, 640, 360, 0x00, 0x40, 0xc8);

    draw_interface(f, -1);
    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++)
        check_wipe(f, &(ct_mix){white, red, 3, 8, patterns[i]});
    show_mix(f, (ct_mix){white, red, 4, 8, 71}); /* none of these: a dissolve */
    shoot(f);
    assert_colour(f, 320, 240, 0xe3809f, 1);
    ct_frame_unref(&white);
    ct_frame_unref(&red);
}

/* Each stands where it would alone; beside the narrow one the ground is mixed in. */
static void pictures_of_two_shapes_are_mixed(void **state)
{
    fixture *f = *state;
    if (!f->p)
        skip();
    ct_frame  *wide = plain(AV_PIX_FMT_YUV420P, 1280, 720, 235, 128, 128);
    ct_frame  *high = plain(AV_PIX_FMT_YUV420P, 360, 720, 16, 128, 128);
    ct_frame  *black = ct_frame_black(high);
    ct_picture shape = ct_picture_of(black);
    assert_true(fabs(shape.aspect - 0.5) < 1e-9);
    draw_interface(f, -1);
    show(f, NULL);
    show_mix(f, (ct_mix){wide, high, 1, 2, 0});
    shoot(f);
    assert_colour(f, 320, 240, 0x808080, 1); /* both */
    assert_colour(f, 100, 240, 0x8b8b8b, 1); /* white and ground */
    assert_colour(f, 320, 20, 0x0b0b0b, 1);  /* black and ground */
    assert_colour(f, 100, 20, ground, 1);
    show(f, NULL);
    show_mix(f, (ct_mix){black, wide, 1, 2, 0});
    shoot(f);
    assert_colour(f, 320, 240, 0x808080, 1);
    assert_colour(f, 320, 20, 0x0b0b0b, 1);
    draw_interface(f, 300); /* changes above a mix that stands */
    show_mix(f, (ct_mix){black, wide, 1, 2, 0});
    shoot(f);
    assert_colour(f, 305, 205, 0xc0c0c0, 2);
    assert_colour(f, 100, 240, 0x8b8b8b, 1);
    ct_frame_unref(&wide);
    ct_frame_unref(&high);
    ct_frame_unref(&black);
}

static void cost(fixture *f, bool mixed)
{
    enum { FRAMES = 60 };
    ct_frame  *frames[2] = {plain(AV_PIX_FMT_YUV420P, 1920, 1080, 100, 128, 128),
                            plain(AV_PIX_FMT_YUV420P, 1920, 1080, 101, 128, 128)};
    ct_canvas *wide = NULL;
    SDL_SetWindowSize(ct_presenter_window(f->p), 1280, 720);
    SDL_PumpEvents();
    int    w = 0, h = 0;
    double scale = 1;
    ct_presenter_size(f->p, &w, &h, &scale);
    assert_int_equal(ct_canvas_create(w, h, 1, &wide, NULL), CT_OK);
    for (int i = 0; i < FRAMES; i++) {
        ct_canvas_begin(wide);
        ct_canvas_fill(wide, (ct_rect){8, 8, 40, 20}, 0, i % 2 ? 0xff0000ff : 0x00ff00ff);
        ct_canvas_end(wide);
        ct_mix mix = {frames[i % 2], mixed ? frames[1 - i % 2] : NULL, 1 + i / 2, FRAMES, 0};
        assert_int_equal(ct_presenter_draw(f->p, &mix, (ct_rect_px){0, 0, w, h}, wide, NULL),
                         CT_OK);
    }
    ct_presenter_stats s = ct_presenter_stats_of(f->p);
    print_message("%s: %s1920x1080 at %dx%d: %.2f ms CPU a picture\n", ct_presenter_name(f->p),
                  mixed ? "two of " : "", w, h, s.picture_us / 1000.0);
    assert_int_equal(s.pictures, FRAMES);
    ct_canvas_destroy(&wide);
    ct_frame_unref(&frames[0]);
    ct_frame_unref(&frames[1]);
}

static void cost_of_a_frame(void **state)
{
    fixture *f = *state;
    if (!f->p)
        skip();
    cost(f, false);
}

static void cost_of_a_mix(void **state)
{
    fixture *f = *state;
    if (!f->p)
        skip();
    cost(f, true);
}

/* ---- choosing ---- */

static void unknown_presenter_is_refused(void **state)
{
    fixture             *f = *state;
    ct_presenter        *other = NULL;
    ct_error             err = {0};
    ct_presenter_options o = {.kind = "metal"};
    (void)f;
    assert_int_equal(ct_presenter_create(&o, &other, &err), CT_USAGE);
    assert_non_null(strstr(err.text, "metal"));
    assert_null(other);
    assert_true(ct_presenter_known("auto") && ct_presenter_known("gpu"));
    assert_false(ct_presenter_known("metal"));
}

static void auto_takes_no_software_gl(void **state)
{
    fixture f = {0};
    (void)state;
    if (!open_presenter(&f, "dummy", "auto"))
        fail_msg("no presenter at all");
    assert_string_equal(ct_presenter_name(f.p), "surface");
    ct_canvas_destroy(&f.canvas);
    ct_presenter_destroy(&f.p);
}

static void positions_are_logical(void **state)
{
    fixture             *f = *state;
    ct_presenter        *big = NULL;
    ct_presenter_options o = {.kind = "surface", .width = 800, .height = 600, .scale = 2};
    (void)f;
    assert_int_equal(ct_presenter_create(&o, &big, NULL), CT_OK);
    ct_point at = ct_presenter_to_logical(big, 100, 50);
    assert_true(at.x == 50 && at.y == 25);
    ct_presenter_destroy(&big);
    /* a window nobody gave a size is no larger than the display, whatever the scale */
    SDL_Rect room = {0};
    int      w = 0, h = 0;
    o.width = o.height = 0;
    assert_int_equal(ct_presenter_create(&o, &big, NULL), CT_OK);
    SDL_GetDisplayUsableBounds(0, &room);
    SDL_GetWindowSize(ct_presenter_window(big), &w, &h);
    assert_true(w > 0 && w <= room.w && h > 0 && h <= room.h);
    ct_presenter_destroy(&big);
}

#define WITH(f, up) cmocka_unit_test_setup_teardown(f, up, tear_down)
#define BOTH(f)                                                                                    \
    {#f " (surface)", f, set_up_surface, tear_down, NULL},                                         \
    {                                                                                              \
#f " (gpu)", f, set_up_gpu, tear_down, NULL                                                \
    }

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shape_of_a_picture),
        BOTH(colours_are_right),
        BOTH(area_and_panels),
        BOTH(interface_lies_over_the_picture),
        BOTH(turned_pictures),
        BOTH(cropped_pictures),
        BOTH(picture_keeps_its_edges),
        BOTH(two_pictures_are_mixed),
        BOTH(a_wipe_has_two_sides),
        BOTH(pictures_of_two_shapes_are_mixed),
        BOTH(every_layout_of_samples_is_read),
        BOTH(nothing_is_shown_twice),
        BOTH(cost_of_a_frame),
        BOTH(cost_of_a_mix),
        WITH(unknown_presenter_is_refused, set_up_surface),
        WITH(positions_are_logical, set_up_surface),
        cmocka_unit_test(auto_takes_no_software_gl),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    SDL_Quit();
    return failed;
}
