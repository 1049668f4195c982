/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "circletake/str.h"

static void test_growing_text(void **state)
{
    ct_str s = {0};

    (void)state;
    assert_string_equal(ct_str_text(&s), "");
    for (int i = 0; i < 1000; i++)
        ct_str_appendf(&s, "%d,", i);
    assert_int_equal(s.len, 10 * 2 + 90 * 3 + 900 * 4);
    assert_int_equal(strlen(ct_str_text(&s)), s.len);
    ct_str_append(&s, NULL);
    ct_str_append_n(&s, "a\0b", 3);
    assert_memory_equal(s.data + s.len - 3, "a\0b", 4);
    ct_str_clear(&s);
    assert_string_equal(ct_str_text(&s), "");

    char *taken = ct_str_take(&s);
    assert_string_equal(taken, "");
    assert_null(s.data);
    free(taken);
    ct_str_finish(&s);
}

static void test_words_among_bytes(void **state)
{
    const char *text = "aab\0aabc";

    (void)state;
    assert_ptr_equal(ct_find_word(text, 8, "aab"), text);
    assert_ptr_equal(ct_find_word(text, 8, "abc"), text + 5); /* at the very end, behind a zero */
    assert_null(ct_find_word(text, 7, "abc"));
    assert_null(ct_find_word(text, 2, "aab"));
    assert_null(ct_find_word(text, 0, "a"));
}

static void test_strset_from_itself(void **state)
{
    char *s = ct_strdup("prefix name");

    (void)state;
    ct_strset(&s, s + 7);
    assert_string_equal(s, "name");
    ct_strset(&s, NULL);
    assert_null(s);
}

static void test_utf8_both_ways(void **state)
{
    (void)state;
    for (uint32_t c = 1; c <= 0x10FFFF; c++) {
        char     bytes[4];
        uint32_t back;
        size_t   n = ct_utf8_encode(c, bytes);
        assert_true(ct_utf8_valid(bytes, n));
        assert_int_equal(ct_utf8_decode(bytes, n, &back), n);
        if (c >= 0xD800 && c <= 0xDFFF)
            assert_int_equal(back, 0xFFFD);
        else
            assert_int_equal(back, c);
    }
}

/* Overlong, surrogate, too large, cut off, stray: each bad byte is one U+FFFD, nothing is eaten. */
static void test_bad_utf8(void **state)
{
    static const char *const bad[] = {"\xC0\x80",         "\xE0\x80\x80", "\xED\xA0\x80", "\x80",
                                      "\xF4\x90\x80\x80", "\xF8",         "\xE2\x82",     "\xFF"};

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        uint32_t c;
        assert_false(ct_utf8_valid(bad[i], strlen(bad[i])));
        assert_int_equal(ct_utf8_decode(bad[i], strlen(bad[i]), &c), 1);
        assert_int_equal(c, 0xFFFD);
    }
    char *clean = ct_utf8_clean("a\xE2\x82z", false);
    assert_string_equal(clean, "a\xEF\xBF\xBD\xEF\xBF\xBDz");
    free(clean);
}

static void test_one_line(void **state)
{
    char *clean = ct_utf8_clean("a\nb\r\nc\td\xC2\x85"
                                "e\xE2\x80\xA8"
                                "f\xE2\x80\xA9g\x7Fh",
                                true);

    (void)state;
    assert_string_equal(clean, "a b  c d e f g h");
    free(clean);
    clean = ct_utf8_clean("a\nb", false);
    assert_string_equal(clean, "a\nb");
    free(clean);
    clean = ct_utf8_clean(NULL, true);
    assert_string_equal(clean, "");
    free(clean);
}

static int sign(int n)
{
    return (n > 0) - (n < 0);
}

static void test_natural_order(void **state)
{
    static const char *const ascending[] = {
        "",
        "12A-2",
        "12A-3",
        "12A-10",
        "12A-10b",
        "12B-1",
        "A1",
        "a02x",
        "a2y",
        "a10",
        "Take 9",
        "take 10",
        "take 100",
        "z9999999999999999999998",
        "z9999999999999999999999",
    };
    enum { COUNT = sizeof ascending / sizeof ascending[0] };

    (void)state;
    for (int i = 0; i < COUNT; i++)
        for (int k = 0; k < COUNT; k++)
            if (sign(ct_natural_compare(ascending[i], ascending[k])) != sign(i - k))
                fail_msg("%s against %s", ascending[i], ascending[k]);
    assert_int_not_equal(ct_natural_compare("a1", "a01"), 0); /* two names are never one place */
    assert_int_equal(ct_natural_compare(NULL, ""), 0);
}

