/* SPDX-License-Identifier: MIT */
#include "audio_queue_priv.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/str.h"

enum {
    JITTER_MS = 20,     /* time stamps may be this far off before they are believed */
    LONGEST_HOLE_S = 60 /* silence that is kept as samples */
};

/* --- the queue -------------------------------------------------------------------- */

int64_t ct_audio_queue_first(const ct_audio_queue *t)
{
    return t->next - (int64_t)t->count;
}

void ct_audio_queue_drop_before(ct_audio_queue *t, int64_t number)
{
    int64_t drop = number - ct_audio_queue_first(t);

    if (drop <= 0)
        return;
    if (drop > (int64_t)t->count)
        drop = (int64_t)t->count;
    t->count -= (size_t)drop;
    size_t width = (size_t)t->info.channels;
    if (t->count > 0)
        memmove(t->fifo, t->fifo + width * (size_t)drop, t->count * width * sizeof *t->fifo);
}

/* Room for `frames` more at the end. */
static float *fifo_room(ct_audio_queue *t, size_t frames)
{
    size_t width = (size_t)t->info.channels;

    t->fifo = ct_grow(t->fifo, &t->cap, width * (t->count + frames), sizeof *t->fifo);
    return t->fifo + width * t->count;
}

static void fifo_silence(ct_audio_queue *t, int64_t frames)
{
    size_t bytes = (size_t)frames * (size_t)t->info.channels * sizeof *t->fifo;

    memset(fifo_room(t, (size_t)frames), 0, bytes);
    t->count += (size_t)frames;
    t->next += frames;
}

/* --- from decoded frame to queue --------------------------------------------------- */

/* swresample takes no unknown order where it knows one for the count. */
static int name_channels(AVChannelLayout *to, const AVChannelLayout *from)
{
    if (from->order == AV_CHANNEL_ORDER_NATIVE)
        return av_channel_layout_copy(to, from);
    av_channel_layout_default(to, from->nb_channels);
    return 0;
}

/* All channels stay as they are, only rate and format change - but for a frame that has others than
 * its file promised. */
static bool swr_make(ct_audio_queue *t, const AVFrame *frame, int rate)
{
    AVChannelLayout in = {0};
    bool            same = frame->ch_layout.nb_channels == t->layout.nb_channels;
    int             failed;

    swr_free(&t->swr);
    if (frame->ch_layout.nb_channels > CT_AUDIO_MAX_CHANNELS)
        return false;
    failed = same ? av_channel_layout_copy(&in, &t->layout) : name_channels(&in, &frame->ch_layout);
    if (failed >= 0)
        failed = swr_alloc_set_opts2(&t->swr, &t->layout, AV_SAMPLE_FMT_FLT, rate, &in,
                                     frame->format, frame->sample_rate, 0, NULL);
    if (failed >= 0)
        failed = swr_init(t->swr);
    av_channel_layout_uninit(&in);
    if (failed >= 0)
        failed = av_channel_layout_copy(&t->in_layout, &frame->ch_layout);
    if (failed < 0) {
        swr_free(&t->swr);
        return false;
    }
    t->in_rate = frame->sample_rate;
    t->in_format = frame->format;
    return true;
}

static bool swr_fits(const ct_audio_queue *t, const AVFrame *frame)
{
    return t->swr && t->in_rate == frame->sample_rate && t->in_format == frame->format &&
           av_channel_layout_compare(&t->in_layout, &frame->ch_layout) == 0;
}

/* Where the next converted sample belongs by the frame's time stamp, and what that means for the
 * queue: a hole becomes silence, an overlap is cut. Returns the sample frames to cut. */
static int64_t settle(ct_audio_queue *t, const AVFrame *frame, int rate)
{
    int64_t pts = frame->best_effort_timestamp;

    if (pts == AV_NOPTS_VALUE)
        return 0;
    int64_t at = av_rescale_q(pts, t->stream->time_base, (AVRational){1, rate}) -
                 swr_get_delay(t->swr, rate);
    int64_t off = at - t->next;

    if (t->anchored && off > (int64_t)CT_AUDIO_BELIEVED_HOLE_S * rate)
        return 0;
    if (!t->anchored || off > (int64_t)LONGEST_HOLE_S * rate) {
        t->anchored = true;
        t->count = 0;
        t->next = at;
        t->first = t->first == INT64_MIN ? at : t->first;
        return 0;
    }
    if (off > (int64_t)JITTER_MS * rate / 1000)
        fifo_silence(t, off);
    else if (off < -(int64_t)JITTER_MS * rate / 1000 && off > -rate)
        return -off;
    return 0; /* small, or time ran back by a second and more: go on as if it had not */
}

