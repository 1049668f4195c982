/* SPDX-License-Identifier: MIT */
/* Decisions out: which format, which selects, where to. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/file.h"
#include "circletake/handover.h"
#include "circletake/str.h"
#include "ui/ui_priv.h"

enum {
    WIDTH = 600,
    LABEL = 96,
    FORMATS_MOST = 24,
    FORM = 332 + CT_CONTROL + CT_GAP,
    FINDINGS_SHOWN = 5,
    LINE = 20
};

struct ct_sheet_export {
    ct_textedit *path;
    int          format, verdict, order, layout;
    bool         circled, strict, filtered;
    bool         asked; /* a check was asked for, whose answer comes with another serial */
    uint64_t     asked_at;
};

ct_sheet_export *ct_sheet_export_create(void)
{
    ct_sheet_export *x = ct_alloc(sizeof *x);

    x->path = ct_textedit_create(false);
    return x;
}

void ct_sheet_export_destroy(ct_sheet_export **sheet)
{
    if (!*sheet)
        return;
    ct_textedit_destroy(&(*sheet)->path);
    free(*sheet);
    *sheet = NULL;
}

/* Beside the project, under its name, with the ending of the format. */
static void propose_path(ct_ui *ui)
{
    ct_sheet_export *x = ui->export;
    size_t           count;
    const ct_format *formats = ct_format_list(&count);
    char            *folder = ct_path_folder(ct_session_project_path(ui->session));
    char            *path =
        ct_asprintf("%s/%s%s.%s", folder, ct_session_project_name(ui->session),
                    formats[x->format].write_notes ? "-notes" : "", formats[x->format].extension);

    ct_textedit_set(x->path, path);
    free(path);
    free(folder);
}

static bool is_notes(const ct_sheet_export *x)
{
    size_t count;

    return ct_format_list(&count)[x->format].write_notes != NULL;
}

/* How many of the layouts the format can say: stringout, as shot, bins. */
static int layouts_of(const ct_sheet_export *x)
{
    size_t   count;
    unsigned carries = ct_format_list(&count)[x->format].carries;

    return carries & CT_CARRIES_BINS ? 3 : carries & CT_CARRIES_EVENTS ? 2 : 0;
}

static bool is_answered(ct_ui *ui)
{
    uint64_t serial;

    ct_session_findings(ui->session, &serial);
    return ui->export->asked && serial != ui->export->asked_at;
}

static void fill_order(ct_ui *ui, ct_args *args)
{
    static const char *const verdicts[] = {"usable", "good", "all"};
    static const char *const orders[] = {"hand", "slate", "time"};
    static const char *const layouts[] = {"stringout", "as-shot", "bins"};
    ct_sheet_export         *x = ui->export;
    size_t                   count;

    ct_args_set(args, "format", ct_format_list(&count)[x->format].name);
    ct_args_set(args, "order", orders[x->order]);
    if (!is_notes(x))
        ct_args_set(args, "verdict", verdicts[x->verdict]);
    if (x->layout < layouts_of(x))
        ct_args_set(args, "layout", layouts[x->layout]);
    if (x->circled)
        ct_args_set(args, "circled", "yes");
    if (x->strict)
        ct_args_set(args, "strict", "yes");
    if (x->filtered && *ct_session_find_text(ui->session))
        ct_args_set(args, "find", ct_session_find_text(ui->session));
}

static void run_export(ct_ui *ui, const ct_args *args)
{
    ct_error err;
    ct_code  code =
        ct_action_run(ui->registry, ui->session, "project.export", args, false, NULL, &err);

    ct_ui_tell(ui, code, &err);
}

static void write_list(ct_ui *ui)
{
    ct_args args = {0};

    fill_order(ui, &args);
    ct_args_set(&args, "to", ct_textedit_text(ui->export->path));
    ct_ui_close_sheet(ui);
    run_export(ui, &args);
    ct_args_finish(&args);
}

/* Pre-flight: what an editor would stumble over, without a file. */
static void check_list(ct_ui *ui)
{
    ct_args args = {0};

    fill_order(ui, &args);
    ct_args_set(&args, "preflight", "yes");
    ct_session_findings(ui->session, &ui->export->asked_at);
    ui->export->asked = true;
    run_export(ui, &args);
    ct_args_finish(&args);
}

static void finding_row(ct_ui *ui, ct_rect row, const ct_finding *f)
{
    static const ct_severity warn = CT_SAY_WARN;
    char *text = ct_asprintf("%s%s%s%s%s", ct_str_or_empty(f->clip), f->clip ? ": " : "", f->text,
                             f->remedy ? " " : "", ct_str_or_empty(f->remedy));

    ct_widget_label(ui->gui, row, text, CT_TYPE_SMALL,
                    f->severity >= warn ? ct_dark.warning : ct_dark.text_soft);
    free(text);
}

static const ct_finding *worst(const ct_finding_list *l, size_t nth)
{
    for (int severity = CT_SAY_REFUSE; severity >= CT_SAY_NOTE; severity--)
        for (size_t i = 0; i < l->count; i++)
            if ((int)l->items[i].severity == severity && nth-- == 0)
                return &l->items[i];
    return NULL;
}

