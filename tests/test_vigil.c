/* SPDX-License-Identifier: MIT */
/* The file of the open clip goes away, is cut short, grows, or its drive does not answer - while it plays. The review goes
 * on, says what happened and what can be done, keeps every mark, and shows the clip again when it is
 * back. */
#include "stage.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "circletake/file.h"
#include "circletake/ingest.h"
#include "circletake/query.h"
#include "circletake/str.h"

/* --- a drive that stalls: reads of this file wait while it does ------------------------------------ */

static atomic_bool stalled;

static void wait_for_drive(int fd)
{
    char link[64], path[512];

    if (!atomic_load(&stalled))
        return;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, sizeof path - 1);
    path[n > 0 ? n : 0] = '\0';
    while (strstr(path, "slow.mp4") && atomic_load(&stalled))
        usleep(5000);
}

ssize_t read(int fd, void *data, size_t bytes)
{
    wait_for_drive(fd);
    return syscall(SYS_read, fd, data, bytes);
}

ssize_t pread(int fd, void *data, size_t bytes, off_t at)
{
    wait_for_drive(fd);
    return syscall(SYS_pread64, fd, data, bytes, at);
}

ssize_t pread64(int fd, void *data, size_t bytes, off_t at);
ssize_t pread64(int fd, void *data, size_t bytes, off_t at)
{
    wait_for_drive(fd);
    return syscall(SYS_pread64, fd, data, bytes, at);
}

/* --- what one waits for ------------------------------------------------------------------------------ */

static bool is_offline(struct stage *s)
{
    return ct_session_clip(s->session)->offline && error_is_said(s);
}

static bool is_back(struct stage *s)
{
    return !ct_session_clip(s->session)->offline && has_picture(s) && !error_is_said(s);
}

static bool says_it_grows(struct stage *s)
{
    return strstr(ct_session_message(s->session)->text, "grows") != NULL;
}

static bool has_100_frames(struct stage *s)
{
    return ct_session_state(s->session)->frame_count == 100 &&
           ct_session_clip(s->session)->frame_count == 100 && has_picture(s);
}

static bool says_no_answer(struct stage *s)
{
    return strstr(ct_session_message(s->session)->text, "does not answer") != NULL;
}

static bool plays(struct stage *s)
{
    return ct_session_state(s->session)->playing;
}

/* The playhead is beyond the tenth frame. */
static bool has_played(struct stage *s)
{
    return ct_session_position(s->session) > 10;
}

static char *take_path(const struct stage *s, const char *name)
{
    return ct_path_join(s->footage, name);
}

static void assert_marked(struct stage *s)
{
    assert_int_equal(ct_session_notes(s->session)->count, 1);
    assert_int_equal(ct_session_notes(s->session)->items[0].span.first, 7);
    assert_string_equal(ct_session_notes(s->session)->items[0].body, "here");
}

static void open_and_play(struct stage *s, const char *name)
{
    char *line = ct_asprintf("clip.open clip=%s at=f0", name);

    open_folder(s);
    act(s, line);
    wait_until(s, has_picture, "a picture");
    act(s, "note.add at=f7 text=here");
    wait_until(s, is_saved, "a note");
    act(s, "play.loop");
    act(s, "play.toggle");
    wait_until(s, has_played, "it plays");
    free(line);
}

/* --- the tests ---------------------------------------------------------------------------------------- */

static void a_file_goes_away_and_comes_back(void **state)
{
    struct stage *s = *state;
    ct_error      err;

    make_take(s, "take.mp4");
    open_and_play(s, "take.mp4");
    char *path = take_path(s, "take.mp4"), *away = take_path(s, "away");
    assert_int_equal(rename(path, away), 0);
    wait_until(s, is_offline, "the clip is offline");
    const char *said = ct_session_message(s->session)->text;
    assert_non_null(strstr(said, "take.mp4 went away"));
    assert_non_null(strstr(said, "Mount its drive"));
    assert_false(plays(s));
    assert_int_equal(act_code(s, "play.toggle", &err), CT_NO_INPUT);
    assert_non_null(strstr(err.text, "take.mp4 is offline"));
    assert_marked(s);
    act(s, "clip.circle"); /* it can be worked with */
    assert_int_equal(rename(away, path), 0);
    wait_until(s, is_back, "the clip is back");
    assert_marked(s);
    free(path);
    free(away);
}

static bool says_it_is_another(struct stage *s)
{
    return !error_is_said(s) &&
           strstr(ct_session_message(s->session)->text, "is not the file it was");
}

static bool has_counted(struct stage *s)
{
    return !ct_session_clip(s->session)->offline && is_idle(s) && has_picture(s);
}

