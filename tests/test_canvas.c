/* SPDX-License-Identifier: MIT */
/* The canvas draws what it is told, redraws only what changed, and at every scale alike; the theme
 * can be read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "view/canvas.h"
#include "view/ink.h"

static ct_canvas *make(int w, int h, double scale)
{
    ct_canvas *c = NULL;
    assert_int_equal(ct_canvas_create(w, h, scale, &c, NULL), CT_OK);
    return c;
}

static uint32_t pixel(const ct_canvas *c, int x, int y)
{
    int            w = 0, h = 0, stride = 0;
    const uint8_t *p = ct_canvas_pixels(c, &w, &h, &stride);
    uint32_t       v = 0;
    assert_true(x >= 0 && y >= 0 && x < w && y < h);
    memcpy(&v, p + (ptrdiff_t)y * stride + (ptrdiff_t)x * 4, 4);
    return v;
}

/* Pixels that are not transparent inside a box. */
static int ink(const ct_canvas *c, ct_rect_px r)
{
    int count = 0;
    for (int y = r.y; y < r.y + r.h; y++)
        for (int x = r.x; x < r.x + r.w; x++)
            count += pixel(c, x, y) >> 24 != 0;
    return count;
}

static void fill_snaps_to_pixels(void **state)
{
    (void)state;
    ct_canvas *c = make(100, 100, 1.25);
    ct_canvas_begin(c);
    ct_canvas_fill(c, (ct_rect){10, 10, 20, 20}, 0, 0xff8000ff);
    ct_canvas_end(c);
    /* 12.5 .. 37.5 device pixels: edges round to 13 and 38 (away from zero), with no blur */
    assert_int_equal(pixel(c, 13, 13), 0xffff8000);
    assert_int_equal(pixel(c, 37, 37), 0xffff8000);
    assert_int_equal(pixel(c, 12, 20), 0);
    assert_int_equal(pixel(c, 38, 20), 0);
    ct_canvas_destroy(&c);
}

static void draw_scene(ct_canvas *c, const char *clock, double marker)
{
    ct_canvas_begin(c);
    ct_canvas_fill(c, ct_canvas_bounds(c), 0, ct_dark.panel);
    ct_canvas_text(c, (ct_rect){8, 8, 200, 20}, "Clips", CT_TYPE_STRONG, ct_dark.text, 0);
    ct_canvas_clock(c, (ct_rect){300, 200, 200, 40}, clock, CT_TYPE_TIMECODE, ct_dark.text, 0);
    ct_canvas_vline(c, marker, 300, 60, ct_dark.accent);
    ct_canvas_end(c);
}

static int damaged_px(ct_canvas *c)
{
    size_t            count = 0;
    const ct_rect_px *r = ct_canvas_damage(c, &count);
    int               sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += r[i].w * r[i].h;
    ct_canvas_damage_clear(c);
    return sum;
}

static void only_changes_are_redrawn(void **state)
{
    (void)state;
    ct_canvas *c = make(640, 480, 1);
    draw_scene(c, "01:00:00:00", 100);
    assert_int_equal(damaged_px(c), 640 * 480);
    draw_scene(c, "01:00:00:00", 100);
    assert_int_equal(damaged_px(c), 0);
    draw_scene(c, "01:00:00:01", 100);
    int clock = damaged_px(c);
    assert_true(clock > 0 && clock <= 8 * 64 * 64);
    draw_scene(c, "01:00:00:01", 101);
    assert_true(damaged_px(c) <= 2 * 64 * 2 * 64);
    assert_int_equal(pixel(c, 100, 320), 0xff1e1e1e); /* the old line is gone */
    assert_int_equal(pixel(c, 101, 320), 0xff5aa9f0);
    ct_canvas_destroy(&c);
}

