/* SPDX-License-Identifier: MIT */
/* What the window is made of, in the order in which a first picture comes soonest. */
#include "app_priv.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/file.h"
#include "circletake/thread.h"
#include "still.h"

enum {
    AUDIO_RATE_HZ = 48000,
    AUDIO_FRAMES = 512,
};

/* --- threads call from outside ------------------------------------------------------------------------ */

static void wakeup(void *arg)
{
    ct_app *app = arg;

    if (!atomic_load(&app->has_display) || atomic_exchange(&app->wake_pending, true))
        return;
    SDL_Event event = {.type = app->wake_event};
    if (SDL_PushEvent(&event) < 0)
        atomic_store(&app->wake_pending, false);
}

static void audio_callback(void *arg, Uint8 *bytes, int length)
{
    ct_app *app = arg;

    ct_session_audio_read(app->session, (float *)(void *)bytes, length / (int)(2 * sizeof(float)));
}

/* --- sound ----------------------------------------------------------------------------------------- */

void ct_app_open_audio(ct_app *app)
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

/* --- display, window, interface -------------------------------------------------------------------- */

static ct_code read_key_file(ct_app *app, const char *path, ct_error *err)
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
static ct_code load_keys(ct_app *app, ct_error *err)
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
static double wanted_scale(const ct_app *app)
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

/* SDL makes a request to close the window of SIGINT and SIGTERM, which nobody reads while a display does not
 * answer. Until there is one they end the program, as whoever starts it has them: nothing can be marked yet. */
static int init_display(void)
{
    static const int signals[] = {SIGINT, SIGTERM};
    enum { COUNT = sizeof signals / sizeof signals[0] };
    struct sigaction before[COUNT], by_sdl[COUNT];

    for (int i = 0; i < COUNT; i++)
        sigaction(signals[i], NULL, &before[i]);
    int failed = SDL_InitSubSystem(SDL_INIT_EVENTS);
    for (int i = 0; i < COUNT; i++)
        sigaction(signals[i], &before[i], &by_sdl[i]);
    failed = failed ? failed : SDL_InitSubSystem(SDL_INIT_VIDEO);
    for (int i = 0; i < COUNT; i++)
        sigaction(signals[i], &by_sdl[i], NULL);
    return failed;
}

static ct_code open_display(ct_error *err)
{
    const char *display = getenv("DISPLAY");

    if (init_display() != 0)
        return ct_fail(err, CT_UNSUPPORTED,
                       "No window can be opened here (%s). The commands work "
                       "without one: see 'circletake --help'.",
                       SDL_GetError());
    if (nobody_would_see() && display && *display)
        return ct_fail(err, CT_UNSUPPORTED,
                       "No window can be opened on the display %s: it does not answer, or lets "
                       "nobody in. The commands work without one: see 'circletake --help'.",
                       display);
    if (nobody_would_see())
        return ct_fail(err, CT_UNSUPPORTED,
                       "There is no display to open a window on. The commands work without one: "
                       "see 'circletake --help'.");
    return CT_OK;
}

static ct_code open_window(ct_app *app, ct_error *err)
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
static ct_code open_canvas(ct_app *app, ct_error *err)
{
    double  scale = wanted_scale(app);
    ct_code code = ct_canvas_create(1, 1, scale > 0 ? scale : 1, &app->canvas, err);

    if (!code)
        ct_canvas_warm(app->canvas);
    return code;
}

static ct_code open_ui(ct_app *app, ct_error *err)
{
    ct_ui_config ui = {app->session, app->keys = ct_keymap_create(), wakeup, app};
    ct_code      code = ct_ui_create(&ui, &app->ui, err);

    return code ? code : load_keys(app, err); /* behind the window's actions, which keys may name */
}

/* --- the engine --------------------------------------------------------------------------------------- */

static ct_code open_session(ct_app *app, ct_error *err)
{
    ct_session_config config = {.author = app->options->author,
                                .looks = !app->options->script, /* its pictures are alike */
                                .wakeup = wakeup,
                                .wakeup_arg = app,
                                .write_still = ct_still_write,
                                .log = app->options->log};

    return ct_session_create(&config, &app->session, err);
}

/* Its threads work while the window is made. A project can be opened before it is known whether there will be a
 * window; footage, for which a project may have to be made, cannot. */
static void open_asked(ct_app *app, bool has_display)
{
    const ct_app_options *o = app->options;
    bool                  is_project = !o->project && o->path_count == 1 &&
                      ct_equal_nocase(ct_path_extension(o->paths[0]), "circletake");

    if ((o->path_count > 0 || o->project) && has_display != is_project)
        ct_session_request_open(app->session, o->project, o->paths, o->path_count);
}

struct engine {
    ct_app  *app;
    ct_code  code;
    ct_error err;
};

/* Until there is a display: then the session is the main thread's, which goes on with whatever is still to come. */
static void *start_engine(void *arg)
{
    struct engine *engine = arg;
    ct_app        *app = engine->app;

    engine->code = open_session(app, &engine->err);
    if (!engine->code)
        open_asked(app, false);
    while (!engine->code && ct_app_awaits_clip(app) && !atomic_load(&app->has_display)) {
        ct_sleep_us(1000);
        ct_app_look(app);
    }
    return NULL;
}

/* A display takes as long as a project and the decoding of its clip: they are opened side by side. */
static ct_code open_engine_and_display(ct_app *app, ct_error *err)
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

/* --- all of it ---------------------------------------------------------------------------------------- */

ct_code ct_app_open(ct_app *app, ct_error *err)
{
    ct_presenter_prepare();
    ct_code code = open_canvas(app, err);

    if (!code)
        code = open_engine_and_display(app, err);
    if (!code)
        code = open_ui(app, err);
    if (!code && app->options->script)
        code = ct_script_read(app->options->script, &app->script, err);
    if (code)
        return code;
    open_asked(app, true);
    return open_window(app, err);
}
