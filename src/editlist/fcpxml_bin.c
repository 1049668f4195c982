/* SPDX-License-Identifier: MIT */
/* What an event of FCPXML holds, when there is no project: favourites and rejects, or all its clips, end to end. And the
 * ranges that clips were given anywhere in the file: verdicts and keywords. */
#include <stdlib.h>
#include <string.h>

#include "elapsed_priv.h"
#include "fcpxml_priv.h"
#include "nest_priv.h"

/* --- ranges ----------------------------------------------------------------------- */

/* Where a range of a clip lies, on the clock of its media; `n` may be the clip itself. */
static ct_code range_times(const ct_xml_node *clip, const ct_xml_node *n, const fcp_shown *s,
                           fcp_time *start, fcp_time *duration, ct_error *err)
{
    ct_code code = fcp_time_of(n, "start", fcp_minus(s->start, s->shift), start, err);

    *start = fcp_plus(*start, s->shift);
    if (!code)
        code = fcp_time_of(clip, "duration", (fcp_time){0, 1}, duration, err);
    return code ? code : fcp_time_of(n, "duration", *duration, duration, err);
}

/* An event of what a range shows, behind all others. */
static ct_code add_range(fcp_reader *r, const ct_xml_node *clip, const ct_xml_node *n,
                         const fcp_shown *s, ct_error *err)
{
    fcp_time start, duration;
    ct_code  code = range_times(clip, n, s, &start, &duration, err);

    if (code)
        return code;
    ct_event *e = ct_timeline_add(r->t);
    code = fcp_fill_media(r, e, clip, s, err);
    if (code)
        return code;
    e->source.first = fcp_frames_of(r, fcp_minus(start, s->asset_start), s->fps);
    e->source.end = e->source.first + fcp_frames_of(r, duration, s->fps);
    e->record.first = r->end;
    e->record.end = r->end += ct_elapsed_alone(ct_span_count(e->source), s->fps, r->t->fps);
    return CT_OK;
}

static bool is_rating(const ct_xml_node *n)
{
    return strcmp(ct_xml_name(n), "rating") == 0;
}

/* "good one" and "door, rain" give "good one, door, rain". */
static void add_label(ct_event *e, const char *words)
{
    const char *before = ct_str_or_empty(e->label);
    char       *both = ct_asprintf("%s%s%s", before, *before && *words ? ", " : "", words);

    free(e->label);
    e->label = both;
}

static void say_of(ct_event *e, const ct_xml_node *n)
{
    const char *value = ct_str_or_empty(ct_xml_attribute(n, "value"));

    if (!is_rating(n)) {
        add_label(e, value);
        return;
    }
    e->verdict = strcmp(value, "reject") == 0 ? CT_REJECTED : CT_GOOD;
    const char *name = ct_str_or_empty(ct_xml_attribute(n, "name"));
    add_label(e, strcmp(name, CT_FCPXML_SELECT) == 0 ? "" : name);
    ct_strset(&e->author, ct_xml_attribute(n, "note"));
}

/* That of the events since `first` which shows the same as the last one does; NULL none. */
static ct_event *find_same(fcp_reader *r, size_t first)
{
    const ct_event *own = &r->t->events[r->t->event_count - 1];

    for (ct_event *e = &r->t->events[first]; e < own; e++, r->visits_left--)
        if (e->source.first == own->source.first && e->source.end == own->source.end)
            return e;
    return NULL;
}

/* A verdict or words for a range that has an event since `first` already are said there. */
static ct_code read_range(fcp_reader *r, const ct_xml_node *clip, const ct_xml_node *n,
                          const fcp_shown *s, size_t first, ct_error *err)
{
    ct_code code = add_range(r, clip, n, s, err);

    if (code)
        return code;
    ct_event *own = &r->t->events[r->t->event_count - 1], *same = find_same(r, first);
    say_of(same ? same : own, n);
    r->visits_left -= (int64_t)strlen(ct_str_or_empty((same ? same : own)->label));
    if (same) {
        r->end = own->record.first;
        ct_event_finish(own);
        r->t->event_count--;
    }
    return CT_OK;
}

/* --- clips of a bin --------------------------------------------------------------- */

