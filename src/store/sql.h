/* SPDX-License-Identifier: MIT */
/* Every statement of the store that is not part of the schema. Fixed ones are rows of the list;
 * those whose columns depend on what is asked are composed by the functions below, from
 * the fragments in sql.c; conditions of the search language are rows in find.c. tests/test_sql.c
 * prepares all of them. */
#ifndef CT_STORE_SQL_H
#define CT_STORE_SQL_H

#include <stdbool.h>
#include <stddef.h>

#include "circletake/query.h"
#include "circletake/str.h"
#include "rows.h"

/* clang-format off */
#define CT_SQL_LIST(X) \
    /* transactions */ \
    X(BEGIN_WRITE,    "BEGIN IMMEDIATE") \
    X(BEGIN_READ,     "BEGIN") \
    X(COMMIT,         "COMMIT") \
    X(ROLLBACK,       "ROLLBACK") \
    X(SAVE,           "SAVEPOINT edit") \
    X(SAVE_DONE,      "RELEASE edit") \
    X(SAVE_UNDO,      "ROLLBACK TO edit") \
    X(SCHEMA_TEXT,    "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema " \
                      "ORDER BY name, type") \
    X(VACUUM_INTO,    "VACUUM INTO ?1") \
    /* this copy of the project */ \
    X(SITE_GET,       "SELECT site, place, seq, hlc, revision FROM here WHERE n = 1") \
    X(SITE_ADD,       "INSERT INTO site(id) VALUES(?1)") \
    X(SITE_MOVE,      "UPDATE here SET site = ?1, place = ?2, seq = 0 WHERE n = 1") \
    X(SITE_ADVANCE,   "UPDATE here SET seq = ?1, hlc = ?2, revision = ?3 WHERE n = 1") \
    X(REVISION,       "SELECT revision FROM here WHERE n = 1") \
    /* the change log */ \
    X(CHANGE_ADD,     "INSERT INTO change(site, seq, hlc, act, tbl, row, col, val, old, " \
                      "schema_v, scope) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 0)") \
    X(CHANGES_OF_ACT, "SELECT tbl, row, col, val, old FROM change WHERE act = ?1 " \
                      "ORDER BY hlc, seq") \
    X(HISTORY,        "SELECT change.hlc, act.who, act.sentence, change.col, change.row, " \
                      "CASE typeof(change.val) WHEN 'blob' THEN hex(change.val) " \
                      "ELSE CAST(change.val AS TEXT) END " \
                      "FROM change JOIN act ON act.n = change.act " \
                      "ORDER BY change.hlc DESC LIMIT ?1") \
    X(HISTORY_OF_ROW, "SELECT change.hlc, act.who, act.sentence, change.col, change.row, " \
                      "CASE typeof(change.val) WHEN 'blob' THEN hex(change.val) " \
                      "ELSE CAST(change.val AS TEXT) END " \
                      "FROM change JOIN act ON act.n = change.act WHERE change.row = ?2 " \
                      "ORDER BY change.hlc DESC LIMIT ?1") \
    /* acts: 0 no step of undo, 1 done, 2 undone, 3 undone and buried by something newer */ \
    X(ACT_ADD,        "INSERT INTO act(id, kind, of, state, sentence, who, made_us) " \
                      "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)") \
    X(ACT_BURY,       "UPDATE act SET state = 3 WHERE state = 2") \
    X(ACT_FIND,       "SELECT 1 FROM act WHERE id = ?1") \
    X(ACT_SET_STATE,  "UPDATE act SET state = ?2 WHERE n = ?1") \
    X(ACT_UNDO_TOP,   "SELECT n, id, sentence FROM act WHERE state = 1 ORDER BY n DESC LIMIT 1") \
    X(ACT_REDO_TOP,   "SELECT n, id, sentence FROM act WHERE state = 2 ORDER BY n LIMIT 1") \
    /* rows */ \
    X(PROJECT_ID,     "SELECT id FROM project ORDER BY n LIMIT 1") \
    X(PROJECT_GET,    "SELECT id, name, edit_rate FROM project ORDER BY n LIMIT 1") \
    X(PERSON_FIND,    "SELECT 1 FROM person WHERE name = ?1") \
    X(LOCATION_FIND,  "SELECT 1 FROM location WHERE path = ?1 AND clip = ?2") \
    X(SELECT_CLIP,    "SELECT clip FROM selection WHERE id = ?1") \
    X(NOTE_CLIP,      "SELECT clip FROM note WHERE id = ?1") \
    X(SELECT_LAST,    "SELECT coalesce(max(sort_order), 0) + 1 FROM selection") \
    X(CLIP_TC_SOURCE, "SELECT tc_source FROM clip WHERE id = ?1") \
    X(CLIP_TOUCH,     "UPDATE clip SET changed_rev = ?2, " \
                      "select_count = (SELECT count(*) FROM selection WHERE clip = ?1 AND withdrawn = 0), " \
                      "note_count = (SELECT count(*) FROM note WHERE clip = ?1 AND withdrawn = 0), " \
                      "open_note_count = (SELECT count(*) FROM note WHERE clip = ?1 AND withdrawn = 0 " \
                      "AND status IN (0, 1) AND reply_to = zeroblob(16)) WHERE id = ?1") \
    /* not acts */ \
    X(DRAFT_PUT,      "INSERT INTO draft(key, body, at_us) VALUES(?1, ?2, ?3) " \
                      "ON CONFLICT(key) DO UPDATE SET body = excluded.body, at_us = excluded.at_us") \
    X(DRAFT_DROP,     "DELETE FROM draft WHERE key = ?1") \
    X(DRAFT_GET,      "SELECT body FROM draft WHERE key = ?1") \
    X(DRAFTS,         "SELECT key, body FROM draft ORDER BY at_us DESC, key") \
    X(SETTING_PUT,    "INSERT INTO setting(key, value) VALUES(?1, ?2) " \
                      "ON CONFLICT(key) DO UPDATE SET value = excluded.value") \
    X(SETTING_GET,    "SELECT value FROM setting WHERE key = ?1") \
    X(SETTINGS,       "SELECT key, value FROM setting WHERE key >= ?1 AND key < ?1 || char(1114111) " \
                      "ORDER BY key") \
    X(SEEN_PUT,       "INSERT INTO seen(clip, frame, at_us) VALUES(?1, ?2, ?3) " \
                      "ON CONFLICT(clip) DO UPDATE SET frame = excluded.frame, at_us = excluded.at_us") \
    X(SEEN_GET,       "SELECT frame FROM seen WHERE clip = ?1") \
    X(MATERIAL_PUT,   "INSERT INTO material(n, version, found, names, body) " \
                      "SELECT n, ?3, ?4, ?5, ?6 FROM clip WHERE id = ?1 AND fingerprint = ?2 " \
                      "ON CONFLICT(n) DO UPDATE SET version = excluded.version, " \
                      "found = excluded.found, names = excluded.names, body = excluded.body") \
    X(MATERIAL_DROP,  "DELETE FROM material WHERE n = (SELECT n FROM clip WHERE id = ?1)") \
    X(MATERIAL_GET,   "SELECT t.body FROM clip c JOIN material t ON t.n = c.n WHERE c.id = ?1") \
    X(UNLOOKED,       "SELECT c.id FROM clip c LEFT JOIN material t ON t.n = c.n " \
                      "WHERE c.withdrawn = 0 AND c.offline = 0 AND (t.n IS NULL OR t.version <> ?1) " \
                      "ORDER BY c.scene COLLATE HUMAN, c.shot COLLATE HUMAN, c.take COLLATE HUMAN, c.n") \
    /* search index */ \
    X(WORDS_OF_CLIP,  "SELECT n, withdrawn, name, scene, shot, take, reel, camera, description, " \
                      "keywords FROM clip WHERE id = ?1") \
    X(WORDS_OF_SELECT, "SELECT n, withdrawn, label FROM selection WHERE id = ?1") \
    X(WORDS_OF_NOTE,  "SELECT n, withdrawn, body FROM note WHERE id = ?1") \
    X(CLIP_FTS_DROP,  "DELETE FROM clip_words WHERE rowid = ?1") \
    X(CLIP_FTS_ADD,   "INSERT INTO clip_words(rowid, words) VALUES(?1, ?2)") \
    X(SELECT_FTS_DROP, "DELETE FROM selection_words WHERE rowid = ?1") \
    X(SELECT_FTS_ADD, "INSERT INTO selection_words(rowid, words) VALUES(?1, ?2)") \
    X(NOTE_FTS_DROP,  "DELETE FROM note_words WHERE rowid = ?1") \
    X(NOTE_FTS_ADD,   "INSERT INTO note_words(rowid, words) VALUES(?1, ?2)") \
    /* lists */ \
    X(CHANGED_CLIPS,  "SELECT id FROM clip WHERE changed_rev > ?1") \
    X(TAKES,          "SELECT b.id FROM clip a JOIN clip b ON b.scene = a.scene AND b.shot = a.shot " \
                      "WHERE a.id = ?1 AND b.withdrawn = 0 AND (a.scene <> '' OR b.id = a.id) " \
                      "ORDER BY b.take COLLATE HUMAN, b.camera COLLATE HUMAN, b.name COLLATE HUMAN, b.n") \
    X(SCENES,         "SELECT scene, count(*), count(DISTINCT shot), " \
                      "count(DISTINCT CASE WHEN select_count > 0 AND EXISTS (SELECT 1 FROM selection " \
                      "WHERE clip = c.id AND withdrawn = 0 AND verdict <> 2) THEN shot END) " \
                      "FROM clip c WHERE withdrawn = 0 AND scene <> '' AND width_px > 0 " \
                      "GROUP BY scene ORDER BY scene COLLATE HUMAN") \
    X(TAGS,           "SELECT id, position, name FROM tag WHERE withdrawn = 0 " \
                      "ORDER BY position = 0, position, name COLLATE HUMAN") \
    X(LOG_POSITION,   "SELECT coalesce(max(n), 0) FROM act") \
    X(EXPORTS,        "SELECT id, format, path, selection, events, warnings, made_us, position " \
                      "FROM export WHERE withdrawn = 0 ORDER BY n") \
    X(GONE_SELECT,    "SELECT c.name, s.label, s.first_frame, s.end_frame, c.id FROM selection s " \
                      "JOIN clip c ON c.id = s.clip WHERE s.id = ?1 AND s.withdrawn = 1") \
    X(GONE_NOTE,      "SELECT c.name, m.body, m.first_frame, m.end_frame, c.id FROM note m " \
                      "JOIN clip c ON c.id = m.clip WHERE m.id = ?1 AND m.withdrawn = 1") \
    X(CHANGES_SINCE,  "SELECT change.tbl, change.row, change.col, change.old IS NULL, " \
                      "CASE typeof(change.val) WHEN 'integer' THEN change.val ELSE 0 END " \
                      "FROM change WHERE act > ?1 AND tbl IN (3, 5, 6) ORDER BY act, hlc") \
    X(CLIP_ROWS,      "SELECT count(*) FROM clip") \
    X(IS_BARE,        "SELECT NOT EXISTS(SELECT 1 FROM clip) AND " \
                      "NOT EXISTS(SELECT 1 FROM act WHERE state <> 0)") \
    X(SELECT_ROWS,    "SELECT count(*) FROM selection") \
    X(NOTE_ROWS,      "SELECT count(*) FROM note") \
    X(COUNT_CLIPS,    "SELECT count(*), coalesce(sum(offline), 0), coalesce(sum(circled), 0), " \
                      "coalesce(sum(seen.clip IS NULL), 0), coalesce(sum(frame_count), 0), " \
                      "coalesce(sum(note_count), 0), coalesce(sum(open_note_count), 0) " \
                      "FROM clip LEFT JOIN seen ON seen.clip = clip.id WHERE withdrawn = 0") \
    X(COUNT_SELECTS,  "SELECT count(*), coalesce(sum(s.verdict = 1), 0), coalesce(sum(s.verdict = 2), 0), " \
                      "coalesce(sum(s.end_frame - s.first_frame), 0) FROM selection s " \
                      "JOIN clip c ON c.id = s.clip WHERE s.withdrawn = 0 AND c.withdrawn = 0") \
    /* care */ \
    X(QUICK_CHECK,    "PRAGMA quick_check(1)") \
    X(INTEGRITY,      "PRAGMA integrity_check(20)") \
    X(FOREIGN_KEYS,   "PRAGMA foreign_key_check") \
    X(CHECK_COUNTERS, "SELECT count(*) FROM clip c WHERE " \
                      "select_count <> (SELECT count(*) FROM selection WHERE clip = c.id AND withdrawn = 0) " \
                      "OR note_count <> (SELECT count(*) FROM note WHERE clip = c.id AND withdrawn = 0) " \
                      "OR open_note_count <> (SELECT count(*) FROM note WHERE clip = c.id " \
                      "AND withdrawn = 0 AND status IN (0, 1) AND reply_to = zeroblob(16))") \
    X(CHECK_WORDS,    "SELECT (SELECT count(*) FROM clip WHERE withdrawn = 0 AND n NOT IN " \
                      "(SELECT rowid FROM clip_words)) + (SELECT count(*) FROM clip_words WHERE rowid " \
                      "NOT IN (SELECT n FROM clip WHERE withdrawn = 0)) + " \
                      "(SELECT count(*) FROM selection WHERE withdrawn = 0 AND n NOT IN " \
                      "(SELECT rowid FROM selection_words)) + (SELECT count(*) FROM selection_words WHERE " \
                      "rowid NOT IN (SELECT n FROM selection WHERE withdrawn = 0)) + " \
                      "(SELECT count(*) FROM note WHERE withdrawn = 0 AND n NOT IN " \
                      "(SELECT rowid FROM note_words)) + (SELECT count(*) FROM note_words WHERE rowid " \
                      "NOT IN (SELECT n FROM note WHERE withdrawn = 0))") \
    X(CLIP_FTS_CHECK, "INSERT INTO clip_words(clip_words, rank) VALUES('integrity-check', 0)") \
    X(SELECT_FTS_CHECK, "INSERT INTO selection_words(selection_words, rank) " \
                      "VALUES('integrity-check', 0)") \
    X(NOTE_FTS_CHECK, "INSERT INTO note_words(note_words, rank) VALUES('integrity-check', 0)")
