/* SPDX-License-Identifier: MIT */
/* See decoder_priv.h. */
#include "decoder_priv.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/str.h"
#include "circletake/thread.h"
#include "input_priv.h"

int ct_decoder_threads(int wanted)
{
    enum { MOST = 9 }; /* each holds pictures of its own */
    int more = ct_cpu_count() + 1;

    return wanted > 0 ? wanted : more < MOST ? more : MOST;
}

int ct_decoder_still_threads(int wanted, int width_px, int height_px)
{
    enum { LARGE_PX = 2560 * 1440, MOST = 8, MOST_LARGE = 4 };
    int more = 2 * ct_cpu_count(); /* each processor has as many, where they share a picture */
    int most = (int64_t)width_px * height_px > LARGE_PX ? MOST_LARGE : MOST;

    if (wanted > 0)
        return wanted;
    return more < most ? more : FFMAX(most, ct_decoder_threads(0));
}

/* These repair what is damaged, and say so; what else they call an error may be healthy footage that was
 * entered in its middle. */
static bool repairs_itself(enum AVCodecID codec)
{
    switch (codec) {
    case AV_CODEC_ID_H264:
    case AV_CODEC_ID_MPEG1VIDEO:
    case AV_CODEC_ID_MPEG2VIDEO:
    case AV_CODEC_ID_MPEG4:
    case AV_CODEC_ID_H263:
    case AV_CODEC_ID_FLV1:
    case AV_CODEC_ID_MSMPEG4V2:
    case AV_CODEC_ID_MSMPEG4V3:
    case AV_CODEC_ID_WMV1:
    case AV_CODEC_ID_WMV2:
    case AV_CODEC_ID_WMV3:
    case AV_CODEC_ID_VC1:
        return true;
    default:
        return false;
    }
}

/* Of others any bits may be a picture, or part of one; of JPEG 2000 a part that is empty is none that is missing. */
static bool tells_of_damage(enum AVCodecID codec)
{
    switch (codec) {
    case AV_CODEC_ID_AV1:
    case AV_CODEC_ID_PRORES:
    case AV_CODEC_ID_DNXHD:
    case AV_CODEC_ID_CFHD:
    case AV_CODEC_ID_DVVIDEO:
    case AV_CODEC_ID_RAWVIDEO:
    case AV_CODEC_ID_V210:
        return true;
    default:
        return repairs_itself(codec);
    }
}

/* Tells of damage inside a block only; of those that are missing a picture tells itself, unless several threads fill
 * it. */
static bool leaves_holes(enum AVCodecID codec, const ct_decoder_setup *setup)
{
    return codec == AV_CODEC_ID_HEVC && !(setup->still && setup->intra);
}

static bool starts(const char *format, const char *with)
{
    return strncmp(format, with, strlen(with)) == 0;
}

static bool is_complaint(const AVCodecContext *ctx, int level, const char *format)
{
    return repairs_itself(ctx->codec_id) ? starts(format, "concealing ") : level <= AV_LOG_ERROR;
}

static bool tells_of_gap(ct_bridges *bridges, const char *format, va_list args)
{
    va_list numbers;

    if (!starts(format, "Frame num gap %d"))
        return false;
    va_copy(numbers, args);
    int behind = va_arg(numbers, int);
    va_end(numbers);
    return ct_bridges_gap(bridges, behind);
}

void ct_decoder_hear(void *avcl, int level, const char *format, va_list args)
{
    const AVClass *const *class = avcl;
    const AVCodecContext *ctx = avcl;

    if (!avcl || !*class || strcmp((*class)->class_name, "AVCodecContext") != 0 || !ctx->opaque)
        return;
    ct_decoder *dec = ctx->opaque;
    if (atomic_load(&dec->sparse) && starts(format, "Could not find ref with POC"))
        return;
    if (is_complaint(ctx, level, format) ||
        (dec->bridges && tells_of_gap(dec->bridges, format, args)))
        atomic_fetch_add(&dec->complaints, 1);
    if (dec->bridges && starts(format, "Missing reference picture"))
        ct_bridges_note(dec->bridges, ctx);
}

static void listen(void)
{
    av_log_set_callback(ct_decoder_hear);
}

void ct_decoder_listen(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, listen);
}

/* Where every picture stands alone, the threads of a still share one. In codecs where they always do, one more than
 * processors would make all wait for it. */
static void set_threads(AVCodecContext *ctx, const AVCodecParameters *par,
                        const ct_decoder_setup *setup)
{
    bool shares = !(ctx->codec->capabilities & AV_CODEC_CAP_FRAME_THREADS);

    ctx->thread_count = setup->still
                            ? ct_decoder_still_threads(setup->threads, par->width, par->height)
                            : ct_decoder_threads(setup->threads);
    if (shares)
        ctx->thread_count = FFMIN(ctx->thread_count, ct_cpu_count());
    ctx->thread_type =
        setup->still && setup->intra ? FF_THREAD_SLICE : FF_THREAD_FRAME | FF_THREAD_SLICE;
}

