/* SPDX-License-Identifier: MIT */
/* What is learnt while reading: an entry point that does not lead to its pictures is not tried again,
 * not even the next time; pictures of a safe decode are known by their hashes. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <libavutil/frame.h>
#include <unistd.h>

#include "../src/media/index_priv.h"
#include "circletake/reader.h"
#include "circletake/str.h"
#include "media_samples.h"

#define LONG_GROUPS RUSHES "/B002_0413MN/B002_C001_0413MN.mxf"

static char scratch[] = "/tmp/ct_lessons_XXXXXX";

/* MPEG-2 in groups of 15. */
static ct_index *index_or_skip(ct_index_level least)
{
    ct_index *ix = NULL;
    ct_error  err;

    if (access(LONG_GROUPS, R_OK)) {
        printf("skipped: no sample rushes (samples/make_rushes.sh makes them)\n");
        skip();
    }
    if (ct_index_build(LONG_GROUPS, 0, least, NULL, &ix, &err))
        fail_msg("%s", err.text);
    return ix;
}

static ct_reader *open_with(ct_index *ix, bool learn)
{
    ct_reader_options options = {.threads = 2, .index = ix, .learn = learn};
    ct_reader        *r = NULL;
    ct_error          err;

    if (ct_reader_open(LONG_GROUPS, &options, &r, &err))
        fail_msg("%s", err.text);
    return r;
}

static uint64_t hash_of(ct_reader *r, int64_t n, bool still)
{
    ct_frame *f = NULL;
    ct_error  err;

    if ((still ? ct_reader_get_still : ct_reader_get)(r, n, &f, &err))
        fail_msg("%s", err.text);
    assert_int_equal(f->number, n);
    uint64_t hash = ct_frame_hash(f);
    ct_frame_unref(&f);
    return hash;
}

/* The index is told that decoding may start at a picture that refers to others, as a container may say. */
static int64_t add_false_entry(ct_index *ix, int64_t frame)
{
    int64_t p = ix->packet_of[frame];

    assert_false(ix->packets[p].flags & CT_PACKET_KEY);
    ix->packets[p].flags |= CT_PACKET_KEY | CT_PACKET_ENTRY;
    ct_index_derive(ix, ix->fps);
    for (int64_t e = 0; e < ix->entry_count; e++)
        if (ix->entry_packet[e] == p)
            return e;
    fail_msg("it is no entry");
    return -1;
}

/* A frame whose packet comes before those of its neighbours: others refer to it. */
static int64_t predicted_frame(const ct_index *ix)
{
    for (int64_t n = 20; n < ix->frame_count; n++)
        if (!(ix->packets[ix->packet_of[n]].flags & CT_PACKET_KEY) &&
            ix->packet_of[n] < ix->packet_of[n - 1])
            return n;
    fail_msg("every picture is a key");
    return -1;
}

static void a_bad_entry_is_tried_once(void **state)
{
    ct_index *truth = index_or_skip(CT_INDEX_DECODED), *ix = index_or_skip(CT_INDEX_CONTAINER);
    int64_t   n = predicted_frame(ix), entry = add_false_entry(ix, n);
    ct_error  err;

    (void)state;
    assert_int_equal(ct_index_level_of(ix), CT_INDEX_SCANNED);
    assert_int_equal(ct_index_gop(ix, n).first, n);
    ct_index_take_hashes(ix, truth);
    ct_index_mark_saved(ix);
    ct_reader *r = open_with(ix, false);
    assert_int_equal(hash_of(r, n, true), ct_index_hash(truth, n));
    assert_int_equal(ct_index_verdict(ix, entry), CT_ENTRY_BAD);
    assert_int_equal(ct_index_bad_entries(ix), 1);
    assert_true(ct_index_gop(ix, n).first < n && ct_index_gop(ix, n).end > n);
    assert_true(ct_index_entry_for(ix, n) < entry);
    for (int64_t i = 0; i < 8; i++)
        assert_int_equal(hash_of(r, n + i, i % 2), ct_index_hash(truth, n + i));
    assert_int_equal(ct_index_bad_entries(ix), 1);
    assert_true(ct_index_has_learnt(ix));
    ct_reader_close(&r);
    assert_false(ct_index_has_learnt(ix)); /* it was kept ... */
    ct_index_unref(&ix);

    assert_int_equal(ct_index_acquire(LONG_GROUPS, 0, NULL, &ix, &err), CT_OK);
    assert_int_equal(ct_index_verdict(ix, entry), CT_ENTRY_BAD); /* ... for the next time */
    r = open_with(ix, false);
    assert_int_equal(hash_of(r, n, true), ct_index_hash(truth, n));
    assert_false(ct_index_has_learnt(ix)); /* and not tried again */
    ct_reader_close(&r);
    ct_index_unref(&ix);
    ct_index_unref(&truth);
}

