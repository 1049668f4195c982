/* SPDX-License-Identifier: MIT */
#include "letters.h"

#include <utf8proc.h>

#include "circletake/str.h"

/* Leaves of it the base, and its marks to be read behind that. */
static void take_apart(ct_letters *l, uint32_t *letter)
{
    utf8proc_int32_t parts[1 + CT_LETTERS_MARKS];
    utf8proc_ssize_t count = utf8proc_decompose_char(
        (utf8proc_int32_t)*letter, parts, 1 + CT_LETTERS_MARKS, UTF8PROC_DECOMPOSE, NULL);

    if (count < 2 || count > 1 + CT_LETTERS_MARKS)
        return;
    *letter = (uint32_t)parts[0];
    while (count > 1)
        l->marks[l->waiting++] = (uint32_t)parts[--count];
}

bool ct_letters_next(ct_letters *l, uint32_t *letter)
{
    enum { REPLACEMENT = 0xFFFD, NO_LETTER = 0x110000 };

    if (l->waiting) {
        *letter = l->marks[--l->waiting];
        return true;
    }
    if (l->bytes == 0)
        return false;
    size_t used = ct_utf8_decode(l->text, l->bytes, letter);
    if (used == 0 || (*letter == REPLACEMENT && used < 3)) {
        used = 1;
        *letter = NO_LETTER + (unsigned char)*l->text;
    } else if (*letter >= 0x80) {
        take_apart(l, letter);
    }
    l->text += used;
    l->bytes -= used;
    if (*letter >= 'A' && *letter <= 'Z')
        *letter += 'a' - 'A';
    return true;
}

bool ct_letters_equal(const char *a, size_t a_bytes, const char *b, size_t b_bytes)
{
    ct_letters p = {.text = a, .bytes = a_bytes}, q = {.text = b, .bytes = b_bytes};
    uint32_t   x, y;

    for (;;) {
        bool more = ct_letters_next(&p, &x), others = ct_letters_next(&q, &y);
        if (!more || !others)
            return more == others;
        if (x != y)
            return false;
    }
}
