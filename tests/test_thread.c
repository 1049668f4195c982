/* SPDX-License-Identifier: MIT */
/* What every thread of the program may count on. */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "circletake/thread.h"

static bool use_a_comma(void)
{
    static const char *const with_comma[] = {"de_DE.UTF-8", "fr_FR.UTF-8", "es_ES.UTF-8",
                                             "it_IT.UTF-8", "nl_NL.UTF-8", "pt_BR.UTF-8",
                                             "ru_RU.UTF-8", "sv_SE.UTF-8"};

    for (size_t i = 0; i < sizeof with_comma / sizeof *with_comma; i++)
        if (setlocale(LC_ALL, with_comma[i]))
            return true;
    return false;
}

struct writing {
    char number[8];
    bool follows; /* whatever locale the program is given */
};

static void *write_a_number(void *arg)
{
    struct writing *w = arg;

    w->follows = uselocale((locale_t)0) == LC_GLOBAL_LOCALE;
    snprintf(w->number, sizeof w->number, "%.1f", 1.5);
    return NULL;
}

/* SDL changes the locale of the whole program while it opens a display. */
static void test_numbers_keep_their_point(void **state)
{
    struct writing w = {.follows = true};
    pthread_t      thread;
    ct_error       err;

    (void)state;
    if (!use_a_comma())
        print_message(
            "This system has no locale whose numbers have a comma: seen by the locale alone.\n");
    assert_int_equal(ct_thread_start(&thread, "test", write_a_number, &w, &err), CT_OK);
    pthread_join(thread, NULL);
    setlocale(LC_ALL, "C");
    assert_false(w.follows);
    assert_string_equal(w.number, "1.5");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_numbers_keep_their_point)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
