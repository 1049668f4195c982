/* SPDX-License-Identifier: MIT */
/* A clip's file is looked at again: it grew, went away, came back, became another. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli_kit.h"

/* 100 frames of a camera; false: there is no ffmpeg. */
static bool record(const char *source, const char *codec, const char *name)
{
    char command[600];

    snprintf(command, sizeof command,
             "ffmpeg -v error -nostdin -y -f lavfi -i %s=s=160x96:r=25 -t 4 %s %s", source, codec,
             name);
    return system(command) == 0;
}

#define GROUPS "-pix_fmt yuv420p -c:v libx264 -preset veryfast -g 12"

static void write_part(const char *whole, const char *name, size_t thousandth)
{
    char  *data;
    FILE  *f = fopen(whole, "rb");
    size_t bytes;

    assert_non_null(f);
    fseek(f, 0, SEEK_END);
    bytes = (size_t)ftell(f) * thousandth / 1000;
    data = malloc(bytes);
    rewind(f);
    assert_int_equal(fread(data, 1, bytes, f), bytes);
    fclose(f);
    write_bytes(name, data, bytes);
    free(data);
}

static int frames_of_clip(void)
{
    RUN("list", "p.circletake", "clips", "--json");
    expect(0);
    cJSON *all = output_json();
    int    frames = (int)number_of(cJSON_GetArrayItem(all, 0), "frames");
    cJSON_Delete(all);
    return frames;
}

static void expect_note_at(int frame)
{
    RUN("list", "p.circletake", "notes", "--json");
    expect(0);
    cJSON *all = output_json();
    assert_int_equal(cJSON_GetArraySize(all), 1);
    assert_int_equal((int)number_of(cJSON_GetArrayItem(all, 0), "first"), frame);
    cJSON_Delete(all);
}

static void what_was_added_is_taken_in_and_marks_stay(void **state)
{
    (void)state;
    if (!record("testsrc2", GROUPS, "whole.ts"))
        skip();
    write_part("whole.ts", "cam.ts", 500);
    RUN("add", "p.circletake", "cam.ts");
    expect(0);
    int before = frames_of_clip();
    assert_true(before > 30 && before < 90);
    RUN("do", "p.circletake", "note.add", "clip=cam.ts", "at=f20", "text=here");
    expect(0);
    RUN("do", "p.circletake", "clip.refresh", "clip=cam.ts");
    expect(0);
    assert_non_null(strstr(done.out, "as it was"));
    write_part("whole.ts", "cam.ts", 1000);
    RUN("do", "p.circletake", "clip.refresh", "clip=cam.ts", "--json");
    expect(0);
    cJSON *said = output_json();
    assert_true(cJSON_IsTrue(cJSON_GetObjectItem(said, "grew")));
    assert_int_equal((int)number_of(said, "exact"), 1);
    cJSON_Delete(said);
    assert_int_equal(frames_of_clip(), 100);
    expect_note_at(20);
}

static void a_file_that_went_away_is_offline_until_it_is_back(void **state)
{
    (void)state;
    if (!record("testsrc2", GROUPS, "cam.ts"))
        skip();
    RUN("add", "p.circletake", "cam.ts");
    expect(0);
    RUN("do", "p.circletake", "note.add", "clip=cam.ts", "at=f20", "text=here");
    expect(0);
    assert_int_equal(rename("cam.ts", "elsewhere.ts"), 0);
    RUN("do", "p.circletake", "clip.refresh", "clip=cam.ts");
    expect_error(66, "cam.ts is not there");
    assert_non_null(strstr(done.err, "marks stay"));
    RUN("list", "p.circletake", "clips", "--find", "is:offline");
    expect(0);
    assert_non_null(strstr(done.out, "cam.ts"));
    expect_note_at(20);
    assert_int_equal(rename("elsewhere.ts", "cam.ts"), 0);
    RUN("do", "p.circletake", "clip.refresh", "clip=cam.ts");
    expect(0);
    RUN("list", "p.circletake", "clips", "--find", "is:offline");
    expect(0);
    assert_null(strstr(done.out, "cam.ts"));
    expect_note_at(20);
}

/* Nothing but its pictures says where the mark is. */
static void marks_are_found_in_what_a_file_became(void **state)
{
    (void)state;
    if (!record("testsrc2", "-c:v ffv1", "cam.mkv"))
        skip();
    RUN("add", "p.circletake", "cam.mkv");
    expect(0);
    RUN("do", "p.circletake", "note.add", "clip=cam.mkv", "at=f20", "text=here");
    expect(0);
    if (system("ffmpeg -v error -nostdin -y -i cam.mkv -vf trim=start_frame=7,setpts=PTS-STARTPTS "
               "-c:v ffv1 shorter.mkv") != 0 ||
        rename("shorter.mkv", "cam.mkv") != 0)
        skip();
    RUN("do", "p.circletake", "clip.refresh", "clip=cam.mkv");
    expect(0);
    assert_non_null(strstr(done.out, "1 exact"));
    expect_note_at(13);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_was_added_is_taken_in_and_marks_stay, cli_set_up,
                                        cli_tear_down),
        cmocka_unit_test_setup_teardown(a_file_that_went_away_is_offline_until_it_is_back,
                                        cli_set_up, cli_tear_down),
        cmocka_unit_test_setup_teardown(marks_are_found_in_what_a_file_became, cli_set_up,
                                        cli_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
