/* SPDX-License-Identifier: MIT */
/* What Final Cut writes beside plain clips: split edits, sources of synchronised clips and multicams, maps of
 * time, conformed media, switches, keywords, several projects; places worked out by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "circletake/str.h"
#include "read_kit.h"

#define HEAD                                                                                       \
    "<?xml version='1.0'?><!DOCTYPE fcpxml><fcpxml version='1.11'><resources>"                     \
    "<format id='f' frameDuration='1/25s' width='1920' height='1080'/>"                            \
    "<format id='fifty' frameDuration='1/50s'/>"                                                   \
    "<asset id='a' name='a' start='3600s' duration='100s' hasVideo='1' hasAudio='1' "              \
    "audioChannels='2' format='f'><media-rep kind='proxy-media' src='file:///proxy/a.mov'/>"       \
    "<media-rep kind='original-media' src='file:///a.mov'><bookmark>Ym9v</bookmark></media-rep>"   \
    "</asset><asset id='b' name='b' src='file:///b.mov' start='0s' duration='100s' hasVideo='1' "  \
    "format='f'/><asset id='fast' name='fast' src='file:///fast.mov' start='0s' duration='100s' "  \
    "hasVideo='1' format='fifty'/><asset id='w' name='w' src='file:///w.wav' start='0s' "          \
    "duration='100s' hasAudio='1' audioChannels='1' format='f'/>"
#define BODY                                                                                       \
    "</resources><library><event name='e'><project name='p'><sequence format='f' "                 \
    "tcStart='3600s'><spine>"
#define TAIL "</spine></sequence></project></event></library></fcpxml>"

static void expect(const char *xml, const char *rule, const char *wanted)
{
    kit_list l;

    kit_read_quoted(&l, "x.fcpxml", xml, NULL);
    kit_expect(&l, wanted);
    if (rule)
        assert_non_null(kit_said(&l, rule));
    kit_finish(&l);
}

/* --- split edits ---------------------------------------------------------------------- */

/* Before the list begins nothing is heard; a second before and after its picture; and the same as it. */
static void sound_of_a_clip_may_lie_elsewhere(void **state)
{
    static const char text[] = HEAD BODY
        "<asset-clip ref='a' offset='3600s' start='3610s' duration='2s' audioStart='3609s' "
        "audioDuration='4s'/><asset-clip ref='a' offset='3602s' start='3620s' duration='4s' "
        "audioStart='3619s' audioDuration='6s'/><asset-clip ref='a' offset='3606s' start='3630s' "
        "duration='2s' audioStart='3630s' audioDuration='2s'/>" TAIL;
    static const char *const channels[] = {"V", "A1A2", "A1A2", "V", "VA1A2"};
    kit_list                 l;

    (void)state;
    kit_read_quoted(&l, "x.fcpxml", text, NULL);
    kit_expect(&l, "a 0 0-50 250-300\na 0a 0-75 250-325\na 0a 25-175 475-625\na 0 50-150 500-600\n"
                   "a 0 150-200 750-800\n");
    kit_expect_channels(&l, channels);
    kit_finish(&l);
}

/* Of a camera without sound nothing is heard, wherever the sound of what it was synchronised with is. */
static void a_picture_without_sound_has_none_elsewhere(void **state)
{
    (void)state;
    expect(
        HEAD BODY
        "<sync-clip offset='3600s' start='10s' duration='4s' audioStart='10s' audioDuration='2s'>"
        "<clip start='10s' offset='10s' duration='9s'><video ref='b' offset='10s' start='10s' "
        "duration='9s'/><asset-clip ref='w' lane='-1' offset='10s' start='20s' duration='9s'/>"
        "</clip></sync-clip>" TAIL,
        NULL, "b 0 0-100 250-350\nw 0a 0-50 500-550\n");
}

/* The compound's clock begins at 10 s; its picture is seen from 12 s on, its sound is heard from 11 s on. */
static void sound_of_a_compound_may_lie_elsewhere(void **state)
{
    (void)state;
    expect(
        HEAD
        "<media id='m'><sequence format='f' tcStart='10s'><spine><asset-clip ref='a' offset='10s' "
        "duration='9s'/></spine></sequence></media>" BODY
        "<gap offset='3600s' duration='2s'/><ref-clip ref='m' offset='3602s' start='12s' duration='2s' "
        "audioStart='11s' audioDuration='4s'/>" TAIL,
        "flattened", "a 0a 25-125 25-125\na 0 50-100 50-100\n");
}

/* --- sources of sound ------------------------------------------------------------------ */

#define SYNCED(offset, sources)                                                                    \
    "<sync-clip offset='" offset "' duration='2s'><spine><asset-clip ref='a' offset='0s' "         \
    "duration='9s'><asset-clip ref='w' lane='-1' offset='3601s' duration='9s'/></asset-clip>"      \
    "</spine>" sources "</sync-clip>"
#define SOURCE(id, roles) "<sync-source sourceID='" id "'>" roles "</sync-source>"
#define ROLE(more)        "<audio-role-source role='dialogue.d-1'" more "/>"

