/* SPDX-License-Identifier: MIT */
/* Reading OpenTimelineIO: all picture tracks, and the sound tracks when there is none. Stacks and tracks
 * in tracks are read as the clips inside them. Unknown schemas and members are passed over. */
#include <libavutil/mathematics.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/file.h"
#include "elapsed_priv.h"
#include "json_priv.h"
#include "nest_priv.h"
#include "xml_priv.h"

/* Nine days at 120: what is longer is no timeline, and sums of it stay within 64 bits. */
enum { FRAMES_MOST = 100000000 };

typedef struct reader {
    ct_timeline     *t;
    ct_elapsed       so_far;
    int64_t          transition_in, transition_out; /* record frames; 0 0: none before the next */
    int              track, top; /* that is read; the highest with events, -1 none */
    int              depth;
    bool             ours;
    size_t           others, retimed, flattened, too_deep, disabled;
    ct_finding_list *findings;
} reader;

/* --- JSON ------------------------------------------------------------------------- */

/* OpenTimelineIO writes NaN and Infinity as bare words, which JSON does not know: null instead. */
static char *without_bare_words(const char *data, size_t bytes)
{
    static const char *const words[] = {"-Infinity", "Infinity", "-Inf", "Inf", "NaN", "-NaN"};
    char                    *copy = ct_strndup(data, bytes);
    bool                     quoted = false;

    for (char *p = copy; *p; p++) {
        if (quoted && *p == '\\' && p[1]) {
            p++;
        } else if (*p == '"') {
            quoted = !quoted;
        } else if (!quoted) {
            for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
                if (ct_starts_with(p, words[i])) {
                    memset(p, ' ', strlen(words[i]));
                    memcpy(p, "0", 1);
                    break;
                }
        }
    }
    return copy;
}

static const cJSON *member(const cJSON *object, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(object, name);
}

static const char *text_of(const cJSON *object, const char *name)
{
    return ct_str_or_empty(cJSON_GetStringValue(member(object, name)));
}

/* "Clip" of "Clip.2"; "" without a schema. */
static bool is_schema(const cJSON *object, const char *name)
{
    const char *schema = text_of(object, "OTIO_SCHEMA");
    size_t      length = strlen(name);

    return strncmp(schema, name, length) == 0 && schema[length] == '.';
}

/* --- times ------------------------------------------------------------------------ */

/* Nearest known rate within 0.005, else the double itself as a small fraction. */
static AVRational rate_from(double rate)
{
    static const AVRational known[] = {
        {24000, 1001}, {24, 1}, {25, 1}, {30000, 1001}, {30, 1},  {48000, 1001},  {48, 1},
        {50, 1},       {60, 1}, {90, 1}, {60000, 1001}, {100, 1}, {120000, 1001}, {120, 1},
    };
    AVRational best = {0, 1};
    double     nearest = 0.005;

    if (!(rate >= 1 && rate <= 1000))
        return (AVRational){0, 1};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (fabs(av_q2d(known[i]) - rate) < nearest) {
            nearest = fabs(av_q2d(known[i]) - rate);
            best = known[i];
        }
    return best.num ? best : av_d2q(rate, 100000);
}

typedef struct moment {
    int64_t    value;
    AVRational fps; /* {0,1}: not there */
} moment;

static moment moment_of(const cJSON *time)
{
    const cJSON *value = member(time, "value"), *rate = member(time, "rate");
    moment       m = {0, {0, 1}};

    if (!cJSON_IsNumber(value) || !cJSON_IsNumber(rate) || fabs(value->valuedouble) > 1e12)
        return m;
    m.fps = rate_from(rate->valuedouble);
    m.value = llround(value->valuedouble);
    return m;
}

static int64_t in_frames(moment m, AVRational fps)
{
    return m.fps.num > 0 && fps.num > 0 ? ct_rate_convert(m.value, m.fps, fps) : m.value;
}

/* --- clips ------------------------------------------------------------------------ */

static const cJSON *media_of(const cJSON *clip)
{
    const cJSON *all = member(clip, "media_references"); /* Clip.2; before that, one */
    const char  *key = text_of(clip, "active_media_reference_key");

    return all ? member(all, *key ? key : "DEFAULT_MEDIA") : member(clip, "media_reference");
}

