/* SPDX-License-Identifier: MIT */
/* Reads XML from strangers. libxml2 is never asked to replace entities, to load a DTD, to go beyond
 * its limits of depth and size or to reach a network; and a document that brings declarations of
 * its own is turned away before it is parsed, so that nothing is there to expand. */
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <string.h>
#include <strings.h>

#include "xml_priv.h"

/* End of the part before the root element, where a DTD can stand. */
static size_t prolog_end(const char *data, size_t bytes)
{
    for (size_t i = 0; i + 1 < bytes; i++)
        if (data[i] == '<' && data[i + 1] != '?' && data[i + 1] != '!')
            return i;
    return bytes;
}

/* "<!DOCTYPE xmeml>" is in every such file; one with declarations in brackets is in none. */
static ct_code refuse_declarations(const char *data, size_t bytes, ct_error *err)
{
    size_t end = prolog_end(data, bytes);

    for (size_t i = 0; i + 1 < end; i++)
        if (data[i] == '[' || (data[i] == '<' && data[i + 1] == '!' && i + 9 < end &&
                               strncmp(data + i, "<!ENTITY", 8) == 0))
            return ct_fail(err, CT_BAD_DATA,
                           "This XML brings declarations of its own, which no list "
                           "of edits needs; it is not read.");
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

static void be_quiet(void *context, xmlErrorPtr error)
{
    (void)context;
    (void)error;
}

ct_code ct_xml_load(const char *data, size_t bytes, const char *root, ct_xml_doc **out,
                    ct_error *err)
{
    xmlParserCtxtPtr parser;
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
    *out = xmlCtxtReadMemory(parser, data, (int)bytes, NULL, NULL,
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
    xmlFreeParserCtxt(parser);
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
