/* SPDX-License-Identifier: MIT */
/* Tables: byte for byte against goldens, and what a spreadsheet must not run. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "circletake/str.h"
#include "edit_fixture.h"

static void make_project(fixture *f)
{
    size_t a =
        fixture_clip(f, "A001_C003.mov", "A001", (AVRational){24000, 1001}, "10:00:58:00", 240);
    size_t b = fixture_clip(f, "phone, \"new\".mp4", NULL, (AVRational){30, 1}, NULL, 900);

    fixture_slate(f, a, "12", "A", "3");
    f->clips.items[a].circled = true;
    f->clips.items[a].rating = 5;
    f->clips.items[a].keywords = ct_strdup("door,night");
    fixture_select(f, a, 24, 72, "=HYPERLINK(\"http://x\")")->rating = 4;
    fixture_select(f, b, 0, 30, "two\nlines")->verdict = CT_GOOD;
    fixture_note(f, a, 30, 31, CT_CAT_SOUND, "plane, \"overhead\"")->priority = 3;
    fixture_note(f, b, 100, 160, CT_CAT_VFX, "@sum\ttab; 字幕")->status = CT_NOTE_RESOLVED;
}

static void check_golden(const char *format, const char *golden)
{
    fixture f = {.ids = 0};

    make_project(&f);
    if (fixture_export(&f, format, NULL))
        fail_msg("%s", f.err.text);
    golden_check(golden, fixture_only(&f), f.out.items[0].bytes);
    fixture_finish(&f);
}

static void test_goldens(void **state)
{
    (void)state;
    check_golden("csv", "selects.csv");
    check_golden("json", "selects.json");
    check_golden("notes-csv", "notes.csv");
    check_golden("notes-json", "notes.json");
}

/* Sources of two rates stand in one table, without a warning: each row names its rate. */
static void test_mixed_rates_are_no_risk(void **state)
{
    fixture f = {.ids = 0};

    (void)state;
    make_project(&f);
    assert_int_equal(fixture_export(&f, "csv", NULL), CT_OK);
    assert_int_equal(f.out.count, 1);
    assert_int_equal(f.out.items[0].events, 2);
    assert_int_equal(fixture_said(&f, "mixed-rate"), 0);
    assert_int_equal(fixture_said(&f, "rate-chosen"), 1);
    assert_int_equal(fixture_export(&f, "csv", &(ct_export_options){.edit_rate = {60, 1}}), CT_OK);
    ct_timeline back;
    assert_int_equal(ct_import("x.csv", f.out.items[0].data, f.out.items[0].bytes,
                               (AVRational){0, 1}, &back, NULL, &f.err),
                     CT_OK);
    assert_true(ct_rate_equal(back.fps, (AVRational){60, 1}));
    ct_timeline_finish(&back);
    assert_int_equal(fixture_said(&f, "no-timecode"), 1);
    fixture_finish(&f);
}

/* Walks the CSV as RFC 4180 says; gives the cell, or fails. */
static char *cell_at(const char *csv, size_t row, size_t column)
{
    ct_str cell = {0};
    size_t r = 0, c = 0;
    bool   quoted = false;

    for (const char *p = csv; *p; p++) {
        bool wanted = r == row && c == column;
        if (quoted ? *p == '"' && p[1] != '"' : *p == '"') {
            quoted = !quoted;
        } else if (!quoted && *p == ',') {
            c++;
        } else if (!quoted && *p == '\r' && p[1] == '\n') {
            r++;
            c = 0;
            p++;
        } else {
            p += quoted && *p == '"';
            if (wanted)
                ct_str_append_char(&cell, *p);
        }
        if (r > row)
            break;
    }
    assert_false(quoted);
    return ct_str_take(&cell);
}

static void test_formulas_are_guarded(void **state)
{
    static const char *const attacks[] = {
        "=1+1",   "+1",  "-1",  "@SUM(A1)",           "\t=1", "\r=1", "  =1",
        "\n=1+1", "＝1", "＠x", "=cmd|' /C calc'!A0",
    };
    static const char *const harmless[] = {"take 3", "1-2", "a=b", "'quoted'", "ünï"};
    fixture                  f = {.ids = 0};

    (void)state;
    size_t a = fixture_clip(&f, "A.mov", "A", (AVRational){25, 1}, "01:00:00:00", 50);
    for (size_t i = 0; i < sizeof attacks / sizeof attacks[0]; i++)
        fixture_note(&f, a, 0, 1, CT_CAT_GENERAL, attacks[i]);
    for (size_t i = 0; i < sizeof harmless / sizeof harmless[0]; i++)
        fixture_note(&f, a, 0, 1, CT_CAT_GENERAL, harmless[i]);
    assert_int_equal(fixture_export(&f, "notes-csv", NULL), CT_OK);
    for (size_t i = 0; i < f.notes.count; i++) {
        char *cell = cell_at(fixture_only(&f), i + 1, 14);
        assert_int_equal(cell[0] == '\'' && i < sizeof attacks / sizeof attacks[0],
                         i < sizeof attacks / sizeof attacks[0]);
        if (i >= sizeof attacks / sizeof attacks[0])
            assert_string_equal(cell, f.notes.items[i].body);
        free(cell);
    }
    assert_int_equal(fixture_export(&f, "notes-csv", &(ct_export_options){.raw = true}), CT_OK);
    char *cell = cell_at(fixture_only(&f), 1, 14);
    assert_string_equal(cell, "=1+1");
    free(cell);
    assert_int_equal(fixture_said(&f, "raw"), 1);
    fixture_finish(&f);
}

static void test_notes_in_order_of_slate(void **state)
{
    fixture f = {.ids = 0};

    (void)state;
    size_t late = fixture_clip(&f, "late.mov", "A", (AVRational){25, 1}, "09:00:00:00", 50);
    size_t early = fixture_clip(&f, "early.mov", "B", (AVRational){25, 1}, "10:00:00:00", 50);
    fixture_slate(&f, late, "10", "A", "1");
    fixture_slate(&f, early, "9", "A", "1");
    fixture_note(&f, late, 5, 6, CT_CAT_GENERAL, "third");
    fixture_note(&f, early, 9, 10, CT_CAT_GENERAL, "second");
    fixture_note(&f, early, 1, 2, CT_CAT_GENERAL, "first");
    assert_int_equal(
        fixture_export(&f, "notes-csv", &(ct_export_options){.order = CT_LIST_BY_SLATE}), CT_OK);
    char *cell = cell_at(fixture_only(&f), 1, 14);
    assert_string_equal(cell, "first");
    free(cell);
    assert_int_equal(fixture_export(&f, "notes-csv",
                                    &(ct_export_options){.order = CT_LIST_BY_TIME, .bom = true}),
                     CT_OK);
    cell = cell_at(fixture_only(&f), 1, 14);
    assert_string_equal(cell, "third");
    free(cell);
    assert_memory_equal(fixture_only(&f), "\xEF\xBB\xBFnote,clip,", 13);
    fixture_finish(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_goldens),
        cmocka_unit_test(test_mixed_rates_are_no_risk),
        cmocka_unit_test(test_formulas_are_guarded),
        cmocka_unit_test(test_notes_in_order_of_slate),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
