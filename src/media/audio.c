/* SPDX-License-Identifier: MIT */
/* See audio.h. Sample numbers here count stereo pairs at the wanted rate on the container's
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
    MAX_CHANNELS = 64,   /* of swresample */
    SEEK_TRIES = 4
};

struct track {
    ct_audio_track  info;
    AVStream       *stream; /* borrowed from the demuxer */
    AVCodecContext *decoder;
    SwrContext     *swr;
    AVChannelLayout in_layout; /* what swr was made for */
    int             in_rate, in_format;
    int             sources; /* see audio.h */
    bool            selected, anchored, ended;
    int64_t         next; /* number of the sample that will be appended */
    float          *fifo; /* `count` pairs, the last one is number next - 1 */
    size_t          count, cap;
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
    float            gain;
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
    if (t->count > 0)
        memmove(t->fifo, t->fifo + 2 * drop, t->count * 2 * sizeof *t->fifo);
}

/* Room for `frames` more pairs at the end. */
static float *fifo_room(struct track *t, size_t frames)
{
    size_t floats = 2 * t->cap;

    t->fifo = ct_grow(t->fifo, &floats, 2 * (t->count + frames), sizeof *t->fifo);
    t->cap = floats / 2;
    return t->fifo + 2 * t->count;
}

static void fifo_silence(struct track *t, int64_t frames)
{
    memset(fifo_room(t, (size_t)frames), 0, (size_t)frames * 2 * sizeof(float));
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

/* Every discrete channel to both sides. */
static int set_even_matrix(SwrContext *swr, int channels)
{
    double matrix[2 * MAX_CHANNELS];

    for (int i = 0; i < 2 * channels; i++)
        matrix[i] = 1.0;
    return swr_set_matrix(swr, matrix, channels);
}

static bool swr_make(struct track *t, const AVFrame *frame, int rate)
{
    AVChannelLayout stereo = AV_CHANNEL_LAYOUT_STEREO, in = {0};
    bool            discrete = is_discrete(&frame->ch_layout, is_pcm(t->decoder->codec_id));
    int             failed;

    swr_free(&t->swr);
    if (frame->ch_layout.nb_channels > MAX_CHANNELS)
        return false;
    if (frame->ch_layout.order == AV_CHANNEL_ORDER_NATIVE)
        failed = av_channel_layout_copy(&in, &frame->ch_layout);
    else /* swresample takes no unknown order for mono and stereo */
        failed = (av_channel_layout_default(&in, frame->ch_layout.nb_channels), 0);
    if (failed >= 0)
        failed = swr_alloc_set_opts2(&t->swr, &stereo, AV_SAMPLE_FMT_FLT, rate, &in, frame->format,
                                     frame->sample_rate, 0, NULL);
    if (failed >= 0 && discrete)
        failed = set_even_matrix(t->swr, in.nb_channels);
    else if (failed >= 0 && in.nb_channels == 1) /* unchanged on both sides, not -3 dB */
        failed = set_even_matrix(t->swr, 1);
    if (failed >= 0)
        failed = swr_init(t->swr);
    av_channel_layout_uninit(&in);
    if (failed < 0) {
        swr_free(&t->swr);
        return false;
    }
    av_channel_layout_uninit(&t->in_layout);
    if (av_channel_layout_copy(&t->in_layout, &frame->ch_layout) < 0)
        return false;
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
 * queue: a hole becomes silence, an overlap is cut. Returns the pairs to cut. */
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
    if (cut > 0)
        memmove(out, out + (size_t)cut * 2 * sizeof(float),
                (size_t)(got - cut) * 2 * sizeof(float));
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

static void mix_track(const struct track *t, int64_t position, float *out, int frames, float gain)
{
    int64_t from = fifo_first(t) > position ? fifo_first(t) : position;
    int64_t to = t->next < position + frames ? t->next : position + frames;

    for (int64_t n = from; n < to; n++) {
        const float *pair = t->fifo + 2 * (n - fifo_first(t));

        out[2 * (n - position)] += gain * pair[0];
        out[2 * (n - position) + 1] += gain * pair[1];
    }
}

/* A clap that eight microphones heard adds up to more than full scale: bend it over, do not
 * cut it off. A single source is left as it was recorded. */
static float hold(float x, bool sum)
{
    const float knee = 0.7F;
    float       magnitude = fabsf(x);

    if (!sum || magnitude <= knee)
        return fminf(fmaxf(x, -1.0F), 1.0F);
    return copysignf(knee + (1.0F - knee) * tanhf((magnitude - knee) / (1.0F - knee)), x);
}

static void hand_out(ct_audio_source *s, float *out, float *const *apart, int frames)
{
    size_t bytes = (size_t)frames * 2 * sizeof *out;

    memset(out, 0, bytes);
    for (int i = 0; i < s->track_count; i++) {
        struct track *t = &s->tracks[i];

        if (apart)
            memset(apart[i], 0, bytes);
        if (!t->selected)
            continue;
        if (apart)
            mix_track(t, s->position, apart[i], frames, 1.0F);
        mix_track(t, s->position, out, frames, s->gain);
        fifo_drop_before(t, s->position + frames);
    }
    for (int i = 0; i < 2 * frames; i++)
        out[i] = hold(out[i], s->gain < 1.0F);
    s->position += frames;
}

ct_code ct_audio_source_read(ct_audio_source *s, float *out, float *const *apart, int frames,
                             int *got, ct_error *err)
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
    hand_out(s, out, apart, frames);
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
    int                  sources = 0;

    s->position = av_rescale(media_us, s->rate, 1000000);
    for (int i = 0; i < s->track_count; i++)
        sources += s->tracks[i].selected ? s->tracks[i].sources : 0;
    s->gain = sources > 1 ? 1.0F / sqrtf((float)sources) : 1.0F;
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

void ct_audio_source_select(ct_audio_source *s, int track)
{
    for (int i = 0; i < s->track_count; i++) {
        struct track *t = &s->tracks[i];

        t->selected = track == CT_AUDIO_ALL_TRACKS || track == i;
        t->stream->discard = t->selected ? AVDISCARD_DEFAULT : AVDISCARD_ALL;
    }
}

/* --- opening ---------------------------------------------------------------------- */

/* A track whose codec is not known stays silent: the picture can still be reviewed. */
static bool track_open(struct track *t, AVStream *stream)
{
    const AVCodec *codec = avcodec_find_decoder(stream->codecpar->codec_id);

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
    bool discrete = is_discrete(&stream->codecpar->ch_layout, is_pcm(codec->id));

    t->stream = stream;
    t->info.channels = stream->codecpar->ch_layout.nb_channels;
    t->info.rate_hz = stream->codecpar->sample_rate;
    t->info.speaker_layout = t->info.channels > 2 && !discrete;
    t->sources = discrete ? t->info.channels : 1;
    return true;
}

static void tracks_open(ct_audio_source *s)
{
    s->tracks = ct_alloc_array(s->demuxer->nb_streams, sizeof *s->tracks);
    for (unsigned i = 0; i < s->demuxer->nb_streams; i++) {
        AVStream *stream = s->demuxer->streams[i];

        stream->discard = AVDISCARD_ALL;
        if (stream->codecpar->codec_type == AVMEDIA_TYPE_AUDIO &&
            s->track_count < CT_AUDIO_MAX_TRACKS && track_open(&s->tracks[s->track_count], stream))
            s->track_count++;
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
    ct_audio_source_select(s, CT_AUDIO_ALL_TRACKS);
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
        free(s->tracks[i].fifo);
    }
    free(s->tracks);
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
