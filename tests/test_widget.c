/* SPDX-License-Identifier: MIT */
/* Widgets do what hands expect: clicks, keys, focus, scrolling, menus - without a window. With
 * CT_GALLERY=folder in the environment every widget is also written there as PNG, at 1x and 2x. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <SDL.h>

#include "ui/axis.h"
#include "ui/gui_priv.h"
#include "widget_gallery.h"

typedef struct fixture {
    ct_canvas *c;
    ct_gui    *g;
    ct_input   in;
    gallery    y;
    void (*draw)(struct fixture *);
    /* of the small scenes */
    bool         flag, clicked;
    int          number, result;
    size_t       cursor, rows_drawn;
    ct_scroll    scroll;
    ct_textedit *line, *note;
    ct_field_did did;
} fixture;

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    assert_int_equal(ct_canvas_create(640, 480, 1, &f->c, NULL), CT_OK);
    f->g = ct_gui_create();
    f->in.now_ms = 1000;
    f->line = ct_textedit_create(false);
    f->note = ct_textedit_create(true);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    ct_textedit_destroy(&f->line);
    ct_textedit_destroy(&f->note);
    ct_gui_destroy(&f->g);
    ct_canvas_destroy(&f->c);
    free(f);
    return 0;
}

static void frame(fixture *f)
{
    ct_gui_begin(f->g, f->c, &f->in);
    f->draw(f);
    ct_gui_end(f->g);
    ct_input_next(&f->in);
    f->in.now_ms += 16;
}

static void event(fixture *f, SDL_Event e)
{
    uint64_t now = f->in.now_ms;
    ct_input_feed(&f->in, &e, NULL);
    f->in.now_ms = now; /* the tests' own clock */
}

static void point(fixture *f, int x, int y)
{
    event(f, (SDL_Event){.motion = {.type = SDL_MOUSEMOTION, .x = x, .y = y}});
}

static void button(fixture *f, bool down, int x, int y, int clicks)
{
    event(f, (SDL_Event){.button = {.type = down ? SDL_MOUSEBUTTONDOWN : SDL_MOUSEBUTTONUP,
                                    .button = SDL_BUTTON_LEFT,
                                    .state = down ? SDL_PRESSED : SDL_RELEASED,
                                    .clicks = (Uint8)clicks,
                                    .x = x,
                                    .y = y}});
}

static void click(fixture *f, int x, int y)
{
    point(f, x, y);
    frame(f);
    button(f, true, x, y, 1);
    frame(f);
    button(f, false, x, y, 1);
    frame(f);
}

static void key(fixture *f, int32_t sym, unsigned mods)
{
    event(f, (SDL_Event){.key = {.type = SDL_KEYDOWN,
                                 .state = SDL_PRESSED,
                                 .keysym = {.sym = sym, .mod = (Uint16)mods}}});
    frame(f);
}

static void type(fixture *f, const char *text)
{
    SDL_Event e = {.text = {.type = SDL_TEXTINPUT}};
    snprintf(e.text.text, sizeof e.text.text, "%s", text);
    event(f, e);
    frame(f);
}

static void wheel(fixture *f, float notches)
{
    event(f,
          (SDL_Event){.wheel = {.type = SDL_MOUSEWHEEL, .preciseY = notches, .y = (int)notches}});
    frame(f);
}

/* ---- buttons and focus ---- */

static void two_buttons(fixture *f)
{
    const ct_button a = {.text = "Export", .tip = "Write the list", .keys = "Ctrl+E"};
    const ct_button b = {.text = "Never", .off = true};
    if (ct_widget_button(f->g, ct_gui_id(f->g, "a"), (ct_rect){10, 10, 100, 28}, &a))
        f->number++;
    if (ct_widget_button(f->g, ct_gui_id(f->g, "b"), (ct_rect){10, 50, 100, 28}, &b))
        f->number += 100;
    ct_widget_checkbox(f->g, ct_gui_id(f->g, "c"), (ct_rect){10, 90, 100, 28}, "Loop", &f->flag);
}

