/* SPDX-License-Identifier: MIT */
/* Reading Final Cut Pro 7 XML (xmeml 1 to 5): the picture tracks of the first sequence, and the sound
 * that goes with no picture. Sequences in sequences are read as the clips inside them, multiclips as
 * their active angle. */
#include <libavutil/mathematics.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/file.h"
#include "editlist_priv.h"
#include "nest_priv.h"
#include "xml_priv.h"

/* What is whole in one place and named by its id in others: files, sequences, multiclips. */
typedef struct entry {
    const char        *id;
    const ct_xml_node *node;
} entry;

typedef struct entries {
    entry *items;
    size_t count, cap;
} entries;

typedef struct reader {
    ct_timeline     *t;
    entries          files, sequences, multiclips; /* by id; found anywhere, before or behind */
    int              depth, track;                 /* that is read */
    size_t           flattened, too_deep, angles, retimed, uneven, filters, generators;
    ct_finding_list *findings;
} reader;

static ct_code read_tracks(reader *r, const ct_xml_node *sequence, ct_error *err);

/* --- things by id ----------------------------------------------------------------- */

static int compare_entries(const void *a, const void *b)
{
    return strcmp(((const entry *)a)->id, ((const entry *)b)->id);
}

/* Whole ones have children. */
static void note_entry(entries *all, const ct_xml_node *n, const char *kind)
{
    const char *id = ct_xml_attribute(n, "id");

    if (!id || strcmp(ct_xml_name(n), kind) != 0 || !ct_xml_child(n, NULL))
        return;
    all->items = ct_grow(all->items, &all->cap, all->count + 1, sizeof *all->items);
    all->items[all->count++] = (entry){id, n};
}

static void collect(reader *r, const ct_xml_node *n)
{
    for (const ct_xml_node *c = ct_xml_child(n, NULL); c; c = ct_xml_next(c, NULL)) {
        note_entry(&r->files, c, "file");
        note_entry(&r->sequences, c, "sequence");
        note_entry(&r->multiclips, c, "multiclip");
        collect(r, c);
    }
}

static void sort_entries(entries *all)
{
    if (all->count > 1)
        qsort(all->items, all->count, sizeof *all->items, compare_entries);
}

/* The child of that kind, whole: here, or where its id is. NULL: there is none. */
static const ct_xml_node *whole_child(const entries *all, const ct_xml_node *n, const char *kind)
{
    const ct_xml_node *child = ct_xml_child(n, kind);
    entry              key = {ct_xml_attribute(child, "id"), NULL};

    if (!child || ct_xml_child(child, NULL) || !key.id || all->count == 0)
        return child;
    entry *found = bsearch(&key, all->items, all->count, sizeof key, compare_entries);
    return found ? found->node : child;
}

/* --- numbers ---------------------------------------------------------------------- */

static ct_code number_of(const ct_xml_node *n, const char *child, int64_t missing, int64_t *out,
                         ct_error *err)
{
    const char *text = ct_xml_child_text(n, child);

    *out = missing;
    if (!*text ||
        (ct_parse_i64(text, out) && *out > -(INT64_C(1) << 40) && *out < INT64_C(1) << 40))
        return CT_OK;
    return ct_fail(err, CT_BAD_DATA,
                   "Line %d: expected whole frames in <%s> of <%s>, found "
                   "\"%.40s\".",
                   ct_xml_line(n), child, ct_xml_name(n), text);
}

/* {0,1}: not said. */
static AVRational rate_of(const ct_xml_node *n)
{
    const ct_xml_node *rate = ct_xml_child(n, "rate");
    int64_t            base;

    if (!ct_parse_i64(ct_xml_child_text(rate, "timebase"), &base) || base < 1 || base > 1000)
        return (AVRational){0, 1};
    if (ct_equal_nocase(ct_xml_child_text(rate, "ntsc"), "TRUE"))
        return (AVRational){(int)base * 1000, 1001};
    return (AVRational){(int)base, 1};
}

