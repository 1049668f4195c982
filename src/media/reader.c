/* SPDX-License-Identifier: MIT */
/* See reader.h.
 *
 * Two ways to a frame. By label: pictures say which packet they are from (ct_decoder), the index
 * says which frame that packet is; the landing of every seek is proved by comparing packets with the
 * index, the picture by its hash where one is known. By count: from the start of the file, the
 * n-th picture is frame n; needs nothing, and is the last resort of the other. */
#include "circletake/reader.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/fingerprint.h"
#include "circletake/str.h"
#include "index_priv.h"

enum {
    ENTRIES_TRIED = 4, /* the right one and three before it; then from the start */
    NOWHERE = -1
};

struct ct_reader {
    char             *path;
    ct_reader_options options;
    atomic_bool       interrupted;

    ct_index   *ix; /* own reference, NULL while there is none */
    ct_input   *in; /* NULL for a sequence, and after a read was interrupted */
    ct_decoder *dec;
    bool        one_thread; /* how `dec` was opened */
    AVPacket   *pkt;
    AVFrame    *av;

    ct_sequence sequence; /* pattern NULL: a file */
    AVFrame    *black;    /* what a gap is shown as: black, of the sequence's size and format */

    /* Where the decoder stands. */
    bool    by_count;    /* labels are not used: pictures are counted from the start */
    int64_t next_packet; /* ordinal of the packet that is read next; NOWHERE: decoder not usable */
    int64_t last_out;    /* number of the picture that came out last; NOWHERE: none yet */
    int64_t clean_from;  /* pictures before this number are not to be trusted */
    int64_t needed_from; /* pictures before this number are only decoded for others to refer to */
    bool    read_all;    /* the end of the file was reached */
    bool    primed;      /* the decoder saw the first packet: see prime */

    int64_t given; /* number given last, for ct_reader_next */
};

/* --- open and close -------------------------------------------------------------------- */

static bool reader_stop(void *arg)
{
    ct_reader *r = arg;

    return atomic_load_explicit(&r->interrupted, memory_order_relaxed) ||
           (r->options.stop && r->options.stop(r->options.stop_arg));
}

static ct_code open_decoder(ct_reader *r, bool one_thread, ct_error *err)
{
    ct_decoder_close(&r->dec);
    r->one_thread = one_thread;
    r->primed = false;
    r->next_packet = NOWHERE;
    return ct_decoder_open(r->in->st->codecpar, r->in->st->time_base,
                           one_thread ? 1 : r->options.threads, &r->dec, err);
}

static ct_code open_file(ct_reader *r, ct_error *err)
{
    ct_code code = ct_input_open(r->path, (ct_stop){reader_stop, r}, false, &r->in, err);

    if (code)
        return code;
    if (!r->in->st)
        return ct_fail(err, CT_UNSUPPORTED, "%s has no picture.", r->path);
    return open_decoder(r, r->ix && r->ix->damaged, err);
}

ct_code ct_reader_open(const char *path, const ct_reader_options *options, ct_reader **out,
                       ct_error *err)
{
    ct_reader *r = ct_alloc(sizeof *r);
    ct_code    code = CT_OK;

    r->path = ct_strdup(path);
    if (options)
        r->options = *options;
    r->ix = ct_index_ref(r->options.index);
    r->given = r->last_out = r->next_packet = NOWHERE;
    r->pkt = av_packet_alloc();
    r->av = av_frame_alloc();
    if (!r->pkt || !r->av)
        code = ct_fail(err, CT_NO_MEMORY, "Not enough memory to open %s.", path);
    else if (!ct_sequence_is_image(path))
        code = open_file(r, err);
    else if (!(code = ct_sequence_or_still(path, &r->sequence, err)) && !r->ix)
        code = ct_index_build(path, CT_INDEX_CONTAINER, NULL, &r->ix, err);
    if (code)
        ct_reader_close(&r);
    *out = r;
    return code;
}

void ct_reader_close(ct_reader **out)
{
    ct_reader *r = *out;

    *out = NULL;
    if (!r)
        return;
    ct_decoder_close(&r->dec);
    ct_input_close(&r->in);
    ct_index_unref(&r->ix);
    ct_sequence_finish(&r->sequence);
    av_packet_free(&r->pkt);
    av_frame_free(&r->av);
    av_frame_free(&r->black);
    free(r->path);
    free(r);
}

void ct_reader_set_index(ct_reader *r, const ct_index *ix)
{
    ct_index *mine = ct_index_ref(ix);

    ct_index_unref(&r->ix);
    r->ix = mine;
    /* A decoder that counts stays right with any index. One with labels is started anew. */
    if (!r->by_count)
        r->next_packet = NOWHERE;
}

