/* SPDX-License-Identifier: MIT */
/* The project of an FCPXML: clips on a spine, or on one storyline a track, with their speed and the
 * transitions between them. */
#include <libavutil/mathematics.h>
#include <stdio.h>
#include <stdlib.h>

#include "fcpxml_out_priv.h"
#include "marker_priv.h"
#include "nest_priv.h"

/* --- places ----------------------------------------------------------------------- */

/* A transition lies around an edit in Final Cut, with us it begins there: the edit moves to its middle.
 * So each event lies a little later than its record span says, and as much longer at its end. */
typedef struct place {
    int64_t head, tail; /* frames of the list */
} place;

typedef struct project {
    ct_fcpx_writer *w;
    const size_t   *before;
    place          *places; /* of each event */
} project;

static bool goes_over(const ct_event *e)
{
    return e->transition != CT_CUT && e->transition != CT_KEY && e->transition_frames > 0;
}

static bool is_retimed(const ct_event *e)
{
    return e->reverse || e->speed.num != e->speed.den;
}

/* Frames of the list that are left of an event's media behind its out. */
static int64_t room_behind(const ct_timeline *t, const ct_event *e)
{
    int64_t frames = e->reverse ? e->source.first : ct_fcpx_media_frames(e) - e->source.end;

    if (ct_event_is_black(e) || e->speed.num == 0)
        return INT32_MAX;
    frames = av_rescale_rnd(frames, e->speed.den, e->speed.num, AV_ROUND_DOWN);
    return ct_rate_equal(e->fps, t->fps) ? frames : 0;
}

/* Half of its transition, as far as both sides have frames for it on one grid. */
static int64_t half_of(const ct_timeline *t, const ct_event *e, const ct_event *before)
{
    int64_t half = e->transition_frames / 2, longest = ct_span_count(e->record) - 1;

    if (!goes_over(e) || e->record.first == 0 || !ct_rate_equal(e->fps, t->fps))
        return 0;
    half = half < longest ? half : longest;
    if (before && room_behind(t, before) < half)
        half = room_behind(t, before);
    return half;
}

static place *find_places(const ct_timeline *t, const size_t *before)
{
    place *all = ct_alloc_array(t->event_count, sizeof *all);

    for (size_t i = 0; i < t->event_count; i++) {
        size_t b = before[i];
        all[i].head = half_of(t, &t->events[i], b == CT_NO_EVENT ? NULL : &t->events[b]);
        if (b != CT_NO_EVENT)
            all[b].tail = all[i].head;
    }
    return all;
}

static ct_span place_of(const project *p, size_t i)
{
    const ct_event *e = &p->w->t->events[i];

    return (ct_span){e->record.first + p->places[i].head, e->record.end + p->places[i].tail};
}

/* --- speed ------------------------------------------------------------------------ */

/* A source at another rate keeps its natural speed. */
static void write_conform(ct_fcpx_writer *w, const ct_event *e)
{
    if (!ct_rate_equal(e->fps, w->t->fps))
        ct_xml_empty(&w->x, "conform-rate", "scaleEnabled", "0", "srcFrameRate",
                     ct_fcpx_conform_rate(e->fps, w->minor), NULL);
}

/* Source seconds in record frames of the list at the event's speed, as frames of a rate. False: it is not
 * quite that. */
static bool pace_rate(const ct_timeline *t, const ct_event *e, AVRational *rate)
{
    return av_reduce(&rate->num, &rate->den, (int64_t)t->fps.num * e->speed.den,
                     (int64_t)t->fps.den * e->speed.num, INT32_MAX);
}

bool ct_fcpxml_has_speed(const ct_timeline *t, const ct_event *e)
{
    AVRational pace;

    return e->speed.num == 0 || e->speed.num == e->speed.den ||
           (pace_rate(t, e, &pace) && ct_fcpx_is_exact(e->fps, pace));
}

static void write_point(ct_fcpx_writer *w, const char *time, const char *value)
{
    ct_xml_empty(&w->x, "timept", "time", time, "value", value, "interp", "linear", NULL);
}

/* Of a start within a frame: *frames become parts of frames, in which it is whole. Their rate. */
static AVRational count_within(const ct_event *e, int64_t *frames)
{
    AVRational parts;

    if (e->within.num <= 0 || e->within.den <= 0 ||
        !av_reduce(&parts.num, &parts.den, (int64_t)e->fps.num * e->within.den, e->fps.den,
                   INT32_MAX))
        return e->fps;
    *frames = *frames * e->within.den + (e->reverse ? -e->within.num : e->within.num);
    return parts;
}

/* The clip's clock begins at its start as if it ran naturally; the map says what of the media is shown
 * there, and at the clip's end. In reverse it begins with the end of the last frame. */
