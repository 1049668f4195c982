/* SPDX-License-Identifier: MIT */
/* How many frames of its source an event shows in a record frame, and so which of them is on when.
 *
 * What runs at its own speed in a list of another rate is on when its time has come: frame n of the source from the
 * first record frame that is not before n / its rate, as editors and players show it. Pure functions, any thread. */
#ifndef CIRCLETAKE_PACE_H
#define CIRCLETAKE_PACE_H

#include "circletake/timeline.h"

/* So many frames of a source for that many of the record side, at `pace` of them for each, to a frame of either. */
bool ct_pace_fits(int64_t source, int64_t record, AVRational pace);

/* Source frames in each record frame of an event whose source is `range`, frames of something at `fps`: of its clip, or
 * e->source at e->fps. 0/1: it stands. A retimed event says its pace; others show their whole range, which is as long as
 * the record side but where the rates differ. */
AVRational ct_event_pace(const ct_event *e, AVRational list_fps, ct_span range, AVRational fps);

/* Whole source frames that have passed when so many record frames have, at `pace` of them in each: what is shown then
 * lies so many behind the first (backwards: before the last). */
int64_t ct_event_passed(const ct_event *e, AVRational pace, int64_t record);
/* And back: the first record frame, from 0, when so many have passed. `pace` is above 0. */
int64_t ct_event_reaches(const ct_event *e, AVRational pace, int64_t frames);

/* What is shown at a record frame, speed and direction honoured: a frame of `range`, which with `fps` is as above, or of
 * what lies behind it. */
int64_t ct_event_clip_frame(const ct_event *e, AVRational list_fps, ct_span range, AVRational fps,
                            int64_t record_frame);
/* What a remark on those record frames is about: the frame on screen at its first, and as many as pass while it lasts,
 * at least one. A remark may be longer than the event. */
ct_span ct_event_clip_span(const ct_event *e, AVRational list_fps, ct_span range, AVRational fps,
                           ct_span record);
/* The first record frame at which that frame is on screen; -1: it is not in the event. */
int64_t ct_event_record_frame(const ct_event *e, AVRational list_fps, ct_span range, AVRational fps,
                              int64_t clip_frame);
/* Where a remark that its list brought is on the record; -1: the event does not show that. */
int64_t ct_event_remark_record(const ct_event *e, AVRational list_fps, const ct_marker *m);

/* The list knew no more of the media than timecode: source frames are label numbers. */
bool ct_event_counts_labels(const ct_event *e);

#endif
