/* SPDX-License-Identifier: MIT */
/* Notes from the command line: drawings and their pictures, compared with ffmpeg's; replies. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "circletake/str.h"
#include "cli_kit.h"

typedef struct colour {
    int r, g, b;
} colour;

/* One pixel of picture `frame` of a file, as ffmpeg shows it. */
static colour pixel(const char *path, int frame, int x, int y)
{
    unsigned char rgb[3] = {0};
    char         *command =
        ct_asprintf("ffmpeg -v error -i '%s' -vf \"select=eq(n\\,%d),format=rgb24,crop=1:1:%d:%d\" "
                    "-frames:v 1 -f rawvideo -",
                    path, frame, x, y);
    FILE *from = popen(command, "r");

    assert_non_null(from);
    assert_int_equal(fread(rgb, 1, 3, from), 3);
    pclose(from);
    free(command);
    return (colour){rgb[0], rgb[1], rgb[2]};
}

static void assert_near(colour a, colour b, int most)
{
    if (abs(a.r - b.r) > most || abs(a.g - b.g) > most || abs(a.b - b.b) > most)
        fail_msg("%d %d %d is not %d %d %d", a.r, a.g, a.b, b.r, b.g, b.b);
}

/* A pen across the middle, two tenths of the height wide, in the theme's red; elsewhere the frame. */
static void a_still_shows_the_frame_and_the_strokes(void **state)
{
    const colour red = {0xf0, 0x61, 0x5b};

    (void)state;
    make_project();
    RUN("do", "p.circletake", "note.add", "clip=slate.mp4", "at=f7", "text=here",
        "drawing=pen red 13107 0,32768 65536,32768");
    expect(0);
    RUN("do", "p.circletake", "note.add", "clip=slate.mp4", "at=f8", "text=nothing drawn");
    expect(0);
    RUN("stills", "p.circletake", "-o", "stills", "--drawn", "--json");
    cJSON *written = output_json();
    assert_int_equal(cJSON_GetArraySize(written), 1);
    const char *path = text_of(cJSON_GetArrayItem(written, 0), "path");
    assert_non_null(strstr(path, "stills/slate_f000007_"));
    assert_near(pixel(path, 0, 320, 180), red, 2);
    assert_near(pixel(path, 0, 40, 160), red, 2);
    assert_near(pixel(path, 0, 40, 40), pixel(SLATE, 7, 40, 40), 6);
    assert_near(pixel(path, 0, 600, 300), pixel(SLATE, 7, 600, 300), 6);
    cJSON_Delete(written);

    RUN("stills", "p.circletake", "-o", "stills");
    expect(0);
    assert_non_null(strstr(done.out, "slate_f000008_"));
}

static void a_drawing_is_changed_and_undone(void **state)
{
    (void)state;
    make_project();
    RUN("do", "p.circletake", "note.add", "clip=slate.mp4", "at=f7", "text=here",
        "drawing=box teal 300 1,2 3,4");
    expect(0);
    char *note = ct_asprintf("note=%.36s", done.out);
    RUN("do", "p.circletake", "note.change", note, "drawing=arrow red 300 5,6 7,8");
    expect(0);
    RUN("list", "p.circletake", "notes", "--json");
    cJSON *notes = output_json();
    assert_string_equal(text_of(cJSON_GetArrayItem(notes, 0), "drawing"), "arrow red 300 5,6 7,8");
    cJSON_Delete(notes);
    RUN("do", "p.circletake", "edit.undo");
    expect(0);
    RUN("list", "p.circletake", "notes", "--json");
    notes = output_json();
    assert_string_equal(text_of(cJSON_GetArrayItem(notes, 0), "drawing"), "box teal 300 1,2 3,4");
    cJSON_Delete(notes);
    RUN("do", "p.circletake", "note.change", note, "drawing=box teal 300");
    expect_error(65, "Stroke 1 of the drawing");
    free(note);
}

static void a_still_that_cannot_be_made_is_said(void **state)
{
    (void)state;
    make_project();
    RUN("stills", "p.circletake");
    expect_error(64, "-o");
    RUN("do", "p.circletake", "note.add", "clip=slate.mp4", "at=f7", "text=here");
    expect(0);
    write_text("taken", "");
    RUN("stills", "p.circletake", "-o", "taken");
    assert_int_not_equal(done.status, 0);
    assert_non_null(strstr(done.err, "taken"));
}

/* Writes a note and gives "note=ID" for the next command. */
static char *say(const char *action, const char *where, const char *text)
{
    char *words = ct_asprintf("text=%s", text);

    if (strcmp(action, "note.reply") == 0)
        RUN("do", "p.circletake", action, where, words);
    else
        RUN("do", "p.circletake", action, "clip=slate.mp4", where, words);
    expect(0);
    free(words);
    return ct_asprintf("note=%.36s", done.out);
}

static cJSON *list_notes(int count)
{
    RUN("list", "p.circletake", "notes", "--json");
    cJSON *notes = output_json();
    assert_int_equal(cJSON_GetArraySize(notes), count);
    return notes;
}

static void assert_order(cJSON *notes, const char *const *texts)
{
    for (int i = 0; i < cJSON_GetArraySize(notes); i++)
        assert_string_equal(text_of(cJSON_GetArrayItem(notes, i), "text"), texts[i]);
}

/* A reply stands where its note stands, whatever becomes of that; one open note is one open note. */
static void replies_go_with_their_note(void **state)
{
    (void)state;
    make_project();
    char *first = say("note.add", "at=f10", "first");
    char *second = say("note.add", "at=f10", "second");
    char *answer = say("note.reply", first, "answer");
    char *again = say("note.reply", answer, "again");

    cJSON *notes = list_notes(4);
    assert_order(notes, (const char *const[]){"first", "answer", "again", "second"});
    for (int i = 1; i < 3; i++)
        assert_string_equal(text_of(cJSON_GetArrayItem(notes, i), "reply_to"), first + 5);
    cJSON_Delete(notes);
    RUN("list", "p.circletake", "clips", "--json");
    cJSON *clips = output_json();
    assert_true(number_of(cJSON_GetArrayItem(clips, 0), "open_notes") == 2);
    cJSON_Delete(clips);

    RUN("do", "p.circletake", "note.move", first, "at=f20");
    expect(0);
    RUN("do", "p.circletake", "note.done", answer);
    expect(0);
    notes = list_notes(4);
    assert_order(notes, (const char *const[]){"second", "first", "answer", "again"});
    for (int i = 1; i < 4; i++) {
        assert_true(number_of(cJSON_GetArrayItem(notes, i), "first") == 20);
        assert_string_equal(text_of(cJSON_GetArrayItem(notes, i), "status"), "resolved");
    }
    cJSON_Delete(notes);

    RUN("do", "p.circletake", "note.withdraw", first);
    expect(0);
    cJSON_Delete(list_notes(1));
    RUN("do", "p.circletake", "edit.undo");
    expect(0);
    cJSON_Delete(list_notes(4));
    RUN("check", "p.circletake");
    expect(0);
    free(first);
    free(second);
    free(answer);
    free(again);
}

int main(void)
{
#define STAGED(test) cmocka_unit_test_setup_teardown(test, cli_set_up, cli_tear_down)
    const struct CMUnitTest tests[] = {
        STAGED(a_still_shows_the_frame_and_the_strokes),
        STAGED(a_drawing_is_changed_and_undone),
        STAGED(a_still_that_cannot_be_made_is_said),
        STAGED(replies_go_with_their_note),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
