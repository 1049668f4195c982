/* SPDX-License-Identifier: MIT */
/* Where a clip of Final Cut Pro 7 XML lies, what of its media it shows, how fast, and how it begins. Transitions
 * are items of their own that lie over the cut: what they touch says -1 for its place. */
#include <libavutil/mathematics.h>
#include <stdlib.h>
#include <string.h>

#include "fcp7xml_priv.h"
#include "marker_priv.h"
#include "passing_priv.h"
#include "transition_priv.h"

/* --- transitions ------------------------------------------------------------------- */

/* Where a transition lies, when one touches this clip: -1 in `start` or `end` says so, or that is within it. */
typedef struct overlap {
    int64_t            first, end;
    bool               here;
    bool               alone;  /* no clip on its other side: it fades in or out */
    bool               black;  /* it comes out of black, whatever stood before */
    bool               ours;   /* it fades into an event that is black */
    const ct_xml_node *effect; /* NULL: not said */
} overlap;

/* Does it lie over the `edge` of a clip, which is at `at`, or is said by it (-1)? Beside it is not over it. */
static bool lies_over(const overlap *o, const char *edge, int64_t at)
{
    if (at < 0)
        return true;
    return *edge == 's' ? at >= o->first && at < o->end : at > o->first && at <= o->end;
}

/* A clip whose `edge` the transition beside it says, or lies over. */
static bool is_joined(const ct_xml_node *n, const char *edge, const overlap *o)
{
    int64_t at;

    return n && strcmp(ct_xml_name(n), "clipitem") == 0 && ct_xml_child(n, edge) &&
           fcp7_number(n, edge, -1, &at, NULL) == CT_OK && lies_over(o, edge, at);
}

static ct_code read_overlap(const ct_xml_node *n, overlap *out, ct_error *err)
{
    ct_code code = CT_OK;

    *out = (overlap){.here = n && strcmp(ct_xml_name(n), "transitionitem") == 0,
                     .effect = ct_xml_child(n, "effect")};
    if (out->here)
        code = fcp7_number(n, "start", 0, &out->first, err);
    if (out->here && !code)
        code = fcp7_number(n, "end", 0, &out->end, err);
    out->black = ct_equal_nocase(ct_xml_child_text(n, "alignment"), "start-black");
    out->ours = strcmp(ct_xml_child_text(n, "name"), CT_FCP7_FADE_OUT) == 0;
    return code;
}

/* Wipes and irises have a pattern, by the numbers that edit lists use too. */
static void begin_with(fcp7_reader *r, ct_event *e, const overlap *o)
{
    const char *name = ct_xml_child_text(o->effect, "name");
    const char *category = ct_xml_child_text(o->effect, "effectcategory");
    bool        known, sound = ct_equal_nocase(ct_xml_child_text(o->effect, "mediatype"), "audio");
    int64_t     wipe;

    if (!ct_parse_i64(ct_xml_child_text(o->effect, "wipecode"), &wipe) || wipe < 0 || wipe > 999)
        wipe = 0;
    ct_transition kind = ct_transition_named(*category ? category : name, &known);
    if (!known)
        kind = ct_transition_named(name, &known);
    if (wipe > 0)
        kind = CT_WIPE;
    r->other_transitions += !known && wipe == 0 && !sound;
    ct_event_begin_with(e, o->black ? CT_FADE : kind, o->end - o->first,
                        wipe > 0 ? (int)wipe : CT_WIPE_PLAIN, name);
}

/* A fade out of ours lies over the end of an item; what it goes into is black as long as it lasts. */
ct_code fcp7_read_fade_out(fcp7_reader *r, const ct_xml_node *n, ct_error *err)
{
    overlap over;
    ct_code code = read_overlap(n, &over, err);

    if (code || !over.ours || over.end <= over.first)
        return code;
    ct_event *e = ct_timeline_add(r->t);
    e->fps = r->t->fps;
    e->reel = ct_strdup("BL");
    e->track = r->track;
    e->record = (ct_span){over.first, over.end};
    e->source = (ct_span){0, over.end - over.first};
    begin_with(r, e, &over);
    return CT_OK;
}

