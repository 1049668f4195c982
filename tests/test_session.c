/* SPDX-License-Identifier: MIT */
/* The review as the window drives it: actions in, ticks, and what the getters then say. No window,
 * no sound device; footage is the slate clip, made several clips by a few bytes behind its end. */
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "circletake/file.h"
#include "circletake/ingest.h"
#include "circletake/session.h"
#include "circletake/str.h"
#include "circletake/thread.h"

#define SLATE CT_SOURCE_DIR "/samples/slate.mp4"

enum { PATIENCE_MS = 20000 };

/* --- the stage ------------------------------------------------------------------------------------ */

struct stage {
    char       *folder, *footage, *project;
    ct_session *session;
    unsigned    changed; /* of all ticks since it was cleared */
    int64_t     longest_tick_us;
};

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st, (void)type, (void)ftw;
    return remove(path);
}

static void start(struct stage *s)
{
    ct_session_config config = {.author = "Mara", .cache_bytes = 64 << 20, .decode_threads = 1};
    ct_error          err;

    if (ct_session_create(&config, &s->session, &err) != CT_OK)
        fail_msg("%s", err.text);
}

static int set_up(void **state)
{
    struct stage *s = ct_alloc(sizeof *s);

    s->folder = ct_strdup("/tmp/ct_session_XXXXXX");
    assert_non_null(mkdtemp(s->folder));
    setenv("XDG_CACHE_HOME", s->folder, 1);
    setenv("XDG_STATE_HOME", s->folder, 1);
    setenv("XDG_CONFIG_HOME", s->folder, 1);
    s->footage = ct_path_join(s->folder, "day01");
    s->project = ct_path_join(s->folder, "day01.circletake");
    assert_int_equal(ct_folder_make(s->footage, NULL), CT_OK);
    start(s);
    *state = s;
    return 0;
}

static int tear_down(void **state)
{
    struct stage *s = *state;

    ct_session_destroy(&s->session);
    nftw(s->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(s->folder);
    free(s->footage);
    free(s->project);
    free(s);
    return 0;
}

/* A film of its own: the slate clip with an unused atom behind it. */
static void make_take(const struct stage *s, const char *name)
{
    char  *data, *path = ct_path_join(s->footage, name);
    size_t bytes, padding = 16;

    assert_int_equal(ct_file_read(SLATE, 64 << 20, &data, &bytes, NULL), CT_OK);
    char *all = ct_alloc(bytes + padding);
    memcpy(all, data, bytes);
    memcpy(all + bytes,
           "\0\0\0\x10"
           "free",
           8);
    snprintf(all + bytes + 8, 8, "%.7s", name);
    assert_int_equal(ct_file_replace(path, all, bytes + padding, NULL), CT_OK);
    free(all);
    free(data);
    free(path);
}

/* Processor time of this thread: what others do on a busy machine is not the session's fault. */
static int64_t own_time_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return t.tv_sec * INT64_C(1000000) + t.tv_nsec / 1000;
}

static void tick(struct stage *s)
{
    int64_t began = own_time_us();

    s->changed |= ct_session_tick(s->session, ct_clock_us());
    int64_t took = own_time_us() - began;
    if (took > s->longest_tick_us)
        s->longest_tick_us = took;
}

/* Ticks until `done` says so. */
static void wait_until(struct stage *s, bool (*done)(struct stage *s), const char *what)
{
    int64_t end = ct_clock_us() + PATIENCE_MS * INT64_C(1000);

    while (ct_clock_us() < end) {
        tick(s);
        if (done(s))
            return;
        usleep(2000);
    }
    fail_msg("never: %s (last said: %s)", what, ct_session_message(s->session)->text);
}

static ct_code act_code(struct stage *s, const char *line, ct_error *err)
{
    return ct_action_run_line(ct_session_registry(s->session), s->session, line, NULL, err);
}

static void act(struct stage *s, const char *line)
{
    ct_error err = {0};

    if (act_code(s, line, &err) != CT_OK)
        fail_msg("%s: %s", line, err.text);
}

/* --- what one waits for ----------------------------------------------------------------------------- */

static bool is_idle(struct stage *s)
{
    ct_job_view jobs[4];
    size_t      pending;

    ct_session_saved_us(s->session, &pending);
    return ct_session_phase_now(s->session) == CT_SESSION_OPEN && pending == 0 &&
           ct_session_jobs(s->session, jobs, 4) == 0 && !ct_session_is_lively(s->session);
}

