/* SPDX-License-Identifier: MIT */
/* Looking through the footage while a window is open: it begins by itself, waits for whoever works, and
 * stays stopped. */
#include "stage.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "circletake/ingest.h"
#include "circletake/str.h"
#include "circletake/thread.h"
#include "work.h"

static void make_and_open(struct stage *s)
{
    make_take(s, "12A-1.mp4");
    make_take(s, "12A-2.mp4");
    make_take(s, "12B-1.mp4");
    open_folder(s);
    wait_until(s, has_picture, "a take shows its picture by itself");
}

static size_t listed(struct stage *s)
{
    return ct_session_clip_count(s->session);
}

static bool open_clip_is_looked_through(struct stage *s)
{
    return ct_session_material(s->session) != NULL;
}

static bool both_are_looked_through(struct stage *s)
{
    return is_idle(s) && listed(s) == 2;
}

static void look_again(struct stage *s, bool looks)
{
    ct_session_destroy(&s->session);
    s->looks = looks;
    stage_start(s);
    ct_session_request_open(s->session, s->project, NULL, 0);
}

static void footage_is_looked_through_while_nothing_happens(void **state)
{
    struct stage *s = *state;

    make_take(s, "12A-1.mp4");
    make_take(s, "12A-2.mp4");
    const char *paths[] = {s->footage};
    s->looks = true;
    ct_session_destroy(&s->session);
    stage_start(s);
    ct_session_request_open(s->session, NULL, paths, 1);
    wait_until(s, open_clip_is_looked_through, "a look at the open clip");
    act(s, "list.find text=has:material");
    wait_until(s, both_are_looked_through, "a look at both");
    assert_int_equal(ct_session_material(s->session)->frames,
                     ct_session_clip(s->session)->frame_count);
}

static bool look_rests(struct stage *s)
{
    ct_job_view jobs[4];
    size_t      count = ct_session_jobs(s->session, jobs, 4);

    return count == 1 && jobs[0].total == 1 && jobs[0].done == 0 && jobs[0].resting;
}

/* Nothing is looked at while a clip plays; once it stops the look is done. */
static void a_look_waits_while_a_clip_plays(void **state)
{
    struct stage *s = *state;

    make_and_open(s);
    assert_null(ct_session_material(s->session));
    act(s, "play.loop");
    act(s, "play.toggle");
    act(s, "clip.material");
    wait_until(s, look_rests, "a look that rests");
    for (int i = 0; i < 100; i++) {
        tick(s);
        assert_null(ct_session_material(s->session));
        usleep(2000);
    }
    act(s, "play.toggle");
    wait_until(s, open_clip_is_looked_through, "the look");
}

static bool look_is_on_its_way(struct stage *s)
{
    ct_job_view job;

    return ct_session_jobs(s->session, &job, 1) == 1 && job.total == 3;
}

/* Who stopped it is not asked again by the next window, until it is wanted. */
static void a_stopped_look_stays_stopped(void **state)
{
    struct stage *s = *state;
    ct_job_view   job;

    make_and_open(s);
    look_again(s, true); /* just opened: it waits until all is quiet */
    wait_until(s, look_is_on_its_way, "a look");
    assert_int_equal(ct_session_jobs(s->session, &job, 1), 1);
    ct_session_cancel_job(s->session, job.id);
    wait_until(s, is_idle, "an end");
    look_again(s, true);
    wait_until(s, has_picture, "a picture");
    int64_t end = ct_clock_us() + 2500000; /* longer than it waits for quiet */
    while (ct_clock_us() < end) {
        tick(s);
        usleep(5000);
    }
    assert_int_equal(ct_session_jobs(s->session, &job, 1), 0);
    assert_null(ct_session_material(s->session));
    act(s, "project.material");
    wait_until(s, open_clip_is_looked_through, "the look");
}

/* What a long cut leaves behind when it is left is freed by another thread than the one that draws. */
struct leavings {
    ct_task     task;
    pthread_t   left_by;
    atomic_int *freed; /* 1: elsewhere, 2: here */
};

static void leavings_destroy(ct_task *task)
{
    struct leavings *l = (struct leavings *)(void *)task;

    atomic_store(l->freed, pthread_equal(l->left_by, pthread_self()) ? 2 : 1);
    free(l);
}

static void what_is_only_to_be_freed_is_freed_elsewhere(void **state)
{
    atomic_int       freed = 0;
    ct_work         *work = ct_work_create(NULL, NULL);
    struct leavings *l = ct_alloc(sizeof *l);

    (void)state;
    l->task.destroy = leavings_destroy;
    l->left_by = pthread_self();
    l->freed = &freed;
    ct_work_spend(work, &l->task);
    for (int ms = 0; ms < PATIENCE_MS && !atomic_load(&freed); ms++)
        usleep(1000);
    assert_int_equal(atomic_load(&freed), 1);
    ct_work_destroy(&work);
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "_ingest") == 0)
        return ct_ingest_child();

#define STAGED(test) cmocka_unit_test_setup_teardown(test, stage_set_up, stage_tear_down)
    const struct CMUnitTest tests[] = {
        STAGED(footage_is_looked_through_while_nothing_happens),
        STAGED(a_look_waits_while_a_clip_plays),
        STAGED(a_stopped_look_stays_stopped),
        cmocka_unit_test(what_is_only_to_be_freed_is_freed_elsewhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
