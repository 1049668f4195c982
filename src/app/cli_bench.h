/* SPDX-License-Identifier: MIT */
/* What the command bench measures of a cut. One thread. */
#ifndef CT_APP_CLI_BENCH_H
#define CT_APP_CLI_BENCH_H

#include "bench.h"
#include "cli.h"

/* Plays the cut of --cut from its beginning for so many seconds, then steps over `count` edges of shots. */
CT_MUST_USE ct_code ct_cli_bench_cut(const ct_cli *cli, int64_t count, int64_t seconds,
                                     ct_bench *bench, ct_error *err);

#endif
