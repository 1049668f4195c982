/* SPDX-License-Identifier: MIT */
#include "sheet_priv.h"

#include <csv.h>
#include <ctype.h>
#include <errno.h>
#include <iconv.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/rate.h"

/* --- letters ---------------------------------------------------------------------- */

/* Three bytes of UTF-8 for each two of UTF-16 are the most it takes. */
static char *converted(const char *encoding, const char *data, size_t bytes)
{
    iconv_t conversion = iconv_open("UTF-8", encoding);
    size_t  room = bytes * 2 + 4, left = room;
    char   *text = ct_alloc(room + 1), *to = text;
    char   *from = (char *)(uintptr_t)data; /* iconv takes what it only reads as changeable */

    if (conversion == (iconv_t)-1) {
        free(text);
        return NULL;
    }
    size_t result = iconv(conversion, &from, &bytes, &to, &left);
    iconv_close(conversion);
    if (result == (size_t)-1 && errno != EINVAL) { /* EINVAL: half a letter at the end */
        free(text);
        return NULL;
    }
    *to = '\0';
    return text;
}

static char *without_zeros(const char *data, size_t bytes)
{
    char *text = ct_alloc(bytes + 1);

    memcpy(text, data, bytes);
    for (size_t i = 0; i < bytes; i++)
        if (text[i] == '\0')
            text[i] = ' ';
    return text;
}

/* "UTF-16LE", "UTF-16BE", NULL for neither: by its mark, else by the zeros beside its first letters. */
static const char *wide_encoding(const char *data, size_t bytes)
{
    if (bytes < 4)
        return NULL;
    if (memcmp(data, "\xFF\xFE", 2) == 0 || (data[0] && !data[1] && data[2] && !data[3]))
        return "UTF-16LE";
    if (memcmp(data, "\xFE\xFF", 2) == 0 || (!data[0] && data[1] && !data[2] && data[3]))
        return "UTF-16BE";
    return NULL;
}

static char *from_wide(const char *data, size_t bytes)
{
    const char *encoding = wide_encoding(data, bytes);
    size_t      mark = encoding && (data[0] & 0xFE) == 0xFE ? 2 : 0;

    return encoding ? converted(encoding, data + mark, bytes - mark) : NULL;
}

char *ct_text_narrow(const char **data, size_t *bytes)
{
    char *own = from_wide(*data, *bytes);

    if (own) {
        *data = own;
        *bytes = strlen(own);
    }
    return own;
}

ct_code ct_text_decode(const char *data, size_t bytes, char **out, ct_error *err)
{
    char *text = from_wide(data, bytes);

    if (text)
        ; /* clean already */
    else if (bytes >= 3 && memcmp(data, "\xEF\xBB\xBF", 3) == 0)
        text = without_zeros(data + 3, bytes - 3);
    else
        text = without_zeros(data, bytes);
    if (text && !ct_utf8_valid(text, strlen(text))) {
        char *latin = converted("ISO-8859-1", text, strlen(text));
        free(text);
        text = latin;
    }
    if (!text)
        return ct_fail(err, CT_BAD_DATA,
                       "Its letters cannot be read; save it as UTF-8 and try again.");
    *out = text;
    return CT_OK;
}

/* --- rows ------------------------------------------------------------------------- */

struct filling {
    ct_sheet    *sheet;
    ct_sheet_row row;
    size_t       line;   /* where the row began; 0: it has not */
    size_t       quotes; /* in it so far */
    bool         full, broken;
};

static bool is_of_name(char c)
{
    return isalnum((unsigned char)c) || (unsigned char)c >= 0x80; /* of other alphabets */
}

/* Of letters and digits the first, as in `initials`; 0 none. */
static uint64_t initial(const char *text, size_t bytes)
{
    for (const char *end = text + bytes; text < end; text++)
        if (is_of_name(*text))
            return (uint64_t)1 << (tolower((unsigned char)*text) & 63);
    return 0;
}

static void take_cell(void *cell, size_t bytes, void *arg)
{
    struct filling *f = arg;

    if (f->row.count == CT_SHEET_CELLS) {
        f->full = true;
        return;
    }
    f->row.cells = ct_grow(f->row.cells, &f->row.cap, f->row.count + 1, sizeof *f->row.cells);
    f->row.cells[f->row.count] = ct_strndup(cell ? cell : "", bytes);
    f->row.initials |= initial(f->row.cells[f->row.count++], bytes);
}

static void finish_row(ct_sheet_row *row)
{
    for (size_t i = 0; i < row->count; i++)
        free(row->cells[i]);
    free(row->cells);
    *row = (ct_sheet_row){0};
}

