/* SPDX-License-Identifier: MIT */
/* Lists of which a part can be read. Files that break off: a copy stopped half way, a full disk. What stands before the
 * break is made well-formed again, so that the ordinary readers can read it; nothing is invented, only
 * brackets and tags that were left open are closed, behind the last whole clip. */
#include "circletake/mend.h"

#include <stdlib.h>
#include <string.h>

#include "circletake/str.h"
#include "json_priv.h"
#include "sheet_priv.h"

enum { DEPTH_MOST = 256 };

/* --- JSON ----------------------------------------------------------------------------- */

/* What is open at a place: the closing bracket, and whether it is a list of clips. */
struct json_scan {
    char   closers[DEPTH_MOST];
    bool   children[DEPTH_MOST];
    int    depth;
    size_t good; /* behind the last whole clip; 0: none yet */
    int    good_depth;
    bool   broken;
};

static void json_open(struct json_scan *s, char closer, bool children)
{
    if (s->depth == DEPTH_MOST) {
        s->broken = true;
        return;
    }
    s->closers[s->depth] = closer;
    s->children[s->depth++] = children;
}

static void json_close(struct json_scan *s, char closer, size_t behind)
{
    if (s->depth == 0 || s->closers[s->depth - 1] != closer) {
        s->broken = true;
        return;
    }
    s->depth--;
    if (s->depth > 0 && s->children[s->depth - 1]) {
        s->good = behind;
        s->good_depth = s->depth;
    }
}

/* Behind the closing quote; `bytes` when there is none. */
static size_t skip_string(const char *data, size_t bytes, size_t at)
{
    for (at++; at < bytes && data[at] != '"'; at++)
        if (data[at] == '\\')
            at++;
    return at < bytes ? at + 1 : bytes;
}

/* `key`: the name of the lists, with its quotes. */
static void json_scan(struct json_scan *s, const char *data, size_t bytes, const char *key)
{
    size_t key_bytes = strlen(key);
    bool   children = false; /* the last name was that */

    for (size_t at = 0; at < bytes && !s->broken;) {
        char c = data[at];
        if (c == '"') {
            size_t end = skip_string(data, bytes, at);
            children = end - at == key_bytes && memcmp(data + at, key, key_bytes) == 0;
            at = end;
            continue;
        }
        at++;
        if (c == '{' || c == '[')
            json_open(s, c == '{' ? '}' : ']', c == '[' && children);
        else if (c == '}' || c == ']')
            json_close(s, c, at);
    }
}

/* Behind the last whole item of the lists called `key`. NULL: there is none. */
static char *mend_json(const char *data, size_t bytes, const char *key)
{
    struct json_scan s = {.depth = 0};
    ct_str           out = {0};

    json_scan(&s, data, bytes, key);
    if (s.good == 0)
        return NULL;
    ct_str_append_n(&out, data, s.good);
    for (int i = s.good_depth; i-- > 0;)
        ct_str_append_char(&out, s.closers[i]); /* untouched below the depth it was closed at */
    return ct_str_take(&out);
}

/* Segments of LosslessCut; what they lie in is closed behind the last whole one. */
static char *mend_json5(const char *data, size_t bytes)
{
    char *text = ct_strndup(data, bytes), *json = ct_json5_as_json(text);
    char *mended = mend_json(json, strlen(json), "\"cutSegments\"");

    free(json);
    free(text);
    return mended;
}

/* --- XML ------------------------------------------------------------------------------ */

struct xml_scan {
    size_t names[DEPTH_MOST], lengths[DEPTH_MOST]; /* of open elements, in the data */
    int    depth;
    size_t good;
    int    good_depth;
};

/* Elements of which whole ones are worth something. */
static bool is_clip(const char *name, size_t length)
{
    static const char *const names[] = {"clipitem", "asset-clip", "clip",          "ref-clip",
                                        "mc-clip",  "video",      "sync-clip",     "gap",
                                        "title",    "transition", "transitionitem"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strlen(names[i]) == length && memcmp(names[i], name, length) == 0)
            return true;
    return false;
}

/* End of a tag that begins at `at`, behind '>'; quotes hide it. `bytes`: it breaks off. */
static size_t tag_end(const char *data, size_t bytes, size_t at)
{
    char quote = 0;

    for (; at < bytes; at++) {
        if (quote) {
            quote = data[at] == quote ? 0 : quote;
        } else if (data[at] == '"' || data[at] == '\'') {
            quote = data[at];
        } else if (data[at] == '>') {
            return at + 1;
        }
    }
    return bytes;
}

/* Behind it; `bytes` when it is not there. */
static size_t skip_past(const char *data, size_t bytes, size_t at, const char *text)
{
    const char *found = ct_find_word(data + at, bytes - at, text);

    return found ? (size_t)(found - data) + strlen(text) : bytes;
}

