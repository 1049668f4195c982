/* SPDX-License-Identifier: MIT */
/* The review as the window drives it, for tests: a folder of footage, a session with its threads, ticks
 * until something is so. No window, no sound device. */
#ifndef CT_TESTS_STAGE_H
#define CT_TESTS_STAGE_H

/* cmocka wants these before itself */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "circletake/session.h"

enum { PATIENCE_MS = 60000 }; /* a sanitized program on a busy machine takes its time */

struct stage {
    char       *folder, *footage, *project; /* FOLDER/day01 and FOLDER/day01.circletake */
    bool        looks; /* the session looks through the footage in the background */
    ct_session *session;
    unsigned    changed; /* of all ticks since it was cleared */
    int64_t     longest_tick_us;
};

/* Of every test: an empty folder, which holds cache and settings too, and a session. */
int  stage_set_up(void **state);
int  stage_tear_down(void **state);
void stage_start(struct stage *s); /* a session; what there was is gone already */

/* A film of its own in the footage: the slate clip with an unused atom behind it. */
void make_take(const struct stage *s, const char *name);
void open_folder(struct stage *s);
void close_and_open(struct stage *s);

void tick(struct stage *s);
/* Ticks until `done` says so; fails the test when it never does. */
void wait_until(struct stage *s, bool (*done)(struct stage *s), const char *what);

/* Runs an action from one line; act fails the test when it is refused. */
ct_code act_code(struct stage *s, const char *line, ct_error *err);
void    act(struct stage *s, const char *line);

/* What one waits for. */
bool is_idle(struct stage *s); /* nothing is under way, everything is saved */
bool has_picture(struct stage *s);
bool is_saved(struct stage *s);
bool error_is_said(struct stage *s);

#endif
