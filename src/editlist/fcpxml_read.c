/* SPDX-License-Identifier: MIT */
/* Reading FCPXML 1.5 to 1.14: the primary storyline of the first project; without a project, the
 * favourites and rejects of the event, or its clips, end to end. What lies elsewhere is counted
 * and said. */
#include <libavutil/mathematics.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/file.h"
#include "editlist_priv.h"
#include "xml_priv.h"

enum { RESOURCES_MOST = 20000, SECONDS_MOST = 100000000 };

typedef struct resource {
    const char        *id;
    const ct_xml_node *node;
} resource;

typedef struct reader {
    ct_timeline     *t;
    resource        *resources; /* by id */
    size_t           resource_count, resource_cap;
    int64_t          end; /* record frame behind the last event */
    size_t           others, connected, transitions, retimed, off_grid;
    ct_finding_list *findings;
} reader;

/* --- times ------------------------------------------------------------------------ */

typedef struct fcp_time {
    int64_t num, den; /* seconds */
} fcp_time;

/* "86486400/24000s", "3600s". */
static bool parse_time(const char *text, fcp_time *out)
{
    size_t length = strlen(text);
    char  *copy, *slash;
    bool   good;

    if (length < 2 || length > 50 || text[length - 1] != 's')
        return false;
    copy = ct_strndup(text, length - 1);
    slash = strchr(copy, '/');
    out->den = 1;
    if (slash)
        *slash = '\0';
    good = ct_parse_i64(copy, &out->num) && (!slash || ct_parse_i64(slash + 1, &out->den)) &&
           out->den > 0 && out->den <= INT32_MAX && out->num / out->den < SECONDS_MOST &&
           out->num / out->den > -SECONDS_MOST;
    free(copy);
    return good;
}

/* Time of an attribute; `missing` when it is not there. */
static ct_code time_of(const ct_xml_node *n, const char *attribute, fcp_time missing, fcp_time *out,
                       ct_error *err)
{
    const char *text = ct_xml_attribute(n, attribute);

    *out = missing;
    if (!text || parse_time(text, out))
        return CT_OK;
    return ct_fail(err, CT_BAD_DATA,
                   "Line %d: expected a time such as 1001/24000s as %s of <%s>, "
                   "found \"%.40s\".",
                   ct_xml_line(n), attribute, ct_xml_name(n), text);
}

/* Whole frames, to the nearest; not on the grid is counted. */
static int64_t frames_of(reader *r, fcp_time t, AVRational fps)
{
    int64_t per = t.den * fps.den; /* below 2^62: both are 31 bits at most */
    int64_t frames = av_rescale_rnd(t.num, fps.num, per, AV_ROUND_NEAR_INF);
    int64_t down = av_rescale_rnd(t.num, fps.num, per, AV_ROUND_DOWN);
    int64_t up = av_rescale_rnd(t.num, fps.num, per, AV_ROUND_UP);

    r->off_grid += down != up;
    return frames;
}

/* 1/705600000 s divides the frames of every rate there is, those of 1001 too. */
static fcp_time to_flicks(fcp_time t)
{
    const int64_t flicks = 705600000;

    return (fcp_time){av_rescale(t.num, flicks, t.den), flicks};
}

/* Exact where both fit one denominator, else in flicks. */
static fcp_time minus(fcp_time a, fcp_time b)
{
    int64_t den = a.den / av_gcd(a.den, b.den) * b.den;

    if (den > INT32_MAX) {
        a = to_flicks(a);
        b = to_flicks(b);
        return (fcp_time){a.num - b.num, a.den};
    }
    /* neither overflows: less than SECONDS_MOST times 2^31 */
    return (fcp_time){av_rescale(a.num, den, a.den) - av_rescale(b.num, den, b.den), den};
}

/* --- resources -------------------------------------------------------------------- */

static int compare_resources(const void *a, const void *b)
{
    const resource *p = a, *q = b;

    return strcmp(p->id, q->id);
}

static ct_code collect_resources(reader *r, const ct_xml_node *root, ct_error *err)
{
    const ct_xml_node *all = ct_xml_child(root, "resources");

    for (const ct_xml_node *n = ct_xml_child(all, NULL); n; n = ct_xml_next(n, NULL)) {
        const char *id = ct_xml_attribute(n, "id");
        if (!id)
            continue;
        if (r->resource_count >= RESOURCES_MOST)
            return ct_fail(err, CT_BAD_DATA, "More than %d resources.", RESOURCES_MOST);
        r->resources =
            ct_grow(r->resources, &r->resource_cap, r->resource_count + 1, sizeof *r->resources);
        r->resources[r->resource_count++] = (resource){id, n};
    }
    if (r->resource_count)
        qsort(r->resources, r->resource_count, sizeof *r->resources, compare_resources);
    return CT_OK;
}

