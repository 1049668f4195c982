/* SPDX-License-Identifier: MIT */
/* The events of the cut in the viewer, in the place of the list of cuts: how each found its clip, or why not. A
 * click goes there; what is missing is relinked from here. */
#include <stdio.h>
#include <stdlib.h>

#include "circletake/str.h"
#include "circletake/timecode.h"
#include "ui/ui_priv.h"

enum { EVENT_ROW = 44, MISSING_ROW = 60 /* why takes two lines */ };

struct ct_panel_events {
    bool      open, missing; /* missing: only those */
    bool      fresh;         /* the event under the playhead is to be brought into sight */
    size_t    menu_event;    /* what the open menu is about */
    ct_scroll scroll;
};

ct_panel_events *ct_panel_events_create(void)
{
    return ct_alloc(sizeof(ct_panel_events));
}

void ct_panel_events_destroy(ct_panel_events **panel)
{
    free(*panel);
    *panel = NULL;
}

bool ct_panel_events_is_open(const ct_ui *ui, bool missing)
{
    return ui->events->open && (!missing || ui->events->missing) && ui->layout.project &&
           ui->layout.marks_tab == CT_TAB_CUTS && ct_session_cut(ui->session);
}

void ct_panel_events_open(ct_ui *ui, bool missing)
{
    *ui->events = (ct_panel_events){.open = true, .missing = missing, .fresh = true};
    ui->layout.marks_tab = CT_TAB_CUTS;
    if (!ui->layout.project)
        ct_ui_act_line(ui, "view.project");
}

void ct_panel_events_close(ct_ui *ui)
{
    ui->events->open = false;
    ct_gui_wake(ui->gui, 0);
}

char *ct_ui_event_found(const ct_cut_view *view, size_t event)
{
    const ct_event *e = &view->events.events[event];
    const char     *why = ct_cut_view_miss(view, event);

    if (!ct_cut_view_has(view, e))
        return ct_strdup(why ? why : "No clip, or its file is away");
    if (ct_event_is_black(e))
        return ct_strdup("Needs no clip");
    if (e->match == CT_MATCH_BY_HAND)
        return ct_strdup("Linked by hand");
    return ct_asprintf("Found by %s", e->match == CT_MATCH_NONE ? "-" : ct_match_name(e->match));
}

/* --- the head --------------------------------------------------------------------------------------- */

static void run_head(ct_ui *ui, ct_rect r, const ct_cut_view *view)
{
    ct_button   back = {.icon = CT_ICON_LEFT, .look = CT_BUTTON_FLAT, .tip = "Back to the cuts"};
    char        all[32], missing[32];
    const char *texts[2] = {all, missing};
    int         chosen = ui->events->missing;

    if (ct_widget_button(ui->gui, ct_gui_id(ui->gui, "events-back"), ct_cut_left(&r, CT_CONTROL),
                         &back))
        ct_panel_events_close(ui);
    ct_skip_left(&r, 4);
    snprintf(all, sizeof all, "%zu event%s", view->events.event_count,
             CT_S(view->events.event_count));
    snprintf(missing, sizeof missing, "%zu missing", view->missing);
    if (ct_widget_segments(ui->gui, ct_gui_id(ui->gui, "which"), r, texts, 2, &chosen)) {
        ui->events->missing = chosen == 1;
        ui->events->scroll = (ct_scroll){0};
        ui->events->fresh = true;
    }
}

/* --- an event ------------------------------------------------------------------------------------------ */

static void draw_event(ct_ui *ui, ct_rect row, const ct_cut_view *view, size_t event, char *found)
{
    ct_canvas      *c = ct_gui_canvas(ui->gui);
    const ct_event *e = &view->events.events[event];
    bool            there = ct_cut_view_has(view, e);
    ct_rect         inner = ct_rect_inset(row, CT_GAP, 5), first = ct_cut_top(&inner, 18);
    char            number[24], at[CT_TC_TEXT_BYTES];

    ct_tc_print(view->cut.start + e->record.first, view->cut.count, at);
    ct_canvas_text(c, ct_cut_right(&first, ct_canvas_clock_width(c, at, CT_TYPE_SMALL) + 1), at,
                   CT_TYPE_SMALL, ct_dark.text_soft, 0);
    ct_skip_right(&first, CT_GAP);
    snprintf(number, sizeof number, "%03lld", (long long)ct_event_number(e));
    ct_canvas_text(c, ct_cut_left(&first, 32), number, CT_TYPE_SMALL, ct_dark.text_soft, 0);
    ct_canvas_text(c, first, *ct_str_or_empty(e->name) ? e->name : ct_str_or_empty(e->reel),
                   CT_TYPE_BODY, ct_dark.text, CT_TEXT_MIDDLE);
    ct_canvas_text(c, inner, found, CT_TYPE_SMALL, there ? ct_dark.text_soft : ct_dark.warning,
                   CT_TEXT_WRAP | CT_TEXT_TOP);
}

static bool is_shown(ct_ui *ui, size_t event)
{
    return ct_session_cut_state(ui->session)->look.over.event == (int64_t)event;
}

static void run_event(ct_ui *ui, ct_rect row, const ct_cut_view *view, size_t event)
{
    ct_wid   id = ct_gui_id_n(ui->gui, "event", event);
    ct_touch touch = ct_gui_touch(ui->gui, id, row);
    char    *found = ct_ui_event_found(view, event);

    ct_list_ground(ui->gui, row, is_shown(ui, event), touch.hot);
    ct_canvas_hline(ct_gui_canvas(ui->gui), row.x, row.y + row.h - 1, row.w, ct_dark.line);
    draw_event(ui, row, view, event, found);
    ct_gui_tooltip(ui->gui, id, row, found, NULL);
    free(found);
    if (touch.pressed || touch.menu)
        ct_session_scrub(ui->session, view->events.events[event].record.first);
    if (touch.menu) {
        ct_point at = ct_gui_input(ui->gui)->mouse;
        ui->events->menu_event = event;
        ct_menu_open(ui->gui, ct_gui_id(ui->gui, "event-menu"), (ct_rect){at.x, at.y, 1, 1});
    }
}

