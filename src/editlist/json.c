/* SPDX-License-Identifier: MIT */
/* Tables for programs: the fields of table.c as JSON, plus the notes inside each select. Names
 * stay and the objects only grow; "version" changes when that cannot be kept. */
#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/str.h"
#include "json_priv.h"

enum { VERSION = 1 };

void ct_json_add_text(cJSON *object, const char *name, const char *text)
{
    char *clean = ct_utf8_clean(text, false);

    cJSON_AddStringToObject(object, name, clean);
    free(clean);
}

/* An empty field is null, so that every object has every member. */
cJSON *ct_json_row(const ct_table_field *fields, size_t count, const ct_table_row *row)
{
    cJSON *object = cJSON_CreateObject();

    for (size_t i = 0; i < count; i++) {
        ct_cell cell = {.kind = CT_CELL_NONE};
        fields[i].get(row, &cell);
        if (cell.kind == CT_CELL_TEXT)
            ct_json_add_text(object, fields[i].name, cell.text);
        else if (cell.kind == CT_CELL_NUMBER)
            cJSON_AddNumberToObject(object, fields[i].name, (double)cell.number);
        else if (cell.kind == CT_CELL_FLAG)
            cJSON_AddBoolToObject(object, fields[i].name, cell.number != 0);
        else
            cJSON_AddNullToObject(object, fields[i].name);
    }
    return object;
}

static cJSON *marker_object(const ct_timeline *t, const ct_event *e, const ct_marker *m)
{
    char   timecode[CT_TC_TEXT_BYTES], id[CT_ID_TEXT_BYTES];
    cJSON *object = cJSON_CreateObject();

    ct_marker_timecode(t, e, m->frame, timecode);
    cJSON_AddNumberToObject(object, "first_frame", (double)m->frame);
    cJSON_AddNumberToObject(object, "frames", (double)m->count);
    ct_json_add_text(object, "timecode_in", timecode);
    ct_json_add_text(object, "text", ct_str_or_empty(m->text));
    ct_json_add_text(object, "category", ct_category_name(m->category));
    ct_json_add_text(object, "status", ct_note_status_name(m->status));
    ct_json_add_text(object, "author", ct_str_or_empty(m->author));
    ct_json_add_text(object, "note_id", ct_id_text(m->note, id));
    return object;
}

ct_code ct_json_print(cJSON *root, size_t rows, ct_output_list *out, ct_error *err)
{
    char  *text = cJSON_Print(root);
    ct_str whole = {0};

    cJSON_Delete(root);
    if (!text)
        return ct_fail(err, CT_NO_MEMORY,
                       "There is not enough memory for this list; write fewer "
                       "selects at a time.");
    ct_str_append(&whole, text);
    ct_str_append_char(&whole, '\n');
    cJSON_free(text);
    size_t bytes = whole.len;
    ct_output_add(out, ct_str_take(&whole), bytes, rows);
    return CT_OK;
}

static cJSON *start(const char *format)
{
    cJSON *root = cJSON_CreateObject();

    ct_json_add_text(root, "format", format);
    cJSON_AddNumberToObject(root, "version", VERSION);
    return root;
}

ct_code ct_json_write_list(const ct_format *f, const ct_timeline *t, const ct_export_options *o,
                           ct_output_list *out, ct_finding_list *findings, ct_error *err)
{
    char   rate[CT_RATE_TEXT_BYTES], label[CT_TC_TEXT_BYTES];
    cJSON *root = start("circletake-selects"), *selects;

    (void)f;
    (void)o;
    (void)findings;
    ct_json_add_text(root, "title", ct_str_or_empty(t->title));
    ct_json_add_text(root, "edit_rate", ct_rate_text(t->fps, rate));
    cJSON_AddBoolToObject(root, "drop_frame", t->count.drop);
    ct_json_add_text(root, "record_start", ct_tc_print(t->start, t->count, label));
    selects = cJSON_AddArrayToObject(root, "selects");
    for (size_t i = 0; i < t->event_count; i++) {
        const ct_event *e = &t->events[i];
        ct_table_row    row = {.number = i + 1, .timeline = t, .event = e};
        cJSON          *object = ct_json_row(ct_select_fields, ct_select_field_count, &row);
        cJSON          *notes = cJSON_AddArrayToObject(object, "notes");
        for (size_t k = 0; k < e->marker_count; k++)
            cJSON_AddItemToArray(notes, marker_object(t, e, &e->markers[k]));
        cJSON_AddItemToArray(selects, object);
    }
    return ct_json_print(root, t->event_count, out, err);
}

ct_code ct_json_write_notes(const ct_format *f, const ct_export_input *in,
                            const ct_export_options *o, ct_output_list *out,
                            ct_finding_list *findings, ct_error *err)
{
    cJSON        *root, *notes;
    ct_table_row *rows;
    ct_code       code = ct_table_note_rows(in, o->order, &rows, err);

    (void)f;
    (void)findings;
    if (code)
        return code;
    root = start("circletake-notes");
    notes = cJSON_AddArrayToObject(root, "notes");
    for (size_t i = 0; i < in->notes->count; i++)
        cJSON_AddItemToArray(notes, ct_json_row(ct_note_fields, ct_note_field_count, &rows[i]));
    free(rows);
    return ct_json_print(root, in->notes->count, out, err);
}
