/* SPDX-License-Identifier: MIT */
/* The command probe: what is in one file of footage. */
#include <cjson/cJSON.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/index.h"
#include "circletake/ingest.h"
#include "circletake/inspect.h"
#include "circletake/meter.h"
#include "circletake/probe.h"
#include "circletake/str.h"
#include "cli.h"
#include "cli_json.h"

/* --- probe ------------------------------------------------------------------------------------- */

/* Headers may only guess how many frames there are; the index counts them. */
static ct_code count_frames(const ct_cli *cli, ct_media_info *info, ct_error *err)
{
    ct_clip       *clip = &info->clip;
    ct_index_watch watch = {.stop = ct_cli_stopped, .log = cli->log};
    ct_index      *index = NULL;

    if (clip->width_px == 0 || ct_cli_has(cli, "--headers") || !clip->provisional)
        return CT_OK;
    ct_code       code = ct_index_acquire(clip->path, clip->stream, &watch, &index, err);
    ct_media_info counted;
    if (!code)
        code = ct_probe_indexed(clip->path, index, &counted, cli->log, err);
    if (!code) {
        ct_media_info_finish(info);
        *info = counted;
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
        cJSON_AddItemToObject(o, "channel_names", ct_json_lines(t->names));
        cJSON_AddItemToArray(tracks, o);
    }
    return tracks;
}

static cJSON *pictures_json(const ct_media_info *info)
{
    cJSON *pictures = cJSON_CreateArray();
    char   rate[CT_RATE_TEXT_BYTES];

    for (size_t i = 0; i < info->picture_count; i++) {
        const ct_media_pictures *p = &info->pictures[i];
        cJSON                   *o = cJSON_CreateObject();
        cJSON_AddNumberToObject(o, "stream", p->index);
        cJSON_AddStringToObject(o, "codec", p->codec);
        cJSON_AddNumberToObject(o, "width", p->width_px);
        cJSON_AddNumberToObject(o, "height", p->height_px);
        cJSON_AddStringToObject(o, "rate", ct_rate_text(p->fps, rate));
        cJSON_AddStringToObject(o, "title", p->title);
        cJSON_AddItemToArray(pictures, o);
    }
    return pictures;
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
    cJSON_AddItemToObject(o, "pictures", pictures_json(info));
    cJSON_AddItemToObject(o, "audio", tracks_json(info));
    cJSON_AddItemToObject(o, "warnings", warnings_json(info));
    return o;
}

static void print_row(const char *name, const char *value)
{
    if (value && *value)
        printf("%-16s %s\n", name, value);
}

/* How the samples become what a viewer sees, where they are not just that. */
static void print_shown(const ct_media_info *info)
{
    const int *crop = info->crop_px; /* left, right, top, bottom */
    AVRational aspect = info->sample_aspect;
    bool       cropped = crop[0] || crop[1] || crop[2] || crop[3];
    bool       turned = info->rotation_deg % 180 != 0;
    long       width = lround((info->clip.width_px - crop[0] - crop[1]) * av_q2d(aspect));
    long       height = info->clip.height_px - crop[2] - crop[3];

    if (!cropped && aspect.num == aspect.den && info->rotation_deg == 0 && !info->mirrored)
        return;
    printf("%-16s %ld x %ld", "shown", turned ? height : width, turned ? width : height);
    if (cropped)
        printf(", clean aperture alone");
    if (aspect.num != aspect.den)
        printf(", pixels %d:%d", aspect.num, aspect.den);
    if (info->rotation_deg != 0)
        printf(", turned %d degrees", info->rotation_deg);
    printf("%s\n", info->mirrored ? ", mirrored" : "");
}

static void print_picture(const ct_media_info *info)
{
    const ct_clip *c = &info->clip;
    char           rate[CT_RATE_TEXT_BYTES], label[CT_RATE_TEXT_BYTES];

    if (c->width_px == 0)
        return;
    printf("%-16s %d x %d%s\n", "picture", c->width_px, c->height_px,
           c->interlaced ? ", interlaced" : "");
    print_shown(info);
    print_row("codec", c->codec);
    print_row("profile", info->codec_profile);
    print_row("pixel format", info->pixel_format);
    printf("%-16s %s (%s)%s\n", "rate", ct_rate_label(c->fps, label), ct_rate_text(c->fps, rate),
           c->vfr ? ", variable" : "");
}

