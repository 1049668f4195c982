/* SPDX-License-Identifier: MIT */
/* Two pictures mixed as they are in their files, sample by sample. */
#include <libavutil/frame.h>
#include <libavutil/imgutils.h>
#include <libavutil/pixdesc.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/frame.h"

/* Samples of one byte, or of two in the order of this machine, each for itself. */
static int sample_bytes(const AVPixFmtDescriptor *d)
{
    const uint64_t others = AV_PIX_FMT_FLAG_BITSTREAM | AV_PIX_FMT_FLAG_PAL |
                            AV_PIX_FMT_FLAG_HWACCEL | AV_PIX_FMT_FLAG_FLOAT | AV_PIX_FMT_FLAG_BAYER;
    int bytes = d && d->comp[0].depth > 8 ? 2 : 1;

    if (!d || (d->flags & others) || (bytes == 2 && (d->flags & AV_PIX_FMT_FLAG_BE)))
        return 0;
    for (int i = 0; i < d->nb_components; i++) {
        const AVComponentDescriptor *c = &d->comp[i];
        if (c->shift || c->depth < 8 || c->depth > 16 || (c->depth > 8) != (bytes == 2) ||
            c->step % bytes)
            return 0;
    }
    return bytes;
}

/* To the nearest, halves up. */
static unsigned mix_sample(unsigned over, unsigned under, const ct_mix *m)
{
    uint64_t weight = (uint64_t)m->weight, of = (uint64_t)m->of;

    return (unsigned)((2 * (over * weight + under * (of - weight)) + of) / (2 * of));
}

static void mix_row(uint8_t *to, const uint8_t *over, const uint8_t *under, int bytes, int each,
                    const ct_mix *m)
{
    uint16_t       *to16 = (uint16_t *)(void *)to;
    const uint16_t *over16 = (const uint16_t *)(const void *)over;
    const uint16_t *under16 = (const uint16_t *)(const void *)under;

    if (each == 1)
        for (int i = 0; i < bytes; i++)
            to[i] = (uint8_t)mix_sample(over[i], under[i], m);
    else
        for (int i = 0; i < bytes / 2; i++)
            to16[i] = (uint16_t)mix_sample(over16[i], under16[i], m);
}

/* The row of a wipe: each picture's own samples. `step` bytes lie between those of one column and the next. */
static void wipe_row(uint8_t *to, const uint8_t *over, const uint8_t *under, int bytes, int step,
                     ct_wipe_span in)
{
    size_t first = (size_t)in.first * (size_t)step, end = (size_t)in.end * (size_t)step;

    memcpy(to, under, (size_t)bytes);
    if (end > first)
        memcpy(to + first, over + first, end - first);
}

static void mix_planes(AVFrame *to, int each, const ct_mix *m)
{
    const AVFrame            *over = m->over->av, *under = m->under->av;
    const AVPixFmtDescriptor *d = av_pix_fmt_desc_get((enum AVPixelFormat)over->format);
    ct_wipe                   wipe;
    bool                      wipes = ct_wipe_of(m->wipe, &wipe);

    for (int p = 0; p < av_pix_fmt_count_planes((enum AVPixelFormat)over->format); p++) {
        bool chroma = p == 1 || p == 2;
        int  rows = chroma ? AV_CEIL_RSHIFT(over->height, d->log2_chroma_h) : over->height;
        int  columns = chroma ? AV_CEIL_RSHIFT(over->width, d->log2_chroma_w) : over->width;
        int  bytes = av_image_get_linesize((enum AVPixelFormat)over->format, over->width, p);
        for (int y = 0; y < rows; y++) {
            uint8_t       *row = to->data[p] + (ptrdiff_t)y * to->linesize[p];
            const uint8_t *in = over->data[p] + (ptrdiff_t)y * over->linesize[p];
            const uint8_t *out = under->data[p] + (ptrdiff_t)y * under->linesize[p];
            if (wipes)
                wipe_row(row, in, out, bytes, bytes / columns, ct_wipe_row(m, y, columns, rows));
            else
                mix_row(row, in, out, bytes, each, m);
        }
    }
}

static bool are_alike(const ct_frame *a, const ct_frame *b)
{
    return a->av->format == b->av->format && a->av->width == b->av->width &&
           a->av->height == b->av->height && a->rotation_deg == b->rotation_deg &&
           a->mirrored == b->mirrored && !a->gap && !b->gap;
}

ct_frame *ct_frame_mix(const ct_mix *m)
{
    ct_wipe wipe;

    if (!m->over || !m->under || m->of <= 0 || !are_alike(m->over, m->under))
        return NULL;
    if (ct_wipe_of(m->wipe, &wipe) && (m->over->rotation_deg || m->over->mirrored))
        return NULL;
    enum AVPixelFormat format = (enum AVPixelFormat)m->over->av->format;
    int                each = sample_bytes(av_pix_fmt_desc_get(format));
    AVFrame           *av = each ? av_frame_alloc() : NULL;
    if (!av)
        return NULL;
    av->format = format;
    av->width = m->over->av->width;
    av->height = m->over->av->height;
    if (av_frame_get_buffer(av, 0) < 0 || av_frame_copy_props(av, m->over->av) < 0) {
        av_frame_free(&av);
        return NULL;
    }
    mix_planes(av, each, m);
    ct_frame *mixed = ct_frame_create(av, m->over->number, m->over->pts, m->over->tb);
    if (mixed) {
        mixed->rotation_deg = m->over->rotation_deg;
        mixed->mirrored = m->over->mirrored;
    }
    return mixed;
}