/* `frame` and `rate` before the string, which programs have written wrongly. */
static ct_code read_timecode(const ct_xml_node *n, AVRational fallback, ct_tc_track *out,
                             ct_error *err)
{
    const ct_xml_node *tc = ct_xml_child(n, "timecode");
    AVRational         rate = rate_of(tc);
    ct_code            code = number_of(tc, "frame", -1, &out->start, err);

    if (code || !tc)
        return code;
    out->rate = rate.num > 0 ? rate : fallback;
    out->count.base = ct_tc_base(out->rate);
    out->count.drop =
        ct_equal_nocase(ct_xml_child_text(tc, "displayformat"), "DF") && out->count.base % 30 == 0;
    if (out->start >= 0)
        return CT_OK;
    out->start = 0;
    const char *text = ct_xml_child_text(tc, "string");
    code = *text ? ct_tc_parse(text, out->count, &out->start, err) : CT_OK;
    return code ? ct_fail_prefix(err, code, "Line %d: ", ct_xml_line(tc)) : CT_OK;
}

/* --- media ------------------------------------------------------------------------ */

/* The angle that is seen, counted from 1; without a word the first. */
static const ct_xml_node *active_angle(const ct_xml_node *multiclip)
{
    const ct_xml_node *angle = ct_xml_child(multiclip, "angle");
    int64_t            number;

    if (!ct_parse_i64(ct_xml_child_text(multiclip, "activevideoangle"), &number))
        number = 1;
    for (; angle && number > 1 && ct_xml_next(angle, "angle"); number--)
        angle = ct_xml_next(angle, "angle");
    return angle;
}

/* A file of the item's own, or that of its multiclip's angle. */
static const ct_xml_node *find_file(reader *r, const ct_xml_node *item)
{
    const ct_xml_node *multiclip = whole_child(&r->multiclips, item, "multiclip");
    const ct_xml_node *angle = active_angle(multiclip), *holder = angle;

    if (!multiclip)
        return whole_child(&r->files, item, "file");
    r->angles++;
    while (holder && !ct_xml_child(holder, "file"))
        holder = ct_xml_below(holder, "clip") ? ct_xml_below(holder, "clip")
                                              : ct_xml_below(holder, "clipitem");
    return whole_child(&r->files, holder, "file");
}

/* "3 stars, good", as our own writer puts it; anything else is somebody's comment. */
static void read_judgement(ct_event *e, const char *text)
{
    static const char mark[] = " stars";

    if (*text >= '1' && *text <= '5' && ct_starts_with(text + 1, mark)) {
        e->rating = *text - '0';
        text += sizeof mark;
        text += ct_starts_with(text, ", ") ? 2 : 0;
    }
    ct_verdict_parse(text, &e->verdict);
}

static void read_comments(ct_event *e, const ct_xml_node *comments)
{
    e->keywords = ct_strdup(ct_xml_child_text(comments, "mastercomment1"));
    e->camera = ct_strdup(ct_xml_child_text(comments, "mastercomment2"));
    e->shot = ct_strdup(ct_xml_child_text(comments, "mastercomment3"));
    e->author = ct_strdup(ct_xml_child_text(comments, "clipcommentb"));
    read_judgement(e, ct_xml_child_text(comments, "clipcommenta"));
}

static ct_code fill_media(ct_event *e, const ct_xml_node *item, const ct_xml_node *file,
                          ct_error *err)
{
    const ct_xml_node *tc = ct_xml_child(file, "timecode");
    const ct_xml_node *audio = ct_xml_child(ct_xml_child(file, "media"), "audio");
    const ct_xml_node *video = ct_xml_child(ct_xml_child(file, "media"), "video");
    const ct_xml_node *log = ct_xml_child(item, "logginginfo");
    const char        *name = ct_xml_child_text(item, "name");
    const char        *reel = ct_xml_child_text(ct_xml_child(tc, "reel"), "name");
    int64_t            channels = 0, width = 0, height = 0;
    ct_code            code = read_timecode(file, e->fps, &e->tc, err);

    e->path = ct_file_url_path(ct_xml_child_text(file, "pathurl"));
    e->name = ct_strdup(*name ? name : ct_xml_child_text(file, "name"));
    e->reel = *reel ? ct_strdup(reel) : ct_path_stem(*e->path ? e->path : e->name);
    e->scene = ct_strdup(ct_xml_child_text(log, "scene"));
    e->take = ct_strdup(ct_xml_child_text(log, "shottake"));
    e->label = ct_strdup(ct_xml_child_text(log, "lognote"));
    e->description = ct_strdup(ct_xml_child_text(log, "description"));
    read_comments(e, ct_xml_child(item, "comments"));
    e->circled = ct_equal_nocase(ct_xml_child_text(log, "good"), "TRUE");
    e->colour = ct_fcp7xml_label(ct_xml_child_text(ct_xml_child(item, "labels"), "label2"));
    if (!code)
        code = number_of(file, "duration", 0, &e->media_frames, err);
    if (!code)
        code = number_of(audio, "channelcount", 0, &channels, err);
    if (!code)
        code = number_of(ct_xml_child(video, "samplecharacteristics"), "width", 0, &width, err);
    if (!code)
        code = number_of(ct_xml_child(video, "samplecharacteristics"), "height", 0, &height, err);
    e->audio_channels = channels > 0 && channels < 256 ? (int)channels : 0;
    e->width_px = width > 0 && width < 65536 ? (int)width : 0;
    e->height_px = height > 0 && height < 65536 ? (int)height : 0;
    return code;
}

