/* SPDX-License-Identifier: MIT */
/* Between presenter.c, which knows what changed, and the ways to show it. */
#ifndef CT_VIEW_PRESENTER_PRIV_H
#define CT_VIEW_PRESENTER_PRIV_H

#include "circletake/frame.h"
#include "view/picture.h"
#include "view/presenter.h"

/* What is to be shown now. */
typedef struct ct_showing {
    ct_rect_px        area;    /* the picture may use                                    */
    ct_rect_px        fit;     /* it does use; empty without picture                     */
    ct_rect_px        each[2]; /* the same of over and under                             */
    int               weight;  /* of over, in 256ths                                     */
    bool              wipes;   /* they are not mixed, see ct_wipe_row                    */
    bool              picture; /* frames, area or fit differ from last time              */
    bool              over;    /* the interface changed inside area                      */
    const ct_canvas  *overlay;
    const ct_rect_px *damage;
    size_t            damage_count;
} ct_showing;

typedef struct ct_presenter_ops {
    const char *name;
    uint32_t    window_flags;
    /* p->window stands; sets p->impl. */
    ct_code (*open)(ct_presenter *p, ct_error *err);
    void (*close)(ct_presenter *p);
    ct_code (*show)(ct_presenter *p, const ct_showing *s, ct_error *err);
    /* What is shown, as 0xffRRGGBB of the window's size. */
    ct_code (*read)(ct_presenter *p, uint8_t *pixels, int stride_bytes, ct_error *err);
} ct_presenter_ops;

struct ct_presenter {
    const ct_presenter_ops *ops;
    void                   *impl;
    SDL_Window             *window;
    ct_log                 *log;
    double                  scale_wish;
    bool                    allow_software; /* gpu was asked for by name */
    ct_mix                  mix;            /* shown last, counted */
    ct_rect_px              area;
    int                     width, height;
    bool                    all; /* everything must be shown again */
    ct_presenter_stats      stats;
    uint64_t                picture_us_sum;
};

extern const ct_presenter_ops ct_present_surface;
/* The same pixels, brought to the window by an SDL renderer: where a window has no pixels of its
 * own (Wayland). */
extern const ct_presenter_ops ct_present_renderer;
extern const ct_presenter_ops ct_present_gpu;

#endif
