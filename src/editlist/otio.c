/* SPDX-License-Identifier: MIT */
/* Writing OpenTimelineIO (.otio). Ranges of a clip are on its media's clock, start timecode
 * included, at the media's own rate; a clip's place is the sum of what lies before it. What the
 * format has no word for stands under metadata.circletake, with the names of the JSON table. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "elapsed_priv.h"
#include "heard_priv.h"
#include "json_priv.h"
#include "marker_priv.h"
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

    ct_json_add_word(object, "OTIO_SCHEMA", name);
    return object;
}

enum { TIME_BYTES = 128, RATE_BYTES = 40 };

/* The format's numbers are floating point: written so even when whole, and with all 17 digits, the
 * double next to 24000/1001 being what its readers compare with. */
static char *rate_text(AVRational fps, char out[RATE_BYTES])
{
    char room[CT_I64_TEXT_BYTES];

    if (fps.den == 1)
        strcpy(stpcpy(out, ct_i64_text(fps.num, room)), ".0");
    else
        snprintf(out, RATE_BYTES, "%.17g", av_q2d(fps));
    if (strchr(out, ',')) /* a locale's decimal point is none of JSON's */
        *strchr(out, ',') = '.';
    return out;
}

static char *put_time(char *at, int64_t value, const char *rate)
{
    char room[CT_I64_TEXT_BYTES];

    at = stpcpy(at, "{\"OTIO_SCHEMA\":\"RationalTime.1\",\"rate\":");
    at = stpcpy(stpcpy(at, rate), ",\"value\":");
    return stpcpy(stpcpy(at, ct_i64_text(value, room)), ".0}");
}

/* Between two frames. */
static char *put_place(char *at, int64_t value, AVRational within, const char *rate)
{
    char room[RATE_BYTES];

    if (within.num <= 0 || within.den <= 0)
        return put_time(at, value, rate);
    snprintf(room, sizeof room, "%.17g", (double)value + av_q2d(within));
    if (strchr(room, ','))
        *strchr(room, ',') = '.';
    at = stpcpy(at, "{\"OTIO_SCHEMA\":\"RationalTime.1\",\"rate\":");
    at = stpcpy(stpcpy(at, rate), ",\"value\":");
    return stpcpy(stpcpy(at, room), "}");
}

/* Numbers only, and most of what a list is made of: written as they are. */
static cJSON *rational_time(int64_t value, AVRational fps)
{
    char rate[RATE_BYTES], text[TIME_BYTES];

    put_time(text, value, rate_text(fps, rate));
    return cJSON_CreateRaw(text);
}

static cJSON *place_range(int64_t first, AVRational within, AVRational fps, int64_t count,
                          AVRational count_fps)
{
    char rate[RATE_BYTES], text[TIME_BYTES * 3], *at = text;

    at = put_time(stpcpy(at, "{\"OTIO_SCHEMA\":\"TimeRange.1\",\"duration\":"), count,
                  rate_text(count_fps, rate));
    at = put_place(stpcpy(at, ",\"start_time\":"), first, within, rate_text(fps, rate));
    stpcpy(at, "}");
    return cJSON_CreateRaw(text);
}

static cJSON *time_range(int64_t first, int64_t count, AVRational fps)
{
    return place_range(first, (AVRational){0, 0}, fps, count, fps);
}

static int64_t media_start(const ct_event *e)
{
    return ct_event_labels(e, e->fps).first - e->source.first;
}

/* --- clips ------------------------------------------------------------------------ */

