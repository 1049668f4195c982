/* SPDX-License-Identifier: MIT */
#include "circletake/compare.h"

#include <stdlib.h>
#include <string.h>

#include "circletake/str.h"
#include "editlist_priv.h"
#include "table_priv.h"

const char *ct_difference_name(ct_difference d)
{
    static const char *const names[] = {"same",  "added",   "removed", "trimmed",
                                        "moved", "swapped", "altered"};

    return names[d];
}

void ct_comparison_finish(ct_comparison *c)
{
    free(c->items);
    *c = (ct_comparison){0};
}

/* --- the same source? -------------------------------------------------------------------- */

/* One picture event, as it is looked for. */
struct side {
    uint64_t source;
    int64_t  first, end; /* source labels */
    size_t   event;      /* in the timeline */
    size_t   at;         /* among the picture events, in record order */
};

struct cut {
    const ct_timeline *t;
    struct side       *in_order, *by_source;
    int64_t           *pair; /* of each in order: place in the other cut, -1 none */
    size_t             count;
};

/* Clips tell more than names, but only when every event of both cuts has one. */
static bool all_have_clips(const ct_timeline *t)
{
    for (size_t i = 0; i < t->event_count; i++)
        if ((t->events[i].channels & CT_CHANNEL_V) && ct_id_is_none(t->events[i].clip))
            return false;
    return true;
}

static uint64_t source_of(const ct_event *e, bool by_clip)
{
    char id[CT_ID_TEXT_BYTES];

    if (by_clip)
        return ct_hash_text(ct_id_text(e->clip, id), 1);
    if (e->path && *e->path)
        return ct_hash_text(e->path, 2);
    return ct_hash_text(ct_str_or_empty(e->name), ct_hash_text(ct_str_or_empty(e->reel), 3));
}

static int compare_sides(const void *a, const void *b)
{
    const struct side *p = a, *q = b;

    if (p->source != q->source)
        return p->source < q->source ? -1 : 1;
    if (p->first != q->first)
        return p->first < q->first ? -1 : 1;
    if (p->end != q->end)
        return p->end < q->end ? -1 : 1;
    return (p->at > q->at) - (p->at < q->at);
}

static void cut_init(struct cut *c, const ct_timeline *t, bool by_clip)
{
    *c = (struct cut){.t = t};
    c->in_order = ct_alloc_array(t->event_count + 1, sizeof *c->in_order);
    c->by_source = ct_alloc_array(t->event_count + 1, sizeof *c->by_source);
    c->pair = ct_alloc_array(t->event_count + 1, sizeof *c->pair);
    for (size_t i = 0; i < t->event_count; i++) {
        const ct_event *e = &t->events[i];
        if (!(e->channels & CT_CHANNEL_V))
            continue;
        ct_event_label l = ct_event_labels(e, t->fps);
        c->pair[c->count] = -1;
        c->in_order[c->count] = (struct side){source_of(e, by_clip), l.first, l.end, i, c->count};
        c->by_source[c->count] = c->in_order[c->count];
        c->count++;
    }
    if (c->count)
        qsort(c->by_source, c->count, sizeof *c->by_source, compare_sides);
}

static void cut_finish(struct cut *c)
{
    free(c->in_order);
    free(c->by_source);
    free(c->pair);
}

/* --- pairs -------------------------------------------------------------------------------- */

static void pair_up(struct cut *a, struct cut *b, size_t i, size_t k)
{
    a->pair[a->by_source[i].at] = (int64_t)b->by_source[k].at;
    b->pair[b->by_source[k].at] = (int64_t)a->by_source[i].at;
}

/* The same frames of the same source, the first with the first. */
static void pair_identical(struct cut *a, struct cut *b)
{
    for (size_t i = 0, k = 0; i < a->count && k < b->count;) {
        const struct side *p = &a->by_source[i], *q = &b->by_source[k];
        if (p->source == q->source && p->first == q->first && p->end == q->end) {
            pair_up(a, b, i++, k++);
        } else if (compare_sides(p, q) < 0) {
            i++;
        } else {
            k++;
        }
    }
}

