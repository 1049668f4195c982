/* SPDX-License-Identifier: MIT */
/* Projects of LosslessCut: the segments of one file, in seconds from its first picture. They are
 * JSON5; JSON is that too, and is what we write. */
#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/file.h"
#include "editlist_priv.h"
#include "json_priv.h"
#include "sheet_priv.h"

enum { VERSION = 2 };

static cJSON *seconds_at(const ct_event *e, int64_t frame, int64_t us)
{
    bool timed = ct_span_count(e->media_us) > 0;

    return cJSON_CreateNumber(timed ? (double)us / 1e6 : (double)frame * e->fps.den / e->fps.num);
}

static cJSON *segment_object(const ct_event *e)
{
    cJSON *segment = cJSON_CreateObject(), *tags;
    char   stars[8] = {(char)('0' + e->rating), '\0'};

    ct_json_add(segment, "start", seconds_at(e, e->source.first, e->media_us.first));
    ct_json_add(segment, "end", seconds_at(e, e->source.end, e->media_us.end));
    ct_json_add_text(segment, "name", ct_str_or_empty(e->label));
    tags = ct_json_add_object(segment, "tags");
    ct_json_add_word(tags, "verdict", ct_verdict_name(e->verdict));
    if (e->rating > 0)
        ct_json_add_text(tags, "rating", stars);
    return segment;
}

/* Events of one source, linked: each names the next. */
struct segments {
    const ct_timeline *t;
    const size_t      *next;
    size_t             first;
};

static void add_segments(ct_json_rows *rows, int nth, const void *arg)
{
    const struct segments *s = arg;

    (void)nth;
    for (size_t i = s->first, more = 1; more && !ct_export_stopped(rows->o); i = more) {
        ct_json_rows_add(rows, segment_object(&s->t->events[i]));
        more = s->next[i];
    }
}

/* The segments of the clip whose first event is `first`. */
static ct_code write_clip(const ct_timeline *t, const size_t *next, size_t first,
                          const ct_export_options *o, ct_output_list *out, ct_error *err)
{
    cJSON          *root = cJSON_CreateObject();
    struct segments segments = {t, next, first};
    size_t          count = 1;

    for (size_t i = next[first]; i; i = next[i])
        count++;
    ct_json_add_number(root, "version", VERSION);
    ct_json_add_text(root, "mediaFileName", ct_str_or_empty(t->events[first].name));
    ct_json_add(root, "cutSegments", ct_json_rows_here());
    return ct_json_print(root, add_segments, &segments, count, o, out, err);
}

ct_code ct_llc_write(const ct_format *f, const ct_timeline *t, const ct_export_options *o,
                     ct_output_list *out, ct_finding_list *findings, ct_error *err)
{
    size_t *source = ct_first_of_source(t), *next = ct_next_of_source(t, source);
    ct_code code = CT_OK;

    (void)f;
    (void)findings;
    for (size_t i = 0; i < t->event_count && !code && !ct_export_stopped(o); i++)
        if (source[i] == i)
            code = write_clip(t, next, i, o, out, err);
    free(next);
    free(source);
    return code;
}

/* --- in --------------------------------------------------------------------------- */

bool ct_llc_looks_like(const char *data, size_t bytes)
{
    enum { HEAD_BYTES = 65536 };

    return ct_find_word(data, bytes < HEAD_BYTES ? bytes : HEAD_BYTES, "cutSegments");
}

/* Nearest frame: the seconds of a segment are those of pictures. */
static int64_t frame_of(const ct_timeline *t, double seconds)
{
    return llround(seconds * t->fps.num / t->fps.den);
}

