/* SPDX-License-Identifier: MIT */
/* The clock that hangs on the sound: what the voice says about a sample it gave is where that sample
 * is in the file - forward, backward, at other speeds, and still after ten minutes. The device is one
 * that reads as fast as there is something to read. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <libavutil/intreadwrite.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../src/media/voice_priv.h"
#include "circletake/thread.h"
#include "effort.h"

enum {
    RATE_HZ = 48000,
    FILE_RATE_HZ = 11025, /* small, and not a divisor of the device's rate */
    PULSE_S = 5,          /* a pulse at the start of each fifth second but the first */
    PULSE_MS = 40,
    NOISE = 64, /* of 32768: real rooms are not digitally silent, and atempo aligns by likeness */
    CHUNK = 480,
    HALF_FRAME_US = 20000,
    TEMPO_US = 30000, /* atempo moves what it joins by up to half its window, 43 ms */
    PATIENCE_US = 200000000,
    QUIET_US = 1500000
};

static char wav[64];
static int  seconds; /* the file's length */

/* --- a file that is known to the sample --------------------------------------------- */

static void write_header(FILE *f, uint32_t bytes)
{
    uint8_t head[44] = "RIFF    WAVEfmt ";

    AV_WL32(head + 4, 36 + bytes);
    AV_WL32(head + 16, 16);
    AV_WL16(head + 20, 1);
    AV_WL16(head + 22, 1);
    AV_WL32(head + 24, FILE_RATE_HZ);
    AV_WL32(head + 28, FILE_RATE_HZ * 2);
    AV_WL16(head + 32, 2);
    AV_WL16(head + 34, 16);
    memcpy(head + 36, "data", 4);
    AV_WL32(head + 40, bytes);
    assert_int_equal(fwrite(head, 1, sizeof head, f), sizeof head);
}

static int make_file(void **state)
{
    (void)state;
    int fd;

    seconds = CT_EFFORT(600, 60);
    snprintf(wav, sizeof wav, "/tmp/ct_voice_XXXXXX");
    if ((fd = mkstemp(wav)) < 0)
        return -1;
    FILE    *f = fdopen(fd, "wb");
    unsigned seed = 1;

    write_header(f, (uint32_t)seconds * FILE_RATE_HZ * 2);
    for (int i = 0; i < seconds * FILE_RATE_HZ; i++) {
        int     within = i % (PULSE_S * FILE_RATE_HZ);
        bool    loud = i >= FILE_RATE_HZ && within < FILE_RATE_HZ * PULSE_MS / 1000;
        uint8_t sample[2];

        AV_WL16(sample, (uint16_t)((loud ? 24000 : 0) + rand_r(&seed) % NOISE));
        if (fwrite(sample, 1, 2, f) != 2)
            return -1;
    }
    return fclose(f);
}

static int remove_file(void **state)
{
    (void)state;
    return unlink(wav);
}

/* --- listening ------------------------------------------------------------------------ */

struct listener {
    ct_voice_port port;
    ct_voice     *voice;
    uint64_t      last_loud; /* number of the last loud sample */
    int           pulses, silent_reads;
    int64_t       worst_us;
};

static void listener_start(struct listener *l)
{
    *l = (struct listener){.last_loud = 0};
    ct_voice_port_init(&l->port);
    ct_voice_config config = {.path = wav,
                              .rate_hz = RATE_HZ,
                              .channels = CT_AUDIO_ALL_CHANNELS,
                              .metering = true,
                              .volume = 1.0F,
                              .port = &l->port};
    assert_int_equal(ct_voice_create(&config, &l->voice, NULL), CT_OK);
    ct_voice_port_give(&l->port, l->voice);
}

static void listener_stop(struct listener *l)
{
    ct_voice_destroy(&l->voice);
    ct_voice_port_finish(&l->port);
}

/* A loud sample after silence: where the voice says it is, against the pulse that is there. Backward
 * a pulse is entered at its end. */
static void meet_pulse(struct listener *l, const ct_voice_order *order, uint64_t number)
{
    int64_t media_us, pulse_us = (int64_t)PULSE_S * 1000000;
    int64_t edge_us = order->speed.num < 0 ? PULSE_MS * 1000 : 0;

    assert_true(ct_voice_media_of(l->voice, order->serial, number, &media_us));
    int64_t off_us = (media_us - edge_us + pulse_us / 2) % pulse_us - pulse_us / 2;

    l->worst_us = llabs(off_us) > l->worst_us ? llabs(off_us) : l->worst_us;
    l->pulses++;
}

static void listen(struct listener *l, const ct_voice_order *order, const float *samples, int got,
                   uint64_t first)
{
    for (int i = 0; i < got; i++) {
        if (fabsf(samples[2 * i]) < 0.3F)
            continue;
        uint64_t number = first + (uint64_t)i;
        if (l->last_loud == 0 || number - l->last_loud > RATE_HZ)
            meet_pulse(l, order, number);
        l->last_loud = number;
    }
}

