/* SPDX-License-Identifier: MIT */
/* What is shown while no project is open: the projects of the last days, and the way to footage. */
#include <stdlib.h>

#include "circletake/file.h"
#include "ui/ui_priv.h"

enum { WIDTH = 560, ROW = 52, RECENT_MOST = 8 };

/* Which row the keys are on, after this frame's; true when it was chosen. Nothing else wants them here. */
static bool take_keys(ct_ui *ui, size_t count)
{
    ct_input *in = ct_gui_input(ui->gui);
    size_t   *at = &ui->start_row;

    if (count == 0 || ui->sheet != CT_SHEET_NONE)
        return false;
    while (ct_input_take_key(in, SDLK_DOWN, 0) || ct_input_take_key(in, SDLK_TAB, 0))
        *at = *at + 1 < count ? *at + 1 : 0;
    while (ct_input_take_key(in, SDLK_UP, 0) || ct_input_take_key(in, SDLK_TAB, KMOD_SHIFT))
        *at = *at > 0 ? *at - 1 : count - 1;
    *at = *at < count ? *at : 0;
    return ct_input_take_key(in, SDLK_RETURN, 0) || ct_input_take_key(in, SDLK_KP_ENTER, 0);
}

static void draw_recent(ct_ui *ui, ct_rect row, size_t i, const char *path)
{
    ct_gui    *g = ui->gui;
    ct_canvas *c = ct_gui_canvas(g);
    ct_touch   touch = ct_gui_touch(g, ct_gui_id_n(g, "recent", i), row);
    char      *name = ct_path_stem(path), *folder = ct_path_folder(path);

    if (touch.hot || i == ui->start_row)
        ct_canvas_fill(c, row, CT_RADIUS, touch.hot ? ct_dark.hover : ct_dark.accent_soft);
    row = ct_rect_inset(row, CT_PAD, 6);
    ct_canvas_icon(c, CT_ICON_CIRCLED, ct_rect_centre(ct_cut_left(&row, 24), 20, 20),
                   ct_dark.accent);
    ct_skip_left(&row, CT_PAD);
    ct_canvas_text(c, ct_cut_top(&row, 20), name, CT_TYPE_STRONG, ct_dark.text, CT_TEXT_LEFT);
    ct_canvas_text(c, row, folder, CT_TYPE_SMALL, ct_dark.text_soft, CT_TEXT_MIDDLE);
    if (touch.clicked)
        ct_session_request_open(ui->session, NULL, &path, 1);
    free(name);
    free(folder);
}

static void draw_list(ct_ui *ui, ct_rect r)
{
    const ct_recent *recent = ct_session_recent(ui->session);

    if (recent->count == 0)
        return;
    ct_widget_label(ui->gui, ct_cut_top(&r, CT_ROW), "Opened lately", CT_TYPE_SMALL,
                    ct_dark.text_soft);
    size_t count = recent->count < RECENT_MOST ? recent->count : RECENT_MOST;
    size_t room = r.h >= ROW ? (size_t)(r.h / ROW) : 0;
    count = count < room ? count : room;
    bool chosen = take_keys(ui, count);
    for (size_t i = 0; i < count; i++)
        draw_recent(ui, ct_cut_top(&r, ROW), i, recent->paths[i]);
    const char *path = chosen ? recent->paths[ui->start_row] : NULL;
    if (path)
        ct_session_request_open(ui->session, NULL, &path, 1);
}

static void draw_message(ct_ui *ui, ct_rect r)
{
    const ct_message *message = ct_session_message(ui->session);

    if (message->kind != CT_MESSAGE_NONE)
        ct_canvas_text(ct_gui_canvas(ui->gui), r, message->text, CT_TYPE_BODY,
                       message->kind == CT_MESSAGE_ERROR ? ct_dark.danger : ct_dark.text_soft,
                       CT_TEXT_TOP | CT_TEXT_WRAP);
}

void ct_start_screen_run(ct_ui *ui, ct_rect r)
{
    ct_gui    *g = ui->gui;
    ct_canvas *c = ct_gui_canvas(g);
    bool       opening = ct_session_phase_now(ui->session) == CT_SESSION_OPENING;
    ct_button  open = {.text = "Open a folder of rushes",
                       .icon = CT_ICON_FOLDER,
                       .look = CT_BUTTON_MAIN,
                       .keys = "Ctrl+O",
                       .off = opening};

    ct_canvas_fill(c, r, 0, ct_dark.window);
    double  width = r.w - 80 < WIDTH ? r.w - 80 : WIDTH;
    ct_rect middle = ct_rect_centre(r, width, r.h * 0.72);
    ct_canvas_text(c, ct_cut_top(&middle, 36), "circletake", CT_TYPE_TITLE, ct_dark.text,
                   CT_TEXT_LEFT);
    ct_canvas_text(c, ct_cut_top(&middle, 24),
                   opening ? "Opening ..." : "Open rushes, or drop them here.", CT_TYPE_LARGE,
                   ct_dark.text_soft, CT_TEXT_LEFT);
    ct_skip_top(&middle, 24);
    ct_rect button = ct_cut_top(&middle, 36);
    if (ct_widget_button(g, ct_gui_id(g, "open"),
                         ct_cut_left(&button, ct_widget_button_width(g, &open) + 24), &open))
        ct_ui_open_sheet(ui, CT_SHEET_OPEN);
    ct_skip_top(&middle, 16);
    draw_message(ui, ct_cut_top(&middle, 44));
    draw_list(ui, middle);
}
