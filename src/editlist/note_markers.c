/* SPDX-License-Identifier: MIT */
/* Notes become the markers of the events whose frames they are on; answers go with their note. */
#include <stdlib.h>
#include <string.h>

#include "circletake/str.h"
#include "editlist_priv.h"

/* --- the notes of a clip, the answers to a note ------------------------------------- */

typedef struct noted {
    const ct_note *note;
    bool           placed; /* it lies in an event */
} noted;

struct ct_note_index {
    const ct_export_input *in;
    noted                 *items; /* by clip */
    size_t                 count;
    const ct_note        **replies; /* by the note they answer, the oldest first */
    size_t                 reply_count;
};

static int compare_noted(const void *a, const void *b)
{
    const ct_note *p = ((const noted *)a)->note, *q = ((const noted *)b)->note;
    int            difference = ct_id_compare(p->clip, q->clip);

    return difference ? difference
                      : (p->span.first > q->span.first) - (p->span.first < q->span.first);
}

static int compare_replies(const void *a, const void *b)
{
    const ct_note *p = *(const ct_note *const *)a, *q = *(const ct_note *const *)b;
    int            difference = ct_id_compare(p->reply_to, q->reply_to);

    if (difference)
        return difference;
    if (p->made_us != q->made_us)
        return p->made_us < q->made_us ? -1 : 1;
    return ct_id_compare(p->id, q->id);
}

static int compare_ids(const void *a, const void *b)
{
    return ct_id_compare(*(const ct_id *)a, *(const ct_id *)b);
}

/* Ids of the notes that answer none, sorted. An array of in->notes->count at most. */
static ct_id *ids_of_roots(const ct_note_list *notes, size_t *count)
{
    ct_id *ids = ct_alloc_array(notes->count, sizeof *ids);

    *count = 0;
    for (size_t i = 0; i < notes->count; i++)
        if (ct_id_is_none(notes->items[i].reply_to))
            ids[(*count)++] = notes->items[i].id;
    if (*count > 1)
        qsort(ids, *count, sizeof *ids, compare_ids);
    return ids;
}

/* An answer whose note is not among them stands for itself. */
static void part_replies(ct_note_index *x, const ct_note_list *notes)
{
    size_t root_count;
    ct_id *roots = ids_of_roots(notes, &root_count);

    for (size_t i = 0; i < notes->count; i++) {
        const ct_note *n = &notes->items[i];
        bool           reply = !ct_id_is_none(n->reply_to) &&
                     bsearch(&n->reply_to, roots, root_count, sizeof *roots, compare_ids);
        if (reply)
            x->replies[x->reply_count++] = n;
        else
            x->items[x->count++].note = n;
    }
    free(roots);
}

ct_note_index *ct_note_index_create(const ct_export_input *in)
{
    ct_note_index *x = ct_alloc(sizeof *x);
    size_t         count = in->notes ? in->notes->count : 0;

    x->in = in;
    x->items = ct_alloc_array(count, sizeof *x->items);
    x->replies = ct_alloc_array(count, sizeof *x->replies);
    if (in->notes)
        part_replies(x, in->notes);
    if (x->count > 1)
        qsort(x->items, x->count, sizeof *x->items, compare_noted);
    if (x->reply_count > 1)
        qsort(x->replies, x->reply_count, sizeof *x->replies, compare_replies);
    return x;
}

void ct_note_index_destroy(ct_note_index **x)
{
    if (!*x)
        return;
    free((*x)->items);
    free((*x)->replies);
    free(*x);
    *x = NULL;
}

