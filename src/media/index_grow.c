/* SPDX-License-Identifier: MIT */
/* The index of a file that is still written. What was indexed stands as long as the file begins as it did
 * then: of it only the last groups are read again, to see that the seek landed and that packets are the
 * same, and from there on what is new. Whatever does not fit is answered with CT_BUSY: then the file is
 * read from its start like any other.
 *
 * What a camera has not finished writing is the last packet. It is damage at the end of the file, which is
 * over when more is there. */
#include <libavutil/mathematics.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/fingerprint.h"
#include "circletake/str.h"
#include "reader_priv.h"

enum { SURE = 16 }; /* packets that must be the same, and that are read again at the end */

struct grow {
    const ct_index       *before;
    const ct_index_watch *watch;
    ct_error             *err;
    ct_index             *ix;
    ct_reader            *reader;
    int64_t               from; /* entry of `before` where reading begins */
    int64_t               cut;  /* entry of `before` up to which packets must be the same */
    AVRational            rate;
    AVCodecParameters    *par;
};

static ct_code not_so(void)
{
    return CT_BUSY;
}

static bool told_to_stop(void *arg)
{
    const ct_index_watch *watch = arg;

    return watch && watch->stop && watch->stop(watch->arg);
}

/* --- decoding to the end ------------------------------------------------------------------- */

struct tail {
    const ct_index *known; /* has the entry */
    int64_t         entry;
    ct_index       *ix;        /* has all packets; damage is noted there */
    bool            add;       /* pictures are added to it as frames */
    int64_t         ordinal;   /* of the packet that is read next */
    int64_t         sure_from; /* packets before are known to be whole */
    bool            begun;     /* the first clean picture came */
};

static ct_code feed_tail(ct_reader *r, struct tail *t, ct_error *err)
{
    ct_code code = t->ordinal < t->ix->packet_count ? ct_reader_read_packet(r, err) : CT_END;

    if (code == CT_END)
        return ct_decoder_send(r->dec, NULL, 0);
    if (code)
        return code;
    if (r->pkt->size != t->ix->packets[t->ordinal].bytes)
        return ct_fail(err, CT_BAD_DATA, "%s changed while it was read.", r->path);
    return ct_decoder_send(r->dec, r->pkt, t->ordinal++);
}

static ct_code take_picture(ct_reader *r, struct tail *t, ct_error *err)
{
    int64_t first = t->known->packet_of[t->known->entry_frame[t->entry]];

    t->begun |= r->av->pts == first;
    return t->add && t->begun ? ct_index_add_picture(t->ix, r->av, err) : CT_OK;
}

static void place_damage(const ct_reader *r, struct tail *t, bool picture)
{
    int64_t at = t->ordinal - 1;

    if (picture && r->av->pts >= 0 && r->av->pts < at)
        at = r->av->pts;
    if (at >= t->sure_from)
        ct_index_note_damage(t->ix, at);
}

/* With one thread, so that damage shows where it is. */
static ct_code decode_tail(ct_reader *r, struct tail *t, ct_error *err)
{
    ct_code code = ct_reader_go_to_entry(r, t->entry, err);
    int64_t seen = r->dec ? r->dec->errors : 0;

    t->ordinal = r->next_packet;
    t->sure_from = t->entry > 0 && t->entry + 1 < t->known->entry_count
                       ? t->known->entry_packet[t->entry + 1]
                       : 0;
    while (!code) {
        if (ct_reader_told_to_stop(r))
            return ct_reader_cancelled(r, err);
        bool picture = (code = ct_decoder_receive(r->dec, r->av)) == CT_OK;
        if (code == CT_BUSY)
            code = feed_tail(r, t, err);
        else if (picture)
            code = take_picture(r, t, err);
        if (r->dec->errors > seen)
            place_damage(r, t, picture);
        seen = r->dec->errors;
        av_frame_unref(r->av);
    }
    return code == CT_END ? CT_OK : code;
}

static ct_code open_reader(const char *path, const ct_index *ix, const ct_index_watch *watch,
                           ct_reader **out, ct_error *err)
{
    union {
        const ct_index_watch *given;
        void                 *arg;
    } w = {.given = watch};
    union {
        const ct_index *borrowed;
        ct_index       *shared;
    } known = {.borrowed = ix};
    ct_reader_options options = {
        .threads = 1, .index = known.shared, .stop = told_to_stop, .stop_arg = w.arg};

    return ct_reader_open(path, &options, out, err);
}

