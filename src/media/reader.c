/* SPDX-License-Identifier: MIT */
/* See reader.h.
 *
 * Two ways to a frame. By label: pictures say which packet they are from (ct_decoder), the index
 * says which frame that packet is; the landing of every seek is proved by comparing packets with the
 * index, the picture by its hash where one is known. By count: from the start of the file, the
 * n-th picture is frame n; needs nothing, and is the last resort of the other. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/fingerprint.h"
#include "circletake/str.h"
#include "hevc_priv.h"
#include "reader_priv.h"

enum { ENTRIES_TRIED = 4 /* the right one and three before it; then from the start */ };

/* --- open and close -------------------------------------------------------------------- */

bool ct_reader_told_to_stop(void *arg)
{
    ct_reader *r = arg;

    return atomic_load_explicit(&r->interrupted, memory_order_relaxed) ||
           (r->options.stop && r->options.stop(r->options.stop_arg));
}

bool ct_reader_is_careful(const ct_reader *r)
{
    return r->careful || (r->ix && r->ix->damaged);
}

ct_code ct_reader_open_decoder(ct_reader *r, bool one_thread, ct_error *err)
{
    ct_decoder_close(&r->dec);
    r->one_thread = one_thread;
    r->primed = false;
    r->untouched = true;
    r->next_packet = CT_NOWHERE;
    return ct_decoder_open(r->in->st->codecpar,
                           &(ct_decoder_setup){.tb = r->in->st->time_base,
                                               .threads = one_thread ? 1 : r->options.threads,
                                               .clears = one_thread,
                                               .hardware = one_thread ? NULL : r->hardware,
                                               .stock = r->stock},
                           &r->dec, err);
}

