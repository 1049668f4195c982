/* SPDX-License-Identifier: MIT */
#include "ui/act_window.h"

#include <string.h>

#include "ui/ui_priv.h"

static ct_ui *window(const ct_act *act)
{
    return act->owner;
}

static ct_code toggle_sheet(ct_act *act, ct_sheet sheet)
{
    ct_ui *ui = window(act);

    if (ui->sheet == sheet)
        ct_ui_close_sheet(ui);
    else
        ct_ui_open_sheet(ui, sheet);
    return CT_OK;
}

static ct_code view_palette(ct_act *act, ct_error *err)
{
    (void)err;
    return toggle_sheet(act, CT_SHEET_PALETTE);
}

static ct_code view_keys(ct_act *act, ct_error *err)
{
    (void)err;
    return toggle_sheet(act, CT_SHEET_KEYS);
}

static ct_code view_open(ct_act *act, ct_error *err)
{
    (void)err;
    return toggle_sheet(act, CT_SHEET_OPEN);
}

static ct_code view_replace(ct_act *act, ct_error *err)
{
    ct_session    *s = act->session;
    const char    *asked = ct_args_get(act->args, "clip");
    const ct_clip *clip = ct_session_clip(s);
    ct_id          id;

    if (asked && ct_id_parse(asked, &id) && ct_session_clip_row(s, id) >= 0)
        clip = ct_session_clip_at(s, (size_t)ct_session_clip_row(s, id));
    if (!clip)
        return ct_fail(err, CT_USAGE, "Open the clip first, or choose it in the list.");
    ct_sheet_open_for_clip(window(act), clip);
    return CT_OK;
}

/* The cut of an argument, by id or name; none where it was not given. */
static ct_code named_cut(const ct_act *act, const char *name, ct_id *out, ct_error *err)
{
    const char *asked = ct_args_get(act->args, name);
    ct_cut      cut;

    *out = ct_id_none();
    if (!asked)
        return CT_OK;
    ct_code code = ct_query_cut_named(ct_session_query(act->session), asked, &cut, err);
    if (code)
        return code;
    *out = cut.id;
    ct_cut_finish(&cut);
    return CT_OK;
}

static ct_code view_export(ct_act *act, ct_error *err)
{
    ct_ui *ui = window(act);
    ct_id  cut;

    if (ct_session_phase_now(act->session) != CT_SESSION_OPEN)
        return ct_fail(err, CT_USAGE, "No project is open: there is nothing to export.");
    ct_code code = named_cut(act, "cut", &cut, err);
    if (code)
        return code;
    if (ct_id_is_none(cut) && ct_session_cut(act->session)) /* what is looked at */
        cut = ct_session_cut(act->session)->id;
    if (ui->sheet == CT_SHEET_EXPORT)
        ct_ui_close_sheet(ui);
    else
        ct_sheet_export_open(ui, cut);
    return CT_OK;
}

static ct_code view_slate(ct_act *act, ct_error *err)
{
    (void)err;
    return toggle_sheet(act, CT_SHEET_SLATE);
}

static ct_code view_goto(ct_act *act, ct_error *err)
{
    (void)err;
    ct_prompt_goto(window(act), ct_args_text(act->args, "text"));
    return CT_OK;
}

static ct_code view_find(ct_act *act, ct_error *err)
{
    ct_ui *ui = window(act);

    (void)err;
    ui->bare = false;
    ui->want_find = true;
    return CT_OK;
}

static ct_code view_panels(ct_act *act, ct_error *err)
{
    ct_ui *ui = window(act);

    (void)err;
    ui->bare = !ui->bare;
    return CT_OK;
}

static ct_code view_fullscreen(ct_act *act, ct_error *err)
{
    ct_ui *ui = window(act);

    (void)err;
    ui->fullscreen = !ui->fullscreen;
    return CT_OK;
}

static ct_code view_waveform(ct_act *act, ct_error *err)
{
    ct_ui *ui = window(act);

    (void)err;
    ui->layout.waveform = !ui->layout.waveform;
    ct_ui_remember(ui);
    return CT_OK;
}

static ct_code view_grid(ct_act *act, ct_error *err)
{
    ct_ui *ui = window(act);

    (void)err;
    ui->layout.grid = !ui->layout.grid;
    ct_ui_remember(ui);
    return CT_OK;
}

static ct_code view_project(ct_act *act, ct_error *err)
{
    ct_ui          *ui = window(act);
    ct_marks_filter filter = *ct_session_marks_filter(act->session);

    (void)err;
    filter.project = ui->layout.project = !ui->layout.project;
    ct_session_set_marks_filter(act->session, &filter);
    ct_ui_remember(ui);
    return CT_OK;
}

/* The same again takes the list away. */
static ct_code view_events(ct_act *act, ct_error *err)
{
    ct_ui *ui = window(act);
    bool   missing = strcmp(ct_args_text(act->args, "missing"), "yes") == 0;

    if (!ct_session_cut(act->session))
        return ct_fail(err, CT_NO_INPUT, "No cut is in the viewer.");
    if (ct_panel_events_is_open(ui, missing))
        ct_panel_events_close(ui);
    else
        ct_panel_events_open(ui, missing);
    return CT_OK;
}

