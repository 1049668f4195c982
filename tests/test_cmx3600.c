/* SPDX-License-Identifier: MIT */
/* Reading lists as people send them, and what was written read back: the same events, for random
 * projects at every rate. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "circletake/file.h"
#include "circletake/str.h"
#include "edit_fixture.h"
#include "edl_grammar.h"

static const AVRational R24 = {24, 1}, R25 = {25, 1}, R2997 = {30000, 1001};

/* --- helpers ---------------------------------------------------------------------- */

typedef struct reading {
    ct_timeline     t;
    ct_finding_list said;
    ct_error        err;
    ct_code         code;
} reading;

static reading read_bytes(const char *text, size_t bytes, AVRational fps)
{
    reading r = {.code = CT_OK};

    r.code = ct_import("cut.edl", text, bytes, fps, &r.t, &r.said, &r.err);
    return r;
}

static reading read_text(const char *text, AVRational fps)
{
    return read_bytes(text, strlen(text), fps);
}

static void reading_finish(reading *r)
{
    if (!r->code)
        ct_timeline_finish(&r->t);
    ct_finding_list_finish(&r->said);
}

static size_t said(const reading *r, const char *rule)
{
    size_t count = 0;

    for (size_t i = 0; i < r->said.count; i++)
        count += strcmp(r->said.items[i].rule, rule) == 0;
    return count;
}

static const char *source_in(const reading *r, size_t i, char out[CT_TC_TEXT_BYTES])
{
    ct_event_label l = ct_event_labels(&r->t.events[i], r->t.fps);

    return ct_tc_print(l.first, l.count, out);
}

#define EVENT1 "001  TAPE1    V     C        01:00:00:00 01:00:01:00 10:00:00:00 10:00:01:00"
#define EVENT2 "002  TAPE2    V     C        02:00:00:00 02:00:01:00 10:00:01:00 10:00:02:00"

/* --- dialects --------------------------------------------------------------------- */

static void test_line_ends_and_encodings(void **state)
{
    static const struct {
        const char *text;
        size_t      bytes;
        const char *name;
        const char *rule; /* what is said; NULL nothing */
    } lists[] = {
#define LIST(s) s, sizeof(s) - 1
        {LIST("TITLE: a\r\n" EVENT1 "\r\n* FROM CLIP NAME: x\r\n" EVENT2 "\r\n"), "x", NULL},
        {LIST("TITLE: a\n" EVENT1 "  \n* FROM CLIP NAME: x \n" EVENT2), "x", NULL},
        {LIST("TITLE: a\r" EVENT1 "\r* FROM CLIP NAME: x\r" EVENT2 "\r"), "x", NULL},
        {LIST("TITLE: a\r\n" EVENT1 "\n*FROM CLIP NAME:  x\n" EVENT2 "\r\n"), "x", NULL},
        {LIST("\xEF\xBB\xBFTITLE: a\n" EVENT1 "\n* from clip name: T\xC3\xBCr\n" EVENT2), "Tür",
         NULL},
        {LIST("TITLE: a\n" EVENT1 "\n* FROM CLIP NAME: T\xFCr\n" EVENT2), "Tür", "encoding"},
        {LIST("TITLE: a\n" EVENT1 "\n* FROM CLIP NAME: x\n" EVENT2 "\n\0\0\0\0"), "x", "nul-bytes"},
        {LIST("TITLE: a\n001\tTAPE1\tV\tC\t01:00:00:00\t01:00:01:00\t10:00:00:00\t10:00:01:00\n"
              "* CLIP NAME: x\n" EVENT2),
         "x", NULL},
#undef LIST
    };

    (void)state;
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        reading r = read_bytes(lists[i].text, lists[i].bytes, R25);
        if (r.code)
            fail_msg("list %zu: %s", i, r.err.text);
        assert_int_equal(r.t.event_count, 2);
        assert_string_equal(r.t.title, "a");
        assert_string_equal(r.t.events[0].name, lists[i].name);
        assert_string_equal(r.t.events[1].reel, "TAPE2");
        assert_int_equal(r.said.count, lists[i].rule ? 1 : 0);
        assert_true(!lists[i].rule || said(&r, lists[i].rule) == 1);
        assert_int_equal(r.t.start, 10 * 3600 * 25);
        assert_int_equal(r.t.events[1].record.first, 25);
        reading_finish(&r);
    }
}

static void test_columns_as_others_write_them(void **state)
{
    char    tc[CT_TC_TEXT_BYTES];
    reading r = read_text(
        "TITLE: x\nFCM: NON DROP FRAME \n"
        "000001  A REEL WITH SPACES.MOV   V     C        01:00:00:00 01:00:01:00 00:00:00:00 "
        "00:00:01:00 \n"
        "7 X AA/V C 1:0:0:0 1:0:1:0 00:00:01:00 00:00:02:00\n"
        "7  X A2 C 010 01:00:00:00 01:00:01:00 00:00:01:00 00:00:02:00\n"
        "001  V V C 01:00:00:00 01:00:01:00 00:00:02:00 00:00:03:00\n"
        "003  BL       V     K B      01:00:00:00 01:00:01:00 00:00:02:00 00:00:03:00\n"
        "003  B        B     C        01:00:00:00 01:00:01:00 00:00:03:00 00:00:04:00\n"
        "AUD  3    4\n",
        R25);

    (void)state;
    assert_int_equal(r.code, CT_OK);
    assert_int_equal(r.t.event_count, 6);
    assert_string_equal(r.t.events[0].reel, "A REEL WITH SPACES.MOV");
    assert_int_equal(r.t.events[1].channels, 7);
    assert_string_equal(source_in(&r, 1, tc), "01:00:00:00");
    assert_int_equal(r.t.events[2].channels, CT_CHANNEL_A1 << 1);
    assert_string_equal(r.t.events[3].reel, "V");
    assert_int_equal(r.t.events[4].transition, CT_CUT); /* what a key would lie over */
    assert_int_equal(r.t.events[5].channels, 1 | 2 | 8 | 16);
    assert_int_equal(said(&r, "key"), 0);
    reading_finish(&r);
}

