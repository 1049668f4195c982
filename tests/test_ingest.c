/* SPDX-License-Identifier: MIT */
/* Footage into a project. This program is its own ingest child: started with `_ingest` it answers
 * from a script in the file's name, so that hanging, crashing and lying are a matter of naming a
 * file; with CT_REAL_CHILD set it is the child of the program. */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "circletake/file.h"
#include "circletake/fingerprint.h"
#include "circletake/ingest.h"
#include "circletake/query.h"
#include "circletake/str.h"
#include "circletake/thread.h"
#include "ingest_wire.h"

/* --- the child ---------------------------------------------------------------------------------- */

/* Counts what was asked, so that a test can say "not opened again". */
static void note_request(const char *request)
{
    const char *path = getenv("CT_TEST_REQUESTS");
    FILE       *f = path ? fopen(path, "a") : NULL;

    if (f) {
        fprintf(f, "%c\n", request[0]);
        fclose(f);
    }
}

static void answer_clip(const char *path)
{
    ct_clip clip;

    ct_clip_init(&clip);
    ct_strset(&clip.path, path);
    ct_strset(&clip.name, ct_path_name(path));
    ct_strset(&clip.codec, "test");
    ct_file_stat(path, &clip.size_bytes, &clip.mtime_ns);
    if (ct_fingerprint_file(path, &clip.fingerprint, NULL) != CT_OK)
        clip.fingerprint = 7;
    clip.fps = (AVRational){25, 1};
    clip.frame_count = 100;
    clip.width_px = 64;
    clip.height_px = 36;
    char *line = ct_wire_clip(&clip, strstr(path, "short") ? "Its end is gone." : NULL);
    fputs(line, stdout);
    free(line);
    ct_clip_finish(&clip);
}

static void misbehave(const char *name, char letter)
{
    if (strstr(name, "hang"))
        for (;;)
            pause();
    if (strstr(name, "crash"))
        raise(SIGSEGV);
    if (strstr(name, "torn") && letter == CT_ASK_PREPARE)
        raise(SIGSEGV);
    if (strstr(name, "quit"))
        _exit(3);
    if (strstr(name, "garbage"))
        puts("{\"clip\":{\"path\":17}}");
    if (strstr(name, "liar"))
        answer_clip("/etc/passwd");
}

static int scripted_child(void)
{
    char   request[8192];
    size_t count = 0;
    int    byte;

    signal(SIGSEGV, SIG_DFL); /* not the sanitizer's */
    alarm(60);                /* one that hangs must not outlive a test that failed */
    while ((byte = getchar()) != EOF) {
        request[count++] = (char)byte;
        if (byte != '\0')
            continue;
        note_request(request);
        misbehave(ct_path_name(strchr(request, ' ') + 1), request[0]);
        answer_clip(strchr(request, ' ') + 1);
        fflush(stdout);
        count = 0;
    }
    return 0;
}

/* --- the stage -------------------------------------------------------------------------------------- */

/* A folder with footage/ and a project; and what an add said. */
struct stage {
    char           *folder, *footage, *requests;
    ct_store       *store;
    ct_ingest_state state;
    ct_str          said;       /* "added a.mov\n" ... */
    int             stop_after; /* results; 0 never */
    int             results;
};

static void write_file(const char *folder, const char *name, const char *content)
{
    char *path = ct_path_join(folder, name);
    char *parent = ct_path_folder(path);
    FILE *f;

    assert_int_equal(ct_folder_make(parent, NULL), CT_OK);
    f = fopen(path, "w");
    assert_non_null(f);
    fprintf(f, "%s", content);
    assert_int_equal(fclose(f), 0);
    free(parent);
    free(path);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st, (void)ftw;
    if (type != FTW_SL) /* never what a link points to */
        chmod(path, 0700);
    return remove(path);
}

static int set_up(void **state)
{
    struct stage *s = ct_alloc(sizeof *s);
    char          base[] = "/tmp/ct_ingest_XXXXXX";
    char         *project;

    assert_non_null(mkdtemp(base));
    s->folder = ct_strdup(base);
    s->footage = ct_path_join(base, "footage");
    s->requests = ct_path_join(base, "requests");
    setenv("CT_TEST_REQUESTS", s->requests, 1);
    setenv("XDG_CACHE_HOME", base, 1);
    setenv("XDG_STATE_HOME", base, 1);
    assert_int_equal(ct_folder_make(s->footage, NULL), CT_OK);
    project = ct_path_join(base, "test.circletake");
    assert_int_equal(
        ct_store_open(project, CT_STORE_CREATE | CT_STORE_NO_BACKUPS, NULL, &s->store, NULL),
        CT_OK);
    free(project);
    *state = s;
    return 0;
}

