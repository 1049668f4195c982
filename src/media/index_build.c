/* SPDX-License-Identifier: MIT */
/* Making an index: from the container's own table, from a scan of all packets, or, where the scan
 * meets one of the known traps, from one linear decode. */
#include <inttypes.h>
#include <libavutil/mathematics.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/file.h"
#include "circletake/fingerprint.h"
#include "circletake/frame.h"
#include "circletake/str.h"
#include "index_build_priv.h"

enum {
    MAX_PACKETS = 100000000, /* 38 days at 30 fps; ordinals stay within int32 */
    SCAN_PERMILLE = 150,     /* share of the progress when a decode follows */
    TRIES = 3                /* of a file that is written meanwhile */
};

void ct_build_progress(struct ct_build *b, int64_t done, int64_t all)
{
    if (!b->watch || !b->watch->progress || all <= 0)
        return;
    int64_t part = done < 0 ? 0 : done > all ? all : done;
    int     now = b->progress_from + (int)((b->progress_to - b->progress_from) * part / all);
    if (now > b->told)
        b->watch->progress(b->watch->arg, b->told = now);
}

ct_stop ct_build_stop(const ct_index_watch *watch)
{
    return watch ? (ct_stop){watch->stop, watch->arg} : (ct_stop){0};
}

AVRational ct_index_rate_guess(const AVStream *st)
{
    if (st->avg_frame_rate.num > 0 && st->avg_frame_rate.den > 0)
        return st->avg_frame_rate;
    return st->r_frame_rate;
}

/* --- the container's table ----------------------------------------------------------- */

static bool codec_is_intra(const AVCodecParameters *par)
{
    const AVCodecDescriptor *d = avcodec_descriptor_get(par->codec_id);

    return d && (d->props & AV_CODEC_PROP_INTRA_ONLY);
}

/* The table agrees with what reading gives, for the first packets: else it is not believed. */
static bool table_is_true(struct ct_build *b)
{
    AVPacket *pkt = av_packet_alloc();
    bool      same = pkt != NULL;

    for (int64_t p = 0; same && p < 3 && p < b->ix->packet_count; p++) {
        const ct_packet_row *row = &b->ix->packets[p];
        same = ct_input_read(b->in, pkt, NULL) == CT_OK && pkt->pts == row->pts &&
               pkt->pos == row->pos && pkt->size == row->bytes &&
               !(pkt->flags & AV_PKT_FLAG_DISCARD) == !(row->flags & CT_PACKET_HIDDEN);
    }
    av_packet_free(&pkt);
    return same;
}

/* MOV and MP4 list every sample. With only key pictures, and none shown out of order, that list is
 * the index. */
static bool from_container(struct ct_build *b)
{
    AVStream *st = b->in->st;
    int       count = avformat_index_get_entries_count(st);

    if (!codec_is_intra(st->codecpar) || !strstr(b->in->fmt->iformat->name, "mov") ||
        st->nb_frames <= 0 || count < st->nb_frames || count > MAX_PACKETS)
        return false;
    int64_t file = avio_size(b->in->fmt->pb);
    for (int i = 0; i < count; i++) {
        const AVIndexEntry *e = avformat_index_get_entry(st, i);
        bool                whole = e->pos >= 0 && e->pos + e->size <= file;

        if (!whole || !(e->flags & AVINDEX_KEYFRAME))
            return false;
        *ct_index_add_packet(b->ix) = (ct_packet_row){
            .pts = e->timestamp,
            .dts = e->timestamp,
            .pos = e->pos,
            .bytes = e->size,
            .flags = (uint8_t)(CT_PACKET_KEY | CT_PACKET_ENTRY | CT_PACKET_CLOSED |
                               (e->flags & AVINDEX_DISCARD_FRAME ? CT_PACKET_HIDDEN : 0))};
    }
    if (!table_is_true(b))
        return false;
    ct_index_order_by_pts(b->ix);
    ct_index_derive(b->ix, ct_index_rate_guess(st));
    b->ix->level = CT_INDEX_CONTAINER;
    return b->ix->pts_ordered;
}

