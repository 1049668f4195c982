/* SPDX-License-Identifier: MIT */
#include "typed_line_priv.h"

#include <stdlib.h>
#include <string.h>

#include "circletake/str.h"

static bool is_blank(char c)
{
    return c == '\0' || c == ' ' || c == '\t';
}

/* "0:00", "1:02:03", "(1:23.5)", "[01:00:05:12]". */
static bool parse_time(const char *text, ct_typed_time *out)
{
    size_t  bracket = *text == '(' || *text == '[', digits;
    int64_t value = 0, part = 0;
    int     scale = 100;

    *out = (ct_typed_time){.bytes = bracket};
    for (;;) {
        digits = strspn(text + out->bytes, "0123456789");
        if (digits < 1 || digits > 4 || out->fields == 4)
            return false;
        part = strtol(text + out->bytes, NULL, 10);
        value = value * 60 + part;
        out->fields++;
        out->bytes += digits;
        if (!text[out->bytes] || !strchr(":;", text[out->bytes]) || is_blank(text[out->bytes + 1]))
            break;
        out->bytes++;
    }
    out->milliseconds = value * 1000;
    if (out->fields < 4 && text[out->bytes] == '.') {
        for (out->bytes++; text[out->bytes] >= '0' && text[out->bytes] <= '9'; scale /= 10)
            out->milliseconds += (text[out->bytes++] - '0') * scale;
    }
    if (bracket && text[out->bytes] != ')' && text[out->bytes] != ']')
        return false;
    out->bytes += bracket;
    return out->fields >= 2;
}

static size_t dash_bytes(const char *text)
{
    static const char *const dashes[] = {"-", "\xE2\x80\x93", "\xE2\x80\x94"};
    size_t                   space = strspn(text, " \t");

    for (size_t i = 0; i < sizeof dashes / sizeof dashes[0]; i++)
        if (ct_starts_with(text + space, dashes[i])) {
            space += strlen(dashes[i]);
            return space + strspn(text + space, " \t");
        }
    return 0;
}

bool ct_typed_range_parse(const char *text, ct_typed_range *out)
{
    *out = (ct_typed_range){.bytes = 0};
    if (!parse_time(text, &out->first))
        return false;
    out->bytes = out->first.bytes;
    size_t dash = dash_bytes(text + out->bytes);
    if (dash && parse_time(text + out->bytes + dash, &out->last) &&
        (out->last.fields == 4) == (out->first.fields == 4)) /* "59:50 - 1:00:10" is one too */
        out->bytes += dash + out->last.bytes;
    else
        out->last.fields = 0;
    text += out->bytes;
    return is_blank(*text) || (*text == ':' && is_blank(text[1]));
}

const char *ct_typed_past_mark(const char *line)
{
    static const char *const marks[] = {"-", "*", "+", "#", "@", "\xE2\x80\xA2", "TC"};
    ct_typed_range           ignored;
    const char              *behind = line;

    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (ct_starts_with(behind, marks[i])) {
            behind += strlen(marks[i]);
            behind += strspn(behind, " \t");
            break;
        }
    size_t number = strspn(behind, "0123456789");
    if (number > 0)
        number += behind[number] == '.' || behind[number] == ')';
    if (number > 0 && behind[number] && is_blank(behind[number]))
        behind += number + strspn(behind + number, " \t");
    return ct_typed_range_parse(behind, &ignored) ? behind : line;
}

const char *ct_typed_words(const char *text, const ct_typed_range *s)
{
    static const char *const signs[] = {"- ", "\xE2\x80\x93 ", "\xE2\x80\x94 ", "| ", ": "};

    text += s->bytes;
    text += *text == ':';
    text += strspn(text, " \t");
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
        if (ct_starts_with(text, signs[i]))
            return text + strlen(signs[i]);
    return text;
}
