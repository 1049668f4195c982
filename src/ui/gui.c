/* SPDX-License-Identifier: MIT */
#include "ui/gui_priv.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <SDL_keyboard.h>
#include <SDL_timer.h>

#include "circletake/str.h"

enum { TIP_AFTER_MS = 550, TIP_AGAIN_MS = 400, TIP_WIDEST = 560, FOCUS_GRACE = 2 };

ct_gui *ct_gui_create(void)
{
    ct_gui *g = ct_alloc(sizeof *g);
    g->wake_ms = -1;
    g->applied_shape = -1;
    g->applied_typing = true; /* as SDL starts */
    return g;
}

void ct_gui_destroy(ct_gui **gui)
{
    ct_gui *g = *gui;
    if (!g)
        return;
    for (int i = 0; i < CT_GUI_CURSORS; i++)
        if (g->cursors[i])
            SDL_FreeCursor(g->cursors[i]);
    free(g->ring);
    free(g);
    *gui = NULL;
}

/* ---- a frame ---- */

void ct_gui_begin(ct_gui *g, ct_canvas *canvas, ct_input *input)
{
    g->canvas = canvas;
    g->input = input;
    g->focus_before = g->focus_now;
    g->focus_now = g->focus;
    g->press_taken = false;
    g->active_seen = false;
    g->scopes[0] = 0;
    g->scope_count = 1;
    g->before = g->now;
    g->now.count = 0;
    g->layers[0] = 0;
    g->layer_count = 1;
    g->ring_count = 0;
    g->typing_now = false;
    g->shape = CT_CURSOR_ARROW;
    g->wake_ms = -1;
    g->begun_ms = SDL_GetTicks64();
    g->tip.seen = false;
    g->menu.fresh = false;
    if (input->now_ms == 0)
        input->now_ms = SDL_GetTicks64();
    if (input->pressed)
        g->tip.quiet = true;
    ct_canvas_begin(canvas);
}

/* The layer Tab goes round in: that of the topmost modal thing. */
static int ring_layer(const ct_gui *g)
{
    int layer = 0;
    for (int i = 0; i < g->now.count; i++)
        if (g->now.items[i].modal && g->now.items[i].layer > layer)
            layer = g->now.items[i].layer;
    return layer;
}

static void move_focus(ct_gui *g, int step)
{
    int    layer = ring_layer(g);
    size_t at = SIZE_MAX, n = g->ring_count;
    for (size_t i = 0; i < n; i++)
        if (g->ring[i].id == g->focus)
            at = i;
    for (size_t tried = 0; tried < n; tried++) {
        if (at == SIZE_MAX)
            at = step > 0 ? 0 : n - 1;
        else
            at = step > 0 ? (at + 1) % n : (at + n - 1) % n;
        if (g->ring[at].layer == layer) {
            ct_gui_focus(g, g->ring[at].id);
            g->focus_shown = true;
            return;
        }
    }
}

static void focus_keys(ct_gui *g)
{
    if (ct_input_take_key(g->input, SDLK_F6, 0)) {
        if (g->focus)
            ct_gui_focus(g, 0);
        else
            move_focus(g, 1);
    }
    if (g->focus == 0 && ring_layer(g) == 0)
        return; /* Tab and Escape are for the key map */
    if (ct_input_take_key(g->input, SDLK_TAB, 0))
        move_focus(g, 1);
    if (ct_input_take_key(g->input, SDLK_TAB, KMOD_SHIFT))
        move_focus(g, -1);
    if (g->focus && ct_input_take_key(g->input, SDLK_ESCAPE, 0))
        ct_gui_focus(g, 0);
}

static void forget_the_gone(ct_gui *g)
{
    bool there = g->focus == 0;
    for (size_t i = 0; i < g->ring_count && !there; i++)
        there = g->ring[i].id == g->focus;
    g->focus_missing = there ? 0 : g->focus_missing + 1;
    if (g->focus_missing >= FOCUS_GRACE)
        ct_gui_focus(g, 0);
    if (g->active && (!(g->input->down & CT_MOUSE_LEFT) || !g->active_seen))
        g->active = 0;
}

