/* SPDX-License-Identifier: MIT */
/* bench cut PROJECT --cut NAME: how a cut plays and steps, on the player that the window shows it with. */
#include <stdlib.h>
#include <string.h>

#include "circletake/cutplayer.h"
#include "circletake/store.h"
#include "circletake/str.h"
#include "circletake/thread.h"
#include "cli_bench.h"
#include "cli_json.h"

enum {
    DISPLAY_US = 1000000 / 60, /* how often a window would ask for a picture */
    LOOK_US = 500,
    PATIENCE_US = 60000000,
    CALM_US = 1000000, /* a playhead rests so long before it is stepped */
    ACROSS = 6         /* steps to the edge of a shot, and behind it */
};

struct seat {
    const ct_cli  *cli;
    ct_cut_player *player;
    ct_bench      *bench;
    int64_t        count, seconds;
};

static double ms(int64_t us)
{
    return (double)us / 1000.0;
}

static ct_code stopped(ct_error *err)
{
    return ct_cli_stopped(NULL) ? ct_fail(err, CT_CANCELLED, "Stopped.") : CT_OK;
}

/* Until what is shown is of the record frame. */
static ct_code wait_right(struct seat *s, ct_error *err)
{
    int64_t until_us = ct_clock_us() + PATIENCE_US;
    ct_code code = CT_OK;
    bool    late = true;

    while (late && !code) {
        ct_cut_state state;
        ct_cut_player_poll(s->player, ct_clock_us(), &state);
        late = state.late;
        ct_cut_state_finish(&state);
        if (late)
            ct_sleep_us(LOOK_US);
        code = stopped(err);
        if (!code && ct_clock_us() > until_us)
            code = ct_fail(err, CT_IO, "No picture of the cut came within a minute.");
    }
    return code;
}

/* What a window sees that asks at display rate. A frame that is not there is one that stays too long. */
static ct_code play(struct seat *s, ct_error *err)
{
    int64_t       end_us = ct_clock_us() + s->seconds * 1000000, next_us = ct_clock_us();
    int64_t       polls = 0, late = 0, pictures = 0, dropped = 0, last = -1;
    ct_code       code = CT_OK;
    bool          playing = true;
    ct_bench_used before = ct_bench_use();

    ct_cut_player_play(s->player, (AVRational){1, 1});
    while (playing && !code && ct_clock_us() < end_us) {
        ct_cut_state state;
        ct_cut_player_poll(s->player, next_us + DISPLAY_US, &state);
        playing = state.playing;
        polls++;
        late += state.late;
        pictures += !state.late && state.record != last;
        last = state.record;
        dropped = state.dropped;
        ct_cut_state_finish(&state);
        next_us += DISPLAY_US;
        ct_sleep_us(next_us - ct_clock_us());
        code = stopped(err);
    }
    ct_bench_used after = ct_bench_use();
    ct_bench_add(s->bench, "pictures", (double)pictures);
    ct_bench_add(s->bench, "dropped", (double)dropped);
    ct_bench_add(s->bench, "repeated", (double)late);
    ct_bench_add(s->bench, "polls", (double)polls);
    ct_bench_add(s->bench, "cpu_percent",
                 100.0 * ms(after.cpu_us - before.cpu_us) / ms(after.wall_us - before.wall_us));
    ct_cut_player_stop(s->player);
    return code;
}

static ct_code step(struct seat *s, int64_t by, const char *figure, ct_error *err)
{
    int64_t from_us = ct_clock_us();

    ct_cut_player_step(s->player, by);
    ct_code code = wait_right(s, err);
    if (!code)
        ct_bench_add(s->bench, figure, ms(ct_clock_us() - from_us));
    return code;
}

/* Over the edges of shots, each way. */
static ct_code step_across(struct seat *s, ct_error *err)
{
    const ct_cut_view *view = ct_cut_player_view(s->player);
    size_t             shots;
    const ct_shot     *shot = ct_sight_shots(ct_cut_map_sight(view->map), &shots);
    ct_code            code = CT_OK;

    for (size_t i = 1; i < shots && (int64_t)i <= s->count && !code; i++) {
        int64_t until_us;
        ct_cut_player_seek(s->player, shot[i].record.first - ACROSS);
        code = wait_right(s, err);
        for (until_us = ct_clock_us() + CALM_US; !code && ct_clock_us() < until_us;) {
            code = wait_right(s, err);
            ct_sleep_us(DISPLAY_US);
        }
        for (int k = 0; k < 2 * ACROSS && !code; k++)
            code = step(s, 1, "step_forward_ms", err);
        for (int k = 0; k < 2 * ACROSS && !code; k++)
            code = step(s, -1, "step_back_ms", err);
    }
    return code;
}

static ct_code measure(struct seat *s, ct_cut_view *view, ct_error *err)
{
    ct_cut_player_config config = {
        .decks = {.hardware = ct_cli_has(s->cli, "--hardware"), .log = s->cli->log}};
    int64_t from_us = ct_clock_us();

    s->player = ct_cut_player_create(&config, view, 0);
    ct_code code = wait_right(s, err);
    if (!code)
        ct_bench_add(s->bench, "open_ms", ms(ct_clock_us() - from_us));
    if (!code)
        code = play(s, err);
    if (!code)
        code = step_across(s, err);
    ct_cut_player_destroy(&s->player);
    return code;
}

static ct_code read_view(const ct_cli *cli, ct_cut_view *out, ct_error *err)
{
    ct_store *store = NULL;
    ct_cut    cut;
    ct_code   code = ct_store_open(cli->operands[1], CT_STORE_READ_ONLY, cli->log, &store, err);

    if (!code)
        code = ct_query_cut_named(ct_store_query(store), ct_cli_value(cli, "--cut"), &cut, err);
    if (!code) {
        code = ct_cut_view_read(ct_store_query(store), cut.id, out, err);
        ct_cut_finish(&cut);
    }
    ct_store_close(&store);
    return code;
}

ct_code ct_cli_bench_cut(const ct_cli *cli, int64_t count, int64_t seconds, ct_bench *bench,
                         ct_error *err)
{
    struct seat  s = {.cli = cli, .bench = bench, .count = count, .seconds = seconds};
    ct_cut_view *view = ct_alloc(sizeof *view);
    ct_code      code =
        ct_cli_has(cli, "--cut")
                 ? CT_OK
                 : ct_fail(err, CT_USAGE, "bench cut needs to know which cut: add --cut NAME.");

    if (!code)
        code = read_view(cli, view, err);
    if (!code && view->cut.frames == 0)
        code = ct_fail(err, CT_NO_INPUT, "There is nothing in the cut.");
    if (!code)
        return measure(&s, view, err);
    ct_cut_view_finish(view);
    free(view);
    return code;
}
