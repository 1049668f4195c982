/* SPDX-License-Identifier: MIT */
/* "Since last time": of what would be handed over, what became of it since an earlier export. Any
 * thread. */
#ifndef CT_SESSION_SINCE_H
#define CT_SESSION_SINCE_H

#include "circletake/handover.h"
#include "circletake/timeline.h"

/* Leaves in the lists what was added, changed, resolved or restored after the export
 * order->since ("last", or its number in `circletake list PROJECT exports`): notes themselves, and selects that changed or in
 * which a note did. How many of each, and what was withdrawn or (unless `order` takes them along) rejected,
 * is said in findings. CT_USAGE: there is no such export. `selects` and `notes` may be empty. */
CT_MUST_USE ct_code ct_since_keep(ct_query *query, const ct_handover_order *order,
                                  ct_select_list *selects, ct_note_list *notes, bool only_notes,
                                  ct_finding_list *findings, ct_error *err);

#endif
