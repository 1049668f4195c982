/* SPDX-License-Identifier: MIT */
/* The change log: each field change is appended in the transaction that makes it; undo and redo
 * are edits made from it. Only the store's writing thread. */
#ifndef CT_STORE_CHANGE_H
#define CT_STORE_CHANGE_H

#include "db.h"
#include "edit_priv.h"

/* The numbers this copy of the project gives out. Put back when a transaction fails. */
typedef struct ct_site {
    int64_t n; /* row of this copy in table site */
    int64_t seq, hlc, revision;
} ct_site;

/* Reads the numbers; a copy of the file that lies elsewhere than before (`place`) becomes a site of
 * its own. */
CT_MUST_USE ct_code ct_change_site(ct_db *db, const char *place, ct_site *out, ct_error *err);
/* Writes the numbers as they are now. */
CT_MUST_USE ct_code ct_change_advance(ct_db *db, const ct_site *site, ct_error *err);

typedef enum ct_act_kind { CT_ACT_EDIT = 0, CT_ACT_UNDO, CT_ACT_REDO, CT_ACT_FACT } ct_act_kind;

typedef struct ct_act {
    int64_t     n; /* row in table act, 0 until it is there */
    ct_id       id;
    ct_act_kind kind;
    int64_t     of;             /* n of the act that is undone or redone; 0 none */
    bool        undoable;       /* becomes a step of undo */
    const char *sentence, *who; /* borrowed */
} ct_act;

/* Adds the act; an undoable one makes what was undone before it unreachable. An edit that wants to
 * be part of the newest step (act->id) joins it. */
CT_MUST_USE ct_code ct_change_begin(ct_db *db, ct_act *act, ct_error *err);
/* One field change. `old` NULL: this change made the row. */
CT_MUST_USE ct_code ct_change_add(ct_db *db, ct_site *site, const ct_act *act, const ct_id *row,
                                  ct_field field, const ct_value *value, const ct_value *old,
                                  ct_error *err);

/* Whether undo takes changes of the table back. Never: who somebody is, where a file lies, what was
 * handed over. */
bool ct_change_is_reversible(ct_table table);
/* Newest act that can be undone (or redone): n and id of *out; n 0 when there is none. Gives
 * *sentence (NULL allowed). */
CT_MUST_USE ct_code ct_change_top(ct_db *db, bool redo, ct_act *out, char **sentence,
                                  ct_error *err);
/* The edit that takes act `n` back (or makes it again). Gives. A field that somebody changed since
 * is left alone. */
CT_MUST_USE ct_code ct_change_reverse(ct_db *db, int64_t n, bool redo, const char *author,
                                      ct_edit **out, ct_error *err);
CT_MUST_USE ct_code ct_change_set_undone(ct_db *db, int64_t n, bool undone, ct_error *err);

#endif
