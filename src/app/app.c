/* SPDX-License-Identifier: MIT */
/* The loop: events in, the session looked at, a frame out. */
#include "app_priv.h"

#include <stdlib.h>

#include "circletake/thread.h"

enum { IDLE_MS = 500 };

/* --- events -------------------------------------------------------------------------------------- */

static void window_event(ct_app *app, const SDL_WindowEvent *event, ct_error *err)
{
    int    width, height;
    double scale;

    switch (event->event) {
    case SDL_WINDOWEVENT_SIZE_CHANGED:
    case SDL_WINDOWEVENT_DISPLAY_CHANGED:
        ct_presenter_size(app->presenter, &width, &height, &scale);
        if (ct_canvas_resize(app->canvas, width, height, scale, err) != CT_OK)
            ct_session_say(app->session, CT_MESSAGE_ERROR, "%s", err->text);
        ct_presenter_invalidate(app->presenter);
        app->dirty = true;
        break;
    case SDL_WINDOWEVENT_EXPOSED:
    case SDL_WINDOWEVENT_SHOWN:
    case SDL_WINDOWEVENT_RESTORED:
        ct_presenter_invalidate(app->presenter);
        app->dirty = true;
        break;
    case SDL_WINDOWEVENT_FOCUS_LOST:
        ct_input_release_all(&app->input);
        ct_ui_keys_lost(app->ui);
        app->dirty = true;
        break;
    default:
        break;
    }
}

/* Files dropped together arrive one by one. */
static void drop_complete(ct_app *app)
{
    if (app->dropped_count > 0)
        ct_ui_drop(app->ui, (const char *const *)app->dropped, app->dropped_count);
    for (size_t i = 0; i < app->dropped_count; i++)
        SDL_free(app->dropped[i]);
    app->dropped_count = 0;
    app->dirty = true;
}

static void take_event(ct_app *app, const SDL_Event *event)
{
    ct_error err;

    if (event->type == app->wake_event) {
        atomic_store(&app->wake_pending, false);
        return;
    }
    switch (event->type) {
    case SDL_QUIT:
        app->quit = true;
        return;
    case SDL_WINDOWEVENT:
        window_event(app, &event->window, &err);
        break;
    case SDL_DROPFILE:
        app->dropped =
            ct_grow(app->dropped, &app->dropped_cap, app->dropped_count + 1, sizeof *app->dropped);
        app->dropped[app->dropped_count++] = event->drop.file;
        break;
    case SDL_DROPCOMPLETE:
        drop_complete(app);
        break;
    case SDL_KEYUP:
        ct_ui_key_up(app->ui, event->key.keysym.sym);
        break;
    default:
        break;
    }
    if (ct_input_feed(&app->input, event, app->presenter))
        app->dirty = true;
}

static int wait_ms(const ct_app *app)
{
    int wake = ct_gui_wake_in(ct_ui_gui(app->ui));
    int wait = IDLE_MS;

    if (app->dirty)
        return 0;
    if (ct_session_is_lively(app->session) || (app->script && ct_script_running(app->script)))
        wait = (int)(app->frame_us / 1000);
    return wake >= 0 && wake < wait ? wake : wait;
}

/* --- one turn --------------------------------------------------------------------------------------- */

static void follow_fullscreen(ct_app *app)
{
    if (app->fullscreen == ct_ui_wants_fullscreen(app->ui))
        return;
    app->fullscreen = !app->fullscreen;
    SDL_SetWindowFullscreen(ct_presenter_window(app->presenter),
                            app->fullscreen ? SDL_WINDOW_FULLSCREEN_DESKTOP : 0);
}

static void follow_title(ct_app *app)
{
    bool  open = ct_session_store(app->session) != NULL;
    char *title = open ? ct_asprintf("%s - circletake", ct_session_project_name(app->session))
                       : ct_strdup("circletake");

    SDL_SetWindowTitle(ct_presenter_window(app->presenter), title);
    free(title);
}

void ct_app_look(ct_app *app)
{
    app->changed |= ct_session_tick(app->session, ct_clock_us() + app->frame_us);
}

