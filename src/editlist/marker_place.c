/* SPDX-License-Identifier: MIT */
#include "marker_priv.h"

#include <stdlib.h>

#include "circletake/str.h"

ct_span ct_marker_record(const ct_timeline *t, const ct_event *e, const ct_marker *m)
{
    int64_t into = ct_rate_convert(m->frame - e->source.first, e->fps, t->fps);
    int64_t until = ct_rate_convert(m->frame + m->count - e->source.first, e->fps, t->fps);
    int64_t last = e->record.end - 1;
    ct_span record = {e->record.first + into, e->record.first + until};

    if (record.first > last)
        record.first = last;
    if (record.end > e->record.end)
        record.end = e->record.end;
    if (record.end <= record.first)
        record.end = record.first + 1;
    return record;
}

static int compare_placed(const void *a, const void *b)
{
    const ct_placed_marker *p = a, *q = b;

    if (p->record.first != q->record.first)
        return p->record.first < q->record.first ? -1 : 1;
    return (p->order > q->order) - (p->order < q->order);
}

ct_placed_marker *ct_markers_placed(const ct_timeline *t, size_t *count)
{
    ct_placed_marker *all = NULL;
    size_t            cap = 0;

    *count = 0;
    for (size_t i = 0; i < t->event_count; i++)
        for (size_t k = 0; k < t->events[i].marker_count; k++) {
            const ct_marker *m = &t->events[i].markers[k];
            all = ct_grow(all, &cap, *count + 1, sizeof *all);
            all[*count] = (ct_placed_marker){m, ct_marker_record(t, &t->events[i], m), *count};
            (*count)++;
        }
    if (*count > 1)
        qsort(all, *count, sizeof *all, compare_placed);
    return all;
}

ct_code ct_markers_require(size_t count, ct_error *err)
{
    if (count > 0)
        return CT_OK;
    return ct_fail(err, CT_NO_INPUT,
                   "No note lies in the selects, so there is no marker to write. Choose selects "
                   "with notes in them, or export the notes themselves.");
}
