/* SPDX-License-Identifier: MIT */
/* Clips of Final Cut Pro 7 XML that change their speed on the way: a graph of keyframes from the clip's own clock, on
 * which its in and out count, to frames of its media. Between every two it is read as straight. */
#include <libavutil/mathematics.h>
#include <stdlib.h>
#include <string.h>

#include "fcp7xml_priv.h"
#include "passing_priv.h"

enum { POINTS_MOST = 1000, PARTS = 100 /* of a frame, in which points are counted */ };

typedef struct point {
    int64_t when, value;
    bool    bent; /* with handles of a curve */
} point;

typedef struct graph {
    point  items[POINTS_MOST];
    size_t count;
} graph;

static bool has_handles(const ct_xml_node *keyframe)
{
    for (const ct_xml_node *n = ct_xml_child(keyframe, NULL); n; n = ct_xml_next(n, NULL))
        if (ct_starts_with(ct_xml_name(n), "in") || ct_starts_with(ct_xml_name(n), "out"))
            return true;
    return false;
}

/* False: it is none that can be read. */
static bool read_points(const ct_xml_node *parameter, graph *out)
{
    for (const ct_xml_node *n = ct_xml_child(parameter, "keyframe"); n;
         n = ct_xml_next(n, "keyframe")) {
        point *p = &out->items[out->count];
        if (out->count >= POINTS_MOST ||
            !ct_parse_hundredths(ct_xml_child_text(n, "when"), &p->when) ||
            !ct_parse_hundredths(ct_xml_child_text(n, "value"), &p->value))
            return false;
        p->bent = has_handles(n);
        if (out->count > 0 && p->when <= p[-1].when)
            return false;
        out->count++;
    }
    return out->count >= 2;
}

static int64_t whole(int64_t parts)
{
    return av_rescale_rnd(parts, 1, PARTS, AV_ROUND_NEAR_INF);
}

/* On the straight line through both, also beyond them. */
static int64_t value_at(const point *a, const point *b, int64_t when)
{
    int64_t behind = when - a->when, rise = b->value - a->value;
    int64_t size = av_rescale(llabs(behind), llabs(rise), b->when - a->when);

    return a->value + ((behind < 0) != (rise < 0) ? -size : size);
}

static AVRational pace_of(const point *a, const point *b)
{
    AVRational pace;

    av_reduce(&pace.num, &pace.den, b->value - a->value, b->when - a->when, 1000000);
    return pace;
}

/* One that goes on as the one before it does is the same. */
static void add_piece(fcp7_pieces *out, fcp7_piece piece)
{
    fcp7_piece *last = out->count ? &out->items[out->count - 1] : NULL;

    if (last && av_cmp_q(last->pace, piece.pace) == 0) {
        last->record.end = piece.record.end;
        return;
    }
    out->items = ct_grow(out->items, &out->cap, out->count + 1, sizeof *out->items);
    out->items[out->count++] = piece;
}

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* The event lies at its place, and its source begins with the item's in. */
static bool cut_graph(const graph *g, const ct_event *e, AVRational list_fps, fcp7_pieces *out)
{
    int64_t in = e->source.first * PARTS;
    int64_t end = in + PARTS * ct_rate_convert(ct_span_count(e->record), list_fps, e->fps);
    bool    bent = false;

    for (size_t i = 0; i + 1 < g->count; i++) {
        const point *a = &g->items[i], *b = a + 1;
        int64_t      from = i == 0 ? in : later(in, a->when);
        int64_t      to = i + 2 == g->count || b->when > end ? end : b->when;
        if (from >= to)
            continue;
        bent = bent || a->bent || b->bent;
        fcp7_piece piece = {.value = whole(value_at(a, b, from)), .pace = pace_of(a, b)};
        piece.record.first = out->count ? out->items[out->count - 1].record.end : e->record.first;
        piece.record.end =
            to == end ? e->record.end
                      : e->record.first + whole(ct_rate_convert(to - in, e->fps, list_fps));
        if (ct_span_count(piece.record) > 0)
            add_piece(out, piece);
    }
    return bent;
}

bool fcp7_read_graph(fcp7_reader *r, const ct_event *e, const ct_xml_node *effect, fcp7_pieces *out)
{
    graph *g = ct_alloc(sizeof *g);
    bool   good = read_points(fcp7_parameter(effect, "graphdict"), g);

    if (good)
        r->smooth += cut_graph(g, e, r->t->fps, out);
    free(g);
    return good && out->count > 0;
}

void fcp7_place_piece(const fcp7_reader *r, ct_event *e, const fcp7_piece *piece)
{
    e->record = piece->record;
    e->reverse = piece->pace.num < 0;
    e->speed = (AVRational){abs(piece->pace.num), piece->pace.den};
    int64_t count = ct_passing_frames(e, ct_span_count(e->record), r->t->fps);
    int64_t first = e->reverse ? piece->value - count : piece->value;
    e->source = (ct_span){first < 0 ? 0 : first, (first < 0 ? 0 : first) + count};
}