static void button_clicks(void **state)
{
    fixture *f = *state;
    f->draw = two_buttons;
    click(f, 50, 20);
    assert_int_equal(f->number, 1);
    click(f, 50, 60); /* off */
    assert_int_equal(f->number, 1);
    /* let go elsewhere: not a click */
    point(f, 50, 20);
    button(f, true, 50, 20, 1);
    frame(f);
    button(f, false, 300, 300, 1);
    frame(f);
    assert_int_equal(f->number, 1);
    /* pressed elsewhere and dragged here: neither */
    button(f, true, 300, 300, 1);
    frame(f);
    point(f, 50, 20);
    frame(f);
    button(f, false, 50, 20, 1);
    frame(f);
    assert_int_equal(f->number, 1);
    /* both within one frame, as on a slow machine */
    button(f, true, 50, 20, 1);
    button(f, false, 50, 20, 1);
    frame(f);
    assert_int_equal(f->number, 2);
}

static void click_leaves_space_to_the_player(void **state)
{
    fixture *f = *state;
    f->draw = two_buttons;
    click(f, 50, 20);
    assert_int_equal(ct_gui_focused(f->g), 0);
    event(f,
          (SDL_Event){
              .key = {.type = SDL_KEYDOWN, .state = SDL_PRESSED, .keysym = {.sym = SDLK_SPACE}}});
    ct_gui_begin(f->g, f->c, &f->in);
    f->draw(f);
    ct_gui_end(f->g);
    assert_false(f->in.items[0].taken);
    assert_int_equal(f->number, 1);
}

static void keyboard_reaches_every_control(void **state)
{
    fixture *f = *state;
    f->draw = two_buttons;
    frame(f);
    key(f, SDLK_TAB, 0); /* nothing focused: Tab is for the key map */
    assert_int_equal(ct_gui_focused(f->g), 0);
    key(f, SDLK_F6, 0);
    assert_true(ct_gui_focused(f->g) != 0);
    key(f, SDLK_RETURN, 0);
    assert_int_equal(f->number, 1);
    key(f, SDLK_TAB, 0); /* over the button that is off */
    key(f, SDLK_SPACE, 0);
    assert_true(f->flag);
    key(f, SDLK_TAB, KMOD_LSHIFT);
    key(f, SDLK_RETURN, 0);
    assert_int_equal(f->number, 2);
    key(f, SDLK_ESCAPE, 0);
    assert_int_equal(ct_gui_focused(f->g), 0);
}

static void tooltip_comes_after_a_rest(void **state)
{
    fixture *f = *state;
    f->draw = two_buttons;
    point(f, 50, 20);
    frame(f);
    int wait = ct_gui_wake_in(f->g);
    assert_true(wait > 300 && wait < 800);
    char *words = ct_canvas_dump(f->c);
    assert_null(strstr(words, "Write the list"));
    free(words);
    f->in.now_ms += 700;
    frame(f);
    words = ct_canvas_dump(f->c);
    assert_non_null(strstr(words, "Write the list"));
    free(words);
    assert_int_equal(ct_gui_wake_in(f->g), -1); /* and then rests */
}

static void idle_interface_sleeps(void **state)
{
    fixture *f = *state;
    f->draw = two_buttons;
    frame(f);
    frame(f);
    size_t count = 0;
    ct_canvas_damage_clear(f->c);
    frame(f);
    ct_canvas_damage(f->c, &count);
    assert_int_equal(count, 0);
    assert_int_equal(ct_gui_wake_in(f->g), -1);
}

/* ---- fields ---- */

static void two_fields(fixture *f)
{
    f->did = ct_field_run(f->g, ct_gui_id(f->g, "line"), (ct_rect){10, 10, 300, 28}, f->line, NULL);
    ct_field_did note =
        ct_field_run(f->g, ct_gui_id(f->g, "note"), (ct_rect){10, 50, 300, 100}, f->note, NULL);
    f->result += note.submitted;
    f->number += f->did.submitted;
    f->flag = f->flag || f->did.left;
}

