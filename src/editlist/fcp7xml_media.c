/* SPDX-License-Identifier: MIT */
/* What Final Cut Pro 7 XML says of media, and where it says it: once, and by an
 * id everywhere else. Bins hold it without a timeline. */
#include <stdlib.h>
#include <string.h>

#include "circletake/file.h"
#include "elapsed_priv.h"
#include "fcp7xml_priv.h"
#include "sheet_priv.h"
#include "marker_priv.h"

/* --- things by id
 * ----------------------------------------------------------------- */

static int compare_entries(const void *a, const void *b)
{
    return strcmp(((const fcp7_entry *)a)->id, ((const fcp7_entry *)b)->id);
}

/* Whole ones have children. */
static void note_entry(fcp7_entries *all, const ct_xml_node *n, const char *kind)
{
    const char *id = ct_xml_attribute(n, "id");

    if (!id || strcmp(ct_xml_name(n), kind) != 0 || !ct_xml_child(n, NULL))
        return;
    all->items = ct_grow(all->items, &all->cap, all->count + 1, sizeof *all->items);
    all->items[all->count++] = (fcp7_entry){id, n};
}

static void fcp7_collect_below(fcp7_reader *r, const ct_xml_node *n)
{
    for (const ct_xml_node *c = ct_xml_child(n, NULL); c; c = ct_xml_next(c, NULL)) {
        note_entry(&r->files, c, "file");
        note_entry(&r->sequences, c, "sequence");
        note_entry(&r->multiclips, c, "multiclip");
        note_entry(&r->clips, c, "clip");
        fcp7_collect_below(r, c);
    }
}

static void sort_entries(fcp7_entries *all)
{
    if (all->count > 1)
        qsort(all->items, all->count, sizeof *all->items, compare_entries);
}

void fcp7_collect(fcp7_reader *r, const ct_xml_node *root)
{
    fcp7_collect_below(r, root);
    sort_entries(&r->files);
    sort_entries(&r->sequences);
    sort_entries(&r->multiclips);
    sort_entries(&r->clips);
}

void fcp7_reader_finish(fcp7_reader *r)
{
    free(r->files.items);
    free(r->sequences.items);
    free(r->multiclips.items);
    free(r->clips.items);
}

/* The child of that kind, whole: here, or where its id is. NULL: there is none.
 */
const ct_xml_node *fcp7_whole(const fcp7_entries *all, const ct_xml_node *n, const char *kind)
{
    const ct_xml_node *child = ct_xml_child(n, kind);
    fcp7_entry         key = {ct_xml_attribute(child, "id"), NULL};

    if (!child || ct_xml_child(child, NULL) || !key.id || all->count == 0)
        return child;
    fcp7_entry *found = bsearch(&key, all->items, all->count, sizeof key, compare_entries);
    return found ? found->node : child;
}

/* --- numbers
 * ---------------------------------------------------------------------- */

/* "1055", and "1055.0" as some programs write whole frames; a part of one is the nearest. */
static bool parse_frames(const char *text, int64_t *out)
{
    size_t whole = strcspn(text, "."), rest = strlen(text + whole);
    char  *frames = ct_strndup(text, whole);
    bool   good = ct_parse_i64(frames, out);

    if (good && rest > 0) {
        good = rest > 1 && strspn(text + whole + 1, "0123456789") == rest - 1;
        if (text[whole + 1] >= '5')
            *out += *text == '-' ? -1 : 1;
    }
    free(frames);
    return good;
}

ct_code fcp7_number(const ct_xml_node *n, const char *child, int64_t missing, int64_t *out,
                    ct_error *err)
{
    const char *text = ct_xml_child_text(n, child);

    *out = missing;
    if (!*text ||
        (parse_frames(text, out) && *out > -(INT64_C(1) << 40) && *out < INT64_C(1) << 40))
        return CT_OK;
    return ct_fail(err, CT_BAD_DATA,
                   "Line %d: expected whole frames in <%s> of <%s>, found "
                   "\"%.40s\".",
                   ct_xml_line(n), child, ct_xml_name(n), text);
}

