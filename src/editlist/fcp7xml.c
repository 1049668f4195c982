/* SPDX-License-Identifier: MIT */
/* Writing Final Cut Pro 7 XML (xmeml version 5): Premiere, Resolve, Vegas, Kdenlive. One sequence,
 * one picture track, one sound track a channel, linked; notes as clip markers.
 *
 * Counts are frames of the nearest enclosing rate: in and out of a clip from its media's first
 * frame, never timecode. Premiere, Resolve and OpenShot each miss something else when an element
 * that looks needless is left out; tests name them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "editlist_priv.h"
#include "xml_priv.h"

enum { SOUND_TRACKS_MOST = 16 };

typedef struct writer {
    const ct_timeline *t;
    const size_t      *source;
    bool              *file_written; /* of each event that is the first of its source */
    int64_t           *place[SOUND_TRACKS_MOST + 1]; /* of each event on each track, from 1 */
    ct_xml             x;
} writer;

/* FCP7's own colours, RGBA. */
static const int colours[CT_CAT_COUNT][3] = {
    [CT_CAT_GENERAL] = {255, 255, 0},  [CT_CAT_PICTURE] = {255, 0, 0},
    [CT_CAT_SOUND] = {48, 191, 72},    [CT_CAT_MUSIC] = {48, 191, 191},
    [CT_CAT_GRAPHICS] = {127, 0, 255}, [CT_CAT_VFX] = {0, 128, 255},
    [CT_CAT_STORY] = {255, 127, 0},    [CT_CAT_CONTINUITY] = {255, 0, 127},
};

/* --- small parts ------------------------------------------------------------------ */

static void write_rate(writer *w, AVRational fps)
{
    ct_xml_open(&w->x, "rate", NULL);
    ct_xml_number(&w->x, "timebase", ct_tc_base(fps));
    ct_xml_text(&w->x, "ntsc", fps.den == 1001 ? "TRUE" : "FALSE");
    ct_xml_close(&w->x);
}

/* What readers trust is `frame` with `rate`; the string is for people. */
static void write_timecode(writer *w, int64_t start, ct_tc_count count, AVRational rate,
                           const char *reel)
{
    char label[CT_TC_TEXT_BYTES];

    ct_xml_open(&w->x, "timecode", NULL);
    write_rate(w, rate);
    ct_xml_text(&w->x, "string", ct_tc_print(start, count, label));
    ct_xml_number(&w->x, "frame", start);
    ct_xml_text(&w->x, "displayformat", count.drop ? "DF" : "NDF");
    if (reel && *reel) {
        ct_xml_open(&w->x, "reel", NULL);
        ct_xml_text(&w->x, "name", reel);
        ct_xml_close(&w->x);
    }
    ct_xml_close(&w->x);
}

static void write_picture(writer *w, AVRational fps, int width, int height)
{
    ct_xml_open(&w->x, "samplecharacteristics", NULL);
    write_rate(w, fps);
    ct_xml_number(&w->x, "width", width > 0 ? width : 1920);
    ct_xml_number(&w->x, "height", height > 0 ? height : 1080);
    ct_xml_text(&w->x, "anamorphic", "FALSE");
    ct_xml_text(&w->x, "pixelaspectratio", "square");
    ct_xml_text(&w->x, "fielddominance", "none");
    ct_xml_close(&w->x);
}

static void write_sound(writer *w)
{
    ct_xml_open(&w->x, "samplecharacteristics", NULL);
    ct_xml_number(&w->x, "depth", 16);
    ct_xml_number(&w->x, "samplerate", 48000);
    ct_xml_close(&w->x);
}

static bool has_picture(const ct_event *e)
{
    return e->channels & CT_CHANNEL_V;
}

static int sound_tracks(const ct_event *e)
{
    return e->audio_channels < SOUND_TRACKS_MOST ? e->audio_channels : SOUND_TRACKS_MOST;
}

static int64_t media_frames(const ct_event *e)
{
    return e->media_frames > 0 ? e->media_frames : e->source.end;
}

/* --- files ------------------------------------------------------------------------ */

static void write_file_media(writer *w, const ct_event *e)
{
    ct_xml_open(&w->x, "media", NULL);
    if (has_picture(e)) {
        ct_xml_open(&w->x, "video", NULL);
        write_picture(w, e->fps, e->width_px, e->height_px);
        ct_xml_close(&w->x);
    }
    if (e->audio_channels > 0) {
        ct_xml_open(&w->x, "audio", NULL);
        write_sound(w);
        ct_xml_number(&w->x, "channelcount", e->audio_channels);
        ct_xml_close(&w->x);
    }
    ct_xml_close(&w->x);
}

/* Whole the first time, by its id afterwards. The timecode is that of the file's own track; Resolve
 * finds nothing when the file has one and the list does not say it. */
