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

#include "fcpxml_out_priv.h"

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

const char *ct_fcpx_conform_rate(AVRational fps, int minor)
{
    int rate = find_rate(fps);

    return rate >= 0 && rates[rate].since <= minor ? rates[rate].conform : NULL;
}

bool ct_fcpx_has_projects(AVRational fps)
{
    int rate = find_rate(fps);

    return rate >= 0 && rates[rate].format;
}

/* "86486400/24000s", "3600s". */
char *ct_fcpx_time(int64_t frames, AVRational fps, char out[CT_FCPX_TIME_BYTES])
{
    int64_t ticks = frames * fps.den;
    bool    whole = ticks % fps.num == 0;
    char    room[CT_I64_TEXT_BYTES];
    char   *at = stpcpy(out, ct_i64_text(whole ? ticks / fps.num : ticks, room));

    if (!whole)
        at = stpcpy(stpcpy(at, "/"), ct_i64_text(fps.num, room));
    stpcpy(at, "s");
    return out;
}

/* 1/705600000 s divides the frames of every rate there is, and the samples of most sound. */
enum { FLICKS = 705600000 };

bool ct_fcpx_is_exact(AVRational fps, AVRational rate)
{
    return (int64_t)fps.num / av_gcd(fps.num, rate.num) * rate.num <= INT32_MAX;
}

char *ct_fcpx_sum(int64_t frames, AVRational fps, int64_t more, AVRational rate,
                  char out[CT_FCPX_TIME_BYTES])
{
    int64_t den = FLICKS, num;

    if (ct_fcpx_is_exact(fps, rate)) {
        den = (int64_t)fps.num / av_gcd(fps.num, rate.num) * rate.num;
        num = frames * fps.den * (den / fps.num) + more * rate.den * (den / rate.num);
    } else {
        num =
            av_rescale(frames * fps.den, den, fps.num) + av_rescale(more * rate.den, den, rate.num);
    }
    int64_t common = num ? av_gcd(num, den) : den;

    if (den == common)
        snprintf(out, CT_FCPX_TIME_BYTES, "%llds", (long long)(num / common));
    else
        snprintf(out, CT_FCPX_TIME_BYTES, "%lld/%llds", (long long)(num / common),
                 (long long)(den / common));
    return out;
}

/* As Apple writes them: 1001/24000s, 100/2500s. */
static char *frame_duration(AVRational fps, char out[CT_FCPX_TIME_BYTES])
{
    if (fps.den == 1)
        snprintf(out, CT_FCPX_TIME_BYTES, "100/%d00s", fps.num);
    else
        snprintf(out, CT_FCPX_TIME_BYTES, "%d/%ds", fps.den, fps.num);
    return out;
}

/* First frame of the media on its own clock. */
int64_t ct_fcpx_media_start(const ct_event *e)
{
    return ct_event_labels(e, e->fps).first - e->source.first;
}

int64_t ct_fcpx_media_frames(const ct_event *e)
{
    return e->media_frames > 0 ? e->media_frames : e->source.end;
}

const char *ct_fcpx_tc_format(bool drop)
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
static size_t format_of(const ct_fcpx_writer *w, size_t i)
{
    size_t first = 0;

    while (!same_format(&w->t->events[first], &w->t->events[i]))
        first++;
    return first;
}

/* r1 is the sequence's format; events number theirs from r2, assets a1. */
char *ct_fcpx_format_id(const ct_fcpx_writer *w, size_t i, char out[24])
{
    snprintf(out, 24, "r%zu", format_of(w, i) + 2);
    return out;
}

char *ct_fcpx_asset_id(const ct_fcpx_writer *w, size_t i, char out[24])
{
    snprintf(out, 24, "a%zu", w->source[i] + 1);
    return out;
}

