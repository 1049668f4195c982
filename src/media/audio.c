/* SPDX-License-Identifier: MIT */
/* See audio.h. Sample numbers here count sample frames at the wanted rate on the container's
 * clock: number = media time x rate, so a track's place follows from its time stamps alone. */
#include "circletake/audio.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "audio_queue_priv.h"
#include "circletake/str.h"
#include "input_priv.h"

enum {
    PREROLL_MS = 120, /* Opus wants 80 ms before its sound is right, AAC one packet */
    AHEAD_S = 3,      /* a track this far ahead of the reader no longer waits for another */
    SEEK_TRIES = 4
};

struct ct_audio_source {
    ct_input        *input;
    AVFormatContext *demuxer; /* of input */
    AVPacket        *packet;
    AVFrame         *frame;
    ct_audio_queue  *tracks;
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

/* --- from the file to the tracks ---------------------------------------------------- */

static void end_of_file(ct_audio_source *s)
{
    s->demuxed_all = true;
    for (int i = 0; i < s->track_count; i++) {
        ct_audio_queue *t = &s->tracks[i];

        if (t->selected)
            ct_audio_queue_put(t, NULL, s->frame, s->rate, s->position);
        t->ended = true;
    }
}

static ct_audio_queue *track_of(ct_audio_source *s, int stream_index)
{
    for (int i = 0; i < s->track_count; i++)
        if (s->tracks[i].stream->index == stream_index)
            return &s->tracks[i];
    return NULL;
}

/* Moves one packet from the file into its track. */
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
    ct_audio_queue *t = track_of(s, s->packet->stream_index);

    if (t && t->selected)
        ct_audio_queue_put(t, s->packet, s->frame, s->rate, s->position);
    av_packet_unref(s->packet);
    return CT_OK;
}

/* --- reading ---------------------------------------------------------------------- */

static bool wants_more(const ct_audio_source *s, int64_t until)
{
    bool wants = false;

    for (int i = 0; i < s->track_count; i++) {
        const ct_audio_queue *t = &s->tracks[i];

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
        const ct_audio_queue *t = &s->tracks[i];

        if (t->selected && t->count > 0 && t->next > last)
            last = t->next;
    }
    return last;
}

static void tap_track(ct_audio_source *s, int track, int frames)
{
    ct_audio_queue *t = &s->tracks[track];
    size_t          width = (size_t)t->info.channels, count = width * (size_t)frames;
    int64_t         from, to;
    const float    *in = ct_audio_queue_part(t, s->position, frames, &from, &to);

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

void ct_audio_scale(float *samples, int frames, float volume)
{
    for (int i = 0; i < 2 * frames && volume != 1.0F; i++)
        samples[i] = volume > 1.0F ? ct_audio_bend(samples[i] * volume) : samples[i] * volume;
}

static void hand_out(ct_audio_source *s, float *out, int frames)
{
    float gain = s->sources > 1 ? 1.0F / sqrtf((float)s->sources) : 1.0F;

    memset(out, 0, (size_t)frames * 2 * sizeof *out);
    for (int i = 0; i < s->track_count; i++) {
        ct_audio_queue *t = &s->tracks[i];

        if (!t->selected)
            continue;
        if (s->tap)
            tap_track(s, i, frames);
        ct_audio_queue_mix(t, s->position, out, frames, gain);
        ct_audio_queue_drop_before(t, s->position + frames);
    }
    /* A clap that eight microphones heard adds up to more than full scale. A single source is left
     * as it was recorded. */
    for (int i = 0; i < 2 * frames; i++)
        out[i] = s->sources > 1 ? ct_audio_bend(out[i]) : fminf(fmaxf(out[i], -1.0F), 1.0F);
    s->position += frames;
}

/* What comes next comes so late that its time can only be a damaged one. */
static bool is_far_off(const ct_audio_source *s)
{
    bool some = false;

    for (int i = 0; i < s->track_count; i++) {
        const ct_audio_queue *t = &s->tracks[i];

        if (!t->selected || t->count == 0)
            continue;
        if (ct_audio_queue_first(t) - s->position <= (int64_t)CT_AUDIO_BELIEVED_HOLE_S * s->rate)
            return false;
        some = true;
    }
    return some;
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
    if (frames <= 0 || is_far_off(s))
        return CT_END;
    hand_out(s, out, frames);
    *got = frames;
    return CT_OK;
}

/* --- seeking ---------------------------------------------------------------------- */

static void forget(ct_audio_source *s)
{
    s->demuxed_all = false;
    for (int i = 0; i < s->track_count; i++)
        ct_audio_queue_forget(&s->tracks[i]);
}

static ct_audio_queue *first_selected(ct_audio_source *s)
{
    for (int i = 0; i < s->track_count; i++)
        if (s->tracks[i].selected)
            return &s->tracks[i];
    return NULL;
}

/* Puts the demuxer before `media_us`, or at the start of the file. */
static void land(ct_audio_source *s, const ct_audio_queue *by, int64_t media_us, bool at_start)
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
static ct_code seek_once(ct_audio_source *s, ct_audio_queue *by, int64_t back_us, bool at_start,
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
        first = ct_audio_queue_first(by);
    *right = at_start || first <= s->position;
    return CT_OK;
}

ct_code ct_audio_source_seek(ct_audio_source *s, int64_t media_us, ct_error *err)
{
    static const int64_t back_us[SEEK_TRIES] = {PREROLL_MS * 1000, 1000000, 10000000, 0};
    ct_audio_queue      *by = first_selected(s);
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

void ct_audio_source_hear(ct_audio_source *s, uint64_t channels, bool all_tapped)
{
    s->sources = 0;
    for (int i = 0; i < s->track_count; i++) {
        ct_audio_queue *t = &s->tracks[i];
        int             sources = ct_audio_queue_hear(t, channels);

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

static void tracks_open(ct_audio_source *s)
{
    int channels = 0;

    s->tracks = ct_alloc_array(s->demuxer->nb_streams, sizeof *s->tracks);
    for (unsigned i = 0; i < s->demuxer->nb_streams; i++) {
        AVStream *stream = s->demuxer->streams[i];

        stream->discard = AVDISCARD_ALL;
        if (stream->codecpar->codec_type == AVMEDIA_TYPE_AUDIO &&
            s->track_count < CT_AUDIO_MAX_TRACKS &&
            ct_audio_queue_open(&s->tracks[s->track_count], stream)) {
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
    code = ct_input_open(path, 0, (ct_stop){stop, stop_arg}, true, &s->input, err);
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
    for (int i = 0; i < s->track_count; i++)
        ct_audio_queue_close(&s->tracks[i]);
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

/* Where the container ends the track; INT64_MAX: it does not say so itself. */
static int64_t named_end(const ct_audio_source *s, const AVStream *st)
{
    bool said = s->demuxer->duration_estimation_method == AVFMT_DURATION_FROM_STREAM;

    if (!said || st->duration <= 0 || st->start_time == AV_NOPTS_VALUE)
        return INT64_MAX;
    return av_rescale_q(st->start_time + st->duration, st->time_base, (AVRational){1, s->rate});
}

bool ct_audio_source_track_span(const ct_audio_source *s, int track, int64_t *first, int64_t *end)
{
    const ct_audio_queue *t = &s->tracks[track];
    int64_t               named = named_end(s, t->stream);

    if (t->first == INT64_MIN)
        return false;
    *first = t->first;
    *end = t->next > named && t->next - named < t->info.packet ? named : t->next;
    return true;
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