/* A frame that cannot be had at all is not the fault of where decoding began. */
static void what_nobody_leads_to_condemns_no_entry(void **state)
{
    ct_index *ix = index_or_skip(CT_INDEX_DECODED);
    int64_t   n = predicted_frame(ix);
    ct_frame *f = NULL;
    ct_error  err;

    (void)state;
    ct_index_set_hash(ix, n, 12345); /* no decode gives this */
    ct_reader *r = open_with(ix, false);
    assert_int_equal(ct_reader_get(r, n, &f, &err), CT_BAD_DATA);
    assert_int_equal(ct_index_bad_entries(ix), 0);
    ct_reader_close(&r);
    ct_index_unref(&ix);
}

/* A decode from the start of the file names every picture; one from an open group none, and only what
 * agrees makes its entry a good one. */
static void hashes_come_from_safe_decodes(void **state)
{
    ct_index *truth = index_or_skip(CT_INDEX_DECODED), *ix = index_or_skip(CT_INDEX_CONTAINER);
    int64_t   count = ct_index_count(ix), second = ct_index_entry_frame(ix, 2);
    ct_error  err;
    bool      good = false;

    (void)state;
    ct_reader *r = open_with(ix, true);
    hash_of(r, second + 3, false);
    assert_int_equal(ct_index_hash(ix, second + 3), 0);
    for (int64_t n = 0; n < count; n++)
        hash_of(r, n, false);
    for (int64_t n = 0; n < count; n++)
        assert_int_equal(ct_index_hash(ix, n), ct_index_hash(truth, n));
    assert_int_equal(ct_index_verdict(ix, 2), CT_ENTRY_UNTESTED);
    for (int64_t n = second; n < ct_index_entry_frame(ix, 3); n++)
        hash_of(r, n, false);
    assert_int_equal(ct_index_verdict(ix, 2), CT_ENTRY_GOOD);
    assert_int_equal(ct_reader_test_entry(r, 3, &good, &err), CT_OK);
    assert_true(good);
    assert_int_equal(ct_index_verdict(ix, 3), CT_ENTRY_GOOD);
    assert_int_equal(ct_index_bad_entries(ix), 0);
    ct_reader_close(&r);
    ct_index_unref(&ix);
    ct_index_unref(&truth);
}

static void a_test_finds_the_bad_entry(void **state)
{
    ct_index *truth = index_or_skip(CT_INDEX_DECODED), *ix = index_or_skip(CT_INDEX_CONTAINER);
    int64_t   entry = add_false_entry(ix, predicted_frame(ix));
    ct_error  err;

    (void)state;
    ct_index_take_hashes(ix, truth);
    ct_reader *r = open_with(ix, false);
    for (int64_t e = 0; e < ct_index_entry_count(ix); e++) {
        bool good = true;
        assert_int_equal(ct_reader_test_entry(r, e, &good, &err), CT_OK);
        assert_int_equal(good, e != entry);
    }
    assert_int_equal(ct_index_bad_entries(ix), 1);
    ct_reader_close(&r);
    ct_index_unref(&ix);
    ct_index_unref(&truth);
}

static void *read_all(void *arg)
{
    ct_index  *ix = arg;
    ct_reader *r = open_with(ix, true);

    for (int64_t n = 0; n < 40; n++)
        hash_of(r, n, false);
    ct_reader_close(&r);
    return NULL;
}

