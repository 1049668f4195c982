/* SPDX-License-Identifier: MIT */
/* Reading connections, and everything read that is neither a clip nor a mark. See query.h. */
#include <stdlib.h>
#include <string.h>

#include "query_priv.h"

/* ---- the connection ---- */

ct_query *ct_store_query(ct_store *st)
{
    return st->query;
}

static bool has_ended(ct_store *st)
{
    pthread_mutex_lock(&st->mutex);
    bool ended = st->stop;
    pthread_mutex_unlock(&st->mutex);
    return ended;
}

static ct_code open_query(const char *path, ct_db_mode mode, ct_query **out, ct_error *err)
{
    ct_query *q = ct_alloc(sizeof *q);
    ct_code   code = ct_db_open(&q->db, path, mode, err);

    q->mode = mode;
    if (code == CT_OK)
        code = ct_db_settle(&q->db, mode, err);
    if (code == CT_OK)
        *out = q;
    else
        ct_query_close(&q);
    return code;
}

ct_code ct_query_open(ct_store *st, ct_query **out, ct_error *err)
{
    ct_error  own;
    ct_error *e = err ? err : &own;

    return has_ended(st) ? ct_store_refuse_ended(st, e)
                         : open_query(st->place.read_path, st->read_mode, out, e);
}

ct_code ct_query_open_beside(const ct_query *q, ct_query **out, ct_error *err)
{
    ct_error own;

    return open_query(q->db.name, q->mode, out, err ? err : &own);
}

void ct_query_close(ct_query **q)
{
    if (!q || !*q)
        return;
    ct_db_close(&(*q)->db);
    free(*q);
    *q = NULL;
}

void ct_query_interrupt(ct_query *q)
{
    sqlite3_interrupt(q->db.handle);
}

int64_t ct_query_revision(ct_query *q)
{
    ct_error      err;
    sqlite3_stmt *stmt = ct_db_get(&q->db, CT_SQL_REVISION, &err);
    int64_t       revision = -1;
    bool          row = false;

    if (stmt && ct_db_step(&q->db, stmt, &row, &err) == CT_OK && row) {
        revision = ct_db_column_int(stmt, 0);
        sqlite3_reset(stmt);
    }
    return revision;
}

/* ---- shared with clips.c and marks.c ---- */

sqlite3_stmt *ct_query_prepare(ct_query *q, const ct_where *w, ct_error *err)
{
    sqlite3_stmt *stmt = ct_db_compose(&q->db, ct_str_text(&w->sql), err);

    for (size_t i = 0; stmt && i < w->count; i++)
        ct_db_bind_value(stmt, (int)i + 1, &w->values[i]);
    return stmt;
}

/* Tables are STRICT, so a column holds what its member does, or nothing, which reads as the default. */
static void read_member(sqlite3_stmt *stmt, int at, const ct_row_member *m, void *item)
{
    switch (m->type) {
    case CT_MEMBER_TEXT:
    case CT_MEMBER_TC:
    case CT_MEMBER_AROUND:
        ct_row_set_text(m, item, ct_db_column_text(stmt, at));
        return;
    case CT_MEMBER_ID:
        ct_row_set_id(m, item, ct_db_column_id(stmt, at));
        return;
    case CT_MEMBER_REAL:
        ct_row_set_real(m, item, sqlite3_column_double(stmt, at));
        return;
    default:
        ct_row_set_int(m, item, ct_db_column_int(stmt, at));
        return;
    }
}

void ct_query_read_members(sqlite3_stmt *stmt, int at, const ct_row_member *members, size_t count,
                           void *item)
{
    for (size_t i = 0; i < count; i++)
        read_member(stmt, at + (int)i, &members[i], item);
}

void ct_query_read_row(sqlite3_stmt *stmt, ct_table table, void *item)
{
    size_t               count;
    const ct_row_member *members = ct_row_members(table, &count);
    int                  at = 1;

    *(ct_id *)(void *)((char *)item + ct_row_id_offset(table)) = ct_db_column_id(stmt, 0);
    ct_query_read_members(stmt, at, members, count, item);
    at += (int)count;
    if (table == CT_TABLE_CLIP) {
        ct_clip *clip = item;
        clip->select_count = (int)ct_db_column_int(stmt, at);
        clip->note_count = (int)ct_db_column_int(stmt, at + 1);
        clip->open_note_count = (int)ct_db_column_int(stmt, at + 2);
        if (sqlite3_column_count(stmt) > at + 3) /* it was asked for */
            clip->found = (unsigned)ct_db_column_int(stmt, at + 3);
    }
}

