/* SPDX-License-Identifier: MIT */
/* The window, and the way a picture with the interface over it gets into it.
 *
 * Two ways behind one struct of functions: `surface` (zimg straight into the window's pixels,
 * no GL) and `gpu` (SDL GL context and libplacebo, colour-managed). `auto` takes gpu on real
 * hardware, surface otherwise. The presenter makes the window, because what a window can do is
 * decided when it is made. Main thread only. */
#ifndef CT_VIEW_PRESENTER_H
#define CT_VIEW_PRESENTER_H

#include <stdbool.h>
#include <stdint.h>

#include <SDL_video.h>

#include "circletake/log.h"
#include "circletake/status.h"
#include "view/canvas.h"
#include "view/rect.h"

typedef struct ct_mix ct_mix;

typedef struct ct_presenter_options {
    const char *kind; /* "auto" (or NULL), "gpu", "surface": the value of --presenter */
    const char *title;
    int         width, height; /* of the window, in the desktop's units; 0: 1440 x 900 logical */
    bool        maximized, hidden;
    double      scale; /* device pixels a logical pixel; 0: as the display says */
    ct_log     *log;   /* borrowed; NULL: quiet */
} ct_presenter_options;

typedef struct ct_presenter ct_presenter;

/* SDL's video must be initialised (ct_presenter_prepare first). */
CT_MUST_USE ct_code ct_presenter_create(const ct_presenter_options *o, ct_presenter **out,
                                        ct_error *err);
void                ct_presenter_destroy(ct_presenter **p);
/* Says to SDL and Xlib what must stand before SDL_Init(SDL_INIT_VIDEO). Changes the environment: before any
 * thread is started. */
void ct_presenter_prepare(void);
/* Is `kind` a value of --presenter? */
bool ct_presenter_known(const char *kind);

SDL_Window *ct_presenter_window(const ct_presenter *p); /* borrowed */
const char *ct_presenter_name(const ct_presenter *p);   /* "gpu", "surface" */
/* Size in device pixels and scale as they are now; ask again at each SDL_WINDOWEVENT, then
 * ct_canvas_resize. */
void ct_presenter_size(const ct_presenter *p, int *width_px, int *height_px, double *scale);
/* Logical pixels for a position of an SDL mouse event (window units). */
ct_point ct_presenter_to_logical(const ct_presenter *p, double x, double y);

/* Shows `picture` (NULL, or without a frame: none, the area stays neutral grey) fitted into `area` with
 * its own shape, and `overlay` over all. Of two frames each is fitted by itself, with the grey around it,
 * and what either alone would show is mixed. Touches only what changed: the picture when frames, their
 * weights or area are others than last time, the overlay where it is damaged (and clears that damage).
 * The frames are counted up and kept until the next ones. Returns at once when nothing changed. */
CT_MUST_USE ct_code ct_presenter_draw(ct_presenter *p, const ct_mix *picture, ct_rect_px area,
                                      ct_canvas *overlay, ct_error *err);
/* The window's contents were lost (SDL_WINDOWEVENT_EXPOSED, SIZE_CHANGED): next draw does it all. */
void ct_presenter_invalidate(ct_presenter *p);
/* What the last draw showed, picture and interface, as PNG. */
CT_MUST_USE ct_code ct_presenter_screenshot(ct_presenter *p, const char *path, ct_error *err);

typedef struct ct_presenter_stats {
    uint64_t draws;      /* that showed something                        */
    uint64_t pictures;   /* of those: with another picture               */
    uint32_t last_us;    /* CPU time of the last draw of this thread     */
    uint32_t picture_us; /* mean CPU time of a draw with another picture */
} ct_presenter_stats;
ct_presenter_stats ct_presenter_stats_of(const ct_presenter *p);

#endif
