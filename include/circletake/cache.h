/* SPDX-License-Identifier: MIT */
/* Decoded frames around the playhead, within a budget of bytes.
 *
 * What is kept is what play needs soonest: frames ahead in play direction count their distance,
 * frames behind three times as much, so a step back stays free. Works with room for two
 * frames, and keeps one frame whatever the budget. All functions: any thread. */
#ifndef CIRCLETAKE_CACHE_H
#define CIRCLETAKE_CACHE_H

#include "circletake/frame.h"

typedef struct ct_cache ct_cache;

ct_cache *ct_cache_create(size_t budget_bytes);
void      ct_cache_destroy(ct_cache **c);

/* Keeps its own reference. Drops what lies farthest until all fits; false when that was this very
 * frame. A frame that is there already is replaced. */
bool ct_cache_put(ct_cache *c, const ct_frame *f);
/* Gives one reference, or NULL. */
ct_frame *ct_cache_get(ct_cache *c, int64_t number);
bool      ct_cache_has(const ct_cache *c, int64_t number);
/* Whether a frame of `bytes` with this number would be kept now: ask before decoding ahead. */
bool ct_cache_wants(const ct_cache *c, int64_t number, size_t bytes);
/* Where the playhead is and which way it goes: 1, -1, or 0 (stopped: both sides alike). */
void ct_cache_set_playhead(ct_cache *c, int64_t number, int direction);
/* Drops these, which nobody will want soon. */
void ct_cache_forget(ct_cache *c, ct_span span);
/* Drops all: another clip. */
void ct_cache_clear(ct_cache *c);
void ct_cache_set_budget(ct_cache *c, size_t budget_bytes);

size_t  ct_cache_budget(const ct_cache *c);
size_t  ct_cache_bytes(const ct_cache *c);
int64_t ct_cache_count(const ct_cache *c);
/* First number of [from, end) that is not cached when walking from `from` in `direction` (1 or -1;
 * then down to `end`, exclusive); -1 when all are. */
int64_t ct_cache_first_missing(const ct_cache *c, int64_t from, int64_t end, int direction);
/* Runs of cached frames, ascending; those nearest the playhead when there are more than `max`.
 * Returns how many were written. */
int ct_cache_spans(const ct_cache *c, ct_span *out, int max);

#endif
