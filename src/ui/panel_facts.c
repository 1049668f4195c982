/* SPDX-License-Identifier: MIT */
/* Over the picture: the name of the open clip, and the truth about its material on one line. What an
 * editor would trip on is amber and stays when there is little room; a click on a stretch goes to it. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "circletake/facts.h"
#include "ui/clip_columns.h"
#include "ui/ui_priv.h"

enum { BETWEEN = 17, REST = 26, ROW = 26, SECOND_ROW = 22 };
enum { PLAIN, ODD, ALL };             /* facts of a row */
static const double MOST_NAME = 0.45; /* of a row */

struct ct_panel_facts {
    ct_id        clip;
    bool         looked;
    ct_fact_list facts;
    double      *widths; /* of each */
    size_t       width_cap;
};

ct_panel_facts *ct_panel_facts_create(void)
{
    return ct_alloc(sizeof(ct_panel_facts));
}

void ct_panel_facts_destroy(ct_panel_facts **panel)
{
    if (!*panel)
        return;
    ct_fact_list_finish(&(*panel)->facts);
    free((*panel)->widths);
    free(*panel);
    *panel = NULL;
}

static void refresh(ct_ui *ui, ct_panel_facts *p, const ct_clip *clip)
{
    const ct_material *m = ct_session_material(ui->session);
    bool stale = ui->changed & (CT_CHANGED_CLIP | CT_CHANGED_CLIPS | CT_CHANGED_PROJECT);

    if (!stale && ct_id_equal(p->clip, clip->id) && p->looked == (m != NULL))
        return;
    p->clip = clip->id;
    p->looked = m != NULL;
    ct_facts_of(clip, m, &p->facts);
}

static ct_colour colour_of(const ct_fact *fact)
{
    static const unsigned kinds = CT_FACT_ODD + 1;
    const ct_colour       colours[] = {ct_dark.text_soft, ct_dark.success, ct_dark.warning};

    return colours[(unsigned)fact->kind % kinds];
}

/* --- room ---------------------------------------------------------------------------------------- */

static double width_of(ct_ui *ui, const char *text, ct_type type)
{
    return ceil(ct_canvas_text_size(ct_gui_canvas(ui->gui), text, type, 0).w) + 1;
}

static bool is_in(const ct_fact *fact, int row)
{
    return row == ALL || (row == ODD) == (fact->kind == CT_FACT_ODD);
}

/* Measures the facts of a row. */
static double measure(ct_ui *ui, ct_panel_facts *p, int row)
{
    double all = 0;

    p->widths = ct_grow(p->widths, &p->width_cap, p->facts.count + 1, sizeof *p->widths);
    for (size_t i = 0; i < p->facts.count; i++) {
        bool in = is_in(&p->facts.items[i], row);
        p->widths[i] = in ? width_of(ui, p->facts.items[i].text, CT_TYPE_SMALL) : 0;
        all += in ? p->widths[i] + BETWEEN : 0;
    }
    return all;
}

static bool needs_two_rows(ct_ui *ui, ct_panel_facts *p, const ct_clip *clip, double width)
{
    double name = width_of(ui, ct_str_or_empty(clip->name), CT_TYPE_STRONG);
    double room = width - 3 * CT_PAD - fmin(name, width * MOST_NAME);

    return measure(ui, p, ALL) - BETWEEN > room && measure(ui, p, ODD) > 0;
}

double ct_panel_facts_height(ct_ui *ui, double width)
{
    const ct_clip *clip = ct_session_clip(ui->session);

    if (!clip)
        return 0;
    refresh(ui, ui->facts, clip);
    return needs_two_rows(ui, ui->facts, clip, width) ? ROW + SECOND_ROW : ROW;
}

/* Leaves out (width -1) the last facts until the others fit. Returns how many. */
static int leave_out(ct_panel_facts *p, double all, double room)
{
    int out = 0;

    for (size_t i = p->facts.count; i-- > 0 && all - BETWEEN > room;) {
        if (p->widths[i] <= 0)
            continue;
        all -= p->widths[i] + BETWEEN;
        p->widths[i] = -1;
        out++;
    }
    return out;
}

/* --- drawing ---------------------------------------------------------------------------------------- */