static void draw_tip(ct_gui *g)
{
    ct_canvas *c = g->canvas;
    double     keys_w =
        g->tip.keys[0] ? ct_canvas_text_size(c, g->tip.keys, CT_TYPE_SMALL, 0).w + 22 : 0;
    ct_rect bounds = ct_rect_inset(ct_gui_bounds(g), 4, 4);
    double  most = fmin(TIP_WIDEST, bounds.w - keys_w - 20);
    ct_size text = ct_canvas_text_size(c, g->tip.text, CT_TYPE_BODY, 0);
    bool    lines = text.w > most || strchr(g->tip.text, '\n');
    if (lines)
        text = ct_canvas_text_size(c, g->tip.text, CT_TYPE_BODY, most);
    ct_rect r = {g->tip.r.x + g->tip.r.w / 2 - (text.w + keys_w + 20) / 2,
                 g->tip.r.y + g->tip.r.h + 6, text.w + keys_w + 20, lines ? text.h + 12 : 28};
    if (r.y + r.h > bounds.y + bounds.h)
        r.y = g->tip.r.y - r.h - 6;
    r = ct_rect_keep_inside(r, bounds);
    ct_canvas_layer_push(c, 3);
    ct_canvas_shadow(c, r, CT_RADIUS);
    ct_canvas_fill(c, r, CT_RADIUS, ct_dark.popup);
    ct_canvas_stroke(c, r, CT_RADIUS, 1, ct_dark.border);
    ct_rect inner = ct_rect_inset(r, 10, 0);
    if (keys_w > 0) {
        ct_rect cap = ct_rect_centre(ct_cut_right(&inner, keys_w - 8), keys_w - 8, 18);
        ct_canvas_fill(c, cap, 4, ct_dark.hover);
        ct_canvas_text(c, cap, g->tip.keys, CT_TYPE_SMALL, ct_dark.text_soft, CT_TEXT_CENTRE);
    }
    ct_canvas_text(c, inner, g->tip.text, CT_TYPE_BODY, ct_dark.text, lines ? CT_TEXT_WRAP : 0);
    ct_canvas_layer_pop(c);
}

static void end_tip(ct_gui *g)
{
    if (!g->tip.seen) {
        g->tip.id = 0;
        g->tip.quiet = false;
        return;
    }
    uint64_t now = g->input->now_ms;
    bool     again = now - g->tip.shown_ms < TIP_AGAIN_MS;
    uint64_t rested = now - g->tip.since_ms;
    if (g->tip.quiet)
        return;
    if (!again && rested < TIP_AFTER_MS) {
        ct_gui_wake(g, (unsigned)(TIP_AFTER_MS - rested));
        return;
    }
    g->tip.shown_ms = now;
    draw_tip(g);
}

void ct_gui_end(ct_gui *g)
{
    focus_keys(g);
    if ((g->input->pressed & CT_MOUSE_LEFT) && !g->press_taken)
        ct_gui_focus(g, 0); /* a click on nothing gives the keys back to the player */
    forget_the_gone(g);
    end_tip(g);
    g->typing = g->typing_now;
    ct_canvas_end(g->canvas);
}

ct_canvas *ct_gui_canvas(const ct_gui *g)
{
    return g->canvas;
}

ct_input *ct_gui_input(const ct_gui *g)
{
    return g->input;
}

ct_rect ct_gui_bounds(const ct_gui *g)
{
    return ct_canvas_bounds(g->canvas);
}

void ct_gui_wake(ct_gui *g, unsigned ms)
{
    if (g->wake_ms < 0 || (int)ms < g->wake_ms)
        g->wake_ms = (int)ms;
}

int ct_gui_wake_in(const ct_gui *g)
{
    if (g->wake_ms < 0)
        return -1;
    uint64_t passed = SDL_GetTicks64() - g->begun_ms;
    return passed >= (uint64_t)g->wake_ms ? 0 : g->wake_ms - (int)passed;
}

/* ---- names ---- */

static uint64_t name_hash(uint64_t scope, const char *name, uint64_t n)
{
    uint64_t hash = ct_hash_text(name, scope);

    for (int i = 0; i < 8; i++)
        hash = ct_hash_step(hash, (n >> (8 * i)) & 255);
    return hash ? hash : 1;
}