static void take_row(int end, void *arg)
{
    struct filling *f = arg;
    ct_sheet       *s = f->sheet;

    (void)end;
    if (s->count == CT_SHEET_ROWS) {
        f->full = true;
        finish_row(&f->row);
        return;
    }
    s->rows = ct_grow(s->rows, &s->cap, s->count + 1, sizeof *s->rows);
    f->row.number = f->line;
    s->rows[s->count++] = f->row;
    f->row = (ct_sheet_row){0};
    f->line = f->quotes = 0;
}

/* Bytes of the line, with what ends it. */
static size_t line_bytes(const char *text)
{
    size_t bytes = strcspn(text, "\r\n");

    if (text[bytes] == '\r' && text[bytes + 1] == '\n')
        return bytes + 2;
    return bytes + (text[bytes] != '\0');
}

char ct_sheet_between(const char *text)
{
    static const char candidates[] = "\t;,";
    size_t            length, most = 0;
    char              found = ',';

    while (*text && strcspn(text, candidates) >= strcspn(text, "\r\n"))
        text += line_bytes(text);
    length = strcspn(text, "\r\n");
    for (const char *c = candidates; *c; c++) {
        size_t count = 0;
        for (size_t i = 0; i < length; i++)
            count += text[i] == *c;
        if (count > most) {
            most = count;
            found = *c;
        }
    }
    return found;
}

/* Line by line, so that each row knows where it began. */
static bool parse_lines(struct csv_parser *parser, const char *text, bool quoted, struct filling *f)
{
    size_t bytes;

    for (size_t line = 1; *text; line++, text += bytes) {
        bytes = line_bytes(text);
        if (!f->line && strcspn(text, "\r\n") > 0)
            f->line = line;
        if (csv_parse(parser, text, bytes, take_cell, take_row, f) != bytes)
            return false;
        for (size_t i = 0; f->line && i < bytes; i++)
            f->quotes += text[i] == '"';
    }
    if (quoted && f->quotes % 2) { /* inside a cell */
        f->broken = true;
        return false;
    }
    return csv_fini(parser, take_cell, take_row, f) == 0;
}

/* By how much the room for a cell grows: by the library's own few bytes a huge one is copied for minutes. */
enum { CELL_STEP_MOST = 1 << 19 };

/* A tab between cells is no space around one. */
static int is_space(unsigned char c)
{
    return c == ' ';
}

ct_code ct_sheet_read(const char *text, char between, bool quoted, ct_sheet *out, ct_error *err)
{
    struct csv_parser parser;
    ct_sheet          sheet = {0};
    struct filling    f = {.sheet = &sheet};
    size_t            bytes = strlen(text);

    if (csv_init(&parser, CSV_APPEND_NULL) != 0)
        return ct_fail(err, CT_NO_MEMORY, "No memory to read a table.");
    csv_set_delim(&parser, (unsigned char)(between ? between : ct_sheet_between(text)));
    csv_set_space_func(&parser, is_space);
    csv_set_blk_size(&parser, bytes < CELL_STEP_MOST ? bytes + 1 : CELL_STEP_MOST);
    if (!quoted)
        csv_set_quote(&parser, '\0');
    bool ok = parse_lines(&parser, text, quoted, &f);
    csv_free(&parser);
    finish_row(&f.row);
    sheet.open_end = bytes && text[bytes - 1] != '\n' && text[bytes - 1] != '\r';
    if ((ok || f.broken) && !f.full) {
        *out = sheet;
        sheet = (ct_sheet){0};
    }
    ct_sheet_finish(&sheet);
    if (ok && !f.full)
        return CT_OK;
    if (f.full)
        return ct_fail(err, CT_BAD_DATA,
                       "It has more than %d rows, or a row of more than %d cells.", CT_SHEET_ROWS,
                       CT_SHEET_CELLS);
    if (f.broken)
        return ct_fail(
            err, CT_BAD_DATA,
            "Line %zu: expected the quotation mark that ends a cell, but the file breaks off.",
            f.line);
    return ct_fail(err, CT_BAD_DATA, "It is no table of cells.");
}

void ct_sheet_finish(ct_sheet *s)
{
    for (size_t i = 0; i < s->count; i++)
        finish_row(&s->rows[i]);
    free(s->rows);
    *s = (ct_sheet){0};
}

void ct_sheet_drop_head(ct_sheet *s, size_t rows)
{
    for (size_t i = 0; i < rows; i++)
        finish_row(&s->rows[i]);
    s->count -= rows;
    memmove(s->rows, s->rows + rows, s->count * sizeof *s->rows);
}

