/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <unistd.h>

#include "circletake/file.h"
#include "circletake/index.h"
#include "circletake/probe.h"
#include "circletake/sequence.h"
#include "circletake/str.h"
#include "media_samples.h"

static char scratch[] = "/tmp/ct_index_XXXXXX";

static ct_index *build(const char *path, ct_index_level least)
{
    ct_index *ix = NULL;
    ct_error  err;

    if (ct_index_build(path, 0, least, NULL, &ix, &err) != CT_OK)
        fail_msg("%s", err.text);
    return ix;
}

static void frames_and_times_name_each_other(void **state)
{
    ct_index *ix = build(SLATE, CT_INDEX_CONTAINER);

    (void)state;
    assert_int_equal(ct_index_count(ix), SLATE_FRAMES);
    assert_true(ct_rate_equal(ct_index_fps(ix), (AVRational){25, 1}));
    assert_false(ct_index_is_vfr(ix));
    for (int64_t n = 0; n < ct_index_count(ix); n++) {
        int64_t pts = ct_index_pts(ix, n);
        assert_int_equal(ct_index_frame_at(ix, pts), n);
        assert_int_equal(ct_index_frame_at_us(ix, ct_index_time_us(ix, n)), n);
        if (n > 0)
            assert_int_equal(ct_index_frame_at(ix, pts - 1), n - 1);
    }
    assert_int_equal(ct_index_frame_at(ix, ct_index_pts(ix, 0) - 1), -1);
    assert_true(ct_index_pts(ix, SLATE_FRAMES) == INT64_MIN);
    assert_true(ct_index_pts(ix, -1) == INT64_MIN);
    assert_int_equal(ct_index_time_us(ix, SLATE_FRAMES) - ct_index_time_us(ix, 0),
                     (int64_t)SLATE_FRAMES * 40000);
    ct_index_unref(&ix);
}

static void groups_follow_one_another_without_holes(void **state)
{
    ct_index *ix = build(SLATE, CT_INDEX_CONTAINER);
    int64_t   groups = 0;

    (void)state;
    for (int64_t n = 0; n < ct_index_count(ix); groups++) {
        ct_span g = ct_index_gop(ix, n);
        assert_int_equal(g.first, n);
        assert_true(g.end > g.first && g.end <= ct_index_count(ix));
        for (int64_t k = g.first; k < g.end; k++)
            assert_int_equal(ct_index_gop(ix, k).first, g.first);
        n = g.end;
    }
    assert_int_equal(groups, ct_index_entry_count(ix));
    ct_index_unref(&ix);
}

static void same_facts(const ct_index *a, const ct_index *b)
{
    assert_int_equal(ct_index_count(a), ct_index_count(b));
    assert_int_equal(ct_index_level_of(a), ct_index_level_of(b));
    assert_int_equal(ct_index_entry_count(a), ct_index_entry_count(b));
    assert_true(ct_rate_equal(ct_index_fps(a), ct_index_fps(b)));
    for (int64_t n = 0; n < ct_index_count(a); n++) {
        assert_int_equal(ct_index_pts(a, n), ct_index_pts(b, n));
        assert_int_equal(ct_index_hash(a, n), ct_index_hash(b, n));
        assert_int_equal(ct_index_gop(a, n).end, ct_index_gop(b, n).end);
    }
}

static void a_saved_index_is_the_same_index(void **state)
{
    ct_index *ix = build(SLATE, CT_INDEX_DECODED), *loaded = NULL;
    ct_error  err;

    (void)state;
    assert_int_equal(ct_index_level_of(ix), CT_INDEX_DECODED);
    assert_true(ct_index_hash(ix, 3) != 0);
    assert_int_equal(ct_index_save(ix, &err), CT_OK);
    assert_int_equal(ct_index_load(SLATE, 0, &loaded, &err), CT_OK);
    same_facts(ix, loaded);
    ct_index_unref(&ix);
    ct_index_unref(&loaded);
}

