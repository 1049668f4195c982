/* SPDX-License-Identifier: MIT */
/* Clips by a name and a stretch of time: of 100,000 the few that an event can be from. Names are compared as
 * letters.h has it.
 * One thread at a time; once sorted, any number may ask. */
#ifndef CT_SESSION_NAME_INDEX_H
#define CT_SESSION_NAME_INDEX_H

#include <stddef.h>
#include <stdint.h>

struct ct_named {
    uint64_t    hash;
    const char *key; /* borrowed: outlives the index */
    size_t      bytes;
    int64_t     start, end; /* us of the label clock; end may lie behind midnight */
    size_t      clip;
};

typedef struct ct_name_index {
    struct ct_named *entries; /* by hash, then start */
    size_t           count, cap;
    int64_t         *latest; /* a heap-shaped tree: greatest end below each node */
} ct_name_index;

/* More of one name at one time than anybody could tell apart. */
enum { CT_NAMED_MOST = 32 };

/* Numbers of clips, each once. */
typedef struct ct_named_clips {
    size_t clips[CT_NAMED_MOST];
    size_t count;
} ct_named_clips;

/* `key`: so many bytes, kept as they lie; NULL or none: nothing is added. */
void ct_name_index_add(ct_name_index *x, const char *key, size_t bytes, int64_t start, int64_t end,
                       size_t clip);
/* When all are in, before any is asked for. */
void ct_name_index_sort(ct_name_index *x);
void ct_name_index_finish(ct_name_index *x);
/* Adds the clips of that name whose stretch meets [start, end) to `found`. */
void ct_name_index_find(const ct_name_index *x, const char *key, size_t bytes, int64_t start,
                        int64_t end, ct_named_clips *found);

/* Of so many bytes. */
uint64_t ct_name_hash(const char *key, size_t bytes);

#endif
