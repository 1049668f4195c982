/* SPDX-License-Identifier: MIT */
/* What a cut is heard with, see cutplayer.h. */
#include <stdlib.h>

#include "circletake/cutplayer.h"
#include "circletake/rate.h"
#include "circletake/str.h"

/* What is heard of an event: record frames, and how many more it fades out over under what comes on. */
struct piece {
    size_t  event;
    ct_span record;
    int64_t tail, tail_of; /* record frames that are left of a fade of `tail_of`; 0: it is cut */
};

struct pieces {
    const ct_timeline *t;
    struct piece      *items;
    size_t             count;
};

static unsigned sounds_of(const ct_event *e)
{
    return e->channels & ~(unsigned)CT_CHANNEL_V;
}

static bool fades(const ct_event *e)
{
    return (e->transition == CT_DISSOLVE || e->transition == CT_WIPE || e->transition == CT_FADE) &&
           e->transition_frames > 0;
}

/* --- which events ------------------------------------------------------------------------------- */

static bool says_of_sound(const ct_timeline *t)
{
    for (size_t i = 0; i < t->event_count; i++)
        if (sounds_of(&t->events[i]))
            return true;
    return false;
}

/* A list that says nothing of sound is heard with what is on screen. */
static void take_shots(struct pieces *p)
{
    ct_shot *shots = ct_timeline_shots(p->t, &p->count);

    p->items = ct_alloc_array(p->count + 1, sizeof *p->items);
    for (size_t i = 0; i < p->count; i++)
        p->items[i] = (struct piece){.event = shots[i].event, .record = shots[i].record};
    free(shots);
}

static void take_sounds(struct pieces *p)
{
    p->items = ct_alloc_array(p->t->event_count + 1, sizeof *p->items);
    for (size_t i = 0; i < p->t->event_count; i++) {
        const ct_event *e = &p->t->events[i];
        if (sounds_of(e) && ct_span_count(e->record) > 0)
            p->items[p->count++] = (struct piece){.event = i, .record = e->record};
    }
}

/* --- fades --------------------------------------------------------------------------------------- */

static int compare_ends(const void *a, const void *b)
{
    const struct piece *p = a, *q = b;

    if (p->record.end != q->record.end)
        return p->record.end < q->record.end ? -1 : 1;
    return (p->event > q->event) - (p->event < q->event);
}