/* Whether a packet that the end of the file cut off looks like any other. */
static bool end_may_hide(const ct_index *ix, const AVCodecParameters *par,
                         const AVFormatContext *fmt)
{
    bool stream = strstr(fmt->iformat->name, "mpegts") || strstr(fmt->iformat->name, "mpeg") ||
                  (fmt->iformat->flags & AVFMT_NOTIMESTAMPS);

    return stream && !ix->damaged && !ix->count_only && par->codec_type == AVMEDIA_TYPE_VIDEO;
}

ct_code ct_index_try_tail(ct_index *ix, const ct_input *in, const ct_index_watch *watch,
                          ct_error *err)
{
    struct tail t = {.known = ix, .ix = ix, .entry = ix->entry_count > 1 ? ix->entry_count - 2 : 0};
    ct_reader  *r = NULL;

    if (!end_may_hide(ix, in->st->codecpar, in->fmt))
        return CT_OK;
    ct_code code = open_reader(in->path, ix, watch, &r, err);
    if (!code)
        code = decode_tail(r, &t, err);
    ct_reader_close(&r);
    if (code == CT_CANCELLED || code == CT_NO_MEMORY)
        return code;
    if (code) /* it cannot be entered there: decoding all of it tells */
        ct_index_note_damage(ix, 0);
    return CT_OK;
}

/* --- the packets ------------------------------------------------------------------------------ */

static bool find_cut(struct grow *g)
{
    const ct_index *ix = g->before;
    int64_t         end = ix->packet_count < ix->damaged_from ? ix->packet_count : ix->damaged_from;
    int64_t         e = ix->entry_count - 1;

    while (e > 0 && ix->entry_packet[e] > end - SURE)
        e--;
    g->cut = e;
    while (e > 0 && (ix->entry_packet[e] > ix->entry_packet[g->cut] - SURE ||
                     ct_index_verdict(ix, e) == CT_ENTRY_BAD))
        e--;
    g->from = e;
    return e > 0;
}

static bool can_go_on(struct grow *g, const struct ct_index_file *file, const char *path)
{
    const ct_index *ix = g->before;
    uint64_t        start = 0;

    return ix->level >= CT_INDEX_SCANNED && !ix->count_only && file->size_bytes > ix->size_bytes &&
           find_cut(g) && ct_fingerprint_start(path, ix->size_bytes, &start, NULL) == CT_OK &&
           start == ix->fingerprint;
}

/* The first packets of `before`, with what is known of those where decoding may begin. */
static void copy_rows(const ct_index *before, int64_t count, ct_index *ix)
{
    int64_t entry = 0;

    for (int64_t p = 0; p < count; p++) {
        ct_packet_row row = before->packets[p];
        row.flags &= (uint8_t) ~(CT_PACKET_GOOD | CT_PACKET_BAD);
        while (entry < before->entry_count && before->entry_packet[entry] < p)
            entry++;
        if (entry < before->entry_count && before->entry_packet[entry] == p) {
            ct_entry_verdict verdict = ct_index_verdict(before, entry);
            row.flags |= verdict == CT_ENTRY_GOOD  ? CT_PACKET_GOOD
                         : verdict == CT_ENTRY_BAD ? CT_PACKET_BAD
                                                   : 0;
        }
        *ct_index_add_packet(ix) = row;
    }
}

/* Times of decoding may be unknown right behind a seek. */
static bool same_packet(const ct_packet_row *a, const ct_packet_row *b)
{
    enum { FACTS = CT_PACKET_KEY | CT_PACKET_ENTRY | CT_PACKET_CLOSED | CT_PACKET_HIDDEN };

    return a->pts == b->pts && a->pos == b->pos && a->bytes == b->bytes &&
           (a->flags & FACTS) == (b->flags & FACTS);
}

static void progress(const struct grow *g, int64_t done, int64_t all)
{
    if (g->watch && g->watch->progress && all > 0 && done <= all)
        g->watch->progress(g->watch->arg, (int)(999 * done / all));
}

