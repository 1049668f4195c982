/* SPDX-License-Identifier: MIT */
/* Commands on one file of footage: probe, frames. */
#include <cjson/cJSON.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/cache.h"
#include "circletake/index.h"
#include "circletake/ingest.h"
#include "circletake/material.h"
#include "circletake/meter.h"
#include "circletake/probe.h"
#include "circletake/reader.h"
#include "circletake/str.h"
#include "cli.h"
#include "cli_json.h"

/* --- probe ------------------------------------------------------------------------------------- */

/* Takes the sentence; NULL: there is none. */
static void add_warning(ct_media_info *info, char *sentence)
{
    if (!sentence)
        return;
    info->warnings = ct_grow(info->warnings, &info->warning_cap, info->warning_count + 1,
                             sizeof *info->warnings);
    info->warnings[info->warning_count++] = sentence;
}

/* Headers may only guess how many frames there are; the index counts them. */
static ct_code count_frames(const ct_cli *cli, ct_media_info *info, ct_error *err)
{
    ct_clip       *clip = &info->clip;
    ct_index_watch watch = {.stop = ct_cli_stopped, .log = cli->log};
    ct_index      *index = NULL;

    if (clip->width_px == 0 || ct_cli_has(cli, "--headers"))
        return CT_OK;
    if (!clip->provisional) {
        add_warning(info, ct_ingest_shortfall(info, clip->frame_count));
        return CT_OK;
    }
    ct_code code = ct_index_acquire(clip->path, &watch, &index, err);
    if (!code) {
        add_warning(info, ct_ingest_shortfall(info, ct_index_count(index)));
        ct_media_info_take_index(info, index);
    }
    ct_index_unref(&index);
    return code;
}

static cJSON *tracks_json(const ct_media_info *info)
{
    cJSON *tracks = cJSON_CreateArray();

    for (size_t i = 0; i < info->track_count; i++) {
        const ct_media_track *t = &info->tracks[i];
        cJSON                *o = cJSON_CreateObject();
        cJSON_AddNumberToObject(o, "stream", t->index);
        cJSON_AddStringToObject(o, "codec", t->codec);
        cJSON_AddNumberToObject(o, "channels", t->channels);
        cJSON_AddStringToObject(o, "layout", t->layout);
        cJSON_AddNumberToObject(o, "sample_rate", t->sample_rate_hz);
        cJSON_AddStringToObject(o, "title", t->title);
        cJSON_AddItemToArray(tracks, o);
    }
    return tracks;
}

static cJSON *warnings_json(const ct_media_info *info)
{
    cJSON *warnings = cJSON_CreateArray();

    for (size_t i = 0; i < info->warning_count; i++)
        cJSON_AddItemToArray(warnings, cJSON_CreateString(info->warnings[i]));
    return warnings;
}

static cJSON *media_json(const ct_media_info *info)
{
    const struct {
        const char *name, *value;
    } texts[] = {
        {"container", info->container},
        {"pixel_format", info->pixel_format},
        {"profile", info->codec_profile},
        {"colour_primaries", info->colour_primaries},
        {"colour_transfer", info->colour_transfer},
        {"colour_matrix", info->colour_matrix},
        {"colour_range", info->colour_range},
        {"field_order", info->field_order},
    };
    cJSON *o = cJSON_CreateObject();
    char   rate[CT_RATE_TEXT_BYTES];

    ct_json_media(o, &info->clip);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        cJSON_AddStringToObject(o, texts[i].name, texts[i].value);
    cJSON_AddStringToObject(o, "sample_aspect", ct_rate_text(info->sample_aspect, rate));
    cJSON_AddNumberToObject(o, "rotation", info->rotation_deg);
    cJSON_AddBoolToObject(o, "mirrored", info->mirrored);
    cJSON_AddItemToObject(o, "crop", cJSON_CreateIntArray(info->crop_px, 4));
    cJSON_AddNumberToObject(o, "duration_us", (double)info->duration_us);
    cJSON_AddNumberToObject(o, "bit_rate", (double)info->bit_rate);
    if (info->sound_timed) {
        cJSON_AddNumberToObject(o, "sound_start_us", (double)info->sound_start_us);
        cJSON_AddNumberToObject(o, "sound_excess_us", (double)info->sound_excess_us);
    }
    ct_json_slate(o, &info->clip);
    cJSON_AddItemToObject(o, "audio", tracks_json(info));
    cJSON_AddItemToObject(o, "warnings", warnings_json(info));
    return o;
}