static bool has_picture(struct stage *s)
{
    const ct_transport_state *t = ct_session_state(s->session);

    return t->ready && t->picture && !t->late;
}

static bool is_saved(struct stage *s)
{
    size_t pending;

    return ct_session_saved_us(s->session, &pending) > 0 && pending == 0;
}

static bool one_select_proved(struct stage *s)
{
    const ct_select_list *selects = ct_session_selects(s->session);

    return selects->count == 1 &&
           ct_session_proof(s->session, selects->items[0].id) == CT_PROOF_TRUE;
}

static bool one_select_disproved(struct stage *s)
{
    const ct_select_list *selects = ct_session_selects(s->session);

    return selects->count == 1 &&
           ct_session_proof(s->session, selects->items[0].id) == CT_PROOF_FALSE;
}

static bool error_is_said(struct stage *s)
{
    return ct_session_message(s->session)->kind == CT_MESSAGE_ERROR;
}

static bool at_frame_20(struct stage *s)
{
    return ct_session_position(s->session) == 20 && has_picture(s) &&
           ct_session_state(s->session)->picture_frame == 20;
}

static bool one_clip_listed(struct stage *s)
{
    return ct_session_clip_count(s->session) == 1;
}

static bool three_clips_listed(struct stage *s)
{
    return ct_session_clip_count(s->session) == 3;
}

static bool all_are_heroes_of_b(struct stage *s)
{
    size_t changed = 0;

    for (size_t i = 0; i < ct_session_clip_count(s->session); i++) {
        const ct_clip *clip = ct_session_clip_at(s->session, i);
        changed += strcmp(ct_str_or_empty(clip->camera), "B") == 0 &&
                   strcmp(ct_str_or_empty(clip->keywords), "hero") == 0;
    }
    return changed == 3;
}

static bool string_has_ended(struct stage *s)
{
    return ct_session_string_index(s->session, NULL) == 0;
}

static bool waveform_is_there(struct stage *s)
{
    return ct_session_peaks(s->session) != NULL;
}

static bool thumb_is_there(struct stage *s)
{
    return ct_session_thumb(s->session, ct_session_clip_at(s->session, 0), -1) != NULL;
}

static void open_folder(struct stage *s)
{
    const char *path = s->footage;

    ct_session_request_open(s->session, NULL, &path, 1);
    wait_until(s, is_idle, "the folder is added");
}

static void close_and_open(struct stage *s)
{
    const char *path = s->project;

    ct_session_destroy(&s->session);
    start(s);
    ct_session_request_open(s->session, NULL, &path, 1);
    wait_until(s, is_idle, "the project is open again");
}

static void make_and_open(struct stage *s)
{
    make_take(s, "12A-1.mp4");
    make_take(s, "12A-2.mp4");
    make_take(s, "12B-1.mp4");
    open_folder(s);
    wait_until(s, has_picture, "a take shows its picture by itself");
    act(s, "clip.open clip=12A-1.mp4");
    wait_until(s, has_picture, "the first take shows its picture");
}

/* --- opening ------------------------------------------------------------------------------------------- */

static void a_folder_becomes_a_review(void **state)
{
    struct stage *s = *state;

    make_and_open(s);
    assert_true(ct_file_exists(s->project));
    assert_int_equal(ct_session_clip_count(s->session), 3);
    assert_string_equal(ct_session_clip_at(s->session, 0)->name, "12A-1.mp4");
    assert_string_equal(ct_session_clip(s->session)->name, "12A-1.mp4");
    assert_int_equal(ct_session_state(s->session)->picture_frame, ct_session_position(s->session));
    wait_until(s, waveform_is_there, "the waveform");
    wait_until(s, thumb_is_there, "the thumbnail");
    assert_string_equal(ct_session_recent(s->session)->paths[0], s->project);
}

static void what_was_open_is_open_again(void **state)
{
    struct stage *s = *state;

    make_and_open(s);
    act(s, "clip.open clip=12B-1.mp4 at=f20");
    wait_until(s, at_frame_20, "frame 20");
    act(s, "list.sort by=name");
    close_and_open(s);
    wait_until(s, at_frame_20, "frame 20 again");
    assert_string_equal(ct_session_clip(s->session)->name, "12B-1.mp4");
    assert_int_equal(ct_session_sort(s->session, NULL), CT_SORT_NAME);
}