static void add_markers(ct_event *e, const cJSON *clip, int64_t media_start)
{
    const cJSON *m;

    cJSON_ArrayForEach(m, member(clip, "markers"))
    {
        const cJSON *range = member(m, "marked_range");
        const cJSON *ours = member(member(m, "metadata"), "circletake");
        moment       first = moment_of(member(range, "start_time"));
        moment       length = moment_of(member(range, "duration"));
        const char  *comment = text_of(m, "comment"), *author = text_of(ours, "author");
        if (first.fps.num == 0)
            continue;
        ct_marker *marker = ct_event_add_marker(e);
        marker->frame = in_frames(first, e->fps) - media_start;
        marker->count = in_frames(length, e->fps) > 1 ? in_frames(length, e->fps) : 1;
        marker->text = ct_strdup(*comment ? comment : text_of(m, "name"));
        marker->author = *author ? ct_strdup(author) : NULL;
        if (!ct_category_parse(text_of(ours, "category"), &marker->category))
            for (int c = 0; c < CT_CAT_COUNT; c++)
                if (ct_equal_nocase(ct_otio_colour((ct_category)c), text_of(m, "color")))
                    marker->category = (ct_category)c;
        ct_note_status_parse(text_of(ours, "status"), &marker->status);
    }
}

static char *text_or_null(const cJSON *object, const char *name)
{
    const char *text = text_of(object, name);

    return *text ? ct_strdup(text) : NULL;
}

/* What our own metadata knows beyond the format. */
static void add_ours(ct_event *e, const cJSON *ours)
{
    const cJSON *rating = member(ours, "rating");

    e->scene = text_or_null(ours, "scene");
    e->shot = text_or_null(ours, "shot");
    e->take = text_or_null(ours, "take");
    e->camera = text_or_null(ours, "camera");
    e->description = text_or_null(ours, "description");
    e->keywords = text_or_null(ours, "keywords");
    e->label = text_or_null(ours, "label");
    e->author = text_or_null(ours, "author");
    e->circled = cJSON_IsTrue(member(ours, "circled"));
    ct_clip_colour_parse(text_of(ours, "colour"), &e->colour);
    if (cJSON_IsNumber(rating) && rating->valuedouble >= 0 && rating->valuedouble <= 5)
        e->rating = (int)rating->valuedouble;
    ct_verdict_parse(text_of(ours, "verdict"), &e->verdict);
}

static void add_media(ct_event *e, const cJSON *clip)
{
    const cJSON *media = media_of(clip), *metadata = member(clip, "metadata");
    const char  *url = text_of(media, "target_url");
    const char  *reel = text_of(member(metadata, "cmx_3600"), "reel");
    char        *path = ct_starts_with(url, "file:") ? ct_file_url_path(url) : ct_strdup(url);

    e->name = ct_strdup(text_of(clip, "name"));
    e->reel = *reel ? ct_strdup(reel) : ct_path_stem(*path ? path : e->name);
    e->path = *path ? path : NULL;
    if (!e->path)
        free(path);
    add_ours(e, member(metadata, "circletake"));
}

/* Exact rate from our metadata when it agrees with the double, drop likewise. */
static AVRational exact_rate(const cJSON *ours, const char *name, AVRational near)
{
    AVRational exact;

    if (ct_rate_parse(text_of(ours, name), &exact) && fabs(av_q2d(exact) - av_q2d(near)) < 0.005)
        return exact;
    return near;
}

/* A transition lies around the cut: the incoming clip begins earlier by its part, and the outgoing
 * one ends there. */
static void apply_transition(reader *r, ct_event *e)
{
    ct_event *before = r->t->event_count > 1 ? e - 1 : NULL;
    int64_t   earlier = r->transition_in;

    if (r->transition_in + r->transition_out == 0 || e->record.first < earlier)
        return;
    if (before && before->record.end == e->record.first &&
        ct_span_count(before->record) > earlier) {
        before->record.end -= earlier;
        before->source.end -= ct_rate_convert(earlier, r->t->fps, before->fps);
    }
    e->record.first -= earlier;
    e->source.first -= ct_rate_convert(earlier, r->t->fps, e->fps);
    e->transition = CT_DISSOLVE;
    e->transition_frames = r->transition_in + r->transition_out;
    r->transition_in = r->transition_out = 0;
}

