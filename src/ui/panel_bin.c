/* SPDX-License-Identifier: MIT */
/* The clips at the left: filter, order, stills or table. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <SDL_keycode.h>

#include "circletake/file.h"
#include "ui/clip_columns.h"

enum {
    CELL_LEAST = 134, /* of a still in the grid */
    CELL_TEXT = 44,   /* under it */
    TABLE_ROW = 26,
    MOST_COLUMNS = 16,
    SOUGHT_MS = 2000
};

struct ct_panel_bin {
    ct_textedit *find;
    ct_scroll    scroll;
    double       shift; /* of the table to the left, logical pixels */
    ct_column    columns[MOST_COLUMNS];
    int          column_count, sort_column;
    ct_id        shown; /* the clip that was scrolled to last */
    int64_t      shown_row;
    uint64_t     sought_ms; /* a filter was typed: its list, and others before, are on their way */
};

ct_panel_bin *ct_panel_bin_create(void)
{
    ct_panel_bin         *panel = ct_alloc(sizeof *panel);
    const ct_clip_column *all = ct_clip_columns(&panel->column_count);

    panel->find = ct_textedit_create(false);
    panel->sort_column = -1;
    for (int i = 0; i < panel->column_count; i++)
        panel->columns[i] = (ct_column){all[i].title, all[i].width, all[i].least, all[i].right};
    return panel;
}

void ct_panel_bin_destroy(ct_panel_bin **panel)
{
    if (!*panel)
        return;
    ct_textedit_destroy(&(*panel)->find);
    free(*panel);
    *panel = NULL;
}

/* --- the head ------------------------------------------------------------------------------- */

static void run_project_menu(ct_ui *ui, ct_rect r)
{
    static const char *const lines[] = {"view.open",    "view.export",  "view.slate", "clip.unseen",
                                        "play.selects", NULL,           "edit.undo",  "edit.redo",
                                        NULL,           "view.palette", "view.keys"};
    enum { COUNT = sizeof lines / sizeof lines[0] };
    ct_menu_item items[COUNT] = {0};
    char         keys[COUNT][CT_UI_TEXT];
    ct_wid       id = ct_gui_id(ui->gui, "project-menu");
    ct_button    button = {.icon = CT_ICON_MENU, .look = CT_BUTTON_FLAT, .tip = "Project"};

    if (ct_widget_button(ui->gui, ct_gui_id(ui->gui, "project-button"), r, &button))
        ct_menu_open(ui->gui, id, r);
    if (!ct_menu_is_open(ui->gui, id))
        return;
    for (int i = 0; i < COUNT; i++) {
        const ct_action *action = lines[i] ? ct_registry_find(ui->registry, lines[i]) : NULL;
        if (action)
            items[i] = (ct_menu_item){.text = action->sentence,
                                      .keys = ct_ui_keys_of(ui, lines[i], keys[i])};
    }
    int chosen = ct_menu_run(ui->gui, id, items, COUNT);
    if (chosen >= 0)
        ct_ui_act_line(ui, lines[chosen]);
}

static void run_head(ct_ui *ui, ct_rect r)
{
    ct_canvas       *c = ct_gui_canvas(ui->gui);
    const ct_counts *counts = ct_session_counts(ui->session);
    char             words[64] = "";

    ct_canvas_fill(c, r, 0, ct_dark.head);
    ct_canvas_hline(c, r.x, r.y + r.h - 1, r.w, ct_dark.line);
    ct_rect inner = ct_rect_inset(r, CT_GAP, 0);
    run_project_menu(ui, ct_rect_centre(ct_cut_left(&inner, CT_CONTROL), CT_CONTROL, CT_CONTROL));
    ct_skip_left(&inner, 4);
    if (counts && *ct_session_find_text(ui->session))
        snprintf(words, sizeof words, "%zu of %lld clips", ct_session_clip_count(ui->session),
                 (long long)counts->clips);
    else if (counts)
        snprintf(words, sizeof words, "%lld clip%s", (long long)counts->clips, CT_S(counts->clips));
    double w = ct_canvas_text_size(c, words, CT_TYPE_SMALL, 0).w + 2;
    ct_canvas_text(c, ct_cut_right(&inner, w), words, CT_TYPE_SMALL, ct_dark.text_soft,
                   CT_TEXT_RIGHT);
    ct_skip_right(&inner, CT_GAP);
    ct_canvas_text(c, inner, ct_session_project_name(ui->session), CT_TYPE_STRONG, ct_dark.text,
                   CT_TEXT_MIDDLE);
}

/* --- filter and order ------------------------------------------------------------------------- */

