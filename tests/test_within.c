/* SPDX-License-Identifier: MIT */
/* Slow motion that is cut within a frame of its source: the second half begins where the first one ended. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "circletake/pace.h"
#include "circletake/str.h"
#include "edit_fixture.h"
#include "read_kit.h"

/* The source frame of each record frame of an event, one after the other. */
static void expect_shown(const ct_event *e, AVRational list_fps, const char *wanted)
{
    AVRational pace = av_mul_q(e->speed, av_div_q(e->fps, list_fps));
    ct_str     text = {0};

    for (int64_t k = 0; k < ct_span_count(e->record); k++) {
        int64_t passed = ct_event_passed(e, pace, k);
        int64_t frame = e->reverse ? e->source.end - 1 - passed : e->source.first + passed;
        ct_str_appendf(&text, "%s%lld", k ? " " : "", (long long)frame);
        assert_true(ct_span_has(e->source, frame));
        assert_true(ct_event_reaches(e, pace, passed) <= k);
    }
    assert_string_equal(ct_str_text(&text), wanted);
    ct_str_finish(&text);
}

#define OTIO_TIME(value)        "{'OTIO_SCHEMA':'RationalTime.1','rate':25,'value':" value "}"
#define OTIO_RANGE(first, more) "{'start_time':" OTIO_TIME(first) ",'duration':" OTIO_TIME(more) "}"
#define HALF                    "'effects':[{'OTIO_SCHEMA':'LinearTimeWarp.1','time_scalar':0.5}]"
#define OTIO_CLIP(first, more, effects)                                                            \
    "{'OTIO_SCHEMA':'Clip.1','name':'a','source_range':" OTIO_RANGE(first, more) "," effects "}"
#define OTIO(items)                                                                                 \
    "{'OTIO_SCHEMA':'Timeline.1','tracks':{'children':[{'OTIO_SCHEMA':'Track.1','children':[" items \
    "]}]}}"

static void of_opentimelineio(void **state)
{
    const AVRational fps = {25, 1};
    kit_list         l;

    (void)state;
    kit_read_quoted(&l, "x.otio",
                    OTIO(OTIO_CLIP("100", "5", HALF) "," OTIO_CLIP("102.5", "5", HALF)), NULL);
    kit_expect(&l, "a 0 0-5 100-103 x0.500\na 0 5-10 102-105 x0.500\n");
    expect_shown(&l.t.events[0], fps, "100 100 101 101 102");
    expect_shown(&l.t.events[1], fps, "102 103 103 104 104");
    kit_finish(&l);
    kit_read_quoted(
        &l, "x.otio",
        OTIO(OTIO_CLIP("100.33333333333333", "5",
                       "'effects':[{'OTIO_SCHEMA':'LinearTimeWarp.1','time_scalar':"
                       "0.33333333333333331}]") "," OTIO_CLIP("102.5", "5", "'effects':[]")),
        NULL);
    expect_shown(&l.t.events[0], fps, "100 100 101 101 101");
    expect_shown(&l.t.events[1], fps, "103 104 105 106 107"); /* at its own speed a whole frame */
    kit_finish(&l);
}

/* So slow that less passes than is taken for rounding. */
static void something_is_shown_however_slow(void **state)
{
    kit_list l;

    (void)state;
    kit_read_quoted(&l, "x.otio",
                    OTIO(OTIO_CLIP("100.0015", "4",
                                   "'effects':[{'OTIO_SCHEMA':'LinearTimeWarp.1','time_scalar':"
                                   "0.0001}]")),
                    NULL);
    assert_int_equal(l.t.events[0].source.first, 100);
    assert_int_equal(l.t.events[0].source.end, 101);
    kit_finish(&l);
}

