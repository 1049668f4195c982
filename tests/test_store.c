/* SPDX-License-Identifier: MIT */
/* A project file: made, filled, closed, opened again; what comes back is what was put in. Locks,
 * foreign files, full disks. */
#include "store_kit.h"

#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "circletake/file.h"
#include "circletake/str.h"
#include "circletake/thread.h"
#include "effort.h"

static int set_up(void **state)
{
    kit *k = ct_alloc(sizeof *k);

    kit_init(k);
    *state = k;
    return 0;
}

static int tear_down(void **state)
{
    kit_finish(*state);
    free(*state);
    return 0;
}

/* ---- what is put in comes back ---- */

static void fill_clip(ct_clip *c)
{
    ct_clip_init(c);
    c->path = ct_strdup("/media/CARD A/A001_C003.mov");
    c->name = ct_strdup("A001_C003.mov");
    c->codec = ct_strdup("h264");
    c->size_bytes = 123456789012;
    c->mtime_ns = 1700000000000000001;
    c->fingerprint = 0xF0E1D2C3B4A59687u;
    c->fps = (AVRational){24000, 1001};
    c->frame_count = 4321;
    c->provisional = true;
    c->width_px = 1920;
    c->height_px = 1080;
    c->vfr = c->open_gop = true;
    c->audio_tracks = 2;
    c->audio_channels = 8;
    c->audio_layout = ct_strdup("6,2");
    c->tc = (ct_tc_track){86400, {30, true}, {30000, 1001}};
    c->tc_source = CT_TC_PACKAGE;
    c->reel = ct_strdup("A001");
    c->scene = ct_strdup("12");
    c->shot = ct_strdup("A");
    c->take = ct_strdup("3");
    c->camera = ct_strdup("A");
    c->circled = true;
    c->rating = 4;
    c->description = ct_strdup("élan, 雨 🎬");
    c->keywords = ct_strdup("rain, close");
}

static void expect_same_clip(const ct_clip *a, const ct_clip *b)
{
    assert_string_equal(a->path, b->path);
    assert_string_equal(a->name, b->name);
    assert_string_equal(a->codec, b->codec);
    assert_int_equal(a->size_bytes, b->size_bytes);
    assert_int_equal(a->mtime_ns, b->mtime_ns);
    assert_true(a->fingerprint == b->fingerprint);
    assert_true(ct_rate_equal(a->fps, b->fps));
    assert_int_equal(a->frame_count, b->frame_count);
    assert_int_equal(a->provisional, b->provisional);
    assert_int_equal(a->width_px, b->width_px);
    assert_int_equal(a->height_px, b->height_px);
    assert_int_equal(a->vfr, b->vfr);
    assert_int_equal(a->interlaced, b->interlaced);
    assert_int_equal(a->open_gop, b->open_gop);
    assert_int_equal(a->has_edit_list, b->has_edit_list);
    assert_int_equal(a->audio_tracks, b->audio_tracks);
    assert_int_equal(a->audio_channels, b->audio_channels);
    assert_string_equal(a->audio_layout, b->audio_layout);
    assert_int_equal(a->tc.start, b->tc.start);
    assert_int_equal(a->tc.count.base, b->tc.count.base);
    assert_int_equal(a->tc.count.drop, b->tc.count.drop);
    assert_true(ct_rate_equal(a->tc.rate, b->tc.rate));
    assert_int_equal(a->tc_source, b->tc_source);
    assert_string_equal(a->reel, b->reel);
    assert_string_equal(a->scene, b->scene);
    assert_string_equal(a->shot, b->shot);
    assert_string_equal(a->take, b->take);
    assert_string_equal(a->camera, b->camera);
    assert_int_equal(a->circled, b->circled);
    assert_int_equal(a->rating, b->rating);
    assert_string_equal(a->description, b->description);
    assert_string_equal(a->keywords, b->keywords);
}

static void clip_comes_back(void **state)
{
    kit     *k = *state;
    ct_clip  put, got;
    ct_edit *edit = ct_edit_create("Add clip", "Ada", 0);

    fill_clip(&put);
    ct_id id = ct_edit_add_clip(edit, &put);
    kit_save(k, edit);
    kit_reopen(k);
    got = kit_clip(k, id);
    expect_same_clip(&put, &got);
    ct_clip_finish(&got);
    assert_int_equal(ct_query_clip_by_path(kit_query(k), put.path, &got, NULL), CT_OK);
    assert_true(ct_id_equal(got.id, id));
    ct_clip_finish(&put);
    ct_clip_finish(&got);
    kit_check(k);
}

static void marks_come_back(void **state)
{
    kit      *k = *state;
    ct_id     clip = kit_add_clip(k, "A001", "1", "", "1");
    ct_edit  *edit = ct_edit_create("Mark", "Ada", 0);
    ct_select s, got_s;
    ct_note   n, got_n;

    ct_select_init(&s);
    s.clip = clip;
    s.span = (ct_span){100, 148};
    s.label = ct_strdup("the look");
    s.verdict = CT_GOOD;
    s.first_proof = (ct_evidence){.pts = -512,
                                  .tb = {1, 12800},
                                  .hash = 0xFFFFFFFFFFFFFFFEu,
                                  .timecode = "01:00:04;20",
                                  .media = 0xFEDCBA9876543210u,
                                  .around = {CT_NO_PICTURE, 0, 7, 8, 0xFFFFFFFFFFFFFFFEu, 0}};
    ct_id select = ct_edit_add_select(edit, &s);
    ct_note_init(&n);
    n.clip = clip;
    n.span = (ct_span){7, 8};
    n.body = ct_strdup("too\nwide");
    n.category = CT_CAT_PICTURE;
    n.priority = 2;
    n.proof.media = 5;
    n.last_proof.hash = 0xFFFFFFFFFFFFFFFDu;
    n.last_proof.around[2] = 12;
    ct_id note = ct_edit_add_note(edit, &n);
    kit_save(k, edit);
    kit_reopen(k);

    assert_int_equal(ct_query_select(kit_query(k), select, &got_s, NULL), CT_OK);
    assert_int_equal(got_s.span.first, 100);
    assert_int_equal(got_s.span.end, 148);
    assert_string_equal(got_s.label, "the look");
    assert_string_equal(got_s.author, "Ada");
    assert_int_equal(got_s.verdict, CT_GOOD);
    assert_true(got_s.order > 0.0);
    assert_true(got_s.made_us > 0);
    assert_int_equal(got_s.first_proof.pts, -512);
    assert_int_equal(got_s.first_proof.tb.den, 12800);
    assert_true(got_s.first_proof.hash == 0xFFFFFFFFFFFFFFFEu);
    assert_string_equal(got_s.first_proof.timecode, "01:00:04;20");
    assert_true(got_s.first_proof.media == 0xFEDCBA9876543210u);
    assert_memory_equal(got_s.first_proof.around, s.first_proof.around,
                        sizeof s.first_proof.around);
    assert_true(got_s.last_proof.pts == INT64_MIN);
    assert_false(ct_evidence_has_around(&got_s.last_proof));

    assert_int_equal(ct_query_note(kit_query(k), note, &got_n, NULL), CT_OK);
    assert_string_equal(got_n.body, "too\nwide");
    assert_string_equal(got_n.author, "Ada");
    assert_int_equal(got_n.category, CT_CAT_PICTURE);
    assert_int_equal(got_n.priority, 2);
    assert_true(ct_id_is_none(got_n.reply_to));
    assert_true(got_n.proof.media == 5);
    assert_true(got_n.last_proof.hash == 0xFFFFFFFFFFFFFFFDu);
    assert_true(got_n.last_proof.around[2] == 12);

    ct_clip c = kit_clip(k, clip);
    assert_int_equal(c.select_count, 1);
    assert_int_equal(c.note_count, 1);
    assert_int_equal(c.open_note_count, 1);
    ct_clip_finish(&c);
    ct_select_finish(&s);
    ct_select_finish(&got_s);
    ct_note_finish(&n);
    ct_note_finish(&got_n);
    kit_check(k);
}

