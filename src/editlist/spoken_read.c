/* SPDX-License-Identifier: MIT */
/* Reading what sound and subtitle programs write as text: captions (SubRip, WebVTT, Avid SubCap) and the markers in
 * the session text of Pro Tools. Timelines of markers, no events. */
#include <libavutil/mathematics.h>
#include <stdlib.h>
#include <string.h>

#include "editlist_priv.h"
#include "marker_priv.h"
#include "sheet_priv.h"

/* Takes the next line off, its ends trimmed; gives it. NULL: there is none. */
static char *take_line(const char **at)
{
    size_t bytes = strcspn(*at, "\r\n"), space = strspn(*at, " ");

    if (!**at)
        return NULL;
    const char *from = *at + (space < bytes ? space : bytes), *end = *at + bytes;
    while (end > from && strchr(" \t", end[-1]))
        end--;
    char *line = ct_strndup(from, (size_t)(end - from));
    *at += bytes;
    *at += **at == '\r' && (*at)[1] == '\n';
    *at += **at != '\0';
    return line;
}

/* The first lines that have something on them, '\0' between and behind the last. */
static void first_lines(const char *text, char *lines[], int count)
{
    for (int i = 0; i < count;) {
        char *line = take_line(&text);
        if (!line || *line)
            lines[i++] = line ? line : ct_strdup("");
        else
            free(line);
    }
}

static const char subcap[] = "<begin subtitles>", protools[] = "M A R K E R S  L I S T I N G";

static bool is_subcap(const char *text)
{
    return strstr(text, subcap) != NULL;
}

static bool is_session(const char *text)
{
    return ct_starts_with(text, "SESSION NAME:\t");
}

static bool is_captions(const char *text)
{
    char *lines[2];

    first_lines(text, lines, 2);
    bool is = ct_starts_with(lines[0], "WEBVTT") || strstr(lines[0], " --> ") ||
              (strspn(lines[0], "0123456789") == strlen(lines[0]) && strstr(lines[1], " --> "));
    free(lines[0]);
    free(lines[1]);
    return is;
}

bool ct_spoken_is(const char *text)
{
    return is_subcap(text) || is_session(text) || is_captions(text);
}

/* --- captions --------------------------------------------------------------------- */

typedef struct spoken {
    ct_timeline *t;
    const char  *at; /* what is still to be read */
    size_t       line;
    bool         drop;
    ct_leaving   leave;
} spoken;

static ct_code add_marker(spoken *s, int64_t first, int64_t end, ct_error *err)
{
    if (end < first)
        return ct_fail(err, CT_BAD_DATA, "Line %zu: it ends before it begins.", s->line);
    ct_marker *m = ct_timeline_add_marker(s->t);
    m->frame = first;
    m->count = end > first ? end - first : 1;
    m->text = ct_strdup("");
    return CT_OK;
}

/* "00:01:02,500 --> 00:01:04,000 align:start" */
static bool parse_arrow(const spoken *s, const char *line, int64_t *first, int64_t *end)
{
    const char *arrow = strstr(line, "-->");
    char        times[2][32];

    if (!arrow)
        return false;
    for (int i = 0; i < 2; i++) {
        const char *from = i ? arrow + 3 : line;
        from += strspn(from, " \t");
        size_t bytes = strspn(from, "0123456789:.,");
        if (bytes == 0 || bytes >= sizeof times[i])
            return false;
        memcpy(times[i], from, bytes);
        times[i][bytes] = '\0';
        for (char *c = times[i]; *c; c++)
            *c = (char)(*c == ',' ? '.' : *c);
    }
    return ct_sheet_seconds(times[0], s->t->fps, first) &&
           ct_sheet_seconds(times[1], s->t->fps, end);
}

