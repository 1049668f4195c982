/* SPDX-License-Identifier: MIT */
#include "app.h"

#include <SDL.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "circletake/file.h"
#include "circletake/keymap.h"
#include "circletake/session.h"
#include "circletake/thread.h"
#include "script.h"
#include "still.h"
#include "ui/ui.h"
#include "view/presenter.h"

enum {
    AUDIO_RATE_HZ = 48000,
    AUDIO_FRAMES = 512,
    IDLE_MS = 500,
    LEAVE_US = 1000000, /* threads have so long to end */
    /* A disk that takes nothing for so long is given up where nobody can be asked. */
    PATIENCE_US = 30000000
};

struct app {
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
};

/* --- threads call from outside ------------------------------------------------------------- */

static void wakeup(void *arg)
{
    struct app *app = arg;

    if (!atomic_load(&app->has_display) || atomic_exchange(&app->wake_pending, true))
        return;
    SDL_Event event = {.type = app->wake_event};
    if (SDL_PushEvent(&event) < 0)
        atomic_store(&app->wake_pending, false);
}

static void audio_callback(void *arg, Uint8 *bytes, int length)
{
    struct app *app = arg;

    ct_session_audio_read(app->session, (float *)(void *)bytes, length / (int)(2 * sizeof(float)));
}

/* --- start ------------------------------------------------------------------------------------ */

static void open_audio(struct app *app)
{
    SDL_AudioSpec want = {.freq = AUDIO_RATE_HZ,
                          .format = AUDIO_F32SYS,
                          .channels = 2,
                          .samples = AUDIO_FRAMES,
                          .callback = audio_callback,
                          .userdata = app};
    SDL_AudioSpec have;

    app->sound_asked = true;
    if (SDL_InitSubSystem(SDL_INIT_AUDIO) == 0)
        app->audio = SDL_OpenAudioDevice(NULL, 0, &want, &have, 0);
    if (!app->audio) {
        ct_session_say(app->session, CT_MESSAGE_INFO, "No sound device: play is silent (%s).",
                       SDL_GetError());
        return;
    }
    /* Two buffers lie between the callback and the loudspeaker. */
    ct_session_set_audio_device(app->session, have.freq,
                                (int64_t)2 * have.samples * 1000000 / have.freq);
    SDL_PauseAudioDevice(app->audio, 0);
}

static ct_code read_key_file(struct app *app, const char *path, ct_error *err)
{
    char   *text;
    size_t  bytes;
    ct_code code = ct_file_read(path, 1 << 20, &text, &bytes, err);

    if (code)
        return code;
    code = ct_keymap_apply(app->keys, path, text, ct_session_registry(app->session), err);
    free(text);
    return code;
}

/* The preset or file that was asked for, else the user's own keys. */
static ct_code load_keys(struct app *app, ct_error *err)
{
    const char  *asked = app->options->keys;
    ct_registry *registry = ct_session_registry(app->session);

    if (asked && ct_file_exists(asked))
        return read_key_file(app, asked, err);
    if (asked)
        return ct_keymap_apply_preset(app->keys, asked, registry, err);
    char   *folder = ct_folder_config();
    char   *own = ct_path_join(folder, "keys");
    ct_code code = ct_file_exists(own) ? read_key_file(app, own, err) : CT_OK;
    free(own);
    free(folder);
    return code;
}

/* What was asked for, else CT_SCALE of the environment when it is a sane number; 0: the display's. */
static double wanted_scale(const struct app *app)
{
    const char *text = getenv("CT_SCALE");
    double      scale = text ? strtod(text, NULL) : 0;

    if (app->options->scale > 0)
        return app->options->scale;
    return scale >= 0.5 && scale <= 8 ? scale : 0;
}

/* Without a display SDL falls back on a driver that draws for nobody, and the program would wait for
 * keys that cannot come; whoever wants that asks for it by SDL_VIDEODRIVER. */
static bool nobody_would_see(void)
{
    const char *driver = SDL_GetCurrentVideoDriver();

    return !getenv("SDL_VIDEODRIVER") && driver &&
           (strcmp(driver, "offscreen") == 0 || strcmp(driver, "dummy") == 0);
}

