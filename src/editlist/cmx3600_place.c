/* SPDX-License-Identifier: MIT */
/* From the text of an event to frames: how each side counts, and where things stand. */
#include <libavutil/mathematics.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmx3600_priv.h"
#include "editlist_priv.h"
#include "marker_priv.h"
#include "xml_priv.h"

void ct_edl_say(ct_edl_reader *r, ct_severity severity, const char *rule, size_t line,
                const char *fmt, ...)
{
    char    place[32], text[CT_ERROR_TEXT_BYTES];
    va_list args;

    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    snprintf(place, sizeof place, "line %zu", line);
    ct_finding_add(r->findings, severity, rule, place, NULL, "%s", text);
}

static ct_code ensure_rate(ct_edl_reader *r, const ct_edl_pending *p, ct_error *err)
{
    bool drop = p->drop || strpbrk(p->label[CT_EDL_RECORD_IN], ";,") ||
                strpbrk(p->label[CT_EDL_SOURCE_IN], ";,");

    if (r->t->fps.num > 0 && r->t->fps.den > 0)
        return CT_OK;
    if (!drop)
        return ct_fail(err, CT_USAGE,
                       "An edit list does not say its frame rate, and this one gives "
                       "no hint.");
    r->t->fps = r->drop_rate;
    ct_edl_say(r, CT_SAY_NOTE, "rate-guessed", p->line,
               "The list counts drop-frame and so was read as %.2f.", av_q2d(r->t->fps));
    return CT_OK;
}

/* --- closing an event --------------------------------------------------------------- */

static char *give(char **s)
{
    char *given = *s;

    *s = NULL;
    return given;
}

static void place_locator(ct_edl_reader *r, ct_edl_locator *l, ct_event *e, int64_t record_in)
{
    int64_t     n;
    bool        drop;
    ct_category category = CT_CAT_GENERAL;
    ct_error    err;

    if (ct_edl_parse_label(r, l->label, r->t->fps, l->line, r->t->count.drop, &n, &drop, &err)) {
        ct_finding_add(r->findings, CT_SAY_WARN, "locator", NULL, NULL,
                       "%s The locator was put on "
                       "the event's first frame.",
                       err.text);
        n = record_in;
    }
    if (l->colour)
        ct_cmx_category(l->colour, &category);
    ct_marker *m = ct_event_add_marker(e);
    int64_t    into = n - record_in; /* the event may run through midnight */
    into += into < -ct_tc_day(r->t->count) / 2 ? ct_tc_day(r->t->count) : 0;
    int64_t rest = ct_span_count(e->record) - into; /* behind it other pictures are on */
    int64_t lasts = l->lasts < rest ? l->lasts : rest;
    into = ct_rate_convert(into, r->t->fps, e->fps);
    lasts = ct_rate_convert(lasts, r->t->fps, e->fps);
    ct_marker_put(m, e, r->t->fps, into, lasts > 1 ? lasts : 1);
    m->text = ct_str_take(&l->text);
    m->category = category;
    m->colour = l->colour;
    l->colour = NULL;
}

void ct_edl_place_head(ct_edl_reader *r)
{
    for (size_t i = 0; i < r->head.locator_count; i++) {
        ct_edl_locator *l = &r->head.locators[i];
        int64_t         n, end;
        bool            drop;
        ct_error        ignored;
        if (ct_edl_parse_label(r, l->label, r->t->fps, l->line, r->t->count.drop, &n, &drop,
                               &ignored) ||
            n < r->t->start) {
            r->outside++;
            continue;
        }
        ct_marker *m = ct_timeline_add_marker(r->t);
        m->frame = n - r->t->start;
        m->count = 1;
        if (*l->end &&
            !ct_edl_parse_label(r, l->end, r->t->fps, l->line, r->t->count.drop, &end, &drop,
                                &ignored) &&
            end > n)
            m->count = end - n;
        m->text = ct_str_take(&l->text);
        m->author = give(&l->author);
        m->colour = give(&l->colour);
        if (m->colour)
            ct_cmx_category(m->colour, &m->category);
    }
}

