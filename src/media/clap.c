/* SPDX-License-Identifier: MIT */
/* The clap of a slate: heard as an onset out of the room's quiet, seen as one bright frame. See
 * sync.h. */
#include <libavutil/frame.h>
#include <libavutil/mathematics.h>
#include <libavutil/pixdesc.h>
#include <math.h>
#include <stdlib.h>

#include "circletake/audio.h"
#include "circletake/reader.h"
#include "circletake/str.h"
#include "circletake/sync.h"

enum {
    RATE_HZ = 48000,
    HEAD_S = 30,
    STEP = RATE_HZ / 1000, /* the envelope's: 1 ms */
    RISE = 3,              /* steps in which a clap is there ... */
    QUIET = 40,            /* ... after so many that are quieter */
    APART = 250,           /* what follows closer is the same clap's echo */
    HEAD_FRAMES = 400,     /* looked at for a flash */
    FLASH_LEVELS = 24,     /* of 255: a flash is brighter by so much */
    SAMPLED = 8            /* every so many pixels, both ways */
};
static const double least_score = 0.05;

/* --- heard ------------------------------------------------------------------------- */

struct head {
    float  *mono; /* RATE_HZ, from `start_us` */
    int     count;
    int64_t start_us;
};

static ct_code read_head(const char *path, bool (*stop)(void *), void *stop_arg, struct head *h,
                         ct_error *err)
{
    ct_audio_source *source = NULL;
    int64_t          end_us;
    float            pairs[2 * 1024];
    int              got;
    ct_code          code = ct_audio_source_open(path, RATE_HZ, stop, stop_arg, &source, err);

    if (code)
        return code;
    h->mono = ct_alloc_array((size_t)HEAD_S * RATE_HZ, sizeof *h->mono);
    ct_audio_source_extent(source, &h->start_us, &end_us);
    code = ct_audio_source_seek(source, h->start_us, err);
    while (!code && h->count + 1024 <= HEAD_S * RATE_HZ) {
        code = ct_audio_source_read(source, pairs, 1024, &got, err);
        for (int i = 0; !code && i < got; i++)
            h->mono[h->count++] = (pairs[2 * i] + pairs[2 * i + 1]) / 2;
    }
    ct_audio_source_close(&source);
    return code == CT_END ? CT_OK : code;
}

static double mean(const double *energy, int from, int to)
{
    double sum = 0;

    for (int i = from; i < to; i++)
        sum += energy[i];
    return sum / (to - from);
}

/* How sudden and how loud it gets at a step. */
static double score(const double *energy, int at)
{
    double now = mean(energy, at, at + RISE), before = mean(energy, at - QUIET, at - 1);

    return now > before ? sqrt(now) * log10(now / (before + 1e-7)) : 0;
}

static double *envelope(const struct head *h, int *count)
{
    double *energy;

    *count = h->count / STEP;
    energy = ct_alloc_array((size_t)*count + 1, sizeof *energy);
    for (int i = 0; i < *count * STEP; i++)
        energy[i / STEP] += (double)h->mono[i] * (double)h->mono[i] / STEP;
    return energy;
}

/* The very sample: first to reach a third of what follows. */
static int onset_sample(const struct head *h, int step)
{
    int   from = (step - 1) * STEP, to = (step + 2 * RISE) * STEP;
    float most = 0;

    to = to < h->count ? to : h->count;
    for (int i = from; i < to; i++)
        most = fmaxf(most, fabsf(h->mono[i]));
    while (from < to && fabsf(h->mono[from]) < most / 3)
        from++;
    return from;
}

static int sharpest(const double *energy, int count, double *best, double *second)
{
    int found = -1;

    *best = *second = 0;
    for (int i = QUIET; i + RISE < count; i++) {
        double now = score(energy, i);
        if (now > *best) {
            *best = now;
            found = i;
        }
    }
    for (int i = QUIET; i + RISE < count; i++)
        if (abs(i - found) > APART)
            *second = fmax(*second, score(energy, i));
    return found;
}