/* --- scan --------------------------------------------------------------------------------- */

static bool is_hidden(const AVCodecParameters *par, const AVPacket *pkt)
{
    /* VP8: the show_frame bit of an alternate reference is 0 (RFC 6386 section 9.1). */
    if (par->codec_id == AV_CODEC_ID_VP8 && pkt->size > 0 && !(pkt->data[0] & 0x10))
        return true;
    return (pkt->flags & AV_PKT_FLAG_DISCARD) != 0;
}

void ct_index_note_damage(ct_index *ix, int64_t ordinal)
{
    ix->damaged = true;
    if (ordinal < ix->damaged_from)
        ix->damaged_from = ordinal < 0 ? 0 : ordinal;
}

void ct_index_scan_packet(ct_index *ix, const AVCodecParameters *par, const AVPacket *pkt)
{
    bool key = (pkt->flags & AV_PKT_FLAG_KEY) != 0;

    if ((pkt->flags & AV_PKT_FLAG_CORRUPT) || !ct_units_are_whole(par, pkt))
        ct_index_note_damage(ix, ix->packet_count);
    *ct_index_add_packet(ix) =
        (ct_packet_row){.pts = pkt->pts,
                        .dts = pkt->dts,
                        .pos = pkt->pos,
                        .bytes = pkt->size,
                        .flags = (uint8_t)((key ? CT_PACKET_KEY | ct_entry_flags(par, pkt) : 0) |
                                           (is_hidden(par, pkt) ? CT_PACKET_HIDDEN : 0))};
}

ct_code ct_index_scan_ended(ct_index *ix, ct_code code, const ct_error *why, ct_error *err)
{
    if (code == CT_IO) { /* what came before is good footage */
        ct_index_note_damage(ix, ix->packet_count);
        ct_index_add_remark(ix, why->text);
        return CT_OK;
    }
    if (code == CT_CANCELLED && err)
        *err = *why;
    return code == CT_END ? CT_OK : code;
}

static ct_code scan(struct ct_build *b)
{
    AVPacket *pkt = av_packet_alloc();
    int64_t   size = avio_size(b->in->fmt->pb);
    ct_code   code = pkt ? CT_OK : CT_NO_MEMORY;
    ct_error  broken;

    while (!code && !(code = ct_input_read(b->in, pkt, &broken))) {
        ct_index_scan_packet(b->ix, b->in->st->codecpar, pkt);
        ct_build_progress(b, avio_tell(b->in->fmt->pb), size);
        if (b->ix->packet_count >= MAX_PACKETS)
            code = ct_fail(b->err, CT_UNSUPPORTED, "%s has too many pictures.", b->ix->path);
    }
    av_packet_free(&pkt);
    return ct_index_scan_ended(b->ix, code, &broken, b->err);
}

/* --- traps -------------------------------------------------------------------------------- */

static bool some_pts_missing(const ct_index *ix)
{
    for (int64_t p = 0; p < ix->packet_count; p++)
        if (ix->packets[p].pts == AV_NOPTS_VALUE && !(ix->packets[p].flags & CT_PACKET_HIDDEN))
            return true;
    return false;
}

/* Pictures are shown in another order than they are decoded in, but their times grow in that of
 * decoding: seen in MXF. */
static bool times_ignore_order(const ct_index *ix, const AVCodecParameters *par)
{
    for (int64_t p = 1; p < ix->packet_count; p++)
        if (ix->packets[p].pts < ix->packets[p - 1].pts)
            return false;
    return par->video_delay > 0 && !ix->looked.intra && ix->packet_count > 1;
}

