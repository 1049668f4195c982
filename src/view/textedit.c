/* SPDX-License-Identifier: MIT */
/* What is typed: text, cursor, selection, undo. How it stands on screen is in textedit_view.c. */
#include "view/textedit_priv.h"

#include <stdlib.h>
#include <string.h>

#include <SDL_clipboard.h>
#include <SDL_keyboard.h>
#include <SDL_stdinc.h>

/* More than anybody writes into a note; a whole file pasted by mistake must not freeze the window. */
enum { MOST_BYTES = 64 * 1024, MOST_UNDO = 200 };

ct_textedit *ct_textedit_create(bool multiline)
{
    static uint32_t serial; /* main thread only; tells the canvas two texts apart */
    ct_textedit    *ed = ct_alloc(sizeof *ed);
    ed->multiline = multiline;
    ed->serial = ++serial;
    ed->text = ct_strdup("");
    ed->preedit = ct_strdup("");
    ed->want_x = -1;
    return ed;
}

static void free_states(ct_states *s)
{
    for (size_t i = 0; i < s->count; i++)
        free(s->items[i].text);
    s->count = 0;
}

void ct_textedit_destroy(ct_textedit **edit)
{
    ct_textedit *ed = *edit;
    if (!ed)
        return;
    free_states(&ed->undo);
    free_states(&ed->redo);
    free(ed->undo.items);
    free(ed->redo.items);
    if (ed->layout)
        g_object_unref(ed->layout);
    free(ed->text);
    free(ed->preedit);
    free(ed);
    *edit = NULL;
}

bool ct_textedit_multiline(const ct_textedit *ed)
{
    return ed->multiline;
}

const char *ct_textedit_text(const ct_textedit *ed)
{
    return ed->text;
}

bool ct_textedit_empty(const ct_textedit *ed)
{
    return ed->text[0] == 0;
}

uint64_t ct_textedit_revision(const ct_textedit *ed)
{
    return ed->revision;
}

uint64_t ct_textedit_look(const ct_textedit *ed)
{
    return ed->look;
}

size_t ct_textedit_cursor(const ct_textedit *ed)
{
    return ed->cursor;
}

void ct_textedit_selection(const ct_textedit *ed, size_t *first, size_t *end)
{
    *first = ed->cursor < ed->anchor ? ed->cursor : ed->anchor;
    *end = ed->cursor < ed->anchor ? ed->anchor : ed->cursor;
}

/* ---- cursor ---- */

/* Puts the cursor at a byte offset; every other way to move it ends here. */
static void place(ct_textedit *ed, size_t at, bool extend)
{
    ed->cursor = at;
    if (!extend)
        ed->anchor = at;
    ed->look++;
    ed->last_change = CT_CHANGE_NONE;
    ed->show_cursor = true;
}

void ct_textedit_select(ct_textedit *ed, size_t anchor, size_t cursor)
{
    size_t bytes = strlen(ed->text);
    ed->want_x = -1;
    place(ed, ct_textedit_snap(ed, cursor < bytes ? cursor : bytes), true);
    ed->anchor = ct_textedit_snap(ed, anchor < bytes ? anchor : bytes);
}

void ct_textedit_select_all(ct_textedit *ed)
{
    ct_textedit_select(ed, 0, strlen(ed->text));
}

static bool selected(const ct_textedit *ed)
{
    return ed->cursor != ed->anchor;
}

/* Left and Right without Shift leave a selection at its edge on that side. */
static bool leave_selection(ct_textedit *ed, ct_move move)
{
    size_t first = 0, end = 0;
    if (!selected(ed) || (move != CT_MOVE_LEFT && move != CT_MOVE_RIGHT))
        return false;
    ct_textedit_selection(ed, &first, &end);
    bool leftwards = (move == CT_MOVE_LEFT) != ct_textedit_rtl(ed);
    place(ed, leftwards ? first : end, false);
    return true;
}

