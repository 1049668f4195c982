/* SPDX-License-Identifier: MIT */
/* Markers of Media Composer as XML, which review pages write for it too: an object a marker, whose attributes are a
 * list of names and values. */
#include <ctype.h>
#include <string.h>

#include "circletake/str.h"
#include "editlist_priv.h"
#include "marker_priv.h"
#include "xml_priv.h"

bool ct_avid_xml_is(const char *data, size_t bytes)
{
    enum { HEAD_BYTES = 1024 }; /* other lists can be long, and are asked too */

    return ct_find_word(data, bytes < HEAD_BYTES ? bytes : HEAD_BYTES, "<Avid:StreamItems") &&
           ct_find_word(data, bytes, "_ATN_CRM_");
}

static const ct_xml_node *property(const ct_xml_node *item, const char *name)
{
    const ct_xml_node *p = ct_xml_child(item, "AvProp");

    while (p && !ct_equal_nocase(ct_str_or_empty(ct_xml_attribute(p, "name")), name))
        p = ct_xml_next(p, "AvProp");
    return p;
}

/* A text or a number; "" when it has none of that name. */
static const char *attribute(const ct_xml_node *list, const char *name)
{
    const ct_xml_node *item = ct_xml_child(list, "ListElem");

    while (item && !ct_equal_nocase(ct_xml_content(property(item, "OMFI:ATTB:Name")), name))
        item = ct_xml_next(item, "ListElem");
    const ct_xml_node *text = property(item, "OMFI:ATTB:StringAttribute");
    return ct_xml_content(text ? text : property(item, "OMFI:ATTB:IntAttribute"));
}

static ct_code read_marker(ct_timeline *t, const ct_xml_node *list, ct_error *err)
{
    const char *place = attribute(list, "_ATN_CRM_TC"), *author = attribute(list, "_ATN_CRM_USER");
    int64_t     at, length = 1;
    bool        drop = false;

    if (!*place) /* another object with attributes */
        return CT_OK;
    ct_code code = ct_marker_position(t, place, (size_t)ct_xml_line(list), &at, &drop, err);
    if (code)
        return code;
    t->count.drop = t->count.drop || drop;
    ct_marker *m = ct_timeline_add_marker(t);
    m->frame = at;
    if (ct_parse_i64(attribute(list, "_ATN_CRM_LENGTH"), &length) && length > 0)
        m->count = length;
    m->text = ct_strdup(attribute(list, "_ATN_CRM_COM"));
    m->author = *author ? ct_strdup(author) : NULL;
    m->colour = ct_strdup(attribute(list, "_ATN_CRM_COLOR"));
    for (char *p = m->colour; *p; p++)
        *p = (char)tolower((unsigned char)*p);
    ct_cmx_category(m->colour, &m->category);
    return CT_OK;
}

ct_code ct_avid_xml_read(const char *data, size_t bytes, ct_timeline *t, const ct_leaving *leave,
                         ct_error *err)
{
    ct_xml_doc *doc = NULL;
    ct_code     code = ct_xml_load(data, bytes, "StreamItems", &doc, err);

    if (code)
        return code;
    const ct_xml_node *file = ct_xml_child(ct_xml_root(doc), "XMLFileData");
    for (const ct_xml_node *n = ct_xml_child(file, "AvClass"); n && !code;
         n = ct_xml_next(n, "AvClass"))
        code = ct_leave_out(leave, NULL, NULL, read_marker(t, ct_xml_child(n, "List"), err), err);
    ct_xml_free(&doc);
    return code;
}
