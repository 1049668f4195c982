/* SPDX-License-Identifier: MIT */
/* Reading chapters, as ffmpeg writes them and as people type them for YouTube or to one another: timelines of
 * markers, no events. */
#include <libavutil/mathematics.h>
#include <stdlib.h>
#include <string.h>

#include "editlist_priv.h"
#include "marker_priv.h"
#include "sheet_priv.h"
#include "typed_line_priv.h"

typedef struct chapters {
    ct_timeline *t;
    const char  *at;   /* what is still to be read */
    size_t       line; /* of what was read last, from 1 */
    bool         rounded;
    size_t       beside; /* lines that belong to no chapter */
    ct_leaving   leave;
} chapters;

enum { SECONDS_MOST = 10000000 };

static void start_timeline(ct_timeline *t, AVRational rate)
{
    t->fps = rate;
    t->count = (ct_tc_count){ct_tc_base(rate), false};
}

/* Nearest frame; -1: before the first, or behind the end of all films. */
static int64_t frame_of(chapters *c, int64_t value, AVRational unit)
{
    AVRational frame = {c->t->fps.den, c->t->fps.num};

    if (value < 0 || av_compare_ts(value, unit, SECONDS_MOST, (AVRational){1, 1}) > 0)
        return -1;
    int64_t nearest = av_rescale_q(value, unit, frame);
    c->rounded = c->rounded || av_compare_ts(value, unit, nearest, frame) != 0;
    return nearest;
}

