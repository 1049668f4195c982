/* SPDX-License-Identifier: MIT */
/* Timelines in timelines become one: what is seen of the inner one lies on the outer. */
#ifndef CT_EDITLIST_NEST_PRIV_H
#define CT_EDITLIST_NEST_PRIV_H

#include "circletake/timeline.h"

enum { CT_NEST_DEPTH = 8, CT_NEST_EVENTS = 1000000 };

/* Moves the events of `inner` that lie in `window` (its own frames) onto `t`, where the window begins
 * at `record`, its lowest track on `track`; they are cut at the window's ends, and so go the markers in
 * it. `inner` is left empty of events. The highest track used, `track` at least. */
int ct_nest_paste(ct_timeline *t, ct_timeline *inner, ct_span window, int64_t record, int track);

/* What came onto `t` since it had so many events and markers lies on the first `natural` frames of `record`: now as
 * it looks on all of it, at another speed, which is above 0. */
void ct_nest_stretch(ct_timeline *t, size_t first_event, size_t first_marker, ct_span record,
                     int64_t natural, AVRational pace);
/* What came since then lies within `record`: now as it looks backwards. A transition is then that of the event
 * before it. How many had none before them, and are cuts now. */
size_t ct_nest_mirror(ct_timeline *t, size_t first_event, size_t first_marker, ct_span record);
/* Of a place in which an inner timeline is shown for `count` of its frames, at the place's speed and from its
 * source.first on (backwards: from its source.end): the window to paste. */
ct_span ct_nest_window(const ct_event *place, int64_t count);
/* What was pasted from there to place->record, where it has `natural` frames, as it looks then. How many
 * transitions are cuts now. */
size_t ct_nest_retime(ct_timeline *t, size_t first_event, size_t first_marker, int64_t natural,
                      const ct_event *place);
/* It shows one frame: that stands now for all of `record`, without sound. */
void ct_nest_stand(ct_timeline *t, size_t first_event, ct_span record);

#endif
