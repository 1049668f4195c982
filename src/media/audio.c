/* SPDX-License-Identifier: MIT */
/* See audio.h. Sample numbers here count sample frames at the wanted rate on the container's
 * clock: number = media time x rate, so a track's place follows from its time stamps alone. */
#include "circletake/audio.h"

#include <libswresample/swresample.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/str.h"
#include "input_priv.h"

enum {
    PREROLL_MS = 120,    /* Opus wants 80 ms before its sound is right, AAC one packet */
    JITTER_MS = 20,      /* time stamps may be this far off before they are believed */
    AHEAD_S = 3,         /* a track this far ahead of the reader no longer waits for another */
    LONGEST_HOLE_S = 60, /* silence that is kept as samples */
    SEEK_TRIES = 4
};

struct track {
    ct_audio_track  info;
    AVStream       *stream; /* borrowed from the demuxer */
    AVCodecContext *decoder;
    AVChannelLayout layout; /* of what comes out of swr */
    SwrContext     *swr;
    AVChannelLayout in_layout; /* what swr was made for */
    int             in_rate, in_format;
    bool            selected, anchored, ended;
    int64_t         next; /* number of the sample frame that will be appended */
    float          *fifo; /* `count` sample frames of all channels, the last is number next - 1 */
    size_t          count, cap;
    float           sides[2][CT_AUDIO_MAX_CHANNELS]; /* how much of a channel is heard on a side */
};

struct ct_audio_source {
    ct_input        *input;
    AVFormatContext *demuxer; /* of input */
    AVPacket        *packet;
    AVFrame         *frame;
    struct track    *tracks;
    int              track_count, rate;
    int64_t          position; /* number of the next sample read */
    bool             demuxed_all;
    int              sources; /* heard, see audio.h */
    ct_audio_tap    *tap;
    void            *tap_arg;
    float           *tapped; /* what the tap is given */
    size_t           tapped_cap;
    bool (*stop)(void *);
    void *stop_arg;
};

/* --- the queue of one track ------------------------------------------------------- */

static int64_t fifo_first(const struct track *t)
{
    return t->next - (int64_t)t->count;
}