static void fields_take_text(void **state)
{
    fixture *f = *state;
    f->draw = two_fields;
    type(f, "lost"); /* nobody has the focus */
    click(f, 50, 20);
    assert_true(ct_gui_typing(f->g));
    type(f, "\xc3\xa9"
            "cran ");
    type(f, "\xe6\x97\xa5\xe6\x9c\xac");
    assert_string_equal(ct_textedit_text(f->line), "\xc3\xa9"
                                                   "cran \xe6\x97\xa5\xe6\x9c\xac");
    key(f, SDLK_RETURN, 0);
    assert_int_equal(f->number, 1);
    click(f, 50, 70);
    frame(f);
    assert_true(f->flag); /* the first one was left */
    type(f, "a");
    key(f, SDLK_RETURN, 0);
    type(f, "b");
    assert_string_equal(ct_textedit_text(f->note), "a\nb");
    assert_int_equal(f->result, 0);
    key(f, SDLK_RETURN, KMOD_RCTRL);
    assert_int_equal(f->result, 1);
    key(f, SDLK_ESCAPE, 0);
    frame(f);
    assert_false(ct_gui_typing(f->g));
    assert_string_equal(ct_textedit_text(f->note), "a\nb"); /* the draft stays */
}

static void letters_do_not_leak(void **state)
{
    fixture *f = *state;
    f->draw = two_fields;
    click(f, 50, 20);
    event(f, (SDL_Event){
                 .key = {.type = SDL_KEYDOWN, .state = SDL_PRESSED, .keysym = {.sym = SDLK_j}}});
    event(f, (SDL_Event){.key = {.type = SDL_KEYDOWN,
                                 .state = SDL_PRESSED,
                                 .keysym = {.sym = SDLK_p, .mod = KMOD_LALT}}});
    ct_gui_begin(f->g, f->c, &f->in);
    f->draw(f);
    ct_gui_end(f->g);
    assert_true(f->in.items[0].taken);
    assert_false(f->in.items[1].taken); /* Alt+P plays while typing */
}

static void input_method_composes(void **state)
{
    fixture *f = *state;
    f->draw = two_fields;
    click(f, 50, 20);
    SDL_Event e = {.edit = {.type = SDL_TEXTEDITING, .start = 2}};
    snprintf(e.edit.text, sizeof e.edit.text, "\xe3\x81\xab\xe3\x81\xbb");
    event(f, e);
    frame(f);
    assert_true(ct_textedit_composing(f->line));
    ct_rect at = ct_gui_text_cursor(f->g);
    assert_true(at.x > 20 && at.h > 5); /* the input method opens beside it */
    key(f, SDLK_RETURN, 0);             /* belongs to the composition */
    assert_int_equal(f->number, 0);
    type(f, "\xe6\x97\xa5\xe6\x9c\xac");
    assert_false(ct_textedit_composing(f->line));
    assert_string_equal(ct_textedit_text(f->line), "\xe6\x97\xa5\xe6\x9c\xac");
}

/* ---- lists ---- */

static void long_list(fixture *f)
{
    const ct_list l = {.count = 100000, .row = 28};
    ct_wid        id = ct_gui_id(f->g, "list");
    ct_rect       row;
    ct_list_keys(f->g, id, &l, &f->scroll, &f->cursor);
    ct_list_run run = ct_list_begin(f->g, id, (ct_rect){0, 0, 300, 280}, &l, &f->scroll);
    f->rows_drawn = 0;
    while (ct_list_next(&run, &row)) {
        char text[32];
        f->rows_drawn++;
        snprintf(text, sizeof text, "row %zu", run.index);
        if (ct_gui_touch(f->g, ct_gui_id_n(f->g, "row", run.index), row).pressed)
            f->cursor = run.index;
        ct_list_ground(f->g, row, run.index == f->cursor, false);
        ct_canvas_text(f->c, row, text, CT_TYPE_BODY, ct_dark.text, 0);
    }
    ct_list_end(&run);
}

static void only_rows_in_sight_are_drawn(void **state)
{
    fixture *f = *state;
    f->draw = long_list;
    frame(f);
    assert_true(f->rows_drawn <= 12);
    click(f, 50, 28 * 3 + 5);
    assert_int_equal(f->cursor, 3);
    key(f, SDLK_DOWN, 0);
    assert_int_equal(f->cursor, 4);
    key(f, SDLK_END, 0);
    assert_int_equal(f->cursor, 99999);
    for (int i = 0; i < 60; i++)
        frame(f);
    assert_true(f->rows_drawn <= 12);
    char *words = ct_canvas_dump(f->c);
    assert_non_null(strstr(words, "row 99999"));
    free(words);
    assert_int_equal(ct_gui_wake_in(f->g), -1); /* the glide has ended */
    key(f, SDLK_PAGEUP, 0);
    assert_int_equal(f->cursor, 99990);
    key(f, SDLK_HOME, 0);
    key(f, SDLK_UP, 0);
    assert_int_equal(f->cursor, 0);
}

