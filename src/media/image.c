/* SPDX-License-Identifier: MIT */
/* One image file as a picture: what the reader uses for sequences. No demuxer is involved, so
 * nothing of the file's content decides which file is read. */
#include <libavutil/imgutils.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/file.h"
#include "circletake/rate.h"
#include "circletake/str.h"
#include "decoder_priv.h"
#include "input_priv.h"

enum { MAX_IMAGE_BYTES = 1 << 30 };

static const struct {
    const char    *ending;
    enum AVCodecID codec;
} codecs[] = {
    {"dpx", AV_CODEC_ID_DPX},    {"exr", AV_CODEC_ID_EXR},      {"png", AV_CODEC_ID_PNG},
    {"tif", AV_CODEC_ID_TIFF},   {"tiff", AV_CODEC_ID_TIFF},    {"jpg", AV_CODEC_ID_MJPEG},
    {"jpeg", AV_CODEC_ID_MJPEG}, {"j2k", AV_CODEC_ID_JPEG2000}, {"jp2", AV_CODEC_ID_JPEG2000},
    {"tga", AV_CODEC_ID_TARGA},  {"bmp", AV_CODEC_ID_BMP},      {"webp", AV_CODEC_ID_WEBP},
    {"sgi", AV_CODEC_ID_SGI},
};

enum AVCodecID ct_image_codec(const char *name)
{
    const char *ending = ct_path_extension(name);

    for (size_t i = 0; i < sizeof codecs / sizeof *codecs; i++)
        if (ct_equal_nocase(ending, codecs[i].ending))
            return codecs[i].codec;
    return AV_CODEC_ID_NONE;
}

static ct_code read_packet(const char *path, AVPacket *pkt, ct_error *err)
{
    char   *data = NULL;
    size_t  bytes = 0;
    ct_code code = ct_file_read(path, MAX_IMAGE_BYTES, &data, &bytes, err);

    if (code)
        return code;
    if (av_new_packet(pkt, (int)bytes) < 0)
        code = ct_fail(err, CT_NO_MEMORY, "Not enough memory for the image %s.", path);
    else
        memcpy(pkt->data, data, bytes);
    free(data);
    return code;
}

ct_code ct_image_decode(const char *path, AVFrame **av, AVRational *fps, ct_error *err)
{
    AVCodecParameters *par = avcodec_parameters_alloc();
    AVPacket          *pkt = av_packet_alloc();
    AVFrame           *frame = av_frame_alloc();
    ct_decoder        *dec = NULL;
    ct_code            code = CT_NO_MEMORY;

    *av = NULL;
    if (!par || !pkt || !frame)
        goto done;
    par->codec_type = AVMEDIA_TYPE_VIDEO;
    par->codec_id = ct_image_codec(path);
    if ((code =
             ct_decoder_open(par, &(ct_decoder_setup){.tb = {1, 25}, .threads = 1}, &dec, err)) ||
        (code = read_packet(path, pkt, err)))
        goto done;
    code = ct_decoder_send(dec, pkt, 0);
    if (!code)
        code = ct_decoder_send(dec, NULL, 0);
    if (!code)
        code = ct_decoder_receive(dec, frame);
    if (!code) {
        *av = frame;
        frame = NULL;
        if (fps && dec->ctx->framerate.num > 0 && dec->ctx->framerate.den > 0)
            *fps = ct_rate_snap(dec->ctx->framerate);
    } else if (code != CT_NO_MEMORY) {
        code = ct_fail(err, CT_BAD_DATA, "The image %s is damaged or not of its kind.", path);
    }
done:
    if (code == CT_NO_MEMORY)
        (void)ct_fail(err, code, "Not enough memory for the image %s.", path);
    ct_decoder_close(&dec);
    avcodec_parameters_free(&par);
    av_packet_free(&pkt);
    av_frame_free(&frame);
    return code;
}

void ct_image_blacken(AVFrame *av)
{
    ptrdiff_t lines[4] = {av->linesize[0], av->linesize[1], av->linesize[2], av->linesize[3]};

    /* Formats that know no black of their own (float) are black at zero. */
    if (av_image_fill_black(av->data, lines, av->format, av->color_range, av->width, av->height) <
        0)
        for (size_t i = 0; i < AV_NUM_DATA_POINTERS && av->buf[i]; i++)
            memset(av->buf[i]->data, 0, av->buf[i]->size);
}
