/* SPDX-License-Identifier: MIT */
#include "ui/ui.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/file.h"
#include "circletake/receive.h"
#include "ui/act_window.h"
#include "ui/ui_priv.h"

enum {
    LEAST_SIDE = 220,
    LEAST_CENTRE = 640, /* transport and its values in one row */
    LEAST_TIMELINE = 84,
    MOST_TIMELINE = 360,
    BANNER = 32,
    SPLIT = 5 /* the gap between panels that can be dragged */
};

static const ct_layout default_layout = {
    .left = 360, .right = 332, .timeline = 148, .grid = true, .waveform = true};

/* --- life ---------------------------------------------------------------------------------- */

ct_code ct_ui_create(const ct_ui_config *config, ct_ui **out, ct_error *err)
{
    ct_ui *ui = ct_alloc(sizeof *ui);

    ui->config = *config;
    ui->session = config->session;
    ui->registry = ct_session_registry(config->session);
    ui->keymap = config->keymap;
    ui->gui = ct_gui_create();
    ui->layout = default_layout;
    ui->stills = ct_stills_create(ui->session);
    ui->bin = ct_panel_bin_create();
    ui->marks = ct_panel_marks_create();
    ui->selects = ct_panel_selects_create();
    ui->cuts = ct_panel_cuts_create();
    ui->compare = ct_panel_compare_create();
    ui->events = ct_panel_events_create();
    ui->timeline = ct_panel_timeline_create();
    ui->cut = ct_panel_cut_create();
    ui->sound = ct_panel_sound_create();
    ui->facts = ct_panel_facts_create();
    ui->editor = ct_note_editor_create();
    ui->board = ct_board_create();
    ui->palette = ct_palette_create();
    ui->help = ct_help_create();
    ui->open = ct_sheet_open_create(ui);
    ui->clip_menu = ct_clip_menu_create();
    ui->export = ct_sheet_export_create();
    ui->slate = ct_sheet_slate_create();
    ui->which = ct_sheet_timeline_create();
    ui->prompt = ct_prompt_create();
    ct_code code = ct_window_actions_register(ui->registry, ui, err);
    if (code)
        ct_ui_destroy(&ui);
    *out = ui;
    return code;
}

void ct_ui_destroy(ct_ui **out)
{
    ct_ui *ui = *out;

    if (!ui)
        return;
    for (size_t i = 0; i < sizeof ui->held / sizeof ui->held[0]; i++)
        free(ui->held[i].line);
    ct_panel_bin_destroy(&ui->bin);
    ct_panel_marks_destroy(&ui->marks);
    ct_panel_selects_destroy(&ui->selects);
    ct_panel_cuts_destroy(&ui->cuts);
    ct_panel_compare_destroy(&ui->compare);
    ct_panel_events_destroy(&ui->events);
    ct_panel_timeline_destroy(&ui->timeline);
    ct_panel_cut_destroy(&ui->cut);
    ct_panel_sound_destroy(&ui->sound);
    ct_panel_facts_destroy(&ui->facts);
    ct_note_editor_destroy(&ui->editor);
    ct_board_destroy(&ui->board);
    ct_palette_destroy(&ui->palette);
    ct_help_destroy(&ui->help);
    ct_sheet_open_destroy(&ui->open);
    ct_clip_menu_destroy(&ui->clip_menu);
    ct_sheet_export_destroy(&ui->export);
    ct_sheet_slate_destroy(&ui->slate);
    ct_sheet_timeline_destroy(&ui->which);
    ct_prompt_destroy(&ui->prompt);
    ct_stills_destroy(&ui->stills);
    ct_gui_destroy(&ui->gui);
    free(ui);
    *out = NULL;
}

ct_gui *ct_ui_gui(const ct_ui *ui)
{
    return ui->gui;
}

ct_rect ct_ui_picture_area(const ct_ui *ui)
{
    return ui->viewer;
}

bool ct_ui_wants_fullscreen(const ct_ui *ui)
{
    return ui->fullscreen;
}

bool ct_ui_is_filling(const ct_ui *ui)
{
    return ct_stills_missing(ui->stills);
}

/* --- acts ------------------------------------------------------------------------------------ */

