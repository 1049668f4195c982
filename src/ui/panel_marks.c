/* SPDX-License-Identifier: MIT */
/* Notes and selects at the right: of the clip or of the project, filtered; what is written is
 * written at its head. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ui/clip_columns.h"
#include "ui/mark_row.h"

enum { NOTE_ROW = 88, STATUS_CHOICES = 6 };

struct ct_panel_marks {
    ct_textedit *find, *person;
    ct_scroll    scroll;    /* of the notes */
    ct_id        shown;     /* the mark that was scrolled to last */
    ct_id        menu_mark; /* what the open menu is about */
};

ct_panel_marks *ct_panel_marks_create(void)
{
    ct_panel_marks *panel = ct_alloc(sizeof *panel);

    panel->find = ct_textedit_create(false);
    panel->person = ct_textedit_create(false);
    return panel;
}

void ct_panel_marks_destroy(ct_panel_marks **panel)
{
    if (!*panel)
        return;
    ct_textedit_destroy(&(*panel)->find);
    ct_textedit_destroy(&(*panel)->person);
    free(*panel);
    *panel = NULL;
}

/* --- the head -------------------------------------------------------------------------------------- */

static void run_head(ct_ui *ui, ct_rect r)
{
    static const char *const texts[] = {"This clip", "Project"};
    ct_canvas               *c = ct_gui_canvas(ui->gui);
    int                      chosen = ui->layout.project;

    ct_canvas_fill(c, r, 0, ct_dark.head);
    ct_canvas_hline(c, r.x, r.y + r.h - 1, r.w, ct_dark.line);
    ct_rect    inner = ct_rect_inset(r, CT_GAP, 0);
    ct_ui_tool add = {.icon = CT_ICON_PLUS, .line = "note.write"};
    ct_ui_button(ui, ct_rect_centre(ct_cut_right(&inner, CT_CONTROL), CT_CONTROL, CT_CONTROL),
                 &add);
    double  w = fmin(190, inner.w - 4);
    ct_rect segments = ct_rect_centre(ct_cut_left(&inner, w), w, 26);
    if (ct_widget_segments(ui->gui, ct_gui_id(ui->gui, "scope"), segments, texts, 2, &chosen))
        ct_ui_act_line(ui, "view.project");
}

/* Cuts belong to the project, not to a clip. */
static void run_tabs(ct_ui *ui, ct_rect r)
{
    char        notes[32], selects[32], cuts[32];
    const char *texts[3] = {notes, selects, cuts};
    int         count = ui->layout.project ? 3 : 2;

    if (ui->layout.marks_tab >= count)
        ui->layout.marks_tab = CT_TAB_SELECTS;
    snprintf(notes, sizeof notes, "Notes  %zu", ct_session_panel_notes(ui->session)->count);
    snprintf(selects, sizeof selects, "Selects  %zu", ct_session_panel_selects(ui->session)->count);
    snprintf(cuts, sizeof cuts, "Cuts  %zu", ct_session_cuts(ui->session)->count);
    if (ct_widget_tabs(ui->gui, ct_gui_id(ui->gui, "tabs"), r, texts, count, &ui->layout.marks_tab))
        ct_ui_remember(ui);
}

/* --- filters --------------------------------------------------------------------------------------- */

static bool run_status(ct_ui *ui, ct_rect r, ct_marks_filter *f)
{
    ct_menu_item items[STATUS_CHOICES] = {{.text = "Every state"}, {.text = "Unresolved"}};
    int          chosen = f->unresolved ? 1 : f->status_set ? 2 + (int)f->status : 0;

    for (int i = 0; i < CT_NOTE_STATUS_COUNT; i++) {
        items[2 + i].text = ct_note_status_name((ct_note_status)i);
        items[2 + i].colour = ct_dark.note_status[i];
    }
    if (!ct_dropdown(ui->gui, ct_gui_id(ui->gui, "status"), r, items, STATUS_CHOICES, &chosen))
        return false;
    f->unresolved = chosen == 1;
    f->status_set = chosen >= 2;
    f->status = f->status_set ? (ct_note_status)(chosen - 2) : CT_NOTE_OPEN;
    return true;
}

