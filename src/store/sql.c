/* SPDX-License-Identifier: MIT */
/* Texts of statements. With schema.c the only file with SQL in it. Pure, any thread. */
#include "sql.h"

const char *ct_sql_text(ct_sql which)
{
    static const char *const texts[CT_SQL_COUNT] = {
#define CT_SQL_TEXT(name, text) text,
        CT_SQL_LIST(CT_SQL_TEXT)
#undef CT_SQL_TEXT
    };
    return texts[which];
}

static const char *column(ct_field field)
{
    return ct_field_info_of(field)->column;
}

void ct_sql_insert(ct_str *out, ct_table table, const ct_field *fields, size_t count)
{
    ct_str_appendf(out, "INSERT INTO %s(id", ct_table_name(table));
    for (size_t i = 0; i < count; i++) { /* once a row: printing would take longer than inserting */
        ct_str_append(out, ", ");
        ct_str_append(out, column(fields[i]));
    }
    ct_str_append(out, ") VALUES(?");
    for (size_t i = 0; i < count; i++)
        ct_str_append(out, ", ?");
    ct_str_append(out, ")");
}

void ct_sql_read(ct_str *out, ct_table table, const ct_field *fields, size_t count)
{
    ct_str_append(out, "SELECT ");
    for (size_t i = 0; i < count; i++)
        ct_str_appendf(out, "%s%s", i ? ", " : "", column(fields[i]));
    ct_str_appendf(out, " FROM %s WHERE id = ?1", ct_table_name(table));
}

void ct_sql_update(ct_str *out, ct_table table, const ct_field *fields, size_t count)
{
    ct_str_appendf(out, "UPDATE %s SET ", ct_table_name(table));
    for (size_t i = 0; i < count; i++)
        ct_str_appendf(out, "%s%s = ?%zu", i ? ", " : "", column(fields[i]), i + 2);
    ct_str_append(out, " WHERE id = ?1");
}

void ct_sql_parity(ct_str *out, ct_field field)
{
    const ct_field_info *info = ct_field_info_of(field);
    const char          *absent = info->type == CT_FIELD_TEXT ? "''"
                                  : info->type == CT_FIELD_ID ? "zeroblob(16)"
                                                              : "0";

    ct_str_appendf(out,
                   "SELECT count(*) FROM %s t WHERE t.%s IS NOT coalesce((SELECT val FROM change l "
                   "WHERE l.row = t.id AND l.col = %d ORDER BY l.hlc DESC, "
                   "(SELECT id FROM site WHERE n = l.site) DESC LIMIT 1), %s)",
                   ct_table_name(info->table), info->column, (int)field, absent);
}

void ct_sql_values(ct_str *out, ct_field field)
{
    const ct_field_info *info = ct_field_info_of(field);

    ct_str_appendf(out,
                   "SELECT %s FROM %s WHERE withdrawn = 0 AND %s <> '' GROUP BY %s "
                   "ORDER BY count(*) DESC, %s COLLATE HUMAN LIMIT 1000",
                   info->column, ct_table_name(info->table), info->column, info->column,
                   info->column);
}

/* ---- lists ---- */

static const char *alias_of(ct_table table)
{
    static const char *const names[CT_TABLE_END] = {
        [CT_TABLE_CLIP] = "c", [CT_TABLE_SELECT] = "s", [CT_TABLE_NOTE] = "m",
        [CT_TABLE_CUT] = "t",  [CT_TABLE_EVENT] = "e",  [CT_TABLE_MARKER] = "k"};

    return names[table];
}

static void columns(ct_str *out, ct_table table, bool found)
{
    size_t               count;
    const ct_row_member *members = ct_row_members(table, &count);
    const char          *alias = alias_of(table);

    ct_str_appendf(out, "%s.%s", alias, table == CT_TABLE_MARKER ? "event" : "id");
    for (size_t i = 0; i < count; i++)
        ct_str_appendf(out, ", %s.%s", alias, column(members[i].field));
    if (table == CT_TABLE_CLIP)
        ct_str_append(out, ", c.select_count, c.note_count, c.open_note_count");
    if (table == CT_TABLE_CLIP && found)
        ct_str_append(out, ", coalesce((SELECT found FROM material t WHERE t.n = c.n), 0)");
}

static void from(ct_str *out, ct_table table)
{
    const char *alias = alias_of(table);

    if (table == CT_TABLE_CLIP)
        ct_str_append(out, " FROM clip c WHERE c.withdrawn = 0");
    else
        ct_str_appendf(out,
                       " FROM %s %s JOIN clip c ON c.id = %s.clip "
                       "WHERE %s.withdrawn = 0 AND c.withdrawn = 0",
                       ct_table_name(table), alias, alias, alias);
}

