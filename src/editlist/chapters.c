/* SPDX-License-Identifier: MIT */
/* Chapters: where each select begins on the timeline. YouTube's are lines of a description, in whole
 * seconds; ffmpeg's are a metadata file in the timeline's own frames. */
#include <stdlib.h>
#include <string.h>

#include "editlist_priv.h"
#include "emit_priv.h"

/* https://support.google.com/youtube/answer/9884579: first at 0:00, three or more, ten seconds each. */
enum { LEAST_CHAPTERS = 3, LEAST_SECONDS = 10 };

static char *title_of(const ct_event *e)
{
    return ct_emit_line(e->label && *e->label ? e->label : ct_str_or_empty(e->name));
}

/* --- YouTube ---------------------------------------------------------------------- */

static int64_t second_of(const ct_timeline *t, int64_t frame)
{
    return frame * t->fps.den / t->fps.num;
}

static void append_time(ct_str *out, int64_t seconds)
{
    int hours = (int)(seconds / 3600), minutes = (int)(seconds / 60 % 60);

    if (hours > 0)
        ct_str_appendf(out, "%d:%02d:%02d", hours, minutes, (int)(seconds % 60));
    else
        ct_str_appendf(out, "%d:%02d", minutes, (int)(seconds % 60));
}

static void say_what_it_ignores(const ct_timeline *t, ct_finding_list *findings)
{
    size_t small = 0;

    for (size_t i = 0; i < t->event_count; i++)
        small += second_of(t, t->events[i].record.end) - second_of(t, t->events[i].record.first) <
                 LEAST_SECONDS;
    if (t->event_count < LEAST_CHAPTERS)
        ct_finding_add(findings, CT_SAY_WARN, "few-chapters", NULL, "Choose more selects.",
                       "YouTube shows no chapters when there are less than three.");
    if (small > 0)
        ct_finding_add(findings, CT_SAY_WARN, "short-chapter", NULL,
                       "Put short selects together, or leave them out.",
                       "YouTube takes no chapters when one is shorter than ten seconds: %zu are.",
                       small);
}

ct_code ct_chapters_write(const ct_format *f, const ct_timeline *t, const ct_export_options *o,
                          ct_output_list *out, ct_finding_list *findings, ct_error *err)
{
    ct_str text = {0};

    (void)f;
    (void)err;
    say_what_it_ignores(t, findings);
    for (size_t i = 0; i < t->event_count && !ct_export_stopped(o); i++) {
        char *title = title_of(&t->events[i]);
        append_time(&text, second_of(t, t->events[i].record.first));
        ct_str_appendf(&text, " %s\n", title);
        free(title);
    }
    ct_output_add_text(out, &text, t->event_count);
    return CT_OK;
}

/* --- ffmpeg ----------------------------------------------------------------------- */

/* https://ffmpeg.org/ffmpeg-formats.html#Metadata-1 - but a backslash at the end of a line, escaped though it
 * is, makes its reader (5.1) take the next line for more of the title, and so lose a chapter: a space
 * stands behind it. */
static void append_escaped(ct_str *out, const char *text)
{
    char last = 0;

    for (; *text; text++) {
        if (strchr("=;#\\\n", *text))
            ct_str_append_char(out, '\\');
        ct_str_append_char(out, last = *text);
    }
    if (last == '\\')
        ct_str_append_char(out, ' ');
}

ct_code ct_ffmetadata_write(const ct_format *f, const ct_timeline *t, const ct_export_options *o,
                            ct_output_list *out, ct_finding_list *findings, ct_error *err)
{
    ct_str text = {0};
    char  *name = ct_emit_line(t->title);

    (void)f;
    (void)findings;
    (void)err;
    ct_str_append(&text, ";FFMETADATA1\ntitle=");
    append_escaped(&text, name);
    ct_str_append_char(&text, '\n');
    for (size_t i = 0; i < t->event_count && !ct_export_stopped(o); i++) {
        char *title = title_of(&t->events[i]);
        ct_str_appendf(&text, "[CHAPTER]\nTIMEBASE=%d/%d\nSTART=%lld\nEND=%lld\ntitle=", t->fps.den,
                       t->fps.num, (long long)t->events[i].record.first,
                       (long long)t->events[i].record.end);
        append_escaped(&text, title);
        ct_str_append_char(&text, '\n');
        free(title);
    }
    free(name);
    ct_output_add_text(out, &text, t->event_count);
    return CT_OK;
}
