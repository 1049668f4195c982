/* SPDX-License-Identifier: MIT */
/* Lists that are dropped onto the window: a bundle is a list and no folder of footage; of several timelines
 * the person chooses. Then what else the hand does there: strokes, filters. The interface as the loop runs it,
 * on a canvas that nobody sees. */
#include "stage.h"

#include <SDL.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "circletake/file.h"
#include "circletake/ingest.h"
#include "circletake/keymap.h"
#include "circletake/str.h"
#include "ui/gui_priv.h"
#include "ui/ui_priv.h"
#include "view/picture.h"

typedef struct room {
    struct stage *s;
    ct_keymap    *keys;
    ct_ui        *ui;
    ct_canvas    *canvas;
    ct_input      in;
} room;

static void frame(room *r)
{
    tick(r->s);
    ct_ui_frame(r->ui, r->canvas, &r->in, r->s->changed);
    r->s->changed = 0;
    ct_input_next(&r->in);
    r->in.now_ms += 16;
}

static void key(room *r, int32_t sym)
{
    SDL_Event e = {
        .key = {.type = SDL_KEYDOWN, .state = SDL_PRESSED, .keysym = {.sym = sym, .mod = 0}}};
    uint64_t now = r->in.now_ms;

    ct_input_feed(&r->in, &e, NULL);
    r->in.now_ms = now;
    frame(r);
}

static void type(room *r, const char *text)
{
    SDL_Event e = {.text = {.type = SDL_TEXTINPUT}};
    uint64_t  now = r->in.now_ms;

    snprintf(e.text.text, sizeof e.text.text, "%s", text);
    ct_input_feed(&r->in, &e, NULL);
    r->in.now_ms = now;
    frame(r);
}

static void press(room *r, double x, double y)
{
    r->in.mouse_inside = true;
    r->in.mouse = r->in.press_at = (ct_point){x, y};
    r->in.pressed = CT_MOUSE_LEFT;
    frame(r);
    r->in.released = CT_MOUSE_LEFT;
    frame(r);
}

/* A project that is open in a window. */
static room enter(struct stage *s)
{
    room     r = {.s = s};
    ct_error err = {0};

    make_take(s, "take.mp4");
    open_folder(s);
    r.keys = ct_keymap_create();
    ct_ui_config config = {.session = s->session, .keymap = r.keys};
    assert_int_equal(ct_ui_create(&config, &r.ui, &err), CT_OK);
    assert_int_equal(ct_canvas_create(1280, 720, 1, &r.canvas, &err), CT_OK);
    r.in.now_ms = 1000;
    frame(&r);
    return r;
}

static void leave(room *r)
{
    ct_ui_destroy(&r->ui);
    ct_keymap_destroy(&r->keys);
    ct_canvas_destroy(&r->canvas);
}

/* --- the list ---------------------------------------------------------------------------------------- */

/* A project of one clip of 25 frames, from `first` of take.mp4 on. */
static void add_project(ct_str *text, const char *name, int first)
{
    ct_str_appendf(text,
                   "<project name=\"%s\"><sequence format=\"r1\" duration=\"1s\"><spine>"
                   "<asset-clip ref=\"r2\" offset=\"0s\" start=\"%d/25s\" duration=\"1s\"/>"
                   "</spine></sequence></project>",
                   name, first);
}

/* Gives its path. */
static char *write_list(const struct stage *s, const char *name, const char *const *projects)
{
    char  *path = ct_path_join(s->folder, name);
    ct_str text = {0};

    ct_str_append(&text, "<fcpxml version=\"1.9\"><resources>"
                         "<format id=\"r1\" frameDuration=\"1/25s\"/>"
                         "<asset id=\"r2\" name=\"take.mp4\" src=\"file:///take.mp4\" "
                         "format=\"r1\" hasVideo=\"1\" duration=\"40s\"/></resources>");
    for (; *projects; projects++)
        add_project(&text, *projects, 5);
    ct_str_append(&text, "</fcpxml>");
    assert_int_equal(ct_file_replace(path, ct_str_text(&text), text.len, NULL), CT_OK);
    ct_str_finish(&text);
    return path;
}

static bool is_asked(struct stage *s)
{
    return ct_session_list_question(s->session) != NULL;
}

static bool has_cuts(struct stage *s)
{
    return is_idle(s) && ct_session_cuts(s->session)->count > 0;
}