static void a_project_that_is_none_is_said(void **state)
{
    struct stage *s = *state;
    const char   *path = s->project;

    assert_int_equal(ct_file_replace(s->project, "hello\n", 6, NULL), CT_OK);
    ct_session_request_open(s->session, NULL, &path, 1);
    wait_until(s, error_is_said, "an error");
    assert_non_null(strstr(ct_session_message(s->session)->text, "day01.circletake"));
    assert_int_equal(ct_session_phase_now(s->session), CT_SESSION_EMPTY);
    act(s, "message.read");
    assert_int_equal(ct_session_message(s->session)->kind, CT_MESSAGE_NONE);
}

static void a_second_window_reads_only_and_says_so(void **state)
{
    struct stage *s = *state;
    struct stage  other = {0};
    const char   *path = s->project;
    ct_error      err;

    make_and_open(s);
    start(&other);
    ct_session_request_open(other.session, NULL, &path, 1);
    wait_until(&other, is_idle, "the second one is open");
    assert_non_null(ct_session_read_only(other.session));
    assert_int_equal(act_code(&other, "clip.circle", &err), CT_BUSY);
    act(s, "clip.circle");
    wait_until(s, is_saved, "the first one saves");
    ct_session_destroy(&other.session);
}

/* --- marking ------------------------------------------------------------------------------------------- */

static void a_select_is_kept_proved_and_disproved(void **state)
{
    struct stage *s = *state;

    make_and_open(s);
    act(s, "play.goto at=f20");
    wait_until(s, at_frame_20, "frame 20");
    act(s, "mark.in at=f10");
    act(s, "mark.out");
    assert_int_equal(ct_session_in(s->session), 10);
    assert_int_equal(ct_session_end(s->session), 21);
    s->changed = 0;
    act(s, "select.add label=look");
    wait_until(s, is_saved, "the select is saved");
    assert_true(s->changed & CT_CHANGED_MARKS);
    wait_until(s, one_select_proved, "the select is proved");

    close_and_open(s);
    wait_until(s, one_select_proved, "the select is proved again");
    const ct_select *select = &ct_session_selects(s->session)->items[0];
    assert_int_equal(select->span.first, 10);
    assert_int_equal(select->span.end, 21);
    assert_true(select->first_proof.hash != 0 && select->last_proof.hash != 0);

    /* Somebody put another picture there. */
    ct_edit    *edit = ct_edit_create("Test", "Test", 0);
    ct_evidence wrong = select->first_proof;
    ct_ticket   ticket;
    wrong.hash ^= 1;
    ct_edit_set_select_proof(edit, select->id, &wrong, &select->last_proof);
    assert_int_equal(ct_store_submit(ct_session_store(s->session), &edit, &ticket, NULL), CT_OK);
    assert_int_equal(ct_store_wait(ct_session_store(s->session), ticket, NULL), CT_OK);
    close_and_open(s);
    wait_until(s, one_select_disproved, "the select is disproved");
}

/* The labels of all selects in the order by hand: "abc". */
static void assert_by_hand(struct stage *s, const char *labels)
{
    ct_select_query query = {.order = CT_ORDER_HAND};
    ct_select_list  all = {0};
    ct_query       *reading = NULL;
    char            found[16] = "";

    assert_int_equal(ct_query_open(ct_session_store(s->session), &reading, NULL), CT_OK);
    assert_int_equal(ct_query_selects(reading, &query, &all, NULL), CT_OK);
    for (size_t i = 0; i < all.count && i < sizeof found - 1; i++)
        found[i] = all.items[i].label[0];
    assert_string_equal(found, labels);
    ct_select_list_finish(&all);
    ct_query_close(&reading);
}

static void move_select(struct stage *s, size_t which, const char *before)
{
    char  id[CT_ID_TEXT_BYTES];
    char *line =
        ct_asprintf("select.move select=%s before=%s",
                    ct_id_text(ct_session_selects(s->session)->items[which].id, id), before);

    act(s, line);
    wait_until(s, is_saved, "moved");
    free(line);
}

