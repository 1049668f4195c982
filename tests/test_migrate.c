/* SPDX-License-Identifier: MIT */
/* A project of an older version becomes a current one, whole or not at all, with a copy of how it
 * was. Most steps here are the test's own: the schema as it is, then one or two invented ones. */
#include "store_kit.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../src/store/store_priv.h"
#include "circletake/str.h"

static const char *const add_mood[] = {"ALTER TABLE clip ADD COLUMN mood TEXT NOT NULL DEFAULT ''",
                                       NULL};
static const char *const add_bins[] = {
    "CREATE TABLE bin(n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, name TEXT NOT NULL) STRICT",
    "CREATE INDEX bin_name ON bin(name)", NULL};
static const char *const breaks[] = {"CREATE TABLE half_done(a)",
                                     "INSERT INTO there_is_no_such_table VALUES(1)", NULL};

enum { STEPS_MOST = 32 };

/* The schema of today and `more` (1 or 2) invented steps, of which `last` is the last. */
static const ct_schema *later_schema(int more, const char *const *last)
{
    static ct_schema_step steps[STEPS_MOST];
    static ct_schema      schema;
    int                   now = ct_schema_current()->version;

    assert_true(now + 2 <= STEPS_MOST);
    memcpy(steps, ct_schema_current()->steps, (size_t)now * sizeof *steps);
    steps[now] = (ct_schema_step){now + 1, more == 1 ? last : add_mood, NULL};
    steps[now + 1] = (ct_schema_step){now + 2, last, NULL};
    schema = (ct_schema){steps, now + more};
    return &schema;
}

static int set_up(void **state)
{
    kit *k = ct_alloc(sizeof *k);

    kit_init(k);
    ct_id clip = kit_add_clip(k, "A001", "1", "A", "1");
    kit_add_note(k, clip, 3, "kept over the years");
    kit_close(k);
    *state = k;
    return 0;
}

static int tear_down(void **state)
{
    kit_finish(*state);
    free(*state);
    return 0;
}

static ct_code open_as(kit *k, const ct_schema *schema, unsigned flags, ct_error *err)
{
    return ct_store_open_as(k->path, flags | CT_STORE_NO_BACKUPS, schema, NULL, &k->st, err);
}

/* Path of the copy made before a migration; "" when there is none. */
static void find_copy(kit *k, char *out, size_t bytes)
{
    char          *folder = ct_store_backup_folder(k->path);
    DIR           *dir = opendir(folder);
    struct dirent *entry;

    out[0] = '\0';
    while (dir && (entry = readdir(dir))) {
        if (strncmp(entry->d_name, "before-version-", 15) == 0)
            snprintf(out, bytes, "%s/%s", folder, entry->d_name);
    }
    if (dir)
        closedir(dir);
    free(folder);
}

static void old_project_becomes_current(void **state)
{
    kit     *k = *state;
    ct_error err = {0};
    char     copy[600];

    if (open_as(k, later_schema(2, add_bins), 0, &err) != CT_OK)
        fail_msg("%s", err.text);
    assert_int_equal(kit_count_notes(k, "kept"), 1);
    kit_add_clip(k, "A002", "1", "A", "2"); /* and it is a project one can work in */
    kit_close(k);
    assert_int_equal(open_as(k, later_schema(2, add_bins), 0, &err), CT_OK);
    assert_int_equal(kit_count_clips(k, NULL), 2);
    kit_close(k);

    find_copy(k, copy, sizeof copy);
    assert_true(copy[0] != '\0');
    snprintf(k->path, sizeof k->path, "%.399s", copy);
    kit_open(k, CT_STORE_READ_ONLY); /* as it was: the version of today */
    assert_int_equal(kit_count_notes(k, "kept"), 1);
    assert_int_equal(kit_count_clips(k, NULL), 1);
}

static void failed_migration_changes_nothing(void **state)
{
    kit     *k = *state;
    ct_error err = {0};

    assert_int_not_equal(open_as(k, later_schema(1, breaks), 0, &err), CT_OK);
    assert_non_null(strstr(err.text, "stays as it was"));
    assert_null(k->st);
    kit_open(k, 0); /* the schema check would refuse half_done */
    assert_int_equal(kit_count_notes(k, "kept"), 1);
    kit_add_clip(k, "A002", "1", "A", "2");
    kit_check(k);
}

