/* SPDX-License-Identifier: MIT */
/* Keys: what the hands of an editor expect, and key files that say what is wrong with them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "circletake/keymap.h"
#include "circletake/session.h"

/* --- what is bound ------------------------------------------------------------------------------ */

/* The key table that the window promises, and where each editor's hands differ. */
static const struct {
    const char *preset, *key, *line;
} expected[] = {
    {"default", "Space", "play.toggle"},
    {"default", "L", "play.forward"},
    {"default", "J", "play.reverse"},
    {"default", "K", "play.stop"},
    {"default", "K+L", "play.jog direction=1"},
    {"default", "K+J", "play.jog direction=-1"},
    {"default", "Right", "play.step frames=1"},
    {"default", "Left", "play.step frames=-1"},
    {"default", ".", "play.step frames=1"},
    {"default", ",", "play.step frames=-1"},
    {"default", "Shift+Right", "play.skip seconds=1"},
    {"default", "Shift+Left", "play.skip seconds=-1"},
    {"default", "Ctrl+Right", "mark.next"},
    {"default", "Ctrl+Left", "mark.previous"},
    {"default", "Down", "clip.next"},
    {"default", "Up", "clip.previous"},
    {"default", "PageUp", "take.previous"},
    {"default", "PageDown", "take.next"},
    {"default", "B", "clip.before"},
    {"default", "Escape", "message.read"},
    {"default", "Home", "play.home"},
    {"default", "End", "play.end"},
    {"default", "G", "view.goto"},
    {"default", "=", "view.goto"},
    {"default", "/", "play.span"},
    {"default", "\\", "play.around"},
    {"default", "Ctrl+/", "play.loop"},
    {"default", "A", "audio.next"},
    {"default", "T", "view.time"},
    {"default", "W", "view.waveform"},
    {"default", "I", "mark.in"},
    {"default", "O", "mark.out"},
    {"default", "Shift+I", "play.in"},
    {"default", "Shift+O", "play.out"},
    {"default", "Alt+I", "mark.in.clear"},
    {"default", "Alt+O", "mark.out.clear"},
    {"default", "Alt+X", "mark.clear"},
    {"default", "X", "mark.whole"},
    {"default", "Return", "select.add"},
    {"default", "S", "select.add"},
    {"default", "Shift+Return", "select.name"},
    {"default", "F", "select.good"},
    {"default", "Delete", "select.reject"},
    {"default", "U", "select.unrate"},
    {"default", "C", "clip.circle"},
    {"default", "5", "clip.rate stars=5"},
    {"default", "0", "clip.rate stars=0"},
    {"default", "Ctrl+9", "tag.toggle number=9"},
    {"default", "Alt+8", "clip.colour colour=pink"},
    {"default", "M", "note.quick"},
    {"default", "N", "note.write"},
    {"default", "D", "note.draw"},
    {"default", "R", "note.answer"},
    {"default", "Shift+M", "note.edit"},
    {"default", "E", "note.done"},
    {"default", "Ctrl+F", "view.find"},
    {"default", "Ctrl+K", "view.palette"},
    {"default", "Tab", "view.panels"},
    {"default", "F11", "view.fullscreen"},
    {"default", "?", "view.keys"},
    {"default", "Ctrl+Z", "edit.undo"},
    {"default", "Ctrl+Shift+Z", "edit.redo"},
    {"avid", "E", "mark.in"},
    {"avid", "R", "mark.out"},
    {"avid", "Q", "play.in"},
    {"avid", "G", "mark.clear"},
    {"avid", "T", "mark.whole"},
    {"avid", "4", "play.step frames=1"},
    {"avid", "I", "mark.in"}, /* both hands work */
    {"premiere", "Ctrl+Shift+I", "mark.in.clear"},
    {"premiere", "Shift+Right", "play.step frames=5"},
    {"resolve", "/", "play.around"},
    {"resolve", "Alt+/", "play.span"},
    {"fcp", "Shift+?", "play.around"},
    {"fcp", "F", "select.good"},
    {"rv", "[", "mark.in"},
    {"rv", "L", "play.forward"},
    {"mpv", "P", "play.toggle"},
    {"mpv", "F", "select.good"},
};

