/* SPDX-License-Identifier: MIT */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <libavutil/frame.h>
#include <unistd.h>

#include "circletake/file.h"
#include "circletake/fingerprint.h"
#include "circletake/reader.h"
#include "circletake/str.h"
#include "circletake/thread.h"
#include "../src/media/reader_priv.h"
#include "media_samples.h"

static char scratch[] = "/tmp/ct_reader_XXXXXX";

static reference slate;

static void expect_frame(ct_frame **f, int64_t n)
{
    char md5[CT_FRAME_MD5_BYTES];

    assert_non_null(*f);
    assert_int_equal((*f)->number, n);
    assert_string_equal(ct_frame_md5(*f, md5), slate.md5[n]);
    ct_frame_unref(f);
}

static ct_reader *open_slate(bool indexed)
{
    ct_index         *ix = NULL;
    ct_reader        *r = NULL;
    ct_error          err;
    ct_reader_options options = {.threads = 2};

    if (indexed)
        assert_int_equal(ct_index_build(SLATE, 0, CT_INDEX_CONTAINER, NULL, &ix, &err), CT_OK);
    options.index = ix;
    if (ct_reader_open(SLATE, &options, &r, &err) != CT_OK)
        fail_msg("%s", err.text);
    ct_index_unref(&ix);
    return r;
}

/* The first picture must not wait for the index, and counting from the start is exact. */
static void without_index_frames_are_counted(void **state)
{
    ct_reader *r = open_slate(false);
    ct_frame  *f = NULL;
    ct_error   err;

    (void)state;
    assert_null(ct_reader_index(r));
    assert_int_equal(ct_reader_get(r, 0, &f, &err), CT_OK);
    expect_frame(&f, 0);
    assert_int_equal(ct_reader_get(r, 30, &f, &err), CT_OK);
    expect_frame(&f, 30);
    assert_int_equal(ct_reader_get(r, 4, &f, &err), CT_OK);
    expect_frame(&f, 4);
    assert_int_equal(ct_reader_get(r, SLATE_FRAMES + 9, &f, &err), CT_NO_INPUT);
    assert_null(f);
    assert_int_equal(ct_reader_position(r), SLATE_FRAMES);
    ct_reader_close(&r);
}

static void an_index_that_arrives_later_is_used(void **state)
{
    ct_reader *r = open_slate(false);
    ct_index  *ix = NULL;
    ct_frame  *f = NULL;
    ct_error   err;

    (void)state;
    assert_int_equal(ct_reader_get(r, 10, &f, &err), CT_OK);
    expect_frame(&f, 10);
    assert_int_equal(ct_index_build(SLATE, 0, CT_INDEX_CONTAINER, NULL, &ix, &err), CT_OK);
    ct_reader_set_index(r, ix);
    ct_index_unref(&ix);
    assert_int_equal(ct_reader_get(r, 11, &f, &err), CT_OK);
    expect_frame(&f, 11);
    assert_int_equal(ct_reader_get(r, 120, &f, &err), CT_OK);
    assert_true(f->pts == ct_index_pts(ct_reader_index(r), 120));
    expect_frame(&f, 120);
    ct_reader_close(&r);
}

static void next_gives_every_frame_once_and_then_the_end(void **state)
{
    ct_reader *r = open_slate(true);
    ct_frame  *f = NULL;
    ct_error   err;
    int64_t    n = 0;

    (void)state;
    while (ct_reader_next(r, &f, &err) == CT_OK)
        expect_frame(&f, n++);
    assert_int_equal(n, SLATE_FRAMES);
    assert_int_equal(ct_reader_next(r, &f, &err), CT_END);
    assert_int_equal(ct_reader_get(r, 60, &f, &err), CT_OK);
    expect_frame(&f, 60);
    assert_int_equal(ct_reader_position(r), 61);
    assert_int_equal(ct_reader_next(r, &f, &err), CT_OK);
    expect_frame(&f, 61);
    ct_reader_close(&r);
}

