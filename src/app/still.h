/* SPDX-License-Identifier: MIT */
/* Stills: media decodes, view draws, so they are made here, and the session is told how. */
#ifndef CT_APP_STILL_H
#define CT_APP_STILL_H

#include "circletake/handover.h"

/* A ct_still_writer: at the picture's own size, square pixels. A note without drawing gives the picture
 * alone. */
CT_MUST_USE ct_code ct_still_write(const ct_note *note, const ct_clip *clip, const char *path,
                                   bool (*stop)(void *arg), void *stop_arg, ct_error *err);

#endif
