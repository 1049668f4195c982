/* SPDX-License-Identifier: MIT */
/* Values of cuts. Pure, any thread. */
#include "circletake/cut.h"

#include <stdlib.h>

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

void ct_cut_list_finish(ct_cut_list *l)
{
    for (size_t i = 0; i < l->count; i++)
        ct_cut_finish(&l->items[i]);
    free(l->items);
    *l = (ct_cut_list){0};
}

ct_cut *ct_cut_list_add(ct_cut_list *l)
{
    l->items = ct_grow(l->items, &l->cap, l->count + 1, sizeof *l->items);
    ct_cut_init(&l->items[l->count]);
    return &l->items[l->count++];
}
