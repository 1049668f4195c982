/* SPDX-License-Identifier: MIT */
/* Reading Final Cut Pro 7 XML (xmeml 1 to 5): the first picture track of the first sequence, and
 * the sound that goes with no picture. What lies on further picture tracks is counted and said. */
#include <stdlib.h>
#include <string.h>

#include "circletake/file.h"
#include "editlist_priv.h"
#include "xml_priv.h"

enum { FILES_MOST = 20000 };

typedef struct file_entry {
    const char        *id;
    const ct_xml_node *node;
} file_entry;

typedef struct reader {
    ct_timeline     *t;
    file_entry      *files; /* the full ones, as they are met */
    size_t           file_count, file_cap;
    size_t           others, filters;
    ct_finding_list *findings;
} reader;

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

/* --- files ------------------------------------------------------------------------ */

/* A file is whole once and named by its id afterwards. */
static const ct_xml_node *find_file(reader *r, const ct_xml_node *item)
{
    const ct_xml_node *file = ct_xml_child(item, "file");
    const char        *id = ct_xml_attribute(file, "id");

    if (!file || !id)
        return file;
    if (ct_xml_child(file, NULL)) {
        if (r->file_count < FILES_MOST) {
            r->files = ct_grow(r->files, &r->file_cap, r->file_count + 1, sizeof *r->files);
            r->files[r->file_count++] = (file_entry){id, file};
        }
        return file;
    }
    for (size_t i = r->file_count; i > 0; i--)
        if (strcmp(r->files[i - 1].id, id) == 0)
            return r->files[i - 1].node;
    return file;
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

static ct_code read_item(reader *r, const ct_xml_node *track, const ct_xml_node *item,
                         unsigned channels, ct_error *err)
{
    const ct_xml_node *file = find_file(r, item);
    AVRational         fps = rate_of(item);
    ct_event          *e = ct_timeline_add(r->t);
    ct_code            code;

    e->fps = fps.num > 0 ? fps : r->t->fps;
    e->tc.rate = (AVRational){0, 1};
    e->channels = channels;
    r->filters += ct_xml_child(item, "filter") != NULL;
    code = fill_media(e, item, file, err);
    if (!code)
        code = read_spans(r, e, track, item, err);
    return code ? code : add_markers(e, item, err);
}

static size_t count_items(const ct_xml_node *track)
{
    size_t count = 0;

    for (const ct_xml_node *n = ct_xml_child(track, "clipitem"); n; n = ct_xml_next(n, "clipitem"))
        count++;
    return count;
}

static ct_code read_picture_track(reader *r, const ct_xml_node *track, ct_error *err)
{
    ct_code code = CT_OK;

    for (const ct_xml_node *n = ct_xml_child(track, "clipitem"); n && !code;
         n = ct_xml_next(n, "clipitem"))
        code = read_item(r, track, n, CT_CHANNEL_V, err);
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

static const ct_xml_node *first_track_with_items(const ct_xml_node *kind)
{
    const ct_xml_node *track = ct_xml_child(kind, "track");

    while (track && count_items(track) == 0)
        track = ct_xml_next(track, "track");
    return track;
}

static void count_others(reader *r, const ct_xml_node *video, const ct_xml_node *read)
{
    for (const ct_xml_node *n = ct_xml_child(video, "track"); n; n = ct_xml_next(n, "track"))
        r->others += n != read ? count_items(n) : 0;
}

static int compare_events(const void *a, const void *b)
{
    const ct_event *p = a, *q = b;

    if (p->record.first != q->record.first)
        return p->record.first < q->record.first ? -1 : 1;
    return (p->channels > q->channels) - (p->channels < q->channels); /* the picture first */
}

static ct_code read_sequence(reader *r, const ct_xml_node *sequence, ct_error *err)
{
    const ct_xml_node *media = ct_xml_child(sequence, "media");
    const ct_xml_node *video = ct_xml_child(media, "video");
    const ct_xml_node *track = first_track_with_items(video);
    ct_tc_track        tc = {.rate = {0, 1}};
    ct_code            code;

    r->t->fps = rate_of(sequence);
    if (r->t->fps.num == 0)
        return ct_fail(err, CT_BAD_DATA, "Line %d: expected the rate of the sequence.",
                       ct_xml_line(sequence));
    ct_strset(&r->t->title, ct_xml_child_text(sequence, "name"));
    code = read_timecode(sequence, r->t->fps, &tc, err);
    r->t->count = tc.rate.num > 0 ? tc.count : (ct_tc_count){ct_tc_base(r->t->fps), false};
    r->t->start = tc.rate.num > 0 ? tc.start : 0;
    if (!code)
        code = read_picture_track(r, track, err);
    if (!code)
        code = read_sound_tracks(r, ct_xml_child(media, "audio"), err);
    count_others(r, video, track);
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
    if (!code && r->others)
        ct_finding_add(r->findings, CT_SAY_WARN, "not-read", NULL, NULL,
                       "%zu clips on further picture tracks were not read.", r->others);
    if (!code && r->filters)
        ct_finding_add(r->findings, CT_SAY_NOTE, "filters", NULL, NULL,
                       "%zu clips have filters or another speed, which were not read.", r->filters);
    return code;
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
    code = read_root(&r, ct_xml_root(doc), err);
    if (!code)
        *out = made;
    else
        ct_timeline_finish(&made);
    free(r.files);
    ct_xml_free(&doc);
    return code;
}
