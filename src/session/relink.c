/* SPDX-License-Identifier: MIT */
/* Files that moved: found again by what is in them. */
#include <stdlib.h>
#include <string.h>

#include "circletake/file.h"
#include "circletake/fingerprint.h"
#include "circletake/ingest.h"
#include "circletake/query.h"
#include "circletake/sequence.h"
#include "circletake/str.h"
#include "ingest_walk.h"
#include "presence.h"

struct relink {
    ct_store              *store;
    const ct_ingest_watch *watch;
    ct_ingest_state        state;
    ct_clip_list           missing; /* by size; found ones have an empty path */
    ct_edit               *edit;
};

static bool step(void *arg)
{
    struct relink *r = arg;

    if (r->watch->progress)
        r->watch->progress(r->watch->arg, &r->state);
    return !r->watch->stop || !r->watch->stop(r->watch->arg);
}

static void report(struct relink *r, ct_ingest_outcome outcome, const char *path,
                   const ct_clip *clip, const char *reason)
{
    ct_ingest_result result = {outcome, path, clip, reason};

    r->state.counts[outcome]++;
    if (r->watch->result)
        r->watch->result(r->watch->arg, &result);
}

/* What two files must share before their content is compared. Sequences of one length may differ
 * in how their bytes were counted, so they are told apart by content alone. */
static int64_t key_of(const char *path, int64_t size_bytes)
{
    return ct_sequence_is_pattern(path) ? -1 : size_bytes;
}

static int by_key(const void *a, const void *b)
{
    const ct_clip *x = a, *y = b;
    int64_t        kx = key_of(x->path, x->size_bytes), ky = key_of(y->path, y->size_bytes);

    return kx < ky ? -1 : kx > ky;
}

static ct_code find_missing(struct relink *r, ct_error *err)
{
    ct_query    *query = NULL;
    ct_clip_list all = {0};
    ct_code      code = ct_query_open(r->store, &query, err);

    if (!code)
        code = ct_query_clips(query, NULL, &all, err);
    for (size_t i = 0; i < all.count && !code; i++) {
        ct_clip *clip = &all.items[i];
        bool     in_place = ct_clip_in_place(clip);
        if (clip->offline == in_place)
            ct_store_put_offline(r->store, clip->id, !in_place);
        if (in_place) {
            r->state.counts[CT_INGEST_UNCHANGED]++;
            continue;
        }
        ct_clip *slot = ct_clip_list_add(&r->missing);
        ct_clip_finish(slot);
        ct_clip_copy(slot, clip);
    }
    if (r->missing.count > 0)
        qsort(r->missing.items, r->missing.count, sizeof r->missing.items[0], by_key);
    ct_clip_list_finish(&all);
    ct_query_close(&query);
    return code;
}

/* First missing clip of that key. */
static size_t lower_bound(const struct relink *r, int64_t key)
{
    size_t low = 0, high = r->missing.count;

    while (low < high) {
        size_t         middle = low + (high - low) / 2;
        const ct_clip *clip = &r->missing.items[middle];
        if (key_of(clip->path, clip->size_bytes) < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void link_clip(struct relink *r, ct_clip *clip, const ct_found *found)
{
    ct_edit_relink(r->edit, clip->id, found->path,
                   found->sequence ? clip->size_bytes : found->size_bytes,
                   found->sequence ? clip->mtime_ns : found->mtime_ns);
    ct_store_put_offline(r->store, clip->id, false);
    report(r, CT_INGEST_RELINKED, found->path, clip, NULL);
    clip->fingerprint = 0; /* no file has this one: it is not found twice */
}

/* Whether a clip was linked to it. */
static bool try_file(struct relink *r, const ct_found *found, bool same_name)
{
    int64_t  key = key_of(found->path, found->size_bytes);
    uint64_t fingerprint = 0;

    for (size_t i = lower_bound(r, key); i < r->missing.count; i++) {
        ct_clip *clip = &r->missing.items[i];
        if (key_of(clip->path, clip->size_bytes) != key)
            return false;
        if (clip->fingerprint == 0 ||
            (same_name && strcmp(ct_path_name(clip->path), ct_path_name(found->path)) != 0))
            continue;
        if (!fingerprint && ct_fingerprint_file(found->path, &fingerprint, NULL) != CT_OK)
            return false;
        if (clip->fingerprint == fingerprint) {
            link_clip(r, clip, found);
            return true;
        }
    }
    return false;
}

static ct_code try_folder(struct relink *r, const char *folder, ct_error *err)
{
    ct_found_list found = {0};
    ct_code       code = ct_walk(&folder, 1, step, r, &found, err);

    r->state.walking = false;
    r->state.total = 2 * (int64_t)found.count; /* each is come to twice */
    bool *taken = ct_alloc_array(found.count + 1, sizeof *taken);
    /* Of several copies the one that kept its name: lists name the file, and editors look for that. */
    for (int pass = 0; pass < 2 && !code; pass++) {
        for (size_t i = 0; i < found.count && !code; i++) {
            if (!step(r))
                code = ct_fail(err, CT_CANCELLED, "Stopped; the clips found so far are linked.");
            else if (!found.items[i].problem && !taken[i])
                taken[i] = try_file(r, &found.items[i], pass == 0);
            r->state.done++;
        }
    }
    free(taken);
    ct_found_list_finish(&found);
    return code;
}

static void report_still_missing(struct relink *r, const char *folder)
{
    for (size_t i = 0; i < r->missing.count; i++) {
        const ct_clip *clip = &r->missing.items[i];
        if (clip->fingerprint == 0)
            continue;
        char *reason =
            ct_asprintf("Its file is gone, and nothing in %s has the same content.", folder);
        report(r, CT_INGEST_FAILED, clip->path, clip, reason);
        free(reason);
    }
}

static ct_code write_links(struct relink *r, ct_error *err)
{
    ct_ticket ticket;
    ct_code   code = ct_store_submit(r->store, &r->edit, &ticket, err);

    return code ? code : ct_store_wait(r->store, ticket, err);
}

ct_code ct_ingest_relink(ct_store *st, const char *folder, const ct_ingest_options *options,
                         const ct_ingest_watch *watch, ct_ingest_state *state, ct_error *err)
{
    static const ct_ingest_watch no_watch = {0};
    const char                  *why = NULL;
    struct relink                r = {
                       .store = st, .watch = watch ? watch : &no_watch, .state = {.walking = true, .eta_us = -1}};

    if (ct_store_is_read_only(st, &why))
        return ct_fail(err, CT_BUSY, "Nothing can be linked: %s", why);
    r.edit = ct_edit_create("Find moved files", options && options->author ? options->author : "",
                            CT_EDIT_FACT);
    ct_code code =
        ct_file_exists(folder)
            ? find_missing(&r, err)
            : ct_fail(err, CT_NO_INPUT,
                      "There is no %s. Check the name, and whether the drive is connected.",
                      folder);
    if (!code && r.missing.count > 0)
        code = try_folder(&r, folder, err);
    if (!code)
        report_still_missing(&r, folder);
    if (!code || code == CT_CANCELLED) {
        ct_code written = write_links(&r, code ? NULL : err);
        code = code ? code : written;
    }
    ct_edit_destroy(&r.edit);
    ct_clip_list_finish(&r.missing);
    if (state)
        *state = r.state;
    return code;
}