static char *saved_file(void)
{
    char *folder = ct_asprintf("%s/circletake/index", scratch);
    char *command = ct_asprintf("ls %s/*.index", folder), line[512] = "";
    FILE *f = popen(command, "r");

    assert_non_null(fgets(line, sizeof line, f));
    pclose(f);
    line[strcspn(line, "\n")] = '\0';
    free(folder);
    free(command);
    return ct_strdup(line);
}

/* Every byte, changed, must be noticed: a wrong frame is worse than a second scan. */
static void a_damaged_saved_index_is_refused_and_made_anew(void **state)
{
    ct_index *ix = build(SLATE, CT_INDEX_CONTAINER), *loaded = NULL;
    char     *path, *data;
    size_t    bytes;

    (void)state;
    assert_int_equal(ct_index_save(ix, NULL), CT_OK);
    path = saved_file();
    assert_int_equal(ct_file_read(path, 1 << 24, &data, &bytes, NULL), CT_OK);
    for (size_t i = 0; i < bytes; i += 1 + bytes / 97) {
        data[i] ^= 0x20;
        assert_int_equal(ct_file_replace(path, data, bytes, NULL), CT_OK);
        assert_int_equal(ct_index_load(SLATE, 0, &loaded, NULL), CT_BAD_DATA);
        data[i] ^= 0x20;
    }
    for (size_t cut = 0; cut < bytes; cut += 1 + bytes / 13) {
        assert_int_equal(ct_file_replace(path, data, cut, NULL), CT_OK);
        assert_int_not_equal(ct_index_load(SLATE, 0, &loaded, NULL), CT_OK);
    }
    assert_int_equal(ct_index_acquire(SLATE, 0, NULL, &loaded, NULL), CT_OK);
    same_facts(ix, loaded);
    ct_index_unref(&ix);
    ct_index_unref(&loaded);
    free(data);
    free(path);
}

static int reports, last_report;

static void report(void *arg, int permille)
{
    (void)arg;
    assert_true(permille > last_report && permille <= 1000);
    last_report = permille;
    reports++;
}

static bool stop_now(void *arg)
{
    (void)arg;
    return true;
}

static void progress_grows_to_the_end_and_stop_is_obeyed(void **state)
{
    ct_index_watch watch = {.progress = report};
    ct_index      *ix = NULL;
    ct_error       err;

    (void)state;
    assert_int_equal(ct_index_build(SLATE, 0, CT_INDEX_DECODED, &watch, &ix, &err), CT_OK);
    assert_int_equal(last_report, 1000);
    assert_true(reports > 5);
    ct_index_unref(&ix);
    watch = (ct_index_watch){.stop = stop_now};
    assert_int_equal(ct_index_build(SLATE, 0, CT_INDEX_DECODED, &watch, &ix, &err), CT_CANCELLED);
    assert_null(ix);
}

static void sound_alone_has_no_frames(void **state)
{
    ct_index *ix = NULL;
    ct_error  err;

    (void)state;
    if (!ct_file_exists(RUSHES "/SOUND/12A-1.wav"))
        skip();
    assert_int_equal(ct_index_acquire(RUSHES "/SOUND/12A-1.wav", 0, NULL, &ix, &err),
                     CT_UNSUPPORTED);
    assert_null(ix);
}

