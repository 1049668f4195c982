/* SPDX-License-Identifier: MIT */
/* Stories of FCPXML: a spine and what hangs on it. Every container has a clock of its own on which its
 * elements lie; it is read through a window, a part of that clock which lies at a record frame. So
 * compounds, multicams and synchronised clips are stories read through the window that the clip which
 * holds them opens, and no event of them is longer than what is seen. */
#include <libavutil/mathematics.h>
#include <stdlib.h>
#include <string.h>

#include "fcpxml_priv.h"
#include "nest_priv.h"

enum {
    ELEMENTS_MOST = 200000, /* of all stories, each as often as it is read */
    LANES = 64              /* of a container; what lies in a container stays between its lanes */
};

typedef struct story {
    fcp_time           from, to; /* what is seen of its clock; to.den 0: all behind `from` */
    int64_t            record;   /* record frame of `from` */
    fcp_time           next;     /* where an element lies that does not say it */
    fcp_time           shift;    /* from the clock of the elements to that of the story */
    int                depth;
    int                track, lane_step; /* of its lane 0; between two lanes */
    bool               sound_only;       /* only its sound is used */
    const ct_xml_node *own;              /* asset of what its elements hang on; NULL: none */
} story;

static const fcp_time zero = {0, 1};

static ct_code read_elements(fcp_reader *r, const ct_xml_node *parent, story *st, ct_error *err);
static ct_code read_element(fcp_reader *r, const ct_xml_node *n, story *st, ct_error *err);

/* --- places ----------------------------------------------------------------------- */

/* Where an element lies, and what of it is seen. */
typedef struct place {
    fcp_time offset, duration; /* on the story's clock */
    fcp_time skip;             /* before the window */
    fcp_time seen;             /* how long it is seen */
    ct_span  record;           /* empty: not seen */
} place;

static ct_code find_place(fcp_reader *r, const ct_xml_node *n, story *st, fcp_time duration,
                          place *out, ct_error *err)
{
    fcp_time offset = fcp_minus(st->next, st->shift), end;
    ct_code  code = fcp_time_of(n, "offset", offset, &offset, err);

    if (!code)
        code = fcp_time_of(n, "duration", duration, &out->duration, err);
    if (code)
        return code;
    out->offset = fcp_plus(offset, st->shift);
    st->next = end = fcp_plus(out->offset, out->duration);
    fcp_time begin = fcp_compare(out->offset, st->from) < 0 ? st->from : out->offset;
    if (st->to.den && fcp_compare(st->to, end) < 0)
        end = st->to;
    out->skip = fcp_minus(begin, out->offset);
    out->seen = fcp_minus(end, begin);
    out->record = (ct_span){0, 0};
    if (out->seen.num > 0) {
        out->record.first = st->record + fcp_frames_of(r, fcp_minus(begin, st->from), r->t->fps);
        out->record.end = st->record + fcp_frames_of(r, fcp_minus(end, st->from), r->t->fps);
    }
    return CT_OK;
}

static int lane_of(const ct_xml_node *n)
{
    const char *text = ct_str_or_empty(ct_xml_attribute(n, "lane"));
    int64_t     lane;

    if (!ct_parse_i64(text, &lane))
        return 0;
    return lane < 1 - LANES / 2 ? 1 - LANES / 2 : lane > LANES / 2 - 1 ? LANES / 2 - 1 : (int)lane;
}

static bool has_lane(const ct_xml_node *n)
{
    return lane_of(n) != 0;
}

/* Clips that hang on an element lie on its clock, whose `start` is at its offset. */
static ct_code read_connected(fcp_reader *r, const ct_xml_node *n, const ct_xml_node *asset,
                              const story *st, const place *where, fcp_time start, ct_error *err)
{
    ct_code code = CT_OK;

    for (const ct_xml_node *c = ct_xml_child(n, NULL); c && !code; c = ct_xml_next(c, NULL)) {
        story beside = *st;
        if (!has_lane(c))
            continue;
        beside.shift = fcp_minus(where->offset, start);
        beside.next = where->offset;
        beside.own = asset;
        beside.track += lane_of(c) * st->lane_step;
        code = read_element(r, c, &beside, err);
    }
    return code;
}

/* --- speed ------------------------------------------------------------------------ */

