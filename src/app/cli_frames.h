/* SPDX-License-Identifier: MIT */
/* What the two ways of the command frames share: the order of the numbers, and a file open as the player
 * has it. */
#ifndef CT_APP_CLI_FRAMES_H
#define CT_APP_CLI_FRAMES_H

#include "circletake/cache.h"
#include "circletake/index.h"
#include "circletake/reader.h"
#include "cli.h"

/* The numbers to ask for, in order. */
struct ct_order {
    int64_t *numbers; /* free() */
    size_t   count;
    int      direction; /* 1, -1; 0: no two follow one another */
};
/* Of `frames` numbers as --order, --seed and --limit say. `edges`, ascending: what "boundary" looks
 * around. */
CT_MUST_USE ct_code ct_order_make(const ct_cli *cli, int64_t frames, const int64_t *edges,
                                  size_t edge_count, struct ct_order *out, ct_error *err);

/* A file open as the player has it: index, reader, cache. Zeroed: closed. */
struct ct_opened {
    ct_index  *index;
    ct_reader *reader;
    ct_cache  *cache;
    int64_t    cache_frames; /* 0: by bytes */
};
CT_MUST_USE ct_code ct_opened_open(const ct_cli *cli, const ct_clip *clip, struct ct_opened *out,
                                   ct_error *err);
void                ct_opened_close(struct ct_opened *o);
/* Gives frame n. Backwards, one run of the decoder fills the cache with all it passes; in no direction each
 * is a still, as the player's seeks are. */
CT_MUST_USE ct_code ct_opened_fetch(struct ct_opened *o, int64_t n, int direction, ct_frame **out,
                                    ct_error *err);

/* frames PROJECT --cut NAME */
CT_MUST_USE ct_code ct_cli_frames_of_cut(const ct_cli *cli, ct_error *err);

#endif