/* By the still decoder, which leaves out what none refers to; and what follows a still is not disturbed. */
static void a_still_is_the_same_picture(void **state)
{
    ct_reader *r = open_slate(true);
    ct_frame  *f = NULL;
    ct_error   err;

    (void)state;
    for (int64_t i = 0; i < SLATE_FRAMES; i++) {
        int64_t n = i * 47 % SLATE_FRAMES; /* 47 and 125 share no factor: every frame once */
        assert_int_equal(ct_reader_get_still(r, n, &f, &err), CT_OK);
        expect_frame(&f, n);
        if (i % 10 || n + 1 == SLATE_FRAMES)
            continue;
        assert_int_equal(ct_reader_next(r, &f, &err), CT_OK);
        expect_frame(&f, n + 1);
    }
    assert_int_equal(ct_reader_get_still(r, SLATE_FRAMES, &f, &err), CT_NO_INPUT);
    assert_int_equal(ct_reader_get_still(r, -1, &f, &err), CT_NO_INPUT);
    ct_reader_close(&r);
    r = open_slate(false); /* no index: the long way */
    assert_int_equal(ct_reader_get_still(r, 9, &f, &err), CT_OK);
    expect_frame(&f, 9);
    ct_reader_close(&r);
}

/* A device made of the decoder in memory: counts what is fetched, and spoils a picture from `wrong_from` on. */
static int fetched, wrong_from;

static bool pretend_attach(AVCodecContext *ctx)
{
    return ctx != NULL;
}

static int pretend_fetch(AVCodecContext *ctx, AVFrame *av)
{
    (void)ctx;
    if (fetched++ >= wrong_from && av_frame_make_writable(av) >= 0)
        av->data[0][17] ^= 1;
    return 0;
}

static ct_reader *open_with_device(ct_index_level level, int spoil_from)
{
    static const ct_hardware device = {pretend_attach, pretend_fetch};
    ct_index                *ix = NULL;
    ct_reader               *r = NULL;
    ct_error                 err;

    assert_int_equal(ct_index_build(SLATE, 0, level, NULL, &ix, &err), CT_OK);
    assert_int_equal(ct_reader_open(SLATE, &(ct_reader_options){.index = ix}, &r, &err), CT_OK);
    ct_index_unref(&ix);
    r->hardware = &device;
    fetched = 0;
    wrong_from = spoil_from;
    return r;
}

static bool expect_next(void *arg, ct_frame *frame)
{
    int64_t  *n = arg;
    ct_frame *own = ct_frame_ref(frame);

    expect_frame(&own, (*n)++);
    return true;
}

static void decode_all(ct_reader *r)
{
    int64_t  n = 0;
    ct_error err;

    if (ct_reader_decode_span(r, (ct_span){0, SLATE_FRAMES}, 0, expect_next, &n, &err) != CT_OK)
        fail_msg("%s", err.text);
    assert_int_equal(n, SLATE_FRAMES);
}

/* A graphics card is compared before it is believed, and afterwards as far as anything is known. */
static void a_device_is_used_when_its_pictures_are_the_same(void **state)
{
    (void)state;
    ct_reader *r = open_with_device(CT_INDEX_CONTAINER, 1 << 30);
    decode_all(r);
    assert_non_null(r->hardware);
    assert_true(fetched >= SLATE_FRAMES);
    ct_reader_close(&r);
}

static void a_device_with_other_pictures_is_not_used(void **state)
{
    (void)state;
    ct_reader *r = open_with_device(CT_INDEX_CONTAINER, 3);
    decode_all(r);
    assert_null(r->hardware);
    ct_reader_close(&r);
}

static void a_device_that_fails_later_is_left(void **state)
{
    (void)state;
    ct_reader *r = open_with_device(CT_INDEX_DECODED, 60);
    decode_all(r);
    assert_null(r->hardware);
    for (int64_t e = 0; e < ct_index_entry_count(ct_reader_index(r)); e++) /* no fault of theirs */
        assert_int_not_equal(ct_index_verdict(ct_reader_index(r), e), CT_ENTRY_BAD);
    ct_reader_close(&r);
}

static void frames_outside_the_clip_do_not_exist(void **state)
{
    ct_reader *r = open_slate(true);
    ct_frame  *f = NULL;
    ct_error   err;

    (void)state;
    assert_int_equal(ct_reader_get(r, -1, &f, &err), CT_NO_INPUT);
    assert_int_equal(ct_reader_get(r, SLATE_FRAMES, &f, &err), CT_NO_INPUT);
    assert_non_null(strstr(err.text, "slate.mp4"));
    ct_reader_close(&r);
}

struct handed {
    int64_t next, stop_at;
};

static bool hand(void *arg, ct_frame *f)
{
    struct handed *h = arg;
    ct_frame      *mine = ct_frame_ref(f);

    assert_int_equal(f->number, h->next);
    expect_frame(&mine, h->next++);
    return h->next != h->stop_at;
}

