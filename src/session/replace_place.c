/* SPDX-License-Identifier: MIT */
/* What points to a clip, and where it is in the new file. A mark that was lost when the file before this
 * one came counts the frames of that one still: marks of one file are a domain, found by
 * themselves. */
#include <libavutil/mathematics.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/conform.h"
#include "circletake/str.h"
#include "replace_priv.h"

enum { PASSES = 8 }; /* in which marks that contradict one another are looked for */

/* --- what there is ---------------------------------------------------------------------- */

static void read_range(replacing *r)
{
    char      key[CT_RANGE_KEY_BYTES];
    char     *text = ct_query_setting(r->query, ct_range_key(&r->out->was, key));
    long long in, end;

    r->range = (ct_kept_range){-1, -1};
    if (text && sscanf(text, "%lld %lld", &in, &end) == 2)
        r->range = (ct_kept_range){in, end};
    free(text);
}

ct_code ct_replacing_gather(replacing *r, ct_error *err)
{
    ct_select_query selects = {.clip = r->out->was.id, .order = CT_ORDER_SLATE};
    ct_note_query   notes = {.clip = r->out->was.id, .order = CT_ORDER_SLATE};
    ct_code         code = ct_query_selects(r->query, &selects, &r->selects, err);

    if (!code)
        code = ct_query_notes(r->query, &notes, &r->notes, err);
    if (!code)
        code = ct_query_cuts_of(r->query, r->out->was.id, &r->cuts, err);
    for (size_t i = 0; i < r->cuts.count && !code; i++)
        code = ct_query_events(r->query, &r->cuts.items[i], ct_timeline_list_add(&r->events), err);
    if (!code)
        read_range(r);
    return code;
}

void ct_replacing_forget(replacing *r)
{
    for (size_t i = 0; i < r->domain_count; i++)
        ct_refind_destroy(&r->domains[i]);
    free(r->domains);
    free(r->domain_media);
    free(r->mark_domain);
    r->domains = NULL;
    r->domain_media = NULL;
    r->mark_domain = NULL;
    r->domain_count = r->domain_cap = 0;
    ct_select_list_finish(&r->selects);
    ct_note_list_finish(&r->notes);
    ct_cut_list_finish(&r->cuts);
    ct_timeline_list_finish(&r->events);
}

/* A mark, whichever it is. */
struct mark {
    ct_moved_kind      kind;
    ct_id              id;
    ct_span            span;
    const ct_evidence *first, *last; /* the same: a point */
};

static size_t mark_count(const replacing *r)
{
    return r->selects.count + r->notes.count;
}

static struct mark mark_at(const replacing *r, size_t i)
{
    if (i < r->selects.count) {
        const ct_select *s = &r->selects.items[i];
        return (struct mark){CT_MOVED_SELECT, s->id, s->span, &s->first_proof, &s->last_proof};
    }
    const ct_note *n = &r->notes.items[i - r->selects.count];
    bool           point = ct_span_count(n->span) == 1;
    return (struct mark){CT_MOVED_NOTE, n->id, n->span, &n->proof,
                         point ? &n->proof : &n->last_proof};
}

/* --- domains -------------------------------------------------------------------------------- */

/* Domain 0 is the clip's file before. */
static uint64_t media_of(const replacing *r, const struct mark *m)
{
    return m->first->media ? m->first->media : r->out->was.fingerprint;
}

static size_t add_domain(replacing *r, uint64_t media, int64_t frame_count)
{
    size_t cap = r->domain_cap;

    r->domains = ct_grow(r->domains, &r->domain_cap, r->domain_count + 1, sizeof *r->domains);
    r->domain_media = ct_grow(r->domain_media, &cap, r->domain_count + 1, sizeof *r->domain_media);
    r->domains[r->domain_count] =
        ct_refind_create(r->pictures.items, r->pictures.count, frame_count);
    r->domain_media[r->domain_count] = media;
    return r->domain_count++;
}

static void make_main_domain(replacing *r)
{
    const ct_clip *was = &r->out->was;
    bool           counted = r->before.count > 0 && r->before.count == was->frame_count;
    size_t         d = add_domain(r, was->fingerprint, was->provisional ? -1 : was->frame_count);

    for (int64_t n = 0; n < r->before.count && counted; n++)
        ct_refind_know(r->domains[d], n, r->before.items[n]);
}

/* Both ends or nothing: what contradicts the domain is no part of it. */
static bool join(ct_refind *domain, const struct mark *m)
{
    return ct_refind_know_evidence(domain, m->span.first, m->first) &&
           ct_refind_know_evidence(domain, m->span.end - 1, m->last);
}