/* Without a project the first clip says how all are counted. */
static void count_as(fcp_reader *r, AVRational fps)
{
    if (r->t->event_count > 0)
        return;
    r->t->fps = fps;
    r->t->count = (ct_tc_count){ct_tc_base(fps), false};
}

static ct_code read_whole(fcp_reader *r, const ct_xml_node *clip, const fcp_shown *s, ct_error *err)
{
    fcp_window all = {.from = {0, 0}};
    ct_code    code = add_range(r, clip, clip, s, err);

    if (!code)
        code = fcp_add_keywords(r, &r->t->events[r->t->event_count - 1], clip, s, err);
    return code ? code
                : fcp_add_markers(r, &r->t->events[r->t->event_count - 1], clip, s, all, err);
}

/* A part of it that was rated, with what is said of that. */
static ct_code read_rating(fcp_reader *r, const ct_xml_node *clip, const ct_xml_node *rating,
                           const fcp_shown *s, size_t first, ct_error *err)
{
    ct_code code = read_range(r, clip, rating, s, first, err);

    return code ? code : fcp_add_keywords(r, &r->t->events[r->t->event_count - 1], clip, s, err);
}

static ct_code read_bin_clip(fcp_reader *r, const ct_xml_node *clip, bool whole, ct_error *err)
{
    fcp_shown s = {.asset = NULL};
    ct_code   code = fcp_find_shown(r, clip, &s, err);

    if (code || !s.asset)
        return code;
    count_as(r, s.fps);
    if (whole)
        return read_whole(r, clip, &s, err);
    size_t first = r->t->event_count;
    for (const ct_xml_node *n = ct_xml_child(clip, "rating"); n && !code;
         n = ct_xml_next(n, "rating"))
        code = read_rating(r, clip, n, &s, first, err);
    if (!code && r->t->event_count > first) /* what is said of the clip stands on the first */
        code =
            fcp_add_markers(r, &r->t->events[first], clip, &s, (fcp_window){.from = {0, 0}}, err);
    return code;
}

static AVRational rate_of(const fcp_reader *r, const ct_xml_node *n)
{
    const ct_xml_node *media = fcp_find_resource(r, ct_xml_attribute(n, "ref"), "media");
    const ct_xml_node *held = ct_xml_child(media, NULL);
    AVRational         fps = fcp_format_rate(r, ct_xml_attribute(n, "format"));

    return fps.num > 0 ? fps : fcp_format_rate(r, ct_xml_attribute(held, "format"));
}

/* One that holds others is read as those. */
static ct_code read_bin_holder(fcp_reader *r, const ct_xml_node *n, ct_error *err)
{
    AVRational fps = rate_of(r, n);

    if (r->t->event_count == 0) {
        if (fps.num == 0)
            return ct_fail(err, CT_BAD_DATA, "Line %d: expected the format of <%s>.",
                           ct_xml_line(n), ct_xml_name(n));
        count_as(r, fps);
    }
    return fcp_read_alone(r, n, err);
}

static bool is_one_of(const ct_xml_node *n, const char *const *names)
{
    for (; *names; names++)
        if (strcmp(ct_xml_name(n), *names) == 0)
            return true;
    return false;
}

static bool is_clip(const ct_xml_node *n)
{
    static const char *const clips[] = {"asset-clip", "clip", NULL};

    return is_one_of(n, clips) && !fcp_holds_story(n);
}

static bool is_holder(const ct_xml_node *n)
{
    static const char *const holders[] = {"sync-clip", "mc-clip", "ref-clip", "audition", NULL};

    return is_one_of(n, holders) || fcp_holds_story(n);
}

static bool is_bin(const ct_xml_node *n)
{
    static const char *const bins[] = {"library", "event", "project", NULL};

    return is_one_of(n, bins);
}

/* Those of all events. */
static ct_code read_clips(fcp_reader *r, const ct_xml_node *bin, bool whole, ct_error *err)
{
    ct_code code = CT_OK;

    for (const ct_xml_node *n = ct_xml_child(bin, NULL); n && !code; n = ct_xml_next(n, NULL)) {
        ct_standing before = ct_standing_of(r->t);
        int64_t     end = r->end;
        if (is_bin(n)) {
            code = read_clips(r, n, whole, err);
            continue;
        }
        if (is_clip(n))
            code = read_bin_clip(r, n, whole, err);
        else if (whole && is_holder(n))
            code = read_bin_holder(r, n, err);
        r->end = code ? end : r->end;
        code = ct_leave_out(&r->leave, &before, ct_xml_attribute(n, "name"), code, err);
    }
    return code;
}

