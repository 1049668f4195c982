/* SPDX-License-Identifier: MIT */
/* Growing text, UTF-8 steps and the small allocations.
 *
 * Small allocations end the program when memory is gone (every authored act is already
 * committed by then); frames, caches and whole files use malloc and return CT_NO_MEMORY. */
#ifndef CIRCLETAKE_STR_H
#define CIRCLETAKE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "circletake/status.h"

/* Zeroed memory, never NULL. Free with free(). */
void *ct_alloc(size_t bytes);
void *ct_alloc_array(size_t count, size_t bytes_each);
/* Grows `*array` (elements of `bytes_each`) so that it holds `need`; `*cap` counts elements. */
void *ct_grow(void *array, size_t *cap, size_t need, size_t bytes_each);
/* Copy; NULL gives NULL. Free with free(). */
char *ct_strdup(const char *s);
char *ct_strndup(const char *s, size_t bytes);
/* Replaces an owned string: frees `*dst`, stores a copy of `src` (NULL allowed). */
void  ct_strset(char **dst, const char *src);
char *ct_asprintf(const char *fmt, ...) CT_PRINTF(1, 2);
/* For sentences that count: "%zu clip%s", n, CT_S(n). */
#define CT_S(count) ((count) == 1 ? "" : "s")
/* "" for NULL. */
const char *ct_str_or_empty(const char *s);

typedef struct ct_str {
    char  *data; /* NUL-terminated once anything was appended; NULL when empty */
    size_t len;  /* bytes without the NUL */
    size_t cap;
} ct_str;

void ct_str_init(ct_str *s);
void ct_str_finish(ct_str *s); /* safe on zeroed memory */
void ct_str_clear(ct_str *s);
void ct_str_append(ct_str *s, const char *text);
void ct_str_append_n(ct_str *s, const char *bytes, size_t count);
/* Makes room in an empty text at once for about `count` pieces of so many bytes, 64 MiB at most: cheaper than to
 * grow, where it is much. */
void ct_str_expect(ct_str *s, size_t count, size_t bytes_each);
void ct_str_append_char(ct_str *s, char c);
void ct_str_append_number(ct_str *s, int64_t n);
void ct_str_appendf(ct_str *s, const char *fmt, ...) CT_PRINTF(2, 3);
/* The text, never NULL; borrowed until the next change of `s`. */
const char *ct_str_text(const ct_str *s);
/* Gives the buffer to the caller (free()), leaves `s` empty. Never NULL. */
char *ct_str_take(ct_str *s);

/* Decodes one code point at `s` (at most `bytes` long, > 0). Returns the bytes used
 * (1 to 4); bad bytes give U+FFFD and 1. */
size_t ct_utf8_decode(const char *s, size_t bytes, uint32_t *code_point);
/* Encodes into `out` (4 bytes at least), returns the bytes written. */
size_t ct_utf8_encode(uint32_t code_point, char out[4]);
bool   ct_utf8_valid(const char *s, size_t bytes);
/* Copy with bad bytes replaced by U+FFFD and, if `one_line`, every line break, NEL,
 * line/paragraph separator and control character replaced by a space. */
char *ct_utf8_clean(const char *s, bool one_line);

/* Order people expect in a list: case-insensitive, runs of digits as numbers. */
int ct_natural_compare(const char *a, const char *b);
/* ASCII only, locale never consulted. */
bool ct_equal_nocase(const char *a, const char *b);
bool ct_starts_with(const char *s, const char *prefix);
/* Where the bytes of `word`, which is not empty, stand first in `data`; NULL: nowhere. Borrowed. */
const char *ct_find_word(const char *data, size_t bytes, const char *word);
/* Whole string as a decimal integer in range; false otherwise. */
bool ct_parse_i64(const char *s, int64_t *out);
/* And back, into the end of `room`; where it begins. Lists are made of numbers: printf takes five times as
 * long. */
enum { CT_I64_TEXT_BYTES = 24 };
const char *ct_i64_text(int64_t n, char room[CT_I64_TEXT_BYTES]);
/* Whole string as a decimal number such as "-25.0" or "047.56", in hundredths; further digits are cut
 * off. At most nine digits before the point. */
bool ct_parse_hundredths(const char *s, int64_t *out);

/* FNV-1a of 64 bits: for tables in memory, and for names that must be the same on every machine. A step takes
 * what stands for a byte; a text is hashed without its end, and otherwise for each salt. */
#define CT_HASH_START 0xcbf29ce484222325u
static inline uint64_t ct_hash_step(uint64_t hash, uint64_t value)
{
    return (hash ^ value) * 0x100000001b3u;
}
uint64_t ct_hash_text(const char *text, uint64_t salt);

#endif
