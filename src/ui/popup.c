/* SPDX-License-Identifier: MIT */
#include "ui/popup.h"

#include <ctype.h>
#include <math.h>

#include <SDL_keycode.h>

#include "ui/gui_priv.h"
#include "ui/widget.h"

enum { MENU_PAD = 5, MENU_LINE = 9, MENU_ICON = 26, LEAST_MENU = 140, SHEET_HEAD = 48 };

/* ---- menus ---- */

void ct_menu_open(ct_gui *g, ct_wid id, ct_rect anchor)
{
    g->menu = (ct_menu_state){.id = id, .anchor = anchor, .cursor = -1, .fresh = true};
    ct_gui_wake(g, 0);
}

bool ct_menu_is_open(const ct_gui *g, ct_wid id)
{
    return g->menu.id == id;
}

static bool usable(const ct_menu_item *item)
{
    return item->text && !item->off;
}

static double item_height(const ct_menu_item *item)
{
    return item->text ? CT_ROW : MENU_LINE;
}

static bool has_marks(const ct_menu_item *items, int count)
{
    for (int i = 0; i < count; i++)
        if (items[i].icon || items[i].checked || items[i].colour)
            return true;
    return false;
}

static ct_rect menu_rect(ct_gui *g, const ct_menu_item *items, int count, double *content)
{
    ct_canvas *c = ct_gui_canvas(g);
    double     widest = 0, h = 2 * MENU_PAD;
    for (int i = 0; i < count; i++) {
        h += item_height(&items[i]);
        if (!items[i].text)
            continue;
        double w = ct_canvas_text_size(c, items[i].text, CT_TYPE_BODY, 0).w;
        if (items[i].keys)
            w += 24 + ct_canvas_text_size(c, items[i].keys, CT_TYPE_SMALL, 0).w;
        widest = fmax(widest, w);
    }
    *content = h;
    ct_rect bounds = ct_rect_inset(ct_gui_bounds(g), 4, 4);
    ct_rect anchor = g->menu.anchor;
    double  w = widest + 2 * CT_PAD + (has_marks(items, count) ? MENU_ICON - 4 : 0) + 2 * MENU_PAD;
    ct_rect r = {anchor.x, anchor.y + anchor.h + 4, ceil(fmax(fmax(w, anchor.w), LEAST_MENU)), h};
    bool    below = r.y + h <= bounds.y + bounds.h;
    if (!below && anchor.y - 4 - h >= bounds.y)
        r.y = anchor.y - 4 - h;
    r.h = fmin(r.h, bounds.h);
    return ct_rect_keep_inside(r, bounds);
}

static void step_cursor(ct_gui *g, const ct_menu_item *items, int count, int step)
{
    int at = g->menu.cursor;
    for (int tried = 0; tried < count; tried++) {
        at = at < 0 ? (step > 0 ? 0 : count - 1) : (at + step + count) % count;
        if (usable(&items[at])) {
            g->menu.cursor = at;
            return;
        }
    }
}

/* The next item that begins with a typed letter. */
static void jump_to_letter(ct_gui *g, const ct_menu_item *items, int count, char letter)
{
    for (int k = 1; k <= count; k++) {
        int i = (g->menu.cursor + k + count) % count;
        if (usable(&items[i]) && tolower((unsigned char)items[i].text[0]) == letter) {
            g->menu.cursor = i;
            return;
        }
    }
}

/* All keys are the menu's while it is open. Returns the item chosen, or -1. */
static int menu_keys(ct_gui *g, const ct_menu_item *items, int count)
{
    ct_input *in = ct_gui_input(g);
    int       chosen = -1;
    for (size_t i = 0; i < in->item_count; i++) {
        ct_input_item *item = &in->items[i];
        if (item->taken)
            continue;
        item->taken = true;
        if (item->kind != CT_INPUT_KEY)
            continue;
        if (item->key == SDLK_DOWN)
            step_cursor(g, items, count, 1);
        else if (item->key == SDLK_UP)
            step_cursor(g, items, count, -1);
        else if (item->key == SDLK_ESCAPE || item->key == SDLK_TAB)
            g->menu.id = 0;
        else if ((item->key == SDLK_RETURN || item->key == SDLK_SPACE) && g->menu.cursor >= 0)
            chosen = g->menu.cursor;
        else if (item->key >= 'a' && item->key <= 'z')
            jump_to_letter(g, items, count, (char)item->key);
    }
    return chosen;
}

