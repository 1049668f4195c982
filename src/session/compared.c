/* SPDX-License-Identifier: MIT */
/* Two cuts, read and compared: for whoever has a project, and as a task for a window. */
#include "circletake/compared.h"

#include <stdlib.h>

#include "circletake/conform.h"
#include "circletake/str.h"
#include "session_priv.h"

/* --- reading -------------------------------------------------------------------------------------- */

static ct_code read_cut(ct_query *q, const char *name, ct_cut *cut, ct_timeline *events,
                        ct_error *err)
{
    ct_code code = ct_query_cut_named(q, name, cut, err);

    return code ? code : ct_query_events(q, cut, events, err);
}

static void add_clips(ct_id_list *ids, const ct_timeline *t)
{
    for (size_t i = 0; i < t->event_count; i++)
        if (!ct_id_is_none(t->events[i].clip))
            ct_id_list_add(ids, t->events[i].clip);
}

/* They may be of lists of several kinds, which count the same frames otherwise. */
static ct_code settle(ct_query *q, ct_compared *c, ct_error *err)
{
    ct_id_list   ids = {0};
    ct_clip_list clips = {0};

    add_clips(&ids, &c->events_before);
    add_clips(&ids, &c->events_after);
    ct_code code = ct_query_clips_with(q, &ids, &clips, err);
    if (!code) {
        ct_conform_settle_all(&c->events_before, &clips);
        ct_conform_settle_all(&c->events_after, &clips);
    }
    ct_clip_list_finish(&clips);
    ct_id_list_finish(&ids);
    return code;
}

/* What was removed is looked for behind the event that was before it. */
static void list_changes(ct_compared *c)
{
    int64_t at = 0, last = c->after.frames > 0 ? c->after.frames - 1 : 0;

    c->rows = ct_alloc_array(c->result.count + 1, sizeof *c->rows);
    for (size_t i = 0; i < c->result.count; i++) {
        const ct_cut_change *x = &c->result.items[i];
        int64_t              record = at < last ? at : last;
        if (x->after >= 0) {
            record = c->events_after.events[x->after].record.first;
            at = c->events_after.events[x->after].record.end;
        }
        if (x->what != CT_SAME_EVENT)
            c->rows[c->row_count++] = (ct_compared_row){i, record};
    }
}

ct_code ct_compared_read(ct_query *q, const char *before, const char *after, ct_compared *out,
                         ct_error *err)
{
    *out = (ct_compared){.rows = NULL};
    ct_code code = read_cut(q, before, &out->before, &out->events_before, err);

    if (!code)
        code = read_cut(q, after, &out->after, &out->events_after, err);
    if (!code)
        code = settle(q, out, err);
    if (code) {
        ct_compared_finish(out);
        return code;
    }
    ct_compare(&out->events_before, &out->events_after, &out->result);
    list_changes(out);
    return CT_OK;
}

void ct_compared_finish(ct_compared *c)
{
    free(c->rows);
    ct_comparison_finish(&c->result);
    ct_timeline_finish(&c->events_before);
    ct_timeline_finish(&c->events_after);
    ct_cut_finish(&c->before);
    ct_cut_finish(&c->after);
    *c = (ct_compared){.rows = NULL};
}

ct_code ct_compared_edl(const ct_compared *c, char **out, ct_finding_list *said, ct_error *err)
{
    ct_output_list made = {0};
    ct_code        code =
        ct_comparison_edl(&c->events_before, &c->events_after, &c->result, &made, said, err);

    if (!code)
        *out = ct_strndup(made.items[0].data, made.items[0].bytes);
    ct_output_list_finish(&made);
    return code;
}

/* --- for a window ------------------------------------------------------------------------------------ */

struct compare_task {
    ct_task      task;
    ct_store    *store; /* outlives the task: closing the project clears the lane first */
    ct_id        before, after;
    ct_compared *found; /* once it is taken in, what was shown before */
};

static void compare_run(ct_task *task)
{
    struct compare_task *t = (struct compare_task *)(void *)task;
    ct_query            *query = NULL;
    ct_error             err = {0};
    char                 before[CT_ID_TEXT_BYTES], after[CT_ID_TEXT_BYTES];

    t->found = ct_alloc(sizeof *t->found);
    ct_code code = ct_query_open(t->store, &query, &err);
    if (!code)
        code = ct_compared_read(query, ct_id_text(t->before, before), ct_id_text(t->after, after),
                                t->found, &err);
    if (code)
        t->found->error = err;
    ct_query_close(&query);
}

static void compare_finish(ct_task *task, ct_session *s)
{
    struct compare_task *t = (struct compare_task *)(void *)task;
    ct_compared         *shown = s->compared;

    if (s->store != t->store || task->id != s->compare_task)
        return;
    s->compared = t->found;
    t->found = shown;
    s->changed |= CT_CHANGED_MARKS;
}

static void compare_destroy(ct_task *task)
{
    struct compare_task *t = (struct compare_task *)(void *)task;

    if (t->found)
        ct_compared_finish(t->found);
    free(t->found);
    free(t);
}

static struct compare_task *new_task(const ct_session *s)
{
    struct compare_task *t = ct_alloc(sizeof *t);

    t->task.run = compare_run;
    t->task.finish = compare_finish;
    t->task.destroy = compare_destroy;
    t->store = s->store;
    return t;
}

void ct_session_forget_compared(ct_session *s)
{
    s->compare_task = 0;
    if (!s->compared)
        return;
    struct compare_task *gone = new_task(s);
    gone->found = s->compared;
    s->compared = NULL;
    if (s->work)
        ct_work_spend(s->work, &gone->task);
    else
        compare_destroy(&gone->task);
}

void ct_session_compare_cuts(ct_session *s, ct_id before, ct_id after)
{
    ct_session_forget_compared(s);
    if (!s->store || !s->work)
        return;
    struct compare_task *t = new_task(s);
    t->before = before;
    t->after = after;
    ct_work_push(s->work, CT_LANE_LIST, &t->task, true);
    s->compare_task = t->task.id;
}

const ct_compared *ct_session_compared(const ct_session *s)
{
    return s->compared;
}