static bool has_cut_picture(struct stage *s)
{
    return is_idle(s) && ct_session_cut_view(s->session) && has_picture(s);
}

static bool has_cut_view(struct stage *s)
{
    return ct_session_cut(s->session) != NULL;
}

static bool has_two_cuts(struct stage *s)
{
    return is_idle(s) && ct_session_cuts(s->session)->count == 2;
}

static void assert_cut(const struct stage *s, size_t i, const char *name)
{
    assert_string_equal(ct_session_cuts(s->session)->items[i].name, name);
}

/* --- the tests ------------------------------------------------------------------------------------- */

/* Down and Return: the second of three. */
static void one_of_several_is_chosen(void **state)
{
    static const char *const projects[] = {"Reel 1", "Reel 2", "Reel 3", NULL};
    struct stage            *s = *state;
    room                     r = enter(s);
    char                    *list = write_list(s, "reels.fcpxml", projects);

    ct_ui_drop(r.ui, (const char *const *)&list, 1);
    wait_until(s, is_asked, "the question");
    assert_int_equal(ct_session_list_question(s->session)->timelines.count, 3);
    assert_int_equal(ct_session_cuts(s->session)->count, 0);
    frame(&r);
    key(&r, SDLK_DOWN);
    key(&r, SDLK_RETURN);
    assert_null(ct_session_list_question(s->session));
    wait_until(s, has_cuts, "a cut");
    assert_int_equal(ct_session_cuts(s->session)->count, 1);
    assert_cut(s, 0, "Reel 2");
    leave(&r);
    free(list);
}

static bool has_no_task(struct stage *s)
{
    return is_idle(s);
}

/* The second event has a timecode that does not exist: it is said, and what is to be done is asked. */
static void a_damaged_list_asks(void **state)
{
    static const char list[] = "TITLE: Rough\nFCM: NON-DROP FRAME\n"
                               "001  AX V C 00:00:00:05 00:00:00:13 01:00:00:00 01:00:00:08\n"
                               "002  AX V C 00:00:00:00 00:00:00:66 01:00:00:08 01:00:00:14\n"
                               "003  AX V C 00:00:00:00 00:00:00:06 01:00:00:14 01:00:00:20\n";
    struct stage     *s = *state;
    room              r = enter(s);
    char             *path = ct_path_join(s->folder, "rough.edl");

    assert_int_equal(ct_file_replace(path, list, sizeof list - 1, NULL), CT_OK);
    ct_ui_drop(r.ui, (const char *const *)&path, 1);
    wait_until(s, is_asked, "the question");
    const char *said = ct_session_list_question(s->session)->damage;
    assert_non_null(said);
    assert_non_null(strstr(said, "Line 4: There is no timecode 00:00:00:66"));
    assert_non_null(strstr(said, "2 whole events can be taken without that."));
    frame(&r);
    assert_int_equal(r.ui->sheet, CT_SHEET_DAMAGE);
    key(&r, SDLK_ESCAPE);
    assert_null(ct_session_list_question(s->session));
    wait_until(s, has_no_task, "rest");
    assert_int_equal(ct_session_cuts(s->session)->count, 0);

    ct_ui_drop(r.ui, (const char *const *)&path, 1);
    wait_until(s, is_asked, "the question");
    frame(&r);
    key(&r, SDLK_RETURN);
    wait_until(s, has_cuts, "a cut");
    assert_int_equal(ct_session_cuts(s->session)->items[0].event_count, 2);
    assert_non_null(strstr(ct_session_message(s->session)->text, "Not read: Line 4"));
    leave(&r);
    free(path);
}

/* A copy that stopped in the third of three timelines: the second is whole, and all that is behind it is not there. */
static void a_list_of_several_that_breaks_off_asks_twice(void **state)
{
    static const char *const projects[] = {"Reel 1", "Reel 2", "Reel 3", NULL};
    struct stage            *s = *state;
    room                     r = enter(s);
    char                    *list = write_list(s, "reels.fcpxml", projects), *text;
    size_t                   bytes;

    assert_int_equal(ct_file_read(list, 1 << 20, &text, &bytes, NULL), CT_OK);
    const char *third = ct_find_word(text, bytes, "Reel 3");
    assert_int_equal(ct_file_replace(list, text, (size_t)(third - text) + 20, NULL), CT_OK);
    ct_ui_drop(r.ui, (const char *const *)&list, 1);
    wait_until(s, is_asked, "the question");
    assert_true(ct_session_list_question(s->session)->timelines.count >= 2);
    frame(&r);
    key(&r, SDLK_DOWN);
    key(&r, SDLK_RETURN);
    wait_until(s, is_asked, "the other question");
    assert_non_null(strstr(ct_session_list_question(s->session)->damage, "1 whole event can be"));
    frame(&r);
    key(&r, SDLK_RETURN);
    wait_until(s, has_cuts, "a cut");
    assert_cut(s, 0, "Reel 2");
    leave(&r);
    free(text);
    free(list);
}