static void wheel_scrolls_smoothly(void **state)
{
    fixture *f = *state;
    f->draw = long_list;
    point(f, 50, 50);
    frame(f);
    wheel(f, -3);
    assert_true(f->scroll.y > 0 && f->scroll.y < f->scroll.target);
    for (int i = 0; i < 60; i++)
        frame(f);
    assert_true(f->scroll.y == f->scroll.target && f->scroll.y > 150);
    wheel(f, 1000);
    for (int i = 0; i < 60; i++)
        frame(f);
    assert_true(f->scroll.y == 0);
    point(f, 500, 50); /* beside the list */
    wheel(f, -3);
    assert_true(f->scroll.target == 0);
}

static void bar_can_be_dragged(void **state)
{
    fixture *f = *state;
    f->draw = long_list;
    point(f, 295, 5);
    frame(f);
    button(f, true, 295, 5, 1);
    frame(f);
    point(f, 295, 279);
    frame(f);
    button(f, false, 295, 279, 1);
    frame(f);
    assert_true(f->scroll.y > 100000.0 * 28 - 281);
}

static ct_column columns[] = {{"Name", 100, 40, false}, {"Take", 80, 40, false}};

static void table_head(fixture *f)
{
    bool down = f->flag;
    f->clicked = ct_table_head(f->g, ct_gui_id(f->g, "head"), (ct_rect){0, 0, 300, 28}, columns, 2,
                               &f->number, &down);
    f->flag = down;
}

static void head_sorts_and_resizes(void **state)
{
    fixture *f = *state;
    f->draw = table_head;
    f->number = -1;
    click(f, 120, 10);
    assert_int_equal(f->number, 1);
    assert_false(f->flag);
    click(f, 120, 10);
    assert_true(f->flag);
    point(f, 100, 10);
    frame(f);
    button(f, true, 100, 10, 1);
    frame(f);
    point(f, 150, 10);
    frame(f);
    button(f, false, 150, 10, 1);
    frame(f);
    assert_true(columns[0].width > 140 && columns[0].width < 160);
    assert_int_equal(f->number, 1); /* that was no sorting */
    columns[0].width = 100;
}

/* ---- menus and sheets ---- */

static const ct_menu_item menu_items[] = {{.text = "Picture"},
                                          {.text = "Sound"},
                                          {.text = NULL},
                                          {.text = "Music", .off = true},
                                          {.text = "Story"}};

static void with_menu(fixture *f)
{
    ct_wid id = ct_gui_id(f->g, "menu");
    two_buttons(f);
    if (f->clicked)
        ct_menu_open(f->g, id, (ct_rect){10, 6, 100, 0});
    f->clicked = false;
    int chosen = ct_menu_run(f->g, id, menu_items, 5);
    if (chosen >= 0)
        f->result = chosen;
}

static void menu_by_keys(void **state)
{
    fixture *f = *state;
    f->draw = with_menu;
    f->result = -1;
    f->clicked = true;
    frame(f);
    key(f, SDLK_DOWN, 0);
    key(f, SDLK_DOWN, 0);
    key(f, SDLK_DOWN, 0); /* over the line and what is off */
    key(f, SDLK_RETURN, 0);
    assert_int_equal(f->result, 4);
    f->clicked = true;
    f->result = -1;
    frame(f);
    key(f, SDLK_s, 0);
    key(f, SDLK_RETURN, 0);
    assert_int_equal(f->result, 1);
    f->clicked = true;
    f->result = -1;
    frame(f);
    key(f, SDLK_ESCAPE, 0);
    key(f, SDLK_RETURN, 0);
    assert_int_equal(f->result, -1);
}

enum { SCENES = 400, MENU_ROW = 28 };

/* More than the window is high. */
static void with_long_menu(fixture *f)
{
    static ct_menu_item items[SCENES];
    ct_wid              id = ct_gui_id(f->g, "menu");
    for (int i = 0; i < SCENES; i++)
        items[i] = (ct_menu_item){.text = "Scene"};
    if (f->clicked)
        ct_menu_open(f->g, id, (ct_rect){10, 6, 100, 0});
    f->clicked = false;
    int chosen = ct_menu_run(f->g, id, items, SCENES);
    if (chosen >= 0)
        f->result = chosen;
}

