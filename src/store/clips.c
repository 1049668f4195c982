/* SPDX-License-Identifier: MIT */
/* Clips: lists in any order, found by any name. See query.h. */
#include <stdlib.h>
#include <string.h>

#include "circletake/file.h"
#include "query_priv.h"

/* ---- lists ---- */

static void compose_list(ct_where *w, const ct_clip_query *what, bool ids_only)
{
    ct_sql_list(&w->sql, CT_TABLE_CLIP, ids_only ? CT_SQL_IDS : CT_SQL_ALL);
    ct_find_add(w, CT_TABLE_CLIP, what->find);
    ct_query_add_text(w, "c.scene", what->scene);
    if (what->circled)
        ct_where_text(w, " AND c.circled = 1");
    if (what->rating > 0)
        ct_where_add(w, " AND c.rating >= ?", ct_value_int(what->rating));
    if (!ct_id_is_none(what->after)) {
        ct_where_add(w, "", ct_value_id(what->after));
        ct_sql_after_clip(&w->sql, what->sort, what->descending, (int)w->count);
    }
    ct_sql_order_clips(&w->sql, what->sort, what->descending);
    if (what->limit > 0)
        ct_where_add(w, " LIMIT ?", ct_value_int((int64_t)what->limit));
}

static ct_code read_clips(ct_query *q, const ct_where *w, ct_clip_list *out, ct_error *err)
{
    sqlite3_stmt *stmt = ct_query_prepare(q, w, err);
    ct_code       code = CT_OK;
    bool          row = true;

    if (!stmt)
        return err->code;
    while ((code = ct_db_step(&q->db, stmt, &row, err)) == CT_OK && row)
        ct_query_read_row(stmt, CT_TABLE_CLIP, ct_clip_list_add(out));
    return code;
}

static ct_code read_ids(ct_query *q, sqlite3_stmt *stmt, ct_id_list *out, ct_error *err)
{
    ct_code code = CT_OK;
    bool    row = true;

    if (!stmt)
        return err->code;
    while ((code = ct_db_step(&q->db, stmt, &row, err)) == CT_OK && row)
        ct_id_list_add(out, ct_db_column_id(stmt, 0));
    return code;
}

static const ct_clip_query everything;

ct_code ct_query_clips(ct_query *q, const ct_clip_query *what, ct_clip_list *out, ct_error *err)
{
    ct_error own;
    ct_where w = {0};

    ct_clip_list_finish(out);
    compose_list(&w, what ? what : &everything, false);
    ct_code code = read_clips(q, &w, out, err ? err : &own);
    ct_where_finish(&w);
    return code;
}

ct_code ct_query_clip_ids(ct_query *q, const ct_clip_query *what, ct_id_list *out, ct_error *err)
{
    ct_error  own;
    ct_error *e = err ? err : &own;
    ct_where  w = {0};

    ct_id_list_finish(out);
    compose_list(&w, what ? what : &everything, true);
    ct_code code = read_ids(q, ct_query_prepare(q, &w, e), out, e);
    ct_where_finish(&w);
    return code;
}

ct_code ct_query_changed_clips(ct_query *q, int64_t since, ct_id_list *out, int64_t *now,
                               ct_error *err)
{
    ct_error  own;
    ct_error *e = err ? err : &own;
    ct_code   code = ct_db_do(&q->db, CT_SQL_BEGIN_READ, e);

    ct_id_list_finish(out);
    if (code != CT_OK)
        return code;
    *now = ct_query_revision(q);
    sqlite3_stmt *stmt = ct_db_get(&q->db, CT_SQL_CHANGED_CLIPS, e);
    if (stmt)
        ct_db_bind_int(stmt, 1, since);
    code = read_ids(q, stmt, out, e);
    ct_db_roll_back(&q->db);
    return code;
}

ct_code ct_query_takes(ct_query *q, ct_id clip, ct_id_list *out, ct_error *err)
{
    ct_error      own;
    ct_error     *e = err ? err : &own;
    sqlite3_stmt *stmt = ct_db_get(&q->db, CT_SQL_TAKES, e);

    ct_id_list_finish(out);
    if (stmt)
        ct_db_bind_id(stmt, 1, &clip);
    return read_ids(q, stmt, out, e);
}

