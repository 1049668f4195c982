/* SPDX-License-Identifier: MIT */
/* The stills that a list names: which of its notes have one, where it lies, making them. One thread. */
#ifndef CT_SESSION_HANDOVER_STILLS_H
#define CT_SESSION_HANDOVER_STILLS_H

#include "chosen.h"

/* Those that the remarks of a cut name, as the list that it goes into should have them: as below. */
void ct_list_stills_of_cut(const ct_handover_order *order, ct_timeline *cut);

typedef struct ct_list_stills ct_list_stills;

/* Stills of the notes in `chosen` go into order->stills; the list is written as `list` ("-": to
 * standard output). Borrows all until destroy. */
ct_list_stills *ct_list_stills_create(const ct_handover_order *order, const ct_chosen *chosen);
void            ct_list_stills_destroy(ct_list_stills **stills);

/* As ct_export_input.still wants it, `arg` a ct_list_stills: the path as the list should have it, which is
 * relative where the folder lies beside the list. The note is remembered. */
const char *ct_list_stills_path(void *arg, const ct_note *note);

/* Makes what was asked for. A still that cannot be made is a warning and has no path from then on:
 * *failed counts them. CT_CANCELLED; or the folder cannot be made. */
CT_MUST_USE ct_code ct_list_stills_write(ct_list_stills *stills, size_t *failed,
                                         ct_finding_list *findings, ct_error *err);
/* How many stand in the folder now. */
size_t ct_list_stills_count(const ct_list_stills *stills);

#endif
