/* SPDX-License-Identifier: MIT */
/* The children of an ingest: started, asked, listened to, killed. A child that dies or falls silent
 * costs the request it was at and is replaced. One thread. */
#ifndef CT_INGEST_POOL_H
#define CT_INGEST_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ingest_wire.h"

typedef struct ct_pool ct_pool;

/* `program` is started with the one argument `_ingest`. `silence_s`: how long a child may say
 * nothing; `nice`: by how much they give way to everybody else, 0 to 19. */
ct_pool *ct_pool_create(const char *program, int children, int silence_s, int nice);
/* Kills and reaps all children. */
void ct_pool_destroy(ct_pool **pool);

/* Whether a child has nothing to do. */
bool   ct_pool_has_room(const ct_pool *pool);
size_t ct_pool_busy(const ct_pool *pool);
/* Gives a request to a child that has room. `job` comes back with the answer; `bytes` is the size of
 * the file, which decides how long the whole may take. An error: no child can be started. */
CT_MUST_USE ct_code ct_pool_ask(ct_pool *pool, char letter, int stream, const char *path,
                                int64_t bytes, size_t job, ct_error *err);
/* Children stand still until they are let go: no processor, no disk, and no patience is lost. */
void ct_pool_hold(ct_pool *pool, bool hold);
/* How far the first busy child is with its request, in thousandths. */
int ct_pool_permille(const ct_pool *pool);
/* Waits at most `wait_ms` for answers and hands them out (never ALIVE; borrowed). */
void ct_pool_listen(ct_pool *pool, int                                                    wait_ms,
                    void (*answer)(void *arg, size_t job, const ct_answer *answer), void *arg);

#endif