/* It came in to be looked at: the cuts are listed, and all there was to say of it is said. */
static void what_came_in_is_shown(void **state)
{
    static const char list[] = "TITLE: Rough\nFCM: NON-DROP FRAME\n"
                               "001  AX V C 00:00:00:05 00:00:00:13 01:00:00:00 01:00:00:08\n"
                               "* FROM CLIP NAME: take.mp4\n"
                               "002  GONE V C 00:00:00:00 00:00:00:06 01:00:00:08 01:00:00:14\n"
                               "003  LOST V C 00:00:00:00 00:00:00:06 01:00:00:14 01:00:00:20\n"
                               "004  AWAY V C 00:00:00:00 00:00:00:06 01:00:00:20 01:00:01:01\n";
    struct stage     *s = *state;
    room              r = enter(s);
    char             *path = ct_path_join(s->folder, "rough.edl");

    assert_int_equal(ct_file_replace(path, list, sizeof list - 1, NULL), CT_OK);
    assert_false(r.ui->layout.project);
    ct_ui_drop(r.ui, (const char *const *)&path, 1);
    wait_until(s, has_cuts, "a cut");
    frame(&r);
    assert_true(r.ui->layout.project);
    assert_int_equal(r.ui->layout.marks_tab, CT_TAB_CUTS);
    const char *said = ct_session_message(s->session)->text;
    assert_non_null(strstr(said, "3 remarks"));
    assert_non_null(strstr(said, "reel GONE"));
    assert_non_null(strstr(said, "reel LOST"));
    r.in.mouse_inside = true;
    r.in.mouse = (ct_point){100, 712}; /* on the state line, which has less room */
    for (int i = 0; i < 100; i++)
        frame(&r);
    assert_string_equal(r.ui->gui->tip.text, said);
    r.ui->layout.marks_tab = CT_TAB_NOTES; /* the next does not pull anybody away again and again */
    frame(&r);
    assert_int_equal(r.ui->layout.marks_tab, CT_TAB_NOTES);
    leave(&r);
    free(path);
}

static bool is_on_the_remark(struct stage *s)
{
    return is_idle(s) && ct_session_cut_state(s->session)->record == 9;
}

/* What a list says of a shot is told under it, with the answers and whom it waits for. */
static void remarks_of_a_list_are_shown(void **state)
{
    static const char list[] =
        "{\"OTIO_SCHEMA\":\"Timeline.1\",\"name\":\"Rough\",\"tracks\":{\"OTIO_SCHEMA\":\"Stack.1\","
        "\"children\":[{\"OTIO_SCHEMA\":\"Track.1\",\"kind\":\"Video\",\"children\":["
        "{\"OTIO_SCHEMA\":\"Clip.1\",\"name\":\"take.mp4\",\"source_range\":"
        "{\"start_time\":{\"rate\":25,\"value\":0},\"duration\":{\"rate\":25,\"value\":20}},\"markers\":["
        "{\"OTIO_SCHEMA\":\"Marker.2\",\"name\":\"Too dark\",\"marked_range\":"
        "{\"start_time\":{\"rate\":25,\"value\":9},\"duration\":{\"rate\":25,\"value\":1}},"
        "\"metadata\":{\"circletake\":{\"author\":\"Ann\",\"priority\":3,\"assignee\":\"Tom\","
        "\"still\":\"/x.png\",\"replies\":[{\"text\":\"It is night\",\"author\":\"Tom\"}]}}}]}]}]}}";
    static const char said[] = "Too dark\nAnn high for Tom\n-- Tom: It is night\nDrawn on: /x.png";
    struct stage     *s = *state;
    room              r = enter(s);
    char             *path = ct_path_join(s->folder, "rough.otio");

    assert_int_equal(ct_file_replace(path, list, sizeof list - 1, NULL), CT_OK);
    ct_ui_drop(r.ui, (const char *const *)&path, 1);
    wait_until(s, has_cuts, "a cut");
    act(s, "cut.open cut=Rough");
    wait_until(s, has_cut_picture, "its picture");
    r.in.mouse_inside = true;
    for (int y = 700; y > 440 && strcmp(r.ui->gui->tip.text, said) != 0; y -= 8)
        for (int x = 300; x < 900 && strcmp(r.ui->gui->tip.text, said) != 0; x += 8) {
            r.in.mouse = (ct_point){x, y};
            frame(&r);
        }
    assert_string_equal(r.ui->gui->tip.text, said);
    press(&r, r.in.mouse.x, r.in.mouse.y);
    wait_until(s, is_on_the_remark, "its frame");
    leave(&r);
    free(path);
}

