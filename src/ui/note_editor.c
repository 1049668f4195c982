/* SPDX-License-Identifier: MIT */
/* The note being written. Every change of its text is kept as a draft in the project, so neither
 * Escape nor a crash loses a word; saving the note drops the draft in the same commit. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ui/ui_priv.h"

enum { DRAFT_KEY = 80, TEXT_LINES_LEAST = 3, TEXT_LINES_MOST = 10 };

struct ct_note_editor {
    bool         open, fresh; /* fresh: takes the keys with its next frame */
    ct_textedit *text;
    uint64_t     kept; /* revision of the text that is in the draft */
    char         draft[DRAFT_KEY];
    ct_id        note; /* none: a new one */
    ct_clip      clip;
    ct_span      span;
    int          category, priority;
    bool         was_playing;
};

ct_note_editor *ct_note_editor_create(void)
{
    ct_note_editor *e = ct_alloc(sizeof *e);

    e->text = ct_textedit_create(true);
    return e;
}

void ct_note_editor_destroy(ct_note_editor **editor)
{
    if (!*editor)
        return;
    ct_textedit_destroy(&(*editor)->text);
    ct_clip_finish(&(*editor)->clip);
    free(*editor);
    *editor = NULL;
}

bool ct_note_editor_is_open(const ct_note_editor *editor)
{
    return editor->open;
}

/* --- opening ------------------------------------------------------------------------------ */

/* Picks up what was typed and not saved; `text` is what the note says now. */
static void begin(ct_ui *ui, const char *key_kind, ct_id key, const char *text)
{
    ct_note_editor           *e = ui->editor;
    const ct_transport_state *state = ct_session_state(ui->session);
    char                      id[CT_ID_TEXT_BYTES];

    snprintf(e->draft, sizeof e->draft, "%s:%s", key_kind, ct_id_text(key, id));
    char *draft = ct_session_draft(ui->session, e->draft);
    ct_textedit_set(e->text, draft && *draft ? draft : text);
    free(draft);
    e->kept = ct_textedit_revision(e->text);
    ct_clip_finish(&e->clip);
    ct_clip_copy(&e->clip, ct_session_clip(ui->session));
    e->was_playing = state->playing;
    if (state->playing)
        ct_ui_act_line(ui, "play.stop");
    e->open = e->fresh = true;
    ct_gui_wake(ui->gui, 0);
}

ct_code ct_note_editor_write(ct_ui *ui, ct_error *err)
{
    ct_session     *s = ui->session;
    ct_note_editor *e = ui->editor;
    int64_t         here = ct_session_position(s);

    if (!ct_session_clip(s))
        return ct_fail(err, CT_USAGE, "Open a clip to write a note on it.");
    if (e->open) {
        e->fresh = true;
        return CT_OK;
    }
    bool range = ct_session_in(s) >= 0 && ct_session_end(s) > ct_session_in(s);
    e->span = range ? (ct_span){ct_session_in(s), ct_session_end(s)} : (ct_span){here, here + 1};
    e->note = ct_id_none();
    e->category = CT_CAT_GENERAL;
    e->priority = 0;
    begin(ui, "note", ct_session_clip(s)->id, "");
    return CT_OK;
}

static const ct_note *note_to_edit(ct_session *s)
{
    const ct_note_list *notes = ct_session_notes(s);
    const ct_note      *under = NULL;

    for (size_t i = 0; i < notes->count; i++) {
        if (ct_id_equal(notes->items[i].id, ct_session_selected_mark(s)))
            return &notes->items[i];
        if (ct_span_has(notes->items[i].span, ct_session_position(s)))
            under = &notes->items[i];
    }
    return under;
}

ct_code ct_note_editor_edit(ct_ui *ui, ct_error *err)
{
    const ct_note  *note = note_to_edit(ui->session);
    ct_note_editor *e = ui->editor;

    if (!note)
        return ct_fail(err, CT_NO_INPUT, "There is no note under the playhead.");
    e->note = note->id;
    e->span = note->span;
    e->category = (int)note->category;
    e->priority = note->priority;
    begin(ui, "edit", note->id, note->body);
    return CT_OK;
}

/* --- leaving ------------------------------------------------------------------------------- */

static void keep_draft(ct_ui *ui)
{
    ct_note_editor *e = ui->editor;

    if (e->kept == ct_textedit_revision(e->text))
        return;
    e->kept = ct_textedit_revision(e->text);
    ct_session_set_draft(ui->session, e->draft, ct_textedit_text(e->text));
}

void ct_note_editor_close(ct_ui *ui)
{
    ct_note_editor *e = ui->editor;

    if (!e->open)
        return;
    keep_draft(ui);
    e->open = false;
    ct_gui_focus(ui->gui, 0);
    ct_gui_wake(ui->gui, 0);
}

/* Arguments that a new note and a changed one share. */
static void common_arguments(const ct_note_editor *e, ct_args *args)
{
    static const char *const digits[] = {"0", "1", "2", "3"};

    ct_args_set(args, "text", ct_textedit_text(e->text));
    ct_args_set(args, "category", ct_category_name((ct_category)e->category));
    ct_args_set(args, "priority", digits[e->priority]);
    ct_args_set(args, "draft", e->draft);
}

static void place_arguments(const ct_note_editor *e, ct_args *args)
{
    char id[CT_ID_TEXT_BYTES], first[32], last[32];

    snprintf(first, sizeof first, "f%lld", (long long)e->span.first);
    snprintf(last, sizeof last, "f%lld", (long long)e->span.end - 1);
    ct_args_set(args, "clip", ct_id_text(e->clip.id, id));
    if (ct_span_count(e->span) == 1) {
        ct_args_set(args, "at", first);
    } else {
        ct_args_set(args, "in", first);
        ct_args_set(args, "out", last);
    }
}