static cJSON *marker_object(const ct_timeline *t, const ct_event *e, const ct_marker *m)
{
    cJSON  *object = schema("Marker.2"), *ours;
    ct_span at = ct_marker_on_clock(e, m, t->fps);
    char    id[CT_ID_TEXT_BYTES];

    ct_json_add_word(object, "name", ct_str_or_empty(m->text));
    ct_json_add_word(object, "comment", ct_str_or_empty(m->text));
    ct_json_add_word(object, "color", colours[m->category]);
    ct_json_add(object, "marked_range",
                time_range(media_start(e) + at.first, ct_span_count(at), e->fps));
    ours = ct_json_add_object(ct_json_add_object(object, "metadata"), "circletake");
    ct_json_add_word(ours, "category", ct_category_name(m->category));
    ct_json_add_word(ours, "status", ct_note_status_name(m->status));
    ct_json_add_word(ours, "author", ct_str_or_empty(m->author));
    ct_json_add_number(ours, "priority", m->priority);
    ct_json_add_word(ours, "assignee", ct_str_or_empty(m->assignee));
    ct_json_add_text(ours, "note_id", ct_id_text(m->note, id));
    ct_json_add_answers(ours, m);
    return object;
}

static cJSON *media_object(const ct_event *e)
{
    cJSON  *object = schema(e->path ? "ExternalReference.1" : "MissingReference.1");
    int64_t frames = e->media_frames > 0 ? e->media_frames : e->source.end;

    ct_json_add_word(object, "name", ct_str_or_empty(e->name));
    ct_json_add(object, "available_range", time_range(media_start(e), frames, e->fps));
    if (e->path) {
        char *url = ct_file_url("", e->path);
        ct_json_add_text(object, "target_url", url);
        free(url);
    }
    ct_json_add_object(object, "metadata");
    return object;
}

/* Of those of which something is heard. */
static int first_track(const ct_heard *h)
{
    int track = 0;

    while (h->tracks.channels[track] == 0)
        track++;
    return track;
}

/* Number of a track's first channel among all of the file, from 1. */
static int first_channel(const ct_audio_layout *file, int track)
{
    int first = 1;

    for (int i = 0; i < track; i++)
        first += file->channels[i];
    return first;
}

/* Which channels of the file, as Resolve says it: tracks from 1, channels of each from 0; `track` -1:
 * the picture. `link`: what belongs together, from 1. */
static cJSON *resolve_metadata(const ct_event *e, int track, size_t link)
{
    cJSON          *object = cJSON_CreateObject();
    cJSON          *channels = track < 0 ? NULL : ct_json_add_array(object, "Channels");
    ct_audio_layout file = ct_event_heard_layout(e);

    for (int i = 0; channels && i < file.channels[track]; i++) {
        if (!ct_event_uses_channel(e, first_channel(&file, track) + i))
            continue;
        cJSON *channel = cJSON_CreateObject();
        ct_json_add_number(channel, "Source Channel ID", i);
        ct_json_add_number(channel, "Source Track ID", track + 1);
        cJSON_AddItemToArray(channels, channel);
    }
    ct_json_add_number(object, "Link Group ID", (int64_t)link);
    return object;
}

/* Where not all are heard: which they are among all of the file. Readers that take Resolve's word know no more
 * than how many. */
static void add_track_channels(cJSON *ours, const ct_event *e, int track)
{
    ct_audio_layout file = ct_event_heard_layout(e);
    unsigned        used = 0;
    char            text[CT_USED_TEXT_BYTES];

    if (!ct_event_uses_part(e))
        return;
    for (int i = 0, c = first_channel(&file, track); i < file.channels[track]; i++, c++)
        used |= c <= CT_CHANNELS_MOST && ct_event_uses_channel(e, c) ? 1u << c : 0;
    ct_json_add_text(ours, "track_channels", ct_used_text(used, text));
}

/* The reel stands where the EDL adapter of OpenTimelineIO looks for it. */
static cJSON *clip_metadata(const ct_timeline *t, size_t i)
{
    const ct_event *e = &t->events[i];
    ct_table_row    row = {.number = i + 1, .timeline = t, .event = e};
    cJSON          *metadata = cJSON_CreateObject();
    cJSON          *ours = ct_json_row(ct_select_fields, ct_select_field_count, &row, true);
    char            rate[CT_RATE_TEXT_BYTES];
    ct_heard        h;
    bool            heard = ct_event_heard(e, t->fps, &h);

    if (heard && !(e->channels & CT_CHANNEL_V))
        add_track_channels(ours, e, first_track(&h));
    ct_json_add_word(ct_json_add_object(metadata, "cmx_3600"), "reel", ct_str_or_empty(e->reel));
    ct_json_add(ours, "timecode_drop", cJSON_CreateBool(ct_event_labels(e, e->fps).count.drop));
    ct_json_add_text(ours, "timecode_rate",
                     ct_rate_text(e->tc.rate.num > 0 ? e->tc.rate : e->fps, rate));
    ct_json_add(metadata, "circletake", ours);
    if (heard)
        ct_json_add(metadata, "Resolve_OTIO",
                    resolve_metadata(e, e->channels & CT_CHANNEL_V ? -1 : first_track(&h), i + 1));
    return metadata;
}

