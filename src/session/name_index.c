/* SPDX-License-Identifier: MIT */
/* Sorted by the hash of the name, then by start. Below that stands a tree that knows the greatest end of each
 * part, so that stretches that cannot meet the one wanted are passed over together. */
#include "name_index.h"

#include <stdlib.h>

#include "circletake/str.h"
#include "letters.h"

uint64_t ct_name_hash(const char *key, size_t bytes)
{
    ct_letters l = {.text = key, .bytes = bytes};
    uint64_t   hash = CT_HASH_START;
    uint32_t   letter;

    while (ct_letters_next(&l, &letter))
        do
            hash = ct_hash_step(hash, (unsigned char)(letter & 0xFF));
        while (letter >>= 8);
    return hash;
}

void ct_name_index_add(ct_name_index *x, const char *key, size_t bytes, int64_t start, int64_t end,
                       size_t clip)
{
    if (!key || bytes == 0)
        return;
    x->entries = ct_grow(x->entries, &x->cap, x->count + 1, sizeof *x->entries);
    x->entries[x->count++] =
        (struct ct_named){ct_name_hash(key, bytes), key, bytes, start, end, clip};
}

static int compare_entries(const void *a, const void *b)
{
    const struct ct_named *p = a, *q = b;

    if (p->hash != q->hash)
        return p->hash < q->hash ? -1 : 1;
    if (p->start != q->start)
        return p->start < q->start ? -1 : 1;
    return (p->clip > q->clip) - (p->clip < q->clip);
}

static int64_t build_latest(ct_name_index *x, size_t node, size_t from, size_t to)
{
    if (to - from == 1)
        return x->latest[node] = x->entries[from].end;
    size_t  middle = from + (to - from) / 2;
    int64_t a = build_latest(x, 2 * node, from, middle);
    int64_t b = build_latest(x, 2 * node + 1, middle, to);
    return x->latest[node] = a > b ? a : b;
}

void ct_name_index_sort(ct_name_index *x)
{
    if (x->count == 0)
        return;
    qsort(x->entries, x->count, sizeof *x->entries, compare_entries);
    x->latest = ct_alloc_array(4 * x->count, sizeof *x->latest);
    build_latest(x, 1, 0, x->count);
}

void ct_name_index_finish(ct_name_index *x)
{
    free(x->entries);
    free(x->latest);
}

/* First entry not before (hash, start). */
static size_t lower_bound(const ct_name_index *x, uint64_t hash, int64_t start)
{
    size_t low = 0, high = x->count;

    while (low < high) {
        size_t                 middle = low + (high - low) / 2;
        const struct ct_named *e = &x->entries[middle];
        if (e->hash < hash || (e->hash == hash && e->start < start))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void add_candidate(ct_named_clips *found, size_t clip)
{
    for (size_t i = 0; i < found->count; i++)
        if (found->clips[i] == clip)
            return;
    if (found->count < CT_NAMED_MOST)
        found->clips[found->count++] = clip;
}

struct wanted {
    const char *key;
    size_t      bytes;
    size_t      first, end; /* entries of that name that begin early enough */
    int64_t     start;      /* they must end behind it */
};

static void visit(const ct_name_index *x, const struct wanted *w, size_t node, size_t from,
                  size_t to, ct_named_clips *found)
{
    if (to <= w->first || from >= w->end || x->latest[node] <= w->start ||
        found->count == CT_NAMED_MOST)
        return;
    if (to - from == 1) {
        if (ct_letters_equal(x->entries[from].key, x->entries[from].bytes, w->key, w->bytes))
            add_candidate(found, x->entries[from].clip);
        return;
    }
    size_t middle = from + (to - from) / 2;
    visit(x, w, 2 * node, from, middle, found);
    visit(x, w, 2 * node + 1, middle, to, found);
}

void ct_name_index_find(const ct_name_index *x, const char *key, size_t bytes, int64_t start,
                        int64_t end, ct_named_clips *found)
{
    uint64_t      hash = ct_name_hash(key, bytes);
    struct wanted w = {key, bytes, lower_bound(x, hash, INT64_MIN), lower_bound(x, hash, end),
                       start};

    if (x->count && bytes && w.first < w.end)
        visit(x, &w, 1, 0, x->count, found);
}
