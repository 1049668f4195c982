/* SPDX-License-Identifier: MIT */
/* The sound of one file, all channels or some, as stereo at one rate, in media time.
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
 * microphone, not left and right. For the same reason a channel of a stereo or loudspeaker track that
 * is heard without its companions comes from the middle. Sums are bent over softly towards full scale.
 *
 * Channels are counted from 0 over all tracks of the file, in its order. One thread at a time. */
#ifndef CIRCLETAKE_AUDIO_H
#define CIRCLETAKE_AUDIO_H

#include <stdbool.h>
#include <stdint.h>

#include "circletake/status.h"

typedef struct ct_audio_source ct_audio_source;

#define CT_AUDIO_ALL_CHANNELS UINT64_MAX

enum {
    CT_AUDIO_MAX_TRACKS = 64,  /* further tracks of a file stay silent */
    CT_AUDIO_MAX_CHANNELS = 64 /* of a track; and so many of a file can be chosen one by one */
};

/* Sound in the file, as the decoder sees it. */
typedef struct ct_audio_track {
    int      channels, rate_hz;
    int      stream;         /* of the file */
    int      first_channel;  /* number of its first channel in the file */
    int      packet;         /* samples that are coded together; 1: each alone */
    bool     discrete;       /* every channel is a source of its own */
    bool     speaker_layout; /* more than two channels that are named loudspeakers */
    uint64_t surround, lfe;  /* bits of its channels that stand behind, that only rumble */
} ct_audio_track;

/* Bits of channels [first, first + count). */
uint64_t ct_audio_channel_bits(int first, int count);

/* `stop`, when not NULL, is looked at while reading: true makes every call return
 * CT_CANCELLED soon. A file without sound is CT_END. Times are microseconds on the clock of
 * the container, as the presentation times of pictures are: edit lists and start times count. */
CT_MUST_USE ct_code ct_audio_source_open(const char *path, int rate_hz, bool (*stop)(void *),
                                         void *stop_arg, ct_audio_source **out, ct_error *err);
void                ct_audio_source_close(ct_audio_source **source);
int                 ct_audio_source_track_count(const ct_audio_source *source);
/* Borrowed until close. */
const ct_audio_track *ct_audio_source_track(const ct_audio_source *source, int track);
int                   ct_audio_source_channel_count(const ct_audio_source *source);
/* Bit n: channel n is heard. Takes effect with the next seek. Tracks nobody hears are read only for
 * the tap, if `all_tapped`. */
void ct_audio_source_hear(ct_audio_source *source, uint64_t channels, bool all_tapped);
/* Called by read for each track that is read, before mixing, with as many samples of each of its
 * channels (interleaved) as read gives; silence where the track has none. NULL: nobody listens. */
typedef void ct_audio_tap(void *arg, int track, const float *samples, int frames);
void         ct_audio_source_set_tap(ct_audio_source *source, ct_audio_tap *tap, void *arg);
/* The next sample read is the one at `media_us`, exact to one sample. */
CT_MUST_USE ct_code ct_audio_source_seek(ct_audio_source *source, int64_t media_us, ct_error *err);
/* Gives up to `frames` stereo sample frames that follow on. Holes in the file are silence, so media
 * time is always the seek's time plus the samples read. CT_END when no track has more. */
CT_MUST_USE ct_code ct_audio_source_read(ct_audio_source *source, float *out, int frames, int *got,
                                         ct_error *err);
/* Numbers of the first sample of a track since the last seek and of the one behind its last, counted at
 * the source's rate on the clock of the container; padding that the container disowns is left out. Once
 * read said CT_END. False: nothing of it came. */
bool ct_audio_source_track_span(const ct_audio_source *source, int track, int64_t *first,
                                int64_t *end);
/* A sample that may be beyond full scale, bent over softly instead of cut off. */
float ct_audio_bend(float sample);
/* Makes stereo samples so much louder, bent over where that takes them beyond. */
void ct_audio_scale(float *samples, int frames, float volume);
/* Start of the earliest and end of the last track, microseconds; end is INT64_MIN when the
 * container does not say. */
void ct_audio_source_extent(const ct_audio_source *source, int64_t *start_us, int64_t *end_us);

#endif
