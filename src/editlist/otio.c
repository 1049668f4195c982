/* SPDX-License-Identifier: MIT */
/* Writing OpenTimelineIO (.otio). Ranges of a clip are on its media's clock, start timecode
 * included, at the media's own rate; a clip's place is the sum of what lies before it. What the
 * format has no word for stands under metadata.circletake, with the names of the JSON table. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json_priv.h"
#include "xml_priv.h"

/* Marker colours the format names, ours by category. */
static const char *const colours[CT_CAT_COUNT] = {
    [CT_CAT_GENERAL] = "WHITE", [CT_CAT_PICTURE] = "RED",       [CT_CAT_SOUND] = "GREEN",
    [CT_CAT_MUSIC] = "CYAN",    [CT_CAT_GRAPHICS] = "MAGENTA",  [CT_CAT_VFX] = "BLUE",
    [CT_CAT_STORY] = "YELLOW",  [CT_CAT_CONTINUITY] = "ORANGE",
};

const char *ct_otio_colour(ct_category c)
{
    return colours[c];
}

/* --- values ----------------------------------------------------------------------- */

static cJSON *schema(const char *name)
{
    cJSON *object = cJSON_CreateObject();

    cJSON_AddStringToObject(object, "OTIO_SCHEMA", name);
    return object;
}

/* The format's numbers are floating point: written so even when whole, and with all 17 digits, the
 * double next to 24000/1001 being what its readers compare with. */
static cJSON *rational_time(int64_t value, AVRational fps)
{
    cJSON *object = schema("RationalTime.1");
    char   text[64];

    if (fps.den == 1)
        snprintf(text, sizeof text, "%d.0", fps.num);
    else
        snprintf(text, sizeof text, "%.17g", av_q2d(fps));
    if (strchr(text, ',')) /* a locale's decimal point is none of JSON's */
        *strchr(text, ',') = '.';
    cJSON_AddRawToObject(object, "rate", text);
    snprintf(text, sizeof text, "%lld.0", (long long)value);
    cJSON_AddRawToObject(object, "value", text);
    return object;
}

static cJSON *time_range(int64_t first, int64_t count, AVRational fps)
{
    cJSON *object = schema("TimeRange.1");

    cJSON_AddItemToObject(object, "duration", rational_time(count, fps));
    cJSON_AddItemToObject(object, "start_time", rational_time(first, fps));
    return object;
}

static int64_t media_start(const ct_event *e)
{
    return ct_event_labels(e, e->fps).first - e->source.first;
}

/* --- clips ------------------------------------------------------------------------ */

static cJSON *marker_object(const ct_event *e, const ct_marker *m)
{
    cJSON *object = schema("Marker.2"), *ours, *metadata;
    char   id[CT_ID_TEXT_BYTES];

    ct_json_add_text(object, "name", ct_str_or_empty(m->text));
    ct_json_add_text(object, "comment", ct_str_or_empty(m->text));
    cJSON_AddStringToObject(object, "color", colours[m->category]);
    cJSON_AddItemToObject(object, "marked_range",
                          time_range(media_start(e) + m->frame, m->count, e->fps));
    metadata = cJSON_AddObjectToObject(object, "metadata");
    ours = cJSON_AddObjectToObject(metadata, "circletake");
    cJSON_AddStringToObject(ours, "category", ct_category_name(m->category));
    cJSON_AddStringToObject(ours, "status", ct_note_status_name(m->status));
    ct_json_add_text(ours, "author", ct_str_or_empty(m->author));
    cJSON_AddStringToObject(ours, "note_id", ct_id_text(m->note, id));
    return object;
}

static cJSON *media_object(const ct_event *e)
{
    cJSON  *object = schema(e->path ? "ExternalReference.1" : "MissingReference.1");
    int64_t frames = e->media_frames > 0 ? e->media_frames : e->source.end;

    ct_json_add_text(object, "name", ct_str_or_empty(e->name));
    cJSON_AddItemToObject(object, "available_range", time_range(media_start(e), frames, e->fps));
    if (e->path) {
        char *url = ct_file_url("", e->path);
        cJSON_AddStringToObject(object, "target_url", url);
        free(url);
    }
    cJSON_AddObjectToObject(object, "metadata");
    return object;
}

/* The reel stands where the EDL adapter of OpenTimelineIO looks for it. */
static cJSON *clip_metadata(const ct_timeline *t, size_t i)
{
    const ct_event *e = &t->events[i];
    ct_table_row    row = {.number = i + 1, .timeline = t, .event = e};
    cJSON          *metadata = cJSON_CreateObject(), *cmx;
    cJSON          *ours = ct_json_row(ct_select_fields, ct_select_field_count, &row);
    char            rate[CT_RATE_TEXT_BYTES];

    cmx = cJSON_AddObjectToObject(metadata, "cmx_3600");
    ct_json_add_text(cmx, "reel", ct_str_or_empty(e->reel));
    cJSON_AddBoolToObject(ours, "timecode_drop", ct_event_labels(e, e->fps).count.drop);
    cJSON_AddStringToObject(ours, "timecode_rate",
                            ct_rate_text(e->tc.rate.num > 0 ? e->tc.rate : e->fps, rate));
    cJSON_AddItemToObject(metadata, "circletake", ours);
    return metadata;
}

/* Clip.1 has one reference to media, Clip.2 several by name. */
static void add_media(cJSON *object, const ct_event *e, ct_otio_version version)
{
    cJSON *references;

    if (version == CT_OTIO_CLIP_1) {
        cJSON_AddItemToObject(object, "media_reference", media_object(e));
        return;
    }
    references = cJSON_AddObjectToObject(object, "media_references");
    cJSON_AddItemToObject(references, "DEFAULT_MEDIA", media_object(e));
    cJSON_AddStringToObject(object, "active_media_reference_key", "DEFAULT_MEDIA");
}