/* clang-format on */

typedef enum ct_sql {
#define CT_SQL_ENUM(name, text) CT_SQL_##name,
    CT_SQL_LIST(CT_SQL_ENUM)
#undef CT_SQL_ENUM
        CT_SQL_COUNT
} ct_sql;

const char *ct_sql_text(ct_sql which);

/* "INSERT INTO clip(id, a, b) VALUES(?1, ?2, ?3)": id first, then the fields. */
void ct_sql_insert(ct_str *out, ct_table table, const ct_field *fields, size_t count);
/* "SELECT a, b FROM clip WHERE id = ?1" */
void ct_sql_read(ct_str *out, ct_table table, const ct_field *fields, size_t count);
/* "UPDATE clip SET a = ?2, b = ?3 WHERE id = ?1" */
void ct_sql_update(ct_str *out, ct_table table, const ct_field *fields, size_t count);
/* Rows of the table whose field is not what the log says last: "SELECT count(*) ..." */
void ct_sql_parity(ct_str *out, ct_field field);
/* Distinct values of a text field, most used first. */
void ct_sql_values(ct_str *out, ct_field field);

/* What is read of each row: its id; all members of the struct, for clips also the counters; for clips also
 * what a look through the file found, which stands in another table. */
typedef enum ct_sql_columns { CT_SQL_IDS, CT_SQL_MEMBERS, CT_SQL_ALL } ct_sql_columns;
/* "SELECT " + columns + " FROM ..." with every table a condition may name: c clip, s selection, m note.
 * Ends within WHERE. */
