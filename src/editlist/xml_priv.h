/* SPDX-License-Identifier: MIT */
/* XML out and in. Out: escaped, indented, without what XML 1.0 forbids. In: no DTD of the file's
 * own, no entities, no network, bounded; a tree to walk. Any thread. */
#ifndef CT_EDITLIST_XML_PRIV_H
#define CT_EDITLIST_XML_PRIV_H

#include "circletake/editlist.h"
#include "circletake/str.h"
#include "circletake/timeline.h"

/* ---- out ---- */

typedef struct ct_xml {
    struct _xmlTextWriter *writer;
    struct _xmlBuffer     *buffer;
} ct_xml;

/* `kind`: "xmeml", the name behind DOCTYPE. */
void ct_xml_start(ct_xml *x, const char *kind);
/* Attributes as name, value, ..., NULL. A value of NULL leaves its attribute out. */
void ct_xml_open(ct_xml *x, const char *name, ...);
void ct_xml_close(ct_xml *x);
void ct_xml_empty(ct_xml *x, const char *name, ...);             /* an element without content */
void ct_xml_text(ct_xml *x, const char *name, const char *text); /* NULL: "" */
void ct_xml_number(ct_xml *x, const char *name, int64_t number);
/* Ends what is open and the document, which is one of the files of a list. */
void ct_output_add_xml(ct_output_list *l, ct_xml *x, size_t events);

/* "file:///a%20b" or, with host "localhost", "file://localhost/a%20b": everything outside
 * letters, digits and -._~/ is escaped. Gives. */
char *ct_file_url(const char *host, const char *path);
/* Path of a file URL (any host), "" for another kind of URL. Gives. */
char *ct_file_url_path(const char *url);
/* "[sound] Ines", "[sound, resolved] Ines": how a marker says what else a note knows. Gives. */
char *ct_marker_aside(const ct_marker *m);
/* Back: category, status where it says one, author. false: it is a text like any other. */
bool ct_marker_aside_parse(const char *text, ct_marker *m);

/* ---- in ---- */

typedef struct _xmlDoc  ct_xml_doc;
typedef struct _xmlNode ct_xml_node;

enum { CT_XML_BYTES_MOST = 256 << 20 };

/* `root`: the name the outermost element must have. */
ct_code            ct_xml_load(const char *data, size_t bytes, const char *root, ct_xml_doc **out,
                               ct_error *err);
void               ct_xml_free(ct_xml_doc **doc);
const ct_xml_node *ct_xml_root(const ct_xml_doc *doc);
/* All borrow from the document; NULL: none. `name` NULL: any element. */
const ct_xml_node *ct_xml_child(const ct_xml_node *n, const char *name);
const ct_xml_node *ct_xml_next(const ct_xml_node *n, const char *name);
/* First element of that name below `n`, in document order. */
const ct_xml_node *ct_xml_below(const ct_xml_node *n, const char *name);
const char        *ct_xml_name(const ct_xml_node *n);
const char        *ct_xml_attribute(const ct_xml_node *n, const char *name); /* NULL: not there */
const char        *ct_xml_content(const ct_xml_node *n);                     /* "" for NULL */
/* Content of the child element, "" when there is none. */
const char *ct_xml_child_text(const ct_xml_node *n, const char *name);
int         ct_xml_line(const ct_xml_node *n);

#endif