void ct_sql_list(ct_str *out, ct_table table, ct_sql_columns what)
{
    ct_str_append(out, "SELECT ");
    if (what == CT_SQL_IDS)
        ct_str_appendf(out, "%s.id", alias_of(table));
    else
        columns(out, table, what == CT_SQL_ALL);
    from(out, table);
}

void ct_sql_marks(ct_str *out, ct_table table)
{
    const char *alias = alias_of(table);

    ct_str_append(out, "SELECT ");
    columns(out, table, false);
    ct_str_appendf(out,
                   " FROM %s %s WHERE %s.withdrawn = 0 AND %s.clip NOT IN "
                   "(SELECT id FROM clip WHERE withdrawn = 1)",
                   ct_table_name(table), alias, alias, alias);
}

void ct_sql_clip_by(ct_str *out, ct_clip_key key)
{
    static const char *const conditions[] = {
        [CT_CLIP_BY_ID] = " AND c.id = ?1",
        [CT_CLIP_BY_PATH] = " AND c.id IN (SELECT clip FROM location WHERE path = ?1) "
                            "ORDER BY c.path = ?1 DESC, c.n",
        [CT_CLIP_BY_FINGERPRINT] = " AND c.fingerprint = ?1 AND c.size_bytes = ?2 ORDER BY c.n",
        [CT_CLIP_BY_NAME] = " AND (c.name = ?1 COLLATE NOCASE OR "
                            "c.name LIKE ?2 ESCAPE '\\') ORDER BY c.n",
        [CT_CLIP_BY_REEL] = " AND c.reel = ?1 COLLATE NOCASE ORDER BY c.n",
    };

    ct_sql_list(out, CT_TABLE_CLIP, CT_SQL_ALL);
    ct_str_append(out, conditions[key]);
}

void ct_sql_mark_by_id(ct_str *out, ct_table table)
{
    ct_sql_list(out, table, CT_SQL_MEMBERS);
    ct_str_appendf(out, " AND %s.id = ?1", alias_of(table));
}

void ct_sql_cuts(ct_str *out, const char *condition)
{
    ct_str_append(out, "SELECT ");
    columns(out, CT_TABLE_CUT, false);
    ct_str_append(out, " FROM cut t WHERE t.withdrawn = 0");
    if (condition)
        ct_str_appendf(out, " AND %s", condition);
    ct_str_append(out, " ORDER BY t.name COLLATE HUMAN, t.version, t.n");
}

void ct_sql_events(ct_str *out, bool one)
{
    ct_str_append(out, "SELECT ");
    columns(out, CT_TABLE_EVENT, false);
    ct_str_appendf(out, " FROM event e WHERE e.%s = ?1 ORDER BY e.position", one ? "id" : "cut");
}

void ct_sql_markers(ct_str *out)
{
    ct_str_append(out, "SELECT ");
    columns(out, CT_TABLE_MARKER, false);
    ct_str_append(out, ", e.position, k.id, k.reply_to "
                       "FROM event e JOIN marker k ON k.event = e.id "
                       "WHERE e.cut = ?1 ORDER BY e.position, k.frame, k.n");
}

/* ---- order ---- */

/* In the terms of marks, @ is the alias of their table. */
enum { MOST_TERMS = 6 };
/* clang-format off */
static const struct { const char *name, *terms[MOST_TERMS]; } clip_orders[CT_SORT_COUNT] = {
    [CT_SORT_SLATE]    = {"slate",    {"scene COLLATE HUMAN", "shot COLLATE HUMAN",
                                       "take COLLATE HUMAN", "width_px = 0",
                                       "camera COLLATE HUMAN", "name COLLATE HUMAN"}},
    [CT_SORT_NAME]     = {"name",     {"name COLLATE HUMAN"}},
    [CT_SORT_REEL]     = {"reel",     {"reel COLLATE HUMAN", "name COLLATE HUMAN"}},
    [CT_SORT_CAMERA]   = {"camera",   {"camera COLLATE HUMAN", "name COLLATE HUMAN"}},
    [CT_SORT_TIMECODE] = {"timecode", {"tc_start * 1.0 * tc_rate_den / max(tc_rate_num, 1)",
                                       "name COLLATE HUMAN"}},
    [CT_SORT_DURATION] = {"duration", {"frame_count * 1.0 * fps_den / max(fps_num, 1)",
                                       "name COLLATE HUMAN"}},
    [CT_SORT_COLOUR]   = {"colour",   {"colour", "name COLLATE HUMAN"}},
    [CT_SORT_RATING]   = {"rating",   {"rating", "name COLLATE HUMAN"}},
    [CT_SORT_CIRCLED]  = {"circled",  {"circled", "name COLLATE HUMAN"}},
    [CT_SORT_SELECTS]  = {"selects",  {"select_count", "name COLLATE HUMAN"}},
    [CT_SORT_NOTES]    = {"notes",    {"note_count", "name COLLATE HUMAN"}},
    [CT_SORT_ADDED]    = {"added",    {"made_us"}},
    [CT_SORT_CODEC]    = {"codec",    {"codec COLLATE HUMAN", "name COLLATE HUMAN"}},
    [CT_SORT_PATH]     = {"path",     {"path COLLATE HUMAN"}},
};

