/* SPDX-License-Identifier: MIT */
/* Joining sound that was recorded apart to the clips it belongs to. With a window it runs in the
 * background and says what it found; headless it waits. Main thread. */
#ifndef CT_SESSION_SOUND_MATCH_H
#define CT_SESSION_SOUND_MATCH_H

#include "circletake/sync.h"
#include "session_priv.h"

typedef enum ct_sound_by {
    CT_SOUND_BY_EITHER, /* timecode; where there is none or it does not meet, the clap */
    CT_SOUND_BY_TIMECODE,
    CT_SOUND_BY_CLAP
} ct_sound_by;

typedef struct ct_sound_order {
    ct_clip_list clips, sounds; /* taken */
    ct_sound_by  by;
    bool         named;  /* the sound was named by a person: less certainty is enough */
    bool         attach; /* write what is sure enough; else only propose */
    bool         json;
} ct_sound_order;

/* Takes the order's lists. Headless: appends what was found to `output`. */
CT_MUST_USE ct_code ct_session_match_sound(ct_session *s, ct_sound_order *order, ct_str *output,
                                           ct_error *err);

#endif
