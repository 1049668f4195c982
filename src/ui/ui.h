/* SPDX-License-Identifier: MIT */
/* The whole interface of the review: panels around the picture, sheets above them, keys.
 *
 * The loop feeds input and runs frames; everything a person does ends in an action of the
 * registry. What only the window itself can do (end, full screen) is a wish that the loop asks for
 * after each frame. Main thread only. */
#ifndef CT_UI_UI_H
#define CT_UI_UI_H

#include <stdbool.h>
#include <stddef.h>

#include "circletake/keymap.h"
#include "circletake/session.h"
#include "ui/gui.h"

typedef struct ct_ui ct_ui;

typedef struct ct_ui_config {
    ct_session *session;       /* borrowed, with the window's actions not yet in it */
    ct_keymap  *keymap;        /* borrowed */
    void (*wakeup)(void *arg); /* any thread; as the session's */
    void *wakeup_arg;
} ct_ui_config;

/* Registers the window's actions too. */
CT_MUST_USE ct_code ct_ui_create(const ct_ui_config *config, ct_ui **out, ct_error *err);
/* While the session is still there. */
void ct_ui_destroy(ct_ui **ui);

/* One frame: draws all of it, does what was clicked and typed. `changed`: bits of ct_session_tick
 * since the last frame. */
void ct_ui_frame(ct_ui *ui, ct_canvas *canvas, ct_input *input, unsigned changed);
/* The core, for ct_gui_wake_in and ct_gui_apply. */
ct_gui *ct_ui_gui(const ct_ui *ui);
/* A key was let go: ends actions that last while their key is held. */
void ct_ui_key_up(ct_ui *ui, int32_t key);
/* The window lost the keyboard: all keys count as let go. */
void ct_ui_keys_lost(ct_ui *ui);
/* Files and folders were dropped onto the window. */
void ct_ui_drop(ct_ui *ui, const char *const *paths, size_t count);
/* Runs one action by its line, as key files and scripts hold it. */
CT_MUST_USE ct_code ct_ui_run_line(ct_ui *ui, const char *line, ct_error *err);

/* Where the picture belongs, logical; empty when there is none to show (start screen). */
ct_rect ct_ui_picture_area(const ct_ui *ui);
/* Somebody wants to close the window. Asked a second time while the disk does not take what was done: closes it. */
void ct_ui_ask_leave(ct_ui *ui);
/* Each turn: whether it may close: somebody wants it and all is saved, or nothing more is to be hoped for and
 * the person said so. Else a sheet says what is waited for. */
bool ct_ui_may_leave(ct_ui *ui);
bool ct_ui_wants_fullscreen(const ct_ui *ui);
/* True while stills that are in sight are still on their way. */
bool ct_ui_is_filling(const ct_ui *ui);
/* Keeps the layout in the project; before the session ends. */
void ct_ui_remember(ct_ui *ui);

#endif
