/* SPDX-License-Identifier: MIT */
/* What the command bench has to tell: values gathered under names, summed up as median and 95th
 * percentile, with the time of the processor and the memory that were used. One thread. */
#ifndef CT_APP_BENCH_H
#define CT_APP_BENCH_H

#include <cjson/cJSON.h>
#include <stdint.h>

typedef struct ct_bench ct_bench;

ct_bench *ct_bench_create(void);
void      ct_bench_destroy(ct_bench **bench);

/* One more value of a figure. `name` ends in its unit ("picture_ms") and stays valid until destroy. */
void ct_bench_add(ct_bench *bench, const char *name, double value);
/* The same, measured at a frame of the clip: --json lists the frames beside the values. */
void ct_bench_add_at(ct_bench *bench, const char *name, double value, int64_t frame);

/* What this process used so far. */
typedef struct ct_bench_used {
    int64_t wall_us, cpu_us; /* since some moment; of all threads, in the program and the kernel */
    int64_t peak_bytes;      /* most memory that was ever resident */
} ct_bench_used;
ct_bench_used ct_bench_use(void);

/* A line a figure: name, median, 95th percentile, how many values; a single value alone. */
void   ct_bench_print(const ct_bench *bench);
cJSON *ct_bench_json(const ct_bench *bench);

#endif