ct_code ct_clap_in_sound(const char *path, bool (*stop)(void *), void *stop_arg, int64_t *at_us,
                         double *confidence, ct_error *err)
{
    struct head h = {0};
    double      best = 0, second = 0;
    int         count, found;
    ct_code     code = read_head(path, stop, stop_arg, &h, err);

    if (code) {
        free(h.mono);
        return code;
    }
    double *energy = envelope(&h, &count);
    found = sharpest(energy, count, &best, &second);
    if (found < 0 || best < least_score) {
        code = ct_fail(err, CT_NO_INPUT, "No clap is heard in the first %d seconds of %s.", HEAD_S,
                       path);
    } else {
        *at_us = h.start_us + av_rescale(onset_sample(&h, found), 1000000, RATE_HZ);
        *confidence = 1 - second / best;
    }
    free(energy);
    free(h.mono);
    return code;
}

/* --- seen ---------------------------------------------------------------------------- */

struct brightness {
    double levels[HEAD_FRAMES]; /* 0 to 255, of each frame */
    int    count;
};

static double mean_level(const AVFrame *av)
{
    const AVPixFmtDescriptor *d = av_pix_fmt_desc_get(av->format);
    double                    sum = 0;
    int64_t                   count = 0;

    if (!d || d->flags & (AV_PIX_FMT_FLAG_PAL | AV_PIX_FMT_FLAG_BITSTREAM | AV_PIX_FMT_FLAG_FLOAT))
        return 0;
    const AVComponentDescriptor *c = &d->comp[d->flags & AV_PIX_FMT_FLAG_RGB ? 1 : 0];
    for (int y = 0; y < av->height; y += SAMPLED) {
        const uint8_t *row = av->data[c->plane] + (ptrdiff_t)y * av->linesize[c->plane];
        for (int x = 0; x < av->width; x += SAMPLED, count++) {
            const uint8_t *at = row + (ptrdiff_t)x * c->step + c->offset;
            sum += c->depth > 8 ? (at[0] | at[1] << 8) >> c->shift : at[0];
        }
    }
    return count ? sum / (double)count * 255 / ((1 << c->depth) - 1) : 0;
}

static ct_code read_levels(ct_reader *reader, struct brightness *b, ct_error *err)
{
    ct_frame *frame = NULL;
    ct_code   code = CT_OK;

    while (!code && b->count < HEAD_FRAMES) {
        code = ct_reader_next(reader, &frame, err);
        if (!code)
            b->levels[b->count++] = mean_level(frame->av);
        ct_frame_unref(&frame);
    }
    return code == CT_END ? CT_OK : code;
}

ct_code ct_clap_in_picture(const char *path, int stream, bool (*stop)(void *), void *stop_arg,
                           int64_t *frame, double *confidence, ct_error *err)
{
    struct brightness *b = ct_alloc(sizeof *b);
    ct_reader_options  options = {
         .stream = stream, .stop = stop, .stop_arg = stop_arg, .threads = 1};
    ct_reader *reader = NULL;
    double     best = 0, second = 0;
    ct_code    code = ct_reader_open(path, &options, &reader, err);

    if (!code)
        code = read_levels(reader, b, err);
    ct_reader_close(&reader);
    for (int i = 1; !code && i + 1 < b->count; i++) {
        double above = b->levels[i] - fmax(b->levels[i - 1], b->levels[i + 1]);
        if (above > best) {
            second = best;
            best = above;
            *frame = i;
        } else if (above > second) {
            second = above;
        }
    }
    free(b);
    if (!code && best < FLASH_LEVELS)
        return ct_fail(err, CT_NO_INPUT, "No clap is seen in the first %d frames of %s.",
                       HEAD_FRAMES, path);
    if (!code)
        *confidence = 1 - second / best;
    return code;
}