static bool one_is_offline(struct stage *s)
{
    const ct_counts *counts = ct_session_counts(s->session);

    return counts && counts->offline == 1;
}

/* How many clips are away is said at the bottom, and a click there lists them. */
static void what_is_offline_is_said(void **state)
{
    static const char tip[] = "Clips whose file is not there";
    struct stage     *s = *state;
    room              r = enter(s);
    char             *path = ct_path_join(s->footage, "take.mp4");

    assert_int_equal(unlink(path), 0);
    wait_until(s, one_is_offline, "a clip that is offline");
    ct_session_acknowledge(s->session);
    r.in.mouse_inside = true;
    for (int x = 1270; x > 640 && !ct_starts_with(r.ui->gui->tip.text, tip); x -= 8) {
        r.in.mouse = (ct_point){x, 706};
        frame(&r);
    }
    assert_true(ct_starts_with(r.ui->gui->tip.text, tip));
    r.in.pressed = CT_MOUSE_LEFT;
    r.in.press_at = r.in.mouse;
    frame(&r);
    assert_string_equal(ct_session_find_text(s->session), "is:offline");
    wait_until(s, is_idle, "the list");
    assert_int_equal(ct_session_clip_count(s->session), 1);
    leave(&r);
    free(path);
}

static bool frame_fails(struct stage *s)
{
    return ct_session_state(s->session)->error.code == CT_BAD_DATA;
}

static bool is_said(room *r, const char *text)
{
    frame(r);
    char *drawn = ct_canvas_dump(r->canvas);
    bool  there = strstr(drawn, text) != NULL;
    free(drawn);
    return there;
}

/* One image is damaged, another was never made: no neighbour stands for them without a word. */
static void what_a_sequence_lacks_is_said(void **state)
{
    struct stage *s = *state;
    char         *make =
        ct_asprintf("ffmpeg -nostdin -v error -y -f lavfi -i testsrc2=s=160x96 -frames:v 9 "
                    "'%s/f.%%04d.png'",
                    s->footage);
    char *damaged = ct_path_join(s->footage, "f.0005.png");
    char *missing = ct_path_join(s->footage, "f.0007.png");

    assert_int_equal(system(make), 0);
    assert_int_equal(ct_file_replace(damaged, "no picture", 10, NULL), CT_OK);
    assert_int_equal(unlink(missing), 0);
    room r = enter(s);
    act(s, "clip.open clip=f.[0001-0009].png at=f3");
    wait_until(s, has_picture, "frame 3");
    assert_false(is_said(&r, "cannot be shown"));
    act(s, "play.goto at=f4");
    wait_until(s, frame_fails, "frame 4, which is damaged");
    assert_true(is_said(&r, "This picture cannot be shown"));
    act(s, "play.goto at=f6");
    wait_until(s, has_picture, "frame 6, which is missing");
    assert_true(is_said(&r, "This image is missing"));
    act(s, "play.goto at=f7");
    wait_until(s, has_picture, "frame 7");
    assert_false(is_said(&r, "cannot be shown") || is_said(&r, "is missing"));
    leave(&r);
    free(missing);
    free(damaged);
    free(make);
}

