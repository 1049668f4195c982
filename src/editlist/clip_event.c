/* SPDX-License-Identifier: MIT */
/* What a clip of the project gives to an event that shows it: names, slate, material, sound. */
#include <libavutil/mathematics.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/file.h"
#include "circletake/str.h"
#include "editlist_priv.h"

AVRational ct_tidy_rate(AVRational fps)
{
    if (fps.num <= 0 || fps.den <= 0)
        return (AVRational){25, 1};
    if (fps.num > 1000000 || fps.den > 1000000)
        av_reduce(&fps.num, &fps.den, fps.num, fps.den, 1000000);
    return fps.num > 0 ? fps : (AVRational){25, 1};
}

static char *reel_of(const ct_clip *c)
{
    char *reel = ct_strdup(c->reel && *c->reel ? c->reel : NULL);

    if (!reel)
        reel = ct_path_stem(ct_str_or_empty(c->name && *c->name ? c->name : c->path));
    return reel;
}

/* Picture, and as many channels of sound as a list can name. */
static unsigned channels_of(const ct_event *e)
{
    int      sound = e->sound.path ? ct_audio_total(&e->sound.audio) : e->audio_channels;
    unsigned all = e->width_px > 0 || sound == 0 ? CT_CHANNEL_V : 0;

    for (int i = 0; i < sound && i < CT_CHANNELS_MOST; i++)
        all |= (unsigned)CT_CHANNEL_A1 << i;
    return all;
}

enum { SOUND_DELAY_HZ = 48000 }; /* ct_clip.sound_delay */

/* Which sample is heard at the event's first picture, and whether any is. */
static void fill_sound(ct_event *e, const ct_clip *c, const ct_clip *sound)
{
    int64_t rate_hz = c->sound_rate_hz;

    if (!sound || rate_hz <= 0)
        return;
    AVRational sample = {1, c->sound_rate_hz};
    int64_t    first = c->sound_start + av_rescale_q(e->source.first, av_inv_q(e->fps), sample) -
                    av_rescale(c->sound_delay, rate_hz, SOUND_DELAY_HZ);
    int64_t end = first + av_rescale_q(ct_span_count(e->source), av_inv_q(e->fps), sample);
    int64_t samples = av_rescale_q(sound->frame_count, av_inv_q(ct_tidy_rate(sound->fps)), sample);
    int64_t frame = av_rescale_q(1, av_inv_q(e->fps), sample);

    if (end < frame || first + frame > samples)
        return; /* it lies elsewhere in the take */
    e->sound = (ct_event_sound){.path = ct_strdup(sound->path),
                                .name = ct_strdup(sound->name),
                                .fps = ct_tidy_rate(sound->fps),
                                .tc = sound->tc,
                                .media_frames = sound->frame_count,
                                .reel = reel_of(sound),
                                .audio = ct_clip_audio(sound),
                                .offline = sound->offline,
                                .rate_hz = c->sound_rate_hz,
                                .first_sample = first};
}

void ct_event_take_clip(ct_event *e, const ct_clip *c, const ct_clip *sound)
{
    e->name = ct_strdup(c->name ? c->name : ct_path_name(ct_str_or_empty(c->path)));
    e->reel = reel_of(c);
    e->path = ct_strdup(c->path);
    e->scene = ct_strdup(c->scene);
    e->shot = ct_strdup(c->shot);
    e->take = ct_strdup(c->take);
    e->camera = ct_strdup(c->camera);
    e->description = ct_strdup(c->description);
    e->keywords = ct_strdup(c->keywords);
    e->fps = ct_tidy_rate(c->fps);
    e->tc = c->tc;
    e->media_frames = c->frame_count;
    e->width_px = c->width_px;
    e->height_px = c->height_px;
    e->audio_channels = c->audio_channels;
    e->audio = ct_clip_audio(c);
    e->circled = c->circled;
    e->colour = c->colour;
    e->offline = c->offline;
    e->vfr = c->vfr;
    e->stream = c->stream;
    e->clip_rating = c->rating;
    fill_sound(e, c, sound);
    e->channels = channels_of(e);
    e->clip = c->id;
}

/* --- variable rates ------------------------------------------------------------------- */

static void conform_markers(ct_event *e, const ct_clip *c, const ct_export_input *in)
{
    for (size_t i = 0; i < e->marker_count; i++) {
        ct_marker *m = &e->markers[i];
        int64_t    end = in->conform(in->conform_arg, c, m->frame + m->count);
        m->frame = in->conform(in->conform_arg, c, m->frame);
        m->count = end > m->frame ? end - m->frame : 1;
    }
}

/* The sound that was lined up with the frames as they were counted moves along. */
static void move_sound(ct_event *e, int64_t frames)
{
    if (e->sound.path)
        e->sound.first_sample +=
            av_rescale_q(frames, av_inv_q(e->fps), (AVRational){1, e->sound.rate_hz});
}

/* A time is exact, so no other rate is needed. */
static bool take_times(ct_event *e, const ct_clip *c, const ct_export_input *in)
{
    if (!in->time_us)
        return false;
    int64_t first = in->time_us(in->conform_arg, c, e->source.first);
    int64_t end = in->time_us(in->conform_arg, c, e->source.end);
    if (first < 0 || end <= first)
        return false;
    e->media_us = (ct_span){first, end};
    return true;
}

void ct_event_conform(ct_event *e, const ct_clip *c, const ct_export_input *in,
                      const ct_export_options *o)
{
    if (!c->vfr || take_times(e, c, in) || !o->conform_vfr || !in->conform)
        return;
    int64_t first = in->conform(in->conform_arg, c, e->source.first);
    int64_t end = in->conform(in->conform_arg, c, e->source.end);
    int64_t whole = in->conform(in->conform_arg, c, c->frame_count);
    if (first < 0 || end < 0 || whole < 0)
        return;
    move_sound(e, first - e->source.first);
    e->source = (ct_span){first, end > first ? end : first + 1};
    e->media_frames = whole > e->source.end ? whole : e->source.end;
    e->conformed = true;
    conform_markers(e, c, in);
}
