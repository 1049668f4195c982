/* SPDX-License-Identifier: MIT */
/* Which frames of which clips a cut shows at its record frames. Lists as other programs wrote them; the
 * expected frames were worked out by hand from their timecodes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "circletake/cutmap.h"
#include "circletake/editlist.h"
#include "circletake/file.h"
#include "circletake/str.h"
#include "edit_fixture.h"

static const AVRational R24 = {24, 1}, R25 = {25, 1}, R30 = {30, 1};

/* A list with its clips found. */
typedef struct watched {
    fixture         clips;
    ct_timeline     list;
    ct_finding_list said;
    ct_cut_map     *map;
} watched;

static void read_list(watched *w, const char *name, const char *data, size_t bytes, AVRational fps)
{
    ct_error err = {0};

    if (ct_import(name, data, bytes, fps, &w->list, &w->said, &err))
        fail_msg("%s: %s", name, err.text);
}

/* False: the file is not beside this checkout. */
static bool read_shared(watched *w, const char *name, AVRational fps)
{
    char  *path = shared_path(name), *data;
    size_t bytes;
    bool   there = ct_file_exists(path);

    if (there) {
        assert_int_equal(ct_file_read(path, 1 << 24, &data, &bytes, NULL), CT_OK);
        read_list(w, path, data, bytes, fps);
        free(data);
    } else {
        print_message("skipped: %s is not there\n", path);
    }
    free(path);
    return there;
}

static void read_text(watched *w, const char *text, AVRational fps)
{
    read_list(w, "cut.edl", text, strlen(text), fps);
}

static void conform(watched *w)
{
    ct_conform       *c = ct_conform_create(w->clips.clips.items, w->clips.clips.count);
    ct_conform_result result;

    ct_conform_run(c, &w->list, &result, &w->said);
    ct_conform_destroy(&c);
    w->map = ct_cut_map_create(&w->list, w->clips.clips.items, w->clips.clips.count);
}

static void finish(watched *w)
{
    ct_cut_map_destroy(&w->map);
    ct_timeline_finish(&w->list);
    ct_finding_list_finish(&w->said);
    fixture_finish(&w->clips);
}

static void describe(const watched *w, const ct_layer *layer, ct_str *out)
{
    static const char *const kinds[] = {"black", "", "missing", "outside"};
    const char              *name = kinds[layer->kind];

    for (size_t i = 0; i < w->clips.clips.count && layer->kind == CT_LAYER_PICTURE; i++)
        if (ct_id_equal(w->clips.clips.items[i].id, layer->clip))
            name = w->clips.clips.items[i].name;
    ct_str_append(out, name);
    if (layer->kind == CT_LAYER_PICTURE)
        ct_str_appendf(out, " %lld", (long long)layer->frame);
    if (layer->held)
        ct_str_append(out, " held");
}

/* "A 120", or "B 200 3/10 A 113" while two are mixed. */
static void expect(const watched *w, int64_t at, const char *wanted)
{
    ct_look look = ct_cut_map_look(w->map, at);
    ct_str  text = {0};

    describe(w, &look.over, &text);
    if (look.weight < look.of) {
        ct_str_appendf(&text, " %lld/%lld ", (long long)look.weight, (long long)look.of);
        describe(w, &look.under, &text);
    }
    if (strcmp(ct_str_text(&text), wanted) != 0)
        fail_msg("record frame %lld: %s, wanted %s", (long long)at, ct_str_text(&text), wanted);
    ct_str_finish(&text);
}

/* A runs from 01:00:04:05, 101 frames behind an hour, for 9 frames; B from 01:00:08:08, which is 200. */
static void a_real_dissolve(void **state)
{
    watched w = {0};

    (void)state;
    if (read_shared(&w, "editlists/edl/otio-dissolve_test.edl", R24)) {
        fixture_clip(&w.clips, "tape.mov", "TST", R24, "01:00:00:00", 2000);
        conform(&w);
        expect(&w, -1, "black");
        expect(&w, 0, "tape.mov 101");
        expect(&w, 8, "tape.mov 109");
        expect(&w, 9, "tape.mov 200 0/10 tape.mov 110");
        expect(&w, 10, "tape.mov 201 1/10 tape.mov 111");
        expect(&w, 14, "tape.mov 205 5/10 tape.mov 115");
        expect(&w, 18, "tape.mov 209 9/10 tape.mov 119");
        expect(&w, 19, "tape.mov 210");
        expect(&w, 20, "black");
        finish(&w);
    }
}

