/* SPDX-License-Identifier: MIT */
/* The command frames: a line for each frame of a file, or for each record frame of a cut
 * (cli_frames_cut.c), in any order, with what proves the picture. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/probe.h"
#include "circletake/str.h"
#include "cli_frames.h"

enum { CACHE_BYTES = 256 << 20, MOST_LISTED = 1 << 20 };

/* --- the order ---------------------------------------------------------------------------------- */

/* splitmix64 (Steele, Lea, Flood 2014): small, and the same everywhere. */
static uint64_t next_random(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static void shuffle(struct ct_order *order, uint64_t seed)
{
    for (size_t i = order->count; i > 1; i--) {
        size_t  j = (size_t)(next_random(&seed) % i);
        int64_t kept = order->numbers[i - 1];
        order->numbers[i - 1] = order->numbers[j];
        order->numbers[j] = kept;
    }
    order->direction = 0;
}

static void reverse(struct ct_order *order)
{
    for (size_t i = 0; i < order->count / 2; i++) {
        int64_t kept = order->numbers[i];
        order->numbers[i] = order->numbers[order->count - 1 - i];
        order->numbers[order->count - 1 - i] = kept;
    }
    order->direction = -1;
}

/* The edges and the three numbers on both sides of each: where players go wrong. In no direction, so that
 * each is a seek. */
static void around(const int64_t *edges, size_t edge_count, int64_t frames, struct ct_order *order)
{
    enum { AROUND = 3 };
    int64_t listed_to = 0;

    order->count = 0;
    order->direction = 0;
    for (size_t i = 0; i < edge_count; i++) {
        int64_t first = edges[i] - AROUND > listed_to ? edges[i] - AROUND : listed_to;
        for (int64_t at = first; at <= edges[i] + AROUND && at < frames; at++)
            order->numbers[order->count++] = at;
        listed_to = edges[i] + AROUND + 1;
    }
}

/* "3,9,2" */
static ct_code read_list(const char *text, struct ct_order *order, ct_error *err)
{
    size_t cap = 0;

    free(order->numbers);
    *order = (struct ct_order){.direction = 0};
    while (order->count < MOST_LISTED) {
        char   *end = NULL;
        int64_t n = strtoll(text, &end, 10);
        if (end == text || (*end && *end != ','))
            return ct_fail(err, CT_USAGE,
                           "--order list: wants frame numbers with commas between, "
                           "not '%s'.",
                           text);
        order->numbers = ct_grow(order->numbers, &cap, order->count + 1, sizeof *order->numbers);
        order->numbers[order->count++] = n;
        if (!*end)
            return CT_OK;
        text = end + 1;
    }
    return ct_fail(err, CT_USAGE, "--order list: takes at most %d numbers.", MOST_LISTED);
}

ct_code ct_order_make(const ct_cli *cli, int64_t frames, const int64_t *edges, size_t edge_count,
                      struct ct_order *order, ct_error *err)
{
    const char *how = ct_cli_value(cli, "--order");
    int64_t     seed, limit;
    ct_code     code = ct_cli_number(cli, "--seed", 0, INT64_MAX, 1, &seed, err);

    if (!code)
        code = ct_cli_number(cli, "--limit", 0, INT64_MAX, INT64_MAX, &limit, err);
    if (code)
        return code;
    order->numbers = ct_alloc_array((size_t)frames + 1, sizeof *order->numbers);
    order->count = (size_t)frames;
    order->direction = 1;
    for (size_t i = 0; i < order->count; i++)
        order->numbers[i] = (int64_t)i;

    if (how && strcmp(how, "reverse") == 0)
        reverse(order);
    else if (how && strcmp(how, "shuffle") == 0)
        shuffle(order, (uint64_t)seed);
    else if (how && strcmp(how, "boundary") == 0)
        around(edges, edge_count, frames, order);
    else if (how && strncmp(how, "list:", 5) == 0)
        code = read_list(how + 5, order, err);
    else if (how && strcmp(how, "forward") != 0)
        code = ct_fail(err, CT_USAGE,
                       "--order cannot be '%s'; give forward, reverse, shuffle, "
                       "boundary or list:3,9,2.",
                       how);
    if (!code && (int64_t)order->count > limit)
        order->count = (size_t)limit;
    return code;
}

/* --- a file open ---------------------------------------------------------------------------------- */

static bool keep(void *arg, ct_frame *frame)
{
    struct ct_opened *o = arg;

    if (o->cache_frames)
        ct_cache_set_budget(o->cache, (size_t)o->cache_frames * ct_frame_bytes(frame));
    ct_cache_put(o->cache, frame);
    return !ct_cli_stopped(NULL);
}

ct_code ct_opened_fetch(struct ct_opened *o, int64_t n, int direction, ct_frame **out,
                        ct_error *err)
{
    ct_cache_set_playhead(o->cache, n, direction);
    *out = ct_cache_get(o->cache, n);
    if (!*out && direction < 0) {
        ct_span span = {ct_index_gop(o->index, n).first, n + 1};
        ct_code code = ct_reader_decode_span(o->reader, span, 0, keep, o, NULL);
        if (code == CT_CANCELLED)
            return code;
        *out = ct_cache_get(o->cache, n);
    }
    if (*out)
        return CT_OK;
    ct_code code = direction == 0 ? ct_reader_get_still(o->reader, n, out, err)
                                  : ct_reader_get(o->reader, n, out, err);
    if (!code)
        keep(o, *out);
    return code;
}

ct_code ct_opened_open(const ct_cli *cli, const ct_clip *clip, struct ct_opened *o, ct_error *err)
{
    ct_index_watch watch = {.stop = ct_cli_stopped, .log = cli->log};
    int64_t        threads;
    ct_code        code = ct_cli_number(cli, "--threads", 0, 256, 0, &threads, err);

    if (!code)
        code = ct_cli_number(cli, "--cache-frames", 0, 1 << 20, 0, &o->cache_frames, err);
    if (!code)
        code = ct_index_acquire(clip->path, clip->stream, &watch, &o->index, err);
    if (code)
        return code;
    ct_reader_options options = {.threads = (int)threads,
                                 .hardware = ct_cli_has(cli, "--hardware"),
                                 .index = o->index,
                                 .stop = ct_cli_stopped,
                                 .log = cli->log};
    o->cache = ct_cache_create(CACHE_BYTES);
    return ct_reader_open(clip->path, &options, &o->reader, err);
}

void ct_opened_close(struct ct_opened *o)
{
    ct_reader_close(&o->reader);
    if (o->cache)
        ct_cache_destroy(&o->cache);
    ct_index_unref(&o->index);
    *o = (struct ct_opened){.cache_frames = 0};
}

/* --- the frames of a file --------------------------------------------------------------------------- */

/* `frame` NULL: it has no picture that can be shown. */
static void print_frame(const struct ct_opened *o, int64_t number, const ct_frame *frame,
                        const ct_clip *clip)
{
    char    tc[CT_TC_TEXT_BYTES], md5[CT_FRAME_MD5_BYTES] = "-", pts_text[24] = "-";
    int64_t pts = frame ? frame->pts : ct_index_pts(o->index, number);

    if (pts != INT64_MIN)
        snprintf(pts_text, sizeof pts_text, "%" PRId64, pts);
    printf("%" PRId64 "\t%s\t%s\t%s\n", number, pts_text,
           ct_tc_track_print(&clip->tc, clip->fps, number, tc),
           frame ? ct_frame_md5(frame, md5) : md5);
}

/* A picture that cannot be decoded does not end the list: the first is told of at its end. */
static ct_code print_frames(struct ct_opened *o, const struct ct_order *order, const ct_clip *clip,
                            ct_error *err)
{
    ct_error first = {.text = ""};
    size_t   without = 0;

    for (size_t i = 0; i < order->count; i++) {
        ct_frame *frame = NULL;
        int64_t   n = order->numbers[i];
        if (ct_cli_stopped(NULL))
            return ct_fail(err, CT_CANCELLED, "Stopped.");
        ct_code code = ct_opened_fetch(o, n, order->direction, &frame, err);
        if (code && (code != CT_BAD_DATA || n < 0 || n >= ct_index_count(o->index)))
            return code;
        if (code && without++ == 0)
            first = *err;
        print_frame(o, n, frame, clip);
        ct_frame_unref(&frame);
    }
    if (without == 0)
        return CT_OK;
    return ct_fail(err, CT_BAD_DATA, "%zu frame%s cannot be shown and %s no md5. The first: %s",
                   without, CT_S(without), without == 1 ? "has" : "have", first.text);
}

/* Every frame where a run of the decoder can begin. */
static int64_t *entry_points(const ct_index *index, size_t *count)
{
    int64_t  frames = ct_index_count(index);
    int64_t *edges = ct_alloc_array((size_t)frames + 1, sizeof *edges);

    *count = 0;
    for (int64_t n = 0; n < frames; n = ct_index_gop(index, n).end)
        edges[(*count)++] = n;
    return edges;
}

static ct_code frames_of_file(const ct_cli *cli, const ct_clip *clip, ct_error *err)
{
    struct ct_opened opened = {.cache_frames = 0};
    struct ct_order  order = {.direction = 0};
    size_t           count = 0;
    ct_code          code = ct_opened_open(cli, clip, &opened, err);

    if (!code) {
        int64_t *edges = entry_points(opened.index, &count);
        code = ct_order_make(cli, ct_index_count(opened.index), edges, count, &order, err);
        free(edges);
    }
    if (!code)
        code = print_frames(&opened, &order, clip, err);
    free(order.numbers);
    ct_opened_close(&opened);
    return code;
}

static ct_code run_frames(const ct_cli *cli, ct_error *err)
{
    ct_media_info info;
    int           stream;

    if (ct_cli_has(cli, "--cut"))
        return ct_cli_frames_of_cut(cli, err);
    ct_code code = ct_cli_stream(cli, &stream, err);
    if (!code && ct_cli_is_project(cli->operands[0]))
        code = ct_fail(err, CT_USAGE, "%s is a project: say of which cut, with --cut NAME.",
                       cli->operands[0]);
    if (!code)
        code = ct_probe(cli->operands[0], stream, &info, cli->log, err);
    if (code)
        return code;
    if (info.clip.width_px == 0)
        code = ct_fail(err, CT_UNSUPPORTED,
                       "%s has sound but no pictures, so there are no frames "
                       "to list.",
                       info.clip.path);
    if (!code)
        code = frames_of_file(cli, &info.clip, err);
    ct_media_info_finish(&info);
    return code;
}

static const ct_cli_option frames_options[] = {
    CT_CLI_STREAM,
    {"--cut", "NAME", "of a project: the record frames of this cut, and what each shows"},
    {"--order", "ORDER",
     "forward, reverse, shuffle, boundary (around every entry point, or edit) or list:3,9,2"},
    {"--seed", "N", "which shuffle; the same number gives the same order"},
    {"--limit", "N", "stop after so many"},
    {"--cache-frames", "N", "room for so many decoded pictures instead of 256 MiB"},
    {"--threads", "N", "of the decoder; 0 one for each processor"},
    {"--hardware", NULL, "let a graphics card decode, if its pictures are the same"},
};

const ct_cli_command ct_cli_frames = {
    "frames",
    "MEDIA | PROJECT --cut NAME",
    "Writes a line for each frame, with tabs between: frame, pts, timecode, md5; of a cut: record "
    "frame, record timecode, weight, file, frame, md5, and while two pictures are mixed the other's and "
    "the md5 of both in one picture.",
    1,
    1,
    frames_options,
    sizeof frames_options / sizeof frames_options[0],
    run_frames};
