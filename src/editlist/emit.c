/* SPDX-License-Identifier: MIT */
#include "emit_priv.h"

#include <stdlib.h>
#include <string.h>

#include "circletake/str.h"

char *ct_emit_line(const char *text)
{
    char  *clean = ct_utf8_clean(ct_str_or_empty(text), true);
    size_t kept = 0;

    for (const char *p = clean; *p; p++)
        if (*p != ' ' || (kept > 0 && clean[kept - 1] != ' '))
            clean[kept++] = *p;
    if (kept > 0 && clean[kept - 1] == ' ')
        kept--;
    clean[kept] = '\0';
    return clean;
}

/* U+00C0 to U+017F, two letters where one will not do.. */
static const char *const latin[] = {
    "A", "A", "A",  "A",  "Ae", "Aa", "AE", "C", "E", "E", "E", "E", "I",  "I", "I",  "I",
    "D", "N", "O",  "O",  "O",  "O",  "Oe", "x", "O", "U", "U", "U", "Ue", "Y", "Th", "ss",
    "a", "a", "a",  "a",  "ae", "aa", "ae", "c", "e", "e", "e", "e", "i",  "i", "i",  "i",
    "d", "n", "o",  "o",  "o",  "o",  "oe", "/", "o", "u", "u", "u", "ue", "y", "th", "y",
    "A", "a", "A",  "a",  "A",  "a",  "C",  "c", "C", "c", "C", "c", "C",  "c", "D",  "d",
    "D", "d", "E",  "e",  "E",  "e",  "E",  "e", "E", "e", "E", "e", "G",  "g", "G",  "g",
    "G", "g", "G",  "g",  "H",  "h",  "H",  "h", "I", "i", "I", "i", "I",  "i", "I",  "i",
    "I", "i", "IJ", "ij", "J",  "j",  "K",  "k", "k", "L", "l", "L", "l",  "L", "l",  "L",
    "l", "L", "l",  "N",  "n",  "N",  "n",  "N", "n", "n", "N", "n", "O",  "o", "O",  "o",
    "O", "o", "OE", "oe", "R",  "r",  "R",  "r", "R", "r", "S", "s", "S",  "s", "S",  "s",
    "S", "s", "T",  "t",  "T",  "t",  "T",  "t", "U", "u", "U", "u", "U",  "u", "U",  "u",
    "U", "u", "U",  "u",  "W",  "w",  "Y",  "y", "Y", "Z", "z", "Z", "z",  "Z", "z",  "s",
};

_Static_assert(sizeof latin / sizeof latin[0] == 0x180 - 0xC0, "a letter is missing");

static const struct {
    uint32_t    code_point;
    const char *plain;
} signs[] = {
    {0x00A0, " "},  {0x00AB, "\""}, {0x00BB, "\""},  {0x2010, "-"}, {0x2011, "-"},  {0x2012, "-"},
    {0x2013, "-"},  {0x2014, "-"},  {0x2018, "'"},   {0x2019, "'"}, {0x201A, "'"},  {0x201C, "\""},
    {0x201D, "\""}, {0x201E, "\""}, {0x2026, "..."}, {0x2032, "'"}, {0x2033, "\""}, {0x20AC, "EUR"},
};

/* NULL: no plain form. */
static const char *plain_form(uint32_t c)
{
    if (c >= 0xC0 && c < 0xC0 + sizeof latin / sizeof latin[0])
        return latin[c - 0xC0];
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
        if (signs[i].code_point == c)
            return signs[i].plain;
    return NULL;
}

/* Accents that stand behind their letter (file names of macOS are stored so). */
static bool combining(uint32_t c)
{
    return c >= 0x0300 && c <= 0x036F;
}

char *ct_emit_ascii(const char *text, char other)
{
    ct_str out = {0};
    size_t bytes = strlen(ct_str_or_empty(text));

    for (size_t at = 0; at < bytes;) {
        uint32_t c;
        at += ct_utf8_decode(text + at, bytes - at, &c);
        const char *plain = plain_form(c);
        if (c < 0x80)
            ct_str_append_char(&out, (char)c);
        else if (plain)
            ct_str_append(&out, plain);
        else if (!combining(c))
            ct_str_append_char(&out, other);
    }
    return ct_str_take(&out);
}

char *ct_emit_title(const char *title, size_t letters)
{
    static const char gone[] = "...";
    char             *one_line = ct_emit_line(title), *plain = ct_emit_ascii(one_line, '_');
    size_t            length = strlen(plain), tail = letters / 3;

    free(one_line);
    if (length > letters) {
        size_t head = letters - tail - strlen(gone);
        memcpy(plain + head, gone, strlen(gone));
        memmove(plain + letters - tail, plain + length - tail, tail + 1);
    }
    return plain;
}

void ct_emit_say_title(const char *title, ct_finding_list *findings)
{
    char *whole = ct_emit_line(title), *written = ct_emit_title(title, CT_TITLE_LETTERS);

    if (strcmp(whole, written) != 0)
        ct_finding_add(findings, CT_SAY_NOTE, "title", NULL, NULL,
                       "The list calls itself \"%s\": a title there has %d plain letters at most.",
                       written, CT_TITLE_LETTERS);
    free(whole);
    free(written);
}
