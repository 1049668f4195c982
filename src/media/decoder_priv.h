/* SPDX-License-Identifier: MIT */
/* libavcodec's decoder of pictures, as index, reader and probe use it. One thread at a time. */
#ifndef CT_DECODER_PRIV_H
#define CT_DECODER_PRIV_H

#include <libavcodec/avcodec.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "bridges_priv.h"
#include "circletake/status.h"
#include "hardware_priv.h"
#include "holes_priv.h"
#include "stock_priv.h"

/* A decoder whose pictures say which packet they are from: packets are sent with their ordinal in
 * place of their pts, and so `pts` of a picture is that ordinal. This holds where pts are missing
 * or collide. Errors in the data are counted, not returned: decoding goes on behind them. */
typedef struct ct_decoder {
    AVCodecContext    *ctx;
    AVPacket          *labelled;
    const ct_hardware *hardware; /* NULL: decodes in memory */
    ct_stock          *stock;    /* borrowed; NULL: pictures have memory of their own */
    bool               clears;   /* memory of a picture is cleared before it is decoded */
    ct_holes          *holes;    /* NULL: the decoder itself tells what it could not fill */
    ct_bridges        *bridges;  /* NULL: it refers to no other than what the stream names */
    bool               draining;
    bool               entered; /* at an entry point: see ct_decoder_enter */
    int64_t            errors;  /* packets or pictures that were damaged, since open */
    /* Complaints that were not yet counted as errors; added to by the decoder's threads: see
     * ct_decoder_hear. */
    atomic_llong complaints;
    atomic_bool  sparse; /* see ct_decoder_enter */
} ct_decoder;

typedef struct ct_decoder_setup {
    AVRational tb;      /* of the packets */
    int        threads; /* 0: as many as are good for it */
    /* It will be drained behind each picture that is wanted. */
    bool still;
    bool intra; /* every picture stands alone */
    /* Wanted: whether it took the stream says the decoder. NULL: none. */
    const ct_hardware *hardware;
    ct_stock          *stock; /* memory of the pictures, borrowed until close; NULL: its own */
    /* What a damaged picture does not say is black then, not what was in the memory before: so it is the
     * same each time. Decoders that never tell of damage do so anyway, if it cannot be seen by holes. */
    bool clears;
} ct_decoder_setup;

/* How many threads play takes where none are named: one more than processors, as libavcodec does, for
 * threads of pictures wait for one another. */
int ct_decoder_threads(int wanted);
/* For a still: a decoder that is drained behind each picture delays nothing however many threads it has, and the
 * more pictures are under way, the less the processors wait while one of them waits for another. Large ones
 * cost memory a thread. */
int                 ct_decoder_still_threads(int wanted, int width_px, int height_px);
CT_MUST_USE ct_code ct_decoder_open(const AVCodecParameters *par, const ct_decoder_setup *setup,
                                    ct_decoder **out, ct_error *err);
void                ct_decoder_close(ct_decoder **dec);
/* What libavcodec has to say (for av_log_set_callback). Nobody reads it, but that a picture was repaired, or
 * is only there in part, some decoders say in no other way; and of those that decode several pictures at once the
 * flag of a picture comes too late, for it and for those that refer to it. Any thread. */
void ct_decoder_hear(void *avcl, int level, const char *format, va_list args);
/* Makes it heard; before libavcodec or libavformat is used. Any thread, any number of times. */
void ct_decoder_listen(void);
/* Forgets all; ready for packets from the start. */
void ct_decoder_flush(ct_decoder *dec);
/* Forgets all; ready for packets from an entry point behind which every picture that is shown later is whole.
 * `sparse`: pictures will be left out that others keep without referring to them, and no word is lost on it. */
void ct_decoder_enter(ct_decoder *dec, bool sparse);
/* `pkt` NULL: no more come. Only after ct_decoder_receive said CT_BUSY. */
CT_MUST_USE ct_code ct_decoder_send(ct_decoder *dec, const AVPacket *pkt, int64_t label);
/* CT_OK: `av` is filled (with the label as pts); CT_BUSY: wants a packet; CT_END: drained. */
CT_MUST_USE ct_code ct_decoder_receive(ct_decoder *dec, AVFrame *av);

#endif
