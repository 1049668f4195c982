/* SPDX-License-Identifier: MIT */
/* Which column of a table is which: by the names that programs give them, and where they give none. */
#include <stdlib.h>
#include <string.h>

#include "table_in_priv.h"

static const char *const names_of[CT_COLUMNS] = {
    [CT_COLUMN_CLIP] = "clip",
    [CT_COLUMN_REEL] = "reel",
    [CT_COLUMN_SCENE] = "scene",
    [CT_COLUMN_SHOT] = "shot",
    [CT_COLUMN_TAKE] = "take",
    [CT_COLUMN_CAMERA] = "camera",
    [CT_COLUMN_RATE] = "rate",
    [CT_COLUMN_FIRST] = "first_frame",
    [CT_COLUMN_END] = "end_frame",
    [CT_COLUMN_SOURCE_IN] = "source_in|timecode_in",
    [CT_COLUMN_HAS_TIMECODE] = "has_timecode",
    [CT_COLUMN_RECORD_IN] = "record_in",
    [CT_COLUMN_RECORD_OUT] = "record_out",
    [CT_COLUMN_RECORD_RATE] = "record_rate",
    [CT_COLUMN_LABEL] = "label",
    [CT_COLUMN_VERDICT] = "verdict",
    [CT_COLUMN_RATING] = "rating",
    [CT_COLUMN_CIRCLED] = "circled",
    [CT_COLUMN_COLOUR] = "colour",
    [CT_COLUMN_AUDIO] = "audio",
    [CT_COLUMN_AUTHOR] =
        "author|Commenter|Commenter Name|Owner|User|Username|Reviewer|Commented By|Created By|"
        "Creator",
    [CT_COLUMN_PATH] = "path",
    [CT_COLUMN_DESCRIPTION] = "description",
    [CT_COLUMN_KEYWORDS] = "keywords",
    [CT_COLUMN_NOTES] = "notes",
    [CT_COLUMN_TEXT] =
        "text|Comment|Comments|Note|Marker Notes|Marker Note|Kommentar|Kommentare|Notiz|Notizen|"
        "Bemerkung|Anmerkung|Commentaire|Commentaires|Remarque|Comentario|Comentarios|Commento|"
        "Commenti|Opmerking|コメント|メモ|备注|注释",
    [CT_COLUMN_CATEGORY] = "category",
    [CT_COLUMN_STATUS] = "status",
    [CT_COLUMN_PLACE] =
        "Timecode In|Timecode|In|Source TC In|Start|TC|Start Time|Position|Timestamp|Time|"
        "Marker Position|Record In|TC In|Start TC|Start Timecode|Zeitcode|Code temporel|Código de tiempo|Codice temporale|"
        "Tijdcode|タイムコード|时间码",
    [CT_COLUMN_PLACE_OUT] = "Timecode Out|Out|End|End Time|Record Out|TC Out|End TC|End Timecode",
    [CT_COLUMN_FRAME] = "Frame",
    [CT_COLUMN_LENGTH] = "Duration|Length",
    [CT_COLUMN_NAME] = "Marker Name|Name",
    [CT_COLUMN_COMPLETE] = "Complete|Completed|Resolved|Checked",
    [CT_COLUMN_TRACK] = "track",
    [CT_COLUMN_TRANSITION] = "transition",
    [CT_COLUMN_TRANSITION_FRAMES] = "transition_frames",
    [CT_COLUMN_WIPE] = "wipe",
    [CT_COLUMN_SPEED] = "speed",
    [CT_COLUMN_WITHIN] = "within_frame",
    [CT_COLUMN_CHANNELS] = "channels",
    [CT_COLUMN_MARKER_COLOUR] = "Color|Marker Color|Colour",
    [CT_COLUMN_REPLY] = "Reply",
    [CT_COLUMN_PRIORITY] = "priority",
    [CT_COLUMN_ASSIGNEE] = "assignee",
    [CT_COLUMN_STILL] = "still",
    [CT_COLUMN_NOTE_ID] = "note_id",
    [CT_COLUMN_REPLY_TO] = "reply_to",
};

const char *ct_table_in_title(ct_column c)
{
    return names_of[c];
}

bool ct_table_in_has(const ct_table_in *b, ct_column c)
{
    return b->at[c] >= 0;
}