ct_code fcp_read_bin(fcp_reader *r, const ct_xml_node *root, ct_error *err)
{
    ct_code code = read_clips(r, root, false, err);

    if (!code && r->t->event_count == 0)
        code = read_clips(r, root, true, err);
    fcp_finish_story(r->t);
    return code;
}

/* --- ranges of all clips ------------------------------------------------------------ */

static bool is_range(const ct_xml_node *n)
{
    return is_rating(n) || strcmp(ct_xml_name(n), "keyword") == 0;
}

static ct_code read_ranges_of(fcp_reader *r, const ct_xml_node *clip, ct_error *err)
{
    fcp_shown s = {.asset = NULL};
    size_t    first = r->t->event_count;
    ct_code   code = fcp_find_shown(r, clip, &s, err);

    if (code || !s.asset)
        return code;
    for (const ct_xml_node *n = ct_xml_child(clip, NULL); n && !code; n = ct_xml_next(n, NULL)) {
        r->visits_left--;
        if (!is_range(n))
            continue;
        count_as(r, s.fps);
        code = read_range(r, clip, n, &s, first, err);
        if (!code && r->visits_left < 0)
            code = ct_fail(err, CT_BAD_DATA, "Line %d: more is said of this clip than can be read.",
                           ct_xml_line(n));
    }
    return code;
}

/* Only pictures, where there are some: their sound is theirs. */
static void drop_sound(ct_timeline *t, size_t first)
{
    size_t kept = first;
    bool   pictures = false;

    for (size_t i = first; i < t->event_count; i++)
        pictures = pictures || t->events[i].channels & CT_CHANNEL_V;
    for (size_t i = first; i < t->event_count; i++) {
        if (!pictures || t->events[i].channels & CT_CHANNEL_V)
            t->events[kept++] = t->events[i];
        else
            ct_event_finish(&t->events[i]);
    }
    t->event_count = kept;
}

static void paste_range(fcp_reader *r, ct_timeline *inner, const ct_xml_node *n, ct_span window)
{
    size_t first = r->t->event_count, marker_count = inner->marker_count;

    inner->marker_count = 0; /* these are ranges */
    count_as(r, inner->fps);
    ct_nest_paste(r->t, inner, window, r->end, 0);
    inner->marker_count = marker_count;
    drop_sound(r->t, first);
    for (size_t i = first; i < r->t->event_count; i++) {
        ct_event *e = &r->t->events[i];
        ct_strset(&e->label, NULL); /* a note on a clip inside */
        say_of(e, n);
        r->end = e->record.end > r->end ? e->record.end : r->end;
    }
}

/* What one that holds others was given in `n` is what is seen of those there. */
static ct_code read_range_inside(fcp_reader *r, const ct_xml_node *holder, const ct_xml_node *n,
                                 ct_error *err)
{
    ct_timeline inner, *outer = r->t;
    fcp_time    clock, start, duration, offset;
    AVRational  fps = rate_of(r, holder);
    int64_t     end = r->end;
    ct_code     code = fcp_clock_of(r, holder, (fcp_time){0, 1}, &clock, err);

    if (!code)
        code = fcp_time_of(holder, "start", clock, &clock, err);
    if (!code)
        code = fcp_time_of(holder, "offset", (fcp_time){0, 1}, &offset, err);
    if (!code)
        code = fcp_time_of(n, "start", clock, &start, err);
    if (!code)
        code = fcp_time_of(holder, "duration", (fcp_time){0, 1}, &duration, err);
    if (!code)
        code = fcp_time_of(n, "duration", duration, &duration, err);
    if (code || fps.num == 0)
        return code;
    ct_timeline_init(&inner);
    inner.fps = fps;
    r->t = &inner;
    r->end = 0;
    code = fcp_read_alone(r, holder, err);
    r->t = outer;
    r->end = end;
    fcp_finish_story(&inner);
    ct_span window = {.first = fcp_frames_of(r, fcp_plus(offset, fcp_minus(start, clock)), fps)};
    window.end = window.first + fcp_frames_of(r, duration, fps);
    if (!code)
        paste_range(r, &inner, n, window);
    ct_timeline_finish(&inner);
    return code;
}

