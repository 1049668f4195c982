/* SPDX-License-Identifier: MIT */
/* The tables inside ct_index, for index*.c, reader.c and their test. */
#ifndef CT_INDEX_PRIV_H
#define CT_INDEX_PRIV_H

#include <libavutil/frame.h>
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
    CT_PACKET_GAP = 1 << 4,    /* missing image of a sequence */
    /* Of entries, as saved: ct_entry_verdict. */
    CT_PACKET_GOOD = 1 << 5,
    CT_PACKET_BAD = 1 << 6
};

struct ct_index {
    atomic_int refs;

    char    *path; /* where it was made from; not saved */
    int64_t  size_bytes, mtime_ns;
    uint64_t fingerprint;

    ct_index_level level;
    int            stream; /* which pictures, counted from 0; a sequence has one */
    AVRational     tb, fps;
    int64_t        start_pts; /* of frame 0 where frames have no pts: the stream's start, or 0 */
    bool           vfr, open_gop;
    ct_looked      looked;
    bool    times_sorted; /* they did not grow with the frames: the n-th shown has the n-th */
    bool    pts_ordered;  /* times grow with the frames: they can be searched */
    bool    evenly;       /* they do not, for a slip here and there: each frame lasts as long */
    bool    count_only;   /* one packet gave two pictures: only counting from 0 is safe */
    bool    damaged;      /* decode with one thread, so that repairs are always the same */
    int64_t damaged_from; /* ordinal of the first packet that is known to be damaged, or missing;
                                    INT64_MAX: none */
    char   *remark;

    ct_packet_row *packets;
    int64_t        packet_count, packet_cap;

    int32_t *packet_of; /* frame -> packet ordinal */
    int64_t *times;     /* frame -> when it is shown, in timebase; AV_NOPTS_VALUE: nothing says */
    int32_t *frame_of;  /* packet ordinal -> frame, -1: none */
    int64_t  frame_count, frame_cap; /* cap: of packet_of and hash, while pictures are added */

    /* Where decoding may start: ordinals, ascending, and the first frame that is clean from there;
     * entry_frame ascends too. The start of the file is always entry 0 (packet 0, frame 0). */
    int32_t *entry_packet, *entry_frame;
    int64_t  entry_count;

    /* What decoding told since; any thread adds to it. */
    _Atomic uint64_t
        *hash; /* frame -> picture hash of a decode that began where it is safe; 0: not known */
    atomic_uchar *verdict; /* entry -> ct_entry_verdict */
    atomic_bool   learnt;  /* something that is not saved */
};

typedef enum ct_entry_verdict { CT_ENTRY_UNTESTED, CT_ENTRY_GOOD, CT_ENTRY_BAD } ct_entry_verdict;

/* index_file.c */
/* The file as it was when a live one was indexed last (ct_index_acquire leaves a trail while it may still be
 * written). CT_NO_INPUT: there is none. */
CT_MUST_USE ct_code ct_index_load_trail(const char *path, int stream, ct_index **out,
                                        ct_error *err);
/* Leaves the trail, or takes it away where the file was not changed for a while. */
void ct_index_keep_trail(const ct_index *ix, ct_log *log);

/* index_build.c, for index_grow.c */
/* Adds the packet to the table as a scan does. */
void ct_index_scan_packet(ct_index *ix, const AVCodecParameters *par, const AVPacket *pkt);
/* Says what ended a scan: `code` of the read, and why. What came before stands. */
ct_code ct_index_scan_ended(ct_index *ix, ct_code code, const ct_error *why, ct_error *err);
/* Says that packet `ordinal` is damaged, or was to be there and is not. */
void ct_index_note_damage(ct_index *ix, int64_t ordinal);
/* Why packets alone do not tell the frames; NULL when they do. */
const char *ct_index_trap(const ct_index *ix, const AVCodecParameters *par);
/* Size, time and fingerprint of what was indexed: those of the file before it was read. */
struct ct_index_file {
    int64_t  size_bytes, mtime_ns;
    uint64_t fingerprint;
};
CT_MUST_USE ct_code ct_index_look_at_file(const char *path, struct ct_index_file *out,
                                          ct_error *err);
void                ct_index_set_file(ct_index *ix, const struct ct_index_file *file);

/* index_decode.c, for index_grow.c */
/* A picture that came out, labelled with its packet: the next frame. */
CT_MUST_USE ct_code ct_index_add_picture(ct_index *ix, const AVFrame *av, ct_error *err);

/* index_grow.c */
/* The index of a file of which more is there now than when `before` was made: only what is new is read. CT_BUSY:
 * it does not go on from there (or cannot be told to), and is to be read from the start. */
CT_MUST_USE ct_code ct_index_grow(const ct_index *before, const char *path,
                                  const ct_index_watch *watch, ct_index **out, ct_error *err);
/* Looks whether the last picture of a scanned file is whole, where packets do not tell (streams without lengths),
 * and notes damage. `in` was opened on it. */
CT_MUST_USE ct_code ct_index_try_tail(ct_index *ix, const ct_input *in, const ct_index_watch *watch,
                                      ct_error *err);
/* The rate a stream names. */
AVRational ct_index_rate_guess(const AVStream *st);

/* index.c */
ct_index      *ct_index_alloc(const char *path);
ct_packet_row *ct_index_add_packet(ct_index *ix);
void           ct_index_add_remark(ct_index *ix, const char *sentence);
/* The entry to start from for frame n: its packet is not after n's packet, n is clean, and it was not
 * found bad. */
int64_t ct_index_entry_for(const ct_index *ix, int64_t n);
/* The last entry before this one that was not found bad; -1: it is the first. */
int64_t ct_index_entry_before(const ct_index *ix, int64_t entry);
/* Whether decoding from there was found to give the pictures of a linear decode, or not to. The first
 * entry is the start of the file and never bad. Of a damaged file nothing is kept: there each picture is
 * compared, and an entry may lead to some of its own. Any thread. */
ct_entry_verdict ct_index_verdict(const ct_index *ix, int64_t entry);
void             ct_index_set_verdict(const ct_index *ix, int64_t entry, ct_entry_verdict verdict);
void             ct_index_mark_saved(const ct_index *ix);
/* A picture of a decode that began where it is safe. Any thread. */
void ct_index_set_hash(const ct_index *ix, int64_t frame, uint64_t hash);

/* index_derive.c */
/* From packets: orders what is shown by pts. */
void ct_index_order_by_pts(ct_index *ix);
/* A packet is to be decoded before the one in front of it. */
bool ct_index_clock_goes_back(const ct_index *ix);
/* From frames and packets: frame_of, times, entries, vfr, open_gop. `guess`: rate the container names. */
void ct_index_derive(ct_index *ix, AVRational guess);
/* The rate that footage of variable rate is counted at: the usual rate within 8 % of what the
 * durations (sorted by this) say where no picture is left out. {0,1} when there is none. */
AVRational ct_nominal_rate(int64_t *durations, int64_t count, AVRational tb);
/* The round rate within 8 % of it, else the rate itself. */
AVRational ct_usual_rate(AVRational fps);

/* nal.c: what CT_PACKET_ENTRY and CT_PACKET_CLOSED are for a packet that is flagged key. */
uint8_t ct_entry_flags(const AVCodecParameters *par, const AVPacket *pkt);
/* Whether it looks into the pictures of the codec for that; of others a key is what the container calls so. */
bool ct_keys_can_be_told(enum AVCodecID codec);
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
