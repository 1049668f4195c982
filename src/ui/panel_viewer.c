/* SPDX-License-Identifier: MIT */
/* The place of the picture. The presenter shows the picture; here stands only what has to be said
 * when there is none, and the small signs that it is late or a reduced one. */
#include <math.h>
#include <stdio.h>

#include "circletake/timecode.h"
#include "circletake/timeline.h"
#include "circletake/drawing.h"
#include "ui/ui_priv.h"
#include "view/ink.h"
#include "view/picture.h"

enum { CARD_W = 460, CARD_H = 190, CARD_AIR = 16, LATE_SIGN = 22 };

/* A slate in place of the picture: what is wrong, and what to do. */
static void draw_card(ct_ui *ui, ct_rect r, ct_icon icon, const char *title, const char *line,
                      const char *hint)
{
    ct_canvas *c = ct_gui_canvas(ui->gui);
    ct_rect    card = ct_rect_centre(r, fmin(CARD_W, r.w - 2 * CARD_AIR), fmin(CARD_H, r.h));

    ct_canvas_fill(c, card, CT_RADIUS_LARGE, ct_dark.panel);
    ct_canvas_stroke(c, card, CT_RADIUS_LARGE, 1, ct_dark.border);
    card = ct_rect_inset(card, 24, 20);
    ct_canvas_icon(c, icon, ct_rect_centre(ct_cut_top(&card, 28), 26, 26), ct_dark.warning);
    ct_skip_top(&card, 8);
    ct_canvas_text(c, ct_cut_top(&card, 24), title, CT_TYPE_LARGE, ct_dark.text, CT_TEXT_CENTRE);
    ct_skip_top(&card, 4);
    ct_canvas_text(c, ct_cut_top(&card, 36), line, CT_TYPE_SMALL, ct_dark.text_soft,
                   CT_TEXT_CENTRE | CT_TEXT_TOP | CT_TEXT_WRAP);
    ct_canvas_text(c, card, hint, CT_TYPE_BODY, ct_dark.text_soft,
                   CT_TEXT_CENTRE | CT_TEXT_TOP | CT_TEXT_WRAP);
}

static void draw_offline(ct_ui *ui, ct_rect r, const ct_clip *clip)
{
    ct_button button = {
        .text = "Find it in a folder", .icon = CT_ICON_FOLDER, .look = CT_BUTTON_MAIN};
    char title[320];

    snprintf(title, sizeof title, "%s is offline", ct_str_or_empty(clip->name));
    ct_rect card = ct_rect_centre(r, r.w, fmin(CARD_H + 12 + CT_CONTROL, r.h - CARD_AIR));
    ct_rect box = ct_rect_centre(ct_cut_bottom(&card, CT_CONTROL),
                                 ct_widget_button_width(ui->gui, &button), CT_CONTROL);
    ct_skip_bottom(&card, 12);
    draw_card(ui, card, CT_ICON_OFFLINE, title, ct_str_or_empty(clip->path),
              "Connect its drive, copy it again, or show the folder it was moved to. Its marks are "
              "safe.");
    if (ct_widget_button(ui->gui, ct_gui_id(ui->gui, "relink"), box, &button))
        ct_sheet_open_for_cut(ui, ct_id_none());
}

/* In the corner: the picture is not yet the one the timecode names, or not yet in full. */
static void draw_sign(ct_ui *ui, ct_rect r, ct_icon icon, ct_colour colour, const char *text)
{
    ct_canvas *c = ct_gui_canvas(ui->gui);
    ct_rect    sign = {r.x + r.w - LATE_SIGN - 8, r.y + 8, LATE_SIGN, LATE_SIGN};

    ct_canvas_fill(c, sign, LATE_SIGN / 2.0, 0x000000a0U);
    ct_canvas_icon(c, icon, ct_rect_centre(sign, 14, 14), colour);
    ct_gui_tooltip(ui->gui, ct_gui_id(ui->gui, "late"), sign, text, NULL);
}

/* In place of the picture: what the timecode names cannot be shown, and nothing else may stand for it. */
static void draw_damaged(ct_ui *ui, ct_rect r, const ct_transport_state *state)
{
    ct_canvas_fill(ct_gui_canvas(ui->gui), r, 0, ct_dark.picture);
    draw_card(ui, r, CT_ICON_WARNING, "This picture cannot be shown", state->error.text,
              "Other frames and clips are not touched by this.");
}

