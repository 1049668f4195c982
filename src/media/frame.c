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

/* --- how it is shown -------------------------------------------------------------------- */

ct_turn ct_frame_turn(const ct_frame *f, int width, int height)
{
    int     right = width - 1, foot = height - 1;
    int     edge = f->rotation_deg % 180 ? foot : right; /* last column as shown */
    ct_turn t = {.x_x = 1, .y_y = 1};

    if (f->rotation_deg == 90)
        t = (ct_turn){.x_y = 1, .at_y = foot, .y_x = -1};
    else if (f->rotation_deg == 180)
        t = (ct_turn){.at_x = right, .x_x = -1, .at_y = foot, .y_y = -1};
    else if (f->rotation_deg == 270)
        t = (ct_turn){.at_x = right, .x_y = -1, .y_x = 1};
    if (f->mirrored) {
        t.at_x += t.x_x * edge;
        t.at_y += t.y_x * edge;
        t.x_x = -t.x_x;
        t.y_x = -t.y_x;
    }
    return t;
}

AVFrame *ct_frame_visible(const ct_frame *f)
{
    AVFrame *av = av_frame_clone(f->av);

    if (av && av_frame_apply_cropping(av, AV_FRAME_CROP_UNALIGNED) < 0)
        av_frame_free(&av);
    return av;
}

/* Width to height of what is shown, before it is turned. */
static AVRational shape_of(const ct_frame *f)
{
    AVRational sar = f->av->sample_aspect_ratio, shape;
    int64_t    w = f->av->width - (int64_t)(f->av->crop_left + f->av->crop_right);
    int64_t    h = f->av->height - (int64_t)(f->av->crop_top + f->av->crop_bottom);
    bool       square = sar.num <= 0 || sar.den <= 0;

    av_reduce(&shape.num, &shape.den, w * (square ? 1 : sar.num), h * (square ? 1 : sar.den),
              INT32_MAX);
    return shape;
}

ct_frame *ct_frame_black(const ct_frame *like)
{
    enum { SIDE = 16 };
    AVFrame *av = av_frame_alloc();

    if (!av)
        return NULL;
    av->format = AV_PIX_FMT_GRAY8;
    av->width = av->height = SIDE;
    av->color_range = AVCOL_RANGE_JPEG;
    av->sample_aspect_ratio = like ? shape_of(like) : (AVRational){16, 9};
    if (av_frame_get_buffer(av, 0) < 0) {
        av_frame_free(&av);
        return NULL;
    }
    for (int y = 0; y < SIDE; y++)
        memset(av->data[0] + (ptrdiff_t)y * av->linesize[0], 0, SIDE);
    ct_frame *f = ct_frame_create(av, -1, INT64_MIN, (AVRational){0, 1});
    if (f) {
        f->gap = true;
        f->rotation_deg = like ? like->rotation_deg : 0;
    }
    return f;
}

ct_mix ct_mix_ref(const ct_mix *m)
{
    ct_mix same = *m;

    same.over = m->over ? ct_frame_ref(m->over) : NULL;
    same.under = m->under ? ct_frame_ref(m->under) : NULL;
    return same;
}

void ct_mix_unref(ct_mix *m)
{
    ct_frame_unref(&m->over);
    ct_frame_unref(&m->under);
}

bool ct_mix_equal(const ct_mix *a, const ct_mix *b)
{
    return a->over == b->over && a->under == b->under &&
           (!a->under || (a->weight == b->weight && a->of == b->of && a->wipe == b->wipe));
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

/* Bytes of one pixel of a plane that can be turned; 0: cannot (bits, palettes, packed 4:2:2, and
 * sideways unlike chroma). */
static int pixel_bytes(const ct_frame *f, int plane)
{
    const AVFrame            *av = f->av;
    const AVPixFmtDescriptor *d = av_pix_fmt_desc_get(av->format);
    const uint64_t            fixed = AV_PIX_FMT_FLAG_BITSTREAM | AV_PIX_FMT_FLAG_PAL;

    bool unlike = d && d->log2_chroma_w != d->log2_chroma_h;
    if (!d || (d->flags & fixed) ||
        (unlike && (f->rotation_deg % 180 || !(d->flags & AV_PIX_FMT_FLAG_PLANAR))))
        return 0;
    for (int c = 0; c < d->nb_components; c++)
        if (d->comp[c].plane == plane)
            return d->comp[c].step;
    return 0;
}

/* One plane as it is shown, row by row. */
static void feed_turned(const ct_frame *f, int plane, int rows, int columns, int bytes,
                        byte_sink sink, void *arg)
{
    const uint8_t *from = f->av->data[plane];
    ptrdiff_t      stride = f->av->linesize[plane];
    bool           sideways = f->rotation_deg % 180 != 0;
    int            out_rows = sideways ? columns : rows, out_columns = sideways ? rows : columns;
    ct_turn        t = ct_frame_turn(f, columns, rows);
    uint8_t       *row = ct_alloc_array((size_t)out_columns + 1, (size_t)bytes);

    for (int y = 0; y < out_rows; y++) {
        for (int x = 0; x < out_columns; x++) {
            ptrdiff_t from_x = t.at_x + x * t.x_x + y * t.x_y;
            ptrdiff_t from_y = t.at_y + x * t.y_x + y * t.y_y;
            memcpy(row + (ptrdiff_t)x * bytes, from + from_y * stride + from_x * bytes,
                   (size_t)bytes);
        }
        sink(arg, row, (size_t)out_columns * (size_t)bytes);
    }
    free(row);
}

static void feed_upright(const ct_frame *f, byte_sink sink, void *arg)
{
    int rows, row_bytes;

    if ((f->rotation_deg == 0 && !f->mirrored) || !pixel_bytes(f, 0)) {
        feed_planes(f->av, sink, arg);
        return;
    }
    for (int plane = 0; plane < 4 && plane_size(f->av, plane, &rows, &row_bytes); plane++) {
        int bytes = pixel_bytes(f, plane);
        feed_turned(f, plane, rows, row_bytes / bytes, bytes, sink, arg);
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
