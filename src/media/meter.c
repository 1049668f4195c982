/* SPDX-License-Identifier: MIT */
#include "circletake/meter.h"

#include <ebur128.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "circletake/str.h"

enum { CHUNK = 4096, DEFAULT_RATE_HZ = 48000 };

struct ct_meter {
    int            rate_hz, count;
    bool           range;
    ct_meter_line  lines[CT_METER_LINES];
    ebur128_state *states[CT_METER_LINES];
    float          peaks[CT_METER_LINES]; /* since the last reading */
    ct_audio_track tracks[CT_AUDIO_MAX_TRACKS];
    float         *one; /* one channel of several */
    size_t         one_cap;
};

/* --- lines ------------------------------------------------------------------------ */

int ct_meter_lines(const ct_audio_source *source, ct_meter_line out[CT_METER_LINES])
{
    int count = 0;

    for (int i = 0; i < ct_audio_source_track_count(source); i++) {
        const ct_audio_track *t = ct_audio_source_track(source, i);
        int                   each = t->discrete ? 1 : t->channels;

        for (int c = 0; c < t->channels && count < CT_METER_LINES; c += each)
            out[count++] = (ct_meter_line){i, t->first_channel + c, each};
    }
    return count;
}

char *ct_channels_text(int first_channel, int channels, char out[CT_CHANNELS_TEXT_BYTES])
{
    if (channels > 1)
        snprintf(out, CT_CHANNELS_TEXT_BYTES, "A%d-%d", first_channel + 1,
                 first_channel + channels);
    else
        snprintf(out, CT_CHANNELS_TEXT_BYTES, "A%d", first_channel + 1);
    return out;
}

/* --- one file ----------------------------------------------------------------------- */

/* BS.1770 weighs what comes from behind higher and leaves the rumble out. */
static void set_places(ebur128_state *state, const ct_audio_track *t, const ct_meter_line *line)
{
    for (int c = 0; c < line->channels; c++) {
        int place = c == 1 ? EBUR128_RIGHT : c == 2 ? EBUR128_CENTER : EBUR128_LEFT;

        if (t->surround >> c & 1)
            place = EBUR128_LEFT_SURROUND;
        if (t->lfe >> c & 1)
            place = EBUR128_UNUSED;
        ebur128_set_channel(state, (unsigned)c, place);
    }
}

static void state_drop(ct_meter *m, int i)
{
    if (m->states[i])
        ebur128_destroy(&m->states[i]);
}

static bool state_make(ct_meter *m, int i)
{
    int mode = EBUR128_MODE_M | EBUR128_MODE_I | EBUR128_MODE_TRUE_PEAK;

    /* A histogram keeps hours of play in bounded memory; it is right to a tenth of a unit. */
    mode |= m->range ? EBUR128_MODE_LRA : EBUR128_MODE_HISTOGRAM;
    state_drop(m, i);
    m->states[i] = ebur128_init((unsigned)m->lines[i].channels, (unsigned long)m->rate_hz, mode);
    if (!m->states[i])
        return false;
    set_places(m->states[i], &m->tracks[m->lines[i].track], &m->lines[i]);
    m->peaks[i] = 0;
    return true;
}

ct_code ct_meter_create(const ct_audio_source *source, int rate_hz, bool range, ct_meter **out,
                        ct_error *err)
{
    ct_meter *m = ct_alloc(sizeof *m);
    bool      made = true;

    m->rate_hz = rate_hz;
    m->range = range;
    m->count = ct_meter_lines(source, m->lines);
    for (int i = 0; i < ct_audio_source_track_count(source); i++)
        m->tracks[i] = *ct_audio_source_track(source, i);
    for (int i = 0; i < m->count; i++)
        made = made && state_make(m, i);
    if (!made) {
        ct_meter_destroy(&m);
        return ct_fail(err, CT_NO_MEMORY, "No memory left to measure loudness.");
    }
    *out = m;
    return CT_OK;
}

void ct_meter_destroy(ct_meter **meter)
{
    if (!*meter)
        return;
    for (int i = 0; i < (*meter)->count; i++)
        state_drop(*meter, i);
    free((*meter)->one);
    free(*meter);
    *meter = NULL;
}

void ct_meter_restart(ct_meter *m)
{
    for (int i = 0; i < m->count; i++)
        (void)state_make(m, i); /* a line without memory reads as silence */
}

static void feed(ct_meter *m, int i, const float *samples, int frames)
{
    double peak = 0;

    if (!m->states[i] || frames <= 0 ||
        ebur128_add_frames_float(m->states[i], samples, (size_t)frames))
        return;
    for (int c = 0; c < m->lines[i].channels; c++)
        if (ebur128_prev_true_peak(m->states[i], (unsigned)c, &peak) == EBUR128_SUCCESS)
            m->peaks[i] = fmaxf(m->peaks[i], (float)peak);
}

