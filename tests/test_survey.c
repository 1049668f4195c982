/* SPDX-License-Identifier: MIT */
/* Looking through the clips of a project. This program is its own child: started with `_ingest` it finds
 * what the name of a file says, so that hanging, crashing and lying are a matter of naming one. */
#include <dirent.h>
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
#include "circletake/query.h"
#include "circletake/str.h"
#include "circletake/survey.h"
#include "circletake/thread.h"
#include "effort.h"
#include "ingest_wire.h"

/* How long a silent child is borne with: where that is not the question, longer than a busy machine
 * takes over anything. */
enum {
    TICK_MS = 20,
    PATIENCE_S = 30,
    SHORT_S = CT_EFFORT(1, 3),
    HOLD_US = SHORT_S * 1000000 + 500000
};

/* --- the child ---------------------------------------------------------------------------------- */

/* A line for each request and each step of a slow one: what the parent's doing is measured by. */
static void note(const char *text)
{
    FILE *f = fopen(getenv("CT_TEST_NOTES"), "a");

    if (f) {
        fprintf(f, "%s\n", text);
        fclose(f);
    }
}

static void say(char *line)
{
    fputs(line, stdout);
    fflush(stdout);
    free(line);
}

static void answer(const char *path, char letter)
{
    ct_material m = {.frames = 100, .fps = {25, 1}};
    uint64_t    fingerprint = 0;
    ct_error    gone;

    if (strstr(path, "gone")) {
        ct_fail(&gone, CT_NO_INPUT, "It went away.");
        say(ct_wire_failed(&gone));
        return;
    }
    (void)!ct_fingerprint_file(path, &fingerprint, NULL);
    if (strstr(path, "other"))
        fingerprint++;
    if (strstr(path, "dark"))
        ct_material_add(&m, CT_FLAW_BLACK, (ct_span){0, letter == CT_ASK_MATERIAL_ANEW ? 20 : 10});
    say(ct_wire_material(fingerprint, &m));
    ct_material_finish(&m);
}

static void misbehave(const char *name)
{
    if (strstr(name, "hang"))
        for (;;)
            pause();
    if (strstr(name, "crash"))
        raise(SIGSEGV);
    if (strstr(name, "garbage"))
        say(ct_strdup("{\"material\":\"material 2\",\"fingerprint\":\"1\"}\n"));
    for (int i = 0; strstr(name, "slow") && i < 30; i++) {
        note("step");
        say(ct_wire_alive(i * 30));
        usleep(TICK_MS * 1000);
    }
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
        const char *path = strchr(request, ' ') + 1;
        char       *line = ct_asprintf("%c %s", request[0], ct_path_name(path));
        note(line);
        free(line);
        misbehave(ct_path_name(path));
        answer(path, request[0]);
        count = 0;
    }
    return 0;
}

/* --- the stage -------------------------------------------------------------------------------------- */

struct stage {
    char           *folder, *notes;
    ct_store       *store;
    ct_survey_state state;
    int             results, stop_after, silence_s;
    int64_t         held_until_us;
    int             steps_when_held; /* steps noted while it was held */
    ct_survey_wish  wishes[4];
    int             wish_count, wish_next;
    bool            seen_held;
};

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st, (void)type, (void)ftw;
    return remove(path);
}

static int set_up(void **state)
{
    struct stage *s = ct_alloc(sizeof *s);
    char          base[] = "/tmp/ct_survey_XXXXXX";

    assert_non_null(mkdtemp(base));
    s->folder = ct_strdup(base);
    s->notes = ct_path_join(base, "notes");
    setenv("CT_TEST_NOTES", s->notes, 1);
    setenv("XDG_CACHE_HOME", base, 1);
    setenv("XDG_STATE_HOME", base, 1);
    char *project = ct_path_join(base, "test.circletake");
    assert_int_equal(
        ct_store_open(project, CT_STORE_CREATE | CT_STORE_NO_BACKUPS, NULL, &s->store, NULL),
        CT_OK);
    free(project);
    s->silence_s = PATIENCE_S;
    *state = s;
    return 0;
}

