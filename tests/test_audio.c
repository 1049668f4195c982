/* SPDX-License-Identifier: MIT */
/* Sound comes out where the picture of the same moment is: the clap's beep of every sample is found
 * at the start of its flash frame, from wherever one starts to listen. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <cmocka.h>

#include <unistd.h>

#include "circletake/audio.h"
#include "circletake/index.h"
#include "circletake/sync.h"
#include "media_samples.h"

enum { RATE_HZ = 48000, CHUNK = 1000 };

static ct_audio_source *open_or_fail(const char *path)
{
    ct_audio_source *source = NULL;
    ct_error         err = {0};

    if (ct_audio_source_open(path, RATE_HZ, NULL, NULL, &source, &err))
        fail_msg("%s", err.text);
    return source;
}

/* Time in the container at which the sound first gets loud, reading on from `from_us`; -1 never. */
static int64_t onset_us(ct_audio_source *source, int64_t from_us)
{
    float   samples[2 * CHUNK];
    int64_t read = 0;
    int     got;

    assert_int_equal(ct_audio_source_seek(source, from_us, NULL), CT_OK);
    while (ct_audio_source_read(source, samples, CHUNK, &got, NULL) == CT_OK) {
        for (int i = 0; i < got; i++)
            if (fabsf(samples[2 * i]) > 0.4F)
                return from_us + (read + i) * 1000000 / RATE_HZ;
        read += got;
    }
    return -1;
}

static void slate_beeps_on_its_flash(void **state)
{
    (void)state;
    static const int64_t starts_us[] = {0, 40000, 500000, 1000000, 1500001, 1840000, 1879000};
    const int64_t        flash_us = SLATE_CLAP * 1000000 / SLATE_FPS;
    ct_audio_source     *source = open_or_fail(SLATE);

    for (size_t i = 0; i < sizeof starts_us / sizeof *starts_us; i++) {
        int64_t off = onset_us(source, starts_us[i]) - flash_us;

        if (llabs(off) > 2000)
            fail_msg("from %lld us the beep is %lld us off", (long long)starts_us[i],
                     (long long)off);
    }
    ct_audio_source_close(&source);
}

/* Time of the clap's picture: by the file's own frame table, by the rate where there is none. */
static int64_t clap_us(const take *t)
{
    ct_index *ix = NULL;
    int64_t   us = t->clap * 1000000 * t->fps_den / t->fps_num;

    if (ct_index_acquire(t->path, 0, NULL, &ix, NULL) == CT_OK)
        us = ct_index_time_us(ix, t->clap);
    ct_index_unref(&ix);
    return us;
}

static void every_take_beeps_on_its_flash(void **state)
{
    (void)state;
    static take takes[TAKES_MOST];
    int         count = takes_read(takes), heard = 0;
    int64_t     worst_us = 0;

    for (int i = 0; i < count; i++) {
        if (takes[i].channels == 0)
            continue;
        ct_audio_source *source = open_or_fail(takes[i].path);
        int64_t          half_frame_us = 500000LL * takes[i].fps_den / takes[i].fps_num;
        int64_t          flash_us = clap_us(&takes[i]);

        for (int64_t from_us = 0; from_us < flash_us; from_us += 370000) {
            int64_t off = onset_us(source, from_us) - flash_us;

            if (llabs(off) >= half_frame_us)
                fail_msg("%s from %lld us: the beep is %lld us off", takes[i].path,
                         (long long)from_us, (long long)off);
            worst_us = llabs(off) > worst_us ? llabs(off) : worst_us;
        }
        ct_audio_source_close(&source);
        heard++;
    }
    if (count > 0)
        printf("%d takes, worst beep %lld us off its flash\n", heard, (long long)worst_us);
}

/* The slate in every container that carries sound, made so that nothing moves sound against picture,
 * or by a known time. */
