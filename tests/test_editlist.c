/* SPDX-License-Identifier: MIT */
/* Selects to lists: what is written, what is refused and why. Every list also passes the second
 * opinion of edl_grammar.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "circletake/str.h"
#include "edit_fixture.h"
#include "edl_grammar.h"

static const AVRational R23976 = {24000, 1001}, R24 = {24, 1}, R25 = {25, 1}, R2997 = {30000, 1001},
                        R30 = {30, 1}, R50 = {50, 1}, R5994 = {60000, 1001};

static long grammar(const ct_output *o, edl_rules rules)
{
    char why[512];
    long events;

    if (!rules.reel_width)
        rules.reel_width = 8;
    if (!rules.digits)
        rules.digits = 3;
    events = edl_grammar_check(o->data, o->bytes, &rules, why, sizeof why);
    if (events < 0)
        fail_msg("%s\n%s", why, o->data);
    return events;
}

static bool has(const char *text, const char *part)
{
    return strstr(text, part) != NULL;
}

/* --- a scene, as a shoot delivers it ------------------------------------------------- */

static void make_scene(fixture *f)
{
    size_t a = fixture_clip(f, "A001_C003_0412AB.mov", "A001", R23976, "10:00:58:00", 240);
    size_t b = fixture_clip(f, "A001_C004_0412AB.mov", "A001", R23976, "10:07:20:12", 480);
    size_t c = fixture_clip(f, "B002_C001_0412QX.mov", NULL, R23976, "10:01:00:00", 300);

    fixture_slate(f, a, "12", "A", "3");
    fixture_slate(f, b, "12", "A", "10");
    fixture_slate(f, c, "2", "C", "1");
    fixture_select(f, a, 24, 72, "Élan vor der Tür");
    fixture_select(f, b, 100, 196, "wide, keeps the door");
    fixture_select(f, c, 0, 1, NULL);
    fixture_note(f, a, 30, 31, CT_CAT_SOUND, "plane overhead");
    fixture_note(
        f, a, 40, 60, CT_CAT_PICTURE,
        "Fokus wandert auf die Tür, danach 台詞が聞こえない; please look at the second half "
        "and say whether a pick-up is needed before we lose the location");
    fixture_note(f, b, 10, 11, CT_CAT_STORY, "outside of the select");
}

static void test_scene_by_hand(void **state)
{
    fixture f = {.ids = 0};

    (void)state;
    make_scene(&f);
    assert_int_equal(fixture_export(&f, "edl", &(ct_export_options){.title = "Scene 12 sélection"}),
                     CT_OK);
    golden_check("scene.edl", fixture_only(&f), f.out.items[0].bytes);
    assert_int_equal(grammar(&f.out.items[0], (edl_rules){.base = 24}), 3);
    assert_int_equal(fixture_said(&f, "notes-outside"), 1);
    assert_int_equal(fixture_said(&f, "note-length"), 1);
    assert_int_equal(ct_finding_count(&f.findings, CT_SAY_WARN), 0);
    fixture_finish(&f);
}

/* Long reels keep the file name; nothing else changes. */
static void test_scene_long_reels(void **state)
{
    static const char *const formats[] = {"edl-file32", "edl-file129"};
    static const int         widths[] = {32, 129};
    fixture                  f = {.ids = 0};

    (void)state;
    make_scene(&f);
    for (int i = 0; i < 2; i++) {
        char name[32];
        assert_int_equal(fixture_export(&f, formats[i], NULL), CT_OK);
        snprintf(name, sizeof name, "scene-%d.edl", widths[i]);
        golden_check(name, fixture_only(&f), f.out.items[0].bytes);
        grammar(&f.out.items[0], (edl_rules){.base = 24, .reel_width = widths[i]});
        assert_true(has(fixture_only(&f), "  B002_C001_0412QX "));
        assert_false(has(fixture_only(&f), "* REEL"));
    }
    fixture_finish(&f);
}

