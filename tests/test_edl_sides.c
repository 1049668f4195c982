/* SPDX-License-Identifier: MIT */
/* Edit lists in the dialects of many programs, event for event: which of two sides of a transition or of a key is meant by
 * what is said below both, which file, which reel, how long. Expected values were worked out by hand from the texts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "circletake/editlist.h"
#include "circletake/str.h"

static const AVRational R24 = {24, 1}, R25 = {25, 1}, R30 = {30, 1};

/* "name [reel] record source", then what is peculiar, a line an event. */
static void describe_event(ct_str *out, const ct_event *e)
{
    static const char *const begins[] = {"cut", "dissolve", "wipe", "key", "fade"};

    ct_str_appendf(out, "%s [%s] %lld-%lld %lld-%lld", ct_str_or_empty(e->name),
                   ct_str_or_empty(e->reel), (long long)e->record.first, (long long)e->record.end,
                   (long long)e->source.first, (long long)e->source.end);
    if (e->speed.num != e->speed.den)
        ct_str_appendf(out, " x%d/%d", e->speed.num, e->speed.den);
    if (e->reverse)
        ct_str_append(out, " reverse");
    if (e->transition != CT_CUT)
        ct_str_appendf(out, " %s %lld", begins[e->transition], (long long)e->transition_frames);
    if (e->path)
        ct_str_appendf(out, " %s", e->path);
    ct_str_append_char(out, '\n');
}

static void expect(const char *list, AVRational rate, const char *wanted)
{
    ct_timeline t = {0};
    ct_str      text = {0};
    ct_error    err;

    if (ct_import("x.edl", list, strlen(list), rate, &t, NULL, &err))
        fail_msg("%s", err.text);
    for (size_t i = 0; i < t.event_count; i++)
        describe_event(&text, &t.events[i]);
    assert_string_equal(ct_str_text(&text), wanted);
    ct_str_finish(&text);
    ct_timeline_finish(&t);
}

/* --- files ------------------------------------------------------------------------- */

/* Nucoda, by OpenTimelineIO: both files are named, with the side that they are of. 131 is 5:11, 223 is 9:07. */
static void files_of_both_sides(void **state)
{
    (void)state;
    expect("TITLE: x\n"
           "001  Clip1  V  C      00:00:05:11 00:00:07:08 00:00:00:00 00:00:01:21\n"
           "* FROM CLIP NAME:  Clip1\n* FROM FILE: /v/clip1.001.exr\n"
           "002  Clip1  V  C      00:00:07:08 00:00:07:08 00:00:01:21 00:00:01:21\n"
           "002  Clip2  V  D 100  00:00:09:07 00:00:17:15 00:00:01:21 00:00:10:05\n"
           "* FROM CLIP NAME:  Clip1\n* FROM FILE: /v/clip1.001.exr\n"
           "* TO CLIP NAME:  Clip2\n* TO FILE: /v/clip2.001.exr\n"
           "003  Clip2  V  C      00:00:17:15 00:00:17:15 00:00:10:05 00:00:10:05\n"
           "003  BL     V  D 012  00:00:00:00 00:00:00:12 00:00:10:05 00:00:10:17\n"
           "* FROM CLIP NAME:  Clip2\n* FROM FILE: /v/clip2.001.exr\n",
           R24,
           "Clip1 [Clip1] 0-45 131-176 /v/clip1.001.exr\n"
           "Clip2 [Clip2] 45-245 223-423 dissolve 100 /v/clip2.001.exr\n"
           " [BL] 245-257 0-12 dissolve 12\n");
}

/* Media Composer names the file of the side that goes out; we, and others, that of the one that comes in. Black has
 * none. */