static void range_moves_as_a_whole(void **state)
{
    kit      *k = *state;
    ct_id     clip = kit_add_clip(k, "A001", "1", "", "1");
    ct_id     id = kit_add_select(k, clip, 10, 20, "");
    ct_edit  *edit = ct_edit_create("Move select", "Ada", 0);
    ct_select s;

    ct_edit_set_select_span(edit, id, (ct_span){500, 600}, NULL,
                            NULL); /* first is behind old end */
    kit_save(k, edit);
    assert_int_equal(ct_query_select(kit_query(k), id, &s, NULL), CT_OK);
    assert_int_equal(s.span.first, 500);
    assert_int_equal(s.span.end, 600);
    ct_select_finish(&s);
}

static void empty_range_is_refused_and_kept(void **state)
{
    kit      *k = *state;
    ct_id     clip = kit_add_clip(k, "A001", "1", "", "1");
    ct_id     id = kit_add_select(k, clip, 10, 20, "");
    ct_edit  *edit = ct_edit_create("Move select", "Ada", 0);
    ct_ticket ticket;
    ct_error  err;

    ct_edit_set_int(edit, id, CT_SELECT_END, 10);
    assert_int_equal(ct_store_submit(k->st, &edit, &ticket, NULL), CT_OK);
    assert_int_equal(ct_store_wait(k->st, ticket, &err), CT_BAD_DATA);
    assert_non_null(strstr(err.text, "Shoot.circletake"));
    assert_int_equal(ct_store_ticket(k->st, ticket, NULL), CT_TICKET_FAILED);
    edit = ct_store_take_failed(k->st, ticket);
    assert_non_null(edit);
    assert_string_equal(ct_edit_sentence(edit), "Move select");
    ct_edit_destroy(&edit);
    ct_store_state s;
    ct_store_state_get(k->st, &s);
    assert_int_equal(s.failed, 0);
    kit_check(k);
}

static void draft_goes_with_the_note(void **state)
{
    kit    *k = *state;
    ct_id   clip = kit_add_clip(k, "A001", "1", "", "1");
    char  **keys, **bodies;
    size_t  count;
    ct_note n;

    assert_int_equal(ct_store_wait(k->st, ct_store_put_draft(k->st, "note:1", "half a sen"), NULL),
                     CT_OK);
    kit_reopen(k);
    assert_int_equal(ct_query_drafts(kit_query(k), &keys, &bodies, &count, NULL), CT_OK);
    assert_int_equal(count, 1);
    assert_string_equal(bodies[0], "half a sen");
    free(keys[0]);
    free(bodies[0]);
    free(keys);
    free(bodies);

    ct_edit *edit = ct_edit_create("Write note", "Ada", 0);
    ct_note_init(&n);
    n.clip = clip;
    n.span = (ct_span){1, 2};
    n.body = ct_strdup("half a sentence");
    ct_edit_add_note(edit, &n);
    ct_edit_drop_draft(edit, "note:1");
    kit_save(k, edit);
    ct_note_finish(&n);
    assert_null(ct_query_draft(kit_query(k), "note:1"));
}

static void settings_and_seen_come_back(void **state)
{
    kit  *k = *state;
    ct_id clip = kit_add_clip(k, "A001", "1", "", "1");

    assert_int_equal(ct_query_seen(kit_query(k), clip), -1);
    ct_store_put_setting(k->st, "view.clip", "a");
    ct_store_put_setting(k->st, "view.clip", "b");
    ct_store_put_seen(k->st, clip, 77);
    kit_reopen(k);
    char *value = ct_query_setting(kit_query(k), "view.clip");
    assert_string_equal(value, "b");
    free(value);
    assert_int_equal(ct_query_seen(kit_query(k), clip), 77);
    assert_int_equal(kit_count_clips(k, "is:unseen"), 0);
}

static void moved_file_is_known_at_both_paths(void **state)
{
    kit     *k = *state;
    ct_id    id = kit_add_clip(k, "A001", "1", "", "1");
    ct_edit *edit = ct_edit_create("Relink", "Ada", CT_EDIT_FACT);
    ct_clip  c;

    ct_edit_relink(edit, id, "/other/A001.mov", 1000, 5);
    kit_save(k, edit);
    for (int i = 0; i < 2; i++) {
        const char *path = i ? "/other/A001.mov" : "/rushes/A001.mov";
        assert_int_equal(ct_query_clip_by_path(kit_query(k), path, &c, NULL), CT_OK);
        assert_true(ct_id_equal(c.id, id));
        assert_string_equal(c.path, "/other/A001.mov");
        ct_clip_finish(&c);
    }
    ct_clip_list list = {0};
    assert_int_equal(
        ct_query_clips_by_fingerprint(kit_query(k), 0xFEDCBA9876543210u, 1000, &list, NULL), CT_OK);
    assert_int_equal(list.count, 1);
    ct_clip_list_finish(&list);
}

