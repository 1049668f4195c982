/* SPDX-License-Identifier: MIT */
/* The command bench: how fast the engine is on a file, measured on the engine that the window plays
 * with (transport, reader, index), without a window. What each figure is stands in the manual. */
#include <stdio.h>
#include <string.h>

#include "bench_stand.h"
#include "circletake/index.h"
#include "circletake/reader.h"
#include "circletake/str.h"
#include "circletake/thread.h"
#include "cli_bench.h"
#include "cli_json.h"

enum {
    STAND_INS_PATIENCE_US = 20000000, /* no more reduced pictures come */
    REST_EACH = 10,                   /* scrubbing: one in so many places is waited for */
    STEPS = 12 /* each way from one place: within what is decoded round a stopped playhead */
};

/* --- what can be measured -------------------------------------------------------------------------- */

static ct_code time_picture(ct_stand *s, const char *figure, int64_t from_us, ct_error *err)
{
    return ct_stand_time_picture(s, true, figure, from_us, err);
}

static ct_code wait_index(ct_stand *s, int64_t from_us, ct_error *err)
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
            return ct_stand_stopped(err);
        ct_stand_sleep(s, ct_clock_us() + CT_STAND_DISPLAY_US);
    }
    ct_bench_add(s->bench, "index_complete_ms", CT_STAND_MS(ct_clock_us() - from_us));
    return CT_OK;
}

/* The first time as it comes (nothing was kept, or it was), then again and again. */
static ct_code measure_open(ct_stand *s, ct_error *err)
{
    ct_code code = CT_OK;

    for (int64_t i = 0; i <= s->count && !code; i++) {
        int64_t from_us = ct_clock_us();

        if ((code = ct_stand_start(s, err)))
            return code;
        ct_transport_open(s->tp, &s->info.clip, 0);
        code = time_picture(s, i ? "reopened_picture_ms" : "first_picture_ms", from_us, err);
        if (!code && i == 0)
            code = wait_index(s, from_us, err);
        ct_transport_destroy(&s->tp);
    }
    return code;
}

static ct_code measure_seek(ct_stand *s, ct_error *err)
{
    ct_code code = ct_stand_open(s, err);

    for (int64_t i = 0; i < s->count && !code; i++) {
        int64_t frame = ct_stand_unseen_frame(s);
        int64_t from_us = ct_clock_us();

        ct_transport_seek(s->tp, frame);
        code = time_picture(s, "picture_ms", from_us, err);
    }
    return code;
}

/* Until reduced pictures are made of all frames, or no more come. */
static ct_code wait_stand_ins(ct_stand *s, ct_error *err)
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
            return ct_stand_stopped(err);
        ct_stand_sleep(s, ct_clock_us() + 4 * (int64_t)CT_STAND_DISPLAY_US);
    }
    ct_bench_add(s->bench, "reduced_permille", permille);
    ct_bench_add(s->bench, "background_pass_ms", CT_STAND_MS(ct_clock_us() - start_us));
    return CT_OK;
}

/* As a hand on the timeline: random places, the full picture only where the hand rests. */
static ct_code measure_scrub(ct_stand *s, ct_error *err)
{
    ct_code code;

    s->stand_ins = true;
    code = ct_stand_open(s, err);
    if (!code)
        code = wait_stand_ins(s, err);
    for (int64_t i = 0; i < s->count && !code; i++) {
        int64_t frame = ct_stand_unseen_frame(s);
        int64_t from_us = ct_clock_us();

        ct_transport_scrub(s->tp, frame);
        code = ct_stand_time_picture(s, false, "picture_ms", from_us, err);
        if (!code && i % REST_EACH == 0)
            code = time_picture(s, "full_picture_ms", from_us, err);
    }
    return code;
}

static ct_code step_round(ct_stand *s, ct_error *err)
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

static ct_code measure_step(ct_stand *s, ct_error *err)
{
    ct_code code = ct_stand_open(s, err);

    for (int64_t done = 0; done < s->count && !code; done += STEPS) {
        int64_t from_us;

        ct_transport_seek(s->tp, ct_stand_unseen_frame(s));
        ct_transport_state state;
        if ((code = ct_stand_wait_picture(s, true, &state, err)))
            break;
        ct_transport_state_finish(&state);
        from_us = ct_clock_us();
        ct_transport_step(s->tp, -1); /* at once, with nothing but this picture decoded */
        code = time_picture(s, "step_back_at_once_ms", from_us, err);
        if (!code)
            code = ct_stand_rest(s, err);
        if (!code)
            code = step_round(s, err);
    }
    return code;
}

struct watched {
    int64_t pictures, polls, late;
};

