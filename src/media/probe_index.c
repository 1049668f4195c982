/* SPDX-License-Identifier: MIT */
/* What the index knows of a file and its headers do not, in words: where a file leaves open which pictures it has,
 * or when they are shown, the one answer that is given each time. */
#include <libavutil/mathematics.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/str.h"
#include "index_priv.h"
#include "probe_priv.h"

enum { JUMP_US = 10000000 };

/* --- the clock --------------------------------------------------------------------------------- */

/* A clock of 33 bits (MPEG) that was set back looks, unrolled, as if it had gone on by more than half its round. */
static int64_t unroll(int64_t ticks, AVRational tb)
{
    const int64_t round = INT64_C(1) << 33;

    return tb.num == 1 && tb.den == 90000 && ticks > round / 2 ? ticks - round : ticks;
}

/* How far the clock steps to frame n, microseconds; INT64_MIN: one of both has no time. */
static int64_t step_to(const ct_index *ix, int64_t n)
{
    int64_t    before = ct_index_pts(ix, n - 1), now = ct_index_pts(ix, n);
    AVRational tb = ct_index_tb(ix);

    if (before == INT64_MIN || now == INT64_MIN)
        return INT64_MIN;
    return av_rescale_q(unroll(now - before, tb), tb, AV_TIME_BASE_Q);
}

/* Ten seconds are a jump, unless its pictures are taken as seldom. */
static bool is_jump(const ct_index *ix, int64_t step_us)
{
    int64_t few = ct_rate_frame_to_us(3, ct_index_fps(ix));

    return step_us != INT64_MIN && (step_us < 0 || (step_us >= JUMP_US && step_us >= few));
}

/* The first frame that the clock jumps to; -1: it does not. */
static int64_t jump(const ct_index *ix)
{
    for (int64_t n = 1; n < ct_index_count(ix) && !ix->evenly; n++)
        if (is_jump(ix, step_to(ix, n)))
            return n;
    return -1;
}

char *ct_probe_clock_remark(const ct_index *ix)
{
    int64_t n = jump(ix);

    if (n < 0)
        return NULL;
    int64_t step = step_to(ix, n);
    return ct_asprintf("Its clock jumps %.1f s %s at frame %lld, as in files that were joined: "
                       "positions count its pictures one after another, whatever the clock says.",
                       (double)llabs(step) / 1e6, step < 0 ? "back" : "on", (long long)n);
}

static int64_t timed_frames(const ct_index *ix)
{
    int64_t timed = 0;

    for (int64_t n = 0; n < ct_index_count(ix); n++)
        timed += ct_index_pts(ix, n) != INT64_MIN;
    return timed;
}

static void warn_of_times(ct_media_info *info, const ct_index *ix)
{
    int64_t count = ct_index_count(ix), without = count - timed_frames(ix);
    char    rate[CT_RATE_TEXT_BYTES];

    if (without > 0)
        ct_media_warn(
            info,
            "%lld of its %lld pictures have no time of their own: they are counted one after "
            "another, %s a second.",
            (long long)without, (long long)count, ct_rate_label(ct_index_fps(ix), rate));
    else if (ix->evenly)
        ct_media_warn(
            info,
            "Some of its pictures have a wrong time: all are counted one after another, %s "
            "a second.",
            ct_rate_label(ct_index_fps(ix), rate));
    else if (ix->times_sorted)
        ct_media_warn(info,
                      "The times of its pictures do not grow with their order: the n-th picture "
                      "that is shown has the n-th time.");
    else if (!ix->pts_ordered && jump(ix) < 0)
        ct_media_warn(info,
                      "Several of its pictures have the same time: they are counted one after "
                      "another, in the order they are decoded in.");
}

/* --- its start ----------------------------------------------------------------------------------- */

/* Pictures of the beginning that need others which are not in the file: none comes of their packets. */
static int64_t undecodable(const ct_index *ix)
{
    int64_t count = 0, first = ix->frame_count > 0 ? ix->packet_of[0] : 0;

    for (int64_t p = 0; p < ix->packet_count && ix->frame_count > 0 && p < first + 64; p++) {
        const ct_packet_row *row = &ix->packets[p];
        bool                 early = row->pts != INT64_MIN && row->pts < ix->packets[first].pts;
        count += ix->frame_of[p] < 0 && !(row->flags & CT_PACKET_HIDDEN) && (p < first || early);
    }
    return count;
}

