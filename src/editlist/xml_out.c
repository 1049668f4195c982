/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "emit_priv.h"
#include "xml_priv.h"

/* --- characters ------------------------------------------------------------------- */

/* What XML 1.0 (section 2.2) can hold at all. */
static bool allowed(uint32_t c)
{
    return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c != 0xFFFE && c != 0xFFFF);
}

/* Letters that are written as they are, and of one byte. */
static bool is_plain(unsigned char c)
{
    return c >= 0x20 && c < 0x80 && c != '&' && c != '<' && c != '>' && c != '"';
}

static void append_letter(ct_str *out, uint32_t c)
{
    char encoded[4];

    if (c == '&')
        ct_str_append(out, "&amp;");
    else if (c == '<')
        ct_str_append(out, "&lt;");
    else if (c == '>')
        ct_str_append(out, "&gt;");
    else if (c == '"')
        ct_str_append(out, "&quot;");
    else if (c == '\n' || c == '\r' || c == '\t') /* or a reader makes spaces of them */
        ct_str_appendf(out, "&#%u;", c);
    else if (allowed(c))
        ct_str_append_n(out, encoded, ct_utf8_encode(c, encoded));
}

static void append_escaped(ct_str *out, const char *text)
{
    size_t bytes = strlen(text);

    for (size_t at = 0; at < bytes;) {
        size_t   run = 0;
        uint32_t c;
        while (is_plain((unsigned char)text[at + run]))
            run++;
        ct_str_append_n(out, text + at, run);
        at += run;
        if (at < bytes) {
            at += ct_utf8_decode(text + at, bytes - at, &c);
            append_letter(out, c);
        }
    }
}

/* --- elements --------------------------------------------------------------------- */

static void indent(ct_xml *x)
{
    static const char spaces[] = "                                                                ";

    _Static_assert(sizeof spaces > 2 * CT_XML_DEPTH, "too deep");

    ct_str_append_n(&x->text, spaces, (size_t)(2 * x->depth));
}

static void tag(ct_xml *x, const char *name, va_list attributes)
{
    indent(x);
    ct_str_append_char(&x->text, '<');
    ct_str_append(&x->text, name);
    for (const char *a = va_arg(attributes, const char *); a;
         a = va_arg(attributes, const char *)) {
        const char *value = va_arg(attributes, const char *);
        if (!value)
            continue;
        ct_str_append_char(&x->text, ' ');
        ct_str_append(&x->text, a);
        ct_str_append(&x->text, "=\"");
        append_escaped(&x->text, value);
        ct_str_append_char(&x->text, '"');
    }
}

void ct_xml_start(ct_xml *x, const char *kind)
{
    *x = (ct_xml){.depth = 0};
    ct_str_appendf(&x->text, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE %s>\n", kind);
}

void ct_xml_open(ct_xml *x, const char *name, ...)
{
    va_list attributes;

    va_start(attributes, name);
    tag(x, name, attributes);
    va_end(attributes);
    ct_str_append(&x->text, ">\n");
    x->open[x->depth++] = name;
}

static void append_end(ct_xml *x, const char *name)
{
    ct_str_append(&x->text, "</");
    ct_str_append(&x->text, name);
    ct_str_append(&x->text, ">\n");
}

void ct_xml_close(ct_xml *x)
{
    x->depth--;
    indent(x);
    append_end(x, x->open[x->depth]);
}

void ct_xml_empty(ct_xml *x, const char *name, ...)
{
    va_list attributes;

    va_start(attributes, name);
    tag(x, name, attributes);
    va_end(attributes);
    ct_str_append(&x->text, "/>\n");
}

static void append_start(ct_xml *x, const char *name)
{
    indent(x);
    ct_str_append_char(&x->text, '<');
    ct_str_append(&x->text, name);
    ct_str_append_char(&x->text, '>');
}

void ct_xml_text(ct_xml *x, const char *name, const char *text)
{
    append_start(x, name);
    append_escaped(&x->text, ct_str_or_empty(text));
    append_end(x, name);
}

void ct_xml_number(ct_xml *x, const char *name, int64_t number)
{
    char text[24];

    append_start(x, name);
    ct_str_append_n(&x->text, text, (size_t)snprintf(text, sizeof text, "%lld", (long long)number));
    append_end(x, name);
}

/* --- URLs ------------------------------------------------------------------------- */

static bool plain_in_url(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
           (c && strchr("-._~/", c));
}

char *ct_file_url(const char *host, const char *path)
{
    ct_str url = {0};

    ct_str_appendf(&url, "file://%s%s", host, *path == '/' ? "" : "/");
    for (; *path; path++) {
        if (plain_in_url(*path))
            ct_str_append_char(&url, *path);
        else
            ct_str_appendf(&url, "%%%02X", (unsigned char)*path);
    }
    return ct_str_take(&url);
}

static int hex_value(char c)
{
    const char *digits = "0123456789abcdef", *at;
    char        small = c >= 'A' && c <= 'F' ? (char)(c - 'A' + 'a') : c;

    at = small ? strchr(digits, small) : NULL;
    return at ? (int)(at - digits) : -1;
}

/* "/C:/a": a path of Windows, which begins with its drive. */
static bool has_drive(const char *path)
{
    return path[0] == '/' && ((path[1] | 0x20) >= 'a' && (path[1] | 0x20) <= 'z') &&
           path[2] == ':' && path[3] == '/';
}

char *ct_file_url_path(const char *url)
{
    ct_str path = {0};

    if (!ct_starts_with(url, "file:"))
        return ct_strdup("");
    url += 5;
    if (ct_starts_with(url, "//"))
        url += 2 + strcspn(url + 2, "/"); /* any host: the path is a hint, never opened as it is */
    for (; *url; url++) {
        int high = *url == '%' ? hex_value(url[1]) : -1;
        int low = high >= 0 ? hex_value(url[2]) : -1;
        if (low >= 0 && (high || low)) {
            ct_str_append_char(&path, (char)(high << 4 | low));
            url += 2;
        } else {
            ct_str_append_char(&path, *url);
        }
    }
    char *found = ct_str_take(&path);
    if (has_drive(found))
        memmove(found, found + 1, strlen(found));
    return found;
}

/* --- markers ---------------------------------------------------------------------- */

char *ct_marker_aside(const ct_marker *m)
{
    bool open = m->status == CT_NOTE_OPEN;

    return ct_asprintf("[%s%s%s]%s%s", ct_category_name(m->category), open ? "" : ", ",
                       open ? "" : ct_note_status_name(m->status),
                       m->author && *m->author ? " " : "", ct_str_or_empty(m->author));
}

/* "sound" or "sound, resolved". */
static bool parse_words(char *words, ct_marker *m)
{
    char *comma = strstr(words, ", ");

    if (comma)
        *comma = '\0';
    return ct_category_parse(words, &m->category) &&
           (!comma || ct_note_status_parse(comma + 2, &m->status));
}

bool ct_marker_aside_parse(const char *text, ct_marker *m)
{
    size_t    length = *text == '[' ? strcspn(text, "]") : 0;
    char     *words = length > 1 && text[length] ? ct_strndup(text + 1, length - 1) : NULL;
    ct_marker said = *m;
    bool      good = words && parse_words(words, &said);

    free(words);
    if (!good)
        return false;
    text += length + 1;
    text += *text == ' ';
    m->category = said.category;
    m->status = said.status;
    ct_strset(&m->author, *text ? text : NULL);
    return true;
}