const ct_index *ct_reader_index(const ct_reader *r)
{
    return r->ix;
}

void ct_reader_interrupt(ct_reader *r)
{
    atomic_store(&r->interrupted, true);
}

void ct_reader_resume(ct_reader *r)
{
    atomic_store(&r->interrupted, false);
}

int64_t ct_reader_position(const ct_reader *r)
{
    return r->given + 1;
}

static ct_code cancelled(ct_reader *r, ct_error *err)
{
    return ct_fail(err, CT_CANCELLED, "Stopped while reading %s.", r->path);
}

/* --- making frames ------------------------------------------------------------------------ */

static ct_code no_memory(ct_reader *r, ct_error *err)
{
    return ct_fail(err, CT_NO_MEMORY, "Not enough memory for a picture of %s.", r->path);
}

/* Takes the content of r->av. */
static ct_code make_frame(ct_reader *r, int64_t number, ct_frame **out, ct_error *err)
{
    AVFrame *av = av_frame_alloc();

    if (!av)
        return no_memory(r, err);
    av_frame_move_ref(av, r->av);
    int64_t pts = r->ix ? ct_index_pts(r->ix, number) : INT64_MIN;
    /* Without an index the label is the packet's own pts, as far as it has one. */
    if (!r->ix && av->pts != AV_NOPTS_VALUE)
        pts = av->pts;
    *out = ct_frame_create(av, number, pts, r->in->st->time_base);
    if (!*out)
        return no_memory(r, err);
    (*out)->rotation_deg = ct_input_rotation(r->in->st);
    return CT_OK;
}

/* --- where the decoder stands ----------------------------------------------------------- */

/* A read that was interrupted may have lost bytes: the demuxer is not used again. */
static ct_code read_packet(ct_reader *r, ct_error *err)
{
    ct_code code = ct_input_read(r->in, r->pkt, err);

    if (code == CT_CANCELLED) {
        ct_input_close(&r->in);
        r->next_packet = NOWHERE;
    }
    return code == CT_IO ? CT_END : code; /* the index ends where the file breaks off, too */
}

/* From the very start, by a fresh demuxer: seeking to 0 is a seek too, and could miss. */
static ct_code restart(ct_reader *r, bool by_count, ct_error *err)
{
    r->next_packet = NOWHERE;
    ct_input_close(&r->in);
    ct_code code = ct_input_open(r->path, (ct_stop){reader_stop, r}, false, &r->in, err);
    if (!code && !r->in->st)
        code = ct_fail(err, CT_BAD_DATA, "%s changed while it was open.", r->path);
    /* A new decoder as well: what it learnt from later parts must not matter. */
    if (!code)
        code = open_decoder(r, r->ix && r->ix->damaged, err);
    if (code) {
        ct_input_close(&r->in);
        return code;
    }
    r->by_count = by_count;
    r->next_packet = 0;
    r->last_out = NOWHERE;
    r->clean_from = 0;
    r->read_all = false;
    return CT_OK;
}

/* Makes demuxer and decoder ready for a seek.
 *
 * x264 writes its version into the first picture only, and the decoder works around old
 * versions' faults by it: so the first packet is shown to it before any seek. */
static ct_code prime(ct_reader *r, ct_error *err)
{
    bool one_thread = r->ix && r->ix->damaged;

    if (r->in && r->dec && r->one_thread == one_thread &&
        (r->primed || r->in->st->codecpar->codec_id != AV_CODEC_ID_H264))
        return CT_OK;
    ct_code code = restart(r, false, err);
    if (!code)
        code = read_packet(r, err);
    if (!code)
        code = ct_decoder_send(r->dec, r->pkt, 0);
    r->primed = !code;
    r->next_packet = NOWHERE;
    return code == CT_END ? CT_OK : code;
}

static bool is_packet(const ct_index *ix, int64_t ordinal, const AVPacket *pkt)
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
        ct_code code = read_packet(r, err);
        if (code)
            return code;
        if (is_packet(r->ix, ordinal, r->pkt))
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