static void two_readers_learn_at_once(void **state)
{
    ct_index *ix = index_or_skip(CT_INDEX_CONTAINER);
    pthread_t threads[2];

    (void)state;
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, read_all, ix), 0);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    for (int64_t n = 0; n < 40; n++)
        assert_true(ct_index_hash(ix, n) != 0);
    ct_index_unref(&ix);
}

/* Open groups of 24, 125 frames: of the last what is shown last is decoded before anything comes out. */
static void the_last_picture_condemns_no_entry(void **state)
{
    const char *path = RUSHES "/A002_0412CD/12A-2.mp4";
    ct_index   *ix = NULL;
    ct_reader  *r = NULL;

    (void)state;
    if (access(path, R_OK)) {
        printf("skipped: no sample rushes (samples/make_rushes.sh makes them)\n");
        skip();
    }
    assert_int_equal(ct_index_build(path, 0, CT_INDEX_CONTAINER, NULL, &ix, NULL), CT_OK);
    assert_int_equal(ix->entry_frame[ix->entry_count - 1], 120);
    assert_int_equal(
        ct_reader_open(path, &(ct_reader_options){.threads = 2, .index = ix}, &r, NULL), CT_OK);
    hash_of(r, 124, false);
    assert_int_equal(ct_index_bad_entries(ix), 0);
    ct_reader_close(&r);
    ct_index_unref(&ix);
}

/* --- a picture that is lost -------------------------------------------------------------------- */

/* Groups of 8; of the third a picture is missing that others refer to. */
static char *make_lost(void)
{
    char *path = ct_asprintf("%s/lost.mkv", scratch);
    char *command = ct_asprintf(
        "cd %s && ffmpeg -v error -f lavfi -i testsrc2=s=160x96:r=25,noise=alls=4:allf=t "
        "-frames:v 40 -pix_fmt yuv420p -c:v libx264 -preset veryfast -x264-params "
        "keyint=8:bframes=2 whole.mkv && "
        "ffmpeg -v error -i whole.mkv -c copy -bsf:v 'noise=drop=not(n-20)' lost.mkv",
        scratch);
    int failed = system(command);

    free(command);
    if (failed) {
        printf("skipped: no ffmpeg command to make a test file with\n");
        skip();
    }
    return path;
}

/* Nothing in its packets tells; the first picture that needs the lost one does, by whichever way it is come to. */
static void a_lost_picture_is_told(void **state)
{
    static const int64_t wild[] = {22, 16, 38, 20, 21, 24, 17, 8, 23, 19};
    char                *path = make_lost();
    ct_index            *ix = NULL, *decoded = NULL;
    ct_reader           *r = NULL;

    (void)state;
    assert_int_equal(ct_index_build(path, 0, CT_INDEX_DECODED, NULL, &decoded, NULL), CT_OK);
    assert_true(ct_index_is_damaged(decoded));
    assert_int_equal(ct_index_build(path, 0, CT_INDEX_CONTAINER, NULL, &ix, NULL), CT_OK);
    assert_false(ct_index_is_damaged(ix));
    assert_int_equal(
        ct_reader_open(path, &(ct_reader_options){.threads = 2, .index = ix}, &r, NULL), CT_OK);
    hash_of(r, wild[0], false);
    assert_true(ct_index_is_damaged(ct_reader_index(r)));
    for (size_t i = 0; i < sizeof wild / sizeof *wild; i++)
        assert_int_equal(hash_of(r, wild[i], i % 2 == 0), ct_index_hash(decoded, wild[i]));
    ct_reader_close(&r);
    ct_index_unref(&ix);
    ct_index_unref(&decoded);
    free(path);
}

static int setup(void **state)
{
    (void)state;
    return !mkdtemp(scratch) || setenv("XDG_CACHE_HOME", scratch, 1);
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
        cmocka_unit_test(a_bad_entry_is_tried_once),
        cmocka_unit_test(what_nobody_leads_to_condemns_no_entry),
        cmocka_unit_test(hashes_come_from_safe_decodes),
        cmocka_unit_test(a_test_finds_the_bad_entry),
        cmocka_unit_test(two_readers_learn_at_once),
        cmocka_unit_test(the_last_picture_condemns_no_entry),
        cmocka_unit_test(a_lost_picture_is_told),
    };
    return cmocka_run_group_tests_name("lessons", tests, setup, teardown);
}
