/* SPDX-License-Identifier: MIT */
/* What is seen of layers of pictures. A line sweeps over the record; the events under it stand in a
 * heap with the uppermost on top, those that ended are taken out when they come up. */
#include <limits.h>
#include <stdlib.h>

#include "circletake/str.h"
#include "circletake/timeline.h"

typedef struct sweep {
    const ct_timeline *t;
    int                below; /* tracks from this on are away */
    size_t            *begin; /* picture events by where they begin */
    size_t             count, next;
    size_t            *heap; /* of events under the line */
    size_t             heap_count;
    ct_shot           *shots;
    size_t             shot_count, shot_cap;
} sweep;

typedef struct beginning {
    int64_t first;
    size_t  event;
} beginning;

static int compare_beginnings(const void *a, const void *b)
{
    const beginning *p = a, *q = b;

    if (p->first != q->first)
        return p->first < q->first ? -1 : 1;
    return p->event < q->event ? -1 : p->event > q->event;
}

static void sort_beginnings(sweep *s)
{
    beginning *all = ct_alloc_array(s->t->event_count + 1, sizeof *all);

    for (size_t i = 0; i < s->t->event_count; i++) {
        const ct_event *e = &s->t->events[i];
        if ((e->channels & CT_CHANNEL_V) && ct_span_count(e->record) > 0 && e->track < s->below)
            all[s->count++] = (beginning){e->record.first, i};
    }
    qsort(all, s->count, sizeof *all, compare_beginnings);
    for (size_t i = 0; i < s->count; i++)
        s->begin[i] = all[i].event;
    free(all);
}

/* --- the heap -------------------------------------------------------------------- */

static bool lies_above(const sweep *s, size_t a, size_t b)
{
    const ct_event *p = &s->t->events[a], *q = &s->t->events[b];

    if (p->track != q->track)
        return p->track > q->track;
    if (p->record.first != q->record.first)
        return p->record.first > q->record.first;
    return a > b;
}

static void swap(sweep *s, size_t i, size_t k)
{
    size_t event = s->heap[i];

    s->heap[i] = s->heap[k];
    s->heap[k] = event;
}

static void push(sweep *s, size_t event)
{
    size_t i = s->heap_count++;

    s->heap[i] = event;
    for (; i > 0 && lies_above(s, s->heap[i], s->heap[(i - 1) / 2]); i = (i - 1) / 2)
        swap(s, i, (i - 1) / 2);
}

static void pop(sweep *s)
{
    size_t i = 0, above;

    s->heap[0] = s->heap[--s->heap_count];
    while ((above = 2 * i + 1) < s->heap_count) {
        if (above + 1 < s->heap_count && lies_above(s, s->heap[above + 1], s->heap[above]))
            above++;
        if (!lies_above(s, s->heap[above], s->heap[i]))
            return;
        swap(s, i, above);
        i = above;
    }
}

/* --- the sweep -------------------------------------------------------------------- */

static int64_t next_beginning(const sweep *s)
{
    return s->next < s->count ? s->t->events[s->begin[s->next]].record.first : INT64_MAX;
}

static void take_in(sweep *s, int64_t at)
{
    while (next_beginning(s) <= at)
        push(s, s->begin[s->next++]);
    while (s->heap_count && s->t->events[s->heap[0]].record.end <= at)
        pop(s);
}

static void see(sweep *s, size_t event, ct_span record)
{
    ct_shot *last = s->shot_count ? &s->shots[s->shot_count - 1] : NULL;

    if (last && last->event == event && last->record.end == record.first) {
        last->record.end = record.end;
        return;
    }
    s->shots = ct_grow(s->shots, &s->shot_cap, s->shot_count + 1, sizeof *s->shots);
    s->shots[s->shot_count++] = (ct_shot){event, record};
}

ct_shot *ct_timeline_shots_below(const ct_timeline *t, int track, size_t *count)
{
    sweep s = {.t = t, .below = track};

    s.begin = ct_alloc_array(t->event_count + 1, sizeof *s.begin);
    s.heap = ct_alloc_array(t->event_count + 1, sizeof *s.heap);
    sort_beginnings(&s);
    for (int64_t at = next_beginning(&s); at < INT64_MAX;) {
        take_in(&s, at);
        int64_t until = next_beginning(&s);
        if (s.heap_count) {
            size_t  top = s.heap[0];
            int64_t end = t->events[top].record.end;
            until = end < until ? end : until;
            see(&s, top, (ct_span){at, until});
        }
        at = until;
    }
    free(s.begin);
    free(s.heap);
    *count = s.shot_count;
    return s.shots;
}

ct_shot *ct_timeline_shots(const ct_timeline *t, size_t *count)
{
    return ct_timeline_shots_below(t, INT_MAX, count);
}
