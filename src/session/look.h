/* SPDX-License-Identifier: MIT */
/* A clip's file is looked at again: by a person who wants another stream of its pictures. In the
 * background with a window; headless the call waits. */
#ifndef CT_SESSION_LOOK_H
#define CT_SESSION_LOOK_H

#include "session_priv.h"

/* Makes the clip the pictures `stream` of its file, -1: the next after those it is; one step of undo.
 * What is known of the pictures follows, what people said stays. `summary` (NULL allowed) gives a
 * sentence, headless only. */
CT_MUST_USE ct_code ct_session_show_stream(ct_session *s, const ct_clip *clip, int stream,
                                           char **summary, ct_error *err);

#endif