static const char *const mark_orders[][9] = {
    [CT_ORDER_HAND]  = {"s.sort_order"},
    [CT_ORDER_SLATE] = {"c.scene COLLATE HUMAN", "c.shot COLLATE HUMAN", "c.take COLLATE HUMAN",
                        "c.camera COLLATE HUMAN", "c.name COLLATE HUMAN", "c.n",
                        "@.first_frame", "@.end_frame"},
    [CT_ORDER_TIME]  = {"c.reel COLLATE HUMAN",
                        "c.tc_start * 1.0 * c.tc_rate_den / max(c.tc_rate_num, 1) + "
                        "@.first_frame * 1.0 * c.fps_den / max(c.fps_num, 1)", "c.n"},
    [CT_ORDER_MADE]  = {"@.made_us"},
    [CT_ORDER_RATING] = {"-s.rating", "c.scene COLLATE HUMAN", "c.shot COLLATE HUMAN",
                         "c.take COLLATE HUMAN", "c.name COLLATE HUMAN", "@.first_frame"},
    [CT_ORDER_STORED] = {NULL},
};
/* clang-format on */

const char *ct_clip_sort_name(ct_clip_sort sort)
{
    return sort < CT_SORT_COUNT ? clip_orders[sort].name : NULL;
}

bool ct_clip_sort_parse(const char *word, ct_clip_sort *out)
{
    for (int i = 0; i < CT_SORT_COUNT; i++) {
        if (ct_equal_nocase(word, clip_orders[i].name)) {
            *out = (ct_clip_sort)i;
            return true;
        }
    }
    return false;
}

void ct_sql_order_clips(ct_str *out, ct_clip_sort sort, bool descending)
{
    const char *way = descending ? " DESC" : "";

    ct_str_append(out, " ORDER BY ");
    for (int i = 0; i < MOST_TERMS && clip_orders[sort].terms[i]; i++)
        ct_str_appendf(out, "%s%s, ", clip_orders[sort].terms[i], way);
    ct_str_appendf(out, "c.n%s", way);
}

void ct_sql_after_clip(ct_str *out, ct_clip_sort sort, bool descending, int parameter)
{
    ct_str_append(out, " AND (");
    for (int i = 0; i < MOST_TERMS && clip_orders[sort].terms[i]; i++)
        ct_str_appendf(out, "%s, ", clip_orders[sort].terms[i]);
    ct_str_appendf(out, "c.n) %s (SELECT ", descending ? "<" : ">");
    for (int i = 0; i < MOST_TERMS && clip_orders[sort].terms[i]; i++)
        ct_str_appendf(out, "%s, ", clip_orders[sort].terms[i]);
    ct_str_appendf(out, "n FROM clip WHERE id = ?%d)", parameter);
}

void ct_sql_order_marks(ct_str *out, ct_table table, ct_mark_order order, bool descending)
{
    const char *alias = alias_of(table);
    const char *way = descending ? " DESC" : "";

    if ((order == CT_ORDER_HAND || order == CT_ORDER_RATING) && table != CT_TABLE_SELECT)
        order = CT_ORDER_SLATE;
    ct_str_append(out, " ORDER BY ");
    for (int i = 0; mark_orders[order][i]; i++) {
        for (const char *at = mark_orders[order][i]; *at; at++) {
            if (*at == '@')
                ct_str_append(out, alias);
            else
                ct_str_append_char(out, *at);
        }
        ct_str_appendf(out, "%s, ", way);
    }
    /* A reply stands behind its note. */
    if (table == CT_TABLE_NOTE && order != CT_ORDER_STORED)
        ct_str_appendf(
            out,
            "CASE WHEN m.reply_to = zeroblob(16) THEN m.n ELSE coalesce((SELECT p.n FROM "
            "note p WHERE p.id = m.reply_to), m.n) END%s, ",
            way);
    ct_str_appendf(out, "%s.n%s", alias, table == CT_TABLE_NOTE ? "" : way);
}
