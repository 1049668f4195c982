/* SPDX-License-Identifier: MIT */
/* Where events stand: with gaps, on alternating tracks, at the time of day, and in bins without a
 * timeline; each in every format that can say it, as a golden and by a second opinion. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "circletake/str.h"
#include "edit_fixture.h"
#include "edl_grammar.h"
#include "fcpxml_check.h"
#include "otio_schema.h"

static const AVRational  R25 = {25, 1};
static const char *const formats[] = {"edl", "fcpxml", "fcp7xml", "otio"};
enum { EDL, FCPXML, FCP7XML, OTIO, FORMATS };

/* Two cameras of one take: B runs from two seconds behind A's start; later A alone. */
static void make_takes(fixture *f)
{
    size_t a = fixture_clip(f, "A001.mov", "A001", R25, "10:00:00:00", 250);
    size_t b = fixture_clip(f, "B001.mov", "B001", R25, "10:00:02:00", 250);
    size_t c = fixture_clip(f, "A002.mov", "A002", R25, "10:05:00:00", 250);

    f->clips.items[a].audio_channels = f->clips.items[c].audio_channels = 2;
    fixture_select(f, c, 0, 50, "last");
    fixture_select(f, a, 0, 100, "first");
    fixture_select(f, b, 25, 125, "second");
    fixture_note(f, b, 30, 40, CT_CAT_SOUND, "hum");
    fixture_note(f, b, 240, 250, CT_CAT_PICTURE, "out of the select");
}

static const ct_timeline *timeline(fixture *f, const ct_export_options *o, ct_timeline_list *lists)
{
    ct_export_input in = {.selects = &f->selects, .clips = &f->clips, .notes = &f->notes};

    if (ct_editlist_from_selects(&in, o, false, lists, &f->findings, &f->err))
        fail_msg("%s", f->err.text);
    return &lists->items[0];
}

static void assert_record(const ct_event *e, const char *name, int64_t first, int64_t end,
                          int track)
{
    assert_string_equal(e->name, name);
    assert_int_equal(e->record.first, first);
    assert_int_equal(e->record.end, end);
    assert_int_equal(e->track, track);
}

static void second_opinion(const fixture *f, int format)
{
    char why[512];

    for (size_t i = 0; i < f->out.count; i++) {
        const ct_output *o = &f->out.items[i];
        edl_rules        rules = {.reel_width = 8, .base = 25, .digits = 3};
        long             found = 0;
        if (format == EDL)
            found = edl_grammar_check(o->data, o->bytes, &rules, why, sizeof why);
        if (format == FCPXML && fcpxml_validate(o->data, o->bytes, "1.9"))
            found = fcpxml_check(o->data, o->bytes, why, sizeof why);
        if (format == OTIO)
            found = otio_schema_check(o->data, why, sizeof why);
        if (found < 0)
            fail_msg("%s\n%s", why, o->data);
    }
}

static void check_goldens(fixture *f, const char *layout, const ct_export_options *o, int from)
{
    for (int i = from; i < FORMATS; i++) {
        if (fixture_export(f, formats[i], o))
            fail_msg("%s: %s", formats[i], f->err.text);
        second_opinion(f, i);
        for (size_t k = 0; k < f->out.count; k++) {
            char *name = ct_asprintf("%s%s.%s", layout, f->out.items[k].suffix,
                                     ct_format_find(formats[i])->extension);
            golden_check(name, f->out.items[k].data, f->out.items[k].bytes);
            free(name);
        }
    }
}

/* Lists that are no timelines, several of one ending. */
static void check_others(fixture *f, const char *layout, const ct_export_options *o)
{
    static const char *const others[] = {
        "csv",      "tsv",       "json", "ale", "llc", "avid-markers", "resolve-markers",
        "chapters", "ffmetadata"};

    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (fixture_export(f, others[i], o))
            fail_msg("%s: %s", others[i], f->err.text);
        for (size_t k = 0; k < f->out.count; k++) {
            char *name = ct_asprintf("%s-%s%s.%s", layout, others[i], f->out.items[k].suffix,
                                     ct_format_find(others[i])->extension);
            golden_check(name, f->out.items[k].data, f->out.items[k].bytes);
            free(name);
        }
    }
}

/* --- layouts ---------------------------------------------------------------------- */