/* {0,1}: not said. */
AVRational fcp7_rate(const ct_xml_node *n)
{
    const ct_xml_node *rate = ct_xml_child(n, "rate");
    const char        *ntsc = ct_xml_child_text(rate, "ntsc");
    AVRational         fps;

    /* "24", and what those mean who write "24.0" or "23.976" */
    if (!ct_sheet_rate(ct_xml_child_text(rate, "timebase"), &fps) || fps.num > fps.den * 1000LL)
        return (AVRational){0, 1};
    if (fps.den == 1 && (ct_equal_nocase(ntsc, "TRUE") || strcmp(ntsc, "1") == 0))
        return (AVRational){fps.num * 1000, 1001};
    return fps;
}

/* `frame` and `rate` before the string, which programs have written wrongly. */
ct_code fcp7_timecode(const ct_xml_node *n, AVRational fallback, ct_tc_track *out, ct_error *err)
{
    const ct_xml_node *tc = ct_xml_child(n, "timecode");
    AVRational         rate = fcp7_rate(tc);
    ct_code            code = fcp7_number(tc, "frame", -1, &out->start, err);

    if (code || !tc) {
        out->start = 0;
        return code;
    }
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

/* --- media
 * ------------------------------------------------------------------------ */

/* An angle that says so itself; NULL: none does. */
static const ct_xml_node *marked_angle(const ct_xml_node *multiclip, const char *mark)
{
    const ct_xml_node *angle = ct_xml_child(multiclip, "angle");

    while (angle &&
           (!ct_xml_child(angle, mark) || ct_equal_nocase(ct_xml_child_text(angle, mark), "FALSE")))
        angle = ct_xml_next(angle, "angle");
    return angle;
}

/* The angle that is seen or heard, counted from 1; without a word the one that is seen, or the first. */
static const ct_xml_node *active_angle(const ct_xml_node *multiclip, unsigned channels)
{
    const ct_xml_node *angle = ct_xml_child(multiclip, "angle"), *marked = NULL;
    int64_t            number;

    if (!(channels & CT_CHANNEL_V))
        marked = marked_angle(multiclip, "activeaudioangle");
    if (!marked)
        marked = marked_angle(multiclip, "activevideoangle");
    if (marked)
        return marked;
    if ((channels & CT_CHANNEL_V ||
         !ct_parse_i64(ct_xml_child_text(multiclip, "activeaudioangle"), &number)) &&
        !ct_parse_i64(ct_xml_child_text(multiclip, "activevideoangle"), &number))
        number = 1;
    for (; angle && number > 1 && ct_xml_next(angle, "angle"); number--)
        angle = ct_xml_next(angle, "angle");
    return angle;
}

/* Of the active angle of the item's multiclip; NULL: it has none. */
static const ct_xml_node *angle_clip(const fcp7_reader *r, const ct_xml_node *item,
                                     unsigned channels)
{
    const ct_xml_node *multiclip = fcp7_whole(&r->multiclips, item, "multiclip");
    const ct_xml_node *angle = active_angle(multiclip, channels);

    return ct_xml_child(angle, "clip") ? fcp7_whole(&r->clips, angle, "clip")
                                       : ct_xml_child(angle, "clipitem");
}

/* A file of the item's own, or that of its multiclip's angle. */
const ct_xml_node *fcp7_find_file(fcp7_reader *r, const ct_xml_node *item, unsigned channels)
{
    const ct_xml_node *holder = angle_clip(r, item, channels);

    while (holder && !ct_xml_child(holder, "file"))
        holder = ct_xml_below(holder, "clip") ? ct_xml_below(holder, "clip")
                                              : ct_xml_below(holder, "clipitem");
    return fcp7_whole(&r->files, holder ? holder : item, "file");
}

/* All of a track say where they lie, and that is not from the first frame of one file on. */
static bool is_laid_out(const ct_xml_node *track, ct_error *err)
{
    bool    moved = false;
    int64_t start, end, in, before = 0;

    for (const ct_xml_node *n = ct_xml_child(track, "clipitem"); n;
         n = ct_xml_next(n, "clipitem")) {
        if (fcp7_number(n, "start", -1, &start, err) || fcp7_number(n, "end", -1, &end, err) ||
            fcp7_number(n, "in", -1, &in, err) || start < before || end <= start || in < 0)
            return false;
        moved = moved || start != in;
        before = end;
    }
    return moved;
}

const ct_xml_node *fcp7_find_angle(const fcp7_reader *r, const ct_xml_node *item, unsigned channels)
{
    const ct_xml_node *clip = angle_clip(r, item, channels);
    const ct_xml_node *media = ct_xml_child(clip, "media");
    const ct_xml_node *kind = ct_xml_child(media, channels & CT_CHANNEL_V ? "video" : "audio");
    ct_error           ignored;

    return is_laid_out(ct_xml_child(kind, "track"), &ignored) ? clip : NULL;
}

/* "3 stars, good", as our own writer puts it; anything else is somebody's
 * comment. */
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

ct_code fcp7_fill_media(ct_event *e, const ct_xml_node *item, const ct_xml_node *file,
                        ct_error *err)
{
    const ct_xml_node *tc = ct_xml_child(file, "timecode");
    const ct_xml_node *audio = ct_xml_child(ct_xml_child(file, "media"), "audio");
    const ct_xml_node *video = ct_xml_child(ct_xml_child(file, "media"), "video");
    const ct_xml_node *log = ct_xml_child(item, "logginginfo");
    const char        *name = ct_xml_child_text(item, "name");
    const char        *reel = ct_xml_child_text(ct_xml_child(tc, "reel"), "name");
    int64_t            channels = 0, width = 0, height = 0;
    ct_code            code = fcp7_timecode(file, e->fps, &e->tc, err);

    e->path = ct_media_path(ct_xml_child_text(file, "pathurl"));
    e->name = ct_strdup(*name ? name : ct_xml_child_text(file, "name"));
    e->reel = *reel ? ct_strdup(reel) : ct_path_stem(ct_media_name(*e->path ? e->path : e->name));
    e->scene = ct_strdup(ct_xml_child_text(log, "scene"));
    e->take = ct_strdup(ct_xml_child_text(log, "shottake"));
    e->label = ct_strdup(ct_xml_child_text(log, "lognote"));
    e->description = ct_strdup(ct_xml_child_text(log, "description"));
    read_comments(e, ct_xml_child(item, "comments"));
    e->circled = ct_equal_nocase(ct_xml_child_text(log, "good"), "TRUE");
    e->colour = ct_fcp7xml_label(ct_xml_child_text(ct_xml_child(item, "labels"), "label2"));
    if (!code)
        code = fcp7_number(file, "duration", 0, &e->media_frames, err);
    AVRational own = fcp7_rate(file);
    if (own.num > 0 && !ct_rate_equal(own, e->fps))
        e->media_frames = ct_rate_convert(e->media_frames, own, e->fps);
    for (; audio && !code; audio = ct_xml_next(audio, "audio")) { /* one a track */
        int64_t more = 0;
        code = fcp7_number(audio, "channelcount", 0, &more, err);
        channels += more > 0 && more < 256 ? more : 0;
    }
    if (!code)
        code = fcp7_number(ct_xml_child(video, "samplecharacteristics"), "width", 0, &width, err);
    if (!code)
        code = fcp7_number(ct_xml_child(video, "samplecharacteristics"), "height", 0, &height, err);
    e->audio_channels = channels > 0 && channels < 256 ? (int)channels : 0;
    e->width_px = width > 0 && width < 65536 ? (int)width : 0;
    e->height_px = height > 0 && height < 65536 ? (int)height : 0;
    return code;
}

/* --- clips
 * ------------------------------------------------------------------------ */

/* Colours of markers, as Final Cut offers them. */
static const struct {
    const char *name;
    int         red, green, blue;
} colours[] = {
    {"red", 255, 0, 0},      {"orange", 255, 127, 0}, {"yellow", 255, 255, 0},
    {"green", 48, 191, 72},  {"cyan", 48, 191, 191},  {"blue", 0, 128, 255},
    {"purple", 127, 0, 255}, {"pink", 255, 0, 127},   {"white", 255, 255, 255},
};

/* The nearest of them. */
static const char *colour_named(int64_t red, int64_t green, int64_t blue)
{
    const char *name = NULL;
    int64_t     best = INT64_MAX;

    for (size_t i = 0; i < sizeof colours / sizeof colours[0]; i++) {
        int64_t r = red - colours[i].red, g = green - colours[i].green, b = blue - colours[i].blue;
        int64_t distance = r * r + g * g + b * b;
        name = distance < best ? colours[i].name : name;
        best = distance < best ? distance : best;
    }
    return name;
}

static bool read_part(const ct_xml_node *colour, const char *part, int64_t *out)
{
    return ct_parse_i64(ct_xml_child_text(colour, part), out) && *out >= 0 && *out <= 255;
}

/* Final Cut names three parts, Premiere one number of which the lowest byte is red. */
static void read_colour(ct_marker *m, const ct_xml_node *n)
{
    const ct_xml_node *colour = ct_xml_child(n, "color");
    int64_t            red, green, blue, all;

    if (ct_parse_i64(ct_xml_child_text(n, "pproColor"), &all) && all >= 0 && all <= UINT32_MAX) {
        red = all & 255;
        green = all >> 8 & 255;
        blue = all >> 16 & 255;
    } else if (!read_part(colour, "red", &red) || !read_part(colour, "green", &green) ||
               !read_part(colour, "blue", &blue)) {
        return;
    }
    m->colour = ct_strdup(colour_named(red, green, blue));
    ct_cmx_category(m->colour, &m->category);
}

/* Of a clip, where its place is that of the media, or (`e` NULL) of a sequence. */
static ct_code read_marker(ct_event *e, ct_timeline *t, const ct_xml_node *n, ct_error *err)
{
    int64_t     in, end;
    const char *comment = ct_xml_child_text(n, "comment");
    const char *name = ct_xml_child_text(n, "name");
    ct_code     code = fcp7_number(n, "in", 0, &in, err);

    if (!code)
        code = fcp7_number(n, "out", -1, &end, err);
    if (code)
        return code;
    ct_marker *m = e ? ct_event_add_marker(e) : ct_timeline_add_marker(t);
    m->frame = in;
    m->count = end > in ? end - in : 1;
    bool ours = ct_marker_aside_parse(comment, m);
    if (!ours)
        read_colour(m, n);
    m->text = ct_marker_named(name, ours ? "" : comment);
    return CT_OK;
}

static ct_code add_markers(const fcp7_reader *r, ct_event *e, ct_timeline *t,
                           const ct_xml_node *parent, ct_error *err)
{
    ct_code code = CT_OK;

    for (const ct_xml_node *n = ct_xml_child(parent, "marker"); n && !code;
         n = ct_xml_next(n, "marker")) {
        ct_standing before = ct_standing_of(t);
        code = ct_leave_out(&r->leave, &before, ct_xml_child_text(n, "name"),
                            read_marker(e, t, n, err), err);
    }
    return code;
}

ct_code fcp7_add_markers(const fcp7_reader *r, ct_event *e, const ct_xml_node *item, ct_error *err)
{
    return add_markers(r, e, r->t, item, err);
}

ct_code fcp7_add_sequence_markers(const fcp7_reader *r, ct_timeline *t, const ct_xml_node *sequence,
                                  ct_error *err)
{
    return add_markers(r, NULL, t, sequence, err);
}

/* --- bins ------------------------------------------------------------------------- */

/* Of a part of a clip that was kept by itself the name is what somebody called that. */
static ct_code read_subclip(ct_event *e, const ct_xml_node *clip, const ct_xml_node *file,
                            ct_error *err)
{
    const char *name = ct_xml_child_text(file, "name");
    int64_t     offset = 0;
    ct_code     code = fcp7_subclip_start(clip, &offset, err);

    if (code || !ct_xml_child(clip, "subclipinfo"))
        return code;
    fcp7_move_into_media(e, offset);
    if (*name && strcmp(name, e->name) != 0 && !*ct_str_or_empty(e->label)) {
        free(e->label);
        e->label = e->name;
        e->name = ct_strdup(name);
    }
    return CT_OK;
}

static ct_code read_bin_clip(fcp7_reader *r, const ct_xml_node *clip, ct_error *err)
{
    const ct_xml_node *item = ct_xml_below(clip, "clipitem");
    const ct_xml_node *file = fcp7_find_file(r, item ? item : clip, CT_CHANNEL_V);
    bool               picture = ct_xml_child(ct_xml_child(clip, "media"), "video") != NULL;
    AVRational         fps = fcp7_rate(clip);
    int64_t            in, out, length;
    ct_code            code = fcp7_number(clip, "in", -1, &in, err);

    if (!code)
        code = fcp7_number(clip, "out", -1, &out, err);
    if (!code)
        code = fcp7_number(clip, "duration", 0, &length, err);
    if (code)
        return code;
    r->angles += ct_xml_child(item ? item : clip, "multiclip") != NULL;
    fps = fps.num > 0 ? fps : fcp7_rate(file);
    if (fps.num == 0)
        return ct_fail(err, CT_BAD_DATA, "Line %d: expected the rate of the clip.",
                       ct_xml_line(clip));
    if (r->t->event_count == 0) {
        r->t->fps = fps;
        r->t->count = (ct_tc_count){ct_tc_base(fps), false};
    }
    in = in < 0 ? 0 : in;
    out = out < 0 ? length : out;
    if (out <= in) { /* nothing that was shot */
        r->generators++;
        return CT_OK;
    }
    ct_event *e = ct_timeline_add(r->t);
    e->fps = fps;
    e->tc.rate = (AVRational){0, 1};
    e->channels = picture || !item ? CT_CHANNEL_V : CT_CHANNEL_A1 * 3;
    code = fcp7_fill_media(e, clip, file, err);
    e->source = (ct_span){in, out};
    e->record.first = r->end;
    e->record.end = r->end += ct_elapsed_alone(ct_span_count(e->source), fps, r->t->fps);
    if (!code)
        code = fcp7_add_markers(r, e, clip, err);
    return code ? code : read_subclip(e, clip, file, err);
}

ct_code fcp7_read_bins(fcp7_reader *r, const ct_xml_node *root, ct_error *err)
{
    ct_code code = CT_OK;

    for (const ct_xml_node *n = ct_xml_child(root, NULL); n && !code; n = ct_xml_next(n, NULL)) {
        const char *name = ct_xml_name(n);
        if (strcmp(name, "clip") == 0) {
            ct_standing before = ct_standing_of(r->t);
            int64_t     end = r->end;
            code = read_bin_clip(r, n, err);
            r->end = code ? end : r->end;
            code = ct_leave_out(&r->leave, &before, ct_xml_child_text(n, "name"), code, err);
        } else if (strcmp(name, "bin") == 0 || strcmp(name, "project") == 0 ||
                   strcmp(name, "children") == 0) {
            if (!r->t->title && *ct_xml_child_text(n, "name"))
                ct_strset(&r->t->title, ct_xml_child_text(n, "name"));
            code = fcp7_read_bins(r, n, err);
        }
    }
    return code;
}
