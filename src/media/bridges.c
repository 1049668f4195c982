/* SPDX-License-Identifier: MIT */
#include "bridges_priv.h"

#include <pthread.h>
#include <stdlib.h>

#include "circletake/str.h"

struct under_way {
    const AVCodecContext *ctx;
    int64_t               label;
};

struct ct_bridges {
    pthread_mutex_t   lock;  /* guards all */
    struct under_way *begun; /* the last picture of each thread */
    size_t            begun_count, begun_cap;
    int               entry_num; /* of the entry point, where there is a gap before it; else -1 */
    int64_t          *labels;    /* of pictures that refer to a lost one */
    size_t            count, cap;
};

ct_bridges *ct_bridges_create(void)
{
    ct_bridges *b = ct_alloc(sizeof *b);

    pthread_mutex_init(&b->lock, NULL);
    b->entry_num = -1;
    return b;
}

void ct_bridges_release(ct_bridges **bridges)
{
    if (!*bridges)
        return;
    pthread_mutex_destroy(&(*bridges)->lock);
    free((*bridges)->begun);
    free((*bridges)->labels);
    free(*bridges);
    *bridges = NULL;
}

/* Of a thread that began nothing yet: its place, at the end. */
static size_t place_of(const ct_bridges *b, const AVCodecContext *ctx)
{
    size_t i = 0;

    while (i < b->begun_count && b->begun[i].ctx != ctx)
        i++;
    return i;
}

void ct_bridges_begin(ct_bridges *b, const AVCodecContext *ctx, int64_t label)
{
    pthread_mutex_lock(&b->lock);
    size_t i = place_of(b, ctx);
    if (i == b->begun_count)
        b->begun = ct_grow(b->begun, &b->begun_cap, ++b->begun_count, sizeof *b->begun);
    b->begun[i] = (struct under_way){ctx, label};
    pthread_mutex_unlock(&b->lock);
}

void ct_bridges_note(ct_bridges *b, const AVCodecContext *ctx)
{
    pthread_mutex_lock(&b->lock);
    size_t i = place_of(b, ctx);
    /* Once for each part of the picture, and for each reference. */
    if (i < b->begun_count && (b->count == 0 || b->labels[b->count - 1] != b->begun[i].label)) {
        b->labels = ct_grow(b->labels, &b->cap, b->count + 1, sizeof *b->labels);
        b->labels[b->count++] = b->begun[i].label;
    }
    pthread_mutex_unlock(&b->lock);
}

bool ct_bridges_gap(ct_bridges *b, int frame_num)
{
    pthread_mutex_lock(&b->lock);
    if (b->begun_count == 0)
        b->entry_num = frame_num;
    bool lost = frame_num != b->entry_num;
    pthread_mutex_unlock(&b->lock);
    return lost;
}

int64_t ct_bridges_take(ct_bridges *b)
{
    pthread_mutex_lock(&b->lock);
    int64_t label = b->count > 0 ? b->labels[--b->count] : -1;
    pthread_mutex_unlock(&b->lock);
    return label;
}

void ct_bridges_forget(ct_bridges *b)
{
    pthread_mutex_lock(&b->lock);
    b->begun_count = b->count = 0;
    b->entry_num = -1;
    pthread_mutex_unlock(&b->lock);
}