/* Where the notes of a clip begin. */
static size_t first_of_clip(const ct_note_index *x, ct_id clip)
{
    size_t low = 0, high = x->count;

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (ct_id_compare(x->items[middle].note->clip, clip) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Where the answers to a note begin. */
static size_t first_reply(const ct_note_index *x, ct_id note)
{
    size_t low = 0, high = x->reply_count;

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (ct_id_compare(x->replies[middle]->reply_to, note) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* --- markers ---------------------------------------------------------------------- */

static void add_replies(const ct_note_index *x, ct_marker *m)
{
    for (size_t i = first_reply(x, m->note);
         i < x->reply_count && ct_id_equal(x->replies[i]->reply_to, m->note); i++) {
        ct_reply *r = ct_marker_add_reply(m);
        r->text = ct_strdup(x->replies[i]->body);
        r->author = ct_strdup(x->replies[i]->author);
        r->note = x->replies[i]->id;
    }
}

static void add_marker(const ct_note_index *x, ct_event *e, const ct_note *n, ct_span inside)
{
    ct_marker *m = ct_event_add_marker(e);

    m->frame = inside.first;
    m->count = ct_span_count(inside) > 0 ? ct_span_count(inside) : 1;
    if (x->in->cut && !ct_id_is_none(n->cut) && ct_event_stands(e)) {
        int64_t into = n->record_frame - e->record.first;
        m->held = (ct_span){into, into + 1};
    }
    m->text = ct_strdup(n->body);
    m->author = ct_strdup(n->author);
    m->category = n->category;
    m->status = n->status;
    m->priority = n->priority;
    m->assignee = ct_strdup(n->assignee);
    m->note = n->id;
    m->drawn = n->drawing && *n->drawing;
    if (m->drawn && x->in->still)
        m->still = ct_strdup(x->in->still(x->in->still_arg, n));
    if (x->reply_count)
        add_replies(x, m);
}

/* --- what came back ------------------------------------------------------------------ */

static bool is_same_text(const char *a, const char *b)
{
    return strcmp(ct_str_or_empty(a), ct_str_or_empty(b)) == 0;
}

static bool has_answer(const ct_marker *m, const ct_reply *answer)
{
    for (size_t i = 0; i < m->reply_count; i++)
        if (is_same_text(m->replies[i].text, answer->text))
            return true;
    return false;
}

/* What only the list knows of it. */
static void take_over(ct_marker *m, ct_marker *listed)
{
    for (size_t i = 0; i < listed->reply_count; i++) {
        ct_reply *answer = &listed->replies[i];
        if (has_answer(m, answer))
            continue;
        *ct_marker_add_reply(m) = *answer;
        *answer = (ct_reply){.text = NULL};
    }
    if (!m->still) {
        m->still = listed->still;
        listed->still = NULL;
    }
    if (ct_span_count(listed->held) > ct_span_count(m->held))
        m->held = listed->held;
}

/* What a list does not say is nothing else. */
static bool is_other_text(const char *listed, const char *own)
{
    return *ct_str_or_empty(listed) && !is_same_text(listed, own);
}

/* On a picture that stands all are on its one frame; a note that was not made on the cut says no more. */
static bool is_beside(const ct_marker *listed, const ct_marker *m)
{
    bool placed = ct_span_count(m->held) > 0;

    return listed->frame != m->frame || (placed && listed->held.first != m->held.first);
}

static bool says_otherwise(const ct_marker *listed, const ct_marker *m)
{
    return (listed->status != CT_NOTE_OPEN && listed->status != m->status) ||
           (listed->category != CT_CAT_GENERAL && listed->category != m->category) ||
           (listed->priority > 0 && listed->priority != m->priority) ||
           is_other_text(listed->assignee, m->assignee) || is_other_text(listed->author, m->author);
}

/* The last marker is a note of the project, the first *count are of the list. One that the note went out with brought
 * it back with the cut: it goes out once, as the project knows it, and with what was answered elsewhere. */
static void forget_listed(ct_event *e, size_t *count)
{
    size_t     last = e->marker_count - 1;
    ct_marker *m = &e->markers[last];
    ct_str     room = {0};

    for (size_t i = 0; i < *count; i++) {
        ct_marker *listed = &e->markers[i];
        bool       same = is_same_text(listed->text, m->text) ||
                    is_same_text(listed->text, ct_marker_words(m, &room));
        if (is_beside(listed, m) || !same || says_otherwise(listed, m))
            continue;
        take_over(m, listed);
        ct_marker_finish(listed);
        memmove(listed, listed + 1, (last - i) * sizeof *listed);
        e->marker_count--;
        (*count)--;
        break;
    }
    ct_str_finish(&room);
}

/* --- places ------------------------------------------------------------------------- */

static bool touches(const ct_note *n, const ct_event *e)
{
    return n->span.first < e->source.end &&
           (n->span.end > e->source.first || n->span.first == e->source.first);
}

/* A remark made on a cut is about the place where it was made, in a list of that cut. */
static bool is_elsewhere(const ct_note_index *x, const ct_note *n, const ct_event *e)
{
    return x->in->cut && !ct_id_is_none(n->cut) &&
           !(ct_id_equal(n->cut, x->in->cut_id) && ct_span_has(e->record, n->record_frame));
}

static ct_span part_inside(ct_span s, ct_span of)
{
    return (ct_span){s.first > of.first ? s.first : of.first, s.end < of.end ? s.end : of.end};
}

static int compare_markers(const void *a, const void *b)
{
    const ct_marker *p = a, *q = b;

    if (p->frame != q->frame)
        return p->frame < q->frame ? -1 : 1;
    return ct_id_compare(p->note, q->note);
}

static void sort_markers(ct_event *e)
{
    if (e->marker_count > 1)
        qsort(e->markers, e->marker_count, sizeof *e->markers, compare_markers);
}

void ct_note_index_mark(ct_note_index *x, ct_event *e)
{
    size_t listed = e->marker_count;

    for (size_t i = first_of_clip(x, e->clip); i < x->count; i++) {
        noted *at = &x->items[i];
        if (!ct_id_equal(at->note->clip, e->clip) || at->note->span.first >= e->source.end)
            break;
        if (!touches(at->note, e) || is_elsewhere(x, at->note, e))
            continue;
        add_marker(x, e, at->note, part_inside(at->note->span, e->source));
        forget_listed(e, &listed);
        at->placed = true;
    }
    sort_markers(e);
}

void ct_note_index_mark_whole(ct_note_index *x, ct_event *e)
{
    for (size_t i = first_of_clip(x, e->clip); i < x->count; i++) {
        noted *at = &x->items[i];
        if (!ct_id_equal(at->note->clip, e->clip) || at->placed)
            break;
        add_marker(x, e, at->note, at->note->span);
        at->placed = true;
    }
    sort_markers(e);
}

size_t ct_note_index_left_out(const ct_note_index *x)
{
    size_t count = 0;

    for (size_t i = 0; i < x->count; i++)
        count += !x->items[i].placed;
    return count;
}

const char *ct_marker_words(const ct_marker *m, ct_str *room)
{
    if (m->reply_count == 0)
        return ct_str_or_empty(m->text);
    room->len = 0;
    ct_str_append(room, m->text);
    for (size_t i = 0; i < m->reply_count; i++) {
        const ct_reply *r = &m->replies[i];
        bool            named = r->author && *r->author;
        ct_str_appendf(room, "\n-- %s%s", named ? r->author : "", named ? ": " : "");
        ct_str_append(room, r->text);
    }
    return ct_str_text(room);
}