static void test_orders(void **state)
{
    fixture     f = {.ids = 0};
    const char *first, *second;

    (void)state;
    make_scene(&f);
    assert_int_equal(fixture_export(&f, "edl", &(ct_export_options){.order = CT_LIST_BY_SLATE}),
                     CT_OK);
    /* scene 2 before scene 12, take 3 before take 10 */
    assert_true(has(fixture_only(&f), "001  B002C001"));
    first = strstr(fixture_only(&f), "A001_C003");
    second = strstr(fixture_only(&f), "A001_C004");
    assert_true(first && second && first < second);

    assert_int_equal(fixture_export(&f, "edl", &(ct_export_options){.order = CT_LIST_BY_TIME}),
                     CT_OK);
    /* 10:00:59:00, 10:01:00:00, 10:07:24:16 */
    assert_true(has(fixture_only(&f), "001  A001     V     C        10:00:59:00 10:01:01:00"));
    assert_true(has(fixture_only(&f), "002  B002C001 V     C        10:01:00:00 10:01:00:01"));

    f.selects.items[1].rating = 4;
    assert_int_equal(fixture_export(&f, "edl", &(ct_export_options){.order = CT_LIST_BY_RATING}),
                     CT_OK);
    /* A001_C004, then those without stars by their slates */
    assert_true(has(fixture_only(&f), "001  A001     V     C        10:07:24:16"));
    assert_true(has(fixture_only(&f), "002  B002C001"));
    assert_true(has(fixture_only(&f), "003  A001     V     C        10:00:59:00"));
    fixture_finish(&f);
}

static void test_options_change_the_list(void **state)
{
    fixture           f = {.ids = 0};
    ct_export_options o = {0};

    (void)state;
    make_scene(&f);
    o.no_clip_names = true;
    o.no_notes = true;
    assert_int_equal(fixture_export(&f, "edl", &o), CT_OK);
    assert_false(has(fixture_only(&f), "FROM CLIP NAME"));
    assert_false(has(fixture_only(&f), "LOC"));
    assert_false(has(fixture_only(&f), "COMMENT"));
    assert_true(has(fixture_only(&f), "* SOURCE FILE: /rushes/A001_C003_0412AB.mov\r\n"));
    grammar(&f.out.items[0], (edl_rules){.base = 24});

    o = (ct_export_options){.ascii = true, .record_start = "09:59:50:00", .handles = 30};
    assert_int_equal(fixture_export(&f, "edl", &o), CT_OK);
    for (const char *p = fixture_only(&f); *p; p++)
        assert_true((unsigned char)*p < 0x80);
    assert_true(has(fixture_only(&f), "Elan vor der Tuer"));
    /* 24..72 has only 24 frames in front of it: 0..102; the third clip 0..1 becomes 0..31 */
    assert_true(has(fixture_only(&f), "10:00:58:00 10:01:02:06 09:59:50:00 09:59:54:06"));
    assert_true(has(fixture_only(&f), "10:01:00:00 10:01:01:07"));
    grammar(&f.out.items[0], (edl_rules){.base = 24});
    fixture_finish(&f);
}

/* --- counting --------------------------------------------------------------------- */

static void test_drop_frame(void **state)
{
    fixture           f = {.ids = 0};
    ct_export_options o = {0};

    (void)state;
    size_t a = fixture_clip(&f, "D001.mxf", "D001", R2997, "00:58:59;20", 40000);
    fixture_select(&f, a, 8, 14, "over the minute");
    fixture_select(&f, a, 1800, 20000, "over ten minutes");
    o.record_start = "00:59:59;28";
    assert_int_equal(fixture_export(&f, "edl", &o), CT_OK);
    golden_check("drop.edl", fixture_only(&f), f.out.items[0].bytes);
    assert_true(has(fixture_only(&f), "FCM: DROP FRAME\r\n"));
    /* frame 8 is 00:58:59;28, then ;29, then 00:59:00;02 */
    assert_true(has(fixture_only(&f), "00:58:59;28 00:59:00;06 00:59:59;28 01:00:00;04"));
    assert_int_equal(grammar(&f.out.items[0], (edl_rules){.base = 30}), 2);

    o.colon_labels = true;
    assert_int_equal(fixture_export(&f, "edl", &o), CT_OK);
    golden_check("drop-colons.edl", fixture_only(&f), f.out.items[0].bytes);
    assert_null(strchr(fixture_only(&f), ';'));
    grammar(&f.out.items[0], (edl_rules){.base = 30, .colons = true});

    o.colon_labels = false;
    o.drop = CT_DROP_OFF;
    o.record_start = NULL;
    assert_int_equal(fixture_export(&f, "edl", &o), CT_OK);
    assert_true(has(fixture_only(&f), "FCM: NON-DROP FRAME\r\n"));
    assert_true(has(fixture_only(&f), "00:58:59;28 00:59:00;06 01:00:00:00 01:00:00:06"));
    grammar(&f.out.items[0], (edl_rules){.base = 30});
    fixture_finish(&f);
}

