/* SPDX-License-Identifier: MIT */
/* Reads XML from strangers. libxml2 is never asked to replace entities, to load a DTD, to go beyond
 * its limits of depth and size or to reach a network; and a document that brings declarations of
 * its own is turned away at the first of them, so that nothing is there to expand. */
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "xml_priv.h"

/* "<!DOCTYPE xmeml>" is in every such file, and which elements there are may be said there. What declares more could
 * unfold to anything: reading ends there. Of whose reading it is `_private` says that it happened. */
static void end_at_declaration(xmlParserCtxtPtr parser)
{
    *(bool *)parser->_private = true;
    xmlStopParser(parser);
}

static void on_entity(void *parser, const xmlChar *name, int type, const xmlChar *public_id,
                      const xmlChar *system_id, xmlChar *content)
{
    (void)name, (void)type, (void)public_id, (void)system_id, (void)content;
    end_at_declaration(parser);
}

static void on_attribute(void *parser, const xmlChar *element, const xmlChar *name, int type,
                         int kind, const xmlChar *value, xmlEnumerationPtr values)
{
    (void)element, (void)name, (void)type, (void)kind, (void)value;
    xmlFreeEnumeration(values);
    end_at_declaration(parser);
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
    if (at == mark || bytes - at < 5 || memcmp(data + at, "<?xml", 5) != 0)
        return NULL;
    const char *close = ct_find_word(data + at, bytes - at, "?>");
    size_t      end = close ? (size_t)(close - data) + 2 : bytes;
    char       *text = ct_alloc(bytes);
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

static ct_code say_fault(const xmlError *fault, ct_error *err)
{
    char what[200];

    snprintf(what, sizeof what, "%s", fault->message ? fault->message : "it ends too early");
    what[strcspn(what, "\n")] = '\0';
    if (strstr(what, "Excessive depth"))
        snprintf(what, sizeof what, "its elements lie too deep in one another");
    return ct_fail(err, CT_BAD_DATA, "Line %d is not well-formed XML: %s.", fault->line, what);
}

static ct_code parse(const char *data, size_t bytes, ct_xml_doc **out, ct_error *err)
{
    xmlParserCtxtPtr parser = xmlNewParserCtxt();
    bool             declares = false;
    ct_code          code = CT_OK;

    if (!parser)
        return ct_fail(err, CT_NO_MEMORY, "There is not enough memory to read this list.");
    parser->_private = &declares;
    parser->sax->entityDecl = on_entity;
    parser->sax->attributeDecl = on_attribute;
    parser->sax->serror = be_quiet;
    xmlSetStructuredErrorFunc(
        NULL, be_quiet);         /* this thread's: of letters that are none it tells on no parser */
    parser->sax->comment = NULL; /* else a text with one inside would be two */
    parser->sax->processingInstruction = NULL;
    *out = xmlCtxtReadMemory(parser, data, (int)bytes, NULL, NULL,
                             (says_wide(data, bytes) ? XML_PARSE_IGNORE_ENC : 0) | XML_PARSE_NONET |
                                 XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOBLANKS |
                                 XML_PARSE_COMPACT | XML_PARSE_NOCDATA);
    if (declares) {
        ct_xml_free(out);
        code = ct_fail(err, CT_BAD_DATA,
                       "This XML brings declarations of its own, which no list "
                       "of edits needs; it is not read.");
    } else if (!*out) {
        code = say_fault(&parser->lastError, err);
    }
    xmlSetStructuredErrorFunc(NULL, NULL);
    xmlFreeParserCtxt(parser);
    return code;
}

ct_code ct_xml_load(const char *data, size_t bytes, const char *root, ct_xml_doc **out,
                    ct_error *err)
{
    if (bytes > CT_XML_BYTES_MOST)
        return ct_fail(err, CT_BAD_DATA, "This XML is larger than the %d MB that are read.",
                       CT_XML_BYTES_MOST >> 20);
    char   *own = declaration_first(data, bytes);
    ct_code code = parse(own ? own : data, bytes, out, err);

    free(own);
    if (code)
        return code;
    trim_texts(xmlDocGetRootElement(*out));
    if (strcmp(ct_xml_name(ct_xml_root(*out)), root) != 0) {
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
