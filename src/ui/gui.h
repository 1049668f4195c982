/* SPDX-License-Identifier: MIT */
/* The immediate-mode core: who is hot, active and focused.
 *
 * Panels call widgets each frame; a widget draws itself and answers what was done to it. Nothing is
 * kept but a few ids: `hot` is under the pointer, `active` holds the pressed button, `focus` gets
 * the keys. A frame is run only when input came or state changed, or ct_gui_wake asked for it; the
 * canvas rasterises what differs.
 *
 * Focus: Tab and Shift+Tab go round while something has the focus, F6 enters (and leaves) the ring,
 * Escape leaves it. Clicking a button does not focus it, so Space goes on meaning play; clicking a
 * text field or a list does. Keys nobody took are left in the input for the key map.
 * Main thread only. */
#ifndef CT_UI_GUI_H
#define CT_UI_GUI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ui/input.h"
#include "view/canvas.h"

typedef uint64_t ct_wid; /* a widget's name; 0 is nobody */

typedef struct ct_gui ct_gui;

ct_gui *ct_gui_create(void);
void    ct_gui_destroy(ct_gui **g);

/* Everything of one frame lies between; canvas and input are borrowed until the end. Calls
 * ct_canvas_begin and ct_canvas_end. */
void       ct_gui_begin(ct_gui *g, ct_canvas *canvas, ct_input *input);
void       ct_gui_end(ct_gui *g);
ct_canvas *ct_gui_canvas(const ct_gui *g);
ct_input  *ct_gui_input(const ct_gui *g);
ct_rect    ct_gui_bounds(const ct_gui *g);

/* Run another frame `ms` from now, even if nothing happens (0: at once). The earliest wins. */
void ct_gui_wake(ct_gui *g, unsigned ms);
/* Milliseconds from the end of the last frame until it wants the next; -1: never. */
int ct_gui_wake_in(const ct_gui *g);

/* ---- names ---- */
/* The same words under the same scope give the same id in every frame. */
ct_wid ct_gui_id(const ct_gui *g, const char *name);
ct_wid ct_gui_id_n(const ct_gui *g, const char *name, uint64_t n);
void   ct_gui_scope_push(ct_gui *g, const char *name, uint64_t n);
void   ct_gui_scope_pop(ct_gui *g);

/* ---- pointer ---- */
/* Is the pointer over r: inside the clip, in this layer, nothing else being held? */
bool ct_gui_over(const ct_gui *g, ct_rect r);
typedef struct ct_touch {
    bool hot;      /* under the pointer                                */
    bool active;   /* held by the left button, wherever the pointer is */
    bool pressed;  /* left button went down on it this frame           */
    bool clicked;  /* went up on it after going down on it             */
    bool doubled;  /* `pressed` is the second of a double click        */
    bool released; /* went up this frame, wherever                     */
    bool menu;     /* right button went down on it                     */
} ct_touch;
/* All a widget of one's own needs to know about the pointer. Of two that overlap in one layer, the
 * one called first gets the press: buttons in a row before the row. */
ct_touch ct_gui_touch(ct_gui *g, ct_wid id, ct_rect r);
/* Wheel over r, logical pixels; taken, so areas around it do not get it too. */
ct_point ct_gui_take_wheel(ct_gui *g, ct_rect r);
bool     ct_gui_is_active(const ct_gui *g, ct_wid id);
bool     ct_gui_pointer_busy(const ct_gui *g); /* something is held */
/* Pointer shape for this frame; the last call wins. */
typedef enum ct_cursor_shape {
    CT_CURSOR_ARROW,
    CT_CURSOR_TEXT,
    CT_CURSOR_HAND,
    CT_CURSOR_WIDTH,
    CT_CURSOR_HEIGHT,
    CT_CURSOR_CROSS
} ct_cursor_shape;
void            ct_gui_cursor(ct_gui *g, ct_cursor_shape shape);
ct_cursor_shape ct_gui_cursor_shape(const ct_gui *g);

/* ---- keyboard ---- */
/* Puts id into the ring of Tab (call each frame); true while it has the focus. The ring shows
 * only when the focus came by keyboard: draw with ct_gui_focus_ring. */
bool   ct_gui_focusable(ct_gui *g, ct_wid id, ct_rect r);
void   ct_gui_focus(ct_gui *g, ct_wid id); /* 0: nobody */
ct_wid ct_gui_focused(const ct_gui *g);
void   ct_gui_focus_ring(ct_gui *g, ct_wid id, ct_rect r, double radius);
/* Had the focus in the last frame and has lost it: true for one frame. */
bool ct_gui_lost(const ct_gui *g, ct_wid id);
/* When `look` (of the focused text) last changed: from then on a caret blinks. */
uint64_t ct_gui_caret_since_ms(ct_gui *g, uint64_t look);
/* A text field has the focus: no bare letter may act. True during and after the frame. */
bool ct_gui_typing(const ct_gui *g);
/* Where the text cursor is, for SDL_SetTextInputRect, logical. Empty when not typing. */
ct_rect ct_gui_text_cursor(const ct_gui *g);
/* After a frame: pointer shape, text input on or off, and where the input method may open, as the
 * frame left them. The loop calls it once a frame. */
void ct_gui_apply(ct_gui *g, const ct_presenter *p);
/* Told by text fields, each frame they have the focus. */
void ct_gui_set_typing(ct_gui *g, ct_rect cursor);
/* A menu is open: all keys are its own. */
bool ct_gui_menu_is_up(const ct_gui *g);
/* id has the focus and this key came: takes it. */
bool ct_gui_key(ct_gui *g, ct_wid id, int32_t key, uint16_t mods);

/* ---- things on top ---- */
/* Between the two: drawn above everything of a lower layer, pointer belongs to it inside r (all of
 * the window if modal), and so does Tab. Layers: see ct_canvas_layer_push. */
void ct_gui_layer_begin(ct_gui *g, int layer, ct_rect r, bool modal);
void ct_gui_layer_end(ct_gui *g);
/* Shown after resting half a second on r. Keys to name: "Circle the take", "C". NULL: none. */
void ct_gui_tooltip(ct_gui *g, ct_wid id, ct_rect r, const char *text, const char *keys);

#endif
