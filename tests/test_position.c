/* SPDX-License-Identifier: MIT */
/* Whatever people type to say where. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "circletake/timecode.h"

static const ct_pos_context CLIP = {
    .fps = {25, 1},
    .tc = {.start = 3600 * 25, .count = {25, false}, .rate = {25, 1}},
    .frame_count = 10000,
    .current = 500,
    .what = "clip",
};

static void test_forms(void **state)
{
    static const struct {
        const char *text;
        int64_t     frame;
    } forms[] = {
        {"01:00:00:00", 0}, {"01:00:04:20", 120}, {"1:0:4:20", 120}, {"f120", 120},
        {"120", 120},       {"4.8s", 120},        {"0s", 0},         {"+10", 510},
        {"-10", 490},       {"+1:00", 525},       {"-1:00", 475},    {"+2s", 550},
        {"-0.4s", 490},     {"+1:00:00", 2000},   {"f9999", 9999},   {"+f3", 503},
    };
    ct_error err;

    (void)state;
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        int64_t frame = -1;
        if (ct_pos_parse(forms[i].text, &CLIP, &frame, &err))
            fail_msg("%s: %s", forms[i].text, err.text);
        if (frame != forms[i].frame)
            fail_msg("%s is %lld, should be %lld", forms[i].text, (long long)frame,
                     (long long)forms[i].frame);
    }
}

static void test_what_is_no_position(void **state)
{
    static const struct {
        const char *text, *says;
        ct_code     code;
    } bad[] = {
        {"", "is not a timecode", CT_BAD_DATA},
        {"here", "is not a timecode", CT_BAD_DATA},
        {"4:20", "is not a timecode", CT_BAD_DATA}, /* short forms only relative */
        {"01:00:00:25", "nearest", CT_BAD_DATA},
        {"01:00:00;10", "drop", CT_BAD_DATA},
        {"00:59:59:24", "from 01:00:00:00 (frame 0) to 01:06:39:24 (frame 9999)", CT_BAD_DATA},
        {"f10000", "outside the clip", CT_BAD_DATA},
        {"-501", "outside the clip", CT_BAD_DATA},
        {"01070000", "01:07:00:00 is outside", CT_BAD_DATA}, /* as it was understood */
        {"01000025", "nearest", CT_BAD_DATA},
        {"12345", "12345 is outside", CT_BAD_DATA}, /* five digits are a frame */
        {"99999999999999999999", "is not a timecode", CT_BAD_DATA},
        {"+1:99", "nearest", CT_BAD_DATA},
    };
    ct_pos_context nowhere = CLIP;
    ct_error       err;
    int64_t        frame = 42;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(ct_pos_parse(bad[i].text, &CLIP, &frame, &err), bad[i].code);
        if (!strstr(err.text, bad[i].says))
            fail_msg("%s: expected \"%s\" in \"%s\"", bad[i].text, bad[i].says, err.text);
    }
    nowhere.current = -1;
    assert_int_equal(ct_pos_parse("+5", &nowhere, &frame, &err), CT_USAGE);
    assert_int_equal(frame, 42);
}

/* Frames a second are 25, the first is 01:00:00:00. */
static void test_labels_without_colons(void **state)
{
    ct_pos_context midnight = CLIP, cut = CLIP;
    ct_error       err;
    int64_t        frame = -1;

    (void)state;
    assert_int_equal(ct_pos_parse("01000420", &CLIP, &frame, &err), CT_OK);
    assert_int_equal(frame, 120); /* 4 s and 20 */
    assert_int_equal(ct_pos_parse("1000420", &CLIP, &frame, &err), CT_OK);
    assert_int_equal(frame, 120);
    assert_int_equal(ct_pos_parse("f01000420", &CLIP, &frame, &err), CT_BAD_DATA);
    midnight.tc.start = 0;
    assert_int_equal(ct_pos_parse("001100", &midnight, &frame, &err), CT_OK);
    assert_int_equal(frame, 1100); /* a frame of that number is there */
    assert_int_equal(ct_pos_parse("011100", &midnight, &frame, &err), CT_OK);
    assert_int_equal(frame, 71 * 25); /* there is no frame 11100 */
    midnight.frame_count = 200000;
    assert_int_equal(ct_pos_parse("00012000", &midnight, &frame, &err), CT_OK);
    assert_int_equal(frame, 12000);
    assert_int_equal(ct_pos_parse("210000", &midnight, &frame, &err),
                     CT_BAD_DATA); /* no more digits */
    assert_int_equal(ct_pos_parse("01000420", &midnight, &frame, &err), CT_OK);
    assert_int_equal(frame, 3604 * 25 + 20);
    cut.what = "cut";
    assert_int_equal(ct_pos_parse("02000000", &cut, &frame, &err), CT_BAD_DATA);
    assert_non_null(strstr(err.text, "02:00:00:00 is outside the cut"));
}

static void test_drop_frame_clip(void **state)
{
    ct_pos_context c = {.fps = {30000, 1001},
                        .tc = {1798, {30, true}, {30000, 1001}},
                        .frame_count = 100,
                        .current = 0};
    ct_error       err;
    int64_t        frame;

    (void)state;
    assert_int_equal(ct_pos_parse("00:01:00;02", &c, &frame, &err), CT_OK);
    assert_int_equal(frame, 2);
    assert_int_equal(ct_pos_parse("00:01:00:02", &c, &frame, &err), CT_OK); /* as the clip counts */
    assert_int_equal(frame, 2);
    assert_int_equal(ct_pos_parse("00:01:00:01", &c, &frame, &err), CT_BAD_DATA);
    assert_int_equal(ct_pos_parse("+1:00", &c, &frame, &err), CT_OK);
    assert_int_equal(frame, 30);
}

static void test_seconds_find_the_frame_on_screen(void **state)
{
    ct_pos_context c = {.fps = {24000, 1001}, .tc = {.rate = {0, 1}}, .current = 0};
    ct_error       err;
    int64_t        frame;

    (void)state;
    assert_int_equal(ct_pos_parse("0.083s", &c, &frame, &err), CT_OK);
    assert_int_equal(frame, 1); /* frame 2 begins at 0.0834 */
    assert_int_equal(ct_pos_parse("0.0834s", &c, &frame, &err), CT_OK);
    assert_int_equal(frame, 1);
    assert_int_equal(ct_pos_parse("0.08342s", &c, &frame, &err), CT_OK);
    assert_int_equal(frame, 2);
    assert_int_equal(ct_pos_parse("3603.6s", &c, &frame, &err), CT_OK);
    assert_int_equal(frame, 86400);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms),
        cmocka_unit_test(test_what_is_no_position),
        cmocka_unit_test(test_labels_without_colons),
        cmocka_unit_test(test_drop_frame_clip),
        cmocka_unit_test(test_seconds_find_the_frame_on_screen),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
