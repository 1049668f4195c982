/* SPDX-License-Identifier: MIT */
#include "view/picture.h"

#include <math.h>

#include <libavutil/frame.h>
#include <libavutil/pixdesc.h>

#include "circletake/frame.h"

static bool is_rgb(enum AVPixelFormat format)
{
    const AVPixFmtDescriptor *d = av_pix_fmt_desc_get(format);
    return d && (d->flags & (AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL));
}

static bool is_full_range_format(enum AVPixelFormat format)
{
    switch (format) {
    case AV_PIX_FMT_YUVJ420P:
    case AV_PIX_FMT_YUVJ422P:
    case AV_PIX_FMT_YUVJ444P:
    case AV_PIX_FMT_YUVJ440P:
    case AV_PIX_FMT_YUVJ411P:
        return true;
    default:
        return is_rgb(format);
    }
}

static int matrix_of(const AVFrame *av)
{
    bool known = av->colorspace != AVCOL_SPC_UNSPECIFIED && av->colorspace != AVCOL_SPC_RESERVED;
    if (is_rgb(av->format))
        return AVCOL_SPC_RGB;
    if (known && av->colorspace != AVCOL_SPC_RGB)
        return av->colorspace;
    return av->height >= 720 || av->width > 1024 ? AVCOL_SPC_BT709 : AVCOL_SPC_SMPTE170M;
}

ct_picture ct_picture_of(const ct_frame *frame)
{
    const AVFrame *av = frame->av;
    AVRational     sar = av->sample_aspect_ratio;
    if (sar.num <= 0 || sar.den <= 0)
        sar = (AVRational){1, 1};
    int        width = av->width - (int)(av->crop_left + av->crop_right);
    int        height = av->height - (int)(av->crop_top + av->crop_bottom);
    double     aspect = (double)width * sar.num / ((double)height * sar.den);
    bool       lying = frame->rotation_deg == 90 || frame->rotation_deg == 270;
    ct_picture p = {
        .width = width,
        .height = height,
        .aspect = lying ? 1 / aspect : aspect,
        .rotation = frame->rotation_deg,
        .mirrored = frame->mirrored,
        .matrix = matrix_of(av),
        .full_range = av->color_range == AVCOL_RANGE_JPEG || is_full_range_format(av->format),
    };
    return p;
}

ct_rect_px ct_picture_fit(const ct_picture *p, ct_rect_px area)
{
    int w = area.w;
    int h = (int)lround(area.w / p->aspect);
    if (h > area.h) {
        h = area.h;
        w = (int)lround(area.h * p->aspect);
    }
    w = w < 1 ? 1 : w > area.w ? area.w : w;
    h = h < 1 ? 1 : h > area.h ? area.h : h;
    return (ct_rect_px){area.x + (area.w - w) / 2, area.y + (area.h - h) / 2, w, h};
}

ct_rect ct_picture_fit_logical(const ct_picture *p, ct_rect area)
{
    double w = fmin(area.w, area.h * p->aspect);
    return ct_rect_centre(area, w, w / p->aspect);
}
