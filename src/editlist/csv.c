/* SPDX-License-Identifier: MIT */
/* Tables for spreadsheets, UTF-8. With commas as RFC 4180 has it: text is always quoted, numbers
 * never. With tabs nothing is quoted (IANA text/tab-separated-values): line breaks and tabs in a
 * text become spaces. A text that a spreadsheet would run as a formula gets an apostrophe in front
 * (OWASP ASVS 1.2.10). */
#include <stdlib.h>
#include <string.h>

#include "circletake/str.h"
#include "table_priv.h"

/* First letter behind blanks that makes a spreadsheet compute, in its full-width forms too. */
static bool starts_formula(const char *text)
{
    uint32_t c = 0;

    if (*text == '\t' || *text == '\r' || *text == '\n')
        return true;
    text += strspn(text, " \t\r\n");
    if (*text)
        ct_utf8_decode(text, strlen(text), &c);
    return c == '=' || c == '+' || c == '-' || c == '@' || c == 0xFF1D || c == 0xFF0B ||
           c == 0xFF0D || c == 0xFF20;
}

typedef struct dialect {
    char between;
    bool quoted;
    bool raw; /* formulas are not guarded */
    bool bom;
} dialect;

static dialect commas(const ct_export_options *o)
{
    return (dialect){',', true, o->raw, o->bom};
}

static dialect tabs(const ct_export_options *o)
{
    return (dialect){'\t', false, o->raw, o->bom};
}

static void append_quoted(ct_str *out, const char *clean)
{
    while (*clean) {
        size_t run = 0;
        while ((unsigned char)clean[run] >= ' ' && clean[run] != '"')
            run++;
        ct_str_append_n(out, clean, run);
        clean += run;
        if (*clean == '"')
            ct_str_append(out, "\"\"");
        else if (*clean == '\n' || *clean == '\t')
            ct_str_append_char(out, *clean);
        clean += *clean != '\0';
    }
    ct_str_append_char(out, '"');
}

static void append_text(ct_str *out, const char *text, dialect d)
{
    char *clean = ct_utf8_clean(text, !d.quoted);

    if (d.quoted)
        ct_str_append_char(out, '"');
    if (!d.raw && starts_formula(clean))
        ct_str_append_char(out, '\'');
    if (d.quoted)
        append_quoted(out, clean);
    else
        ct_str_append(out, clean);
    free(clean);
}

void ct_csv_append_text(ct_str *out, const char *text)
{
    append_text(out, ct_str_or_empty(text), (dialect){',', true, false, false});
}

static void append_row(ct_str *out, const ct_table_field *fields, size_t count,
                       const ct_table_row *row, dialect d)
{
    for (size_t i = 0; i < count; i++) {
        ct_cell cell = {.kind = CT_CELL_NONE};
        if (i)
            ct_str_append_char(out, d.between);
        fields[i].get(row, &cell);
        if (cell.kind == CT_CELL_TEXT)
            append_text(out, cell.text, d);
        else if (cell.kind == CT_CELL_NUMBER)
            ct_str_append_number(out, cell.number);
        else if (cell.kind == CT_CELL_FLAG)
            ct_str_append(out, cell.number ? "yes" : "no");
    }
}

static void append_head(ct_str *out, const ct_table_field *fields, size_t count, dialect d)
{
    if (d.bom)
        ct_str_append(out, "\xEF\xBB\xBF");
    for (size_t i = 0; i < count; i++) {
        if (i)
            ct_str_append_char(out, d.between);
        ct_str_append(out, fields[i].name);
    }
}

static void say_raw(dialect d, ct_finding_list *findings)
{
    if (d.raw)
        ct_finding_add(findings, CT_SAY_NOTE, "raw", NULL, NULL,
                       "Texts that begin with = + - @ are "
                       "not guarded: a spreadsheet may run them as formulas.");
}

