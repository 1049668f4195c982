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

/* Rates measured from a file can be unwieldy fractions; arithmetic here needs small ones. */
static AVRational tidy_rate(AVRational fps)
{
    if (!has_rate(fps))
        return (AVRational){25, 1};
    if (fps.num > 1000000 || fps.den > 1000000)
        av_reduce(&fps.num, &fps.den, fps.num, fps.den, 1000000);
    return fps.num > 0 ? fps : (AVRational){25, 1};
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
        return ct_rate_frame_to_us(frame, tidy_rate(c->fps));
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

static void put_in_order(row *rows, size_t count, ct_list_order order)
{
    static int (*const compare[])(const void *, const void *) = {
        [CT_LIST_BY_HAND] = sort_by_hand,
        [CT_LIST_BY_SLATE] = sort_by_slate,
        [CT_LIST_BY_TIME] = sort_by_time,
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

    return (kind){tidy_rate(fps), o->colon_labels && counts_drop(c)};
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

static char *reel_of(const ct_clip *c)
{
    char *reel = ct_strdup(c->reel && *c->reel ? c->reel : NULL);

    if (!reel)
        reel = ct_path_stem(ct_str_or_empty(c->name && *c->name ? c->name : c->path));
    return reel;
}

static ct_span with_handles(ct_span s, int64_t handles, int64_t media_frames)
{
    s.first = s.first > handles ? s.first - handles : s.first > 0 ? 0 : s.first;
    if (s.end < media_frames)
        s.end = s.end + handles < media_frames ? s.end + handles : media_frames;
    return s;
}

static unsigned channels_of(const ct_clip *c)
{
    if (c->width_px > 0 || c->audio_channels == 0)
        return CT_CHANNEL_V;
    return c->audio_channels == 1 ? CT_CHANNEL_A1 : CT_CHANNEL_A1 | CT_CHANNEL_A1 << 1;
}

enum { SOUND_DELAY_HZ = 48000 }; /* ct_clip.sound_delay */

/* Which sample is heard at the event's first picture, and whether any is. */
static void fill_sound(ct_event *e, const ct_clip *c, const ct_clip *sound)
{
    int64_t rate_hz = c->sound_rate_hz;

    if (!sound || rate_hz <= 0)
        return;
    AVRational sample = {1, c->sound_rate_hz};
    int64_t    first = c->sound_start + av_rescale_q(e->source.first, av_inv_q(e->fps), sample) -
                    av_rescale(c->sound_delay, rate_hz, SOUND_DELAY_HZ);
    int64_t end = first + av_rescale_q(ct_span_count(e->source), av_inv_q(e->fps), sample);
    int64_t samples = av_rescale_q(sound->frame_count, av_inv_q(tidy_rate(sound->fps)), sample);
    int64_t frame = av_rescale_q(1, av_inv_q(e->fps), sample);

    if (end < frame || first + frame > samples)
        return; /* it lies elsewhere in the take */
    e->sound = (ct_event_sound){.path = ct_strdup(sound->path),
                                .name = ct_strdup(sound->name),
                                .fps = tidy_rate(sound->fps),
                                .tc = sound->tc,
                                .media_frames = sound->frame_count,
                                .channels = sound->audio_channels,
                                .rate_hz = c->sound_rate_hz,
                                .first_sample = first};
}

static void fill_event(ct_event *e, const row *r, const ct_export_options *o)
{
    const ct_clip   *c = r->clip;
    const ct_select *s = r->select;

    e->name = ct_strdup(c->name ? c->name : ct_path_name(ct_str_or_empty(c->path)));
    e->reel = reel_of(c);
    e->path = ct_strdup(c->path);
    e->scene = ct_strdup(c->scene);
    e->shot = ct_strdup(c->shot);
    e->take = ct_strdup(c->take);
    e->camera = ct_strdup(c->camera);
    e->description = ct_strdup(c->description);
    e->keywords = ct_strdup(c->keywords);
    e->label = ct_strdup(s->label);
    e->author = ct_strdup(s->author);
    e->fps = tidy_rate(c->fps);
    e->tc = c->tc;
    e->media_frames = c->frame_count;
    e->width_px = c->width_px;
    e->height_px = c->height_px;
    e->audio_channels = c->audio_channels;
    e->source = with_handles(s->span, o->handles, c->frame_count);
    e->channels = channels_of(c);
    e->circled = c->circled;
    e->colour = c->colour;
    e->offline = c->offline;
    e->vfr = c->vfr;
    e->rating = s->rating;
    e->clip_rating = c->rating;
    e->verdict = s->verdict;
    fill_sound(e, c, r->sound);
    e->clip = c->id;
    e->select = s->id;
}

/* --- notes inside ------------------------------------------------------------------- */

static int compare_markers(const void *a, const void *b)
{
    const ct_marker *p = a, *q = b;
    int              difference = compare_i64(p->frame, q->frame);

    return difference ? difference : ct_id_compare(p->note, q->note);
}

/* The notes by clip, so that each event looks only at those of its own. */
typedef struct noted {
    const ct_note *note;
    bool           placed; /* it lies in an event */
} noted;

typedef struct note_index {
    noted *items;
    size_t count;
} note_index;

static int compare_noted(const void *a, const void *b)
{
    return ct_id_compare(((const noted *)a)->note->clip, ((const noted *)b)->note->clip);
}

static note_index index_notes(const ct_note_list *notes)
{
    note_index index = {.count = notes ? notes->count : 0};

    index.items = ct_alloc_array(index.count, sizeof *index.items);
    for (size_t i = 0; i < index.count; i++)
        index.items[i].note = &notes->items[i];
    if (index.count > 1)
        qsort(index.items, index.count, sizeof *index.items, compare_noted);
    return index;
}

/* Where the notes of a clip begin. */
static size_t first_of_clip(const note_index *index, ct_id clip)
{
    size_t low = 0, high = index->count;

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (ct_id_compare(index->items[middle].note->clip, clip) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool touches(const ct_note *n, const ct_event *e)
{
    return n->span.first < e->source.end &&
           (n->span.end > e->source.first || n->span.first == e->source.first);
}

static ct_span part_inside(ct_span s, ct_span of)
{
    return (ct_span){s.first > of.first ? s.first : of.first, s.end < of.end ? s.end : of.end};
}

static void add_marker(ct_event *e, const ct_note *n, ct_span inside)
{
    ct_marker *m = ct_event_add_marker(e);

    m->frame = inside.first;
    m->count = ct_span_count(inside) > 0 ? ct_span_count(inside) : 1;
    m->text = ct_strdup(n->body);
    m->author = ct_strdup(n->author);
    m->category = n->category;
    m->status = n->status;
    m->note = n->id;
}

/* In a bin the first event of a clip has all of the clip's notes, whole. */
static void add_all_markers(ct_event *e, note_index *notes)
{
    for (size_t i = first_of_clip(notes, e->clip); i < notes->count; i++) {
        noted *at = &notes->items[i];
        if (!ct_id_equal(at->note->clip, e->clip) || at->placed)
            break;
        add_marker(e, at->note, at->note->span);
        at->placed = true;
    }
}

static void add_markers(ct_event *e, note_index *notes)
{
    for (size_t i = first_of_clip(notes, e->clip); i < notes->count; i++) {
        noted *at = &notes->items[i];
        if (!ct_id_equal(at->note->clip, e->clip))
            break;
        if (!touches(at->note, e))
            continue;
        add_marker(e, at->note, part_inside(at->note->span, e->source));
        at->placed = true;
    }
}

static void sort_markers(ct_event *e)
{
    if (e->marker_count > 1)
        qsort(e->markers, e->marker_count, sizeof *e->markers, compare_markers);
}

static void say_left_out(const note_index *notes, ct_finding_list *findings)
{
    size_t left_out = 0;

    for (size_t i = 0; i < notes->count; i++)
        left_out += !notes->items[i].placed;
    if (left_out)
        ct_finding_add(findings, CT_SAY_NOTE, "notes-outside", NULL,
                       "Export notes-csv or notes-json for all of them.",
                       "%zu note%s on frames of no select and so not in the list.", left_out,
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
            (long long)handles, cut, cut == 1 ? "" : "s");
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
static ct_code make_timeline(const row *rows, size_t count, kind k, note_index *notes,
                             const ct_export_options *o, ct_timeline_list *out, ct_error *err)
{
    ct_timeline *t = ct_timeline_list_add(out);
    ct_code      code = start_timeline(t, k, choose_drop(rows, count, k, o), o, err);

    for (size_t i = 0; !code && i < count; i++) {
        if (!same_kind(kind_of(rows[i].clip, o), k))
            continue;
        ct_event *e = ct_timeline_add(t);
        fill_event(e, &rows[i], o);
        if (o->layout == CT_LAYOUT_BINS)
            add_all_markers(e, notes);
        else
            add_markers(e, notes);
        sort_markers(e);
    }
    return code ? code : ct_layout_place(t, o, err);
}

static ct_code make_timelines(const row *rows, size_t count, note_index *notes,
                              const ct_export_options *o, ct_timeline_list *out, ct_error *err)
{
    ct_code code = CT_OK;

    for (size_t i = 0; !code && i < count; i++) {
        kind   k = kind_of(rows[i].clip, o);
        size_t earlier = 0;
        while (earlier < i && !same_kind(kind_of(rows[earlier].clip, o), k))
            earlier++;
        if (earlier == i)
            code = make_timeline(rows, count, k, notes, o, out, err);
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

    note_index        notes = index_notes(in->notes);
    ct_export_options o = split_rates ? *options : unsplit(options, rows, count, findings);
    code = make_timelines(rows, count, &notes, &o, &made, err);
    if (!code) {
        say_short_handles(rows, count, o.handles, findings);
        say_left_out(&notes, findings);
        for (size_t i = 0; i < made.count; i++) {
            ct_timeline *t = ct_timeline_list_add(out);
            *t = made.items[i];
            made.items[i] = (ct_timeline){0};
        }
    }
    ct_timeline_list_finish(&made);
    free(notes.items);
    free(rows);
    return code;
}