static void fifo_drop_before(struct track *t, int64_t number)
{
    int64_t drop = number - fifo_first(t);

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
static float *fifo_room(struct track *t, size_t frames)
{
    size_t width = (size_t)t->info.channels;

    t->fifo = ct_grow(t->fifo, &t->cap, width * (t->count + frames), sizeof *t->fifo);
    return t->fifo + width * t->count;
}

static void fifo_silence(struct track *t, int64_t frames)
{
    size_t bytes = (size_t)frames * (size_t)t->info.channels * sizeof *t->fifo;

    memset(fifo_room(t, (size_t)frames), 0, bytes);
    t->count += (size_t)frames;
    t->next += frames;
}

/* --- from decoded frame to queue --------------------------------------------------- */

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
static bool swr_make(struct track *t, const AVFrame *frame, int rate)
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

static bool swr_fits(const struct track *t, const AVFrame *frame)
{
    return t->swr && t->in_rate == frame->sample_rate && t->in_format == frame->format &&
           av_channel_layout_compare(&t->in_layout, &frame->ch_layout) == 0;
}

/* Where the next converted sample belongs by the frame's time stamp, and what that means for the
 * queue: a hole becomes silence, an overlap is cut. Returns the sample frames to cut. */
static int64_t settle(struct track *t, const AVFrame *frame, int rate)
{
    int64_t pts = frame->best_effort_timestamp;

    if (pts == AV_NOPTS_VALUE)
        return 0;
    int64_t at = av_rescale_q(pts, t->stream->time_base, (AVRational){1, rate}) -
                 swr_get_delay(t->swr, rate);
    int64_t off = at - t->next;

    if (!t->anchored || off > (int64_t)LONGEST_HOLE_S * rate) {
        t->anchored = true;
        t->count = 0;
        t->next = at;
        return 0;
    }
    if (off > (int64_t)JITTER_MS * rate / 1000)
        fifo_silence(t, off);
    else if (off < -(int64_t)JITTER_MS * rate / 1000 && off > -rate)
        return -off;
    return 0; /* small, or time ran back by a second and more: go on as if it had not */
}

static void convert(struct track *t, const AVFrame *frame, int rate)
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
static void receive(ct_audio_source *s, struct track *t)
{
    while (avcodec_receive_frame(t->decoder, s->frame) >= 0) {
        if (swr_fits(t, s->frame) || swr_make(t, s->frame, s->rate))
            convert(t, s->frame, s->rate);
        fifo_drop_before(t, s->position);
        av_frame_unref(s->frame);
    }
}

static void end_of_file(ct_audio_source *s)
{
    s->demuxed_all = true;
    for (int i = 0; i < s->track_count; i++) {
        struct track *t = &s->tracks[i];

        if (t->selected && avcodec_send_packet(t->decoder, NULL) >= 0)
            receive(s, t);
        if (t->selected && t->swr)
            convert(t, NULL, s->rate);
        t->ended = true;
    }
}

static struct track *track_of(ct_audio_source *s, int stream_index)
{
    for (int i = 0; i < s->track_count; i++)
        if (s->tracks[i].stream->index == stream_index)
            return &s->tracks[i];
    return NULL;
}

/* Moves one packet from the file into its track. A damaged packet is a hole. */
static ct_code demux_one(ct_audio_source *s, ct_error *err)
{
    int failed = av_read_frame(s->demuxer, s->packet);

    if (s->stop && s->stop(s->stop_arg)) {
        av_packet_unref(s->packet);
        return ct_fail(err, CT_CANCELLED, "Stopped.");
    }
    if (failed == AVERROR(EAGAIN))
        return CT_OK;
    if (failed < 0) { /* the end, or as far as the file can be read */
        end_of_file(s);
        return CT_OK;
    }
    struct track *t = track_of(s, s->packet->stream_index);

    if (t && t->selected && avcodec_send_packet(t->decoder, s->packet) >= 0)
        receive(s, t);
    av_packet_unref(s->packet);
    return CT_OK;
}

/* --- reading ---------------------------------------------------------------------- */

static bool wants_more(const ct_audio_source *s, int64_t until)
{
    bool wants = false;

    for (int i = 0; i < s->track_count; i++) {
        const struct track *t = &s->tracks[i];

        if (!t->selected || t->ended)
            continue;
        if (t->anchored && t->next > until + (int64_t)AHEAD_S * s->rate)
            return false; /* badly interleaved: the others have a hole here */
        if (!t->anchored || t->next < until)
            wants = true;
    }
    return wants;
}

/* Number after the last sample any track still has. */
static int64_t last_number(const ct_audio_source *s)
{
    int64_t last = s->position;

    for (int i = 0; i < s->track_count; i++) {
        const struct track *t = &s->tracks[i];

        if (t->selected && t->count > 0 && t->next > last)
            last = t->next;
    }
    return last;
}

/* The part of a track's queue that lies in the next `frames`: sample frames [*from, *to). */
static const float *fifo_part(const struct track *t, int64_t position, int frames, int64_t *from,
                              int64_t *to)
{
    *from = fifo_first(t) > position ? fifo_first(t) : position;
    *to = t->next < position + frames ? t->next : position + frames;
    return *to > *from ? t->fifo + t->info.channels * (*from - fifo_first(t)) : NULL;
}

static void mix_track(const struct track *t, int64_t position, float *out, int frames, float gain)
{
    int64_t      from, to;
    const float *in = fifo_part(t, position, frames, &from, &to);

    for (int side = 0; in && side < 2; side++) {
        for (int c = 0; c < t->info.channels; c++) {
            float part = t->sides[side][c] * gain;

            for (int64_t n = from; part != 0 && n < to; n++)
                out[2 * (n - position) + side] += part * in[(n - from) * t->info.channels + c];
        }
    }
}

static void tap_track(ct_audio_source *s, int track, int frames)
{
    struct track *t = &s->tracks[track];
    size_t        width = (size_t)t->info.channels, count = width * (size_t)frames;
    int64_t       from, to;
    const float  *in = fifo_part(t, s->position, frames, &from, &to);

    s->tapped = ct_grow(s->tapped, &s->tapped_cap, count, sizeof *s->tapped);
    memset(s->tapped, 0, count * sizeof *s->tapped);
    if (in)
        memcpy(s->tapped + width * (size_t)(from - s->position), in,
               width * (size_t)(to - from) * sizeof *in);
    s->tap(s->tap_arg, track, s->tapped, frames);
}

float ct_audio_bend(float x)
{
    const float knee = 0.7F;
    float       magnitude = fabsf(x);

    if (magnitude <= knee)
        return x;
    return copysignf(knee + (1.0F - knee) * tanhf((magnitude - knee) / (1.0F - knee)), x);
}

static void hand_out(ct_audio_source *s, float *out, int frames)
{
    float gain = s->sources > 1 ? 1.0F / sqrtf((float)s->sources) : 1.0F;

    memset(out, 0, (size_t)frames * 2 * sizeof *out);
    for (int i = 0; i < s->track_count; i++) {
        struct track *t = &s->tracks[i];

        if (!t->selected)
            continue;
        if (s->tap)
            tap_track(s, i, frames);
        mix_track(t, s->position, out, frames, gain);
        fifo_drop_before(t, s->position + frames);
    }
    /* A clap that eight microphones heard adds up to more than full scale. A single source is left
     * as it was recorded. */
    for (int i = 0; i < 2 * frames; i++)
        out[i] = s->sources > 1 ? ct_audio_bend(out[i]) : fminf(fmaxf(out[i], -1.0F), 1.0F);
    s->position += frames;
}

ct_code ct_audio_source_read(ct_audio_source *s, float *out, int frames, int *got, ct_error *err)
{
    *got = 0;
    while (!s->demuxed_all && wants_more(s, s->position + frames)) {
        ct_code code = demux_one(s, err);
        if (code)
            return code;
    }
    if (s->demuxed_all && last_number(s) - s->position < frames)
        frames = (int)(last_number(s) - s->position);
    if (frames <= 0)
        return CT_END;
    hand_out(s, out, frames);
    *got = frames;
    return CT_OK;
}

/* --- seeking ---------------------------------------------------------------------- */

static void forget(ct_audio_source *s)
{
    s->demuxed_all = false;
    for (int i = 0; i < s->track_count; i++) {
        struct track *t = &s->tracks[i];

        avcodec_flush_buffers(t->decoder);
        swr_free(&t->swr);
        t->count = 0;
        t->anchored = t->ended = false;
    }
}

static struct track *first_selected(ct_audio_source *s)
{
    for (int i = 0; i < s->track_count; i++)
        if (s->tracks[i].selected)
            return &s->tracks[i];
    return NULL;
}

/* Puts the demuxer before `media_us`, or at the start of the file. */
static void land(ct_audio_source *s, const struct track *by, int64_t media_us, bool at_start)
{
    int64_t ts = av_rescale_q(media_us, AV_TIME_BASE_Q, by->stream->time_base);

    if (!at_start && avformat_seek_file(s->demuxer, by->stream->index, INT64_MIN, ts, ts, 0) >= 0)
        return;
    int64_t start = by->stream->start_time == AV_NOPTS_VALUE ? 0 : by->stream->start_time;

    if (avformat_seek_file(s->demuxer, by->stream->index, INT64_MIN, start, start, 0) < 0 &&
        avformat_seek_file(s->demuxer, -1, INT64_MIN, 0, 0, 0) < 0)
        av_seek_frame(s->demuxer, -1, 0, AVSEEK_FLAG_BYTE);
}

/* A demuxer may land too late. Never trust it: look at the first sample that comes. */
static ct_code seek_once(ct_audio_source *s, struct track *by, int64_t back_us, bool at_start,
                         bool *right, ct_error *err)
{
    int64_t media_us = av_rescale(s->position, 1000000, s->rate);
    int64_t first = INT64_MAX;

    forget(s);
    land(s, by, media_us - back_us, at_start);
    while (!by->anchored && !s->demuxed_all) {
        ct_code code = demux_one(s, err);
        if (code)
            return code;
    }
    if (by->anchored)
        first = fifo_first(by);
    *right = at_start || first <= s->position;
    return CT_OK;
}

ct_code ct_audio_source_seek(ct_audio_source *s, int64_t media_us, ct_error *err)
{
    static const int64_t back_us[SEEK_TRIES] = {PREROLL_MS * 1000, 1000000, 10000000, 0};
    struct track        *by = first_selected(s);
    bool                 right = false;

    s->position = av_rescale(media_us, s->rate, 1000000);
    if (!by) {
        s->demuxed_all = true;
        return CT_OK;
    }
    for (int i = 0; i < SEEK_TRIES && !right; i++) {
        ct_code code = seek_once(s, by, back_us[i], i == SEEK_TRIES - 1, &right, err);
        if (code)
            return code;
    }
    return CT_OK;
}

/* --- choosing --------------------------------------------------------------------- */

uint64_t ct_audio_channel_bits(int first, int count)
{
    uint64_t bits = count >= 64 ? UINT64_MAX : (1ULL << count) - 1;

    return first >= 64 ? 0 : bits << first;
}

static bool is_heard(const struct track *t, int channel, uint64_t channels)
{
    int n = t->info.first_channel + channel;

    return n < 64 ? (channels >> n & 1) != 0 : channels == CT_AUDIO_ALL_CHANNELS;
}

/* How the loudspeakers of a layout fold down to two: channel c gives matrix[2 * c] to the left.
 * swresample is asked by sounding one channel after the other; its own function for the matrix
 * crashes in FFmpeg 5.1. */
static bool fold(struct track *t, float matrix[2 * CT_AUDIO_MAX_CHANNELS])
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

/* Sets what each channel of a track gives to the sides; returns the sources that makes. */
static int place_channels(struct track *t, uint64_t channels)
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

void ct_audio_source_hear(ct_audio_source *s, uint64_t channels, bool all_tapped)
{
    s->sources = 0;
    for (int i = 0; i < s->track_count; i++) {
        struct track *t = &s->tracks[i];
        int           sources = place_channels(t, channels);

        s->sources += sources;
        t->selected = sources > 0 || (all_tapped && s->tap);
        t->stream->discard = t->selected ? AVDISCARD_DEFAULT : AVDISCARD_ALL;
    }
}

void ct_audio_source_set_tap(ct_audio_source *s, ct_audio_tap *tap, void *arg)
{
    s->tap = tap;
    s->tap_arg = arg;
}

/* --- opening ---------------------------------------------------------------------- */

static void describe(struct track *t, bool discrete)
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
static bool track_open(struct track *t, AVStream *stream)
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
    describe(t, is_discrete(&stream->codecpar->ch_layout, is_pcm(codec->id)));
    return true;
}

