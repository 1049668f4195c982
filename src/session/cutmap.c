/* SPDX-License-Identifier: MIT */
#include "circletake/cutmap.h"

#include <stdlib.h>

#include "circletake/str.h"

struct placed {
    ct_id   clip;
    ct_span span;
    bool    inside;
    size_t  event;
};

struct ct_cut_map {
    const ct_timeline *t;
    struct placed     *events;  /* as in the timeline */
    struct placed     *by_clip; /* those with a clip, by clip, then event */
    size_t             by_clip_count;
    ct_shot           *shots; /* what is seen */
    size_t             shot_count;
};

static int compare_placed(const void *a, const void *b)
{
    const struct placed *p = a, *q = b;
    int                  order = ct_id_compare(p->clip, q->clip);

    return order ? order : (p->event > q->event) - (p->event < q->event);
}

static int compare_clips(const void *a, const void *b)
{
    const ct_clip *const *p = a, *const *q = b;

    return ct_id_compare((*p)->id, (*q)->id);
}

static const ct_clip **clips_by_id(const ct_clip *clips, size_t count)
{
    const ct_clip **index = ct_alloc_array(count + 1, sizeof(const ct_clip *));

    for (size_t i = 0; i < count; i++)
        index[i] = &clips[i];
    qsort((void *)index, count, sizeof(const ct_clip *), compare_clips);
    return index;
}

static const ct_clip *find_clip(const ct_clip **index, size_t count, ct_id id)
{
    ct_clip         key = {.id = id};
    const ct_clip  *wanted = &key;
    const ct_clip **found = bsearch((const void *)&wanted, (const void *)index, count,
                                    sizeof(const ct_clip *), compare_clips);

    return found ? *found : NULL;
}

static void place_events(ct_cut_map *m, const ct_clip **index, size_t count)
{
    for (size_t i = 0; i < m->t->event_count; i++) {
        const ct_event *e = &m->t->events[i];
        const ct_clip  *clip = ct_id_is_none(e->clip) ? NULL : find_clip(index, count, e->clip);
        struct placed  *p = &m->events[i];
        *p = (struct placed){.event = i};
        if (!clip)
            continue;
        p->clip = e->clip;
        p->inside = ct_conform_place(e, m->t->fps, clip, &p->span);
        m->by_clip[m->by_clip_count++] = *p;
    }
}

ct_cut_map *ct_cut_map_create(const ct_timeline *t, const ct_clip *clips, size_t count)
{
    ct_cut_map     *m = ct_alloc(sizeof *m);
    const ct_clip **index = clips_by_id(clips, count);

    m->t = t;
    m->events = ct_alloc_array(t->event_count + 1, sizeof *m->events);
    m->by_clip = ct_alloc_array(t->event_count + 1, sizeof *m->by_clip);
    m->shots = ct_timeline_shots(t, &m->shot_count);
    place_events(m, index, count);
    qsort(m->by_clip, m->by_clip_count, sizeof *m->by_clip, compare_placed);
    free((void *)index);
    return m;
}

void ct_cut_map_destroy(ct_cut_map **map)
{
    if (!*map)
        return;
    free((*map)->events);
    free((*map)->by_clip);
    free((*map)->shots);
    free(*map);
    *map = NULL;
}

int64_t ct_cut_map_event_at(const ct_cut_map *m, int64_t record_frame)
{
    size_t low = 0, high = m->shot_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (m->shots[middle].record.end <= record_frame)
            low = middle + 1;
        else
            high = middle;
    }
    return low < m->shot_count && ct_span_has(m->shots[low].record, record_frame)
               ? (int64_t)m->shots[low].event
               : -1;
}

bool ct_cut_map_span(const ct_cut_map *m, size_t event, ct_span *out)
{
    const struct placed *p = &m->events[event];

    *out = p->span;
    return !ct_id_is_none(p->clip) && p->inside;
}

int64_t ct_cut_map_record(const ct_cut_map *m, ct_id clip, int64_t clip_frame, int64_t near,
                          size_t *event)
{
    size_t  low = 0, high = m->by_clip_count;
    int64_t best = -1;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (ct_id_compare(m->by_clip[middle].clip, clip) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < m->by_clip_count && ct_id_equal(m->by_clip[low].clip, clip); low++) {
        const struct placed *p = &m->by_clip[low];
        int64_t              at = ct_span_has(p->span, clip_frame)
                                      ? ct_event_record_frame(&m->t->events[p->event], p->span, clip_frame)
                                      : -1;
        if (at < 0 || (best >= 0 && llabs(at - near) >= llabs(best - near)))
            continue;
        best = at;
        if (event)
            *event = p->event;
    }
    return best;
}
