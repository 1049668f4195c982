/* SPDX-License-Identifier: MIT */
#include "ui/input.h"

#include <string.h>

#include <SDL_keyboard.h>
#include <SDL_mouse.h>
#include <SDL_timer.h>
#include <SDL_version.h>

#include "circletake/str.h"

/* One notch of a wheel, a bit more than two rows. */
static const double notch_px = 64;

static uint16_t plain_mods(unsigned mods)
{
    unsigned plain = 0;
    if (mods & KMOD_CTRL)
        plain |= KMOD_CTRL;
    if (mods & KMOD_SHIFT)
        plain |= KMOD_SHIFT;
    if (mods & KMOD_ALT)
        plain |= KMOD_ALT;
    if (mods & KMOD_GUI)
        plain |= KMOD_GUI;
    return (uint16_t)plain;
}

static unsigned button_bit(uint8_t button)
{
    switch (button) {
    case SDL_BUTTON_LEFT:
        return CT_MOUSE_LEFT;
    case SDL_BUTTON_MIDDLE:
        return CT_MOUSE_MIDDLE;
    case SDL_BUTTON_RIGHT:
        return CT_MOUSE_RIGHT;
    default:
        return 0;
    }
}

static void set_pointer(ct_input *in, const ct_presenter *p, double x, double y)
{
    in->mouse = p ? ct_presenter_to_logical(p, x, y) : (ct_point){x, y};
    in->mouse_inside = true;
}

static void feed_button(ct_input *in, const SDL_MouseButtonEvent *b, const ct_presenter *p)
{
    unsigned bit = button_bit(b->button);
    set_pointer(in, p, b->x, b->y);
    if (b->state == SDL_PRESSED) {
        in->down |= bit;
        in->pressed |= bit;
        in->clicks = b->clicks;
        if (bit == CT_MOUSE_LEFT)
            in->press_at = in->mouse;
    } else {
        in->down &= ~bit;
        in->released |= bit;
    }
}

static ct_input_item *add_item(ct_input *in, ct_input_kind kind)
{
    if (in->item_count == CT_INPUT_ITEMS)
        return NULL;
    ct_input_item *item = &in->items[in->item_count++];
    memset(item, 0, sizeof *item);
    item->kind = kind;
    item->mods = in->mods;
    return item;
}

/* Copies what fits, never half a character. */
static void copy_text(ct_input_item *item, const char *text)
{
    size_t bytes = strlen(text);
    if (bytes >= sizeof item->text) {
        bytes = sizeof item->text - 1;
        while (bytes && ((unsigned char)text[bytes] & 0xC0U) == 0x80U)
            bytes--;
    }
    memcpy(item->text, text, bytes);
    item->text[bytes] = 0;
}

static void feed_text(ct_input *in, ct_input_kind kind, const char *text, int cursor)
{
    ct_input_item *item = add_item(in, kind);
    if (!item)
        return;
    copy_text(item, text);
    item->cursor = cursor;
}

static void feed_key(ct_input *in, const SDL_KeyboardEvent *k)
{
    in->mods = plain_mods(k->keysym.mod);
    if (k->state != SDL_PRESSED)
        return;
    ct_input_item *item = add_item(in, CT_INPUT_KEY);
    if (!item)
        return;
    item->key = k->keysym.sym;
    item->repeat = k->repeat != 0;
}

static bool feed_window(ct_input *in, const SDL_WindowEvent *w)
{
    if (w->event == SDL_WINDOWEVENT_LEAVE)
        in->mouse_inside = false;
    if (w->event == SDL_WINDOWEVENT_FOCUS_LOST)
        ct_input_release_all(in);
    return true;
}

static void feed_wheel(ct_input *in, const SDL_MouseWheelEvent *w)
{
#if SDL_VERSION_ATLEAST(2, 0, 18)
    double x = (double)w->preciseX, y = (double)w->preciseY;
#else
    double x = w->x, y = w->y;
#endif
    bool sideways = in->mods & KMOD_SHIFT;
    in->wheel.x += (sideways ? -y : x) * notch_px;
    in->wheel.y += (sideways ? 0 : -y) * notch_px;
}

bool ct_input_feed(ct_input *in, const SDL_Event *event, const ct_presenter *p)
{
    in->now_ms = SDL_GetTicks64();
    switch (event->type) {
    case SDL_MOUSEMOTION:
        set_pointer(in, p, event->motion.x, event->motion.y);
        return true;
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP:
        feed_button(in, &event->button, p);
        return true;
    case SDL_MOUSEWHEEL:
        feed_wheel(in, &event->wheel);
        return true;
    case SDL_KEYDOWN:
    case SDL_KEYUP:
        feed_key(in, &event->key);
        return true;
    case SDL_TEXTINPUT:
        feed_text(in, CT_INPUT_TEXT, event->text.text, 0);
        return true;
    case SDL_TEXTEDITING:
        feed_text(in, CT_INPUT_PREEDIT, event->edit.text, event->edit.start);
        return true;
#if SDL_VERSION_ATLEAST(2, 0, 22)
    case SDL_TEXTEDITING_EXT:
        feed_text(in, CT_INPUT_PREEDIT, event->editExt.text, event->editExt.start);
        SDL_free(event->editExt.text);
        return true;
#endif
    case SDL_WINDOWEVENT:
        return feed_window(in, &event->window);
    default:
        return false;
    }
}

void ct_input_next(ct_input *in)
{
    in->pressed = 0;
    in->released = 0;
    in->wheel = (ct_point){0, 0};
    in->item_count = 0;
}

void ct_input_release_all(ct_input *in)
{
    in->released |= in->down;
    in->down = 0;
    in->mods = 0;
}

bool ct_input_take_key(ct_input *in, int32_t key, uint16_t mods)
{
    for (size_t i = 0; i < in->item_count; i++) {
        ct_input_item *item = &in->items[i];
        if (item->kind == CT_INPUT_KEY && !item->taken && item->key == key &&
            item->mods == plain_mods(mods)) {
            item->taken = true;
            return true;
        }
    }
    return false;
}