static void print_row(const char *name, const char *value)
{
    if (value && *value)
        printf("%-16s %s\n", name, value);
}

static void print_picture(const ct_media_info *info)
{
    const ct_clip *c = &info->clip;
    char           rate[CT_RATE_TEXT_BYTES], label[CT_RATE_TEXT_BYTES];

    if (c->width_px == 0)
        return;
    printf("%-16s %d x %d%s\n", "picture", c->width_px, c->height_px,
           c->interlaced ? ", interlaced" : "");
    print_row("codec", c->codec);
    print_row("profile", info->codec_profile);
    print_row("pixel format", info->pixel_format);
    printf("%-16s %s (%s)%s\n", "rate", ct_rate_label(c->fps, label), ct_rate_text(c->fps, rate),
           c->vfr ? ", variable" : "");
}

static void print_media(const ct_media_info *info)
{
    const ct_clip *c = &info->clip;
    char           tc[CT_TC_TEXT_BYTES];

    print_row("file", c->path);
    print_row("container", info->container);
    print_picture(info);
    printf("%-16s %" PRId64 "%s%s%s\n", "frames", c->frame_count,
           c->provisional ? ", by the header" : "", c->open_gop ? ", open groups" : "",
           c->has_edit_list ? ", cut by an edit list" : "");
    if (c->tc.rate.num > 0)
        printf("%-16s %s (%s)%s\n", "start timecode", ct_tc_track_print(&c->tc, c->fps, 0, tc),
               ct_tc_source_name(c->tc_source), c->tc.count.drop ? ", drop-frame" : "");
    print_row("reel", c->reel);
    print_row("scene", c->scene);
    print_row("shot", c->shot);
    print_row("take", c->take);
    print_row("camera", c->camera);
    for (size_t i = 0; i < info->track_count; i++)
        printf("%-16s %s, %s, %d Hz\n", i ? "" : "audio", info->tracks[i].codec,
               info->tracks[i].layout, info->tracks[i].sample_rate_hz);
    for (size_t i = 0; i < info->warning_count; i++)
        print_row("note", info->warnings[i]);
}

/* --- loudness ---------------------------------------------------------------------------------- */

struct loudness {
    ct_meter_line    lines[CT_METER_LINES];
    ct_meter_reading readings[CT_METER_LINES];
    int              count;
};

/* A file without sound has no loudness; that is no failure. */
static ct_code measure(const ct_cli *cli, const char *path, struct loudness *out, ct_error *err)
{
    ct_code code = CT_OK;

    if (ct_cli_has(cli, "--loudness"))
        code = ct_meter_measure(path, ct_cli_stopped, NULL, out->lines, out->readings, &out->count,
                                err);
    return code == CT_END ? CT_OK : code;
}

/* Silence has no loudness: null. */
static void add_level(cJSON *o, const char *name, double value, bool silent)
{
    if (silent)
        cJSON_AddNullToObject(o, name);
    else
        cJSON_AddNumberToObject(o, name, round(value * 100) / 100);
}

static cJSON *loudness_json(const struct loudness *l)
{
    cJSON *all = cJSON_CreateArray();

    for (int i = 0; i < l->count; i++) {
        const ct_meter_reading *r = &l->readings[i];
        bool                    silent = r->integrated <= CT_METER_SILENCE;
        cJSON                  *o = cJSON_CreateObject();

        cJSON_AddNumberToObject(o, "track", l->lines[i].track);
        cJSON_AddNumberToObject(o, "first_channel", l->lines[i].first_channel);
        cJSON_AddNumberToObject(o, "channels", l->lines[i].channels);
        add_level(o, "integrated_lufs", (double)r->integrated, silent);
        add_level(o, "range_lu", (double)r->range, silent);
        add_level(o, "true_peak_dbtp", 20 * log10((double)r->true_peak_max), r->true_peak_max <= 0);
        cJSON_AddItemToArray(all, o);
    }
    return all;
}