static void write_format(ct_fcpx_writer *w, const char *id, AVRational fps, int width, int height)
{
    char duration[CT_FCPX_TIME_BYTES], wide[16] = "", high[16] = "", name[48] = "";
    int  rate = find_rate(fps);
    bool known = (width == 1920 && height == 1080) || (width == 1280 && height == 720) ||
                 (width == 3840 && height == 2160);

    if (known && ct_fcpx_has_projects(fps))
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

char *ct_fcpx_sound_id(const ct_fcpx_writer *w, size_t i, char out[24])
{
    snprintf(out, 24, "s%zu", w->sound[i] + 1);
    return out;
}

/* A file of pictures, or of sound alone; the file was an attribute before it was an element. */
static void write_asset_file(ct_fcpx_writer *w, const char *path)
{
    char *url = ct_file_url("", ct_str_or_empty(path));

    if (w->minor >= 9)
        ct_xml_empty(&w->x, "media-rep", "kind", "original-media", "src", url, NULL);
    free(url);
}

/* Of the media, not of what the list takes of it: sound may be taken first. */
static bool shows_picture(const ct_fcpx_writer *w, size_t i)
{
    for (size_t k = i, more = 1; more; k = more) {
        if (w->t->events[k].channels & CT_CHANNEL_V || w->t->events[k].width_px > 0)
            return true;
        more = w->next[k];
    }
    return false;
}

static void write_asset(ct_fcpx_writer *w, size_t i)
{
    const ct_event *e = &w->t->events[i];
    ct_audio_layout sound = ct_event_layout(e);
    char            id[24], format[24], start[CT_FCPX_TIME_BYTES], duration[CT_FCPX_TIME_BYTES];
    char            sources[16], channels[16];
    char           *url = ct_file_url("", ct_str_or_empty(e->path));
    bool            picture = shows_picture(w, i), heard = e->audio_channels > 0;
    bool            flat = w->minor < 9;

    snprintf(sources, sizeof sources, "%d", sound.count);
    snprintf(channels, sizeof channels, "%d", e->audio_channels);
    ct_xml_open(&w->x, "asset", "id", ct_fcpx_asset_id(w, i, id), "name", ct_str_or_empty(e->name),
                "src", flat ? url : NULL, "start",
                ct_fcpx_time(ct_fcpx_media_start(e), e->fps, start), "duration",
                ct_fcpx_time(ct_fcpx_media_frames(e), e->fps, duration), "hasVideo",
                picture ? "1" : NULL, "format", ct_fcpx_format_id(w, i, format), "hasAudio",
                heard ? "1" : NULL, "videoSources", picture && !flat ? "1" : NULL, "audioSources",
                heard ? sources : NULL, "audioChannels", heard ? channels : NULL, NULL);
    write_asset_file(w, e->path);
    ct_xml_close(&w->x);
    free(url);
}

/* Start of a file of sound on its own clock, in frames of its labels. */
int64_t ct_fcpx_sound_start(const ct_event_sound *s)
{
    return s->tc.rate.num > 0 ? s->tc.start : 0;
}

AVRational ct_fcpx_sound_rate(const ct_event_sound *s)
{
    return s->tc.rate.num > 0 ? s->tc.rate : s->fps;
}

/* Of sound recorded apart. */
static void write_sound_asset(ct_fcpx_writer *w, size_t i)
{
    const ct_event_sound *s = &w->t->events[i].sound;
    char id[24], start[CT_FCPX_TIME_BYTES], duration[CT_FCPX_TIME_BYTES], sources[16], channels[16],
        rate[16];
    char *url = ct_file_url("", s->path);

    snprintf(sources, sizeof sources, "%d", s->audio.count);
    snprintf(channels, sizeof channels, "%d", ct_audio_total(&s->audio));
    snprintf(rate, sizeof rate, "%d", s->rate_hz);
    ct_xml_open(&w->x, "asset", "id", ct_fcpx_sound_id(w, i, id), "name", ct_str_or_empty(s->name),
                "src", w->minor < 9 ? url : NULL, "start",
                ct_fcpx_time(ct_fcpx_sound_start(s), ct_fcpx_sound_rate(s), start), "duration",
                ct_fcpx_time(s->media_frames, s->fps, duration), "hasAudio", "1", "audioSources",
                sources, "audioChannels", channels, "audioRate", rate, NULL);
    write_asset_file(w, s->path);
    ct_xml_close(&w->x);
    free(url);
}

/* Whose size the sequence has. */
static const ct_event *first_shown(const ct_timeline *t)
{
    for (size_t i = 0; i < t->event_count; i++)
        if (t->events[i].width_px > 0)
            return &t->events[i];
    return &t->events[0];
}

static void write_resources(ct_fcpx_writer *w)
{
    const ct_event *first = first_shown(w->t);
    char            id[24];

    ct_xml_open(&w->x, "resources", NULL);
    write_format(w, "r1", w->t->fps, first->width_px, first->height_px);
    for (size_t i = 0; i < w->t->event_count; i++)
        if (format_of(w, i) == i)
            write_format(w, ct_fcpx_format_id(w, i, id), w->t->events[i].fps,
                         w->t->events[i].width_px, w->t->events[i].height_px);
    for (size_t i = 0; i < w->t->event_count && !ct_export_stopped(w->o); i++)
        if (w->source[i] == i && !ct_event_is_black(&w->t->events[i]))
            write_asset(w, i);
    for (size_t i = 0; i < w->t->event_count && !w->bins; i++)
        if (w->t->events[i].sound.path && w->sound[i] == i)
            write_sound_asset(w, i);
    ct_xml_close(&w->x);
}

/* --- sound ---------------------------------------------------------------------- */

/* Those of one track; `first`: its first among all of the file. */
static void write_track_channels(ct_fcpx_writer *w, const ct_event *e, int track, int first,
                                 int count)
{
    ct_str channels = {0};
    char   role[40];

    for (int channel = first; channel < first + count; channel++)
        if (!e || ct_event_uses_channel(e, channel))
            ct_str_appendf(&channels, "%s%d", channels.len ? ", " : "", channel);
    snprintf(role, sizeof role, "dialogue.dialogue-%d", track + 1);
    if (channels.len)
        ct_xml_empty(&w->x, "audio-channel-source", "srcCh", ct_str_text(&channels), "role", role,
                     NULL);
    ct_str_finish(&channels);
}

void ct_fcpx_write_channels(ct_fcpx_writer *w, const ct_event *e, const ct_audio_layout *file)
{
    bool said = file->count > 1 || (e && ct_event_uses_part(e));
    int  first = 1;

    for (int track = 0; said && track < file->count; track++) {
        write_track_channels(w, e, track, first, file->channels[track]);
        first += file->channels[track];
    }
}

/* --- the event: sources with their selects ----------------------------------------------- */

static void write_rating(ct_fcpx_writer *w, const ct_event *e)
{
    char start[CT_FCPX_TIME_BYTES], duration[CT_FCPX_TIME_BYTES];

    ct_xml_empty(&w->x, "rating", "name", e->label && *e->label ? e->label : CT_FCPXML_SELECT,
                 "start", ct_fcpx_time(ct_fcpx_media_start(e) + e->source.first, e->fps, start),
                 "duration", ct_fcpx_time(ct_span_count(e->source), e->fps, duration), "value",
                 e->verdict == CT_REJECTED ? "reject" : "favorite", "note",
                 e->author && *e->author ? e->author : NULL, NULL);
}

/* Tags lie on the whole clip. */
static void write_keywords(ct_fcpx_writer *w, const ct_event *e)
{
    char start[CT_FCPX_TIME_BYTES], duration[CT_FCPX_TIME_BYTES];

    if (e->keywords && *e->keywords)
        ct_xml_empty(&w->x, "keyword", "start", ct_fcpx_time(ct_fcpx_media_start(e), e->fps, start),
                     "duration", ct_fcpx_time(ct_fcpx_media_frames(e), e->fps, duration), "value",
                     e->keywords, NULL);
}

static void write_datum(ct_fcpx_writer *w, const char *key, const char *value)
{
    if (value && *value)
        ct_xml_empty(&w->x, "md", "key", key, "value", value, NULL);
}

/* Apple's keys for what it knows, keys of ours for the rest; `e` is also the select when it stands
 * in the project. */
void ct_fcpx_write_metadata(ct_fcpx_writer *w, const ct_event *e, bool select)
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
void ct_fcpx_write_marker(ct_fcpx_writer *w, const ct_event *e, const ct_marker *m, ct_span at)
{
    char   start[CT_FCPX_TIME_BYTES], duration[CT_FCPX_TIME_BYTES];
    char  *aside = ct_marker_aside(m);
    ct_str room = {0};
    bool   done = m->status == CT_NOTE_RESOLVED || m->status == CT_NOTE_WONTFIX;

    ct_xml_empty(&w->x, "marker", "start", ct_fcpx_time(at.first, e->fps, start), "duration",
                 ct_fcpx_time(ct_span_count(at), e->fps, duration), "value",
                 ct_marker_words(m, &room), "completed", done ? "1" : "0", "note", aside, NULL);
    ct_str_finish(&room);
    free(aside);
}

static void write_bin_marker(ct_fcpx_writer *w, const ct_event *e, const ct_marker *m)
{
    int64_t first = ct_fcpx_media_start(e) + m->frame;

    ct_fcpx_write_marker(w, e, m, (ct_span){first, first + m->count});
}

static void write_source(ct_fcpx_writer *w, size_t i)
{
    const ct_event *e = &w->t->events[i];
    char            asset[24], format[24], start[CT_FCPX_TIME_BYTES], duration[CT_FCPX_TIME_BYTES];

    ct_xml_open(&w->x, "asset-clip", "ref", ct_fcpx_asset_id(w, i, asset), "name",
                ct_str_or_empty(e->name), "start",
                ct_fcpx_time(ct_fcpx_media_start(e), e->fps, start), "duration",
                ct_fcpx_time(ct_fcpx_media_frames(e), e->fps, duration), "format",
                ct_fcpx_format_id(w, i, format), "tcFormat",
                ct_fcpx_tc_format(ct_event_labels(e, e->fps).count.drop), NULL);
    if (e->description && *e->description)
        ct_xml_text(&w->x, "note", e->description);
    for (size_t k = i, more = 1; more; k = more) {
        write_rating(w, &w->t->events[k]);
        more = w->next[k];
    }
    for (size_t k = 0; w->bins && k < e->marker_count; k++)
        write_bin_marker(w, e, &e->markers[k]);
    write_keywords(w, e);
    ct_audio_layout sound = ct_event_layout(e);
    ct_fcpx_write_channels(w, NULL, &sound);
    ct_fcpx_write_metadata(w, e, false);
    ct_xml_close(&w->x);
}

/* --- the whole -------------------------------------------------------------------- */

ct_code ct_fcpxml_write(const ct_format *f, const ct_timeline *t, const ct_export_options *o,
                        ct_output_list *out, ct_finding_list *findings, ct_error *err)
{
    size_t *source;
    ct_code code = ct_fcpx_check_project(t, err);

    (void)f;
    (void)findings;
    if (code)
        return code;
    source = ct_first_of_source(t);
    ct_fcpx_writer w = {.t = t,
                        .o = o,
                        .source = source,
                        .minor = versions[o->fcpxml_version].minor,
                        .bins = o->layout == CT_LAYOUT_BINS};
    size_t        *sound = ct_first_of_sound(t);
    w.sound = sound;
    w.next = ct_next_of_source(t, source);
    ct_xml_start(&w.x, "fcpxml", t->event_count);
    ct_xml_open(&w.x, "fcpxml", "version", versions[o->fcpxml_version].text, NULL);
    write_resources(&w);
    ct_xml_open(&w.x, "library", NULL);
    ct_xml_open(&w.x, "event", "name", ct_str_or_empty(t->title), NULL);
    for (size_t i = 0; i < t->event_count && !ct_export_stopped(o); i++)
        if (source[i] == i && !ct_event_is_black(&t->events[i]))
            write_source(&w, i);
    if (!w.bins)
        ct_fcpx_write_project(&w);
    ct_output_add_xml(out, &w.x, t->event_count);
    free(w.next);
    free(sound);
    free(source);
    return CT_OK;
}
