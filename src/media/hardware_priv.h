/* SPDX-License-Identifier: MIT */
/* Decoding on a graphics card or media engine, by FFmpeg's devices (VAAPI, CUDA, VideoToolbox, D3D11).
 *
 * A card is never believed: the reader compares what it gives with the software decoder before it shows any of it
 * (reader_hardware.c). Pictures come back in the software decoder's own layout, so that nothing behind the
 * decoder can tell. One thread at a time. */
#ifndef CT_HARDWARE_PRIV_H
#define CT_HARDWARE_PRIV_H

#include <libavcodec/avcodec.h>
#include <stdbool.h>

/* How a decoder is given to a device and its pictures fetched; a struct, so that a test can be the device. */
typedef struct ct_hardware {
    /* Before avcodec_open2. False: no device here decodes this. */
    bool (*attach)(AVCodecContext *ctx);
    /* Makes `av` a picture in memory; 0, or an AVERROR. */
    int (*fetch)(AVCodecContext *ctx, AVFrame *av);
} ct_hardware;

/* The devices of this computer. */
extern const ct_hardware ct_hardware_devices;

#endif