/* --- effects ----------------------------------------------------------------------- */

const ct_xml_node *fcp7_parameter(const ct_xml_node *effect, const char *id)
{
    const ct_xml_node *p = ct_xml_child(effect, "parameter");

    while (p && !ct_equal_nocase(ct_xml_child_text(p, "parameterid"), id))
        p = ct_xml_next(p, "parameter");
    return p;
}

/* "" when it has none of that name. */
static const char *parameter(const ct_xml_node *effect, const char *id)
{
    return ct_xml_child_text(fcp7_parameter(effect, id), "value");
}

static bool is_set(const ct_xml_node *effect, const char *id)
{
    return ct_equal_nocase(parameter(effect, id), "TRUE") ||
           strcmp(parameter(effect, id), "1") == 0;
}

static bool is_time_remap(const ct_xml_node *filter)
{
    return ct_equal_nocase(ct_xml_child_text(ct_xml_child(filter, "effect"), "effectid"),
                           "timeremap");
}

static bool is_on(const ct_xml_node *filter)
{
    return !ct_equal_nocase(ct_xml_child_text(filter, "enabled"), "FALSE");
}

/* It begins with the last frame of its range. */
static bool runs_backwards(const ct_xml_node *item)
{
    bool backwards = false;

    for (const ct_xml_node *f = ct_xml_child(item, "filter"); f; f = ct_xml_next(f, "filter")) {
        const ct_xml_node *effect = ct_xml_child(f, "effect");
        if (is_time_remap(f) && is_on(f))
            backwards = is_set(effect, "reverse") || *parameter(effect, "speed") == '-';
    }
    return backwards;
}

/* --- places ------------------------------------------------------------------------ */

/* What a clip says of itself. -1: another says it. */
typedef struct place {
    int64_t start, end, in, out;
    overlap before, after;
} place;

/* That beside a clip, if it lies over its `edge`; -1 says that there is one. */
static ct_code read_beside(const ct_xml_node *n, const char *edge, int64_t at, overlap *out,
                           ct_error *err)
{
    ct_code code = read_overlap(n, out, err);

    out->here = out->here && lies_over(out, edge, at);
    return code;
}

static ct_code read_place(const ct_xml_node *item, AVRational fps, AVRational list_fps, place *p,
                          ct_error *err)
{
    const struct {
        const char *name;
        int64_t    *to;
    } numbers[] = {{"start", &p->start}, {"end", &p->end}, {"in", &p->in}, {"out", &p->out}};
    ct_code code = CT_OK;

    *p = (place){.start = -1};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0] && !code; i++)
        code = fcp7_number(item, numbers[i].name, -1, numbers[i].to, err);
    if (!code)
        code = read_beside(ct_xml_previous(item), "start", p->start, &p->before, err);
    if (!code)
        code = read_beside(ct_xml_next(item, NULL), "end", p->end, &p->after, err);
    if (code)
        return code;
    if (p->start >= 0 && p->end < 0 && !p->after.here && !ct_xml_child(item, "end") &&
        p->out > p->in && p->in >= 0)
        p->end =
            p->start + ct_rate_convert(p->out - p->in, fps,
                                       list_fps); /* programs that cut by themselves leave it out */
    if ((p->start < 0 && !p->before.here) || (p->end < 0 && !p->after.here))
        return ct_fail(err, CT_BAD_DATA,
                       "Line %d: expected start and end on the sequence, or a "
                       "transition that says them.",
                       ct_xml_line(item));
    if (p->end >= 0 && p->end < p->start)
        return ct_fail(err, CT_BAD_DATA,
                       "Line %d: expected <end> behind <start>, but %lld is before %lld.",
                       ct_xml_line(item), (long long)p->end, (long long)p->start);
    if (p->out >= 0 && p->out < p->in)
        return ct_fail(err, CT_BAD_DATA,
                       "Line %d: expected <out> behind <in>, but %lld is before %lld.",
                       ct_xml_line(item), (long long)p->out, (long long)p->in);
    p->before.alone =
        p->before.here && !is_joined(ct_xml_previous(ct_xml_previous(item)), "end", &p->before);
    p->after.alone = p->after.here && !p->after.ours &&
                     !is_joined(ct_xml_next(ct_xml_next(item, NULL), NULL), "start", &p->after);
    return CT_OK;
}

