/* SPDX-License-Identifier: MIT */
/* Shaped text of the canvas: one family, sizes by role, layouts kept as long as they are in use.
 * Everything is in device pixels of one scale. Main thread only. */
#ifndef CT_VIEW_TEXT_PRIV_H
#define CT_VIEW_TEXT_PRIV_H

#include <stdint.h>

#include <pango/pangocairo.h>

#include "view/rect.h"
#include "view/theme.h"

typedef struct ct_text ct_text;

ct_text *ct_text_create(double scale);
void     ct_text_destroy(ct_text **t);
/* Opens the fonts of a window with a clip and draws the letters that most text is made of. Any thread, alone with it. */
void ct_text_warm(ct_text *t);

/* Layout of cleaned text in a role. width_px <= 0: as wide as it likes. flags: CT_TEXT_*. Borrowed
 * until ct_text_sweep. */
PangoLayout *ct_text_layout(ct_text *t, const char *text, ct_type type, double width_px,
                            double height_px, unsigned flags);
/* A new empty layout in a role, for ct_textedit. Owned by the caller: g_object_unref. */
PangoLayout *ct_text_new_layout(ct_text *t, ct_type type);
/* Advance of one ASCII character of a clock. */
double       ct_text_clock_advance(ct_text *t, char c, ct_type type);
PangoLayout *ct_text_clock_char(ct_text *t, char c, ct_type type);
/* Height of a line and of a capital letter. */
double ct_text_line_px(const ct_text *t, ct_type type);
double ct_text_cap_px(const ct_text *t, ct_type type);
/* Once a frame: lets go of layouts not used for a while. */
void ct_text_sweep(ct_text *t);

#endif