static const ct_xml_node *find_resource(const reader *r, const char *id, const char *kind)
{
    resource  key = {ct_str_or_empty(id), NULL};
    resource *found = r->resource_count ? bsearch(&key, r->resources, r->resource_count,
                                                  sizeof *r->resources, compare_resources)
                                        : NULL;

    return found && strcmp(ct_xml_name(found->node), kind) == 0 ? found->node : NULL;
}

/* Rate of a format; {0,1}: it does not say. */
static AVRational format_rate(const reader *r, const char *id)
{
    const ct_xml_node *format = find_resource(r, id, "format");
    const char        *text = ct_xml_attribute(format, "frameDuration");
    AVRational         fps = {0, 1};
    fcp_time           t;

    if (text && parse_time(text, &t) && t.num > 0)
        av_reduce(&fps.num, &fps.den, t.den, t.num, 1000000);
    return fps.num > 0 ? ct_rate_snap(fps) : (AVRational){0, 1};
}

static const char *metadata(const ct_xml_node *n, const char *key)
{
    const ct_xml_node *all = ct_xml_child(n, "metadata");

    for (const ct_xml_node *md = ct_xml_child(all, "md"); md; md = ct_xml_next(md, "md"))
        if (strcmp(ct_str_or_empty(ct_xml_attribute(md, "key")), key) == 0)
            return ct_xml_attribute(md, "value");
    return NULL;
}

/* --- events ----------------------------------------------------------------------- */

/* The asset a clip shows, and where: an asset-clip itself, else the first picture or sound inside
 * a clip, which lies on the clip's own clock. */
typedef struct shown {
    const ct_xml_node *asset;
    AVRational         fps;
    fcp_time           asset_start, start;
} shown;

static ct_code find_shown(reader *r, const ct_xml_node *clip, shown *out, ct_error *err)
{
    const ct_xml_node *inside = clip;
    fcp_time           zero = {0, 1}, offset;
    ct_code            code;

    if (strcmp(ct_xml_name(clip), "clip") == 0) {
        inside = ct_xml_below(clip, "video");
        inside = inside ? inside : ct_xml_below(clip, "audio");
    }
    out->asset = find_resource(r, ct_xml_attribute(inside, "ref"), "asset");
    if (!out->asset)
        return CT_OK;
    out->fps = format_rate(r, ct_xml_attribute(out->asset, "format"));
    if (out->fps.num == 0)
        out->fps = format_rate(r, ct_xml_attribute(clip, "format"));
    if (out->fps.num == 0)
        out->fps = r->t->fps;
    code = time_of(out->asset, "start", zero, &out->asset_start, err);
    if (!code)
        code = time_of(clip, "start", inside == clip ? out->asset_start : zero, &out->start, err);
    if (!code && inside != clip) {
        code = time_of(inside, "offset", zero, &offset, err);
        out->start = minus(out->start, offset);
        if (!code)
            code = time_of(inside, "start", out->asset_start, &offset, err);
        offset.num = -offset.num;
        out->start = minus(out->start, offset);
    }
    return code;
}

static void name_event(ct_event *e, const ct_xml_node *clip, const ct_xml_node *asset)
{
    const ct_xml_node *file = ct_xml_child(asset, "media-rep");
    const char        *src = ct_xml_attribute(file ? file : asset, "src");
    const char        *reel = metadata(clip, "com.apple.proapps.studio.reel");

    if (!reel)
        reel = metadata(asset, "com.apple.proapps.studio.reel");
    e->path = src ? ct_file_url_path(src) : NULL;
    e->name = ct_strdup(ct_xml_attribute(clip, "name"));
    if (!e->name)
        e->name = ct_strdup(ct_xml_attribute(asset, "name"));
    e->reel = reel && *reel ? ct_strdup(reel) : ct_path_stem(ct_str_or_empty(e->path));
    e->scene = ct_strdup(metadata(clip, "com.apple.proapps.studio.scene"));
    e->take = ct_strdup(metadata(clip, "com.apple.proapps.studio.shot"));
    e->camera = ct_strdup(metadata(clip, "com.apple.proapps.studio.angle"));
}