static void a_span_is_handed_whole_and_in_order(void **state)
{
    ct_reader    *r = open_slate(true);
    ct_error      err;
    struct handed h = {.next = 40};

    (void)state;
    assert_int_equal(ct_reader_decode_span(r, (ct_span){40, 70}, 0, hand, &h, &err), CT_OK);
    assert_int_equal(h.next, 70);
    h = (struct handed){.next = ct_index_gop(ct_reader_index(r), 20).first};
    assert_int_equal(ct_reader_decode_span(r, (ct_span){20, 22}, CT_SPAN_PREROLL, hand, &h, &err),
                     CT_OK);
    assert_int_equal(h.next, 22);
    h = (struct handed){.next = 100, .stop_at = 103};
    assert_int_equal(ct_reader_decode_span(r, (ct_span){100, 999}, 0, hand, &h, &err), CT_OK);
    assert_int_equal(h.next, 103);
    assert_int_equal(ct_reader_position(r), 103);
    h = (struct handed){.next = 120};
    assert_int_equal(ct_reader_decode_span(r, (ct_span){120, 999}, 0, hand, &h, &err), CT_OK);
    assert_int_equal(h.next, SLATE_FRAMES);
    ct_reader_close(&r);
}

static void *interrupt_soon(void *arg)
{
    usleep(2000);
    ct_reader_interrupt(arg);
    return NULL;
}

static bool hand_on(void *arg, ct_frame *f)
{
    (void)f;
    ++*(int *)arg;
    usleep(500);
    return true;
}

static void an_interrupt_ends_the_call_and_resume_heals(void **state)
{
    ct_reader *r = open_slate(true);
    ct_frame  *f = NULL;
    ct_error   err;
    pthread_t  t;
    int        count = 0;

    (void)state;
    assert_int_equal(pthread_create(&t, NULL, interrupt_soon, r), 0);
    assert_int_equal(ct_reader_decode_span(r, (ct_span){0, SLATE_FRAMES}, 0, hand_on, &count, &err),
                     CT_CANCELLED);
    pthread_join(t, NULL);
    assert_true(count < SLATE_FRAMES);
    assert_int_equal(ct_reader_get(r, 5, &f, &err), CT_CANCELLED);
    ct_reader_resume(r);
    for (int64_t n = 90; n < 94; n++) {
        assert_int_equal(ct_reader_get(r, n, &f, &err), CT_OK);
        expect_frame(&f, n);
    }
    ct_reader_close(&r);
}

/* The index of one file, used on another: no picture may be given as if it were right. */
static void a_file_that_changed_under_its_index_is_noticed(void **state)
{
    char      *path = ct_path_join(scratch, "changed.mp4"), *data = NULL;
    size_t     bytes;
    ct_index  *ix = NULL;
    ct_reader *r = NULL;
    ct_frame  *f = NULL;
    ct_error   err;

    (void)state;
    assert_int_equal(ct_file_read(SLATE, 1 << 24, &data, &bytes, NULL), CT_OK);
    assert_int_equal(ct_file_replace(path, data, bytes, NULL), CT_OK);
    assert_int_equal(ct_index_build(path, 0, CT_INDEX_DECODED, NULL, &ix, &err), CT_OK);
    for (size_t i = bytes / 3; i < bytes / 2; i += 101)
        data[i] ^= 0x55;
    assert_int_equal(ct_file_replace(path, data, bytes, NULL), CT_OK);
    ct_reader_options options = {.threads = 1, .index = ix};
    assert_int_equal(ct_reader_open(path, &options, &r, &err), CT_OK);
    int refused = 0;
    for (int64_t n = 0; n < SLATE_FRAMES; n += 7) {
        ct_code code = ct_reader_get(r, n, &f, &err);
        if (code == CT_OK)
            expect_frame(&f, n);
        refused += code == CT_BAD_DATA;
    }
    assert_true(refused > 0);
    ct_reader_close(&r);
    ct_index_unref(&ix);
    free(data);
    free(path);
}

/* --- damage among pictures that stand alone ------------------------------------------------------ */

enum { ALONE = 48 };

/* A bit of the header: its sound is taken for pictures then, of which none comes, and no seek leads to them. */
static void spoil(const char *path)
{
    /* The number of the second track ends its source clip (SMPTE 377-1 B.10); a set follows. */
    static const char at[] = "\x11\x02\0\4\0\0\0\2\x06\x0e\x2b\x34\x02\x53\x01";
    char             *data, *found;
    size_t            bytes;

    assert_int_equal(ct_file_read(path, 1 << 24, &data, &bytes, NULL), CT_OK);
    found = memmem(data, bytes, at, sizeof at - 1);
    assert_non_null(found);
    found[sizeof at - 2] = (char)0x81;
    assert_int_equal(ct_file_replace(path, data, bytes, NULL), CT_OK);
    free(data);
}