static int64_t overlap_of(const struct side *p, const struct side *q)
{
    int64_t first = p->first > q->first ? p->first : q->first;
    int64_t end = p->end < q->end ? p->end : q->end;

    return end - first;
}

/* Of what is left: the same source and frames in common, the most wins. */
static void pair_overlapping(struct cut *a, struct cut *b)
{
    enum { LOOK_MOST = 256 }; /* a source cut into more pieces than that around one place */
    size_t from = 0;

    for (size_t i = 0; i < a->count; i++) {
        const struct side *p = &a->by_source[i];
        int64_t            best = 0;
        size_t             who = 0;
        if (a->pair[p->at] >= 0)
            continue;
        while (from < b->count &&
               (b->by_source[from].source < p->source ||
                (b->by_source[from].source == p->source && b->by_source[from].end <= p->first)))
            from++;
        for (size_t k = from; k < b->count && k < from + LOOK_MOST; k++) {
            const struct side *q = &b->by_source[k];
            if (q->source != p->source || q->first >= p->end)
                break;
            if (b->pair[q->at] < 0 && overlap_of(p, q) > best) {
                best = overlap_of(p, q);
                who = k;
            }
        }
        if (best > 0)
            pair_up(a, b, i, who);
    }
}

/* --- order -------------------------------------------------------------------------------- */

/* Of the pairs, in the order of the new cut: the longest run that is in the old order too stays, the
 * rest was moved (patience sorting). */
static bool *staying(const struct cut *b)
{
    bool   *stays = ct_alloc_array(b->count + 1, sizeof *stays);
    size_t *ends =
        ct_alloc_array(b->count + 1, sizeof *ends); /* new place ending a run of length i + 1 */
    int64_t *before = ct_alloc_array(b->count + 1, sizeof *before);
    size_t   length = 0;

    for (size_t k = 0; k < b->count; k++) {
        size_t low = 0, high = length;
        if (b->pair[k] < 0)
            continue;
        while (low < high) {
            size_t middle = low + (high - low) / 2;
            if (b->pair[ends[middle]] < b->pair[k])
                low = middle + 1;
            else
                high = middle;
        }
        before[k] = low > 0 ? (int64_t)ends[low - 1] : -1;
        ends[low] = k;
        if (low == length)
            length++;
    }
    for (int64_t k = length ? (int64_t)ends[length - 1] : -1; k >= 0; k = before[k])
        stays[k] = true;
    free(ends);
    free(before);
    return stays;
}

/* --- otherwise than by its frames ------------------------------------------------------------- */

static bool begins_alike(const ct_event *a, const ct_event *b)
{
    return a->transition == b->transition && a->transition_frames == b->transition_frames &&
           a->wipe == b->wipe;
}

static bool runs_alike(const ct_event *a, const ct_event *b)
{
    return a->reverse == b->reverse && av_cmp_q(a->speed, b->speed) == 0;
}

static void append_beginning(ct_str *out, const ct_event *e)
{
    ct_str_append(out, ct_transition_name(e->transition));
    if (e->wipe)
        ct_str_appendf(out, " %d", e->wipe);
    if (e->transition_frames)
        ct_str_appendf(out, " of %lld", (long long)e->transition_frames);
}

static void append_speed(ct_str *out, const ct_event *e)
{
    ct_str_appendf(out, "%s%.6g %%", e->reverse ? "-" : "", av_q2d(e->speed) * 100);
}

static void append_both(ct_str *out, const ct_event *before, const ct_event *after,
                        void (*append)(ct_str *out, const ct_event *e))
{
    ct_str_append(out, out->len ? "; was " : "was ");
    append(out, before);
    ct_str_append(out, ", is ");
    append(out, after);
}