/* The item that keys go to is in sight, wherever the mouse was left. */
static void a_long_menu_follows_its_cursor(void **state)
{
    fixture *f = *state;
    f->draw = with_long_menu;
    f->result = -1;
    f->clicked = true;
    point(f, 50, 100);
    frame(f);
    for (int i = 0; i < 350; i++)
        key(f, SDLK_DOWN, 0);
    frame(f);
    double first = f->g->menu.cursor * (double)MENU_ROW - f->g->menu.scroll;
    assert_in_range(f->g->menu.cursor, 340, 360);
    assert_true(first >= 0 && first < 480 - MENU_ROW);
    key(f, SDLK_UP, 0);
    int cursor = f->g->menu.cursor;
    key(f, SDLK_RETURN, 0);
    assert_int_equal(f->result, cursor);
    f->clicked = true; /* and the mouse has it when it moves */
    frame(f);
    point(f, 50, 100);
    frame(f);
    point(f, 50, 101);
    frame(f);
    assert_in_range(f->g->menu.cursor, 1, 4);
}

static void menu_covers_what_lies_below(void **state)
{
    fixture *f = *state;
    f->draw = with_menu;
    f->result = -1;
    f->clicked = true;
    frame(f);
    click(f, 50, 30); /* a button lies below the first item */
    assert_int_equal(f->result, 0);
    assert_int_equal(f->number, 0);
    f->clicked = true;
    f->result = -1;
    frame(f);
    click(f, 400, 400); /* beside it: closes, does nothing */
    assert_int_equal(f->result, -1);
    click(f, 50, 20);
    assert_int_equal(f->number, 1);
}

static void with_sheet(fixture *f)
{
    two_buttons(f);
    if (!f->clicked)
        return;
    bool            closed = false;
    const ct_button ok = {.text = "OK", .look = CT_BUTTON_MAIN};
    ct_rect         r =
        ct_sheet_begin(f->g, ct_gui_id(f->g, "sheet"), (ct_size){300, 200}, "Sure?", &closed);
    if (ct_widget_button(f->g, ct_gui_id(f->g, "ok"), ct_cut_bottom(&r, 28), &ok))
        f->result++;
    ct_sheet_end(f->g);
    if (closed)
        f->clicked = false;
}

static void sheet_is_modal(void **state)
{
    fixture *f = *state;
    f->draw = with_sheet;
    f->clicked = true;
    frame(f);
    for (int i = 0; i < 4; i++) { /* Tab stays inside */
        key(f, SDLK_TAB, 0);
        key(f, SDLK_RETURN, 0);
        if (!f->clicked)
            break;
    }
    assert_int_equal(f->number, 0);
    assert_false(f->flag);
    f->clicked = true;
    f->result = 0;
    ct_gui_focus(f->g, 0);
    frame(f);
    key(f, SDLK_ESCAPE, 0);
    assert_false(f->clicked);
    f->clicked = true;
    frame(f);
    click(f, 50, 20); /* outside: closes it, presses nothing */
    assert_false(f->clicked);
    assert_int_equal(f->number, 0);
}

/* ---- the rest ---- */

static void small_controls(fixture *f)
{
    static const char *const texts[] = {"one", "two", "three"};
    double                   position = f->scroll.y;
    ct_widget_stars(f->g, ct_gui_id(f->g, "stars"), (ct_rect){0, 0, 100, 20}, &f->number);
    ct_widget_segments(f->g, ct_gui_id(f->g, "seg"), (ct_rect){0, 40, 300, 28}, texts, 3,
                       &f->result);
    ct_widget_splitter(f->g, ct_gui_id(f->g, "split"), (ct_rect){position - 2, 100, 4, 200}, true,
                       &position, 50, 400);
    f->scroll.y = position;
}

static void stars_segments_splitter(void **state)
{
    fixture *f = *state;
    f->draw = small_controls;
    f->scroll.y = 200;
    click(f, 70, 10);
    assert_int_equal(f->number, 4);
    click(f, 70, 10); /* again: none */
    assert_int_equal(f->number, 0);
    click(f, 250, 50);
    assert_int_equal(f->result, 2);
    point(f, 200, 150);
    frame(f);
    assert_int_equal(ct_gui_cursor_shape(f->g), CT_CURSOR_WIDTH);
    button(f, true, 200, 150, 1);
    frame(f);
    point(f, 900, 150);
    frame(f);
    button(f, false, 900, 150, 1);
    frame(f);
    assert_true(f->scroll.y == 400);
}