ct_wid ct_gui_id_n(const ct_gui *g, const char *name, uint64_t n)
{
    return name_hash(g->scopes[g->scope_count - 1], name, n);
}

ct_wid ct_gui_id(const ct_gui *g, const char *name)
{
    return ct_gui_id_n(g, name, 0);
}

void ct_gui_scope_push(ct_gui *g, const char *name, uint64_t n)
{
    ct_wid inner = ct_gui_id_n(g, name, n);
    if (g->scope_count < CT_GUI_SCOPES)
        g->scopes[g->scope_count++] = inner;
}

void ct_gui_scope_pop(ct_gui *g)
{
    if (g->scope_count > 1)
        g->scope_count--;
}

/* ---- pointer ---- */

static int current_layer(const ct_gui *g)
{
    return g->layers[g->layer_count - 1];
}

static bool covered(const ct_gui *g, ct_point at)
{
    const ct_tops *both[] = {&g->before, &g->now};
    for (int k = 0; k < 2; k++) {
        for (int i = 0; i < both[k]->count; i++) {
            const ct_top *top = &both[k]->items[i];
            if (top->layer > current_layer(g) && (top->modal || ct_rect_has(top->r, at.x, at.y)))
                return true;
        }
    }
    return false;
}

static bool reaches(const ct_gui *g, ct_rect r, ct_point at)
{
    return g->input->mouse_inside && ct_rect_has(r, at.x, at.y) &&
           ct_rect_has(ct_canvas_clip(g->canvas), at.x, at.y) && !covered(g, at);
}

bool ct_gui_over(const ct_gui *g, ct_rect r)
{
    return g->active == 0 && reaches(g, r, g->input->mouse);
}

ct_touch ct_gui_touch(ct_gui *g, ct_wid id, ct_rect r)
{
    ct_input *in = g->input;
    ct_touch  t = {0};
    bool      inside = reaches(g, r, in->mouse);

    t.hot = inside && (g->active == 0 || g->active == id);
    if ((in->pressed & CT_MOUSE_LEFT) && !g->press_taken && g->active == 0 &&
        reaches(g, r, in->press_at)) {
        g->active = id;
        g->press_taken = true;
        t.pressed = true;
        t.doubled = in->clicks == 2;
    }
    if (inside && (in->pressed & CT_MOUSE_RIGHT) && g->active == 0)
        t.menu = true;
    if (g->active != id)
        return t;
    g->active_seen = true;
    t.active = true;
    t.released = in->released & CT_MOUSE_LEFT;
    t.clicked = t.released && inside;
    return t;
}

ct_point ct_gui_take_wheel(ct_gui *g, ct_rect r)
{
    ct_point wheel = g->input->wheel;
    if (!reaches(g, r, g->input->mouse))
        return (ct_point){0, 0};
    g->input->wheel = (ct_point){0, 0};
    return wheel;
}

bool ct_gui_is_active(const ct_gui *g, ct_wid id)
{
    return g->active == id;
}

bool ct_gui_pointer_busy(const ct_gui *g)
{
    return g->active != 0;
}

void ct_gui_cursor(ct_gui *g, ct_cursor_shape shape)
{
    g->shape = shape;
}

ct_cursor_shape ct_gui_cursor_shape(const ct_gui *g)
{
    return g->shape;
}

/* ---- keyboard ---- */

bool ct_gui_focusable(ct_gui *g, ct_wid id, ct_rect r)
{
    if (!ct_rect_empty(r)) {
        g->ring = ct_grow(g->ring, &g->ring_cap, g->ring_count + 1, sizeof *g->ring);
        g->ring[g->ring_count++] = (ct_ring_place){id, current_layer(g)};
    }
    return g->focus == id;
}

void ct_gui_focus(ct_gui *g, ct_wid id)
{
    if (g->focus == id)
        return;
    g->focus = id;
    g->focus_shown = false;
    g->focus_missing = 0;
    ct_gui_wake(g, 0);
}

ct_wid ct_gui_focused(const ct_gui *g)
{
    return g->focus;
}

void ct_gui_focus_ring(ct_gui *g, ct_wid id, ct_rect r, double radius)
{
    if (g->focus == id && g->focus_shown)
        ct_canvas_stroke(g->canvas, ct_rect_inset(r, -2, -2), radius + 2, 2, ct_dark.accent);
}