static void convert(ct_audio_queue *t, const AVFrame *frame, int rate)
{
    int64_t cut = frame ? settle(t, frame, rate) : 0;
    int     most = swr_get_out_samples(t->swr, frame ? frame->nb_samples : 0);

    if (most <= 0 || !t->anchored)
        return;
    uint8_t *out = (uint8_t *)fifo_room(t, (size_t)most);
    int      got = swr_convert(t->swr, &out, most,
                          frame ? (const uint8_t **)(uintptr_t)frame->extended_data : NULL,
                          frame ? frame->nb_samples : 0);

    if (got <= 0)
        return;
    if (cut > got)
        cut = got;
    size_t width = (size_t)t->info.channels * sizeof(float);
    if (cut > 0)
        memmove(out, out + (size_t)cut * width, (size_t)(got - cut) * width);
    t->count += (size_t)(got - cut);
    t->next += got - cut;
}

/* Takes what the decoder has ready. */
static void receive(ct_audio_queue *t, AVFrame *frame, int rate, int64_t from)
{
    while (avcodec_receive_frame(t->decoder, frame) >= 0) {
        if (swr_fits(t, frame) || swr_make(t, frame, rate))
            convert(t, frame, rate);
        ct_audio_queue_drop_before(t, from);
        av_frame_unref(frame);
    }
}

void ct_audio_queue_put(ct_audio_queue *t, const AVPacket *packet, AVFrame *frame, int rate,
                        int64_t from)
{
    if (avcodec_send_packet(t->decoder, packet) >= 0)
        receive(t, frame, rate, from);
    if (!packet && t->swr)
        convert(t, NULL, rate);
}

void ct_audio_queue_forget(ct_audio_queue *t)
{
    avcodec_flush_buffers(t->decoder);
    swr_free(&t->swr);
    t->count = 0;
    t->first = INT64_MIN;
    t->anchored = t->ended = false;
}

/* --- what is heard of it ------------------------------------------------------------ */

static bool is_heard(const ct_audio_queue *t, int channel, uint64_t channels)
{
    int n = t->info.first_channel + channel;

    return n < 64 ? (channels >> n & 1) != 0 : channels == CT_AUDIO_ALL_CHANNELS;
}

/* How the loudspeakers of a layout fold down to two: channel c gives matrix[2 * c] to the left.
 * swresample is asked by sounding one channel after the other; its own function for the matrix
 * crashes in FFmpeg 5.1. */
static bool fold(ct_audio_queue *t, float matrix[2 * CT_AUDIO_MAX_CHANNELS])
{
    AVChannelLayout stereo = AV_CHANNEL_LAYOUT_STEREO;
    float           ones[CT_AUDIO_MAX_CHANNELS * CT_AUDIO_MAX_CHANNELS] = {0};
    SwrContext     *swr = NULL;
    int             count = t->info.channels, got = -1;
    const uint8_t  *in = (const uint8_t *)ones;
    uint8_t        *out = (uint8_t *)matrix;

    for (int c = 0; c < count; c++)
        ones[c * count + c] = 1;
    if (swr_alloc_set_opts2(&swr, &stereo, AV_SAMPLE_FMT_FLT, t->info.rate_hz, &t->layout,
                            AV_SAMPLE_FMT_FLT, t->info.rate_hz, 0, NULL) >= 0 &&
        swr_init(swr) >= 0)
        got = swr_convert(swr, &out, count, &in, count);
    swr_free(&swr);
    return got == count;
}

int ct_audio_queue_hear(ct_audio_queue *t, uint64_t channels)
{
    float matrix[2 * CT_AUDIO_MAX_CHANNELS] = {0};
    int   heard = 0;

    for (int c = 0; c < t->info.channels; c++)
        heard += is_heard(t, c, channels);
    bool apart = t->info.discrete || heard == 1 || !fold(t, matrix);

    for (int c = 0; c < t->info.channels; c++) {
        bool on = is_heard(t, c, channels);

        for (int side = 0; side < 2; side++) {
            float part = apart ? 1.0F : matrix[2 * c + side];
            t->sides[side][c] = on ? part : 0;
        }
    }
    return apart ? heard : heard > 0;
}

