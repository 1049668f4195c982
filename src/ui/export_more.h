/* SPDX-License-Identifier: MIT */
/* The part of the export sheet that few need: what the command line's export offers besides, of it only what the
 * chosen format and layout can use. Main thread. */
#ifndef CT_UI_EXPORT_MORE_H
#define CT_UI_EXPORT_MORE_H

#include "circletake/handover.h"
#include "ui/ui.h"

typedef struct ct_export_more ct_export_more;

ct_export_more *ct_export_more_create(void);
void            ct_export_more_destroy(ct_export_more **more);

/* What is written. */
typedef struct ct_export_subject {
    const ct_format *format;
    ct_list_layout   layout;
    bool             cut; /* as it stands; else selects */
} ct_export_subject;

/* Rows of the form that it takes; 0: there is nothing to choose. */
int  ct_export_more_rows(const ct_export_subject *subject);
void ct_export_more_run(ct_ui *ui, ct_export_more *more, const ct_export_subject *subject,
                        ct_rect r);
/* Whether what was typed can be used. */
bool ct_export_more_valid(const ct_export_more *more, const ct_export_subject *subject);
/* Adds what differs from what is usual. */
void ct_export_more_fill(const ct_export_more *more, const ct_export_subject *subject,
                         ct_args *args);

#endif
