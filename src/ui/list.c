/* SPDX-License-Identifier: MIT */
#include "ui/list.h"

#include <math.h>

#include <SDL_keycode.h>

enum { LEAST_THUMB = 32, GLIDE_MS = 60 };

/* ---- scrolling ---- */

static double furthest(const ct_scroll *s)
{
    return fmax(s->content - s->view, 0);
}

/* Moves y towards target: the same curve at any display rate. */
static void glide(ct_gui *g, ct_scroll *s)
{
    uint64_t now = ct_gui_input(g)->now_ms;
    double   passed = fmin((double)(now - s->glide_ms), 50);
    double   left = s->target - s->y;
    s->glide_ms = now;
    if (fabs(left) < 0.5) {
        s->y = s->target;
        return;
    }
    s->y += left * (1 - exp(-fmax(passed, 8) / GLIDE_MS));
    ct_gui_wake(g, ct_gui_input(g)->frame_ms);
}

static void wheel(ct_gui *g, ct_rect r, ct_scroll *s)
{
    double furthest_y = furthest(s);
    if (furthest_y <= 0)
        return; /* leaves the wheel to what lies around */
    double dy = ct_gui_take_wheel(g, r).y;
    if (dy == 0)
        return;
    s->target = fmin(fmax(s->target + dy, 0), furthest_y);
    if (fabs(dy) < 16) /* a touchpad glides by itself */
        s->y = s->target;
}

static void draw_bar(ct_gui *g, ct_wid id, ct_rect track, ct_scroll *s)
{
    ct_canvas *c = ct_gui_canvas(g);
    double     far = furthest(s);
    double     length = fmax(track.h * s->view / s->content, LEAST_THUMB);
    double     room = fmax(track.h - length, 1);
    ct_touch   t = ct_gui_touch(g, id, track);

    if (t.active) { /* the thumb's middle follows the pointer */
        double at = (ct_gui_input(g)->mouse.y - track.y - length / 2) / room;
        s->y = s->target = fmin(fmax(at, 0), 1) * far;
    }
    ct_rect thumb = {track.x + 3, track.y + room * (far > 0 ? s->y / far : 0), track.w - 5, length};
    ct_canvas_fill(c, ct_rect_inset(thumb, 0, 2), thumb.w / 2,
                   t.active || t.hot ? ct_dark.text_faint : ct_dark.border);
}

ct_rect ct_scroll_begin(ct_gui *g, ct_wid id, ct_rect r, double content, ct_scroll *s)
{
    s->content = content;
    s->view = r.h;
    wheel(g, r, s);
    s->target = fmin(fmax(s->target, 0), furthest(s));
    s->y = fmin(fmax(s->y, 0), furthest(s));
    glide(g, s);
    ct_rect inner = r;
    if (furthest(s) > 0.5)
        draw_bar(g, id, ct_cut_right(&inner, CT_SCROLLBAR), s);
    ct_canvas_clip_push(ct_gui_canvas(g), inner);
    double snap = ct_canvas_scale(ct_gui_canvas(g)); /* rows on whole pixels stay sharp */
    return (ct_rect){inner.x, inner.y - round(s->y * snap) / snap, inner.w, content};
}

void ct_scroll_end(ct_gui *g)
{
    ct_canvas_clip_pop(ct_gui_canvas(g));
}

void ct_scroll_to_top(ct_scroll *s)
{
    s->y = s->target = 0;
}

void ct_scroll_reveal(ct_scroll *s, double y, double h, bool smooth)
{
    double target = s->target;
    if (y < target)
        target = y;
    else if (y + h > target + s->view)
        target = y + h - s->view;
    s->target = fmax(target, 0);
    if (!smooth)
        s->y = s->target;
}

/* ---- lists ---- */

static size_t columns_of(const ct_list *l)
{
    return l->columns > 1 ? (size_t)l->columns : 1;
}

static double pitch_of(const ct_list *l)
{
    return l->row + (l->columns > 1 ? l->gap : 0);
}