/* Who begins to type as the stroke ends says something about it, and gives no command. */
static void a_key_behind_a_stroke_is_no_command(void **state)
{
    struct stage *s = *state;
    room          r = enter(s);
    ct_error      err = {0};

    wait_until(s, has_picture, "a picture");
    frame(&r);
    assert_int_equal(ct_ui_run_line(r.ui, "note.draw", &err), CT_OK);
    frame(&r);
    frame(&r);
    ct_rect at = ct_ui_picture_area(r.ui);
    r.in.mouse_inside = true;
    r.in.mouse = r.in.press_at = (ct_point){at.x + at.w / 2, at.y + at.h / 2};
    r.in.pressed = r.in.down = CT_MOUSE_LEFT;
    key(&r, SDLK_c);
    r.in.mouse.x += 40;
    frame(&r);
    r.in.down = 0;
    r.in.released = CT_MOUSE_LEFT;
    key(&r, SDLK_c);
    key(&r, SDLK_c);
    assert_false(ct_board_empty(r.ui->board));
    wait_until(s, is_idle, "silence");
    assert_false(ct_session_clip(s->session)->circled);
    leave(&r);
}

/* A microphone that hangs into the picture is at its top edge: no tool may lie there. */
static void a_stroke_begins_at_the_edge_of_the_picture(void **state)
{
    struct stage *s = *state;
    room          r = enter(s);
    ct_error      err = {0};

    wait_until(s, has_picture, "a picture");
    frame(&r);
    assert_int_equal(ct_ui_run_line(r.ui, "note.draw", &err), CT_OK);
    frame(&r);
    frame(&r);
    ct_picture shape = ct_picture_of(ct_session_state(s->session)->picture);
    ct_rect    at = ct_picture_fit_logical(&shape, ct_ui_picture_area(r.ui));
    r.in.mouse_inside = true;
    r.in.mouse = r.in.press_at = (ct_point){at.x + at.w / 2, at.y + 2};
    r.in.pressed = r.in.down = CT_MOUSE_LEFT;
    frame(&r);
    r.in.mouse.x += 40;
    frame(&r);
    r.in.down = 0;
    r.in.released = CT_MOUSE_LEFT;
    frame(&r);
    assert_false(ct_board_empty(r.ui->board));
    wait_until(s, is_idle, "silence");
    leave(&r);
}

/* Far down in a list, somebody looks for something: the first that matches is at the top. */
static void what_is_found_begins_at_the_top(void **state)
{
    enum { X = 1100, FIND_Y = 86, FIRST_ROW_Y = 130, COUNT = 60 };
    struct stage *s = *state;
    room          r = enter(s);
    char          line[80];

    wait_until(s, has_picture, "a picture");
    for (int i = 0; i < COUNT; i++) {
        snprintf(line, sizeof line, "select.add in=f%d out=f%d label=match%d", i, i + 5, i);
        act(s, line);
    }
    wait_until(s, is_idle, "silence");
    r.ui->layout.marks_tab = CT_TAB_SELECTS;
    frame(&r);
    r.in.mouse_inside = true;
    r.in.mouse = (ct_point){X, FIRST_ROW_Y};
    r.in.wheel.y = 10000;
    for (int i = 0; i < 60; i++) /* it glides */
        frame(&r);
    press(&r, X, FIRST_ROW_Y);
    const ct_select_list *shown = ct_session_panel_selects(s->session);
    ct_id                 last = ct_session_selected_mark(s->session);
    assert_false(ct_id_equal(last, shown->items[0].id));
    press(&r, X - 100, FIND_Y);
    type(&r, "match");
    wait_until(s, is_idle, "the list");
    frame(&r);
    shown = ct_session_panel_selects(s->session);
    assert_int_equal(shown->count, COUNT);
    press(&r, X, FIRST_ROW_Y);
    assert_true(ct_id_equal(ct_session_selected_mark(s->session), shown->items[0].id));
    leave(&r);
}

static bool is_named(struct stage *s)
{
    const ct_select_list *selects = ct_session_selects(s->session);

    return is_idle(s) && selects->count == 2 &&
           strcmp(ct_str_or_empty(selects->items[1].label), "the look") == 0;
}