/* "/clips/a.mov", "D:\\clips\\a.mov": some programs write a whole path where the name goes. */
static void take_name(ct_event *e, char **name)
{
    const char *text = ct_str_or_empty(*name), *file = ct_media_name(text);
    bool        drive = *text && text[1] == ':' && (text[2] == '\\' || text[2] == '/');

    if ((*text == '/' || drive || ct_starts_with(text, "\\\\")) && *file) {
        e->name = ct_strdup(file);
        if (!e->path)
            e->path = give(name);
    } else {
        e->name = give(name);
    }
}

static void fill_event(ct_event *e, ct_edl_pending *p)
{
    bool two = ct_edl_has_two_sides(p);

    ct_edl_settle_reel(p);

    e->path = ct_edl_give_file(p);
    take_name(e, p->key_name ? &p->key_name : two ? &p->to_name : &p->from_name);
    e->reel = give(p->whole_reel ? &p->whole_reel : &p->reel);
    e->channels = p->channels;
    e->track = p->track + (p->transition == CT_KEY); /* a layer over the picture */
    e->transition = p->from_black && p->transition == CT_DISSOLVE ? CT_FADE : p->transition;
    e->transition_frames = p->transition_frames;
    e->wipe = p->wipe;
    e->number = p->number;
    e->reverse = p->reverse;
    if (p->words.len)
        e->label = ct_str_take(&p->words);
    if (p->comment.len)
        e->comment = ct_str_take(&p->comment);
}

/* The source in of a reversed event is its highest frame. Some programs write the lowest one, which shows where M2 says
 * that it begins with the source out, or where the others would lie before 00:00:00:00. */
static ct_span reversed_source(ct_edl_reader *r, size_t line, const ct_edl_pair *source,
                               bool from_out)
{
    ct_span down = {source->in - source->length + 1, source->in + 1};

    if (from_out)
        ct_edl_say(r, CT_SAY_NOTE, "reverse-in", line,
                   "Its M2 begins with the source out; it was read as the range from in to out, in "
                   "reverse.");
    if (from_out)
        return (ct_span){source->in, source->in + source->length};
    if (down.first >= 0)
        return down;
    ct_edl_say(r, CT_SAY_NOTE, "reverse-in", line,
               "Played in reverse from its source in, the event would begin before "
               "00:00:00:00; it was read as the range from in to out, in reverse.");
    return (ct_span){source->in, source->in + source->length};
}

/* Both names stand behind the two lines: that of the first belongs to the event before, if it is one. */
static void name_before(ct_edl_reader *r, ct_edl_pending *p)
{
    ct_event *before = r->t->event_count ? &r->t->events[r->t->event_count - 1] : NULL;
    bool      key = p->transition == CT_KEY && p->key_name;

    if (before && !before->name && before->number == p->number &&
        (key || (p->outgoing && p->has_outgoing)))
        take_name(before, &p->from_name);
}

bool ct_edl_retime_outgoing(ct_edl_reader *r, const char *reel, AVRational speed, bool reverse)
{
    ct_event *e = r->p.outgoing ? &r->t->events[r->p.outgoing - 1] : NULL;

    if (!e || !ct_starts_with(e->reel, reel))
        return false;
    ct_edl_pair source = {.in = e->source.first, .length = ct_span_count(e->source)};
    ct_edl_fill_range(r, speed, reverse, ct_span_count(e->record), &source);
    e->speed = ct_edl_speed(r, speed, e->fps);
    e->reverse = reverse;
    e->source = reverse ? reversed_source(r, r->lines.number, &source, false)
                        : (ct_span){source.in, source.in + source.length};
    return true;
}

/* Its frames are counted from the first of its file, where the list says which that is. */
static void count_from_file(ct_edl_reader *r, const ct_edl_pending *p, ct_event *e)
{
    int64_t  start;
    bool     drop;
    ct_error ignored;

    if (!*p->file_start ||
        ct_edl_parse_label(r, p->file_start, e->fps, p->line, e->tc.count.drop, &start, &drop,
                           &ignored) ||
        start > e->source.first)
        return;
    e->tc.start = start;
    e->source.first -= start;
    e->source.end -= start;
}

