/* SPDX-License-Identifier: MIT */
/* One line asked for in the middle of the window: a position to go to, the name of a select. */
#include <stdlib.h>
#include <string.h>

#include "ui/ui_priv.h"

enum { WIDTH = 420 };

struct ct_prompt {
    ct_textedit *text;
    ct_id        select; /* whose name is asked for */
    ct_error     wrong;  /* why the position cannot be used; code 0: it was not tried */
};

ct_prompt *ct_prompt_create(void)
{
    ct_prompt *p = ct_alloc(sizeof *p);

    p->text = ct_textedit_create(false);
    return p;
}

void ct_prompt_destroy(ct_prompt **prompt)
{
    if (!*prompt)
        return;
    ct_textedit_destroy(&(*prompt)->text);
    free(*prompt);
    *prompt = NULL;
}

void ct_prompt_goto(ct_ui *ui, const char *text)
{
    ct_textedit_set(ui->prompt->text, text);
    ui->prompt->wrong = (ct_error){0};
    ct_ui_open_sheet(ui, CT_SHEET_GOTO);
}

void ct_prompt_name(ct_ui *ui, ct_id id)
{
    const ct_select *select = ct_session_meant_select(ui->session);
    bool             known = select && ct_id_equal(select->id, id); /* else it is being saved */

    ui->prompt->select = id;
    ct_textedit_set(ui->prompt->text, known ? ct_str_or_empty(select->label) : "");
    ct_textedit_select_all(ui->prompt->text);
    ct_ui_open_sheet(ui, CT_SHEET_NAME);
}

/* A position that cannot be used stays in the field, in red, and under it stands why. */
static void go(ct_ui *ui)
{
    ct_error err = {0};
    ct_args  args = {0};

    ct_args_set(&args, "at", ct_textedit_text(ui->prompt->text));
    ct_code code = ct_action_run(ui->registry, ui->session, "play.goto", &args, false, NULL, &err);
    ct_args_finish(&args);
    ui->prompt->wrong = err;
    if (!code)
        ct_ui_close_sheet(ui);
}

static void name(ct_ui *ui)
{
    char id[CT_ID_TEXT_BYTES];

    ct_id_text(ui->prompt->select, id);
    ct_ui_close_sheet(ui);
    ct_ui_act(ui, "select.label", "select", id, "label", ct_textedit_text(ui->prompt->text), NULL);
}

void ct_prompt_run(ct_ui *ui)
{
    bool          goes = ui->sheet == CT_SHEET_GOTO, closed = false;
    ct_gui       *g = ui->gui;
    ct_field_look look = {.placeholder = goes ? "01:00:04:20" : "What is it about?",
                          .wrong = goes && ui->prompt->wrong.code != CT_OK,
                          .type = CT_TYPE_LARGE};
    ct_rect       r = ct_sheet_begin(g, ct_gui_id(g, "prompt"), (ct_size){WIDTH, 144},
                               goes ? "Go to" : "Name the select", &closed);
    ct_wid        field = ct_gui_id(g, "line");

    if (ui->sheet_fresh)
        ct_gui_focus(g, field);
    ct_field_did did = ct_ui_field(ui, field, ct_cut_top(&r, 36), ui->prompt->text, &look);
    ct_skip_top(&r, CT_GAP);
    const char *hint =
        look.wrong ? ui->prompt->wrong.text
        : goes     ? "Timecode or its digits alone, f120 or 120, 4.8s; + or - first: from here"
                   : "Return keeps the name";
    ct_canvas_text(ct_gui_canvas(g), r, hint, CT_TYPE_SMALL,
                   look.wrong ? ct_dark.danger : ct_dark.text_soft, CT_TEXT_TOP | CT_TEXT_WRAP);
    ct_sheet_end(g);
    if (did.changed)
        ui->prompt->wrong = (ct_error){0};
    if (closed || did.cancelled)
        ct_ui_close_sheet(ui);
    else if (did.submitted && goes)
        go(ui);
    else if (did.submitted)
        name(ui);
}
