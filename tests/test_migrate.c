/* SPDX-License-Identifier: MIT */
/* A project of an older version becomes a current one, whole or not at all, with a copy of how it
 * was. The steps here are the test's own: version 1 as it is, then two invented ones. */
#include "store_kit.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../src/store/store_priv.h"

static const char *const add_mood[] = {"ALTER TABLE clip ADD COLUMN mood TEXT NOT NULL DEFAULT ''",
                                       NULL};
static const char *const add_bins[] = {
    "CREATE TABLE bin(n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, name TEXT NOT NULL) STRICT",
    "CREATE INDEX bin_name ON bin(name)", NULL};
static const char *const breaks[] = {"CREATE TABLE half_done(a)",
                                     "INSERT INTO there_is_no_such_table VALUES(1)", NULL};

static ct_schema_step steps[3];

static const ct_schema *later_schema(int version, const char *const *last)
{
    static ct_schema schema;

    steps[0] = ct_schema_current()->steps[0];
    steps[1] = (ct_schema_step){2, version == 2 ? last : add_mood};
    steps[2] = (ct_schema_step){3, last};
    schema = (ct_schema){steps, version};
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

    if (open_as(k, later_schema(3, add_bins), 0, &err) != CT_OK)
        fail_msg("%s", err.text);
    assert_int_equal(kit_count_notes(k, "kept"), 1);
    kit_add_clip(k, "A002", "1", "A", "2"); /* and it is a project one can work in */
    kit_close(k);
    assert_int_equal(open_as(k, later_schema(3, add_bins), 0, &err), CT_OK);
    assert_int_equal(kit_count_clips(k, NULL), 2);
    kit_close(k);

    find_copy(k, copy, sizeof copy);
    assert_true(copy[0] != '\0');
    snprintf(k->path, sizeof k->path, "%.399s", copy);
    kit_open(k, CT_STORE_READ_ONLY); /* as it was: version 1 */
    assert_int_equal(kit_count_notes(k, "kept"), 1);
    assert_int_equal(kit_count_clips(k, NULL), 1);
}

static void failed_migration_changes_nothing(void **state)
{
    kit     *k = *state;
    ct_error err = {0};

    assert_int_not_equal(open_as(k, later_schema(2, breaks), 0, &err), CT_OK);
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

    assert_int_not_equal(open_as(k, later_schema(3, breaks), 0, &err), CT_OK);
    assert_int_equal(open_as(k, later_schema(2, add_mood), 0, &err), CT_OK);
    assert_int_equal(kit_count_notes(k, "kept"), 1);
}

static void old_project_read_only_is_said(void **state)
{
    kit     *k = *state;
    ct_error err = {0};

    assert_int_equal(open_as(k, later_schema(2, add_mood), CT_STORE_READ_ONLY, &err),
                     CT_UNSUPPORTED);
    assert_non_null(strstr(err.text, "older circletake"));
}

/* Made new by the later program: the same text of the schema as one that was brought there. */
static void new_project_runs_through_all_steps(void **state)
{
    kit     *k = *state;
    ct_error err = {0};

    unlink(k->path);
    assert_int_equal(open_as(k, later_schema(3, add_bins), CT_STORE_CREATE, &err), CT_OK);
    kit_add_clip(k, "A001", "1", "A", "1");
    kit_close(k);
    assert_int_equal(open_as(k, later_schema(3, add_bins), 0, &err), CT_OK);
    kit_close(k);
    kit_open(k, 0); /* for this program it is a newer one */
    assert_true(ct_store_is_read_only(k->st, NULL));
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
        T(old_project_becomes_current),
        T(failed_migration_changes_nothing),
        T(steps_are_separate),
        T(old_project_read_only_is_said),
        T(new_project_runs_through_all_steps),
        T(rotation_keeps_near_and_far),
        T(rotation_makes_checked_copies),
#undef T
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