/* What lies over the picture has a track of its own, so that it covers instead of following. */
static void test_layers_have_tracks(void **state)
{
    reading r = read_text("TITLE: x\n" EVENT1 "\n"
                          "002  B V  K B     01:00:00:00 01:00:01:00 10:00:01:00 10:00:02:00\n"
                          "002  C V  K   000 02:00:00:00 02:00:01:00 10:00:01:00 10:00:02:00\n"
                          "003  D V2 C       01:00:00:00 01:00:01:00 10:00:00:00 10:00:01:00\n"
                          "004  E VA1A2 C    01:00:00:00 01:00:01:00 10:00:02:00 10:00:03:00\n"
                          "* SOURCE FILE: (NULL)\n",
                          R25);
    const struct {
        const char   *reel;
        int           track;
        ct_transition transition;
        unsigned      channels;
    } wanted[] = {{"TAPE1", 0, CT_CUT, 1},
                  {"D", 1, CT_CUT, 1},
                  {"B", 0, CT_CUT, 1},
                  {"C", 1, CT_KEY, 1},
                  {"E", 0, CT_CUT, 7}};

    (void)state;
    assert_int_equal(r.code, CT_OK);
    assert_int_equal(r.t.event_count, 5);
    for (size_t i = 0; i < 5; i++) {
        assert_string_equal(r.t.events[i].reel, wanted[i].reel);
        assert_int_equal(r.t.events[i].track, wanted[i].track);
        assert_int_equal(r.t.events[i].transition, wanted[i].transition);
        assert_int_equal(r.t.events[i].channels, wanted[i].channels);
    }
    assert_null(r.t.events[4].path);
    assert_int_equal(said(&r, "key"), 1);
    assert_int_equal(said(&r, "overlap"), 0);
    reading_finish(&r);
}

/* Both sides of a dissolve come from one reel; only the outgoing one runs at another speed. And a source that
 * is written as it is played, from its last frame down. */
static void test_speed_of_the_right_side(void **state)
{
    reading r = read_text("TITLE: x\n"
                          "001  A V C     01:00:00:00 01:00:02:00 10:00:00:00 10:00:01:00\n"
                          "M2   A       050.0 01:00:00:00\n"
                          "002  A V C     01:00:02:00 01:00:02:00 10:00:01:00 10:00:01:00\n"
                          "002  A V D 010 03:00:00:00 03:00:01:00 10:00:01:00 10:00:02:00\n"
                          "M2   A       050.0 01:00:02:00\n"
                          "003  B V C     05:00:10:00 05:00:08:00 10:00:02:00 10:00:03:00\n"
                          "M2   B       -50.0 05:00:10:00\n",
                          R25);

    (void)state;
    if (r.code)
        fail_msg("%s", r.err.text);
    assert_true(ct_rate_equal(r.t.events[0].speed, (AVRational){2, 1}));
    assert_true(ct_rate_equal(r.t.events[1].speed, (AVRational){1, 1}));
    assert_true(ct_rate_equal(r.t.events[2].speed, (AVRational){2, 1}));
    assert_true(r.t.events[2].reverse);
    assert_int_equal(r.t.events[2].source.end, (5 * 3600 + 10) * 25 + 1);
    assert_int_equal(ct_span_count(r.t.events[2].source), 50);
    assert_int_equal(said(&r, "length"), 0);
    reading_finish(&r);
}

/* With its mark and without, both ways round. */
static void test_wide_letters(void **state)
{
    static const char text[] = "TITLE: a\r\n" EVENT1 "\r\n* FROM CLIP NAME: x\r\n";

    (void)state;
    for (int way = 0; way < 4; way++) {
        char   wide[2 * sizeof text];
        size_t bytes = 0;
        int    high = way & 1 ? 0 : 1; /* where the zero stands */
        if (way < 2) {
            memcpy(wide, high ? "\xFF\xFE" : "\xFE\xFF", 2);
            bytes = 2;
        }
        for (size_t i = 0; i < sizeof text - 1; i++, bytes += 2) {
            wide[bytes + (size_t)high] = '\0';
            wide[bytes + 1 - (size_t)high] = text[i];
        }
        ct_timeline t = {0};
        ct_error    err;
        assert_string_equal(ct_format_of("noname", wide, bytes)->name, "edl");
        assert_int_equal(ct_import("noname", wide, bytes, R25, &t, NULL, &err), CT_OK);
        assert_int_equal(t.event_count, 1);
        assert_string_equal(t.events[0].name, "x");
        ct_timeline_finish(&t);
    }
}

static void test_comments_of_an_event(void **state)
{
    reading r = read_text("TITLE: x\n* a comment before the first event\n" EVENT1 "\n"
                          "* SOURCE FILE: /a/b.mov\n"
                          "* FROM CLIP: S:\\other\\path\n"
                          "* COMMENT: said by hand\n"
                          "* COMMENT: and more\n"
                          "*LOC: 10:00:00:05 red     first\n"
                          "* LOC: 10:00:00:05 GREEN\n"
                          "* LOC: 10:00:00:07 no colour here\n"
                          "* LOC: 10:00:00:99 RED broken\n"
                          "* ASC_SOP (1 1 1)(0 0 0)(1 1 1)\n"
                          ">>> SOURCE TAPE1 name 060a\n"
                          "FINAL CUT PRO REEL: 006-I REPLACED BY: TAPE1\n",
                          R25);

    (void)state;
    assert_int_equal(r.code, CT_OK);
    const ct_event *e = &r.t.events[0];
    assert_string_equal(e->path, "/a/b.mov");
    assert_string_equal(e->reel, "006-I");
    assert_string_equal(e->label, "said by hand");
    assert_string_equal(e->comment, "and more\nASC_SOP (1 1 1)(0 0 0)(1 1 1)\n"
                                    ">>> SOURCE TAPE1 name 060a");
    assert_int_equal(e->marker_count, 4);
    assert_string_equal(e->markers[0].text, "first");
    assert_string_equal(e->markers[0].colour, "red");
    assert_int_equal(e->markers[0].category, CT_CAT_PICTURE);
    assert_int_equal(e->markers[0].frame - e->source.first, 5);
    assert_string_equal(e->markers[1].text, "");
    assert_string_equal(e->markers[2].text, "no colour here");
    assert_null(e->markers[2].colour);
    assert_int_equal(said(&r, "locator"), 1);
    reading_finish(&r);
}

