/* SPDX-License-Identifier: MIT */
#include "ui/widget.h"

#include <math.h>
#include <stdlib.h>

#include <SDL_keycode.h>

#include "circletake/str.h"

enum { ICON = 16, ICON_GAP = 6, BUTTON_PAD = 12, CHECK = 16, KNOB = 12 };

/* Return or Space on the focused control. */
static bool key_press(ct_gui *g, ct_wid id)
{
    return ct_gui_key(g, id, SDLK_RETURN, 0) || ct_gui_key(g, id, SDLK_KP_ENTER, 0) ||
           ct_gui_key(g, id, SDLK_SPACE, 0);
}

/* ---- buttons ---- */

typedef struct look {
    ct_colour ground, hot, pressed, text;
} look;

static look look_of(const ct_button *b)
{
    const ct_theme *t = &ct_dark;
    look            l = {t->raised, t->hover, t->pressed, t->text};
    switch (b->look) {
    case CT_BUTTON_FLAT:
        l = (look){0, t->raised, t->pressed, t->text_soft};
        break;
    case CT_BUTTON_MAIN:
        l = (look){t->accent, ct_colour_mix(t->accent, 0xffffffffU, 0.16),
                   ct_colour_mix(t->accent, 0x000000ffU, 0.16), t->text_on_accent};
        break;
    case CT_BUTTON_DANGER:
        l.text = t->danger;
        break;
    case CT_BUTTON_PLAIN:
        break;
    }
    if (b->on) {
        l.ground = t->accent_soft;
        l.hot = ct_colour_mix(t->accent_soft, t->accent, 0.2);
        l.text = t->text;
    }
    if (b->colour)
        l.text = b->colour;
    return l;
}

static void draw_button(ct_gui *g, ct_rect r, const ct_button *b, ct_touch t)
{
    ct_canvas *c = ct_gui_canvas(g);
    look       l = look_of(b);
    ct_colour  ground = t.active && t.hot ? l.pressed : t.hot ? l.hot : l.ground;
    ct_colour  ink = t.hot && b->look == CT_BUTTON_FLAT && !b->colour ? ct_dark.text : l.text;

    if (b->off) {
        ground = b->look == CT_BUTTON_FLAT ? 0 : ct_colour_fade(ct_dark.raised, 0.5);
        ink = ct_colour_fade(ct_dark.text_faint, 0.55);
    }
    if (ground)
        ct_canvas_fill(c, r, CT_RADIUS, ground);
    double text_w = b->text ? ct_canvas_text_size(c, b->text, CT_TYPE_BODY, 0).w : 0;
    double icon_w = b->icon ? ICON : 0;
    double gap = b->text && b->icon ? ICON_GAP : 0;
    double room = fmax(r.w - 8, 0);
    text_w = fmin(text_w, fmax(room - icon_w - gap, 0));
    ct_rect inner = ct_rect_centre(r, text_w + gap + icon_w, r.h);
    if (b->icon)
        ct_canvas_icon(c, b->icon, ct_rect_centre(ct_cut_left(&inner, icon_w), ICON, ICON), ink);
    ct_skip_left(&inner, gap);
    if (b->text)
        ct_canvas_text(c, ct_rect_inset(inner, -1, 0), b->text, CT_TYPE_BODY, ink, CT_TEXT_CENTRE);
}

bool ct_widget_button(ct_gui *g, ct_wid id, ct_rect r, const ct_button *b)
{
    ct_touch t = {0};
    bool     pressed = false;
    if (!b->off) {
        t = ct_gui_touch(g, id, r);
        ct_gui_focusable(g, id, r);
        pressed = t.clicked || key_press(g, id);
    }
    draw_button(g, r, b, t);
    ct_gui_focus_ring(g, id, r, CT_RADIUS);
    ct_gui_tooltip(g, id, r, b->tip, b->keys);
    return pressed;
}

