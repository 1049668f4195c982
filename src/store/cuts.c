/* SPDX-License-Identifier: MIT */
/* Cuts, their events and markers; what was handed over, and what changed since. See query.h. */
#include <stdlib.h>
#include <string.h>

#include "query_priv.h"

/* ---- cuts ---- */

static ct_code read_cuts(ct_query *q, const char *condition, const ct_value *values, size_t count,
                         ct_cut_list *out, ct_error *err)
{
    ct_where w = {0};
    bool     row = true;

    ct_cut_list_finish(out);
    ct_sql_cuts(&w.sql, condition);
    sqlite3_stmt *stmt = ct_db_compose(&q->db, ct_str_text(&w.sql), err);
    ct_code       code = stmt ? CT_OK : err->code;
    for (size_t i = 0; stmt && i < count; i++)
        ct_db_bind_value(stmt, (int)i + 1, &values[i]);
    while (code == CT_OK && (code = ct_db_step(&q->db, stmt, &row, err)) == CT_OK && row)
        ct_query_read_row(stmt, CT_TABLE_CUT, ct_cut_list_add(out));
    ct_where_finish(&w);
    return code;
}

ct_code ct_query_cuts(ct_query *q, ct_cut_list *out, ct_error *err)
{
    ct_error own;

    return read_cuts(q, NULL, NULL, 0, out, err ? err : &own);
}

ct_code ct_query_cuts_of(ct_query *q, ct_id clip, ct_cut_list *out, ct_error *err)
{
    ct_error own;
    ct_value value = ct_value_id(clip);

    return read_cuts(q, "t.id IN (SELECT x.cut FROM event x WHERE x.clip = ?1)", &value, 1, out,
                     err ? err : &own);
}

/* Takes the last of a list; the others are freed. */
static void take_last(ct_cut_list *l, ct_cut *out)
{
    *out = l->items[--l->count];
    ct_cut_list_finish(l);
}

ct_code ct_query_cut(ct_query *q, ct_id id, ct_cut *out, ct_error *err)
{
    ct_error    own;
    ct_error   *e = err ? err : &own;
    ct_value    value = ct_value_id(id);
    ct_cut_list found = {0};
    char        text[CT_ID_TEXT_BYTES];
    ct_code     code = read_cuts(q, "t.id = ?1", &value, 1, &found, e);

    ct_cut_init(out);
    if (code == CT_OK && found.count == 0)
        return ct_fail(e, CT_NO_INPUT, "There is no cut %s in this project.", ct_id_text(id, text));
    if (code == CT_OK)
        take_last(&found, out);
    ct_cut_list_finish(&found);
    return code;
}

/* All versions of a name, or the one called "NAME v3". */
static ct_code cuts_called(ct_query *q, const char *word, ct_cut_list *out, ct_error *err)
{
    ct_value value = ct_value_text(word);
    ct_code  code = read_cuts(q, "t.name = ?1 COLLATE NOCASE", &value, 1, out, err);

    if (code == CT_OK && out->count == 0)
        code = read_cuts(q, "t.name || ' v' || t.version = ?1 COLLATE NOCASE", &value, 1, out, err);
    ct_value_finish(&value);
    return code;
}

enum { NAMED_MOST = 6 };

/* Says which there are. Always CT_NO_INPUT. */
static ct_code no_such_cut(ct_query *q, const char *word, ct_error *err)
{
    ct_cut_list all = {0};
    ct_str      names = {0};
    size_t      named = 0;

    if (ct_query_cuts(q, &all, NULL))
        ct_cut_list_finish(&all);
    for (size_t i = 0; i < all.count; i++) {
        const char *name = ct_str_or_empty(all.items[i].name);
        if (i > 0 && ct_equal_nocase(name, ct_str_or_empty(all.items[i - 1].name)))
            continue; /* versions of one name come together */
        if (named++ < NAMED_MOST)
            ct_str_appendf(&names, "%s'%s'", names.len ? ", " : "", name);
    }
    if (named > NAMED_MOST)
        ct_str_appendf(&names, " and %zu more", named - NAMED_MOST);
    ct_code code =
        named ? ct_fail(err, CT_NO_INPUT, "There is no cut '%s' in this project; it has %s.", word,
                        ct_str_text(&names))
              : ct_fail(err, CT_NO_INPUT, "There is no cut '%s' in this project; it has none yet.",
                        word);
    ct_str_finish(&names);
    ct_cut_list_finish(&all);
    return code;
}

