/* SPDX-License-Identifier: MIT */
/* Reading the marker lists of Media Composer and of Resolve: timelines of markers, no events. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmx3600_priv.h"
#include "editlist_priv.h"
#include "marker_priv.h"
#include "sheet_priv.h"

/* --- shared ------------------------------------------------------------------------- */

static ct_code start_timeline(ct_timeline *t, const ct_import_options *how, ct_error *err)
{
    ct_timeline_init(t);
    if (how->edit_rate.num == 0)
        return ct_fail(err, CT_USAGE, "A marker list does not say its rate.");
    t->fps = how->edit_rate;
    t->count = (ct_tc_count){ct_tc_base(t->fps), how->drop && ct_tc_can_drop(t->fps)};
    return CT_OK;
}

ct_code ct_marker_position(const ct_timeline *t, const char *label, size_t line, int64_t *n,
                           bool *drop, ct_error *err)
{
    if (ct_parse_i64(label, n) && *n >= 0 && *n < INT64_C(1) << 40)
        return CT_OK;

    ct_code code = ct_tc_parse_any(label, t->count.base, t->count.drop, n, drop, err);

    return code ? ct_fail_prefix(err, code, "Line %zu: ", line) : CT_OK;
}

/* The timeline begins at the hour of its first marker: the list does not say where. */
static ct_code finish_timeline(ct_timeline *t, ct_error *err)
{
    if (t->marker_count == 0)
        return ct_fail(err, CT_BAD_DATA, "There is no marker in it.");
    ct_markers_from_hour(t);
    return CT_OK;
}

static char *lowered(const char *text, size_t bytes)
{
    char *copy = ct_strndup(text, bytes);

    for (char *p = copy; *p; p++)
        *p = (char)tolower((unsigned char)*p);
    return copy;
}

/* --- Media Composer ------------------------------------------------------------------- */

/* Author, timecode, track, colour, text, length; newer lists have an empty column and a second
 * colour behind the text, older ones no length. */
enum { AVID_AUTHOR, AVID_TIMECODE, AVID_TRACK, AVID_COLOUR, AVID_TEXT, AVID_LENGTH };

static bool is_label(const char *text)
{
    int a, b, c, d, used = 0;

    return sscanf(text, "%d%*[:;.]%d%*[:;.]%d%*[:;.,]%d%n", &a, &b, &c, &d, &used) == 4 &&
           !text[used];
}

static bool is_avid_row(const ct_sheet_row *row)
{
    ct_category ignored;

    const char *place = ct_sheet_cell(row, AVID_TIMECODE);
    bool        colour = ct_cmx_category(ct_sheet_cell(row, AVID_COLOUR), &ignored);
    bool        frames = *place && strspn(place, "0123456789") == strlen(place);

    return row->count >= 5 &&
           ((is_label(place) &&
             (colour || isalpha((unsigned char)ct_sheet_cell(row, AVID_TRACK)[0]))) ||
            (frames && colour));
}

bool ct_avid_markers_looks_like(const char *data, size_t bytes)
{
    size_t   length = 0;
    ct_sheet sheet = {0};

    while (length < bytes && data[length] != '\r' && data[length] != '\n')
        length++;
    char *line = ct_strndup(data, length);
    bool  is = ct_sheet_read(line, '\t', false, &sheet, NULL) == CT_OK && sheet.count == 1 &&
              is_avid_row(&sheet.rows[0]);
    ct_sheet_finish(&sheet);
    free(line);
    return is;
}

static ct_code read_avid_row(ct_timeline *t, const ct_sheet_row *row, ct_error *err)
{
    const char *colour = ct_sheet_cell(row, AVID_COLOUR);
    int64_t     at = 0, length = 1;
    bool        drop = false;

    if (row->count < 2)
        return ct_fail(err, CT_BAD_DATA,
                       "Line %zu: expected a marker of Media Composer, with tabs between its "
                       "columns, or a remark that begins with its time: \"01:00:05:12 too dark\".",
                       row->number);
    if (row->count < 5)
        return ct_fail(err, CT_BAD_DATA,
                       "Line %zu: a marker has author, timecode, track, colour and text between "
                       "tabs; there are %zu.",
                       row->number, row->count);
    ct_code code =
        ct_marker_position(t, ct_sheet_cell(row, AVID_TIMECODE), row->number, &at, &drop, err);
    if (code)
        return code;
    t->count.drop = t->count.drop || drop;
    ct_marker *m = ct_timeline_add_marker(t);
    m->frame = at;
    if (ct_parse_i64(ct_sheet_cell(row, AVID_LENGTH), &length) && length > 0)
        m->count = length;
    m->text = ct_strdup(ct_sheet_cell(row, AVID_TEXT));
    m->author = ct_strdup(ct_sheet_cell(row, AVID_AUTHOR));
    m->colour = lowered(colour, strlen(colour));
    ct_cmx_category(colour, &m->category);
    return CT_OK;
}