/* As some programs write them: no star, colours of later years, a source counted in frames. */
static void test_what_others_leave_out(void **state)
{
    reading r = read_text("TITLE: x\n001  A  V  C  1001  1026  01:00:00:00 01:00:01:00\n"
                          "FROM CLIP NAME: first.exr\n"
                          "LOC: 01:00:00:03 PINK    sky\n"
                          "* LOC: 01:00:00:04 ORANGE jacket\n"
                          "* LOC: 01:00:00:05 GOLD\n"
                          "002  A  V  D 005  2001  2013  01:00:01:00 01:00:01:12\n"
                          "* TO CLIP NAME: second.exr\n",
                          R25);

    (void)state;
    assert_int_equal(r.code, CT_OK);
    assert_int_equal(r.t.event_count, 2);
    const ct_event *e = &r.t.events[0];
    assert_string_equal(e->name, "first.exr");
    assert_null(e->comment);
    assert_int_equal(e->source.first, 1001);
    assert_int_equal(e->source.end, 1026);
    assert_int_equal(e->marker_count, 3);
    assert_string_equal(e->markers[0].colour, "pink");
    assert_string_equal(e->markers[0].text, "sky");
    assert_null(e->markers[1].colour);
    assert_string_equal(e->markers[1].text, "ORANGE jacket");
    assert_string_equal(e->markers[2].colour, "gold");
    assert_int_equal(r.t.events[1].transition_frames, 5);
    assert_int_equal(r.t.events[1].source.first, 2001);
    assert_int_equal(r.t.events[1].source.end, 2013);
    reading_finish(&r);
}

/* The event before ends at 02, and the second time its frame 01:00:01:00 is the one that goes on. */
static void test_a_transition_out_of_something_else(void **state)
{
    reading r = read_text(EVENT1 "\n002  TAPE9    V     C        03:00:00:00 03:00:00:00 "
                                 "10:00:01:00 10:00:01:00\n002  TAPE2    V     D    010 "
                                 "02:00:00:00 02:00:01:00 10:00:01:00 10:00:02:00\n",
                          R25);
    reading same = read_text(EVENT1 "\n002  TAPE1    V     C        01:00:01:00 01:00:01:00 "
                                    "10:00:01:00 10:00:01:00\n002  TAPE2    V     D    010 "
                                    "02:00:00:00 02:00:01:00 10:00:01:00 10:00:02:00\n",
                             R25);

    (void)state;
    assert_int_equal(r.code, CT_OK);
    assert_int_equal(r.t.event_count, 2);
    assert_int_equal(said(&r, "outgoing"), 1);
    assert_int_equal(said(&same, "outgoing"), 0);
    reading_finish(&r);
    reading_finish(&same);
}

/* What stands before the first event is said of the list; what lies before its beginning is nowhere. */
static void test_locators_before_the_first_event(void **state)
{
    reading r =
        read_text("TITLE: x\nFCM: FILM\n* made by a script\n* LOC: nothing\n"
                  "* LOC: 10:00:00:07 blue   sky\n* LOC: 09:00:00:00 RED     too early\n" EVENT1
                  "\n* LOC: 10:00:00:05 GREEN   own\n",
                  R25);

    (void)state;
    assert_int_equal(r.code, CT_OK);
    assert_int_equal(r.t.marker_count, 1);
    assert_int_equal(r.t.markers[0].frame, 7);
    assert_string_equal(r.t.markers[0].text, "sky");
    assert_string_equal(r.t.markers[0].colour, "blue");
    assert_int_equal(r.t.events[0].marker_count, 1);
    assert_null(r.t.events[0].comment);
    reading_finish(&r);
}

static void test_paths_by_other_names(void **state)
{
    static const char *const words[] = {"* FILE PATH: /x/a.mov\n", "FROM CLIP PATH: /x/a.mov\n",
                                        "* SOURCE FILE PATH: /x/a.mov\n"};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        char *text =
            ct_asprintf("001  A V C 00:00:00:00 00:00:01:00 00:00:00:00 00:00:01:00\n%s", words[i]);
        reading r = read_text(text, R24);
        assert_int_equal(r.code, CT_OK);
        assert_string_equal(r.t.events[0].path, "/x/a.mov");
        assert_null(r.t.events[0].comment);
        reading_finish(&r);
        free(text);
    }
}

/* An edit list with markers as Resolve writes them is an edit list; where both sides of all events are alike it is a
 * list of markers. */
static void test_markers_of_resolve_below_events(void **state)
{
    reading r = read_text("TITLE: x\n\n"
                          "001  AX V C 00:00:10:00 00:00:15:00 01:00:00:00 01:00:05:00\n"
                          "* FROM CLIP NAME: a.mov\n"
                          " so good |C:ResolveColorGreen |M:Done |D:120\n\n"
                          "002  AX V C 00:00:20:00 00:00:21:00 01:00:05:00 01:00:06:00\n"
                          "* FROM CLIP NAME: b.mov\n",
                          R24);

    (void)state;
    assert_int_equal(r.code, CT_OK);
    assert_int_equal(r.t.event_count, 2);
    assert_string_equal(r.t.events[0].name, "a.mov");
    assert_int_equal(r.t.events[0].source.first, 240);
    assert_null(r.t.events[0].comment);
    assert_int_equal(r.t.events[0].marker_count, 1);
    assert_int_equal(r.t.events[0].markers[0].frame, 240);
    assert_int_equal(r.t.events[0].markers[0].count, 120);
    assert_string_equal(r.t.events[0].markers[0].text, "Done\nso good");
    assert_string_equal(r.t.events[0].markers[0].colour, "green");
    reading_finish(&r);
    r = read_text("001  001 V C 00:00:10:00 00:00:10:01 01:00:10:00 01:00:10:01\n"
                  " this|that |C:ResolveColorGreen |M:Done|not |D:120\n",
                  R24);
    assert_int_equal(r.code, CT_OK);
    assert_int_equal(r.t.event_count, 0);
    assert_int_equal(r.t.marker_count, 1);
    assert_string_equal(r.t.markers[0].text, "Done|not\nthis|that");
    reading_finish(&r);
}

