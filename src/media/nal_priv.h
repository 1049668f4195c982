/* SPDX-License-Identifier: MIT */
/* The units that packets of H.264 and HEVC are made of, and those of their header. */
#ifndef CT_MEDIA_NAL_PRIV_H
#define CT_MEDIA_NAL_PRIV_H

#include <libavcodec/avcodec.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Types of units of HEVC: H.265 table 7-1. */
enum {
    CT_HEVC_SUBLAYER_LAST = 14, /* up to it the even ones are referred to by none of their layer */
    CT_HEVC_RADL_FIRST = 6,
    CT_HEVC_RASL_LAST = 9,
    CT_HEVC_BLA_FIRST = 16,
    CT_HEVC_BLA_LAST = 18,
    CT_HEVC_IDR_FIRST = 19,
    CT_HEVC_IDR_LAST = 20,
    CT_HEVC_CRA = 21,
    CT_HEVC_IRAP_LAST = 23,
    CT_HEVC_PICTURE_LAST = 31,
    CT_HEVC_SPS = 33,
    CT_HEVC_PPS = 34,
    CT_HEVC_HEADER_BYTES = 2
};

/* Walks the units of a packet, with start codes or with lengths before each. Borrows the packet. */
typedef struct ct_units {
    const uint8_t *at, *end;
    int            length_bytes; /* 0: start codes */
} ct_units;

ct_units ct_units_of(const AVCodecParameters *par, const AVPacket *pkt);
bool     ct_units_next(ct_units *u, const uint8_t **data, ptrdiff_t *bytes);

typedef void ct_unit_sink(void *arg, const uint8_t *unit, ptrdiff_t bytes);
/* Gives every unit of HEVC that stands in the header of the stream, parameter sets, to `see`. */
void              ct_hevc_header_units(const AVCodecParameters *par, ct_unit_sink *see, void *arg);
static inline int ct_hevc_type(const uint8_t *unit)
{
    return unit[0] >> 1 & 63;
}
/* What lies above the base layer (the second eye, a sharper picture) no decoder of ours shows. */
static inline bool ct_hevc_is_base(const uint8_t *unit, ptrdiff_t bytes)
{
    return bytes > CT_HEVC_HEADER_BYTES && !(unit[0] & 1) && !(unit[1] >> 3);
}
static inline int ct_hevc_layer(const uint8_t *unit) /* temporal, plus 1 */
{
    return unit[1] & 7;
}

#endif
