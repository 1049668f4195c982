/* SPDX-License-Identifier: MIT */
/* A cut of the project becomes the timeline that a list is written from: as it stands, with what the
 * project knows of the clips it shows. Judges nothing (check.c does) and knows no format. */
#include <stdlib.h>
#include <string.h>

#include "circletake/str.h"
#include "editlist_priv.h"
#include "heard_priv.h"
#include "passing_priv.h"

enum { TRACKS_MOST = 99 };

/* --- what may be asked of a cut -------------------------------------------------------- */

static ct_code check_options(const ct_timeline *cut, const ct_export_options *o, ct_error *err)
{
    const struct {
        bool        asked;
        const char *name;
    } all[] = {{o->layout != CT_LAYOUT_STRINGOUT, "layout"},
               {o->gap != 0, "gap"},
               {o->tracks != CT_TRACKS_ONE, "tracks"},
               {o->handles != 0, "handles"},
               {o->order != CT_LIST_BY_HAND, "order"}};
    char rate[CT_RATE_TEXT_BYTES];

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (all[i].asked)
            return ct_fail(err, CT_USAGE,
                           "A cut is written as it stands: %s says how selects are laid out. Leave "
                           "it out.",
                           all[i].name);
    if (o->edit_rate.num > 0 && !ct_rate_equal(o->edit_rate, cut->fps))
        return ct_fail(err, CT_USAGE,
                       "The cut is at %s frames a second, and another rate would move its edits. "
                       "Leave edit-rate out.",
                       ct_rate_label(cut->fps, rate));
    return CT_OK;
}

/* Another way of counting keeps the label of the first frame. */
static ct_code start_list(ct_timeline *t, const ct_timeline *cut, const ct_export_options *o,
                          ct_error *err)
{
    char        own[CT_TC_TEXT_BYTES], rate[CT_RATE_TEXT_BYTES];
    const char *start = o->record_start;

    t->title = ct_strdup(o->title && *o->title ? o->title : cut->title);
    t->fps = cut->fps;
    t->count = cut->count;
    t->start = cut->start;
    if (o->drop == CT_DROP_ON && !ct_tc_can_drop(t->fps))
        return ct_fail(err, CT_USAGE,
                       "Drop-frame does not exist at %s frames a second; leave drop on auto.",
                       ct_rate_label(t->fps, rate));
    if (o->drop != CT_DROP_AUTO)
        t->count.drop = o->drop == CT_DROP_ON;
    if (!start && t->count.drop == cut->count.drop)
        return CT_OK;
    ct_code code = ct_tc_parse(start ? start : ct_tc_print(cut->start, cut->count, own), t->count,
                               &t->start, err);
    return code ? ct_fail_prefix(err, CT_USAGE, "The record start is not usable: ") : CT_OK;
}

/* --- events ----------------------------------------------------------------------- */

/* What the list said that the cut came from. */
static void copy_words(ct_event *to, const ct_event *from)
{
    to->name = ct_strdup(from->name);
    to->reel = ct_strdup(from->reel);
    to->path = ct_strdup(from->path);
    to->scene = ct_strdup(from->scene);
    to->shot = ct_strdup(from->shot);
    to->take = ct_strdup(from->take);
    to->camera = ct_strdup(from->camera);
    to->description = ct_strdup(from->description);
    to->keywords = ct_strdup(from->keywords);
}

/* Frames that are shown at natural speed are as many as there is room for. */
static void fit_source(ct_event *e, AVRational list_fps)
{
    int64_t count = ct_span_count(e->record);

    if (e->speed.num != e->speed.den || !ct_rate_equal(e->fps, list_fps))
        return;
    if (e->reverse)
        e->source.first = e->source.end - count;
    else
        e->source.end = e->source.first + count;
}

static void add_event(ct_timeline *t, const ct_event *from, const ct_clip *clip,
                      const ct_clip *sound, const ct_export_options *o)
{
    ct_event *e = ct_timeline_add(t);

    *e = *from;
    e->markers = NULL;
    e->marker_count = e->marker_cap = 0;
    e->sound = (ct_event_sound){.path = NULL};
    e->label = ct_strdup(from->label);
    e->comment = ct_strdup(from->comment);
    e->author = ct_strdup(from->author);
    if (clip)
        ct_event_take_clip(e, clip, sound);
    else
        copy_words(e, from);
    e->channels = from->channels;
    if (!clip && e->audio_channels == 0) /* as many as the list named */
        e->audio_channels = ct_event_sound_count(e);
    if (o->no_sound && e->channels & CT_CHANNEL_V)
        e->channels = CT_CHANNEL_V;
    for (size_t i = 0; i < from->marker_count; i++)
        *ct_event_add_marker(e) = ct_marker_copy(&from->markers[i]);
}