static void run_find(ct_ui *ui, ct_panel_bin *panel, ct_rect r)
{
    ct_field_look look = {.placeholder = "Filter clips, notes, slates", .icon = CT_ICON_SEARCH};
    ct_wid        id = ct_gui_id(ui->gui, "find");

    const char *found = ct_session_find_text(ui->session);

    /* the palette and scripts filter too */
    if (ui->changed & (CT_CHANGED_PROJECT | CT_CHANGED_CLIPS) &&
        strcmp(ct_textedit_text(panel->find), found) != 0)
        ct_textedit_set(panel->find, found);
    if (ui->want_find) {
        ct_gui_focus(ui->gui, id);
        ct_textedit_select_all(panel->find);
        ui->want_find = false;
    }
    ct_field_did did = ct_ui_field(ui, id, r, panel->find, &look);
    if (did.changed) {
        ct_ui_act(ui, "list.find", "text", ct_textedit_text(panel->find), NULL);
        panel->sought_ms = ct_gui_input(ui->gui)->now_ms;
    }
    if (did.submitted) { /* found: go there; nothing was sought: stay */
        ct_gui_focus(ui->gui, 0);
        if (!ct_textedit_empty(panel->find))
            ct_ui_act_line(ui, "clip.first");
    }
    ct_gui_tooltip(
        ui->gui, id, r,
        "Words, \"a phrase\", -not, scene:12, rating:3, circled, has:notes, is:offline\n"
        "is:vfr, is:no-timecode, is:timecode-rate, is:drop, is:edit-list, is:open-gop, "
        "timecode:tmcd, channels:4, channel:boom\n"
        "is:black, is:frozen, is:repeated, is:missing, is:silent, is:av-length, is:start-offset",
        NULL);
}

static void run_order(ct_ui *ui, ct_rect r)
{
    static const ct_menu_item items[CT_SORT_COUNT] = {
        {.text = "Slate"},    {.text = "Name"},    {.text = "Reel"},  {.text = "Camera"},
        {.text = "Timecode"}, {.text = "Length"},  {.text = "Stars"}, {.text = "Colour"},
        {.text = "Circled"},  {.text = "Selects"}, {.text = "Notes"}, {.text = "Added"},
        {.text = "Codec"},    {.text = "Folder"}};
    bool down;
    int  chosen = (int)ct_session_sort(ui->session, &down);

    ct_rect   turn = ct_cut_right(&r, CT_CONTROL);
    ct_button button = {.icon = down ? CT_ICON_DOWN : CT_ICON_UP,
                        .look = CT_BUTTON_FLAT,
                        .tip = "The other way round"};
    if (ct_widget_button(ui->gui, ct_gui_id(ui->gui, "turn"), turn, &button))
        ct_ui_act(ui, "list.sort", "by", ct_clip_sort_name((ct_clip_sort)chosen), NULL);
    ct_skip_right(&r, 4);
    if (ct_dropdown(ui->gui, ct_gui_id(ui->gui, "order"), r, items, CT_SORT_COUNT, &chosen))
        ct_ui_act(ui, "list.sort", "by", ct_clip_sort_name((ct_clip_sort)chosen), NULL);
}

static void run_look(ct_ui *ui, ct_rect r)
{
    ct_rect   grid = ct_cut_left(&r, CT_CONTROL);
    ct_button stills = {
        .icon = CT_ICON_GRID, .look = CT_BUTTON_FLAT, .tip = "Stills", .on = ui->layout.grid};
    ct_button table = {
        .icon = CT_ICON_LIST, .look = CT_BUTTON_FLAT, .tip = "Table", .on = !ui->layout.grid};

    bool to_grid = ct_widget_button(ui->gui, ct_gui_id(ui->gui, "stills"), grid, &stills);
    bool to_table = ct_widget_button(ui->gui, ct_gui_id(ui->gui, "table"), r, &table);
    if ((to_grid && !ui->layout.grid) || (to_table && ui->layout.grid))
        ct_ui_act_line(ui, "view.grid");
}

static void run_tools(ct_ui *ui, ct_panel_bin *panel, ct_rect r)
{
    ct_rect inner = ct_rect_inset(r, CT_GAP, 4);
    ct_rect first = ct_cut_top(&inner, CT_CONTROL);

    ct_skip_top(&inner, 4);
    run_find(ui, panel, first);
    ct_rect second = ct_cut_top(&inner, CT_CONTROL);
    run_look(ui, ct_cut_right(&second, 2 * CT_CONTROL));
    ct_skip_right(&second, CT_GAP);
    if (ui->layout.grid)
        run_order(ui, ct_cut_left(&second, fmin(second.w, 180)));
    else
        ct_canvas_text(ct_gui_canvas(ui->gui), second, "Click a head to sort", CT_TYPE_SMALL,
                       ct_dark.text_faint, 0);
}