ct_code ct_query_cut_named(ct_query *q, const char *word, ct_cut *out, ct_error *err)
{
    ct_error    own;
    ct_error   *e = err ? err : &own;
    ct_cut_list found = {0};
    ct_id       id;

    if (ct_id_parse(word, &id))
        return ct_query_cut(q, id, out, e);
    ct_cut_init(out);
    ct_code code = cuts_called(q, word, &found, e);
    if (code == CT_OK && found.count == 0)
        return no_such_cut(q, word, e);
    if (code == CT_OK)
        take_last(&found, out); /* the newest version */
    ct_cut_list_finish(&found);
    return code;
}

/* ---- events ---- */

/* Takes the words of what answers a marker. */
static void take_answer(ct_marker *to, ct_marker *answer)
{
    ct_reply *r = ct_marker_add_reply(to);

    r->text = answer->text;
    r->author = answer->author;
    answer->text = answer->author = NULL;
    ct_marker_finish(answer);
}

static ct_code read_markers(ct_query *q, ct_id cut, ct_timeline *t, ct_error *err)
{
    size_t               count;
    const ct_row_member *members = ct_row_members(CT_TABLE_MARKER, &count);
    ct_str               sql = {0};
    ct_marker           *last = NULL; /* that answers none */
    ct_id                last_id = ct_id_none();
    bool                 row = true;

    ct_sql_markers(&sql);
    sqlite3_stmt *stmt = ct_db_compose(&q->db, ct_str_text(&sql), err);
    ct_code       code = stmt ? CT_OK : err->code;
    ct_str_finish(&sql);
    if (stmt)
        ct_db_bind_id(stmt, 1, &cut);
    while (code == CT_OK && (code = ct_db_step(&q->db, stmt, &row, err)) == CT_OK && row) {
        int64_t   position = ct_db_column_int(stmt, (int)count + 1);
        ct_id     reply_to = ct_db_column_id(stmt, (int)count + 3);
        ct_marker m = {.count = 1};
        if (position < 0 || (size_t)position >= t->event_count)
            continue;
        ct_query_read_members(stmt, 1, members, count, &m);
        if (last && ct_id_equal(reply_to, last_id)) {
            take_answer(last, &m);
            continue;
        }
        last = ct_event_add_marker(&t->events[position]);
        *last = m;
        last_id = ct_db_column_id(stmt, (int)count + 2);
    }
    return code;
}

ct_code ct_query_events(ct_query *q, const ct_cut *cut, ct_timeline *out, ct_error *err)
{
    ct_error  own;
    ct_error *e = err ? err : &own;
    ct_str    sql = {0};
    bool      row = true;

    ct_timeline_finish(out);
    out->fps = cut->fps;
    out->count = cut->count;
    out->start = cut->start;
    out->title = ct_cut_title(cut);
    ct_sql_events(&sql, false);
    sqlite3_stmt *stmt = ct_db_compose(&q->db, ct_str_text(&sql), e);
    ct_code       code = stmt ? CT_OK : e->code;
    ct_str_finish(&sql);
    if (stmt)
        ct_db_bind_id(stmt, 1, &cut->id);
    while (code == CT_OK && (code = ct_db_step(&q->db, stmt, &row, e)) == CT_OK && row)
        ct_query_read_row(stmt, CT_TABLE_EVENT, ct_timeline_add(out));
    return code == CT_OK ? read_markers(q, cut->id, out, e) : code;
}

/* ---- since last time ---- */

void ct_export_list_finish(ct_export_list *l)
{
    for (size_t i = 0; i < l->count; i++) {
        free(l->items[i].format);
        free(l->items[i].path);
        free(l->items[i].selection);
    }
    free(l->items);
    *l = (ct_export_list){0};
}

ct_code ct_query_exports(ct_query *q, ct_export_list *out, ct_error *err)
{
    ct_error      own;
    ct_error     *e = err ? err : &own;
    sqlite3_stmt *stmt = ct_db_get(&q->db, CT_SQL_EXPORTS, e);
    ct_code       code = stmt ? CT_OK : e->code;
    bool          row = true;

    ct_export_list_finish(out);
    while (code == CT_OK && (code = ct_db_step(&q->db, stmt, &row, e)) == CT_OK && row) {
        out->items = ct_grow(out->items, &out->cap, out->count + 1, sizeof *out->items);
        out->items[out->count++] =
            (ct_export_row){.id = ct_db_column_id(stmt, 0),
                            .format = ct_strdup(ct_db_column_text(stmt, 1)),
                            .path = ct_strdup(ct_db_column_text(stmt, 2)),
                            .selection = ct_strdup(ct_db_column_text(stmt, 3)),
                            .events = ct_db_column_int(stmt, 4),
                            .warnings = ct_db_column_int(stmt, 5),
                            .made_us = ct_db_column_int(stmt, 6),
                            .position = ct_db_column_int(stmt, 7)};
    }
    return code;
}

