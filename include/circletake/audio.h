/* SPDX-License-Identifier: MIT */
/* The sound of one file, all tracks or one, as stereo at one rate, in media time.
 *
 * What becomes of the channels. Every *source* goes to both sides alike, but for a stereo or a
 * loudspeaker track, which keeps its sides; then the sum of m sources is taken by 1/sqrt(m), so
 * that eight microphones are as loud as one:
 *
 *   mono track               one source
 *   stereo track             one source, left and right kept
 *   loudspeaker track        one source: 3.0, 5.1, 7.1 ... by the standard downmix of swresample
 *   discrete channels        one source for each channel: unknown layout, or PCM with more than two
 *                            channels that is not 5.1 - recorders and cameras write "4.0" and
 *                            "7.1" over what is in truth boom, mix and radio microphones
 *
 * So two mono tracks are two sources in the middle, -3 dB each: on a shoot these are boom and radio
 * microphone, not left and right. Sums are bent over softly towards full scale. One thread at a
 * time. */
#ifndef CIRCLETAKE_AUDIO_H
#define CIRCLETAKE_AUDIO_H

#include <stdbool.h>
#include <stdint.h>

#include "circletake/status.h"

typedef struct ct_audio_source ct_audio_source;

enum {
    CT_AUDIO_ALL_TRACKS = -1,
    CT_AUDIO_NO_TRACK = -2,
    CT_AUDIO_MAX_TRACKS = 64 /* further tracks of a file stay silent */
};

/* Sound in the file, as the decoder sees it. */
typedef struct ct_audio_track {
    int  channels, rate_hz;
    bool speaker_layout; /* channels are named loudspeakers, not discrete microphones */
} ct_audio_track;

/* `stop`, when not NULL, is looked at while reading: true makes every call return
 * CT_CANCELLED soon. A file without sound is CT_END. Times are microseconds on the clock of
 * the container, as the presentation times of pictures are: edit lists and start times count. */
CT_MUST_USE ct_code ct_audio_source_open(const char *path, int rate_hz, bool (*stop)(void *),
                                         void *stop_arg, ct_audio_source **out, ct_error *err);
void                ct_audio_source_close(ct_audio_source **source);
int                 ct_audio_source_track_count(const ct_audio_source *source);
/* Borrowed until close. */
const ct_audio_track *ct_audio_source_track(const ct_audio_source *source, int track);
/* A track number, CT_AUDIO_ALL_TRACKS or CT_AUDIO_NO_TRACK; takes effect with the next seek. */
void ct_audio_source_select(ct_audio_source *source, int track);
/* The next sample read is the one at `media_us`, exact to one sample. */
CT_MUST_USE ct_code ct_audio_source_seek(ct_audio_source *source, int64_t media_us, ct_error *err);
/* Gives up to `frames` stereo sample frames that follow on. Holes in the file are silence, so media
 * time is always the seek's time plus the samples read. `apart`, when not NULL, has room for as much
 * of each track by itself, unmixed. CT_END when no track has more. */
CT_MUST_USE ct_code ct_audio_source_read(ct_audio_source *source, float *out, float *const *apart,
                                         int frames, int *got, ct_error *err);
/* Start of the earliest and end of the last track, microseconds; end is INT64_MIN when the
 * container does not say. */
void ct_audio_source_extent(const ct_audio_source *source, int64_t *start_us, int64_t *end_us);

#endif
