/* SPDX-License-Identifier: MIT */
/* Lists in XML and JSON, and logs, as single programs write them and others do not: subclips of Prelude, sound beside
 * its picture, transitions over edges that are said, resources inside of a project, several timelines without one
 * around them. Places were worked out by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "circletake/str.h"
#include "read_kit.h"

#define RATE "<rate><timebase>25</timebase><ntsc>FALSE</ntsc></rate>"
#define ITEM(name, start, end, in, out, more)                                                      \
    "<clipitem><name>" name "</name>" RATE "<start>" start "</start><end>" end "</end><in>" in     \
    "</in><out>" out "</out>" more "</clipitem>"
#define CROSSING(start, end)                                                                       \
    "<transitionitem>" RATE "<start>" start "</start><end>" end                                    \
    "</end><effect><name>Cross Dissolve</name><effectcategory>Dissolve</effectcategory>"           \
    "<mediatype>video</mediatype></effect></transitionitem>"
#define SPEED(percent)                                                                             \
    "<filter><effect><effectid>timeremap</effectid><parameter><parameterid>speed</parameterid>"    \
    "<value>" percent "</value></parameter></effect></filter>"
#define XMEML(content) "<?xml version='1.0'?><!DOCTYPE xmeml><xmeml version='5'>" content "</xmeml>"
#define SEQUENCE(items)                                                                            \
    XMEML("<sequence><name>s</name>" RATE "<media><video><track>" items                            \
          "</track></video></media></sequence>")

static void expect(const char *name, const char *text, const char *wanted)
{
    kit_list l;

    kit_read_quoted(&l, name, text, NULL);
    kit_expect(&l, wanted);
    kit_finish(&l);
}

/* --- Final Cut Pro 7 XML ----------------------------------------------------------------- */

/* The cut lies in the transition, and in and out are those of the cut: ten frames of b are shown before it. What b has
 * no handle for is not shown. */
static void transitions_over_edges_that_are_said(void **state)
{
    (void)state;
    expect("x.xml",
           SEQUENCE(ITEM("a", "0", "100", "50", "150", "") CROSSING("90", "110")
                        ITEM("b", "100", "200", "10", "110", "")),
           "a 0 0-90 50-140\nb 0 90-200 0-110 dissolve 20\n");
    expect("x.xml",
           SEQUENCE(ITEM("a", "0", "100", "50", "150", "") CROSSING("90", "110")
                        ITEM("b", "100", "200", "4", "104", "")),
           "a 0 0-96 50-146\nb 0 96-200 0-104 dissolve 14\n");
    expect("x.xml", SEQUENCE(CROSSING("0", "25") ITEM("a", "0", "100", "50", "150", "")),
           "a 0 0-100 50-150 dissolve 25\n");
    expect("x.xml", /* it touches neither */
           SEQUENCE(ITEM("a", "0", "50", "0", "50", "") CROSSING("60", "70")
                        ITEM("b", "100", "150", "0", "50", "")),
           "a 0 0-50 0-50\nb 0 100-150 0-50\n");
}

/* It begins with its last frame, so what the transition hides is the beginning of its range. */
static void a_reversed_clip_goes_out(void **state)
{
    (void)state;
    expect("x.xml",
           SEQUENCE(ITEM("a", "0", "-1", "50", "160", SPEED("-100")) CROSSING("90", "110")
                        ITEM("b", "-1", "200", "0", "110", "")),
           "a 0 0-90 70-160 reverse\nb 0 90-200 0-110 dissolve 20\n");
    expect("x.xml",
           SEQUENCE(ITEM("a", "0", "100", "50", "150", "") CROSSING("90", "110")
                        ITEM("b", "100", "200", "50", "150", SPEED("-100"))),
           "a 0 0-90 50-140\nb 0 90-200 50-160 reverse dissolve 20\n");
}

