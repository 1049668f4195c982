/* SPDX-License-Identifier: MIT */
/* The iXML chunk of Broadcast Wave files: found by walking the RIFF chunks, read by libxml2. Recorders
 * are careless with it, so what is broken is read as far as it goes; nothing is expanded, loaded or
 * fetched. */
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/str.h"
#include "probe_priv.h"

enum { MAX_IXML_BYTES = 1 << 20, MAX_CHUNKS = 256, MAX_NAMES = 64, MAX_NAME_BYTES = 80 };

static uint32_t le32(const uint8_t *p)
{
    return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static uint64_t le64(const uint8_t *p)
{
    return le32(p) | (uint64_t)le32(p + 4) << 32;
}

/* Gives the chunk's bytes as text. The sound of RF64 is as long as its first chunk, ds64, says (EBU 3306). */
static char *read_chunk(FILE *f)
{
    uint8_t  head[12], sizes[16];
    uint64_t sound = UINT32_MAX;

    if (fread(head, 1, 12, f) != 12 || (memcmp(head, "RIFF", 4) && memcmp(head, "RF64", 4)) ||
        memcmp(head + 8, "WAVE", 4))
        return NULL;
    for (int i = 0; i < MAX_CHUNKS && fread(head, 1, 8, f) == 8; i++) {
        uint32_t bytes = le32(head + 4);
        if (!memcmp(head, "iXML", 4) && bytes <= MAX_IXML_BYTES) {
            char *text = ct_alloc((size_t)bytes + 1);
            if (fread(text, 1, bytes, f) == bytes)
                return text;
            free(text);
            return NULL;
        }
        uint64_t skip = bytes;
        if (!memcmp(head, "ds64", 4) && bytes >= sizeof sizes) {
            if (fread(sizes, 1, sizeof sizes, f) != sizeof sizes)
                return NULL;
            sound = le64(sizes + 8);
            skip -= sizeof sizes;
        }
        if (!memcmp(head, "data", 4) && bytes == UINT32_MAX)
            skip = sound;
        if (skip > INT64_MAX - 1 || fseeko(f, (off_t)(skip + (skip & 1)), SEEK_CUR))
            return NULL;
    }
    return NULL;
}

static void be_quiet(void *context, xmlErrorPtr error)
{
    (void)context;
    (void)error;
}

static xmlDocPtr parse(const char *text)
{
    xmlParserCtxtPtr parser = strstr(text, "<!DOCTYPE") ? NULL : xmlNewParserCtxt();

    if (!parser)
        return NULL;
    parser->sax->serror = be_quiet;
    xmlDocPtr doc = xmlCtxtReadMemory(parser, text, (int)strlen(text), NULL, NULL,
                                      XML_PARSE_RECOVER | XML_PARSE_NONET | XML_PARSE_NOERROR |
                                          XML_PARSE_NOWARNING | XML_PARSE_NOCDATA);
    xmlFreeParserCtxt(parser);
    return doc;
}

static xmlDocPtr load(const char *path)
{
    FILE     *f = fopen(path, "rb");
    char     *chunk = f ? read_chunk(f) : NULL;
    xmlDocPtr doc = chunk ? parse(chunk) : NULL;

    if (f)
        fclose(f);
    free(chunk);
    return doc;
}

/* The element behind `n` in the order of the text, within `top`; NULL: none. */
static const xmlNode *behind(const xmlNode *n, const xmlNode *top)
{
    if (n->type == XML_ELEMENT_NODE && n->children)
        return n->children;
    while (n != top && !n->next)
        n = n->parent;
    return n == top ? NULL : n->next;
}

static const xmlNode *find(const xmlNode *top, const char *name)
{
    for (const xmlNode *n = top; n; n = behind(n, top))
        if (n->type == XML_ELEMENT_NODE && !strcmp((const char *)n->name, name))
            return n;
    return NULL;
}

/* Gives; NULL: there is none, or it is empty. */
static char *text_of(const xmlNode *top, const char *name)
{
    const xmlNode *n = top ? find(top, name) : NULL;
    xmlChar       *content = n ? xmlNodeGetContent(n) : NULL;
    char          *text = content ? ct_utf8_clean((const char *)content, true) : NULL;

    xmlFree(content);
    if (text && !text[strspn(text, " ")]) {
        free(text);
        text = NULL;
    }
    return text;
}

char *ct_ixml_text(const char *path, const char *name)
{
    xmlDocPtr doc = load(path);
    char     *text = doc ? text_of(xmlDocGetRootElement(doc), name) : NULL;

    xmlFreeDoc(doc);
    return text;
}

/* Which channel of the file a TRACK is, from 0; -1: it does not say. */
static int64_t channel_of(const xmlNode *track)
{
    char   *text = text_of(track, "INTERLEAVE_INDEX");
    int64_t index = 0;

    if (!text)
        text = text_of(track, "CHANNEL_INDEX");
    if (!text || !ct_parse_i64(text, &index))
        index = 0;
    free(text);
    return index - 1;
}

char *ct_ixml_names(const char *path, int channels)
{
    xmlDocPtr      doc = load(path);
    const xmlNode *list = doc ? find(xmlDocGetRootElement(doc), "TRACK_LIST") : NULL;
    char          *names[MAX_NAMES] = {0};
    ct_str         out = {0};
    bool           any = false;

    for (const xmlNode *t = list ? list->children : NULL; t; t = t->next) {
        int64_t at = t->type == XML_ELEMENT_NODE ? channel_of(t) : -1;
        if (at < 0 || at >= channels || at >= MAX_NAMES || names[at])
            continue;
        names[at] = text_of(t, "NAME");
        any |= names[at] != NULL;
    }
    for (int i = 0; i < channels && i < MAX_NAMES; i++) {
        ct_str_appendf(&out, "%s%.*s", i ? "\n" : "", MAX_NAME_BYTES, ct_str_or_empty(names[i]));
        free(names[i]);
    }
    xmlFreeDoc(doc);
    if (any)
        return ct_str_take(&out);
    ct_str_finish(&out);
    return NULL;
}
