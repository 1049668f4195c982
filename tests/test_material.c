/* SPDX-License-Identifier: MIT */
/* What a look found, as a value: counted, written and read back, and never believed when it makes no
 * sense. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "circletake/material.h"
#include "circletake/str.h"

static ct_material sample(void)
{
    ct_material m = {
        .frames = 5000, .fps = {30000, 1001}, .sound_rate_hz = 48000, .picture_samples = 8008000};

    ct_material_add(&m, CT_FLAW_BLACK, (ct_span){0, 12});
    ct_material_add(&m, CT_FLAW_BLACK, (ct_span){4990, 5000});
    ct_material_add(&m, CT_FLAW_SILENT, (ct_span){100, 200});
    ct_sound_track *t = ct_material_add_track(&m);
    *t = (ct_sound_track){.channels = 2,
                          .layout = ct_strdup("stereo"),
                          .names = ct_strdup("Boom\nLav \t2"),
                          .start = 4805,
                          .end = 8008000,
                          .packet = 1};
    t = ct_material_add_track(&m);
    *t = (ct_sound_track){
        .channels = 1, .layout = ct_strdup("mono"), .start = -1000, .end = 8008000, .packet = 1024};
    return m;
}

static void text_brings_back_what_was_written(void **state)
{
    ct_material m = sample(), back;
    char       *text = ct_material_text(&m);

    (void)state;
    assert_string_equal(text, "material 2\n"
                              "frames 5000 30000/1001\n"
                              "sound 48000 8008000\n"
                              "track 2 1 4805 8008000\tstereo\tBoom\tLav  2\n"
                              "track 1 1024 -1000 8008000\tmono\n"
                              "black 2 22 0-12 4990-5000\n"
                              "silent 1 100 100-200\n");
    assert_true(ct_material_parse(text, &back));
    assert_string_equal(back.tracks[0].names, "Boom\nLav  2");
    assert_null(back.tracks[1].names);
    char *again = ct_material_text(&back);
    assert_string_equal(again, text);
    assert_int_equal(ct_material_found(&back), ct_material_found(&m));
    free(again);
    free(text);
    ct_material_finish(&back);
    ct_material_finish(&m);
}

/* Two hours of every second picture repeated are counted to the last, and kept to a limit. */
static void many_stretches_are_counted_and_few_are_kept(void **state)
{
    ct_material m = {.frames = 400000, .fps = {60, 1}}, back;
    size_t      count;

    (void)state;
    for (int64_t n = 1; n < 400000; n += 2)
        ct_material_add(&m, CT_FLAW_REPEATED, (ct_span){n, n + 1});
    assert_int_equal(m.sums[CT_FLAW_REPEATED].places, 200000);
    assert_int_equal(m.sums[CT_FLAW_REPEATED].frames, 200000);
    ct_material_of(&m, CT_FLAW_REPEATED, &count);
    assert_int_equal(count, CT_STRETCHES_KEPT);
    char *text = ct_material_text(&m);
    assert_true(ct_material_parse(text, &back));
    assert_int_equal(back.sums[CT_FLAW_REPEATED].places, 200000);
    free(text);
    ct_material_finish(&back);
    ct_material_finish(&m);
}

static void what_makes_no_sense_is_not_read(void **state)
{
#define HEAD "material 2\nframes 100 25/1\n"
    static const char *const bad[] = {
        "",
        "material 2\n",
        "material 1\nframes 100 25/1\n",
        "material 2\nframes 100 25/0\n",
        "material 2\nframes -1 25/1\n",
        "frames 100 25/1\nmaterial 2\n",
        HEAD "black 1 10 0-10",        /* cut off */
        HEAD "black 1 10 95-105\n",    /* behind the end */
        HEAD "black 2 20 0-10 5-15\n", /* over one another */
        HEAD "black 1 5 0-10\n",       /* sums that do not add up */
        HEAD "black 1 10 0-10\nblack 1 10 20-30\n",
        HEAD "black 101 101 0-1\n",
        HEAD "black 1 10 10-0\n",
        HEAD "purple 1 10 0-10\n",
        HEAD "track 1 1 0 10\tmono\n", /* of no sound */
        HEAD "sound 0 10\n",
        HEAD "sound 48000 10\ntrack 0 1 0 10\tmono\n",
        HEAD "sound 48000 10\ntrack 2 1 0 10\tstereo\ta\tb\tc\n",
        HEAD "sound 48000 10\ntrack 1 1 10 0\tmono\n",
        HEAD "sound 48000 10\ntrack 1 1 0 10 mono\n",
        HEAD "failed \xff\n",
    };
    ct_material m;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (ct_material_parse(bad[i], &m))
            fail_msg("read: %s", bad[i]);
    assert_true(ct_material_parse(HEAD "failed It is cut short.\n", &m));
    assert_int_equal(ct_material_found(&m), CT_FOUND_FAILED);
    ct_material_finish(&m);
}

static void channels_have_the_names_of_their_tracks(void **state)
{
    static const char *const wanted[] = {"Boom", "Lav \t2", NULL, NULL};
    ct_material              m = sample();

    (void)state;
    for (int i = 0; i < 4; i++) {
        char *name = ct_material_channel_name(&m, i);
        if (wanted[i])
            assert_string_equal(name, wanted[i]);
        else
            assert_null(name);
        free(name);
    }
    m.tracks[1].names = ct_strdup("Mix");
    m.tracks[1].channels = 2;
    char *name = ct_material_channel_name(&m, 3);
    assert_string_equal(name, "Mix");
    free(name);
    ct_material_finish(&m);
}

static void samples_are_whole_frames_and_a_rest(void **state)
{
    ct_material m = {.fps = {30000, 1001}, .sound_rate_hz = 48000};
    int64_t     rest;

    (void)state;
    assert_int_equal(ct_material_frames(&m, 4805, &rest), 3); /* 4804.8 is frame 3 */
    assert_int_equal(rest, 0);
    assert_int_equal(ct_material_frames(&m, 4800, &rest), 2);
    assert_int_equal(rest, 4800 - 3203);
    assert_int_equal(ct_material_frames(&m, -4815, &rest), -3);
    assert_int_equal(rest, -10);
    assert_int_equal(ct_material_frames(&m, -1601, &rest), -1);
    assert_int_equal(ct_material_frames(&m, 1, &rest), 0);
    assert_int_equal(rest, 1);
}

/* A track is off by the nearest frame, and not where its coding explains it. */
static void the_track_that_is_furthest_off_is_named(void **state)
{
    ct_material m = sample();

    (void)state;
    assert_ptr_equal(ct_material_latest(&m), &m.tracks[0]);
    assert_ptr_equal(ct_material_longest(&m), &m.tracks[0]);
    m.tracks[0].start = 0;
    assert_null(ct_material_latest(&m)); /* 1000 samples are less than a packet of 1024 */
    assert_null(ct_material_longest(&m));
    m.tracks[1].start = -1700;
    assert_ptr_equal(ct_material_latest(&m), &m.tracks[1]);
    m.picture_samples = 0; /* no picture to be late for */
    assert_null(ct_material_latest(&m));
    assert_null(ct_material_longest(&m));
    ct_material_finish(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_brings_back_what_was_written),
        cmocka_unit_test(many_stretches_are_counted_and_few_are_kept),
        cmocka_unit_test(what_makes_no_sense_is_not_read),
        cmocka_unit_test(channels_have_the_names_of_their_tracks),
        cmocka_unit_test(samples_are_whole_frames_and_a_rest),
        cmocka_unit_test(the_track_that_is_furthest_off_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
