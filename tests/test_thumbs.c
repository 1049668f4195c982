/* SPDX-License-Identifier: MIT */
/* A thumbnail is the frame it says, in its shape, upright, and comes back from the cache as it was. */
#include "circletake/thumbs.h"

#include <libavutil/frame.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "media_samples.h"

static int use_own_cache(void **state)
{
    (void)state;
    static char folder[] = "/tmp/ct-test-thumbs-XXXXXX";

    return mkdtemp(folder) ? setenv("XDG_CACHE_HOME", folder, 1) : -1;
}

static ct_thumb *build(const char *path, int64_t frame, int max_w, int max_h)
{
    ct_thumb *t = NULL;
    ct_error  err = {0};

    if (ct_thumb_build(path, 0, frame, max_w, max_h, NULL, NULL, &t, &err))
        fail_msg("%s", err.text);
    return t;
}

static int brightness(const ct_thumb *t)
{
    int64_t sum = 0;

    for (int y = 0; y < t->height_px; y++)
        for (int x = 0; x < t->width_px; x++)
            sum += t->pixels[(size_t)y * t->stride_bytes + (size_t)x * 4 + 1];
    return (int)(sum / (t->width_px * t->height_px));
}

static void it_is_the_frame_it_says(void **state)
{
    (void)state;
    for (int frame = SLATE_CLAP - 1; frame <= SLATE_CLAP + 1; frame++) {
        ct_thumb *t = build(SLATE, frame, 160, 160);

        assert_int_equal(t->width_px, 160);
        assert_int_equal(t->height_px, 90);
        assert_true((brightness(t) > 220) == (frame == SLATE_CLAP));
        ct_thumb_destroy(&t);
    }
}

static void a_frame_that_is_not_there_is_refused(void **state)
{
    (void)state;
    ct_thumb *t = NULL;
    ct_error  err = {0};

    assert_int_equal(ct_thumb_build(SLATE, 0, SLATE_FRAMES, 160, 90, NULL, NULL, &t, &err),
                     CT_NO_INPUT);
    assert_true(err.text[0] != '\0');
    assert_null(t);
}

/* Left half red, right half blue, decoded lying on its side. */
static ct_frame *make_frame(int rotation_deg, AVRational aspect)
{
    AVFrame *av = av_frame_alloc();

    av->format = 2; /* AV_PIX_FMT_RGB24 */
    av->width = 64;
    av->height = 32;
    av->sample_aspect_ratio = aspect;
    assert_true(av_frame_get_buffer(av, 0) >= 0);
    for (int y = 0; y < av->height; y++)
        for (int x = 0; x < av->width; x++) {
            uint8_t *pixel = av->data[0] + y * av->linesize[0] + 3 * x;

            pixel[0] = x < 32 ? 255 : 0;
            pixel[1] = 0;
            pixel[2] = x < 32 ? 0 : 255;
        }
    ct_frame *f = ct_frame_create(av, 0, 0, (AVRational){1, 25});
    f->rotation_deg = rotation_deg;
    return f;
}

static uint32_t at(const ct_thumb *t, int x, int y)
{
    uint32_t value;

    memcpy(&value, t->pixels + (size_t)y * t->stride_bytes + (size_t)x * 4, 4);
    return value;
}

static void it_stands_upright(void **state)
{
    (void)state;
    const uint32_t red = 0xffff0000, blue = 0xff0000ff;
    /* Which corner is red once turned clockwise: left, top, right, bottom. */
    static const struct {
        int turn, w, h, red_x, red_y, blue_x, blue_y;
    } cases[] = {
        {0, 64, 32, 1, 16, 62, 16},
        {90, 32, 64, 16, 1, 16, 62},
        {180, 64, 32, 62, 16, 1, 16},
        {270, 32, 64, 16, 62, 16, 1},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ct_frame *f = make_frame(cases[i].turn, (AVRational){1, 1});
        ct_thumb *t = NULL;

        assert_int_equal(ct_thumb_from_frame(f, 64, 64, &t, NULL), CT_OK);
        assert_int_equal(t->width_px, cases[i].w);
        assert_int_equal(t->height_px, cases[i].h);
        assert_int_equal(at(t, cases[i].red_x, cases[i].red_y), red);
        assert_int_equal(at(t, cases[i].blue_x, cases[i].blue_y), blue);
        ct_thumb_destroy(&t);
        ct_frame_unref(&f);
    }
}

static void it_is_mirrored_and_cropped(void **state)
{
    (void)state;
    ct_frame *f = make_frame(0, (AVRational){1, 1});
    ct_thumb *t = NULL;

    f->mirrored = true;
    assert_int_equal(ct_thumb_from_frame(f, 64, 64, &t, NULL), CT_OK);
    assert_int_equal(at(t, 1, 16), 0xff0000ff);
    assert_int_equal(at(t, 62, 16), 0xffff0000);
    ct_thumb_destroy(&t);
    f->av->crop_left = 32;
    assert_int_equal(ct_thumb_from_frame(f, 64, 64, &t, NULL), CT_OK);
    assert_int_equal(t->width_px, 32);
    assert_int_equal(at(t, 1, 16), 0xff0000ff);
    assert_int_equal(at(t, 30, 16), 0xff0000ff);
    ct_thumb_destroy(&t);
    ct_frame_unref(&f);
}

static void wide_pixels_are_made_square(void **state)
{
    (void)state;
    ct_frame *f = make_frame(0, (AVRational){2, 1});
    ct_thumb *t = NULL;

    assert_int_equal(ct_thumb_from_frame(f, 64, 64, &t, NULL), CT_OK);
    assert_int_equal(t->width_px, 64);
    assert_int_equal(t->height_px, 16);
    ct_thumb_destroy(&t);
    ct_frame_unref(&f);
}

static void what_was_saved_is_what_is_loaded(void **state)
{
    (void)state;
    ct_thumb *t = build(SLATE, 12, 200, 100), *u = NULL;

    assert_int_equal(ct_thumb_load(9, 12, 200, 100, &u, NULL), CT_NO_INPUT);
    assert_int_equal(ct_thumb_save(t, 9, 12, 200, 100, NULL), CT_OK);
    assert_int_equal(ct_thumb_load(9, 12, 200, 100, &u, NULL), CT_OK);
    assert_int_equal(u->width_px, t->width_px);
    assert_int_equal(u->height_px, t->height_px);
    assert_memory_equal(u->pixels, t->pixels, (size_t)t->height_px * t->stride_bytes);
    ct_thumb_destroy(&u);
    assert_int_equal(ct_thumb_load(9, 13, 200, 100, &u, NULL), CT_NO_INPUT);
    assert_int_equal(ct_thumb_load(9, 12, 100, 100, &u, NULL), CT_NO_INPUT);
    ct_thumb_destroy(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_the_frame_it_says),
        cmocka_unit_test(a_frame_that_is_not_there_is_refused),
        cmocka_unit_test(it_stands_upright),
        cmocka_unit_test(it_is_mirrored_and_cropped),
        cmocka_unit_test(wide_pixels_are_made_square),
        cmocka_unit_test(what_was_saved_is_what_is_loaded),
    };
    return cmocka_run_group_tests_name("thumbs", tests, use_own_cache, NULL);
}
