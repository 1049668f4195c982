/* SPDX-License-Identifier: MIT */
/* What became of a cut, in the place of the list of cuts: the changes from another version on, in the order of
 * the later one. A click shows it there. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "circletake/str.h"
#include "ui/ui_priv.h"

enum { CHANGE_ROW = 64, TOTALS_HEIGHT = 34 };

struct ct_panel_compare {
    ct_id     before, after; /* none: it is closed */
    ct_scroll scroll;
};

ct_panel_compare *ct_panel_compare_create(void)
{
    return ct_alloc(sizeof(ct_panel_compare));
}

void ct_panel_compare_destroy(ct_panel_compare **panel)
{
    free(*panel);
    *panel = NULL;
}

bool ct_panel_compare_is_open(const ct_panel_compare *panel)
{
    return !ct_id_is_none(panel->after);
}

static void compare_with(ct_ui *ui, ct_id before)
{
    ui->compare->before = before;
    ui->compare->scroll = (ct_scroll){0};
    ct_session_compare_cuts(ui->session, before, ui->compare->after);
}

void ct_panel_compare_close(ct_ui *ui)
{
    *ui->compare = (ct_panel_compare){.after = ct_id_none()};
    ct_session_forget_compared(ui->session);
    ct_gui_wake(ui->gui, 0);
}

ct_code ct_panel_compare_open(ct_ui *ui, ct_id cut, ct_id since, ct_error *err)
{
    const ct_cut_list *cuts = ct_session_cuts(ui->session);
    const ct_cut      *after = ct_cut_list_find(cuts, cut), *before = ct_cut_list_find(cuts, since);

    if (after && (!before || before == after))
        before = ct_cut_list_before(cuts, after);
    for (size_t i = 0; i < cuts->count && after && !before; i++)
        if (&cuts->items[i] != after)
            before = &cuts->items[i];
    if (!before)
        return ct_fail(err, CT_USAGE, "There is no other cut to compare with.");
    if (ct_panel_events_is_open(ui, false))
        ct_panel_events_close(ui);
    ui->layout.marks_tab = CT_TAB_CUTS;
    ui->compare->after = cut;
    compare_with(ui, before->id);
    if (!ui->layout.project)
        ct_ui_act_line(ui, "view.project");
    return CT_OK;
}

/* --- the head: which two --------------------------------------------------------------------------- */

/* The version first: a long name is cut short at its end. */
static char *title_of(const ct_cut *cut)
{
    return ct_asprintf("v%d  %s", cut->version, ct_str_or_empty(cut->name));
}

/* Hands the changes over, into a file beside the project. */
static void run_write(ct_ui *ui, ct_rect r)
{
    static const ct_menu_item items[] = {{.text = "Write a change list (EDL)"},
                                         {.text = "Write a table (CSV)"}};
    static const char *const  formats[] = {"edl", "csv"};
    ct_button write = {.icon = CT_ICON_EXPORT, .look = CT_BUTTON_FLAT, .tip = "Hand it over"};
    ct_wid    menu = ct_gui_id(ui->gui, "compare-menu");
    char      cut[CT_ID_TEXT_BYTES], since[CT_ID_TEXT_BYTES];

    if (ct_widget_button(ui->gui, ct_gui_id(ui->gui, "compare-write"), r, &write))
        ct_menu_open(ui->gui, menu, r);
    int chosen = ct_menu_is_open(ui->gui, menu) ? ct_menu_run(ui->gui, menu, items, 2) : -1;
    if (chosen < 0)
        return;
    ct_ui_act(ui, "cut.compare", "cut", ct_id_text(ui->compare->after, cut), "since",
              ct_id_text(ui->compare->before, since), "format", formats[chosen], NULL);
}

/* True: back to the list of cuts. */
static bool run_title(ct_ui *ui, ct_rect row, const ct_cut *after)
{
    ct_button back = {.icon = CT_ICON_LEFT, .look = CT_BUTTON_FLAT, .tip = "Back to the cuts"};
    bool      left = ct_widget_button(ui->gui, ct_gui_id(ui->gui, "compare-back"),
                                      ct_cut_left(&row, CT_CONTROL), &back);
    char     *title = title_of(after);

    run_write(ui, ct_cut_right(&row, CT_CONTROL));
    ct_skip_left(&row, 4);
    ct_canvas_text(ct_gui_canvas(ui->gui), row, title, CT_TYPE_STRONG, ct_dark.text, 0);
    free(title);
    return left;
}