static void test_drop_is_not_inferred_from_the_rate(void **state)
{
    fixture f = {.ids = 0};

    (void)state;
    size_t a = fixture_clip(&f, "S1.mov", "S1", R2997, "01:00:00:00", 400);
    fixture_select(&f, a, 0, 100, NULL);
    assert_int_equal(fixture_export(&f, "edl", NULL), CT_OK);
    assert_true(has(fixture_only(&f), "FCM: NON-DROP FRAME"));
    assert_int_equal(fixture_export(&f, "edl", &(ct_export_options){.drop = CT_DROP_ON}), CT_OK);
    assert_true(has(fixture_only(&f), "01:00:00:00 01:00:03:10 01:00:00;00 01:00:03;10"));
    grammar(&f.out.items[0], (edl_rules){.base = 30});
    f.clips.items[a].fps = R25;
    assert_int_equal(fixture_export(&f, "edl", &(ct_export_options){.drop = CT_DROP_ON}), CT_USAGE);
    assert_true(has(f.err.text, "Drop-frame does not exist at 25"));
    fixture_finish(&f);
}

/* 30 labels a second on 59.94 pictures: two pictures share a label. */
static void test_timecode_track_of_another_rate(void **state)
{
    fixture f = {.ids = 0};

    (void)state;
    size_t a = fixture_clip(&f, "G.mp4", "G", R5994, NULL, 8000);
    f.clips.items[a].tc = (ct_tc_track){1798, {30, true}, R2997}; /* 00:00:59;28 */
    fixture_select(&f, a, 2, 102, NULL);
    assert_int_equal(fixture_export(&f, "edl", NULL), CT_OK);
    /* at 59.94 the first label is 00:00:59;56; two pictures later ;58 */
    assert_true(has(fixture_only(&f), "00:00:59;58 00:01:01;42 01:00:00;00 01:00:01;40"));
    assert_int_equal(fixture_said(&f, "timecode-rate"), 1);
    grammar(&f.out.items[0], (edl_rules){.base = 60});

    assert_int_equal(fixture_export(&f, "edl", &(ct_export_options){.edit_rate = R2997}), CT_OK);
    assert_true(has(fixture_only(&f), "00:00:59;29 00:01:01;21 01:00:00;00 01:00:01;20"));
    grammar(&f.out.items[0], (edl_rules){.base = 30});
    fixture_finish(&f);
}

/* --- more than one list ------------------------------------------------------------- */

static void test_one_list_a_rate(void **state)
{
    fixture f = {.ids = 0};

    (void)state;
    size_t a = fixture_clip(&f, "P.mov", "P", R25, "01:00:00:00", 100);
    size_t b = fixture_clip(&f, "N.mov", "N", R2997, "01:00:00;00", 100);
    fixture_select(&f, a, 0, 10, NULL);
    fixture_select(&f, b, 0, 10, NULL);
    fixture_select(&f, a, 50, 60, NULL);
    assert_int_equal(fixture_export(&f, "edl", NULL), CT_OK);
    assert_int_equal(f.out.count, 2);
    assert_string_equal(f.out.items[0].suffix, "_01");
    assert_string_equal(f.out.items[1].suffix, "_02");
    assert_int_equal(f.out.items[0].events, 2);
    assert_int_equal(grammar(&f.out.items[0], (edl_rules){.base = 25}), 2);
    assert_int_equal(grammar(&f.out.items[1], (edl_rules){.base = 30}), 1);
    assert_int_equal(fixture_said(&f, "split"), 2);

    char *path = ct_output_path("/out/my.list/cut.edl", &f.out.items[1]);
    assert_string_equal(path, "/out/my.list/cut_02.edl");
    free(path);
    path = ct_output_path("/out/my.list/cut", &f.out.items[0]);
    assert_string_equal(path, "/out/my.list/cut_01");
    free(path);
    fixture_finish(&f);
}

/* Asked for one rate: sources keep their speed and labels, boundaries are rounded from the whole
 * elapsed time, and the clip is named. */