void ct_textedit_move(ct_textedit *ed, ct_move move, bool extend_selection)
{
    if (ct_textedit_composing(ed))
        return; /* the arrows belong to the input method now */
    bool upright = move == CT_MOVE_UP || move == CT_MOVE_DOWN || move == CT_MOVE_PAGE_UP ||
                   move == CT_MOVE_PAGE_DOWN;
    double want_x = ed->want_x;
    if (!extend_selection && leave_selection(ed, move)) {
        ed->want_x = -1;
        return;
    }
    if (upright && want_x < 0)
        want_x = ct_textedit_cursor_x(ed);
    ed->want_x = want_x;
    place(ed, ct_textedit_target(ed, move), extend_selection);
    ed->want_x = upright ? want_x : -1;
}

/* ---- changing ---- */

static void push_state(ct_states *s, const ct_textedit *ed)
{
    if (s->count == MOST_UNDO) {
        free(s->items[0].text);
        memmove(s->items, s->items + 1, (s->count - 1) * sizeof *s->items);
        s->count--;
    }
    s->items = ct_grow(s->items, &s->cap, s->count + 1, sizeof *s->items);
    s->items[s->count++] = (ct_state){ct_strdup(ed->text), ed->cursor, ed->anchor};
}

static void text_changed(ct_textedit *ed)
{
    ed->laid_out = false;
    ed->revision++;
    ed->look++;
    ed->want_x = -1;
    ed->show_cursor = true;
}

/* Replaces bytes [first, end) and leaves the cursor after the new ones. */
static void splice(ct_textedit *ed, size_t first, size_t end, const char *new_text, size_t bytes)
{
    size_t tail = strlen(ed->text + end);
    char  *joined = ct_alloc(first + bytes + tail + 1);
    memcpy(joined, ed->text, first);
    memcpy(joined + first, new_text, bytes);
    memcpy(joined + first + bytes, ed->text + end, tail + 1);
    free(ed->text);
    ed->text = joined;
    ed->cursor = ed->anchor = first + bytes;
    text_changed(ed);
}

/* Remembers the text before a change. Letters typed one after another are one step of undo, word
 * by word. */
static void remember(ct_textedit *ed, ct_change kind, bool new_word)
{
    bool joins = kind == ed->last_change && kind != CT_CHANGE_OTHER && !new_word && !selected(ed);
    if (!joins)
        push_state(&ed->undo, ed);
    free_states(&ed->redo);
    ed->last_change = kind;
}

void ct_textedit_set(ct_textedit *ed, const char *text)
{
    char *clean = ct_utf8_clean(ct_str_or_empty(text), !ed->multiline);
    free_states(&ed->undo);
    free_states(&ed->redo);
    ed->last_change = CT_CHANGE_NONE;
    splice(ed, 0, strlen(ed->text), clean, strlen(clean));
    ct_textedit_preedit(ed, NULL, 0);
    free(clean);
}

static size_t bytes_that_fit(const ct_textedit *ed, const char *text, size_t replaced)
{
    size_t bytes = strlen(text);
    size_t room = MOST_BYTES - (strlen(ed->text) - replaced);
    if (bytes <= room)
        return bytes;
    while (room && ((unsigned char)text[room] & 0xC0U) == 0x80U)
        room--;
    return room;
}

void ct_textedit_insert(ct_textedit *ed, const char *utf8)
{
    char  *clean = ct_utf8_clean(utf8, !ed->multiline);
    size_t first = 0, end = 0;
    ct_textedit_selection(ed, &first, &end);
    size_t bytes = bytes_that_fit(ed, clean, end - first);
    bool   after_space = first > 0 && (ed->text[first - 1] == ' ' || ed->text[first - 1] == '\n');
    bool   one_letter = bytes > 0 && bytes <= 4 && clean[0] != '\n';
    if (bytes || end > first) {
        remember(ed, one_letter ? CT_CHANGE_TYPING : CT_CHANGE_OTHER,
                 after_space && clean[0] != ' ');
        ct_change kind = ed->last_change;
        splice(ed, first, end, clean, bytes);
        ed->last_change = kind;
    }
    free(clean);
}

static void delete_range(ct_textedit *ed, size_t first, size_t end, ct_change kind)
{
    if (first == end)
        return;
    remember(ed, kind, false);
    splice(ed, first, end, "", 0);
    ed->last_change = kind;
}

