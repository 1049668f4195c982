/* SPDX-License-Identifier: MIT */
/* Selects and notes become neutral timelines: ordered, grouped by rate, laid end to end.
 * Judges nothing (check.c does) and knows no format. */
#include <libavutil/mathematics.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/editlist.h"
#include "circletake/file.h"
#include "circletake/str.h"
#include "editlist_priv.h"

/* --- rates ------------------------------------------------------------------------ */

static bool has_rate(AVRational rate)
{
    return rate.num > 0 && rate.den > 0;
}

/* --- rows: a select with its clip --------------------------------------------------- */

typedef struct row {
    const ct_select *select;
    const ct_clip   *clip;
    const ct_clip   *sound; /* recorded apart; NULL: its own */
    size_t           place; /* as given: the last word in every order */
} row;

static ct_code gather(const ct_export_input *in, row **out, ct_error *err)
{
    const ct_clip **index = ct_clips_by_id(in->clips);
    row            *rows = ct_alloc_array(in->selects->count, sizeof *rows);
    ct_code         code = CT_OK;

    for (size_t i = 0; i < in->selects->count; i++) {
        const ct_select *s = &in->selects->items[i];
        rows[i] = (row){s, ct_clips_find(index, in->clips, s->clip), NULL, i};
        if (rows[i].clip && !ct_id_is_none(rows[i].clip->sound))
            rows[i].sound = ct_clips_find(index, in->clips, rows[i].clip->sound);
        if (!rows[i].clip) {
            char id[CT_ID_TEXT_BYTES];
            code = ct_fail(err, CT_INTERNAL,
                           "Select %s belongs to a clip that was not handed to "
                           "the export.",
                           ct_id_text(s->id, id));
            break;
        }
    }
    free(index);
    if (code)
        free(rows);
    else
        *out = rows;
    return code;
}

/* --- order ------------------------------------------------------------------------ */