static void probing_again_keeps_the_users_timecode(void **state)
{
    kit     *k = *state;
    ct_id    id = kit_add_clip(k, "A001", "1", "", "1");
    ct_edit *edit = ct_edit_create("Set timecode", "Ada", 0);
    ct_clip  probed, got;

    ct_edit_set_int(edit, id, CT_CLIP_TC_START, 90000);
    ct_edit_set_int(edit, id, CT_CLIP_TC_SOURCE, CT_TC_USER);
    kit_save(k, edit);
    fill_clip(&probed);
    edit = ct_edit_create("Probe", "Ada", CT_EDIT_FACT);
    ct_edit_set_media(edit, id, &probed);
    kit_save(k, edit);
    got = kit_clip(k, id);
    assert_int_equal(got.tc.start, 90000);
    assert_int_equal(got.tc_source, CT_TC_USER);
    assert_int_equal(got.frame_count, 4321);
    assert_string_equal(got.scene, "1"); /* the slate is what people said */
    ct_clip_finish(&got);
    ct_clip_finish(&probed);
}

static void clips_are_found_by_any_name(void **state)
{
    kit        *k = *state;
    ct_id       a = kit_add_clip(k, "A001", "1", "", "1");
    ct_clip     c;
    ct_error    err;
    char        text[CT_ID_TEXT_BYTES];
    const char *names[] = {"A001", "a001.MOV", "/rushes/A001.mov", ct_id_text(a, text)};

    kit_add_clip(k, "A0012", "1", "", "2");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_int_equal(ct_query_clip_named(kit_query(k), names[i], &c, &err), CT_OK);
        assert_true(ct_id_equal(c.id, a));
        ct_clip_finish(&c);
    }
    kit_add_clip(k, "A001", "1", "", "3");
    assert_int_equal(ct_query_clip_named(kit_query(k), "A001", &c, &err), CT_USAGE);
    assert_int_equal(ct_query_clip_named(kit_query(k), "B", &c, &err), CT_NO_INPUT);
}

/* ---- two programs ---- */

static void second_program_reads_only(void **state)
{
    kit        *k = *state;
    ct_id       clip = kit_add_clip(k, "A001", "1", "", "1");
    ct_store   *second = NULL;
    const char *why = NULL;
    ct_error    err;
    ct_edit    *edit = ct_edit_create("Circle", "Bo", 0);

    assert_int_equal(ct_store_open(k->path, CT_STORE_WRITE, NULL, &second, &err), CT_BUSY);
    assert_int_equal(ct_store_open(k->path, 0, NULL, &second, &err), CT_OK);
    assert_true(ct_store_is_read_only(second, &why));
    assert_non_null(strstr(why, "open in another circletake"));
    ct_edit_set_int(edit, clip, CT_CLIP_CIRCLED, 1);
    assert_int_equal(ct_store_submit(second, &edit, NULL, &err), CT_BUSY);
    assert_non_null(edit); /* still ours */
    ct_edit_destroy(&edit);

    int64_t before = ct_query_revision(ct_store_query(second));
    kit_add_select(k, clip, 0, 10, "seen by both");
    assert_true(ct_query_revision(ct_store_query(second)) > before);
    ct_select_list list = {0};
    assert_int_equal(ct_query_selects(ct_store_query(second), NULL, &list, NULL), CT_OK);
    assert_int_equal(list.count, 1);
    ct_select_list_finish(&list);
    ct_store_close(&second);
    kit_add_select(k, clip, 10, 20, "and on it goes");
}

static void lock_leaves_no_file(void **state)
{
    kit *k = *state;
    char path[420];

    snprintf(path, sizeof path, "%s/.Shoot.circletake.lock", k->folder);
    assert_int_equal(access(path, F_OK), 0);
    kit_close(k);
    assert_int_not_equal(access(path, F_OK), 0);
    snprintf(path, sizeof path, "%s-wal", k->path);
    assert_int_not_equal(access(path, F_OK), 0); /* one file to carry away */
}

static void looking_leaves_no_file(void **state)
{
    kit *k = *state;
    char path[420];

    kit_close(k);
    for (int i = 0; i < 2; i++) {
        kit_open(k, CT_STORE_READ_ONLY);
        kit_count_clips(k, "x");
        kit_close(k);
    }
    snprintf(path, sizeof path, "%s-wal", k->path);
    assert_int_not_equal(access(path, F_OK), 0);
    snprintf(path, sizeof path, "%s-shm", k->path);
    assert_int_not_equal(access(path, F_OK), 0);
}

/* Two commands only look, one after the other is closed: the second must not lose its ground. */
static void looking_disturbs_nobody(void **state)
{
    kit      *k = *state;
    ct_store *other = NULL;

    kit_close(k);
    kit_open(k, CT_STORE_READ_ONLY);
    assert_int_equal(ct_store_open(k->path, CT_STORE_READ_ONLY, NULL, &other, NULL), CT_OK);
    kit_close(k);
    ct_clip_list list = {0};
    assert_int_equal(ct_query_clips(ct_store_query(other), NULL, &list, NULL), CT_OK);
    kit_open(k, 0); /* and a writer comes */
    kit_add_clip(k, "A001", "1", "", "1");
    assert_int_equal(ct_query_clips(ct_store_query(other), NULL, &list, NULL), CT_OK);
    assert_int_equal(list.count, 1);
    ct_clip_list_finish(&list);
    ct_store_close(&other);
    kit_add_clip(k, "A002", "1", "", "1");
    kit_check(k);
}

/* ---- what is not ours ---- */

static ct_code open_other(kit *k, const char *path, unsigned flags, ct_error *err)
{
    ct_store *st = NULL;

    ct_code code = ct_store_open(path, flags | CT_STORE_NO_BACKUPS, NULL, &st, err);
    ct_store_close(&st);
    (void)k;
    return code;
}

static void run_sql(const char *path, const char *sql)
{
    sqlite3 *db;
    char    *message = NULL;

    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK)
        fail_msg("%s: %s", sql, message);
    sqlite3_close(db);
}

