/* SPDX-License-Identifier: MIT */
/* The selects at the right. Those of the whole project are a stringout: in an order that is chosen or
 * made by dragging, with its length, and the length of each scene. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/lengths.h"
#include "ui/clip_columns.h"
#include "ui/mark_row.h"

enum { DRAG_BEGINS = 6, EDGE = 28 };

struct ct_panel_selects {
    ct_scroll        scroll;
    ct_scene_lengths lengths;
    bool             counted; /* the lengths above are those of the list */
    /* A row on its way to another place. */
    ct_id  pressed; /* none: no button is down on a row */
    bool   dragging;
    size_t target; /* it goes before this row */
};

ct_panel_selects *ct_panel_selects_create(void)
{
    return ct_alloc(sizeof(ct_panel_selects));
}

void ct_panel_selects_destroy(ct_panel_selects **panel)
{
    if (!*panel)
        return;
    ct_scene_lengths_finish(&(*panel)->lengths);
    free(*panel);
    *panel = NULL;
}

void ct_panel_selects_reveal(ct_ui *ui, size_t row)
{
    ct_list list = {ct_session_panel_selects(ui->session)->count, CT_SELECT_ROW, 1, 0};

    ct_list_reveal(&list, &ui->selects->scroll, row);
}

void ct_panel_selects_to_top(ct_ui *ui)
{
    ct_scroll_to_top(&ui->selects->scroll);
}

/* --- a row -------------------------------------------------------------------------------------- */

static void draw_select_still(ct_ui *ui, ct_rect box, const ct_select *select)
{
    const ct_clip  *clip = ct_session_clip_of(ui->session, select->clip);
    const ct_image *image = clip ? ct_stills_get(ui->stills, clip, select->span.first) : NULL;

    ct_canvas_fill(ct_gui_canvas(ui->gui), box, 3, ct_dark.picture);
    if (image)
        ct_canvas_image(ct_gui_canvas(ui->gui), image, box, 3, 1);
    else if (clip) /* as in the list of clips */
        ct_canvas_icon(ct_gui_canvas(ui->gui),
                       clip->offline    ? CT_ICON_OFFLINE
                       : clip->width_px ? CT_ICON_CLIP
                                        : CT_ICON_SOUND,
                       ct_rect_centre(box, 18, 18),
                       clip->offline ? ct_dark.warning : ct_dark.text_faint);
}

static void draw_select_foot(ct_ui *ui, ct_rect r, const ct_select *select)
{
    const ct_clip *clip = ct_session_clip_of(ui->session, select->clip);
    char           title[160] = "", words[320];

    if (clip)
        ct_clip_title(clip, title, sizeof title);
    for (int i = 0; i < select->rating; i++)
        ct_canvas_icon(ct_gui_canvas(ui->gui), CT_ICON_STAR,
                       ct_rect_centre(ct_cut_right(&r, 13), 11, 11), ct_dark.star);
    snprintf(words, sizeof words, "%s%s%s", ui->layout.project ? title : "",
             ui->layout.project && *title ? " · " : "", ct_str_or_empty(select->author));
    ct_canvas_text(ct_gui_canvas(ui->gui), r, words, CT_TYPE_SMALL, ct_dark.text_soft, 0);
}

static void draw_select(ct_ui *ui, ct_rect row, const ct_select *select)
{
    ct_canvas *c = ct_gui_canvas(ui->gui);
    bool       named = select->label && *select->label;
    char       words[96];

    ct_canvas_fill(c, (ct_rect){row.x, row.y, 3, row.h - 1}, 0, ct_dark.verdict[select->verdict]);
    ct_rect inner = ct_rect_inset(row, 0, 6);
    ct_skip_left(&inner, 10);
    ct_skip_right(&inner, CT_GAP);
    draw_select_still(ui, ct_cut_left(&inner, round(inner.h * 16 / 9)), select);
    ct_skip_left(&inner, CT_GAP);
    ct_rect lines[3];
    for (int i = 0; i < 3; i++)
        lines[i] = ct_cut_top(&inner, 16);
    ct_mark_proof(ui, ct_cut_right(&lines[0], 16), select->id);
    ct_canvas_text(c, lines[0], named ? select->label : ct_verdict_name(select->verdict),
                   named ? CT_TYPE_STRONG : CT_TYPE_BODY, named ? ct_dark.text : ct_dark.text_soft,
                   0);
    ct_mark_span(ui, select->clip, select->span, words, sizeof words);
    ct_canvas_text(c, lines[1], words, CT_TYPE_SMALL, ct_dark.text, 0);
    draw_select_foot(ui, lines[2], select);
}

