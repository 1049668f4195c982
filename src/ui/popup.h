/* SPDX-License-Identifier: MIT */
/* What opens above the panels: menus, drop-downs, sheets. Main thread only. */
#ifndef CT_UI_POPUP_H
#define CT_UI_POPUP_H

#include "ui/gui.h"

typedef struct ct_menu_item {
    const char *text; /* NULL: a line between groups */
    const char *keys; /* shown at the right; NULL: none */
    ct_icon     icon;
    bool        checked, off;
    ct_colour   colour; /* a dot before the text; 0: none */
} ct_menu_item;

/* Opens the menu `id` at a point (or under an anchor) on the next frame. */
void ct_menu_open(ct_gui *g, ct_wid id, ct_rect anchor);
bool ct_menu_is_open(const ct_gui *g, ct_wid id);
/* Each frame; draws only while open. Index chosen, else -1. Up, Down, Return, Escape, first
 * letters; closes when the choice is made or the pointer goes down elsewhere. */
int ct_menu_run(ct_gui *g, ct_wid id, const ct_menu_item *items, int count);

/* Button that shows the choice and opens a menu. True when *chosen changed. */
bool ct_dropdown(ct_gui *g, ct_wid id, ct_rect r, const ct_menu_item *items, int count,
                 int *chosen);

/* What a sheet leaves of the window's width and height, both sides together: it is made smaller where it must. */
enum { CT_SHEET_MARGIN = 32 };
/* A sheet over the dimmed window, modal. Returns the part inside for the caller to fill; end with
 * ct_sheet_end. *closed is set when Escape came or the pointer went down outside. */
ct_rect ct_sheet_begin(ct_gui *g, ct_wid id, ct_size size, const char *title, bool *closed);
void    ct_sheet_end(ct_gui *g);

#endif
