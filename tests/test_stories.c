/* SPDX-License-Identifier: MIT */
/* Lists with stories in stories: every event stands where its editor had it, with the frames of its
 * source. Expected values were worked out by hand from the fractions in the files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "circletake/str.h"
#include "read_kit.h"

#define HEAD                                                                                       \
    "<?xml version=\"1.0\"?><!DOCTYPE fcpxml><fcpxml version=\"1.10\"><resources>"                 \
    "<format id=\"f\" frameDuration=\"1/25s\" width=\"1920\" height=\"1080\"/>"                    \
    "<asset id=\"a\" name=\"a\" src=\"file:///a.mov\" start=\"3600s\" duration=\"100s\" "          \
    "hasVideo=\"1\" hasAudio=\"1\" audioChannels=\"2\" format=\"f\"/>"                             \
    "<asset id=\"b\" name=\"b\" src=\"file:///b.mov\" start=\"0s\" duration=\"100s\" "             \
    "hasVideo=\"1\" format=\"f\"/>"                                                                \
    "<asset id=\"w\" name=\"w\" src=\"file:///w.wav\" start=\"0s\" duration=\"100s\" "             \
    "hasAudio=\"1\" audioChannels=\"1\" format=\"f\"/>"                                            \
    "<effect id=\"t\" name=\"Title\" uid=\"x\"/>"
#define BODY                                                                                       \
    "</resources><library><event name=\"e\"><project name=\"p\"><sequence format=\"f\" "           \
    "tcStart=\"3600s\"><spine>"
#define TAIL "</spine></sequence></project></event></library></fcpxml>"

static void expect_story(const char *xml, const char *rule, const char *wanted)
{
    kit_list l;

    kit_read(&l, "story.fcpxml", xml, NULL);
    kit_expect(&l, wanted);
    assert_non_null(kit_said(&l, rule));
    kit_finish(&l);
}

/* The second angle is seen, the first is heard; the second begins with a second of nothing, so the clip begins in its second 3 + 1. */
static void a_multicam_shows_its_active_angle(void **state)
{
    (void)state;
    expect_story(HEAD
                 "<media id=\"m\"><multicam format=\"f\" tcStart=\"10s\">"
                 "<mc-angle name=\"A\" angleID=\"one\"><asset-clip ref=\"a\" offset=\"10s\" "
                 "duration=\"50s\"/></mc-angle>"
                 "<mc-angle name=\"B\" angleID=\"two\"><gap offset=\"10s\" duration=\"1s\"/>"
                 "<asset-clip ref=\"b\" offset=\"11s\" start=\"2s\" duration=\"50s\"/></mc-angle>"
                 "</multicam></media>" BODY
                 "<mc-clip ref=\"m\" offset=\"3600s\" start=\"14s\" duration=\"2s\">"
                 "<mc-source angleID=\"one\" srcEnable=\"audio\"/>"
                 "<mc-source angleID=\"two\" srcEnable=\"video\"/></mc-clip>"
                 "<mc-clip ref=\"m\" offset=\"3602s\" start=\"10s\" duration=\"3s\">"
                 "<mc-source angleID=\"two\" srcEnable=\"all\"/></mc-clip>" TAIL,
                 "angles", "b 0 0-50 125-175\na 0a 0-50 100-150\nb 0 75-125 50-100\n");
}

/* Picture and recorder sound in one clip; a title over it covers nothing. */
static void a_synchronised_clip_is_its_picture(void **state)
{
    (void)state;
    expect_story(HEAD BODY
                 "<sync-clip name=\"s\" offset=\"3600s\" start=\"1s\" duration=\"4s\"><spine>"
                 "<asset-clip name=\"a\" ref=\"a\" offset=\"0s\" start=\"3610s\" duration=\"20s\">"
                 "<asset-clip name=\"w\" ref=\"w\" lane=\"-1\" offset=\"3611s\" start=\"7s\" "
                 "duration=\"10s\"/></asset-clip></spine>"
                 "<title ref=\"t\" name=\"Lower third\" lane=\"1\" offset=\"2s\" duration=\"1s\"/>"
                 "</sync-clip>" TAIL,
                 "flattened", "a 0 0-100 275-375\nw 0a 0-100 175-275\nLower third 1- 25-50 0-25\n");
}

