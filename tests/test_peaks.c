/* SPDX-License-Identifier: MIT */
/* A waveform that a person can trust: the beep stands on its frame, silence is empty, and what was
 * saved is what is loaded. */
#include "circletake/peaks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "media_samples.h"

enum { PER_FRAME = 4 };

static const AVRational slate_fps = {SLATE_FPS, 1};

static int use_own_cache(void **state)
{
    (void)state;
    static char folder[] = "/tmp/ct-test-peaks-XXXXXX";

    return mkdtemp(folder) ? setenv("XDG_CACHE_HOME", folder, 1) : -1;
}

static ct_peaks *build(const char *path, AVRational fps, int64_t frame0_us)
{
    ct_peaks *p = NULL;
    ct_error  err = {0};

    if (ct_peaks_build(path, fps, PER_FRAME, frame0_us, NULL, NULL, &p, &err))
        fail_msg("%s", err.text);
    return p;
}

static void the_beep_stands_on_its_frame(void **state)
{
    (void)state;
    ct_peaks *p = build(SLATE, slate_fps, 0);
    uint8_t   beep = ct_peaks_over(p, -1, (ct_span){SLATE_CLAP, SLATE_CLAP + 1});

    assert_int_equal(p->track_count, 1);
    assert_true(p->count >= (SLATE_FRAMES - 2) * PER_FRAME);
    assert_true(beep > 150);
    assert_true(ct_peaks_over(p, -1, (ct_span){SLATE_CLAP - 2, SLATE_CLAP - 1}) < beep / 2);
    assert_true(ct_peaks_over(p, -1, (ct_span){SLATE_CLAP + 2, SLATE_CLAP + 3}) < beep / 2);
    assert_int_equal(ct_peaks_over(p, 0, (ct_span){SLATE_CLAP, SLATE_CLAP + 1}), beep);
    assert_int_equal(ct_peaks_over(p, -1, (ct_span){100000, 100010}), 0);
    assert_null(ct_peaks_row(p, 1));
    ct_peaks_destroy(&p);
    assert_null(p);
}

static void a_later_frame_0_moves_everything(void **state)
{
    (void)state;
    ct_peaks *p = build(SLATE, slate_fps, 10 * 1000000 / SLATE_FPS);
    ct_span   clap = {SLATE_CLAP - 10, SLATE_CLAP - 9};

    assert_true(ct_peaks_over(p, -1, clap) > 150);
    ct_peaks_destroy(&p);
}

static void every_take_shows_its_clap(void **state)
{
    (void)state;
    static take takes[TAKES_MOST];
    int         count = takes_read(takes);

    for (int i = 0; i < count; i++) {
        AVRational fps = {takes[i].fps_num, takes[i].fps_den};
        ct_peaks  *p;

        if (takes[i].channels == 0 || strstr(takes[i].path, "PHONE")) /* variable rate */
            continue;
        p = build(takes[i].path, fps, strstr(takes[i].path, ".wav") ? INT64_MIN : 0);
        assert_int_equal(p->track_count, takes[i].tracks);
        uint8_t clap = ct_peaks_over(p, -1, (ct_span){takes[i].clap, takes[i].clap + 1});
        if (clap < 120)
            fail_msg("%s: the clap is %d high", takes[i].path, clap);
        ct_peaks_destroy(&p);
    }
}

static void a_file_without_sound_has_none(void **state)
{
    (void)state;
    const char *path = CT_SOURCE_DIR "/../shared/media/pixel7_videoOnly_cleaned.mp4";
    FILE       *f = fopen(path, "rb");

    if (!f) {
        printf("skipped: %s is not there\n", path);
        return;
    }
    fclose(f);
    ct_peaks *p = build(path, slate_fps, 0);
    assert_int_equal(p->track_count, 0);
    assert_null(ct_peaks_row(p, -1));
    assert_int_equal(ct_peaks_over(p, -1, (ct_span){0, 10}), 0);
    assert_int_equal(ct_peaks_save(p, 5, NULL), CT_OK);
    ct_peaks_destroy(&p);
    assert_int_equal(ct_peaks_load(5, &p, NULL), CT_OK);
    assert_int_equal(p->track_count, 0);
    ct_peaks_destroy(&p);
}

static void what_was_saved_is_what_is_loaded(void **state)
{
    (void)state;
    ct_peaks *p = build(SLATE, slate_fps, 0), *q = NULL;
    ct_error  err = {0};

    assert_int_equal(ct_peaks_load(77, &q, &err), CT_NO_INPUT);
    assert_int_equal(ct_peaks_save(p, 77, &err), CT_OK);
    assert_int_equal(ct_peaks_load(77, &q, &err), CT_OK);
    assert_int_equal(q->count, p->count);
    assert_int_equal(q->per_frame, PER_FRAME);
    assert_memory_equal(ct_peaks_row(q, 0), ct_peaks_row(p, 0), (size_t)p->count);
    ct_peaks_destroy(&q);
    ct_peaks_destroy(&p);
}

static void damage_is_noticed(void **state)
{
    (void)state;
    ct_peaks *p = build(SLATE, slate_fps, 0), *q = NULL;
    char      path[512];

    assert_int_equal(ct_peaks_save(p, 0xab, NULL), CT_OK);
    snprintf(path, sizeof path, "%s/circletake/peaks/%016x.peaks", getenv("XDG_CACHE_HOME"), 0xab);
    FILE *f = fopen(path, "r+b");
    assert_non_null(f);
    fseek(f, 24, SEEK_SET); /* the count */
    fputs("\xff\xff\xff", f);
    fclose(f);
    assert_int_equal(ct_peaks_load(0xab, &q, NULL), CT_BAD_DATA);
    assert_null(q);
    ct_peaks_destroy(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_beep_stands_on_its_frame),
        cmocka_unit_test(a_later_frame_0_moves_everything),
        cmocka_unit_test(every_take_shows_its_clap),
        cmocka_unit_test(a_file_without_sound_has_none),
        cmocka_unit_test(what_was_saved_is_what_is_loaded),
        cmocka_unit_test(damage_is_noticed),
    };
    return cmocka_run_group_tests_name("peaks", tests, use_own_cache, NULL);
}