/* However often two change places, there is a number between their neighbours. */
static void selects_are_put_in_order_by_hand(void **state)
{
    struct stage *s = *state;
    char          a[CT_ID_TEXT_BYTES], b[CT_ID_TEXT_BYTES];

    make_and_open(s);
    act(s, "select.add in=f1 out=f2 label=a");
    act(s, "select.add in=f3 out=f4 label=b");
    act(s, "select.add in=f5 out=f6 label=c");
    wait_until(s, is_idle, "three selects");
    assert_by_hand(s, "abc");
    ct_id_text(ct_session_selects(s->session)->items[0].id, a);
    ct_id_text(ct_session_selects(s->session)->items[1].id, b);
    move_select(s, 2, b);
    assert_by_hand(s, "acb");
    move_select(s, 0, "");
    assert_by_hand(s, "cba");
    for (int i = 0; i < 35; i++) {
        move_select(s, 2, a);
        assert_by_hand(s, "bca");
        move_select(s, 1, a);
        assert_by_hand(s, "cba");
    }
    act(s, "edit.undo");
    wait_until(s, is_idle, "undone");
    assert_by_hand(s, "bca");
}

static void undo_and_redo_reach_everything(void **state)
{
    struct stage *s = *state;

    make_and_open(s);
    act(s, "clip.circle");
    act(s, "clip.colour colour=teal");
    act(s, "clip.rate stars=4");
    wait_until(s, is_idle, "saved");
    assert_int_equal(ct_session_clip(s->session)->colour, CT_COLOUR_TEAL);
    assert_true(ct_session_clip(s->session)->circled);
    assert_int_equal(ct_session_clip(s->session)->rating, 4);
    close_and_open(s);
    act(s, "edit.undo");
    wait_until(s, is_idle, "undone");
    assert_int_equal(ct_session_clip(s->session)->rating, 0);
    act(s, "clip.colour colour=teal"); /* a second time: it comes off */
    wait_until(s, is_idle, "no label");
    assert_int_equal(ct_session_clip(s->session)->colour, CT_COLOUR_NONE);
    for (int i = 0; i < 3; i++)
        act(s, "edit.undo");
    wait_until(s, is_idle, "undone");
    assert_false(ct_session_clip(s->session)->circled);
    act(s, "edit.redo");
    wait_until(s, is_idle, "redone");
    assert_true(ct_session_clip(s->session)->circled);
}

static void fields_go_to_all_chosen_takes(void **state)
{
    struct stage *s = *state;

    make_and_open(s);
    act(s, "clip.all");
    act(s, "clip.set camera=B");
    act(s, "tag.name number=3 name=hero");
    wait_until(s, is_idle, "the tag has a name");
    act(s, "tag.toggle number=3");
    wait_until(s, is_idle, "saved");
    wait_until(s, all_are_heroes_of_b, "all three changed");
    assert_int_equal(ct_session_tags(s->session)->count, 1);
}

static void finding_hides_and_shows(void **state)
{
    struct stage *s = *state;

    make_and_open(s);
    act(s, "list.find text=12B");
    wait_until(s, one_clip_listed, "one clip");
    assert_string_equal(ct_session_clip_at(s->session, 0)->name, "12B-1.mp4");
    act(s, "list.find text=");
    wait_until(s, three_clips_listed, "all clips");
}

static void takes_of_a_set_up_follow_one_another(void **state)
{
    struct stage *s = *state;

    make_and_open(s);
    act(s, "take.next");
    wait_until(s, has_picture, "a picture");
    assert_string_equal(ct_session_clip(s->session)->name, "12A-2.mp4");
    assert_int_equal(act_code(s, "take.next", NULL), CT_END);
    assert_string_equal(ct_session_clip(s->session)->name, "12A-2.mp4");
    act(s, "clip.next");
    assert_string_equal(ct_session_clip(s->session)->name, "12B-1.mp4");
}

static void drafts_outlive_the_window(void **state)
{
    struct stage *s = *state;

    make_and_open(s);
    ct_session_set_draft(s->session, "note:x", "half a thou");
    ct_session_set_draft(s->session, "note:x", "half a thought, ça 日本");
    close_and_open(s);
    char *text = ct_session_draft(s->session, "note:x");
    assert_string_equal(text, "half a thought, ça 日本");
    free(text);
}

