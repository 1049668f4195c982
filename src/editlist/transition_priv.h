/* SPDX-License-Identifier: MIT */
/* What programs call their transitions, and where those lie on our timeline. */
#ifndef CT_EDITLIST_TRANSITION_PRIV_H
#define CT_EDITLIST_TRANSITION_PRIV_H

#include "circletake/timeline.h"

enum { CT_WIPE_PLAIN = 1 }; /* the pattern of a wipe that names none */
/* Line of an event's comment: what its transition is called. */
#define CT_EFFECT_NAME "EFFECTS NAME IS "

/* "Cross Dissolve", "Edge Wipe": a dissolve or a wipe. *known false: it is neither by its name, and a
 * dissolve comes nearest. */
ct_transition ct_transition_named(const char *name, bool *known);
/* What that line says. Gives; NULL: there is none. */
char *ct_event_effect_name(const ct_event *e);
/* The event begins so; of a wipe the pattern and the name (NULL: none) are kept. */
void ct_event_begin_with(ct_event *e, ct_transition kind, int64_t frames, int wipe,
                         const char *name);

/* Programs lay transitions over a cut. Ours begin with the event that comes in: it begins earlier by so many
 * record frames, and its first frames come out of its handle; or it ends earlier. */
void ct_event_begin_earlier(ct_event *e, int64_t record, AVRational list_fps);
void ct_event_end_earlier(ct_event *e, int64_t record, AVRational list_fps);

#endif