static const struct made {
    const char *name, *input, *output; /* of ffmpeg, around the slate */
    int64_t     beep_us;               /* beep after flash */
} mades[] = {
    {"copy.mov", "", "-c copy", 0},
    {"pcm.mov", "", "-c:v copy -c:a pcm_s16le", 0},
    {"cd.mov", "", "-c:v copy -c:a pcm_s24be -ar 44100", 0},
    {"copy.mp4", "", "-c copy", 0},
    {"anew.mp4", "", "-c:v copy -c:a aac", 0},
    {"fragments.mp4", "", "-c copy -movflags +frag_keyframe+empty_moov+default_base_moof", 0},
    {"cut.mp4", "-ss 1.24", "-c copy", 0}, /* an edit list that starts inside a group */
    {"copy.mkv", "", "-c copy", 0},
    {"opus.mkv", "", "-c:v copy -c:a libopus", 0},
    {"flac.mkv", "", "-c:v copy -c:a flac", 0},
    {"op1a.mxf", "", "-c:v mpeg2video -q:v 3 -c:a pcm_s16le -ar 48000", 0},
    {"copy.ts", "", "-c copy", 0},
    {"mp3.mp4", "", "-c:v copy -c:a libmp3lame", 0},
    {"opus.mp4", "", "-c:v copy -c:a libopus", 0},
    {"ac3.mp4", "", "-c:v copy -c:a ac3", 0},
    {"opus_fragments.mp4", "",
     "-c:v copy -c:a libopus -movflags +frag_keyframe+empty_moov+delay_moov", 0},
    {"mono.mov", "", "-c:v copy -c:a pcm_s24le -ar 44100 -ac 1", 0},
    {"surround.mov", "", "-c:v copy -c:a pcm_s16le -ac 6", 0},
    {"mp3.mkv", "", "-c:v copy -c:a libmp3lame", 0},
    {"vorbis.mkv", "", "-c:v copy -c:a libvorbis", 0},
    {"pcm.mkv", "", "-c:v copy -c:a pcm_s16le -ar 44100", 0},
    {"vorbis.webm", "", "-c:v libvpx -b:v 1M -deadline realtime -cpu-used 8 -c:a libvorbis", 0},
    {"opus.webm", "", "-c:v libvpx -b:v 1M -deadline realtime -cpu-used 8 -c:a libopus", 0},
    {"mp3.avi", "", "-c:v mpeg4 -q:v 3 -c:a libmp3lame", 0},
    {"avc_pcm.avi", "", "-c:v copy -c:a pcm_s16le", 0},
    {"mpeg4_b.avi", "", "-c:v mpeg4 -q:v 3 -bf 2 -c:a pcm_s16le", 0},
    {"avc_b.avi", "", "-c:v libx264 -bf 2 -preset fast -c:a pcm_s16le", 0},
    {"mp2.ts", "", "-c:v copy -c:a mp2", 0},
    {"opus.ts", "", "-c:v copy -c:a libopus", 0},
    {"ac3.m2ts", "", "-c:v copy -c:a ac3 -f mpegts -mpegts_m2ts_mode 1", 0},
    {"mp2.mpg", "", "-c:v mpeg2video -q:v 3 -bf 2 -c:a mp2 -ar 44100 -f vob", 0},
    {"ac3.mpg", "", "-c:v mpeg2video -q:v 3 -bf 2 -c:a ac3 -f vob", 0},
    {"copy.flv", "", "-c copy", 0},
    {"late.ts", "", "-c copy -output_ts_offset 36000", 0},
    {"pcm.avi", "", "-c:v mpeg4 -q:v 3 -c:a pcm_s16le", 0},
    {"sound.mov", "-i " SLATE " -itsoffset 0.5", "-c copy -map 0:v -map 1:a", 500000},
    {"picture.mov", "-itsoffset 1.5 -i " SLATE, "-c copy -map 0:v -map 1:a", -1500000},
    {"sound.mkv", "-i " SLATE " -itsoffset 0.5", "-c copy -map 0:v -map 1:a", 500000},
    {"sound.ts", "-i " SLATE " -itsoffset 0.5", "-c copy -map 0:v -map 1:a", 500000},
    {"picture.ts", "-itsoffset 0.3 -i " SLATE, "-c copy -map 0:v -map 1:a", -300000},
    {"picture.mpg", "-itsoffset 0.4 -i " SLATE,
     "-c:v mpeg2video -q:v 3 -bf 2 -c:a mp2 -f vob -map 0:v -map 1:a", -400000},
};

static void make_slate(const struct made *made, char *path, size_t bytes)
{
    char command[1024];

    snprintf(path, bytes, CT_BINARY_DIR "/clap_%s", made->name);
    snprintf(command, sizeof command, "ffmpeg -nostdin -v error -y %s -i " SLATE " %s '%s'",
             made->input, made->output, path);
    if (system(command) != 0)
        fail_msg("%s", command);
}

