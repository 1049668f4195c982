/* SPDX-License-Identifier: MIT */
/* Text entry in every script: the cursor steps over what the eye calls a letter, left is left, and
 * whatever was typed can be undone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include <SDL.h>

#include "view/textedit.h"

#define FAMILY                                                                                     \
    "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7" /* 18 bytes */
#define E_ACUTE "e\xcc\x81"                                                    /* 3 bytes */

typedef struct fixture {
    ct_canvas   *canvas;
    ct_textedit *one, *many;
} fixture;

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    assert_int_equal(ct_canvas_create(400, 300, 1, &f->canvas, NULL), CT_OK);
    f->one = ct_textedit_create(false);
    f->many = ct_textedit_create(true);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    ct_textedit_destroy(&f->one);
    ct_textedit_destroy(&f->many);
    ct_canvas_destroy(&f->canvas);
    free(f);
    return 0;
}

static void lay_out(fixture *f)
{
    ct_textedit_layout(f->one, f->canvas, (ct_rect){10, 10, 300, 28}, CT_TYPE_BODY);
    ct_textedit_layout(f->many, f->canvas, (ct_rect){10, 50, 200, 100}, CT_TYPE_BODY);
}

static void steps_over_graphemes(void **state)
{
    fixture     *f = *state;
    ct_textedit *ed = f->one;
    ct_textedit_set(ed, "a" FAMILY E_ACUTE "\xe6\x97\xa5");
    lay_out(f);
    ct_textedit_move(ed, CT_MOVE_START, false);
    const size_t stops[] = {1, 19, 22, 25, 25};
    for (size_t i = 0; i < 5; i++) {
        ct_textedit_move(ed, CT_MOVE_RIGHT, false);
        assert_int_equal(ct_textedit_cursor(ed), stops[i]);
    }
    ct_textedit_move(ed, CT_MOVE_LEFT, false);
    ct_textedit_move(ed, CT_MOVE_LEFT, false);
    ct_textedit_move(ed, CT_MOVE_LEFT, false);
    assert_int_equal(ct_textedit_cursor(ed), 1);
}

static void removes_whole_letters(void **state)
{
    fixture     *f = *state;
    ct_textedit *ed = f->one;
    ct_textedit_set(ed, "a" FAMILY E_ACUTE);
    lay_out(f);
    ct_textedit_backspace(ed);
    assert_string_equal(ct_textedit_text(ed), "a" FAMILY);
    ct_textedit_backspace(ed);
    assert_string_equal(ct_textedit_text(ed), "a");
    ct_textedit_set(ed, FAMILY "b");
    ct_textedit_move(ed, CT_MOVE_START, false);
    ct_textedit_delete(ed, CT_MOVE_RIGHT);
    assert_string_equal(ct_textedit_text(ed), "b");
}

/* In Hebrew the next letter stands to the left. */
static void left_is_left(void **state)
{
    fixture     *f = *state;
    ct_textedit *ed = f->one;
    ct_textedit_set(ed, "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d");
    lay_out(f);
    ct_textedit_move(ed, CT_MOVE_START, false);
    double x = ct_textedit_cursor_rect(ed).x;
    for (int i = 0; i < 4; i++) {
        ct_textedit_move(ed, CT_MOVE_LEFT, false);
        double now = ct_textedit_cursor_rect(ed).x;
        assert_true(now < x);
        x = now;
    }
    assert_int_equal(ct_textedit_cursor(ed), 8);
}

static void mixed_directions_reach_everywhere(void **state)
{
    fixture     *f = *state;
    ct_textedit *ed = f->one;
    ct_textedit_set(ed, "take \xd9\x85\xd8\xb1\xd8\xad\xd8\xa8\xd8\xa7 two");
    lay_out(f);
    ct_textedit_move(ed, CT_MOVE_START, false);
    double x = ct_textedit_cursor_rect(ed).x;
    for (int i = 0; i < 14; i++) {
        ct_textedit_move(ed, CT_MOVE_RIGHT, false);
        double now = ct_textedit_cursor_rect(ed).x;
        assert_true(now >= x - 0.01);
        x = now;
    }
    assert_int_equal(ct_textedit_cursor(ed), strlen(ct_textedit_text(ed)));
}