static void write_file(const char *path, const char *text)
{
    FILE *f = fopen(path, "wb");

    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static void foreign_files_are_refused(void **state)
{
    kit     *k = *state;
    ct_error err;
    char     path[400];

    snprintf(path, sizeof path, "%s/none.circletake", k->folder);
    assert_int_equal(open_other(k, path, 0, &err), CT_NO_INPUT);
    assert_int_equal(open_other(k, k->folder, 0, &err), CT_BAD_DATA);
    write_file(path, "");
    assert_int_equal(open_other(k, path, CT_STORE_CREATE, &err), CT_BAD_DATA);
    write_file(path, "TITLE: not a project\n");
    assert_int_equal(open_other(k, path, CT_STORE_CREATE, &err), CT_BAD_DATA);
    unlink(path);
    run_sql(path, "CREATE TABLE t(a); INSERT INTO t VALUES(1);");
    assert_int_equal(open_other(k, path, CT_STORE_CREATE, &err), CT_BAD_DATA);
    assert_non_null(strstr(err.text, "another program"));
    snprintf(path, sizeof path, "%s/no/such/folder.circletake", k->folder);
    assert_int_not_equal(open_other(k, path, CT_STORE_CREATE, &err), CT_OK);
}

/* A file that is nearly ours, with something that would run or hide. */
static void hostile_files_are_refused(void **state)
{
    static const char *const tricks[] = {
        "CREATE TRIGGER t AFTER INSERT ON note BEGIN DELETE FROM note; END",
        "CREATE VIEW v AS SELECT * FROM clip",
        "CREATE TABLE more(a)",
        "DROP INDEX note_clip",
        "ALTER TABLE clip ADD COLUMN huge BLOB AS (zeroblob(800000000))",
        "PRAGMA application_id = 0",
        "PRAGMA user_version = 0",
        "DROP TABLE selection; CREATE VIEW selection AS SELECT 1 AS id",
    };
    kit     *k = *state;
    ct_error err;

    kit_add_clip(k, "A001", "1", "", "1");
    for (size_t i = 0; i < sizeof tricks / sizeof tricks[0]; i++) {
        char path[400];
        snprintf(path, sizeof path, "%s/trick%zu.circletake", k->folder, i);
        assert_int_equal(ct_store_copy(k->st, path, &err), CT_OK);
        assert_int_equal(open_other(k, path, 0, &err), CT_OK);
        run_sql(path, tricks[i]);
        if (open_other(k, path, 0, &err) != CT_BAD_DATA)
            fail_msg("opened in spite of: %s", tricks[i]);
        assert_int_equal(open_other(k, path, CT_STORE_READ_ONLY, &err), CT_BAD_DATA);
    }
}

static void newer_projects_are_only_read(void **state)
{
    kit        *k = *state;
    const char *why = NULL;

    kit_add_clip(k, "A001", "1", "", "1");
    kit_close(k);
    run_sql(k->path, "PRAGMA user_version = 99; ALTER TABLE clip ADD COLUMN mood TEXT");
    kit_open(k, 0);
    assert_true(ct_store_is_read_only(k->st, &why));
    assert_non_null(strstr(why, "newer"));
    assert_int_equal(kit_count_clips(k, NULL), 1);
}

static void copied_file_is_another_site(void **state)
{
    kit          *k = *state;
    char          path[400];
    ct_error      err;
    sqlite3      *db;
    sqlite3_stmt *stmt;

    kit_add_clip(k, "A001", "1", "", "1");
    snprintf(path, sizeof path, "%s/copy.circletake", k->folder);
    assert_int_equal(ct_store_copy(k->st, path, &err), CT_OK);
    kit_close(k);
    snprintf(k->path, sizeof k->path, "%s", path);
    kit_open(k, 0);
    kit_add_clip(k, "A002", "1", "", "2");
    kit_close(k);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    sqlite3_prepare_v2(db, "SELECT count(DISTINCT site) FROM change", -1, &stmt, NULL);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    assert_int_equal(sqlite3_column_int(stmt, 0), 2);
    sqlite3_finalize(stmt);
    sqlite3_close(db);
    kit_check(k);
}

/* ---- a medium that cannot be written ---- */

/* In a child that is nobody in particular (root may write everywhere): opens the project, answers
 * how many notes it sees, or 100 + the code. */
static int notes_seen_by_nobody(kit *k)
{
    int   status = 0;
    pid_t child = fork();

    if (child == 0) {
        ct_store    *st = NULL;
        ct_note_list notes = {0};
        if (geteuid() == 0 && setuid(65534) != 0)
            _exit(99);
        ct_code code = ct_store_open(k->path, 0, NULL, &st, NULL);
        if (code == CT_OK)
            code = ct_query_notes(ct_store_query(st), NULL, &notes, NULL);
        bool writes = code == CT_OK && !ct_store_is_read_only(st, NULL);
        ct_store_close(&st);
        _exit(code != CT_OK ? 100 + (int)code : writes ? 98 : (int)notes.count);
    }
    waitpid(child, &status, 0);
    return WEXITSTATUS(status);
}

static void make_read_only(kit *k, bool read_only)
{
    static const char *const tails[] = {"", "-wal", "-shm"};

    for (size_t i = 0; i < 3; i++) {
        char *path = ct_asprintf("%s%s", k->path, tails[i]);
        (void)chmod(path, read_only ? 0444 : 0600);
        free(path);
    }
    assert_int_equal(chmod(k->folder, read_only ? 0555 : 0700), 0);
}

static void closed_project_is_read_on_a_read_only_medium(void **state)
{
    kit *k = *state;

    kit_add_note(k, kit_add_clip(k, "A001", "1", "", "1"), 1, "x");
    kit_close(k);
    make_read_only(k, true);
    assert_int_equal(notes_seen_by_nobody(k), 1);
    make_read_only(k, false);
}

/* Carried away in the middle of work: the newest note is only in the log beside the file. */
static void unclosed_project_is_read_on_a_read_only_medium(void **state)
{
    kit *k = *state;
    int  status;

    kit_close(k);
    pid_t child = fork();
    if (child == 0) {
        kit_open(k, 0);
        kit_add_note(k, kit_add_clip(k, "A001", "1", "", "1"), 1, "x");
        _exit(0); /* without closing */
    }
    waitpid(child, &status, 0);
    char *log_path = ct_asprintf("%s-wal", k->path), *shm_path = ct_asprintf("%s-shm", k->path);
    assert_int_equal(access(log_path, F_OK), 0);
    unlink(shm_path);
    make_read_only(k, true);
    assert_int_equal(notes_seen_by_nobody(k), 1);
    make_read_only(k, false);
    free(log_path);
    free(shm_path);
}

/* ---- damage ---- */

static void damage_is_told(void **state)
{
    static const char *const damages[] = {
        "UPDATE here SET seq = 0; DELETE FROM act WHERE n = 1",
        "UPDATE clip SET scene = 'changed behind the log'",
        "UPDATE clip SET note_count = 7",
        "DELETE FROM note_words",
        "UPDATE note SET clip = zeroblob(16)",
        "DELETE FROM change WHERE col = 219",
        "DELETE FROM note_words_data WHERE id > 10",
    };
    kit     *k = *state;
    char     path[400];
    ct_error err;

    kit_add_note(k, kit_add_clip(k, "A001", "1", "", "1"), 1, "some words");
    for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++) {
        snprintf(path, sizeof path, "%s/damage%zu.circletake", k->folder, i);
        assert_int_equal(ct_store_copy(k->st, path, &err), CT_OK);
        assert_int_equal(ct_store_check(path, NULL, NULL, &err), CT_OK);
        run_sql(path, damages[i]);
        if (ct_store_check(path, NULL, NULL, &err) != CT_BAD_DATA)
            fail_msg("not noticed: %s", damages[i]);
    }
}

