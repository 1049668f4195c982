/* SPDX-License-Identifier: MIT */
/* See frame.h. */
#include "circletake/frame.h"

#include <libavutil/frame.h>
#include <libavutil/imgutils.h>
#include <libavutil/md5.h>
#include <libavutil/mem.h>
#include <libavutil/pixdesc.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "circletake/str.h"

/* What callers see, and the count they do not. */
struct counted {
    ct_frame   frame;
    atomic_int refs;
};

ct_frame *ct_frame_create(AVFrame *av, int64_t number, int64_t pts, AVRational tb)
{
    struct counted *c = malloc(sizeof *c);

    if (!c) {
        av_frame_free(&av);
        return NULL;
    }
    c->frame = (ct_frame){.av = av, .number = number, .pts = pts, .tb = tb};
    atomic_init(&c->refs, 1);
    return &c->frame;
}

ct_frame *ct_frame_ref(const ct_frame *f)
{
    union {
        const ct_frame *borrowed;
        ct_frame       *shared;
    } same = {.borrowed = f};
    struct counted *c = (struct counted *)(void *)same.shared;

    atomic_fetch_add_explicit(&c->refs, 1, memory_order_relaxed);
    return same.shared;
}

void ct_frame_unref(ct_frame **f)
{
    struct counted *c = (struct counted *)(void *)*f;

    *f = NULL;
    if (!c || atomic_fetch_sub_explicit(&c->refs, 1, memory_order_acq_rel) != 1)
        return;
    av_frame_free(&c->frame.av);
    free(c);
}

size_t ct_frame_bytes(const ct_frame *f)
{
    size_t bytes = sizeof *f + sizeof(AVFrame);

    for (int i = 0; i < AV_NUM_DATA_POINTERS && f->av->buf[i]; i++)
        bytes += f->av->buf[i]->size;
    return bytes;
}

/* --- the bytes of rawvideo ------------------------------------------------------------ */

typedef void (*byte_sink)(void *arg, const uint8_t *bytes, size_t count);

/* Rows and bytes of a row in one plane; false: no such plane. */
static bool plane_size(const AVFrame *av, int plane, int *rows, int *row_bytes)
{
    const AVPixFmtDescriptor *d = av_pix_fmt_desc_get(av->format);

    if (!d || plane >= av_pix_fmt_count_planes(av->format))
        return false;
    *row_bytes = av_image_get_linesize(av->format, av->width, plane);
    bool chroma = plane == 1 || plane == 2;
    *rows = chroma ? AV_CEIL_RSHIFT(av->height, d->log2_chroma_h) : av->height;
    return *row_bytes > 0;
}

static void feed_plane(const AVFrame *av, int plane, int rows, int row_bytes, byte_sink sink,
                       void *arg)
{
    for (int y = 0; y < rows; y++)
        sink(arg, av->data[plane] + (ptrdiff_t)y * av->linesize[plane], (size_t)row_bytes);
}

static void feed_planes(const AVFrame *av, byte_sink sink, void *arg)
{
    int rows, row_bytes;

    for (int plane = 0; plane < 4 && plane_size(av, plane, &rows, &row_bytes); plane++)
        feed_plane(av, plane, rows, row_bytes, sink, arg);
    const AVPixFmtDescriptor *d = av_pix_fmt_desc_get(av->format);
    if (d && (d->flags & AV_PIX_FMT_FLAG_PAL) && av->data[1])
        sink(arg, av->data[1], AVPALETTE_SIZE);
}

/* Bytes of one pixel of a plane that can be turned; 0: cannot (bits, palettes, unlike chroma). */
static int pixel_bytes(const AVFrame *av, int plane)
{
    const AVPixFmtDescriptor *d = av_pix_fmt_desc_get(av->format);
    const uint64_t            fixed = AV_PIX_FMT_FLAG_BITSTREAM | AV_PIX_FMT_FLAG_PAL;

    if (!d || (d->flags & fixed) || d->log2_chroma_w != d->log2_chroma_h)
        return 0;
    for (int c = 0; c < d->nb_components; c++)
        if (d->comp[c].plane == plane)
            return d->comp[c].step;
    return 0;
}

/* One plane turned clockwise by `deg`, row by row. */
static void feed_turned(const AVFrame *av, int plane, int rows, int columns, int bytes, int deg,
                        byte_sink sink, void *arg)
{
    const uint8_t *from = av->data[plane];
    ptrdiff_t      stride = av->linesize[plane];
    int      out_rows = deg == 180 ? rows : columns, out_columns = deg == 180 ? columns : rows;
    uint8_t *row = ct_alloc_array((size_t)out_columns + 1, (size_t)bytes);

    for (int y = 0; y < out_rows; y++) {
        for (int x = 0; x < out_columns; x++) {
            int from_x = deg == 90 ? y : columns - 1 - (deg == 180 ? x : y);
            int from_y = deg == 270 ? x : rows - 1 - (deg == 180 ? y : x);
            memcpy(row + (ptrdiff_t)x * bytes, from + from_y * stride + (ptrdiff_t)from_x * bytes,
                   (size_t)bytes);
        }
        sink(arg, row, (size_t)out_columns * (size_t)bytes);
    }
    free(row);
}

static void feed_upright(const ct_frame *f, byte_sink sink, void *arg)
{
    int rows, row_bytes;

    if (f->rotation_deg == 0 || !pixel_bytes(f->av, 0)) {
        feed_planes(f->av, sink, arg);
        return;
    }
    for (int plane = 0; plane < 4 && plane_size(f->av, plane, &rows, &row_bytes); plane++) {
        int bytes = pixel_bytes(f->av, plane);
        feed_turned(f->av, plane, rows, row_bytes / bytes, bytes, f->rotation_deg, sink, arg);
    }
}

static void sink_md5(void *arg, const uint8_t *bytes, size_t count)
{
    av_md5_update(arg, bytes, count);
}

static void sink_xxh(void *arg, const uint8_t *bytes, size_t count)
{
    XXH3_64bits_update(arg, bytes, count);
}

char *ct_frame_md5(const ct_frame *f, char out[CT_FRAME_MD5_BYTES])
{
    static const char hex[] = "0123456789abcdef";
    uint8_t           sum[16];

    memcpy(out, "-", 2);
    struct AVMD5 *md5 = f->gap ? NULL : av_md5_alloc();
    if (!md5)
        return out;
    av_md5_init(md5);
    feed_upright(f, sink_md5, md5);
    av_md5_final(md5, sum);
    av_free(md5);
    for (int i = 0; i < 16; i++) {
        out[2 * i] = hex[sum[i] >> 4];
        out[2 * i + 1] = hex[sum[i] & 15];
    }
    out[32] = '\0';
    return out;
}

uint64_t ct_frame_hash(const ct_frame *f)
{
    XXH3_state_t *state = f->gap ? NULL : XXH3_createState();

    if (!state)
        return 0;
    XXH3_64bits_reset(state);
    feed_planes(f->av, sink_xxh, state);
    uint64_t hash = XXH3_64bits_digest(state);
    XXH3_freeState(state);
    return hash ? hash : 1;
}

ct_evidence ct_frame_evidence(const ct_frame *f, const ct_clip *clip)
{
    ct_evidence e = {.pts = f->pts, .tb = f->tb, .hash = ct_frame_hash(f)};

    if (clip->tc.rate.num > 0)
        ct_tc_track_print(&clip->tc, clip->fps, f->number, e.timecode);
    return e;
}
