/* SPDX-License-Identifier: MIT */
/* What the coded pictures say of themselves: whether decoding may start at a packet that the container
 * calls a key, whether others refer to a picture.
 *
 * H.264 has three things containers call so: IDR pictures (nothing after refers to before), recovery
 * points that are clean at once (open GOP), and recovery points of intra refresh that are clean
 * some frames later; some files flag ordinary pictures too. HEVC: IDR, BLA and CRA. ITU-T H.264
 * 7.4.1 and D.1.8, H.265 7.4.2.2. */
#include <stddef.h>

#include "index_priv.h"

enum { H264_SLICE = 1, H264_PARTITION_C = 4, H264_IDR = 5, H264_SEI = 6, SEI_RECOVERY_POINT = 6 };
enum { HEVC_SUBLAYER_LAST = 14, HEVC_PICTURE_LAST = 31, HEVC_SPS = 33 };
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
    while (end - p >= 3) {
        if (p[2] > 1)
            p += 3;
        else if (p[2] == 0)
            p++;
        else if (p[0] == 0 && p[1] == 0)
            return p;
        else
            p += 3;
    }
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

/* --- who refers to whom ------------------------------------------------------------------ */

/* nal_ref_idc 0 in every slice: H.264 7.4.1. */
static bool h264_is_disposable(struct units u)
{
    const uint8_t *data;
    ptrdiff_t      bytes;
    int            slices = 0;

    while (next_unit(&u, &data, &bytes)) {
        int type = data[0] & 31;
        if (type < H264_SLICE || type > H264_IDR)
            continue;
        if (data[0] >> 5 & 3)
            return false;
        slices++;
    }
    return slices > 0;
}

/* Sub-layer non-reference pictures are referred to by none of their own temporal layer; in the highest
 * layer that is none at all: H.265 7.4.2.2. */
static bool hevc_is_disposable(struct units u, int layers)
{
    const uint8_t *data;
    ptrdiff_t      bytes;
    int            slices = 0;

    while (next_unit(&u, &data, &bytes)) {
        int type = data[0] >> 1 & 63, layer = bytes > 1 ? data[1] & 7 : 0;
        if (type > HEVC_PICTURE_LAST)
            continue;
        if (type > HEVC_SUBLAYER_LAST || type % 2 != 0 || layer != layers)
            return false;
        slices++;
    }
    return slices > 0;
}

/* B pictures of MPEG-2: ISO 13818-2 6.3.9; in a packet with two fields both. */
static bool mpeg2_is_disposable(const AVPacket *pkt)
{
    enum { PICTURE = 0x00, B = 3 };
    const uint8_t *end = pkt->data + pkt->size;
    int            pictures = 0;

    for (const uint8_t *p = start_code(pkt->data, end); end - p > 5; p = start_code(p + 3, end)) {
        if (p[3] != PICTURE)
            continue;
        if ((p[5] >> 3 & 7) != B)
            return false;
        pictures++;
    }
    return pictures > 0;
}

bool ct_packet_is_disposable(const AVCodecParameters *par, const AVPacket *pkt, int layers)
{
    if (par->codec_id == AV_CODEC_ID_H264)
        return h264_is_disposable(units_of(par, pkt));
    if (par->codec_id == AV_CODEC_ID_HEVC)
        return layers > 0 && hevc_is_disposable(units_of(par, pkt), layers);
    return par->codec_id == AV_CODEC_ID_MPEG2VIDEO && mpeg2_is_disposable(pkt);
}

/* sps_max_sub_layers_minus1 behind the two bytes of header: H.265 7.3.2.2.1. */
static int layers_of_sps(const uint8_t *sps, ptrdiff_t bytes)
{
    return bytes > 2 && (sps[0] >> 1 & 63) == HEVC_SPS ? (sps[2] >> 1 & 7) + 1 : 0;
}

static int most_layers(struct units u, int most)
{
    const uint8_t *data;
    ptrdiff_t      bytes;

    while (next_unit(&u, &data, &bytes)) {
        int layers = layers_of_sps(data, bytes);
        most = layers > most ? layers : most;
    }
    return most;
}

/* The arrays of parameter sets in "hvcC": ISO 14496-15 8.3.3.1. */
static int layers_of_hvcc(const uint8_t *p, const uint8_t *end)
{
    enum { ARRAYS_AT = 22 };
    int most = 0, arrays = end - p > ARRAYS_AT ? p[ARRAYS_AT] : 0;

    for (p += ARRAYS_AT + 1; arrays > 0 && end - p > 3; arrays--) {
        int units = p[1] << 8 | p[2];
        for (p += 3; units > 0 && end - p > 2; units--) {
            ptrdiff_t bytes = p[0] << 8 | p[1];
            p += 2;
            if (bytes > end - p)
                return 0;
            int layers = layers_of_sps(p, bytes);
            most = layers > most ? layers : most;
            p += bytes;
        }
    }
    return most;
}

int ct_temporal_layers(const AVCodecParameters *par, const AVPacket *pkt, int known)
{
    if (par->codec_id != AV_CODEC_ID_HEVC)
        return 0;
    if (pkt)
        return most_layers(units_of(par, pkt), known);
    const uint8_t *extra = par->extradata, *end = extra + par->extradata_size;
    int            layers = 0;
    if (par->extradata_size > 4 && extra[0] == 1)
        layers = layers_of_hvcc(extra, end);
    else if (par->extradata_size > 4)
        layers = most_layers((struct units){extra, end, 0}, 0);
    return layers > known ? layers : known;
}
