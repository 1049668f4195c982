/* SPDX-License-Identifier: MIT */
/* Values of a review as JSON: field names are a contract with other people's scripts and only grow.
 * Frames are whole numbers, rates "N/D", times of day ISO 8601 UTC; 64-bit hashes hexadecimal text. */
#ifndef CT_APP_CLI_JSON_H
#define CT_APP_CLI_JSON_H

#include <cjson/cJSON.h>

#include "circletake/cut.h"
#include "circletake/cutmap.h"
#include "circletake/lengths.h"
#include "circletake/mark.h"
#include "circletake/material.h"
#include "circletake/query.h"

/* Add fields of a clip to an object: what the file is, what the slate says. */
void ct_json_media(cJSON *object, const ct_clip *clip);
void ct_json_slate(cJSON *object, const ct_clip *clip);
/* Give whole objects. `clip` of a mark may be NULL when it is not known. */
cJSON *ct_json_clip(const ct_clip *clip);
cJSON *ct_json_select(const ct_select *select, const ct_clip *clip);
cJSON *ct_json_note(const ct_note *note, const ct_clip *clip);

cJSON *ct_json_cut(const ct_cut *cut);
/* Event `i` of a cut; `clip` NULL when it has none. */
cJSON *ct_json_event(const ct_timeline *t, size_t i, const ct_clip *clip);

/* The clip with what a look through its file found; null: it was not looked through. */
cJSON *ct_json_clip_of(ct_query *query, const ct_clip *clip);
cJSON *ct_json_material(const ct_material *m);
/* The lines of a text, as an array; NULL: none. */
cJSON *ct_json_lines(const char *text);

/* `number` as --since counts it. */
cJSON *ct_json_export(const ct_export_row *x, size_t number);

/* `scene` NULL: no clip with a picture is of it, or what belongs to none. */
cJSON *ct_json_scene(const char *name, const ct_scene *scene, const ct_length *selects);

/* Writes to standard output with a line end; takes the value. */
void ct_cli_json_print(cJSON *value);

#endif
