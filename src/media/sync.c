/* SPDX-License-Identifier: MIT */
#include "circletake/sync.h"

#include <libavutil/mathematics.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "circletake/audio.h"
#include "circletake/index.h"
#include "circletake/str.h"
#include "input_priv.h"

enum {
    WINDOW_MS = 300,   /* slid over each other around the clap */
    SLIDE_MS = 12,     /* at most so far */
    BEFORE_MS = 60,    /* the window begins so long before the clap */
    DAYS_OFF_S = 90000 /* cards are dated by clocks that are in other time zones */
};

/* --- what a sound file says of itself ----------------------------------------------------- */

struct recording {
    int     rate_hz;
    int64_t samples;   /* its length */
    int64_t reference; /* first sample, counted from midnight; -1: not told */
    char    date[24];  /* "" not told */
};

static void take_date(const AVDictionary *tags, char date[24])
{
    const AVDictionaryEntry *e = av_dict_get(tags, "date", NULL, 0);

    if (!e)
        e = av_dict_get(tags, "creation_time", NULL, 0);
    snprintf(date, 24, "%.10s", e ? e->value : "");
}

static ct_code look(const char *path, struct recording *r, ct_error *err)
{
    ct_input *in = NULL;
    ct_code   code = ct_input_open(path, 0, (ct_stop){0}, true, &in, err);

    *r = (struct recording){.reference = -1};
    for (unsigned i = 0; !code && i < in->fmt->nb_streams && !r->rate_hz; i++) {
        const AVStream          *st = in->fmt->streams[i];
        const AVDictionaryEntry *e = av_dict_get(in->fmt->metadata, "time_reference", NULL, 0);

        if (st->codecpar->codec_type != AVMEDIA_TYPE_AUDIO)
            continue;
        r->rate_hz = st->codecpar->sample_rate;
        r->samples = av_rescale_q(st->duration, st->time_base, (AVRational){1, r->rate_hz});
        if (!e)
            e = av_dict_get(st->metadata, "time_reference", NULL, 0);
        if (!e || !ct_parse_i64(e->value, &r->reference))
            r->reference = -1;
    }
    if (!code)
        take_date(in->fmt->metadata, r->date);
    ct_input_close(&in);
    if (!code && r->rate_hz <= 0)
        code = ct_fail(err, CT_NO_INPUT, "%s has no sound.", path);
    return code;
}

ct_code ct_sync_rate(const char *path, int *rate_hz, ct_error *err)
{
    struct recording r;
    ct_code          code = look(path, &r, err);

    *rate_hz = code ? 0 : r.rate_hz;
    return code;
}

static bool seconds_of(const char *date, int64_t *out)
{
    struct tm day = {0};

    if (sscanf(date, "%d-%d-%d", &day.tm_year, &day.tm_mon, &day.tm_mday) != 3)
        return false;
    day.tm_year -= 1900;
    day.tm_mon -= 1;
    *out = timegm(&day);
    return true;
}

static bool days_differ(const char *a, const char *b)
{
    int64_t one, two;

    return seconds_of(a, &one) && seconds_of(b, &two) && llabs(one - two) > DAYS_OFF_S;
}

/* --- timecode ------------------------------------------------------------------------------- */

/* First moment of a clip, counted from midnight in samples. */
static int64_t time_of_day(const ct_tc_track *tc, int rate_hz)
{
    return av_rescale_q_rnd(tc->start, av_inv_q(tc->rate), (AVRational){1, rate_hz},
                            AV_ROUND_NEAR_INF);
}

/* Samples in which the labels of a day go round. */
static int64_t day_of(const ct_tc_track *tc, int rate_hz)
{
    return av_rescale_q(ct_tc_day(tc->count), av_inv_q(tc->rate), (AVRational){1, rate_hz});
}

static int64_t overlap_of(int64_t start, int64_t length, int64_t samples)
{
    int64_t from = start > 0 ? start : 0;
    int64_t to = start + length < samples ? start + length : samples;

    return to - from;
}

