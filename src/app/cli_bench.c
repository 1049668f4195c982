/* SPDX-License-Identifier: MIT */
/* The command bench: how fast the engine is on a file, measured on the engine that the window plays
 * with (transport, reader, index), without a window. What each figure is stands in the manual. */
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "circletake/index.h"
#include "circletake/probe.h"
#include "circletake/reader.h"
#include "circletake/str.h"
#include "circletake/thread.h"
#include "circletake/transport.h"
#include "cli.h"
#include "cli_json.h"

enum {
    DISPLAY_US = 1000000 / 60, /* how often a window would ask for a picture */
    PATIENCE_US = 60000000,    /* no picture of one frame takes so long */
    CALM_US = 200000,          /* the engine has nothing more to do: so long nothing changed */
    REST_MOST_US = 10000000,
    STAND_INS_PATIENCE_US = 20000000, /* no more reduced pictures come */
    REST_EACH = 10,                   /* scrubbing: one in so many places is waited for */
    STEPS = 12 /* each way from one place: within what is decoded round a stopped playhead */
};

/* A clip in an engine, and the wake-up that a window would get. */
struct stand {
    const ct_cli   *cli;
    ct_media_info   info;
    ct_transport   *tp;
    ct_bench       *bench;
    pthread_mutex_t lock; /* guards woken */
    pthread_cond_t  wakes;
    bool            woken;
    int64_t         count, seconds;
    uint64_t        random;
    bool            stand_ins; /* reduced pictures are made and shown */
};

static double ms(int64_t us)
{
    return (double)us / 1000.0;
}

/* --- waiting for pictures ------------------------------------------------------------------------ */

static void on_wake(void *arg)
{
    struct stand *s = arg;

    pthread_mutex_lock(&s->lock);
    s->woken = true;
    pthread_cond_signal(&s->wakes);
    pthread_mutex_unlock(&s->lock);
}

static void wait_wake(struct stand *s, int64_t until_us)
{
    pthread_mutex_lock(&s->lock);
    while (!s->woken && ct_clock_us() < until_us)
        ct_cond_wait_until(&s->wakes, &s->lock, until_us);
    s->woken = false;
    pthread_mutex_unlock(&s->lock);
}

static ct_code stopped(ct_error *err)
{
    return ct_fail(err, CT_CANCELLED, "Stopped.");
}

/* Polls as the window does, until the picture is there that the position names, as it is in the file or
 * (not `full`) reduced; `state` is then the caller's to finish. */
static ct_code wait_picture(struct stand *s, bool full, ct_transport_state *state, ct_error *err)
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
            return stopped(err);
        if (ct_clock_us() > until_us)
            return ct_fail(err, CT_IO, "No picture of %s came within a minute.", s->info.clip.path);
        wait_wake(s, ct_clock_us() + DISPLAY_US);
    }
}

/* Time from `from_us` until the picture is there; its frame is told. */
static ct_code time_picture_of(struct stand *s, bool full, const char *figure, int64_t from_us,
                               ct_error *err)
{
    ct_transport_state state;
    ct_code            code = wait_picture(s, full, &state, err);

    if (code)
        return code;
    ct_bench_add_at(s->bench, figure, ms(ct_clock_us() - from_us), state.position);
    ct_transport_state_finish(&state);
    return CT_OK;
}

static ct_code time_picture(struct stand *s, const char *figure, int64_t from_us, ct_error *err)
{
    return time_picture_of(s, true, figure, from_us, err);
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

/* Lets the engine do ahead what it wants to: until nothing changes any more. */
static ct_code rest(struct stand *s, ct_error *err)
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
            return stopped(err);
        wait_wake(s, ct_clock_us() + DISPLAY_US);
    }
    return CT_OK;
}

/* --- the engine ----------------------------------------------------------------------------------- */