static double height_of(const ct_list *l)
{
    size_t lines = (l->count + columns_of(l) - 1) / columns_of(l);
    return (double)lines * pitch_of(l) + (l->columns > 1 ? l->gap : 0);
}

ct_list_run ct_list_begin(ct_gui *g, ct_wid id, ct_rect r, const ct_list *l, ct_scroll *s)
{
    ct_list_run run = {.g = g, .list = *l};
    run.content = ct_scroll_begin(g, id, r, height_of(l), s);
    run.focused = ct_gui_focusable(g, id, r);
    size_t columns = columns_of(l);
    size_t first = (size_t)fmax(floor((r.y - run.content.y) / pitch_of(l)), 0);
    size_t lines = (size_t)ceil(r.h / pitch_of(l)) + 1;
    run.next = first * columns;
    run.end = (first + lines) * columns;
    run.end = run.end < l->count ? run.end : l->count;
    if ((ct_gui_input(g)->pressed & CT_MOUSE_LEFT) && ct_gui_over(g, r))
        ct_gui_focus(g, id);
    return run;
}

bool ct_list_next(ct_list_run *run, ct_rect *row)
{
    if (run->next >= run->end)
        return false;
    const ct_list *l = &run->list;
    size_t         columns = columns_of(l);
    run->index = run->next++;
    double y = run->content.y + (double)(run->index / columns) * pitch_of(l);
    *row = (ct_rect){run->content.x, y, run->content.w, l->row};
    if (l->columns > 1) {
        row->y += l->gap;
        ct_rect inner = ct_rect_inset(*row, l->gap, 0);
        *row = ct_rect_column(inner, (int)(run->index % columns), l->columns, l->gap);
    }
    return true;
}

void ct_list_end(ct_list_run *run)
{
    ct_scroll_end(run->g);
}

void ct_list_reveal(const ct_list *l, ct_scroll *s, size_t index)
{
    double y = (double)(index / columns_of(l)) * pitch_of(l);
    s->content = height_of(l);
    ct_scroll_reveal(s, y, pitch_of(l) + (l->columns > 1 ? l->gap : 0), true);
}

typedef struct list_key {
    int32_t key;
    int     rows, cells, pages, ends;
} list_key;

static const list_key list_keys[] = {
    {SDLK_UP, -1, 0, 0, 0},   {SDLK_DOWN, 1, 0, 0, 0},    {SDLK_LEFT, 0, -1, 0, 0},
    {SDLK_RIGHT, 0, 1, 0, 0}, {SDLK_PAGEUP, 0, 0, -1, 0}, {SDLK_PAGEDOWN, 0, 0, 1, 0},
    {SDLK_HOME, 0, 0, 0, -1}, {SDLK_END, 0, 0, 0, 1},
};

static int64_t moved(const ct_list *l, const ct_scroll *s, const list_key *k, int64_t at)
{
    int64_t columns = (int64_t)columns_of(l);
    int64_t page = (int64_t)fmax(floor(s->view / pitch_of(l)) - 1, 1);
    int64_t last = (int64_t)l->count - 1;
    int64_t to = at + k->cells + (k->rows + k->pages * page) * columns;
    if (k->ends)
        to = k->ends < 0 ? 0 : last;
    return to < 0 ? (k->pages ? 0 : at) : to > last ? (k->pages ? last : at) : to;
}

bool ct_list_keys(ct_gui *g, ct_wid id, const ct_list *l, ct_scroll *s, size_t *cursor)
{
    size_t before = *cursor;
    for (size_t i = 0; i < sizeof list_keys / sizeof list_keys[0]; i++) {
        const list_key *k = &list_keys[i];
        if ((k->cells && l->columns < 2) || l->count == 0)
            continue;
        while (ct_gui_key(g, id, k->key, 0)) {
            int64_t at = *cursor < l->count ? (int64_t)*cursor : -1;
            *cursor = at < 0 ? 0 : (size_t)moved(l, s, k, at);
        }
    }
    if (*cursor == before)
        return false;
    ct_list_reveal(l, s, *cursor);
    return true;
}

