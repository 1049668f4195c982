/* SPDX-License-Identifier: MIT */
/* Whether decoding may start at a packet that the container calls a key.
 *
 * H.264 has three things containers call so: IDR pictures (nothing after refers to before), recovery
 * points that are clean at once (open GOP), and recovery points of intra refresh that are clean
 * some frames later; some files flag ordinary pictures too. HEVC: IDR, BLA and CRA. ITU-T H.264
 * 7.4.1 and D.1.8, H.265 7.4.2.2. */
#include <stddef.h>

#include "index_priv.h"

enum { H264_IDR = 5, H264_SEI = 6, SEI_RECOVERY_POINT = 6 };
enum { HEVC_BLA_FIRST = 16, HEVC_IDR_FIRST = 19, HEVC_IDR_LAST = 20, HEVC_CRA = 21 };

/* Walks the units of a packet, with start codes or with lengths before each. */
struct units {
    const uint8_t *at, *end;
    int            length_bytes; /* 0: start codes */
};

static struct units units_of(const AVCodecParameters *par, const AVPacket *pkt)
{
    struct units u = {pkt->data, pkt->data + pkt->size, 0};

    if (par->extradata_size > 4 && par->extradata[0] == 1) {
        if (par->codec_id == AV_CODEC_ID_H264)
            u.length_bytes = (par->extradata[4] & 3) + 1;
        else if (par->extradata_size > 21)
            u.length_bytes = (par->extradata[21] & 3) + 1;
    }
    return u;
}

static const uint8_t *start_code(const uint8_t *p, const uint8_t *end)
{
    for (; end - p >= 3; p++)
        if (p[0] == 0 && p[1] == 0 && p[2] == 1)
            return p;
    return end;
}

static bool next_unit(struct units *u, const uint8_t **data, ptrdiff_t *bytes)
{
    if (u->length_bytes) {
        if (u->end - u->at <= u->length_bytes)
            return false;
        uint32_t n = 0;
        for (int i = 0; i < u->length_bytes; i++)
            n = n << 8 | *u->at++;
        if (n == 0 || n > (uint32_t)(u->end - u->at))
            return false;
        *data = u->at;
        *bytes = (ptrdiff_t)n;
        u->at += n;
        return true;
    }
    const uint8_t *code = start_code(u->at, u->end);
    if (u->end - code <= 3)
        return false;
    *data = code + 3;
    u->at = start_code(*data, u->end);
    *bytes = u->at - *data;
    return *bytes > 0;
}

/* SEI unit -> recovery_frame_cnt is 0; -1: no recovery point in it. */
static int recovery_at_once(const uint8_t *p, ptrdiff_t bytes)
{
    const uint8_t *end = p + bytes;

    for (p++; end - p > 2;) {
        int type = 0, size = 0;
        while (p < end && *p == 0xff)
            type += *p++;
        type += p < end ? *p++ : 0;
        while (p < end && *p == 0xff)
            size += *p++;
        size += p < end ? *p++ : 0;
        if (size > end - p)
            return -1;
        if (type == SEI_RECOVERY_POINT && size > 0)
            return (p[0] & 0x80) != 0; /* ue(v) of 0 is the single bit 1 */
        p += size;
    }
    return -1;
}

static uint8_t h264_flags(struct units u)
{
    const uint8_t *data;
    ptrdiff_t      bytes;
    uint8_t        flags = 0;

    while (next_unit(&u, &data, &bytes)) {
        int type = data[0] & 31;
        if (type == H264_IDR)
            return CT_PACKET_ENTRY | CT_PACKET_CLOSED;
        if (type == H264_SEI && recovery_at_once(data, bytes) == 1)
            flags |= CT_PACKET_ENTRY;
    }
    return flags;
}

static uint8_t hevc_flags(struct units u)
{
    const uint8_t *data;
    ptrdiff_t      bytes;

    while (next_unit(&u, &data, &bytes)) {
        int type = data[0] >> 1 & 63;
        if (type == HEVC_CRA)
            return CT_PACKET_ENTRY;
        if (type >= HEVC_IDR_FIRST && type <= HEVC_IDR_LAST)
            return CT_PACKET_ENTRY | CT_PACKET_CLOSED;
        if (type >= HEVC_BLA_FIRST && type < HEVC_IDR_FIRST)
            return CT_PACKET_ENTRY;
        if (type < 32)
            return 0; /* an ordinary picture */
    }
    return 0;
}

uint8_t ct_entry_flags(const AVCodecParameters *par, const AVPacket *pkt)
{
    const AVCodecDescriptor *d = avcodec_descriptor_get(par->codec_id);

    if (d && (d->props & AV_CODEC_PROP_INTRA_ONLY))
        return CT_PACKET_ENTRY | CT_PACKET_CLOSED;
    if (par->codec_id == AV_CODEC_ID_H264)
        return h264_flags(units_of(par, pkt));
    if (par->codec_id == AV_CODEC_ID_HEVC)
        return hevc_flags(units_of(par, pkt));
    /* Elsewhere a key is a key; whether leading pictures follow is seen from their pts. */
    return CT_PACKET_ENTRY;
}

bool ct_units_are_whole(const AVCodecParameters *par, const AVPacket *pkt)
{
    const uint8_t *data;
    ptrdiff_t      bytes;

    if (par->codec_id != AV_CODEC_ID_H264 && par->codec_id != AV_CODEC_ID_HEVC)
        return true;
    struct units u = units_of(par, pkt);
    if (!u.length_bytes)
        return true;
    while (next_unit(&u, &data, &bytes))
        ;
    return u.at == u.end;
}
