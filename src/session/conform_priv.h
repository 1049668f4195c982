/* SPDX-License-Identifier: MIT */
/* What the rules of conform.h share with the place of an event in its clip. */
#ifndef CT_SESSION_CONFORM_PRIV_H
#define CT_SESSION_CONFORM_PRIV_H

#include "circletake/conform.h"

static inline bool ct_has_timecode(const ct_tc_track *tc)
{
    return tc->rate.num > 0 && tc->rate.den > 0;
}
/* The list counts frames of media time and does not say that their labels drop, which at this rate they may:
 * OpenTimelineIO has no word for it. */
bool ct_conform_may_drop(const ct_event *e);
/* The list knows the start of the media, and the clip has another. */
bool ct_conform_starts_elsewhere(const ct_event *e, const ct_clip *clip);

/* conform_count.c */
/* The same hours to frames in another counting; their text is in `text`, of CT_TC_TEXT_BYTES. False: not there. */
bool ct_conform_same_label(int64_t label, ct_tc_count from, ct_tc_count to, char *text, int64_t *n);
/* Its labels cannot be those of the list's rate, and are as long as its record side in the clip's own: `length` in
 * frames of the clip. */
bool ct_conform_counts_itself(const ct_event *e, AVRational list_fps, const ct_clip *clip,
                              int64_t *length);

/* conform_image.c: the patterns of the sequences that an image of that name, or path, can be one of. Gives them. How
 * many there are; 0: it is none. */
enum { CT_CONFORM_PATTERNS = 2 };
size_t ct_conform_patterns(const char *name, char *out[CT_CONFORM_PATTERNS]);

#endif
