/* SPDX-License-Identifier: MIT */
/* What is wrong, or worth a look, in a timeline that is about to be written: one function a rule,
 * one row a rule. A rule speaks once for each source, not once for each event. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "circletake/str.h"
#include "editlist_priv.h"

typedef struct checking {
    const ct_timeline *t;
    const size_t      *first_of_source; /* of each event: the first event of the same source */
    bool               mixed_rates;
    ct_finding_list   *findings;
    const char        *rule;
    ct_severity        severity;
    const char        *remedy;
} checking;

/* --- helpers ---------------------------------------------------------------------- */

typedef int (*compare_events)(const ct_event *a, const ct_event *b);

struct source_row {
    const ct_event *event;
    compare_events  compare;
    size_t          at;
};

/* By clip, or in a list that was read by reel and path. 0: the same source. */
static int compare_sources(const ct_event *a, const ct_event *b)
{
    if (!ct_id_is_none(a->clip) || !ct_id_is_none(b->clip))
        return ct_id_compare(a->clip, b->clip);
    int difference = strcmp(ct_str_or_empty(a->reel), ct_str_or_empty(b->reel));
    return difference ? difference : strcmp(ct_str_or_empty(a->path), ct_str_or_empty(b->path));
}

static int compare_sounds(const ct_event *a, const ct_event *b)
{
    return strcmp(ct_str_or_empty(a->sound.path), ct_str_or_empty(b->sound.path));
}

static int compare_rows(const void *a, const void *b)
{
    const struct source_row *p = a, *q = b;
    int                      difference = p->compare(p->event, q->event);

    return difference ? difference : (p->at > q->at) - (p->at < q->at);
}

static size_t *first_alike(const ct_timeline *t, compare_events compare)
{
    size_t            *first = ct_alloc_array(t->event_count, sizeof *first);
    struct source_row *rows = ct_alloc_array(t->event_count, sizeof *rows);

    for (size_t i = 0; i < t->event_count; i++)
        rows[i] = (struct source_row){&t->events[i], compare, i};
    if (t->event_count > 1)
        qsort(rows, t->event_count, sizeof *rows, compare_rows);
    for (size_t i = 0, from = 0; i < t->event_count; i++) {
        if (compare(rows[from].event, rows[i].event) != 0)
            from = i;
        first[rows[i].at] = rows[from].at;
    }
    free(rows);
    return first;
}

size_t *ct_first_of_source(const ct_timeline *t)
{
    return first_alike(t, compare_sources);
}

size_t *ct_first_of_sound(const ct_timeline *t)
{
    return first_alike(t, compare_sounds);
}

static const char *name_of(const ct_event *e)
{
    return e->name && *e->name ? e->name : ct_str_or_empty(e->reel);
}

#define SAY(c, e, ...)                                                                             \
    ct_finding_add((c)->findings, (c)->severity, (c)->rule, name_of(e), (c)->remedy, __VA_ARGS__)

static bool has_timecode(const ct_event *e)
{
    return e->tc.rate.num > 0 && e->tc.rate.den > 0;
}

/* Rules about one source look at the first event of each, rules about one event at all. */
static bool is_first(const checking *c, size_t i)
{
    return c->first_of_source[i] == i;
}

/* --- rules that refuse -------------------------------------------------------------- */

static void out_of_media(const checking *c)
{
    for (size_t i = 0; i < c->t->event_count; i++) {
        const ct_event *e = &c->t->events[i];
        if (ct_span_count(e->source) == 0)
            SAY(c, e, "The range from frame %lld to %lld is empty.", (long long)e->source.first,
                (long long)e->source.end);
        else if (e->source.first < 0 || (e->media_frames > 0 && e->source.end > e->media_frames))
            SAY(c, e,
                "The range from frame %lld to %lld reaches outside the media, which has "
                "frames 0 to %lld.",
                (long long)e->source.first, (long long)e->source.end - 1,
                (long long)e->media_frames - 1);
    }
}

