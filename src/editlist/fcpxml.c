/* SPDX-License-Identifier: MIT */
/* Writing FCPXML 1.8 to 1.13: Final Cut Pro and Resolve. The event holds every source with its selects as
 * favourites, the project strings them together with the notes as to-do markers.
 *
 * Every time is made from frames: on the sequence whole frames of the sequence, in a clip whole
 * frames of the clip, on the clock that begins at the media's start timecode. Final Cut refuses a
 * clip that is a fraction off. */
#include <libavutil/mathematics.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "editlist_priv.h"
#include "xml_priv.h"

enum { TIME_BYTES = 56 };

typedef struct writer {
    const ct_timeline *t;
    const size_t      *source; /* of each event: the first of the same source */
    size_t            *next;   /* of each event: the next of the same source; 0 none */
    int                minor;  /* of the version: 9 for 1.9 */
    bool               bins;   /* no project: the notes are on the sources */
    ct_xml             x;
} writer;

/* --- times and rates ---------------------------------------------------------------- */

static const struct {
    const char *text;
    int         minor;
} versions[] = {
    [CT_FCPXML_1_8] = {"1.8", 8},    [CT_FCPXML_1_9] = {"1.9", 9},
    [CT_FCPXML_1_10] = {"1.10", 10}, [CT_FCPXML_1_11] = {"1.11", 11},
    [CT_FCPXML_1_12] = {"1.12", 12}, [CT_FCPXML_1_13] = {"1.13", 13},
};

/* Rates as Apple spells them. Without `format` there are no projects at that rate, only clips in
 * projects of another; their rate can be named from version 1.`since` on. */
static const struct {
    AVRational  fps;
    const char *conform, *format;
    int         since;
} rates[] = {
    {{24000, 1001}, "23.98", "2398", 0},  {{24, 1}, "24", "24", 0},    {{25, 1}, "25", "25", 0},
    {{30000, 1001}, "29.97", "2997", 0},  {{30, 1}, "30", "30", 0},    {{50, 1}, "50", "50", 0},
    {{60000, 1001}, "59.94", "5994", 0},  {{60, 1}, "60", "60", 0},    {{48, 1}, "48", NULL, 0},
    {{48000, 1001}, "47.95", NULL, 0},    {{90, 1}, "90", NULL, 13},   {{100, 1}, "100", NULL, 13},
    {{120000, 1001}, "119.88", NULL, 13}, {{120, 1}, "120", NULL, 13},
};
enum { RATES = sizeof rates / sizeof rates[0] };

/* -1: Apple has no word for it. */
static int find_rate(AVRational fps)
{
    for (int i = 0; i < RATES; i++)
        if (ct_rate_equal(rates[i].fps, fps))
            return i;
    return -1;
}

static bool has_projects(AVRational fps)
{
    int rate = find_rate(fps);

    return rate >= 0 && rates[rate].format;
}

/* "86486400/24000s", "3600s". */
static char *time_text(int64_t frames, AVRational fps, char out[TIME_BYTES])
{
    int64_t ticks = frames * fps.den;

    if (ticks % fps.num == 0)
        snprintf(out, TIME_BYTES, "%llds", (long long)(ticks / fps.num));
    else
        snprintf(out, TIME_BYTES, "%lld/%ds", (long long)ticks, fps.num);
    return out;
}

/* As Apple writes them: 1001/24000s, 100/2500s. */
static char *frame_duration(AVRational fps, char out[TIME_BYTES])
{
    if (fps.den == 1)
        snprintf(out, TIME_BYTES, "100/%d00s", fps.num);
    else
        snprintf(out, TIME_BYTES, "%d/%ds", fps.den, fps.num);
    return out;
}

/* First frame of the media on its own clock. */
static int64_t media_start(const ct_event *e)
{
    return ct_event_labels(e, e->fps).first - e->source.first;
}

static int64_t media_frames(const ct_event *e)
{
    return e->media_frames > 0 ? e->media_frames : e->source.end;
}

static const char *tc_format(bool drop)
{
    return drop ? "DF" : "NDF";
}

/* --- resources -------------------------------------------------------------------- */

static bool same_format(const ct_event *a, const ct_event *b)
{
    return ct_rate_equal(a->fps, b->fps) && a->width_px == b->width_px &&
           a->height_px == b->height_px;
}

/* Event whose format the one of event `i` is: the first that looks the same. */
static size_t format_of(const writer *w, size_t i)
{
    size_t first = 0;

    while (!same_format(&w->t->events[first], &w->t->events[i]))
        first++;
    return first;
}

/* r1 is the sequence's format; events number theirs from r2, assets a1. */
static char *format_id(const writer *w, size_t i, char out[24])
{
    snprintf(out, 24, "r%zu", format_of(w, i) + 2);
    return out;
}

