/* SPDX-License-Identifier: MIT */
/* Reading tables: our own of selects, of notes and of cuts, those of edits, and the comments and markers other
 * programs export (Frame.io, Premiere). Columns are known by name. */
#include <stdlib.h>
#include <string.h>

#include "table_in_priv.h"

static ct_code read_row(ct_table_in *b, const ct_sheet_row *row, bool ours, ct_error *err)
{
    ct_standing before = ct_standing_of(b->t);

    b->row = row;
    if (ct_sheet_is_empty(row))
        return CT_OK;
    ct_code code = ours ? ct_table_in_read_event(b, err) : ct_table_in_read_marker(b, err);
    return ct_leave_out(&b->leave, &before, ct_table_in_cell(b, CT_COLUMN_CLIP), code, err);
}

static ct_code read_rows(ct_table_in *b, ct_sheet *sheet, const ct_import_options *how,
                         ct_finding_list *findings, ct_error *err)
{
    bool headless = ct_table_in_is_headless(sheet);

    if (!headless)
        ct_table_in_find_head(sheet);
    b->sheet = sheet;
    b->headless = headless;
    ct_table_in_find_columns(b, headless);
    bool ours = ct_table_in_has(b, CT_COLUMN_FIRST) && ct_table_in_has(b, CT_COLUMN_END) &&
                ct_table_in_has(b, CT_COLUMN_RATE);
    if (!ours && !headless && b->sheet->count > 0 && ct_edit_table_is(&b->sheet->rows[0]))
        return ct_edit_table_read(b->sheet, how, b->t, findings, err);
    ct_code code = ours ? ct_table_in_start_events(b, how->edit_rate, err)
                        : ct_table_in_start_markers(b, how, err);

    if (!code && b->sheet->count > 1)
        code = ct_sheet_check_end(sheet, sheet->rows[0].count, &b->leave, err);
    for (size_t i = !headless; !code && i < b->sheet->count; i++)
        code = read_row(b, &b->sheet->rows[i], ours, err);
    if (!code && ours)
        code = ct_table_in_read_answers(b, err);
    if (!code && b->t->event_count + b->t->marker_count == 0)
        return ct_fail(err, CT_BAD_DATA, "There is no row in it.");
    return code;
}

static bool is_of_vegas(const char *text)
{
    char *head = ct_strndup(text, strcspn(text, "\r\n"));
    bool  is = ct_vegas_is(head);

    free(head);
    return is;
}

/* What was not taken as it stands there. */
static void tell(const ct_table_in *b, ct_finding_list *findings)
{
    if (b->seconds)
        ct_finding_add(findings, CT_SAY_NOTE, "seconds-rounded", NULL, NULL,
                       "Its times are %s; each was taken as the nearest frame.",
                       b->milliseconds ? "milliseconds" : "seconds");
    if (b->endless)
        ct_finding_add(findings, CT_SAY_WARN, "no-end", NULL,
                       "Set an end there and import again, or move the end of the note here.",
                       "Segments without an end, taken as the one frame that they begin with: %zu.",
                       b->endless);
    if (b->nowhere)
        ct_finding_add(findings, CT_SAY_WARN, "nowhere", NULL, NULL,
                       "Rows without a timecode, which stand on no frame and were left out: %zu.",
                       b->nowhere);
    if (b->clips_beside)
        ct_finding_add(findings, CT_SAY_NOTE, "several-clips", NULL,
                       "Where they are places in those clips, import them without naming one.",
                       "Its remarks name several clips; their places were read as those of one "
                       "timeline.");
    ct_table_in_tell_unknown(b, findings);
}

ct_code ct_table_read(const char *data, size_t bytes, const ct_import_options *how,
                      ct_timeline *out, ct_finding_list *findings, ct_error *err)
{
    char       *text = NULL;
    ct_sheet    sheet = {0};
    ct_table_in b = {.t = out, .leave = {how->partial, findings}};
    ct_code     code = ct_text_decode(data, bytes, &text, err);

    ct_timeline_init(out);
    if (!code && is_of_vegas(text)) {
        code = ct_vegas_read(text, how, out, findings, err);
    } else if (!code) {
        code = ct_table_in_read_cells(text, &sheet, err);
        if (sheet.count > 1) /* that stand before a break */
            code = ct_leave_out(&b.leave, NULL, NULL, code, err);
        if (!code)
            code = read_rows(&b, &sheet, how, findings, err);
    }
    if (!code)
        out->from_zero = out->from_zero || b.seconds || ct_table_in_counts_from_zero(&b);
    if (!code)
        tell(&b, findings);
    if (code)
        ct_timeline_finish(out);
    free(b.notes);
    ct_sheet_finish(&sheet);
    free(text);
    return code;
}
