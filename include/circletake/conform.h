/* SPDX-License-Identifier: MIT */
/* Conform: which clip of the project is meant by each event of a list, and which of its frames.
 *
 * The rules, best first: the full path; the reel, when the source timecode lies in the clip; the file
 * name, likewise; the file name alone. An image stands for the sequence that it is one of. A rule that finds several clips decides nothing: later rules
 * may tell them apart, else the event is listed as ambiguous. Pure functions over copies, any
 * thread; n events against m clips take (n + m) log m steps. */
#ifndef CIRCLETAKE_CONFORM_H
#define CIRCLETAKE_CONFORM_H

#include "circletake/timeline.h"

typedef struct ct_conform ct_conform;

/* Borrows the clips until destroy. */
ct_conform *ct_conform_create(const ct_clip *clips, size_t count);
void        ct_conform_destroy(ct_conform **c);

typedef struct ct_conform_result {
    size_t events, matched, missing, ambiguous, black;
} ct_conform_result;

/* Fills clip and match of each event that has none yet. What is missing or ambiguous, and rates and
 * timecodes that disagree, become findings: one a source, with the number of its events. */
void ct_conform_run(const ct_conform *c, ct_timeline *t, ct_conform_result *out,
                    ct_finding_list *findings);

/* What the rules say of one event, whatever it has: true and its clip; false and the first two clips that answer
 * to it equally well; false and NULL: none does. Borrows. */
bool ct_conform_look(const ct_conform *c, const ct_event *e, AVRational list_fps,
                     const ct_clip *found[2]);

/* Name of the event's file, whatever system its path comes from; "" none. Borrowed. */
const char *ct_event_file_name(const ct_event *e);

/* Frames of `clip` that the event shows, its shift included. An event whose list knew the media counts
 * from the media's first frame; one that knows timecode only is placed by the clip's timecode, or
 * from 0 when it lies outside. False: (partly) outside the clip; *out is set all the same. */
bool ct_conform_place(const ct_event *e, AVRational list_fps, const ct_clip *clip, ct_span *out);

/* Frames of the clip that a remark means which its list brought inside the event; `placed` is from ct_conform_place. */
ct_span ct_conform_remark(const ct_event *e, AVRational list_fps, const ct_clip *clip,
                          ct_span placed, const ct_marker *m);
/* Says an event in frames of its clip: source, markers, rate, labels and speed, its shift among them. What lists of
 * several kinds say of the same frames is the same then. Of all that have a clip among these; the others have none
 * then. */
void ct_conform_settle(ct_event *e, AVRational list_fps, const ct_clip *clip);
void ct_conform_settle_all(ct_timeline *t, const ct_clip_list *clips);

#endif
