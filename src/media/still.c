/* SPDX-License-Identifier: MIT */
/* One picture, soonest: by a decoder of its own that is told that nothing follows as soon as the
 * picture's packet is in. Everything the picture refers to lies before it in decode order, so no packet
 * behind it is decoded; on the way, pictures that none refers to are left out. Where the file is not one
 * of those that this is proved for, or anything is not as expected, the usual way is gone. */
#include <inttypes.h>
#include <stdlib.h>

#include "reader_priv.h"

void ct_reader_see_packet(ct_reader *r)
{
    const AVCodecParameters *par = r->in->st->codecpar;

    if (r->layers == 0)
        r->layers = ct_temporal_layers(par, NULL, 0);
    r->layers = ct_temporal_layers(par, r->pkt, r->layers);
}

bool ct_reader_is_disposable(const ct_reader *r, int64_t ordinal)
{
    const ct_index *ix = r->ix;
    /* Two fields of one picture may be packets of their own, and only one of them a reference. */
    bool whole = ix->frame_of[ordinal] >= 0 &&
                 (ordinal + 1 == ix->packet_count || ix->frame_of[ordinal + 1] >= 0);

    return whole && !ix->damaged && ct_packet_is_disposable(r->in->st->codecpar, r->pkt, r->layers);
}

/* x264's version stands in the first picture only (see prime in reader.c): a decoder that does not begin there
 * is shown it first. */
static ct_code open_still(ct_reader *r, int64_t entry, ct_error *err)
{
    const AVCodecParameters *par = r->in->st->codecpar;
    ct_code                  code = CT_OK;

    if (!r->still) {
        r->still_primed = par->codec_id != AV_CODEC_ID_H264 || r->ix->looked.intra;
        code = ct_decoder_open(par,
                               &(ct_decoder_setup){.tb = r->in->st->time_base,
                                                   .threads = r->options.threads,
                                                   .still = true,
                                                   .intra = r->ix->looked.intra,
                                                   .stock = r->stock},
                               &r->still, err);
    }
    if (code || r->still_primed || entry == 0)
        return code;
    code = ct_reader_first_packet(r, err);
    if (!code)
        code = ct_decoder_send(r->still, r->pkt, 0);
    r->still_primed = !code;
    return code;
}

int64_t ct_reader_last_packet_of(const ct_index *ix, int64_t n)
{
    int64_t p = ix->packet_of[n];

    while (p + 1 < ix->packet_count && ix->frame_of[p + 1] < 0)
        p++;
    return p;
}

/* Takes out what is ready; true when it was the picture of packet `wanted`, which is in r->av then. */
static ct_code take_out(ct_reader *r, int64_t wanted, bool *found)
{
    for (*found = false;;) {
        av_frame_unref(r->av);
        ct_code code = ct_decoder_receive(r->still, r->av);
        if (code)
            return code;
        *found = r->av->pts == wanted;
        if (*found)
            return CT_OK;
    }
}

/* Packets from the entry, which is in r->pkt, to `last`, then the end; `needed`: of ct_reader_find_way. CT_OK: the
 * picture is in r->av; CT_END: it did not come. */
static ct_code decode_still(ct_reader *r, int64_t first, int64_t wanted, int64_t last,
                            const bool *needed, ct_error *err)
{
    bool    found = false;
    ct_code code = CT_OK;

    for (int64_t p = first;; p++) {
        ct_reader_see_packet(r);
        if (p >= wanted || (needed ? needed[p - first] : !ct_reader_is_disposable(r, p)))
            code = ct_decoder_send(r->still, r->pkt, p);
        if (!code)
            code = take_out(r, wanted, &found);
        if (found || (code && code != CT_BUSY) || p == last)
            break;
        if (ct_reader_told_to_stop(r))
            return ct_reader_cancelled(r, err);
        if ((code = ct_reader_read_packet(r, err)))
            return code;
        if (!ct_reader_is_packet(r->ix, p + 1, r->pkt))
            return CT_END;
    }
    if (code != CT_BUSY)
        return code;
    code = ct_decoder_send(r->still, NULL, 0);
    return code ? code : take_out(r, wanted, &found);
}

static bool can_still(const ct_reader *r, int64_t n)
{
    return r->ix && !r->sequence.pattern && !r->ix->count_only && !r->ix->damaged && n >= 0 &&
           n < r->ix->frame_count;
}

/* CT_END, CT_BAD_DATA: not this way. */
static ct_code try_still(ct_reader *r, int64_t n, ct_frame **out, ct_error *err)
{
    int64_t place = ct_index_entry_for(r->ix, n), entry = r->ix->entry_packet[place];
    ct_code code = ct_reader_need_input(r, err);

    int64_t wanted = r->ix->packet_of[n], last = ct_reader_last_packet_of(r->ix, n);
    bool   *needed = NULL;

    r->next_packet = CT_NOWHERE;
    if (!code)
        code = open_still(r, entry, err);
    if (!code)
        code = ct_reader_find_way(r, entry, wanted, last, &needed, err);
    if (!code)
        code = ct_reader_land(r, entry, err);
    if (code) {
        free(needed);
        return code;
    }
    ct_decoder_enter(r->still, needed != NULL);
    int64_t errors = r->still->errors;
    code = decode_still(r, entry, wanted, last, needed, err);
    free(needed);
    ct_reader_count_bridges(r, r->still, r->ix->entry_frame[place]);
    r->still_primed |= entry == 0 && !code;
    if (r->still->errors !=
        errors) { /* damage: the usual way knows what to do, and this one is spoilt */
        ct_decoder_close(&r->still);
        code = code ? code : CT_END;
    }
    if (!code)
        code = ct_reader_make_frame(r, n, out, err);
    if (!code && !ct_reader_picture_is_right(r, *out)) {
        ct_frame_unref(out);
        code = CT_END;
    }
    return code;
}

ct_code ct_reader_get_still(ct_reader *r, int64_t n, ct_frame **out, ct_error *err)
{
    *out = NULL;
    if (can_still(r, n)) {
        ct_code code = try_still(r, n, out, err);
        if (!code)
            r->given = n;
        if (!code || code == CT_CANCELLED || code == CT_NO_MEMORY)
            return code;
        ct_log_info(r->options.log, "%s: frame %" PRId64 " is fetched the long way.", r->path, n);
    }
    return ct_reader_get(r, n, out, err);
}
