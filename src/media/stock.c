/* SPDX-License-Identifier: MIT */
#include "stock_priv.h"

#include <libavutil/imgutils.h>
#include <libavutil/pixdesc.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "circletake/str.h"
#include "decoder_priv.h"

enum {
    ALIGNMENT = 64, /* of planes: the widest vectors of any processor */
    OVERREAD = 64   /* bytes that decoders may touch behind a plane */
};

struct ct_stock {
    pthread_mutex_t lock; /* guards both */
    AVBufferPool   *buffers;
    size_t          bytes; /* of each */
};

ct_stock *ct_stock_create(void)
{
    ct_stock *s = ct_alloc(sizeof *s);

    pthread_mutex_init(&s->lock, NULL);
    return s;
}

void ct_stock_release(ct_stock **stock)
{
    if (!*stock)
        return;
    av_buffer_pool_uninit(&(*stock)->buffers);
    pthread_mutex_destroy(&(*stock)->lock);
    free(*stock);
    *stock = NULL;
}

static void free_memory(void *opaque, uint8_t *data)
{
    (void)opaque;
    free(data);
}

/* All its pages at once: a picture has thousands, and would else ask for one after the other as it is written. */
static AVBufferRef *new_memory(size_t bytes)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    void  *data = NULL;

    bytes = (bytes + page - 1) / page * page;
    if (posix_memalign(&data, page, bytes) != 0)
        return NULL;
#ifdef MADV_POPULATE_WRITE /* Linux 5.14; before it pages come one by one */
    (void)madvise(data, bytes, MADV_POPULATE_WRITE);
#endif
    AVBufferRef *buffer = av_buffer_create(data, bytes, free_memory, NULL, 0);
    if (!buffer)
        free(data);
    return buffer;
}

/* Pictures of another size begin a pool of their own; the old one goes with its last picture. */
static AVBufferRef *take(ct_stock *s, size_t bytes)
{
    pthread_mutex_lock(&s->lock);
    if (s->bytes != bytes) {
        av_buffer_pool_uninit(&s->buffers);
        s->buffers = av_buffer_pool_init(bytes, new_memory);
        s->bytes = s->buffers ? bytes : 0;
    }
    AVBufferRef *buffer = s->buffers ? av_buffer_pool_get(s->buffers) : NULL;
    pthread_mutex_unlock(&s->lock);
    return buffer;
}

static size_t aligned(size_t bytes)
{
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

/* How the planes lie behind one another, as the decoder wants their rows aligned; false: not this way. */
static bool measure(AVCodecContext *ctx, const AVFrame *f, int strides[4], size_t offsets[5])
{
    int       align[AV_NUM_DATA_POINTERS], width = f->width, height = f->height;
    size_t    sizes[4];
    ptrdiff_t wide[4];
    bool      fits;

    avcodec_align_dimensions2(ctx, &width, &height, align);
    do { /* planes of narrower samples are aligned by a wider picture only */
        if (av_image_fill_linesizes(strides, f->format, width) < 0)
            return false;
        fits = true;
        for (int i = 0; i < 4; i++)
            fits = fits && strides[i] % FFMAX(align[i], ALIGNMENT) == 0;
        width += width & ~(width - 1);
    } while (!fits);
    for (int i = 0; i < 4; i++)
        wide[i] = strides[i];
    if (av_image_fill_plane_sizes(sizes, f->format, height, wide) < 0)
        return false;
    offsets[0] = 0;
    for (int i = 0; i < 4; i++)
        offsets[i + 1] = offsets[i] + (sizes[i] ? aligned(sizes[i] + OVERREAD) : 0);
    return true;
}

static int take_picture(const ct_decoder *dec, AVCodecContext *ctx, AVFrame *f, int flags)
{
    const AVPixFmtDescriptor *d = av_pix_fmt_desc_get(f->format);
    int                       strides[4];
    size_t                    offsets[5];

    if (!dec->stock || !d || d->flags & (AV_PIX_FMT_FLAG_HWACCEL | AV_PIX_FMT_FLAG_PAL) ||
        !(ctx->codec->capabilities & AV_CODEC_CAP_DR1) || !measure(ctx, f, strides, offsets))
        return avcodec_default_get_buffer2(ctx, f, flags);
    f->buf[0] = take(dec->stock, offsets[4] + ALIGNMENT);
    if (!f->buf[0])
        return AVERROR(ENOMEM);
    size_t   at = (size_t)f->buf[0]->data;
    uint8_t *start = f->buf[0]->data + (aligned(at) - at);
    for (int i = 0; i < 4 && offsets[i + 1] > offsets[i]; i++) {
        f->data[i] = start + offsets[i];
        f->linesize[i] = strides[i];
    }
    f->extended_data = f->data;
    return 0;
}

static int get_buffer(AVCodecContext *ctx, AVFrame *f, int flags)
{
    const AVPixFmtDescriptor *d = av_pix_fmt_desc_get(f->format);
    const ct_decoder         *dec = ctx->opaque;
    int                       ret = take_picture(dec, ctx, f, flags);

    if (dec->bridges)
        ct_bridges_begin(dec->bridges, ctx, f->pts);
    if (ret < 0 || !d || d->flags & AV_PIX_FMT_FLAG_HWACCEL)
        return ret;
    if (dec->clears || (dec->holes && !ct_holes_mark(dec->holes, f)))
        for (size_t i = 0; i < AV_NUM_DATA_POINTERS && f->buf[i]; i++)
            memset(f->buf[i]->data, 0, f->buf[i]->size);
    return ret;
}

void ct_stock_serve(AVCodecContext *ctx)
{
    ctx->get_buffer2 = get_buffer;
#if LIBAVCODEC_VERSION_MAJOR < 60
    AV_NOWARN_DEPRECATED(ctx->thread_safe_callbacks = 1;)
#endif
}