typedef struct time_map {
    fcp_time time[2], value[2]; /* the piece that holds the clip's start */
    bool     several;           /* there is more than one piece */
} time_map;

static ct_code read_time_map(const ct_xml_node *n, fcp_time start, time_map *out, ct_error *err)
{
    int     points = 0;
    ct_code code = CT_OK;

    for (const ct_xml_node *p = ct_xml_child(n, "timept"); p && !code;
         p = ct_xml_next(p, "timept"), points++) {
        int at = points < 2 ? points : 1;
        if (points >= 2 && fcp_compare(out->time[1], start) > 0) {
            out->several = true;
            continue;
        }
        if (points >= 2) {
            out->time[0] = out->time[1];
            out->value[0] = out->value[1];
            out->several = true;
        }
        code = fcp_time_of(p, "time", zero, &out->time[at], err);
        if (!code)
            code = fcp_time_of(p, "value", zero, &out->value[at], err);
    }
    if (!code && (points < 2 || fcp_compare(out->time[0], out->time[1]) >= 0))
        return ct_fail(err, CT_BAD_DATA,
                       "Line %d: expected two points or more, in order, in <timeMap>.",
                       ct_xml_line(n));
    return code;
}

/* b / c, which is not zero, as a speed. */
static AVRational pace_of(fcp_time b, fcp_time c)
{
    AVRational top, under;

    av_reduce(&top.num, &top.den, b.num, b.den, INT32_MAX);
    av_reduce(&under.num, &under.den, c.num, c.den, INT32_MAX);
    return av_div_q(top, under);
}

static fcp_time scale(fcp_time a, AVRational pace)
{
    const int64_t flicks = 705600000;
    int64_t       whole = av_rescale(a.num, flicks, a.den);

    if (pace.num < 0) { /* av_rescale takes no negative factor */
        whole = -whole;
        pace.num = -pace.num;
    }
    return (fcp_time){av_rescale(whole, pace.num, pace.den), flicks};
}

/* Speed, direction and source of a clip with a time map. Its times begin with 0 or with the clip's
 * own start; of both, that which holds the start is meant. */
static ct_code retime(fcp_reader *r, const ct_xml_node *map, fcp_shown *s, fcp_time at, ct_event *e,
                      ct_error *err)
{
    time_map m = {.several = false};
    ct_code  code = read_time_map(map, at, &m, err);

    if (code)
        return code;
    AVRational pace = pace_of(fcp_minus(m.value[1], m.value[0]), fcp_minus(m.time[1], m.time[0]));
    r->uneven += m.several;
    if (fcp_compare(at, m.time[0]) < 0 || fcp_compare(at, m.time[1]) > 0)
        at = fcp_minus(at, s->asset_start);
    fcp_time value = fcp_plus(m.value[0], scale(fcp_minus(at, m.time[0]), pace));
    if (fcp_compare(value, s->asset_start) < 0)
        value = fcp_plus(value, s->asset_start);
    e->reverse = pace.num < 0;
    av_reduce(&e->speed.num, &e->speed.den, llabs(pace.num), pace.den, 1000000);
    r->retimed += e->speed.num != e->speed.den || e->reverse;
    s->start = value;
    return CT_OK;
}

/* --- clips ------------------------------------------------------------------------ */

static ct_code place_source(fcp_reader *r, const ct_xml_node *clip, fcp_shown *s,
                            const place *where, ct_event *e, ct_error *err)
{
    const ct_xml_node *map = ct_xml_child(clip, "timeMap");
    fcp_time           start = fcp_plus(s->start, where->skip);
    ct_code            code = CT_OK;

    s->start = start;
    if (map)
        code = retime(r, map, s, start, e, err);
    if (code)
        return code;
    size_t  off_grid = r->off_grid;
    int64_t first = fcp_frames_of(r, fcp_minus(s->start, s->asset_start), s->fps);
    r->off_grid = map ? off_grid : r->off_grid; /* at another speed they lie as they come */
    int64_t count = ct_nest_source_frames(e, ct_span_count(e->record), r->t->fps);
    e->source = e->reverse ? (ct_span){first - count, first} : (ct_span){first, first + count};
    return CT_OK;
}

