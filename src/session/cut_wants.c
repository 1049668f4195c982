/* SPDX-License-Identifier: MIT */
#include "cut_wants.h"

#include <math.h>
#include <stdlib.h>

#include "circletake/rate.h"

enum {
    LEAD_MS = 1500,   /* play gets a shot ready so long before it is on */
    LEAD_STOPPED = 12 /* frames that a resting playhead is stepped by at once */
};

/* The wants of one turn. */
struct wants {
    const ct_cut_view *view;
    const ct_cut_head *head;
    const ct_shot     *shots;
    size_t             shot_count;
    ct_deck_want       items[CT_DECKS];
    size_t             count;
};

uint64_t ct_cut_run_of(int64_t event)
{
    return (uint64_t)event + 1;
}

/* The shot that is on at a record frame, else the one behind it. */
static size_t shot_at(const struct wants *w, int64_t record)
{
    size_t low = 0, high = w->shot_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (w->shots[middle].record.end <= record)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Record frames at which the shot is seen, on its way out through the next one's transition too. */
static ct_span seen_of(const struct wants *w, size_t shot)
{
    ct_span seen = w->shots[shot].record;

    if (shot + 1 < w->shot_count && w->shots[shot + 1].record.first == seen.end) {
        const ct_event *next = &w->view->events.events[w->shots[shot + 1].event];
        if (next->transition != CT_CUT)
            seen.end += next->transition_frames;
    }
    return seen;
}

static void widen(ct_span *span, int64_t frame)
{
    if (frame < span->first)
        span->first = frame;
    if (frame >= span->end)
        span->end = frame + 1;
}

/* How the event goes through its clip while it is seen. */
static void describe(const struct wants *w, size_t event, ct_span seen, ct_deck_want *out)
{
    ct_layer from = ct_cut_map_layer(w->view->map, event, seen.first);
    ct_layer to = ct_cut_map_layer(w->view->map, event, seen.end - 1);
    double   frames = from.frame >= 0 && to.frame >= 0 ? (double)(to.frame - from.frame) : 0;
    int64_t  steps = ct_span_count(seen) > 1 ? ct_span_count(seen) - 1 : 1;
    int      forward = w->head->way.num < 0 ? -1 : 1;

    out->frames = (ct_span){out->frame, out->frame + 1};
    if (from.frame >= 0)
        widen(&out->frames, from.frame);
    if (to.frame >= 0)
        widen(&out->frames, to.frame);
    out->direction = frames > 0 ? forward : frames < 0 ? -forward : 0;
    out->rate =
        fabs(frames) / (double)steps * av_q2d(w->view->events.fps) * fabs(av_q2d(w->head->way));
}

static bool has_run(const struct wants *w, uint64_t run)
{
    for (size_t i = 0; i < w->count; i++)
        if (w->items[i].run == run)
            return true;
    return false;
}

/* `on`: it is under the playhead now. */
static void add(struct wants *w, const ct_layer *layer, ct_span seen, bool on)
{
    const ct_clip *clip = ct_cut_view_clip(w->view, layer->clip);
    ct_deck_want  *want = &w->items[w->count];

    if (w->count == CT_DECKS || layer->kind != CT_LAYER_PICTURE || !clip || clip->offline ||
        has_run(w, ct_cut_run_of(layer->event)))
        return;
    *want = (ct_deck_want){.run = ct_cut_run_of(layer->event), .clip = clip, .frame = layer->frame};
    describe(w, (size_t)layer->event, seen, want);
    if (w->head->way.num == 0)
        want->direction = 0;
    if (want->direction == 0)
        want->rate = 0;
    else if (!on || w->head->speed.num == 0)
        want->rate = 1; /* it waits: its first pictures do */
    w->count++;
}

/* Both sides of what is on at a record frame, the incoming one first. */
static void add_look(struct wants *w, size_t shot, int64_t record, bool on)
{
    ct_look look = ct_cut_map_look(w->view->map, record);
    ct_span here = {record, record + 1};
    bool    is_shot = shot < w->shot_count && (int64_t)w->shots[shot].event == look.over.event;

    add(w, &look.over, is_shot ? seen_of(w, shot) : here, on);
    if (look.weight >= look.of)
        return;
    bool before = shot > 0 && (int64_t)w->shots[shot - 1].event == look.under.event;
    add(w, &look.under, before ? seen_of(w, shot - 1) : here, on);
}

/* Shots that come on within `lead` record frames of the way, the nearest first, as long as `room` is left for
 * others. */
static void add_coming(struct wants *w, size_t shot, bool backward, int64_t lead, size_t room)
{
    int64_t at = w->head->record;

    while (w->count + room < CT_DECKS) {
        if (backward && shot == 0)
            return;
        size_t next = backward ? shot - 1 : shot + 1;
        if (next >= w->shot_count)
            return;
        int64_t entry = backward ? w->shots[next].record.end - 1 : w->shots[next].record.first;
        if (llabs(entry - at) > lead)
            return;
        add_look(w, next, entry, false);
        shot = next;
    }
}

void ct_cut_tell_wants(const ct_cut_view *view, ct_decks *decks, const ct_cut_head *head)
{
    struct wants w = {.view = view, .head = head};

    w.shots = ct_sight_shots(ct_cut_map_sight(view->map), &w.shot_count);
    size_t  shot = shot_at(&w, head->record);
    bool    in_gap = shot < w.shot_count && !ct_span_has(w.shots[shot].record, head->record);
    double  pace = fabs(av_q2d(head->way)) * av_q2d(view->events.fps);
    int64_t lead = head->way.num == 0 ? LEAD_STOPPED : (int64_t)(pace * LEAD_MS / 1000) + 1;

    if (!in_gap)
        add_look(&w, shot, head->record, true);
    if (head->way.num >= 0) /* from a gap the shot behind it is the next */
        add_coming(&w, in_gap ? shot - 1 : shot, false, lead, head->way.num == 0);
    if (head->way.num <= 0)
        add_coming(&w, shot, true, lead, 0);
    ct_decks_want(decks, w.items, w.count, head->jump);
}