/* Channels belong to the clip, loudness to the project. */
static void what_is_heard_is_kept(void **state)
{
    struct stage *s = *state;
    ct_error      err = {0};

    make_and_open(s);
    assert_true(ct_session_heard(s->session) == CT_AUDIO_ALL_CHANNELS);
    act(s, "audio.next");
    assert_int_equal(ct_session_heard(s->session), 1);
    act(s, "audio.next");
    assert_int_equal(ct_session_heard(s->session), 2);
    act(s, "audio.next");
    assert_true(ct_session_heard(s->session) == CT_AUDIO_ALL_CHANNELS);
    act(s, "audio.mute channel=1");
    assert_true(ct_session_heard(s->session) == ~1ULL);
    act(s, "audio.solo channel=A1"); /* who asks for it wants to hear it */
    assert_int_equal(ct_session_heard(s->session), 1);
    act(s, "audio.volume db=-6");
    act(s, "audio.volume by=3");
    assert_int_equal(act_code(s, "audio.solo channel=3", &err), CT_USAGE);
    assert_non_null(strstr(err.text, "it has 2"));
    assert_int_equal(act_code(s, "audio.mute channel=x", &err), CT_USAGE);

    act(s, "clip.open clip=12A-2.mp4");
    wait_until(s, has_picture, "the other take");
    assert_true(ct_session_heard(s->session) == CT_AUDIO_ALL_CHANNELS);
    act(s, "audio.mute");
    assert_int_equal(ct_session_heard(s->session), 0);
    act(s, "clip.open clip=12A-1.mp4");
    assert_int_equal(ct_session_heard(s->session), 0); /* off is off, whichever clip */
    act(s, "audio.mute");
    assert_int_equal(ct_session_heard(s->session), 1);
    wait_until(s, has_picture, "the take");
    close_and_open(s);
    wait_until(s, has_picture, "the take again");
    assert_int_equal(ct_session_heard(s->session), 1);
    assert_int_equal(ct_session_sound(s->session)->volume_db, -3);
}

static bool sound_is_attached(struct stage *s)
{
    return !ct_id_is_none(ct_session_clip(s->session)->sound);
}

static bool sound_is_not_attached(struct stage *s)
{
    return ct_id_is_none(ct_session_clip(s->session)->sound);
}

/* The takes are copies of one film, so each can be the sound of another: same timecode, same clap. */
static void sound_is_attached_and_taken_back(void **state)
{
    struct stage *s = *state;
    ct_error      err = {0};

    make_and_open(s);
    act(s, "sound.attach clip=12A-1.mp4 sound=12A-2.mp4 by=clap");
    wait_until(s, sound_is_attached, "the sound is attached");
    assert_string_equal(ct_session_clip(s->session)->sound_how, "clap");
    assert_true(llabs(ct_session_clip(s->session)->sound_start) < 48);
    wait_until(s, waveform_is_there, "the waveform of that sound");
    act(s, "edit.undo");
    wait_until(s, sound_is_not_attached, "it is taken back");
    act(s, "sound.attach clip=12A-1.mp4 sound=12A-2.mp4 start=-480");
    wait_until(s, sound_is_attached, "placed by hand");
    assert_int_equal(ct_session_clip(s->session)->sound_start, -480);
    assert_string_equal(ct_session_clip(s->session)->sound_how, "hand");
    act(s, "sound.delay ms=20");
    wait_until(s, is_idle, "delayed");
    assert_int_equal(ct_session_clip(s->session)->sound_delay, 960);
    act(s, "sound.detach");
    wait_until(s, sound_is_not_attached, "detached");
    assert_int_equal(act_code(s, "sound.attach sound=12A-1.mp4", &err), CT_USAGE);
    assert_non_null(strstr(err.text, "its own sound"));
    assert_int_equal(act_code(s, "sound.attach sound=12A-2.mp4 by=ear", &err), CT_USAGE);
}

static void selects_play_end_to_end(void **state)
{
    struct stage *s = *state;
    int           count = 0, highest = 0;
    int64_t       began;

    make_and_open(s);
    act(s, "select.add clip=12A-1.mp4 in=f5 out=f14");
    act(s, "select.add clip=12A-2.mp4 in=f20 out=f29");
    act(s, "select.add clip=12A-2.mp4 in=f0 out=f9");
    wait_until(s, is_idle, "saved");
    act(s, "play.selects");
    began = ct_clock_us();
    assert_int_equal(ct_session_string_index(s->session, &count), 1);
    assert_int_equal(count, 3);
    while (!string_has_ended(s) && ct_clock_us() - began < PATIENCE_MS * INT64_C(1000)) {
        tick(s);
        int index = ct_session_string_index(s->session, NULL);
        highest = index > highest ? index : highest;
        usleep(2000);
    }
    assert_true(string_has_ended(s));
    assert_int_equal(highest, 3);
    assert_string_equal(ct_session_clip(s->session)->name, "12A-2.mp4");
    assert_int_equal(ct_session_position(s->session), 9);
}

