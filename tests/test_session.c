/* SPDX-License-Identifier: MIT */
/* The review as the window drives it: actions in, ticks, and what the getters then say. No window,
 * no sound device; footage is the slate clip, made several clips by a few bytes behind its end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "circletake/file.h"
#include "circletake/ingest.h"
#include "circletake/session.h"
#include "circletake/str.h"
#include "circletake/thread.h"
#include "stage.h"

/* --- what one waits for ----------------------------------------------------------------------------- */

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

static bool one_select_lost(struct stage *s)
{
    const ct_select_list *selects = ct_session_selects(s->session);

    return selects->count == 1 &&
           ct_session_proof(s->session, selects->items[0].id) == CT_PROOF_LOST;
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

/* A black one would say that there is nothing in the take. */
static void the_thumbnail_of_images_is_one_that_is_there(void **state)
{
    struct stage *s = *state;
    char         *make = ct_asprintf("ffmpeg -nostdin -v error -f lavfi -i color=white:s=160x90 "
                                             "-frames:v 5 '%s/f.%%04d.png'",
                                     s->footage);
    char         *middle = ct_path_join(s->footage, "f.0003.png");

    assert_int_equal(system(make), 0);
    assert_int_equal(unlink(middle), 0);
    open_folder(s);
    wait_until(s, has_picture, "the first image");
    wait_until(s, thumb_is_there, "the thumbnail");
    const ct_thumb *t = ct_session_thumb(s->session, ct_session_clip_at(s->session, 0), -1);
    assert_int_equal(t->pixels[1], 255);
    free(middle);
    free(make);
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

static void no_project_is_made_for_footage_that_is_not_there(void **state)
{
    struct stage *s = *state;
    char         *folder = ct_path_folder(s->project), *gone = ct_path_join(folder, "gone");
    char         *made = ct_path_join(folder, "gone.circletake");
    const char   *path = gone;

    ct_session_request_open(s->session, NULL, &path, 1);
    wait_until(s, error_is_said, "an error");
    assert_non_null(strstr(ct_session_message(s->session)->text, gone));
    assert_int_equal(ct_session_phase_now(s->session), CT_SESSION_EMPTY);
    assert_false(ct_file_exists(made));
    free(made);
    free(gone);
    free(folder);
}

/* Of 240 bytes, half way through a letter where it is cut. */
static void a_folder_with_a_long_name_has_a_project(void **state)
{
    struct stage *s = *state;
    ct_str        name = {0};

    ct_str_append(&name, "d");
    for (int i = 0; i < 120; i++)
        ct_str_append(&name, "\u00f6");
    char *folder = ct_path_join(s->folder, ct_str_text(&name));
    assert_int_equal(rename(s->footage, folder), 0);
    free(s->footage);
    s->footage = folder;
    make_take(s, "12A-1.mp4");
    open_folder(s);
    wait_until(s, has_picture, "a picture");
    assert_null(ct_session_read_only(s->session));
    assert_int_equal(strlen(ct_session_project_name(s->session)), 199);
    ct_str_finish(&name);
}

static bool nothing_is_found(struct stage *s)
{
    return strstr(ct_session_message(s->session)->text, "No footage found") && is_idle(s);
}

/* A folder without footage leaves nothing: no project, and none among those of lately. */
static void a_project_in_vain_is_taken_back(void **state)
{
    struct stage *s = *state;

    open_folder(s);
    wait_until(s, nothing_is_found, "nothing");
    assert_int_equal(ct_session_recent(s->session)->count, 0);
    ct_session_destroy(&s->session);
    assert_false(ct_file_exists(s->project));
    stage_start(s);
}

static void a_second_window_reads_only_and_says_so(void **state)
{
    struct stage *s = *state;
    struct stage  other = {0};
    const char   *path = s->project;
    ct_error      err;

    make_and_open(s);
    stage_start(&other);
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
    assert_true(select->first_proof.media == ct_session_clip(s->session)->fingerprint);
    for (int i = 0; i < 2 * CT_AROUND; i++) /* found by the proof, not by the key */
        assert_true(select->first_proof.around[i] != 0 && select->last_proof.around[i] != 0);

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

    /* It counts the frames of a file that is no more: its picture is not even looked for. */
    edit = ct_edit_create("Test", "Test", 0);
    wrong.media ^= 1;
    select = &ct_session_selects(s->session)->items[0];
    ct_edit_set_select_proof(edit, select->id, &wrong, &select->last_proof);
    assert_int_equal(ct_store_submit(ct_session_store(s->session), &edit, &ticket, NULL), CT_OK);
    wait_until(s, one_select_lost, "the select is lost");
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

static bool one_scene_half_covered(struct stage *s)
{
    const ct_scene_list *scenes = ct_session_scenes(s->session);

    return scenes->count == 1 && scenes->items[0].covered == 1;
}

/* The marks of the project keep what is said of their clips, and scenes their coverage. */
static void a_filter_of_clips_hides_no_marks(void **state)
{
    struct stage   *s = *state;
    ct_marks_filter filter = *ct_session_marks_filter(s->session);

    make_and_open(s);
    filter.project = true;
    ct_session_set_marks_filter(s->session, &filter);
    act(s, "select.add clip=12A-1.mp4 in=f2 out=f9");
    act(s, "clip.open clip=12B-1.mp4");
    wait_until(s, one_scene_half_covered, "a scene of which half has a select");
    assert_string_equal(ct_session_scenes(s->session)->items[0].scene, "12");
    assert_int_equal(ct_session_scenes(s->session)->items[0].shots, 2);
    assert_int_equal(ct_session_scenes(s->session)->items[0].clips, 3);
    act(s, "list.find text=12B");
    wait_until(s, one_clip_listed, "one clip");
    wait_until(s, is_idle, "all lists");
    const ct_select_list *selects = ct_session_panel_selects(s->session);
    assert_int_equal(selects->count, 1);
    const ct_clip *clip = ct_session_clip_of(s->session, selects->items[0].clip);
    assert_non_null(clip);
    assert_string_equal(clip->name, "12A-1.mp4");
    assert_true(one_scene_half_covered(s));
}

/* A key acts on what is chosen: on none that nobody sees. */
static void what_a_filter_hides_is_chosen_no_more(void **state)
{
    struct stage *s = *state;
    const ct_id  *chosen;

    make_and_open(s);
    act(s, "clip.all");
    assert_int_equal(ct_session_selected_clips(s->session, &chosen), 3);
    act(s, "list.find text=12B");
    wait_until(s, one_clip_listed, "one clip");
    wait_until(s, is_idle, "all lists");
    assert_int_equal(ct_session_selected_clips(s->session, &chosen), 1);
    assert_string_equal(ct_session_clip_of(s->session, *chosen)->name, "12B-1.mp4");
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

static bool on_first_take(struct stage *s)
{
    return strcmp(ct_session_clip(s->session)->name, "12A-1.mp4") == 0 && at_frame_20(s);
}

static void two_takes_are_compared_back_and_forth(void **state)
{
    struct stage *s = *state;

    make_and_open(s);
    act(s, "play.goto at=f20");
    wait_until(s, at_frame_20, "frame 20");
    act(s, "clip.open clip=12B-1.mp4");
    wait_until(s, has_picture, "the other one");
    for (int i = 0; i < 2; i++) {
        act(s, "clip.before");
        wait_until(s, on_first_take, "the first take, where it was left");
        act(s, "clip.before");
        assert_string_equal(ct_session_clip(s->session)->name, "12B-1.mp4");
    }
}

/* A note on In to Out leaves them free for the next, one that was on another frame does not. */
static void a_note_takes_in_and_out_along(void **state)
{
    struct stage *s = *state;

    make_and_open(s);
    act(s, "mark.in at=f4");
    act(s, "mark.out at=f9");
    act(s, "note.add text=elsewhere at=f2");
    assert_int_equal(ct_session_in(s->session), 4);
    act(s, "note.quick");
    assert_int_equal(ct_session_end(s->session), 10);
    act(s, "note.add text=range");
    assert_true(ct_session_in(s->session) == -1 && ct_session_end(s->session) == -1);
    const ct_note_list *notes = ct_session_notes(s->session);
    assert_int_equal(notes->count, 3);
    bool found = false;
    for (size_t i = 0; i < notes->count; i++)
        found = found || (notes->items[i].span.first == 4 && notes->items[i].span.end == 10);
    assert_true(found);
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

static bool cut_is_on(struct stage *s)
{
    return ct_session_cut(s->session) != NULL;
}

/* The picture of the record frame is there, or its slate, and what lies under it is open. */
static bool cut_rests(struct stage *s)
{
    return cut_is_on(s) && !ct_session_is_lively(s->session);
}

static bool note_is_on_cut(struct stage *s)
{
    return ct_session_cut_notes(s->session)->count == 1 && is_idle(s);
}

/* Makes two takes and takes a list of them in: two shots with a missing one between them. */
static void import_rough_cut(struct stage *s)
{
    static const char list[] = "TITLE: Rough\nFCM: NON-DROP FRAME\n"
                               "001  AX V C 00:00:00:05 00:00:00:13 01:00:00:00 01:00:00:08\n"
                               "* FROM CLIP NAME: 12A-1.mp4\n"
                               "002  GONE V C 00:00:00:00 00:00:00:06 01:00:00:08 01:00:00:14\n"
                               "003  AX V C 00:00:00:20 00:00:01:03 01:00:00:14 01:00:00:22\n"
                               "* FROM CLIP NAME: 12A-2.mp4\n"
                               "* LOC: 01:00:00:18 RED     SOFT\n";
    char              path[600], line[700];

    make_and_open(s);
    snprintf(path, sizeof path, "%s.edl", s->project);
    assert_int_equal(ct_file_replace(path, list, sizeof list - 1, NULL), CT_OK);
    snprintf(line, sizeof line, "project.import file=\"%s\" edit_rate=25", path);
    act(s, line);
    wait_until(s, cut_is_in, "the cut is in the project");
    unlink(path);
}

/* Whatever is shown as the right picture is the frame that the record position names, and the missing shot a
 * slate for its time. */
static void check_cut_shown(struct stage *s)
{
    const ct_cut_state *now = ct_session_cut_state(s->session);

    assert_int_equal(now->slate, frame_of_cut(now->record) == -1 ? 1 : -1);
    if (now->slate < 0 && !now->late)
        assert_int_equal(ct_session_picture(s->session).over->number, frame_of_cut(now->record));
}

static void a_cut_plays_on_its_frames(void **state)
{
    struct stage *s = *state;
    bool          slated = false;
    size_t        seen = 0;
    int64_t       last = 0;

    import_rough_cut(s);
    act(s, "cut.play cut=Rough");
    wait_until(s, cut_is_on, "the cut is in the viewer");
    int64_t began = ct_clock_us();
    do {
        tick(s);
        check_cut_shown(s);
        const ct_cut_state *now = ct_session_cut_state(s->session);
        slated = slated || now->slate >= 0;
        seen += now->slate < 0 && !now->late;
        assert_true(now->record >= last);
        last = now->record;
        usleep(2000);
    } while (ct_session_cut_state(s->session)->playing &&
             ct_clock_us() - began < PATIENCE_MS * INT64_C(1000));
    assert_true(last == 21 && slated && seen > 0);
    wait_until(s, cut_rests, "it rests on its last frame");
    assert_string_equal(ct_session_clip(s->session)->name, "12A-2.mp4");
    assert_int_equal(ct_session_position(s->session), 27);
    act(s, "cut.leave"); /* for the clip, on the frame that was seen */
    wait_until(s, has_picture, "the clip has its picture");
    assert_null(ct_session_cut(s->session));
    assert_int_equal(ct_session_state(s->session)->picture_frame, 27);
}

static bool at_record_18(struct stage *s)
{
    return cut_rests(s) && ct_session_record(s->session) == 18;
}

static bool at_record_3(struct stage *s)
{
    return cut_rests(s) && ct_session_record(s->session) == 3;
}

static void expect_range(struct stage *s, int64_t in, int64_t end, const char *said)
{
    assert_int_equal(ct_session_in(s->session), in);
    assert_int_equal(ct_session_end(s->session), end);
    if (!strstr(ct_session_message(s->session)->text, said))
        fail_msg("said: %s", ct_session_message(s->session)->text);
}

/* A note is on one clip: what is marked over an edit is the part of the shot that was marked last. */
static void a_range_over_an_edit_is_that_of_its_shot(void **state)
{
    struct stage *s = *state;

    import_rough_cut(s);
    act(s, "cut.open cut=Rough at=f3");
    wait_until(s, at_record_3, "the first shot");
    act(s, "mark.in");
    expect_range(s, 8, -1, "");
    act(s, "play.goto at=01:00:00:18");
    wait_until(s, at_record_18, "the third event");
    act(s, "mark.out");
    expect_range(s, 20, 25, "In is on another shot. ");
    act(s, "note.add text=soft");
    wait_until(s, note_is_on_cut, "the note is in the cut");
    const ct_note *note = &ct_session_cut_notes(s->session)->items[0];
    assert_int_equal(note->span.first, 20);
    assert_int_equal(note->span.end, 25);
    assert_int_equal(note->record_frame, 14);
    act(s, "mark.out"); /* of a new range, for which nothing else was marked */
    expect_range(s, -1, 25, "");
    act(s, "play.goto at=01:00:00:03");
    wait_until(s, at_record_3, "the first shot");
    act(s, "mark.clear");
    act(s, "play.goto at=01:00:00:18");
    wait_until(s, at_record_18, "the third event");
    act(s, "mark.out");
    act(s, "play.goto at=01:00:00:03");
    wait_until(s, at_record_3, "the first shot");
    act(s, "mark.in"); /* the other way round */
    expect_range(s, 8, 13, "Out is on another shot. ");
}

/* A frame of a clip is not one of the cut that is in the viewer. */
static void a_place_in_a_clip_leaves_the_cut(void **state)
{
    struct stage *s = *state;

    import_rough_cut(s);
    act(s, "cut.open cut=Rough at=f3");
    wait_until(s, at_record_3, "the first shot");
    act(s, "play.goto clip=12A-1.mp4 at=f20");
    wait_until(s, at_frame_20, "frame 20 of its clip");
    assert_null(ct_session_cut(s->session));
    assert_string_equal(ct_session_clip(s->session)->name, "12A-1.mp4");
}

/* What only sounds has a source too, and events that no list numbered are called by their place. */
static void what_is_heard_alone_has_a_source(void **state)
{
    static const char list[] = "clip,rate,first_frame,end_frame,record_in,record_out,channels\n"
                               "12A-1.mp4,25/1,5,13,01:00:00:00,01:00:00:08,V\n"
                               "12A-2.mp4,25/1,20,40,01:00:00:04,01:00:00:24,A1 A2\n";
    struct stage     *s = *state;
    char              path[600], line[700];
    int64_t           frame = -1;

    make_and_open(s);
    snprintf(path, sizeof path, "%s.csv", s->project);
    assert_int_equal(ct_file_replace(path, list, sizeof list - 1, NULL), CT_OK);
    snprintf(line, sizeof line, "project.import file=\"%s\" as=cut name=Rough", path);
    act(s, line);
    wait_until(s, cut_is_in, "the cut is in the project");
    unlink(path);
    act(s, "cut.open cut=Rough at=f12");
    wait_until(s, cut_is_on, "the cut is in the viewer");
    const ct_cut_view *view = ct_session_cut_view(s->session);
    assert_null(ct_session_shot(s->session, NULL));
    assert_string_equal(ct_cut_view_heard(view, 12, &frame)->name, "12A-2.mp4");
    assert_int_equal(frame, 28);
    assert_null(ct_cut_view_heard(view, 3, &frame));
    assert_null(ct_cut_view_heard(view, 24, &frame));
    assert_int_equal(ct_event_number(&view->events.events[0]), 1);
    assert_int_equal(ct_event_number(&view->events.events[1]), 2);
}

/* One playhead goes over the events, by record frames; what is marked is marked on the clip under it. */
static bool nothing_is_missing(struct stage *s)
{
    return ct_session_cut_view(s->session)->missing == 0;
}

/* The reason goes with the event, and both are gone once it is linked by hand. */
static void what_a_cut_misses_is_explained(void **state)
{
    struct stage *s = *state;

    import_rough_cut(s);
    act(s, "cut.open cut=Rough");
    wait_until(s, cut_is_on, "the cut is in the viewer");
    const ct_cut_view *view = ct_session_cut_view(s->session);
    assert_int_equal(view->missing, 1);
    assert_int_equal(view->misses[0].event, 1);
    assert_string_equal(view->misses[0].why,
                        "No clip has its path, its name, or reel GONE at 00:00:00:00");
    assert_ptr_equal(ct_cut_view_miss(view, 1), view->misses[0].why);
    assert_null(ct_cut_view_miss(view, 0));
    ct_error err = {0};
    assert_int_equal(act_code(s, "cut.note cut=Rough at=01:00:00:09 text=soft", &err), CT_NO_INPUT);
    assert_non_null(strstr(err.text, "Relink the event first."));
    act(s, "cut.relink cut=Rough event=2 clip=12A-1.mp4 at=f40");
    wait_until(s, nothing_is_missing, "the event has its clip");
    assert_null(ct_cut_view_miss(ct_session_cut_view(s->session), 1));
    act(s, "cut.relink cut=Rough event=2 clip=12A-1.mp4 at=f122");
    wait_until(s, is_idle, "it is saved");
    assert_string_equal(ct_session_message(s->session)->text,
                        "The event shows frames 122 to 127, and 12A-1.mp4 has 0 to 124: what lies "
                        "outside is not shown.");
}

/* What is soloed and muted is the clip's own, in a cut as by itself, today and tomorrow. */
static void channels_are_chosen_in_a_cut_too(void **state)
{
    struct stage *s = *state;

    import_rough_cut(s);
    act(s, "cut.open cut=Rough");
    wait_until(s, cut_is_on, "the cut is in the viewer");
    act(s, "audio.next");
    assert_string_equal(ct_session_message(s->session)->text,
                        "Sound of 12A-1.mp4: A1 of 2 channels");
    ct_error err = {0};
    act(s, "play.goto at=01:00:00:09"); /* the missing shot */
    assert_int_equal(act_code(s, "audio.next", &err), CT_USAGE);
    assert_null(strstr(err.text, "audio.next"));
    act(s, "audio.mute"); /* what is heard there has no need of a picture */
    assert_string_equal(ct_session_message(s->session)->text, "Sound: off");
    act(s, "audio.mute");
    assert_string_equal(ct_session_message(s->session)->text, "Sound: on");
    act(s, "play.goto at=01:00:00:00");
    act(s, "audio.mute channel=1");
    assert_string_equal(ct_session_message(s->session)->text, "Sound of 12A-1.mp4: off");
    act(s, "cut.leave");
    wait_until(s, has_picture, "the clip has its picture");
    assert_int_equal(ct_session_sound(s->session)->solo, 1);
    close_and_open(s);
    act(s, "cut.open cut=Rough at=01:00:00:16");
    wait_until(s, cut_is_on, "the cut is in the viewer again");
    act(s, "audio.next");
    assert_string_equal(ct_session_message(s->session)->text,
                        "Sound of 12A-2.mp4: A1 of 2 channels");
    act(s, "play.goto at=01:00:00:02");
    act(s, "audio.solo");
    assert_int_equal(ct_session_sound(s->session)->mute, 1);
}

static bool cut_is_listed(struct stage *s)
{
    return ct_session_cuts(s->session)->count == 1;
}

static bool list_is_answered(struct stage *s)
{
    uint64_t serial;

    ct_session_findings(s->session, &serial);
    return serial > 0 && is_idle(s);
}

static bool is_found(const ct_session *session, const char *word)
{
    uint64_t               serial;
    const ct_finding_list *said = ct_session_findings(session, &serial);

    for (size_t i = 0; i < said->count; i++)
        if (strstr(said->items[i].text, word))
            return true;
    return false;
}

static bool export_is_remembered(struct stage *s)
{
    ct_export_list exports = {0};

    assert_int_equal(ct_query_exports(ct_session_query(s->session), &exports, NULL), CT_OK);
    bool remembered = exports.count == 1 && strcmp(exports.items[0].selection, "cut:Rough v1") == 0;
    ct_export_list_finish(&exports);
    return remembered;
}

/* As its menu does it: the cut is named by its id; what is said and remembered of it has its name. */
static void a_cut_is_checked_and_handed_over(void **state)
{
    struct stage *s = *state;
    char          id[CT_ID_TEXT_BYTES], line[700], list[600];
    char         *text = NULL;
    size_t        bytes = 0;

    import_rough_cut(s);
    wait_until(s, cut_is_listed, "the cut is in the list");
    const ct_cut_list *cuts = ct_session_cuts(s->session);
    assert_ptr_equal(ct_cut_list_find(cuts, cuts->items[0].id), &cuts->items[0]);
    assert_null(ct_cut_list_find(cuts, ct_id_none()));
    ct_id_text(cuts->items[0].id, id);
    snprintf(line, sizeof line, "project.export format=edl cut=%s preflight=yes", id);
    act(s, line);
    wait_until(s, list_is_answered, "the cut is checked");
    assert_true(is_found(s->session, "No clip of the project stands for it"));
    snprintf(list, sizeof list, "%s.out.edl", s->project);
    snprintf(line, sizeof line, "project.export cut=%s to=\"%s\"", id, list);
    act(s, line);
    wait_until(s, is_idle, "the cut is written");
    assert_int_equal(ct_file_read(list, 1 << 20, &text, &bytes, NULL), CT_OK);
    assert_non_null(strstr(text, "TITLE: Rough v1"));
    assert_non_null(strstr(text, "003  "));
    free(text);
    wait_until(s, export_is_remembered, "it is remembered by the name of the cut");
    unlink(list);
}

static bool two_cuts_are_listed(struct stage *s)
{
    return ct_session_cuts(s->session)->count == 2;
}

static bool cuts_are_compared(struct stage *s)
{
    return ct_session_compared(s->session) != NULL;
}

/* The missing shot was taken out, the last one trimmed and another put in front. */
static void import_next_cut(struct stage *s)
{
    static const char list[] = "TITLE: Rough\nFCM: NON-DROP FRAME\n"
                               "001  AX V C 00:00:01:10 00:00:01:15 01:00:00:00 01:00:00:05\n"
                               "* FROM CLIP NAME: 12A-2.mp4\n"
                               "002  AX V C 00:00:00:05 00:00:00:13 01:00:00:05 01:00:00:13\n"
                               "* FROM CLIP NAME: 12A-1.mp4\n"
                               "003  AX V C 00:00:00:22 00:00:01:03 01:00:00:13 01:00:00:19\n"
                               "* FROM CLIP NAME: 12A-2.mp4\n";
    char              path[600], line[700];

    snprintf(path, sizeof path, "%s.edl", s->project);
    assert_int_equal(ct_file_replace(path, list, sizeof list - 1, NULL), CT_OK);
    snprintf(line, sizeof line, "project.import file=\"%s\" edit_rate=25", path);
    act(s, line);
    wait_until(s, two_cuts_are_listed, "both versions are in the list");
    unlink(path);
}

/* As the window asks for it: each change, and the record frame of the new version to look at. */
static void two_versions_are_compared(void **state)
{
    static const struct {
        ct_difference what;
        int64_t       record, head;
    } expected[] = {{CT_ADDED, 0, 0}, {CT_REMOVED, 13, 0}, {CT_TRIMMED, 13, -2}};
    struct stage *s = *state;

    import_rough_cut(s);
    wait_until(s, cut_is_listed, "the cut is in the list");
    import_next_cut(s);
    const ct_cut_list *cuts = ct_session_cuts(s->session);
    const ct_cut      *after = &cuts->items[cuts->items[1].version == 2];
    const ct_cut      *before = ct_cut_list_before(cuts, after);
    assert_non_null(before);
    ct_session_compare_cuts(s->session, before->id, after->id);
    wait_until(s, cuts_are_compared, "they are compared");
    const ct_compared *found = ct_session_compared(s->session);
    assert_int_equal(found->error.code, CT_OK);
    assert_int_equal(found->after.version, 2);
    assert_int_equal(found->row_count, 3);
    for (size_t i = 0; i < 3; i++) {
        const ct_cut_change *change = &found->result.items[found->rows[i].change];
        assert_int_equal(change->what, expected[i].what);
        assert_int_equal(change->head, expected[i].head);
        assert_int_equal(found->rows[i].record, expected[i].record);
    }
    ct_session_forget_compared(s->session);
    assert_null(ct_session_compared(s->session));
    ct_session_compare_cuts(s->session, ct_id_new(), ct_id_new());
    wait_until(s, cuts_are_compared, "cuts that are not there");
    assert_int_equal(ct_session_compared(s->session)->error.code, CT_NO_INPUT);
}

static bool no_clip_is_open(struct stage *s)
{
    return ct_session_clip(s->session) == NULL;
}

/* No clip is open there, but a picture may still be shown: the leak check tells when it stays. */
static void a_project_is_closed_on_a_missing_shot(void **state)
{
    struct stage *s = *state;

    import_rough_cut(s);
    act(s, "cut.open cut=Rough at=01:00:00:07");
    wait_until(s, cut_rests, "the cut rests on a picture");
    act(s, "play.step frames=1");
    wait_until(s, no_clip_is_open, "the missing shot");
    close_and_open(s);
    assert_null(ct_session_cut(s->session));
}

static void a_cut_is_stepped_and_noted(void **state)
{
    struct stage *s = *state;
    ct_note_list  notes = {0};
    ct_error      err;

    import_rough_cut(s);
    act(s, "cut.open cut=Rough at=01:00:00:07");
    wait_until(s, cut_rests, "the cut rests");
    for (int64_t r = 7; r < 16; r++) {
        assert_int_equal(ct_session_record(s->session), r);
        check_cut_shown(s);
        act(s, "play.step frames=1");
        wait_until(s, cut_rests, "the next record frame");
    }
    act(s, "play.goto at=f8");
    wait_until(s, cut_rests, "the missing shot");
    assert_int_equal(act_code(s, "note.add text=nowhere", &err), CT_USAGE);
    act(s, "play.goto at=+7");
    act(s, "note.add text=here"); /* at once: the clip is opened for it */
    wait_until(s, note_is_on_cut, "the note is on the cut");
    assert_int_equal(ct_query_notes(ct_session_query(s->session), NULL, &notes, NULL), CT_OK);
    assert_int_equal(notes.count, 1);
    assert_int_equal(notes.items[0].record_frame, 15);
    assert_int_equal(notes.items[0].span.first, 21);
    assert_true(ct_id_equal(notes.items[0].cut, ct_session_cut(s->session)->id));
    assert_int_equal(ct_session_notes(s->session)->count, 1); /* and on the clip */
    ct_note_list_finish(&notes);
    act(s, "mark.previous"); /* the shot it is in, and the one before */
    assert_int_equal(ct_session_record(s->session), 14);
    act(s, "mark.previous");
    assert_int_equal(ct_session_record(s->session), 8);
    act(s, "mark.next");
    act(s, "mark.next"); /* the note */
    assert_int_equal(ct_session_record(s->session), 15);
    act(s, "mark.next"); /* what the list says of the shot */
    assert_int_equal(ct_session_record(s->session), 18);
    act(s, "play.home");
    act(s, "play.end");
    wait_until(s, cut_rests, "the last record frame");
    assert_int_equal(ct_session_record(s->session), 21);
    ct_session_open_clip(s->session, ct_session_clip(s->session)->id, 3);
    assert_null(ct_session_cut(s->session));
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
    ct_session_destroy(&s->session);
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

static bool cut_is_made(struct stage *s)
{
    return ct_session_cuts(s->session)->count == 1 && is_idle(s);
}

/* Reading so many selects takes longer than a frame of the window. */
static void a_cut_of_many_selects_is_made_in_the_background(void **state)
{
    struct stage *s = *state;
    ct_edit      *edit = ct_edit_create("Many", "Test", 0);
    ct_select     select;
    ct_ticket     ticket;
    ct_job_view   jobs[4];

    make_and_open(s);
    for (int i = 0; i < 5000; i++) {
        ct_select_init(&select);
        select.clip = ct_session_clip(s->session)->id;
        select.span = (ct_span){i % 100, i % 100 + 10};
        ct_edit_add_select(edit, &select);
        ct_select_finish(&select);
    }
    assert_int_equal(ct_store_submit(ct_session_store(s->session), &edit, &ticket, NULL), CT_OK);
    assert_int_equal(ct_store_wait(ct_session_store(s->session), ticket, NULL), CT_OK);
    wait_until(s, is_idle, "5,000 selects");
    act(s, "cut.make name=Rough order=slate");
    assert_int_equal(ct_session_jobs(s->session, jobs, 4), 1);
    wait_until(s, cut_is_made, "the cut");
    assert_int_equal(ct_session_cuts(s->session)->items[0].event_count, 5000);
    assert_string_equal(ct_session_message(s->session)->text,
                        "Cut Rough v1: 5000 events, 5000 with their clip");
    assert_true(ct_session_saved_us(s->session, NULL) > 0);
    assert_int_equal(ct_session_taken(s->session)->as, CT_RECEIVE_CUT);
    act(s, "edit.undo");
    wait_until(s, is_idle, "undone");
    act(s, "cut.make find=nothing");
    wait_until(s, is_idle, "nothing to do");
    assert_string_equal(ct_session_message(s->session)->text,
                        "There is no select to make a cut of.");
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "_ingest") == 0)
        return ct_ingest_child();

#define STAGED(test) cmocka_unit_test_setup_teardown(test, stage_set_up, stage_tear_down)
    const struct CMUnitTest tests[] = {
        STAGED(a_folder_becomes_a_review),
        STAGED(the_thumbnail_of_images_is_one_that_is_there),
        STAGED(what_was_open_is_open_again),
        STAGED(a_project_that_is_none_is_said),
        STAGED(no_project_is_made_for_footage_that_is_not_there),
        STAGED(a_project_in_vain_is_taken_back),
        STAGED(a_folder_with_a_long_name_has_a_project),
        STAGED(a_second_window_reads_only_and_says_so),
        STAGED(a_select_is_kept_proved_and_disproved),
        STAGED(selects_are_put_in_order_by_hand),
        STAGED(undo_and_redo_reach_everything),
        STAGED(fields_go_to_all_chosen_takes),
        STAGED(finding_hides_and_shows),
        STAGED(a_filter_of_clips_hides_no_marks),
        STAGED(what_a_filter_hides_is_chosen_no_more),
        STAGED(takes_of_a_set_up_follow_one_another),
        STAGED(two_takes_are_compared_back_and_forth),
        STAGED(a_note_takes_in_and_out_along),
        STAGED(drafts_outlive_the_window),
        STAGED(what_is_heard_is_kept),
        STAGED(sound_is_attached_and_taken_back),
        STAGED(selects_play_end_to_end),
        STAGED(a_range_over_an_edit_is_that_of_its_shot),
        STAGED(a_place_in_a_clip_leaves_the_cut),
        STAGED(a_cut_plays_on_its_frames),
        STAGED(a_project_is_closed_on_a_missing_shot),
        STAGED(what_a_cut_misses_is_explained),
        STAGED(what_is_heard_alone_has_a_source),
        STAGED(channels_are_chosen_in_a_cut_too),
        STAGED(a_cut_is_checked_and_handed_over),
        STAGED(two_versions_are_compared),
        STAGED(a_cut_is_stepped_and_noted),
        STAGED(acts_without_a_project_are_refused),
        STAGED(acts_with_odd_arguments_do_no_harm),
        STAGED(a_cut_of_many_selects_is_made_in_the_background),
        STAGED(ten_thousand_clips_are_listed_and_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