ct_code ct_sheet_check_end(ct_sheet *s, size_t cells, const ct_leaving *leave, ct_error *err)
{
    ct_sheet_row *last = s->count ? &s->rows[s->count - 1] : NULL;
    ct_code       code;

    if (!s->open_end || !last || last->count + 1 >= cells)
        return CT_OK;
    code = ct_fail(err, CT_BAD_DATA,
                   "Line %zu: expected %zu cells, but the file breaks off behind %zu.",
                   last->number, cells, last->count);
    if ((code = ct_leave_out(leave, NULL, NULL, code, err)) == CT_OK) {
        finish_row(last);
        s->count--;
    }
    return code;
}

/* --- cells ------------------------------------------------------------------------ */

const char *ct_sheet_cell(const ct_sheet_row *row, int column)
{
    return column >= 0 && (size_t)column < row->count ? row->cells[column] : "";
}

/* Letters and digits alone count. */
static bool same_name(const char *cell, const char *name, size_t bytes)
{
    const char *end = name + bytes;

    for (;;) {
        while (*cell && !is_of_name(*cell))
            cell++;
        while (name < end && !is_of_name(*name))
            name++;
        if (!*cell || name == end)
            return !*cell && name == end;
        if (tolower((unsigned char)*cell++) != tolower((unsigned char)*name++))
            return false;
    }
}

int ct_sheet_column(const ct_sheet_row *head, const char *names)
{
    for (const char *name = names; *name;) {
        size_t bytes = strcspn(name, "|");
        bool   maybe = head->initials & initial(name, bytes);
        for (size_t i = 0; maybe && i < head->count; i++)
            if (same_name(head->cells[i], name, bytes))
                return (int)i;
        name += bytes + (name[bytes] == '|');
    }
    return -1;
}

/* "83,4", as a spreadsheet of many languages writes it; with a colon it may be a timecode. Gives; NULL: it is none. */
static char *with_point(const char *text)
{
    char *comma = strchr(text, ','), *own;

    if (!comma || strpbrk(text, ":;") || strchr(comma + 1, ','))
        return NULL;
    own = ct_strdup(text);
    own[comma - text] = '.';
    return own;
}

bool ct_sheet_whole(const char *text, int64_t *n)
{
    size_t digits = strspn(text, "0123456789");
    char  *whole = ct_strndup(text, digits);
    bool   is = ct_parse_i64(whole, n) &&
              (!text[digits] || (strchr(".,", text[digits]) && text[digits + 1] &&
                                 strspn(text + digits + 1, "0") == strlen(text + digits + 1)));

    free(whole);
    return is;
}

static bool parse_seconds(const char *text, AVRational fps, int64_t *n)
{
    double seconds = 0;
    char  *end;

    if (strspn(text, "0123456789:.") != strlen(text))
        return false;
    for (int fields = 0; fields < 3; fields++, text = end + 1) {
        seconds = seconds * 60 + strtod(text, &end);
        if (end == text || seconds > 1e7)
            return false;
        if (!*end) {
            *n = llround(seconds * fps.num / fps.den);
            return true;
        }
        if (*end != ':' || memchr(text, '.', (size_t)(end - text)))
            return false; /* bars and beats */
    }
    return false;
}

bool ct_sheet_seconds(const char *text, AVRational fps, int64_t *n)
{
    char *own = with_point(text);
    bool  is = parse_seconds(own ? own : text, fps, n);

    free(own);
    return is;
}

static bool parse_rate(const char *text, AVRational *out)
{
    char  *end;
    double rate = strtod(text, &end);

    if (ct_rate_parse(text, out))
        return true;
    if (end == text || !(rate >= 1 && rate <= 1000) || (*end && !strchr(" fFpPiI", *end)))
        return false;
    *out = ct_rate_snap(av_d2q(rate, 100000));
    return true;
}

bool ct_sheet_rate(const char *text, AVRational *out)
{
    char *own = with_point(text);
    bool  is = parse_rate(own ? own : text, out);

    free(own);
    return is;
}

bool ct_sheet_is_empty(const ct_sheet_row *row)
{
    for (size_t i = 0; i < row->count; i++)
        if (*row->cells[i])
            return false;
    return true;
}

bool ct_sheet_yes(const char *cell)
{
    static const char *const words[] = {"yes", "y", "true", "1", "x",      "*",
                                        "✓",   "✔", "☑",    "✅", "circled"};

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (ct_equal_nocase(cell, words[i]))
            return true;
    return false;
}