static void tracks_open(ct_audio_source *s)
{
    int channels = 0;

    s->tracks = ct_alloc_array(s->demuxer->nb_streams, sizeof *s->tracks);
    for (unsigned i = 0; i < s->demuxer->nb_streams; i++) {
        AVStream *stream = s->demuxer->streams[i];

        stream->discard = AVDISCARD_ALL;
        if (stream->codecpar->codec_type == AVMEDIA_TYPE_AUDIO &&
            s->track_count < CT_AUDIO_MAX_TRACKS &&
            track_open(&s->tracks[s->track_count], stream)) {
            s->tracks[s->track_count].info.first_channel = channels;
            channels += s->tracks[s->track_count++].info.channels;
        }
    }
}

ct_code ct_audio_source_open(const char *path, int rate_hz, bool (*stop)(void *), void *stop_arg,
                             ct_audio_source **out, ct_error *err)
{
    ct_audio_source *s = ct_alloc(sizeof *s);
    ct_code          code;

    s->rate = rate_hz;
    s->stop = stop;
    s->stop_arg = stop_arg;
    code = ct_input_open(path, (ct_stop){stop, stop_arg}, true, &s->input, err);
    if (code)
        goto done;
    s->demuxer = s->input->fmt;
    s->packet = av_packet_alloc();
    s->frame = av_frame_alloc();
    if (!s->packet || !s->frame) {
        code = ct_fail(err, CT_NO_MEMORY, "No memory left for the sound of %s.", path);
        goto done;
    }
    tracks_open(s);
    if (s->track_count == 0) {
        code = ct_fail(err, CT_END, "%s has no sound.", path);
        goto done;
    }
    ct_audio_source_hear(s, CT_AUDIO_ALL_CHANNELS, false);
    *out = s;
    s = NULL;
done:
    ct_audio_source_close(&s);
    return code;
}

