/* SPDX-License-Identifier: MIT */
/* Which of the timelines in a list becomes a cut: it holds several, and nobody said. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <SDL_keycode.h>

#include "circletake/file.h"
#include "ui/ui_priv.h"

enum { WIDTH = 460, ROWS_MOST = 12, AROUND_ROWS = 48 + CT_GAP + CT_CONTROL + 16 };

struct ct_sheet_timeline {
    ct_scroll scroll;
    size_t    cursor;
};

ct_sheet_timeline *ct_sheet_timeline_create(void)
{
    return ct_alloc(sizeof(ct_sheet_timeline));
}

void ct_sheet_timeline_destroy(ct_sheet_timeline **sheet)
{
    free(*sheet);
    *sheet = NULL;
}

/* What is being typed goes on first. */
void ct_sheet_timeline_heed(ct_ui *ui)
{
    const ct_list_question *q = ct_session_list_question(ui->session);

    if (ui->sheet == CT_SHEET_NONE && !ct_gui_typing(ui->gui) && q)
        ct_ui_open_sheet(ui, q->damage ? CT_SHEET_DAMAGE : CT_SHEET_TIMELINE);
}

/* -1: none. Where another list asks too, the sheet goes on with that. */
static void answer(ct_ui *ui, int64_t nth)
{
    ct_error err = {0};
    ct_code  code = ct_session_answer_list(ui->session, nth, &err);

    ct_ui_close_sheet(ui);
    ct_ui_tell(ui, code, &err);
}

static void answer_all(ct_ui *ui, const ct_list_question *q)
{
    ct_args args = {0};
    size_t  count = q->timelines.count;

    for (size_t i = 0; i < q->args.count; i++)
        ct_args_set(&args, q->args.items[i].name, q->args.items[i].value);
    answer(ui, -1);
    for (size_t i = 0; i < count; i++) {
        ct_error err = {0};
        char     number[24];
        snprintf(number, sizeof number, "#%zu", i + 1);
        ct_args_set(&args, "timeline", number);
        ct_code code =
            ct_action_run(ui->registry, ui->session, "project.import", &args, false, NULL, &err);
        ct_ui_tell(ui, code, &err);
    }
    ct_args_finish(&args);
}

/* --- drawing --------------------------------------------------------------------------------------- */

static void draw_name(ct_ui *ui, ct_rect row, const ct_list_question *q, size_t i)
{
    char        own[32];
    const char *name = q->timelines.items[i];

    snprintf(own, sizeof own, "Timeline %zu", i + 1);
    row = ct_rect_inset(row, CT_PAD, 0);
    ct_canvas_text(ct_gui_canvas(ui->gui), row, *name ? name : own, CT_TYPE_BODY, ct_dark.text,
                   CT_TEXT_MIDDLE);
}

/* The row that was clicked, else SIZE_MAX. */
static size_t run_rows(ct_ui *ui, ct_rect r, const ct_list_question *q)
{
    ct_sheet_timeline *x = ui->which;
    ct_gui            *g = ui->gui;
    ct_list            list = {.count = q->timelines.count, .row = CT_ROW};
    ct_list_run        run;
    ct_rect            row;
    size_t             clicked = SIZE_MAX;

    for (run = ct_list_begin(g, ct_gui_id(g, "timelines"), r, &list, &x->scroll);
         ct_list_next(&run, &row);) {
        ct_touch touch = ct_gui_touch(g, ct_gui_id_n(g, "timeline", run.index), row);
        ct_list_ground(g, row, run.index == x->cursor, touch.hot);
        draw_name(ui, row, q, run.index);
        if (touch.clicked)
            clicked = run.index;
    }
    ct_list_end(&run);
    return clicked;
}

static void move_cursor(ct_ui *ui, size_t count)
{
    ct_sheet_timeline *x = ui->which;
    ct_input          *in = ct_gui_input(ui->gui);
    ct_list            list = {.count = count, .row = CT_ROW};
    size_t             before = x->cursor;

    while (ct_input_take_key(in, SDLK_DOWN, 0))
        x->cursor += x->cursor + 1 < count;
    while (ct_input_take_key(in, SDLK_UP, 0))
        x->cursor -= x->cursor > 0;
    if (x->cursor != before)
        ct_list_reveal(&list, &x->scroll, x->cursor);
}

void ct_sheet_timeline_run(ct_ui *ui)
{
    const ct_list_question *q = ct_session_list_question(ui->session);
    ct_sheet_timeline      *x = ui->which;
    ct_gui                 *g = ui->gui;
    bool                    closed = false;

    if (!q) { /* its project is closed */
        ct_ui_close_sheet(ui);
        return;
    }
    size_t count = q->timelines.count;
    if (ui->sheet_fresh)
        *x = (ct_sheet_timeline){.cursor = 0};
    char *title =
        ct_asprintf("Which timeline of %s?", ct_path_name(ct_args_text(&q->args, "file")));
    ct_size size = {WIDTH, AROUND_ROWS + CT_ROW * fmin((double)count, ROWS_MOST)};
    ct_rect r = ct_sheet_begin(g, ct_gui_id(g, "which"), size, title, &closed);
    free(title);
    move_cursor(ui, count);
    ct_rect row = ct_cut_bottom(&r, CT_CONTROL);
    ct_skip_bottom(&r, CT_GAP);
    size_t clicked = run_rows(ui, r, q);
    bool   take = ct_widget_button_right(g, &row, "Take this one", CT_BUTTON_MAIN);
    bool   all = ct_widget_button_right(g, &row, "Take all", CT_BUTTON_PLAIN);
    closed = ct_widget_button_right(g, &row, "Cancel", CT_BUTTON_PLAIN) || closed;
    /* Of a button that has the keys it is Return for that one. */
    take = ct_input_take_key(ct_gui_input(g), SDLK_RETURN, 0) || take;
    ct_sheet_end(g);
    if (closed)
        answer(ui, -1);
    else if (all)
        answer_all(ui, q);
    else if (take || clicked != SIZE_MAX)
        answer(ui, (int64_t)(clicked != SIZE_MAX ? clicked : x->cursor));
}
