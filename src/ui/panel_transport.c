/* SPDX-License-Identifier: MIT */
/* Under the timeline: the clock, In, Out and what lies between, speed, and the buttons of play and
 * judgement. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ui/clip_columns.h"
#include "ui/popup.h"
#include "ui/ui_priv.h"

enum { CLOCK_H = 44, CELL_W = 92, BUTTON = 30, STARS = 100, JUDGEMENT = 4 + STARS + BUTTON };

/* --- the clock and its neighbours -------------------------------------------------------------- */

static void run_clock(ct_ui *ui, ct_rect r, const ct_clip *clip)
{
    char          words[CT_POSITION_TEXT_BYTES];
    ct_wid        id = ct_gui_id(ui->gui, "clock");
    ct_touch      touch = ct_gui_touch(ui->gui, id, r);
    const ct_cut *cut = ct_session_cut(ui->session);

    if (touch.hot)
        ct_canvas_fill(ct_gui_canvas(ui->gui), r, CT_RADIUS, ct_dark.hover);
    if (cut) /* the record: what is typed here goes there */
        ct_tc_print(cut->start + ct_session_record(ui->session), cut->count, words);
    else
        ct_session_position_text(ui->session, clip, ct_session_position(ui->session), words);
    ct_canvas_clock(ct_gui_canvas(ui->gui), ct_rect_inset(r, CT_GAP, 0), words, CT_TYPE_TIMECODE,
                    ct_session_state(ui->session)->provisional ? ct_dark.text_soft : ct_dark.text,
                    0);
    if (touch.pressed)
        ct_ui_act_line(ui, "view.goto");
    ct_gui_tooltip(ui->gui, id, r, "Type a position to go to", "G");
}

/* A label over a value. */
static void draw_value(ct_ui *ui, ct_rect r, const char *label, const char *value, ct_colour colour)
{
    ct_canvas *c = ct_gui_canvas(ui->gui);
    ct_rect    top = ct_cut_top(&r, r.h / 2);

    ct_skip_top(&top, 6);
    ct_skip_bottom(&r, 4);
    ct_canvas_text(c, top, label, CT_TYPE_SMALL, ct_dark.text_soft, 0);
    ct_canvas_clock(c, r, value, CT_TYPE_BODY, colour, 0);
}

/* Of a cut: the clip that is on and its own timecode, beside the record's. */
static void draw_source(ct_ui *ui, ct_rect *r)
{
    const ct_cut  *cut = ct_session_cut(ui->session);
    int64_t        frame = 0;
    const ct_clip *shot = ct_session_shot(ui->session, &frame);
    char           at[CT_POSITION_TEXT_BYTES] = "--:--:--:--", length[CT_TC_TEXT_BYTES];

    if (r->w < 2 * CELL_W)
        return;
    if (!shot) /* of what is heard alone its sound is the source */
        shot = ct_cut_view_heard(ct_session_cut_view(ui->session), ct_session_record(ui->session),
                                 &frame);
    if (shot)
        ct_session_position_text(ui->session, shot, frame, at);
    if (r->w >= 5 * CELL_W)
        draw_value(ui, ct_cut_right(r, CELL_W), "Cut is",
                   ct_tc_print(cut->frames, cut->count, length), ct_dark.text_soft);
    draw_value(ui, ct_cut_left(r, CELL_W + CT_PAD), "Source", at,
               shot ? ct_dark.text : ct_dark.text_faint);
    ct_rect name = *r;
    ct_rect top = ct_cut_top(&name, name.h / 2);
    ct_skip_top(&top, 6);
    ct_skip_bottom(&name, 4);
    ct_canvas_text(ct_gui_canvas(ui->gui), top, "Clip", CT_TYPE_SMALL, ct_dark.text_soft, 0);
    ct_canvas_text(ct_gui_canvas(ui->gui), name, shot ? ct_str_or_empty(shot->name) : "none",
                   CT_TYPE_BODY, shot ? ct_dark.text : ct_dark.text_faint, 0);
}