/* A timeline in a timeline, of which some is cut off before and behind; and what stands in it, turned round. */
static void of_nests(void **state)
{
    const AVRational fps = {25, 1};
    kit_list         l;

    (void)state;
    kit_read_quoted(
        &l, "x.otio",
        OTIO("{'OTIO_SCHEMA':'Stack.1','source_range':" OTIO_RANGE(
            "5", "4") ",'children':[{'OTIO_SCHEMA':'Track.1','children':[" OTIO_CLIP("100", "20",
                                                                                     HALF) "]}]}"),
        NULL);
    kit_expect(&l, "a 0 0-4 102-105 x0.500\n");
    expect_shown(&l.t.events[0], fps, "102 103 103 104");
    kit_finish(&l);
    kit_read_quoted(
        &l, "x.otio",
        OTIO("{'OTIO_SCHEMA':'Stack.1','source_range':" OTIO_RANGE(
            "0", "5") ",'effects':[{'OTIO_SCHEMA':'LinearTimeWarp.1','time_scalar':-1}],'children':"
                      "[{'OTIO_SCHEMA':'Track.1','children':[" OTIO_CLIP("100", "5", HALF) "]}]}"),
        NULL);
    kit_expect(&l, "a 0 0-5 100-103 x0.500 reverse\n");
    expect_shown(&l.t.events[0], fps, "102 101 101 100 100");
    kit_finish(&l);
}

static void of_final_cut_7(void **state)
{
    const AVRational fps = {25, 1};
    kit_list         l;

    (void)state;
    kit_read_quoted(
        &l, "x.xml",
        "<?xml version='1.0'?><!DOCTYPE xmeml><xmeml version='5'><sequence><name>p</name><rate>"
        "<timebase>25</timebase><ntsc>FALSE</ntsc></rate><media><video><track><clipitem>"
        "<name>a</name><duration>2000</duration><rate><timebase>25</timebase></rate>"
        "<start>0</start><end>5</end><in>205</in><out>210</out><file id='f'><name>a</name>"
        "<duration>1000</duration></file><filter><effect><effectid>timeremap</effectid><parameter>"
        "<parameterid>speed</parameterid><value>50</value></parameter></effect></filter></clipitem>"
        "</track></video></media></sequence></xmeml>",
        NULL);
    expect_shown(&l.t.events[0], fps, "102 103 103 104 104");
    kit_finish(&l);
}

static void of_final_cut(void **state)
{
    const AVRational fps = {25, 1};
    kit_list         l;

    (void)state;
    kit_read_quoted(
        &l, "x.fcpxml",
        "<?xml version='1.0'?><!DOCTYPE fcpxml><fcpxml version='1.9'><resources><format id='r1' "
        "frameDuration='1/25s'/><asset id='r3' name='b.mov' start='100s' duration='40s' "
        "hasVideo='1' format='r1'><media-rep src='file:///b.mov'/></asset></resources><project "
        "name='p'><sequence format='r1'><spine><asset-clip ref='r3' offset='0s' start='205/25s' "
        "duration='5/25s'><timeMap><timept time='0s' value='100s' interp='linear'/><timept "
        "time='80s' value='140s' interp='linear'/></timeMap></asset-clip></spine></sequence>"
        "</project></fcpxml>",
        NULL);
    expect_shown(&l.t.events[0], fps, "102 103 103 104 104");
    kit_finish(&l);
}

/* A remark may lie before the event that it is written below; and far away from any. */
static void before_and_far_behind(void **state)
{
    const AVRational half = {1, 2};
    ct_event         e = {.speed = half, .within = half, .source = {100, 103}};

    (void)state;
    assert_int_equal(ct_event_passed(&e, half, -1), 0);
    assert_int_equal(ct_event_passed(&e, half, -3), -1);
    e.within = (AVRational){0, 0};
    assert_int_equal(ct_event_passed(&e, half, -1), -1);
    assert_int_equal(ct_event_passed(&e, half, -2), -1);
    assert_int_equal(ct_event_passed(&e, (AVRational){2000000001, 2000000000}, INT64_C(1) << 40),
                     (INT64_C(1) << 40) + 549);
    e.within = (AVRational){1, 100000};
    assert_int_equal(ct_event_reaches(&e, half, INT64_C(1) << 55), INT64_C(1) << 56);
}