static size_t name_length(const char *data, size_t bytes, size_t at)
{
    size_t length = 0;

    while (at + length < bytes && !strchr(" \t\r\n/>", data[at + length]))
        length++;
    return length;
}

/* One tag at `at`; gives where it ends. False in *on: the scan is over. */
static size_t xml_tag(struct xml_scan *s, const char *data, size_t bytes, size_t at, bool *on)
{
    bool   closes = at + 1 < bytes && data[at + 1] == '/';
    size_t name = at + 1 + closes, length = name_length(data, bytes, name);
    size_t end = tag_end(data, bytes, at);
    bool   whole = end > 0 && end <= bytes && data[end - 1] == '>';
    bool   empty = whole && data[end - 2] == '/';

    *on = whole && length > 0;
    if (!*on)
        return bytes;
    if (closes || empty) {
        if (closes && (s->depth == 0 || s->lengths[s->depth - 1] != length ||
                       memcmp(data + s->names[s->depth - 1], data + name, length) != 0)) {
            *on = false;
            return bytes;
        }
        s->depth -= closes;
        if (is_clip(data + name, length)) {
            s->good = end;
            s->good_depth = s->depth;
        }
    } else if (s->depth < DEPTH_MOST) {
        s->names[s->depth] = name;
        s->lengths[s->depth++] = length;
    } else {
        *on = false;
    }
    return end;
}

static void xml_scan(struct xml_scan *s, const char *data, size_t bytes)
{
    bool on = true;

    for (size_t at = 0; at < bytes && on;) {
        if (data[at] != '<')
            at++;
        else if (at + 4 <= bytes && memcmp(data + at, "<!--", 4) == 0)
            at = skip_past(data, bytes, at, "-->");
        else if (at + 9 <= bytes && memcmp(data + at, "<![CDATA[", 9) == 0)
            at = skip_past(data, bytes, at, "]]>");
        else if (at + 1 < bytes && (data[at + 1] == '?' || data[at + 1] == '!'))
            at = tag_end(data, bytes, at);
        else
            at = xml_tag(s, data, bytes, at, &on);
    }
}

/* Behind the last whole clip or transition. */
static char *mend_xml(const char *data, size_t bytes)
{
    struct xml_scan s = {.depth = 0};
    ct_str          out = {0};

    xml_scan(&s, data, bytes);
    if (s.good == 0)
        return NULL;
    ct_str_append_n(&out, data, s.good);
    for (int i = s.good_depth; i-- > 0;)
        ct_str_appendf(&out, "</%.*s>", (int)s.lengths[i], data + s.names[i]);
    return ct_str_take(&out);
}

/* --- the way in ---------------------------------------------------------------------------- */

/* The data up to the break, closed behind the last whole item; NULL: nothing whole stands there, or what breaks off is
 * left out by the reader itself. Gives. */
static char *mend(const ct_format *f, const char *data, size_t bytes)
{
    if (f && (strcmp(f->name, "fcpxml") == 0 || strcmp(f->name, "fcp7xml") == 0))
        return mend_xml(data, bytes);
    if (f && strcmp(f->name, "otio") == 0)
        return mend_json(data, bytes, "\"children\"");
    if (f && strcmp(f->name, "llc") == 0)
        return mend_json5(data, bytes);
    return NULL;
}

static ct_code import_part(const char *name, const char *data, size_t bytes,
                           const ct_import_options *how, ct_timeline *out,
                           ct_finding_list *findings, ct_error *err)
{
    ct_import_options leaving = *how;
    ct_finding_list   said = {0};
    ct_error          ignored = {0};

    leaving.partial = true;
    ct_code code = ct_import_with(name, data, bytes, &leaving, out, &said, err);
    char *mended = code == CT_BAD_DATA ? mend(ct_format_of(name, data, bytes), data, bytes) : NULL;
    if (mended) {
        ct_finding_list_finish(&said);
        ct_code whole = code;
        code = ct_import_with(name, mended, strlen(mended), &leaving, out, &said, &ignored);
        if (!code)
            ct_finding_add(&said, CT_SAY_WARN, CT_LEFT_OUT, NULL, NULL,
                           "Not read, with all that is behind it: %s", err->text);
        code = !code || code == CT_CANCELLED ? code : whole; /* it may ask which timeline */
    }
    free(mended);
    if (!code)
        ct_finding_list_append(findings, &said);
    ct_finding_list_finish(&said);
    return code;
}

ct_code ct_import_partial(const char *name, const char *data, size_t bytes,
                          const ct_import_options *how, ct_timeline *out, ct_finding_list *findings,
                          ct_error *err)
{
    ct_error said = {0};
    char    *own = ct_text_narrow(&data, &bytes);
    ct_code  code = import_part(name, data, bytes, how, out, findings, err ? err : &said);

    free(own);
    return code;
}
