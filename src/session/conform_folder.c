/* SPDX-License-Identifier: MIT */
/* Footage of a cut that is not in the project yet: files of a folder that are named like what is missing. */
#include <stdlib.h>
#include <string.h>

#include "circletake/file.h"
#include "circletake/receive.h"
#include "circletake/str.h"
#include "ingest_walk.h"
#include "letters.h"

enum { SHORT_REEL = 8 }; /* what old lists leave of a name */

typedef struct names {
    char **items; /* as letters.h has them, sorted; owned */
    size_t count, cap;
} names;

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static char *lowered(const char *text, size_t bytes)
{
    ct_letters l = {.text = text, .bytes = bytes};
    ct_str     own = {0};
    uint32_t   letter;
    char       encoded[4];

    while (ct_letters_next(&l, &letter))
        ct_str_append_n(&own, encoded, ct_utf8_encode(letter, encoded));
    return ct_str_take(&own);
}

static void add_name(names *n, const char *text)
{
    if (!text || !*text)
        return;
    n->items = ct_grow(n->items, &n->cap, n->count + 1, sizeof *n->items);
    n->items[n->count++] = lowered(text, strlen(text));
}

static void add_event(names *n, const ct_event *e)
{
    const char *texts[] = {e->name, ct_event_file_name(e), e->reel};

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        char *stem = texts[i] ? ct_path_stem(texts[i]) : NULL;
        add_name(n, texts[i]);
        add_name(n, stem);
        free(stem);
    }
}

static bool has_name(const names *n, const char *text, size_t bytes)
{
    char *key = lowered(text, bytes);
    bool  is = n->count && bsearch(&key, n->items, n->count, sizeof *n->items, compare_names);

    free(key);
    return is;
}

static bool is_wanted(const names *n, const char *path)
{
    const char *file = ct_path_name(path);
    char       *stem = ct_path_stem(file);
    size_t      bytes = strlen(stem);
    bool        is = has_name(n, file, strlen(file)) || has_name(n, stem, bytes) ||
              (bytes > SHORT_REEL && has_name(n, stem, SHORT_REEL));

    free(stem);
    return is;
}

static void finish_names(names *n)
{
    for (size_t i = 0; i < n->count; i++)
        free(n->items[i]);
    free(n->items);
}

static ct_code missing_names(ct_query *query, const ct_cut *cut, names *out, ct_error *err)
{
    ct_timeline t = {0};
    ct_code     code = ct_query_events(query, cut, &t, err);

    for (size_t i = 0; i < t.event_count; i++)
        if (ct_id_is_none(t.events[i].clip) && !ct_event_is_black(&t.events[i]))
            add_event(out, &t.events[i]);
    if (out->count > 1)
        qsort(out->items, out->count, sizeof *out->items, compare_names);
    ct_timeline_finish(&t);
    return code;
}

ct_code ct_conform_add_missing(ct_query *query, ct_store *store, const ct_cut *cut,
                               const char *folder, const ct_ingest_options *options,
                               const ct_ingest_watch *watch, ct_ingest_state *out, ct_error *err)
{
    names         wanted = {0};
    ct_found_list found = {0};
    const char  **paths = NULL;
    size_t        count = 0;
    ct_code       code = missing_names(query, cut, &wanted, err);

    if (!code && wanted.count)
        code = ct_walk(&folder, 1, NULL, NULL, &found, err);
    if (!code) {
        paths = ct_alloc_array(found.count + 1, sizeof *paths);
        for (size_t i = 0; i < found.count; i++)
            if (!found.items[i].problem && is_wanted(&wanted, found.items[i].path))
                paths[count++] = found.items[i].path;
    }
    if (!code && wanted.count && count == 0)
        code =
            ct_fail(err, CT_NO_INPUT,
                    "No file in %s is named like what the cut is missing. Show another folder, or "
                    "relink its events by hand.",
                    folder);
    if (!code && count)
        code = ct_ingest_add(store, paths, count, options, watch, out, err);
    free(paths);
    ct_found_list_finish(&found);
    finish_names(&wanted);
    return code;
}
