/* SPDX-License-Identifier: MIT */
/* Reduced pictures are of the very frame they stand for, lie where it lies, give way to the full picture,
 * and are made again when what was kept is damaged or of other frames. */
#include <libavutil/frame.h>
#include <libswscale/swscale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "../src/media/standin_file.h"
#include "circletake/file.h"
#include "circletake/fingerprint.h"
#include "circletake/reader.h"
#include "circletake/str.h"
#include "circletake/thread.h"
#include "circletake/transport.h"
#include "effort.h"
#include "media_samples.h"

enum { PATIENCE_US = 60000000, LOOK_W = 160, LOOK_H = 90, NEIGHBOURS = 2 };

static char scratch[] = "/tmp/ct_standins_XXXXXX";

/* --- what a picture looks like, small and grey --------------------------------------------- */

struct look {
    uint8_t grey[LOOK_H * LOOK_W];
};

static struct look look_of(const AVFrame *av)
{
    struct look        look;
    uint8_t           *planes[4] = {look.grey};
    int                strides[4] = {LOOK_W};
    struct SwsContext *sws = sws_getContext(av->width, av->height, av->format, LOOK_W, LOOK_H,
                                            AV_PIX_FMT_GRAY8, SWS_AREA, NULL, NULL, NULL);

    assert_non_null(sws);
    sws_scale(sws, (const uint8_t *const *)av->data, av->linesize, 0, av->height, planes, strides);
    sws_freeContext(sws);
    return look;
}

static long distance(const struct look *a, const struct look *b)
{
    long sum = 0;

    for (size_t i = 0; i < sizeof a->grey; i++)
        sum += labs((long)a->grey[i] - b->grey[i]);
    return sum;
}

static struct look slate[SLATE_FRAMES];

static void learn_slate(void)
{
    ct_reader *r = NULL;
    ct_frame  *f = NULL;

    assert_int_equal(ct_reader_open(SLATE, NULL, &r, NULL), CT_OK);
    for (int n = 0; n < SLATE_FRAMES; n++) {
        assert_int_equal(ct_reader_next(r, &f, NULL), CT_OK);
        slate[n] = look_of(f->av);
        ct_frame_unref(&f);
    }
    ct_reader_close(&r);
}

/* Nearer to its own frame than to any beside it. */
static void expect_stands_for(const ct_frame *f, int64_t n)
{
    struct look look = look_of(f->av);
    long        own = distance(&look, &slate[n]);

    assert_int_equal(f->number, n);
    assert_true(f->reduced);
    assert_true(own < 6L * LOOK_W * LOOK_H);
    for (int64_t i = n - NEIGHBOURS; i <= n + NEIGHBOURS; i++)
        if (i >= 0 && i < SLATE_FRAMES && i != n && distance(&slate[i], &slate[n]) > 0)
            assert_true(own < distance(&look, &slate[i]));
}

/* --- the player --------------------------------------------------------------------------- */

static ct_transport *play_slate(void)
{
    ct_transport_config config = {.cache_bytes = 3 << 20, .decode_threads = 2, .stand_ins = true};
    ct_transport       *tp = NULL;
    ct_clip             clip;

    assert_int_equal(ct_transport_create(&config, &tp, NULL), CT_OK);
    ct_clip_init(&clip);
    ct_strset(&clip.path, SLATE);
    clip.fps = (AVRational){SLATE_FPS, 1};
    clip.frame_count = SLATE_FRAMES;
    clip.width_px = 640;
    clip.height_px = 360;
    ct_transport_open(tp, &clip, 0);
    ct_clip_finish(&clip);
    return tp;
}

/* Polls until `done`. */
static void poll_until(ct_transport *tp, bool (*done)(const ct_transport_state *s))
{
    int64_t until_us = ct_clock_us() + PATIENCE_US;

    for (bool there = false; !there;) {
        ct_transport_state s;

        ct_transport_poll(tp, ct_clock_us(), &s);
        there = done(&s);
        if (s.picture && s.reduced)
            expect_stands_for(s.picture, s.picture_frame);
        if (s.picture && !s.late)
            assert_int_equal(s.picture->number, s.position);
        ct_transport_state_finish(&s);
        assert_true(there || ct_clock_us() < until_us);
        nanosleep(&(struct timespec){.tv_nsec = 2000000}, NULL);
    }
}

static bool all_made(const ct_transport_state *s)
{
    return s->reduced_permille == 1000;
}

static bool seen(const ct_transport_state *s)
{
    return s->picture && !s->late;
}

static bool seen_in_full(const ct_transport_state *s)
{
    return seen(s) && !s->reduced;
}

static bool seen_reduced(const ct_transport_state *s)
{
    return seen(s) && s->reduced;
}

static char *kept_path(void)
{
    ct_index *ix = NULL;
    uint64_t  fingerprint = 0;

    assert_int_equal(ct_index_acquire(SLATE, 0, NULL, &ix, NULL), CT_OK);
    assert_int_equal(ct_fingerprint_file(SLATE, &fingerprint, NULL), CT_OK);
    ct_index_unref(&ix);
    return ct_asprintf("%s/circletake/standins/%016llx.standins", scratch,
                       (unsigned long long)fingerprint);
}