/* Clip.1 has one reference to media, Clip.2 several by name. */
static void add_media(cJSON *object, const ct_event *e, ct_otio_version version)
{
    if (version == CT_OTIO_CLIP_1) {
        ct_json_add(object, "media_reference", media_object(e));
        return;
    }
    ct_json_add(ct_json_add_object(object, "media_references"), "DEFAULT_MEDIA", media_object(e));
    ct_json_add_word(object, "active_media_reference_key", "DEFAULT_MEDIA");
}

static bool is_retimed(const ct_event *e)
{
    return e->reverse || e->speed.num != e->speed.den;
}

/* Effects leave an item as long as its range says: at another speed that is as long as its place. */
static int64_t source_count(const ct_timeline *t, const ct_event *e)
{
    if (e->speed.num == e->speed.den)
        return ct_span_count(e->source);
    return ct_rate_convert(ct_span_count(e->record), t->fps, e->fps);
}

/* `by_list`: its length in frames of the list. */
static cJSON *source_range(const ct_timeline *t, const ct_event *e, bool by_list)
{
    int64_t first = media_start(e) + e->source.first;

    /* backwards it begins with the end of its range */
    AVRational within = e->reverse ? (AVRational){0, 0} : e->within;

    if (by_list)
        return place_range(first, within, e->fps, ct_span_count(e->record), t->fps);
    return place_range(first, within, e->fps, source_count(t, e), e->fps);
}

static cJSON *speed_object(const ct_event *e)
{
    bool   freeze = e->speed.num == 0;
    cJSON *object = schema(freeze ? "FreezeFrame.1" : "LinearTimeWarp.1");
    double speed = av_q2d(e->speed);

    ct_json_add_word(object, "name", "");
    ct_json_add_word(object, "effect_name", freeze ? "FreezeFrame" : "LinearTimeWarp");
    ct_json_add(object, "time_scalar", cJSON_CreateNumber(e->reverse ? -speed : speed));
    ct_json_add_object(object, "metadata");
    return object;
}

static void add_effects(cJSON *object, const ct_event *e)
{
    cJSON *effects = ct_json_add_array(object, "effects");

    if (is_retimed(e))
        cJSON_AddItemToArray(effects, speed_object(e));
}

static cJSON *clip_object(const ct_timeline *t, size_t i, bool by_list, ct_otio_version version)
{
    const ct_event *e = &t->events[i];
    cJSON          *object = schema(version == CT_OTIO_CLIP_1 ? "Clip.1" : "Clip.2"), *markers;

    ct_json_add_word(object, "name", ct_str_or_empty(e->name));
    ct_json_add(object, "source_range", source_range(t, e, by_list));
    add_media(object, e, version);
    if (version != CT_OTIO_CLIP_1)
        ct_json_add(object, "enabled", cJSON_CreateTrue());
    add_effects(object, e);
    markers = ct_json_add_array(object, "markers");
    for (size_t k = 0; k < e->marker_count; k++)
        cJSON_AddItemToArray(markers, marker_object(t, e, &e->markers[k]));
    ct_json_add(object, "metadata", clip_metadata(t, i));
    return object;
}