/* ---- one clip ---- */

/* Clips by one key; `second` is bound to ?2 unless it is null. Takes the values. */
static ct_code clips_by(ct_query *q, ct_clip_key key, ct_value first, ct_value second,
                        ct_clip_list *out, ct_error *err)
{
    ct_where w = {0};

    ct_clip_list_finish(out);
    ct_where_add(&w, "", first);
    if (second.type != CT_VALUE_NULL)
        ct_where_add(&w, "", second);
    ct_sql_clip_by(&w.sql, key);
    ct_code code = read_clips(q, &w, out, err);
    ct_where_finish(&w);
    return code;
}

/* Moves the first of a list to the caller. */
static void take_first(ct_clip_list *list, ct_clip *out)
{
    *out = list->items[0];
    ct_clip_init(&list->items[0]);
    ct_clip_list_finish(list);
}

static const ct_value nothing = {.type = CT_VALUE_NULL};

ct_code ct_query_clip(ct_query *q, ct_id id, ct_clip *out, ct_error *err)
{
    ct_error     own;
    ct_error    *e = err ? err : &own;
    ct_clip_list list = {0};
    ct_code      code = clips_by(q, CT_CLIP_BY_ID, ct_value_id(id), nothing, &list, e);

    ct_clip_init(out);
    if (code == CT_OK && list.count == 0) {
        char text[CT_ID_TEXT_BYTES];
        return ct_fail(e, CT_NO_INPUT, "There is no clip %s in this project.",
                       ct_id_text(id, text));
    }
    if (code == CT_OK)
        take_first(&list, out);
    ct_clip_list_finish(&list);
    return code;
}

/* ---- several ---- */

typedef struct asked {
    ct_id  id;
    size_t place;
} asked;

static int compare_places(const void *a, const void *b)
{
    const asked *p = a, *q = b;

    return p->place < q->place ? -1 : p->place > q->place;
}

static int compare_asked(const void *a, const void *b)
{
    int order = ct_id_compare(((const asked *)a)->id, ((const asked *)b)->id);

    return order ? order : compare_places(a, b);
}

/* Each id once, at its first place. Gives. */
static asked *each_once(const ct_id_list *ids, size_t *count)
{
    asked *all = ct_alloc_array(ids->count + 1, sizeof *all);

    *count = 0;
    for (size_t i = 0; i < ids->count; i++)
        all[i] = (asked){ids->items[i], i};
    qsort(all, ids->count, sizeof *all, compare_asked);
    for (size_t i = 0; i < ids->count; i++)
        if (*count == 0 || !ct_id_equal(all[*count - 1].id, all[i].id))
            all[(*count)++] = all[i];
    qsort(all, *count, sizeof *all, compare_places);
    return all;
}

static ct_code say_none(ct_id id, ct_error *err)
{
    char text[CT_ID_TEXT_BYTES];

    return ct_fail(err, CT_NO_INPUT, "There is no clip %s in this project.", ct_id_text(id, text));
}

/* One look-up a clip. */
static ct_code look_up(ct_query *q, const asked *wanted, size_t count, ct_clip_list *out,
                       ct_error *err)
{
    ct_str sql = {0};
    bool   row = false;

    ct_sql_list(&sql, CT_TABLE_CLIP, CT_SQL_MEMBERS);
    ct_str_append(&sql, " AND c.id = ?1");
    sqlite3_stmt *stmt = ct_db_compose(&q->db, ct_str_text(&sql), err);
    ct_code       code = stmt ? CT_OK : err->code;
    for (size_t i = 0; i < count && !code; i++) {
        sqlite3_reset(stmt);
        ct_db_bind_id(stmt, 1, &wanted[i].id);
        code = ct_db_step(&q->db, stmt, &row, err);
        if (!code && !row)
            code = say_none(wanted[i].id, err);
        else if (!code)
            ct_query_read_row(stmt, CT_TABLE_CLIP, ct_clip_list_add(out));
    }
    if (stmt)
        sqlite3_reset(stmt);
    ct_str_finish(&sql);
    return code;
}

