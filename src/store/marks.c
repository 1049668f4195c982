/* SPDX-License-Identifier: MIT */
/* Selects and notes: lists and single ones. See query.h. */
#include "query_priv.h"

static void add_clip(ct_where *w, const char *condition, ct_id clip)
{
    if (!ct_id_is_none(clip))
        ct_where_add(w, condition, ct_value_id(clip));
}

/* Those of the whole project whose clips are not asked for anything; they are many. */
static bool is_of_all(ct_id clip, const char *find, const char *scene, ct_mark_order order)
{
    return ct_id_is_none(clip) && !*ct_str_or_empty(find) && !*ct_str_or_empty(scene) &&
           (order == CT_ORDER_HAND || order == CT_ORDER_MADE || order == CT_ORDER_STORED);
}

static void compose_list(ct_where *w, ct_table table, bool all)
{
    if (all)
        ct_sql_marks(&w->sql, table);
    else
        ct_sql_list(&w->sql, table, CT_SQL_MEMBERS);
}

/* Room for as many as there are: to grow a list of thousands takes longer than to fill it. */
static void *expect_rows(ct_query *q, ct_sql count, void *items, size_t *cap, size_t bytes_each)
{
    int64_t rows = 0;

    if (ct_db_int(&q->db, ct_sql_text(count), &rows, NULL) != CT_OK)
        return items; /* the list itself says why */
    return ct_grow(items, cap, (size_t)rows, bytes_each);
}

static bool all_selects(const ct_select_query *what)
{
    return !what->circled && is_of_all(what->clip, what->find, what->scene, what->order);
}

static void compose_selects(ct_where *w, const ct_select_query *what)
{
    compose_list(w, CT_TABLE_SELECT, all_selects(what));
    add_clip(w, " AND s.clip = ?", what->clip);
    ct_find_add(w, CT_TABLE_SELECT, what->find);
    ct_query_add_text(w, "c.scene", what->scene);
    ct_query_add_text(w, "s.author", what->author);
    if (what->circled)
        ct_where_text(w, " AND c.circled = 1");
    if (what->rating > 0)
        ct_where_add(w, " AND s.rating >= ?", ct_value_int(what->rating));
    if (what->verdict_set)
        ct_where_add(w, " AND s.verdict = ?", ct_value_int(what->verdict));
    if (what->not_rejected)
        ct_where_add(w, " AND s.verdict <> ?", ct_value_int(CT_REJECTED));
    ct_sql_order_marks(&w->sql, CT_TABLE_SELECT, what->order, what->descending);
}

ct_code ct_query_selects(ct_query *q, const ct_select_query *what, ct_select_list *out,
                         ct_error *err)
{
    static const ct_select_query all;
    ct_error                     own;
    ct_error                    *e = err ? err : &own;
    ct_where                     w = {0};
    bool                         row = true;

    what = what ? what : &all;
    ct_select_list_finish(out);
    compose_selects(&w, what);
    if (all_selects(what))
        out->items = expect_rows(q, CT_SQL_SELECT_ROWS, out->items, &out->cap, sizeof *out->items);
    sqlite3_stmt *stmt = ct_query_prepare(q, &w, e);
    ct_code       code = stmt ? CT_OK : e->code;
    while (code == CT_OK && (code = ct_db_step(&q->db, stmt, &row, e)) == CT_OK && row)
        ct_query_read_row(stmt, CT_TABLE_SELECT, ct_select_list_add(out));
    ct_where_finish(&w);
    return code;
}

/* By hand is by slate, of notes. */
static bool all_notes(const ct_note_query *what)
{
    return what->order != CT_ORDER_HAND && ct_id_is_none(what->cut) &&
           is_of_all(what->clip, what->find, what->scene, what->order);
}

static void compose_notes(ct_where *w, const ct_note_query *what)
{
    compose_list(w, CT_TABLE_NOTE, all_notes(what));
    add_clip(w, " AND m.clip = ?", what->clip);
    add_clip(w, " AND m.cut = ?", what->cut);
    ct_find_add(w, CT_TABLE_NOTE, what->find);
    ct_query_add_text(w, "c.scene", what->scene);
    ct_query_add_text(w, "m.author", what->author);
    ct_query_add_text(w, "m.assignee", what->assignee);
    if (what->status_set)
        ct_where_add(w, " AND m.status = ?", ct_value_int(what->status));
    if (what->category_set)
        ct_where_add(w, " AND m.category = ?", ct_value_int(what->category));
    if (what->unresolved)
        ct_where_add(w, " AND m.status <= ?", ct_value_int(CT_NOTE_IN_PROGRESS));
    if (what->priority > 0)
        ct_where_add(w, " AND m.priority >= ?", ct_value_int(what->priority));
    ct_sql_order_marks(&w->sql, CT_TABLE_NOTE, what->order, what->descending);
}

ct_code ct_query_notes(ct_query *q, const ct_note_query *what, ct_note_list *out, ct_error *err)
{
    static const ct_note_query all;
    ct_error                   own;
    ct_error                  *e = err ? err : &own;
    ct_where                   w = {0};
    bool                       row = true;

    what = what ? what : &all;
    ct_note_list_finish(out);
    compose_notes(&w, what);
    if (all_notes(what))
        out->items = expect_rows(q, CT_SQL_NOTE_ROWS, out->items, &out->cap, sizeof *out->items);
    sqlite3_stmt *stmt = ct_query_prepare(q, &w, e);
    ct_code       code = stmt ? CT_OK : e->code;
    while (code == CT_OK && (code = ct_db_step(&q->db, stmt, &row, e)) == CT_OK && row)
        ct_query_read_row(stmt, CT_TABLE_NOTE, ct_note_list_add(out));
    ct_where_finish(&w);
    return code;
}

/* ---- one ---- */

static ct_code read_one(ct_query *q, ct_table table, const char *word, ct_id id, void *out,
                        ct_error *err)
{
    ct_str sql = {0};
    bool   row = false;
    char   text[CT_ID_TEXT_BYTES];

    ct_sql_mark_by_id(&sql, table);
    sqlite3_stmt *stmt = ct_db_compose(&q->db, ct_str_text(&sql), err);
    ct_str_finish(&sql);
    if (!stmt)
        return err->code;
    ct_db_bind_id(stmt, 1, &id);
    ct_code code = ct_db_step(&q->db, stmt, &row, err);
    if (code == CT_OK && !row)
        code = ct_fail(err, CT_NO_INPUT, "There is no %s %s in this project.", word,
                       ct_id_text(id, text));
    else if (code == CT_OK)
        ct_query_read_row(stmt, table, out);
    sqlite3_reset(stmt);
    return code;
}

ct_code ct_query_select(ct_query *q, ct_id id, ct_select *out, ct_error *err)
{
    ct_error own;

    ct_select_init(out);
    return read_one(q, CT_TABLE_SELECT, "select", id, out, err ? err : &own);
}

ct_code ct_query_note(ct_query *q, ct_id id, ct_note *out, ct_error *err)
{
    ct_error own;

    ct_note_init(out);
    return read_one(q, CT_TABLE_NOTE, "note", id, out, err ? err : &own);
}
