/* SPDX-License-Identifier: MIT */
/* From an edit to rows and log records. Operations on the same row that follow one another are one
 * statement, so that a range moves as a whole and checks see only finished rows. */
#include "apply.h"

#include <stdlib.h>
#include <string.h>

#include "circletake/thread.h"
#include "words.h"

enum { MOST_FIELDS = 64 }; /* of one statement */

/* One edit being carried out. */
typedef struct job {
    ct_writer     *w;
    const ct_edit *edit;
    ct_act         act;
    bool           acted;   /* the act is in the file: something was logged */
    bool           changed; /* some row changed, logged or not */
    ct_id         *touched; /* clips whose counters and revision must follow */
    size_t         touched_count, touched_cap;
    ct_str         part_sql; /* that adds a row of `part`: there are as many as a cut has events */
    ct_table       part;
} job;

/* The operations of one statement. Values are borrowed from the edit. */
typedef struct run {
    ct_table table;
    ct_id    row;
    bool     adds;
    bool     part; /* made from its struct, so always with the same fields */
    size_t   count;
    ct_field fields[MOST_FIELDS];
    ct_value values[MOST_FIELDS];
    ct_value old[MOST_FIELDS]; /* owned */
} run;

/* ---- after a change ---- */

static void touch(job *j, const ct_id *clip)
{
    if (j->touched_count > 0 && ct_id_equal(j->touched[j->touched_count - 1], *clip))
        return;
    j->touched = ct_grow(j->touched, &j->touched_cap, j->touched_count + 1, sizeof *j->touched);
    j->touched[j->touched_count++] = *clip;
}

static ct_code touch_clip_of_mark(job *j, const run *r, ct_error *err)
{
    ct_sql        which = r->table == CT_TABLE_SELECT ? CT_SQL_SELECT_CLIP : CT_SQL_NOTE_CLIP;
    sqlite3_stmt *stmt = ct_db_get(&j->w->db, which, err);
    bool          found;

    if (!stmt)
        return err->code;
    ct_db_bind_id(stmt, 1, &r->row);
    ct_code code = ct_db_step(&j->w->db, stmt, &found, err);
    if (code == CT_OK && found) {
        ct_id clip = ct_db_column_id(stmt, 0);
        sqlite3_reset(stmt);
        touch(j, &clip);
    }
    return code;
}

static bool has_field(const run *r, ct_field field)
{
    for (size_t i = 0; i < r->count; i++) {
        if (r->fields[i] == field)
            return true;
    }
    return false;
}

/* The file is another: what was found in it says nothing any more. */
static ct_code drop_material(job *j, const run *r, ct_error *err)
{
    sqlite3_stmt *stmt = ct_db_get(&j->w->db, CT_SQL_MATERIAL_DROP, err);

    if (!stmt)
        return err->code;
    ct_db_bind_id(stmt, 1, &r->row);
    return ct_db_run(&j->w->db, stmt, err);
}

static ct_code follow_up(job *j, const run *r, ct_error *err)
{
    bool    words = r->adds;
    ct_code code = CT_OK;

    j->changed = true;
    for (size_t i = 0; i < r->count; i++)
        words = words || ct_words_has(r->fields[i]);
    if (r->table == CT_TABLE_CLIP)
        touch(j, &r->row);
    else if (r->table == CT_TABLE_SELECT || r->table == CT_TABLE_NOTE)
        code = touch_clip_of_mark(j, r, err);
    if (code == CT_OK && !r->adds &&
        (has_field(r, CT_CLIP_FINGERPRINT) || has_field(r, CT_CLIP_STREAM)))
        code = drop_material(j, r, err);
    return code == CT_OK && words ? ct_words_index(&j->w->db, r->table, &r->row, err) : code;
}

static int compare_ids(const void *a, const void *b)
{
    return ct_id_compare(*(const ct_id *)a, *(const ct_id *)b);
}

static ct_code update_touched(job *j, ct_error *err)
{
    ct_code code = CT_OK;

    if (j->touched_count == 0)
        return CT_OK;
    qsort(j->touched, j->touched_count, sizeof *j->touched, compare_ids);
    for (size_t i = 0; i < j->touched_count && code == CT_OK; i++) {
        if (i > 0 && ct_id_equal(j->touched[i], j->touched[i - 1]))
            continue;
        sqlite3_stmt *stmt = ct_db_get(&j->w->db, CT_SQL_CLIP_TOUCH, err);
        if (!stmt)
            return err->code;
        ct_db_bind_id(stmt, 1, &j->touched[i]);
        ct_db_bind_int(stmt, 2, j->w->site.revision + 1);
        code = ct_db_run(&j->w->db, stmt, err);
    }
    return code;
}