void ct_audio_source_close(ct_audio_source **source)
{
    ct_audio_source *s = *source;

    if (!s)
        return;
    for (int i = 0; i < s->track_count; i++) {
        avcodec_free_context(&s->tracks[i].decoder);
        swr_free(&s->tracks[i].swr);
        av_channel_layout_uninit(&s->tracks[i].in_layout);
        av_channel_layout_uninit(&s->tracks[i].layout);
        free(s->tracks[i].fifo);
    }
    free(s->tracks);
    free(s->tapped);
    av_packet_free(&s->packet);
    av_frame_free(&s->frame);
    ct_input_close(&s->input);
    free(s);
    *source = NULL;
}

int ct_audio_source_track_count(const ct_audio_source *s)
{
    return s->track_count;
}

int ct_audio_source_channel_count(const ct_audio_source *s)
{
    int count = 0;

    for (int i = 0; i < s->track_count; i++)
        count += s->tracks[i].info.channels;
    return count;
}

const ct_audio_track *ct_audio_source_track(const ct_audio_source *s, int track)
{
    return &s->tracks[track].info;
}

void ct_audio_source_extent(const ct_audio_source *s, int64_t *start_us, int64_t *end_us)
{
    int64_t start = INT64_MAX, end = INT64_MIN;

    for (int i = 0; i < s->track_count; i++) {
        const AVStream *st = s->tracks[i].stream;
        int64_t         from = st->start_time == AV_NOPTS_VALUE ? 0 : st->start_time;
        int64_t         from_us = av_rescale_q(from, st->time_base, AV_TIME_BASE_Q);

        if (from_us < start)
            start = from_us;
        if (st->duration > 0) {
            int64_t to_us = av_rescale_q(from + st->duration, st->time_base, AV_TIME_BASE_Q);
            end = to_us > end ? to_us : end;
        }
    }
    *start_us = start == INT64_MAX ? 0 : start;
    *end_us = end;
}
