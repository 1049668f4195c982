/* SPDX-License-Identifier: MIT */
/* The clips of Final Cut Pro 7 XML: one item for the picture and one a channel of sound, linked, with their
 * places, speeds and the transitions between them. */
#include <libavutil/mathematics.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fcp7xml_out_priv.h"
#include "heard_priv.h"
#include "transition_priv.h"

int ct_fcp7_sound_tracks(const ct_fcp7_writer *w, size_t i)
{
    return w->channels[i];
}

static void item_id(size_t i, int track, char out[48])
{
    char  room[CT_I64_TEXT_BYTES];
    char *at = stpcpy(out, track == 0 ? "clipitem-v" : "clipitem-a");

    if (track > 0)
        at = stpcpy(stpcpy(at, ct_i64_text(track, room)), "-");
    stpcpy(at, ct_i64_text((int64_t)i + 1, room));
}

/* `channel` 0: the picture. */
bool ct_fcp7_has_channel(const ct_fcp7_writer *w, size_t i, int channel)
{
    return channel == 0 ? ct_fcp7_has_picture(&w->t->events[i])
                        : ct_fcp7_sound_tracks(w, i) >= channel;
}

/* Number of the track that holds this channel of the event, from 1 for picture and for sound. */
static int track_of(const ct_fcp7_writer *w, const ct_event *e, int channel)
{
    return channel == 0 ? e->track + 1 : e->track * w->width + channel;
}

/* Each item of a group names all of it. */
static void write_links(ct_fcp7_writer *w, size_t i)
{
    const ct_event *e = &w->t->events[i];
    int             from = ct_fcp7_has_picture(e) ? 0 : 1;

    if (ct_fcp7_sound_tracks(w, i) + 1 - from < 2)
        return;
    for (int track = from; track <= ct_fcp7_sound_tracks(w, i); track++) {
        char id[48];
        item_id(i, track, id);
        ct_xml_open_line(&w->x, "link");
        ct_xml_text(&w->x, "linkclipref", id);
        ct_xml_text(&w->x, "mediatype", track ? "audio" : "video");
        ct_xml_number(&w->x, "trackindex", track_of(w, e, track));
        ct_xml_number(&w->x, "clipindex", w->bins ? 1 : w->place[track][i]);
        if (track)
            ct_xml_number(&w->x, "groupindex", 1);
        ct_xml_close(&w->x);
    }
}

/* --- speed and transitions --------------------------------------------------------- */

static bool is_retimed(const ct_event *e)
{
    return e->reverse || e->speed.num != e->speed.den;
}

/* As it is written and read. */
static AVRational said_speed(const ct_event *e)
{
    char       text[CT_FCP7_SPEED_BYTES];
    AVRational said = e->speed;

    ct_fcp7xml_speed_parse(ct_fcp7xml_speed_text(e->speed, text), &said);
    return said;
}

bool ct_fcp7xml_has_speed(const ct_event *e)
{
    return av_cmp_q(said_speed(e), e->speed) == 0;
}

/* In and out of a clip at another speed count frames of the clip as it is slowed down or sped up. */
static int64_t on_item(const ct_event *e, int64_t frame)
{
    AVRational said = said_speed(e);

    return said.num == said.den || said.num == 0 ? frame : av_rescale(frame, said.den, said.num);
}

/* Frames of a clip that is slowed down lie between those of its media. */
static int64_t item_in(const ct_event *e)
{
    AVRational said = said_speed(e);
    int64_t    den = e->within.den;

    if (e->within.num <= 0 || den <= 0 || e->reverse || said.num == 0)
        return on_item(e, e->source.first);
    return av_rescale(e->source.first * den + e->within.num, said.den, said.num * den);
}

bool ct_fcp7xml_has_start(const ct_event *e)
{
    AVRational said = said_speed(e);
    int64_t    den = e->within.den;

    return e->within.num <= 0 || den <= 0 ||
           item_in(e) * said.num * den == (e->source.first * den + e->within.num) * said.den;
}

static int64_t item_frames(const ct_fcp7_writer *w, const ct_event *e, int64_t record)
{
    return ct_rate_convert(record, w->t->fps, e->fps);
}

