/* SPDX-License-Identifier: MIT */
#include "hardware_priv.h"

#include <libavutil/hwcontext.h>
#include <libavutil/pixdesc.h>
#include <libswscale/swscale.h>

/* Those whose pictures can be fetched into memory, the quickest to open first. */
static const enum AVHWDeviceType devices[] = {AV_HWDEVICE_TYPE_VIDEOTOOLBOX, AV_HWDEVICE_TYPE_VAAPI,
                                              AV_HWDEVICE_TYPE_CUDA, AV_HWDEVICE_TYPE_D3D11VA};

static const AVCodecHWConfig *config_of(const AVCodec *codec, enum AVHWDeviceType type)
{
    const AVCodecHWConfig *config;

    for (int i = 0; (config = avcodec_get_hw_config(codec, i)); i++)
        if (config->device_type == type &&
            config->methods & AV_CODEC_HW_CONFIG_METHOD_HW_DEVICE_CTX)
            return config;
    return NULL;
}

/* The device's own format where it takes the stream; else the first of the memory's. */
static enum AVPixelFormat choose_format(AVCodecContext *ctx, const enum AVPixelFormat *offered)
{
    const AVHWDeviceContext *device = (const void *)ctx->hw_device_ctx->data;
    const AVCodecHWConfig   *config = config_of(ctx->codec, device->type);
    enum AVPixelFormat       memory = AV_PIX_FMT_NONE;

    for (const enum AVPixelFormat *f = offered; *f != AV_PIX_FMT_NONE; f++) {
        if (config && *f == config->pix_fmt)
            return *f;
        if (memory == AV_PIX_FMT_NONE &&
            !(av_pix_fmt_desc_get(*f)->flags & AV_PIX_FMT_FLAG_HWACCEL))
            memory = *f;
    }
    return memory;
}

static bool attach(AVCodecContext *ctx)
{
    for (size_t i = 0; i < sizeof devices / sizeof *devices; i++)
        if (config_of(ctx->codec, devices[i]) &&
            av_hwdevice_ctx_create(&ctx->hw_device_ctx, devices[i], NULL, NULL, 0) >= 0) {
            ctx->get_format = choose_format;
            return true;
        }
    return false;
}

/* Devices interleave colour (NV12, P010); decoders in memory do not. Same size: no sample changes. */
static int lay_out(AVFrame *av, enum AVPixelFormat format)
{
    AVFrame *out = av_frame_alloc();
    int      ret = out ? 0 : AVERROR(ENOMEM);

    if (!ret) {
        out->format = format;
        out->width = av->width;
        out->height = av->height;
        ret = av_frame_get_buffer(out, 0);
    }
    struct SwsContext *sws =
        ret < 0 ? NULL
                : sws_getContext(av->width, av->height, av->format, av->width, av->height, format,
                                 SWS_POINT | SWS_ACCURATE_RND, NULL, NULL, NULL);
    if (ret >= 0 && !sws)
        ret = AVERROR(ENOSYS);
    if (ret >= 0) {
        sws_scale(sws, (const uint8_t *const *)av->data, av->linesize, 0, av->height, out->data,
                  out->linesize);
        ret = av_frame_copy_props(out, av);
    }
    if (ret >= 0) {
        av_frame_unref(av);
        av_frame_move_ref(av, out);
    }
    sws_freeContext(sws);
    av_frame_free(&out);
    return ret;
}

static int fetch(AVCodecContext *ctx, AVFrame *av)
{
    if (!av->hw_frames_ctx) /* the device did not take this stream */
        return 0;
    AVFrame *memory = av_frame_alloc();
    int      ret = memory ? av_hwframe_transfer_data(memory, av, 0) : AVERROR(ENOMEM);

    if (ret >= 0)
        ret = av_frame_copy_props(memory, av);
    if (ret >= 0) {
        av_frame_unref(av);
        av_frame_move_ref(av, memory);
        if (ctx->sw_pix_fmt != AV_PIX_FMT_NONE && av->format != ctx->sw_pix_fmt)
            ret = lay_out(av, ctx->sw_pix_fmt);
    }
    av_frame_free(&memory);
    return ret;
}

const ct_hardware ct_hardware_devices = {attach, fetch};