static void hands_find_what_they_know(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        ct_keymap *map = ct_keymap_create();
        char       chord[CT_CHORD_BYTES];
        assert_true(ct_chord_parse(expected[i].key, chord));
        assert_int_equal(ct_keymap_apply_preset(map, expected[i].preset, NULL, NULL), CT_OK);
        const ct_binding *b = ct_keymap_find(map, CT_KEYS_REVIEW, chord);
        if (!b || strcmp(b->line, expected[i].line) != 0)
            fail_msg("%s: %s is %s, not %s", expected[i].preset, expected[i].key,
                     b ? b->line : "unbound", expected[i].line);
        ct_keymap_destroy(&map);
    }
}

static bool belongs_to_window(const char *action)
{
    return strncmp(action, "view.", 5) == 0 || strncmp(action, "typing.", 7) == 0 ||
           strcmp(action, "note.write") == 0 || strcmp(action, "note.draw") == 0 ||
           strcmp(action, "note.answer") == 0 || strcmp(action, "note.edit") == 0 ||
           strcmp(action, "select.name") == 0;
}

static void every_preset_names_real_acts(void **state)
{
    ct_session_config config = {.headless = true, .author = "Tester"};
    ct_session       *session = NULL;

    (void)state;
    assert_int_equal(ct_session_create(&config, &session, NULL), CT_OK);
    for (const char *const *preset = ct_keymap_presets(); *preset; preset++) {
        ct_keymap *map = ct_keymap_create();
        ct_error   err = {0};
        if (ct_keymap_apply_preset(map, *preset, NULL, &err) != CT_OK)
            fail_msg("%s", err.text);
        for (size_t i = 0; i < ct_keymap_count(map); i++) {
            const ct_binding *b = ct_keymap_at(map, i);
            const ct_action  *a = ct_registry_find(ct_session_registry(session), b->action);
            if (!a && !belongs_to_window(b->action))
                fail_msg("%s: %s is no action", b->where, b->action);
        }
        ct_keymap_destroy(&map);
    }
    ct_session_destroy(&session);
}

/* No preset takes the key of an act away without another that reaches it. */
static void every_preset_reaches_every_act(void **state)
{
    ct_keymap *all = ct_keymap_create();

    (void)state;
    for (const char *const *preset = ct_keymap_presets(); *preset; preset++) {
        ct_keymap *map = ct_keymap_create();
        assert_int_equal(ct_keymap_apply_preset(map, *preset, NULL, NULL), CT_OK);
        for (size_t i = 0; i < ct_keymap_count(all); i++) {
            char *chords = ct_keymap_chords(map, ct_keymap_at(all, i)->action);
            if (!*chords)
                fail_msg("%s leaves %s without a key", *preset, ct_keymap_at(all, i)->action);
            free(chords);
        }
        ct_keymap_destroy(&map);
    }
    ct_keymap_destroy(&all);
}

/* --- chords -------------------------------------------------------------------------------------- */