/* Without a word of in or out as much as there is room for. */
static void fill_range(place *p, int64_t length)
{
    if (p->in < 0)
        p->in = p->out > length ? p->out - length : 0;
    if (p->out < 0)
        p->out = p->in + length;
}

ct_code fcp7_subclip_start(const ct_xml_node *item, int64_t *out, ct_error *err)
{
    ct_code code = fcp7_number(ct_xml_child(item, "subclipinfo"), "startoffset", 0, out, err);

    *out = *out < 0 ? 0 : *out;
    return code;
}

void fcp7_move_into_media(ct_event *e, int64_t offset)
{
    e->source.first += offset;
    e->source.end += offset;
    for (size_t i = 0; i < e->marker_count; i++)
        e->markers[i].frame += offset;
}

/* Of a clip that says where the cut is, so does its range: what is shown before it comes out of its handle, as far as
 * that goes. Record frame at which it begins in the transition. */
static int64_t begins_at(const ct_xml_node *item, const overlap *o, AVRational list_fps)
{
    AVRational own = fcp7_rate(item), fps = own.num > 0 ? own : list_fps;
    int64_t    start, in;

    if (fcp7_number(item, "start", -1, &start, NULL) || fcp7_number(item, "in", -1, &in, NULL) ||
        start <= o->first || in < 0 || runs_backwards(item) ||
        ct_rate_convert(start - o->first, list_fps, fps) <= in)
        return o->first;
    return start - ct_rate_convert(in, fps, list_fps);
}

static void begin_before_cut(place *p, const ct_xml_node *item, AVRational fps, AVRational list_fps)
{
    if (!p->before.here || p->start < 0)
        return;
    p->before.first = begins_at(item, &p->before, list_fps);
    int64_t source = ct_rate_convert(p->start - p->before.first, list_fps, fps);
    if (source > 0 && !runs_backwards(item) && p->in >= 0)
        p->in = p->in > source ? p->in - source : 0;
    else if (source > 0 && p->out >= 0)
        p->out += source;
}

ct_code fcp7_read_spans(fcp7_reader *r, ct_event *e, const ct_xml_node *item, ct_error *err)
{
    place   p;
    bool    backwards = runs_backwards(item);
    ct_code code = read_place(item, e->fps, r->t->fps, &p, err);

    if (code)
        return code;
    begin_before_cut(&p, item, e->fps, r->t->fps);
    const ct_xml_node *next =
        ct_xml_next(item, NULL) ? ct_xml_next(ct_xml_next(item, NULL), NULL) : NULL;
    if (p.after.here && is_joined(next, "start", &p.after))
        p.after.first = begins_at(next, &p.after, r->t->fps);
    int64_t last = p.after.here && (p.end < 0 || !p.after.alone) ? p.after.end : p.end;
    e->record.first = p.before.here ? p.before.first : p.start;
    e->record.end = p.after.here && !p.after.alone ? p.after.first : last;
    r->faded += p.after.alone;
    fill_range(&p, ct_rate_convert(last - e->record.first, r->t->fps, e->fps));
    e->source = (ct_span){p.in, p.out};
    int64_t left = ct_rate_convert(ct_span_count(e->record), r->t->fps, e->fps);
    if (p.after.here && !p.after.alone && backwards) /* as much source as is left before it */
        e->source.first = p.out > left ? p.out - left : 0;
    else if (p.after.here && !p.after.alone)
        e->source.end = p.in + left;
    if (p.before.here)
        begin_with(r, e, &p.before);
    return CT_OK;
}

