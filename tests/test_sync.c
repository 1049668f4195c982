/* SPDX-License-Identifier: MIT */
/* Sound recorded apart finds its place: on the sample by timecode, on the sample by the clap where both
 * microphones heard it, on the frame where only the flash was seen. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <unistd.h>

#include "circletake/str.h"
#include "circletake/sync.h"
#include "media_samples.h"

#define CAMERA   RUSHES "/A002_0412CD/12A-1.mp4"
#define RECORDER RUSHES "/SOUND/12A-1.wav"

enum { RATE_HZ = 48000, CLAP_FRAME = 47, FRAMES = 150, FPS = 25 };

/* What make_rushes.sh says of the recording: it begins with the picture, at 10:14:02:00. */
static const int64_t recorder_reference = INT64_C(1768416000);

static bool rushes_are_there(void)
{
    if (access(CAMERA, R_OK) == 0 && access(RECORDER, R_OK) == 0)
        return true;
    printf("skipped: no sample rushes\n");
    return false;
}

static void clip_make(ct_clip *clip, const char *path, AVRational fps, int64_t frames,
                      int64_t tc_start)
{
    ct_clip_init(clip);
    ct_strset(&clip->path, path);
    ct_strset(&clip->name, strrchr(path, '/') + 1);
    clip->fps = fps;
    clip->frame_count = frames;
    clip->tc = (ct_tc_track){
        .start = tc_start, .count = {(fps.num + fps.den - 1) / fps.den, false}, .rate = fps};
}

/* The recording from `from_s` on, with another time reference. */
static void cut_recording(const char *to, double from_s, int64_t samples)
{
    char command[1024];

    snprintf(command, sizeof command,
             "ffmpeg -nostdin -v error -y -ss %f -i '%s' -map 0:a -c copy -write_bext 1 "
             "-metadata time_reference=%lld '%s'",
             from_s, RECORDER, (long long)samples, to);
    assert_int_equal(system(command), 0);
}

static void check_timecode(const char *sound_path, AVRational fps, int64_t tc_start,
                           int64_t expected, bool meets)
{
    ct_clip  clip, sound;
    ct_sync  sync;
    ct_error err = {0};

    clip_make(&clip, CAMERA, fps, FRAMES, tc_start);
    clip_make(&sound, sound_path, (AVRational){25, 1}, FRAMES, 0);
    if (ct_sync_timecode(&clip, &sound, &sync, &err))
        fail_msg("%s", err.text);
    printf("start %lld, %.2f sure: %s\n", (long long)sync.start, sync.confidence, sync.why);
    assert_int_equal(sync.start, expected);
    assert_int_equal(sync.rate_hz, RATE_HZ);
    assert_true((sync.overlap_us > 0) == meets);
    assert_true(meets == (sync.confidence > 0));
    ct_clip_finish(&clip);
    ct_clip_finish(&sound);
}

static void timecodes_meet_on_the_sample(void **state)
{
    (void)state;
    const int64_t label = ((10 * 60 + 14) * 60 + 2) * 25; /* 10:14:02:00 */
    const char   *cut = CT_BINARY_DIR "/sync_cut.wav";

    if (!rushes_are_there())
        return;
    check_timecode(RECORDER, (AVRational){25, 1}, label, 0, true);
    check_timecode(RECORDER, (AVRational){25, 1}, label + 10, 10 * 1920, true);
    check_timecode(RECORDER, (AVRational){25, 1}, label - 10, -10 * 1920, true);
    check_timecode(RECORDER, (AVRational){25, 1}, label + 1000, 1000 * 1920, false);
    /* Half a second and seven samples later. */
    cut_recording(cut, 0.5, recorder_reference + 24007);
    check_timecode(cut, (AVRational){25, 1}, label, -24007, true);
    /* 23.976: 24000 labels are 1001 seconds, 48048000 samples. */
    cut_recording(cut, 0, 48048000);
    check_timecode(cut, (AVRational){24000, 1001}, 24000, 0, true);
    check_timecode(cut, (AVRational){24000, 1001}, 24001, 2002, true);
    /* The camera began two seconds before midnight, the recorder half a second after. */
    cut_recording(cut, 0, 24000);
    check_timecode(cut, (AVRational){25, 1}, (int64_t)86400 * 25 - 50, -120000, true);
    (void)unlink(cut);
}