static void add_events(ct_timeline *t, const ct_export_input *in, const ct_export_options *o)
{
    const ct_clip **index = ct_clips_by_id(in->clips);

    for (size_t i = 0; i < in->cut->event_count; i++) {
        const ct_event *e = &in->cut->events[i];
        const ct_clip  *clip = ct_clips_find(index, in->clips, e->clip), *sound = NULL;
        if (clip && !ct_id_is_none(clip->sound))
            sound = ct_clips_find(index, in->clips, clip->sound);
        add_event(t, e, clip, sound, o);
    }
    free(index);
}

/* --- what nobody has seen ------------------------------------------------------------ */

/* Media that is not in the project is as long as the cut shows of it: from the first frame that it shows
 * to the last. */
typedef struct extent {
    int64_t first, end;
} extent;

static bool is_bounded(const ct_event *e)
{
    return e->media_frames > 0 || ct_event_is_black(e);
}

static int64_t shown_end(const ct_timeline *t, const size_t *after, size_t i)
{
    const ct_event *e = &t->events[i];

    if (after[i] == CT_NO_EVENT || e->reverse)
        return e->source.end;
    return e->source.end + ct_passing_frames(e, t->events[after[i]].transition_frames, t->fps);
}

static void take_extents(const ct_timeline *t, const size_t *source, extent *of)
{
    size_t *after = ct_events_after(t);

    for (size_t i = 0; i < t->event_count; i++) {
        const ct_event *e = &t->events[i];
        extent         *x = &of[source[i]];
        int64_t         end = shown_end(t, after, i);
        if (source[i] == i)
            *x = (extent){e->source.first, end};
        x->first = e->source.first < x->first ? e->source.first : x->first;
        x->end = end > x->end ? end : x->end;
    }
    free(after);
}

static void bound_media(ct_timeline *t)
{
    size_t *source = ct_first_of_source(t);
    extent *of = ct_alloc_array(t->event_count + 1, sizeof *of);

    take_extents(t, source, of);
    for (size_t i = 0; i < t->event_count; i++) {
        ct_event *e = &t->events[i];
        int64_t   by = e->tc.rate.num > 0 && ct_rate_equal(e->tc.rate, e->fps)
                           ? of[source[i]].first
                           : 0; /* without timecode frames count from the file's first */
        if (is_bounded(e))
            continue;
        e->tc.start += by;
        e->source.first -= by;
        e->source.end -= by;
        e->media_frames = of[source[i]].end - by;
        for (size_t k = 0; k < e->marker_count; k++)
            e->markers[k].frame -= by;
    }
    free(of);
    free(source);
}

/* --- what lies over what -------------------------------------------------------------- */

typedef struct lifting {
    const ct_timeline *t;
    int64_t            free_from[TRACKS_MOST][CT_CHANNELS_MOST + 1];
} lifting;

static void take_place(lifting *l, const ct_event *e, int track)
{
    for (int c = 0; c <= CT_CHANNELS_MOST; c++)
        if (e->channels >> c & 1)
            l->free_from[track][c] = e->record.end;
}

static bool is_taken(const lifting *l, const ct_event *e, int track)
{
    for (int c = 0; c <= CT_CHANNELS_MOST; c++)
        if (e->channels >> c & 1 && l->free_from[track][c] > e->record.first)
            return true;
    return false;
}

/* By the sound of a picture that begins later. */
static bool will_be_taken(const lifting *l, size_t i, int track)
{
    const ct_event *e = &l->t->events[i];

    for (size_t k = i + 1; k < l->t->event_count; k++) {
        const ct_event *p = &l->t->events[k];
        if (p->record.first >= e->record.end)
            return false;
        if (p->channels & CT_CHANNEL_V && p->track == track && p->channels & e->channels)
            return true;
    }
    return false;
}

