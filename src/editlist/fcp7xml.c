/* SPDX-License-Identifier: MIT */
/* Writing Final Cut Pro 7 XML (xmeml version 5): Premiere, Resolve, Vegas, Kdenlive. One sequence,
 * one picture track, one sound track a channel, linked; notes as clip markers.
 *
 * Counts are frames of the nearest enclosing rate: in and out of a clip from its media's first
 * frame, never timecode. Premiere, Resolve and OpenShot each miss something else when an element
 * that looks needless is left out; tests name them. */
#include <stdio.h>
#include <stdlib.h>

#include "fcp7xml_out_priv.h"
#include "heard_priv.h"

/* --- tracks ------------------------------------------------------------------------ */

/* A clip of a bin is its own media; only on the timeline other sound takes the place of its own. */
static int count_channels(const ct_fcp7_writer *w, const ct_event *e)
{
    ct_heard heard;
    int      channels = e->audio_channels;

    if (ct_event_is_black(e))
        return 0;
    if (!w->bins)
        channels = ct_event_heard(e, w->t->fps, &heard) ? ct_audio_total(&heard.tracks) : 0;
    return channels < CT_FCP7_SOUND_TRACKS ? channels : CT_FCP7_SOUND_TRACKS;
}

/* Not every source has every channel, so an event has another place on each track. */
static void number_places(ct_fcp7_writer *w)
{
    for (int channel = 0; channel <= CT_FCP7_SOUND_TRACKS; channel++) {
        int64_t *last = ct_alloc_array((size_t)w->tracks, sizeof *last);
        w->place[channel] = ct_alloc_array(w->t->event_count, sizeof *w->place[channel]);
        for (size_t i = 0; i < w->t->event_count; i++)
            if (ct_fcp7_has_channel(w, i, channel))
                w->place[channel][i] = ++last[w->t->events[i].track];
        free(last);
    }
}

/* OpenShot drops a track that does not say whether it is enabled and locked. `level`: the events' track,
 * `channel` 0: their picture. */
static void write_track(ct_fcp7_writer *w, int level, int channel)
{
    ct_xml_open(&w->x, "track", NULL);
    for (size_t i = 0; i < w->t->event_count && !ct_export_stopped(w->o); i++) {
        const ct_event *e = &w->t->events[i];
        if (e->track != level)
            continue;
        if (channel == 0 && e->channels & CT_CHANNEL_V)
            ct_fcp7_transition(w, i);
        if (ct_fcp7_has_channel(w, i, channel))
            ct_fcp7_item(w, i, channel);
    }
    ct_xml_text(&w->x, "enabled", "TRUE");
    ct_xml_text(&w->x, "locked", "FALSE");
    if (channel > 0)
        ct_xml_number(&w->x, "outputchannelindex", (channel + 1) % 2 + 1);
    ct_xml_close(&w->x);
}

/* --- the sequence ----------------------------------------------------------------- */

/* Left and right apart, which the tracks name by their number. */
static void write_outputs(ct_fcp7_writer *w)
{
    enum { OUTPUTS = 2 };

    ct_xml_number(&w->x, "numOutputChannels", OUTPUTS);
    ct_xml_open(&w->x, "format", NULL);
    ct_fcp7_sound(w, CT_FCP7_RATE_HZ);
    ct_xml_close(&w->x);
    ct_xml_open(&w->x, "outputs", NULL);
    for (int i = 1; i <= OUTPUTS; i++) {
        ct_xml_open(&w->x, "group", NULL);
        ct_xml_number(&w->x, "index", i);
        ct_xml_number(&w->x, "numchannels", 1);
        ct_xml_number(&w->x, "downmix", 0);
        ct_xml_open(&w->x, "channel", NULL);
        ct_xml_number(&w->x, "index", i);
        ct_xml_close(&w->x);
        ct_xml_close(&w->x);
    }
    ct_xml_close(&w->x);
}