/* ---- logging ---- */

static ct_code apply_run(job *j, run *r, ct_error *err);

/* Everybody who ever acted has a row, so that lists can offer the names. */
static ct_code know_person(job *j, ct_error *err)
{
    sqlite3_stmt *stmt = ct_db_get(&j->w->db, CT_SQL_PERSON_FIND, err);
    bool          known;

    if (!stmt)
        return err->code;
    ct_db_bind_text(stmt, 1, j->edit->author);
    ct_code code = ct_db_step(&j->w->db, stmt, &known, err);
    sqlite3_reset(stmt);
    if (code != CT_OK || known)
        return code;
    run person = {.table = CT_TABLE_PERSON, .row = ct_id_new(), .adds = true, .count = 1};
    person.fields[0] = CT_PERSON_NAME;
    person.values[0] = (ct_value){.type = CT_VALUE_TEXT, .text = j->edit->author};
    return apply_run(j, &person, err);
}

static ct_code begin_act(job *j, ct_error *err)
{
    if (j->acted)
        return CT_OK;
    ct_code code = ct_change_begin(&j->w->db, &j->act, err);
    j->acted = true;
    return code == CT_OK ? know_person(j, err) : code;
}

static ct_code log_run(job *j, const run *r, ct_error *err)
{
    const ct_value here = ct_value_int(0);
    ct_code        code = CT_OK;

    for (size_t i = 0; i < r->count && code == CT_OK; i++) {
        if (!ct_field_info_of(r->fields[i])->logged)
            continue;
        if (r->adds && ct_value_is_default(&r->values[i]))
            continue; /* what the log does not mention is the default */
        code = begin_act(j, err);
        if (code == CT_OK)
            code = ct_change_add(&j->w->db, &j->w->site, &j->act, &r->row, r->fields[i],
                                 &r->values[i], r->adds ? NULL : &r->old[i], err);
    }
    if (code == CT_OK && r->adds && !ct_table_is_part(r->table)) {
        code = begin_act(j, err);
        if (code == CT_OK)
            code = ct_change_add(&j->w->db, &j->w->site, &j->act, &r->row,
                                 ct_table_withdrawn(r->table), &here, NULL, err);
    }
    return code;
}

/* ---- rows ---- */

static sqlite3_stmt *statement_of_part(job *j, const run *r, ct_error *err)
{
    if (j->part != r->table) {
        ct_str_clear(&j->part_sql);
        ct_sql_insert(&j->part_sql, r->table, r->fields, r->count);
        j->part = r->table;
    }
    return ct_db_compose(&j->w->db, ct_str_text(&j->part_sql), err);
}

static sqlite3_stmt *statement_of(job *j, const run *r, ct_error *err)
{
    ct_str sql = {0};

    if (r->part)
        return statement_of_part(j, r, err);
    if (r->adds)
        ct_sql_insert(&sql, r->table, r->fields, r->count);
    else
        ct_sql_update(&sql, r->table, r->fields, r->count);
    sqlite3_stmt *stmt = ct_db_compose(&j->w->db, ct_str_text(&sql), err);
    ct_str_finish(&sql);
    return stmt;
}

static ct_code write_row(job *j, const run *r, ct_error *err)
{
    sqlite3_stmt *stmt = statement_of(j, r, err);

    if (!stmt)
        return err->code;
    ct_db_bind_id(stmt, 1, &r->row);
    for (size_t i = 0; i < r->count; i++)
        ct_db_bind_value(stmt, (int)i + 2, &r->values[i]);
    return ct_db_run(&j->w->db, stmt, err);
}

static ct_code read_row(ct_db *db, run *r, ct_error *err)
{
    ct_str sql = {0};
    bool   found = false;

    ct_sql_read(&sql, r->table, r->fields, r->count);
    sqlite3_stmt *stmt = ct_db_compose(db, ct_str_text(&sql), err);
    ct_str_finish(&sql);
    if (!stmt)
        return err->code;
    ct_db_bind_id(stmt, 1, &r->row);
    ct_code code = ct_db_step(db, stmt, &found, err);
    if (code != CT_OK)
        return code;
    if (!found)
        return ct_fail(err, CT_NO_INPUT, "This %s is not in the project %s. Look it up again.",
                       ct_table_name(r->table), db->name);
    for (size_t i = 0; i < r->count; i++)
        r->old[i] = ct_db_column_value(stmt, (int)i);
    sqlite3_reset(stmt);
    return CT_OK;
}

