/* SPDX-License-Identifier: MIT */
#include "widget_gallery.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static ct_image *make_still(void)
{
    enum { W = 160, H = 90 };
    uint32_t *px = calloc((size_t)W * H, sizeof *px);
    for (int y = 0; y < H; y++)
        for (int x = 0; x < W; x++)
            px[y * W + x] = 0xff000000U | (uint32_t)(40 + x) << 16 | (uint32_t)(60 + y) << 8 |
                            (uint32_t)(120 - y / 2);
    ct_image *image = ct_image_create((const uint8_t *)px, W, H, W * 4);
    free(px);
    return image;
}

void gallery_init(gallery *y)
{
    memset(y, 0, sizeof *y);
    y->search = ct_textedit_create(false);
    y->note = ct_textedit_create(true);
    y->mixed = ct_textedit_create(true);
    ct_textedit_set(y->note, "Look at the hand on the glass: it jumps between this take and 12A-3. "
                             "The line is better here, the eyeline is not.");
    ct_textedit_set(
        y->mixed,
        "日本語のメモ · مرحبا بالعالم · שלום · Ελληνικά 👩‍👩‍👧‍👦 é");
    y->checked = y->switched = true;
    y->rating = 3;
    y->slider = 0.4;
    y->split = 640;
    y->row = 2;
    y->menu_choice = -1;
    y->still = make_still();
}

void gallery_finish(gallery *y)
{
    ct_textedit_destroy(&y->search);
    ct_textedit_destroy(&y->note);
    ct_textedit_destroy(&y->mixed);
    ct_image_destroy(&y->still);
}

static ct_rect line(ct_rect *r)
{
    ct_rect row = ct_cut_top(r, CT_CONTROL);
    ct_skip_top(r, CT_GAP + 4);
    return row;
}

static void buttons(gallery *y, ct_gui *g, ct_rect *r)
{
    static const ct_button all[] = {
        {.text = "Export",
         .icon = CT_ICON_EXPORT,
         .tip = "Write the select list",
         .keys = "Ctrl+E"},
        {.text = "Add footage", .look = CT_BUTTON_MAIN},
        {.text = "Withdraw", .look = CT_BUTTON_DANGER},
        {.text = "Not now", .off = true},
        {.text = "On", .on = true},
        {.icon = CT_ICON_LOOP, .look = CT_BUTTON_FLAT, .tip = "Loop", .keys = "Ctrl+/"},
        {.icon = CT_ICON_CIRCLED, .look = CT_BUTTON_FLAT, .on = true, .colour = 0xf2b33dff},
        {.icon = CT_ICON_REJECT, .look = CT_BUTTON_FLAT, .off = true},
    };
    ct_rect row = line(r);
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        ct_rect at = ct_cut_left(&row, ct_widget_button_width(g, &all[i]));
        if (ct_widget_button(g, ct_gui_id_n(g, "button", i), at, &all[i]))
            y->button_clicks++;
        ct_skip_left(&row, CT_GAP);
    }
}

static void choices(gallery *y, ct_gui *g, ct_rect *r)
{
    static const char *const  scopes[] = {"This clip", "Project", "Mine"};
    static const char *const  tabs[] = {"Notes", "Selects", "Slate"};
    static const ct_menu_item cats[] = {
        {.text = "General", .colour = 0xb0b0b0ff},
        {.text = "Picture", .colour = 0x5aa9f0ff},
        {.text = "Sound", .colour = 0x5fc98fff},
        {.text = NULL},
        {.text = "Continuity", .colour = 0xf08ba0ff, .keys = "Ctrl+8"},
    };
    ct_rect row = line(r);
    ct_widget_checkbox(g, ct_gui_id(g, "check"), ct_cut_left(&row, 140), "Only circled",
                       &y->checked);
    ct_widget_switch(g, ct_gui_id(g, "switch"), ct_cut_left(&row, 150), "Follow playhead",
                     &y->switched);
    ct_widget_stars(g, ct_gui_id(g, "stars"), ct_cut_left(&row, 100), &y->rating);
    row = line(r);
    ct_widget_segments(g, ct_gui_id(g, "segments"), ct_cut_left(&row, 240), scopes, 3, &y->segment);
    ct_skip_left(&row, CT_PAD);
    ct_dropdown(g, ct_gui_id(g, "dropdown"), ct_cut_left(&row, 130), cats, 5, &y->dropdown);
    row = line(r);
    ct_widget_tabs(g, ct_gui_id(g, "tabs"), ct_cut_left(&row, 260), tabs, 3, &y->tab);
    ct_widget_slider(g, ct_gui_id(g, "slider"), ct_rect_inset(row, 8, 4), &y->slider);
    row = line(r);
    row.w = 240;
    ct_widget_progress(g, row, 0.62);
}