static void print_loudness(const struct loudness *l)
{
    char name[CT_CHANNELS_TEXT_BYTES], words[64];

    for (int i = 0; i < l->count; i++) {
        const ct_meter_line    *line = &l->lines[i];
        const ct_meter_reading *r = &l->readings[i];

        if (r->integrated <= CT_METER_SILENCE)
            snprintf(words, sizeof words, "silent");
        else
            snprintf(words, sizeof words, "%.1f LUFS, range %.1f LU, true peak %.1f dBTP",
                     (double)r->integrated, (double)r->range, 20 * log10((double)r->true_peak_max));
        printf("%-16s %-6s %s\n", i ? "" : "loudness",
               ct_channels_text(line->first_channel, line->channels, name), words);
    }
}

/* --- material ---------------------------------------------------------------------------------- */

static ct_code look(const ct_cli *cli, const ct_media_info *info, ct_stretch_list *out,
                    ct_error *err)
{
    ct_index_watch watch = {.stop = ct_cli_stopped, .log = cli->log};

    if (!ct_cli_has(cli, "--material") || info->clip.width_px == 0)
        return CT_OK;
    return ct_material_look(info->clip.path, &watch, out, err);
}

static cJSON *material_json(const ct_stretch_list *material)
{
    cJSON *o = cJSON_CreateObject();

    for (int f = 0; f < CT_FLAW_COUNT; f++)
        cJSON_AddArrayToObject(o, ct_flaw_name((ct_flaw)f));
    for (size_t i = 0; i < material->count; i++) {
        cJSON *span = cJSON_CreateObject();
        cJSON_AddNumberToObject(span, "first", (double)material->items[i].span.first);
        cJSON_AddNumberToObject(span, "end", (double)material->items[i].span.end);
        cJSON_AddItemToArray(cJSON_GetObjectItem(o, ct_flaw_name(material->items[i].flaw)), span);
    }
    return o;
}

static void print_material(const ct_clip *clip, const ct_stretch_list *material)
{
    for (size_t i = 0; i < material->count; i++) {
        ct_span span = material->items[i].span;
        char    label[CT_TC_TEXT_BYTES] = "";
        if (clip->tc.rate.num > 0)
            ct_tc_track_print(&clip->tc, clip->fps, span.first, label);
        printf("%-16s frames %" PRId64 " to %" PRId64 " (%" PRId64 ")%s%s\n",
               ct_flaw_name(material->items[i].flaw), span.first, span.end - 1, ct_span_count(span),
               *label ? ", from " : "", label);
    }
}

static ct_code run_probe(const ct_cli *cli, ct_error *err)
{
    struct loudness loudness = {.count = 0};
    ct_stretch_list material = {0};
    ct_media_info   info;
    ct_code         code = ct_probe(cli->operands[0], &info, cli->log, err);

    if (code)
        return code;
    code = count_frames(cli, &info, err);
    if (!code)
        code = measure(cli, info.clip.path, &loudness, err);
    if (!code)
        code = look(cli, &info, &material, err);
    if (!code && ct_cli_has(cli, "--json")) {
        cJSON *o = media_json(&info);
        if (ct_cli_has(cli, "--loudness"))
            cJSON_AddItemToObject(o, "loudness", loudness_json(&loudness));
        if (ct_cli_has(cli, "--material"))
            cJSON_AddItemToObject(o, "material", material_json(&material));
        ct_cli_json_print(o);
    } else if (!code) {
        print_media(&info);
        print_loudness(&loudness);
        print_material(&info.clip, &material);
    }
    ct_stretch_list_finish(&material);
    ct_media_info_finish(&info);
    return code;
}

static const ct_cli_option probe_options[] = {
    {"--json", NULL, "one JSON object"},
    {"--loudness", NULL, "measure loudness and true peak of every track: decodes all sound"},
    {"--material", NULL, "find black, frozen, repeated and silent frames: decodes everything"},
    {"--headers", NULL, "believe the headers, even where only a whole read counts frames exactly"},
};