double ct_widget_button_width(ct_gui *g, const ct_button *b)
{
    if (!b->text)
        return CT_CONTROL;
    double text_w = ct_canvas_text_size(ct_gui_canvas(g), b->text, CT_TYPE_BODY, 0).w;
    return ceil(text_w + (b->icon ? ICON + ICON_GAP : 0) + 2 * BUTTON_PAD);
}

bool ct_widget_button_right(ct_gui *g, ct_rect *row, const char *text, ct_button_look as)
{
    ct_button button = {.text = text, .look = as};
    ct_rect   r = ct_cut_right(row, ct_widget_button_width(g, &button));

    ct_skip_right(row, CT_GAP);
    return ct_widget_button(g, ct_gui_id(g, text), r, &button);
}

/* ---- choices ---- */

static bool toggle(ct_gui *g, ct_wid id, ct_rect r, bool *value, ct_touch *t)
{
    *t = ct_gui_touch(g, id, r);
    ct_gui_focusable(g, id, r);
    if (!t->clicked && !key_press(g, id))
        return false;
    *value = !*value;
    return true;
}

bool ct_widget_checkbox(ct_gui *g, ct_wid id, ct_rect r, const char *text, bool *value)
{
    ct_canvas *c = ct_gui_canvas(g);
    ct_touch   t;
    bool       changed = toggle(g, id, r, value, &t);
    ct_rect    rest = r;
    ct_rect    box = ct_rect_centre(ct_cut_left(&rest, CHECK), CHECK, CHECK);
    if (*value) {
        ct_canvas_fill(c, box, 4, ct_dark.accent);
        ct_canvas_icon(c, CT_ICON_CHECK, ct_rect_inset(box, 1, 1), ct_dark.text_on_accent);
    } else {
        ct_canvas_fill(c, box, 4, t.hot ? ct_dark.hover : ct_dark.field);
        ct_canvas_stroke(c, box, 4, 1, ct_dark.border);
    }
    ct_skip_left(&rest, CT_GAP);
    ct_canvas_text(c, rest, text, CT_TYPE_BODY, ct_dark.text, 0);
    ct_gui_focus_ring(g, id, box, 4);
    return changed;
}

bool ct_widget_switch(ct_gui *g, ct_wid id, ct_rect r, const char *text, bool *value)
{
    ct_canvas *c = ct_gui_canvas(g);
    ct_touch   t;
    bool       changed = toggle(g, id, r, value, &t);
    ct_rect    rest = r;
    ct_rect    track = ct_rect_centre(ct_cut_left(&rest, 28), 28, 16);
    ct_colour  ground = *value ? ct_dark.accent : t.hot ? ct_dark.border : ct_dark.hover;
    ct_canvas_fill(c, track, 8, ground);
    ct_point knob = {*value ? track.x + 20 : track.x + 8, track.y + 8};
    ct_canvas_circle(c, knob, KNOB / 2.0, *value ? ct_dark.text_on_accent : ct_dark.text_soft);
    ct_skip_left(&rest, CT_GAP);
    ct_canvas_text(c, rest, text, CT_TYPE_BODY, ct_dark.text, 0);
    ct_gui_focus_ring(g, id, track, 8);
    return changed;
}

/* Left and Right in a row of choices. */
static bool choice_keys(ct_gui *g, ct_wid id, int count, int *chosen)
{
    if (ct_gui_key(g, id, SDLK_LEFT, 0) && *chosen > 0) {
        (*chosen)--;
        return true;
    }
    if (ct_gui_key(g, id, SDLK_RIGHT, 0) && *chosen < count - 1) {
        (*chosen)++;
        return true;
    }
    return false;
}

/* Which part of `parts` the pointer chose; sets hot to the one under it, or -1. */
static bool choice_click(ct_gui *g, ct_wid id, ct_rect r, const ct_rect *parts, int count,
                         int *chosen, int *hot)
{
    ct_touch t = ct_gui_touch(g, id, r);
    ct_point at = ct_gui_input(g)->mouse;
    *hot = -1;
    for (int i = 0; i < count; i++)
        if (t.hot && ct_rect_has(parts[i], at.x, at.y))
            *hot = i;
    if (!t.clicked || *hot < 0 || *hot == *chosen)
        return false;
    *chosen = *hot;
    return true;
}

