/* SPDX-License-Identifier: MIT */
/* Drawing over the picture while a note is being written: the strokes, the tool in hand, the bar
 * of tools. Main thread. */
#ifndef CT_UI_BOARD_H
#define CT_UI_BOARD_H

#include "ui/gui.h"

typedef struct ct_board ct_board;

enum { CT_BOARD_HEIGHT = 54 }; /* of the bar with the air around it */

ct_board *ct_board_create(void);
void      ct_board_destroy(ct_board **board);

/* A drawing as text (drawing.h); what cannot be read is empty. */
void  ct_board_set(ct_board *board, const char *text);
char *ct_board_text(const ct_board *board); /* gives; "" when nothing is drawn */
/* A stroke is under the hand. */
bool ct_board_is_drawing(const ct_board *board);
bool ct_board_empty(const ct_board *board);
bool ct_board_undo(ct_board *board); /* takes the last stroke away; false: there is none */

typedef struct ct_board_did {
    bool changed;     /* a stroke was finished or taken away */
    bool drawn;       /* it was finished */
    bool refused;     /* a stroke was to begin where none may */
    bool saved, left; /* Ctrl+Return, Escape, while no text had the keys */
} ct_board_did;

/* A frame of it over a picture that lies at `picture`, the bar at the top of `area`. Strokes are taken where `takes`: a
 * drawing is of one picture. */
ct_board_did ct_board_run(ct_board *board, ct_gui *g, ct_rect area, ct_rect picture, bool takes);

#endif