char *ct_change_detail(const ct_cut_change *x, const ct_change_side *before,
                       const ct_change_side *after)
{
    ct_str out = {0};

    if (!before->event || !after->event || x->what == CT_SWAPPED)
        return NULL;
    if (!begins_alike(before->event, after->event))
        append_both(&out, before->event, after->event, append_beginning);
    if (!runs_alike(before->event, after->event))
        append_both(&out, before->event, after->event, append_speed);
    return out.len ? ct_str_take(&out) : NULL;
}

/* --- changes -------------------------------------------------------------------------------- */

static ct_cut_change *add(ct_comparison *c, ct_difference what, int64_t before, int64_t after)
{
    c->items = ct_grow(c->items, &c->cap, c->count + 1, sizeof *c->items);
    c->items[c->count] = (ct_cut_change){.what = what, .before = before, .after = after};
    return &c->items[c->count++];
}

static void add_pair(ct_comparison *out, const struct cut *a, const struct cut *b, size_t k,
                     bool stays)
{
    const struct side *q = &b->in_order[k], *p = &a->in_order[b->pair[k]];
    bool               trimmed = p->first != q->first || p->end != q->end;
    const ct_event    *was = &a->t->events[p->event], *is = &b->t->events[q->event];
    ct_difference      what = !stays                                           ? CT_MOVED
                              : trimmed                                        ? CT_TRIMMED
                              : !begins_alike(was, is) || !runs_alike(was, is) ? CT_ALTERED
                                                                               : CT_SAME_EVENT;
    ct_cut_change     *c = add(out, what, (int64_t)p->event, (int64_t)q->event);

    c->head = p->first - q->first;
    c->tail = q->end - p->end;
    c->shift = is->record.first - was->record.first;
}

/* Old events without a pair from *next on, up to `until`: removed. */
static void add_removed(ct_comparison *out, const struct cut *a, size_t *next, size_t until)
{
    for (; *next < until; (*next)++)
        if (a->pair[*next] < 0)
            add(out, CT_REMOVED, (int64_t)a->in_order[*next].event, -1);
}

/* A new event without a pair takes the place of an old one between the same neighbours; those that moved
 * elsewhere are no neighbours. */
static void add_new(ct_comparison *out, const struct cut *a, const struct cut *b, const bool *stays,
                    size_t k, size_t *next)
{
    while (*next < a->count && a->pair[*next] >= 0 && !stays[a->pair[*next]])
        (*next)++;
    if (*next < a->count && a->pair[*next] < 0) {
        const struct side *p = &a->in_order[*next];
        ct_cut_change *c = add(out, CT_SWAPPED, (int64_t)p->event, (int64_t)b->in_order[k].event);
        c->shift = b->t->events[c->after].record.first - a->t->events[c->before].record.first;
        (*next)++;
        return;
    }
    add(out, CT_ADDED, -1, (int64_t)b->in_order[k].event);
}

void ct_compare(const ct_timeline *before, const ct_timeline *after, ct_comparison *out)
{
    bool       by_clip = all_have_clips(before) && all_have_clips(after);
    struct cut a, b;
    size_t     next = 0; /* old event that is to be told next */

    cut_init(&a, before, by_clip);
    cut_init(&b, after, by_clip);
    pair_identical(&a, &b);
    pair_overlapping(&a, &b);
    bool *stays = staying(&b);
    *out = (ct_comparison){0};
    for (size_t k = 0; k < b.count; k++) {
        if (b.pair[k] < 0) {
            add_new(out, &a, &b, stays, k, &next);
            continue;
        }
        if (stays[k]) {
            add_removed(out, &a, &next, (size_t)b.pair[k]);
            next = (size_t)b.pair[k] + 1;
        }
        add_pair(out, &a, &b, k, stays[k]);
    }
    add_removed(out, &a, &next, a.count);
    for (size_t i = 0; i < out->count; i++)
        out->totals[out->items[i].what]++;
    free(stays);
    cut_finish(&a);
    cut_finish(&b);
}

