/* SPDX-License-Identifier: MIT */
/* Acts on cuts: taking a list in, finding its clips, making a cut of selects. */
#include <stdlib.h>
#include <string.h>

#include "acts.h"
#include "circletake/cutmap.h"
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

static char *receive_summary(const struct receive_task *t)
{
    ct_str                 text = {0};
    char                  *done = ct_receipt_text(&t->receipt);
    const ct_finding_list *said = &t->receipt.findings;

    ct_str_append(&text, done);
    if (said->count > 0)
        ct_str_appendf(&text, "; %zu remark%s, the first: %s%s%s", said->count,
                       said->count == 1 ? "" : "s", ct_str_or_empty(said->items[0].clip),
                       said->items[0].clip ? ": " : "", said->items[0].text);
    free(done);
    return ct_str_take(&text);
}

static void receive_finish(ct_task *task, ct_session *s)
{
    struct receive_task *t = (struct receive_task *)(void *)task;

    if (t->code) {
        ct_session_say(s, CT_MESSAGE_ERROR, "%s", t->err.text);
        return;
    }
    char *summary = receive_summary(t);
    ct_session_say(s, CT_MESSAGE_INFO, "%s", summary);
    free(summary);
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
        char *summary = receive_summary(t);
        ct_str_appendf(act->output, "%s\n", summary);
        free(summary);
    }
    receive_destroy(&t->task);
    return code;
}

/* --- finding clips -------------------------------------------------------------------------------- */

static ct_code named_cut(const ct_act *act, ct_cut *out, ct_error *err)
{
    return ct_query_cut_named(ct_session_query(act->session), ct_args_text(act->args, "cut"), out,
                              err);
}

struct conform_task {
    ct_task           task;
    ct_store         *store;
    char             *author;
    ct_id             cut;
    bool              all;
    ct_conform_result result;
    ct_finding_list   findings;
    ct_code           code;
    ct_error          err;
};

static void conform_run(ct_task *task)
{
    struct conform_task *t = (struct conform_task *)(void *)task;
    ct_query            *query = NULL;
    ct_cut               cut = {0};

    t->code = ct_query_open(t->store, &query, &t->err);
    if (!t->code)
        t->code = ct_query_cut(query, t->cut, &cut, &t->err);
    if (!t->code)
        t->code = ct_conform_cut(query, t->store, t->author, &cut, t->all, &t->result, &t->findings,
                                 &t->err);
    ct_cut_finish(&cut);
    ct_query_close(&query);
}

static char *conform_summary(const struct conform_task *t)
{
    const ct_conform_result *r = &t->result;

    return ct_asprintf("%zu of %zu events have their clip, %zu missing, %zu ambiguous", r->matched,
                       r->events - r->black, r->missing, r->ambiguous);
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
    t->store = act->session->store;
    t->author = ct_strdup(act->session->author);
    t->cut = cut;
    t->all = strcmp(ct_args_text(act->args, "all"), "yes") == 0;
    return t;
}

static void print_findings(ct_act *act, const ct_finding_list *findings)
{
    for (size_t i = 0; i < findings->count; i++)
        ct_str_appendf(act->output, "%s: %s: %s\n", findings->items[i].rule,
                       ct_str_or_empty(findings->items[i].clip), findings->items[i].text);
}

static ct_code cut_conform(ct_act *act, ct_error *err)
{
    ct_cut  cut;
    ct_code code = named_cut(act, &cut, err);

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
        ct_str_appendf(act->output, "%s\n", summary);
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
    ct_pos_context context = {clip->fps, clip->tc, clip->frame_count, -1};

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

static ct_code cut_relink(ct_act *act, ct_error *err)
{
    ct_query       *q = ct_session_query(act->session);
    ct_cut          cut = {0};
    ct_timeline     t = {0};
    const ct_event *e = NULL;
    ct_clip         clip = {0};
    int64_t         shift = 0;
    ct_code         code = named_cut(act, &cut, err);

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
        code = ct_session_commit(act->session, &edit, err);
    }
    ct_clip_finish(&clip);
    ct_timeline_finish(&t);
    ct_cut_finish(&cut);
    return code;
}

/* --- the cut itself --------------------------------------------------------------------------------- */

static ct_code cut_rename(ct_act *act, ct_error *err)
{
    ct_cut  cut;
    ct_code code = named_cut(act, &cut, err);

    if (code)
        return code;
    ct_edit *edit = ct_edit_create("Rename the cut", ct_session_author(act->session), 0);
    ct_edit_set_text(edit, cut.id, CT_CUT_NAME, ct_args_text(act->args, "name"));
    ct_cut_finish(&cut);
    return ct_session_commit(act->session, &edit, err);
}

