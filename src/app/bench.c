/* SPDX-License-Identifier: MIT */
#include "bench.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "circletake/str.h"
#include "circletake/thread.h"

struct value {
    double  value;
    int64_t frame; /* -1: of no frame */
};

struct figure {
    const char   *name;
    struct value *values;
    size_t        count, cap;
};

struct ct_bench {
    struct figure *figures;
    size_t         count, cap;
};

ct_bench *ct_bench_create(void)
{
    return ct_alloc(sizeof(ct_bench));
}

void ct_bench_destroy(ct_bench **bench)
{
    if (!*bench)
        return;
    for (size_t i = 0; i < (*bench)->count; i++)
        free((*bench)->figures[i].values);
    free((*bench)->figures);
    free(*bench);
    *bench = NULL;
}

static struct figure *figure_of(ct_bench *b, const char *name)
{
    for (size_t i = 0; i < b->count; i++)
        if (strcmp(b->figures[i].name, name) == 0)
            return &b->figures[i];
    b->figures = ct_grow(b->figures, &b->cap, b->count + 1, sizeof *b->figures);
    b->figures[b->count] = (struct figure){.name = name};
    return &b->figures[b->count++];
}

void ct_bench_add_at(ct_bench *b, const char *name, double value, int64_t frame)
{
    struct figure *f = figure_of(b, name);

    f->values = ct_grow(f->values, &f->cap, f->count + 1, sizeof *f->values);
    f->values[f->count++] = (struct value){value, frame};
}

void ct_bench_add(ct_bench *b, const char *name, double value)
{
    ct_bench_add_at(b, name, value, -1);
}

static int64_t time_us(struct timeval t)
{
    return (int64_t)t.tv_sec * 1000000 + t.tv_usec;
}

ct_bench_used ct_bench_use(void)
{
    struct rusage r;

    if (getrusage(RUSAGE_SELF, &r) != 0)
        return (ct_bench_used){.wall_us = ct_clock_us()};
    return (ct_bench_used){.wall_us = ct_clock_us(),
                           .cpu_us = time_us(r.ru_utime) + time_us(r.ru_stime),
                           .peak_bytes = (int64_t)r.ru_maxrss * 1024};
}

/* --- summing up ---------------------------------------------------------------------------------- */

static int by_value(const void *a, const void *b)
{
    const struct value *x = a, *y = b;

    return (x->value > y->value) - (x->value < y->value);
}

/* A sorted copy (free). */
static struct value *sorted(const struct figure *f)
{
    struct value *copy = ct_alloc_array(f->count, sizeof *copy);

    memcpy(copy, f->values, f->count * sizeof *copy);
    qsort(copy, f->count, sizeof *copy, by_value);
    return copy;
}

/* Nearest rank: a value that was measured, not one between two. */
static double percentile(const struct value *values, size_t count, size_t percent)
{
    size_t rank = (count * percent + 99) / 100;

    return values[rank > 0 ? rank - 1 : 0].value;
}

void ct_bench_print(const ct_bench *b)
{
    for (size_t i = 0; i < b->count; i++) {
        const struct figure *f = &b->figures[i];
        struct value        *v = sorted(f);

        if (f->count == 1)
            printf("%-28s %10.2f\n", f->name, v->value);
        else
            printf("%-28s %10.2f median %10.2f p95 %8zu values\n", f->name,
                   percentile(v, f->count, 50), percentile(v, f->count, 95), f->count);
        free(v);
    }
}

static cJSON *figure_json(const struct figure *f)
{
    struct value *v = sorted(f);
    cJSON        *o = cJSON_CreateObject();
    bool          placed = f->values[0].frame >= 0;

    cJSON_AddNumberToObject(o, "count", (double)f->count);
    cJSON_AddNumberToObject(o, "median", percentile(v, f->count, 50));
    cJSON_AddNumberToObject(o, "p95", percentile(v, f->count, 95));
    cJSON_AddNumberToObject(o, "least", v[0].value);
    cJSON_AddNumberToObject(o, "most", v[f->count - 1].value);
    cJSON *values = cJSON_AddArrayToObject(o, "values");
    cJSON *frames = placed ? cJSON_AddArrayToObject(o, "frames") : NULL;
    for (size_t i = 0; i < f->count; i++) {
        cJSON_AddItemToArray(values, cJSON_CreateNumber(f->values[i].value));
        if (placed)
            cJSON_AddItemToArray(frames, cJSON_CreateNumber((double)f->values[i].frame));
    }
    free(v);
    return o;
}

cJSON *ct_bench_json(const ct_bench *b)
{
    cJSON *o = cJSON_CreateObject();

    for (size_t i = 0; i < b->count; i++)
        cJSON_AddItemToObject(o, b->figures[i].name, figure_json(&b->figures[i]));
    return o;
}
