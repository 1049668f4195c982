/* SPDX-License-Identifier: MIT */
/* The truth about the material in words: which facts, how they read, and which an editor is warned of. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "circletake/facts.h"
#include "circletake/str.h"

static ct_clip a_clip(void)
{
    ct_clip c;

    ct_clip_init(&c);
    c.fps = (AVRational){25, 1};
    c.frame_count = 1000;
    c.width_px = 1920;
    c.audio_tracks = 1;
    c.audio_channels = 2;
    c.tc = (ct_tc_track){.start = 25 * 3600, .count = {25, false}, .rate = {25, 1}};
    c.tc_source = CT_TC_TRACK;
    return c;
}

static ct_material a_look(void)
{
    ct_material m = {
        .frames = 1000, .fps = {25, 1}, .sound_rate_hz = 48000, .picture_samples = 1920000};

    *ct_material_add_track(&m) =
        (ct_sound_track){.channels = 2, .layout = ct_strdup("stereo"), .end = 1920000, .packet = 1};
    return m;
}

/* Takes the material. */
static void expect(const ct_clip *clip, ct_material *m, const char *all, const char *odd)
{
    ct_fact_list facts = {0};

    ct_facts_of(clip, m, &facts);
    char *line = ct_facts_line(&facts, false), *warned = ct_facts_line(&facts, true);
    assert_string_equal(line, all);
    assert_string_equal(warned, odd);
    free(line);
    free(warned);
    ct_fact_list_finish(&facts);
    if (m)
        ct_material_finish(m);
}

static void a_good_clip_warns_of_nothing(void **state)
{
    ct_clip     c = a_clip();
    ct_material m = a_look();

    (void)state;
    expect(&c, NULL, "25 fps · TC 01:00:00:00 tmcd · 2 ch · not looked through yet", "");
    expect(&c, &m, "25 fps · TC 01:00:00:00 tmcd · stereo · looked through", "");
}

static void another_stream_is_told(void **state)
{
    ct_clip c = a_clip();

    (void)state;
    c.stream = 1;
    expect(&c, NULL, "25 fps · stream 1 · TC 01:00:00:00 tmcd · 2 ch · not looked through yet",
           "stream 1");
}

static void headers_and_index_are_told(void **state)
{
    ct_clip c = a_clip();

    (void)state;
    c.fps = (AVRational){60000, 1001};
    c.tc = (ct_tc_track){.start = 0, .count = {30, true}, .rate = {30000, 1001}};
    c.vfr = c.interlaced = c.open_gop = c.has_edit_list = true;
    c.audio_tracks = 0;
    expect(
        &c, NULL,
        "59.94 fps · TC 00:00:00;00 tmcd DF · TC counts 29.97, picture 59.94 · VFR · interlaced · "
        "open GOP · edit list · no sound · not looked through yet",
        "TC counts 29.97, picture 59.94 · VFR");
    c.tc.rate = (AVRational){0, 1};
    c.vfr = false;
    expect(&c, NULL,
           "59.94 fps · no timecode · interlaced · open GOP · edit list · no sound · not looked "
           "through yet",
           "no timecode");
}

static void stretches_are_told_once(void **state)
{
    ct_clip     c = a_clip();
    ct_material m = a_look();

    (void)state;
    ct_material_add(&m, CT_FLAW_BLACK, (ct_span){10, 30});
    ct_material_add(&m, CT_FLAW_BLACK, (ct_span){40, 41});
    ct_material_add(&m, CT_FLAW_FROZEN, (ct_span){10, 30}); /* black */
    ct_material_add(&m, CT_FLAW_FROZEN, (ct_span){100, 150});
    ct_material_add(&m, CT_FLAW_REPEATED, (ct_span){11, 30});   /* black */
    ct_material_add(&m, CT_FLAW_REPEATED, (ct_span){101, 150}); /* frozen */
    ct_material_add(&m, CT_FLAW_REPEATED, (ct_span){203, 204});
    ct_material_add(&m, CT_FLAW_REPEATED, (ct_span){208, 209});
    ct_material_add(&m, CT_FLAW_REPEATED, (ct_span){213, 214});
    ct_material_add(&m, CT_FLAW_SILENT, (ct_span){0, 1000});
    expect(
        &c, &m,
        "25 fps · TC 01:00:00:00 tmcd · stereo · black 10-29, 40 · frozen 100-149 · repeated 3 in 3 "
        "places · silent throughout",
        "black 10-29, 40 · frozen 100-149 · repeated 3 in 3 places · silent throughout");
    m = a_look();
    ct_material_add(&m, CT_FLAW_BLACK, (ct_span){0, 1000});
    ct_material_add(&m, CT_FLAW_FROZEN, (ct_span){0, 1000});
    ct_material_add(&m, CT_FLAW_REPEATED, (ct_span){1, 1000});
    assert_int_equal(ct_material_found(&m), CT_FOUND_LOOK | CT_FOUND_BLACK);
    expect(&c, &m, "25 fps · TC 01:00:00:00 tmcd · stereo · black throughout", "black throughout");
}

static void sound_is_told_by_track(void **state)
{
    ct_clip     c = a_clip();
    ct_material m = a_look();

    (void)state;
    m.tracks[0].end -= 7 * 1920;
    m.tracks[0].names = ct_strdup("Boom\nLav 1");
    expect(&c, &m, "25 fps · TC 01:00:00:00 tmcd · 2 ch (Boom, Lav 1) · sound 7 frames shorter",
           "sound 7 frames shorter");
    m = a_look();
    m.tracks[0].start = 3 * 1920 + 5;
    m.tracks[0].end = 1920000 + 3 * 1920 + 5;
    expect(&c, &m, "25 fps · TC 01:00:00:00 tmcd · stereo · sound starts 3 frames late",
           "sound starts 3 frames late");
    m = a_look();
    *ct_material_add_track(&m) = (ct_sound_track){
        .channels = 1, .layout = ct_strdup("mono"), .start = -1920, .end = 1920000, .packet = 1};
    c.audio_tracks = 2;
    c.audio_channels = 3;
    expect(
        &c, &m,
        "25 fps · TC 01:00:00:00 tmcd · 3 ch · sound track 2 starts 1 frame early · sound track 2 1 "
        "frame longer",
        "sound track 2 starts 1 frame early · sound track 2 1 frame longer");
}

static void what_could_not_be_looked_through_is_told(void **state)
{
    ct_clip     c = a_clip();
    ct_material m = {.frames = 1, .fps = {25, 1}, .failed = ct_strdup("It is cut short.")};

    (void)state;
    expect(&c, &m, "25 fps · TC 01:00:00:00 tmcd · 2 ch · cannot be looked through",
           "cannot be looked through");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_clip_warns_of_nothing),
        cmocka_unit_test(another_stream_is_told),
        cmocka_unit_test(headers_and_index_are_told),
        cmocka_unit_test(stretches_are_told_once),
        cmocka_unit_test(sound_is_told_by_track),
        cmocka_unit_test(what_could_not_be_looked_through_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
