/* SPDX-License-Identifier: MIT */
/* Projects of LosslessCut: the segments of one file, in seconds from its first picture. JSON is JSON5
 * too, and is what we write. */
#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/file.h"
#include "editlist_priv.h"
#include "json_priv.h"

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
