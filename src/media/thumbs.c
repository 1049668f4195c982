/* SPDX-License-Identifier: MIT */
#include "circletake/thumbs.h"

#include <inttypes.h>
#include <libavcodec/avcodec.h>
#include <libavutil/frame.h>
#include <libavutil/pixdesc.h>
#include <libswscale/swscale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/file.h"
#include "circletake/reader.h"
#include "circletake/str.h"

enum {
    FEW_FRAMES = 48, /* so near the start counting is quicker than making an index */
    MAX_SIDE_PX = 8192,
    MAX_FILE_BYTES = 64 << 20
};

static ct_thumb *thumb_create(int width_px, int height_px)
{
    ct_thumb *t = ct_alloc(sizeof *t);

    t->width_px = width_px;
    t->height_px = height_px;
    t->stride_bytes = (size_t)width_px * 4;
    t->pixels = ct_alloc_array((size_t)height_px, t->stride_bytes);
    return t;
}

void ct_thumb_destroy(ct_thumb **thumb)
{
    if (!*thumb)
        return;
    free((*thumb)->pixels);
    free(*thumb);
    *thumb = NULL;
}

/* --- shape ------------------------------------------------------------------------ */

/* Size of the scaled picture before it is turned upright. */
static void fit(const AVFrame *av, bool sideways, int max_w, int max_h, int *width, int *height)
{
    double aspect = av->sample_aspect_ratio.num > 0 && av->sample_aspect_ratio.den > 0
                        ? av_q2d(av->sample_aspect_ratio)
                        : 1.0;
    double w = av->width * aspect, h = av->height;
    double room_w = sideways ? max_h : max_w, room_h = sideways ? max_w : max_h;
    double scale = fmin(1.0, fmin(room_w / w, room_h / h));

    *width = (int)fmax(1, round(w * scale));
    *height = (int)fmax(1, round(h * scale));
}

static uint32_t *pixel(const ct_thumb *t, int x, int y)
{
    return (uint32_t *)(void *)(t->pixels + (size_t)y * t->stride_bytes) + x;
}

/* Takes `from`, which is as decoded. */
static ct_thumb *turn(ct_thumb *from, const ct_frame *f)
{
    bool      sideways = f->rotation_deg % 180 != 0;
    ct_turn   t = ct_frame_turn(f, from->width_px, from->height_px);
    ct_thumb *to;

    if (f->rotation_deg == 0 && !f->mirrored)
        return from;
    to = thumb_create(sideways ? from->height_px : from->width_px,
                      sideways ? from->width_px : from->height_px);
    for (int y = 0; y < to->height_px; y++)
        for (int x = 0; x < to->width_px; x++)
            *pixel(to, x, y) =
                *pixel(from, t.at_x + x * t.x_x + y * t.x_y, t.at_y + x * t.y_x + y * t.y_y);
    ct_thumb_destroy(&from);
    return to;
}

/* --- colour ----------------------------------------------------------------------- */

/* Unspecified means what it means to editing programs: BT.709 for HD, BT.601 below. */
static int matrix_of(const AVFrame *av)
{
    switch (av->colorspace) {
    case AVCOL_SPC_BT709:
        return SWS_CS_ITU709;
    case AVCOL_SPC_BT2020_NCL:
    case AVCOL_SPC_BT2020_CL:
        return SWS_CS_BT2020;
    case AVCOL_SPC_SMPTE170M:
    case AVCOL_SPC_BT470BG:
        return SWS_CS_ITU601;
    case AVCOL_SPC_SMPTE240M:
        return SWS_CS_SMPTE240M;
    case AVCOL_SPC_FCC:
        return SWS_CS_FCC;
    default:
        return av->height >= 720 || av->width > 1024 ? SWS_CS_ITU709 : SWS_CS_ITU601;
    }
}