static int own_track(const ct_event *e)
{
    return e->track < TRACKS_MOST ? e->track : TRACKS_MOST - 1;
}

static size_t lift_kind(ct_timeline *t, bool pictures)
{
    lifting l = {.t = t};
    size_t  lifted = 0;

    for (size_t i = 0; i < t->event_count; i++) {
        ct_event *e = &t->events[i];
        bool      picture = e->channels & CT_CHANNEL_V;
        int       track = own_track(e);
        if (picture != pictures && pictures)
            continue;
        while (picture == pictures && track < TRACKS_MOST - 1 &&
               (is_taken(&l, e, track) || (!pictures && will_be_taken(&l, i, track))))
            track++;
        take_place(&l, e, track);
        lifted += track != e->track;
        e->track = track;
    }
    return lifted;
}

/* A list may have a layer on the track of what it covers: formats want a track for each. Sound goes out of the
 * way of pictures that are heard, which stay where they are seen. */
static size_t lift(ct_timeline *t)
{
    size_t pictures = lift_kind(t, true);

    return pictures + lift_kind(t, false);
}

/* A dissolve from where nothing is comes out of black. */
static void name_fades(ct_timeline *t)
{
    size_t *before = ct_events_before(t);

    for (size_t i = 0; i < t->event_count; i++)
        if (t->events[i].transition == CT_DISSOLVE && before[i] == CT_NO_EVENT)
            t->events[i].transition = CT_FADE;
    free(before);
}

/* --- the whole -------------------------------------------------------------------- */

/* Remarks made on this cut or on no cut at all; the first only where they were made. */
static void add_notes(ct_timeline *t, const ct_export_input *in, ct_finding_list *findings)
{
    ct_note_index *notes = ct_note_index_create(in);

    for (size_t i = 0; i < t->event_count; i++)
        if (!ct_id_is_none(t->events[i].clip))
            ct_note_index_mark(notes, &t->events[i]);
    size_t left_out = ct_note_index_left_out(notes);
    if (left_out)
        ct_finding_add(findings, CT_SAY_NOTE, "notes-outside", NULL,
                       "Export notes-csv or notes-json for all of them.",
                       "%zu note%s on frames that the cut does not show and so not in the list.",
                       left_out, left_out == 1 ? " is" : "s are");
    ct_note_index_destroy(&notes);
}

void ct_timeline_drop_black(ct_timeline *t)
{
    size_t kept = 0;

    for (size_t i = 0; i < t->event_count; i++) {
        if (ct_event_is_black(&t->events[i]))
            ct_event_finish(&t->events[i]);
        else
            t->events[kept++] = t->events[i];
    }
    t->event_count = kept;
}

static void finish_sources(ct_timeline *t, const ct_export_input *in, const ct_export_options *o)
{
    const ct_clip **index = ct_clips_by_id(in->clips);

    for (size_t i = 0; i < t->event_count; i++) {
        const ct_clip *clip = ct_clips_find(index, in->clips, t->events[i].clip);
        if (clip)
            ct_event_conform(&t->events[i], clip, in, o);
        fit_source(&t->events[i], t->fps);
    }
    free(index);
}

ct_code ct_editlist_from_cut(const ct_export_input *in, const ct_export_options *o,
                             ct_timeline_list *out, ct_finding_list *findings, ct_error *err)
{
    ct_timeline t;

    if (in->cut->event_count == 0)
        return ct_fail(err, CT_NO_INPUT, "There is no event in the cut.");
    ct_code code = check_options(in->cut, o, err);
    if (code)
        return code;
    ct_timeline_init(&t);
    code = start_list(&t, in->cut, o, err);
    if (code) {
        ct_timeline_finish(&t);
        return code;
    }
    add_events(&t, in, o);
    size_t lifted = lift(&t);
    if (lifted)
        ct_finding_add(findings, CT_SAY_NOTE, "lifted", NULL, NULL,
                       "%zu event%s over another of the same track and so on a track above it.",
                       lifted, lifted == 1 ? " lies" : "s lie");
    name_fades(&t);
    bound_media(&t);
    add_notes(&t, in, findings);
    finish_sources(&t, in, o);
    *ct_timeline_list_add(out) = t;
    return CT_OK;
}
