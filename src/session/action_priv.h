/* SPDX-License-Identifier: MIT */
/* What the session says about whether an action may run now. Main thread. */
#ifndef CT_ACTION_PRIV_H
#define CT_ACTION_PRIV_H

#include "circletake/action.h"

/* Looks at the row's flags: needs a clip (open, or named by clip=), a window, a project that can be
 * written. The sentence says what to do about it. */
CT_MUST_USE ct_code ct_action_allowed(ct_session *session, const ct_action *action,
                                      const ct_args *args, ct_error *err);

#endif