static void too_short(const checking *c)
{
    char rate[CT_RATE_TEXT_BYTES];

    for (size_t i = 0; i < c->t->event_count; i++) {
        const ct_event *e = &c->t->events[i];
        if (ct_span_count(e->source) > 0 && ct_span_count(e->record) == 0)
            SAY(c, e, "Its %lld frame%s would not last one frame of a list at %s.",
                (long long)ct_span_count(e->source), ct_span_count(e->source) == 1 ? "" : "s",
                ct_rate_label(c->t->fps, rate));
    }
}

static void record_midnight(const checking *c)
{
    char    label[CT_TC_TEXT_BYTES];
    int64_t end = c->t->start + ct_timeline_frames(c->t);

    if (end > ct_tc_day(c->t->count))
        ct_finding_add(c->findings, c->severity, c->rule, NULL, c->remedy,
                       "The list starts at %s and would run past midnight.",
                       ct_tc_print(c->t->start, c->t->count, label));
}

/* Against the last event before it on the same track. */
static void record_overlap(const checking *c)
{
    size_t *last = ct_alloc_array((size_t)ct_layout_tracks(c->t), sizeof *last);

    for (size_t i = 0; i < c->t->event_count; i++) {
        const ct_event *e = &c->t->events[i];
        size_t         *before = &last[e->track]; /* its place, from 1 */
        const ct_event *b = *before ? &c->t->events[*before - 1] : NULL;
        if (b && (e->channels & b->channels) && e->record.first < b->record.end)
            SAY(c, e, "It begins on the timeline before the event in front of it, %s, has ended.",
                name_of(b));
        *before = i + 1;
    }
    free(last);
}

/* --- rules that warn ---------------------------------------------------------------- */

static void midnight(const checking *c)
{
    char in[CT_TC_TEXT_BYTES], out[CT_TC_TEXT_BYTES];

    for (size_t i = 0; i < c->t->event_count; i++) {
        const ct_event *e = &c->t->events[i];
        ct_event_label  l = ct_event_labels(e, c->t->fps);
        int64_t         day = ct_tc_day(l.count);
        if (l.first % day + (l.end - l.first) >= day)
            SAY(c, e, "Its timecode passes midnight inside the range, from %s to %s.",
                ct_tc_print(l.first, l.count, in), ct_tc_print(l.end, l.count, out));
    }
}

static void mixed_rate(const checking *c)
{
    char source[CT_RATE_TEXT_BYTES], list[CT_RATE_TEXT_BYTES];

    for (size_t i = 0; !c->mixed_rates && i < c->t->event_count; i++) {
        const ct_event *e = &c->t->events[i];
        if (is_first(c, i) && !ct_rate_equal(e->fps, c->t->fps))
            SAY(c, e,
                "It runs at %s frames a second in a list at %s: it keeps its own timecode and "
                "its natural speed, so source and record count different frames.",
                ct_rate_label(e->fps, source), ct_rate_label(c->t->fps, list));
    }
}

static void no_timecode(const checking *c)
{
    for (size_t i = 0; i < c->t->event_count; i++) {
        const ct_event *e = &c->t->events[i];
        if (is_first(c, i) && !has_timecode(e))
            SAY(c, e, "It has no timecode; its first frame is written as 00:00:00:00.");
    }
}

static void timecode_rate(const checking *c)
{
    char track[CT_RATE_TEXT_BYTES], picture[CT_RATE_TEXT_BYTES];

    for (size_t i = 0; i < c->t->event_count; i++) {
        const ct_event *e = &c->t->events[i];
        if (is_first(c, i) && has_timecode(e) && !ct_rate_equal(e->tc.rate, e->fps))
            SAY(c, e, "Its timecode counts %s labels a second, its picture %s frames.",
                ct_rate_label(e->tc.rate, track), ct_rate_label(e->fps, picture));
    }
}

static void drop_kind(const checking *c)
{
    char rate[CT_RATE_TEXT_BYTES];

    for (size_t i = 0; i < c->t->event_count; i++) {
        const ct_event *e = &c->t->events[i];
        if (is_first(c, i) && has_timecode(e) && e->tc.count.drop && !ct_tc_can_drop(e->tc.rate))
            SAY(c, e,
                "Its timecode is marked drop-frame, which does not exist at %s labels a "
                "second; it is counted as marked.",
                ct_rate_label(e->tc.rate, rate));
    }
}

