/* SPDX-License-Identifier: MIT */
/* What the tests of the store share: a folder of their own, a project in it, rows to put in. */
#ifndef CT_STORE_KIT_H
#define CT_STORE_KIT_H

/* cmocka wants these before itself */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "circletake/query.h"
#include "circletake/store.h"

typedef struct kit {
    char      folder[256]; /* emptied and removed by kit_finish */
    char      path[400];   /* of the project in it */
    ct_store *st;          /* NULL while closed */
} kit;

/* A new folder, also for backups (XDG_STATE_HOME); the project is opened (made). */
void      kit_init(kit *k);
void      kit_finish(kit *k);
void      kit_open(kit *k, unsigned flags);
void      kit_close(kit *k);
void      kit_reopen(kit *k);
ct_query *kit_query(kit *k);

/* Submits, waits, expects it saved. */
void kit_save(kit *k, ct_edit *edit);
void kit_undo(kit *k);
void kit_redo(kit *k);

/* A clip "NAME.mov" with scene, shot, take; added and saved. */
ct_id kit_add_clip(kit *k, const char *name, const char *scene, const char *shot, const char *take);
ct_id kit_add_select(kit *k, ct_id clip, int64_t first, int64_t end, const char *label);
ct_id kit_add_note(kit *k, ct_id clip, int64_t frame, const char *body);
void  kit_set_text(kit *k, ct_id row, ct_field field, const char *text);
void  kit_set_int(kit *k, ct_id row, ct_field field, int64_t value);

ct_clip kit_clip(kit *k, ct_id id); /* finish it */
/* Rows shown for a search. */
size_t kit_count_clips(kit *k, const char *find);
size_t kit_count_selects(kit *k, const char *find);
size_t kit_count_notes(kit *k, const char *find);
/* ct_store_check finds nothing; prints what it finds. */
void kit_check(kit *k);

#endif
