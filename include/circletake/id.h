/* SPDX-License-Identifier: MIT */
/* Identity of every authored row: UUID version 7 (RFC 9562 section 5.7), 16 bytes.
 * Random enough that two copies of a project merge without renumbering, and ordered by
 * time of making. Any thread. */
#ifndef CIRCLETAKE_ID_H
#define CIRCLETAKE_ID_H

#include <stdbool.h>
#include <stdint.h>

typedef struct ct_id {
    uint8_t b[16]; /* all zero: none */
} ct_id;

enum { CT_ID_TEXT_BYTES = 37 }; /* 8-4-4-4-12 lower-case hex and the NUL */

/* New id, greater than every one this process made before. */
ct_id ct_id_new(void);
ct_id ct_id_none(void);
bool  ct_id_is_none(ct_id id);
bool  ct_id_equal(ct_id a, ct_id b);
int   ct_id_compare(ct_id a, ct_id b);
/* Writes the text form into `out`, returns `out`. */
char *ct_id_text(ct_id id, char out[CT_ID_TEXT_BYTES]);
/* Accepts the text form, with or without hyphens. */
bool ct_id_parse(const char *text, ct_id *out);

#endif
