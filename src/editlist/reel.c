/* SPDX-License-Identifier: MIT */
/* Reel names as a list can write them. An editor's system finds the source by this name, so two
 * sources must never end up with one: a name that had to change and would then be taken gets a
 * few letters computed from its whole name. The result depends on the set of names only, never on
 * their order. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/str.h"
#include "editlist_priv.h"
#include "emit_priv.h"

enum { CLASSIC_WIDTH = 8, MARK_LETTERS = 4, WIDTH_MAX = 129 };

typedef struct reel {
    char *whole;
    char  written[WIDTH_MAX + 1];
    bool  black; /* BL or AX of a list: stands for no tape, and stays */
    bool  taken; /* another name has the same written form */
} reel;

struct ct_reel_map {
    reel  *items; /* by whole name */
    size_t count, cap;
};

/* The classic column knows capitals, digits and '_'; the widened ones file-name letters too. */
static char allowed(char c, int width)
{
    bool letter = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    bool small = c >= 'a' && c <= 'z';

    if (width > CLASSIC_WIDTH)
        return letter || small || c == '-' || c == '.' ? c : '_';
    return small ? (char)(c - 'a' + 'A') : letter ? c : '_';
}

/* Fits `whole` into the column: as it is if it can be, else without its underscores (A001_C003_0412
 * is A001C003 everywhere), else cut. */
static void fit(const char *whole, int width, char out[WIDTH_MAX + 1])
{
    char *plain = ct_emit_ascii(whole, '_');
    bool  squeeze = strlen(plain) > (size_t)width;
    int   length = 0;

    for (const char *p = plain; *p && length < width; p++) {
        char c = allowed(*p, width);
        if (c != '_' || !squeeze)
            out[length++] = c;
    }
    out[length] = '\0';
    free(plain);
}

/* Words that mean something else than a tape. */
static bool reserved(const char *name)
{
    static const char *const words[] = {"", "BL", "AX", "BARS", "BLACK", "NONE"};

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (ct_equal_nocase(name, words[i]))
            return true;
    return false;
}

/* Puts letters of the whole name's hash at the end. */
static void mark(reel *r, int width, uint64_t salt)
{
    static const char letters[] = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    uint64_t          hash = ct_hash_text(r->whole, salt);
    size_t            keep = strlen(r->written);

    if (keep > (size_t)width - MARK_LETTERS)
        keep = (size_t)width - MARK_LETTERS;
    for (int i = 0; i < MARK_LETTERS; i++) {
        r->written[keep++] = letters[hash % (sizeof letters - 1)];
        hash /= sizeof letters - 1;
    }
    r->written[keep] = '\0';
}

static int compare_whole(const void *a, const void *b)
{
    const reel *p = a, *q = b;

    return strcmp(p->whole, q->whole);
}

static int compare_written(const void *a, const void *b)
{
    const reel *const *p = a, *const *q = b;

    for (size_t i = 0;; i++) { /* some readers fold case */
        char x = allowed((*p)->written[i], CLASSIC_WIDTH),
             y = allowed((*q)->written[i], CLASSIC_WIDTH);
        if (!(*p)->written[i] || !(*q)->written[i])
            return ((*p)->written[i] != '\0') - ((*q)->written[i] != '\0');
        if (x != y)
            return x < y ? -1 : 1;
    }
}

/* Marks each name whose written form another has too. Returns how many. */
static size_t find_taken(ct_reel_map *m)
{
    reel **by_written = ct_alloc_array(m->count, sizeof *by_written);
    size_t taken = 0;

    for (size_t i = 0; i < m->count; i++) {
        by_written[i] = &m->items[i];
        m->items[i].taken = false;
    }
    qsort(by_written, m->count, sizeof *by_written, compare_written);
    for (size_t i = 1; i < m->count; i++)
        if (compare_written(&by_written[i - 1], &by_written[i]) == 0)
            by_written[i - 1]->taken = by_written[i]->taken = true;
    for (size_t i = 0; i < m->count; i++)
        taken += m->items[i].taken;
    free(by_written);
    return taken;
}

static bool stands_for_no_tape(const ct_event *e)
{
    const char *name = ct_str_or_empty(e->reel);

    return !e->path && (strcmp(name, "BL") == 0 || strcmp(name, "AX") == 0);
}

static void add_reel(ct_reel_map *m, const char *whole, bool black)
{
    m->items = ct_grow(m->items, &m->cap, m->count + 1, sizeof *m->items);
    m->items[m->count++] = (reel){.whole = ct_strdup(ct_str_or_empty(whole)), .black = black};
}

static void collect(ct_reel_map *m, const ct_timeline *t)
{
    size_t kept = 0;

    for (size_t i = 0; i < t->event_count; i++) {
        const ct_event *e = &t->events[i];
        add_reel(m, e->reel, stands_for_no_tape(e));
        if (e->sound.path)
            add_reel(m, e->sound.reel, false);
    }
    qsort(m->items, m->count, sizeof *m->items, compare_whole);
    for (size_t i = 0; i < m->count; i++) {
        if (kept > 0 && strcmp(m->items[kept - 1].whole, m->items[i].whole) == 0)
            free(m->items[i].whole);
        else
            m->items[kept++] = m->items[i];
    }
    m->count = kept;
}

ct_reel_map *ct_reel_map_create(const ct_timeline *t, int width)
{
    ct_reel_map *m = ct_alloc(sizeof *m);

    collect(m, t);
    for (size_t i = 0; i < m->count; i++) {
        reel *r = &m->items[i];
        fit(r->whole, width, r->written);
        if (reserved(r->written) && !r->black)
            mark(r, width, 0);
    }
    for (uint64_t salt = 1; find_taken(m); salt++)
        for (size_t i = 0; i < m->count; i++)
            if (m->items[i].taken && !m->items[i].black)
                mark(&m->items[i], width, salt);
    return m;
}

void ct_reel_map_destroy(ct_reel_map **m)
{
    if (!*m)
        return;
    for (size_t i = 0; i < (*m)->count; i++)
        free((*m)->items[i].whole);
    free((*m)->items);
    free(*m);
    *m = NULL;
}

static const reel *find(const ct_reel_map *m, const char *whole)
{
    size_t low = 0, high = m->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int    difference = strcmp(m->items[middle].whole, whole);
        if (difference == 0)
            return &m->items[middle];
        if (difference < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

const char *ct_reel_map_find(const ct_reel_map *m, const char *whole)
{
    const reel *r = find(m, ct_str_or_empty(whole));

    return r ? r->written : "AX";
}

size_t ct_reel_map_changed(const ct_reel_map *m)
{
    size_t changed = 0;

    for (size_t i = 0; i < m->count; i++)
        changed += !ct_equal_nocase(m->items[i].whole, m->items[i].written);
    return changed;
}