/* Prelude: a part that was kept by itself counts from where it begins, as its markers do. */
static void subclips_of_a_bin(void **state)
{
    static const char text[] =
        XMEML("<project><children><clip><name>the look</name><duration>250</duration>" RATE
              "<in>-1</in><out>-1</out><subclipinfo><startoffset>100</startoffset>"
              "<endoffset>650</endoffset></subclipinfo><media><video><track><clipitem>"
              "<file id='f'><name>a.mov</name><pathurl>C:\\r\\a.mov</pathurl></file></clipitem>"
              "</track></video></media><marker><name>m</name><in>5</in><out>-1</out></marker>"
              "</clip></children></project>");
    kit_list l;

    (void)state;
    kit_read_quoted(&l, "x.xml", text, NULL);
    kit_expect(&l, "a.mov 0 0-250 100-350\n");
    assert_string_equal(l.t.events[0].label, "the look");
    assert_string_equal(l.t.events[0].reel, "a");
    assert_string_equal(l.t.events[0].path, "C:\\r\\a.mov");
    assert_int_equal(l.t.events[0].markers[0].frame, 105);
    kit_finish(&l);
}

static void paths_of_windows_as_urls(void **state)
{
    kit_list l;

    (void)state;
    kit_read_quoted(
        &l, "x.xml",
        SEQUENCE(ITEM("a", "0", "9", "0", "9", "<file><pathurl>file:///C|/r/a.mov</pathurl></file>")
                     ITEM("b", "9", "18", "0", "9",
                          "<file><pathurl>file:///r/b.%04d.exr</pathurl></file>")),
        NULL);
    assert_string_equal(l.t.events[0].path, "C:/r/a.mov");
    assert_string_equal(l.t.events[1].path, "/r/b.%04d.exr");
    kit_finish(&l);
}

/* --- FCPXML --------------------------------------------------------------------------------- */

#define RESOURCES                                                                                  \
    "<resources><format id='f' frameDuration='1/25s'/><asset id='a' name='a' src='file:///a.mov' " \
    "start='0s' duration='100s' hasVideo='1' hasAudio='1' audioChannels='2' format='f'/></resources>"

/* Of the same media and in step with its picture it is the clip's own sound, no longer than the clip; what is
 * 5 s later in its media hangs there by itself. The last one uses one channel. */
static void sound_beside_its_picture(void **state)
{
    static const char text[] =
        "<fcpxml version='1.8'>" RESOURCES "<project name='p'><sequence format='f'><spine>"
        "<clip name='x' start='10s' duration='2s'><video ref='a' duration='100s'/>"
        "<audio lane='-1' ref='a' duration='100s' srcCh='1'/>"
        "<audio lane='-2' ref='a' duration='100s' srcCh='2'/></clip>"
        "<clip name='y' start='10s' duration='2s'><video ref='a' duration='100s'/>"
        "<audio lane='-1' offset='10s' start='15s' ref='a' duration='2s'/></clip>"
        "<clip name='z' start='10s' duration='2s'><video ref='a' duration='100s'>"
        "<audio lane='-1' ref='a' duration='100s' srcCh='2'/></video></clip>"
        "</spine></sequence></project></fcpxml>";
    static const char *const channels[] = {"VA1A2", "V", "A1A2", "VA2"};
    kit_list                 l;

    (void)state;
    kit_read_quoted(&l, "x.fcpxml", text, NULL);
    kit_expect(&l,
               "x 0 0-50 250-300\ny 0 50-100 250-300\na 0a 50-100 375-425\nz 0 100-150 250-300\n");
    kit_expect_channels(&l, channels);
    kit_finish(&l);
}