/* Its story lies at an hour of its clock and counts from there; one that shows what it does not hold is said. */
static void a_synchronised_clip_has_a_clock(void **state)
{
    (void)state;
    expect_story(
        HEAD BODY
        "<sync-clip name=\"s\" offset=\"3600s\" start=\"3601s\" duration=\"2s\"><spine "
        "offset=\"3600s\"><asset-clip ref=\"a\" offset=\"0s\" start=\"3610s\" duration=\"20s\"/>"
        "</spine></sync-clip><sync-clip name=\"s\" offset=\"3602s\" start=\"3601s\" "
        "duration=\"2s\"><spine offset=\"3600s\"><asset-clip ref=\"a\" offset=\"3600s\" "
        "start=\"3610s\" duration=\"20s\"/></spine></sync-clip><sync-clip name=\"s\" "
        "offset=\"3604s\" start=\"3601s\" duration=\"2s\"><spine><asset-clip ref=\"a\" "
        "offset=\"0s\" start=\"3610s\" duration=\"20s\"/></spine></sync-clip>" TAIL,
        "not-read", "a 0 0-50 275-325\na 0 50-100 275-325\n");
}

/* Ten compounds in one another: eight are opened, then it is said. */
static void compounds_end_at_some_depth(void **state)
{
    for (int deep = 8; deep <= 9; deep++) {
        ct_str xml = {0};
        (void)state;
        ct_str_append(&xml, HEAD);
        for (int i = 1; i <= deep; i++) {
            ct_str_appendf(&xml, "<media id=\"m%d\"><sequence format=\"f\"><spine>", i);
            if (i == deep)
                ct_str_append(&xml, "<asset-clip ref=\"b\" offset=\"0s\" duration=\"50s\"/>");
            else
                ct_str_appendf(
                    &xml, "<ref-clip ref=\"m%d\" offset=\"0s\" start=\"1s\" duration=\"40s\"/>",
                    i + 1);
            ct_str_append(&xml, "</spine></sequence></media>");
        }
        ct_str_append(&xml, BODY
                      "<ref-clip ref=\"m1\" offset=\"3600s\" start=\"0s\" duration=\"2s\"/>"
                      "<asset-clip name=\"end\" ref=\"b\" offset=\"3602s\" duration=\"1s\"/>" TAIL);
        if (deep == 8)
            expect_story(ct_str_text(&xml), "flattened", "b 0 0-50 175-225\nend 0 50-75 0-25\n");
        else
            expect_story(ct_str_text(&xml), "too-deep", "end 0 50-75 0-25\n");
        ct_str_finish(&xml);
    }
}

/* One that holds itself twice would be endless. */
static void a_compound_of_itself_ends(void **state)
{
    static const char xml[] = HEAD "<media id=\"m\"><sequence format=\"f\"><spine>"
                                   "<ref-clip ref=\"m\" offset=\"0s\" duration=\"9s\"/>"
                                   "<ref-clip ref=\"m\" offset=\"9s\" duration=\"9s\"/>"
                                   "<asset-clip ref=\"b\" offset=\"18s\" duration=\"2s\"/>"
                                   "</spine></sequence></media>" BODY
                                   "<ref-clip ref=\"m\" offset=\"3600s\" duration=\"20s\"/>" TAIL;

    (void)state;
    expect_story(xml, "too-deep", "b 0 450-500 0-50\n");
}

/* A half, and backwards: value falls from 20 s to 10 s. */
static void speed_comes_from_the_time_map(void **state)
{
    (void)state;
    expect_story(
        HEAD BODY
        "<asset-clip name=\"half\" ref=\"b\" offset=\"3600s\" start=\"4s\" duration=\"2s\">"
        "<timeMap><timept time=\"0s\" value=\"0s\"/><timept time=\"20s\" value=\"10s\"/>"
        "</timeMap></asset-clip>"
        "<asset-clip name=\"back\" ref=\"b\" offset=\"3602s\" start=\"0s\" duration=\"2s\">"
        "<timeMap><timept time=\"0s\" value=\"20s\"/><timept time=\"10s\" value=\"10s\"/>"
        "</timeMap></asset-clip>" TAIL,
        "retimed", "half 0 0-50 50-75 x0.500\nback 0 50-100 450-500 reverse\n");
}

#define TIME(v) "{\"OTIO_SCHEMA\":\"RationalTime.1\",\"value\":" v ",\"rate\":25}"
#define RANGE(s, d)                                                                                \
    "\"source_range\":{\"OTIO_SCHEMA\":\"TimeRange.1\",\"start_time\":" TIME(                      \
        s) ",\"duration\":" TIME(d) "}"
#define CLIP(name, s, d, effects)                                                                  \
    "{\"OTIO_SCHEMA\":\"Clip.2\",\"name\":\"" name "\"," RANGE(s, d) ",\"effects\":[" effects "]}"
#define TRACK(children)                                                                            \
    "{\"OTIO_SCHEMA\":\"Track.1\",\"kind\":\"Video\",\"children\":[" children "]}"