static cJSON *clip_object(const ct_timeline *t, size_t i, ct_otio_version version)
{
    const ct_event *e = &t->events[i];
    cJSON          *object = schema(version == CT_OTIO_CLIP_1 ? "Clip.1" : "Clip.2"), *markers;

    ct_json_add_text(object, "name", ct_str_or_empty(e->name));
    cJSON_AddItemToObject(
        object, "source_range",
        time_range(media_start(e) + e->source.first, ct_span_count(e->source), e->fps));
    add_media(object, e, version);
    if (version != CT_OTIO_CLIP_1)
        cJSON_AddBoolToObject(object, "enabled", true);
    cJSON_AddArrayToObject(object, "effects");
    markers = cJSON_AddArrayToObject(object, "markers");
    for (size_t k = 0; k < e->marker_count; k++)
        cJSON_AddItemToArray(markers, marker_object(e, &e->markers[k]));
    cJSON_AddItemToObject(object, "metadata", clip_metadata(t, i));
    return object;
}

static cJSON *gap_object(int64_t frames, AVRational fps)
{
    cJSON *object = schema("Gap.1");

    cJSON_AddStringToObject(object, "name", "");
    cJSON_AddItemToObject(object, "source_range", time_range(0, frames, fps));
    cJSON_AddArrayToObject(object, "effects");
    cJSON_AddArrayToObject(object, "markers");
    cJSON_AddObjectToObject(object, "metadata");
    return object;
}

/* --- tracks ----------------------------------------------------------------------- */

static bool belongs(const ct_event *e, bool picture)
{
    return (e->channels & CT_CHANNEL_V ? true : false) == picture;
}

/* Events of one kind, with gaps where the others lie. */
static cJSON *track_object(const ct_timeline *t, bool picture, int level, ct_otio_version version)
{
    cJSON  *object = schema("Track.1"), *children;
    int64_t end = 0;
    char    name[16];

    snprintf(name, sizeof name, "%c%d", picture ? 'V' : 'A', level + 1);
    cJSON_AddStringToObject(object, "name", name);
    cJSON_AddStringToObject(object, "kind", picture ? "Video" : "Audio");
    cJSON_AddNullToObject(object, "source_range");
    cJSON_AddArrayToObject(object, "effects");
    cJSON_AddArrayToObject(object, "markers");
    cJSON_AddObjectToObject(object, "metadata");
    children = cJSON_AddArrayToObject(object, "children");
    for (size_t i = 0; i < t->event_count; i++) {
        const ct_event *e = &t->events[i];
        if (e->track != level || !belongs(e, picture))
            continue;
        if (e->record.first > end)
            cJSON_AddItemToArray(children, gap_object(e->record.first - end, t->fps));
        cJSON_AddItemToArray(children, clip_object(t, i, version));
        end = e->record.end;
    }
    return object;
}

static bool has_track(const ct_timeline *t, bool picture, int level)
{
    for (size_t i = 0; i < t->event_count; i++)
        if (t->events[i].track == level && belongs(&t->events[i], picture))
            return true;
    return false;
}

static cJSON *stack_object(const ct_timeline *t, ct_otio_version version)
{
    cJSON *object = schema("Stack.1"), *children;
    cJSON_AddStringToObject(object, "name", "tracks");
    cJSON_AddNullToObject(object, "source_range");
    cJSON_AddArrayToObject(object, "effects");
    cJSON_AddArrayToObject(object, "markers");
    cJSON_AddObjectToObject(object, "metadata");
    children = cJSON_AddArrayToObject(object, "children");
    for (int picture = 1; picture >= 0; picture--)
        for (int level = 0; level < ct_layout_tracks(t); level++)
            if (has_track(t, picture, level))
                cJSON_AddItemToArray(children, track_object(t, picture, level, version));
    return object;
}

/* A bin: the clips one after another, no timeline. */
static cJSON *collection_object(const ct_timeline *t, ct_otio_version version)
{
    cJSON *object = schema("SerializableCollection.1"), *children;

    ct_json_add_text(object, "name", ct_str_or_empty(t->title));
    cJSON_AddObjectToObject(object, "metadata");
    children = cJSON_AddArrayToObject(object, "children");
    for (size_t i = 0; i < t->event_count; i++)
        cJSON_AddItemToArray(children, clip_object(t, i, version));
    return object;
}

static cJSON *timeline_object(const ct_timeline *t, ct_otio_version version)
{
    cJSON *root = schema("Timeline.1"), *ours;
    char   rate[CT_RATE_TEXT_BYTES];

    ct_json_add_text(root, "name", ct_str_or_empty(t->title));
    cJSON_AddItemToObject(root, "global_start_time", rational_time(t->start, t->fps));
    ours = cJSON_AddObjectToObject(cJSON_AddObjectToObject(root, "metadata"), "circletake");
    cJSON_AddStringToObject(ours, "edit_rate", ct_rate_text(t->fps, rate));
    cJSON_AddBoolToObject(ours, "drop_frame", t->count.drop);
    cJSON_AddItemToObject(root, "tracks", stack_object(t, version));
    return root;
}

ct_code ct_otio_write(const ct_format *f, const ct_timeline *t, const ct_export_options *o,
                      ct_output_list *out, ct_finding_list *findings, ct_error *err)
{
    ct_code code = ct_check_plain_cuts(t, "OpenTimelineIO", err);

    (void)f;
    (void)findings; /* nothing is lost: what has no word is in the metadata */
    if (code)
        return code;
    cJSON *root = o->layout == CT_LAYOUT_BINS ? collection_object(t, o->otio_version)
                                              : timeline_object(t, o->otio_version);
    return ct_json_print(root, t->event_count, out, err);
}
