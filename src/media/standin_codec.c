/* SPDX-License-Identifier: MIT */
/* A reduced picture: 8 bits, 4:2:0, full range, in the colours of the one it stands for, as a JPEG. */
#include <libavcodec/avcodec.h>
#include <libswscale/swscale.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/str.h"
#include "index_priv.h"
#include "standin_priv.h"

enum { QUALITY = 5 /* of 2, best, to 31 */ };

struct ct_standin_codec {
    struct standin_head head;
    AVCodecContext     *enc, *dec;
    struct SwsContext  *sws;
    AVFrame            *small;
    AVPacket           *packet;
};

ct_standin_codec *ct_standin_codec_create(const ct_standin_file *file)
{
    ct_standin_codec *c = ct_alloc(sizeof *c);

    c->head = file->head;
    c->packet = av_packet_alloc();
    c->small = av_frame_alloc();
    return c;
}

void ct_standin_codec_destroy(ct_standin_codec **codec)
{
    ct_standin_codec *c = *codec;

    *codec = NULL;
    if (!c)
        return;
    avcodec_free_context(&c->enc);
    avcodec_free_context(&c->dec);
    sws_freeContext(c->sws);
    av_frame_free(&c->small);
    av_packet_free(&c->packet);
    free(c);
}

/* --- making -------------------------------------------------------------------------------- */

static bool need_encoder(ct_standin_codec *c)
{
    const AVCodec *codec = avcodec_find_encoder(AV_CODEC_ID_MJPEG);

    if (c->enc)
        return true;
    c->enc = codec ? avcodec_alloc_context3(codec) : NULL;
    if (!c->enc || !c->small || !c->packet)
        return false;
    c->enc->width = c->head.width;
    c->enc->height = c->head.height;
    c->enc->pix_fmt = AV_PIX_FMT_YUVJ420P;
    c->enc->color_range = AVCOL_RANGE_JPEG;
    c->enc->time_base = (AVRational){1, 25};
    c->enc->thread_count = 1;
    c->enc->flags |= AV_CODEC_FLAG_QSCALE;
    c->enc->global_quality = QUALITY * FF_QP2LAMBDA;
    c->small->format = AV_PIX_FMT_YUVJ420P;
    c->small->width = c->head.width;
    c->small->height = c->head.height;
    c->small->quality = c->enc->global_quality;
    return avcodec_open2(c->enc, codec, NULL) >= 0 && av_frame_get_buffer(c->small, 0) >= 0;
}

static bool shrink(ct_standin_codec *c, const AVFrame *av)
{
    c->sws = sws_getCachedContext(c->sws, av->width, av->height, av->format, c->head.width,
                                  c->head.height, AV_PIX_FMT_YUVJ420P, SWS_AREA, NULL, NULL, NULL);
    if (!c->sws || av_frame_make_writable(c->small) < 0)
        return false;
    /* Same matrix at both ends: colours stay those of the file, only the range is filled. */
    const int *matrix = sws_getCoefficients(
        av->colorspace == AVCOL_SPC_UNSPECIFIED ? SWS_CS_ITU709 : (int)av->colorspace);
    sws_setColorspaceDetails(c->sws, matrix, av->color_range == AVCOL_RANGE_JPEG, matrix, 1, 0,
                             1 << 16, 1 << 16);
    return sws_scale(c->sws, (const uint8_t *const *)av->data, av->linesize, 0, av->height,
                     c->small->data, c->small->linesize) == c->head.height;
}

ct_code ct_standin_encode(ct_standin_codec *c, const ct_frame *f, const uint8_t **data,
                          size_t *bytes, ct_error *err)
{
    AVFrame *av = ct_frame_visible(f);
    bool     same = av && av->width == c->head.from_width && av->height == c->head.from_height;
    bool     done = same && need_encoder(c) && shrink(c, av);

    av_frame_free(&av);
    if (!same)
        return ct_fail(err, CT_UNSUPPORTED, "A picture has another size than those before.");
    if (!done)
        return ct_fail(err, CT_UNSUPPORTED, "Pictures of this kind cannot be made small.");
    av_packet_unref(c->packet);
    c->small->pts = f->number;
    if (avcodec_send_frame(c->enc, c->small) < 0 || avcodec_receive_packet(c->enc, c->packet) < 0)
        return ct_fail(err, CT_NO_MEMORY, "A picture cannot be made small.");
    *data = c->packet->data;
    *bytes = (size_t)c->packet->size;
    return CT_OK;
}

/* --- showing ------------------------------------------------------------------------------- */

static bool need_decoder(ct_standin_codec *c)
{
    const AVCodec *codec = avcodec_find_decoder(AV_CODEC_ID_MJPEG);

    if (c->dec)
        return true;
    c->dec = codec ? avcodec_alloc_context3(codec) : NULL;
    if (!c->dec || !c->packet)
        return false;
    c->dec->thread_count = 1;
    return avcodec_open2(c->dec, codec, NULL) >= 0;
}

/* Aspect of its pixels, so that it covers exactly the place of the one it stands for. */
static void place(const struct standin_head *h, AVFrame *av)
{
    av_reduce(&av->sample_aspect_ratio.num, &av->sample_aspect_ratio.den,
              (int64_t)h->sar_num * h->from_width * h->height,
              (int64_t)h->sar_den * h->from_height * h->width, INT32_MAX);
    av->colorspace = (enum AVColorSpace)h->matrix;
    av->color_primaries = (enum AVColorPrimaries)h->primaries;
    av->color_trc = (enum AVColorTransferCharacteristic)h->transfer;
    if (h->matrix == AVCOL_SPC_RGB || h->matrix == AVCOL_SPC_UNSPECIFIED)
        av->colorspace = AVCOL_SPC_BT709;
    av->color_range = AVCOL_RANGE_JPEG;
}

static AVFrame *decode(ct_standin_codec *c, const uint8_t *data, size_t bytes)
{
    AVFrame *av = av_frame_alloc();
    bool     good = av != NULL;

    av_packet_unref(c->packet);
    good = good && av_new_packet(c->packet, (int)bytes) >= 0;
    if (good)
        memcpy(c->packet->data, data, bytes);
    good = good && avcodec_send_packet(c->dec, c->packet) >= 0 &&
           avcodec_receive_frame(c->dec, av) >= 0 && av->width == c->head.width &&
           av->height == c->head.height;
    if (!good)
        av_frame_free(&av);
    return av;
}

ct_code ct_standin_decode(ct_standin_codec *c, const ct_index *ix, int64_t frame,
                          const uint8_t *data, size_t bytes, ct_frame **out, ct_error *err)
{
    AVFrame *av = need_decoder(c) ? decode(c, data, bytes) : NULL;

    *out = NULL;
    if (!av)
        return ct_fail(err, CT_BAD_DATA, "A small picture cannot be decoded.");
    place(&c->head, av);
    *out = ct_frame_create(av, frame, ct_index_pts(ix, frame), ct_index_tb(ix));
    if (!*out)
        return ct_fail(err, CT_NO_MEMORY, "Not enough memory for a picture.");
    (*out)->rotation_deg = c->head.rotation_deg;
    (*out)->mirrored = c->head.mirrored != 0;
    (*out)->reduced = true;
    return CT_OK;
}
