/* SPDX-License-Identifier: MIT */
/* Files made by ffmpeg with stretches at known frames: they are found to the frame. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "circletake/file.h"
#include "circletake/material.h"
#include "circletake/str.h"

static char scratch[] = "/tmp/ct_material_XXXXXX";

static bool make(const char *arguments, const char *name)
{
    char *line =
        ct_asprintf("cd %s && ffmpeg -v error -nostdin -y %s %s", scratch, arguments, name);
    bool made = system(line) == 0;

    if (!made)
        print_message("skipped: no ffmpeg to make a file with\n");
    free(line);
    return made;
}

static void expect(const char *name, const char *wanted)
{
    char           *path = ct_path_join(scratch, name);
    ct_stretch_list found;
    ct_error        err = {0};
    ct_str          text = {0};

    if (ct_material_look(path, NULL, &found, &err))
        fail_msg("%s: %s", name, err.text);
    for (size_t i = 0; i < found.count; i++)
        ct_str_appendf(&text, "%s %lld-%lld\n", ct_flaw_name(found.items[i].flaw),
                       (long long)found.items[i].span.first, (long long)found.items[i].span.end);
    assert_string_equal(ct_str_text(&text), wanted);
    ct_str_finish(&text);
    ct_stretch_list_finish(&found);
    free(path);
}

#define MOVING "-f lavfi -i testsrc2=s=160x90:r=25:d=2,noise=alls=6:allf=t "
#define BLACK  "-f lavfi -i color=black:s=160x90:r=25:d=0.4 "
#define TAIL   "-f lavfi -i testsrc2=s=160x90:r=25:d=1 "

/* 50 frames that move, 10 black ones, one picture 30 times, 25 more; sound but for frames 24 to 48. */
static void stretches_are_found_to_the_frame(void **state)
{
    (void)state;
    if (!make(
            MOVING BLACK TAIL
            "-f lavfi -i \"aevalsrc='if(between(n,24*1920,49*1920-1),0,0.5*sin(n/10))':s=48000:d=4.6\" "
            "-filter_complex \"[0]split[a][b];[b]trim=end_frame=1,loop=loop=29:size=1[f];"
            "[a][1][f][2]concat=n=4[v]\" -map [v] -map 3 -c:v png -c:a pcm_s16le",
            "flaws.mov"))
        return;
    expect("flaws.mov", "black 50-60\n"
                        "frozen 60-90\n"
                        "repeated 51-60\n"
                        "repeated 61-90\n"
                        "silent 24-49\n");
}

/* Black to the end, one repeated picture, a flash of one black picture, no sound; long GOP and lossy. */
static void ends_flashes_and_lossy_pictures_count(void **state)
{
    (void)state;
    if (!make("-f lavfi -i \"testsrc2=s=160x90:r=25:d=2,noise=alls=6:allf=t,"
              "drawbox=c=black:t=fill:enable='eq(n,7)+gte(n,40)'\" "
              "-pix_fmt yuv420p -c:v libx264 -preset veryfast -crf 18 -bf 2 -g 25",
              "end.mp4"))
        return;
    char           *path = ct_path_join(scratch, "end.mp4");
    ct_stretch_list found;
    size_t          black = 0;
    assert_int_equal(ct_material_look(path, NULL, &found, NULL), CT_OK);
    for (size_t i = 0; i < found.count; i++)
        if (found.items[i].flaw == CT_FLAW_BLACK) {
            assert_int_equal(found.items[i].span.first, black ? 40 : 7);
            assert_int_equal(found.items[i].span.end, black ? 50 : 8);
            black++;
        }
    assert_int_equal(black, 2);
    ct_stretch_list_finish(&found);
    free(path);
}

static bool at_once(void *unused)
{
    (void)unused;
    return true;
}

static void a_look_can_be_stopped(void **state)
{
    ct_index_watch  watch = {.stop = at_once};
    ct_stretch_list found;

    (void)state;
    assert_int_equal(ct_material_look(CT_SOURCE_DIR "/samples/slate.mp4", &watch, &found, NULL),
                     CT_CANCELLED);
    ct_stretch_list_finish(&found);
}

static int set_up(void **state)
{
    (void)state;
    if (!mkdtemp(scratch))
        return -1;
    setenv("XDG_CACHE_HOME", scratch, 1);
    return 0;
}

static int tear_down(void **state)
{
    char *command = ct_asprintf("rm -rf %s", scratch);
    int   failed = system(command);

    (void)state;
    free(command);
    return failed;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stretches_are_found_to_the_frame),
        cmocka_unit_test(ends_flashes_and_lossy_pictures_count),
        cmocka_unit_test(a_look_can_be_stopped),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