/* --- telling ----------------------------------------------------------------------------------- */

ct_change_side ct_change_side_of(const ct_timeline *t, int64_t event)
{
    ct_change_side s = {.event = event < 0 ? NULL : &t->events[event]};

    if (!s.event)
        return s;
    ct_event_label l = ct_event_labels(s.event, t->fps);
    ct_tc_print(t->start + s.event->record.first, t->count, s.record_in);
    ct_tc_print(t->start + s.event->record.end, t->count, s.record_out);
    ct_tc_print(l.first, l.count, s.source_in);
    ct_tc_print(l.end, l.count, s.source_out);
    return s;
}

static void append_side(ct_str *out, const ct_change_side *s)
{
    const char *cells[] = {s->event ? s->event->name : "",
                           s->event ? s->event->reel : "",
                           s->record_in,
                           s->record_out,
                           s->source_in,
                           s->source_out};

    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
        ct_str_append_char(out, ',');
        ct_csv_append_text(out, cells[i]);
    }
}

char *ct_comparison_csv(const ct_timeline *before, const ct_timeline *after, const ct_comparison *c)
{
    ct_str out = {0};

    ct_str_append(&out,
                  "change,head,tail,shift,"
                  "old name,old reel,old record in,old record out,old source in,old source out,"
                  "new name,new reel,new record in,new record out,new source in,new source out,"
                  "detail\r\n");
    for (size_t i = 0; i < c->count; i++) {
        const ct_cut_change *x = &c->items[i];
        ct_change_side       a = ct_change_side_of(before, x->before);
        ct_change_side       b = ct_change_side_of(after, x->after);
        if (x->what == CT_SAME_EVENT)
            continue;
        char *detail = ct_change_detail(x, &a, &b);
        ct_csv_append_text(&out, ct_difference_name(x->what));
        ct_str_appendf(&out, ",%lld,%lld,%lld", (long long)x->head, (long long)x->tail,
                       (long long)x->shift);
        append_side(&out, &a);
        append_side(&out, &b);
        ct_str_append_char(&out, ',');
        ct_csv_append_text(&out, ct_str_or_empty(detail));
        free(detail);
        ct_str_append(&out, "\r\n");
    }
    return ct_str_take(&out);
}

/* "TRIMMED head +5 tail -3", "SWAPPED was A001C003 10:00:00:00-10:00:01:00". */
static char *words_of(const ct_timeline *before, const ct_timeline *after, const ct_cut_change *c)
{
    ct_change_side a = ct_change_side_of(before, c->before);
    ct_change_side b = ct_change_side_of(after, c->after);
    char          *detail = ct_change_detail(c, &a, &b);
    ct_str         text = {0};

    for (const char *p = ct_difference_name(c->what); *p; p++)
        ct_str_append_char(&text, (char)(*p - 'a' + 'A'));
    if (c->head || c->tail)
        ct_str_appendf(&text, " head %+lld tail %+lld", (long long)c->head, (long long)c->tail);
    if (c->what == CT_MOVED)
        ct_str_appendf(&text, " from %s", a.record_in);
    if (c->what == CT_SWAPPED || c->what == CT_REMOVED)
        ct_str_appendf(&text, " %s%s %s-%s at %s", c->what == CT_SWAPPED ? "was " : "",
                       ct_str_or_empty(a.event->reel), a.source_in, a.source_out, a.record_in);
    if (detail)
        ct_str_appendf(&text, " %s", detail);
    free(detail);
    return ct_str_take(&text);
}

static void copy_event(ct_timeline *to, const ct_event *from)
{
    ct_event *e = ct_timeline_add(to);

    *e = *from;
    e->name = ct_strdup(from->name);
    e->reel = ct_strdup(from->reel);
    e->path = ct_strdup(from->path);
    e->scene = e->shot = e->take = e->camera = e->description = e->keywords = NULL;
    e->label = e->comment = e->author = NULL;
    e->markers = NULL;
    e->marker_count = e->marker_cap = 0;
}

