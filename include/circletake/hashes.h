/* SPDX-License-Identifier: MIT */
/* The picture hash of every frame of a file (ct_frame_hash): what its frames are known again by in
 * another file. Made by one decode of the whole file and kept with its index, by content, so that it is
 * also there when the file is not. Never the main thread. */
#ifndef CIRCLETAKE_HASHES_H
#define CIRCLETAKE_HASHES_H

#include <stdint.h>

#include "circletake/index.h"
#include "circletake/status.h"

typedef struct ct_hashes {
    uint64_t *items; /* by frame; 0: not known, missing, or cannot be decoded */
    int64_t   count;
} ct_hashes;
void ct_hashes_finish(ct_hashes *h); /* safe on zeroed memory */

/* Of the pictures `stream` (see index.h) of a file that is there: those that are kept, the others decoded
 * now and kept. `watch` may be NULL; its progress is that of the decode. CT_UNSUPPORTED: the file has no
 * picture. */
CT_MUST_USE ct_code ct_hashes_of_file(const char *path, int stream, const ct_index_watch *watch,
                                      ct_hashes *out, ct_error *err);
/* Those that were kept of a content, by its fingerprint, maybe not all; CT_NO_INPUT: none. */
CT_MUST_USE ct_code ct_hashes_kept(uint64_t fingerprint, int stream, ct_hashes *out, ct_error *err);

#endif