static bool has_log(const char *path)
{
    char *log_path = ct_asprintf("%s-wal", path), *shm_path = ct_asprintf("%s-shm", path);
    bool  there = ct_file_exists(log_path) || ct_file_exists(shm_path);

    free(log_path);
    free(shm_path);
    return there;
}

/* Cut short, or with a page that is none: looking at it makes an empty log, which goes again. */
static void what_is_refused_stays_alone(void **state)
{
    static const unsigned flags[] = {0, CT_STORE_WRITE, CT_STORE_READ_ONLY, CT_STORE_CREATE};
    kit                  *k = *state;
    char                  path[400];
    ct_error              err;
    char                 *bytes;
    size_t                count;

    kit_close(k);
    snprintf(path, sizeof path, "%s/damaged.circletake", k->folder);
    assert_int_equal(ct_file_read(k->path, 1 << 24, &bytes, &count, &err), CT_OK);
    for (size_t i = 0; i < 2 * sizeof flags / sizeof flags[0]; i++) {
        if (i % 2)
            memset(bytes + 100, 0xee, 100);
        assert_int_equal(ct_file_replace(path, bytes, i % 2 ? count : count / 2, &err), CT_OK);
        assert_int_equal(open_other(k, path, flags[i / 2], &err), CT_BAD_DATA);
        assert_false(has_log(path));
        bytes[100] = 13;
    }
    free(bytes);
}

/* Its file was removed, the log beside it was not: a project that was made there took the changes of the other for
 * its own and was damaged. */
static void a_log_that_is_left_alone_is_no_ones(void **state)
{
    kit     *k = *state;
    ct_error err;
    char    *log_path = ct_asprintf("%s-wal", k->path), *shm_path = ct_asprintf("%s-shm", k->path);
    int      status;

    kit_close(k);
    pid_t child = fork();
    if (child == 0) {
        kit_open(k, 0);
        kit_add_note(k, kit_add_clip(k, "A001", "1", "", "1"), 1, "x");
        _exit(0); /* without closing */
    }
    waitpid(child, &status, 0);
    unlink(shm_path);
    unlink(k->path);
    assert_int_equal(open_other(k, k->path, CT_STORE_CREATE, &err), CT_NO_CREATE);
    assert_non_null(strstr(err.text, log_path));
    assert_false(ct_file_exists(k->path));
    assert_true(ct_file_exists(log_path));
    unlink(log_path);
    assert_int_equal(open_other(k, k->path, CT_STORE_CREATE, &err), CT_OK);
    assert_int_equal(ct_store_check(k->path, NULL, NULL, &err), CT_OK);
    free(log_path);
    free(shm_path);
}

/* What only the log has is all that may be left of a damaged project. */
static void what_is_refused_keeps_its_log(void **state)
{
    static const unsigned flags[] = {0, CT_STORE_WRITE, CT_STORE_READ_ONLY, CT_STORE_CREATE};
    kit                  *k = *state;
    ct_error              err;
    char                 *log_path = ct_asprintf("%s-wal", k->path), *before, *after;
    size_t                before_bytes, after_bytes;
    int                   status;

    kit_close(k);
    pid_t child = fork();
    if (child == 0) {
        kit_open(k, 0);
        kit_add_note(k, kit_add_clip(k, "A001", "1", "", "1"), 1, "x");
        _exit(0); /* without closing */
    }
    waitpid(child, &status, 0);
    assert_int_equal(ct_file_read(log_path, 1 << 24, &before, &before_bytes, &err), CT_OK);
    assert_true(before_bytes > 0);
    assert_int_equal(ct_file_read(k->path, 1 << 24, &after, &after_bytes, &err), CT_OK);
    memset(after + 100, 0xee, after_bytes - 100);
    assert_int_equal(ct_file_replace(k->path, after, after_bytes, &err), CT_OK);
    free(after);
    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
        assert_int_not_equal(open_other(k, k->path, flags[i], &err), CT_OK);
        assert_int_equal(ct_file_read(log_path, 1 << 24, &after, &after_bytes, &err), CT_OK);
        assert_int_equal(after_bytes, before_bytes);
        assert_memory_equal(after, before, before_bytes);
        free(after);
    }
    free(before);
    free(log_path);
}

/* Bytes turned over at random: refused or told, or not in the way; never a crash or a hang. */
static void damaged_bytes_do_no_harm(void **state)
{
    kit     *k = *state;
    ct_error err;
    char     path[400];
    char    *bytes;
    size_t   count;
    int      refused = 0, told = 0;

    for (int i = 0; i < 20; i++) {
        ct_id clip = kit_add_clip(k, "A001", "1", "A", "1");
        kit_add_note(k, clip, i, "a note with some words in it, to fill a page or two of the file");
        kit_add_select(k, clip, i, i + 10, "look");
    }
    snprintf(path, sizeof path, "%s/damaged.circletake", k->folder);
    assert_int_equal(ct_store_copy(k->st, path, &err), CT_OK);
    assert_int_equal(ct_file_read(path, 1 << 24, &bytes, &count, &err), CT_OK);
    srandom(7);
    for (int i = 0; i < 200; i++) {
        char *damaged = ct_alloc(count);
        memcpy(damaged, bytes, count);
        for (int hit = 0; hit < 1 + i % 8; hit++)
            damaged[(size_t)random() % count] ^= (char)(1 + random() % 255);
        assert_int_equal(
            ct_file_replace(path, damaged, count - (i % 10 == 9 ? count / 3 : 0), &err), CT_OK);
        free(damaged);
        ct_code code = open_other(k, path, 0, &err);
        refused += code != CT_OK;
        if (code == CT_OK)
            told += ct_store_check(path, NULL, NULL, &err) != CT_OK;
    }
    print_message("200 damaged projects: %d refused, %d told by the check\n", refused, told);
    assert_true(refused > 20 && told > 20);
    free(bytes);
}