static ct_code read_rest(struct grow *g)
{
    ct_reader *r = g->reader;
    int64_t    size = avio_size(r->in->fmt->pb);
    ct_error   why = {0};
    ct_code    code = CT_OK;

    for (; !code; code = ct_input_read(r->in, r->pkt, &why)) {
        ct_index_scan_packet(g->ix, r->in->st->codecpar, r->pkt);
        progress(g, avio_tell(r->in->fmt->pb), size);
    }
    r->next_packet = CT_NOWHERE;
    return ct_index_scan_ended(g->ix, code, &why, g->err);
}

static ct_code scan_on(struct grow *g, const char *path)
{
    ct_reader *r = g->reader;
    int64_t    first = g->before->entry_packet[g->from], end = g->before->entry_packet[g->cut];

    ct_input_close(&r->in); /* looked into, as for a scan of all */
    ct_code code = ct_input_open(path, g->before->stream, (ct_stop){ct_reader_told_to_stop, r},
                                 false, &r->in, g->err);
    if (!code && (!r->in->st || av_cmp_q(r->in->st->time_base, g->before->tb)))
        return not_so();
    if (!code && ((g->par = avcodec_parameters_alloc()) == NULL ||
                  avcodec_parameters_copy(g->par, r->in->st->codecpar) < 0))
        code = CT_NO_MEMORY;
    if (code)
        return code;
    g->rate = ct_index_rate_guess(r->in->st);
    g->ix->start_pts = g->before->start_pts;
    g->ix->looked.delay = r->in->st->codecpar->video_delay;
    g->ix->looked.pixel_format = r->in->st->codecpar->format;
    code = ct_reader_land(r, first, g->err);
    if (!code)
        code = read_rest(g);
    if (code)
        return code == CT_END ? not_so() : code;
    if (g->ix->packet_count < end)
        return not_so();
    for (int64_t p = first; p < end; p++) {
        if (!same_packet(&g->ix->packets[p], &g->before->packets[p]))
            return not_so();
        g->ix->packets[p] = g->before->packets[p];
    }
    return CT_OK;
}

/* --- the frames --------------------------------------------------------------------------------- */

/* Damage alone asks for a decode of what is new; any other trap for one of all, unless that was done. */
static bool may_decode_on(const struct grow *g)
{
    bool damaged = g->ix->damaged;

    if (g->before->level == CT_INDEX_DECODED)
        return true;
    g->ix->damaged = false;
    const char *trap = ct_index_trap(g->ix, g->par);
    g->ix->damaged = damaged;
    return !trap;
}

/* Up to the entry that was read from, frames are what they were. */
static void take_frames(struct grow *g, int64_t count)
{
    ct_index *ix = g->ix;

    free(ix->packet_of);
    free(ix->hash);
    ix->packet_of = ct_alloc_array((size_t)count + 1, sizeof *ix->packet_of);
    ix->hash = ct_alloc_array((size_t)count + 1, sizeof *ix->hash);
    ix->frame_cap = 0;
    ix->frame_count = count;
    for (int64_t n = 0; n < count; n++) {
        ix->packet_of[n] = g->before->packet_of[n];
        atomic_init(&ix->hash[n], ct_index_hash(g->before, n));
    }
}

static bool same_frames(const struct grow *g, int64_t first, int64_t end)
{
    for (int64_t n = first; n < end; n++) {
        uint64_t known = ct_index_hash(g->before, n), now = ct_index_hash(g->ix, n);
        if (n >= g->ix->frame_count || g->ix->packet_of[n] != g->before->packet_of[n] ||
            (known && now && known != now))
            return false;
    }
    return true;
}

static ct_code decode_on(struct grow *g)
{
    int64_t     first = g->before->entry_frame[g->from], end = g->before->entry_frame[g->cut];
    struct tail t = {.known = g->before, .entry = g->from, .ix = g->ix, .add = true};

    take_frames(g, first);
    ct_code code = decode_tail(g->reader, &t, g->err);
    if (ct_reader_may_retry(code))
        return not_so();
    if (!code && !same_frames(g, first, end))
        return not_so();
    g->ix->level = CT_INDEX_DECODED;
    return code;
}