static void test_gaps(void **state)
{
    fixture           f = {.ids = 0};
    ct_timeline_list  lists = {0};
    ct_export_options o = {.gap = 10};

    (void)state;
    make_takes(&f);
    const ct_timeline *t = timeline(&f, &o, &lists);
    assert_record(&t->events[0], "A002.mov", 0, 50, 0);
    assert_record(&t->events[1], "A001.mov", 60, 160, 0);
    assert_record(&t->events[2], "B001.mov", 170, 270, 0);
    check_goldens(&f, "gaps", &o, 0);
    ct_timeline_list_finish(&lists);
    fixture_finish(&f);
}

static void test_alternating_tracks(void **state)
{
    fixture           f = {.ids = 0};
    ct_timeline_list  lists = {0};
    ct_export_options o = {.tracks = CT_TRACKS_ALTERNATING};

    (void)state;
    make_takes(&f);
    const ct_timeline *t = timeline(&f, &o, &lists);
    assert_record(&t->events[0], "A002.mov", 0, 50, 0);
    assert_record(&t->events[1], "A001.mov", 50, 150, 1);
    assert_record(&t->events[2], "B001.mov", 150, 250, 0);
    check_goldens(&f, "alternating", &o, 0);
    assert_int_equal(fixture_export(&f, "edl", &o), CT_OK);
    assert_int_equal(f.out.count, 2); /* one track a list */
    assert_int_equal(fixture_said(&f, "tracks"), 1);
    ct_timeline_list_finish(&lists);
    fixture_finish(&f);
}

/* At 10:00:00:00, 10:00:03:00 (over it) and 10:05:00:00. */
static void test_as_shot(void **state)
{
    fixture           f = {.ids = 0};
    ct_timeline_list  lists = {0};
    ct_export_options o = {.layout = CT_LAYOUT_AS_SHOT};

    (void)state;
    make_takes(&f);
    const ct_timeline *t = timeline(&f, &o, &lists);
    assert_int_equal(t->start, 36000 * 25);
    assert_record(&t->events[0], "A001.mov", 0, 100, 0);
    assert_record(&t->events[1], "B001.mov", 75, 175, 1);
    assert_record(&t->events[2], "A002.mov", 7500, 7550, 0);
    check_goldens(&f, "as-shot", &o, 0);
    check_others(&f, "as-shot", &o);
    assert_int_equal(fixture_export(&f, "edl", &o), CT_OK);
    assert_non_null(strstr(f.out.items[1].data, "10:00:03:00 10:00:07:00 10:00:03:00 10:00:07:00"));

    ct_timeline_list_finish(&lists);
    o.record_start = "09:59:00:00";
    assert_record(&timeline(&f, &o, &lists)->events[0], "A001.mov", 1500, 1600, 0);
    o.record_start = "10:00:01:00";
    assert_int_equal(fixture_export(&f, "otio", &o), CT_USAGE);
    o.record_start = NULL;
    f.clips.items[1].tc.rate = (AVRational){0, 1};
    assert_int_equal(fixture_export(&f, "otio", &o), CT_BAD_DATA);
    assert_non_null(strstr(f.err.text, "B001.mov has no timecode"));
    ct_timeline_list_finish(&lists);
    fixture_finish(&f);
}

/* From 22:00 on, one clip through midnight, and one at 01:30: the night goes on in the next day. A morning and an
 * evening are one day. */
static void test_as_shot_through_midnight(void **state)
{
    fixture           f = {.ids = 0};
    ct_timeline_list  lists = {0};
    ct_export_options o = {.layout = CT_LAYOUT_AS_SHOT};
    size_t            late = fixture_clip(&f, "N002.mov", "N002", R25, "01:30:00:00", 250);
    size_t            over = fixture_clip(&f, "N001.mov", "N001", R25, "23:59:58:00", 250);
    size_t            first = fixture_clip(&f, "E001.mov", "E001", R25, "22:00:00:00", 250);

    (void)state;
    fixture_select(&f, late, 0, 50, "after");
    fixture_select(&f, over, 0, 100, "through");
    fixture_select(&f, first, 0, 50, "before");
    fixture_note(&f, late, 10, 11, CT_CAT_SOUND, "cold");
    const ct_timeline *t = timeline(&f, &o, &lists);
    assert_int_equal(t->start, 22 * 3600 * 25);
    assert_record(&t->events[0], "E001.mov", 0, 50, 0);
    assert_record(&t->events[1], "N001.mov", 7198 * 25, 7198 * 25 + 100, 0);
    assert_record(&t->events[2], "N002.mov", 12600 * 25, 12600 * 25 + 50, 0);
    for (int i = 0; i < FORMATS; i++) {
        assert_int_equal(fixture_export(&f, formats[i], &o), CT_OK);
        assert_int_equal(fixture_said(&f, "record-next-day"), 1);
        if (i != EDL)
            second_opinion(&f, i);
        ct_timeline back = {0};
        assert_int_equal(
            ct_import("x", f.out.items[0].data, f.out.items[0].bytes, R25, &back, NULL, &f.err),
            CT_OK);
        assert_int_equal(back.start, t->start);
        for (size_t k = 0; k < 3; k++)
            assert_record(&back.events[k], t->events[k].name, t->events[k].record.first,
                          t->events[k].record.end, 0);
        ct_timeline_finish(&back);
        if (i == EDL)
            assert_non_null(strstr(f.out.items[0].data, "* LOC: 01:30:00:10 GREEN   cold"));
    }
    ct_timeline_list_finish(&lists);

    f.clips.items[late].tc.start = 6 * 3600 * 25;
    f.clips.items[over].tc.start = 19 * 3600 * 25;
    f.clips.items[first].tc.start = 19 * 3600 * 25 + 1000;
    assert_record(&timeline(&f, &o, &lists)->events[0], "N002.mov", 0, 50, 0);
    ct_timeline_list_finish(&lists);
    fixture_finish(&f);
}

