/* SPDX-License-Identifier: MIT */
#include "heard_priv.h"

#include <libavutil/mathematics.h>
#include <string.h>

int ct_event_sound_count(const ct_event *e)
{
    int count = 0;

    for (int i = 0; i < CT_CHANNELS_MOST; i++)
        count += (e->channels >> (i + 1) & 1) != 0;
    return count;
}

ct_audio_layout ct_event_layout(const ct_event *e)
{
    ct_audio_layout l = e->audio;

    if (l.count == 0 && e->audio_channels > 0) {
        l.count = 1;
        l.channels[0] = e->audio_channels < UINT8_MAX ? (uint8_t)e->audio_channels : UINT8_MAX;
    }
    return l;
}

ct_audio_layout ct_event_heard_layout(const ct_event *e)
{
    return e->sound.path ? e->sound.audio : ct_event_layout(e);
}

static unsigned first_channels(int count)
{
    return ((2u << (count < CT_CHANNELS_MOST ? count : CT_CHANNELS_MOST)) - 1) &
           ~(unsigned)CT_CHANNEL_V;
}

unsigned ct_event_heard_channels(const ct_event *e)
{
    ct_audio_layout l = ct_event_heard_layout(e);
    unsigned        named = e->channels & ~(unsigned)CT_CHANNEL_V;
    unsigned        there = first_channels(ct_audio_total(&l));

    if (named & ~there)
        named = first_channels(ct_event_sound_count(e));
    return named & there;
}

int ct_event_channel(const ct_event *e, int nth)
{
    unsigned heard = ct_event_heard_channels(e);
    int      channel = 0;

    while (nth > 0 && channel < CT_CHANNELS_MOST)
        nth -= (heard >> ++channel & 1) != 0;
    return channel;
}

bool ct_event_uses_channel(const ct_event *e, int channel)
{
    if (channel > CT_CHANNELS_MOST)
        return ct_event_sound_count(e) == CT_CHANNELS_MOST;
    return ct_event_heard_channels(e) >> channel & 1;
}

bool ct_event_uses_part(const ct_event *e)
{
    ct_audio_layout l = ct_event_heard_layout(e);

    for (int channel = ct_audio_total(&l); channel > 0; channel--)
        if (!ct_event_uses_channel(e, channel))
            return true;
    return false;
}

static void keep_used(const ct_event *e, ct_audio_layout *l)
{
    int channel = 0, count = 0;

    for (int i = 0; i < l->count; i++) {
        int used = 0;
        for (int k = 0; k < l->channels[i]; k++)
            used += ct_event_uses_channel(e, ++channel);
        l->channels[i] = (uint8_t)used;
        count = used ? i + 1 : count;
    }
    l->count = count;
}

/* Whole record frames that lie in [0, samples) of the file when `first` is at the event's first one. */
static ct_span frames_inside(const ct_event *e, int64_t first, int64_t samples, AVRational list_fps)
{
    AVRational sample = {1, e->sound.rate_hz}, frame = av_inv_q(list_fps);
    int64_t    count = ct_span_count(e->record);
    int64_t    before = first < 0 ? av_rescale_q_rnd(-first, sample, frame, AV_ROUND_UP) : 0;
    int64_t    until =
        samples > first ? av_rescale_q_rnd(samples - first, sample, frame, AV_ROUND_DOWN) : 0;

    return (ct_span){before < count ? before : count, until < count ? until : count};
}

static bool hear_apart(const ct_event *e, AVRational list_fps, ct_heard *out)
{
    const ct_event_sound *s = &e->sound;
    AVRational            sample = {1, s->rate_hz}, frame = av_inv_q(e->fps);
    int64_t               samples = av_rescale_q(s->media_frames, av_inv_q(s->fps), sample);
    ct_span               inside = frames_inside(e, s->first_sample, samples, list_fps);

    if (inside.end <= inside.first)
        return false;
    out->apart = true;
    out->rate_hz = s->rate_hz;
    out->record = (ct_span){e->record.first + inside.first, e->record.first + inside.end};
    out->first_sample = s->first_sample + av_rescale_q(inside.first, av_inv_q(list_fps), sample);
    out->file = (ct_event){.name = s->name,
                           .path = s->path,
                           .reel = s->reel,
                           .fps = e->fps,
                           .tc = s->tc,
                           .speed = {1, 1},
                           .media_frames = av_rescale_q(s->media_frames, av_inv_q(s->fps), frame)};
    int64_t first = av_rescale_q(out->first_sample, sample, frame);
    int64_t count = ct_rate_convert(ct_span_count(out->record), list_fps, e->fps);
    if (first + count > out->file.media_frames)
        first = out->file.media_frames - count;
    out->file.source = (ct_span){first < 0 ? 0 : first, (first < 0 ? 0 : first) + count};
    out->off_grid = av_compare_ts(out->file.source.first, frame, out->first_sample, sample) != 0;
    return true;
}

bool ct_event_heard(const ct_event *e, AVRational list_fps, ct_heard *out)
{
    *out = (ct_heard){.tracks = ct_event_heard_layout(e), .record = e->record};
    keep_used(e, &out->tracks);
    if (out->tracks.count == 0)
        return false;
    if (e->sound.path)
        return hear_apart(e, list_fps, out);
    out->file = *e;
    return true;
}
