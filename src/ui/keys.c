/* SPDX-License-Identifier: MIT */
/* Key presses to actions, by the key map. Text fields, menus and focused controls had their turn
 * before; only what they left comes here. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <SDL_keyboard.h>

#include "ui/ui_priv.h"

static const struct {
    int32_t     key;
    const char *name;
} named[] = {
    {SDLK_SPACE, "Space"},     {SDLK_RETURN, "Return"},
    {SDLK_KP_ENTER, "Return"}, {SDLK_ESCAPE, "Escape"},
    {SDLK_TAB, "Tab"},         {SDLK_BACKSPACE, "Backspace"},
    {SDLK_DELETE, "Delete"},   {SDLK_INSERT, "Insert"},
    {SDLK_LEFT, "Left"},       {SDLK_RIGHT, "Right"},
    {SDLK_UP, "Up"},           {SDLK_DOWN, "Down"},
    {SDLK_HOME, "Home"},       {SDLK_END, "End"},
    {SDLK_PAGEUP, "PageUp"},   {SDLK_PAGEDOWN, "PageDown"},
    {SDLK_KP_PLUS, "+"},       {SDLK_KP_MINUS, "-"},
    {SDLK_KP_DIVIDE, "/"},     {SDLK_KP_MULTIPLY, "*"},
    {SDLK_KP_PERIOD, "."},     {SDLK_KP_0, "0"},
    {SDLK_KP_1, "1"},          {SDLK_KP_2, "2"},
    {SDLK_KP_3, "3"},          {SDLK_KP_4, "4"},
    {SDLK_KP_5, "5"},          {SDLK_KP_6, "6"},
    {SDLK_KP_7, "7"},          {SDLK_KP_8, "8"},
    {SDLK_KP_9, "9"},          {SDLK_F1, "F1"},
    {SDLK_F2, "F2"},           {SDLK_F3, "F3"},
    {SDLK_F4, "F4"},           {SDLK_F5, "F5"},
    {SDLK_F6, "F6"},           {SDLK_F7, "F7"},
    {SDLK_F8, "F8"},           {SDLK_F9, "F9"},
    {SDLK_F10, "F10"},         {SDLK_F11, "F11"},
    {SDLK_F12, "F12"},
};

enum { NAME_BYTES = 16 }; /* the longest above, and its end */

/* Name of a key without modifiers into `out`; false when no chord can have it. */
static bool key_name(int32_t key, char out[NAME_BYTES])
{
    for (size_t i = 0; i < sizeof named / sizeof named[0]; i++)
        if (named[i].key == key) {
            snprintf(out, NAME_BYTES, "%s", named[i].name);
            return true;
        }
    if (key <= ' ' || key >= 0x110000)
        return false;
    uint32_t c = key < 128 ? (uint32_t)toupper((int)key) : (uint32_t)key;
    out[ct_utf8_encode(c, out)] = '\0';
    return true;
}

/* What Shift types with a sign of a keyboard on which the sign stands where ANSI has it. SDL tells
 * the unshifted key only, and typed text only while an input method may open. */
static char shifted_sign(int32_t key)
{
    static const char signs[] = "`1234567890-=[]\\;',./";
    static const char with_shift[] = "~!@#$%^&*()_+{}|:\"<>?";
    const char       *at = key > ' ' && key < 127 ? strchr(signs, (int)key) : NULL;

    return at ? with_shift[at - signs] : '\0';
}

static void add_modifiers(char out[CT_CHORD_BYTES], uint16_t mods, bool shift, const char *name)
{
    snprintf(out, CT_CHORD_BYTES, "%s%s%s%s", mods & KMOD_CTRL ? "Ctrl+" : "",
             mods & KMOD_ALT ? "Alt+" : "", shift ? "Shift+" : "", name);
}

/* The ways a press may be written in a key file, best first. Layouts that need Shift for digits (or
 * have signs elsewhere) find them by their place on the ANSI board. */
static int chords_of(int32_t key, uint16_t mods, char out[4][CT_CHORD_BYTES])
{
    bool shift = mods & KMOD_SHIFT;
    char name[NAME_BYTES], sign[2] = {0};
    int  count = 0;

    if (key_name(key, name))
        add_modifiers(out[count++], mods, shift, name);
    if (shift && (sign[0] = shifted_sign(key)) != '\0')
        add_modifiers(out[count++], mods, false, sign);
    SDL_Scancode place = SDL_GetScancodeFromKey(key);
    if (place >= SDL_SCANCODE_1 && place <= SDL_SCANCODE_0 && !(key >= '0' && key <= '9')) {
        sign[0] = "1234567890"[place - SDL_SCANCODE_1];
        add_modifiers(out[count++], mods, false, sign);
    }
    if (shift && place == SDL_SCANCODE_SLASH && key != '/')
        add_modifiers(out[count++], mods, false, "?");
    return count;
}

