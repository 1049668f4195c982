/* SPDX-License-Identifier: MIT */
#include "circletake/refind.h"

#include <stdlib.h>
#include <string.h>

#include "circletake/str.h"

enum { PARTNERS_APART = 24 };

/* What is known of one frame of the old file, and where it is now. */
struct known {
    int64_t  frame;
    uint64_t hash;
    int64_t  at;     /* the only place of the hash in the new file; -1: none, or several */
    bool     single; /* no other frame that is known has the hash */
    bool     strong; /* found by itself */
};

struct place {
    uint64_t hash;
    int64_t  frame;
};

struct ct_refind {
    const uint64_t *now;
    int64_t         now_count, old_count; /* old_count -1: not known */
    struct place   *places;               /* of the new file, by hash */
    size_t          place_count;
    struct known   *known; /* by frame once solved; before, in `slots` */
    size_t          known_count, known_cap;
    size_t         *slots; /* by frame, open addressing: number in `known` + 1 */
    size_t          slot_count;
    size_t         *strong; /* numbers in `known`, ascending */
    size_t          strong_count;
    bool            whole; /* every picture of the old file is known */
};

static int by_hash(const void *a, const void *b)
{
    const struct place *x = a, *y = b;

    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return (x->frame > y->frame) - (x->frame < y->frame);
}

ct_refind *ct_refind_create(const uint64_t *now, int64_t now_count, int64_t old_count)
{
    ct_refind *r = ct_alloc(sizeof *r);

    r->now = now;
    r->now_count = now_count;
    r->old_count = old_count;
    r->places = ct_alloc_array((size_t)now_count + 1, sizeof *r->places);
    for (int64_t n = 0; n < now_count; n++)
        if (now[n])
            r->places[r->place_count++] = (struct place){now[n], n};
    qsort(r->places, r->place_count, sizeof *r->places, by_hash);
    return r;
}

void ct_refind_destroy(ct_refind **refind)
{
    ct_refind *r = *refind;

    *refind = NULL;
    if (!r)
        return;
    free(r->places);
    free(r->known);
    free(r->slots);
    free(r->strong);
    free(r);
}

/* --- what is known ------------------------------------------------------------------------ */

static size_t *slot_of(const ct_refind *r, int64_t frame)
{
    uint64_t mixed = (uint64_t)frame * UINT64_C(0x9E3779B97F4A7C15);
    size_t   i = (size_t)(mixed >> 20) & (r->slot_count - 1);

    while (r->slots[i] && r->known[r->slots[i] - 1].frame != frame)
        i = (i + 1) & (r->slot_count - 1);
    return &r->slots[i];
}

static void make_room(ct_refind *r)
{
    if (2 * (r->known_count + 1) <= r->slot_count)
        return;
    r->slot_count = r->slot_count ? 2 * r->slot_count : 256;
    free(r->slots);
    r->slots = ct_alloc_array(r->slot_count, sizeof *r->slots);
    for (size_t i = 0; i < r->known_count; i++)
        *slot_of(r, r->known[i].frame) = i + 1;
}

bool ct_refind_know(ct_refind *r, int64_t frame, uint64_t hash)
{
    if (hash == 0 || frame < 0)
        return true;
    if (hash == CT_NO_PICTURE) {
        if (r->old_count < 0 || frame < r->old_count)
            r->old_count = frame;
        return true;
    }
    make_room(r);
    size_t *slot = slot_of(r, frame);
    if (*slot)
        return r->known[*slot - 1].hash == hash;
    r->known = ct_grow(r->known, &r->known_cap, r->known_count + 1, sizeof *r->known);
    r->known[r->known_count] = (struct known){.frame = frame, .hash = hash};
    *slot = ++r->known_count;
    return true;
}

static int64_t frame_beside(int64_t frame, int place)
{
    return frame - CT_AROUND + place + (place >= CT_AROUND);
}

static bool may_know(const ct_refind *r, int64_t frame, uint64_t hash)
{
    if (hash == 0 || hash == CT_NO_PICTURE || frame < 0 || r->slot_count == 0)
        return true;
    size_t at = *slot_of(r, frame);
    return !at || r->known[at - 1].hash == hash;
}

bool ct_refind_know_evidence(ct_refind *r, int64_t frame, const ct_evidence *e)
{
    bool fits = may_know(r, frame, e->hash);

    for (int i = 0; i < 2 * CT_AROUND && fits; i++)
        fits = may_know(r, frame_beside(frame, i), e->around[i]);
    if (!fits)
        return false;
    ct_refind_know(r, frame, e->hash);
    for (int i = 0; i < 2 * CT_AROUND; i++)
        ct_refind_know(r, frame_beside(frame, i), e->around[i]);
    return true;
}

/* --- pictures that come once ---------------------------------------------------------------- */

