/* SPDX-License-Identifier: MIT */
/* Resources of FCPXML, and what a clip says of its media. */
#include <libavutil/mathematics.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/file.h"
#include "fcpxml_priv.h"
#include "marker_priv.h"

enum { RESOURCES_MOST = 200000 };

/* --- resources -------------------------------------------------------------------- */

static int compare_resources(const void *a, const void *b)
{
    const fcp_resource *p = a, *q = b;

    return strcmp(p->id, q->id);
}

ct_code fcp_collect_resources(fcp_reader *r, const ct_xml_node *root, ct_error *err)
{
    const ct_xml_node *all = ct_xml_child(root, "resources");

    if (!all) /* the first versions kept them in the project */
        all = ct_xml_below(root, "resources");
    for (const ct_xml_node *n = ct_xml_child(all, NULL); n; n = ct_xml_next(n, NULL)) {
        const char *id = ct_xml_attribute(n, "id");
        if (!id)
            continue;
        if (r->resource_count >= RESOURCES_MOST)
            return ct_fail(err, CT_BAD_DATA, "More than %d resources.", RESOURCES_MOST);
        r->resources =
            ct_grow(r->resources, &r->resource_cap, r->resource_count + 1, sizeof *r->resources);
        r->resources[r->resource_count++] = (fcp_resource){id, n};
    }
    if (r->resource_count)
        qsort(r->resources, r->resource_count, sizeof *r->resources, compare_resources);
    return CT_OK;
}

const ct_xml_node *fcp_find_resource(const fcp_reader *r, const char *id, const char *kind)
{
    fcp_resource  key = {ct_str_or_empty(id), NULL};
    fcp_resource *found = r->resource_count ? bsearch(&key, r->resources, r->resource_count,
                                                      sizeof *r->resources, compare_resources)
                                            : NULL;

    return found && strcmp(ct_xml_name(found->node), kind) == 0 ? found->node : NULL;
}

/* Of a format that Final Cut knows by its name: "FFVideoFormat1080p2398", "FFVideoFormatDV720x576i50_16x9". Of
 * interlaced ones fields are counted. */
static AVRational rate_of_name(const char *name)
{
    static const struct {
        const char *digits;
        AVRational  fps;
    } known[] = {{"2398", {24000, 1001}}, {"2997", {30000, 1001}}, {"5994", {60000, 1001}}};
    const char *sign = NULL;
    AVRational  fps = {0, 1};

    for (const char *c = name; *c; c++)
        if ((*c == 'p' || *c == 'i') && c > name && strchr("0123456789", c[-1]) && c[1] >= '0' &&
            c[1] <= '9')
            sign = c;
    if (!sign || !ct_starts_with(name, "FFVideoFormat"))
        return fps;
    size_t bytes = strspn(sign + 1, "0123456789");
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (bytes == 4 && strncmp(sign + 1, known[i].digits, bytes) == 0)
            fps = known[i].fps;
    if (fps.num == 0 && bytes <= 3)
        fps = (AVRational){atoi(sign + 1), 1};
    return *sign == 'i' ? av_mul_q(fps, (AVRational){1, 2}) : fps;
}

AVRational fcp_first_rate(const fcp_reader *r, const ct_xml_node *story)
{
    AVRational fps = {0, 1};

    for (const ct_xml_node *n = ct_xml_child(story, NULL); n && fps.num == 0;
         n = ct_xml_next(n, NULL)) {
        const ct_xml_node *inside = ct_xml_below(n, "video");
        const ct_xml_node *asset =
            fcp_find_resource(r, ct_xml_attribute(inside ? inside : n, "ref"), "asset");
        fps = fcp_format_rate(r, ct_xml_attribute(n, "format"));
        if (fps.num == 0)
            fps = fcp_format_rate(r, ct_xml_attribute(asset, "format"));
    }
    return fps;
}

AVRational fcp_format_rate(const fcp_reader *r, const char *id)
{
    const ct_xml_node *format = fcp_find_resource(r, id, "format");
    const char        *text = ct_xml_attribute(format, "frameDuration");
    AVRational         fps = {0, 1};
    fcp_time           t;

    if (text && fcp_parse_time(text, &t) && t.num > 0)
        av_reduce(&fps.num, &fps.den, t.den, t.num, 1000000);
    else if (!text)
        fps = rate_of_name(ct_str_or_empty(ct_xml_attribute(format, "name")));
    if (fps.num <= 0 || fps.num / fps.den > 1000 || fps.den / fps.num > 1000)
        return (AVRational){0, 1}; /* that of no picture */
    return ct_rate_snap(fps);
}

