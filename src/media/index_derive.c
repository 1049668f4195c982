/* SPDX-License-Identifier: MIT */
/* What follows from the packets of an index: which are shown and in which order, the times of the frames, where
 * decoding may start, the rate. */
#include <libavutil/mathematics.h>
#include <stdlib.h>

#include "circletake/str.h"
#include "index_priv.h"

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

bool ct_index_clock_goes_back(const ct_index *ix)
{
    for (int64_t p = 1; p < ix->packet_count; p++) {
        const ct_packet_row *a = &ix->packets[p - 1], *b = &ix->packets[p];
        if (a->dts != AV_NOPTS_VALUE && b->dts != AV_NOPTS_VALUE && b->dts < a->dts)
            return true;
    }
    return false;
}

/* AVI has times of packets alone, and between them holes for what a camera dropped. What libavformat calls
 * the time of a picture there, with MPEG-4 of those between others, is the packet's as well. */
static bool packets_alone_are_timed(const ct_index *ix)
{
    int64_t before = INT64_MIN, p, without = 0;

    for (p = 0; p < ix->packet_count; p++) {
        const ct_packet_row *row = &ix->packets[p];
        bool                 own = row->pts != AV_NOPTS_VALUE && row->pts != row->dts;
        if (own || row->dts == AV_NOPTS_VALUE || row->dts <= before)
            return false;
        without += row->pts == AV_NOPTS_VALUE;
        before = row->dts;
    }
    return without > 0;
}

static bool times_grow(const ct_index *ix)
{
    int64_t n = 1;

    while (n < ix->frame_count && ix->times[n] > ix->times[n - 1])
        n++;
    return n >= ix->frame_count;
}

static bool all_are_timed(const ct_index *ix)
{
    int64_t n = 0;

    while (n < ix->frame_count && ix->times[n] != AV_NOPTS_VALUE)
        n++;
    return n >= ix->frame_count;
}