const char *ct_table_in_cell(const ct_table_in *b, ct_column c)
{
    const char *text = ct_sheet_cell(b->row, b->at[c]);

    return text[0] == '\'' && text[1] && strchr("=+-@\t", text[1]) ? text + 1 : text;
}

char *ct_table_in_copy(const ct_table_in *b, ct_column c)
{
    const char *text = ct_table_in_cell(b, c);

    return *text ? ct_strdup(text) : NULL;
}

static bool is_quoted(const char *cell)
{
    size_t bytes = strlen(cell);

    return bytes >= 2 && cell[0] == '"' && cell[bytes - 1] == '"';
}

/* All rows with something in them are as long as the first. */
static bool is_even(const ct_sheet *s)
{
    for (size_t i = 1; i < s->count; i++)
        if (s->rows[i].count != s->rows[0].count && !ct_sheet_is_empty(&s->rows[i]))
            return false;
    return true;
}

/* Marks around a cell, and twice in it, are nobody's words; nor are they a column's name. */
static bool has_marks_of_cells(const ct_sheet *s)
{
    const char *first = s->count ? ct_sheet_cell(&s->rows[0], 0) : "";

    if (is_quoted(first))
        return true;
    for (size_t i = 0; i < s->count; i++)
        for (size_t c = 0; c < s->rows[i].count; c++) {
            const char *cell = s->rows[i].cells[c];
            size_t      bytes = strlen(cell);
            if (is_quoted(cell) && bytes > 3 && strstr(cell + 1, "\"\""))
                return true;
        }
    return false;
}

/* Between tabs nothing is quoted, but where a spreadsheet wrote them: that shows where a cell has a line break, or
 * quotation marks in it. */
ct_code ct_table_in_read_cells(const char *text, ct_sheet *out, ct_error *err)
{
    char     between = ct_sheet_between(text);
    ct_sheet quoted = {0};
    ct_code  code = ct_sheet_read(text, between, between != '\t', out, err);

    if (code || between != '\t' || !strchr(text, '"'))
        return code;
    if (ct_sheet_read(text, between, true, &quoted, NULL) == CT_OK && is_even(&quoted) &&
        (!is_even(out) || has_marks_of_cells(out))) {
        ct_sheet swap = *out;
        *out = quoted;
        quoted = swap;
    }
    ct_sheet_finish(&quoted);
    return CT_OK;
}

static bool is_time(const char *cell)
{
    return *cell >= '0' && *cell <= '9' && !cell[strspn(cell, "0123456789:;.")];
}

static bool is_label(const char *text)
{
    int separators = 0;

    for (const char *p = text; *p; p++)
        separators += *p == ':' || *p == ';';
    return separators == 3 && strspn(text, "0123456789:;") == strlen(text);
}

bool ct_table_in_is_headless(const ct_sheet *sheet)
{
    const char *begin = sheet->count > 0 ? ct_sheet_cell(&sheet->rows[0], 0) : "";
    const char *end = sheet->count > 0 ? ct_sheet_cell(&sheet->rows[0], 1) : "";

    return sheet->count > 0 && sheet->rows[0].count >= 3 && (*begin || *end) &&
           (!*begin || is_time(begin)) && (!*end || is_time(end)) &&
           (!*begin || is_label(begin) ||
            !is_label(end)); /* the number of a remark, and its place */
}

/* A range and a number are what players skip, no name. */
static bool is_number(const char *cell)
{
    return *cell && !cell[strspn(cell, "0123456789")];
}

static bool has_one(const ct_sheet_row *row, const ct_column *columns, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (ct_sheet_column(row, ct_table_in_title(columns[i])) >= 0)
            return true;
    return false;
}

/* Names columns of a table that can be read. */
static bool is_head(const ct_sheet_row *row)
{
    static const ct_column places[] = {CT_COLUMN_PLACE, CT_COLUMN_FRAME},
                           words[] = {CT_COLUMN_TEXT, CT_COLUMN_NOTES, CT_COLUMN_NAME,
                                      CT_COLUMN_DESCRIPTION};

    if (row->count < 2)
        return false;
    return ct_edit_table_is(row) ||
           (ct_sheet_column(row, ct_table_in_title(CT_COLUMN_FIRST)) >= 0 &&
            ct_sheet_column(row, ct_table_in_title(CT_COLUMN_RATE)) >= 0) ||
           (has_one(row, places, 2) && has_one(row, words, 4));
}