/* What our own writer puts beside Apple's keys. */
static void judge_event(ct_event *e, const ct_xml_node *clip)
{
    const char *stars = ct_str_or_empty(metadata(clip, "org.circletake.stars"));

    e->shot = ct_strdup(metadata(clip, "org.circletake.shot"));
    e->author = ct_strdup(metadata(clip, "org.circletake.author"));
    e->description = ct_strdup(metadata(clip, "org.circletake.description"));
    e->keywords = ct_strdup(metadata(clip, "org.circletake.keywords"));
    e->circled = metadata(clip, "org.circletake.circled") != NULL;
    e->rating = *stars >= '1' && *stars <= '5' ? *stars - '0' : 0;
    ct_verdict_parse(ct_str_or_empty(metadata(clip, "org.circletake.verdict")), &e->verdict);
}

static ct_code add_markers(reader *r, ct_event *e, const ct_xml_node *clip, const shown *s,
                           ct_error *err)
{
    fcp_time zero = {0, 1}, start, duration;

    for (const ct_xml_node *n = ct_xml_child(clip, NULL); n; n = ct_xml_next(n, NULL)) {
        if (strcmp(ct_xml_name(n), "marker") != 0 && strcmp(ct_xml_name(n), "chapter-marker") != 0)
            continue;
        ct_code code = time_of(n, "start", zero, &start, err);
        if (!code)
            code = time_of(n, "duration", (fcp_time){s->fps.den, s->fps.num}, &duration, err);
        if (code)
            return code;
        const char *done = ct_xml_attribute(n, "completed");
        const char *note = ct_xml_attribute(n, "note");
        ct_marker  *m = ct_event_add_marker(e);
        m->frame = frames_of(r, minus(start, s->asset_start), s->fps);
        m->count = frames_of(r, duration, s->fps);
        m->count = m->count < 1 ? 1 : m->count;
        m->text = ct_strdup(ct_str_or_empty(ct_xml_attribute(n, "value")));
        m->status = done && strcmp(done, "1") == 0 ? CT_NOTE_RESOLVED : CT_NOTE_OPEN;
        if (note && !ct_marker_aside_parse(note, m) && *note) {
            char *both = ct_asprintf("%s\n%s", m->text, note);
            free(m->text);
            m->text = both;
        }
    }
    return CT_OK;
}

/* Fills what all events of an asset share. */
static ct_code fill_media(reader *r, ct_event *e, const ct_xml_node *clip, const shown *s,
                          ct_error *err)
{
    const char *format = ct_xml_attribute(clip, "tcFormat"), *channels;
    fcp_time    duration;
    ct_code     code = time_of(s->asset, "duration", (fcp_time){0, 1}, &duration, err);

    if (code)
        return code;
    name_event(e, clip, s->asset);
    judge_event(e, clip);
    e->fps = s->fps;
    e->tc.rate = s->fps;
    e->tc.count = (ct_tc_count){ct_tc_base(s->fps),
                                format && strcmp(format, "DF") == 0 && ct_tc_can_drop(s->fps)};
    e->tc.start = frames_of(r, s->asset_start, s->fps);
    e->media_frames = frames_of(r, duration, s->fps);
    channels = ct_xml_attribute(s->asset, "audioChannels");
    if (channels && *channels)
        e->audio_channels = atoi(channels) & 0xFF;
    if (!ct_xml_attribute(s->asset, "hasVideo"))
        e->channels = e->audio_channels == 1 ? CT_CHANNEL_A1 : CT_CHANNEL_A1 * 3;
    return CT_OK;
}

static ct_code read_clip(reader *r, const ct_xml_node *clip, fcp_time tc_start, ct_error *err)
{
    fcp_time offset, duration;
    shown    s = {.asset = NULL};
    ct_code  code = find_shown(r, clip, &s, err);

    if (code || !s.asset) {
        r->others += !code;
        return code;
    }
    ct_event *e = ct_timeline_add(r->t);
    code = fill_media(r, e, clip, &s, err);
    if (!code)
        code = time_of(clip, "duration", (fcp_time){e->media_frames * s.fps.den, s.fps.num},
                       &duration, err);
    if (!code)
        code = time_of(clip, "offset", tc_start, &offset, err);
    if (code)
        return code;
    e->record.first = ct_xml_attribute(clip, "offset")
                          ? frames_of(r, minus(offset, tc_start), r->t->fps)
                          : r->end;
    e->record.end = e->record.first + frames_of(r, duration, r->t->fps);
    r->end = e->record.end;
    e->source.first = frames_of(r, minus(s.start, s.asset_start), s.fps);
    e->source.end =
        e->source.first + (ct_rate_equal(s.fps, r->t->fps)
                               ? ct_span_count(e->record)
                               : ct_rate_convert(ct_span_count(e->record), r->t->fps, s.fps));
    const char *note = ct_xml_child_text(clip, "note");
    e->label = *note ? ct_strdup(note) : NULL;
    r->retimed += ct_xml_child(clip, "timeMap") != NULL;
    for (const ct_xml_node *n = ct_xml_child(clip, NULL); n; n = ct_xml_next(n, NULL))
        r->connected += ct_xml_attribute(n, "lane") != NULL;
    return add_markers(r, e, clip, &s, err);
}

