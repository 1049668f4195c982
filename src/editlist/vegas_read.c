/* SPDX-License-Identifier: MIT */
/* Edit lists of Vegas: a row an event, in milliseconds, between semicolons; tracks count from the top. Several
 * programs that cut by themselves write them too. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "accompany_priv.h"
#include "circletake/file.h"
#include "editlist_priv.h"
#include "passing_priv.h"
#include "sheet_priv.h"
#include "xml_priv.h"

enum column { NUMBER, TRACK, START, LENGTH, RATE, KIND, FILE_NAME, SOURCE, FADE, COLUMNS };

static const char *const titles[COLUMNS] = {
    [NUMBER] = "ID",          [TRACK] = "Track",        [START] = "StartTime",
    [LENGTH] = "Length",      [RATE] = "PlayRate",      [KIND] = "MediaType",
    [FILE_NAME] = "FileName", [SOURCE] = "StreamStart", [FADE] = "FadeTimeIn",
};

typedef struct vegas {
    ct_timeline        *t;
    const ct_sheet_row *row; /* being read */
    int                 at[COLUMNS];
    int                 lowest; /* track of pictures, by their number */
    size_t              retimed;
} vegas;

static void find_columns(vegas *v, const ct_sheet_row *head)
{
    for (int c = 0; c < COLUMNS; c++)
        v->at[c] = ct_sheet_column(head, titles[c]);
}

/* Tabs stand between the cells beside the semicolons. */
static ct_code read_cells(const char *text, ct_sheet *out, ct_error *err)
{
    char *copy = ct_strdup(text);

    for (char *p = copy; *p; p++)
        *p = (char)(*p == '\t' ? ' ' : *p);
    ct_code code = ct_sheet_read(copy, ';', true, out, err);
    free(copy);
    return code;
}

bool ct_vegas_is(const char *line)
{
    ct_sheet sheet = {0};
    vegas    v = {.t = NULL};
    bool     is = read_cells(line, &sheet, NULL) == CT_OK && sheet.count == 1;

    if (is)
        find_columns(&v, &sheet.rows[0]);
    is = is && v.at[START] >= 0 && v.at[LENGTH] >= 0 && v.at[FILE_NAME] >= 0 && v.at[SOURCE] >= 0;
    ct_sheet_finish(&sheet);
    return is;
}

static const char *cell(const vegas *v, enum column c)
{
    return ct_sheet_cell(v->row, v->at[c]);
}

enum { TRACKS_MOST = 99, MILLISECONDS_MOST = 1000000000 };

static ct_code read_number(const vegas *v, enum column c, double otherwise, double *out,
                           ct_error *err)
{
    const char *text = cell(v, c);
    char       *end;

    *out = *text ? strtod(text, &end) : otherwise;
    if (!*text || (end != text && (!*end || *end == ' ') && fabs(*out) < MILLISECONDS_MOST))
        return CT_OK;
    return ct_fail(err, CT_BAD_DATA, "Line %zu: '%.40s' is no number of %s.", v->row->number, text,
                   titles[c]);
}

/* Nearest frame. */
static int64_t frame_of(const vegas *v, double milliseconds)
{
    return llround(milliseconds * v->t->fps.num / (1000.0 * v->t->fps.den));
}

static bool is_sound(const vegas *v)
{
    return ct_equal_nocase(cell(v, KIND), "AUDIO");
}

static void read_media(const vegas *v, ct_event *e)
{
    const char *path = cell(v, FILE_NAME);

    e->name = ct_strdup(ct_media_name(path));
    e->reel = *path ? ct_path_stem(e->name) : ct_strdup("BL");
    e->path = *path ? ct_strdup(path) : NULL;
    e->channels = is_sound(v) ? CT_CHANNEL_A1 * 3 : CT_CHANNEL_V;
}

