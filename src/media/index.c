/* SPDX-License-Identifier: MIT */
/* See index.h. The table and the questions to it; index_build.c fills it, index_file.c keeps it. */
#include "circletake/index.h"

#include <libavutil/mathematics.h>
#include <stdlib.h>
#include <string.h>

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
    free(i->time_of);
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

/* --- making ---------------------------------------------------------------------------- */

struct shown {
    int64_t pts;
    int32_t packet;
};

static int by_pts(const void *a, const void *b)
{
    const struct shown *x = a, *y = b;

    if (x->pts != y->pts)
        return x->pts < y->pts ? -1 : 1;
    return (x->packet > y->packet) - (x->packet < y->packet);
}

void ct_index_order_by_pts(ct_index *ix)
{
    struct shown *all = ct_alloc_array((size_t)ix->packet_count + 1, sizeof *all);
    int64_t       count = 0;

    for (int64_t p = 0; p < ix->packet_count; p++)
        if (!(ix->packets[p].flags & CT_PACKET_HIDDEN))
            all[count++] = (struct shown){ix->packets[p].pts, (int32_t)p};
    qsort(all, (size_t)count, sizeof *all, by_pts);
    free(ix->packet_of);
    ix->packet_of = ct_alloc_array((size_t)count + 1, sizeof *ix->packet_of);
    ix->frame_count = count;
    ix->frame_cap = 0;
    for (int64_t n = 0; n < count; n++)
        ix->packet_of[n] = all[n].packet;
    free(all);
}

/* The packet whose pts is the time of the frame. */
static const ct_packet_row *time_row(const ct_index *ix, int64_t frame)
{
    return &ix->packets[ix->time_of ? ix->time_of[frame] : ix->packet_of[frame]];
}

bool ct_index_clock_goes_back(const ct_index *ix)
{
    for (int64_t p = 1; p < ix->packet_count; p++) {
        const ct_packet_row *a = &ix->packets[p - 1], *b = &ix->packets[p];
        if (a->dts != AV_NOPTS_VALUE && b->dts != AV_NOPTS_VALUE && b->dts < a->dts)
            return true;
    }
    return false;
}

/* Some muxers write times in the order of decoding beside pictures that are shown in another. The
 * n-th picture that is shown has the n-th time, then. */
static void derive_times(ct_index *ix)
{
    bool grow = true;

    free(ix->time_of);
    ix->time_of = NULL;
    for (int64_t n = 0; n < ix->frame_count; n++) {
        int64_t pts = time_row(ix, n)->pts;
        if (pts == AV_NOPTS_VALUE)
            return;
        grow &= n == 0 || pts > time_row(ix, n - 1)->pts;
    }
    if (grow || ix->count_only || ct_index_clock_goes_back(ix))
        return;
    struct shown *all = ct_alloc_array((size_t)ix->frame_count + 1, sizeof *all);
    for (int64_t n = 0; n < ix->frame_count; n++)
        all[n] = (struct shown){time_row(ix, n)->pts, ix->packet_of[n]};
    qsort(all, (size_t)ix->frame_count, sizeof *all, by_pts);
    ix->time_of = ct_alloc_array((size_t)ix->frame_count + 1, sizeof *ix->time_of);
    for (int64_t n = 0; n < ix->frame_count; n++)
        ix->time_of[n] = all[n].packet;
    free(all);
}

static void derive_frame_of(ct_index *ix)
{
    free(ix->frame_of);
    ix->frame_of = ct_alloc_array((size_t)ix->packet_count + 1, sizeof *ix->frame_of);
    for (int64_t p = 0; p < ix->packet_count; p++)
        ix->frame_of[p] = -1;
    for (int64_t n = 0; n < ix->frame_count; n++) {
        int32_t *slot = &ix->frame_of[ix->packet_of[n]];
        ix->count_only |= *slot >= 0;
        *slot = (int32_t)n;
    }
}

/* First frame that is clean when decoding starts at packet `e`: the entry's own picture, or, when
 * that is hidden, the first shown one that is not before it. */
