/* SPDX-License-Identifier: MIT */
/* The truth about a clip's material on one line: short facts, in words, those that an editor would trip on
 * marked as odd. Pure, any thread. */
#ifndef CIRCLETAKE_FACTS_H
#define CIRCLETAKE_FACTS_H

#include "circletake/mark.h"
#include "circletake/material.h"

typedef enum ct_fact_kind {
    CT_FACT_PLAIN,
    CT_FACT_GOOD, /* looked for, and nothing found */
    CT_FACT_ODD
} ct_fact_kind;

typedef struct ct_fact {
    ct_fact_kind kind;
    char        *text;    /* "black 10-19": frames from 0, the last one belongs to it */
    char        *tip;     /* all there is to say of it; NULL: the text says it */
    bool         stretch; /* of stretches of `flaw`, which one can go to */
    ct_flaw      flaw;
} ct_fact;

typedef struct ct_fact_list {
    ct_fact *items;
    size_t   count, cap;
} ct_fact_list;
void ct_fact_list_finish(ct_fact_list *l); /* safe on zeroed memory */

/* Fills `out` (zeroed or filled). `m` NULL: it was not looked through yet. */
void ct_facts_of(const ct_clip *clip, const ct_material *m, ct_fact_list *out);
/* Some facts joined by " · ". Gives. */
char *ct_facts_line(const ct_fact_list *facts, bool only_odd);

#endif