static void a_file_of_one_side(void **state)
{
    (void)state;
    expect("TITLE: x\n"
           "001  BL    V  C      00:00:00:00 00:00:00:00 01:00:00:00 01:00:00:00\n"
           "001  A026  V  D 012  10:00:00:00 10:00:02:00 01:00:00:00 01:00:02:00\n"
           "* BLEND, DISSOLVE\n* TO CLIP NAME:  92-2A\n* SOURCE FILE: (NULL)\n"
           "002  A026  V  C      10:00:02:00 10:00:02:00 01:00:02:00 01:00:02:00\n"
           "002  B027  V  D 024  11:00:00:00 11:00:02:00 01:00:02:00 01:00:04:00\n"
           "* FROM CLIP NAME:  92-2A\n* TO CLIP NAME:  92C-1\n* SOURCE FILE: A026C019_R287\n"
           "003  B027  V  C      11:00:02:00 11:00:02:00 01:00:04:00 01:00:04:00\n"
           "003  C001  V  D 010  12:00:00:00 12:00:01:00 01:00:04:00 01:00:05:00\n"
           "* FROM CLIP NAME:  b.mov\n* TO CLIP NAME:  c.mov\n* SOURCE FILE: /v/c.mov\n"
           "004  C001  V  C      12:00:01:00 12:00:01:00 01:00:05:00 01:00:05:00\n"
           "004  BL    V  D 012  00:00:00:00 00:00:00:12 01:00:05:00 01:00:05:12\n"
           "* FROM CLIP NAME:  c.mov\n* SOURCE FILE: c.mov\n",
           R24,
           "92-2A [A026] 0-48 864000-864048 fade 12\n"
           "92C-1 [B027] 48-96 950400-950448 dissolve 24\n"
           "c.mov [C001] 96-120 1036800-1036824 dissolve 10 /v/c.mov\n"
           " [BL] 120-132 0-12 dissolve 12\n");
}

/* Lists of Discreet: a folder, a file in it of numbered images, and what the first of those is called. */
static void files_of_discreet(void **state)
{
    (void)state;
    expect("001  mpc1  V  C  00:00:00:12 00:00:08:02 01:00:06:16 01:00:14:06\n"
           "DLEDL: START TC: 00:00:00:04\nDLEDL: PATH: /v/shot\n"
           "DLEDL: EDIT:0 FILENAME: shot.(1025@1222).dpx\n",
           R24, " [mpc1] 0-182 8-190 /v/shot/shot.[1025-1222].dpx\n");
}

/* --- reels ------------------------------------------------------------------------- */

/* Cut to seven letters each by itself, so that two are alike; cut by OpenTimelineIO; and told in a remark. */
static void reels_that_were_cut(void **state)
{
    (void)state;
    expect("001  aReel_N AA/V C  00:00:44:10 00:00:49:05 00:00:00:00 00:00:04:20\n"
           "* COMMENT: \n FINAL CUT PRO REEL: aReel_Name_1 REPLACED BY: aReel_N\n"
           "002  aReel_N AA/V C  00:00:17:13 00:00:20:19 00:00:04:20 00:00:08:01\n"
           "FINAL CUT PRO REEL: aReel_Name_2 REPLACED BY: aReel_N\n"
           "003  testarea V   C  00:00:00:00 00:00:01:00 00:00:08:01 00:00:09:01\n"
           "* OTIO TRUNCATED REEL NAME FROM: test_a_really_long.mov\n"
           "* OTIO REFERENCE FROM: /v/test_a_really_long.mov\n"
           "004  KASS1 V      C  00:00:00:00 00:00:01:00 00:00:09:01 00:00:10:01\n"
           "* REEL RC100009 IS CLIP 28661.mov\n",
           R25,
           " [aReel_Name_1] 0-120 1110-1230\n"
           " [aReel_Name_2] 120-201 438-519\n"
           " [test_a_really_long] 201-226 0-25 /v/test_a_really_long.mov\n"
           "28661.mov [RC100009] 226-251 0-25\n");
}

/* --- two lines of one number ---------------------------------------------------------- */

/* Final Cut Pro 7: the first line is the clip that goes out, with all of its length, and names, speeds and reels of both
 * stand below the second. At 35 frames a second 689 frames show 964.6. A clip of 50 frames backwards begins with
 * 01:00:39:23, frame 90998. */
static void transitions_out_of_a_whole_event(void **state)
{
    (void)state;
    expect("001  FOO  V  C      01:00:00:00 01:00:27:14 01:00:00:00 01:00:27:14\n"
           "001  BL   V  D 025  00:00:00:00 00:00:01:00 01:00:27:14 01:00:28:14\n"
           "* EFFECT NAME: CROSS DISSOLVE\n* FROM CLIP NAME:  BARS_40S.MOV\n* COMMENT: \n"
           "M2   FOO            035.0                01:00:00:00\n"
           "002  BAR  V  C      01:00:39:23 01:00:41:23 01:00:28:14 01:00:30:14\n"
           "002  BAR  V  D 025  02:00:00:00 02:00:02:00 01:00:30:14 01:00:32:14\n"
           "* FROM CLIP NAME:  B.MOV\n* TO CLIP NAME:  C.MOV\n"
           "M2   BAR           -025.0                01:00:39:23\n"
           "M2   BAR            050.0                02:00:00:00\n",
           R25,
           "BARS_40S.MOV [FOO] 0-689 90000-90965 x7/5\n"
           " [BL] 689-714 0-25 dissolve 25\n"
           "B.MOV [BAR] 714-764 90949-90999 reverse\n"
           "C.MOV [BAR] 764-814 180000-180100 x2/1 dissolve 25\n");
}

