/* SPDX-License-Identifier: MIT */
/* Writing Final Cut Pro 7 XML (xmeml version 5): Premiere, Resolve, Vegas, Kdenlive. One sequence,
 * one picture track, one sound track a channel, linked; notes as clip markers.
 *
 * Counts are frames of the nearest enclosing rate: in and out of a clip from its media's first
 * frame, never timecode. Premiere, Resolve and OpenShot each miss something else when an element
 * that looks needless is left out; tests name them. */
#include <libavutil/mathematics.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "editlist_priv.h"
#include "xml_priv.h"

/* Sound channels of a clip; its tracks of sound follow those of the events a track lower. */
enum { SOUND_TRACKS_MOST = 16 };

typedef struct writer {
    const ct_timeline *t;
    size_t            *source;        /* first event of its source, of each event */
    size_t            *sound;         /* first with its sound recorded apart */
    bool              *file_written;  /* of each event that is the first of its source */
    bool              *sound_written; /* of each event that is the first with its other sound */
    int64_t           *place[SOUND_TRACKS_MOST + 1]; /* of each event on its picture track and on
                                                        each of its sound tracks, from 1 */
    int                tracks;                       /* of picture */
    int                width;                        /* most sound channels of an event */
    bool               bins;                         /* clips with their marks, no sequence */
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

/* A clip of a bin is its own media; only on the timeline other sound takes the place of its own. */
static bool has_other_sound(const writer *w, const ct_event *e)
{
    return e->sound.path && !w->bins;
}

static int sound_tracks(const writer *w, const ct_event *e)
{
    int channels = has_other_sound(w, e) ? e->sound.channels : e->audio_channels;

    return channels < SOUND_TRACKS_MOST ? channels : SOUND_TRACKS_MOST;
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

/* Of sound recorded apart. */
static void write_sound_file(writer *w, size_t i)
{
    size_t                first = w->sound[i];
    const ct_event_sound *s = &w->t->events[first].sound;
    const ct_tc_track    *tc = &s->tc;
    char                  id[32];

    snprintf(id, sizeof id, "file-sound-%zu", first + 1);
    if (w->sound_written[first]) {
        ct_xml_empty(&w->x, "file", "id", id, NULL);
        return;
    }
    w->sound_written[first] = true;
    char *url = ct_file_url("localhost", s->path);
    ct_xml_open(&w->x, "file", "id", id, NULL);
    ct_xml_text(&w->x, "name", s->name);
    ct_xml_text(&w->x, "pathurl", url);
    write_rate(w, s->fps);
    ct_xml_number(&w->x, "duration", s->media_frames);
    if (tc->rate.num > 0)
        write_timecode(w, tc->start, tc->count, tc->rate, NULL);
    ct_xml_open(&w->x, "media", NULL);
    ct_xml_open(&w->x, "audio", NULL);
    ct_xml_open(&w->x, "samplecharacteristics", NULL);
    ct_xml_number(&w->x, "depth", 16);
    ct_xml_number(&w->x, "samplerate", s->rate_hz);
    ct_xml_close(&w->x);
    ct_xml_number(&w->x, "channelcount", s->channels);
    ct_xml_close(&w->x);
    ct_xml_close(&w->x);
    ct_xml_close(&w->x);
    free(url);
}

/* Where the sound's item lies: in the file it counts the frames of the event's rate, and it covers
 * no more of the record than there is sound. */
static void sound_spans(const ct_event *e, ct_span *record, ct_span *source, int64_t *media)
{
    AVRational sample = {1, e->sound.rate_hz};
    int64_t    first = av_rescale_q(e->sound.first_sample, sample, av_inv_q(e->fps));

    *media = av_rescale_q(e->sound.media_frames, av_inv_q(e->sound.fps), av_inv_q(e->fps));
    *record = e->record;
    *source = (ct_span){first, first + ct_span_count(e->record)};
    if (source->first < 0) {
        record->first -= source->first;
        source->first = 0;
    }
    if (source->end > *media) {
        record->end -= source->end - *media;
        source->end = *media;
    }
}

/* --- clips ------------------------------------------------------------------------ */

static void item_id(size_t i, int track, char out[48])
{
    if (track == 0)
        snprintf(out, 48, "clipitem-v%zu", i + 1);
    else
        snprintf(out, 48, "clipitem-a%d-%zu", track, i + 1);
}

/* `channel` 0: the picture. */
static bool has_channel(const writer *w, const ct_event *e, int channel)
{
    return channel == 0 ? has_picture(e) : sound_tracks(w, e) >= channel;
}

/* Number of the track that holds this channel of the event, from 1 for picture and for sound. */
static int track_of(const writer *w, const ct_event *e, int channel)
{
    return channel == 0 ? e->track + 1 : e->track * w->width + channel;
}

/* Not every source has every channel, so an event has another place on each track. */
static void number_places(writer *w)
{
    for (int channel = 0; channel <= SOUND_TRACKS_MOST; channel++) {
        int64_t *last = ct_alloc_array((size_t)w->tracks, sizeof *last);
        w->place[channel] = ct_alloc_array(w->t->event_count, sizeof *w->place[channel]);
        for (size_t i = 0; i < w->t->event_count; i++)
            if (has_channel(w, &w->t->events[i], channel))
                w->place[channel][i] = ++last[w->t->events[i].track];
        free(last);
    }
}

/* Each item of a group names all of it. */
static void write_links(writer *w, size_t i)
{
    const ct_event *e = &w->t->events[i];
    int             from = has_picture(e) ? 0 : 1;

    if (sound_tracks(w, e) + 1 - from < 2)
        return;
    for (int track = from; track <= sound_tracks(w, e); track++) {
        char id[48];
        item_id(i, track, id);
        ct_xml_open(&w->x, "link", NULL);
        ct_xml_text(&w->x, "linkclipref", id);
        ct_xml_text(&w->x, "mediatype", track ? "audio" : "video");
        ct_xml_number(&w->x, "trackindex", track_of(w, e, track));
        ct_xml_number(&w->x, "clipindex", w->bins ? 1 : w->place[track][i]);
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

/* The labels of Premiere, which took them over from Final Cut. */
static const char *const labels[CT_COLOUR_COUNT] = {
    [CT_COLOUR_RED] = "Rose",      [CT_COLOUR_ORANGE] = "Mango", [CT_COLOUR_YELLOW] = "Yellow",
    [CT_COLOUR_GREEN] = "Green",   [CT_COLOUR_TEAL] = "Teal",    [CT_COLOUR_BLUE] = "Blue",
    [CT_COLOUR_PURPLE] = "Purple", [CT_COLOUR_PINK] = "Magenta"};

ct_clip_colour ct_fcp7xml_label(const char *name)
{
    static const struct {
        const char    *name;
        ct_clip_colour nearest;
    } others[] = {{"Caribbean", CT_COLOUR_TEAL}, {"Cerulean", CT_COLOUR_BLUE},
                  {"Forest", CT_COLOUR_GREEN},   {"Iris", CT_COLOUR_PURPLE},
                  {"Violet", CT_COLOUR_PURPLE},  {"Lavender", CT_COLOUR_PURPLE},
                  {"Tan", CT_COLOUR_ORANGE},     {"Brown", CT_COLOUR_ORANGE}};

    for (int i = 1; i < CT_COLOUR_COUNT; i++)
        if (ct_equal_nocase(labels[i], name))
            return (ct_clip_colour)i;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (ct_equal_nocase(others[i].name, name))
            return others[i].nearest;
    return CT_COLOUR_NONE;
}

static void write_label(writer *w, const ct_event *e)
{
    if (!e->colour)
        return;
    ct_xml_open(&w->x, "labels", NULL);
    ct_xml_text(&w->x, "label2", labels[e->colour]);
    ct_xml_close(&w->x);
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

/* In a bin a clip holds its whole media; what of it is meant stands on the clip. */
static void write_spans(writer *w, const ct_event *e)
{
    ct_span whole = {0, media_frames(e)};
    ct_span record = w->bins ? whole : e->record, source = w->bins ? whole : e->source;

    ct_xml_number(&w->x, "start", record.first);
    ct_xml_number(&w->x, "end", record.end);
    ct_xml_number(&w->x, "in", source.first);
    ct_xml_number(&w->x, "out", source.end);
}

static void write_source_track(writer *w, int track)
{
    ct_xml_open(&w->x, "sourcetrack", NULL);
    ct_xml_text(&w->x, "mediatype", "audio");
    ct_xml_number(&w->x, "trackindex", track);
    ct_xml_close(&w->x);
}

/* Sound recorded apart, linked to its picture like the picture's own would be. */
static void write_sound_item(writer *w, size_t i, int track)
{
    const ct_event *e = &w->t->events[i];
    ct_span         record, source;
    int64_t         media;
    char            id[48], master[48];

    item_id(i, track, id);
    sound_spans(e, &record, &source, &media);
    snprintf(master, sizeof master, "masterclip-sound-%zu", w->sound[i] + 1);
    ct_xml_open(&w->x, "clipitem", "id", id, NULL);
    ct_xml_text(&w->x, "masterclipid", master);
    ct_xml_text(&w->x, "name", e->sound.name);
    ct_xml_text(&w->x, "enabled", "TRUE");
    ct_xml_number(&w->x, "duration", media);
    write_rate(w, e->fps);
    ct_xml_number(&w->x, "start", record.first);
    ct_xml_number(&w->x, "end", record.end);
    ct_xml_number(&w->x, "in", source.first);
    ct_xml_number(&w->x, "out", source.end);
    write_sound_file(w, i);
    write_source_track(w, track);
    write_links(w, i);
    ct_xml_close(&w->x);
}

/* Elements in Premiere's own order. `track` 0: the picture. */
static void write_item(writer *w, size_t i, int track)
{
    const ct_event *e = &w->t->events[i];
    char            id[48], master[32];

    if (track > 0 && has_other_sound(w, e)) {
        write_sound_item(w, i, track);
        return;
    }
    item_id(i, track, id);
    snprintf(master, sizeof master, "masterclip-%zu", w->source[i] + 1);
    ct_xml_open(&w->x, "clipitem", "id", id, NULL);
    ct_xml_text(&w->x, "masterclipid", master);
    ct_xml_text(&w->x, "name", e->name);
    ct_xml_text(&w->x, "enabled", "TRUE");
    ct_xml_number(&w->x, "duration", media_frames(e));
    write_rate(w, e->fps);
    write_spans(w, e);
    if (track == 0) {
        ct_xml_text(&w->x, "alphatype", "none");
        ct_xml_text(&w->x, "pixelaspectratio", "square");
        ct_xml_text(&w->x, "anamorphic", "FALSE");
    }
    write_file(w, i);
    bool first = !w->bins && track == (has_picture(e) ? 0 : 1);
    for (size_t k = 0; first && k < e->marker_count; k++)
        write_marker(w, &e->markers[k]);
    if (track > 0)
        write_source_track(w, track);
    write_links(w, i);
    if (!w->bins) {
        write_logging(w, e);
        write_comments(w, e);
        write_label(w, e);
    }
    ct_xml_close(&w->x);
}

/* OpenShot drops a track that does not say whether it is enabled and locked. `level`: the events' track,
 * `channel` 0: their picture. */
static void write_track(writer *w, int level, int channel)
{
    ct_xml_open(&w->x, "track", NULL);
    for (size_t i = 0; i < w->t->event_count; i++)
        if (w->t->events[i].track == level && has_channel(w, &w->t->events[i], channel))
            write_item(w, i, channel);
    ct_xml_text(&w->x, "enabled", "TRUE");
    ct_xml_text(&w->x, "locked", "FALSE");
    if (channel > 0)
        ct_xml_number(&w->x, "outputchannelindex", (channel + 1) % 2 + 1);
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

    for (size_t i = 0; i < w->t->event_count; i++)
        if (!has_picture(first) && has_picture(&w->t->events[i]))
            first = &w->t->events[i];
    ct_xml_open(&w->x, "media", NULL);
    ct_xml_open(&w->x, "video", NULL);
    ct_xml_open(&w->x, "format", NULL);
    write_picture(w, w->t->fps, first->width_px, first->height_px);
    ct_xml_close(&w->x);
    for (int level = 0; level < w->tracks; level++)
        write_track(w, level, 0);
    ct_xml_close(&w->x);
    ct_xml_open(&w->x, "audio", NULL);
    write_outputs(w);
    for (int level = 0; level < w->tracks; level++)
        for (int channel = 1; channel <= w->width; channel++)
            write_track(w, level, channel);
    ct_xml_close(&w->x);
    ct_xml_close(&w->x);
}

/* --- bins ------------------------------------------------------------------------- */

/* Tracks of a clip's own: picture (`from` 0) or sound. */
static void write_bin_tracks(writer *w, size_t i, int from, int to)
{
    if (from > to || !has_channel(w, &w->t->events[i], from))
        return;
    ct_xml_open(&w->x, from ? "audio" : "video", NULL);
    for (int channel = from; channel <= to; channel++) {
        ct_xml_open(&w->x, "track", NULL);
        write_item(w, i, channel);
        ct_xml_close(&w->x);
    }
    ct_xml_close(&w->x);
}

/* A select as a clip of a bin: the whole media with in and out marked. The first of a source is its
 * master clip, which has the notes. */
static void write_bin_clip(writer *w, size_t i)
{
    const ct_event *e = &w->t->events[i];
    char            id[32], master[32];

    snprintf(id, sizeof id, "clip-%zu", i + 1);
    snprintf(master, sizeof master, "masterclip-%zu", w->source[i] + 1);
    ct_xml_open(&w->x, "clip", "id", w->source[i] == i ? master : id, NULL);
    ct_xml_text(&w->x, "masterclipid", master);
    ct_xml_text(&w->x, "ismasterclip", w->source[i] == i ? "TRUE" : "FALSE");
    ct_xml_text(&w->x, "name", e->name);
    ct_xml_number(&w->x, "duration", media_frames(e));
    write_rate(w, e->fps);
    ct_xml_number(&w->x, "in", e->source.first);
    ct_xml_number(&w->x, "out", e->source.end);
    ct_xml_open(&w->x, "media", NULL);
    write_bin_tracks(w, i, 0, 0);
    write_bin_tracks(w, i, 1, sound_tracks(w, e));
    ct_xml_close(&w->x);
    for (size_t k = 0; k < e->marker_count; k++)
        write_marker(w, &e->markers[k]);
    write_logging(w, e);
    write_comments(w, e);
    write_label(w, e);
    ct_xml_close(&w->x);
}

static void write_bin(writer *w)
{
    ct_xml_open(&w->x, "bin", NULL);
    ct_xml_text(&w->x, "name", w->t->title);
    ct_xml_open(&w->x, "children", NULL);
    for (size_t i = 0; i < w->t->event_count; i++)
        write_bin_clip(w, i);
}

/* --- the whole -------------------------------------------------------------------- */

static void start_writer(writer *w)
{
    w->file_written = ct_alloc_array(w->t->event_count, sizeof *w->file_written);
    w->sound_written = ct_alloc_array(w->t->event_count, sizeof *w->sound_written);
    w->tracks = ct_layout_tracks(w->t);
    for (size_t i = 0; i < w->t->event_count; i++)
        w->width = sound_tracks(w, &w->t->events[i]) > w->width ? sound_tracks(w, &w->t->events[i])
                                                                : w->width;
    number_places(w);
    ct_xml_start(&w->x, "xmeml");
    ct_xml_open(&w->x, "xmeml", "version", "5", NULL);
}

static void write_sequence(writer *w)
{
    ct_xml_open(&w->x, "sequence", "id", "sequence-1", NULL);
    ct_xml_text(&w->x, "name", w->t->title);
    ct_xml_number(&w->x, "duration", ct_timeline_frames(w->t));
    write_rate(w, w->t->fps);
    write_timecode(w, w->t->start, w->t->count, w->t->fps, NULL);
    write_media(w);
}

ct_code ct_fcp7xml_write(const ct_format *f, const ct_timeline *t, const ct_export_options *o,
                         ct_output_list *out, ct_finding_list *findings, ct_error *err)
{
    writer  w = {.t = t, .bins = o->layout == CT_LAYOUT_BINS};
    ct_code code = ct_check_plain_cuts(t, "FCP7 XML", err);

    (void)f;
    (void)findings;
    if (code)
        return code;
    w.source = ct_first_of_source(t);
    w.sound = ct_first_of_sound(t);
    start_writer(&w);
    if (w.bins)
        write_bin(&w);
    else
        write_sequence(&w);
    ct_output_add_xml(out, &w.x, t->event_count);
    for (int channel = 0; channel <= SOUND_TRACKS_MOST; channel++)
        free(w.place[channel]);
    free(w.file_written);
    free(w.sound_written);
    free(w.source);
    free(w.sound);
    return CT_OK;
}
