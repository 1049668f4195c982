/* SPDX-License-Identifier: MIT */
/* Media in Final Cut Pro 7 XML: files with their tracks of sound, timecode, rates and formats. */
#include <stdio.h>
#include <stdlib.h>

#include "fcp7xml_out_priv.h"
#include "heard_priv.h"

/* --- small parts ------------------------------------------------------------------ */

void ct_fcp7_rate(ct_fcp7_writer *w, AVRational fps)
{
    if (ct_xml_again(&w->x, (ct_xml_key){CT_FCP7_RATE, fps.num, fps.den, 0, 0}))
        return;
    ct_xml_open_line(&w->x, "rate");
    ct_xml_number(&w->x, "timebase", ct_tc_base(fps));
    ct_xml_text(&w->x, "ntsc", fps.den == 1001 ? "TRUE" : "FALSE");
    ct_xml_close(&w->x);
    ct_xml_keep(&w->x);
}

/* What readers trust is `frame` with `rate`; the string is for people. */
void ct_fcp7_timecode(ct_fcp7_writer *w, int64_t start, ct_tc_count count, AVRational rate,
                      const char *reel)
{
    char label[CT_TC_TEXT_BYTES];

    ct_xml_open_line(&w->x, "timecode");
    ct_fcp7_rate(w, rate);
    ct_xml_text(&w->x, "string", ct_tc_print(start, count, label));
    ct_xml_number(&w->x, "frame", start);
    ct_xml_text(&w->x, "displayformat", count.drop ? "DF" : "NDF");
    if (reel && *reel) {
        ct_xml_open_line(&w->x, "reel");
        ct_xml_text(&w->x, "name", reel);
        ct_xml_close(&w->x);
    }
    ct_xml_close(&w->x);
}

void ct_fcp7_picture(ct_fcp7_writer *w, AVRational fps, int width, int height)
{
    if (ct_xml_again(&w->x, (ct_xml_key){CT_FCP7_PICTURE, fps.num, fps.den, width, height}))
        return;
    ct_xml_open_line(&w->x, "samplecharacteristics");
    ct_fcp7_rate(w, fps);
    ct_xml_number(&w->x, "width", width > 0 ? width : 1920);
    ct_xml_number(&w->x, "height", height > 0 ? height : 1080);
    ct_xml_text(&w->x, "anamorphic", "FALSE");
    ct_xml_text(&w->x, "pixelaspectratio", "square");
    ct_xml_text(&w->x, "fielddominance", "none");
    ct_xml_close(&w->x);
    ct_xml_keep(&w->x);
}

void ct_fcp7_sound(ct_fcp7_writer *w, int rate_hz)
{
    if (ct_xml_again(&w->x, (ct_xml_key){CT_FCP7_SOUND, rate_hz, 0, 0, 0}))
        return;
    ct_xml_open_line(&w->x, "samplecharacteristics");
    ct_xml_number(&w->x, "depth", 16);
    ct_xml_number(&w->x, "samplerate", rate_hz);
    ct_xml_close(&w->x);
    ct_xml_keep(&w->x);
}

/* --- files ------------------------------------------------------------------------ */

/* What is black has no item: its place stays empty. */
bool ct_fcp7_has_picture(const ct_event *e)
{
    return e->channels & CT_CHANNEL_V && !ct_event_is_black(e);
}

int64_t ct_fcp7_media_frames(const ct_event *e)
{
    return e->media_frames > 0 ? e->media_frames : e->source.end;
}

/* One element a track of the file, which then says which channels of all it has. */
static void write_audio_track(ct_fcp7_writer *w, int channels, int first, bool only, int rate_hz)
{
    ct_xml_open(&w->x, "audio", NULL);
    ct_fcp7_sound(w, rate_hz);
    ct_xml_number(&w->x, "channelcount", channels);
    for (int i = 0; i < channels && !only; i++) {
        ct_xml_open_line(&w->x, "audiochannel");
        ct_xml_number(&w->x, "sourcechannel", first + i);
        ct_xml_close(&w->x);
    }
    ct_xml_close(&w->x);
}

static void write_audio_tracks(ct_fcp7_writer *w, const ct_audio_layout *l, int rate_hz)
{
    int first = 1;

    for (int i = 0; i < l->count; i++) {
        write_audio_track(w, l->channels[i], first, l->count == 1, rate_hz);
        first += l->channels[i];
    }
}

static void write_file_media(ct_fcp7_writer *w, const ct_event *e)
{
    ct_xml_open(&w->x, "media", NULL);
    if (ct_fcp7_has_picture(e)) {
        ct_xml_open(&w->x, "video", NULL);
        ct_fcp7_picture(w, e->fps, e->width_px, e->height_px);
        ct_xml_close(&w->x);
    }
    ct_audio_layout sound = ct_event_layout(e);
    write_audio_tracks(w, &sound, CT_FCP7_RATE_HZ);
    ct_xml_close(&w->x);
}

/* Whole the first time, by its id afterwards. The timecode is that of the file's own track; Resolve
 * finds nothing when the file has one and the list does not say it. */
void ct_fcp7_file(ct_fcp7_writer *w, size_t i)
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
    char *url = e->path ? ct_file_url("localhost", e->path) : NULL;
    ct_xml_open(&w->x, "file", "id", id, NULL);
    ct_xml_text(&w->x, "name", e->name);
    if (url)
        ct_xml_text(&w->x, "pathurl", url);
    ct_fcp7_rate(w, e->fps);
    ct_xml_number(&w->x, "duration", ct_fcp7_media_frames(e));
    if (tc->rate.num > 0)
        ct_fcp7_timecode(w, tc->start, tc->count, tc->rate, e->reel);
    else
        ct_fcp7_timecode(w, 0, (ct_tc_count){ct_tc_base(e->fps), false}, e->fps, e->reel);
    write_file_media(w, e);
    ct_xml_close(&w->x);
    free(url);
}

/* Of sound recorded apart. */
void ct_fcp7_sound_file(ct_fcp7_writer *w, size_t i)
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
    ct_fcp7_rate(w, s->fps);
    ct_xml_number(&w->x, "duration", s->media_frames);
    if (tc->rate.num > 0)
        ct_fcp7_timecode(w, tc->start, tc->count, tc->rate, s->reel);
    ct_xml_open(&w->x, "media", NULL);
    write_audio_tracks(w, &s->audio, s->rate_hz);
    ct_xml_close(&w->x);
    ct_xml_close(&w->x);
    free(url);
}