/* The wanted by id, with their places among them. Gives. */
static asked *by_id(const asked *wanted, size_t count)
{
    asked *all = ct_alloc_array(count, sizeof *all);

    for (size_t i = 0; i < count; i++)
        all[i] = (asked){wanted[i].id, i};
    qsort(all, count, sizeof *all, compare_asked);
    return all;
}

static int compare_id_only(const void *a, const void *b)
{
    return ct_id_compare(((const asked *)a)->id, ((const asked *)b)->id);
}

/* Goes through all clips: half the time a clip, where most are wanted. */
static ct_code pick(ct_query *q, const asked *wanted, size_t count, ct_clip_list *out,
                    ct_error *err)
{
    ct_str  sql = {0};
    bool    row = true;
    ct_code code = CT_OK;
    asked  *sorted = by_id(wanted, count);

    out->items = ct_grow(out->items, &out->cap, count, sizeof *out->items);
    for (size_t i = 0; i < count; i++)
        ct_clip_list_add(out);
    ct_sql_list(&sql, CT_TABLE_CLIP, CT_SQL_MEMBERS);
    sqlite3_stmt *stmt = ct_db_compose(&q->db, ct_str_text(&sql), err);
    code = stmt ? CT_OK : err->code;
    while (!code && (code = ct_db_step(&q->db, stmt, &row, err)) == CT_OK && row) {
        const asked  key = {ct_db_column_id(stmt, 0), 0};
        const asked *found = bsearch(&key, sorted, count, sizeof *sorted, compare_id_only);
        if (found)
            ct_query_read_row(stmt, CT_TABLE_CLIP, &out->items[found->place]);
    }
    for (size_t i = 0; i < count && !code; i++)
        if (ct_id_is_none(out->items[i].id))
            code = say_none(wanted[i].id, err);
    ct_str_finish(&sql);
    free(sorted);
    return code;
}

static ct_code read_wanted(ct_query *q, const asked *wanted, size_t count, ct_clip_list *out,
                           ct_error *err)
{
    int64_t all = 0;
    ct_code code = ct_db_int(&q->db, ct_sql_text(CT_SQL_CLIP_ROWS), &all, err);

    if (code)
        return code;
    return (int64_t)count > all / 2 ? pick(q, wanted, count, out, err)
                                    : look_up(q, wanted, count, out, err);
}

ct_code ct_query_clips_with(ct_query *q, const ct_id_list *ids, ct_clip_list *out, ct_error *err)
{
    ct_error  own;
    ct_error *e = err ? err : &own;
    size_t    count;
    asked    *wanted = each_once(ids, &count);

    ct_clip_list_finish(out);
    /* One look at the locks of the file, not one a clip. */
    ct_code code = ct_db_do(&q->db, CT_SQL_BEGIN_READ, e);
    if (!code)
        code = read_wanted(q, wanted, count, out, e);
    ct_db_roll_back(&q->db);
    free(wanted);
    return code;
}

/* ---- material ---- */

ct_code ct_query_material(ct_query *q, ct_id clip, ct_material *out, ct_error *err)
{
    ct_error      own;
    ct_error     *e = err ? err : &own;
    sqlite3_stmt *stmt = ct_db_get(&q->db, CT_SQL_MATERIAL_GET, e);
    bool          row = false;

    *out = (ct_material){0};
    if (!stmt)
        return e->code;
    ct_db_bind_id(stmt, 1, &clip);
    ct_code code = ct_db_step(&q->db, stmt, &row, e);
    /* What an older version found is shown as little as nothing. */
    if (code == CT_OK && !(row && ct_material_parse(ct_db_column_text(stmt, 0), out)))
        code = ct_fail(e, CT_NO_INPUT, "This clip was not looked through yet.");
    sqlite3_reset(stmt);
    return code;
}

ct_code ct_query_unlooked(ct_query *q, ct_id_list *out, ct_error *err)
{
    ct_error      own;
    ct_error     *e = err ? err : &own;
    sqlite3_stmt *stmt = ct_db_get(&q->db, CT_SQL_UNLOOKED, e);

    ct_id_list_finish(out);
    if (stmt)
        ct_db_bind_int(stmt, 1, CT_MATERIAL_VERSION);
    return read_ids(q, stmt, out, e);
}