static bool scale(const AVFrame *av, ct_thumb *t)
{
    uint8_t *const     planes[4] = {t->pixels};
    const int          strides[4] = {(int)t->stride_bytes};
    struct SwsContext *sws =
        sws_getContext(av->width, av->height, av->format, t->width_px, t->height_px,
                       AV_PIX_FMT_RGB32, SWS_AREA | SWS_ACCURATE_RND, NULL, NULL, NULL);

    if (!sws)
        return false;
    sws_setColorspaceDetails(sws, sws_getCoefficients(matrix_of(av)),
                             av->color_range == AVCOL_RANGE_JPEG,
                             sws_getCoefficients(SWS_CS_ITU709), 1, 0, 1 << 16, 1 << 16);
    bool done = sws_scale(sws, (const uint8_t *const *)av->data, av->linesize, 0, av->height,
                          planes, strides) == t->height_px;
    sws_freeContext(sws);
    return done;
}

static void make_opaque(ct_thumb *t)
{
    for (int y = 0; y < t->height_px; y++)
        for (int x = 0; x < t->width_px; x++)
            *pixel(t, x, y) |= 0xff000000U;
}

/* --- building --------------------------------------------------------------------- */

ct_code ct_thumb_from_frame(const ct_frame *picture, int max_w, int max_h, ct_thumb **out,
                            ct_error *err)
{
    int      width, height;
    AVFrame *av = ct_frame_visible(picture);

    if (!av)
        return ct_fail(err, CT_NO_MEMORY, "Not enough memory for a small picture.");
    fit(av, picture->rotation_deg % 180 != 0, max_w, max_h, &width, &height);
    ct_thumb *t = thumb_create(width, height);
    bool      scaled = scale(av, t);

    av_frame_free(&av);
    if (!scaled) {
        ct_thumb_destroy(&t);
        return ct_fail(err, CT_UNSUPPORTED, "Pictures of the format %s cannot be made small.",
                       ct_str_or_empty(av_get_pix_fmt_name(picture->av->format)));
    }
    make_opaque(t);
    *out = turn(t, picture);
    return CT_OK;
}

static ct_code index_for(const char *path, int stream, int64_t frame, const ct_index_watch *watch,
                         ct_index **ix, ct_error *err)
{
    ct_code code = ct_index_acquire_now(path, stream, ix, err);

    if (code == CT_BUSY)
        code = frame < FEW_FRAMES ? CT_OK : ct_index_acquire(path, stream, watch, ix, err);
    return code;
}

ct_code ct_thumb_build(const char *path, int stream, int64_t frame, int max_w, int max_h,
                       bool (*stop)(void *), void *stop_arg, ct_thumb **out, ct_error *err)
{
    ct_index_watch    watch = {.stop = stop, .arg = stop_arg, .threads = 1};
    ct_reader_options options = {
        .threads = 1, .stream = stream, .stop = stop, .stop_arg = stop_arg};
    ct_reader *reader = NULL;
    ct_index  *ix = NULL;
    ct_frame  *picture = NULL;
    ct_code    code = index_for(path, stream, frame, &watch, &ix, err);

    options.index = ix;
    if (!code)
        code = ct_reader_open(path, &options, &reader, err);
    if (!code)
        code = ct_reader_get(reader, frame, &picture, err);
    if (!code)
        code = ct_thumb_from_frame(picture, max_w, max_h, out, err);
    ct_frame_unref(&picture);
    ct_reader_close(&reader);
    ct_index_unref(&ix);
    return code;
}

/* --- PNG -------------------------------------------------------------------------- */

static AVFrame *to_rgb24(const ct_thumb *t)
{
    AVFrame *av = av_frame_alloc();

    if (!av)
        return NULL;
    av->format = AV_PIX_FMT_RGB24;
    av->width = t->width_px;
    av->height = t->height_px;
    if (av_frame_get_buffer(av, 0) < 0) {
        av_frame_free(&av);
        return NULL;
    }
    for (int y = 0; y < t->height_px; y++) {
        uint8_t *row = av->data[0] + (ptrdiff_t)y * av->linesize[0];

        for (int x = 0; x < t->width_px; x++) {
            uint32_t value = *pixel(t, x, y);

            row[3 * x] = (uint8_t)(value >> 16);
            row[3 * x + 1] = (uint8_t)(value >> 8);
            row[3 * x + 2] = (uint8_t)value;
        }
    }
    return av;
}

