/* SPDX-License-Identifier: MIT */
/* Lists with stories in stories: every event stands where its editor had it, with the frames of its
 * source. Expected values were worked out by hand from the fractions in the files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "circletake/editlist.h"
#include "circletake/file.h"
#include "circletake/str.h"
#include "edit_fixture.h"

static void import(const char *name, const char *data, size_t bytes, ct_timeline *t,
                   ct_finding_list *said)
{
    ct_error err = {0};

    *said = (ct_finding_list){0};
    if (ct_import(name, data, bytes, (AVRational){25, 1}, t, said, &err))
        fail_msg("%s: %s", name, err.text);
}

static bool was_said(const ct_finding_list *said, const char *rule)
{
    for (size_t i = 0; i < said->count; i++)
        if (strcmp(said->items[i].rule, rule) == 0)
            return true;
    return false;
}

/* "name track record source", a line an event; 'a' behind the track: sound alone, '-' nothing seen. */
static char *describe(const ct_timeline *t)
{
    ct_str text = {0};

    for (size_t i = 0; i < t->event_count; i++) {
        const ct_event *e = &t->events[i];
        const char     *kind = e->channels & CT_CHANNEL_V ? "" : e->channels ? "a" : "-";
        ct_str_appendf(&text, "%s %d%s %lld-%lld %lld-%lld%s\n", e->name, e->track, kind,
                       (long long)e->record.first, (long long)e->record.end,
                       (long long)e->source.first, (long long)e->source.end,
                       e->reverse ? " reverse" : "");
    }
    return ct_str_take(&text);
}

static void expect(const ct_timeline *t, const char *wanted)
{
    char *text = describe(t);

    assert_string_equal(text, wanted);
    free(text);
}

/* A file kept beside the checkout reads as wanted, or is skipped. */
static void expect_file(const char *name, const char *wanted)
{
    char           *path = shared_path(name), *data;
    size_t          bytes;
    ct_timeline     t;
    ct_finding_list said;

    if (!ct_file_exists(path)) {
        print_message("skipped: %s is not there\n", path);
        free(path);
        return;
    }
    assert_int_equal(ct_file_read(path, 1 << 24, &data, &bytes, NULL), CT_OK);
    import(path, data, bytes, &t, &said);
    expect(&t, wanted);
    ct_timeline_finish(&t);
    ct_finding_list_finish(&said);
    free(data);
    free(path);
}

/* 29.97 drop: 1001/30000 s a frame. The compound r3 holds one clip from frame 452; a spine hangs on the
 * fifth clip 25 frames behind its start; two clips run at 9168210/4436211 and 9168210/4681557. */
static void a_real_list_with_compounds_spines_and_speed(void **state)
{
    (void)state;
    expect_file("editlists/fcpxml/dfk-29.97d.fcpxml", "TestVideo 0 0-103 0-103\n"
                                                      "TestVideo 0 103-209 214-320\n"
                                                      "TestVideo 0 209-317 452-560\n"
                                                      "TestVideo 0 317-417 883-1090\n"
                                                      "TestVideo 0 417-554 1300-1437\n"
                                                      "TestVideo 1 442-448 1689-1695\n"
                                                      "TestVideo 1 448-457 1700-1709\n"
                                                      "TestVideo 1 457-466 1719-1728\n"
                                                      "TestVideo 1 466-474 1738-1746\n"
                                                      "TestVideo 0 554-678 2170-2413\n"
                                                      "TestVideo 0 678-887 2674-2883\n"
                                                      "TestVideo 1 701-762 452-513\n");
}

static void a_real_list_with_three_tracks(void **state)
{
    (void)state;
    expect_file("editlists/otio/otio-multitrack.otio",
                "tech.fux (loop)-HD.mp4 0 0-720 0-720\n"
                "t-hawk (loop)-HD.mp4 1 482-962 0-480\n"
                "out-b (loop)-HD.mp4 0 803-1525 0-722\n"
                "KOLL-HD.mp4 2 1198-1838 0-640\n"
                "brokchrd (loop)-HD.mp4 0 1957-2677 0-720\n");
}

