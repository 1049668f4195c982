/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/xmlwriter.h>

#include "editlist_priv.h"
#include "xml_priv.h"

/* --- elements --------------------------------------------------------------------- */

/* libxml2 escapes; what XML 1.0 (section 2.2) cannot hold at all must be gone before. */
static bool allowed(uint32_t c)
{
    return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c != 0xFFFE && c != 0xFFFF);
}

static bool is_plain(const char *text)
{
    const unsigned char *c = (const unsigned char *)text;

    while (*c >= 0x20 && *c < 0x80)
        c++;
    return *c == '\0';
}

/* NULL: the text can stand as it is. Gives. */
static char *cleaned(const char *text)
{
    ct_str out = {0};
    size_t bytes;

    if (is_plain(text))
        return NULL;
    bytes = strlen(text);
    for (size_t at = 0; at < bytes;) {
        uint32_t c;
        char     encoded[4];
        at += ct_utf8_decode(text + at, bytes - at, &c);
        if (allowed(c))
            ct_str_append_n(&out, encoded, ct_utf8_encode(c, encoded));
    }
    return ct_str_take(&out);
}

static void attributes(ct_xml *x, va_list list)
{
    for (const char *a = va_arg(list, const char *); a; a = va_arg(list, const char *)) {
        const char *value = va_arg(list, const char *);
        if (!value)
            continue;
        char *clean = cleaned(value);
        xmlTextWriterWriteAttribute(x->writer, BAD_CAST a, BAD_CAST(clean ? clean : value));
        free(clean);
    }
}

void ct_xml_start(ct_xml *x, const char *kind)
{
    x->buffer = xmlBufferCreate();
    xmlBufferSetAllocationScheme(x->buffer, XML_BUFFER_ALLOC_DOUBLEIT);
    x->writer = xmlNewTextWriterMemory(x->buffer, 0);
    xmlTextWriterSetIndent(x->writer, 1);
    xmlTextWriterSetIndentString(x->writer, BAD_CAST "  ");
    xmlTextWriterStartDocument(x->writer, "1.0", "UTF-8", NULL);
    xmlTextWriterWriteDTD(x->writer, BAD_CAST kind, NULL, NULL, NULL);
}

void ct_xml_open(ct_xml *x, const char *name, ...)
{
    va_list list;

    xmlTextWriterStartElement(x->writer, BAD_CAST name);
    va_start(list, name);
    attributes(x, list);
    va_end(list);
}

void ct_xml_close(ct_xml *x)
{
    xmlTextWriterEndElement(x->writer);
}

void ct_xml_empty(ct_xml *x, const char *name, ...)
{
    va_list list;

    xmlTextWriterStartElement(x->writer, BAD_CAST name);
    va_start(list, name);
    attributes(x, list);
    va_end(list);
    xmlTextWriterEndElement(x->writer);
}

void ct_xml_text(ct_xml *x, const char *name, const char *text)
{
    char *clean = cleaned(ct_str_or_empty(text));

    xmlTextWriterWriteElement(x->writer, BAD_CAST name,
                              BAD_CAST(clean ? clean : ct_str_or_empty(text)));
    free(clean);
}

void ct_xml_number(ct_xml *x, const char *name, int64_t number)
{
    char text[24];

    snprintf(text, sizeof text, "%lld", (long long)number);
    xmlTextWriterWriteElement(x->writer, BAD_CAST name, BAD_CAST text);
}

void ct_output_add_xml(ct_output_list *l, ct_xml *x, size_t events)
{
    xmlTextWriterEndDocument(x->writer); /* and what is still open */
    xmlFreeTextWriter(x->writer);
    size_t bytes = (size_t)xmlBufferLength(x->buffer);
    ct_output_add(l, (char *)xmlBufferDetach(x->buffer), bytes, events);
    xmlBufferFree(x->buffer);
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