/* Intra-only files need no scan; what the shoot's table says is what is counted. */
static void the_sample_shoot_is_counted_as_it_was_made(void **state)
{
    take takes[TAKES_MOST];
    int  count = takes_read(takes);

    (void)state;
    if (!count)
        skip();
    for (int i = 0; i < count; i++) {
        const take *t = &takes[i];
        if (!strcmp(ct_path_extension(t->path), "wav"))
            continue;
        ct_index *ix = build(t->path, CT_INDEX_CONTAINER);
        if (ct_index_count(ix) != t->frames)
            fail_msg("%s: %ld frames", t->path, (long)ct_index_count(ix));
        AVRational fps = {t->fps_num, t->fps_den};
        if (!ct_rate_equal(ct_index_fps(ix), fps))
            fail_msg("%s: wrong rate", t->path);
        if (!strcmp(ct_path_extension(t->path), "mov"))
            assert_int_equal(ct_index_level_of(ix), CT_INDEX_CONTAINER);
        assert_int_equal(ct_index_is_vfr(ix), strstr(t->path, "PHONE") != NULL);
        ct_index_unref(&ix);
    }
}

/* --- sequences ------------------------------------------------------------------------------- */

static void touch(const char *folder, const char *name)
{
    char *path = ct_path_join(folder, name);

    assert_int_equal(ct_file_replace(path, "x", 1, NULL), CT_OK);
    free(path);
}

static void numbered_images_are_found_with_their_gaps(void **state)
{
    static const char *const names[] = {"a.0009.png", "a.0010.png", "a.0012.png",   "b9.dpx",
                                        "b10.dpx",    "b11.dpx",    "100%_001.exr", "100%_002.exr",
                                        "alone.png",  "one_01.png", "notes.txt"};
    char                    *folder = ct_path_join(scratch, "sequences");
    ct_sequence_list         all;
    int64_t                  number;

    (void)state;
    assert_int_equal(ct_folder_make(folder, NULL), CT_OK);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        touch(folder, names[i]);
    assert_int_equal(ct_sequence_find(folder, &all, NULL), CT_OK);
    assert_int_equal(all.count, 3);
    for (size_t i = 0; i < all.count; i++) {
        const ct_sequence *s = &all.items[i];
        const char        *name = ct_path_name(s->pattern);
        if (!strcmp(name, "a.%04d.png")) {
            assert_int_equal(s->first, 9);
            assert_int_equal(s->last, 12);
            assert_int_equal(s->present, 3);
            assert_true(ct_sequence_number(s, "a.0011.png", &number) && number == 11);
            assert_false(ct_sequence_number(s, "a.11.png", &number));
        } else if (!strcmp(name, "b%d.dpx")) {
            assert_int_equal(s->first, 9);
            assert_int_equal(s->last, 11);
            char *path = ct_sequence_path(s, 10);
            assert_string_equal(ct_path_name(path), "b10.dpx");
            free(path);
        } else {
            assert_string_equal(name, "100%%_%03d.exr");
            char *path = ct_sequence_path(s, 2);
            assert_string_equal(ct_path_name(path), "100%_002.exr");
            assert_true(ct_file_exists(path));
            free(path);
        }
    }
    ct_sequence_list_finish(&all);
    free(folder);
}

/* A rate that no edit has is still a constant one. */
static void twelve_and_a_half_a_second_is_constant(void **state)
{
    static const char *const names[] = {"half.mov", "half.mkv", "half.ts"};

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char *path = ct_asprintf("%s/%s", scratch, names[i]);
        char *command = ct_asprintf("ffmpeg -nostdin -v error -y -i " SLATE
                                    " -an -r 12.5 -c:v libx264 -preset ultrafast %s",
                                    path);
        assert_int_equal(system(command), 0);
        ct_index *ix = build(path, CT_INDEX_CONTAINER);
        assert_true(ct_rate_equal(ct_index_fps(ix), (AVRational){25, 2}));
        assert_false(ct_index_is_vfr(ix));
        ct_index_unref(&ix);
        free(command);
        free(path);
    }
}

/* Somebody typed 23.97, took a picture every ten seconds, or told the pulldown and did not code it. What is said of
 * the file must not depend on whether its index was made just now. */