static char *asset_id(const writer *w, size_t i, char out[24])
{
    snprintf(out, 24, "a%zu", w->source[i] + 1);
    return out;
}

static void write_format(writer *w, const char *id, AVRational fps, int width, int height)
{
    char duration[TIME_BYTES], wide[16] = "", high[16] = "", name[48] = "";
    int  rate = find_rate(fps);
    bool known = (width == 1920 && height == 1080) || (width == 1280 && height == 720) ||
                 (width == 3840 && height == 2160);

    if (known && has_projects(fps))
        snprintf(name, sizeof name, "FFVideoFormat%s%s",
                 height == 1080  ? "1080p"
                 : height == 720 ? "720p"
                                 : "3840x2160p",
                 rates[rate].format);
    if (width > 0)
        snprintf(wide, sizeof wide, "%d", width);
    if (height > 0)
        snprintf(high, sizeof high, "%d", height);
    ct_xml_empty(&w->x, "format", "id", id, "name", *name ? name : NULL, "frameDuration",
                 frame_duration(fps, duration), "width", *wide ? wide : NULL, "height",
                 *high ? high : NULL, NULL);
}

static void write_asset(writer *w, size_t i)
{
    const ct_event *e = &w->t->events[i];
    char            id[24], format[24], start[TIME_BYTES], duration[TIME_BYTES], channels[16];
    char           *url = ct_file_url("", ct_str_or_empty(e->path));
    bool            picture = e->channels & CT_CHANNEL_V, sound = e->audio_channels > 0;
    bool            flat = w->minor < 9; /* the file was an attribute before it was an element */

    snprintf(channels, sizeof channels, "%d", e->audio_channels);
    ct_xml_open(&w->x, "asset", "id", asset_id(w, i, id), "name", ct_str_or_empty(e->name), "src",
                flat ? url : NULL, "start", time_text(media_start(e), e->fps, start), "duration",
                time_text(media_frames(e), e->fps, duration), "hasVideo", picture ? "1" : NULL,
                "format", format_id(w, i, format), "hasAudio", sound ? "1" : NULL, "videoSources",
                picture && !flat ? "1" : NULL, "audioSources", sound ? "1" : NULL, "audioChannels",
                sound ? channels : NULL, NULL);
    if (!flat)
        ct_xml_empty(&w->x, "media-rep", "kind", "original-media", "src", url, NULL);
    ct_xml_close(&w->x);
    free(url);
}

static void write_resources(writer *w)
{
    const ct_event *first = &w->t->events[0];
    char            id[24];

    ct_xml_open(&w->x, "resources", NULL);
    write_format(w, "r1", w->t->fps, first->width_px, first->height_px);
    for (size_t i = 0; i < w->t->event_count; i++)
        if (format_of(w, i) == i)
            write_format(w, format_id(w, i, id), w->t->events[i].fps, w->t->events[i].width_px,
                         w->t->events[i].height_px);
    for (size_t i = 0; i < w->t->event_count; i++)
        if (w->source[i] == i)
            write_asset(w, i);
    ct_xml_close(&w->x);
}

/* --- the event: sources with their selects ----------------------------------------------- */

static void write_rating(writer *w, const ct_event *e)
{
    char start[TIME_BYTES], duration[TIME_BYTES];

    ct_xml_empty(&w->x, "rating", "name", e->label && *e->label ? e->label : "Select", "start",
                 time_text(media_start(e) + e->source.first, e->fps, start), "duration",
                 time_text(ct_span_count(e->source), e->fps, duration), "value",
                 e->verdict == CT_REJECTED ? "reject" : "favorite", "note",
                 e->author && *e->author ? e->author : NULL, NULL);
}

/* Tags lie on the whole clip. */
static void write_keywords(writer *w, const ct_event *e)
{
    char start[TIME_BYTES], duration[TIME_BYTES];

    if (e->keywords && *e->keywords)
        ct_xml_empty(&w->x, "keyword", "start", time_text(media_start(e), e->fps, start),
                     "duration", time_text(media_frames(e), e->fps, duration), "value", e->keywords,
                     NULL);
}

static void write_datum(writer *w, const char *key, const char *value)
{
    if (value && *value)
        ct_xml_empty(&w->x, "md", "key", key, "value", value, NULL);
}

/* Apple's keys for what it knows, keys of ours for the rest; `e` is also the select when it stands
 * in the project. */
