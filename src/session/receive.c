/* SPDX-License-Identifier: MIT */
#include "circletake/receive.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/cutmap.h"
#include "circletake/file.h"
#include "circletake/mend.h"
#include "circletake/pace.h"
#include "circletake/str.h"
#include "receive_priv.h"

/* --- orders by name --------------------------------------------------------------------------- */

static ct_code set_as(ct_receive_order *order, const char *value, ct_error *err)
{
    static const char *const names[] = {"auto", "cut", "selects", "notes"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (ct_equal_nocase(value, names[i])) {
            order->as = (ct_receive_as)i;
            return CT_OK;
        }
    return ct_fail(err, CT_USAGE, "as cannot be '%s'; give cut, selects or notes.", value);
}

ct_code ct_receive_set(ct_receive_order *order, const char *name, const char *value, ct_error *err)
{
    const struct {
        const char  *name;
        const char **field;
    } texts[] = {{"file", &order->path},
                 {"name", &order->name},
                 {"timeline", &order->timeline},
                 {"cut", &order->cut},
                 {"clip", &order->clip}};

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (strcmp(name, texts[i].name) == 0) {
            *texts[i].field = value;
            return CT_OK;
        }
    if (strcmp(name, "as") == 0)
        return set_as(order, value, err);
    if (strcmp(name, "edit_rate") == 0 || strcmp(name, "edit-rate") == 0)
        return ct_rate_parse(value, &order->edit_rate)
                   ? CT_OK
                   : ct_fail(err, CT_USAGE, "'%s' is no rate; write 25, 23.976 or 30000/1001.",
                             value);
    if (strcmp(name, "partial") == 0 && (strcmp(value, "yes") == 0 || strcmp(value, "no") == 0)) {
        order->partial = strcmp(value, "yes") == 0;
        return CT_OK;
    }
    return ct_fail(err, CT_USAGE,
                   "An import has no %s=%s; there are file, as, name, edit_rate, timeline, "
                   "partial=yes, cut and clip.",
                   name, value);
}

/* --- reading ----------------------------------------------------------------------------------- */

/* What is said of what cannot be read, and nothing else: of a list that is not taken no more is of interest. */
static void say_left_out(receiving *r, const ct_finding_list *said)
{
    for (size_t i = 0; i < said->count; i++)
        if (strcmp(said->items[i].rule, CT_LEFT_OUT) == 0)
            ct_finding_add(&r->out->findings, CT_SAY_WARN, CT_LEFT_OUT, said->items[i].clip, NULL,
                           "%s", said->items[i].text);
}

/* Some of it cannot be read: takes the rest, or says that it could be taken. */
static ct_code take_part(receiving *r, const char *data, size_t bytes, const ct_import_options *how,
                         ct_error *err)
{
    ct_timeline     part = {0};
    ct_finding_list said = {0};
    ct_error        whole = *err;

    ct_code code = ct_import_partial(r->order->path, data, bytes, how, &part, &said, NULL);
    size_t  events = part.event_count, count = events ? events : part.marker_count;
    if (code || count == 0) {
        ct_finding_list_finish(&said);
        ct_timeline_finish(&part);
        if (code == CT_CANCELLED)
            return code;
        ct_fail(err, CT_BAD_DATA,
                "%s Nothing was taken in: mend that in the file, or have it exported again.",
                whole.text);
        ct_receive_other_rate(r, data, bytes, how, err);
        return CT_BAD_DATA;
    }
    ct_finding_list_finish(&r->out->findings);
    if (r->order->partial) {
        r->out->findings = said;
        r->list = part;
        return CT_OK;
    }
    size_t      unread = ct_left_out_count(&said);
    const char *what = events ? "event" : "marker";
    char        how_to[64] = "";
    if (!r->order->ask)
        snprintf(how_to, sizeof how_to, ": say %s",
                 r->order->part_word ? r->order->part_word : "partial=yes");
    if (unread > 1)
        ct_fail(err, CT_BAD_DATA,
                "%s: %zu things in it cannot be read. %zu whole %s%s can be taken without them%s.",
                ct_path_name(r->order->path), unread, count, what, CT_S(count), how_to);
    else
        ct_fail(err, CT_BAD_DATA, "%s %zu whole %s%s can be taken without that%s.", whole.text,
                count, what, CT_S(count), how_to);
    ct_receive_other_rate(r, data, bytes, how, err);
    r->out->offered = count;
    if (unread > 1)
        say_left_out(r, &said);
    ct_finding_list_finish(&said);
    ct_timeline_finish(&part);
    return CT_BAD_DATA;
}

static ct_code read_list(receiving *r, ct_error *err)
{
    const ct_receive_order *o = r->order;
    char                   *data = NULL;
    size_t                  bytes = 0;
    ct_code                 code = ct_receive_file(o->path, &data, &bytes, err);
    ct_import_options       how = {.edit_rate = o->edit_rate,
                                   .timeline = o->timeline,
                                   .ranges = o->as == CT_RECEIVE_SELECTS,
                                   .on_one = o->cut || o->clip,
                                   .ask = o->ask ? &r->out->timelines : NULL};

    if (code)
        return code;
    ct_receive_target(r, &how);
    if (how.edit_rate.num == 0)
        how.edit_rate = ct_receiving_rate(r);
    const ct_format *format = ct_format_of(o->path, data, bytes);
    r->out->format = ct_strdup(format ? format->name : "");
    code = ct_import_with(o->path, data, bytes, &how, &r->list, &r->out->findings, err);
    if (code == CT_USAGE && how.edit_rate.num == 0 && !o->timeline) {
        code = ct_receive_try_rates(r, data, bytes, &how.edit_rate)
                   ? ct_import_with(o->path, data, bytes, &how, &r->list, &r->out->findings, err)
                   : ct_receive_ask_rate(r, err);
    }
    if (code == CT_BAD_DATA)
        code = take_part(r, data, bytes, &how, err);
    free(data);
    return code;
}

/* --- a cut --------------------------------------------------------------------------------------- */

static char *cut_name(const receiving *r)
{
    if (r->order->name && *r->order->name)
        return ct_utf8_clean(r->order->name, true);
    if (r->list.title && *r->list.title)
        return ct_utf8_clean(r->list.title, true);
    return ct_path_stem(r->order->path);
}

ct_span ct_receiving_shown(receiving *r, const ct_timeline *t, const ct_event *e, ct_span placed,
                           AVRational fps, ct_span record)
{
    if (record.end > e->record.end) {
        record.end = e->record.end;
        r->shortened++;
    }
    return ct_event_clip_span(e, t->fps, placed, fps, record);
}

static void say_shortened(const receiving *r)
{
    if (r->shortened)
        ct_finding_add(&r->out->findings, CT_SAY_NOTE, "shortened", NULL, NULL,
                       "Remarks that go on behind the shot they begin on, cut off at its end: %zu.",
                       r->shortened);
}

/* Markers of the timeline itself stand in the event under them, where players and editors look. */
static void sink_markers(receiving *r)
{
    ct_timeline *t = &r->list;
    ct_cut_map  *map = ct_cut_map_create(t, NULL, 0);

    for (size_t i = 0; i < t->marker_count; i++) {
        ct_marker *from = &t->markers[i];
        int64_t    event = ct_cut_map_event_at(map, from->frame);
        if (event < 0) {
            ct_finding_add(&r->out->findings, CT_SAY_WARN, "marker", NULL, NULL,
                           "A marker of the timeline lies where there is no picture and was left "
                           "out: %s",
                           ct_str_or_empty(from->text));
            continue;
        }
        ct_event  *e = &t->events[event];
        ct_span    shown = ct_receiving_shown(r, t, e, e->source, e->fps,
                                              (ct_span){from->frame, from->frame + from->count});
        ct_marker *to = ct_event_add_marker(e);
        *to = *from;
        to->frame = shown.first;
        to->count = ct_span_count(shown);
        if (ct_event_stands(e)) {
            int64_t into = from->frame - e->record.first, last = ct_span_count(e->record);
            to->held = (ct_span){into, into + from->count < last ? into + from->count : last};
        }
        *from = (ct_marker){0}; /* all that it owned went with it */
    }
    ct_cut_map_destroy(&map);
}

void ct_number_cut(ct_query *q, ct_cut *cut)
{
    ct_cut before;
    int    said = ct_cut_split_name(cut->name);

    cut->version = said > 0 ? said : 1;
    if (ct_query_cut_named(q, cut->name, &before, NULL) == CT_OK) {
        cut->version = said > before.version ? said : before.version + 1;
        cut->replaces = before.id;
        ct_cut_finish(&before);
    }
}

static ct_code receive_cut(receiving *r, ct_error *err)
{
    ct_cut       cut = {.name = cut_name(r)};
    ct_following notes = {r->query, r->edit, &r->list, &r->clips};

    cut.path = ct_path_absolute(r->order->path);
    cut.format = ct_strdup(r->out->format);
    cut.id = ct_id_new();
    sink_markers(r);
    ct_number_cut(r->query, &cut);
    ct_code code = ct_follow_notes(&notes, &cut, r->out, err);
    r->out->cut = cut.id;
    r->out->title = ct_cut_title(&cut);
    ct_edit_add_cut(r->edit, &cut, &r->list);
    ct_cut_finish(&cut);
    return code;
}

/* --- the whole ------------------------------------------------------------------------------------ */

const ct_clip *ct_receiving_clip(const receiving *r, ct_id id)
{
    for (size_t low = 0, high = r->clips.count; low < high;) {
        size_t middle = low + (high - low) / 2;
        int    order = ct_id_compare(r->clips.items[middle].id, id);
        if (order == 0)
            return &r->clips.items[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static int compare_clips(const void *a, const void *b)
{
    const ct_clip *p = a, *q = b;

    return ct_id_compare(p->id, q->id);
}

static ct_code fetch_clips(ct_query *query, ct_clip_list *clips, ct_error *err)
{
    ct_clip_query all = {.sort = CT_SORT_ADDED};
    ct_code       code = ct_query_clips(query, &all, clips, err);

    if (!code && clips->count > 1)
        qsort(clips->items, clips->count, sizeof *clips->items, compare_clips);
    return code;
}

static void conform(const ct_clip_list *clips, ct_timeline *t, ct_conform_result *out,
                    ct_finding_list *findings)
{
    ct_conform *c = ct_conform_create(clips->items, clips->count);

    ct_conform_run(c, t, out, findings);
    ct_conform_destroy(&c);
}

/* A table of notes: each row is a note, and the frames it lies on are no select. */
static bool is_all_notes(const ct_timeline *t)
{
    for (size_t i = 0; i < t->event_count; i++)
        if (t->events[i].marker_count == 0)
            return false;
    return true;
}

static ct_receive_as kind_of(const receiving *r)
{
    static const char *const logs[] = {"ale", "llc", "csv", "tsv", "chapters"};

    if (r->order->as)
        return r->order->as;
    if (r->list.event_count == 0 || (strcmp(r->out->format, "csv") == 0 && is_all_notes(&r->list)))
        return CT_RECEIVE_NOTES;
    for (size_t i = 0; i < sizeof logs / sizeof logs[0] && !r->list.placed; i++)
        if (strcmp(r->out->format, logs[i]) == 0)
            return CT_RECEIVE_SELECTS;
    return CT_RECEIVE_CUT;
}

static ct_code turn_into_rows(receiving *r, ct_error *err)
{
    r->out->as = kind_of(r);
    switch (r->out->as) {
    case CT_RECEIVE_SELECTS:
        return ct_receive_selects(r, err);
    case CT_RECEIVE_NOTES:
        return ct_receive_notes(r, err);
    default:
        if (r->list.event_count == 0)
            return ct_fail(err, CT_BAD_DATA,
                           "There is no event in %s, so it cannot become a cut. Take its markers "
                           "as notes.",
                           ct_path_name(r->order->path));
        return receive_cut(r, err);
    }
}

static ct_code submit(ct_store *store, ct_edit **edit, ct_error *err)
{
    ct_ticket ticket;
    ct_code   code = ct_store_submit(store, edit, &ticket, err);

    return code ? code : ct_store_wait(store, ticket, err);
}

ct_code ct_receive(ct_query *query, ct_store *store, const char *author,
                   const ct_receive_order *order, ct_receipt *out, ct_error *err)
{
    receiving r = {.query = query, .order = order, .out = out};
    ct_error  own;
    ct_error *e = err ? err : &own;

    *out = (ct_receipt){0};
    if (!order->path || !*order->path)
        return ct_fail(e, CT_USAGE, "Say which list to import.");
    ct_code code = fetch_clips(query, &r.clips, e);
    if (!code)
        code = read_list(&r, e);
    if (!code) {
        ct_receive_inside(&r);
        ct_receive_stills(&r);
    }
    if (!code)
        conform(&r.clips, &r.list, &out->conform, &out->findings);
    if (!code)
        ct_receive_times(&r);
    char *sentence = ct_asprintf("Import %s", ct_path_name(order->path));
    r.edit = ct_edit_create(sentence, author, 0);
    free(sentence);
    if (!code)
        code = turn_into_rows(&r, e);
    if (!code)
        say_shortened(&r);
    if (!code && !ct_edit_is_empty(r.edit))
        code = submit(store, &r.edit, e);
    ct_edit_destroy(&r.edit);
    ct_timeline_finish(&r.list);
    ct_clip_list_finish(&r.clips);
    return code;
}

/* --- again ------------------------------------------------------------------------------------------ */

static void forget_matches(ct_timeline *t)
{
    for (size_t i = 0; i < t->event_count; i++)
        if (t->events[i].match != CT_MATCH_BY_HAND) {
            t->events[i].clip = ct_id_none();
            t->events[i].match = CT_MATCH_NONE;
        }
}

static void push_changes(ct_edit *edit, const ct_timeline *now, const ct_timeline *before)
{
    for (size_t i = 0; i < now->event_count; i++) {
        const ct_event *e = &now->events[i], *was = &before->events[i];
        if (!ct_id_equal(e->clip, was->clip) || e->match != was->match)
            ct_edit_set_event_clip(edit, e->id, e->clip, e->match, e->shift);
    }
}

ct_code ct_conform_cut(ct_query *query, ct_store *store, const char *author, const ct_cut *cut,
                       bool all, ct_conform_result *out, ct_finding_list *findings, ct_error *err)
{
    ct_timeline  now = {0}, before = {0};
    ct_clip_list clips = {0};
    ct_edit     *edit = ct_edit_create("Conform the cut", author, 0);
    ct_code      code = fetch_clips(query, &clips, err);

    if (!code)
        code = ct_query_events(query, cut, &before, err);
    if (!code)
        code = ct_query_events(query, cut, &now, err);
    if (!code && all)
        forget_matches(&now);
    if (!code) {
        conform(&clips, &now, out, findings);
        push_changes(edit, &now, &before);
        if (!ct_edit_is_empty(edit))
            code = submit(store, &edit, err);
    }
    ct_edit_destroy(&edit);
    ct_timeline_finish(&now);
    ct_timeline_finish(&before);
    ct_clip_list_finish(&clips);
    return code;
}

/* --- what came of it --------------------------------------------------------------------------------- */

static void say_cut(const ct_receipt *r, ct_str *text)
{
    const ct_conform_result *c = &r->conform;

    ct_str_appendf(text, "Cut %s: %zu event%s, %zu with their clip", r->title, c->events,
                   CT_S(c->events), c->matched);
    if (c->missing)
        ct_str_appendf(text, ", %zu missing", c->missing);
    if (c->ambiguous)
        ct_str_appendf(text, ", %zu ambiguous", c->ambiguous);
    if (c->black)
        ct_str_appendf(text, ", %zu black", c->black);
    if (r->followed || r->lost)
        ct_str_appendf(text, "; notes of the version before: %zu followed, %zu without a shot now",
                       r->followed, r->lost);
}

char *ct_receipt_text(const ct_receipt *r)
{
    ct_str text = {0};
    size_t taken = r->as == CT_RECEIVE_NOTES ? r->notes : r->selects;

    if (r->as == CT_RECEIVE_CUT)
        say_cut(r, &text);
    else
        ct_str_appendf(&text, "%zu %s%s taken in", taken,
                       r->as == CT_RECEIVE_NOTES ? "note" : "select", CT_S(taken));
    if (r->known)
        ct_str_appendf(&text, ", %zu %s there already", r->known, r->known == 1 ? "was" : "were");
    return ct_str_take(&text);
}

char *ct_receipt_summary(const ct_receipt *r)
{
    ct_str text = {0};
    char  *done = ct_receipt_text(r);

    ct_str_append(&text, done);
    ct_finding_list_print(&r->findings, &text);
    free(done);
    return ct_str_take(&text);
}

void ct_receipt_finish(ct_receipt *r)
{
    free(r->title);
    free(r->format);
    ct_finding_list_finish(&r->findings);
    ct_timeline_names_finish(&r->timelines);
    *r = (ct_receipt){0};
}
