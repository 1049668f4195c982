/* SPDX-License-Identifier: MIT */
/* Where text being written stands: pango layout, cursor movement, pointer, drawing. */
#include <math.h>
#include <string.h>

#include "view/canvas_priv.h"
#include "view/textedit_priv.h"

/* ---- layout ---- */

/* Bytes of the first `count` code points. */
static size_t bytes_of(const char *s, int count)
{
    size_t at = 0;
    for (int i = 0; i < count && s[at]; i++)
        at += (size_t)g_utf8_skip[(unsigned char)s[at]];
    return at;
}

static void underline_preedit(ct_textedit *ed)
{
    PangoAttrList  *old = pango_layout_get_attributes(ed->layout);
    PangoAttrList  *list = old ? pango_attr_list_copy(old) : pango_attr_list_new();
    PangoAttribute *line = pango_attr_underline_new(PANGO_UNDERLINE_SINGLE);
    line->start_index = (guint)ed->cursor;
    line->end_index = (guint)(ed->cursor + strlen(ed->preedit));
    pango_attr_list_insert(list, line);
    pango_layout_set_attributes(ed->layout, list);
    pango_attr_list_unref(list);
}

static void fill_layout(ct_textedit *ed)
{
    if (ed->laid_out)
        return;
    ct_str all;
    ct_str_init(&all);
    ct_str_append_n(&all, ed->text, ed->cursor);
    ct_str_append(&all, ed->preedit);
    ct_str_append(&all, ed->text + ed->cursor);
    pango_layout_set_text(ed->layout, ct_str_text(&all), (int)all.len);
    ct_str_finish(&all);
    ed->laid_out = true;
}

/* A layout to move in, even before the first drawing. */
static PangoLayout *layout_of(ct_textedit *ed)
{
    if (!ed->layout) {
        PangoContext *context = pango_font_map_create_context(pango_cairo_font_map_get_default());
        ed->layout = pango_layout_new(context);
        pango_layout_set_single_paragraph_mode(ed->layout, !ed->multiline);
        g_object_unref(context);
        ed->scale = 1;
    }
    fill_layout(ed);
    return ed->layout;
}

static double unit(const ct_textedit *ed)
{
    return PANGO_SCALE * ed->scale;
}

/* Cursor in pango units of the layout. */
static PangoRectangle cursor_pos(ct_textedit *ed)
{
    PangoLayout   *l = layout_of(ed);
    size_t         at = ed->cursor + bytes_of(ed->preedit, ed->preedit_cursor);
    PangoRectangle strong;
    pango_layout_get_cursor_pos(l, (int)at, &strong, NULL);
    return strong;
}

double ct_textedit_cursor_x(ct_textedit *ed)
{
    return (double)cursor_pos(ed).x;
}

static void keep_cursor_in_view(ct_textedit *ed)
{
    PangoRectangle cursor = cursor_pos(ed);
    int            w = 0, h = 0;
    pango_layout_get_size(ed->layout, &w, &h);
    double x = cursor.x / unit(ed), y = cursor.y / unit(ed), line = cursor.height / unit(ed);
    if (ed->show_cursor) {
        ed->scrolled.x = fmin(ed->scrolled.x, x);
        ed->scrolled.x = fmax(ed->scrolled.x, x + 2 - ed->r.w);
        ed->scrolled.y = fmin(ed->scrolled.y, y);
        ed->scrolled.y = fmax(ed->scrolled.y, y + line - ed->r.h);
        ed->show_cursor = false;
    }
    if (ed->multiline)
        ed->scrolled.x = 0;
    else
        ed->scrolled.y = 0;
    ed->scrolled.x = fmax(fmin(ed->scrolled.x, w / unit(ed) + 2 - ed->r.w), 0);
    ed->scrolled.y = fmax(fmin(ed->scrolled.y, h / unit(ed) - ed->r.h), 0);
}

static void new_layout(ct_textedit *ed, ct_canvas *c, ct_type type)
{
    if (ed->layout)
        g_object_unref(ed->layout);
    ed->layout = ct_canvas_new_layout(c, type);
    pango_layout_set_single_paragraph_mode(ed->layout, !ed->multiline);
    pango_layout_set_wrap(ed->layout, PANGO_WRAP_WORD_CHAR);
    if (ed->multiline)
        pango_layout_set_line_spacing(ed->layout, 1.2F);
    if (ct_textedit_composing(ed))
        underline_preedit(ed);
    ed->preedit_changed = false;
    ed->scale = ct_canvas_scale(c);
    ed->type = type;
    ed->laid_out = false;
    ed->look++;
}

