/* SPDX-License-Identifier: MIT */
/* Timeline markers for DaVinci Resolve: an edit list whose events are the markers, one frame long,
 * each with a line of colour, name and length behind it. Imported from the timeline's menu, onto a
 * timeline of the same rate and start. */
#include <stdlib.h>
#include <string.h>

#include "circletake/str.h"
#include "editlist_priv.h"
#include "emit_priv.h"
#include "marker_priv.h"

/* The program's own colours, ours by category. */
static const char *const colours[CT_CAT_COUNT] = {
    [CT_CAT_GENERAL] = "Cream", [CT_CAT_PICTURE] = "Red",    [CT_CAT_SOUND] = "Green",
    [CT_CAT_MUSIC] = "Cyan",    [CT_CAT_GRAPHICS] = "Pink",  [CT_CAT_VFX] = "Purple",
    [CT_CAT_STORY] = "Yellow",  [CT_CAT_CONTINUITY] = "Blue"};

/* '|' begins a field. */
static char *field_text(const char *text)
{
    char *line = ct_emit_line(text);

    for (char *bar = strchr(line, '|'); bar; bar = strchr(bar, '|'))
        *bar = '/';
    return line;
}

/* Words that begin as an event or a statement does must not begin their line: behind a space they are words. */
static bool begins_as_statement(const char *text)
{
    size_t digits = strspn(text, "0123456789");

    return (digits >= 1 && text[digits] == ' ') || ct_starts_with(text, "TITLE:") ||
           ct_starts_with(text, "FCM:") || *text == '*';
}

/* Of several markers on one frame the program keeps the first: they become one, their texts behind
 * one another. Returns how many of `placed` stand on the first one's frame. */
static size_t append_texts(ct_str *out, const ct_placed_marker *placed, size_t count,
                           int64_t *longest)
{
    ct_str room = {0};
    size_t i = 0;

    *longest = 0;
    for (; i < count && placed[i].record.first == placed[0].record.first; i++) {
        char   *text = field_text(ct_marker_words(placed[i].marker, &room));
        int64_t frames = ct_span_count(placed[i].record);
        ct_str_appendf(out, "%s%s", i && *text && out->len ? " / " : "", text);
        *longest = frames > *longest ? frames : *longest;
        free(text);
    }
    ct_str_finish(&room);
    return i;
}

static void append_event(ct_str *out, const ct_timeline *t, const ct_export_options *o,
                         size_t number, int64_t at)
{
    char in[CT_TC_TEXT_BYTES], end[CT_TC_TEXT_BYTES];

    ct_tc_print(t->start + at, t->count, in);
    ct_tc_print(t->start + at + 1, t->count, end);
    for (char *p = in; o->colon_labels && (p = strchr(p, ';')) != NULL;)
        *p = ':';
    for (char *p = end; o->colon_labels && (p = strchr(p, ';')) != NULL;)
        *p = ':';
    ct_str_appendf(out, "%03zu  %-8s %-4s  %-4s %3s %s %s %s %s\r\n", number, "001", "V", "C", "",
                   in, end, in, end);
}

static size_t append_marker(ct_str *out, const ct_timeline *t, const ct_export_options *o,
                            size_t number, const ct_placed_marker *placed, size_t count)
{
    const ct_marker *first = placed[0].marker;
    ct_str           texts = {0};
    int64_t          frames;
    size_t           taken = append_texts(&texts, placed, count, &frames);
    char            *author = field_text(first->author);

    append_event(out, t, o, number, placed[0].record.first);
    ct_str_append(out, begins_as_statement(ct_str_text(&texts)) ? " " : "");
    ct_str_appendf(out, "%s |C:ResolveColor%s |M:%s%s%s |D:%lld\r\n\r\n", ct_str_text(&texts),
                   colours[first->category], ct_category_name(first->category), *author ? ", " : "",
                   author, (long long)frames);
    free(author);
    ct_str_finish(&texts);
    return taken;
}

ct_code ct_resolve_markers_write(const ct_format *f, const ct_timeline *t,
                                 const ct_export_options *o, ct_output_list *out,
                                 ct_finding_list *findings, ct_error *err)
{
    size_t            count, number = 0;
    ct_placed_marker *placed = ct_markers_placed(t, &count);
    char             *title = ct_emit_title(t->title, CT_TITLE_LETTERS);
    ct_str            text = {0};

    (void)f;
    (void)err;
    ct_str_appendf(&text, "TITLE: %s\r\nFCM: %sDROP FRAME\r\n\r\n", title,
                   t->count.drop ? "" : "NON-");
    for (size_t i = 0; i < count && !ct_export_stopped(o);)
        i += append_marker(&text, t, o, ++number, &placed[i], count - i);
    ct_emit_say_title(t->title, findings);
    if (number < count)
        ct_finding_add(findings, CT_SAY_NOTE, "markers-merged", NULL, NULL,
                       "Notes on the same frame became one marker, because Resolve keeps one a "
                       "frame: %zu of %zu.",
                       count - number, count);
    free(placed);
    free(title);
    ct_output_add_text(out, &text, number);
    ct_str_finish(&text);
    return CT_OK;
}
