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

static double seconds_of(const ct_event *e, int64_t frame)
{
    return (double)frame * e->fps.den / e->fps.num;
}

static void add_segment(cJSON *segments, const ct_event *e)
{
    cJSON *segment = cJSON_CreateObject(), *tags = cJSON_CreateObject();
    char   stars[8] = {(char)('0' + e->rating), '\0'};

    cJSON_AddNumberToObject(segment, "start", seconds_of(e, e->source.first));
    cJSON_AddNumberToObject(segment, "end", seconds_of(e, e->source.end));
    ct_json_add_text(segment, "name", ct_str_or_empty(e->label));
    cJSON_AddStringToObject(tags, "verdict", ct_verdict_name(e->verdict));
    if (e->rating > 0)
        cJSON_AddStringToObject(tags, "rating", stars);
    cJSON_AddItemToObject(segment, "tags", tags);
    cJSON_AddItemToArray(segments, segment);
}

/* The segments of the clip whose first event is `first`; marks them as written. */
static ct_code write_clip(const ct_timeline *t, const size_t *source, size_t first,
                          ct_output_list *out, ct_error *err)
{
    cJSON *root = cJSON_CreateObject(), *segments = cJSON_CreateArray();
    size_t count = 0;

    cJSON_AddNumberToObject(root, "version", VERSION);
    ct_json_add_text(root, "mediaFileName", ct_str_or_empty(t->events[first].name));
    cJSON_AddItemToObject(root, "cutSegments", segments);
    for (size_t i = first; i < t->event_count; i++)
        if (source[i] == first) {
            add_segment(segments, &t->events[i]);
            count++;
        }
    return ct_json_print(root, count, out, err);
}

ct_code ct_llc_write(const ct_format *f, const ct_timeline *t, const ct_export_options *o,
                     ct_output_list *out, ct_finding_list *findings, ct_error *err)
{
    size_t *source = ct_first_of_source(t);
    ct_code code = CT_OK;

    (void)f;
    (void)o;
    (void)findings;
    for (size_t i = 0; i < t->event_count && !code; i++)
        if (source[i] == i)
            code = write_clip(t, source, i, out, err);
    free(source);
    return code;
}

/* --- in --------------------------------------------------------------------------- */

bool ct_llc_looks_like(const char *data, size_t bytes)
{
    static const char name[] = "cutSegments";

    for (size_t at = 0; at + sizeof name - 1 <= bytes && at < 65536; at++)
        if (memcmp(data + at, name, sizeof name - 1) == 0)
            return true;
    return false;
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
    const char  *name = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(segment, "name"));
    double       from = cJSON_IsNumber(start) ? start->valuedouble : 0;

    if (!cJSON_IsNumber(end))
        return ct_fail(err, CT_BAD_DATA,
                       "Segment %zu has no end; set one there, or the list cannot say where it "
                       "stops.",
                       number);
    if (!(from >= 0 && end->valuedouble > from && end->valuedouble < 1e7))
        return ct_fail(err, CT_BAD_DATA, "Segment %zu: %g s to %g s is no range.", number, from,
                       end->valuedouble);
    ct_event *e = ct_timeline_add(t);
    e->name = ct_strdup(media);
    e->reel = ct_path_stem(media);
    e->label = name && *name ? ct_strdup(name) : NULL;
    e->number = (int64_t)number;
    e->source = (ct_span){frame_of(t, from), frame_of(t, end->valuedouble)};
    e->record = (ct_span){*record, *record + ct_span_count(e->source)};
    if (verdict)
        ct_verdict_parse(verdict, &e->verdict);
    *record = e->record.end;
    return CT_OK;
}

static ct_code read_segments(ct_timeline *t, const cJSON *root, ct_error *err)
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
        if (code)
            return code;
    }
    return number > 0 ? CT_OK : ct_fail(err, CT_BAD_DATA, "There is no segment in it.");
}

ct_code ct_llc_read(const char *data, size_t bytes, AVRational edit_rate, ct_timeline *out,
                    ct_finding_list *findings, ct_error *err)
{
    char   *text = NULL, *json = NULL;
    cJSON  *root = NULL;
    ct_code code = ct_text_decode(data, bytes, &text, err);

    ct_timeline_init(out);
    if (!code && edit_rate.num == 0)
        code = ct_fail(err, CT_USAGE, "Its times are seconds; give the rate of the clip.");
    if (!code) {
        json = ct_json5_as_json(text);
        root = cJSON_Parse(json);
        out->fps = edit_rate;
        out->count = (ct_tc_count){ct_tc_base(edit_rate), false};
        code = read_segments(out, root, err);
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