/* The other one is chosen from all that there are. */
static void run_choice(ct_ui *ui, ct_rect row)
{
    const ct_cut_list *cuts = ct_session_cuts(ui->session);
    ct_menu_item      *items = ct_alloc_array(cuts->count, sizeof *items);
    const ct_cut     **which = ct_alloc_array(cuts->count, sizeof *which);
    char             **titles = ct_alloc_array(cuts->count, sizeof *titles);
    int                count = 0, chosen = 0;

    for (size_t i = 0; i < cuts->count; i++) {
        if (ct_id_equal(cuts->items[i].id, ui->compare->after))
            continue;
        if (ct_id_equal(cuts->items[i].id, ui->compare->before))
            chosen = count;
        which[count] = &cuts->items[i];
        titles[count] = title_of(&cuts->items[i]);
        items[count].text = titles[count];
        count++;
    }
    ct_widget_label(ui->gui, ct_cut_left(&row, 44), "since", CT_TYPE_SMALL, ct_dark.text_soft);
    if (ct_dropdown(ui->gui, ct_gui_id(ui->gui, "compare-with"), row, items, count, &chosen))
        compare_with(ui, which[chosen]->id);
    while (count > 0)
        free(titles[--count]);
    free(titles);
    free(which);
    free(items);
}

static void draw_totals(ct_ui *ui, ct_rect r, const ct_compared *found)
{
    ct_str text = {0};

    for (int d = CT_ADDED; d <= CT_ALTERED; d++)
        if (found->result.totals[d])
            ct_str_appendf(&text, "%zu %s, ", found->result.totals[d],
                           ct_difference_name((ct_difference)d));
    ct_str_appendf(&text, "%zu as it was", found->result.totals[CT_SAME_EVENT]);
    ct_canvas_text(ct_gui_canvas(ui->gui), r, ct_str_text(&text), CT_TYPE_SMALL, ct_dark.text_soft,
                   CT_TEXT_WRAP);
    ct_str_finish(&text);
}

/* --- a change ----------------------------------------------------------------------------------------- */

static ct_colour colour_of(ct_difference d)
{
    return d == CT_ADDED     ? ct_dark.success
           : d == CT_REMOVED ? ct_dark.danger
           : d == CT_SWAPPED ? ct_dark.warning
                             : ct_dark.accent;
}

static const char *name_of(const ct_event *e)
{
    return *ct_str_or_empty(e->name) ? e->name : ct_str_or_empty(e->reel);
}

static void append_by(ct_str *text, const char *what, int64_t frames)
{
    if (frames)
        ct_str_appendf(text, "%s%s %+" PRId64, text->len ? "   " : "", what, frames);
}

static void append_was(ct_str *text, const ct_event *e)
{
    ct_str_appendf(text, "   was %s", name_of(e));
    if (*ct_str_or_empty(e->name) && *ct_str_or_empty(e->reel))
        ct_str_appendf(text, " (%s)", e->reel);
}

/* "head -5   tail -5   in the cut -10", "24 frames   was B007_C012.mov (B007)",
 * "was cut, is dissolve of 24". Gives. */
static char *frames_of(const ct_cut_change *x, const ct_change_side *before,
                       const ct_change_side *after)
{
    ct_str  text = {0};
    int64_t frames = ct_span_count((after->event ? after : before)->event->record);
    char   *detail = ct_change_detail(x, before, after);

    if (x->what == CT_ADDED || x->what == CT_REMOVED || x->what == CT_SWAPPED)
        ct_str_appendf(&text, "%" PRId64 " frame%s", frames, CT_S(frames));
    append_by(&text, "head", x->head);
    append_by(&text, "tail", x->tail);
    append_by(&text, "in the cut", x->shift);
    if (x->what == CT_SWAPPED)
        append_was(&text, before->event);
    if (detail)
        ct_str_appendf(&text, "%s%s", text.len ? "   " : "", detail);
    free(detail);
    return ct_str_take(&text);
}