/* Where there is a choice: what --stream takes, and which of them the rest is about. */
static void print_streams(const ct_media_info *info)
{
    char rate[CT_RATE_TEXT_BYTES];

    for (size_t i = 0; info->picture_count > 1 && i < info->picture_count; i++) {
        const ct_media_pictures *p = &info->pictures[i];
        printf("%-16s %zu: %s, %d x %d, %s%s%s%s\n", i ? "" : "streams", i, p->codec, p->width_px,
               p->height_px, ct_rate_label(p->fps, rate), *p->title ? ", " : "", p->title,
               (int)i == info->clip.stream ? " (this one)" : "");
    }
}

static void print_media(const ct_media_info *info)
{
    const ct_clip *c = &info->clip;
    char           tc[CT_TC_TEXT_BYTES];

    print_row("file", c->path);
    print_row("container", info->container);
    print_streams(info);
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

static ct_code look(const ct_cli *cli, const ct_media_info *info, ct_material *out, ct_error *err)
{
    ct_index_watch watch = {.stop = ct_cli_stopped, .log = cli->log};

    return ct_cli_has(cli, "--material") ? ct_inspect_file(info, &watch, out, err) : CT_OK;
}

static void print_stretches(const ct_clip *clip, const ct_material *m)
{
    for (size_t i = 0; i < m->stretches.count; i++) {
        ct_span span = m->stretches.items[i].span;
        char    label[CT_TC_TEXT_BYTES] = "";
        if (clip->tc.rate.num > 0)
            ct_tc_track_print(&clip->tc, clip->fps, span.first, label);
        printf("%-16s frames %" PRId64 " to %" PRId64 " (%" PRId64 ")%s%s\n",
               ct_flaw_name(m->stretches.items[i].flaw), span.first, span.end - 1,
               ct_span_count(span), *label ? ", from " : "", label);
    }
}

/* "3 frames and 12 samples" */
static void print_samples(const ct_material *m, int64_t samples)
{
    int64_t rest, frames = ct_material_frames(m, llabs(samples), &rest);

    printf("%" PRId64 " frame%s", frames, CT_S(frames));
    if (rest)
        printf(" and %" PRId64 " sample%s", rest, CT_S(rest));
}

static void print_places(const ct_material *m)
{
    for (size_t i = 0; i < m->track_count; i++) {
        const ct_sound_track *t = &m->tracks[i];
        int64_t               late = ct_material_late(m, t), longer = ct_material_longer(m, t);

        if (late == 0 && longer == 0)
            continue;
        printf("%-16s track %zu begins ", "sound", i + 1);
        print_samples(m, late);
        printf(" %s, lasts ", late < 0 ? "early" : "late");
        print_samples(m, longer);
        printf(" %s\n", longer < 0 ? "shorter" : "longer");
    }
}

static ct_code run_probe(const ct_cli *cli, ct_error *err)
{
    struct loudness loudness = {.count = 0};
    ct_material     material = {0};
    ct_media_info   info;
    int             stream;
    ct_code         code = ct_cli_stream(cli, &stream, err);

    if (!code && ct_cli_is_project(cli->operands[0]))
        code = ct_fail(err, CT_USAGE, "%s is a project: 'circletake list' shows what is in it.",
                       cli->operands[0]);
    if (!code)
        code = ct_probe(cli->operands[0], stream, &info, cli->log, err);
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
            cJSON_AddItemToObject(o, "material", ct_json_material(&material));
        ct_cli_json_print(o);
    } else if (!code) {
        print_media(&info);
        print_loudness(&loudness);
        print_stretches(&info.clip, &material);
        print_places(&material);
    }
    ct_material_finish(&material);
    ct_media_info_finish(&info);
    return code;
}

static const ct_cli_option probe_options[] = {
    {"--json", NULL, "one JSON object"},
    CT_CLI_STREAM,
    {"--loudness", NULL, "measure loudness and true peak of every track: decodes all sound"},
    {"--material", NULL,
     "find black, frozen, repeated, missing and silent frames: decodes everything"},
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
