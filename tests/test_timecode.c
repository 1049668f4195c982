/* SPDX-License-Identifier: MIT */
/* SMPTE ST 12-1: known labels, a whole day of each counting, and the mistakes others made. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "circletake/timecode.h"

static const ct_tc_count DF30 = {30, true}, DF60 = {60, true}, DF120 = {120, true},
                         NDF24 = {24, false}, NDF25 = {25, false};

static void test_known_labels(void **state)
{
    static const struct {
        const char *label;
        int         base;
        int64_t     n;
    } known[] = {
        {"00:00:59;29", 30, 1799},       {"00:01:00;02", 30, 1800},
        {"00:01:59;29", 30, 3597},       {"00:02:00;02", 30, 3598},
        {"00:09:59;29", 30, 17981},      {"00:10:00;00", 30, 17982},
        {"01:00:00;00", 30, 107892},     {"12:34:56;12", 30, 1357534},
        {"23:59:59;29", 30, 2589407},    {"00:00:59;59", 60, 3599},
        {"00:01:00;04", 60, 3600},       {"00:09:59;59", 60, 35963},
        {"00:10:00;00", 60, 35964},      {"01:00:00;00", 60, 215784},
        {"10:00:00;00", 60, 2157840},    {"12:34:56;24", 60, 2715068},
        {"23:59:59;59", 60, 5178815},    {"00:00:59;119", 120, 7199},
        {"00:01:00;008", 120, 7200},     {"00:09:59;119", 120, 71927},
        {"01:00:00;000", 120, 431568},   {"12:34:56;048", 120, 5430136},
        {"23:59:59;119", 120, 10357631},
    };
    char     text[CT_TC_TEXT_BYTES];
    ct_error err;

    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        ct_tc_count c = {known[i].base, true};
        int64_t     n;
        assert_string_equal(ct_tc_print(known[i].n, c, text), known[i].label);
        assert_int_equal(ct_tc_parse(known[i].label, c, &n, &err), CT_OK);
        assert_int_equal(n, known[i].n);
    }
    assert_int_equal(ct_tc_day(DF30), 2589408);
    assert_int_equal(ct_tc_day(DF60), 5178816);
    assert_int_equal(ct_tc_day(DF120), 10357632);
    assert_int_equal(ct_tc_day(NDF24), 24 * 86400); /* 23.976 wraps here too, not earlier */
}

/* Counts the labels of a day one by one, as a clock would, and compares each. */
static void walk_a_day(ct_tc_count c)
{
    int64_t  day = ct_tc_day(c), n = 0;
    int      skip = c.drop ? c.base / 15 : 0;
    char     text[CT_TC_TEXT_BYTES];
    int64_t  back;
    ct_error err;

    for (int minute = 0; minute < 24 * 60; minute++)
        for (int s = 0; s < 60; s++)
            for (int f = s == 0 && minute % 10 != 0 ? skip : 0; f < c.base; f++, n++) {
                if (n % 7 != 0 && f > skip && f < c.base - 1)
                    continue; /* every border, and one in seven of the rest */
                ct_tc_print(n, c, text);
                int field[3] = {atoi(text), atoi(text + 3), atoi(text + 6)};
                if (field[0] * 60 + field[1] != minute || field[2] != s || atoi(text + 9) != f)
                    fail_msg("%lld is printed as %s", (long long)n, text);
                assert_int_equal(ct_tc_parse(text, c, &back, &err), CT_OK);
                assert_int_equal(back, n);
            }
    assert_int_equal(n, day);
    assert_string_equal(ct_tc_print(day, c, text), ct_tc_print(0, c, (char[CT_TC_TEXT_BYTES]){""}));
    ct_tc_print(-1, c, text);
    assert_int_equal(ct_tc_parse(text, c, &back, &err), CT_OK);
    assert_int_equal(back, day - 1);
}

static void test_whole_days(void **state)
{
    (void)state;
    walk_a_day(DF30);
    walk_a_day(DF60);
    walk_a_day(NDF24);
    walk_a_day(NDF25);
}

static void test_labels_that_do_not_exist(void **state)
{
    static const struct {
        const char *text;
        ct_tc_count count;
        const char *says;
    } bad[] = {
        {"00:01:00;00", {30, true}, "00:00:59;29 and 00:01:00;02"},
        {"00:04:00;01", {30, true}, "00:03:59;29 and 00:04:00;02"},
        {"00:01:00;03", {60, true}, "00:00:59;59 and 00:01:00;04"},
        {"00:00:00:24", {24, false}, "00:00:00:23 and 00:00:01:00"},
        {"00:00:59:30", {30, true}, "00:00:59;29 and 00:01:00;02"},
        {"24:00:00:00", {25, false}, "hours go to 23"},
        {"00:60:00:00", {25, false}, "minutes"},
        {"00:00:61:00", {25, false}, "seconds"},
        {"01:00:00;00", {25, false}, "drop-frame, which does not exist at 25"},
        {"01:00:00;00", {30, false}, "this counts non-drop"},
        {"1:00", {25, false}, "is not a timecode"},
        {"", {25, false}, "is not a timecode"},
        {"01:00:00:0x", {25, false}, "is not a timecode"},
        {"001:00:00:00", {25, false}, "is not a timecode"},
        {"01:00:00:00:", {25, false}, "is not a timecode"},
        {"-1:00:00:00", {25, false}, "is not a timecode"},
        {"01:00:00:0000", {25, false}, "is not a timecode"},
    };
    ct_error err;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        int64_t n = 77;
        assert_int_equal(ct_tc_parse(bad[i].text, bad[i].count, &n, &err), CT_BAD_DATA);
        if (!strstr(err.text, bad[i].says))
            fail_msg("\"%s\": expected \"%s\" in \"%s\"", bad[i].text, bad[i].says, err.text);
        assert_int_equal(n, 77);
    }
}