static const ct_binding *find_binding(const ct_ui *ui, ct_key_context context, int32_t key,
                                      uint16_t mods)
{
    char              chords[4][CT_CHORD_BYTES], with_k[CT_CHORD_BYTES + 2] = "K+";
    int               count = chords_of(key, mods, chords);
    const ct_binding *found = NULL;

    for (int i = 0; i < count && !found; i++) {
        if (ui->k_held && context == CT_KEYS_REVIEW) {
            strcpy(with_k + 2, chords[i]);
            found = ct_keymap_find(ui->keymap, context, with_k);
        }
        if (!found)
            found = ct_keymap_find(ui->keymap, context, chords[i]);
    }
    return found;
}

/* --- held keys ---------------------------------------------------------------------------- */

static void hold(ct_ui *ui, int32_t key, const char *line)
{
    for (size_t i = 0; i < sizeof ui->held / sizeof ui->held[0]; i++)
        if (!ui->held[i].line) {
            ui->held[i] = (struct ct_held){key, ct_strdup(line)};
            return;
        }
}

static void let_go(ct_ui *ui, struct ct_held *held)
{
    char *line = ct_asprintf("%s release=1", held->line);

    free(held->line);
    *held = (struct ct_held){0};
    ct_ui_act_line(ui, line);
    free(line);
}

void ct_ui_key_up(ct_ui *ui, int32_t key)
{
    if (key == SDLK_k)
        ui->k_held = false;
    for (size_t i = 0; i < sizeof ui->held / sizeof ui->held[0]; i++)
        if (ui->held[i].line && (ui->held[i].key == key || key == SDLK_k))
            let_go(ui, &ui->held[i]);
}

void ct_ui_keys_lost(ct_ui *ui)
{
    ui->k_held = false;
    for (size_t i = 0; i < sizeof ui->held / sizeof ui->held[0]; i++)
        if (ui->held[i].line)
            let_go(ui, &ui->held[i]);
}

/* --- presses ---------------------------------------------------------------------------------- */

static void run_binding(ct_ui *ui, const ct_input_item *item, const ct_binding *binding)
{
    const ct_action *action = ct_registry_find(ui->registry, binding->action);

    if (!action || (item->repeat && !(action->flags & CT_ACT_REPEATS)))
        return;
    char *line = ct_strdup(binding->line);
    if (action->flags & CT_ACT_HOLD)
        hold(ui, item->key, line);
    ct_ui_act_line(ui, line);
    free(line);
}

/* While a text is written, its keys come before the text: Ctrl+Return and Escape may be others. */
void ct_ui_keys_before(ct_ui *ui, ct_input *input)
{
    ui->save_typed = ui->leave_typed = false;
    if (!ct_gui_typing(ui->gui) || ct_gui_menu_is_up(ui->gui))
        return;
    for (size_t i = 0; i < input->item_count; i++) {
        ct_input_item *item = &input->items[i];
        if (item->kind != CT_INPUT_KEY || item->taken)
            continue;
        const ct_binding *binding = find_binding(ui, CT_KEYS_TYPING, item->key, item->mods);
        if (!binding)
            continue;
        item->taken = true;
        run_binding(ui, item, binding);
    }
}

/* A sheet has all keys, but those that open it close it too. */
static bool allowed_now(const ct_ui *ui, const char *action)
{
    if (ui->sheet == CT_SHEET_NONE)
        return true;
    return (ui->sheet == CT_SHEET_PALETTE && strcmp(action, "view.palette") == 0) ||
           (ui->sheet == CT_SHEET_KEYS && strcmp(action, "view.keys") == 0);
}

void ct_ui_keys_after(ct_ui *ui, ct_input *input)
{
    for (size_t i = 0; i < input->item_count; i++) {
        ct_input_item *item = &input->items[i];
        if (item->kind != CT_INPUT_KEY || item->taken || ct_gui_menu_is_up(ui->gui))
            continue;
        if (ct_note_editor_awaits_words(ui) && !(item->mods & (KMOD_CTRL | KMOD_ALT))) {
            item->taken = true;
            continue;
        }
        bool              typing = ct_gui_typing(ui->gui);
        const ct_binding *binding = find_binding(ui, CT_KEYS_REVIEW, item->key, item->mods);
        /* In a text only chords with Ctrl or Alt reach the review: the text did not want them. */
        if (binding && (!typing || item->mods & (KMOD_CTRL | KMOD_ALT)) &&
            allowed_now(ui, binding->action)) {
            item->taken = true;
            run_binding(ui, item, binding);
            ct_gui_wake(ui->gui, 0);
        }
        if (item->key == SDLK_k && item->mods == 0 && !typing)
            ui->k_held = true;
    }
}

/* --- for tooltips, menus and help ----------------------------------------------------------- */

static void append_chord(char out[CT_UI_TEXT], const char *chord)
{
    size_t used = strlen(out);

    if (used + strlen(chord) + 3 < CT_UI_TEXT)
        snprintf(out + used, CT_UI_TEXT - used, "%s%s", used ? ", " : "", chord);
}

char *ct_ui_keys_of(const ct_ui *ui, const char *line, char out[CT_UI_TEXT])
{
    out[0] = '\0';
    for (size_t i = 0; i < ct_keymap_count(ui->keymap); i++) {
        const ct_binding *b = ct_keymap_at(ui->keymap, i);
        if (strcmp(b->line, line) == 0)
            append_chord(out, b->chord);
    }
    return out;
}