/* Both; the recorder alone; the camera alone, of which one role is on; neither. */
static void synchronised_clips_say_what_is_heard(void **state)
{
    static const char text[] = HEAD BODY SYNCED("3600s", "")
        SYNCED("3602s", SOURCE("storyline", ROLE(" active='0'")) SOURCE("connected", ROLE("")))
            SYNCED("3604s", SOURCE("storyline", ROLE(" enabled='0'") ROLE(""))
                                SOURCE("connected", ROLE(" active='0'")))
                SYNCED("3606s", SOURCE("storyline", ROLE(" active='0'"))
                                    SOURCE("connected", ROLE(" active='0'"))) TAIL;
    static const char *const channels[] = {"VA1A2", "A1", "V", "A1", "VA1A2", "V"};
    kit_list                 l;

    (void)state;
    kit_read_quoted(&l, "x.fcpxml", text, NULL);
    kit_expect(&l, "a 0 0-50 0-50\nw 0a 25-50 0-25\na 0 50-100 0-50\nw 0a 75-100 0-25\n"
                   "a 0 100-150 0-50\na 0 150-200 0-50\n");
    kit_expect_channels(&l, channels);
    kit_finish(&l);
}

#define ANGLES                                                                                     \
    "<media id='m'><multicam format='f'><mc-angle angleID='one'><asset-clip ref='a' offset='0s' "  \
    "duration='50s'/></mc-angle><mc-angle angleID='two'><asset-clip ref='b' offset='0s' "          \
    "duration='50s'/></mc-angle><mc-angle angleID='mix'><asset-clip ref='w' offset='0s' "          \
    "duration='50s'/></mc-angle></multicam></media>"

/* Two angles are heard under a third; the picture of the clip alone; the first without a word. */
static void multicams_say_what_is_seen_and_heard(void **state)
{
    static const char *const channels[] = {"V", "A1A2", "A1", "V", "VA1A2"};
    kit_list                 l;

    (void)state;
    kit_read_quoted(
        &l, "x.fcpxml",
        HEAD ANGLES BODY
        "<mc-clip ref='m' offset='3600s' start='1s' duration='2s'><mc-source angleID='one' "
        "srcEnable='audio'/><mc-source angleID='two' srcEnable='video'/><mc-source "
        "angleID='mix' srcEnable='audio'/></mc-clip><mc-clip ref='m' offset='3602s' "
        "duration='2s' srcEnable='video'><mc-source angleID='one'/><mc-source angleID='mix' "
        "srcEnable='audio'/></mc-clip><mc-clip ref='m' offset='3604s' duration='2s'/>" TAIL,
        NULL);
    kit_expect(
        &l,
        "b 0 0-50 25-75\na 0a 0-50 25-75\nw 0a 0-50 25-75\na 0 50-100 0-50\na 0 100-150 0-50\n");
    kit_expect_channels(&l, channels);
    kit_finish(&l);
}

/* One after the other on one lane; the second lane has a track of its own. Those of the production come by name behind
 * Final Cut's; without a word it is dialogue; channels say it before their clip. */
static void sounds_lie_on_a_track_for_each_role(void **state)
{
#define SOUND(offset, lane, role, more)                                                            \
    "<asset-clip ref='w' lane='" lane "' offset='" offset "' duration='1s' " role ">" more         \
    "</asset-clip>"
    (void)state;
    expect(HEAD BODY "<gap offset='3600s' start='0s' duration='9s'>" SOUND("0s", "-1",
                                                                           "audioRole='Walla'", "")
               SOUND("1s", "-1", "audioRole='effects.hits'", "")
                   SOUND("2s", "-1", "audioRole='music'", "") SOUND("3s", "-1",
                                                                    "audioRole='foley.steps'", "")
                       SOUND("4s", "-1", "audioRole='Dialogue.Boom'", "") SOUND("5s", "-1", "", "")
                           SOUND("6s", "-1", "audioRole='dialogue'",
                                 "<audio-channel-source srcCh='1' role='music.score'/>")
                               SOUND("7s", "-2", "audioRole='music'", "") "</gap>" TAIL,
           NULL,
           "w 5a 0-25 0-25\nw 3a 25-50 0-25\nw 2a 50-75 0-25\nw 4a 75-100 0-25\nw 1a 100-125 0-25\n"
           "w 1a 125-150 0-25\nw 2a 150-175 0-25\nw 0a 175-200 0-25\n");
}

/* --- time --------------------------------------------------------------------------------- */

/* At its own speed to 2 s, standing there to 4 s, back to 1 s at half speed, and on like that; seen from 1 s to 7 s.
 * A marker stands in the piece that it was put on. */
static void a_clip_that_changes_its_speed_is_pieces(void **state)
{
    static const char text[] = HEAD BODY
        "<asset-clip ref='b' offset='3600s' start='1s' duration='6s'><timeMap><timept time='0s' value='0s'/>"
        "<timept time='2s' value='2s'/><timept time='4s' value='2s'/><timept time='6s' value='1s'/></timeMap>"
        "<marker start='124/25s' duration='1/25s' value='m'/></asset-clip>" TAIL;
    kit_list l;

    (void)state;
    kit_read_quoted(&l, "x.fcpxml", text, NULL);
    kit_expect(&l, "b 0 0-25 25-50\nb 0 25-75 50-51 x0.000\nb 0 75-150 12-50 x0.500 reverse\n");
    assert_int_equal(l.t.events[0].marker_count + l.t.events[1].marker_count, 0);
    assert_int_equal(l.t.events[2].markers[0].frame, 37); /* 24 frames on are 12 back from 49 */
    assert_non_null(kit_said(&l, "uneven-speed"));
    kit_finish(&l);
}

/* Twice as fast from its second 2 on, half as fast, and backwards from its second 12 on. Its second clip begins in
 * its second 4. */