static void warn_of_start(ct_media_info *info, const ct_index *ix)
{
    int64_t count = undecodable(ix);

    if (count > 0)
        ct_media_warn(
            info,
            "It does not begin with a picture that stands alone: its first %lld picture%s "
            "need others that are not in the file. Frame 0 is the first that can be "
            "decoded.",
            (long long)count, CT_S(count));
}

/* --- what is missing ----------------------------------------------------------------------------- */

/* Frames for which its times have room between the first and the last, and no picture; *at: the first that
 * comes behind such a hole. */
static int64_t holes(const ct_index *ix, int64_t *at)
{
    int64_t frame_us = ct_rate_frame_to_us(1, ct_index_fps(ix)), missing = 0;

    for (int64_t n = 1; n < ct_index_count(ix); n++) {
        int64_t step = step_to(ix, n);
        if (step == INT64_MIN || step < frame_us * 3 / 2 || is_jump(ix, step))
            continue;
        if (missing == 0)
            *at = n;
        missing += (step + frame_us / 2) / frame_us - 1;
    }
    return missing;
}

bool ct_probe_counts_places(const char *format)
{
    return strcmp(format, "avi") == 0;
}

/* A recorder that cannot keep up leaves the place of a picture empty, which AVI alone can say. */
static char *empty_places(const ct_media_info *headers, const ct_index *ix)
{
    int64_t at = 0, missing = ct_probe_counts_places(headers->container) ? holes(ix, &at) : 0;

    if (missing == 0)
        return NULL;
    return ct_asprintf(
        "%lld of its places %s empty, the first before frame %lld: pictures were dropped "
        "when it was recorded, and the one before stands longer.",
        (long long)missing, missing == 1 ? "is" : "are", (long long)at);
}

char *ct_probe_unseen(const ct_media_info *headers)
{
    if (headers->picture_count == 0 || headers->clip.width_px > 0)
        return NULL;
    return ct_asprintf(
        "It has pictures (%s) that cannot be decoded: what says how large they are and "
        "how they are coded is not in the file, as when its beginning is missing. "
        "Copy it again from the card.",
        headers->clip.codec);
}

char *ct_probe_shortfall(const ct_media_info *headers, const ct_index *ix)
{
    int64_t promised = headers->counted_frames > 0
                           ? headers->counted_frames
                           : ct_rate_us_to_frame(headers->promised_us, ct_index_fps(ix));
    int64_t found = ct_index_count(ix), at = 0;
    bool    others = headers->track_count > 0 || headers->picture_count > 1;
    int64_t least = headers->promised_by_all && others ? promised / 2 : promised - promised / 10;

    /* Of a clock that jumps the headers make a length that means nothing. */
    if (headers->clip.width_px == 0 || found + undecodable(ix) >= least || jump(ix) >= 0)
        return NULL;
    int64_t missing = holes(ix, &at);
    if (found + missing >= least && ct_probe_counts_places(headers->container))
        return NULL;
    if (found + missing >= least)
        return ct_asprintf(
            "Data is missing in the middle: its times have room for %lld more pictures, "
            "the first before frame %lld. Copy it again from the card.",
            (long long)missing, (long long)at);
    return ct_asprintf(
        "Its headers promise %lld frames, %lld are there: it looks cut short, or is still being "
        "written. Look again when that is over; else copy it again from the card.",
        (long long)promised, (long long)found);
}

/* --- all of it ------------------------------------------------------------------------------------- */

/* Takes the sentence; NULL: there is none. */
static void warn(ct_media_info *info, char *sentence)
{
    if (sentence)
        ct_media_warn(info, "%s", sentence);
    free(sentence);
}

void ct_probe_take_facts(ct_media_info *info, const ct_index *ix)
{
    warn(info, ct_probe_shortfall(info, ix));
    warn(info, empty_places(info, ix));
    ct_probe_take_index(&info->clip, ix);
    if (jump(ix) >= 0)
        info->duration_us = ct_rate_frame_to_us(ct_index_count(ix), ct_index_fps(ix));
    else
        info->pictures_us = ct_index_time_us(ix, ct_index_count(ix)) - ct_index_time_us(ix, 0);
    warn(info, ct_probe_clock_remark(ix));
    warn_of_start(info, ix);
    warn_of_times(info, ix);
    if (ct_index_is_damaged(ix))
        ct_media_warn(info,
                      "Some of its data is damaged or missing: a picture that suffers is shown as "
                      "one decode from the first to the last makes it, the same each time.");
}
