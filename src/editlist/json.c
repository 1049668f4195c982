/* SPDX-License-Identifier: MIT */
/* Tables for programs: the fields of table.c as JSON, plus the notes inside each select. Names
 * stay and the objects only grow; "version" changes when that cannot be kept. */
#include "json_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/str.h"
#include "marker_priv.h"

enum { VERSION = 1 };

/* --- members ---------------------------------------------------------------------- */

void ct_json_add(cJSON *object, const char *name, cJSON *item)
{
    cJSON_AddItemToObjectCS(object, name, item);
}

static bool is_ascii(const char *text)
{
    while (*text > 0)
        text++;
    return *text == '\0';
}

void ct_json_add_text(cJSON *object, const char *name, const char *text)
{
    char *clean = is_ascii(text) ? NULL : ct_utf8_clean(text, false);

    ct_json_add(object, name, cJSON_CreateString(clean ? clean : text));
    free(clean);
}

void ct_json_add_word(cJSON *object, const char *name, const char *text)
{
    if (is_ascii(text))
        ct_json_add(object, name, cJSON_CreateStringReference(text));
    else
        ct_json_add_text(object, name, text);
}

/* As it is: the library's numbers are doubles, which it prints, reads again and compares. */
void ct_json_add_number(cJSON *object, const char *name, int64_t number)
{
    char room[CT_I64_TEXT_BYTES];

    ct_json_add(object, name, cJSON_CreateRaw(ct_i64_text(number, room)));
}

cJSON *ct_json_add_object(cJSON *object, const char *name)
{
    cJSON *item = cJSON_CreateObject();

    ct_json_add(object, name, item);
    return item;
}

cJSON *ct_json_add_array(cJSON *object, const char *name)
{
    cJSON *item = cJSON_CreateArray();

    ct_json_add(object, name, item);
    return item;
}

cJSON *ct_json_row(const ct_table_field *fields, size_t count, const ct_table_row *row, bool sparse)
{
    cJSON *object = cJSON_CreateObject();

    for (size_t i = 0; i < count; i++) {
        ct_cell cell;
        cell.kind = CT_CELL_NONE;
        fields[i].get(row, &cell);
        if (cell.kind == CT_CELL_TEXT && cell.text == cell.room)
            ct_json_add_text(object, fields[i].name, cell.text);
        else if (cell.kind == CT_CELL_TEXT)
            ct_json_add_word(object, fields[i].name, cell.text);
        else if (cell.kind == CT_CELL_NUMBER)
            ct_json_add_number(object, fields[i].name, cell.number);
        else if (cell.kind == CT_CELL_FLAG)
            ct_json_add(object, fields[i].name, cJSON_CreateBool(cell.number != 0));
        else if (!sparse)
            ct_json_add(object, fields[i].name, cJSON_CreateNull());
    }
    return object;
}

void ct_json_add_answers(cJSON *object, const ct_marker *m)
{
    cJSON *replies = m->reply_count ? ct_json_add_array(object, "replies") : NULL;
    char   id[CT_ID_TEXT_BYTES];

    for (size_t i = 0; i < m->reply_count; i++) {
        cJSON *reply = cJSON_CreateObject();
        ct_json_add_text(reply, "text", ct_str_or_empty(m->replies[i].text));
        ct_json_add_text(reply, "author", ct_str_or_empty(m->replies[i].author));
        ct_json_add_text(reply, "note_id", ct_id_text(m->replies[i].note, id));
        cJSON_AddItemToArray(replies, reply);
    }
    if (m->still)
        ct_json_add_text(object, "still", m->still);
}

/* --- printing --------------------------------------------------------------------- */

enum { ROW_BYTES = 3072, ROOM_AT_FIRST = 16384, ROOM_MOST = 1 << 30 };

static const char here[] = "\x01"; /* in no printed document: a control character is escaped */

cJSON *ct_json_rows_here(void)
{
    return cJSON_CreateRaw(here);
}

static bool print_row(ct_json_rows *rows, cJSON *row)
{
    while (rows->room_bytes < ROOM_MOST) {
        if (rows->room && cJSON_PrintPreallocated(row, rows->room, rows->room_bytes, false))
            return true;
        free(rows->room);
        rows->room_bytes = rows->room_bytes ? rows->room_bytes * 2 : ROOM_AT_FIRST;
        rows->room = malloc((size_t)rows->room_bytes);
    }
    return false;
}

void ct_json_rows_add(ct_json_rows *rows, cJSON *row)
{
    if (print_row(rows, row)) {
        ct_str_append(rows->out, rows->count++ ? ",\n" : "\n");
        ct_str_append(rows->out, rows->room);
    } else {
        rows->full = true;
    }
    cJSON_Delete(row);
}

static void append_array(ct_json_rows *rows, ct_json_fill fill, int nth, const void *arg)
{
    rows->count = 0;
    ct_str_append_char(rows->out, '[');
    fill(rows, nth, arg);
    ct_str_append(rows->out, rows->count ? "\n]" : "]");
}

