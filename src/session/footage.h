/* SPDX-License-Identifier: MIT */
/* Jobs on footage and lists: with a window they run in the background and report through the state
 * line; headless they wait and give a summary (free()). Main thread. */
#ifndef CT_SESSION_FOOTAGE_H
#define CT_SESSION_FOOTAGE_H

#include "circletake/handover.h"
#include "session_priv.h"

CT_MUST_USE ct_code ct_session_relink(ct_session *s, const char *folder, char **summary,
                                      ct_error *err);
/* `args` as ct_handover_set names them. */
CT_MUST_USE ct_code ct_session_handover(ct_session *s, const ct_args *args, char **summary,
                                        ct_error *err);

#endif