static void test_mixed_rates_in_one_list(void **state)
{
    fixture           f = {.ids = 0};
    ct_export_options o = {.edit_rate = R25};
    ct_timeline_list  lists = {0};
    ct_export_input   in = {.selects = &f.selects, .clips = &f.clips};

    (void)state;
    size_t a = fixture_clip(&f, "fast.mov", "F", R50, "01:00:00:00", 1000);
    size_t b = fixture_clip(&f, "film.mov", "G", R24, "02:00:00:00", 1000);
    for (int i = 0; i < 10; i++) {
        fixture_select(&f, a, 10, 13, NULL); /* 1.5 frames of 25 */
        fixture_select(&f, b, 0, 1, NULL);   /* 25/24 of a frame */
    }
    in.selects = &f.selects;
    assert_int_equal(ct_editlist_from_selects(&in, &o, true, &lists, NULL, &f.err), CT_OK);
    assert_int_equal(lists.count, 1);
    int64_t parts = 0; /* of 1/48 list frame */
    for (size_t i = 0; i < 20; i++) {
        const ct_event *e = &lists.items[0].events[i];
        assert_int_equal(e->record.first, i ? lists.items[0].events[i - 1].record.end : 0);
        parts += i % 2 ? 50 : 72;
        assert_int_equal(e->record.end, (parts + 24) / 48);
    }
    ct_timeline_list_finish(&lists);

    assert_int_equal(fixture_export(&f, "edl", &o), CT_OK);
    assert_int_equal(fixture_said(&f, "mixed-rate"), 2);
    grammar(&f.out.items[0], (edl_rules){.base = 25, .mixed_rates = true});
    o.strict = true;
    assert_int_equal(fixture_export(&f, "edl", &o), CT_BAD_DATA);
    assert_int_equal(f.out.count, 0);
    assert_true(has(f.err.text, "fast.mov") && has(f.err.text, "1 more reason"));
    fixture_finish(&f);
}

static void test_long_lists_are_cut(void **state)
{
    fixture f = {.ids = 0};

    (void)state;
    size_t a = fixture_clip(&f, "L.mov", "L", R30, "01:00:00:00", 100000);
    for (int i = 0; i < 2500; i++)
        fixture_select(&f, a, i * 3, i * 3 + 2, NULL);
    assert_int_equal(fixture_export(&f, "edl", NULL), CT_OK);
    assert_int_equal(f.out.count, 3);
    assert_int_equal(grammar(&f.out.items[0], (edl_rules){.base = 30}), 999);
    assert_int_equal(grammar(&f.out.items[1], (edl_rules){.base = 30}), 999);
    assert_int_equal(grammar(&f.out.items[2], (edl_rules){.base = 30}), 502);
    /* the second goes on where the first ended: 999 * 2 frames later */
    assert_true(has(f.out.items[1].data, "001  L        V     C        01:01:39:27 01:01:39:29 "
                                         "01:01:06:18 01:01:06:20"));
    assert_true(has(f.out.items[2].data, "TITLE: circletake selects (3 of 3)\r\n"));

    assert_int_equal(fixture_export(&f, "edl", &(ct_export_options){.six_digits = true}), CT_OK);
    assert_int_equal(grammar(&f.out.items[0], (edl_rules){.base = 30, .digits = 6}), 2500);
    fixture_finish(&f);
}

/* --- reels ------------------------------------------------------------------------ */

/* What stands in the reel column of event `n`. */
static void reel_of(const fixture *f, int n, char out[16])
{
    char  start[16];
    char *at;

    snprintf(start, sizeof start, "\r\n%03d  ", n);
    at = strstr(fixture_only(f), start);
    assert_non_null(at);
    sscanf(at + strlen(start), "%15s", out);
}

static void test_reels_never_collapse(void **state)
{
    static const char *const names[] = {"A001_C003_0412AB",
                                        "A001_C003_0413AB",
                                        "a001_c003_0412ab",
                                        "BL",
                                        "ax",
                                        "台本",
                                        "カメラ",
                                        "B-001",
                                        "B_001",
                                        "Ünïcode reel"};
    enum { COUNT = sizeof names / sizeof names[0] };
    fixture f = {.ids = 0};
    char    reel[COUNT][16];

    (void)state;
    for (int i = 0; i < COUNT; i++) {
        char name[64];
        snprintf(name, sizeof name, "%d.mov", i);
        size_t c = fixture_clip(&f, name, names[i], R25, "01:00:00:00", 100);
        f.clips.items[c].tc.start += i * 1000;
        fixture_select(&f, c, 0, 10, NULL);
    }
    assert_int_equal(fixture_export(&f, "edl", NULL), CT_OK);
    grammar(&f.out.items[0], (edl_rules){.base = 25});
    for (int i = 0; i < COUNT; i++) {
        reel_of(&f, i + 1, reel[i]);
        for (int k = 0; k < i; k++)
            assert_string_not_equal(reel[i], reel[k]);
        assert_string_not_equal(reel[i], "BL");
        assert_string_not_equal(reel[i], "AX");
    }
    assert_true(has(fixture_only(&f), "* REEL: A001_C003_0412AB\r\n"));
    assert_true(has(fixture_only(&f), "* REEL: 台本\r\n"));
    assert_int_equal(fixture_said(&f, "reel-changed"), 1);

    /* the same names in another order come out the same */
    for (size_t i = 0; i < COUNT; i++)
        f.selects.items[i].order = -(double)i;
    assert_int_equal(fixture_export(&f, "edl", NULL), CT_OK);
    for (int i = 0; i < COUNT; i++) {
        char again[16];
        reel_of(&f, COUNT - i, again);
        assert_string_equal(again, reel[i]);
    }
    fixture_finish(&f);
}

