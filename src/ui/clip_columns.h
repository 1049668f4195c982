/* SPDX-License-Identifier: MIT */
/* What the table of clips can show: a row a column. Main thread. */
#ifndef CT_UI_CLIP_COLUMNS_H
#define CT_UI_CLIP_COLUMNS_H

#include "ui/ui_priv.h"

typedef struct ct_clip_column {
    const char  *title;
    double       width, least; /* to begin with; logical pixels */
    bool         right;
    ct_clip_sort sort; /* what a click on its head sorts by; several columns may share one */
    /* Draws one clip's cell. */
    void (*draw)(ct_ui *ui, ct_rect cell, const ct_clip *clip);
} ct_clip_column;

const ct_clip_column *ct_clip_columns(int *count);

/* Scene, shot and take as one says them, "12A-3 B", else the name without extension. Returns `out`. */
char *ct_clip_title(const ct_clip *clip, char *out, size_t bytes);
/* "No colour", "Red", ... */
const char *ct_clip_colour_title(ct_clip_colour colour);
void        ct_clip_label_dot(ct_ui *ui, ct_rect r, ct_clip_colour colour);
/* What is wrong with the clip, label, circle, stars, notes and selects, from the right, as many as fit; returns their
 * width. */
double ct_clip_badges(ct_ui *ui, ct_rect r, const ct_clip *clip);

#endif
