/* SPDX-License-Identifier: MIT */
/* What is decoded next: first the frame under the playhead, then those it will reach; and a decoder
 * that is too slow meets the playhead instead of running after it. */
#include <libavutil/frame.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "../src/media/plan_priv.h"
#include "media_samples.h"

static ct_index *slate; /* groups of 24 frames */
static int64_t   failed[CT_PLAN_FAILURES];

static int setup(void **state)
{
    (void)state;
    memset(failed, -1, sizeof failed);
    return ct_index_build(SLATE, 0, CT_INDEX_CONTAINER, NULL, &slate, NULL) == CT_OK ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    ct_index_unref(&slate);
    return 0;
}

static void put(ct_cache *cache, int64_t first, int64_t end)
{
    for (int64_t n = first; n < end; n++) {
        AVFrame *av = av_frame_alloc();

        av->format = 8; /* AV_PIX_FMT_GRAY8 */
        av->width = av->height = 16;
        assert_true(av_frame_get_buffer(av, 0) >= 0);
        ct_frame *f = ct_frame_create(av, n, n, (AVRational){1, 25});
        assert_true(ct_cache_put(cache, f));
        ct_frame_unref(&f);
    }
}

static ct_plan_view view_of(ct_cache *cache, int64_t frame, int direction)
{
    ct_cache_set_playhead(cache, frame, direction);
    return (ct_plan_view){
        .want = {.frame = frame, .direction = direction, .rate = direction ? 25 : 0},
        .index = slate,
        .cache = cache,
        .count = ct_index_count(slate),
        .frame_bytes = 1000,
        .failed = failed,
    };
}

static void the_playhead_comes_first(void **state)
{
    (void)state;
    ct_cache    *cache = ct_cache_create(10 << 20);
    ct_plan_view v = view_of(cache, 60, 0);
    ct_plan_job  job;
    int64_t      entry = ct_index_gop(slate, 60).first;

    v.position = 3; /* far away: jump */
    assert_true(ct_plan_next(&v, &job));
    assert_int_equal(job.first, 60);
    assert_int_equal(job.last, 60);
    v.position = entry + 2; /* on the way already: go on */
    assert_true(ct_plan_next(&v, &job));
    assert_int_equal(job.first, entry + 2);
    assert_int_equal(job.last, 60);
    v.want.frame = 1000; /* no such frame */
    assert_false(ct_plan_next(&v, &job));
    ct_cache_destroy(&cache);
}

static void then_comes_what_play_will_reach(void **state)
{
    (void)state;
    ct_cache   *cache = ct_cache_create(10 << 20);
    ct_plan_job job;

    put(cache, 50, 56);
    ct_plan_view v = view_of(cache, 52, 1);
    assert_true(ct_plan_next(&v, &job));
    assert_int_equal(job.first, 56);
    assert_true(job.last > job.first);
    v = view_of(cache, 52, -1);
    assert_true(ct_plan_next(&v, &job));
    assert_int_equal(job.last, 49);
    ct_cache_destroy(&cache);
}

static void a_loop_goes_on_at_its_beginning(void **state)
{
    (void)state;
    ct_cache   *cache = ct_cache_create(10 << 20);
    ct_plan_job job;

    put(cache, 50, 60);
    ct_plan_view v = view_of(cache, 55, 1);
    v.want.loop = (ct_span){40, 60};
    assert_true(ct_plan_next(&v, &job));
    assert_int_equal(job.first, 40);
    ct_cache_destroy(&cache);
}

static void what_rests_and_is_full_does_nothing(void **state)
{
    (void)state;
    ct_cache   *cache = ct_cache_create(10 << 20);
    ct_plan_job job;

    put(cache, 0, SLATE_FRAMES);
    ct_plan_view v = view_of(cache, 60, 0);
    assert_false(ct_plan_next(&v, &job));
    ct_cache_destroy(&cache);
}

static void what_failed_is_left_alone(void **state)
{
    (void)state;
    ct_cache    *cache = ct_cache_create(10 << 20);
    ct_plan_view v = view_of(cache, 60, 0);
    ct_plan_job  job;

    failed[3] = 60;
    assert_false(ct_plan_is_missing(&v, 60));
    if (ct_plan_next(&v, &job))
        assert_int_not_equal(job.first, 60);
    failed[3] = -1;
    ct_cache_destroy(&cache);
}

static void a_slow_decoder_goes_where_the_playhead_will_be(void **state)
{
    (void)state;
    static const int directions[] = {1, -1};
    ct_cache        *cache = ct_cache_create(10 << 20);
    ct_plan_job      job;

    for (size_t i = 0; i < 2; i++) {
        ct_plan_view v = view_of(cache, 40, directions[i]);

        v.want.rate = 200; /* 8 times life */
        v.next_us = 20000; /* 50 frames a second */
        v.jump_us = 60000; /* 12 frames pass meanwhile */
        assert_true(ct_plan_next(&v, &job));
        assert_int_equal(job.first, ct_index_gop(slate, job.first).first);
        assert_true(directions[i] > 0 ? job.first >= 40 : job.first <= 28);
    }
    ct_cache_destroy(&cache);
}

