/* SPDX-License-Identifier: MIT */
/* What the files of the reader share: runs of the decoder (reader.c), where the demuxer lands
 * (landing.c), one picture soonest (still.c), files that are not as indexed (reader_renew.c), the
 * graphics card (reader_hardware.c), image sequences (reader_sequence.c). */
#ifndef CT_MEDIA_READER_PRIV_H
#define CT_MEDIA_READER_PRIV_H

#include <stdatomic.h>

#include "circletake/reader.h"
#include "circletake/sequence.h"
#include "decoder_priv.h"
#include "index_priv.h"

enum { CT_NOWHERE = -1 };

struct ct_reader {
    char             *path;
    int               stream; /* which pictures */
    ct_reader_options options;
    atomic_bool       interrupted;

    ct_index   *ix;    /* own reference, NULL while there is none */
    ct_input   *in;    /* NULL for a sequence, and after a read was interrupted */
    bool        fresh; /* `in` was opened and nothing read of it yet: it stands at the start */
    ct_decoder *dec;
    bool        one_thread; /* how `dec` was opened */
    bool        careful;    /* damage was met in pictures that stand alone: see mend in reader.c */
    bool        unlike; /* the index says otherwise than decoding does: it is to be made again */
    const ct_hardware *hardware; /* decodes the runs, once it was proved; NULL: none does */
    bool               hardware_proved;
    bool               untouched; /* `dec` was fed nothing yet */
    AVPacket          *pkt;
    AVFrame           *av;

    ct_sequence sequence; /* pattern NULL: a file */
    AVFrame    *black;    /* what a gap is shown as: black, of the sequence's size and format */

    /* Where the decoder stands. */
    bool by_count; /* labels are not used: pictures are counted from the start */
    /* Ordinal of the packet that is read next; CT_NOWHERE: decoder not usable. */
    int64_t next_packet;
    int64_t last_out;     /* number of the picture that came out last; CT_NOWHERE: none yet */
    int64_t clean_from;   /* pictures before this number are not to be trusted */
    int64_t needed_from;  /* pictures before this number are only decoded for others to refer to */
    bool    read_all;     /* the end of the file was reached */
    int64_t drain_behind; /* packet behind which the decoder is drained; CT_NOWHERE: at the end */
    bool    primed;       /* the decoder saw the first packet: see prime */

    /* Whom to believe: see lessons.c. */
    int64_t entry;        /* the run began there; CT_NOWHERE: by count */
    int64_t trusted_from; /* pictures from this number on come from where decoding is safe */
    int64_t proved_to;    /* those of the entry before this number were compared, and the same */
    bool    testing;      /* of an entry: nothing is trusted */

    ct_stock   *stock;        /* of the pictures of both decoders */
    ct_decoder *still;        /* of ct_reader_still; NULL until it is needed */
    bool        still_primed; /* it saw the first packet, or need not */
    int         layers; /* temporal layers of HEVC, 0 not known: see ct_packet_is_disposable */
    struct ct_hevc_refs
           *refs; /* of packets behind `refs_entry`; NULL until they are asked for: see reach.c */
    int64_t refs_entry;

    int64_t given; /* number given last, for ct_reader_next */
};

/* How a run of the decoder hands over what it meets. */
struct ct_run {
    int64_t        next; /* the frame that is handed next; those before it were, or are not asked */
    int64_t        target; /* the run ends with this frame */
    ct_reader_sink sink;
    void          *arg;
    bool           stopped; /* the sink wants no more */
};

/* reader.c */
bool    ct_reader_told_to_stop(void *reader);
ct_code ct_reader_cancelled(ct_reader *r, ct_error *err);
ct_code ct_reader_no_memory(ct_reader *r, ct_error *err);
/* Takes the content of r->av. */
ct_code ct_reader_make_frame(ct_reader *r, int64_t number, ct_frame **out, ct_error *err);
/* Whether one thread decodes, so that what is damaged is repaired the same way each time. */
bool ct_reader_is_careful(const ct_reader *r);
/* A decoder for the runs, closing the one there was. */
ct_code ct_reader_open_decoder(ct_reader *r, bool one_thread, ct_error *err);

