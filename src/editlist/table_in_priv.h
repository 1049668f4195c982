/* SPDX-License-Identifier: MIT */
/* A table that is read: its columns, the row that is at hand, and what was met on the way. */
#ifndef CT_EDITLIST_TABLE_IN_PRIV_H
#define CT_EDITLIST_TABLE_IN_PRIV_H

#include "editlist_priv.h"
#include "sheet_priv.h"

typedef enum ct_column {
    CT_COLUMN_CLIP,
    CT_COLUMN_REEL,
    CT_COLUMN_SCENE,
    CT_COLUMN_SHOT,
    CT_COLUMN_TAKE,
    CT_COLUMN_CAMERA,
    CT_COLUMN_RATE,
    CT_COLUMN_FIRST,
    CT_COLUMN_END,
    CT_COLUMN_SOURCE_IN,
    CT_COLUMN_HAS_TIMECODE,
    CT_COLUMN_RECORD_IN,
    CT_COLUMN_RECORD_OUT,
    CT_COLUMN_RECORD_RATE,
    CT_COLUMN_LABEL,
    CT_COLUMN_VERDICT,
    CT_COLUMN_RATING,
    CT_COLUMN_CIRCLED,
    CT_COLUMN_COLOUR,
    CT_COLUMN_AUDIO,
    CT_COLUMN_AUTHOR,
    CT_COLUMN_PATH,
    CT_COLUMN_DESCRIPTION,
    CT_COLUMN_KEYWORDS,
    CT_COLUMN_NOTES,
    CT_COLUMN_TEXT,
    CT_COLUMN_CATEGORY,
    CT_COLUMN_STATUS,
    CT_COLUMN_PLACE,
    CT_COLUMN_PLACE_OUT,
    CT_COLUMN_FRAME,
    CT_COLUMN_LENGTH,
    CT_COLUMN_NAME,
    CT_COLUMN_COMPLETE,
    CT_COLUMN_TRACK,
    CT_COLUMN_TRANSITION,
    CT_COLUMN_TRANSITION_FRAMES,
    CT_COLUMN_WIPE,
    CT_COLUMN_SPEED,
    CT_COLUMN_WITHIN,
    CT_COLUMN_CHANNELS,
    CT_COLUMN_MARKER_COLOUR,
    CT_COLUMN_REPLY,
    CT_COLUMN_PRIORITY,
    CT_COLUMN_ASSIGNEE,
    CT_COLUMN_STILL,
    CT_COLUMN_NOTE_ID,
    CT_COLUMN_REPLY_TO,
    CT_COLUMNS
} ct_column;

/* A note of our own table, and the event that it became. */
typedef struct ct_table_note {
    ct_id  id;
    size_t event;
    bool   read;
} ct_table_note;

typedef struct ct_table_in {
    ct_timeline        *t;
    ct_leaving          leave;
    const ct_sheet     *sheet;
    int                 at[CT_COLUMNS]; /* -1: not there */
    const ct_sheet_row *row;            /* being read */
    int64_t             record;         /* where the next event goes that does not say it */
    bool                headless;       /* see ct_table_in_is_headless */
    int            clips; /* column that names the clip that a remark is in; -1: on a timeline */
    bool           clips_beside; /* there is one, of several clips, but they are on a timeline */
    bool           seconds;      /* places were told in them */
    bool           milliseconds; /* or in these, as whole numbers */
    size_t         nowhere;      /* rows without a place */
    size_t         endless;      /* segments without an end */
    size_t         told, equal;  /* timecodes beside a number of a frame; that count the same */
    size_t         unknown;      /* words that none of ours are; the first: */
    size_t         unknown_line;
    ct_column      unknown_column;
    const char    *unknown_word; /* of the sheet */
    ct_table_note *notes;        /* by id, where the table says who answers whom; owned */
    size_t         note_count;
} ct_table_in;

/* --- table_head_read.c: which column is which --- */

/* Cells of clean text: between tabs nothing is quoted, unless a spreadsheet wrote it. */
CT_MUST_USE ct_code ct_table_in_read_cells(const char *text, ct_sheet *out, ct_error *err);
/* Segments of LosslessCut need no head: where they begin (left out: at the file's beginning), where they end, what
 * they are called. */
bool ct_table_in_is_headless(const ct_sheet *sheet);
/* Makes the head the first row, and the cells what they are meant to be. */
void ct_table_in_find_head(ct_sheet *s);
/* Of b->sheet. */
void ct_table_in_find_columns(ct_table_in *b, bool headless);
/* The names that a column goes by, with bars between; the first is ours. */
const char *ct_table_in_title(ct_column c);
bool        ct_table_in_has(const ct_table_in *b, ct_column c);
/* Of b->row: "" where there is none, without the apostrophe that keeps a spreadsheet from computing. Borrowed. */
const char *ct_table_in_cell(const ct_table_in *b, ct_column c);
/* The same, given; NULL for "". */
char *ct_table_in_copy(const ct_table_in *b, ct_column c);

/* --- table_event_read.c: our own tables of selects, notes and cuts --- */

CT_MUST_USE ct_code ct_table_in_start_events(ct_table_in *b, AVRational edit_rate, ct_error *err);
/* b->row, unless it answers another. */
CT_MUST_USE ct_code ct_table_in_read_event(ct_table_in *b, ct_error *err);
/* When all of them are read: the rows that answer one. */
CT_MUST_USE ct_code ct_table_in_read_answers(ct_table_in *b, ct_error *err);
/* Words of a known column that are none of ours were left out. */
void ct_table_in_tell_unknown(const ct_table_in *b, ct_finding_list *findings);

/* --- table_remark_read.c: comments and markers of other programs --- */

CT_MUST_USE ct_code ct_table_in_start_markers(ct_table_in *b, const ct_import_options *how,
                                              ct_error *err);
CT_MUST_USE ct_code ct_table_in_read_marker(ct_table_in *b, ct_error *err);
/* A timecode that says the same as the number of a frame counts from the first one; numbers of an hour
 * and more are those of labels. */
bool ct_table_in_counts_from_zero(const ct_table_in *b);

#endif
