/* SPDX-License-Identifier: MIT */
/* The file of the open clip, or the folder of its images, while it is open: is it there, as long as it was, and does its drive answer? A
 * lane of its own asks the disk every few seconds, since a drive that stalls holds whoever asks it. */
#ifndef CT_SESSION_VIGIL_H
#define CT_SESSION_VIGIL_H

#include "session_priv.h"

/* Watches the file of the open clip from now on, and no other. `opened`: just now by somebody, so what was added
 * to the file meanwhile is taken in without asking. Main thread, with a window only. */
void ct_session_keep_vigil(ct_session *s, bool opened);
/* The clip is left. */
void ct_session_end_vigil(ct_session *s);
/* What it said of that clip's file is over: something newer is to be said. */
void ct_session_unsay_vigil(ct_session *s, ct_id clip);
/* Says so when the drive does not answer, and when it does again. Every tick. */
void ct_session_mind_drive(ct_session *s, int64_t now_us);

#endif
