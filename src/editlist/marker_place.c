/* SPDX-License-Identifier: MIT */
#include "marker_priv.h"

#include <libavutil/mathematics.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/pace.h"
#include "circletake/str.h"

/* The first record frame, behind the event's first, at which so many of its source frames have passed. */
static int64_t into_record(const ct_timeline *t, const ct_event *e, int64_t frames)
{
    AVRational pace = ct_event_pace(e, t->fps, e->source, e->fps);

    return pace.num > 0 && pace.den > 0 ? ct_event_reaches(e, pace, frames) : 0;
}

/* Where on the record a marker of a picture that stands lies. */
static ct_span held_record(const ct_event *e, const ct_marker *m)
{
    return (ct_span){e->record.first + m->held.first,
                     e->record.first + (ct_span_count(m->held) > 0 ? m->held.end : 1)};
}

ct_span ct_marker_record(const ct_timeline *t, const ct_event *e, const ct_marker *m)
{
    int64_t first = m->frame - e->source.first;
    int64_t last = e->record.end - 1;

    if (e->reverse) /* its last frame is shown first */
        first = e->source.end - m->frame - m->count;
    ct_span record = {e->record.first + into_record(t, e, first),
                      e->record.first + into_record(t, e, first + m->count)};
    if (ct_event_stands(e))
        record = held_record(e, m);
    if (record.first < e->record.first)
        record.first = e->record.first;
    if (record.first > last)
        record.first = last;
    if (record.end > e->record.end)
        record.end = e->record.end;
    if (record.end <= record.first)
        record.end = record.first + 1;
    return record;
}

ct_span ct_marker_source(const ct_event *e, int64_t into, int64_t count)
{
    int64_t frames = count > 1 ? av_rescale(count, e->speed.num, e->speed.den) : 1;
    int64_t behind = ct_event_passed(e, e->speed, into), first;

    frames = frames > 0 ? frames : 1;
    first = e->reverse ? e->source.end - behind - frames : e->source.first + behind;
    return (ct_span){first, first + frames};
}

void ct_marker_put(ct_marker *m, const ct_event *e, AVRational list_fps, int64_t into,
                   int64_t count)
{
    ct_span source = ct_marker_source(e, into, count);

    m->frame = source.first;
    m->count = ct_span_count(source);
    if (ct_event_stands(e))
        m->held = (ct_span){ct_rate_convert(into, e->fps, list_fps),
                            ct_rate_convert(into + (count > 1 ? count : 1), e->fps, list_fps)};
}

void ct_markers_hold(ct_event *e, int64_t clock, AVRational list_fps)
{
    for (size_t i = 0; ct_event_stands(e) && i < e->marker_count; i++) {
        ct_marker *m = &e->markers[i];
        int64_t    into = m->frame - clock;
        if (into >= 0 && ct_rate_convert(into, e->fps, list_fps) < ct_span_count(e->record))
            ct_marker_put(m, e, list_fps, into, m->count);
    }
}

ct_span ct_marker_on_clock(const ct_event *e, const ct_marker *m, AVRational list_fps)
{
    if (!ct_event_stands(e) || ct_span_count(m->held) < 1)
        return (ct_span){m->frame, m->frame + m->count};
    return (ct_span){m->frame + ct_rate_convert(m->held.first, list_fps, e->fps),
                     m->frame + ct_rate_convert(m->held.end, list_fps, e->fps)};
}

bool ct_marker_is_skipped(const ct_timeline *t, const ct_event *e, const ct_marker *m, bool ranges)
{
    ct_span record = ct_marker_record(t, e, m);
    ct_span shown = ct_event_clip_span(e, t->fps, e->source, e->fps, record);
    bool    beside = e->reverse ? shown.end != m->frame + m->count : shown.first != m->frame;

    return beside || (ranges && ct_span_count(shown) != m->count);
}

bool ct_marker_lands_beside(const ct_timeline *t, const ct_event *e, const ct_marker *m,
                            const ct_event *said, bool ranges)
{
    ct_span  record = ct_marker_record(t, e, m);
    ct_event as_read = {
        .source = e->source, .reverse = e->reverse, .speed = said->speed, .within = said->within};

    if ((!e->reverse && e->speed.num == e->speed.den) || ct_event_stands(e))
        return false;
    int64_t into = ct_rate_convert(record.first - e->record.first, t->fps, e->fps);
    int64_t until = ct_rate_convert(record.end - e->record.first, t->fps, e->fps);
    ct_span back = ct_marker_source(&as_read, into, ranges ? until - into : 1);
    return back.first != m->frame || (ranges && ct_span_count(back) != m->count);
}

/* "Marker 12" */
static bool is_numbered(const char *name)
{
    static const char word[] = "Marker ";
    size_t            length = sizeof word - 1;

    return ct_starts_with(name, word) && name[length] &&
           strspn(name + length, "0123456789") == strlen(name + length);
}

char *ct_marker_named(const char *name, const char *words)
{
    if (!*words)
        return ct_strdup(name);
    if (!*name || is_numbered(name) || strcmp(name, words) == 0)
        return ct_strdup(words);
    return ct_asprintf("%s\n%s", name, words);
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
            all[*count] = (ct_placed_marker){m, ct_marker_record(t, &t->events[i], m),
                                             t->events[i].track, *count};
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

void ct_marker_go_on(ct_marker *m, const char *line)
{
    char *both = *m->text ? ct_asprintf("%s\n%s", m->text, line) : ct_strdup(line);

    free(m->text);
    m->text = both;
}

void ct_markers_from_hour(ct_timeline *t)
{
    int64_t first = INT64_MAX, hour = ct_tc_day(t->count) / 24;

    for (size_t i = 0; i < t->marker_count; i++)
        first = t->markers[i].frame < first ? t->markers[i].frame : first;
    t->start = t->marker_count ? first / hour * hour : 0;
    for (size_t i = 0; i < t->marker_count; i++)
        t->markers[i].frame -= t->start;
}