/* Without a format the first clip says the rate; what lies before it is a gap. */
static void a_sequence_without_a_rate(void **state)
{
    kit_list l;

    (void)state;
    kit_read_quoted(&l, "x.fcpxml",
                    "<fcpxml version='1.9'>" RESOURCES "<project name='p'><sequence><spine>"
                    "<gap duration='2s'/><asset-clip ref='a' start='5s' duration='3s'/>"
                    "</spine></sequence></project></fcpxml>",
                    NULL);
    kit_expect(&l, "a 0 50-125 125-200\n");
    assert_non_null(strstr(kit_said(&l, "rate-guessed"), "read as 25"));
    kit_finish(&l);
}

static void resources_inside_of_a_project(void **state)
{
    (void)state;
    expect("x.fcpxml",
           "<fcpxml version='1.1'><project name='p'>" RESOURCES "<sequence format='f'><spine>"
           "<clip name='c' start='5s' duration='3s'><video ref='a' duration='100s'/></clip>"
           "</spine></sequence></project></fcpxml>",
           "c 0 0-75 125-200\n");
}

/* --- OpenTimelineIO -------------------------------------------------------------------------- */

#define TIME(v)     "{'value':" v ",'rate':25}"
#define RANGE(s, d) "{'start_time':" TIME(s) ",'duration':" TIME(d) "}"
#define TIMELINE(name, clip)                                                                               \
    "{'OTIO_SCHEMA':'Timeline.1','name':'" name                                                            \
    "','tracks':{'OTIO_SCHEMA':'Stack.1','markers':[{'OTIO_SCHEMA':'Marker.3','name':'m',"                 \
    "'color':{'OTIO_SCHEMA':'Color.1','name':'RED','r':1.0},'marked_range':" RANGE(                        \
        "5",                                                                                               \
        "1") "}],'children':[{'OTIO_SCHEMA':'Track.1','kind':'Video','children':[{'OTIO_SCHEMA':'Clip.2'," \
             "'name':'" clip "','source_range':" RANGE("3", "20") "}]}]}}"

/* Of several timelines in a file one is chosen; a colour can be an object. */
static void timelines_in_an_array(void **state)
{
    kit_list l;

    (void)state;
    kit_read_quoted(&l, "noname", "[" TIMELINE("one", "a") "," TIMELINE("two", "b") "]",
                    &(ct_import_options){.timeline = "two"});
    kit_expect(&l, "b 0 0-20 3-23\n");
    assert_string_equal(l.t.title, "two");
    assert_int_equal(l.t.markers[0].frame, 5);
    assert_int_equal(l.t.markers[0].category, CT_CAT_PICTURE);
    kit_finish(&l);
}

/* Kdenlive gives every track a range, and media that it knows no rate of the rate 0. A transition of 12 frames before
 * the cut and 4 behind it. */
static void tracks_and_stills_of_kdenlive(void **state)
{
#define STILL(name, first)                                                                                    \
    "{'OTIO_SCHEMA':'Clip.2','name':'" name "','source_range':" RANGE(                                        \
        first,                                                                                                \
        "24") ",'media_references':{'DEFAULT_MEDIA':{'OTIO_SCHEMA':'ExternalReference.1','target_url':'" name \
              "','available_range':{'start_time':{'value':0,'rate':0},'duration':{'value':120,"               \
              "'rate':0}}}},'active_media_reference_key':'DEFAULT_MEDIA'}"
#define OVER(before, behind)                                                                       \
    ",{'OTIO_SCHEMA':'Transition.1','transition_type':'SMPTE_Dissolve','in_offset':" TIME(         \
        before) ",'out_offset':" TIME(behind) "},"
    (void)state;
    expect("x.otio",
           "{'OTIO_SCHEMA':'Timeline.1','global_start_time':null,'tracks':{'OTIO_SCHEMA':'Stack.1',"
           "'children':[{'OTIO_SCHEMA':'Track.1','kind':'Video','source_range':" RANGE(
               "0", "72") ",'children':[" STILL("red.png", "0") OVER("12", "4")
               STILL("yellow.png", "12") OVER("4", "12")
                   STILL("blue.png", "4") "]},{'OTIO_SCHEMA':'Track.1','kind':'Video',"
                                          "'source_range':" RANGE("0", "0") ",'children':[]}]}}",
           "red.png 0 0-12 0-12\nyellow.png 0 12-44 0-32 dissolve 16\n"
           "blue.png 0 44-72 0-28 dissolve 16\n");
}

