/* SPDX-License-Identifier: MIT */
/* A look at every picture and every sample of a file: see material.h for what it tells. Reads and decodes
 * the whole file once for its pictures and once for its sound, so: never the main thread. */
#ifndef CIRCLETAKE_INSPECT_H
#define CIRCLETAKE_INSPECT_H

#include "circletake/material.h"
#include "circletake/probe.h"

/* Fills `out` (uninitialised; finish it when CT_OK). A picture that cannot be decoded and a missing image
 * end a stretch. A sound file is looked through for silence. `watch` may be NULL. */
CT_MUST_USE ct_code ct_inspect_file(const ct_media_info *info, const ct_index_watch *watch,
                                    ct_material *out, ct_error *err);

/* In the cache folder, by content. Load: CT_NO_INPUT when none was saved, CT_BAD_DATA when damaged or of
 * another version. */
CT_MUST_USE ct_code ct_inspect_save(const ct_material *m, uint64_t fingerprint, ct_error *err);
CT_MUST_USE ct_code ct_inspect_load(uint64_t fingerprint, ct_material *out, ct_error *err);

#endif
