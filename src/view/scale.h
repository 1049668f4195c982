/* SPDX-License-Identifier: MIT */
/* Decoded pictures to pixels of a window, exactly and in one go: size, colours and depth by zimg. */
#ifndef CT_VIEW_SCALE_H
#define CT_VIEW_SCALE_H

#include <stdint.h>

#include "circletake/status.h"
#include "view/picture.h"

struct AVFrame;

/* Keeps what the last picture needed, so one for each kind of picture that is shown in turn. Main thread. */
typedef struct ct_scaler ct_scaler;

ct_scaler *ct_scaler_create(void);
void       ct_scaler_destroy(ct_scaler **scaler);

/* Pixels of memory that somebody else owns, 0xffRRGGBB. */
typedef struct ct_pixels {
    uint8_t *at;
    int      stride; /* bytes */
    int      width, height;
} ct_pixels;

/* Fills `to` with the whole of `av`, whose colours are those of `p`; it is not turned. CT_UNSUPPORTED: a
 * format that nobody here reads. */
CT_MUST_USE ct_code ct_scaler_run(ct_scaler *scaler, const struct AVFrame *av, const ct_picture *p,
                                  const ct_pixels *to, ct_error *err);

#endif