/* --- choosing ------------------------------------------------------------------------------------ */

static void choose(ct_ui *ui, const ct_clip *clip, uint16_t mods)
{
    ct_id id = clip->id;

    if (mods & (KMOD_CTRL | KMOD_SHIFT)) {
        ct_session_select_clip(ui->session, id, mods & KMOD_SHIFT ? 2 : 1);
    } else {
        ct_session_select_clip(ui->session, id, 0);
        ct_session_open_clip(ui->session, id, -1);
    }
    ct_gui_focus(ui->gui, 0); /* arrows go on being the player's */
    ct_gui_wake(ui->gui, 0);
}

/* The same ground for cell and row; true when it was clicked. */
static bool run_ground(ct_ui *ui, ct_rect r, const ct_clip *clip, size_t index, double radius)
{
    ct_canvas     *c = ct_gui_canvas(ui->gui);
    ct_touch       touch = ct_gui_touch(ui->gui, ct_gui_id_n(ui->gui, "clip", index), r);
    const ct_clip *open = ct_session_clip(ui->session);
    bool           is_open = open && ct_id_equal(open->id, clip->id);
    bool           chosen = ct_session_clip_selected(ui->session, clip->id);

    if (chosen)
        ct_canvas_fill(c, r, radius, is_open ? ct_dark.accent_soft : ct_dark.selected);
    else if (is_open)
        ct_canvas_fill(c, r, radius, ct_dark.selected);
    else if (touch.hot)
        ct_canvas_fill(c, r, radius, ct_colour_fade(ct_dark.hover, 0.55));
    ct_gui_tooltip(ui->gui, ct_gui_id_n(ui->gui, "clip", index), r, clip->path, NULL);
    if (touch.menu)
        ct_clip_menu_open(ui, clip->id);
    return touch.pressed;
}

/* --- stills ----------------------------------------------------------------------------------------- */

static void draw_still(ct_ui *ui, ct_rect r, const ct_clip *clip)
{
    ct_canvas      *c = ct_gui_canvas(ui->gui);
    const ct_image *image = ct_stills_get(ui->stills, clip, -1);

    ct_canvas_fill(c, r, 3, ct_dark.picture);
    if (image) {
        ct_size px = ct_image_size(image);
        double  scale = fmin(r.w / px.w, r.h / px.h);
        ct_canvas_image(c, image, ct_rect_centre(r, px.w * scale, px.h * scale), 3,
                        clip->offline ? 0.4 : 1);
        return;
    }
    ct_icon icon = clip->offline ? CT_ICON_OFFLINE : clip->width_px ? CT_ICON_CLIP : CT_ICON_SOUND;
    ct_canvas_icon(c, icon, ct_rect_centre(r, 24, 24),
                   clip->offline ? ct_dark.warning : ct_dark.text_faint);
}

/* Under the title: the name, or where the title is the name, the start timecode. */
static const char *second_line(const ct_clip *clip, char out[160])
{
    char *name = ct_path_stem(ct_str_or_empty(clip->name));
    char  label[CT_TC_TEXT_BYTES];

    snprintf(out, 160, "%s",
             clip->scene && *clip->scene ? name
                                         : ct_tc_track_print(&clip->tc, clip->fps, 0, label));
    free(name);
    return out;
}

static void draw_cell(ct_ui *ui, ct_rect r, const ct_clip *clip)
{
    ct_canvas *c = ct_gui_canvas(ui->gui);
    char       words[160], length[CT_UI_TEXT];

    ct_rect inner = ct_rect_inset(r, 4, 4);
    draw_still(ui, ct_cut_top(&inner, round(inner.w * 9 / 16)), clip);
    ct_skip_top(&inner, 4);
    inner = ct_rect_inset(inner, 2, 0);
    ct_rect first = ct_cut_top(&inner, 18), second = ct_cut_top(&inner, 16);
    ct_clip_title(clip, words, sizeof words);
    /* The badges leave the title its room, or most of the line to a long one. */
    double  title = fmin(ct_canvas_text_size(c, words, CT_TYPE_STRONG, 0).w + 4, first.w * 0.6);
    ct_rect badges = first;
    ct_skip_left(&badges, title);
    ct_skip_right(&first, ct_clip_badges(ui, badges, clip));
    ct_canvas_text(c, first, words, CT_TYPE_STRONG,
                   clip->offline ? ct_dark.text_soft : ct_dark.text, CT_TEXT_MIDDLE);
    ct_ui_short_duration(ui, clip, clip->frame_count, length);
    double w = ct_canvas_text_size(c, length, CT_TYPE_SMALL, 0).w + 2;
    ct_canvas_text(c, ct_cut_right(&second, w), length, CT_TYPE_SMALL, ct_dark.text_soft,
                   CT_TEXT_RIGHT);
    ct_skip_right(&second, 4);
    ct_canvas_text(c, second, second_line(clip, words), CT_TYPE_SMALL, ct_dark.text_soft,
                   CT_TEXT_MIDDLE);
}

