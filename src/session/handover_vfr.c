/* SPDX-License-Identifier: MIT */
#include "handover_vfr.h"

#include <libavutil/mathematics.h>
#include <stdlib.h>

#include "circletake/index.h"
#include "circletake/str.h"

/* One clip of the list at a time: its events ask for it one after another, or come back to it. */
typedef struct kept {
    ct_id     clip;
    ct_index *index; /* NULL: there is none */
} kept;

struct ct_list_vfr {
    const ct_handover_watch *watch;
    kept                    *items;
    size_t                   count, cap;
};

ct_list_vfr *ct_list_vfr_create(const ct_handover_watch *watch)
{
    ct_list_vfr *v = ct_alloc(sizeof *v);

    v->watch = watch;
    return v;
}

void ct_list_vfr_destroy(ct_list_vfr **v)
{
    if (!*v)
        return;
    for (size_t i = 0; i < (*v)->count; i++)
        ct_index_unref(&(*v)->items[i].index);
    free((*v)->items);
    free(*v);
    *v = NULL;
}

/* Clips of variable rate are few: phones and screens. */
static const ct_index *index_of(ct_list_vfr *v, const ct_clip *clip)
{
    ct_index_watch watch = {.stop = v->watch->stop, .arg = v->watch->arg};

    for (size_t i = v->count; i-- > 0;)
        if (ct_id_equal(v->items[i].clip, clip->id))
            return v->items[i].index;
    v->items = ct_grow(v->items, &v->cap, v->count + 1, sizeof *v->items);
    kept *k = &v->items[v->count++];
    *k = (kept){clip->id, NULL};
    if (ct_index_load_kept(clip->fingerprint, clip->stream, &k->index, NULL) != CT_OK &&
        ct_index_acquire(clip->path, clip->stream, &watch, &k->index, NULL) != CT_OK)
        k->index = NULL;
    return k->index;
}

int64_t ct_list_vfr_time_us(void *arg, const ct_clip *clip, int64_t frame)
{
    const ct_index *ix = index_of(arg, clip);
    int64_t         count = ix ? ct_index_count(ix) : 0;

    return frame < 0 || frame > count || count == 0
               ? -1
               : ct_index_time_us(ix, frame) - ct_index_time_us(ix, 0);
}

int64_t ct_list_vfr_frame(void *arg, const ct_clip *clip, int64_t frame)
{
    int64_t us = ct_list_vfr_time_us(arg, clip, frame);

    if (us < 0)
        return -1;
    if (frame > 0 && frame == ct_index_count(index_of(arg, clip))) /* the end of the last picture */
        return ct_list_vfr_frame(arg, clip, frame - 1) + 1;
    return av_rescale_q(us, (AVRational){1, 1000000}, av_inv_q(clip->fps));
}
