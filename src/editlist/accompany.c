/* SPDX-License-Identifier: MIT */
#include "accompany_priv.h"

#include <stdlib.h>

#include "circletake/str.h"
#include "editlist_priv.h"
#include "passing_priv.h"

enum { TRIED_MOST = 64 }; /* events of one source that lie close together */

/* An event among all of its source, in record order, pictures first. */
typedef struct seat {
    uint64_t source;
    int64_t  first; /* record frame */
    bool     sound;
    size_t   event;
} seat;

typedef struct joining {
    ct_timeline *t;
    seat        *seats;
    size_t      *after;   /* of each event the one that it goes over into */
    int64_t      longest; /* transition */
} joining;

static bool is_picture(const ct_event *e)
{
    return e->channels & CT_CHANNEL_V;
}

static bool is_sound(const ct_event *e)
{
    return e->channels && !is_picture(e);
}

static uint64_t source_of(const ct_event *e)
{
    if (e->path && *e->path)
        return ct_hash_text(e->path, 1);
    return ct_hash_text(ct_str_or_empty(e->name), 2); /* sound is seldom given its reel */
}

static int compare_seats(const void *a, const void *b)
{
    const seat *p = a, *q = b;

    if (p->source != q->source)
        return p->source < q->source ? -1 : 1;
    if (p->first != q->first)
        return p->first < q->first ? -1 : 1;
    if (p->sound != q->sound)
        return p->sound ? 1 : -1;
    return (p->event > q->event) - (p->event < q->event);
}

/* Sound is often cut inside of the transition that its picture begins or ends with. */
static bool is_in_place(const joining *j, size_t with, const ct_event *sound)
{
    const ct_event *e = &j->t->events[with];
    int64_t         later = sound->record.first - e->record.first;
    int64_t         longer = sound->record.end - e->record.end, into = 0, over = 0;

    if (is_picture(e)) {
        into = e->transition_frames;
        if (j->after[with] != CT_NO_EVENT)
            over = j->t->events[j->after[with]].transition_frames;
    }
    return later >= 0 && later <= into && longer >= 0 && longer <= over;
}

static bool is_in_step(const joining *j, const ct_event *e, const ct_event *sound)
{
    int64_t later = sound->record.first - e->record.first, first = e->source.first;
    bool    exact = later == 0 && ct_rate_equal(e->fps, sound->fps);

    if (e->reverse != sound->reverse || av_cmp_q(e->speed, sound->speed) != 0)
        return false;
    if (later > 0)
        first += ct_passing_frames(e, later, j->t->fps);
    if (!ct_rate_equal(e->fps, sound->fps))
        first = ct_rate_convert(first, e->fps, sound->fps);
    return llabs(sound->source.first - first) <= (exact ? 0 : 1);
}

static int count_of(unsigned channels)
{
    int count = 0;

    for (channels >>= 1; channels; channels >>= 1)
        count += (channels & 1) != 0;
    return count;
}

void ct_add_channels(ct_event *e, unsigned more)
{
    unsigned all = (2u << CT_CHANNELS_MOST) - 1;
    int      most = e->audio_channels ? e->audio_channels : CT_CHANNELS_MOST, used = 0;

    while (e->channels >> (used + 1))
        used++;
    if (e->channels & more && count_of(e->channels) + count_of(more) <= most)
        more = (unsigned)((uint64_t)more << used & all);
    e->channels |= more;
}

/* The event whose sound the one in that seat is; CT_NO_EVENT: it stands alone. */
static size_t find_partner(const joining *j, size_t at)
{
    const seat     *own = &j->seats[at];
    const ct_event *sound = &j->t->events[own->event];

    for (size_t tried = 1; tried <= at && tried <= TRIED_MOST; tried++) {
        const seat *s = own - tried;
        if (s->source != own->source || s->first < own->first - j->longest)
            break;
        const ct_event *e = &j->t->events[s->event];
        if (e->channels && is_in_place(j, s->event, sound) && is_in_step(j, e, sound))
            return s->event;
    }
    return CT_NO_EVENT;
}

static void take_seats(joining *j)
{
    const ct_timeline *t = j->t;

    for (size_t i = 0; i < t->event_count; i++) {
        const ct_event *e = &t->events[i];
        j->seats[i] = (seat){source_of(e), e->record.first, !is_picture(e), i};
        j->longest = e->transition_frames > j->longest ? e->transition_frames : j->longest;
    }
    if (t->event_count > 1)
        qsort(j->seats, t->event_count, sizeof *j->seats, compare_seats);
}

static void remove_events(ct_timeline *t, const bool *gone)
{
    size_t kept = 0;

    for (size_t i = 0; i < t->event_count; i++) {
        if (gone[i])
            ct_event_finish(&t->events[i]);
        else
            t->events[kept++] = t->events[i];
    }
    t->event_count = kept;
}

/* Of each track of sound the lowest track of a picture that is heard on it, or NOWHERE. */
typedef struct heard_on {
    int   *pictures;
    size_t count;
} heard_on;
enum { NOWHERE = -1 };

static heard_on heard_on_create(const ct_timeline *t)
{
    heard_on of = {0};

    for (size_t i = 0; i < t->event_count; i++)
        if (is_sound(&t->events[i]) && (size_t)t->events[i].track >= of.count)
            of.count = (size_t)t->events[i].track + 1;
    of.pictures = ct_alloc_array(of.count, sizeof *of.pictures);
    for (size_t i = 0; i < of.count; i++)
        of.pictures[i] = NOWHERE;
    return of;
}

static void join(ct_timeline *t, heard_on *of)
{
    joining j = {.t = t,
                 .seats = ct_alloc_array(t->event_count + 1, sizeof *j.seats),
                 .after = ct_events_after(t)};
    bool   *gone = ct_alloc_array(t->event_count + 1, sizeof *gone);

    take_seats(&j);
    for (size_t i = 0; i < t->event_count; i++) {
        ct_event *sound = &t->events[j.seats[i].event];
        if (!is_sound(sound))
            continue;
        size_t with = find_partner(&j, i);
        if (with == CT_NO_EVENT)
            continue;
        if (of && is_picture(&t->events[with])) {
            int *on = &of->pictures[sound->track], track = t->events[with].track;
            *on = *on == NOWHERE || track < *on ? track : *on;
        }
        ct_add_channels(&t->events[with], sound->channels);
        sound->channels = 0;
        gone[j.seats[i].event] = true;
    }
    remove_events(t, gone);
    free(gone);
    free(j.after);
    free(j.seats);
}

void ct_join_sound(ct_timeline *t)
{
    join(t, NULL);
}

static int highest_heard(const ct_timeline *t)
{
    int highest = NOWHERE;

    for (size_t i = 0; i < t->event_count; i++)
        if (is_picture(&t->events[i]) && count_of(t->events[i].channels) > 0 &&
            t->events[i].track > highest)
            highest = t->events[i].track;
    return highest;
}

void ct_join_sound_tracks(ct_timeline *t)
{
    heard_on of = heard_on_create(t);

    join(t, &of);
    bool *stands = ct_alloc_array(of.count, sizeof *stands);
    for (size_t i = 0; i < t->event_count; i++)
        if (is_sound(&t->events[i]))
            stands[t->events[i].track] = true;
    int own = highest_heard(t);
    for (size_t i = 0; i < of.count; i++)
        if (stands[i] && of.pictures[i] == NOWHERE)
            of.pictures[i] = ++own;
    for (size_t i = 0; i < t->event_count; i++)
        if (is_sound(&t->events[i]))
            t->events[i].track = of.pictures[t->events[i].track];
    free(stands);
    free(of.pictures);
}