static int tear_down(void **state)
{
    struct stage *s = *state;

    ct_store_close(&s->store);
    nftw(s->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    ct_str_finish(&s->said);
    free(s->folder);
    free(s->footage);
    free(s->requests);
    free(s);
    return 0;
}

static void on_result(void *arg, const ct_ingest_result *r)
{
    struct stage *s = arg;

    s->results++;
    ct_str_appendf(&s->said, "%s %s%s%s\n", ct_ingest_outcome_name(r->outcome),
                   ct_path_name(r->path), r->reason ? ": " : "", ct_str_or_empty(r->reason));
}

static bool on_stop(void *arg)
{
    struct stage *s = arg;

    return s->stop_after > 0 && s->results >= s->stop_after;
}

static ct_code add_path(struct stage *s, const char *path, ct_error *err)
{
    ct_ingest_options options = {.author = "Tester", .children = 2, .silence_s = 3};
    ct_ingest_watch   watch = {on_result, NULL, on_stop, s};

    ct_str_clear(&s->said);
    s->results = 0;
    return ct_ingest_add(s->store, &path, 1, &options, &watch, &s->state, err);
}

static void add_all(struct stage *s)
{
    ct_error err = {0};
    ct_code  code = add_path(s, s->footage, &err);

    if (code)
        fail_msg("%s", err.text);
}

static void assert_said(const struct stage *s, const char *text)
{
    if (!strstr(ct_str_text(&s->said), text))
        fail_msg("not said: '%s' in:\n%s", text, ct_str_text(&s->said));
}

static size_t clip_count(struct stage *s)
{
    ct_clip_list clips = {0};

    assert_int_equal(ct_query_clips(ct_store_query(s->store), NULL, &clips, NULL), CT_OK);
    size_t count = clips.count;
    ct_clip_list_finish(&clips);
    return count;
}

static int requests_made(const struct stage *s)
{
    char  *text;
    size_t bytes;
    int    lines = 0;

    if (ct_file_read(s->requests, 1 << 20, &text, &bytes, NULL) != CT_OK)
        return 0;
    for (size_t i = 0; i < bytes; i++)
        lines += text[i] == '\n';
    free(text);
    return lines;
}

static void get_clip(struct stage *s, const char *name, ct_clip *out)
{
    ct_error err = {0};

    if (ct_query_clip_named(ct_store_query(s->store), name, out, &err) != CT_OK)
        fail_msg("%s", err.text);
}

/* --- adding ------------------------------------------------------------------------------------------ */

static void test_a_folder_is_read_to_its_ends(void **state)
{
    struct stage *s = *state;

    write_file(s->footage, "a.mov", "one");
    write_file(s->footage, "card/CLIP/deep.MXF", "two");
    write_file(s->footage, "card/CLIP/deep.XML", "paper");
    write_file(s->footage, "notes.txt", "paper");
    write_file(s->footage, ".hidden.mov", "three");
    add_all(s);
    assert_int_equal(clip_count(s), 2);
    assert_int_equal(s->state.counts[CT_INGEST_ADDED], 2);
    assert_int_equal(s->state.counts[CT_INGEST_IGNORED], 2);
    assert_int_equal(s->state.done, s->state.total);
    assert_null(strstr(ct_str_text(&s->said), "notes.txt"));
}

static void test_adding_twice_adds_nothing_and_opens_nothing(void **state)
{
    struct stage *s = *state;

    write_file(s->footage, "a.mov", "one");
    write_file(s->footage, "b.mov", "two");
    add_all(s);
    assert_int_equal(requests_made(s), 4); /* headers and preparation of each */
    add_all(s);
    assert_int_equal(requests_made(s), 4);
    assert_int_equal(s->state.counts[CT_INGEST_UNCHANGED], 2);
    assert_int_equal(clip_count(s), 2);
}

static void test_a_file_that_hangs_costs_itself(void **state)
{
    struct stage *s = *state;
    int64_t       began = ct_clock_us();

    write_file(s->footage, "a.mov", "one");
    write_file(s->footage, "hang.mov", "two");
    write_file(s->footage, "z.mov", "three");
    add_all(s);
    assert_said(s, "failed hang.mov: Reading it got stuck: nothing for 3 seconds.");
    assert_int_equal(clip_count(s), 2);
    assert_true(ct_clock_us() - began < 10000000);
}

static void test_a_file_that_crashes_costs_itself(void **state)
{
    struct stage *s = *state;

    for (int i = 0; i < 8; i++) {
        char name[32], content[32];
        snprintf(name, sizeof name, i % 2 ? "crash%d.mov" : "good%d.mov", i);
        snprintf(content, sizeof content, "content %d", i);
        write_file(s->footage, name, content);
    }
    add_all(s);
    assert_said(s, "failed crash1.mov: Reading it crashed (Segmentation fault)");
    assert_int_equal(s->state.counts[CT_INGEST_FAILED], 4);
    assert_int_equal(clip_count(s), 4);
}

static void test_what_a_child_says_is_checked(void **state)
{
    struct stage *s = *state;

    write_file(s->footage, "garbage.mov", "one");
    write_file(s->footage, "liar.mov", "two");
    write_file(s->footage, "quit.mov", "three");
    write_file(s->footage, "good.mov", "four");
    add_all(s);
    assert_said(s, "failed garbage.mov: The answer has no good 'path'.");
    assert_said(s, "failed liar.mov: The answer is about another file.");
    assert_said(s, "failed quit.mov: Reading it ended without an answer (status 3).");
    assert_int_equal(clip_count(s), 1);
}

static void test_what_is_odd_of_a_clip_is_said(void **state)
{
    struct stage *s = *state;

    write_file(s->footage, "short.mov", "one");
    add_all(s);
    assert_said(s, "added short.mov: Its end is gone.");
    assert_int_equal(s->state.counts[CT_INGEST_ADDED], 1);
}

static void test_a_clip_whose_pictures_fail_is_left_out(void **state)
{
    struct stage *s = *state;

    write_file(s->footage, "torn.mov", "one");
    write_file(s->footage, "good.mov", "two");
    add_all(s);
    assert_int_equal(clip_count(s), 1);
    assert_int_equal(s->state.counts[CT_INGEST_ADDED], 1);
    assert_int_equal(s->state.counts[CT_INGEST_FAILED], 1);
}

static void test_images_are_one_clip(void **state)
{
    struct stage *s = *state;

    for (int i = 1001; i < 1010; i++) {
        char name[32], content[32];
        snprintf(name, sizeof name, "plate.%d.png", i);
        snprintf(content, sizeof content, "image %d", i);
        write_file(s->footage, name, content);
    }
    write_file(s->footage, "poster.png", "alone");
    add_all(s);
    assert_int_equal(clip_count(s), 1);
    assert_said(s, "added plate.%04d.png");
    add_all(s);
    assert_int_equal(s->state.counts[CT_INGEST_UNCHANGED], 1);
}

static void test_odd_names_travel_whole(void **state)
{
    struct stage *s = *state;
    ct_clip       clip;

    write_file(s->footage, "two\nlines \"quoted\" \\ ça 日本.mov", "one");
    write_file(s->footage, "latin \xe9.mov", "two");
    add_all(s);
    assert_int_equal(clip_count(s), 1);
    get_clip(s, "two\nlines \"quoted\" \\ ça 日本.mov", &clip);
    assert_true(ct_file_exists(clip.path));
    ct_clip_finish(&clip);
    assert_int_equal(s->state.counts[CT_INGEST_FAILED], 1);
}

static void test_a_wrong_path_is_told_before_anything_is_done(void **state)
{
    struct stage *s = *state;
    const char   *paths[] = {s->footage, "/nowhere/at/all.mov"};
    ct_error      err;

    write_file(s->footage, "a.mov", "one");
    assert_int_equal(ct_ingest_add(s->store, paths, 2, NULL, NULL, NULL, &err), CT_NO_INPUT);
    assert_non_null(strstr(err.text, "/nowhere/at/all.mov"));
    assert_int_equal(clip_count(s), 0);
}

static void test_stopped_keeps_what_was_found(void **state)
{
    struct stage *s = *state;
    ct_error      err;

    for (int i = 0; i < 40; i++) {
        char name[32];
        snprintf(name, sizeof name, "take%02d.mov", i);
        write_file(s->footage, name, name);
    }
    s->stop_after = 10;
    assert_int_equal(add_path(s, s->footage, &err), CT_CANCELLED);
    assert_in_range(clip_count(s), 10, 20);
    s->stop_after = 0;
    add_all(s);
    assert_int_equal(clip_count(s), 40);
}

static void test_an_add_is_one_step_of_undo(void **state)
{
    struct stage *s = *state;
    ct_ticket     ticket;
    char         *sentence = NULL;

    for (int i = 0; i < 250; i++) {
        char name[32];
        snprintf(name, sizeof name, "take%03d.mov", i);
        write_file(s->footage, name, name);
    }
    add_all(s);
    assert_int_equal(clip_count(s), 250);
    assert_int_equal(ct_store_undo(s->store, "Tester", &ticket, &sentence, NULL), CT_OK);
    assert_int_equal(ct_store_wait(s->store, ticket, NULL), CT_OK);
    assert_string_equal(sentence, "Add footage");
    assert_int_equal(clip_count(s), 0);
    free(sentence);
}

/* --- content ------------------------------------------------------------------------------------------- */

static void move_file(struct stage *s, const char *from, const char *to)
{
    char *a = ct_path_join(s->folder, from), *b = ct_path_join(s->folder, to);
    char *parent = ct_path_folder(b);

    assert_int_equal(ct_folder_make(parent, NULL), CT_OK);
    assert_int_equal(rename(a, b), 0);
    free(parent);
    free(a);
    free(b);
}

static void test_a_copy_is_no_second_clip(void **state)
{
    struct stage *s = *state;

    for (int i = 0; i < 30; i++) {
        char name[32];
        snprintf(name, sizeof name, "take%02d.mov", i);
        write_file(s->footage, name, "same");
    }
    add_all(s);
    assert_int_equal(clip_count(s), 1);
    assert_int_equal(s->state.counts[CT_INGEST_COPY], 29);
    write_file(s->footage, "backup/c.mov", "same");
    add_all(s);
    assert_said(s, "copy c.mov: Same content as");
    assert_int_equal(clip_count(s), 1);
}

static void test_a_moved_file_keeps_its_clip(void **state)
{
    struct stage *s = *state;
    ct_clip       before, after;

    write_file(s->footage, "a.mov", "one");
    add_all(s);
    get_clip(s, "a.mov", &before);
    move_file(s, "footage/a.mov", "footage/day2/renamed.mov");
    add_all(s);
    assert_int_equal(s->state.counts[CT_INGEST_RELINKED], 1);
    assert_int_equal(clip_count(s), 1);
    assert_int_equal(ct_query_clip(ct_store_query(s->store), before.id, &after, NULL), CT_OK);
    assert_non_null(strstr(after.path, "/day2/renamed.mov"));
    ct_clip_finish(&before);
    ct_clip_finish(&after);
}

static void test_other_content_under_the_same_name_is_said(void **state)
{
    struct stage *s = *state;

    write_file(s->footage, "a.mov", "one");
    add_all(s);
    write_file(s->footage, "a.mov", "something else");
    add_all(s);
    assert_said(s, "changed a.mov: The file has other content than before");
    assert_int_equal(clip_count(s), 1);
}

static void test_swapped_names_swap_no_marks(void **state)
{
    struct stage *s = *state;
    ct_clip       a, b, after;

    write_file(s->footage, "a.mov", "one");
    write_file(s->footage, "b.mov", "two");
    add_all(s);
    get_clip(s, "a.mov", &a);
    get_clip(s, "b.mov", &b);
    move_file(s, "footage/a.mov", "footage/c.mov");
    move_file(s, "footage/b.mov", "footage/a.mov");
    move_file(s, "footage/c.mov", "footage/b.mov");
    add_all(s);
    assert_int_equal(s->state.counts[CT_INGEST_RELINKED], 2);
    assert_int_equal(ct_query_clip(ct_store_query(s->store), a.id, &after, NULL), CT_OK);
    assert_true(after.fingerprint == a.fingerprint);
    assert_non_null(strstr(after.path, "/b.mov"));
    ct_clip_finish(&after);
    assert_int_equal(ct_query_clip(ct_store_query(s->store), b.id, &after, NULL), CT_OK);
    assert_true(after.fingerprint == b.fingerprint);
    assert_non_null(strstr(after.path, "/a.mov"));
    ct_clip_finish(&after);
    ct_clip_finish(&a);
    ct_clip_finish(&b);
}

/* Of copies that are found, the one that kept its name. */
static void test_relink_prefers_the_name(void **state)
{
    struct stage *s = *state;
    ct_clip       clip;
    char         *elsewhere = ct_path_join(s->folder, "elsewhere");
    ct_error      err = {0};

    write_file(s->footage, "m.mov", "alike");
    add_all(s);
    move_file(s, "footage/m.mov", "elsewhere/deep/m.mov");
    write_file(elsewhere, "copy.mov", "alike");
    write_file(elsewhere, "z.mov", "alike");
    ct_ingest_watch watch = {on_result, NULL, NULL, s};
    assert_int_equal(ct_ingest_relink(s->store, elsewhere, NULL, &watch, &s->state, &err), CT_OK);
    assert_int_equal(s->state.counts[CT_INGEST_RELINKED], 1);
    get_clip(s, "m.mov", &clip);
    assert_non_null(strstr(clip.path, "/elsewhere/deep/m.mov"));
    ct_clip_finish(&clip);
    free(elsewhere);
}

static void test_relink_goes_by_content_not_by_name(void **state)
{
    struct stage *s = *state;
    ct_clip       clip;
    char         *elsewhere = ct_path_join(s->folder, "elsewhere");
    ct_error      err = {0};

    write_file(s->footage, "a.mov", "right");
    write_file(s->footage, "b.mov", "stays");
    write_file(s->footage, "c.mov", "gone!");
    add_all(s);
    move_file(s, "footage/a.mov", "elsewhere/deep/x.mov");
    move_file(s, "footage/c.mov", "trash/c.mov");
    write_file(elsewhere, "a.mov", "wrong"); /* same name, same size */

    ct_ingest_watch watch = {on_result, NULL, NULL, s};
    ct_str_clear(&s->said);
    assert_int_equal(ct_ingest_relink(s->store, elsewhere, NULL, &watch, &s->state, &err), CT_OK);
    assert_said(s, "relinked x.mov");
    assert_null(strstr(ct_str_text(&s->said), "relinked a.mov"));
    assert_said(s, "failed c.mov: Its file is gone");
    get_clip(s, "a.mov", &clip);
    assert_non_null(strstr(clip.path, "/elsewhere/deep/x.mov"));
    assert_false(clip.offline);
    ct_clip_finish(&clip);
    get_clip(s, "c.mov", &clip);
    assert_true(clip.offline);
    ct_clip_finish(&clip);
    free(elsewhere);
}

/* --- the real child --------------------------------------------------------------------------------------- */

static void test_the_real_child_looks_into_real_footage(void **state)
{
    struct stage *s = *state;
    ct_clip       clip;

    setenv("CT_REAL_CHILD", "1", 1);
    assert_int_equal(add_path(s, CT_SOURCE_DIR "/samples/slate.mp4", NULL), CT_OK);
    assert_said(s, "added slate.mp4");
    get_clip(s, "slate.mp4", &clip);
    assert_true(clip.frame_count > 10);
    assert_false(clip.provisional);
    ct_clip_finish(&clip);

    write_file(s->footage, "text.mov", "this is no film");
    write_file(s->footage, "empty.mov", "");
    add_all(s);
    unsetenv("CT_REAL_CHILD");
    assert_int_equal(s->state.counts[CT_INGEST_FAILED], 2);
    assert_said(s, "failed text.mov: ");
    assert_said(s, "failed empty.mov: ");
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "_ingest") == 0)
        return getenv("CT_REAL_CHILD") ? ct_ingest_child() : scripted_child();

#define STAGED(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        STAGED(test_a_folder_is_read_to_its_ends),
        STAGED(test_adding_twice_adds_nothing_and_opens_nothing),
        STAGED(test_a_file_that_hangs_costs_itself),
        STAGED(test_a_file_that_crashes_costs_itself),
        STAGED(test_what_a_child_says_is_checked),
        STAGED(test_what_is_odd_of_a_clip_is_said),
        STAGED(test_a_clip_whose_pictures_fail_is_left_out),
        STAGED(test_images_are_one_clip),
        STAGED(test_odd_names_travel_whole),
        STAGED(test_a_wrong_path_is_told_before_anything_is_done),
        STAGED(test_stopped_keeps_what_was_found),
        STAGED(test_an_add_is_one_step_of_undo),
        STAGED(test_a_copy_is_no_second_clip),
        STAGED(test_a_moved_file_keeps_its_clip),
        STAGED(test_other_content_under_the_same_name_is_said),
        STAGED(test_swapped_names_swap_no_marks),
        STAGED(test_relink_prefers_the_name),
        STAGED(test_relink_goes_by_content_not_by_name),
        STAGED(test_the_real_child_looks_into_real_footage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