static bool run_category(ct_ui *ui, ct_rect r, ct_marks_filter *f)
{
    ct_menu_item items[CT_CAT_COUNT + 1] = {{.text = "Every department"}};
    int          chosen = f->category_set ? 1 + (int)f->category : 0;

    for (int i = 0; i < CT_CAT_COUNT; i++) {
        items[1 + i].text = ct_category_name((ct_category)i);
        items[1 + i].colour = ct_dark.category[i];
    }
    if (!ct_dropdown(ui->gui, ct_gui_id(ui->gui, "department"), r, items, CT_CAT_COUNT + 1,
                     &chosen))
        return false;
    f->category_set = chosen >= 1;
    f->category = f->category_set ? (ct_category)(chosen - 1) : CT_CAT_GENERAL;
    return true;
}

static bool run_word(ct_ui *ui, ct_rect r, const char *name, ct_textedit *ed, ct_icon icon,
                     const char *placeholder, char *out, size_t bytes)
{
    ct_field_look look = {.placeholder = placeholder, .icon = icon};
    ct_field_did  did = ct_ui_field(ui, ct_gui_id(ui->gui, name), r, ed, &look);

    if (did.submitted)
        ct_gui_focus(ui->gui, 0);
    if (did.changed)
        snprintf(out, bytes, "%s", ct_textedit_text(ed));
    return did.changed;
}

/* What matches is read from its first on. */
static void filter_by(ct_ui *ui, const ct_marks_filter *f)
{
    ct_scroll_to_top(&ui->marks->scroll);
    ct_panel_selects_to_top(ui);
    ct_session_set_marks_filter(ui->session, f);
}

static void run_filters(ct_ui *ui, ct_rect r)
{
    ct_panel_marks *panel = ui->marks;
    ct_marks_filter f = *ct_session_marks_filter(ui->session);
    bool            changed = false;

    ct_rect inner = ct_rect_inset(r, CT_GAP, 4);
    ct_rect first = ct_cut_top(&inner, CT_CONTROL);
    changed |= run_word(ui, ct_rect_column(first, 0, 2, 4), "find", panel->find, CT_ICON_SEARCH,
                        "Find", f.find, sizeof f.find);
    changed |= run_word(ui, ct_rect_column(first, 1, 2, 4), "person", panel->person, CT_ICON_PERSON,
                        "Person", f.person, sizeof f.person);
    ct_skip_top(&inner, 4);
    if (ui->layout.marks_tab == CT_TAB_NOTES) {
        ct_rect second = ct_cut_top(&inner, CT_CONTROL);
        changed |= run_status(ui, ct_rect_column(second, 0, 2, 4), &f);
        changed |= run_category(ui, ct_rect_column(second, 1, 2, 4), &f);
    }
    if (ui->layout.marks_tab == CT_TAB_SELECTS && ui->layout.project &&
        ct_panel_selects_order(ui, ct_cut_top(&inner, CT_CONTROL), &f.order)) {
        ui->layout.order = f.order;
        ct_ui_remember(ui);
        changed = true;
    }
    if (changed)
        filter_by(ui, &f);
}

void ct_panel_marks_find(ct_ui *ui, const char *text)
{
    ct_marks_filter f = *ct_session_marks_filter(ui->session);

    snprintf(f.find, sizeof f.find, "%s", text);
    ct_textedit_set(ui->marks->find, text);
    filter_by(ui, &f);
}

/* --- notes --------------------------------------------------------------------------------------------- */

/* In the margin: done or not, one click. */
static void run_done(ct_ui *ui, ct_rect box, const ct_note *note, size_t index)
{
    bool     done = note->status == CT_NOTE_RESOLVED || note->status == CT_NOTE_WONTFIX;
    ct_wid   id = ct_gui_id_n(ui->gui, "done", index);
    ct_touch touch = ct_gui_touch(ui->gui, id, box);
    ct_rect  square = ct_rect_centre(box, 14, 14);

    ct_canvas_stroke(ct_gui_canvas(ui->gui), square, 3, 1.2,
                     touch.hot ? ct_dark.text : ct_dark.text_faint);
    if (done)
        ct_canvas_icon(ct_gui_canvas(ui->gui), CT_ICON_CHECK, ct_rect_inset(square, 1, 1),
                       ct_dark.success);
    if (touch.pressed)
        ct_mark_act(ui, "note.done", true, note->id);
    ct_gui_tooltip(ui->gui, id, box, done ? "Open it again" : "Done", "E");
}

