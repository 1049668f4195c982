/* SPDX-License-Identifier: MIT */
/* Where one frame ends and the next begins in samples is worked out in fractions: a sample belongs to
 * the frame in which it begins, and no time is ever rounded to microseconds. Pictures at one rate stand on
 * its grid, whatever their container rounds their times to. */
#include <libavutil/mathematics.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/audio.h"
#include "circletake/str.h"
#include "inspect_priv.h"

enum { CHUNK = 4096, PICTURES_PERMILLE = 900 };
static const float quiet = 0.001F; /* -60 dBFS */

/* --- time in samples ----------------------------------------------------------------- */

/* whole + num / den, 0 <= num < den. */
typedef struct place {
    int64_t whole, num, den;
} place;

/* `ticks` of `tb`, in samples. Seconds apart, so that nothing grows beyond 64 bits. */
static place place_of(int64_t ticks, AVRational tb, int rate_hz)
{
    int64_t part = ticks % tb.den, seconds = ticks / tb.den;

    if (part < 0) {
        part += tb.den;
        seconds--;
    }
    int64_t samples = part * tb.num % tb.den * rate_hz;
    seconds = seconds * tb.num + part * tb.num / tb.den;
    return (place){seconds * rate_hz + samples / tb.den, samples % tb.den, tb.den};
}

/* The first sample at or behind the sum of two places. */
static int64_t first_behind(place a, place b)
{
    int64_t above = a.num * b.den + b.num * a.den, one = a.den * b.den;

    return a.whole + b.whole + (above > 0) + (above > one);
}

static int64_t nearest(place p)
{
    return p.whole + (2 * p.num >= p.den);
}

/* --- the clock of the clip ------------------------------------------------------------ */

typedef struct hearing {
    const ct_index        *index; /* NULL: a sound file */
    const ct_audio_source *source;
    AVRational             fps;
    int                    rate_hz;
    int64_t                count; /* frames */
    place                  zero;  /* start of frame 0, on the container's clock */
    int64_t                at;    /* number of the next sample */
    int64_t                frame; /* that it lies in; -1: before frame 0 */
    bool                  *loud;  /* of each frame: something is heard */
    float                  samples[CHUNK * 2];
} hearing;

/* Number of the first sample of a frame; of frame `count`: behind the last one. */
static int64_t first_of(const hearing *h, int64_t frame)
{
    static const place nothing = {0, 0, 1};
    bool               varies = h->index && ct_index_is_vfr(h->index);
    int64_t            pts = varies ? ct_index_pts(h->index, frame) : INT64_MIN;

    if (varies && frame == h->count)
        return first_behind(
            place_of(ct_index_time_us(h->index, frame), (AVRational){1, 1000000}, h->rate_hz),
            nothing);
    if (pts != INT64_MIN)
        return first_behind(place_of(pts, ct_index_tb(h->index), h->rate_hz), nothing);
    return first_behind(h->zero, place_of(frame, av_inv_q(h->fps), h->rate_hz));
}

static void set_zero(hearing *h)
{
    int64_t start_us, end_us, pts = h->index ? ct_index_pts(h->index, 0) : INT64_MIN;

    ct_audio_source_extent(h->source, &start_us, &end_us);
    if (h->index)
        start_us = ct_index_time_us(h->index, 0);
    h->zero = pts != INT64_MIN ? place_of(pts, ct_index_tb(h->index), h->rate_hz)
                               : place_of(start_us, (AVRational){1, 1000000}, h->rate_hz);
}

/* --- hearing ---------------------------------------------------------------------------- */

static bool is_loud(const float *samples, int64_t count)
{
    for (int64_t i = 0; i < count; i++)
        if (fabsf(samples[i]) > quiet)
            return true;
    return false;
}

/* Frame by frame: what was heard to be loud need not be heard again. */
static void hear(void *arg, int track, const float *samples, int count)
{
    hearing *h = arg;
    int      channels = ct_audio_source_track(h->source, track)->channels;
    int64_t  frame = h->frame, at = h->at, last = h->at + count;

    while (at < last && frame < h->count) {
        int64_t end = first_of(h, frame + 1);
        int64_t until = end < last ? end : last;
        if (frame >= 0 && !h->loud[frame])
            h->loud[frame] = is_loud(samples + (at - h->at) * channels, (until - at) * channels);
        at = until > at ? until : at;
        frame += at >= end;
    }
}

static void go_on(hearing *h, int got)
{
    h->at += got;
    while (h->frame < h->count && h->at >= first_of(h, h->frame + 1))
        h->frame++;
}