static void chips(ct_gui *g, ct_rect *r)
{
    static const char *const words[] = {"general",  "picture", "sound", "music",
                                        "graphics", "vfx",     "story", "continuity"};
    ct_rect                  row = line(r);
    for (int i = 0; i < CT_CAT_COUNT; i++)
        ct_skip_left(&row, ct_widget_chip(g, row, words[i], ct_dark.category[i]) + 6);
    row = line(r);
    static const char *const keys[] = {"Ctrl", "Shift", "Z", "Space", "F11"};
    for (int i = 0; i < 5; i++)
        ct_skip_left(&row, ct_widget_keycap(g, row, keys[i]) + 4);
}

static void icons(ct_gui *g, ct_rect *r)
{
    enum { ROW = 19 };
    ct_rect row = {0};
    for (int i = 1; i < CT_ICON_COUNT; i++) {
        if ((i - 1) % ROW == 0)
            row = ct_cut_top(r, 30);
        ct_canvas_icon(ct_gui_canvas(g), (ct_icon)i, ct_rect_centre(ct_cut_left(&row, 32), 16, 16),
                       ct_dark.text);
    }
    ct_skip_top(r, CT_GAP);
}

static void fields(gallery *y, ct_gui *g, ct_rect *r)
{
    const ct_field_look search = {.placeholder = "Find clips, notes, slates",
                                  .icon = CT_ICON_SEARCH};
    ct_rect             row = line(r);
    if (ct_field_run(g, ct_gui_id(g, "search"), ct_cut_left(&row, 300), y->search, &search)
            .submitted)
        y->submits++;
    ct_skip_left(&row, CT_PAD);
    ct_canvas_clock(ct_gui_canvas(g), row, "01:00:04:20", CT_TYPE_TIMECODE, ct_dark.text,
                    CT_TEXT_RIGHT);
    ct_rect box = ct_cut_top(r, ct_field_height(g, y->note, r->w, 2, 4));
    ct_field_run(g, ct_gui_id(g, "note"), box, y->note, NULL);
    ct_skip_top(r, CT_PAD);
    box = ct_cut_top(r, ct_field_height(g, y->mixed, r->w, 1, 3));
    ct_field_run(g, ct_gui_id(g, "mixed"), box, y->mixed, NULL);
    ct_skip_top(r, CT_PAD);
}

static void clip_row(gallery *y, ct_gui *g, const ct_column *columns, ct_rect row, size_t index)
{
    ct_canvas *c = ct_gui_canvas(g);
    char       name[40], take[16], length[24];
    ct_touch   t = ct_gui_touch(g, ct_gui_id_n(g, "row", index), row);
    if (t.pressed)
        y->row = index;
    ct_list_ground(g, row, y->row == index, t.hot);
    snprintf(name, sizeof name, "A001_C%03zu_0412AB.mov", index + 1);
    snprintf(take, sizeof take, "12A-%zu", index + 1);
    snprintf(length, sizeof length, "00:00:%02zu:12", index % 60);
    ct_canvas_text(c, ct_table_cell(columns, 4, 0, row), name, CT_TYPE_BODY, ct_dark.text,
                   CT_TEXT_MIDDLE);
    ct_canvas_text(c, ct_table_cell(columns, 4, 1, row), take, CT_TYPE_BODY, ct_dark.text_soft, 0);
    ct_canvas_text(c, ct_table_cell(columns, 4, 2, row), length, CT_TYPE_BODY, ct_dark.text_soft,
                   CT_TEXT_RIGHT);
    ct_rect mark = ct_table_cell(columns, 4, 3, row);
    if (index % 3 == 0)
        ct_canvas_icon(c, CT_ICON_CIRCLED, ct_cut_left(&mark, 14), ct_dark.circled);
    ct_canvas_hline(c, row.x, row.y + row.h - 1, row.w, ct_dark.line);
}

static void table(gallery *y, ct_gui *g, ct_rect r)
{
    static ct_column columns[] = {{"Name", 220, 80, false},
                                  {"Take", 80, 40, false},
                                  {"Length", 110, 60, true},
                                  {"", 60, 40, false}};
    const ct_list    list = {.count = 100000, .row = CT_ROW};
    ct_wid           id = ct_gui_id(g, "clips");
    ct_rect          row;
    ct_rect          rest = ct_widget_head(g, ct_cut_top(&r, CT_HEAD), "Clips");
    const ct_button  grid = {.icon = CT_ICON_GRID, .look = CT_BUTTON_FLAT, .tip = "As a grid"};
    ct_widget_button(g, ct_gui_id(g, "as grid"),
                     ct_rect_centre(ct_cut_right(&rest, CT_CONTROL), CT_CONTROL, CT_CONTROL),
                     &grid);
    ct_canvas_fill(ct_gui_canvas(g), r, 0, ct_dark.panel);
    ct_table_head(g, ct_gui_id(g, "head"), ct_cut_top(&r, CT_ROW), columns, 4, &y->sort, &y->down);
    ct_list_keys(g, id, &list, &y->scroll, &y->row);
    ct_list_run run = ct_list_begin(g, id, r, &list, &y->scroll);
    while (ct_list_next(&run, &row))
        clip_row(y, g, columns, row, run.index);
    ct_list_end(&run);
    ct_gui_focus_ring(g, id, ct_rect_inset(r, 2, 2), 0);
}

