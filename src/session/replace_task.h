/* SPDX-License-Identifier: MIT */
#ifndef CT_SESSION_REPLACE_TASK_H
#define CT_SESSION_REPLACE_TASK_H

#include "circletake/replace.h"
#include "session_priv.h"

/* Makes `path` (NULL: what is at its own now) the file of a clip. With a window it is a job, and the
 * state line tells; headless it waits and prints, with `json` all that pointed to the clip. Main
 * thread. */
CT_MUST_USE ct_code ct_session_replace(ct_session *s, const ct_clip *clip, const char *path,
                                       bool json, ct_str *output, ct_error *err);

/* Looks at the clip's own file again, in the same way: one that grew is taken in, one that came back is shown
 * again, the marks of one that was changed are found in what it is now. */
CT_MUST_USE ct_code ct_session_refresh(ct_session *s, const ct_clip *clip, bool json,
                                       ct_str *output, ct_error *err);

#endif