/* Puts the decoder at an entry and feeds its packet; CT_END: no way of seeking leads there. */
static ct_code go_to_entry(ct_reader *r, int64_t entry, ct_error *err)
{
    int64_t ordinal = r->ix->entry_packet[entry];

    if (entry == 0)
        return restart(r, false, err);
    ct_code code = prime(r, err);
    if (code)
        return code;
    r->next_packet = NOWHERE;
    for (enum seek_by by = SEEK_BYTE; by < SEEK_WAYS; by++) {
        if (seek_demuxer(r, by, ordinal) < 0)
            continue;
        code = read_until(r, ordinal, err);
        if (code == CT_END)
            continue;
        if (code)
            return code;
        ct_decoder_flush(r->dec);
        r->dec->ctx->skip_frame = AVDISCARD_DEFAULT;
        r->by_count = false;
        r->read_all = false;
        r->last_out = NOWHERE;
        r->clean_from = r->ix->entry_frame[entry];
        r->next_packet = ordinal + 1;
        return ct_decoder_send(r->dec, r->pkt, ordinal);
    }
    return CT_END;
}

/* --- decoding on --------------------------------------------------------------------------- */

/* On the way to a frame, pictures that none refers to need no decoding: a third less time. Only
 * where the stream says so beyond doubt: HEVC's "non-reference" holds within one temporal layer, and
 * two fields of one picture may differ. */
static void skip_needless(ct_reader *r)
{
    const AVCodecParameters *par = r->in->st->codecpar;
    int64_t                  n = r->ix->frame_of[r->next_packet];
    bool sure = (par->codec_id == AV_CODEC_ID_H264 || par->codec_id == AV_CODEC_ID_MPEG2VIDEO) &&
                par->field_order <= AV_FIELD_PROGRESSIVE;
    bool needless = sure && !r->ix->damaged && n >= 0 && n < r->needed_from;

    r->dec->ctx->skip_frame = needless ? AVDISCARD_NONREF : AVDISCARD_DEFAULT;
}

/* Reads one packet and sends it; at the end the decoder is drained. CT_BAD_DATA: the packet is not
 * the one the index has here. */
static ct_code feed(ct_reader *r, ct_error *err)
{
    ct_code code = read_packet(r, err);

    if (code && code != CT_END)
        return code;
    r->primed |= r->next_packet == 0;
    if (r->by_count) {
        if (code == CT_END)
            return ct_decoder_send(r->dec, NULL, 0);
        int64_t label = r->ix ? r->next_packet : r->pkt->pts;
        r->next_packet++;
        return ct_decoder_send(r->dec, r->pkt, label);
    }
    bool all = r->next_packet >= r->ix->packet_count;
    if (code == CT_END || all) {
        if (!all)
            return ct_fail(err, CT_BAD_DATA, "%s ends earlier than when it was indexed.", r->path);
        return ct_decoder_send(r->dec, NULL, 0);
    }
    if (!is_packet(r->ix, r->next_packet, r->pkt))
        return ct_fail(err, CT_BAD_DATA, "%s reads otherwise than when it was indexed.", r->path);
    skip_needless(r);
    code = ct_decoder_send(r->dec, r->pkt, r->next_packet);
    r->next_packet++;
    return code;
}

/* The next picture in r->av and its frame number; number NOWHERE: not one of the index. */
static ct_code next_picture(ct_reader *r, int64_t *number, ct_error *err)
{
    for (;;) {
        if (reader_stop(r))
            return cancelled(r, err);
        av_frame_unref(r->av);
        ct_code code = ct_decoder_receive(r->dec, r->av);
        if (code == CT_BUSY) {
            if ((code = feed(r, err)))
                return code;
            continue;
        }
        if (code == CT_END)
            r->read_all = true;
        if (code)
            return code == CT_NO_MEMORY ? no_memory(r, err) : code;
        if (r->by_count) {
            *number = ++r->last_out;
            return CT_OK;
        }
        int64_t label = r->av->pts;
        *number = label >= 0 && label < r->ix->packet_count ? r->ix->frame_of[label] : NOWHERE;
        if (*number >= 0)
            r->last_out = *number;
        return CT_OK;
    }
}

/* --- one frame ------------------------------------------------------------------------------ */

/* Whether going on from where the decoder stands leads to frame n, and no later entry is nearer. */
static bool stands_before(const ct_reader *r, int64_t n)
{
    if (r->next_packet == NOWHERE || r->read_all || r->last_out >= n || n < r->clean_from)
        return false;
    if (!r->ix || r->ix->count_only)
        return r->by_count;
    int64_t entry = ct_index_entry_for(r->ix, n);
    return r->by_count ? r->ix->entry_frame[entry] <= r->last_out + 1
                       : r->ix->entry_packet[entry] < r->next_packet;
}

/* A picture that differs from what the index saw in its linear decode is the wrong one. */
static bool picture_is_right(const ct_reader *r, const ct_frame *f)
{
    uint64_t hash = r->ix ? ct_index_hash(r->ix, f->number) : 0;

    return !hash || ct_frame_hash(f) == hash;
}