/* `black`: an event of the cut's own that lies there, with its name and markers; NULL: nothing does. */
static cJSON *gap_object(const ct_timeline *t, int64_t frames, const ct_event *black)
{
    cJSON *object = schema("Gap.1"), *markers, *metadata;

    ct_json_add_text(object, "name", black ? ct_str_or_empty(black->name) : "");
    ct_json_add(object, "source_range",
                time_range(black ? media_start(black) + black->source.first : 0, frames, t->fps));
    ct_json_add_array(object, "effects");
    markers = ct_json_add_array(object, "markers");
    for (size_t k = 0; black && k < black->marker_count; k++)
        cJSON_AddItemToArray(markers, marker_object(t, black, &black->markers[k]));
    metadata = ct_json_add_object(object, "metadata");
    if (black)
        ct_json_add(ct_json_add_object(metadata, "circletake"), "black", cJSON_CreateTrue());
    return object;
}

/* It begins with the event and takes as much of the one before, behind its out. */
static cJSON *transition_object(const ct_timeline *t, const ct_event *e)
{
    cJSON *object = schema("Transition.1"), *ours;
    bool   dissolve = e->transition != CT_WIPE;

    ct_json_add_word(object, "name", ct_transition_name(e->transition));
    ct_json_add_word(object, "transition_type", dissolve ? "SMPTE_Dissolve" : "Custom_Transition");
    ct_json_add(object, "in_offset", rational_time(0, t->fps));
    ct_json_add(object, "out_offset", rational_time(e->transition_frames, t->fps));
    ours = ct_json_add_object(ct_json_add_object(object, "metadata"), "circletake");
    ct_json_add_word(ours, "transition", ct_transition_name(e->transition));
    ct_json_add_number(ours, "wipe", e->wipe);
    return object;
}

/* --- sound ------------------------------------------------------------------------ */

/* One track of sound of an event. "linked": another clip of the list stands for it too, its picture or
 * its first track. */
static cJSON *sound_object(const ct_timeline *t, size_t i, const ct_heard *h, int track,
                           bool by_list, ct_otio_version version)
{
    const ct_event *e = &t->events[i];
    cJSON *object = schema(version == CT_OTIO_CLIP_1 ? "Clip.1" : "Clip.2"), *metadata, *ours;
    bool   linked = e->channels & CT_CHANNEL_V || track > first_track(h);

    ct_json_add_word(object, "name", ct_str_or_empty(h->file.name));
    ct_json_add(object, "source_range", source_range(t, &h->file, by_list));
    add_media(object, &h->file, version);
    if (version != CT_OTIO_CLIP_1)
        ct_json_add(object, "enabled", cJSON_CreateTrue());
    add_effects(object, &h->file);
    ct_json_add_array(object, "markers");
    metadata = ct_json_add_object(object, "metadata");
    ct_json_add(metadata, "Resolve_OTIO", resolve_metadata(e, track, i + 1));
    ours = ct_json_add_object(metadata, "circletake");
    ct_json_add(ours, "linked", cJSON_CreateBool(linked));
    add_track_channels(ours, e, track);
    if (h->apart) {
        ct_json_add_number(ours, "first_sample", h->first_sample);
        ct_json_add_number(ours, "sample_rate", h->rate_hz);
    }
    return object;
}

/* --- tracks ----------------------------------------------------------------------- */

/* Pictures of one level; or of the sound of that level's events the track of that number. */
typedef struct track {
    bool picture;
    int  level, number; /* from 0; of sound */
    int  channels;      /* of sound: those of its clips, 0 when they differ */
} track;

enum { TRACKS_MOST = 256 };

typedef struct writer {
    const ct_timeline *t;
    ct_otio_version    version;
    track              tracks[TRACKS_MOST];
    int                track_count;
} writer;

/* How far a track is written. Its items have no places, only lengths one behind another. */
typedef struct place {
    ct_elapsed so_far;
    int64_t    end; /* record frame */
} place;

static void add_gap(ct_json_rows *rows, const writer *w, place *at, int64_t until)
{
    if (until <= at->end)
        return;
    ct_json_rows_add(rows, gap_object(w->t, until - at->end, NULL));
    ct_elapsed_add(&at->so_far, until - at->end, w->t->fps, w->t->fps);
    at->end = until;
}

