/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <libxml/xmlwriter.h>

#include "circletake/file.h"
#include "editlist_priv.h"
#include "xml_priv.h"

enum { EVENT_BYTES = 4096 }; /* about what a clip with its sound and a note takes */

/* --- text ------------------------------------------------------------------------- */

/* libxml2 escapes; what XML 1.0 (section 2.2) cannot hold at all must be gone before. */
static bool allowed(uint32_t c)
{
    return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c != 0xFFFE && c != 0xFFFF);
}

static bool is_ascii(const char *text)
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

    if (is_ascii(text))
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

/* Nothing in it to escape or to leave out. */
static bool is_plain(const char *text)
{
    const unsigned char *c = (const unsigned char *)text;

    while (*c >= 0x20 && *c < 0x80 && *c != '<' && *c != '>' && *c != '&' && *c != '"')
        c++;
    return *c == '\0';
}

/* --- elements --------------------------------------------------------------------- */

/* A list of 10,000 clips has two million elements, and the library takes longer for a call than for its
 * bytes. So what needs no escaping goes past it, and what it is called for comes out at once. */
static const char *open_name(const ct_xml *x, int depth)
{
    return depth < CT_XML_DEPTH ? x->names[depth] : NULL;
}

/* Ends the start tag of what is open. */
static void end_tag(ct_xml *x)
{
    if (!x->fresh || x->depth == 0)
        return;
    x->fresh = false;
    if (open_name(x, x->depth - 1)) {
        ct_str_append_char(&x->text, '>');
    } else {
        xmlTextWriterWriteRawLen(x->writer, BAD_CAST "", 0);
        xmlTextWriterFlush(x->writer);
    }
}

static void break_line(ct_xml *x)
{
    static const char line[] = "\n\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t";
    size_t tabs = (size_t)x->depth < sizeof line - 2 ? (size_t)x->depth : sizeof line - 2;

    if (x->line == 0 || x->depth < x->line)
        ct_str_append_n(&x->text, line, 1 + tabs);
}

static int take_text(void *text, const char *bytes, int count)
{
    ct_str_append_n(text, bytes, (size_t)count);
    return count;
}

void ct_xml_start(ct_xml *x, const char *kind, size_t events)
{
    *x = (ct_xml){.writer = NULL};
    ct_str_expect(&x->text, events, EVENT_BYTES);
    x->writer = xmlNewTextWriter(xmlOutputBufferCreateIO(take_text, NULL, &x->text, NULL));
    xmlTextWriterStartDocument(x->writer, "1.0", "UTF-8", NULL);
    xmlTextWriterWriteDTD(x->writer, BAD_CAST kind, NULL, NULL, NULL);
    xmlTextWriterFlush(x->writer);
}

static bool all_plain(va_list list)
{
    for (const char *a = va_arg(list, const char *); a; a = va_arg(list, const char *)) {
        const char *value = va_arg(list, const char *);
        if (value && !is_plain(value))
            return false;
    }
    return true;
}

/* "<name a="b"" */
static void plain_start(ct_xml *x, const char *name, va_list list)
{
    ct_str_append_char(&x->text, '<');
    ct_str_append(&x->text, name);
    for (const char *a = va_arg(list, const char *); a; a = va_arg(list, const char *)) {
        const char *value = va_arg(list, const char *);
        if (!value)
            continue;
        ct_str_append_char(&x->text, ' ');
        ct_str_append(&x->text, a);
        ct_str_append(&x->text, "=\"");
        ct_str_append(&x->text, value);
        ct_str_append_char(&x->text, '"');
    }
}

/* The same by the library. */
static void escaped_start(ct_xml *x, const char *name, va_list list)
{
    xmlTextWriterStartElement(x->writer, BAD_CAST name);
    for (const char *a = va_arg(list, const char *); a; a = va_arg(list, const char *)) {
        const char *value = va_arg(list, const char *);
        if (!value)
            continue;
        char *clean = cleaned(value);
        xmlTextWriterWriteAttribute(x->writer, BAD_CAST a, BAD_CAST(clean ? clean : value));
        free(clean);
    }
    xmlTextWriterFlush(x->writer);
}

/* Whether what was begun is text of ours, which ends it too. */
static bool start_element(ct_xml *x, const char *name, va_list list)
{
    va_list again;

    end_tag(x);
    break_line(x);
    va_copy(again, list);
    bool ours = x->depth < CT_XML_DEPTH && all_plain(again);
    va_end(again);
    if (ours)
        plain_start(x, name, list);
    else
        escaped_start(x, name, list);
    return ours;
}

void ct_xml_open(ct_xml *x, const char *name, ...)
{
    va_list list;

    va_start(list, name);
    bool ours = start_element(x, name, list);
    va_end(list);
    if (x->depth < CT_XML_DEPTH)
        x->names[x->depth] = ours ? name : NULL;
    x->depth++;
    x->fresh = true;
}

