/* SPDX-License-Identifier: MIT */
/* What the rows of notes and of selects share. */
#include "ui/mark_row.h"

#include <stdio.h>

void ct_mark_sign(ct_ui *ui, ct_rect box, const char *name, const ct_mark_meaning *m, ct_id mark)
{
    uint64_t number = mark.b[15] | (uint64_t)mark.b[14] << 8 | (uint64_t)mark.b[13] << 16;

    ct_canvas_icon(ct_gui_canvas(ui->gui), m->icon, ct_rect_centre(box, 13, 13), m->colour);
    ct_gui_tooltip(ui->gui, ct_gui_id_n(ui->gui, name, number), box, m->tip, NULL);
}

/* Tick: the picture is still the one that was seen. Amber: it is another. */
void ct_mark_proof(ct_ui *ui, ct_rect box, ct_id mark)
{
    static const ct_mark_meaning signs[] = {
        [CT_PROOF_TRUE] = {.icon = CT_ICON_PROVED, .tip = "The picture is the one that was seen"},
        [CT_PROOF_FALSE] = {.icon = CT_ICON_DISPROVED,
                            .tip = "The picture here is another than the one that was seen: the "
                                   "file was changed"},
        [CT_PROOF_LOST] = {.icon = CT_ICON_DISPROVED,
                           .tip = "Not found again when the file was replaced: it stands where it "
                                  "stood in the file before"}};
    ct_proof proof = ct_session_proof(ui->session, mark);

    if (proof == CT_PROOF_UNKNOWN)
        return;
    ct_mark_meaning m = signs[proof];
    m.colour = ct_dark.proof[proof];
    ct_mark_sign(ui, box, "proof", &m, mark);
}

void ct_mark_span(ct_ui *ui, ct_id clip_id, ct_span span, char *out, size_t bytes)
{
    const ct_clip *clip = ct_session_clip_of(ui->session, clip_id);
    char           from[CT_POSITION_TEXT_BYTES], length[CT_UI_TEXT];

    out[0] = '\0';
    if (!clip)
        return;
    ct_session_position_text(ui->session, clip, span.first, from);
    if (ct_span_count(span) > 1)
        snprintf(out, bytes, "%s  +%s", from,
                 ct_ui_short_duration(ui, clip, ct_span_count(span), length));
    else
        snprintf(out, bytes, "%s", from);
}

ct_touch ct_mark_row(ct_ui *ui, ct_rect row, ct_id mark, size_t index)
{
    ct_canvas *c = ct_gui_canvas(ui->gui);
    ct_touch   touch = ct_gui_touch(ui->gui, ct_gui_id_n(ui->gui, "row", index), row);
    bool       chosen = ct_id_equal(mark, ct_session_selected_mark(ui->session));
    char       id[CT_ID_TEXT_BYTES];

    ct_list_ground(ui->gui, row, chosen, touch.hot);
    ct_canvas_hline(c, row.x, row.y + row.h - 1, row.w, ct_dark.line);
    if (touch.pressed) {
        ct_ui_act(ui, "mark.goto", "mark", ct_id_text(mark, id), NULL);
        ct_gui_focus(ui->gui, 0);
    }
    if (touch.menu) {
        ct_point at = ct_gui_input(ui->gui)->mouse;
        ct_panel_marks_menu(ui, mark, (ct_rect){at.x, at.y, 1, 1});
    }
    return touch;
}

/* A field or menu item acts on the mark by its id, whatever the playhead does. */
void ct_mark_act(ct_ui *ui, const char *action, bool note, ct_id mark)
{
    char id[CT_ID_TEXT_BYTES];

    ct_ui_act(ui, action, note ? "note" : "select", ct_id_text(mark, id), NULL);
}