/* Nothing is chosen, or a note is: what the playhead stands on is meant. */
static void the_select_under_the_playhead_is_named(void **state)
{
    struct stage *s = *state;
    room          r = enter(s);
    ct_error      err = {0};

    wait_until(s, has_picture, "a picture");
    act(s, "select.add in=f0 out=f5 label=other");
    act(s, "select.add in=f20 out=f30");
    act(s, "play.goto at=f10");
    wait_until(s, is_idle, "silence");
    ct_session_select_mark(s->session, ct_id_none());
    assert_int_equal(ct_ui_run_line(r.ui, "select.name", &err), CT_NO_INPUT);
    act(s, "play.goto at=f25");
    act(s, "note.quick"); /* is chosen now */
    wait_until(s, is_idle, "silence");
    assert_int_equal(ct_ui_run_line(r.ui, "select.name", &err), CT_OK);
    frame(&r);
    frame(&r);
    type(&r, "the look");
    key(&r, SDLK_RETURN);
    wait_until(s, is_named, "a name");
    leave(&r);
}

static bool is_tagged(struct stage *s)
{
    return is_idle(s) &&
           strcmp(ct_str_or_empty(ct_session_clip(s->session)->keywords), "hands") == 0;
}

/* What the palette is told with all its words is done at once: else no tag had a name in a window. */
static void a_whole_line_is_run_by_the_palette(void **state)
{
    struct stage *s = *state;
    room          r = enter(s);
    ct_error      err = {0};

    wait_until(s, has_picture, "a picture");
    assert_int_equal(ct_ui_run_line(r.ui, "tag.toggle number=1", &err), CT_NO_INPUT);
    assert_non_null(strstr(err.text, "Ctrl+K tag.name number=1 name="));
    assert_int_equal(ct_ui_run_line(r.ui, "view.palette", &err), CT_OK);
    frame(&r);
    frame(&r);
    type(&r, "tag.name number=1 ");
    type(&r, "name=hands");
    key(&r, SDLK_RETURN);
    frame(&r);
    wait_until(s, is_idle, "silence");
    assert_int_equal(ct_ui_run_line(r.ui, "tag.toggle number=1", &err), CT_OK);
    wait_until(s, is_tagged, "a tag");
    leave(&r);
}

/* Who puts the waveform away wants a larger picture. */
static void the_picture_takes_the_room_of_the_waveform(void **state)
{
    struct stage *s = *state;
    room          r = enter(s);
    ct_error      err = {0};

    wait_until(s, has_picture, "a picture");
    frame(&r);
    ct_rect with = ct_ui_picture_area(r.ui);
    assert_int_equal(ct_ui_run_line(r.ui, "view.waveform", &err), CT_OK);
    frame(&r);
    ct_rect without = ct_ui_picture_area(r.ui);
    assert_true(without.h > with.h + 40);
    assert_int_equal(ct_ui_run_line(r.ui, "view.waveform", &err), CT_OK);
    frame(&r);
    assert_true(ct_ui_picture_area(r.ui).h == with.h);
    leave(&r);
}

static bool has_meters(struct stage *s)
{
    return ct_session_state(s->session)->line_count > 0;
}

static void the_wheel_sets_the_volume(void **state)
{
    struct stage *s = *state;
    room          r = enter(s);

    ct_session_set_audio_device(s->session, 48000, 0);
    wait_until(s, has_meters, "meters");
    frame(&r);
    r.in.mouse_inside = true;
    r.in.mouse = (ct_point){790, 468}; /* on the word, above the meters */
    for (int i = 0; i < 3; i++) {
        r.in.wheel.y = 40;
        frame(&r);
    }
    assert_int_equal(ct_session_sound(s->session)->volume_db, -3);
    r.in.wheel.y = -80;
    frame(&r);
    assert_int_equal(ct_session_sound(s->session)->volume_db, -1);
    leave(&r);
}

/* Names need not differ, and may look like numbers: the row is meant. */
static void the_row_is_meant_and_not_its_name(void **state)
{
    static const char *const projects[] = {"2", "Cut", "Cut", NULL};
    struct stage            *s = *state;
    room                     r = enter(s);
    char                    *list = write_list(s, "reels.fcpxml", projects);

    ct_ui_drop(r.ui, (const char *const *)&list, 1);
    wait_until(s, is_asked, "the question");
    frame(&r);
    key(&r, SDLK_DOWN);
    key(&r, SDLK_RETURN);
    wait_until(s, has_cuts, "a cut");
    assert_cut(s, 0, "Cut");
    leave(&r);
    free(list);
}