static void write_file(writer *w, size_t i)
{
    size_t             first = w->source[i];
    const ct_event    *e = &w->t->events[first];
    const ct_tc_track *tc = &e->tc;
    char               id[32];

    snprintf(id, sizeof id, "file-%zu", first + 1);
    if (w->file_written[first]) {
        ct_xml_empty(&w->x, "file", "id", id, NULL);
        return;
    }
    w->file_written[first] = true;
    char *url = ct_file_url("localhost", ct_str_or_empty(e->path));
    ct_xml_open(&w->x, "file", "id", id, NULL);
    ct_xml_text(&w->x, "name", e->name);
    ct_xml_text(&w->x, "pathurl", url);
    write_rate(w, e->fps);
    ct_xml_number(&w->x, "duration", media_frames(e));
    if (tc->rate.num > 0)
        write_timecode(w, tc->start, tc->count, tc->rate, e->reel);
    else
        write_timecode(w, 0, (ct_tc_count){ct_tc_base(e->fps), false}, e->fps, e->reel);
    write_file_media(w, e);
    ct_xml_close(&w->x);
    free(url);
}

/* --- clips ------------------------------------------------------------------------ */

static void item_id(size_t i, int track, char out[48])
{
    if (track == 0)
        snprintf(out, 48, "clipitem-v%zu", i + 1);
    else
        snprintf(out, 48, "clipitem-a%d-%zu", track, i + 1);
}

static bool is_on_track(const ct_event *e, int track)
{
    return track == 0 ? has_picture(e) : sound_tracks(e) >= track;
}

/* Not every source has every channel, so an event has another place on each track. */
static void number_places(writer *w)
{
    for (int track = 0; track <= SOUND_TRACKS_MOST; track++) {
        int64_t place = 0;
        w->place[track] = ct_alloc_array(w->t->event_count, sizeof *w->place[track]);
        for (size_t i = 0; i < w->t->event_count; i++)
            if (is_on_track(&w->t->events[i], track))
                w->place[track][i] = ++place;
    }
}

/* Each item of a group names all of it. */
static void write_links(writer *w, size_t i)
{
    const ct_event *e = &w->t->events[i];
    int             from = has_picture(e) ? 0 : 1;

    if (sound_tracks(e) + 1 - from < 2)
        return;
    for (int track = from; track <= sound_tracks(e); track++) {
        char id[48];
        item_id(i, track, id);
        ct_xml_open(&w->x, "link", NULL);
        ct_xml_text(&w->x, "linkclipref", id);
        ct_xml_text(&w->x, "mediatype", track ? "audio" : "video");
        ct_xml_number(&w->x, "trackindex", track ? track : 1);
        ct_xml_number(&w->x, "clipindex", w->place[track][i]);
        if (track)
            ct_xml_number(&w->x, "groupindex", 1);
        ct_xml_close(&w->x);
    }
}

/* Markers count from the media's first frame; out is -1 for a point. */
static void write_marker(writer *w, const ct_marker *m)
{
    const int *c = colours[m->category];
    char      *aside = ct_marker_aside(m);

    ct_xml_open(&w->x, "marker", NULL);
    ct_xml_text(&w->x, "comment", aside);
    ct_xml_text(&w->x, "name", m->text);
    ct_xml_number(&w->x, "in", m->frame);
    ct_xml_number(&w->x, "out", m->count > 1 ? m->frame + m->count : -1);
    ct_xml_open(&w->x, "color", NULL);
    ct_xml_number(&w->x, "red", c[0]);
    ct_xml_number(&w->x, "green", c[1]);
    ct_xml_number(&w->x, "blue", c[2]);
    ct_xml_number(&w->x, "alpha", 0);
    ct_xml_close(&w->x);
    ct_xml_close(&w->x);
    free(aside);
}

static void write_logging(writer *w, const ct_event *e)
{
    ct_xml_open(&w->x, "logginginfo", NULL);
    ct_xml_text(&w->x, "description", e->description);
    ct_xml_text(&w->x, "scene", e->scene);
    ct_xml_text(&w->x, "shottake", e->take);
    ct_xml_text(&w->x, "lognote", e->label);
    ct_xml_text(&w->x, "good", e->circled ? "TRUE" : "FALSE");
    ct_xml_close(&w->x);
}

/* "3 stars, good": what the select was judged. */
static void write_judgement(writer *w, const ct_event *e)
{
    char text[48];
    bool judged = e->verdict != CT_UNRATED;

    if (e->rating > 0)
        snprintf(text, sizeof text, "%d stars%s%s", e->rating, judged ? ", " : "",
                 judged ? ct_verdict_name(e->verdict) : "");
    else
        snprintf(text, sizeof text, "%s", judged ? ct_verdict_name(e->verdict) : "");
    if (*text)
        ct_xml_text(&w->x, "clipcommenta", text);
}

static void write_comment(writer *w, const char *name, const char *text)
{
    if (text && *text)
        ct_xml_text(&w->x, name, text);
}

/* What the log has no field for; editing programs show these as columns of comments. */
static void write_comments(writer *w, const ct_event *e)
{
    ct_xml_open(&w->x, "comments", NULL);
    write_comment(w, "mastercomment1", e->keywords);
    write_comment(w, "mastercomment2", e->camera);
    write_comment(w, "mastercomment3", e->shot);
    write_judgement(w, e);
    write_comment(w, "clipcommentb", e->author);
    ct_xml_close(&w->x);
}