/* "00:00:01:00 00:00:03:00" */
static ct_code parse_labels(spoken *s, char *line, bool *is, int64_t *first, int64_t *end,
                            ct_error *err)
{
    size_t bytes = strcspn(line, " \t");
    char  *out = line + bytes + strspn(line + bytes, " \t");

    *is = bytes >= 8 && strspn(line, "0123456789:;.") == bytes && *out &&
          strspn(out, "0123456789:;.") == strlen(out);
    if (!*is)
        return CT_OK;
    line[bytes] = '\0';
    ct_code code = ct_tc_parse_any(line, s->t->count.base, s->drop, first, &s->drop, err);
    if (!code)
        code = ct_tc_parse_any(out, s->t->count.base, s->drop, end, &s->drop, err);
    return code ? ct_fail_prefix(err, code, "Line %zu: ", s->line) : CT_OK;
}

/* A line of times and, up to an empty one, what is said then. */
static ct_code read_captions(spoken *s, bool labels, ct_error *err)
{
    ct_marker *m = NULL;
    char      *line;
    ct_code    code = CT_OK;

    while (!code && (line = take_line(&s->at)) != NULL) {
        int64_t first = 0, end = 0;
        bool    timed = !labels && parse_arrow(s, line, &first, &end);
        s->line++;
        if (labels)
            code = parse_labels(s, line, &timed, &first, &end, err);
        else if (!timed && strstr(line, "-->"))
            code = ct_fail(err, CT_BAD_DATA,
                           "Line %zu: expected a time on both sides of -->, found \"%.60s\".",
                           s->line, line);
        if (!code && timed)
            code = add_marker(s, first, end, err);
        if (code) { /* its words go with it */
            code = ct_leave_out(&s->leave, NULL, NULL, code, err);
            m = NULL;
        } else if (timed)
            m = &s->t->markers[s->t->marker_count - 1];
        else if (!*line || ct_starts_with(line, "<end subtitles"))
            m = NULL;
        else if (m)
            ct_marker_go_on(m, line);
        free(line);
    }
    s->t->from_zero = !labels;
    return code;
}

/* --- Pro Tools ---------------------------------------------------------------------- */

/* What stands behind a word of the head of a session; gives, "" when it is not there. */
static char *head_of(const char *text, const char *word)
{
    char *line, *found = NULL;

    while (!found && (line = take_line(&text)) != NULL) {
        if (ct_starts_with(line, word))
            found = ct_strdup(line + strlen(word) + strspn(line + strlen(word), " \t"));
        free(line);
    }
    return found ? found : ct_strdup("");
}

/* "29.97 Drop Frame" */
static void read_format(const char *text, ct_timeline *t, AVRational otherwise, bool *drop)
{
    char *format = head_of(text, "TIMECODE FORMAT:");

    *drop = strstr(format, "Drop") && !strstr(format, "Non");
    if (!ct_sheet_rate(format, &t->fps))
        t->fps = otherwise;
    free(format);
}

typedef struct session {
    int     location, reference, units, name, comments; /* columns */
    double  samples;                                    /* a second */
    int64_t start;                                      /* label of the first */
} session;

/* As a timecode; where the rulers show something else, by the samples before it. */
static ct_code read_location(spoken *s, const session *p, const ct_sheet_row *row, int64_t *at,
                             ct_error *err)
{
    const char *location = ct_sheet_cell(row, p->location);
    char       *label = ct_strndup(location, strcspn(location, " .")); /* hundredths of a frame */
    int64_t     samples = 0;
    ct_code     code = ct_tc_parse_any(label, s->t->count.base, s->drop, at, &s->drop, err);

    free(label);
    if (!code || p->samples <= 0 || !ct_equal_nocase(ct_sheet_cell(row, p->units), "Samples") ||
        !ct_parse_i64(ct_sheet_cell(row, p->reference), &samples) || samples < 0 ||
        samples > INT64_C(1) << 40)
        return code;
    *at = p->start + (int64_t)((double)samples / p->samples * av_q2d(s->t->fps) + 0.5);
    return CT_OK;
}