static ct_code cut_remove(ct_act *act, ct_error *err)
{
    ct_cut  cut;
    ct_code code = named_cut(act, &cut, err);

    if (code)
        return code;
    ct_edit *edit = ct_edit_create("Remove the cut", ct_session_author(act->session), 0);
    ct_edit_withdraw(edit, CT_TABLE_CUT, cut.id);
    ct_cut_finish(&cut);
    return ct_session_commit(act->session, &edit, err);
}

/* --- playing ------------------------------------------------------------------------------------------- */

/* Record frame of at=: a timecode of the cut, or f120, a frame of it. */
static ct_code record_frame(const ct_act *act, const ct_cut *cut, const char *name, int64_t missing,
                            int64_t *out, ct_error *err)
{
    ct_pos_context context = {cut->fps, {cut->start, cut->count, cut->fps}, cut->frames, -1};

    *out = missing;
    if (!ct_args_get(act->args, name))
        return CT_OK;
    return ct_pos_parse(ct_args_text(act->args, name), &context, out, err);
}

static ct_code cut_play(ct_act *act, ct_error *err)
{
    ct_cut  cut;
    int64_t from = 0;
    ct_code code = named_cut(act, &cut, err);

    if (code)
        return code;
    code = record_frame(act, &cut, "at", 0, &from, err);
    if (!code)
        code = ct_session_play_cut(act->session, cut.id, from, err);
    ct_cut_finish(&cut);
    return code;
}

/* The picture of a cut at a record frame: whose it is, and which. */
static ct_code picture_at(const ct_act *act, const ct_cut *cut, int64_t record, ct_clip *clip,
                          int64_t *frame, ct_error *err)
{
    ct_query   *q = ct_session_query(act->session);
    ct_timeline t = {0};
    ct_span     placed;
    ct_code     code = ct_query_events(q, cut, &t, err);

    if (code)
        return code;
    ct_cut_map     *map = ct_cut_map_create(&t, NULL, 0);
    int64_t         at = ct_cut_map_event_at(map, record);
    const ct_event *e = at < 0 ? NULL : &t.events[at];
    if (!e || ct_id_is_none(e->clip))
        code = ct_fail(err, CT_NO_INPUT,
                       "There is no clip under that place of the cut, so a note would stand on "
                       "nothing. Relink the event first.");
    else
        code = ct_query_clip(q, e->clip, clip, err);
    if (!code && !ct_conform_place(e, t.fps, clip, &placed)) {
        code =
            ct_fail(err, CT_BAD_DATA, "The event reaches outside %s. Relink it first.", clip->name);
        ct_clip_finish(clip);
    }
    if (!code)
        *frame = ct_event_clip_frame(e, placed, record);
    ct_cut_map_destroy(&map);
    ct_timeline_finish(&t);
    return code;
}

/* A note on the cut is a note on the frame under it that knows where it was made. */
static ct_code cut_note(ct_act *act, ct_error *err)
{
    ct_session *s = act->session;
    ct_cut      cut;
    ct_clip     clip;
    ct_note     note;
    ct_code     code = named_cut(act, &cut, err);

    if (code)
        return code;
    ct_note_init(&note);
    code = record_frame(act, &cut, "at", 0, &note.record_frame, err);
    if (!code)
        code = picture_at(act, &cut, note.record_frame, &clip, &note.span.first, err);
    if (!code) {
        ct_edit *edit = ct_edit_create("Write note", ct_session_author(s), 0);
        note.clip = clip.id;
        note.cut = cut.id;
        note.span.end = note.span.first + 1;
        note.body = ct_strdup(ct_args_text(act->args, "text"));
        ct_session_evidence(s, &clip, note.span.first, &note.proof);
        ct_id id = ct_edit_add_note(edit, &note);
        code = ct_session_commit(s, &edit, err);
        if (!code)
            ct_act_print_id(act, id);
        ct_clip_finish(&clip);
    }
    ct_note_finish(&note);
    ct_cut_finish(&cut);
    return code;
}

/* --- a cut of selects -------------------------------------------------------------------------------- */