static int compare_i64(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int by_hand(const row *a, const row *b)
{
    int difference = (a->select->order > b->select->order) - (a->select->order < b->select->order);

    return difference ? difference : compare_i64(a->select->made_us, b->select->made_us);
}

static int compare_slates(const ct_clip *a, const ct_clip *b)
{
    const char *const p[] = {a->scene, a->shot, a->take, a->camera, a->name};
    const char *const q[] = {b->scene, b->shot, b->take, b->camera, b->name};

    for (size_t i = 0; i < sizeof p / sizeof p[0]; i++) {
        int difference = ct_natural_compare(ct_str_or_empty(p[i]), ct_str_or_empty(q[i]));
        if (difference)
            return difference;
    }
    return 0;
}

/* Label of a frame, in microseconds of the label's own clock: sources of several rates still sort
 * by the time of day that their cameras show. */
static int64_t label_us(const ct_clip *c, int64_t frame)
{
    if (!has_rate(c->tc.rate))
        return ct_rate_frame_to_us(frame, ct_tidy_rate(c->fps));
    return ct_rate_frame_to_us(ct_tc_track_label(&c->tc, c->fps, frame), c->tc.rate);
}

int ct_compare_marks(const ct_clip *a, int64_t frame_a, const ct_clip *b, int64_t frame_b,
                     ct_list_order order)
{
    int difference;

    if (order == CT_LIST_BY_TIME) {
        difference = compare_i64(label_us(a, frame_a), label_us(b, frame_b));
        return difference ? difference
                          : ct_natural_compare(ct_str_or_empty(a->name), ct_str_or_empty(b->name));
    }
    difference = compare_slates(a, b);
    return difference ? difference : compare_i64(frame_a, frame_b);
}

static int by_mark(const row *a, const row *b, ct_list_order order)
{
    return ct_compare_marks(a->clip, a->select->span.first, b->clip, b->select->span.first, order);
}

static int by_place(const row *a, const row *b, int difference)
{
    return difference ? difference : (a->place > b->place) - (a->place < b->place);
}

static int sort_by_hand(const void *a, const void *b)
{
    return by_place(a, b, by_hand(a, b));
}

static int sort_by_slate(const void *a, const void *b)
{
    return by_place(a, b, by_mark(a, b, CT_LIST_BY_SLATE));
}

static int sort_by_time(const void *a, const void *b)
{
    return by_place(a, b, by_mark(a, b, CT_LIST_BY_TIME));
}

static int sort_by_rating(const void *a, const void *b)
{
    const row *p = a, *q = b;

    return p->select->rating != q->select->rating ? q->select->rating - p->select->rating
                                                  : sort_by_slate(a, b);
}

static void put_in_order(row *rows, size_t count, ct_list_order order)
{
    static int (*const compare[])(const void *, const void *) = {
        [CT_LIST_BY_HAND] = sort_by_hand,
        [CT_LIST_BY_SLATE] = sort_by_slate,
        [CT_LIST_BY_TIME] = sort_by_time,
        [CT_LIST_BY_RATING] = sort_by_rating,
    };

    qsort(rows, count, sizeof *rows, compare[order]);
}

/* --- groups: what may stand in one list ---------------------------------------------- */

static bool counts_drop(const ct_clip *c)
{
    return has_rate(c->tc.rate) && c->tc.count.drop;
}

/* Rate and, where the labels cannot say it, drop kind: what a list with these options may not
 * mix. */
typedef struct kind {
    AVRational fps;
    bool       drop;
} kind;

static kind kind_of(const ct_clip *c, const ct_export_options *o)
{
    AVRational fps = has_rate(o->edit_rate) ? o->edit_rate : c->fps;

    return (kind){ct_tidy_rate(fps), o->colon_labels && counts_drop(c)};
}

static bool same_kind(kind a, kind b)
{
    return ct_rate_equal(a.fps, b.fps) && a.drop == b.drop;
}

/* Rate of most of the chosen frames' time; the earlier of two equals. A shoot has few rates. */
static AVRational common_rate(const row *rows, size_t count)
{
    struct rate_time {
        AVRational fps;
        int64_t    us;
    } *all = NULL;
    size_t     known = 0, cap = 0, best = 0;
    AVRational fps = {25, 1};

    for (size_t i = 0; i < count; i++) {
        size_t k = 0;
        while (k < known && !ct_rate_equal(all[k].fps, rows[i].clip->fps))
            k++;
        if (k == known) {
            all = ct_grow(all, &cap, ++known, sizeof *all);
            all[k] = (struct rate_time){rows[i].clip->fps, 0};
        }
        all[k].us += ct_rate_frame_to_us(ct_span_count(rows[i].select->span), all[k].fps);
    }
    for (size_t k = 1; k < known; k++)
        best = all[k].us > all[best].us ? k : best;
    if (known > 0)
        fps = all[best].fps;
    free(all);
    return fps;
}

/* --- events ----------------------------------------------------------------------- */

static ct_span with_handles(ct_span s, int64_t handles, int64_t media_frames)
{
    s.first = s.first > handles ? s.first - handles : s.first > 0 ? 0 : s.first;
    if (s.end < media_frames)
        s.end = s.end + handles < media_frames ? s.end + handles : media_frames;
    return s;
}

static void fill_event(ct_event *e, const row *r, const ct_export_options *o)
{
    const ct_select *s = r->select;

    e->source = with_handles(s->span, o->handles, r->clip->frame_count);
    ct_event_take_clip(e, r->clip, r->sound);
    if (o->no_sound && e->channels & CT_CHANNEL_V)
        e->channels = CT_CHANNEL_V;
    e->label = ct_strdup(s->label);
    e->author = ct_strdup(s->author);
    e->rating = s->rating;
    e->verdict = s->verdict;
    e->select = s->id;
}

static void say_left_out(const ct_note_index *notes, ct_finding_list *findings)
{
    size_t left_out = ct_note_index_left_out(notes);

    if (left_out)
        ct_finding_add(findings, CT_SAY_NOTE, "notes-outside", NULL,
                       "Export notes-csv or notes-json for all of them.",
                       "%zu note%s on frames of no select in the list and so not in it.", left_out,
                       left_out == 1 ? " is" : "s are");
}

/* Handles end where the media ends. */
static void say_short_handles(const row *rows, size_t count, int64_t handles,
                              ct_finding_list *findings)
{
    size_t cut = 0;

    for (size_t i = 0; i < count; i++) {
        ct_span s = rows[i].select->span;
        cut += s.first < handles || s.end + handles > rows[i].clip->frame_count;
    }
    if (cut && handles > 0)
        ct_finding_add(
            findings, CT_SAY_NOTE, "handles", NULL, NULL,
            "Handles of %lld frames reach past the media of %zu select%s: cut off there.",
            (long long)handles, cut, CT_S(cut));
}

/* --- timelines -------------------------------------------------------------------- */

static bool choose_drop(const row *rows, size_t count, kind k, const ct_export_options *o)
{
    size_t with_timecode = 0, dropping = 0;

    if (o->drop != CT_DROP_AUTO || !ct_tc_can_drop(k.fps))
        return o->drop == CT_DROP_ON;
    for (size_t i = 0; i < count; i++)
        if (same_kind(kind_of(rows[i].clip, o), k)) {
            with_timecode += has_rate(rows[i].clip->tc.rate);
            dropping += counts_drop(rows[i].clip);
        }
    return dropping * 2 > with_timecode;
}

static ct_code start_timeline(ct_timeline *t, kind k, bool drop, const ct_export_options *o,
                              ct_error *err)
{
    char        rate[CT_RATE_TEXT_BYTES];
    const char *start = o->record_start ? o->record_start : "01:00:00:00";

    if (drop && !ct_tc_can_drop(k.fps))
        return ct_fail(err, CT_USAGE,
                       "Drop-frame does not exist at %s frames a second; leave drop "
                       "on auto, or ask for 29.97, 59.94 or 119.88.",
                       ct_rate_label(k.fps, rate));
    t->fps = k.fps;
    t->count = (ct_tc_count){ct_tc_base(k.fps), drop};
    t->title = ct_strdup(o->title && *o->title ? o->title : "circletake selects");
    ct_code code = ct_tc_parse(start, t->count, &t->start, err);
    return code ? ct_fail_prefix(err, CT_USAGE, "The record start is not usable: ") : CT_OK;
}

/* One timeline of the rows of kind `k`. */
static ct_code make_timeline(const ct_export_input *in, const row *rows, size_t count, kind k,
                             ct_note_index *notes, const ct_export_options *o,
                             ct_timeline_list *out, ct_error *err)
{
    ct_timeline *t = ct_timeline_list_add(out);
    ct_code      code = start_timeline(t, k, choose_drop(rows, count, k, o), o, err);

    t->events = ct_grow(t->events, &t->cap, count, sizeof *t->events);

    for (size_t i = 0; !code && i < count && !ct_export_stopped(o); i++) {
        if (!same_kind(kind_of(rows[i].clip, o), k))
            continue;
        ct_event *e = ct_timeline_add(t);
        fill_event(e, &rows[i], o);
        if (o->layout == CT_LAYOUT_BINS) /* the first event of a clip has all of its notes */
            ct_note_index_mark_whole(notes, e);
        else
            ct_note_index_mark(notes, e);
        ct_event_conform(e, rows[i].clip, in, o);
    }
    return code ? code : ct_layout_place(t, o, err);
}

static ct_code make_timelines(const ct_export_input *in, const row *rows, size_t count,
                              ct_note_index *notes, const ct_export_options *o,
                              ct_timeline_list *out, ct_error *err)
{
    ct_code code = CT_OK;

    for (size_t i = 0; !code && i < count; i++) {
        kind   k = kind_of(rows[i].clip, o);
        size_t earlier = 0;
        while (earlier < i && !same_kind(kind_of(rows[earlier].clip, o), k))
            earlier++;
        if (earlier == i)
            code = make_timeline(in, rows, count, k, notes, o, out, err);
    }
    return code;
}

/* Options for a format that takes everything into one list: a rate for all, drop kinds mixed. */
static ct_export_options unsplit(const ct_export_options *o, const row *rows, size_t count,
                                 ct_finding_list *findings)
{
    ct_export_options all = *o;
    char              rate[CT_RATE_TEXT_BYTES];
    size_t            others = 0;

    all.colon_labels = false;
    if (has_rate(all.edit_rate))
        return all;
    all.edit_rate = common_rate(rows, count);
    for (size_t i = 0; i < count; i++)
        others += !ct_rate_equal(rows[i].clip->fps, all.edit_rate);
    if (others)
        ct_finding_add(
            findings, CT_SAY_NOTE, "rate-chosen", NULL, "Ask for another edit rate.",
            "The list is at %s, the rate of most of the material; selects at another rate "
            "in it: %zu.",
            ct_rate_label(all.edit_rate, rate), others);
    return all;
}

ct_code ct_editlist_from_selects(const ct_export_input *in, const ct_export_options *options,
                                 bool split_rates, ct_timeline_list *out, ct_finding_list *findings,
                                 ct_error *err)
{
    ct_timeline_list made = {0};
    row             *rows = NULL;
    size_t           count = in->selects ? in->selects->count : 0;

    if (count == 0)
        return ct_fail(err, CT_NO_INPUT,
                       "There is no select to write. Mark In and Out and keep "
                       "the range, or ask for less.");
    ct_code code = gather(in, &rows, err);
    if (code)
        return code;
    put_in_order(rows, count, options->order);

    ct_note_index    *notes = ct_note_index_create(in);
    ct_export_options o = split_rates ? *options : unsplit(options, rows, count, findings);
    code = make_timelines(in, rows, count, notes, &o, &made, err);
    if (!code) {
        say_short_handles(rows, count, o.handles, findings);
        say_left_out(notes, findings);
        for (size_t i = 0; i < made.count; i++) {
            ct_timeline *t = ct_timeline_list_add(out);
            *t = made.items[i];
            made.items[i] = (ct_timeline){0};
        }
    }
    ct_timeline_list_finish(&made);
    ct_note_index_destroy(&notes);
    free(rows);
    return code;
}
