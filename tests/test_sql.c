/* SPDX-License-Identifier: MIT */
/* Every statement of the store can be prepared on a fresh project: each row of the list, and each
 * composed one with every field, table, order and key. */
#include "store_kit.h"

#include <stdio.h>
#include <string.h>

#include "../src/store/find.h"
#include "../src/store/store_priv.h"

static void open_fresh(ct_db *db)
{
    ct_error err = {0};

    if (ct_db_open(db, ":memory:", CT_DB_MEMORY, &err) != CT_OK ||
        ct_db_migrate(db, ct_schema_current(), 0, &err) != CT_OK)
        fail_msg("%s", err.text);
}

static void prepare(ct_db *db, const char *text)
{
    ct_error err = {0};

    if (!ct_db_compose(db, text, &err))
        fail_msg("%s\n  in %s", err.text, text);
}

static void every_row_is_prepared(void **state)
{
    ct_db    db = {0};
    ct_error err = {0};

    (void)state;
    open_fresh(&db);
    for (int i = 0; i < CT_SQL_COUNT; i++) {
        if (!ct_db_get(&db, (ct_sql)i, &err))
            fail_msg("%s\n  in %s", err.text, ct_sql_text((ct_sql)i));
    }
    ct_db_close(&db);
}

static void every_field_is_a_column(void **state)
{
    size_t               count;
    const ct_field_info *infos = ct_field_infos(&count);
    ct_db                db = {0};
    ct_str               sql = {0};
    void (*const compose[])(ct_str *, ct_table, const ct_field *,
                            size_t) = {ct_sql_insert, ct_sql_read, ct_sql_update};

    (void)state;
    open_fresh(&db);
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < 3; j++) {
            ct_str_clear(&sql);
            compose[j](&sql, infos[i].table, &infos[i].field, 1);
            prepare(&db, ct_str_text(&sql));
        }
        ct_str_clear(&sql);
        ct_sql_parity(&sql, infos[i].field);
        prepare(&db, ct_str_text(&sql));
        ct_str_clear(&sql);
        ct_sql_values(&sql, infos[i].field);
        prepare(&db, ct_str_text(&sql));
    }
    ct_str_finish(&sql);
    ct_db_close(&db);
}

static void every_field_has_one_number_and_one_name(void **state)
{
    size_t               count;
    const ct_field_info *infos = ct_field_infos(&count);

    (void)state;
    for (size_t i = 0; i < count; i++) {
        assert_true(i == 0 || infos[i - 1].field < infos[i].field);
        assert_int_equal((int)infos[i].field / 64, (int)infos[i].table);
        assert_int_equal(ct_field_find(infos[i].table, infos[i].column), infos[i].field);
        assert_ptr_equal(ct_field_info_of(infos[i].field), &infos[i]);
    }
    assert_null(ct_field_info_of((ct_field)63));
    assert_null(ct_field_info_of((ct_field)100000));
}

/* The row of members is the struct: each field that a struct carries has its column, and types
 * agree. */
static void every_member_is_a_field(void **state)
{
    static const ct_table tables[] = {CT_TABLE_CLIP, CT_TABLE_SELECT, CT_TABLE_NOTE,
                                      CT_TABLE_CUT,  CT_TABLE_EVENT,  CT_TABLE_MARKER};

    (void)state;
    for (size_t t = 0; t < sizeof tables / sizeof tables[0]; t++) {
        size_t               count;
        const ct_row_member *members = ct_row_members(tables[t], &count);
        for (size_t i = 0; i < count; i++) {
            ct_field_type type = ct_field_kind(members[i].field);
            assert_int_equal(ct_field_table(members[i].field), tables[t]);
            switch (members[i].type) {
            case CT_MEMBER_TEXT:
            case CT_MEMBER_TC:
            case CT_MEMBER_AROUND:
                assert_int_equal(type, CT_FIELD_TEXT);
                break;
            case CT_MEMBER_ID:
                assert_int_equal(type, CT_FIELD_ID);
                break;
            case CT_MEMBER_REAL:
                assert_int_equal(type, CT_FIELD_REAL);
                break;
            default:
                assert_int_equal(type, CT_FIELD_INT);
            }
        }
    }
}

static void every_list_and_order(void **state)
{
    static const ct_table tables[] = {CT_TABLE_CLIP, CT_TABLE_SELECT, CT_TABLE_NOTE};
    ct_db                 db = {0};
    ct_str                sql = {0};

    (void)state;
    open_fresh(&db);
    for (int sort = 0; sort < CT_SORT_COUNT; sort++) {
        for (int down = 0; down < 2; down++) {
            ct_str_clear(&sql);
            ct_sql_list(&sql, CT_TABLE_CLIP, down == 1 ? CT_SQL_IDS : CT_SQL_ALL);
            ct_sql_after_clip(&sql, (ct_clip_sort)sort, down == 1, 1);
            ct_sql_order_clips(&sql, (ct_clip_sort)sort, down == 1);
            prepare(&db, ct_str_text(&sql));
        }
        ct_clip_sort parsed;
        assert_true(ct_clip_sort_parse(ct_clip_sort_name((ct_clip_sort)sort), &parsed));
        assert_int_equal(parsed, sort);
    }
    for (size_t t = 1; t < 3; t++) {
        for (int order = CT_ORDER_HAND; order <= CT_ORDER_STORED; order++) {
            ct_str_clear(&sql);
            ct_sql_list(&sql, tables[t], CT_SQL_MEMBERS);
            ct_sql_order_marks(&sql, tables[t], (ct_mark_order)order, order & 1);
            prepare(&db, ct_str_text(&sql));
        }
        ct_str_clear(&sql);
        ct_sql_marks(&sql, tables[t]);
        ct_sql_order_marks(&sql, tables[t], CT_ORDER_STORED, false);
        prepare(&db, ct_str_text(&sql));
        ct_str_clear(&sql);
        ct_sql_mark_by_id(&sql, tables[t]);
        prepare(&db, ct_str_text(&sql));
    }
    for (int key = CT_CLIP_BY_ID; key <= CT_CLIP_BY_REEL; key++) {
        ct_str_clear(&sql);
        ct_sql_clip_by(&sql, (ct_clip_key)key);
        prepare(&db, ct_str_text(&sql));
    }
    ct_str_finish(&sql);
    ct_db_close(&db);
}

