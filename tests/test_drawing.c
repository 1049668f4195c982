/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "circletake/drawing.h"
#include "circletake/str.h"

static ct_drawing read_good(const char *text)
{
    ct_drawing d;
    ct_error   err = {0};

    if (ct_drawing_parse(text, &d, &err))
        fail_msg("%s: %s", text, err.text);
    return d;
}

static void what_was_drawn_is_kept_as_text(void **state)
{
    static const char text[] = "pen red 330 0,0 65536,65536 100,200; arrow none 500 1,2 3,4; "
                               "box teal 330 5,5 9,9; ellipse pink 12 5,5 9,9";
    ct_drawing        d = read_good(text);
    char             *again = ct_drawing_text(&d);

    (void)state;
    assert_string_equal(again, text);
    assert_int_equal(d.count, 4);
    assert_int_equal(d.strokes[0].count, 3);
    assert_int_equal(d.strokes[1].tool, CT_STROKE_ARROW);
    assert_int_equal(d.strokes[2].colour, CT_COLOUR_TEAL);
    assert_int_equal(d.strokes[3].points[1].y, 9);
    free(again);
    ct_drawing_finish(&d);
}

static void spaces_and_empty_text_do_no_harm(void **state)
{
    ct_drawing d = read_good("  PEN  Red 330\t4,5 ;\n box none 1 0,0 1,1 ; ");
    char      *text = ct_drawing_text(&d);

    (void)state;
    assert_string_equal(text, "pen red 330 4,5; box none 1 0,0 1,1");
    free(text);
    ct_drawing_finish(&d);
    d = read_good(NULL);
    text = ct_drawing_text(&d);
    assert_string_equal(text, "");
    free(text);
}

/* A tool of a later version comes through an edit unchanged. */
static void unknown_strokes_are_kept(void **state)
{
    ct_drawing d = read_good("spray red 8 radius=4 1,1 2,2; pen red 330 1,1");
    char      *text;

    (void)state;
    assert_int_equal(d.strokes[0].tool, CT_STROKE_UNKNOWN);
    assert_true(ct_drawing_undo(&d));
    ct_stroke_add(ct_drawing_add(&d, CT_STROKE_PEN, CT_COLOUR_BLUE, 100), 70000, -3);
    text = ct_drawing_text(&d);
    assert_string_equal(text, "spray red 8 radius=4 1,1 2,2; pen blue 100 65536,0");
    free(text);
    ct_drawing_finish(&d);
    assert_false(ct_drawing_undo(&d));
}

static void nonsense_is_refused_with_the_stroke(void **state)
{
    static const struct {
        const char *text, *says;
    } bad[] = {
        {"pen", "Stroke 1"},
        {"pen crimson 3 1,1", "Stroke 1"},
        {"pen red 0 1,1", "Stroke 1"},
        {"pen red 330", "Stroke 1"},
        {"pen red 330 1,1; box red 330 1;2", "Stroke 2"},
        {"pen red 330 1,65537", "Stroke 1"},
        {"pen red 330 -1,1", "Stroke 1"},
        {"pen red 330 99999999999999999999,1", "Stroke 1"},
        {"pen red 330 1,1;;pen red 330 1,1", "Stroke 2"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        ct_drawing d;
        ct_error   err = {0};
        if (!ct_drawing_parse(bad[i].text, &d, &err) || !strstr(err.text, bad[i].says))
            fail_msg("%s: %s", bad[i].text, err.text);
        assert_int_equal(d.count, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_drawn_is_kept_as_text),
        cmocka_unit_test(spaces_and_empty_text_do_no_harm),
        cmocka_unit_test(unknown_strokes_are_kept),
        cmocka_unit_test(nonsense_is_refused_with_the_stroke),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