static void draw_item(ct_gui *g, ct_rect row, const ct_menu_item *item, bool marks, bool at)
{
    ct_canvas *c = ct_gui_canvas(g);
    if (!item->text) {
        ct_canvas_hline(c, row.x - MENU_PAD, row.y + row.h / 2, row.w + 2 * MENU_PAD,
                        ct_dark.border);
        return;
    }
    ct_colour ink = item->off ? ct_colour_fade(ct_dark.text_faint, 0.6) : ct_dark.text;
    if (at)
        ct_canvas_fill(c, row, CT_RADIUS - 1, ct_dark.accent_soft);
    row = ct_rect_inset(row, CT_GAP, 0);
    if (marks) {
        ct_rect box = ct_rect_centre(ct_cut_left(&row, 14), 14, 14);
        if (item->checked)
            ct_canvas_icon(c, CT_ICON_CHECK, box, ct_dark.accent);
        else if (item->icon)
            ct_canvas_icon(c, item->icon, box, item->off ? ink : ct_dark.text_soft);
        else if (item->colour)
            ct_canvas_circle(c, (ct_point){box.x + 7, box.y + 7}, 4, item->colour);
        ct_skip_left(&row, CT_GAP);
    }
    if (item->keys)
        ct_canvas_text(c, row, item->keys, CT_TYPE_SMALL, ct_dark.text_faint, CT_TEXT_RIGHT);
    ct_canvas_text(c, row, item->text, CT_TYPE_BODY, ink, 0);
}

static int menu_pointer(ct_gui *g, ct_rect r, ct_rect row, int i, const ct_menu_item *items)
{
    ct_point at = ct_gui_input(g)->mouse;
    if (!usable(&items[i]) || !ct_rect_has(r, at.x, at.y) || !ct_rect_has(row, at.x, at.y))
        return -1;
    if (at.x != g->menu.seen.x || at.y != g->menu.seen.y)
        g->menu.cursor = i;
    return ct_gui_input(g)->released & CT_MOUSE_LEFT ? i : -1;
}

static int menu_items(ct_gui *g, ct_rect r, const ct_menu_item *items, int count)
{
    ct_rect rest = ct_rect_inset(r, MENU_PAD, MENU_PAD);
    bool    marks = has_marks(items, count);
    int     chosen = -1;
    rest.y -= g->menu.scroll;
    for (int i = 0; i < count; i++) {
        ct_rect row = {rest.x, rest.y, rest.w, item_height(&items[i])};
        rest.y += row.h;
        if (row.y + row.h < r.y || row.y > r.y + r.h)
            continue;
        int hit = menu_pointer(g, r, row, i, items);
        chosen = hit >= 0 ? hit : chosen;
        draw_item(g, row, &items[i], marks, g->menu.cursor == i && usable(&items[i]));
    }
    g->menu.seen = ct_gui_input(g)->mouse;
    return chosen;
}

/* The item that keys went to comes into sight. */
static void reveal_cursor(ct_gui *g, double h, const ct_menu_item *items)
{
    double first = MENU_PAD;

    for (int i = 0; i < g->menu.cursor; i++)
        first += item_height(&items[i]);
    double end = first + item_height(&items[g->menu.cursor]);
    g->menu.scroll = fmin(g->menu.scroll, first - MENU_PAD);
    g->menu.scroll = fmax(g->menu.scroll, end + MENU_PAD - h);
}

int ct_menu_run(ct_gui *g, ct_wid id, const ct_menu_item *items, int count)
{
    if (g->menu.id != id || count < 1)
        return -1;
    ct_canvas *c = ct_gui_canvas(g);
    ct_input  *in = ct_gui_input(g);
    double     content = 0;
    ct_rect    r = menu_rect(g, items, count, &content);
    int        before = g->menu.fresh ? -1 : g->menu.cursor;
    int        chosen = menu_keys(g, items, count);

    if (g->menu.cursor != before && g->menu.cursor >= 0)
        reveal_cursor(g, r.h, items);
    ct_gui_layer_begin(g, 2, r, true);
    double wheel = ct_gui_take_wheel(g, r).y;
    if (wheel != 0)
        g->menu.seen = (ct_point){-1, -1}; /* the items moved under the mouse */
    g->menu.scroll += wheel;
    g->menu.scroll = fmax(fmin(g->menu.scroll, content - r.h), 0);
    ct_canvas_shadow(c, r, CT_RADIUS + 2);
    ct_canvas_fill(c, r, CT_RADIUS + 2, ct_dark.popup);
    ct_canvas_stroke(c, r, CT_RADIUS + 2, 1, ct_dark.border);
    ct_canvas_clip_push(c, r);
    int hit = menu_items(g, r, items, count);
    ct_canvas_clip_pop(c);
    ct_gui_layer_end(g);

    if (hit >= 0 && !g->menu.fresh)
        chosen = hit;
    bool outside = in->pressed && !ct_rect_has(r, in->mouse.x, in->mouse.y);
    if ((outside && !g->menu.fresh) || chosen >= 0) {
        g->menu.id = 0;
        g->press_taken = true;
        ct_gui_wake(g, 0);
    }
    return chosen;
}