/* Freezes at 00:00:10:21 and :20 (frames 261 and 260), a cut on the same tape, and 47.6 frames a second
 * in a list of 24: 119/60 of a frame each, so the 35th after the first is floor(69.4) further. */
static void real_freezes_and_speed(void **state)
{
    watched w = {0};

    (void)state;
    if (read_shared(&w, "editlists/edl/otio-speed_effects_small.edl", R24)) {
        fixture_clip(&w.clips, "a", "Z677_4C.", R24, "01:00:00:00", 400);
        fixture_clip(&w.clips, "b", "Z682_156", R24, "01:00:00:00", 400);
        fixture_clip(&w.clips, "c", "Z682_157", R24, "01:00:00:00", 400);
        fixture_clip(&w.clips, "d", "Z686_5A.", R24, "01:00:00:00", 400);
        conform(&w);
        expect(&w, 0, "a 45");
        expect(&w, 125, "a 170");
        expect(&w, 126, "black");
        expect(&w, 12239, "black");
        expect(&w, 12240, "b 261");
        expect(&w, 12256, "b 261");
        expect(&w, 12257, "c 260");
        expect(&w, 12258, "c 260");
        expect(&w, 12275, "c 277");
        expect(&w, 16600, "d 144");
        expect(&w, 16601, "d 145");
        expect(&w, 16602, "d 147");
        expect(&w, 16610, "d 163");
        expect(&w, 16635, "d 213");
        expect(&w, 16636, "black");
        finish(&w);
    }
}

/* Of 25 frames: a dissolve of 70 from 00:00:24:17 (617) to 00:59:58:21 (89971), Black Video, and a reversed
 * event whose source in is 0: what was meant is the range up to 00:00:30:01 (751), from its end. */
static void a_real_list_of_premiere(void **state)
{
    watched w = {0};

    (void)state;
    if (read_shared(&w, "editlists/edl/pycmx-test_25.edl", R25)) {
        fixture_clip(&w.clips, "Jellyfish.jpg", "", R25, NULL, 100000);
        fixture_clip(&w.clips, "Test rename", "", R25, NULL, 10000);
        conform(&w);
        expect(&w, 0, "Jellyfish.jpg 90000");
        expect(&w, 2250, "Test rename 0");
        expect(&w, 2867, "Jellyfish.jpg 89971 0/70 Test rename 617");
        expect(&w, 2902, "Jellyfish.jpg 90006 35/70 Test rename 652");
        expect(&w, 2936, "Jellyfish.jpg 90040 69/70 Test rename 686");
        expect(&w, 2937, "Jellyfish.jpg 90041");
        expect(&w, 3100, "black");
        expect(&w, 3271, "Test rename 750");
        expect(&w, 3272, "Test rename 749");
        expect(&w, 4021, "Test rename 0");
        expect(&w, 4022, "black");
        finish(&w);
    }
}

/* The transition lies from 1152 to 1177; the outgoing item's own sound says frame 242 at 1164. */
static void a_real_transition_of_xmeml(void **state)
{
    watched w = {0};

    (void)state;
    if (read_shared(&w, "editlists/fcp7xml/otio-premiere_example.xml", R30)) {
        fixture_clip(&w.clips, "sc01_master_layerA_sh030_temp.mov", "", R30, NULL, 300);
        fixture_clip(&w.clips, "sc01_sh010_anim.mov", "", R30, NULL, 300);
        conform(&w);
        expect(&w, 1151, "sc01_master_layerA_sh030_temp.mov 229");
        expect(&w, 1152, "sc01_sh010_anim.mov 6 0/25 sc01_master_layerA_sh030_temp.mov 230");
        expect(&w, 1164, "sc01_sh010_anim.mov 18 12/25 sc01_master_layerA_sh030_temp.mov 242");
        expect(&w, 1177, "sc01_sh010_anim.mov 31");
        finish(&w);
    }
}

/* A cut to black and a fade up from there, although A ended just then; a fade out; a fade up after a gap;
 * a wipe, which is mixed. */
