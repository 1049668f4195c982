/* SPDX-License-Identifier: MIT */
/* The cuts of the project at the right: what editors sent, and what was made of the selects. A click
 * shows one and plays it, another leaves it. */
#include <stdio.h>

#include "circletake/cut.h"
#include "circletake/timecode.h"
#include "ui/ui_priv.h"

enum { CUT_ROW = 56 };

struct ct_panel_cuts {
    ct_scroll scroll;
    ct_id     menu_cut; /* what the open menu is about */
    ct_id     wanted;   /* it comes into sight when it is listed; none: there is none */
};

ct_panel_cuts *ct_panel_cuts_create(void)
{
    return ct_alloc(sizeof(ct_panel_cuts));
}

void ct_panel_cuts_destroy(ct_panel_cuts **panel)
{
    free(*panel);
    *panel = NULL;
}

static void act_on(ct_ui *ui, const char *action, ct_id cut)
{
    char id[CT_ID_TEXT_BYTES];

    ct_ui_act(ui, action, "cut", ct_id_text(cut, id), NULL);
}

static void draw_cut(ct_ui *ui, ct_rect row, const ct_cut *cut, bool plays)
{
    ct_canvas *c = ct_gui_canvas(ui->gui);
    char       words[320], length[CT_TC_TEXT_BYTES], rate[CT_RATE_TEXT_BYTES];

    ct_rect inner = ct_rect_inset(row, CT_GAP, 8);
    ct_rect sign = ct_cut_left(&inner, 24);
    ct_canvas_icon(c, plays ? CT_ICON_STOP : CT_ICON_PLAY, ct_rect_centre(sign, 14, 14),
                   plays ? ct_dark.accent : ct_dark.text_soft);
    ct_skip_left(&inner, 4);
    ct_rect head = ct_cut_top(&inner, 20);
    if (cut->version > 1) { /* at the edge: a long name is cut short before it */
        snprintf(words, sizeof words, "v%d", cut->version);
        ct_rect at = ct_cut_right(&head, ct_canvas_text_size(c, words, CT_TYPE_STRONG, 0).w);
        ct_canvas_text(c, at, words, CT_TYPE_STRONG, ct_dark.text_soft, 0);
        ct_skip_right(&head, CT_GAP);
    }
    ct_canvas_text(c, head, ct_str_or_empty(cut->name), CT_TYPE_STRONG, ct_dark.text,
                   CT_TEXT_MIDDLE);
    snprintf(words, sizeof words, "%lld event%s   %s   %s fps", (long long)cut->event_count,
             CT_S(cut->event_count), ct_tc_print(cut->frames, cut->count, length),
             ct_rate_label(cut->fps, rate));
    ct_canvas_text(c, inner, words, CT_TYPE_SMALL, ct_dark.text_soft, 0);
}

static void run_row(ct_ui *ui, ct_rect row, const ct_cut *cut, size_t index)
{
    const ct_cut *playing = ct_session_cut(ui->session);
    bool          plays = playing && ct_id_equal(playing->id, cut->id);
    ct_wid        id = ct_gui_id_n(ui->gui, "cut", index);
    ct_touch      touch = ct_gui_touch(ui->gui, id, row);

    ct_list_ground(ui->gui, row, plays, touch.hot);
    ct_canvas_hline(ct_gui_canvas(ui->gui), row.x, row.y + row.h - 1, row.w, ct_dark.line);
    draw_cut(ui, row, cut, plays);
    ct_gui_tooltip(ui->gui, id, row, *ct_str_or_empty(cut->path) ? cut->path : "Made here", NULL);
    if (touch.pressed && plays)
        ct_ui_act_line(ui, "cut.leave");
    else if (touch.pressed)
        act_on(ui, "cut.play", cut->id);
    if (touch.menu) {
        ct_point at = ct_gui_input(ui->gui)->mouse;
        ui->cuts->menu_cut = cut->id;
        ct_menu_open(ui->gui, ct_gui_id(ui->gui, "cut-menu"), (ct_rect){at.x, at.y, 1, 1});
    }
}

/* In the list of notes: those made on any version of a cut. */
static void show_notes(ct_ui *ui, ct_id cut, const char *which)
{
    const ct_cut *shown = ct_cut_list_find(ct_session_cuts(ui->session), cut);
    char          find[128];

    if (!shown)
        return;
    snprintf(find, sizeof find, "%scut:\"%s\"", which, ct_str_or_empty(shown->name));
    ui->layout.marks_tab = CT_TAB_NOTES;
    ct_panel_marks_find(ui, find);
}