bool ct_gui_typing(const ct_gui *g)
{
    return g->typing || g->typing_now;
}

ct_rect ct_gui_text_cursor(const ct_gui *g)
{
    return g->typing ? g->text_cursor : (ct_rect){0};
}

void ct_gui_set_typing(ct_gui *g, ct_rect cursor)
{
    g->typing_now = true;
    g->text_cursor = cursor;
}

bool ct_gui_lost(const ct_gui *g, ct_wid id)
{
    return id == g->focus_before && id != g->focus_now;
}

uint64_t ct_gui_caret_since_ms(ct_gui *g, uint64_t look)
{
    if (look != g->caret_look) {
        g->caret_look = look;
        g->caret_since_ms = g->input->now_ms;
    }
    return g->caret_since_ms;
}

bool ct_gui_menu_is_up(const ct_gui *g)
{
    return g->menu.id != 0;
}

bool ct_gui_key(ct_gui *g, ct_wid id, int32_t key, uint16_t mods)
{
    return g->focus == id && !ct_gui_menu_is_up(g) && ct_input_take_key(g->input, key, mods);
}

/* ---- things on top ---- */

void ct_gui_layer_begin(ct_gui *g, int layer, ct_rect r, bool modal)
{
    if (g->now.count < CT_GUI_TOPS)
        g->now.items[g->now.count++] = (ct_top){layer, r, modal};
    if (g->layer_count < CT_GUI_TOPS)
        g->layers[g->layer_count++] = layer;
    ct_canvas_layer_push(g->canvas, layer);
}

void ct_gui_layer_end(ct_gui *g)
{
    ct_canvas_layer_pop(g->canvas);
    if (g->layer_count > 1)
        g->layer_count--;
}

void ct_gui_tooltip(ct_gui *g, ct_wid id, ct_rect r, const char *text, const char *keys)
{
    if (!text || !text[0] || !ct_gui_over(g, r))
        return;
    if (g->tip.id != id) {
        g->tip.id = id;
        g->tip.since_ms = g->input->now_ms;
        g->tip.quiet = false;
    }
    g->tip.seen = true;
    g->tip.r = r;
    snprintf(g->tip.text, sizeof g->tip.text, "%s", text);
    snprintf(g->tip.keys, sizeof g->tip.keys, "%s", ct_str_or_empty(keys));
}

/* ---- the window ---- */

static void apply_shape(ct_gui *g)
{
    static const SDL_SystemCursor system[CT_GUI_CURSORS] = {
        [CT_CURSOR_ARROW] = SDL_SYSTEM_CURSOR_ARROW,
        [CT_CURSOR_TEXT] = SDL_SYSTEM_CURSOR_IBEAM,
        [CT_CURSOR_HAND] = SDL_SYSTEM_CURSOR_HAND,
        [CT_CURSOR_WIDTH] = SDL_SYSTEM_CURSOR_SIZEWE,
        [CT_CURSOR_HEIGHT] = SDL_SYSTEM_CURSOR_SIZENS,
        [CT_CURSOR_CROSS] = SDL_SYSTEM_CURSOR_CROSSHAIR,
    };
    if (g->applied_shape == (int)g->shape)
        return;
    if (!g->cursors[g->shape])
        g->cursors[g->shape] = SDL_CreateSystemCursor(system[g->shape]);
    if (g->cursors[g->shape])
        SDL_SetCursor(g->cursors[g->shape]);
    g->applied_shape = (int)g->shape;
}

void ct_gui_apply(ct_gui *g, const ct_presenter *p)
{
    apply_shape(g);
    if (g->typing != g->applied_typing) {
        if (g->typing)
            SDL_StartTextInput();
        else
            SDL_StopTextInput();
        g->applied_typing = g->typing;
    }
    if (!g->typing)
        return;
    ct_point unit = ct_presenter_to_logical(p, 1, 1); /* logical pixels a window unit */
    SDL_Rect r = {(int)(g->text_cursor.x / unit.x), (int)(g->text_cursor.y / unit.y),
                  (int)(g->text_cursor.w / unit.x) + 1, (int)(g->text_cursor.h / unit.y) + 1};
    SDL_SetTextInputRect(&r);
}