/* Without its mark of UTF-8. */
static const char *content_of(const char *data, size_t *bytes)
{
    size_t mark = *bytes >= 3 && memcmp(data, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;

    *bytes -= mark;
    return data + mark;
}

typedef ct_code read_text(chapters *c, const ct_import_options *how, ct_error *err);

static ct_code read_all(read_text *read, const char *data, size_t bytes,
                        const ct_import_options *how, ct_timeline *out, ct_finding_list *findings,
                        ct_error *err)
{
    char    *text = NULL;
    chapters c = {.t = out, .leave = {how->partial, findings}};
    ct_code  code = ct_text_decode(data, bytes, &text, err);

    ct_timeline_init(out);
    out->fps = (AVRational){0, 1};
    c.at = text;
    if (!code)
        code = read(&c, how, err);
    if (!code && out->marker_count == 0)
        code = ct_fail(err, CT_BAD_DATA, "There is no chapter in it.");
    if (!code && c.rounded)
        ct_finding_add(findings, CT_SAY_NOTE, "seconds-rounded", NULL, NULL,
                       "Its times are no frames; each was taken as the nearest frame.");
    if (!code && c.beside)
        ct_finding_add(findings, CT_SAY_NOTE, "beside", NULL, NULL,
                       "Lines without a time, left out: %zu.", c.beside);
    if (code)
        ct_timeline_finish(out);
    free(text);
    return code;
}

/* --- ffmpeg ----------------------------------------------------------------------- */

static const char sign[] = ";FFMETADATA";

bool ct_ffmetadata_looks_like(const char *data, size_t bytes)
{
    data = content_of(data, &bytes);
    return bytes >= sizeof sign - 1 && memcmp(data, sign, sizeof sign - 1) == 0;
}

/* "key=value" with its escapes undone: a backslash takes what follows as it is, a line end too. *value: behind
 * the first '=' that is bare; NULL: there is none. */
static bool next_statement(chapters *c, ct_str *out, const char **value)
{
    size_t behind = 0;

    ct_str_clear(out);
    if (!*c->at)
        return false;
    for (c->line++; *c->at && !strchr("\r\n", *c->at); c->at++) {
        if (*c->at == '\\' && c->at[1]) {
            c->at++;
            c->line += *c->at == '\n';
        } else if (*c->at == '=' && behind == 0) {
            behind = out->len + 1;
        }
        ct_str_append_char(out, *c->at);
    }
    c->at += *c->at == '\r';
    c->at += *c->at == '\n';
    *value = behind ? ct_str_text(out) + behind : NULL;
    return true;
}

typedef struct chapter {
    bool       open;
    size_t     line;
    AVRational unit;
    int64_t    start, end; /* -1: not said */
    char      *title;
} chapter;

static const chapter NO_CHAPTER = {.unit = {1, 1000000000}, .start = -1, .end = -1};

/* A unit of a frame says the rate; one of a hundredth of a second and below is a clock's. */
static ct_code need_rate(chapters *c, AVRational unit, ct_error *err)
{
    AVRational fps = {unit.den, unit.num};

    if (c->t->fps.num > 0)
        return CT_OK;
    if (av_cmp_q(fps, (AVRational){20, 1}) < 0 || av_cmp_q(fps, (AVRational){60, 1}) > 0)
        return ct_fail(err, CT_USAGE, "Its times are seconds; give the rate of the clip.");
    start_timeline(c->t, fps);
    return CT_OK;
}

static ct_code close_chapter(chapters *c, chapter *now, ct_error *err)
{
    ct_code code = now->open ? need_rate(c, now->unit, err) : CT_OK;
    int64_t first = 0, end = 0;

    if (now->open && !code) {
        first = frame_of(c, now->start, now->unit);
        end = now->end < 0 ? first + 1 : frame_of(c, now->end, now->unit);
        if (first < 0 || end < first)
            code = ct_fail(err, CT_BAD_DATA,
                           "Line %zu: expected a chapter with START before its END.", now->line);
    }
    if (now->open && !code) {
        ct_marker *m = ct_timeline_add_marker(c->t);
        m->frame = first;
        m->count = end > first ? end - first : 1;
        m->text = ct_strdup(ct_str_or_empty(now->title));
    }
    free(now->title);
    *now = NO_CHAPTER;
    return code;
}

static bool parse_unit(const char *text, AVRational *out)
{
    size_t  bytes = strcspn(text, "/");
    char   *head = ct_strndup(text, bytes);
    int64_t num = 0, den = 0;
    bool    is = text[bytes] && ct_parse_i64(head, &num) && ct_parse_i64(text + bytes + 1, &den) &&
              num > 0 && den > 0 && num <= INT32_MAX && den <= INT32_MAX;

    free(head);
    if (is)
        av_reduce(&out->num, &out->den, num, den, INT32_MAX);
    return is;
}

static ct_code read_pair(chapters *c, chapter *now, const char *text, const char *value,
                         ct_error *err)
{
    char   *key = ct_strndup(text, (size_t)(value - text) - 1);
    int64_t number = -1;
    ct_code code = CT_OK;

    if (ct_equal_nocase(key, "title")) {
        ct_strset(now->open ? &now->title : &c->t->title, value);
    } else if (now->open && ct_equal_nocase(key, "TIMEBASE")) {
        if (!parse_unit(value, &now->unit))
            code = ct_fail(err, CT_BAD_DATA,
                           "Line %zu: '%.40s' is no time base; expected one such as 1/1000.",
                           c->line, value);
    } else if (now->open && (ct_equal_nocase(key, "START") || ct_equal_nocase(key, "END"))) {
        if (!ct_parse_i64(value, &number) || number < 0)
            code = ct_fail(err, CT_BAD_DATA,
                           "Line %zu: expected a whole number of the time base, found '%.40s'.",
                           c->line, value);
        *(ct_equal_nocase(key, "START") ? &now->start : &now->end) = number;
    }
    free(key);
    return code;
}

static ct_code read_metadata(chapters *c, const ct_import_options *how, ct_error *err)
{
    ct_str      text = {0};
    const char *value;
    chapter     now = NO_CHAPTER;
    bool        of_stream = false; /* whose title is none of the file's */
    ct_code     code = CT_OK;

    if (how->edit_rate.num > 0)
        start_timeline(c->t, how->edit_rate);
    while (!code && next_statement(c, &text, &value)) {
        const char *line = ct_str_text(&text);
        if (*line == '[') {
            code = ct_leave_out(&c->leave, NULL, NULL, close_chapter(c, &now, err), err);
            now.open = ct_equal_nocase(line, "[CHAPTER]");
            now.line = c->line;
            of_stream = !now.open;
        } else if (value && *line != ';' && *line != '#' && !of_stream) {
            ct_code pair = read_pair(c, &now, line, value, err);
            code = ct_leave_out(&c->leave, NULL, now.title, pair, err);
            if (pair && !code) { /* with what else is said of it */
                now.open = false;
                of_stream = true;
            }
        }
    }
    if (!code)
        code = ct_leave_out(&c->leave, NULL, NULL, close_chapter(c, &now, err), err);
    c->t->from_zero = true;
    free(now.title);
    ct_str_finish(&text);
    return code;
}

ct_code ct_ffmetadata_read(const char *data, size_t bytes, const ct_import_options *how,
                           ct_timeline *out, ct_finding_list *findings, ct_error *err)
{
    return read_all(read_metadata, data, bytes, how, out, findings, err);
}

/* --- a time and words on each line ------------------------------------------------------ */

static void trim(char *line)
{
    size_t end = strlen(line), space = strspn(line, " \t");

    while (end > space && strchr(" \t", line[end - 1]))
        line[--end] = '\0';
    memmove(line, line + space, end - space + 1);
}

/* Takes the next line off; gives it. NULL: there is none. */
static char *take_line(const char **at)
{
    size_t bytes = strcspn(*at, "\r\n");

    if (!**at)
        return NULL;
    char *line = ct_strndup(*at, bytes);
    *at += bytes;
    *at += **at == '\r' && (*at)[1] == '\n';
    *at += **at != '\0';
    trim(line);
    return line;
}

/* A time, and words that are no time. */
static bool is_spoken(const char *line)
{
    const char    *at = ct_typed_past_mark(line);
    ct_typed_range s, again;

    return ct_typed_range_parse(at, &s) && *ct_typed_words(at, &s) &&
           !ct_typed_range_parse(ct_typed_words(at, &s), &again);
}

/* Its first line with something on it, or one below a title. */
bool ct_chapters_looks_like(const char *data, size_t bytes)
{
    enum { HEAD = 4096, TITLE_LINES = 8 };
    char       *text = NULL, *line = NULL;
    const char *at;
    bool        is = false;

    if (ct_text_decode(data, bytes < HEAD ? bytes : HEAD, &text, NULL) != CT_OK)
        return false;
    if (ct_spoken_is(text)) {
        free(text);
        return true;
    }
    at = text;
    for (int i = 0; i < TITLE_LINES && !is && (line = take_line(&at)) != NULL; i++) {
        i -= !*line;
        is = is_spoken(line);
        free(line);
    }
    free(text);
    return is;
}

static ct_code read_time(chapters *c, const char *text, const ct_typed_time *s, bool *drop,
                         int64_t *frame, ct_error *err)
{
    ct_code code = CT_OK;

    if (s->fields == 4) {
        bool  bracket = strchr("([", *text) != NULL;
        char *label = ct_strndup(text + bracket, s->bytes - 2 * bracket);
        code = ct_tc_parse_any(label, c->t->count.base, *drop, frame, drop, err);
        free(label);
    } else if ((*frame = frame_of(c, s->milliseconds, (AVRational){1, 1000})) < 0) {
        code = ct_fail(err, CT_BAD_DATA, "'%.20s' lies behind the end of any film.", text);
    }
    return code ? ct_fail_prefix(err, code, "Line %zu: ", c->line) : CT_OK;
}

static ct_code read_spoken(chapters *c, const char *line, const ct_typed_range *s, bool *drop,
                           ct_error *err)
{
    int64_t frame = 0, end = 0;
    ct_code code = read_time(c, line, &s->first, drop, &frame, err);

    if (!code && s->last.fields)
        code = read_time(c, line + s->bytes - s->last.bytes, &s->last, drop, &end, err);
    if (code)
        return code;
    ct_marker *m = ct_timeline_add_marker(c->t);
    m->frame = frame;
    m->count = end > frame ? end - frame : 1;
    m->text = ct_strdup(ct_typed_words(line, s));
    return CT_OK;
}

static ct_code read_lines(chapters *c, const ct_import_options *how, ct_error *err)
{
    bool    labels = false, drop = how->drop && ct_tc_can_drop(how->edit_rate), follows = false;
    char   *line;
    ct_code code = CT_OK;

    if (how->edit_rate.num == 0)
        return ct_fail(err, CT_USAGE, "Its lines do not say the rate.");
    start_timeline(c->t, how->edit_rate);
    while (!code && (line = take_line(&c->at)) != NULL) {
        const char    *at = ct_typed_past_mark(line);
        ct_typed_range s;
        bool           timed = ct_typed_range_parse(at, &s) &&
                     (c->t->marker_count == 0 || labels == (s.first.fields == 4));
        c->line++;
        if (timed) {
            ct_code spoke = read_spoken(c, at, &s, &drop, err);
            labels = s.first.fields == 4;
            code = ct_leave_out(&c->leave, NULL, ct_typed_words(at, &s), spoke, err);
            timed = !spoke;
            follows = false;
        } else if (follows && *line) {
            ct_marker_go_on(&c->t->markers[c->t->marker_count - 1], line);
        } else {
            c->beside += *line != '\0';
        }
        follows = *line && !code && (follows || timed);
        free(line);
    }
    c->t->count.drop = drop && labels;
    c->t->from_zero = !labels;
    if (!code && labels)
        ct_markers_from_hour(c->t);
    return code;
}

/* CT_END: it is something else. */
static ct_code read_spoken_text(const char *data, size_t bytes, const ct_import_options *how,
                                ct_timeline *out, ct_finding_list *findings, ct_error *err)
{
    char   *text = NULL;
    ct_code code = ct_text_decode(data, bytes, &text, err);

    if (!code && !ct_spoken_is(text))
        code = CT_END;
    if (!code) {
        ct_timeline_init(out);
        code = ct_spoken_read(text, how, out, findings, err);
        if (code)
            ct_timeline_finish(out);
    }
    free(text);
    return code;
}

ct_code ct_chapters_read(const char *data, size_t bytes, const ct_import_options *how,
                         ct_timeline *out, ct_finding_list *findings, ct_error *err)
{
    ct_code code = read_spoken_text(data, bytes, how, out, findings, err);

    if (code != CT_END)
        return code;
    return read_all(read_lines, data, bytes, how, out, findings, err);
}
