/* SPDX-License-Identifier: MIT */
#include "circletake/cutmap.h"

#include <stdlib.h>

#include "circletake/pace.h"
#include "circletake/str.h"

struct placed {
    ct_id      clip;
    ct_span    span;
    int64_t    count; /* frames of the clip; 0 not known */
    AVRational fps;   /* of the clip */
    bool       inside;
    size_t     event;
};

struct ct_cut_map {
    const ct_timeline *t;
    struct placed     *events;  /* as in the timeline */
    struct placed     *by_clip; /* those with a clip, by clip, then event */
    size_t             by_clip_count;
    ct_sight          *sight;
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
        p->count = clip->frame_count;
        p->fps = clip->fps;
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
    m->sight = ct_sight_create(t);
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
    ct_sight_destroy(&(*map)->sight);
    free(*map);
    *map = NULL;
}

const ct_sight *ct_cut_map_sight(const ct_cut_map *m)
{
    return m->sight;
}

int64_t ct_cut_map_event_at(const ct_cut_map *m, int64_t record_frame)
{
    return ct_sight_at(m->sight, record_frame).over;
}

/* --- from the record to the clips ---------------------------------------------------------------- */

static bool has_frame(const struct placed *p, int64_t frame)
{
    return frame >= 0 && (p->count <= 0 || frame < p->count);
}

static ct_layer layer_of(const ct_cut_map *m, int64_t event, int64_t record_frame)
{
    ct_layer layer = {.kind = CT_LAYER_BLACK, .event = event, .clip = ct_id_none(), .frame = -1};

    if (event < 0)
        return layer;
    const ct_event      *e = &m->t->events[event];
    const struct placed *p = &m->events[event];
    if (ct_id_is_none(p->clip)) {
        layer.kind = ct_event_is_black(e) ? CT_LAYER_BLACK : CT_LAYER_MISSING;
        return layer;
    }
    int64_t frame = ct_event_clip_frame(e, m->t->fps, p->span, p->fps, record_frame);
    layer.clip = p->clip;
    layer.kind = has_frame(p, frame) ? CT_LAYER_PICTURE : CT_LAYER_OUTSIDE;
    layer.frame = layer.kind == CT_LAYER_PICTURE ? frame : -1;
    return layer;
}

/* An outgoing clip may be too short for its transition: then the frame at its end stays. */
static ct_layer outgoing_layer(const ct_cut_map *m, int64_t event, int64_t record_frame)
{
    ct_layer layer = layer_of(m, event, record_frame);

    if (layer.kind != CT_LAYER_OUTSIDE ||
        layer_of(m, event, m->t->events[event].record.end - 1).kind != CT_LAYER_PICTURE)
        return layer;
    layer.kind = CT_LAYER_PICTURE;
    layer.frame = m->t->events[event].reverse ? 0 : m->events[event].count - 1;
    layer.held = true;
    return layer;
}

ct_layer ct_cut_map_layer(const ct_cut_map *m, size_t event, int64_t record_frame)
{
    return layer_of(m, (int64_t)event, record_frame);
}

ct_look ct_cut_map_look(const ct_cut_map *m, int64_t record_frame)
{
    ct_seen         seen = ct_sight_at(m->sight, record_frame);
    const ct_event *e = seen.over >= 0 ? &m->t->events[seen.over] : NULL;

    return (ct_look){.over = layer_of(m, seen.over, record_frame),
                     .under = outgoing_layer(m, seen.under, record_frame),
                     .weight = seen.weight,
                     .of = seen.of,
                     .wipe = e && e->transition == CT_WIPE ? e->wipe : 0};
}

const ct_layer *ct_look_shot(const ct_look *look)
{
    if (look->over.kind == CT_LAYER_PICTURE)
        return &look->over;
    return look->weight < look->of && look->under.kind == CT_LAYER_PICTURE ? &look->under : NULL;
}

/* --- from the clips to the record ---------------------------------------------------------------- */

bool ct_cut_map_span(const ct_cut_map *m, size_t event, ct_span *out)
{
    const struct placed *p = &m->events[event];

    *out = p->span;
    return !ct_id_is_none(p->clip) && p->inside;
}

/* Where an event comes to a frame of its clip, or to what follows it; its end where it does not. */
static int64_t comes_to(const ct_cut_map *m, size_t event, int64_t frame)
{
    const ct_event *e = &m->t->events[event];
    int64_t         at =
        ct_event_record_frame(e, m->t->fps, m->events[event].span, m->events[event].fps, frame);

    return at < 0 ? e->record.end : at;
}

bool ct_cut_map_shown(const ct_cut_map *m, size_t event, ct_span frames, ct_span *record)
{
    const ct_span span = m->events[event].span;
    int64_t       first = frames.first > span.first ? frames.first : span.first;
    int64_t       end = frames.end < span.end ? frames.end : span.end;
    bool          reverse = m->t->events[event].reverse;

    if (ct_id_is_none(m->events[event].clip) || first >= end)
        return false;
    *record = reverse ? (ct_span){comes_to(m, event, end - 1), comes_to(m, event, first - 1)}
                      : (ct_span){comes_to(m, event, first), comes_to(m, event, end)};
    return record->first < record->end;
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
        const ct_event      *e = &m->t->events[p->event];
        int64_t              at = ct_span_has(p->span, clip_frame)
                                      ? ct_event_record_frame(e, m->t->fps, p->span, p->fps, clip_frame)
                                      : -1;
        if (at < 0 || (best >= 0 && llabs(at - near) >= llabs(best - near)))
            continue;
        best = at;
        if (event)
            *event = p->event;
    }
    return best;
}