static size_t first_ending(const struct pieces *p, int64_t end)
{
    size_t low = 0, high = p->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (p->items[middle].record.end < end)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Whether one sound goes over into the other: 2 surely, 1 where there is none of its own kind. Tracks of sound
 * and of pictures are counted each for themselves. */
static int goes_over(const ct_event *from, const ct_event *to)
{
    if (sounds_of(from) == 0 && sounds_of(to) == 0)
        return 2; /* on screen one after the other */
    if (from->track != to->track || (sounds_of(from) & sounds_of(to)) == 0)
        return 0;
    return (from->channels & CT_CHANNEL_V) == (to->channels & CT_CHANNEL_V) ? 2 : 1;
}

/* What ended where the event comes on runs on under its fade. */
static void let_run_on(struct pieces *p, const struct piece *on)
{
    const ct_event *to = &p->t->events[on->event];
    int64_t         at = on->record.first;
    size_t          first = first_ending(p, at);
    int             best = 1;

    for (size_t i = first; i < p->count && p->items[i].record.end == at; i++) {
        int over = goes_over(&p->t->events[p->items[i].event], to);
        best = over > best ? over : best;
    }
    for (size_t i = first; i < p->count && p->items[i].record.end == at; i++)
        if (goes_over(&p->t->events[p->items[i].event], to) == best) {
            p->items[i].tail_of = to->transition_frames;
            p->items[i].tail = ct_span_count(on->record) < to->transition_frames
                                   ? ct_span_count(on->record)
                                   : to->transition_frames;
        }
}

static void find_tails(struct pieces *p)
{
    if (p->count)
        qsort(p->items, p->count, sizeof *p->items, compare_ends);
    for (size_t i = 0; i < p->count; i++) {
        const ct_event *e = &p->t->events[p->items[i].event];
        if (fades(e) && e->transition != CT_FADE && p->items[i].record.first == e->record.first)
            let_run_on(p, &p->items[i]);
    }
}

/* --- parts ---------------------------------------------------------------------------------------- */

static AVRational speed_of(const ct_event *e)
{
    return (AVRational){e->reverse ? -e->speed.num : e->speed.num, e->speed.den};
}

static bool is_heard(const ct_event *e, const ct_clip *clip, const ct_layer *layer)
{
    return clip && !clip->offline && layer->kind == CT_LAYER_PICTURE && e->speed.num != 0 &&
           (clip->audio_tracks > 0 || !ct_id_is_none(clip->sound));
}

static ct_medley_fade fade_of(int64_t first, int64_t frames, AVRational fps)
{
    int64_t first_us = ct_rate_frame_to_us(first, fps);

    return (ct_medley_fade){first_us, ct_rate_frame_to_us(first + frames, fps) - first_us};
}

static void place_piece(const ct_timeline *t, const struct piece *p, ct_medley_part *part)
{
    const ct_event *e = &t->events[p->event];

    part->first_us = ct_rate_frame_to_us(p->record.first, t->fps);
    part->end_us = ct_rate_frame_to_us(p->record.end + p->tail, t->fps);
    if (fades(e) && p->record.first < e->record.first + e->transition_frames)
        part->in = fade_of(e->record.first, e->transition_frames, t->fps);
    if (p->tail > 0)
        part->out = fade_of(p->record.end, p->tail_of, t->fps);
    part->speed = speed_of(e);
    part->channels = sounds_of(e) >> 1;
}

static int compare_clips(const void *a, const void *b)
{
    const ct_medley_part *const *p = a, *const *q = b;

    return ct_id_compare((*p)->clip, (*q)->clip);
}

/* What the list took of each clip in all its events. */
static void tell_clip_channels(ct_medley_parts *parts)
{
    ct_medley_part **by_clip = ct_alloc_array(parts->count + 1, sizeof *by_clip);

    for (size_t i = 0; i < parts->count; i++)
        by_clip[i] = &parts->items[i];
    if (parts->count)
        qsort(by_clip, parts->count, sizeof *by_clip, compare_clips);
    for (size_t first = 0, end; first < parts->count; first = end) {
        unsigned all = 0;
        bool     some = true;
        for (end = first;
             end < parts->count && ct_id_equal(by_clip[end]->clip, by_clip[first]->clip); end++) {
            all |= by_clip[end]->channels;
            some = some && by_clip[end]->channels;
        }
        for (size_t i = first; i < end; i++)
            by_clip[i]->clip_channels = some ? all : 0;
    }
    free(by_clip);
}

void ct_cut_view_sound(const ct_cut_view *v, char *(*sound_path)(void *arg, const ct_clip *clip),
                       void *arg, ct_medley_parts *out)
{
    struct pieces pieces = {.t = &v->events};

    if (says_of_sound(&v->events))
        take_sounds(&pieces);
    else
        take_shots(&pieces);
    find_tails(&pieces);
    for (size_t i = 0; i < pieces.count; i++) {
        const struct piece *p = &pieces.items[i];
        const ct_event     *e = &v->events.events[p->event];
        const ct_clip      *clip = ct_cut_view_clip(v, e->clip);
        ct_layer            layer = ct_cut_map_layer(v->map, p->event, p->record.first);
        if (!is_heard(e, clip, &layer))
            continue;
        ct_medley_part *part = ct_medley_parts_add(out);
        place_piece(&v->events, p, part);
        part->clip = clip->id;
        part->path = ct_strdup(clip->path);
        part->stream = clip->stream;
        part->frame = layer.frame;
        part->fps = clip->fps;
        part->sound_path = sound_path ? sound_path(arg, clip) : NULL;
        part->sound_start = clip->sound_start;
        part->sound_rate_hz = clip->sound_rate_hz;
        part->sound_delay = clip->sound_delay;
    }
    tell_clip_channels(out);
    free(pieces.items);
}
