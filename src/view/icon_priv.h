/* SPDX-License-Identifier: MIT */
/* Drawing of icons, for the canvas. */
#ifndef CT_VIEW_ICON_PRIV_H
#define CT_VIEW_ICON_PRIV_H

#include <cairo.h>

#include "view/icon.h"

/* In the source colour set in cr, in the 16 x 16 square at 0 0. */
void ct_icon_paint(cairo_t *cr, ct_icon icon);

#endif