static void add_words(ct_event *e, char *words)
{
    char *both = e->label ? ct_asprintf("%s\n%s", e->label, words) : ct_strdup(words);

    free(e->label);
    e->label = both;
    free(words);
}

/* The event that a transition comes out of: the one before on its track, if it ends there; -1: none. */
static int64_t outgoing_of(const ct_timeline *t, int64_t event)
{
    const ct_event *e = &t->events[event];

    if (e->transition != CT_DISSOLVE && e->transition != CT_WIPE)
        return -1;
    for (int64_t i = event - 1; i >= 0; i--) {
        const ct_event *before = &t->events[i];
        if ((before->channels & CT_CHANNEL_V) && before->track == e->track)
            return before->record.end == e->record.first ? i : -1;
    }
    return -1;
}

/* What an event of the list comes out of belongs to it: without it a reader would take black. Where that is
 * not touched itself its last frame stands for it, which is right at its place in the cut. */
static void add_outgoing(ct_timeline *list, const ct_timeline *after, int64_t event, int64_t last)
{
    int64_t out = outgoing_of(after, event);

    if (out < 0 || out == last)
        return;
    copy_event(list, &after->events[out]);
    ct_event *e = &list->events[list->event_count - 1];
    e->transition = CT_CUT;
    e->transition_frames = 0;
    e->wipe = 0;
    e->record.first = e->record.end - 1;
    if (e->reverse)
        e->source.end = e->source.first + 1;
    else
        e->source.first = e->source.end - 1;
    e->label = ct_strdup("OUTGOING of the next");
}

/* The narrowest column that has room for every reel as it is; the widest where none has. */
static const ct_format *edl_for(const ct_timeline *list)
{
    static const char *const names[] = {"edl", "edl-file32", "edl-file129"};
    const ct_format         *f = NULL;
    bool                     whole = false;

    for (size_t i = 0; i < sizeof names / sizeof names[0] && !whole; i++) {
        f = ct_format_find(names[i]);
        ct_reel_map *reels = ct_reel_map_create(list, f->reel_width);
        whole = ct_reel_map_changed(reels) == 0;
        ct_reel_map_destroy(&reels);
    }
    return f;
}

ct_code ct_comparison_edl(const ct_timeline *before, const ct_timeline *after,
                          const ct_comparison *c, ct_output_list *out, ct_finding_list *findings,
                          ct_error *err)
{
    const ct_export_options plain = {.six_digits = true};
    ct_timeline             list;
    ct_str                  early = {0}; /* removed before there is an event to hang it on */
    int64_t                 last = -1;   /* event of the new cut that was added last */

    ct_timeline_init(&list);
    list.fps = after->fps;
    list.count = after->count;
    list.start = after->start;
    list.title = ct_asprintf("Changes %s", ct_str_or_empty(after->title));
    for (size_t i = 0; i < c->count; i++) {
        const ct_cut_change *x = &c->items[i];
        if (x->what == CT_SAME_EVENT)
            continue;
        if (x->after >= 0) {
            add_outgoing(&list, after, x->after, last);
            last = x->after;
            copy_event(&list, &after->events[x->after]);
            if (early.len)
                add_words(&list.events[list.event_count - 1], ct_str_take(&early));
        }
        if (list.event_count) {
            add_words(&list.events[list.event_count - 1], words_of(before, after, x));
        } else {
            char *words = words_of(before, after, x);
            ct_str_appendf(&early, "%s%s", early.len ? "\n" : "", words);
            free(words);
        }
    }
    const ct_format *edl = edl_for(&list);
    ct_code          code =
        list.event_count
                     ? edl->write_list(edl, &list, &plain, out, findings, err)
                     : ct_fail(err, CT_NO_INPUT,
                               "No event of the new cut is touched, so there is no change list%s.",
                      early.len ? "; only shots were removed" : "");
    ct_str_finish(&early);
    ct_timeline_finish(&list);
    return code;
}