static void draw_range(ct_ui *ui, ct_rect *r, const ct_clip *clip)
{
    int64_t in = ct_session_in(ui->session), end = ct_session_end(ui->session);
    char    words[CT_UI_TEXT];

    bool    both = in >= 0 && end > in;
    int64_t length = both ? end - in : clip->frame_count;
    char    text[CT_POSITION_TEXT_BYTES];
    if (r->w < 3 * CELL_W) { /* where they lie the timeline shows */
        if (r->w >= CELL_W)
            draw_value(ui, ct_cut_right(r, CELL_W), both ? "In to Out" : "Length",
                       ct_ui_duration(ui, clip, length, words),
                       both ? ct_dark.text : ct_dark.text_soft);
        return;
    }
    ct_rect cells = ct_cut_right(r, 3 * CELL_W);
    draw_value(ui, ct_rect_column(cells, 0, 3, CT_GAP), "In",
               in >= 0 ? ct_session_position_text(ui->session, clip, in, text) : "--:--:--:--",
               in >= 0 ? ct_dark.in_out : ct_dark.text_faint);
    draw_value(ui, ct_rect_column(cells, 1, 3, CT_GAP), "Out",
               end > 0 ? ct_session_position_text(ui->session, clip, end - 1, text) : "--:--:--:--",
               end > 0 ? ct_dark.in_out : ct_dark.text_faint);
    draw_value(ui, ct_rect_column(cells, 2, 3, CT_GAP), both ? "In to Out" : "Length",
               ct_ui_duration(ui, clip, length, words), both ? ct_dark.text : ct_dark.text_soft);
}

static void draw_speed(ct_ui *ui, ct_rect r, const ct_clip *clip)
{
    const ct_transport_state *state = ct_session_state(ui->session);
    char                      words[48], rate[CT_RATE_TEXT_BYTES];
    AVRational                speed = state->speed;

    if (speed.num == 0)
        snprintf(words, sizeof words, "stop");
    else if (speed.den == 1)
        snprintf(words, sizeof words, "%d×", speed.num);
    else
        snprintf(words, sizeof words, "%d/%d×", speed.num, speed.den);
    ct_rect top = ct_cut_top(&r, r.h / 2);
    ct_skip_top(&top, 6);
    ct_skip_bottom(&r, 4);
    ct_canvas_text(ct_gui_canvas(ui->gui), r, words, CT_TYPE_BODY,
                   state->playing ? ct_dark.accent : ct_dark.text_soft, CT_TEXT_RIGHT);
    const ct_cut *cut = ct_session_cut(ui->session);
    snprintf(words, sizeof words, "%s%s fps", ct_rate_label(cut ? cut->fps : clip->fps, rate),
             !cut && clip->vfr ? " vfr" : "");
    ct_canvas_text(ct_gui_canvas(ui->gui), top, words, CT_TYPE_SMALL, ct_dark.text_soft,
                   CT_TEXT_RIGHT);
}

static void run_first_row(ct_ui *ui, ct_rect r, const ct_clip *clip)
{
    double clock =
        ct_canvas_clock_width(ct_gui_canvas(ui->gui), "00:00:00:00", CT_TYPE_TIMECODE) + 2 * CT_GAP;

    run_clock(ui, ct_rect_inset(ct_cut_left(&r, fmin(clock, r.w)), 0, 3), clip);
    ct_skip_left(&r, CT_GAP);
    if (r.w > 72)
        draw_speed(ui, ct_cut_right(&r, 72), clip);
    ct_skip_right(&r, CT_PAD);
    if (ct_session_cut(ui->session))
        draw_source(ui, &r);
    else
        draw_range(ui, &r, clip);
}

/* --- buttons ------------------------------------------------------------------------------------- */

/* Of those that the keyboard and the timeline give as well. */
static bool is_spared(const ct_ui_tool *tool, int least)
{
    static const char *const lines[] = {"play.home",           "play.end",
                                        "play.loop",           "play.reverse",
                                        "play.step frames=-1", "play.step frames=1"};
    static const int         count = sizeof lines / sizeof lines[0];

    for (int i = 0; tool->line && i < least && i < count; i++)
        if (strcmp(tool->line, lines[i]) == 0)
            return true;
    return false;
}

/* In a narrow window play's buttons give way to judgement, which a hand on the mouse needs. */
static void run_tools(ct_ui *ui, ct_rect *r, const ct_ui_tool *tools, size_t count)
{
    int missing = (int)ceil(((double)count * BUTTON + JUDGEMENT - r->w) / BUTTON);

    for (size_t i = 0; i < count && r->w >= BUTTON; i++) {
        if (is_spared(&tools[i], missing))
            continue;
        ct_rect box = ct_cut_left(r, BUTTON);
        if (tools[i].line)
            ct_ui_button(ui, ct_rect_inset(box, 1, 1), &tools[i]);
        else
            ct_canvas_vline(ct_gui_canvas(ui->gui), box.x + box.w / 2, box.y + 7, box.h - 14,
                            ct_dark.line);
    }
}

static void run_stars(ct_ui *ui, ct_rect r, const ct_clip *clip)
{
    char number[8];
    int  rating = clip->rating;

    if (ct_widget_stars(ui->gui, ct_gui_id(ui->gui, "stars"), r, &rating)) {
        snprintf(number, sizeof number, "%d", rating);
        ct_ui_act(ui, "clip.rate", "stars", number, NULL);
    }
}