static int tear_down(void **state)
{
    struct stage *s = *state;

    ct_store_close(&s->store);
    nftw(s->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(s->folder);
    free(s->notes);
    free(s);
    return 0;
}

/* A file of that name, and a clip of it in the project. */
static ct_id add_clip(struct stage *s, const char *name)
{
    ct_edit  *edit = ct_edit_create("Add", "Tester", 0);
    ct_ticket ticket;
    ct_clip   clip;

    ct_clip_init(&clip);
    clip.path = ct_path_join(s->folder, name);
    clip.name = ct_strdup(name);
    clip.fps = (AVRational){25, 1};
    clip.frame_count = 100;
    assert_int_equal(ct_file_replace(clip.path, name, strlen(name), NULL), CT_OK);
    ct_file_stat(clip.path, &clip.size_bytes, &clip.mtime_ns);
    assert_int_equal(ct_fingerprint_file(clip.path, &clip.fingerprint, NULL), CT_OK);
    ct_id id = ct_edit_add_clip(edit, &clip);
    ct_clip_finish(&clip);
    assert_int_equal(ct_store_submit(s->store, &edit, &ticket, NULL), CT_OK);
    assert_int_equal(ct_store_wait(s->store, ticket, NULL), CT_OK);
    return id;
}

static char *read_notes(const struct stage *s)
{
    char  *text = NULL;
    size_t bytes;

    return ct_file_read(s->notes, 1 << 20, &text, &bytes, NULL) == CT_OK ? text : ct_strdup("");
}

static int steps_noted(const struct stage *s)
{
    char *text = read_notes(s);
    int   count = 0;

    for (const char *at = text; (at = strstr(at, "step")) != NULL; at++)
        count++;
    free(text);
    return count;
}

static void on_result(void *arg, const ct_survey_result *result)
{
    (void)result;
    ((struct stage *)arg)->results++;
}

static bool on_stop(void *arg)
{
    struct stage *s = arg;

    return s->stop_after > 0 && s->results >= s->stop_after;
}

/* From the third step on, for longer than a silent child is borne with. What it notes 300 ms after it
 * was told to stand still is all it may note. */
static bool on_hold(void *arg)
{
    struct stage *s = arg;
    int64_t       now = ct_clock_us();

    if (s->held_until_us < 0 && steps_noted(s) >= 3)
        s->held_until_us = now + HOLD_US;
    if (s->held_until_us <= 0 || now >= s->held_until_us)
        return false;
    if (now > s->held_until_us - HOLD_US + 300000) {
        int steps = steps_noted(s);
        if (s->steps_when_held > 0)
            assert_int_equal(steps, s->steps_when_held);
        s->steps_when_held = steps;
    }
    return true;
}

static void on_progress(void *arg, const ct_survey_state *state)
{
    ((struct stage *)arg)->seen_held |= state->held;
}

static ct_survey_wish on_wish(void *arg)
{
    struct stage *s = arg;

    return s->wish_next < s->wish_count ? s->wishes[s->wish_next++]
                                        : (ct_survey_wish){.id = ct_id_none()};
}

static ct_code survey(struct stage *s, ct_error *err)
{
    ct_survey_options options = {.silence_s = s->silence_s};
    ct_survey_watch   watch = {on_result, on_progress, on_stop, on_hold, on_wish, s};

    s->results = 0;
    return ct_survey_run(s->store, &options, &watch, &s->state, err);
}

static void survey_all(struct stage *s)
{
    ct_error err = {0};

    if (survey(s, &err) != CT_OK)
        fail_msg("%s", err.text);
}

static size_t count(struct stage *s, const char *find)
{
    ct_clip_query what = {.find = find};
    ct_id_list    ids = {0};

    assert_int_equal(ct_query_clip_ids(ct_store_query(s->store), &what, &ids, NULL), CT_OK);
    size_t n = ids.count;
    ct_id_list_finish(&ids);
    return n;
}

static ct_material material_of(struct stage *s, ct_id id)
{
    ct_material m;

    assert_int_equal(ct_query_material(ct_store_query(s->store), id, &m, NULL), CT_OK);
    return m;
}

/* --- tests ------------------------------------------------------------------------------------------- */

static void every_clip_is_looked_through_once(void **state)
{
    struct stage *s = *state;
    ct_id         dark = add_clip(s, "dark.mov");

    add_clip(s, "fine.mov");
    survey_all(s);
    assert_int_equal(s->results, 2);
    assert_int_equal(s->state.done, 2);
    assert_int_equal(count(s, "has:material"), 2);
    assert_int_equal(count(s, "is:black"), 1);
    ct_material m = material_of(s, dark);
    assert_int_equal(m.stretches.items[0].span.end, 10);
    ct_material_finish(&m);
    survey_all(s);
    assert_int_equal(s->results, 0);
    char *notes = read_notes(s);
    assert_string_equal(notes, "m dark.mov\nm fine.mov\n");
    free(notes);
}

static void a_bad_file_costs_itself_and_is_remembered(void **state)
{
    struct stage *s = *state;
    ct_id         hang = add_clip(s, "hang.mov"), crash = add_clip(s, "crash.mov");
    ct_id         garbage = add_clip(s, "garbage.mov");
    char          stuck[80];

    add_clip(s, "dark.mov");
    s->silence_s = SHORT_S;
    survey_all(s);
    assert_int_equal(s->state.failed, 3);
    assert_int_equal(count(s, "is:unreadable"), 3);
    assert_int_equal(count(s, "is:black"), 1);
    ct_material m = material_of(s, hang);
    snprintf(stuck, sizeof stuck, "Reading it got stuck: nothing for %d seconds.", SHORT_S);
    assert_string_equal(m.failed, stuck);
    ct_material_finish(&m);
    m = material_of(s, crash);
    assert_non_null(strstr(m.failed, "Reading it crashed"));
    ct_material_finish(&m);
    m = material_of(s, garbage);
    assert_string_equal(m.failed, "The answer has no good 'material'.");
    ct_material_finish(&m);
    survey_all(s);
    assert_int_equal(s->results, 0); /* not again at every start */
}

static void what_is_not_there_is_not_judged(void **state)
{
    struct stage *s = *state;
    char         *path = ct_path_join(s->folder, "away.mov");

    add_clip(s, "away.mov");
    add_clip(s, "gone.mov");  /* goes while it is opened */
    add_clip(s, "other.mov"); /* has other content by now */
    unlink(path);
    survey_all(s);
    assert_int_equal(count(s, "has:material"), 0);
    assert_int_equal(count(s, "is:unreadable"), 0);
    assert_int_equal(s->state.done, 3);
    free(path);
}

static void a_stopped_look_keeps_what_it_found(void **state)
{
    struct stage *s = *state;
    ct_error      err = {0};

    add_clip(s, "dark1.mov");
    add_clip(s, "dark2.mov");
    add_clip(s, "dark3.mov");
    s->stop_after = 2;
    assert_int_equal(survey(s, &err), CT_CANCELLED);
    assert_int_equal(count(s, "is:black"), 2);
    s->stop_after = 0;
    survey_all(s);
    assert_int_equal(s->results, 1);
}

static void a_held_look_stands_still_and_goes_on(void **state)
{
    struct stage *s = *state;

    add_clip(s, "slow dark.mov");
    s->held_until_us = -1;
    s->silence_s = SHORT_S;
    survey_all(s);
    assert_true(s->seen_held);
    assert_true(s->steps_when_held >= 3 && s->steps_when_held < 30);
    assert_int_equal(s->state.failed, 0);
    assert_int_equal(steps_noted(s), 30);
    assert_int_equal(count(s, "is:black"), 1);
}

static void what_is_wished_for_comes_first(void **state)
{
    struct stage *s = *state;
    ct_id         looked = add_clip(s, "dark0.mov");

    survey_all(s);
    add_clip(s, "a.mov");
    ct_id open = add_clip(s, "b.mov");
    s->wishes[0] = (ct_survey_wish){.id = open};
    s->wishes[1] = (ct_survey_wish){.id = open}; /* it is done: as they come */
    s->wishes[2] = (ct_survey_wish){.id = looked, .anew = true};
    s->wish_count = 3;
    survey_all(s);
    char *notes = read_notes(s);
    assert_string_equal(notes, "m dark0.mov\nm b.mov\nm a.mov\nM dark0.mov\n");
    free(notes);
    ct_material m = material_of(s, looked);
    assert_int_equal(m.stretches.items[0].span.end, 20);
    ct_material_finish(&m);
    assert_int_equal(s->state.total, 3);
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "_ingest") == 0)
        return scripted_child();

#define STAGED(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        STAGED(every_clip_is_looked_through_once),
        STAGED(a_bad_file_costs_itself_and_is_remembered),
        STAGED(what_is_not_there_is_not_judged),
        STAGED(a_stopped_look_keeps_what_it_found),
        STAGED(a_held_look_stands_still_and_goes_on),
        STAGED(what_is_wished_for_comes_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