/* The marks of a clip whose file went away are looked for in what is there now, and the answer is a count. */
static void another_file_comes_in_its_place(void **state)
{
    struct stage *s = *state;
    char *path = ct_path_join(s->footage, "take.mp4"), *away = ct_path_join(s->folder, "away.mp4");
    char *command =
        ct_asprintf("ffmpeg -v error -nostdin -y -f lavfi -i testsrc2=s=640x360:r=25 -t 8 "
                    "-c:v mpeg4 -q:v 1 '%s'",
                    path);

    make_take(s, "take.mp4");
    open_and_play(s, "take.mp4");
    assert_int_equal(rename(path, away), 0);
    wait_until(s, is_offline, "the clip is offline");
    if (system(command) != 0)
        skip();
    wait_until(s, says_it_is_another, "it is said that another file is there");
    assert_true(ct_session_clip(s->session)->offline); /* its pictures are not the clip's */
    act(s, "clip.refresh");
    wait_until(s, has_counted, "the marks were looked for");
    assert_false(error_is_said(s));
    for (int i = 0; i < 100; i++, usleep(5000)) /* nothing is said over it */
        tick(s);
    assert_non_null(strstr(ct_session_message(s->session)->text, "1 lost"));
    free(command);
    free(path);
    free(away);
}

static void a_file_is_cut_short_and_copied_again(void **state)
{
    struct stage *s = *state;
    char         *data;
    size_t        bytes;

    make_take(s, "take.mp4");
    open_and_play(s, "take.mp4");
    char *path = take_path(s, "take.mp4");
    assert_int_equal(ct_file_read(path, 64 << 20, &data, &bytes, NULL), CT_OK);
    assert_int_equal(truncate(path, (off_t)bytes / 2), 0);
    wait_until(s, is_offline, "the clip is offline");
    assert_non_null(strstr(ct_session_message(s->session)->text, "take.mp4 was cut short"));
    assert_marked(s);
    assert_int_equal(ct_file_replace(path, data, bytes, NULL), CT_OK);
    wait_until(s, is_back, "the clip is back");
    assert_marked(s);
    free(data);
    free(path);
}

static bool says_images(struct stage *s)
{
    return strstr(ct_session_message(s->session)->text, "Images of ") != NULL;
}

/* Of a sequence its folder is watched. One image that is missing is a gap, no reason to close it. */
static void images_go_away_and_come_back(void **state)
{
    struct stage *s = *state;
    char         *folder = take_path(s, "plate"), *away = ct_path_join(s->folder, "away");
    char         *image = ct_path_join(folder, "f.0009.png");
    char         *command = ct_asprintf("mkdir '%s' && ffmpeg -v error -nostdin -f lavfi -i "
                                                "testsrc2=s=160x96 -frames:v 12 '%s/f.%%04d.png'",
                                        folder, folder);

    if (system(command) != 0)
        skip();
    open_folder(s);
    wait_until(s, has_picture, "a picture");
    act(s, "note.add at=f7 text=here");
    wait_until(s, is_saved, "a note");
    assert_int_equal(rename(folder, away), 0);
    wait_until(s, is_offline, "the clip is offline");
    assert_non_null(strstr(ct_session_message(s->session)->text, "went away"));
    assert_marked(s);
    assert_int_equal(rename(away, folder), 0);
    wait_until(s, is_back, "the clip is back");
    assert_marked(s);
    assert_int_equal(unlink(image), 0);
    wait_until(s, says_images, "it is said that an image went");
    assert_false(ct_session_clip(s->session)->offline);
    free(folder);
    free(away);
    free(image);
    free(command);
}

static void write_part(const struct stage *s, const char *data, size_t bytes)
{
    char *path = take_path(s, "cam.ts");
    FILE *f = fopen(path, "wb");

    assert_non_null(f);
    assert_int_equal(fwrite(data, 1, bytes, f), bytes);
    fclose(f);
    free(path);
}

/* Of one that grows while it is open somebody is told; one that grew before is taken in at once. */
static void a_recording_goes_on(void **state)
{
    struct stage *s = *state;
    char         *data, *whole = ct_path_join(s->folder, "whole.ts");
    char  *command = ct_asprintf("ffmpeg -v error -nostdin -y -f lavfi -i testsrc2=s=160x96:r=25 "
                                  "-t 4 -pix_fmt yuv420p -c:v libx264 -preset veryfast -g 12 %s",
                                 whole);
    size_t bytes;

    if (system(command) != 0)
        skip();
    assert_int_equal(ct_file_read(whole, 64 << 20, &data, &bytes, NULL), CT_OK);
    write_part(s, data, bytes / 2);
    make_take(s, "other.mp4");
    open_and_play(s, "cam.ts");
    act(s, "play.stop");
    write_part(s, data, bytes * 3 / 4);
    wait_until(s, says_it_grows, "it is said that the file grows");
    assert_true(ct_session_state(s->session)->frame_count < 70);
    assert_marked(s);
    act(s, "clip.open clip=other.mp4");
    write_part(s, data, bytes);
    act(s, "clip.open clip=cam.ts");
    wait_until(s, has_100_frames, "all of it is there");
    assert_marked(s);
    free(data);
    free(whole);
    free(command);
}