static void write_metadata(writer *w, const ct_event *e, bool select)
{
    char stars[16] = "";

    if (e->rating > 0)
        snprintf(stars, sizeof stars, "%d", e->rating);
    ct_xml_open(&w->x, "metadata", NULL);
    write_datum(w, "com.apple.proapps.studio.reel", e->reel);
    write_datum(w, "com.apple.proapps.studio.scene", e->scene);
    write_datum(w, "com.apple.proapps.studio.shot", e->take);
    write_datum(w, "com.apple.proapps.studio.angle", e->camera);
    write_datum(w, "org.circletake.shot", e->shot);
    write_datum(w, "org.circletake.circled", e->circled ? "yes" : NULL);
    write_datum(w, "org.circletake.colour", e->colour ? ct_clip_colour_name(e->colour) : NULL);
    if (select) {
        write_datum(w, "org.circletake.stars", stars);
        write_datum(w, "org.circletake.verdict",
                    e->verdict == CT_UNRATED ? NULL : ct_verdict_name(e->verdict));
        write_datum(w, "org.circletake.author", e->author);
        write_datum(w, "org.circletake.description", e->description);
        write_datum(w, "org.circletake.keywords", e->keywords);
    }
    ct_xml_close(&w->x);
}

/* Open notes are to-dos, settled ones are ticked. */
static void write_marker(writer *w, const ct_event *e, const ct_marker *m)
{
    char  start[TIME_BYTES], duration[TIME_BYTES];
    char *aside = ct_marker_aside(m);
    bool  done = m->status == CT_NOTE_RESOLVED || m->status == CT_NOTE_WONTFIX;

    ct_xml_empty(&w->x, "marker", "start", time_text(media_start(e) + m->frame, e->fps, start),
                 "duration", time_text(m->count, e->fps, duration), "value",
                 ct_str_or_empty(m->text), "completed", done ? "1" : "0", "note", aside, NULL);
    free(aside);
}

static void write_source(writer *w, size_t i)
{
    const ct_event *e = &w->t->events[i];
    char            asset[24], format[24], start[TIME_BYTES], duration[TIME_BYTES];

    ct_xml_open(&w->x, "asset-clip", "ref", asset_id(w, i, asset), "name", ct_str_or_empty(e->name),
                "start", time_text(media_start(e), e->fps, start), "duration",
                time_text(media_frames(e), e->fps, duration), "format", format_id(w, i, format),
                "tcFormat", tc_format(ct_event_labels(e, e->fps).count.drop), NULL);
    if (e->description && *e->description)
        ct_xml_text(&w->x, "note", e->description);
    for (size_t k = i, more = 1; more; k = more) {
        write_rating(w, &w->t->events[k]);
        more = w->next[k];
    }
    for (size_t k = 0; w->bins && k < e->marker_count; k++)
        write_marker(w, e, &e->markers[k]);
    write_keywords(w, e);
    write_metadata(w, e, false);
    ct_xml_close(&w->x);
}

/* --- the project ------------------------------------------------------------------ */

/* A source at another rate keeps its natural speed. */
static void write_conform(writer *w, const ct_event *e)
{
    int rate = find_rate(e->fps);

    if (!ct_rate_equal(e->fps, w->t->fps))
        ct_xml_empty(&w->x, "conform-rate", "scaleEnabled", "0", "srcFrameRate",
                     rate >= 0 && rates[rate].since <= w->minor ? rates[rate].conform : NULL, NULL);
}

static void write_gap(writer *w, int64_t first, int64_t end)
{
    char offset[TIME_BYTES], duration[TIME_BYTES];

    if (end > first)
        ct_xml_empty(&w->x, "gap", "name", "Gap", "offset",
                     time_text(w->t->start + first, w->t->fps, offset), "start", "3600s",
                     "duration", time_text(end - first, w->t->fps, duration), NULL);
}

/* `lane` 0: on the spine itself. */
static void write_clip(writer *w, size_t i, int lane)
{
    const ct_event *e = &w->t->events[i];
    char            asset[24], format[24], lane_text[16];
    char            offset[TIME_BYTES], start[TIME_BYTES], duration[TIME_BYTES];

    snprintf(lane_text, sizeof lane_text, "%d", lane);
    ct_xml_open(&w->x, "asset-clip", "ref", asset_id(w, i, asset), "name", ct_str_or_empty(e->name),
                "lane", lane ? lane_text : NULL, "offset",
                time_text(w->t->start + e->record.first, w->t->fps, offset), "start",
                time_text(media_start(e) + e->source.first, e->fps, start), "duration",
                time_text(ct_span_count(e->record), w->t->fps, duration), "format",
                format_id(w, i, format), "tcFormat",
                tc_format(ct_event_labels(e, e->fps).count.drop), NULL);
    if (e->label && *e->label)
        ct_xml_text(&w->x, "note", e->label);
    write_conform(w, e);
    for (size_t k = 0; k < e->marker_count; k++)
        write_marker(w, e, &e->markers[k]);
    write_metadata(w, e, true);
    ct_xml_close(&w->x);
}