/* Pictures before the first entry, or leading pictures whose references were never recorded. */
static bool starts_unclean(const ct_index *ix, const AVCodecParameters *par)
{
    const ct_packet_row *first = ix->packets;
    bool                 tells = par->codec_id == AV_CODEC_ID_H264;

    if (!(first->flags & CT_PACKET_ENTRY) || (tells && !(first->flags & CT_PACKET_CLOSED)))
        return true;
    for (int64_t p = 1; p < ix->packet_count && p < 64; p++)
        if (ix->packets[p].pts < first->pts)
            return true;
    return false;
}

/* Keys whose picture data is not one: intra refresh, or a container that calls all pictures key. */
static bool keys_lie(const ct_index *ix)
{
    for (int64_t p = 0; p < ix->packet_count; p++)
        if ((ix->packets[p].flags & CT_PACKET_KEY) && !(ix->packets[p].flags & CT_PACKET_ENTRY))
            return true;
    return false;
}

/* All of them, of a codec that nobody uses so, and whose pictures are not looked into. */
static bool all_are_keys(const ct_index *ix, const AVCodecParameters *par)
{
    for (int64_t p = 0; p < ix->packet_count; p++)
        if (!(ix->packets[p].flags & CT_PACKET_KEY))
            return false;
    return ix->packet_count > 1 && !ct_keys_can_be_told(par->codec_id);
}

static bool may_be_fields(const AVCodecParameters *par)
{
    return par->codec_id == AV_CODEC_ID_H264 && par->field_order != AV_FIELD_PROGRESSIVE &&
           par->field_order != AV_FIELD_UNKNOWN;
}

const char *ct_index_trap(const ct_index *ix, const AVCodecParameters *par)
{
    if (ix->damaged)
        return "Part of the data is damaged or missing.";
    if (some_pts_missing(ix))
        return "Not every picture has a time in this file.";
    if (!ix->pts_ordered)
        return "Several pictures share one time.";
    if (ct_index_clock_goes_back(ix))
        return "The clock of the file goes back.";
    if (times_ignore_order(ix, par))
        return "The times of the pictures are in the order of decoding, not of showing.";
    if (starts_unclean(ix, par))
        return "The file does not begin with a picture that stands alone.";
    if (keys_lie(ix) || all_are_keys(ix, par))
        return "Not every entry point of the file is a clean one.";
    if (may_be_fields(par))
        return "Pictures may be stored as two fields.";
    return NULL;
}

/* --- all together --------------------------------------------------------------------------- */

static void add_sequence_rows(ct_index *ix, const ct_sequence *s)
{
    for (int64_t n = s->first; n <= s->last; n++) {
        char   *path = ct_sequence_path(s, n);
        int64_t bytes = 0, mtime;
        bool    there = ct_file_stat(path, &bytes, &mtime);

        *ct_index_add_packet(ix) =
            (ct_packet_row){.pts = n - s->first,
                            .dts = n - s->first,
                            .pos = n,
                            .bytes = (int32_t)bytes,
                            .flags = (uint8_t)(CT_PACKET_KEY | CT_PACKET_ENTRY | CT_PACKET_CLOSED |
                                               (there ? 0 : CT_PACKET_GAP))};
        free(path);
    }
}

static ct_code from_sequence(const char *path, ct_index **out, ct_error *err)
{
    ct_sequence s;
    ct_code     code = ct_sequence_or_still(path, &s, err);
    AVRational  fps = {25, 1};
    AVFrame    *first = NULL;

    if (!code) {
        ct_index *ix = ct_index_alloc(path);
        char     *image = ct_sequence_path(&s, s.first);
        /* A broken first image is told by the reader, for that frame only. */
        if (!ct_image_decode(image, &first, &fps, NULL))
            av_frame_free(&first);
        free(image);
        ix->tb = av_inv_q(fps);
        ix->level = CT_INDEX_CONTAINER;
        add_sequence_rows(ix, &s);
        ct_index_order_by_pts(ix);
        ct_index_derive(ix, fps);
        *out = ix;
    }
    ct_sequence_finish(&s);
    return code;
}

