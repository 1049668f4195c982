/* SPDX-License-Identifier: MIT */
/* Events of a list as selects, markers of a list as notes on the frames they mean. What is there
 * already is not made twice. */
#include <stdlib.h>
#include <string.h>

#include "circletake/cutmap.h"
#include "circletake/str.h"
#include "known_priv.h"
#include "receive_priv.h"

/* --- selects --------------------------------------------------------------------------------------- */

static ct_code fetch_selects(ct_query *query, ct_known_set *out, ct_error *err)
{
    ct_select_list all = {0};
    ct_code        code = ct_query_selects(query, NULL, &all, err);

    for (size_t i = 0; !code && i < all.count; i++)
        ct_known_add(out, all.items[i].clip, all.items[i].span, all.items[i].label, NULL);
    ct_select_list_finish(&all);
    return code;
}

static void say_outside(receiving *r, const ct_event *e)
{
    ct_finding_add(&r->out->findings, CT_SAY_WARN, "left-out",
                   ct_str_or_empty(e->name && *e->name ? e->name : e->reel), NULL,
                   "Event %lld reaches outside its clip and was left out.",
                   (long long)ct_event_number(e));
}

static void add_select(receiving *r, const ct_event *e, ct_span span)
{
    ct_select select;

    ct_select_init(&select);
    select.clip = e->clip;
    select.span = span;
    select.label = ct_strdup(ct_str_or_empty(e->label));
    select.author = e->author ? ct_strdup(e->author) : NULL;
    select.rating = e->rating;
    select.verdict = e->verdict;
    ct_edit_add_select(r->edit, &select);
    ct_select_finish(&select);
    r->out->selects++;
}

/* What a list says of its events that selects have no room for. */
struct not_taken {
    size_t slates, comments, notes;
};

static bool differs(const char *said, const char *is)
{
    return said && *said && !ct_equal_nocase(said, ct_str_or_empty(is));
}

static void count_not_taken(struct not_taken *n, const ct_event *e, const ct_clip *clip)
{
    n->slates += differs(e->scene, clip->scene) || differs(e->shot, clip->shot) ||
                 differs(e->take, clip->take) || differs(e->camera, clip->camera) ||
                 differs(e->keywords, clip->keywords) ||
                 differs(e->description, clip->description) || (e->circled && !clip->circled);
    n->comments += e->comment && *e->comment;
    n->notes += e->marker_count;
}

static void append_count(ct_str *out, size_t count, const char *one, const char *many)
{
    if (count)
        ct_str_appendf(out, "%s%zu %s", out->len ? ", " : "", count, count == 1 ? one : many);
}

static void say_not_taken(receiving *r, const struct not_taken *n)
{
    ct_str what = {0};

    append_count(&what, n->slates, "slate that differs from its clip's",
                 "slates that differ from their clips'");
    append_count(&what, n->comments, "comment", "comments");
    append_count(&what, n->notes, "note", "notes");
    if (what.len)
        ct_finding_add(
            &r->out->findings, CT_SAY_NOTE, "not-taken", NULL,
            n->notes ? "Import the list once more as notes to have these." : NULL,
            "Selects take range, label, author, stars and verdict of an event. Not taken: "
            "%s.",
            ct_str_text(&what));
    ct_str_finish(&what);
}

/* Clips carry their ranges along wherever a timeline shows some of them, so one may come many times. */
static void receive_event(receiving *r, const ct_event *e, ct_known_set *there,
                          struct not_taken *left)
{
    const ct_clip *clip = ct_receiving_clip(r, e->clip);
    ct_span        span;

    if (!clip)
        return; /* conform has said so */
    count_not_taken(left, e, clip);
    if (!ct_conform_place(e, r->list.fps, clip, &span)) {
        say_outside(r, e);
        return;
    }
    ct_known *k = ct_known_find(there, e->clip, span, e->label, NULL);
    if (!k) {
        k = ct_known_add(there, e->clip, span, e->label, NULL);
        add_select(r, e, span);
    } else if (!k->came) {
        r->out->known++;
    }
    k->came = true;
}

ct_code ct_receive_selects(receiving *r, ct_error *err)
{
    ct_known_set     there = {0};
    struct not_taken left = {0};
    ct_code          code = fetch_selects(r->query, &there, err);

    for (size_t i = 0; !code && i < r->list.event_count; i++)
        receive_event(r, &r->list.events[i], &there, &left);
    ct_known_finish(&there);
    say_not_taken(r, &left);
    if (!code && r->out->selects + r->out->known == 0)
        return ct_fail(err, CT_NO_INPUT,
                       "None of the %zu events could be put on a clip of this project. Add the "
                       "footage first.",
                       r->list.event_count);
    return code;
}

/* --- notes ------------------------------------------------------------------------------------------ */

struct noting {
    receiving   *r;
    ct_known_set there;
    size_t       nowhere; /* markers without a frame to stand on */
    size_t       drawn;   /* of which a list can only say where a picture lies */
};

