/* SPDX-License-Identifier: MIT */
/* What became of a cut: expected changes worked out by hand from two short lists. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/compare.h"
#include "circletake/str.h"

static const AVRational R25 = {25, 1};

/* "A 10 25": reel, source in in seconds, length in frames; butted from one hour on. */
struct shot {
    const char *reel;
    int         second, frame, length;
};

static void make_cut(ct_timeline *t, const struct shot *shots, size_t count)
{
    int64_t record = 0;

    ct_timeline_init(t);
    t->start = 90000;
    t->title = ct_strdup("R v2");
    for (size_t i = 0; i < count; i++) {
        ct_event *e = ct_timeline_add(t);
        int64_t   first = (int64_t)shots[i].second * 25 + shots[i].frame;
        e->reel = ct_strdup(shots[i].reel);
        e->tc = (ct_tc_track){0, {25, false}, R25};
        e->source = (ct_span){first, first + shots[i].length};
        e->record = (ct_span){record, record + shots[i].length};
        record += shots[i].length;
    }
}

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* B loses five frames at both ends, C gives way to X, E goes before D, F gives way to G. */
static void each_change_is_named(void **state)
{
    const struct shot old[] = {{"A", 10, 0, 25}, {"B", 11, 0, 25}, {"C", 12, 0, 25},
                               {"D", 13, 0, 25}, {"E", 14, 0, 25}, {"F", 15, 0, 25}};
    const struct shot new[] = {{"A", 10, 0, 25}, {"B", 11, 5, 15}, {"X", 20, 0, 25},
                               {"E", 14, 0, 25}, {"D", 13, 0, 25}, {"G", 16, 0, 25}};
    const struct {
        ct_difference what;
        int64_t       before, after, head, tail, shift;
    } expected[] = {
        {CT_SAME_EVENT, 0, 0, 0, 0, 0},  {CT_TRIMMED, 1, 1, -5, -5, 0},
        {CT_SWAPPED, 2, 2, 0, 0, -10},   {CT_MOVED, 4, 3, 0, 0, -35},
        {CT_SAME_EVENT, 3, 4, 0, 0, 15}, {CT_SWAPPED, 5, 5, 0, 0, -10},
    };
    ct_timeline   a, b;
    ct_comparison c;

    (void)state;
    make_cut(&a, old, COUNT(old));
    make_cut(&b, new, COUNT(new));
    ct_compare(&a, &b, &c);
    assert_int_equal(c.count, COUNT(expected));
    for (size_t i = 0; i < c.count; i++) {
        assert_int_equal(c.items[i].what, expected[i].what);
        assert_int_equal(c.items[i].before, expected[i].before);
        assert_int_equal(c.items[i].after, expected[i].after);
        assert_int_equal(c.items[i].head, expected[i].head);
        assert_int_equal(c.items[i].tail, expected[i].tail);
        assert_int_equal(c.items[i].shift, expected[i].shift);
    }
    ct_comparison_finish(&c);
    ct_timeline_finish(&a);
    ct_timeline_finish(&b);
}

/* A shot taken out and one put in, neither in the place of the other; the same shot used twice. */
static void added_and_removed_are_told_apart(void **state)
{
    const struct shot old[] = {
        {"A", 10, 0, 25}, {"B", 11, 0, 25}, {"A", 10, 0, 25}, {"C", 12, 0, 25}};
    const struct shot new[] = {
        {"A", 10, 0, 25}, {"A", 10, 0, 25}, {"C", 12, 0, 25}, {"D", 13, 0, 25}};
    ct_timeline   a, b;
    ct_comparison c;

    (void)state;
    make_cut(&a, old, COUNT(old));
    make_cut(&b, new, COUNT(new));
    ct_compare(&a, &b, &c);
    assert_int_equal(c.totals[CT_SAME_EVENT], 3);
    assert_int_equal(c.totals[CT_REMOVED], 1);
    assert_int_equal(c.totals[CT_ADDED], 1);
    assert_int_equal(c.items[1].what, CT_REMOVED); /* where it was */
    assert_int_equal(c.items[1].before, 1);
    ct_comparison_finish(&c);
    ct_timeline_finish(&a);
    ct_timeline_finish(&b);
}