/* An image of a sequence that is not there; the picture is black. */
static bool is_gap(const ct_transport_state *state)
{
    return state->picture && state->picture->gap && !state->late;
}

static void draw_gap(ct_ui *ui, ct_rect r, const ct_clip *clip)
{
    draw_card(ui, r, CT_ICON_WARNING, "This image is missing", ct_str_or_empty(clip->path),
              "The sequence has none of this number. Copy it again from where it was made.");
}

static void draw_signs(ct_ui *ui, ct_rect r, const ct_transport_state *state)
{
    if (is_gap(state) && state->playing)
        draw_sign(ui, r, CT_ICON_WARNING, ct_dark.warning, "This image of the sequence is missing");
    else if (state->late && state->has_picture)
        draw_sign(ui, r, CT_ICON_CLOCK, ct_dark.warning,
                  "The picture is on its way: what you see is an earlier one");
    else if (state->reduced && !state->playing)
        draw_sign(ui, r, CT_ICON_SEARCH, ct_dark.text_soft,
                  "This is the right frame, in a small copy: the full one is on its way");
}

static void run_pointer(ct_ui *ui, ct_rect r)
{
    ct_touch touch = ct_gui_touch(ui->gui, ct_gui_id(ui->gui, "picture"), r);

    if (touch.doubled)
        ct_ui_act_line(ui, "view.fullscreen");
    if (touch.pressed)
        ct_ui_act_line(ui, "play.toggle");
}

/* What was drawn on this frame, but for the note that is being written. */
static void draw_notes(ct_ui *ui, ct_rect picture)
{
    const ct_note_list *notes = ct_session_notes(ui->session);
    int64_t             here = ct_session_position(ui->session);

    for (size_t i = 0; i < notes->count; i++) {
        const ct_note *note = &notes->items[i];
        ct_drawing     drawing;
        if (!ct_span_has(note->span, here) || ct_note_editor_has(ui->editor, note->id) ||
            !*ct_str_or_empty(note->drawing) || ct_drawing_parse(note->drawing, &drawing, NULL))
            continue;
        ct_ink_draw(ct_gui_canvas(ui->gui), &drawing, picture);
        ct_drawing_finish(&drawing);
    }
}

/* Nothing of the picture is hidden from the hand: where it leaves no room for the tools it makes room. */
static ct_rect cut_tools(ct_ui *ui, ct_rect *r)
{
    const ct_transport_state *state = ct_session_state(ui->session);

    if (!state->picture || !ct_note_editor_can_draw(ui))
        return *r;
    ct_picture shape = ct_picture_of(state->picture);
    if (ct_picture_fit_logical(&shape, *r).y - r->y >= CT_BOARD_HEIGHT)
        return *r;
    ct_rect tools = ct_cut_top(r, CT_BOARD_HEIGHT);
    ct_canvas_fill(ct_gui_canvas(ui->gui), tools, 0, ct_dark.picture);
    return tools;
}

/* The picture takes strokes while a note is written on it, else a click that plays. */
static void run_picture(ct_ui *ui, ct_rect r, ct_rect tools, const ct_transport_state *state)
{
    if (state->picture && !state->late) {
        ct_picture shape = ct_picture_of(state->picture);
        ct_rect    picture = ct_picture_fit_logical(&shape, r);
        draw_notes(ui, picture);
        if (ct_note_editor_draw(ui, tools, picture))
            return;
    }
    run_pointer(ui, r);
}

static void run_clip(ct_ui *ui, ct_rect r, ct_rect tools, const ct_clip *clip)
{
    const ct_transport_state *state = ct_session_state(ui->session);

    bool missing = clip->offline || (state->error.code == CT_NO_INPUT && !state->ready);

    if (missing)
        draw_offline(ui, r, clip);
    else if (state->error.code && (!state->picture || (state->late && !state->playing)))
        draw_damaged(ui, r, state);
    else if (state->ready && !state->has_picture)
        ct_widget_empty(ui->gui, r, CT_ICON_SOUND, ct_str_or_empty(clip->name),
                        "A sound file: its waveform is in the timeline below.");
    else
        run_picture(ui, r, tools, state);
    if (!missing && is_gap(state) && !state->playing)
        draw_gap(ui, r, clip);
    else if (!missing && (!state->error.code || state->playing))
        draw_signs(ui, r, state);
}

