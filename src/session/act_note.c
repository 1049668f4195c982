/* SPDX-License-Identifier: MIT */
/* Acts on notes. The text editor itself is the window's; it ends in note.add or note.edit. */
#include <stdlib.h>
#include <string.h>

#include "acts.h"
#include "circletake/drawing.h"

/* Kept as this program writes it, so that the same drawing is the same text. */
static ct_code read_drawing(const char *text, ct_note *note, ct_error *err)
{
    ct_drawing drawing;
    ct_code    code = ct_drawing_parse(text, &drawing, err);

    if (!code) {
        free(note->drawing);
        note->drawing = ct_drawing_text(&drawing);
        ct_drawing_finish(&drawing);
    }
    return code;
}

static ct_code read_note_fields(ct_act *act, ct_note *note, ct_error *err)
{
    const char *category = ct_args_get(act->args, "category");
    const char *status = ct_args_get(act->args, "status");
    int64_t     priority;
    ct_code code = ct_act_int(act, "priority", 0, CT_PRIORITY_MOST, note->priority, &priority, err);

    if (!code && category && !ct_category_parse(category, &note->category))
        code = ct_fail(err, CT_USAGE,
                       "category=%s: it is general, picture, sound, music, graphics, "
                       "vfx, story or continuity.",
                       category);
    if (!code && status && !ct_note_status_parse(status, &note->status))
        code = ct_fail(err, CT_USAGE, "status=%s: it is open, 'in progress', resolved or wontfix.",
                       status);
    if (!code && ct_args_get(act->args, "drawing"))
        code = read_drawing(ct_args_get(act->args, "drawing"), note, err);
    if (code)
        return code;
    note->priority = (int)priority;
    if (ct_args_get(act->args, "assignee"))
        ct_strset(&note->assignee, ct_args_get(act->args, "assignee"));
    if (ct_args_get(act->args, "text"))
        ct_strset(&note->body, ct_args_get(act->args, "text"));
    return CT_OK;
}

/* at= is a point; in= and out= (or In and Out as marked, when `marked`) a range. */
static ct_code note_span(ct_act *act, const ct_clip *clip, bool marked, ct_span *out, ct_error *err)
{
    const ct_session *s = act->session;
    bool              open = ct_session_clip(s) && ct_id_equal(ct_session_clip(s)->id, clip->id);
    bool              range = ct_args_get(act->args, "in") || ct_args_get(act->args, "out") ||
                 (marked && open && s->in >= 0 && s->end > s->in);

    if (range && !ct_args_get(act->args, "at"))
        return ct_act_span(act, clip, out, err);
    ct_code code = ct_act_frame(act, clip, "at", -1, &out->first, err);
    out->end = out->first + 1;
    return code;
}

/* On the picture of a cut a note knows where in the cut that is. */
static void note_the_cut(const ct_session *s, const ct_clip *clip, ct_note *note)
{
    const ct_cut_view *view = ct_session_cut_view(s);
    int64_t            frame, record = ct_session_record(s);
    const ct_clip     *shot = ct_session_shot(s, &frame);

    if (!view)
        return;
    if (!shot || !ct_id_equal(shot->id, clip->id) || frame != note->span.first)
        record = ct_cut_map_record(view->map, clip->id, note->span.first, record, NULL);
    if (record < 0)
        return;
    note->cut = view->cut.id;
    note->record_frame = record;
}

/* What was said of In to Out is said: they are free for the next, as after a select. */
static void free_range(ct_session *s, const ct_note *note)
{
    if (note->span.first == s->in && note->span.end == s->end)
        ct_session_set_range(s, -1, -1);
}

static ct_code add_note(ct_act *act, const ct_clip *clip, bool marked, ct_error *err)
{
    ct_session *s = act->session;
    ct_note     note;

    ct_note_init(&note);
    note.clip = clip->id;
    note.author = ct_strdup(ct_session_author(s));
    ct_code code = note_span(act, clip, marked, &note.span, err);
    if (!code)
        code = read_note_fields(act, &note, err);
    note_the_cut(s, clip, &note);
    if (!code) {
        ct_edit *edit = ct_edit_create("Write note", ct_session_author(s), 0);
        ct_session_note_evidence(s, clip, &note);
        ct_id id = ct_edit_add_note(edit, &note);
        if (ct_args_get(act->args, "draft"))
            ct_edit_drop_draft(edit, ct_args_get(act->args, "draft"));
        code = ct_session_commit(s, &edit, err);
        if (!code) {
            s->selected_mark = note.id = id;
            if (ct_session_clip(s) && ct_id_equal(s->clip.id, clip->id)) {
                ct_session_show_note(s, &note);
                free_range(s, &note);
            }
            ct_act_print_id(act, id);
        }
    }
    ct_note_finish(&note);
    return code;
}