/* What the first step achieved stays when the second fails: each is one transaction. */
static void steps_are_separate(void **state)
{
    kit     *k = *state;
    ct_error err = {0};

    assert_int_not_equal(open_as(k, later_schema(2, breaks), 0, &err), CT_OK);
    assert_int_equal(open_as(k, later_schema(1, add_mood), 0, &err), CT_OK);
    assert_int_equal(kit_count_notes(k, "kept"), 1);
}

static void old_project_read_only_is_said(void **state)
{
    kit     *k = *state;
    ct_error err = {0};

    assert_int_equal(open_as(k, later_schema(1, add_mood), CT_STORE_READ_ONLY, &err),
                     CT_UNSUPPORTED);
    assert_non_null(strstr(err.text, "older circletake"));
    assert_non_null(strstr(err.text, "Open it in the window")); /* a copy would be as old */
}

/* Before cuts: written by hand as the first release did. Clips and notes are there, and a cut can be
 * kept. */
static void project_of_version_1_takes_cuts(void **state)
{
    static const char *const rows =
        "INSERT INTO clip(id, name, path, frame_count, note_count, open_note_count) "
        "VALUES(X'01010101010101010101010101010101', 'A001.mov', '/a/A001.mov', 100, 1, 1);"
        "INSERT INTO note(id, clip, first_frame, end_frame, body) "
        "VALUES(X'02020202020202020202020202020202', X'01010101010101010101010101010101', 3, 4, "
        "'kept over the years')";
    kit         *k = *state;
    ct_schema    first = {ct_schema_current()->steps, 1};
    ct_error     err = {0};
    ct_db        db = {0};
    ct_note_list notes = {0};
    ct_cut_list  cuts = {0};

    unlink(k->path);
    assert_int_equal(open_as(k, &first, CT_STORE_CREATE, &err), CT_OK);
    kit_close(k);
    assert_int_equal(ct_db_open(&db, k->path, CT_DB_WRITE, &err), CT_OK);
    assert_int_equal(ct_db_exec(&db, rows, &err), CT_OK);
    ct_db_close(&db);

    kit_open(k, 0);
    assert_int_equal(ct_query_notes(kit_query(k), NULL, &notes, &err), CT_OK);
    assert_int_equal(notes.count, 1);
    assert_string_equal(notes.items[0].body, "kept over the years");
    assert_true(ct_id_is_none(notes.items[0].cut));
    ct_note_list_finish(&notes);

    ct_edit    *edit = ct_edit_create("Import", "Ada", 0);
    ct_cut      cut = {.name = ct_strdup("Reel 1"), .version = 1};
    ct_timeline timeline;
    ct_timeline_init(&timeline);
    ct_timeline_add(&timeline)->record = (ct_span){0, 10};
    ct_edit_add_cut(edit, &cut, &timeline);
    ct_cut_finish(&cut);
    kit_save(k, edit);
    assert_int_equal(ct_query_cuts(kit_query(k), &cuts, &err), CT_OK);
    assert_int_equal(cuts.count, 1);
    ct_cut_list_finish(&cuts);
}

/* Columns have room for more kinds than there are: what a later program, or nobody we know, wrote there is the
 * first of ours, which every list and panel can name. */
static void kinds_that_are_none_of_ours(void **state)
{
    static const char *const rows = "UPDATE clip SET tc_source = 99;"
                                    "UPDATE note SET category = 31, status = 15;"
                                    "UPDATE event SET match = 99, transition = 99;"
                                    "UPDATE marker SET category = 99, status = 99";
    kit                     *k = *state;
    ct_error                 err = {0};
    ct_db                    db = {0};
    ct_note_list             notes = {0};
    ct_clip                  clip;
    ct_cut                   cut = {.name = ct_strdup("Reel 1"), .version = 1};
    ct_timeline              t;

    kit_open(k, 0);
    ct_timeline_init(&t);
    ct_event *e = ct_timeline_add(&t);
    e->record = e->source = (ct_span){0, 10};
    e->transition = CT_DISSOLVE;
    ct_event_add_marker(e)->category = CT_CAT_SOUND;
    ct_edit *edit = ct_edit_create("Import", "Ada", 0);
    ct_id    id = ct_edit_add_cut(edit, &cut, &t);
    ct_cut_finish(&cut);
    kit_save(k, edit);
    kit_close(k);
    assert_int_equal(ct_db_open(&db, k->path, CT_DB_WRITE, &err), CT_OK);
    assert_int_equal(ct_db_exec(&db, rows, &err), CT_OK);
    ct_db_close(&db);

    kit_open(k, 0);
    assert_int_equal(ct_query_notes(kit_query(k), NULL, &notes, &err), CT_OK);
    assert_string_equal(ct_category_name(notes.items[0].category), "general");
    assert_string_equal(ct_note_status_name(notes.items[0].status), "open");
    assert_int_equal(ct_query_clip(kit_query(k), notes.items[0].clip, &clip, &err), CT_OK);
    assert_int_equal(clip.tc_source, CT_TC_NONE);
    ct_clip_finish(&clip);
    ct_note_list_finish(&notes);
    assert_int_equal(ct_query_cut(kit_query(k), id, &cut, &err), CT_OK);
    t = (ct_timeline){0};
    assert_int_equal(ct_query_events(kit_query(k), &cut, &t, &err), CT_OK);
    assert_string_equal(ct_transition_name(t.events[0].transition), "cut");
    assert_int_equal(t.events[0].match, CT_MATCH_NONE);
    assert_string_equal(ct_category_name(t.events[0].markers[0].category), "general");
    assert_string_equal(ct_note_status_name(t.events[0].markers[0].status), "open");
    ct_timeline_finish(&t);
    ct_cut_finish(&cut);
}