/* ---- a full disk ---- */

/* No file of this process may grow beyond `bytes`: what a full disk does, without needing one. */
static void limit_files(rlim_t bytes)
{
    struct rlimit limit;

    getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = bytes;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void full_disk_loses_nothing(void **state)
{
    kit           *k = *state;
    ct_id          clip = kit_add_clip(k, "A001", "1", "", "1");
    char          *long_text = ct_alloc(300001);
    ct_store_state s;
    struct stat    before;
    ct_edit       *edit = ct_edit_create("Describe", "Ada", 0);
    ct_ticket      ticket;
    ct_error       err;

    signal(SIGXFSZ, SIG_IGN);
    memset(long_text, 'x', 300000);
    assert_int_equal(stat(k->path, &before), 0);
    limit_files((rlim_t)before.st_size);
    ct_edit_set_text(edit, clip, CT_CLIP_DESCRIPTION, long_text);
    assert_int_equal(ct_store_submit(k->st, &edit, &ticket, NULL), CT_OK);
    assert_int_equal(ct_store_wait(k->st, ticket, &err), CT_IO);
    assert_non_null(strstr(err.text, "The disk with "));
    ct_store_state_get(k->st, &s);
    assert_int_equal(s.failed, 1);
    assert_int_equal(s.first_failed, ticket);

    limit_files(RLIM_INFINITY);
    assert_int_equal(ct_store_retry(k->st), 1);
    assert_int_equal(ct_store_wait(k->st, ticket, &err), CT_OK);
    ct_clip c = kit_clip(k, clip);
    assert_string_equal(c.description, long_text);
    ct_clip_finish(&c);
    kit_reopen(k);
    kit_check(k);
    free(long_text);
}

/* What was submitted before is on the disk; whoever still knows the store is refused, and another may have it. */
static void an_ended_store_takes_nothing(void **state)
{
    kit           *k = *state;
    ct_id          clip = kit_add_clip(k, "A001", "1", "", "1");
    ct_edit       *edit = ct_edit_create("Describe", "Ada", 0);
    ct_query      *query = NULL;
    ct_store      *other = NULL;
    ct_ticket      ticket;
    ct_store_state s;

    ct_edit_set_text(edit, clip, CT_CLIP_DESCRIPTION, "last words");
    assert_int_equal(ct_store_submit(k->st, &edit, &ticket, NULL), CT_OK);
    ct_store_end(k->st);
    ct_store_state_get(k->st, &s);
    assert_true(s.ended);
    assert_int_equal(s.pending, 0);
    assert_int_equal(ct_store_ticket(k->st, ticket, NULL), CT_TICKET_SAVED);

    edit = ct_edit_create("Describe", "Ada", 0);
    ct_edit_set_text(edit, clip, CT_CLIP_DESCRIPTION, "too late");
    assert_int_equal(ct_store_submit(k->st, &edit, NULL, NULL), CT_CANCELLED);
    ct_edit_destroy(&edit);
    assert_int_equal(ct_store_put_offline(k->st, clip, true), 0);
    assert_int_equal(ct_store_undo(k->st, "Ada", NULL, NULL, NULL), CT_CANCELLED);
    assert_int_equal(ct_query_open(k->st, &query, NULL), CT_CANCELLED);
    assert_string_equal(ct_store_path(k->st), k->path);

    assert_int_equal(ct_store_open(k->path, CT_STORE_WRITE, NULL, &other, NULL), CT_OK);
    ct_store_close(&other);
    kit_reopen(k);
    ct_clip c = kit_clip(k, clip);
    assert_string_equal(c.description, "last words");
    ct_clip_finish(&c);
}

/* What failed is tried again before what was made since, in the order it was made in. */
static void retry_keeps_the_order(void **state)
{
    kit        *k = *state;
    ct_id       clip = kit_add_clip(k, "A001", "1", "", "1");
    char       *texts[2] = {ct_alloc(200001), ct_alloc(200001)};
    ct_ticket   tickets[2], last = 0;
    struct stat before;

    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(stat(k->path, &before), 0);
    limit_files((rlim_t)before.st_size);
    for (int i = 0; i < 2; i++) {
        ct_edit *edit = ct_edit_create("Describe", "Ada", 0);
        memset(texts[i], 'a' + i, 200000);
        ct_edit_set_text(edit, clip, CT_CLIP_DESCRIPTION, texts[i]);
        assert_int_equal(ct_store_submit(k->st, &edit, &tickets[i], NULL), CT_OK);
    }
    for (int i = 0; i < 2; i++)
        assert_int_equal(ct_store_wait(k->st, tickets[i], NULL), CT_IO);
    limit_files(RLIM_INFINITY);
    for (int i = 0; i < 300; i++) {
        ct_edit *edit = ct_edit_create("Write note", "Ada", 0);
        ct_note  n;
        ct_note_init(&n);
        n.clip = clip;
        n.span = (ct_span){i, i + 1};
        ct_edit_add_note(edit, &n);
        assert_int_equal(ct_store_submit(k->st, &edit, &last, NULL), CT_OK);
        if (i == 290)
            assert_int_equal(ct_store_retry(k->st), 2);
    }
    assert_int_equal(ct_store_wait(k->st, last, NULL), CT_OK);
    ct_clip c = kit_clip(k, clip);
    assert_string_equal(c.description, texts[1]);
    assert_int_equal(c.note_count, 300);
    ct_clip_finish(&c);
    free(texts[0]);
    free(texts[1]);
    kit_check(k);
}

static void one_bad_edit_costs_no_other(void **state)
{
    kit      *k = *state;
    ct_id     clip = kit_add_clip(k, "A001", "1", "", "1");
    ct_ticket tickets[40];

    for (int i = 0; i < 40; i++) {
        ct_edit *edit = ct_edit_create("Rate", "Ada", 0);
        ct_edit_set_int(edit, clip, CT_CLIP_RATING, i % 10); /* 6 to 9 are no stars */
        assert_int_equal(ct_store_submit(k->st, &edit, &tickets[i], NULL), CT_OK);
    }
    for (int i = 0; i < 40; i++)
        assert_int_equal(ct_store_wait(k->st, tickets[i], NULL), i % 10 <= 5 ? CT_OK : CT_BAD_DATA);
    ct_clip c = kit_clip(k, clip);
    assert_int_equal(c.rating, 5);
    ct_clip_finish(&c);
    kit_check(k);
}

/* ---- backups ---- */

static void copy_is_a_project(void **state)
{
    kit     *k = *state;
    char     path[400];
    ct_error err;

    kit_add_clip(k, "A001", "1", "", "1");
    snprintf(path, sizeof path, "%s/backup.circletake", k->folder);
    assert_int_equal(ct_store_copy(k->st, path, &err), CT_OK);
    kit_close(k);
    snprintf(k->path, sizeof k->path, "%s", path);
    kit_open(k, 0);
    assert_false(ct_store_is_read_only(k->st, NULL));
    assert_int_equal(kit_count_clips(k, NULL), 1);
    kit_check(k);
}

/* ---- size ---- */

static void ten_thousand_clips(void **state)
{
    enum { CLIPS = CT_EFFORT(10000, 2000) };
    kit         *k = *state;
    ct_edit     *edit = ct_edit_create("Add clips", "Ada", 0);
    ct_clip_list list = {0};
    ct_clip      c;
    ct_error     err = {0};

    fill_clip(&c);
    for (int i = 0; i < CLIPS; i++) {
        free(c.path);
        free(c.name);
        c.path = ct_asprintf("/rushes/A%05d.mov", i);
        c.name = ct_asprintf("A%05d.mov", i);
        ct_edit_add_clip(edit, &c);
    }
    ct_clip_finish(&c);
    int64_t t0 = ct_clock_us();
    kit_save(k, edit);
    int64_t t1 = ct_clock_us();
    assert_int_equal(ct_query_clips(kit_query(k), NULL, &list, &err), CT_OK);
    int64_t t2 = ct_clock_us();
    assert_int_equal(list.count, CLIPS);

    edit = ct_edit_create("Set scene", "Ada", 0);
    for (size_t i = 0; i < list.count; i++)
        ct_edit_set_text(edit, list.items[i].id, CT_CLIP_SCENE, "77");
    int64_t t3 = ct_clock_us();
    kit_save(k, edit);
    int64_t t4 = ct_clock_us();
    kit_undo(k);
    int64_t t5 = ct_clock_us();
    assert_int_equal(kit_count_clips(k, "scene:12"), CLIPS);
    int64_t t6 = ct_clock_us();
    assert_int_equal(kit_count_clips(k, "a0099"), 10);
    int64_t t7 = ct_clock_us();

    ct_clip_query page = {.limit = 100, .after = list.items[999].id};
    ct_clip_list  part = {0};
    assert_int_equal(ct_query_clips(kit_query(k), &page, &part, &err), CT_OK);
    int64_t t8 = ct_clock_us();
    assert_int_equal(part.count, 100);
    assert_string_equal(part.items[0].name, "A01000.mov");
    print_message("%d clips: add %lld ms, list %lld, set one field %lld, undo that %lld, "
                  "find all %lld, find ten %lld, page %lld\n",
                  CLIPS, (long long)(t1 - t0) / 1000, (long long)(t2 - t1) / 1000,
                  (long long)(t4 - t3) / 1000, (long long)(t5 - t4) / 1000,
                  (long long)(t6 - t5) / 1000, (long long)(t7 - t6) / 1000,
                  (long long)(t8 - t7) / 1000);
    ct_clip_list_finish(&part);
    ct_clip_list_finish(&list);
    kit_check(k);
}

/* ---- what can be found out again ---- */

static size_t count_unlooked(kit *k)
{
    ct_id_list ids = {0};

    assert_int_equal(ct_query_unlooked(kit_query(k), &ids, NULL), CT_OK);
    size_t count = ids.count;
    ct_id_list_finish(&ids);
    return count;
}

static void put_material(kit *k, ct_id id, uint64_t fingerprint, int64_t end)
{
    ct_edit    *edit = ct_edit_create("", NULL, CT_EDIT_FACT);
    ct_material m = {.frames = 50, .fps = {25, 1}};

    ct_material_add(&m, CT_FLAW_FROZEN, (ct_span){10, end});
    ct_edit_put_material(edit, id, fingerprint, &m);
    kit_save(k, edit);
    ct_material_finish(&m);
}

static void material_is_kept_until_the_content_is_another(void **state)
{
    kit           *k = *state;
    ct_id          id = kit_add_clip(k, "A001", "1", "A", "1");
    ct_clip        clip = kit_clip(k, id);
    ct_change_list before = {0}, after = {0};
    ct_material    m;

    assert_int_equal(ct_query_history(kit_query(k), ct_id_none(), 0, &before, NULL), CT_OK);
    assert_int_equal(count_unlooked(k), 1);
    put_material(k, id, clip.fingerprint + 1, 40); /* of what the file was before */
    assert_int_equal(ct_query_material(kit_query(k), id, &m, NULL), CT_NO_INPUT);
    int64_t revision = ct_query_revision(kit_query(k));
    put_material(k, id, clip.fingerprint, 40);
    put_material(k, id, clip.fingerprint, 30);
    assert_int_equal(count_unlooked(k), 0);
    assert_true(ct_query_revision(kit_query(k)) > revision); /* lists are read anew */
    kit_reopen(k);
    assert_int_equal(ct_query_material(kit_query(k), id, &m, NULL), CT_OK);
    assert_int_equal(m.stretches.items[0].span.end, 30);
    ct_material_finish(&m);
    assert_int_equal(ct_query_history(kit_query(k), ct_id_none(), 0, &after, NULL), CT_OK);
    assert_int_equal(after.count, before.count); /* nothing of it is logged */
    kit_undo(k);                                 /* takes back the clip, not the look */
    assert_int_equal(kit_count_clips(k, NULL), 0);
    kit_redo(k);
    assert_int_equal(kit_count_clips(k, "is:frozen"), 1);

    ct_edit *edit = ct_edit_create("Look at footage", "Ada", CT_EDIT_FACT);
    clip.fingerprint = 77;
    ct_edit_set_media(edit, id, &clip);
    kit_save(k, edit);
    assert_int_equal(ct_query_material(kit_query(k), id, &m, NULL), CT_NO_INPUT);
    assert_int_equal(kit_count_clips(k, "is:frozen"), 0);
    assert_int_equal(count_unlooked(k), 1);
    ct_store_put_offline(k->st, id, true);
    kit_reopen(k);
    assert_int_equal(count_unlooked(k), 0); /* nobody can look at it */
    kit_check(k);
    ct_change_list_finish(&before);
    ct_change_list_finish(&after);
    ct_clip_finish(&clip);
}

/* ---- several at once ---- */

static void assert_clips_with(ct_query *q, const ct_id *ids, const size_t *wanted, size_t count)
{
    ct_id_list   asked = {0};
    ct_clip_list list = {0};
    ct_error     err = {0};

    for (size_t i = 0; i < count; i++)
        ct_id_list_add(&asked, ids[wanted[i]]);
    ct_id_list_add(&asked, ids[wanted[0]]); /* again: each comes once */
    if (ct_query_clips_with(q, &asked, &list, &err) != CT_OK)
        fail_msg("%s", err.text);
    assert_int_equal(list.count, count);
    for (size_t i = 0; i < count; i++) {
        assert_true(ct_id_equal(list.items[i].id, ids[wanted[i]]));
        assert_int_equal(list.items[i].name[0], 'A' + (int)wanted[i]);
    }
    ct_clip_list_finish(&list);
    ct_id_list_finish(&asked);
}

/* Few are looked up, many are picked from all: the order is the one they are asked for in. */
static void clips_come_in_the_order_asked_for(void **state)
{
    kit         *k = *state;
    ct_id_list   all = {0};
    ct_clip_list list = {0};
    ct_id        ids[6];
    const size_t few[] = {4, 1}, many[] = {5, 0, 3, 2, 4};

    for (int i = 0; i < 6; i++) {
        ids[i] = kit_add_clip(k, (char[2]){(char)('A' + i), '\0'}, "1", "", "1");
        ct_id_list_add(&all, ids[i]);
    }
    assert_clips_with(kit_query(k), ids, few, 2);
    assert_clips_with(kit_query(k), ids, many, 5);

    kit_set_int(k, ids[2], CT_CLIP_WITHDRAWN, 1);
    assert_clips_with(kit_query(k), ids, few, 2);
    assert_int_equal(ct_query_clips_with(kit_query(k), &all, &list, NULL), CT_NO_INPUT);
    ct_id_list_finish(&all);
    ct_id_list_add(&all, ids[2]);
    assert_int_equal(ct_query_clips_with(kit_query(k), &all, &list, NULL), CT_NO_INPUT);
    ct_id_list_finish(&all);
    ct_clip_list_finish(&list);
}

static void assert_marks_of_all(kit *k, ct_mark_order order, size_t count)
{
    ct_select_query selects = {.order = order};
    ct_note_query   notes = {.order = order};
    ct_select_list  some = {0};
    ct_note_list    others = {0};

    assert_int_equal(ct_query_selects(kit_query(k), &selects, &some, NULL), CT_OK);
    assert_int_equal(ct_query_notes(kit_query(k), &notes, &others, NULL), CT_OK);
    assert_int_equal(some.count, count);
    assert_int_equal(others.count, count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(some.items[i].span.first, i);
        assert_int_equal(others.items[i].span.first, i);
        assert_string_equal(others.items[i].body, "look");
    }
    ct_select_list_finish(&some);
    ct_note_list_finish(&others);
}

/* With or without looking up the clips, marks of one that was taken out are not there. */
static void marks_go_with_their_clip(void **state)
{
    static const ct_mark_order orders[] = {CT_ORDER_HAND, CT_ORDER_SLATE, CT_ORDER_MADE,
                                           CT_ORDER_STORED};
    kit                       *k = *state;
    ct_id                      clip[2];

    for (int i = 0; i < 2; i++) {
        clip[i] = kit_add_clip(k, i ? "B" : "A", "1", "", "1");
        kit_add_select(k, clip[i], i, i + 1, "");
        kit_add_note(k, clip[i], i, "look");
    }
    for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++)
        assert_marks_of_all(k, orders[i], 2);
    kit_set_int(k, clip[1], CT_CLIP_WITHDRAWN, 1);
    for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++)
        assert_marks_of_all(k, orders[i], 1);
}

