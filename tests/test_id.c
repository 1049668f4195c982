/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "circletake/id.h"
#include "circletake/thread.h"

static void test_ids_ascend(void **state)
{
    ct_id last = ct_id_none();

    (void)state;
    for (int i = 0; i < 20000; i++) { /* several turns of the counter within one millisecond */
        ct_id id = ct_id_new();
        assert_true(ct_id_compare(last, id) < 0);
        last = id;
    }
}

/* RFC 9562: version 7, variant 10, milliseconds since 1970 in front. */
static void test_layout(void **state)
{
    ct_id    id = ct_id_new();
    uint64_t ms = 0;

    (void)state;
    assert_int_equal(id.b[6] >> 4, 7);
    assert_int_equal(id.b[8] >> 6, 2);
    for (int i = 0; i < 6; i++)
        ms = ms << 8 | id.b[i];
    assert_true(ms / 1000 + 60 > (uint64_t)time(NULL) && ms / 1000 < (uint64_t)time(NULL) + 60);
}

static void test_text_both_ways(void **state)
{
    char  text[CT_ID_TEXT_BYTES];
    ct_id id, back;

    (void)state;
    for (int i = 0; i < 100; i++) {
        id = ct_id_new();
        assert_int_equal(strlen(ct_id_text(id, text)), 36);
        assert_true(ct_id_parse(text, &back) && ct_id_equal(id, back));
    }
    assert_true(ct_id_parse("0190163D8694739BAEA5966C26F8AD91", &back));
    assert_string_equal(ct_id_text(back, text), "0190163d-8694-739b-aea5-966c26f8ad91");
}

static void test_what_is_no_id(void **state)
{
    static const char *const bad[] = {"",
                                      "-",
                                      "0190163d-8694-739b-aea5-966c26f8ad9",
                                      "0190163d-8694-739b-aea5-966c26f8ad911",
                                      "0190163d-8694-739b-aea5-966c26f8ad9g",
                                      "01-90163d8694739baea5966c26f8ad91"};
    ct_id                    id = ct_id_none();

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(ct_id_parse(bad[i], &id));
    assert_true(ct_id_is_none(id));
}

enum { THREADS = 4, EACH = 5000 };

static void *make_ids(void *arg)
{
    ct_id *ids = arg;

    for (int i = 0; i < EACH; i++)
        ids[i] = ct_id_new();
    return NULL;
}

static int compare(const void *a, const void *b)
{
    return ct_id_compare(*(const ct_id *)a, *(const ct_id *)b);
}

static void test_threads_never_share_one(void **state)
{
    ct_id    *ids = calloc(THREADS * EACH, sizeof *ids);
    pthread_t threads[THREADS];
    ct_error  err;

    (void)state;
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(ct_thread_start(&threads[i], "ids", make_ids, ids + i * EACH, &err),
                         CT_OK);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    qsort(ids, THREADS * EACH, sizeof *ids, compare);
    for (int i = 1; i < THREADS * EACH; i++)
        assert_false(ct_id_equal(ids[i - 1], ids[i]));
    free(ids);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ids_ascend),
        cmocka_unit_test(test_layout),
        cmocka_unit_test(test_text_both_ways),
        cmocka_unit_test(test_what_is_no_id),
        cmocka_unit_test(test_threads_never_share_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
