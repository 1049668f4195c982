/* SPDX-License-Identifier: MIT */
/* Every widget once, on one sheet of 1280 x 800 logical pixels: for the eye, and for tests. */
#ifndef CT_TESTS_WIDGET_GALLERY_H
#define CT_TESTS_WIDGET_GALLERY_H

#include "ui/field.h"
#include "ui/gui.h"
#include "ui/list.h"
#include "ui/popup.h"
#include "ui/widget.h"

typedef struct gallery {
    ct_textedit *search, *note, *mixed;
    ct_scroll    scroll, grid_scroll;
    bool         checked, switched, down, sheet;
    int          segment, tab, rating, dropdown, sort, menu_choice;
    size_t       row;
    double       slider, split;
    ct_image    *still;
    int          button_clicks, submits;
} gallery;

void gallery_init(gallery *y);
void gallery_finish(gallery *y);
/* One frame between ct_gui_begin and ct_gui_end. */
void gallery_draw(gallery *y, ct_gui *g);

#endif
