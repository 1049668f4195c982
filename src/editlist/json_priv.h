/* SPDX-License-Identifier: MIT */
/* JSON as the formats built on it write it: a head for people, then one row a line, each made and
 * printed by itself, so that a list of any length costs no tree of its own. */
#ifndef CT_EDITLIST_JSON_PRIV_H
#define CT_EDITLIST_JSON_PRIV_H

#include <cjson/cJSON.h>

#include "table_priv.h"

/* Members. Names are borrowed for as long as the object is there, so they are literals. Texts become
 * clean UTF-8 whatever they are. */
void ct_json_add(cJSON *object, const char *name, cJSON *item); /* takes it */
void ct_json_add_text(cJSON *object, const char *name, const char *text);
/* The same of a text that stands until the object is printed: it is borrowed. */
void ct_json_add_word(cJSON *object, const char *name, const char *text);
void ct_json_add_number(cJSON *object, const char *name, int64_t number);
/* An empty one of that name. Borrowed. */
cJSON *ct_json_add_object(cJSON *object, const char *name);
cJSON *ct_json_add_array(cJSON *object, const char *name);
/* The fields of a row as one object. Empty ones are null, so that every object has every member, or
 * `sparse` not there. */
cJSON *ct_json_row(const ct_table_field *fields, size_t count, const ct_table_row *row,
                   bool sparse);

/* "replies" and "still" of a marker, where it has them. */
void ct_json_add_answers(cJSON *object, const ct_marker *m);

/* Rows of one array on their way out. */
typedef struct ct_json_rows {
    ct_str                  *out;
    size_t                   count;
    char                    *room; /* to print one in */
    int                      room_bytes;
    bool                     full; /* no memory */
    const ct_export_options *o;
} ct_json_rows;
/* Takes the row. */
void ct_json_rows_add(ct_json_rows *rows, cJSON *row);

typedef void (*ct_json_fill)(ct_json_rows *rows, int nth, const void *arg);

/* Stands for an array of rows inside a document. */
cJSON *ct_json_rows_here(void);
/* Prints the document and asks for the rows of each array in it, the n-th (from 0) where it stands;
 * takes `root`. `rows`: how many the output is said to have. */
ct_code ct_json_print(cJSON *root, ct_json_fill fill, const void *arg, size_t rows,
                      const ct_export_options *o, ct_output_list *out, ct_error *err);

/* JSON5 as JSON; what is neither stays what it is. Gives. */
char *ct_json5_as_json(const char *text);

/* otio.c: the colour of a category's markers. */
const char *ct_otio_colour(ct_category c);

/* ---- in ---- */

/* NULL: it is none; the sentence names the line and says that `expected` ("a timeline") was. */
cJSON *ct_json_parse(const char *text, const char *expected, ct_error *err);

#endif
