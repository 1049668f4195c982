/* SPDX-License-Identifier: MIT */
/* What an index is where packets do not tell the frames: one linear decode, picture by picture. */
#include <stdlib.h>

#include "circletake/frame.h"
#include "circletake/str.h"
#include "decoder_priv.h"
#include "index_build_priv.h"

struct linear {
    ct_decoder *dec;
    AVPacket   *pkt;
    AVFrame    *av;
    int64_t     fed; /* packets sent */
};

static ct_code feed_next(struct ct_build *b, struct linear *l)
{
    ct_code code = ct_input_read(b->in, l->pkt, b->err);

    if (code == CT_IO) /* the scan broke off here as well */
        code = CT_END;
    if (code == CT_END || (!code && l->fed >= b->ix->packet_count))
        return ct_decoder_send(l->dec, NULL, 0);
    if (code)
        return code;
    if (l->pkt->size != b->ix->packets[l->fed].bytes)
        return ct_fail(b->err, CT_BAD_DATA,
                       "%s changed while it was read. Try again when the copy "
                       "is complete.",
                       b->ix->path);
    code = ct_decoder_send(l->dec, l->pkt, l->fed++);
    ct_build_progress(b, l->fed, b->ix->packet_count);
    return code;
}

ct_code ct_index_add_picture(ct_index *ix, const AVFrame *picture, ct_error *err)
{
    int64_t packet = picture->pts;
    size_t  cap = (size_t)ix->frame_cap;

    if (packet < 0 || packet >= ix->packet_count)
        return CT_OK; /* not from a packet of ours: cannot be addressed */
    AVFrame  *av = av_frame_clone(picture);
    ct_frame *f = av ? ct_frame_create(av, ix->frame_count, INT64_MIN, ix->tb) : NULL;
    if (!f)
        return ct_fail(err, CT_NO_MEMORY, "Not enough memory to decode %s.", ix->path);
    ix->packet_of =
        ct_grow(ix->packet_of, &cap, (size_t)ix->frame_count + 1, sizeof *ix->packet_of);
    cap = (size_t)ix->frame_cap;
    ix->hash = ct_grow(ix->hash, &cap, (size_t)ix->frame_count + 1, sizeof *ix->hash);
    ix->frame_cap = (int64_t)cap;
    ix->packet_of[ix->frame_count] = (int32_t)packet;
    ix->hash[ix->frame_count++] = ct_frame_hash(f);
    ct_frame_unref(&f);
    return CT_OK;
}

/* With one thread an error shows with the packet or with its picture. */
static void place_damage(struct ct_build *b, const struct linear *l, bool picture)
{
    int64_t sent = l->fed - 1, shown = picture ? l->av->pts : sent;

    ct_index_note_damage(b->ix, shown >= 0 && shown < sent ? shown : sent);
}

static bool *packets_shown(const ct_index *ix)
{
    bool *shown = ct_alloc_array((size_t)ix->packet_count + 1, sizeof *shown);

    for (int64_t n = 0; n < ix->frame_count; n++)
        shown[ix->packet_of[n]] = true;
    return shown;
}

/* Pictures that came out though they refer to a lost one. Those of the beginning that refer to what was never there
 * do not come out. */
static int64_t count_bridged(ct_index *ix, ct_decoder *dec)
{
    bool   *shown = NULL;
    int64_t count = 0, label;

    while (dec->bridges && (label = ct_bridges_take(dec->bridges)) >= 0) {
        if (!shown)
            shown = packets_shown(ix);
        if (label >= ix->packet_count || !shown[label])
            continue;
        ct_index_note_damage(ix, label);
        count++;
    }
    free(shown);
    return count;
}

static ct_code decode_once(struct ct_build *b, int threads, int64_t *errors)
{
    int64_t       seen = 0;
    struct linear l = {.pkt = av_packet_alloc(), .av = av_frame_alloc()};
    ct_code       code = CT_NO_MEMORY;

    b->ix->frame_count = 0;
    ct_input_close(&b->in); /* read from the very start, as everybody else will */
    if (l.pkt && l.av)
        code = ct_input_open(b->ix->path, b->ix->stream, ct_build_stop(b->watch), false, &b->in,
                             b->err);
    if (!code && !b->in->st)
        code = CT_UNSUPPORTED;
    if (!code)
        code = ct_decoder_open(b->in->st->codecpar,
                               &(ct_decoder_setup){.tb = b->in->st->time_base,
                                                   .threads = threads,
                                                   .clears = threads == 1},
                               &l.dec, b->err);
    while (!code) {
        bool picture = (code = ct_decoder_receive(l.dec, l.av)) == CT_OK;
        if (code == CT_BUSY)
            code = feed_next(b, &l);
        else if (!code)
            code = ct_index_add_picture(b->ix, l.av, b->err);
        if (threads == 1 && l.dec->errors > seen)
            place_damage(b, &l, picture);
        seen = l.dec->errors;
        av_frame_unref(l.av);
    }
    *errors = l.dec ? l.dec->errors + count_bridged(b->ix, l.dec) : 0;
    ct_decoder_close(&l.dec);
    av_packet_free(&l.pkt);
    av_frame_free(&l.av);
    return code == CT_END ? CT_OK : code;
}

/* Repairs of damaged pictures depend on what other threads have finished: then one thread only,
 * which is also how the reference lists of ffmpeg are made. */
ct_code ct_build_decode(struct ct_build *b, AVRational guess)
{
    ct_index *ix = b->ix;
    bool      known = ix->damaged;
    int       threads = known ? 1 : b->watch ? b->watch->threads : 0;
    int64_t   errors = 0;
    ct_code   code = decode_once(b, threads, &errors);

    if (!code && errors && !known) {
        ix->damaged = true;
        ct_index_add_remark(ix, "Some pictures are damaged.");
        if (threads != 1)
            code = decode_once(b, 1, &errors);
    }
    if (code)
        return code;
    if (ix->damaged && ix->damaged_from == INT64_MAX)
        ix->damaged_from = 0;
    ix->level = CT_INDEX_DECODED;
    ct_index_derive(ix, guess);
    return CT_OK;
}
