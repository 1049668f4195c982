/* SPDX-License-Identifier: MIT */
/* The task that fetches the lists of the window: clips as filtered and sorted, and the marks
 * panel. It has a reading connection of its own for as long as it runs. */
#include <stdlib.h>
#include <string.h>

#include "session_priv.h"

/* Of a project that was just opened, some screens full come first, without what means looking at all of it:
 * counts and marks come with the whole list. */
enum { FIRST_SCREENS = 300 };

struct list_task {
    ct_task          task;
    size_t           limit; /* 0: all rows */
    ct_store        *store; /* outlives the task: closing the project clears the lane first */
    char            *find;
    ct_clip_sort     sort;
    bool             descending;
    ct_marks_filter  filter;
    struct clip_rows rows, others;
    ct_scene_list    scenes;
    ct_counts        counts;
    ct_select_list   selects;
    ct_note_list     notes;
    ct_cut_list      cuts;
    ct_code          code;
    ct_error         err;
};

static ct_code fetch_marks(struct list_task *t, ct_query *query)
{
    const char     *person = *t->filter.person ? t->filter.person : NULL;
    const char     *find = *t->filter.find ? t->filter.find : NULL;
    ct_select_query selects = {.find = find, .author = person, .order = t->filter.order};
    ct_note_query   notes = {.find = find,
                             .author = person,
                             .order = CT_ORDER_SLATE,
                             .status_set = t->filter.status_set,
                             .status = t->filter.status,
                             .category_set = t->filter.category_set,
                             .category = t->filter.category,
                             .unresolved = t->filter.unresolved};
    ct_code         code = ct_query_selects(query, &selects, &t->selects, &t->err);

    return code ? code : ct_query_notes(query, &notes, &t->notes, &t->err);
}

/* Marks are of the whole project, whatever clips the list shows. */
static ct_code fetch_others(struct list_task *t, ct_query *query)
{
    ct_id_list ids = {0};

    for (size_t i = 0; i < t->selects.count; i++)
        if (ct_clip_rows_find(&t->rows, t->selects.items[i].clip) < 0)
            ct_id_list_add(&ids, t->selects.items[i].clip);
    for (size_t i = 0; i < t->notes.count; i++)
        if (ct_clip_rows_find(&t->rows, t->notes.items[i].clip) < 0)
            ct_id_list_add(&ids, t->notes.items[i].clip);
    ct_code code = ct_query_clips_with(query, &ids, &t->others.list, &t->err);
    ct_id_list_finish(&ids);
    if (code != CT_NO_INPUT)
        return code;
    ct_clip_list_finish(&t->others.list); /* one went meanwhile: another list is on its way */
    return CT_OK;
}

/* More follow. */
static bool is_first(const struct list_task *t)
{
    return t->limit > 0 && t->rows.list.count == t->limit;
}

static void list_run(ct_task *task)
{
    struct list_task *t = (struct list_task *)(void *)task;
    ct_query         *query = NULL;
    ct_clip_query     wanted = {.find = *t->find ? t->find : NULL,
                                .sort = t->sort,
                                .descending = t->descending,
                                .limit = t->limit};

    t->code = ct_query_open(t->store, &query, &t->err);
    if (!t->code)
        t->code = ct_query_clips(query, &wanted, &t->rows.list, &t->err);
    if (!t->code && !is_first(t))
        t->code = ct_query_counts(query, &t->counts, &t->err);
    if (!t->code && !is_first(t))
        t->code = ct_query_cuts(query, &t->cuts, &t->err);
    if (!t->code && !is_first(t))
        t->code = ct_query_scenes(query, &t->scenes, &t->err);
    ct_clip_rows_order(&t->rows);
    if (!t->code && !is_first(t) && t->filter.project)
        t->code = fetch_marks(t, query);
    if (!t->code && !is_first(t) && t->filter.project)
        t->code = fetch_others(t, query);
    ct_clip_rows_order(&t->others);
    ct_query_close(&query);
}

/* What was shown before is left in the task, to be freed with it. */
static void list_finish(ct_task *task, ct_session *s)
{
    struct list_task *t = (struct list_task *)(void *)task;

    if (s->store != t->store)
        return;
    if (t->code) {
        ct_session_say(s, CT_MESSAGE_ERROR, "%s", t->err.text);
        return;
    }
    bool first = is_first(t);
    ct_session_swap_rows(s, &t->rows);
    if (s->rows.list.count > 0)
        ct_session_remember_project(s);
    if (first) {
        s->list_wanted = true;
        return;
    }
    ct_session_forget_hidden(s);
    s->counts = t->counts;
    s->counted = true;
    ct_scene_list scenes = s->scenes;
    s->scenes = t->scenes;
    t->scenes = scenes;
    ct_cut_list cuts = s->cuts;
    s->cuts = t->cuts;
    t->cuts = cuts;
    if (!t->filter.project)
        return;
    struct clip_rows others = s->others;
    ct_select_list   selects = s->panel_selects;
    ct_note_list     notes = s->panel_notes;
    s->others = t->others;
    t->others = others;
    s->panel_selects = t->selects;
    s->panel_notes = t->notes;
    t->selects = selects;
    t->notes = notes;
    s->changed |= CT_CHANGED_MARKS;
}

static void list_destroy(ct_task *task)
{
    struct list_task *t = (struct list_task *)(void *)task;

    ct_clip_rows_finish(&t->rows);
    ct_clip_rows_finish(&t->others);
    ct_scene_list_finish(&t->scenes);
    ct_select_list_finish(&t->selects);
    ct_note_list_finish(&t->notes);
    ct_cut_list_finish(&t->cuts);
    free(t->find);
    free(t);
}

/* One request at a time: what changes while it runs is asked for when it is back. */
void ct_session_push_list_task(ct_session *s)
{
    if (!s->list_wanted || !s->work || ct_work_busy(s->work, CT_LANE_LIST))
        return;

    struct list_task *t = ct_alloc(sizeof *t);
    t->task.run = list_run;
    t->task.finish = list_finish;
    t->task.destroy = list_destroy;
    t->store = s->store;
    t->limit = s->rows.list.count == 0 ? FIRST_SCREENS : 0;
    t->find = ct_strdup(ct_str_or_empty(s->find));
    t->sort = s->sort;
    t->descending = s->descending;
    t->filter = s->filter;
    s->list_wanted = false;
    ct_work_push(s->work, CT_LANE_LIST, &t->task, false);
}