/* First place of the hash; place_count or another hash's when there is none. */
static size_t first_place(const ct_refind *r, uint64_t hash)
{
    size_t low = 0, high = r->place_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (r->places[middle].hash < hash)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static int64_t only_place(const ct_refind *r, uint64_t hash)
{
    size_t i = first_place(r, hash);

    if (i == r->place_count || r->places[i].hash != hash)
        return -1;
    bool again = i + 1 < r->place_count && r->places[i + 1].hash == hash;
    return again ? -1 : r->places[i].frame;
}

static bool is_there(const ct_refind *r, uint64_t hash)
{
    size_t at = first_place(r, hash);

    return at < r->place_count && r->places[at].hash == hash;
}

bool ct_refind_meets(const ct_refind *r)
{
    for (size_t i = 0; i < r->known_count; i++)
        if (is_there(r, r->known[i].hash))
            return true;
    return false;
}

bool ct_refind_knows_some(const ct_refind *r)
{
    return r->known_count > 0;
}

static int known_by_frame(const void *a, const void *b)
{
    const struct known *x = a, *y = b;

    return (x->frame > y->frame) - (x->frame < y->frame);
}

static void find_singles(ct_refind *r)
{
    struct place *all = ct_alloc_array(r->known_count + 1, sizeof *all);

    for (size_t i = 0; i < r->known_count; i++)
        all[i] = (struct place){r->known[i].hash, (int64_t)i};
    qsort(all, r->known_count, sizeof *all, by_hash);
    for (size_t i = 0; i < r->known_count; i++) {
        bool again = (i > 0 && all[i - 1].hash == all[i].hash) ||
                     (i + 1 < r->known_count && all[i + 1].hash == all[i].hash);
        struct known *k = &r->known[all[i].frame];
        k->single = !again;
        k->at = again ? -1 : only_place(r, k->hash);
    }
    free(all);
}

/* --- places that count ------------------------------------------------------------------------ */

/* What is known of the frame beside known[i]; NULL: nothing. `step` -1 or 1. */
static const struct known *beside(const ct_refind *r, size_t i, int step)
{
    if ((step < 0 && i == 0) || (step > 0 && i + 1 == r->known_count))
        return NULL;
    const struct known *k = &r->known[i + (size_t)step];
    return k->frame == r->known[i].frame + step ? k : NULL;
}

static bool is_edge(const ct_refind *r, int64_t frame, int step)
{
    return step < 0 ? frame == 0 : r->old_count >= 0 && frame + 1 == r->old_count;
}

/* Whether the pictures on one side of known[i] stand beside its place as well: `count` of them, or all up
 * to where both files begin or end. Black goes with anything: none of them may come twice. */
static bool side_holds(const ct_refind *r, size_t i, int step, int count)
{
    int64_t at = r->known[i].at;

    for (int n = 0; n < count; n++) {
        if (is_edge(r, r->known[i].frame, step))
            return step < 0 ? at == 0 : at + 1 == r->now_count;
        const struct known *next = beside(r, i, step);
        at += step;
        if (!next || !next->single || at < 0 || at >= r->now_count || r->now[at] != next->hash)
            return false;
        i += (size_t)step;
    }
    return true;
}

/* The pictures known without a gap round known[i], at most twice CT_AROUND to either side. */
struct stretch {
    size_t first, end;
};

static struct stretch stretch_round(const ct_refind *r, size_t i)
{
    struct stretch s = {i, i + 1};

    while (i - s.first < 2 * CT_AROUND && beside(r, s.first, -1))
        s.first--;
    while (s.end - i <= 2 * CT_AROUND && beside(r, s.end - 1, 1))
        s.end++;
    return s;
}

/* A picture comes again there, with another one between. */
static bool has_loop(const ct_refind *r, struct stretch s)
{
    for (size_t i = s.first; i < s.end; i++)
        for (size_t j = i + 2; j < s.end; j++)
            if (r->known[i].hash == r->known[j].hash && r->known[i].hash != r->known[j - 1].hash)
                return true;
    return false;
}

/* Whether enough is known round it to say that it does not come again nearby. */
static bool stands_alone(const ct_refind *r, size_t i)
{
    struct stretch s = stretch_round(r, i);
    bool edge = is_edge(r, r->known[s.first].frame, -1) || is_edge(r, r->known[s.end - 1].frame, 1);

    return s.end - s.first > (edge ? CT_AROUND : 2 * CT_AROUND) && !has_loop(r, s);
}

/* A picture that comes once, and one side of it at least came along: of two cuts one is farther off. */
static bool is_run(const ct_refind *r, size_t i)
{
    int count = r->whole ? 1 : CT_AROUND;

    return (r->whole || stands_alone(r, i)) &&
           (side_holds(r, i, -1, count) || side_holds(r, i, 1, count));
}

static int64_t moved(const struct known *k)
{
    return k->at - k->frame;
}

/* Marks the places that stand in a row of places that all have moved alike, from one to the other
 * at least so many frames. */
static void find_alike(const ct_refind *r, bool strong_only, int64_t apart, bool *alike)
{
    size_t *row = ct_alloc_array(r->known_count + 1, sizeof *row), count = 0;

    for (size_t i = 0; i < r->known_count; i++)
        if (r->known[i].at >= 0 && (r->known[i].strong || !strong_only))
            row[count++] = i;
    for (size_t from = 0, end; from < count; from = end) {
        const struct known *first = &r->known[row[from]];
        for (end = from; end < count && moved(&r->known[row[end]]) == moved(first); end++)
            continue;
        bool far = r->known[row[end - 1]].frame - first->frame >= apart;
        for (size_t i = from; i < end; i++)
            alike[row[i]] = far;
    }
    free(row);
}

/* Whether all that is known from `first` on, before `end`, is in the new file so many frames later. */
static bool agrees(const ct_refind *r, size_t first, size_t end, int64_t by)
{
    for (size_t i = first; i < end; i++) {
        int64_t at = r->known[i].frame + by;
        if (at < 0 || at >= r->now_count || r->now[at] != r->known[i].hash)
            return false;
    }
    return true;
}

/* Pictures that come once each, at one distance, confirm one another: those between two others that lie
 * far enough apart not to be in the same short loop. */
static void find_partners(ct_refind *r)
{
    bool   *alike = ct_alloc_array(r->known_count + 1, sizeof *alike);
    bool    unmoved = r->old_count == r->now_count && agrees(r, 0, r->known_count, 0);
    int64_t before = INT64_MIN; /* how the place before has moved */
    size_t  last = SIZE_MAX;    /* that place, if it stands between others so far */

    find_alike(r, false, PARTNERS_APART, alike);
    for (size_t i = 0; i < r->known_count; i++) {
        const struct known *k = &r->known[i];
        if (k->at < 0)
            continue;
        if (last != SIZE_MAX && moved(k) == moved(&r->known[last]))
            r->known[last].strong = true;
        last = alike[i] && moved(k) == before ? i : SIZE_MAX;
        before = moved(k);
        r->known[i].strong |= unmoved;
    }
    free(alike);
}

/* Of two places in another order than before one may be a repetition, where not all of the old file is
 * known: then each needs more than its own neighbours. */
static void drop_crossing(ct_refind *r)
{
    int64_t *least = ct_alloc_array(r->known_count + 1, sizeof *least); /* place, from i on */
    bool    *drop = ct_alloc_array(r->known_count + 1, sizeof *drop);
    bool    *supported = ct_alloc_array(r->known_count + 1, sizeof *supported);
    int64_t  most = -1;

    find_alike(r, true, 2 * CT_AROUND + 1, supported);
    least[r->known_count] = INT64_MAX;
    for (size_t i = r->known_count; i-- > 0;) {
        const struct known *k = &r->known[i];
        least[i] = k->strong && k->at < least[i + 1] ? k->at : least[i + 1];
    }
    for (size_t i = 0; i < r->known_count; i++) {
        const struct known *k = &r->known[i];
        if (!k->strong)
            continue;
        drop[i] = (most > k->at || least[i + 1] < k->at) && !supported[i];
        most = k->at > most ? k->at : most;
    }
    for (size_t i = 0; i < r->known_count; i++)
        r->known[i].strong = r->known[i].strong && !drop[i];
    free(least);
    free(drop);
    free(supported);
}

void ct_refind_solve(ct_refind *r)
{
    if (r->known_count > 0)
        qsort(r->known, r->known_count, sizeof *r->known, known_by_frame);
    r->whole = r->old_count >= 0 && (int64_t)r->known_count == r->old_count;
    find_singles(r);
    for (size_t i = 0; i < r->known_count; i++)
        r->known[i].strong = r->known[i].at >= 0 && is_run(r, i);
    find_partners(r);
    if (!r->whole)
        drop_crossing(r);
    r->strong = ct_alloc_array(r->known_count + 1, sizeof *r->strong);
    for (size_t i = 0; i < r->known_count; i++)
        if (r->known[i].strong)
            r->strong[r->strong_count++] = i;
}

/* --- questions ------------------------------------------------------------------------------------ */

/* First of `strong` at or behind the frame. */
static size_t strong_from(const ct_refind *r, int64_t frame)
{
    size_t low = 0, high = r->strong_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (r->known[r->strong[middle]].frame < frame)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* By how much the frames before strong[i] have moved, seen from there and from what lies before. */
static bool step_between(const ct_refind *r, size_t i, int64_t *by)
{
    bool    left = i > 0, right = i < r->strong_count;
    int64_t at_end = r->old_count >= 0 ? r->now_count - r->old_count : INT64_MIN;
    int64_t from_left = left ? moved(&r->known[r->strong[i - 1]]) : 0;
    int64_t from_right = right ? moved(&r->known[r->strong[i]]) : at_end;

    *by = from_left;
    return from_left == from_right && (left || right || r->whole);
}

int64_t ct_refind_frame(const ct_refind *r, int64_t frame)
{
    size_t  i = strong_from(r, frame);
    int64_t by;

    if (i < r->strong_count && r->known[r->strong[i]].frame == frame)
        return r->known[r->strong[i]].at;
    bool inside = frame >= 0 && (r->old_count < 0 || frame < r->old_count);
    if (!inside || !step_between(r, i, &by))
        return -1;
    size_t first = i > 0 ? r->strong[i - 1] + 1 : 0;
    size_t end = i < r->strong_count ? r->strong[i] : r->known_count;
    if (!agrees(r, first, end, by) || frame + by < 0 || frame + by >= r->now_count)
        return -1;
    return frame + by;
}

bool ct_refind_span(const ct_refind *r, ct_span span, ct_span *out)
{
    int64_t first = ct_refind_frame(r, span.first);
    int64_t last = ct_refind_frame(r, span.end - 1);

    *out = (ct_span){first, last + 1};
    return first >= 0 && last >= first;
}

bool ct_refind_offset(const ct_refind *r, int64_t *out)
{
    for (size_t i = 0; i < r->strong_count; i++) {
        int64_t by = moved(&r->known[r->strong[i]]);
        if (i > 0 && by != *out)
            return false;
        *out = by;
    }
    return r->strong_count > 0;
}

/* --- timecode ---------------------------------------------------------------------------------------- */

static bool has_timecode(const ct_clip *c)
{
    return c->tc_source != CT_TC_NONE && c->tc.rate.num > 0 && c->tc.count.base > 0 && !c->vfr &&
           c->fps.num > 0;
}

static bool counted_alike(const ct_clip *a, const ct_clip *b)
{
    return a->tc.count.base == b->tc.count.base && a->tc.count.drop == b->tc.count.drop &&
           ct_rate_equal(a->tc.rate, b->tc.rate) && (a->tc.start != 0 || b->tc.start != 0);
}

/* Labels from the new clip's first to `label`, by the shorter way round the day. */
static int64_t labels_after(const ct_clip *now, int64_t label)
{
    int64_t day = ct_tc_day(now->tc.count);
    int64_t after = (label - now->tc.start) % day;

    if (after > day / 2)
        return after - day;
    return after < -day / 2 ? after + day : after;
}

/* -1: not there. */
static int64_t frame_by_timecode(const ct_clip *was, const ct_clip *now, int64_t frame)
{
    int64_t label = ct_tc_track_label(&was->tc, was->fps, frame);
    int64_t within = frame - ct_tc_track_frame(&was->tc, was->fps, label); /* of several with it */
    int64_t after = labels_after(now, label);

    if (after < 0 || (within != 0 && !ct_rate_equal(was->fps, now->fps)))
        return -1;
    int64_t at = ct_tc_track_frame(&now->tc, now->fps, now->tc.start + after);
    bool    begins = ct_tc_track_label(&now->tc, now->fps, at) == now->tc.start + after;
    return begins ? at + within : -1;
}

static bool comparable(const ct_clip *was, const ct_clip *now)
{
    return has_timecode(was) && has_timecode(now) && counted_alike(was, now);
}

bool ct_refind_by_timecode(const ct_clip *was, const ct_clip *now, ct_span span, ct_span *out)
{
    if (!comparable(was, now))
        return false;
    out->first = frame_by_timecode(was, now, span.first);
    out->end = ct_span_count(span) == 1 ? out->first + 1 : frame_by_timecode(was, now, span.end);
    return out->first >= 0 && ct_span_valid(*out, now->frame_count);
}

bool ct_refind_denies_timecode(const ct_refind *r, const ct_clip *was, const ct_clip *now)
{
    int64_t here = 0, elsewhere = 0;

    for (size_t i = 0; i < r->known_count; i++) {
        const struct known *k = &r->known[i];
        ct_span             by, frame = {k->frame, k->frame + 1};
        if (!ct_refind_by_timecode(was, now, frame, &by) || by.first >= r->now_count)
            continue;
        if (k->at >= 0 && by.first != k->at)
            return true;
        here += r->now[by.first] == k->hash;
        elsewhere += r->now[by.first] != k->hash && is_there(r, k->hash);
    }
    return elsewhere > here;
}

bool ct_refind_timecode_offset(const ct_clip *was, const ct_clip *now, int64_t *out)
{
    if (!comparable(was, now) || !ct_rate_equal(was->fps, now->fps) ||
        !ct_rate_equal(was->tc.rate, was->fps))
        return false;
    *out = labels_after(now, was->tc.start);
    return true;
}
