/* SPDX-License-Identifier: MIT */
#include "circletake/sight.h"

#include <stdlib.h>

#include "circletake/str.h"

enum { NOTHING = -1, BELOW = -2 }; /* beside the index of an event */

/* What is seen without the tracks from `track` on. */
struct lower {
    int      track;
    ct_shot *shots;
    size_t   count;
};

struct ct_sight {
    const ct_timeline *t;
    ct_shot           *shots;
    size_t             shot_count;
    int64_t           *from; /* what each event comes out of: an event, NOTHING or BELOW */
    struct lower      *lowers;
    size_t             lower_count, lower_cap;
};

static bool mixes(const ct_event *e)
{
    return (e->transition == CT_DISSOLVE || e->transition == CT_WIPE || e->transition == CT_FADE) &&
           e->transition_frames > 0;
}

/* --- what an event comes out of --------------------------------------------------------------- */

/* Picture events of one track that follow one another in the order of their beginnings. */
struct row {
    int     track;
    int64_t first;
    size_t  event;
};

static int compare_rows(const void *a, const void *b)
{
    const struct row *p = a, *q = b;

    if (p->track != q->track)
        return p->track < q->track ? -1 : 1;
    if (p->first != q->first)
        return p->first < q->first ? -1 : 1;
    return (p->event > q->event) - (p->event < q->event);
}

static struct row *sort_rows(const ct_timeline *t, size_t *count)
{
    struct row *rows = ct_alloc_array(t->event_count + 1, sizeof *rows);

    *count = 0;
    for (size_t i = 0; i < t->event_count; i++) {
        const ct_event *e = &t->events[i];
        if ((e->channels & CT_CHANNEL_V) && ct_span_count(e->record) > 0)
            rows[(*count)++] = (struct row){e->track, e->record.first, i};
    }
    qsort(rows, *count, sizeof *rows, compare_rows);
    return rows;
}

/* Of the track's events that began before `at` and reach it, the one that began last is the one that was
 * seen. Those that ended are of no use to later ones either. */
static int64_t seen_until(const ct_timeline *t, const size_t *stack, size_t *depth, int64_t at)
{
    while (*depth && t->events[stack[*depth - 1]].record.end < at)
        (*depth)--;
    return *depth ? (int64_t)stack[*depth - 1] : BELOW;
}

static void find_origins(ct_sight *s)
{
    size_t      count, depth = 0;
    struct row *rows = sort_rows(s->t, &count);
    size_t     *stack = ct_alloc_array(count + 1, sizeof *stack);

    for (size_t i = 0; i < count;) {
        size_t same = i;
        if (i > 0 && rows[i].track != rows[i - 1].track)
            depth = 0;
        int64_t from = seen_until(s->t, stack, &depth, rows[i].first);
        for (;
             same < count && rows[same].track == rows[i].track && rows[same].first == rows[i].first;
             same++) {
            const ct_event *e = &s->t->events[rows[same].event];
            s->from[rows[same].event] = e->transition == CT_FADE ? NOTHING : from;
        }
        while (i < same)
            stack[depth++] = rows[i++].event;
    }
    free(stack);
    free(rows);
}

/* --- what lies below ---------------------------------------------------------------------------- */

static const struct lower *lower_of(const ct_sight *s, int track)
{
    for (size_t i = 0; i < s->lower_count; i++)
        if (s->lowers[i].track == track)
            return &s->lowers[i];
    return NULL;
}

/* Only for tracks that dissolve out of it. */
static void find_lowers(ct_sight *s)
{
    for (size_t i = 0; i < s->t->event_count; i++) {
        const ct_event *e = &s->t->events[i];
        if (!mixes(e) || s->from[i] != BELOW || lower_of(s, e->track))
            continue;
        s->lowers = ct_grow(s->lowers, &s->lower_cap, s->lower_count + 1, sizeof *s->lowers);
        struct lower *l = &s->lowers[s->lower_count++];
        l->track = e->track;
        l->shots = ct_timeline_shots_below(s->t, e->track, &l->count);
    }
}

static int64_t shot_at(const ct_shot *shots, size_t count, int64_t record_frame)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (shots[middle].record.end <= record_frame)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && ct_span_has(shots[low].record, record_frame) ? (int64_t)shots[low].event
                                                                       : NOTHING;
}

static int64_t comes_out_of(const ct_sight *s, size_t event, int64_t record_frame)
{
    int64_t             from = s->from[event];
    const struct lower *l = from == BELOW ? lower_of(s, s->t->events[event].track) : NULL;

    if (from != BELOW)
        return from;
    return l ? shot_at(l->shots, l->count, record_frame) : NOTHING;
}

/* --- asking -------------------------------------------------------------------------------------- */

ct_sight *ct_sight_create(const ct_timeline *t)
{
    ct_sight *s = ct_alloc(sizeof *s);

    s->t = t;
    s->shots = ct_timeline_shots(t, &s->shot_count);
    s->from = ct_alloc_array(t->event_count + 1, sizeof *s->from);
    find_origins(s);
    find_lowers(s);
    return s;
}

void ct_sight_destroy(ct_sight **sight)
{
    ct_sight *s = *sight;

    if (!s)
        return;
    for (size_t i = 0; i < s->lower_count; i++)
        free(s->lowers[i].shots);
    free(s->lowers);
    free(s->from);
    free(s->shots);
    free(s);
    *sight = NULL;
}

ct_seen ct_sight_at(const ct_sight *s, int64_t record_frame)
{
    int64_t over = shot_at(s->shots, s->shot_count, record_frame);
    ct_seen seen = {over, NOTHING, 1, 1};

    if (over == NOTHING)
        return seen;
    const ct_event *e = &s->t->events[over];
    int64_t         into = record_frame - e->record.first;
    if (!mixes(e) || into >= e->transition_frames)
        return seen;
    seen.under = comes_out_of(s, (size_t)over, record_frame);
    seen.weight = into;
    seen.of = e->transition_frames;
    return seen;
}

const ct_shot *ct_sight_shots(const ct_sight *s, size_t *count)
{
    *count = s->shot_count;
    return s->shots;
}
