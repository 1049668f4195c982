/* SPDX-License-Identifier: MIT */
/* Images of sequences, as lists name them: by one of them ("a.1001.exr", Premiere), or by all
 * ("a.[1001-1100].exr", Resolve; "a.####.exr", Nuke; "a.1001-1100#.exr" and "a.1001-1100@@@@.exr", OpenRV). */
#include <stdlib.h>
#include <string.h>

#include "circletake/sequence.h"
#include "circletake/str.h"
#include "conform_priv.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Where the digits begin that end there. */
static size_t digits_before(const char *name, size_t end)
{
    while (end > 0 && is_digit(name[end - 1]))
        end--;
    return end;
}

/* The same of the two numbers of a range; `end` where there is none. */
static size_t range_before(const char *name, size_t end)
{
    size_t last = digits_before(name, end);

    if (last == end || last == 0 || name[last - 1] != '-')
        return end;
    size_t first = digits_before(name, last - 1);
    return first == last - 1 ? end : first;
}

/* Signs that stand for digits end there: one '#' alone is four of them. How many digits, 0: there are none. */
static size_t signs_before(const char *name, size_t end, size_t *first)
{
    size_t from = end;

    while (from > 0 && (name[from - 1] == '#' || name[from - 1] == '@') &&
           name[from - 1] == name[end - 1])
        from--;
    *first = range_before(name, from);
    return end - from == 1 && name[from] == '#' ? 4 : end - from;
}

/* Where the number, or the range of numbers with its brackets, stands, and how many digits it has; 0: there is
 * none. */
static size_t find_number(const char *name, size_t *first, size_t *end)
{
    const char *dot = strrchr(name, '.');

    if (!dot || !ct_sequence_is_image(name))
        return 0;
    *end = (size_t)(dot - name);
    size_t signs = signs_before(name, *end, first);
    if (signs > 0)
        return signs;
    bool   range = *end > 0 && name[*end - 1] == ']';
    size_t last = *end - range;
    *first = digits_before(name, last);
    size_t digits = last - *first;
    if (!range)
        return digits;
    if (*first < 2 || name[*first - 1] != '-')
        return 0;
    *first = digits_before(name, *first - 1);
    if (*first == 0 || name[*first - 1] != '[')
        return 0;
    (*first)--;
    return digits;
}

size_t ct_conform_patterns(const char *name, char *out[CT_CONFORM_PATTERNS])
{
    enum { DIGITS_MOST = 12 };
    size_t first = 0, end = 0, digits = find_number(name, &first, &end), path = 0;

    if (digits == 0 || digits > DIGITS_MOST)
        return 0;
    for (size_t i = 0; i < first; i++)
        path = name[i] == '/' || name[i] == '\\' ? i + 1 : path;
    ct_str head = {0};
    ct_str_append_n(&head, name, path);
    for (size_t i = path; i < first; i++)
        ct_str_append(&head, name[i] == '%' ? "%%" : (char[2]){name[i], '\0'});
    out[0] = ct_asprintf("%s%%0%zud%s", ct_str_text(&head), digits, name + end);
    out[1] = ct_asprintf("%s%%d%s", ct_str_text(&head), name + end);
    ct_str_finish(&head);
    return CT_CONFORM_PATTERNS;
}
