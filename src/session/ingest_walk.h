/* SPDX-License-Identifier: MIT */
/* What there may be to add: folders read to their ends, judged by names alone. Opens no media.
 * Any thread but the main one of a window. */
#ifndef CT_INGEST_WALK_H
#define CT_INGEST_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "circletake/status.h"

typedef struct ct_found {
    char   *path;    /* absolute; of a sequence its pattern. Owned */
    char   *problem; /* why it cannot even be looked at, a folder too; NULL none. Owned */
    bool    sequence;
    int64_t size_bytes, mtime_ns; /* of a file; 0 of a sequence */
} ct_found;

typedef struct ct_found_list {
    ct_found *items; /* by path, each once */
    size_t    count, cap;
    int64_t   ignored; /* files that are no footage by their names */
} ct_found_list;
void ct_found_list_finish(ct_found_list *l); /* safe on zeroed memory */

/* Walks all paths. What is named directly is taken whatever it is called; inside folders only
 * footage by name, hidden names and links to folders left out. CT_NO_INPUT: one of `paths` is not
 * there. `step` (may be NULL) is called for each folder; false ends with CT_CANCELLED. */
CT_MUST_USE ct_code ct_walk(const char *const *paths, size_t count, bool (*step)(void *arg),
                            void *arg, ct_found_list *out, ct_error *err);

#endif
