/* SPDX-License-Identifier: MIT */
/* Decisions leave the project: chosen selects and notes are fetched, written as the format wants
 * and put in place of the old files. Any thread but the main one of a window. */
#ifndef CIRCLETAKE_HANDOVER_H
#define CIRCLETAKE_HANDOVER_H

#include "circletake/editlist.h"
#include "circletake/query.h"

/* Writes the frame that a note was made on, with what was drawn over it, as PNG. Any thread. */
typedef ct_code (*ct_still_writer)(const ct_note *note, const ct_clip *clip, const char *path,
                                   bool (*stop)(void *arg), void *stop_arg, ct_error *err);

/* How a long hand-over reports and is stopped. All may be NULL; called on the thread that writes. */
typedef struct ct_handover_watch {
    void (*progress)(void *arg, int64_t done, int64_t total);
    bool (*stop)(void *arg); /* true: CT_CANCELLED soon, and nothing is written */
    void *arg;
} ct_handover_watch;

/* What is handed over. Zeroed memory: every select that is not rejected. Strings are borrowed. */
typedef struct ct_handover_order {
    const char *format; /* NULL: by the extension of `path` */
    const char *path;   /* "-": standard output, for formats that give one file */
    const char *find;   /* as in query.h */
    const char *scene;  /* exactly, case aside */
    const char *cut; /* instead of selects: "NAME v3", or its newest; of notes: those made on it */
    const char *since;     /* only what changed after that export: "last" or its number */
    bool        circled;   /* only of circled takes */
    int         rating;    /* at least so many stars */
    bool        good;      /* only those marked good */
    bool        rejected;  /* also those marked rejected */
    bool        preflight; /* only say what there is to say; nothing is written, no path needed */
    const char *stills;    /* folder for pictures of what was drawn; NULL: none are made */
    ct_export_options options;
    ct_still_writer   write_still; /* NULL: stills are refused */
    ct_handover_watch watch;
} ct_handover_order;

/* Sets one part of an order by its name, for commands and actions alike: format, to, find, scene, cut,
 * since, stills, circled, preflight (yes/no), rating, verdict (good, usable, all), and every name of
 * ct_export_option_rows with '_' or '-' alike. `value` is borrowed. CT_USAGE names what exists. */
CT_MUST_USE ct_code ct_handover_set(ct_handover_order *order, const char *name, const char *value,
                                    ct_error *err);

/* What was handed over. */
typedef struct ct_handover {
    char **paths; /* files written, absolute */
    size_t path_count;
    size_t events;                  /* written; of a pre-flight: that would be */
    char   start[CT_TC_TEXT_BYTES]; /* record timecode at which the first list begins; "": none */
    size_t stills;                  /* made */
    ct_finding_list findings;       /* also filled when refused: why */
} ct_handover;
void ct_handover_finish(ct_handover *done); /* safe on zeroed memory */

/* Writes. Nothing is written, and old files stand, unless all is well. `store` may be NULL; else,
 * and if it can be written, it remembers what was handed over. CT_NO_INPUT: nothing is chosen. */
CT_MUST_USE ct_code ct_handover_write(ct_query *query, ct_store *store, const char *author,
                                      const ct_handover_order *order, ct_handover *done,
                                      ct_error *err);

#endif
