/* SPDX-License-Identifier: MIT */
/* Remarks on pictures that stand: all are on one frame of the clip, and each keeps its place on the record. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "circletake/str.h"
#include "edit_fixture.h"
#include "read_kit.h"

/* "text frame+count held", a line a remark. */
static void expect_remarks(const ct_event *e, const char *wanted)
{
    ct_str text = {0};

    assert_true(ct_event_stands(e));
    for (size_t i = 0; i < e->marker_count; i++) {
        const ct_marker *m = &e->markers[i];
        ct_str_appendf(&text, "%s %lld+%lld %lld-%lld\n", m->text, (long long)m->frame,
                       (long long)m->count, (long long)m->held.first, (long long)m->held.end);
    }
    assert_string_equal(ct_str_text(&text), wanted);
    ct_str_finish(&text);
}

/* --- what others wrote ------------------------------------------------------------------ */

#define FCPXML(clip)                                                                               \
    "<?xml version='1.0'?><!DOCTYPE fcpxml><fcpxml version='1.9'><resources><format id='r1' "      \
    "frameDuration='1/25s'/><asset id='r2' name='a.png' start='0s' duration='0s' hasVideo='1' "    \
    "format='r1'><media-rep src='file:///a.png'/></asset><asset id='r3' name='b.mov' "             \
    "start='100s' duration='40s' hasVideo='1' format='r1'><media-rep src='file:///b.mov'/>"        \
    "</asset></resources><project name='p'><sequence format='r1'><spine><asset-clip ref='r3' "     \
    "offset='0s' start='100s' duration='1s'/>" clip "</spine></sequence></project></fcpxml>"

static void stills_of_final_cut(void **state)
{
    kit_list l;

    (void)state;
    kit_read_quoted(&l, "x.fcpxml",
                    FCPXML("<video ref='r2' offset='1s' start='3600s' duration='5s'>"
                           "<marker start='3603s' duration='1/25s' value='point'/>"
                           "<marker start='3601s' duration='2s' value='range'/></video>"),
                    NULL);
    kit_expect(&l, "b.mov 0 0-25 0-25\na.png 0 25-150 0-1 x0.000\n");
    expect_remarks(&l.t.events[1], "point 0+1 75-76\nrange 0+1 25-75\n");
    kit_finish(&l);
    kit_read_quoted(&l, "x.fcpxml",
                    FCPXML("<asset-clip ref='r3' offset='1s' start='110s' duration='5s'><timeMap>"
                           "<timept time='0s' value='110s' interp='linear'/>"
                           "<timept time='5s' value='110s' interp='linear'/></timeMap>"
                           "<marker start='113s' duration='1/25s' value='point'/></asset-clip>"),
                    NULL);
    kit_expect(&l, "b.mov 0 0-25 0-25\nb.mov 0 25-150 250-251 x0.000\n");
    expect_remarks(&l.t.events[1], "point 250+1 75-76\n");
    kit_finish(&l);
}

static void stills_of_final_cut_7(void **state)
{
    static const char still[] =
        "<?xml version='1.0'?><!DOCTYPE xmeml><xmeml version='5'><sequence><name>p</name><rate>"
        "<timebase>25</timebase><ntsc>FALSE</ntsc></rate><media><video><track><clipitem>"
        "<name>a.png</name><duration>1080000</duration><rate><timebase>25</timebase></rate>"
        "<start>10</start><end>135</end><in>90000</in><out>90125</out><stillframe>TRUE</stillframe>"
        "<file id='f'><name>a.png</name><pathurl>file://localhost/a.png</pathurl><duration>1"
        "</duration></file><marker><name>point</name><in>90075</in><out>-1</out></marker>"
        "</clipitem></track></video></media></sequence></xmeml>";
    kit_list l;

    (void)state;
    kit_read_quoted(&l, "x.xml", still, NULL);
    kit_expect(&l, "a.png 0 10-135 0-1 x0.000\n");
    expect_remarks(&l.t.events[0], "point 0+1 75-76\n");
    kit_finish(&l);
}

#define OTIO_TIME(value)        "{'OTIO_SCHEMA':'RationalTime.1','rate':25,'value':" value "}"
#define OTIO_RANGE(first, more) "{'start_time':" OTIO_TIME(first) ",'duration':" OTIO_TIME(more) "}"

