/* SPDX-License-Identifier: MIT */
/* Files that a camera or a capture still writes: after each piece that was written they are what ffmpeg's own
 * linear decode of them is, frame numbers given before name the same pictures, and of one that was read
 * before only the end is read. */
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
#include "frame_list.h"

static char scratch[] = "/tmp/ct_growing_XXXXXX";

enum { STEPS = 5 };
static const int permille[STEPS] = {380, 571, 733, 904, 1000};

struct recording {
    const char *name, *options;
    bool        enters; /* the container can be entered where it was read to */
};

#define GROUPS                                                                                     \
    "-c:v libx264 -preset veryfast -x264-params open-gop=1:keyint=12:min-keyint=12:scenecut=0:bframes=3 "
#define FRAGMENT "-movflags +frag_keyframe+empty_moov+default_base_moof "

static const struct recording recordings[] = {
    {"stream.ts", GROUPS "-c:a mp2", true},
    {"fields.ts",
     "-c:v libx264 -preset veryfast -flags +ildct+ilme -x264-params tff=1:keyint=12:bframes=2",
     true},
    {"fragments.mp4", GROUPS FRAGMENT "-c:a aac", true},
    {"cluster.mkv", GROUPS "-c:a aac -cluster_time_limit 200", true},
    {"intra.mxf", "-pix_fmt yuv422p -c:v dnxhd -profile:v dnxhr_lb -c:a pcm_s16le", true},
    {"groups.mxf", "-pix_fmt yuv422p -c:v mpeg2video -g 12 -bf 2 -b:v 2M -c:a pcm_s16le", false},
};

static bool shell(const char *format, ...)
{
    va_list args;
    ct_str  command = {0};
    char    text[2048];

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    ct_str_appendf(&command, "cd %s && %s", scratch, text);
    int rc = system(ct_str_text(&command));
    ct_str_finish(&command);
    return rc == 0;
}

static char *path_to(const char *name)
{
    return ct_path_join(scratch, name);
}

static bool make(const struct recording *r)
{
    return shell(
        "ffmpeg -v error -nostdin -y -f lavfi -i "
        "testsrc2=s=320x192:r=25,noise=alls=4:allf=t -f lavfi -i sine=1000:sample_rate=48000 -t 4 "
        "-pix_fmt yuv420p %s whole_%s",
        r->options, r->name);
}

/* The first part of it, as `live`; and the reference. */
static void write_part(const struct recording *r, int part_permille)
{
    int64_t size = 0, mtime;
    char   *whole = ct_asprintf("%s/whole_%s", scratch, r->name);

    assert_true(ct_file_stat(whole, &size, &mtime));
    free(whole);
    assert_true(shell("head -c %lld whole_%s >part && cat part >%s",
                      (long long)(size * part_permille / 1000), r->name, r->name));
    assert_true(
        shell("ffmpeg -v quiet -nostdin -y -threads 1 -i %s -map 0:v:0 -fps_mode passthrough "
              "-f framemd5 list.framemd5",
              r->name));
}

/* A file that is read from its start says so: progress begins low. */
struct told {
    int first_permille; /* -1: nothing was read */
    int grew;
};

static void hear(void *arg, int at_permille)
{
    struct told *told = arg;

    if (told->first_permille < 0)
        told->first_permille = at_permille;
}

static void compare_with_list(const char *path, ct_index *ix, const char *what)
{
    frame_list        list = frame_list_read(ct_str_or_empty(what));
    ct_reader_options options = {.index = ix, .threads = 2};
    ct_reader        *reader = NULL;
    ct_error          err;
    char              md5[CT_FRAME_MD5_BYTES];

    assert_int_equal(ct_index_count(ix), list.count);
    assert_int_equal(ct_reader_open(path, &options, &reader, &err), CT_OK);
    for (size_t i = 0; i < list.count; i++) {
        int64_t   n = (int64_t)((i * 37 + 11) % list.count); /* all, in wild order */
        ct_frame *f = NULL;
        if (ct_reader_get(reader, n, &f, &err) != CT_OK)
            fail_msg("%s", err.text);
        if (strcmp(ct_frame_md5(f, md5), list.md5[n]) != 0)
            fail_msg("frame %lld of %s is another picture", (long long)n, path);
        ct_frame_unref(&f);
    }
    ct_reader_close(&reader);
    frame_list_finish(&list);
}

/* What a frame number meant it means still; the last packet may have been cut off. */
static void numbers_stay(const ct_index *before, const ct_index *now, const char *name)
{
    int64_t moved = 0;

    if (!ct_index_goes_on(now, before, true))
        fail_msg("%s is taken for another recording", name);
    assert_false(ct_index_goes_on(before, now, true));
    for (int64_t n = 0; n < ct_index_count(before); n++) {
        int64_t at = ct_index_frame_now(now, before, n);
        assert_true(at >= n && at < ct_index_count(now));
        moved += at != n;
        assert_true(at == n || n >= ct_index_count(before) - 4);
    }
    assert_true(moved <= 4);
}

