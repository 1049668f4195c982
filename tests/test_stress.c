/* SPDX-License-Identifier: MIT */
/* Everything at once, in no order: seeks, steps, scrubs, plays in both directions, loops, other clips -
 * without waiting for anything. What is shown as right is right all the same, nothing hangs, and the
 * thread sanitizer finds nothing. */
#include <libavutil/frame.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "circletake/str.h"
#include "circletake/thread.h"
#include "circletake/transport.h"
#include "effort.h"
#include "media_samples.h"

enum {
    ACTS = CT_EFFORT(10000, 5000),
    LOOK_EACH = CT_EFFORT(8, 4), /* one picture in so many is compared */
    REST_EACH = 1000,            /* and so often everything comes to rest */
    PATIENCE_US = 60000000
};

static char scratch[] = "/tmp/ct_stress_XXXXXX";

static reference slate;

static uint32_t dice = 2026;

static int64_t roll(int64_t sides)
{
    dice = dice * 1664525U + 1013904223U;
    return (int64_t)((uint64_t)dice * (uint64_t)sides >> 32);
}

static void open_slate(ct_transport *tp, int64_t frame)
{
    ct_clip clip;

    ct_clip_init(&clip);
    ct_strset(&clip.path, SLATE);
    clip.fps = (AVRational){SLATE_FPS, 1};
    clip.frame_count = SLATE_FRAMES;
    clip.provisional = true;
    clip.width_px = 640;
    clip.height_px = 360;
    ct_transport_open(tp, &clip, frame);
    ct_clip_finish(&clip);
}

static void act(ct_transport *tp)
{
    static const AVRational speeds[] = {{1, 1}, {-1, 1}, {4, 1}, {-8, 1}, {1, 4}, {16, 1}};
    int64_t                 n = roll(SLATE_FRAMES);

    switch (roll(16)) {
    case 0:
        if (roll(8) == 0)
            open_slate(tp, n);
        break;
    case 1:
        ct_transport_play(tp, speeds[roll(6)]);
        break;
    case 2:
        ct_transport_stop(tp);
        break;
    case 3:
        ct_transport_set_loop(tp, roll(2) ? (ct_span){n, n + 1 + roll(20)} : (ct_span){0, 0});
        break;
    case 4:
        ct_transport_play_span(tp, (ct_span){n, n + 5});
        break;
    case 5:
    case 6:
    case 7:
        ct_transport_step(tp, roll(5) - 2);
        break;
    case 8:
    case 9:
    case 10:
        ct_transport_scrub(tp, n);
        break;
    default:
        ct_transport_seek(tp, n);
    }
}

/* The rule. */
static bool look(ct_transport *tp, bool compare)
{
    ct_transport_state s;
    char               md5[CT_FRAME_MD5_BYTES];

    ct_transport_poll(tp, ct_clock_us(), &s);
    bool right = s.picture && !s.late;
    if (right)
        assert_int_equal(s.picture->number, s.position);
    if (right && !s.reduced && compare)
        assert_string_equal(ct_frame_md5(s.picture, md5), slate.md5[s.position]);
    right = right && !s.reduced;
    ct_transport_state_finish(&s);
    return right;
}

static void come_to_rest(ct_transport *tp)
{
    int64_t until_us = ct_clock_us() + PATIENCE_US;

    ct_transport_stop(tp);
    while (!look(tp, true)) {
        assert_true(ct_clock_us() < until_us);
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    }
}

static void whatever_comes_what_is_shown_is_right(void **state)
{
    static const size_t budgets[] = {2 << 20, 64 << 20};

    (void)state;
    for (size_t b = 0; b < 2; b++) {
        ct_transport_config config = {
            .cache_bytes = budgets[b], .decode_threads = 2, .stand_ins = true};
        ct_transport *tp = NULL;
        int           right = 0;

        assert_int_equal(ct_transport_create(&config, &tp, NULL), CT_OK);
        open_slate(tp, 0);
        for (int i = 0; i < ACTS / 2; i++) {
            act(tp);
            right += look(tp, i % LOOK_EACH == 0);
            nanosleep(&(struct timespec){.tv_nsec = 1000 * roll(800)}, NULL);
            if (i % REST_EACH == REST_EACH / 2)
                come_to_rest(tp);
        }
        come_to_rest(tp);
        assert_true(right > 0);
        ct_transport_destroy(&tp);
    }
}

static int setup(void **state)
{
    (void)state;
    if (!mkdtemp(scratch))
        return -1;
    setenv("XDG_CACHE_HOME", scratch, 1);
    return reference_read(SLATE, &slate) ? 0 : -1;
}

static int teardown(void **state)
{
    char *command = ct_asprintf("rm -rf %s", scratch);
    int   failed = system(command);

    (void)state;
    free(command);
    return failed;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_comes_what_is_shown_is_right),
    };
    return cmocka_run_group_tests_name("stress", tests, setup, teardown);
}
