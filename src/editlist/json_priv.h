/* SPDX-License-Identifier: MIT */
/* JSON as the formats built on it write it. */
#ifndef CT_EDITLIST_JSON_PRIV_H
#define CT_EDITLIST_JSON_PRIV_H

#include <cjson/cJSON.h>

#include "table_priv.h"

/* Clean UTF-8 whatever `text` is. */
void ct_json_add_text(cJSON *object, const char *name, const char *text);
/* The fields of a row as one object. Empty ones are null, so that every object has every member. */
cJSON *ct_json_row(const ct_table_field *fields, size_t count, const ct_table_row *row);
/* Adds the printed document as an output; takes `root`. */
ct_code ct_json_print(cJSON *root, size_t rows, ct_output_list *out, ct_error *err);

/* JSON5 as JSON; what is neither stays what it is. Gives. */
char *ct_json5_as_json(const char *text);

/* otio.c: the colour of a category's markers. */
const char *ct_otio_colour(ct_category c);

#endif
