/* SPDX-License-Identifier: MIT */
/* Of the window: opened by app_open.c, run by app.c, closed by app_close.c. Main thread, but for what is said to be
 * others'. */
#ifndef CT_APP_APP_PRIV_H
#define CT_APP_APP_PRIV_H

#include <SDL.h>
#include <stdatomic.h>

#include "app.h"
#include "circletake/keymap.h"
#include "circletake/session.h"
#include "script.h"
#include "ui/ui.h"
#include "view/presenter.h"

typedef struct ct_app {
    const ct_app_options *options;
    ct_session           *session;
    ct_keymap            *keys;
    ct_presenter         *presenter;
    ct_canvas            *canvas;
    ct_ui                *ui;
    ct_input              input;
    ct_script            *script;
    SDL_AudioDeviceID     audio;
    Uint32                wake_event;
    atomic_bool           has_display;  /* before it nobody waits for a wake-up */
    atomic_bool           wake_pending; /* one wake-up in the queue is enough */
    int64_t               frame_us;     /* of the display */
    bool                  dirty, drawn, quit, fullscreen, sound_asked;
    unsigned              changed; /* ct_session_tick said so, and no frame has shown it yet */
    char                **dropped; /* SDL's strings */
    size_t                dropped_count, dropped_cap;
} ct_app;

/* Everything but the sound: `app` has its options. What was opened when something fails stays for ct_app_close. */
CT_MUST_USE ct_code ct_app_open(ct_app *app, ct_error *err);
/* Without a sound device the session says that play is silent. */
void ct_app_open_audio(ct_app *app);

/* Takes in what the session has to tell, into app->changed. */
void ct_app_look(ct_app *app);
/* A project is open or opening, and no clip is there yet. */
bool ct_app_awaits_clip(const ct_app *app);

/* For who has nobody to ask: nothing more is to be hoped for. */
bool ct_app_is_hopeless(const ct_saving *saving);
/* Waits until everything that was done is on the disk; else says what is not, and why. */
CT_MUST_USE ct_code ct_app_settle(ct_app *app, ct_error *err);
/* `code` and `err`: how the program ends. It ends so here, where somebody hangs on a drive that does not answer. */
void ct_app_close(ct_app *app, ct_code code, const ct_error *err);

#endif