static ct_code start_engine(struct stand *s, ct_error *err)
{
    ct_transport_config config = {
        .wakeup = on_wake, .wakeup_arg = s, .stand_ins = s->stand_ins, .log = s->cli->log};

    return ct_transport_create(&config, &s->tp, err);
}

/* Opens the clip in a fresh engine and waits for the index: positions are final then. */
static ct_code open_clip(struct stand *s, ct_error *err)
{
    ct_transport_state state = {.provisional = true};
    ct_code            code = start_engine(s, err);

    if (code)
        return code;
    ct_transport_open(s->tp, &s->info.clip, 0);
    while (!code && state.provisional) {
        code = wait_picture(s, true, &state, err);
        if (!code)
            ct_transport_state_finish(&state);
        if (!code && state.provisional)
            wait_wake(s, ct_clock_us() + DISPLAY_US);
    }
    s->info.clip.frame_count = state.frame_count;
    return code;
}

/* splitmix64: the same seed names the same frames everywhere. */
static uint64_t next_random(struct stand *s)
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

/* A frame that was not decoded yet, as long as chance finds one. */
static int64_t unseen_frame(struct stand *s)
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

/* --- what can be measured -------------------------------------------------------------------------- */

static ct_code wait_index(struct stand *s, int64_t from_us, ct_error *err)
{
    for (;;) {
        ct_transport_state state;

        ct_transport_poll(s->tp, ct_clock_us(), &state);
        bool    complete = !state.provisional;
        ct_code code = state.ready ? CT_OK : state.error.code;
        ct_transport_state_finish(&state);
        if (code)
            return ct_fail(err, code, "%s", state.error.text);
        if (complete)
            break;
        if (ct_cli_stopped(NULL))
            return stopped(err);
        wait_wake(s, ct_clock_us() + DISPLAY_US);
    }
    ct_bench_add(s->bench, "index_complete_ms", ms(ct_clock_us() - from_us));
    return CT_OK;
}

/* The first time as it comes (nothing was kept, or it was), then again and again. */
static ct_code measure_open(struct stand *s, ct_error *err)
{
    ct_code code = CT_OK;

    for (int64_t i = 0; i <= s->count && !code; i++) {
        int64_t from_us = ct_clock_us();

        if ((code = start_engine(s, err)))
            return code;
        ct_transport_open(s->tp, &s->info.clip, 0);
        code = time_picture(s, i ? "reopened_picture_ms" : "first_picture_ms", from_us, err);
        if (!code && i == 0)
            code = wait_index(s, from_us, err);
        ct_transport_destroy(&s->tp);
    }
    return code;
}

static ct_code measure_seek(struct stand *s, ct_error *err)
{
    ct_code code = open_clip(s, err);

    for (int64_t i = 0; i < s->count && !code; i++) {
        int64_t frame = unseen_frame(s);
        int64_t from_us = ct_clock_us();

        ct_transport_seek(s->tp, frame);
        code = time_picture(s, "picture_ms", from_us, err);
    }
    return code;
}

/* Until reduced pictures are made of all frames, or no more come. */
static ct_code wait_stand_ins(struct stand *s, ct_error *err)
{
    int64_t start_us = ct_clock_us(), changed_us = start_us;
    int     permille = 0;

    while (permille < 1000 && ct_clock_us() - changed_us < STAND_INS_PATIENCE_US) {
        ct_transport_state state;

        ct_transport_poll(s->tp, ct_clock_us(), &state);
        if (state.reduced_permille != permille)
            changed_us = ct_clock_us();
        permille = state.reduced_permille;
        ct_transport_state_finish(&state);
        if (ct_cli_stopped(NULL))
            return stopped(err);
        wait_wake(s, ct_clock_us() + 4 * (int64_t)DISPLAY_US);
    }
    ct_bench_add(s->bench, "reduced_permille", permille);
    ct_bench_add(s->bench, "background_pass_ms", ms(ct_clock_us() - start_us));
    return CT_OK;
}

