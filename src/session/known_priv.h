/* SPDX-License-Identifier: MIT */
/* Marks by where they lie and what they say: those of a project, and what comes to them. */
#ifndef CT_SESSION_KNOWN_PRIV_H
#define CT_SESSION_KNOWN_PRIV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "circletake/id.h"
#include "circletake/mark.h"

typedef struct ct_known {
    ct_id    on; /* a clip; of an answer the note that it answers */
    ct_span  span;
    char    *text, *author; /* owned; author "": not said */
    bool     came;          /* with what is taken in; else it was there before */
    ct_id    note;          /* of notes */
    uint64_t hash;
} ct_known;

typedef struct ct_known_set { /* zeroed: empty */
    ct_known *items;
    size_t    count, cap;
    size_t   *slots; /* open addressing, item number + 1 */
    size_t    room;
} ct_known_set;

/* `text` and `author` may be NULL, which says as much as "". Borrowed until the next is added; NULL: there is none.
 * Found is what the author said; else what anybody has said before, since programs write names in their own way. Two
 * people may say the same in what is taken in. */
ct_known *ct_known_find(const ct_known_set *set, ct_id on, ct_span span, const char *text,
                        const char *author);
ct_known *ct_known_add(ct_known_set *set, ct_id on, ct_span span, const char *text,
                       const char *author);
void      ct_known_finish(ct_known_set *set);

#endif
