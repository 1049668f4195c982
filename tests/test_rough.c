/* SPDX-License-Identifier: MIT */
/* Rough footage in the review: files with several streams of pictures. Made by the ffmpeg command; without
 * it this says that it skips. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stage.h"

#include "circletake/file.h"
#include "circletake/fingerprint.h"
#include "circletake/frame.h"
#include "circletake/ingest.h"
#include "circletake/str.h"
#include "frame_list.h"

static bool run(const char *command)
{
    char *quiet = ct_asprintf("%s >/dev/null 2>&1", command);
    int   rc = system(quiet);

    free(quiet);
    return rc == 0;
}

/* Makes a file of the footage with ffmpeg. Gives its path; the test is skipped where that fails. */
static char *film(const struct stage *s, const char *name, const char *options)
{
    char *path = ct_path_join(s->footage, name);
    char *command = ct_asprintf("ffmpeg -v error -nostdin -y %s '%s'", options, path);

    if (!run(command)) {
        printf("skipped: the ffmpeg command makes no such file\n");
        free(command);
        free(path);
        skip();
    }
    free(command);
    return path;
}

/* ffmpeg's own list of a stream of pictures. */
static frame_list list_of(const struct stage *s, const char *path, int stream)
{
    char *stem = ct_asprintf("%s/list.%d", s->folder, stream);
    char *command = ct_asprintf("ffmpeg -v error -nostdin -y -threads 1 -i '%s' -map 0:v:%d "
                                "-fps_mode passthrough -f framemd5 '%s.framemd5'",
                                path, stream, stem);

    assert_true(run(command));
    frame_list list = frame_list_read(stem);
    free(command);
    free(stem);
    return list;
}

/* The picture on the screen is this frame of the list. */
static void assert_shown(struct stage *s, const frame_list *list, int64_t frame)
{
    const ct_transport_state *t = ct_session_state(s->session);
    char                      md5[CT_FRAME_MD5_BYTES];

    assert_int_equal(t->position, frame);
    assert_int_equal(t->picture_frame, frame);
    assert_false(t->late || t->reduced);
    assert_string_equal(ct_frame_md5(t->picture, md5), list->md5[frame]);
}

static bool shows_full_picture(struct stage *s)
{
    return has_picture(s) && !ct_session_state(s->session)->reduced;
}

/* --- streams ---------------------------------------------------------------------------------------- */

#define TWO_STREAMS                                                                                \
    "-f lavfi -i testsrc2=s=320x180:r=25 -f lavfi -i testsrc2=s=160x90:r=30000/1001 -t 2 -map 0 "  \
    "-map 1 -pix_fmt yuv420p -c:v libx264 -preset veryfast -g 12"

static bool has_stream_1(struct stage *s)
{
    const ct_clip *clip = ct_session_clip(s->session);

    return is_idle(s) && clip && clip->stream == 1 && clip->width_px == 160 && !clip->provisional &&
           shows_full_picture(s);
}

static bool has_stream_0(struct stage *s)
{
    const ct_clip *clip = ct_session_clip(s->session);

    return is_idle(s) && clip && clip->stream == 0 && clip->width_px == 320 &&
           shows_full_picture(s);
}

static bool stream_1_is_said(struct stage *s)
{
    return strstr(ct_session_message(s->session)->text, "stream 1 of 2") != NULL;
}

static bool thumb_is_small(struct stage *s)
{
    const ct_thumb *t = ct_session_thumb(s->session, ct_session_clip_at(s->session, 0), -1);

    return t && t->width_px == 160;
}

/* The clip is the other stream then: its picture, rate, length and thumbnail; after undo it is the first
 * again, and it is remembered. */
static void another_stream_is_shown_and_remembered(void **state)
{
    struct stage *s = *state;
    char         *path = film(s, "two.mkv", TWO_STREAMS);
    frame_list    lists[] = {list_of(s, path, 0), list_of(s, path, 1)};
    ct_error      err;

    open_folder(s);
    wait_until(s, has_stream_0, "the first stream");
    act(s, "play.goto at=f7");
    wait_until(s, shows_full_picture, "frame 7");
    assert_shown(s, &lists[0], 7);
    act(s, "select.add in=f5 out=f9");
    wait_until(s, is_idle, "a select");

    act(s, "clip.stream");
    wait_until(s, has_stream_1, "the second stream");
    assert_int_equal(ct_session_clip(s->session)->frame_count, 60);
    assert_int_equal(ct_session_clip(s->session)->fps.num, 30000);
    assert_shown(s, &lists[1], 7);
    wait_until(s, stream_1_is_said, "which stream it is");
    assert_non_null(strstr(ct_session_message(s->session)->text, "1 mark stays on its frame"));
    wait_until(s, thumb_is_small, "its thumbnail");

    close_and_open(s);
    wait_until(s, has_stream_1, "the second stream, remembered");
    assert_shown(s, &lists[1], 7);
    act(s, "edit.undo");
    wait_until(s, has_stream_0, "the first stream after undo");
    assert_int_equal(ct_session_clip(s->session)->frame_count, 50);
    assert_shown(s, &lists[0], 7);
    act(s, "edit.redo");
    wait_until(s, has_stream_1, "the second stream after redo");

    act(s, "clip.stream n=5");
    wait_until(s, error_is_said, "there is no such stream");
    assert_non_null(strstr(ct_session_message(s->session)->text, "has no stream of pictures 5"));
    assert_int_equal(act_code(s, "clip.stream n=-1", &err), CT_USAGE);
    frame_list_finish(&lists[0]);
    frame_list_finish(&lists[1]);
    free(path);
}

/* A folder that is added again finds the file changed, and looks at the stream that the clip is. */
static uint64_t changed; /* fingerprint of the file as it is now */

static bool is_looked_at_again(struct stage *s)
{
    return ct_session_clip(s->session)->fingerprint == changed;
}

static void a_changed_file_keeps_its_stream(void **state)
{
    struct stage *s = *state;
    char         *path = film(s, "two.mkv", TWO_STREAMS);

    open_folder(s);
    act(s, "clip.stream n=1");
    wait_until(s, has_stream_1, "the second stream");
    free(film(s, "two.mkv", TWO_STREAMS " -metadata title=again"));
    char *line = ct_asprintf("project.add path=%s", s->footage);
    assert_int_equal(ct_fingerprint_file(path, &changed, NULL), CT_OK);
    act(s, line);
    free(line);
    wait_until(s, is_looked_at_again, "the changed file");
    wait_until(s, has_stream_1, "still the second");
    assert_int_equal(ct_session_clip(s->session)->frame_count, 60);
    free(path);
}

#define STAGED(test) cmocka_unit_test_setup_teardown(test, stage_set_up, stage_tear_down)

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "_ingest") == 0)
        return ct_ingest_child();
    const struct CMUnitTest tests[] = {
        STAGED(another_stream_is_shown_and_remembered),
        STAGED(a_changed_file_keeps_its_stream),
    };
    return cmocka_run_group_tests_name("rough", tests, NULL, NULL);
}