static ct_index *index_of(const char *path, int stream, const AVStream *st)
{
    ct_index *ix = ct_index_alloc(path);

    ix->stream = stream;
    ix->tb = st->time_base;
    ix->looked.delay = st->codecpar->video_delay;
    ix->looked.pixel_format = st->codecpar->format;
    ix->start_pts = st->start_time == AV_NOPTS_VALUE ? 0 : st->start_time;
    return ix;
}

static ct_code scan_and_decode(struct ct_build *b, ct_index_level least)
{
    AVRational guess = ct_index_rate_guess(b->in->st);
    ct_code    code = scan(b);

    if (!code && b->ix->packet_count == 0)
        code = ct_fail(b->err, CT_BAD_DATA, "%s has no picture data. Copy it again from the card.",
                       b->ix->path);
    if (code)
        return code;
    ct_index_order_by_pts(b->ix);
    ct_index_derive(b->ix, guess);
    b->ix->level = CT_INDEX_SCANNED;
    const char *trap = ct_index_trap(b->ix, b->in->st->codecpar);
    if (!trap && (code = ct_index_try_tail(b->ix, b->in, b->watch, b->err)) != CT_OK)
        return code;
    if (!trap)
        trap = ct_index_trap(b->ix, b->in->st->codecpar);
    if (!trap && least < CT_INDEX_DECODED)
        return CT_OK;
    if (trap)
        ct_index_add_remark(b->ix, trap);
    b->progress_from = b->told;
    b->progress_to = 1000;
    code = ct_build_decode(b, guess);
    if (!code && b->ix->frame_count == 0)
        code = ct_fail(b->err, CT_BAD_DATA, "No picture of %s can be decoded.", b->ix->path);
    return code;
}

static ct_code has_picture(struct ct_build *b)
{
    return b->in->st ? CT_OK : ct_fail(b->err, CT_UNSUPPORTED, "%s has no picture.", b->in->path);
}

/* CT_BUSY: the container does not say. */
static ct_code ask_container(struct ct_build *b, const char *path, int stream)
{
    ct_code code = ct_input_open_header(path, stream, ct_build_stop(b->watch), &b->in, b->err);

    if (!code)
        code = has_picture(b);
    if (code)
        return code;
    b->ix = index_of(path, stream, b->in->st);
    if (from_container(b))
        return CT_OK;
    ct_index_unref(&b->ix);
    ct_input_close(&b->in);
    return ct_fail(b->err, CT_BUSY, "The frames of %s are not counted yet.", path);
}

static ct_code build_file(struct ct_build *b, const char *path, int stream, ct_index_level least,
                          bool quick)
{
    ct_code code = least <= CT_INDEX_CONTAINER ? ask_container(b, path, stream) : CT_BUSY;

    if (code != CT_BUSY || quick)
        return code;
    code = ct_input_open(path, stream, ct_build_stop(b->watch), false, &b->in, b->err);
    if (!code)
        code = has_picture(b);
    if (code)
        return code;
    b->ix = index_of(path, stream, b->in->st);
    return scan_and_decode(b, least);
}

/* --- what is indexed ----------------------------------------------------------------------- */

ct_code ct_index_look_at_file(const char *path, struct ct_index_file *out, ct_error *err)
{
    if (!ct_file_stat(path, &out->size_bytes, &out->mtime_ns))
        return ct_fail(err, CT_NO_INPUT, "%s went away while it was read.", path);
    return ct_fingerprint_start(path, out->size_bytes, &out->fingerprint, err);
}

void ct_index_set_file(ct_index *ix, const struct ct_index_file *file)
{
    ix->size_bytes = file->size_bytes;
    ix->mtime_ns = file->mtime_ns;
    ix->fingerprint = file->fingerprint;
}

/* A file that is written meanwhile is indexed as it was before it was read: more may be known of it then
 * than was there, never less. */
