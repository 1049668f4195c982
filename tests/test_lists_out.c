/* SPDX-License-Identifier: MIT */
/* The lists that are no timelines: logs, markers, segments, chapters. The golden files were read by
 * hand; what another program would trip on is asked for here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "circletake/str.h"
#include "edit_fixture.h"

static const AVRational R25 = {25, 1}, R2997 = {30000, 1001};

static bool has(const char *text, const char *part)
{
    return strstr(text, part) != NULL;
}

/* Two takes at 25, with notes: one outside, two on the same frame, one over a range. */
static void make_scene(fixture *f)
{
    size_t a = fixture_clip(f, "A001_C003_0412AB.mov", "A001", R25, "10:00:58:00", 240);
    size_t b = fixture_clip(f, "A001_C004_0412AB.mov", "A001", R25, "10:07:20:12", 480);

    fixture_slate(f, a, "12", "A", "3");
    fixture_slate(f, b, "12", "A", "10");
    fixture_select(f, a, 24, 72, "Élan vor der Tür");
    fixture_select(f, b, 100, 350, NULL);
    fixture_note(f, a, 30, 31, CT_CAT_SOUND, "plane\toverhead\nagain");
    fixture_note(f, a, 30, 31, CT_CAT_PICTURE, "soft | focus");
    fixture_note(f, a, 40, 60, CT_CAT_STORY, "台詞が聞こえない");
    fixture_note(f, b, 10, 11, CT_CAT_STORY, "outside of the select");
    ct_strset(&f->notes.items[0].author, "Ann Lee");
}

static void goldens(void **state)
{
    static const struct {
        const char *format, *golden;
    } rows[] = {
        {"ale", "scene.ale"},
        {"avid-markers", "scene-avid.txt"},
        {"resolve-markers", "scene-resolve.edl"},
        {"chapters", "scene-chapters.txt"},
        {"ffmetadata", "scene.ffmeta"},
        {"tsv", "selects.tsv"},
        {"notes-tsv", "notes.tsv"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        fixture f = {.ids = 0};
        make_scene(&f);
        if (fixture_export(&f, rows[i].format, &(ct_export_options){.title = "Scene 12"}) != CT_OK)
            fail_msg("%s: %s", rows[i].format, f.err.text);
        golden_check(rows[i].golden, fixture_only(&f), f.out.items[0].bytes);
        fixture_finish(&f);
    }
}

/* One line a row, the same number of cells in each: what every reader of tabs relies on. */
static void check_cells(const char *text, size_t lines_before, size_t rows)
{
    size_t wanted = 0, seen = 0;

    for (const char *line = text; *line; line += strcspn(line, "\n") + 1) {
        size_t cells = 1;
        for (const char *p = line; *p && *p != '\n'; p++)
            cells += *p == '\t';
        if (lines_before > 0) {
            lines_before--;
            continue;
        }
        if (cells > 1) {
            wanted = wanted ? wanted : cells;
            assert_int_equal(cells, wanted);
            seen++;
        }
    }
    assert_int_equal(seen, rows);
}

static void tabs_and_breaks_stay_out_of_cells(void **state)
{
    fixture f = {.ids = 0};

    (void)state;
    make_scene(&f);
    assert_int_equal(fixture_export(&f, "tsv", NULL), CT_OK);
    check_cells(fixture_only(&f), 0, 3);
    assert_int_equal(fixture_export(&f, "notes-tsv", NULL), CT_OK);
    check_cells(fixture_only(&f), 0, 5);
    assert_int_equal(fixture_export(&f, "ale", NULL), CT_OK);
    check_cells(fixture_only(&f), 6, 3);
    assert_int_equal(fixture_export(&f, "avid-markers", NULL), CT_OK);
    check_cells(fixture_only(&f), 0, 3);
    fixture_finish(&f);
}

/* Resolve keeps one marker a frame and takes '|' for the next field. */
static void resolve_gets_one_marker_a_frame(void **state)
{
    fixture f = {.ids = 0};

    (void)state;
    make_scene(&f);
    assert_int_equal(fixture_export(&f, "resolve-markers", NULL), CT_OK);
    assert_int_equal(f.out.items[0].events, 2);
    assert_true(has(fixture_only(&f), "plane overhead again / soft / focus |C:ResolveColorGreen "
                                      "|M:sound, Ann Lee |D:1"));
    assert_true(has(fixture_only(&f), "|D:20"));
    assert_int_equal(fixture_said(&f, "markers-merged"), 1);
    fixture_finish(&f);
}

static void marker_lists_without_notes_are_refused(void **state)
{
    static const char *const formats[] = {"avid-markers", "resolve-markers"};

    (void)state;
    for (int i = 0; i < 2; i++) {
        fixture f = {.ids = 0};
        size_t  a = fixture_clip(&f, "a.mov", NULL, R25, NULL, 100);
        fixture_select(&f, a, 0, 10, NULL);
        assert_int_equal(fixture_export(&f, formats[i], NULL), CT_NO_INPUT);
        fixture_finish(&f);
    }
}

/* A shoot of two rates is two lists, of which one has all the notes. */
static void notes_at_one_rate_are_enough(void **state)
{
    static const char *const formats[] = {"avid-markers", "resolve-markers"};

    (void)state;
    for (int i = 0; i < 2; i++) {
        fixture f = {.ids = 0};
        size_t  a = fixture_clip(&f, "a.mov", NULL, R2997, NULL, 100);
        size_t  b = fixture_clip(&f, "b.mov", NULL, R25, NULL, 100);
        fixture_select(&f, a, 0, 10, NULL);
        fixture_select(&f, b, 0, 10, NULL);
        fixture_note(&f, b, 5, 6, CT_CAT_SOUND, "plane");
        if (fixture_export(&f, formats[i], NULL))
            fail_msg("%s: %s", formats[i], f.err.text);
        assert_true(has(fixture_only(&f), "01:00:00:05"));
        assert_int_equal(f.out.items[0].events, 1);
        assert_int_equal(fixture_said(&f, "split"), 0); /* of one list */
        fixture_finish(&f);
    }
}

/* Another program reads line by line: what begins like a statement would be one. */
static void words_of_a_marker_are_no_statement(void **state)
{
    static const char *const words[] = {
        "FCM: DROP FRAME", "TITLE: no", "* LOC: no",
        "002  AX V C 01:00:00:00 01:00:00:01 01:00:00:00 01:00:00:01"};

    (void)state;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        fixture     f = {.ids = 0};
        ct_timeline back;
        char        line[128];
        size_t      a = fixture_clip(&f, "a.mov", NULL, R2997, NULL, 100);
        fixture_select(&f, a, 0, 10, NULL);
        fixture_note(&f, a, 5, 6, CT_CAT_SOUND, words[i]);
        assert_int_equal(fixture_export(&f, "resolve-markers", NULL), CT_OK);
        snprintf(line, sizeof line, "\r\n%.12s", words[i]);
        if (has(fixture_only(&f), line))
            fail_msg("%s", fixture_only(&f));
        assert_int_equal(ct_import("m.edl", f.out.items[0].data, f.out.items[0].bytes, R2997, &back,
                                   NULL, &f.err),
                         CT_OK);
        assert_int_equal(back.marker_count, 1);
        assert_false(back.count.drop);
        if (i != 3) /* spaces are one */
            assert_string_equal(back.markers[0].text, words[i]);
        ct_timeline_finish(&back);
        fixture_finish(&f);
    }
}

