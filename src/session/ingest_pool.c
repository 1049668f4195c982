/* SPDX-License-Identifier: MIT */
#include "ingest_pool.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "circletake/str.h"
#include "circletake/thread.h"

extern char **environ;

/* Even a child that shows signs of life must come to an end: this, and a second for every so many
 * bytes of its file. */
enum {
    LONGEST_S = 600,
    SLOWEST_BYTES_A_SECOND = 2 << 20,
    SLOWEST_LOOK = 64 << 10 /* all of it decoded, behind everybody else */
};
enum { MOST_CHILDREN = 64 };

struct child {
    pid_t   pid;     /* 0: not running */
    int     line_fd; /* requests out, answers in */
    bool    busy;
    size_t  job;
    int     permille;
    int64_t heard_us, asked_us, longest_us;
    ct_str  line; /* so far */
};

struct ct_pool {
    char         *program;
    int           silence_s;
    int           nice;
    bool          held;
    int64_t       held_us; /* since when */
    size_t        count;
    struct child *children;
};

ct_pool *ct_pool_create(const char *program, int children, int silence_s, int nice)
{
    ct_pool *pool = ct_alloc(sizeof *pool);

    if (children < 1)
        children = 1;
    pool->program = ct_strdup(program);
    pool->silence_s = silence_s;
    pool->nice = nice;
    pool->count = (size_t)(children > MOST_CHILDREN ? MOST_CHILDREN : children);
    pool->children = ct_alloc_array(pool->count, sizeof *pool->children);
    return pool;
}

/* --- one child --------------------------------------------------------------------------------- */

/* Kills and reaps; gives the status it ended with. */
static int end_child(struct child *c)
{
    int status = 0;

    kill(c->pid, SIGKILL);
    while (waitpid(c->pid, &status, 0) < 0 && errno == EINTR)
        continue;
    close(c->line_fd);
    c->pid = 0;
    c->busy = false;
    ct_str_finish(&c->line);
    return status;
}

/* In a process group of its own: Ctrl-C on the terminal is for the parent, which decides. With no
 * signal blocked, whatever the calling thread blocks. */