static ct_list grid_of(ct_ui *ui, ct_rect r)
{
    double inner = r.w - CT_SCROLLBAR - 4;
    int    columns = (int)fmax(floor(inner / CELL_LEAST), 1);
    double cell = (inner - (columns + 1) * 4.0) / columns;

    return (ct_list){ct_session_clip_count(ui->session), round((cell - 8) * 9 / 16) + CELL_TEXT + 6,
                     columns, columns > 1 ? 4 : 0};
}

/* The open clip comes into sight when it became another one, or the list another order. What somebody looked for
 * begins with the first that matches, or where the open clip is. */
static void reveal_open(ct_ui *ui, ct_panel_bin *panel, const ct_list *list)
{
    const ct_clip *open = ct_session_clip(ui->session);
    uint64_t       passed_ms = ct_gui_input(ui->gui)->now_ms - panel->sought_ms;
    bool           sought = panel->sought_ms > 0 && passed_ms < SOUGHT_MS;

    if (sought && (ui->changed & CT_CHANGED_CLIPS)) {
        ct_scroll_to_top(&panel->scroll);
        panel->shown = ct_id_none();
    }
    if (!open)
        return;
    int64_t row = ct_session_clip_row(ui->session, open->id);
    if (row < 0 || (ct_id_equal(open->id, panel->shown) && row == panel->shown_row))
        return;
    panel->shown = open->id;
    panel->shown_row = row;
    ct_list_reveal(list, &panel->scroll, (size_t)row);
}

static void run_grid(ct_ui *ui, ct_panel_bin *panel, ct_rect r)
{
    ct_list     list = grid_of(ui, r);
    ct_rect     cell;
    ct_list_run run = ct_list_begin(ui->gui, ct_gui_id(ui->gui, "grid"), r, &list, &panel->scroll);

    reveal_open(ui, panel, &list);
    while (ct_list_next(&run, &cell)) {
        const ct_clip *clip = ct_session_clip_at(ui->session, run.index);
        if (!clip)
            break;
        bool pressed = run_ground(ui, cell, clip, run.index, CT_RADIUS);
        draw_cell(ui, cell, clip);
        if (pressed)
            choose(ui, clip, ct_gui_input(ui->gui)->mods);
    }
    ct_list_end(&run);
}

/* --- the table ------------------------------------------------------------------------------------------ */

static double table_width(const ct_panel_bin *panel)
{
    double w = 0;

    for (int i = 0; i < panel->column_count; i++)
        w += panel->columns[i].width;
    return w;
}

/* Wider than the panel: the wheel's other way, or Shift and the wheel, moves it sideways. */
static void shift_table(ct_ui *ui, ct_panel_bin *panel, ct_rect r, double width)
{
    ct_input *in = ct_gui_input(ui->gui);
    double    most = fmax(width - r.w + CT_SCROLLBAR, 0);

    if (ct_gui_over(ui->gui, r) &&
        (in->wheel.x != 0 || (in->mods & KMOD_SHIFT && in->wheel.y != 0))) {
        ct_point wheel = ct_gui_take_wheel(ui->gui, r);
        panel->shift += wheel.x != 0 ? wheel.x : wheel.y;
    }
    panel->shift = fmin(fmax(panel->shift, 0), most);
}

static void draw_shift_bar(ct_ui *ui, ct_panel_bin *panel, ct_rect r, double width)
{
    double view = r.w - CT_SCROLLBAR, room = width - view;

    if (room <= 0)
        return;
    double   length = fmax(view * view / width, 32);
    ct_wid   id = ct_gui_id(ui->gui, "shift");
    ct_touch touch = ct_gui_touch(ui->gui, id, r);
    if (touch.active) {
        double at = (ct_gui_input(ui->gui)->mouse.x - r.x - length / 2) / fmax(view - length, 1);
        panel->shift = fmin(fmax(at, 0), 1) * room;
    }
    ct_rect thumb = {r.x + (view - length) * panel->shift / room, r.y + 3, length, r.h - 5};
    ct_canvas_fill(ct_gui_canvas(ui->gui), thumb, thumb.h / 2,
                   touch.hot || touch.active ? ct_dark.text_faint : ct_dark.border);
}

