/* SPDX-License-Identifier: MIT */
/* Lists that other programs wrote, kept beside the checkout: every event with its place, its frames, its
 * reel and how it begins. Expected values were worked out from the files with scripts that know nothing of
 * our readers; where the files are missing their tests are skipped. */
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

#define RATE(n, d)                                                                                 \
    (AVRational)                                                                                   \
    {                                                                                              \
        n, d                                                                                       \
    }

static const char *kind_of(const ct_event *e)
{
    return e->channels & CT_CHANNEL_V ? "" : e->channels ? "a" : "-";
}

static void describe_event(ct_str *out, const ct_event *e)
{
    static const char *const begins[] = {"cut", "dissolve", "wipe", "key", "fade"};

    ct_str_appendf(out, "%s [%s] %d%s %lld-%lld %lld-%lld", ct_str_or_empty(e->name),
                   ct_str_or_empty(e->reel), e->track, kind_of(e), (long long)e->record.first,
                   (long long)e->record.end, (long long)e->source.first, (long long)e->source.end);
    if (e->speed.num != e->speed.den)
        ct_str_appendf(out, " x%.3f", av_q2d(e->speed));
    if (e->reverse)
        ct_str_append(out, " reverse");
    if (e->transition != CT_CUT)
        ct_str_appendf(out, " %s %lld", begins[e->transition], (long long)e->transition_frames);
    ct_str_append_char(out, '\n');
}

/* "30000/1001 0" and the title, then a line an event: name [reel] track record source. 'a' behind the track:
 * sound alone, '-': nothing is seen of it. */
static char *describe(const ct_timeline *t)
{
    ct_str text = {0};

    ct_str_appendf(&text, "%d/%d %lld %s\n", t->fps.num, t->fps.den, (long long)t->start,
                   ct_str_or_empty(t->title));
    for (size_t i = 0; i < t->event_count; i++)
        describe_event(&text, &t->events[i]);
    return ct_str_take(&text);
}

/* False: the file is not there. */
static bool read_list(const char *name, AVRational rate, ct_timeline *t)
{
    char    *path = shared_path(name), *data = NULL;
    size_t   bytes;
    ct_error err = {0};
    bool     there = ct_file_exists(path);

    if (!there)
        print_message("skipped: %s is not there\n", path);
    else if (ct_file_read(path, 1 << 24, &data, &bytes, &err) ||
             ct_import(path, data, bytes, rate, t, NULL, &err))
        fail_msg("%s", err.text);
    free(data);
    free(path);
    return there;
}

static void expect(const char *name, AVRational rate, const char *wanted)
{
    ct_timeline t = {0};

    if (!read_list(name, rate, &t))
        return;
    char *text = describe(&t);
    assert_string_equal(text, wanted);
    free(text);
    ct_timeline_finish(&t);
}

/* --- edit decision lists ------------------------------------------------------------ */