void ct_textedit_layout(ct_textedit *ed, ct_canvas *c, ct_rect r, ct_type type)
{
    bool resized = r.w != ed->r.w || r.h != ed->r.h;
    if (!ed->layout || ed->preedit_changed || ed->scale != ct_canvas_scale(c) || ed->type != type)
        new_layout(ed, c, type);
    ed->r = r;
    if (ed->multiline)
        pango_layout_set_width(ed->layout, (int)fmax(r.w * unit(ed), PANGO_SCALE));
    fill_layout(ed);
    if (resized) {
        ed->look++;
        ed->show_cursor = true;
    }
    keep_cursor_in_view(ed);
}

double ct_textedit_height(const ct_textedit *ed)
{
    int h = 0;
    if (ed->layout)
        pango_layout_get_size(ed->layout, NULL, &h);
    return h / unit(ed);
}

void ct_textedit_scroll(ct_textedit *ed, double dy)
{
    ed->scrolled.y += dy;
}

ct_rect ct_textedit_cursor_rect(const ct_textedit *ed)
{
    if (!ed->layout)
        return (ct_rect){ed->r.x, ed->r.y, 1, ed->r.h};
    size_t         at = ed->cursor + bytes_of(ed->preedit, ed->preedit_cursor);
    PangoRectangle pos;
    pango_layout_get_cursor_pos(ed->layout, (int)at, &pos, NULL);
    if (!ed->multiline)
        return (ct_rect){ed->r.x - ed->scrolled.x + pos.x / unit(ed), ed->r.y, 1, ed->r.h};
    return (ct_rect){ed->r.x - ed->scrolled.x + pos.x / unit(ed),
                     ed->r.y - ed->scrolled.y + pos.y / unit(ed), 1, pos.height / unit(ed)};
}

/* ---- boundaries ---- */

typedef struct breaks {
    const char         *text;
    const PangoLogAttr *attrs; /* one for each code point, and one more */
    int                 count;
} breaks;

static breaks breaks_of(ct_textedit *ed)
{
    breaks b = {.text = ed->text};
    b.attrs = pango_layout_get_log_attrs_readonly(layout_of(ed), &b.count);
    return b;
}

static int char_at(const breaks *b, size_t byte)
{
    return (int)g_utf8_pointer_to_offset(b->text, b->text + byte);
}

static size_t byte_at(const breaks *b, int index)
{
    return (size_t)(g_utf8_offset_to_pointer(b->text, index) - b->text);
}

size_t ct_textedit_snap(ct_textedit *ed, size_t at)
{
    breaks b = breaks_of(ed);
    while (at && ((unsigned char)ed->text[at] & 0xC0U) == 0x80U)
        at--;
    int i = char_at(&b, at);
    while (i > 0 && !b.attrs[i].is_cursor_position)
        i--;
    return byte_at(&b, i);
}

static size_t next_grapheme(ct_textedit *ed, size_t from, int step)
{
    breaks b = breaks_of(ed);
    int    i = char_at(&b, from);
    do
        i += step;
    while (i > 0 && i < b.count - 1 && !b.attrs[i].is_cursor_position);
    return i < 0 ? 0 : i > b.count - 1 ? strlen(ed->text) : byte_at(&b, i);
}

/* Back to the start of a word, forward to the end of one: what Ctrl+arrows do on this desktop. */
static size_t next_word(ct_textedit *ed, size_t from, int step)
{
    breaks b = breaks_of(ed);
    int    i = char_at(&b, from);
    do
        i += step;
    while (i > 0 && i < b.count - 1 &&
           !(step < 0 ? b.attrs[i].is_word_start : b.attrs[i].is_word_end));
    return i < 0 ? 0 : i > b.count - 1 ? strlen(ed->text) : byte_at(&b, i);
}

static void word_around(ct_textedit *ed, size_t at, size_t *first, size_t *end)
{
    breaks b = breaks_of(ed);
    int    i = char_at(&b, at), k = i;
    bool   inside = false;
    /* inside a word if going back meets a start before an end */
    for (int j = i; j >= 0; j--) {
        if (b.attrs[j].is_word_end && !b.attrs[j].is_word_start)
            break;
        if (b.attrs[j].is_word_start) {
            inside = true;
            i = j;
            break;
        }
    }
    if (inside) {
        do
            k++;
        while (k < b.count - 1 && !b.attrs[k].is_word_end);
    } else {
        while (i > 0 && !b.attrs[i].is_word_end)
            i--;
        while (k < b.count - 1 && !b.attrs[k].is_word_start)
            k++;
    }
    *first = byte_at(&b, i);
    *end = byte_at(&b, k < b.count ? k : b.count - 1);
}

static void paragraph_around(const ct_textedit *ed, size_t at, size_t *first, size_t *end)
{
    size_t i = at, k = at;
    while (i > 0 && ed->text[i - 1] != '\n')
        i--;
    while (ed->text[k] && ed->text[k] != '\n')
        k++;
    *first = i;
    *end = k;
}