static void test_channels_in_words(void **state)
{
    reading r = read_text("001  A VIDEO C 00:00:00:00 00:00:01:00 00:00:00:00 00:00:01:00\n"
                          "002  A AUDIO C 00:00:00:00 00:00:01:00 00:00:01:00 00:00:02:00\n",
                          R24);

    (void)state;
    assert_int_equal(r.code, CT_OK);
    assert_int_equal(r.t.events[0].channels, CT_CHANNEL_V);
    assert_int_equal(r.t.events[1].channels, CT_CHANNEL_A1);
    reading_finish(&r);
}

/* Where lines are numbered and not events, the outgoing side of a transition has a number of its own. The second
 * title is of a flame list, and no title of it. */
static void test_transitions_of_two_numbers(void **state)
{
    reading r = read_text("TITLE: fades\nFCM: NON-DROP FRAME\nTITLE: ASSEMBLY RESOLUTION: 720:486\n"
                          "001  BL V C     00:00:00:00 00:00:00:00 01:00:00:00 01:00:00:00\n"
                          "002  A  V D 024 00:00:00:00 00:00:04:00 01:00:00:00 01:00:04:00\n"
                          "003  A  V C     00:00:04:00 00:00:04:00 01:00:04:00 01:00:04:00\n"
                          "004  B  V D 012 00:00:00:00 00:00:02:00 01:00:04:00 01:00:06:00\n",
                          R24);

    (void)state;
    assert_int_equal(r.code, CT_OK);
    assert_string_equal(r.t.title, "fades");
    assert_int_equal(r.t.event_count, 2);
    assert_int_equal(r.t.events[0].transition, CT_FADE);
    assert_int_equal(r.t.events[0].transition_frames, 24);
    assert_int_equal(r.t.events[1].transition, CT_DISSOLVE);
    assert_int_equal(r.t.events[1].transition_frames, 12);
    assert_int_equal(r.said.count, 0);
    reading_finish(&r);
}

static void test_transitions_and_speed(void **state)
{
    reading r = read_text("TITLE: x\nFCM: NON-DROP FRAME\n"
                          "001  A V C 01:00:04:05 01:00:04:14 01:00:00:00 01:00:00:09\n"
                          "002  A V C 01:00:04:14 01:00:04:14 01:00:00:09 01:00:00:09\n"
                          "002  B V D 010 01:00:08:08 01:00:08:18 01:00:00:09 01:00:00:19\n"
                          "* FROM CLIP NAME: clip_A\n* TO CLIP NAME: clip_B\n"
                          "003  C V W001 005 01:00:00:00 01:00:00:10 01:00:00:19 01:00:01:05\n"
                          "004  Z686_5A. V C 01:00:06:00 01:00:08:22 01:00:01:05 01:00:02:16\n"
                          "M2   Z686_5A.       047.6                01:00:06:00\n"
                          "005  D V C 01:00:10:00 01:00:11:00 01:00:02:16 01:00:03:16\n"
                          "M2   D       -24.0                01:00:10:00\n"
                          "006  E V C 01:00:10:00 01:00:10:01 01:00:03:16 01:00:04:16\n"
                          "M2   E       000.0  01:00:10:00\n"
                          "007  E V C 01:00:10:00 01:00:10:00 01:00:04:16 01:00:04:16\n",
                          R24);

    (void)state;
    assert_int_equal(r.code, CT_OK);
    assert_int_equal(r.t.event_count, 6);
    assert_int_equal(r.t.events[1].transition, CT_DISSOLVE);
    assert_int_equal(r.t.events[1].transition_frames, 10);
    assert_string_equal(r.t.events[1].name, "clip_B");
    assert_int_equal(r.t.events[1].record.first, 9);
    assert_int_equal(r.t.events[2].transition, CT_WIPE);
    assert_int_equal(r.t.events[2].wipe, 1);
    assert_true(ct_rate_equal(r.t.events[3].speed, (AVRational){476, 240}));
    assert_int_equal(ct_span_count(r.t.events[3].source), 70);
    assert_true(r.t.events[4].reverse);
    assert_true(ct_rate_equal(r.t.events[4].speed, (AVRational){1, 1}));
    /* shown first is 01:00:10:00, last 23 frames before it */
    assert_int_equal(r.t.events[4].source.end, 3610 * 24 + 1);
    assert_int_equal(r.t.events[5].speed.num, 0);
    assert_int_equal(said(&r, "no-length"), 1);
    assert_int_equal(said(&r, "length"), 0);
    reading_finish(&r);
}

/* FCM says DROP, but the source only fits when it counts non-drop: and the other way round. */
static void test_each_source_counts_its_own_way(void **state)
{
    char    tc[CT_TC_TEXT_BYTES];
    reading r = read_text("TITLE: x\nFCM: DROP FRAME\n"
                          "001  N V C 00:00:59:00 00:01:01:00 00:10:00:00 00:10:02:00\n"
                          "002  D V C 00:00:59:00 00:01:01:02 00:10:02:00 00:10:04:00\n"
                          "003  S V C 00:00:59:00 00:01:01;02 00:10:04:00 00:10:06:00\n"
                          "004  B V C 00:00:59:00 00:01:09:00 00:10:06:00 00:10:08:00\n",
                          (AVRational){0, 1});

    (void)state;
    assert_int_equal(r.code, CT_OK);
    assert_true(ct_rate_equal(r.t.fps, R2997));
    assert_true(r.t.count.drop);
    assert_false(r.t.events[0].tc.count.drop);
    assert_true(r.t.events[1].tc.count.drop);
    assert_true(r.t.events[2].tc.count.drop);
    assert_string_equal(source_in(&r, 0, tc), "00:00:59:00");
    assert_int_equal(ct_span_count(r.t.events[0].source), 60);
    assert_int_equal(ct_span_count(r.t.events[1].source), 60);
    assert_int_equal(said(&r, "length"), 1);
    assert_int_equal(said(&r, "rate-guessed"), 1);
    reading_finish(&r);
}