static void edit_decision_lists(void **state)
{
    (void)state;
    expect("editlists/edl/otio-avid_example.edl", RATE(24, 1),
           "24/1 86243 Avid_Example.01\n"
           "take_1 [ZZ100_50] 0 0-31 86501-86532\n"
           "take_2 [ZZ100_50] 0 31-81 86557-86607\n");
    expect("editlists/edl/otio-premiere_example.edl", RATE(24, 1),
           "24/1 86243 Premiere_Example.01\n"
           "ZZ100_501.take_1.0001.exr [AX] 0 0-31 86501-86532\n"
           "ZZ100_502A.take_2.0101.exr [AX] 0 31-81 86557-86607\n");
    expect("editlists/edl/otio-dissolve_test.edl", RATE(24, 1),
           "24/1 86400 dissolve test\n"
           "clip_A [TST] 0 0-9 86501-86510\n"
           "clip_B [TST] 0 9-19 86600-86610 dissolve 10\n"
           "clip_B [TST] 0 19-20 86610-86611\n");
    expect("editlists/edl/otio-speed_effects_small.edl", RATE(24, 1),
           "24/1 86400 Speed_Effects_Test_2018.02.13\n"
           "Z677_4C (ANIM10) [Z677_4C.] 0 0-126 86445-86571\n"
           "Z682_156 (LAY3) FF [Z682_156] 0 12240-12257 86661-86662 x0.000\n"
           "Z682_157 (LAY2) FF [Z682_157] 0 12257-12258 86660-86661 x0.000\n"
           "Z682_157 (LAY2) [Z682_157] 0 12258-12276 86660-86678\n"
           "Z686_5A (LAY2) (47.56 FPS) [Z686_5A.] 0 16600-16636 86544-86614 x1.983\n");
    expect("editlists/edl/pycmx-test_25.edl", RATE(25, 1),
           "25/1 0 Sequence 01\n"
           "Jellyfish.jpg [AX] 0 0-1499 90000-91499\n"
           "N5_final screensaver_mp4.mov [AX] 0a 0-2250 0-2250\n"
           "Test rename [AX] 0 1499-2250 0-751\n"
           "Test rename [AX] 0 2250-2867 0-617\n"
           "Test rename [AX] 0a 2250-2976 0-726\n"
           "Jellyfish.jpg [AX] 0 2867-3035 89971-90139 dissolve 70\n"
           "BL [BL] 0a 2976-3271 0-270 wipe 25\n"
           "Black Video [AX] 0 3035-3160 90000-90125\n"
           "Jellyfish.jpg [AX] 0 3160-3271 90264-90375\n"
           "Test rename [AX] 0 3271-4022 0-751 reverse\n"
           "Test rename [AX] 0a 3271-4022 0-751 reverse\n");
}

/* The lists of five events of which the third brings sound on two more tracks. */
static void further_sound_tracks(void **state)
{
    ct_timeline t = {0};

    (void)state;
    if (!read_list("editlists/edl/pycmx-test_25.edl", RATE(25, 1), &t))
        return;
    assert_int_equal(t.events[1].channels, CT_CHANNEL_A1 * 3);
    assert_int_equal(t.events[2].channels, CT_CHANNEL_V | CT_CHANNEL_A1 * 12);
    ct_timeline_finish(&t);
}

/* Label number of "01:04:24:06". */
static int64_t frames_of(const char *label, int base)
{
    int h, m, s, f;

    assert_int_equal(sscanf(label, "%d:%d:%d:%d", &h, &m, &s, &f), 4);
    return ((int64_t)(h * 60 + m) * 60 + s) * base + f;
}

/* One line of a list in columns: the event of that number has these times. Lines without length are the
 * outgoing sides of transitions. Without a source range the record side says how much is used. */
static bool expect_line(const ct_timeline *t, const char *line)
{
    int  number;
    char reel[16], channel[8], rest[128], label[4][16];

    if (sscanf(line, "%3d %15s %7s %127[^\r\n]", &number, reel, channel, rest) != 4 ||
        strlen(rest) < 48)
        return false;
    assert_int_equal(sscanf(strchr(rest, ':') - 2, "%15s %15s %15s %15s", label[0], label[1],
                            label[2], label[3]),
                     4);
    if (strcmp(label[2], label[3]) == 0)
        return false;
    for (size_t i = 0; i < t->event_count; i++) {
        const ct_event *e = &t->events[i];
        if (e->number != number)
            continue;
        int64_t in = frames_of(label[0], 24), out = frames_of(label[1], 24);
        int64_t length = frames_of(label[3], 24) - frames_of(label[2], 24);
        assert_string_equal(e->reel, reel);
        assert_int_equal(t->start + e->record.first, frames_of(label[2], 24));
        assert_int_equal(ct_span_count(e->record), length);
        assert_int_equal(e->source.first, in);
        assert_int_equal(ct_span_count(e->source), out > in ? out - in : length);
        assert_int_equal(e->channels, CT_CHANNEL_V << (channel[1] ? atoi(channel + 1) : 1));
        assert_int_equal(e->transition != CT_CUT, rest[0] == 'D');
        return true;
    }
    fail_msg("no event %d", number);
    return false;
}