static void any_even_pace_is_constant(void **state)
{
#define PULLDOWN "\"settb=1/60000,setpts='(floor(N/2)*5+mod(N,2)*2)*1001'\""
#define LEFT_OUT "\"settb=1/30000,setpts='(N+floor(N/5)*2)*1001'\""
    static const struct {
        const char *name, *how;
        AVRational  fps;
        bool        varies;
    } files[] = {
        {"typed.mov", "-vf setpts=N -r 23.97 -enc_time_base 100/2397", {2397, 100}, false},
        {"typed.avi", "-vf setpts=N -r 23.97 -enc_time_base 100/2397", {2397, 100}, false},
        {"typed.mkv", "-vf setpts=N -r 23.97 -enc_time_base 100/2397", {2397, 100}, false},
        {"seldom.mp4", "-vf settb=10,setpts=N -r 0.1", {1, 10}, false},
        {"told.mov", "-fps_mode vfr -enc_time_base 1/60000 -vf " PULLDOWN, {24000, 1001}, false},
        {"left_out.mov", "-fps_mode vfr -enc_time_base 1/30000 -vf " LEFT_OUT, {30000, 1001}, true},
        {"jitter.mov",
         "-fps_mode vfr -enc_time_base 1/90000 -vf \"settb=1/90000,setpts='N*3600+mod(N*7919,1700)'\"",
         {25, 1},
         true},
    };

    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char *path = ct_asprintf("%s/%s", scratch, files[i].name);
        char *command =
            ct_asprintf("ffmpeg -nostdin -v error -y -f lavfi -i testsrc=s=32x32 -frames:v 95 %s "
                        "-c:v mjpeg %s",
                        files[i].how, path);
        assert_int_equal(system(command), 0);
        for (int time = 0; time < 2; time++) {
            ct_index *ix = NULL;
            assert_int_equal(ct_index_acquire(path, 0, NULL, &ix, NULL), CT_OK);
            if (!ct_rate_equal(ct_index_fps(ix), files[i].fps) ||
                ct_index_is_vfr(ix) != files[i].varies || ct_index_count(ix) != 95)
                fail_msg("%s, time %d: %lld pictures, %d/%d, varies %d", files[i].name, time,
                         (long long)ct_index_count(ix), ct_index_fps(ix).num, ct_index_fps(ix).den,
                         ct_index_is_vfr(ix));
            assert_null(ct_probe_clock_remark(ix));
            ct_index_unref(&ix);
        }
        free(command);
        free(path);
    }
}

/* What ffmpeg makes of the slate: AVI times packets and not pictures, and says nothing of the order they are shown
 * in. */
static void pictures_of_avi_are_shown_one_after_another(void **state)
{
    static const char *const ways[] = {"-c:v mpeg4 -q:v 3 -bf 2", "-c:v libx264 -bf 2",
                                       "-c:v copy"};
    char                    *path = ct_asprintf("%s/b.avi", scratch);

    (void)state;
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        ct_index *ix = NULL;
        char     *command =
            ct_asprintf("ffmpeg -nostdin -v error -y -i " SLATE " -an %s %s", ways[i], path);
        assert_int_equal(system(command), 0);
        assert_int_equal(ct_index_build(path, 0, CT_INDEX_SCANNED, NULL, &ix, NULL), CT_OK);
        assert_int_equal(ct_index_count(ix), SLATE_FRAMES);
        assert_int_equal(ct_index_fps(ix).num, SLATE_FPS * ct_index_fps(ix).den);
        for (int64_t n = 0; n < SLATE_FRAMES; n++)
            if (ct_index_time_us(ix, n) != n * 1000000 / SLATE_FPS ||
                ct_index_frame_at_us(ix, n * 1000000 / SLATE_FPS) != n)
                fail_msg("%s: frame %lld is shown at %lld us", ways[i], (long long)n,
                         (long long)ct_index_time_us(ix, n));
        ct_index_unref(&ix);
        free(command);
    }
    free(path);
}