static ct_code read_ranges_inside(fcp_reader *r, const ct_xml_node *holder, ct_error *err)
{
    ct_code code = CT_OK;

    for (const ct_xml_node *n = ct_xml_child(holder, NULL); n && !code; n = ct_xml_next(n, NULL))
        if (is_range(n))
            code = read_range_inside(r, holder, n, err);
    return code;
}

ct_code fcp_read_ranges(fcp_reader *r, const ct_xml_node *root, ct_error *err)
{
    ct_code code = CT_OK;

    if (r->t->event_count > 0)
        r->end = ct_timeline_frames(r->t);
    for (const ct_xml_node *n = ct_xml_child(root, NULL); n && !code; n = ct_xml_next(n, NULL)) {
        if (strcmp(ct_xml_name(n), "resources") == 0)
            continue;
        ct_standing before = ct_standing_of(r->t);
        int64_t     end = r->end;
        if (is_clip(n))
            code = read_ranges_of(r, n, err);
        else if (is_holder(n))
            code = read_ranges_inside(r, n, err);
        r->end = code ? end : r->end;
        code = ct_leave_out(&r->leave, &before, ct_xml_attribute(n, "name"), code, err);
        if (!code)
            code = fcp_read_ranges(r, n, err);
    }
    return code;
}

/* --- ranges that a timeline shows --------------------------------------------------------- */

static int compare_ranges(const void *a, const void *b)
{
    const ct_event *p = *(const ct_event *const *)a, *q = *(const ct_event *const *)b;
    int             order = strcmp(ct_str_or_empty(p->path), ct_str_or_empty(q->path));

    return order ? order
                 : (p->source.first > q->source.first) - (p->source.first < q->source.first);
}

/* The first of sorted ranges that is not before one of that path and frame. */
static size_t first_range(const ct_event **ranges, size_t count, const ct_event *key)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_ranges((const void *)&ranges[middle], (const void *)&key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_rounded(const ct_event *e, const ct_event *range, int64_t frames)
{
    return llabs(e->source.first - range->source.first) < frames &&
           llabs(e->source.end - range->source.end) <= frames &&
           strcmp(ct_str_or_empty(e->label), ct_str_or_empty(range->label)) == 0 &&
           (e->path || strcmp(ct_str_or_empty(e->name), ct_str_or_empty(range->name)) == 0);
}

/* A clip of another rate than the list lies on the list's frames: what is said to be its range is what is meant. */
static void take_range(fcp_reader *r, ct_event *e, const ct_event **ranges, size_t count)
{
    int64_t  frames = ct_rate_convert(1, r->t->fps, e->fps) + 1; /* that one of the list takes up */
    ct_event key = {.path = e->path, .source = {e->source.first - frames, 0}};
    int64_t  least = INT64_MAX;

    const ct_event *nearest = NULL;

    for (size_t i = first_range(ranges, count, &key); i < count; i++, r->visits_left--) {
        if (strcmp(ct_str_or_empty(ranges[i]->path), ct_str_or_empty(e->path)) != 0 ||
            ranges[i]->source.first > e->source.first + frames)
            break;
        int64_t away = llabs(e->source.first - ranges[i]->source.first) +
                       llabs(e->source.end - ranges[i]->source.end);
        if (away < least && is_rounded(e, ranges[i], frames)) {
            nearest = ranges[i];
            least = away;
        }
    }
    if (nearest)
        e->source = nearest->source;
}

void fcp_settle_on_ranges(fcp_reader *r, size_t first)
{
    size_t           count = r->t->event_count - first;
    const ct_event **ranges = ct_alloc_array(count + 1, sizeof(const ct_event *));

    for (size_t i = 0; i < count; i++)
        ranges[i] = &r->t->events[first + i];
    qsort((void *)ranges, count, sizeof(const ct_event *), compare_ranges);
    for (size_t i = 0; i < first && r->visits_left > 0; i++) {
        ct_event *e = &r->t->events[i];
        if (!ct_rate_equal(e->fps, r->t->fps) && e->speed.num == e->speed.den)
            take_range(r, e, ranges, count);
    }
    free((void *)ranges);
}
