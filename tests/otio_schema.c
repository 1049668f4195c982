/* SPDX-License-Identifier: MIT */
#include "otio_schema.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { LINES = 128, WORD = 80 };

typedef struct line { /* `kind` empty: the name of a schema, whose members follow */
    char name[WORD], kind[WORD];
} line;

typedef struct checker {
    line   lines[LINES];
    int    count;
    long   clips;
    char  *why;
    size_t why_bytes;
    bool   wrong;
} checker;

static bool load(checker *c)
{
    FILE *f = fopen(CT_SOURCE_DIR "/tests/otio.schema", "r");
    char  text[256];

    while (f && c->count < LINES && fgets(text, sizeof text, f)) {
        line *l = &c->lines[c->count];
        *l = (line){.name = ""};
        if (text[0] != '#' && sscanf(text, "%79s %79s", l->name, l->kind) >= 1)
            c->count++;
    }
    if (f)
        fclose(f);
    return c->count > 0;
}

static void offence(checker *c, const char *schema, const char *member, const char *what)
{
    if (!c->wrong)
        snprintf(c->why, c->why_bytes, "%s.%s: %s", schema, member, what);
    c->wrong = true;
}

/* The schema is one of "A.1|B.2". */
static bool among(const char *schema, const char *kinds)
{
    size_t length = strlen(schema);

    for (const char *at = strstr(kinds, schema); at && length; at = strstr(at + 1, schema))
        if ((at == kinds || strchr("|[{", at[-1])) && strchr("|]}?", at[length]))
            return true;
    return false;
}

static void check_object(checker *c, const cJSON *object, const char *kinds, const char *from,
                         const char *member);

static bool plain(const cJSON *value, const char *kind)
{
    size_t      length = strcspn(kind, "?");
    const char *names[] = {"text", "number", "whole", "bool", "map"};
    bool        fits[] = {cJSON_IsString(value), cJSON_IsNumber(value),
                          cJSON_IsNumber(value) && floor(value->valuedouble) == value->valuedouble,
                          cJSON_IsBool(value), cJSON_IsObject(value)};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strlen(names[i]) == length && strncmp(names[i], kind, length) == 0)
            return fits[i];
    return false;
}

static bool is_plain(const char *kind)
{
    return strchr(kind, '.') == NULL && *kind != '[';
}

static void check_member(checker *c, const cJSON *value, const char *schema, const line *l)
{
    if (!value)
        offence(c, schema, l->name, "is missing");
    else if (cJSON_IsNull(value) && strchr(l->kind, '?'))
        return;
    else if (is_plain(l->kind) && !plain(value, l->kind))
        offence(c, schema, l->name, "is of another kind");
    else if (is_plain(l->kind))
        return;
    else if (*l->kind != '[' && *l->kind != '{')
        check_object(c, value, l->kind, schema, l->name);
    else if (*l->kind == '[' ? !cJSON_IsArray(value) : !cJSON_IsObject(value))
        offence(c, schema, l->name, "is neither list nor map");
    else
        for (const cJSON *v = value->child; v; v = v->next)
            check_object(c, v, l->kind, schema, l->name);
}

/* Sound that another clip stands for. */
static bool is_linked(const cJSON *clip)
{
    const cJSON *ours = cJSON_GetObjectItem(cJSON_GetObjectItem(clip, "metadata"), "circletake");

    return cJSON_IsTrue(cJSON_GetObjectItem(ours, "linked"));
}

static void check_object(checker *c, const cJSON *object, const char *kinds, const char *from,
                         const char *member)
{
    const cJSON *named = cJSON_GetObjectItemCaseSensitive(object, "OTIO_SCHEMA");
    const char  *schema = cJSON_IsString(named) ? named->valuestring : "";
    int          at = 0, known = 1;

    if (!among(schema, kinds)) {
        offence(c, from, member, *schema ? schema : "is no schema");
        return;
    }
    while (at < c->count && (*c->lines[at].kind || strcmp(c->lines[at].name, schema) != 0))
        at++;
    for (at++; at < c->count && *c->lines[at].kind; at++, known++)
        check_member(c, cJSON_GetObjectItemCaseSensitive(object, c->lines[at].name), schema,
                     &c->lines[at]);
    if (cJSON_GetArraySize(object) != known)
        offence(c, schema, "", "has members that the format does not name");
    c->clips += strncmp(schema, "Clip.", 5) == 0 && !is_linked(object);
}

long otio_schema_check(const char *data, char *why, size_t why_bytes)
{
    checker c = {.why = why, .why_bytes = why_bytes};
    cJSON  *root = cJSON_Parse(data);

    snprintf(why, why_bytes, "no JSON, or no schema");
    if (!root || !load(&c))
        return -1;
    check_object(&c, root, "Timeline.1|SerializableCollection.1?", "", "root");
    cJSON_Delete(root);
    return c.wrong ? -1 : c.clips;
}