static ct_code open_display(ct_error *err)
{
    if (SDL_Init(SDL_INIT_VIDEO) != 0)
        return ct_fail(err, CT_UNSUPPORTED,
                       "No window can be opened here (%s). The commands work "
                       "without one: see 'circletake --help'.",
                       SDL_GetError());
    if (nobody_would_see())
        return ct_fail(err, CT_UNSUPPORTED,
                       "There is no display to open a window on. The commands work without one: "
                       "see 'circletake --help'.");
    return CT_OK;
}

static ct_code open_window(struct app *app, ct_error *err)
{
    const ct_app_options *o = app->options;
    ct_presenter_options  wanted = {.kind = o->presenter,
                                    .title = "circletake",
                                    .width = o->width,
                                    .height = o->height,
                                    .scale = wanted_scale(app),
                                    .log = o->log};
    SDL_DisplayMode       mode;
    int                   width, height;
    double                scale;

    ct_code code = ct_presenter_create(&wanted, &app->presenter, err);
    if (code)
        return code;
    ct_presenter_size(app->presenter, &width, &height, &scale);
    app->frame_us = 1000000 / 60;
    if (SDL_GetWindowDisplayMode(ct_presenter_window(app->presenter), &mode) == 0 &&
        mode.refresh_rate > 0)
        app->frame_us = 1000000 / mode.refresh_rate;
    app->input.frame_ms = (unsigned)(app->frame_us / 1000);
    return ct_canvas_resize(app->canvas, width, height, scale, err);
}

/* Of the size that nobody asked for: the window's is known when there is one, its letters are needed then. */
static ct_code open_canvas(struct app *app, ct_error *err)
{
    double  scale = wanted_scale(app);
    ct_code code = ct_canvas_create(1, 1, scale > 0 ? scale : 1, &app->canvas, err);

    if (!code)
        ct_canvas_warm(app->canvas);
    return code;
}

static ct_code open_session(struct app *app, ct_error *err)
{
    ct_session_config config = {.author = app->options->author,
                                .looks = !app->options->script, /* its pictures are alike */
                                .wakeup = wakeup,
                                .wakeup_arg = app,
                                .write_still = ct_still_write,
                                .log = app->options->log};

    return ct_session_create(&config, &app->session, err);
}

static ct_code open_ui(struct app *app, ct_error *err)
{
    ct_ui_config ui = {app->session, app->keys = ct_keymap_create(), wakeup, app};
    ct_code      code = ct_ui_create(&ui, &app->ui, err);

    return code ? code : load_keys(app, err); /* behind the window's actions, which keys may name */
}

/* --- events -------------------------------------------------------------------------------------- */

static void window_event(struct app *app, const SDL_WindowEvent *event, ct_error *err)
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
static void drop_complete(struct app *app)
{
    if (app->dropped_count > 0)
        ct_ui_drop(app->ui, (const char *const *)app->dropped, app->dropped_count);
    for (size_t i = 0; i < app->dropped_count; i++)
        SDL_free(app->dropped[i]);
    app->dropped_count = 0;
    app->dirty = true;
}

static void take_event(struct app *app, const SDL_Event *event)
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

static int wait_ms(const struct app *app)
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

static void follow_fullscreen(struct app *app)
{
    if (app->fullscreen == ct_ui_wants_fullscreen(app->ui))
        return;
    app->fullscreen = !app->fullscreen;
    SDL_SetWindowFullscreen(ct_presenter_window(app->presenter),
                            app->fullscreen ? SDL_WINDOW_FULLSCREEN_DESKTOP : 0);
}

static void follow_title(struct app *app)
{
    bool  open = ct_session_store(app->session) != NULL;
    char *title = open ? ct_asprintf("%s - circletake", ct_session_project_name(app->session))
                       : ct_strdup("circletake");

    SDL_SetWindowTitle(ct_presenter_window(app->presenter), title);
    free(title);
}

static void look_at_session(struct app *app)
{
    app->changed |= ct_session_tick(app->session, ct_clock_us() + app->frame_us);
}

static void draw(struct app *app)
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
        look_at_session(app);
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

