/* SPDX-License-Identifier: MIT */
/* Evidence of frames: what a mark stores, and what it is compared with later. Decodes, so never on
 * the main thread of the window. */
#ifndef CT_SESSION_PROVE_H
#define CT_SESSION_PROVE_H

#include "circletake/log.h"
#include "circletake/mark.h"

typedef struct ct_prover ct_prover;

/* Keeps the file of one clip open. `stop` as in ct_reader_options, may be NULL. A clip without
 * pictures gives evidence without a hash. */
CT_MUST_USE ct_code ct_prover_open(const ct_clip *clip, bool (*stop)(void *), void *stop_arg,
                                   ct_log *log, ct_prover **out, ct_error *err);
void                ct_prover_close(ct_prover **prover);
/* Fills what can be known of the frame; the hash stays 0 when the picture cannot be decoded. Its
 * neighbours are decoded only when asked for. */
CT_MUST_USE ct_code ct_prover_evidence(ct_prover *prover, int64_t frame, bool around,
                                       ct_evidence *out, ct_error *err);

#endif