/* --- lengths ------------------------------------------------------------------------------------ */

static void count_lengths(ct_ui *ui, ct_panel_selects *panel)
{
    const ct_select_list *selects = ct_session_panel_selects(ui->session);

    ct_scene_lengths_finish(&panel->lengths);
    for (size_t i = 0; i < selects->count; i++) {
        const ct_clip *clip = ct_session_clip_of(ui->session, selects->items[i].clip);
        if (clip)
            ct_scene_lengths_add(&panel->lengths, clip, &selects->items[i]);
    }
    ct_scene_lengths_sort(&panel->lengths);
}

/* Every scene of the project, also those without a select; behind them what belongs to none. */
static void add_scenes(ct_ui *ui, ct_panel_selects *panel)
{
    const ct_scene_list *scenes = ct_session_scenes(ui->session);

    for (size_t i = 0; i < scenes->count; i++)
        (void)ct_scene_lengths_of(&panel->lengths, scenes->items[i].scene);
    ct_scene_lengths_sort(&panel->lengths);
}

/* "2 of 3 set-ups   00:00:12:04", as far as there is something to say. */
static void coverage_text(const ct_scene_length *t, const ct_scene *scene, char *out, size_t bytes)
{
    char length[CT_LENGTH_TEXT_BYTES] = "";

    if (t->length.count > 0)
        ct_length_text(&t->length, length);
    if (scene)
        snprintf(out, bytes, "%lld of %lld set-up%s%s%s", (long long)scene->covered,
                 (long long)scene->shots, CT_S(scene->shots), *length ? "   " : "", length);
    else
        snprintf(out, bytes, "%s", length);
}

static ct_colour coverage_colour(const ct_scene *scene)
{
    if (!scene)
        return ct_dark.text_faint;
    return scene->covered == 0             ? ct_dark.warning
           : scene->covered < scene->shots ? ct_dark.accent
                                           : ct_dark.success;
}

/* Shows the selects of a scene alone; of one that has none, the takes they could come from. */
static void choose_scene(ct_ui *ui, const ct_scene_length *t)
{
    const ct_scene *scene = ct_scene_list_find(ct_session_scenes(ui->session), t->scene);
    char            filter[256];

    if (!*t->scene)
        return;
    snprintf(filter, sizeof filter, "scene:\"%s\"", t->scene);
    if (scene && scene->covered == 0 && t->length.count == 0)
        ct_ui_act(ui, "list.find", "text", filter, NULL);
    else
        ct_panel_marks_find(ui, filter);
}

/* An entry of the menu of scenes, and the texts that it borrows. */
typedef struct entry {
    char name[200], coverage[2 * CT_UI_TEXT];
} entry;

static ct_menu_item describe_scene(ct_ui *ui, const ct_scene_length *t, entry *e)
{
    const ct_scene *scene = ct_scene_list_find(ct_session_scenes(ui->session), t->scene);

    snprintf(e->name, sizeof e->name, "%s%s", *t->scene ? "Scene " : "No scene", t->scene);
    coverage_text(t, scene, e->coverage, sizeof e->coverage);
    return (ct_menu_item){.text = e->name, .keys = e->coverage, .colour = coverage_colour(scene)};
}