/* Frames that were never presented: what they changed is not forgotten. */
static void damage_waits_for_the_presenter(void **state)
{
    (void)state;
    ct_canvas *c = make(640, 480, 1);
    draw_scene(c, "01:00:00:00", 20);
    (void)damaged_px(c);
    draw_scene(c, "01:00:00:00", 100);
    draw_scene(c, "01:00:00:00", 300);
    size_t            count = 0;
    bool              was_at[3] = {false, false, false};
    const int         at[3] = {20, 100, 300};
    const ct_rect_px *r = ct_canvas_damage(c, &count);
    for (size_t i = 0; i < count; i++)
        for (int k = 0; k < 3; k++)
            was_at[k] = was_at[k] || (r[i].x <= at[k] && r[i].x + r[i].w > at[k]);
    assert_true(was_at[0] && was_at[1] && was_at[2]);
    ct_canvas_destroy(&c);
}

/* A canvas that went through changes shows what a fresh one shows. */
static void redraw_equals_fresh(void **state)
{
    (void)state;
    ct_canvas *a = make(640, 480, 1.5);
    ct_canvas *b = make(640, 480, 1.5);
    for (int i = 0; i < 40; i++) {
        char clock[32];
        snprintf(clock, sizeof clock, "01:00:00:%02d", i);
        draw_scene(a, clock, 10 + i * 3);
    }
    draw_scene(b, "01:00:00:39", 10 + 39 * 3);
    for (int y = 0; y < 480; y++)
        for (int x = 0; x < 640; x++)
            assert_int_equal(pixel(a, x, y), pixel(b, x, y));
    ct_canvas_destroy(&a);
    ct_canvas_destroy(&b);
}

static void clip_holds(void **state)
{
    (void)state;
    ct_canvas *c = make(200, 100, 1);
    ct_canvas_begin(c);
    ct_canvas_clip_push(c, (ct_rect){0, 0, 50, 100});
    ct_canvas_text(c, (ct_rect){0, 0, 200, 40}, "far longer than the clip is wide", CT_TYPE_LARGE,
                   ct_dark.text, CT_TEXT_CLIP);
    ct_canvas_fill(c, (ct_rect){10, 60, 180, 20}, 0, 0xffffffff);
    ct_canvas_clip_pop(c);
    ct_canvas_clip_pop(c); /* one too many does no harm */
    ct_canvas_end(c);
    assert_true(ink(c, (ct_rect_px){0, 0, 50, 100}) > 100);
    assert_int_equal(ink(c, (ct_rect_px){50, 0, 150, 100}), 0);
    ct_canvas_destroy(&c);
}

static void layers_lie_above(void **state)
{
    (void)state;
    ct_canvas *c = make(100, 100, 1);
    ct_canvas_begin(c);
    ct_canvas_clip_push(c, (ct_rect){0, 0, 10, 10});
    ct_canvas_layer_push(c, 2);
    ct_canvas_fill(c, (ct_rect){0, 0, 100, 100}, 0, 0x00ff00ff);
    ct_canvas_layer_pop(c);
    ct_canvas_clip_pop(c);
    ct_canvas_fill(c, (ct_rect){0, 0, 100, 100}, 0, 0xff0000ff); /* later, but a layer below */
    ct_canvas_end(c);
    assert_int_equal(pixel(c, 5, 5), 0xff00ff00);
    assert_int_equal(pixel(c, 90, 90), 0xff00ff00);
    ct_canvas_destroy(&c);
}

static void hole_shows_the_picture(void **state)
{
    (void)state;
    ct_canvas *c = make(100, 100, 1);
    ct_canvas_begin(c);
    ct_canvas_fill(c, (ct_rect){0, 0, 100, 100}, 0, 0xffffffff);
    ct_canvas_hole(c, (ct_rect){20, 20, 60, 60});
    ct_canvas_end(c);
    assert_int_equal(pixel(c, 50, 50), 0);
    assert_int_equal(pixel(c, 10, 10), 0xffffffff);
    ct_canvas_destroy(&c);
}

