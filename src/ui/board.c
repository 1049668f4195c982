/* SPDX-License-Identifier: MIT */
#include "ui/board.h"

#include <math.h>
#include <stdlib.h>

#include <SDL_keycode.h>

#include "circletake/drawing.h"
#include "circletake/str.h"
#include "ui/widget.h"
#include "view/ink.h"

enum { BAR_H = CT_BOARD_HEIGHT - 2 * CT_GAP, TOOL = 30, DOT = 22, GROUP = 9 };

struct ct_board {
    ct_drawing     drawing;
    ct_stroke_tool tool;
    ct_clip_colour colour;
    bool           drawing_now; /* the last stroke is being drawn */
};

ct_board *ct_board_create(void)
{
    ct_board *board = ct_alloc(sizeof *board);

    board->colour = CT_COLOUR_RED;
    return board;
}

void ct_board_destroy(ct_board **board)
{
    if (!*board)
        return;
    ct_drawing_finish(&(*board)->drawing);
    free(*board);
    *board = NULL;
}

void ct_board_set(ct_board *board, const char *text)
{
    ct_drawing_finish(&board->drawing);
    board->drawing_now = false;
    if (ct_drawing_parse(text, &board->drawing, NULL))
        board->drawing = (ct_drawing){0};
}

char *ct_board_text(const ct_board *board)
{
    return ct_drawing_text(&board->drawing);
}

bool ct_board_is_drawing(const ct_board *b)
{
    return b->drawing_now;
}

bool ct_board_empty(const ct_board *board)
{
    return board->drawing.count == 0;
}

bool ct_board_undo(ct_board *board)
{
    return ct_drawing_undo(&board->drawing);
}

/* --- the hand --------------------------------------------------------------------------- */

static int unit(double at, double from, double length)
{
    return (int)lround(fmin(fmax((at - from) / length, 0), 1) * CT_DRAWING_UNIT);
}

/* Pens keep where they went, a step being a pixel and a half; the others only both ends. */
static void extend(ct_stroke *stroke, ct_rect picture, ct_point at)
{
    int x = unit(at.x, picture.x, picture.w), y = unit(at.y, picture.y, picture.h);
    const ct_stroke_point *last = &stroke->points[stroke->count - 1];
    double                 step = hypot((x - last->x) * picture.w, (y - last->y) * picture.h);

    if (stroke->tool != CT_STROKE_PEN && stroke->count > 1)
        stroke->count--;
    else if (step < 1.5 * CT_DRAWING_UNIT)
        return;
    ct_stroke_add(stroke, x, y);
}

static size_t points_of(const ct_drawing *d)
{
    size_t count = 0;

    for (size_t i = 0; i < d->count; i++)
        count += d->strokes[i].count;
    return count;
}

static void begin(ct_board *b, ct_rect picture, ct_point at)
{
    if (b->drawing.count >= CT_DRAWING_STROKES || points_of(&b->drawing) >= CT_DRAWING_POINTS / 2)
        return;
    ct_stroke *stroke = ct_drawing_add(&b->drawing, b->tool, b->colour, CT_STROKE_WIDTH);
    ct_stroke_add(stroke, unit(at.x, picture.x, picture.w), unit(at.y, picture.y, picture.h));
    b->drawing_now = true;
}

/* A box of no size is a click that missed. */
static bool end(ct_board *b)
{
    const ct_stroke *stroke = &b->drawing.strokes[b->drawing.count - 1];

    b->drawing_now = false;
    if (stroke->tool != CT_STROKE_PEN && stroke->count < 2) {
        ct_drawing_undo(&b->drawing);
        return false;
    }
    return true;
}

static bool run_hand(ct_board *b, ct_gui *g, ct_rect picture, bool takes, bool *refused)
{
    ct_touch touch = ct_gui_touch(g, ct_gui_id(g, "board"), picture);
    ct_point at = ct_gui_input(g)->mouse;

    if (touch.hot || touch.active)
        ct_gui_cursor(g, CT_CURSOR_CROSS);
    *refused = touch.pressed && !takes;
    if (touch.pressed && takes) {
        ct_gui_focus(g, 0);
        begin(b, picture, at);
    }
    if (!b->drawing_now)
        return false;
    if (touch.active)
        extend(&b->drawing.strokes[b->drawing.count - 1], picture, at);
    return (!touch.active || touch.released) && end(b); /* at once: a key may come next */
}

/* --- the bar ------------------------------------------------------------------------------ */

