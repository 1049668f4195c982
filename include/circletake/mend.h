/* SPDX-License-Identifier: MIT */
/* Lists that break off - a copy stopped half way, a full disk: what stands before the break. Any thread;
 * pure functions. */
#ifndef CIRCLETAKE_MEND_H
#define CIRCLETAKE_MEND_H

#include "circletake/editlist.h"

/* As ct_import_with, but of a damaged file the part before the first fault: whole events only, nothing
 * invented. A whole file is read whole. That it is a part the caller says, from the sentence of
 * ct_import. Fails as that does when nothing whole stands there. */
CT_MUST_USE ct_code ct_import_partial(const char *name, const char *data, size_t bytes,
                                      const ct_import_options *how, ct_timeline *out,
                                      ct_finding_list *findings, ct_error *err);

#endif