/* 148 lines of sound from Media Composer, 28 of them outgoing sides; most name no source timecode. */
static void a_long_list_of_sound(void **state)
{
    char       *path = shared_path("editlists/edl/pycmx-TEST.edl"), *data;
    size_t      bytes, found = 0;
    ct_timeline t = {0};

    (void)state;
    if (read_list("editlists/edl/pycmx-TEST.edl", RATE(24, 1), &t)) {
        assert_int_equal(ct_file_read(path, 1 << 20, &data, &bytes, NULL), CT_OK);
        for (char *rest = NULL, *line = strtok_r(data, "\n", &rest); line;
             line = strtok_r(NULL, "\n", &rest))
            found += expect_line(&t, line);
        assert_int_equal(found, 120);
        assert_int_equal(t.event_count, 120);
        assert_int_equal(t.start, 86400);
        assert_string_equal(t.title, "DC7 R1_v8.2");
        free(data);
    }
    ct_timeline_finish(&t);
    free(path);
}

/* --- Final Cut Pro -------------------------------------------------------------------- */

/* 29.97: 1001/30000 s a frame. The compound r3 holds one clip from frame 452; a spine hangs on the fifth
 * clip 25 frames behind its start; two clips run at 3056070/1478737 and 1018690/520173. */
static void compounds_spines_and_speed(void **state)
{
    (void)state;
    expect("editlists/fcpxml/dfk-29.97d.fcpxml", RATE(25, 1),
           "30000/1001 0 29.97d_V1\n"
           "TestVideo [TestVideo] 0 0-103 0-103\n"
           "TestVideo [TestVideo] 0 103-209 214-320\n"
           "TestVideo [TestVideo] 0 209-317 452-560\n"
           "TestVideo [TestVideo] 0 317-417 883-1090 x2.067\n"
           "TestVideo [TestVideo] 0 417-554 1300-1437\n"
           "TestVideo [TestVideo] 1 442-448 1689-1695\n"
           "TestVideo [TestVideo] 1 448-457 1700-1709\n"
           "TestVideo [TestVideo] 1 457-466 1719-1728\n"
           "TestVideo [TestVideo] 1 466-474 1738-1746\n"
           "TestVideo [TestVideo] 0 554-678 2170-2413 x1.958\n"
           "TestVideo [TestVideo] 0 678-887 2674-2883\n"
           "TestVideo [TestVideo] 1 701-762 452-513\n");
}

/* The story and the spine that hangs on it fade in; the chosen clip of an audition is the first, of 25 frames a
 * second and conformed, so that each of them is one of the list; 8323320/4607111 of frame 3974.99 is 7181.3. */
static void auditions_and_fades(void **state)
{
    (void)state;
    expect("editlists/fcpxml/dfk-23.98.fcpxml", RATE(25, 1),
           "24000/1001 0 23.98_V1\n"
           "TestVideo [TestVideo] 0 0-760 0-760 dissolve 286\n"
           "TestVideo2 [TestVideo2] 0 760-1406 0-646 x0.959\n"
           "TestVideo [TestVideo] 0 1406-2030 2086-2710\n"
           "TestVideo [TestVideo] 0 2030-2724 2710-4289 x2.274\n"
           "TestVideo [TestVideo] 0 2724-4172 4288-5736\n"
           "TestVideo [TestVideo] 1 3004-3093 7181-7343 x1.807 dissolve 24\n"
           "TestVideo [TestVideo] 1 3093-3467 7416-7790\n"
           "TestVideo [TestVideo] 0 4172-4795 5736-7191 x2.335\n"
           "TestVideo [TestVideo] 0 4795-5348 9162-9715\n"
           "TestVideo [TestVideo] 1 4973-5348 7191-7566\n");
}