static void write_spine(writer *w)
{
    for (size_t i = 0; i < w->t->event_count; i++) {
        write_gap(w, i ? w->t->events[i - 1].record.end : 0, w->t->events[i].record.first);
        write_clip(w, i, 0);
    }
}

/* Several tracks: all hang on one gap as long as the list, which counts as the sequence does. */
static void write_lanes(writer *w)
{
    char start[TIME_BYTES], duration[TIME_BYTES];

    time_text(w->t->start, w->t->fps, start);
    ct_xml_open(&w->x, "gap", "name", "Gap", "offset", start, "start", start, "duration",
                time_text(ct_timeline_frames(w->t), w->t->fps, duration), NULL);
    for (size_t i = 0; i < w->t->event_count; i++)
        write_clip(w, i, w->t->events[i].track + 1);
    ct_xml_close(&w->x);
}

static void write_project(writer *w)
{
    char start[TIME_BYTES], duration[TIME_BYTES];

    ct_xml_open(&w->x, "project", "name", ct_str_or_empty(w->t->title), NULL);
    ct_xml_open(&w->x, "sequence", "format", "r1", "duration",
                time_text(ct_timeline_frames(w->t), w->t->fps, duration), "tcStart",
                time_text(w->t->start, w->t->fps, start), "tcFormat", tc_format(w->t->count.drop),
                "audioLayout", "stereo", "audioRate", "48k", NULL);
    ct_xml_open(&w->x, "spine", NULL);
    if (ct_layout_tracks(w->t) > 1)
        write_lanes(w);
    else
        write_spine(w);
    ct_xml_close(&w->x);
    ct_xml_close(&w->x);
    ct_xml_close(&w->x);
}

/* --- the whole -------------------------------------------------------------------- */

static ct_code check(const ct_timeline *t, ct_error *err)
{
    char    rate[CT_RATE_TEXT_BYTES];
    ct_code code = ct_check_plain_cuts(t, "FCPXML", err);

    if (code)
        return code;
    if (!has_projects(t->fps))
        return ct_fail(err, CT_UNSUPPORTED,
                       "Final Cut has no projects at %s frames a second; ask "
                       "for another edit rate.",
                       ct_rate_label(t->fps, rate));
    for (size_t i = 0; i < t->event_count; i++) {
        const ct_event *e = &t->events[i];
        /* the record side's length, in the clip's own time, must not pass the media's end */
        int64_t room = media_frames(e) - e->source.first;
        int64_t lasts = ct_span_count(e->record);
        if (av_compare_ts(lasts, av_inv_q(t->fps), room, av_inv_q(e->fps)) > 0)
            return ct_fail(err, CT_BAD_DATA,
                           "%s: on the grid of the list it would last a fraction "
                           "of a frame longer than its media. Take one frame off the end of the "
                           "select, or leave the edit rate out.",
                           ct_str_or_empty(e->name));
    }
    return CT_OK;
}

static size_t *next_of_source(const ct_timeline *t, const size_t *source)
{
    size_t *next = ct_alloc_array(t->event_count, sizeof *next);
    size_t *last = ct_alloc_array(t->event_count, sizeof *last); /* so far, of each first one */

    for (size_t i = 0; i < t->event_count; i++) {
        if (source[i] != i)
            next[last[source[i]]] = i;
        last[source[i]] = i;
    }
    free(last);
    return next;
}

ct_code ct_fcpxml_write(const ct_format *f, const ct_timeline *t, const ct_export_options *o,
                        ct_output_list *out, ct_finding_list *findings, ct_error *err)
{
    size_t *source;
    ct_code code = check(t, err);

    (void)f;
    (void)findings;
    if (code)
        return code;
    source = ct_first_of_source(t);
    writer w = {.t = t,
                .source = source,
                .minor = versions[o->fcpxml_version].minor,
                .bins = o->layout == CT_LAYOUT_BINS};
    w.next = next_of_source(t, source);
    ct_xml_start(&w.x, "fcpxml");
    ct_xml_open(&w.x, "fcpxml", "version", versions[o->fcpxml_version].text, NULL);
    write_resources(&w);
    ct_xml_open(&w.x, "library", NULL);
    ct_xml_open(&w.x, "event", "name", ct_str_or_empty(t->title), NULL);
    for (size_t i = 0; i < t->event_count; i++)
        if (source[i] == i)
            write_source(&w, i);
    if (!w.bins)
        write_project(&w);
    ct_output_add_xml(out, &w.x, t->event_count);
    free(w.next);
    free(source);
    return CT_OK;
}