static void every_list_of_cuts(void **state)
{
    ct_db  db = {0};
    ct_str sql = {0};

    (void)state;
    open_fresh(&db);
    ct_sql_cuts(&sql, NULL);
    prepare(&db, ct_str_text(&sql));
    for (int one = 0; one < 2; one++) {
        ct_str_clear(&sql);
        ct_sql_events(&sql, one == 1);
        prepare(&db, ct_str_text(&sql));
    }
    ct_str_clear(&sql);
    ct_sql_markers(&sql);
    prepare(&db, ct_str_text(&sql));
    ct_str_finish(&sql);
    ct_db_close(&db);
}

static void every_search(void **state)
{
    static const ct_table    tables[] = {CT_TABLE_CLIP, CT_TABLE_SELECT, CT_TABLE_NOTE};
    static const char *const finds[] = {
        "scene:1",        "shot:1",
        "take:1",         "camera:1",
        "reel:1*",        "codec:1",
        "name:1",         "path:1",
        "description:1",  "tag:1",
        "keyword:1",      "rating:1",
        "label:1",        "author:1",
        "assignee:1",     "priority:1",
        "category:sound", "status:open",
        "is:circled",     "is:good",
        "is:unrated",     "is:rejected",
        "is:open",        "is:resolved",
        "is:done",        "is:offline",
        "is:lost",        "is:seen",
        "is:unseen",      "is:vfr",
        "is:interlaced",  "is:silent",
        "is:sound",       "has:selects",
        "has:notes",      "word",
        "\"a b\"",        "-word -scene:1 -is:good",
    };
    ct_db db = {0};

    (void)state;
    open_fresh(&db);
    for (size_t t = 0; t < 3; t++) {
        for (size_t i = 0; i < sizeof finds / sizeof finds[0]; i++) {
            ct_where w = {0};
            ct_sql_list(&w.sql, tables[t], CT_SQL_MEMBERS);
            size_t before = w.sql.len;
            ct_find_add(&w, tables[t], finds[i]);
            assert_true(w.sql.len > before);
            prepare(&db, ct_str_text(&w.sql));
            ct_where_finish(&w);
        }
    }
    ct_db_close(&db);
}

/* Lists that stay open while one works must not read the whole file. */
static void rows_of_a_clip_are_found_by_index(void **state)
{
    static const char *const texts[] = {
        "SELECT count(*) FROM selection WHERE clip = ?1 AND withdrawn = 0",
        "SELECT count(*) FROM note WHERE clip = ?1 AND withdrawn = 0",
        "SELECT clip FROM location WHERE path = ?1",
        "SELECT id FROM clip WHERE changed_rev > ?1",
        "SELECT n, sentence FROM act WHERE state = 1 ORDER BY n DESC LIMIT 1",
        "SELECT tbl FROM change WHERE act = ?1 ORDER BY hlc",
        "SELECT name FROM event WHERE cut = ?1 ORDER BY position",
        "SELECT text FROM marker WHERE event = ?1",
        "SELECT col FROM change WHERE act > ?1 ORDER BY act, hlc",
        "SELECT val FROM change WHERE row = ?1 AND col = ?2 ORDER BY hlc DESC LIMIT 1",
    };
    ct_db    db = {0};
    ct_error err = {0};

    (void)state;
    open_fresh(&db);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        ct_str sql = {0};
        bool   row = false, scans = false;
        ct_str_appendf(&sql, "EXPLAIN QUERY PLAN %s", texts[i]);
        sqlite3_stmt *stmt = ct_db_compose(&db, ct_str_text(&sql), &err);
        assert_non_null(stmt);
        while (ct_db_step(&db, stmt, &row, &err) == CT_OK && row)
            scans = scans || strncmp(ct_db_column_text(stmt, 3), "SCAN", 4) == 0;
        if (scans)
            fail_msg("reads all: %s", texts[i]);
        ct_str_finish(&sql);
    }
    ct_db_close(&db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_is_prepared),
        cmocka_unit_test(every_field_is_a_column),
        cmocka_unit_test(every_field_has_one_number_and_one_name),
        cmocka_unit_test(every_member_is_a_field),
        cmocka_unit_test(every_list_and_order),
        cmocka_unit_test(every_list_of_cuts),
        cmocka_unit_test(every_search),
        cmocka_unit_test(rows_of_a_clip_are_found_by_index),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