static ct_code turn(struct app *app, ct_error *err)
{
    SDL_Event event;
    ct_code   code = CT_OK;

    if (SDL_WaitEventTimeout(&event, wait_ms(app)))
        do
            take_event(app, &event);
        while (SDL_PollEvent(&event));
    look_at_session(app);
    if (app->changed & CT_CHANGED_PROJECT)
        follow_title(app);
    if (app->changed || ct_gui_wake_in(ct_ui_gui(app->ui)) == 0)
        app->dirty = true;
    if (app->script) {
        code = ct_script_step(app->script, app->session, ct_ui_is_filling(app->ui), err);
        app->dirty = true;
    }
    if (app->dirty)
        draw(app);
    if (app->script && !code)
        code = ct_script_drawn(app->script, app->presenter, err);
    return code;
}

static bool awaits_clip(const struct app *app)
{
    return ct_session_phase_now(app->session) != CT_SESSION_EMPTY && !ct_session_clip(app->session);
}

/* The first drawing loads fonts and takes as long as a first picture does: so the engine has its clip before.
 * What opens slowly is waited for with a window that is drawn. */
static void start_engine_first(struct app *app)
{
    enum { MOST_US = 60000, LOOK_MS = 5 };
    int64_t   until_us = ct_clock_us() + MOST_US;
    SDL_Event event;

    while (awaits_clip(app) && ct_clock_us() < until_us) {
        if (SDL_WaitEventTimeout(&event, LOOK_MS))
            take_event(app, &event);
        look_at_session(app);
    }
}

/* A sound server may take its time: the window and its picture are there by then. */
static bool sound_may_open(const struct app *app)
{
    return ct_session_state(app->session)->picture ||
           (ct_session_phase_now(app->session) != CT_SESSION_OPENING &&
            !ct_session_is_lively(app->session));
}

/* For who has nobody to ask: nothing more is to be hoped for. */
static bool is_hopeless(const ct_saving *saving)
{
    return saving->coming == 0 || saving->still_us > PATIENCE_US;
}

static bool may_leave(struct app *app)
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
    return saving.path && is_hopeless(&saving);
}

static ct_code loop(struct app *app, ct_error *err)
{
    ct_code code = CT_OK;

    app->dirty = true;
    start_engine_first(app);
    while (!code && !may_leave(app)) {
        code = turn(app, err);
        if (!app->sound_asked && sound_may_open(app))
            open_audio(app);
    }
    return code;
}

/* Its threads work while the window is made. A project can be opened before it is known whether there will be a
 * window; footage, for which a project may have to be made, cannot. */
static void open_asked(struct app *app, bool has_display)
{
    const ct_app_options *o = app->options;
    bool                  is_project = !o->project && o->path_count == 1 &&
                      ct_equal_nocase(ct_path_extension(o->paths[0]), "circletake");

    if ((o->path_count > 0 || o->project) && has_display != is_project)
        ct_session_request_open(app->session, o->project, o->paths, o->path_count);
}

static void rest_ms(int ms)
{
    nanosleep(&(struct timespec){.tv_nsec = ms * 1000000L}, NULL);
}

struct engine {
    struct app *app;
    ct_code     code;
    ct_error    err;
};

/* Until there is a display: then the session is the main thread's, which goes on with whatever is still to come. */
static void *start_engine(void *arg)
{
    struct engine *engine = arg;
    struct app    *app = engine->app;

    engine->code = open_session(app, &engine->err);
    if (!engine->code)
        open_asked(app, false);
    while (!engine->code && awaits_clip(app) && !atomic_load(&app->has_display)) {
        rest_ms(1);
        look_at_session(app);
    }
    return NULL;
}

/* A display takes as long as a project and the decoding of its clip: they are opened side by side. */
static ct_code open_engine_and_display(struct app *app, ct_error *err)
{
    struct engine engine = {.app = app};
    pthread_t     thread;

    app->wake_event = SDL_RegisterEvents(1);
    ct_code code = ct_thread_start(&thread, "ct-engine", start_engine, &engine, err);
    if (code)
        return code;
    code = open_display(err);
    atomic_store(&app->has_display, true);
    pthread_join(thread, NULL);
    if (engine.code)
        *err = engine.err;
    return engine.code ? engine.code : code;
}