static void run_table_head(ct_ui *ui, ct_panel_bin *panel, ct_rect r, double width)
{
    int                   count;
    const ct_clip_column *all = ct_clip_columns(&count);
    bool                  down;
    ct_clip_sort          sort = ct_session_sort(ui->session, &down);

    if (panel->sort_column < 0 || all[panel->sort_column].sort != sort)
        for (panel->sort_column = count - 1; panel->sort_column > 0; panel->sort_column--)
            if (all[panel->sort_column].sort == sort && sort != CT_SORT_SLATE)
                break;
    if (sort == CT_SORT_SLATE && all[panel->sort_column].sort != sort)
        panel->sort_column = 1;
    int column = panel->sort_column;
    ct_canvas_fill(ct_gui_canvas(ui->gui), r, 0, ct_dark.head);
    ct_canvas_clip_push(ct_gui_canvas(ui->gui), r);
    ct_rect whole = {r.x - panel->shift, r.y, fmax(width, r.w), r.h};
    if (ct_table_head(ui->gui, ct_gui_id(ui->gui, "head"), whole, panel->columns, count, &column,
                      &down)) {
        panel->sort_column = column;
        ct_ui_act(ui, "list.sort", "by", ct_clip_sort_name(all[column].sort), NULL);
    }
    ct_canvas_clip_pop(ct_gui_canvas(ui->gui));
}

static void draw_row(ct_ui *ui, ct_panel_bin *panel, ct_rect row, const ct_clip *clip)
{
    int                   count;
    const ct_clip_column *all = ct_clip_columns(&count);
    ct_rect whole = {row.x - panel->shift, row.y, fmax(table_width(panel), row.w), row.h};

    for (int i = 0; i < count; i++) {
        ct_rect cell = ct_table_cell(panel->columns, count, i, whole);
        if (cell.x + cell.w > row.x && cell.x < row.x + row.w)
            all[i].draw(ui, cell, clip);
    }
}

static void run_table(ct_ui *ui, ct_panel_bin *panel, ct_rect r)
{
    ct_list list = {ct_session_clip_count(ui->session), TABLE_ROW, 1, 0};
    double  width = table_width(panel);
    ct_rect row;

    shift_table(ui, panel, r, width);
    run_table_head(ui, panel, ct_cut_top(&r, CT_ROW), width);
    if (width > r.w - CT_SCROLLBAR)
        draw_shift_bar(ui, panel, ct_cut_bottom(&r, CT_SCROLLBAR), width);
    ct_list_run run = ct_list_begin(ui->gui, ct_gui_id(ui->gui, "table"), r, &list, &panel->scroll);
    reveal_open(ui, panel, &list);
    while (ct_list_next(&run, &row)) {
        const ct_clip *clip = ct_session_clip_at(ui->session, run.index);
        if (!clip)
            break;
        bool pressed = run_ground(ui, row, clip, run.index, 0);
        draw_row(ui, panel, row, clip);
        if (pressed)
            choose(ui, clip, ct_gui_input(ui->gui)->mods);
    }
    ct_list_end(&run);
}

/* --- the panel ---------------------------------------------------------------------------------------------- */

static void run_empty(ct_ui *ui, ct_rect r)
{
    if (*ct_session_find_text(ui->session))
        ct_widget_empty(ui->gui, r, CT_ICON_SEARCH, "No clip matches",
                        "Clear the filter to see all clips again.");
    else
        ct_widget_empty(ui->gui, r, CT_ICON_FOLDER, "No clips yet",
                        "Drop a folder of rushes here, or press Ctrl+O.");
}

void ct_panel_bin_run(ct_ui *ui, ct_rect r)
{
    ct_panel_bin *panel = ui->bin;

    ct_gui_scope_push(ui->gui, "bin", 0);
    ct_canvas_fill(ct_gui_canvas(ui->gui), r, 0, ct_dark.panel);
    run_head(ui, ct_cut_top(&r, CT_HEAD));
    run_tools(ui, panel, ct_cut_top(&r, 2 * CT_CONTROL + 12));
    if (ct_session_clip_count(ui->session) == 0)
        run_empty(ui, r);
    else if (ui->layout.grid)
        run_grid(ui, panel, r);
    else
        run_table(ui, panel, r);
    ct_clip_menu_run(ui);
    ct_gui_scope_pop(ui->gui);
}