static void fades_and_a_wipe(void **state)
{
    watched w = {0};

    (void)state;
    read_text(&w,
              "TITLE: x\nFCM: NON-DROP FRAME\n"
              "001  A V C 01:00:00:00 01:00:01:00 10:00:00:00 10:00:01:00\n"
              "002  BL V C 00:00:00:00 00:00:00:00 10:00:01:00 10:00:01:00\n"
              "002  B V D 008 01:00:00:10 01:00:01:10 10:00:01:00 10:00:02:00\n"
              "003  B V C 01:00:01:10 01:00:01:10 10:00:02:00 10:00:02:00\n"
              "003  BL V D 005 00:00:00:00 00:00:01:00 10:00:02:00 10:00:03:00\n"
              "004  BL V C 00:00:00:00 00:00:00:00 10:00:04:00 10:00:04:00\n"
              "004  A V D 010 01:00:02:00 01:00:03:00 10:00:04:00 10:00:05:00\n"
              "005  A V C 01:00:03:00 01:00:03:00 10:00:05:00 10:00:05:00\n"
              "005  B V W001 010 01:00:05:00 01:00:06:00 10:00:05:00 10:00:06:00\n",
              R25);
    fixture_clip(&w.clips, "A.mov", "A", R25, "01:00:00:00", 500);
    fixture_clip(&w.clips, "B.mov", "B", R25, "01:00:00:00", 500);
    conform(&w);
    expect(&w, 24, "A.mov 24");
    expect(&w, 25, "B.mov 10 0/8 black");
    expect(&w, 29, "B.mov 14 4/8 black");
    expect(&w, 33, "B.mov 18");
    expect(&w, 50, "black 0/5 B.mov 35");
    expect(&w, 53, "black 3/5 B.mov 38");
    expect(&w, 55, "black");
    expect(&w, 80, "black");
    expect(&w, 101, "A.mov 51 1/10 black");
    expect(&w, 130, "B.mov 130 5/10 A.mov 80");
    finish(&w);
}

/* Backwards from the highest frame, at half and at double speed; the outgoing side keeps its pace through
 * the dissolve; where its clip ends, the last frame stays. */
static void retimed_sides_of_a_dissolve(void **state)
{
    watched w = {0};

    (void)state;
    read_text(&w,
              "TITLE: x\nFCM: NON-DROP FRAME\n"
              "001  A V C 01:00:01:00 01:00:01:12 10:00:00:00 10:00:01:00\n"
              "M2   A       012.5                01:00:01:00\n"
              "002  A V C 01:00:01:12 01:00:01:12 10:00:01:00 10:00:01:00\n"
              "002  B V D 010 01:00:03:00 01:00:05:00 10:00:01:00 10:00:02:00\n"
              "M2   B       -050.0                01:00:03:00\n"
              "003  B V C 01:00:03:00 01:00:03:00 10:00:02:00 10:00:02:00\n"
              "003  A V D 010 01:00:00:00 01:00:01:00 10:00:02:00 10:00:03:00\n"
              "004  C V C 01:00:00:00 01:00:01:00 10:00:03:00 10:00:04:00\n"
              "005  C V C 01:00:01:00 01:00:01:00 10:00:04:00 10:00:04:00\n"
              "005  A V D 010 01:00:00:00 01:00:01:00 10:00:04:00 10:00:05:00\n",
              R25);
    fixture_clip(&w.clips, "A.mov", "A", R25, "01:00:00:00", 500);
    fixture_clip(&w.clips, "B.mov", "B", R25, "01:00:00:00", 500);
    fixture_clip(&w.clips, "C.mov", "C", R25, "01:00:00:00", 28);
    conform(&w);
    expect(&w, 0, "A.mov 25");
    expect(&w, 1, "A.mov 25");
    expect(&w, 2, "A.mov 26");
    expect(&w, 24, "A.mov 37");
    expect(&w, 25, "B.mov 75 0/10 A.mov 37");
    expect(&w, 27, "B.mov 71 2/10 A.mov 38");
    expect(&w, 49, "B.mov 27");
    expect(&w, 50, "A.mov 0 0/10 B.mov 25");
    expect(&w, 59, "A.mov 9 9/10 B.mov 7");
    expect(&w, 99, "C.mov 24");
    expect(&w, 102, "A.mov 2 2/10 C.mov 27");
    expect(&w, 103, "A.mov 3 3/10 C.mov 27 held");
    expect(&w, 109, "A.mov 9 9/10 C.mov 27 held");
    finish(&w);
}

