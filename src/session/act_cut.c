/* SPDX-License-Identifier: MIT */
/* Acts on cuts: showing and playing one, notes on it, making one of selects. */
#include <stdlib.h>
#include <string.h>

#include "acts.h"
#include "circletake/cutmap.h"
#include "receive_priv.h"

static ct_code cut_rename(ct_act *act, ct_error *err)
{
    ct_cut  cut;
    ct_code code = ct_act_cut(act, &cut, err);

    if (code)
        return code;
    char *name = ct_utf8_clean(ct_args_text(act->args, "name"), true);
    if (*name) {
        ct_edit *edit = ct_edit_create("Rename the cut", ct_session_author(act->session), 0);
        ct_edit_set_text(edit, cut.id, CT_CUT_NAME, name);
        code = ct_session_commit(act->session, &edit, err);
    } else {
        code = ct_fail(err, CT_USAGE, "A cut needs a name: say name=.");
    }
    free(name);
    ct_cut_finish(&cut);
    return code;
}

static ct_code cut_remove(ct_act *act, ct_error *err)
{
    ct_cut  cut;
    ct_code code = ct_act_cut(act, &cut, err);

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
    ct_pos_context context = {cut->fps, {cut->start, cut->count, cut->fps}, cut->frames, -1, "cut"};

    *out = missing;
    if (!ct_args_get(act->args, name))
        return CT_OK;
    return ct_pos_parse(ct_args_text(act->args, name), &context, out, err);
}

static ct_code open_cut(const ct_act *act, bool plays, ct_error *err)
{
    ct_cut  cut;
    int64_t from = 0;
    ct_code code = ct_act_cut(act, &cut, err);

    if (code)
        return code;
    code = record_frame(act, &cut, "at", 0, &from, err);
    if (!code)
        ct_session_open_cut(act->session, cut.id, from, plays);
    ct_cut_finish(&cut);
    return code;
}

static ct_code cut_play(ct_act *act, ct_error *err)
{
    return open_cut(act, true, err);
}

static ct_code cut_open(ct_act *act, ct_error *err)
{
    return open_cut(act, false, err);
}

static ct_code cut_leave(ct_act *act, ct_error *err)
{
    if (!ct_session_cut(act->session))
        return ct_fail(err, CT_NO_INPUT, "No cut is in the viewer.");
    ct_session_leave_cut(act->session);
    return CT_OK;
}

/* The clip of an event; none where there is no event, or it was not found. */
static void add_clip_of(const ct_timeline *t, int64_t event, ct_id_list *ids)
{
    if (event >= 0 && !ct_id_is_none(t->events[event].clip))
        ct_id_list_add(ids, t->events[event].clip);
}

/* The clips that may be seen at a record frame. */
static ct_code clips_at(ct_query *q, const ct_timeline *t, int64_t record, ct_clip_list *out,
                        ct_error *err)
{
    ct_sight  *sight = ct_sight_create(t);
    ct_seen    seen = ct_sight_at(sight, record);
    ct_id_list ids = {0};

    add_clip_of(t, seen.over, &ids);
    add_clip_of(t, seen.under, &ids);
    ct_code code = ct_query_clips_with(q, &ids, out, err);
    ct_id_list_finish(&ids);
    ct_sight_destroy(&sight);
    return code;
}