static void judge(ct_sync *out, int64_t clip_us, bool exact, bool other_day)
{
    double share = clip_us > 0 ? (double)out->overlap_us / (double)clip_us : 0;

    out->confidence = out->overlap_us <= 0 ? 0
                      : other_day          ? 0.3
                      : share < 0.5        ? 0.6
                      : exact              ? 1
                                           : 0.9;
    snprintf(out->why, sizeof out->why, "Timecodes meet for %.2f s of %.2f s%s%s.",
             fmax(0, (double)out->overlap_us / 1e6), (double)clip_us / 1e6,
             exact ? ", exact to the sample" : ", exact to the frame of the sound's timecode",
             other_day ? "; but the files are dated on different days" : "");
}

ct_code ct_sync_timecode(const ct_clip *clip, const ct_clip *sound, ct_sync *out, ct_error *err)
{
    struct recording r, picture = {.date = ""};
    ct_code          code = look(sound->path, &r, err);

    *out = (ct_sync){0};
    if (code)
        return code;
    if (clip->tc.rate.num <= 0)
        return ct_fail(err, CT_NO_INPUT, "%s has no timecode. Use the clap: by=clap.", clip->name);
    if (r.reference < 0 && sound->tc.rate.num <= 0)
        return ct_fail(err, CT_NO_INPUT, "%s has no timecode. Use the clap: by=clap.", sound->name);
    (void)look(clip->path, &picture, NULL); /* for its date; it may be without sound */
    bool    exact = r.reference >= 0;
    int64_t began = exact ? r.reference : time_of_day(&sound->tc, r.rate_hz);
    int64_t day = day_of(&clip->tc, r.rate_hz);
    int64_t length =
        av_rescale_q(clip->frame_count, av_inv_q(clip->fps), (AVRational){1, r.rate_hz});

    out->rate_hz = r.rate_hz;
    out->start = time_of_day(&clip->tc, r.rate_hz) - began;
    int64_t best = overlap_of(out->start, length, r.samples);
    for (int turn = -1; turn <= 1; turn += 2) { /* midnight between the two starts */
        int64_t meets = overlap_of(out->start + turn * day, length, r.samples);
        if (meets > best && meets > 0) {
            best = meets;
            out->start += turn * day;
            break;
        }
    }
    out->overlap_us = av_rescale(best, 1000000, r.rate_hz);
    judge(out, av_rescale(length, 1000000, r.rate_hz), exact, days_differ(r.date, picture.date));
    return CT_OK;
}

/* --- the clap --------------------------------------------------------------------------------- */

enum {
    SLIDE_RATE_HZ = 48000,
    WINDOW = SLIDE_RATE_HZ * WINDOW_MS / 1000,
    SLIDE = SLIDE_RATE_HZ * SLIDE_MS / 1000
};

/* Mono from `from_us` on; what is not there is silence. */
static ct_code read_window(const char *path, int64_t from_us, int count, float *mono, ct_error *err)
{
    ct_audio_source *source = NULL;
    float            pairs[2 * 1024];
    int              got, done = 0;
    ct_code          code = ct_audio_source_open(path, SLIDE_RATE_HZ, NULL, NULL, &source, err);

    if (!code)
        code = ct_audio_source_seek(source, from_us, err);
    memset(mono, 0, (size_t)count * sizeof *mono);
    while (!code && done < count) {
        code = ct_audio_source_read(source, pairs, count - done < 1024 ? count - done : 1024, &got,
                                    err);
        for (int i = 0; !code && i < got; i++)
            mono[done++] = (pairs[2 * i] + pairs[2 * i + 1]) / 2;
    }
    ct_audio_source_close(&source);
    return code == CT_END ? CT_OK : code;
}

/* Likeness of two stretches, -1 to 1. */
static double likeness(const float *a, const float *b, int count)
{
    double ab = 0, aa = 1e-9, bb = 1e-9;

    for (int i = 0; i < count; i++) {
        ab += (double)a[i] * (double)b[i];
        aa += (double)a[i] * (double)a[i];
        bb += (double)b[i] * (double)b[i];
    }
    return ab / sqrt(aa * bb);
}

