/* SPDX-License-Identifier: MIT */
/* Acts on the lists of others: taking one in, finding its clips, saying by hand which they are. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "acts.h"
#include "circletake/file.h"
#include "circletake/receive.h"

/* --- taking a list in ---------------------------------------------------------------------------- */

struct receive_task {
    ct_task          task;
    ct_store        *store;
    char            *author;
    ct_args          args; /* lends the order its strings */
    ct_receive_order order;
    ct_receipt       receipt;
    ct_code          code;
    ct_error         err;
};

static void receive_run(ct_task *task)
{
    struct receive_task *t = (struct receive_task *)(void *)task;
    ct_query            *query = NULL;

    t->code = ct_query_open(t->store, &query, &t->err);
    if (!t->code)
        t->code = ct_receive(query, t->store, t->author, &t->order, &t->receipt, &t->err);
    ct_query_close(&query);
}

enum { PLACES_MOST = 8 }; /* that a sheet has room for */

/* What cannot be read, and where. */
static char *damage_text(const struct receive_task *t)
{
    ct_str                 text = {0};
    const ct_finding_list *said = &t->receipt.findings;

    ct_str_append(&text, t->err.text);
    for (size_t i = 0; i < said->count && i < PLACES_MOST; i++)
        ct_str_appendf(&text, "\n%s%s%s", ct_str_or_empty(said->items[i].clip),
                       said->items[i].clip ? ": " : "", said->items[i].text);
    if (said->count > PLACES_MOST)
        ct_str_appendf(&text, "\nAnd %zu more.", said->count - PLACES_MOST);
    return ct_str_take(&text);
}

static void ask(struct receive_task *t, ct_session *s)
{
    ct_list_question q = {t->args, t->receipt.timelines,
                          t->receipt.offered ? damage_text(t) : NULL};

    t->args = (ct_args){0};
    t->receipt.timelines = (ct_timeline_names){0};
    ct_session_ask(s, &q);
}

static void receive_finish(ct_task *task, ct_session *s)
{
    struct receive_task *t = (struct receive_task *)(void *)task;

    if ((t->code == CT_CANCELLED && t->receipt.timelines.count > 0) ||
        (t->code && t->receipt.offered > 0)) {
        if (s->store == t->store)
            ask(t, s);
        return;
    }
    if (t->code) {
        ct_session_say(s, CT_MESSAGE_ERROR, "%s", t->err.text);
        return;
    }
    char *summary = ct_receipt_summary(&t->receipt);
    ct_session_say(s, CT_MESSAGE_INFO, "%s", summary);
    free(summary);
    if (s->store == t->store)
        s->taken = (ct_taken){t->receipt.as, t->receipt.cut, s->taken.serial + 1};
}

static void receive_destroy(ct_task *task)
{
    struct receive_task *t = (struct receive_task *)(void *)task;

    ct_receipt_finish(&t->receipt);
    ct_args_finish(&t->args);
    free(t->author);
    free(t->task.title);
    free(t);
}

static ct_code read_order(struct receive_task *t, const ct_args *args, ct_error *err)
{
    ct_code code = CT_OK;

    for (size_t i = 0; i < args->count; i++)
        ct_args_set(&t->args, args->items[i].name, args->items[i].value);
    for (size_t i = 0; i < args->count && !code; i++)
        code = ct_receive_set(&t->order, t->args.items[i].name, t->args.items[i].value, err);
    return code;
}

static ct_code project_import(ct_act *act, ct_error *err)
{
    ct_session          *s = act->session;
    struct receive_task *t = ct_alloc(sizeof *t);

    t->task.run = receive_run;
    t->task.finish = receive_finish;
    t->task.destroy = receive_destroy;
    t->store = s->store;
    t->author = ct_strdup(s->author);
    t->task.title = ct_strdup("Taking the list in");
    ct_code code = read_order(t, act->args, err);
    t->order.ask = s->work != NULL; /* somebody is there to choose */
    if (!code && s->work) {
        ct_work_push(s->work, CT_LANE_JOB, &t->task, false);
        return CT_OK;
    }
    if (!code) {
        receive_run(&t->task);
        code = t->code;
        if (code && err)
            *err = t->err;
    }
    if (!code) {
        char *summary = ct_receipt_summary(&t->receipt);
        ct_act_tell(act, summary);
        free(summary);
    }
    receive_destroy(&t->task);
    return code;
}

/* --- finding clips -------------------------------------------------------------------------------- */

