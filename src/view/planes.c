/* SPDX-License-Identifier: MIT */
#include "view/planes.h"

#include <stdlib.h>
#include <string.h>

#include <libavutil/frame.h>
#include <libavutil/pixdesc.h>
#include <libswscale/swscale.h>

#include "circletake/str.h"

struct ct_planes {
    struct SwsContext *sws;
    AVFrame           *frame;
};

static bool is_planar(const AVPixFmtDescriptor *d)
{
    const uint64_t odd = AV_PIX_FMT_FLAG_BE | AV_PIX_FMT_FLAG_PAL | AV_PIX_FMT_FLAG_BITSTREAM |
                         AV_PIX_FMT_FLAG_HWACCEL | AV_PIX_FMT_FLAG_BAYER;

    if (!d || d->flags & odd || !(d->flags & AV_PIX_FMT_FLAG_PLANAR) || d->nb_components < 3)
        return false;
    bool floats = d->flags & AV_PIX_FMT_FLAG_FLOAT;
    for (int i = 0; i < 3; i++) {
        const AVComponentDescriptor *c = &d->comp[i];
        bool whole = c->step == (c->depth + 7) / 8 && c->shift == 0 && c->offset == 0;
        if (!whole || (floats ? c->depth != 32 : c->depth > 16))
            return false;
    }
    return d->comp[0].plane != d->comp[1].plane && d->comp[1].plane != d->comp[2].plane;
}

static bool is_aligned(const AVFrame *av)
{
    for (int i = 0; i < 3; i++)
        if ((uintptr_t)av->data[i] % CT_PLANES_ALIGNMENT || av->linesize[i] % CT_PLANES_ALIGNMENT)
            return false;
    return true;
}

/* The format of the same three planes without a fourth. */
static enum AVPixelFormat without_alpha(const AVPixFmtDescriptor *d)
{
    const AVPixFmtDescriptor *o = NULL;

    if (!(d->flags & AV_PIX_FMT_FLAG_ALPHA))
        return av_pix_fmt_desc_get_id(d);
    while ((o = av_pix_fmt_desc_next(o)))
        if (o->nb_components == 3 && o->flags == (d->flags & ~(uint64_t)AV_PIX_FMT_FLAG_ALPHA) &&
            o->log2_chroma_w == d->log2_chroma_w && o->log2_chroma_h == d->log2_chroma_h &&
            memcmp(o->comp, d->comp, 3 * sizeof *o->comp) == 0)
            return av_pix_fmt_desc_get_id(o);
    return AV_PIX_FMT_NONE;
}

/* Whether colour has a whole number of samples. */
static bool is_divisible(const AVFrame *av, const AVPixFmtDescriptor *d)
{
    return av->width % (1 << d->log2_chroma_w) == 0 && av->height % (1 << d->log2_chroma_h) == 0;
}

/* The planes that hold all of a picture. XYZ becomes RGB on the way, greys three times the same. */
static enum AVPixelFormat planes_for(const AVFrame *av, const AVPixFmtDescriptor *d)
{
    enum AVPixelFormat format = av->format;
    bool               deep = d->comp[0].depth > 8;

    if (is_planar(d) && is_divisible(av, d) && without_alpha(d) != AV_PIX_FMT_NONE)
        return without_alpha(d);
    if (d->nb_components < 3 || d->flags & (AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL) ||
        format == AV_PIX_FMT_XYZ12LE || format == AV_PIX_FMT_XYZ12BE)
        return deep ? AV_PIX_FMT_GBRP16 : AV_PIX_FMT_GBRP;
    if (!is_divisible(av, d))
        return deep ? AV_PIX_FMT_YUV444P16 : AV_PIX_FMT_YUV444P;
    if (d->log2_chroma_h)
        return deep ? AV_PIX_FMT_YUV420P16 : AV_PIX_FMT_YUV420P;
    if (d->log2_chroma_w)
        return deep ? AV_PIX_FMT_YUV422P16 : AV_PIX_FMT_YUV422P;
    return deep ? AV_PIX_FMT_YUV444P16 : AV_PIX_FMT_YUV444P;
}

static ct_code no_memory(ct_error *err)
{
    return ct_fail(err, CT_NO_MEMORY, "Not enough memory to show a picture.");
}

static ct_code make_frame(ct_planes *s, const AVFrame *av, enum AVPixelFormat format, ct_error *err)
{
    AVFrame *to = s->frame;

    if (to && to->width == av->width && to->height == av->height && to->format == format)
        return CT_OK;
    av_frame_free(&s->frame);
    to = s->frame = av_frame_alloc();
    if (!to)
        return no_memory(err);
    to->format = format;
    to->width = av->width;
    to->height = av->height;
    return av_frame_get_buffer(to, CT_PLANES_ALIGNMENT) < 0 ? no_memory(err) : CT_OK;
}

ct_code ct_planes_lay_out(ct_planes *s, const AVFrame *av, const ct_picture *p, const AVFrame **out,
                          ct_error *err)
{
    const AVPixFmtDescriptor *d = av_pix_fmt_desc_get(av->format);

    *out = av;
    if (!d || !sws_isSupportedInput(av->format))
        return ct_fail(err, CT_UNSUPPORTED, "Pictures of format %s cannot be shown.",
                       ct_str_or_empty(av_get_pix_fmt_name(av->format)));
    enum AVPixelFormat planes = planes_for(av, d);
    if (planes == av->format && is_aligned(av))
        return CT_OK;
    ct_code code = make_frame(s, av, planes, err);
    if (code)
        return code;
    *out = s->frame;
    if (planes == av->format)
        return av_frame_copy(s->frame, av) < 0 ? no_memory(err) : CT_OK;
    s->sws =
        sws_getCachedContext(s->sws, av->width, av->height, av->format, av->width, av->height,
                             s->frame->format, SWS_BICUBIC | SWS_ACCURATE_RND, NULL, NULL, NULL);
    if (!s->sws)
        return no_memory(err);
    const int *same = sws_getCoefficients(SWS_CS_ITU709);
    sws_setColorspaceDetails(s->sws, same, p->full_range, same, p->full_range, 0, 1 << 16, 1 << 16);
    sws_scale(s->sws, (const uint8_t *const *)av->data, av->linesize, 0, av->height, s->frame->data,
              s->frame->linesize);
    return CT_OK;
}

ct_planes *ct_planes_create(void)
{
    return ct_alloc(sizeof(ct_planes));
}

void ct_planes_destroy(ct_planes **planes)
{
    if (!*planes)
        return;
    sws_freeContext((*planes)->sws);
    av_frame_free(&(*planes)->frame);
    free(*planes);
    *planes = NULL;
}
