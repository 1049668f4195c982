/* SPDX-License-Identifier: MIT */
/* Loudness and true peak against ffmpeg's own measure of the same tracks (filter ebur128). */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <unistd.h>

#include "circletake/meter.h"
#include "media_samples.h"

/* Both round to a tenth; their oversampling filters for the true peak differ. */
#define LOUDNESS_OFF 0.11
#define PEAK_OFF     0.5
#define RANGE_OFF    0.6

static double number_after(const char *text, const char *word)
{
    const char *at = strstr(text, word);

    return at ? strtod(at + strlen(word), NULL) : NAN;
}

/* The summary that ffmpeg prints at the end; `before` goes before the filter: "pan=mono|c0=c3,". */
static bool ffmpeg_measures(const char *path, int track, const char *before, char *text,
                            size_t bytes)
{
    char command[1024];

    snprintf(command, sizeof command,
             "ffmpeg -nostdin -hide_banner -i '%s' -map 0:a:%d -af '%sebur128=peak=true' -f null - "
             "2>&1 | sed -n '/Summary/,$p'",
             path, track, before);
    FILE *pipe = popen(command, "r");
    if (!pipe)
        return false;
    size_t got = fread(text, 1, bytes - 1, pipe);
    text[got] = '\0';
    return pclose(pipe) == 0 && strstr(text, "Summary");
}

static void check_line(const char *path, const ct_meter_line *line, const ct_meter_reading *ours,
                       bool discrete)
{
    char text[4096], before[64] = "";

    if (discrete)
        snprintf(before, sizeof before, "pan=mono|c0=c%d,", line->first_channel);
    assert_true(ffmpeg_measures(path, line->track, before, text, sizeof text));
    double loudness = number_after(text, "I: "), range = number_after(text, "LRA: "),
           peak = number_after(text, "Peak: ");

    printf("%s %d: %.2f LUFS (ffmpeg %.1f), range %.1f (%.1f), peak %.2f dBTP (%.1f)\n",
           strrchr(path, '/') + 1, line->first_channel + 1, (double)ours->integrated, loudness,
           (double)ours->range, range, 20 * log10((double)ours->true_peak_max), peak);
    if (fmax(loudness, -70) > -70)
        assert_true(fabs((double)ours->integrated - loudness) < LOUDNESS_OFF);
    else
        assert_true(ours->integrated <= CT_METER_SILENCE);
    assert_true(fabs((double)ours->range - range) < RANGE_OFF);
    if (isfinite(peak))
        assert_true(fabs(20 * log10((double)ours->true_peak_max) - peak) < PEAK_OFF);
}

/* `lines` is how many the file has: a track each, or a channel each of a discrete one. */
static void check_file(const char *path, int lines, int checked, bool discrete)
{
    ct_meter_line    line[CT_METER_LINES];
    ct_meter_reading reading[CT_METER_LINES];
    ct_error         err = {0};
    int              count = 0;

    if (access(path, R_OK)) {
        printf("skipped: %s is not there\n", path);
        return;
    }
    if (ct_meter_measure(path, NULL, NULL, line, reading, &count, &err))
        fail_msg("%s", err.text);
    assert_int_equal(count, lines);
    for (int i = 0; i < checked; i++)
        check_line(path, &line[i], &reading[i], discrete);
}

static void a_stereo_track_is_one_line(void **state)
{
    (void)state;
    check_file(SLATE, 1, 1, false);
}

static void every_microphone_has_its_line(void **state)
{
    (void)state;
    check_file(RUSHES "/SOUND/12A-1.wav", 8, 3, true);
    check_file(RUSHES "/B002_0413MN/B002_C001_0413MN.mxf", 8, 2, false);
}

static void make_surround(const char *path)
{
    char command[1024];

    snprintf(
        command, sizeof command,
        "ffmpeg -nostdin -v error -y -f lavfi -i "
        "'anoisesrc=d=6:a=0.4:c=pink:seed=1,pan=5.1|c0=c0|c1=0.5*c0|c2=0.25*c0|c3=2*c0|c4=0.7*c0|"
        "c5=0.1*c0' -f lavfi -i 'sine=f=997:d=6,volume=0.5' -map 0 -map 1 "
        "-c:a pcm_s24le '%s'",
        path);
    assert_int_equal(system(command), 0);
}

static void loudspeakers_weigh_as_the_standard_says(void **state)
{
    (void)state;
    const char *path = CT_BINARY_DIR "/surround.mov";

    make_surround(path);
    check_file(path, 2, 2, false);
    (void)unlink(path);
}

static void what_cannot_be_measured_says_so(void **state)
{
    (void)state;
    ct_meter_line    line[CT_METER_LINES];
    ct_meter_reading reading[CT_METER_LINES];
    ct_error         err = {0};
    int              count;

    assert_int_not_equal(
        ct_meter_measure("/nowhere/a.wav", NULL, NULL, line, reading, &count, &err), CT_OK);
    assert_non_null(strstr(err.text, "/nowhere/a.wav"));
}

static void channels_are_named_from_one(void **state)
{
    (void)state;
    char text[CT_CHANNELS_TEXT_BYTES];

    assert_string_equal(ct_channels_text(0, 1, text), "A1");
    assert_string_equal(ct_channels_text(2, 2, text), "A3-4");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stereo_track_is_one_line),
        cmocka_unit_test(every_microphone_has_its_line),
        cmocka_unit_test(loudspeakers_weigh_as_the_standard_says),
        cmocka_unit_test(what_cannot_be_measured_says_so),
        cmocka_unit_test(channels_are_named_from_one),
    };
    return cmocka_run_group_tests_name("meter", tests, NULL, NULL);
}