static void *read_beside(void *arg)
{
    const ct_query *q = arg;
    ct_query       *own = NULL;
    ct_note_list    notes = {0};
    ct_code         code = ct_query_open_beside(q, &own, NULL);

    if (!code)
        code = ct_query_notes(own, NULL, &notes, NULL);
    bool good = !code && notes.count == 1;
    ct_note_list_finish(&notes);
    ct_query_close(&own);
    return good ? arg : NULL;
}

static void two_connections_read_at_once(void **state)
{
    kit         *k = *state;
    ct_id        clip = kit_add_clip(k, "A001", "1", "", "1");
    ct_clip_list list = {0};
    pthread_t    thread;
    void        *good = NULL;

    kit_add_note(k, clip, 5, "Late");
    assert_int_equal(ct_thread_start(&thread, "beside", read_beside, kit_query(k), NULL), CT_OK);
    for (int i = 0; i < 20; i++) {
        assert_int_equal(ct_query_clips(kit_query(k), NULL, &list, NULL), CT_OK);
        assert_int_equal(list.count, 1);
    }
    pthread_join(thread, &good);
    assert_non_null(good);
    ct_clip_list_finish(&list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
        T(clip_comes_back),
        T(marks_come_back),
        T(range_moves_as_a_whole),
        T(empty_range_is_refused_and_kept),
        T(draft_goes_with_the_note),
        T(settings_and_seen_come_back),
        T(moved_file_is_known_at_both_paths),
        T(probing_again_keeps_the_users_timecode),
        T(clips_are_found_by_any_name),
        T(clips_come_in_the_order_asked_for),
        T(marks_go_with_their_clip),
        T(two_connections_read_at_once),
        T(second_program_reads_only),
        T(lock_leaves_no_file),
        T(looking_leaves_no_file),
        T(looking_disturbs_nobody),
        T(foreign_files_are_refused),
        T(hostile_files_are_refused),
        T(newer_projects_are_only_read),
        T(copied_file_is_another_site),
        T(closed_project_is_read_on_a_read_only_medium),
        T(unclosed_project_is_read_on_a_read_only_medium),
        T(what_is_refused_stays_alone),
        T(what_is_refused_keeps_its_log),
        T(a_log_that_is_left_alone_is_no_ones),
        T(damage_is_told),
        T(damaged_bytes_do_no_harm),
        T(full_disk_loses_nothing),
        T(an_ended_store_takes_nothing),
        T(retry_keeps_the_order),
        T(one_bad_edit_costs_no_other),
        T(copy_is_a_project),
        T(material_is_kept_until_the_content_is_another),
        T(ten_thousand_clips),
#undef T
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