/* The newest domain of that media from `from` on; a new one when there is none. */
static size_t domain_for(replacing *r, uint64_t media, size_t from)
{
    for (size_t d = r->domain_count; d-- > from;)
        if (r->domain_media[d] == media)
            return d;
    return add_domain(r, media, -1);
}

/* Each mark joins the domain of its media. Those whose pictures are others than that domain knows
 * (found by timecode once, they keep what was seen) try again among themselves. */
static void make_domains(replacing *r)
{
    size_t marks = mark_count(r), left = marks, from = 0;

    make_main_domain(r);
    r->mark_domain = ct_alloc_array(marks + 1, sizeof *r->mark_domain);
    for (size_t i = 0; i < marks; i++)
        r->mark_domain[i] = SIZE_MAX;
    for (int pass = 0; pass < PASSES && left > 0; pass++) {
        size_t next = r->domain_count;
        for (size_t i = 0; i < marks; i++) {
            struct mark m = mark_at(r, i);
            if (r->mark_domain[i] != SIZE_MAX)
                continue;
            size_t d = domain_for(r, media_of(r, &m), from);
            if (!join(r->domains[d], &m))
                continue;
            r->mark_domain[i] = d;
            left--;
        }
        from = next;
    }
    for (size_t d = 0; d < r->domain_count; d++)
        ct_refind_solve(r->domains[d]);
}

/* --- places ------------------------------------------------------------------------------------ */

static void add_item(replacing *r, ct_moved item)
{
    ct_replacement *out = r->out;

    if (item.found == CT_REFOUND_LOST)
        item.now = item.was;
    out->items = ct_grow(out->items, &out->cap, out->count + 1, sizeof *out->items);
    out->items[out->count++] = item;
    out->found[item.found]++;
}

/* Of a recording that went on each packet shows what it showed. */
static bool find_in_longer(const replacing *r, ct_span span, ct_span *out)
{
    *out = span;
    if (!r->index || !r->shorter)
        return true;
    int64_t first = ct_index_frame_now(r->index, r->shorter, span.first);
    int64_t last = ct_index_frame_now(r->index, r->shorter, span.end - 1);
    *out = (ct_span){first, last + 1};
    return first >= 0 && last >= first;
}

/* By pictures only. */
static bool find_span(const replacing *r, size_t domain, ct_span span, ct_span *out)
{
    *out = span;
    if (domain == 0 && r->same_content)
        return true;
    if (domain == 0 && r->grew)
        return find_in_longer(r, span, out);
    return domain != SIZE_MAX && ct_refind_span(r->domains[domain], span, out);
}

/* A mark that counts the frames of the very file that is put in: it was lost to another meanwhile. */
static bool comes_home(const replacing *r, uint64_t media, ct_span span)
{
    return media == r->out->now.fingerprint && media != 0 &&
           ct_span_valid(span, r->out->now.frame_count);
}

static ct_refound find_mark(const replacing *r, size_t i, const struct mark *m, ct_span *out)
{
    uint64_t media = media_of(r, m);

    *out = m->span;
    if (comes_home(r, media, m->span) || find_span(r, r->mark_domain[i], m->span, out))
        return CT_REFOUND_EXACT;
    if (media == r->out->was.fingerprint && r->trusts_timecode &&
        ct_refind_by_timecode(&r->out->was, &r->out->now, m->span, out))
        return CT_REFOUND_BY_TIMECODE;
    return CT_REFOUND_LOST;
}

static ct_refound find_plain(const replacing *r, ct_span span, ct_span *out)
{
    if (find_span(r, 0, span, out))
        return CT_REFOUND_EXACT;
    if (r->trusts_timecode && ct_refind_by_timecode(&r->out->was, &r->out->now, span, out))
        return CT_REFOUND_BY_TIMECODE;
    return CT_REFOUND_LOST;
}

static void place_marks(replacing *r)
{
    for (size_t i = 0; i < mark_count(r); i++) {
        struct mark m = mark_at(r, i);
        ct_moved    item = {.kind = m.kind, .id = m.id, .was = m.span};
        item.found = find_mark(r, i, &m, &item.now);
        add_item(r, item);
    }
}

/* Both begin with one timecode, and one is longer: it was cut at the end, or at the head and kept
 * the start of the whole, as ffmpeg leaves it. Only pictures could tell. */
static bool may_keep_start_of_whole(const ct_clip *was, const ct_clip *now)
{
    return was->tc.start == now->tc.start &&
           av_compare_ts(was->frame_count, av_inv_q(was->fps), now->frame_count,
                         av_inv_q(now->fps)) != 0;
}

/* Timecode is believed as long as no picture that was found says otherwise: files are trimmed and keep
 * the start of the whole. */