static ct_code hear_all(hearing *h, ct_audio_source *source, const ct_index_watch *watch,
                        ct_error *err)
{
    int64_t start_us, end_us, from = nearest(h->zero);
    int     got = 0;

    ct_audio_source_set_tap(source, hear, h);
    ct_audio_source_hear(source, CT_AUDIO_ALL_CHANNELS, true);
    ct_audio_source_extent(source, &start_us, &end_us);
    int64_t start = av_rescale(start_us, h->rate_hz, 1000000);
    h->at = start < from ? start : from;
    h->frame = -1;
    ct_code code = ct_audio_source_seek(source, av_rescale(h->at, 1000000, h->rate_hz), err);
    go_on(h, 0);
    while (!code && !(code = ct_audio_source_read(source, h->samples, CHUNK, &got, err))) {
        go_on(h, got);
        if (watch->progress && h->count > 0 && h->frame > 0)
            watch->progress(watch->arg,
                            PICTURES_PERMILLE +
                                (int)(h->frame * (1000 - PICTURES_PERMILLE) / (h->count + 1)));
    }
    return code == CT_END ? CT_OK : code;
}

static void find_silence(const hearing *h, int64_t least, ct_material *out)
{
    int64_t from = 0;

    for (int64_t n = 0; n <= h->count; n++) {
        if (n < h->count && !h->loud[n])
            continue;
        if (n - from >= least)
            ct_material_add(out, CT_FLAW_SILENT, (ct_span){from, n});
        from = n + 1;
    }
}

/* --- tracks ----------------------------------------------------------------------------- */

static const ct_media_track *named_track(const ct_media_info *info, int stream)
{
    for (size_t i = 0; i < info->track_count; i++)
        if (info->tracks[i].index == stream)
            return &info->tracks[i];
    return NULL;
}

static char *layout_words(const ct_audio_track *track, const ct_media_track *named)
{
    if (track->channels == 1)
        return ct_strdup("mono");
    if (track->discrete || !named || !*named->layout)
        return ct_asprintf("%d channels", track->channels);
    return ct_strdup(named->layout);
}

static void take_tracks(const hearing *h, const ct_media_info *info, ct_material *out)
{
    int64_t zero = nearest(h->zero);

    out->sound_rate_hz = h->rate_hz;
    if (h->index)
        out->picture_samples = first_of(h, h->count) - first_of(h, 0);
    for (int i = 0; i < ct_audio_source_track_count(h->source); i++) {
        const ct_audio_track *track = ct_audio_source_track(h->source, i);
        const ct_media_track *named = named_track(info, track->stream);
        ct_sound_track       *t = ct_material_add_track(out);
        int64_t               first, end;

        t->channels = track->channels;
        t->packet = track->packet;
        t->layout = layout_words(track, named);
        t->names = named && named->names ? ct_strdup(named->names) : NULL;
        if (ct_audio_source_track_span(h->source, i, &first, &end)) {
            t->start = first - zero;
            t->end = end - zero;
        }
    }
}

/* --- the whole ---------------------------------------------------------------------------- */

static ct_code listen(hearing *h, ct_audio_source *source, int64_t least, const ct_media_info *info,
                      const ct_index_watch *watch, ct_material *out, ct_error *err)
{
    h->source = source;
    h->loud = ct_alloc_array((size_t)h->count + 1, sizeof *h->loud);
    set_zero(h);
    ct_code code = hear_all(h, source, watch, err);
    if (!code) {
        take_tracks(h, info, out);
        find_silence(h, least, out);
    }
    free(h->loud);
    return code;
}

ct_code ct_inspect_sound(const ct_media_info *info, const ct_index *index, int64_t least,
                         const ct_index_watch *watch, ct_material *out, ct_error *err)
{
    ct_audio_source *source = NULL;
    hearing         *h;

    if (info->track_count == 0 || info->tracks[0].sample_rate_hz <= 0)
        return CT_OK;
    int     rate_hz = info->tracks[0].sample_rate_hz;
    ct_code code =
        ct_audio_source_open(info->clip.path, rate_hz, watch->stop, watch->arg, &source, err);
    if (code)
        return code == CT_END ? CT_OK : code;
    h = ct_alloc(sizeof *h);
    h->index = index;
    h->fps = out->fps;
    h->count = out->frames;
    h->rate_hz = rate_hz;
    code = listen(h, source, least, info, watch, out, err);
    free(h);
    ct_audio_source_close(&source);
    return code;
}