static int64_t flash_us(const char *path)
{
    ct_index *ix = NULL;
    int64_t   frame = -1, us;
    double    sure;

    assert_int_equal(ct_clap_in_picture(path, 0, NULL, NULL, &frame, &sure, NULL), CT_OK);
    assert_int_equal(ct_index_acquire(path, 0, NULL, &ix, NULL), CT_OK);
    us = ct_index_time_us(ix, frame);
    ct_index_unref(&ix);
    return us;
}

static void the_beep_is_on_its_flash_in_every_container(void **state)
{
    (void)state;
    static const int64_t before_us[] = {1800000, 640000, 333333, 40000, 5000};
    char                 path[512];

    for (size_t i = 0; i < sizeof mades / sizeof *mades; i++) {
        make_slate(&mades[i], path, sizeof path);
        int64_t          beep_us = flash_us(path) + mades[i].beep_us, worst_us = 0;
        ct_audio_source *source = open_or_fail(path);

        for (size_t k = 0; k < sizeof before_us / sizeof *before_us; k++) {
            int64_t off = onset_us(source, beep_us - before_us[k]) - beep_us;
            worst_us = llabs(off) > worst_us ? llabs(off) : worst_us;
        }
        ct_audio_source_close(&source);
        printf("%-18s beep %lld us off its flash\n", mades[i].name, (long long)worst_us);
        if (worst_us >= 500000 / SLATE_FPS)
            fail_msg("%s: the beep is %lld us off", mades[i].name, (long long)worst_us);
        (void)unlink(path);
    }
}

static void tracks_and_channels_are_all_there(void **state)
{
    (void)state;
    static take takes[TAKES_MOST];
    int         count = takes_read(takes);

    for (int i = 0; i < count; i++) {
        if (takes[i].channels == 0)
            continue;
        ct_audio_source *source = open_or_fail(takes[i].path);
        int              channels = 0;

        for (int k = 0; k < ct_audio_source_track_count(source); k++)
            channels += ct_audio_source_track(source, k)->channels;
        assert_int_equal(ct_audio_source_track_count(source), takes[i].tracks);
        assert_int_equal(channels, takes[i].channels);
        ct_audio_source_close(&source);
    }
}

/* Read as a whole and piece by piece from anywhere: the same sound. */
static void seeking_changes_nothing(void **state)
{
    (void)state;
    enum { ALL = RATE_HZ * 5, PIECE = 2400 };
    static float     whole[2 * ALL];
    float            piece[2 * PIECE];
    ct_audio_source *source = open_or_fail(SLATE);
    int              count = 0, got;

    assert_int_equal(ct_audio_source_seek(source, 0, NULL), CT_OK);
    while (count < ALL &&
           ct_audio_source_read(source, whole + 2 * count, ALL - count, &got, NULL) == CT_OK)
        count += got;
    for (int at = 200; at + PIECE < count; at += 23456) {
        assert_int_equal(ct_audio_source_seek(source, (int64_t)at * 1000000 / RATE_HZ + 1, NULL),
                         CT_OK);
        for (int done = 0; done < PIECE; done += got)
            assert_int_equal(
                ct_audio_source_read(source, piece + 2 * done, PIECE - done, &got, NULL), CT_OK);
        for (int i = 0; i < 2 * PIECE; i++)
            if (fabsf(piece[i] - whole[2 * at + i]) > 0.02F) /* noise that AAC makes up anew */
                fail_msg("sample %d after a seek to %d: %f, not %f", i / 2, at, (double)piece[i],
                         (double)whole[2 * at + i]);
    }
    ct_audio_source_close(&source);
}

static void a_muted_source_is_silent(void **state)
{
    (void)state;
    ct_audio_source *source = open_or_fail(SLATE);

    ct_audio_source_hear(source, 0, false);
    assert_int_equal(onset_us(source, 0), -1);
    ct_audio_source_hear(source, 1, false);
    assert_true(onset_us(source, 0) > 0);
    ct_audio_source_close(&source);
}

static float loudest(ct_audio_source *source, uint64_t channels, float sides[2])
{
    float samples[2 * CHUNK];
    int   got;

    sides[0] = sides[1] = 0;
    ct_audio_source_hear(source, channels, false);
    assert_int_equal(ct_audio_source_seek(source, 1500000, NULL), CT_OK);
    for (int done = 0; done < RATE_HZ; done += got) {
        assert_int_equal(ct_audio_source_read(source, samples, CHUNK, &got, NULL), CT_OK);
        for (int i = 0; i < 2 * got; i++)
            sides[i % 2] = fmaxf(sides[i % 2], fabsf(samples[i]));
    }
    return fmaxf(sides[0], sides[1]);
}

