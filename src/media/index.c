/* SPDX-License-Identifier: MIT */
/* See index.h. The table and the questions to it; index_build.c fills it, index_derive.c says what follows from
 * its packets, index_file.c keeps it. */
#include "circletake/index.h"

#include <libavutil/mathematics.h>
#include <stdlib.h>

#include "circletake/str.h"
#include "index_priv.h"

ct_index *ct_index_alloc(const char *path)
{
    ct_index *ix = ct_alloc(sizeof *ix);

    atomic_init(&ix->refs, 1);
    ix->path = ct_strdup(path);
    ix->remark = ct_strdup("");
    ix->damaged_from = INT64_MAX;
    return ix;
}

ct_index *ct_index_ref(const ct_index *ix)
{
    union {
        const ct_index *borrowed;
        ct_index       *shared;
    } same = {.borrowed = ix};

    if (ix)
        atomic_fetch_add_explicit(&same.shared->refs, 1, memory_order_relaxed);
    return same.shared;
}

void ct_index_unref(ct_index **ix)
{
    ct_index *i = *ix;

    *ix = NULL;
    if (!i || atomic_fetch_sub_explicit(&i->refs, 1, memory_order_acq_rel) != 1)
        return;
    free(i->path);
    free(i->remark);
    free(i->packets);
    free(i->packet_of);
    free(i->times);
    free(i->frame_of);
    free(i->hash);
    free(i->verdict);
    free(i->entry_packet);
    free(i->entry_frame);
    free(i);
}

ct_packet_row *ct_index_add_packet(ct_index *ix)
{
    size_t cap = (size_t)ix->packet_cap;

    ix->packets = ct_grow(ix->packets, &cap, (size_t)ix->packet_count + 1, sizeof *ix->packets);
    ix->packet_cap = (int64_t)cap;
    return &ix->packets[ix->packet_count++];
}

void ct_index_add_remark(ct_index *ix, const char *sentence)
{
    char *joined = ct_asprintf("%s%s%s", ix->remark, *ix->remark ? " " : "", sentence);

    free(ix->remark);
    ix->remark = joined;
}

/* --- where to start ------------------------------------------------------------------------- */

int64_t ct_index_entry_for(const ct_index *ix, int64_t n)
{
    int64_t low = 0, high = ix->entry_count; /* last entry whose clean frame is <= n */

    while (high - low > 1) {
        int64_t mid = low + (high - low) / 2;
        if (ix->entry_frame[mid] <= n)
            low = mid;
        else
            high = mid;
    }
    while (low > 0 &&
           (ix->entry_packet[low] > ix->packet_of[n] || ct_index_verdict(ix, low) == CT_ENTRY_BAD))
        low--;
    return low;
}

int64_t ct_index_entry_before(const ct_index *ix, int64_t entry)
{
    do
        entry--;
    while (entry > 0 && ct_index_verdict(ix, entry) == CT_ENTRY_BAD);
    return entry;
}

/* --- what decoding told ----------------------------------------------------------------------- */

/* Hashes and verdicts are the only things that others add to while it is read. */
static ct_index *lessons_of(const ct_index *ix)
{
    union {
        const ct_index *borrowed;
        ct_index       *shared;
    } same = {.borrowed = ix};

    return same.shared;
}

ct_entry_verdict ct_index_verdict(const ct_index *ix, int64_t entry)
{
    return atomic_load_explicit(&ix->verdict[entry], memory_order_relaxed);
}

void ct_index_set_verdict(const ct_index *ix, int64_t entry, ct_entry_verdict verdict)
{
    ct_index *own = lessons_of(ix);

    if (entry > 0 && !ix->damaged &&
        atomic_exchange(&own->verdict[entry], (unsigned char)verdict) != verdict)
        atomic_store(&own->learnt, true);
}

void ct_index_set_hash(const ct_index *ix, int64_t frame, uint64_t hash)
{
    ct_index *own = lessons_of(ix);

    if (frame >= 0 && frame < ix->frame_count && atomic_exchange(&own->hash[frame], hash) != hash)
        atomic_store(&own->learnt, true);
}

void ct_index_take_hashes(const ct_index *ix, const ct_index *decoded)
{
    for (int64_t n = 0; n < ix->frame_count && n < decoded->frame_count; n++)
        ct_index_set_hash(ix, n, ct_index_hash(decoded, n));
}

void ct_index_mark_saved(const ct_index *ix)
{
    atomic_store(&lessons_of(ix)->learnt, false);
}

bool ct_index_has_learnt(const ct_index *ix)
{
    return atomic_load(&ix->learnt);
}

int64_t ct_index_bad_entries(const ct_index *ix)
{
    int64_t bad = 0;

    for (int64_t e = 1; e < ix->entry_count; e++)
        bad += ct_index_verdict(ix, e) == CT_ENTRY_BAD;
    return bad;
}

/* --- questions --------------------------------------------------------------------------- */

int64_t ct_index_count(const ct_index *ix)
{
    return ix->frame_count;
}

uint64_t ct_index_fingerprint(const ct_index *ix)
{
    return ix->fingerprint;
}

int64_t ct_index_size_bytes(const ct_index *ix)
{
    return ix->size_bytes;
}

int64_t ct_index_mtime_ns(const ct_index *ix)
{
    return ix->mtime_ns;
}

int ct_index_stream(const ct_index *ix)
{
    return ix->stream;
}

ct_index_level ct_index_level_of(const ct_index *ix)
{
    return ix->level;
}