void ct_query_add_text(ct_where *w, const char *column, const char *text)
{
    if (!text || !text[0])
        return;
    ct_str condition = {0};
    ct_str_appendf(&condition, " AND %s = ? COLLATE NOCASE", column);
    ct_where_add(w, ct_str_text(&condition), ct_value_text(text));
    ct_str_finish(&condition);
}

void ct_id_list_add(ct_id_list *l, ct_id id)
{
    l->items = ct_grow(l->items, &l->cap, l->count + 1, sizeof *l->items);
    l->items[l->count++] = id;
}

void ct_id_list_finish(ct_id_list *l)
{
    free(l->items);
    *l = (ct_id_list){0};
}

/* ---- project, counts, tags ---- */

/* UUIDv7 begins with its time of making in milliseconds. */
static int64_t made_us_of(ct_id id)
{
    int64_t ms = 0;

    for (int i = 0; i < 6; i++)
        ms = ms << 8 | id.b[i];
    return ms * 1000;
}

void ct_project_finish(ct_project *p)
{
    free(p->name);
    *p = (ct_project){0};
}

ct_code ct_query_project(ct_query *q, ct_project *out, ct_error *err)
{
    ct_error      own;
    ct_error     *e = err ? err : &own;
    sqlite3_stmt *stmt = ct_db_get(&q->db, CT_SQL_PROJECT_GET, e);
    bool          row = false;

    *out = (ct_project){.edit_rate = {0, 1}};
    if (!stmt)
        return e->code;
    ct_code code = ct_db_step(&q->db, stmt, &row, e);
    if (code != CT_OK)
        return code;
    if (!row)
        return ct_fail(e, CT_BAD_DATA, "The project %s is incomplete. Open it once for writing.",
                       q->db.name);
    out->id = ct_db_column_id(stmt, 0);
    out->name = ct_strdup(ct_db_column_text(stmt, 1));
    if (!ct_rate_parse(ct_db_column_text(stmt, 2), &out->edit_rate))
        out->edit_rate = (AVRational){0, 1};
    out->made_us = made_us_of(out->id);
    sqlite3_reset(stmt);
    return CT_OK;
}

AVRational ct_query_edit_rate(ct_query *q)
{
    ct_project project;

    if (ct_query_project(q, &project, NULL))
        return (AVRational){0, 1};
    AVRational rate = project.edit_rate;
    ct_project_finish(&project);
    return rate;
}

/* One row of numbers. */
static ct_code read_numbers(ct_query *q, ct_sql which, int64_t *out, int count, ct_error *err)
{
    sqlite3_stmt *stmt = ct_db_get(&q->db, which, err);
    bool          row = false;

    if (!stmt)
        return err->code;
    ct_code code = ct_db_step(&q->db, stmt, &row, err);
    for (int i = 0; code == CT_OK && row && i < count; i++)
        out[i] = ct_db_column_int(stmt, i);
    sqlite3_reset(stmt);
    return code;
}

ct_code ct_query_counts(ct_query *q, ct_counts *out, ct_error *err)
{
    ct_error  own;
    ct_error *e = err ? err : &own;
    int64_t   clips[7] = {0}, selects[4] = {0};
    ct_code   code = ct_db_do(&q->db, CT_SQL_BEGIN_READ, e);

    if (code == CT_OK)
        code = read_numbers(q, CT_SQL_COUNT_CLIPS, clips, 7, e);
    if (code == CT_OK)
        code = read_numbers(q, CT_SQL_COUNT_SELECTS, selects, 4, e);
    ct_db_roll_back(&q->db);
    *out = (ct_counts){.clips = clips[0],
                       .offline = clips[1],
                       .circled = clips[2],
                       .unseen = clips[3],
                       .frames = clips[4],
                       .notes = clips[5],
                       .open_notes = clips[6],
                       .selects = selects[0],
                       .good = selects[1],
                       .rejected = selects[2],
                       .select_frames = selects[3]};
    return code;
}