static void write_speed(const project *p, size_t i)
{
    ct_fcpx_writer *w = p->w;
    const ct_event *e = &w->t->events[i];
    int64_t         lasts = ct_span_count(e->record) + p->places[i].tail;
    int64_t         start = ct_fcpx_media_start(e) + e->source.first;
    int64_t         shown = e->reverse ? ct_fcpx_media_start(e) + e->source.end : start;
    char            from[CT_FCPX_TIME_BYTES], to[CT_FCPX_TIME_BYTES];
    AVRational      pace, parts = count_within(e, &shown);

    if (!is_retimed(e))
        return;
    ct_xml_open(&w->x, "timeMap", NULL);
    write_point(w, ct_fcpx_time(start, e->fps, from), ct_fcpx_time(shown, parts, to));
    ct_fcpx_sum(start, e->fps, lasts, w->t->fps, from);
    ct_fcpx_time(shown, parts, to);
    if (e->speed.num != 0) {
        pace_rate(w->t, e, &pace);
        ct_fcpx_sum(shown, parts, e->reverse ? -lasts : lasts, pace, to);
    }
    write_point(w, from, to);
    ct_xml_close(&w->x);
}

/* On the clip's clock, which at another speed counts frames of the list. */
static ct_span marker_place(const ct_fcpx_writer *w, const ct_event *e, const ct_marker *m)
{
    int64_t start = ct_fcpx_media_start(e);
    ct_span record;

    if (!is_retimed(e))
        return (ct_span){start + m->frame, start + m->frame + m->count};
    record = ct_marker_record(w->t, e, m);
    start += e->source.first;
    return (ct_span){start + ct_rate_convert(record.first - e->record.first, w->t->fps, e->fps),
                     start + ct_rate_convert(record.end - e->record.first, w->t->fps, e->fps)};
}

/* --- clips ------------------------------------------------------------------------ */

/* Its own clock begins at the frame next to one hour, as Final Cut's own gaps do. */
static void write_gap(ct_fcpx_writer *w, const char *name, int64_t first, int64_t end,
                      int64_t origin)
{
    char    offset[CT_FCPX_TIME_BYTES], start[CT_FCPX_TIME_BYTES], duration[CT_FCPX_TIME_BYTES];
    int64_t hour = ct_rate_convert(3600, (AVRational){1, 1}, w->t->fps);

    if (end > first)
        ct_xml_empty(&w->x, "gap", "name", name, "offset",
                     ct_fcpx_time(origin + first, w->t->fps, offset), "start",
                     ct_fcpx_time(hour, w->t->fps, start), "duration",
                     ct_fcpx_time(end - first, w->t->fps, duration), NULL);
}

/* Sound recorded apart hangs on the clip it was recorded for, or where that hangs on a gap, beside it:
 * from an exact sample on, which need not lie on the pictures' grid. `at`: the offset, on the parent's
 * clock. */
static void write_sound(ct_fcpx_writer *w, size_t i, const ct_heard *h, int lane, const char *at)
{
    const ct_event_sound *s = &w->t->events[i].sound;
    char id[24], lane_text[16], start[CT_FCPX_TIME_BYTES], duration[CT_FCPX_TIME_BYTES];

    snprintf(lane_text, sizeof lane_text, "%d", lane);
    ct_xml_open(&w->x, "asset-clip", "ref", ct_fcpx_sound_id(w, i, id), "name",
                ct_str_or_empty(s->name), "lane", lane_text, "offset", at, "start",
                ct_fcpx_sum(ct_fcpx_sound_start(s), ct_fcpx_sound_rate(s), h->first_sample,
                            (AVRational){h->rate_hz, 1}, start),
                "duration", ct_fcpx_time(ct_span_count(h->record), w->t->fps, duration), "tcFormat",
                ct_fcpx_tc_format(s->tc.count.drop), "audioRole", "dialogue", NULL);
    ct_fcpx_write_channels(w, &w->t->events[i], &s->audio);
    ct_xml_close(&w->x);
}

/* On the clip's own clock, which counts the clip's frames, as far behind its start as the sound begins
 * behind the picture: whole frames of the sequence. */
static void write_sound_inside(ct_fcpx_writer *w, size_t i, const ct_heard *h)
{
    const ct_event *e = &w->t->events[i];
    char            at[CT_FCPX_TIME_BYTES];

    ct_fcpx_sum(ct_fcpx_media_start(e) + e->source.first, e->fps, h->record.first - e->record.first,
                w->t->fps, at);
    write_sound(w, i, h, -1, at);
}

/* What of the media is used: NULL all of it. */
static const char *enabled_part(const ct_event *e, bool heard, const ct_heard *h)
{
    bool own_sound = heard && !h->apart;

    if (!(e->channels & CT_CHANNEL_V) && e->width_px > 0)
        return "audio";
    return e->audio_channels > 0 && e->channels & CT_CHANNEL_V && !own_sound ? "video" : NULL;
}