static bool timecode_agrees(replacing *r)
{
    const ct_clip *was = &r->out->was, *now = &r->out->now;
    bool           seen = false;

    r->timecode_lies = ct_refind_denies_timecode(r->domains[0], was, now);
    for (size_t i = 0; i < mark_count(r) && !r->timecode_lies; i++) {
        struct mark m = mark_at(r, i);
        ct_span     by_picture, by_timecode, first = {m.span.first, m.span.first + 1};
        if (media_of(r, &m) != was->fingerprint ||
            !find_span(r, r->mark_domain[i], first, &by_picture))
            continue;
        seen = true;
        bool says = ct_refind_by_timecode(was, now, first, &by_timecode);
        r->timecode_lies |= says && by_timecode.first != by_picture.first;
        if (r->timecode_lies || (!says && ct_rate_equal(was->fps, now->fps)))
            return false;
    }
    return !r->timecode_lies && (seen || !may_keep_start_of_whole(was, now));
}

/* Each end alone: one of them may not be marked. */
static void place_range(replacing *r)
{
    ct_kept_range range = r->range, now = {-1, -1};
    ct_moved      item = {.kind = CT_MOVED_RANGE,
                          .id = r->out->was.id,
                          .was = {range.in, range.end},
                          .now = {-1, -1}};
    ct_span       at;

    if (range.in < 0 && range.end < 0)
        return;
    if (range.in >= 0) {
        item.found = find_plain(r, (ct_span){range.in, range.in + 1}, &at);
        now.in = at.first;
    }
    if (range.end >= 0 && item.found != CT_REFOUND_LOST) {
        ct_refound end = find_plain(r, (ct_span){range.end - 1, range.end}, &at);
        item.found = end > item.found ? end : item.found;
        now.end = at.end;
    }
    if (now.in >= 0 && now.end >= 0 && now.end <= now.in)
        item.found = CT_REFOUND_LOST;
    item.now = (ct_span){now.in, now.end};
    add_item(r, item);
}

static void place_events(replacing *r)
{
    for (size_t c = 0; c < r->events.count; c++)
        for (size_t i = 0; i < r->events.items[c].event_count; i++) {
            const ct_event *e = &r->events.items[c].events[i];
            ct_moved        item = {.kind = CT_MOVED_EVENT, .id = e->id};
            if (!ct_id_equal(e->clip, r->out->was.id) ||
                !ct_conform_place(e, r->events.items[c].fps, &r->out->was, &item.was))
                continue;
            item.found = find_plain(r, item.was, &item.now);
            add_item(r, item);
        }
}

/* By how many frames frame 0 has moved, where all that was found says the same. */
static ct_refound find_offset(const replacing *r, int64_t *out)
{
    const ct_clip *was = &r->out->was, *now = &r->out->now;

    *out = 0;
    if (r->same_content || r->grew || ct_refind_offset(r->domains[0], out))
        return CT_REFOUND_EXACT;
    if (r->trusts_timecode && ct_refind_timecode_offset(was, now, out))
        return CT_REFOUND_BY_TIMECODE;
    return CT_REFOUND_LOST;
}

static void place_sound(replacing *r)
{
    const ct_clip *was = &r->out->was;
    int64_t        by, sample = was->sound_start;

    if (ct_id_is_none(was->sound) || was->sound_rate_hz <= 0)
        return;
    ct_refound found = find_offset(r, &by);
    if (found != CT_REFOUND_LOST)
        sample += av_rescale(-by, (int64_t)was->sound_rate_hz * was->fps.den, was->fps.num);
    add_item(r, (ct_moved){.kind = CT_MOVED_SOUND,
                           .id = was->id,
                           .found = found,
                           .was = {was->sound_start, was->sound_start},
                           .now = {sample, sample}});
}

void ct_replacing_place(replacing *r)
{
    r->out->count = 0;
    memset(r->out->found, 0, sizeof r->out->found);
    make_domains(r);
    r->trusts_timecode = !r->same_content && !r->grew && timecode_agrees(r);
    place_marks(r);
    place_range(r);
    place_events(r);
    place_sound(r);
}

static bool knows_before(const replacing *r)
{
    bool all = r->before.count > 0;

    for (int64_t n = 0; n < r->before.count && all; n++)
        all = r->before.items[n] != 0;
    return all;
}

bool ct_replacing_wants_before(const replacing *r)
{
    const ct_refind *old = r->domains[0];

    return !r->same_content && !r->grew && !knows_before(r) &&
           r->out->found[CT_REFOUND_EXACT] < r->out->count &&
           (ct_refind_meets(old) || !ct_refind_knows_some(old));
}