/* Where the window did not wait already: it was never there, a script failed. */
static void wait_for_saves(struct app *app, ct_saving *saving)
{
    for (;;) {
        ct_session_saving(app->session, ct_clock_us(), saving);
        if (!saving->path || is_hopeless(saving) || (app->ui && ct_ui_may_leave(app->ui)))
            return;
        rest_ms(5);
    }
}

/* Everything that was done is on the disk; or it is said what is not, and why. */
static ct_code settle(struct app *app, ct_error *err)
{
    ct_saving saving;

    wait_for_saves(app, &saving);
    if (saving.changes == 0)
        return CT_OK;
    return ct_fail(err, CT_IO, "%zu change%s could not be saved in %s. %s", saving.changes,
                   CT_S(saving.changes), saving.path,
                   saving.failed ? saving.error.text : "Its drive does not answer.");
}

struct leaving {
    pthread_mutex_t lock; /* guards the next */
    bool            left;
    pthread_cond_t  changed;
    ct_code         code; /* how the program ends, and what is said */
    const char     *text;
};

/* By now what was done is saved, or is given up. Whoever still reads from a drive that does not answer cannot be
 * ended, and is not waited for. */
static void *leave_anyway(void *arg)
{
    struct leaving *leaving = arg;
    int64_t         until_us = ct_clock_us() + LEAVE_US;

    pthread_mutex_lock(&leaving->lock);
    while (!leaving->left && ct_clock_us() < until_us)
        ct_cond_wait_until(&leaving->changed, &leaving->lock, until_us);
    bool left = leaving->left;
    pthread_mutex_unlock(&leaving->lock);
    if (left)
        return NULL;
    if (leaving->code)
        fprintf(stderr, "circletake: %s\n", leaving->text);
    fflush(NULL);
    _exit(ct_code_exit(leaving->code));
}

static void finish(struct app *app)
{
    if (app->audio)
        SDL_CloseAudioDevice(app->audio);
    ct_script_destroy(&app->script);
    ct_ui_destroy(&app->ui);
    ct_session_destroy(&app->session);
    ct_keymap_destroy(&app->keys);
    ct_canvas_destroy(&app->canvas);
    ct_presenter_destroy(&app->presenter);
    free(app->dropped);
    SDL_Quit();
}

/* `code` and `err`: how the program ends. */
static void close_all(struct app *app, ct_code code, const ct_error *err)
{
    struct leaving leaving = {.lock = PTHREAD_MUTEX_INITIALIZER, .code = code, .text = err->text};
    pthread_t      watch;
    ct_error       none;

    ct_cond_init(&leaving.changed);
    bool watched = ct_thread_start(&watch, "ct-leave", leave_anyway, &leaving, &none) == CT_OK;
    finish(app);
    pthread_mutex_lock(&leaving.lock);
    leaving.left = true;
    pthread_cond_signal(&leaving.changed);
    pthread_mutex_unlock(&leaving.lock);
    if (watched)
        pthread_join(watch, NULL);
    pthread_cond_destroy(&leaving.changed);
}

ct_code ct_app_run(const ct_app_options *options, ct_error *err)
{
    struct app app = {.options = options};
    ct_presenter_prepare();
    ct_code code = open_canvas(&app, err);

    if (!code)
        code = open_engine_and_display(&app, err);
    if (!code)
        code = open_ui(&app, err);
    if (!code && options->script)
        code = ct_script_read(options->script, &app.script, err);
    if (!code) {
        open_asked(&app, true);
        code = open_window(&app, err);
    }
    if (!code)
        code = loop(&app, err);
    if (!code && app.script && ct_script_running(app.script))
        code = ct_fail(err, CT_CANCELLED, "The window was closed before the script had ended.");
    ct_error unsaved;
    ct_code  settled = app.session ? settle(&app, &unsaved) : CT_OK;
    if (code && settled)
        ct_log_error(options->log, "%s", unsaved.text);
    else if (settled)
        *err = unsaved;
    code = code ? code : settled;
    close_all(&app, code, err);
    return code;
}
