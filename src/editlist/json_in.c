/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json_priv.h"

/* Line of the file, from 1. */
static size_t line_at(const char *text, const char *place)
{
    size_t line = 1;

    for (const char *p = text; p < place; p++)
        line += *p == '\n' || (*p == '\r' && p[1] != '\n');
    return line;
}

cJSON *ct_json_parse(const char *text, const char *expected, ct_error *err)
{
    const char *end = text;
    cJSON      *root = cJSON_ParseWithLengthOpts(text, strlen(text) + 1, &end, false);
    char        near[24];

    if (root)
        return root;
    size_t line = line_at(text, end), left = strspn(end, " \t\r\n");
    bool   in_text = end > text && end[-1] == '"' && !strchr(end, '"');
    if (in_text || strlen(end + left) <= 1) {
        ct_fail(err, CT_BAD_DATA, "Line %zu: expected the rest of %s, but the file breaks off.",
                line, expected);
        return NULL;
    }
    snprintf(near, sizeof near, "%.20s", end);
    near[strcspn(near, "\r\n")] = '\0';
    char *clean = ct_utf8_clean(near, true);
    ct_fail(err, CT_BAD_DATA, "Line %zu: expected %s, found what is no JSON: \"%s\".", line,
            expected, clean);
    free(clean);
    return NULL;
}
