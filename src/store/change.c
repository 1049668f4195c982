/* SPDX-License-Identifier: MIT */
/* The append-only log of field changes, and undo from it. See change.h. */
#include "change.h"

#include <stdlib.h>
#include <string.h>

#include "circletake/thread.h"
#include "rows.h"

/* ---- this copy ---- */

static ct_code become_new_site(ct_db *db, const char *place, ct_site *site, ct_error *err)
{
    sqlite3_stmt *stmt = ct_db_get(db, CT_SQL_SITE_ADD, err);
    ct_id         id = ct_id_new();

    if (!stmt)
        return err->code;
    ct_db_bind_id(stmt, 1, &id);
    ct_code code = ct_db_run(db, stmt, err);
    if (code != CT_OK)
        return code;
    site->n = sqlite3_last_insert_rowid(db->handle);
    site->seq = 0;
    stmt = ct_db_get(db, CT_SQL_SITE_MOVE, err);
    if (!stmt)
        return err->code;
    ct_db_bind_int(stmt, 1, site->n);
    ct_db_bind_text(stmt, 2, place);
    return ct_db_run(db, stmt, err);
}

ct_code ct_change_site(ct_db *db, const char *place, ct_site *out, ct_error *err)
{
    sqlite3_stmt *stmt = ct_db_get(db, CT_SQL_SITE_GET, err);
    bool          row = false, same;

    if (!stmt)
        return err->code;
    ct_code code = ct_db_step(db, stmt, &row, err);
    if (code != CT_OK)
        return code;
    if (!row)
        return ct_fail(err, CT_BAD_DATA,
                       "The project %s is incomplete (it has no site). Open one "
                       "of its backups.",
                       db->name);
    out->n = ct_db_column_int(stmt, 0);
    same = strcmp(ct_db_column_text(stmt, 1), place) == 0;
    out->seq = ct_db_column_int(stmt, 2);
    out->hlc = ct_db_column_int(stmt, 3);
    out->revision = ct_db_column_int(stmt, 4);
    sqlite3_reset(stmt);
    if (same)
        return CT_OK;

    return become_new_site(db, place, out, err);
}

ct_code ct_change_advance(ct_db *db, const ct_site *site, ct_error *err)
{
    sqlite3_stmt *stmt = ct_db_get(db, CT_SQL_SITE_ADVANCE, err);

    if (!stmt)
        return err->code;
    ct_db_bind_int(stmt, 1, site->seq);
    ct_db_bind_int(stmt, 2, site->hlc);
    ct_db_bind_int(stmt, 3, site->revision);
    return ct_db_run(db, stmt, err);
}

/* ---- appending ---- */

static ct_code insert_act(ct_db *db, ct_act *act, ct_error *err)
{
    sqlite3_stmt *stmt = ct_db_get(db, CT_SQL_ACT_ADD, err);

    if (!stmt)
        return err->code;
    ct_db_bind_id(stmt, 1, &act->id);
    ct_db_bind_int(stmt, 2, act->kind);
    if (act->of)
        ct_db_bind_int(stmt, 3, act->of);
    ct_db_bind_int(stmt, 4, act->undoable ? 1 : 0);
    ct_db_bind_text(stmt, 5, act->sentence);
    ct_db_bind_text(stmt, 6, act->who);
    ct_db_bind_int(stmt, 7, ct_wall_us());
    ct_code code = ct_db_run(db, stmt, err);
    act->n = sqlite3_last_insert_rowid(db->handle);
    return code;
}

static ct_code act_exists(ct_db *db, const ct_id *id, bool *exists, ct_error *err)
{
    sqlite3_stmt *stmt = ct_db_get(db, CT_SQL_ACT_FIND, err);

    if (!stmt)
        return err->code;
    ct_db_bind_id(stmt, 1, id);
    ct_code code = ct_db_step(db, stmt, exists, err);
    sqlite3_reset(stmt);
    return code;
}