/* Looks as often as a display shows, until the time is over or the clip ends. */
static ct_code watch_play(ct_stand *s, int64_t length_us, struct watched *w, int64_t *dropped,
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
            return ct_stand_stopped(err);
        for (next_us += CT_STAND_DISPLAY_US; ct_clock_us() < next_us;)
            ct_stand_sleep(s, next_us);
    }
    return CT_OK;
}

static void add_used(ct_stand *s, ct_bench_used before, int64_t pictures)
{
    ct_bench_used after = ct_bench_use();
    double        cpu = CT_STAND_MS(after.cpu_us - before.cpu_us);

    ct_bench_add(s->bench, "cpu_percent",
                 100.0 * cpu / CT_STAND_MS(after.wall_us - before.wall_us));
    if (pictures > 0)
        ct_bench_add(s->bench, "cpu_ms_per_picture", cpu / (double)pictures);
}

static void add_watched(ct_stand *s, int64_t pictures, int64_t dropped, const struct watched *w)
{
    ct_bench_add(s->bench, "pictures", (double)pictures);
    ct_bench_add(s->bench, "dropped", (double)dropped);
    ct_bench_add(s->bench, "late_percent", 100.0 * (double)w->late / (double)w->polls);
}

static ct_code play(ct_stand *s, ct_error *err)
{
    struct watched w = {0}, start = {0};
    int64_t        dropped = 0, start_us = s->seconds * 1000000 / 5;

    /* What is decoded ahead at the start would count for pictures that are not shown any more. */
    ct_transport_play(s->tp, (AVRational){1, 1});
    ct_code       code = watch_play(s, start_us, &start, &dropped, err);
    ct_bench_used before = ct_bench_use();
    if (!code)
        code = watch_play(s, s->seconds * 1000000 - start_us, &w, &dropped, err);
    if (code)
        return code;
    add_watched(s, start.pictures + w.pictures, dropped, &w);
    add_used(s, before, w.pictures);
    return CT_OK;
}

/* What decoding the same pictures takes when nothing else is done. */
static ct_code decode_bare(ct_stand *s, ct_error *err)
{
    ct_reader_options options = {
        .stream = s->info.clip.stream, .stop = ct_cli_stopped, .log = s->cli->log};
    ct_reader    *reader = NULL;
    int64_t       pictures = 0;
    double        most = (double)s->seconds * av_q2d(s->info.clip.fps);
    ct_code       code = ct_reader_open(s->info.clip.path, &options, &reader, err);
    ct_bench_used before = ct_bench_use();

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
                     CT_STAND_MS(after.cpu_us - before.cpu_us) / (double)pictures);
    return CT_OK;
}

static ct_code measure_play(ct_stand *s, ct_error *err)
{
    ct_code code = ct_stand_open(s, err);

    if (!code)
        code = play(s, err);
    ct_transport_destroy(&s->tp);
    return code ? code : decode_bare(s, err);
}

/* The first frame of those decoded round the playhead. */
static int64_t first_decoded(ct_stand *s)
{
    ct_transport_state state;

    ct_transport_poll(s->tp, ct_clock_us(), &state);
    int64_t first = state.position;
    for (int i = 0; i < state.cached_count; i++)
        if (ct_span_has(state.cached[i], state.position))
            first = state.cached[i].first;
    ct_transport_state_finish(&state);
    return first;
}

/* From the end. Groups of pictures are decoded whole, long before they are shown: so all that was decoded
 * counts, over all of the time, by the pictures it led to; the last group is waited for. */
static ct_code measure_reverse(ct_stand *s, ct_error *err)
{
    ct_transport_state state;
    struct watched     w = {0};
    int64_t            dropped = 0;
    ct_code            code = ct_stand_open(s, err);

    if (code)
        return code;
    ct_transport_seek(s->tp, s->info.clip.frame_count - 1);
    if ((code = ct_stand_wait_picture(s, true, &state, err)))
        return code;
    ct_transport_state_finish(&state);
    ct_bench_used before = ct_bench_use(); /* the seek to the end is no play */
    if ((code = ct_stand_rest(s, err)))
        return code;
    ct_transport_play(s->tp, (AVRational){-1, 1});
    if ((code = watch_play(s, s->seconds * 1000000, &w, &dropped, err)))
        return code;
    add_watched(s, w.pictures, dropped, &w);
    ct_transport_stop(s->tp);
    if ((code = ct_stand_rest(s, err)))
        return code;
    add_used(s, before, s->info.clip.frame_count - first_decoded(s));
    return CT_OK;
}