static const char *metadata(const ct_xml_node *n, const char *key)
{
    const ct_xml_node *all = ct_xml_child(n, "metadata");

    enum { MOST = 1000 }; /* that are looked at */
    int seen = 0;

    for (const ct_xml_node *md = ct_xml_child(all, "md"); md && seen < MOST;
         md = ct_xml_next(md, "md"), seen++)
        if (strcmp(ct_str_or_empty(ct_xml_attribute(md, "key")), key) == 0)
            return ct_xml_attribute(md, "value");
    return NULL;
}

/* --- events ----------------------------------------------------------------------- */

/* How far its media's clock is ahead of the one it lies on. False: it is not said. */
static bool shift_of(const ct_xml_node *n, fcp_time *out)
{
    fcp_time    offset = {0, 1}, start = {0, 1};
    const char *at = ct_xml_attribute(n, "offset"), *from = ct_xml_attribute(n, "start");

    if ((at && !fcp_parse_time(at, &offset)) || (from && !fcp_parse_time(from, &start)))
        return false;
    *out = fcp_minus(start, offset);
    return true;
}

bool fcp_is_own_sound(const ct_xml_node *clip, const ct_xml_node *n)
{
    const ct_xml_node *picture = ct_xml_child(clip, "video");
    fcp_time           seen, heard;

    return strcmp(ct_xml_name(clip), "clip") == 0 && strcmp(ct_xml_name(n), "audio") == 0 &&
           picture && fcp_lane(picture) == 0 &&
           strcmp(ct_str_or_empty(ct_xml_attribute(picture, "ref")),
                  ct_str_or_empty(ct_xml_attribute(n, "ref"))) == 0 &&
           shift_of(picture, &seen) && shift_of(n, &heard) && fcp_compare(seen, heard) == 0;
}

static const ct_xml_node *own_sound(const ct_xml_node *clip, const ct_xml_node *n)
{
    while (n && !fcp_is_own_sound(clip, n))
        n = ct_xml_next(n, "audio");
    return n;
}

/* A picture by itself, or one whose sound is off. That of a clip hangs on its picture, or lies beside it. */
static bool is_silent(const ct_xml_node *clip, const ct_xml_node *inside)
{
    if (strcmp(ct_str_or_empty(ct_xml_attribute(clip, "srcEnable")), "video") == 0)
        return true;
    return inside && strcmp(ct_xml_name(inside), "video") == 0 &&
           (inside == clip ||
            (!ct_xml_below(inside, "audio") && !own_sound(clip, ct_xml_child(clip, "audio"))));
}

/* Sound that was taken off its picture hangs on a gap of the clip, which has a clock of its own. */
static fcp_time gap_shift(const ct_xml_node *clip)
{
    const ct_xml_node *gap = ct_xml_child(clip, "gap");
    fcp_time           shift = {0, 1};

    if (gap && !ct_xml_child(clip, "video") && !ct_xml_child(clip, "audio"))
        shift_of(gap, &shift);
    return shift;
}

ct_code fcp_find_shown(fcp_reader *r, const ct_xml_node *clip, fcp_shown *out, ct_error *err)
{
    const ct_xml_node *inside = clip;
    fcp_time           zero = {0, 1}, offset, first;
    ct_code            code;

    if (strcmp(ct_xml_name(clip), "clip") == 0) {
        inside = ct_xml_below(clip, "video");
        inside = inside ? inside : ct_xml_below(clip, "audio");
    }
    out->sound_only =
        inside && (strcmp(ct_xml_name(inside), "audio") == 0 ||
                   strcmp(ct_str_or_empty(ct_xml_attribute(clip, "srcEnable")), "audio") == 0);
    out->silent = is_silent(clip, inside);
    out->asset = fcp_find_resource(r, ct_xml_attribute(inside, "ref"), "asset");
    out->asset_start = out->shift = zero;
    if (!out->asset) /* what hangs on it still lies on its clock */
        return fcp_time_of(clip, "start", zero, &out->start, err);
    out->fps = fcp_format_rate(r, ct_xml_attribute(out->asset, "format"));
    if (out->fps.num == 0)
        out->fps = fcp_format_rate(r, ct_xml_attribute(clip, "format"));
    if (out->fps.num == 0)
        out->fps = r->t->fps;
    code = fcp_time_of(out->asset, "start", zero, &out->asset_start, err);
    if (!code)
        code =
            fcp_time_of(clip, "start", inside == clip ? out->asset_start : zero, &out->start, err);
    if (!code && inside != clip)
        code = fcp_time_of(inside, "offset", zero, &offset, err);
    if (!code && inside != clip)
        code = fcp_time_of(inside, "start", out->asset_start, &first, err);
    if (!code && inside != clip) {
        out->shift = fcp_minus(first, fcp_minus(offset, gap_shift(clip)));
        out->start = fcp_plus(out->start, out->shift);
    }
    return code;
}