/* --- clips ------------------------------------------------------------------------ */

static ct_code add_markers(ct_event *e, const ct_xml_node *item, ct_error *err)
{
    for (const ct_xml_node *n = ct_xml_child(item, "marker"); n; n = ct_xml_next(n, "marker")) {
        int64_t     in, end;
        const char *comment = ct_xml_child_text(n, "comment");
        const char *name = ct_xml_child_text(n, "name");
        ct_code     code = number_of(n, "in", 0, &in, err);

        if (!code)
            code = number_of(n, "out", -1, &end, err);
        if (code)
            return code;
        ct_marker *m = ct_event_add_marker(e);
        m->frame = in;
        m->count = end > in ? end - in : 1;
        if (ct_marker_aside_parse(comment, m) || !*comment)
            m->text = ct_strdup(name);
        else
            m->text = *name ? ct_asprintf("%s\n%s", name, comment) : ct_strdup(comment);
    }
    return CT_OK;
}

/* Where a transition lies, when one touches this clip: -1 in `start` or `end` says so. */
typedef struct overlap {
    int64_t first, end;
    bool    here;
} overlap;

static ct_code read_overlap(const ct_xml_node *n, overlap *out, ct_error *err)
{
    ct_code code = CT_OK;

    *out = (overlap){.here = n && strcmp(ct_xml_name(n), "transitionitem") == 0};
    if (out->here)
        code = number_of(n, "start", 0, &out->first, err);
    if (out->here && !code)
        code = number_of(n, "end", 0, &out->end, err);
    return code;
}

static const ct_xml_node *element_before(const ct_xml_node *track, const ct_xml_node *n)
{
    const ct_xml_node *before = NULL;

    for (const ct_xml_node *c = ct_xml_child(track, NULL); c && c != n; c = ct_xml_next(c, NULL))
        before = c;
    return before;
}

/* Record and source spans. A transition begins the incoming clip where it begins itself, and cuts
 * the outgoing one there: our events lie end to end. */
static ct_code read_spans(reader *r, ct_event *e, const ct_xml_node *track, const ct_xml_node *item,
                          ct_error *err)
{
    overlap before = {.here = false}, after = {.here = false};
    int64_t start, end, in, out;
    ct_code code = number_of(item, "start", -1, &start, err);

    if (!code)
        code = number_of(item, "end", -1, &end, err);
    if (!code)
        code = number_of(item, "in", 0, &in, err);
    if (!code)
        code = number_of(item, "out", in, &out, err);
    if (!code && start < 0)
        code = read_overlap(element_before(track, item), &before, err);
    if (!code && end < 0)
        code = read_overlap(ct_xml_next(item, NULL), &after, err);
    if (code)
        return code;
    if ((start < 0 && !before.here) || (end < 0 && !after.here))
        return ct_fail(err, CT_BAD_DATA,
                       "Line %d: expected start and end on the sequence, or a "
                       "transition that says them.",
                       ct_xml_line(item));
    e->record = (ct_span){before.here ? before.first : start, after.here ? after.first : end};
    e->source = (ct_span){in, out};
    if (after.here) /* as much source as is left before the transition */
        e->source.end = in + ct_rate_convert(ct_span_count(e->record), r->t->fps, e->fps);
    if (before.here) {
        e->transition = CT_DISSOLVE;
        e->transition_frames = before.end - before.first;
    }
    return CT_OK;
}

