/* SPDX-License-Identifier: MIT */
/* Every action by name: type a few letters, Return runs it. What still needs a word (a path, a
 * label) is asked for in the same field; a whole line, "tag.name number=1 name=hands", is run as it stands. */
#include <stdlib.h>
#include <string.h>

#include "ui/ui_priv.h"

enum { WIDTH = 720, ROWS = 11 };

struct match {
    const ct_action *action;
    int              score; /* higher is better */
};

struct ct_palette {
    ct_textedit     *text;
    uint64_t         seen; /* revision of the text the matches belong to */
    struct match    *matches;
    size_t           count, cap, cursor;
    ct_scroll        scroll;
    const ct_action *asking; /* its arguments are being typed */
};

ct_palette *ct_palette_create(void)
{
    ct_palette *p = ct_alloc(sizeof *p);

    p->text = ct_textedit_create(false);
    return p;
}

void ct_palette_destroy(ct_palette **palette)
{
    if (!*palette)
        return;
    ct_textedit_destroy(&(*palette)->text);
    free((*palette)->matches);
    free(*palette);
    *palette = NULL;
}

/* --- matching ------------------------------------------------------------------------------ */

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/* The typed letters in their order, anywhere in `text`: beginnings of words and runs count more.
 * -1 when they are not there. */
static int score_in(const char *typed, const char *text)
{
    int  score = 0, run = 0;
    bool start = true;

    for (; *text && *typed; text++) {
        if (lower(*text) == lower(*typed)) {
            score += start ? 8 : 1 + 2 * run;
            run++;
            typed++;
        } else {
            run = 0;
        }
        start = *text == ' ' || *text == '.' || *text == ',';
    }
    return *typed ? -1 : score;
}

static int by_score(const void *a, const void *b)
{
    const struct match *x = a, *y = b;

    return y->score != x->score ? y->score - x->score : strcmp(x->action->name, y->action->name);
}

/* The action of a line with arguments behind its name; NULL: words to look for. */
static const ct_action *action_of_line(const ct_ui *ui, const char *typed)
{
    size_t           bytes = strcspn(typed, " ");
    char            *name = ct_strndup(typed, bytes);
    const ct_action *action = typed[bytes] ? ct_registry_find(ui->registry, name) : NULL;

    free(name);
    return action;
}

static int score_of(const ct_action *a, const char *typed)
{
    int in_sentence = score_in(typed, a->sentence), in_name = score_in(typed, a->name);

    return a->flags & CT_ACT_HOLD ? -1 : in_sentence > in_name ? in_sentence : in_name;
}

static void find_matches(ct_ui *ui)
{
    ct_palette      *p = ui->palette;
    const char      *typed = ct_textedit_text(p->text);
    const ct_action *whole = action_of_line(ui, typed);

    p->count = p->cursor = 0;
    for (size_t i = 0; i < ct_registry_count(ui->registry); i++) {
        const ct_action *a = ct_registry_at(ui->registry, i);
        int              score = whole ? (a == whole ? 0 : -1) : score_of(a, typed);
        if (score < 0)
            continue;
        p->matches = ct_grow(p->matches, &p->cap, p->count + 1, sizeof *p->matches);
        p->matches[p->count++] = (struct match){a, score};
    }
    qsort(p->matches, p->count, sizeof *p->matches, by_score);
    p->scroll.y = p->scroll.target = 0;
    p->seen = ct_textedit_revision(p->text);
}

/* --- running --------------------------------------------------------------------------------- */

static bool needs_arguments(const ct_action *action)
{
    for (const char *p = action->arguments; *p;) {
        size_t bytes = strcspn(p, " ");
        if (p[bytes - 1] != '?')
            return true;
        p += bytes;
        p += strspn(p, " ");
    }
    return false;
}

/* The first argument that must be given: what is typed goes there when no name stands before it. */
static char *first_needed(const ct_action *action)
{
    const char *p = action->arguments;

    while (*p) {
        size_t bytes = strcspn(p, " ");
        if (p[bytes - 1] != '?')
            return ct_strndup(p, bytes);
        p += bytes;
        p += strspn(p, " ");
    }
    return ct_strdup("");
}

static void run_asked(ct_ui *ui)
{
    ct_palette      *p = ui->palette;
    const ct_action *action = p->asking;
    const char      *typed = ct_textedit_text(p->text);
    char            *name = first_needed(action);

    ct_ui_close_sheet(ui);
    if (strchr(typed, '=')) {
        char *line = ct_asprintf("%s %s", action->name, typed);
        ct_ui_act_line(ui, line);
        free(line);
    } else {
        ct_ui_act(ui, action->name, name, typed, NULL);
    }
    free(name);
}

