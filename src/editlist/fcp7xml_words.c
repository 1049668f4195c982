/* SPDX-License-Identifier: MIT */
/* What is said of a clip in Final Cut Pro 7 XML: notes, slate, judgement, label. */
#include <libavutil/mathematics.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fcp7xml_out_priv.h"
#include "marker_priv.h"

/* FCP7's own colours, RGBA. */
static const int colours[CT_CAT_COUNT][3] = {
    [CT_CAT_GENERAL] = {255, 255, 0},  [CT_CAT_PICTURE] = {255, 0, 0},
    [CT_CAT_SOUND] = {48, 191, 72},    [CT_CAT_MUSIC] = {48, 191, 191},
    [CT_CAT_GRAPHICS] = {127, 0, 255}, [CT_CAT_VFX] = {0, 128, 255},
    [CT_CAT_STORY] = {255, 127, 0},    [CT_CAT_CONTINUITY] = {255, 0, 127},
};

static void write_colour(ct_fcp7_writer *w, ct_category category)
{
    const int *c = colours[category];

    if (ct_xml_again(&w->x, (ct_xml_key){CT_FCP7_COLOUR, (int)category, 0, 0, 0}))
        return;
    ct_xml_open_line(&w->x, "color");
    ct_xml_number(&w->x, "red", c[0]);
    ct_xml_number(&w->x, "green", c[1]);
    ct_xml_number(&w->x, "blue", c[2]);
    ct_xml_number(&w->x, "alpha", 0);
    ct_xml_close(&w->x);
    ct_xml_keep(&w->x);
}

/* Markers count from the media's first frame; out is -1 for a point. */
void ct_fcp7_marker(ct_fcp7_writer *w, const ct_event *e, const ct_marker *m)
{
    char   *aside = ct_marker_aside(m);
    ct_str  room = {0};
    ct_span at = ct_marker_on_clock(e, m, w->t->fps);

    ct_xml_open(&w->x, "marker", NULL);
    ct_xml_text(&w->x, "comment", aside);
    ct_xml_text(&w->x, "name", ct_marker_words(m, &room));
    ct_xml_number(&w->x, "in", at.first);
    ct_xml_number(&w->x, "out", ct_span_count(at) > 1 ? at.end : -1);
    write_colour(w, m->category);
    ct_xml_close(&w->x);
    ct_str_finish(&room);
    free(aside);
}

/* --- speeds -------------------------------------------------------------------------- */

char *ct_fcp7xml_speed_text(AVRational speed, char out[CT_FCP7_SPEED_BYTES])
{
    bool    few = (int64_t)speed.num * 10000 % speed.den == 0;
    int64_t unit = few ? 100 : 1000000, parts = av_rescale(100 * unit, speed.num, speed.den);

    snprintf(out, CT_FCP7_SPEED_BYTES, few ? "%lld.%02lld" : "%lld.%06lld",
             (long long)(parts / unit), (long long)(parts % unit));
    return out;
}

bool ct_fcp7xml_speed_parse(const char *text, AVRational *out)
{
    enum { SIMPLE = 1001, DECIMALS_MOST = 9 };
    const char *point = strchr(text, '.');
    size_t      decimals = point ? strspn(point + 1, "0123456789") : 0;
    int64_t     hundredths;
    double      value, unit = 0.01;

    if (!ct_parse_hundredths(text, &hundredths) || llabs(hundredths) > INT32_MAX)
        return false;
    av_reduce(&out->num, &out->den, hundredths, 10000, INT32_MAX);
    if (decimals < 3)
        return true;
    value = (double)(llabs(hundredths) / 100) * unit; /* whole percents, then its decimals */
    for (size_t i = 0; i < decimals && i < DECIMALS_MOST; i++)
        value += (point[1 + i] - '0') * (unit /= 10);
    value = *text == '-' ? -value : value;
    *out = av_d2q(value, SIMPLE);
    if (fabs(av_q2d(*out) - value) > unit / 2)
        *out = av_d2q(value, 1000000);
    return true;
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

void ct_fcp7_label(ct_fcp7_writer *w, const ct_event *e)
{
    if (!e->colour)
        return;
    ct_xml_open_line(&w->x, "labels");
    ct_xml_text(&w->x, "label2", labels[e->colour]);
    ct_xml_close(&w->x);
}

void ct_fcp7_logging(ct_fcp7_writer *w, const ct_event *e)
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
static void write_judgement(ct_fcp7_writer *w, const ct_event *e)
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

static void write_comment(ct_fcp7_writer *w, const char *name, const char *text)
{
    if (text && *text)
        ct_xml_text(&w->x, name, text);
}

/* What the log has no field for; editing programs show these as columns of comments. */
void ct_fcp7_comments(ct_fcp7_writer *w, const ct_event *e)
{
    ct_xml_open(&w->x, "comments", NULL);
    write_comment(w, "mastercomment1", e->keywords);
    write_comment(w, "mastercomment2", e->camera);
    write_comment(w, "mastercomment3", e->shot);
    write_judgement(w, e);
    write_comment(w, "clipcommentb", e->author);
    ct_xml_close(&w->x);
}
