/* SPDX-License-Identifier: MIT */
/* Where the events of a list stand on its record side: butted one behind another, or at the time of
 * day they were shot at; and on which track. */
#include <libavutil/mathematics.h>
#include <stdlib.h>

#include "circletake/str.h"
#include "editlist_priv.h"
#include "elapsed_priv.h"

enum { TRACKS_MOST = 99 };

/* --- one behind another ------------------------------------------------------------ */

/* Nearest to how long it lasts: at least one, and no longer than its media, which Final Cut refuses. */
static int64_t frames_that_fit(const ct_event *e, AVRational list_fps, int64_t nearest)
{
    int64_t room = e->media_frames - e->source.first;

    if (nearest > 1 && e->media_frames > 0 && !e->reverse &&
        av_compare_ts(nearest, av_inv_q(list_fps), room, av_inv_q(e->fps)) > 0)
        return nearest - 1;
    return nearest > 0 ? nearest : 1;
}

/* What cannot take the nearest counts in frames of the list, and what follows is cut as behind a clip of its rate. */
static void string_out(ct_timeline *t, const ct_export_options *o)
{
    ct_elapsed so_far = {.count = 0};
    int64_t    at = 0;

    for (size_t i = 0; i < t->event_count; i++) {
        ct_event  *e = &t->events[i];
        int64_t    gaps = o->gap * (int64_t)i;
        ct_elapsed before = so_far;
        ct_elapsed_add(&so_far, ct_span_count(e->source), e->fps, t->fps);
        int64_t nearest = ct_elapsed_boundary(&so_far, t->fps) - at;
        int64_t frames = frames_that_fit(e, t->fps, nearest);
        if (frames != nearest) {
            so_far = before;
            ct_elapsed_add(&so_far, frames, t->fps, t->fps);
        }
        e->record.first = at + gaps;
        at = ct_elapsed_boundary(&so_far, t->fps);
        e->record.end = at + gaps;
        e->track = o->tracks == CT_TRACKS_ALTERNATING ? (int)(i % 2) : 0;
    }
}

/* --- at the time of day ------------------------------------------------------------ */

/* Frames of the list since midnight. Labels counted alike are taken as they are. */
static int64_t time_of_day(const ct_timeline *t, const ct_event *e)
{
    ct_event_label l = ct_event_labels(e, t->fps);

    if (l.count.base == t->count.base && l.count.drop == t->count.drop)
        return l.first;
    return ct_rate_convert(l.first, e->fps, t->fps);
}

static bool has_timecode(const ct_event *e)
{
    return e->tc.rate.num > 0 && e->tc.rate.den > 0;
}

static ct_code check_timecodes(const ct_timeline *t, ct_error *err)
{
    for (size_t i = 0; i < t->event_count; i++)
        if (!has_timecode(&t->events[i]))
            return ct_fail(err, CT_BAD_DATA,
                           "%s has no timecode, so it cannot stand at the time it was shot. Leave "
                           "it out, or take the layout stringout.",
                           ct_str_or_empty(t->events[i].name));
    return CT_OK;
}

struct placed {
    ct_event event;
    size_t   order;
};

static int compare_placed(const void *a, const void *b)
{
    const struct placed *p = a, *q = b;
    int64_t              x = p->event.record.first, y = q->event.record.first;

    return x != y ? (x > y) - (x < y) : (p->order > q->order) - (p->order < q->order);
}

static void sort_events(ct_timeline *t)
{
    struct placed *all = ct_alloc_array(t->event_count, sizeof *all);

    for (size_t i = 0; i < t->event_count; i++)
        all[i] = (struct placed){t->events[i], i};
    if (t->event_count > 1)
        qsort(all, t->event_count, sizeof *all, compare_placed);
    for (size_t i = 0; i < t->event_count; i++)
        t->events[i] = all[i].event;
    free(all);
}

/* Cameras that ran at the same time lie over one another: the lowest track that is free. */
static void stack(ct_timeline *t)
{
    int64_t free_from[TRACKS_MOST] = {0};

    for (size_t i = 0; i < t->event_count; i++) {
        ct_event *e = &t->events[i];
        int       track = 0;
        while (track < TRACKS_MOST - 1 && free_from[track] > e->record.first)
            track++;
        e->track = track;
        free_from[track] = e->record.end;
    }
}

