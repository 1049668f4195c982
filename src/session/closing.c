/* SPDX-License-Identifier: MIT */
/* What is left and ends by itself: projects, whose last changes may still be on their way to a slow disk, and
 * the decks of cuts, which may wait for a drive. The window waits for neither. And what is not on the disk yet. */
#include <stdlib.h>

#include "circletake/thread.h"
#include "session_priv.h"

/* Store or decks. A store is inert once it ended, and stays for the tasks that know it. */
struct ct_closing {
    struct ct_closing *next;
    ct_store          *store;
    bool               told; /* it ended, and what it could not save was said */
    ct_decks          *decks;
};

struct close_task {
    ct_task     task;
    ct_store   *store;
    atomic_int *closing; /* of the session */
};

static void close_run(ct_task *task)
{
    struct close_task *t = (struct close_task *)(void *)task;

    ct_store_end(t->store);
    atomic_fetch_sub(t->closing, 1);
}

static void close_destroy(ct_task *task)
{
    free((struct close_task *)(void *)task);
}

static struct ct_closing *add(ct_session *s)
{
    struct ct_closing *c = ct_alloc(sizeof *c);

    c->next = s->closing;
    s->closing = c;
    return c;
}

void ct_session_let_store_go(ct_session *s)
{
    if (!s->work) {
        ct_store_close(&s->store);
        return;
    }
    struct close_task *t = ct_alloc(sizeof *t);
    t->task.run = close_run;
    t->task.destroy = close_destroy;
    t->store = add(s)->store = s->store;
    t->closing = &s->closing_count;
    s->store = NULL;
    atomic_fetch_add(&s->closing_count, 1);
    ct_work_push(s->work, CT_LANE_CLOSING, &t->task, false);
}

void ct_session_let_decks_go(ct_session *s, ct_decks *decks)
{
    ct_decks_ask_end(decks);
    add(s)->decks = decks;
}

/* --- at every tick ----------------------------------------------------------------------------- */

static void tell(ct_session *s, struct ct_closing *c, const ct_store_state *state)
{
    if (state->failed_acts > 0 && !c->told)
        ct_session_say(s, CT_MESSAGE_ERROR, "%zu change%s of %s could not be saved. %s",
                       state->failed_acts, CT_S(state->failed_acts), ct_store_path(c->store),
                       state->error.text);
    c->told = true;
}

/* Whether it ended, and nobody knows it any more. */
static bool is_over(ct_session *s, struct ct_closing *c)
{
    ct_store_state state;

    if (c->decks)
        return ct_decks_ended(c->decks);
    ct_store_state_get(c->store, &state);
    if (!state.ended)
        return false;
    tell(s, c, &state);
    return !ct_work_has_left(s->work);
}

static void free_closing(struct ct_closing *c)
{
    ct_store_close(&c->store);
    ct_decks_destroy(&c->decks);
    free(c);
}

void ct_session_sweep_closing(ct_session *s)
{
    for (struct ct_closing **at = &s->closing; *at;) {
        struct ct_closing *c = *at;
        if (!is_over(s, c)) {
            at = &c->next;
            continue;
        }
        *at = c->next;
        free_closing(c);
    }
}

void ct_session_finish_closing(ct_session *s)
{
    while (s->closing) {
        struct ct_closing *c = s->closing;
        s->closing = c->next;
        free_closing(c);
    }
}

/* --- what is not saved ----------------------------------------------------------------------------- */

/* Returns its steps. */
static uint64_t add_up(ct_store *store, ct_saving *out)
{
    ct_store_state state;

    ct_store_state_get(store, &state);
    size_t coming = state.pending_acts + state.pending_notes;
    out->coming += coming;
    out->changes += state.pending_acts + state.failed_acts;
    out->failed += state.failed_acts;
    if (coming + state.failed_acts > 0)
        out->path = ct_store_path(store);
    if (state.failed_acts > 0)
        out->error = state.error;
    return state.steps;
}

void ct_session_saving(ct_session *s, int64_t now_us, ct_saving *out)
{
    uint64_t steps = 0;

    *out = (ct_saving){.path = NULL};
    for (const struct ct_closing *c = s->closing; c; c = c->next)
        if (c->store && !c->told)
            steps += add_up(c->store, out);
    if (s->store)
        steps += add_up(s->store, out);
    if (steps != s->saving_steps || out->coming == 0 || s->saving_moved_us == 0) {
        s->saving_steps = steps;
        s->saving_moved_us = now_us;
    }
    out->still_us = now_us - s->saving_moved_us;
}
