/* SPDX-License-Identifier: MIT */
/* An edit: one act of a person on the project, as a list of field changes with a sentence.
 *
 * Built by any thread without touching the disk, then given to ct_store_submit, which commits all
 * of it or nothing. It is one step of undo. Nothing is ever deleted: a row is withdrawn, and
 * an undo of "add" withdraws what was added.
 *
 * An edit is made by one thread at a time. Values are checked by the store at commit. */
#ifndef CIRCLETAKE_EDIT_H
#define CIRCLETAKE_EDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "circletake/fields.h"
#include "circletake/cut.h"
#include "circletake/mark.h"
#include "circletake/material.h"

/* Kinds of rows. The numbers are written to the change log: never reuse one. */
typedef enum ct_table {
    CT_TABLE_PROJECT = 1, /* exactly one row, made with the file */
    CT_TABLE_PERSON,      /* everybody who ever authored something; made by the store */
    CT_TABLE_CLIP,
    CT_TABLE_LOCATION, /* every path at which a clip was ever seen */
    CT_TABLE_SELECT,
    CT_TABLE_NOTE,
    CT_TABLE_TAG,    /* the project's list for the number keys */
    CT_TABLE_EXPORT, /* what was handed over, when, as what */
    CT_TABLE_CUT,
    CT_TABLE_EVENT,  /* of a cut: made, withdrawn and restored with it */
    CT_TABLE_MARKER, /* of an event, likewise */
    CT_TABLE_END
} ct_table;

/* Fields somebody may change: CT_CLIP_SCENE ... The list with column names, types and meaning
 * is the one in fields.h, which also numbers them. */
typedef enum ct_field {
    CT_FIELD_NONE = 0,
#define CT_FIELD_ENUM(number, name, table, column, type, flags) CT_##name = (number),
    CT_FIELD_LIST(CT_FIELD_ENUM)
#undef CT_FIELD_ENUM
} ct_field;

typedef enum ct_field_type {
    CT_FIELD_INT,
    CT_FIELD_REAL,
    CT_FIELD_TEXT,
    CT_FIELD_ID
} ct_field_type;

/* The table a field belongs to, its type and its name in commands ("scene", "rating"). The
 * name is static; NULL, 0 for CT_FIELD_NONE. */
ct_table      ct_field_table(ct_field field);
ct_field_type ct_field_kind(ct_field field);
const char   *ct_field_name(ct_field field);
/* Field of `table` with that name; CT_FIELD_NONE when there is none. */
ct_field ct_field_find(ct_table table, const char *name);

typedef struct ct_edit ct_edit;

enum {
    /* Facts found by the program (index complete, file moved), not choices of a person: logged
     * but no step of undo, and redo stays possible. */
    CT_EDIT_FACT = 1
};

/* `sentence`: what undo offers, "Keep select". `author`: who does it, "" is "unknown". */
ct_edit *ct_edit_create(const char *sentence, const char *author, unsigned flags);
void     ct_edit_destroy(ct_edit **edit);
/* Makes this edit part of the same step of undo as an earlier one with the same id, if nothing
 * undoable came between: thousands of clips arrive in batches, and one undo takes all back. */
void ct_edit_join(ct_edit *edit, ct_id act);
bool ct_edit_is_empty(const ct_edit *edit);
/* Borrowed. */
const char *ct_edit_sentence(const ct_edit *edit);
const char *ct_edit_author(const ct_edit *edit);

/* Adding. The values are copied. A none id gets a new one; returns the id of the row. made_us 0
 * becomes now; an empty author of a select or note becomes the edit's; order 0 of a select
 * becomes "last". Counters and `offline` of a clip are ignored. */
ct_id ct_edit_add_clip(ct_edit *edit, const ct_clip *clip);
ct_id ct_edit_add_select(ct_edit *edit, const ct_select *select);
ct_id ct_edit_add_note(ct_edit *edit, const ct_note *note);
/* `position` 1 to 9 is the number key, 0 none. */
ct_id ct_edit_add_tag(ct_edit *edit, int position, const char *name);
/* `position`: how far the change log was known when it was read, see ct_query_log_position. */
ct_id ct_edit_add_export(ct_edit *edit, const char *format, const char *path, const char *selection,
                         int64_t events, int64_t warnings, int64_t position);
/* A cut with its events and their markers. `timeline` is taken: left empty. What the cut says of
 * rate, counting, start, length and number of events is read from it. */
ct_id ct_edit_add_cut(ct_edit *edit, const ct_cut *cut, ct_timeline *timeline);

/* Setting one field of one row; the id of CT_TABLE_PROJECT is ct_id_none(). Sets of the same row
 * that follow one another are written at once, so set both ends of a span one after the
 * other. NULL text is "". Setting what is already there changes and logs nothing. */
void ct_edit_set_text(ct_edit *edit, ct_id row, ct_field field, const char *text);
void ct_edit_set_int(ct_edit *edit, ct_id row, ct_field field, int64_t value);
void ct_edit_set_real(ct_edit *edit, ct_id row, ct_field field, double value);
void ct_edit_set_id(ct_edit *edit, ct_id row, ct_field field, ct_id value);
/* Both ends of a select's or note's range, with the evidence of its first and last picture (NULL: not
 * known now; what was stored for other frames is cleared). Of a note on one frame the last is
 * NULL. */
void ct_edit_set_select_span(ct_edit *edit, ct_id select, ct_span span,
                             const ct_evidence *first_proof, const ct_evidence *last_proof);
void ct_edit_set_note_span(ct_edit *edit, ct_id note, ct_span span, const ct_evidence *first_proof,
                           const ct_evidence *last_proof);
/* Evidence alone, when the picture arrived after the mark was made. */
void ct_edit_set_select_proof(ct_edit *edit, ct_id select, const ct_evidence *first_proof,
                              const ct_evidence *last_proof);
void ct_edit_set_note_proof(ct_edit *edit, ct_id note, const ct_evidence *first_proof,
                            const ct_evidence *last_proof);
/* Everything that probing or indexing may say anew (path, codec, rate, length, timecode, ...), not
 * what people said (slate, judgement). A timecode of the user's stays. */
void ct_edit_set_media(ct_edit *edit, ct_id clip, const ct_clip *media);
/* The clip of an event of a cut, how it was found and by how much it is moved. */
void ct_edit_set_event_clip(ct_edit *edit, ct_id event, ct_id clip, ct_match match, int64_t shift);
/* The file is found at another path: remembers that path too. */
void ct_edit_relink(ct_edit *edit, ct_id clip, const char *path, int64_t size_bytes,
                    int64_t mtime_ns);

/* What a look through the clip's file of that content found: rebuildable, so it is neither logged nor
 * undone, and not kept when the clip has other content by then. Goes with the next change of content. */
void ct_edit_put_material(ct_edit *edit, ct_id clip, uint64_t fingerprint, const ct_material *m);

void ct_edit_withdraw(ct_edit *edit, ct_table table, ct_id row);
void ct_edit_restore(ct_edit *edit, ct_table table, ct_id row);

/* The unsaved text under `key` (see ct_store_put_draft) goes when this edit is committed, not
 * before. */
void ct_edit_drop_draft(ct_edit *edit, const char *key);

#endif
