/* SPDX-License-Identifier: MIT */
/* Rates and ranges: whole frames and fractions, never floating point.
 * Any thread; pure functions. */
#ifndef CIRCLETAKE_RATE_H
#define CIRCLETAKE_RATE_H

#include <libavutil/rational.h>
#include <stdbool.h>
#include <stdint.h>

#include "circletake/status.h"

/* [first, end) in frames; `end` is the first frame not in it. */
typedef struct ct_span {
    int64_t first, end;
} ct_span;

static inline int64_t ct_span_count(ct_span s)
{
    return s.end > s.first ? s.end - s.first : 0;
}
static inline bool ct_span_has(ct_span s, int64_t frame)
{
    return frame >= s.first && frame < s.end;
}
/* Whole frames and inside [0, frame_count), at least one frame. */
bool ct_span_valid(ct_span s, int64_t frame_count);

enum { CT_RATE_TEXT_BYTES = 32 };

/* "24000/1001", "25/1": the form of scripts and files. Returns `out`. */
char *ct_rate_text(AVRational fps, char out[CT_RATE_TEXT_BYTES]);
/* "23.976", "25", "29.97": the form shown to people. Returns `out`. */
char *ct_rate_label(AVRational fps, char out[CT_RATE_TEXT_BYTES]);
/* Accepts "24000/1001", "25", and the usual decimal names (23.976, 23.98, 29.97, 47.952,
 * 59.94, 119.88 = thousand-and-first family). */
bool ct_rate_parse(const char *text, AVRational *out);
/* The known rate (24000/1001 ... 120) within 0.02 % of `measured`, else `measured`
 * reduced. */
AVRational ct_rate_snap(AVRational measured);
/* A rate that somebody would choose: whole, or whole x 1000/1001. Phones write 29.87. */
bool ct_rate_is_round(AVRational fps);
/* Frames of `from` to frames of `to`, rounded to nearest, halves away from zero. */
int64_t ct_rate_convert(int64_t frame, AVRational from, AVRational to);
/* The same of how long something is; one frame is a point and stays one. */
int64_t ct_rate_convert_length(int64_t count, AVRational from, AVRational to);
/* Frame start as microseconds and back (nearest / the frame on screen at that time).
 * For pacing and for the edges only. */
int64_t ct_rate_frame_to_us(int64_t frame, AVRational fps);
int64_t ct_rate_us_to_frame(int64_t us, AVRational fps);
bool    ct_rate_equal(AVRational a, AVRational b);

#endif