static void words(void **state)
{
    fixture     *f = *state;
    ct_textedit *ed = f->one;
    ct_textedit_set(ed, "the hand jumps");
    lay_out(f);
    ct_textedit_move(ed, CT_MOVE_WORD_LEFT, false);
    assert_int_equal(ct_textedit_cursor(ed), 9);
    ct_textedit_move(ed, CT_MOVE_WORD_LEFT, true);
    size_t first = 0, end = 0;
    ct_textedit_selection(ed, &first, &end);
    assert_int_equal(first, 4);
    assert_int_equal(end, 9);
    ct_textedit_move(ed, CT_MOVE_RIGHT, false); /* leaves the selection at its right edge */
    assert_int_equal(ct_textedit_cursor(ed), 9);
    ct_textedit_move(ed, CT_MOVE_WORD_RIGHT, false);
    assert_int_equal(ct_textedit_cursor(ed), 14);
    ct_textedit_delete(ed, CT_MOVE_WORD_LEFT);
    assert_string_equal(ct_textedit_text(ed), "the hand ");
}

static void typing_is_undone_by_words(void **state)
{
    fixture     *f = *state;
    ct_textedit *ed = f->one;
    const char  *typed = "good eyeline";
    for (const char *s = typed; *s; s++)
        ct_textedit_insert(ed, (const char[]){*s, 0});
    assert_string_equal(ct_textedit_text(ed), "good eyeline");
    assert_true(ct_textedit_undo(ed));
    assert_string_equal(ct_textedit_text(ed), "good ");
    assert_true(ct_textedit_undo(ed));
    assert_string_equal(ct_textedit_text(ed), "");
    assert_false(ct_textedit_undo(ed));
    assert_true(ct_textedit_redo(ed));
    assert_true(ct_textedit_redo(ed));
    assert_false(ct_textedit_redo(ed));
    assert_string_equal(ct_textedit_text(ed), "good eyeline");
    ct_textedit_undo(ed);
    ct_textedit_insert(ed, "x");
    assert_false(ct_textedit_redo(ed)); /* a new branch */
}

static void replacing_a_selection_is_one_step(void **state)
{
    fixture     *f = *state;
    ct_textedit *ed = f->one;
    ct_textedit_set(ed, "first second");
    ct_textedit_select(ed, 0, 5);
    ct_textedit_insert(ed, "\xe6\x9c\x80\xe5\x88\x9d");
    assert_string_equal(ct_textedit_text(ed), "\xe6\x9c\x80\xe5\x88\x9d second");
    ct_textedit_undo(ed);
    assert_string_equal(ct_textedit_text(ed), "first second");
    size_t first = 0, end = 0;
    ct_textedit_selection(ed, &first, &end);
    assert_int_equal(end - first, 5);
}

static void one_line_stays_one(void **state)
{
    fixture *f = *state;
    ct_textedit_insert(f->one, "12A\n3\ttake");
    assert_null(strchr(ct_textedit_text(f->one), '\n'));
    ct_textedit_insert(f->many, "one\ntwo");
    assert_string_equal(ct_textedit_text(f->many), "one\ntwo");
    ct_textedit_insert(f->many, "\xff");
    assert_string_equal(ct_textedit_text(f->many), "one\ntwo\xef\xbf\xbd");
}

static void lines_up_and_down(void **state)
{
    fixture     *f = *state;
    ct_textedit *ed = f->many;
    ct_textedit_set(ed, "abcdefgh\nab\nabcdefgh");
    lay_out(f);
    ct_textedit_select(ed, 6, 6);
    ct_textedit_move(ed, CT_MOVE_DOWN, false);
    assert_int_equal(ct_textedit_cursor(ed), 11); /* the short line's end */
    ct_textedit_move(ed, CT_MOVE_DOWN, false);
    assert_int_equal(ct_textedit_cursor(ed), 18); /* but it remembers the column */
    ct_textedit_move(ed, CT_MOVE_DOWN, false);
    assert_int_equal(ct_textedit_cursor(ed), 20);
    ct_textedit_move(ed, CT_MOVE_LINE_START, false);
    assert_int_equal(ct_textedit_cursor(ed), 12);
    ct_textedit_move(ed, CT_MOVE_UP, false);
    ct_textedit_move(ed, CT_MOVE_UP, false);
    ct_textedit_move(ed, CT_MOVE_UP, false);
    assert_int_equal(ct_textedit_cursor(ed), 0);
}