static void compounds_run_at_other_speeds(void **state)
{
    static const char text[] = HEAD
        "<media id='m'><sequence format='f'><spine><asset-clip ref='b' offset='0s' start='10s' duration='4s'/>"
        "<asset-clip ref='b' offset='4s' start='50s' duration='8s'/></spine></sequence></media>" BODY
        "<ref-clip ref='m' offset='3600s' start='1s' duration='2s'><timeMap><timept time='0s' value='0s'/>"
        "<timept time='6s' value='12s'/></timeMap></ref-clip><ref-clip ref='m' offset='3602s' duration='4s'>"
        "<timeMap><timept time='0s' value='0s'/><timept time='24s' value='12s'/></timeMap></ref-clip>"
        "<ref-clip ref='m' offset='3606s' duration='1s'><timeMap><timept time='0s' value='12s'/>"
        "<timept time='12s' value='0s'/></timeMap></ref-clip>" TAIL;

    (void)state;
    expect(text, "retimed",
           "b 0 0-25 300-350 x2.000\nb 0 25-50 1250-1300 x2.000\nb 0 50-150 250-300 x0.500\n"
           "b 0 150-175 1425-1450 reverse\n");
}

/* Forwards its second clip comes in from 90 to 110, with 10 frames from before its In, while the first goes on for 20
 * from 340. So backwards the second lasts until its frame 1260, and the first comes in with its frame 359. */
static void a_dissolve_in_a_compound_runs_backwards(void **state)
{
    static const char text[] = HEAD
        "<media id='m'><sequence format='f'><spine><asset-clip ref='b' offset='0s' start='10s' duration='4s'/>"
        "<transition name='Cross Dissolve' offset='90/25s' duration='20/25s'/><asset-clip ref='b' offset='4s' "
        "start='50s' duration='4s'><marker start='52s' value='m'/></asset-clip></spine></sequence></media>" BODY
        "<ref-clip ref='m' offset='3600s' duration='8s'><timeMap><timept time='0s' value='8s'/>"
        "<timept time='8s' value='0s'/></timeMap></ref-clip>" TAIL;
    kit_list l;

    (void)state;
    kit_read_quoted(&l, "x.fcpxml", text, NULL);
    kit_expect(&l, "b 0 0-90 1260-1350 reverse\nb 0 90-200 250-360 reverse dissolve 20\n");
    assert_int_equal(l.t.events[0].markers[0].frame, 1300);
    assert_null(kit_said(&l, "transitions"));
    kit_finish(&l);
}

/* From second 1 on as it is, from 2 on standing, and from 4 on back at half speed; then one that stands in its second
 * clip, and one whose sound stands with it, which is not heard. */
static void compounds_stand_and_change_their_speed(void **state)
{
    static const char text[] = HEAD
        "<media id='m'><sequence format='f'><spine><asset-clip ref='b' offset='0s' start='10s' duration='4s'/>"
        "<asset-clip ref='a' offset='4s' start='3650s' duration='8s'/></spine></sequence></media>" BODY
        "<ref-clip ref='m' offset='3600s' start='1s' duration='6s'><timeMap><timept time='0s' value='0s'/>"
        "<timept time='2s' value='2s'/><timept time='4s' value='2s'/><timept time='6s' value='1s'/></timeMap>"
        "</ref-clip><ref-clip ref='m' offset='3606s' duration='2s'><timeMap><timept time='0s' value='5s'/>"
        "<timept time='2s' value='5s'/></timeMap></ref-clip>" TAIL;
    static const char *const channels[] = {"V", "V", "V", "V"};
    kit_list                 l;

    (void)state;
    kit_read_quoted(&l, "x.fcpxml", text, NULL);
    kit_expect(&l, "b 0 0-25 275-300\nb 0 25-75 300-301 x0.000\n"
                   "b 0 75-150 262-300 x0.500 reverse\na 0 150-200 1275-1276 x0.000\n");
    kit_expect_channels(&l, channels);
    assert_null(kit_said(&l, "nested-speed"));
    kit_finish(&l);
}

/* From standing to twice as fast, by a curve between them. Without times at its points there is none. */
static void a_curve_of_speed_is_said(void **state)
{
    static const char text[] = HEAD BODY
        "<asset-clip ref='b' offset='3600s' duration='4s'><timeMap><timept time='0s' value='0s' interp='smooth2'/>"
        "<timept time='2s' value='1s' interp='smooth2' inTime='1/2s' outTime='1/2s'/><timept time='4s' value='5s'/>"
        "</timeMap></asset-clip><asset-clip ref='b' offset='3604s' duration='2s'><timeMap><timept time='0s' "
        "value='0s' interp='smooth2'/><timept time='2s' value='4s' interp='smooth2'/></timeMap></asset-clip>" TAIL;
    kit_list l;

    (void)state;
    kit_read_quoted(&l, "x.fcpxml", text, NULL);
    kit_expect(&l, "b 0 0-50 0-25 x0.500\nb 0 50-100 25-125 x2.000\nb 0 100-150 0-100 x2.000\n");
    assert_string_equal(
        kit_said(&l, "smooth-speed"),
        "Clips whose speed changes smoothly, of which each piece between two points "
        "is read at the mean of it: 1.");
    kit_finish(&l);
}

/* Maps that cover what a clip shows and begin with 0 at its start, as programs beside Final Cut write them: with the
 * places in the media, counted from the clip's own start, backwards, and on
 * the clock of media that begins with an hour. */