static void chords_have_one_spelling(void **state)
{
    static const struct {
        const char *typed, *canonical; /* NULL: none */
    } rows[] = {
        {"i", "I"},         {"shift+ctrl+z", "Ctrl+Shift+Z"},
        {"ALT+x", "Alt+X"}, {"Enter", "Return"},
        {"pgup", "PageUp"}, {"k+l", "K+L"},
        {"K", "K"},         {"Ctrl++", "Ctrl++"},
        {"+", "+"},         {"?", "?"},
        {"é", "é"},         {"Ctrl+", NULL},
        {"", NULL},         {"Ctrl", NULL},
        {"IO", NULL},       {"F13", NULL},
        {" ", NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char chord[CT_CHORD_BYTES];
        bool known = ct_chord_parse(rows[i].typed, chord);
        if (known != (rows[i].canonical != NULL))
            fail_msg("'%s' %s a chord", rows[i].typed, known ? "should not be" : "should be");
        if (known)
            assert_string_equal(chord, rows[i].canonical);
    }
}

static void chords_of_any_length_are_safe(void **state)
{
    char long_text[400];
    char chord[CT_CHORD_BYTES];

    (void)state;
    memset(long_text, 'x', sizeof long_text);
    long_text[sizeof long_text - 1] = '\0';
    assert_false(ct_chord_parse(long_text, chord));
    for (size_t i = 0; i + 5 < sizeof long_text; i += 5)
        memcpy(long_text + i, "ctrl+", 5);
    assert_false(ct_chord_parse(long_text, chord));
}

/* --- files ------------------------------------------------------------------------------------------ */

static void expect_error(const char *text, const char *word)
{
    ct_keymap *map = ct_keymap_create();
    size_t     before = ct_keymap_count(map);
    ct_error   err = {0};

    if (ct_keymap_apply(map, "mine", text, NULL, &err) == CT_OK || !strstr(err.text, word))
        fail_msg("'%s' gave: %s", text, err.text);
    assert_int_equal(ct_keymap_count(map), before);
    assert_string_equal(ct_keymap_find(map, CT_KEYS_REVIEW, "I")->line, "mark.in");
    ct_keymap_destroy(&map);
}

static void errors_name_their_lines(void **state)
{
    (void)state;
    expect_error("I  mark.out\n\nO mark.in\nI  mark.clear\n", "mine:4: I is already bound");
    expect_error("I  mark.out\n\nO mark.in\ni  mark.clear\n", "in mine:1");
    expect_error("# fine\nIO mark.in", "mine:2: 'IO' is not a key");
    expect_error("I", "mine:1: I has no action");
    expect_error("[reviewing]\n", "there is no section [reviewing]");
    expect_error("[typing]\nM note.quick",
                 "mine:2: M alone cannot be a command while text is typed");
    expect_error("[typing]\nShift+M note.quick", "cannot be a command while text is typed");
    expect_error("[typing]\nSpace play.toggle", "cannot be a command while text is typed");
    expect_error("I  mark.in at", "mine:1: ");
}

static void unknown_acts_are_named(void **state)
{
    ct_keymap   *map = ct_keymap_create();
    ct_registry *empty = ct_registry_create();
    ct_error     err;

    (void)state;
    assert_int_equal(ct_keymap_apply(map, "mine", "I mark.inn", empty, &err), CT_BAD_DATA);
    assert_non_null(strstr(err.text, "mine:1: there is no action 'mark.inn'"));
    ct_registry_destroy(&empty);
    ct_keymap_destroy(&map);
}

static void own_keys_lie_over_the_others(void **state)
{
    ct_keymap *map = ct_keymap_create();

    (void)state;
    assert_int_equal(ct_keymap_apply(map, "mine",
                                     "# mine\n"
                                     "i      mark.clear   # not what it was\n"
                                     "#      play.toggle\n"
                                     "unbind O\r\n"
                                     "[typing]\n"
                                     "Ctrl+I mark.in\n",
                                     NULL, NULL),
                     CT_OK);
    assert_string_equal(ct_keymap_find(map, CT_KEYS_REVIEW, "I")->line, "mark.clear");
    assert_null(ct_keymap_find(map, CT_KEYS_REVIEW, "O"));
    assert_null(ct_keymap_find(map, CT_KEYS_REVIEW, "#"));
    assert_string_equal(ct_keymap_find(map, CT_KEYS_TYPING, "Ctrl+I")->line, "mark.in");
    assert_string_equal(ct_keymap_find(map, CT_KEYS_REVIEW, "X")->line, "mark.whole");
    assert_int_equal(ct_keymap_apply(map, "mine", "unbind all\nQ view.quit", NULL, NULL), CT_OK);
    assert_int_equal(ct_keymap_count(map), 1);
    ct_keymap_destroy(&map);
}

static void presets_are_named_when_one_is_unknown(void **state)
{
    ct_keymap *map = ct_keymap_create();
    ct_error   err;

    (void)state;
    assert_int_equal(ct_keymap_apply_preset(map, "vegas", NULL, &err), CT_NO_INPUT);
    assert_non_null(strstr(err.text, "avid premiere resolve fcp rv mpv"));
    ct_keymap_destroy(&map);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hands_find_what_they_know),
        cmocka_unit_test(every_preset_names_real_acts),
        cmocka_unit_test(every_preset_reaches_every_act),
        cmocka_unit_test(chords_have_one_spelling),
        cmocka_unit_test(chords_of_any_length_are_safe),
        cmocka_unit_test(errors_name_their_lines),
        cmocka_unit_test(unknown_acts_are_named),
        cmocka_unit_test(own_keys_lie_over_the_others),
        cmocka_unit_test(presets_are_named_when_one_is_unknown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
