/* SPDX-License-Identifier: MIT */
/* Which events of a timeline are of one source. */
#include <stdlib.h>
#include <string.h>

#include "circletake/str.h"
#include "editlist_priv.h"

typedef int (*compare_events)(const ct_event *a, const ct_event *b);

struct source_row {
    const ct_event *event;
    compare_events  compare;
    size_t          at;
};

/* By clip, or in a list that was read by reel and path, without a path by name. 0: the same source. */
static int compare_sources(const ct_event *a, const ct_event *b)
{
    if (!ct_id_is_none(a->clip) || !ct_id_is_none(b->clip))
        return ct_id_compare(a->clip, b->clip);
    int difference = strcmp(ct_str_or_empty(a->reel), ct_str_or_empty(b->reel));
    if (!difference)
        difference = strcmp(ct_str_or_empty(a->path), ct_str_or_empty(b->path));
    if (!difference && !a->path)
        difference = strcmp(ct_str_or_empty(a->name), ct_str_or_empty(b->name));
    return difference;
}

static int compare_sounds(const ct_event *a, const ct_event *b)
{
    return strcmp(ct_str_or_empty(a->sound.path), ct_str_or_empty(b->sound.path));
}

static int compare_rows(const void *a, const void *b)
{
    const struct source_row *p = a, *q = b;
    int                      difference = p->compare(p->event, q->event);

    return difference ? difference : (p->at > q->at) - (p->at < q->at);
}

static size_t *first_alike(const ct_timeline *t, compare_events compare)
{
    size_t            *first = ct_alloc_array(t->event_count, sizeof *first);
    struct source_row *rows = ct_alloc_array(t->event_count, sizeof *rows);

    for (size_t i = 0; i < t->event_count; i++)
        rows[i] = (struct source_row){&t->events[i], compare, i};
    if (t->event_count > 1)
        qsort(rows, t->event_count, sizeof *rows, compare_rows);
    for (size_t i = 0, from = 0; i < t->event_count; i++) {
        if (compare(rows[from].event, rows[i].event) != 0)
            from = i;
        first[rows[i].at] = rows[from].at;
    }
    free(rows);
    return first;
}

size_t *ct_first_of_source(const ct_timeline *t)
{
    return first_alike(t, compare_sources);
}

size_t *ct_first_of_sound(const ct_timeline *t)
{
    return first_alike(t, compare_sounds);
}

size_t *ct_next_of_source(const ct_timeline *t, const size_t *source)
{
    size_t *next = ct_alloc_array(t->event_count, sizeof *next);
    size_t *last = ct_alloc_array(t->event_count, sizeof *last); /* so far, of each first one */

    for (size_t i = 0; i < t->event_count; i++) {
        if (source[i] != i)
            next[last[source[i]]] = i;
        last[source[i]] = i;
    }
    free(last);
    return next;
}
