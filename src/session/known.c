/* SPDX-License-Identifier: MIT */
#include "known_priv.h"

#include <stdlib.h>
#include <string.h>

#include "circletake/str.h"

static uint64_t hash_bytes(uint64_t hash, const void *data, size_t bytes)
{
    const unsigned char *p = data;

    for (size_t i = 0; i < bytes; i++)
        hash = ct_hash_step(hash, p[i]);
    return hash;
}

static uint64_t hash_of(ct_id on, ct_span span, const char *text)
{
    uint64_t hash = hash_bytes(CT_HASH_START, &on, sizeof on);

    hash = hash_bytes(hash, &span.first, sizeof span.first);
    hash = hash_bytes(hash, &span.end, sizeof span.end);
    return hash_bytes(hash, text, strlen(text));
}

static bool is_it(const ct_known *k, uint64_t hash, ct_id on, ct_span span, const char *text)
{
    return k->hash == hash && ct_id_equal(k->on, on) && k->span.first == span.first &&
           k->span.end == span.end && strcmp(k->text, text) == 0;
}

static size_t *free_slot(const ct_known_set *set, uint64_t hash)
{
    size_t at = hash & (set->room - 1);

    while (set->slots[at])
        at = (at + 1) & (set->room - 1);
    return &set->slots[at];
}

static void make_room(ct_known_set *set)
{
    if (2 * (set->count + 1) <= set->room)
        return;
    set->room = set->room ? set->room * 2 : 64;
    free(set->slots);
    set->slots = ct_alloc_array(set->room, sizeof *set->slots);
    for (size_t i = 0; i < set->count; i++)
        *free_slot(set, set->items[i].hash) = i + 1;
}

static bool is_of_another(const ct_known *k, const char *author)
{
    return k->came && *k->author && *author && strcmp(k->author, author) != 0;
}

ct_known *ct_known_find(const ct_known_set *set, ct_id on, ct_span span, const char *text,
                        const char *author)
{
    text = ct_str_or_empty(text);
    author = ct_str_or_empty(author);
    uint64_t  hash = hash_of(on, span, text);
    ct_known *found = NULL;

    for (size_t at = hash; set->room && set->slots[at & (set->room - 1)]; at++) {
        ct_known *k = &set->items[set->slots[at & (set->room - 1)] - 1];
        if (!is_it(k, hash, on, span, text) || is_of_another(k, author))
            continue;
        if (strcmp(k->author, author) == 0)
            return k;
        found = found ? found : k;
    }
    return found;
}

ct_known *ct_known_add(ct_known_set *set, ct_id on, ct_span span, const char *text,
                       const char *author)
{
    make_room(set);
    set->items = ct_grow(set->items, &set->cap, set->count + 1, sizeof *set->items);
    ct_known *k = &set->items[set->count];
    *k = (ct_known){.on = on,
                    .span = span,
                    .text = ct_strdup(ct_str_or_empty(text)),
                    .author = ct_strdup(ct_str_or_empty(author))};
    k->hash = hash_of(on, span, k->text);
    *free_slot(set, k->hash) = ++set->count;
    return k;
}

void ct_known_finish(ct_known_set *set)
{
    for (size_t i = 0; i < set->count; i++) {
        free(set->items[i].text);
        free(set->items[i].author);
    }
    free(set->items);
    free(set->slots);
    *set = (ct_known_set){.items = NULL};
}