/* FCM changes with the sources; the record side goes on as it began, end to end. 60 frames behind 01:00:00;00
 * are frame 107892 of the day. */
static void test_fcm_changes_inside(void **state)
{
    reading r = read_text("TITLE: x\nFCM: NON-DROP FRAME\n"
                          "001  A V C 01:00:00:00 01:00:02:00 01:00:00:00 01:00:02:00\n"
                          "FCM: DROP FRAME\n"
                          "002  B V C 01:00:00:00 01:00:02:00 01:00:02:00 01:00:04:00\n"
                          "* LOC: 01:00:03:00 RED here\n"
                          "FCM: NON-DROP FRAME\n"
                          "003  C V C 01:00:00:00 01:00:02:00 01:00:04:00 01:00:06:00\n",
                          R2997);

    (void)state;
    assert_int_equal(r.code, CT_OK);
    assert_false(r.t.count.drop);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(r.t.events[i].record.first, (int64_t)i * 60);
    assert_int_equal(r.t.events[1].source.first, 107892);
    assert_int_equal(r.t.events[1].markers[0].frame, 107892 + 30);
    assert_int_equal(r.t.events[2].source.first, 108000);
    assert_int_equal(said(&r, "fcm"), 1);
    assert_int_equal(said(&r, "counting") + said(&r, "overlap") + said(&r, "order"), 0);
    reading_finish(&r);
}

/* Of a key both names stand behind its second line. Some write a plus before a speed, some both sides equally
 * long in spite of it. */
static void test_names_of_a_key_and_speeds(void **state)
{
    reading r = read_text("TITLE: x\n"
                          "000001  BG V  K B     01:00:00:00 01:00:01:00 10:00:00:00 10:00:01:00\n"
                          "000001  FG V  K   000 02:00:00:00 02:00:01:00 10:00:00:00 10:00:01:00\n"
                          "* FROM CLIP NAME: BG.MOV\n* KEY CLIP NAME: FG.MOV\n"
                          "000002  BG V  C       01:00:00:00 01:00:02:00 10:00:01:00 10:00:02:00\n"
                          "M2   BG      +050.0              01:00:00:00\n"
                          "000003  BG V  C       01:00:00:00 01:00:01:00 10:00:02:00 10:00:03:00\n"
                          "M2   BG       050.0              01:00:00:00\n"
                          "000004  BG V  C       01:00:00:00 01:00:01:00 10:00:03:00 10:00:04:00\n"
                          "M2   BG       000.0              01:00:00:00\n",
                          R25);

    (void)state;
    assert_int_equal(r.code, CT_OK);
    assert_string_equal(r.t.events[0].name, "BG.MOV");
    assert_string_equal(r.t.events[1].name, "FG.MOV");
    assert_int_equal(r.t.events[1].transition, CT_KEY);
    assert_true(ct_rate_equal(r.t.events[2].speed, (AVRational){2, 1}));
    assert_int_equal(ct_span_count(r.t.events[2].source), 50);
    assert_int_equal(ct_span_count(r.t.events[3].source),
                     50); /* written as long as the record side */
    assert_int_equal(ct_span_count(r.t.events[4].source), 1);
    reading_finish(&r);
}

/* Labels of the record side begin again, too, and locators with them. */
static void test_record_side_through_midnight(void **state)
{
    (void)state;
    reading r = read_text("001  A V C 10:00:00:00 10:00:01:00 23:59:58:00 23:59:59:00\n"
                          "002  A V C 10:00:01:00 10:00:03:00 23:59:59:00 00:00:01:00\n"
                          "* LOC: 23:59:59:10 RED     before\n* LOC: 00:00:00:10 RED     behind\n"
                          "003  A V C 10:00:03:00 10:00:04:00 00:00:01:00 00:00:02:00\n"
                          "004  A V C 10:00:04:00 10:00:05:00 00:00:02:00 00:00:03:00\n",
                          R25);
    assert_int_equal(r.code, CT_OK);
    assert_int_equal(r.t.event_count, 4);
    assert_int_equal(r.t.start, (24 * 3600 - 2) * 25);
    for (int i = 0; i < 4; i++)
        assert_int_equal(r.t.events[i].number, i + 1);
    assert_int_equal(r.t.events[2].record.first, 75);
    assert_int_equal(r.t.events[3].record.end, 125);
    assert_int_equal(r.t.events[1].markers[0].frame - r.t.events[1].source.first, 10);
    assert_int_equal(r.t.events[1].markers[1].frame - r.t.events[1].source.first, 35);
    assert_int_equal(r.said.count, 0);
    reading_finish(&r);
}

static void test_midnight_and_order(void **state)
{
    reading r = read_text("TITLE: x\n"
                          "002  B V C 23:59:59:00 00:00:01:00 10:00:01:00 10:00:03:00\n"
                          "001  A V C 01:00:00:00 01:00:01:00 10:00:00:00 10:00:01:00\n"
                          "003  C V C 01:00:00:00 01:00:01:00 10:00:02:00 10:00:03:00\n",
                          R25);

    (void)state;
    assert_int_equal(r.code, CT_OK);
    assert_string_equal(r.t.events[0].reel, "A");
    assert_int_equal(ct_span_count(r.t.events[1].source), 50);
    assert_int_equal(said(&r, "order"), 1);
    assert_int_equal(said(&r, "overlap"), 1);
    reading_finish(&r);
}