static void wrapped_line_ends_on_itself(void **state)
{
    fixture     *f = *state;
    ct_textedit *ed = f->many;
    ct_textedit_set(ed, "a note that is long enough to be wrapped over several lines of the field");
    lay_out(f);
    ct_textedit_move(ed, CT_MOVE_START, false);
    double y = ct_textedit_cursor_rect(ed).y;
    ct_textedit_move(ed, CT_MOVE_LINE_END, false);
    assert_true(ct_textedit_cursor(ed) > 10);
    assert_true(ct_textedit_cursor_rect(ed).y == y);
    ct_textedit_move(ed, CT_MOVE_DOWN, false);
    assert_true(ct_textedit_cursor_rect(ed).y > y);
}

static void pointer_selects(void **state)
{
    fixture     *f = *state;
    ct_textedit *ed = f->one;
    size_t       first = 0, end = 0;
    ct_textedit_set(ed, "the hand jumps");
    lay_out(f);
    ct_textedit_select(ed, 6, 6);
    ct_rect at = ct_textedit_cursor_rect(ed);
    ct_textedit_press(ed, at.x, at.y + 5, 2, false);
    ct_textedit_selection(ed, &first, &end);
    assert_int_equal(first, 4);
    assert_int_equal(end, 8);
    ct_textedit_drag(ed, 300, at.y + 5); /* by words now */
    ct_textedit_selection(ed, &first, &end);
    assert_int_equal(first, 4);
    assert_int_equal(end, 14);
    ct_textedit_drag(ed, 0, at.y + 5);
    ct_textedit_selection(ed, &first, &end);
    assert_int_equal(first, 0);
    assert_int_equal(end, 8);
    ct_textedit_press(ed, at.x, at.y + 5, 1, false);
    assert_int_equal(ct_textedit_cursor(ed), 6);
    ct_textedit_press(ed, at.x, at.y + 5, 3, false);
    ct_textedit_selection(ed, &first, &end);
    assert_int_equal(end - first, 14);
}

static void composing_is_not_text_yet(void **state)
{
    fixture     *f = *state;
    ct_textedit *ed = f->one;
    ct_textedit_set(ed, "ab");
    ct_textedit_select(ed, 1, 1);
    uint64_t revision = ct_textedit_revision(ed);
    ct_textedit_preedit(ed, "\xe3\x81\xab\xe3\x81\xbb", 2);
    lay_out(f);
    assert_true(ct_textedit_composing(ed));
    assert_string_equal(ct_textedit_text(ed), "ab");
    assert_int_equal(ct_textedit_revision(ed), revision);
    ct_rect before = ct_textedit_cursor_rect(ed);
    ct_textedit_move(ed, CT_MOVE_LEFT, false); /* the arrows are the input method's */
    assert_int_equal(ct_textedit_cursor(ed), 1);
    ct_textedit_preedit(ed, "", 0);
    ct_textedit_insert(ed, "\xe6\x97\xa5\xe6\x9c\xac");
    lay_out(f);
    assert_string_equal(ct_textedit_text(ed), "a\xe6\x97\xa5\xe6\x9c\xac"
                                              "b");
    assert_true(ct_textedit_cursor_rect(ed).x > before.x - 6);
    ct_textedit_select_all(ed);
    ct_textedit_preedit(ed, "\xe3\x81\xab", 1); /* takes the place of the selection */
    assert_string_equal(ct_textedit_text(ed), "");
    ct_textedit_preedit(ed, NULL, 0);
    ct_textedit_undo(ed);
    assert_string_equal(ct_textedit_text(ed), "a\xe6\x97\xa5\xe6\x9c\xac"
                                              "b");
}