static void maps_that_begin_with_the_clip(void **state)
{
    static const char text[] = HEAD BODY
        "<asset-clip ref='b' offset='3600s' start='10s' duration='4s'><timeMap><timept time='0s' value='10s'/>"
        "<timept time='4s' value='18s'/></timeMap><marker start='11s' duration='1/25s' value='m'/></asset-clip>"
        "<asset-clip ref='b' offset='3604s' start='10s' duration='4s'><timeMap><timept time='0s' value='0s'/>"
        "<timept time='4s' value='2s'/></timeMap></asset-clip><asset-clip ref='b' offset='3608s' start='2s' "
        "duration='4s'><timeMap><timept time='0s' value='10s'/><timept time='4s' value='2s'/></timeMap></asset-clip>"
        "<asset-clip ref='a' offset='3612s' start='3610s' duration='4s'><timeMap><timept time='0s' value='3610s'/>"
        "<timept time='4s' value='3618s'/></timeMap></asset-clip>" TAIL;
    kit_list l;

    (void)state;
    kit_read_quoted(&l, "x.fcpxml", text, NULL);
    kit_expect(&l, "b 0 0-100 250-450 x2.000\nb 0 100-200 250-300 x0.500\n"
                   "b 0 200-300 50-250 x2.000 reverse\na 0 300-400 250-450 x2.000\n");
    assert_int_equal(l.t.events[0].markers[0].frame, 300);
    kit_finish(&l);
}

/* Its clock begins with 0, that of its picture with an hour: markers and keywords count on its own. */
static void a_clip_has_a_clock_of_its_own(void **state)
{
    static const char text[] = HEAD BODY
        "<clip offset='3600s' start='10s' duration='4s' format='f'><video ref='a' offset='0s' start='3600s' "
        "duration='100s'/><marker start='11s' duration='1/25s' value='m'/><keyword start='13s' duration='9s' "
        "value='in'/><keyword start='14s' duration='9s' value='out'/></clip>" TAIL;
    kit_list l;

    (void)state;
    kit_read_quoted(&l, "x.fcpxml", text, NULL);
    kit_expect(&l, "a 0 0-100 250-350\n");
    assert_int_equal(l.t.events[0].marker_count, 1);
    assert_int_equal(l.t.events[0].markers[0].frame, 275);
    assert_string_equal(l.t.events[0].keywords, "in");
    kit_finish(&l);
}

/* 50 in 25: every second frame, said or not. */
static void conformed_media_of_a_multiple_keeps_its_speed(void **state)
{
    (void)state;
    expect(
        HEAD BODY "<asset-clip ref='fast' offset='3600s' start='2s' duration='2s'><conform-rate "
                  "srcFrameRate='50'/></asset-clip><asset-clip ref='fast' offset='3602s' "
                  "start='2s' duration='2s'><conform-rate scaleEnabled='0' srcFrameRate='50'/>"
                  "</asset-clip><asset-clip ref='fast' offset='3604s' start='2s' duration='2s'/>"
                  "<asset-clip ref='b' offset='3606s' duration='1s'><conform-rate "
                  "srcFrameRate='25'/></asset-clip>" TAIL,
        NULL,
        "fast 0 0-50 100-200\nfast 0 50-100 100-200\nfast 0 100-150 100-200\nb 0 150-175 0-25\n");
}

#define RATES                                                                                      \
    "<format id='f24' frameDuration='1/24s'/><format id='f60' frameDuration='1/60s'/>"             \
    "<format id='film' frameDuration='1001/24000s'/><asset id='slow' name='slow' "                 \
    "src='file:///slow.mov' start='0s' duration='1001/10s' hasVideo='1' format='film'/>"
#define SEQUENCE(format)                                                                           \
    "</resources><library><event name='e'><project name='p'><sequence format='" format             \
    "' tcStart='3600s'><spine>"

/* 25 in 24, frame for frame: the clip's start and its marker are on the clock of its media, and so is the place of
 * what hangs on it, a second behind the start and so 25 frames. */
static void conformed_media_has_a_clock_of_its_own(void **state)
{
    kit_list l;

    (void)state;
    kit_read_quoted(&l, "x.fcpxml",
                    HEAD RATES SEQUENCE("f24") "<asset-clip ref='b' offset='3600s' start='20s' "
                                               "duration='3s'><conform-rate srcFrameRate='25'/>"
                                               "<asset-clip ref='b' lane='1' offset='21s' "
                                               "duration='1s' start='40s'><conform-rate "
                                               "srcFrameRate='25'/></asset-clip><marker "
                                               "start='551/25s' value='m'/></asset-clip>" TAIL,
                    NULL);
    kit_expect(&l, "b 0 0-72 500-572 x0.960\nb 1 25-49 1000-1024 x0.960\n");
    assert_int_equal(l.t.events[0].markers[0].frame, 551);
    assert_non_null(kit_said(&l, "conformed"));
    kit_finish(&l);
}

/* 23.976 in 60 is run as 24: a thousandth faster, and 0.4 of a frame each of the list. What hangs 1001/100 s
 * behind the start on its clock hangs there after ten seconds. */
static void conformed_film_in_sixty_is_a_thousandth_faster(void **state)
{
    (void)state;
    expect(
        HEAD RATES SEQUENCE("f60") "<asset-clip ref='slow' offset='3600s' start='1001/1000s' "
                                   "duration='20s'><conform-rate srcFrameRate='23.98'/><spine "
                                   "lane='1' offset='11011/1000s'><asset-clip ref='slow' "
                                   "offset='1s' duration='5s'><conform-rate srcFrameRate='23.98'/>"
                                   "</asset-clip></spine></asset-clip>" TAIL,
        "conformed", "slow 0 0-1200 24-504 x1.001\nslow 1 660-960 0-120 x1.001\n");
}

