/* SPDX-License-Identifier: MIT */
/* Timelines in timelines become one: what is seen of the inner one lies on the outer. */
#ifndef CT_EDITLIST_NEST_PRIV_H
#define CT_EDITLIST_NEST_PRIV_H

#include "circletake/timeline.h"

enum { CT_NEST_DEPTH = 8, CT_NEST_EVENTS = 1000000 };

/* Source frames that `record` frames of a list at `list_fps` take up at the event's own speed. */
int64_t ct_nest_source_frames(const ct_event *e, int64_t record, AVRational list_fps);
/* Moves the events of `inner` that lie in `window` (its own frames) onto `t`, where the window begins
 * at `record`, its lowest track on `track`; they are cut at the window's ends, and so go the markers in
 * it. `inner` is left empty of events. The highest track used, `track` at least. */
int ct_nest_paste(ct_timeline *t, ct_timeline *inner, ct_span window, int64_t record, int track);

/* What came onto `t` since it had so many events and markers lies from `record` on: now as it looks at another
 * speed, which is above 0. */
void ct_nest_stretch(ct_timeline *t, size_t first_event, size_t first_marker, int64_t record,
                     AVRational pace);

#endif