static ct_code open_file(ct_reader *r, ct_error *err)
{
    ct_code code = ct_input_open_picture(r->path, r->stream, (ct_stop){ct_reader_told_to_stop, r},
                                         r->ix ? &r->ix->looked : NULL, &r->in, err);

    if (code)
        return code;
    r->fresh = true;
    if (!r->in->st)
        return ct_fail(err, CT_UNSUPPORTED, "%s has no picture.", r->path);
    /* With an index the way that is gone first decides which decoder is needed. */
    return r->ix ? CT_OK : ct_reader_open_decoder(r, false, err);
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
    r->stream = r->ix ? r->ix->stream : r->options.stream;
    r->given = r->last_out = r->next_packet = r->drain_behind = CT_NOWHERE;
    r->stock = ct_stock_create();
    r->hardware = r->options.hardware ? &ct_hardware_devices : NULL;
    r->pkt = av_packet_alloc();
    r->av = av_frame_alloc();
    if (!r->pkt || !r->av)
        code = ct_fail(err, CT_NO_MEMORY, "Not enough memory to open %s.", path);
    else if (!ct_sequence_is_image(path))
        code = open_file(r, err);
    else if (!(code = ct_sequence_or_still(path, &r->sequence, err)) && !r->ix)
        code = ct_index_build(path, r->stream, CT_INDEX_CONTAINER, NULL, &r->ix, err);
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
    ct_reader_keep_lessons(r);
    ct_decoder_close(&r->dec);
    ct_decoder_close(&r->still);
    ct_hevc_refs_release(&r->refs);
    ct_stock_release(&r->stock);
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
    r->refs_entry = CT_NOWHERE; /* its packets may be others */
    /* A decoder that counts stays right with any index. One with labels is started anew. */
    if (!r->by_count)
        r->next_packet = CT_NOWHERE;
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

ct_code ct_reader_cancelled(ct_reader *r, ct_error *err)
{
    return ct_fail(err, CT_CANCELLED, "Stopped while reading %s.", r->path);
}

/* --- making frames ------------------------------------------------------------------------ */

ct_code ct_reader_no_memory(ct_reader *r, ct_error *err)
{
    return ct_fail(err, CT_NO_MEMORY, "Not enough memory for a picture of %s.", r->path);
}

ct_code ct_reader_make_frame(ct_reader *r, int64_t number, ct_frame **out, ct_error *err)
{
    AVFrame *av = av_frame_alloc();

    if (!av)
        return ct_reader_no_memory(r, err);
    av_frame_move_ref(av, r->av);
    if (av->width == r->in->st->codecpar->width && av->height == r->in->st->codecpar->height) {
        ct_crop crop = ct_aperture_of(r->in, av->format);
        av->crop_left = crop.left;
        av->crop_right = crop.right;
        av->crop_top = crop.top;
        av->crop_bottom = crop.bottom;
    }
    /* The container knows better than the stream how wide its pixels are: so ffmpeg decides, too. */
    av->sample_aspect_ratio = av_guess_sample_aspect_ratio(r->in->fmt, r->in->st, av);
    int64_t pts = r->ix ? ct_index_pts(r->ix, number) : INT64_MIN;
    /* Without an index the label is the packet's own pts, as far as it has one. */
    if (!r->ix && av->pts != AV_NOPTS_VALUE)
        pts = av->pts;
    *out = ct_frame_create(av, number, pts, r->in->st->time_base);
    if (!*out)
        return ct_reader_no_memory(r, err);
    (*out)->rotation_deg = ct_input_rotation(r->in->st, &(*out)->mirrored);
    return CT_OK;
}

/* --- going to an entry point ------------------------------------------------------------ */

static bool stands_alone(const ct_reader *r)
{
    return r->ix && r->ix->level < CT_INDEX_DECODED && r->ix->looked.intra && !r->by_count;
}

/* Pictures that stand alone cannot harm one another, but what a damaged one leaves behind in the decoder can. */
static bool is_tainted(const ct_reader *r)
{
    return stands_alone(r) && r->dec && r->dec->errors > 0;
}

/* Makes demuxer and decoder ready for a seek.
 *
 * x264 writes its version into the first picture only, and the decoder works around old
 * versions' faults by it: so the first packet is shown to it before any seek. */
static ct_code prime(ct_reader *r, ct_error *err)
{
    bool    one_thread = ct_reader_is_careful(r);
    ct_code code = ct_reader_need_input(r, err);

    if (!code && (!r->dec || r->one_thread != one_thread || is_tainted(r)))
        code = ct_reader_open_decoder(r, one_thread, err);
    if (code || r->primed || r->in->st->codecpar->codec_id != AV_CODEC_ID_H264)
        return code;
    code = ct_reader_first_packet(r, err);
    if (!code)
        code = ct_decoder_send(r->dec, r->pkt, 0);
    r->untouched = false;
    r->primed = !code;
    r->next_packet = CT_NOWHERE;
    return code == CT_END ? CT_OK : code;
}

/* Puts the decoder at an entry and feeds its packet; CT_END: no way of seeking leads there. */
ct_code ct_reader_go_to_entry(ct_reader *r, int64_t entry, ct_error *err)
{
    int64_t ordinal = r->ix->entry_packet[entry];

    if (entry == 0)
        return ct_reader_restart(r, false, err);
    ct_code code = prime(r, err);
    if (!code)
        code = ct_reader_land(r, ordinal, err);
    if (code == CT_END && stands_alone(r)) /* read on to there: nothing on the way is decoded */
        return ct_reader_restart(r, false, err);
    if (code)
        return code;
    ct_decoder_enter(r->dec, false);
    r->untouched = false;
    r->by_count = false;
    r->read_all = false;
    r->last_out = CT_NOWHERE;
    r->clean_from = r->ix->entry_frame[entry];
    r->next_packet = ordinal + 1;
    ct_reader_begin_run(r, entry);
    ct_reader_see_packet(r);
    return ct_decoder_send(r->dec, r->pkt, ordinal);
}

/* --- decoding on --------------------------------------------------------------------------- */

/* On the way to a frame, pictures that none refers to need no decoding: a third less time. */
static bool is_needless(const ct_reader *r)
{
    int64_t n = r->ix->frame_of[r->next_packet];

    return n >= 0 && n < r->needed_from &&
           (stands_alone(r) || ct_reader_is_disposable(r, r->next_packet));
}

/* Reads one packet and sends it; at the end the decoder is drained. CT_BAD_DATA: the packet is not
 * the one the index has here. */
static ct_code feed(ct_reader *r, ct_error *err)
{
    if (r->drain_behind != CT_NOWHERE && r->next_packet > r->drain_behind)
        return ct_decoder_send(r->dec, NULL, 0);
    ct_code code = ct_reader_read_packet(r, err);
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
    if (!ct_reader_is_packet(r->ix, r->next_packet, r->pkt))
        return ct_fail(err, CT_BAD_DATA, "%s reads otherwise than when it was indexed.", r->path);
    ct_reader_see_packet(r);
    ct_reader_pass_packet(r, r->next_packet);
    if (!is_needless(r))
        code = ct_decoder_send(r->dec, r->pkt, r->next_packet);
    r->next_packet++;
    return code;
}

/* The next picture in r->av and its frame number; number CT_NOWHERE: not one of the index. */
static ct_code next_picture(ct_reader *r, int64_t *number, ct_error *err)
{
    for (;;) {
        if (ct_reader_told_to_stop(r))
            return ct_reader_cancelled(r, err);
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
            return code == CT_NO_MEMORY ? ct_reader_no_memory(r, err) : code;
        if (r->by_count) {
            *number = ++r->last_out;
            return CT_OK;
        }
        int64_t label = r->av->pts;
        *number = label >= 0 && label < r->ix->packet_count ? r->ix->frame_of[label] : CT_NOWHERE;
        if (*number >= 0)
            r->last_out = *number;
        return CT_OK;
    }
}

/* --- one frame ------------------------------------------------------------------------------ */

/* Whether going on from where the decoder stands leads to frame n, and no later entry is nearer. */
static bool stands_before(const ct_reader *r, int64_t n)
{
    if (r->next_packet == CT_NOWHERE || r->read_all || r->last_out >= n || n < r->clean_from ||
        is_tainted(r))
        return false;
    if (!r->ix || r->ix->count_only)
        return r->by_count;
    int64_t entry = ct_index_entry_for(r->ix, n);
    return r->by_count ? r->ix->entry_frame[entry] <= r->last_out + 1
                       : r->ix->entry_packet[entry] < r->next_packet;
}

/* Damage was met that the index does not know of: what is repaired after a seek would differ from
 * what a linear decode shows. Pictures that stand alone cannot harm one another. */
static bool met_damage(const ct_reader *r)
{
    return r->ix && r->ix->level < CT_INDEX_DECODED && !r->ix->looked.intra && r->dec &&
           r->dec->errors > 0;
}

/* How a damaged picture is repaired follows from what the decoder did before. Among such that stand alone it is what
 * a new decoder of one thread makes of it and of nothing else: the same each time. It is in r->av then, and the run
 * stands behind it. */
static ct_code mend(ct_reader *r, int64_t n, ct_error *err)
{
    int64_t number = CT_NOWHERE;

    r->careful = true;
    r->needed_from = n;
    ct_decoder_close(&r->dec);
    ct_code code = ct_reader_go_to_entry(r, ct_index_entry_for(r->ix, n), err);
    while (!code && number < n)
        code = next_picture(r, &number, err);
    if (code == CT_END || (!code && number > n))
        return ct_fail(err, CT_BAD_DATA, "Frame %" PRId64 " of %s cannot be decoded.", n, r->path);
    return code;
}

/* The next picture of the run, in r->av. Where pictures stand alone damage, or one that does not come, costs that one
 * and no other. */
static ct_code next_of_run(ct_reader *r, const struct ct_run *run, int64_t *number, ct_error *err)
{
    ct_code code = CT_OK;

    if (is_tainted(r)) {
        r->needed_from = run->next;
        code = ct_reader_go_to_entry(r, ct_index_entry_for(r->ix, run->next), err);
    }
    if (!code)
        code = next_picture(r, number, err);
    if (!stands_alone(r) || (code && code != CT_END))
        return code;
    if (!code && *number <= run->next && !is_tainted(r))
        return CT_OK;
    *number = run->next;
    return mend(r, run->next, err);
}

/* Hands over pictures until the target. CT_BAD_DATA: it did not come, or came wrong. */
ct_code ct_reader_decode_to(ct_reader *r, struct ct_run *run, ct_error *err)
{
    while (run->next <= run->target && !run->stopped) {
        int64_t number = CT_NOWHERE;
        ct_code code = next_of_run(r, run, &number, err);
        if (code == CT_END)
            return ct_fail(err, CT_BAD_DATA, "Frame %" PRId64 " of %s cannot be decoded.",
                           run->next, r->path);
        if (code)
            return code;
        if (r->ix && !r->by_count)
            ct_reader_count_bridges(r, r->dec, r->clean_from);
        if (met_damage(r))
            return ct_fail(err, CT_BAD_DATA, "Frame %" PRId64 " of %s is damaged.", number,
                           r->path);
        if (number < run->next || number < r->clean_from)
            continue;
        if (number > run->next)
            return ct_fail(err, CT_BAD_DATA, "Frame %" PRId64 " of %s does not come out.",
                           run->next, r->path);
        ct_frame *f = NULL;
        if ((code = ct_reader_make_frame(r, number, &f, err)))
            return code;
        if (!ct_reader_judge(r, f)) {
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

bool ct_reader_may_retry(ct_code code)
{
    return code == CT_BAD_DATA || code == CT_END || code == CT_IO;
}

/* Entries that did not lead to frame `wanted`. Where another way does, they are bad. */
struct misses {
    int64_t wanted, entries[ENTRIES_TRIED];
    int     count;
    bool    entered; /* the file was read from where it was to be */
};

static void blame(ct_reader *r, struct misses *m, const struct ct_run *run)
{
    for (int i = 0; i < m->count && run->next > m->wanted; i++) {
        ct_index_set_verdict(r->ix, m->entries[i], CT_ENTRY_BAD);
        ct_log_warn(r->options.log,
                    "%s: the entry point at frame %" PRId64 " does not lead to frame %" PRId64
                    "; it is not used any more.",
                    r->path, ct_index_entry_frame(r->ix, m->entries[i]), m->wanted);
    }
    if (run->next > m->wanted)
        *m = (struct misses){.wanted = run->next, .entered = m->entered};
}

static ct_code try_entries(ct_reader *r, struct ct_run *run, struct misses *missed, ct_error *err)
{
    ct_code code = CT_BAD_DATA;
    int64_t entry = ct_index_entry_for(r->ix, run->next);

    for (int tried = 0; tried < ENTRIES_TRIED && entry >= 0; tried++) {
        code = ct_reader_go_to_entry(r, entry, err);
        missed->entered |= !code;
        if (!code)
            code = ct_reader_decode_to(r, run, err);
        blame(r, missed, run);
        if (!ct_reader_may_retry(code) || met_damage(r) || (missed->entered && stands_alone(r)))
            return code;
        ct_log_info(r->options.log, "%s: entry %" PRId64 " did not give frame %" PRId64 ".",
                    r->path, entry, run->next);
        int64_t nearer = ct_index_entry_for(r->ix, run->next);
        if (nearer > entry) { /* the run came on beyond it */
            entry = nearer;
            continue;
        }
        missed->entries[missed->count++] = entry;
        entry = ct_index_entry_before(r->ix, entry);
    }
    return code;
}

/* All ways to the frames of `run`, best first. */
static ct_code reach_by_index(ct_reader *r, struct ct_run *run, ct_error *err)
{
    struct misses missed = {.wanted = run->next};
    ct_code       code = CT_BAD_DATA;

    r->needed_from = run->next;
    if (stands_before(r, run->next)) {
        code = ct_reader_decode_to(r, run, err);
        if (!ct_reader_may_retry(code) || met_damage(r))
            return code;
        ct_log_info(r->options.log, "%s: decoding on did not give frame %" PRId64 ".", r->path,
                    run->next);
        missed.wanted = run->next;
    }
    if (r->ix && !r->ix->count_only) {
        code = try_entries(r, run, &missed, err);
        if (!ct_reader_may_retry(code) || met_damage(r))
            return code;
        if (missed.entered && r->ix->level < CT_INDEX_DECODED) {
            r->unlike = !r->ix->looked.intra; /* a picture that stands alone is missing alone */
            return code;
        }
    }
    /* Counting is right even where the labels were not; its pictures are compared all the same. */
    code = ct_reader_restart(r, true, err);
    if (!code)
        code = ct_reader_decode_to(r, run, err);
    blame(r, &missed, run);
    return code;
}

/* Nothing but the straight way: what does not come by it is no reason to blame an entry point. */
static ct_code reach_straight(ct_reader *r, struct ct_run *run, ct_error *err)
{
    ct_code code = CT_OK;

    r->needed_from = run->next;
    if (!stands_before(r, run->next))
        code = ct_reader_go_to_entry(r, ct_index_entry_for(r->ix, run->next), err);
    return code ? code : ct_reader_decode_to(r, run, err);
}

static ct_code reach(ct_reader *r, struct ct_run *run, ct_error *err)
{
    ct_code code = CT_BAD_DATA;

    ct_reader_try_hardware(r);
    if (r->hardware && r->hardware_proved) {
        code = reach_straight(r, run, err);
        if (!ct_reader_may_retry(code))
            return code;
        ct_reader_leave_hardware(r, "it did not give a picture as it is");
    }
    code = reach_by_index(r, run, err);
    if (!ct_reader_may_retry(code))
        return code;
    if (ct_reader_file_is_another(r, err))
        return CT_IO;
    if (!met_damage(r) && !r->unlike)
        return code;
    r->unlike = false;
    if ((code = ct_reader_deepen(r, err)))
        return code;
    if (run->target >= r->ix->frame_count)
        run->target = r->ix->frame_count - 1;
    return run->next > run->target
               ? ct_fail(err, CT_NO_INPUT, "%s has no frame %" PRId64 ".", r->path, run->next)
               : reach_by_index(r, run, err);
}

/* --- calls ----------------------------------------------------------------------------------- */

static bool keep(void *arg, ct_frame *f)
{
    *(ct_frame **)arg = ct_frame_ref(f);
    return true;
}

ct_code ct_reader_get(ct_reader *r, int64_t n, ct_frame **out, ct_error *err)
{
    struct ct_run run = {.next = n, .target = n, .sink = keep, .arg = out};

    *out = NULL;
    if (n < 0 || (r->ix && n >= r->ix->frame_count))
        return ct_fail(err, CT_NO_INPUT, "%s has no frame %" PRId64 ".", r->path, n);
    ct_code code = r->sequence.pattern ? ct_reader_sequence_run(r, &run, err) : reach(r, &run, err);
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

static bool can_end_behind(const ct_reader *r)
{
    return r->ix && !r->ix->count_only && !r->ix->damaged && !r->hardware && !r->by_count;
}

/* The decoder ends with what the span needs: no picture behind it is begun. Left for any other way when a
 * frame does not come out so; what was handed over is behind run->next then. */
static ct_code reach_last(ct_reader *r, struct ct_run *run, ct_error *err)
{
    for (int64_t n = run->next; n <= run->target; n++)
        r->drain_behind = FFMAX(r->drain_behind, ct_reader_last_packet_of(r->ix, n));
    ct_code code = reach_straight(r, run, err);
    r->drain_behind = r->next_packet = CT_NOWHERE;
    return code;
}

ct_code ct_reader_decode_span(ct_reader *r, ct_span span, int how, ct_reader_sink sink, void *arg,
                              ct_error *err)
{
    struct ct_run run = {.target = span.end - 1, .sink = sink, .arg = arg};

    if (r->ix && span.end > r->ix->frame_count)
        run.target = r->ix->frame_count - 1;
    run.next = span.first < 0 ? 0 : span.first;
    if (run.next > run.target)
        return CT_OK;
    if (how & CT_SPAN_PREROLL && r->ix && !stands_before(r, run.next))
        run.next = ct_index_gop(r->ix, run.next).first;
    if (r->sequence.pattern)
        return ct_reader_sequence_run(r, &run, err);
    if (how & CT_SPAN_LAST && can_end_behind(r)) {
        ct_code code = reach_last(r, &run, err);
        if (!ct_reader_may_retry(code))
            return code;
    }
    return reach(r, &run, err);
}