static void play_that_is_late_meets_the_playhead(void **state)
{
    (void)state;
    ct_cache    *cache = ct_cache_create(10 << 20);
    ct_plan_view v = view_of(cache, 60, 1);
    ct_plan_job  job;
    ct_span      gop = ct_index_gop(slate, 60);

    v.position = gop.first + 1;
    assert_true(ct_plan_next(&v, &job));
    assert_in_range(job.first, 61, gop.end - 1);
    assert_int_equal(job.last, job.first);
    v.position = 59; /* hardly late: every picture has its turn */
    assert_true(ct_plan_next(&v, &job));
    assert_int_equal(job.first, 59);
    v.position = gop.first - 5; /* of another group */
    assert_true(ct_plan_next(&v, &job));
    assert_int_equal(job.first, 60);
    ct_cache_destroy(&cache);
}

/* Each run begins more pictures than it gives, so backwards a few that are due are no reason for one. */
static void pictures_that_stand_alone_come_in_runs_backwards(void **state)
{
    (void)state;
    ct_cache   *cache = ct_cache_create(10 << 20);
    ct_index   *intra = NULL;
    ct_plan_job job;

    assert_int_equal(ct_index_build(RUSHES "/A001_0412AB/A001_C001_0412AB.mov", 0,
                                    CT_INDEX_CONTAINER, NULL, &intra, NULL),
                     CT_OK);
    put(cache, 77, 101);
    ct_plan_view v = view_of(cache, 100, -1);
    v.index = intra;
    v.count = ct_index_count(intra);
    assert_true(ct_plan_next(&v, &job)); /* 76, one second behind the playhead */
    assert_int_equal(job.last, 76);
    assert_int_equal(job.first, 61);
    assert_false(job.still);
    v.want.direction = 0;
    v.want.frame = 90;
    ct_cache_forget(cache, (ct_span){0, 88});
    put(cache, 101, 104);
    assert_true(ct_plan_next(&v, &job)); /* at rest: the nearest, and by itself */
    assert_int_equal(job.first, 87);
    assert_int_equal(job.last, 87);
    assert_true(job.still);
    ct_index_unref(&intra);
    ct_cache_destroy(&cache);
}

static void in_reverse_what_was_shown_gives_room(void **state)
{
    (void)state;
    ct_cache    *cache = ct_cache_create(10 << 20);
    ct_plan_view v = view_of(cache, 60, -1);

    v.next_us = 10000; /* the next group, 24 pictures, is due 15 before its last */
    assert_int_equal(ct_plan_passed(&v).first, 60 + 48);
    v.frame_bytes = (10 << 20) / 60;
    assert_int_equal(ct_plan_passed(&v).first, 60 + 60 - 24 - 15);
    v.frame_bytes = (10 << 20) / 30;
    assert_int_equal(ct_plan_passed(&v).first, 60 + 12);
    v.want.direction = 1;
    assert_int_equal(ct_plan_passed(&v).end, 60 - 48);
    v.want.loop = (ct_span){50, 90};
    assert_int_equal(ct_span_count(ct_plan_passed(&v)), 0);
    ct_cache_destroy(&cache);
}

/* What is left of one group is decoded before the next group, which takes longer. */
static void in_reverse_the_rest_of_a_group_comes_in_time_for_the_next(void **state)
{
    (void)state;
    ct_cache   *cache = ct_cache_create(10 << 20);
    ct_plan_job job;

    put(cache, 30, 61);
    ct_plan_view v = view_of(cache, 60, -1);
    v.next_us = 30000; /* a group takes 18 pictures of play, so it is due 29 before its last */
    assert_false(ct_plan_next(&v, &job));
    v.want.frame = 58;
    assert_true(ct_plan_next(&v, &job));
    assert_int_equal(job.first, 29);
    ct_cache_destroy(&cache);
}

static void without_an_index_it_only_goes_on(void **state)
{
    (void)state;
    ct_cache   *cache = ct_cache_create(10 << 20);
    ct_plan_job job;

    put(cache, 0, 6);
    ct_plan_view v = view_of(cache, 5, 0);
    v.index = NULL;
    v.count = 0;
    v.position = 6;
    assert_true(ct_plan_next(&v, &job));
    assert_int_equal(job.first, 6);
    v.position = 20; /* would have to start again: not for frames nobody asked for */
    assert_false(ct_plan_next(&v, &job));
    ct_cache_destroy(&cache);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_playhead_comes_first),
        cmocka_unit_test(then_comes_what_play_will_reach),
        cmocka_unit_test(a_loop_goes_on_at_its_beginning),
        cmocka_unit_test(what_rests_and_is_full_does_nothing),
        cmocka_unit_test(what_failed_is_left_alone),
        cmocka_unit_test(a_slow_decoder_goes_where_the_playhead_will_be),
        cmocka_unit_test(play_that_is_late_meets_the_playhead),
        cmocka_unit_test(pictures_that_stand_alone_come_in_runs_backwards),
        cmocka_unit_test(in_reverse_what_was_shown_gives_room),
        cmocka_unit_test(in_reverse_the_rest_of_a_group_comes_in_time_for_the_next),
        cmocka_unit_test(without_an_index_it_only_goes_on),
    };
    return cmocka_run_group_tests_name("plan", tests, setup, teardown);
}