/* Of several files the original, not its proxy. */
static const ct_xml_node *file_of(const ct_xml_node *asset)
{
    const ct_xml_node *first = ct_xml_child(asset, "media-rep");

    for (const ct_xml_node *n = first; n; n = ct_xml_next(n, "media-rep")) {
        const char *kind = ct_xml_attribute(n, "kind");
        if (!kind || strcmp(kind, "original-media") == 0)
            return n;
    }
    return first;
}

static void name_event(ct_event *e, const ct_xml_node *clip, const ct_xml_node *asset)
{
    const ct_xml_node *file = file_of(asset);
    const char        *src = ct_xml_attribute(file ? file : asset, "src");
    const char        *reel = metadata(clip, "com.apple.proapps.studio.reel");

    if (!reel)
        reel = metadata(asset, "com.apple.proapps.studio.reel");
    e->path = src ? ct_media_path(src) : NULL;
    e->name = ct_strdup(ct_xml_attribute(clip, "name"));
    if (!e->name)
        e->name = ct_strdup(ct_xml_attribute(asset, "name"));
    e->reel =
        reel && *reel ? ct_strdup(reel) : ct_path_stem(ct_media_name(ct_str_or_empty(e->path)));
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
    ct_clip_colour_parse(ct_str_or_empty(metadata(clip, "org.circletake.colour")), &e->colour);
    e->rating = *stars >= '1' && *stars <= '5' ? *stars - '0' : 0;
    ct_verdict_parse(ct_str_or_empty(metadata(clip, "org.circletake.verdict")), &e->verdict);
}

/* A map of time stands between its clock and that of its media; conformed media is on its own. */
static bool is_mapped(const ct_event *e, const fcp_shown *s)
{
    return (e->reverse || e->speed.num != e->speed.den) && s->pace.num == s->pace.den;
}

/* On the clip's clock, which at another speed counts frames of the list; `behind` the event's first. */
static void place_retimed(fcp_reader *r, const ct_event *e, ct_marker *m, fcp_time behind)
{
    size_t  off_grid = r->off_grid;
    int64_t into = fcp_frames_of(r, behind, e->fps);

    r->off_grid = off_grid;
    ct_marker_put(m, e, r->t->fps, into, m->count);
}

static bool lies_in(fcp_window part, fcp_time at)
{
    return (!part.from.den || fcp_compare(at, part.from) >= 0) &&
           (!part.to.den || fcp_compare(at, part.to) < 0);
}

static bool is_marker(const ct_xml_node *n)
{
    return strcmp(ct_xml_name(n), "marker") == 0 || strcmp(ct_xml_name(n), "chapter-marker") == 0;
}

static ct_code marker_times(const ct_xml_node *n, AVRational fps, fcp_time *start,
                            fcp_time *duration, ct_error *err)
{
    ct_code code = fcp_time_of(n, "start", (fcp_time){0, 1}, start, err);

    return code ? code : fcp_time_of(n, "duration", (fcp_time){fps.den, fps.num}, duration, err);
}

/* What it says; `m` has its place. */
static void read_words(ct_marker *m, const ct_xml_node *n)
{
    const char *done = ct_xml_attribute(n, "completed");
    const char *note = ct_xml_attribute(n, "note");

    m->count = m->count < 1 ? 1 : m->count;
    m->text = ct_strdup(ct_str_or_empty(ct_xml_attribute(n, "value")));
    m->status = done && strcmp(done, "1") == 0 ? CT_NOTE_RESOLVED : CT_NOTE_OPEN;
    if (note && !ct_marker_aside_parse(note, m) && *note) {
        char *both = ct_asprintf("%s\n%s", m->text, note);
        free(m->text);
        m->text = both;
    }
}

