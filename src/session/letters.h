/* SPDX-License-Identifier: MIT */
/* Names letter by letter, as those compare that mean the same. macOS takes "ü" apart in the names of files, into "u" and
 * two dots, and lists that were made there have them so; other systems keep what was typed. The case of ASCII does not
 * count either. Any thread. */
#ifndef CT_SESSION_LETTERS_H
#define CT_SESSION_LETTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CT_LETTERS_MARKS = 4 };

/* Zeroed but for what is to be read, which is borrowed. */
typedef struct ct_letters {
    const char *text; /* UTF-8; a byte that is none counts as itself */
    size_t      bytes;
    uint32_t    marks[CT_LETTERS_MARKS]; /* of the letter taken apart, the last one first */
    int         waiting;                 /* how many of them are still to come */
} ct_letters;
/* The next letter, small and apart from its marks, which follow. False: there is none. */
bool ct_letters_next(ct_letters *l, uint32_t *letter);

bool ct_letters_equal(const char *a, size_t a_bytes, const char *b, size_t b_bytes);

#endif
