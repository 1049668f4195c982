/* SPDX-License-Identifier: MIT */
/* Decisions out: which format, which selects, where to. A cut goes out as it stands, so of it less is
 * asked. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/file.h"
#include "circletake/handover.h"
#include "circletake/str.h"
#include "ui/export_more.h"
#include "ui/ui_priv.h"

enum {
    WIDTH = 600,
    LABEL = 96,
    FORMATS_MOST = 24,
    FORM_ROW = CT_CONTROL + CT_GAP,
    FRAME = 116, /* of the sheet without its rows: title and buttons */
    FINDINGS_SHOWN = 5,
    LINE = 20
};

struct ct_sheet_export {
    ct_textedit    *path;
    ct_export_more *more;
    ct_id           cut;     /* none: selects and notes */
    ct_id           offered; /* the cut that can be chosen instead of them; none: there is none */
    int             format, verdict, order, layout;
    bool            circled, strict, filtered;
    bool            more_open;
    bool            asked; /* a check was asked for, whose answer comes with another serial */
    uint64_t        asked_at;
};

ct_sheet_export *ct_sheet_export_create(void)
{
    ct_sheet_export *x = ct_alloc(sizeof *x);

    x->path = ct_textedit_create(false);
    x->more = ct_export_more_create();
    return x;
}

void ct_sheet_export_destroy(ct_sheet_export **sheet)
{
    if (!*sheet)
        return;
    ct_textedit_destroy(&(*sheet)->path);
    ct_export_more_destroy(&(*sheet)->more);
    free(*sheet);
    *sheet = NULL;
}

void ct_sheet_export_open(ct_ui *ui, ct_id cut)
{
    ui->export->cut = ui->export->offered = cut;
    ct_ui_open_sheet(ui, CT_SHEET_EXPORT);
}

static bool is_of_cut(const ct_sheet_export *x)
{
    return !ct_id_is_none(x->cut);
}

/* Named after the project or the cut, without the ending. Gives. */
static char *propose_name(ct_ui *ui)
{
    const ct_cut *cut = ct_cut_list_find(ct_session_cuts(ui->session), ui->export->cut);

    if (!cut)
        return ct_strdup(ct_session_project_name(ui->session));
    char *words = ct_path_name_of(ct_str_or_empty(cut->name));
    char *name = ct_asprintf("%s v%d", words, cut->version);
    free(words);
    return name;
}

/* Beside the project, with the ending of the format. */
static void propose_path(ct_ui *ui)
{
    ct_sheet_export *x = ui->export;
    size_t           count;
    const ct_format *formats = ct_format_list(&count);
    char            *folder = ct_path_folder(ct_session_project_path(ui->session));
    char            *name = propose_name(ui);
    char            *path =
        ct_asprintf("%s/%s%s.%s", folder, name, formats[x->format].write_notes ? "-notes" : "",
                    formats[x->format].extension);

    ct_textedit_set(x->path, path);
    free(path);
    free(name);
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

static ct_export_subject subject_of(const ct_sheet_export *x)
{
    size_t count;

    return (ct_export_subject){.format = &ct_format_list(&count)[x->format],
                               .layout =
                                   is_of_cut(x) ? CT_LAYOUT_STRINGOUT : (ct_list_layout)x->layout,
                               .cut = is_of_cut(x)};
}

static bool is_answered(ct_ui *ui)
{
    uint64_t serial;

    ct_session_findings(ui->session, &serial);
    return ui->export->asked && serial != ui->export->asked_at;
}

static void choose_selects(ct_ui *ui, ct_args *args)
{
    static const char *const verdicts[] = {"usable", "good", "all"};
    static const char *const orders[] = {"hand", "slate", "time", "rating"};
    static const char *const layouts[] = {"stringout", "as-shot", "bins"};
    ct_sheet_export         *x = ui->export;

    ct_args_set(args, "order", orders[x->order]);
    if (!is_notes(x))
        ct_args_set(args, "verdict", verdicts[x->verdict]);
    if (x->layout < layouts_of(x))
        ct_args_set(args, "layout", layouts[x->layout]);
    if (x->circled)
        ct_args_set(args, "circled", "yes");
    if (x->filtered && *ct_session_find_text(ui->session))
        ct_args_set(args, "find", ct_session_find_text(ui->session));
}

static void fill_order(ct_ui *ui, ct_args *args)
{
    ct_sheet_export *x = ui->export;
    char             cut[CT_ID_TEXT_BYTES];
    size_t           count;

    ct_args_set(args, "format", ct_format_list(&count)[x->format].name);
    if (is_of_cut(x))
        ct_args_set(args, "cut", ct_id_text(x->cut, cut));
    else
        choose_selects(ui, args);
    if (x->strict)
        ct_args_set(args, "strict", "yes");
    ct_export_subject subject = subject_of(x);
    ct_export_more_fill(x->more, &subject, args);
}

static void run_export(ct_ui *ui, const ct_args *args)
{
    ct_error err;
    ct_code  code =
        ct_action_run(ui->registry, ui->session, "project.export", args, false, NULL, &err);

    ct_ui_tell(ui, code, &err);
}

/* A window was started anywhere: a name alone is one beside the project. Gives. */
static char *typed_path(ct_ui *ui)
{
    const char *typed = ct_textedit_text(ui->export->path), *home = getenv("HOME");
    char       *folder = ct_path_folder(ct_session_project_path(ui->session));
    char       *path = home && ct_starts_with(typed, "~/") ? ct_path_join(home, typed + 2)
                                                           : ct_path_join(folder, typed);

    free(folder);
    return path;
}

static void write_list(ct_ui *ui)
{
    ct_args args = {0};
    char   *path = typed_path(ui);

    fill_order(ui, &args);
    ct_args_set(&args, "to", path);
    free(path);
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

static bool can_write(const ct_sheet_export *x)
{
    ct_export_subject subject = subject_of(x);

    return !ct_textedit_empty(x->path) && ct_export_more_valid(x->more, &subject);
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
                    &ui->export->format)) {
        propose_path(ui);
        ui->export->asked = false; /* the answer was about the other one */
    }
}