/* The picture of a cut at a record frame: whose it is, and which. */
static ct_code picture_at(const ct_act *act, const ct_cut *cut, int64_t record, ct_id *clip,
                          int64_t *frame, ct_error *err)
{
    ct_query    *q = ct_session_query(act->session);
    ct_timeline  t = {0};
    ct_clip_list clips = {0};
    ct_code      code = ct_query_events(q, cut, &t, err);

    if (!code)
        code = clips_at(q, &t, record, &clips, err);
    if (!code) {
        ct_cut_map     *map = ct_cut_map_create(&t, clips.items, clips.count);
        ct_look         look = ct_cut_map_look(map, record);
        const ct_layer *shot = ct_look_shot(&look);
        if (shot) {
            *clip = shot->clip;
            *frame = shot->frame;
        } else {
            code = ct_fail(err, CT_NO_INPUT,
                           "There is no picture of a clip under that place of the cut, so a note "
                           "would stand on nothing. Relink the event first.");
        }
        ct_cut_map_destroy(&map);
    }
    ct_clip_list_finish(&clips);
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
    ct_code     code = ct_act_cut(act, &cut, err);

    if (code)
        return code;
    ct_note_init(&note);
    code = record_frame(act, &cut, "at", 0, &note.record_frame, err);
    if (!code)
        code = picture_at(act, &cut, note.record_frame, &note.clip, &note.span.first, err);
    if (!code)
        code = ct_query_clip(ct_session_query(s), note.clip, &clip, err);
    if (!code) {
        ct_edit *edit = ct_edit_create("Write note", ct_session_author(s), 0);
        note.cut = cut.id;
        note.span.end = note.span.first + 1;
        note.body = ct_strdup(ct_args_text(act->args, "text"));
        ct_session_note_evidence(s, &clip, &note);
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

static void mark_by_hand(ct_timeline *t)
{
    for (size_t i = 0; i < t->event_count; i++)
        t->events[i].match = CT_MATCH_BY_HAND;
}

/* As a list of them would be, but all in one: each source keeps its own rate. */
static ct_code list_selects(const ct_act *act, ct_clip_list *clips, ct_timeline_list *lists,
                            ct_finding_list *said, ct_error *err)
{
    ct_select_list    selects = {0};
    ct_export_options options = {.edit_rate = ct_query_edit_rate(ct_session_query(act->session))};
    ct_code           code = fetch_selects(act, &selects, clips, err);
    ct_export_input   in = {.selects = &selects, .clips = clips};

    if (!code)
        code = ct_editlist_from_selects(&in, &options, false, lists, said, err);
    if (!code)
        mark_by_hand(&lists->items[0]);
    ct_select_list_finish(&selects);
    return code;
}

static ct_code cut_make(ct_act *act, ct_error *err)
{
    ct_session      *s = act->session;
    ct_clip_list     clips = {0};
    ct_timeline_list lists = {0};
    ct_receipt       made = {.as = CT_RECEIVE_CUT, .cut = ct_id_new()};
    const char      *name = ct_args_text(act->args, "name");
    ct_code          code = list_selects(act, &clips, &lists, &made.findings, err);

    if (!code) {
        ct_cut       cut = {.name = ct_utf8_clean(*name ? name : "Selects", true), .id = made.cut};
        ct_edit     *edit = ct_edit_create("Make a cut of the selects", ct_session_author(s), 0);
        ct_following notes = {ct_session_query(s), edit, &lists.items[0], &clips};
        ct_number_cut(ct_session_query(s), &cut);
        code = ct_follow_notes(&notes, &cut, &made, err);
        made.title = ct_cut_title(&cut);
        made.conform.events = made.conform.matched = lists.items[0].event_count;
        ct_edit_add_cut(edit, &cut, &lists.items[0]);
        if (!code)
            code = ct_session_commit_as(s, &edit, ct_receipt_summary(&made), err);
        if (!code)
            ct_act_print_id(act, made.cut);
        ct_edit_destroy(&edit);
        ct_cut_finish(&cut);
    }
    ct_receipt_finish(&made);
    ct_timeline_list_finish(&lists);
    ct_clip_list_finish(&clips);
    return code;
}

const ct_action ct_acts_cut[] = {
    {"cut.play", "Play a cut, from a place of its timeline on", "cut at?", CT_ACT_NEEDS_WINDOW,
     cut_play},
    {"cut.open", "Show a cut, stopped at a place of its timeline", "cut at?", CT_ACT_NEEDS_WINDOW,
     cut_open},
    {"cut.leave", "Leave the cut for the clip that it shows", "", CT_ACT_NEEDS_WINDOW, cut_leave},
    {"cut.note", "Write a note on the frame that a cut shows at a place", "cut at text",
     CT_ACT_WRITES, cut_note},
    {"cut.rename", "Give a cut another name", "cut name", CT_ACT_WRITES, cut_rename},
    {"cut.remove", "Take a cut out of the project", "cut", CT_ACT_WRITES, cut_remove},
    {"cut.make", "Make a cut of the selects", "name? order? find?", CT_ACT_WRITES, cut_make},
};
const size_t ct_acts_cut_count = sizeof ct_acts_cut / sizeof ct_acts_cut[0];