struct conform_task {
    ct_task           task;
    ct_work          *work; /* NULL headless */
    ct_store         *store;
    ct_log           *log;
    char             *author, *program;
    char             *folder; /* whose files are added when the cut misses them; "" none */
    ct_ingest_state   added;
    ct_id             cut;
    bool              all;
    ct_conform_result result;
    ct_finding_list   findings;
    ct_code           code;
    ct_error          err;
};

static void conform_progress(void *arg, const ct_ingest_state *state)
{
    struct conform_task *t = arg;

    atomic_store(&t->task.done, state->done);
    atomic_store(&t->task.total, state->walking ? 0 : state->total);
    if (t->work)
        ct_work_wakeup(t->work);
}

static bool conform_stopped(void *arg)
{
    struct conform_task *t = arg;

    return ct_task_stopped(&t->task);
}

static ct_code add_missing(struct conform_task *t, ct_query *query, const ct_cut *cut)
{
    ct_ingest_options options = {
        .program = t->program, .author = t->author, .background = t->work != NULL, .log = t->log};
    ct_ingest_watch watch = {.progress = conform_progress, .stop = conform_stopped, .arg = t};

    return ct_conform_add_missing(query, t->store, cut, t->folder, &options, &watch, &t->added,
                                  &t->err);
}

static void conform_run(ct_task *task)
{
    struct conform_task *t = (struct conform_task *)(void *)task;
    ct_query            *query = NULL;
    ct_cut               cut = {0};

    t->code = ct_query_open(t->store, &query, &t->err);
    if (!t->code)
        t->code = ct_query_cut(query, t->cut, &cut, &t->err);
    if (!t->code && *t->folder)
        t->code = add_missing(t, query, &cut);
    if (!t->code)
        t->code = ct_conform_cut(query, t->store, t->author, &cut, t->all, &t->result, &t->findings,
                                 &t->err);
    ct_cut_finish(&cut);
    ct_query_close(&query);
}

static char *conform_summary(const struct conform_task *t)
{
    const ct_conform_result *r = &t->result;
    int64_t                  added = t->added.counts[CT_INGEST_ADDED];
    char                     files[48] = "";

    if (added)
        snprintf(files, sizeof files, "%lld file%s added; ", (long long)added, CT_S(added));
    return ct_asprintf("%s%zu of %zu events have their clip, %zu missing, %zu ambiguous", files,
                       r->matched, r->events - r->black, r->missing, r->ambiguous);
}

static void conform_finish(ct_task *task, ct_session *s)
{
    struct conform_task *t = (struct conform_task *)(void *)task;
    char                *summary = conform_summary(t);

    if (t->code)
        ct_session_say(s, CT_MESSAGE_ERROR, "%s", t->err.text);
    else
        ct_session_say(s, CT_MESSAGE_INFO, "%s", summary);
    free(summary);
}

static void conform_destroy(ct_task *task)
{
    struct conform_task *t = (struct conform_task *)(void *)task;

    ct_finding_list_finish(&t->findings);
    free(t->author);
    free(t->program);
    free(t->folder);
    free(t->task.title);
    free(t);
}

static struct conform_task *conform_task(const ct_act *act, ct_id cut)
{
    struct conform_task *t = ct_alloc(sizeof *t);

    t->task.run = conform_run;
    t->task.finish = conform_finish;
    t->task.destroy = conform_destroy;
    t->task.title = ct_strdup("Finding the clips of the cut");
    t->work = act->session->work;
    t->store = act->session->store;
    t->log = act->session->config.log;
    t->author = ct_strdup(act->session->author);
    t->program = ct_strdup(act->session->config.program);
    const char *folder = ct_args_text(act->args, "folder");
    t->folder = *folder ? ct_path_absolute(folder) : ct_strdup("");
    t->cut = cut;
    t->all = strcmp(ct_args_text(act->args, "all"), "yes") == 0;
    return t;
}

static void print_findings(ct_act *act, const ct_finding_list *findings)
{
    for (size_t i = 0; i < findings->count && !act->json; i++)
        ct_str_appendf(act->output, "%s: %s: %s\n", findings->items[i].rule,
                       ct_str_or_empty(findings->items[i].clip), findings->items[i].text);
}

