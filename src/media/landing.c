/* SPDX-License-Identifier: MIT */
/* The demuxer of a reader: where it stands, and getting it to a packet. No seek is believed: packets
 * are read and compared with the index until the one that was meant is there, or a later one, which
 * says that the seek missed. */
#include <string.h>

#include "reader_priv.h"

/* A read that was interrupted may have lost bytes: the demuxer is not used again. */
ct_code ct_reader_read_packet(ct_reader *r, ct_error *err)
{
    ct_code code = ct_input_read(r->in, r->pkt, err);

    r->fresh = false;
    if (code == CT_CANCELLED) {
        ct_input_close(&r->in);
        r->next_packet = CT_NOWHERE;
    }
    return code == CT_IO ? CT_END : code; /* the index ends where the file breaks off, too */
}

static ct_code open_input(ct_reader *r, ct_error *err)
{
    ct_input_close(&r->in);
    ct_code code = ct_input_open_picture(r->path, r->stream, (ct_stop){ct_reader_told_to_stop, r},
                                         r->ix ? &r->ix->looked : NULL, &r->in, err);
    if (!code && !r->in->st)
        code = ct_fail(err, CT_BAD_DATA, "%s changed while it was open.", r->path);
    if (code)
        ct_input_close(&r->in);
    r->fresh = !code;
    return code;
}

ct_code ct_reader_need_input(ct_reader *r, ct_error *err)
{
    return r->in ? CT_OK : open_input(r, err);
}

/* By a demuxer that has read nothing yet: seeking to 0 is a seek too, and could miss. */
ct_code ct_reader_need_start(ct_reader *r, ct_error *err)
{
    return r->in && r->fresh ? CT_OK : open_input(r, err);
}

ct_code ct_reader_restart(ct_reader *r, bool by_count, ct_error *err)
{
    bool    one_thread = ct_reader_is_careful(r);
    ct_code code = ct_reader_need_start(r, err);

    r->next_packet = CT_NOWHERE;
    /* A new decoder as well: what it learnt from later parts must not matter. */
    if (!code && !(r->dec && r->untouched && r->one_thread == one_thread))
        code = ct_reader_open_decoder(r, one_thread, err);
    if (code) {
        ct_input_close(&r->in);
        return code;
    }
    r->untouched = false;
    r->by_count = by_count;
    r->next_packet = 0;
    ct_reader_begin_run(r, by_count ? CT_NOWHERE : 0);
    r->last_out = CT_NOWHERE;
    r->clean_from = 0;
    r->read_all = false;
    return CT_OK;
}

bool ct_reader_is_packet(const ct_index *ix, int64_t ordinal, const AVPacket *pkt)
{
    const ct_packet_row *row = &ix->packets[ordinal];

    if (row->bytes != pkt->size)
        return false;
    if (row->pos >= 0 && pkt->pos >= 0)
        return row->pos == pkt->pos;
    return row->pts == pkt->pts;
}

static bool is_beyond(const ct_index *ix, int64_t ordinal, const AVPacket *pkt)
{
    const ct_packet_row *row = &ix->packets[ordinal];

    if (row->pos >= 0 && pkt->pos >= 0)
        return pkt->pos > row->pos;
    return pkt->dts != AV_NOPTS_VALUE && row->dts != AV_NOPTS_VALUE && pkt->dts > row->dts;
}

/* Reads until packet `ordinal` is in r->pkt; CT_END: the demuxer landed behind it. */
static ct_code read_until(ct_reader *r, int64_t ordinal, ct_error *err)
{
    for (;;) {
        ct_code code = ct_reader_read_packet(r, err);
        if (code)
            return code;
        if (ct_reader_is_packet(r->ix, ordinal, r->pkt))
            return CT_OK;
        if (is_beyond(r->ix, ordinal, r->pkt))
            return CT_END;
    }
}

/* One way to ask the demuxer to go to or before a packet. */
enum seek_by { SEEK_BYTE, SEEK_PTS, SEEK_DTS, SEEK_EARLIER, SEEK_WAYS };

static int seek_demuxer(ct_reader *r, enum seek_by by, int64_t ordinal)
{
    const ct_packet_row *row = &r->ix->packets[ordinal];
    AVFormatContext     *fmt = r->in->fmt;
    int                  stream = r->in->st->index;

    if (by == SEEK_BYTE) {
        if (row->pos < 0 || (fmt->iformat->flags & (AVFMT_NO_BYTE_SEEK | AVFMT_NOBINSEARCH)))
            return -1;
        if (!(fmt->iformat->flags & AVFMT_TS_DISCONT) && strcmp(fmt->iformat->name, "mpeg") &&
            !(fmt->iformat->flags & AVFMT_GENERIC_INDEX))
            return -1; /* containers with a table must be asked by time */
        return av_seek_frame(fmt, stream, row->pos, AVSEEK_FLAG_BYTE);
    }
    int64_t ts = by == SEEK_PTS ? row->pts : row->dts;
    if (by == SEEK_EARLIER) {
        int64_t e =
            ct_index_entry_for(r->ix, r->ix->frame_of[ordinal] >= 0 ? r->ix->frame_of[ordinal] : 0);
        ts = r->ix->packets[r->ix->entry_packet[e > 0 ? e - 1 : 0]].dts;
    }
    return ts == AV_NOPTS_VALUE ? -1 : av_seek_frame(fmt, stream, ts, AVSEEK_FLAG_BACKWARD);
}

ct_code ct_reader_land(ct_reader *r, int64_t ordinal, ct_error *err)
{
    r->next_packet = CT_NOWHERE;
    for (enum seek_by by = SEEK_BYTE; by < SEEK_WAYS; by++) {
        r->fresh = false;
        if (seek_demuxer(r, by, ordinal) < 0)
            continue;
        ct_code code = read_until(r, ordinal, err);
        if (code != CT_END)
            return code;
    }
    return CT_END;
}

ct_code ct_reader_first_packet(ct_reader *r, ct_error *err)
{
    ct_code code = r->fresh ? ct_reader_read_packet(r, err) : ct_reader_land(r, 0, err);

    if (code == CT_END && !(code = open_input(r, err)))
        code = ct_reader_read_packet(r, err);
    return code;
}
