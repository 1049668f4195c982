/* SPDX-License-Identifier: MIT */
#include "choice_priv.h"

#include <stdlib.h>

#include "circletake/str.h"

enum { NAMES_MOST = 12 }; /* that a sentence lists */

void ct_choice_add(ct_choice *c, const char *name, const void *item)
{
    c->items = ct_grow(c->items, &c->cap, c->count + 1, sizeof *c->items);
    c->items[c->count++] = (ct_choice_item){ct_str_or_empty(name), item};
}

void ct_timeline_names_finish(ct_timeline_names *n)
{
    for (size_t i = 0; i < n->count; i++)
        free(n->items[i]);
    free(n->items);
    *n = (ct_timeline_names){0};
}

void ct_choice_finish(ct_choice *c)
{
    free(c->items);
    *c = (ct_choice){0};
}

/* "Reel 1, Reel 2 and 3 more", those but `except`. Gives. */
static char *names_of(const ct_choice *c, size_t except)
{
    ct_str text = {0};
    size_t named = 0, count = c->count - (except < c->count);

    for (size_t i = 0; i < c->count && named < NAMES_MOST; i++) {
        const char *name = c->items[i].name;
        if (i == except)
            continue;
        if (named++ > 0)
            ct_str_append(&text, ", ");
        if (*name)
            ct_str_appendf(&text, "%.80s", name);
        else
            ct_str_appendf(&text, "number %zu", i + 1);
    }
    if (count > named)
        ct_str_appendf(&text, " and %zu more", count - named);
    char *clean = ct_utf8_clean(ct_str_text(&text), true);
    ct_str_finish(&text);
    return clean;
}

/* c->count: none is called so. */
static size_t find(const ct_choice *c, const char *wanted)
{
    int64_t number;

    for (size_t i = 0; i < c->count; i++)
        if (ct_equal_nocase(c->items[i].name, wanted))
            return i;
    wanted += *wanted == '#';
    if (ct_parse_i64(wanted, &number) && number >= 1 && (uint64_t)number <= c->count)
        return (size_t)number - 1;
    return c->count;
}

static ct_code refuse(const ct_choice *c, const char *wanted, const char *what, ct_error *err)
{
    char *names = names_of(c, c->count);

    ct_fail(err, CT_USAGE, "There is no timeline '%.80s' in this file. Its %ss: %s.", wanted, what,
            *names ? names : "none");
    free(names);
    return CT_USAGE;
}

static ct_code ask(const ct_choice *c, ct_timeline_names *out, const char *what, ct_error *err)
{
    for (size_t i = 0; i < c->count; i++) {
        out->items = ct_grow(out->items, &out->cap, out->count + 1, sizeof *out->items);
        out->items[out->count++] = ct_utf8_clean(c->items[i].name, true);
    }
    return ct_fail(err, CT_CANCELLED, "There are %zu %ss in this file: say which is meant.",
                   c->count, what);
}

ct_code ct_choice_make(const ct_choice *c, const ct_import_options *how, const char *what,
                       const void **out, ct_finding_list *findings, ct_error *err)
{
    const char *wanted = how->timeline;
    size_t      chosen = wanted ? find(c, wanted) : 0;

    *out = NULL;
    if (!wanted && how->ask && c->count > 1)
        return ask(c, how->ask, what, err);
    if (chosen < c->count)
        *out = c->items[chosen].item;
    else if (wanted)
        return refuse(c, wanted, what, err);
    if (c->count > 1 && !(wanted && *wanted == '#')) { /* who counts them has seen them */
        char *names = names_of(c, chosen);
        ct_finding_add(findings, CT_SAY_WARN, "beside", NULL,
                       "Import again with the name of another as the timeline to take that one.",
                       "%zu %s%s beside %s %s left out: %s.", c->count - 1, what,
                       CT_S(c->count - 1),
                       *c->items[chosen].name ? c->items[chosen].name : "the one taken",
                       c->count == 2 ? "was" : "were", names);
        free(names);
    }
    return CT_OK;
}