static void a_hand_on_the_timeline_sees_the_right_frames(void **state)
{
    ct_transport *tp = play_slate();
    uint32_t      dice = 5;
    int           reduced = 0;

    (void)state;
    poll_until(tp, all_made);
    for (int i = 0; i < CT_EFFORT(60, 12); i++) {
        dice = dice * 1664525U + 1013904223U;
        ct_transport_scrub(tp, (int64_t)((uint64_t)dice * SLATE_FRAMES >> 32));
        poll_until(tp, seen);
        ct_transport_state s;
        ct_transport_poll(tp, ct_clock_us(), &s);
        reduced += s.reduced;
        ct_transport_state_finish(&s);
    }
    assert_true(reduced > 0);
    poll_until(tp, seen_in_full); /* the hand rests */
    ct_transport_destroy(&tp);

    tp = play_slate(); /* what was kept is there at once */
    poll_until(tp, all_made);
    ct_transport_scrub(tp, SLATE_FRAMES - 3);
    poll_until(tp, seen_reduced);
    ct_transport_destroy(&tp);
}

static void it_covers_the_place_of_the_picture(void **state)
{
    ct_transport *tp = play_slate();

    (void)state;
    poll_until(tp, all_made);
    ct_transport_scrub(tp, 77);
    poll_until(tp, seen_reduced);
    ct_transport_state s;
    ct_transport_poll(tp, ct_clock_us(), &s);
    if (s.reduced) {
        const AVFrame *av = s.picture->av;
        /* 640 x 360 of square pixels */
        assert_int_equal((int64_t)av->width * av->sample_aspect_ratio.num * 9,
                         (int64_t)av->height * av->sample_aspect_ratio.den * 16);
    }
    ct_transport_state_finish(&s);
    ct_transport_destroy(&tp);
}

/* --- what was kept ------------------------------------------------------------------------ */

static void damage_is_noticed_and_mended(void **state)
{
    char            *path = kept_path(), *data = NULL;
    size_t           bytes = 0, got = 0;
    ct_index        *ix = NULL;
    ct_standin_file *file = NULL;
    uint8_t         *picture = NULL;

    (void)state;
    assert_int_equal(ct_file_read(path, 64 << 20, &data, &bytes, NULL), CT_OK);
    data[bytes - 5] ^= 0x40; /* in the picture that was made last */
    assert_int_equal(ct_file_replace(path, data, bytes, NULL), CT_OK);
    assert_int_equal(ct_index_acquire(SLATE, 0, NULL, &ix, NULL), CT_OK);
    assert_int_equal(ct_standin_file_open(ix, &file, NULL), CT_OK);
    assert_int_equal(ct_standin_file_count(file), SLATE_FRAMES);
    int bad = 0;
    for (int64_t n = 0; n < SLATE_FRAMES; n++) {
        bad += ct_standin_file_read(file, n, &picture, &got, NULL) != CT_OK;
        free(picture);
        picture = NULL;
    }
    assert_int_equal(bad, 1);
    assert_int_equal(ct_standin_file_count(file), SLATE_FRAMES - 1);
    assert_true(ct_standin_file_missing(file, 0) >= 0);
    ct_standin_file_close(&file);

    assert_int_equal(ct_file_replace(path, data, 300, NULL), CT_OK); /* cut short */
    assert_int_equal(ct_standin_file_open(ix, &file, NULL), CT_NO_INPUT);
    data[0] = 'X';
    assert_int_equal(ct_file_replace(path, data, bytes, NULL), CT_OK);
    assert_int_equal(ct_standin_file_open(ix, &file, NULL), CT_NO_INPUT);
    ct_index_unref(&ix);
    free(data);
    free(path);

    ct_transport *tp = play_slate(); /* made anew */
    poll_until(tp, all_made);
    ct_transport_destroy(&tp);
}

static void only_one_writes(void **state)
{
    ct_index        *ix = NULL;
    ct_reader       *r = NULL;
    ct_frame        *like = NULL;
    ct_standin_file *one = NULL, *other = NULL;

    (void)state;
    assert_int_equal(ct_index_acquire(SLATE, 0, NULL, &ix, NULL), CT_OK);
    assert_int_equal(ct_reader_open(SLATE, NULL, &r, NULL), CT_OK);
    assert_int_equal(ct_reader_get(r, 0, &like, NULL), CT_OK);
    assert_int_equal(ct_standin_file_begin(ix, like, &one, NULL), CT_OK);
    assert_int_equal(ct_standin_file_begin(ix, like, &other, NULL), CT_BUSY);
    ct_standin_file_close(&one);
    ct_frame_unref(&like);
    ct_reader_close(&r);
    ct_index_unref(&ix);
}

static int setup(void **state)
{
    (void)state;
    if (!mkdtemp(scratch))
        return -1;
    setenv("XDG_CACHE_HOME", scratch, 1);
    learn_slate();
    return 0;
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
        cmocka_unit_test(a_hand_on_the_timeline_sees_the_right_frames),
        cmocka_unit_test(it_covers_the_place_of_the_picture),
        cmocka_unit_test(damage_is_noticed_and_mended),
        cmocka_unit_test(only_one_writes),
    };
    return cmocka_run_group_tests_name("standins", tests, setup, teardown);
}