/* As a hand on the timeline: random places, the full picture only where the hand rests. */
static ct_code measure_scrub(struct stand *s, ct_error *err)
{
    ct_code code;

    s->stand_ins = true;
    code = open_clip(s, err);
    if (!code)
        code = wait_stand_ins(s, err);
    for (int64_t i = 0; i < s->count && !code; i++) {
        int64_t frame = unseen_frame(s);
        int64_t from_us = ct_clock_us();

        ct_transport_scrub(s->tp, frame);
        code = time_picture_of(s, false, "picture_ms", from_us, err);
        if (!code && i % REST_EACH == 0)
            code = time_picture(s, "full_picture_ms", from_us, err);
    }
    return code;
}

static ct_code step_round(struct stand *s, ct_error *err)
{
    ct_code code = CT_OK;

    for (int i = 0; i < 2 * STEPS && !code; i++) {
        bool    back = i < STEPS;
        int64_t from_us = ct_clock_us();

        ct_transport_step(s->tp, back ? -1 : 1);
        code = time_picture(s, back ? "step_back_ms" : "step_forward_ms", from_us, err);
    }
    return code;
}

static ct_code measure_step(struct stand *s, ct_error *err)
{
    ct_code code = open_clip(s, err);

    for (int64_t done = 0; done < s->count && !code; done += STEPS) {
        int64_t from_us;

        ct_transport_seek(s->tp, unseen_frame(s));
        ct_transport_state state;
        if ((code = wait_picture(s, true, &state, err)))
            break;
        ct_transport_state_finish(&state);
        from_us = ct_clock_us();
        ct_transport_step(s->tp, -1); /* at once, with nothing but this picture decoded */
        code = time_picture(s, "step_back_at_once_ms", from_us, err);
        if (!code)
            code = rest(s, err);
        if (!code)
            code = step_round(s, err);
    }
    return code;
}

struct watched {
    int64_t pictures, polls, late;
};

/* Looks as often as a display shows, until the time is over or the clip ends. */
static ct_code watch_play(struct stand *s, int64_t length_us, struct watched *w, int64_t *dropped,
                          ct_error *err)
{
    int64_t start_us = ct_clock_us(), next_us = start_us, last = -1;
    bool    playing = true;

    while (playing && next_us - start_us < length_us) {
        ct_transport_state state;

        ct_transport_poll(s->tp, ct_clock_us(), &state);
        w->polls++;
        w->late += state.late;
        w->pictures += !state.late && state.picture_frame != last;
        last = state.late ? last : state.picture_frame;
        playing = state.playing;
        *dropped = state.dropped;
        ct_code code = state.error.code;
        ct_transport_state_finish(&state);
        if (code)
            return ct_fail(err, code, "%s", state.error.text);
        if (ct_cli_stopped(NULL))
            return stopped(err);
        for (next_us += DISPLAY_US; ct_clock_us() < next_us;)
            wait_wake(s, next_us);
    }
    return CT_OK;
}

static void add_used(struct stand *s, ct_bench_used before, int64_t pictures)
{
    ct_bench_used after = ct_bench_use();
    double        cpu = ms(after.cpu_us - before.cpu_us);

    ct_bench_add(s->bench, "cpu_percent", 100.0 * cpu / ms(after.wall_us - before.wall_us));
    if (pictures > 0)
        ct_bench_add(s->bench, "cpu_ms_per_picture", cpu / (double)pictures);
}

static ct_code play(struct stand *s, AVRational speed, ct_error *err)
{
    struct watched w = {0}, start = {0};
    int64_t        dropped = 0, start_us = s->seconds * 1000000 / 5;

    /* What is decoded ahead at the start would count for pictures that are not shown any more. */
    ct_transport_play(s->tp, speed);
    ct_code       code = watch_play(s, start_us, &start, &dropped, err);
    ct_bench_used before = ct_bench_use();
    if (!code)
        code = watch_play(s, s->seconds * 1000000 - start_us, &w, &dropped, err);
    if (code)
        return code;
    ct_bench_add(s->bench, "pictures", (double)(start.pictures + w.pictures));
    ct_bench_add(s->bench, "dropped", (double)dropped);
    ct_bench_add(s->bench, "late_percent", 100.0 * (double)w.late / (double)w.polls);
    add_used(s, before, w.pictures);
    return CT_OK;
}