/* Resolve loads nothing, without a word, when the sequence's format is missing. */
static void write_media(ct_fcp7_writer *w)
{
    const ct_event *first = &w->t->events[0];

    for (size_t i = 0; i < w->t->event_count; i++)
        if (!ct_fcp7_has_picture(first) && ct_fcp7_has_picture(&w->t->events[i]))
            first = &w->t->events[i];
    ct_xml_open(&w->x, "media", NULL);
    ct_xml_open(&w->x, "video", NULL);
    ct_xml_open(&w->x, "format", NULL);
    ct_fcp7_picture(w, w->t->fps, first->width_px, first->height_px);
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
static void write_bin_tracks(ct_fcp7_writer *w, size_t i, int from, int to)
{
    if (from > to || !ct_fcp7_has_channel(w, i, from))
        return;
    ct_xml_open(&w->x, from ? "audio" : "video", NULL);
    for (int channel = from; channel <= to; channel++) {
        ct_xml_open(&w->x, "track", NULL);
        ct_fcp7_item(w, i, channel);
        ct_xml_close(&w->x);
    }
    ct_xml_close(&w->x);
}

/* A select as a clip of a bin: the whole media with in and out marked. The first of a source is its
 * master clip, which has the notes. */
static void write_bin_clip(ct_fcp7_writer *w, size_t i)
{
    const ct_event *e = &w->t->events[i];
    char            id[32], master[32];

    snprintf(id, sizeof id, "clip-%zu", i + 1);
    snprintf(master, sizeof master, "masterclip-%zu", w->source[i] + 1);
    ct_xml_open(&w->x, "clip", "id", w->source[i] == i ? master : id, NULL);
    ct_xml_text(&w->x, "masterclipid", master);
    ct_xml_text(&w->x, "ismasterclip", w->source[i] == i ? "TRUE" : "FALSE");
    ct_xml_text(&w->x, "name", e->name);
    ct_xml_number(&w->x, "duration", ct_fcp7_media_frames(e));
    ct_fcp7_rate(w, e->fps);
    ct_xml_number(&w->x, "in", e->source.first);
    ct_xml_number(&w->x, "out", e->source.end);
    ct_xml_open(&w->x, "media", NULL);
    write_bin_tracks(w, i, 0, 0);
    write_bin_tracks(w, i, 1, ct_fcp7_sound_tracks(w, i));
    ct_xml_close(&w->x);
    for (size_t k = 0; k < e->marker_count; k++)
        ct_fcp7_marker(w, e, &e->markers[k]);
    ct_fcp7_logging(w, e);
    ct_fcp7_comments(w, e);
    ct_fcp7_label(w, e);
    ct_xml_close(&w->x);
}

static void write_bin(ct_fcp7_writer *w)
{
    ct_xml_open(&w->x, "bin", NULL);
    ct_xml_text(&w->x, "name", w->t->title);
    ct_xml_open(&w->x, "children", NULL);
    for (size_t i = 0; i < w->t->event_count && !ct_export_stopped(w->o); i++)
        write_bin_clip(w, i);
}

/* --- the whole -------------------------------------------------------------------- */

static void start_writer(ct_fcp7_writer *w)
{
    w->file_written = ct_alloc_array(w->t->event_count, sizeof *w->file_written);
    w->sound_written = ct_alloc_array(w->t->event_count, sizeof *w->sound_written);
    w->tracks = ct_layout_tracks(w->t);
    w->channels = ct_alloc_array(w->t->event_count, sizeof *w->channels);
    for (size_t i = 0; i < w->t->event_count; i++) {
        w->channels[i] = (uint8_t)count_channels(w, &w->t->events[i]);
        w->width = w->channels[i] > w->width ? w->channels[i] : w->width;
    }
    number_places(w);
    ct_xml_start(&w->x, "xmeml", w->t->event_count);
    ct_xml_open(&w->x, "xmeml", "version", "5", NULL);
}

static void write_sequence(ct_fcp7_writer *w)
{
    ct_xml_open(&w->x, "sequence", "id", "sequence-1", NULL);
    ct_xml_text(&w->x, "name", w->t->title);
    ct_xml_number(&w->x, "duration", ct_timeline_frames(w->t));
    ct_fcp7_rate(w, w->t->fps);
    ct_fcp7_timecode(w, w->t->start, w->t->count, w->t->fps, NULL);
    write_media(w);
}

ct_code ct_fcp7xml_write(const ct_format *f, const ct_timeline *t, const ct_export_options *o,
                         ct_output_list *out, ct_finding_list *findings, ct_error *err)
{
    ct_fcp7_writer w = {.t = t, .o = o, .bins = o->layout == CT_LAYOUT_BINS};

    (void)f;
    (void)findings;
    (void)err;
    w.source = ct_first_of_source(t);
    w.after = ct_events_after(t);
    w.sound = ct_first_of_sound(t);
    start_writer(&w);
    if (w.bins)
        write_bin(&w);
    else
        write_sequence(&w);
    ct_output_add_xml(out, &w.x, t->event_count);
    for (int channel = 0; channel <= CT_FCP7_SOUND_TRACKS; channel++)
        free(w.place[channel]);
    free(w.channels);
    free(w.file_written);
    free(w.sound_written);
    free(w.after);
    free(w.source);
    free(w.sound);
    return CT_OK;
}