/* Of 25 in 24: what it holds is at home in it and slowed with it, ten of its seconds last 250 frames; its marker
 * is on its own clock. Sound of a clip that is conformed goes with the picture. */
static void compounds_are_conformed_too(void **state)
{
    kit_list l;

    (void)state;
    kit_read_quoted(
        &l, "x.fcpxml",
        HEAD RATES
        "<media id='m'><sequence format='f' tcStart='0s'><spine><asset-clip ref='b' offset='0s' "
        "start='5s' duration='10s'/><asset-clip ref='a' offset='10s' start='3602s' duration='9s'/>"
        "</spine></sequence></media>" SEQUENCE(
            "f24") "<ref-clip ref='m' offset='3600s' start='8s' "
                   "duration='250/24s'><conform-rate srcFrameRate='25'/><marker start='12s' value='m'/>"
                   "</ref-clip><asset-clip ref='a' offset='86650/24s' start='3601s' duration='1s' "
                   "audioStart='3600s' audioDuration='49/24s'><conform-rate srcFrameRate='25'/></asset-clip>" TAIL,
        NULL);
    kit_expect(&l, "b 0 0-50 325-375 x0.960\na 0 50-250 50-250 x0.960\n"
                   "a 0a 225-274 0-49 x0.960\na 0 250-274 25-49 x0.960\n");
    assert_int_equal(l.t.marker_count, 1);
    assert_int_equal(l.t.markers[0].frame, 100);
    kit_finish(&l);
}

/* On a clock of its own, which begins with an hour, or with its place in the list; what lies behind its end is
 * hidden. */
static void markers_of_a_transition_are_of_the_list(void **state)
{
    kit_list l;

    (void)state;
    kit_read_quoted(&l, "x.fcpxml",
                    HEAD BODY
                    "<transition name='Cross Dissolve' offset='3600s' duration='1s'><marker "
                    "start='90010/25s' value='first'/><marker start='3700s' value='hidden'/>"
                    "</transition><asset-clip ref='b' offset='3600s' duration='4s'/><transition "
                    "name='Cross Dissolve' offset='90090/25s' duration='20/25s'><marker "
                    "start='90095/25s' value='second'/></transition><asset-clip ref='b' "
                    "offset='3604s' start='20s' duration='4s'/>" TAIL,
                    NULL);
    assert_int_equal(l.t.marker_count, 2);
    assert_int_equal(l.t.markers[0].frame, 10);
    assert_string_equal(l.t.markers[0].text, "first");
    assert_int_equal(l.t.markers[1].frame, 95);
    kit_finish(&l);
}

/* --- switches and words ---------------------------------------------------------------------- */

static void what_is_switched_off_keeps_its_place(void **state)
{
    (void)state;
    expect(
        HEAD BODY
        "<asset-clip ref='a' offset='3600s' duration='2s' enabled='0'><asset-clip ref='b' lane='1' "
        "offset='3601s' duration='1s'/></asset-clip><asset-clip ref='b' duration='1s'/>" TAIL,
        "disabled", "b 1 25-50 0-25\nb 0 50-75 0-25\n");
}

#define AT_AN_HOUR                                                                                 \
    "<media id='c'><sequence format='f' tcStart='3600s'><spine><asset-clip ref='b' "               \
    "offset='3600s' start='10s' duration='20s'/></spine></sequence></media>"

/* What hangs on it lies on its clock, which begins as that of a compound does, or for a clip with nothing. */
static void clocks_of_what_is_switched_off(void **state)
{
    (void)state;
    expect(
        HEAD AT_AN_HOUR BODY
        "<ref-clip ref='c' offset='3600s' duration='2s' enabled='0'><asset-clip ref='b' lane='1' "
        "offset='3601s' duration='1s'/></ref-clip><clip offset='3602s' duration='2s' enabled='0'>"
        "<video ref='a' offset='0s' start='3600s' duration='9s'/><asset-clip ref='b' lane='1' "
        "offset='1s' start='5s' duration='1s'/></clip>" TAIL,
        "disabled", "b 0 25-50 0-25\nb 0 75-100 125-150\n");
}

/* As the first versions wrote compounds; and sound that was taken off its picture, on a gap with its own clock. */
static void clips_that_hold_a_story(void **state)
{
    (void)state;
    expect(
        HEAD BODY
        "<clip offset='3600s' start='5s' duration='4s'><spine><asset-clip ref='a' offset='0s' "
        "start='3600s' duration='7s'/><asset-clip ref='b' offset='7s' start='3s' duration='9s'/>"
        "</spine></clip><clip offset='3604s' start='1s' duration='2s'><asset-clip ref='b' "
        "offset='0s' duration='9s'/></clip><gap offset='3606s' duration='2s'><clip lane='-1' "
        "offset='0s' start='5s' duration='1s'><gap offset='0s' start='3600s' duration='20s'><audio "
        "ref='w' lane='-1' offset='3600s' start='10s' duration='20s'/></gap></clip></gap>" TAIL,
        "flattened",
        "a 0 0-50 125-175\nb 0 50-100 75-125\nb 0 100-150 25-75\nw 0a 150-175 375-400\n");
}