/* LinearTimeWarp and FreezeFrame; what else there is has no effect on frames. */
static void apply_effects(reader *r, ct_event *e, const cJSON *clip)
{
    const cJSON *effect;
    double       speed = 1;

    cJSON_ArrayForEach(effect, member(clip, "effects"))
    {
        const cJSON *scalar = member(effect, "time_scalar");
        if (is_schema(effect, "FreezeFrame"))
            speed = 0;
        else if (is_schema(effect, "LinearTimeWarp") && cJSON_IsNumber(scalar) &&
                 fabs(scalar->valuedouble) < 1000)
            speed *= scalar->valuedouble;
    }
    if (speed == 1)
        return;
    r->retimed++;
    e->reverse = speed < 0;
    e->speed = av_d2q(fabs(speed), 100000);
    e->source.end = e->source.first + ct_nest_source_frames(e, ct_span_count(e->record), r->t->fps);
}

static ct_code read_clip(reader *r, const cJSON *clip, unsigned channels, ct_error *err)
{
    const cJSON *available = member(media_of(clip), "available_range");
    const cJSON *range = member(clip, "source_range");
    const cJSON *ours = member(member(clip, "metadata"), "circletake");
    range = cJSON_IsObject(range) ? range : available; /* null: all of the media */
    moment first = moment_of(member(range, "start_time")),
           length = moment_of(member(range, "duration"));
    moment media = moment_of(member(available, "start_time"));
    moment all = moment_of(member(available, "duration"));

    if (first.fps.num == 0 || length.fps.num == 0 || length.value < 0 || length.value > FRAMES_MOST)
        return ct_fail(err, CT_BAD_DATA,
                       "Clip \"%.80s\": expected a source_range or an "
                       "available_range with value and rate.",
                       text_of(clip, "name"));
    ct_event *e = ct_timeline_add(r->t);
    e->fps = exact_rate(ours, "rate", media.fps.num > 0 ? media.fps : first.fps);
    e->channels = channels;
    e->track = r->track;
    r->top = r->top > r->track ? r->top : r->track;
    e->media_frames = in_frames(all, e->fps);
    e->tc.rate = e->fps;
    e->tc.count = (ct_tc_count){ct_tc_base(e->fps), cJSON_IsTrue(member(ours, "timecode_drop")) &&
                                                        ct_tc_can_drop(e->fps)};
    e->tc.start = in_frames(media, e->fps);
    e->source.first = in_frames(first, e->fps) - e->tc.start;
    e->source.end = e->source.first + in_frames(length, e->fps);
    e->record.first = ct_elapsed_boundary(&r->so_far, r->t->fps);
    ct_elapsed_add(&r->so_far, ct_span_count(e->source), e->fps, r->t->fps);
    e->record.end = ct_elapsed_boundary(&r->so_far, r->t->fps);
    if (e->record.end > FRAMES_MOST)
        return ct_fail(err, CT_BAD_DATA,
                       "Clip \"%.80s\" would lie days behind the start of the "
                       "timeline.",
                       text_of(clip, "name"));
    add_media(e, clip);
    add_markers(e, clip, e->tc.start);
    apply_effects(r, e, clip);
    apply_transition(r, e);
    return CT_OK;
}

/* --- tracks ----------------------------------------------------------------------- */

static ct_code read_tracks(reader *r, const cJSON *stack, ct_error *err);
static ct_code read_track(reader *r, const cJSON *track, unsigned channels, ct_error *err);

/* Its length only. */
static void skip_item(reader *r, const cJSON *item)
{
    moment length = moment_of(member(member(item, "source_range"), "duration"));

    if (length.fps.num > 0 && length.value > 0 && length.value <= FRAMES_MOST &&
        ct_elapsed_boundary(&r->so_far, r->t->fps) <= FRAMES_MOST)
        ct_elapsed_add(&r->so_far, length.value, length.fps, r->t->fps);
}

static bool is_container(const cJSON *item)
{
    return is_schema(item, "Stack") || is_schema(item, "Track") || is_schema(item, "Timeline");
}

/* Reads what it holds by itself, in the rate of the whole. */
static ct_code read_inside(reader *r, const cJSON *item, unsigned channels, ct_timeline *inner,
                           ct_error *err)
{
    reader inside = {
        .t = inner, .top = -1, .depth = r->depth + 1, .ours = r->ours, .findings = r->findings};
    ct_code code;

    ct_timeline_init(inner);
    inner->fps = r->t->fps;
    inner->count = r->t->count;
    if (is_schema(item, "Track"))
        code = read_track(&inside, item, channels, err);
    else
        code =
            read_tracks(&inside, is_schema(item, "Timeline") ? member(item, "tracks") : item, err);
    r->others += inside.others;
    r->retimed += inside.retimed;
    r->flattened += inside.flattened + 1;
    r->too_deep += inside.too_deep;
    r->disabled += inside.disabled;
    return code;
}

