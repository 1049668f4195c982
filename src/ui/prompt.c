/* SPDX-License-Identifier: MIT */
/* One line asked for in the middle of the window: a position to go to, the name of a select, or of a cut. */
#include <stdlib.h>
#include <string.h>

#include "ui/ui_priv.h"

enum { WIDTH = 420 };

enum named { A_SELECT, A_CUT, A_CUT_TO_BE };

struct ct_prompt {
    ct_textedit *text;
    enum named   named;
    ct_id        id;   /* whose name is asked for */
    char        *find; /* of a cut to be: which selects it is made of, and in which order */
    const char  *order;
    ct_error     wrong; /* why the position cannot be used; code 0: it was not tried */
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
    free((*prompt)->find);
    free(*prompt);
    *prompt = NULL;
}

void ct_prompt_goto(ct_ui *ui, const char *text)
{
    ct_textedit_set(ui->prompt->text, text);
    ui->prompt->wrong = (ct_error){0};
    ct_ui_open_sheet(ui, CT_SHEET_GOTO);
}

static void ask_name(ct_ui *ui, enum named named, ct_id id, const char *text)
{
    ui->prompt->named = named;
    ui->prompt->id = id;
    ct_textedit_set(ui->prompt->text, text);
    ct_textedit_select_all(ui->prompt->text);
    ct_ui_open_sheet(ui, CT_SHEET_NAME);
}

void ct_prompt_name(ct_ui *ui, ct_id id)
{
    const ct_select *select = ct_session_meant_select(ui->session);
    bool             known = select && ct_id_equal(select->id, id); /* else it is being saved */

    ask_name(ui, A_SELECT, id, known ? ct_str_or_empty(select->label) : "");
}

void ct_prompt_rename_cut(ct_ui *ui, const ct_cut *cut)
{
    ask_name(ui, A_CUT, cut->id, ct_str_or_empty(cut->name));
}

void ct_prompt_make_cut(ct_ui *ui, const char *order, const char *find)
{
    free(ui->prompt->find);
    ui->prompt->find = ct_strdup(ct_str_or_empty(find));
    ui->prompt->order = order;
    ask_name(ui, A_CUT_TO_BE, ct_id_none(), "Selects");
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
    const ct_prompt *p = ui->prompt;
    const char      *text = ct_textedit_text(p->text);
    char             id[CT_ID_TEXT_BYTES];

    ct_id_text(p->id, id);
    ct_ui_close_sheet(ui);
    if (p->named == A_SELECT) {
        ct_ui_act(ui, "select.label", "select", id, "label", text, NULL);
    } else if (p->named == A_CUT) {
        if (!ct_textedit_empty(p->text))
            ct_ui_act(ui, "cut.rename", "cut", id, "name", text, NULL);
    } else {
        ct_ui_act(ui, "cut.make", "name", text, "order", p->order, "find", p->find, NULL);
    }
}

/* Of a cut to be: what becomes of one that is called so. Gives. */
static char *name_hint(ct_ui *ui)
{
    const ct_cut_list *cuts = ct_session_cuts(ui->session);
    int                newest = 0;

    if (ui->prompt->named != A_CUT_TO_BE)
        return ct_strdup("Return keeps the name");
    char *called = ct_strdup(ct_textedit_text(ui->prompt->text));
    int   said = ct_cut_split_name(called);
    for (size_t i = 0; i < cuts->count; i++)
        if (ct_equal_nocase(ct_str_or_empty(cuts->items[i].name), called) &&
            cuts->items[i].version > newest)
            newest = cuts->items[i].version;
    free(called);
    return newest ? ct_asprintf("Return makes v%d of it; notes on v%d go along",
                                said > newest ? said : newest + 1, newest)
                  : ct_strdup("Return makes it, of the selects as they are listed");
}

static const char *title_of(const ct_ui *ui)
{
    static const char *const titles[] = {[A_SELECT] = "Name the select",
                                         [A_CUT] = "Name the cut",
                                         [A_CUT_TO_BE] = "Make a cut of the selects"};

    return ui->sheet == CT_SHEET_GOTO ? "Go to" : titles[ui->prompt->named];
}

static const char *placeholder_of(const ct_ui *ui)
{
    static const char *const words[] = {[A_SELECT] = "What is it about?",
                                        [A_CUT] = "It keeps the name that it has",
                                        [A_CUT_TO_BE] = "Selects"}; /* as cut.make calls it then */

    return ui->sheet == CT_SHEET_GOTO ? "01:00:04:20" : words[ui->prompt->named];
}

void ct_prompt_run(ct_ui *ui)
{
    bool          goes = ui->sheet == CT_SHEET_GOTO, closed = false;
    ct_gui       *g = ui->gui;
    char         *named = goes ? NULL : name_hint(ui);
    ct_field_look look = {.placeholder = placeholder_of(ui),
                          .wrong = goes && ui->prompt->wrong.code != CT_OK,
                          .type = CT_TYPE_LARGE};
    ct_rect       r =
        ct_sheet_begin(g, ct_gui_id(g, "prompt"), (ct_size){WIDTH, 144}, title_of(ui), &closed);
    ct_wid field = ct_gui_id(g, "line");

    if (ui->sheet_fresh)
        ct_gui_focus(g, field);
    ct_field_did did = ct_ui_field(ui, field, ct_cut_top(&r, 36), ui->prompt->text, &look);
    ct_skip_top(&r, CT_GAP);
    const char *hint =
        look.wrong ? ui->prompt->wrong.text
        : goes     ? "Timecode or its digits alone, f120 or 120, 4.8s; + or - first: from here"
                   : named;
    ct_canvas_text(ct_gui_canvas(g), r, hint, CT_TYPE_SMALL,
                   look.wrong ? ct_dark.danger : ct_dark.text_soft, CT_TEXT_TOP | CT_TEXT_WRAP);
    ct_sheet_end(g);
    free(named);
    if (did.changed)
        ui->prompt->wrong = (ct_error){0};
    if (closed || did.cancelled)
        ct_ui_close_sheet(ui);
    else if (did.submitted && goes)
        go(ui);
    else if (did.submitted)
        name(ui);
}