/* The worst first, as many as there is room for. */
static void findings_rows(ct_ui *ui, ct_rect *r)
{
    uint64_t               serial;
    const ct_finding_list *l = ct_session_findings(ui->session, &serial);
    char                   more[48] = "Nothing to look at first.";

    if (!is_answered(ui))
        return;
    for (size_t i = 0; i < FINDINGS_SHOWN; i++) {
        ct_rect row = ct_cut_top(r, LINE);
        if (i < l->count)
            finding_row(ui, row, worst(l, i));
    }
    if (l->count > FINDINGS_SHOWN)
        snprintf(more, sizeof more, "and %zu more", l->count - FINDINGS_SHOWN);
    if (l->count == 0 || l->count > FINDINGS_SHOWN)
        ct_widget_label(ui->gui, ct_cut_top(r, LINE), more, CT_TYPE_SMALL, ct_dark.text_soft);
    else
        ct_skip_top(r, LINE);
}

/* A row of the form: its label is drawn, the rest is given back. */
static ct_rect form_row(ct_ui *ui, ct_rect *r, const char *label)
{
    ct_rect row = ct_cut_top(r, CT_CONTROL);

    ct_skip_top(r, CT_GAP);
    ct_widget_label(ui->gui, ct_cut_left(&row, LABEL), label, CT_TYPE_BODY, ct_dark.text_soft);
    return row;
}

static void format_row(ct_ui *ui, ct_rect row)
{
    size_t           count;
    const ct_format *formats = ct_format_list(&count);
    ct_menu_item     items[FORMATS_MOST] = {0};

    if (count > FORMATS_MOST)
        count = FORMATS_MOST;
    for (size_t i = 0; i < count; i++)
        items[i].text = formats[i].sentence;
    if (ct_dropdown(ui->gui, ct_gui_id(ui->gui, "format"), row, items, (int)count,
                    &ui->export->format))
        propose_path(ui);
}

static void choice_rows(ct_ui *ui, ct_rect *r)
{
    static const char *const verdicts[] = {"All but rejected", "Good only", "All"};
    static const char *const orders[] = {"By hand", "By slate", "By timecode"};
    static const char *const layouts[] = {"Stringout", "As shot", "Bins"};
    ct_sheet_export         *x = ui->export;
    ct_gui                  *g = ui->gui;

    if (!is_notes(x))
        ct_widget_segments(g, ct_gui_id(g, "verdict"), form_row(ui, r, "Selects"), verdicts, 3,
                           &x->verdict);
    ct_widget_segments(g, ct_gui_id(g, "order"), form_row(ui, r, "Order"), orders, 3, &x->order);
    x->layout = x->layout < layouts_of(x) ? x->layout : 0;
    if (layouts_of(x) > 0)
        ct_widget_segments(g, ct_gui_id(g, "layout"), form_row(ui, r, "Layout"), layouts,
                           layouts_of(x), &x->layout);
    ct_rect row = form_row(ui, r, "Only");
    ct_widget_checkbox(g, ct_gui_id(g, "circled"), ct_cut_left(&row, 140), "Circled takes",
                       &x->circled);
    if (*ct_session_find_text(ui->session))
        ct_widget_checkbox(g, ct_gui_id(g, "filtered"), row, "What the list shows", &x->filtered);
    ct_widget_checkbox(g, ct_gui_id(g, "strict"), form_row(ui, r, "Strict"),
                       "Refuse instead of warning", &x->strict);
}

/* Buttons: check at the left, the others at the right; true when the list is to be written. */
static bool buttons(ct_ui *ui, ct_rect r, bool *cancel)
{
    ct_gui   *g = ui->gui;
    ct_button write = {.text = "Write",
                       .icon = CT_ICON_EXPORT,
                       .look = CT_BUTTON_MAIN,
                       .off = ct_textedit_empty(ui->export->path)};
    ct_button leave = {.text = "Cancel"}, check = {.text = "Check"};
    ct_rect   row = ct_cut_bottom(&r, CT_CONTROL);

    if (ct_widget_button(g, ct_gui_id(g, "check"),
                         ct_cut_left(&row, ct_widget_button_width(g, &check)), &check))
        check_list(ui);
    bool go = ct_widget_button(g, ct_gui_id(g, "write"),
                               ct_cut_right(&row, ct_widget_button_width(g, &write)), &write);
    ct_skip_right(&row, CT_GAP);
    if (ct_widget_button(g, ct_gui_id(g, "cancel"),
                         ct_cut_right(&row, ct_widget_button_width(g, &leave)), &leave))
        *cancel = true;
    return go;
}

void ct_sheet_export_run(ct_ui *ui)
{
    ct_gui *g = ui->gui;
    bool    closed = false;

    if (ui->sheet_fresh) {
        propose_path(ui);
        ui->export->asked = false;
    }
    int     height = FORM + (is_answered(ui) ? (FINDINGS_SHOWN + 1) * LINE : 0);
    ct_rect r =
        ct_sheet_begin(g, ct_gui_id(g, "export"), (ct_size){WIDTH, height}, "Export", &closed);
    ct_wid field = ct_gui_id(g, "path");
    if (ui->sheet_fresh)
        ct_gui_focus(g, field);
    format_row(ui, form_row(ui, &r, "Format"));
    choice_rows(ui, &r);
    ct_field_did did = ct_ui_field(ui, field, form_row(ui, &r, "File"), ui->export->path, NULL);
    findings_rows(ui, &r);
    bool go = buttons(ui, r, &closed);
    ct_sheet_end(g);
    if (closed || did.cancelled)
        ct_ui_close_sheet(ui);
    else if (go || did.submitted)
        write_list(ui);
}