static void variable_rate(const checking *c)
{
    for (size_t i = 0; i < c->t->event_count; i++)
        if (is_first(c, i) && c->t->events[i].vfr)
            SAY(c, &c->t->events[i],
                "Its frames last unequally long (variable frame rate): an "
                "editor that conforms it to a fixed rate lands on other frames.");
}

static void offline(const checking *c)
{
    for (size_t i = 0; i < c->t->event_count; i++)
        if (is_first(c, i) && c->t->events[i].offline)
            SAY(c, &c->t->events[i],
                "Its file is not where it was; the list is made from what was "
                "known.");
}

/* An event among those that could be taken for it: of one reel, or of one source. */
typedef struct reach {
    const char *reel;
    size_t      at, source; /* place in the list, and of the first event of its source */
    int64_t     first, end;
} reach;

/* Of a group so far: what reaches furthest, and what does so of another source than that. */
typedef struct furthest {
    const reach *best, *other;
} furthest;

static void take_furthest(furthest *f, const reach *r)
{
    if (!f->best || r->end > f->best->end) {
        if (f->best && f->best->source != r->source)
            f->other = f->best;
        f->best = r;
    } else if (r->source != f->best->source && (!f->other || r->end > f->other->end)) {
        f->other = r;
    }
}

/* What of another source reaches into `r`; NULL none. */
static const reach *foreign(const furthest *f, const reach *r)
{
    const reach *other = f->best && f->best->source != r->source ? f->best : f->other;

    return other && other->source != r->source && other->end > r->first ? other : NULL;
}

static int compare_by_first(const reach *a, const reach *b)
{
    if (a->first != b->first)
        return (a->first > b->first) - (a->first < b->first);
    return (a->at > b->at) - (a->at < b->at);
}

static int compare_by_reel(const void *a, const void *b)
{
    const reach *p = a, *q = b;
    int          difference = strcasecmp(p->reel, q->reel);

    return difference ? difference : compare_by_first(p, q);
}

static int compare_by_source(const void *a, const void *b)
{
    const reach *p = a, *q = b;

    if (p->source != q->source)
        return p->source < q->source ? -1 : 1;
    return compare_by_first(p, q);
}

/* `labels`: by timecode of the reels, else by frames of the sources. Gives an array. */
static reach *gather_reaches(const checking *c, bool labels)
{
    reach *all = ct_alloc_array(c->t->event_count, sizeof *all);

    for (size_t i = 0; i < c->t->event_count; i++) {
        const ct_event *e = &c->t->events[i];
        ct_event_label  l = {.first = e->source.first, .end = e->source.end};
        if (labels)
            l = ct_event_labels(e, c->t->fps);
        all[i] = (reach){ct_str_or_empty(e->reel), i, c->first_of_source[i], l.first, l.end};
    }
    if (c->t->event_count > 1)
        qsort(all, c->t->event_count, sizeof *all, labels ? compare_by_reel : compare_by_source);
    return all;
}

/* For each event which other it collides with, from 1; 0 none. The later in the list speaks. */
static void note_collision(size_t *with, const reach *a, const reach *b)
{
    const reach *later = a->at > b->at ? a : b, *earlier = later == a ? b : a;

    if (!with[later->at])
        with[later->at] = earlier->at + 1;
}

static void same_reel(const checking *c)
{
    const ct_timeline *t = c->t;
    size_t            *with = ct_alloc_array(t->event_count, sizeof *with);
    reach             *all = gather_reaches(c, true);
    furthest           so_far = {NULL, NULL};

    for (size_t i = 0; i < t->event_count; i++) {
        if (i == 0 || strcasecmp(all[i].reel, all[i - 1].reel) != 0)
            so_far = (furthest){NULL, NULL};
        const reach *other = foreign(&so_far, &all[i]);
        if (other)
            note_collision(with, &all[i], other);
        take_furthest(&so_far, &all[i]);
    }
    for (size_t i = 0; i < t->event_count; i++)
        if (with[i])
            SAY(c, &t->events[i],
                "Reel %s and timecode are the same as those of %s: an editor cannot tell "
                "them apart.",
                ct_str_or_empty(t->events[i].reel), name_of(&t->events[with[i] - 1]));
    free(all);
    free(with);
}