static bool offers_cut(const ct_sheet_export *x)
{
    return !ct_id_is_none(x->offered);
}

static void subject_row(ct_ui *ui, ct_rect row)
{
    static const char *const subjects[] = {"Selects and notes", "This cut"};
    ct_sheet_export         *x = ui->export;
    int                      chosen = is_of_cut(x);

    if (!ct_widget_segments(ui->gui, ct_gui_id(ui->gui, "subject"), row, subjects, 2, &chosen))
        return;
    x->cut = chosen ? x->offered : ct_id_none();
    x->asked = false;
    propose_path(ui);
}

static void select_rows(ct_ui *ui, ct_rect *r)
{
    static const char *const verdicts[] = {"All but rejected", "Good only", "All"};
    static const char *const orders[] = {"By hand", "By slate", "By timecode", "By rating"};
    static const char *const layouts[] = {"Stringout", "As shot", "Bins"};
    ct_sheet_export         *x = ui->export;
    ct_gui                  *g = ui->gui;

    if (!is_notes(x))
        ct_widget_segments(g, ct_gui_id(g, "verdict"), form_row(ui, r, "Selects"), verdicts, 3,
                           &x->verdict);
    int order_count = is_notes(x) ? 3 : 4; /* notes have no stars */
    x->order = x->order < order_count ? x->order : 0;
    ct_widget_segments(g, ct_gui_id(g, "order"), form_row(ui, r, "Order"), orders, order_count,
                       &x->order);
    x->layout = x->layout < layouts_of(x) ? x->layout : 0;
    if (layouts_of(x) > 0)
        ct_widget_segments(g, ct_gui_id(g, "layout"), form_row(ui, r, "Layout"), layouts,
                           layouts_of(x), &x->layout);
    ct_rect row = form_row(ui, r, "Only");
    ct_widget_checkbox(g, ct_gui_id(g, "circled"), ct_cut_left(&row, 140), "Circled takes",
                       &x->circled);
    if (*ct_session_find_text(ui->session))
        ct_widget_checkbox(g, ct_gui_id(g, "filtered"), row, "What the list shows", &x->filtered);
}

