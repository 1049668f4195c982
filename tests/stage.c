/* SPDX-License-Identifier: MIT */
#include "stage.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "circletake/file.h"
#include "circletake/str.h"
#include "circletake/thread.h"

#define SLATE CT_SOURCE_DIR "/samples/slate.mp4"

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st, (void)type, (void)ftw;
    return remove(path);
}

void stage_start(struct stage *s)
{
    ct_session_config config = {
        .author = "Mara", .cache_bytes = 64 << 20, .decode_threads = 1, .looks = s->looks};
    ct_error err;

    if (ct_session_create(&config, &s->session, &err) != CT_OK)
        fail_msg("%s", err.text);
}

int stage_set_up(void **state)
{
    struct stage *s = ct_alloc(sizeof *s);

    s->folder = ct_strdup("/tmp/ct_session_XXXXXX");
    assert_non_null(mkdtemp(s->folder));
    setenv("XDG_CACHE_HOME", s->folder, 1);
    setenv("XDG_STATE_HOME", s->folder, 1);
    setenv("XDG_CONFIG_HOME", s->folder, 1);
    s->footage = ct_path_join(s->folder, "day01");
    s->project = ct_path_join(s->folder, "day01.circletake");
    assert_int_equal(ct_folder_make(s->footage, NULL), CT_OK);
    stage_start(s);
    *state = s;
    return 0;
}

int stage_tear_down(void **state)
{
    struct stage *s = *state;

    ct_session_destroy(&s->session);
    nftw(s->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(s->folder);
    free(s->footage);
    free(s->project);
    free(s);
    return 0;
}

/* A film of its own: the slate clip with an unused atom behind it. */
void make_take(const struct stage *s, const char *name)
{
    char  *data, *path = ct_path_join(s->footage, name);
    size_t bytes, padding = 16;

    assert_int_equal(ct_file_read(SLATE, 64 << 20, &data, &bytes, NULL), CT_OK);
    char *all = ct_alloc(bytes + padding);
    memcpy(all, data, bytes);
    memcpy(all + bytes,
           "\0\0\0\x10"
           "free",
           8);
    snprintf(all + bytes + 8, 8, "%.7s", name);
    assert_int_equal(ct_file_replace(path, all, bytes + padding, NULL), CT_OK);
    free(all);
    free(data);
    free(path);
}

/* Processor time of this thread: what others do on a busy machine is not the session's fault. */
static int64_t own_time_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return t.tv_sec * INT64_C(1000000) + t.tv_nsec / 1000;
}

void tick(struct stage *s)
{
    int64_t began = own_time_us();

    s->changed |= ct_session_tick(s->session, ct_clock_us());
    int64_t took = own_time_us() - began;
    if (took > s->longest_tick_us)
        s->longest_tick_us = took;
}

/* Ticks until `done` says so. */
void wait_until(struct stage *s, bool (*done)(struct stage *s), const char *what)
{
    int64_t end = ct_clock_us() + PATIENCE_MS * INT64_C(1000);

    while (ct_clock_us() < end) {
        tick(s);
        if (done(s))
            return;
        usleep(2000);
    }
    fail_msg("never: %s (last said: %s)", what, ct_session_message(s->session)->text);
}

ct_code act_code(struct stage *s, const char *line, ct_error *err)
{
    return ct_action_run_line(ct_session_registry(s->session), s->session, line, NULL, err);
}

void act(struct stage *s, const char *line)
{
    ct_error err = {0};

    if (act_code(s, line, &err) != CT_OK)
        fail_msg("%s: %s", line, err.text);
}

bool is_idle(struct stage *s)
{
    ct_job_view jobs[4];
    size_t      pending;

    ct_session_saved_us(s->session, &pending);
    return ct_session_phase_now(s->session) == CT_SESSION_OPEN && pending == 0 &&
           ct_session_jobs(s->session, jobs, 4) == 0 && !ct_session_is_lively(s->session);
}

bool has_picture(struct stage *s)
{
    const ct_transport_state *t = ct_session_state(s->session);

    return t->ready && t->picture && !t->late;
}

bool is_saved(struct stage *s)
{
    size_t pending;

    return ct_session_saved_us(s->session, &pending) > 0 && pending == 0;
}

bool error_is_said(struct stage *s)
{
    return ct_session_message(s->session)->kind == CT_MESSAGE_ERROR;
}

void open_folder(struct stage *s)
{
    const char *path = s->footage;

    ct_session_request_open(s->session, NULL, &path, 1);
    wait_until(s, is_idle, "the folder is added");
}

void close_and_open(struct stage *s)
{
    const char *path = s->project;

    ct_session_destroy(&s->session);
    stage_start(s);
    ct_session_request_open(s->session, NULL, &path, 1);
    wait_until(s, is_idle, "the project is open again");
}