/* ffmpeg 5.1 takes the line behind a title that ends in a backslash for more of it. */
static void chapters_do_not_end_in_a_backslash(void **state)
{
    fixture f = {.ids = 0};
    size_t  a = fixture_clip(&f, "a.mov", NULL, R25, NULL, 100);

    (void)state;
    fixture_select(&f, a, 0, 10, "C:\\Rushes\\");
    assert_int_equal(fixture_export(&f, "ffmetadata", NULL), CT_OK);
    assert_true(has(fixture_only(&f), "title=C:\\\\Rushes\\\\ \n"));
    fixture_finish(&f);
}

/* Labels of a log count as the clip's do, and End is the first frame not in it. */
static void a_log_counts_drop_frames(void **state)
{
    fixture f = {.ids = 0};
    size_t  a = fixture_clip(&f, "a.mov", "TAPE7", R2997, "01:00:59;28", 100);

    (void)state;
    fixture_select(&f, a, 1, 3, NULL);
    assert_int_equal(fixture_export(&f, "ale", NULL), CT_OK);
    assert_true(has(fixture_only(&f), "FPS\t29.97\r\n"));
    assert_true(has(fixture_only(&f), "01:00:59;29\t01:01:00;03\t00:00:00;02\tTAPE7"));
    fixture_finish(&f);
}

static void segments_are_one_file_a_clip(void **state)
{
    fixture f = {.ids = 0};

    (void)state;
    make_scene(&f);
    fixture_select(&f, 0, 100, 125, "second");
    assert_int_equal(fixture_export(&f, "llc", NULL), CT_OK);
    assert_int_equal(f.out.count, 2);
    assert_true(has(f.out.items[0].data, "\"mediaFileName\":\t\"A001_C003_0412AB.mov\""));
    assert_int_equal(f.out.items[0].events, 2);
    assert_true(has(f.out.items[0].data, "\"start\":0.96"));
    assert_true(has(f.out.items[0].data, "\"end\":2.88"));
    assert_true(has(f.out.items[1].data, "\"start\":4,") ||
                has(f.out.items[1].data, "\"start\":4.0"));
    fixture_finish(&f);
}

static void chapters_say_what_is_too_short(void **state)
{
    fixture f = {.ids = 0};

    (void)state;
    make_scene(&f);
    assert_int_equal(fixture_export(&f, "chapters", NULL), CT_OK);
    assert_int_equal(fixture_said(&f, "few-chapters"), 1);
    assert_int_equal(fixture_said(&f, "short-chapter"), 1);
    assert_int_equal(fixture_export(&f, "chapters", &(ct_export_options){.strict = true}),
                     CT_BAD_DATA);
    fixture_finish(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(goldens),
        cmocka_unit_test(tabs_and_breaks_stay_out_of_cells),
        cmocka_unit_test(resolve_gets_one_marker_a_frame),
        cmocka_unit_test(marker_lists_without_notes_are_refused),
        cmocka_unit_test(notes_at_one_rate_are_enough),
        cmocka_unit_test(words_of_a_marker_are_no_statement),
        cmocka_unit_test(chapters_do_not_end_in_a_backslash),
        cmocka_unit_test(a_log_counts_drop_frames),
        cmocka_unit_test(segments_are_one_file_a_clip),
        cmocka_unit_test(chapters_say_what_is_too_short),
    };
    return cmocka_run_group_tests_name("lists out", tests, NULL, NULL);
}