static void test_words_and_numbers(void **state)
{
    int64_t n = 7;

    (void)state;
    assert_true(ct_equal_nocase("Good", "gOOD"));
    assert_false(ct_equal_nocase("good", "goods"));
    assert_true(ct_starts_with("select.add", "select."));
    assert_false(ct_starts_with("sel", "select"));
    assert_true(ct_parse_i64("-9223372036854775808", &n) && n == INT64_MIN);
    assert_true(ct_parse_i64("+5", &n) && n == 5);
    static const char *const not_numbers[] = {"", "-", " 5", "5 ", "0x5", "9223372036854775808"};
    for (size_t i = 0; i < sizeof not_numbers / sizeof not_numbers[0]; i++)
        assert_false(ct_parse_i64(not_numbers[i], &n));
    assert_int_equal(n, 5);
}

static void test_errors_as_sentences(void **state)
{
    ct_error err;

    (void)state;
    assert_int_equal(ct_fail(&err, CT_IO, "Cannot read %s.", "x"), CT_IO);
    assert_int_equal(ct_fail_prefix(&err, CT_BAD_DATA, "Line %d: ", 3), CT_BAD_DATA);
    assert_string_equal(err.text, "Line 3: Cannot read x.");
    assert_int_equal(err.code, CT_BAD_DATA);
    assert_int_equal(ct_fail(NULL, CT_BUSY, "nobody hears"), CT_BUSY);

    char *letters = ct_alloc(3000);
    memset(letters, 'y', 2999);
    ct_fail(&err, CT_IO, "%s", letters);
    ct_fail_prefix(&err, CT_IO, "head ");
    assert_int_equal(strlen(err.text), CT_ERROR_TEXT_BYTES - 1);
    assert_true(ct_starts_with(err.text, "head yyy"));
    free(letters);
}

static void test_exit_codes(void **state)
{
    static const struct {
        ct_code code;
        int     status;
    } codes[] = {{CT_OK, 0},        {CT_USAGE, 64}, {CT_BAD_DATA, 65},
                 {CT_NO_INPUT, 66}, {CT_END, 66},   {CT_NO_CREATE, 73},
                 {CT_IO, 74},       {CT_BUSY, 75},  {CT_CANCELLED, 130}};

    (void)state;
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
        assert_int_equal(ct_code_exit(codes[i].code), codes[i].status);
    for (int i = 0; i <= CT_INTERNAL; i++)
        assert_true(strlen(ct_code_name((ct_code)i)) > 0);
}

static void test_decimals_become_hundredths(void **state)
{
    static const struct {
        const char *text;
        int64_t     value;
    } good[] = {{"0", 0},         {"-25.0", -2500}, {"048.0", 4800}, {"047.56", 4756},
                {"47.569", 4756}, {"3.", 300},      {"-0.5", -50}};
    static const char *const bad[] = {"",   "-",  ".5",         "1,5", "1.5x",
                                      "1 ", "+1", "1234567890", "1.-5"};
    int64_t                  value;

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        assert_true(ct_parse_hundredths(good[i].text, &value) && value == good[i].value);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(ct_parse_hundredths(bad[i], &value));
}

/* The values of the hash's own description (draft-eastlake-fnv, test vectors of FNV-1a, 64 bits). */
static void test_hashes_are_the_same_everywhere(void **state)
{
    (void)state;
    assert_int_equal(ct_hash_text("", 0), 0xcbf29ce484222325u);
    assert_int_equal(ct_hash_text("a", 0), 0xaf63dc4c8601ec8cu);
    assert_int_equal(ct_hash_text("foobar", 0), 0x85944171f73967e8u);
    assert_int_not_equal(ct_hash_text("a", 1), ct_hash_text("a", 2));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_growing_text),
        cmocka_unit_test(test_words_among_bytes),
        cmocka_unit_test(test_strset_from_itself),
        cmocka_unit_test(test_utf8_both_ways),
        cmocka_unit_test(test_bad_utf8),
        cmocka_unit_test(test_one_line),
        cmocka_unit_test(test_natural_order),
        cmocka_unit_test(test_words_and_numbers),
        cmocka_unit_test(test_errors_as_sentences),
        cmocka_unit_test(test_exit_codes),
        cmocka_unit_test(test_decimals_become_hundredths),
        cmocka_unit_test(test_hashes_are_the_same_everywhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
