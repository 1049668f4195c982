/* SPDX-License-Identifier: MIT */
/* A look through the files of many clips (inspect.h), one after another, each in a child process as ingest has
 * them: a file that crashes or hangs it costs that file. What is found is kept in the project, and by
 * content in the cache folder, where the next project finds it. Calls wait for all of it: not for the
 * main thread of a window. */
#ifndef CIRCLETAKE_SURVEY_H
#define CIRCLETAKE_SURVEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "circletake/log.h"
#include "circletake/query.h"

/* Borrowed for the call. */
typedef struct ct_survey_result {
    const ct_clip     *clip;
    const ct_material *material; /* with `failed` where it could not be looked through */
} ct_survey_result;

typedef struct ct_survey_state {
    int64_t done, total; /* clips */
    int     permille;    /* of the one that is looked through now */
    bool    held;
    int64_t failed;
} ct_survey_state;

/* A clip to look at next; id none: as they come. */
typedef struct ct_survey_wish {
    ct_id id;
    bool  anew; /* even if it was looked through, or was never asked for */
} ct_survey_wish;

/* All called on the thread of the call; each may be NULL. */
typedef struct ct_survey_watch {
    void (*result)(void *arg, const ct_survey_result *result);
    void (*progress)(void *arg, const ct_survey_state *state); /* about four times a second */
    bool (*stop)(void *arg); /* true: the child is killed, what was found is kept, CT_CANCELLED */
    bool (*hold)(void *arg); /* true: everything stands still, as long as it says so */
    ct_survey_wish (*wish)(void *arg); /* before each clip; one that was done is not done again */
    void *arg;
} ct_survey_watch;

/* Zeroed memory is the default. */
typedef struct ct_survey_options {
    const char  *program; /* that answers to `_ingest`; NULL: /proc/self/exe */
    const ct_id *clips; /* in this order; NULL: all that were not looked through by this version */
    size_t       count;
    bool         only;  /* no clips but these and those wished for, though `clips` is NULL */
    bool         anew;  /* whatever the cache folder has */
    bool    background; /* behind everybody else; what is found reaches the project in batches */
    int     silence_s;  /* a child that shows no progress for so long is killed; 0: 20 */
    ct_log *log;
} ct_survey_options;

/* Looks through them. Clips that are offline or gone from the disk are passed over. `watch`, `options`,
 * `state` may be NULL; *state is filled also when cancelled. Nothing of it is a step of undo. */
CT_MUST_USE ct_code ct_survey_run(ct_store *st, const ct_survey_options *options,
                                  const ct_survey_watch *watch, ct_survey_state *state,
                                  ct_error *err);

#endif