void ct_tag_list_finish(ct_tag_list *l)
{
    for (size_t i = 0; i < l->count; i++)
        free(l->items[i].name);
    free(l->items);
    *l = (ct_tag_list){0};
}

ct_code ct_query_tags(ct_query *q, ct_tag_list *out, ct_error *err)
{
    ct_error      own;
    ct_error     *e = err ? err : &own;
    sqlite3_stmt *stmt = ct_db_get(&q->db, CT_SQL_TAGS, e);
    ct_code       code = CT_OK;
    bool          row = true;

    ct_tag_list_finish(out);
    if (!stmt)
        return e->code;
    while ((code = ct_db_step(&q->db, stmt, &row, e)) == CT_OK && row) {
        out->items = ct_grow(out->items, &out->cap, out->count + 1, sizeof *out->items);
        out->items[out->count++] =
            (ct_tag){ct_db_column_id(stmt, 0), (int)ct_db_column_int(stmt, 1),
                     ct_strdup(ct_db_column_text(stmt, 2))};
    }
    return code;
}

/* ---- coverage ---- */

const ct_scene *ct_scene_list_find(const ct_scene_list *l, const char *scene)
{
    for (size_t i = 0; i < l->count; i++)
        if (strcmp(l->items[i].scene, scene) == 0)
            return &l->items[i];
    return NULL;
}

void ct_scene_list_finish(ct_scene_list *l)
{
    for (size_t i = 0; i < l->count; i++)
        free(l->items[i].scene);
    free(l->items);
    *l = (ct_scene_list){0};
}

ct_code ct_query_scenes(ct_query *q, ct_scene_list *out, ct_error *err)
{
    ct_error      own;
    ct_error     *e = err ? err : &own;
    sqlite3_stmt *stmt = ct_db_get(&q->db, CT_SQL_SCENES, e);
    ct_code       code = CT_OK;
    bool          row = true;

    ct_scene_list_finish(out);
    if (!stmt)
        return e->code;
    while ((code = ct_db_step(&q->db, stmt, &row, e)) == CT_OK && row) {
        out->items = ct_grow(out->items, &out->cap, out->count + 1, sizeof *out->items);
        out->items[out->count++] =
            (ct_scene){ct_strdup(ct_db_column_text(stmt, 0)), ct_db_column_int(stmt, 1),
                       ct_db_column_int(stmt, 2), ct_db_column_int(stmt, 3)};
    }
    return code;
}

/* ---- who changed what ---- */

void ct_change_list_finish(ct_change_list *l)
{
    for (size_t i = 0; i < l->count; i++) {
        free(l->items[i].who);
        free(l->items[i].sentence);
        free(l->items[i].value);
    }
    free(l->items);
    *l = (ct_change_list){0};
}

static void read_change(sqlite3_stmt *stmt, ct_change *out)
{
    out->at_us = (ct_db_column_int(stmt, 0) >> 16) * 1000;
    out->who = ct_strdup(ct_db_column_text(stmt, 1));
    out->sentence = ct_strdup(ct_db_column_text(stmt, 2));
    out->field = (ct_field)ct_db_column_int(stmt, 3);
    out->row = ct_db_column_id(stmt, 4);
    if (sqlite3_column_type(stmt, 5) != SQLITE_NULL)
        out->value = ct_strdup(ct_db_column_text(stmt, 5));
}

ct_code ct_query_history(ct_query *q, ct_id row, size_t limit, ct_change_list *out, ct_error *err)
{
    ct_error      own;
    ct_error     *e = err ? err : &own;
    bool          of_row = !ct_id_is_none(row), more = true;
    sqlite3_stmt *stmt = ct_db_get(&q->db, of_row ? CT_SQL_HISTORY_OF_ROW : CT_SQL_HISTORY, e);
    ct_code       code = CT_OK;

    ct_change_list_finish(out);
    if (!stmt)
        return e->code;
    ct_db_bind_int(stmt, 1, limit ? (int64_t)limit : -1);
    if (of_row)
        ct_db_bind_id(stmt, 2, &row);
    while ((code = ct_db_step(&q->db, stmt, &more, e)) == CT_OK && more) {
        out->items = ct_grow(out->items, &out->cap, out->count + 1, sizeof *out->items);
        out->items[out->count] = (ct_change){0};
        read_change(stmt, &out->items[out->count++]);
    }
    return code;
}