/* --- what can be done about it -------------------------------------------------------------------------- */

static void act_on_cut(ct_ui *ui, const char *action)
{
    char id[CT_ID_TEXT_BYTES];

    ct_ui_act(ui, action, "cut", ct_id_text(ct_session_cut(ui->session)->id, id), NULL);
}

/* NULL: none, or several. */
static const ct_clip *chosen_clip(ct_ui *ui)
{
    const ct_id *ids;

    return ct_session_selected_clips(ui->session, &ids) == 1
               ? ct_session_clip_of(ui->session, ids[0])
               : NULL;
}

static void run_menu(ct_ui *ui, const ct_cut_view *view)
{
    enum { LINK, FROM_FIRST, FOLDER, AGAIN, ITEMS };
    ct_wid id = ct_gui_id(ui->gui, "event-menu");

    if (!ct_menu_is_open(ui->gui, id) || ui->events->menu_event >= view->events.event_count)
        return;
    const ct_clip     *clip = chosen_clip(ui);
    char              *link = clip ? ct_asprintf("Show %s here", clip->name)
                                   : ct_strdup("Show the clip that is chosen at the left here");
    const ct_menu_item items[ITEMS] = {
        [LINK] = {.text = link, .icon = CT_ICON_CHECK, .off = !clip},
        [FROM_FIRST] = {.text = "Show it here from its first frame on", .off = !clip},
        [FOLDER] = {.text = "Find the footage of the cut in a folder", .icon = CT_ICON_FOLDER},
        [AGAIN] = {.text = "Look for the clips of the cut", .icon = CT_ICON_SEARCH}};
    int chosen = ct_menu_run(ui->gui, id, items, ITEMS);

    if (chosen == LINK || chosen == FROM_FIRST)
        ct_ui_relink_event(ui, ui->events->menu_event, clip->id, chosen == FROM_FIRST);
    else if (chosen == FOLDER)
        ct_sheet_open_for_cut(ui, ct_session_cut(ui->session)->id);
    else if (chosen == AGAIN)
        act_on_cut(ui, "cut.conform");
    free(link);
}

/* By hand is said, because nothing shows it. */
static void run_remedies(ct_ui *ui, ct_rect r)
{
    ct_button folder = {.text = "In a folder", .icon = CT_ICON_FOLDER};
    ct_button again = {.text = "Look again", .icon = CT_ICON_SEARCH};
    ct_rect   row = ct_cut_top(&r, CT_CONTROL);

    folder.tip = "Find the footage of the cut in a folder";
    again.tip = "Look for its clips among those of the project";
    if (ct_widget_button(ui->gui, ct_gui_id(ui->gui, "folder"), ct_rect_column(row, 0, 2, CT_GAP),
                         &folder))
        ct_sheet_open_for_cut(ui, ct_session_cut(ui->session)->id);
    if (ct_widget_button(ui->gui, ct_gui_id(ui->gui, "again"), ct_rect_column(row, 1, 2, CT_GAP),
                         &again))
        act_on_cut(ui, "cut.conform");
    ct_skip_top(&r, 4);
    ct_canvas_text(ct_gui_canvas(ui->gui), r,
                   "By hand: go to the event, then right click its clip at the left.",
                   CT_TYPE_SMALL, ct_dark.text_soft, CT_TEXT_WRAP | CT_TEXT_TOP);
}

/* --- the list ------------------------------------------------------------------------------------------ */

/* Row of the event under the playhead, or of the first one that is missing behind it. */
static size_t row_here(ct_ui *ui, const ct_cut_view *view, size_t count)
{
    int64_t event = ct_session_cut_state(ui->session)->look.over.event;
    size_t  row = 0;

    if (!ui->events->missing)
        return event < 0 ? 0 : (size_t)event;
    while (row + 1 < count && (int64_t)view->misses[row].event < event)
        row++;
    return row;
}

static void run_list(ct_ui *ui, ct_rect r, const ct_cut_view *view)
{
    bool    missing = ui->events->missing;
    size_t  misses = view->misses ? view->missing : 0;
    ct_list list = {missing ? misses : view->events.event_count, missing ? MISSING_ROW : EVENT_ROW,
                    1, 0};
    ct_rect row;

    if (list.count == 0) {
        ct_widget_empty(ui->gui, r, CT_ICON_CHECK, "Nothing is missing",
                        "Every event has its clip.");
        return;
    }
    if (ui->events->fresh && ui->events->scroll.view > 0) {
        ct_list_reveal(&list, &ui->events->scroll, row_here(ui, view, list.count));
        ui->events->fresh = false;
    }
    ct_list_run run =
        ct_list_begin(ui->gui, ct_gui_id(ui->gui, "events"), r, &list, &ui->events->scroll);
    while (ct_list_next(&run, &row))
        run_event(ui, row, view, missing ? view->misses[run.index].event : run.index);
    ct_list_end(&run);
}

void ct_panel_events_run(ct_ui *ui, ct_rect r)
{
    const ct_cut_view *view = ct_session_cut_view(ui->session);

    run_head(ui, ct_rect_inset(ct_cut_top(&r, CT_CONTROL + 8), CT_GAP, 4), view);
    if (view->missing > 0)
        run_remedies(ui, ct_rect_inset(ct_cut_bottom(&r, CT_CONTROL + 56), CT_GAP, CT_GAP));
    run_list(ui, r, view);
    run_menu(ui, view);
}