/* Whether the event's frames do not end where the list has its end: a cut was made on the list's frames, and
 * what follows must not move. Then its length is said in these. */
static bool move_on(place *at, const writer *w, const ct_event *e, ct_span record)
{
    AVRational fps = w->t->fps;
    ct_elapsed own = at->so_far;

    at->end = record.end;
    ct_elapsed_add(&own, source_count(w->t, e), e->fps, fps);
    bool by_list = ct_event_is_black(e) || ct_elapsed_boundary(&own, fps) != record.end;
    if (by_list)
        ct_elapsed_add(&at->so_far, ct_span_count(record), fps, fps);
    else
        at->so_far = own;
    return by_list;
}

static bool has_transition(const ct_event *e)
{
    return e->transition != CT_CUT && e->transition != CT_KEY && e->transition_frames > 0;
}

static void add_pictures(ct_json_rows *rows, const writer *w, const track *of)
{
    place at = {.end = 0};

    for (size_t i = 0; i < w->t->event_count && !ct_export_stopped(rows->o); i++) {
        const ct_event *e = &w->t->events[i];
        if (e->track != of->level || !(e->channels & CT_CHANNEL_V))
            continue;
        add_gap(rows, w, &at, e->record.first);
        if (has_transition(e))
            ct_json_rows_add(rows, transition_object(w->t, e));
        bool by_list = move_on(&at, w, e, e->record);
        if (ct_event_is_black(e))
            ct_json_rows_add(rows, gap_object(w->t, ct_span_count(e->record), e));
        else
            ct_json_rows_add(rows, clip_object(w->t, i, by_list, w->version));
    }
}

/* A clip without picture says all of itself on its first track. */
static void add_sounds(ct_json_rows *rows, const writer *w, const track *of)
{
    place at = {.end = 0};

    for (size_t i = 0; i < w->t->event_count && !ct_export_stopped(rows->o); i++) {
        const ct_event *e = &w->t->events[i];
        ct_heard        h;
        if (e->track != of->level || !ct_event_heard(e, w->t->fps, &h) ||
            of->number >= h.tracks.count || h.tracks.channels[of->number] == 0)
            continue;
        add_gap(rows, w, &at, h.record.first);
        h.file.record = h.record;
        bool by_list = move_on(&at, w, &h.file, h.record);
        if (of->number == first_track(&h) && !(e->channels & CT_CHANNEL_V))
            ct_json_rows_add(rows, clip_object(w->t, i, by_list, w->version));
        else
            ct_json_rows_add(rows, sound_object(w->t, i, &h, of->number, by_list, w->version));
    }
}

/* Events of one track, with gaps where the others lie. */
static void add_clips(ct_json_rows *rows, int nth, const void *arg)
{
    const writer *w = arg;

    if (w->tracks[nth].picture)
        add_pictures(rows, w, &w->tracks[nth]);
    else
        add_sounds(rows, w, &w->tracks[nth]);
}

static void take_track(writer *w, track found)
{
    for (int i = 0; i < w->track_count; i++) {
        track *known = &w->tracks[i];
        if (known->picture != found.picture || known->level != found.level ||
            known->number != found.number)
            continue;
        known->channels = known->channels == found.channels ? known->channels : 0;
        return;
    }
    if (w->track_count < TRACKS_MOST)
        w->tracks[w->track_count++] = found;
}

static int compare_tracks(const void *a, const void *b)
{
    const track *p = a, *q = b;

    if (p->picture != q->picture)
        return p->picture ? -1 : 1;
    return p->level != q->level ? p->level - q->level : p->number - q->number;
}

static void find_tracks(writer *w)
{
    for (size_t i = 0; i < w->t->event_count; i++) {
        const ct_event *e = &w->t->events[i];
        ct_heard        h;
        if (e->channels & CT_CHANNEL_V)
            take_track(w, (track){true, e->track, 0, 0});
        if (!ct_event_heard(e, w->t->fps, &h))
            continue;
        for (int number = first_track(&h); number < h.tracks.count; number++)
            if (h.tracks.channels[number])
                take_track(w, (track){false, e->track, number, h.tracks.channels[number]});
    }
    qsort(w->tracks, (size_t)w->track_count, sizeof *w->tracks, compare_tracks);
}