/* A stack of two tracks, of which 30 frames from its 20th are used; then half speed, reverse, a still.
 * What lies above the whole lies above what is inside. */
static void a_nested_stack_is_cut_to_its_range(void **state)
{
    static const char text[] = "{\"OTIO_SCHEMA\":\"Timeline.1\",\"name\":\"n\",\"tracks\":{\"OTIO_SCHEMA\":\"Stack.1\",\"children\":[" TRACK(
        "{\"OTIO_SCHEMA\":\"Stack.1\"," RANGE("20", "30") ",\"children\":[" TRACK(CLIP("low", "100", "40", "") "," CLIP("next", "0", "40", "")) "," TRACK(
            "{\"OTIO_SCHEMA\":\"Gap.1\"," RANGE("0", "30") "}," CLIP(
                "high", "7", "5",
                "")) "]}," CLIP("half", "10", "20",
                                "{\"OTIO_SCHEMA\":\"LinearTimeWarp.1\",\"time_scalar\":0.5}") "," CLIP("back",
                                                                                                       "10",
                                                                                                       "20",
                                                                                                       "{\"OTIO_SCHEMA\":\"LinearTimeWarp.1\",\"time_scalar\":-2}") "," CLIP("still",
                                                                                                                                                                             "10",
                                                                                                                                                                             "20",
                                                                                                                                                                             "{\"OTIO_SCHEMA\":\"FreezeFrame.1\"}")) "," TRACK(CLIP("top",
                                                                                                                                                                                                                                    "0",
                                                                                                                                                                                                                                    "12",
                                                                                                                                                                                                                                    "")) "]}}";
    kit_list l;

    (void)state;
    kit_read(&l, "n.otio", text, NULL);
    kit_expect(&l, "low 0 0-20 120-140\n"
                   "top 2 0-12 0-12\n"
                   "high 1 10-15 7-12\n"
                   "next 0 20-30 0-10\n"
                   "half 0 30-50 10-20 x0.500\n"
                   "back 0 50-70 10-50 x2.000 reverse\n"
                   "still 0 70-90 10-11 x0.000\n");
    assert_non_null(kit_said(&l, "flattened"));
    kit_finish(&l);
}

#define ITEM(name, start, end, in, out, more)                                                      \
    "<clipitem><name>" name "</name><enabled>TRUE</enabled><rate><timebase>25</timebase></rate>"   \
    "<start>" start "</start><end>" end "</end><in>" in "</in><out>" out "</out>" more             \
    "</clipitem>"
#define FILE_A "<file id=\"f\"/>"
#define SPEED(percent, reverse)                                                                    \
    "<filter><effect><effectid>timeremap</effectid><parameter><parameterid>speed</parameterid>"    \
    "<value>" percent                                                                              \
    "</value></parameter><parameter><parameterid>reverse</parameterid><value>" reverse             \
    "</value></parameter></effect></filter>"

#define LINK(id, kind)                                                                             \
    "<link><linkclipref>" id "</linkclipref><mediatype>" kind "</mediatype></link>"
#define HEARD(index) "<sourcetrack><trackindex>" index "</trackindex></sourcetrack>"

/* Two channels under their picture, linked or not; then sound that begins ten frames early and one with
 * other frames under it, which both stand alone; then a picture without sound. */
static void sound_with_its_picture_is_no_event(void **state)
{
    static const char xml[] =
        "<?xml version=\"1.0\"?><!DOCTYPE xmeml><xmeml version=\"5\"><sequence id=\"s\"><name>s</name>"
        "<rate><timebase>25</timebase></rate><media><video><track>" ITEM(
            "a", "0", "20", "5", "25",
            "<file id=\"f\"><pathurl>file:///f.mov</pathurl><media><audio><channelcount>2"
            "</channelcount></audio></media></file>" LINK("v1", "video") LINK("a1", "audio")
                LINK("a2", "audio")) ITEM("b", "20", "40", "100", "120", FILE_A)
            ITEM("c", "40", "60", "200", "220", FILE_A) ITEM("d", "60", "80", "300", "320", FILE_A)
                ITEM("e", "80", "90", "50", "60", FILE_A) "</track></video><audio><track>" ITEM(
                    "a", "0", "20", "5", "25",
                    FILE_A HEARD("1") LINK("v1", "video") LINK("a1", "audio")
                        LINK("a2", "audio")) ITEM("b", "20", "40", "100", "120", FILE_A)
                    ITEM("c", "30", "60", "190", "220", FILE_A)
                        ITEM("d", "60", "80", "310", "330", FILE_A) "</track><track>" ITEM(
                            "a", "0", "20", "5", "25",
                            FILE_A HEARD("2") LINK("v1", "video") LINK("a1", "audio")
                                LINK("a2", "audio")) "</track></audio></media></sequence></xmeml>";
    static const char *const wanted[] = {"VA1A2", "VA1A2", "A1A2", "V", "V", "A1A2", "V"};
    kit_list                 l;

    (void)state;
    kit_read(&l, "l.xml", xml, NULL);
    kit_expect(&l, "a 0 0-20 5-25\nb 0 20-40 100-120\nc 0a 30-60 190-220\nc 0 40-60 200-220\n"
                   "d 0 60-80 300-320\nd 0a 60-80 310-330\ne 0 80-90 50-60\n");
    kit_expect_channels(&l, wanted);
    kit_finish(&l);
}

