/* SPDX-License-Identifier: MIT */
/* What the list that a cut was read from said beside its events: colour decisions, names of effects, loose
 * text. An edit list hands it on as it came; other formats say that they do not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "circletake/str.h"
#include "edit_fixture.h"
#include "edl_grammar.h"

#define HEAD "TITLE: Reel 1\r\nFCM: NON-DROP FRAME\r\n\r\n"
#define EVENT_1                                                                                    \
    "001  A001     V     C        10:00:10:00 10:00:12:00 01:00:00:00 01:00:02:00\r\n"             \
    "* FROM CLIP NAME: a.mov\r\n"
#define EVENT_2                                                                                    \
    "002  A001     V     C        11:00:00:05 11:00:01:05 01:00:02:00 01:00:03:00\r\n"             \
    "* FROM CLIP NAME: b.mov\r\n"

static void read_cut(fixture *f, const char *text)
{
    f->cut_id = (ct_id){{9}};
    if (ct_import("x.edl", text, strlen(text), (AVRational){25, 1}, &f->cut, NULL, &f->err))
        fail_msg("%s", f->err.text);
}

static void write_cut(fixture *f, const char *format)
{
    if (fixture_export(f, format, NULL))
        fail_msg("%s: %s", format, f->err.text);
}

static void second_opinion(const fixture *f)
{
    edl_rules rules = {.reel_width = 8, .base = 25, .digits = 3, .remarks = true};
    char      why[512];

    if (edl_grammar_check(f->out.items[0].data, f->out.items[0].bytes, &rules, why, sizeof why) < 0)
        fail_msg("%s\n%s", why, f->out.items[0].data);
}

/* A colour decision is longer than our own lines, and nobody knows it in pieces or behind a keyword. */
static void they_go_out_as_they_came(void **state)
{
    static const char remarks[] =
        "* ASC_SOP (1.0123 0.9000 1.1000)(-0.0100 0.0000 0.0200)(1.0000 1.0000 1.2000)\r\n"
        "* ASC_SAT 0.9\r\n"
        "* FREEZE FRAME\r\n"
        "EFFECTS NAME IS CROSS DISSOLVE\r\n"
        ">>> SOURCE A001 a.mov 060A2B34\r\n";
    fixture f = {.ids = 0};

    (void)state;
    char *list = ct_asprintf("%s%s%s%s", HEAD, EVENT_1, remarks, EVENT_2);
    read_cut(&f, list);
    write_cut(&f, "edl");
    assert_string_equal(fixture_only(&f), list);
    second_opinion(&f);
    free(list);
    fixture_finish(&f);
}

/* What begins like something that is read otherwise does not become that. */
static void none_turns_into_something_else(void **state)
{
    ct_timeline back;
    fixture     f = {.ids = 0};

    (void)state;
    read_cut(&f, HEAD EVENT_1 "* COMMENT: the good one\r\n* COMMENT: LOC: 01:00:00:05 RED no\r\n"
                              "* COMMENT: FROM CLIP NAME: no\r\n" EVENT_2 "* only words\r\n");
    write_cut(&f, "edl");
    second_opinion(&f);
    assert_int_equal(ct_import("y.edl", f.out.items[0].data, f.out.items[0].bytes,
                               (AVRational){25, 1}, &back, NULL, &f.err),
                     CT_OK);
    for (size_t i = 0; i < 2; i++) {
        const ct_event *a = &f.cut.events[i], *b = &back.events[i];
        assert_string_equal(ct_str_or_empty(a->label), ct_str_or_empty(b->label));
        assert_string_equal(a->comment, b->comment);
        assert_string_equal(a->name, b->name);
        assert_int_equal(b->marker_count, 0);
    }
    assert_string_equal(back.events[1].comment, "only words");
    ct_timeline_finish(&back);
    fixture_finish(&f);
}

/* The third record frame behind the first shows the third times the speed, rounded down: a locator there is about that
 * picture, and goes out on the first record frame that shows it. */
