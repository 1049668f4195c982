/* SPDX-License-Identifier: MIT */
/* The fields of selects and notes as tables show them: CSV columns and JSON members are the same
 * rows, so their names are said once. Names are a contract: they stay, the rows only grow. */
#ifndef CT_EDITLIST_TABLE_PRIV_H
#define CT_EDITLIST_TABLE_PRIV_H

#include "circletake/str.h"
#include "editlist_priv.h"

typedef enum ct_cell_kind {
    CT_CELL_NONE = 0,
    CT_CELL_TEXT,
    CT_CELL_NUMBER,
    CT_CELL_FLAG
} ct_cell_kind;

typedef struct ct_cell {
    ct_cell_kind kind;
    const char  *text; /* borrowed from what was asked, or from `room` */
    int64_t      number;
    char         room[CT_AUDIO_TEXT_BYTES];
} ct_cell;

/* A select's event, or a note, and what stands around it. */
typedef struct ct_table_row {
    size_t             number; /* from 1 */
    const ct_timeline *timeline;
    const ct_event    *event;
    const ct_clip     *clip;
    const ct_note     *note;
    const char        *still; /* of the note; NULL none */
} ct_table_row;

typedef struct ct_table_field {
    const char *name;
    void (*get)(const ct_table_row *row, ct_cell *out); /* leaves CT_CELL_NONE: empty */
} ct_table_field;

extern const ct_table_field ct_select_fields[];
extern const size_t         ct_select_field_count;
extern const ct_table_field ct_note_fields[];
extern const size_t         ct_note_field_count;
/* A note inside a select, in the select's JSON object. */
void ct_marker_timecode(const ct_timeline *t, const ct_event *e, int64_t frame,
                        char out[CT_TC_TEXT_BYTES]);

/* Notes in the order asked for, each with its clip. Gives an array of in->notes->count. */
ct_code ct_table_note_rows(const ct_export_input *in, ct_list_order order, ct_table_row **out,
                           ct_error *err);

/* One text of a table with commas: quoted, never a formula. */
void ct_csv_append_text(ct_str *out, const char *text);

#endif
