/* SPDX-License-Identifier: MIT */
/* Notes as the marker lists of editing programs want them: on the timeline, not on the clip. */
#ifndef CT_EDITLIST_MARKER_PRIV_H
#define CT_EDITLIST_MARKER_PRIV_H

#include "circletake/timeline.h"

/* Record frames of a marker of `e`, cut off at the event's end; at least one. */
ct_span ct_marker_record(const ct_timeline *t, const ct_event *e, const ct_marker *m);

/* A list that places markers on the record side: whether this one comes back on other source frames, because its
 * event at another speed skips its own. `said`: speed and start as the list says them; `ranges`: it says how long
 * markers are. */
bool ct_marker_lands_beside(const ct_timeline *t, const ct_event *e, const ct_marker *m,
                            const ct_event *said, bool ranges);
/* The same of an event that runs naturally: its source has another rate than the list, which does not show all of
 * it. */
bool ct_marker_is_skipped(const ct_timeline *t, const ct_event *e, const ct_marker *m, bool ranges);
/* Source frames of such a marker from what a list says of it: where it begins behind the event's first record frame
 * and how long it is, both in frames of the event's rate. One frame is a point. */
ct_span ct_marker_source(const ct_event *e, int64_t into, int64_t count);

/* Puts it there. */
void ct_marker_put(ct_marker *m, const ct_event *e, AVRational list_fps, int64_t into,
                   int64_t count);
/* Markers of a picture that stands, read from a clock that goes on from `clock` at its first record frame as if it
 * did not: now on its one frame, and held where they lie. Of any other nothing. */
void ct_markers_hold(ct_event *e, int64_t clock, AVRational list_fps);
/* And back: frames on such a clock, which begins at the event's source. Of any other its frames. */
ct_span ct_marker_on_clock(const ct_event *e, const ct_marker *m, AVRational list_fps);

/* Text of a marker that has a name and words of its own: both, but the name that programs number ("Marker 3") only
 * where there is nothing else. Gives. */
char *ct_marker_named(const char *name, const char *words);

/* As programs show places: timecode, or frames. `drop`: set where the timecode says how it counts. */
ct_code ct_marker_position(const ct_timeline *t, const char *label, size_t line, int64_t *n,
                           bool *drop, ct_error *err);
/* Another line of its text. */
void ct_marker_go_on(ct_marker *m, const char *line);
/* Frames of a list's markers are labels, and it does not say where it begins: at the hour of the first of them. */
void ct_markers_from_hour(ct_timeline *t);

typedef struct ct_placed_marker {
    const ct_marker *marker; /* borrowed from the timeline */
    ct_span          record;
    int              track; /* of its event, from 0 */
    size_t           order; /* as the timeline has them */
} ct_placed_marker;

/* All of a timeline's markers by record position. Gives an array; free it with free(). */
ct_placed_marker *ct_markers_placed(const ct_timeline *t, size_t *count);
/* CT_NO_INPUT when `count`, of markers or of lists with some, is 0: a list of nothing is no list. */
ct_code ct_markers_require(size_t count, ct_error *err);

/* " words |C:ResolveColorBlue |M:name |D:1", as Resolve writes a marker; gives both, and how many record frames it
 * lasts, at least one. false: it is none. */
bool ct_resolve_marker_parse(const char *line, char **colour, char **text, int64_t *lasts);

#endif