static int64_t first_clean(const ct_index *ix, int64_t e)
{
    int64_t best = ix->frame_of[e], pts = ix->packets[e].pts;

    for (int64_t p = e + 1; best < 0 && p < ix->packet_count; p++) {
        int64_t n = ix->frame_of[p];
        if (n >= 0 && (pts == AV_NOPTS_VALUE || ix->packets[p].pts >= pts))
            best = n;
        /* One look-ahead of a group is plenty: pictures come out within 16 of their packet. */
        if (p - e > 64)
            break;
    }
    return best;
}

static void add_entry(ct_index *ix, int64_t packet, int64_t frame)
{
    ix->entry_packet[ix->entry_count] = (int32_t)packet;
    ix->entry_frame[ix->entry_count++] = (int32_t)frame;
}

static void derive_entries(ct_index *ix)
{
    free(ix->entry_packet);
    free(ix->entry_frame);
    ix->entry_packet = ct_alloc_array((size_t)ix->packet_count + 1, sizeof(int32_t));
    ix->entry_frame = ct_alloc_array((size_t)ix->packet_count + 1, sizeof(int32_t));
    ix->entry_count = 0;
    add_entry(ix, 0, 0);
    for (int64_t p = 1; p < ix->packet_count && !ix->count_only; p++) {
        if (!(ix->packets[p].flags & CT_PACKET_ENTRY))
            continue;
        int64_t n = first_clean(ix, p);
        if (n > ix->entry_frame[ix->entry_count - 1])
            add_entry(ix, p, n);
    }
}

static void derive_verdicts(ct_index *ix)
{
    free(ix->verdict);
    ix->verdict = ct_alloc_array((size_t)ix->entry_count + 1, sizeof *ix->verdict);
    for (int64_t e = 1; e < ix->entry_count; e++) {
        uint8_t flags = ix->packets[ix->entry_packet[e]].flags;
        atomic_init(&ix->verdict[e], flags & CT_PACKET_BAD    ? CT_ENTRY_BAD
                                     : flags & CT_PACKET_GOOD ? CT_ENTRY_GOOD
                                                              : CT_ENTRY_UNTESTED);
    }
}

static void derive_open_gop(ct_index *ix)
{
    for (int64_t e = 1; e < ix->entry_count && !ix->open_gop; e++)
        for (int64_t p = ix->entry_packet[e] + 1; p < ix->packet_count; p++) {
            if (ix->packets[p].flags & CT_PACKET_KEY || p - ix->entry_packet[e] > 16)
                break;
            int64_t n = ix->frame_of[p];
            ix->open_gop |= n >= 0 && n < ix->entry_frame[e];
        }
}

/* Whether every frame lies within a quarter of a frame of where the rate puts it, and the first
 * and last within two ticks of it more. */
static bool fits_rate(const ct_index *ix, AVRational fps)
{
    int64_t first = time_row(ix, 0)->pts;
    int64_t frame = av_rescale_q(1, av_inv_q(fps), ix->tb);

    for (int64_t n = 1; n < ix->frame_count; n++) {
        int64_t ideal = first + av_rescale_q(n, av_inv_q(fps), ix->tb);
        if (llabs(time_row(ix, n)->pts - ideal) > frame / 4 + 1)
            return false;
    }
    return true;
}

static AVRational average_rate(const ct_index *ix)
{
    int64_t    ticks = time_row(ix, ix->frame_count - 1)->pts - time_row(ix, 0)->pts;
    AVRational fps = {0, 1};

    if (ticks > 0)
        av_reduce(&fps.num, &fps.den, (ix->frame_count - 1) * ix->tb.den, ticks * ix->tb.num,
                  1000000);
    return fps.num > 0 ? ct_rate_snap(fps) : fps;
}