static void text_stays_in_its_box(void **state)
{
    (void)state;
    ct_canvas *c = make(300, 60, 1);
    ct_canvas_begin(c);
    ct_canvas_text(c, (ct_rect){50, 10, 100, 20}, "A001_C003_0412AB_a_very_long_name.mov",
                   CT_TYPE_BODY, ct_dark.text, CT_TEXT_MIDDLE);
    ct_canvas_end(c);
    assert_true(ink(c, (ct_rect_px){50, 10, 101, 20}) > 100);
    assert_int_equal(ink(c, (ct_rect_px){152, 0, 148, 60}), 0);
    assert_int_equal(ink(c, (ct_rect_px){0, 0, 48, 60}), 0);
    ct_canvas_destroy(&c);
}

static void clock_never_dances(void **state)
{
    (void)state;
    ct_canvas *c = make(100, 100, 1);
    double     ones = ct_canvas_clock_width(c, "11:11:11:11", CT_TYPE_TIMECODE);
    double     zeros = ct_canvas_clock_width(c, "00:00:00:00", CT_TYPE_TIMECODE);
    assert_true(ones == zeros);
    /* also in plain text: figures are tabular */
    assert_true(ct_canvas_text_size(c, "1111", CT_TYPE_BODY, 0).w ==
                ct_canvas_text_size(c, "0000", CT_TYPE_BODY, 0).w);
    ct_canvas_destroy(&c);
}

static void bad_text_is_shown(void **state)
{
    (void)state;
    ct_canvas *c = make(200, 40, 1);
    ct_canvas_begin(c);
    ct_canvas_text(c, (ct_rect){0, 0, 200, 40}, "caf\xe9 \xff\xfe.mov", CT_TYPE_BODY, ct_dark.text,
                   0);
    ct_canvas_text(c, (ct_rect){0, 0, 200, 40}, NULL, CT_TYPE_BODY, ct_dark.text, 0);
    ct_canvas_end(c);
    char *words = ct_canvas_dump(c);
    assert_non_null(strstr(words, "caf\xef\xbf\xbd \xef\xbf\xbd\xef\xbf\xbd.mov"));
    assert_true(ct_canvas_text_size(c, "caf\xe9", CT_TYPE_BODY, 0).w > 10);
    free(words);
    ct_canvas_destroy(&c);
}

static void scripts_have_glyphs(void **state)
{
    static const char *const words[] = {"日本語", "مرحبا", "שלום", "Ελλάδα", "नमस्ते", "🟥"};
    (void)state;
    ct_canvas *c = make(200, 40, 2);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        ct_canvas_begin(c);
        ct_canvas_text(c, (ct_rect){0, 0, 100, 20}, words[i], CT_TYPE_BODY, ct_dark.text, 0);
        ct_canvas_end(c);
        assert_true(ink(c, (ct_rect_px){0, 0, 200, 40}) > 60);
    }
    int coloured = 0; /* the red square, last: drawn by the emoji font */
    for (int i = 0; i < 200 * 40; i++) {
        uint32_t v = pixel(c, i % 200, i / 200);
        coloured += (v & 255) != (v >> 16 & 255);
    }
    assert_true(coloured > 20);
    ct_canvas_destroy(&c);
}

static void same_at_every_scale(void **state)
{
    (void)state;
    ct_canvas *one = make(100, 100, 1);
    ct_canvas *two = make(200, 200, 2);
    ct_size    a = ct_canvas_text_size(one, "Where shall the selects go?", CT_TYPE_BODY, 0);
    ct_size    b = ct_canvas_text_size(two, "Where shall the selects go?", CT_TYPE_BODY, 0);
    assert_true(a.w > 150 && a.w < 200);
    assert_true(b.w > a.w - 3 && b.w < a.w + 3);
    assert_true(ct_canvas_bounds(two).w == 100);
    ct_canvas_destroy(&one);
    ct_canvas_destroy(&two);
}

static void resize_damages_all(void **state)
{
    (void)state;
    ct_canvas *c = make(640, 480, 1);
    draw_scene(c, "01:00:00:00", 100);
    (void)damaged_px(c);
    assert_int_equal(ct_canvas_resize(c, 640, 480, 1, NULL), CT_OK);
    assert_int_equal(damaged_px(c), 0);
    assert_int_equal(ct_canvas_resize(c, 700, 500, 1.25, NULL), CT_OK);
    draw_scene(c, "01:00:00:00", 100);
    assert_int_equal(damaged_px(c), 700 * 500);
    ct_error err;
    assert_int_equal(ct_canvas_resize(c, 0, 500, 1, &err), CT_USAGE);
    ct_canvas_destroy(&c);
}

