/* SPDX-License-Identifier: MIT */
/* kill -9 at a random moment, again and again: every note that was acknowledged is there when the
 * project is opened next, log and rows agree, and nothing has to be mended by hand.
 *
 *   kill_test [ROUNDS [SEED]]        300 rounds unless told (fewer under sanitizers)
 *
 * The child writes notes and says the number of each on a pipe once its ticket says saved. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "circletake/query.h"
#include "circletake/store.h"
#include "circletake/str.h"
#include "circletake/thread.h"
#include "effort.h"

enum { CHECK_EVERY = 25 }; /* rounds between full checks of the file */

static int complain(const char *what, const ct_error *err)
{
    fprintf(stderr, "kill_test: %s: %s\n", what, err->text);
    return 1;
}

/* ---- the child ---- */

static ct_edit *note_edit(ct_id clip, long number)
{
    ct_edit *edit = ct_edit_create("Write note", "Ada", 0);
    ct_note  n;

    ct_note_init(&n);
    n.clip = clip;
    n.span = (ct_span){number, number + 1};
    n.body = ct_asprintf("note number %ld", number);
    ct_edit_add_note(edit, &n);
    ct_note_finish(&n);
    return edit;
}

static int write_notes(const char *path, long number, int pipe_fd)
{
    ct_store    *st = NULL;
    ct_error     err = {0};
    ct_clip_list clips = {0};

    if (ct_store_open(path, CT_STORE_WRITE | CT_STORE_NO_BACKUPS, NULL, &st, &err) != CT_OK ||
        ct_query_clips(ct_store_query(st), NULL, &clips, &err) != CT_OK)
        return complain("child", &err);
    for (;; number++) {
        ct_edit  *edit = note_edit(clips.items[0].id, number);
        ct_ticket ticket;
        if (ct_store_submit(st, &edit, &ticket, &err) != CT_OK ||
            ct_store_wait(st, ticket, &err) != CT_OK)
            return complain("child", &err);
        if (write(pipe_fd, &number, sizeof number) != (ssize_t)sizeof number)
            return 1;
        if (number % 7 == 0) { /* the log runs backwards too; what was acknowledged comes back */
            if (ct_store_undo(st, "Ada", &ticket, NULL, &err) != CT_OK ||
                ct_store_redo(st, "Ada", &ticket, NULL, &err) != CT_OK ||
                ct_store_wait(st, ticket, &err) != CT_OK)
                return complain("child", &err);
        }
    }
}

/* ---- the parent ---- */

static int make_project(const char *path)
{
    ct_store *st = NULL;
    ct_error  err = {0};
    ct_clip   clip;
    ct_ticket ticket;
    ct_edit  *edit = ct_edit_create("Add clip", "Ada", 0);

    ct_clip_init(&clip);
    clip.name = ct_strdup("A001.mov");
    clip.path = ct_strdup("/rushes/A001.mov");
    ct_edit_add_clip(edit, &clip);
    ct_clip_finish(&clip);
    if (ct_store_open(path, CT_STORE_CREATE | CT_STORE_NO_BACKUPS, NULL, &st, &err) != CT_OK ||
        ct_store_submit(st, &edit, &ticket, &err) != CT_OK ||
        ct_store_wait(st, ticket, &err) != CT_OK)
        return complain("make", &err);
    ct_store_close(&st);
    return 0;
}

/* Runs a child for a random moment (or until that moment after its first note, so that slow
 * machines kill it at work too); *acknowledged becomes the last number it said. */
static int run_and_kill(const char *path, long next, unsigned wait_us, bool at_work,
                        long *acknowledged)
{
    int  fds[2], status;
    long number;

    if (pipe(fds) != 0)
        return 1;
    pid_t child = fork();
    if (child == 0) {
        close(fds[0]);
        _exit(write_notes(path, next, fds[1]));
    }
    close(fds[1]);
    if (at_work && read(fds[0], &number, sizeof number) == (ssize_t)sizeof number)
        *acknowledged = number;
    usleep(wait_us);
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    while (read(fds[0], &number, sizeof number) == (ssize_t)sizeof number)
        *acknowledged = number;
    close(fds[0]);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 0; /* it never ends by itself */
}

static void print_line(void *arg, bool problem, const char *text)
{
    (void)arg;
    if (problem)
        fprintf(stderr, "kill_test: %s\n", text);
}

/* Opens, compares; *next becomes the first number that is free. The one note that was under way
 * may be there or, after its undo, not. */
static int compare(const char *path, long acknowledged, long *next)
{
    ct_store    *st = NULL;
    ct_error     err = {0};
    ct_note_list notes = {0};
    long         there = 0, last = -1;

    if (ct_store_open(path, CT_STORE_WRITE | CT_STORE_NO_BACKUPS, NULL, &st, &err) != CT_OK ||
        ct_query_notes(ct_store_query(st), NULL, &notes, &err) != CT_OK)
        return complain("open after kill", &err);
    for (size_t i = 0; i < notes.count; i++) {
        last = (long)notes.items[i].span.first;
        there += last <= acknowledged;
    }
    char *redo = ct_store_redo_sentence(st);
    bool  undone = there == acknowledged && redo != NULL;
    free(redo);
    if (there != acknowledged + 1 && !undone) {
        fprintf(stderr, "kill_test: %ld acknowledged, %ld there\n", acknowledged + 1, there);
        return 1;
    }
    ct_ticket ticket;
    if (undone && (ct_store_redo(st, "Ada", &ticket, NULL, &err) != CT_OK ||
                   ct_store_wait(st, ticket, &err) != CT_OK))
        return complain("redo after kill", &err);
    *next = (last > acknowledged ? last : acknowledged) + 1;
    ct_note_list_finish(&notes);
    ct_store_close(&st);
    return 0;
}

static void remove_project(const char *folder, const char *path)
{
    static const char *const tails[] = {"", "-wal", "-shm"};

    for (int i = 0; i < 3; i++) {
        char *name = ct_asprintf("%s%s", path, tails[i]);
        unlink(name);
        free(name);
    }
    char *lock = ct_asprintf("%s/.K.circletake.lock", folder);
    unlink(lock);
    free(lock);
    rmdir(folder);
}

int main(int argc, char **argv)
{
    long     rounds = argc > 1 ? strtol(argv[1], NULL, 10) : CT_EFFORT(300, 60);
    unsigned seed = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : (unsigned)getpid();
    char     folder[] = "/tmp/ct-kill-XXXXXX";
    long     next = 0, total = 0;
    ct_error err = {0};

    if (!mkdtemp(folder))
        return 1;
    char *path = ct_asprintf("%s/K.circletake", folder);
    int   bad = make_project(path);
    srandom(seed);
    for (long i = 0; i < rounds && !bad; i++) {
        long acknowledged = next - 1;
        bad = run_and_kill(path, next, 500 + (unsigned)random() % 24500, i % 2, &acknowledged);
        total += acknowledged - (next - 1);
        bad = bad || compare(path, acknowledged, &next);
        if (!bad && (i % CHECK_EVERY == 0 || i == rounds - 1))
            bad = ct_store_check(path, print_line, NULL, &err) != CT_OK;
    }
    printf("kill_test: %ld kills, %ld notes acknowledged, %s (seed %u)\n", rounds, total,
           bad ? "FAILED" : "none lost", seed);
    if (!bad)
        remove_project(folder, path);
    free(path);
    return bad ? 1 : 0;
}