/* The cut in the viewer with the version before it, where nothing else is said. */
static ct_code view_compare(ct_act *act, ct_error *err)
{
    ct_ui *ui = window(act);
    ct_id  cut = ct_id_none(), since = ct_id_none();

    if (ct_session_phase_now(act->session) != CT_SESSION_OPEN)
        return ct_fail(err, CT_USAGE, "No project is open: there is no cut to compare.");
    ct_code code = named_cut(act, "cut", &cut, err);
    if (!code)
        code = named_cut(act, "since", &since, err);
    if (code)
        return code;
    if (ct_id_is_none(cut) && ct_session_cut(act->session))
        cut = ct_session_cut(act->session)->id;
    if (ct_id_is_none(cut))
        return ct_fail(err, CT_USAGE, "No cut is in the viewer; name one with cut=.");
    return ct_panel_compare_open(ui, cut, since, err);
}

static ct_code view_quit(ct_act *act, ct_error *err)
{
    (void)err;
    ct_ui_ask_leave(window(act));
    return CT_OK;
}

static ct_code note_write(ct_act *act, ct_error *err)
{
    return ct_note_editor_write(window(act), err);
}

static ct_code note_draw(ct_act *act, ct_error *err)
{
    return ct_note_editor_sketch(window(act), err);
}

static ct_code note_answer(ct_act *act, ct_error *err)
{
    return ct_note_editor_answer(window(act), err);
}

static ct_code note_edit(ct_act *act, ct_error *err)
{
    return ct_note_editor_edit(window(act), err);
}

/* Keeps In to Out first, when it is marked; then asks for the name of that select. */
static ct_code select_name(ct_act *act, ct_error *err)
{
    ct_session      *s = act->session;
    const ct_select *meant = ct_session_meant_select(s);
    ct_id            id = meant ? meant->id : ct_id_none();

    if (ct_session_in(s) >= 0 || ct_session_end(s) >= 0) {
        ct_code code = ct_action_run_line(ct_session_registry(s), s, "select.add", NULL, err);
        if (code)
            return code;
        id = ct_session_selected_mark(s);
    }
    if (ct_id_is_none(id))
        return ct_fail(err, CT_NO_INPUT, "Mark In and Out, or choose a select to name.");
    ct_prompt_name(window(act), id);
    return CT_OK;
}

static ct_code typing_save(ct_act *act, ct_error *err)
{
    (void)err;
    window(act)->save_typed = true;
    return CT_OK;
}

static ct_code typing_leave(ct_act *act, ct_error *err)
{
    (void)err;
    window(act)->leave_typed = true;
    return CT_OK;
}

#define WINDOW CT_ACT_NEEDS_WINDOW
#define WRITES (CT_ACT_NEEDS_WINDOW | CT_ACT_NEEDS_CLIP | CT_ACT_WRITES)

static const ct_action rows[] = {
    {"view.palette", "Find a command by name and run it", "", WINDOW | CT_ACT_WHILE_TYPING,
     view_palette},
    {"view.keys", "Show all keys", "", WINDOW, view_keys},
    {"view.open", "Open a project, or add footage", "", WINDOW, view_open},
    {"view.export", "Hand the choice over: edit lists and tables", "cut?", WINDOW, view_export},
    {"view.replace", "Choose another file for the clip, and find its marks there", "clip?", WRITES,
     view_replace},
    {"view.slate", "Change the slate of the chosen clips", "", WRITES, view_slate},
    {"view.goto",
     "Type a position to go to: 01:00:11:00, 01001100 or f120; + or - first is from here", "text?",
     WINDOW | CT_ACT_NEEDS_CLIP | CT_ACT_ON_CUTS, view_goto},
    {"view.find", "Filter the clips as you type", "", WINDOW, view_find},
    {"view.panels", "Hide everything but the picture, or show it again", "", WINDOW, view_panels},
    {"view.fullscreen", "Full screen, on or off", "", WINDOW, view_fullscreen},
    {"view.waveform", "Waveform and meters, on or off", "", WINDOW, view_waveform},
    {"view.grid", "Clips as stills or as a table", "", WINDOW, view_grid},
    {"view.project", "Marks of the clip or of the whole project", "", WINDOW, view_project},
    {"view.events", "List the events of the cut in the viewer, or only what is missing", "missing?",
     WINDOW, view_events},
    {"view.compare", "Show what changed in a cut since the version before, or since another cut",
     "cut? since?", WINDOW, view_compare},
    {"view.quit", "Close the window, when everything is saved", "", WINDOW | CT_ACT_WHILE_TYPING,
     view_quit},
    {"note.write", "Write a note here, or on In to Out", "", WRITES, note_write},
    {"note.draw", "Draw on the picture, for a note here", "", WRITES, note_draw},
    {"note.answer", "Write an answer to the note under the playhead", "", WRITES, note_answer},
    {"note.edit", "Change the note under the playhead", "", WRITES, note_edit},
    {"select.name", "Keep In to Out and name it, or name the select under the playhead", "", WRITES,
     select_name},
    {"typing.save", "Save what is being typed", "", WINDOW | CT_ACT_WHILE_TYPING, typing_save},
    {"typing.leave", "Leave what is being typed; a draft stays", "", WINDOW | CT_ACT_WHILE_TYPING,
     typing_leave},
};

ct_code ct_window_actions_register(ct_registry *registry, void *owner, ct_error *err)
{
    return ct_registry_add(registry, rows, sizeof rows / sizeof rows[0], owner, err);
}