static ct_code measure_index(ct_stand *s, ct_error *err)
{
    const char    *path = s->info.clip.path;
    int            stream = s->info.clip.stream;
    ct_index_watch watch = {.stop = ct_cli_stopped, .log = s->cli->log};
    ct_index      *ix = NULL;
    int64_t        from_us = ct_clock_us();
    ct_code        code = ct_index_build(path, stream, CT_INDEX_CONTAINER, &watch, &ix, err);

    if (code)
        return code;
    ct_bench_add(s->bench, "build_ms", CT_STAND_MS(ct_clock_us() - from_us));
    ct_bench_add(s->bench, "frames", (double)ct_index_count(ix));
    ct_bench_add(s->bench, "level", (double)ct_index_level_of(ix));
    from_us = ct_clock_us();
    code = ct_index_save(ix, err);
    ct_index_unref(&ix);
    if (!code)
        ct_bench_add(s->bench, "save_ms", CT_STAND_MS(ct_clock_us() - from_us));
    for (int64_t i = 0; i < s->count && !code; i++) {
        from_us = ct_clock_us();
        code = ct_index_load(path, stream, &ix, err);
        if (!code)
            ct_bench_add(s->bench, "load_ms", CT_STAND_MS(ct_clock_us() - from_us));
        ct_index_unref(&ix);
    }
    return code;
}

/* --- the command ------------------------------------------------------------------------------------ */

static const struct measure {
    const char *name;
    ct_code (*run)(ct_stand *s, ct_error *err); /* NULL: of a cut, not of a file */
} measures[] = {
    {"open", measure_open},       {"seek", measure_seek},
    {"step", measure_step},       {"scrub", measure_scrub},
    {"reverse", measure_reverse}, {"play", measure_play},
    {"index", measure_index},     {"cut", NULL},
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

static void tell(const ct_stand *s, const struct measure *measure, ct_bench_used before)
{
    ct_bench_used after = ct_bench_use();

    ct_bench_add(s->bench, "cpu_ms", CT_STAND_MS(after.cpu_us - before.cpu_us));
    ct_bench_add(s->bench, "wall_ms", CT_STAND_MS(after.wall_us - before.wall_us));
    ct_bench_add(s->bench, "peak_memory_mib", (double)after.peak_bytes / (1 << 20));
    if (!ct_cli_has(s->cli, "--json")) {
        ct_bench_print(s->bench);
        return;
    }
    cJSON *o = cJSON_CreateObject();
    char   rate[CT_RATE_TEXT_BYTES];
    cJSON_AddStringToObject(o, "measure", measure->name);
    cJSON_AddStringToObject(o, "path", measure->run ? s->info.clip.path : s->cli->operands[1]);
    if (measure->run) {
        cJSON_AddNumberToObject(o, "frames", (double)s->info.clip.frame_count);
        cJSON_AddStringToObject(o, "rate", ct_rate_text(s->info.clip.fps, rate));
    }
    cJSON_AddItemToObject(o, "figures", ct_bench_json(s->bench));
    ct_cli_json_print(o);
}

static ct_code run_measure(ct_stand *s, const struct measure *measure, ct_error *err)
{
    int     stream;
    ct_code code = ct_cli_stream(s->cli, &stream, err);

    if (!code)
        code = ct_probe(s->cli->operands[1], stream, &s->info, s->cli->log, err);

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

static ct_code run_cut(ct_stand *s, const struct measure *measure, ct_error *err)
{
    ct_bench_used before = ct_bench_use();
    ct_code       code = ct_cli_bench_cut(s->cli, s->count, s->seconds, s->bench, err);

    if (!code)
        tell(s, measure, before);
    return code;
}

static ct_code run_bench(const ct_cli *cli, ct_error *err)
{
    const struct measure *measure = find_measure(cli->operands[0], err);
    ct_stand              s = {.cli = cli};
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
    ct_stand_init(&s);
    code = measure->run ? run_measure(&s, measure, err) : run_cut(&s, measure, err);
    ct_stand_finish(&s);
    ct_bench_destroy(&s.bench);
    return code;
}

static const ct_cli_option bench_options[] = {
    CT_CLI_STREAM,
    {"--count", "N", "how often: openings, seeks, steps each way, loads; 100 if not given"},
    {"--seed", "N", "which random frames; the same number gives the same"},
    {"--seconds", "N", "how long to play; 10 if not given"},
    {"--hardware", NULL, "let a graphics card decode, if its pictures are the same"},
    {"--cut", "NAME", "of the project: what bench cut plays"},
    {"--json", NULL, "an object with every value instead of a line for each figure"},
};

const ct_cli_command ct_cli_bench = {"bench",
                                     "open|seek|step|scrub|reverse|play|index MEDIA | cut PROJECT",
                                     "Measures how fast the engine is on a file, or on a cut.",
                                     2,
                                     2,
                                     bench_options,
                                     sizeof bench_options / sizeof bench_options[0],
                                     run_bench};