static void keys_are_the_texts_own(void **state)
{
    fixture *f = *state;
    ct_textedit_set(f->one, "abc");
    assert_true(ct_textedit_key(f->one, SDLK_j, 0)); /* its text comes by itself */
    assert_true(ct_textedit_key(f->one, SDLK_SPACE, 0));
    assert_false(ct_textedit_key(f->one, SDLK_p, KMOD_LALT)); /* Alt+P plays while typing */
    assert_false(ct_textedit_key(f->one, SDLK_k, KMOD_LCTRL));
    assert_false(ct_textedit_key(f->one, SDLK_RETURN, 0));
    assert_false(ct_textedit_key(f->one, SDLK_ESCAPE, 0));
    assert_false(ct_textedit_key(f->one, SDLK_TAB, 0));
    assert_false(ct_textedit_key(f->one, SDLK_F6, 0));
    assert_false(ct_textedit_key(f->one, SDLK_UP, 0)); /* a list below a search field wants it */
    assert_true(ct_textedit_key(f->many, SDLK_RETURN, 0));
    assert_string_equal(ct_textedit_text(f->many), "\n");
    assert_false(ct_textedit_key(f->many, SDLK_RETURN, KMOD_LCTRL));
    ct_textedit_key(f->one, SDLK_LEFT, KMOD_RSHIFT);
    ct_textedit_key(f->one, SDLK_x, KMOD_RCTRL);
    assert_string_equal(ct_textedit_text(f->one), "ab");
    ct_textedit_key(f->one, SDLK_HOME, 0);
    ct_textedit_key(f->one, SDLK_v, KMOD_LCTRL);
    assert_string_equal(ct_textedit_text(f->one), "cab");
    ct_textedit_key(f->one, SDLK_z, KMOD_LCTRL);
    assert_string_equal(ct_textedit_text(f->one), "ab");
    ct_textedit_key(f->one, SDLK_z, KMOD_LCTRL | KMOD_LSHIFT);
    assert_string_equal(ct_textedit_text(f->one), "cab");
}

static void long_line_scrolls_to_the_cursor(void **state)
{
    fixture *f = *state;
    char     text[600];
    memset(text, 'w', sizeof text);
    text[sizeof text - 1] = 0;
    ct_textedit_set(f->one, text);
    ct_textedit_set(f->many, text);
    lay_out(f);
    ct_rect at = ct_textedit_cursor_rect(f->one);
    assert_true(at.x > 10 && at.x < 310);
    ct_textedit_move(f->one, CT_MOVE_START, false);
    lay_out(f);
    assert_true(ct_textedit_cursor_rect(f->one).x < 12);
    at = ct_textedit_cursor_rect(f->many);
    assert_true(at.y >= 50 && at.y + at.h <= 150.5);
}

static void huge_paste_is_cut(void **state)
{
    fixture *f = *state;
    size_t   bytes = 200000;
    char    *text = malloc(bytes + 1);
    memset(text, 'x', bytes);
    for (size_t i = 0; i + 3 <= bytes; i += 3)
        memcpy(text + i, "\xe6\x97\xa5", 3);
    text[bytes] = 0;
    ct_textedit_insert(f->one, text);
    size_t kept = strlen(ct_textedit_text(f->one));
    assert_true(kept > 60000 && kept <= 65536);
    assert_int_equal(kept % 3, 0); /* never half a letter */
    free(text);
}

static void drawing_shows_selection_and_placeholder(void **state)
{
    fixture *f = *state;
    lay_out(f);
    ct_canvas_begin(f->canvas);
    ct_textedit_draw(f->one, f->canvas, "Find clips", true, true);
    ct_canvas_end(f->canvas);
    char *words_drawn = ct_canvas_dump(f->canvas);
    assert_non_null(strstr(words_drawn, "Find clips"));
    free(words_drawn);
    ct_textedit_set(f->one, "take \xd9\x85\xd8\xb1\xd8\xad\xd8\xa8\xd8\xa7 two");
    ct_textedit_select(f->one, 2, 9);
    lay_out(f);
    ct_canvas_begin(f->canvas);
    ct_textedit_draw(f->one, f->canvas, "Find clips", true, false);
    ct_canvas_end(f->canvas);
    words_drawn = ct_canvas_dump(f->canvas);
    assert_null(strstr(words_drawn, "Find clips"));
    int boxes = 0;
    for (const char *s = words_drawn; (s = strstr(s, "fill")); s++)
        boxes++;
    assert_int_equal(boxes, 2); /* a range over two directions is two boxes */
    free(words_drawn);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(steps_over_graphemes),
        T(removes_whole_letters),
        T(left_is_left),
        T(mixed_directions_reach_everywhere),
        T(words),
        T(typing_is_undone_by_words),
        T(replacing_a_selection_is_one_step),
        T(one_line_stays_one),
        T(lines_up_and_down),
        T(wrapped_line_ends_on_itself),
        T(pointer_selects),
        T(composing_is_not_text_yet),
        T(keys_are_the_texts_own),
        T(long_line_scrolls_to_the_cursor),
        T(huge_paste_is_cut),
        T(drawing_shows_selection_and_placeholder),
    };
    SDL_SetHint(SDL_HINT_VIDEODRIVER, "dummy");
    if (SDL_Init(SDL_INIT_VIDEO) != 0)
        return 1;
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    SDL_Quit();
    return failed;
}
