/* SPDX-License-Identifier: MIT */
/* Reads XML from strangers. libxml2 is never asked to replace entities, to load a DTD, to go beyond
 * its limits of depth and size or to reach a network; and a document that brings declarations of
 * its own is turned away before it is parsed, so that nothing is there to expand. */
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "xml_priv.h"

static bool is_at(const char *data, size_t bytes, size_t at, const char *text)
{
    size_t length = strlen(text);

    return at + length <= bytes && memcmp(data + at, text, length) == 0;
}

/* Behind the next `text`, else `bytes`. */
static size_t skip_to(const char *data, size_t bytes, size_t at, const char *text)
{
    while (at < bytes && !is_at(data, bytes, at, text))
        at++;
    return at < bytes ? at + strlen(text) : bytes;
}

/* What declares more than which elements there are could unfold to anything. */
static bool declares(const char *data, size_t bytes, size_t *at)
{
    bool quoted = false, inside = false;

    for (; *at < bytes && (inside || quoted || data[*at] != '>'); (*at)++) {
        if (is_at(data, bytes, *at, "<!ENTITY") || is_at(data, bytes, *at, "<!ATTLIST"))
            return true;
        quoted = quoted != (data[*at] == '"');
        inside = !quoted && data[*at] == '[' ? true : data[*at] == ']' ? false : inside;
    }
    return false;
}

/* "<!DOCTYPE xmeml>" is in every such file; one that declares something of its own is in none. Before the outermost
 * element stand comments too, in which anything is said. */
static ct_code refuse_declarations(const char *data, size_t bytes, ct_error *err)
{
    for (size_t at = 0; at + 1 < bytes;) {
        if (data[at] != '<')
            at++;
        else if (is_at(data, bytes, at, "<!--"))
            at = skip_to(data, bytes, at + 4, "-->");
        else if (data[at + 1] == '?')
            at = skip_to(data, bytes, at, "?>");
        else if (data[at + 1] != '!')
            break;
        else if (declares(data, bytes, &at))
            return ct_fail(err, CT_BAD_DATA,
                           "This XML brings declarations of its own, which no list "
                           "of edits needs; it is not read.");
    }
    return CT_OK;
}