/* What few need opens below, and what was set there stays set. */
static void more_rows(ct_ui *ui, ct_rect row, ct_rect *r)
{
    ct_sheet_export  *x = ui->export;
    ct_export_subject subject = subject_of(x);
    int               rows = ct_export_more_rows(&subject);
    ct_button         more = {.text = x->more_open ? "Fewer options" : "More options",
                              .icon = x->more_open ? CT_ICON_UP : CT_ICON_DOWN,
                              .look = CT_BUTTON_FLAT};

    if (rows == 0)
        return;
    if (ct_widget_button(ui->gui, ct_gui_id(ui->gui, "more"),
                         ct_cut_right(&row, ct_widget_button_width(ui->gui, &more)), &more))
        x->more_open = !x->more_open;
    if (x->more_open)
        ct_export_more_run(ui, x->more, &subject, ct_cut_top(r, rows * FORM_ROW));
}

/* Rows of the form as they stand, of the findings none. */
static int row_count(const ct_sheet_export *x, bool with_selects)
{
    ct_export_subject subject = subject_of(x);
    int               rows = 3 + offers_cut(x); /* format, strict, file */

    if (with_selects && !is_of_cut(x))
        rows += 2 + !is_notes(x) + (layouts_of(x) > 0); /* order, only */
    return rows + (x->more_open ? ct_export_more_rows(&subject) : 0);
}

static int height_of(ct_ui *ui, bool with_selects)
{
    return FRAME + row_count(ui->export, with_selects) * FORM_ROW +
           (is_answered(ui) ? (FINDINGS_SHOWN + 1) * LINE : 0);
}

/* In a low window what few need takes the place of what is usual while it is open. */
static bool shows_selects(ct_ui *ui)
{
    return !ui->export->more_open ||
           height_of(ui, true) <= ct_gui_bounds(ui->gui).h - CT_SHEET_MARGIN;
}

static void choice_rows(ct_ui *ui, ct_rect *r)
{
    if (!is_of_cut(ui->export) && shows_selects(ui))
        select_rows(ui, r);
    ct_rect row = form_row(ui, r, "Strict");
    ct_widget_checkbox(ui->gui, ct_gui_id(ui->gui, "strict"), ct_cut_left(&row, 220),
                       "Refuse instead of warning", &ui->export->strict);
    more_rows(ui, row, r);
}

/* Buttons: check at the left, the others at the right; true when the list is to be written. */
static bool buttons(ct_ui *ui, ct_rect row, bool *cancel)
{
    ct_gui   *g = ui->gui;
    ct_button write = {.text = "Write",
                       .icon = CT_ICON_EXPORT,
                       .look = CT_BUTTON_MAIN,
                       .off = !can_write(ui->export)};
    ct_button leave = {.text = "Cancel"}, check = {.text = "Check", .off = write.off};

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

/* Which version first: a long name is cut short at its end. Gives. */
static char *title_of(const ct_cut *cut)
{
    return cut ? ct_asprintf("Export v%d of %s", cut->version, ct_str_or_empty(cut->name))
               : ct_strdup("Export");
}

void ct_sheet_export_run(ct_ui *ui)
{
    ct_gui       *g = ui->gui;
    const ct_cut *cut = ct_cut_list_find(ct_session_cuts(ui->session), ui->export->cut);
    bool          closed = false;

    if (is_of_cut(ui->export) && !cut) { /* it was taken out meanwhile */
        ct_ui_close_sheet(ui);
        return;
    }
    if (ui->sheet_fresh) {
        propose_path(ui);
        ui->export->asked = false;
    }
    char   *title = title_of(cut);
    ct_size size = {WIDTH, height_of(ui, shows_selects(ui))};
    ct_rect r = ct_sheet_begin(g, ct_gui_id(g, "export"), size, title, &closed);
    ct_rect foot = ct_cut_bottom(&r, CT_CONTROL); /* whatever else finds no room */
    free(title);
    ct_wid field = ct_gui_id(g, "path");
    if (ui->sheet_fresh)
        ct_gui_focus(g, field);
    if (offers_cut(ui->export))
        subject_row(ui, form_row(ui, &r, "What"));
    format_row(ui, form_row(ui, &r, "Format"));
    choice_rows(ui, &r);
    ct_field_did did = ct_ui_field(ui, field, form_row(ui, &r, "File"), ui->export->path, NULL);
    findings_rows(ui, &r);
    bool go = buttons(ui, foot, &closed);
    ct_sheet_end(g);
    if (closed || did.cancelled)
        ct_ui_close_sheet(ui);
    else if ((go || did.submitted) && can_write(ui->export))
        write_list(ui);
}
