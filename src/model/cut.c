/* SPDX-License-Identifier: MIT */
/* Values of cuts. Pure, any thread. */
#include "circletake/cut.h"

#include <stdlib.h>
#include <string.h>

#include "circletake/str.h"

void ct_cut_init(ct_cut *c)
{
    *c = (ct_cut){.version = 1, .fps = {25, 1}, .count = {25, false}};
}

void ct_cut_finish(ct_cut *c)
{
    free(c->name);
    free(c->path);
    free(c->format);
    free(c->author);
    *c = (ct_cut){0};
}

char *ct_cut_title(const ct_cut *c)
{
    return ct_asprintf("%s v%d", ct_str_or_empty(c->name), c->version);
}

int ct_cut_split_name(char *name)
{
    enum { DIGITS_MOST = 4 };
    static const char between[] = " _-.";
    char             *end = name + strlen(name), *digits = end;

    while (digits > name && digits[-1] >= '0' && digits[-1] <= '9')
        digits--;
    bool said = digits < end && end - digits <= DIGITS_MOST && digits - name >= 3 &&
                (digits[-1] == 'v' || digits[-1] == 'V') && strchr(between, digits[-2]);
    int version = said ? atoi(digits) : 0;

    if (version == 0)
        return 0;
    for (end = digits - 1; end > name && strchr(between, end[-1]);)
        end--;
    if (end == name)
        return 0;
    *end = '\0';
    return version;
}

void ct_cut_list_finish(ct_cut_list *l)
{
    for (size_t i = 0; i < l->count; i++)
        ct_cut_finish(&l->items[i]);
    free(l->items);
    *l = (ct_cut_list){0};
}

const ct_cut *ct_cut_list_find(const ct_cut_list *l, ct_id id)
{
    for (size_t i = 0; i < l->count; i++)
        if (ct_id_equal(l->items[i].id, id))
            return &l->items[i];
    return NULL;
}

static bool is_older(const ct_cut *a, const ct_cut *b)
{
    return ct_equal_nocase(ct_str_or_empty(a->name), ct_str_or_empty(b->name)) &&
           a->version < b->version;
}

const ct_cut *ct_cut_list_before(const ct_cut_list *l, const ct_cut *cut)
{
    const ct_cut *before = ct_cut_list_find(l, cut->replaces);

    if (before)
        return before;
    for (size_t i = 0; i < l->count; i++)
        if (is_older(&l->items[i], cut) && (!before || before->version < l->items[i].version))
            before = &l->items[i];
    return before;
}

ct_cut *ct_cut_list_add(ct_cut_list *l)
{
    l->items = ct_grow(l->items, &l->cap, l->count + 1, sizeof *l->items);
    ct_cut_init(&l->items[l->count]);
    return &l->items[l->count++];
}