static void run_fact(ct_ui *ui, ct_rect r, const ct_fact *fact, size_t index)
{
    ct_wid id = ct_gui_id_n(ui->gui, "fact", index);

    if (fact->stretch) {
        ct_touch touch = ct_gui_touch(ui->gui, id, r);
        if (touch.hot) {
            ct_gui_cursor(ui->gui, CT_CURSOR_HAND);
            ct_canvas_fill(ct_gui_canvas(ui->gui), ct_rect_inset(r, -5, 2), 3, ct_dark.hover);
        }
        if (touch.pressed)
            ct_ui_act(ui, "play.stretch", "kind", ct_flaw_name(fact->flaw), NULL);
    }
    ct_canvas_text(ct_gui_canvas(ui->gui), r, fact->text, CT_TYPE_SMALL, colour_of(fact), 0);
    ct_gui_tooltip(ui->gui, id, r, fact->tip, NULL);
}

/* What had no room is in a tooltip. */
static void draw_rest(ct_ui *ui, const ct_panel_facts *p, ct_rect r, int out)
{
    ct_str tip = {0};
    char   words[16];

    for (size_t i = 0; i < p->facts.count; i++)
        if (p->widths[i] < 0)
            ct_str_appendf(&tip, "%s%s", tip.len ? "\n" : "", p->facts.items[i].text);
    snprintf(words, sizeof words, "+%d", out);
    ct_canvas_text(ct_gui_canvas(ui->gui), r, words, CT_TYPE_SMALL, ct_dark.text_faint,
                   CT_TEXT_RIGHT);
    ct_gui_tooltip(ui->gui, ct_gui_id(ui->gui, "rest"), r, ct_str_text(&tip), NULL);
    ct_str_finish(&tip);
}

static void run_row(ct_ui *ui, ct_panel_facts *p, ct_rect r, int row)
{
    double all = measure(ui, p, row);
    int    out = leave_out(p, all, all - BETWEEN > r.w ? r.w - REST : r.w);
    bool   first = true;

    if (out > 0)
        draw_rest(ui, p, ct_cut_right(&r, REST), out);
    for (size_t i = 0; i < p->facts.count; i++) {
        if (p->widths[i] <= 0)
            continue;
        if (!first)
            ct_canvas_text(ct_gui_canvas(ui->gui), ct_cut_left(&r, BETWEEN), "·", CT_TYPE_SMALL,
                           ct_dark.text_faint, CT_TEXT_CENTRE);
        first = false;
        run_fact(ui, ct_cut_left(&r, fmin(p->widths[i], r.w)), &p->facts.items[i], i);
    }
}

static void draw_name(ct_ui *ui, ct_rect *r, const ct_clip *clip, double facts)
{
    double wanted = width_of(ui, ct_str_or_empty(clip->name), CT_TYPE_STRONG);
    double most = fmax(r->w - facts - CT_PAD, r->w * MOST_NAME);

    ct_rect box = ct_cut_left(r, fmin(fmin(wanted, most), r->w));
    ct_canvas_text(ct_gui_canvas(ui->gui), box, ct_str_or_empty(clip->name), CT_TYPE_STRONG,
                   ct_dark.text, CT_TEXT_MIDDLE);
    ct_gui_tooltip(ui->gui, ct_gui_id(ui->gui, "name"), box, clip->path, NULL);
    ct_skip_left(r, CT_PAD);
}

void ct_panel_facts_run(ct_ui *ui, ct_rect r)
{
    ct_panel_facts *p = ui->facts;
    const ct_clip  *clip = ct_session_clip(ui->session);
    bool            two = r.h > ROW;

    if (!clip)
        return;
    ct_gui_scope_push(ui->gui, "facts", 0);
    ct_canvas_fill(ct_gui_canvas(ui->gui), r, 0, ct_dark.head);
    ct_rect inner = ct_rect_inset(r, CT_PAD, 0);
    ct_rect first = ct_cut_top(&inner, ROW);
    draw_name(ui, &first, clip, measure(ui, p, two ? PLAIN : ALL));
    run_row(ui, p, first, two ? PLAIN : ALL);
    if (two)
        run_row(ui, p, ct_cut_top(&inner, SECOND_ROW - 4), ODD);
    ct_gui_scope_pop(ui->gui);
}
