/* SPDX-License-Identifier: MIT */
/* What programs write as Final Cut Pro 7 XML: transitions, switches, subclips, stills, angles, nests and several
 * sequences, each in a list of its own, with places worked out by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "circletake/str.h"
#include "read_kit.h"

#define RATE "<rate><timebase>25</timebase><ntsc>FALSE</ntsc></rate>"
#define ITEM(name, start, end, in, out, more)                                                      \
    "<clipitem><name>" name "</name>" RATE "<start>" start "</start><end>" end "</end><in>" in     \
    "</in><out>" out "</out>" more "</clipitem>"
#define EFFECT(name, category, kind, wipe)                                                         \
    "<effect><name>" name "</name><effectid>" name "</effectid><effectcategory>" category          \
    "</effectcategory><effecttype>transition</effecttype><mediatype>" kind                         \
    "</mediatype><wipecode>" wipe "</wipecode></effect>"
#define CROSSING(start, end, effect)                                                               \
    "<transitionitem>" RATE "<start>" start "</start><end>" end                                    \
    "</end><alignment>center</alignment>" effect "</transitionitem>"
#define TRACK(items) "<track>" items "</track>"
#define LINK(id, kind)                                                                             \
    "<link><linkclipref>" id "</linkclipref><mediatype>" kind "</mediatype></link>"
#define SEQUENCE(name, video, audio)                                                               \
    "<sequence id='" name "'><name>" name "</name>" RATE "<media><video>" video                    \
    "</video><audio>" audio "</audio></media></sequence>"
#define LIST(content) "<?xml version='1.0'?><!DOCTYPE xmeml><xmeml version='5'>" content "</xmeml>"

static void expect(const char *text, const char *wanted)
{
    kit_list l;

    kit_read_quoted(&l, "x.xml", text, NULL);
    kit_expect(&l, wanted);
    kit_finish(&l);
}

/* --- transitions ------------------------------------------------------------------- */

/* A wipe without a number, an iris with one, what turns the picture, and two in the sound that are none of the
 * picture's. */
static void wipes_keep_their_pattern_and_name(void **state)
{
    static const char text[] = LIST(SEQUENCE(
        "s",
        TRACK(ITEM("a", "0", "-1", "100", "130", "")
                  CROSSING("20", "30", EFFECT("Edge Wipe", "Wipe", "video", "0"))
                      ITEM("b", "-1", "-1", "0", "40", "")
                          CROSSING("50", "60", EFFECT("Cross Iris", "Iris", "video", "119"))
                              ITEM("c", "-1", "-1", "10", "50", "") CROSSING(
                                  "80", "90", EFFECT("Cube Spin", "3D Simulation", "video", "0"))
                                  ITEM("d", "-1", "120", "5", "45", "")),
        TRACK(ITEM("w", "0", "-1", "0", "30", "")
                  CROSSING("20", "30", EFFECT("Constant Power", "", "audio", "0"))
                      ITEM("v", "-1", "60", "0", "40", ""))));
    kit_list          l;

    (void)state;
    kit_read_quoted(&l, "x.xml", text, NULL);
    kit_expect(&l, "a 0 0-20 100-120\nw 0a 0-20 0-20\nb 0 20-50 0-30 wipe 1 10\n"
                   "v 0a 20-60 0-40 dissolve 10\nc 0 50-80 10-40 wipe 119 10\n"
                   "d 0 80-120 5-45 dissolve 10\n");
    assert_string_equal(l.t.events[2].comment, "EFFECTS NAME IS Edge Wipe");
    assert_string_equal(kit_said(&l, "other-transitions"),
                        "Transitions of other kinds, read as dissolves: 1.");
    kit_finish(&l);
}

/* -1 for in or out: as much as there is room for, the transition at the other end included. */
static void ranges_that_are_not_said(void **state)
{
    (void)state;
    expect(LIST(SEQUENCE("s",
                         TRACK(ITEM("a", "0", "-1", "-1", "130", "") CROSSING(
                             "20", "30", EFFECT("Cross Dissolve", "Dissolve", "video", "0"))
                                   ITEM("b", "-1", "60", "7", "-1", "")
                                       ITEM("c", "60", "70", "-1", "-1", "")),
                         "")),
           "a 0 0-20 100-120\nb 0 20-60 7-47 dissolve 10\nc 0 60-70 0-10\n");
}