ct_code ct_decoder_open(const AVCodecParameters *par, const ct_decoder_setup *setup,
                        ct_decoder **out, ct_error *err)
{
    const AVCodec *codec = avcodec_find_decoder(par->codec_id);

    if (!codec)
        return ct_fail(err, CT_UNSUPPORTED,
                       "This build has no decoder for %s pictures. Ask for a version in another "
                       "codec, or install FFmpeg with it.",
                       avcodec_get_name(par->codec_id));
    ct_decoder_listen();
    ct_decoder *dec = ct_alloc(sizeof *dec);
    dec->ctx = avcodec_alloc_context3(codec);
    dec->labelled = av_packet_alloc();
    int ret =
        dec->ctx && dec->labelled ? avcodec_parameters_to_context(dec->ctx, par) : AVERROR(ENOMEM);
    if (ret >= 0) {
        dec->ctx->pkt_timebase = setup->tb;
        dec->ctx->max_pixels = CT_MAX_PIXELS;
        set_threads(dec->ctx, par, setup);
        /* What the stream cuts off is cut off to the pixel, at the left too. */
        dec->ctx->flags |= AV_CODEC_FLAG_UNALIGNED;
        dec->ctx->opaque = dec;
        dec->stock = setup->stock;
        if (!setup->clears && leaves_holes(par->codec_id, setup))
            dec->holes = ct_holes_create();
        if (setup->hardware && setup->hardware->attach(dec->ctx)) {
            dec->hardware = setup->hardware;
            dec->ctx->thread_count = 1; /* the device has its own way of doing much at once */
            ct_holes_release(&dec->holes);
        }
        if (par->codec_id == AV_CODEC_ID_H264 && !dec->hardware)
            dec->bridges = ct_bridges_create();
        dec->clears = setup->clears || !(dec->holes || tells_of_damage(par->codec_id));
        if (dec->stock || dec->clears || dec->holes || dec->bridges)
            ct_stock_serve(dec->ctx);
        ret = avcodec_open2(dec->ctx, codec, NULL);
    }
    if (ret < 0) {
        ct_decoder_close(&dec);
        return ct_fail(err, ret == AVERROR(ENOMEM) ? CT_NO_MEMORY : CT_UNSUPPORTED,
                       "The %s decoder does not take this picture (%s).", codec->name,
                       av_err2str(ret));
    }
    *out = dec;
    return CT_OK;
}

void ct_decoder_close(ct_decoder **dec)
{
    if (!*dec)
        return;
    avcodec_free_context(&(*dec)->ctx);
    ct_holes_release(&(*dec)->holes);
    ct_bridges_release(&(*dec)->bridges);
    av_packet_free(&(*dec)->labelled);
    free(*dec);
    *dec = NULL;
}

void ct_decoder_flush(ct_decoder *dec)
{
    avcodec_flush_buffers(dec->ctx);
    if (dec->holes)
        ct_holes_forget(dec->holes);
    if (dec->bridges)
        ct_bridges_forget(dec->bridges);
    dec->draining = dec->entered = false;
    dec->ctx->flags &= ~AV_CODEC_FLAG_OUTPUT_CORRUPT;
}

void ct_decoder_enter(ct_decoder *dec, bool sparse)
{
    ct_decoder_flush(dec);
    dec->entered = true;
    atomic_store(&dec->sparse, sparse);
}

/* Of H.264 what was decoded before the entry's picture came out is not yet called whole, and would be
 * withheld at the end. */
static void drain(ct_decoder *dec)
{
    dec->draining = true;
    if (dec->entered && dec->ctx->codec_id == AV_CODEC_ID_H264)
        dec->ctx->flags |= AV_CODEC_FLAG_OUTPUT_CORRUPT;
}

ct_code ct_decoder_send(ct_decoder *dec, const AVPacket *pkt, int64_t label)
{
    int ret = 0;

    if (!pkt) {
        drain(dec);
        ret = avcodec_send_packet(dec->ctx, NULL);
    } else {
        av_packet_unref(dec->labelled);
        ret = av_packet_ref(dec->labelled, pkt);
        if (ret >= 0) {
            dec->labelled->pts = label;
            dec->errors += (pkt->flags & AV_PKT_FLAG_CORRUPT) != 0;
            ret = avcodec_send_packet(dec->ctx, dec->labelled);
        }
    }
    if (ret == AVERROR(ENOMEM))
        return CT_NO_MEMORY;
    if (ret < 0 && ret != AVERROR_EOF)
        dec->errors++;
    return CT_OK;
}

static void count_damage(ct_decoder *dec, const AVFrame *av)
{
    bool complained = atomic_exchange(&dec->complaints, 0) > 0;
    bool holes = dec->holes && ct_holes_count(dec->holes, av) > 0;
    bool withheld = dec->ctx->flags & AV_CODEC_FLAG_OUTPUT_CORRUPT;

    dec->errors += complained || holes || av->decode_error_flags ||
                   (!withheld && av->flags & AV_FRAME_FLAG_CORRUPT);
}

ct_code ct_decoder_receive(ct_decoder *dec, AVFrame *av)
{
    /* A decoder that only ever answers with errors while draining must not hold us for good. */
    for (int tries = 0; tries < 256; tries++) {
        int ret = avcodec_receive_frame(dec->ctx, av);

        if (ret == 0 && dec->hardware && (ret = dec->hardware->fetch(dec->ctx, av)) < 0)
            av_frame_unref(av);
        if (ret == 0) {
            count_damage(dec, av);
            return CT_OK;
        }
        if (ret == AVERROR(EAGAIN))
            return CT_BUSY;
        if (ret == AVERROR_EOF)
            return CT_END;
        if (ret == AVERROR(ENOMEM))
            return CT_NO_MEMORY;
        dec->errors++;
    }
    return dec->draining ? CT_END : CT_BUSY;
}