/* What the act before this one was answered is of no interest any more. */
static void forget_answer(ct_ui *ui)
{
    const ct_message *message = ct_session_message(ui->session);

    if (message->kind == CT_MESSAGE_INFO && message->at_us == ui->answered_us)
        ct_session_acknowledge(ui->session);
}

void ct_ui_tell(ct_ui *ui, ct_code code, const ct_error *err)
{
    if (code == CT_OK)
        forget_answer(ui);
    if (code == CT_OK || code == CT_CANCELLED)
        return;
    /* The end of a list, or nothing under the playhead, is an answer and no fault. */
    bool mild = code == CT_END || code == CT_NO_INPUT || code == CT_USAGE;
    ct_session_say(ui->session, mild ? CT_MESSAGE_INFO : CT_MESSAGE_ERROR, "%s", err->text);
    ui->answered_us = ct_session_message(ui->session)->at_us;
    ct_gui_wake(ui->gui, 0);
}

void ct_ui_act(ct_ui *ui, const char *action, ...)
{
    ct_args     args = {0};
    ct_error    err = {0};
    va_list     pairs;
    const char *name;

    va_start(pairs, action);
    while ((name = va_arg(pairs, const char *)) != NULL)
        ct_args_set(&args, name, va_arg(pairs, const char *));
    va_end(pairs);
    ct_code code = ct_action_run(ui->registry, ui->session, action, &args, false, NULL, &err);
    ct_args_finish(&args);
    ct_ui_tell(ui, code, &err);
    ct_gui_wake(ui->gui, 0);
}

ct_code ct_ui_run_line(ct_ui *ui, const char *line, ct_error *err)
{
    ct_gui_wake(ui->gui, 0);
    return ct_action_run_line(ui->registry, ui->session, line, NULL, err);
}

void ct_ui_act_line(ct_ui *ui, const char *line)
{
    ct_error err = {0};
    ct_code  code = ct_ui_run_line(ui, line, &err);

    ct_ui_tell(ui, code, &err);
}

/* By its name alone: the file itself is looked at in the background. */
static bool is_list(const char *path)
{
    const ct_format *format = ct_format_for_path(path);

    return (format && format->read) || ct_list_is_bundle(path);
}

/* Lists are taken in, the rest is footage. */
static void drop_into_project(ct_ui *ui, const char *const *paths, size_t count)
{
    const char **footage = ct_alloc_array(count, sizeof *footage);
    size_t       kept = 0;
    ct_error     err = {0};

    for (size_t i = 0; i < count; i++) {
        if (is_list(paths[i]))
            ct_ui_act(ui, "project.import", "file", paths[i], NULL);
        else
            footage[kept++] = paths[i];
    }
    if (kept > 0) {
        ct_code code = ct_session_add(ui->session, footage, kept, &err);
        ct_ui_tell(ui, code, &err);
    }
    free(footage);
}

void ct_ui_drop(ct_ui *ui, const char *const *paths, size_t count)
{
    const char *extension = count == 1 ? ct_path_extension(paths[0]) : "";
    bool        project = ct_equal_nocase(extension, "circletake");

    ct_ui_close_sheet(ui);
    if (ct_session_phase_now(ui->session) == CT_SESSION_OPEN && !project) {
        drop_into_project(ui, paths, count);
        return;
    }
    ct_note_editor_close(ui);
    ct_session_request_open(ui->session, NULL, paths, count);
}

/* --- sheets ------------------------------------------------------------------------------------ */

void ct_ui_open_sheet(ct_ui *ui, ct_sheet sheet)
{
    ui->sheet = sheet;
    ui->sheet_fresh = true;
    ct_gui_wake(ui->gui, 0);
}

void ct_ui_close_sheet(ct_ui *ui)
{
    if (ui->sheet == CT_SHEET_NONE)
        return;
    ui->sheet = CT_SHEET_NONE;
    ct_gui_focus(ui->gui, 0);
    ct_gui_wake(ui->gui, 0);
}