/* Made inside the editor: no media, but a place, a name and remarks. Its clock is its own. */
static ct_code read_title(reader *r, const ct_xml_node *title, fcp_time tc_start, ct_error *err)
{
    fcp_time  offset, duration, zero = {0, 1};
    shown     s = {.fps = r->t->fps};
    ct_event *e = ct_timeline_add(r->t);
    ct_code   code = time_of(title, "offset", tc_start, &offset, err);

    e->fps = r->t->fps;
    e->name = ct_strdup(ct_str_or_empty(ct_xml_attribute(title, "name")));
    e->reel = ct_strdup("BL");
    if (!code)
        code = time_of(title, "duration", zero, &duration, err);
    if (!code)
        code = time_of(title, "start", zero, &s.asset_start, err);
    if (code)
        return code;
    e->record.first = ct_xml_attribute(title, "offset")
                          ? frames_of(r, minus(offset, tc_start), r->t->fps)
                          : r->end;
    e->record.end = e->record.first + frames_of(r, duration, r->t->fps);
    e->source = (ct_span){0, ct_span_count(e->record)};
    r->end = e->record.end;
    return add_markers(r, e, title, &s, err);
}

static ct_code read_spine(reader *r, const ct_xml_node *spine, fcp_time tc_start, ct_error *err)
{
    ct_code code = CT_OK;

    for (const ct_xml_node *n = ct_xml_child(spine, NULL); n && !code; n = ct_xml_next(n, NULL)) {
        const char *name = ct_xml_name(n);
        if (strcmp(name, "audition") == 0) /* the first is the chosen one */
            n = ct_xml_child(n, NULL) ? ct_xml_child(n, NULL) : n;
        name = ct_xml_name(n);
        if (strcmp(name, "asset-clip") == 0 || strcmp(name, "clip") == 0 ||
            strcmp(name, "video") == 0 || strcmp(name, "audio") == 0) {
            code = read_clip(r, n, tc_start, err);
        } else if (strcmp(name, "title") == 0) {
            code = read_title(r, n, tc_start, err);
        } else if (strcmp(name, "transition") == 0) {
            r->transitions++;
        } else {
            fcp_time duration;
            code = time_of(n, "duration", (fcp_time){0, 1}, &duration, err);
            r->end += frames_of(r, duration, r->t->fps);
            r->others += strcmp(name, "gap") != 0;
            for (const ct_xml_node *c = ct_xml_child(n, NULL); c; c = ct_xml_next(c, NULL))
                r->connected += ct_xml_attribute(c, "lane") != NULL;
        }
    }
    return code;
}

static ct_code read_sequence(reader *r, const ct_xml_node *sequence, ct_error *err)
{
    const char *format = ct_xml_attribute(sequence, "tcFormat");
    fcp_time    tc_start;
    ct_code     code = time_of(sequence, "tcStart", (fcp_time){0, 1}, &tc_start, err);

    if (code)
        return code;
    r->t->fps = format_rate(r, ct_xml_attribute(sequence, "format"));
    if (r->t->fps.num == 0)
        return ct_fail(err, CT_BAD_DATA,
                       "Line %d: expected the sequence's format to name its frame "
                       "duration.",
                       ct_xml_line(sequence));
    r->t->count = (ct_tc_count){ct_tc_base(r->t->fps),
                                format && strcmp(format, "DF") == 0 && ct_tc_can_drop(r->t->fps)};
    r->t->start = frames_of(r, tc_start, r->t->fps);
    return read_spine(r, ct_xml_child(sequence, "spine"), tc_start, err);
}

/* --- favourites ------------------------------------------------------------------- */

