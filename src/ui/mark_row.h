/* SPDX-License-Identifier: MIT */
/* What the rows of notes and of selects share. Main thread. */
#ifndef CT_UI_MARK_ROW_H
#define CT_UI_MARK_ROW_H

#include "ui/ui_priv.h"

typedef struct ct_mark_meaning {
    ct_icon     icon;
    ct_colour   colour;
    const char *tip;
} ct_mark_meaning;

/* A sign in the row of a mark; what it means is told under the pointer. `name`: of the kind of sign. */
void ct_mark_sign(ct_ui *ui, ct_rect box, const char *name, const ct_mark_meaning *m, ct_id mark);
/* Tick: the picture is still the one that was seen. Amber: it is another. */
void ct_mark_proof(ct_ui *ui, ct_rect box, ct_id mark);
/* "01:00:04:20  +02:12" of a clip, "" while the clip is not known. */
void ct_mark_span(ct_ui *ui, ct_id clip, ct_span span, char *out, size_t bytes);
/* Ground of a row; a press goes to the mark, the other button opens its menu. */
ct_touch ct_mark_row(ct_ui *ui, ct_rect row, ct_id mark, size_t index);
/* Acts on the mark by its id, whatever the playhead does. */
void ct_mark_act(ct_ui *ui, const char *action, bool note, ct_id mark);

#endif