static void keywords_and_a_title(void **state)
{
    (void)state;
    expect("editlists/fcpxml/dfk-Keywords.fcpxml", RATE(30, 1),
           "25/1 0 Marker Data Demo_V10\n"
           "Nature Makes You Happy [Nature Makes You Happy] 0 0-18 1076-1094\n"
           "Nature Makes You Happy [Nature Makes You Happy] 0 18-72 1525-1579\n"
           "Nature Makes You Happy [Nature Makes You Happy] 0 72-110 1454-1492\n"
           "Is This The Land of Fire or Ice [Is This The Land of Fire or Ice] 0 110-136 2609-2635\n"
           "Nature Makes You Happy [Nature Makes You Happy] 0 136-185 495-544\n"
           "Nature Makes You Happy [Nature Makes You Happy] 0 185-198 1285-1298\n");
    expect("editlists/fcpxml/dfk-BasicMarkers.fcpxml", RATE(30, 1),
           "30000/1001 0 Test Project\n"
           "Basic Title [BL] 0 0-1919 0-1919\n");
}

/* 30 frames a second. A compound is seen from its frame 109 for 900 and from its frame 57 for 300; sound that
 * hangs on its own picture and in step with it is no event, but that of the clip at 3300 hangs there from its
 * 150th frame on with another start, 4146583/720000 s or frame 172.8; a dissolve of a second lies around
 * frame 1785. */
static void compounds_gaps_and_sound(void **state)
{
    (void)state;
    expect("editlists/fcpxml/otio-fcpx_event.fcpxml", RATE(25, 1),
           "30/1 0 OpenTimeline_Project\n"
           "IMG_0715 [IMG_0715] 0 0-300 0-300\n"
           "IMG_0513 [IMG_0513] 2 600-900 0-300\n"
           "IMG_0513 [IMG_0513] 0a 629-929 0-300\n"
           "IMG_0687 [IMG_0687] 0a 1200-1500 107-407\n"
           "IMG_0268 [IMG_0268] 2 1500-1770 0-270 dissolve 30\n"
           "IMG_0740 [IMG_0740] 2 1770-2070 0-300 dissolve 30\n"
           "IMG_0857 [IMG_0857] 3 1937-2237 0-300\n"
           "IMG_0233 [IMG_0233] 0 2400-2591 109-300\n"
           "IMG_0268 [IMG_0268] 1 2891-3191 0-300\n"
           "IMG_0268 [IMG_0268] 1a 2892-3192 0-300\n"
           "IMG_0233 [IMG_0233] 0 3300-3600 0-300\n"
           "IMG_0233 [IMG_0233] 0a 3450-3600 173-323\n"
           "IMG_0687 [IMG_0687] 0 3600-3900 376-676\n"
           "IMG_0268 [IMG_0268] 0 3900-4200 232-532\n"
           "IMG_0233 [IMG_0233] 0 4200-4443 57-300\n"
           "IMG_0233 [IMG_0233] 0a 4200-4500 0-300\n");
}

/* 15 frames a second in a list of 30, a sequence in a sequence, a title over all, a dissolve that lies
 * from 1152 to 1177, a clip that fades out up to 557, sound that goes with no picture. Of the two items of sound
 * of the clip that dissolves in, the one with frame 18 at 1164 is in step with it, frame 6 at 1152; the one with
 * frame 6 at 1164 is not. */
static void a_sequence_in_a_sequence(void **state)
{
    (void)state;
    expect("editlists/fcp7xml/otio-premiere_example.xml", RATE(25, 1),
           "30/1 0 sc01_sh010_layerA\n"
           "sc01_sh010_anim.mov [sc01_sh010_anim] 1 13-113 0-100\n"
           "test_title [BL] 2- 15-956 108000-108941\n"
           "track_08.wav [track_08] 4a 153-351 0-198\n"
           "sc01_sh020_anim.mov [sc01_sh020_anim] 1 165-322 0-157\n"
           "sc01_sh030_anim.mov [sc01_sh030_anim] 1 322-557 0-235\n"
           "sc01_placeholder.wav [sc01_placeholder] 1a 335-505 0-170\n"
           "sc01_sh010_anim.mov [sc01_sh010_anim] 0 536-636 0-50\n"
           "sc01_sh010_anim.mov [sc01_sh010_anim] 1 636-736 0-100\n"
           "sc01_sh030_anim.mov [sc01_sh030_anim] 1 736-956 0-220\n"
           "sc01_master_layerA_sh030_temp.mov [sc01_master_layerA_sh030_temp] 3 956-1152 34-230\n"
           "sc01_sh010_anim.mov [sc01_sh010_anim] 3 1152-1246 6-100 dissolve 25\n"
           "sc01_sh010_anim.mov [sc01_sh010_anim] 3a 1164-1258 6-100\n");
}