/* Made inside the editor: no media, but a place, a name and remarks. Its clock is its own. */
static ct_code read_title(fcp_reader *r, const ct_xml_node *title, story *st, ct_error *err)
{
    fcp_shown s = {.fps = r->t->fps};
    place     where;
    ct_code   code = find_place(r, title, st, zero, &where, err);

    if (!code)
        code = fcp_time_of(title, "start", zero, &s.asset_start, err);
    if (!code && ct_span_count(where.record) > 0) {
        ct_event *e = ct_timeline_add(r->t);
        e->fps = r->t->fps;
        e->track = st->track;
        e->name = ct_strdup(ct_str_or_empty(ct_xml_attribute(title, "name")));
        e->reel = ct_strdup("BL");
        e->channels = has_lane(title) ? 0 : CT_CHANNEL_V; /* over a picture it covers nothing */
        e->record = where.record;
        e->source = (ct_span){0, ct_span_count(e->record)};
        code = fcp_add_markers(r, e, title, &s, err);
    }
    return code ? code : read_connected(r, title, NULL, st, &where, s.asset_start, err);
}

static ct_code add_clip(fcp_reader *r, const ct_xml_node *clip, fcp_shown *s, const story *st,
                        const place *where, ct_error *err)
{
    ct_event   *e = ct_timeline_add(r->t);
    const char *note = ct_xml_child_text(clip, "note");
    ct_code     code = fcp_fill_media(r, e, clip, s, err);

    if (code)
        return code;
    e->record = where->record;
    e->track = st->track;
    code = place_source(r, clip, s, where, e, err);
    e->label = *note ? ct_strdup(note) : NULL;
    return code ? code : fcp_add_markers(r, e, clip, s, err);
}

static ct_code read_clip(fcp_reader *r, const ct_xml_node *clip, story *st, ct_error *err)
{
    fcp_shown s = {.asset = NULL};
    fcp_time  whole = zero;
    place     where;
    ct_code   code = fcp_find_shown(r, clip, &s, err);

    if (code)
        return code;
    if (!s.asset && fcp_find_resource(r, ct_xml_attribute(clip, "ref"), "effect"))
        return read_title(r, clip, st, err);
    if (s.asset)
        code = fcp_time_of(s.asset, "duration", zero, &whole, err);
    if (!code)
        code = find_place(r, clip, st, whole, &where, err);
    if (code)
        return code;
    fcp_time start = s.start;
    if (strcmp(ct_xml_name(clip), "clip") == 0)
        code = fcp_time_of(clip, "start", zero, &start, err);
    bool detached = s.sound_only && s.asset == st->own; /* its picture brings it */
    s.sound_only = s.sound_only || st->sound_only;
    if (!s.asset)
        r->others++;
    else if (!code && !detached && ct_span_count(where.record) > 0)
        code = add_clip(r, clip, &s, st, &where, err);
    return code ? code : read_connected(r, clip, s.asset, st, &where, start, err);
}

/* --- stories in stories ----------------------------------------------------------- */

/* Reads what a clip holds through the window that the clip opens on it. */
static ct_code read_inside(fcp_reader *r, const ct_xml_node *clip, const ct_xml_node *inside,
                           fcp_time clock_start, story *st, ct_error *err)
{
    fcp_time start;
    place    where;
    ct_code  code = find_place(r, clip, st, zero, &where, err);

    if (!code)
        code = fcp_time_of(clip, "start", clock_start, &start, err);
    if (code)
        return code;
    fcp_time from = fcp_plus(start, where.skip);
    story    held = {.from = from,
                     .to = fcp_plus(from, where.seen),
                     .record = where.record.first,
                     .next = clock_start,
                     .shift = zero,
                     .depth = st->depth + 1,
                     .track = st->track,
                     .lane_step = st->lane_step > LANES ? st->lane_step / LANES : 1,
                     .sound_only =
                         st->sound_only ||
                         strcmp(ct_str_or_empty(ct_xml_attribute(clip, "srcEnable")), "audio") == 0};
    r->retimed += ct_xml_child(clip, "timeMap") != NULL;
    if (!inside)
        r->others++;
    else if (held.depth > CT_NEST_DEPTH)
        r->too_deep++;
    else if (ct_span_count(where.record) > 0) {
        r->flattened++;
        code = read_elements(r, inside, &held, err);
    }
    return code ? code : read_connected(r, clip, NULL, st, &where, start, err);
}