static int by_value(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

bool ct_rate_is_round(AVRational fps)
{
    return fps.num > 0 && (fps.den == 1 || fps.den == 1001);
}

AVRational ct_usual_rate(AVRational fps)
{
    static const int usual[] = {24, 25, 30, 48, 50, 60, 100, 120, 240};

    fps = ct_rate_snap(fps);
    if (ct_rate_is_round(fps))
        return fps;
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        if (llabs((int64_t)fps.num - (int64_t)usual[i] * fps.den) * 12 < (int64_t)fps.num)
            return (AVRational){usual[i], 1};
    return fps;
}

AVRational ct_nominal_rate(int64_t *durations, int64_t count, AVRational tb)
{
    AVRational fps = {0, 1};

    qsort(durations, (size_t)count, sizeof *durations, by_value);
    /* The mean of the short ones: jitter evens out, and holes are not counted in. */
    int64_t limit = count ? durations[count / 10] / 4 * 7 : 0, sum = 0, taken = 0;
    for (int64_t i = 0; i < count && durations[i] <= limit; i++, taken++)
        sum += durations[i];
    if (sum <= 0)
        return fps;
    av_reduce(&fps.num, &fps.den, taken * tb.den, sum * tb.num, 1000000);
    return ct_usual_rate(fps);
}

static AVRational nominal_rate(const ct_index *ix)
{
    int64_t *d = ct_alloc_array((size_t)ix->frame_count, sizeof *d);

    for (int64_t n = 1; n < ix->frame_count; n++)
        d[n - 1] = time_row(ix, n)->pts - time_row(ix, n - 1)->pts;
    AVRational fps = ct_nominal_rate(d, ix->frame_count - 1, ix->tb);
    free(d);
    return fps;
}

static void derive_rate(ct_index *ix, AVRational guess)
{
    bool timed = ix->frame_count > 0;

    ix->pts_ordered = true;
    for (int64_t n = 0; n < ix->frame_count; n++) {
        timed &= time_row(ix, n)->pts != AV_NOPTS_VALUE;
        if (n > 0 && time_row(ix, n)->pts <= time_row(ix, n - 1)->pts)
            ix->pts_ordered = false;
    }
    ix->pts_ordered &= timed;
    if (guess.num <= 0 || guess.den <= 0)
        guess = (AVRational){25, 1};
    ix->fps = ct_rate_snap(guess);
    if (!ix->pts_ordered || ix->frame_count < 2)
        return;
    if (ct_rate_is_round(ix->fps) && fits_rate(ix, ix->fps))
        return;
    AVRational average = average_rate(ix);
    if (ct_rate_is_round(average) && fits_rate(ix, average)) {
        ix->fps = average;
        return;
    }
    ix->vfr = true;
    AVRational nominal = nominal_rate(ix);
    if (nominal.num > 0)
        ix->fps = nominal;
}

void ct_index_derive(ct_index *ix, AVRational guess)
{
    ix->vfr = ix->open_gop = false; /* a scan may have thought otherwise */
    derive_frame_of(ix);
    derive_times(ix);
    derive_entries(ix);
    derive_verdicts(ix);
    if (!ix->hash)
        ix->hash = ct_alloc_array((size_t)ix->frame_count + 1, sizeof *ix->hash);
    derive_open_gop(ix);
    derive_rate(ix, guess);
    ix->looked.intra = ix->packet_count > 0 && ix->entry_count == ix->packet_count;
    for (int64_t p = 0; p < ix->packet_count && ix->looked.intra; p++)
        ix->looked.intra = (ix->packets[p].flags & CT_PACKET_CLOSED) != 0;
}

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
    int64_t pts = time_row(ix, frame)->pts;
    return pts == AV_NOPTS_VALUE ? INT64_MIN : pts;
}

int64_t ct_index_time_us(const ct_index *ix, int64_t frame)
{
    int64_t pts = ct_index_pts(ix, frame);

    if (pts != INT64_MIN)
        return av_rescale_q(pts, ix->tb, AV_TIME_BASE_Q);
    /* Outside the clip, or without pts: the nominal rate, from the last frame that is known. */
    int64_t anchor = frame >= ix->frame_count ? ix->frame_count - 1 : 0;
    int64_t from = ct_index_pts(ix, anchor);
    if (from == INT64_MIN) {
        anchor = 0;
        from = ix->start_pts;
    }
    return av_rescale_q(from, ix->tb, AV_TIME_BASE_Q) +
           av_rescale_q(frame - anchor, av_inv_q(ix->fps), AV_TIME_BASE_Q);
}

static int64_t frame_at_unordered(const ct_index *ix, int64_t time_us)
{
    int64_t found = -1;

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
        if (time_row(ix, mid)->pts <= pts)
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
    /* Half a microsecond later, because time_us was rounded: so time_us(n) finds n again. */
    return ct_index_frame_at(
        ix,
        av_rescale_q_rnd(2 * time_us + 1, (AVRational){1, 2 * AV_TIME_BASE}, ix->tb, AV_ROUND_UP));
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