/* Made new by the later program: the same text of the schema as one that was brought there. */
static void new_project_runs_through_all_steps(void **state)
{
    kit     *k = *state;
    ct_error err = {0};

    unlink(k->path);
    assert_int_equal(open_as(k, later_schema(2, add_bins), CT_STORE_CREATE, &err), CT_OK);
    kit_add_clip(k, "A001", "1", "A", "1");
    kit_close(k);
    assert_int_equal(open_as(k, later_schema(2, add_bins), 0, &err), CT_OK);
    kit_close(k);
    kit_open(k, 0); /* for this program it is a newer one */
    assert_true(ct_store_is_read_only(k->st, NULL));
}

/* A file is opened faster when its digest is known; a step without the right one is slow for ever. */
static void digests_are_those_of_the_steps(void **state)
{
    const ct_schema *schema = ct_schema_current();
    char             digest[CT_DB_DIGEST_BYTES];
    ct_error         err = {0};

    (void)state;
    for (int version = 1; version <= schema->version; version++) {
        assert_int_equal(ct_db_schema_digest(schema, version, digest, &err), CT_OK);
        if (!schema->steps[version - 1].digest ||
            strcmp(schema->steps[version - 1].digest, digest) != 0)
            fail_msg("the digest of version %d is %s", version, digest);
    }
}

/* ---- which backups stay ---- */

static void rotation_keeps_near_and_far(void **state)
{
    int64_t at_s[200];
    bool    keep[200];
    int     kept = 0;
    int64_t now = 1700000000 / 86400 * 86400 + 43200; /* noon */

    (void)state;
    for (int i = 0; i < 200; i++)
        at_s[i] = now - i * 600;
    ct_backup_thin(at_s, 200, keep);
    for (int i = 0; i < 200; i++)
        kept += keep[i];
    for (int i = 0; i < 6; i++)
        assert_true(keep[i]); /* the last hour whole */
    assert_true(kept <= 6 + 8 + 5);
    assert_true(keep[73]); /* 23:50 of the day before: its newest */
    assert_false(keep[150]);
    ct_backup_thin(at_s, 1, keep);
    assert_true(keep[0]);
    ct_backup_thin(at_s, 0, keep);
}

static void rotation_makes_checked_copies(void **state)
{
    kit           *k = *state;
    ct_error       err = {0};
    char          *folder = ct_store_backup_folder(k->path);
    struct dirent *entry;
    int            count = 0;

    kit_open(k, 0);
    assert_int_equal(ct_backup_rotate(&k->st->query->db, k->path, NULL, NULL, &err), CT_OK);
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    kit_close(k);
    while ((entry = readdir(dir))) {
        if (entry->d_name[0] == '.')
            continue;
        count++;
        snprintf(k->path, sizeof k->path, "%.200s/%.190s", folder, entry->d_name);
    }
    closedir(dir);
    free(folder);
    assert_int_equal(count, 1);
    kit_open(k, CT_STORE_READ_ONLY);
    assert_int_equal(kit_count_notes(k, "kept"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
        T(old_project_becomes_current),      T(project_of_version_1_takes_cuts),
        T(failed_migration_changes_nothing), T(steps_are_separate),
        T(old_project_read_only_is_said),    T(new_project_runs_through_all_steps),
        T(digests_are_those_of_the_steps),   T(rotation_keeps_near_and_far),
        T(rotation_makes_checked_copies),    T(kinds_that_are_none_of_ours),
#undef T
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