static ct_index *acquire(const char *path, struct told *told)
{
    ct_index_watch watch = {.progress = hear, .arg = told};
    ct_index      *ix = NULL;
    ct_error       err;

    told->first_permille = -1;
    if (ct_index_acquire(path, 0, &watch, &ix, &err) != CT_OK)
        fail_msg("%s", err.text);
    told->grew += told->first_permille > 200;
    return ix;
}

static void grow(const struct recording *r)
{
    char       *path = path_to(r->name), *list = path_to("list");
    ct_index   *before = NULL;
    struct told told = {0};

    for (int step = 0; step < STEPS; step++) {
        write_part(r, permille[step]);
        ct_index *now = acquire(path, &told);
        compare_with_list(path, now, list);
        if (before)
            numbers_stay(before, now, r->name);
        ct_index_unref(&before);
        before = now;
    }
    if (r->enters) /* of the first pieces too little may be known */
        assert_true(told.grew >= STEPS - 3);
    ct_index_unref(&before);
    free(list);
    free(path);
}

static void a_file_is_right_whenever_it_is_looked_at(void **state)
{
    (void)state;
    if (!shell("ffmpeg -version >/dev/null 2>&1")) {
        printf("skipped: no ffmpeg command to make test files with\n");
        skip();
    }
    for (size_t i = 0; i < sizeof recordings / sizeof recordings[0]; i++) {
        assert_true(make(&recordings[i]));
        grow(&recordings[i]);
    }
}

static void put_another(const struct recording *r)
{
    char       *path = path_to(r->name), *list = path_to("list");
    struct told told = {0};

    assert_true(make(r));
    write_part(r, 500);
    ct_index *before = acquire(path, &told);
    assert_true(
        shell("ffmpeg -v error -nostdin -y -f lavfi -i mandelbrot=s=320x192:r=25 -f lavfi -i "
              "sine=1000:sample_rate=48000 -t 4 -pix_fmt yuv420p %s whole_%s",
              r->options, r->name));
    write_part(r, 1000);
    ct_index *now = acquire(path, &told);
    compare_with_list(path, now, list);
    assert_int_equal(told.grew, 0);
    assert_false(ct_index_goes_on(now, before, false));
    ct_index_unref(&before);
    ct_index_unref(&now);
    free(list);
    free(path);
}

/* Another recording under the same name is not the one that was read before, not even where each of its packets
 * is as large as one there. */
static void another_file_does_not_go_on(void **state)
{
    (void)state;
    if (!shell("ffmpeg -version >/dev/null 2>&1"))
        skip();
    put_another(&recordings[0]); /* sizes vary */
    put_another(&recordings[4]); /* they do not */
}

static void the_fingerprint_of_a_start_is_that_of_the_shorter_file(void **state)
{
    char    *longer = path_to("longer"), *shorter = path_to("shorter");
    uint64_t a = 0, b = 0;

    (void)state;
    for (int64_t bytes = 100000; bytes <= 900000; bytes += 400000) {
        assert_true(shell("seq 1 300000 | head -c 1500000 >longer && head -c %lld longer >shorter",
                          (long long)bytes));
        assert_int_equal(ct_fingerprint_file(shorter, &a, NULL), CT_OK);
        assert_int_equal(ct_fingerprint_start(longer, bytes, &b, NULL), CT_OK);
        assert_true(a == b);
    }
    assert_int_equal(ct_fingerprint_start(shorter, 1500000, &b, NULL), CT_IO);
    free(longer);
    free(shorter);
}

/* A MOV gets the list of its pictures when the camera stops. */
static void a_movie_without_its_list_says_when_it_can_be_read(void **state)
{
    ct_index *ix = NULL;
    ct_error  err;
    char     *path = path_to("camera.mov");

    (void)state;
    if (!shell("ffmpeg -v error -nostdin -y -f lavfi -i testsrc2=s=320x192:r=25 -t 2 -c:v mjpeg "
               "whole_camera.mov && head -c 60000 whole_camera.mov >camera.mov"))
        skip();
    assert_int_equal(ct_index_acquire(path, 0, NULL, &ix, &err), CT_BAD_DATA);
    assert_non_null(strstr(err.text, "camera.mov"));
    assert_non_null(strstr(err.text, "still being written"));
    assert_true(shell("cat whole_camera.mov >camera.mov"));
    assert_int_equal(ct_index_acquire(path, 0, NULL, &ix, &err), CT_OK);
    assert_int_equal(ct_index_count(ix), 50);
    ct_index_unref(&ix);
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_right_whenever_it_is_looked_at),
        cmocka_unit_test(another_file_does_not_go_on),
        cmocka_unit_test(the_fingerprint_of_a_start_is_that_of_the_shorter_file),
        cmocka_unit_test(a_movie_without_its_list_says_when_it_can_be_read),
    };

    if (!mkdtemp(scratch))
        return 1;
    setenv("XDG_CACHE_HOME", scratch, 1);
    int  failed = cmocka_run_group_tests(tests, NULL, NULL);
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", scratch);
    return system(command) != 0 || failed;
}