/* A title or slug of the editor's own; over a picture it covers nothing. */
static bool is_made_up(const ct_xml_node *file)
{
    return ct_xml_child(file, "mediaSource") && !ct_xml_child(file, "pathurl");
}

/* Value of a parameter of an effect; "" when it has none of that name. */
static const char *parameter(const ct_xml_node *effect, const char *id)
{
    for (const ct_xml_node *p = ct_xml_child(effect, "parameter"); p;
         p = ct_xml_next(p, "parameter"))
        if (ct_equal_nocase(ct_xml_child_text(p, "parameterid"), id))
            return ct_xml_child_text(p, "value");
    return "";
}

/* In and out of a clip at another speed count frames of the clip as it is slowed down or sped up, so
 * that they are as long as its place; where they are not, they count frames of the file. */
static void set_speed(ct_event *e, int64_t percent, AVRational list_fps)
{
    bool slowed =
        ct_span_count(e->source) == ct_rate_convert(ct_span_count(e->record), list_fps, e->fps);

    if (percent < 0)
        e->reverse = !e->reverse;
    percent = percent < 0 ? -percent : percent;
    av_reduce(&e->speed.num, &e->speed.den, percent, 10000, 1000000);
    if (slowed)
        e->source.first = av_rescale(e->source.first, percent, 10000);
    e->source.end = e->source.first + ct_nest_source_frames(e, ct_span_count(e->record), list_fps);
}

static void read_filters(reader *r, ct_event *e, const ct_xml_node *item)
{
    for (const ct_xml_node *f = ct_xml_child(item, "filter"); f; f = ct_xml_next(f, "filter")) {
        const ct_xml_node *effect = ct_xml_child(f, "effect");
        int64_t            percent;
        if (!ct_equal_nocase(ct_xml_child_text(effect, "effectid"), "timeremap")) {
            r->filters++;
            continue;
        }
        if (!ct_parse_hundredths(parameter(effect, "speed"), &percent) || percent == 0)
            percent = 10000;
        e->reverse = ct_equal_nocase(parameter(effect, "reverse"), "TRUE");
        r->uneven += ct_equal_nocase(parameter(effect, "variablespeed"), "1") ||
                     ct_equal_nocase(parameter(effect, "variablespeed"), "TRUE");
        r->retimed += percent != 10000 || e->reverse;
        if (percent != 10000)
            set_speed(e, percent, r->t->fps);
    }
}

static ct_code read_nested(reader *r, const ct_xml_node *track, const ct_xml_node *item,
                           const ct_xml_node *sequence, ct_error *err);

static ct_code read_item(reader *r, const ct_xml_node *track, const ct_xml_node *item,
                         unsigned channels, ct_error *err)
{
    const ct_xml_node *sequence = whole_child(&r->sequences, item, "sequence");
    const ct_xml_node *file;
    AVRational         fps = rate_of(item);
    ct_event          *e;
    ct_code            code;

    if (ct_equal_nocase(ct_xml_child_text(item, "enabled"), "FALSE"))
        return CT_OK;
    if (sequence)
        return channels & CT_CHANNEL_V ? read_nested(r, track, item, sequence, err) : CT_OK;
    file = find_file(r, item);
    e = ct_timeline_add(r->t);
    e->fps = fps.num > 0 ? fps : r->t->fps;
    e->tc.rate = (AVRational){0, 1};
    e->channels = channels;
    e->track = r->track;
    code = fill_media(e, item, file, err);
    if (is_made_up(file)) {
        ct_strset(&e->reel, "BL");
        e->channels = r->track > 0 ? 0 : channels;
    }
    if (!code)
        code = read_spans(r, e, track, item, err);
    if (!code)
        read_filters(r, e, item);
    return code ? code : add_markers(e, item, err);
}

