/* SPDX-License-Identifier: MIT */
/* Random projects out and back in, in every format that holds a timeline: every rate and way of
 * counting, events of one frame, every plane of Unicode, paths that need care. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "circletake/str.h"
#include "edit_fixture.h"
#include "edl_grammar.h"
#include "effort.h"
#include "fcpxml_check.h"
#include "otio_schema.h"

/* Final Cut has no projects at 48 and 120. */
static const struct {
    AVRational  fps;
    const char *start;
    bool        projects;
} rates[] = {
    {{24000, 1001}, "10:00:58:20", true}, {{24, 1}, "01:09:59:00", true},
    {{25, 1}, "23:59:30:00", true},       {{30000, 1001}, "10:00:59;20", true},
    {{30000, 1001}, "01:09:58:28", true}, {{30, 1}, "00:00:00:00", true},
    {{48, 1}, "10:00:59:40", false},      {{50, 1}, "10:00:59:40", true},
    {{60000, 1001}, "10:00:59;50", true}, {{60000, 1001}, "01:09:58:58", true},
    {{60, 1}, "10:00:59:50", true},       {{120, 1}, "10:00:59:119", false},
};
enum { RATES = sizeof rates / sizeof rates[0], EVENTS = 40 };

/* One letter of each plane that has letters, and what formats trip over. */
static const char *const words[] = {
    "plain",
    "\xC3\x89lan \xC3\x9F",
    "\xE5\x8F\xB0\xE8\xA9\x9E",
    "\xF0\x9D\x84\x9E \xF0\x9F\x8E\xAC",
    "\xF0\xA0\x80\x80",
    "\xF0\xB0\x80\x80",
    "\xF3\xA0\x84\x80x",
    "\xF3\xB0\x80\x80 \xF4\x80\x80\x80",
    "<&> \"quoted\" 'single'",
    "100 % # ; = \\ / |",
    "\xD8\xB9\xD8\xB1\xD8\xA8\xD9\x8A",
    "e\xCC\x81 combining",
};
enum { WORDS = sizeof words / sizeof words[0] };

static const char *const paths[] = {
    "/rushes/day 1/a b.mov", "/rushes/100%/a#b?.mov",         "/rushes/\"q\"/it's.mov",
    "C:/Users/me/a.mov",     "//server/share/\xC3\xBC/a.mov", "/rushes/%41/a+b&c.mov",
};

static int64_t roll(uint64_t *dice, int64_t below)
{
    *dice = *dice * 6364136223846793005u + 1442695040888963407u;
    return (int64_t)((*dice >> 33) % (uint64_t)below);
}

static void make_project(fixture *f, uint64_t *dice, size_t rate, int events)
{
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        char name[96], reel[16];
        snprintf(name, sizeof name, "%zu %s.mov", i, words[roll(dice, WORDS)]);
        snprintf(reel, sizeof reel, "R%zu", i);
        size_t c =
            fixture_clip(f, name, reel, rates[rate].fps, rates[rate].start, 600 + roll(dice, 3000));
        ct_strset(&f->clips.items[c].path, paths[i]);
        f->clips.items[c].audio_channels = (int)roll(dice, 9);
    }
    for (int i = 0; i < events; i++) {
        size_t  c = (size_t)roll(dice, (int64_t)f->clips.count);
        int64_t first = roll(dice, 400), end = first + 1 + (i % 3 ? roll(dice, 150) : 0);
        fixture_select(f, c, first, end, roll(dice, 3) ? words[roll(dice, WORDS)] : NULL);
        if (roll(dice, 2))
            fixture_note(f, c, first, first + 1, (ct_category)roll(dice, CT_CAT_COUNT),
                         words[roll(dice, WORDS)]);
    }
}

static void assert_text(const char *a, const char *b)
{
    assert_string_equal(ct_str_or_empty(a), ct_str_or_empty(b));
}

static void assert_same(const ct_timeline *a, const ct_timeline *b)
{
    assert_true(ct_rate_equal(a->fps, b->fps));
    assert_int_equal(a->start, b->start);
    assert_int_equal(a->count.drop, b->count.drop);
    assert_int_equal(a->event_count, b->event_count);
    for (size_t i = 0; i < a->event_count; i++) {
        const ct_event *x = &a->events[i], *y = &b->events[i];
        ct_event_label  l = ct_event_labels(x, a->fps), m = ct_event_labels(y, a->fps);
        assert_int_equal(x->record.first, y->record.first);
        assert_int_equal(x->record.end, y->record.end);
        assert_int_equal(l.first % ct_tc_day(l.count), m.first % ct_tc_day(l.count));
        assert_int_equal(l.end - l.first, m.end - m.first);
        assert_int_equal(l.count.drop, m.count.drop);
        assert_text(x->name, y->name);
        assert_text(x->path, y->path);
        assert_text(x->reel, y->reel);
        assert_text(x->label, y->label);
        assert_int_equal(x->marker_count, y->marker_count);
        for (size_t k = 0; k < x->marker_count; k++) {
            assert_int_equal(x->markers[k].frame - x->source.first,
                             y->markers[k].frame - y->source.first);
            assert_int_equal(x->markers[k].category, y->markers[k].category);
            assert_text(x->markers[k].text, y->markers[k].text);
        }
    }
}