static void run_menu(ct_ui *ui)
{
    enum { PLAY, HAND_OVER, COMPARE, CONFORM, FOLDER, NOTES, GONE, RENAME, REMOVE, ITEMS };
    ct_id              cut = ui->cuts->menu_cut;
    const ct_cut_list *cuts = ct_session_cuts(ui->session);
    const ct_cut      *shown = ct_cut_list_find(cuts, cut);
    bool               versions = shown && ct_cut_list_before(cuts, shown);
    const ct_menu_item items[ITEMS] = {
        [PLAY] = {.text = "Play", .icon = CT_ICON_PLAY},
        [HAND_OVER] = {.text = "Hand it over", .icon = CT_ICON_EXPORT},
        [COMPARE] = {.text =
                         versions ? "Compare with the version before" : "Compare with another cut",
                     .icon = CT_ICON_LIST,
                     .off = cuts->count < 2},
        [CONFORM] = {.text = "Look for its clips", .icon = CT_ICON_SEARCH},
        [FOLDER] = {.text = "Find its footage in a folder", .icon = CT_ICON_FOLDER},
        [NOTES] = {.text = "Notes made on it", .icon = CT_ICON_NOTE},
        [GONE] = {.text = "Notes whose shot is no longer in it", .icon = CT_ICON_WARNING},
        [RENAME] = {.text = "Give it another name", .icon = CT_ICON_PEN},
        [REMOVE] = {.text = "Take it out", .icon = CT_ICON_CROSS}};
    ct_wid id = ct_gui_id(ui->gui, "cut-menu");
    int    chosen = ct_menu_is_open(ui->gui, id) ? ct_menu_run(ui->gui, id, items, ITEMS) : -1;

    if (chosen == PLAY)
        act_on(ui, "cut.play", cut);
    else if (chosen == HAND_OVER)
        act_on(ui, "view.export", cut);
    else if (chosen == COMPARE)
        act_on(ui, "view.compare", cut);
    else if (chosen == CONFORM)
        act_on(ui, "cut.conform", cut);
    else if (chosen == FOLDER)
        ct_sheet_open_for_cut(ui, cut);
    else if (chosen == NOTES)
        show_notes(ui, cut, "");
    else if (chosen == GONE)
        show_notes(ui, cut, "is:gone ");
    else if (chosen == RENAME && shown)
        ct_prompt_rename_cut(ui, shown);
    else if (chosen == REMOVE)
        act_on(ui, "cut.remove", cut);
}

void ct_panel_cuts_reveal(ct_ui *ui, ct_id cut)
{
    if (ct_panel_events_is_open(ui, false))
        ct_panel_events_close(ui);
    if (ct_panel_compare_is_open(ui->compare))
        ct_panel_compare_close(ui);
    ui->cuts->wanted = cut;
}

static void reveal_wanted(ct_ui *ui, const ct_list *list)
{
    const ct_cut_list *cuts = ct_session_cuts(ui->session);
    const ct_cut      *cut = ct_cut_list_find(cuts, ui->cuts->wanted);

    if (!cut)
        return;
    ct_list_reveal(list, &ui->cuts->scroll, (size_t)(cut - cuts->items));
    ui->cuts->wanted = ct_id_none();
}

void ct_panel_cuts_run(ct_ui *ui, ct_rect r)
{
    const ct_cut_list *cuts = ct_session_cuts(ui->session);
    ct_list            list = {cuts->count, CUT_ROW, 1, 0};
    ct_rect            row;

    if (ct_panel_events_is_open(ui, false)) {
        ct_panel_events_run(ui, r);
        return;
    }
    if (ct_panel_compare_is_open(ui->compare)) {
        ct_panel_compare_run(ui, r);
        return;
    }
    if (cuts->count == 0) {
        ct_widget_empty(ui->gui, r, CT_ICON_LIST, "No cuts yet",
                        "Drop an edit list here, or make a cut of the selects.");
        return;
    }
    reveal_wanted(ui, &list);
    ct_list_run run =
        ct_list_begin(ui->gui, ct_gui_id(ui->gui, "cuts"), r, &list, &ui->cuts->scroll);
    while (ct_list_next(&run, &row))
        run_row(ui, row, &cuts->items[run.index], run.index);
    ct_list_end(&run);
    run_menu(ui);
}