static void note_foot(ct_ui *ui, const ct_note *note, char *out, size_t bytes)
{
    const ct_clip *clip = ct_session_clip_of(ui->session, note->clip);
    const char    *priority = ct_priority_name(note->priority);
    char           title[160] = "";

    if (ui->layout.project && clip)
        ct_clip_title(clip, title, sizeof title);
    bool to = note->assignee && *note->assignee;
    snprintf(out, bytes, "%s%s%s%s%s%s%s", title, *title ? " · " : "",
             ct_str_or_empty(note->author), to ? " → " : "", to ? note->assignee : "",
             *priority ? " · " : "", priority);
}

/* The next version of its cut has come, and its shot is not in it: the note stayed behind. */
static bool shot_is_gone(const ct_ui *ui, const ct_note *note)
{
    const ct_cut_list *cuts = ct_session_cuts(ui->session);

    for (size_t i = 0; i < cuts->count && !ct_id_is_none(note->cut); i++)
        if (ct_id_equal(cuts->items[i].replaces, note->cut))
            return true;
    return false;
}

static void draw_gone(ct_ui *ui, ct_rect box, const ct_note *note)
{
    ct_mark_sign(ui, box, "gone",
                 &(ct_mark_meaning){.icon = CT_ICON_WARNING,
                                    .colour = ct_dark.proof[CT_PROOF_FALSE],
                                    .tip = "Its shot is no longer in the cut"},
                 note->id);
}

static void draw_note_head(ct_ui *ui, ct_rect r, const ct_note *note)
{
    ct_canvas *c = ct_gui_canvas(ui->gui);
    char       words[96];

    double w = ct_canvas_text_size(c, ct_category_name(note->category), CT_TYPE_SMALL, 0).w + 16;
    ct_widget_chip(ui->gui, ct_rect_centre(ct_cut_right(&r, w), w, 18),
                   ct_category_name(note->category), ct_dark.category[note->category]);
    ct_skip_right(&r, 4);
    if (*ct_str_or_empty(note->drawing))
        ct_canvas_icon(c, CT_ICON_PEN, ct_rect_centre(ct_cut_right(&r, 18), 13, 13),
                       ct_dark.text_soft);
    if (shot_is_gone(ui, note))
        draw_gone(ui, ct_cut_right(&r, 18), note);
    ct_mark_proof(ui, ct_cut_right(&r, 18), note->id);
    ct_mark_span(ui, note->clip, note->span, words, sizeof words);
    ct_canvas_text(c, r, words, CT_TYPE_SMALL, ct_dark.text, 0);
}

static void draw_note(ct_ui *ui, ct_rect row, const ct_note *note, size_t index)
{
    ct_canvas *c = ct_gui_canvas(ui->gui);
    bool       done = note->status == CT_NOTE_RESOLVED || note->status == CT_NOTE_WONTFIX;
    bool       empty = !note->body || !*note->body;
    char       words[320];

    ct_canvas_fill(c, (ct_rect){row.x, row.y, 3, row.h - 1}, 0,
                   ct_colour_fade(ct_dark.category[note->category], done ? 0.4 : 1));
    ct_rect inner = ct_rect_inset(row, 0, 6);
    ct_skip_left(&inner, 8);
    ct_rect margin = ct_cut_left(&inner, 22);
    run_done(ui, ct_cut_top(&margin, 20), note, index);
    ct_skip_left(&inner, 4);
    ct_skip_right(&inner, CT_GAP);
    draw_note_head(ui, ct_cut_top(&inner, 20), note);
    ct_rect foot = ct_cut_bottom(&inner, 16);
    note_foot(ui, note, words, sizeof words);
    const char *status = note->status == CT_NOTE_OPEN ? "" : ct_note_status_name(note->status);
    double      w = ct_canvas_text_size(c, status, CT_TYPE_SMALL, 0).w + 4;
    ct_canvas_text(c, ct_cut_right(&foot, w), status, CT_TYPE_SMALL,
                   ct_dark.note_status[note->status], CT_TEXT_RIGHT);
    ct_canvas_text(c, foot, words, CT_TYPE_SMALL, ct_dark.text_soft, 0);
    ct_canvas_text(c, inner,
                   empty ? *ct_str_or_empty(note->drawing) ? "a drawing" : "without text"
                         : note->body,
                   CT_TYPE_BODY, empty || done ? ct_dark.text_faint : ct_dark.text,
                   CT_TEXT_TOP | CT_TEXT_WRAP);
}