/* How a run of the decoder hands over what it meets. */
struct run {
    int64_t        next; /* the frame that is handed next; those before it were, or are not asked */
    int64_t        target; /* the run ends with this frame */
    ct_reader_sink sink;
    void          *arg;
    bool           stopped; /* the sink wants no more */
};

/* Damage was met that the index does not know of: what is repaired after a seek would differ from
 * what a linear decode shows. Pictures that stand alone cannot harm one another. */
static bool met_damage(const ct_reader *r)
{
    return r->ix && r->ix->level < CT_INDEX_DECODED && !r->ix->intra && r->dec &&
           r->dec->errors > 0;
}

/* Hands over pictures until the target. CT_BAD_DATA: it did not come, or came wrong. */
static ct_code decode_to(ct_reader *r, struct run *run, ct_error *err)
{
    while (run->next <= run->target && !run->stopped) {
        int64_t number = NOWHERE;
        ct_code code = next_picture(r, &number, err);
        if (code == CT_END)
            return ct_fail(err, CT_BAD_DATA, "Frame %" PRId64 " of %s cannot be decoded.",
                           run->next, r->path);
        if (code)
            return code;
        if (met_damage(r))
            return ct_fail(err, CT_BAD_DATA, "Frame %" PRId64 " of %s is damaged.", number,
                           r->path);
        if (number < run->next || number < r->clean_from)
            continue;
        if (number > run->next)
            return ct_fail(err, CT_BAD_DATA, "Frame %" PRId64 " of %s does not come out.",
                           run->next, r->path);
        ct_frame *f = NULL;
        if ((code = make_frame(r, number, &f, err)))
            return code;
        if (!picture_is_right(r, f)) {
            ct_frame_unref(&f);
            return ct_fail(err, CT_BAD_DATA, "Frame %" PRId64 " of %s comes out damaged.", number,
                           r->path);
        }
        run->next = number + 1;
        r->given = number;
        run->stopped = !run->sink(run->arg, f);
        ct_frame_unref(&f);
    }
    return CT_OK;
}

static bool may_retry(ct_code code)
{
    return code == CT_BAD_DATA || code == CT_END || code == CT_IO;
}

/* All ways to the frames of `run`, best first. */
static ct_code reach_by_index(ct_reader *r, struct run *run, ct_error *err)
{
    ct_code code = CT_BAD_DATA;

    r->needed_from = run->next;
    if (stands_before(r, run->next)) {
        code = decode_to(r, run, err);
        if (!may_retry(code) || met_damage(r))
            return code;
        ct_log_info(r->options.log, "%s: decoding on did not give frame %" PRId64 ".", r->path,
                    run->next);
    }
    bool    by_count = !r->ix || r->ix->count_only;
    int64_t entry = by_count ? 0 : ct_index_entry_for(r->ix, run->next);
    for (int tried = 0; !by_count && tried < ENTRIES_TRIED && entry >= 0; tried++, entry--) {
        code = go_to_entry(r, entry, err);
        if (!code)
            code = decode_to(r, run, err);
        if (!may_retry(code) || met_damage(r))
            return code;
        ct_log_info(r->options.log, "%s: entry %" PRId64 " did not give frame %" PRId64 ".",
                    r->path, entry, run->next);
    }
    /* Counting is right even where the labels were not; its pictures are compared all the same. */
    code = restart(r, true, err);
    return code ? code : decode_to(r, run, err);
}

/* Makes the index anew by one linear decode, and keeps it for the next time. */
static ct_code deepen(ct_reader *r, ct_error *err)
{
    ct_index_watch watch = {.stop = reader_stop, .arg = r, .threads = 1, .log = r->options.log};
    ct_index      *deep = NULL;
    ct_error       why;

    ct_log_warn(r->options.log, "%s is damaged: its frames are counted by decoding all of it.",
                r->path);
    ct_code code = ct_index_build(r->path, CT_INDEX_DECODED, &watch, &deep, err);
    if (code)
        return code;
    ct_index_unref(&r->ix);
    r->ix = deep;
    if (ct_index_save(deep, &why))
        ct_log_warn(r->options.log, "%s", why.text);
    return restart(r, false, err);
}

static ct_code reach(ct_reader *r, struct run *run, ct_error *err)
{
    ct_code code = reach_by_index(r, run, err);

    if (!may_retry(code) || !met_damage(r))
        return code;
    if ((code = deepen(r, err)))
        return code;
    if (run->target >= r->ix->frame_count)
        run->target = r->ix->frame_count - 1;
    return run->next > run->target
               ? ct_fail(err, CT_NO_INPUT, "%s has no frame %" PRId64 ".", r->path, run->next)
               : reach_by_index(r, run, err);
}

