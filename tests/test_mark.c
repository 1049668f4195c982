/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "circletake/mark.h"
#include "circletake/str.h"

static void test_words_both_ways(void **state)
{
    (void)state;
    for (int i = 0; i < CT_CAT_COUNT; i++) {
        ct_category c;
        assert_true(ct_category_parse(ct_category_name((ct_category)i), &c) && (int)c == i);
    }
    for (int i = 0; i < CT_NOTE_STATUS_COUNT; i++) {
        ct_note_status s;
        assert_true(ct_note_status_parse(ct_note_status_name((ct_note_status)i), &s) &&
                    (int)s == i);
    }
    for (int i = 0; i <= CT_REJECTED; i++) {
        ct_verdict v;
        assert_true(ct_verdict_parse(ct_verdict_name((ct_verdict)i), &v) && (int)v == i);
    }
    for (int i = 0; i <= CT_TC_SOUND; i++)
        assert_true(strlen(ct_tc_source_name((ct_tc_source)i)) > 0);

    ct_category c = CT_CAT_VFX;
    assert_true(ct_category_parse("Sound", &c) && c == CT_CAT_SOUND);
    assert_false(ct_category_parse("catering", &c));
    assert_int_equal(c, CT_CAT_SOUND);
}

/* A copy shares no string with what it was copied from. */
static void test_copies_stand_alone(void **state)
{
    ct_clip   a, b;
    ct_note   n, m;
    ct_select s, t;

    (void)state;
    ct_clip_init(&a);
    char **const strings[] = {&a.path, &a.name, &a.codec,  &a.reel,        &a.scene,
                              &a.shot, &a.take, &a.camera, &a.description, &a.keywords};
    for (size_t i = 0; i < sizeof strings / sizeof strings[0]; i++)
        *strings[i] = ct_asprintf("text %zu", i);
    a.rating = 4;
    ct_clip_copy(&b, &a);
    ct_clip_finish(&a);
    assert_string_equal(b.path, "text 0");
    assert_string_equal(b.keywords, "text 9");
    assert_int_equal(b.rating, 4);
    ct_clip_finish(&b);
    ct_clip_finish(&b);

    ct_note_init(&n);
    n.body = ct_strdup("body");
    n.assignee = ct_strdup("Ines");
    ct_note_copy(&m, &n);
    ct_note_finish(&n);
    assert_string_equal(m.body, "body");
    assert_string_equal(m.assignee, "Ines");
    assert_null(m.author);
    ct_note_finish(&m);

    ct_select_init(&s);
    s.label = ct_strdup("label");
    ct_select_copy(&t, &s);
    ct_select_finish(&s);
    assert_string_equal(t.label, "label");
    ct_select_finish(&t);
}

static void test_evidence(void **state)
{
    ct_evidence a = {.hash = 5}, b = {.hash = 5}, none = {.hash = 0};
    ct_note     n;

    (void)state;
    assert_int_equal(ct_evidence_check(&a, &b), CT_PROOF_TRUE);
    b.hash = 6;
    assert_int_equal(ct_evidence_check(&a, &b), CT_PROOF_FALSE);
    assert_int_equal(ct_evidence_check(&a, &none), CT_PROOF_UNKNOWN);
    assert_int_equal(ct_evidence_check(&none, &a), CT_PROOF_UNKNOWN);
    ct_note_init(&n);
    assert_true(n.proof.pts == INT64_MIN && n.proof.hash == 0);
    ct_note_finish(&n);
}

static void assert_around(const char *text, const char *again)
{
    ct_evidence e = {.around = {1, 2, 3, 4, 5, 6}};
    char        out[CT_AROUND_TEXT_BYTES];

    ct_evidence_around_parse(&e, text);
    assert_string_equal(ct_evidence_around_text(&e, out), again);
}

