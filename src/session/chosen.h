/* SPDX-License-Identifier: MIT */
/* What is chosen to be handed over: selects or notes with their clips. Any thread. */
#ifndef CT_SESSION_CHOSEN_H
#define CT_SESSION_CHOSEN_H

#include "circletake/handover.h"

typedef struct ct_chosen {
    ct_select_list selects;
    ct_timeline cut; /* asked for instead; its events count their source in frames of their clips */
    ct_id       cut_id;    /* none: no cut was asked for */
    char       *cut_title; /* "Reel 1 v3"; NULL: likewise */
    ct_note_list notes;
    ct_clip_list clips; /* of both, and those that are their sound; each once */
} ct_chosen;
void ct_chosen_finish(ct_chosen *c);

/* CT_NO_INPUT: nothing answers to the order. */
CT_MUST_USE ct_code ct_choose(ct_query *query, const ct_format *format,
                              const ct_handover_order *order, ct_chosen *c,
                              ct_finding_list *findings, ct_error *err);

#endif