static void drop_other_kind(ct_timeline *t, unsigned channels)
{
    size_t kept = 0;

    for (size_t i = 0; i < t->event_count; i++) {
        if (!(t->events[i].channels & CT_CHANNEL_V) == !(channels & CT_CHANNEL_V))
            t->events[kept++] = t->events[i];
        else
            ct_event_finish(&t->events[i]);
    }
    t->event_count = kept;
}

/* A stack or track in a track: the part of it that its range names. */
static ct_code read_container(reader *r, const cJSON *item, unsigned channels, ct_error *err)
{
    const cJSON *range = member(item, "source_range");
    moment       first = moment_of(member(range, "start_time"));
    moment       length = moment_of(member(range, "duration"));
    ct_timeline  inner;

    if (r->depth >= CT_NEST_DEPTH) {
        r->too_deep++;
        skip_item(r, item);
        return CT_OK;
    }
    ct_code code = read_inside(r, item, channels, &inner, err);
    drop_other_kind(&inner, channels);
    int64_t from = first.fps.num > 0 ? in_frames(first, r->t->fps) : 0;
    int64_t count = length.fps.num > 0 ? in_frames(length, r->t->fps) : ct_timeline_frames(&inner);
    int64_t record = ct_elapsed_boundary(&r->so_far, r->t->fps);
    if (!code && (count < 0 || record + count > FRAMES_MOST ||
                  r->t->event_count + inner.event_count > CT_NEST_EVENTS))
        code = ct_fail(err, CT_BAD_DATA, "\"%.80s\": more than a timeline can hold.",
                       text_of(item, "name"));
    if (!code) {
        int top = ct_nest_paste(r->t, &inner, (ct_span){from, from + count}, record, r->track);
        r->top = top > r->top ? top : r->top;
        ct_elapsed_add(&r->so_far, count, r->t->fps, r->t->fps);
    }
    ct_timeline_finish(&inner);
    return code;
}

static ct_code read_item(reader *r, const cJSON *item, unsigned channels, ct_error *err)
{
    bool off = cJSON_IsFalse(member(item, "enabled"));

    if (is_schema(item, "Transition")) {
        r->transition_in = in_frames(moment_of(member(item, "in_offset")), r->t->fps);
        r->transition_out = in_frames(moment_of(member(item, "out_offset")), r->t->fps);
        if (r->transition_in < 0 || r->transition_out < 0)
            r->transition_in = r->transition_out = 0;
        return CT_OK;
    }
    if (!off && is_schema(item, "Clip"))
        return read_clip(r, item, channels, err);
    if (!off && is_container(item))
        return read_container(r, item, channels, err);
    r->disabled += off;
    r->others += !off && !is_schema(item, "Gap");
    skip_item(r, item);
    return CT_OK;
}

static ct_code read_track(reader *r, const cJSON *track, unsigned channels, ct_error *err)
{
    const cJSON *item;
    ct_code      code = CT_OK;

    r->so_far = (ct_elapsed){.count = 0};
    r->transition_in = r->transition_out = 0;
    cJSON_ArrayForEach(item, member(track, "children"))
    {
        if (!code)
            code = read_item(r, item, channels, err);
    }
    return code;
}

/* Is it of that kind, and is there more in it than gaps? */
static bool has_clips(const cJSON *track, const char *kind)
{
    const cJSON *item;

    if (!is_schema(track, "Track") || !ct_equal_nocase(text_of(track, "kind"), kind))
        return false;
    cJSON_ArrayForEach(item, member(track, "children"))
    {
        if (is_schema(item, "Clip") || is_container(item))
            return true;
    }
    return false;
}

/* A child of a stack that is no track of pictures or sound lies in it from its beginning. */
static ct_code read_layer(reader *r, const cJSON *item, ct_error *err)
{
    r->so_far = (ct_elapsed){.count = 0};
    r->transition_in = r->transition_out = 0;
    return read_item(r, item, CT_CHANNEL_V, err);
}

/* From the lowest up. Only sound that goes with no picture is worth an event: in lists of ours the one
 * on A1, elsewhere sound tracks repeat what the pictures bring, so they are read when there are no
 * pictures. */