static void second_opinion(const fixture *f, const char *format, int base, long wanted)
{
    const ct_output *o = &f->out.items[0];
    edl_rules        rules = {.reel_width = 8, .base = base, .digits = wanted > 999 ? 6 : 3};
    char             why[512] = "";
    long             events = wanted;

    if (strcmp(format, "edl") == 0)
        events = edl_grammar_check(o->data, o->bytes, &rules, why, sizeof why);
    if (strcmp(format, "fcpxml") == 0)
        events = fcpxml_check(o->data, o->bytes, why, sizeof why);
    if (strcmp(format, "otio") == 0)
        events = otio_schema_check(o->data, why, sizeof why);
    if (events != wanted)
        fail_msg("%s: %ld events, %s\n%s", format, events, why, o->data);
}

static void round_trip(fixture *f, const char *format, size_t rate)
{
    ct_export_input   in = {.selects = &f->selects, .clips = &f->clips, .notes = &f->notes};
    long              events = (long)f->selects.count;
    ct_export_options o = {.record_start = "00:00:10:00", .six_digits = events > 999};
    ct_timeline_list  given = {0};
    ct_timeline       back;

    assert_int_equal(ct_editlist_from_selects(&in, &o, false, &given, NULL, &f->err), CT_OK);
    if (fixture_export(f, format, &o))
        fail_msg("%s: %s", format, f->err.text);
    second_opinion(f, format, ct_tc_base(rates[rate].fps), events);
    if (ct_import("x", fixture_only(f), f->out.items[0].bytes, rates[rate].fps, &back, NULL,
                  &f->err))
        fail_msg("%s: %s", format, f->err.text);
    assert_same(&given.items[0], &back);
    ct_timeline_finish(&back);
    ct_timeline_list_finish(&given);
}

static void test_random_projects(void **state)
{
    static const char *const formats[] = {"edl", "fcp7xml", "otio", "fcpxml"};
    uint64_t                 dice = 20;

    (void)state;
    for (size_t round = 0; round < RATES * CT_EFFORT(6, 1); round++)
        for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
            fixture f = {.ids = 0};
            make_project(&f, &dice, round % RATES, EVENTS);
            if (rates[round % RATES].projects || strcmp(formats[i], "fcpxml") != 0)
                round_trip(&f, formats[i], round % RATES);
            fixture_finish(&f);
        }
}

static void test_ten_thousand_events(void **state)
{
    static const char *const formats[] = {"edl", "fcp7xml", "otio", "fcpxml"};
    uint64_t                 dice = 7;

    (void)state;
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        fixture f = {.ids = 0};
        make_project(&f, &dice, 3, 10000);         /* 29.97 drop-frame */
        for (size_t n = 0; n < f.notes.count; n++) /* a few hundred would lie in each event */
            ct_note_finish(&f.notes.items[n]);
        f.notes.count = 0;
        round_trip(&f, formats[i], 3);
        fixture_finish(&f);
    }
}

/* The same project gives the same bytes. */
static void test_bytes_are_the_same_again(void **state)
{
    size_t           count;
    const ct_format *formats = ct_format_list(&count);

    (void)state;
    for (size_t i = 0; i < count; i++) {
        fixture  f = {.ids = 0};
        uint64_t dice = 3;
        make_project(&f, &dice, 2, EVENTS);
        assert_int_equal(fixture_export(&f, formats[i].name, NULL), CT_OK);
        char  *first = ct_strndup(f.out.items[0].data, f.out.items[0].bytes);
        size_t bytes = f.out.items[0].bytes;
        assert_int_equal(fixture_export(&f, formats[i].name, NULL), CT_OK);
        assert_int_equal(f.out.items[0].bytes, bytes);
        assert_memory_equal(f.out.items[0].data, first, bytes);
        free(first);
        fixture_finish(&f);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_projects),
        cmocka_unit_test(test_ten_thousand_events),
        cmocka_unit_test(test_bytes_are_the_same_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