/* A sequence in a clip's place: from its frame `in` on. */
static ct_code read_nested(reader *r, const ct_xml_node *track, const ct_xml_node *item,
                           const ct_xml_node *sequence, ct_error *err)
{
    ct_timeline *outer = r->t, inner;
    ct_event     place = {.fps = rate_of(sequence), .speed = {1, 1}};
    int          own = r->track;
    ct_code      code;

    if (place.fps.num == 0)
        place.fps = outer->fps;
    code = read_spans(r, &place, track, item, err);
    if (code || r->depth >= CT_NEST_DEPTH) {
        r->too_deep += !code;
        return code;
    }
    r->flattened++;
    r->filters += ct_xml_child(item, "filter") != NULL;
    ct_timeline_init(&inner);
    inner.fps = place.fps;
    r->t = &inner;
    r->track = 0;
    r->depth++;
    code = read_tracks(r, sequence, err);
    r->depth--;
    r->t = outer;
    if (!code && outer->event_count + inner.event_count > CT_NEST_EVENTS)
        code = ct_fail(err, CT_BAD_DATA, "Line %d: more clips than a sequence can hold.",
                       ct_xml_line(item));
    int64_t end =
        place.source.first + ct_rate_convert(ct_span_count(place.record), outer->fps, inner.fps);
    r->track = own;
    if (!code)
        r->track = ct_nest_paste(outer, &inner, (ct_span){place.source.first, end},
                                 place.record.first, own);
    ct_timeline_finish(&inner);
    return code;
}

/* The next track lies above all that this one holds. */
static ct_code read_picture_track(reader *r, const ct_xml_node *track, ct_error *err)
{
    int     own = r->track, top = r->track;
    ct_code code = CT_OK;

    for (const ct_xml_node *n = ct_xml_child(track, "clipitem"); n && !code;
         n = ct_xml_next(n, "clipitem")) {
        r->track = own;
        code = read_item(r, track, n, CT_CHANNEL_V, err);
        top = r->track > top ? r->track : top;
    }
    for (const ct_xml_node *n = ct_xml_child(track, "generatoritem"); n;
         n = ct_xml_next(n, "generatoritem"))
        r->generators++;
    r->track = ct_xml_child(track, "clipitem") ? top + 1 : own;
    return code;
}

static ct_code read_picture_tracks(reader *r, const ct_xml_node *video, ct_error *err)
{
    ct_code code = CT_OK;

    for (const ct_xml_node *track = ct_xml_child(video, "track"); track && !code;
         track = ct_xml_next(track, "track"))
        if (!ct_equal_nocase(ct_xml_child_text(track, "enabled"), "FALSE"))
            code = read_picture_track(r, track, err);
    r->track = 0;
    return code;
}

/* Sound that goes with no picture, and of its channels the one that the group names first. */
static bool is_sound_alone(const ct_xml_node *item)
{
    const ct_xml_node *first = ct_xml_child(item, "link");
    const char        *id = ct_str_or_empty(ct_xml_attribute(item, "id"));

    for (const ct_xml_node *l = first; l; l = ct_xml_next(l, "link"))
        if (ct_equal_nocase(ct_xml_child_text(l, "mediatype"), "video"))
            return false;
    return !first || strcmp(ct_xml_child_text(first, "linkclipref"), id) == 0;
}

static ct_code read_sound_tracks(reader *r, const ct_xml_node *audio, ct_error *err)
{
    ct_code code = CT_OK;

    for (const ct_xml_node *track = ct_xml_child(audio, "track"); track && !code;
         track = ct_xml_next(track, "track"))
        for (const ct_xml_node *n = ct_xml_child(track, "clipitem"); n && !code;
             n = ct_xml_next(n, "clipitem")) {
            const ct_xml_node *file = find_file(r, n);
            bool               stereo =
                strcmp(ct_xml_child_text(ct_xml_child(ct_xml_child(file, "media"), "audio"),
                                         "channelcount"),
                       "1") != 0;
            if (is_sound_alone(n))
                code = read_item(r, track, n, stereo ? CT_CHANNEL_A1 * 3 : CT_CHANNEL_A1, err);
        }
    return code;
}

/* --- the sequence ----------------------------------------------------------------- */

