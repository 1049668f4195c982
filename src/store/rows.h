/* SPDX-License-Identifier: MIT */
/* Which field of a row is which member of ct_clip, ct_select, ct_note, ...: one table a struct, used
 * both to write and to read them. */
#ifndef CT_STORE_ROWS_H
#define CT_STORE_ROWS_H

#include <stddef.h>

#include "value.h"

typedef enum ct_member_type {
    CT_MEMBER_INT,
    CT_MEMBER_ENUM, /* one of those we know, else 0: columns have room for those of a later program */
    CT_MEMBER_BOOL,
    CT_MEMBER_I64,
    CT_MEMBER_U64, /* stored as the int64 with the same bits */
    CT_MEMBER_REAL,
    CT_MEMBER_TEXT, /* char *, owned by the struct; NULL where the row has "" */
    CT_MEMBER_ID,
    CT_MEMBER_TC,    /* char[CT_TC_TEXT_BYTES] */
    CT_MEMBER_AROUND /* a ct_evidence, of which only `around` */
} ct_member_type;

typedef struct ct_row_member {
    ct_field       field;
    ct_member_type type;
    size_t         offset;
    int            last; /* of an ENUM */
} ct_row_member;

/* Members of the struct for CLIP, SELECT, NOTE, CUT, EVENT or MARKER; others have none (count 0). */
const ct_row_member *ct_row_members(ct_table table, size_t *count);
/* Offset of the struct's own id; a marker has none. */
size_t ct_row_id_offset(ct_table table);

/* The value a struct holds; finish it. */
ct_value ct_row_get(const ct_row_member *m, const void *item);
/* Stores a value into a struct: whole numbers (INT, ENUM, BOOL, I64, U64), REAL, ID, and texts (TEXT, TC, AROUND). */
void ct_row_set_int(const ct_row_member *m, void *item, int64_t i);
void ct_row_set_real(const ct_row_member *m, void *item, double r);
void ct_row_set_id(const ct_row_member *m, void *item, ct_id id);
void ct_row_set_text(const ct_row_member *m, void *item, const char *text);

typedef struct ct_field_info {
    ct_field      field;
    ct_table      table;
    ct_field_type type;
    bool          logged;
    const char   *column;
} ct_field_info;

/* All fields in order of their numbers; `count` may be NULL. */
const ct_field_info *ct_field_infos(size_t *count);
/* NULL when the number is not one of ours. */
const ct_field_info *ct_field_info_of(ct_field field);
/* Whether it says what the picture of a mark was, not where the mark is or what is said there. */
bool ct_field_is_evidence(ct_field field);
/* Name of the SQL table. Static. */
const char *ct_table_name(ct_table table);
/* Whether rows of the table are made with the row they are part of, and come and go with it: their
 * making is not logged. */
bool ct_table_is_part(ct_table table);
/* The field that withdraws a row of the table. */
ct_field ct_table_withdrawn(ct_table table);

#endif