static ct_code read_tracks(reader *r, const cJSON *stack, ct_error *err)
{
    const cJSON *track;
    bool         picture = false, sound = false;
    ct_code      code = CT_OK;

    cJSON_ArrayForEach(track, member(stack, "children"))
    {
        if (code)
            return code;
        r->track = r->top + 1;
        if (cJSON_IsFalse(member(track, "enabled"))) {
            r->disabled++;
        } else if (has_clips(track, "Video")) {
            picture = true;
            code = read_track(r, track, CT_CHANNEL_V, err);
        } else if (has_clips(track, "Audio") && !sound && (r->ours || !picture)) {
            int top = r->top;
            sound = true;
            r->track = 0;
            code = read_track(r, track, CT_CHANNEL_A1 * 3, err);
            r->top = top;
        } else if (!is_schema(track, "Track")) {
            picture = true;
            code = read_layer(r, track, err);
        }
    }
    return code;
}

static int compare_events(const void *a, const void *b)
{
    const ct_event *p = a, *q = b;

    if (p->record.first != q->record.first)
        return p->record.first < q->record.first ? -1 : 1;
    return (p->channels > q->channels) - (p->channels < q->channels);
}

/* --- the whole -------------------------------------------------------------------- */

static void say(const reader *r)
{
    const struct {
        size_t      count;
        ct_severity severity;
        const char *rule, *what;
    } all[] = {
        {r->others, CT_SAY_WARN, "not-read",
         "items of unknown kinds were left out: their places are empty"},
        {r->flattened, CT_SAY_NOTE, "flattened",
         "nested timelines were read as the clips inside them"},
        {r->too_deep, CT_SAY_WARN, "too-deep",
         "timelines lie more than eight deep in others and were left out"},
        {r->disabled, CT_SAY_NOTE, "disabled",
         "tracks or clips are switched off and were left out"},
        {r->retimed, CT_SAY_NOTE, "retimed", "clips run at another speed"},
    };

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (all[i].count)
            ct_finding_add(r->findings, all[i].severity, all[i].rule, NULL, NULL, "%zu %s.",
                           all[i].count, all[i].what);
}

/* Rate of the first clip or gap, for timelines that say no start. */
static AVRational first_rate(const cJSON *stack)
{
    const cJSON *track, *item;

    cJSON_ArrayForEach(track, member(stack, "children"))
        cJSON_ArrayForEach(item, member(track, "children"))
    {
        const cJSON *own = member(item, "source_range");
        const cJSON *range = cJSON_IsObject(own) ? own : member(media_of(item), "available_range");
        moment       length = moment_of(member(range, "duration"));
        if (length.fps.num > 0)
            return length.fps;
    }
    return (AVRational){25, 1};
}

static ct_code read_timeline(reader *r, const cJSON *root, ct_error *err)
{
    const cJSON *ours = member(member(root, "metadata"), "circletake");
    moment       start = moment_of(member(root, "global_start_time"));
    ct_code      code;

    if (!is_schema(root, "Timeline"))
        return ct_fail(err, CT_BAD_DATA,
                       "Expected a Timeline as the outermost object, found \"%.60s\".",
                       text_of(root, "OTIO_SCHEMA"));
    ct_strset(&r->t->title, text_of(root, "name"));
    r->t->fps = exact_rate(ours, "edit_rate",
                           start.fps.num > 0 ? start.fps : first_rate(member(root, "tracks")));
    r->t->count = (ct_tc_count){ct_tc_base(r->t->fps), cJSON_IsTrue(member(ours, "drop_frame")) &&
                                                           ct_tc_can_drop(r->t->fps)};
    r->ours = ours != NULL;
    code = read_tracks(r, member(root, "tracks"), err);
    r->t->start = start.fps.num > 0 ? in_frames(start, r->t->fps) : 0;
    if (!code && r->t->event_count == 0)
        code = ct_fail(err, CT_BAD_DATA, "There is no clip in this timeline.");
    if (!code && r->t->event_count > 1)
        qsort(r->t->events, r->t->event_count, sizeof *r->t->events, compare_events);
    return code;
}

ct_code ct_otio_read(const char *data, size_t bytes, AVRational edit_rate, ct_timeline *out,
                     ct_finding_list *findings, ct_error *err)
{
    char       *text = without_bare_words(data, bytes);
    cJSON      *root = cJSON_Parse(text);
    ct_timeline made;
    reader      r = {.t = &made, .top = -1, .findings = findings};
    ct_code     code;

    (void)edit_rate; /* the file says it */
    free(text);
    if (!root)
        return ct_fail(err, CT_BAD_DATA, "This is not well-formed JSON.");
    ct_timeline_init(&made);
    code = read_timeline(&r, root, err);
    if (!code) {
        say(&r);
        *out = made;
    } else {
        ct_timeline_finish(&made);
    }
    cJSON_Delete(root);
    return code;
}