bool ct_table_looks_like(const char *data, size_t bytes)
{
    size_t   head = bytes < 4096 ? bytes : 4096;
    char    *text = NULL;
    ct_sheet sheet = {0};
    bool     is = false;

    if (ct_text_decode(data, head, &text, NULL) == CT_OK) {
        text[strcspn(text, "\r\n")] = '\0';
        is = ct_vegas_is(text);
        if (!is && ct_table_in_read_cells(text, &sheet, NULL) == CT_OK && sheet.count == 1)
            is = is_head(&sheet.rows[0]) ||
                 (ct_table_in_is_headless(&sheet) && !is_number(ct_sheet_cell(&sheet.rows[0], 2)));
    }
    ct_sheet_finish(&sheet);
    free(text);
    return is;
}

enum { ROWS_ABOVE_HEAD = 24 };

/* Some tables have a title, and who made them and when, above their head. */
static void drop_above_head(ct_sheet *s)
{
    size_t at = 0;

    while (at < s->count && at < ROWS_ABOVE_HEAD && !is_head(&s->rows[at]))
        at++;
    if (at < s->count && at < ROWS_ABOVE_HEAD)
        ct_sheet_drop_head(s, at);
}

/* Takes the marks around `cell` off, and one of two inside of it. */
static void unquote(char *cell)
{
    char *to = cell;

    for (const char *c = cell + 1; c[1]; c++) {
        *to++ = *c;
        c += c[0] == '"' && c[1] == '"' && c[2];
    }
    *to = '\0';
}

/* Frame.io quotes words twice: nobody is called so with quotation marks. */
static void unquote_twice(ct_sheet *s)
{
    int author =
        s->count > 1 ? ct_sheet_column(&s->rows[0], ct_table_in_title(CT_COLUMN_AUTHOR)) : -1;

    if (author < 0 || !is_quoted(ct_sheet_cell(&s->rows[1], author)))
        return;
    for (size_t i = 1; i < s->count; i++)
        for (size_t c = 0; c < s->rows[i].count; c++)
            if (is_quoted(s->rows[i].cells[c]))
                unquote(s->rows[i].cells[c]);
}

void ct_table_in_find_head(ct_sheet *s)
{
    drop_above_head(s);
    unquote_twice(s);
}

/* Premiere names its columns in the language it speaks: name, description, in, out, duration, type. */
static bool is_of_premiere(const ct_table_in *b)
{
    const ct_sheet *s = b->sheet;
    bool            is = s->count > 1 && s->rows[0].count >= 6 && !*ct_sheet_cell(&s->rows[0], 6) &&
              !ct_table_in_has(b, CT_COLUMN_TEXT) && !ct_table_in_has(b, CT_COLUMN_NOTES) &&
              b->at[CT_COLUMN_DESCRIPTION] != 0 && b->at[CT_COLUMN_DESCRIPTION] < 2;

    for (size_t i = 0; i < s->count && is; i++)
        for (int c = 0; c < 5 && is; c++)
            is = is_label(ct_sheet_cell(&s->rows[i], c)) == (i > 0 && c >= 2);
    return is;
}

void ct_table_in_find_columns(ct_table_in *b, bool headless)
{
    for (int c = 0; c < CT_COLUMNS; c++)
        b->at[c] = b->sheet->count > 0 && !headless
                       ? ct_sheet_column(&b->sheet->rows[0], ct_table_in_title(c))
                       : -1;
    if (headless) {
        b->at[CT_COLUMN_PLACE] = 0;
        b->at[CT_COLUMN_PLACE_OUT] = 1;
        b->at[CT_COLUMN_NAME] = 2;
    } else if (is_of_premiere(b)) {
        b->at[CT_COLUMN_NAME] = 0;
        b->at[CT_COLUMN_DESCRIPTION] = 1;
        b->at[CT_COLUMN_PLACE] = 2;
        b->at[CT_COLUMN_PLACE_OUT] = 3;
        b->at[CT_COLUMN_LENGTH] = 4;
    }
}