/* Whole frames with a point behind them; parts of one are the nearest. */
static void frames_written_as_decimals(void **state)
{
    (void)state;
    expect(LIST(SEQUENCE("s",
                         TRACK(ITEM("a", "14", "24", "0.0", "10.0", "")
                                   ITEM("b", "24", "44", "99.5", "119.6", "")),
                         "")),
           "a 0 14-24 0-10\nb 0 24-44 100-120\n");
}

/* --- switches ----------------------------------------------------------------------- */

#define OFF "<enabled>FALSE</enabled>"
static void what_is_switched_off_is_neither_seen_nor_heard(void **state)
{
    static const char text[] =
        LIST(SEQUENCE("s",
                      TRACK(ITEM("a", "0", "20", "0", "20", ""))
                          TRACK(ITEM("b", "0", "20", "5", "25", OFF)) "<track>" ITEM(
                              "c", "0", "20", "5", "25", "") OFF "</track>",
                      TRACK(ITEM("w", "0", "20", "0", "20", OFF) ITEM(
                          "v", "20", "40", "0", "20", "")) "<track>" ITEM("u", "0", "20", "0", "20",
                                                                          "") OFF "</track>"));
    kit_list l;

    (void)state;
    kit_read_quoted(&l, "x.xml", text, NULL);
    kit_expect(&l, "a 0 0-20 0-20\nv 0a 20-40 0-20\n");
    assert_string_equal(kit_said(&l, "disabled"),
                        "Tracks and clips that are switched off, left out: 4.");
    kit_finish(&l);
}

/* --- media ------------------------------------------------------------------------- */

/* In and out of a subclip count from its own first frame, its markers too. */
static void subclips_lie_in_their_media(void **state)
{
#define SUBCLIP "<subclipinfo><startoffset>1000</startoffset><endoffset>9</endoffset></subclipinfo>"
    static const char text[] = LIST(SEQUENCE(
        "s",
        TRACK(ITEM("a", "0", "20", "5", "25",
                   SUBCLIP "<marker><name>m</name><in>8</in><out>-1</out></marker>")
                  ITEM("b", "20", "40", "10", "30",
                       SUBCLIP "<filter><effect><effectid>timeremap</effectid><parameter>"
                               "<parameterid>speed</parameterid><value>200</value></parameter>"
                               "</effect></filter>")),
        ""));
    kit_list          l;

    (void)state;
    kit_read_quoted(&l, "x.xml", text, NULL);
    kit_expect(&l, "a 0 0-20 1005-1025\nb 0 20-40 1020-1060 x2.000\n");
    assert_int_equal(l.t.events[0].markers[0].frame, 1008);
    kit_finish(&l);
}

/* A still of a film, and a picture by itself, which programs lay an hour into a clock of its own. */
static void stills_show_one_frame(void **state)
{
#define STILL "<stillframe>TRUE</stillframe>"
    (void)state;
    expect(LIST(SEQUENCE("s",
                         TRACK(ITEM("a", "0", "20", "0", "20",
                                    STILL "<stillframeoffset>77</stillframeoffset>")
                                   ITEM("b.jpg", "20", "40", "90000", "90020",
                                        STILL "<file id='f'><duration>1</duration></file>")),
                         "")),
           "a 0 0-20 77-78 x0.000\nb.jpg 0 20-40 0-1 x0.000\n");
}