/* The same frames as before, but faded up, slowed down, wiped to; and one that is trimmed as well. */
static void another_speed_or_transition_is_a_change(void **state)
{
    const struct shot shots[] = {
        {"A", 10, 0, 25}, {"B", 11, 0, 25}, {"C", 12, 0, 25}, {"D", 13, 0, 25}};
    static const ct_difference expected[] = {CT_SAME_EVENT, CT_ALTERED, CT_ALTERED, CT_TRIMMED};
    static const char *const   lines[] = {
          "\"altered\",0,0,0,\"\",\"B\",\"01:00:01:00\",\"01:00:02:00\",\"00:00:11:00\",\"00:00:12:00\","
            "\"\",\"B\",\"01:00:01:00\",\"01:00:02:00\",\"00:00:11:00\",\"00:00:12:00\","
            "\"was dissolve of 24, is dissolve of 12\"",
          "\"was cut, is wipe 3 of 10; was -50 %, is 100 %\"", "\"was 100 %, is 0 %\""};
    ct_timeline   a, b;
    ct_comparison c;

    (void)state;
    make_cut(&a, shots, COUNT(shots));
    make_cut(&b, shots, COUNT(shots));
    a.events[1].transition = b.events[1].transition = CT_DISSOLVE;
    a.events[1].transition_frames = 24;
    b.events[1].transition_frames = 12;
    a.events[2].speed = (AVRational){1, 2};
    a.events[2].reverse = true;
    b.events[2].transition = CT_WIPE;
    b.events[2].transition_frames = 10;
    b.events[2].wipe = 3;
    b.events[3].source.end -= 5;
    b.events[3].speed = (AVRational){0, 1};
    ct_compare(&a, &b, &c);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(c.items[i].what, expected[i]);
    assert_int_equal(c.totals[CT_ALTERED], 2);
    char *csv = ct_comparison_csv(&a, &b, &c);
    for (size_t i = 0; i < COUNT(lines); i++)
        assert_non_null(strstr(csv, lines[i]));
    free(csv);
    ct_comparison_finish(&c);
    ct_timeline_finish(&a);
    ct_timeline_finish(&b);
}

static void change_list_is_an_edl(void **state)
{
    const struct shot old[] = {{"A", 10, 0, 25}, {"B", 11, 0, 25}};
    const struct shot new[] = {{"B", 11, 5, 15}};
    ct_timeline    a, b, back = {0};
    ct_comparison  c;
    ct_output_list out = {0};
    ct_error       err = {0};

    (void)state;
    make_cut(&a, old, COUNT(old));
    make_cut(&b, new, COUNT(new));
    ct_compare(&a, &b, &c);
    assert_int_equal(ct_comparison_edl(&a, &b, &c, &out, NULL, &err), CT_OK);
    assert_int_equal(out.count, 1);
    assert_non_null(strstr(out.items[0].data, "REMOVED A 00:00:10:00-00:00:11:00 at 01:00:00:00"));
    assert_non_null(strstr(out.items[0].data, "TRIMMED head -5 tail -5"));
    assert_int_equal(
        ct_import("x.edl", out.items[0].data, out.items[0].bytes, R25, &back, NULL, &err), CT_OK);
    assert_int_equal(back.event_count, 1);
    assert_int_equal(back.events[0].source.first, 11 * 25 + 5);
    ct_timeline_finish(&back);
    ct_output_list_finish(&out);
    ct_comparison_finish(&c);
    ct_timeline_finish(&a);
    ct_timeline_finish(&b);
}

/* B dissolves out of A, which nothing happened to, and D out of C, which is in the list by itself. */
static void change_list_knows_what_a_dissolve_comes_out_of(void **state)
{
    const struct shot old[] = {
        {"A", 10, 0, 25}, {"B", 11, 0, 25}, {"C", 12, 0, 25}, {"D", 13, 0, 25}};
    const struct shot new[] = {
        {"A", 10, 0, 25}, {"B", 11, 0, 25}, {"C", 12, 0, 20}, {"D", 13, 0, 25}};
    static const char *const lines[] = {
        "000001  A        V     C        00:00:10:24 00:00:11:00 01:00:00:24 01:00:01:00",
        "000002  A        V     C        00:00:11:00 00:00:11:00 01:00:01:00 01:00:01:00",
        "000002  B        V     D    012 00:00:11:00 00:00:12:00 01:00:01:00 01:00:02:00",
        "000003  C        V     C        00:00:12:00 00:00:12:20 01:00:02:00 01:00:02:20",
        "000004  C        V     C        00:00:12:20 00:00:12:20 01:00:02:20 01:00:02:20",
        "000004  D        V     D    006 00:00:13:00 00:00:14:00 01:00:02:20 01:00:03:20"};
    ct_timeline    a, b;
    ct_comparison  c;
    ct_output_list out = {0};
    ct_error       err = {0};

    (void)state;
    make_cut(&a, old, COUNT(old));
    make_cut(&b, new, COUNT(new));
    b.events[1].transition = b.events[3].transition = CT_DISSOLVE;
    b.events[1].transition_frames = 12;
    b.events[3].transition_frames = 6;
    ct_compare(&a, &b, &c);
    assert_int_equal(ct_comparison_edl(&a, &b, &c, &out, NULL, &err), CT_OK);
    for (size_t i = 0; i < COUNT(lines); i++)
        assert_non_null(strstr(out.items[0].data, lines[i]));
    assert_null(strstr(out.items[0].data, "BL "));
    ct_output_list_finish(&out);
    ct_comparison_finish(&c);
    ct_timeline_finish(&a);
    ct_timeline_finish(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_change_is_named),
        cmocka_unit_test(added_and_removed_are_told_apart),
        cmocka_unit_test(another_speed_or_transition_is_a_change),
        cmocka_unit_test(change_list_is_an_edl),
        cmocka_unit_test(change_list_knows_what_a_dissolve_comes_out_of),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