/* OpenShot writes picture and sound of a clip as two lines, and its name below both. */
static void name_beside(ct_edl_reader *r)
{
    const ct_event *e = &r->t->events[r->t->event_count - 1];

    for (size_t i = r->t->event_count - 1; i-- > 0;) {
        ct_event *b = &r->t->events[i];
        if (b->number != e->number || b->name || b->path || (b->channels & e->channels) ||
            strcmp(b->reel, e->reel) != 0 || b->source.first != e->source.first ||
            b->source.end != e->source.end || b->record.first != e->record.first)
            break;
        ct_strset(&b->name, e->name);
        ct_strset(&b->path, e->path);
    }
}

static ct_code add_event(ct_edl_reader *r, ct_edl_pending *p, const ct_edl_pair *record,
                         ct_error *err)
{
    ct_edl_pair source;
    ct_code     code = ct_edl_source_range(r, p, record->length, &source, err);

    if (code)
        return code;
    name_before(r, p);
    ct_event *e = ct_timeline_add(r->t);
    fill_event(e, p);
    e->fps = source.fps;
    e->speed = p->retimed ? ct_edl_speed(r, p->speed, source.fps) : p->speed;
    e->tc = (ct_tc_track){.start = 0, .count = source.count, .rate = source.fps};
    e->source = p->reverse ? reversed_source(r, p->line, &source, p->from_out)
                           : (ct_span){source.in, source.in + source.length};
    count_from_file(r, p, e);
    e->record = (ct_span){record->in, record->in + record->length};
    name_beside(r);
    for (size_t i = 0; i < p->locator_count; i++)
        place_locator(r, &p->locators[i], e, record->in);
    if (p->transition == CT_KEY)
        ct_edl_say(r, CT_SAY_WARN, "key", p->line,
                   "The event is a key: it lies over the picture below "
                   "it.");
    return CT_OK;
}

/* The last event that ends there and has a channel in common; NULL: none. */
static const ct_event *find_ending(const ct_edl_reader *r, unsigned channels, int64_t record)
{
    for (size_t i = r->t->event_count; i > 0; i--) {
        const ct_event *e = &r->t->events[i - 1];
        if ((e->channels & channels) && e->record.end == record)
            return e;
    }
    return NULL;
}

/* Under a transition goes on what stands before it. A list can name other frames there: of two clips that were
 * laid one over the other, or where a clip was cut short. */
static void check_outgoing(ct_edl_reader *r, const ct_edl_pending *p, int64_t record)
{
    const ct_event *before = find_ending(r, p->channels, record);
    const char     *label = p->label[CT_EDL_SOURCE_IN];
    ct_error        ignored;
    int64_t         n;
    bool            drop;

    if (!(p->channels & CT_CHANNEL_V) || !before || before->reverse ||
        before->speed.num != before->speed.den || ct_event_is_black(before) ||
        ct_edl_is_black(p->reel) ||
        ct_edl_parse_label(r, label, before->fps, p->line, before->tc.count.drop, &n, &drop,
                           &ignored))
        return;
    if (n != before->source.end || strcmp(ct_str_or_empty(before->reel), p->reel) != 0)
        ct_edl_say(
            r, CT_SAY_WARN, "outgoing", p->line,
            "The transition comes out of %s at %s, but the event before it does not end there; it was read "
            "as coming out of that.",
            p->reel, label);
}

/* Before a transition, at whose record in it stands: of the same number, or of its own where a program numbers
 * lines. */
static bool is_outgoing(const ct_edl_pending *p, const ct_edl_pending *next)
{
    return next->transition != CT_CUT &&
           (next->number == p->number ||
            (p->transition == CT_CUT && (p->channels & next->channels) != 0 &&
             strcmp(p->label[CT_EDL_RECORD_IN], next->label[CT_EDL_RECORD_IN]) == 0));
}