void ct_list_ground(ct_gui *g, ct_rect row, bool selected, bool hot)
{
    if (selected)
        ct_canvas_fill(ct_gui_canvas(g), row, 0, ct_dark.selected);
    else if (hot)
        ct_canvas_fill(ct_gui_canvas(g), row, 0, ct_colour_fade(ct_dark.hover, 0.55));
}

/* ---- tables ---- */

ct_rect ct_table_cell(const ct_column *columns, int count, int index, ct_rect row)
{
    double x = row.x;
    for (int i = 0; i < index; i++)
        x += columns[i].width;
    bool    last = index == count - 1;
    double  w = last ? fmax(row.x + row.w - x, columns[index].width) : columns[index].width;
    ct_rect cell = {x, row.y, w, row.h};
    return ct_rect_inset(cell, CT_GAP, 0);
}

static bool drag_edge(ct_gui *g, ct_wid id, ct_rect cell, ct_column *column)
{
    ct_rect  edge = {cell.x + cell.w + CT_GAP - 4, cell.y, 8, cell.h};
    ct_touch t = ct_gui_touch(g, id, edge);
    if (t.hot || t.active)
        ct_gui_cursor(g, CT_CURSOR_WIDTH);
    if (t.active)
        column->width = fmax(ct_gui_input(g)->mouse.x - cell.x + CT_GAP, column->least);
    ct_canvas_vline(ct_gui_canvas(g), edge.x + 4, edge.y + 8, edge.h - 16,
                    t.hot || t.active ? ct_dark.accent : ct_dark.line);
    return t.active || t.hot;
}

static void draw_title(ct_gui *g, ct_rect cell, const ct_column *column, bool sorted, bool down,
                       bool hot)
{
    ct_canvas *c = ct_gui_canvas(g);
    ct_colour  ink = sorted || hot ? ct_dark.text : ct_dark.text_soft;
    double     w = ct_canvas_text_size(c, column->title, CT_TYPE_SMALL, 0).w;
    if (sorted) {
        double x =
            column->right ? cell.x + cell.w - 12 : fmin(cell.x + w + 4, cell.x + cell.w - 12);
        ct_rect arrow = {x, cell.y + (cell.h - 12) / 2, 12, 12};
        ct_canvas_icon(c, down ? CT_ICON_DOWN : CT_ICON_UP, arrow, ct_dark.accent);
        cell.w -= 14;
    }
    ct_canvas_text(c, cell, column->title, CT_TYPE_SMALL, ink, column->right ? CT_TEXT_RIGHT : 0);
}

static bool sort_click(int column, int *sort, bool *down)
{
    if (*sort == column)
        *down = !*down;
    else
        *down = false;
    *sort = column;
    return true;
}

bool ct_table_head(ct_gui *g, ct_wid id, ct_rect r, ct_column *columns, int count, int *sort,
                   bool *down)
{
    ct_canvas *c = ct_gui_canvas(g);
    bool       changed = false;
    ct_canvas_fill(c, r, 0, ct_dark.head);
    ct_canvas_hline(c, r.x, r.y + r.h - 1, r.w, ct_dark.line);
    ct_canvas_clip_push(c, r);
    for (int i = 0; i < count; i++) {
        ct_rect  cell = ct_table_cell(columns, count, i, r);
        ct_wid   mine = id + 2 * (ct_wid)i;
        bool     edge = i < count - 1 && drag_edge(g, mine + 1, cell, &columns[i]);
        ct_touch t = ct_gui_touch(g, mine, ct_rect_inset(cell, -4, 0));
        ct_gui_focusable(g, mine, cell);
        draw_title(g, cell, &columns[i], *sort == i, *down, t.hot && !edge);
        if (t.clicked || ct_gui_key(g, mine, SDLK_RETURN, 0) || ct_gui_key(g, mine, SDLK_SPACE, 0))
            changed = sort_click(i, sort, down);
        ct_gui_focus_ring(g, mine, ct_rect_inset(cell, -4, 4), 3);
    }
    ct_canvas_clip_pop(c);
    return changed;
}