static bool is_reply(const ct_note *note)
{
    return !ct_id_is_none(note->reply_to);
}

/* Under its note, who and what. */
static void draw_reply(ct_ui *ui, ct_rect row, const ct_note *note)
{
    ct_canvas *c = ct_gui_canvas(ui->gui);
    bool       done = note->status == CT_NOTE_RESOLVED || note->status == CT_NOTE_WONTFIX;

    ct_canvas_fill(c, (ct_rect){row.x, row.y, 3, row.h - 1}, 0,
                   ct_colour_fade(ct_dark.category[note->category], done ? 0.4 : 1));
    ct_rect inner = ct_rect_inset(row, 0, 6);
    ct_skip_left(&inner, 34);
    ct_skip_right(&inner, CT_GAP);
    ct_rect head = ct_cut_top(&inner, 20);
    ct_canvas_icon(c, CT_ICON_REPLY, ct_rect_centre(ct_cut_left(&head, 16), 13, 13),
                   ct_dark.text_faint);
    ct_skip_left(&head, 4);
    ct_canvas_text(c, head, ct_str_or_empty(note->author), CT_TYPE_SMALL, ct_dark.text_soft, 0);
    ct_skip_left(&inner, 20);
    ct_canvas_text(c, inner, ct_str_or_empty(note->body), CT_TYPE_BODY,
                   done ? ct_dark.text_faint : ct_dark.text, CT_TEXT_TOP | CT_TEXT_WRAP);
}

static void run_notes(ct_ui *ui, ct_rect r)
{
    const ct_note_list *notes = ct_session_panel_notes(ui->session);
    ct_list             list = {notes->count, NOTE_ROW, 1, 0};
    ct_scroll          *scroll = &ui->marks->scroll;
    ct_rect             row;
    ct_list_run         run = ct_list_begin(ui->gui, ct_gui_id(ui->gui, "notes"), r, &list, scroll);

    while (ct_list_next(&run, &row)) {
        const ct_note *note = &notes->items[run.index];
        /* The square first: it lies above the row. */
        ct_rect  square = {row.x + 8, row.y + 6, 22, 20};
        bool     on_square = !is_reply(note) && ct_gui_over(ui->gui, square);
        ct_touch touch = on_square ? (ct_touch){0} : ct_mark_row(ui, row, note->id, run.index);
        if (on_square)
            ct_canvas_hline(ct_gui_canvas(ui->gui), row.x, row.y + row.h - 1, row.w, ct_dark.line);
        if (is_reply(note))
            draw_reply(ui, row, note);
        else
            draw_note(ui, row, note, run.index);
        if (touch.doubled)
            ct_ui_act_line(ui, "note.edit");
    }
    ct_list_end(&run);
}

/* --- the menu of a mark ---------------------------------------------------------------------------------- */

void ct_panel_marks_menu(ct_ui *ui, ct_id mark, ct_rect anchor)
{
    ui->marks->menu_mark = mark;
    ct_menu_open(ui->gui, ct_gui_id(ui->gui, "mark-menu"), anchor);
}

static void run_menu(ct_ui *ui)
{
    static const struct {
        const char *action, *text;
        bool        note;
        ct_icon     icon;
    } rows[2][5] = {{{"note.edit", "Change", true, CT_ICON_NOTE},
                     {"note.answer", "Answer", true, CT_ICON_REPLY},
                     {"note.done", "Done, or open again", true, CT_ICON_CHECK},
                     {"note.withdraw", "Withdraw", true, CT_ICON_CROSS}},
                    {{"select.name", "Name", false, CT_ICON_TAG},
                     {"select.good", "Good", false, CT_ICON_GOOD},
                     {"select.reject", "Reject", false, CT_ICON_REJECT},
                     {"select.unrate", "No verdict", false, CT_ICON_MINUS},
                     {"select.withdraw", "Withdraw", false, CT_ICON_CROSS}}};
    ct_wid       id = ct_gui_id(ui->gui, "mark-menu");
    int          tab = ui->layout.marks_tab, count = tab == CT_TAB_NOTES ? 4 : 5;
    ct_menu_item items[5] = {0};
    char         keys[5][CT_UI_TEXT];

    if (!ct_menu_is_open(ui->gui, id))
        return;
    for (int i = 0; i < count; i++)
        items[i] = (ct_menu_item){.text = rows[tab][i].text,
                                  .icon = rows[tab][i].icon,
                                  .keys = ct_ui_keys_of(ui, rows[tab][i].action, keys[i])};
    int chosen = ct_menu_run(ui->gui, id, items, count);
    if (chosen < 0)
        return;
    ct_session_select_mark(ui->session, ui->marks->menu_mark);
    if (strcmp(rows[tab][chosen].action, "note.edit") == 0 ||
        strcmp(rows[tab][chosen].action, "note.answer") == 0 ||
        strcmp(rows[tab][chosen].action, "select.name") == 0)
        ct_ui_act_line(ui, rows[tab][chosen].action);
    else
        ct_mark_act(ui, rows[tab][chosen].action, rows[tab][chosen].note, ui->marks->menu_mark);
}

