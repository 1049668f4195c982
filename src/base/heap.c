/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* sbrk, madvise */
#include "circletake/heap.h"

#include <stdint.h>
#include <stdlib.h>

#include "circletake/str.h"

#ifdef __GLIBC__
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

void ct_heap_keep_freed(void)
{
    enum { KEPT_BYTES = 64 << 20, MAPPED_BYTES = 1 << 20 };

    mallopt(M_TRIM_THRESHOLD, KEPT_BYTES);
    mallopt(M_MMAP_THRESHOLD, MAPPED_BYTES);
}

/* A list of 10,000 selects takes half of it. What is not used is never touched. */
enum {
    STEP_BYTES = 64 << 20,
    LARGE_PAGE_BYTES = 2 << 20,
    SMALL_BYTES = 120 << 10,
    TOP_BYTES = 264 << 10
};

/* Beyond what is left of the step before; each below the size that is mapped by itself. */
static void force_step(void)
{
    void *small[TOP_BYTES / SMALL_BYTES + 1];

    for (size_t i = 0; i < sizeof small / sizeof small[0]; i++)
        small[i] = ct_alloc(SMALL_BYTES);
    for (size_t i = 0; i < sizeof small / sizeof small[0]; i++)
        free(small[i]);
}

void ct_heap_expect_much(void)
{
    uintptr_t before = (uintptr_t)sbrk(0);

    if (!mallopt(M_TOP_PAD, STEP_BYTES))
        return;
    force_step();
    uintptr_t first = (before + LARGE_PAGE_BYTES - 1) / LARGE_PAGE_BYTES * LARGE_PAGE_BYTES;
    uintptr_t end = (uintptr_t)sbrk(0);
    if (end > first)
        (void)madvise((void *)first, end - first, MADV_HUGEPAGE);
}
#else
void ct_heap_keep_freed(void)
{
}

void ct_heap_expect_much(void)
{
}
#endif