/* The same answer may be given to each of several notes on a frame. */
static ct_id stands_on(const ct_note *note)
{
    return ct_id_is_none(note->reply_to) ? note->clip : note->reply_to;
}

static ct_code fetch_notes(ct_query *query, ct_known_set *out, ct_error *err)
{
    ct_note_list all = {0};
    ct_code      code = ct_query_notes(query, NULL, &all, err);

    for (size_t i = 0; !code && i < all.count; i++) {
        const ct_note *note = &all.items[i];
        ct_known_add(out, note->clip, note->span, note->body, note->author)->note = note->id;
        if (!ct_id_is_none(note->reply_to)) /* which not every list knows */
            ct_known_add(out, note->reply_to, note->span, note->body, note->author)->note =
                note->id;
    }
    ct_note_list_finish(&all);
    return code;
}

/* The note of the project that says this there; else it is made. A timeline that shows a frame twice has what is said
 * of it twice. */
static ct_id find_or_put(struct noting *n, ct_note *note, const char *text, const char *author,
                         bool *made)
{
    ct_known *k = ct_known_find(&n->there, stands_on(note), note->span, text, author);

    *made = !k;
    if (!k) {
        ct_strset(&note->body, ct_str_or_empty(text));
        ct_strset(&note->author, author);
        n->r->out->notes++;
        k = ct_known_add(&n->there, stands_on(note), note->span, text, author);
        k->note = ct_edit_add_note(n->r->edit, note);
    } else if (!k->came) {
        n->r->out->known++;
    }
    k->came = true;
    return k->note;
}

/* Answers stand where the note does that they answer. */
static void add_replies(struct noting *n, ct_note *note, ct_id root, const ct_marker *m)
{
    bool made;

    note->reply_to = root;
    note->status = CT_NOTE_OPEN;
    note->priority = 0;
    ct_strset(&note->assignee, NULL);
    for (size_t i = 0; i < m->reply_count; i++)
        find_or_put(n, note, m->replies[i].text, m->replies[i].author, &made);
}

static void add_note(struct noting *n, const ct_clip *clip, ct_span span, const ct_marker *m,
                     ct_id cut, int64_t record)
{
    ct_note note;
    bool    made;

    if (clip->frame_count > 0 && span.first >= clip->frame_count)
        span.first = -1;
    if (clip->frame_count > 0 && span.end > clip->frame_count)
        span.end = clip->frame_count;
    if (span.first < 0) {
        n->nowhere++;
        return;
    }
    ct_note_init(&note);
    note.clip = clip->id;
    note.span = span;
    note.category = m->category;
    note.status = m->status;
    note.priority = m->priority;
    note.assignee = ct_strdup(m->assignee);
    note.cut = cut;
    note.record_frame = record;
    ct_id id = find_or_put(n, &note, m->text, m->author, &made);
    n->drawn += made && m->still;
    add_replies(n, &note, id, m);
    ct_note_finish(&note);
}

/* Markers inside events count the event's source. */
static void note_markers_of(struct noting *n, const ct_event *e)
{
    const ct_clip *clip = ct_receiving_clip(n->r, e->clip);
    ct_span        placed;

    if (!clip) {
        n->nowhere += e->marker_count;
        return;
    }
    ct_conform_place(e, n->r->list.fps, clip, &placed);
    for (size_t i = 0; i < e->marker_count; i++) {
        const ct_marker *m = &e->markers[i];
        add_note(n, clip, ct_conform_remark(e, n->r->list.fps, clip, placed, m), m, ct_id_none(),
                 0);
    }
}

/* The cut may run through midnight. */
static int64_t record_of(const ct_timeline *list, const ct_timeline *cut, const ct_marker *m)
{
    int64_t record = m->frame + list->start - cut->start, day = ct_tc_day(cut->count);

    if (list->from_zero)
        return m->frame;
    return record < -day / 2 ? record + day : record;
}

/* Pages for review count from the first frame of what was uploaded, whatever timecode that has: where none of the
 * `places` that timecodes name is one of `frames`, and all are when they are counted so, that is what they mean. */
static void settle_zero(receiving *r, const char *what, const int64_t *places, int64_t frames,
                        AVRational fps)
{
    ct_timeline *l = &r->list;

    if (l->from_zero || l->marker_count == 0)
        return;
    for (size_t i = 0; i < l->marker_count; i++)
        if ((places[i] >= 0 && places[i] < frames) ||
            ct_rate_convert(l->start + l->markers[i].frame, l->fps, fps) >= frames)
            return;
    for (size_t i = 0; i < l->marker_count; i++)
        l->markers[i].frame += l->start;
    l->start = 0;
    l->from_zero = true;
    ct_finding_add(&r->out->findings, CT_SAY_WARN, "from-zero", NULL, NULL,
                   "None of its timecodes lies in %s; they were counted from its first frame.",
                   what);
}

static void settle_on_cut(receiving *r, const ct_timeline *cut)
{
    int64_t *places = ct_alloc_array(r->list.marker_count, sizeof *places);

    for (size_t i = 0; i < r->list.marker_count; i++)
        places[i] = record_of(&r->list, cut, &r->list.markers[i]);
    settle_zero(r, "the cut", places, ct_timeline_frames(cut), r->list.fps);
    free(places);
}