const ct_cli_command ct_cli_probe = {"probe",
                                     "MEDIA",
                                     "Says what is in a file.",
                                     1,
                                     1,
                                     probe_options,
                                     sizeof probe_options / sizeof probe_options[0],
                                     run_probe};

/* --- frames -------------------------------------------------------------------------------------- */

enum { FRAMES_CACHE_BYTES = 256 << 20, MOST_LISTED = 1 << 20 };

/* The numbers to ask for, in order. */
struct order {
    int64_t *numbers;
    size_t   count;
    int      direction;
};

/* splitmix64 (Steele, Lea, Flood 2014): small, and the same everywhere. */
static uint64_t next_random(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static void shuffle(struct order *order, uint64_t seed)
{
    for (size_t i = order->count; i > 1; i--) {
        size_t  j = (size_t)(next_random(&seed) % i);
        int64_t kept = order->numbers[i - 1];
        order->numbers[i - 1] = order->numbers[j];
        order->numbers[j] = kept;
    }
    order->direction = 0;
}

static void reverse(struct order *order)
{
    for (size_t i = 0; i < order->count / 2; i++) {
        int64_t kept = order->numbers[i];
        order->numbers[i] = order->numbers[order->count - 1 - i];
        order->numbers[order->count - 1 - i] = kept;
    }
    order->direction = -1;
}

/* Every frame where a run of the decoder can begin, and the three on both sides of it: where players
 * go wrong. In no direction, so that each is a seek. */
static void boundaries(const ct_index *index, struct order *order)
{
    enum { AROUND = 3 };
    int64_t frame_count = (int64_t)order->count, listed_to = 0;

    order->count = 0;
    order->direction = 0;
    for (int64_t n = 0; n < frame_count; n = ct_index_gop(index, n).end) {
        int64_t first = n - AROUND > listed_to ? n - AROUND : listed_to;
        for (int64_t at = first; at <= n + AROUND && at < frame_count; at++)
            order->numbers[order->count++] = at;
        listed_to = n + AROUND + 1;
    }
}

/* "3,9,2" */
static ct_code read_list(const char *text, struct order *order, ct_error *err)
{
    size_t cap = 0;

    free(order->numbers);
    *order = (struct order){.direction = 0};
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

static ct_code make_order(const ct_cli *cli, const ct_index *index, struct order *order,
                          ct_error *err)
{
    const char *how = ct_cli_value(cli, "--order");
    int64_t     seed, limit, frame_count = ct_index_count(index);
    ct_code     code = ct_cli_number(cli, "--seed", 0, INT64_MAX, 1, &seed, err);

    if (!code)
        code = ct_cli_number(cli, "--limit", 0, INT64_MAX, INT64_MAX, &limit, err);
    if (code)
        return code;
    order->numbers = ct_alloc_array((size_t)frame_count + 1, sizeof *order->numbers);
    order->count = (size_t)frame_count;
    order->direction = 1;
    for (size_t i = 0; i < order->count; i++)
        order->numbers[i] = (int64_t)i;

    if (how && strcmp(how, "reverse") == 0)
        reverse(order);
    else if (how && strcmp(how, "shuffle") == 0)
        shuffle(order, (uint64_t)seed);
    else if (how && strcmp(how, "boundary") == 0)
        boundaries(index, order);
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

/* A file open as the player has it: index, reader, cache. */
struct play {
    ct_index  *index;
    ct_reader *reader;
    ct_cache  *cache;
    int64_t    cache_frames; /* 0: by bytes */
};

static bool keep(void *arg, ct_frame *frame)
{
    struct play *p = arg;

    if (p->cache_frames)
        ct_cache_set_budget(p->cache, (size_t)p->cache_frames * ct_frame_bytes(frame));
    ct_cache_put(p->cache, frame);
    return !ct_cli_stopped(NULL);
}

/* Backwards, one run of the decoder fills the cache with all it passes; in no direction each is a still,
 * as the player's seeks are. */
static ct_code fetch(struct play *p, int64_t n, int direction, ct_frame **out, ct_error *err)
{
    ct_cache_set_playhead(p->cache, n, direction);
    *out = ct_cache_get(p->cache, n);
    if (!*out && direction < 0) {
        ct_span span = {ct_index_gop(p->index, n).first, n + 1};
        ct_code code = ct_reader_decode_span(p->reader, span, false, keep, p, NULL);
        if (code == CT_CANCELLED)
            return code;
        *out = ct_cache_get(p->cache, n);
    }
    if (*out)
        return CT_OK;
    ct_code code = direction == 0 ? ct_reader_get_still(p->reader, n, out, err)
                                  : ct_reader_get(p->reader, n, out, err);
    if (!code)
        keep(p, *out);
    return code;
}

static void print_frame(const ct_frame *frame, const ct_clip *clip)
{
    char tc[CT_TC_TEXT_BYTES], md5[CT_FRAME_MD5_BYTES], pts[24] = "-";

    if (frame->pts != INT64_MIN)
        snprintf(pts, sizeof pts, "%" PRId64, frame->pts);
    printf("%" PRId64 "\t%s\t%s\t%s\n", frame->number, pts,
           ct_tc_track_print(&clip->tc, clip->fps, frame->number, tc), ct_frame_md5(frame, md5));
}

static ct_code print_frames(struct play *p, const struct order *order, const ct_clip *clip,
                            ct_error *err)
{
    for (size_t i = 0; i < order->count; i++) {
        ct_frame *frame = NULL;
        if (ct_cli_stopped(NULL))
            return ct_fail(err, CT_CANCELLED, "Stopped.");
        ct_code code = fetch(p, order->numbers[i], order->direction, &frame, err);
        if (code)
            return code;
        print_frame(frame, clip);
        ct_frame_unref(&frame);
    }
    return CT_OK;
}

static ct_code open_play(const ct_cli *cli, const ct_clip *clip, struct play *p, ct_error *err)
{
    ct_index_watch watch = {.stop = ct_cli_stopped, .log = cli->log};
    int64_t        threads;
    ct_code        code = ct_cli_number(cli, "--threads", 0, 256, 0, &threads, err);

    if (!code)
        code = ct_cli_number(cli, "--cache-frames", 0, 1 << 20, 0, &p->cache_frames, err);
    if (!code)
        code = ct_index_acquire(clip->path, &watch, &p->index, err);
    ct_reader_options options = {
        .threads = (int)threads, .index = p->index, .stop = ct_cli_stopped, .log = cli->log};
    if (!code)
        code = ct_reader_open(clip->path, &options, &p->reader, err);
    p->cache = ct_cache_create(FRAMES_CACHE_BYTES);
    return code;
}

static ct_code run_frames(const ct_cli *cli, ct_error *err)
{
    ct_media_info info;
    struct play   play = {0};
    struct order  order = {0};
    ct_code       code = ct_probe(cli->operands[0], &info, cli->log, err);

    if (code)
        return code;
    if (info.clip.width_px == 0)
        code = ct_fail(err, CT_UNSUPPORTED,
                       "%s has sound but no pictures, so there are no frames "
                       "to list.",
                       info.clip.path);
    if (!code)
        code = open_play(cli, &info.clip, &play, err);
    if (!code)
        code = make_order(cli, play.index, &order, err);
    if (!code)
        code = print_frames(&play, &order, &info.clip, err);
    free(order.numbers);
    ct_reader_close(&play.reader);
    ct_cache_destroy(&play.cache);
    ct_index_unref(&play.index);
    ct_media_info_finish(&info);
    return code;
}

static const ct_cli_option frames_options[] = {
    {"--order", "ORDER",
     "forward, reverse, shuffle, boundary (around every entry point) or list:3,9,2"},
    {"--seed", "N", "which shuffle; the same number gives the same order"},
    {"--limit", "N", "stop after so many"},
    {"--cache-frames", "N", "room for so many decoded pictures instead of 256 MiB"},
    {"--threads", "N", "of the decoder; 0 one for each processor"},
};

const ct_cli_command ct_cli_frames = {
    "frames",
    "MEDIA",
    "Writes a line for each frame, with tabs between: frame, pts, timecode, md5.",
    1,
    1,
    frames_options,
    sizeof frames_options / sizeof frames_options[0],
    run_frames};