/* --- sequences ------------------------------------------------------------------------------ */

/* Black of the same kind as the nearest image that exists. */
static ct_code make_black(ct_reader *r, const AVFrame *like, ct_error *err)
{
    AVFrame *b = av_frame_alloc();

    if (!b)
        return no_memory(r, err);
    b->format = like->format;
    b->width = like->width;
    b->height = like->height;
    b->sample_aspect_ratio = like->sample_aspect_ratio;
    b->color_range = like->color_range;
    b->colorspace = like->colorspace;
    if (av_frame_get_buffer(b, 0) < 0) {
        av_frame_free(&b);
        return no_memory(r, err);
    }
    ct_image_blacken(b);
    r->black = b;
    return CT_OK;
}

static ct_code need_black(ct_reader *r, ct_error *err)
{
    char    *path = NULL;
    AVFrame *like = NULL;

    if (r->black)
        return CT_OK;
    path = ct_sequence_path(&r->sequence, r->sequence.first);
    ct_code code = ct_image_decode(path, &like, NULL, err);
    if (!code)
        code = make_black(r, like, err);
    av_frame_free(&like);
    free(path);
    return code;
}

static ct_code sequence_frame(ct_reader *r, int64_t n, ct_frame **out, ct_error *err)
{
    bool     gap = (r->ix->packets[n].flags & CT_PACKET_GAP) != 0;
    AVFrame *av = NULL;
    ct_code  code;

    if (reader_stop(r))
        return cancelled(r, err);
    if (gap) {
        code = need_black(r, err);
        if (!code && !(av = av_frame_clone(r->black)))
            code = no_memory(r, err);
    } else {
        char *path = ct_sequence_path(&r->sequence, r->sequence.first + n);
        code = ct_image_decode(path, &av, NULL, err);
        free(path);
    }
    if (code)
        return code;
    *out = ct_frame_create(av, n, n, r->ix->tb);
    if (!*out)
        return no_memory(r, err);
    (*out)->gap = gap;
    return CT_OK;
}

static ct_code sequence_run(ct_reader *r, struct run *run, ct_error *err)
{
    for (; run->next <= run->target && !run->stopped; run->next++) {
        ct_frame *f = NULL;
        ct_code   code = sequence_frame(r, run->next, &f, err);
        if (code)
            return code;
        r->given = run->next;
        run->stopped = !run->sink(run->arg, f);
        ct_frame_unref(&f);
    }
    return CT_OK;
}

/* --- calls ----------------------------------------------------------------------------------- */

static bool keep(void *arg, ct_frame *f)
{
    *(ct_frame **)arg = ct_frame_ref(f);
    return true;
}

ct_code ct_reader_get(ct_reader *r, int64_t n, ct_frame **out, ct_error *err)
{
    struct run run = {.next = n, .target = n, .sink = keep, .arg = out};

    *out = NULL;
    if (n < 0 || (r->ix && n >= r->ix->frame_count))
        return ct_fail(err, CT_NO_INPUT, "%s has no frame %" PRId64 ".", r->path, n);
    ct_code code = r->sequence.pattern ? sequence_run(r, &run, err) : reach(r, &run, err);
    if (code == CT_BAD_DATA && !r->ix && r->read_all) {
        code = ct_fail(err, CT_NO_INPUT, "%s has no frame %" PRId64 ".", r->path, n);
        r->given = r->last_out;
    }
    return code;
}

ct_code ct_reader_next(ct_reader *r, ct_frame **out, ct_error *err)
{
    int64_t n = r->given + 1;

    *out = NULL;
    if (r->ix && n >= r->ix->frame_count)
        return CT_END;
    ct_code code = ct_reader_get(r, n, out, err);
    return code == CT_NO_INPUT ? CT_END : code;
}

ct_code ct_reader_decode_span(ct_reader *r, ct_span span, bool with_preroll, ct_reader_sink sink,
                              void *arg, ct_error *err)
{
    struct run run = {.target = span.end - 1, .sink = sink, .arg = arg};

    if (r->ix && span.end > r->ix->frame_count)
        run.target = r->ix->frame_count - 1;
    run.next = span.first < 0 ? 0 : span.first;
    if (run.next > run.target)
        return CT_OK;
    if (with_preroll && r->ix && !stands_before(r, run.next))
        run.next = ct_index_gop(r->ix, run.next).first;
    return r->sequence.pattern ? sequence_run(r, &run, err) : reach(r, &run, err);
}