/* ---- texts by key ---- */

static char *text_of(ct_query *q, ct_sql which, const char *key)
{
    ct_error      err;
    sqlite3_stmt *stmt = ct_db_get(&q->db, which, &err);
    char         *text = NULL;
    bool          row = false;

    if (!stmt)
        return NULL;
    ct_db_bind_text(stmt, 1, key);
    if (ct_db_step(&q->db, stmt, &row, &err) == CT_OK && row)
        text = ct_strdup(ct_db_column_text(stmt, 0));
    sqlite3_reset(stmt);
    sqlite3_clear_bindings(stmt);
    return text;
}

char *ct_query_draft(ct_query *q, const char *key)
{
    return text_of(q, CT_SQL_DRAFT_GET, key);
}

char *ct_query_setting(ct_query *q, const char *key)
{
    return text_of(q, CT_SQL_SETTING_GET, key);
}

typedef struct text_list {
    char **items;
    size_t count, cap;
} text_list;

static void add_text(text_list *l, const char *text)
{
    l->items = ct_grow(l->items, &l->cap, l->count + 1, sizeof *l->items);
    l->items[l->count++] = ct_strdup(text);
}

/* Rows of two texts. */
static ct_code fetch_pairs(ct_query *q, sqlite3_stmt *stmt, char ***firsts, char ***seconds,
                           size_t *count, ct_error *e)
{
    text_list first_list = {0}, second_list = {0};
    bool      row = true;
    ct_code   code = stmt ? CT_OK : e->code;

    while (code == CT_OK && (code = ct_db_step(&q->db, stmt, &row, e)) == CT_OK && row) {
        add_text(&first_list, ct_db_column_text(stmt, 0));
        add_text(&second_list, ct_db_column_text(stmt, 1));
    }
    *firsts = first_list.items;
    *seconds = second_list.items;
    *count = first_list.count;
    return code;
}

ct_code ct_query_drafts(ct_query *q, char ***keys, char ***bodies, size_t *count, ct_error *err)
{
    ct_error  own;
    ct_error *e = err ? err : &own;

    return fetch_pairs(q, ct_db_get(&q->db, CT_SQL_DRAFTS, e), keys, bodies, count, e);
}

ct_code ct_query_settings(ct_query *q, const char *prefix, char ***keys, char ***values,
                          size_t *count, ct_error *err)
{
    ct_error      own;
    ct_error     *e = err ? err : &own;
    sqlite3_stmt *stmt = ct_db_get(&q->db, CT_SQL_SETTINGS, e);

    if (stmt)
        ct_db_bind_text(stmt, 1, prefix);
    return fetch_pairs(q, stmt, keys, values, count, e);
}

ct_code ct_query_values(ct_query *q, ct_field field, char ***out, size_t *count, ct_error *err)
{
    ct_error  own;
    ct_error *e = err ? err : &own;
    ct_str    sql = {0};
    text_list list = {0};
    bool      row = true;

    *out = NULL;
    *count = 0;
    if (ct_field_kind(field) != CT_FIELD_TEXT)
        return ct_fail(e, CT_USAGE, "Only fields with text have values to offer.");
    ct_sql_values(&sql, field);
    sqlite3_stmt *stmt = ct_db_compose(&q->db, ct_str_text(&sql), e);
    ct_code       code = stmt ? CT_OK : e->code;
    ct_str_finish(&sql);
    while (code == CT_OK && (code = ct_db_step(&q->db, stmt, &row, e)) == CT_OK && row)
        add_text(&list, ct_db_column_text(stmt, 0));
    *out = list.items;
    *count = list.count;
    return code;
}

int64_t ct_query_seen(ct_query *q, ct_id clip)
{
    ct_error      err;
    sqlite3_stmt *stmt = ct_db_get(&q->db, CT_SQL_SEEN_GET, &err);
    int64_t       frame = -1;
    bool          row = false;

    if (!stmt)
        return -1;
    ct_db_bind_id(stmt, 1, &clip);
    if (ct_db_step(&q->db, stmt, &row, &err) == CT_OK && row)
        frame = ct_db_column_int(stmt, 0);
    sqlite3_reset(stmt);
    return frame;
}