static void locators_of_retimed_shots(void **state)
{
    static const struct {
        const char *out, *speed;
        int64_t     shown; /* of the third */
        const char *written;
    } shots[] = {
        {"10:00:01:00", "012.5", 1, "01:00:00:02"},   {"10:00:01:12", "018.75", 2, "01:00:00:03"},
        {"10:00:03:00", "037.5", 4, "01:00:00:03"},   {"10:00:02:12", "031.25", 3, "01:00:00:03"},
        {"10:00:01:00", "-012.5", -1, "01:00:00:02"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof shots / sizeof shots[0]; i++) {
        fixture f = {.ids = 0};
        char   *list = ct_asprintf(
              "%s001  A001     V     C        10:00:00:00 %s 01:00:00:00 01:00:02:00\r\n"
                "M2   A001     %s        10:00:00:00\r\n* LOC: 01:00:00:03 RED     here\r\n",
              HEAD, shots[i].out, shots[i].speed);
        read_cut(&f, list);
        const ct_event *e = &f.cut.events[0];
        assert_int_equal(e->markers[0].frame - 36000 * 25, shots[i].shown);
        write_cut(&f, "edl");
        if (!strstr(fixture_only(&f), shots[i].written) || !strstr(fixture_only(&f), "here"))
            fail_msg("%s", fixture_only(&f));
        free(list);
        fixture_finish(&f);
    }
}

/* One that lasts longer than its event is about what the event shows, also where that runs backwards. */
static void markers_end_with_their_event(void **state)
{
    static const struct {
        const char *speed, *length;
        int64_t     first, count;
    } shots[] = {
        {"025.0", "10", 0, 10},
        {"025.0", "500", 0, 25},
        {"050.0", "500", 0, 50},
        {"-025.0", "500", -24, 25},
        {"-025.0", "900000000000", -24, 25},
    };

    (void)state;
    for (size_t i = 0; i < sizeof shots / sizeof shots[0]; i++) {
        fixture f = {.ids = 0};
        char   *list =
            ct_asprintf("%s001  A001     V     C        10:00:00:00 10:00:01:00 01:00:00:00 "
                        "01:00:01:00\r\nM2   A001     %s        10:00:00:00\r\n"
                        " |C:ResolveColorRed |M:dark |D:%s\r\n",
                        HEAD, shots[i].speed, shots[i].length);
        read_cut(&f, list);
        const ct_marker *m = &f.cut.events[0].markers[0];
        assert_int_equal(m->frame - 36000 * 25, shots[i].first);
        assert_int_equal(m->count, shots[i].count);
        free(list);
        fixture_finish(&f);
    }
}

static void others_say_that_they_leave_them(void **state)
{
    size_t           count;
    const ct_format *formats = ct_format_list(&count);

    (void)state;
    for (size_t i = 0; i < count; i++) {
        const ct_format *format = &formats[i];
        fixture          f = {.ids = 0};
        if (!format->write_list || !(format->carries & CT_CARRIES_SELECTS))
            continue;
        read_cut(&f, HEAD EVENT_1 "* ASC_SAT 0.9\r\n" EVENT_2 "EFFECTS NAME IS WIPE\r\n");
        write_cut(&f, format->name);
        if (fixture_said(&f, "remarks") != (format->reel_width == 0))
            fail_msg("%s", format->name);
        for (size_t k = 0; k < f.findings.count; k++)
            if (strcmp(f.findings.items[k].rule, "remarks") == 0)
                assert_non_null(strstr(f.findings.items[k].text, ": 1 event without the remarks"));
        fixture_finish(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(they_go_out_as_they_came),
        cmocka_unit_test(none_turns_into_something_else),
        cmocka_unit_test(locators_of_retimed_shots),
        cmocka_unit_test(markers_end_with_their_event),
        cmocka_unit_test(others_say_that_they_leave_them),
    };
    return cmocka_run_group_tests_name("edl remarks", tests, NULL, NULL);
}
