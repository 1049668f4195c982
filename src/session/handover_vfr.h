/* SPDX-License-Identifier: MIT */
/* Where the pictures of clips of variable rate lie on a constant one, for lists: their times come out of
 * the index. One thread at a time; never the main thread of a window. */
#ifndef CT_SESSION_HANDOVER_VFR_H
#define CT_SESSION_HANDOVER_VFR_H

#include "circletake/handover.h"

typedef struct ct_list_vfr ct_list_vfr;
ct_list_vfr               *ct_list_vfr_create(const ct_handover_watch *watch); /* borrows */
void                       ct_list_vfr_destroy(ct_list_vfr **v);

/* As `conform` of ct_export_input wants it; `arg` is a ct_list_vfr. */
int64_t ct_list_vfr_frame(void *arg, const ct_clip *clip, int64_t frame);
int64_t ct_list_vfr_time_us(void *arg, const ct_clip *clip, int64_t frame); /* as `time_us` of it */

#endif