/* How far the sound has to be moved to be most like the clip's, samples of SLIDE_RATE_HZ. */
static ct_code slide(const char *clip, int64_t clip_us, const char *sound, int64_t sound_us,
                     int *by, double *like, ct_error *err)
{
    float  *a = ct_alloc_array(WINDOW, sizeof *a);
    float  *b = ct_alloc_array(WINDOW + 2 * SLIDE, sizeof *b);
    ct_code code = read_window(clip, clip_us - BEFORE_MS * 1000, WINDOW, a, err);

    if (!code)
        code = read_window(sound, sound_us - (BEFORE_MS + SLIDE_MS) * 1000, WINDOW + 2 * SLIDE, b,
                           err);
    *by = 0;
    *like = -1;
    for (int lag = 0; !code && lag <= 2 * SLIDE; lag++) {
        double now = likeness(a, b + lag, WINDOW);
        if (now > *like) {
            *like = now;
            *by = lag - SLIDE;
        }
    }
    free(a);
    free(b);
    return code;
}

/* Container time of a frame; without index by the rate. */
static int64_t frame_us(const ct_clip *clip, int64_t frame)
{
    ct_index *ix = NULL;
    int64_t   us = av_rescale_q(frame, av_inv_q(clip->fps), AV_TIME_BASE_Q);

    if (ct_index_acquire(clip->path, clip->stream, NULL, &ix, NULL) == CT_OK)
        us = ct_index_time_us(ix, frame);
    ct_index_unref(&ix);
    return us;
}

static void say(ct_sync *out, const char *how, double like, int64_t clip_us, int64_t sound_us)
{
    char alike[64] = "";

    if (like > -1)
        snprintf(alike, sizeof alike, "; the two sounds are %.0f %% alike there",
                 fmax(0, like) * 100);
    snprintf(out->why, sizeof out->why, "Clap %s at %.3f s, heard in the sound at %.3f s%s.", how,
             (double)clip_us / 1e6, (double)sound_us / 1e6, alike);
}

ct_code ct_sync_clap(const ct_clip *clip, const ct_clip *sound, bool (*stop)(void *),
                     void *stop_arg, ct_sync *out, ct_error *err)
{
    struct recording r;
    int64_t          clip_us = 0, sound_us = 0, frame = 0, first_us = frame_us(clip, 0);
    double           clip_sure = 0, sound_sure = 0, like = -1;
    int              by = 0;
    ct_code          code = look(sound->path, &r, err);
    bool             heard;

    *out = (ct_sync){0};
    if (!code)
        code = ct_clap_in_sound(sound->path, stop, stop_arg, &sound_us, &sound_sure, err);
    if (code)
        return code;
    code = ct_clap_in_sound(clip->path, stop, stop_arg, &clip_us, &clip_sure, err);
    heard = code == CT_OK;
    if (code == CT_END || code == CT_NO_INPUT) {
        code =
            ct_clap_in_picture(clip->path, clip->stream, stop, stop_arg, &frame, &clip_sure, err);
        clip_us = code ? 0 : frame_us(clip, frame);
    }
    if (!code && heard)
        code = slide(clip->path, clip_us, sound->path, sound_us, &by, &like, err);
    if (code)
        return code;
    double sure = fmin(clip_sure, sound_sure);
    if (like > 0.5)
        sound_us += av_rescale(by, 1000000, SLIDE_RATE_HZ);
    out->confidence = like > 0.5 ? fmax(sure, like) : heard ? 0.7 * sure : 0.6 * sure;
    out->rate_hz = r.rate_hz;
    out->start = av_rescale(sound_us - (clip_us - first_us), r.rate_hz, 1000000);
    int64_t length =
        av_rescale_q(clip->frame_count, av_inv_q(clip->fps), (AVRational){1, r.rate_hz});
    out->overlap_us = av_rescale(overlap_of(out->start, length, r.samples), 1000000, r.rate_hz);
    say(out, heard ? "heard" : "seen", like, clip_us - first_us, sound_us);
    return CT_OK;
}