ct_code ct_query_log_position(ct_query *q, int64_t *out, ct_error *err)
{
    ct_error own;

    return ct_db_int(&q->db, ct_sql_text(CT_SQL_LOG_POSITION), out, err ? err : &own);
}

static int compare_changed(const void *a, const void *b)
{
    const ct_changed *p = a, *q = b;

    return ct_id_compare(p->row, q->row);
}

/* Changes of one row stand together and are folded into one. */
static void fold(ct_changed_list *l)
{
    size_t kept = 0;

    qsort(l->items, l->count, sizeof *l->items, compare_changed);
    for (size_t i = 0; i < l->count; i++) {
        if (kept && ct_id_equal(l->items[kept - 1].row, l->items[i].row))
            l->items[kept - 1].what |= l->items[i].what;
        else
            l->items[kept++] = l->items[i];
    }
    l->count = kept;
}

static unsigned what_of(ct_field field, bool makes, int64_t value)
{
    if (field == ct_table_withdrawn(ct_field_table(field)))
        return makes ? CT_WAS_ADDED : value ? CT_WAS_WITHDRAWN : CT_WAS_CHANGED;
    if (makes)
        return CT_WAS_ADDED;
    if (field == CT_NOTE_STATUS && value == CT_NOTE_RESOLVED)
        return CT_WAS_CHANGED | CT_WAS_RESOLVED;
    if (field == CT_SELECT_VERDICT && value == CT_REJECTED)
        return CT_WAS_CHANGED | CT_WAS_REJECTED;
    return CT_WAS_CHANGED;
}

ct_code ct_query_changed_since(ct_query *q, int64_t position, ct_changed_list *out, ct_error *err)
{
    ct_error      own;
    ct_error     *e = err ? err : &own;
    sqlite3_stmt *stmt = ct_db_get(&q->db, CT_SQL_CHANGES_SINCE, e);
    ct_code       code = stmt ? CT_OK : e->code;
    bool          row = true;

    free(out->items);
    *out = (ct_changed_list){0};
    if (stmt)
        ct_db_bind_int(stmt, 1, position);
    while (code == CT_OK && (code = ct_db_step(&q->db, stmt, &row, e)) == CT_OK && row) {
        ct_field field = (ct_field)ct_db_column_int(stmt, 2);
        if (ct_field_is_evidence(field))
            continue; /* found out later, or anew: the mark is as it was */
        out->items = ct_grow(out->items, &out->cap, out->count + 1, sizeof *out->items);
        out->items[out->count++] = (ct_changed){
            .table = (ct_table)ct_db_column_int(stmt, 0),
            .row = ct_db_column_id(stmt, 1),
            .what = what_of(field, ct_db_column_int(stmt, 3) != 0, ct_db_column_int(stmt, 4))};
    }
    if (out->count)
        fold(out);
    return code;
}

const ct_changed *ct_changed_find(const ct_changed_list *l, ct_id row)
{
    ct_changed key = {.row = row};

    return l->count ? bsearch(&key, l->items, l->count, sizeof *l->items, compare_changed) : NULL;
}

void ct_withdrawn_finish(ct_withdrawn *w)
{
    free(w->clip);
    free(w->text);
    *w = (ct_withdrawn){0};
}

ct_code ct_query_withdrawn(ct_query *q, ct_table table, ct_id row, ct_withdrawn *out, ct_error *err)
{
    ct_error      own;
    ct_error     *e = err ? err : &own;
    ct_sql        which = table == CT_TABLE_NOTE ? CT_SQL_GONE_NOTE : CT_SQL_GONE_SELECT;
    sqlite3_stmt *stmt = ct_db_get(&q->db, which, e);
    bool          found = false;

    *out = (ct_withdrawn){0};
    if (!stmt)
        return e->code;
    ct_db_bind_id(stmt, 1, &row);
    ct_code code = ct_db_step(&q->db, stmt, &found, e);
    if (code == CT_OK && !found)
        return ct_fail(e, CT_NO_INPUT, "It is not withdrawn.");
    if (code == CT_OK)
        *out = (ct_withdrawn){ct_strdup(ct_db_column_text(stmt, 0)),
                              ct_strdup(ct_db_column_text(stmt, 1)),
                              {ct_db_column_int(stmt, 2), ct_db_column_int(stmt, 3)},
                              ct_db_column_id(stmt, 4)};
    sqlite3_reset(stmt);
    return code;
}