const char *ct_index_level_name(ct_index_level level)
{
    static const char *const names[] = {"none", "container", "scanned", "decoded"};

    return names[level >= CT_INDEX_CONTAINER && level <= CT_INDEX_DECODED ? level : 0];
}

AVRational ct_index_tb(const ct_index *ix)
{
    return ix->tb;
}

AVRational ct_index_fps(const ct_index *ix)
{
    return ix->fps;
}

bool ct_index_is_vfr(const ct_index *ix)
{
    return ix->vfr;
}

bool ct_index_is_open_gop(const ct_index *ix)
{
    return ix->open_gop;
}

bool ct_index_is_intra(const ct_index *ix)
{
    return ix->looked.intra;
}

bool ct_index_is_damaged(const ct_index *ix)
{
    return ix->damaged;
}

const char *ct_index_remark(const ct_index *ix)
{
    return ix->remark;
}

int64_t ct_index_pts(const ct_index *ix, int64_t frame)
{
    if (frame < 0 || frame >= ix->frame_count)
        return INT64_MIN;
    int64_t pts = ix->times[frame];
    return pts == AV_NOPTS_VALUE ? INT64_MIN : pts;
}

int64_t ct_index_time_us(const ct_index *ix, int64_t frame)
{
    int64_t pts = ct_index_pts(ix, frame);

    if (pts != INT64_MIN && !ix->evenly)
        return av_rescale_q(pts, ix->tb, AV_TIME_BASE_Q);
    /* Outside the clip, or without pts: the nominal rate, from the last frame that is known. */
    int64_t anchor = frame >= ix->frame_count && !ix->evenly ? ix->frame_count - 1 : 0;
    int64_t from = ct_index_pts(ix, anchor);
    if (from == INT64_MIN) {
        anchor = 0;
        from = ix->start_pts;
    }
    return av_rescale_q(from, ix->tb, AV_TIME_BASE_Q) +
           av_rescale_q(frame - anchor, av_inv_q(ix->fps), AV_TIME_BASE_Q);
}

static int64_t frame_at_even(const ct_index *ix, int64_t time_us)
{
    int64_t n =
        av_rescale_q(time_us - ct_index_time_us(ix, 0), AV_TIME_BASE_Q, av_inv_q(ix->fps)) + 1;

    n = n < 0 ? 0 : n < ix->frame_count ? n : ix->frame_count - 1;
    while (n >= 0 && ct_index_time_us(ix, n) > time_us)
        n--;
    return n;
}

static int64_t frame_at_unordered(const ct_index *ix, int64_t time_us)
{
    int64_t found = -1;

    if (ix->evenly)
        return frame_at_even(ix, time_us);

    /* Where the clock goes back several frames may fit: the first run that holds the time. */
    for (int64_t n = 0; n < ix->frame_count; n++)
        if (ct_index_time_us(ix, n) <= time_us &&
            (n + 1 == ix->frame_count || ct_index_time_us(ix, n + 1) > time_us)) {
            found = n;
            break;
        }
    return found;
}

int64_t ct_index_frame_at(const ct_index *ix, int64_t pts)
{
    int64_t low = -1, high = ix->frame_count; /* low: last known <= pts */

    if (!ix->pts_ordered)
        return frame_at_unordered(ix, av_rescale_q(pts, ix->tb, AV_TIME_BASE_Q));
    while (high - low > 1) {
        int64_t mid = low + (high - low) / 2;
        if (ix->times[mid] <= pts)
            low = mid;
        else
            high = mid;
    }
    return low;
}

int64_t ct_index_frame_at_us(const ct_index *ix, int64_t time_us)
{
    if (!ix->pts_ordered)
        return frame_at_unordered(ix, time_us);
    /* Half a microsecond later, because time_us was rounded: so time_us(n) finds n again. Ticks may be as long as
     * frames (AVI, MXF), so the one that began is asked for. */
    return ct_index_frame_at(ix,
                             av_rescale_q_rnd(2 * time_us + 1, (AVRational){1, 2 * AV_TIME_BASE},
                                              ix->tb, AV_ROUND_DOWN));
}

uint64_t ct_index_hash(const ct_index *ix, int64_t frame)
{
    return frame >= 0 && frame < ix->frame_count
               ? atomic_load_explicit(&ix->hash[frame], memory_order_relaxed)
               : 0;
}

ct_span ct_index_gop(const ct_index *ix, int64_t frame)
{
    if (frame < 0 || frame >= ix->frame_count)
        return (ct_span){frame, frame};
    if (ix->looked.intra)
        return (ct_span){frame, frame + 1};
    int64_t low = 0, high = ix->entry_count;
    while (high - low > 1) {
        int64_t mid = low + (high - low) / 2;
        if (ix->entry_frame[mid] <= frame)
            low = mid;
        else
            high = mid;
    }
    while (low > 0 && ct_index_verdict(ix, low) == CT_ENTRY_BAD)
        low--;
    while (high < ix->entry_count && ct_index_verdict(ix, high) == CT_ENTRY_BAD)
        high++;
    return (ct_span){ix->entry_frame[low],
                     high < ix->entry_count ? ix->entry_frame[high] : ix->frame_count};
}

int64_t ct_index_entry_count(const ct_index *ix)
{
    return ix->entry_count;
}

int64_t ct_index_entry_frame(const ct_index *ix, int64_t entry)
{
    return ix->entry_frame[entry];
}
