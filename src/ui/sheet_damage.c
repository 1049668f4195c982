/* SPDX-License-Identifier: MIT */
/* Some of a list cannot be read: whether the rest becomes a cut. */
#include <stdlib.h>

#include <SDL_keycode.h>

#include "circletake/file.h"
#include "ui/ui_priv.h"

enum { WIDTH = 560, HEIGHT = 180, PLACE = 38 };

static void answer(ct_ui *ui, bool take)
{
    ct_error err = {0};
    ct_code  code = ct_session_answer_list(ui->session, take ? 0 : -1, &err);

    ct_ui_close_sheet(ui);
    ct_ui_tell(ui, code, &err);
}

void ct_sheet_damage_run(ct_ui *ui)
{
    const ct_list_question *q = ct_session_list_question(ui->session);
    ct_gui                 *g = ui->gui;
    bool                    closed = false;

    if (!q || !q->damage) { /* its project is closed */
        ct_ui_close_sheet(ui);
        return;
    }
    char *title =
        ct_asprintf("Not all of %s can be read", ct_path_name(ct_args_text(&q->args, "file")));
    size_t places = 0;
    for (const char *c = q->damage; *c; c++)
        places += *c == '\n';
    ct_size size = {WIDTH, HEIGHT + PLACE * (double)places};
    ct_rect r = ct_sheet_begin(g, ct_gui_id(g, "damage"), size, title, &closed);
    free(title);
    ct_rect row = ct_cut_bottom(&r, CT_CONTROL);
    ct_skip_bottom(&r, CT_PAD);
    bool take = ct_widget_button_right(g, &row, "Take the rest", CT_BUTTON_MAIN);
    closed = ct_widget_button_right(g, &row, "Take nothing", CT_BUTTON_PLAIN) || closed;
    ct_canvas_text(ct_gui_canvas(g), r, q->damage, CT_TYPE_BODY, ct_dark.text,
                   CT_TEXT_TOP | CT_TEXT_WRAP);
    /* Of a button that has the keys it is Return for that one. */
    take = ct_input_take_key(ct_gui_input(g), SDLK_RETURN, 0) || take;
    ct_sheet_end(g);
    if (closed || take)
        answer(ui, take && !closed);
}