/* Nothing typed is nothing to save. What cannot be saved stays in the editor. */
static void save(ct_ui *ui)
{
    ct_note_editor *e = ui->editor;
    ct_error        err;
    ct_args         args = {0};
    char            id[CT_ID_TEXT_BYTES];
    bool            is_new = ct_id_is_none(e->note);

    if (ct_textedit_empty(e->text)) {
        ct_note_editor_close(ui);
        return;
    }
    common_arguments(e, &args);
    if (is_new)
        place_arguments(e, &args);
    else
        ct_args_set(&args, "note", ct_id_text(e->note, id));
    ct_code code = ct_action_run(ui->registry, ui->session, is_new ? "note.add" : "note.change",
                                 &args, false, NULL, &err);
    ct_args_finish(&args);
    ct_ui_tell(ui, code, &err);
    if (code)
        return;
    e->kept = ct_textedit_revision(e->text); /* the commit drops the draft */
    ct_note_editor_close(ui);
    if (e->was_playing)
        ct_ui_act_line(ui, "play.forward");
}

/* --- drawing ---------------------------------------------------------------------------------- */

static double text_height(ct_ui *ui, double width)
{
    return ct_field_height(ui->gui, ui->editor->text, width, TEXT_LINES_LEAST, TEXT_LINES_MOST);
}

double ct_note_editor_height(ct_ui *ui, double width)
{
    if (!ui->editor->open)
        return 0;
    return text_height(ui, width - 2 * CT_PAD) + CT_ROW + 2 * CT_CONTROL + 2 * CT_GAP + 2 * CT_PAD;
}

/* "New note on 12A-3 B, 01:00:04:20": where it will stand. */
static void draw_title(ct_ui *ui, ct_rect r)
{
    ct_note_editor *e = ui->editor;
    char            at[CT_POSITION_TEXT_BYTES], last[CT_POSITION_TEXT_BYTES];
    char           *slate = ct_clip_slate(&e->clip);
    const char     *verb = ct_id_is_none(e->note) ? "New note" : "Note";

    ct_session_position_text(ui->session, &e->clip, e->span.first, at);
    ct_session_position_text(ui->session, &e->clip, e->span.end - 1, last);
    char *title = ct_span_count(e->span) == 1
                      ? ct_asprintf("%s on %s at %s", verb, slate, at)
                      : ct_asprintf("%s on %s, %s to %s", verb, slate, at, last);
    ct_widget_label(ui->gui, r, title, CT_TYPE_SMALL, ct_dark.text_soft);
    free(title);
    free(slate);
}

static void draw_kinds(ct_ui *ui, ct_rect r)
{
    static const char *const priorities[] = {"No priority", "Low", "Medium", "High"};
    ct_note_editor          *e = ui->editor;
    ct_menu_item             categories[CT_CAT_COUNT] = {0}, levels[4] = {0};

    for (int i = 0; i < CT_CAT_COUNT; i++) {
        categories[i].text = ct_category_name((ct_category)i);
        categories[i].colour = ct_dark.category[i];
    }
    for (int i = 0; i < 4; i++) {
        levels[i].text = priorities[i];
        levels[i].colour = ct_dark.priority[i];
    }
    ct_dropdown(ui->gui, ct_gui_id(ui->gui, "note-category"), ct_rect_column(r, 0, 2, CT_GAP),
                categories, CT_CAT_COUNT, &e->category);
    ct_dropdown(ui->gui, ct_gui_id(ui->gui, "note-priority"), ct_rect_column(r, 1, 2, CT_GAP),
                levels, 4, &e->priority);
}

static bool draw_buttons(ct_ui *ui, ct_rect row)
{
    ct_gui   *g = ui->gui;
    ct_button save_button = {.text = "Save", .look = CT_BUTTON_MAIN, .keys = "Ctrl+Return"};

    bool clicked = ct_widget_button(g, ct_gui_id(g, "note-save"),
                                    ct_cut_right(&row, ct_widget_button_width(g, &save_button)),
                                    &save_button);
    ct_widget_label(g, row, "Esc keeps the draft", CT_TYPE_SMALL, ct_dark.text_soft);
    return clicked;
}

void ct_note_editor_run(ct_ui *ui, ct_rect r)
{
    ct_note_editor *e = ui->editor;
    ct_gui         *g = ui->gui;
    ct_field_look   look = {.placeholder = "What is it?"};
    ct_wid          field = ct_gui_id(g, "note-text");

    if (!e->open)
        return;
    ct_canvas_fill(ct_gui_canvas(g), r, 0, ct_dark.head);
    r = ct_rect_inset(r, CT_PAD, CT_PAD);
    draw_title(ui, ct_cut_top(&r, CT_ROW));
    if (e->fresh) {
        ct_gui_focus(g, field);
        e->fresh = false;
    }
    ct_field_did did = ct_ui_field(ui, field, ct_cut_top(&r, text_height(ui, r.w)), e->text, &look);
    ct_skip_top(&r, CT_GAP);
    draw_kinds(ui, ct_cut_top(&r, CT_CONTROL));
    ct_skip_top(&r, CT_GAP);
    bool clicked = draw_buttons(ui, ct_cut_top(&r, CT_CONTROL));
    keep_draft(ui);
    if (clicked || did.submitted)
        save(ui);
    else if (did.cancelled)
        ct_note_editor_close(ui);
}