static ct_code note_add(ct_act *act, ct_error *err)
{
    ct_clip clip;
    ct_code code = ct_act_clip(act, &clip, err);

    if (code)
        return code;
    code = add_note(act, &clip, true, err);
    ct_clip_finish(&clip);
    return code;
}

static ct_code note_quick(ct_act *act, ct_error *err)
{
    return add_note(act, &act->session->clip, false, err);
}

/* --- answers --------------------------------------------------------------------------- */

/* Replies to `note`, which is not one itself. */
static ct_code find_replies(const ct_session *s, const ct_note *note, ct_note_list *out,
                            ct_error *err)
{
    ct_note_query of_clip = {.clip = note->clip, .order = CT_ORDER_MADE};
    ct_note_list  notes = {0};
    ct_code       code = ct_query_notes(s->query, &of_clip, &notes, err);

    for (size_t i = 0; i < notes.count; i++)
        if (ct_id_equal(notes.items[i].reply_to, note->id))
            ct_note_copy(ct_note_list_add(out), &notes.items[i]);
    ct_note_list_finish(&notes);
    return code;
}

/* The note a reply answers is what is answered again. */
static ct_code read_root(ct_act *act, ct_note *root, ct_error *err)
{
    ct_code code = ct_act_note(act, root, err);

    if (code || ct_id_is_none(root->reply_to))
        return code;
    ct_id id = root->reply_to;
    ct_note_finish(root);
    return ct_query_note(act->session->query, id, root, err);
}

/* It stands where its note stands and is as open as that. */
static ct_code note_reply(ct_act *act, ct_error *err)
{
    ct_session *s = act->session;
    ct_note     root, reply;
    ct_code     code = read_root(act, &root, err);

    if (code)
        return code;
    ct_note_copy(&reply, &root);
    reply.id = ct_id_none();
    reply.reply_to = root.id;
    reply.made_us = 0;
    reply.priority = 0;
    ct_strset(&reply.author, ct_session_author(s));
    ct_strset(&reply.assignee, NULL);
    ct_strset(&reply.drawing, NULL);
    code = read_note_fields(act, &reply, err);
    if (!code) {
        ct_edit *edit = ct_edit_create("Reply to note", ct_session_author(s), 0);
        ct_id    id = ct_edit_add_note(edit, &reply);
        if (ct_args_get(act->args, "draft"))
            ct_edit_drop_draft(edit, ct_args_get(act->args, "draft"));
        code = ct_session_commit(s, &edit, err);
        if (!code) {
            s->selected_mark = id;
            ct_act_print_id(act, id);
        }
    }
    ct_note_finish(&root);
    ct_note_finish(&reply);
    return code;
}

/* Changes what is given, leaves the rest. Replies are as open as their note. */
static ct_code set_note_fields(ct_act *act, const ct_note *before, const ct_note *after,
                               const char *sentence, ct_error *err)
{
    ct_session  *s = act->session;
    ct_edit     *edit = ct_edit_create(sentence, ct_session_author(s), 0);
    ct_note_list replies = {0};

    if (strcmp(ct_str_or_empty(before->body), ct_str_or_empty(after->body)) != 0)
        ct_edit_set_text(edit, after->id, CT_NOTE_BODY, after->body);
    if (strcmp(ct_str_or_empty(before->assignee), ct_str_or_empty(after->assignee)) != 0)
        ct_edit_set_text(edit, after->id, CT_NOTE_ASSIGNEE, after->assignee);
    if (strcmp(ct_str_or_empty(before->drawing), ct_str_or_empty(after->drawing)) != 0)
        ct_edit_set_text(edit, after->id, CT_NOTE_DRAWING, after->drawing);
    if (before->category != after->category)
        ct_edit_set_int(edit, after->id, CT_NOTE_CATEGORY, after->category);
    if (before->status != after->status) {
        ct_code code = find_replies(s, after, &replies, err);
        if (code) {
            ct_edit_destroy(&edit);
            return code;
        }
        ct_edit_set_int(edit, after->id, CT_NOTE_STATUS, after->status);
        for (size_t i = 0; i < replies.count; i++)
            ct_edit_set_int(edit, replies.items[i].id, CT_NOTE_STATUS, after->status);
        ct_note_list_finish(&replies);
    }
    if (before->priority != after->priority)
        ct_edit_set_int(edit, after->id, CT_NOTE_PRIORITY, after->priority);
    if (ct_args_get(act->args, "draft"))
        ct_edit_drop_draft(edit, ct_args_get(act->args, "draft"));
    return ct_session_commit(s, &edit, err);
}