/* The range of what lies over something is not said: it is as long as that. */
static void keys_without_a_length(void **state)
{
    (void)state;
    expect("002  AX  V  K B    00:01:06:06 00:01:08:03 01:00:04:10 01:00:06:07\n"
           "002  AX  V  K 000  00:00:03:08 00:00:03:08 01:00:04:10 01:00:04:10\n"
           "* FROM CLIP NAME:  under.mov\n* KEY CLIP NAME:  over.mov\n* SOURCE FILE: under.mov\n",
           R25,
           "under.mov [AX] 0-47 1656-1703\n"
           "over.mov [AX] 0-47 83-130 key 0\n");
}

/* --- lengths ------------------------------------------------------------------------- */

/* Premiere: black whose record out is 00:00:00:00, here 1:19 long, so 44 frames. */
static void black_without_an_end(void **state)
{
    (void)state;
    expect(
        "001  AX  A  C  00:00:00:00 00:00:08:00 00:00:06:06 00:00:14:06\n* FROM CLIP NAME: a.wav\n"
        "002  BL  A  C  00:00:00:00 00:00:01:19 00:00:14:06 00:00:00:00\n"
        "003  BL  A  C  00:00:00:00 00:00:00:07 00:00:00:00 00:00:00:00\n"
        "004  AX  A  C  00:00:09:00 00:00:10:00 00:00:16:00 00:00:17:00\n",
        R25, "a.wav [AX] 0-200 0-200\n [BL] 200-244 0-44\n [AX] 244-269 225-250\n");
}

/* Media Composer: of what runs backwards the source is the frame it begins with. 90 frames down from
 * 15:10:00:05, label 1310405, end with 1310316. */
static void backwards_from_one_frame(void **state)
{
    (void)state;
    expect("014  D004C005 V  C  15:10:00:05 15:10:00:06 04:00:43:18 04:00:47:12\n"
           "M2   D004C005      -024.0                15:10:00:05\n",
           R24, " [D004C005] 0-90 1310316-1310406 reverse\n");
}

/* M2 says with which frame it begins. Where that is the source out, in and out are written as they lie in the source:
 * 01:00:02:00 is frame 90050. */
static void backwards_from_its_out(void **state)
{
    (void)state;
    expect("001  A001 V  C  01:00:02:00 01:00:04:00 10:00:00:00 10:00:02:00\n"
           "M2   A001          -025.0                01:00:04:00\n"
           "002  A001 V  C  01:00:02:00 01:00:04:00 10:00:02:00 10:00:04:00\n"
           "M2   A001          -025.0                01:00:02:00\n",
           R25, " [A001] 0-50 90050-90100 reverse\n [A001] 50-100 90001-90051 reverse\n");
}

/* The same of speeds: 155.4 frames a second in 30 are 5.18, so 13 frames show 68; 67 frames at 92.8 show 208, down
 * from label 10292, and the range that is written is two frames long. */
static void speeds_with_a_range_cut_short(void **state)
{
    (void)state;
    expect("031  T_QEVL1H V  C  01:00:00:00 01:00:00:01 01:00:19:20 01:00:20:03\n"
           "M2   T_QEVL1H       155.4                01:00:00:00\n"
           "048  EVL1_HEI V  C  00:05:43:02 00:05:43:04 01:00:30:09 01:00:32:16\n"
           "M2   EVL1_HEI      -092.8                00:05:43:02\n",
           R30,
           " [T_QEVL1H] 0-13 108000-108068 x259/50\n"
           " [EVL1_HEI] 319-386 10085-10293 x232/75 reverse\n");
}

/* Media Composer writes a length alone for effects that the format has no word for. */
static void effects_without_a_word(void **state)
{
    (void)state;
    expect("005  GRN      V     C        01:00:00:12 01:00:00:12 01:00:03:00 01:00:03:00\n"
           "005  EVL1_HEI V      008 00:01:01:10 00:01:01:20 01:00:03:00 01:00:03:10\n"
           "* FROM CLIP NAME:  a.mov\n* TO CLIP NAME:  b.mov\n"
           "010     BL    V     C        00:00:00:00 00:00:00:00 01:00:07:15 01:00:07:15\n"
           "010  EVL1_HIG V      010 00:02:51:25 00:02:52:08 01:00:07:15 01:00:07:28\n",
           R30,
           "b.mov [EVL1_HEI] 0-10 1840-1850 dissolve 8\n"
           " [EVL1_HIG] 135-148 5155-5168 fade 10\n");
}