void ct_sql_list(ct_str *out, ct_table table, ct_sql_columns what);
/* The same of selects or notes of the whole project, without c: their clips are not looked up one by one. */
void ct_sql_marks(ct_str *out, ct_table table);
/* One clip by what is known of it: ends with "= ?1". */
typedef enum ct_clip_key {
    CT_CLIP_BY_ID,
    CT_CLIP_BY_PATH,
    CT_CLIP_BY_FINGERPRINT,
    CT_CLIP_BY_NAME,
    CT_CLIP_BY_REEL
} ct_clip_key;
void ct_sql_clip_by(ct_str *out, ct_clip_key key);
/* Cuts, each of its versions: all by name and version, or (`condition`) those of which it is true;
 * ?1 and on are its parameters. */
void ct_sql_cuts(ct_str *out, const char *condition);
/* Events of cut ?1 in their order, or (`one`) the event ?1. */
void ct_sql_events(ct_str *out, bool one);
/* Event, members, position of the event, id and reply_to of each marker of cut ?1, in the order of the events;
 * answers behind what they answer. */
void ct_sql_markers(ct_str *out);
/* One select or note by id. */
void ct_sql_mark_by_id(ct_str *out, ct_table table);

/* " ORDER BY ...", total. */
void ct_sql_order_clips(ct_str *out, ct_clip_sort sort, bool descending);
void ct_sql_order_marks(ct_str *out, ct_table table, ct_mark_order order, bool descending);
/* " AND (order terms) > (those of clip ?N)": the page behind a clip. */
void ct_sql_after_clip(ct_str *out, ct_clip_sort sort, bool descending, int parameter);

#endif
