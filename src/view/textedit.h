/* SPDX-License-Identifier: MIT */
/* Text being written: the text, the cursor, the selection, its own undo - every script, no widget.
 *
 * Positions are byte offsets at grapheme boundaries. The cursor moves as the eye sees the line
 * (left is left, also in Arabic or Hebrew), over whole graphemes (an emoji family is one step) as
 * pango breaks them. An input method's unfinished text (preedit) is shown at the cursor, underlined,
 * and is not part of the text until it is committed. Main thread only. */
#ifndef CT_VIEW_TEXTEDIT_H
#define CT_VIEW_TEXTEDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "view/canvas.h"

typedef struct ct_textedit ct_textedit;

/* One line (line breaks become spaces) or several, wrapped. */
ct_textedit *ct_textedit_create(bool multiline);
void         ct_textedit_destroy(ct_textedit **ed);
bool         ct_textedit_multiline(const ct_textedit *ed);

/* Borrowed until the next change. Never NULL. */
const char *ct_textedit_text(const ct_textedit *ed);
bool        ct_textedit_empty(const ct_textedit *ed);
/* Replaces everything, cursor at the end, forgets the undo history. NULL is "". */
void ct_textedit_set(ct_textedit *ed, const char *text);
/* Grows with every change of text (not of cursor): drafts are saved when it moved. */
uint64_t ct_textedit_revision(const ct_textedit *ed);
/* Grows whenever it would be drawn differently: text, cursor, selection, preedit. */
uint64_t ct_textedit_look(const ct_textedit *ed);

/* ---- cursor and selection ---- */
typedef enum ct_move {
    CT_MOVE_LEFT,
    CT_MOVE_RIGHT,
    CT_MOVE_WORD_LEFT,
    CT_MOVE_WORD_RIGHT,
    CT_MOVE_UP,
    CT_MOVE_DOWN,
    CT_MOVE_PAGE_UP,
    CT_MOVE_PAGE_DOWN,
    CT_MOVE_LINE_START,
    CT_MOVE_LINE_END,
    CT_MOVE_START,
    CT_MOVE_END
} ct_move;
void   ct_textedit_move(ct_textedit *ed, ct_move move, bool extend_selection);
size_t ct_textedit_cursor(const ct_textedit *ed);
/* Selected bytes [first, end); equal when nothing is. */
void ct_textedit_selection(const ct_textedit *ed, size_t *first, size_t *end);
void ct_textedit_select(ct_textedit *ed, size_t anchor, size_t cursor);
void ct_textedit_select_all(ct_textedit *ed);

/* ---- changing ---- */
void ct_textedit_insert(ct_textedit *ed, const char *utf8); /* replaces the selection */
/* The selection, else from the cursor to where `move` would go. */
void ct_textedit_delete(ct_textedit *ed, ct_move move);
void ct_textedit_backspace(ct_textedit *ed); /* one code point of a cluster, as pango says */
bool ct_textedit_undo(ct_textedit *ed);      /* false: nothing to undo */
bool ct_textedit_redo(ct_textedit *ed);
void ct_textedit_cut(ct_textedit *ed);
void ct_textedit_copy(const ct_textedit *ed);
void ct_textedit_paste(ct_textedit *ed);
/* Unfinished text of the input method; "" or NULL ends it. cursor: code points into it. */
void ct_textedit_preedit(ct_textedit *ed, const char *utf8, int cursor);
bool ct_textedit_composing(const ct_textedit *ed);

/* A key as SDL names it (SDLK_*, KMOD_*). True: it was for the text. Return, Tab and Escape are
 * not, except Return in several lines without Ctrl. */
bool ct_textedit_key(ct_textedit *ed, int32_t keycode, uint16_t mods);

/* ---- on screen ---- */
/* Lays out for `r` (logical pixels, where the text itself goes) at the canvas' scale; keeps the
 * cursor in view by scrolling. Before pointer calls and drawing, each frame. */
void ct_textedit_layout(ct_textedit *ed, ct_canvas *c, ct_rect r, ct_type type);
/* Height the whole text needs at the width of the last layout. */
double ct_textedit_height(const ct_textedit *ed);
void   ct_textedit_scroll(ct_textedit *ed, double dy);
/* Pointer pressed / dragged at window position x, y (logical). clicks: 1 cursor, 2 word, 3 line. */
void ct_textedit_press(ct_textedit *ed, double x, double y, int clicks, bool extend_selection);
void ct_textedit_drag(ct_textedit *ed, double x, double y);
/* Where the cursor stands, for SDL_SetTextInputRect. */
ct_rect ct_textedit_cursor_rect(const ct_textedit *ed);
/* caret: draw the cursor (blinking is the caller's). placeholder: shown while empty; NULL none. */
void ct_textedit_draw(ct_textedit *ed, ct_canvas *c, const char *placeholder, bool focused,
                      bool caret);

#endif