/* Markers of a timeline, through the cut that is on it, or the list's own events. */
static void note_through(struct noting *n, const ct_timeline *cut, ct_id cut_id)
{
    const ct_timeline *from = &n->r->list;
    ct_cut_map        *map = ct_cut_map_create(cut, n->r->clips.items, n->r->clips.count);

    for (size_t i = 0; i < from->marker_count; i++) {
        const ct_marker *m = &from->markers[i];
        int64_t          record = record_of(from, cut, m);
        int64_t          event = ct_cut_map_event_at(map, record);
        ct_span          span;
        if (event < 0 || !ct_cut_map_span(map, (size_t)event, &span)) {
            n->nowhere++;
            continue;
        }
        const ct_event *e = &cut->events[event];
        const ct_clip  *clip = ct_receiving_clip(n->r, e->clip);
        span =
            ct_receiving_shown(n->r, cut, e, span, clip->fps, (ct_span){record, record + m->count});
        add_note(n, clip, span, m, cut_id, record);
    }
    ct_cut_map_destroy(&map);
}

static ct_code note_on_cut(struct noting *n, ct_error *err)
{
    ct_cut      cut;
    ct_timeline events = {0};
    ct_code     code = ct_query_cut_named(n->r->query, n->r->order->cut, &cut, err);

    if (code)
        return code;
    code = ct_query_events(n->r->query, &cut, &events, err);
    if (!code) {
        settle_on_cut(n->r, &events);
        note_through(n, &events, cut.id);
    }
    ct_timeline_finish(&events);
    ct_cut_finish(&cut);
    return code;
}

/* Frame of the clip on which the marker begins. */
static int64_t clip_frame_of(const ct_timeline *l, const ct_clip *clip, const ct_marker *m)
{
    int64_t label = l->start + m->frame;

    if (l->from_zero)
        return ct_rate_convert(m->frame, l->fps, clip->fps);
    return clip->tc.rate.num > 0 ? ct_tc_track_frame(&clip->tc, clip->fps, label) : label;
}

static void settle_on_clip(receiving *r, const ct_clip *clip)
{
    int64_t *places = ct_alloc_array(r->list.marker_count, sizeof *places);

    for (size_t i = 0; i < r->list.marker_count; i++)
        places[i] = clip_frame_of(&r->list, clip, &r->list.markers[i]);
    settle_zero(r, clip->name, places, clip->frame_count, clip->fps);
    free(places);
}

static ct_code note_on_clip(struct noting *n, ct_error *err)
{
    const ct_timeline *from = &n->r->list;
    ct_clip            clip;
    ct_code            code = ct_query_clip_named(n->r->query, n->r->order->clip, &clip, err);

    if (code)
        return code;
    settle_on_clip(n->r, &clip);
    for (size_t i = 0; i < from->marker_count; i++) {
        const ct_marker *m = &from->markers[i];
        int64_t          first = clip_frame_of(from, &clip, m);
        int64_t          count = ct_rate_convert_length(m->count, from->fps, clip.fps);
        add_note(n, &clip, (ct_span){first, first + (count < 1 ? 1 : count)}, m, ct_id_none(), 0);
    }
    ct_clip_finish(&clip);
    return CT_OK;
}

static ct_code make_notes(struct noting *n, ct_error *err)
{
    const ct_timeline *list = &n->r->list;

    for (size_t i = 0; i < list->event_count; i++)
        note_markers_of(n, &list->events[i]);
    if (list->marker_count == 0)
        return CT_OK;
    if (n->r->order->cut)
        return note_on_cut(n, err);
    if (n->r->order->clip)
        return note_on_clip(n, err);
    if (list->event_count == 0)
        return ct_fail(err, CT_USAGE,
                       "These markers lie on a timeline that the list does not bring: name the cut "
                       "they belong to (cut), or the clip whose timecode they name (clip).");
    note_through(n, list, ct_id_none());
    return CT_OK;
}

ct_code ct_receive_notes(receiving *r, ct_error *err)
{
    struct noting n = {.r = r};
    ct_code       code = fetch_notes(r->query, &n.there, err);

    if (!code)
        code = make_notes(&n, err);
    ct_known_finish(&n.there);
    if (!code && n.nowhere)
        ct_finding_add(&r->out->findings, CT_SAY_WARN, "nowhere", NULL, NULL,
                       "Markers without a frame of a clip under them, left out: %zu.", n.nowhere);
    if (!code && n.drawn)
        ct_finding_add(&r->out->findings, CT_SAY_NOTE, "drawing", NULL,
                       "A list has only pictures of them, which stay where they are.",
                       "Notes that were drawn on, taken in without what was drawn: %zu.", n.drawn);
    if (!code && r->out->notes + r->out->known == 0)
        return ct_fail(err, CT_NO_INPUT,
                       "No marker of %s could be put on a frame of this project%s.", r->order->path,
                       n.nowhere ? "" : ": there is none in it");
    return code;
}