static void test_errors_name_the_line(void **state)
{
    static const struct {
        const char *text, *says;
    } bad[] = {
        {"TITLE: x\n001  A V C 01:00:00:00 01:00:01:00 10:00:00:00\n",
         "cut.edl: Line 2: expected an event to end in four timecodes"},
        {"TITLE: x\n\n001  A V C 01:00:00:25 01:00:01:25 10:00:00:00 10:00:02:00\n",
         "Line 3: There is no timecode 01:00:00:25 at 25 frames a second"},
        {"TITLE: x\n001  A V C 01:00:00:00 01:00:01:00 10:61:00:00 10:00:01:00\n",
         "Line 2: 10:61:00:00 is not a timecode"},
        {"TITLE: x\n001  A V X 01:00:00:00 01:00:01:00 10:00:00:00 10:00:01:00\n",
         "Line 2: expected an edit type"},
        {"TITLE: x\n001  A V D 01:00:00:00 01:00:01:00 10:00:00:00 10:00:01:00\n",
         "Line 2: expected the length of the transition"},
        {"TITLE: x\n001  A Q C 01:00:00:00 01:00:01:00 10:00:00:00 10:00:01:00\n",
         "Line 2: expected a channel"},
        {"TITLE: x\n" EVENT1 "\nM2   TAPE1   fast   01:00:00:00\n", "Line 3: expected the speed"},
        {"TITLE: x\nnothing else\n", "There is no event in this list"},
        {"TITLE: x\n001  A V C 01:00:02:00 01:00:01:00 10:00:00:00 10:00:01:00\n",
         "Line 2: expected source out behind source in"},
        {"TITLE: x\n001  A V C 01:00:00:00 01:00:01:00 10:00:02:00 10:00:01:00\n",
         "Line 2: expected record out behind record in"},
        {"TITLE: x\n001  A V C 01:00:00:00 01:00:01:00 10:00:00;00 10:00:01;00\n",
         "Line 2: 10:00:00;00 counts drop-frame, which does not exist at 25 frames a second; the list "
         "is at 29.97, 59.94 or 119.88."},
    };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        reading r = read_text(bad[i].text, R25);
        assert_int_equal(r.code, CT_BAD_DATA);
        if (!strstr(r.err.text, bad[i].says))
            fail_msg("expected \"%s\" in \"%s\"", bad[i].says, r.err.text);
        reading_finish(&r);
    }
    reading r = read_text("TITLE: x\n" EVENT1 "\n", (AVRational){0, 1});
    assert_int_equal(r.code, CT_USAGE);
    assert_non_null(strstr(r.err.text, "does not say its frame rate"));
    reading_finish(&r);
    r = read_text("TITLE: x\nFCM: DROP FRAME\n001  A V C 01:00:00:00 01:00:01:00 00:01:00:00 "
                  "00:01:01:00\n",
                  R2997);
    assert_int_equal(r.code, CT_BAD_DATA);
    assert_non_null(strstr(r.err.text, "00:00:59;29 and 00:01:00;02"));
    reading_finish(&r);
}

static void test_no_endless_lines(void **state)
{
    enum { LONG = 20000 };
    char *text = malloc(LONG + 1);

    (void)state;
    memset(text, 'x', LONG);
    memcpy(text, "TITLE: ", 7);
    text[LONG] = '\0';
    reading r = read_text(text, R25);
    assert_int_equal(r.code, CT_BAD_DATA);
    assert_non_null(strstr(r.err.text, "Line 1 is 20000 bytes long"));
    reading_finish(&r);
    free(text);
}

/* --- what was written reads back -------------------------------------------------------- */

typedef struct dice {
    uint64_t state;
} dice;

static int64_t roll(dice *d, int64_t below)
{
    d->state = d->state * 6364136223846793005u + 1442695040888963407u;
    return below > 0 ? (int64_t)((d->state >> 33) % (uint64_t)below) : 0;
}

static const struct {
    AVRational  fps;
    bool        drop;
    const char *start[4]; /* just before a minute, ten minutes, an hour, midnight */
} rates[] = {
    {{24000, 1001}, false, {"10:00:58:20", "01:09:59:00", "00:59:59:23", "23:59:50:00"}},
    {{24, 1}, false, {"10:00:58:20", "01:09:59:00", "00:59:59:23", "23:59:50:00"}},
    {{25, 1}, false, {"10:00:58:20", "01:09:59:00", "00:59:59:24", "23:59:50:00"}},
    {{30000, 1001}, true, {"10:00:59;20", "01:09:58;28", "00:59:59;29", "23:59:50;00"}},
    {{30000, 1001}, false, {"10:00:59:20", "01:09:58:28", "00:59:59:29", "23:59:50:00"}},
    {{30, 1}, false, {"10:00:59:20", "01:09:58:28", "00:59:59:29", "23:59:50:00"}},
    {{50, 1}, false, {"10:00:59:20", "01:09:58:28", "00:59:59:49", "23:59:50:00"}},
    {{60000, 1001}, true, {"10:00:59;50", "01:09:58;58", "00:59:59;59", "23:59:50;00"}},
    {{60000, 1001}, false, {"10:00:59:50", "01:09:58:58", "00:59:59:59", "23:59:50:00"}},
};

static const char *const texts[] = {
    "short",
    "",
    "a\nb",
    "Élan vital, größer",
    "台詞が聞こえないので、もう一度お願いします。次のテイクまで",
    "a rather long remark that has to be wrapped because no line of a list may be longer than it",
    "averyveryveryveryveryveryveryveryveryveryveryverylongwordthathasnospaceatallinsideofittobreak",
    "002  AX       V     C        00:00:00:00 00:00:01:00 02:00:00:00 02:00:01:00",
    "* LOC: x",
    "> cited",
    ">> twice",
    ";;--==",
    "tab\tand  two spaces",
};
enum { TEXTS = sizeof texts / sizeof texts[0] };

