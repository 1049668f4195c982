/* SPDX-License-Identifier: MIT */
/* The registry: what scripts, keys and people type must be understood or refused with a word that
 * helps. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "acts.h"
#include "circletake/action.h"

/* --- lines of text ----------------------------------------------------------------------------- */

static void lines_are_read_as_written(void **state)
{
    ct_args args = {0};
    char   *name = NULL;

    (void)state;
    assert_int_equal(ct_args_parse_line("  note.add at=f12  text=\"two \\\"words\\\" \\\\ \" x=a=b",
                                        &name, &args, NULL),
                     CT_OK);
    assert_string_equal(name, "note.add");
    assert_string_equal(ct_args_get(&args, "at"), "f12");
    assert_string_equal(ct_args_get(&args, "text"), "two \"words\" \\ ");
    assert_string_equal(ct_args_get(&args, "x"), "a=b");
    assert_null(ct_args_get(&args, "missing"));
    assert_string_equal(ct_args_text(&args, "missing"), "");
    free(name);
    ct_args_finish(&args);
}

static void bad_lines_are_refused(void **state)
{
    static const char *const lines[] = {"", "   ", "note.add text=\"open", "note.add loose",
                                        "note.add =value"};

    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        ct_args  args = {0};
        ct_error err = {0};
        char    *name = NULL;
        assert_int_equal(ct_args_parse_line(lines[i], &name, &args, &err), CT_USAGE);
        assert_true(strlen(err.text) > 10);
        ct_args_finish(&args);
    }
}

static void the_last_value_of_a_name_counts(void **state)
{
    const char *words[] = {"stars=1", "stars=5", "empty="};
    ct_args     args = {0};

    (void)state;
    assert_int_equal(ct_args_parse_words(&args, 3, words, NULL), CT_OK);
    assert_int_equal(args.count, 2);
    assert_string_equal(ct_args_get(&args, "stars"), "5");
    assert_string_equal(ct_args_get(&args, "empty"), "");
    ct_args_finish(&args);
}

/* --- the table of the session ------------------------------------------------------------------- */

static int set_up(void **state)
{
    ct_session_config config = {.headless = true, .author = "Tester"};

    return ct_session_create(&config, (ct_session **)state, NULL);
}

static int tear_down(void **state)
{
    ct_session_destroy((ct_session **)state);
    return 0;
}

static bool is_lower_word(const char *s, const char *more)
{
    for (; *s; s++)
        if (!(*s >= 'a' && *s <= 'z') && !strchr(more, *s))
            return false;
    return true;
}

static void every_row_says_what_it_does(void **state)
{
    ct_registry *registry = ct_session_registry(*state);

    assert_true(ct_registry_count(registry) > 50);
    for (size_t i = 0; i < ct_registry_count(registry); i++) {
        const ct_action *a = ct_registry_at(registry, i);
        size_t           length = strlen(a->sentence);
        if (!strchr(a->name, '.') || !is_lower_word(a->name, "._"))
            fail_msg("%s is no name of the form thing.act", a->name);
        if (length < 8 || a->sentence[0] < 'A' || a->sentence[0] > 'Z' ||
            a->sentence[length - 1] == '.')
            fail_msg("%s: '%s' is no sentence as the palette shows it", a->name, a->sentence);
        if (!is_lower_word(a->arguments, "_? 0123456789"))
            fail_msg("%s: '%s' are no argument names", a->name, a->arguments);
        assert_non_null(a->run);
        assert_ptr_equal(ct_registry_find(registry, a->name), a);
        for (size_t j = 0; j < i; j++)
            if (strcmp(ct_registry_at(registry, j)->sentence, a->sentence) == 0)
                fail_msg("%s and %s say the same", a->name, ct_registry_at(registry, j)->name);
    }
}

/* Held keys go on only for stepping: a toggle that repeats flickers. */
static void only_moving_repeats(void **state)
{
    ct_registry *registry = ct_session_registry(*state);

    for (size_t i = 0; i < ct_registry_count(registry); i++) {
        const ct_action *a = ct_registry_at(registry, i);
        if ((a->flags & CT_ACT_REPEATS) && (a->flags & CT_ACT_WRITES))
            fail_msg("%s would write again and again while its key is held", a->name);
    }
    assert_true(ct_registry_find(registry, "play.step")->flags & CT_ACT_REPEATS);
    assert_false(ct_registry_find(registry, "play.toggle")->flags & CT_ACT_REPEATS);
}

static void expect_refusal(void *state, const char *line, ct_code code, const char *word)
{
    ct_session *s = state;
    ct_error    err = {0};

    if (ct_action_run_line(ct_session_registry(s), s, line, NULL, &err) != code ||
        !strstr(err.text, word))
        fail_msg("'%s' said: %s", line, err.text);
}

static void refusals_help(void **state)
{
    expect_refusal(*state, "select.ad", CT_USAGE, "Did you mean select.add?");
    expect_refusal(*state, "undo", CT_USAGE, "Did you mean edit.undo?");
    expect_refusal(*state, "fly.away", CT_USAGE, "'circletake actions' lists them");
    expect_refusal(*state, "clip.rate star=3", CT_USAGE, "does not take 'star'");
    expect_refusal(*state, "clip.rate", CT_USAGE, "needs stars=");
    expect_refusal(*state, "play.toggle", CT_USAGE, "needs a window");
    expect_refusal(*state, "select.add", CT_USAGE, "No project is open");
}

static void names_are_taken_once(void **state)
{
    ct_registry *registry = ct_registry_create();
    ct_error     err;

    (void)state;
    assert_int_equal(ct_acts_register(registry, &err), CT_OK);
    assert_int_equal(ct_acts_register(registry, &err), CT_INTERNAL);
    assert_non_null(strstr(err.text, "registered twice"));
    ct_registry_destroy(&registry);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_read_as_written),
        cmocka_unit_test(bad_lines_are_refused),
        cmocka_unit_test(the_last_value_of_a_name_counts),
        cmocka_unit_test(every_row_says_what_it_does),
        cmocka_unit_test(only_moving_repeats),
        cmocka_unit_test(refusals_help),
        cmocka_unit_test(names_are_taken_once),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
