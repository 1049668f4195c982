/* SPDX-License-Identifier: MIT */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <libavutil/frame.h>
#include <libavutil/pixfmt.h>

#include "circletake/cache.h"

static ct_frame *picture(int64_t number)
{
    AVFrame *av = av_frame_alloc();

    av->format = AV_PIX_FMT_GRAY8;
    av->width = av->height = 64;
    assert_true(av_frame_get_buffer(av, 0) >= 0);
    memset(av->data[0], (int)(number & 255), (size_t)av->linesize[0] * 64);
    return ct_frame_create(av, number, number, (AVRational){1, 25});
}

static size_t one_frame(void)
{
    ct_frame *f = picture(0);
    size_t    bytes = ct_frame_bytes(f);

    ct_frame_unref(&f);
    return bytes;
}

static bool put(ct_cache *c, int64_t number)
{
    ct_frame *f = picture(number);
    bool      kept = ct_cache_put(c, f);

    ct_frame_unref(&f);
    return kept;
}

static void room_for_two_keeps_the_two_that_matter(void **state)
{
    ct_cache *c = ct_cache_create(2 * one_frame());

    (void)state;
    ct_cache_set_playhead(c, 10, 1);
    assert_true(put(c, 10));
    assert_true(put(c, 11));
    assert_false(put(c, 20)); /* farther than both */
    assert_true(ct_cache_has(c, 10) && ct_cache_has(c, 11));
    ct_cache_set_playhead(c, 12, 1);
    assert_true(put(c, 12));
    assert_false(ct_cache_has(c, 10));
    assert_int_equal(ct_cache_count(c), 2);
    assert_true(ct_cache_bytes(c) <= 2 * one_frame());
    ct_cache_destroy(&c);
}

static void a_frame_larger_than_the_budget_is_kept_alone(void **state)
{
    ct_cache *c = ct_cache_create(1);

    (void)state;
    assert_true(put(c, 5));
    ct_frame *f = ct_cache_get(c, 5);
    assert_non_null(f);
    assert_int_equal(f->number, 5);
    assert_int_equal(f->av->data[0][0], 5);
    ct_frame_unref(&f);
    ct_cache_destroy(&c);
}

static void what_lies_ahead_in_play_direction_is_worth_more(void **state)
{
    ct_cache *c = ct_cache_create(3 * one_frame());

    (void)state;
    ct_cache_set_playhead(c, 100, -1);
    put(c, 98);
    put(c, 102);
    put(c, 100);
    put(c, 95);
    assert_true(ct_cache_has(c, 95)); /* five ahead beats two behind, which count six */
    assert_false(ct_cache_has(c, 102));
    assert_true(ct_cache_wants(c, 99, one_frame()));
    assert_false(ct_cache_wants(c, 120, one_frame()));
    ct_cache_destroy(&c);
}

static void what_is_forgotten_makes_room(void **state)
{
    ct_cache *c = ct_cache_create(10 * one_frame());

    (void)state;
    assert_int_equal(ct_cache_budget(c), 10 * one_frame());
    for (int64_t n = 0; n < 8; n++)
        put(c, n);
    ct_cache_forget(c, (ct_span){2, 5});
    assert_int_equal(ct_cache_count(c), 5);
    assert_int_equal(ct_cache_bytes(c), 5 * one_frame());
    assert_true(ct_cache_has(c, 1) && ct_cache_has(c, 5));
    assert_false(ct_cache_has(c, 2) || ct_cache_has(c, 4));
    ct_cache_forget(c, (ct_span){0, -40}); /* empty */
    assert_int_equal(ct_cache_count(c), 5);
    ct_cache_forget(c, (ct_span){5, INT64_MAX});
    assert_int_equal(ct_cache_count(c), 2);
    ct_cache_destroy(&c);
}

static void a_frame_outlives_the_cache_while_it_is_held(void **state)
{
    ct_cache *c = ct_cache_create(10 * one_frame());

    (void)state;
    put(c, 7);
    ct_frame *f = ct_cache_get(c, 7);
    ct_cache_clear(c);
    assert_null(ct_cache_get(c, 7));
    ct_cache_destroy(&c);
    assert_int_equal(f->av->data[0][0], 7);
    ct_frame_unref(&f);
}

static void spans_tell_what_is_ready(void **state)
{
    static const int64_t numbers[] = {3, 4, 5, 9, 20, 21, 40};
    ct_cache            *c = ct_cache_create(100 * one_frame());
    ct_span              s[8];

    (void)state;
    ct_cache_set_playhead(c, 20, 1);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        put(c, numbers[i]);
    assert_int_equal(ct_cache_spans(c, s, 8), 4);
    assert_int_equal(s[0].first, 3);
    assert_int_equal(s[0].end, 6);
    assert_int_equal(s[2].first, 20);
    assert_int_equal(s[2].end, 22);
    /* With room for two, the ones at the playhead. */
    assert_int_equal(ct_cache_spans(c, s, 2), 2);
    assert_int_equal(s[0].first, 20);
    assert_int_equal(s[1].first, 40);
    assert_int_equal(ct_cache_first_missing(c, 20, 30, 1), 22);
    assert_int_equal(ct_cache_first_missing(c, 5, 2, -1), -1);
    assert_int_equal(ct_cache_first_missing(c, 5, 1, -1), 2);
    ct_cache_destroy(&c);
}

/* Four threads at once: the sanitizers watch. */
static void *worker(void *arg)
{
    ct_cache *c = arg;

    for (int64_t i = 0; i < 400; i++) {
        put(c, i % 37);
        ct_frame *f = ct_cache_get(c, i % 31);
        if (f && f->av->data[0][0] != (uint8_t)(f->number & 255))
            return arg;
        ct_frame_unref(&f);
        ct_cache_set_playhead(c, i % 40, (int)(i % 3) - 1);
    }
    return NULL;
}

static void threads_share_it(void **state)
{
    ct_cache *c = ct_cache_create(8 * one_frame());
    pthread_t t[4];
    void     *bad;

    (void)state;
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&t[i], NULL, worker, c), 0);
    for (int i = 0; i < 4; i++) {
        pthread_join(t[i], &bad);
        assert_null(bad);
    }
    assert_true(ct_cache_bytes(c) <= 8 * one_frame());
    ct_cache_destroy(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(room_for_two_keeps_the_two_that_matter),
        cmocka_unit_test(a_frame_larger_than_the_budget_is_kept_alone),
        cmocka_unit_test(what_lies_ahead_in_play_direction_is_worth_more),
        cmocka_unit_test(what_is_forgotten_makes_room),
        cmocka_unit_test(a_frame_outlives_the_cache_while_it_is_held),
        cmocka_unit_test(spans_tell_what_is_ready),
        cmocka_unit_test(threads_share_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