static void random_project(fixture *f, dice *d, size_t rate)
{
    char name[64], reel[64];

    for (int i = 0, clips = 1 + (int)roll(d, 6); i < clips; i++) {
        snprintf(name, sizeof name, "%c%03d_C%03d take.mov", (char)('A' + roll(d, 3)),
                 (int)roll(d, 999), i);
        snprintf(reel, sizeof reel, "%c%03d_C%03d_R%d", (char)('A' + roll(d, 3)), (int)roll(d, 3),
                 i, (int)roll(d, 9));
        fixture_clip(f, name, reel, rates[rate].fps, rates[rate].start[roll(d, 4)],
                     100 + roll(d, 40000));
    }
    for (int i = 0, selects = 1 + (int)roll(d, 30); i < selects; i++) {
        size_t  clip = (size_t)roll(d, (int64_t)f->clips.count);
        int64_t frames = f->clips.items[clip].frame_count;
        int64_t first = roll(d, frames);
        int64_t end = roll(d, 3) ? first + 1 + roll(d, frames - first) : first + 1;
        fixture_select(f, clip, first, end, texts[roll(d, TEXTS)]);
        if (roll(d, 2)) {
            int64_t at = first + roll(d, end - first);
            fixture_note(f, clip, at, at + 1, (ct_category)roll(d, CT_CAT_COUNT),
                         texts[roll(d, TEXTS)]);
        }
    }
}

/* Text as a list can carry it: one line, blanks collapsed. */
static char *carried(const char *text)
{
    char  *clean = ct_utf8_clean(ct_str_or_empty(text), true);
    ct_str out = {0};

    for (const char *p = clean; *p; p++)
        if (*p != ' ' || (out.len && out.data[out.len - 1] != ' '))
            ct_str_append_char(&out, *p);
    while (out.len && out.data[out.len - 1] == ' ')
        out.data[--out.len] = '\0';
    free(clean);
    return ct_str_take(&out);
}

static void assert_same_text(const char *written, const char *read)
{
    char *expected = carried(written);

    assert_string_equal(expected, ct_str_or_empty(read));
    free(expected);
}

static void assert_same_event(const ct_timeline *a, const ct_event *x, const ct_timeline *b,
                              const ct_event *y)
{
    ct_event_label p = ct_event_labels(x, a->fps), q = ct_event_labels(y, b->fps);
    int64_t        day = ct_tc_day(p.count);

    assert_int_equal(p.first % day, q.first);
    assert_int_equal(p.end - p.first, q.end - q.first);
    /* a span that avoids the minutes can be read either way */
    assert_true(p.count.drop == q.count.drop);
    assert_int_equal(x->record.first + a->start, y->record.first + b->start);
    assert_int_equal(ct_span_count(x->record), ct_span_count(y->record));
    assert_string_equal(x->reel, y->reel);
    assert_string_equal(x->name, y->name);
    assert_string_equal(x->path, y->path);
    assert_int_equal(x->channels, y->channels);
    assert_int_equal(x->marker_count, y->marker_count);
    for (size_t i = 0; i < x->marker_count; i++) {
        assert_int_equal(x->markers[i].frame - x->source.first,
                         y->markers[i].frame - y->source.first);
        assert_int_equal(x->markers[i].category, y->markers[i].category);
        assert_same_text(x->markers[i].text, y->markers[i].text);
    }
}

static void check_project(fixture *f, size_t rate, const ct_export_options *o, int width,
                          const char *format)
{
    ct_timeline_list lists = {0};
    ct_export_input  in = {.selects = &f->selects, .clips = &f->clips, .notes = &f->notes};
    size_t           seen = 0;
    edl_rules        rules = {.reel_width = width,
                              .base = ct_tc_base(rates[rate].fps),
                              .colons = o->colon_labels,
                              .digits = o->six_digits ? 6 : 3};

    assert_int_equal(ct_editlist_from_selects(&in, o, true, &lists, NULL, &f->err), CT_OK);
    assert_int_equal(lists.count, 1);
    if (fixture_export(f, format, o))
        fail_msg("%s", f->err.text);
    for (size_t i = 0; i < f->out.count; i++) {
        char why[512];
        if (edl_grammar_check(f->out.items[i].data, f->out.items[i].bytes, &rules, why,
                              sizeof why) < 0)
            fail_msg("%s\n%s", why, f->out.items[i].data);
        reading r = read_bytes(f->out.items[i].data, f->out.items[i].bytes, rates[rate].fps);
        if (r.code)
            fail_msg("%s", r.err.text);
        assert_int_equal(ct_finding_count(&r.said, CT_SAY_WARN), 0);
        for (size_t k = 0; k < r.t.event_count; k++)
            assert_same_event(&lists.items[0], &lists.items[0].events[seen++], &r.t,
                              &r.t.events[k]);
        reading_finish(&r);
    }
    assert_int_equal(seen, lists.items[0].event_count);
    ct_timeline_list_finish(&lists);
}

static void test_random_projects_come_back(void **state)
{
    static const char *const formats[] = {"edl", "edl-file32", "edl-file129"};
    static const int         widths[] = {8, 32, 129};
    dice                     d = {20240611};

    (void)state;
    for (int round = 0; round < 40; round++)
        for (size_t rate = 0; rate < sizeof rates / sizeof rates[0]; rate++) {
            fixture           f = {.ids = 0};
            ct_export_options o = {.handles = roll(&d, 3) * 7,
                                   .order = (ct_list_order)roll(&d, 3),
                                   .six_digits = roll(&d, 2),
                                   .record_start = roll(&d, 2) ? "00:59:59:20" : NULL};
            size_t            dialect = (size_t)roll(&d, 3);
            random_project(&f, &d, rate);
            check_project(&f, rate, &o, widths[dialect], formats[dialect]);
            fixture_finish(&f);
        }
}

static void test_2500_events_come_back(void **state)
{
    fixture f = {.ids = 0};
    dice    d = {7};

    (void)state;
    size_t clip = fixture_clip(&f, "long.mov", "LONG", R2997, "00:58:00;02", 200000);
    for (int i = 0; i < 2500; i++) {
        int64_t first = roll(&d, 199000);
        fixture_select(&f, clip, first, first + 1 + roll(&d, 50), NULL);
    }
    check_project(&f, 3, &(ct_export_options){.title = "long"}, 8, "edl");
    assert_int_equal(f.out.count, 3);
    fixture_finish(&f);
}

