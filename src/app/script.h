/* SPDX-License-Identifier: MIT */
/* A script drives the window: one action a line, and what only a script needs: `wait MS`, `wait
 * clips=N`, `wait saved`, `wait still`, `screenshot FILE`, `quit`. A line runs once the one before has
 * had its effect: project open, saved, list and picture there. Main thread. */
#ifndef CT_APP_SCRIPT_H
#define CT_APP_SCRIPT_H

#include "circletake/session.h"
#include "view/presenter.h"

typedef struct ct_script ct_script;

/* "-" reads standard input. */
CT_MUST_USE ct_code ct_script_read(const char *path, ct_script **out, ct_error *err);
void                ct_script_destroy(ct_script **script);
bool                ct_script_running(const ct_script *script);
/* Runs lines until one waits or wants a drawn window. An error names the line.
 *   filling  what is drawn is still being made: "wait still" waits for it */
CT_MUST_USE ct_code ct_script_step(ct_script *script, ct_session *s, bool filling, ct_error *err);
/* After drawing: takes the screenshot that was asked for. */
CT_MUST_USE ct_code ct_script_drawn(ct_script *script, ct_presenter *presenter, ct_error *err);

#endif
