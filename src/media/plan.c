/* SPDX-License-Identifier: MIT */
#include "plan_priv.h"

#include <stdlib.h>

enum {
    RUN = 16,       /* frames decoded ahead before thinking again */
    LATE_LEAST = 3, /* pictures that play may be late before any is left out */
    STILL_LEAD = 6, /* pictures that going on may cost more than a still */
    AHEAD_STOPPED = 12,
    BACK_STOPPED = 24,
    AHEAD_LEAST = 8,
    AHEAD_MOST = 240,
    BEHIND_PLAY = 48,       /* pictures that stay behind a playhead that moves on by itself */
    BEHIND_PLAY_INTRA = 24, /* the same where each is decoded again as soon as it is wanted */
    BEHIND_PLAY_LEAST = 12
};

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t most(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static bool has_failed(const ct_plan_view *v, int64_t frame)
{
    for (int i = 0; i < CT_PLAN_FAILURES; i++)
        if (v->failed[i] == frame)
            return true;
    return false;
}

bool ct_plan_is_missing(const ct_plan_view *v, int64_t frame)
{
    return !ct_cache_has(v->cache, frame) && !has_failed(v, frame);
}

static int64_t end_of(const ct_plan_view *v)
{
    return v->count > 0 ? v->count : INT64_MAX;
}

/* Frames that pass while the decoder jumps somewhere else. */
static int64_t lead(const ct_plan_view *v)
{
    return 1 + (int64_t)(v->want.rate * (double)v->jump_us / 1e6);
}

static bool keeps_up(const ct_plan_view *v)
{
    return (double)v->next_us * v->want.rate < 0.9e6;
}

/* --- play that is faster than the decoder ------------------------------------------ */

/* The entry point that the playhead will reach about when it is decoded. -1: too far away. */
static int64_t entry_to_meet(const ct_plan_view *v)
{
    int64_t n = v->want.frame, entry;

    if (v->want.direction > 0) {
        int64_t at = least(n + lead(v), end_of(v) - 1);
        ct_span gop = ct_index_gop(v->index, at);

        entry = gop.first >= n ? gop.first : gop.end;
    } else {
        entry = ct_index_gop(v->index, most(n - lead(v), 0)).first;
    }
    double away = v->want.direction > 0 ? (double)(entry - n) : (double)(n - entry);
    bool   far = away > v->want.rate && away > AHEAD_LEAST;

    return far || entry >= end_of(v) ? -1 : entry;
}

/* One after the other, even if late: that is motion at least. */
static bool can_go_on(const ct_plan_view *v, int64_t entry)
{
    int64_t from = least(ct_index_gop(v->index, v->want.frame).first, entry);

    return v->want.direction > 0 && v->position >= from && v->position <= entry + RUN &&
           v->position < end_of(v) && ct_plan_is_missing(v, v->position);
}

/* Pictures have to be passed over. Which ones is decided by where the decoder can be in time: never
 * fall ever further behind. False: no better idea than one after the other. */
static bool plan_skipping(const ct_plan_view *v, ct_plan_job *job, bool *nothing)
{
    int64_t entry = v->index ? entry_to_meet(v) : -1;

    *nothing = false;
    if (entry < 0)
        return false;
    bool due = llabs(entry - v->want.frame) <= 2 * lead(v);
    bool goes_on = can_go_on(v, entry);

    if (ct_plan_is_missing(v, entry) && (due || !goes_on))
        /* Where the pictures behind it are not wanted next, nothing behind it is fed. */
        *job = (ct_plan_job){.first = entry,
                             .last = entry,
                             .still = v->want.direction < 0 || ct_index_is_intra(v->index),
                             .now = true};
    else if (goes_on)
        *job = (ct_plan_job){.first = v->position, .last = v->position, .now = true};
    else
        *nothing = true;
    return true;
}

/* --- the frame under the playhead -------------------------------------------------- */

/* Going on costs less than starting at the entry point again, unless that lies so near that the half of
 * the pictures, which a still needs, are fewer. */
static bool goes_on(const ct_plan_view *v, int64_t n)
{
    int64_t from = v->index ? ct_index_gop(v->index, n).first : 0;

    return v->position >= from && v->position <= n &&
           (!v->index || v->want.direction != 0 || n - v->position <= STILL_LEAD + (n - from) / 2);
}

/* What will be wanted behind this picture, in the order of decoding: nothing. */
static bool stands_alone(const ct_plan_view *v)
{
    return v->index &&
           (v->want.direction == 0 || (v->want.direction < 0 && ct_index_is_intra(v->index)));
}

/* Play needs the pictures behind this one as well; a playhead that rests needs this one. */
static void plan_now(const ct_plan_view *v, ct_plan_job *job)
{
    int64_t n = v->want.frame;

    if (goes_on(v, n))
        *job = (ct_plan_job){.first = v->position, .last = n, .now = true};
    else
        *job = (ct_plan_job){.first = n, .last = n, .still = stands_alone(v), .now = true};
}

/* --- frames that will be wanted ------------------------------------------------------ */

static bool worth(const ct_plan_view *v, int64_t frame)
{
    return !has_failed(v, frame) && ct_cache_wants(v->cache, frame, v->frame_bytes);
}

static bool plan_run(const ct_plan_view *v, int64_t from, int64_t end, ct_plan_job *job)
{
    int64_t first = from < end ? ct_cache_first_missing(v->cache, from, end, 1) : -1;

    if (first < 0 || !worth(v, first) || (!v->index && first != v->position))
        return false;
    *job = (ct_plan_job){.first = first, .last = least(first + RUN, end) - 1};
    return true;
}

/* How many frames ahead of a moving playhead stay in the cache: those behind it count three times. What
 * is decoded beyond would be dropped at once, and its group decoded again. */
static int64_t fits_ahead(const ct_plan_view *v)
{
    if (v->frame_bytes == 0)
        return INT64_MAX;
    return most((int64_t)(ct_cache_budget(v->cache) / v->frame_bytes) * 3 / 4 - 1, 1);
}

static int64_t reach_ahead(const ct_plan_view *v)
{
    /* Of few pictures that fit, most are kept for steps back: those ahead are soon decoded. */
    if (v->want.direction == 0)
        return least(AHEAD_STOPPED, most(fits_ahead(v) / 3, 1));
    int64_t reach = least(most((int64_t)v->want.rate, AHEAD_LEAST), AHEAD_MOST);
    return least(reach, fits_ahead(v));
}

static bool plan_ahead(const ct_plan_view *v, ct_plan_job *job)
{
    int64_t n = v->want.frame;
    int64_t reach = reach_ahead(v);
    int64_t end = least(end_of(v), n + 1 + reach);
    ct_span loop = v->want.loop;
    bool    loops = ct_span_has(loop, n) && v->want.direction > 0;

    if (loops)
        end = least(end, loop.end);
    if (ct_span_count(v->want.only) > 0)
        end = least(end, v->want.only.end);
    if (plan_run(v, n + 1, end, job))
        return true;
    /* What comes after the end of the loop is its beginning. */
    return loops && end == loop.end &&
           plan_run(v, loop.first, least(loop.first + reach - (end - n), n), job);
}

/* Pictures that stand alone: a resting playhead wants the nearest first, each for itself; a moving one a
 * whole run, however little of it is due, for at the end of each the decoder has begun more than it gives. */
static void plan_intra_behind(const ct_plan_view *v, int64_t run, ct_plan_job *job)
{
    job->still = v->want.direction == 0;
    while (!job->still && job->first > 0 && job->last - job->first + 1 < run &&
           ct_plan_is_missing(v, job->first - 1))
        job->first--;
}

/* How near pictures [entry, last] may come from behind before they are decoded in time: a fifth as long again as
 * that takes. */
static int64_t late_behind(const ct_plan_view *v, int64_t entry, int64_t last)
{
    double takes = (double)(last - entry + 1) * (double)v->next_us * v->want.rate / 1e6;

    return AHEAD_LEAST + (int64_t)(1.2 * takes);
}

/* The group behind the one that begins at `entry` must be had in time as well: what is left of a group comes
 * before it, so early that both do. */
static int64_t late_with_next(const ct_plan_view *v, int64_t entry, int64_t last)
{
    int64_t late = late_behind(v, entry, last);

    if (entry <= 0)
        return late;
    int64_t next = late_behind(v, ct_index_gop(v->index, entry - 1).first, entry - 1);
    return most(late, next + late - AHEAD_LEAST - (last - entry + 1));
}

/* How near what is missing backwards may come before it is decoded. What fits is fetched early. What does not
 * is decoded again for its first part, and the later it begins, the more has been shown and makes room: so
 * it waits as long as play allows. */
static int64_t due_behind(const ct_plan_view *v, int64_t entry, int64_t last)
{
    int64_t early = most((int64_t)v->want.rate, BACK_STOPPED);
    int64_t late = late_with_next(v, entry, last);

    return least(worth(v, entry) ? most(early, late) : late, AHEAD_MOST);
}

/* Backwards the unit is all that one entry point gives: decoded once, forward. Where that does not fit
 * the cache its last part stays; so only when there is room for a stretch, not for each single
 * frame again. */
static bool plan_behind(const ct_plan_view *v, ct_plan_job *job)
{
    int64_t n = v->want.frame;
    int64_t reach = v->want.direction == 0 ? BACK_STOPPED : AHEAD_MOST;
    int64_t stop = most(n - 1 - reach, -1);

    if (ct_span_count(v->want.only) > 0)
        stop = most(stop, v->want.only.first - 1);
    if (!v->index || n <= 0)
        return false;
    int64_t last = stop < n - 1 ? ct_cache_first_missing(v->cache, n - 1, stop, -1) : -1;
    if (last < 0 || has_failed(v, last))
        return false;
    int64_t entry = ct_index_gop(v->index, last).first;
    int64_t run = least(RUN, most(fits_ahead(v) / 2, 1));
    if (!worth(v, most(entry, last - run)) ||
        (v->want.direction < 0 && n - 1 - last > due_behind(v, entry, last)))
        return false;
    *job = (ct_plan_job){.first = last, .last = last};
    if (ct_index_is_intra(v->index))
        plan_intra_behind(v, run, job);
    return true;
}

/* In reverse a group that has to be decoded again costs more than pictures that were shown can give. */
static int64_t kept_behind(const ct_plan_view *v)
{
    if (!v->index)
        return BEHIND_PLAY;
    if (ct_index_is_intra(v->index))
        return BEHIND_PLAY_INTRA;
    int64_t begins = ct_index_gop(v->index, least(v->want.frame, end_of(v) - 1)).first;
    if (v->want.direction > 0 || v->frame_bytes == 0 || begins <= 0)
        return BEHIND_PLAY;
    int64_t next = ct_index_gop(v->index, begins - 1).first;
    int64_t room = (int64_t)(ct_cache_budget(v->cache) / v->frame_bytes);
    int64_t taken = begins - next + late_behind(v, next, begins - 1);
    return least(most(room - taken, BEHIND_PLAY_LEAST), BEHIND_PLAY);
}

ct_span ct_plan_passed(const ct_plan_view *v)
{
    int64_t n = v->want.frame;

    if (v->want.direction == 0 || n < 0 || ct_span_count(v->want.loop) > 0)
        return (ct_span){0, 0};
    int64_t kept = kept_behind(v);
    return v->want.direction > 0 ? (ct_span){0, most(n - kept, 0)} : (ct_span){n + kept, INT64_MAX};
}

/* Play that is late at about life speed: the decoder goes on to where the playhead will be by then, and
 * leaves out what none refers to. One after the other it would stay late up to the next entry point. */
static bool plan_catching_up(const ct_plan_view *v, ct_plan_job *job)
{
    int64_t n = v->want.frame, late = n - v->position;

    if (!v->index || ct_index_is_intra(v->index) || v->want.direction <= 0 || late < LATE_LEAST ||
        v->want.rate > 1.5 * av_q2d(ct_index_fps(v->index)))
        return false;
    ct_span gop = ct_index_gop(v->index, n);
    if (v->position < gop.first)
        return false;
    int64_t meet = least(n + 1 + late / 2, least(gop.end, end_of(v)) - 1);
    *job = (ct_plan_job){.first = meet, .last = meet, .now = true};
    return ct_plan_is_missing(v, meet);
}

bool ct_plan_next(const ct_plan_view *v, ct_plan_job *job)
{
    bool nothing;

    if (v->want.frame < 0 || v->want.frame >= end_of(v))
        return false;
    if (plan_catching_up(v, job))
        return true;
    if (v->want.direction != 0 && !keeps_up(v) && plan_skipping(v, job, &nothing))
        return !nothing;
    if (ct_plan_is_missing(v, v->want.frame)) {
        plan_now(v, job);
        return true;
    }
    if (v->want.direction < 0)
        return plan_behind(v, job);
    return plan_ahead(v, job) || (v->want.direction == 0 && plan_behind(v, job));
}