static bool encode_png(const ct_thumb *t, AVPacket *packet)
{
    const AVCodec  *codec = avcodec_find_encoder(AV_CODEC_ID_PNG);
    AVCodecContext *enc = codec ? avcodec_alloc_context3(codec) : NULL;
    AVFrame        *av = to_rgb24(t);
    bool            done = false;

    if (enc && av) {
        enc->width = t->width_px;
        enc->height = t->height_px;
        enc->pix_fmt = AV_PIX_FMT_RGB24;
        enc->time_base = (AVRational){1, 25};
        enc->thread_count = 1;
        done = avcodec_open2(enc, codec, NULL) >= 0 && avcodec_send_frame(enc, av) >= 0 &&
               avcodec_send_frame(enc, NULL) >= 0 && avcodec_receive_packet(enc, packet) >= 0;
    }
    av_frame_free(&av);
    avcodec_free_context(&enc);
    return done;
}

static ct_thumb *from_rgb24(const AVFrame *av)
{
    if (av->format != AV_PIX_FMT_RGB24 || av->width > MAX_SIDE_PX || av->height > MAX_SIDE_PX)
        return NULL;
    ct_thumb *t = thumb_create(av->width, av->height);

    for (int y = 0; y < av->height; y++) {
        const uint8_t *row = av->data[0] + (ptrdiff_t)y * av->linesize[0];

        for (int x = 0; x < av->width; x++)
            *pixel(t, x, y) = 0xff000000U | (uint32_t)row[3 * x] << 16 |
                              (uint32_t)row[3 * x + 1] << 8 | row[3 * x + 2];
    }
    return t;
}

static ct_thumb *decode_png(const char *data, size_t bytes)
{
    const AVCodec  *codec = avcodec_find_decoder(AV_CODEC_ID_PNG);
    AVCodecContext *dec = codec ? avcodec_alloc_context3(codec) : NULL;
    AVPacket       *packet = av_packet_alloc();
    AVFrame        *av = av_frame_alloc();
    ct_thumb       *t = NULL;

    if (dec && packet && av && av_new_packet(packet, (int)bytes) >= 0) {
        memcpy(packet->data, data, bytes);
        dec->thread_count = 1;
        if (avcodec_open2(dec, codec, NULL) >= 0 && avcodec_send_packet(dec, packet) >= 0 &&
            avcodec_send_packet(dec, NULL) >= 0 && avcodec_receive_frame(dec, av) >= 0)
            t = from_rgb24(av);
    }
    av_frame_free(&av);
    av_packet_free(&packet);
    avcodec_free_context(&dec);
    return t;
}

/* --- the cache folder ------------------------------------------------------------- */

/* 256 folders: a project of ten thousand clips keeps no folder of ten thousand files. */
static char *thumb_path(uint64_t fingerprint, int64_t frame, int max_w, int max_h)
{
    char *cache = ct_folder_cache();
    char *path = ct_asprintf("%s/thumbs/%02x/%016" PRIx64 "-%" PRId64 "-%dx%d.png", cache,
                             (unsigned)(fingerprint & 0xff), fingerprint, frame, max_w, max_h);

    free(cache);
    return path;
}

ct_code ct_thumb_save(const ct_thumb *t, uint64_t fingerprint, int64_t frame, int max_w, int max_h,
                      ct_error *err)
{
    AVPacket *packet = av_packet_alloc();
    char     *path = thumb_path(fingerprint, frame, max_w, max_h);
    char     *folder = ct_path_folder(path);
    ct_code   code;

    if (!packet || !encode_png(t, packet))
        code = ct_fail(err, CT_NO_MEMORY, "The thumbnail %s cannot be written as PNG.", path);
    else if (!(code = ct_folder_make(folder, err)))
        code = ct_file_replace(path, packet->data, (size_t)packet->size, err);
    av_packet_free(&packet);
    free(folder);
    free(path);
    return code;
}

ct_code ct_thumb_load(uint64_t fingerprint, int64_t frame, int max_w, int max_h, ct_thumb **out,
                      ct_error *err)
{
    char   *path = thumb_path(fingerprint, frame, max_w, max_h);
    char   *data = NULL;
    size_t  bytes = 0;
    ct_code code = ct_file_read(path, MAX_FILE_BYTES, &data, &bytes, err);

    if (!code && !(*out = decode_png(data, bytes)))
        code =
            ct_fail(err, CT_BAD_DATA, "The saved thumbnail %s is damaged; it is made again.", path);
    free(data);
    free(path);
    return code;
}