static ct_code cut_conform(ct_act *act, ct_error *err)
{
    ct_cut  cut;
    ct_code code = ct_act_cut(act, &cut, err);

    if (code)
        return code;
    struct conform_task *t = conform_task(act, cut.id);
    ct_cut_finish(&cut);
    if (act->session->work) {
        ct_work_push(act->session->work, CT_LANE_JOB, &t->task, false);
        return CT_OK;
    }
    conform_run(&t->task);
    code = t->code;
    if (code && err)
        *err = t->err;
    if (!code) {
        char *summary = conform_summary(t);
        print_findings(act, &t->findings);
        ct_act_tell(act, summary);
        free(summary);
    }
    conform_destroy(&t->task);
    return code;
}

/* Event of event=N, counted from 1 as lists show it. */
static ct_code numbered_event(const ct_act *act, const ct_timeline *t, const ct_event **out,
                              ct_error *err)
{
    int64_t number;
    ct_code code = ct_act_int(act, "event", 1, (int64_t)t->event_count, 0, &number, err);

    if (code)
        return code;
    *out = &t->events[number - 1];
    return CT_OK;
}

/* Where the event's first frame lies in the clip when at= says so: the shift that brings it there. */
static ct_code read_shift(const ct_act *act, const ct_timeline *t, const ct_event *e,
                          const ct_clip *clip, int64_t *shift, ct_error *err)
{
    ct_event       plain = *e; /* borrows */
    ct_span        placed;
    int64_t        first;
    ct_pos_context context = {clip->fps, clip->tc, clip->frame_count, -1, "clip"};

    *shift = 0;
    plain.shift = 0;
    bool inside = ct_conform_place(&plain, t->fps, clip, &placed);
    if (!ct_args_get(act->args, "at"))
        return inside ? CT_OK
                      : ct_fail(err, CT_BAD_DATA,
                                "The event wants %lld frames from frame %lld on, %s has %lld: say "
                                "with at= where it begins.",
                                (long long)ct_span_count(placed), (long long)placed.first,
                                clip->name, (long long)clip->frame_count);
    ct_code code = ct_pos_parse(ct_args_text(act->args, "at"), &context, &first, err);
    *shift = code ? 0 : first - placed.first;
    return code;
}

/* Where at= says so, an event may reach outside: whoever said it is to know. Gives; NULL: it does not. */
static char *outside_text(const ct_timeline *t, const ct_event *e, const ct_clip *clip,
                          int64_t shift)
{
    ct_event linked = *e; /* borrows */
    ct_span  placed;

    linked.shift = shift;
    if (ct_conform_place(&linked, t->fps, clip, &placed))
        return NULL;
    return ct_asprintf(
        "The event shows frames %lld to %lld, and %s has 0 to %lld: what lies outside is "
        "not shown.",
        (long long)placed.first, (long long)placed.end - 1, clip->name,
        (long long)clip->frame_count - 1);
}

static ct_code cut_relink(ct_act *act, ct_error *err)
{
    ct_query       *q = ct_session_query(act->session);
    ct_cut          cut = {0};
    ct_timeline     t = {0};
    const ct_event *e = NULL;
    ct_clip         clip = {0};
    int64_t         shift = 0;
    ct_code         code = ct_act_cut(act, &cut, err);

    if (!code)
        code = ct_query_events(q, &cut, &t, err);
    if (!code)
        code = numbered_event(act, &t, &e, err);
    if (!code)
        code = ct_query_clip_named(q, ct_args_text(act->args, "clip"), &clip, err);
    if (!code)
        code = read_shift(act, &t, e, &clip, &shift, err);
    if (!code) {
        ct_edit *edit = ct_edit_create("Relink an event", ct_session_author(act->session), 0);
        ct_edit_set_event_clip(edit, e->id, clip.id, CT_MATCH_BY_HAND, shift);
        char *outside = outside_text(&t, e, &clip, shift);
        code = outside ? ct_session_commit_as(act->session, &edit, outside, err)
                       : ct_session_commit(act->session, &edit, err);
    }
    ct_clip_finish(&clip);
    ct_timeline_finish(&t);
    ct_cut_finish(&cut);
    return code;
}

const ct_action ct_acts_list[] = {
    {"project.import", "Take an edit list or marker list in, as a cut, selects or notes",
     "file as? name? edit_rate? timeline? partial? cut? clip?", CT_ACT_WRITES, project_import},
    {"cut.conform",
     "Look for the clips of a cut that were not found, and in a folder for their files",
     "cut all? folder?", CT_ACT_WRITES, cut_conform},
    {"cut.relink", "Say which clip an event of a cut shows, and from which frame on",
     "cut event clip at?", CT_ACT_WRITES, cut_relink},
};
const size_t ct_acts_list_count = sizeof ct_acts_list / sizeof ct_acts_list[0];