static void open_clip(const project *p, size_t i, int lane, int64_t origin, const char *enabled)
{
    ct_fcpx_writer *w = p->w;
    const ct_event *e = &w->t->events[i];
    ct_span         at = place_of(p, i);
    char            asset[24], format[24], lane_text[16];
    char offset[CT_FCPX_TIME_BYTES], start[CT_FCPX_TIME_BYTES], duration[CT_FCPX_TIME_BYTES];

    snprintf(lane_text, sizeof lane_text, "%d", lane);
    ct_xml_open(
        &w->x, "asset-clip", "ref", ct_fcpx_asset_id(w, i, asset), "name", ct_str_or_empty(e->name),
        "lane", lane ? lane_text : NULL, "offset",
        ct_fcpx_time(origin + at.first, w->t->fps, offset), "start",
        ct_fcpx_time(ct_fcpx_media_start(e) + e->source.first + p->places[i].head, e->fps, start),
        "duration", ct_fcpx_time(ct_span_count(at), w->t->fps, duration), "srcEnable", enabled,
        "format", ct_fcpx_format_id(w, i, format), "tcFormat",
        ct_fcpx_tc_format(ct_event_labels(e, e->fps).count.drop), NULL);
}

/* `lane` 0: on the spine itself, or on a storyline, which begins at `origin` of its own clock. `hung`: the
 * clip hangs by itself, and so what hangs on it hangs beside it. */
static void write_clip(const project *p, size_t i, int lane, int64_t origin)
{
    ct_fcpx_writer *w = p->w;
    const ct_event *e = &w->t->events[i];
    ct_heard        h;
    bool            heard = ct_event_heard(e, w->t->fps, &h);
    char            offset[CT_FCPX_TIME_BYTES];

    open_clip(p, i, lane, origin, enabled_part(e, heard, &h));
    if (e->label && *e->label)
        ct_xml_text(&w->x, "note", e->label);
    write_conform(w, e);
    write_speed(p, i);
    if (heard && h.apart && lane == 0)
        write_sound_inside(w, i, &h);
    for (size_t k = 0; k < e->marker_count; k++)
        ct_fcpx_write_marker(w, e, &e->markers[k], marker_place(w, e, &e->markers[k]));
    ct_audio_layout own = ct_event_layout(e);
    if (heard && !h.apart)
        ct_fcpx_write_channels(w, e, &own);
    ct_fcpx_write_metadata(w, e, true);
    ct_xml_close(&w->x);
    if (heard && h.apart && lane > 0)
        write_sound(w, i, &h, -lane, ct_fcpx_time(origin + h.record.first, w->t->fps, offset));
}

/* --- stories ---------------------------------------------------------------------- */

static void write_transition(const project *p, size_t i, int64_t origin)
{
    ct_fcpx_writer *w = p->w;
    const ct_event *e = &w->t->events[i];
    char            offset[CT_FCPX_TIME_BYTES], duration[CT_FCPX_TIME_BYTES];

    if (goes_over(e))
        ct_xml_empty(&w->x, "transition", "name", "Cross Dissolve", "offset",
                     ct_fcpx_time(origin + e->record.first, w->t->fps, offset), "duration",
                     ct_fcpx_time(e->transition_frames, w->t->fps, duration), NULL);
}

/* On a story of a track; `pictures`: sound that lies by itself hangs elsewhere. */
static bool lies_on(const ct_event *e, int track, bool pictures)
{
    bool picture = e->channels & CT_CHANNEL_V;

    return e->track == track && (picture || (!pictures && !ct_event_is_black(e)));
}

/* The events of a track one behind another; record frame 0 lies at `origin` of the story's clock. */
static void write_story(const project *p, int track, bool pictures, int64_t origin)
{
    const ct_timeline *t = p->w->t;
    int64_t            at = 0;

    for (size_t i = 0; i < t->event_count && !ct_export_stopped(p->w->o); i++) {
        ct_span here = place_of(p, i);
        if (!lies_on(&t->events[i], track, pictures))
            continue;
        write_gap(p->w, "Gap", at, here.first, origin);
        write_transition(p, i, origin);
        if (ct_event_is_black(&t->events[i]))
            write_gap(p->w, CT_FCPXML_BLACK, here.first, here.end, origin);
        else
            write_clip(p, i, 0, origin);
        at = here.end;
    }
}

static bool has_transitions(const ct_timeline *t, int track)
{
    for (size_t i = 0; i < t->event_count; i++)
        if (t->events[i].track == track && goes_over(&t->events[i]))
            return true;
    return false;
}

