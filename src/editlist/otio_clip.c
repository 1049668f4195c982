/* SPDX-License-Identifier: MIT */
/* Clips of OpenTimelineIO: which media they name, what of it they show, and how fast. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/file.h"
#include "marker_priv.h"
#include "passing_priv.h"
#include "otio_priv.h"
#include "xml_priv.h"

/* --- media ------------------------------------------------------------------------ */

/* Of several the first that is media. */
static const cJSON *first_there(const cJSON *all)
{
    const cJSON *media = all->child;

    while (media && otio_is(media, "MissingReference"))
        media = media->next;
    return media ? media : all->child;
}

const cJSON *otio_media(const cJSON *clip)
{
    const cJSON *all = otio_member(clip, "media_references"); /* Clip.2; before that, one */
    const char  *key = otio_text(clip, "active_media_reference_key");
    const cJSON *active = otio_member(all, key);

    if (!all)
        return otio_member(clip, "media_reference");
    if (!active) /* the key names none */
        active = otio_member(all, "DEFAULT_MEDIA");
    return active ? active : first_there(all);
}

static bool is_sequence(const cJSON *media)
{
    return otio_is(media, "ImageSequenceReference");
}

static void append_name(ct_str *path, const char *text)
{
    for (; *text; text++)
        ct_str_append(path, *text == '%' ? "%%" : (char[2]){*text, '\0'});
}

static int digits_of(int64_t number)
{
    int digits = 1;

    for (; number >= 10; number /= 10)
        digits++;
    return digits;
}

/* Numbers of one width are a pattern of that width, padded with zeros or not. 0: they have several. */
static int width_of(const cJSON *media)
{
    enum { WIDTH_MOST = 12 };
    int64_t padding = otio_number(media, "frame_zero_padding");
    int64_t first = otio_number(media, "start_frame");
    int64_t count = otio_length_of(otio_member(media, "available_range")).value;
    int64_t last = first + (count > 0 && count < OTIO_FRAMES_MOST ? count - 1 : 0);
    int     width = digits_of(first);

    if (padding > 1)
        return padding < WIDTH_MOST ? (int)padding : WIDTH_MOST;
    return first > 0 && width > 1 && digits_of(last) == width ? width : 0;
}

/* "shot.%04d.exr", as the clips of the project that are sequences are called. Gives. */
static char *sequence_path(const cJSON *media)
{
    char  *folder = ct_media_path(otio_text(media, "target_url_base"));
    int    width = width_of(media);
    ct_str path = {0};

    ct_str_append(&path, folder);
    if (path.len > 0 && path.data[path.len - 1] != '/' && path.data[path.len - 1] != '\\')
        ct_str_append_char(&path, '/');
    append_name(&path, otio_text(media, "name_prefix"));
    if (width > 0)
        ct_str_appendf(&path, "%%0%dd", width);
    else
        ct_str_append(&path, "%d");
    append_name(&path, otio_text(media, "name_suffix"));
    free(folder);
    return ct_str_take(&path);
}

static char *text_or_null(const cJSON *object, const char *name)
{
    const char *text = otio_text(object, name);

    return *text ? ct_strdup(text) : NULL;
}

/* What our own metadata knows beyond the format. */
static void add_ours(ct_event *e, const cJSON *ours)
{
    const cJSON *rating = otio_member(ours, "rating");

    if (ct_equal_nocase(otio_text(ours, "transition"), ct_transition_name(CT_KEY)))
        e->transition = CT_KEY; /* for which the format has no word */
    e->scene = text_or_null(ours, "scene");
    e->shot = text_or_null(ours, "shot");
    e->take = text_or_null(ours, "take");
    e->camera = text_or_null(ours, "camera");
    e->description = text_or_null(ours, "description");
    e->keywords = text_or_null(ours, "keywords");
    e->label = text_or_null(ours, "label");
    e->author = text_or_null(ours, "author");
    e->circled = cJSON_IsTrue(otio_member(ours, "circled"));
    if (ct_audio_parse(otio_text(ours, "audio"), &e->audio))
        e->audio_channels = ct_audio_total(&e->audio);
    ct_clip_colour_parse(otio_text(ours, "colour"), &e->colour);
    if (cJSON_IsNumber(rating) && rating->valuedouble >= 0 && rating->valuedouble <= 5)
        e->rating = (int)rating->valuedouble;
    ct_verdict_parse(otio_text(ours, "verdict"), &e->verdict);
}

/* A colour, bars, a title: made by the editor, so nothing that a clip could be found for. */
static bool is_made_up(const cJSON *media)
{
    return otio_is(media, "GeneratorReference");
}