static void keywords_of_what_is_shown(void **state)
{
    static const char text[] = HEAD BODY
        "<asset-clip ref='a' offset='3600s' start='3610s' duration='2s'><keyword start='3600s' "
        "duration='11s' value='wide, rain'/><keyword start='3611s' duration='9s' value='rain,night'/>"
        "<keyword start='3690s' duration='1s' value='late'/></asset-clip>" TAIL;
    kit_list l;

    (void)state;
    kit_read_quoted(&l, "x.fcpxml", text, NULL);
    assert_string_equal(l.t.events[0].keywords, "wide, rain, night");
    assert_string_equal(l.t.events[0].path, "/a.mov");
    kit_finish(&l);
}

/* On a gap, on a multicam of which the second to the third second are seen, on a clip behind what is seen of it,
 * and on the picture of a split edit once. */
/* Of a bin: without the wish its clip, or what was rated; with it all ranges, behind one another. */
static void ranges_are_read_when_they_are_wanted(void **state)
{
#define BIN(more)                                                                                  \
    HEAD "</resources><event name='e'><asset-clip ref='a' start='3600s' duration='100s'>"          \
         "<keyword start='3610s' duration='2s' value='door'/>" more "<keyword start='3630s' "      \
         "duration='1s' value='rain, wind'/></asset-clip></event></fcpxml>"
    static const char        plain[] = BIN("");
    static const char        rated[] = BIN("<rating start='3620s' duration='1s' value='reject'/>");
    static const char *const labels[] = {"door", "", "rain, wind"};
    const ct_import_options  wish = {.ranges = true};
    kit_list                 l;

    (void)state;
    expect(plain, NULL, "a 0 0-2500 0-2500\n");
    expect(rated, NULL, "a 0 0-25 500-525\n");
    kit_read_quoted(&l, "x.fcpxml", rated, &wish);
    kit_expect(&l, "a 0 0-50 250-300\na 0 50-75 500-525\na 0 75-100 750-775\n");
    for (size_t i = 0; i < l.t.event_count; i++)
        assert_string_equal(l.t.events[i].label ? l.t.events[i].label : "", labels[i]);
    assert_int_equal(l.t.events[1].verdict, CT_REJECTED);
    kit_finish(&l);
    kit_read_quoted(&l, "x.fcpxml",
                    HEAD "</resources><event name='e'><asset-clip ref='a' "
                         "duration='2s'/></event></fcpxml>",
                    &wish);
    kit_expect(&l, "a 0 0-50 0-50\n"); /* there is none */
    kit_finish(&l);
    kit_read_quoted(&l, "x.fcpxml",
                    HEAD AT_AN_HOUR "</resources><event name='e'><ref-clip ref='c' duration='20s'>"
                                    "<rating start='3602s' duration='1s' value='favorite'/>"
                                    "</ref-clip></event></fcpxml>",
                    &wish);
    kit_expect(&l, "b 0 0-25 300-325\n");
    kit_finish(&l);
}

static void markers_stand_where_they_were_put(void **state)
{
    static const char text[] = HEAD ANGLES BODY
        "<gap offset='3600s' start='100s' duration='1s'><marker start='501/5s' value='gap'/></gap>"
        "<mc-clip ref='m' offset='3601s' start='1s' duration='2s'><mc-source angleID='one'/><marker start='2s' "
        "duration='2/25s' value='seen' completed='1'/><marker start='3s' value='cut'/></mc-clip><asset-clip "
        "ref='a' offset='3603s' start='3610s' duration='1s' audioStart='3609s' audioDuration='2s'><marker "
        "start='3615s' value='behind'/></asset-clip>" TAIL;
    kit_list l;
    size_t   count = 0;

    (void)state;
    kit_read_quoted(&l, "x.fcpxml", text, NULL);
    assert_int_equal(l.t.marker_count, 2);
    assert_string_equal(l.t.markers[0].text, "gap");
    assert_int_equal(l.t.markers[0].frame, 5);
    assert_string_equal(l.t.markers[1].text, "seen");
    assert_int_equal(l.t.markers[1].frame, 50);
    assert_int_equal(l.t.markers[1].count, 2);
    assert_int_equal(l.t.markers[1].status, CT_NOTE_RESOLVED);
    for (size_t i = 0; i < l.t.event_count; i++)
        count += l.t.events[i].marker_count;
    assert_int_equal(count, 1);
    assert_int_equal(l.t.events[l.t.event_count - 1].markers[0].frame, 375);
    kit_finish(&l);
}

/* --- bins and projects ------------------------------------------------------------------------- */

/* An event of a synchronised clip, a multicam and a clip: end to end, as what is in them. */
static void clips_of_a_bin_that_hold_others(void **state)
{
    (void)state;
    expect(
        HEAD ANGLES
        "</resources><event name='e'>"
        "<sync-clip format='f' duration='2s'><spine><asset-clip ref='a' offset='0s' duration='2s'/>"
        "</spine></sync-clip><mc-clip ref='m' duration='3s'><mc-source angleID='two'/></mc-clip>"
        "<asset-clip ref='b' duration='1s'/></event></fcpxml>",
        "flattened", "a 0 0-50 0-50\nb 0 50-125 0-75\nb 0 125-150 0-25\n");
}

