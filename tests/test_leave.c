/* SPDX-License-Identifier: MIT */
/* The window is closed while a drive does not answer, while the disk with the project is slow, silent or full. The
 * whole program runs as a process of its own, on a display that nobody sees; it presses the close button itself, at the
 * worst moment. */
#include "stage.h"

#include <SDL.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/app.h"
#include "circletake/file.h"
#include "circletake/ingest.h"
#include "circletake/query.h"
#include "circletake/store.h"
#include "circletake/str.h"
#include "circletake/thread.h"

#define NOTE "mind the boom"

/* --- what the disks do, in the process that is closed -------------------------------------------- */

enum disk { HEALTHY, SILENT_FOOTAGE, SLOW_PROJECT, SILENT_PROJECT, FULL_PROJECT };

static enum disk   disk;
static atomic_bool note_comes; /* it is being written to the project */
static atomic_int  waiting;    /* calls that the disk holds */
static atomic_bool awake;      /* it answers again */

static bool is_of(int fd, const char *tail)
{
    char link[64], path[512];

    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, sizeof path - 1);
    path[n > 0 ? n : 0] = '\0';
    size_t length = strlen(path), wanted = strlen(tail);
    return length >= wanted && strcmp(path + length - wanted, tail) == 0;
}

static void hold(void)
{
    atomic_fetch_add(&waiting, 1);
    while (!atomic_load(&awake))
        usleep(2000);
    atomic_fetch_sub(&waiting, 1);
}

static void read_from(int fd)
{
    if (disk == SILENT_FOOTAGE && is_of(fd, "slow.mp4"))
        hold();
}

ssize_t read(int fd, void *data, size_t bytes)
{
    read_from(fd);
    return syscall(SYS_read, fd, data, bytes);
}

ssize_t pread(int fd, void *data, size_t bytes, off_t at)
{
    read_from(fd);
    return syscall(SYS_pread64, fd, data, bytes, at);
}

ssize_t pread64(int fd, void *data, size_t bytes, off_t at);
ssize_t pread64(int fd, void *data, size_t bytes, off_t at)
{
    read_from(fd);
    return syscall(SYS_pread64, fd, data, bytes, at);
}

/* Of the page with the note. */
static int write_note(void)
{
    atomic_store(&note_comes, true);
    if (disk == FULL_PROJECT)
        return ENOSPC;
    hold();
    return 0;
}

static ssize_t write_at(int fd, const void *data, size_t bytes, off_t at)
{
    if (disk >= SLOW_PROJECT && is_of(fd, "-wal") && memmem(data, bytes, NOTE, strlen(NOTE))) {
        errno = write_note();
        if (errno)
            return -1;
    }
    return syscall(SYS_pwrite64, fd, data, bytes, at);
}

ssize_t pwrite(int fd, const void *data, size_t bytes, off_t at)
{
    return write_at(fd, data, bytes, at);
}

ssize_t pwrite64(int fd, const void *data, size_t bytes, off_t at);
ssize_t pwrite64(int fd, const void *data, size_t bytes, off_t at)
{
    return write_at(fd, data, bytes, at);
}

/* --- the process that is closed --------------------------------------------------------------------- */

static void press_close(void)
{
    SDL_PushEvent(&(SDL_Event){.type = SDL_QUIT});
}

static bool is_worst_moment(void)
{
    return disk == FULL_PROJECT ? atomic_load(&note_comes) : atomic_load(&waiting) > 0;
}

/* Of a disk that is slow the close button is pressed once, and much later it answers. One that does not answer, or
 * is full, is met by somebody who presses again and again. */
static void *person(void *arg)
{
    enum { SLOW_MS = 4000 };

    (void)arg;
    if (disk == HEALTHY)
        return NULL; /* its script closes it */
    while (!is_worst_moment())
        usleep(1000);
    press_close();
    if (disk == SLOW_PROJECT) {
        usleep(SLOW_MS * 1000);
        atomic_store(&awake, true);
    }
    while (disk == SILENT_PROJECT || disk == FULL_PROJECT) {
        usleep(500000);
        press_close();
    }
    return NULL;
}

static int run_window(int kind, const char *project, const char *script)
{
    ct_log        *log = ct_log_create(CT_LOG_ERROR);
    ct_app_options options = {.project = project,
                              .script = *script ? script : NULL,
                              .presenter = "surface",
                              .width = 800,
                              .height = 600,
                              .author = "Mara",
                              .log = log};
    pthread_t      thread;
    ct_error       err = {0};

    disk = (enum disk)kind;
    if (ct_thread_start(&thread, "person", person, NULL, &err) != CT_OK)
        return 70;
    pthread_detach(thread);
    ct_code code = ct_app_run(&options, &err);
    ct_log_destroy(&log);
    if (code)
        fprintf(stderr, "circletake: %s\n", err.text);
    fflush(NULL);
    _exit(ct_code_exit(code)); /* the person is still there */
}

/* --- the tests ---------------------------------------------------------------------------------------- */

struct ending {
    int   status;
    char *said; /* on standard error */
};