static bool goes_over(const ct_event *e)
{
    return e->transition != CT_CUT && e->transition != CT_KEY && e->transition_frames > 0;
}

/* What of the media lies under the event, and under the transition out of it, where it goes on as it ran. */
static ct_span item_source(const ct_fcp7_writer *w, size_t i, int64_t over)
{
    const ct_event *e = &w->t->events[i];
    ct_span         s = e->source;
    int64_t         further = item_frames(w, e, over), last = ct_fcp7_media_frames(e);

    if (e->speed.num != e->speed.den) {
        s.first = item_in(e);
        s.end = s.first + item_frames(w, e, ct_span_count(e->record));
        last = INT64_MAX;
    }
    if (e->reverse)
        s.first = s.first > further ? s.first - further : 0;
    else if (over)
        s.end = s.end + further < last ? s.end + further : last;
    return s;
}

static int64_t item_duration(const ct_fcp7_writer *w, size_t i)
{
    const ct_event *e = &w->t->events[i];
    int64_t         end = item_source(w, i, 0).end, whole = on_item(e, ct_fcp7_media_frames(e));

    return !w->bins && end > whole ? end : whole;
}

/* In a bin a clip holds its whole media; what of it is meant stands on the clip. -1: at a transition, which
 * says it. Sound is cut where the transition begins. */
static void write_spans(ct_fcp7_writer *w, size_t i, int track)
{
    const ct_event *e = &w->t->events[i];
    ct_span         record = {0, ct_fcp7_media_frames(e)}, source = record;
    bool            over = !w->bins && track == 0 && w->after[i] != CT_NO_EVENT;

    if (!w->bins) {
        record = e->record;
        source = item_source(w, i, over ? w->t->events[w->after[i]].transition_frames : 0);
    }
    ct_xml_number(&w->x, "start", !w->bins && track == 0 && goes_over(e) ? -1 : record.first);
    ct_xml_number(&w->x, "end", over ? -1 : record.end);
    ct_xml_number(&w->x, "in", source.first);
    ct_xml_number(&w->x, "out", source.end);
}

static void write_parameter(ct_fcp7_writer *w, const char *id, const char *least, const char *most,
                            const char *value)
{
    ct_xml_open_line(&w->x, "parameter");
    ct_xml_text(&w->x, "parameterid", id);
    ct_xml_text(&w->x, "name", id);
    if (least) {
        ct_xml_text(&w->x, "valuemin", least);
        ct_xml_text(&w->x, "valuemax", most);
    }
    ct_xml_text(&w->x, "value", value);
    ct_xml_close(&w->x);
}

/* All of it: with less of a filter a program has crashed. */
static void write_speed(ct_fcp7_writer *w, const ct_event *e, const char *media)
{
    char percent[CT_FCP7_SPEED_BYTES];

    if (!is_retimed(e) || w->bins)
        return;
    ct_fcp7xml_speed_text(e->speed, percent);
    ct_xml_open(&w->x, "filter", NULL);
    ct_xml_open(&w->x, "effect", NULL);
    ct_xml_text(&w->x, "name", "Time Remap");
    ct_xml_text(&w->x, "effectid", "timeremap");
    ct_xml_text(&w->x, "effectcategory", "motion");
    ct_xml_text(&w->x, "effecttype", "motion");
    ct_xml_text(&w->x, "mediatype", media);
    write_parameter(w, "variablespeed", "0", "1", "0");
    write_parameter(w, "speed", "-100000", "100000", percent);
    write_parameter(w, "reverse", NULL, NULL, e->reverse ? "TRUE" : "FALSE");
    write_parameter(w, "frameblending", NULL, NULL, "FALSE");
    ct_xml_close(&w->x);
    ct_xml_close(&w->x);
}

typedef struct effect {
    const char *name, *category;
    int         first, last; /* patterns of SMPTE ST 258 that it draws */
} effect;