static void run_scenes(ct_ui *ui, ct_panel_selects *panel, ct_wid id)
{
    if (!ct_menu_is_open(ui->gui, id))
        return;
    add_scenes(ui, panel);
    size_t        count = panel->lengths.count;
    ct_menu_item *items = ct_alloc_array(count + 1, sizeof *items);
    entry        *entries = ct_alloc_array(count + 1, sizeof *entries);
    for (size_t i = 0; i < count; i++)
        items[i] = describe_scene(ui, &panel->lengths.items[i], &entries[i]);
    int chosen = ct_menu_run(ui->gui, id, items, (int)count);
    if (chosen >= 0)
        choose_scene(ui, &panel->lengths.items[chosen]);
    free(items);
    free(entries);
}

/* Of what is shown: the order and the words of the filter go along. */
static void make_cut(ct_ui *ui)
{
    const ct_marks_filter *f = ct_session_marks_filter(ui->session);
    const char            *order = f->order == CT_ORDER_SLATE    ? "slate"
                                   : f->order == CT_ORDER_RATING ? "rating"
                                   : f->order == CT_ORDER_TIME   ? "time"
                                                                 : "hand";

    ct_prompt_make_cut(ui, order, f->find);
}

static void run_foot(ct_ui *ui, ct_panel_selects *panel, ct_rect r)
{
    ct_canvas       *c = ct_gui_canvas(ui->gui);
    const ct_length *all = &panel->lengths.all;
    char             words[96], length[CT_LENGTH_TEXT_BYTES];
    ct_wid           menu = ct_gui_id(ui->gui, "scene-menu");

    ct_canvas_fill(c, r, 0, ct_dark.head);
    ct_canvas_hline(c, r.x, r.y, r.w, ct_dark.line);
    ct_rect   inner = ct_rect_inset(r, CT_GAP, 0);
    ct_rect   make = ct_cut_right(&inner, 84), right = ct_cut_right(&inner, 72);
    ct_button cut = {.text = "Make cut",
                     .look = CT_BUTTON_FLAT,
                     .tip = "Make a cut of the selects, in this order",
                     .off = all->count == 0};
    if (ct_widget_button(ui->gui, ct_gui_id(ui->gui, "make-cut"),
                         ct_rect_centre(make, make.w, CT_CONTROL), &cut))
        make_cut(ui);
    ct_button button = {.text = "Scenes",
                        .look = CT_BUTTON_FLAT,
                        .tip = "What each scene has, and which has nothing yet",
                        .off = all->count == 0 && ct_session_scenes(ui->session)->count == 0};
    if (ct_widget_button(ui->gui, ct_gui_id(ui->gui, "scenes"),
                         ct_rect_centre(right, right.w, CT_CONTROL), &button))
        ct_menu_open(ui->gui, menu, right);
    snprintf(words, sizeof words, "%zu select%s   %s", all->count, CT_S(all->count),
             ct_length_text(all, length));
    if (ct_canvas_text_size(c, words, CT_TYPE_BODY, 0).w > inner.w) /* the tab says how many */
        snprintf(words, sizeof words, "%s", length);
    ct_canvas_text(c, inner, words, CT_TYPE_BODY, ct_dark.text, 0);
    run_scenes(ui, panel, menu);
}

/* --- dragging ----------------------------------------------------------------------------------- */

static bool may_be_dragged(const ct_ui *ui)
{
    return ui->layout.project && ct_session_marks_filter(ui->session)->order == CT_ORDER_HAND &&
           !ct_session_read_only(ui->session);
}

/* The list moves on under a row that is held at its edge. */
static void scroll_at_edge(ct_ui *ui, ct_scroll *scroll, ct_rect r)
{
    double y = ct_gui_input(ui->gui)->mouse.y;

    if (y < r.y + EDGE)
        scroll->target -= CT_SELECT_ROW / 4.0;
    else if (y > r.y + r.h - EDGE)
        scroll->target += CT_SELECT_ROW / 4.0;
    else
        return;
    ct_gui_wake(ui->gui, 16);
}

