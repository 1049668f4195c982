/* SPDX-License-Identifier: MIT */
#include "ui/field.h"

#include <math.h>

#include <SDL_keycode.h>

enum { PAD_X = 8, PAD_Y = 6, BLINK_MS = 530, BLINK_FOR_MS = 20000 };

static bool is_enter(const ct_input_item *item)
{
    return item->key == SDLK_RETURN || item->key == SDLK_KP_ENTER;
}

/* Return in one line, Ctrl+Return in several. */
static bool submits(const ct_textedit *ed, const ct_input_item *item)
{
    uint16_t wanted = ct_textedit_multiline(ed) ? KMOD_CTRL : 0;
    return is_enter(item) && item->mods == wanted && !ct_textedit_composing(ed);
}

static void take_key(ct_gui *g, ct_textedit *ed, ct_input_item *item, ct_field_did *did)
{
    if (submits(ed, item)) {
        did->submitted = true;
        item->taken = true;
    } else if (item->key == SDLK_ESCAPE && item->mods == 0 && !ct_textedit_composing(ed)) {
        did->cancelled = true;
        item->taken = true;
        ct_gui_focus(g, 0);
    } else {
        item->taken = ct_textedit_key(ed, item->key, item->mods);
    }
}

static void take_items(ct_gui *g, ct_textedit *ed, ct_field_did *did)
{
    ct_input *in = ct_gui_input(g);
    for (size_t i = 0; i < in->item_count && !did->cancelled; i++) {
        ct_input_item *item = &in->items[i];
        if (item->taken)
            continue;
        if (item->kind == CT_INPUT_KEY) {
            take_key(g, ed, item, did);
            continue;
        }
        item->taken = true;
        if (item->kind == CT_INPUT_PREEDIT) {
            ct_textedit_preedit(ed, item->text, item->cursor);
        } else {
            ct_textedit_preedit(ed, NULL, 0);
            ct_textedit_insert(ed, item->text);
        }
    }
}

static void take_pointer(ct_gui *g, ct_wid id, ct_rect r, ct_textedit *ed)
{
    ct_input *in = ct_gui_input(g);
    ct_touch  t = ct_gui_touch(g, id, r);
    if (t.hot || t.active)
        ct_gui_cursor(g, CT_CURSOR_TEXT);
    if (t.pressed) {
        ct_gui_focus(g, id);
        ct_textedit_press(ed, in->press_at.x, in->press_at.y, in->clicks, in->mods & KMOD_SHIFT);
    }
    if (t.active && !t.released)
        ct_textedit_drag(ed, in->mouse.x, in->mouse.y);
    if (ct_textedit_multiline(ed)) {
        double dy = ct_gui_take_wheel(g, r).y;
        if (dy != 0)
            ct_textedit_scroll(ed, dy);
    }
}

/* Blinks while somebody writes, then stands still: an idle window shall cost nothing. */
static bool caret_shown(ct_gui *g, ct_wid id, const ct_textedit *ed)
{
    uint64_t since = ct_gui_caret_since_ms(g, id ^ ct_textedit_look(ed));
    uint64_t passed = ct_gui_input(g)->now_ms - since;
    if (passed > BLINK_FOR_MS)
        return true;
    ct_gui_wake(g, (unsigned)(BLINK_MS - passed % BLINK_MS));
    return passed / BLINK_MS % 2 == 0;
}

static void draw_frame(ct_gui *g, ct_rect r, const ct_field_look *f, bool focused, bool hot)
{
    ct_canvas *c = ct_gui_canvas(g);
    if (f->bare)
        return;
    ct_colour edge = focused ? ct_dark.accent : hot ? ct_dark.text_faint : ct_dark.border;
    if (f->wrong)
        edge = ct_dark.danger;
    ct_canvas_fill(c, r, CT_RADIUS, ct_dark.field);
    ct_canvas_stroke(c, r, CT_RADIUS, 1, edge);
}

/* A cross at the right of a search field. True when it was used. */
static bool clear_cross(ct_gui *g, ct_wid id, ct_rect box, ct_textedit *ed)
{
    ct_touch t = ct_gui_touch(g, id + 1, box);
    ct_canvas_icon(ct_gui_canvas(g), CT_ICON_CROSS, ct_rect_centre(box, 14, 14),
                   t.hot ? ct_dark.text : ct_dark.text_faint);
    if (!t.clicked)
        return false;
    ct_textedit_select_all(ed);
    ct_textedit_insert(ed, "");
    return true;
}

static const ct_field_look plain_field;

ct_field_did ct_field_run(ct_gui *g, ct_wid id, ct_rect r, ct_textedit *ed, const ct_field_look *f)
{
    f = f ? f : &plain_field;
    ct_field_did did = {0};
    ct_rect      inner = r;
    uint64_t     before = ct_textedit_revision(ed);
    ct_type      type = f->type == CT_TYPE_SMALL ? CT_TYPE_BODY : f->type;
    bool         had = ct_gui_focusable(g, id, r);
    bool         hot = ct_gui_over(g, r);

    if (!f->bare)
        inner = ct_rect_inset(inner, PAD_X, ct_textedit_multiline(ed) ? PAD_Y : 1);
    draw_frame(g, r, f, had, hot);
    if (f->icon) {
        ct_rect box = ct_rect_centre(ct_cut_left(&inner, 16), 14, 14);
        ct_canvas_icon(ct_gui_canvas(g), f->icon, box, ct_dark.text_faint);
        ct_skip_left(&inner, 6);
    }
    if (f->icon == CT_ICON_SEARCH && !ct_textedit_empty(ed))
        clear_cross(g, id, ct_cut_right(&inner, 18), ed);
    ct_textedit_layout(ed, ct_gui_canvas(g), inner, type);
    take_pointer(g, id, r, ed);
    if (had && !f->read_only && !ct_gui_menu_is_up(g))
        take_items(g, ed, &did);
    ct_textedit_layout(ed, ct_gui_canvas(g), inner, type);

    did.changed = ct_textedit_revision(ed) != before;
    did.focused = ct_gui_focused(g) == id;
    did.left = ct_gui_lost(g, id);
    bool caret = did.focused && !f->read_only && caret_shown(g, id, ed);
    ct_textedit_draw(ed, ct_gui_canvas(g), f->placeholder, did.focused, caret);
    if (did.focused)
        ct_gui_set_typing(g, ct_textedit_cursor_rect(ed));
    return did;
}

double ct_field_height(ct_gui *g, ct_textedit *ed, double width, int min_lines, int max_lines)
{
    const double line = 22;
    ct_size      text = ct_canvas_text_size(ct_gui_canvas(g), ct_textedit_text(ed), CT_TYPE_BODY,
                                            fmax(width - 2 * PAD_X, 1));
    double       lines = fmin(fmax(ceil(text.h / line), min_lines), max_lines);
    return lines * line + 2 * PAD_Y;
}
