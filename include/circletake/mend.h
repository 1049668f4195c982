/* SPDX-License-Identifier: MIT */
/* Lists of which a part cannot be read: one that breaks off - a copy stopped half way, a full disk - up to the break,
 * one with items that are unreadable without those. Any thread; pure functions. */
#ifndef CIRCLETAKE_MEND_H
#define CIRCLETAKE_MEND_H

#include "circletake/editlist.h"

/* As ct_import_with, but of a damaged file what can be read: whole events only, nothing invented. A finding CT_LEFT_OUT
 * names each thing that is not there; without one the list is whole. Asks as that does; fails as that does when nothing is left. */
CT_MUST_USE ct_code ct_import_partial(const char *name, const char *data, size_t bytes,
                                      const ct_import_options *how, ct_timeline *out,
                                      ct_finding_list *findings, ct_error *err);

#endif
