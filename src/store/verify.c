/* SPDX-License-Identifier: MIT */
/* Is this file ours, and what it says it is? And making old ones current. */
#include <libavutil/mem.h>
#include <libavutil/sha.h>
#include <stdio.h>
#include <string.h>

#include "db.h"

enum { DIGEST_BITS = 256 };

/* Everything the schema of a file says, as one text. */
static ct_code schema_text(ct_db *db, ct_str *out, ct_error *err)
{
    sqlite3_stmt *stmt;
    ct_code       code = CT_OK;
    bool          row = true;

    stmt = ct_db_get(db, CT_SQL_SCHEMA_TEXT, err);
    if (!stmt)
        return err->code;
    while (code == CT_OK && row) {
        code = ct_db_step(db, stmt, &row, err);
        for (int i = 0; code == CT_OK && row && i < 4; i++)
            ct_str_appendf(out, "%s\n", ct_db_column_text(stmt, i));
    }
    return code;
}

static ct_code run_step(ct_db *db, const ct_schema_step *step, ct_error *err)
{
    ct_code code = ct_db_exec(db, "BEGIN IMMEDIATE", err);

    for (size_t i = 0; code == CT_OK && step->sql[i]; i++)
        code = ct_db_exec(db, step->sql[i], err);
    if (code == CT_OK) {
        char marks[96];
        snprintf(marks, sizeof marks, "PRAGMA application_id = %d; PRAGMA user_version = %d;",
                 CT_APPLICATION_ID, step->version);
        code = ct_db_exec(db, marks, err);
    }
    if (code == CT_OK)
        code = ct_db_exec(db, "COMMIT", err);
    if (code != CT_OK)
        ct_db_roll_back(db);
    return code;
}

ct_code ct_db_migrate(ct_db *db, const ct_schema *schema, int version, ct_error *err)
{
    for (int i = version; i < schema->version; i++) {
        ct_code code = run_step(db, &schema->steps[i], err);
        if (code != CT_OK && i == 0)
            return ct_fail_prefix(err, code, "Cannot make the project: ");
        if (code != CT_OK)
            return ct_fail_prefix(err, code,
                                  "Cannot bring the project from version %d to %d, it "
                                  "stays as it was: ",
                                  i, i + 1);
    }
    return CT_OK;
}

/* The schema an honest file of that version has. */
static ct_code expected_text(const ct_schema *schema, int version, ct_str *out, ct_error *err)
{
    ct_db     memory = {0};
    ct_schema until = {schema->steps, version};
    ct_code   code = ct_db_open(&memory, ":memory:", CT_DB_MEMORY, err);

    if (code == CT_OK)
        code = ct_db_migrate(&memory, &until, 0, err);
    if (code == CT_OK)
        code = schema_text(&memory, out, err);
    ct_db_close(&memory);
    return code;
}

static void digest_of(const ct_str *text, char out[CT_DB_DIGEST_BYTES])
{
    struct AVSHA *sha = av_sha_alloc();
    uint8_t       bytes[DIGEST_BITS / 8] = {0};

    if (sha && av_sha_init(sha, DIGEST_BITS) == 0) {
        av_sha_update(sha, (const uint8_t *)ct_str_text(text), text->len);
        av_sha_final(sha, bytes);
    }
    av_free(sha);
    for (size_t i = 0; i < sizeof bytes; i++)
        snprintf(out + 2 * i, 3, "%02x", bytes[i]);
}

ct_code ct_db_schema_digest(const ct_schema *schema, int version, char out[CT_DB_DIGEST_BYTES],
                            ct_error *err)
{
    ct_str  text = {0};
    ct_code code = expected_text(schema, version, &text, err);

    if (code == CT_OK)
        digest_of(&text, out);
    ct_str_finish(&text);
    return code;
}

/* Building a project to compare with costs more than opening one, so an honest file is known by its digest. One
 * that was made by an SQLite which words a changed table otherwise is compared. */
static bool is_known(const ct_schema *schema, int version, const ct_str *found)
{
    const char *known = schema->steps[version - 1].digest;
    char        digest[CT_DB_DIGEST_BYTES];

    if (!known)
        return false;
    digest_of(found, digest);
    return strcmp(known, digest) == 0;
}

static ct_code compare_schema(ct_db *db, const ct_schema *schema, int version, ct_error *err)
{
    ct_str  expected = {0}, found = {0};
    ct_code code = schema_text(db, &found, err);

    if (code == CT_OK && is_known(schema, version, &found)) {
        ct_str_finish(&found);
        return CT_OK;
    }
    if (code == CT_OK)
        code = expected_text(schema, version, &expected, err);
    if (code == CT_OK && strcmp(ct_str_text(&expected), ct_str_text(&found)) != 0)
        code = ct_fail(err, CT_BAD_DATA,
                       "%s says it is a circletake project, but its tables are "
                       "not those of one: it was changed by another program, or made to mislead. "
                       "It was not opened; take a backup.",
                       db->name);
    ct_str_finish(&expected);
    ct_str_finish(&found);
    return code;
}

ct_code ct_db_verify(ct_db *db, const ct_schema *schema, int *version, ct_error *err)
{
    int64_t application = 0, user = 0;
    ct_code code = ct_db_int(db, "PRAGMA application_id", &application, err);

    if (code == CT_OK)
        code = ct_db_int(db, "PRAGMA user_version", &user, err);
    if (code != CT_OK)
        return code;
    if (application != CT_APPLICATION_ID || user < 1)
        return ct_fail(err, CT_BAD_DATA,
                       "%s is not a circletake project, but another program's "
                       "database. Choose another file.",
                       db->name);
    *version = (int)(user > 1000000 ? 1000000 : user);
    return *version > schema->version ? CT_OK : compare_schema(db, schema, *version, err);
}