static ct_code read_row(vegas *v, ct_error *err)
{
    double  start = 0, length = 0, rate = 1, source = 0, fade = 0, track = 0;
    ct_code code = read_number(v, START, -1, &start, err);

    if (!code)
        code = read_number(v, LENGTH, -1, &length, err);
    if (!code)
        code = read_number(v, RATE, 1, &rate, err);
    if (!code)
        code = read_number(v, SOURCE, 0, &source, err);
    if (!code)
        code = read_number(v, FADE, 0, &fade, err);
    if (!code)
        code = read_number(v, TRACK, 0, &track, err);
    if (!code && (start < 0 || length < 0 || source < 0 || !(rate > 0 && rate < 1000)))
        code = ct_fail(err, CT_BAD_DATA,
                       "Line %zu: expected StartTime, Length and StreamStart from 0 on, and a "
                       "PlayRate above it.",
                       v->row->number);
    if (code)
        return code;
    ct_event *e = ct_timeline_add(v->t);
    read_media(v, e);
    e->fps = v->t->fps;
    e->number = (int64_t)v->t->event_count;
    ct_parse_i64(cell(v, NUMBER), &e->number);
    e->record = (ct_span){frame_of(v, start), frame_of(v, start + length)};
    e->speed = av_d2q(rate, 100000);
    e->source.first = frame_of(v, source);
    e->source.end = e->source.first + ct_passing_frames(e, ct_span_count(e->record), v->t->fps);
    e->transition_frames =
        fade > 0 ? frame_of(v, fade) : 0; /* until it is known what it fades over */
    e->track = (int)(track < 0 ? 0 : track > TRACKS_MOST ? TRACKS_MOST : track);
    v->retimed += rate != 1;
    if (!is_sound(v) && e->track > v->lowest)
        v->lowest = e->track;
    return CT_OK;
}

/* What begins under the end of the event before it on its track comes in over it; what only fades in comes out
 * of black, where a picture is the lowest. */
static void place_transitions(ct_timeline *t)
{
    enum { KINDS = 2 };
    ct_event *before[KINDS][TRACKS_MOST + 1] = {{0}};

    for (size_t i = 0; i < t->event_count; i++) {
        ct_event  *e = &t->events[i];
        bool       picture = e->channels & CT_CHANNEL_V;
        ct_event **last = &before[picture][e->track];
        int64_t    fade = e->transition_frames,
                over = *last ? (*last)->record.end - e->record.first : 0;
        over = over < ct_span_count(e->record) ? over : ct_span_count(e->record);
        e->transition_frames = 0;
        if (over > 0) {
            int64_t length = ct_span_count((*last)->record) - over;
            (*last)->record.end -= over;
            (*last)->source.end = (*last)->source.first + ct_passing_frames(*last, length, t->fps);
        }
        if (picture && (over > 0 || (fade > 0 && e->track == 0))) {
            e->transition = over > 0 ? CT_DISSOLVE : CT_FADE;
            e->transition_frames = over > 0 ? over : fade;
        }
        *last = e;
    }
}

/* The highest number is the lowest picture. */
static void turn_tracks(vegas *v)
{
    for (size_t i = 0; i < v->t->event_count; i++) {
        ct_event *e = &v->t->events[i];
        if (e->channels & CT_CHANNEL_V)
            e->track = v->lowest - e->track;
    }
}

ct_code ct_vegas_read(const char *text, const ct_import_options *how, ct_timeline *t,
                      ct_finding_list *findings, ct_error *err)
{
    ct_sheet   sheet = {0};
    vegas      v = {.t = t};
    ct_leaving leave = {how->partial, findings};
    ct_code    code = CT_OK;

    if (how->edit_rate.num == 0)
        return ct_fail(err, CT_USAGE, "Its times are milliseconds and name no rate.");
    t->fps = how->edit_rate;
    t->count = (ct_tc_count){ct_tc_base(t->fps), false};
    t->placed = true;
    code = read_cells(text, &sheet, err);
    if (!code && sheet.count > 0)
        find_columns(&v, &sheet.rows[0]);
    for (size_t i = 1; !code && i < sheet.count; i++) {
        v.row = &sheet.rows[i];
        code = ct_leave_out(&leave, NULL, NULL, read_row(&v, err), err);
    }
    if (!code && t->event_count == 0)
        code = ct_fail(err, CT_BAD_DATA, "There is no event in it.");
    ct_sheet_finish(&sheet);
    if (code)
        return code;
    turn_tracks(&v);
    ct_timeline_sort(t);
    place_transitions(t);
    ct_join_sound_tracks(t);
    ct_finding_add(findings, CT_SAY_NOTE, "seconds-rounded", NULL, NULL,
                   "Its times are milliseconds; each was taken as the nearest frame.");
    if (v.retimed)
        ct_finding_add(findings, CT_SAY_NOTE, "retimed", NULL, NULL,
                       "Clips that run at another speed: %zu.", v.retimed);
    return CT_OK;
}