ct_code fcp_add_markers(fcp_reader *r, ct_event *e, const ct_xml_node *clip, const fcp_shown *s,
                        fcp_window part, ct_error *err)
{
    for (const ct_xml_node *n = ct_xml_child(clip, NULL); n; n = ct_xml_next(n, NULL)) {
        fcp_time start, duration;
        r->visits_left--;
        if (!is_marker(n))
            continue;
        ct_code code = marker_times(n, s->fps, &start, &duration, err);
        if (code && ct_leave_out(&r->leave, NULL, ct_xml_attribute(n, "value"), code, err))
            return code;
        if (code)
            continue;
        start = fcp_plus(start, s->shift);
        if (!lies_in(part, start))
            continue;
        ct_marker *m = ct_event_add_marker(e);
        m->frame = fcp_frames_of(r, fcp_minus(start, s->asset_start), s->fps);
        m->count = fcp_frames_of(r, duration, s->fps);
        if (is_mapped(e, s) || ct_event_stands(e))
            place_retimed(r, e, m, fcp_minus(start, s->clock));
        read_words(m, n);
        r->visits_left -= (int64_t)strlen(m->text);
    }
    return CT_OK;
}

ct_code fcp_add_timeline_markers(fcp_reader *r, const ct_xml_node *holder, fcp_window seen,
                                 int64_t record, AVRational pace, ct_error *err)
{
    for (const ct_xml_node *n = ct_xml_child(holder, NULL); n; n = ct_xml_next(n, NULL)) {
        fcp_time start, duration;
        r->visits_left--;
        if (!is_marker(n))
            continue;
        ct_code code = marker_times(n, r->t->fps, &start, &duration, err);
        if (code && ct_leave_out(&r->leave, NULL, ct_xml_attribute(n, "value"), code, err))
            return code;
        if (code)
            continue;
        if (!lies_in(seen, start))
            continue;
        ct_marker *m = ct_timeline_add_marker(r->t);
        m->frame =
            record + fcp_frames_of(r, fcp_on_story(fcp_minus(start, seen.from), pace), r->t->fps);
        m->count = fcp_frames_of(r, duration, r->t->fps);
        read_words(m, n);
        r->visits_left -= (int64_t)strlen(m->text);
    }
    return CT_OK;
}

static bool has_word(const char *list, const char *word, size_t length)
{
    for (const char *p = ct_str_or_empty(list); *p; p += strspn(p, ", ")) {
        size_t bytes = strcspn(p, ",");
        if (bytes == length && strncmp(p, word, length) == 0)
            return true;
        p += bytes;
    }
    return false;
}

/* "b, c" to "a, b" gives "a, b, c". What is said in more words than anybody reads ends somewhere. */
static void add_words(char **list, const char *words)
{
    enum { BYTES_MOST = 8192 };

    for (const char *p = words + strspn(words, ", "); *p; p += strspn(p, ", ")) {
        size_t bytes = strcspn(p, ",");
        if (strlen(ct_str_or_empty(*list)) + bytes > BYTES_MOST)
            return;
        if (!has_word(*list, p, bytes)) {
            const char *before = ct_str_or_empty(*list);
            char       *more = ct_asprintf("%s%s%.*s", before, *before ? ", " : "", (int)bytes, p);
            free(*list);
            *list = more;
        }
        p += bytes;
    }
}

ct_code fcp_add_keywords(fcp_reader *r, ct_event *e, const ct_xml_node *clip, const fcp_shown *s,
                         ct_error *err)
{
    size_t off_grid = r->off_grid;
    bool   retimed = is_mapped(e, s);

    for (const ct_xml_node *n = ct_xml_child(clip, "keyword"); n; n = ct_xml_next(n, "keyword")) {
        fcp_time start, duration;
        ct_code  code = fcp_time_of(n, "start", fcp_minus(s->asset_start, s->shift), &start, err);
        r->visits_left--;
        if (!code)
            code = fcp_time_of(n, "duration", (fcp_time){INT32_MAX, 1}, &duration, err);
        if (code && ct_leave_out(&r->leave, NULL, ct_xml_attribute(n, "value"), code, err))
            return code;
        if (code)
            continue;
        start = fcp_plus(start, s->shift);
        int64_t first = fcp_frames_of(r, fcp_minus(start, s->asset_start), s->fps);
        int64_t end = first + fcp_frames_of(r, duration, s->fps);
        if (retimed || (first < e->source.end && end > e->source.first))
            add_words(&e->keywords, ct_str_or_empty(ct_xml_attribute(n, "value")));
        r->visits_left -= e->keywords ? (int64_t)strlen(e->keywords) : 0;
    }
    r->off_grid = off_grid;
    return CT_OK;
}