bool ct_textedit_rtl(ct_textedit *ed)
{
    int line = 0;
    pango_layout_index_to_line_x(layout_of(ed), (int)ed->cursor, FALSE, &line, NULL);
    PangoLayoutLine *l = pango_layout_get_line_readonly(ed->layout, line);
    return l && pango_layout_line_get_resolved_direction(l) == PANGO_DIRECTION_RTL;
}

size_t ct_textedit_before_backspace(ct_textedit *ed)
{
    breaks b = breaks_of(ed);
    int    i = char_at(&b, ed->cursor);
    if (i == 0)
        return 0;
    if (b.attrs[i].backspace_deletes_character)
        return byte_at(&b, i - 1);
    return next_grapheme(ed, ed->cursor, -1);
}

/* ---- moving ---- */

static size_t beside(ct_textedit *ed, int direction)
{
    int at = 0, trailing = 0;
    pango_layout_move_cursor_visually(layout_of(ed), TRUE, (int)ed->cursor, 0, direction, &at,
                                      &trailing);
    if (at < 0)
        return ed->cursor; /* off the start */
    if (at == G_MAXINT)
        return ed->cursor; /* off the end */
    return (size_t)at + bytes_of(ed->text + at, trailing);
}

static size_t index_at(ct_textedit *ed, int x, int y)
{
    int at = 0, trailing = 0;
    pango_layout_xy_to_index(layout_of(ed), x, y, &at, &trailing);
    return (size_t)at + bytes_of(ed->text + at, trailing);
}

static size_t lines_away(ct_textedit *ed, int lines)
{
    int line = 0, count = pango_layout_get_line_count(layout_of(ed));
    pango_layout_index_to_line_x(ed->layout, (int)ed->cursor, FALSE, &line, NULL);
    if (line + lines < 0)
        return 0;
    if (line + lines >= count)
        return strlen(ed->text);
    /* the middle of that line */
    PangoLayoutLine *to = pango_layout_get_line_readonly(ed->layout, line + lines);
    PangoRectangle   there;
    pango_layout_index_to_pos(ed->layout, to->start_index, &there);
    return index_at(ed, (int)ed->want_x, there.y + there.height / 2);
}

static int lines_a_page(const ct_textedit *ed)
{
    int    count = pango_layout_get_line_count(ed->layout);
    double line = ct_textedit_height(ed) / (count > 0 ? count : 1);
    return line > 0 ? (int)fmax(floor(ed->r.h / line) - 1, 1) : 1;
}

static size_t line_edge(ct_textedit *ed, bool end)
{
    int line = 0;
    pango_layout_index_to_line_x(layout_of(ed), (int)ed->cursor, FALSE, &line, NULL);
    PangoLayoutLine *l = pango_layout_get_line_readonly(ed->layout, line);
    size_t           at = (size_t)l->start_index;
    if (!end)
        return at;
    at += (size_t)l->length;
    /* the end of a wrapped line is the start of the next: stay before its last space */
    bool wrapped = ed->text[at] && ed->text[at] != '\n';
    return wrapped ? next_grapheme(ed, at, -1) : at;
}

size_t ct_textedit_target(ct_textedit *ed, ct_move move)
{
    int rtl = ct_textedit_rtl(ed) ? -1 : 1;
    switch (move) {
    case CT_MOVE_LEFT:
        return beside(ed, -1);
    case CT_MOVE_RIGHT:
        return beside(ed, 1);
    case CT_MOVE_WORD_LEFT:
        return next_word(ed, ed->cursor, -rtl);
    case CT_MOVE_WORD_RIGHT:
        return next_word(ed, ed->cursor, rtl);
    case CT_MOVE_UP:
        return lines_away(ed, -1);
    case CT_MOVE_DOWN:
        return lines_away(ed, 1);
    case CT_MOVE_PAGE_UP:
        return lines_away(ed, -lines_a_page(ed));
    case CT_MOVE_PAGE_DOWN:
        return lines_away(ed, lines_a_page(ed));
    case CT_MOVE_LINE_START:
        return line_edge(ed, false);
    case CT_MOVE_LINE_END:
        return line_edge(ed, true);
    case CT_MOVE_START:
        return 0;
    case CT_MOVE_END:
        return strlen(ed->text);
    }
    return ed->cursor;
}

size_t ct_textedit_logical(ct_textedit *ed, ct_move move)
{
    switch (move) {
    case CT_MOVE_LEFT:
        return next_grapheme(ed, ed->cursor, -1);
    case CT_MOVE_RIGHT:
        return next_grapheme(ed, ed->cursor, 1);
    case CT_MOVE_WORD_LEFT:
        return next_word(ed, ed->cursor, -1);
    case CT_MOVE_WORD_RIGHT:
        return next_word(ed, ed->cursor, 1);
    default:
        return ct_textedit_target(ed, move);
    }
}

