/* SPDX-License-Identifier: MIT */
/* Speed in FCPXML: maps from a clip's clock to that of its media, and media conformed to the rate of the
 * sequence. */
#include <libavutil/mathematics.h>
#include <stdlib.h>
#include <string.h>

#include "fcpxml_priv.h"
#include "passing_priv.h"

/* Its own, or that of the picture or sound in a clip, on whose clock it lies. */
static const ct_xml_node *time_map(const ct_xml_node *clip)
{
    const ct_xml_node *map = ct_xml_child(clip, "timeMap");
    const ct_xml_node *inside = ct_xml_child(clip, "video");

    if (map || strcmp(ct_xml_name(clip), "clip") != 0)
        return map;
    return ct_xml_child(inside ? inside : ct_xml_child(clip, "audio"), "timeMap");
}

typedef struct point {
    fcp_time time, value;
    bool     smooth; /* the speed goes over into the next one there */
} point;

typedef struct points {
    point *items;
    size_t count, cap;
} points;

/* Both words for smooth are also written for points at which nothing is smoothed. */
static bool is_smooth(const ct_xml_node *n)
{
    static const char *const sides[] = {"inTime", "outTime"};

    if (strcmp(ct_str_or_empty(ct_xml_attribute(n, "interp")), "linear") == 0)
        return false;
    for (size_t i = 0; i < sizeof sides / sizeof sides[0]; i++) {
        fcp_time    t;
        const char *text = ct_xml_attribute(n, sides[i]);
        if (text && fcp_parse_time(text, &t) && t.num != 0)
            return true;
    }
    return false;
}

