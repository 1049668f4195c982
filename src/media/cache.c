/* SPDX-License-Identifier: MIT */
/* See cache.h. Frames lie in an array ordered by number: there are at most some thousands, and
 * every question (neighbours, runs, the one farthest away) is about order. */
#include "circletake/cache.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/str.h"

struct slot {
    ct_frame *frame;
    size_t    bytes;
};

struct ct_cache {
    pthread_mutex_t mutex; /* guards all below */
    struct slot    *slots; /* ascending by frame number */
    size_t          count, cap;
    size_t          bytes, budget;
    int64_t         playhead;
    int             direction;
};

/* `const` for the caller: what is guarded by the mutex does not count as changed by locking. */
static void lock(const ct_cache *c)
{
    union {
        const pthread_mutex_t *seen;
        pthread_mutex_t       *held;
    } m = {.seen = &c->mutex};
    pthread_mutex_lock(m.held);
}

static void unlock(const ct_cache *c)
{
    union {
        const pthread_mutex_t *seen;
        pthread_mutex_t       *held;
    } m = {.seen = &c->mutex};
    pthread_mutex_unlock(m.held);
}

ct_cache *ct_cache_create(size_t budget_bytes)
{
    ct_cache *c = ct_alloc(sizeof *c);

    pthread_mutex_init(&c->mutex, NULL);
    c->budget = budget_bytes;
    return c;
}

static void clear_locked(ct_cache *c)
{
    for (size_t i = 0; i < c->count; i++)
        ct_frame_unref(&c->slots[i].frame);
    c->count = 0;
    c->bytes = 0;
}

void ct_cache_destroy(ct_cache **c)
{
    if (!*c)
        return;
    clear_locked(*c);
    pthread_mutex_destroy(&(*c)->mutex);
    free((*c)->slots);
    free(*c);
    *c = NULL;
}