/* Channels of sound of each event, in the order of the lists above. */
static void expect_sound(const char *name, const char *wanted)
{
    ct_timeline t = {0};
    ct_str      text = {0};

    if (!read_list(name, RATE(25, 1), &t))
        return;
    for (size_t i = 0; i < t.event_count; i++) {
        int count = 0;
        for (unsigned rest = t.events[i].channels >> 1; rest; rest >>= 1)
            count += (rest & 1) != 0;
        ct_str_append_char(&text, (char)('0' + count));
    }
    assert_string_equal(ct_str_text(&text), wanted);
    ct_str_finish(&text);
    ct_timeline_finish(&t);
}

static void pictures_with_their_sound(void **state)
{
    (void)state;
    expect_sound("editlists/fcp7xml/otio-premiere_example.xml", "202002220211");
    expect_sound("editlists/fcpxml/otio-fcpx_event.fcpxml", "1011101101011101");
    expect_sound("editlists/fcpxml/dfk-29.97d.fcpxml", "222222222222");
}

/* --- OpenTimelineIO and logs -------------------------------------------------------------- */

static void timelines_of_json(void **state)
{
    (void)state;
    expect("editlists/otio/otio-simple_cut.otio", RATE(25, 1),
           "24/1 0 Figure 1 - Simple Cut List\n"
           "Clip-001 [titles] 0 0-3 3-6\n"
           "Clip-002 [wind-up] 0 3-9 2-8\n"
           "Clip-003 [punchline] 0 9-13 0-4\n"
           "Clip-004 [credits] 0 13-19 0-6\n"); /* its media starts at 100 */
    expect("editlists/otio/otio-multitrack.otio", RATE(25, 1),
           "24/1 0 OTIO TEST - multitrack.Exported.01\n"
           "tech.fux (loop)-HD.mp4 [tech.fux (loop)-HD] 0 0-720 0-720\n"
           "t-hawk (loop)-HD.mp4 [t-hawk (loop)-HD] 1 482-962 0-480\n"
           "out-b (loop)-HD.mp4 [out-b (loop)-HD] 0 803-1525 0-722\n"
           "KOLL-HD.mp4 [KOLL-HD] 2 1198-1838 0-640\n"
           "brokchrd (loop)-HD.mp4 [brokchrd (loop)-HD] 0 1957-2677 0-720\n");
}

/* Four clips of 99 to 102 frames from one hour on. */
static void a_log(void **state)
{
    ct_timeline t = {0};

    (void)state;
    expect("editlists/ale/otio-sample.ale", RATE(0, 1),
           "24/1 86400 \n"
           "test_017056.aaf [test_017056] 0 0-99 86400-86499\n"
           "test_017057.aaf [test_017057] 0 99-199 86400-86500\n"
           "test_017058.aaf [test_017058] 0 199-300 86400-86501\n"
           "output.aaf [output] 0 300-402 86400-86502\n");
    if (!read_list("editlists/ale/otio-sample.ale", RATE(0, 1), &t))
        return;
    assert_null(t.events[0].label);
    assert_string_equal(t.events[3].label, "Something");
    assert_int_equal(t.events[3].channels, CT_CHANNEL_V);
    ct_timeline_finish(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(edit_decision_lists),
        cmocka_unit_test(further_sound_tracks),
        cmocka_unit_test(a_long_list_of_sound),
        cmocka_unit_test(compounds_spines_and_speed),
        cmocka_unit_test(auditions_and_fades),
        cmocka_unit_test(keywords_and_a_title),
        cmocka_unit_test(compounds_gaps_and_sound),
        cmocka_unit_test(a_sequence_in_a_sequence),
        cmocka_unit_test(pictures_with_their_sound),
        cmocka_unit_test(timelines_of_json),
        cmocka_unit_test(a_log),
    };
    return cmocka_run_group_tests_name("lists of other programs", tests, NULL, NULL);
}