/* ---- pointer ---- */

static size_t under(ct_textedit *ed, double x, double y)
{
    double px = (x - ed->r.x + ed->scrolled.x) * unit(ed);
    double py = (y - ed->r.y + ed->scrolled.y) * unit(ed);
    return index_at(ed, (int)px, ed->multiline ? (int)py : 0);
}

static void unit_around(ct_textedit *ed, size_t at, size_t *first, size_t *end)
{
    *first = *end = at;
    if (ed->unit == 2)
        word_around(ed, at, first, end);
    else if (ed->unit >= 3)
        paragraph_around(ed, at, first, end);
}

void ct_textedit_press(ct_textedit *ed, double x, double y, int clicks, bool extend_selection)
{
    if (ct_textedit_composing(ed))
        return;
    size_t at = under(ed, x, y);
    ed->unit = clicks;
    unit_around(ed, at, &ed->unit_first, &ed->unit_end);
    if (extend_selection && clicks < 2)
        ct_textedit_select(ed, ed->anchor, at);
    else
        ct_textedit_select(ed, ed->unit_first, ed->unit_end);
}

void ct_textedit_drag(ct_textedit *ed, double x, double y)
{
    if (ct_textedit_composing(ed))
        return;
    size_t first = 0, end = 0, at = under(ed, x, y);
    unit_around(ed, at, &first, &end);
    size_t anchor = at < ed->unit_first ? ed->unit_end : ed->unit_first;
    size_t cursor = at < ed->unit_first ? first : end;
    if (ed->unit < 2) {
        anchor = ed->anchor;
        cursor = at;
    }
    if (anchor != ed->anchor || cursor != ed->cursor)
        ct_textedit_select(ed, anchor, cursor);
}

/* ---- drawing ---- */

/* Top left corner of the layout: one line sits in the middle, and by its capitals (as in
 * ct_canvas_text), several start at the top. */
static ct_point origin(const ct_textedit *ed, ct_canvas *c)
{
    ct_point o = {ed->r.x - ed->scrolled.x, ed->r.y - ed->scrolled.y};
    if (!ed->multiline) {
        double baseline = pango_layout_get_baseline(ed->layout) / unit(ed);
        double base = round((o.y + (ed->r.h + ct_canvas_cap_height(c, ed->type)) / 2) * ed->scale);
        o.y = base / ed->scale - baseline;
    }
    return o;
}

static void draw_selection(const ct_textedit *ed, ct_canvas *c, ct_point o, bool focused)
{
    size_t first = 0, end = 0;
    ct_textedit_selection(ed, &first, &end);
    if (first == end)
        return;
    ct_colour        ground = focused ? ct_dark.accent_soft : ct_dark.hover;
    PangoLayoutIter *it = pango_layout_get_iter(ed->layout);
    do {
        PangoLayoutLine *line = pango_layout_iter_get_line_readonly(it);
        int             *ranges = NULL, count = 0, top = 0, bottom = 0;
        bool             misses =
            (size_t)line->start_index > end || (size_t)(line->start_index + line->length) < first;
        if (misses)
            continue;
        pango_layout_iter_get_line_yrange(it, &top, &bottom);
        pango_layout_line_get_x_ranges(line, (int)first, (int)end, &ranges, &count);
        for (int i = 0; i < count; i++)
            ct_canvas_fill(c,
                           (ct_rect){o.x + ranges[2 * i] / unit(ed), o.y + top / unit(ed),
                                     (ranges[2 * i + 1] - ranges[2 * i]) / unit(ed),
                                     (bottom - top) / unit(ed)},
                           2, ground);
        g_free(ranges);
    } while (pango_layout_iter_next_line(it));
    pango_layout_iter_free(it);
}

void ct_textedit_draw(ct_textedit *ed, ct_canvas *c, const char *placeholder, bool focused,
                      bool caret)
{
    ct_point o = origin(ed, c);
    ct_canvas_clip_push(c, ct_rect_inset(ed->r, -1, 0));
    if (placeholder && ct_textedit_empty(ed) && !ct_textedit_composing(ed)) {
        unsigned flags = ed->multiline ? CT_TEXT_TOP | CT_TEXT_WRAP : 0;
        ct_canvas_text(c, ed->r, placeholder, ed->type, ct_dark.text_faint, flags);
    }
    draw_selection(ed, c, o, focused);
    ct_canvas_layout(c, ed->layout, o.x, o.y, ct_dark.text, (uint64_t)ed->serial << 32 | ed->look);
    if (caret) {
        PangoRectangle pos = cursor_pos(ed);
        ct_rect bar = {o.x + pos.x / unit(ed), o.y + pos.y / unit(ed), 1.5, pos.height / unit(ed)};
        ct_canvas_fill(c, bar, 0, ct_dark.accent);
    }
    ct_canvas_clip_pop(c);
}