static void test_plain_reels_stay(void **state)
{
    fixture f = {.ids = 0};
    char    reel[16];

    (void)state;
    fixture_select(&f, fixture_clip(&f, "x.mov", "TAPE_07", R25, "01:00:00:00", 50), 0, 9, NULL);
    fixture_select(&f, fixture_clip(&f, "A001_C003_0412AB.mov", "", R25, "02:00:00:00", 50), 0, 9,
                   NULL);
    assert_int_equal(fixture_export(&f, "edl", NULL), CT_OK);
    reel_of(&f, 1, reel);
    assert_string_equal(reel, "TAPE_07");
    reel_of(&f, 2, reel);
    assert_string_equal(reel, "A001C003"); /* how everyone shortens a camera's file name */
    fixture_finish(&f);
}

/* --- text ------------------------------------------------------------------------- */

static void test_no_text_forms_a_statement(void **state)
{
    static const char *const bodies[] = {
        "x\n002  AX       V     C        00:00:00:00 00:00:01:00 02:00:00:00 02:00:01:00",
        "x\r\n* FROM CLIP NAME: evil.mov",
        "x\xC2\x85"
        "FCM: DROP FRAME",
        "x\xE2\x80\xA8M2   AX       000.0   00:00:00:00",
        "> looks like a further line",
        ">> and this",
        "\t\x01\x02\x03 \x7F",
        "* LOC: 01:00:00:00 RED     x",
        "\xFF\xFE broken bytes \xC3",
        "",
    };
    fixture f = {.ids = 0};

    (void)state;
    size_t a = fixture_clip(&f, "n\n001 x.mov", "A\n1", R25, "01:00:00:00", 500);
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
        int64_t first = 100 + (int64_t)i;
        fixture_note(&f, a, first, first + 1, CT_CAT_GENERAL, bodies[i]);
        fixture_select(&f, a, (int64_t)i * 10 + 200, (int64_t)i * 10 + 205, bodies[i]);
    }
    fixture_select(&f, a, 100, 150, NULL);
    assert_int_equal(fixture_export(&f, "edl", &(ct_export_options){.title = "T\r\nFCM: DROP"}),
                     CT_OK);
    assert_int_equal(grammar(&f.out.items[0], (edl_rules){.base = 25}), 11);

    ct_timeline t;
    assert_int_equal(
        ct_import("x.edl", f.out.items[0].data, f.out.items[0].bytes, R25, &t, NULL, &f.err),
        CT_OK);
    assert_int_equal(t.event_count, 11);
    assert_int_equal(t.events[10].marker_count, 10);
    assert_string_equal(t.events[10].markers[1].text, "x * FROM CLIP NAME: evil.mov");
    assert_string_equal(t.events[10].name, "n 001 x.mov");
    ct_timeline_finish(&t);
    fixture_finish(&f);
}

static void test_too_short_for_the_list(void **state)
{
    fixture           f = {.ids = 0};
    ct_export_options o = {.edit_rate = R25};

    (void)state;
    fixture_select(&f, fixture_clip(&f, "A.mov", "A", R50, "01:00:00:00", 500), 10, 11, NULL);
    for (int i = 2; i < 5; i++)
        fixture_select(&f, 0, i * 10, i * 10 + 1, NULL);
    fixture_select(&f, 0, 100, 150, NULL);
    assert_int_equal(fixture_export(&f, "edl", &o), CT_OK);
    assert_int_equal(fixture_said(&f, "too-short"), 4);
    assert_true(has(fixture_only(&f), "01:00:00:30 01:00:00:31 01:00:00:02 01:00:00:03"));
    o.strict = true;
    assert_int_equal(fixture_export(&f, "edl", &o), CT_BAD_DATA);
    assert_true(has(f.err.text, "A.mov"));
    fixture_finish(&f);
}