/* Frame of the clip that the cut below must show at a record frame; -1 a slate. */
static int64_t frame_of_cut(int64_t record)
{
    if (record < 8)
        return 5 + record;
    if (record < 14)
        return -1;
    return record < 22 ? 20 + record - 14 : -2;
}

static bool cut_is_in(struct stage *s)
{
    ct_cut_list cuts = {0};

    assert_int_equal(ct_query_cuts(ct_session_query(s->session), &cuts, NULL), CT_OK);
    size_t count = cuts.count;
    ct_cut_list_finish(&cuts);
    return count == 1 && is_idle(s);
}

/* A list comes in from the window and plays: two shots with a missing one between them. Whatever is shown
 * as the right picture is the frame that the record position names; a note made meanwhile knows its
 * place. */
static void a_cut_plays_on_its_frames(void **state)
{
    static const char list[] = "TITLE: Rough\nFCM: NON-DROP FRAME\n"
                               "001  AX V C 00:00:00:05 00:00:00:13 01:00:00:00 01:00:00:08\n"
                               "* FROM CLIP NAME: 12A-1.mp4\n"
                               "002  GONE V C 00:00:00:00 00:00:00:06 01:00:00:08 01:00:00:14\n"
                               "003  AX V C 00:00:00:20 00:00:01:03 01:00:00:14 01:00:00:22\n"
                               "* FROM CLIP NAME: 12A-2.mp4\n";
    struct stage     *s = *state;
    char              path[600], line[700];
    bool              slate = false, slated = false, noted = false;
    size_t            seen = 0;
    ct_note_list      notes = {0};

    make_and_open(s);
    snprintf(path, sizeof path, "%s.edl", s->project);
    assert_int_equal(ct_file_replace(path, list, sizeof list - 1, NULL), CT_OK);
    snprintf(line, sizeof line, "project.import file=\"%s\" edit_rate=25", path);
    act(s, line);
    wait_until(s, cut_is_in, "the cut is in the project");
    act(s, "cut.play cut=Rough");
    int64_t began = ct_clock_us();
    while (!string_has_ended(s) && ct_clock_us() - began < PATIENCE_MS * INT64_C(1000)) {
        tick(s);
        const ct_transport_state *now = ct_session_state(s->session);
        int64_t                   record = ct_session_record(s->session);
        ct_session_cut_event(s->session, &slate);
        slated = slated || slate;
        if (record >= 0 && slate)
            assert_int_equal(frame_of_cut(record), -1);
        if (record >= 0 && !slate && now->ready && now->playing && !now->late) {
            assert_int_equal(now->picture_frame, frame_of_cut(record));
            seen++;
        }
        if (!noted && record > 14 && !slate) {
            act(s, "note.add text=here");
            noted = true;
        }
        usleep(2000);
    }
    assert_true(string_has_ended(s) && slated && noted && seen > 0);
    wait_until(s, is_idle, "saved");
    assert_int_equal(ct_query_notes(ct_session_query(s->session), NULL, &notes, NULL), CT_OK);
    assert_int_equal(notes.count, 1);
    assert_false(ct_id_is_none(notes.items[0].cut));
    assert_int_equal(notes.items[0].span.first, frame_of_cut(notes.items[0].record_frame));
    ct_note_list_finish(&notes);
    unlink(path);
}

/* --- acts at the wrong moment ------------------------------------------------------------------------------- */

/* Runs every act of the registry with every argument set to `value`. */
static void run_every_act(struct stage *s, const char *value)
{
    ct_registry *registry = ct_session_registry(s->session);

    for (size_t i = 0; i < ct_registry_count(registry); i++) {
        const ct_action *a = ct_registry_at(registry, i);
        ct_args          args = {0};
        ct_error         err = {0};
        for (const char *p = a->arguments; *p && value;) {
            size_t length = strcspn(p, " ?");
            char  *name = ct_strndup(p, length);
            ct_args_set(&args, name, value);
            free(name);
            p += strcspn(p, " ");
            p += strspn(p, " ");
        }
        ct_code code = ct_action_run(registry, s->session, a->name, &args, false, NULL, &err);
        if (code && !err.text[0])
            fail_msg("%s fails without a word", a->name);
        if (code == CT_INTERNAL)
            fail_msg("%s: %s", a->name, err.text);
        ct_args_finish(&args);
        tick(s);
    }
}