/* OpenShot: the first frame of all is :01, picture and sound of a clip are two lines of one number with a name below
 * both. 14:25 is the 445th frame, 1:30 the last one of its second. */
static void frames_counted_from_one(void **state)
{
    (void)state;
    static const char list[] =
        "TITLE: Clips - TRACK 5\nFCM: NON-DROP FRAME\n\n"
        "001  BL       V     C        00:00:00:01 00:00:01:30 00:00:00:01 00:00:01:30\n"
        "001  AX       V     C        00:00:14:25 00:00:15:25 00:00:01:30 00:00:02:30\n"
        "001  AX       A     C        00:00:14:25 00:00:15:25 00:00:01:30 00:00:02:30\n"
        "* FROM CLIP NAME: one.mp4\n"
        "* OPACITY LEVEL AT 00:00:00:01 IS 0.00%  (REEL AX)\n\n"
        "002  AX       A     C        00:00:00:01 00:00:01:01 00:00:40:01 00:00:41:01\n"
        "* FROM CLIP NAME: two.wav\n\n";

    expect(list, R30,
           " [BL] 0-59 0-59\n"
           "one.mp4 [AX] 59-89 444-474\n"
           "one.mp4 [AX] 59-89 444-474\n"
           "two.wav [AX] 1200-1230 0-30\n");
    /* Its seconds are those of a clock: 40 of them are 1199 frames at 29.97. */
    expect(list, (AVRational){30000, 1001},
           " [BL] 0-59 0-59\n"
           "one.mp4 [AX] 59-89 444-474\n"
           "one.mp4 [AX] 59-89 444-474\n"
           "two.wav [AX] 1199-1229 0-30\n");
}

/* A path where the name goes names the file; a name with a stroke in it is a name. */
static void paths_for_names(void **state)
{
    (void)state;
    expect("TITLE: x\n"
           "001  AX V C 00:00:01:00 00:00:02:00 00:00:00:00 00:00:01:00\n"
           "* FROM CLIP NAME: /Volumes/m/a.mov\n"
           "002  AX V C 00:00:01:00 00:00:02:00 00:00:01:00 00:00:02:00\n"
           "* FROM CLIP NAME: D:\\m\\b.mov\n* SOURCE FILE: b.mxf\n"
           "003  AX V C 00:00:01:00 00:00:02:00 00:00:02:00 00:00:03:00\n"
           "* FROM CLIP NAME: 12/3 wide\n"
           "004  AX V C 00:00:01:00 00:00:01:00 00:00:03:00 00:00:03:00\n"
           "004  AX V D 010 00:00:04:00 00:00:05:00 00:00:03:00 00:00:04:00\n"
           "* FROM CLIP NAME: 12/3 wide\n* TO CLIP NAME: /c/d.mov\n",
           R25,
           "a.mov [AX] 0-25 25-50 /Volumes/m/a.mov\n"
           "b.mov [AX] 25-50 25-50 b.mxf\n"
           "12/3 wide [AX] 50-75 25-50\n"
           "d.mov [AX] 75-100 100-125 dissolve 10 /c/d.mov\n");
}

/* One time that ends in 00, or a tape, and the list begins a frame late as any other can. */
static void a_first_frame_late(void **state)
{
    (void)state;
    expect("TITLE: x\n"
           "001  AX V C 00:00:00:01 00:00:01:00 00:00:00:01 00:00:01:00\n* FROM CLIP NAME: a.mov\n",
           R30, "a.mov [AX] 0-29 1-30\n");
    expect("TITLE: x\n"
           "001  T1 V C 00:00:00:01 00:00:01:01 00:00:00:01 00:00:01:01\n",
           R30, " [T1] 0-30 1-31\n");
}