/* Transitions are only where clips lie on a story of their own. */
static void write_storyline(const project *p, int track)
{
    ct_fcpx_writer *w = p->w;
    char            offset[CT_FCPX_TIME_BYTES], lane[16];

    snprintf(lane, sizeof lane, "%d", track + 1);
    ct_xml_open(&w->x, "spine", "lane", lane, "offset",
                ct_fcpx_time(w->t->start, w->t->fps, offset), NULL);
    write_story(p, track, true, 0);
    ct_xml_close(&w->x);
}

/* Above the gap as the tracks are; sound by itself that lies under other events below it, behind the sound
 * that was recorded apart. */
static int lane_of(const ct_event *e, int tracks, bool apart)
{
    return apart && !(e->channels & CT_CHANNEL_V) ? -(tracks + e->track + 1) : e->track + 1;
}

static bool is_on_storyline(const ct_event *e, const bool *storyline)
{
    return storyline[e->track] && e->channels & CT_CHANNEL_V;
}

/* Several tracks: all hang on one gap as long as the list, which counts as the sequence does. */
static void write_lanes(const project *p, int tracks, bool apart)
{
    ct_fcpx_writer    *w = p->w;
    const ct_timeline *t = w->t;
    bool              *storyline = ct_alloc_array((size_t)tracks, sizeof *storyline);
    char               start[CT_FCPX_TIME_BYTES], duration[CT_FCPX_TIME_BYTES];

    ct_fcpx_time(t->start, t->fps, start);
    ct_xml_open(&w->x, "gap", "name", "Gap", "offset", start, "start", start, "duration",
                ct_fcpx_time(ct_timeline_frames(t), t->fps, duration), NULL);
    for (int track = 0; track < tracks; track++)
        if ((storyline[track] = has_transitions(t, track)))
            write_storyline(p, track);
    for (size_t i = 0; i < t->event_count && !ct_export_stopped(w->o); i++)
        if (!is_on_storyline(&t->events[i], storyline) && !ct_event_is_black(&t->events[i]))
            write_clip(p, i, lane_of(&t->events[i], tracks, apart), t->start);
    ct_xml_close(&w->x);
    free(storyline);
}

static void write_spine(const project *p)
{
    const ct_timeline *t = p->w->t;
    int                tracks = ct_layout_tracks(t);
    bool               apart = false; /* sound that lies by itself, beside pictures */

    for (size_t i = 1; i < t->event_count; i++)
        apart = apart || t->events[i].record.first < t->events[i - 1].record.end;
    if (tracks > 1 || apart)
        write_lanes(p, tracks, apart);
    else
        write_story(p, 0, false, t->start);
}

void ct_fcpx_write_project(ct_fcpx_writer *w)
{
    size_t *before = ct_events_before(w->t);
    project p = {w, before, find_places(w->t, before)};
    char    start[CT_FCPX_TIME_BYTES], duration[CT_FCPX_TIME_BYTES];

    ct_xml_open(&w->x, "project", "name", ct_str_or_empty(w->t->title), NULL);
    ct_xml_open(&w->x, "sequence", "format", "r1", "duration",
                ct_fcpx_time(ct_timeline_frames(w->t), w->t->fps, duration), "tcStart",
                ct_fcpx_time(w->t->start, w->t->fps, start), "tcFormat",
                ct_fcpx_tc_format(w->t->count.drop), "audioLayout", "stereo", "audioRate", "48k",
                NULL);
    ct_xml_open(&w->x, "spine", NULL);
    write_spine(&p);
    ct_xml_close(&w->x);
    ct_xml_close(&w->x);
    ct_xml_close(&w->x);
    free(p.places);
    free(before);
}

/* --- what Final Cut refuses --------------------------------------------------------- */

/* The record side's length, in the clip's own time, must not pass the media's end. */
static bool passes_end(const ct_timeline *t, const ct_event *e)
{
    int64_t room = ct_fcpx_media_frames(e) - e->source.first, lasts = ct_span_count(e->record);

    return !is_retimed(e) && av_compare_ts(lasts, av_inv_q(t->fps), room, av_inv_q(e->fps)) > 0;
}

ct_code ct_fcpx_check_project(const ct_timeline *t, ct_error *err)
{
    char rate[CT_RATE_TEXT_BYTES];

    if (!ct_fcpx_has_projects(t->fps))
        return ct_fail(err, CT_UNSUPPORTED,
                       "Final Cut has no projects at %s frames a second; ask "
                       "for another edit rate.",
                       ct_rate_label(t->fps, rate));
    for (size_t i = 0; i < t->event_count; i++)
        if (!ct_event_is_black(&t->events[i]) && passes_end(t, &t->events[i]))
            return ct_fail(err, CT_BAD_DATA,
                           "%s: on the grid of the list it would last a fraction "
                           "of a frame longer than its media. Take one frame off the end of the "
                           "select, or leave the edit rate out.",
                           ct_str_or_empty(t->events[i].name));
    return CT_OK;
}
