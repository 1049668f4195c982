/* SPDX-License-Identifier: MIT */
/* Loudness of the tracks of a file as EBU R 128 / ITU-R BS.1770 measure it: momentary (0.4 s) and
 * integrated loudness, true peak. Measured before volume, solo and mute: what is recorded, not what
 * is listened to.
 *
 * A line of the meter is a track; of a track of discrete channels (audio.h) each channel has its
 * own. One thread at a time. */
#ifndef CIRCLETAKE_METER_H
#define CIRCLETAKE_METER_H

#include <stdbool.h>
#include <stddef.h>

#include "circletake/audio.h"

enum { CT_METER_LINES = 32 }; /* further ones are not measured */

/* Which channels of the file a line is for, counted as in audio.h. */
typedef struct ct_meter_line {
    int track;
    int first_channel, channels;
} ct_meter_line;

typedef struct ct_meter_reading {
    float true_peak;     /* since the reading before, magnitude, 1.0 = 0 dBTP */
    float true_peak_max; /* since the start */
    float momentary;     /* LUFS; CT_METER_SILENCE and less: nothing to measure */
    float integrated;    /* LUFS, since the start */
    float range;         /* LU, EBU Tech 3342, since the start; only of ct_meter_measure, else 0 */
} ct_meter_reading;

#define CT_METER_SILENCE (-70.0F)

/* Lines of the tracks of a source, in its order; how many, at most CT_METER_LINES. */
int ct_meter_lines(const ct_audio_source *source, ct_meter_line out[CT_METER_LINES]);
/* "A1", "A2-3": how channels are named on screen and in lists, from 1. Returns `out`. */
enum { CT_CHANNELS_TEXT_BYTES = 28 };
char *ct_channels_text(int first_channel, int channels, char out[CT_CHANNELS_TEXT_BYTES]);

typedef struct ct_meter ct_meter;

/* For the sound of `source` (borrowed until destroy) at the rate it is read with. `range`: also the
 * loudness range, which keeps every block. */
CT_MUST_USE ct_code ct_meter_create(const ct_audio_source *source, int rate_hz, bool range,
                                    ct_meter **out, ct_error *err);
void                ct_meter_destroy(ct_meter **meter);
/* A ct_audio_tap; `arg` is the meter. */
void ct_meter_tap(void *meter, int track, const float *samples, int frames);
/* From here on "since the start" begins anew. */
void ct_meter_restart(ct_meter *meter);
/* One reading a line; returns how many. */
int ct_meter_read(ct_meter *meter, ct_meter_reading out[CT_METER_LINES]);

/* Measures a whole file (reads and decodes all of its sound; any thread but main). `stop` as in
 * ct_audio_source_open. A file without sound is CT_END. */
CT_MUST_USE ct_code ct_meter_measure(const char *path, bool (*stop)(void *), void *stop_arg,
                                     ct_meter_line    lines[CT_METER_LINES],
                                     ct_meter_reading readings[CT_METER_LINES], int *count,
                                     ct_error *err);

#endif