/* Every note of a clip comes along, whole, whatever the selects are; no timeline. */
static void test_bins(void **state)
{
    static const char *const never[] = {NULL, "<project", "<sequence", "\"Timeline.1\""};
    fixture                  f = {.ids = 0};
    ct_export_options        o = {.layout = CT_LAYOUT_BINS};

    (void)state;
    make_takes(&f);
    fixture_select(&f, 1, 200, 225, "again")->verdict = CT_REJECTED;
    check_goldens(&f, "bins", &o, FCPXML);
    for (int i = FCPXML; i < FORMATS; i++) {
        assert_int_equal(fixture_export(&f, formats[i], &o), CT_OK);
        assert_null(strstr(fixture_only(&f), never[i]));
        assert_non_null(strstr(fixture_only(&f), "out of the select"));
        assert_int_equal(fixture_said(&f, "notes-outside"), 0);
    }
    assert_int_equal(fixture_export(&f, "edl", &o), CT_USAGE);
    assert_string_equal(f.err.text,
                        "edl has no bins; the layout bins is for fcpxml, fcp7xml, otio.");
    fixture_finish(&f);
}

/* Each range of a clip is an event, with all notes of the clip on the first. */
static void test_bins_come_back(void **state)
{
    static const int64_t wanted[][2] = {{0, 50}, {0, 100}, {25, 125}, {200, 225}};
    fixture              f = {.ids = 0};
    ct_export_options    o = {.layout = CT_LAYOUT_BINS};

    (void)state;
    make_takes(&f);
    fixture_select(&f, 1, 200, 225, "again")->verdict = CT_REJECTED;
    for (int i = FCPXML; i < FORMATS; i++) {
        ct_timeline t = {0};
        ct_error    err;
        size_t      markers = 0;
        assert_int_equal(fixture_export(&f, formats[i], &o), CT_OK);
        if (ct_import("bin", fixture_only(&f), strlen(fixture_only(&f)), (AVRational){0, 1}, &t,
                      NULL, &err))
            fail_msg("%s: %s", formats[i], err.text);
        assert_int_equal(t.event_count, 4);
        for (size_t k = 0; k < 4; k++) {
            assert_int_equal(t.events[k].source.first, wanted[k][0]);
            assert_int_equal(t.events[k].source.end, wanted[k][1]);
            markers += t.events[k].marker_count;
        }
        assert_true(markers >= 2);
        ct_timeline_finish(&t);
    }
    fixture_finish(&f);
}

static void test_handles_end_with_the_media(void **state)
{
    fixture f = {.ids = 0};

    (void)state;
    make_takes(&f);
    /* "last" begins at frame 0, "first" too; "second" has room for 25 on both sides */
    assert_int_equal(fixture_export(&f, "edl", &(ct_export_options){.handles = 25}), CT_OK);
    assert_int_equal(fixture_said(&f, "handles"), 1);
    assert_non_null(strstr(fixture_only(&f), "10:00:02:00 10:00:08:00"));
    fixture_finish(&f);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gaps),
        cmocka_unit_test(test_alternating_tracks),
        cmocka_unit_test(test_as_shot),
        cmocka_unit_test(test_as_shot_through_midnight),
        cmocka_unit_test(test_bins),
        cmocka_unit_test(test_bins_come_back),
        cmocka_unit_test(test_handles_end_with_the_media),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