static void test_separators(void **state)
{
    int64_t  n, colon;
    bool     drop;
    ct_error err;

    (void)state;
    assert_int_equal(ct_tc_parse_any("00:10:00;10", 30, false, &n, &drop, &err), CT_OK);
    assert_true(drop && n == 17992);
    assert_int_equal(ct_tc_parse_any("00:10:00,10", 30, false, &n, &drop, &err), CT_OK);
    assert_true(drop && n == 17992);
    assert_int_equal(ct_tc_parse_any("00:10:00:10", 30, false, &colon, &drop, &err), CT_OK);
    assert_true(!drop && colon == 18010);
    assert_int_equal(ct_tc_parse_any("00:10:00.10", 30, true, &n, &drop, &err), CT_OK);
    assert_true(drop && n == 17992); /* '.' decides nothing */
    assert_int_equal(ct_tc_parse_any("00:10:00:10", 25, true, &n, &drop, &err), CT_OK);
    assert_true(!drop && n == 15010); /* the default cannot make 25 drop */
    assert_int_equal(ct_tc_parse("1:2:3:4", NDF25, &n, &err), CT_OK);
    assert_int_equal(n, ((60 + 2) * 60 + 3) * 25 + 4);
}

static void test_bases(void **state)
{
    (void)state;
    assert_int_equal(ct_tc_base((AVRational){24000, 1001}), 24);
    assert_int_equal(ct_tc_base((AVRational){60000, 1001}), 60);
    assert_int_equal(ct_tc_base((AVRational){120, 1}), 120);
    assert_int_equal(ct_tc_base((AVRational){0, 1}), 1);
    assert_true(ct_tc_can_drop((AVRational){30000, 1001}));
    assert_false(ct_tc_can_drop((AVRational){30, 1}));
    assert_false(ct_tc_can_drop((AVRational){24000, 1001}));
}

/* 30 drop labels on 59.94 pictures: two pictures share a label; a label names the first of them. */
static void test_track_at_half_the_rate(void **state)
{
    ct_tc_track t = {1798, DF30, {30000, 1001}};
    AVRational  fps = {60000, 1001};
    char        text[CT_TC_TEXT_BYTES];

    (void)state;
    assert_string_equal(ct_tc_track_print(&t, fps, 0, text), "00:00:59;28");
    assert_string_equal(ct_tc_track_print(&t, fps, 1, text), "00:00:59;28");
    assert_string_equal(ct_tc_track_print(&t, fps, 3, text), "00:00:59;29");
    assert_string_equal(ct_tc_track_print(&t, fps, 4, text), "00:01:00;02");
    for (int64_t n = 0; n < 10000; n++) {
        int64_t label = ct_tc_track_label(&t, fps, n);
        assert_int_equal(ct_tc_track_frame(&t, fps, label), n - n % 2);
    }
}

static void test_track_through_midnight(void **state)
{
    ct_tc_track t = {.start = 24 * 3600 * 25 - 2, .count = NDF25, .rate = {25, 1}};
    AVRational  fps = {25, 1};
    char        text[CT_TC_TEXT_BYTES];

    (void)state;
    assert_string_equal(ct_tc_track_print(&t, fps, 1, text), "23:59:59:24");
    assert_string_equal(ct_tc_track_print(&t, fps, 2, text), "00:00:00:00");
    assert_int_equal(ct_tc_track_frame(&t, fps, 3), 5); /* 00:00:00:03 */
}

static void test_no_timecode_counts_from_zero(void **state)
{
    ct_tc_track t = {.rate = {0, 1}};
    char        text[CT_TC_TEXT_BYTES];

    (void)state;
    assert_string_equal(ct_tc_track_print(&t, (AVRational){24000, 1001}, 25, text), "00:00:01:01");
    assert_int_equal(ct_tc_track_frame(&t, (AVRational){25, 1}, 30), 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_labels),
        cmocka_unit_test(test_whole_days),
        cmocka_unit_test(test_labels_that_do_not_exist),
        cmocka_unit_test(test_separators),
        cmocka_unit_test(test_bases),
        cmocka_unit_test(test_track_at_half_the_rate),
        cmocka_unit_test(test_track_through_midnight),
        cmocka_unit_test(test_no_timecode_counts_from_zero),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