/* --- the panel ------------------------------------------------------------------------------------------- */

/* The mark that became the selected one elsewhere comes into sight. */
static void reveal_selected(ct_ui *ui)
{
    ct_panel_marks       *panel = ui->marks;
    ct_id                 chosen = ct_session_selected_mark(ui->session);
    const ct_note_list   *notes = ct_session_panel_notes(ui->session);
    const ct_select_list *selects = ct_session_panel_selects(ui->session);
    ct_list               list = {notes->count, NOTE_ROW, 1, 0};

    if (ct_id_equal(chosen, panel->shown))
        return;
    for (size_t i = 0; i < notes->count; i++)
        if (ct_id_equal(notes->items[i].id, chosen)) {
            ct_list_reveal(&list, &panel->scroll, i);
            panel->shown = chosen;
        }
    for (size_t i = 0; i < selects->count; i++)
        if (ct_id_equal(selects->items[i].id, chosen)) {
            ct_panel_selects_reveal(ui, i);
            panel->shown = chosen;
        }
}

/* A blank alone looks for nothing. */
static bool has_words(const char *text)
{
    return text[strspn(text, " ")] != '\0';
}

static bool filtered(const ct_ui *ui)
{
    const ct_marks_filter *f = ct_session_marks_filter(ui->session);

    return f->status_set || f->category_set || f->unresolved || has_words(f->person) ||
           has_words(f->find);
}

static void run_list(ct_ui *ui, ct_rect r)
{
    bool   notes = ui->layout.marks_tab == CT_TAB_NOTES;
    size_t count = notes ? ct_session_panel_notes(ui->session)->count
                         : ct_session_panel_selects(ui->session)->count;

    if (!notes)
        ct_panel_selects_foot(ui, &r);
    if (count == 0 && filtered(ui))
        ct_widget_empty(ui->gui, r, CT_ICON_SEARCH, "Nothing matches", "Loosen the filters above.");
    else if (count == 0 && notes)
        ct_widget_empty(ui->gui, r, CT_ICON_NOTE, "No notes yet",
                        "N writes one on this frame, M drops one while it plays.");
    else if (count == 0)
        ct_widget_empty(ui->gui, r, CT_ICON_SELECT, "No selects yet",
                        "Mark In and Out with I and O, then S keeps them.");
    else if (notes)
        run_notes(ui, r);
    else
        ct_panel_selects_run(ui, r);
}

void ct_panel_marks_run(ct_ui *ui, ct_rect r)
{
    ct_gui_scope_push(ui->gui, "marks", 0);
    ct_canvas_fill(ct_gui_canvas(ui->gui), r, 0, ct_dark.panel);
    run_head(ui, ct_cut_top(&r, CT_HEAD));
    if (ct_note_editor_is_open(ui->editor))
        ct_note_editor_run(ui, ct_cut_top(&r, fmin(ct_note_editor_height(ui, r.w), r.h)));
    run_tabs(ui, ct_cut_top(&r, CT_HEAD - 4));
    if (ui->layout.marks_tab == CT_TAB_CUTS) {
        ct_panel_cuts_run(ui, r);
        ct_gui_scope_pop(ui->gui);
        return;
    }
    bool   notes = ui->layout.marks_tab == CT_TAB_NOTES;
    double filters = notes || ui->layout.project ? 2 * CT_CONTROL + 12 : CT_CONTROL + 8;
    if (filters < r.h) /* else a note that is written leaves no room for them */
        run_filters(ui, ct_cut_top(&r, filters));
    reveal_selected(ui);
    run_list(ui, r);
    run_menu(ui);
    ct_gui_scope_pop(ui->gui);
}
