/* SPDX-License-Identifier: MIT */
#include "presence.h"

#include <stdlib.h>

#include "circletake/file.h"
#include "circletake/sequence.h"

bool ct_clip_in_place(const ct_clip *clip)
{
    ct_sequence images;

    if (!ct_sequence_is_pattern(clip->path))
        return ct_file_exists(clip->path);
    bool there = ct_sequence_of(clip->path, &images, NULL) == CT_OK;
    ct_sequence_finish(&images);
    return there;
}

struct presence_task {
    ct_task   task;
    ct_store *store; /* outlives the task: closing the project quiets the lane first */
};

static void presence_run(ct_task *task)
{
    struct presence_task *t = (struct presence_task *)(void *)task;
    ct_query             *query = NULL;
    ct_clip_list          all = {0};

    if (ct_query_open(t->store, &query, NULL) == CT_OK &&
        ct_query_clips(query, NULL, &all, NULL) == CT_OK)
        for (size_t i = 0; i < all.count && !ct_task_stopped(task); i++) {
            bool there = ct_clip_in_place(&all.items[i]);
            if (all.items[i].offline == there)
                ct_store_put_offline(t->store, all.items[i].id, !there);
        }
    ct_clip_list_finish(&all);
    ct_query_close(&query);
}

static void presence_destroy(ct_task *task)
{
    free((struct presence_task *)(void *)task);
}

void ct_session_look_for_footage(ct_session *s)
{
    struct presence_task *t = ct_alloc(sizeof *t);

    t->task.run = presence_run;
    t->task.destroy = presence_destroy;
    t->store = s->store;
    ct_work_push(s->work, CT_LANE_JOB, &t->task, false);
}