static int by_value(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

/* Some muxers write times in the order of decoding beside pictures that are shown in another. The
 * n-th picture that is shown has the n-th time, then. */
static void derive_times(ct_index *ix)
{
    bool by_dts = !ix->count_only && packets_alone_are_timed(ix);

    free(ix->times);
    ix->times = ct_alloc_array((size_t)ix->frame_count + 1, sizeof *ix->times);
    for (int64_t n = 0; n < ix->frame_count; n++) {
        const ct_packet_row *row = &ix->packets[ix->packet_of[n]];
        ix->times[n] = by_dts ? row->dts : row->pts;
    }
    ix->times_sorted =
        all_are_timed(ix) && !times_grow(ix) && !ix->count_only && !ct_index_clock_goes_back(ix);
    if (ix->times_sorted)
        qsort(ix->times, (size_t)ix->frame_count, sizeof *ix->times, by_value);
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

/* Whether every frame lies within so many ticks of where the rate puts it: a frame lasts `whole` ticks and so
 * many parts more. */
static bool lies_within(const ct_index *ix, AVRational fps, int64_t ticks)
{
    int64_t parts = (int64_t)fps.num * ix->tb.num, lasts = (int64_t)fps.den * ix->tb.den;
    int64_t whole = lasts / parts, more = lasts % parts;
    int64_t ideal = ix->times[0], part = parts / 2; /* the nearest tick */

    for (int64_t n = 1; n < ix->frame_count; n++) {
        part += more;
        ideal += whole + (part >= parts);
        part -= part >= parts ? parts : 0;
        if (llabs(ix->times[n] - ideal) > ticks)
            return false;
    }
    return true;
}

/* Within a quarter of a frame at a rate that somebody would choose, within a tick at a simple fraction (12.5 a
 * second); any other is only what unequal frames have on average. */
static bool fits_rate(const ct_index *ix, AVRational fps)
{
    enum { SIMPLE = 8 };
    int64_t quarter = av_rescale_q(1, av_inv_q(fps), ix->tb) / 4;

    if (ct_rate_is_round(fps))
        return lies_within(ix, fps, quarter + 1);
    return fps.num > 0 && fps.den <= SIMPLE && lies_within(ix, fps, 1);
}

static AVRational average_rate(const ct_index *ix)
{
    int64_t    ticks = ix->times[ix->frame_count - 1] - ix->times[0];
    AVRational fps = {0, 1};

    if (ticks > 0)
        av_reduce(&fps.num, &fps.den, (ix->frame_count - 1) * ix->tb.den, ticks * ix->tb.num,
                  1000000);
    return fps.num > 0 ? ct_rate_snap(fps) : fps;
}

/* The rate of pictures that all come at the tick where one rate puts them, whatever number it is: 23.98 for what
 * should be 23.976, one in ten seconds. The simplest fraction that says so; 0/1: none does, or there are too few
 * to tell. Where a frame lasts a few ticks only, a tick beside is no rounding. */
static AVRational steady_rate(const ct_index *ix, AVRational guess)
{
    enum { ENOUGH = 8, FINE = 8, MOST = 1000000 };
    const AVRational none = {0, 1};
    int64_t          spans = ix->frame_count - 1, ticks = ix->times[spans] - ix->times[0];

    if (spans < ENOUGH || ticks < spans)
        return none;
    int64_t slack = ticks / spans >= FINE ? 1 : 0;
    if (lies_within(ix, guess, slack))
        return guess;
    for (int64_t most = 10; most <= MOST; most *= 10) {
        AVRational fps;

        av_reduce(&fps.num, &fps.den, spans * ix->tb.den, ticks * ix->tb.num, most);
        if (fps.num > 0 && fps.den > 0 && lies_within(ix, fps, slack))
            return fps;
    }
    return none;
}

AVRational ct_usual_rate(AVRational fps)
{
    static const int usual[] = {24, 25, 30, 48, 50, 60, 100, 120, 240};

    fps = ct_rate_snap(fps);
    if (ct_rate_is_round(fps))
        return fps;
    AVRational nearest = fps;
    int64_t    least = fps.num / 12; /* of a picture a second, by den */
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++) {
        int64_t off = llabs((int64_t)fps.num - (int64_t)usual[i] * fps.den);
        if (off < least) {
            nearest = (AVRational){usual[i], 1};
            least = off;
        }
    }
    return nearest;
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

/* Whether every frame begins, to the tick, where a picture or field of this rate does. */
static bool begins_with(const ct_index *ix, AVRational fps)
{
    for (int64_t n = 1; n < ix->frame_count; n++) {
        int64_t ticks = ix->times[n] - ix->times[0];
        int64_t whole = av_rescale_q(ticks, ix->tb, av_inv_q(fps));
        if (llabs(ticks - av_rescale_q(whole, av_inv_q(fps), ix->tb)) > 1)
            return false;
    }
    return true;
}

/* Pictures that last two fields and three in turns (pulldown that is told and not coded), or of which some were
 * left out, are on average near 24 or 30 a second; whether a thousandth less is meant their fields say. */
static AVRational rate_of_fields(const ct_index *ix, AVRational fps)
{
    const AVRational ntsc = {60000, 1001}, whole = {60, 1};

    if (fps.den == 1 && fps.num % 6 == 0 && begins_with(ix, ntsc) && !begins_with(ix, whole))
        return (AVRational){fps.num * 1000, 1001};
    return fps;
}

static AVRational nominal_rate(const ct_index *ix)
{
    int64_t *d = ct_alloc_array((size_t)ix->frame_count, sizeof *d);

    for (int64_t n = 1; n < ix->frame_count; n++)
        d[n - 1] = ix->times[n] - ix->times[n - 1];
    AVRational fps = rate_of_fields(ix, ct_nominal_rate(d, ix->frame_count - 1, ix->tb));
    free(d);
    return fps;
}

static void derive_rate(ct_index *ix, AVRational guess)
{
    ix->pts_ordered = all_are_timed(ix) && ix->frame_count > 0 && times_grow(ix);
    if (guess.num <= 0 || guess.den <= 0)
        guess = (AVRational){25, 1};
    ix->fps = ct_rate_snap(guess);
    if (!ix->pts_ordered || ix->frame_count < 2)
        return;
    if (fits_rate(ix, ix->fps))
        return;
    AVRational average = average_rate(ix);
    if (fits_rate(ix, average)) {
        ix->fps = average;
        return;
    }
    AVRational steady = steady_rate(ix, guess);
    if (steady.num > 0) {
        ix->fps = steady;
        return;
    }
    AVRational nominal = nominal_rate(ix);
    ix->vfr =
        !fits_rate(ix, nominal); /* asked too, as this is the guess when the index is loaded */
    if (nominal.num > 0)
        ix->fps = nominal;
}

/* Program streams give their times to packs, and where a picture begins at the end of one libavformat names the
 * wrong one for a group: several pictures then share a time, or it goes back. When nearly all are where the rate
 * puts them, the others are there too. */
static bool comes_evenly(const ct_index *ix)
{
    enum { SLIP_FRAMES = 5, RUN_MOST = 32, SHARE = 10 };

    int64_t first = ix->frame_count > 0 ? ix->times[0] : AV_NOPTS_VALUE;
    int64_t frame = av_rescale_q(1, av_inv_q(ix->fps), ix->tb), off = 0, run = 0;

    if (ix->pts_ordered || !ct_rate_is_round(ix->fps) || first == AV_NOPTS_VALUE)
        return false;
    for (int64_t n = 1; n < ix->frame_count; n++) {
        int64_t pts = ix->times[n];
        int64_t ideal = first + av_rescale_q(n, av_inv_q(ix->fps), ix->tb);

        if (pts == AV_NOPTS_VALUE)
            continue;
        int64_t slip = llabs(pts - ideal);
        run = slip > frame / 4 + 1 ? run + 1 : 0;
        off += run > 0;
        if (slip > SLIP_FRAMES * frame || run > RUN_MOST)
            return false;
    }
    return off > 0 && off * SHARE < ix->frame_count;
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
    ix->evenly = comes_evenly(ix) || (ix->count_only && packets_alone_are_timed(ix));
    ix->looked.intra = ix->packet_count > 0 && ix->entry_count == ix->packet_count;
    for (int64_t p = 0; p < ix->packet_count && ix->looked.intra; p++)
        ix->looked.intra = (ix->packets[p].flags & CT_PACKET_CLOSED) != 0;
}