/* A dot, and under it the menu of labels. */
static void run_colour(ct_ui *ui, ct_rect r, const ct_clip *clip)
{
    ct_gui      *g = ui->gui;
    ct_wid       id = ct_gui_id(g, "colour");
    ct_menu_item items[CT_COLOUR_COUNT];
    char         keys[CT_COLOUR_COUNT][CT_UI_TEXT], line[40];
    ct_button    button = {.look = CT_BUTTON_FLAT, .tip = "Colour label"};

    if (ct_widget_button(g, id, r, &button))
        ct_menu_open(g, id, r);
    ct_point centre = {r.x + r.w / 2, r.y + r.h / 2};
    if (clip->colour)
        ct_canvas_circle(ct_gui_canvas(g), centre, 6, ct_dark.label[clip->colour]);
    else
        ct_canvas_ring(ct_gui_canvas(g), centre, 6, 1.5, ct_dark.text_faint);
    if (!ct_menu_is_open(g, id))
        return;
    for (int i = 0; i < CT_COLOUR_COUNT; i++) {
        ct_clip_colour colour = (ct_clip_colour)i;
        snprintf(line, sizeof line, "clip.colour colour=%s", ct_clip_colour_name(colour));
        items[i] = (ct_menu_item){.text = ct_clip_colour_title(colour),
                                  .keys = ct_ui_keys_of(ui, line, keys[i]),
                                  .checked = clip->colour == colour,
                                  .colour = ct_dark.label[i]};
    }
    int chosen = ct_menu_run(g, id, items, CT_COLOUR_COUNT);
    if (chosen >= 0 && chosen != (int)clip->colour)
        ct_ui_act(ui, "clip.colour", "colour", ct_clip_colour_name((ct_clip_colour)chosen), NULL);
}

static void run_second_row(ct_ui *ui, ct_rect r, const ct_clip *clip)
{
    const ct_transport_state *state = ct_session_state(ui->session);
    bool                      playing = state->playing && state->speed.num != 0;
    const ct_ui_tool          tools[] = {
                 {.icon = CT_ICON_FIRST, .line = "play.home"},
                 {.icon = CT_ICON_STEP_BACK, .line = "play.step frames=-1"},
                 {.icon = CT_ICON_PLAY_BACK, .line = "play.reverse", .on = state->speed.num < 0},
                 {.icon = playing ? CT_ICON_PAUSE : CT_ICON_PLAY, .line = "play.toggle", .on = playing},
                 {.icon = CT_ICON_STEP, .line = "play.step frames=1"},
                 {.icon = CT_ICON_LAST, .line = "play.end"},
                 {.icon = CT_ICON_LOOP, .line = "play.loop", .on = ct_session_looping(ui->session)},
                 {.line = NULL},
                 {.icon = CT_ICON_IN, .line = "mark.in", .colour = ct_dark.in_out},
                 {.icon = CT_ICON_OUT, .line = "mark.out", .colour = ct_dark.in_out},
                 {.icon = CT_ICON_SELECT, .line = "select.add"},
                 {.icon = CT_ICON_GOOD, .line = "select.good", .colour = ct_dark.verdict[CT_GOOD]},
                 {.icon = CT_ICON_REJECT, .line = "select.reject", .colour = ct_dark.verdict[CT_REJECTED]},
                 {.icon = CT_ICON_NOTE, .line = "note.write"},
                 {.line = NULL},
                 {.icon = clip && clip->circled ? CT_ICON_CIRCLED : CT_ICON_CIRCLE,
                  .line = "clip.circle",
                  .on = clip && clip->circled,
                  .colour = clip && clip->circled ? ct_dark.circled : 0},
    };

    run_tools(ui, &r, tools, sizeof tools / sizeof tools[0]);
    ct_skip_left(&r, 4);
    if (clip && r.w >= STARS)
        run_stars(ui, ct_rect_inset(ct_cut_left(&r, STARS), 0, 5), clip);
    if (clip && r.w >= BUTTON)
        run_colour(ui, ct_rect_inset(ct_cut_left(&r, BUTTON), 1, 1), clip);
}

void ct_panel_transport_run(ct_ui *ui, ct_rect r)
{
    const ct_clip *clip = ct_session_clip(ui->session);

    ct_gui_scope_push(ui->gui, "transport", 0);
    ct_canvas_fill(ct_gui_canvas(ui->gui), r, 0, ct_dark.panel);
    ct_canvas_hline(ct_gui_canvas(ui->gui), r.x, r.y, r.w, ct_dark.line);
    ct_rect inner = ct_rect_inset(r, CT_GAP, 4);
    if (clip || ct_session_cut(ui->session)) { /* a cut may show none */
        run_first_row(ui, ct_cut_top(&inner, CLOCK_H), clip);
        run_second_row(ui, ct_rect_inset(inner, 0, 3), clip);
    }
    ct_gui_scope_pop(ui->gui);
}
