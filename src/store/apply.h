/* SPDX-License-Identifier: MIT */
/* Carries out edits inside an open transaction: rows, change log, counters, search index.
 * Only the store's writing thread (and the making of a new file). */
#ifndef CT_STORE_APPLY_H
#define CT_STORE_APPLY_H

#include "change.h"

typedef struct ct_writer {
    ct_db   db;
    ct_site site;
} ct_writer;

/* All of the edit or an error, after which the transaction must be rolled back and writer->site put
 * back to what it was. */
CT_MUST_USE ct_code ct_apply_edit(ct_writer *w, const ct_edit *edit, ct_error *err);
/* Takes the newest act back, or makes the newest undone one again. Nothing to do is CT_OK. */
CT_MUST_USE ct_code ct_apply_undo(ct_writer *w, bool redo, const char *author, ct_error *err);

#endif