static ct_code read_avid_table(const char *data, size_t bytes, ct_timeline *t,
                               const ct_leaving *leave, ct_error *err)
{
    char    *text = NULL;
    ct_sheet sheet = {0};
    ct_code  code = ct_text_decode(data, bytes, &text, err);

    if (!code)
        code = ct_sheet_read(text, '\t', false, &sheet, err);
    for (size_t i = 0; !code && i < sheet.count; i++)
        code = ct_leave_out(leave, NULL, NULL, read_avid_row(t, &sheet.rows[i], err), err);
    ct_sheet_finish(&sheet);
    free(text);
    return code;
}

ct_code ct_avid_markers_read(const char *data, size_t bytes, const ct_import_options *how,
                             ct_timeline *out, ct_finding_list *findings, ct_error *err)
{
    ct_leaving leave = {how->partial, findings};
    ct_code    code = start_timeline(out, how, err);

    if (!code && ct_avid_xml_is(data, bytes))
        code = ct_avid_xml_read(data, bytes, out, &leave, err);
    else if (!code)
        code = read_avid_table(data, bytes, out, &leave, err);
    if (!code)
        code = finish_timeline(out, err);
    if (code)
        ct_timeline_finish(out);
    return code;
}

/* --- Resolve ---------------------------------------------------------------------------- */

/* The sign stands behind a marker's text; in a comment of an edit list it is somebody's words. A star behind
 * a space begins no comment: that is how we write words that begin with one. */
static bool has_sign(const char *data, size_t bytes)
{
    static const char sign[] = "|C:ResolveColor";
    bool              comment = false, line_began = false;

    for (size_t at = 0; at + sizeof sign - 1 <= bytes; at++) {
        if (data[at] == '\n' || data[at] == '\r') {
            comment = line_began = false;
        } else if (!line_began) {
            line_began = true;
            comment = data[at] == '*';
        }
        if (!comment && data[at] == sign[0] && memcmp(data + at, sign, sizeof sign - 1) == 0)
            return true;
    }
    return false;
}

typedef struct resolve_reader {
    ct_timeline *t;
    int64_t      at; /* label of the event whose marker is still to come; -1 none */
    ct_str       text;
    bool         bare; /* nothing but words below each event */
} resolve_reader;

/* Up to the next field; a bar by itself is one of somebody's words. */
static size_t field_bytes(const char *from)
{
    for (const char *bar = strchr(from, '|'); bar; bar = strchr(bar + 1, '|'))
        if (bar[1] && strchr("CMD", bar[1]) && bar[2] == ':')
            return (size_t)(bar - from);
    return strlen(from);
}

/* The field behind `sign`; NULL: not there. Gives. */
static char *field_of(const char *line, const char *sign)
{
    const char *from = strstr(line, sign);

    if (!from)
        return NULL;
    from += strlen(sign);
    size_t bytes = field_bytes(from);
    while (bytes > 0 && from[bytes - 1] == ' ')
        bytes--;
    return ct_strndup(from, bytes);
}

static void add_words(ct_str *text, const char *words, size_t bytes)
{
    while (bytes > 0 && words[bytes - 1] == ' ')
        bytes--;
    if (text->len && bytes)
        ct_str_append_char(text, '\n');
    ct_str_append_n(text, words, bytes);
}