static void timeline(ct_gui *g, ct_rect r)
{
    enum { BARS = 580 };
    static float lo[BARS], hi[BARS];
    ct_canvas   *c = ct_gui_canvas(g);
    for (int i = 0; i < BARS; i++) {
        hi[i] = (float)(0.15 + 0.7 * fabs(sin(i * 0.031) * sin(i * 0.37)));
        lo[i] = -hi[i];
    }
    ct_canvas_fill(c, r, 0, ct_dark.panel);
    ct_canvas_bars(c, ct_rect_inset(r, 0, 14), lo, hi, BARS, ct_dark.wave);
    ct_rect select = {r.x + 120, r.y + 4, 160, r.h - 8};
    ct_canvas_fill(c, select, 3, ct_colour_fade(ct_dark.verdict[CT_GOOD], 0.22));
    ct_canvas_stroke(c, select, 3, 1, ct_dark.verdict[CT_GOOD]);
    ct_canvas_fill(c, (ct_rect){r.x + 330, r.y, 1.5, r.h}, 0, ct_dark.accent);
    ct_canvas_polygon(c, (ct_point[]){{r.x + 325, r.y}, {r.x + 336, r.y}, {r.x + 330.75, r.y + 7}},
                      3, true, 0, ct_dark.accent);
}

static void grid(gallery *y, ct_gui *g, ct_rect r)
{
    const ct_list list = {.count = 9, .row = 118, .columns = 3, .gap = 8};
    ct_canvas    *c = ct_gui_canvas(g);
    ct_rect       cell;
    ct_canvas_fill(c, r, 0, ct_dark.panel);
    ct_list_run run = ct_list_begin(g, ct_gui_id(g, "grid"), r, &list, &y->grid_scroll);
    while (ct_list_next(&run, &cell)) {
        ct_rect still = ct_cut_top(&cell, 92);
        ct_canvas_fill(c, still, 4, ct_dark.picture);
        ct_canvas_image(c, y->still, still, 4, 1);
        ct_canvas_text(c, cell, "A001_C003_0412AB.mov", CT_TYPE_SMALL, ct_dark.text_soft,
                       CT_TEXT_MIDDLE);
    }
    ct_list_end(&run);
}

static void sheet(gallery *y, ct_gui *g)
{
    bool      closed = false;
    ct_rect   r = ct_sheet_begin(g, ct_gui_id(g, "sheet"), (ct_size){460, 240},
                                 "Where shall the selects go?", &closed);
    ct_button ok = {.text = "Export", .look = CT_BUTTON_MAIN};
    ct_button no = {.text = "Cancel"};
    ct_rect   foot = ct_cut_bottom(&r, CT_CONTROL);
    ct_widget_button(g, ct_gui_id(g, "ok"), ct_cut_right(&foot, 90), &ok);
    ct_skip_right(&foot, CT_GAP);
    ct_widget_button(g, ct_gui_id(g, "no"), ct_cut_right(&foot, 90), &no);
    ct_canvas_text(ct_gui_canvas(g), r,
                   "The list names 14 selects of 9 clips. Two of them are marked on frames whose "
                   "picture has changed since; they are written with a warning.",
                   CT_TYPE_BODY, ct_dark.text_soft, CT_TEXT_WRAP | CT_TEXT_TOP);
    ct_sheet_end(g);
    if (closed)
        y->sheet = false;
}

static void texts(ct_gui *g, ct_rect *r)
{
    ct_canvas *c = ct_gui_canvas(g);
    ct_canvas_text(c, ct_cut_top(r, 36), "The review room", CT_TYPE_TITLE, ct_dark.text, 0);
    ct_canvas_text(c, ct_cut_top(r, 24), "Scene 12, take 3", CT_TYPE_LARGE, ct_dark.text, 0);
    ct_canvas_text(c, ct_cut_top(r, 20), "24 clips · 3 circled · saved 14:02:11", CT_TYPE_SMALL,
                   ct_dark.text_soft, 0);
    ct_skip_top(r, CT_PAD);
}

void gallery_draw(gallery *y, ct_gui *g)
{
    ct_rect all = ct_gui_bounds(g);
    ct_canvas_fill(ct_gui_canvas(g), all, 0, ct_dark.window);
    ct_rect left = ct_cut_left(&all, y->split - 2);
    ct_widget_splitter(g, ct_gui_id(g, "split"), ct_cut_left(&all, 4), true, &y->split, 400, 900);
    ct_canvas_fill(ct_gui_canvas(g), left, 0, ct_dark.panel);
    left = ct_rect_inset(left, CT_PAD + 4, CT_PAD);
    texts(g, &left);
    buttons(y, g, &left);
    choices(y, g, &left);
    chips(g, &left);
    icons(g, &left);
    fields(y, g, &left);
    timeline(g, ct_cut_bottom(&all, 120));
    ct_skip_bottom(&all, 4);
    grid(y, g, ct_cut_bottom(&all, 262));
    ct_skip_bottom(&all, 4);
    table(y, g, all);
    if (y->sheet)
        sheet(y, g);
}