static ct_code read_segment(ct_timeline *t, const cJSON *segment, size_t number, const char *media,
                            int64_t *record, ct_error *err)
{
    const cJSON *start = cJSON_GetObjectItemCaseSensitive(segment, "start");
    const cJSON *end = cJSON_GetObjectItemCaseSensitive(segment, "end");
    const cJSON *tags = cJSON_GetObjectItemCaseSensitive(segment, "tags");
    const char  *verdict = cJSON_GetStringValue(cJSON_GetObjectItem(tags, "verdict"));
    const char  *rating = cJSON_GetStringValue(cJSON_GetObjectItem(tags, "rating"));
    const char  *name = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(segment, "name"));
    double       from = cJSON_IsNumber(start) ? start->valuedouble : 0;
    bool         ends = cJSON_IsNumber(end);
    double       to = ends ? end->valuedouble : from;

    if (!(from >= 0 && to < 1e7 && (to > from || !ends)))
        return ct_fail(err, CT_BAD_DATA, "Segment %zu: %g s to %g s is no range.", number, from,
                       to);
    ct_event *e = ct_timeline_add(t);
    e->name = ct_strdup(media);
    e->reel = ct_path_stem(media);
    e->label = name && *name ? ct_strdup(name) : NULL;
    e->number = (int64_t)number;
    e->source = (ct_span){frame_of(t, from), ends ? frame_of(t, to) : frame_of(t, from) + 1};
    e->media_us =
        (ct_span){llround(from * 1e6), ends ? llround(to * 1e6) : llround(from * 1e6) + 1};
    e->record = (ct_span){*record, *record + ct_span_count(e->source)};
    if (verdict)
        ct_verdict_parse(verdict, &e->verdict);
    if (rating && *rating >= '1' && *rating <= '5' && !rating[1])
        e->rating = *rating - '0';
    *record = e->record.end;
    return CT_OK;
}

/* It does not say how long the file is. */
static void say_open(const cJSON *segments, ct_finding_list *findings)
{
    const cJSON *segment;
    size_t       open = 0;

    cJSON_ArrayForEach(segment, segments)
    {
        open += !cJSON_IsNumber(cJSON_GetObjectItemCaseSensitive(segment, "end"));
    }
    if (open)
        ct_finding_add(findings, CT_SAY_WARN, "no-end", NULL,
                       "Set an end there and import again, or move the end of the select here.",
                       "Segments without an end, taken as the one frame that they begin with: %zu.",
                       open);
}

static ct_code read_segments(ct_timeline *t, const cJSON *root, const ct_leaving *leave,
                             ct_error *err)
{
    const cJSON *segments = cJSON_GetObjectItemCaseSensitive(root, "cutSegments"), *segment;
    const char  *media = cJSON_GetStringValue(cJSON_GetObjectItem(root, "mediaFileName"));
    int64_t      record = 0;
    size_t       number = 0;
    ct_code      code = CT_OK;

    if (!cJSON_IsArray(segments) || !media)
        return ct_fail(err, CT_BAD_DATA,
                       "It is no project of LosslessCut: mediaFileName and "
                       "cutSegments were expected.");
    cJSON_ArrayForEach(segment, segments)
    {
        code = read_segment(t, segment, ++number, media, &record, err);
        code = ct_leave_out(leave, NULL, NULL, code, err);
        if (code)
            return code;
    }
    say_open(segments, leave->findings);
    return t->event_count > 0 ? CT_OK : ct_fail(err, CT_BAD_DATA, "There is no segment in it.");
}

ct_code ct_llc_read(const char *data, size_t bytes, const ct_import_options *how, ct_timeline *out,
                    ct_finding_list *findings, ct_error *err)
{
    char   *text = NULL, *json = NULL;
    cJSON  *root = NULL;
    ct_code code = ct_text_decode(data, bytes, &text, err);

    ct_timeline_init(out);
    if (!code && how->edit_rate.num == 0)
        code = ct_fail(err, CT_USAGE, "Its times are seconds; give the rate of the clip.");
    if (!code) {
        json = ct_json5_as_json(text);
        root = ct_json_parse(json, "a project of LosslessCut", err);
        out->fps = how->edit_rate;
        out->count = (ct_tc_count){ct_tc_base(how->edit_rate), false};
        code = root ? read_segments(out, root, &(ct_leaving){how->partial, findings}, err)
                    : CT_BAD_DATA;
    }
    if (!code)
        ct_finding_add(findings, CT_SAY_NOTE, "seconds-rounded", NULL, NULL,
                       "Its times are seconds; each was taken as the nearest frame.");
    if (code)
        ct_timeline_finish(out);
    cJSON_Delete(root);
    free(json);
    free(text);
    return code;
}