/* Where a night begins that was shot through midnight: events in order of their time, of which those of the early
 * hours follow those of the evening by less than anybody sleeps, while the day between was longer. 0: at the first. */
static int64_t evening(const ct_timeline *t)
{
    int64_t day = ct_tc_day(t->count), end = 0, longest = 0, begin = 0;

    for (size_t i = 0; i < t->event_count; i++) {
        ct_span r = t->events[i].record;
        if (i > 0 && r.first - end > longest) {
            longest = r.first - end;
            begin = r.first;
        }
        end = r.end > end ? r.end : end;
    }
    int64_t night = t->event_count ? t->events[0].record.first + day - end : day;
    return night < longest && night < day / 8 ? begin : 0;
}

static ct_code as_shot(ct_timeline *t, const ct_export_options *o, ct_error *err)
{
    int64_t day = ct_tc_day(t->count);
    ct_code code = check_timecodes(t, err);

    if (code || t->event_count == 0)
        return code;
    for (size_t i = 0; i < t->event_count; i++) {
        ct_event *e = &t->events[i];
        e->record.first = time_of_day(t, e) % day;
        int64_t frames = ct_elapsed_alone(ct_span_count(e->source), e->fps, t->fps);
        e->record.end = e->record.first + frames_that_fit(e, t->fps, frames);
    }
    sort_events(t);
    int64_t begin = evening(t);
    for (size_t i = 0; i < t->event_count && t->events[i].record.first < begin; i++) {
        t->events[i].record.first += day;
        t->events[i].record.end += day;
    }
    sort_events(t);
    int64_t earliest = t->events[0].record.first;
    if (!o->record_start)
        t->start = earliest;
    for (size_t i = 0; i < t->event_count; i++) {
        t->events[i].record.first -= t->start;
        t->events[i].record.end -= t->start;
    }
    if (earliest < t->start)
        return ct_fail(err, CT_USAGE,
                       "The record start is later than the first event as it was shot; give an "
                       "earlier one, or none.");
    t->time_of_day = true;
    stack(t);
    return CT_OK;
}

/* --- neighbours --------------------------------------------------------------------- */

enum { LINES = CT_CHANNELS_MOST + 1 }; /* of a track: picture, and each channel of sound */

static int first_line(const ct_event *e)
{
    int line = 0;

    while (line < LINES - 1 && !(e->channels >> line & 1))
        line++;
    return line;
}

size_t *ct_events_before(const ct_timeline *t)
{
    size_t *before = ct_alloc_array(t->event_count, sizeof *before);
    size_t *last = ct_alloc_array((size_t)ct_layout_tracks(t) * LINES, sizeof *last); /* from 1 */

    for (size_t i = 0; i < t->event_count; i++) {
        const ct_event *e = &t->events[i];
        size_t         *of_track = &last[e->track * LINES];
        size_t          b = of_track[first_line(e)];
        before[i] = b && t->events[b - 1].record.end == e->record.first ? b - 1 : CT_NO_EVENT;
        for (int line = 0; line < LINES; line++)
            if (e->channels >> line & 1)
                of_track[line] = i + 1;
    }
    free(last);
    return before;
}

size_t *ct_events_after(const ct_timeline *t)
{
    size_t *before = ct_events_before(t);
    size_t *after = ct_alloc_array(t->event_count, sizeof *after);

    for (size_t i = 0; i < t->event_count; i++)
        after[i] = CT_NO_EVENT;
    for (size_t i = 0; i < t->event_count; i++)
        if ((t->events[i].transition == CT_DISSOLVE || t->events[i].transition == CT_WIPE) &&
            before[i] != CT_NO_EVENT)
            after[before[i]] = i;
    free(before);
    return after;
}

/* --- the whole -------------------------------------------------------------------- */

ct_code ct_layout_place(ct_timeline *t, const ct_export_options *o, ct_error *err)
{
    if (o->layout == CT_LAYOUT_AS_SHOT)
        return as_shot(t, o, err);
    string_out(t, o);
    return CT_OK;
}

int ct_layout_tracks(const ct_timeline *t)
{
    int tracks = 1;

    for (size_t i = 0; i < t->event_count; i++)
        tracks = t->events[i].track >= tracks ? t->events[i].track + 1 : tracks;
    return tracks;
}