/* A file of 50 frames a second in clips of 25; what names a path, and how. */
static void files_are_found_and_counted(void **state)
{
    static const char *const urls[][2] = {
        {"file://localhost/C%3a/a%20b.mov", "C:/a b.mov"},
        {"file:///Volumes/a.mov", "/Volumes/a.mov"},
        {"file://server/share/a.mov", "//server/share/a.mov"},
        {"FILE://LOCALHOST/a.mov", "/a.mov"},
        {"/home/a.mov", "/home/a.mov"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof urls / sizeof urls[0]; i++) {
        char     text[1024];
        kit_list l;
        snprintf(text, sizeof text,
                 LIST(SEQUENCE("s", TRACK(ITEM("a", "0", "20", "0", "20", "%s%s%s")), "")),
                 "<file id='f'><pathurl>", urls[i][0],
                 "</pathurl><rate><timebase>50</timebase></rate><duration>300</duration></file>");
        kit_read_quoted(&l, "x.xml", text, NULL);
        assert_string_equal(l.t.events[0].path, urls[i][1]);
        assert_int_equal(l.t.events[0].media_frames, 150);
        kit_finish(&l);
    }
}

/* The second angle is seen, the first is heard. */
static void multiclips_may_be_heard_with_another_angle(void **state)
{
#define ANGLE(name)                                                                                \
    "<angle><clip><file id='" name "'><name>" name "</name><pathurl>file:///" name                 \
    "</pathurl></file></clip></angle>"
#define CAMERAS                                                                                             \
    "<multiclip id='m'><activevideoangle>2</activevideoangle><activeaudioangle>1</activeaudioangle>" ANGLE( \
        "one.mov") ANGLE("two.mov") "</multiclip>"
    static const char text[] =
        LIST(SEQUENCE("s", TRACK(ITEM("v", "0", "20", "5", "25", CAMERAS)),
                      TRACK(ITEM("a", "0", "20", "5", "25", "<multiclip id='m'/>"))));
    kit_list l;

    (void)state;
    kit_read_quoted(&l, "x.xml", text, NULL);
    kit_expect(&l, "v 0 0-20 5-25\na 0a 0-20 5-25\n");
    assert_string_equal(l.t.events[0].path, "/two.mov");
    assert_string_equal(l.t.events[1].path, "/one.mov");
    kit_finish(&l);
}

/* Which angle is seen and which is heard may stand in the angles. */
static void angles_say_that_they_are_active(void **state)
{
#define MARKED(name, mark)                                                                         \
    "<angle>" mark "<clip><file id='" name "'><name>" name "</name><pathurl>file:///" name         \
    "</pathurl></file></clip></angle>"
    static const char text[] = LIST(SEQUENCE(
        "s",
        TRACK(ITEM(
            "v", "0", "20", "5", "25",
            "<multiclip id='m'>" MARKED("one.mov", "<activevideoangle>FALSE</activevideoangle>"
                                                   "<activeaudioangle>TRUE</activeaudioangle>")
                MARKED("two.mov", "<activevideoangle>TRUE</activevideoangle>") "</multiclip>")),
        TRACK(ITEM("a", "0", "20", "5", "25", "<multiclip id='m'/>"))));
    kit_list          l;

    (void)state;
    kit_read_quoted(&l, "x.xml", text, NULL);
    kit_expect(&l, "v 0 0-20 5-25\na 0a 0-20 5-25\n");
    assert_string_equal(l.t.events[0].path, "/two.mov");
    assert_string_equal(l.t.events[1].path, "/one.mov");
    kit_finish(&l);
}

/* Cameras that were started later than the multiclip begins, and one in two files: its frame 50 is the 20th of the first
 * camera, and the second file of the other one begins at its frame 60. */
static void angles_lie_where_they_say(void **state)
{
#define PIECE(name, start, end, in, out)                                                           \
    "<clipitem><name>" name "</name>" RATE "<start>" start "</start><end>" end "</end><in>" in     \
    "</in><out>" out "</out><file id='" name "'><name>" name "</name><pathurl>file:///" name       \
    "</pathurl></file></clipitem>"
#define LAID(id, items)                                                                            \
    "<angle><clip id='" id "'>" RATE "<media><video>" TRACK(items) "</video></media></clip></angle>"
#define LATER(number) "<multiclip id='m" number "'><activevideoangle>" number "</activevideoangle>"
    static const char text[] = LIST(SEQUENCE(
        "s",
        TRACK(ITEM("v", "0", "20", "50", "70",
                   LATER("1") LAID("c1", PIECE("one.mov", "30", "200", "0", "170"))
                       LAID("c2", PIECE("two.mov", "0", "60", "0", "60")
                                      PIECE("two2.mov", "60", "200", "5", "145")) "</multiclip>")
                  ITEM("w", "20", "40", "50", "70",
                       LATER("2") "<angle><clip id='c1'/></angle><angle><clip id='c2'/></angle>"
                                  "</multiclip>")),
        TRACK("")));

    (void)state;
    expect(text, "one.mov 0 0-20 20-40\ntwo.mov 0 20-30 50-60\ntwo2.mov 0 30-40 5-15\n");
    /* An angle that says nothing of a file, and an item that does. */
    kit_list l;
    kit_read_quoted(
        &l, "x.xml",
        LIST(SEQUENCE("s",
                      TRACK(ITEM("v", "0", "20", "5", "25",
                                 "<file id='f'><pathurl>file:///own.mov</pathurl></file>"
                                 "<multiclip id='m'><angle><clip id='gone'/></angle></multiclip>")),
                      TRACK(""))),
        NULL);
    kit_expect(&l, "v 0 0-20 5-25\n");
    assert_string_equal(l.t.events[0].path, "/own.mov");
    kit_finish(&l);
}

/* The rate may be that of the pictures alone. */
static void a_sequence_says_its_rate_with_its_format(void **state)
{
    kit_list l;

    (void)state;
    kit_read_quoted(
        &l, "x.xml",
        LIST("<sequence id='s'><name>s</name><media><video><format><samplecharacteristics>"
             "<rate><timebase>25</timebase></rate></samplecharacteristics></format>" TRACK(
                 "<clipitem><name>a</name><start>0</start><end>20</end><in>5</in>"
                 "<out>25</out></clipitem>") "</video></media></sequence>"),
        NULL);
    assert_int_equal(l.t.fps.num, 25);
    kit_expect(&l, "a 0 0-20 5-25\n");
    kit_finish(&l);
}

/* --- nests ------------------------------------------------------------------------- */

#define NEST                                                                                       \
    SEQUENCE("in", TRACK(ITEM("p", "0", "90", "0", "90", "")),                                     \
             TRACK(ITEM("q", "10", "90", "0", "80", "")))

/* Picture and sound, the picture alone, and the sound alone, of which the second channel is no news. */
static void nests_bring_what_their_item_is(void **state)
{
    static const char text[] = LIST(SEQUENCE(
        "s",
        TRACK(ITEM("n", "0", "20", "5", "25", NEST LINK("1", "video") LINK("2", "audio"))
                  ITEM("n", "20", "40", "5", "25", "<sequence id='in'/>" LINK("3", "video"))),
        TRACK(ITEM("n", "0", "20", "5", "25",
                   "<sequence id='in'/>" LINK("1", "video") LINK("2", "audio"))
                  ITEM("n", "40", "60", "30", "50",
                       "<sequence id='in'/><sourcetrack><trackindex>1</trackindex></sourcetrack>"))
            TRACK(ITEM(
                "n", "40", "60", "30", "50",
                "<sequence id='in'/><sourcetrack><trackindex>2</trackindex></sourcetrack>" LINK(
                    "5", "audio") LINK("6", "audio")))));

    (void)state;
    expect(text, "p 0 0-20 5-25\nq 0a 5-20 0-15\np 0 20-40 5-25\nq 0a 40-60 20-40\n");
}

#define FIFTY(name, start, end, in, out, more)                                                     \
    "<clipitem><name>" name "</name><rate><timebase>50</timebase></rate><start>" start             \
    "</start><end>" end "</end><in>" in "</in><out>" out "</out>" more "</clipitem>"

/* The cut after 5 frames of 50 lies in the midst of frame 2: at frame 3 q is at its second picture. */
static void cuts_of_nests_of_another_rate_lie_between_frames(void **state)
{
    (void)state;
    expect(LIST(SEQUENCE(
               "s",
               TRACK(FIFTY(
                   "n", "0", "50", "0", "100",
                   "<sequence id='in'><rate><timebase>50</timebase></rate><media><video>" TRACK(
                       FIFTY("p", "0", "5", "10", "15", "") FIFTY(
                           "q", "5", "105", "100", "200", "")) "</video></media></sequence>")),
               "")),
           "p 0 0-3 10-15\nq 0 3-50 101-195\n");
}

/* Half as fast from its frame 20 on: in and out count frames of the slowed nest. */
static void nests_run_at_other_speeds(void **state)
{
    (void)state;
    expect(LIST(SEQUENCE(
               "s",
               TRACK(ITEM("n", "0", "20", "40", "60",
                          NEST
                          "<filter><effect><effectid>timeremap</effectid><parameter><parameterid>"
                          "speed</parameterid><value>50</value></parameter></effect></filter>" LINK(
                              "1", "video"))),
               "")),
           "p 0 0-20 20-30 x0.500\n");
}

/* Its frames 5 to 25, of which the first five are of its first clip; and its frame 12. */
static void nests_run_backwards_and_stand(void **state)
{
#define REMAP(parameters)                                                                          \
    "<filter><effect><effectid>timeremap</effectid>" parameters "</effect></filter>"
#define PARAMETER(id, value)                                                                       \
    "<parameter><parameterid>" id "</parameterid><value>" value "</value></parameter>"
    (void)state;
    expect(LIST(SEQUENCE("s",
                         TRACK(ITEM("n", "0", "20", "5", "25",
                                    SEQUENCE("two",
                                             TRACK(ITEM("p", "0", "10", "0", "10", "")
                                                       ITEM("r", "10", "90", "40", "120", "")),
                                             "") REMAP(PARAMETER("reverse", "TRUE")))
                                   ITEM("n", "20", "40", "12", "32",
                                        "<sequence id='two'/>" REMAP(PARAMETER("speed", "0")))),
                         "")),
           "r 0 0-15 40-55 reverse\np 0 15-20 5-10 reverse\nr 0 20-40 42-43 x0.000\n");
}

/* Premiere says of a clip that runs backwards that its speed is negative and that it is reversed. */
static void backwards_said_twice(void **state)
{
    (void)state;
    expect(LIST(SEQUENCE(
               "s",
               TRACK(ITEM("p", "0", "20", "5", "25",
                          REMAP(PARAMETER("speed", "-100") PARAMETER("reverse", "TRUE")))
                         ITEM("q", "20", "40", "5", "25", REMAP(PARAMETER("speed", "-100")))),
               "")),
           "p 0 0-20 5-25 reverse\nq 0 20-40 5-25 reverse\n");
}

/* As long as what it shows: 50 frames of 50 are 25 of the list. */
static void ends_that_are_left_out(void **state)
{
    (void)state;
    expect(
        LIST(SEQUENCE(
            "s",
            TRACK(
                "<clipitem id='c'><name>p</name><start>10</start><in>5</in><out>25</out></clipitem>"
                "<clipitem id='d'><name>q</name><rate><timebase>50</timebase></rate>"
                "<start>30</start><in>0</in><out>50</out></clipitem>"),
            "")),
        "p 0 10-30 5-25\nq 0 30-55 0-50\n");
}

#define KEY(when, value, more)                                                                     \
    "<keyframe><when>" when "</when><value>" value "</value>" more "</keyframe>"
#define GRAPH(keys)                                                                                \
    REMAP(PARAMETER("variablespeed", "1") PARAMETER(                                               \
        "speed", "100") "<parameter><parameterid>graphdict</parameterid><value>0</value>" keys     \
                        "<interpolation><name>FCPCurve</name></interpolation></parameter>")

/* Of a clip of which frames 10 to 60 of its own clock are seen: to 20 as it is, to 40 standing at media frame 20, to 50
 * back to 15, and on like that. A second one goes on beyond its points as it was, a third has curves, and a fourth no
 * graph that could be read. */
static void a_graph_of_speed_is_read_in_pieces(void **state)
{
    static const char text[] = LIST(SEQUENCE(
        "s",
        TRACK(ITEM("a", "0", "50", "10", "60",
                   GRAPH(KEY("0", "0", "") KEY("20", "20", "") KEY("40", "20", "")
                             KEY("50", "15", "")) "<marker><name>m</name><in>17</in><out>-1</out>"
                                                  "</marker><logginginfo><lognote>n</lognote>"
                                                  "</logginginfo>")
                  ITEM("b", "50", "70", "100", "120",
                       GRAPH(KEY("0", "0", "") KEY("50", "25.5", "") KEY("100", "51", "")))
                      ITEM("c", "70", "90", "0", "20",
                           GRAPH(KEY("0", "0", "<outscale><horiz>5</horiz></outscale>")
                                     KEY("10", "20", "") KEY("20", "25", "")))
                          ITEM("d", "90", "99", "5", "14",
                               GRAPH(KEY("0", "0", "") KEY("0", "9", "")))),
        ""));
    kit_list          l;

    (void)state;
    kit_read_quoted(&l, "x.xml", text, NULL);
    kit_expect(&l, "a 0 0-10 10-20\na 0 10-30 20-21 x0.000\na 0 30-50 10-20 x0.500 reverse\n"
                   "b 0 50-70 51-62 x0.510\nc 0 70-80 0-20 x2.000\nc 0 80-90 20-25 x0.500\n"
                   "d 0 90-99 5-14\n");
    assert_int_equal(l.t.events[0].marker_count, 1); /* it shows that frame too */
    assert_string_equal(l.t.events[0].label, "n");
    assert_null(l.t.events[1].label);
    assert_string_equal(
        kit_said(&l, "speed-pieces"),
        "Clips that change their speed on the way, read as pieces of even speed: 2.");
    assert_string_equal(
        kit_said(&l, "smooth-speed"),
        "Clips whose speed changes smoothly, of which each piece between two points "
        "is read at the mean of it: 1.");
    assert_string_equal(kit_said(&l, "uneven-speed"), "Clips and sequences that change their speed "
                                                      "on the way, read at its mean: 1.");
    kit_finish(&l);
}

/* To its frame 20 as it is, to 40 standing there, and back from there at half the speed. Its marker at 12 comes once,
 * the one at 18 twice: it is passed again on the way back, 2 frames or 4 of the list behind 40. */
static void a_graph_of_a_nest_is_read_in_pieces(void **state)
{
    static const char text[] = LIST(SEQUENCE(
        "s",
        TRACK(ITEM(
            "n", "0", "50", "0", "50",
            "<sequence id='in'><name>in</name>" RATE
            "<media><video>" TRACK(ITEM("p", "0", "10", "0", "10", "") ITEM(
                "r", "10", "90", "40", "120",
                "")) "</video></media><marker><name>a</name><in>12</in><out>-1</out></marker>"
                     "<marker><name>b</name><in>18</in><out>-1</out></marker></sequence>" GRAPH(
                         KEY("0", "0", "") KEY("20", "20", "") KEY("40", "20", "")
                             KEY("50", "15", "")))),
        ""));
    kit_list          l;

    (void)state;
    kit_read_quoted(&l, "x.xml", text, NULL);
    kit_expect(&l, "p 0 0-10 0-10\nr 0 10-20 40-50\nr 0 20-40 50-51 x0.000\n"
                   "r 0 40-50 45-50 x0.500 reverse\n");
    assert_string_equal(kit_said(&l, "flattened"),
                        "Nested sequences, read as the clips inside them: 1.");
    assert_null(kit_said(&l, "uneven-speed"));
    assert_int_equal(l.t.marker_count, 3);
    kit_finish(&l);
}

/* Twenty times itself, to any depth, would be without end, though there is not one clip in it. */
static void a_sequence_of_itself_ends(void **state)
{
#define SELF                                                                                       \
    "<clipitem><start>0</start><end>9</end><in>0</in><out>9</out><sequence id='s'/></clipitem>"
#define FIVE SELF SELF SELF SELF SELF
    static const char            text[] =
        "<xmeml><sequence id=\"s\"><rate><timebase>25</timebase></rate><media><video>"
        "<track>" FIVE FIVE FIVE FIVE "</track></video></media></sequence></xmeml>";
    ct_timeline                  t;
    ct_error                     err = {0};

    (void)state;
    assert_int_equal(ct_import("x.xml", text, strlen(text), (AVRational){25, 1}, &t, NULL, &err),
                     CT_BAD_DATA);
    assert_non_null(strstr(err.text, "sequences in sequences"));
#undef SELF
#undef FIVE
}

/* Remarks on the inner sequence stand where it is seen, in the colours of both programs. */
static void markers_with_their_colours(void **state)
{
    static const char text[] = LIST(SEQUENCE(
        "s",
        TRACK(
            "<clipitem><name>n</name>" RATE
            "<start>100</start><end>120</end><in>5</in><out>25</out>"
            "<sequence id='in'>" RATE "<media><video>" TRACK(ITEM(
                "p", "0", "90", "0", "90",
                "")) "</video></media>"
                     "<marker><name>seen</name><in>6</in><out>9</out><color><red>255</red><green>0</green><blue>0</blue>"
                     "</color></marker><marker><name>cut</name><in>30</in><out>-1</out></marker></sequence></clipitem>" ITEM(
                         "a", "0", "20", "0", "20",
                         "<marker><name>m</name><in>3</in><out>-1</out><pproColor>4294934272</pproColor></marker>")),
        ""));
    kit_list          l;

    (void)state;
    kit_read_quoted(&l, "x.xml", text, NULL);
    assert_int_equal(l.t.marker_count, 1);
    assert_int_equal(l.t.markers[0].frame, 101);
    assert_int_equal(l.t.markers[0].count, 3);
    assert_string_equal(l.t.markers[0].colour, "red");
    assert_int_equal(l.t.markers[0].category, CT_CAT_PICTURE);
    assert_string_equal(l.t.events[0].markers[0].colour,
                        "blue"); /* FF FF 80 00: alpha, blue, green, red */
    kit_finish(&l);
}

/* --- several sequences ---------------------------------------------------------------- */

#define PROJECT                                                                                    \
    LIST("<project><name>p</name><children><bin><name>b</name><children>" SEQUENCE(                \
        "Reel 1", TRACK(ITEM("a", "0", "20", "0", "20", NEST)),                                    \
        "") "</children></bin>" SEQUENCE("Reel 2", TRACK(ITEM("b", "0", "20", "0", "20", "")),     \
                                         "") "</children></project>")

static void one_of_several_is_taken(void **state)
{
    kit_list l;

    (void)state;
    kit_read_quoted(&l, "x.xml", PROJECT, NULL);
    assert_string_equal(l.t.title, "Reel 1");
    assert_string_equal(kit_said(&l, "beside"), "1 sequence beside Reel 1 was left out: Reel 2.");
    kit_finish(&l);
    kit_read_quoted(&l, "x.xml", PROJECT, &(ct_import_options){.timeline = "Reel 2"});
    kit_expect(&l, "b 0 0-20 0-20\n");
    assert_string_equal(kit_said(&l, "beside"), "1 sequence beside Reel 2 was left out: Reel 1.");
    kit_finish(&l);
}

/* The number is right where the words are not: 107892 is 01:00:00;00. */
static void timecode_is_believed_by_its_frame(void **state)
{
    static const char text[] = LIST(
        "<sequence><rate><timebase>30</timebase><ntsc>TRUE</ntsc></rate><timecode><string>00:59:56;12"
        "</string><frame>107892</frame><displayformat>DF</displayformat></timecode><media><video>" TRACK(
            ITEM("a", "0", "20", "0", "20", "")) "</video></media></sequence>");
    kit_list l;
    char     label[CT_TC_TEXT_BYTES];

    (void)state;
    kit_read_quoted(&l, "x.xml", text, NULL);
    assert_string_equal(ct_tc_print(l.t.start, l.t.count, label), "01:00:00;00");
    kit_finish(&l);
}

/* Without links two channels of a clip are known by their places; sound that stands alone is a pair. */
static void channels_that_are_not_linked(void **state)
{
#define HEARD(start, end, file, index)                                                             \
    "<clipitem><name>s</name><start>" start "</start><end>" end "</end><in>0</in><out>50</out>"    \
    "<file id='" file "'/><sourcetrack><mediatype>audio</mediatype><trackindex>" index             \
    "</trackindex></sourcetrack></clipitem>"
    static const char text[] =
        "<?xml version='1.0'?><xmeml version='5'><sequence><rate><timebase>25</timebase></rate>"
        "<media><video><track><clipitem><name>s</name><start>0</start><end>50</end><in>0</in>"
        "<out>50</out><file id='f'><name>s.mov</name></file></clipitem></track></video><audio><track>" HEARD(
            "0", "50", "f", "1")
            HEARD("60", "110", "m", "1") "</track><track>" HEARD(
                "0", "50", "f",
                "2") "</track><track><clipitem><name>m</name><start>200</start><end>250"
                     "</end><in>0</in><out>50</out><file id='m'><name>m.wav</name></file></clipitem></track>"
                     "</audio></media></sequence></xmeml>";
    kit_list l;

    (void)state;
    kit_read_quoted(&l, "x.xml", text, NULL);
    assert_int_equal(l.t.event_count, 3);
    kit_expect_channels(&l, (const char *const[]){"VA1A2", "A1A2", "A1A2"});
    kit_finish(&l);
}

/* Of many decimals the fraction is meant that they are short for; of two what they say. */
static void speeds_in_percents(void **state)
{
    static const struct {
        const char *text;
        AVRational  speed;
    } speeds[] = {{"50", {1, 2}},         {"33.33", {3333, 10000}},    {"33.333333", {1, 3}},
                  {"-66.666667", {2, 3}}, {"104.270833", {1001, 960}}, {"12.3456", {1929, 15625}},
                  {"0.000000", {0, 1}},   {"100.000000", {1, 1}}};

    (void)state;
    for (size_t i = 0; i < sizeof speeds / sizeof speeds[0]; i++) {
        char *text = ct_asprintf(
            "<?xml version='1.0'?><xmeml version='5'><sequence><rate><timebase>25</timebase></rate>"
            "<media><video><track><clipitem><name>a</name><start>0</start><end>100</end><in>0</in>"
            "<out>100</out><filter><effect><effectid>timeremap</effectid><parameter><parameterid>"
            "speed</parameterid><value>%s</value></parameter></effect></filter></clipitem></track>"
            "</video></media></sequence></xmeml>",
            speeds[i].text);
        kit_list l;
        kit_read_quoted(&l, "x.xml", text, NULL);
        const ct_event *e = &l.t.events[0];
        if (av_cmp_q(e->speed, speeds[i].speed) != 0 || e->reverse != (*speeds[i].text == '-'))
            fail_msg("%s: %d/%d", speeds[i].text, e->speed.num, e->speed.den);
        kit_finish(&l);
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(channels_that_are_not_linked),
        cmocka_unit_test(speeds_in_percents),
        cmocka_unit_test(backwards_said_twice),
        cmocka_unit_test(ends_that_are_left_out),
        cmocka_unit_test(angles_say_that_they_are_active),
        cmocka_unit_test(wipes_keep_their_pattern_and_name),
        cmocka_unit_test(ranges_that_are_not_said),
        cmocka_unit_test(frames_written_as_decimals),
        cmocka_unit_test(what_is_switched_off_is_neither_seen_nor_heard),
        cmocka_unit_test(subclips_lie_in_their_media),
        cmocka_unit_test(stills_show_one_frame),
        cmocka_unit_test(files_are_found_and_counted),
        cmocka_unit_test(multiclips_may_be_heard_with_another_angle),
        cmocka_unit_test(angles_lie_where_they_say),
        cmocka_unit_test(a_sequence_says_its_rate_with_its_format),
        cmocka_unit_test(nests_bring_what_their_item_is),
        cmocka_unit_test(cuts_of_nests_of_another_rate_lie_between_frames),
        cmocka_unit_test(nests_run_at_other_speeds),
        cmocka_unit_test(nests_run_backwards_and_stand),
        cmocka_unit_test(a_graph_of_speed_is_read_in_pieces),
        cmocka_unit_test(a_graph_of_a_nest_is_read_in_pieces),
        cmocka_unit_test(a_sequence_of_itself_ends),
        cmocka_unit_test(markers_with_their_colours),
        cmocka_unit_test(one_of_several_is_taken),
        cmocka_unit_test(timecode_is_believed_by_its_frame),
    };
    return cmocka_run_group_tests_name("Final Cut Pro 7 XML in", tests, NULL, NULL);
}