static int spawn(const char *program, pid_t *pid, int end)
{
    char                      *argv[] = {ct_strdup(program), ct_strdup("_ingest"), NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t          attributes;
    sigset_t                   none;

    sigemptyset(&none);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, end, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, end, STDOUT_FILENO);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setsigmask(&attributes, &none);
    int failed = posix_spawn(pid, program, &actions, &attributes, argv, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    free(argv[0]);
    free(argv[1]);
    return failed;
}

/* A pair of sockets rather than pipes: a write to a child that just died is an answer to handle, not
 * a signal that ends the program. */
static ct_code start_child(const ct_pool *pool, struct child *c, ct_error *err)
{
    int ends[2];

    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
        return ct_fail(err, CT_IO, "Cannot start another process (%s).", strerror(errno));
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    *c = (struct child){.line_fd = ends[0]};
    int failed = spawn(pool->program, &c->pid, ends[1]);
    close(ends[1]);
    if (failed) {
        close(ends[0]);
        c->pid = 0;
        return ct_fail(err, CT_IO, "Cannot start %s (%s).", pool->program, strerror(failed));
    }
    if (pool->nice)
        setpriority(PRIO_PROCESS, (id_t)c->pid, pool->nice);
    return CT_OK;
}

void ct_pool_destroy(ct_pool **pool)
{
    ct_pool *p = *pool;

    if (!p)
        return;
    for (size_t i = 0; i < p->count; i++)
        if (p->children[i].pid)
            end_child(&p->children[i]);
    free(p->children);
    free(p->program);
    free(p);
    *pool = NULL;
}

/* --- asking -------------------------------------------------------------------------------------- */

size_t ct_pool_busy(const ct_pool *pool)
{
    size_t busy = 0;

    for (size_t i = 0; i < pool->count; i++)
        busy += pool->children[i].busy;
    return busy;
}

bool ct_pool_has_room(const ct_pool *pool)
{
    return ct_pool_busy(pool) < pool->count;
}

static struct child *idle_child(ct_pool *pool)
{
    for (size_t i = 0; i < pool->count; i++)
        if (!pool->children[i].busy)
            return &pool->children[i];
    return NULL;
}

/* Requests are far shorter than what a socket holds, so this does not wait. A child that died
 * meanwhile is noticed by listening. */
static void send_request(struct child *c, char letter, int stream, const char *path)
{
    ct_str request = {0};
    size_t done = 0;

    ct_str_appendf(&request, "%c%d %s", letter, stream, path);
    ct_str_append_char(&request, '\0');
    while (done < request.len) {
        ssize_t wrote = send(c->line_fd, request.data + done, request.len - done, MSG_NOSIGNAL);
        if (wrote < 0 && errno != EINTR)
            break;
        done += wrote > 0 ? (size_t)wrote : 0;
    }
    ct_str_finish(&request);
}

ct_code ct_pool_ask(ct_pool *pool, char letter, int stream, const char *path, int64_t bytes,
                    size_t job, ct_error *err)
{
    struct child *c = idle_child(pool);

    if (!c)
        return ct_fail(err, CT_INTERNAL, "No child has room.");
    if (!c->pid) {
        ct_code code = start_child(pool, c, err);
        if (code)
            return code;
    }
    c->busy = true;
    c->job = job;
    c->permille = 0;
    c->asked_us = c->heard_us = ct_clock_us();
    bool look = letter == CT_ASK_MATERIAL || letter == CT_ASK_MATERIAL_ANEW;
    c->longest_us =
        (LONGEST_S + bytes / (look ? SLOWEST_LOOK : SLOWEST_BYTES_A_SECOND)) * INT64_C(1000000);
    send_request(c, letter, stream, path);
    return CT_OK;
}

/* --- standing still ------------------------------------------------------------------------------ */

void ct_pool_hold(ct_pool *pool, bool hold)
{
    int64_t now = ct_clock_us();

    if (hold == pool->held)
        return;
    for (size_t i = 0; i < pool->count; i++) {
        struct child *c = &pool->children[i];
        if (c->pid)
            kill(c->pid, hold ? SIGSTOP : SIGCONT);
        c->heard_us += hold ? 0 : now - pool->held_us;
        c->asked_us += hold ? 0 : now - pool->held_us;
    }
    pool->held = hold;
    pool->held_us = now;
}

int ct_pool_permille(const ct_pool *pool)
{
    for (size_t i = 0; i < pool->count; i++)
        if (pool->children[i].busy)
            return pool->children[i].permille;
    return 0;
}

/* --- listening ------------------------------------------------------------------------------------- */

typedef void (*answer_fn)(void *arg, size_t job, const ct_answer *answer);

static void give_failed(struct child *c, answer_fn answer, void *arg, const char *sentence)
{
    ct_answer failed = {.kind = CT_ANSWER_FAILED};

    ct_fail(&failed.error, CT_BAD_DATA, "%s", sentence);
    answer(arg, c->job, &failed);
}

/* What a child's end says about the file it was at. */
static void give_end(struct child *c, int status, answer_fn answer, void *arg)
{
    char *sentence;

    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
        sentence = ct_strdup("Reading it was ended by the system, perhaps for want of memory.");
    else if (WIFSIGNALED(status))
        sentence = ct_asprintf("Reading it crashed (%s): the file is damaged.",
                               strsignal(WTERMSIG(status)));
    else
        sentence =
            ct_asprintf("Reading it ended without an answer (status %d).", WEXITSTATUS(status));
    give_failed(c, answer, arg, sentence);
    free(sentence);
}

static void take_line(struct child *c, answer_fn answer, void *arg)
{
    ct_answer heard;
    ct_error  err;

    c->heard_us = ct_clock_us();
    if (ct_wire_read(ct_str_text(&c->line), &heard, &err) != CT_OK) {
        bool busy = c->busy;
        end_child(c);
        if (busy)
            give_failed(c, answer, arg, err.text);
        return;
    }
    ct_str_clear(&c->line);
    if (heard.kind == CT_ANSWER_ALIVE)
        c->permille = heard.permille;
    if (heard.kind != CT_ANSWER_ALIVE && c->busy) {
        c->busy = false;
        answer(arg, c->job, &heard);
    }
    ct_answer_finish(&heard);
}

static void take_bytes(struct child *c, const char *bytes, size_t count, answer_fn answer,
                       void *arg)
{
    for (size_t i = 0; i < count && c->pid; i++) {
        if (bytes[i] == '\n' || c->line.len >= CT_ANSWER_LINE_BYTES)
            take_line(c, answer, arg);
        else
            ct_str_append_char(&c->line, bytes[i]);
    }
}

static void hear(struct child *c, answer_fn answer, void *arg)
{
    char    bytes[4096];
    ssize_t count = 0;

    while (c->pid && (count = recv(c->line_fd, bytes, sizeof bytes, MSG_DONTWAIT)) > 0)
        take_bytes(c, bytes, (size_t)count, answer, arg);
    if (!c->pid || (count < 0 && (errno == EAGAIN || errno == EINTR)))
        return;

    /* It closed its end: give it the moment it needs to die, so that the status is its own. */
    bool      busy = c->busy;
    siginfo_t info;
    for (int i = 0; i < 50; i++) {
        info.si_pid = 0;
        if (waitid(P_PID, (id_t)c->pid, &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid)
            break;
        poll(NULL, 0, 10);
    }
    int status = end_child(c);
    if (busy)
        give_end(c, status, answer, arg);
}

static void check_patience(const ct_pool *pool, struct child *c, answer_fn answer, void *arg)
{
    int64_t now = ct_clock_us();

    if (!c->busy || pool->held)
        return;
    bool silent = now - c->heard_us > pool->silence_s * INT64_C(1000000);
    if (!silent && now - c->asked_us <= c->longest_us)
        return;
    end_child(c);
    char *sentence =
        silent ? ct_asprintf("Reading it got stuck: nothing for %d seconds.", pool->silence_s)
               : ct_asprintf("Reading it takes far longer than its size allows.");
    give_failed(c, answer, arg, sentence);
    free(sentence);
}

void ct_pool_listen(ct_pool *pool, int wait_ms, answer_fn answer, void *arg)
{
    struct pollfd waits[MOST_CHILDREN];
    size_t        whose[MOST_CHILDREN];
    nfds_t        count = 0;

    for (size_t i = 0; i < pool->count; i++)
        if (pool->children[i].pid) {
            whose[count] = i;
            waits[count++] = (struct pollfd){.fd = pool->children[i].line_fd, .events = POLLIN};
        }
    if (poll(waits, count, wait_ms) > 0)
        for (nfds_t i = 0; i < count; i++)
            if (waits[i].revents)
                hear(&pool->children[whose[i]], answer, arg);
    for (size_t i = 0; i < pool->count; i++)
        check_patience(pool, &pool->children[i], answer, arg);
}
