/* SPDX-License-Identifier: MIT */
/* The tables inside ct_index, for index*.c, reader.c and their test. */
#ifndef CT_INDEX_PRIV_H
#define CT_INDEX_PRIV_H

#include <stdatomic.h>

#include "circletake/index.h"
#include "input_priv.h"

/* What is known of one packet; kept in decode order, so its place in the table is its ordinal. */
typedef struct ct_packet_row {
    int64_t pts, dts; /* AV_NOPTS_VALUE: none */
    int64_t pos;      /* byte in the file, -1 unknown; for a sequence the image's number */
    int32_t bytes;
    uint8_t flags; /* CT_PACKET_... */
} ct_packet_row;

enum {
    CT_PACKET_KEY = 1 << 0,    /* the container calls it a key */
    CT_PACKET_ENTRY = 1 << 1,  /* and the picture data agrees: decoding may start here */
    CT_PACKET_CLOSED = 1 << 2, /* nothing after it refers to what is before (IDR and the like) */
    CT_PACKET_HIDDEN = 1 << 3, /* decoded, never shown: edit list, alternate reference */
    CT_PACKET_GAP = 1 << 4     /* missing image of a sequence */
};

struct ct_index {
    atomic_int refs;

    char    *path; /* where it was made from; not saved */
    int64_t  size_bytes, mtime_ns;
    uint64_t fingerprint;

    ct_index_level level;
    int            stream; /* of the container; -1 for a sequence */
    AVRational     tb, fps;
    int64_t        start_pts; /* of frame 0 where frames have no pts: the stream's start, or 0 */
    bool           vfr, open_gop, intra;
    bool           pts_ordered; /* pts grow with the frames: they can be searched */
    bool           count_only;  /* one packet gave two pictures: only counting from 0 is safe */
    bool           damaged;     /* decode with one thread, so that repairs are always the same */
    char          *remark;

    ct_packet_row *packets;
    int64_t        packet_count, packet_cap;

    int32_t  *packet_of; /* frame -> packet ordinal */
    int32_t  *time_of;   /* frame -> ordinal of the packet that has its time; NULL: its own */
    int32_t  *frame_of;  /* packet ordinal -> frame, -1: none */
    uint64_t *hash;      /* frame -> picture hash; NULL: not known */
    int64_t   frame_count;

    /* Where decoding may start: ordinals, ascending, and the first frame that is clean from there;
     * entry_frame ascends too. The start of the file is always entry 0 (packet 0, frame 0). */
    int32_t *entry_packet, *entry_frame;
    int64_t  entry_count;
};

/* index.c */
ct_index      *ct_index_alloc(const char *path);
ct_packet_row *ct_index_add_packet(ct_index *ix);
/* From packets: orders what is shown by pts. */
void ct_index_order_by_pts(ct_index *ix);
/* A packet is to be decoded before the one in front of it. */
bool ct_index_clock_goes_back(const ct_index *ix);
/* From frames and packets: frame_of, times, entries, vfr, open_gop. `guess`: rate the container names. */
void ct_index_derive(ct_index *ix, AVRational guess);
/* The entry to start from for frame n: its packet is not after n's packet, and n is clean. */
int64_t ct_index_entry_for(const ct_index *ix, int64_t n);
/* The rate that footage of variable rate is counted at: the usual rate within 8 % of what the
 * durations (sorted by this) say where no picture is left out. {0,1} when there is none. */
AVRational ct_nominal_rate(int64_t *durations, int64_t count, AVRational tb);
/* A rate that somebody would choose: whole, or whole x 1000/1001. Phones write 29.87. */
bool ct_rate_is_round(AVRational fps);
/* The round rate within 8 % of it, else the rate itself. */
AVRational ct_usual_rate(AVRational fps);
void       ct_index_add_remark(ct_index *ix, const char *sentence);

/* nal.c: what CT_PACKET_ENTRY and CT_PACKET_CLOSED are for a packet that is flagged key. */
uint8_t ct_entry_flags(const AVCodecParameters *par, const AVPacket *pkt);
/* Whether no other picture refers to that of the packet, so that it can be left out on the way to another.
 * Only where the stream says so beyond doubt. `layers`: of ct_temporal_layers. */
bool ct_packet_is_disposable(const AVCodecParameters *par, const AVPacket *pkt, int layers);
/* How many temporal layers HEVC has by the parameter sets in the packet (NULL: in the header), `known` at
 * least; 0 when nothing says so. */
int ct_temporal_layers(const AVCodecParameters *par, const AVPacket *pkt, int known);
/* Whether the lengths written before each unit of H.264 or HEVC add up to the packet: else it is
 * damaged, which no checksum of MP4 or Matroska would tell. True where there are no lengths. */
bool ct_units_are_whole(const AVCodecParameters *par, const AVPacket *pkt);

#endif