static const char *const odd_values[] = {NULL,          "",          "1",
                                         "-1",          "f5",        "f999999",
                                         "yes",         "12A-1.mp4", "99999999999999999999",
                                         "01:00:00;00", "../../x",   "%s%n"};

static void acts_without_a_project_are_refused(void **state)
{
    for (size_t i = 0; i < sizeof odd_values / sizeof odd_values[0]; i++)
        run_every_act(*state, odd_values[i]);
    assert_int_equal(ct_session_phase_now(((struct stage *)*state)->session), CT_SESSION_EMPTY);
}

static void acts_with_odd_arguments_do_no_harm(void **state)
{
    struct stage *s = *state;

    make_and_open(s);
    assert_int_equal(chdir(s->folder), 0); /* what they write, they write there */
    for (size_t i = 0; i < sizeof odd_values / sizeof odd_values[0]; i++)
        run_every_act(s, odd_values[i]);
    act(s, "list.find text=");
    act(s, "play.stop");
    wait_until(s, is_idle, "all acts are over");
    assert_int_equal(chdir("/"), 0);
    ct_session_close(s->session);
    assert_int_equal(ct_store_check(s->project, NULL, NULL, NULL), CT_OK);
}

/* --- many clips --------------------------------------------------------------------------------------------- */

static bool many_clips_listed(struct stage *s)
{
    return ct_session_clip_count(s->session) >= 10000 && is_idle(s);
}

static void ten_thousand_clips_are_listed_and_found(void **state)
{
    struct stage *s = *state;
    ct_edit      *edit = ct_edit_create("Many", "Test", 0);
    ct_clip       clip;
    ct_ticket     ticket;

    make_and_open(s);
    for (int i = 0; i < 10000; i++) {
        ct_clip_init(&clip);
        clip.path = ct_asprintf("/nowhere/A%03d_C%04d.mov", i / 100, i);
        clip.name = ct_asprintf("A%03d_C%04d.mov", i / 100, i);
        clip.scene = ct_asprintf("%d", i / 40);
        clip.take = ct_asprintf("%d", i % 40);
        clip.fps = (AVRational){25, 1};
        clip.frame_count = 100;
        clip.fingerprint = (uint64_t)i + 1;
        ct_edit_add_clip(edit, &clip);
        ct_clip_finish(&clip);
    }
    assert_int_equal(ct_store_submit(ct_session_store(s->session), &edit, &ticket, NULL), CT_OK);
    s->longest_tick_us = 0;
    wait_until(s, many_clips_listed, "10,000 clips");
    act(s, "list.find text=C0123");
    wait_until(s, is_idle, "found");
    act(s, "list.find text=");
    wait_until(s, many_clips_listed, "10,000 clips again");
    act(s, "clip.circle");
    wait_until(s, is_idle, "circled");
    print_message("longest tick %.1f ms\n", (double)s->longest_tick_us / 1000);
    assert_false(ct_session_is_lively(s->session)); /* its file is nowhere: nothing to wait for */
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "_ingest") == 0)
        return ct_ingest_child();

#define STAGED(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        STAGED(a_folder_becomes_a_review),
        STAGED(what_was_open_is_open_again),
        STAGED(a_project_that_is_none_is_said),
        STAGED(a_second_window_reads_only_and_says_so),
        STAGED(a_select_is_kept_proved_and_disproved),
        STAGED(selects_are_put_in_order_by_hand),
        STAGED(undo_and_redo_reach_everything),
        STAGED(fields_go_to_all_chosen_takes),
        STAGED(finding_hides_and_shows),
        STAGED(takes_of_a_set_up_follow_one_another),
        STAGED(drafts_outlive_the_window),
        STAGED(what_is_heard_is_kept),
        STAGED(sound_is_attached_and_taken_back),
        STAGED(selects_play_end_to_end),
        STAGED(a_cut_plays_on_its_frames),
        STAGED(acts_without_a_project_are_refused),
        STAGED(acts_with_odd_arguments_do_no_harm),
        STAGED(ten_thousand_clips_are_listed_and_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