static void nothing_is_taken_when_the_sheet_is_left(void **state)
{
    static const char *const projects[] = {"Reel 1", "Reel 2", NULL};
    struct stage            *s = *state;
    room                     r = enter(s);
    char                    *list = write_list(s, "reels.fcpxml", projects);

    ct_ui_drop(r.ui, (const char *const *)&list, 1);
    wait_until(s, is_asked, "the question");
    frame(&r);
    key(&r, SDLK_ESCAPE);
    assert_null(ct_session_list_question(s->session));
    wait_until(s, is_idle, "silence");
    assert_int_equal(ct_session_cuts(s->session)->count, 0);
    leave(&r);
    free(list);
}

/* Return is for the button that has the keys: behind the cross, the list, Take this one and Take all. */
static void cancel_is_reached_by_the_keyboard(void **state)
{
    static const char *const projects[] = {"Reel 1", "Reel 2", NULL};
    struct stage            *s = *state;
    room                     r = enter(s);
    char                    *list = write_list(s, "reels.fcpxml", projects);

    ct_ui_drop(r.ui, (const char *const *)&list, 1);
    wait_until(s, is_asked, "the question");
    frame(&r);
    frame(&r);
    for (int tabs = 0; tabs < 5; tabs++)
        key(&r, SDLK_TAB);
    key(&r, SDLK_RETURN);
    assert_null(ct_session_list_question(s->session));
    ct_job_view job;
    assert_int_equal(ct_session_jobs(s->session, &job, 1), 0); /* none comes in */
    leave(&r);
    free(list);
}

/* A project that is closed takes its questions along. */
static void a_question_ends_with_its_project(void **state)
{
    static const char *const projects[] = {"Reel 1", "Reel 2", NULL};
    struct stage            *s = *state;
    room                     r = enter(s);
    char                    *list = write_list(s, "reels.fcpxml", projects);

    ct_ui_drop(r.ui, (const char *const *)&list, 1);
    wait_until(s, is_asked, "the question");
    frame(&r);
    ct_session_close(s->session);
    assert_null(ct_session_list_question(s->session));
    frame(&r);
    leave(&r);
    free(list);
}

/* Two bundles and a film: two cuts, and a clip more. */
static void bundles_are_lists_also_beside_footage(void **state)
{
    static const char *const a[] = {"Reel 1", NULL}, *const b[] = {"Reel 2", NULL};
    struct stage *s = *state;
    room          r = enter(s);
    char *bundles[] = {ct_path_join(s->folder, "a.fcpxmld"), ct_path_join(s->folder, "b.fcpxmld")};

    for (int i = 0; i < 2; i++)
        assert_int_equal(ct_folder_make(bundles[i], NULL), CT_OK);
    free(write_list(s, "a.fcpxmld/Info.fcpxml", a));
    free(write_list(s, "b.fcpxmld/Info.fcpxml", b));
    make_take(s, "more.mp4");
    char       *film = ct_path_join(s->footage, "more.mp4");
    const char *dropped[] = {bundles[0], film, bundles[1]};
    ct_ui_drop(r.ui, dropped, 3);
    wait_until(s, has_two_cuts, "two cuts");
    assert_cut(s, 0, "Reel 1");
    assert_cut(s, 1, "Reel 2");
    assert_int_equal(ct_session_clip_count(s->session), 2);
    leave(&r);
    for (int i = 0; i < 2; i++)
        free(bundles[i]);
    free(film);
}

/* Where a shot is missing there is no clip, and still one wants to go elsewhere. */
static void a_position_is_typed_on_a_missing_shot(void **state)
{
    static const char list[] = "TITLE: Rough\nFCM: NON-DROP FRAME\n"
                               "001  GONE V C 00:00:00:05 00:00:00:13 01:00:00:00 01:00:00:08\n"
                               "002  GONE V C 00:00:01:00 00:00:01:12 01:00:00:08 01:00:00:20\n";
    struct stage     *s = *state;
    room              r = enter(s);
    char             *path = ct_path_join(s->folder, "rough.edl");

    assert_int_equal(ct_file_replace(path, list, sizeof list - 1, NULL), CT_OK);
    ct_ui_drop(r.ui, (const char *const *)&path, 1);
    wait_until(s, has_cuts, "a cut");
    act(s, "cut.open cut=Rough");
    wait_until(s, has_cut_view, "the cut in the viewer");
    key(&r, SDLK_g);
    assert_int_equal(r.ui->sheet, CT_SHEET_GOTO);
    type(&r, "f12");
    key(&r, SDLK_RETURN);
    assert_int_equal(r.ui->sheet, CT_SHEET_NONE);
    assert_int_equal(ct_session_record(s->session), 12);
    leave(&r);
    free(path);
}