void ct_xml_open_line(ct_xml *x, const char *name)
{
    ct_xml_open(x, name, NULL);
    if (x->line == 0)
        x->line = x->depth;
}

static void end_element(ct_xml *x, const char *ours)
{
    if (!ours) {
        xmlTextWriterEndElement(x->writer);
        xmlTextWriterFlush(x->writer);
    } else if (x->fresh) {
        ct_str_append(&x->text, "/>");
    } else {
        ct_str_append(&x->text, "</");
        ct_str_append(&x->text, ours);
        ct_str_append_char(&x->text, '>');
    }
    x->fresh = false;
}

void ct_xml_close(ct_xml *x)
{
    bool last_of_line = x->line == x->depth;

    x->depth--;
    if (!x->fresh && x->line == 0)
        break_line(x);
    end_element(x, open_name(x, x->depth));
    if (last_of_line)
        x->line = 0;
}

void ct_xml_empty(ct_xml *x, const char *name, ...)
{
    va_list list;

    va_start(list, name);
    bool ours = start_element(x, name, list);
    va_end(list);
    x->fresh = true;
    end_element(x, ours ? name : NULL);
}

static char *put(char *at, const char *text, size_t bytes)
{
    memcpy(at, text, bytes);
    return at + bytes;
}

static void plain_element(ct_xml *x, const char *name, const char *text, size_t bytes)
{
    ct_str *p = &x->text;
    size_t  name_bytes = strlen(name);

    p->data = ct_grow(p->data, &p->cap, p->len + 2 * name_bytes + bytes + 6, 1);
    char *at = put(p->data + p->len, "<", 1);
    at = put(at, name, name_bytes);
    at = put(at, ">", 1);
    at = put(at, text, bytes);
    at = put(at, "</", 2);
    at = put(at, name, name_bytes);
    at = put(at, ">", 1);
    *at = '\0';
    p->len = (size_t)(at - p->data);
}

void ct_xml_text(ct_xml *x, const char *name, const char *text)
{
    text = ct_str_or_empty(text);
    end_tag(x);
    break_line(x);
    x->fresh = false;
    if (is_plain(text)) {
        plain_element(x, name, text, strlen(text));
        return;
    }
    char *clean = cleaned(text);
    xmlTextWriterWriteElement(x->writer, BAD_CAST name, BAD_CAST(clean ? clean : text));
    xmlTextWriterFlush(x->writer);
    free(clean);
}

void ct_xml_number(ct_xml *x, const char *name, int64_t number)
{
    char        room[CT_I64_TEXT_BYTES];
    const char *text = ct_i64_text(number, room);

    end_tag(x);
    break_line(x);
    x->fresh = false;
    plain_element(x, name, text, strlen(text));
}

/* --- what repeats ----------------------------------------------------------------- */

enum { PIECES_MOST = 256 };

struct ct_xml_piece {
    ct_xml_key key;
    int        depth;
    ct_str     text;
};

static bool same_key(ct_xml_key a, ct_xml_key b)
{
    return a.kind == b.kind && a.a == b.a && a.b == b.b && a.c == b.c && a.d == b.d;
}

bool ct_xml_again(ct_xml *x, ct_xml_key key)
{
    end_tag(x);
    for (size_t i = 0; i < x->piece_count; i++) {
        const struct ct_xml_piece *p = &x->pieces[i];
        if (p->depth != x->depth || !same_key(p->key, key))
            continue;
        ct_str_append_n(&x->text, p->text.data, p->text.len);
        return true;
    }
    if (x->keeping++ == 0) {
        x->key = key;
        x->from = x->text.len;
    }
    return false;
}

void ct_xml_keep(ct_xml *x)
{
    if (--x->keeping > 0 || x->piece_count == PIECES_MOST)
        return;
    x->pieces = ct_grow(x->pieces, &x->piece_cap, x->piece_count + 1, sizeof *x->pieces);
    struct ct_xml_piece *p = &x->pieces[x->piece_count++];
    *p = (struct ct_xml_piece){.key = x->key, .depth = x->depth};
    ct_str_append_n(&p->text, x->text.data + x->from, x->text.len - x->from);
}

void ct_output_add_xml(ct_output_list *l, ct_xml *x, size_t events)
{
    while (x->depth > 0)
        ct_xml_close(x);
    xmlTextWriterEndDocument(x->writer);
    xmlFreeTextWriter(x->writer);
    ct_output_add_text(l, &x->text, events);
    for (size_t i = 0; i < x->piece_count; i++)
        ct_str_finish(&x->pieces[i].text);
    free(x->pieces);
}

/* --- URLs ------------------------------------------------------------------------- */

static bool plain_in_url(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~' || c == '/';
}

