/* SPDX-License-Identifier: MIT */
/* All keys, from the key map as it is now: grouped by what they are about, searchable. */
#include <stdlib.h>
#include <string.h>

#include "ui/ui_priv.h"

enum { WIDTH = 920, HEIGHT = 640, COLUMN_GAP = 24, KEYS_WIDTH = 124 };

/* Groups by the first word of the action's name, in the order people look for them. */
static const struct {
    const char *prefixes; /* with a dot behind each */
    const char *title;
} groups[] = {
    {"play.audio.", "Play"},
    {"mark.select.", "In, Out and selects"},
    {"clip.take.tag.list.", "Takes"},
    {"note.typing.", "Notes"},
    {"view.", "Window"},
    {"edit.project.message.", "Project"},
};
enum { GROUPS = sizeof groups / sizeof groups[0] };

struct ct_help {
    ct_textedit *text;
    ct_scroll    scroll;
};

ct_help *ct_help_create(void)
{
    ct_help *h = ct_alloc(sizeof *h);

    h->text = ct_textedit_create(false);
    return h;
}

void ct_help_destroy(ct_help **help)
{
    if (!*help)
        return;
    ct_textedit_destroy(&(*help)->text);
    free(*help);
    *help = NULL;
}

static int group_of(const char *name)
{
    size_t bytes = strcspn(name, ".") + 1;
    char  *head = ct_strndup(name, bytes);
    int    found = GROUPS - 1;

    for (int i = 0; i < GROUPS; i++)
        if (strstr(groups[i].prefixes, head)) {
            found = i;
            break;
        }
    free(head);
    return found;
}

static bool contains_nocase(const char *text, const char *part)
{
    size_t bytes = strlen(part);

    for (; *text; text++) {
        char *head = ct_strndup(text, bytes);
        bool  same = ct_equal_nocase(head, part);
        free(head);
        if (same)
            return true;
    }
    return bytes == 0;
}

/* Does the search let this action through? By sentence, name or key. */
static bool is_shown(const ct_ui *ui, const ct_action *action, const char *keys)
{
    const char *typed = ct_textedit_text(ui->help->text);

    return *keys && (contains_nocase(action->sentence, typed) ||
                     contains_nocase(action->name, typed) || contains_nocase(keys, typed));
}

/* One act: keys at the left, what they do at the right, both wrapped. Returns its height; draws when
 * `draw`. */
static double key_line(ct_ui *ui, ct_rect r, const ct_action *action, const char *keys, bool draw)
{
    ct_canvas *c = ct_gui_canvas(ui->gui);
    double     text_width = r.w - KEYS_WIDTH - CT_GAP;
    ct_size    left = ct_canvas_text_size(c, keys, CT_TYPE_STRONG, KEYS_WIDTH);
    ct_size    right = ct_canvas_text_size(c, action->sentence, CT_TYPE_BODY, text_width);
    double     height = (left.h > right.h ? left.h : right.h) + 6;

    if (draw) {
        r.h = height;
        ct_canvas_text(c, ct_rect_make(r.x, r.y, KEYS_WIDTH, r.h), keys, CT_TYPE_STRONG,
                       ct_dark.accent, CT_TEXT_RIGHT | CT_TEXT_TOP | CT_TEXT_WRAP);
        ct_canvas_text(c, ct_rect_make(r.x + KEYS_WIDTH + CT_GAP, r.y, text_width, r.h),
                       action->sentence, CT_TYPE_BODY, ct_dark.text, CT_TEXT_TOP | CT_TEXT_WRAP);
    }
    return height;
}

/* A group with its title; returns its height. */
static double draw_group(ct_ui *ui, ct_rect r, int group, bool draw)
{
    double y = 0;

    for (size_t i = 0; i < ct_registry_count(ui->registry); i++) {
        const ct_action *action = ct_registry_at(ui->registry, i);
        char            *keys = ct_keymap_chords(ui->keymap, action->name);
        bool             shown = group_of(action->name) == group && is_shown(ui, action, keys);
        if (shown && y == 0) {
            if (draw)
                ct_widget_label(ui->gui, ct_rect_make(r.x, r.y, r.w, CT_ROW), groups[group].title,
                                CT_TYPE_LARGE, ct_dark.text_soft);
            y = CT_ROW + CT_GRID;
        }
        if (shown)
            y += key_line(ui, ct_rect_make(r.x, r.y + y, r.w, 0), action, keys, draw);
        free(keys);
    }
    return y > 0 ? y + CT_PAD : 0;
}

/* Groups into two columns, each to the shorter one. Returns the height of the taller. */
static double draw_groups(ct_ui *ui, ct_rect r, bool draw)
{
    double heights[2] = {0, 0};

    for (int i = 0; i < GROUPS; i++) {
        int     column = heights[1] < heights[0];
        ct_rect at = ct_rect_column(r, column, 2, COLUMN_GAP);
        at.y += heights[column];
        heights[column] += draw_group(ui, at, i, draw);
    }
    return heights[0] > heights[1] ? heights[0] : heights[1];
}

void ct_help_run(ct_ui *ui)
{
    ct_help      *h = ui->help;
    ct_gui       *g = ui->gui;
    ct_rect       window = ct_gui_bounds(g);
    ct_field_look look = {.placeholder = "Find a key or an act", .icon = CT_ICON_SEARCH};
    bool          closed = false;
    ct_size       size = {WIDTH, HEIGHT};

    if (size.h > window.h - 80)
        size.h = window.h - 80;
    if (size.w > window.w - 80)
        size.w = window.w - 80;
    ct_rect r = ct_sheet_begin(g, ct_gui_id(g, "keys"), size, "Keys", &closed);
    ct_wid  field = ct_gui_id(g, "typed");
    if (ui->sheet_fresh) {
        ct_textedit_set(h->text, "");
        h->scroll = (ct_scroll){0};
        ct_gui_focus(g, field);
    }
    ct_field_did did = ct_ui_field(ui, field, ct_cut_top(&r, CT_CONTROL), h->text, &look);
    ct_skip_top(&r, CT_GAP);
    double  height = draw_groups(ui, r, false);
    ct_rect content = ct_scroll_begin(g, ct_gui_id(g, "list"), r, height, &h->scroll);
    draw_groups(ui, content, true);
    ct_scroll_end(g);
    if (height == 0)
        ct_widget_empty(g, r, CT_ICON_KEYBOARD, "No such key",
                        "Ctrl+K finds actions that have no key, too.");
    ct_sheet_end(g);
    if (closed || did.cancelled || did.submitted)
        ct_ui_close_sheet(ui);
}