/* Frame.io calls a marker by who wrote it, and begins its words with "@Ann Lee, Jul 14 26 07:57am". */
static bool read_writer(ct_marker *m, const char *name)
{
    const char *text = ct_str_or_empty(m->text), *rest = strchr(text, '\n');
    size_t      bytes = strlen(name);

    if (*text != '@' || !rest || bytes == 0 || strncmp(text + 1, name, bytes) != 0 ||
        text[1 + bytes] != ',')
        return false;
    m->author = ct_strdup(name);
    ct_strset(&m->text, rest + 1);
    return true;
}

/* "sound, Ann Lee" as we write it, else any name somebody gave. */
static void read_name(ct_marker *m, const char *name)
{
    if (read_writer(m, name))
        return;
    size_t word = strcspn(name, ",");
    char  *category = ct_strndup(name, word);

    if (ct_category_parse(category, &m->category)) {
        name += word;
        m->author = *name ? ct_strdup(name + 1 + strspn(name + 1, " ")) : NULL;
    } else {
        char *both = ct_marker_named(name, ct_str_or_empty(m->text));
        free(m->text);
        m->text = both;
    }
    free(category);
}

/* Record frames. */
static int64_t lasts_of(const char *line)
{
    char   *length = field_of(line, "|D:");
    int64_t frames = 1;

    if (!length || !ct_parse_i64(length, &frames) || frames < 1 || frames > INT64_C(1) << 40)
        frames = 1;
    free(length);
    return frames;
}

static void close_marker(resolve_reader *r, const char *line)
{
    char      *colour = field_of(line, "|C:ResolveColor"), *name = field_of(line, "|M:");
    ct_marker *m = ct_timeline_add_marker(r->t);

    add_words(&r->text, line, field_bytes(line));
    m->frame = r->at;
    m->text = ct_str_take(&r->text);
    m->colour = lowered(ct_str_or_empty(colour), strlen(ct_str_or_empty(colour)));
    m->count = lasts_of(line);
    read_name(m, ct_str_or_empty(name));
    r->at = -1;
    free(colour);
    free(name);
}

typedef struct event_line {
    char reel[64];
    char labels[4]
               [CT_TC_TEXT_BYTES]; /* as in every edit list: the last two are the record side's */
} event_line;

static bool parse_event_line(const char *line, event_line *out)
{
    int  number, used = 0;
    char track[16], edit[16];

    if (sscanf(line, "%d %63s %15s %15s %n", &number, out->reel, track, edit, &used) != 4)
        return false;
    line += used;
    size_t digits = strspn(line, "0123456789"); /* how long a transition takes, if it were one */
    line += line[digits] == ' ' ? digits : 0;
    return sscanf(line, "%23s %23s %23s %23s", out->labels[0], out->labels[1], out->labels[2],
                  out->labels[3]) == 4 &&
           is_label(out->labels[2]) && is_label(out->labels[3]);
}

/* Of a list of markers both sides are alike, and the tape is called 001. */
static bool has_edits(const char *data, size_t bytes)
{
    ct_edl_lines lines;
    event_line   event;
    bool         found = false;

    ct_edl_lines_start(&lines, data, bytes, NULL);
    while (!found && ct_edl_lines_next(&lines, NULL) == CT_OK)
        found = parse_event_line(ct_str_text(&lines.line), &event) &&
                strcmp(event.reel, "001") != 0 && strcmp(event.labels[0], event.labels[2]) != 0;
    ct_edl_lines_finish(&lines);
    return found;
}

/* 01:00:09:09 and 01:00:09:10, or 01:00:09:23 and 01:00:10:00. */
static bool is_next(const char *label, const char *next)
{
    int h[2], m[2], s[2], f[2];

    if (sscanf(label, "%d%*1[:]%d%*1[:]%d%*1[:;.]%d", &h[0], &m[0], &s[0], &f[0]) != 4 ||
        sscanf(next, "%d%*1[:]%d%*1[:]%d%*1[:;.]%d", &h[1], &m[1], &s[1], &f[1]) != 4)
        return false;
    int64_t seconds = (h[1] - h[0]) * 3600 + (m[1] - m[0]) * 60 + s[1] - s[0];
    return (seconds == 0 && f[1] == f[0] + 1) || (seconds == 1 && f[0] >= 23 && f[1] <= 4);
}

/* As Resolve wrote markers before they had colours: each event is one frame of the tape 001, at its own place, and what
 * stands below it are words. */
