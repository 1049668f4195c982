/* SPDX-License-Identifier: MIT */
/* The act that makes a cut of the selects. Ten thousand of them take a while to be read, so a window does it in the
 * background. */
#include <stdlib.h>
#include <string.h>

#include "acts.h"
#include "receive_priv.h"

struct make_task {
    ct_task       task;
    ct_store     *store; /* outlives the task: closing the project clears the lane first */
    char         *author, *name, *find;
    ct_mark_order order;
    ct_receipt    made;
    ct_code       code;
    ct_error      err;
};

static ct_code fetch_selects(struct make_task *t, ct_query *q, ct_select_list *selects,
                             ct_clip_list *clips)
{
    ct_select_query wanted = {.find = t->find, .not_rejected = true, .order = t->order};
    ct_id_list      ids = {0};
    ct_code         code = ct_query_selects(q, &wanted, selects, &t->err);

    if (!code && selects->count == 0)
        code = ct_fail(&t->err, CT_NO_INPUT, "There is no select to make a cut of.");
    for (size_t i = 0; i < selects->count; i++) {
        selects->items[i].order = (double)i; /* the list goes by it */
        ct_id_list_add(&ids, selects->items[i].clip);
    }
    if (!code)
        code = ct_query_clips_with(q, &ids, clips, &t->err);
    ct_id_list_finish(&ids);
    return code;
}

static void mark_by_hand(ct_timeline *t)
{
    for (size_t i = 0; i < t->event_count; i++)
        t->events[i].match = CT_MATCH_BY_HAND;
}

/* As a list of them would be, but all in one: each source keeps its own rate. */
static ct_code list_selects(struct make_task *t, ct_query *q, ct_clip_list *clips,
                            ct_timeline_list *lists)
{
    ct_select_list    selects = {0};
    ct_export_options options = {.edit_rate = ct_query_edit_rate(q)};
    ct_code           code = fetch_selects(t, q, &selects, clips);
    ct_export_input   in = {.selects = &selects, .clips = clips};

    if (!code)
        code = ct_editlist_from_selects(&in, &options, false, lists, &t->made.findings, &t->err);
    if (!code)
        mark_by_hand(&lists->items[0]);
    ct_select_list_finish(&selects);
    return code;
}

static ct_code save(struct make_task *t, ct_edit **edit)
{
    ct_ticket ticket;
    ct_code   code = ct_store_submit(t->store, edit, &ticket, &t->err);

    return code ? code : ct_store_wait(t->store, ticket, &t->err);
}

static ct_code make(struct make_task *t, ct_query *q, ct_timeline *list, const ct_clip_list *clips)
{
    ct_cut       cut = {.name = ct_strdup(t->name), .id = t->made.cut};
    ct_edit     *edit = ct_edit_create("Make a cut of the selects", t->author, 0);
    ct_following notes = {q, edit, list, clips};

    ct_number_cut(q, &cut);
    ct_code code = ct_follow_notes(&notes, &cut, &t->made, &t->err);
    t->made.title = ct_cut_title(&cut);
    t->made.conform.events = t->made.conform.matched = list->event_count;
    ct_edit_add_cut(edit, &cut, list);
    if (!code)
        code = save(t, &edit);
    ct_edit_destroy(&edit);
    ct_cut_finish(&cut);
    return code;
}

static void make_run(ct_task *task)
{
    struct make_task *t = (struct make_task *)(void *)task;
    ct_query         *query = NULL;
    ct_clip_list      clips = {0};
    ct_timeline_list  lists = {0};

    t->code = ct_query_open(t->store, &query, &t->err);
    if (!t->code)
        t->code = list_selects(t, query, &clips, &lists);
    if (!t->code)
        t->code = make(t, query, &lists.items[0], &clips);
    ct_timeline_list_finish(&lists);
    ct_clip_list_finish(&clips);
    ct_query_close(&query);
}

static void make_finish(ct_task *task, ct_session *s)
{
    struct make_task *t = (struct make_task *)(void *)task;

    if (t->code) {
        ct_session_say(s, t->code == CT_NO_INPUT ? CT_MESSAGE_INFO : CT_MESSAGE_ERROR, "%s",
                       t->err.text);
        return;
    }
    char *summary = ct_receipt_summary(&t->made);
    ct_session_say_saved(s, summary);
    free(summary);
    if (s->store == t->store)
        s->taken = (ct_taken){CT_RECEIVE_CUT, t->made.cut, s->taken.serial + 1};
}

static void make_destroy(ct_task *task)
{
    struct make_task *t = (struct make_task *)(void *)task;

    ct_receipt_finish(&t->made);
    free(t->author);
    free(t->name);
    free(t->find);
    free(t->task.title);
    free(t);
}

static ct_code read_order(const ct_act *act, ct_mark_order *out, ct_error *err)
{
    static const struct {
        const char   *word;
        ct_mark_order order;
    } orders[] = {{"hand", CT_ORDER_HAND},
                  {"slate", CT_ORDER_SLATE},
                  {"time", CT_ORDER_TIME},
                  {"rating", CT_ORDER_RATING}};
    const char *said = ct_args_text(act->args, "order");

    *out = CT_ORDER_HAND;
    for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++)
        if (strcmp(said, orders[i].word) == 0) {
            *out = orders[i].order;
            return CT_OK;
        }
    return *said ? ct_fail(err, CT_USAGE, "order=%s: it is hand, slate, time or rating.", said)
                 : CT_OK;
}

static struct make_task *make_task(const ct_act *act, ct_mark_order order)
{
    struct make_task *t = ct_alloc(sizeof *t);
    const char       *name = ct_args_text(act->args, "name");

    t->task.run = make_run;
    t->task.finish = make_finish;
    t->task.destroy = make_destroy;
    t->task.title = ct_strdup("Making a cut of the selects");
    t->store = act->session->store;
    t->author = ct_strdup(ct_session_author(act->session));
    t->name = ct_utf8_clean(*name ? name : "Selects", true);
    t->find = ct_strdup(ct_args_get(act->args, "find"));
    t->order = order;
    t->made = (ct_receipt){.as = CT_RECEIVE_CUT, .cut = ct_id_new()};
    return t;
}

ct_code ct_act_make_cut(ct_act *act, ct_error *err)
{
    ct_session   *s = act->session;
    ct_mark_order order;
    ct_code       code = read_order(act, &order, err);

    if (code)
        return code;
    struct make_task *t = make_task(act, order);
    if (s->work) {
        ct_work_push(s->work, CT_LANE_JOB, &t->task, false);
        return CT_OK;
    }
    make_run(&t->task);
    code = t->code;
    if (code && err)
        *err = t->err;
    if (!code) {
        ct_act_print_id(act, t->made.cut);
        make_finish(&t->task, s);
    }
    make_destroy(&t->task);
    return code;
}