/* "1, 2": those of a source. */
static void add_named(const ct_xml_node *source, unsigned *out)
{
    const char *text = ct_str_or_empty(ct_xml_attribute(source, "srcCh"));
    char       *end;

    for (long channel = strtol(text, &end, 10); end != text; channel = strtol(text, &end, 10)) {
        if (channel >= 1 && channel <= CT_CHANNELS_MOST)
            *out |= 1u << channel;
        text = end + strspn(end, ", ");
    }
}

static bool is_set(const ct_xml_node *n, const char *attribute)
{
    return strcmp(ct_str_or_empty(ct_xml_attribute(n, attribute)), "0") != 0;
}

/* Of what the sound of a clip is made of, beside its picture or hung on it. */
static void add_inside(const ct_xml_node *clip, unsigned *out)
{
    const ct_xml_node *picture = ct_xml_child(clip, "video");
    const char        *media = ct_str_or_empty(ct_xml_attribute(picture, "ref"));

    if (strcmp(ct_xml_name(clip), "audio") == 0)
        add_named(clip, out);
    for (const ct_xml_node *n = own_sound(clip, ct_xml_child(clip, "audio")); n;
         n = own_sound(clip, ct_xml_next(n, "audio")))
        add_named(n, out);
    for (const ct_xml_node *n = ct_xml_child(picture, "audio"); n; n = ct_xml_next(n, "audio"))
        if (strcmp(ct_str_or_empty(ct_xml_attribute(n, "ref")), media) == 0)
            add_named(n, out);
}

/* Channels of the media that the clip names as heard. False: it names none. */
static bool named_channels(const ct_xml_node *clip, unsigned *out)
{
    const ct_xml_node *source = ct_xml_child(clip, "audio-channel-source");
    bool               named = source != NULL;

    for (*out = 0; source; source = ct_xml_next(source, "audio-channel-source"))
        if (is_set(source, "enabled") && is_set(source, "active"))
            add_named(source, out);
    if (!named)
        add_inside(clip, out);
    return named || *out != 0;
}

bool fcp_has_sound(const ct_xml_node *clip, const ct_xml_node *asset)
{
    unsigned named;

    return !ct_xml_attribute(asset, "hasVideo") || named_channels(clip, &named) ||
           *ct_str_or_empty(ct_xml_attribute(asset, "hasAudio")) == '1' ||
           atoi(ct_str_or_empty(ct_xml_attribute(asset, "audioChannels"))) > 0;
}

static void set_channels(ct_event *e, const ct_xml_node *clip, const fcp_shown *s)
{
    const char *has = ct_str_or_empty(ct_xml_attribute(s->asset, "hasAudio"));
    bool        picture = !s->sound_only && ct_xml_attribute(s->asset, "hasVideo");
    int         count = e->audio_channels > 0 ? e->audio_channels : !picture || *has == '1' ? 2 : 0;

    if (!named_channels(clip, &e->channels))
        for (int i = 1; i <= count && i <= CT_CHANNELS_MOST; i++)
            e->channels |= 1u << i;
    if (picture)
        e->channels = s->silent ? CT_CHANNEL_V : e->channels | CT_CHANNEL_V;
}

ct_code fcp_fill_media(fcp_reader *r, ct_event *e, const ct_xml_node *clip, const fcp_shown *s,
                       ct_error *err)
{
    const char *format = ct_xml_attribute(clip, "tcFormat");
    fcp_time    duration;
    ct_code     code = fcp_time_of(s->asset, "duration", (fcp_time){0, 1}, &duration, err);

    if (code)
        return code;
    name_event(e, clip, s->asset);
    judge_event(e, clip);
    r->visits_left -=
        (int64_t)(strlen(ct_str_or_empty(e->name)) + strlen(ct_str_or_empty(e->path))) / 8;
    e->fps = s->fps;
    e->tc.rate = s->fps;
    e->tc.count = (ct_tc_count){ct_tc_base(s->fps),
                                format && strcmp(format, "DF") == 0 && ct_tc_can_drop(s->fps)};
    e->tc.start = fcp_frames_of(r, s->asset_start, s->fps);
    e->media_frames = fcp_frames_of(r, duration, s->fps);
    e->audio_channels = atoi(ct_str_or_empty(ct_xml_attribute(s->asset, "audioChannels"))) & 0xFF;
    set_channels(e, clip, s);
    return CT_OK;
}