static ct_code read_compound(fcp_reader *r, const ct_xml_node *clip, story *st, ct_error *err)
{
    const ct_xml_node *media = fcp_find_resource(r, ct_xml_attribute(clip, "ref"), "media");
    const ct_xml_node *sequence = ct_xml_child(media, "sequence");
    fcp_time           start;
    ct_code            code = fcp_time_of(sequence, "tcStart", zero, &start, err);

    return code ? code : read_inside(r, clip, ct_xml_child(sequence, "spine"), start, st, err);
}

static ct_code read_synchronised(fcp_reader *r, const ct_xml_node *clip, story *st, ct_error *err)
{
    const ct_xml_node *spine = ct_xml_child(clip, "spine");

    return read_inside(r, clip, spine && !has_lane(spine) ? spine : clip, zero, st, err);
}

/* The angle whose picture is on; without a word the first. */
static const ct_xml_node *active_angle(const ct_xml_node *clip, const ct_xml_node *multicam)
{
    for (const ct_xml_node *s = ct_xml_child(clip, "mc-source"); s;
         s = ct_xml_next(s, "mc-source")) {
        const char *on = ct_str_or_empty(ct_xml_attribute(s, "srcEnable"));
        const char *id = ct_str_or_empty(ct_xml_attribute(s, "angleID"));
        if (*on && strcmp(on, "all") != 0 && strcmp(on, "video") != 0)
            continue;
        for (const ct_xml_node *a = ct_xml_child(multicam, "mc-angle"); a;
             a = ct_xml_next(a, "mc-angle"))
            if (strcmp(ct_str_or_empty(ct_xml_attribute(a, "angleID")), id) == 0)
                return a;
    }
    return ct_xml_child(multicam, "mc-angle");
}

static ct_code read_multicam(fcp_reader *r, const ct_xml_node *clip, story *st, ct_error *err)
{
    const ct_xml_node *media = fcp_find_resource(r, ct_xml_attribute(clip, "ref"), "media");
    const ct_xml_node *multicam = ct_xml_child(media, "multicam");
    fcp_time           start;
    ct_code            code = fcp_time_of(multicam, "tcStart", zero, &start, err);

    r->angles++;
    return code ? code : read_inside(r, clip, active_angle(clip, multicam), start, st, err);
}

/* --- elements --------------------------------------------------------------------- */

static ct_code read_gap(fcp_reader *r, const ct_xml_node *gap, story *st, ct_error *err)
{
    fcp_time start;
    place    where;
    ct_code  code = find_place(r, gap, st, zero, &where, err);

    if (!code)
        code = fcp_time_of(gap, "start", zero, &start, err);
    return code ? code : read_connected(r, gap, NULL, st, &where, start, err);
}

/* Lies over a cut and takes no time of its own. */
static ct_code read_transition(fcp_reader *r, const ct_xml_node *n, story *st, ct_error *err)
{
    (void)n, (void)st, (void)err;
    r->transitions++;
    return CT_OK;
}

/* The first is the chosen one. It lies where the audition lies. */
static ct_code read_audition(fcp_reader *r, const ct_xml_node *audition, story *st, ct_error *err)
{
    const ct_xml_node *chosen = ct_xml_child(audition, NULL);
    fcp_time           offset;

    if (!chosen)
        return CT_OK;
    ct_code code = fcp_time_of(audition, "offset", fcp_minus(st->next, st->shift), &offset, err);
    st->next = fcp_plus(offset, st->shift);
    return code ? code : read_element(r, chosen, st, err);
}

/* A spine beside the main one: its elements count from where it hangs. */
static ct_code read_spine(fcp_reader *r, const ct_xml_node *spine, story *st, ct_error *err)
{
    fcp_time offset;
    ct_code  code = fcp_time_of(spine, "offset", fcp_minus(st->next, st->shift), &offset, err);

    if (code)
        return code;
    st->next = st->shift = fcp_plus(offset, st->shift);
    return read_elements(r, spine, st, err);
}