static const float *pick(ct_meter *m, const float *samples, int frames, int channel, int channels)
{
    m->one = ct_grow(m->one, &m->one_cap, (size_t)frames, sizeof *m->one);
    for (int i = 0; i < frames; i++)
        m->one[i] = samples[i * channels + channel];
    return m->one;
}

void ct_meter_tap(void *meter, int track, const float *samples, int frames)
{
    ct_meter *m = meter;
    int       channels = m->tracks[track].channels;

    for (int i = 0; i < m->count; i++) {
        const ct_meter_line *line = &m->lines[i];

        if (line->track != track)
            continue;
        if (line->channels == channels)
            feed(m, i, samples, frames);
        else
            feed(m, i,
                 pick(m, samples, frames, line->first_channel - m->tracks[track].first_channel,
                      channels),
                 frames);
    }
}

static float highest_peak(ebur128_state *state, int channels)
{
    double most = 0, peak = 0;

    for (int c = 0; c < channels; c++)
        if (ebur128_true_peak(state, (unsigned)c, &peak) == EBUR128_SUCCESS)
            most = fmax(most, peak);
    return (float)most;
}

static float measured(int (*measure)(ebur128_state *, double *), ebur128_state *state)
{
    double value = 0;

    if (measure(state, &value) != EBUR128_SUCCESS || !isfinite(value) || value < -200)
        return -200.0F;
    return (float)value;
}

int ct_meter_read(ct_meter *m, ct_meter_reading out[CT_METER_LINES])
{
    for (int i = 0; i < m->count; i++) {
        ebur128_state *state = m->states[i];

        out[i] = (ct_meter_reading){.momentary = -200.0F, .integrated = -200.0F};
        if (!state)
            continue;
        out[i].true_peak = m->peaks[i];
        out[i].true_peak_max = highest_peak(state, m->lines[i].channels);
        out[i].momentary = measured(ebur128_loudness_momentary, state);
        out[i].integrated = measured(ebur128_loudness_global, state);
        if (m->range)
            out[i].range = fmaxf(0, measured(ebur128_loudness_range, state));
        m->peaks[i] = 0;
    }
    return m->count;
}

/* --- whole files ---------------------------------------------------------------------- */

/* Where all tracks have one rate, it is measured: nothing is changed on the way. */
static ct_code rate_of(const char *path, bool (*stop)(void *), void *stop_arg, int *rate_hz,
                       ct_error *err)
{
    ct_audio_source *source = NULL;
    ct_code code = ct_audio_source_open(path, DEFAULT_RATE_HZ, stop, stop_arg, &source, err);

    *rate_hz = 0;
    for (int i = 0; !code && i < ct_audio_source_track_count(source); i++)
        if (ct_audio_source_track(source, i)->rate_hz > *rate_hz)
            *rate_hz = ct_audio_source_track(source, i)->rate_hz;
    if (*rate_hz < 8000 || *rate_hz > 192000)
        *rate_hz = DEFAULT_RATE_HZ;
    ct_audio_source_close(&source);
    return code;
}

static ct_code read_all(ct_audio_source *source, ct_error *err)
{
    float  *samples = ct_alloc_array(CHUNK, 2 * sizeof *samples);
    int64_t start_us, end_us;
    int     got;

    ct_audio_source_extent(source, &start_us, &end_us);
    ct_code code = ct_audio_source_seek(source, start_us, err);
    while (!code)
        code = ct_audio_source_read(source, samples, CHUNK, &got, err);
    free(samples);
    return code == CT_END ? CT_OK : code;
}

ct_code ct_meter_measure(const char *path, bool (*stop)(void *), void *stop_arg,
                         ct_meter_line    lines[CT_METER_LINES],
                         ct_meter_reading readings[CT_METER_LINES], int *count, ct_error *err)
{
    ct_audio_source *source = NULL;
    ct_meter        *meter = NULL;
    int              rate_hz;
    ct_code          code = rate_of(path, stop, stop_arg, &rate_hz, err);

    if (!code)
        code = ct_audio_source_open(path, rate_hz, stop, stop_arg, &source, err);
    if (!code)
        code = ct_meter_create(source, rate_hz, true, &meter, err);
    if (!code) {
        ct_audio_source_set_tap(source, ct_meter_tap, meter);
        code = read_all(source, err);
    }
    if (!code) {
        *count = ct_meter_read(meter, readings);
        (void)ct_meter_lines(source, lines);
    }
    ct_audio_source_close(&source);
    ct_meter_destroy(&meter);
    return code;
}
