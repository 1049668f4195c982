/* SPDX-License-Identifier: MIT */
/* Is the footage where the project says? Looked at in the background whenever a project is opened,
 * so that the list shows what is offline before anybody clicks it. */
#ifndef CT_SESSION_PRESENCE_H
#define CT_SESSION_PRESENCE_H

#include "session_priv.h"

/* Asks the disk: never on the main thread of a window. */
bool ct_clip_in_place(const ct_clip *clip);
/* Starts looking at every clip; what changed is put into the project. Main thread. */
void ct_session_look_for_footage(ct_session *s);

#endif