static void frozen_frames_of_opentimelineio(void **state)
{
    kit_list l;

    (void)state;
    kit_read_quoted(
        &l, "x.otio",
        "{'OTIO_SCHEMA':'Timeline.1','tracks':{'children':[{'OTIO_SCHEMA':'Track.1',"
        "'children':[{'OTIO_SCHEMA':'Clip.1','name':'a','source_range':" OTIO_RANGE(
            "100", "125") ",'effects':[{'OTIO_SCHEMA':'FreezeFrame.1'}],'markers':["
                          "{'OTIO_SCHEMA':'Marker.2','name':'m','marked_range':" OTIO_RANGE(
                              "175", "1") "}]}]}]}}",
        NULL);
    kit_expect(&l, "a 0 0-125 100-101 x0.000\n");
    expect_remarks(&l.t.events[0], "m 100+1 75-76\n");
    kit_finish(&l);
}

static void frozen_frames_of_edit_lists(void **state)
{
    kit_list l;

    (void)state;
    kit_read(&l, "x.edl",
             "TITLE: p\n001  A1 V C 10:00:00:00 10:00:00:01 01:00:00:00 01:00:05:00\n"
             "M2   A1       000.0                10:00:00:00\n"
             "* LOC: 01:00:03:00 RED     point\n",
             NULL);
    expect_remarks(&l.t.events[0], "point 900000+1 75-76\n");
    kit_finish(&l);
}

/* A second of it is cut off at its head, and the rest is slowed down. */
static void in_a_timeline_in_a_timeline(void **state)
{
    kit_list l;

    (void)state;
    kit_read_quoted(
        &l, "x.otio",
        "{'OTIO_SCHEMA':'Timeline.1','tracks':{'children':[{'OTIO_SCHEMA':'Track.1','children':["
        "{'OTIO_SCHEMA':'Stack.1','effects':[{'OTIO_SCHEMA':'LinearTimeWarp.1','time_scalar':0.5}],"
        "'source_range':" OTIO_RANGE(
            "25",
            "200") ",'children':[{'OTIO_SCHEMA':'Track.1','children':[{'OTIO_SCHEMA':'Clip.1',"
                   "'name':'a','source_range':" OTIO_RANGE(
                       "100",
                       "125") ",'effects':[{'OTIO_SCHEMA':'FreezeFrame.1'}],'markers':["
                              "{'OTIO_SCHEMA':'Marker.2','name':'m','marked_range':" OTIO_RANGE(
                                  "175", "1") "}]}]}]}]}]}}",
        NULL);
    kit_expect(&l, "a 0 0-200 100-101 x0.000\n");
    expect_remarks(&l.t.events[0], "m 100+1 100-102\n");
    kit_finish(&l);
}

/* --- what we write ---------------------------------------------------------------------- */

/* A note that was made on the cut, and a remark that its list brought. */
static void there_and_back(void **state)
{
    static const char *const formats[] = {"edl", "fcpxml", "fcp7xml", "otio"};
    const AVRational         fps = {25, 1};
    fixture                  f = {.ids = 0};
    kit_list                 back;

    (void)state;
    fixture_clip(&f, "A001_C003.mov", "A001", fps, "10:00:00:00", 1000);
    ct_timeline_init(&f.cut);
    f.cut_id = (ct_id){{9}};
    fixture_event(&f, 0, 0, 10);
    ct_event *e = fixture_event(&f, 0, 40, 41);
    e->speed = (AVRational){0, 1};
    e->record.end = e->record.first + 125;
    ct_marker *listed = ct_event_add_marker(e);
    *listed = (ct_marker){.frame = 40, .count = 1, .held = {20, 21}, .text = ct_strdup("listed")};
    listed = ct_event_add_marker(e);
    *listed = (ct_marker){.frame = 40, .count = 1, .held = {75, 76}, .text = ct_strdup("made")};
    ct_note *made = fixture_note(&f, 0, 40, 41, CT_CAT_STORY, "made");
    made->cut = f.cut_id;
    made->record_frame = e->record.first + 75;
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        assert_int_equal(fixture_export(&f, formats[i], NULL), CT_OK);
        char *name = ct_asprintf("x.%s", ct_format_find(formats[i])->extension);
        kit_read(&back, name, fixture_only(&f), NULL);
        assert_int_equal(back.t.event_count, 2);
        int64_t first = back.t.events[1].source.first;
        char   *wanted = ct_asprintf("listed %lld+1 20-21\nmade %lld+1 75-76\n", (long long)first,
                                     (long long)first);
        expect_remarks(&back.t.events[1], wanted);
        free(wanted);
        free(name);
        kit_finish(&back);
    }
    fixture_finish(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stills_of_final_cut),
        cmocka_unit_test(stills_of_final_cut_7),
        cmocka_unit_test(frozen_frames_of_opentimelineio),
        cmocka_unit_test(frozen_frames_of_edit_lists),
        cmocka_unit_test(in_a_timeline_in_a_timeline),
        cmocka_unit_test(there_and_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