static void draw(ct_app *app)
{
    ct_error err;

    app->input.now_ms =
        SDL_GetTicks64(); /* also when no event came: tooltips wait for nothing else */
    app->dirty = false;   /* before the frame: what it does may make it dirty again */
    ct_ui_frame(app->ui, app->canvas, &app->input, app->changed);
    app->changed = 0;
    ct_gui_apply(ct_ui_gui(app->ui), app->presenter);
    ct_input_next(&app->input);
    if (!app->drawn) /* the first takes so long that there may be a picture now */
        ct_app_look(app);
    app->drawn = true;

    ct_rect picture = ct_ui_picture_area(app->ui);
    ct_mix  shown = ct_session_picture(app->session);
    if (ct_rect_empty(picture))
        shown = (ct_mix){.over = NULL};
    if (ct_presenter_draw(app->presenter, &shown, ct_canvas_to_px(app->canvas, picture),
                          app->canvas, &err) != CT_OK)
        ct_log_warn(app->options->log, "%s", err.text);
    ct_session_shown(app->session);
    follow_fullscreen(app);
}

static ct_code turn(ct_app *app, ct_error *err)
{
    SDL_Event event;
    ct_code   code = CT_OK;

    if (SDL_WaitEventTimeout(&event, wait_ms(app)))
        do
            take_event(app, &event);
        while (SDL_PollEvent(&event));
    ct_app_look(app);
    if (app->changed & CT_CHANGED_PROJECT)
        follow_title(app);
    if (app->changed || ct_gui_wake_in(ct_ui_gui(app->ui)) == 0)
        app->dirty = true;
    if (app->script) {
        const ct_error *refused = ct_session_refused(app->session);
        if (refused) {
            *err = *refused;
            return err->code;
        }
        code = ct_script_step(app->script, app->session, ct_ui_is_filling(app->ui), err);
        app->dirty = true;
    }
    if (app->dirty)
        draw(app);
    if (app->script && !code)
        code = ct_script_drawn(app->script, app->presenter, err);
    return code;
}

/* --- from the first to the last ------------------------------------------------------------------------ */

bool ct_app_awaits_clip(const ct_app *app)
{
    return ct_session_phase_now(app->session) != CT_SESSION_EMPTY && !ct_session_clip(app->session);
}

/* The first drawing loads fonts and takes as long as a first picture does: so the engine has its clip before.
 * What opens slowly is waited for with a window that is drawn. */
static void start_engine_first(ct_app *app)
{
    enum { MOST_US = 60000, LOOK_MS = 5 };
    int64_t   until_us = ct_clock_us() + MOST_US;
    SDL_Event event;

    while (ct_app_awaits_clip(app) && ct_clock_us() < until_us) {
        if (SDL_WaitEventTimeout(&event, LOOK_MS))
            take_event(app, &event);
        ct_app_look(app);
    }
}

/* A sound server may take its time: the window and its picture are there by then. */
static bool sound_may_open(const ct_app *app)
{
    return ct_session_state(app->session)->picture ||
           (ct_session_phase_now(app->session) != CT_SESSION_OPENING &&
            !ct_session_is_lively(app->session));
}

static bool may_leave(ct_app *app)
{
    ct_saving saving;

    if (app->quit)
        ct_ui_ask_leave(app->ui);
    app->quit = false;
    if (ct_ui_may_leave(app->ui))
        return true;
    if (!app->script || ct_script_running(app->script))
        return false;
    ct_session_saving(app->session, ct_clock_us(), &saving);
    return saving.path && ct_app_is_hopeless(&saving);
}

static ct_code loop(ct_app *app, ct_error *err)
{
    ct_code code = CT_OK;

    app->dirty = true;
    start_engine_first(app);
    while (!code && !may_leave(app)) {
        code = turn(app, err);
        if (!app->sound_asked && sound_may_open(app))
            ct_app_open_audio(app);
    }
    return code;
}

ct_code ct_app_run(const ct_app_options *options, ct_error *err)
{
    ct_app  app = {.options = options};
    ct_code code = ct_app_open(&app, err);

    if (!code)
        code = loop(&app, err);
    if (!code && app.script && ct_script_running(app.script))
        code = ct_fail(err, CT_CANCELLED, "The window was closed before the script had ended.");
    ct_error unsaved;
    ct_code  settled = app.session ? ct_app_settle(&app, &unsaved) : CT_OK;
    if (code && settled)
        ct_log_error(options->log, "%s", unsaved.text);
    else if (settled)
        *err = unsaved;
    code = code ? code : settled;
    ct_app_close(&app, code, err);
    return code;
}