/* The recorder's tracks are the same sound, each a little lower than the one before. */
static void each_channel_can_be_heard_alone(void **state)
{
    (void)state;
    const char *path = RUSHES "/SOUND/12A-1.wav";
    float       sides[2], before = 2;
    FILE       *f = fopen(path, "rb");

    if (!f) {
        printf("skipped: no sample rushes\n");
        return;
    }
    fclose(f);
    ct_audio_source *source = open_or_fail(path);
    assert_int_equal(ct_audio_source_channel_count(source), 8);
    for (int i = 0; i < 8; i++) {
        float now = loudest(source, ct_audio_channel_bits(i, 1), sides);

        assert_true(now < before && now > 0.1F);
        assert_true(sides[0] == sides[1]); /* from the middle */
        before = now;
    }
    float two = loudest(source, 3, sides), one = loudest(source, 1, sides);
    assert_true(two > one && two < 1.5F * one); /* summed, 3 dB down */
    ct_audio_source_close(&source);
}

static void one_side_of_a_pair_comes_from_the_middle(void **state)
{
    (void)state;
    float            pair[2], left[2], right[2];
    ct_audio_source *source = open_or_fail(SLATE);

    (void)loudest(source, 3, pair);
    (void)loudest(source, 1, left);
    (void)loudest(source, 2, right);
    assert_true(left[0] == pair[0] && left[1] == pair[0]);
    assert_true(right[0] == pair[1] && right[1] == pair[1]);
    ct_audio_source_close(&source);
}

struct tapped {
    int64_t frames[2];
};

static void count_tapped(void *arg, int track, const float *samples, int frames)
{
    (void)samples;
    ((struct tapped *)arg)->frames[track] += frames;
}

/* The tap gets every track, heard or not, sample for sample with what is read. */
static void a_tap_hears_what_is_muted(void **state)
{
    (void)state;
    struct tapped    tapped = {{0}};
    float            samples[2 * CHUNK];
    int              got;
    ct_audio_source *source = open_or_fail(SLATE);

    ct_audio_source_set_tap(source, count_tapped, &tapped);
    ct_audio_source_hear(source, 0, true);
    assert_int_equal(ct_audio_source_seek(source, 0, NULL), CT_OK);
    for (int i = 0; i < 10; i++) {
        assert_int_equal(ct_audio_source_read(source, samples, CHUNK, &got, NULL), CT_OK);
        for (int k = 0; k < 2 * got; k++)
            assert_true(samples[k] == 0);
    }
    assert_int_equal(tapped.frames[0], 10 * CHUNK);
    ct_audio_source_close(&source);
}

static bool yes(void *arg)
{
    (void)arg;
    return true;
}

static void what_cannot_be_heard_says_why(void **state)
{
    (void)state;
    ct_audio_source *source = NULL;
    ct_error         err = {0};

    assert_int_not_equal(ct_audio_source_open("/nowhere/a.mov", RATE_HZ, NULL, NULL, &source, &err),
                         CT_OK);
    assert_non_null(strstr(err.text, "/nowhere/a.mov"));
    assert_int_not_equal(
        ct_audio_source_open(CT_SOURCE_DIR "/README.md", RATE_HZ, NULL, NULL, &source, &err),
        CT_OK);
    assert_int_equal(ct_audio_source_open(SLATE, RATE_HZ, yes, NULL, &source, &err), CT_CANCELLED);
    assert_null(source);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slate_beeps_on_its_flash),
        cmocka_unit_test(every_take_beeps_on_its_flash),
        cmocka_unit_test(the_beep_is_on_its_flash_in_every_container),
        cmocka_unit_test(tracks_and_channels_are_all_there),
        cmocka_unit_test(seeking_changes_nothing),
        cmocka_unit_test(a_muted_source_is_silent),
        cmocka_unit_test(each_channel_can_be_heard_alone),
        cmocka_unit_test(one_side_of_a_pair_comes_from_the_middle),
        cmocka_unit_test(a_tap_hears_what_is_muted),
        cmocka_unit_test(what_cannot_be_heard_says_why),
    };
    return cmocka_run_group_tests_name("audio", tests, NULL, NULL);
}