static void there_and_back(void **state)
{
    static const char *const formats[] = {"otio", "fcpxml", "fcp7xml", "csv", "edl"};
    const AVRational         fps = {25, 1};
    fixture                  f = {.ids = 0};
    kit_list                 back;

    (void)state;
    fixture_clip(&f, "A001_C003.mov", "A001", fps, NULL, 1000);
    ct_timeline_init(&f.cut);
    f.cut_id = (ct_id){{9}};
    ct_event *e = fixture_event(&f, 0, 102, 105);
    e->speed = (AVRational){1, 2};
    e->within = (AVRational){1, 2};
    e->record.end = e->record.first + 5;
    fixture_note(&f, 0, 103, 104, CT_CAT_STORY, "first shown at 1, with the whole of it at 2");
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        bool whole = strcmp(formats[i], "edl") == 0;
        assert_int_equal(fixture_export(&f, formats[i], NULL), CT_OK);
        assert_int_equal(fixture_said(&f, "within-frame"), whole);
        assert_int_equal(fixture_said(&f, "note-place"), whole);
        char *name = ct_asprintf("x.%s", ct_format_find(formats[i])->extension);
        kit_read(&back, name, fixture_only(&f), NULL);
        expect_shown(&back.t.events[0], fps, whole ? "102 102 103 103 104" : "102 103 103 104 104");
        free(name);
        kit_finish(&back);
    }
    fixture_finish(&f);
}

/* Half speed of 50 in a list of 25 is a frame of the source in each of the list, from the middle of one on. */
static void there_and_back_at_another_rate(void **state)
{
    static const char *const formats[] = {"otio", "fcpxml", "fcp7xml", "csv", "edl"};
    const AVRational         fps = {50, 1};
    fixture                  f = {.ids = 0};
    kit_list                 back;

    (void)state;
    fixture_clip(&f, "A001_C007.mov", "A001", fps, NULL, 1000);
    ct_timeline_init(&f.cut);
    f.cut_id = (ct_id){{9}};
    ct_event *e = fixture_event(&f, 0, 26, 32);
    e->speed = (AVRational){1, 2};
    e->within = (AVRational){1, 2};
    e->record.end = e->record.first + 5;
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        bool whole = strcmp(formats[i], "edl") == 0;
        assert_int_equal(fixture_export(&f, formats[i], NULL), CT_OK);
        char *name = ct_asprintf("x.%s", ct_format_find(formats[i])->extension);
        kit_read(&back, name, fixture_only(&f), NULL);
        e = &back.t.events[0];
        assert_int_equal(e->source.first, 26);
        assert_int_equal(e->source.end, whole ? 31 : 32);
        assert_int_equal(e->within.num, whole ? 0 : 1);
        free(name);
        kit_finish(&back);
    }
    fixture_finish(&f);
}

/* Fractions that the rates of television make. */
static void there_and_back_in_uneven_parts(void **state)
{
    static const char *const formats[] = {"otio", "fcpxml", "csv"};
    fixture                  f = {.ids = 0};
    kit_list                 back;

    (void)state;
    fixture_clip(&f, "A001_C007.mov", "A001", (AVRational){24000, 1001}, NULL, 100000);
    ct_timeline_init(&f.cut);
    f.cut_id = (ct_id){{9}};
    ct_event *e = fixture_event(&f, 0, 90001, 90050);
    e->speed = (AVRational){1, 2};
    e->within = (AVRational){480, 1001};
    e->record.end = e->record.first + 100;
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        assert_int_equal(fixture_export(&f, formats[i], NULL), CT_OK);
        char *name = ct_asprintf("x.%s", ct_format_find(formats[i])->extension);
        kit_read(&back, name, fixture_only(&f), NULL);
        const ct_event *read = &back.t.events[0];
        if (read->source.first != 90001 || read->within.num != 480 || read->within.den != 1001)
            fail_msg("%s: %lld and %d/%d", formats[i], (long long)read->source.first,
                     read->within.num, read->within.den);
        free(name);
        kit_finish(&back);
    }
    fixture_finish(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(there_and_back_in_uneven_parts),
        cmocka_unit_test(of_opentimelineio),
        cmocka_unit_test(something_is_shown_however_slow),
        cmocka_unit_test(of_nests),
        cmocka_unit_test(of_final_cut_7),
        cmocka_unit_test(of_final_cut),
        cmocka_unit_test(before_and_far_behind),
        cmocka_unit_test(there_and_back),
        cmocka_unit_test(there_and_back_at_another_rate),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