/* As Final Cut Pro 7 calls what comes nearest to a pattern. */
static const effect wipes[] = {
    {"Edge Wipe", "Wipe", 1, 2},          {"Inset Wipe", "Wipe", 3, 6},
    {"Center Wipe", "Wipe", 21, 22},      {"Center Wipe", "Wipe", 45, 46},
    {"V Wipe", "Wipe", 61, 64},           {"Zigzag Wipe", "Wipe", 71, 72},
    {"Rectangle Iris", "Iris", 101, 101}, {"Diamond Iris", "Iris", 102, 102},
    {"Oval Iris", "Iris", 119, 121},      {"Star Iris", "Iris", 127, 129},
    {"Clock Wipe", "Wipe", 201, 204},
};

static const effect *wipe_of(int pattern, const char *name)
{
    const effect *found = &wipes[0];

    for (size_t i = 0; i < sizeof wipes / sizeof wipes[0]; i++) {
        if (name && ct_equal_nocase(wipes[i].name, name))
            return &wipes[i];
        if (pattern >= wipes[i].first && pattern <= wipes[i].last)
            found = &wipes[i];
    }
    return found;
}

static void write_effect(ct_fcp7_writer *w, const char *name, const char *category)
{
    ct_xml_open(&w->x, "effect", NULL);
    ct_xml_text(&w->x, "name", name);
    ct_xml_text(&w->x, "effectid", name);
    ct_xml_text(&w->x, "effectcategory", category);
    ct_xml_text(&w->x, "effecttype", "transition");
    ct_xml_text(&w->x, "mediatype", "video");
}

/* The number says which, whatever a program makes of the name; that is the one of the list that it came from. */
static void write_wipe(ct_fcp7_writer *w, const ct_event *e)
{
    char         *own = ct_event_effect_name(e);
    const effect *wipe = wipe_of(e->wipe, own);
    bool          other = own && !ct_equal_nocase(own, wipe->name);

    write_effect(w, other ? own : wipe->name, wipe->category);
    ct_xml_number(&w->x, "wipecode", e->wipe);
    ct_xml_number(&w->x, "wipeaccuracy", 100);
    ct_xml_number(&w->x, "startratio", 0);
    ct_xml_number(&w->x, "endratio", 1);
    ct_xml_text(&w->x, "reverse", "FALSE");
    free(own);
}

/* In front of the item that it leads into, from whose beginning on it lies. */
void ct_fcp7_transition(ct_fcp7_writer *w, size_t i)
{
    const ct_event *e = &w->t->events[i];
    const char     *alignment = e->transition == CT_FADE ? "start-black" : "start";

    if (!goes_over(e))
        return;
    ct_xml_open(&w->x, "transitionitem", NULL);
    if (ct_event_is_black(e))
        ct_xml_text(&w->x, "name", CT_FCP7_FADE_OUT);
    ct_fcp7_rate(w, w->t->fps);
    ct_xml_number(&w->x, "start", e->record.first);
    ct_xml_number(&w->x, "end", e->record.first + e->transition_frames);
    ct_xml_text(&w->x, "alignment", ct_event_is_black(e) ? "end-black" : alignment);
    if (e->transition == CT_WIPE)
        write_wipe(w, e);
    else
        write_effect(w, "Cross Dissolve", "Dissolve");
    ct_xml_close(&w->x);
    ct_xml_close(&w->x);
}

/* --- items ------------------------------------------------------------------------- */

static void write_source_track(ct_fcp7_writer *w, int track)
{
    if (ct_xml_again(&w->x, (ct_xml_key){CT_FCP7_SOURCE_TRACK, track, 0, 0, 0}))
        return;
    ct_xml_open_line(&w->x, "sourcetrack");
    ct_xml_text(&w->x, "mediatype", "audio");
    ct_xml_number(&w->x, "trackindex", track);
    ct_xml_close(&w->x);
    ct_xml_keep(&w->x);
}

static void write_pixels(ct_fcp7_writer *w)
{
    if (ct_xml_again(&w->x, (ct_xml_key){CT_FCP7_PIXELS, 0, 0, 0, 0}))
        return;
    ct_xml_text(&w->x, "alphatype", "none");
    ct_xml_text(&w->x, "pixelaspectratio", "square");
    ct_xml_text(&w->x, "anamorphic", "FALSE");
    ct_xml_keep(&w->x);
}

