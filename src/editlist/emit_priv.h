/* SPDX-License-Identifier: MIT */
/* Making text safe for line-based lists. Give new strings (free()). */
#ifndef CT_EDITLIST_EMIT_PRIV_H
#define CT_EDITLIST_EMIT_PRIV_H

#include <stddef.h>
#include <stdint.h>

#include "circletake/editlist.h"

/* One line: no control characters or line breaks, runs of spaces become one, ends trimmed. */
char *ct_emit_line(const char *text);
/* Accents and typographer's signs of Latin letters are written with plain ones; what has no plain
 * form becomes `other`. */
char *ct_emit_ascii(const char *text, char other);
/* The title of a list as the TITLE statement of an edit list holds it: `letters` of ASCII at most. What is too long
 * gives its middle, because the version stands at the end. "" for an empty one. */
char *ct_emit_title(const char *title, size_t letters);
enum { CT_TITLE_LETTERS = 70 };
/* Says so where that is not the title as it is. */
void ct_emit_say_title(const char *title, ct_finding_list *findings);

#endif