static void append_cell(ct_str *out, ct_str *text, dialect d)
{
    ct_str_append_char(out, d.between);
    if (text->len)
        append_text(out, ct_str_text(text), d);
    ct_str_finish(text);
}

/* What the notes inside a select say, one a line, and where their stills lie: the last columns. */
static void append_notes(ct_str *out, const ct_timeline *t, const ct_event *e, dialect d)
{
    ct_str all = {0}, stills = {0}, room = {0};

    for (size_t i = 0; i < e->marker_count; i++) {
        char timecode[CT_TC_TEXT_BYTES];
        ct_marker_timecode(t, e, e->markers[i].frame, timecode);
        ct_str_appendf(&all, "%s%s %s", i ? "\n" : "", timecode,
                       ct_marker_words(&e->markers[i], &room));
        if (e->markers[i].still)
            ct_str_appendf(&stills, "%s%s", stills.len ? "\n" : "", e->markers[i].still);
    }
    append_cell(out, &all, d);
    append_cell(out, &stills, d);
    ct_str_finish(&room);
}

static void write_list(const ct_timeline *t, const ct_export_options *o, dialect d,
                       ct_output_list *out, ct_finding_list *findings)
{
    ct_str text = {0};

    append_head(&text, ct_select_fields, ct_select_field_count, d);
    ct_str_append_char(&text, d.between);
    ct_str_append(&text, "notes");
    ct_str_append_char(&text, d.between);
    ct_str_append(&text, "stills\r\n");
    for (size_t i = 0; i < t->event_count && !ct_export_stopped(o); i++) {
        ct_table_row row = {.number = i + 1, .timeline = t, .event = &t->events[i]};
        append_row(&text, ct_select_fields, ct_select_field_count, &row, d);
        append_notes(&text, t, &t->events[i], d);
        ct_str_append(&text, "\r\n");
    }
    say_raw(d, findings);
    ct_output_add_text(out, &text, t->event_count);
}

static ct_code write_notes(const ct_export_input *in, const ct_export_options *o, dialect d,
                           ct_output_list *out, ct_finding_list *findings, ct_error *err)
{
    ct_str        text = {0};
    ct_table_row *rows;
    ct_code       code = ct_table_note_rows(in, o->order, &rows, err);

    if (code)
        return code;
    append_head(&text, ct_note_fields, ct_note_field_count, d);
    ct_str_append(&text, "\r\n");
    for (size_t i = 0; i < in->notes->count && !ct_export_stopped(o); i++) {
        append_row(&text, ct_note_fields, ct_note_field_count, &rows[i], d);
        ct_str_append(&text, "\r\n");
    }
    say_raw(d, findings);
    ct_output_add_text(out, &text, in->notes->count);
    free(rows);
    return CT_OK;
}

ct_code ct_csv_write_list(const ct_format *f, const ct_timeline *t, const ct_export_options *o,
                          ct_output_list *out, ct_finding_list *findings, ct_error *err)
{
    (void)f;
    (void)err;
    write_list(t, o, commas(o), out, findings);
    return CT_OK;
}

ct_code ct_tsv_write_list(const ct_format *f, const ct_timeline *t, const ct_export_options *o,
                          ct_output_list *out, ct_finding_list *findings, ct_error *err)
{
    (void)f;
    (void)err;
    write_list(t, o, tabs(o), out, findings);
    return CT_OK;
}

ct_code ct_csv_write_notes(const ct_format *f, const ct_export_input *in,
                           const ct_export_options *o, ct_output_list *out,
                           ct_finding_list *findings, ct_error *err)
{
    (void)f;
    return write_notes(in, o, commas(o), out, findings, err);
}

ct_code ct_tsv_write_notes(const ct_format *f, const ct_export_input *in,
                           const ct_export_options *o, ct_output_list *out,
                           ct_finding_list *findings, ct_error *err)
{
    (void)f;
    return write_notes(in, o, tabs(o), out, findings, err);
}