static void run_tools(ct_board *b, ct_gui *g, ct_rect *r)
{
    static const struct {
        ct_icon     icon;
        const char *tip;
    } tools[CT_STROKE_TOOLS] = {{CT_ICON_PEN, "Draw freely"},
                                {CT_ICON_ARROW, "Arrow"},
                                {CT_ICON_BOX, "Box"},
                                {CT_ICON_ELLIPSE, "Ellipse"}};

    for (int i = 0; i < CT_STROKE_TOOLS; i++) {
        ct_rect   box = ct_rect_inset(ct_cut_left(r, TOOL), 1, 4);
        ct_button button = {.icon = tools[i].icon,
                            .look = CT_BUTTON_FLAT,
                            .on = (int)b->tool == i,
                            .tip = tools[i].tip};
        if (ct_widget_button(g, ct_gui_id_n(g, "tool", (uint64_t)i), box, &button))
            b->tool = (ct_stroke_tool)i;
    }
}

static void run_colours(ct_board *b, ct_gui *g, ct_rect *r)
{
    ct_canvas *c = ct_gui_canvas(g);

    for (int i = CT_COLOUR_RED; i < CT_COLOUR_COUNT; i++) {
        ct_rect  box = ct_cut_left(r, DOT);
        ct_point centre = {box.x + box.w / 2, box.y + box.h / 2};
        ct_wid   id = ct_gui_id_n(g, "colour", (uint64_t)i);
        ct_touch touch = ct_gui_touch(g, id, box);
        if (touch.pressed)
            b->colour = (ct_clip_colour)i;
        ct_canvas_circle(c, centre, touch.hot ? 7 : 6, ct_dark.label[i]);
        if ((int)b->colour == i)
            ct_canvas_ring(c, centre, 9.5, 1.5, ct_dark.text);
        ct_gui_tooltip(g, id, box, ct_clip_colour_name((ct_clip_colour)i), NULL);
    }
}

/* Takes one stroke away, or all. */
static bool run_undo(ct_board *b, ct_gui *g, ct_rect *r)
{
    ct_button undo = {.icon = CT_ICON_UNDO,
                      .look = CT_BUTTON_FLAT,
                      .off = ct_board_empty(b),
                      .tip = "Take the last stroke away",
                      .keys = "Ctrl+Z"};
    ct_button clear = {.icon = CT_ICON_CROSS,
                       .look = CT_BUTTON_FLAT,
                       .off = ct_board_empty(b),
                       .tip = "Wipe the drawing off"};
    bool      changed = false;

    if (ct_widget_button(g, ct_gui_id(g, "undo"), ct_rect_inset(ct_cut_left(r, TOOL), 1, 4), &undo))
        changed = ct_drawing_undo(&b->drawing);
    if (ct_widget_button(g, ct_gui_id(g, "clear"), ct_rect_inset(ct_cut_left(r, TOOL), 1, 4),
                         &clear)) {
        ct_drawing_finish(&b->drawing);
        changed = true;
    }
    return changed;
}

static bool run_bar(ct_board *b, ct_gui *g, ct_rect area)
{
    ct_canvas *c = ct_gui_canvas(g);
    double     w = (CT_STROKE_TOOLS + 2) * TOOL + (CT_COLOUR_COUNT - 1) * DOT + 2 * GROUP + 12;
    ct_rect    bar = {round(area.x + (area.w - w) / 2), area.y + CT_GAP, w, BAR_H};

    ct_canvas_shadow(c, bar, CT_RADIUS_LARGE);
    ct_canvas_fill(c, bar, CT_RADIUS_LARGE, ct_dark.popup);
    ct_canvas_stroke(c, bar, CT_RADIUS_LARGE, 1, ct_dark.border);
    ct_rect rest = ct_rect_inset(bar, 6, 0);
    run_tools(b, g, &rest);
    ct_skip_left(&rest, GROUP);
    run_colours(b, g, &rest);
    ct_skip_left(&rest, GROUP);
    return run_undo(b, g, &rest);
}

ct_board_did ct_board_run(ct_board *b, ct_gui *g, ct_rect area, ct_rect picture, bool takes)
{
    ct_input    *input = ct_gui_input(g);
    ct_board_did did = {0};
    bool         keys = !ct_gui_typing(g) && ct_gui_focused(g) == 0;

    ct_gui_scope_push(g, "board", 0);
    ct_ink_draw(ct_gui_canvas(g), &b->drawing, picture);
    did.changed = run_bar(b, g, area);
    did.drawn = run_hand(b, g, picture, takes, &did.refused);
    did.changed = did.drawn || did.changed;
    if (keys && !ct_board_empty(b) && ct_input_take_key(input, SDLK_z, KMOD_CTRL))
        did.changed = ct_drawing_undo(&b->drawing) || did.changed;
    did.saved = keys && ct_input_take_key(input, SDLK_RETURN, KMOD_CTRL);
    did.left = keys && ct_input_take_key(input, SDLK_ESCAPE, 0);
    ct_gui_scope_pop(g);
    if (did.changed)
        ct_gui_wake(g, 0);
    return did;
}
