/* SPDX-License-Identifier: MIT */
/* The end of the window: what was done is saved, footage is not waited for. */
#include "app_priv.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "circletake/thread.h"

enum {
    LEAVE_US = 1000000, /* threads have so long to end */
    /* A disk that takes nothing for so long is given up where nobody can be asked. */
    PATIENCE_US = 30000000
};

bool ct_app_is_hopeless(const ct_saving *saving)
{
    return saving->coming == 0 || saving->still_us > PATIENCE_US;
}

/* Where the window did not wait already: it was never there, a script failed. */
static void wait_for_saves(ct_app *app, ct_saving *saving)
{
    for (;;) {
        ct_session_saving(app->session, ct_clock_us(), saving);
        if (!saving->path || ct_app_is_hopeless(saving) || (app->ui && ct_ui_may_leave(app->ui)))
            return;
        ct_sleep_us(5000);
    }
}

ct_code ct_app_settle(ct_app *app, ct_error *err)
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

static void finish(ct_app *app)
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

void ct_app_close(ct_app *app, ct_code code, const ct_error *err)
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