ct_code ct_json_print(cJSON *root, ct_json_fill fill, const void *arg, size_t rows,
                      const ct_export_options *o, ct_output_list *out, ct_error *err)
{
    ct_str       whole = {0};
    ct_json_rows going = {.out = &whole, .o = o};
    char        *frame = cJSON_Print(root);
    const char  *at = frame, *gap;

    cJSON_Delete(root);
    ct_str_expect(&whole, rows, ROW_BYTES);
    for (int nth = 0; at && (gap = strchr(at, *here)) != NULL; nth++) {
        ct_str_append_n(&whole, at, (size_t)(gap - at));
        append_array(&going, fill, nth, arg);
        at = gap + 1;
    }
    ct_str_append(&whole, at);
    ct_str_append_char(&whole, '\n');
    free(going.room);
    cJSON_free(frame);
    if (frame && !going.full) {
        ct_output_add_text(out, &whole, rows);
        return CT_OK;
    }
    ct_str_finish(&whole);
    return ct_fail(err, CT_NO_MEMORY,
                   "There is not enough memory for this list; write fewer selects at a time.");
}

/* --- selects ---------------------------------------------------------------------- */

static cJSON *start(const char *format)
{
    cJSON *root = cJSON_CreateObject();

    ct_json_add_word(root, "format", format);
    ct_json_add_number(root, "version", VERSION);
    return root;
}

static cJSON *marker_object(const ct_timeline *t, const ct_event *e, const ct_marker *m)
{
    char   timecode[CT_TC_TEXT_BYTES], id[CT_ID_TEXT_BYTES];
    cJSON *object = cJSON_CreateObject();

    ct_marker_timecode(t, e, m->frame, timecode);
    ct_json_add_number(object, "first_frame", m->frame);
    ct_json_add_number(object, "frames", m->count);
    if (ct_event_stands(e)) {
        ct_span record = ct_marker_record(t, e, m);
        ct_json_add_number(object, "held_first", record.first - e->record.first);
        ct_json_add_number(object, "held_end", record.end - e->record.first);
    }
    ct_json_add_text(object, "timecode_in", timecode);
    ct_json_add_text(object, "text", ct_str_or_empty(m->text));
    ct_json_add_word(object, "category", ct_category_name(m->category));
    ct_json_add_word(object, "status", ct_note_status_name(m->status));
    ct_json_add_text(object, "author", ct_str_or_empty(m->author));
    ct_json_add_number(object, "priority", m->priority);
    ct_json_add_text(object, "assignee", ct_str_or_empty(m->assignee));
    ct_json_add_text(object, "note_id", ct_id_text(m->note, id));
    ct_json_add_answers(object, m);
    return object;
}

static void add_selects(ct_json_rows *rows, int nth, const void *arg)
{
    const ct_timeline *t = arg;

    (void)nth;
    for (size_t i = 0; i < t->event_count && !ct_export_stopped(rows->o); i++) {
        const ct_event *e = &t->events[i];
        ct_table_row    row = {.number = i + 1, .timeline = t, .event = e};
        cJSON          *object = ct_json_row(ct_select_fields, ct_select_field_count, &row, false);
        cJSON          *notes = ct_json_add_array(object, "notes");
        for (size_t k = 0; k < e->marker_count; k++)
            cJSON_AddItemToArray(notes, marker_object(t, e, &e->markers[k]));
        ct_json_rows_add(rows, object);
    }
}

ct_code ct_json_write_list(const ct_format *f, const ct_timeline *t, const ct_export_options *o,
                           ct_output_list *out, ct_finding_list *findings, ct_error *err)
{
    char   rate[CT_RATE_TEXT_BYTES], label[CT_TC_TEXT_BYTES];
    cJSON *root = start("circletake-selects");

    (void)f;
    (void)findings;
    ct_json_add_text(root, "title", ct_str_or_empty(t->title));
    ct_json_add_text(root, "edit_rate", ct_rate_text(t->fps, rate));
    ct_json_add(root, "drop_frame", cJSON_CreateBool(t->count.drop));
    ct_json_add_text(root, "record_start", ct_tc_print(t->start, t->count, label));
    ct_json_add(root, "selects", ct_json_rows_here());
    return ct_json_print(root, add_selects, t, t->event_count, o, out, err);
}

/* --- notes ------------------------------------------------------------------------ */

struct note_rows {
    const ct_table_row *rows;
    size_t              count;
};

static void add_notes(ct_json_rows *rows, int nth, const void *arg)
{
    const struct note_rows *notes = arg;

    (void)nth;
    for (size_t i = 0; i < notes->count && !ct_export_stopped(rows->o); i++)
        ct_json_rows_add(rows,
                         ct_json_row(ct_note_fields, ct_note_field_count, &notes->rows[i], false));
}

ct_code ct_json_write_notes(const ct_format *f, const ct_export_input *in,
                            const ct_export_options *o, ct_output_list *out,
                            ct_finding_list *findings, ct_error *err)
{
    ct_table_row *rows;
    ct_code       code = ct_table_note_rows(in, o->order, &rows, err);

    (void)f;
    (void)findings;
    if (code)
        return code;
    cJSON *root = start("circletake-notes");
    ct_json_add(root, "notes", ct_json_rows_here());
    code = ct_json_print(root, add_notes, &(struct note_rows){rows, in->notes->count},
                         in->notes->count, o, out, err);
    free(rows);
    return code;
}