/* First slot whose number is at least `number`. */
static size_t lower_bound(const ct_cache *c, int64_t number)
{
    size_t low = 0, high = c->count;

    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (c->slots[mid].frame->number < number)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static struct slot *find(const ct_cache *c, int64_t number)
{
    size_t i = lower_bound(c, number);

    return i < c->count && c->slots[i].frame->number == number ? &c->slots[i] : NULL;
}

/* How little a frame is worth: 0 is the one under the playhead. */
static int64_t cost(const ct_cache *c, int64_t number)
{
    int64_t d = number - c->playhead;

    if (c->direction == 0)
        return d < 0 ? -d : d;
    d *= c->direction;
    return d < 0 ? -3 * d : d;
}

static void remove_at(ct_cache *c, size_t i)
{
    c->bytes -= c->slots[i].bytes;
    ct_frame_unref(&c->slots[i].frame);
    memmove(&c->slots[i], &c->slots[i + 1], (c->count - i - 1) * sizeof *c->slots);
    c->count--;
}

/* Cost falls towards the playhead from both ends, so the worst frame is the first or the last. */
static size_t worst(const ct_cache *c)
{
    int64_t first = cost(c, c->slots[0].frame->number);
    int64_t last = cost(c, c->slots[c->count - 1].frame->number);

    return first > last ? 0 : c->count - 1;
}

static void shrink_locked(ct_cache *c)
{
    while (c->bytes > c->budget && c->count > 1)
        remove_at(c, worst(c));
}

bool ct_cache_put(ct_cache *c, const ct_frame *f)
{
    struct slot fresh = {ct_frame_ref(f), ct_frame_bytes(f)};

    lock(c);
    struct slot *old = find(c, f->number);
    if (old) {
        c->bytes -= old->bytes;
        ct_frame_unref(&old->frame);
        *old = fresh;
    } else {
        size_t i = lower_bound(c, f->number);
        c->slots = ct_grow(c->slots, &c->cap, c->count + 1, sizeof *c->slots);
        memmove(&c->slots[i + 1], &c->slots[i], (c->count - i) * sizeof *c->slots);
        c->slots[i] = fresh;
        c->count++;
    }
    c->bytes += fresh.bytes;
    shrink_locked(c);
    bool kept = find(c, f->number) != NULL;
    unlock(c);
    return kept;
}

ct_frame *ct_cache_get(ct_cache *c, int64_t number)
{
    lock(c);
    struct slot *s = find(c, number);
    ct_frame    *f = s ? ct_frame_ref(s->frame) : NULL;
    unlock(c);
    return f;
}

bool ct_cache_has(const ct_cache *c, int64_t number)
{
    lock(c);
    bool has = find(c, number) != NULL;
    unlock(c);
    return has;
}

bool ct_cache_wants(const ct_cache *c, int64_t number, size_t bytes)
{
    lock(c);
    size_t free_bytes = c->budget > c->bytes ? c->budget - c->bytes : 0;
    size_t low = 0, high = c->count;
    /* What would be dropped for it: from the outside in, everything that is worth less. */
    while (low < high && free_bytes < bytes) {
        bool from_low =
            cost(c, c->slots[low].frame->number) > cost(c, c->slots[high - 1].frame->number);
        size_t at = from_low ? low++ : --high;
        if (cost(c, c->slots[at].frame->number) <= cost(c, number))
            break;
        free_bytes += c->slots[at].bytes;
    }
    bool wants = free_bytes >= bytes || c->count == 0;
    unlock(c);
    return wants;
}

void ct_cache_set_playhead(ct_cache *c, int64_t number, int direction)
{
    lock(c);
    c->playhead = number;
    c->direction = (direction > 0) - (direction < 0);
    unlock(c);
}

void ct_cache_forget(ct_cache *c, ct_span span)
{
    lock(c);
    size_t first = lower_bound(c, span.first), end = first;
    for (; end < c->count && c->slots[end].frame->number < span.end; end++) {
        c->bytes -= c->slots[end].bytes;
        ct_frame_unref(&c->slots[end].frame);
    }
    if (end > first) /* an empty cache has no slots to move */
        memmove(&c->slots[first], &c->slots[end], (c->count - end) * sizeof *c->slots);
    c->count -= end - first;
    unlock(c);
}

void ct_cache_clear(ct_cache *c)
{
    lock(c);
    clear_locked(c);
    unlock(c);
}

void ct_cache_set_budget(ct_cache *c, size_t budget_bytes)
{
    lock(c);
    c->budget = budget_bytes;
    shrink_locked(c);
    unlock(c);
}

size_t ct_cache_budget(const ct_cache *c)
{
    lock(c);
    size_t bytes = c->budget;
    unlock(c);
    return bytes;
}

size_t ct_cache_bytes(const ct_cache *c)
{
    lock(c);
    size_t bytes = c->bytes;
    unlock(c);
    return bytes;
}

int64_t ct_cache_count(const ct_cache *c)
{
    lock(c);
    int64_t count = (int64_t)c->count;
    unlock(c);
    return count;
}

int64_t ct_cache_first_missing(const ct_cache *c, int64_t from, int64_t end, int direction)
{
    int64_t missing = -1, step = direction < 0 ? -1 : 1;

    lock(c);
    for (int64_t n = from; (end - n) * step > 0; n += step)
        if (!find(c, n)) {
            missing = n;
            break;
        }
    unlock(c);
    return missing;
}

/* Drops the run farther from the playhead at one of the two ends. */
static int drop_farthest(const ct_cache *c, ct_span *runs, int count)
{
    if (cost(c, runs[0].end - 1) > cost(c, runs[count - 1].first))
        memmove(runs, runs + 1, (size_t)(count - 1) * sizeof *runs);
    return count - 1;
}

int ct_cache_spans(const ct_cache *c, ct_span *out, int max)
{
    int count = 0;

    lock(c);
    for (size_t i = 0; i < c->count && max > 0; i++) {
        int64_t n = c->slots[i].frame->number;
        if (count && out[count - 1].end == n) {
            out[count - 1].end++;
            continue;
        }
        if (count == max) {
            ct_span fresh = {n, n + 1};
            if (cost(c, n) >= cost(c, out[0].end - 1))
                break;
            count = drop_farthest(c, out, count);
            out[count++] = fresh;
            continue;
        }
        out[count++] = (ct_span){n, n + 1};
    }
    unlock(c);
    return count;
}
