/* SPDX-License-Identifier: MIT */
/* The state of ct_textedit, for its two halves: textedit.c (text) and textedit_view.c (layout). */
#ifndef CT_VIEW_TEXTEDIT_PRIV_H
#define CT_VIEW_TEXTEDIT_PRIV_H

#include <pango/pangocairo.h>

#include "circletake/str.h"
#include "view/textedit.h"

typedef struct ct_state {
    char  *text;
    size_t cursor, anchor;
} ct_state;

typedef struct ct_states {
    ct_state *items;
    size_t    count, cap;
} ct_states;

typedef enum ct_change {
    CT_CHANGE_NONE,
    CT_CHANGE_TYPING,
    CT_CHANGE_DELETING,
    CT_CHANGE_OTHER
} ct_change;

struct ct_textedit {
    bool      multiline;
    char     *text;
    size_t    cursor, anchor; /* bytes */
    char     *preedit;
    int       preedit_cursor; /* code points */
    ct_states undo, redo;
    ct_change last_change;
    uint64_t  revision;
    uint32_t  serial, look; /* look grows whenever it would be drawn differently */

    PangoLayout *layout;
    bool         laid_out;        /* layout holds text and preedit as they are now */
    bool         preedit_changed; /* its underline belongs to one layout: make a new one */
    double       scale;
    ct_type      type;
    ct_rect      r;
    ct_point     scrolled;
    bool         show_cursor; /* scroll it into view at the next layout */
    double       want_x;      /* device px that Up and Down aim at; -1: none */
    int          unit;        /* clicks of the press: what dragging selects by */
    size_t       unit_first, unit_end;
};

/* Nearest grapheme boundary at or before a byte offset. */
size_t ct_textedit_snap(ct_textedit *ed, size_t at);
/* Is the cursor in a paragraph that runs from right to left? */
bool ct_textedit_rtl(ct_textedit *ed);
/* Where a move leads, as the eye sees the line. */
size_t ct_textedit_target(ct_textedit *ed, ct_move move);
/* The same in the order of the text: left is back, whatever the script. For deleting. */
size_t ct_textedit_logical(ct_textedit *ed, ct_move move);
/* First byte of what Backspace removes. */
size_t ct_textedit_before_backspace(ct_textedit *ed);
double ct_textedit_cursor_x(ct_textedit *ed);

#endif
