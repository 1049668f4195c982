/* SPDX-License-Identifier: MIT */
/* One track of sound, from packets to a queue of samples at the wanted rate, and what is heard of its channels.
 * Numbers count sample frames at that rate on the container's clock. Belongs to one ct_audio_source. */
#ifndef CT_MEDIA_AUDIO_QUEUE_PRIV_H
#define CT_MEDIA_AUDIO_QUEUE_PRIV_H

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libswresample/swresample.h>

#include "circletake/audio.h"

/* A longer hole is a damaged time stamp: nobody waits for its end. */
enum { CT_AUDIO_BELIEVED_HOLE_S = 3600 };

typedef struct ct_audio_queue {
    ct_audio_track  info;
    AVStream       *stream; /* borrowed from the demuxer */
    AVCodecContext *decoder;
    AVChannelLayout layout; /* of what comes out of swr */
    SwrContext     *swr;
    AVChannelLayout in_layout; /* what swr was made for */
    int             in_rate, in_format;
    bool            selected, anchored, ended;
    int64_t         next;  /* number of the sample frame that will be appended */
    int64_t         first; /* of the first since the seek; INT64_MIN: none came */
    float          *fifo;  /* `count` sample frames of all channels, the last is number next - 1 */
    size_t          count, cap;
    float           sides[2][CT_AUDIO_MAX_CHANNELS]; /* how much of a channel is heard on a side */
} ct_audio_queue;

/* False: its codec is not known. Nothing to close then. */
bool ct_audio_queue_open(ct_audio_queue *t, AVStream *stream);
void ct_audio_queue_close(ct_audio_queue *t);

/* Decodes the packet into the queue, by way of `frame`, and drops what lies before number `from`. NULL: there are
 * no more packets. A damaged packet is a hole. */
void ct_audio_queue_put(ct_audio_queue *t, const AVPacket *packet, AVFrame *frame, int rate,
                        int64_t from);
/* After a seek: nothing is known of where the next sample belongs. */
void ct_audio_queue_forget(ct_audio_queue *t);

/* Number of the first sample in the queue; the last is `next` - 1. */
int64_t ct_audio_queue_first(const ct_audio_queue *t);
void    ct_audio_queue_drop_before(ct_audio_queue *t, int64_t number);
/* The part of the queue that lies in [position, position + frames): sample frames [*from, *to). NULL: none. */
const float *ct_audio_queue_part(const ct_audio_queue *t, int64_t position, int frames,
                                 int64_t *from, int64_t *to);

/* Which channels of the file are heard (bit n: channel n); returns how many sources that makes, see audio.h. */
int ct_audio_queue_hear(ct_audio_queue *t, uint64_t channels);
/* Adds that part to stereo samples. */
void ct_audio_queue_mix(const ct_audio_queue *t, int64_t position, float *out, int frames,
                        float gain);

#endif