enum { MOST_PARTS = 16 };

bool ct_widget_segments(ct_gui *g, ct_wid id, ct_rect r, const char *const *texts, int count,
                        int *chosen)
{
    ct_canvas *c = ct_gui_canvas(g);
    ct_rect    parts[MOST_PARTS] = {0};
    int        hot = -1;
    count = count > MOST_PARTS ? MOST_PARTS : count;
    for (int i = 0; i < count; i++)
        parts[i] = ct_rect_column(ct_rect_inset(r, 2, 2), i, count, 2);
    bool changed = choice_click(g, id, r, parts, count, chosen, &hot);
    ct_gui_focusable(g, id, r);
    changed = choice_keys(g, id, count, chosen) || changed;
    ct_canvas_fill(c, r, CT_RADIUS, ct_dark.field);
    for (int i = 0; i < count; i++) {
        bool on = i == *chosen;
        if (on || i == hot)
            ct_canvas_fill(c, parts[i], CT_RADIUS - 1, on ? ct_dark.hover : ct_dark.panel);
        ct_canvas_text(c, ct_rect_inset(parts[i], 4, 0), texts[i], CT_TYPE_BODY,
                       on ? ct_dark.text : ct_dark.text_soft, CT_TEXT_CENTRE);
    }
    ct_gui_focus_ring(g, id, r, CT_RADIUS);
    return changed;
}

bool ct_widget_tabs(ct_gui *g, ct_wid id, ct_rect r, const char *const *texts, int count,
                    int *chosen)
{
    ct_canvas *c = ct_gui_canvas(g);
    ct_rect    parts[MOST_PARTS] = {0}, rest = r;
    int        hot = -1;
    count = count > MOST_PARTS ? MOST_PARTS : count;
    for (int i = 0; i < count; i++)
        parts[i] = ct_cut_left(&rest, ct_canvas_text_size(c, texts[i], CT_TYPE_STRONG, 0).w + 20);
    bool changed = choice_click(g, id, r, parts, count, chosen, &hot);
    ct_gui_focusable(g, id, r);
    changed = choice_keys(g, id, count, chosen) || changed;
    for (int i = 0; i < count; i++) {
        bool on = i == *chosen;
        ct_canvas_text(c, parts[i], texts[i], CT_TYPE_STRONG,
                       on || i == hot ? ct_dark.text : ct_dark.text_faint, CT_TEXT_CENTRE);
        if (on)
            ct_canvas_fill(c, (ct_rect){parts[i].x + 10, r.y + r.h - 2, parts[i].w - 20, 2}, 1,
                           ct_dark.accent);
    }
    ct_gui_focus_ring(g, id, ct_rect_inset(r, 2, 2), CT_RADIUS);
    return changed;
}

bool ct_widget_stars(ct_gui *g, ct_wid id, ct_rect r, int *rating)
{
    enum { STARS = 5 };
    ct_canvas *c = ct_gui_canvas(g);
    double     side = fmin(r.h, r.w / STARS);
    ct_rect    row = {r.x, r.y + (r.h - side) / 2, side * STARS, side};
    ct_touch   t = ct_gui_touch(g, id, row);
    int        before = *rating;
    int        hot = t.hot ? (int)((ct_gui_input(g)->mouse.x - row.x) / side) + 1 : 0;

    ct_gui_focusable(g, id, row);
    if (t.clicked && hot)
        *rating = hot == *rating ? 0 : hot;
    if (ct_gui_key(g, id, SDLK_LEFT, 0) && *rating > 0)
        (*rating)--;
    if (ct_gui_key(g, id, SDLK_RIGHT, 0) && *rating < STARS)
        (*rating)++;
    for (int i = 0; i < STARS; i++) {
        ct_rect box = ct_cut_left(&row, side);
        bool    on = i < *rating;
        bool    would = i < hot;
        ct_canvas_icon(c, on || would ? CT_ICON_STAR : CT_ICON_STAR_EMPTY,
                       ct_rect_centre(box, side - 2, side - 2),
                       on      ? ct_dark.star
                       : would ? ct_colour_fade(ct_dark.star, 0.5)
                               : ct_colour_fade(ct_dark.text_faint, 0.6));
    }
    ct_gui_focus_ring(g, id, (ct_rect){r.x, r.y, side * STARS, r.h}, 3);
    return *rating != before;
}