/* What tracks and the stack of them have but for their children. */
static cJSON *composition(const char *kind, const char *name, cJSON *metadata)
{
    cJSON *object = schema(kind);

    ct_json_add_text(object, "name", name);
    ct_json_add(object, "source_range", cJSON_CreateNull());
    ct_json_add_array(object, "effects");
    ct_json_add_array(object, "markers");
    ct_json_add(object, "metadata", metadata);
    return object;
}

static cJSON *track_metadata(const track *of)
{
    cJSON *metadata = cJSON_CreateObject();

    if (!of->picture && (of->channels == 1 || of->channels == 2))
        ct_json_add_word(ct_json_add_object(metadata, "Resolve_OTIO"), "Audio Type",
                         of->channels == 1 ? "Mono" : "Stereo");
    return metadata;
}

static cJSON *track_object(const track *of, int number)
{
    char name[16];

    snprintf(name, sizeof name, "%c%d", of->picture ? 'V' : 'A', number);
    cJSON *object = composition("Track.1", name, track_metadata(of));
    ct_json_add_word(object, "kind", of->picture ? "Video" : "Audio");
    ct_json_add(object, "children", ct_json_rows_here());
    return object;
}

static cJSON *stack_object(const writer *w)
{
    cJSON *object = composition("Stack.1", "tracks", cJSON_CreateObject());
    cJSON *children = ct_json_add_array(object, "children");
    int    pictures = 0, sounds = 0;

    for (int i = 0; i < w->track_count; i++) {
        int *number = w->tracks[i].picture ? &pictures : &sounds;
        cJSON_AddItemToArray(children, track_object(&w->tracks[i], ++*number));
    }
    return object;
}

static cJSON *timeline_object(const writer *w)
{
    const ct_timeline *t = w->t;
    cJSON             *root = schema("Timeline.1"), *ours;
    char               rate[CT_RATE_TEXT_BYTES];

    ct_json_add_text(root, "name", ct_str_or_empty(t->title));
    ct_json_add(root, "global_start_time", rational_time(t->start, t->fps));
    ours = ct_json_add_object(ct_json_add_object(root, "metadata"), "circletake");
    ct_json_add_text(ours, "edit_rate", ct_rate_text(t->fps, rate));
    ct_json_add(ours, "drop_frame", cJSON_CreateBool(t->count.drop));
    ct_json_add(root, "tracks", stack_object(w));
    return root;
}

/* --- bins ------------------------------------------------------------------------- */

/* A bin: the clips one after another, no timeline. */
static cJSON *collection_object(const ct_timeline *t)
{
    cJSON *object = schema("SerializableCollection.1");

    ct_json_add_text(object, "name", ct_str_or_empty(t->title));
    ct_json_add_object(object, "metadata");
    ct_json_add(object, "children", ct_json_rows_here());
    return object;
}

static void add_all_clips(ct_json_rows *rows, int nth, const void *arg)
{
    const writer *w = arg;

    (void)nth;
    for (size_t i = 0; i < w->t->event_count && !ct_export_stopped(rows->o); i++)
        ct_json_rows_add(rows, clip_object(w->t, i, false, w->version));
}

ct_code ct_otio_write(const ct_format *f, const ct_timeline *t, const ct_export_options *o,
                      ct_output_list *out, ct_finding_list *findings, ct_error *err)
{
    writer w = {.t = t, .version = o->otio_version};

    (void)f;
    (void)findings; /* nothing is lost: what has no word is in the metadata */
    if (o->layout == CT_LAYOUT_BINS)
        return ct_json_print(collection_object(t), add_all_clips, &w, t->event_count, o, out, err);
    find_tracks(&w);
    return ct_json_print(timeline_object(&w), add_clips, &w, t->event_count, o, out, err);
}