static void draw_change(ct_ui *ui, ct_rect row, const ct_compared *found, const ct_compared_row *at)
{
    ct_canvas            *c = ct_gui_canvas(ui->gui);
    const ct_cut_change  *x = &found->result.items[at->change];
    ct_change_side        was = ct_change_side_of(&found->events_before, x->before);
    ct_change_side        is = ct_change_side_of(&found->events_after, x->after);
    const ct_change_side *side = is.event ? &is : &was;
    ct_rect inner = ct_rect_inset(row, CT_GAP, 5), first = ct_cut_top(&inner, 18), second;
    char   *frames = frames_of(x, &was, &is);
    char    place[CT_TC_TEXT_BYTES + 8];

    ct_canvas_text(c, first, ct_difference_name(x->what), CT_TYPE_STRONG, colour_of(x->what), 0);
    snprintf(place, sizeof place, is.event ? "%s" : "was %s", side->record_in);
    ct_canvas_text(c, first, place, CT_TYPE_BODY, ct_dark.text, CT_TEXT_RIGHT);
    second = ct_cut_top(&inner, 18);
    const char *reel = ct_str_or_empty(side->event->reel);
    double      room = fmin(ct_canvas_text_size(c, reel, CT_TYPE_SMALL, 0).w + 1, second.w / 2);
    ct_canvas_text(c, ct_cut_right(&second, room), reel, CT_TYPE_SMALL, ct_dark.text_soft, 0);
    ct_skip_right(&second, CT_GAP);
    ct_canvas_text(c, second, name_of(side->event), CT_TYPE_BODY, ct_dark.text, CT_TEXT_MIDDLE);
    ct_canvas_text(c, inner, frames, CT_TYPE_SMALL, ct_dark.text_soft, 0);
    free(frames);
}

static void show_record(ct_ui *ui, int64_t record)
{
    const ct_cut *on = ct_session_cut(ui->session);
    char          id[CT_ID_TEXT_BYTES], at[32];

    if (on && ct_id_equal(on->id, ui->compare->after)) {
        ct_session_scrub(ui->session, record);
        return;
    }
    snprintf(at, sizeof at, "f%" PRId64, record);
    ct_ui_act(ui, "cut.open", "cut", ct_id_text(ui->compare->after, id), "at", at, NULL);
}

static void run_change(ct_ui *ui, ct_rect row, const ct_compared *found, size_t index)
{
    const ct_compared_row *at = &found->rows[index];
    const ct_cut          *on = ct_session_cut(ui->session);
    bool                   shown =
        on && ct_id_equal(on->id, found->after.id) && ct_session_record(ui->session) == at->record;
    ct_touch touch = ct_gui_touch(ui->gui, ct_gui_id_n(ui->gui, "change", index), row);

    ct_list_ground(ui->gui, row, shown, touch.hot);
    ct_canvas_hline(ct_gui_canvas(ui->gui), row.x, row.y + row.h - 1, row.w, ct_dark.line);
    draw_change(ui, row, found, at);
    if (touch.pressed)
        show_record(ui, at->record);
}

static void run_changes(ct_ui *ui, ct_rect r, const ct_compared *found)
{
    ct_list list = {found->row_count, CHANGE_ROW, 1, 0};
    ct_rect row;

    if (found->row_count == 0) {
        ct_widget_empty(ui->gui, r, CT_ICON_CHECK, "No picture changed",
                        "Every shot is as it was. Sound is not compared.");
        return;
    }
    ct_list_run run =
        ct_list_begin(ui->gui, ct_gui_id(ui->gui, "changes"), r, &list, &ui->compare->scroll);
    while (ct_list_next(&run, &row))
        run_change(ui, row, found, run.index);
    ct_list_end(&run);
}

void ct_panel_compare_run(ct_ui *ui, ct_rect r)
{
    const ct_cut_list *cuts = ct_session_cuts(ui->session);
    const ct_cut      *after = ct_cut_list_find(cuts, ui->compare->after);
    ct_rect            head;

    if (!after || !ct_cut_list_find(cuts, ui->compare->before)) { /* one was taken out meanwhile */
        ct_panel_compare_close(ui);
        return;
    }
    head = ct_rect_inset(ct_cut_top(&r, 2 * CT_CONTROL + 12), CT_GAP, 4);
    bool back = run_title(ui, ct_cut_top(&head, CT_CONTROL), after);
    ct_skip_top(&head, 4);
    run_choice(ui, head);
    const ct_compared *found = ct_session_compared(ui->session);
    if (!found || found->error.code) {
        ct_widget_empty(ui->gui, r, found ? CT_ICON_WARNING : CT_ICON_CLOCK,
                        found ? "The two cannot be compared" : "Comparing",
                        found ? found->error.text : "The two cuts are being read.");
    } else {
        draw_totals(ui, ct_rect_inset(ct_cut_top(&r, TOTALS_HEIGHT), CT_GAP, 0), found);
        run_changes(ui, r, found);
    }
    if (back)
        ct_panel_compare_close(ui);
}