static void little_room(fixture *f)
{
    ct_widget_empty(f->g, (ct_rect){10, 10, 200, 200}, CT_ICON_NOTE, "Whole", "its hint");
    ct_widget_empty(f->g, (ct_rect){10, 300, 200, 40}, CT_ICON_NOTE, "Short", "no hint");
    ct_widget_empty(f->g, (ct_rect){10, 400, 200, 12}, CT_ICON_NOTE, "None", "nothing");
}

/* What finds no room does not lie over its neighbours. */
static void empty_lists_stay_in_their_room(void **state)
{
    fixture *f = *state;

    f->draw = little_room;
    frame(f);
    char *words = ct_canvas_dump(f->c);
    assert_non_null(strstr(words, "Whole"));
    assert_non_null(strstr(words, "its hint"));
    assert_non_null(strstr(words, "Short"));
    assert_null(strstr(words, "no hint"));
    assert_null(strstr(words, "None"));
    free(words);
}

static void draw_gallery(fixture *f)
{
    gallery_draw(&f->y, f->g);
}

/* At every scale each text of the gallery lies inside the window, and a second frame costs nothing. */
static void gallery_at_every_scale(void **state)
{
    static const double scales[] = {1, 1.25, 1.5, 2, 3};
    fixture            *f = *state;
    const char         *folder = getenv("CT_GALLERY");
    f->draw = draw_gallery;
    for (size_t i = 0; i < sizeof scales / sizeof scales[0]; i++) {
        size_t count = 0;
        gallery_init(&f->y);
        assert_int_equal(ct_canvas_resize(f->c, (int)(1280 * scales[i]), (int)(800 * scales[i]),
                                          scales[i], NULL),
                         CT_OK);
        frame(f);
        ct_canvas_damage_clear(f->c);
        frame(f);
        ct_canvas_damage(f->c, &count);
        assert_int_equal(count, 0);
        if (folder) {
            char path[512];
            snprintf(path, sizeof path, "%s/gallery-%gx.png", folder, scales[i]);
            assert_int_equal(ct_canvas_save_png(f->c, 0xff, path, NULL), CT_OK);
        }
        gallery_finish(&f->y);
    }
}

/* Back at the top, the first row is in sight and stays where it is. */
static void the_top_of_a_list_is_its_first_row(void **state)
{
    ct_scroll scroll = {.y = 500, .target = 600, .content = 1000, .view = 100};

    (void)state;
    ct_scroll_to_top(&scroll);
    ct_scroll_reveal(&scroll, 0, 20, false);
    assert_true(scroll.y == 0 && scroll.target == 0);
    ct_scroll_reveal(&scroll, 200, 20, false);
    assert_true(scroll.y == 120);
}

/* Of a recording that goes on, or another stream of the file, all is in sight when all was. */
static void an_axis_follows_its_frames(void **state)
{
    ct_axis axis = {.w = 100};

    (void)state;
    ct_axis_take_frames(&axis, 100);
    assert_true(axis.first == 0 && axis.count == 100);
    ct_axis_take_frames(&axis, 250);
    assert_true(axis.first == 0 && axis.count == 250);
    axis.first = 40;
    axis.count = 20;
    ct_axis_take_frames(&axis, 300);
    assert_true(axis.first == 40 && axis.count == 20);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(button_clicks),
        T(empty_lists_stay_in_their_room),
        T(click_leaves_space_to_the_player),
        T(keyboard_reaches_every_control),
        T(tooltip_comes_after_a_rest),
        T(idle_interface_sleeps),
        T(fields_take_text),
        T(letters_do_not_leak),
        T(input_method_composes),
        T(only_rows_in_sight_are_drawn),
        T(wheel_scrolls_smoothly),
        T(the_top_of_a_list_is_its_first_row),
        T(bar_can_be_dragged),
        T(head_sorts_and_resizes),
        T(menu_by_keys),
        T(a_long_menu_follows_its_cursor),
        T(menu_covers_what_lies_below),
        T(sheet_is_modal),
        T(stars_segments_splitter),
        T(gallery_at_every_scale),
        cmocka_unit_test(an_axis_follows_its_frames),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