static ct_code build_once(struct ct_build *b, const char *path, int stream, ct_index_level least,
                          bool quick)
{
    struct ct_index_file file = {0};
    ct_code              code = ct_input_check_file(path, b->err);

    if (!code)
        code = ct_index_look_at_file(path, &file, b->err);
    if (!code)
        code = build_file(b, path, stream, least, quick);
    ct_input_close(&b->in);
    if (!code && !ct_file_exists(path))
        code = ct_fail(b->err, CT_NO_INPUT, "%s went away while it was read.", path);
    if (!code)
        ct_index_set_file(b->ix, &file);
    else
        ct_index_unref(&b->ix);
    return code;
}

static bool has_changed(const char *path, int64_t size_bytes)
{
    int64_t now, mtime;

    return ct_file_stat(path, &now, &mtime) && now != size_bytes;
}

static ct_code build(const char *path, int stream, ct_index_level least, bool quick,
                     const ct_index_watch *watch, ct_index **out, ct_error *err)
{
    struct ct_build b;
    ct_code         code = CT_BAD_DATA;
    int64_t         size = 0, mtime;

    *out = NULL;
    if (ct_sequence_is_image(path) && stream != 0)
        return ct_fail(err, CT_NO_INPUT, "%s has one stream of pictures, 0.", path);
    if (ct_sequence_is_image(path))
        return from_sequence(path, out, err);
    for (int tried = 0; tried < TRIES; tried++) {
        b = (struct ct_build){.watch = watch, .err = err, .progress_to = SCAN_PERMILLE};
        (void)!ct_file_stat(path, &size, &mtime);
        code = build_once(&b, path, stream, least, quick);
        if (code != CT_BAD_DATA || !has_changed(path, size)) /* else what was its end is not now */
            break;
    }
    if (code)
        return code;
    *out = b.ix;
    if (watch && watch->progress && b.told < 1000)
        watch->progress(watch->arg, 1000);
    ct_log_info(watch ? watch->log : NULL, "%s: %" PRId64 " frames, index %s. %s", path,
                b.ix->frame_count, ct_index_level_name(b.ix->level), b.ix->remark);
    return CT_OK;
}

ct_code ct_index_build(const char *path, int stream, ct_index_level least,
                       const ct_index_watch *watch, ct_index **out, ct_error *err)
{
    return build(path, stream, least, false, watch, out, err);
}

/* What is new of a file that is still written, or all of it. */
static ct_code grow_or_build(const char *path, int stream, const ct_index_watch *watch,
                             ct_index **out, ct_error *err)
{
    ct_index *before = NULL;
    ct_code   code = CT_BUSY;

    if (ct_index_load_trail(path, stream, &before, NULL) == CT_OK)
        code = ct_index_grow(before, path, watch, out, err);
    ct_index_unref(&before);
    return code == CT_BUSY ? build(path, stream, CT_INDEX_CONTAINER, false, watch, out, err) : code;
}

ct_code ct_index_acquire(const char *path, int stream, const ct_index_watch *watch, ct_index **out,
                         ct_error *err)
{
    ct_log *log = watch ? watch->log : NULL;

    if (ct_sequence_is_image(path))
        return build(path, stream, CT_INDEX_CONTAINER, false, watch, out, err);
    if (ct_index_load(path, stream, out, NULL) == CT_OK)
        return CT_OK;
    ct_code code = grow_or_build(path, stream, watch, out, err);
    if (!code && (*out)->level > CT_INDEX_CONTAINER) {
        ct_error why;
        if (ct_index_save(*out, &why))
            ct_log_warn(log, "%s", why.text);
        ct_index_keep_trail(*out, log);
    }
    return code;
}

ct_code ct_index_acquire_now(const char *path, int stream, ct_index **out, ct_error *err)
{
    if (!ct_sequence_is_image(path) && ct_index_load(path, stream, out, NULL) == CT_OK)
        return CT_OK;
    return build(path, stream, CT_INDEX_CONTAINER, true, NULL, out, err);
}
