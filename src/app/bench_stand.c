/* SPDX-License-Identifier: MIT */
#include "bench_stand.h"

#include "circletake/thread.h"

enum {
    PATIENCE_US = 60000000, /* no picture of one frame takes so long */
    CALM_US = 200000,       /* the engine has nothing more to do: so long nothing changed */
    REST_MOST_US = 10000000
};

void ct_stand_init(ct_stand *s)
{
    pthread_mutex_init(&s->lock, NULL);
    ct_cond_init(&s->wakes);
}

void ct_stand_finish(ct_stand *s)
{
    ct_transport_destroy(&s->tp);
    ct_media_info_finish(&s->info);
    pthread_cond_destroy(&s->wakes);
    pthread_mutex_destroy(&s->lock);
}

/* --- waiting for pictures ------------------------------------------------------------------------ */

static void on_wake(void *arg)
{
    ct_stand *s = arg;

    pthread_mutex_lock(&s->lock);
    s->woken = true;
    pthread_cond_signal(&s->wakes);
    pthread_mutex_unlock(&s->lock);
}

void ct_stand_sleep(ct_stand *s, int64_t until_us)
{
    pthread_mutex_lock(&s->lock);
    while (!s->woken && ct_clock_us() < until_us)
        ct_cond_wait_until(&s->wakes, &s->lock, until_us);
    s->woken = false;
    pthread_mutex_unlock(&s->lock);
}

ct_code ct_stand_stopped(ct_error *err)
{
    return ct_fail(err, CT_CANCELLED, "Stopped.");
}

ct_code ct_stand_wait_picture(ct_stand *s, bool full, ct_transport_state *state, ct_error *err)
{
    int64_t until_us = ct_clock_us() + PATIENCE_US;

    for (;;) {
        ct_transport_poll(s->tp, ct_clock_us(), state);
        if (state->ready && state->picture && !state->late && !(full && state->reduced))
            return CT_OK;
        ct_error why = state->error;
        ct_transport_state_finish(state);
        if (why.code)
            return ct_fail(err, why.code, "%s", why.text);
        if (ct_cli_stopped(NULL))
            return ct_stand_stopped(err);
        if (ct_clock_us() > until_us)
            return ct_fail(err, CT_IO, "No picture of %s came within a minute.", s->info.clip.path);
        ct_stand_sleep(s, ct_clock_us() + CT_STAND_DISPLAY_US);
    }
}

ct_code ct_stand_time_picture(ct_stand *s, bool full, const char *figure, int64_t from_us,
                              ct_error *err)
{
    ct_transport_state state;
    ct_code            code = ct_stand_wait_picture(s, full, &state, err);

    if (code)
        return code;
    ct_bench_add_at(s->bench, figure, CT_STAND_MS(ct_clock_us() - from_us), state.position);
    ct_transport_state_finish(&state);
    return CT_OK;
}

/* Which frames are decoded: a full cache changes without growing. */
struct decoded {
    ct_span spans[CT_TRANSPORT_RANGES];
    int     count;
};

static bool has_changed(struct decoded *seen, const ct_transport_state *now)
{
    bool same = seen->count == now->cached_count;

    for (int i = 0; i < now->cached_count; i++) {
        same = same && seen->spans[i].first == now->cached[i].first &&
               seen->spans[i].end == now->cached[i].end;
        seen->spans[i] = now->cached[i];
    }
    seen->count = now->cached_count;
    return !same;
}

ct_code ct_stand_rest(ct_stand *s, ct_error *err)
{
    int64_t        start_us = ct_clock_us(), changed_us = start_us;
    struct decoded seen = {.count = -1};

    while (ct_clock_us() - changed_us < CALM_US && ct_clock_us() - start_us < REST_MOST_US) {
        ct_transport_state state;

        ct_transport_poll(s->tp, ct_clock_us(), &state);
        if (has_changed(&seen, &state) || state.provisional)
            changed_us = ct_clock_us();
        ct_transport_state_finish(&state);
        if (ct_cli_stopped(NULL))
            return ct_stand_stopped(err);
        ct_stand_sleep(s, ct_clock_us() + CT_STAND_DISPLAY_US);
    }
    return CT_OK;
}

/* --- the engine ----------------------------------------------------------------------------------- */

ct_code ct_stand_start(ct_stand *s, ct_error *err)
{
    ct_transport_config config = {.wakeup = on_wake,
                                  .wakeup_arg = s,
                                  .stand_ins = s->stand_ins,
                                  .hardware = ct_cli_has(s->cli, "--hardware"),
                                  .log = s->cli->log};

    return ct_transport_create(&config, &s->tp, err);
}

ct_code ct_stand_open(ct_stand *s, ct_error *err)
{
    ct_transport_state state = {.provisional = true};
    ct_code            code = ct_stand_start(s, err);

    if (code)
        return code;
    ct_transport_open(s->tp, &s->info.clip, 0);
    while (!code && state.provisional) {
        code = ct_stand_wait_picture(s, true, &state, err);
        if (!code)
            ct_transport_state_finish(&state);
        if (!code && state.provisional)
            ct_stand_sleep(s, ct_clock_us() + CT_STAND_DISPLAY_US);
    }
    s->info.clip.frame_count = state.frame_count;
    return code;
}

/* splitmix64: the same seed names the same frames everywhere. */
static uint64_t next_random(ct_stand *s)
{
    uint64_t z = s->random += 0x9e3779b97f4a7c15U;

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
}

static bool is_cached(const ct_transport_state *state, int64_t frame)
{
    for (int i = 0; i < state->cached_count; i++)
        if (ct_span_has(state->cached[i], frame))
            return true;
    return false;
}

int64_t ct_stand_unseen_frame(ct_stand *s)
{
    enum { TRIES = 64 };
    ct_transport_state state;
    int64_t            frame = 0;

    ct_transport_poll(s->tp, ct_clock_us(), &state);
    for (int i = 0; i < TRIES; i++) {
        frame = (int64_t)(next_random(s) % (uint64_t)state.frame_count);
        if (!is_cached(&state, frame))
            break;
    }
    ct_transport_state_finish(&state);
    return frame;
}
