/* SPDX-License-Identifier: MIT */
/* The search index: which words of which row, kept in the transaction of the change. */
#ifndef CT_STORE_WORDS_H
#define CT_STORE_WORDS_H

#include "db.h"

/* Text as the tokenizer should see it: in scripts written without spaces, and for emoji, every
 * character is a word of its own, so that a part of a sentence is found; full-width Latin is
 * plain Latin. */
void ct_words_fold(ct_str *out, const char *text);
/* The FTS5 expression that finds `text` as a phrase, its last word also as a beginning if
 * `prefix`. false: nothing in it can be searched for (only punctuation). */
bool ct_words_match(ct_str *out, const char *text, bool prefix);

/* Whether a change of the field changes the index. */
bool ct_words_has(ct_field field);
/* Reads the row and indexes it anew; a withdrawn row leaves the index. Other tables: nothing. */
CT_MUST_USE ct_code ct_words_index(ct_db *db, ct_table table, const ct_id *row, ct_error *err);

#endif