static bool is_bare(const char *data, size_t bytes)
{
    ct_edl_lines lines;
    event_line   event;
    bool         bare = true, event_seen = false, words = false;

    ct_edl_lines_start(&lines, data, bytes, NULL);
    while (bare && ct_edl_lines_next(&lines, NULL) == CT_OK) {
        const char *line = ct_str_text(&lines.line);
        if (parse_event_line(line, &event)) {
            bare = strcmp(event.reel, "001") == 0 &&
                   strcmp(event.labels[0], event.labels[2]) == 0 &&
                   strcmp(event.labels[1], event.labels[3]) == 0 &&
                   is_next(event.labels[2], event.labels[3]);
            event_seen = true;
        } else {
            bare = *line != '*' && !ct_starts_with(line, "M2 ");
            words = words || (event_seen && *line);
        }
    }
    ct_edl_lines_finish(&lines);
    return bare && words;
}

bool ct_resolve_markers_looks_like(const char *data, size_t bytes)
{
    return has_sign(data, bytes) ? !has_edits(data, bytes) : is_bare(data, bytes);
}

bool ct_resolve_marker_parse(const char *line, char **colour, char **text, int64_t *lasts)
{
    char  *name = field_of(line, "|M:");
    ct_str words = {0};

    *colour = field_of(line, "|C:ResolveColor");
    if (!*colour || *line == '*') {
        free(*colour);
        free(name);
        return false;
    }
    add_words(&words, line, field_bytes(line));
    *text = ct_marker_named(ct_str_or_empty(name), ct_str_text(&words));
    *lasts = lasts_of(line);
    ct_str_finish(&words);
    free(name);
    return true;
}

static void close_bare(resolve_reader *r)
{
    if (r->at < 0)
        return;
    ct_marker *m = ct_timeline_add_marker(r->t);
    m->frame = r->at;
    m->text = ct_str_take(&r->text);
    r->at = -1;
}

static ct_code read_line(resolve_reader *r, const char *line, size_t number, ct_error *err)
{
    event_line event;
    bool       drop = false;
    ct_code    code = CT_OK;

    if (r->bare && parse_event_line(line, &event))
        close_bare(r);
    if (r->at >= 0 && strstr(line, "|C:")) {
        close_marker(r, line);
    } else if (r->at >= 0 && *line) { /* whatever it looks like */
        add_words(&r->text, line, strlen(line));
    } else if (ct_starts_with(line, "FCM:")) {
        r->t->count.drop =
            strstr(line, "DROP") && !strstr(line, "NON") && ct_tc_can_drop(r->t->fps);
    } else if (parse_event_line(line, &event)) {
        code = ct_marker_position(r->t, event.labels[2], number, &r->at, &drop, err);
        ct_str_clear(&r->text);
    }
    return code;
}

ct_code ct_resolve_markers_read(const char *data, size_t bytes, const ct_import_options *how,
                                ct_timeline *out, ct_finding_list *findings, ct_error *err)
{
    resolve_reader r = {.t = out, .at = -1, .bare = !has_sign(data, bytes)};
    ct_edl_lines   lines = {0};
    ct_leaving     leave = {how->partial, findings};
    ct_code        code = start_timeline(out, how, err);

    ct_edl_lines_start(&lines, data, bytes, findings);
    while (!code && (code = ct_edl_lines_next(&lines, err)) == CT_OK)
        code = ct_leave_out(&leave, NULL, NULL,
                            read_line(&r, ct_str_text(&lines.line), lines.number, err), err);
    if (code == CT_END && r.bare)
        close_bare(&r);
    code = code == CT_END ? CT_OK : code;
    if (!code && r.at >= 0 && out->marker_count) {
        code =
            ct_fail(err, CT_BAD_DATA,
                    "Line %zu: expected the marker of the event before (|C: |M: |D:), but the file "
                    "breaks off.",
                    lines.number);
        code = ct_leave_out(&leave, NULL, NULL, code, err);
    }
    if (!code)
        code = finish_timeline(out, err);
    if (code)
        ct_timeline_finish(out);
    ct_edl_lines_finish(&lines);
    ct_str_finish(&r.text);
    return code;
}
