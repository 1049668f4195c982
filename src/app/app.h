/* SPDX-License-Identifier: MIT */
/* The window: SDL, the loop that waits for events, the sound device, scripts that drive it.
 * Main thread. */
#ifndef CT_APP_APP_H
#define CT_APP_APP_H

#include <stddef.h>

#include "circletake/log.h"
#include "circletake/status.h"

/* Zeroed: the start screen, everything by itself. Strings are borrowed for the call. */
typedef struct ct_app_options {
    const char *project;      /* to open, or to make for `paths`; NULL: found or made beside them */
    const char *const *paths; /* a project, or folders and files of footage */
    size_t             path_count;
    const char        *script;    /* actions to run, a line each; "-": standard input; NULL: none */
    const char        *presenter; /* "auto", "gpu", "surface"; NULL: auto */
    double             scale; /* device pixels a logical pixel; 0: CT_SCALE, else the display's */
    int                width, height; /* of the window; 0: as last time */
    const char        *keys;          /* a preset's name or a key file; NULL: the user's own */
    const char        *author;        /* NULL: the user's name */
    ct_log            *log;
} ct_app_options;

/* Opens the window and returns when it was closed: with everything saved. A script that fails
 * closes it too, with its error. */
CT_MUST_USE ct_code ct_app_run(const ct_app_options *options, ct_error *err);

#endif
