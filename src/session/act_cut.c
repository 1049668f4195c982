/* SPDX-License-Identifier: MIT */
/* Acts on cuts: showing and playing one, notes on it. */
#include <stdlib.h>
#include <string.h>

#include "acts.h"
#include "circletake/cutmap.h"

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
    {"cut.make", "Make a cut of the selects", "name? order? find?", CT_ACT_WRITES, ct_act_make_cut},
};
const size_t ct_acts_cut_count = sizeof ct_acts_cut / sizeof ct_acts_cut[0];