static void test_nothing_to_write(void **state)
{
    fixture f = {.ids = 0};

    (void)state;
    assert_int_equal(fixture_export(&f, "edl", NULL), CT_NO_INPUT);
    assert_int_equal(fixture_export(&f, "notes-csv", NULL), CT_NO_INPUT);
    fixture_finish(&f);
}

/* --- names ------------------------------------------------------------------------ */

static void test_formats_and_options_are_found(void **state)
{
    ct_export_options o = {0};
    ct_error          err;
    size_t            count;
    const ct_format  *formats = ct_format_list(&count);

    (void)state;
    assert_true(count > 0);
    for (size_t i = 0; i < count; i++) {
        assert_ptr_equal(ct_format_find(formats[i].name), &formats[i]);
        assert_true(strlen(formats[i].sentence) > 10);
        assert_true((formats[i].write_list != NULL) != (formats[i].write_notes != NULL));
    }
    assert_null(ct_format_find("aaf"));
    assert_string_equal(ct_format_for_path("/a/b.EDL")->name, "edl");

    assert_int_equal(ct_export_option_set(&o, "order", "time", &err), CT_OK);
    assert_int_equal(o.order, CT_LIST_BY_TIME);
    assert_int_equal(ct_export_option_set(&o, "edit-rate", "29.97", &err), CT_OK);
    assert_int_equal(o.edit_rate.num, 30000);
    assert_int_equal(ct_export_option_set(&o, "clip-names", "no", &err), CT_OK);
    assert_true(o.no_clip_names);
    assert_int_equal(ct_export_option_set(&o, "drop", "maybe", &err), CT_USAGE);
    assert_true(has(err.text, "auto|on|off"));
    assert_int_equal(o.drop, CT_DROP_AUTO);
    assert_int_equal(ct_export_option_set(&o, "colour", "red", &err), CT_USAGE);
    assert_true(has(err.text, "edit-rate"));
    assert_int_equal(ct_export_option_set(&o, "handles", "-1", &err), CT_USAGE);
}

#define LONG_TITLE                                                                                 \
    "Low Tide, Reel 1: the long name of an assembly of the whole of the first act, v12"
#define KEPT_TITLE                                                                                 \
    "TITLE: Low Tide, Reel 1: the long name of an assemb...e of the first act, v12\r\n"

/* The version stands at the end of a name: it must not be what is cut off. */
static void test_a_long_title_keeps_its_end(void **state)
{
    static const char *const formats[] = {"edl", "resolve-markers"};
    fixture                  f = {.ids = 0};

    (void)state;
    size_t clip = fixture_clip(&f, "A.mov", "A", R25, "01:00:00:00", 500);
    (void)fixture_select(&f, clip, 10, 20, NULL);
    (void)fixture_note(&f, clip, 12, 13, CT_CAT_SOUND, "a plane");
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        assert_int_equal(fixture_export(&f, formats[i], &(ct_export_options){.title = LONG_TITLE}),
                         CT_OK);
        assert_memory_equal(fixture_only(&f), KEPT_TITLE, strlen(KEPT_TITLE));
        assert_int_equal(fixture_said(&f, "title"), 1);
        assert_int_equal(fixture_export(&f, formats[i], &(ct_export_options){.title = "Reel 1"}),
                         CT_OK);
        assert_int_equal(fixture_said(&f, "title"), 0);
    }
    fixture_finish(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scene_by_hand),
        cmocka_unit_test(test_scene_long_reels),
        cmocka_unit_test(test_orders),
        cmocka_unit_test(test_options_change_the_list),
        cmocka_unit_test(test_drop_frame),
        cmocka_unit_test(test_drop_is_not_inferred_from_the_rate),
        cmocka_unit_test(test_timecode_track_of_another_rate),
        cmocka_unit_test(test_one_list_a_rate),
        cmocka_unit_test(test_mixed_rates_in_one_list),
        cmocka_unit_test(test_long_lists_are_cut),
        cmocka_unit_test(test_reels_never_collapse),
        cmocka_unit_test(test_plain_reels_stay),
        cmocka_unit_test(test_no_text_forms_a_statement),
        cmocka_unit_test(test_too_short_for_the_list),
        cmocka_unit_test(test_nothing_to_write),
        cmocka_unit_test(test_formats_and_options_are_found),
        cmocka_unit_test(test_a_long_title_keeps_its_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
