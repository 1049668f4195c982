/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* pthread_setname_np, sched_getaffinity */
#include "circletake/thread.h"

#include <errno.h>
#include <locale.h>
#ifdef __APPLE__
#include <xlocale.h>
#endif
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#ifdef __linux__
#include <sys/syscall.h>
#endif
#include <time.h>
#include <unistd.h>

#include "circletake/str.h"

struct start {
    void *(*run)(void *);
    void *arg;
    char  name[16];
};

/* SDL gives the whole program the user's locale while it opens a display, and with it numbers with a comma in files
 * and lists that are written then. */
static locale_t numbers_with_a_point;

static void make_locale(void)
{
    locale_t as_started = duplocale(LC_GLOBAL_LOCALE);

    numbers_with_a_point = newlocale(LC_NUMERIC_MASK, "C", as_started);
    if (!numbers_with_a_point && as_started)
        freelocale(as_started);
}

static void keep_locale(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, make_locale);
    if (numbers_with_a_point)
        uselocale(numbers_with_a_point);
}

static void *enter(void *arg)
{
    struct start start = *(struct start *)arg;

    free(arg);
    keep_locale();
#ifdef __linux__
    pthread_setname_np(pthread_self(), start.name);
#endif
    return start.run(start.arg);
}

ct_code ct_thread_start(pthread_t *thread, const char *name, void *(*run)(void *), void *arg,
                        ct_error *err)
{
    struct start *start = ct_alloc(sizeof *start);
    sigset_t      all, before;

    start->run = run;
    start->arg = arg;
    strncpy(start->name, name, sizeof start->name - 1);

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before); /* inherited by the new thread */
    int failed = pthread_create(thread, NULL, enter, start);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (failed) {
        free(start);
        return ct_fail(err, CT_NO_MEMORY,
                       "Cannot start the %s thread (%s). Close other programs "
                       "and try again.",
                       name, strerror(failed));
    }
    return CT_OK;
}

void ct_cond_init(pthread_cond_t *cond)
{
    pthread_condattr_t attributes;

    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(cond, &attributes);
    pthread_condattr_destroy(&attributes);
}

bool ct_cond_wait_until(pthread_cond_t *cond, pthread_mutex_t *mutex, int64_t deadline_us)
{
    struct timespec until = {.tv_sec = (time_t)(deadline_us / 1000000),
                             .tv_nsec = (long)(deadline_us % 1000000) * 1000};

    return pthread_cond_timedwait(cond, mutex, &until) != ETIMEDOUT;
}

static int64_t clock_us(clockid_t which)
{
    struct timespec t;

    clock_gettime(which, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

int64_t ct_clock_us(void)
{
    return clock_us(CLOCK_MONOTONIC);
}

int64_t ct_wall_us(void)
{
    return clock_us(CLOCK_REALTIME);
}

void ct_sleep_us(int64_t us)
{
    if (us > 0)
        nanosleep(&(struct timespec){.tv_sec = us / 1000000, .tv_nsec = us % 1000000 * 1000}, NULL);
}

int ct_cpu_count(void)
{
    cpu_set_t set;

    if (sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0)
        return CPU_COUNT(&set);
    return 1;
}

void ct_thread_stand_back(void)
{
#ifdef __linux__
    enum { NICE = 15 };

    setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), NICE); /* Linux: of the thread */
#endif
}

void ct_thread_take_long_turns(void)
{
#ifdef SCHED_BATCH
    pthread_setschedparam(pthread_self(), SCHED_BATCH, &(struct sched_param){0});
#endif
}

int64_t ct_memory_bytes(void)
{
    int64_t pages = sysconf(_SC_PHYS_PAGES), page_bytes = sysconf(_SC_PAGESIZE);

    return pages > 0 && page_bytes > 0 ? pages * page_bytes : 0;
}