/* The source range of an event as its list names it, and where it is in the cut. */
static void slate_line(ct_ui *ui, const ct_event *e, char *out, size_t bytes)
{
    const ct_cut  *cut = ct_session_cut(ui->session);
    ct_event_label label = ct_event_labels(e, cut->fps);
    int64_t        into = ct_session_record(ui->session) - e->record.first;
    char           in[CT_TC_TEXT_BYTES], end[CT_TC_TEXT_BYTES], at[CT_TC_TEXT_BYTES];

    snprintf(out, bytes, "event %lld   reel %s   %s to %s\nin the cut from %s, frame %lld of %lld",
             (long long)ct_event_number(e), *ct_str_or_empty(e->reel) ? e->reel : "unknown",
             ct_tc_print(label.first, label.count, in), ct_tc_print(label.end, label.count, end),
             ct_tc_print(cut->start + e->record.first, cut->count, at), (long long)into + 1,
             (long long)ct_span_count(e->record));
}

/* Stands for an event whose clip is not there, or not readable. */
static void draw_cut_slate(ct_ui *ui, ct_rect r, const ct_event *e, const ct_error *error)
{
    const ct_clip *clip = ct_cut_view_clip(ct_session_cut_view(ui->session), e->clip);
    char           line[400], hint[CT_ERROR_TEXT_BYTES];
    const char    *name = *ct_str_or_empty(e->name) ? e->name : ct_str_or_empty(e->reel);

    slate_line(ui, e, line, sizeof line);
    if (error->code)
        snprintf(hint, sizeof hint, "%s", error->text);
    else if (clip && clip->offline)
        snprintf(hint, sizeof hint, "%s is offline: connect its drive, or show its folder.",
                 ct_str_or_empty(clip->name));
    else if (clip)
        snprintf(hint, sizeof hint, "%s has no such frame.", ct_str_or_empty(clip->name));
    else
        snprintf(hint, sizeof hint,
                 "No clip of the project is this source: add its footage, or "
                 "relink the event by hand.");
    ct_canvas_fill(ct_gui_canvas(ui->gui), r, 0, ct_dark.picture);
    draw_card(ui, r, CT_ICON_OFFLINE, *name ? name : "An event without a name", line, hint);
}

static void run_cut(ct_ui *ui, ct_rect r, ct_rect tools)
{
    const ct_cut_state *cut = ct_session_cut_state(ui->session);
    int64_t             frame;
    const ct_clip      *shot = ct_session_shot(ui->session, &frame);
    const ct_clip      *open = ct_session_clip(ui->session);

    if (cut->slate >= 0) {
        draw_cut_slate(ui, r, &ct_session_cut_view(ui->session)->events.events[cut->slate],
                       &cut->error);
        run_pointer(ui, r);
        return;
    }
    if (cut->mix.over)
        ct_canvas_hole(ct_gui_canvas(ui->gui), r);
    else
        ct_canvas_fill(ct_gui_canvas(ui->gui), r, 0, ct_dark.picture);
    /* Notes and strokes are those of the open clip. */
    if (shot && open && ct_id_equal(shot->id, open->id))
        run_picture(ui, r, tools, ct_session_state(ui->session));
    else
        run_pointer(ui, r);
    if (cut->late)
        draw_signs(ui, r, ct_session_state(ui->session));
}

void ct_panel_viewer_run(ct_ui *ui, ct_rect r)
{
    const ct_clip *clip = ct_session_clip(ui->session);

    ct_gui_scope_push(ui->gui, "viewer", 0);
    ct_rect tools = cut_tools(ui, &r);
    ui->viewer = r;
    if (ct_session_cut(ui->session)) {
        run_cut(ui, r, tools);
    } else {
        ct_canvas_hole(ct_gui_canvas(ui->gui), r);
        if (clip)
            run_clip(ui, r, tools, clip);
        else
            ct_widget_empty(ui->gui, r, CT_ICON_CLIP, "No clip is open",
                            ct_session_clip_count(ui->session) ? "Choose one at the left."
                                                               : "Drop footage onto this window.");
    }
    ct_gui_scope_pop(ui->gui);
}