static void run_sheet(ct_ui *ui)
{
    static void (*const runs[CT_SHEET_COUNT])(ct_ui * ui) = {
        [CT_SHEET_PALETTE] = ct_palette_run,
        [CT_SHEET_KEYS] = ct_help_run,
        [CT_SHEET_OPEN] = ct_sheet_open_run,
        [CT_SHEET_REPLACE] = ct_sheet_open_run,
        [CT_SHEET_FOOTAGE] = ct_sheet_open_run,
        [CT_SHEET_EXPORT] = ct_sheet_export_run,
        [CT_SHEET_SLATE] = ct_sheet_slate_run,
        [CT_SHEET_GOTO] = ct_prompt_run,
        [CT_SHEET_NAME] = ct_prompt_run,
        [CT_SHEET_LEAVE] = ct_sheet_leave_run,
        [CT_SHEET_TIMELINE] = ct_sheet_timeline_run,
        [CT_SHEET_DAMAGE] = ct_sheet_damage_run,
    };
    ct_sheet sheet = ui->sheet;

    if (runs[sheet])
        runs[sheet](ui);
    if (ui->sheet == sheet)
        ui->sheet_fresh = false;
}

/* --- small parts that panels share ----------------------------------------------------------- */

ct_field_did ct_ui_field(ct_ui *ui, ct_wid id, ct_rect r, ct_textedit *ed,
                         const ct_field_look *look)
{
    bool         had = ct_gui_focused(ui->gui) == id;
    ct_field_did did = ct_field_run(ui->gui, id, r, ed, look);

    if (had && ui->save_typed) {
        did.submitted = true;
        ui->save_typed = false;
    }
    if (had && ui->leave_typed) {
        did.cancelled = true;
        ui->leave_typed = false;
        ct_gui_focus(ui->gui, 0);
    }
    return did;
}

void ct_ui_button(ct_ui *ui, ct_rect r, const ct_ui_tool *tool)
{
    char             name[64], keys[CT_UI_TEXT];
    size_t           bytes = strcspn(tool->line, " ");
    const ct_action *action;

    snprintf(name, sizeof name, "%.*s", (int)bytes, tool->line);
    action = ct_registry_find(ui->registry, name);
    ct_button button = {.icon = tool->icon,
                        .look = CT_BUTTON_FLAT,
                        .on = tool->on,
                        .off = tool->off,
                        .colour = tool->colour,
                        .tip = action ? action->sentence : NULL,
                        .keys = ct_ui_keys_of(ui, tool->line, keys)};
    if (!keys[0])
        button.keys = NULL;
    if (ct_widget_button(ui->gui, ct_gui_id(ui->gui, tool->line), r, &button))
        ct_ui_act_line(ui, tool->line);
}

/* A duration counts from zero with the clip's own base: 23.976 counts 24 a second. */
char *ct_ui_duration(ct_ui *ui, const ct_clip *clip, int64_t frames, char out[CT_UI_TEXT])
{
    char        text[CT_POSITION_TEXT_BYTES];
    ct_tc_count count = {ct_tc_base(clip->fps), clip->tc.count.drop && ct_tc_can_drop(clip->fps)};

    if (ct_session_time_display(ui->session) == CT_SHOW_TIMECODE)
        snprintf(out, CT_UI_TEXT, "%s", ct_tc_print(frames, count, text));
    else
        snprintf(out, CT_UI_TEXT, "%s", ct_session_position_text(ui->session, clip, frames, text));
    return out;
}

char *ct_ui_short_duration(ct_ui *ui, const ct_clip *clip, int64_t frames, char out[CT_UI_TEXT])
{
    char        whole[CT_UI_TEXT];
    const char *text = ct_ui_duration(ui, clip, frames, whole);

    if (ct_session_time_display(ui->session) == CT_SHOW_TIMECODE)
        while (strlen(text) > 5 && ct_starts_with(text, "00:"))
            text += 3;
    snprintf(out, CT_UI_TEXT, "%s", text);
    return out;
}

/* --- layout -------------------------------------------------------------------------------------- */

void ct_ui_remember(ct_ui *ui)
{
    const ct_layout *l = &ui->layout;
    char             text[160];

    snprintf(text, sizeof text,
             "left=%.0f right=%.0f timeline=%.0f grid=%d project=%d tab=%d wave=%d order=%d",
             l->left, l->right, l->timeline, l->grid, l->project, l->marks_tab, l->waveform,
             (int)l->order);
    ct_session_set_setting(ui->session, "window.layout", text);
}

