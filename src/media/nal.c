/* SPDX-License-Identifier: MIT */
/* What the coded pictures say of themselves: whether decoding may start at a packet that the container
 * calls a key, whether others refer to a picture.
 *
 * H.264 has three things containers call so: IDR pictures (nothing after refers to before), recovery
 * points that are clean at once (open GOP), and recovery points of intra refresh that are clean
 * some frames later. HEVC: IDR, BLA and CRA. ITU-T H.264 7.4.1 and D.1.8, H.265 7.4.2.2. And some
 * files call every picture a key, of any codec: a sample table without the list of them means that. */
#include <stddef.h>

#include "index_priv.h"
#include "nal_priv.h"

enum { H264_SLICE = 1, H264_PARTITION_C = 4, H264_IDR = 5, H264_SEI = 6, SEI_RECOVERY_POINT = 6 };

ct_units ct_units_of(const AVCodecParameters *par, const AVPacket *pkt)
{
    ct_units u = {pkt->data, pkt->data + pkt->size, 0};

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

bool ct_units_next(ct_units *u, const uint8_t **data, ptrdiff_t *bytes)
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

static uint8_t h264_flags(ct_units u)
{
    const uint8_t *data;
    ptrdiff_t      bytes;
    uint8_t        flags = 0;

    while (ct_units_next(&u, &data, &bytes)) {
        int type = data[0] & 31;
        if (type == H264_IDR)
            return CT_PACKET_ENTRY | CT_PACKET_CLOSED;
        if (type == H264_SEI && recovery_at_once(data, bytes) == 1)
            flags |= CT_PACKET_ENTRY;
    }
    return flags;
}

static uint8_t hevc_flags(ct_units u)
{
    const uint8_t *data;
    ptrdiff_t      bytes;

    while (ct_units_next(&u, &data, &bytes)) {
        int type = ct_hevc_type(data);
        if (type == CT_HEVC_CRA)
            return CT_PACKET_ENTRY;
        if (type >= CT_HEVC_IDR_FIRST && type <= CT_HEVC_IDR_LAST)
            return CT_PACKET_ENTRY | CT_PACKET_CLOSED;
        if (type >= CT_HEVC_BLA_FIRST && type < CT_HEVC_IDR_FIRST)
            return CT_PACKET_ENTRY;
        if (type < 32)
            return 0; /* an ordinary picture */
    }
    return 0;
}

/* The first picture behind a start code is coded by itself: MPEG-1/2 picture_coding_type, ISO 13818-2 6.3.9;
 * MPEG-4 vop_coding_type, ISO 14496-2 6.3.5. A packet without any is left to the decoder. */
static bool mpeg_is_intra(const AVPacket *pkt, bool mpeg4)
{
    enum { PICTURE = 0x00, VOP = 0xb6 };
    const uint8_t *end = pkt->data + pkt->size;

    for (const uint8_t *p = start_code(pkt->data, end); end - p > 5; p = start_code(p + 3, end)) {
        if (!mpeg4 && p[3] == PICTURE)
            return (p[5] >> 3 & 7) == 1;
        if (mpeg4 && p[3] == VOP)
            return p[4] >> 6 == 0;
    }
    return true;
}

/* VP9 bitstream 6.2: frame_marker, profile of 2 bits (3: one more), show_existing_frame, frame_type 0. */
static bool vp9_is_intra(const AVPacket *pkt)
{
    int first = pkt->size > 0 ? pkt->data[0] : 0, profile = (first >> 5 & 1) | (first >> 3 & 2);
    int at = profile == 3 ? 2 : 3;

    return first >> 6 != 2 || (!(first >> at & 1) && !(first >> (at - 1) & 1));
}

/* AV1 5.3 and 5.9: the first frame header says KEY_FRAME, or shows one that was decoded before. A key
 * that is shown at once replaces all that could be referred to. */
static uint8_t av1_flags(const AVPacket *pkt)
{
    enum { FRAME_HEADER = 3, FRAME = 6, SHOWN_KEY = 1 };
    const uint8_t *p = pkt->data, *end = p + pkt->size;

    while (end - p > 1) {
        int      type = p[0] >> 3 & 15, has_size = p[0] >> 1 & 1;
        uint64_t size = (uint64_t)(end - p);

        p += 1 + (p[0] >> 2 & 1);
        if (has_size) {
            size = 0;
            for (int shift = 0; p < end && shift < 56; shift += 7) {
                size |= (uint64_t)(*p & 127) << shift;
                if (!(*p++ & 128))
                    break;
            }
        }
        if (p < end && (type == FRAME || type == FRAME_HEADER)) {
            if (p[0] >> 4 == SHOWN_KEY)
                return CT_PACKET_ENTRY | CT_PACKET_CLOSED;
            return (p[0] & 0x80) || (p[0] >> 5 & 3) == 0 ? CT_PACKET_ENTRY : 0;
        }
        if (size > (uint64_t)(end - p))
            break;
        p += size;
    }
    return CT_PACKET_ENTRY;
}

/* The first thing in it is a bit of the range coder at even odds: RFC 9043 3.8.1 and 4.4. */
static bool ffv1_is_intra(const AVPacket *pkt)
{
    enum { HALF = 0x7f80 };
    return pkt->size > 1 && (pkt->data[0] << 8 | pkt->data[1]) >= HALF;
}

bool ct_keys_can_be_told(enum AVCodecID codec)
{
    const AVCodecDescriptor *d = avcodec_descriptor_get(codec);

    switch (codec) {
    case AV_CODEC_ID_H264:
    case AV_CODEC_ID_HEVC:
    case AV_CODEC_ID_MPEG1VIDEO:
    case AV_CODEC_ID_MPEG2VIDEO:
    case AV_CODEC_ID_MPEG4:
    case AV_CODEC_ID_VP8:
    case AV_CODEC_ID_VP9:
    case AV_CODEC_ID_AV1:
    case AV_CODEC_ID_FFV1:
        return true;
    default:
        return d && (d->props & AV_CODEC_PROP_INTRA_ONLY);
    }
}

uint8_t ct_entry_flags(const AVCodecParameters *par, const AVPacket *pkt)
{
    enum { ALONE = CT_PACKET_ENTRY | CT_PACKET_CLOSED };
    const AVCodecDescriptor *d = avcodec_descriptor_get(par->codec_id);

    if (d && (d->props & AV_CODEC_PROP_INTRA_ONLY))
        return ALONE;
    switch (par->codec_id) {
    case AV_CODEC_ID_H264:
        return h264_flags(ct_units_of(par, pkt));
    case AV_CODEC_ID_HEVC:
        return hevc_flags(ct_units_of(par, pkt));
    case AV_CODEC_ID_MPEG1VIDEO:
    case AV_CODEC_ID_MPEG2VIDEO: /* whether leading pictures follow is seen from their pts */
        return mpeg_is_intra(pkt, false) ? CT_PACKET_ENTRY : 0;
    case AV_CODEC_ID_MPEG4:
        return mpeg_is_intra(pkt, true) ? CT_PACKET_ENTRY : 0;
    case AV_CODEC_ID_VP8: /* RFC 6386 9.1 */
        return pkt->size > 0 && !(pkt->data[0] & 1) ? ALONE : 0;
    case AV_CODEC_ID_VP9:
        return vp9_is_intra(pkt) ? ALONE : 0;
    case AV_CODEC_ID_AV1:
        return av1_flags(pkt);
    case AV_CODEC_ID_FFV1:
        return ffv1_is_intra(pkt) ? ALONE : 0;
    default:
        return CT_PACKET_ENTRY;
    }
}

bool ct_units_are_whole(const AVCodecParameters *par, const AVPacket *pkt)
{
    const uint8_t *data;
    ptrdiff_t      bytes;

    if (par->codec_id != AV_CODEC_ID_H264 && par->codec_id != AV_CODEC_ID_HEVC)
        return true;
    ct_units u = ct_units_of(par, pkt);
    if (!u.length_bytes)
        return true;
    while (ct_units_next(&u, &data, &bytes))
        ;
    return u.at == u.end;
}

/* --- who refers to whom ------------------------------------------------------------------ */

/* nal_ref_idc 0 in every slice: H.264 7.4.1. */
static bool h264_is_disposable(ct_units u)
{
    const uint8_t *data;
    ptrdiff_t      bytes;
    int            slices = 0;

    while (ct_units_next(&u, &data, &bytes)) {
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
static bool hevc_is_disposable(ct_units u, int layers)
{
    const uint8_t *data;
    ptrdiff_t      bytes;
    int            slices = 0;

    while (ct_units_next(&u, &data, &bytes)) {
        int type = ct_hevc_type(data), layer = bytes > 1 ? ct_hevc_layer(data) : 0;
        if (type > CT_HEVC_PICTURE_LAST)
            continue;
        if (type > CT_HEVC_SUBLAYER_LAST || type % 2 != 0 || layer != layers)
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
        return h264_is_disposable(ct_units_of(par, pkt));
    if (par->codec_id == AV_CODEC_ID_HEVC)
        return layers > 0 && hevc_is_disposable(ct_units_of(par, pkt), layers);
    return par->codec_id == AV_CODEC_ID_MPEG2VIDEO && mpeg2_is_disposable(pkt);
}

/* sps_max_sub_layers_minus1 behind the two bytes of header: H.265 7.3.2.2.1. */
static void see_layers(void *most, const uint8_t *unit, ptrdiff_t bytes)
{
    int *layers = most, here = 0;

    if (bytes > CT_HEVC_HEADER_BYTES && ct_hevc_type(unit) == CT_HEVC_SPS)
        here = (unit[2] >> 1 & 7) + 1;
    *layers = here > *layers ? here : *layers;
}

static void see_all(ct_units u, ct_unit_sink *see, void *arg)
{
    const uint8_t *data;
    ptrdiff_t      bytes;

    while (ct_units_next(&u, &data, &bytes))
        see(arg, data, bytes);
}

/* The arrays of parameter sets in "hvcC": ISO 14496-15 8.3.3.1. */
void ct_hevc_header_units(const AVCodecParameters *par, ct_unit_sink *see, void *arg)
{
    enum { ARRAYS_AT = 22 };
    const uint8_t *p = par->extradata, *end = p + par->extradata_size;

    if (par->extradata_size <= 4)
        return;
    if (p[0] != 1) {
        see_all((ct_units){p, end, 0}, see, arg);
        return;
    }
    int arrays = end - p > ARRAYS_AT ? p[ARRAYS_AT] : 0;
    for (p += ARRAYS_AT + 1; arrays > 0 && end - p > 3; arrays--) {
        int units = p[1] << 8 | p[2];
        for (p += 3; units > 0 && end - p > 2; units--) {
            ptrdiff_t bytes = p[0] << 8 | p[1];
            p += 2;
            if (bytes > end - p)
                return;
            see(arg, p, bytes);
            p += bytes;
        }
    }
}

int ct_temporal_layers(const AVCodecParameters *par, const AVPacket *pkt, int known)
{
    if (par->codec_id != AV_CODEC_ID_HEVC)
        return 0;
    if (pkt)
        see_all(ct_units_of(par, pkt), see_layers, &known);
    else
        ct_hevc_header_units(par, see_layers, &known);
    return known;
}
