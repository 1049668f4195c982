/* SPDX-License-Identifier: MIT */
/* The files of src/session/keys, built into the program: made by CMake from key_files.c.in. */
#ifndef CT_KEY_FILES_H
#define CT_KEY_FILES_H

#include <stddef.h>

struct ct_key_file {
    const char          *name; /* "default" */
    const unsigned char *text; /* UTF-8, not terminated */
    size_t               bytes;
};

extern const struct ct_key_file ct_key_files[];
extern const size_t             ct_key_file_count;

#endif