static void choose(ct_ui *ui)
{
    ct_palette *p = ui->palette;

    const char *typed = ct_textedit_text(p->text);

    if (p->cursor >= p->count)
        return;
    const ct_action *action = p->matches[p->cursor].action;
    if (action_of_line(ui, typed)) {
        char *line = ct_strdup(typed);
        ct_ui_close_sheet(ui);
        ct_ui_act_line(ui, line);
        free(line);
        return;
    }
    if (needs_arguments(action)) {
        p->asking = action;
        ct_textedit_set(p->text, "");
        return;
    }
    ct_ui_close_sheet(ui);
    ct_ui_act_line(ui, action->name);
}

/* --- drawing ---------------------------------------------------------------------------------- */

static void draw_row(ct_ui *ui, ct_rect r, const ct_action *action)
{
    ct_canvas *c = ct_gui_canvas(ui->gui);
    char      *keys = ct_keymap_chords(ui->keymap, action->name);

    r = ct_rect_inset(r, CT_PAD, 0);
    ct_rect right = ct_cut_right(&r, 120);
    ct_canvas_text(c, right, keys, CT_TYPE_SMALL, ct_dark.text_soft, CT_TEXT_RIGHT);
    free(keys);
    ct_rect name = ct_cut_right(&r, 116);
    ct_canvas_text(c, name, action->name, CT_TYPE_SMALL, ct_dark.text_soft, CT_TEXT_LEFT);
    ct_skip_right(&r, CT_GAP);
    ct_canvas_text(c, r, action->sentence, CT_TYPE_BODY, ct_dark.text, CT_TEXT_LEFT);
}

static void draw_list(ct_ui *ui, ct_rect r)
{
    ct_palette *p = ui->palette;
    ct_gui     *g = ui->gui;
    ct_list     list = {.count = p->count, .row = CT_ROW};
    ct_list_run run;
    ct_rect     row;
    bool        chosen = false;

    for (run = ct_list_begin(g, ct_gui_id(g, "actions"), r, &list, &p->scroll);
         ct_list_next(&run, &row);) {
        ct_touch touch = ct_gui_touch(g, ct_gui_id_n(g, "action", run.index), row);
        ct_list_ground(g, row, run.index == p->cursor, touch.hot);
        draw_row(ui, row, p->matches[run.index].action);
        if (touch.clicked) {
            p->cursor = run.index;
            chosen = true;
        }
    }
    ct_list_end(&run);
    if (p->count == 0)
        ct_widget_empty(g, r, CT_ICON_SEARCH, "No such action", "Other words may find it.");
    if (chosen)
        choose(ui);
}

static void move_cursor(ct_ui *ui)
{
    ct_palette *p = ui->palette;
    ct_input   *in = ct_gui_input(ui->gui);
    ct_list     list = {.count = p->count, .row = CT_ROW};
    size_t      before = p->cursor;

    while (ct_input_take_key(in, SDLK_DOWN, 0))
        p->cursor += p->cursor + 1 < p->count;
    while (ct_input_take_key(in, SDLK_UP, 0))
        p->cursor -= p->cursor > 0;
    if (p->cursor != before)
        ct_list_reveal(&list, &p->scroll, p->cursor);
}

static void ask_arguments(ct_ui *ui, ct_rect r)
{
    ct_palette *p = ui->palette;
    char       *takes = ct_asprintf("Takes: %s", p->asking->arguments);

    ct_widget_label(ui->gui, ct_cut_top(&r, CT_ROW), p->asking->sentence, CT_TYPE_BODY,
                    ct_dark.text);
    ct_widget_label(ui->gui, ct_cut_top(&r, CT_ROW), takes, CT_TYPE_SMALL, ct_dark.text_soft);
    free(takes);
}

void ct_palette_run(ct_ui *ui)
{
    ct_palette   *p = ui->palette;
    ct_gui       *g = ui->gui;
    ct_field_look look = {.placeholder = "Type what you want to do", .icon = CT_ICON_SEARCH};
    bool          closed = false;

    if (ui->sheet_fresh) {
        ct_textedit_set(p->text, "");
        p->asking = NULL;
        find_matches(ui);
    }
    ct_rect r = ct_sheet_begin(g, ct_gui_id(g, "palette"), (ct_size){WIDTH, 96 + ROWS * CT_ROW},
                               "Do", &closed);
    ct_wid  field = ct_gui_id(g, "typed");
    if (ui->sheet_fresh)
        ct_gui_focus(g, field);
    if (p->asking) {
        look.placeholder = p->asking->arguments;
        look.icon = CT_ICON_NONE;
    } else {
        move_cursor(ui);
    }
    ct_field_did did = ct_ui_field(ui, field, ct_cut_top(&r, CT_CONTROL), p->text, &look);
    ct_skip_top(&r, CT_GAP);
    if (did.changed && !p->asking)
        find_matches(ui);
    if (p->asking)
        ask_arguments(ui, r);
    else
        draw_list(ui, r);
    ct_sheet_end(g);
    if (closed || did.cancelled)
        ct_ui_close_sheet(ui);
    else if (did.submitted && p->asking)
        run_asked(ui);
    else if (did.submitted)
        choose(ui);
}
