/* SPDX-License-Identifier: MIT */
/* What an ingest child says to its parent: one line of JSON at a time. The child handles hostile
 * files, so the reading side believes nothing: types, lengths and numbers are checked.
 *
 *   {"alive":250}                        still at it, so many thousandths done
 *   {"clip":{"path":"...", ...}}         the answer: everything that was found out; with
 *   {"clip":{...},"remark":"sentence"}   something a person should know of it
 *   {"material":"...","fingerprint":"1"} the answer: what a look through the file of that content found
 *   {"failed":"sentence","code":2}       the answer: it cannot be used */
#ifndef CT_INGEST_WIRE_H
#define CT_INGEST_WIRE_H

#include "circletake/mark.h"
#include "circletake/material.h"

typedef enum ct_answer_kind {
    CT_ANSWER_ALIVE,
    CT_ANSWER_CLIP,
    CT_ANSWER_MATERIAL,
    CT_ANSWER_FAILED
} ct_answer_kind;

typedef struct ct_answer {
    ct_answer_kind kind;
    int            permille;
    ct_clip        clip;
    char          *remark; /* NULL: nothing */
    ct_material    material;
    uint64_t       fingerprint; /* of what was looked through */
    ct_error       error;
} ct_answer;
void ct_answer_finish(ct_answer *answer); /* safe on zeroed memory */

/* Requests: a letter, the number of the stream of pictures, a space and a path, ended by a NUL. */
enum {
    CT_ASK_HEADERS = 'h',
    CT_ASK_PREPARE = 'p',
    CT_ASK_MATERIAL = 'm',
    CT_ASK_MATERIAL_ANEW = 'M' /* whatever the cache has */
};
enum { CT_ANSWER_LINE_BYTES = 256 << 10 }; /* longer lines are no answer */

/* Each gives a line with its end (free()). */
char *ct_wire_alive(int permille);
char *ct_wire_clip(const ct_clip *clip, const char *remark);
char *ct_wire_material(uint64_t fingerprint, const ct_material *m);
char *ct_wire_failed(const ct_error *error);

/* Reads one line without its end. CT_BAD_DATA: it is none of them. */
CT_MUST_USE ct_code ct_wire_read(const char *line, ct_answer *out, ct_error *err);

#endif