static void append_escaped(ct_str *url, unsigned char c)
{
    static const char digits[] = "0123456789ABCDEF";
    const char        escaped[] = {'%', digits[c >> 4], digits[c & 15]};

    ct_str_append_n(url, escaped, sizeof escaped);
}

/* A drive and a slash of either kind; `shared`: two backslashes, then a server. */
static bool is_of_windows(const char *path, bool *shared)
{
    char drive = (char)(path[0] | 0x20);

    *shared = path[0] == '\\' && path[1] == '\\';
    return *shared ||
           (drive >= 'a' && drive <= 'z' && path[1] == ':' && (path[2] == '\\' || path[2] == '/'));
}

/* A list from Windows names its files so; in a URL there are slashes, and a server is the host. */
static void append_start(ct_str *url, const char *host, const char **path, bool *windows)
{
    bool shared;

    *windows = is_of_windows(*path, &shared);
    ct_str_append(url, "file://");
    if (shared) {
        *path += 2;
        return;
    }
    ct_str_append(url, host);
    if (**path != '/')
        ct_str_append_char(url, '/');
}

char *ct_file_url(const char *host, const char *path)
{
    ct_str url = {0};
    bool   windows;

    append_start(&url, host, &path, &windows);
    while (*path) {
        size_t plain = 0;
        while (plain_in_url(path[plain]))
            plain++;
        ct_str_append_n(&url, path, plain);
        path += plain;
        if (windows && *path == '\\') {
            ct_str_append_char(&url, '/');
            path++;
        } else if (*path) {
            append_escaped(&url, (unsigned char)*path++);
        }
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

/* "/C:/a", and "/C|/a" as it was once written: a path of Windows, which begins with its drive. */
static bool has_drive(const char *path)
{
    return path[0] == '/' && ((path[1] | 0x20) >= 'a' && (path[1] | 0x20) <= 'z') &&
           (path[2] == ':' || path[2] == '|') && path[3] == '/';
}

/* "%04d": the numbers of a sequence of images, which programs write as it is. No name has such control letters. */
static bool is_number_sign(const char *url)
{
    return url[1] == '0' && url[2] >= '1' && url[2] <= '8' && url[3] == 'd';
}

char *ct_file_url_path(const char *url)
{
    ct_str path = {0};

    if (strncasecmp(url, "file:", 5) != 0)
        return ct_strdup("");
    url += 5;
    if (ct_starts_with(url, "//")) {
        size_t host = strcspn(url + 2, "/");
        bool   here = host == 0 || (host == 9 && strncasecmp(url + 2, "localhost", host) == 0) ||
                    (host == 9 && strncmp(url + 2, "127.0.0.1", host) == 0);
        if (host == 2 && url[3] == ':') { /* a drive, where the server goes */
            url += 1;
            here = false;
        }
        url += here ? 2 : 0; /* //server/share of Windows keeps its server */
        url += here ? host : 0;
    }
    for (; *url; url++) {
        int high = *url == '%' ? hex_value(url[1]) : -1;
        int low = high >= 0 ? hex_value(url[2]) : -1;
        if (low >= 0 && (high || low) && !is_number_sign(url)) {
            ct_str_append_char(&path, (char)(high << 4 | low));
            url += 2;
        } else {
            ct_str_append_char(&path, *url);
        }
    }
    char *found = ct_str_take(&path);
    if (has_drive(found)) {
        memmove(found, found + 1, strlen(found));
        found[1] = ':';
    }
    return found;
}

char *ct_media_path(const char *url)
{
    return strncasecmp(url, "file:", 5) == 0 ? ct_file_url_path(url) : ct_strdup(url);
}

const char *ct_media_name(const char *path)
{
    bool windows = (path[0] && path[1] == ':' && path[2] == '\\') || ct_starts_with(path, "\\\\");
    const char *name = ct_path_name(path), *back = windows ? strrchr(name, '\\') : NULL;

    return back ? back + 1 : name;
}

/* --- markers ---------------------------------------------------------------------- */

static const char still_line[] = "\nstill: ";

char *ct_marker_aside(const ct_marker *m)
{
    bool open = m->status == CT_NOTE_OPEN;

    return ct_asprintf("[%s%s%s]%s%s%s%s", ct_category_name(m->category), open ? "" : ", ",
                       open ? "" : ct_note_status_name(m->status),
                       m->author && *m->author ? " " : "", ct_str_or_empty(m->author),
                       m->still ? still_line : "", ct_str_or_empty(m->still));
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
    const char *still = strstr(text, still_line);
    char       *author = ct_strndup(text, still ? (size_t)(still - text) : strlen(text));
    m->category = said.category;
    m->status = said.status;
    ct_strset(&m->author, *author ? author : NULL);
    ct_strset(&m->still, still ? still + strlen(still_line) : NULL);
    free(author);
    return true;
}