ct_code ct_change_begin(ct_db *db, ct_act *act, ct_error *err)
{
    ct_code code = CT_OK;
    ct_act  top;
    bool    exists = false;

    if (!ct_id_is_none(act->id)) {
        code = ct_change_top(db, false, &top, NULL, err);
        if (code == CT_OK && top.n && ct_id_equal(top.id, act->id)) {
            act->n = top.n; /* joins */
            return CT_OK;
        }
        if (code == CT_OK)
            code = act_exists(db, &act->id, &exists, err);
    }
    if (ct_id_is_none(act->id) || exists)
        act->id = ct_id_new();
    if (code == CT_OK && act->undoable)
        code = ct_db_do(db, CT_SQL_ACT_BURY, err);
    return code == CT_OK ? insert_act(db, act, err) : code;
}

/* Never behind the wall clock, never twice the same, never backwards when the wall clock is. */
static int64_t next_hlc(int64_t last)
{
    int64_t now = (ct_wall_us() / 1000) << 16;
    return now > last ? now : last + 1;
}

ct_code ct_change_add(ct_db *db, ct_site *site, const ct_act *act, const ct_id *row, ct_field field,
                      const ct_value *value, const ct_value *old, ct_error *err)
{
    sqlite3_stmt *stmt = ct_db_get(db, CT_SQL_CHANGE_ADD, err);

    if (!stmt)
        return err->code;
    site->hlc = next_hlc(site->hlc);
    site->seq++;
    ct_db_bind_int(stmt, 1, site->n);
    ct_db_bind_int(stmt, 2, site->seq);
    ct_db_bind_int(stmt, 3, site->hlc);
    ct_db_bind_int(stmt, 4, act->n);
    ct_db_bind_int(stmt, 5, ct_field_table(field));
    ct_db_bind_id(stmt, 6, row);
    ct_db_bind_int(stmt, 7, field);
    ct_db_bind_value(stmt, 8, value);
    if (old)
        ct_db_bind_value(stmt, 9, old);
    ct_db_bind_int(stmt, 10, ct_schema_current()->version);
    return ct_db_run(db, stmt, err);
}

/* ---- undo ---- */

ct_code ct_change_top(ct_db *db, bool redo, ct_act *out, char **sentence, ct_error *err)
{
    sqlite3_stmt *stmt = ct_db_get(db, redo ? CT_SQL_ACT_REDO_TOP : CT_SQL_ACT_UNDO_TOP, err);
    bool          row = false;

    *out = (ct_act){0};
    if (sentence)
        *sentence = NULL;
    if (!stmt)
        return err->code;
    ct_code code = ct_db_step(db, stmt, &row, err);
    if (code != CT_OK || !row)
        return code;
    out->n = ct_db_column_int(stmt, 0);
    out->id = ct_db_column_id(stmt, 1);
    if (sentence)
        *sentence = ct_strdup(ct_db_column_text(stmt, 2));
    sqlite3_reset(stmt);
    return CT_OK;
}

typedef struct logged {
    ct_id    row;
    ct_field field;
    ct_value value, old;
} logged;

typedef struct logged_list {
    logged *items;
    size_t  count, cap;
} logged_list;

static void logged_finish(logged_list *l)
{
    for (size_t i = 0; i < l->count; i++) {
        ct_value_finish(&l->items[i].value);
        ct_value_finish(&l->items[i].old);
    }
    free(l->items);
}

bool ct_change_is_reversible(ct_table table)
{
    return table == CT_TABLE_PROJECT || table == CT_TABLE_CLIP || table == CT_TABLE_SELECT ||
           table == CT_TABLE_NOTE || table == CT_TABLE_TAG || table == CT_TABLE_CUT ||
           ct_table_is_part(table);
}