/* Of two events, and of what the first versions called a project and was an event. */
static void clips_of_all_events(void **state)
{
    (void)state;
    expect(HEAD
           "</resources><library><event name='e'><asset-clip ref='a' start='3600s' duration='2s'/>"
           "</event><event name='g'><asset-clip ref='b' duration='1s'/></event></library></fcpxml>",
           NULL, "a 0 0-50 0-50\nb 0 50-75 0-25\n");
    expect(
        "<fcpxml version='1.2'><project name='e'><resources><format id='f' frameDuration='1/25s'/>"
        "<asset id='a' name='a' src='file:///a.mov' start='0s' duration='9s' hasVideo='1'/>"
        "</resources><clip name='c' format='f' duration='9s'><video offset='0s' ref='a' "
        "duration='9s'/></clip></project></fcpxml>",
        NULL, "c 0 0-225 0-225\n");
}

#define PROJECT(name, ref)                                                                         \
    "<project name='" name "'><sequence format='f'><spine><asset-clip ref='" ref                   \
    "' offset='0s' duration='1s'/></spine></sequence></project>"

static void one_of_several_is_taken(void **state)
{
    static const char text[] = HEAD "</resources><library><event name='e'>" PROJECT(
        "Cut 1", "b") "</event><event name='g'>" PROJECT("Cut 2",
                                                         "a") "</event></library></fcpxml>";
    kit_list l;

    (void)state;
    kit_read_quoted(&l, "x.fcpxml", text, NULL);
    kit_expect(&l, "b 0 0-25 0-25\n");
    assert_string_equal(kit_said(&l, "beside"), "1 project beside Cut 1 was left out: Cut 2.");
    kit_finish(&l);
    kit_read_quoted(&l, "x.fcpxml", text, &(ct_import_options){.timeline = "cut 2"});
    kit_expect(&l, "a 0 0-25 0-25\n");
    kit_finish(&l);
}

/* --- pictures that stand, words that are no clip ----------------------------------------- */

/* A still lasts no time and lies an hour along a clock of its own; a caption is said to be missing. */
static void stills_and_captions(void **state)
{
    kit_list l;

    (void)state;
    kit_read_quoted(
        &l, "x.fcpxml",
        HEAD
        "<format id='none' name='FFVideoFormatRateUndefined' width='9' height='9'/>"
        "<asset id='s' name='s' start='0s' duration='0s' hasVideo='1' format='none'>"
        "<media-rep kind='original-media' src='file:///s.png'/></asset>" BODY
        "<asset-clip ref='a' name='a' offset='3600s' start='3610s' duration='2s'>"
        "<caption lane='1' offset='3610s' start='3600s' duration='1s' name='words'/></asset-clip>"
        "<video ref='s' name='s' offset='3602s' start='3600s' duration='2s'/>" TAIL,
        NULL);
    kit_expect(&l, "a 0 0-50 250-300\ns 0 50-100 0-1 x0.000\n");
    assert_string_equal(kit_said(&l, "captions"), "Captions, left out: 1.");
    kit_finish(&l);
}

/* A format may be no more than a name that Final Cut knows, of interlaced ones with the rate of fields. */
static void formats_by_their_names(void **state)
{
    static const struct {
        const char *name;
        AVRational  fps;
    } cases[] = {{"FFVideoFormat1080p2398", {24000, 1001}},
                 {"FFVideoFormat3840x2160p50", {50, 1}},
                 {"FFVideoFormatDV720x576i50_16x9", {25, 1}},
                 {"FFVideoFormat1080i5994", {30000, 1001}}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        kit_list l;
        char    *text = ct_asprintf(
               "<fcpxml version='1.10'><resources><format id='f' name='%s'/><asset id='a' name='a' "
                  "start='0s' duration='100s' hasVideo='1' format='f' src='file:///a.mov'/></resources>"
                  "<project name='p'><sequence format='f'><spine><asset-clip ref='a' name='a' offset='0s' "
                  "start='1001s' duration='2002s'/></spine></sequence></project></fcpxml>",
               cases[i].name);
        kit_read_quoted(&l, "x.fcpxml", text, NULL);
        assert_int_equal(l.t.event_count, 1);
        assert_int_equal(l.t.fps.num, cases[i].fps.num);
        assert_int_equal(l.t.fps.den, cases[i].fps.den);
        assert_int_equal(ct_span_count(l.t.events[0].record) * cases[i].fps.den,
                         (int64_t)2002 * cases[i].fps.num);
        kit_finish(&l);
        free(text);
    }
}

/* 1.5 s to 4.02 s at 25 a second. */
static void times_with_a_point(void **state)
{
    (void)state;
    expect(HEAD BODY
           "<asset-clip ref='b' name='b' offset='3600.0s' start='1.5s' duration='2.52s'/>" TAIL,
           NULL, "b 0 0-63 38-101\n");
}

/* A clip of 24 lies on frames of 25 in the timeline; the range that it was given says where it ends. Ours without a label
 * are called Select, which is none. */
static void a_range_is_what_a_timeline_shows_of_it(void **state)
{
    const ct_import_options ranges = {.edit_rate = {25, 1}, .ranges = true};
    kit_list                l;

    (void)state;
    kit_read_quoted(
        &l, "x.fcpxml",
        "<?xml version='1.0'?><!DOCTYPE fcpxml><fcpxml version='1.9'><resources><format id='f' "
        "frameDuration='1/25s'/><format id='g' frameDuration='1/24s'/><asset id='a' name='a' "
        "start='0s' duration='100s' hasVideo='1' format='g'><media-rep src='file:///m/a.mov'/>"
        "</asset></resources><event><asset-clip ref='a' name='a' duration='100s' format='g'>"
        "<rating name='Select' start='101/24s' duration='105/24s' value='favorite'/>"
        "<rating name='two' start='300/24s' duration='20/24s' value='favorite'/></asset-clip>"
        "<project name='p'><sequence format='f'><spine><asset-clip ref='a' name='a' offset='0s' "
        "start='101/24s' duration='110/25s'/><asset-clip ref='a' name='a' offset='110/25s' "
        "start='300/24s' duration='22/25s'/></spine></sequence></project></event></fcpxml>",
        &ranges);
    kit_expect(&l, "a 0 0-110 101-206\na 0 110-132 300-321\na 0 132-241 101-206\n"
                   "a 0 241-262 300-320\n");
    assert_string_equal(ct_str_or_empty(l.t.events[2].label), "");
    assert_string_equal(l.t.events[3].label, "two");
    kit_finish(&l);
}