static bool cut_is_open(struct stage *s)
{
    return ct_session_cut(s->session) && ct_session_cut_state(s->session)->late;
}

static bool has_cut(struct stage *s)
{
    return ct_session_cuts(s->session)->count == 1 && is_idle(s);
}

/* One clip is in the viewer, its drive falls silent. */
static void fall_silent(struct stage *s)
{
    make_take(s, "slow.mp4");
    make_take(s, "take.mp4");
    open_folder(s);
    act(s, "clip.open clip=take.mp4");
    wait_until(s, has_picture, "a picture");
    atomic_store(&stalled, true);
    act(s, "clip.open clip=slow.mp4 at=f5");
    wait_until(s, says_no_answer, "it is said that the drive does not answer");
}

static bool day02_is_open(struct stage *s)
{
    return strcmp(ct_session_project_name(s->session), "day02") == 0 && has_picture(s);
}

static bool first_is_open(struct stage *s)
{
    return strcmp(ct_session_project_name(s->session), "day01") == 0;
}

static bool day01_is_open(struct stage *s)
{
    return strcmp(ct_session_project_name(s->session), "day01") == 0 && has_picture(s);
}

/* Whatever hangs on the drive is left behind: neither the window nor the next project waits for it, and the
 * first one can be opened again and written to. */
static void another_project_is_opened_meanwhile(void **state)
{
    struct stage *s = *state;
    const char   *first = s->project;
    char         *day01 = s->footage, *day02 = ct_path_join(s->folder, "day02");

    fall_silent(s);
    act(s, "note.add at=f7 text=here");
    assert_int_equal(ct_folder_make(day02, NULL), CT_OK);
    s->footage = day02;
    make_take(s, "other.mp4");
    ct_session_request_open(s->session, NULL, (const char *const *)&day02, 1);
    wait_until(s, day02_is_open, "the other project, with a picture");
    ct_session_request_open(s->session, NULL, &first, 1);
    s->footage = day01;
    wait_until(s, first_is_open, "the first project again, at the clip that is silent");
    assert_null(ct_session_read_only(s->session));
    act(s, "clip.open clip=take.mp4 at=f3");
    wait_until(s, day01_is_open, "a picture of it");
    act(s, "clip.circle");
    wait_until(s, is_saved, "it can be written to");
    atomic_store(&stalled, false);
    act(s, "clip.open clip=slow.mp4 at=f5");
    wait_until(s, day01_is_open, "the picture, late");
    assert_marked(s);
    free(day02);
}

/* The pictures of a cut come from several files at a time. */
static void a_cut_is_left_meanwhile(void **state)
{
    struct stage *s = *state;
    char          id[CT_ID_TEXT_BYTES], *line;

    make_take(s, "slow.mp4");
    make_take(s, "take.mp4");
    open_folder(s);
    act(s, "clip.open clip=slow.mp4");
    wait_until(s, has_picture, "a picture");
    act(s, "select.add in=f2 out=f20");
    wait_until(s, is_idle, "a select");
    act(s, "cut.make name=rough");
    wait_until(s, has_cut, "a cut");
    act(s, "clip.open clip=take.mp4");
    wait_until(s, has_picture, "a picture of another drive");
    atomic_store(&stalled, true);
    line = ct_asprintf("cut.open cut=%s", ct_id_text(ct_session_cuts(s->session)->items[0].id, id));
    act(s, line);
    wait_until(s, cut_is_open, "the cut is open, without a picture");
    act(s, "clip.open clip=take.mp4");
    wait_until(s, has_picture, "a picture of another drive meanwhile");
    atomic_store(&stalled, false);
    free(line);
}

static void a_drive_does_not_answer(void **state)
{
    struct stage *s = *state;

    fall_silent(s);
    assert_non_null(strstr(ct_session_message(s->session)->text, "slow.mp4"));
    act(s, "note.add at=f7 text=here");
    wait_until(s, is_saved, "a note meanwhile");
    assert_marked(s);
    act(s, "clip.open clip=take.mp4 at=f3");
    wait_until(s, has_picture, "a picture of another drive meanwhile");
    act(s, "clip.open clip=slow.mp4 at=f5");
    atomic_store(&stalled, false);
    wait_until(s, has_picture, "the picture, late");
    assert_marked(s);
}

#define STAGED(test) cmocka_unit_test_setup_teardown(test, stage_set_up, stage_tear_down)

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "_ingest") == 0)
        return ct_ingest_child();
    const struct CMUnitTest tests[] = {
        STAGED(a_file_goes_away_and_comes_back),
        STAGED(a_file_is_cut_short_and_copied_again),
        STAGED(another_file_comes_in_its_place),
        STAGED(images_go_away_and_come_back),
        STAGED(a_recording_goes_on),
        STAGED(a_drive_does_not_answer),
        STAGED(another_project_is_opened_meanwhile),
        STAGED(a_cut_is_left_meanwhile),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