static double setting_number(const char *text, const char *name, double missing)
{
    const char *at = strstr(text, name);

    return at ? strtod(at + strlen(name), NULL) : missing;
}

static void restore_layout(ct_ui *ui)
{
    char      *text = ct_session_setting(ui->session, "window.layout");
    ct_layout *l = &ui->layout;

    *l = default_layout;
    if (text) {
        l->left = setting_number(text, "left=", l->left);
        l->right = setting_number(text, "right=", l->right);
        l->timeline = setting_number(text, "timeline=", l->timeline);
        l->grid = setting_number(text, "grid=", l->grid) != 0;
        l->project = setting_number(text, "project=", l->project) != 0;
        l->marks_tab = (int)fmin(fmax(setting_number(text, "tab=", 0), 0), 2);
        l->waveform = setting_number(text, "wave=", l->waveform) != 0;
        l->order = (ct_mark_order)fmin(fmax(setting_number(text, "order=", 0), 0), CT_ORDER_RATING);
    }
    free(text);
    ct_marks_filter filter = *ct_session_marks_filter(ui->session);
    filter.project = l->project;
    filter.order = l->order;
    ct_session_set_marks_filter(ui->session, &filter);
}

/* By a person, that is: a small window presses panels together too, and they come back with it. */
static bool is_moved(const ct_ui *ui, ct_wid splitter)
{
    return ct_gui_is_active(ui->gui, splitter) || ct_gui_focused(ui->gui) == splitter;
}

/* Cuts a side panel and its splitter off; `r` keeps the rest. */
static ct_rect cut_side(ct_ui *ui, ct_rect *r, bool left, double other)
{
    double *width = left ? &ui->layout.left : &ui->layout.right;
    double  most = fmax(r->w - LEAST_CENTRE - other, LEAST_SIDE);
    double  w = round(fmin(fmax(*width, LEAST_SIDE), most));
    ct_rect side = left ? ct_cut_left(r, w) : ct_cut_right(r, w);
    ct_rect gap = left ? ct_cut_left(r, SPLIT) : ct_cut_right(r, SPLIT);
    double  position = gap.x + SPLIT / 2.0, edge = left ? side.x : side.x + side.w;
    double  lo = (left ? edge + LEAST_SIDE : edge - most) - SPLIT;
    double  hi = (left ? edge + most : edge - LEAST_SIDE) + SPLIT;
    ct_wid  id = ct_gui_id(ui->gui, left ? "split-left" : "split-right");

    if (ct_widget_splitter(ui->gui, id, gap, true, &position, lo, hi) && is_moved(ui, id)) {
        *width = fabs(position - edge) - SPLIT / 2.0;
        ct_gui_wake(ui->gui, 0);
    }
    return side;
}

/* A clip without its waveform needs no more than the least, and the picture has the rest. */
static ct_rect cut_timeline(ct_ui *ui, ct_rect *r)
{
    bool    low = !ui->layout.waveform && !ct_session_cut(ui->session);
    double  most = low ? LEAST_TIMELINE : fmin(MOST_TIMELINE, fmax(r->h * 0.55, LEAST_TIMELINE));
    double  h = round(fmin(fmax(ui->layout.timeline, LEAST_TIMELINE), most));
    ct_rect bottom = ct_cut_bottom(r, h);
    ct_rect gap = ct_cut_bottom(r, SPLIT);
    double  position = gap.y + SPLIT / 2.0, edge = bottom.y + bottom.h;

    ct_wid id = ct_gui_id(ui->gui, "split-timeline");

    if (!low &&
        ct_widget_splitter(ui->gui, id, gap, false, &position, edge - most,
                           edge - LEAST_TIMELINE) &&
        is_moved(ui, id)) {
        ui->layout.timeline = edge - position - SPLIT / 2.0;
        ct_gui_wake(ui->gui, 0);
    }
    return bottom;
}

