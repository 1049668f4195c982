/* SPDX-License-Identifier: MIT */
/* Where a project file lies, who may write it there, and the lock that says so. */
#ifndef CT_STORE_PLACE_H
#define CT_STORE_PLACE_H

#include <stdbool.h>

#include "circletake/status.h"

enum { CT_PLACE_KEY_BYTES = 17 };

typedef struct ct_place {
    char   *path;     /* absolute, links followed */
    bool    exists;   /* there is such a file */
    bool    writable; /* this process holds the lock and the medium can be written */
    char   *why;      /* sentence why not; NULL when writable */
    ct_code why_code; /* CT_BUSY: another program has it; CT_UNSUPPORTED else */
    bool    network;  /* on a share: not even read in place */
    int     lock_fd;  /* -1: not held */
    char   *lock_path;
    char   *copy_folder; /* temporary, holds a copy that is read instead; NULL: none */
    char   *read_path;   /* what readers open: `path` or that copy */
} ct_place;

/* Looks, and takes the lock unless `read_only`. A file that cannot be written is CT_OK with `why`.
 * CT_NO_INPUT no such file and not `create`; CT_BAD_DATA not a plain file. */
CT_MUST_USE ct_code ct_place_take(const char *path, bool create, bool read_only, ct_place *out,
                                  ct_error *err);
/* Gives the lock back, removes the temporary copy; the names stay. */
void ct_place_leave(ct_place *place);
/* Leaves it and frees the names. Safe on zeroed memory after ct_place_init. */
void ct_place_release(ct_place *place);
void ct_place_init(ct_place *place);
/* Copies the file and its log aside and makes read_path name the copy. */
CT_MUST_USE ct_code ct_place_copy_aside(ct_place *place, ct_error *err);
/* Tells a file from a copy of it: machine, device, inode and path. */
void ct_place_key(const ct_place *place, char out[CT_PLACE_KEY_BYTES]);
/* Flushes the folder, so that a new name in it survives a power cut. */
void ct_place_flush_folder(const char *path);

#endif