/* Leaves only the fields that change, and whose expectation, if there is one, holds. */
static void drop_unchanged(run *r, const ct_op *ops)
{
    size_t kept = 0;

    for (size_t i = 0; i < r->count; i++) {
        bool wanted = !ct_value_equal(&r->old[i], &r->values[i]) &&
                      (!ops || !ops[i].expects || ct_value_equal(&r->old[i], &ops[i].expected));
        if (!wanted) {
            ct_value_finish(&r->old[i]);
            continue;
        }
        r->fields[kept] = r->fields[i];
        r->values[kept] = r->values[i];
        r->old[kept] = r->old[i];
        if (kept != i)
            r->old[i] = (ct_value){.type = CT_VALUE_NULL};
        kept++;
    }
    r->count = kept;
}

static ct_code last_order(ct_db *db, double *out, ct_error *err)
{
    sqlite3_stmt *stmt = ct_db_get(db, CT_SQL_SELECT_LAST, err);
    bool          row = false;

    if (!stmt)
        return err->code;
    ct_code code = ct_db_step(db, stmt, &row, err);
    if (code == CT_OK && row)
        *out = sqlite3_column_double(stmt, 0);
    sqlite3_reset(stmt);
    return code;
}

/* A select that nobody put anywhere goes to the end. */
static ct_code place_last(ct_db *db, run *r, ct_error *err)
{
    for (size_t i = 0; i < r->count; i++) {
        if (r->fields[i] == CT_SELECT_ORDER && ct_value_is_default(&r->values[i])) {
            r->values[i] = ct_value_real(0.0);
            return last_order(db, &r->values[i].r, err);
        }
    }
    return CT_OK;
}

static ct_code apply_run(job *j, run *r, ct_error *err)
{
    ct_db  *db = &j->w->db;
    ct_code code = CT_OK;

    if (r->adds && r->table == CT_TABLE_SELECT)
        code = place_last(db, r, err);
    if (code == CT_OK)
        code = write_row(j, r, err);
    if (code == CT_OK)
        code = log_run(j, r, err);
    return code == CT_OK ? follow_up(j, r, err) : code;
}

static ct_code set_run(job *j, run *r, const ct_op *ops, ct_error *err)
{
    ct_code code = read_row(&j->w->db, r, err);

    if (code == CT_OK)
        drop_unchanged(r, ops);
    if (code == CT_OK && r->count > 0)
        code = apply_run(j, r, err);
    for (size_t i = 0; i < r->count; i++)
        ct_value_finish(&r->old[i]);
    return code;
}

/* ---- operations ---- */

static ct_code only_project(ct_db *db, ct_id *out, ct_error *err)
{
    sqlite3_stmt *stmt = ct_db_get(db, CT_SQL_PROJECT_ID, err);
    bool          row = false;

    if (!stmt)
        return err->code;
    ct_code code = ct_db_step(db, stmt, &row, err);
    if (code == CT_OK && row)
        *out = ct_db_column_id(stmt, 0);
    sqlite3_reset(stmt);
    return code;
}

/* Collects the operations from `at` on that make one statement; returns how many. A field that
 * comes twice begins a new statement. */
static size_t collect(const ct_edit *edit, size_t at, run *r)
{
    const ct_op *first = &edit->ops[at];
    size_t       i = at;

    *r = (run){.table = first->table, .row = first->row, .adds = first->kind == CT_OP_ADD};
    if (r->adds)
        i++;
    for (; i < edit->count && r->count < MOST_FIELDS; i++) {
        const ct_op *op = &edit->ops[i];
        if (op->kind != CT_OP_SET || op->table != r->table || !ct_id_equal(op->row, r->row) ||
            op->keeps_user_timecode != edit->ops[at].keeps_user_timecode || has_field(r, op->field))
            break;
        r->fields[r->count] = op->field;
        r->values[r->count++] = op->value;
    }
    return i - at;
}

/* Whether somebody typed the start timecode of this clip: probing must not change it. */
static ct_code has_user_timecode(ct_db *db, const ct_id *clip, bool *has, ct_error *err)
{
    sqlite3_stmt *stmt = ct_db_get(db, CT_SQL_CLIP_TC_SOURCE, err);
    bool          row = false;

    if (!stmt)
        return err->code;
    ct_db_bind_id(stmt, 1, clip);
    ct_code code = ct_db_step(db, stmt, &row, err);
    *has = code == CT_OK && row && ct_db_column_int(stmt, 0) == CT_TC_USER;
    sqlite3_reset(stmt);
    return code;
}