bool ct_widget_slider(ct_gui *g, ct_wid id, ct_rect r, double *value)
{
    ct_canvas *c = ct_gui_canvas(g);
    ct_touch   t = ct_gui_touch(g, id, r);
    double     before = *value;
    double     left = r.x + KNOB / 2.0, room = fmax(r.w - KNOB, 1);

    ct_gui_focusable(g, id, r);
    if (t.active)
        *value = (ct_gui_input(g)->mouse.x - left) / room;
    if (ct_gui_key(g, id, SDLK_LEFT, 0))
        *value -= 0.05;
    if (ct_gui_key(g, id, SDLK_RIGHT, 0))
        *value += 0.05;
    *value = fmin(fmax(*value, 0), 1);
    double  middle = r.y + r.h / 2, x = left + *value * room;
    ct_rect track = {r.x, middle - 2, r.w, 4};
    ct_canvas_fill(c, track, 2, ct_dark.hover);
    track.w = x - r.x;
    ct_canvas_fill(c, track, 2, ct_dark.accent);
    ct_canvas_circle(c, (ct_point){x, middle}, KNOB / 2.0 + (t.hot ? 1 : 0), ct_dark.text);
    ct_gui_focus_ring(g, id, r, CT_RADIUS);
    return *value != before;
}

/* ---- things to look at ---- */

void ct_widget_label(ct_gui *g, ct_rect r, const char *text, ct_type type, ct_colour colour)
{
    ct_canvas_text(ct_gui_canvas(g), r, text, type, colour, 0);
}

double ct_widget_chip(ct_gui *g, ct_rect r, const char *text, ct_colour colour)
{
    ct_canvas *c = ct_gui_canvas(g);
    double     w = fmin(ceil(ct_canvas_text_size(c, text, CT_TYPE_SMALL, 0).w) + 14, r.w);
    ct_rect    chip = {r.x, r.y + (r.h - 18) / 2, w, 18};
    ct_canvas_fill(c, chip, 9, ct_colour_fade(colour, 0.18));
    ct_canvas_text(c, ct_rect_inset(chip, 6, 0), text, CT_TYPE_SMALL, colour, CT_TEXT_CENTRE);
    return w;
}

double ct_widget_keycap(ct_gui *g, ct_rect r, const char *text)
{
    ct_canvas *c = ct_gui_canvas(g);
    double     w = fmax(ceil(ct_canvas_text_size(c, text, CT_TYPE_SMALL, 0).w) + 12, 20);
    ct_rect    cap = {r.x, r.y + (r.h - 20) / 2, w, 20};
    ct_canvas_fill(c, cap, 4, ct_dark.hover);
    ct_canvas_hline(c, cap.x + 4, cap.y + cap.h - 1, cap.w - 8, ct_dark.border);
    ct_canvas_text(c, cap, text, CT_TYPE_SMALL, ct_dark.text, CT_TEXT_CENTRE);
    return w;
}

void ct_widget_progress(ct_gui *g, ct_rect r, double value)
{
    enum { PERIOD_MS = 1400 };
    ct_canvas *c = ct_gui_canvas(g);
    ct_rect    track = ct_rect_centre(r, r.w, fmin(r.h, 4));
    ct_rect    bar = track;
    ct_canvas_fill(c, track, 2, ct_dark.hover);
    if (value >= 0) {
        bar.w = track.w * fmin(value, 1);
    } else {
        double t = (double)(ct_gui_input(g)->now_ms % PERIOD_MS) / PERIOD_MS;
        bar.w = track.w * 0.3;
        bar.x = track.x + (track.w + bar.w) * t - bar.w;
        bar = ct_rect_meet(bar, track);
        ct_gui_wake(g, 33);
    }
    ct_canvas_fill(c, bar, 2, ct_dark.accent);
}

