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

/* The list knew no more of the media than timecode: source frames are label numbers. */
bool ct_event_counts_labels(const ct_event *e);

#endif