static ct_code knows_location(ct_db *db, const run *r, bool *known, ct_error *err)
{
    sqlite3_stmt *stmt = ct_db_get(db, CT_SQL_LOCATION_FIND, err);

    if (!stmt)
        return err->code;
    for (size_t i = 0; i < r->count; i++) {
        if (r->fields[i] == CT_LOCATION_PATH)
            ct_db_bind_value(stmt, 1, &r->values[i]);
        else if (r->fields[i] == CT_LOCATION_CLIP)
            ct_db_bind_value(stmt, 2, &r->values[i]);
    }
    ct_code code = ct_db_step(db, stmt, known, err);
    sqlite3_reset(stmt);
    return code;
}

static ct_code apply_rows(job *j, size_t at, size_t *used, ct_error *err)
{
    const ct_op *op = &j->edit->ops[at];
    ct_code      code = CT_OK;
    bool         skip = false;
    run          r;

    if (op->table <= 0 || op->table >= CT_TABLE_END)
        return ct_fail(err, CT_INTERNAL, "An edit names a field that does not exist.");
    *used = collect(j->edit, at, &r);
    if (r.table == CT_TABLE_PROJECT && ct_id_is_none(r.row))
        code = only_project(&j->w->db, &r.row, err);
    if (code == CT_OK && r.adds && r.table == CT_TABLE_LOCATION)
        code = knows_location(&j->w->db, &r, &skip, err);
    if (code == CT_OK && op->keeps_user_timecode)
        code = has_user_timecode(&j->w->db, &r.row, &skip, err);
    if (code != CT_OK || skip)
        return code;
    return r.adds ? apply_run(j, &r, err) : set_run(j, &r, op, err);
}

/* ---- the events of a cut ---- */

static void set_field(run *r, ct_field field, ct_value value)
{
    r->fields[r->count] = field;
    r->values[r->count++] = value;
}

/* A new row of a part from its struct, behind what `r` says already of where it belongs. */
static ct_code apply_part(job *j, run *r, const void *item, ct_error *err)
{
    size_t               count;
    const ct_row_member *members = ct_row_members(r->table, &count);

    r->adds = r->part = true;
    for (size_t i = 0; i < count; i++)
        set_field(r, members[i].field, ct_row_get(&members[i], item));
    ct_code code = apply_run(j, r, err);
    for (size_t i = 0; i < r->count; i++)
        ct_value_finish(&r->values[i]);
    return code;
}

static ct_code apply_event(job *j, ct_id cut, ct_id id, const ct_event *e, ct_error *err)
{
    run r = {.table = CT_TABLE_EVENT, .row = id};

    set_field(&r, CT_EVENT_CUT, ct_value_id(cut));
    return apply_part(j, &r, e, err);
}

static ct_code apply_marker(job *j, ct_id event, ct_id id, ct_id reply_to, const ct_marker *m,
                            ct_error *err)
{
    run r = {.table = CT_TABLE_MARKER, .row = id};

    set_field(&r, CT_MARKER_EVENT, ct_value_id(event));
    set_field(&r, CT_MARKER_REPLY_TO, ct_value_id(reply_to));
    return apply_part(j, &r, m, err);
}

/* Its answers behind it, which is how they are read. */
static ct_code apply_answered(job *j, ct_id event, const ct_marker *m, ct_error *err)
{
    ct_id   id = ct_id_new();
    ct_code code = apply_marker(j, event, id, ct_id_none(), m, err);

    for (size_t i = 0; i < m->reply_count && code == CT_OK; i++) {
        ct_marker answer = {.frame = m->frame,
                            .count = m->count,
                            .text = m->replies[i].text,
                            .author = m->replies[i].author};
        code = apply_marker(j, event, ct_id_new(), id, &answer, err);
    }
    return code;
}

static ct_code apply_events(job *j, const ct_op *op, ct_error *err)
{
    ct_code code = CT_OK;

    for (size_t i = 0; i < op->events->event_count && code == CT_OK; i++) {
        ct_event *e = &op->events->events[i];
        ct_id     id = ct_id_is_none(e->id) ? ct_id_new() : e->id;
        e->position = (int64_t)i;
        code = apply_event(j, op->row, id, e, err);
        for (size_t k = 0; k < e->marker_count && code == CT_OK; k++)
            code = apply_answered(j, id, &e->markers[k], err);
    }
    return code;
}

