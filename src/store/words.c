/* SPDX-License-Identifier: MIT */
/* Search index of clips, selects and notes (FTS5 tables clip_words, selection_words,
 * note_words). The writing thread writes it; folding is for any thread. */
#include "words.h"

#include <string.h>

/* First and last code point of what is split into single characters. */
static const struct {
    uint32_t first, last;
} single[] = {
    {0x0E00, 0x0EFF},   /* Thai, Lao */
    {0x1000, 0x109F},   /* Myanmar */
    {0x1100, 0x11FF},   /* Hangul Jamo */
    {0x1780, 0x17FF},   /* Khmer */
    {0x2600, 0x27BF},   /* symbols, dingbats */
    {0x2E80, 0xA4CF},   /* CJK, kana, bopomofo, Yi */
    {0xAC00, 0xD7FF},   /* Hangul */
    {0xF900, 0xFAFF},   /* CJK compatibility */
    {0xFF66, 0xFFDC},   /* half-width kana and Hangul */
    {0x1F000, 0x1FAFF}, /* emoji */
    {0x20000, 0x3FFFF}, /* CJK extensions */
};

static bool stands_alone(uint32_t cp)
{
    for (size_t i = 0; i < sizeof single / sizeof single[0]; i++) {
        if (cp >= single[i].first && cp <= single[i].last)
            return true;
    }
    return false;
}

void ct_words_fold(ct_str *out, const char *text)
{
    size_t left = strlen(text);

    while (left > 0) {
        uint32_t cp;
        char     bytes[4];
        size_t   used = ct_utf8_decode(text, left, &cp);
        bool     alone = stands_alone(cp);

        if (cp >= 0xFF01 && cp <= 0xFF5E)
            cp -= 0xFEE0;
        if (alone)
            ct_str_append_char(out, ' ');
        ct_str_append_n(out, bytes, ct_utf8_encode(cp, bytes));
        if (alone)
            ct_str_append_char(out, ' ');
        text += used;
        left -= used;
    }
}

/* Something the tokenizer keeps: it drops ASCII signs and the punctuation blocks. */
static bool is_searchable(const char *text)
{
    size_t left = strlen(text);

    while (left > 0) {
        uint32_t cp;
        size_t   used = ct_utf8_decode(text, left, &cp);
        bool     ascii_word =
            (cp >= '0' && cp <= '9') || (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z');
        bool sign = cp < 0xAA || (cp >= 0x2000 && cp <= 0x206F) || (cp >= 0x3000 && cp <= 0x303F);
        if (ascii_word || !sign)
            return true;
        text += used;
        left -= used;
    }
    return false;
}

bool ct_words_match(ct_str *out, const char *text, bool prefix)
{
    ct_str folded = {0};

    if (!is_searchable(text))
        return false;
    ct_words_fold(&folded, text);
    ct_str_append_char(out, '"');
    for (const char *c = ct_str_text(&folded); *c; c++)
        ct_str_append(out, *c == '"' ? "\"\"" : (char[]){*c, '\0'});
    ct_str_append(out, prefix ? "\" *" : "\"");
    ct_str_finish(&folded);
    return true;
}

bool ct_words_has(ct_field field)
{
    switch ((int)field) {
    case CT_CLIP_WITHDRAWN:
    case CT_CLIP_NAME:
    case CT_CLIP_SCENE:
    case CT_CLIP_SHOT:
    case CT_CLIP_TAKE:
    case CT_CLIP_REEL:
    case CT_CLIP_CAMERA:
    case CT_CLIP_DESCRIPTION:
    case CT_CLIP_KEYWORDS:
    case CT_SELECT_WITHDRAWN:
    case CT_SELECT_LABEL:
    case CT_NOTE_WITHDRAWN:
    case CT_NOTE_BODY:
        return true;
    default:
        return false;
    }
}

static const struct indexed {
    ct_table table;
    ct_sql   words, drop, add;
} tables[] = {
    {CT_TABLE_CLIP, CT_SQL_WORDS_OF_CLIP, CT_SQL_CLIP_FTS_DROP, CT_SQL_CLIP_FTS_ADD},
    {CT_TABLE_SELECT, CT_SQL_WORDS_OF_SELECT, CT_SQL_SELECT_FTS_DROP, CT_SQL_SELECT_FTS_ADD},
    {CT_TABLE_NOTE, CT_SQL_WORDS_OF_NOTE, CT_SQL_NOTE_FTS_DROP, CT_SQL_NOTE_FTS_ADD},
};

/* Columns from 2 on are text. A clip gives its slate once more in one word ("12A"), because
 * people type it so. */
static void collect(sqlite3_stmt *stmt, ct_table table, ct_str *out)
{
    if (table == CT_TABLE_CLIP) {
        ct_words_fold(out, ct_db_column_text(stmt, 3));
        ct_words_fold(out, ct_db_column_text(stmt, 4));
        ct_str_append_char(out, ' ');
    }
    for (int i = 2; i < sqlite3_column_count(stmt); i++) {
        ct_words_fold(out, ct_db_column_text(stmt, i));
        ct_str_append_char(out, '\n');
    }
}

static ct_code replace_words(ct_db *db, const struct indexed *t, int64_t n, const ct_str *words,
                             ct_error *err)
{
    sqlite3_stmt *stmt = ct_db_get(db, t->drop, err);
    ct_code       code;

    if (!stmt)
        return err->code;
    ct_db_bind_int(stmt, 1, n);
    code = ct_db_run(db, stmt, err);
    if (code != CT_OK || !words)
        return code;
    stmt = ct_db_get(db, t->add, err);
    if (!stmt)
        return err->code;
    ct_db_bind_int(stmt, 1, n);
    ct_db_bind_text(stmt, 2, ct_str_text(words));
    return ct_db_run(db, stmt, err);
}

static ct_code index_row(ct_db *db, const struct indexed *t, const ct_id *row, ct_error *err)
{
    sqlite3_stmt *stmt = ct_db_get(db, t->words, err);
    ct_str        words = {0};
    bool          found = false, withdrawn;
    int64_t       n;

    if (!stmt)
        return err->code;
    ct_db_bind_id(stmt, 1, row);
    ct_code code = ct_db_step(db, stmt, &found, err);
    if (code != CT_OK || !found)
        return code;
    n = ct_db_column_int(stmt, 0);
    withdrawn = ct_db_column_int(stmt, 1) != 0;
    collect(stmt, t->table, &words);
    sqlite3_reset(stmt);
    code = replace_words(db, t, n, withdrawn ? NULL : &words, err);
    ct_str_finish(&words);
    return code;
}

ct_code ct_words_index(ct_db *db, ct_table table, const ct_id *row, ct_error *err)
{
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        if (tables[i].table == table)
            return index_row(db, &tables[i], row, err);
    }
    return CT_OK;
}
