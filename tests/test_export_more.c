/* SPDX-License-Identifier: MIT */
/* The export sheet offers what the chosen format can use, and nothing that the hand-over would refuse to know. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "ui/export_more.h"

static int rows_of(const char *format, ct_list_layout layout, bool cut)
{
    ct_export_subject subject = {ct_format_find(format), layout, cut};

    assert_non_null(subject.format);
    return ct_export_more_rows(&subject);
}

static void a_format_is_offered_what_it_can_use(void **state)
{
    (void)state;
    /* rate, handles, start, gap, drop, tracks, sound, variable rate, 5 of EDLs */
    assert_int_equal(rows_of("edl", CT_LAYOUT_STRINGOUT, false), 7);
    assert_int_equal(rows_of("edl", CT_LAYOUT_STRINGOUT, true),
                     5); /* start, drop, sound, variable rate, 5 of EDLs */
    /* time of day: neither start nor gap nor tracks */
    assert_int_equal(rows_of("edl", CT_LAYOUT_AS_SHOT, false), 5);
    assert_int_equal(rows_of("otio", CT_LAYOUT_STRINGOUT, false), 5);
    /* clips without a timeline: handles, sound, variable rate, version */
    assert_int_equal(rows_of("fcpxml", CT_LAYOUT_BINS, false), 2);
    assert_int_equal(rows_of("llc", CT_LAYOUT_STRINGOUT, false), 1); /* handles */
    assert_int_equal(rows_of("notes-csv", CT_LAYOUT_STRINGOUT, false), 1);
    assert_int_equal(rows_of("notes-json", CT_LAYOUT_STRINGOUT, false), 0);
    assert_int_equal(rows_of("chapters", CT_LAYOUT_STRINGOUT, false), 0);
}

/* Untouched it says nothing, of whatever format. */
static void what_is_usual_is_not_said(void **state)
{
    size_t           count;
    const ct_format *formats = ct_format_list(&count);
    ct_export_more  *more = ct_export_more_create();

    (void)state;
    for (size_t i = 0; i < count; i++) {
        ct_export_subject subject = {&formats[i], CT_LAYOUT_STRINGOUT, false};
        ct_args           args = {0};
        ct_export_more_fill(more, &subject, &args);
        assert_int_equal(args.count, 0);
        assert_true(ct_export_more_valid(more, &subject));
        ct_args_finish(&args);
    }
    ct_export_more_destroy(&more);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_format_is_offered_what_it_can_use),
        cmocka_unit_test(what_is_usual_is_not_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