/* Premiere writes 00:00:00:00 where black goes on to what follows it: as long as the source then. */
static bool has_no_end(const ct_edl_pending *p)
{
    const char *out = p->label[CT_EDL_RECORD_OUT];

    return strspn(out, "0:;.,") == strlen(out);
}

static ct_code record_labels(ct_edl_reader *r, const ct_edl_pending *p, bool drop, ct_edl_pair *out,
                             ct_error *err)
{
    ct_edl_pair source;
    ct_error    ignored;
    ct_code     code = ct_edl_parse_pair(r, p, CT_EDL_RECORD_IN, r->t->fps, drop, out, err);

    if (!code || out->length >= 0 || !has_no_end(p) ||
        ct_edl_parse_pair(r, p, CT_EDL_SOURCE_IN, r->t->fps, p->drop, &source, &ignored))
        return code;
    ct_edl_say(r, CT_SAY_NOTE, "no-end", p->line,
               "The record side has no end; it was read as long as the source.");
    out->length = p->speed.num > 0 ? av_rescale(source.length, p->speed.den, p->speed.num) : 1;
    return CT_OK;
}

/* Final Cut Pro names no range of what lies over something: as long as that. */
static void fill_key(const ct_edl_reader *r, const ct_edl_pending *p, ct_edl_pair *record)
{
    const ct_event *before = r->t->event_count ? &r->t->events[r->t->event_count - 1] : NULL;

    if (p->transition == CT_KEY && record->length == 0 && before && before->number == p->number &&
        before->record.first == record->in)
        record->length = ct_span_count(before->record);
}

/* The event that was made of `p` is the outgoing side of the next one, of the same number, or what lies below it. */
static void keep_outgoing(const ct_edl_reader *r, const ct_edl_pending *p, ct_edl_pending *next)
{
    if (!next || next->number != p->number || next->transition == CT_CUT ||
        (next->channels & p->channels) == 0)
        return;
    if (next->transition == CT_KEY) {
        next->outgoing = r->t->event_count;
    } else if (strcmp(p->label[CT_EDL_RECORD_OUT], next->label[CT_EDL_RECORD_IN]) == 0) {
        next->has_outgoing = true;
        next->outgoing = r->t->event_count;
        next->outgoing_reel = ct_strdup(r->t->events[r->t->event_count - 1].reel);
    }
}

ct_code ct_edl_close_event(ct_edl_reader *r, ct_edl_pending *next, ct_error *err)
{
    ct_edl_pending *p = &r->p;
    ct_edl_pair     record = {.length = 0};
    ct_code         code = CT_OK;

    if (!p->open)
        return CT_OK;
    code = ensure_rate(r, p, err);
    bool drop = r->counting_known ? r->t->count.drop : p->drop;
    if (!code)
        code = record_labels(r, p, drop, &record, err);
    r->recounted = r->recounted || (drop != p->drop && ct_tc_can_drop(r->t->fps));
    if (!code && !r->counting_known) {
        r->t->count = record.count;
        r->counting_known = true;
    }
    if (!code && record.count.drop != r->t->count.drop)
        ct_edl_say(r, CT_SAY_WARN, "counting", p->line,
                   "The record side changes between drop-frame and "
                   "non-drop inside the list.");
    if (!code)
        fill_key(r, p, &record);
    if (!code && record.length > 0) {
        code = add_event(r, p, &record, err);
        if (!code)
            keep_outgoing(r, p, next);
    } else if (!code && next && is_outgoing(p, next)) {
        next->has_outgoing = true;
        check_outgoing(r, p, record.in);
        next->from_black = ct_edl_is_black(p->reel);
        next->outgoing_reel = give(&p->reel);
    } else if (!code) {
        ct_edl_say(r, CT_SAY_NOTE, "no-length", p->line,
                   "The event has no length and was left out.");
    }
    ct_edl_pending_finish(p);
    return code;
}