void ct_textedit_delete(ct_textedit *ed, ct_move move)
{
    size_t first = 0, end = 0;
    ct_textedit_selection(ed, &first, &end);
    ct_change kind = CT_CHANGE_OTHER;
    if (first == end) {
        size_t to = ct_textedit_logical(ed, move);
        first = to < ed->cursor ? to : ed->cursor;
        end = to < ed->cursor ? ed->cursor : to;
        kind = CT_CHANGE_DELETING;
    }
    delete_range(ed, first, end, kind);
}

void ct_textedit_backspace(ct_textedit *ed)
{
    if (selected(ed))
        ct_textedit_delete(ed, CT_MOVE_LEFT);
    else
        delete_range(ed, ct_textedit_before_backspace(ed), ed->cursor, CT_CHANGE_DELETING);
}

static bool step_history(ct_textedit *ed, ct_states *from, ct_states *to)
{
    if (from->count == 0)
        return false;
    push_state(to, ed);
    ct_state s = from->items[--from->count];
    free(ed->text);
    ed->text = s.text;
    ed->cursor = s.cursor;
    ed->anchor = s.anchor;
    ed->last_change = CT_CHANGE_NONE;
    text_changed(ed);
    return true;
}

bool ct_textedit_undo(ct_textedit *ed)
{
    return step_history(ed, &ed->undo, &ed->redo);
}

bool ct_textedit_redo(ct_textedit *ed)
{
    return step_history(ed, &ed->redo, &ed->undo);
}

void ct_textedit_copy(const ct_textedit *ed)
{
    size_t first = 0, end = 0;
    ct_textedit_selection(ed, &first, &end);
    if (first == end)
        return; /* what was copied before stays */
    char *part = ct_strndup(ed->text + first, end - first);
    SDL_SetClipboardText(part);
    free(part);
}

void ct_textedit_cut(ct_textedit *ed)
{
    if (!selected(ed))
        return;
    ct_textedit_copy(ed);
    ct_textedit_delete(ed, CT_MOVE_RIGHT);
}

void ct_textedit_paste(ct_textedit *ed)
{
    char *text = SDL_GetClipboardText();
    if (text && text[0]) {
        ed->last_change = CT_CHANGE_NONE;
        ct_textedit_insert(ed, text);
        ed->last_change = CT_CHANGE_OTHER;
    }
    SDL_free(text);
}

void ct_textedit_preedit(ct_textedit *ed, const char *utf8, int cursor)
{
    utf8 = ct_str_or_empty(utf8);
    if (strcmp(utf8, ed->preedit) == 0 && cursor == ed->preedit_cursor)
        return;
    if (utf8[0] && selected(ed))
        ct_textedit_delete(ed, CT_MOVE_RIGHT); /* what is composed will replace it */
    free(ed->preedit);
    ed->preedit = ct_utf8_clean(utf8, true);
    ed->preedit_cursor = cursor;
    ed->preedit_changed = true;
    ed->laid_out = false;
    ed->look++;
    ed->show_cursor = true;
}

bool ct_textedit_composing(const ct_textedit *ed)
{
    return ed->preedit[0] != 0;
}

/* ---- keys ---- */

typedef struct move_key {
    int32_t key;
    ct_move plain, ctrl;
    bool    lines; /* only with several lines */
} move_key;

static const move_key move_keys[] = {
    {SDLK_LEFT, CT_MOVE_LEFT, CT_MOVE_WORD_LEFT, false},
    {SDLK_RIGHT, CT_MOVE_RIGHT, CT_MOVE_WORD_RIGHT, false},
    {SDLK_HOME, CT_MOVE_LINE_START, CT_MOVE_START, false},
    {SDLK_END, CT_MOVE_LINE_END, CT_MOVE_END, false},
    {SDLK_UP, CT_MOVE_UP, CT_MOVE_UP, true},
    {SDLK_DOWN, CT_MOVE_DOWN, CT_MOVE_DOWN, true},
    {SDLK_PAGEUP, CT_MOVE_PAGE_UP, CT_MOVE_PAGE_UP, true},
    {SDLK_PAGEDOWN, CT_MOVE_PAGE_DOWN, CT_MOVE_PAGE_DOWN, true},
};