typedef ct_code getter(ct_reader *r, int64_t n, ct_frame **out, ct_error *err);

/* Hashes of pictures, 0 where none comes; in steps through the file, by one reader or each by its own. */
static void look_through(const char *path, ct_index *ix, getter *get, int threads, int step,
                         bool anew, uint64_t hash[ALONE])
{
    ct_reader_options options = {.threads = threads, .index = ix};
    ct_reader        *r = NULL;

    for (int i = 0; i < ALONE; i++) {
        int       n = (i * step % ALONE + ALONE) % ALONE;
        ct_frame *f = NULL;
        if (!r)
            assert_int_equal(ct_reader_open(path, &options, &r, NULL), CT_OK);
        hash[n] = get(r, n, &f, NULL) == CT_OK ? ct_frame_hash(f) : 0;
        ct_frame_unref(&f);
        if (anew)
            ct_reader_close(&r);
    }
    ct_reader_close(&r);
}

static void a_picture_that_stands_alone_is_missing_alone(void **state)
{
    char *path = ct_path_join(scratch, "alone.mxf");
    char *command =
        ct_asprintf("ffmpeg -v error -nostdin -y -f lavfi -i "
                    "testsrc2=s=256x120:r=25,noise=alls=4:allf=t -f lavfi -i sine -t 0.96 -pix_fmt "
                    "yuv422p -c:v dnxhd -profile:v dnxhr_lb -c:a pcm_s16le -ar 48000 %s",
                    path);
    ct_index *ix = NULL;
    uint64_t  alone[ALONE], other[ALONE];

    (void)state;
    if (system(command) != 0)
        skip();
    spoil(path);
    assert_int_equal(ct_index_build(path, 0, CT_INDEX_SCANNED, NULL, &ix, NULL), CT_OK);
    assert_int_equal(ct_index_count(ix), ALONE);
    look_through(path, ix, ct_reader_get, 1, 1, true, alone);
    for (int n = 0; n < ALONE; n++)
        assert_true((alone[n] != 0) == (n % 2 == 0));
    for (int threads = 1; threads <= 3; threads++)
        for (int step = -1; step <= 7; step += step == 1 ? 4 : 2)
            for (int still = 0; still < 2; still++) {
                look_through(path, ix, still ? ct_reader_get_still : ct_reader_get, threads, step,
                             false, other);
                for (int n = 0; n < ALONE; n++)
                    if (other[n] != alone[n])
                        fail_msg("picture %d, %d threads, step %d, %s", n, threads, step,
                                 still ? "still" : "run");
            }
    ct_index_unref(&ix);
    free(command);
    free(path);
}

static void a_missing_image_is_a_gap_at_its_own_place(void **state)
{
    char *folder = ct_path_join(scratch, "sequence"), *pattern, md5[CT_FRAME_MD5_BYTES];
    char  before[CT_FRAME_MD5_BYTES];

    (void)state;
    char *make =
        ct_asprintf("mkdir %s && cp " RUSHES "/VFX/27B-3_plate/27B-3_plate.100[1-5].png %s "
                    "2>/dev/null && rm %s/27B-3_plate.1003.png",
                    folder, folder, folder);
    if (system(make) != 0) {
        printf("skipped: no sample rushes\n");
        free(make);
        free(folder);
        skip();
    }
    pattern = ct_path_join(folder, "27B-3_plate.%04d.png");
    ct_reader *r = NULL;
    ct_frame  *f = NULL;
    ct_error   err;
    assert_int_equal(ct_reader_open(pattern, NULL, &r, &err), CT_OK);
    assert_int_equal(ct_index_count(ct_reader_index(r)), 5);
    for (int64_t n = 4; n >= 0; n--) {
        assert_int_equal(ct_reader_get(r, n, &f, &err), CT_OK);
        assert_int_equal(f->number, n);
        assert_int_equal(f->gap, n == 2);
        assert_int_equal(f->av->width, 640);
        ct_frame_md5(f, md5);
        assert_int_equal(strcmp(md5, "-") == 0, n == 2);
        if (n == 4)
            memcpy(before, md5, sizeof md5);
        ct_frame_unref(&f);
    }
    assert_string_not_equal(before, md5);
    ct_reader_close(&r);
    free(pattern);
    free(make);
    free(folder);
}