/* Of a URL with or without "file:". What has a letter that could not stand in one is a path as it is. */
static char *path_of_url(const char *url)
{
    bool encoded = !strstr(url, "://") && strncasecmp(url, "file:", 5) != 0;

    for (const char *c = url; *c; c++)
        encoded = encoded && *c > ' ' && *c < 127 && *c != '\\';
    if (!encoded)
        return ct_media_path(url);
    char *whole = ct_asprintf("file:%s", url), *path = ct_media_path(whole);
    free(whole);
    return path;
}

static void add_media(ct_event *e, const cJSON *clip)
{
    const cJSON *media = otio_media(clip), *metadata = otio_member(clip, "metadata");
    const char  *reel = otio_text(otio_member(metadata, "cmx_3600"), "reel");
    char        *path =
        is_sequence(media) ? sequence_path(media) : path_of_url(otio_text(media, "target_url"));

    e->name = ct_strdup(*otio_text(clip, "name") ? otio_text(clip, "name") : ct_media_name(path));
    e->reel = *reel ? ct_strdup(reel) : ct_path_stem(ct_media_name(*path ? path : e->name));
    e->path = *path ? path : NULL;
    if (!e->path)
        free(path);
    if (is_made_up(media)) {
        ct_strset(&e->reel, "BL");
        e->channels = e->track > 0 ? 0 : e->channels; /* over a picture it covers nothing */
    }
    add_ours(e, otio_ours(clip));
}

/* --- speed ------------------------------------------------------------------------ */

/* LinearTimeWarp and FreezeFrame; of other effects in time it is only known that they are there. */
double otio_speed(otio_reader *r, const cJSON *item)
{
    const cJSON *effect;
    double       speed = 1;

    cJSON_ArrayForEach(effect, otio_member(item, "effects"))
    {
        const cJSON *scalar = otio_member(effect, "time_scalar");
        if (otio_is(effect, "FreezeFrame"))
            speed = 0;
        else if (otio_is(effect, "LinearTimeWarp") && cJSON_IsNumber(scalar) &&
                 fabs(scalar->valuedouble) < 1000)
            speed *= scalar->valuedouble;
        else
            r->uneven += otio_is(effect, "TimeEffect");
    }
    if (fabs(speed) <= 1000)
        return speed;
    r->uneven++; /* of no film */
    return 1;
}

/* At another speed a cut may fall within a frame of the media, and its start says so. */
static void begin_within(ct_event *e, otio_time first)
{
    enum { PARTS_MOST = 100000 }; /* of a frame */
    bool   own = ct_rate_equal(e->fps, first.fps);
    double at = own ? first.exact : first.exact * av_q2d(e->fps) / av_q2d(first.fps);
    double over = at - (double)otio_frames(first, e->fps);

    AVRational part = av_d2q(over, PARTS_MOST);
    if (fabs(over) > 0.001)
        ct_passing_enter(e, part.num, part.den);
}

static void apply_effects(otio_reader *r, ct_event *e, const cJSON *clip, otio_time first)
{
    double speed = otio_speed(r, clip);

    if (speed == 1)
        return;
    r->retimed++;
    e->reverse = speed < 0;
    e->speed = av_d2q(fabs(speed), 100000);
    if (!ct_event_stands(e) && !e->reverse) /* else it begins with its last frame */
        begin_within(e, first);
    int64_t lowest = e->source.first;
    ct_passing_fill(e, r->t->fps);
    if (e->reverse)
        e->source = (ct_span){lowest, lowest + ct_span_count(e->source)};
}

/* --- clips ------------------------------------------------------------------------ */

unsigned otio_channels(const cJSON *clip, unsigned channels)
{
    const cJSON *all =
        otio_member(otio_member(otio_member(clip, "metadata"), "Resolve_OTIO"), "Channels");
    int      count = cJSON_GetArraySize(all);
    unsigned exact = 0;

    if (!(channels & CT_CHANNEL_V) &&
        ct_used_parse(otio_text(otio_ours(clip), "track_channels"), &exact))
        return exact;
    if (channels & CT_CHANNEL_V || count < 1)
        return channels;
    count = count < CT_CHANNELS_MOST ? count : CT_CHANNELS_MOST;
    return ((2u << count) - 1) & ~(unsigned)CT_CHANNEL_V;
}

/* Where the media's clock begins. Images that say no range are counted by their numbers, or from 0. */
static otio_time media_start(const cJSON *media, otio_time first)
{
    otio_time start = otio_start_of(otio_member(media, "available_range"));
    int64_t   number = otio_number(media, "start_frame");

    if (start.fps.num == 0 && is_sequence(media) && number > 1 && first.value >= number)
        return (otio_time){.value = number, .fps = first.fps};
    return start;
}

