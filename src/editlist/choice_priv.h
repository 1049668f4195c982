/* SPDX-License-Identifier: MIT */
/* Files that hold several timelines: which one is read, and what is said of the others. */
#ifndef CT_EDITLIST_CHOICE_PRIV_H
#define CT_EDITLIST_CHOICE_PRIV_H

#include "circletake/editlist.h"

typedef struct ct_choice_item {
    const char *name; /* borrowed */
    const void *item; /* what the reader knows it by; borrowed */
} ct_choice_item;

typedef struct ct_choice { /* zeroed: nothing yet */
    ct_choice_item *items; /* in the order of the file */
    size_t          count, cap;
} ct_choice;

void ct_choice_add(ct_choice *c, const char *name, const void *item);
void ct_choice_finish(ct_choice *c);

/* The item called how->timeline, whatever its case, or of that number from 1; without a wish the first, or who
 * reads is asked (how->ask): CT_CANCELLED. What lies beside it becomes a finding ("2 sequences ..." with `what`
 * "sequence"). *out NULL: there is none at all. CT_USAGE: none answers to the wish. */
ct_code ct_choice_make(const ct_choice *c, const ct_import_options *how, const char *what,
                       const void **out, ct_finding_list *findings, ct_error *err);

#endif
