/* SPDX-License-Identifier: MIT */
/* Avid Log Exchange: a log of clips, one row a select, with everything the slate says. Columns that
 * Avid does not know become columns of the bin. A log has one rate. */
#include <stdlib.h>

#include "circletake/file.h"
#include "editlist_priv.h"
#include "emit_priv.h"
#include "heard_priv.h"
#include "table_priv.h"

/* --- the heading ------------------------------------------------------------------ */

static const char *video_format(const ct_timeline *t)
{
    static const struct {
        int         height_px;
        const char *name;
    } known[] = {{486, "NTSC"}, {480, "NTSC"}, {576, "PAL"}, {720, "720"}, {1080, "1080"}};
    int height_px = 0;

    for (size_t i = 0; i < t->event_count; i++) {
        if (height_px && t->events[i].height_px && t->events[i].height_px != height_px)
            return "CUSTOM";
        height_px = height_px ? height_px : t->events[i].height_px; /* of sound it is 0 */
    }
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (known[i].height_px == height_px)
            return known[i].name;
    return "CUSTOM";
}

static void append_heading(ct_str *out, const ct_timeline *t)
{
    char rate[CT_RATE_TEXT_BYTES];

    ct_str_appendf(out,
                   "Heading\r\nFIELD_DELIM\tTABS\r\nVIDEO_FORMAT\t%s\r\nAUDIO_FORMAT\t48khz\r\n"
                   "FPS\t%s\r\n\r\n",
                   video_format(t), ct_rate_label(t->fps, rate));
}

/* --- columns ---------------------------------------------------------------------- */

/* A cell is one line without tabs. */
static void append_value(ct_str *out, const char *value)
{
    char *line = ct_emit_line(value);

    ct_str_append(out, line);
    free(line);
}

/* What the select is called, else its clip. */
static void name(ct_str *out, const ct_timeline *t, const ct_event *e)
{
    (void)t;
    if (e->label && *e->label) {
        append_value(out, e->label);
        return;
    }
    char *stem = ct_path_stem(ct_str_or_empty(e->name));
    append_value(out, stem);
    free(stem);
}

/* "VA1A2": picture and the channels of sound. */
static void tracks(ct_str *out, const ct_timeline *t, const ct_event *e)
{
    (void)t;
    if (e->channels & CT_CHANNEL_V || e->channels == 0)
        ct_str_append_char(out, 'V');
    for (int i = 1; i <= 16; i++)
        if (e->channels & (unsigned)CT_CHANNEL_V << i)
            ct_str_appendf(out, "A%d", i);
}

static void append_label(ct_str *out, int64_t n, ct_tc_count count)
{
    char text[CT_TC_TEXT_BYTES];

    ct_str_append(out, ct_tc_print(n, count, text));
}

static void start(ct_str *out, const ct_timeline *t, const ct_event *e)
{
    ct_event_label l = ct_event_labels(e, t->fps);

    append_label(out, l.first, l.count);
}

static void end(ct_str *out, const ct_timeline *t, const ct_event *e)
{
    ct_event_label l = ct_event_labels(e, t->fps);

    append_label(out, l.end, l.count);
}

static void duration(ct_str *out, const ct_timeline *t, const ct_event *e)
{
    ct_event_label l = ct_event_labels(e, t->fps);

    append_label(out, l.end - l.first, l.count);
}

#define TEXT_COLUMN(column, field)                                                                 \
    static void column(ct_str *out, const ct_timeline *t, const ct_event *e)                       \
    {                                                                                              \
        (void)t;                                                                                   \
        append_value(out, e->field);                                                               \
    }
TEXT_COLUMN(tape, reel)
TEXT_COLUMN(source_file, name)
TEXT_COLUMN(source_path, path)
TEXT_COLUMN(scene, scene)
TEXT_COLUMN(shot, shot)
TEXT_COLUMN(take, take)
TEXT_COLUMN(camera, camera)
TEXT_COLUMN(description, description)
TEXT_COLUMN(keywords, keywords)