static ct_code read_act(ct_db *db, int64_t n, logged_list *out, ct_error *err)
{
    sqlite3_stmt *stmt = ct_db_get(db, CT_SQL_CHANGES_OF_ACT, err);
    ct_code       code = CT_OK;
    bool          row = true;

    if (!stmt)
        return err->code;
    ct_db_bind_int(stmt, 1, n);
    while ((code = ct_db_step(db, stmt, &row, err)) == CT_OK && row) {
        ct_field field = (ct_field)ct_db_column_int(stmt, 2);
        ct_table table = ct_field_table(field);
        bool     makes = sqlite3_column_type(stmt, 4) == SQLITE_NULL;
        if (!ct_change_is_reversible(table) || (makes && ct_table_is_part(table)))
            continue; /* a part that was made goes with what it is part of */
        out->items = ct_grow(out->items, &out->cap, out->count + 1, sizeof *out->items);
        out->items[out->count++] =
            (logged){ct_db_column_id(stmt, 1), field, ct_db_column_value(stmt, 3),
                     ct_db_column_value(stmt, 4)};
    }
    return code;
}

static int compare_ids(const void *a, const void *b)
{
    return ct_id_compare(*(const ct_id *)a, *(const ct_id *)b);
}

/* The rows that the act made, sorted. */
static ct_id *made_rows(const logged_list *l, size_t *count)
{
    ct_id *rows = ct_alloc_array(l->count + 1, sizeof *rows);

    *count = 0;
    for (size_t i = 0; i < l->count; i++) {
        if (l->items[i].old.type == CT_VALUE_NULL &&
            l->items[i].field == ct_table_withdrawn(ct_field_table(l->items[i].field)))
            rows[(*count)++] = l->items[i].row;
    }
    qsort(rows, *count, sizeof *rows, compare_ids);
    return rows;
}

static void push_reverse(ct_edit *edit, const logged *l, const ct_value *from, const ct_value *to)
{
    ct_op *op = ct_edit_push(edit, CT_OP_SET);

    op->table = ct_field_table(l->field);
    op->row = l->row;
    op->field = l->field;
    op->value = ct_value_copy(to);
    /* Evidence belongs to the frames it was taken of: it goes where the range goes, also when it
     * arrived later than the range. */
    op->expects = !ct_field_is_evidence(l->field);
    op->expected = ct_value_copy(from);
}

/* A row that the act made is withdrawn as it is, and restored as it is. */
static void push_reversed(ct_edit *edit, const logged_list *l, bool redo)
{
    const ct_value here = ct_value_int(0), gone = ct_value_int(1);
    size_t         made_count;
    ct_id         *made = made_rows(l, &made_count);

    for (size_t i = 0; i < l->count; i++) {
        const logged *item = &l->items[redo ? i : l->count - 1 - i];
        bool          makes = item->field == ct_table_withdrawn(ct_field_table(item->field)) &&
                     item->old.type == CT_VALUE_NULL;
        if (makes)
            push_reverse(edit, item, redo ? &gone : &here, redo ? &here : &gone);
        else if (!bsearch(&item->row, made, made_count, sizeof *made, compare_ids))
            push_reverse(edit, item, redo ? &item->old : &item->value,
                         redo ? &item->value : &item->old);
    }
    free(made);
}

ct_code ct_change_reverse(ct_db *db, int64_t n, bool redo, const char *author, ct_edit **out,
                          ct_error *err)
{
    logged_list list = {0};
    ct_code     code = read_act(db, n, &list, err);

    if (code == CT_OK) {
        *out = ct_edit_create(redo ? "Redo" : "Undo", author, 0);
        push_reversed(*out, &list, redo);
    }
    logged_finish(&list);
    return code;
}

ct_code ct_change_set_undone(ct_db *db, int64_t n, bool undone, ct_error *err)
{
    sqlite3_stmt *stmt = ct_db_get(db, CT_SQL_ACT_SET_STATE, err);

    if (!stmt)
        return err->code;
    ct_db_bind_int(stmt, 1, n);
    ct_db_bind_int(stmt, 2, undone ? 2 : 1);
    return ct_db_run(db, stmt, err);
}