/* --- rules that only say ------------------------------------------------------------ */

static void twice(const checking *c)
{
    const ct_timeline *t = c->t;
    size_t            *with = ct_alloc_array(t->event_count, sizeof *with);
    reach             *all = gather_reaches(c, false);
    const reach       *longest = NULL;

    for (size_t i = 0; i < t->event_count; i++) {
        if (!longest || longest->source != all[i].source)
            longest = NULL;
        if (longest && longest->end > all[i].first)
            note_collision(with, &all[i], longest);
        if (!longest || all[i].end > longest->end)
            longest = &all[i];
    }
    for (size_t i = 0; i < t->event_count; i++)
        if (with[i])
            SAY(c, &t->events[i], "Frames of it are in the list twice.");
    free(all);
    free(with);
}

static const struct {
    const char *name;
    ct_severity severity;
    void (*check)(const checking *c);
    const char *remedy;
} rules[] = {
    {"out-of-media", CT_SAY_REFUSE, out_of_media, "Set In and Out again on this clip."},
    {"too-short", CT_SAY_REFUSE, too_short,
     "Make the select longer, or ask for a list at the clip's own rate."},
    {"record-midnight", CT_SAY_REFUSE, record_midnight, "Ask for an earlier record start."},
    {"record-overlap", CT_SAY_REFUSE, record_overlap, NULL},
    {"midnight", CT_SAY_WARN, midnight,
     "Check the event after import; if it is wrong, split the select at midnight."},
    {"mixed-rate", CT_SAY_WARN, mixed_rate,
     "Leave the edit rate out to get one list a rate, or ask for a format that names the rate of "
     "each source."},
    {"no-timecode", CT_SAY_WARN, no_timecode,
     "Give the clip a start timecode if the editor's copy of the file has one."},
    {"timecode-rate", CT_SAY_WARN, timecode_rate,
     "Check the first frame of this event after import."},
    {"drop-kind", CT_SAY_WARN, drop_kind, "Check the first frame of this event after import."},
    {"variable-rate", CT_SAY_WARN, variable_rate,
     "Convert the clip to a constant rate before it is edited, and mark the copy."},
    {"offline", CT_SAY_WARN, offline, "Connect the drive, or choose Relink."},
    {"same-reel", CT_SAY_WARN, same_reel, "Give one of the two clips another reel name."},
    {"twice", CT_SAY_NOTE, twice, NULL},
};

ct_code ct_check_plain_cuts(const ct_timeline *t, const char *format, ct_error *err)
{
    for (size_t i = 0; i < t->event_count; i++) {
        const ct_event *e = &t->events[i];
        if (e->transition != CT_CUT || e->reverse || e->speed.num != e->speed.den)
            return ct_fail(err, CT_UNSUPPORTED,
                           "%s has a transition or another speed, which %s "
                           "lists of ours do not carry; write an EDL.",
                           name_of(e), format);
        if (i > 0 && e->track == t->events[i - 1].track &&
            e->record.first < t->events[i - 1].record.end)
            return ct_fail(err, CT_UNSUPPORTED,
                           "%s lies over the event before it, which %s lists of ours do not carry; "
                           "write an EDL.",
                           name_of(e), format);
    }
    return CT_OK;
}

void ct_check_timeline(const ct_timeline *t, bool mixed_rates, ct_finding_list *findings)
{
    size_t *first = ct_first_of_source(t);

    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
        rules[i].check(&(checking){.t = t,
                                   .first_of_source = first,
                                   .mixed_rates = mixed_rates,
                                   .findings = findings,
                                   .rule = rules[i].name,
                                   .severity = rules[i].severity,
                                   .remedy = rules[i].remedy});
    free(first);
}