static ct_code fetch_selects(const ct_act *act, ct_select_list *selects, ct_clip_list *clips,
                             ct_error *err)
{
    static const struct {
        const char   *word;
        ct_mark_order order;
    } orders[] = {{"hand", CT_ORDER_HAND},
                  {"slate", CT_ORDER_SLATE},
                  {"time", CT_ORDER_TIME},
                  {"rating", CT_ORDER_RATING}};
    enum { ORDERS = sizeof orders / sizeof orders[0] };
    ct_query       *q = ct_session_query(act->session);
    const char     *order = ct_args_text(act->args, "order");
    ct_select_query wanted = {.find = ct_args_get(act->args, "find"), .not_rejected = true};
    ct_id_list      ids = {0};
    int             at = 0;

    while (at < ORDERS && *order && strcmp(order, orders[at].word) != 0)
        at++;
    if (at == ORDERS)
        return ct_fail(err, CT_USAGE, "order=%s: it is hand, slate, time or rating.", order);
    wanted.order = orders[at].order;
    ct_code code = ct_query_selects(q, &wanted, selects, err);
    if (!code && selects->count == 0)
        code = ct_fail(err, CT_NO_INPUT, "There is no select to make a cut of.");
    for (size_t i = 0; i < selects->count; i++) {
        selects->items[i].order = (double)i; /* the list goes by it */
        ct_id_list_add(&ids, selects->items[i].clip);
    }
    if (!code)
        code = ct_query_clips_with(q, &ids, clips, err);
    ct_id_list_finish(&ids);
    return code;
}

/* The next version of a name that is there already. */
static void number_cut(ct_query *q, ct_cut *cut)
{
    ct_cut before;

    cut->version = 1;
    if (ct_query_cut_named(q, cut->name, &before, NULL) == CT_OK) {
        cut->version = before.version + 1;
        cut->replaces = before.id;
        ct_cut_finish(&before);
    }
}

static void mark_by_hand(ct_timeline *t)
{
    for (size_t i = 0; i < t->event_count; i++)
        t->events[i].match = CT_MATCH_BY_HAND;
}

/* As a list of them would be, but all in one: each source keeps its own rate. */
static ct_code cut_make(ct_act *act, ct_error *err)
{
    ct_session       *s = act->session;
    ct_select_list    selects = {0};
    ct_clip_list      clips = {0};
    ct_timeline_list  lists = {0};
    ct_finding_list   said = {0};
    ct_export_options options = {0};
    const char       *name = ct_args_get(act->args, "name");
    ct_code           code = fetch_selects(act, &selects, &clips, err);
    ct_export_input   in = {&selects, &clips, NULL};

    if (!code)
        code = ct_editlist_from_selects(&in, &options, false, &lists, &said, err);
    if (!code) {
        ct_cut   cut = {.name = ct_strdup(name && *name ? name : "Selects"), .id = ct_id_new()};
        ct_edit *edit = ct_edit_create("Make a cut of the selects", ct_session_author(s), 0);
        number_cut(ct_session_query(s), &cut);
        mark_by_hand(&lists.items[0]);
        ct_edit_add_cut(edit, &cut, &lists.items[0]);
        code = ct_session_commit(s, &edit, err);
        if (!code)
            ct_act_print_id(act, cut.id);
        ct_cut_finish(&cut);
    }
    ct_finding_list_finish(&said);
    ct_timeline_list_finish(&lists);
    ct_clip_list_finish(&clips);
    ct_select_list_finish(&selects);
    return code;
}

const ct_action ct_acts_cut[] = {
    {"project.import", "Take an edit list or marker list in, as a cut, selects or notes",
     "file as? name? edit_rate? partial? cut? clip?", CT_ACT_WRITES, project_import},
    {"cut.conform", "Look for the clips of a cut that were not found", "cut all?", CT_ACT_WRITES,
     cut_conform},
    {"cut.relink", "Say which clip an event of a cut shows, and from which frame on",
     "cut event clip at?", CT_ACT_WRITES, cut_relink},
    {"cut.play", "Play a cut, from a place of its timeline on", "cut at?", CT_ACT_NEEDS_WINDOW,
     cut_play},
    {"cut.note", "Write a note on the frame that a cut shows at a place", "cut at text",
     CT_ACT_WRITES, cut_note},
    {"cut.rename", "Give a cut another name", "cut name", CT_ACT_WRITES, cut_rename},
    {"cut.remove", "Take a cut out of the project", "cut", CT_ACT_WRITES, cut_remove},
    {"cut.make", "Make a cut of the selects", "name? order? find?", CT_ACT_WRITES, cut_make},
};
const size_t ct_acts_cut_count = sizeof ct_acts_cut / sizeof ct_acts_cut[0];