/* Rate of the media's pictures. */
static AVRational media_rate(const cJSON *clip, otio_time media, otio_time first)
{
    const cJSON *rate = otio_member(otio_media(clip), "rate");
    AVRational   fps = media.fps.num > 0 ? media.fps : first.fps;

    if (is_sequence(otio_media(clip)) && cJSON_IsNumber(rate) &&
        otio_rate(rate->valuedouble).num > 0)
        fps = otio_rate(rate->valuedouble);
    return otio_exact_rate(otio_ours(clip), "rate", fps);
}

/* A range that lies before the media's clock begins counts from its first frame, as programs write that do not
 * look into the file. */
static bool counts_from_zero(const ct_event *e)
{
    return e->source.first < 0 && e->tc.start + e->source.first >= 0 &&
           (e->media_frames == 0 || e->tc.start + e->source.end <= e->media_frames);
}

/* Of a length in frames of another rate: where it is ours, as many as we said, else as last so long. */
static int64_t frames_shown(const ct_event *e, const cJSON *ours, otio_time length)
{
    int64_t frames = otio_frames(length, e->fps), said = otio_number(ours, "frames");
    int64_t one = ct_rate_convert(1, length.fps, e->fps) + 1;

    return said > 0 && !ct_rate_equal(length.fps, e->fps) && llabs(said - frames) <= one ? said
                                                                                         : frames;
}

static void place_source(otio_reader *r, ct_event *e, const cJSON *clip, otio_time first,
                         otio_time length)
{
    const cJSON *media = otio_media(clip), *ours = otio_ours(clip);
    otio_time    start = media_start(media, first);

    e->fps = media_rate(clip, start, first);
    e->media_frames = otio_frames(otio_length_of(otio_member(media, "available_range")), e->fps);
    e->tc.rate = e->fps;
    e->tc.count =
        (ct_tc_count){ct_tc_base(e->fps),
                      cJSON_IsTrue(otio_member(ours, "timecode_drop")) && ct_tc_can_drop(e->fps)};
    e->tc.start = otio_frames(start, e->fps);
    e->source.first = otio_frames(first, e->fps) - e->tc.start;
    e->source.end = e->source.first + frames_shown(e, ours, length);
    if (counts_from_zero(e)) {
        e->source.first += e->tc.start;
        e->source.end += e->tc.start;
        r->from_zero++;
    }
}

/* As long as its range says in its own rate, which need not be that of the media. */
static void place_record(otio_reader *r, ct_event *e, const cJSON *clip, otio_time length)
{
    AVRational own = otio_exact_rate(otio_ours(clip), "rate", length.fps);

    e->record.first = ct_elapsed_boundary(&r->so_far, r->t->fps);
    if (r->in_bin)
        ct_elapsed_add(&r->so_far, ct_elapsed_alone(length.value, own, r->t->fps), r->t->fps,
                       r->t->fps);
    else
        ct_elapsed_add(&r->so_far, length.value, own, r->t->fps);
    e->record.end = ct_elapsed_boundary(&r->so_far, r->t->fps);
}

ct_code otio_read_clip(otio_reader *r, const cJSON *clip, unsigned channels, ct_error *err)
{
    const cJSON *range = otio_member(clip, "source_range");
    if (!cJSON_IsObject(range)) /* null: all of the media */
        range = otio_member(otio_media(clip), "available_range");
    otio_time first = otio_start_of(range), length = otio_length_of(range);

    if (first.fps.num == 0 || length.fps.num == 0 || length.value < 0 ||
        length.value > OTIO_FRAMES_MOST)
        return ct_fail(err, CT_BAD_DATA,
                       "Clip \"%.80s\": expected a source_range or an "
                       "available_range with value and rate.",
                       otio_text(clip, "name"));
    ct_event *e = ct_timeline_add(r->t);
    e->channels = otio_channels(clip, channels);
    e->number = otio_number(otio_ours(clip), "event");
    e->track = r->track;
    r->top = r->top > r->track ? r->top : r->track;
    place_source(r, e, clip, first, length);
    place_record(r, e, clip, length);
    if (e->record.end > OTIO_FRAMES_MOST)
        return ct_fail(err, CT_BAD_DATA,
                       "Clip \"%.80s\" would lie days behind the start of the "
                       "timeline.",
                       otio_text(clip, "name"));
    add_media(e, clip);
    otio_add_markers(r, e, clip, e->tc.start);
    apply_effects(r, e, clip, first);
    ct_markers_hold(e, e->source.first, r->t->fps);
    return CT_OK;
}
