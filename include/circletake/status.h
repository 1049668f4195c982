/* SPDX-License-Identifier: MIT */
/* How a call says that it failed, and what a reviewer is told about it.
 *
 * Every function that can fail returns a ct_code and takes a `ct_error *` last (NULL:
 * the caller does not want the sentence). The sentence says what happened, to which
 * thing, and what to do next. Any thread; an error object belongs to one thread. */
#ifndef CIRCLETAKE_STATUS_H
#define CIRCLETAKE_STATUS_H

#include <stdarg.h>

#if defined(__GNUC__)
#define CT_MUST_USE          __attribute__((warn_unused_result))
#define CT_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#else
#define CT_MUST_USE
#define CT_PRINTF(fmt, args)
#endif

typedef enum ct_code {
    CT_OK = 0,
    CT_USAGE,       /* the call or command line makes no sense                */
    CT_BAD_DATA,    /* the file or value is not what it claims to be          */
    CT_NO_INPUT,    /* no such file, clip, select, ...                        */
    CT_UNSUPPORTED, /* understood, but this build or medium cannot do it      */
    CT_NO_MEMORY,   /* a frame, cache or file did not fit                     */
    CT_NO_CREATE,   /* the output cannot be written                           */
    CT_IO,          /* reading or writing failed half way                     */
    CT_BUSY,        /* somebody else holds it; try again                      */
    CT_CANCELLED,   /* the user stopped it: not an error                      */
    CT_END,         /* no more: end of stream or list                         */
    CT_INTERNAL     /* a fault of ours                                        */
} ct_code;

enum { CT_ERROR_TEXT_BYTES = 1024 };

typedef struct ct_error {
    ct_code code;
    char    text[CT_ERROR_TEXT_BYTES]; /* UTF-8, one sentence or two, NUL-terminated */
} ct_error;

/* Writes the sentence into `err` (may be NULL) and returns `code`. */
ct_code ct_fail(ct_error *err, ct_code code, const char *fmt, ...) CT_PRINTF(3, 4);

/* Puts words before an error already set: "Cannot add A001.mov: " + old text. */
ct_code ct_fail_prefix(ct_error *err, ct_code code, const char *fmt, ...) CT_PRINTF(3, 4);

/* Exit status for a command that ended with `code`: the numbers of sysexits.h
 * (64 usage, 65 data, 66 input or the end of it, 69 unavailable, 70 internal, 71 memory, 73 create,
 * 74 I/O, 75 busy) and 130 for cancelled. */
int ct_code_exit(ct_code code);

/* Short lower-case name, e.g. "bad data". Static. */
const char *ct_code_name(ct_code code);

#endif
