/* SPDX-License-Identifier: MIT */
#include "circletake/lengths.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/rate.h"
#include "circletake/str.h"

static void add_frames(ct_length *l, AVRational fps, int64_t frames)
{
    if (l->count == 0)
        l->fps = fps;
    else if (!ct_rate_equal(l->fps, fps))
        l->fps = (AVRational){0, 1};
    l->count++;
    l->frames += frames;
    l->us += ct_rate_frame_to_us(frames, fps);
}

char *ct_length_text(const ct_length *l, char out[CT_LENGTH_TEXT_BYTES])
{
    char label[CT_TC_TEXT_BYTES];

    if (l->fps.num > 0)
        snprintf(out, CT_LENGTH_TEXT_BYTES, "%s",
                 ct_tc_print(l->frames, (ct_tc_count){ct_tc_base(l->fps), false}, label));
    else
        snprintf(out, CT_LENGTH_TEXT_BYTES, "%d:%02d:%02d.%d", (int)(l->us / 3600000000),
                 (int)(l->us / 60000000 % 60), (int)(l->us / 1000000 % 60),
                 (int)(l->us / 100000 % 10));
    return out;
}

void ct_scene_lengths_finish(ct_scene_lengths *l)
{
    for (size_t i = 0; i < l->count; i++)
        free(l->items[i].scene);
    free(l->items);
    *l = (ct_scene_lengths){0};
}

ct_scene_length *ct_scene_lengths_of(ct_scene_lengths *l, const char *scene)
{
    for (size_t i = 0; i < l->count; i++)
        if (strcmp(l->items[i].scene, scene) == 0)
            return &l->items[i];
    l->items = ct_grow(l->items, &l->cap, l->count + 1, sizeof *l->items);
    l->items[l->count] = (ct_scene_length){.scene = ct_strdup(scene)};
    return &l->items[l->count++];
}

void ct_scene_lengths_add(ct_scene_lengths *l, const ct_clip *clip, const ct_select *select)
{
    int64_t frames = ct_span_count(select->span);

    if (select->verdict == CT_REJECTED)
        return;
    add_frames(&l->all, clip->fps, frames);
    add_frames(&ct_scene_lengths_of(l, ct_str_or_empty(clip->scene))->length, clip->fps, frames);
}

static int compare_scenes(const void *a, const void *b)
{
    const ct_scene_length *p = a, *q = b;

    return ct_natural_compare(p->scene, q->scene);
}

void ct_scene_lengths_sort(ct_scene_lengths *l)
{
    if (l->count > 1)
        qsort(l->items, l->count, sizeof *l->items, compare_scenes);
}