/* Opens the project in a window of its own process, which is closed when `kind` of disk is at its worst. */
static struct ending close_window(struct stage *s, enum disk kind, const char *lines)
{
    char *script = ct_path_join(s->folder, "script"), *said = ct_path_join(s->folder, "said");
    char *command = ct_asprintf(
        "TSAN_OPTIONS=$TSAN_OPTIONS:report_thread_leaks=0 SDL_VIDEODRIVER=dummy SDL_AUDIODRIVER=dummy '%s' _window %d '%s' "
        "'%s' 2>'%s'",
        program_invocation_name, (int)kind, s->project, *lines ? script : "", said);
    struct ending ending;
    size_t        bytes;

    assert_int_equal(ct_file_replace(script, lines, strlen(lines), NULL), CT_OK);
    int status = system(command);
    assert_true(WIFEXITED(status));
    ending.status = WEXITSTATUS(status);
    assert_int_equal(ct_file_read(said, 1 << 16, &ending.said, &bytes, NULL), CT_OK);
    free(script);
    free(said);
    free(command);
    return ending;
}

/* A project with two takes, of which `open` is in the viewer. */
static void make_project(struct stage *s, const char *open)
{
    char *line = ct_asprintf("clip.open clip=%s at=f5", open);

    make_take(s, "slow.mp4");
    make_take(s, "take.mp4");
    open_folder(s);
    act(s, line);
    wait_until(s, has_picture, "a picture");
    ct_session_destroy(&s->session);
    free(line);
}

static size_t notes_of(const struct stage *s)
{
    ct_store     *store = NULL;
    ct_note_list  notes = {0};
    ct_note_query all = {.find = NULL};
    size_t        count = 0;

    assert_int_equal(ct_store_open(s->project, CT_STORE_READ_ONLY, NULL, &store, NULL), CT_OK);
    assert_int_equal(ct_query_notes(ct_store_query(store), &all, &notes, NULL), CT_OK);
    for (size_t i = 0; i < notes.count; i++)
        count += strcmp(notes.items[i].body, NOTE) == 0;
    ct_note_list_finish(&notes);
    ct_store_close(&store);
    assert_int_equal(ct_store_check(s->project, NULL, NULL, NULL), CT_OK);
    return count;
}

static void assert_ended(struct ending *ending, int status)
{
    if (ending->status != status)
        fail_msg("ended with %d: %s", ending->status, ending->said);
    free(ending->said);
}

#define TAKES_A_NOTE "note.add at=f7 text=\"" NOTE "\"\n"

static void a_healthy_disk(void **state)
{
    struct stage *s = *state;

    make_project(s, "take.mp4");
    struct ending ending = close_window(s, HEALTHY, TAKES_A_NOTE "quit\n");
    assert_ended(&ending, 0);
    assert_int_equal(notes_of(s), 1);
}

/* Pictures that do not come are no reason to stay. */
static void the_footage_does_not_answer(void **state)
{
    struct stage *s = *state;

    make_project(s, "slow.mp4");
    struct ending ending = close_window(s, SILENT_FOOTAGE, "");
    assert_ended(&ending, 0);
}

static void what_was_not_yet_saved_is_waited_for(void **state)
{
    struct stage *s = *state;

    make_project(s, "take.mp4");
    struct ending ending = close_window(s, SLOW_PROJECT, TAKES_A_NOTE);
    assert_ended(&ending, 0);
    assert_int_equal(notes_of(s), 1);
}

static void assert_lost(struct ending *ending, const struct stage *s, const char *why)
{
    assert_non_null(strstr(ending->said, "1 change could not be saved in "));
    assert_non_null(strstr(ending->said, s->project));
    assert_non_null(strstr(ending->said, why));
    assert_ended(ending, ct_code_exit(CT_IO));
}

/* Who does not want to wait any longer may go, and is told what is lost: also by the exit status. */
static void the_project_does_not_answer(void **state)
{
    struct stage *s = *state;

    make_project(s, "take.mp4");
    struct ending ending = close_window(s, SILENT_PROJECT, TAKES_A_NOTE);
    assert_lost(&ending, s, "does not answer");
    assert_int_equal(notes_of(s), 0);
}

static void the_disk_of_the_project_is_full(void **state)
{
    struct stage *s = *state;

    make_project(s, "take.mp4");
    struct ending ending = close_window(s, FULL_PROJECT, TAKES_A_NOTE);
    assert_lost(&ending, s, "is full");
    assert_int_equal(notes_of(s), 0);
}

#define STAGED(test) cmocka_unit_test_setup_teardown(test, stage_set_up, stage_tear_down)

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "_ingest") == 0)
        return ct_ingest_child();
    if (argc > 4 && strcmp(argv[1], "_window") == 0)
        return run_window(atoi(argv[2]), argv[3], argv[4]);
    const struct CMUnitTest tests[] = {
        STAGED(a_healthy_disk),
        STAGED(the_footage_does_not_answer),
        STAGED(what_was_not_yet_saved_is_waited_for),
        STAGED(the_project_does_not_answer),
        STAGED(the_disk_of_the_project_is_full),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