/* Text that came as UTF-16 is UTF-8 by now and still says what it was. */
static bool says_wide(const char *data, size_t bytes)
{
    for (size_t i = 0; i + 6 <= bytes && i < 200 && data[i] != '>'; i++)
        if (strncasecmp(data + i, "UTF-16", 6) == 0)
            return true;
    return false;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Nothing may stand before the declaration; where blank lines do, they stand behind it, so that lines keep their
 * numbers. NULL: that is not so. Gives. */
static char *declaration_first(const char *data, size_t bytes)
{
    size_t mark = bytes >= 3 && memcmp(data, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0, at = mark;

    while (at < bytes && is_blank(data[at]))
        at++;
    if (at == mark || !is_at(data, bytes, at, "<?xml"))
        return NULL;
    size_t end = skip_to(data, bytes, at, "?>");
    char  *text = ct_alloc(bytes);
    memcpy(text, data, mark);
    memcpy(text + mark, data + at, end - at);
    memcpy(text + mark + end - at, data + mark, at - mark);
    memcpy(text + end, data + end, bytes - end);
    return text;
}

/* Programs that put every text on a line of its own mean no blanks around it. */
static void trim_texts(xmlNode *root)
{
    for (xmlNode *n = root; n;) {
        char  *text = n->type == XML_TEXT_NODE ? (char *)n->content : NULL;
        size_t end = text ? strlen(text) : 0, from = 0;
        while (end > 0 && is_blank(text[end - 1]))
            end--;
        while (from < end && is_blank(text[from]))
            from++;
        if (text && (from > 0 || text[end])) {
            char *own = ct_strndup(text + from, end - from);
            xmlNodeSetContent(n, (const xmlChar *)own);
            free(own);
        }
        if (n->children && n->type == XML_ELEMENT_NODE) {
            n = n->children;
            continue;
        }
        while (n && n != root && !n->next)
            n = n->parent;
        n = n && n != root ? n->next : NULL;
    }
}

static void be_quiet(void *context, xmlErrorPtr error)
{
    (void)context;
    (void)error;
}

ct_code ct_xml_load(const char *data, size_t bytes, const char *root, ct_xml_doc **out,
                    ct_error *err)
{
    xmlParserCtxtPtr parser;
    char            *own;
    ct_code          code = refuse_declarations(data, bytes, err);

    if (code)
        return code;
    if (bytes > CT_XML_BYTES_MOST)
        return ct_fail(err, CT_BAD_DATA, "This XML is larger than the %d MB that are read.",
                       CT_XML_BYTES_MOST >> 20);
    parser = xmlNewParserCtxt();
    if (!parser)
        return ct_fail(err, CT_NO_MEMORY, "There is not enough memory to read this list.");
    parser->sax->serror = be_quiet;
    xmlSetStructuredErrorFunc(
        NULL, be_quiet);         /* this thread's: of letters that are none it tells on no parser */
    parser->sax->comment = NULL; /* else a text with one inside would be two */
    parser->sax->processingInstruction = NULL;
    own = declaration_first(data, bytes);
    *out = xmlCtxtReadMemory(parser, own ? own : data, (int)bytes, NULL, NULL,
                             (says_wide(data, bytes) ? XML_PARSE_IGNORE_ENC : 0) | XML_PARSE_NONET |
                                 XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOBLANKS |
                                 XML_PARSE_COMPACT | XML_PARSE_NOCDATA);
    if (!*out) {
        char what[200];
        snprintf(what, sizeof what, "%s",
                 parser->lastError.message ? parser->lastError.message : "it ends too early");
        what[strcspn(what, "\n")] = '\0';
        if (strstr(what, "Excessive depth"))
            snprintf(what, sizeof what, "its elements lie too deep in one another");
        code = ct_fail(err, CT_BAD_DATA, "Line %d is not well-formed XML: %s.",
                       parser->lastError.line, what);
    }
    xmlSetStructuredErrorFunc(NULL, NULL);
    xmlFreeParserCtxt(parser);
    free(own);
    if (!code)
        trim_texts(xmlDocGetRootElement(*out));
    if (!code && strcmp(ct_xml_name(ct_xml_root(*out)), root) != 0) {
        code = ct_fail(err, CT_BAD_DATA, "Expected <%s> as the outermost element, found <%s>.",
                       root, ct_xml_name(ct_xml_root(*out)));
        ct_xml_free(out);
    }
    return code;
}

void ct_xml_free(ct_xml_doc **doc)
{
    if (*doc)
        xmlFreeDoc(*doc);
    *doc = NULL;
}

const ct_xml_node *ct_xml_root(const ct_xml_doc *doc)
{
    return xmlDocGetRootElement(doc);
}

const char *ct_xml_name(const ct_xml_node *n)
{
    return n ? (const char *)n->name : "";
}

/* `n` itself or the first of its later sisters that is such an element. */
static const ct_xml_node *element_from(const ct_xml_node *n, const char *name)
{
    while (n && (n->type != XML_ELEMENT_NODE || (name && strcmp(ct_xml_name(n), name) != 0)))
        n = n->next;
    return n;
}

const ct_xml_node *ct_xml_child(const ct_xml_node *n, const char *name)
{
    return n ? element_from(n->children, name) : NULL;
}

const ct_xml_node *ct_xml_next(const ct_xml_node *n, const char *name)
{
    return element_from(n->next, name);
}

const ct_xml_node *ct_xml_previous(const ct_xml_node *n)
{
    do
        n = n->prev;
    while (n && n->type != XML_ELEMENT_NODE);
    return n;
}

const ct_xml_node *ct_xml_below(const ct_xml_node *n, const char *name)
{
    const ct_xml_node *at = n;

    while (at) { /* walks without a stack of its own: up by the parent, never above `n` */
        if (at->type == XML_ELEMENT_NODE && at->children) {
            at = at->children;
        } else {
            while (at && at != n && !at->next)
                at = at->parent;
            at = !at || at == n ? NULL : at->next;
        }
        if (at && at->type == XML_ELEMENT_NODE && strcmp(ct_xml_name(at), name) == 0)
            return at;
    }
    return NULL;
}

const char *ct_xml_attribute(const ct_xml_node *n, const char *name)
{
    for (const xmlAttr *a = n ? n->properties : NULL; a; a = a->next)
        if (strcmp((const char *)a->name, name) == 0)
            return a->children && a->children->content ? (const char *)a->children->content : "";
    return NULL;
}

const char *ct_xml_content(const ct_xml_node *n)
{
    for (const ct_xml_node *c = n ? n->children : NULL; c; c = c->next)
        if (c->type == XML_TEXT_NODE && c->content)
            return (const char *)c->content;
    return "";
}

const char *ct_xml_child_text(const ct_xml_node *n, const char *name)
{
    return ct_xml_content(ct_xml_child(n, name));
}

int ct_xml_line(const ct_xml_node *n)
{
    return (int)xmlGetLineNo(n);
}