static void drop(ct_ui *ui, ct_panel_selects *panel)
{
    const ct_select_list *selects = ct_session_panel_selects(ui->session);
    char                  moving[CT_ID_TEXT_BYTES], before[CT_ID_TEXT_BYTES] = "";

    if (panel->target < selects->count)
        ct_id_text(selects->items[panel->target].id, before);
    if (strcmp(ct_id_text(panel->pressed, moving), before) != 0)
        ct_ui_act(ui, "select.move", "select", moving, "before", before, NULL);
}

static void follow_drag(ct_ui *ui, ct_panel_selects *panel, const ct_list_run *run, ct_rect r)
{
    const ct_input *in = ct_gui_input(ui->gui);
    double          row = floor((in->mouse.y - run->content.y) / CT_SELECT_ROW + 0.5);

    if (ct_id_is_none(panel->pressed))
        return;
    panel->dragging |= fabs(in->mouse.y - in->press_at.y) > DRAG_BEGINS;
    if (panel->dragging) {
        panel->target = (size_t)fmin(fmax(row, 0), (double)run->list.count);
        double y = run->content.y + (double)panel->target * CT_SELECT_ROW;
        ct_canvas_fill(ct_gui_canvas(ui->gui), (ct_rect){r.x, y - 1, r.w - CT_SCROLLBAR, 2}, 0,
                       ct_dark.accent);
        scroll_at_edge(ui, &panel->scroll, r);
    }
    if (in->down & CT_MOUSE_LEFT)
        return;
    if (panel->dragging)
        drop(ui, panel);
    panel->pressed = ct_id_none();
    panel->dragging = false;
}

/* --- the list ----------------------------------------------------------------------------------- */

static void run_rows(ct_ui *ui, ct_panel_selects *panel, ct_rect r)
{
    const ct_select_list *selects = ct_session_panel_selects(ui->session);
    ct_list               list = {selects->count, CT_SELECT_ROW, 1, 0};
    ct_rect               row;
    ct_list_run           run =
        ct_list_begin(ui->gui, ct_gui_id(ui->gui, "selects"), r, &list, &panel->scroll);

    while (ct_list_next(&run, &row)) {
        const ct_select *select = &selects->items[run.index];
        ct_touch         touch = ct_mark_row(ui, row, select->id, run.index);
        draw_select(ui, row, select);
        if (touch.pressed && may_be_dragged(ui))
            panel->pressed = select->id;
        if (touch.doubled)
            ct_ui_act_line(ui, "select.name");
    }
    follow_drag(ui, panel, &run, r);
    ct_list_end(&run);
}

void ct_panel_selects_heed(ct_panel_selects *panel, unsigned changed)
{
    if (changed & (CT_CHANGED_MARKS | CT_CHANGED_CLIPS | CT_CHANGED_CLIP | CT_CHANGED_PROJECT))
        panel->counted = false;
}

void ct_panel_selects_run(ct_ui *ui, ct_rect r)
{
    run_rows(ui, ui->selects, r);
}

void ct_panel_selects_foot(ct_ui *ui, ct_rect *r)
{
    ct_panel_selects *panel = ui->selects;

    if (!ui->layout.project)
        return;
    if (!panel->counted)
        count_lengths(ui, panel);
    panel->counted = true;
    run_foot(ui, panel, ct_cut_bottom(r, 32));
}

/* How the selects of the project follow one another. True when it changed. */
bool ct_panel_selects_order(ct_ui *ui, ct_rect r, ct_mark_order *order)
{
    static const ct_menu_item items[] = {
        {.text = "By hand"}, {.text = "By slate"}, {.text = "By stars"}, {.text = "By time"}};
    static const ct_mark_order orders[] = {CT_ORDER_HAND, CT_ORDER_SLATE, CT_ORDER_RATING,
                                           CT_ORDER_TIME};
    enum { COUNT = sizeof orders / sizeof orders[0] };
    int chosen = 0;

    while (chosen < COUNT - 1 && orders[chosen] != *order)
        chosen++;
    if (!ct_dropdown(ui->gui, ct_gui_id(ui->gui, "select-order"), r, items, COUNT, &chosen))
        return false;
    *order = orders[chosen];
    return true;
}
