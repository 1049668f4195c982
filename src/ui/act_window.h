/* SPDX-License-Identifier: MIT */
/* Acts on the window: panels, palette, keys, sheets, the note editor. Their `owner` is the ct_ui.
 * Without a window they are registered with owner NULL, so that lists of actions and key files are
 * complete; CT_ACT_NEEDS_WINDOW keeps them from being run. */
#ifndef CT_UI_ACT_WINDOW_H
#define CT_UI_ACT_WINDOW_H

#include "circletake/action.h"

/* Registers them all. `owner`: a ct_ui, or NULL. */
CT_MUST_USE ct_code ct_window_actions_register(ct_registry *registry, void *owner, ct_error *err);

#endif