#define SOUND_TRACK(type, children)                                                                \
    "{\"OTIO_SCHEMA\":\"Track.1\",\"kind\":\"Audio\",\"metadata\":{\"Resolve_OTIO\":{"             \
    "\"Audio Type\":\"" type "\"}},\"children\":[" children "]}"

/* A picture with two tracks of its sound, one that has none, music of another file under both. */
static void tracks_of_sound_belong_to_pictures(void **state)
{
    static const char text[] =
        "{\"OTIO_SCHEMA\":\"Timeline.1\",\"name\":\"n\",\"tracks\":{\"OTIO_SCHEMA\":\"Stack.1\","
        "\"children\":[" TRACK(CLIP("a", "100", "40", "") "," CLIP(
            "b", "0", "40",
            "")) "," SOUND_TRACK("Stereo",
                                 CLIP("a", "100", "40", "") "," CLIP(
                                     "b", "3", "40",
                                     "")) "," SOUND_TRACK("Mono",
                                                          CLIP("a", "100", "40",
                                                               "")) "," SOUND_TRACK("Stereo",
                                                                                    CLIP("w", "0",
                                                                                         "80",
                                                                                         "")) "]}}";
    static const char *const wanted[] = {"VA1A2A3", "A1A2", "V", "A1A2"};
    kit_list                 l;

    (void)state;
    kit_read(&l, "n.otio", text, NULL);
    assert_int_equal(l.t.event_count, 4);
    kit_expect_channels(&l, wanted);
    assert_string_equal(l.t.events[1].name, "w");
    assert_int_equal(l.t.events[3].source.first, 3);
    kit_finish(&l);
}

/* Whole clips, their picture alone, a picture with its sound taken off it, and with that moved; of a
 * multicam the picture of one angle under the sound of another. */
static void clips_say_what_is_heard(void **state)
{
    static const char xml[] = HEAD
        "<media id=\"m\"><multicam format=\"f\"><mc-angle angleID=\"one\"><asset-clip ref=\"a\" "
        "name=\"one\" offset=\"0s\" duration=\"50s\"/></mc-angle></multicam></media>" BODY
        "<asset-clip name=\"all\" ref=\"a\" offset=\"3600s\" duration=\"1s\"/>"
        "<asset-clip name=\"mute\" ref=\"a\" offset=\"3601s\" duration=\"1s\" srcEnable=\"video\"/>"
        "<asset-clip name=\"left\" ref=\"a\" offset=\"3602s\" duration=\"1s\"><audio-channel-source "
        "srcCh=\"1\"/><audio-channel-source srcCh=\"2\" enabled=\"0\"/></asset-clip>"
        "<video name=\"off\" ref=\"a\" offset=\"3603s\" duration=\"1s\"><audio name=\"off\" ref=\"a\" "
        "lane=\"-1\" offset=\"3600s\" duration=\"1s\"/></video>"
        "<asset-clip name=\"moved\" ref=\"a\" offset=\"3604s\" duration=\"1s\" srcEnable=\"video\">"
        "<asset-clip name=\"moved\" ref=\"a\" lane=\"-1\" offset=\"3600s\" start=\"3600s\" "
        "duration=\"2s\" srcEnable=\"audio\"/></asset-clip>"
        "<mc-clip ref=\"m\" offset=\"3605s\" duration=\"1s\"><mc-source angleID=\"one\" "
        "srcEnable=\"video\"/></mc-clip>" TAIL;
    static const char *const wanted[] = {"VA1A2", "V", "VA1", "VA1A2", "V", "A1A2", "V"};
    kit_list                 l;

    (void)state;
    kit_read(&l, "l.fcpxml", xml, NULL);
    kit_expect(&l, "all 0 0-25 0-25\nmute 0 25-50 0-25\nleft 0 50-75 0-25\noff 0 75-100 0-25\n"
                   "moved 0 100-125 0-25\nmoved 0a 100-150 0-50\none 0 125-150 0-25\n");
    kit_expect_channels(&l, wanted);
    kit_finish(&l);
}

