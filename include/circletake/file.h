/* SPDX-License-Identifier: MIT */
/* Whole files and paths. Reads all, replaces all: a failed write leaves the old file as
 * it was. Never called by the main thread of the window, except for its own tiny
 * settings at start and end. Any thread. */
#ifndef CIRCLETAKE_FILE_H
#define CIRCLETAKE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "circletake/status.h"

/* Gives the file's bytes, with a NUL after them (not counted). Free with free().
 * Refuses files larger than `max_bytes` and anything that is not a regular file. */
CT_MUST_USE ct_code ct_file_read(const char *path, size_t max_bytes, char **data, size_t *bytes,
                                 ct_error *err);

/* Writes `bytes` beside `path`, flushes, renames over it, flushes the folder. On any
 * error the old file stands and the temporary is gone. A device or a pipe is written into, a link to one too;
 * another link is replaced. `path` "-" is standard output. */
CT_MUST_USE ct_code ct_file_replace(const char *path, const void *data, size_t bytes,
                                    ct_error *err);

/* The same of several files with names, waiting for the disk about once: nothing is renamed before all are
 * whole on it. *done: how many are in place, the first ones, also on an error; what is not stands as it
 * was. Each is open for a while, so not more than some hundred at once. */
typedef struct ct_new_file {
    const char *path;
    const void *data;
    size_t      bytes;
} ct_new_file;
CT_MUST_USE ct_code ct_files_replace(const ct_new_file *files, size_t count, size_t *done,
                                     ct_error *err);

bool ct_file_exists(const char *path);
bool ct_file_is_folder(const char *path);
/* Size in bytes and modification time in ns since 1970; false when there is no such file. */
bool ct_file_stat(const char *path, int64_t *size_bytes, int64_t *mtime_ns);
/* Makes a folder and its parents. */
CT_MUST_USE ct_code ct_folder_make(const char *path, ct_error *err);

/* Path arithmetic, no file touched. All give new strings (free()). */
char *ct_path_join(const char *folder, const char *name);
char *ct_path_folder(const char *path);   /* "." when there is none */
char *ct_path_absolute(const char *path); /* against the working folder, "." and ".." folded;
                                             symbolic links are left as they are */
/* Borrow: point into `path`. */
const char *ct_path_name(const char *path);      /* last part */
const char *ct_path_extension(const char *path); /* without the dot, "" if none */
char       *ct_path_stem(const char *path);      /* gives the last part without extension */
/* Gives words as the name of a file that any system takes: what one of them forbids becomes '_', and 200
 * bytes are enough; never empty. */
char *ct_path_name_of(const char *words);

/* XDG base folders of this program, made if missing: e.g. ~/.cache/circletake. Honour
 * XDG_CACHE_HOME / XDG_CONFIG_HOME / XDG_STATE_HOME. Give new strings. */
char *ct_folder_cache(void);
char *ct_folder_config(void);
char *ct_folder_state(void);

#endif
