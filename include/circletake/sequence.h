/* SPDX-License-Identifier: MIT */
/* Image sequences: numbered files that are one clip.
 *
 * The path of a sequence is its pattern, "shot.%04d.exr"; the numbers found in the folder say where
 * it begins and ends. Frame 0 is the image with the lowest number, frame n the image with number
 * first + n: a missing image is a gap at its own place. Any thread but the main one. */
#ifndef CIRCLETAKE_SEQUENCE_H
#define CIRCLETAKE_SEQUENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "circletake/status.h"

typedef struct ct_sequence {
    char   *pattern;     /* absolute path with one %0Nd (or %d): owned */
    int64_t first, last; /* numbers of the files, both included */
    int64_t present;     /* how many of last - first + 1 exist */
    char   *missing;     /* owned; numbers of those that do not: "5, 10-14", at most eight runs,
                            "and more"; NULL: none */
} ct_sequence;

typedef struct ct_sequence_list {
    ct_sequence *items;
    size_t       count, cap;
} ct_sequence_list;

void ct_sequence_finish(ct_sequence *s); /* safe on zeroed memory */
void ct_sequence_list_finish(ct_sequence_list *l);

/* Whether the name has an ending of a picture format that comes as sequences (dpx, exr, png,
 * tif, jpg, ...). */
bool ct_sequence_is_image(const char *name);
/* Whether the path holds a pattern of ours: exactly one %d or %0Nd in its last part. */
bool ct_sequence_is_pattern(const char *path);

/* Gives all sequences of at least two images that lie directly in `folder`, by name. */
CT_MUST_USE ct_code ct_sequence_find(const char *folder, ct_sequence_list *out, ct_error *err);
/* Gives the sequence of a pattern, or the one an image file belongs to. CT_NO_INPUT when there is
 * none: an image without a number, or alone in its folder, is no sequence. CT_UNSUPPORTED: their numbers are
 * too far apart. */
CT_MUST_USE ct_code ct_sequence_of(const char *path, ct_sequence *out, ct_error *err);
/* The same, and an image that is alone becomes a sequence of one, its pattern its own path. */
CT_MUST_USE ct_code ct_sequence_or_still(const char *path, ct_sequence *out, ct_error *err);
/* Gives the path of the image with this number (free()). */
char *ct_sequence_path(const ct_sequence *s, int64_t number);
/* Gives the number of the image that is there and lies nearest to `number`, the lower of two; reads the folder.
 * CT_NO_INPUT: none is there. */
CT_MUST_USE ct_code ct_sequence_nearest(const ct_sequence *s, int64_t number, int64_t *out,
                                        ct_error *err);
/* Whether `name` (the last part of a path) is one of the sequence's images; its number then. */
bool ct_sequence_number(const ct_sequence *s, const char *name, int64_t *number);

#endif