static ct_code read_points(const ct_xml_node *map, points *out, ct_error *err)
{
    fcp_time zero = {0, 1};
    ct_code  code = CT_OK;
    bool     good = true;

    for (const ct_xml_node *n = ct_xml_child(map, "timept"); n && !code;
         n = ct_xml_next(n, "timept")) {
        out->items = ct_grow(out->items, &out->cap, out->count + 1, sizeof *out->items);
        point *p = &out->items[out->count++];
        code = fcp_time_of(n, "time", zero, &p->time, err);
        if (!code)
            code = fcp_time_of(n, "value", zero, &p->value, err);
        p->smooth = is_smooth(n);
        good = good && !code && (out->count < 2 || fcp_compare(p[-1].time, p->time) < 0);
    }
    if (!code && (!good || out->count < 2))
        return ct_fail(err, CT_BAD_DATA,
                       "Line %d: expected two points or more, in order, in <timeMap>.",
                       ct_xml_line(map));
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

static void add_piece(fcp_pieces *out, fcp_piece piece)
{
    out->items = ct_grow(out->items, &out->cap, out->count + 1, sizeof *out->items);
    out->items[out->count++] = piece;
}

static fcp_time later(fcp_time a, fcp_time b)
{
    return fcp_compare(a, b) > 0 ? a : b;
}

static fcp_time earlier(fcp_time a, fcp_time b)
{
    return fcp_compare(a, b) < 0 ? a : b;
}

/* Between every two points a piece; the first and the last go on beyond. True: the speed in some is a mean. `from` to `to` are on the map's clock,
 * which lies `shift` before the clip's; `origin` is added to media times. */
static bool cut_map(const points *all, fcp_time from, fcp_time to, fcp_time shift, fcp_time origin,
                    fcp_pieces *out)
{
    bool smooth = false;

    for (size_t i = 0; i + 1 < all->count; i++) {
        const point *a = &all->items[i], *b = a + 1;
        fcp_time     begin = i == 0 ? from : later(from, a->time);
        fcp_time     end = i + 2 == all->count ? to : earlier(to, b->time);
        if (fcp_compare(begin, end) >= 0)
            continue;
        smooth = smooth || a->smooth || b->smooth;
        AVRational pace = pace_of(fcp_minus(b->value, a->value), fcp_minus(b->time, a->time));
        fcp_time   value = fcp_plus(a->value, fcp_scale(fcp_minus(begin, a->time), pace));
        add_piece(out, (fcp_piece){.clock = {fcp_plus(begin, shift), fcp_plus(end, shift)},
                                   .value = fcp_plus(value, origin),
                                   .speed = pace});
    }
    return smooth;
}

static bool holds(const points *all, fcp_time t)
{
    return fcp_compare(t, all->items[0].time) >= 0 &&
           fcp_compare(t, all->items[all->count - 1].time) <= 0;
}

static fcp_time lowest(const points *all)
{
    return earlier(all->items[0].value, all->items[all->count - 1].value);
}

/* Some programs start a clip where it starts in its media and give it a map that covers what it shows and no more:
 * time 0 is the clip's start. The map that Final Cut writes covers all of the media. */
static bool counts_from_start(const points *all, const fcp_shown *s, fcp_time lasts)
{
    fcp_time zero = {0, 1};

    if (fcp_compare(s->start, zero) == 0 || fcp_compare(all->items[0].time, zero) != 0)
        return false;
    if (!holds(all, s->start) && !holds(all, fcp_minus(s->start, s->asset_start)))
        return holds(all, lasts);
    return fcp_compare(all->items[all->count - 1].time, lasts) == 0 &&
           fcp_compare(lowest(all), s->start) == 0;
}

/* Where the clock of a map lies before the clip's: its times begin with 0 or with the clip's own start. Of both that
 * which holds what is shown is meant. Its values count from the media's clock, from its beginning, or from the
 * clip's start: `*origin`. `lasts`: the whole clip. */
static fcp_time map_clock(const points *all, const fcp_shown *s, fcp_time at, fcp_time lasts,
                          fcp_time *origin)
{
    fcp_time zero = {0, 1};

    *origin = zero;
    if (counts_from_start(all, s, lasts)) {
        if (fcp_compare(lowest(all), zero) == 0 && fcp_compare(s->start, s->asset_start) >= 0)
            *origin = s->start;
        return s->start;
    }
    return holds(all, at) ? zero : s->asset_start;
}

static ct_code cut_by_map(fcp_reader *r, const ct_xml_node *clip, const fcp_shown *s, fcp_time at,
                          fcp_time lasts, fcp_pieces *out, ct_error *err)
{
    points   all = {0};
    fcp_time whole;
    ct_code  code = read_points(time_map(clip), &all, err);

    if (!code)
        code = fcp_time_of(clip, "duration", lasts, &whole, err);
    if (!code) {
        fcp_time origin, shift = map_clock(&all, s, at, whole, &origin),
                         from = fcp_minus(at, shift);
        r->smooth += cut_map(&all, from, fcp_plus(from, lasts), shift, origin, out);
    }
    if (out->count && fcp_compare(out->items[0].value, s->asset_start) < 0)
        for (size_t i = 0; i < out->count; i++)
            out->items[i].value = fcp_plus(out->items[i].value, s->asset_start);
    r->uneven += out->count > 1;
    r->elements_left -= (int64_t)all.count; /* of a compound that is read again and again too */
    free(all.items);
    return code;
}

/* What its labels count, 24 of 24000/1001, against what passes; {0,1}: it is no rate with such labels. */
static AVRational slowness(AVRational fps)
{
    AVRational counted = av_div_q((AVRational){ct_tc_base(fps), 1}, fps);
    bool       known =
        (counted.num == 1 && counted.den == 1) || (counted.num == 1001 && counted.den == 1000);

    return known ? counted : (AVRational){0, 1};
}

static bool is_multiple(int base, int of)
{
    return base == of || base == 2 * of || base == 4 * of;
}

AVRational fcp_conform_pace(const ct_xml_node *clip, AVRational own, AVRational story)
{
    const ct_xml_node *rate = ct_xml_child(clip, "conform-rate");
    int                from = ct_tc_base(own), to = ct_tc_base(story);
    AVRational         slow = slowness(own), slow_story = slowness(story), pace;

    if (!rate || time_map(clip) || slow.num == 0 || slow_story.num == 0 ||
        strcmp(ct_str_or_empty(ct_xml_attribute(rate, "scaleEnabled")), "0") == 0)
        return (AVRational){1, 1};
    pace = av_div_q(slow, slow_story);
    if (is_multiple(from, 25) && is_multiple(to, 24))
        pace = av_mul_q(pace, (AVRational){24, 25});
    else if (is_multiple(from, 24) && is_multiple(to, 25))
        pace = av_mul_q(pace, (AVRational){25, 24});
    return pace;
}

fcp_time fcp_on_story(fcp_time t, AVRational pace)
{
    return pace.num == pace.den ? t : fcp_scale(t, av_inv_q(pace));
}

fcp_time fcp_on_clip(fcp_time t, AVRational pace)
{
    return pace.num == pace.den ? t : fcp_scale(t, pace);
}

ct_code fcp_cut_pieces(fcp_reader *r, const ct_xml_node *clip, const fcp_shown *s, fcp_time at,
                       fcp_time lasts, fcp_pieces *out, ct_error *err)
{
    fcp_piece even = {.clock = {at, fcp_plus(at, lasts)}, .value = at, .speed = {1, 1}};

    if (time_map(clip))
        return cut_by_map(r, clip, s, at, lasts, out, err);
    if (s->pace.num != s->pace.den) {
        r->conformed++;
        even.speed = s->pace;
        even.value = fcp_plus(s->start, fcp_scale(fcp_minus(at, s->start), even.speed));
    }
    add_piece(out, even);
    return CT_OK;
}

int64_t fcp_piece_end(fcp_reader *r, const fcp_pieces *all, size_t piece, fcp_time at,
                      ct_span record)
{
    size_t  off_grid = r->off_grid;
    int64_t end =
        record.first + fcp_frames_of(r, fcp_minus(all->items[piece].clock.to, at), r->t->fps);

    r->off_grid = off_grid; /* a point of a map lies where it wants to */
    return piece + 1 < all->count ? end : record.end;
}

/* At another speed it may begin within a frame; less than 1/500 of one is how somebody rounded. */
static void begin_within(ct_event *e, fcp_time from, AVRational fps)
{
    enum { ROUNDED = 500 };
    fcp_time whole = {e->source.first * fps.den, fps.num}, over = fcp_minus(from, whole);
    int64_t  per = over.den * fps.den;

    if (llabs(over.num) < INT32_MAX && llabs(over.num) * fps.num >= per / ROUNDED)
        ct_passing_enter(e, (e->reverse ? -over.num : over.num) * fps.num, per);
}

void fcp_place_piece(fcp_reader *r, ct_event *e, const fcp_piece *piece, const fcp_shown *s)
{
    bool    even = piece->speed.num == piece->speed.den;
    size_t  off_grid = r->off_grid;
    int64_t first = fcp_frames_of(r, fcp_minus(piece->value, s->asset_start), s->fps);

    r->off_grid = even ? r->off_grid : off_grid; /* at another speed they lie as they come */
    e->reverse = piece->speed.num < 0;
    av_reduce(&e->speed.num, &e->speed.den, llabs(piece->speed.num), piece->speed.den, 1000000);
    r->retimed += !even;
    AVRational frames = av_div_q(av_mul_q(e->speed, s->fps), r->t->fps); /* a record frame */
    e->source = (ct_span){first, first};
    if (frames.num == frames.den && even) {
        e->source.end += e->reverse ? 0 : ct_span_count(e->record);
        e->source.first -= e->reverse ? ct_span_count(e->record) : 0;
        return;
    }
    if (!even && !ct_event_stands(e))
        begin_within(e, fcp_minus(piece->value, s->asset_start), s->fps);
    ct_passing_fill(e, r->t->fps);
}