/* --- remarks alone ----------------------------------------------------------------------- */

/* Programs for review write a timeline that holds nothing but what was said. */
static void timelines_of_markers(void **state)
{
    static const struct {
        const char *name, *text;
    } lists[] = {
        {"x.xml",
         XMEML("<sequence><name>s</name>" RATE "<media><video><track/></video></media><marker>"
               "<name>m</name><comment>too dark</comment><in>100</in><out>125</out></marker>"
               "</sequence>")},
        {"x.fcpxml",
         "<fcpxml version='1.8'>" RESOURCES
         "<project name='p'><sequence format='f' tcStart='3600s'>"
         "<spine><gap offset='3600s' start='3600s' duration='100s'><marker start='3604s' "
         "duration='1s' value='m' note='too dark'/></gap></spine></sequence></project></fcpxml>"},
        {"x.otio", "{'OTIO_SCHEMA':'Timeline.1','tracks':{'OTIO_SCHEMA':'Stack.1','children':[],"
                   "'markers':[{'OTIO_SCHEMA':'Marker.2','name':'m','comment':'too dark',"
                   "'marked_range':" RANGE("100", "25") "}]}}"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        kit_list l;
        kit_read_quoted(&l, lists[i].name, lists[i].text, NULL);
        assert_int_equal(l.t.event_count, 0);
        assert_int_equal(l.t.marker_count, 1);
        assert_int_equal(l.t.markers[0].frame, 100);
        assert_int_equal(l.t.markers[0].count, 25);
        assert_string_equal(l.t.markers[0].text, "m\ntoo dark");
        kit_finish(&l);
    }
}

/* --- logs ----------------------------------------------------------------------------------- */

/* Commas instead of tabs, a folder and the file in it, and columns by other names. */
static void logs_by_other_names(void **state)
{
    kit_list l;

    (void)state;
    kit_read(&l, "x.ale",
             "Heading\nFIELD_DELIM,COMMAS\nFPS,25\n\nColumn\n"
             "Name,Start,End,Source File,Source Path,Comments\n\nData\n"
             "12A-3,01:00:00:00,01:00:01:00,a.mov,/r/,\"well, well\"\n",
             NULL);
    kit_expect(&l, "a.mov 0 0-25 90000-90025\n");
    assert_string_equal(l.t.events[0].path, "/r/a.mov");
    assert_string_equal(l.t.events[0].comment, "well, well");
    kit_finish(&l);
    kit_read(&l, "x.ale",
             "Heading\nFIELD_DELIM\tTABS\nFPS\t25\nColumn\n"
             "Name\tStart\tEnd\tFilename\tFilepath\tcircleTake\nData\n"
             "12A-3\t01:00:00:00\t01:00:01:00\ta\t/r/a.mxf\ttrue\n",
             NULL);
    assert_string_equal(l.t.events[0].path, "/r/a.mxf");
    assert_true(l.t.events[0].circled);
    kit_finish(&l);
}

#define CLOCK(value, rate) "{'OTIO_SCHEMA':'RationalTime.1','value':" value ",'rate':" rate "}"
#define TIMELINE_FROM(start, rate, more)                                                           \
    "{'OTIO_SCHEMA':'Timeline.1'" more ",'global_start_time':" CLOCK(                              \
        start, rate) ",'tracks':{'OTIO_SCHEMA':'Stack.1','children':[{'OTIO_SCHEMA':'Track.1',"    \
                     "'kind':'Video','children':[{'OTIO_SCHEMA':'Clip.2','name':'a',"              \
                     "'source_range':{'OTIO_SCHEMA':'TimeRange.1','start_time':" CLOCK(            \
                         "0", rate) ",'duration':" CLOCK("10", rate) "}}]}]}}"

/* An hour of drop-frame has 107892 frames at 29.97 and 215784 at 59.94, ten hours 1078920; an hour without it 108000.
 * Of 23.976 there is none, and who says how it counts is believed. */
static void timelines_that_begin_on_an_hour(void **state)
{
    static const struct {
        const char *text;
        bool        drop;
    } lists[] = {
        {TIMELINE_FROM("107892", "29.97002997002997", ""), true},
        {TIMELINE_FROM("1078920", "29.97", ""), true},
        {TIMELINE_FROM("215784", "59.94005994005994", ""), true},
        {TIMELINE_FROM("108000", "29.97", ""), false},
        {TIMELINE_FROM("107893", "29.97", ""), false},
        {TIMELINE_FROM("0", "29.97", ""), false},
        {TIMELINE_FROM("107892", "30", ""), false},
        {TIMELINE_FROM("86400", "23.976", ""), false},
        {TIMELINE_FROM("107892", "29.97", ",'metadata':{'circletake':{'drop_frame':false}}"),
         false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        kit_list l;
        kit_read_quoted(&l, "x.otio", lists[i].text, NULL);
        assert_int_equal(l.t.count.drop, lists[i].drop);
        assert_int_equal(kit_said(&l, "drop-frame") != NULL, lists[i].drop);
        kit_finish(&l);
    }
}

#define CLIP_AT(url)                                                                               \
    "{'OTIO_SCHEMA':'Track.1','kind':'Video','children':[{'OTIO_SCHEMA':'Clip.2','name':'a',"      \
    "'source_range':{'OTIO_SCHEMA':'TimeRange.1','start_time':" CLOCK(                             \
        "0", "25") ",'duration':" CLOCK("10", "25") "},'media_references':{'DEFAULT_MEDIA':{"      \
                                                    "'OTIO_SCHEMA':'ExternalReference.1',"         \
                                                    "'target_url':'" url "'}}}]}"

/* A URL beside the list has no scheme, but its signs; what could not stand in a URL is a path as it is. */
static void urls_without_a_scheme(void **state)
{
    static const char *const lists[][2] = {
        {CLIP_AT("media/c%20d.mp4"), "media/c d.mp4"},
        {CLIP_AT("/r/%C3%A9t%C3%A9.mov"), "/r/\xc3\xa9t\xc3\xa9.mov"},
        {CLIP_AT("media/100%20 of it.mov"), "media/100%20 of it.mov"},
        {CLIP_AT("file:/r/c%20d.mp4"), "/r/c d.mp4"},
        {CLIP_AT("plate.%04d.exr"), "plate.%04d.exr"},
        {CLIP_AT("https://x.org/c%20d.mp4"), "https://x.org/c%20d.mp4"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        kit_list l;
        kit_read_quoted(&l, "x.otio", lists[i][0], NULL);
        assert_string_equal(l.t.events[0].path, lists[i][1]);
        kit_finish(&l);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(transitions_over_edges_that_are_said),
        cmocka_unit_test(a_reversed_clip_goes_out),
        cmocka_unit_test(subclips_of_a_bin),
        cmocka_unit_test(paths_of_windows_as_urls),
        cmocka_unit_test(sound_beside_its_picture),
        cmocka_unit_test(a_sequence_without_a_rate),
        cmocka_unit_test(resources_inside_of_a_project),
        cmocka_unit_test(timelines_in_an_array),
        cmocka_unit_test(tracks_and_stills_of_kdenlive),
        cmocka_unit_test(timelines_of_markers),
        cmocka_unit_test(logs_by_other_names),
        cmocka_unit_test(timelines_that_begin_on_an_hour),
        cmocka_unit_test(urls_without_a_scheme),
    };
    return cmocka_run_group_tests_name("dialects", tests, NULL, NULL);
}