/* Until nothing comes for longer than a busy machine holds the voice up; it may begin late. */
static void hear_out(struct listener *l, const ct_voice_order *order)
{
    float   samples[2 * CHUNK];
    int64_t until_us = ct_clock_us() + PATIENCE_US, quiet_since_us = until_us;

    ct_voice_play(l->voice, order);
    while (ct_clock_us() < until_us && ct_clock_us() - quiet_since_us < QUIET_US) {
        int            got = ct_audio_ring_read(l->port.ring, samples, CHUNK);
        ct_audio_heard heard = ct_audio_ring_heard(l->port.ring);

        listen(l, order, samples, got, heard.from);
        if (got > 0)
            quiet_since_us = ct_clock_us();
        else
            nanosleep(&(struct timespec){.tv_nsec = 50000}, NULL);
    }
}

/* --- what must hold --------------------------------------------------------------------- */

static void check_speed(AVRational speed, int length_s, int64_t most_us)
{
    struct listener l;
    int64_t         end_us = (int64_t)length_s * 1000000;
    bool            backward = speed.num < 0;
    ct_voice_order  order = {.serial = 7,
                             .from_us = backward ? end_us : 0,
                             .end_us = backward ? 0 : end_us,
                             .again_us = INT64_MIN,
                             .speed = speed};

    listener_start(&l);
    hear_out(&l, &order);
    listener_stop(&l);
    printf("%d/%d over %d s: %d pulses, worst %lld us off\n", speed.num, speed.den, length_s,
           l.pulses, (long long)l.worst_us);
    assert_int_equal(l.pulses, length_s / PULSE_S);
    assert_true(l.worst_us < most_us);
}

static void play_does_not_drift(void **state)
{
    (void)state;
    check_speed((AVRational){1, 1}, seconds - 3, HALF_FRAME_US);
}

static void reverse_play_does_not_drift(void **state)
{
    (void)state;
    check_speed((AVRational){-1, 1}, CT_EFFORT(117, 27), HALF_FRAME_US);
}

static void other_speeds_keep_time(void **state)
{
    (void)state;
    check_speed((AVRational){2, 1}, 32, TEMPO_US);
    check_speed((AVRational){-2, 1}, 32, TEMPO_US);
    check_speed((AVRational){1, 2}, 32, TEMPO_US);
}

/* What is metered while it plays is what is measured of the file. */
static void the_meter_follows_play(void **state)
{
    (void)state;
    struct listener  l;
    ct_meter_line    lines[CT_METER_LINES];
    ct_meter_reading playing[CT_METER_LINES], whole[CT_METER_LINES];
    int              count;
    ct_voice_order   order = {
          .serial = 2, .end_us = 32000000, .again_us = INT64_MIN, .speed = {1, 1}, .anew = true};

    listener_start(&l);
    assert_false(ct_voice_levels(l.voice, 0, playing));
    hear_out(&l, &order);
    assert_int_equal(ct_voice_look(l.voice).line_count, 1);
    assert_true(ct_voice_levels(l.voice, ct_audio_ring_written(l.port.ring), playing));
    listener_stop(&l);
    assert_int_equal(ct_meter_measure(wav, NULL, NULL, lines, whole, &count, NULL), CT_OK);
    assert_int_equal(count, 1);
    /* Pulses are alike all over the file, but for its first second. */
    assert_true(fabsf(playing[0].integrated - whole[0].integrated) < 0.5F);
    assert_true(fabsf(playing[0].true_peak_max / whole[0].true_peak_max - 1) < 0.1F);
}

/* The same sound both ways: what reverse play gives, turned round, is what forward play gives. */
static void reverse_is_the_mirror_of_forward(void **state)
{
    (void)state;
    enum { LENGTH = RATE_HZ * 2 };
    static float    ways[2][2 * LENGTH + 2 * CHUNK];
    struct listener l;

    for (int way = 0; way < 2; way++) {
        ct_voice_order order = {.serial = 1,
                                .from_us = way ? 6000000 : 4000000,
                                .end_us = way ? 4000000 : 6000000,
                                .again_us = INT64_MIN,
                                .speed = {way ? -1 : 1, 1}};
        int            count = 0;

        listener_start(&l);
        ct_voice_play(l.voice, &order);
        for (int64_t until = ct_clock_us() + PATIENCE_US; count < LENGTH && ct_clock_us() < until;)
            count += ct_audio_ring_read(l.port.ring, ways[way] + 2 * count, CHUNK);
        assert_true(count >= LENGTH);
        listener_stop(&l);
    }
    int loud = 0;
    for (int i = 0; i < LENGTH; i++) {
        float a = ways[0][2 * i], b = ways[1][2 * (LENGTH - 1 - i)];

        loud += fabsf(a) > 0.3F;
        if (fabsf(a - b) > 0.001F)
            fail_msg("sample %d: %f forward, %f backward", i, (double)a, (double)b);
    }
    assert_in_range(loud, RATE_HZ * PULSE_MS / 1000 - 20, RATE_HZ * PULSE_MS / 1000 + 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(play_does_not_drift),
        cmocka_unit_test(reverse_play_does_not_drift),
        cmocka_unit_test(other_speeds_keep_time),
        cmocka_unit_test(the_meter_follows_play),
        cmocka_unit_test(reverse_is_the_mirror_of_forward),
    };
    return cmocka_run_group_tests_name("voice", tests, make_file, remove_file);
}