static void test_around_both_ways(void **state)
{
    static const char full[] = ". - 0000000000000007 ffffffffffffffef 8000000000000000 .";
    ct_evidence       e = {
              .around = {CT_NO_PICTURE, 0, 7, 0xffffffffffffffefu, 1ull << 63, CT_NO_PICTURE}};
    char out[CT_AROUND_TEXT_BYTES];

    (void)state;
    assert_string_equal(ct_evidence_around_text(&e, out), full);
    assert_around(full, full);
    assert_around("", "");
    assert_around("- - - - - -", "");
    assert_around("- - - - -", "");
    assert_around("- - - - - 00000000000000001", "");
    assert_around("- - - - - 000000000000000G", "");
    assert_around("0000000000000007 what", "");
}

static void assert_slate(const char *scene, const char *shot, const char *take, const char *text)
{
    ct_clip c;

    ct_clip_init(&c);
    c.name = ct_strdup("A001.mov");
    c.scene = ct_strdup(scene);
    c.shot = ct_strdup(shot);
    c.take = ct_strdup(take);
    char *slate = ct_clip_slate(&c);
    assert_string_equal(slate, text);
    free(slate);
    ct_clip_finish(&c);
}

static void test_slate(void **state)
{
    (void)state;
    assert_slate("12", "A", "3", "12A-3");
    assert_slate(NULL, NULL, NULL, "A001.mov");
    assert_slate("", "", "", "A001.mov");
}

static void assert_audio(int tracks, int all, const char *layout, const int *wanted, int count)
{
    ct_clip c = {.audio_tracks = tracks, .audio_channels = all, .audio_layout = ct_strdup(layout)};
    ct_audio_layout l = ct_clip_audio(&c);

    assert_int_equal(l.count, count);
    for (int i = 0; i < count; i++)
        assert_int_equal(l.channels[i], wanted[i]);
    ct_clip_finish(&c);
}

/* As the file has them; projects of before know only the sums. */
static void test_audio(void **state)
{
    (void)state;
    assert_audio(3, 4, "1,1,2", (int[]){1, 1, 2}, 3);
    assert_audio(1, 8, "8", (int[]){8}, 1);
    assert_audio(8, 8, "1,1,1,1,1,1,1,1", (int[]){1, 1, 1, 1, 1, 1, 1, 1}, 8);
    assert_audio(4, 4, NULL, (int[]){1, 1, 1, 1}, 4);
    assert_audio(1, 2, "", (int[]){2}, 1);
    assert_audio(0, 2, NULL, (int[]){2}, 1);
    assert_audio(2, 3, NULL, (int[]){3}, 1);
    assert_audio(2, 2, "1,x", (int[]){1, 1}, 2);
    assert_audio(0, 0, NULL, NULL, 0);
}

static void test_lists_grow(void **state)
{
    ct_note_list   notes = {0};
    ct_clip_list   clips = {0};
    ct_select_list selects = {0};

    (void)state;
    for (int i = 0; i < 100; i++) {
        ct_note_list_add(&notes)->body = ct_asprintf("%d", i);
        ct_clip_list_add(&clips)->name = ct_asprintf("%d", i);
        ct_select_list_add(&selects)->label = ct_asprintf("%d", i);
    }
    assert_int_equal(notes.count, 100);
    assert_string_equal(notes.items[99].body, "99");
    assert_string_equal(clips.items[50].name, "50");
    assert_string_equal(selects.items[0].label, "0");
    ct_note_list_finish(&notes);
    ct_clip_list_finish(&clips);
    ct_select_list_finish(&selects);
    assert_int_equal(notes.count, 0);
    ct_note_list_finish(&notes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words_both_ways), cmocka_unit_test(test_copies_stand_alone),
        cmocka_unit_test(test_evidence),        cmocka_unit_test(test_slate),
        cmocka_unit_test(test_audio),           cmocka_unit_test(test_audio),
        cmocka_unit_test(test_lists_grow),      cmocka_unit_test(test_around_both_ways),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
