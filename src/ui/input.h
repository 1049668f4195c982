/* SPDX-License-Identifier: MIT */
/* What the hands did since the last frame of the interface: pointer, wheel, keys and text, gathered
 * from SDL events in logical pixels. The loop feeds events, runs a frame, then calls
 * ct_input_next. Main thread only. */
#ifndef CT_UI_INPUT_H
#define CT_UI_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <SDL_events.h>

#include "view/presenter.h"

/* Keys and text in the order they came; a widget that uses one sets `taken`. */
typedef enum ct_input_kind { CT_INPUT_KEY, CT_INPUT_TEXT, CT_INPUT_PREEDIT } ct_input_kind;
typedef struct ct_input_item {
    ct_input_kind kind;
    bool          taken;
    bool          repeat; /* key held */
    int32_t       key;    /* SDLK_* */
    uint16_t      mods;   /* KMOD_*, locks left out */
    int           cursor; /* of the preedit, code points */
    char          text[SDL_TEXTINPUTEVENT_TEXT_SIZE * 4];
} ct_input_item;

enum { CT_INPUT_ITEMS = 64 };

typedef struct ct_input {
    ct_point      mouse;
    bool          mouse_inside;
    unsigned      down;     /* buttons held: CT_MOUSE_* */
    unsigned      pressed;  /* went down since the last frame */
    unsigned      released; /* went up since the last frame   */
    ct_point      press_at; /* where the left button went down last */
    int           clicks;   /* of the last press: 1, 2, 3 */
    ct_point      wheel;    /* logical pixels to scroll: positive is right, down */
    uint16_t      mods;
    uint64_t      now_ms;
    unsigned      frame_ms; /* a frame of the display: what moves needs no more */
    ct_input_item items[CT_INPUT_ITEMS];
    size_t        item_count;
} ct_input;

enum { CT_MOUSE_LEFT = 1, CT_MOUSE_MIDDLE = 2, CT_MOUSE_RIGHT = 4 };

/* True when the event can change what is shown. `p` (may be NULL) maps positions to logical. */
bool ct_input_feed(ct_input *in, const SDL_Event *event, const ct_presenter *p);
/* After a frame: forgets edges, wheel, keys and text; keeps positions and held buttons. */
void ct_input_next(ct_input *in);
/* Drops everything held: the window lost the focus. */
void ct_input_release_all(ct_input *in);
/* Takes the next key press of this key with exactly these modifiers (KMOD_CTRL, _SHIFT, _ALT,
 * either side), if there is one not taken yet. */
bool ct_input_take_key(ct_input *in, int32_t key, uint16_t mods);

#endif