/* A list read and written again keeps its transitions, speeds and sound. */
static void test_read_write_read(void **state)
{
    static const char list[] =
        "TITLE: x\r\nFCM: NON-DROP FRAME\r\n\r\n"
        "001  AAA      V     C        01:00:04:05 01:00:04:14 01:00:00:00 01:00:00:09\r\n"
        "* FROM CLIP NAME: clip_A\r\n"
        "002  AAA      V     C        01:00:04:14 01:00:04:14 01:00:00:09 01:00:00:09\r\n"
        "002  BBB      V     D    010 01:00:08:08 01:00:08:18 01:00:00:09 01:00:00:19\r\n"
        "* FROM CLIP NAME: clip_A\r\n"
        "* TO CLIP NAME: clip_B\r\n"
        "003  BBB      V     C        01:00:08:18 01:00:08:18 01:00:00:19 01:00:00:19\r\n"
        "003  BL       V     W001 010 00:00:00:00 00:00:00:10 01:00:00:19 01:00:01:05\r\n"
        "* FROM CLIP NAME: clip_B\r\n"
        "004  CCC      V     C        01:00:06:00 01:00:06:20 01:00:01:05 01:00:01:15\r\n"
        "M2   CCC        048.0                01:00:06:00\r\n"
        "005  DDD      AA/V  C        01:00:06:00 01:00:06:10 01:00:01:15 01:00:02:01\r\n"
        "M2   DDD      -024.0                01:00:06:00\r\n"
        "006  EEE      AA/V  C        01:00:06:00 01:00:06:10 01:00:02:01 "
        "01:00:02:11\r\n"
        "AUD  3    4\r\n"
        "007  EEE      A5    C        01:00:06:10 01:00:06:20 01:00:02:11 "
        "01:00:02:21\r\n"
        "008  EEE      V     C        01:00:07:00 01:00:07:10 01:00:02:21 01:00:03:07\r\n"
        "009  BL       V     C        00:00:00:00 00:00:00:00 01:00:03:07 01:00:03:07\r\n"
        "009  FFF      V     D    005 01:00:00:00 01:00:00:10 01:00:03:07 01:00:03:17\r\n"
        "* TO CLIP NAME: clip_F\r\n";
    ct_export_options o = {0};
    ct_output_list    out = {0};
    const ct_format  *f = ct_format_find("edl");
    reading           r = read_text(list, R24);

    (void)state;
    assert_int_equal(r.code, CT_OK);
    assert_int_equal(f->write_list(f, &r.t, &o, &out, NULL, &r.err), CT_OK);
    assert_int_equal(out.count, 1);
    assert_string_equal(out.items[0].data, list);
    ct_output_list_finish(&out);
    reading_finish(&r);
}

static void test_the_second_opinion_objects(void **state)
{
    static const char good[] =
        "TITLE: x\r\nFCM: NON-DROP FRAME\r\n\r\n"
        "001  AAA      V     C        01:00:04:05 01:00:04:14 01:00:00:00 01:00:00:09\r\n"
        "* LOC: 01:00:00:08 RED     text\r\n";
    static const struct {
        const char *from, *to;
    } spoil[] = {
        {"04:14 01", "04:15 01"},
        {"AAA ", "AaA "},
        {"V     C ", "V    C  "},
        {"00:08 RED", "00:09 RED"},
        {"RED     text", "RED    text"},
        {"\r\n001", "\n001"},
        {"001 ", "002 "},
        {"04:14 ", "04:24 "},
        {"NON-DROP", "DROP"},
        {"00:09\r\n", "00:09 \r\n"},
        {"* LOC", "LOC"},
        {"TITLE: x", "TITLE:"},
        {"\r\n\r\n", "\r\n* COMMENT: x\r\n"},
    };
    edl_rules rules = {.reel_width = 8, .base = 24, .digits = 3};
    char      why[512];

    (void)state;
    assert_int_equal(edl_grammar_check(good, strlen(good), &rules, why, sizeof why), 1);
    for (size_t i = 0; i < sizeof spoil / sizeof spoil[0]; i++) {
        const char *at = strstr(good, spoil[i].from);
        assert_non_null(at);
        char *spoilt = ct_asprintf("%.*s%s%s", (int)(at - good), good, spoil[i].to,
                                   at + strlen(spoil[i].from));
        if (edl_grammar_check(spoilt, strlen(spoilt), &rules, why, sizeof why) >= 0)
            fail_msg("\"%s\" for \"%s\" was not seen", spoil[i].to, spoil[i].from);
        free(spoilt);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_channels_in_words),
        cmocka_unit_test(test_markers_of_resolve_below_events),
        cmocka_unit_test(test_paths_by_other_names),
        cmocka_unit_test(test_transitions_of_two_numbers),
        cmocka_unit_test(test_line_ends_and_encodings),
        cmocka_unit_test(test_columns_as_others_write_them),
        cmocka_unit_test(test_layers_have_tracks),
        cmocka_unit_test(test_speed_of_the_right_side),
        cmocka_unit_test(test_wide_letters),
        cmocka_unit_test(test_comments_of_an_event),
        cmocka_unit_test(test_what_others_leave_out),
        cmocka_unit_test(test_a_transition_out_of_something_else),
        cmocka_unit_test(test_locators_before_the_first_event),
        cmocka_unit_test(test_transitions_and_speed),
        cmocka_unit_test(test_each_source_counts_its_own_way),
        cmocka_unit_test(test_fcm_changes_inside),
        cmocka_unit_test(test_names_of_a_key_and_speeds),
        cmocka_unit_test(test_record_side_through_midnight),
        cmocka_unit_test(test_midnight_and_order),
        cmocka_unit_test(test_errors_name_the_line),
        cmocka_unit_test(test_no_endless_lines),
        cmocka_unit_test(test_random_projects_come_back),
        cmocka_unit_test(test_2500_events_come_back),
        cmocka_unit_test(test_read_write_read),
        cmocka_unit_test(test_the_second_opinion_objects),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
