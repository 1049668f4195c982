/* SPDX-License-Identifier: MIT */
/* The identity of a file's content, cheap enough for a terabyte of rushes.
 *
 * XXH3-64 over: the size (8 bytes, little-endian), the first and the last 64 KiB, and 8 samples of
 * 16 KiB spread evenly between them. A file up to 256 KiB is hashed whole. It finds a moved or
 * renamed file again and keys the cache folder; it is no proof against somebody who forges. */
#ifndef CIRCLETAKE_FINGERPRINT_H
#define CIRCLETAKE_FINGERPRINT_H

#include <stdint.h>

#include "circletake/status.h"

/* Reads at most 256 KiB. For the pattern of an image sequence: over the number and size, the first, middle and
 * last 4 KiB of each image that is there, so an image that is missing or was made anew makes it another. Never
 * 0. Any thread but the main one. */
CT_MUST_USE ct_code ct_fingerprint_file(const char *path, uint64_t *out, ct_error *err);
/* That of a file which ends behind its first `bytes`: says whether a longer one begins as a shorter one was.
 * CT_IO: it is shorter. */
CT_MUST_USE ct_code ct_fingerprint_start(const char *path, int64_t bytes, uint64_t *out,
                                         ct_error *err);
/* The key of what the cache folder keeps of one stream of pictures (see index.h); the fingerprint itself
 * for stream 0. */
uint64_t ct_fingerprint_of_stream(uint64_t fingerprint, int stream);

#endif