/* A favourite or reject; `rating` may be the clip itself: a whole clip of a bin. */
static ct_code read_rating(reader *r, const ct_xml_node *clip, const ct_xml_node *rating,
                           const shown *s, ct_error *err)
{
    fcp_time    start, duration;
    const char *value = ct_xml_attribute(rating, "value");
    ct_code     code = time_of(rating, "start", s->start, &start, err);

    if (!code)
        code = time_of(clip, "duration", (fcp_time){0, 1}, &duration, err);
    if (!code)
        code = time_of(rating, "duration", duration, &duration, err);
    if (code)
        return code;
    ct_event *e = ct_timeline_add(r->t);
    code = fill_media(r, e, clip, s, err);
    if (code)
        return code;
    e->source.first = frames_of(r, minus(start, s->asset_start), s->fps);
    e->source.end = e->source.first + frames_of(r, duration, s->fps);
    e->record.first = r->end;
    e->record.end = r->end += ct_rate_convert(ct_span_count(e->source), s->fps, r->t->fps);
    if (rating == clip)
        return add_markers(r, e, clip, s, err);
    e->verdict = value && strcmp(value, "reject") == 0 ? CT_REJECTED : CT_GOOD;
    e->label = ct_strdup(ct_xml_attribute(rating, "name"));
    ct_strset(&e->author, ct_xml_attribute(rating, "note"));
    return CT_OK;
}

static ct_code read_bin_clip(reader *r, const ct_xml_node *clip, bool whole, ct_error *err)
{
    shown   s = {.asset = NULL};
    ct_code code = find_shown(r, clip, &s, err);

    if (code || !s.asset)
        return code;
    if (r->t->event_count == 0) {
        r->t->fps = s.fps;
        r->t->count = (ct_tc_count){ct_tc_base(s.fps), false};
    }
    if (whole)
        return read_rating(r, clip, clip, &s, err);
    for (const ct_xml_node *n = ct_xml_child(clip, "rating"); n && !code;
         n = ct_xml_next(n, "rating"))
        code = read_rating(r, clip, n, &s, err);
    return code;
}

/* Without a project: the rated ranges of an event's clips; without those, the clips. */
static ct_code read_bin(reader *r, const ct_xml_node *event, ct_error *err)
{
    ct_code code = CT_OK;

    for (int whole = 0; whole < 2 && r->t->event_count == 0; whole++)
        for (const ct_xml_node *n = ct_xml_child(event, NULL); n && !code; n = ct_xml_next(n, NULL))
            if (strcmp(ct_xml_name(n), "asset-clip") == 0 || strcmp(ct_xml_name(n), "clip") == 0)
                code = read_bin_clip(r, n, whole, err);
    return code;
}

/* --- the whole -------------------------------------------------------------------- */

static void say(reader *r)
{
    const struct {
        size_t      count;
        ct_severity severity;
        const char *rule, *what;
    } all[] = {
        {r->others, CT_SAY_WARN, "not-read",
         "clips that are compounds, multicams or titles were "
         "left out: their places are empty"},
        {r->connected, CT_SAY_NOTE, "connected",
         "connected clips beside the main storyline were "
         "not read"},
        {r->transitions, CT_SAY_NOTE, "transitions", "transitions were read as cuts"},
        {r->retimed, CT_SAY_WARN, "retimed", "clips run at another speed, which was not read"},
        {r->off_grid, CT_SAY_NOTE, "off-grid", "times are no whole frames; the nearest was taken"},
    };

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (all[i].count)
            ct_finding_add(r->findings, all[i].severity, all[i].rule, NULL, NULL, "%zu %s.",
                           all[i].count, all[i].what);
}

static ct_code read_root(reader *r, const ct_xml_node *root, ct_error *err)
{
    const ct_xml_node *project = ct_xml_below(root, "project");
    const ct_xml_node *event = ct_xml_below(root, "event");
    ct_code            code = collect_resources(r, root, err);

    if (code)
        return code;
    ct_strset(&r->t->title, ct_xml_attribute(project ? project : event, "name"));
    code = project ? read_sequence(r, ct_xml_child(project, "sequence"), err)
                   : read_bin(r, event ? event : root, err);
    if (!code && r->t->event_count == 0)
        code = ct_fail(err, CT_BAD_DATA,
                       "There is neither a project nor an event with clips in "
                       "this FCPXML.");
    return code;
}

ct_code ct_fcpxml_read(const char *data, size_t bytes, AVRational edit_rate, ct_timeline *out,
                       ct_finding_list *findings, ct_error *err)
{
    ct_xml_doc *doc = NULL;
    ct_timeline made;
    reader      r = {.t = &made, .findings = findings};
    ct_code     code = ct_xml_load(data, bytes, "fcpxml", &doc, err);

    (void)edit_rate; /* the file says it */
    if (code)
        return code;
    ct_timeline_init(&made);
    code = read_root(&r, ct_xml_root(doc), err);
    if (!code) {
        say(&r);
        *out = made;
    } else {
        ct_timeline_finish(&made);
    }
    free(r.resources);
    ct_xml_free(&doc);
    return code;
}