/* Number of an item's channel in its file. A clip of a bin has all of them. */
static int source_channel(const ct_fcp7_writer *w, const ct_event *e, int nth)
{
    return w->bins ? nth : ct_event_channel(e, nth);
}

/* Whether a channel of a file is of a track with one or with two that are heard; others come apart into single
 * ones. */
static const char *channel_type(const ct_fcp7_writer *w, const ct_event *e,
                                const ct_audio_layout *l, int channel)
{
    int track = 0, first = 1;

    while (track < l->count && channel >= first + l->channels[track])
        first += l->channels[track++];
    bool pair = track < l->count && l->channels[track] == 2;
    if (pair && !w->bins)
        pair = ct_event_uses_channel(e, first) && ct_event_uses_channel(e, first + 1);
    return pair ? "stereo" : "mono";
}

/* Sound recorded apart, linked to its picture like the picture's own would be. */
static void write_sound_item(ct_fcp7_writer *w, size_t i, int track)
{
    const ct_event *e = &w->t->events[i];
    ct_heard        heard;
    char            id[48], master[48];

    item_id(i, track, id);
    if (!ct_event_heard(e, w->t->fps, &heard))
        return;
    snprintf(master, sizeof master, "masterclip-sound-%zu", w->sound[i] + 1);
    ct_xml_open(&w->x, "clipitem", "id", id, "premiereChannelType",
                channel_type(w, e, &e->sound.audio, source_channel(w, e, track)), NULL);
    ct_xml_text(&w->x, "masterclipid", master);
    ct_xml_text(&w->x, "name", e->sound.name);
    ct_xml_text(&w->x, "enabled", "TRUE");
    ct_xml_number(&w->x, "duration", heard.file.media_frames);
    ct_fcp7_rate(w, e->fps);
    ct_xml_number(&w->x, "start", heard.record.first);
    ct_xml_number(&w->x, "end", heard.record.end);
    ct_xml_number(&w->x, "in", heard.file.source.first);
    ct_xml_number(&w->x, "out", heard.file.source.end);
    ct_fcp7_sound_file(w, i);
    write_source_track(w, source_channel(w, e, track));
    write_links(w, i);
    ct_xml_close(&w->x);
}

/* Elements in Premiere's own order. `track` 0: the picture. */
void ct_fcp7_item(ct_fcp7_writer *w, size_t i, int track)
{
    const ct_event *e = &w->t->events[i];
    char            id[48], master[32];

    if (track > 0 && e->sound.path && !w->bins) {
        write_sound_item(w, i, track);
        return;
    }
    ct_audio_layout sound = ct_event_layout(e);
    item_id(i, track, id);
    snprintf(master, sizeof master, "masterclip-%zu", w->source[i] + 1);
    ct_xml_open(&w->x, "clipitem", "id", id, "premiereChannelType",
                track ? channel_type(w, e, &sound, source_channel(w, e, track)) : NULL, NULL);
    ct_xml_text(&w->x, "masterclipid", master);
    ct_xml_text(&w->x, "name", e->name);
    ct_xml_text(&w->x, "enabled", "TRUE");
    ct_xml_number(&w->x, "duration", item_duration(w, i));
    ct_fcp7_rate(w, e->fps);
    write_spans(w, i, track);
    if (track == 0)
        write_pixels(w);
    ct_fcp7_file(w, i);
    write_speed(w, e, track ? "audio" : "video");
    bool first = !w->bins && track == (ct_fcp7_has_picture(e) ? 0 : 1);
    for (size_t k = 0; first && k < e->marker_count; k++)
        ct_fcp7_marker(w, e, &e->markers[k]);
    if (track > 0)
        write_source_track(w, source_channel(w, e, track));
    write_links(w, i);
    if (first) { /* what is said of the clip is said once; the others are linked to it */
        ct_fcp7_logging(w, e);
        ct_fcp7_comments(w, e);
        ct_fcp7_label(w, e);
    }
    ct_xml_close(&w->x);
}