static void a_copy_has_the_same_fingerprint_and_a_change_another(void **state)
{
    char    *copy = ct_path_join(scratch, "copy.mp4"), *data = NULL;
    size_t   bytes;
    uint64_t a, b, c;
    ct_error err;

    (void)state;
    assert_int_equal(ct_file_read(SLATE, 1 << 24, &data, &bytes, NULL), CT_OK);
    assert_int_equal(ct_file_replace(copy, data, bytes, NULL), CT_OK);
    assert_int_equal(ct_fingerprint_file(SLATE, &a, &err), CT_OK);
    assert_int_equal(ct_fingerprint_file(copy, &b, &err), CT_OK);
    assert_true(a == b && a != 0);
    data[bytes - 1] ^= 1;
    assert_int_equal(ct_file_replace(copy, data, bytes, NULL), CT_OK);
    assert_int_equal(ct_fingerprint_file(copy, &c, &err), CT_OK);
    assert_true(c != a);
    assert_int_equal(ct_fingerprint_file("/nowhere/at/all.mov", &c, &err), CT_NO_INPUT);
    free(data);
    free(copy);
}

static uint64_t fingerprint_of(const char *pattern)
{
    uint64_t f = 0;
    ct_error err;

    assert_int_equal(ct_fingerprint_file(pattern, &f, &err), CT_OK);
    return f;
}

static void put_image(const char *folder, int number, char last)
{
    char *path = ct_asprintf("%s/v.%04d.dpx", folder, number), data[20000];

    memset(data, number, sizeof data);
    data[0] = last; /* as a date in its head */
    assert_int_equal(ct_file_replace(path, data, sizeof data, NULL), CT_OK);
    free(path);
}

/* Some pictures of an effects shot are made anew, or did not come along: not the same clip. */
static void every_image_is_in_the_fingerprint_of_a_sequence(void **state)
{
    char *folder = ct_path_join(scratch, "plate"), *pattern = ct_path_join(folder, "v.%04d.dpx");

    (void)state;
    assert_int_equal(ct_folder_make(folder, NULL), CT_OK);
    for (int n = 1001; n <= 1020; n++)
        put_image(folder, n, 'a');
    uint64_t whole = fingerprint_of(pattern);
    put_image(folder, 1004, 'b');
    assert_true(fingerprint_of(pattern) != whole);
    put_image(folder, 1004, 'a');
    assert_true(fingerprint_of(pattern) == whole);
    char *gone = ct_path_join(folder, "v.1015.dpx");
    assert_int_equal(unlink(gone), 0);
    assert_true(fingerprint_of(pattern) != whole);
    free(gone);
    free(pattern);
    free(folder);
}

static int set_up(void **state)
{
    (void)state;
    if (!mkdtemp(scratch) || setenv("XDG_CACHE_HOME", scratch, 1))
        return -1;
    return reference_read(SLATE, &slate) && slate.count == SLATE_FRAMES ? 0 : -1;
}

static int tear_down(void **state)
{
    char *command = ct_asprintf("rm -rf %s", scratch);

    (void)state;
    int rc = system(command);
    free(command);
    return rc;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_index_frames_are_counted),
        cmocka_unit_test(an_index_that_arrives_later_is_used),
        cmocka_unit_test(next_gives_every_frame_once_and_then_the_end),
        cmocka_unit_test(a_still_is_the_same_picture),
        cmocka_unit_test(a_device_is_used_when_its_pictures_are_the_same),
        cmocka_unit_test(a_device_with_other_pictures_is_not_used),
        cmocka_unit_test(a_device_that_fails_later_is_left),
        cmocka_unit_test(frames_outside_the_clip_do_not_exist),
        cmocka_unit_test(a_span_is_handed_whole_and_in_order),
        cmocka_unit_test(an_interrupt_ends_the_call_and_resume_heals),
        cmocka_unit_test(a_file_that_changed_under_its_index_is_noticed),
        cmocka_unit_test(a_picture_that_stands_alone_is_missing_alone),
        cmocka_unit_test(a_missing_image_is_a_gap_at_its_own_place),
        cmocka_unit_test(a_copy_has_the_same_fingerprint_and_a_change_another),
        cmocka_unit_test(every_image_is_in_the_fingerprint_of_a_sequence),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