static void images_keep_their_shape(void **state)
{
    (void)state;
    uint32_t px[8 * 4];
    for (size_t i = 0; i < 32; i++)
        px[i] = 0xff00ff00;
    ct_image  *image = ct_image_create((const uint8_t *)px, 8, 4, 32);
    ct_canvas *c = make(100, 100, 1);
    ct_canvas_begin(c);
    ct_canvas_image(c, image, (ct_rect){0, 0, 80, 80}, 0, 1);
    ct_canvas_end(c);
    assert_int_equal(pixel(c, 40, 40), 0xff00ff00);
    assert_int_equal(pixel(c, 40, 21), 0xff00ff00);
    assert_int_equal(pixel(c, 40, 18), 0);
    assert_int_equal(pixel(c, 40, 61), 0);
    ct_image_destroy(&image);
    ct_canvas_destroy(&c);
}

static void bars_fill_their_range(void **state)
{
    static const float lo[4] = {-1, -0.5F, 0, 0}, hi[4] = {1, 0.5F, 0, 1};
    (void)state;
    ct_canvas *c = make(80, 80, 1);
    ct_canvas_begin(c);
    ct_canvas_bars(c, (ct_rect){0, 0, 80, 80}, lo, hi, 4, 0xffffffff);
    ct_canvas_end(c);
    assert_int_equal(ink(c, (ct_rect_px){0, 0, 20, 80}), 20 * 80);
    assert_int_equal(ink(c, (ct_rect_px){20, 0, 20, 80}), 20 * 40);
    assert_int_equal(ink(c, (ct_rect_px){40, 0, 20, 80}), 20); /* silence is a hairline */
    assert_int_equal(ink(c, (ct_rect_px){60, 0, 20, 40}), 20 * 40);
    ct_canvas_destroy(&c);
}

static void every_icon_draws(void **state)
{
    (void)state;
    ct_canvas *c = make(32, 32, 2);
    for (int i = 1; i < CT_ICON_COUNT; i++) {
        ct_canvas_begin(c);
        ct_canvas_icon(c, (ct_icon)i, (ct_rect){0, 0, 16, 16}, 0xffffffff);
        ct_canvas_end(c);
        int count = ink(c, (ct_rect_px){0, 0, 32, 32});
        if (count < 30 || !ct_icon_name((ct_icon)i))
            fail_msg("icon %d has %d pixels", i, count);
    }
    ct_canvas_destroy(&c);
}

static void theme_can_be_read(void **state)
{
    (void)state;
    const ct_theme *t = &ct_dark;
    const ct_colour grounds[] = {t->picture, t->window, t->panel, t->head,
                                 t->raised,  t->field,  t->popup};
    const ct_colour inks[] = {t->text, t->text_soft, t->text_faint};
    for (size_t g = 0; g < sizeof grounds / sizeof grounds[0]; g++)
        for (size_t i = 0; i < sizeof inks / sizeof inks[0]; i++)
            if (ct_colour_contrast(grounds[g], inks[i]) < 4.5)
                fail_msg("%08x on %08x: %.2f", inks[i], grounds[g],
                         ct_colour_contrast(grounds[g], inks[i]));
    for (int i = 0; i < CT_CAT_COUNT; i++)
        assert_true(ct_colour_contrast(t->panel, t->category[i]) >= 4.5);
    assert_true(ct_colour_contrast(t->selected, t->text) >= 4.5);
    assert_true(ct_colour_contrast(t->selected, t->text_soft) >= 4.5);
    assert_true(ct_colour_contrast(t->hover, t->text) >= 4.5);
    assert_true(ct_colour_contrast(t->accent, t->text_on_accent) >= 4.5);
    assert_true(ct_colour_contrast(t->raised, t->danger) >= 4.5);
    /* grounds are neutral */
    for (size_t g = 0; g < sizeof grounds / sizeof grounds[0]; g++)
        assert_true((grounds[g] >> 24) == ((grounds[g] >> 16) & 255) &&
                    (grounds[g] >> 24) == ((grounds[g] >> 8) & 255));
    assert_true(ct_colour_contrast(0xffffffff, 0x000000ff) > 20.9);
}

