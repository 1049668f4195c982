/* SPDX-License-Identifier: MIT */
/* JSON5 (https://spec.json5.org) as JSON: names without quotes, single quotes, comments, commas at the
 * end. Numbers are left as they are. */
#include <ctype.h>
#include <string.h>

#include "circletake/str.h"
#include "json_priv.h"

static bool is_name_start(char c)
{
    return isalpha((unsigned char)c) || c == '_' || c == '$';
}

static const char *skip_comment(const char *p)
{
    if (p[1] == '/')
        return p + strcspn(p, "\r\n");
    const char *end = strstr(p + 2, "*/");
    return end ? end + 2 : p + strlen(p);
}

/* Its line breaks stay, so that lines keep their numbers. */
static const char *leave_out_comment(ct_str *out, const char *p)
{
    const char *end = skip_comment(p);

    for (; p < end; p++)
        if (*p == '\n')
            ct_str_append_char(out, '\n');
    return end;
}

/* A string up to its closing quote, with double quotes around it. */
static const char *copy_string(ct_str *out, const char *p)
{
    char quote = *p++;

    ct_str_append_char(out, '"');
    for (; *p && *p != quote; p++) {
        if (*p == '\\' && p[1] == '\'') {
            p++;
        } else if (*p == '\\' && p[1]) {
            ct_str_append_char(out, *p++);
        } else if (*p == '"') {
            ct_str_append_char(out, '\\');
        }
        ct_str_append_char(out, *p);
    }
    ct_str_append_char(out, '"');
    return *p ? p + 1 : p;
}

/* A word is a name when a colon follows; true, false and null are none. */
static const char *copy_word(ct_str *out, const char *p)
{
    size_t      bytes = 0;
    const char *after;

    while (is_name_start(p[bytes]) || isdigit((unsigned char)p[bytes]))
        bytes++;
    after = p + bytes + strspn(p + bytes, " \t\r\n");
    if (*after == ':')
        ct_str_append_char(out, '"');
    ct_str_append_n(out, p, bytes);
    if (*after == ':')
        ct_str_append_char(out, '"');
    return p + bytes;
}

/* What follows behind blanks and comments. */
static char next_sign(const char *p)
{
    for (;;) {
        p += strspn(p, " \t\r\n");
        if (p[0] != '/' || (p[1] != '/' && p[1] != '*'))
            return *p;
        p = skip_comment(p);
    }
}

char *ct_json5_as_json(const char *text)
{
    ct_str out = {0};

    for (const char *p = text; *p;) {
        if (*p == '/' && (p[1] == '/' || p[1] == '*'))
            p = leave_out_comment(&out, p);
        else if (*p == '"' || *p == '\'')
            p = copy_string(&out, p);
        else if (is_name_start(*p))
            p = copy_word(&out, p);
        else if (*p == ',' && (next_sign(p + 1) == '}' || next_sign(p + 1) == ']'))
            p++;
        else
            ct_str_append_char(&out, *p++);
    }
    return ct_str_take(&out);
}