static void run_centre(ct_ui *ui, ct_rect r)
{
    ct_rect transport = ct_cut_bottom(&r, CT_TRANSPORT_HEIGHT);
    ct_rect timeline = cut_timeline(ui, &r);
    bool    cut = ct_session_cut(ui->session) != NULL;
    bool    sound = !cut && ct_panel_sound_wanted(ui, timeline.w);

    if (cut)
        ct_panel_cut_head(ui, ct_cut_top(&r, CT_CUT_HEAD));
    else
        ct_panel_facts_run(ui, ct_cut_top(&r, ct_panel_facts_height(ui, r.w)));
    ct_panel_viewer_run(ui, r);
    if (sound) {
        ct_panel_sound_run(ui, ct_cut_right(&timeline, CT_SOUND_WIDTH));
        ct_skip_right(&timeline, 1);
    }
    ct_session_set_metering(ui->session, sound);
    if (cut)
        ct_panel_cut_run(ui, timeline);
    else
        ct_panel_timeline_run(ui, timeline);
    ct_panel_transport_run(ui, transport);
}

static void run_panels(ct_ui *ui, ct_rect r)
{
    bool    right_open = !ui->bare || ct_note_editor_is_open(ui->editor);
    double  right = right_open ? fmax(ui->layout.right, LEAST_SIDE) : 0;
    ct_rect side;

    ct_canvas_fill(ct_gui_canvas(ui->gui), r, 0, ct_dark.window);
    if (!ui->bare) {
        side = cut_side(ui, &r, true, right);
        ct_panel_bin_run(ui, side);
    }
    if (right_open) {
        side = cut_side(ui, &r, false, 0);
        ct_panel_marks_run(ui, side);
    }
    if (ui->bare) {
        ct_panel_viewer_run(ui, r);
    } else {
        run_centre(ui, r);
    }
}

static void run_window(ct_ui *ui)
{
    ct_rect     r = ct_gui_bounds(ui->gui);
    const char *read_only = ct_session_read_only(ui->session);
    bool        open = ct_session_phase_now(ui->session) == CT_SESSION_OPEN;
    bool        error = ct_session_message(ui->session)->kind == CT_MESSAGE_ERROR;

    ui->viewer = (ct_rect){0};
    if (read_only && !ui->bare)
        ct_banner_run(ui, ct_cut_top(&r, BANNER), read_only);
    if (!ui->bare || !open || error)
        ct_state_line_run(ui, ct_cut_bottom(&r, ct_state_line_height(ui, r.w)));
    if (open)
        run_panels(ui, r);
    else
        ct_start_screen_run(ui, r);
}

/* A list that came in is shown where it is found from now on. */
static void heed_taken(ct_ui *ui)
{
    static const int tabs[] = {[CT_RECEIVE_CUT] = CT_TAB_CUTS,
                               [CT_RECEIVE_SELECTS] = CT_TAB_SELECTS,
                               [CT_RECEIVE_NOTES] = CT_TAB_NOTES};
    const ct_taken  *taken = ct_session_taken(ui->session);
    ct_marks_filter  filter = *ct_session_marks_filter(ui->session);

    if (!taken || taken->serial == ui->taken)
        return;
    ui->taken = taken->serial;
    ui->layout.marks_tab = tabs[taken->as];
    filter.project = ui->layout.project = true;
    ct_session_set_marks_filter(ui->session, &filter);
    if (taken->as == CT_RECEIVE_CUT)
        ct_panel_cuts_reveal(ui, taken->cut);
    ct_ui_remember(ui);
    ct_gui_wake(ui->gui, 0);
}

void ct_ui_frame(ct_ui *ui, ct_canvas *canvas, ct_input *input, unsigned changed)
{
    ui->changed = changed;
    if (changed & CT_CHANGED_PROJECT) {
        restore_layout(ui);
        ct_note_editor_close(ui);
    }
    ct_stills_begin(ui->stills, changed);
    ct_panel_selects_heed(ui->selects, changed);
    heed_taken(ui);
    ct_ui_keys_before(ui, input);
    ct_gui_begin(ui->gui, canvas, input);
    run_window(ui);
    ct_sheet_timeline_heed(ui);
    run_sheet(ui);
    ct_gui_end(ui->gui);
    ct_ui_keys_after(ui, input);
}