static bool try_move(ct_textedit *ed, int32_t key, uint16_t mods)
{
    if (mods & (KMOD_ALT | KMOD_GUI))
        return false;
    for (size_t i = 0; i < sizeof move_keys / sizeof move_keys[0]; i++) {
        const move_key *m = &move_keys[i];
        if (m->key != key || (m->lines && !ed->multiline))
            continue;
        ct_textedit_move(ed, mods & KMOD_CTRL ? m->ctrl : m->plain, mods & KMOD_SHIFT);
        return true;
    }
    return false;
}

typedef struct edit_key {
    int32_t  key;
    uint16_t mods;
    void (*act)(ct_textedit *);
} edit_key;

static void act_copy(ct_textedit *ed)
{
    ct_textedit_copy(ed);
}

static void act_undo(ct_textedit *ed)
{
    ct_textedit_undo(ed);
}

static void act_redo(ct_textedit *ed)
{
    ct_textedit_redo(ed);
}

static void act_delete(ct_textedit *ed)
{
    ct_textedit_delete(ed, CT_MOVE_RIGHT);
}

static void act_delete_word(ct_textedit *ed)
{
    ct_textedit_delete(ed, CT_MOVE_WORD_RIGHT);
}

static void act_delete_word_back(ct_textedit *ed)
{
    ct_textedit_delete(ed, CT_MOVE_WORD_LEFT);
}

static const edit_key edit_keys[] = {
    {SDLK_BACKSPACE, 0, ct_textedit_backspace},
    {SDLK_BACKSPACE, KMOD_SHIFT, ct_textedit_backspace},
    {SDLK_BACKSPACE, KMOD_CTRL, act_delete_word_back},
    {SDLK_DELETE, 0, act_delete},
    {SDLK_DELETE, KMOD_CTRL, act_delete_word},
    {SDLK_DELETE, KMOD_SHIFT, ct_textedit_cut},
    {SDLK_INSERT, KMOD_CTRL, act_copy},
    {SDLK_INSERT, KMOD_SHIFT, ct_textedit_paste},
    {SDLK_a, KMOD_CTRL, ct_textedit_select_all},
    {SDLK_c, KMOD_CTRL, act_copy},
    {SDLK_x, KMOD_CTRL, ct_textedit_cut},
    {SDLK_v, KMOD_CTRL, ct_textedit_paste},
    {SDLK_z, KMOD_CTRL, act_undo},
    {SDLK_z, KMOD_CTRL | KMOD_SHIFT, act_redo},
    {SDLK_y, KMOD_CTRL, act_redo},
};

static uint16_t either_side(uint16_t mods)
{
    unsigned both = 0;
    both |= mods & KMOD_CTRL ? KMOD_CTRL : 0;
    both |= mods & KMOD_SHIFT ? KMOD_SHIFT : 0;
    both |= mods & KMOD_ALT ? KMOD_ALT : 0;
    both |= mods & KMOD_GUI ? KMOD_GUI : 0;
    return (uint16_t)both;
}

/* Keys whose text comes as an event of its own. */
static bool makes_text(int32_t key, uint16_t mods)
{
    if (mods & (KMOD_CTRL | KMOD_ALT | KMOD_GUI))
        return false;
    if (key >= SDLK_KP_DIVIDE && key <= SDLK_KP_PERIOD && key != SDLK_KP_ENTER)
        return true;
    return key >= SDLK_SPACE && key != SDLK_DELETE && !(key & SDLK_SCANCODE_MASK);
}

bool ct_textedit_key(ct_textedit *ed, int32_t keycode, uint16_t mods)
{
    mods = either_side(mods);
    for (size_t i = 0; i < sizeof edit_keys / sizeof edit_keys[0]; i++) {
        if (edit_keys[i].key == keycode && edit_keys[i].mods == mods) {
            edit_keys[i].act(ed);
            return true;
        }
    }
    bool enter = keycode == SDLK_RETURN || keycode == SDLK_KP_ENTER;
    if (enter && ed->multiline && (mods & ~KMOD_SHIFT) == 0) {
        if (!ct_textedit_composing(ed))
            ct_textedit_insert(ed, "\n");
        return true;
    }
    return try_move(ed, keycode, mods) || makes_text(keycode, mods);
}
