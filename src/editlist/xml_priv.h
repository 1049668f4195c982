/* SPDX-License-Identifier: MIT */
/* XML out and in. Out: escaped, indented with tabs, without what XML 1.0 forbids. In: no DTD of the file's
 * own, no entities, no network, bounded; a tree to walk. Any thread. */
#ifndef CT_EDITLIST_XML_PRIV_H
#define CT_EDITLIST_XML_PRIV_H

#include "circletake/editlist.h"
#include "circletake/str.h"
#include "circletake/timeline.h"

/* ---- out ---- */

/* A part that repeats: kind, and what it depends on. */
typedef struct ct_xml_key {
    int kind, a, b, c, d;
} ct_xml_key;

enum { CT_XML_DEPTH = 24 };

typedef struct ct_xml {
    struct _xmlTextWriter *writer;
    ct_str                 text; /* so far; the library never keeps any back */
    int                    depth;
    bool                   fresh; /* nothing stands in the open element yet */
    int                    line;  /* what is this deep and deeper stays on one line; 0 none */
    const char            *names[CT_XML_DEPTH]; /* of what is open; NULL: the library knows it */
    struct ct_xml_piece   *pieces;
    size_t                 piece_count, piece_cap;
    ct_xml_key             key;     /* of the piece that is kept, */
    size_t                 from;    /* where it begins, */
    int                    keeping; /* and how many are inside one another; 0 none */
} ct_xml;

/* `kind`: "xmeml", the name behind DOCTYPE. `events`: about how many there will be. */
void ct_xml_start(ct_xml *x, const char *kind, size_t events);
/* Names are borrowed until the element is closed. Attributes as name, value, ..., NULL. A value of NULL
 * leaves its attribute out. */
void ct_xml_open(ct_xml *x, const char *name, ...);
/* The same without attributes, all of it on one line. */
void ct_xml_open_line(ct_xml *x, const char *name);
void ct_xml_close(ct_xml *x);
void ct_xml_empty(ct_xml *x, const char *name, ...);             /* an element without content */
void ct_xml_text(ct_xml *x, const char *name, const char *text); /* NULL: "" */
void ct_xml_number(ct_xml *x, const char *name, int64_t number);
/* True: whole elements were written under this key at this depth before, and were so again. False:
 * write them, then call ct_xml_keep. Pieces may hold pieces. */
bool ct_xml_again(ct_xml *x, ct_xml_key key);
void ct_xml_keep(ct_xml *x);
/* Ends what is open and the document, which is one of the files of a list. */
void ct_output_add_xml(ct_output_list *l, ct_xml *x, size_t events);

/* "file:///a%20b" or, with host "localhost", "file://localhost/a%20b": everything outside
 * letters, digits and -._~/ is escaped. Backslashes of a path of Windows become slashes, and the server
 * that one begins with the host. Gives. */
char *ct_file_url(const char *host, const char *path);
/* Path of a file URL, "//host/..." where a host is named; "" for another kind of URL. Gives. */
char *ct_file_url_path(const char *url);
/* The same; what is no file URL is a path already, or stays the address that it is. Gives. */
char *ct_media_path(const char *url);
/* What a file is called, by its path here or on Windows ("D:\\rushes\\a.mov"). Borrowed. */
const char *ct_media_name(const char *path);
/* "[sound] Ines", "[sound, resolved] Ines\nstill: PATH": how a marker says what else a note knows.
 * Gives. */
char *ct_marker_aside(const ct_marker *m);
/* Back: category, status where it says one, author, still. false: it is a text like any other. */
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
const ct_xml_node *ct_xml_previous(const ct_xml_node *n); /* any element */
/* First element of that name below `n`, in document order. */
const ct_xml_node *ct_xml_below(const ct_xml_node *n, const char *name);
const char        *ct_xml_name(const ct_xml_node *n);
const char        *ct_xml_attribute(const ct_xml_node *n, const char *name); /* NULL: not there */
const char        *ct_xml_content(const ct_xml_node *n);                     /* "" for NULL */
/* Content of the child element, "" when there is none. */
const char *ct_xml_child_text(const ct_xml_node *n, const char *name);
int         ct_xml_line(const ct_xml_node *n);

#endif