/* --- speed ------------------------------------------------------------------------- */

/* The whole frame of the media that this frame of the slowed clip would be written for, else a place within one. */
static void begin_slowed(ct_event *e)
{
    AVRational s = e->speed;
    int64_t    in = e->source.first, whole = av_rescale(in, s.num, s.den);

    e->source.first = whole;
    if (av_rescale(whole, s.den, s.num) != in && in < INT32_MAX)
        ct_passing_enter(e, in * s.num - whole * s.den, s.den);
}

/* In and out of a clip at another speed count frames of the clip as it is slowed down or sped up, so that
 * they are as long as its place; where they are not, they count frames of the file. */
static void set_speed(ct_event *e, AVRational speed, AVRational list_fps)
{
    bool slowed =
        ct_span_count(e->source) == ct_rate_convert(ct_span_count(e->record), list_fps, e->fps);

    e->reverse = e->reverse || speed.num < 0; /* Premiere says it in both ways at once */
    e->speed = (AVRational){abs(speed.num), speed.den};
    if (slowed && speed.num != 0 && !e->reverse)
        begin_slowed(e);
    else if (slowed && speed.num != 0)
        e->source.first = av_rescale(e->source.first, e->speed.num, e->speed.den);
    int64_t lowest = e->source.first;
    ct_passing_fill(e, list_fps);
    if (e->reverse)
        e->source = (ct_span){lowest, lowest + ct_span_count(e->source)};
}

static void read_time_remap(fcp7_reader *r, ct_event *e, const ct_xml_node *effect,
                            fcp7_pieces *pieces)
{
    bool       uneven = is_set(effect, "variablespeed");
    AVRational speed;

    if (uneven && pieces && pieces->count == 0 && fcp7_read_graph(r, e, effect, pieces)) {
        r->in_pieces += pieces->count > 1;
        r->retimed++;
        return;
    }
    if (!ct_fcp7xml_speed_parse(parameter(effect, "speed"), &speed) ||
        (speed.num == 0 && uneven)) /* else a picture that stands */
        speed = (AVRational){1, 1};
    e->reverse = is_set(effect, "reverse");
    r->uneven += uneven;
    r->retimed += speed.num != speed.den || e->reverse;
    if (speed.num != speed.den)
        set_speed(e, speed, r->t->fps);
}

/* A picture that stands, of a film or by itself: the place of a still on its own clock says nothing. */
static ct_code read_still(fcp7_reader *r, ct_event *e, const ct_xml_node *item, ct_error *err)
{
    int64_t frame = e->media_frames > e->source.first ? e->source.first : 0;
    ct_code code = fcp7_number(item, "stillframeoffset", frame, &frame, err);

    if (code || !ct_equal_nocase(ct_xml_child_text(item, "stillframe"), "TRUE"))
        return code;
    r->retimed += e->media_frames > 1;
    e->speed = (AVRational){0, 1};
    e->source = (ct_span){frame < 0 ? 0 : frame, (frame < 0 ? 0 : frame) + 1};
    return CT_OK;
}

ct_code fcp7_read_speed(fcp7_reader *r, ct_event *e, const ct_xml_node *item, fcp7_pieces *pieces,
                        ct_error *err)
{
    int64_t offset, in = e->source.first;

    for (const ct_xml_node *f = ct_xml_child(item, "filter"); f; f = ct_xml_next(f, "filter")) {
        if (!is_time_remap(f))
            r->filters++;
        else if (is_on(f))
            read_time_remap(r, e, ct_xml_child(f, "effect"), pieces);
    }
    ct_code code = read_still(r, e, item, err);
    ct_markers_hold(e, in, r->t->fps);
    if (!code)
        code = fcp7_subclip_start(item, &offset, err);
    if (code)
        return code;
    fcp7_move_into_media(e, offset);
    for (size_t i = 0; pieces && i < pieces->count; i++)
        pieces->items[i].value += offset;
    return CT_OK;
}
