/* SPDX-License-Identifier: MIT */
#include "store_kit.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "circletake/str.h"

static void remove_tree(const char *folder)
{
    DIR           *dir = opendir(folder);
    struct dirent *entry;

    while (dir && (entry = readdir(dir))) {
        struct stat s;
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        char *path = ct_asprintf("%s/%s", folder, entry->d_name);
        if (lstat(path, &s) == 0 && S_ISDIR(s.st_mode))
            remove_tree(path);
        else
            unlink(path);
        free(path);
    }
    if (dir)
        closedir(dir);
    rmdir(folder);
}

void kit_init(kit *k)
{
    const char *base = getenv("TMPDIR");

    *k = (kit){0};
    snprintf(k->folder, sizeof k->folder, "%s/ct-store-XXXXXX", base ? base : "/tmp");
    assert_non_null(mkdtemp(k->folder));
    setenv("XDG_STATE_HOME", k->folder, 1);
    snprintf(k->path, sizeof k->path, "%s/Shoot.circletake", k->folder);
    kit_open(k, CT_STORE_CREATE);
}

void kit_finish(kit *k)
{
    kit_close(k);
    remove_tree(k->folder);
}

void kit_open(kit *k, unsigned flags)
{
    ct_error err = {0};

    if (ct_store_open(k->path, flags | CT_STORE_NO_BACKUPS, NULL, &k->st, &err) != CT_OK)
        fail_msg("open: %s", err.text);
}

void kit_close(kit *k)
{
    ct_store_close(&k->st);
}

void kit_reopen(kit *k)
{
    kit_close(k);
    kit_open(k, 0);
}

ct_query *kit_query(kit *k)
{
    return ct_store_query(k->st);
}

static void expect_saved(kit *k, ct_ticket ticket)
{
    ct_error err = {0};

    if (ct_store_wait(k->st, ticket, &err) != CT_OK)
        fail_msg("not saved: %s", err.text);
}

void kit_save(kit *k, ct_edit *edit)
{
    ct_error  err = {0};
    ct_ticket ticket;

    if (ct_store_submit(k->st, &edit, &ticket, &err) != CT_OK)
        fail_msg("not taken: %s", err.text);
    assert_null(edit);
    expect_saved(k, ticket);
}

void kit_undo(kit *k)
{
    ct_ticket ticket;

    assert_int_equal(ct_store_undo(k->st, "Ada", &ticket, NULL, NULL), CT_OK);
    expect_saved(k, ticket);
}

void kit_redo(kit *k)
{
    ct_ticket ticket;

    assert_int_equal(ct_store_redo(k->st, "Ada", &ticket, NULL, NULL), CT_OK);
    expect_saved(k, ticket);
}

ct_id kit_add_clip(kit *k, const char *name, const char *scene, const char *shot, const char *take)
{
    ct_edit *edit = ct_edit_create("Add clip", "Ada", 0);
    ct_clip  clip;

    ct_clip_init(&clip);
    clip.path = ct_asprintf("/rushes/%s.mov", name);
    clip.name = ct_asprintf("%s.mov", name);
    clip.codec = ct_strdup("prores");
    clip.reel = ct_strdup(name);
    clip.scene = ct_strdup(scene);
    clip.shot = ct_strdup(shot);
    clip.take = ct_strdup(take);
    clip.size_bytes = 1000;
    clip.fingerprint = 0xFEDCBA9876543210u;
    clip.fps = (AVRational){24000, 1001};
    clip.frame_count = 1000;
    ct_id id = ct_edit_add_clip(edit, &clip);
    ct_clip_finish(&clip);
    kit_save(k, edit);
    return id;
}

ct_id kit_add_select(kit *k, ct_id clip, int64_t first, int64_t end, const char *label)
{
    ct_edit  *edit = ct_edit_create("Keep select", "Ada", 0);
    ct_select s;

    ct_select_init(&s);
    s.clip = clip;
    s.span = (ct_span){first, end};
    s.label = ct_strdup(label);
    ct_id id = ct_edit_add_select(edit, &s);
    ct_select_finish(&s);
    kit_save(k, edit);
    return id;
}

ct_id kit_add_note(kit *k, ct_id clip, int64_t frame, const char *body)
{
    ct_edit *edit = ct_edit_create("Write note", "Ada", 0);
    ct_note  n;

    ct_note_init(&n);
    n.clip = clip;
    n.span = (ct_span){frame, frame + 1};
    n.body = ct_strdup(body);
    ct_id id = ct_edit_add_note(edit, &n);
    ct_note_finish(&n);
    kit_save(k, edit);
    return id;
}

void kit_set_text(kit *k, ct_id row, ct_field field, const char *text)
{
    ct_edit *edit = ct_edit_create("Set text", "Ada", 0);

    ct_edit_set_text(edit, row, field, text);
    kit_save(k, edit);
}

void kit_set_int(kit *k, ct_id row, ct_field field, int64_t value)
{
    ct_edit *edit = ct_edit_create("Set number", "Ada", 0);

    ct_edit_set_int(edit, row, field, value);
    kit_save(k, edit);
}

ct_clip kit_clip(kit *k, ct_id id)
{
    ct_clip  clip;
    ct_error err = {0};

    if (ct_query_clip(kit_query(k), id, &clip, &err) != CT_OK)
        fail_msg("clip: %s", err.text);
    return clip;
}

size_t kit_count_clips(kit *k, const char *find)
{
    ct_clip_query q = {.find = find};
    ct_clip_list  list = {0};
    ct_error      err = {0};

    if (ct_query_clips(kit_query(k), &q, &list, &err) != CT_OK)
        fail_msg("clips \"%s\": %s", find, err.text);
    size_t count = list.count;
    ct_clip_list_finish(&list);
    return count;
}

size_t kit_count_selects(kit *k, const char *find)
{
    ct_select_query q = {.find = find};
    ct_select_list  list = {0};
    ct_error        err = {0};

    if (ct_query_selects(kit_query(k), &q, &list, &err) != CT_OK)
        fail_msg("selects \"%s\": %s", find, err.text);
    size_t count = list.count;
    ct_select_list_finish(&list);
    return count;
}

size_t kit_count_notes(kit *k, const char *find)
{
    ct_note_query q = {.find = find};
    ct_note_list  list = {0};
    ct_error      err = {0};

    if (ct_query_notes(kit_query(k), &q, &list, &err) != CT_OK)
        fail_msg("notes \"%s\": %s", find, err.text);
    size_t count = list.count;
    ct_note_list_finish(&list);
    return count;
}

static void print_line(void *arg, bool problem, const char *text)
{
    (void)arg;
    if (problem)
        fprintf(stderr, "check: %s\n", text);
}

void kit_check(kit *k)
{
    ct_error err = {0};

    if (ct_store_check(k->path, print_line, NULL, &err) != CT_OK)
        fail_msg("check: %s", err.text);
}
