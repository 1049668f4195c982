/* SPDX-License-Identifier: MIT */
/* The state of ct_gui, for the files that make up the core: gui.c and popup.c. */
#ifndef CT_UI_GUI_PRIV_H
#define CT_UI_GUI_PRIV_H

#include <SDL_mouse.h>

#include "ui/gui.h"

enum { CT_GUI_SCOPES = 32, CT_GUI_TOPS = 16, CT_GUI_CURSORS = CT_CURSOR_CROSS + 1 };

/* Something drawn above the panels. */
typedef struct ct_top {
    int     layer;
    ct_rect r;
    bool    modal;
} ct_top;

typedef struct ct_tops {
    ct_top items[CT_GUI_TOPS];
    int    count;
} ct_tops;

typedef struct ct_ring_place {
    ct_wid id;
    int    layer;
} ct_ring_place;

typedef struct ct_menu_state {
    ct_wid   id; /* 0: none is open */
    ct_rect  anchor;
    int      cursor; /* -1: none */
    double   scroll;
    ct_point seen;  /* where the mouse was last: one that rests leaves the cursor to the keys */
    bool     fresh; /* opened by the press of this frame: that press does not close it */
} ct_menu_state;

typedef struct ct_tip {
    ct_wid   id;
    uint64_t since_ms;
    uint64_t shown_ms; /* when one was last shown: the next then comes at once */
    bool     seen, quiet;
    ct_rect  r;
    char     text[1088], keys[32]; /* a whole message */
} ct_tip;

struct ct_gui {
    ct_canvas *canvas;
    ct_input  *input;
    ct_wid     active, focus;
    ct_wid     focus_now, focus_before; /* as this and the last frame began */
    uint64_t   caret_look, caret_since_ms;
    bool       press_taken; /* the press of this frame belongs to somebody */
    bool       active_seen;
    bool       focus_shown;   /* came by keyboard */
    int        focus_missing; /* frames in a row that the focused widget was not there */

    uint64_t scopes[CT_GUI_SCOPES];
    int      scope_count;

    ct_tops before, now; /* of the last and of this frame */
    int     layers[CT_GUI_TOPS];
    int     layer_count;

    ct_ring_place *ring;
    size_t         ring_count, ring_cap;

    bool            typing, typing_now;
    ct_rect         text_cursor;
    ct_cursor_shape shape;
    SDL_Cursor     *cursors[CT_GUI_CURSORS];
    int             applied_shape;
    bool            applied_typing;

    int      wake_ms;  /* -1: never */
    uint64_t begun_ms; /* the frame: what moves keeps the display's pace from here */

    ct_menu_state menu;
    ct_tip        tip;
};

#endif