static ct_code read_element(fcp_reader *r, const ct_xml_node *n, story *st, ct_error *err)
{
    static const struct {
        const char *name;
        ct_code (*read)(fcp_reader *r, const ct_xml_node *n, story *st, ct_error *err);
    } kinds[] = {{"asset-clip", read_clip},
                 {"clip", read_clip},
                 {"video", read_clip},
                 {"audio", read_clip},
                 {"title", read_title},
                 {"gap", read_gap},
                 {"ref-clip", read_compound},
                 {"sync-clip", read_synchronised},
                 {"mc-clip", read_multicam},
                 {"audition", read_audition},
                 {"transition", read_transition},
                 {"spine", read_spine}};

    if (--r->elements_left < 0)
        return ct_fail(err, CT_BAD_DATA,
                       "Line %d: more than %d clips, those of compounds included.", ct_xml_line(n),
                       ELEMENTS_MOST);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strcmp(ct_xml_name(n), kinds[i].name) == 0)
            return kinds[i].read(r, n, st, err);
    return CT_OK; /* notes, metadata, filters: not of the story */
}

static ct_code read_elements(fcp_reader *r, const ct_xml_node *parent, story *st, ct_error *err)
{
    ct_code code = CT_OK;

    for (const ct_xml_node *n = ct_xml_child(parent, NULL); n && !code; n = ct_xml_next(n, NULL))
        if (!has_lane(n))
            code = read_element(r, n, st, err);
    return code;
}

/* --- the sequence ----------------------------------------------------------------- */

static int compare_tracks(const void *a, const void *b)
{
    int p = *(const int *)a, q = *(const int *)b;

    return (p > q) - (p < q);
}

static bool has_picture(const ct_event *e)
{
    return e->channels & CT_CHANNEL_V;
}

/* Lanes of containers in containers become tracks, counted from 0: of pictures, and of the rest. */
static void number_tracks(ct_timeline *t, bool pictures)
{
    int   *tracks = ct_alloc_array(t->event_count + 1, sizeof *tracks);
    size_t count = 0, kept = 0;

    for (size_t i = 0; i < t->event_count; i++)
        if (has_picture(&t->events[i]) == pictures)
            tracks[count++] = t->events[i].track;
    qsort(tracks, count, sizeof *tracks, compare_tracks);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || tracks[kept - 1] != tracks[i])
            tracks[kept++] = tracks[i];
    for (size_t i = 0; i < t->event_count; i++) {
        ct_event *e = &t->events[i];
        if (has_picture(e) == pictures)
            e->track =
                (int)((int *)bsearch(&e->track, tracks, kept, sizeof *tracks, compare_tracks) -
                      tracks);
    }
    free(tracks);
}

static int compare_records(const void *a, const void *b)
{
    const ct_event *p = a, *q = b;

    if (p->record.first != q->record.first)
        return p->record.first < q->record.first ? -1 : 1;
    return p->track != q->track ? p->track - q->track
                                : (p->record.end > q->record.end) - (p->record.end < q->record.end);
}

ct_code fcp_read_sequence(fcp_reader *r, const ct_xml_node *sequence, ct_error *err)
{
    const char *format = ct_xml_attribute(sequence, "tcFormat");
    fcp_time    tc_start;
    ct_code     code = fcp_time_of(sequence, "tcStart", zero, &tc_start, err);

    if (code)
        return code;
    r->t->fps = fcp_format_rate(r, ct_xml_attribute(sequence, "format"));
    if (r->t->fps.num == 0)
        return ct_fail(err, CT_BAD_DATA,
                       "Line %d: expected the sequence's format to name its frame "
                       "duration.",
                       ct_xml_line(sequence));
    r->t->count = (ct_tc_count){ct_tc_base(r->t->fps),
                                format && strcmp(format, "DF") == 0 && ct_tc_can_drop(r->t->fps)};
    r->t->start = fcp_frames_of(r, tc_start, r->t->fps);
    r->elements_left = ELEMENTS_MOST;
    story st = {.from = tc_start, .next = tc_start, .shift = zero, .lane_step = LANES * LANES};
    code = read_elements(r, ct_xml_child(sequence, "spine"), &st, err);
    number_tracks(r->t, true);
    number_tracks(r->t, false);
    if (r->t->event_count > 1)
        qsort(r->t->events, r->t->event_count, sizeof *r->t->events, compare_records);
    return code;
}