/* ---- by path and content ---- */

ct_code ct_query_clip_by_path(ct_query *q, const char *path, ct_clip *out, ct_error *err)
{
    ct_error     own;
    ct_error    *e = err ? err : &own;
    ct_clip_list list = {0};
    ct_code      code = clips_by(q, CT_CLIP_BY_PATH, ct_value_text(path), nothing, &list, e);

    ct_clip_init(out);
    if (code == CT_OK && list.count == 0)
        return ct_fail(e, CT_NO_INPUT, "%s is not in this project. Add it first.", path);
    if (code == CT_OK)
        take_first(&list, out);
    ct_clip_list_finish(&list);
    return code;
}

ct_code ct_query_clips_by_fingerprint(ct_query *q, uint64_t fingerprint, int64_t size_bytes,
                                      ct_clip_list *out, ct_error *err)
{
    ct_error own;

    return clips_by(q, CT_CLIP_BY_FINGERPRINT, ct_value_int((int64_t)fingerprint),
                    ct_value_int(size_bytes), out, err ? err : &own);
}

/* ---- by what people call it ---- */

/* "A001.%" with the signs of LIKE in the name taken literally. */
static char *stem_pattern(const char *name)
{
    ct_str out = {0};

    for (const char *c = name; *c; c++) {
        if (*c == '%' || *c == '_' || *c == '\\')
            ct_str_append_char(&out, '\\');
        ct_str_append_char(&out, *c);
    }
    ct_str_append(&out, ".%");
    return ct_str_take(&out);
}

static ct_code by_name(ct_query *q, const char *word, ct_clip_list *out, ct_error *err)
{
    char   *pattern = stem_pattern(word);
    ct_code code =
        clips_by(q, CT_CLIP_BY_NAME, ct_value_text(word), ct_value_text(pattern), out, err);

    free(pattern);
    return code;
}

static ct_code by_path(ct_query *q, const char *word, ct_clip_list *out, ct_error *err)
{
    char   *path = ct_path_absolute(word);
    ct_code code = clips_by(q, CT_CLIP_BY_PATH, ct_value_text(path), nothing, out, err);

    free(path);
    return code;
}

static ct_code several(const ct_clip_list *list, const char *word, ct_error *err)
{
    ct_str  names = {0};
    ct_code code;

    for (size_t i = 0; i < list->count && i < 8; i++)
        ct_str_appendf(&names, "%s%s", i ? ", " : "", ct_str_or_empty(list->items[i].path));
    code = ct_fail(err, CT_USAGE, "\"%s\" names %zu clips: %s%s. Use a path or an id.", word,
                   list->count, ct_str_text(&names), list->count > 8 ? ", ..." : "");
    ct_str_finish(&names);
    return code;
}

ct_code ct_query_clip_named(ct_query *q, const char *word, ct_clip *out, ct_error *err)
{
    ct_error     own;
    ct_error    *e = err ? err : &own;
    ct_clip_list list = {0};
    ct_code      code = CT_OK;
    ct_id        id;

    ct_clip_init(out);
    if (ct_id_parse(word, &id))
        code = clips_by(q, CT_CLIP_BY_ID, ct_value_id(id), nothing, &list, e);
    if (code == CT_OK && list.count == 0)
        code = by_path(q, word, &list, e);
    if (code == CT_OK && list.count == 0)
        code = by_name(q, word, &list, e);
    if (code == CT_OK && list.count == 0)
        code = clips_by(q, CT_CLIP_BY_REEL, ct_value_text(word), nothing, &list, e);
    if (code == CT_OK && list.count == 0)
        code = ct_fail(e, CT_NO_INPUT,
                       "No clip is called \"%s\". \"circletake list PROJECT clips\" "
                       "shows their names.",
                       word);
    else if (code == CT_OK && list.count > 1)
        code = several(&list, word, e);
    else if (code == CT_OK)
        take_first(&list, out);
    ct_clip_list_finish(&list);
    return code;
}