static ct_code put(ct_db *db, const ct_op *op, ct_sql which, ct_error *err)
{
    sqlite3_stmt *stmt = ct_db_get(db, which, err);

    if (!stmt)
        return err->code;
    if (op->key)
        ct_db_bind_text(stmt, 1, op->key);
    else
        ct_db_bind_id(stmt, 1, &op->row);
    if (which != CT_SQL_DRAFT_DROP)
        ct_db_bind_value(stmt, 2, &op->value);
    if (which == CT_SQL_DRAFT_PUT || which == CT_SQL_SEEN_PUT)
        ct_db_bind_int(stmt, 3, ct_wall_us());
    return ct_db_run(db, stmt, err);
}

static ct_code put_material(job *j, const ct_op *op, ct_error *err)
{
    sqlite3_stmt *stmt = ct_db_get(&j->w->db, CT_SQL_MATERIAL_PUT, err);

    if (!stmt)
        return err->code;
    ct_db_bind_id(stmt, 1, &op->row);
    ct_db_bind_value(stmt, 2, &op->value);
    ct_db_bind_int(stmt, 3, CT_MATERIAL_VERSION);
    ct_db_bind_int(stmt, 4, op->material->found);
    ct_db_bind_text(stmt, 5, op->material->names);
    ct_db_bind_text(stmt, 6, op->material->body);
    j->changed = true;
    touch(j, &op->row);
    return ct_db_run(&j->w->db, stmt, err);
}

static ct_code apply_ops(job *j, ct_error *err)
{
    ct_db  *db = &j->w->db;
    ct_code code = CT_OK;

    for (size_t i = 0; i < j->edit->count && code == CT_OK;) {
        const ct_op *op = &j->edit->ops[i];
        size_t       used = 1;
        switch (op->kind) {
        case CT_OP_ADD:
        case CT_OP_SET:
            code = apply_rows(j, i, &used, err);
            break;
        case CT_OP_ADD_EVENTS:
            code = apply_events(j, op, err);
            break;
        case CT_OP_DROP_DRAFT:
            code = put(db, op, CT_SQL_DRAFT_DROP, err);
            break;
        case CT_OP_PUT_DRAFT:
            code = put(db, op, op->value.text[0] ? CT_SQL_DRAFT_PUT : CT_SQL_DRAFT_DROP, err);
            break;
        case CT_OP_PUT_SETTING:
            code = put(db, op, CT_SQL_SETTING_PUT, err);
            break;
        case CT_OP_PUT_SEEN:
            code = put(db, op, CT_SQL_SEEN_PUT, err);
            break;
        case CT_OP_PUT_MATERIAL:
            code = put_material(j, op, err);
            break;
        }
        i += used;
    }
    return code;
}

static ct_code apply(job *j, ct_error *err)
{
    ct_code code = apply_ops(j, err);

    if (code == CT_OK)
        code = update_touched(j, err);
    if (code == CT_OK && j->changed) {
        j->w->site.revision++;
        code = ct_change_advance(&j->w->db, &j->w->site, err);
    }
    free(j->touched);
    ct_str_finish(&j->part_sql);
    return code;
}

/* Only what people said of the material can be undone: see ct_change_is_reversible. */
static bool is_undoable(const ct_edit *edit)
{
    if (edit->flags & CT_EDIT_FACT)
        return false;
    for (size_t i = 0; i < edit->count; i++) {
        const ct_op *op = &edit->ops[i];
        if ((op->kind == CT_OP_ADD || op->kind == CT_OP_SET) && ct_change_is_reversible(op->table))
            return true;
    }
    return false;
}

ct_code ct_apply_edit(ct_writer *w, const ct_edit *edit, ct_error *err)
{
    job j = {.w = w, .edit = edit};

    j.act = (ct_act){.id = edit->act,
                     .kind = edit->flags & CT_EDIT_FACT ? CT_ACT_FACT : CT_ACT_EDIT,
                     .undoable = is_undoable(edit),
                     .sentence = edit->sentence,
                     .who = edit->author};
    return apply(&j, err);
}

ct_code ct_apply_undo(ct_writer *w, bool redo, const char *author, ct_error *err)
{
    ct_edit *edit = NULL;
    char    *sentence = NULL;
    ct_act   top;
    ct_code  code = ct_change_top(&w->db, redo, &top, &sentence, err);

    if (code == CT_OK && top.n)
        code = ct_change_reverse(&w->db, top.n, redo, author, &edit, err);
    if (edit) {
        job j = {.w = w, .edit = edit};
        j.act = (ct_act){.kind = redo ? CT_ACT_REDO : CT_ACT_UNDO,
                         .of = top.n,
                         .sentence = sentence,
                         .who = edit->author};
        code = apply(&j, err);
        if (code == CT_OK)
            code = ct_change_set_undone(&w->db, top.n, !redo, err);
    }
    ct_edit_destroy(&edit);
    free(sentence);
    return code;
}