static void strips_are_cut(void **state)
{
    (void)state;
    ct_rect r = {10, 10, 100, 50};
    ct_rect top = ct_cut_top(&r, 20);
    assert_true(top.h == 20 && r.y == 30 && r.h == 30);
    ct_rect right = ct_cut_right(&r, 500);
    assert_true(right.w == 100 && r.w == 0 && ct_rect_empty(r));
    ct_rect third = ct_rect_column((ct_rect){0, 0, 100, 10}, 2, 3, 5);
    assert_true(third.x == 70 && third.w == 30);
    ct_rect kept = ct_rect_keep_inside((ct_rect){90, -5, 20, 20}, (ct_rect){0, 0, 100, 100});
    assert_true(kept.x == 80 && kept.y == 0);
}

/* A colour within `reach` pixels. */
static bool colour_is_near(const ct_canvas *c, int x, int y, int reach)
{
    for (int near_y = y - reach; near_y <= y + reach; near_y++)
        for (int near_x = x - reach; near_x <= x + reach; near_x++)
            if ((pixel(c, near_x, near_y) & 0xffffff) > 0)
                return true;
    return false;
}

/* Every tool draws its line with a dark edge that is equally wide all around it. */
static void the_edge_of_a_drawn_line_follows_it(void **state)
{
    (void)state;
    enum {
        SIDE = 400,
        LINE = 8,
        REACH = 4
    }; /* the edge: 2.4 pixels, its smooth outside one more */

    for (int tool = 0; tool < CT_STROKE_TOOLS; tool++) {
        ct_canvas *c = make(SIDE, SIDE, 1);
        ct_drawing drawing = {0};
        ct_stroke *stroke = ct_drawing_add(&drawing, (ct_stroke_tool)tool, CT_COLOUR_RED,
                                           LINE * CT_DRAWING_UNIT / SIDE);

        ct_stroke_add(stroke, 15000, 20000);
        ct_stroke_add(stroke, 50000, 45000);
        ct_canvas_begin(c);
        ct_ink_draw(c, &drawing, (ct_rect){0, 0, SIDE, SIDE});
        ct_canvas_end(c);
        assert_true(ink(c, (ct_rect_px){0, 0, SIDE, SIDE}) > 1000);
        for (int y = REACH; y < SIDE - REACH; y++)
            for (int x = REACH; x < SIDE - REACH; x++)
                if (pixel(c, x, y) >> 24 != 0 && !colour_is_near(c, x, y, REACH))
                    fail_msg("%s: dark without a line at %d, %d",
                             ct_stroke_tool_name((ct_stroke_tool)tool), x, y);
        ct_drawing_finish(&drawing);
        ct_canvas_destroy(&c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fill_snaps_to_pixels),
        cmocka_unit_test(only_changes_are_redrawn),
        cmocka_unit_test(damage_waits_for_the_presenter),
        cmocka_unit_test(redraw_equals_fresh),
        cmocka_unit_test(clip_holds),
        cmocka_unit_test(layers_lie_above),
        cmocka_unit_test(hole_shows_the_picture),
        cmocka_unit_test(text_stays_in_its_box),
        cmocka_unit_test(clock_never_dances),
        cmocka_unit_test(bad_text_is_shown),
        cmocka_unit_test(scripts_have_glyphs),
        cmocka_unit_test(same_at_every_scale),
        cmocka_unit_test(resize_damages_all),
        cmocka_unit_test(images_keep_their_shape),
        cmocka_unit_test(bars_fill_their_range),
        cmocka_unit_test(every_icon_draws),
        cmocka_unit_test(theme_can_be_read),
        cmocka_unit_test(strips_are_cut),
        cmocka_unit_test(the_edge_of_a_drawn_line_follows_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