/* The file and the inner sequence are whole only behind their first use; the second angle is on. Half
 * speed with in and out as long as the place: they count frames of the slowed clip. */
static void things_are_found_by_their_ids(void **state)
{
    static const char xml[] =
        "<?xml version=\"1.0\"?><!DOCTYPE xmeml><xmeml version=\"5\"><sequence id=\"s\"><name>s</name>"
        "<rate><timebase>25</timebase></rate><media><video><track>" ITEM(
            "nested", "0", "20", "30", "50",
            "<sequence id=\"in\"/>") ITEM("a", "20", "40", "5", "25",
                                          FILE_A) ITEM("half", "40", "60", "100", "120",
                                                       FILE_A SPEED("50", "FALSE"))
            ITEM("back", "60", "70", "10", "20", FILE_A SPEED("100", "TRUE")) ITEM(
                "cam", "70", "80", "3", "13",
                "<multiclip id=\"m\"><activevideoangle>2</activevideoangle><angle><clip><file id=\"f\"/>"
                "</clip></angle><angle><clip><file id=\"g\"><name>g.mov</name><pathurl>file:///g.mov"
                "</pathurl></file></clip></angle></multiclip>") "</track></video></media></sequence>"
                                                                "<sequence id=\"in\"><name>in</name><rate><timebase>25</timebase></rate><media><video><track>" ITEM(
                                                                    "x", "0", "40", "0", "40",
                                                                    "<file id=\"f\"><name>f.mov</name><pathurl>file:///f.mov</pathurl></file>")
                                                                    ITEM(
                                                                        "y", "40", "90", "7", "57",
                                                                        FILE_A) "</track></video></media></sequence></xmeml>";
    kit_list l;

    (void)state;
    kit_read(&l, "s.xml", xml, NULL);
    kit_expect(&l, "x 0 0-10 30-40\n"
                   "y 0 10-20 7-17\n"
                   "a 0 20-40 5-25\n"
                   "half 0 40-60 50-60 x0.500\n"
                   "back 0 60-70 10-20 reverse\n"
                   "cam 0 70-80 3-13\n");
    assert_string_equal(l.t.events[2].path, "/f.mov");
    assert_string_equal(l.t.events[5].path, "/g.mov");
    assert_non_null(kit_said(&l, "flattened"));
    assert_non_null(kit_said(&l, "angles"));
    kit_finish(&l);
}

/* The clips last as long as ever; what is shown past the cut comes out of their handles. The gap lets the third
 * clip fade in, the last transition has nothing behind it. */
static void transitions_lie_over_the_cut(void **state)
{
    (void)state;
    expect_story(HEAD BODY
                 "<asset-clip ref=\"a\" offset=\"3600s\" start=\"3604s\" duration=\"2s\"/>"
                 "<transition name=\"Cross Dissolve\" offset=\"18008/5s\" duration=\"4/5s\"/>"
                 "<asset-clip ref=\"b\" offset=\"3602s\" start=\"10s\" duration=\"2s\"/>"
                 "<gap offset=\"3604s\" duration=\"1s\"/>"
                 "<transition name=\"Star\" offset=\"3605s\" duration=\"1s\"/>"
                 "<asset-clip ref=\"a\" offset=\"3605s\" start=\"3600s\" duration=\"2s\"/>"
                 "<transition name=\"Fade\" offset=\"3606s\" duration=\"1s\"/>" TAIL,
                 "transitions",
                 "a 0 0-40 100-140\n"
                 "b 0 40-100 240-300 dissolve 20\n"
                 "a 0 125-175 0-50 dissolve 25\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(transitions_lie_over_the_cut),
        cmocka_unit_test(a_nested_stack_is_cut_to_its_range),
        cmocka_unit_test(things_are_found_by_their_ids),
        cmocka_unit_test(sound_with_its_picture_is_no_event),
        cmocka_unit_test(clips_say_what_is_heard),
        cmocka_unit_test(tracks_of_sound_belong_to_pictures),
        cmocka_unit_test(a_multicam_shows_its_active_angle),
        cmocka_unit_test(a_synchronised_clip_is_its_picture),
        cmocka_unit_test(a_synchronised_clip_has_a_clock),
        cmocka_unit_test(compounds_end_at_some_depth),
        cmocka_unit_test(a_compound_of_itself_ends),
        cmocka_unit_test(speed_comes_from_the_time_map),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
