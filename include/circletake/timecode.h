/* SPDX-License-Identifier: MIT */
/* Timecode labels: text at the edges, a count of labels inside.
 *
 * Arithmetic of SMPTE ST 12-1; drop-frame for 30000/1001, 60000/1001 and, by extension,
 * 120000/1001. Labels of 24000/1001 count to 24 and run slow against the wall: that is
 * right. Any thread; pure functions. */
#ifndef CIRCLETAKE_TIMECODE_H
#define CIRCLETAKE_TIMECODE_H

#include "circletake/rate.h"

/* How labels are counted. `base` labels a second (24, 25, 30, 48, 50, 60, 100, 120). */
typedef struct ct_tc_count {
    int  base;
    bool drop;
} ct_tc_count;

enum { CT_TC_TEXT_BYTES = 24 };

/* Base of a rate: nearest whole number, 24 for 24000/1001. At least 1. */
int ct_tc_base(AVRational fps);
/* Whether drop-frame exists for the rate. */
bool ct_tc_can_drop(AVRational fps);
/* Labels in a day: 24 h of that counting (2589408 at 30 drop). */
int64_t ct_tc_day(ct_tc_count c);
/* Frames from label `in` to label `out`, through midnight if need be. -1: `out` lies before `in`, which is what
 * more than half a day would be. */
int64_t ct_tc_length(int64_t in, int64_t out, ct_tc_count c);

/* Prints label number `n` (wrapped into one day, negative counts back from midnight).
 * ';' before the frames for drop, else ':'. Two digits a field, three for frames at
 * base > 100. Returns `out`. */
char *ct_tc_print(int64_t n, ct_tc_count c, char out[CT_TC_TEXT_BYTES]);

/* Reads a label: "01:00:04:20", "01:00:04;20", "01:00:04,20"; one or two digits a field (frames
 * up to three). ';' or ',' before the frames mean drop: refused with a clear sentence when
 * `c` cannot drop. ':' or '.' decide nothing: `c.drop` counts. Labels that do not exist
 * (dropped, ff >= base, mm > 59) are CT_BAD_DATA with the two nearest that do. */
CT_MUST_USE ct_code ct_tc_parse(const char *text, ct_tc_count c, int64_t *n, ct_error *err);

/* The same, but the separator decides: *drop says what it was. */
CT_MUST_USE ct_code ct_tc_parse_any(const char *text, int base, bool drop_default, int64_t *n,
                                    bool *drop, ct_error *err);

/* How the frames of one clip are labelled. The timecode track has its own rate: 30 DF
 * labels on a 60000/1001 picture are possible (two pictures share a label). */
typedef struct ct_tc_track {
    int64_t     start; /* label number of frame 0 */
    ct_tc_count count;
    AVRational  rate; /* labels per second, e.g. 30000/1001; {0,1}: clip has no timecode */
} ct_tc_track;

/* Label number of a clip frame, and the first clip frame with that label. */
int64_t ct_tc_track_label(const ct_tc_track *t, AVRational fps, int64_t frame);
int64_t ct_tc_track_frame(const ct_tc_track *t, AVRational fps, int64_t label);
/* Text of a clip frame. Without timecode: counts from 00:00:00:00. */
char *ct_tc_track_print(const ct_tc_track *t, AVRational fps, int64_t frame,
                        char out[CT_TC_TEXT_BYTES]);

/* What a typed position can mean. */
typedef struct ct_pos_context {
    AVRational  fps;
    ct_tc_track tc;
    int64_t     frame_count; /* 0: unknown, nothing is clamped or refused */
    int64_t     current;     /* base of "+12" and "-1:00"; -1: relative forms refused */
    const char *what;        /* what a refusal calls it: "clip", "cut" */
} ct_pos_context;

/* Reads a position of a clip: label "01:00:04:20", frame "f120" or "120", seconds "4.8s",
 * each with a leading + or - for relative. For a partly typed label ("4:20", "420." no) the
 * fields fill from the right: "4:20" = 00:00:04:20 relative only; absolute labels need four
 * fields. Digits alone, eight of them or at least six and more than the clip's last frame has, are a
 * label without its colons where there is no frame of that number: "01001100" = 01:00:11:00. Gives the
 * 0-based frame; outside the clip is CT_BAD_DATA that names the range. */
CT_MUST_USE ct_code ct_pos_parse(const char *text, const ct_pos_context *context, int64_t *frame,
                                 ct_error *err);

#endif