/* What decoding the same pictures takes when nothing else is done. */
static ct_code decode_bare(struct stand *s, ct_error *err)
{
    ct_reader_options options = {.stop = ct_cli_stopped, .log = s->cli->log};
    ct_reader        *reader = NULL;
    int64_t           pictures = 0;
    double            most = (double)s->seconds * av_q2d(s->info.clip.fps);
    ct_code           code = ct_reader_open(s->info.clip.path, &options, &reader, err);
    ct_bench_used     before = ct_bench_use();

    while (!code && (double)pictures < most) {
        ct_frame *frame = NULL;

        code = ct_reader_next(reader, &frame, err);
        pictures += !code;
        ct_frame_unref(&frame);
    }
    ct_bench_used after = ct_bench_use();
    ct_reader_close(&reader);
    if (code && code != CT_END)
        return code;
    if (pictures > 0)
        ct_bench_add(s->bench, "decode_cpu_ms_per_picture",
                     ms(after.cpu_us - before.cpu_us) / (double)pictures);
    return CT_OK;
}

static ct_code measure_play(struct stand *s, ct_error *err)
{
    ct_code code = open_clip(s, err);

    if (!code)
        code = play(s, (AVRational){1, 1}, err);
    ct_transport_destroy(&s->tp);
    return code ? code : decode_bare(s, err);
}

/* From the end, or from where the same length of forward play would have ended. */
static ct_code measure_reverse(struct stand *s, ct_error *err)
{
    ct_transport_state state;
    ct_code            code = open_clip(s, err);

    if (code)
        return code;
    ct_transport_seek(s->tp, s->info.clip.frame_count - 1);
    if ((code = wait_picture(s, true, &state, err)))
        return code;
    ct_transport_state_finish(&state);
    if ((code = rest(s, err)))
        return code;
    return play(s, (AVRational){-1, 1}, err);
}

static ct_code measure_index(struct stand *s, ct_error *err)
{
    const char    *path = s->info.clip.path;
    ct_index_watch watch = {.stop = ct_cli_stopped, .log = s->cli->log};
    ct_index      *ix = NULL;
    int64_t        from_us = ct_clock_us();
    ct_code        code = ct_index_build(path, CT_INDEX_CONTAINER, &watch, &ix, err);

    if (code)
        return code;
    ct_bench_add(s->bench, "build_ms", ms(ct_clock_us() - from_us));
    ct_bench_add(s->bench, "frames", (double)ct_index_count(ix));
    ct_bench_add(s->bench, "level", (double)ct_index_level_of(ix));
    from_us = ct_clock_us();
    code = ct_index_save(ix, err);
    ct_index_unref(&ix);
    if (!code)
        ct_bench_add(s->bench, "save_ms", ms(ct_clock_us() - from_us));
    for (int64_t i = 0; i < s->count && !code; i++) {
        from_us = ct_clock_us();
        code = ct_index_load(path, &ix, err);
        if (!code)
            ct_bench_add(s->bench, "load_ms", ms(ct_clock_us() - from_us));
        ct_index_unref(&ix);
    }
    return code;
}

/* --- the command ------------------------------------------------------------------------------------ */

static const struct measure {
    const char *name;
    ct_code (*run)(struct stand *s, ct_error *err);
} measures[] = {
    {"open", measure_open},   {"seek", measure_seek},       {"step", measure_step},
    {"scrub", measure_scrub}, {"reverse", measure_reverse}, {"play", measure_play},
    {"index", measure_index},
};