/* lessons.c */
/* A run begins at an entry, or (CT_NOWHERE) counts from the start. */
void ct_reader_begin_run(ct_reader *r, int64_t entry);
/* The packet that is fed next, by label. */
void ct_reader_pass_packet(ct_reader *r, int64_t ordinal);
/* A picture of the run, with its number: false: it is another than a trusted decode gave. */
bool ct_reader_judge(ct_reader *r, const ct_frame *f);
/* A picture that differs from what a trusted decode gave is the wrong one. */
bool ct_reader_picture_is_right(const ct_reader *r, const ct_frame *f);
/* Pictures of `dec` from this number on that refer to a lost one are errors of it: another way to them may give others.
 * Those before an entry refer to what is before it, and are not wanted. */
void ct_reader_count_bridges(const ct_reader *r, ct_decoder *dec, int64_t from_frame);
/* Keeps with the saved index what was learnt. */
void ct_reader_keep_lessons(ct_reader *r);

/* reader.c, for lessons.c */
ct_code ct_reader_go_to_entry(ct_reader *r, int64_t entry, ct_error *err);
ct_code ct_reader_decode_to(ct_reader *r, struct ct_run *run, ct_error *err);
bool    ct_reader_may_retry(ct_code code);

/* landing.c */
/* Next packet into r->pkt; CT_END at the end. A demuxer that was interrupted is closed. */
ct_code ct_reader_read_packet(ct_reader *r, ct_error *err);
/* Demuxer at the very start, decoder as new; ready to be fed the first packet. */
ct_code ct_reader_restart(ct_reader *r, bool by_count, ct_error *err);
/* A demuxer that stands at the very start. */
ct_code ct_reader_need_start(ct_reader *r, ct_error *err);
/* A demuxer that can be asked to go somewhere: opens the file again where that is needed. */
ct_code ct_reader_need_input(ct_reader *r, ct_error *err);
/* Packet `ordinal` is in r->pkt, proved; CT_END: no way of seeking leads there. */
ct_code ct_reader_land(ct_reader *r, int64_t ordinal, ct_error *err);
/* Packet 0 is in r->pkt. */
ct_code ct_reader_first_packet(ct_reader *r, ct_error *err);
bool    ct_reader_is_packet(const ct_index *ix, int64_t ordinal, const AVPacket *pkt);

/* still.c */
/* Of every packet that is fed, which is in r->pkt: parameter sets tell who refers to whom. */
void ct_reader_see_packet(ct_reader *r);
/* Whether the picture of packet `ordinal`, which is in r->pkt, can be left out: no other refers to it,
 * and it is a whole one. */
bool ct_reader_is_disposable(const ct_reader *r, int64_t ordinal);
/* The last packet of a frame: fields of their own and pictures that are not shown may follow the first. */
int64_t ct_reader_last_packet_of(const ct_index *ix, int64_t n);

/* reach.c */
/* (*needed)[p - entry]: packet p is needed for the frame of packets `wanted` to `last`. To be freed; NULL: it is not told
 * of this way. Moves the demuxer. */
ct_code ct_reader_find_way(ct_reader *r, int64_t entry, int64_t wanted, int64_t last, bool **needed,
                           ct_error *err);

/* reader_renew.c */
/* Since it was indexed the file was cut, or written over: nothing that it is asked for can be had from it. */
bool ct_reader_file_is_another(const ct_reader *r, ct_error *err);
/* Makes the index anew by one linear decode, and keeps it for the next time. */
ct_code ct_reader_deepen(ct_reader *r, ct_error *err);

/* reader_hardware.c */
/* Lets the graphics card try the first pictures, once; r->hardware is NULL after it where it may not be used. */
void ct_reader_try_hardware(ct_reader *r);
/* It is not asked again; `why` ends a sentence. */
void ct_reader_leave_hardware(ct_reader *r, const char *why);

/* reader_sequence.c */
ct_code ct_reader_sequence_run(ct_reader *r, struct ct_run *run, ct_error *err);

#endif
