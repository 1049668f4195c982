/* SPDX-License-Identifier: MIT */
/* Marker lists of Avid Media Composer: one line a marker, tabs between author, record timecode,
 * track, colour, text and length in frames. Read in its Markers window, onto a sequence that begins
 * at the same timecode. */
#include <stdlib.h>

#include "circletake/str.h"
#include "editlist_priv.h"
#include "emit_priv.h"
#include "marker_priv.h"

/* The locator colours of edit lists, in lower case. */
static void append_colour(ct_str *out, ct_category category)
{
    for (const char *c = ct_cmx_colour(category); *c; c++)
        ct_str_append_char(out, (char)(*c | 0x20));
}

static void append_marker(ct_str *out, const ct_timeline *t, const ct_placed_marker *p)
{
    char   tc[CT_TC_TEXT_BYTES];
    ct_str room = {0};
    char  *author = ct_emit_line(p->marker->author);
    char  *text = ct_emit_line(ct_marker_words(p->marker, &room));

    ct_str_appendf(out, "%s\t%s\tV%d\t", *author ? author : "circletake",
                   ct_tc_print(t->start + p->record.first, t->count, tc), p->track + 1);
    append_colour(out, p->marker->category);
    ct_str_appendf(out, "\t%s\t%lld\r\n", text, (long long)ct_span_count(p->record));
    free(author);
    free(text);
    ct_str_finish(&room);
}

ct_code ct_avid_markers_write(const ct_format *f, const ct_timeline *t, const ct_export_options *o,
                              ct_output_list *out, ct_finding_list *findings, ct_error *err)
{
    size_t            count;
    ct_placed_marker *placed = ct_markers_placed(t, &count);
    ct_str            text = {0};

    (void)f;
    (void)findings;
    (void)err;
    for (size_t i = 0; i < count && !ct_export_stopped(o); i++)
        append_marker(&text, t, &placed[i]);
    free(placed);
    ct_output_add_text(out, &text, count);
    ct_str_finish(&text);
    return CT_OK;
}