static ct_code read_tracks(reader *r, const ct_xml_node *sequence, ct_error *err)
{
    const ct_xml_node *media = ct_xml_child(sequence, "media");
    ct_code            code = read_picture_tracks(r, ct_xml_child(media, "video"), err);

    return code ? code : read_sound_tracks(r, ct_xml_child(media, "audio"), err);
}

static int compare_events(const void *a, const void *b)
{
    const ct_event *p = a, *q = b;

    if (p->record.first != q->record.first)
        return p->record.first < q->record.first ? -1 : 1;
    if (!(p->channels & CT_CHANNEL_V) != !(q->channels & CT_CHANNEL_V))
        return p->channels & CT_CHANNEL_V ? -1 : 1;
    return p->track - q->track;
}

static ct_code read_sequence(reader *r, const ct_xml_node *sequence, ct_error *err)
{
    ct_tc_track tc = {.rate = {0, 1}};
    ct_code     code;

    r->t->fps = rate_of(sequence);
    if (r->t->fps.num == 0)
        return ct_fail(err, CT_BAD_DATA, "Line %d: expected the rate of the sequence.",
                       ct_xml_line(sequence));
    ct_strset(&r->t->title, ct_xml_child_text(sequence, "name"));
    code = read_timecode(sequence, r->t->fps, &tc, err);
    r->t->count = tc.rate.num > 0 ? tc.count : (ct_tc_count){ct_tc_base(r->t->fps), false};
    r->t->start = tc.rate.num > 0 ? tc.start : 0;
    if (!code)
        code = read_tracks(r, sequence, err);
    if (r->t->event_count > 1)
        qsort(r->t->events, r->t->event_count, sizeof *r->t->events, compare_events);
    return code;
}

static ct_code read_root(reader *r, const ct_xml_node *root, ct_error *err)
{
    const ct_xml_node *sequence = ct_xml_below(root, "sequence");
    ct_code            code;

    if (!sequence)
        return ct_fail(err, CT_BAD_DATA, "There is no sequence in this XML.");
    code = read_sequence(r, sequence, err);
    if (!code && r->t->event_count == 0)
        code = ct_fail(err, CT_BAD_DATA, "There is no clip in the sequence %s.",
                       ct_str_or_empty(r->t->title));
    return code;
}

static void say(const reader *r)
{
    const struct {
        size_t      count;
        ct_severity severity;
        const char *rule, *what;
    } all[] = {
        {r->flattened, CT_SAY_NOTE, "flattened",
         "nested sequences were read as the clips inside them"},
        {r->too_deep, CT_SAY_WARN, "too-deep",
         "sequences lie more than eight deep in others and were left out"},
        {r->angles, CT_SAY_NOTE, "angles", "multiclips show their active angle"},
        {r->retimed, CT_SAY_NOTE, "retimed", "clips run at another speed"},
        {r->uneven, CT_SAY_WARN, "uneven-speed",
         "clips change their speed on the way: its mean was taken"},
        {r->generators, CT_SAY_NOTE, "generators", "titles and generators were left out"},
        {r->filters, CT_SAY_NOTE, "filters", "filters were not read"},
    };

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (all[i].count)
            ct_finding_add(r->findings, all[i].severity, all[i].rule, NULL, NULL, "%zu %s.",
                           all[i].count, all[i].what);
}

ct_code ct_fcp7xml_read(const char *data, size_t bytes, AVRational edit_rate, ct_timeline *out,
                        ct_finding_list *findings, ct_error *err)
{
    ct_xml_doc *doc = NULL;
    ct_timeline made;
    reader      r = {.t = &made, .findings = findings};
    ct_code     code = ct_xml_load(data, bytes, "xmeml", &doc, err);

    (void)edit_rate; /* the file says it */
    if (code)
        return code;
    ct_timeline_init(&made);
    collect(&r, ct_xml_root(doc));
    sort_entries(&r.files);
    sort_entries(&r.sequences);
    sort_entries(&r.multiclips);
    code = read_root(&r, ct_xml_root(doc), err);
    if (!code) {
        say(&r);
        *out = made;
    } else {
        ct_timeline_finish(&made);
    }
    free(r.files.items);
    free(r.sequences.items);
    free(r.multiclips.items);
    ct_xml_free(&doc);
    return code;
}