static const struct measure *find_measure(const char *name, ct_error *err)
{
    ct_str names = {0};

    for (size_t i = 0; i < sizeof measures / sizeof *measures; i++) {
        if (strcmp(measures[i].name, name) == 0) {
            ct_str_finish(&names);
            return &measures[i];
        }
        ct_str_appendf(&names, "%s%s", i ? ", " : "", measures[i].name);
    }
    ct_fail(err, CT_USAGE, "bench cannot measure '%s'; it measures: %s.", name,
            ct_str_text(&names));
    ct_str_finish(&names);
    return NULL;
}

static void tell(const struct stand *s, const struct measure *measure, ct_bench_used before)
{
    ct_bench_used after = ct_bench_use();

    ct_bench_add(s->bench, "cpu_ms", ms(after.cpu_us - before.cpu_us));
    ct_bench_add(s->bench, "wall_ms", ms(after.wall_us - before.wall_us));
    ct_bench_add(s->bench, "peak_memory_mib", (double)after.peak_bytes / (1 << 20));
    if (!ct_cli_has(s->cli, "--json")) {
        ct_bench_print(s->bench);
        return;
    }
    cJSON *o = cJSON_CreateObject();
    char   rate[CT_RATE_TEXT_BYTES];
    cJSON_AddStringToObject(o, "measure", measure->name);
    cJSON_AddStringToObject(o, "path", s->info.clip.path);
    cJSON_AddNumberToObject(o, "frames", (double)s->info.clip.frame_count);
    cJSON_AddStringToObject(o, "rate", ct_rate_text(s->info.clip.fps, rate));
    cJSON_AddItemToObject(o, "figures", ct_bench_json(s->bench));
    ct_cli_json_print(o);
}

static ct_code run_measure(struct stand *s, const struct measure *measure, ct_error *err)
{
    ct_code code = ct_probe(s->cli->operands[1], &s->info, s->cli->log, err);

    if (code)
        return code;
    if (s->info.clip.width_px == 0)
        return ct_fail(err, CT_UNSUPPORTED,
                       "%s has sound but no pictures, so there is nothing to measure.",
                       s->info.clip.path);
    ct_bench_used before = ct_bench_use();
    code = measure->run(s, err);
    ct_transport_destroy(&s->tp);
    if (!code)
        tell(s, measure, before);
    return code;
}

static ct_code run_bench(const ct_cli *cli, ct_error *err)
{
    const struct measure *measure = find_measure(cli->operands[0], err);
    struct stand          s = {.cli = cli};
    int64_t               seed = 1;
    ct_code               code = measure ? CT_OK : CT_USAGE;

    if (!code)
        code = ct_cli_number(cli, "--count", 1, 1000000, 100, &s.count, err);
    if (!code)
        code = ct_cli_number(cli, "--seconds", 1, 86400, 10, &s.seconds, err);
    if (!code)
        code = ct_cli_number(cli, "--seed", 0, INT64_MAX, 1, &seed, err);
    if (code)
        return code;
    s.random = (uint64_t)seed;
    s.bench = ct_bench_create();
    pthread_mutex_init(&s.lock, NULL);
    ct_cond_init(&s.wakes);
    code = run_measure(&s, measure, err);
    ct_media_info_finish(&s.info);
    pthread_cond_destroy(&s.wakes);
    pthread_mutex_destroy(&s.lock);
    ct_bench_destroy(&s.bench);
    return code;
}

static const ct_cli_option bench_options[] = {
    {"--count", "N", "how often: openings, seeks, steps each way, loads; 100 if not given"},
    {"--seed", "N", "which random frames; the same number gives the same"},
    {"--seconds", "N", "how long to play; 10 if not given"},
    {"--json", NULL, "an object with every value instead of a line for each figure"},
};

const ct_cli_command ct_cli_bench = {"bench",
                                     "open|seek|step|scrub|reverse|play|index MEDIA",
                                     "Measures how fast the engine is on a file.",
                                     2,
                                     2,
                                     bench_options,
                                     sizeof bench_options / sizeof bench_options[0],
                                     run_bench};
