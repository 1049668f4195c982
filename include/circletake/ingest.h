/* SPDX-License-Identifier: MIT */
/* Footage into a project: folders are walked, every file is looked at in a child process, what is
 * found is committed as it comes.
 *
 * The children are this program again, started as `circletake _ingest`: a file that crashes or
 * hangs one costs that file, and a killed child is the only time-out that always works. They go
 * over all files twice: first headers (the list is complete within seconds), then what play wants
 * at hand: exact index, poster, waveform.
 *
 * A file that is in the project already, with the same size and time of change, is not opened
 * again. One whose content is known: if the clip's own file is gone it is the same file, moved, and
 * the clip is linked to it; else it is a copy and left out. Calls wait for all of it: not for the
 * main thread of a window. */
#ifndef CIRCLETAKE_INGEST_H
#define CIRCLETAKE_INGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "circletake/log.h"
#include "circletake/mark.h"
#include "circletake/probe.h"
#include "circletake/store.h"

/* What became of one file. */
typedef enum ct_ingest_outcome {
    CT_INGEST_ADDED,     /* a new clip */
    CT_INGEST_UNCHANGED, /* in the project already, not opened again */
    CT_INGEST_CHANGED,   /* the clip's file has other content now: facts taken over */
    CT_INGEST_RELINKED,  /* a clip that was missing, found again by its content */
    CT_INGEST_COPY,      /* same content as a clip whose own file is still there: left out */
    CT_INGEST_FAILED,    /* cannot be used: `reason` says why */
    CT_INGEST_IGNORED,   /* no footage by its name (.txt, .xml, ...): counted, never reported */
    CT_INGEST_OUTCOMES
} ct_ingest_outcome;
const char *ct_ingest_outcome_name(ct_ingest_outcome outcome); /* "added", "unchanged", ... */

/* Borrowed for the call. */
typedef struct ct_ingest_result {
    ct_ingest_outcome outcome;
    const char       *path;
    const ct_clip    *clip;   /* NULL: failed */
    const char       *reason; /* sentence; NULL when there is nothing to say */
} ct_ingest_result;

typedef struct ct_ingest_state {
    bool    walking;     /* still looking for files: totals grow */
    int64_t done, total; /* files looked at and prepared, each file counts twice */
    int64_t counts[CT_INGEST_OUTCOMES];
    int64_t eta_us; /* -1: not known yet */
} ct_ingest_state;

/* All called on the thread of the call; each may be NULL. */
typedef struct ct_ingest_watch {
    /* Once for each file; an added one again when its pictures bring a reason to speak. */
    void (*result)(void *arg, const ct_ingest_result *result);
    void (*progress)(void *arg, const ct_ingest_state *state); /* about ten times a second */
    bool (*stop)(void *arg); /* true: children are killed, what was found is kept, CT_CANCELLED */
    void *arg;
} ct_ingest_watch;

/* Zeroed memory is the default. */
typedef struct ct_ingest_options {
    const char *program;      /* that answers to `_ingest`; NULL: /proc/self/exe */
    const char *author;       /* of the edits */
    int         children;     /* 0: one for each processor */
    int         silence_s;    /* a child that shows no progress for so long is killed; 0: 20 */
    bool        background;   /* leave processor and disk to play */
    bool        headers_only; /* no index, poster or waveform */
    ct_log     *log;
} ct_ingest_options;

/* Adds all footage at the paths: files, folders to their ends, patterns of sequences. A path that
 * does not exist is CT_NO_INPUT before anything is done; one bad file is a result, not an error.
 * `watch`, `options`, `state` may be NULL; *state is filled also when cancelled. One step of undo. */
CT_MUST_USE ct_code ct_ingest_add(ct_store *st, const char *const *paths, size_t count,
                                  const ct_ingest_options *options, const ct_ingest_watch *watch,
                                  ct_ingest_state *state, ct_error *err);

/* Looks in a folder for the files of clips whose own are gone: by size first, then by content;
 * never by name alone. Results are RELINKED, and FAILED for clips that stay missing. Clips found
 * in place or missing are marked so in the project. No child is needed. */
CT_MUST_USE ct_code ct_ingest_relink(ct_store *st, const char *folder,
                                     const ct_ingest_options *options, const ct_ingest_watch *watch,
                                     ct_ingest_state *state, ct_error *err);

/* What `circletake _ingest` does: answers requests on standard input until it ends. Returns the exit
 * status. */
int ct_ingest_child(void);

#endif
