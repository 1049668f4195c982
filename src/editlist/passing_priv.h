/* SPDX-License-Identifier: MIT */
/* How much of its source an event passes in how many record frames, at its speed and the rates of both; exactly, also
 * where it begins within a frame. */
#ifndef CT_EDITLIST_PASSING_PRIV_H
#define CT_EDITLIST_PASSING_PRIV_H

#include "circletake/timeline.h"

/* Source frames in a record frame. False: no fraction of that size says it. */
bool ct_passing_in_record(const ct_event *e, AVRational list_fps, AVRational *out);
/* What is more than any media has is held to that, so that sums of a few stay numbers; INT64_MIN is what did not fit. */
int64_t ct_passing_held(int64_t frames);
/* So many times as many frames, to the nearest, and held. */
int64_t ct_passing_times(int64_t frames, AVRational by);
/* Source frames that `record` frames of a list at `list_fps` take up at the event's own speed. */
int64_t ct_passing_frames(const ct_event *e, int64_t record, AVRational list_fps);
/* It begins so many source frames later, num/den of them (negative: earlier), within one where that is no whole
 * number: at another speed only. What it ends with stays. */
void ct_passing_enter(ct_event *e, int64_t num, int64_t den);
/* The same by record frames, in each of which so many frames of the source pass. */
void ct_passing_begin_later(ct_event *e, int64_t record, AVRational frames);
/* From where it begins as much source as its record frames take up. */
void ct_passing_fill(ct_event *e, AVRational list_fps);
/* It begins with what was its end. */
void ct_passing_turn(ct_event *e, AVRational list_fps);

#endif
