/* SPDX-License-Identifier: MIT */
/* Making text safe for line-based lists. Give new strings (free()). */
#ifndef CT_EDITLIST_EMIT_PRIV_H
#define CT_EDITLIST_EMIT_PRIV_H

#include <stdint.h>

/* One line: no control characters or line breaks, runs of spaces become one, ends trimmed. */
char *ct_emit_line(const char *text);
/* Accents and typographer's signs of Latin letters are written with plain ones; what has no plain
 * form becomes `other`. */
char *ct_emit_ascii(const char *text, char other);
/* 64-bit FNV-1a of the bytes: names for things that must be the same on every machine. */
uint64_t ct_emit_hash(const char *text, uint64_t salt);

#endif
