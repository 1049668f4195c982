/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "circletake/rate.h"

static const AVRational rates[] = {{24000, 1001}, {24, 1},  {25, 1},  {30000, 1001},
                                   {30, 1},       {48, 1},  {50, 1},  {60, 1},
                                   {60000, 1001}, {100, 1}, {120, 1}, {120000, 1001}};
enum { RATES = sizeof rates / sizeof rates[0] };

static void test_text_both_ways(void **state)
{
    char       text[CT_RATE_TEXT_BYTES];
    AVRational back;

    (void)state;
    for (int i = 0; i < RATES; i++) {
        assert_true(ct_rate_parse(ct_rate_text(rates[i], text), &back));
        assert_int_equal(back.num, rates[i].num);
        assert_int_equal(back.den, rates[i].den);
        assert_true(ct_rate_parse(ct_rate_label(rates[i], text), &back));
        assert_true(ct_rate_equal(back, rates[i]));
    }
    assert_string_equal(ct_rate_text((AVRational){25, 1}, text), "25/1");
    assert_string_equal(ct_rate_label((AVRational){24000, 1001}, text), "23.976");
    assert_true(ct_rate_parse("23.98", &back) && back.num == 24000);
    assert_true(ct_rate_parse("50/2", &back) && back.num == 25 && back.den == 1);
    static const char *const bad[] = {"", "0", "-25", "25/0", "25/", "/1", "fast", "23.9", "25 "};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(ct_rate_parse(bad[i], &back));
}

static void test_snap(void **state)
{
    AVRational r;

    (void)state;
    r = ct_rate_snap((AVRational){2397, 100});
    assert_int_equal(r.num, 2397); /* 0.025 % off: not a known rate, and not 23.976 */
    r = ct_rate_snap((AVRational){23976, 1000});
    assert_true(r.num == 24000 && r.den == 1001);
    r = ct_rate_snap((AVRational){2997, 100});
    assert_true(r.num == 30000 && r.den == 1001);
    r = ct_rate_snap((AVRational){24, 1}); /* 0.1 % from 23.976 */
    assert_true(r.num == 24 && r.den == 1);
    r = ct_rate_snap((AVRational){90, 6});
    assert_true(r.num == 15 && r.den == 1);
    r = ct_rate_snap((AVRational){0, 1});
    assert_int_equal(r.num, 0);
}

/* Every frame comes back from its own start, and the microsecond before belongs to the one before. */
static void test_microseconds_name_the_frame(void **state)
{
    (void)state;
    for (int i = 0; i < RATES; i++)
        for (int64_t n = 0; n < 300000; n += 1 + n / 500) {
            int64_t us = ct_rate_frame_to_us(n, rates[i]);
            assert_int_equal(ct_rate_us_to_frame(us, rates[i]), n);
            if (n > 0)
                assert_int_equal(ct_rate_us_to_frame(us - 1, rates[i]), n - 1);
        }
}

static void test_convert(void **state)
{
    AVRational r24 = {24, 1}, r25 = {25, 1}, r50 = {50, 1}, film = {24000, 1001};

    (void)state;
    assert_int_equal(ct_rate_convert(3, r50, r25), 2); /* 1.5: halves away from zero */
    assert_int_equal(ct_rate_convert(-3, r50, r25), -2);
    assert_int_equal(ct_rate_convert(24, r24, r25), 25);
    assert_int_equal(ct_rate_convert(86400, film, r24), 86486); /* 3603.6 s */
    assert_int_equal(ct_rate_convert(INT64_C(1) << 40, r25, r25), INT64_C(1) << 40);
}

static void test_spans(void **state)
{
    (void)state;
    assert_int_equal(ct_span_count((ct_span){5, 8}), 3);
    assert_int_equal(ct_span_count((ct_span){8, 5}), 0);
    assert_true(ct_span_has((ct_span){5, 8}, 5) && !ct_span_has((ct_span){5, 8}, 8));
    assert_true(ct_span_valid((ct_span){0, 10}, 10));
    assert_false(ct_span_valid((ct_span){0, 11}, 10));
    assert_false(ct_span_valid((ct_span){-1, 2}, 10));
    assert_false(ct_span_valid((ct_span){3, 3}, 10));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_both_ways),
        cmocka_unit_test(test_snap),
        cmocka_unit_test(test_microseconds_name_the_frame),
        cmocka_unit_test(test_convert),
        cmocka_unit_test(test_spans),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