/* Of two that lie a frame apart and are called alike, each is shown. */
static void the_nearest_range_is_what_a_timeline_shows(void **state)
{
    const ct_import_options ranges = {.edit_rate = {25, 1}, .ranges = true};
    kit_list                l;

    (void)state;
    kit_read_quoted(
        &l, "x.fcpxml",
        "<?xml version='1.0'?><!DOCTYPE fcpxml><fcpxml version='1.9'><resources><format id='f' "
        "frameDuration='1/25s'/><format id='g' frameDuration='1/24s'/><asset id='a' name='a' "
        "start='0s' duration='100s' hasVideo='1' format='g'><media-rep src='file:///m/a.mov'/>"
        "</asset></resources><event><asset-clip ref='a' name='a' duration='100s' format='g'>"
        "<rating name='Select' start='100/24s' duration='105/24s' value='favorite'/>"
        "<rating name='Select' start='101/24s' duration='105/24s' value='favorite'/></asset-clip>"
        "<project name='p'><sequence format='f'><spine><asset-clip ref='a' name='a' offset='0s' "
        "start='101/24s' duration='110/25s'/></spine></sequence></project></event></fcpxml>",
        &ranges);
    assert_int_equal(l.t.events[0].source.first, 101);
    assert_int_equal(l.t.events[0].source.end, 206);
    kit_finish(&l);
}

/* Programs that write clips with a picture inside put the speed there, on the clock of the picture. */
static void the_picture_in_a_clip_has_a_speed(void **state)
{
    kit_list l;

    (void)state;
    kit_read_quoted(
        &l, "x.fcpxml",
        "<?xml version='1.0'?><!DOCTYPE fcpxml><fcpxml version='1.10'><resources><format id='f' "
        "frameDuration='1/25s'/><asset id='a' name='a' start='0s' duration='100s' hasVideo='1' "
        "format='f' src='file:///m/a.mov'/></resources><project name='p'><sequence format='f'>"
        "<spine><clip name='a' offset='0s' start='2s' duration='4s'><video ref='a' offset='2s' "
        "start='10s' duration='4s'><timeMap><timept time='10s' value='10s'/><timept time='14s' "
        "value='12s'/></timeMap></video></clip></spine></sequence></project></fcpxml>",
        NULL);
    kit_expect(&l, "a 0 0-100 250-300 x0.500\n");
    kit_finish(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stills_and_captions),
        cmocka_unit_test(formats_by_their_names),
        cmocka_unit_test(times_with_a_point),
        cmocka_unit_test(sound_of_a_clip_may_lie_elsewhere),
        cmocka_unit_test(a_picture_without_sound_has_none_elsewhere),
        cmocka_unit_test(sound_of_a_compound_may_lie_elsewhere),
        cmocka_unit_test(synchronised_clips_say_what_is_heard),
        cmocka_unit_test(multicams_say_what_is_seen_and_heard),
        cmocka_unit_test(the_picture_in_a_clip_has_a_speed),
        cmocka_unit_test(a_range_is_what_a_timeline_shows_of_it),
        cmocka_unit_test(the_nearest_range_is_what_a_timeline_shows),
        cmocka_unit_test(a_clip_that_changes_its_speed_is_pieces),
        cmocka_unit_test(compounds_run_at_other_speeds),
        cmocka_unit_test(a_dissolve_in_a_compound_runs_backwards),
        cmocka_unit_test(compounds_stand_and_change_their_speed),
        cmocka_unit_test(a_curve_of_speed_is_said),
        cmocka_unit_test(maps_that_begin_with_the_clip),
        cmocka_unit_test(a_clip_has_a_clock_of_its_own),
        cmocka_unit_test(conformed_media_of_a_multiple_keeps_its_speed),
        cmocka_unit_test(conformed_media_has_a_clock_of_its_own),
        cmocka_unit_test(conformed_film_in_sixty_is_a_thousandth_faster),
        cmocka_unit_test(compounds_are_conformed_too),
        cmocka_unit_test(markers_of_a_transition_are_of_the_list),
        cmocka_unit_test(what_is_switched_off_keeps_its_place),
        cmocka_unit_test(clocks_of_what_is_switched_off),
        cmocka_unit_test(clips_that_hold_a_story),
        cmocka_unit_test(keywords_of_what_is_shown),
        cmocka_unit_test(sounds_lie_on_a_track_for_each_role),
        cmocka_unit_test(ranges_are_read_when_they_are_wanted),
        cmocka_unit_test(markers_stand_where_they_were_put),
        cmocka_unit_test(clips_of_a_bin_that_hold_others),
        cmocka_unit_test(clips_of_all_events),
        cmocka_unit_test(one_of_several_is_taken),
    };
    return cmocka_run_group_tests_name("FCPXML in", tests, NULL, NULL);
}