/* By name, as the palette says it; the list of changes comes to the front. */
static void two_cuts_are_compared_from_anywhere(void **state)
{
    static const char *const one[] = {"Reel 1", NULL}, *const two[] = {"Reel 2", NULL};
    struct stage *s = *state;
    room          r = enter(s);
    char         *lists[] = {write_list(s, "one.fcpxml", one), write_list(s, "two.fcpxml", two)};
    ct_error      err = {0};

    ct_ui_drop(r.ui, (const char *const *)&lists[0], 1);
    wait_until(s, has_cuts, "a cut");
    assert_int_equal(act_code(s, "view.compare cut=\"Reel 1\"", &err), CT_USAGE);
    ct_ui_drop(r.ui, (const char *const *)&lists[1], 1);
    wait_until(s, has_two_cuts, "two cuts");
    frame(&r); /* it comes to the front */
    r.ui->layout.project = false;
    act(s, "view.compare cut=\"Reel 2\" since=\"Reel 1\"");
    frame(&r);
    assert_true(ct_panel_compare_is_open(r.ui->compare));
    assert_true(r.ui->layout.project);
    assert_int_equal(r.ui->layout.marks_tab, CT_TAB_CUTS);
    leave(&r);
    free(lists[0]);
    free(lists[1]);
}

static bool cut_is_renamed(struct stage *s)
{
    return is_idle(s) && strcmp(ct_session_cuts(s->session)->items[0].name, "Kitchen") == 0;
}

/* Two stringouts are two cuts, not versions of one, where the hand says so. */
static void a_cut_is_named_by_hand(void **state)
{
    struct stage *s = *state;
    room          r = enter(s);

    act(s, "select.add clip=take.mp4 in=f2 out=f20");
    wait_until(s, is_idle, "a select");
    ct_prompt_make_cut(r.ui, "hand", "");
    frame(&r);
    type(&r, "Scene 12"); /* in place of the name that was proposed */
    key(&r, SDLK_RETURN);
    wait_until(s, has_cuts, "a cut");
    assert_cut(s, 0, "Scene 12");
    ct_prompt_make_cut(r.ui, "hand", "");
    frame(&r);
    type(&r, "Scene 12 v4"); /* a version of that one */
    assert_true(is_said(&r, "Return makes v4 of it; notes on v1 go along"));
    key(&r, SDLK_ESCAPE);
    ct_prompt_rename_cut(r.ui, &ct_session_cuts(s->session)->items[0]);
    frame(&r);
    type(&r, "Kitchen");
    key(&r, SDLK_RETURN);
    wait_until(s, cut_is_renamed, "another name");
    leave(&r);
}

#define STAGED(test) cmocka_unit_test_setup_teardown(test, stage_set_up, stage_tear_down)

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "_ingest") == 0)
        return ct_ingest_child();
    const struct CMUnitTest tests[] = {
        STAGED(one_of_several_is_chosen),
        STAGED(a_damaged_list_asks),
        STAGED(a_list_of_several_that_breaks_off_asks_twice),
        STAGED(what_came_in_is_shown),
        STAGED(remarks_of_a_list_are_shown),
        STAGED(what_is_offline_is_said),
        STAGED(a_key_behind_a_stroke_is_no_command),
        STAGED(what_a_sequence_lacks_is_said),
        STAGED(a_stroke_begins_at_the_edge_of_the_picture),
        STAGED(what_is_found_begins_at_the_top),
        STAGED(the_select_under_the_playhead_is_named),
        STAGED(a_whole_line_is_run_by_the_palette),
        STAGED(the_picture_takes_the_room_of_the_waveform),
        STAGED(the_wheel_sets_the_volume),
        STAGED(the_row_is_meant_and_not_its_name),
        STAGED(nothing_is_taken_when_the_sheet_is_left),
        STAGED(cancel_is_reached_by_the_keyboard),
        STAGED(a_question_ends_with_its_project),
        STAGED(bundles_are_lists_also_beside_footage),
        STAGED(a_position_is_typed_on_a_missing_shot),
        STAGED(two_cuts_are_compared_from_anywhere),
        STAGED(a_cut_is_named_by_hand),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
