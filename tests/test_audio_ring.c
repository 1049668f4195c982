/* SPDX-License-Identifier: MIT */
/* What a listener would notice: samples in order and once, silence where there is none, nothing of
 * what was given up, and a clock that knows which sample is heard. */
#include "circletake/audio_ring.h"

#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <cmocka.h>

static void fill(float *out, int first, int frames)
{
    for (int i = 0; i < frames; i++) {
        out[2 * i] = (float)(first + i);
        out[2 * i + 1] = -(float)(first + i);
    }
}

static void samples_come_in_order_and_once(void **state)
{
    (void)state;
    ct_audio_ring *ring = ct_audio_ring_create(64);
    float          in[200], out[200];
    int            put = 0, got = 0;

    while (got < 1000) {
        fill(in, put, 37);
        put += ct_audio_ring_write(ring, in, 37);
        int n = ct_audio_ring_read(ring, out, 23);
        for (int i = 0; i < n; i++, got++) {
            assert_int_equal((int)out[2 * i], got);
            assert_int_equal((int)out[2 * i + 1], -got);
        }
    }
    ct_audio_ring_destroy(&ring);
    assert_null(ring);
}

static void an_empty_ring_is_silence(void **state)
{
    (void)state;
    ct_audio_ring *ring = ct_audio_ring_create(64);
    float          in[20], out[40];

    fill(in, 1, 10);
    fill(out, 7, 20);
    assert_int_equal(ct_audio_ring_write(ring, in, 10), 10);
    assert_int_equal(ct_audio_ring_read(ring, out, 20), 10);
    assert_int_equal((int)out[18], 10);
    for (int i = 20; i < 40; i++)
        assert_true(out[i] == 0.0F);
    ct_audio_ring_destroy(&ring);
}

static void a_full_ring_takes_no_more(void **state)
{
    (void)state;
    ct_audio_ring *ring = ct_audio_ring_create(60); /* 64 */
    float          in[200];

    fill(in, 0, 100);
    assert_int_equal(ct_audio_ring_write(ring, in, 100), 64);
    assert_int_equal(ct_audio_ring_room(ring), 0);
    assert_int_equal(ct_audio_ring_write(ring, in, 100), 0);
    ct_audio_ring_destroy(&ring);
}

static void what_was_given_up_is_never_heard(void **state)
{
    (void)state;
    ct_audio_ring *ring = ct_audio_ring_create(64);
    float          in[80], out[80];

    fill(in, 0, 30);
    (void)ct_audio_ring_write(ring, in, 30);
    (void)ct_audio_ring_read(ring, out, 5);
    ct_audio_ring_discard(ring);
    fill(in, 100, 8);
    assert_int_equal((int)ct_audio_ring_written(ring), 30);
    (void)ct_audio_ring_write(ring, in, 8);
    assert_int_equal(ct_audio_ring_read(ring, out, 20), 8);
    assert_int_equal((int)out[0], 100);
    ct_audio_ring_destroy(&ring);
}

static void the_clock_knows_what_is_heard(void **state)
{
    (void)state;
    ct_audio_ring *ring = ct_audio_ring_create(64);
    float          in[80], out[80];

    assert_int_equal(ct_audio_ring_heard(ring).at_us, 0);
    fill(in, 0, 40);
    (void)ct_audio_ring_write(ring, in, 40);
    (void)ct_audio_ring_read(ring, out, 16);
    (void)ct_audio_ring_read(ring, out, 16);

    ct_audio_heard heard = ct_audio_ring_heard(ring);
    assert_int_equal((int)heard.from, 16);
    assert_int_equal((int)heard.to, 32);
    assert_true(heard.at_us > 0);
    assert_int_equal((int)heard.level[0], 31);
    assert_int_equal((int)heard.level[1], 31);
    ct_audio_ring_destroy(&ring);
}

/* --- two threads and one who looks ------------------------------------------------- */

enum { STRESS_FRAMES = 400000 };

struct stress {
    ct_audio_ring *ring;
    atomic_bool    done;
    int            wrong;
};

static void *listen(void *arg)
{
    struct stress *s = arg;
    float          out[2 * 128];
    int            last = -1;

    while (!atomic_load(&s->done)) {
        int got = ct_audio_ring_read(s->ring, out, 128);

        for (int i = 0; i < got; i++) {
            int value = (int)out[2 * i];
            /* Discards leave gaps, but never a step back or a side of another sample. */
            s->wrong += value <= last || (int)out[2 * i + 1] != -value;
            last = value;
        }
        if (got == 0)
            sched_yield();
    }
    return NULL;
}

static void threads_agree(void **state)
{
    (void)state;
    struct stress s = {.ring = ct_audio_ring_create(1024)};
    pthread_t     thread;
    float         in[2 * 100];

    assert_int_equal(pthread_create(&thread, NULL, listen, &s), 0);
    for (int put = 0, turn = 0; put < STRESS_FRAMES; turn++) {
        fill(in, put, 100);
        int n = ct_audio_ring_write(s.ring, in, 100);

        put += n;
        if (turn % 50 == 0)
            ct_audio_ring_discard(s.ring);
        ct_audio_heard heard = ct_audio_ring_heard(s.ring);
        assert_true(heard.to >= heard.from && heard.to - heard.from <= 128);
        assert_true(heard.to <= ct_audio_ring_written(s.ring));
        if (n == 0)
            sched_yield();
    }
    atomic_store(&s.done, true);
    pthread_join(thread, NULL);
    assert_int_equal(s.wrong, 0);
    ct_audio_ring_destroy(&s.ring);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(samples_come_in_order_and_once),
        cmocka_unit_test(an_empty_ring_is_silence),
        cmocka_unit_test(a_full_ring_takes_no_more),
        cmocka_unit_test(what_was_given_up_is_never_heard),
        cmocka_unit_test(the_clock_knows_what_is_heard),
        cmocka_unit_test(threads_agree),
    };
    return cmocka_run_group_tests_name("audio_ring", tests, NULL, NULL);
}