/* Shotcut: a heading for each track, and the record side begins anew. Pictures lie above those before. */
static void tracks_in_sections(void **state)
{
    static const char list[] =
        "\n === playlist0 === \n\n"
        "001  a_mp4    AA/V  C        00:00:00:00 00:00:04:00 00:00:00:00 00:00:04:00\n"
        "* FROM CLIP NAME: a.mp4\n"
        "002  b_mp4    AA/V  C        00:00:01:00 00:00:03:00 00:00:04:00 00:00:06:00\n"
        "\n === playlist1 === \n\n"
        "001  over_mp4 AA/V  C        00:00:10:00 00:00:12:00 00:00:01:00 00:00:03:00\n"
        "\n === playlist2 === \n\n"
        "001  song_mp3 A     C        00:00:00:00 00:00:06:00 00:00:00:00 00:00:06:00\n"
        "\n === playlist3 === \n\n"
        "001  wild_wav A     C        00:00:00:00 00:00:02:00 00:00:01:00 00:00:03:00\n";
    static const struct {
        const char *reel;
        int         track;
        int64_t     first;
    } wanted[] = {{"a_mp4", 0, 0},
                  {"song_mp3", 2, 0},
                  {"over_mp4", 1, 25},
                  {"wild_wav", 3, 25},
                  {"b_mp4", 0, 100}};
    ct_timeline     t = {0};
    ct_finding_list said = {0};
    ct_error        err;

    (void)state;
    if (ct_import("x.edl", list, strlen(list), R25, &t, &said, &err))
        fail_msg("%s", err.text);
    assert_int_equal(t.event_count, 5);
    for (size_t i = 0; i < 5; i++) {
        assert_string_equal(t.events[i].reel, wanted[i].reel);
        assert_int_equal(t.events[i].track, wanted[i].track);
        assert_int_equal(t.events[i].record.first, wanted[i].first);
    }
    assert_int_equal(said.count, 0);
    assert_string_equal(t.events[0].name, "a.mp4");
    ct_finding_list_finish(&said);
    ct_timeline_finish(&t);
}

static void frames_on_both_sides(void **state)
{
    (void)state;
    expect("TITLE: 1 2 3 4 5\n1 CLPA V C     113 170 0 57\n2 CLPA V C     170 170 57 57\n"
           "2 CLPB V D 027 162 189 57 84\n3 CLPB V C     189 381 84 276\n",
           R24,
           " [CLPA] 0-57 113-170\n [CLPB] 57-84 162-189 dissolve 27\n"
           " [CLPB] 84-276 189-381\n");
}

/* --- channels ------------------------------------------------------------------------ */

/* Frame 31 of a second exists at 50: 67 frames of it last 33.5 of 25. The second is played with every frame shown, at
 * half its speed, the third at twice. */
static void sources_with_labels_of_their_own_rate(void **state)
{
    (void)state;
    expect("TITLE: x\nFCM: NON-DROP FRAME\n"
           "001  A V C 00:00:00:31 00:00:01:48 01:00:00:00 01:00:01:09\n"
           "002  A V C 00:00:02:30 00:00:03:10 01:00:01:09 01:00:02:14\n"
           "M2   A       025.0                00:00:02:30\n"
           "003  A V C 00:00:04:49 00:00:06:49 01:00:02:14 01:00:03:14\n"
           "M2   A       100.0                00:00:04:49\n",
           R25,
           " [A] 0-34 31-98\n"
           " [A] 34-64 130-160 x1/2\n"
           " [A] 64-89 249-349 x2/1\n");
}

static void tracks_of_sound_in_one_word(void **state)
{
    static const struct {
        const char *word;
        unsigned    channels;
    } words[] = {{"A1234V", 31},    {"A1-A4", 30}, {"A2-4", 28},     {"V/A1-A2", 7},
                 {"A12", 1u << 12}, {"A12V", 7},   {"A17", 1u << 16}};

    (void)state;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        ct_timeline t = {0};
        ct_error    err;
        char       *list = ct_asprintf(
                  "0001 KASS1 %s C 00:00:00:00 00:00:12:24 10:00:00:00 10:00:12:24\n", words[i].word);
        if (ct_import("x.edl", list, strlen(list), R25, &t, NULL, &err))
            fail_msg("%s", err.text);
        assert_int_equal(t.events[0].channels, words[i].channels);
        ct_timeline_finish(&t);
        free(list);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_counted_from_one),
        cmocka_unit_test(a_first_frame_late),
        cmocka_unit_test(paths_for_names),
        cmocka_unit_test(files_of_both_sides),
        cmocka_unit_test(a_file_of_one_side),
        cmocka_unit_test(files_of_discreet),
        cmocka_unit_test(reels_that_were_cut),
        cmocka_unit_test(transitions_out_of_a_whole_event),
        cmocka_unit_test(keys_without_a_length),
        cmocka_unit_test(black_without_an_end),
        cmocka_unit_test(backwards_from_one_frame),
        cmocka_unit_test(backwards_from_its_out),
        cmocka_unit_test(speeds_with_a_range_cut_short),
        cmocka_unit_test(effects_without_a_word),
        cmocka_unit_test(tracks_in_sections),
        cmocka_unit_test(frames_on_both_sides),
        cmocka_unit_test(sources_with_labels_of_their_own_rate),
        cmocka_unit_test(tracks_of_sound_in_one_word),
    };
    return cmocka_run_group_tests_name("edl sides", tests, NULL, NULL);
}