static void soundroll(ct_str *out, const ct_timeline *t, const ct_event *e)
{
    (void)t;
    if (e->sound.path)
        append_value(out, e->sound.reel);
}

static void sound_timecode(ct_str *out, const ct_timeline *t, const ct_event *e)
{
    ct_heard heard;

    if (e->sound.path && ct_event_heard(e, t->fps, &heard)) {
        ct_event_label l = ct_event_labels(&heard.file, t->fps);
        append_label(out, l.first, l.count);
    }
}

static void sound_file(ct_str *out, const ct_timeline *t, const ct_event *e)
{
    (void)t;
    append_value(out, e->sound.path);
}

static void fps(ct_str *out, const ct_timeline *t, const ct_event *e)
{
    char rate[CT_RATE_TEXT_BYTES];

    (void)t;
    ct_str_append(out, ct_rate_label(e->fps, rate));
}

static void circled(ct_str *out, const ct_timeline *t, const ct_event *e)
{
    (void)t;
    ct_str_append(out, e->circled ? "Yes" : "");
}

static void colour(ct_str *out, const ct_timeline *t, const ct_event *e)
{
    (void)t;
    ct_str_append(out, e->colour ? ct_clip_colour_name(e->colour) : "");
}

static void verdict(ct_str *out, const ct_timeline *t, const ct_event *e)
{
    (void)t;
    ct_str_append(out, e->verdict == CT_UNRATED ? "" : ct_verdict_name(e->verdict));
}

static void rating(ct_str *out, const ct_timeline *t, const ct_event *e)
{
    (void)t;
    if (e->rating > 0)
        ct_str_appendf(out, "%d", e->rating);
}

/* The notes inside the select, each with its timecode. */
static void comments(ct_str *out, const ct_timeline *t, const ct_event *e)
{
    ct_str room = {0};

    for (size_t i = 0; i < e->marker_count; i++) {
        char timecode[CT_TC_TEXT_BYTES];
        ct_marker_timecode(t, e, e->markers[i].frame, timecode);
        ct_str_appendf(out, "%s%s ", i ? " / " : "", timecode);
        append_value(out, ct_marker_words(&e->markers[i], &room));
    }
    ct_str_finish(&room);
}

static const struct {
    const char *title; /* as Avid spells it */
    void (*append)(ct_str *out, const ct_timeline *t, const ct_event *e);
} columns[] = {
    {"Name", name},
    {"Tracks", tracks},
    {"Start", start},
    {"End", end},
    {"Duration", duration},
    {"Tape", tape},
    {"Scene", scene},
    {"Shot", shot},
    {"Take", take},
    {"Camera", camera},
    {"Circled", circled},
    {"Color", colour},
    {"Verdict", verdict},
    {"Rating", rating},
    {"Description", description},
    {"Keywords", keywords},
    {"Comments", comments},
    {"FPS", fps},
    {"Soundroll", soundroll},
    {"Sound TC", sound_timecode},
    {"Sound File", sound_file},
    {"Source File", source_file},
    {"Source Path", source_path},
};
enum { COLUMNS = sizeof columns / sizeof columns[0] };

/* --- the list --------------------------------------------------------------------- */

ct_code ct_ale_write(const ct_format *f, const ct_timeline *t, const ct_export_options *o,
                     ct_output_list *out, ct_finding_list *findings, ct_error *err)
{
    ct_str text = {0};

    (void)f;
    (void)findings;
    (void)err;
    append_heading(&text, t);
    ct_str_append(&text, "Column\r\n");
    for (int i = 0; i < COLUMNS; i++)
        ct_str_appendf(&text, "%s%s", i ? "\t" : "", columns[i].title);
    ct_str_append(&text, "\r\n\r\nData\r\n");
    for (size_t i = 0; i < t->event_count && !ct_export_stopped(o); i++) {
        for (int c = 0; c < COLUMNS; c++) {
            ct_str_append(&text, c ? "\t" : "");
            columns[c].append(&text, t, &t->events[i]);
        }
        ct_str_append(&text, "\r\n");
    }
    ct_output_add_text(out, &text, t->event_count);
    return CT_OK;
}