static void keep_hashes(const struct grow *g)
{
    int64_t end = g->before->entry_frame[g->cut];

    for (int64_t n = 0; n < end && n < g->ix->frame_count; n++)
        if (g->ix->packet_of[n] == g->before->packet_of[n] && ct_index_hash(g->before, n))
            ct_index_set_hash(g->ix, n, ct_index_hash(g->before, n));
}

static ct_code count_frames(struct grow *g)
{
    ct_index *ix = g->ix;

    ct_index_order_by_pts(ix);
    ct_index_derive(ix, g->rate);
    ix->level = CT_INDEX_SCANNED;
    const char *trap = ct_index_trap(ix, g->par);
    if (!trap) {
        keep_hashes(g);
        ct_code code = ct_index_try_tail(ix, g->reader->in, g->watch, g->err);
        if (code || !(trap = ct_index_trap(ix, g->par)))
            return code;
    }
    ct_index_add_remark(ix, trap);
    if (!may_decode_on(g))
        return not_so();
    ct_code code = decode_on(g);
    if (!code)
        ct_index_derive(ix, g->rate);
    return code;
}

/* --- all together ------------------------------------------------------------------------------- */

static ct_code grow(struct grow *g, const char *path)
{
    struct ct_index_file file = {0};
    ct_code              code = ct_index_look_at_file(path, &file, g->err);

    if (code)
        return code;
    if (!can_go_on(g, &file, path))
        return not_so();
    code = open_reader(path, g->before, g->watch, &g->reader, g->err);
    if (code)
        return code;
    g->ix = ct_index_alloc(path);
    g->ix->stream = g->before->stream;
    g->ix->tb = g->before->tb;
    copy_rows(g->before, g->before->entry_packet[g->from], g->ix);
    code = scan_on(g, path);
    if (!code)
        code = count_frames(g);
    if (!code)
        ct_index_set_file(g->ix, &file);
    return code;
}

ct_code ct_index_grow(const ct_index *before, const char *path, const ct_index_watch *watch,
                      ct_index **out, ct_error *err)
{
    struct grow g = {.before = before, .watch = watch, .err = err};
    ct_code     code = grow(&g, path);

    ct_reader_close(&g.reader);
    avcodec_parameters_free(&g.par);
    if (!code) {
        atomic_store(&g.ix->learnt, false);
        *out = ct_index_ref(g.ix);
        ct_log_info(watch ? watch->log : NULL,
                    "%s grew from %lld to %lld frames; read from frame %lld on, index %s. %s", path,
                    (long long)before->frame_count, (long long)g.ix->frame_count,
                    (long long)before->entry_frame[g.from], ct_index_level_name(g.ix->level),
                    g.ix->remark);
    }
    ct_index_unref(&g.ix);
    if (!code && watch && watch->progress)
        watch->progress(watch->arg, 1000);
    return code;
}

/* --- marks of a file that grew --------------------------------------------------------------------- */

/* Packets of one size, each where it must be, are those of any recording in that format. */
static bool sizes_tell(const ct_index *ix)
{
    int64_t changes = 0;

    for (int64_t p = 1; p < ix->packet_count; p++)
        changes += ix->packets[p].bytes != ix->packets[p - 1].bytes;
    return changes >= SURE;
}

bool ct_index_goes_on(const ct_index *now, const ct_index *before, bool same_start)
{
    int64_t sure = before->packet_count - 1;

    if (sure < 1 || now->packet_count < before->packet_count || now->stream != before->stream ||
        av_cmp_q(now->tb, before->tb) || (!same_start && !sizes_tell(before)))
        return false;
    for (int64_t p = 0; p < sure; p++) {
        const ct_packet_row *a = &now->packets[p], *b = &before->packets[p];
        /* Of the last ones times may be guessed while the container says nothing of them yet. */
        if (a->pos != b->pos || a->bytes != b->bytes || (!same_start && a->pts != b->pts))
            return false;
    }
    return true;
}

int64_t ct_index_frame_now(const ct_index *now, const ct_index *before, int64_t frame)
{
    if (frame < 0 || frame >= before->frame_count || now->count_only)
        return frame < 0 || frame >= now->frame_count ? -1 : frame;
    return now->frame_of[before->packet_of[frame]];
}