/* 15 frames a second in a list of 30, a sequence in a sequence, a title over all, a dissolve that lies
 * from 1152 to 1177, sound that goes with no picture. */
static void a_real_list_with_a_sequence_inside(void **state)
{
    (void)state;
    expect_file("editlists/fcp7xml/otio-premiere_example.xml",
                "sc01_sh010_anim.mov 1 13-113 0-100\n"
                "test_title 2- 15-956 108000-108941\n"
                "track_08.wav 0a 153-351 0-198\n"
                "sc01_sh020_anim.mov 1 165-322 0-157\n"
                "sc01_sh030_anim.mov 1 322-538 0-216\n"
                "sc01_placeholder.wav 0a 335-505 0-170\n"
                "sc01_sh010_anim.mov 0 536-636 0-50\n"
                "sc01_sh010_anim.mov 1 636-736 0-100\n"
                "sc01_sh030_anim.mov 1 736-956 0-220\n"
                "sc01_master_layerA_sh030_temp.mov 3 956-1152 34-230\n"
                "sc01_sh010_anim.mov 3 1152-1246 6-100\n");
}

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
    ct_timeline     t;
    ct_finding_list said;

    import("story.fcpxml", xml, strlen(xml), &t, &said);
    expect(&t, wanted);
    assert_true(was_said(&said, rule));
    ct_timeline_finish(&t);
    ct_finding_list_finish(&said);
}

/* The second angle is on; it begins with a second of nothing, so the clip begins in its second 3 + 1. */
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
                 "angles", "b 0 0-50 125-175\nb 0 75-125 50-100\n");
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
        "retimed", "half 0 0-50 50-75\nback 0 50-100 450-500 reverse\n");
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
    ct_timeline     t;
    ct_finding_list said;

    (void)state;
    import("n.otio", text, strlen(text), &t, &said);
    expect(&t, "low 0 0-20 120-140\n"
               "top 2 0-12 0-12\n"
               "high 1 10-15 7-12\n"
               "next 0 20-30 0-10\n"
               "half 0 30-50 10-20\n"
               "back 0 50-70 10-50 reverse\n"
               "still 0 70-90 10-11\n");
    assert_true(was_said(&said, "flattened"));
    ct_timeline_finish(&t);
    ct_finding_list_finish(&said);
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
    ct_timeline     t;
    ct_finding_list said;

    (void)state;
    import("s.xml", xml, strlen(xml), &t, &said);
    expect(&t, "x 0 0-10 30-40\n"
               "y 0 10-20 7-17\n"
               "a 0 20-40 5-25\n"
               "half 0 40-60 50-60\n"
               "back 0 60-70 10-20 reverse\n"
               "cam 0 70-80 3-13\n");
    assert_string_equal(t.events[2].path, "/f.mov");
    assert_string_equal(t.events[5].path, "/g.mov");
    assert_true(was_said(&said, "flattened") && was_said(&said, "angles"));
    ct_timeline_finish(&t);
    ct_finding_list_finish(&said);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_real_list_with_compounds_spines_and_speed),
        cmocka_unit_test(a_real_list_with_three_tracks),
        cmocka_unit_test(a_nested_stack_is_cut_to_its_range),
        cmocka_unit_test(a_real_list_with_a_sequence_inside),
        cmocka_unit_test(things_are_found_by_their_ids),
        cmocka_unit_test(a_multicam_shows_its_active_angle),
        cmocka_unit_test(a_synchronised_clip_is_its_picture),
        cmocka_unit_test(compounds_end_at_some_depth),
        cmocka_unit_test(a_compound_of_itself_ends),
        cmocka_unit_test(speed_comes_from_the_time_map),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