/* What has no clip, or reaches beyond it, is told frame by frame; a remark is about what is seen. */
static void missing_and_outside(void **state)
{
    watched w = {0};

    (void)state;
    read_text(&w,
              "TITLE: x\nFCM: NON-DROP FRAME\n"
              "001  A V C 01:00:19:00 01:00:21:00 10:00:00:00 10:00:02:00\n"
              "002  GONE V C 01:00:00:00 01:00:01:00 10:00:02:00 10:00:03:00\n"
              "003  GONE V C 01:00:01:00 01:00:01:00 10:00:03:00 10:00:03:00\n"
              "003  A V D 010 01:00:02:00 01:00:03:00 10:00:03:00 10:00:04:00\n"
              "004  A V C 01:00:03:00 01:00:03:00 10:00:04:00 10:00:04:00\n"
              "004  BL V D 010 00:00:00:00 00:00:01:00 10:00:04:00 10:00:05:00\n",
              R25);
    fixture_clip(&w.clips, "A.mov", "A", R25, "01:00:00:00", 500);
    conform(&w);
    expect(&w, 24, "A.mov 499");
    expect(&w, 25, "outside");
    expect(&w, 50, "missing");
    expect(&w, 77, "A.mov 52 2/10 missing");
    ct_look         look = ct_cut_map_look(w.map, 77);
    const ct_layer *shot = ct_look_shot(&look);
    assert_int_equal(shot->frame, 52);
    look = ct_cut_map_look(w.map, 103); /* a fade out: the shot that fades */
    assert_int_equal(ct_look_shot(&look)->frame, 78);
    look = ct_cut_map_look(w.map, 60);
    assert_null(ct_look_shot(&look));
    finish(&w);
}

/* 30 frames a second of source in a list of 25 at natural speed: 6 frames of it in 5, of each the one that
 * has begun. */
static void another_rate(void **state)
{
    ct_timeline t;
    ct_clip     clip = {.id = ct_id_new(), .fps = R30, .frame_count = 600};

    (void)state;
    ct_timeline_init(&t);
    ct_event *e = ct_timeline_add(&t);
    e->fps = R30;
    e->media_frames = 600;
    e->source = (ct_span){60, 120};
    e->record = (ct_span){0, 50};
    e->clip = clip.id;
    ct_cut_map *map = ct_cut_map_create(&t, &clip, 1);
    for (int64_t k = 0; k < 50; k++)
        assert_int_equal(ct_cut_map_look(map, k).over.frame, 60 + k * 6 / 5);
    ct_cut_map_destroy(&map);
    ct_timeline_finish(&t);
}

/* Against looking at every record frame. */
static void assert_shown(const ct_cut_map *map, ct_span frames)
{
    ct_span expected = {-1, -1}, shown;

    for (int64_t k = 0; k < 48; k++) {
        ct_layer layer = ct_cut_map_layer(map, 0, k);
        if (layer.kind != CT_LAYER_PICTURE || !ct_span_has(frames, layer.frame))
            continue;
        expected.first = expected.first < 0 ? k : expected.first;
        expected.end = k + 1;
    }
    assert_int_equal(ct_cut_map_shown(map, 0, frames, &shown), expected.first >= 0);
    if (expected.first < 0)
        return;
    assert_int_equal(shown.first, expected.first);
    assert_int_equal(shown.end, expected.end);
}

/* Where a range of the clip is in the cut, at any speed and backwards. */
static void a_range_of_a_clip_in_the_cut(void **state)
{
    static const AVRational speeds[] = {{1, 1}, {1, 2}, {2, 1}, {3, 2}, {0, 1}};

    (void)state;
    for (int i = 0; i < 10; i++) {
        AVRational  speed = speeds[i / 2];
        ct_timeline t;
        ct_clip     clip = {.id = ct_id_new(), .fps = R25, .frame_count = 600};
        ct_timeline_init(&t);
        ct_event *e = ct_timeline_add(&t);
        e->fps = R25;
        e->media_frames = 600;
        e->speed = speed;
        e->reverse = i % 2 == 1;
        e->source = (ct_span){60, 60 + (speed.num ? 48 * speed.num / speed.den : 1)};
        e->record = (ct_span){0, 48};
        e->clip = clip.id;
        ct_cut_map *map = ct_cut_map_create(&t, &clip, 1);
        for (int64_t first = 50; first < 170; first += 3)
            for (int64_t count = 1; count < 60; count += 7)
                assert_shown(map, (ct_span){first, first + count});
        ct_cut_map_destroy(&map);
        ct_timeline_finish(&t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_real_dissolve),
        cmocka_unit_test(real_freezes_and_speed),
        cmocka_unit_test(a_real_list_of_premiere),
        cmocka_unit_test(a_real_transition_of_xmeml),
        cmocka_unit_test(fades_and_a_wipe),
        cmocka_unit_test(retimed_sides_of_a_dissolve),
        cmocka_unit_test(missing_and_outside),
        cmocka_unit_test(another_rate),
        cmocka_unit_test(a_range_of_a_clip_in_the_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