static ct_code note_change(ct_act *act, ct_error *err)
{
    ct_note before, after;
    ct_code code = ct_act_note(act, &before, err);

    if (code)
        return code;
    ct_note_copy(&after, &before);
    code = read_note_fields(act, &after, err);
    if (!code)
        code = set_note_fields(act, &before, &after, "Change note", err);
    ct_note_finish(&before);
    ct_note_finish(&after);
    return code;
}

/* Done, or open again. */
static ct_code note_done(ct_act *act, ct_error *err)
{
    ct_note before, after;
    ct_code code = read_root(act, &before, err);

    if (code)
        return code;
    bool finished = before.status == CT_NOTE_RESOLVED || before.status == CT_NOTE_WONTFIX;
    ct_note_copy(&after, &before);
    after.status = finished ? CT_NOTE_OPEN : CT_NOTE_RESOLVED;
    code = set_note_fields(act, &before, &after, finished ? "Open note again" : "Note done", err);
    ct_note_finish(&before);
    ct_note_finish(&after);
    return code;
}

/* With its replies; the evidence is of the new place. */
static ct_code move_thread(ct_session *s, const ct_clip *clip, const ct_note *note, ct_error *err)
{
    ct_note_list       replies = {0};
    ct_note            moved = *note; /* borrows */
    const ct_evidence *last = ct_span_count(note->span) > 1 ? &moved.last_proof : NULL;
    ct_code            code = find_replies(s, note, &replies, err);

    if (code)
        return code;
    ct_edit *edit = ct_edit_create("Move note", ct_session_author(s), 0);
    ct_session_note_evidence(s, clip, &moved);
    ct_edit_set_note_span(edit, note->id, note->span, &moved.proof, last);
    for (size_t i = 0; i < replies.count; i++)
        ct_edit_set_note_span(edit, replies.items[i].id, note->span, &moved.proof, last);
    ct_note_list_finish(&replies);
    return ct_session_commit(s, &edit, err);
}

static ct_code note_move(ct_act *act, ct_error *err)
{
    ct_note note;
    ct_clip clip = {0};
    ct_code code = read_root(act, &note, err);

    if (code)
        return code;
    code = ct_query_clip(act->session->query, note.clip, &clip, err);
    if (!code)
        code = note_span(act, &clip, false, &note.span, err);
    if (!code)
        code = move_thread(act->session, &clip, &note, err);
    ct_clip_finish(&clip);
    ct_note_finish(&note);
    return code;
}

/* With its replies: they would answer nothing. */
static ct_code note_withdraw(ct_act *act, ct_error *err)
{
    ct_note      note;
    ct_note_list replies = {0};
    ct_code      code = ct_act_note(act, &note, err);

    if (code)
        return code;
    code = find_replies(act->session, &note, &replies, err);
    if (!code) {
        ct_edit *edit = ct_edit_create("Withdraw note", ct_session_author(act->session), 0);
        ct_edit_withdraw(edit, CT_TABLE_NOTE, note.id);
        for (size_t i = 0; i < replies.count; i++)
            ct_edit_withdraw(edit, CT_TABLE_NOTE, replies.items[i].id);
        code = ct_session_commit(act->session, &edit, err);
    }
    ct_note_list_finish(&replies);
    ct_note_finish(&note);
    return code;
}

#define WRITES (CT_ACT_NEEDS_CLIP | CT_ACT_WRITES)
#define FIELDS "category? priority? status? assignee? drawing? draft?"

const ct_action ct_acts_note[] = {
    {"note.add", "Write a note on a frame, or on In to Out", "text clip? at? in? out? " FIELDS,
     WRITES, note_add},
    {"note.quick", "Drop a note without text here; play goes on", FIELDS,
     WRITES | CT_ACT_NEEDS_WINDOW, note_quick},
    {"note.change", "Change a note's text, drawing, category, priority, state or who answers",
     "note? text? " FIELDS, WRITES, note_change},
    {"note.reply", "Answer a note", "text note? drawing? draft?", WRITES, note_reply},
    {"note.done", "Call the note under the playhead done, or open it again", "note?", WRITES,
     note_done},
    {"note.move", "Put a note on another frame or range", "note? at? in? out?", WRITES, note_move},
    {"note.withdraw", "Withdraw a note; undo brings it back", "note?", WRITES, note_withdraw},
};
const size_t ct_acts_note_count = sizeof ct_acts_note / sizeof ct_acts_note[0];