/* Elements in Premiere's own order. `track` 0: the picture. */
static void write_item(writer *w, size_t i, int track)
{
    const ct_event *e = &w->t->events[i];
    char            id[48], master[32];

    item_id(i, track, id);
    snprintf(master, sizeof master, "masterclip-%zu", w->source[i] + 1);
    ct_xml_open(&w->x, "clipitem", "id", id, NULL);
    ct_xml_text(&w->x, "masterclipid", master);
    ct_xml_text(&w->x, "name", e->name);
    ct_xml_text(&w->x, "enabled", "TRUE");
    ct_xml_number(&w->x, "duration", media_frames(e));
    write_rate(w, e->fps);
    ct_xml_number(&w->x, "start", e->record.first);
    ct_xml_number(&w->x, "end", e->record.end);
    ct_xml_number(&w->x, "in", e->source.first);
    ct_xml_number(&w->x, "out", e->source.end);
    if (track == 0) {
        ct_xml_text(&w->x, "alphatype", "none");
        ct_xml_text(&w->x, "pixelaspectratio", "square");
        ct_xml_text(&w->x, "anamorphic", "FALSE");
    }
    write_file(w, i);
    for (size_t k = 0; k < e->marker_count && (track == 0 || (track == 1 && !has_picture(e))); k++)
        write_marker(w, &e->markers[k]);
    if (track > 0) {
        ct_xml_open(&w->x, "sourcetrack", NULL);
        ct_xml_text(&w->x, "mediatype", "audio");
        ct_xml_number(&w->x, "trackindex", track);
        ct_xml_close(&w->x);
    }
    write_links(w, i);
    write_logging(w, e);
    write_comments(w, e);
    ct_xml_close(&w->x);
}

/* OpenShot drops a track that does not say whether it is enabled and locked. */
static void write_track(writer *w, int track)
{
    ct_xml_open(&w->x, "track", NULL);
    for (size_t i = 0; i < w->t->event_count; i++)
        if (is_on_track(&w->t->events[i], track))
            write_item(w, i, track);
    ct_xml_text(&w->x, "enabled", "TRUE");
    ct_xml_text(&w->x, "locked", "FALSE");
    if (track > 0)
        ct_xml_number(&w->x, "outputchannelindex", (track + 1) % 2 + 1);
    ct_xml_close(&w->x);
}

/* --- the sequence ----------------------------------------------------------------- */

static void write_outputs(writer *w)
{
    ct_xml_number(&w->x, "numOutputChannels", 2);
    ct_xml_open(&w->x, "format", NULL);
    write_sound(w);
    ct_xml_close(&w->x);
}

/* Resolve loads nothing, without a word, when the sequence's format is missing. */
static void write_media(writer *w)
{
    const ct_event *first = &w->t->events[0];
    int             tracks = 0;

    for (size_t i = 0; i < w->t->event_count; i++) {
        tracks = sound_tracks(&w->t->events[i]) > tracks ? sound_tracks(&w->t->events[i]) : tracks;
        if (!has_picture(first) && has_picture(&w->t->events[i]))
            first = &w->t->events[i];
    }
    ct_xml_open(&w->x, "media", NULL);
    ct_xml_open(&w->x, "video", NULL);
    ct_xml_open(&w->x, "format", NULL);
    write_picture(w, w->t->fps, first->width_px, first->height_px);
    ct_xml_close(&w->x);
    write_track(w, 0);
    ct_xml_close(&w->x);
    ct_xml_open(&w->x, "audio", NULL);
    write_outputs(w);
    for (int track = 1; track <= tracks; track++)
        write_track(w, track);
    ct_xml_close(&w->x);
    ct_xml_close(&w->x);
}

ct_code ct_fcp7xml_write(const ct_format *f, const ct_timeline *t, const ct_export_options *o,
                         ct_output_list *out, ct_finding_list *findings, ct_error *err)
{
    writer  w = {.t = t};
    size_t *source;
    ct_code code = ct_check_plain_cuts(t, "FCP7 XML", err);

    (void)f;
    (void)o;
    (void)findings;
    if (code)
        return code;
    w.source = source = ct_first_of_source(t);
    w.file_written = ct_alloc_array(t->event_count, sizeof *w.file_written);
    number_places(&w);
    ct_xml_start(&w.x, "xmeml");
    ct_xml_open(&w.x, "xmeml", "version", "5", NULL);
    ct_xml_open(&w.x, "sequence", "id", "sequence-1", NULL);
    ct_xml_text(&w.x, "name", t->title);
    ct_xml_number(&w.x, "duration", ct_timeline_frames(t));
    write_rate(&w, t->fps);
    write_timecode(&w, t->start, t->count, t->fps, NULL);
    write_media(&w);
    while (w.x.depth > 0)
        ct_xml_close(&w.x);
    size_t bytes = w.x.text.len;
    ct_output_add(out, ct_str_take(&w.x.text), bytes, t->event_count);
    for (int track = 0; track <= SOUND_TRACKS_MOST; track++)
        free(w.place[track]);
    free(w.file_written);
    free(source);
    return CT_OK;
}