static ct_code read_session_row(spoken *s, const session *p, const ct_sheet_row *row, ct_error *err)
{
    const char *words = ct_sheet_cell(row, p->comments), *name = ct_sheet_cell(row, p->name);
    int64_t     at = 0;
    ct_code     code = read_location(s, p, row, &at, err);

    if (code)
        return ct_fail_prefix(err, code, "Line %zu: ", s->line + row->number);
    ct_marker *m = ct_timeline_add_marker(s->t);
    m->frame = at;
    m->count = 1;
    m->text = *words && *name && strcmp(words, name) != 0 ? ct_asprintf("%s\n%s", name, words)
                                                          : ct_strdup(*name ? name : words);
    return CT_OK;
}

static ct_code read_markers(spoken *s, session *p, const ct_sheet *sheet, ct_error *err)
{
    const ct_sheet_row *head = sheet->count ? &sheet->rows[0] : NULL;
    ct_code             code = CT_OK;

    if (!head)
        return CT_OK;
    p->location = ct_sheet_column(head, "LOCATION");
    p->reference = ct_sheet_column(head, "TIME REFERENCE");
    p->units = ct_sheet_column(head, "UNITS");
    p->name = ct_sheet_column(head, "NAME");
    p->comments = ct_sheet_column(head, "COMMENTS");
    for (size_t i = 1; !code && i < sheet->count; i++)
        if (*ct_sheet_cell(&sheet->rows[i], p->location))
            code = ct_leave_out(&s->leave, NULL, ct_sheet_cell(&sheet->rows[i], p->name),
                                read_session_row(s, p, &sheet->rows[i], err), err);
    return code;
}

static ct_code read_session(spoken *s, const char *text, ct_error *err)
{
    session     p = {.samples = 0};
    ct_sheet    sheet = {0};
    char       *samples = head_of(text, "SAMPLE RATE:");
    char       *start = head_of(text, "SESSION START TIMECODE:");
    const char *list = strstr(text, protools);
    ct_code     code = CT_OK;

    p.samples = strtod(samples, NULL);
    start[strcspn(start, ".")] = '\0';
    code = ct_tc_parse_any(start, s->t->count.base, s->drop, &p.start, &s->drop, err);
    for (const char *c = text; list && c < list; c++)
        s->line += *c == '\n';
    if (!code && list)
        code = ct_sheet_read(list + strlen(protools), '\t', false, &sheet, err);
    if (!code && list)
        code = read_markers(s, &p, &sheet, err);
    for (size_t i = 0; i < s->t->marker_count; i++) {
        int64_t *at = &s->t->markers[i].frame;
        *at += *at < p.start ? ct_tc_day(s->t->count) - p.start : -p.start; /* behind midnight */
    }
    s->t->start = p.start;
    ct_sheet_finish(&sheet);
    free(samples);
    free(start);
    return code;
}

/* --- the whole -------------------------------------------------------------------- */

ct_code ct_spoken_read(const char *text, const ct_import_options *how, ct_timeline *t,
                       ct_finding_list *findings, ct_error *err)
{
    bool    of_session = is_session(text), labels = !of_session && is_subcap(text);
    spoken  s = {.t = t, .at = text, .drop = how->drop, .leave = {how->partial, findings}};
    ct_code code = CT_OK;

    t->fps = how->edit_rate;
    if (of_session)
        read_format(text, t, how->edit_rate, &s.drop);
    if (t->fps.num == 0)
        return ct_fail(err, CT_USAGE, "Its times do not say the rate.");
    t->count = (ct_tc_count){ct_tc_base(t->fps), false};
    s.drop = s.drop && ct_tc_can_drop(t->fps);
    code = of_session ? read_session(&s, text, err) : read_captions(&s, labels, err);
    t->count.drop = s.drop && ct_tc_can_drop(t->fps);
    if (!code && labels)
        ct_markers_from_hour(t);
    if (!code && t->marker_count == 0)
        return ct_fail(err, CT_BAD_DATA,
                       of_session
                           ? "There is no marker in this session; its tracks do not say what "
                             "of their sources they show."
                           : "There is no caption in it.");
    if (!code && t->from_zero)
        ct_finding_add(findings, CT_SAY_NOTE, "seconds-rounded", NULL, NULL,
                       "Its times are seconds; each was taken as the nearest frame.");
    return code;
}
