/* SPDX-License-Identifier: MIT */
/* OpenTimelineIO in an archive (.otioz): a ZIP with content.otio and its media beside it in media/. Of it the list alone
 * is read; the media stay where they are. Any thread that may wait for a drive. */
#ifndef CIRCLETAKE_OTIOZ_H
#define CIRCLETAKE_OTIOZ_H

#include <stdbool.h>
#include <stddef.h>

#include "circletake/status.h"

/* Whether the file is a ZIP, by its first bytes; false also when it cannot be read. */
bool ct_otioz_is(const char *path);
/* Gives its content.otio, with a NUL behind it; free(). CT_UNSUPPORTED: there is none in it, or it is locked; the
 * sentence says what to do. CT_BAD_DATA: damaged, or larger than that. */
CT_MUST_USE ct_code ct_otioz_read(const char *path, size_t max_bytes, char **data, size_t *bytes,
                                  ct_error *err);

#endif
