/* SPDX-License-Identifier: MIT */
/* Where a clip of Final Cut Pro 7 XML lies, what of its media it shows, how fast, and how it begins. Transitions
 * are items of their own that lie over the cut: what they touch says -1 for its place. */
#include <libavutil/mathematics.h>
#include <stdlib.h>
#include <string.h>

#include "fcp7xml_priv.h"
#include "nest_priv.h"
#include "transition_priv.h"

/* --- transitions ------------------------------------------------------------------- */

/* Where a transition lies, when one touches this clip: -1 in `start` or `end` says so. */
typedef struct overlap {
    int64_t            first, end;
    bool               here;
    bool               alone;  /* no clip on its other side: it fades in or out */
    bool               black;  /* it comes out of black, whatever stood before */
    bool               ours;   /* it fades into an event that is black */
    const ct_xml_node *effect; /* NULL: not said */
} overlap;

/* A clip that the transition beside it says the `edge` of. */
static bool is_joined(const ct_xml_node *n, const char *edge)
{
    return n && strcmp(ct_xml_name(n), "clipitem") == 0 &&
           strcmp(ct_xml_child_text(n, edge), "-1") == 0;
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
    e->transition = CT_DISSOLVE;
    e->transition_frames = over.end - over.first;
    return CT_OK;
}

/* --- places ------------------------------------------------------------------------ */

/* What a clip says of itself. -1: another says it. */
typedef struct place {
    int64_t start, end, in, out;
    overlap before, after;
} place;

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
    if (!code && p->start < 0)
        code = read_overlap(ct_xml_previous(item), &p->before, err);
    if (!code && p->end < 0)
        code = read_overlap(ct_xml_next(item, NULL), &p->after, err);
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
    p->before.alone = p->before.here && !is_joined(ct_xml_previous(ct_xml_previous(item)), "end");
    p->after.alone = p->after.here && !p->after.ours &&
                     !is_joined(ct_xml_next(ct_xml_next(item, NULL), NULL), "start");
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

/* Frames of the media before the first that a subclip may show, on whose clock it counts. */
static ct_code subclip_start(const ct_xml_node *item, int64_t *out, ct_error *err)
{
    ct_code code = fcp7_number(ct_xml_child(item, "subclipinfo"), "startoffset", 0, out, err);

    *out = *out < 0 ? 0 : *out;
    return code;
}

ct_code fcp7_read_spans(fcp7_reader *r, ct_event *e, const ct_xml_node *item, ct_error *err)
{
    place   p;
    ct_code code = read_place(item, e->fps, r->t->fps, &p, err);

    if (code)
        return code;
    int64_t last = p.after.here ? p.after.end : p.end;
    e->record.first = p.before.here ? p.before.first : p.start;
    e->record.end = p.after.here && !p.after.alone ? p.after.first : last;
    r->faded += p.after.alone;
    fill_range(&p, ct_rate_convert(last - e->record.first, r->t->fps, e->fps));
    e->source = (ct_span){p.in, p.out};
    if (p.after.here && !p.after.alone) /* as much source as is left before the transition */
        e->source.end = p.in + ct_rate_convert(ct_span_count(e->record), r->t->fps, e->fps);
    if (p.before.here)
        begin_with(r, e, &p.before);
    return CT_OK;
}

/* --- speed ------------------------------------------------------------------------- */

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

/* In and out of a clip at another speed count frames of the clip as it is slowed down or sped up, so that
 * they are as long as its place; where they are not, they count frames of the file. */
static void set_speed(ct_event *e, int64_t percent, AVRational list_fps)
{
    bool slowed =
        ct_span_count(e->source) == ct_rate_convert(ct_span_count(e->record), list_fps, e->fps);

    e->reverse = e->reverse || percent < 0; /* Premiere says it in both ways at once */
    percent = percent < 0 ? -percent : percent;
    av_reduce(&e->speed.num, &e->speed.den, percent, 10000, 1000000);
    if (slowed && percent > 0)
        e->source.first = av_rescale(e->source.first, percent, 10000);
    e->source.end = e->source.first + ct_nest_source_frames(e, ct_span_count(e->record), list_fps);
}

static void read_time_remap(fcp7_reader *r, ct_event *e, const ct_xml_node *effect,
                            fcp7_pieces *pieces)
{
    bool    uneven = is_set(effect, "variablespeed");
    int64_t percent;

    if (uneven && pieces && pieces->count == 0 && fcp7_read_graph(r, e, effect, pieces)) {
        r->in_pieces += pieces->count > 1;
        r->retimed++;
        return;
    }
    if (!ct_parse_hundredths(parameter(effect, "speed"), &percent) ||
        (percent == 0 && uneven)) /* else a picture that stands */
        percent = 10000;
    e->reverse = is_set(effect, "reverse");
    r->uneven += uneven;
    r->retimed += percent != 10000 || e->reverse;
    if (percent != 10000)
        set_speed(e, percent, r->t->fps);
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
    int64_t offset;

    for (const ct_xml_node *f = ct_xml_child(item, "filter"); f; f = ct_xml_next(f, "filter")) {
        const ct_xml_node *effect = ct_xml_child(f, "effect");
        if (!ct_equal_nocase(ct_xml_child_text(effect, "effectid"), "timeremap"))
            r->filters++;
        else if (!ct_equal_nocase(ct_xml_child_text(f, "enabled"), "FALSE"))
            read_time_remap(r, e, effect, pieces);
    }
    ct_code code = read_still(r, e, item, err);
    if (!code)
        code = subclip_start(item, &offset, err);
    if (code)
        return code;
    e->source.first += offset;
    e->source.end += offset;
    for (size_t i = 0; i < e->marker_count; i++)
        e->markers[i].frame += offset;
    for (size_t i = 0; pieces && i < pieces->count; i++)
        pieces->items[i].value += offset;
    return CT_OK;
}