bool ct_dropdown(ct_gui *g, ct_wid id, ct_rect r, const ct_menu_item *items, int count, int *chosen)
{
    ct_canvas *c = ct_gui_canvas(g);
    ct_touch   t = ct_gui_touch(g, id, r);
    bool       open = ct_menu_is_open(g, id);

    ct_gui_focusable(g, id, r);
    if (t.pressed || ct_gui_key(g, id, SDLK_RETURN, 0) || ct_gui_key(g, id, SDLK_SPACE, 0) ||
        ct_gui_key(g, id, SDLK_DOWN, 0)) {
        ct_menu_open(g, id, r);
        g->menu.cursor = *chosen;
    }
    ct_canvas_fill(c, r, CT_RADIUS, t.hot || open ? ct_dark.hover : ct_dark.raised);
    ct_rect inner = ct_rect_inset(r, CT_GAP + 2, 0);
    ct_rect arrow = ct_rect_centre(ct_cut_right(&inner, 12), 12, 12);
    ct_canvas_icon(c, CT_ICON_DOWN, arrow, ct_dark.text_soft);
    ct_skip_right(&inner, 4);
    if (*chosen >= 0 && *chosen < count) {
        if (items[*chosen].colour) {
            ct_rect dot = ct_cut_left(&inner, 14);
            ct_canvas_circle(c, (ct_point){dot.x + 4, dot.y + dot.h / 2}, 4, items[*chosen].colour);
        }
        ct_canvas_text(c, inner, items[*chosen].text, CT_TYPE_BODY, ct_dark.text, 0);
    }
    ct_gui_focus_ring(g, id, r, CT_RADIUS);
    int now = ct_menu_run(g, id, items, count);
    if (now < 0 || now == *chosen)
        return false;
    *chosen = now;
    return true;
}

/* ---- sheets ---- */

ct_rect ct_sheet_begin(ct_gui *g, ct_wid id, ct_size size, const char *title, bool *closed)
{
    ct_canvas *c = ct_gui_canvas(g);
    ct_input  *in = ct_gui_input(g);
    ct_rect    bounds = ct_gui_bounds(g);
    double     w = fmin(size.w, bounds.w - CT_SHEET_MARGIN);
    double     h = fmin(size.h, bounds.h - CT_SHEET_MARGIN);
    ct_rect    r = ct_rect_centre(bounds, w, h);
    r.y = fmax(bounds.y + CT_SHEET_MARGIN / 2.0,
               r.y - bounds.h * 0.06); /* a little above the middle sits calmer */

    ct_gui_layer_begin(g, 1, r, true);
    ct_canvas_fill(c, bounds, 0, 0x00000080U);
    ct_canvas_shadow(c, r, CT_RADIUS_LARGE);
    ct_canvas_fill(c, r, CT_RADIUS_LARGE, ct_dark.popup);
    ct_canvas_stroke(c, r, CT_RADIUS_LARGE, 1, ct_dark.border);
    bool outside = (in->pressed & CT_MOUSE_LEFT) && ct_gui_over(g, bounds) &&
                   !ct_rect_has(r, in->press_at.x, in->press_at.y);
    *closed =
        outside || (g->menu.id == 0 && !ct_gui_typing(g) && ct_input_take_key(in, SDLK_ESCAPE, 0));
    if (outside)
        g->press_taken = true;
    ct_canvas_clip_push(c, r);
    ct_rect inner = ct_rect_inset(r, 20, 0);
    if (title) {
        ct_rect   head = ct_cut_top(&inner, SHEET_HEAD);
        ct_button cross = {
            .icon = CT_ICON_CROSS, .look = CT_BUTTON_FLAT, .tip = "Close", .keys = "Esc"};
        ct_rect corner = ct_rect_centre(ct_cut_right(&head, CT_CONTROL), CT_CONTROL, CT_CONTROL);
        corner.x += CT_GAP;
        if (ct_widget_button(g, id, corner, &cross))
            *closed = true;
        ct_canvas_text(c, head, title, CT_TYPE_LARGE, ct_dark.text, 0);
    } else {
        ct_skip_top(&inner, 16);
    }
    ct_skip_bottom(&inner, 16);
    return inner;
}

void ct_sheet_end(ct_gui *g)
{
    ct_canvas_clip_pop(ct_gui_canvas(g));
    ct_gui_layer_end(g);
}
