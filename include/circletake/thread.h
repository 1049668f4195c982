/* SPDX-License-Identifier: MIT */
/* Threads as this program uses them: pthreads with names, a monotonic clock, and a stop
 * flag. One mutex per object, private to its .c; wait in a loop on a predicate; never call
 * out while holding one. */
#ifndef CIRCLETAKE_THREAD_H
#define CIRCLETAKE_THREAD_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "circletake/status.h"

/* Starts `run(arg)` on a new thread named `name` (15 bytes shown by debuggers).
 * All signals are blocked in it, and its numbers have a decimal point, whatever the program's locale becomes. */
CT_MUST_USE ct_code ct_thread_start(pthread_t *thread, const char *name, void *(*run)(void *),
                                    void *arg, ct_error *err);

/* A condition that times out on the monotonic clock. Destroy with pthread_cond_destroy. */
void ct_cond_init(pthread_cond_t *cond);
/* Waits until signalled or until the clock of ct_clock_us reaches `deadline_us`;
 * false on time-out. */
bool ct_cond_wait_until(pthread_cond_t *cond, pthread_mutex_t *mutex, int64_t deadline_us);

/* Monotonic microseconds. */
int64_t ct_clock_us(void);
/* Wall clock, microseconds since 1970 UTC. */
int64_t ct_wall_us(void);
/* Not at all where it is not above 0; a signal ends it early. */
void ct_sleep_us(int64_t us);
/* Processors this process may use, at least 1. */
int ct_cpu_count(void);
/* The calling thread gets little of the processor while others want it. */
void ct_thread_stand_back(void);
/* The calling thread and those that it starts from now on work in long turns: woken, they interrupt none that runs.
 * For threads that share work and wait for one another at every step of it, of which else the one that all wait for
 * is interrupted by those it woke. Linux; elsewhere it changes nothing. */
void ct_thread_take_long_turns(void);
/* Memory of the machine; 0 when the system does not say. */
int64_t ct_memory_bytes(void);

#endif
