/* SPDX-License-Identifier: MIT */
/* The small controls: buttons, switches, labels, stars, progress, splitters. Each is one call a
 * frame. Texts are borrowed for the call. Main thread only. */
#ifndef CT_UI_WIDGET_H
#define CT_UI_WIDGET_H

#include "ui/gui.h"

typedef enum ct_button_look {
    CT_BUTTON_PLAIN = 0, /* raised                              */
    CT_BUTTON_FLAT,      /* no ground until hot: tool bars      */
    CT_BUTTON_MAIN,      /* the one thing a sheet is about      */
    CT_BUTTON_DANGER
} ct_button_look;

typedef struct ct_button {
    const char    *text; /* NULL: icon only                         */
    ct_icon        icon; /* CT_ICON_NONE: text only                 */
    const char    *tip;  /* tooltip; NULL: none                     */
    const char    *keys; /* its keys, in the tooltip; NULL: none    */
    ct_button_look look;
    bool           on;     /* pressed in, for toggles                 */
    bool           off;    /* cannot be used now                      */
    ct_colour      colour; /* of icon and text; 0: as the look says   */
} ct_button;

/* True once for each click, Return or Space. */
bool ct_widget_button(ct_gui *g, ct_wid id, ct_rect r, const ct_button *b);
/* Width it wants at CT_CONTROL height. */
double ct_widget_button_width(ct_gui *g, const ct_button *b);
/* A button of that width at the right end of *row, which ends before it then; its text is its name. */
bool ct_widget_button_right(ct_gui *g, ct_rect *row, const char *text, ct_button_look look);
/* True when it changed *value. */
bool ct_widget_checkbox(ct_gui *g, ct_wid id, ct_rect r, const char *text, bool *value);
bool ct_widget_switch(ct_gui *g, ct_wid id, ct_rect r, const char *text, bool *value);
/* One of several side by side; true when *chosen changed. Left and Right move in it. */
bool ct_widget_segments(ct_gui *g, ct_wid id, ct_rect r, const char *const *texts, int count,
                        int *chosen);
/* Tabs with a line under the chosen one. */
bool ct_widget_tabs(ct_gui *g, ct_wid id, ct_rect r, const char *const *texts, int count,
                    int *chosen);
/* Five stars; clicking the last one set clears. True when *rating changed. */
bool ct_widget_stars(ct_gui *g, ct_wid id, ct_rect r, int *rating);
/* Horizontal; value 0..1. True while dragged to another value. */
bool ct_widget_slider(ct_gui *g, ct_wid id, ct_rect r, double *value);

void ct_widget_label(ct_gui *g, ct_rect r, const char *text, ct_type type, ct_colour colour);
/* A word in a rounded ground of its colour: status, category. Returns its width; r.w is the most
 * it may take. */
double ct_widget_chip(ct_gui *g, ct_rect r, const char *text, ct_colour colour);
/* A key cap, as in menus and help. Returns its width. */
double ct_widget_keycap(ct_gui *g, ct_rect r, const char *text);
/* value 0..1; below 0: busy, length unknown. */
void ct_widget_progress(ct_gui *g, ct_rect r, double value);
/* Head of a panel: ground, title, hairline. Returns the free part on the right, for buttons. */
ct_rect ct_widget_head(ct_gui *g, ct_rect r, const char *title);
/* Something to read where a list is empty: icon, what is missing, how to get it. */
void ct_widget_empty(ct_gui *g, ct_rect r, ct_icon icon, const char *title, const char *hint);

/* A bar to drag between two panels. r is the gap; upright: it moves left-right. Returns true when
 * *position (logical x or y of the gap's middle) changed, kept within lo..hi. Arrow keys when
 * focused. */
bool ct_widget_splitter(ct_gui *g, ct_wid id, ct_rect r, bool upright, double *position, double lo,
                        double hi);

#endif
