/* SPDX-License-Identifier: MIT */
/* Text fields: a ct_textedit in a frame. The caller owns the text, so a draft lives as long as the
 * caller wants. Main thread only. */
#ifndef CT_UI_FIELD_H
#define CT_UI_FIELD_H

#include "ui/gui.h"
#include "view/textedit.h"

typedef struct ct_field_look {
    const char *placeholder;
    ct_icon     icon;  /* at the left; CT_ICON_SEARCH adds a cross that clears */
    bool        bare;  /* no frame of its own                                  */
    bool        wrong; /* what stands there cannot be used: red frame           */
    bool        read_only;
    ct_type     type; /* CT_TYPE_SMALL (0) is taken as CT_TYPE_BODY            */
} ct_field_look;

typedef struct ct_field_did {
    bool changed;   /* the text                                           */
    bool submitted; /* Return (one line) or Ctrl+Return (several lines)   */
    bool cancelled; /* Escape; the focus is given back                    */
    bool focused;   /* has the focus now                                  */
    bool left;      /* had it, and lost it this frame                     */
} ct_field_did;

/* One line or several as `ed` was made. f may be NULL. */
ct_field_did ct_field_run(ct_gui *g, ct_wid id, ct_rect r, ct_textedit *ed, const ct_field_look *f);
/* Height that shows all of a text of several lines, between min_lines and max_lines. */
double ct_field_height(ct_gui *g, ct_textedit *ed, double width, int min_lines, int max_lines);

#endif