/* Some clocks tick once a frame, others many times or not quite in step with it. */
static void a_time_within_a_frame_finds_that_frame(void **state)
{
    static const char *const ways[] = {"-c:v mjpeg t.avi", "-c:v mpeg2video -q:v 3 t.mxf",
                                       "-c copy -video_track_timescale 25 t.mov", "-c copy t.mkv"};

    (void)state;
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        char *command = ct_asprintf("cd %s && ffmpeg -nostdin -v error -y -i " SLATE " -an %s",
                                    scratch, ways[i]);
        char *path = ct_asprintf("%s/%s", scratch, strrchr(ways[i], ' ') + 1);
        assert_int_equal(system(command), 0);
        ct_index *ix = build(path, CT_INDEX_CONTAINER);
        int64_t   from = ct_index_time_us(ix, 0);
        assert_int_equal(ct_index_frame_at_us(ix, from - 1000), -1);
        for (int64_t n = 0; n < SLATE_FRAMES; n++)
            for (int64_t in = 0; in < 40000;
                 in += 9750) /* 39 ms are within it whatever is rounded */
                if (ct_index_frame_at_us(ix, from + n * 40000 + in) != n)
                    fail_msg("%s: frame %lld at %lld us in frame %lld", ways[i],
                             (long long)ct_index_frame_at_us(ix, from + n * 40000 + in),
                             (long long)in, (long long)n);
        ct_index_unref(&ix);
        free(command);
        free(path);
    }
}

/* Two of ten were dropped, and the places of both stand empty. */
static void what_a_recorder_dropped_keeps_its_place(void **state)
{
    ct_index     *ix = NULL;
    ct_media_info info;
    char         *path = ct_asprintf("%s/dropped.avi", scratch);
    char         *command = ct_asprintf("ffmpeg -nostdin -v error -y -i " SLATE " -an -fps_mode vfr"
                                                " -vf \"select='not(between(mod(n,10),3,4))'\" -c:v mjpeg %s",
                                        path);

    (void)state;
    assert_int_equal(system(command), 0);
    assert_int_equal(ct_index_acquire(path, 0, NULL, &ix, NULL), CT_OK);
    assert_int_equal(ct_index_time_us(ix, 2), 80000);
    assert_int_equal(ct_index_time_us(ix, 3), 200000);
    assert_int_equal(ct_index_time_us(ix, 11), 520000 + 80000);
    assert_int_equal(ct_probe(path, 0, &info, NULL, NULL), CT_OK);
    assert_null(ct_probe_shortfall(&info, ix));
    bool said = false;
    for (size_t i = 0; i < info.warning_count; i++)
        said |= strstr(info.warnings[i], "24 of its places are empty, the first before frame 3") !=
                NULL;
    assert_true(said);
    ct_media_info_finish(&info);
    ct_index_unref(&ix);
    free(command);
    free(path);
}

static int set_up(void **state)
{
    (void)state;
    if (!mkdtemp(scratch))
        return -1;
    return setenv("XDG_CACHE_HOME", scratch, 1);
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
        cmocka_unit_test(frames_and_times_name_each_other),
        cmocka_unit_test(groups_follow_one_another_without_holes),
        cmocka_unit_test(a_saved_index_is_the_same_index),
        cmocka_unit_test(a_damaged_saved_index_is_refused_and_made_anew),
        cmocka_unit_test(progress_grows_to_the_end_and_stop_is_obeyed),
        cmocka_unit_test(sound_alone_has_no_frames),
        cmocka_unit_test(the_sample_shoot_is_counted_as_it_was_made),
        cmocka_unit_test(numbered_images_are_found_with_their_gaps),
        cmocka_unit_test(twelve_and_a_half_a_second_is_constant),
        cmocka_unit_test(any_even_pace_is_constant),
        cmocka_unit_test(pictures_of_avi_are_shown_one_after_another),
        cmocka_unit_test(a_time_within_a_frame_finds_that_frame),
        cmocka_unit_test(what_a_recorder_dropped_keeps_its_place),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