static void check_clap(const char *camera, const char *sound_path, int64_t expected,
                       int64_t most_off, double least_sure)
{
    ct_clip  clip, sound;
    ct_sync  sync;
    ct_error err = {0};

    clip_make(&clip, camera, (AVRational){FPS, 1}, FRAMES, 0);
    clip_make(&sound, sound_path, (AVRational){FPS, 1}, FRAMES, 0);
    if (ct_sync_clap(&clip, &sound, NULL, NULL, &sync, &err))
        fail_msg("%s", err.text);
    printf("start %lld (%lld), %.2f sure: %s\n", (long long)sync.start, (long long)expected,
           sync.confidence, sync.why);
    assert_true(llabs(sync.start - expected) <= most_off);
    assert_true(sync.confidence >= least_sure);
    ct_clip_finish(&clip);
    ct_clip_finish(&sound);
}

static void claps_meet(void **state)
{
    (void)state;
    const char *cut = CT_BINARY_DIR "/sync_clap.wav", *mute = CT_BINARY_DIR "/sync_mute.mp4";

    if (!rushes_are_there())
        return;
    check_clap(CAMERA, RECORDER, 0, 48, CT_SYNC_SURE); /* AAC in the camera: a millisecond */
    cut_recording(cut, 0.7, 0);
    check_clap(CAMERA, cut, -33600, 48, CT_SYNC_SURE);
    assert_int_equal(system("ffmpeg -nostdin -v error -y -i '" CAMERA
                            "' -an -c copy '" CT_BINARY_DIR "/sync_mute.mp4'"),
                     0);
    check_clap(mute, cut, -33600, RATE_HZ / FPS / 2, 0.3); /* the flash: half a frame */
    (void)unlink(cut);
    (void)unlink(mute);
}

static void the_flash_is_found(void **state)
{
    (void)state;
    int64_t frame = -1;
    double  sure = 0;

    assert_int_equal(ct_clap_in_picture(SLATE, 0, NULL, NULL, &frame, &sure, NULL), CT_OK);
    assert_int_equal(frame, SLATE_CLAP);
    assert_true(sure > 0.5);
}

/* Silence, a steady tone, a picture without a flash: no clap, and no guess. */
static void where_there_is_no_clap_none_is_found(void **state)
{
    (void)state;
    const char *steady = CT_BINARY_DIR "/sync_steady.mkv";
    int64_t     at = 0;
    double      sure = 0;
    ct_error    err = {0};

    assert_int_equal(system("ffmpeg -nostdin -v error -y -f lavfi -i sine=f=200:d=3 -f lavfi -i "
                            "testsrc2=s=64x64:r=25:d=3 -c:a pcm_s16le -c:v ffv1 '" CT_BINARY_DIR
                            "/sync_steady.mkv'"),
                     0);
    assert_int_equal(ct_clap_in_picture(steady, 0, NULL, NULL, &at, &sure, &err), CT_NO_INPUT);
    assert_non_null(strstr(err.text, steady));
    assert_int_equal(ct_clap_in_sound(steady, NULL, NULL, &at, &sure, &err), CT_NO_INPUT);
    assert_non_null(strstr(err.text, steady));
    (void)unlink(steady);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(timecodes_meet_on_the_sample),
        cmocka_unit_test(claps_meet),
        cmocka_unit_test(the_flash_is_found),
        cmocka_unit_test(where_there_is_no_clap_none_is_found),
    };
    return cmocka_run_group_tests_name("sync", tests, NULL, NULL);
}