const float *ct_audio_queue_part(const ct_audio_queue *t, int64_t position, int frames,
                                 int64_t *from, int64_t *to)
{
    *from = ct_audio_queue_first(t) > position ? ct_audio_queue_first(t) : position;
    *to = t->next < position + frames ? t->next : position + frames;
    return *to > *from ? t->fifo + t->info.channels * (*from - ct_audio_queue_first(t)) : NULL;
}

void ct_audio_queue_mix(const ct_audio_queue *t, int64_t position, float *out, int frames,
                        float gain)
{
    int64_t      from, to;
    const float *in = ct_audio_queue_part(t, position, frames, &from, &to);

    for (int side = 0; in && side < 2; side++) {
        for (int c = 0; c < t->info.channels; c++) {
            float part = t->sides[side][c] * gain;

            for (int64_t n = from; part != 0 && n < to; n++)
                out[2 * (n - position) + side] += part * in[(n - from) * t->info.channels + c];
        }
    }
}

/* --- opening ------------------------------------------------------------------------ */

static bool is_discrete(const AVChannelLayout *layout, bool pcm)
{
    static const uint64_t film[] = {AV_CH_LAYOUT_5POINT1, AV_CH_LAYOUT_5POINT1_BACK};

    if (layout->nb_channels <= 2)
        return false;
    if (layout->order != AV_CHANNEL_ORDER_NATIVE)
        return true;
    for (size_t i = 0; i < sizeof film / sizeof *film; i++)
        if (layout->u.mask == film[i])
            return false;
    return pcm;
}

static bool is_pcm(enum AVCodecID id)
{
    return id >= AV_CODEC_ID_FIRST_AUDIO && id < AV_CODEC_ID_ADPCM_IMA_QT;
}

static void describe(ct_audio_queue *t, bool discrete)
{
    t->info.channels = t->layout.nb_channels;
    t->info.rate_hz = t->stream->codecpar->sample_rate;
    t->info.discrete = discrete;
    t->info.speaker_layout = t->info.channels > 2 && !discrete;
    for (int i = 0; i < t->info.channels && t->info.speaker_layout; i++) {
        enum AVChannel channel = av_channel_layout_channel_from_index(&t->layout, (unsigned)i);
        bool           behind = channel == AV_CHAN_BACK_LEFT || channel == AV_CHAN_BACK_RIGHT ||
                      channel == AV_CHAN_BACK_CENTER || channel == AV_CHAN_SIDE_LEFT ||
                      channel == AV_CHAN_SIDE_RIGHT;

        t->info.surround |= behind ? ct_audio_channel_bits(i, 1) : 0;
        t->info.lfe |= channel == AV_CHAN_LOW_FREQUENCY ? ct_audio_channel_bits(i, 1) : 0;
    }
}

/* A track whose codec is not known stays silent: the picture can still be reviewed. */
bool ct_audio_queue_open(ct_audio_queue *t, AVStream *stream)
{
    const AVCodec *codec = avcodec_find_decoder(stream->codecpar->codec_id);
    int            channels = stream->codecpar->ch_layout.nb_channels;

    if (channels < 1 || channels > CT_AUDIO_MAX_CHANNELS)
        return false;
    if (!codec || !(t->decoder = avcodec_alloc_context3(codec)))
        return false;
    if (avcodec_parameters_to_context(t->decoder, stream->codecpar) < 0) {
        avcodec_free_context(&t->decoder);
        return false;
    }
    t->decoder->pkt_timebase = stream->time_base;
    t->decoder->thread_count = 1;
    if (avcodec_open2(t->decoder, codec, NULL) < 0) {
        avcodec_free_context(&t->decoder);
        return false;
    }
    if (name_channels(&t->layout, &stream->codecpar->ch_layout) < 0) {
        avcodec_free_context(&t->decoder);
        return false;
    }
    t->stream = stream;
    t->first = INT64_MIN;
    t->info.stream = stream->index;
    t->info.packet = stream->codecpar->frame_size > 1 ? stream->codecpar->frame_size : 1;
    describe(t, is_discrete(&stream->codecpar->ch_layout, is_pcm(codec->id)));
    return true;
}

void ct_audio_queue_close(ct_audio_queue *t)
{
    avcodec_free_context(&t->decoder);
    swr_free(&t->swr);
    av_channel_layout_uninit(&t->in_layout);
    av_channel_layout_uninit(&t->layout);
    free(t->fifo);
}