ct_rect ct_widget_head(ct_gui *g, ct_rect r, const char *title)
{
    ct_canvas *c = ct_gui_canvas(g);
    ct_canvas_fill(c, r, 0, ct_dark.head);
    ct_canvas_hline(c, r.x, r.y + r.h - 1, r.w, ct_dark.line);
    ct_rect rest = ct_rect_inset(r, CT_PAD, 0);
    double  w = ct_canvas_text_size(c, title, CT_TYPE_STRONG, 0).w;
    ct_canvas_text(c, ct_cut_left(&rest, w + 1), title, CT_TYPE_STRONG, ct_dark.text, 0);
    ct_skip_left(&rest, CT_PAD);
    rest.w += CT_PAD - (r.h - CT_CONTROL) / 2; /* buttons keep the same gap to all three sides */
    return rest;
}

void ct_widget_empty(ct_gui *g, ct_rect r, ct_icon icon, const char *title, const char *hint)
{
    ct_canvas *c = ct_gui_canvas(g);
    double     w = fmin(r.w - 2 * CT_PAD, 320);
    ct_size    hint_size = ct_canvas_text_size(c, hint, CT_TYPE_BODY, w);
    ct_rect    box = ct_rect_centre(r, w, 32 + 12 + 20 + 6 + hint_size.h);

    if (box.h > r.h) { /* pressed together by a note that is written, or a low window */
        if (r.h >= 20)
            ct_canvas_text(c, ct_rect_centre(r, w, 20), title, CT_TYPE_STRONG, ct_dark.text_soft,
                           CT_TEXT_CENTRE);
        return;
    }
    ct_canvas_icon(c, icon, ct_rect_centre(ct_cut_top(&box, 32), 28, 28),
                   ct_colour_fade(ct_dark.text_faint, 0.7));
    ct_skip_top(&box, 12);
    ct_canvas_text(c, ct_cut_top(&box, 20), title, CT_TYPE_STRONG, ct_dark.text_soft,
                   CT_TEXT_CENTRE);
    ct_skip_top(&box, 6);
    ct_canvas_text(c, ct_rect_inset(box, 0, -2), hint, CT_TYPE_BODY, ct_dark.text_faint,
                   CT_TEXT_CENTRE | CT_TEXT_WRAP);
}

bool ct_widget_splitter(ct_gui *g, ct_wid id, ct_rect r, bool upright, double *position, double lo,
                        double hi)
{
    enum { GRIP = 3, STEP = 16 };
    ct_rect  grip = upright ? ct_rect_inset(r, -GRIP, 0) : ct_rect_inset(r, 0, -GRIP);
    ct_touch t = ct_gui_touch(g, id, grip);
    bool     focused = ct_gui_focusable(g, id, r);
    double   before = *position;

    if (t.active)
        *position = upright ? ct_gui_input(g)->mouse.x : ct_gui_input(g)->mouse.y;
    if (focused && ct_gui_key(g, id, upright ? SDLK_LEFT : SDLK_UP, 0))
        *position -= STEP;
    if (focused && ct_gui_key(g, id, upright ? SDLK_RIGHT : SDLK_DOWN, 0))
        *position += STEP;
    *position = fmax(fmin(*position, hi), lo);
    if (t.hot || t.active)
        ct_gui_cursor(g, upright ? CT_CURSOR_WIDTH : CT_CURSOR_HEIGHT);
    ct_canvas_fill(ct_gui_canvas(g), r, 0,
                   t.active ? ct_dark.accent
                   : t.hot  ? ct_dark.border
                            : ct_dark.window);
    ct_gui_focus_ring(g, id, r, 0);
    return *position != before;
}
