/* SPDX-License-Identifier: MIT */
/* FCPXML, Final Cut Pro 7 XML and OpenTimelineIO: goldens, Apple's own DTD where it is at hand, what
 * was written read back, what others wrote, and what nobody should be able to make us do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "circletake/file.h"
#include "circletake/str.h"
#include "edit_fixture.h"
#include "fcpxml_check.h"
#include "otio_schema.h"

static const AVRational R23976 = {24000, 1001}, R25 = {25, 1}, R2997 = {30000, 1001}, R50 = {50, 1};
enum { FCPXML, FCP7XML, OTIO, FORMATS };
static const char *const formats[FORMATS] = {"fcpxml", "fcp7xml", "otio"};

/* --- helpers ---------------------------------------------------------------------- */

/* Apple's DTD, then the arithmetic it cannot state. */
static void validate(const char *text, size_t bytes, const char *version)
{
    char why[512];

    fcpxml_validate(text, bytes, version);
    if (fcpxml_check(text, bytes, why, sizeof why) < 0)
        fail_msg("%s\n%s", why, text);
}

static void validate_otio(const char *text, long clips)
{
    char why[512];
    long found = otio_schema_check(text, why, sizeof why);

    if (found < 0)
        fail_msg("%s\n%s", why, text);
    assert_int_equal(found, clips);
}

static ct_timeline read_back(const fixture *f)
{
    ct_timeline t;
    ct_error    err;

    if (ct_import("x.xml", f->out.items[0].data, f->out.items[0].bytes, (AVRational){0, 1}, &t,
                  NULL, &err))
        fail_msg("%s\n%s", err.text, f->out.items[0].data);
    return t;
}

static void make_scene(fixture *f)
{
    size_t a = fixture_clip(f, "A001_C003 \"ü\" <1>.mov", "A001", R23976, "10:00:58:00", 240);
    size_t b = fixture_clip(f, "B002_C001.mov", NULL, R23976, "23:59:58:00", 480);
    size_t c = fixture_clip(f, "atmo.wav", "S01", R23976, NULL, 400);

    fixture_slate(f, a, "12", "A", "3");
    f->clips.items[a].keywords = ct_strdup("door, night & day");
    f->clips.items[a].description = ct_strdup("she <enters>");
    f->clips.items[a].audio_channels = 2;
    f->clips.items[b].audio_channels = 8;
    f->clips.items[c].audio_channels = 1;
    f->clips.items[c].width_px = f->clips.items[c].height_px = 0;
    fixture_select(f, a, 24, 72, "Élan & <vor> \"der\" Tür");
    fixture_select(f, b, 40, 140, NULL);
    fixture_select(f, c, 0, 24, "wind");
    fixture_select(f, a, 100, 101, "one frame")->verdict = CT_REJECTED;
    fixture_note(f, a, 30, 31, CT_CAT_SOUND, "plane\noverhead & more");
    fixture_note(f, b, 50, 60, CT_CAT_VFX, "台詞")->status = CT_NOTE_RESOLVED;
}

static void test_goldens(void **state)
{
    static const char *const names[] = {"scene.fcpxml", "scene.xml", "scene.otio"};

    (void)state;
    for (int i = 0; i < FORMATS; i++) {
        fixture f = {.ids = 0};
        make_scene(&f);
        if (fixture_export(&f, formats[i], NULL))
            fail_msg("%s", f.err.text);
        golden_check(names[i], fixture_only(&f), f.out.items[0].bytes);
        if (i == OTIO)
            validate_otio(fixture_only(&f), 4);
        if (i == FCPXML)
            validate(fixture_only(&f), f.out.items[0].bytes, "1.9");
        fixture_finish(&f);
    }
}

/* Each version by Apple's DTD for it, which no other would pass; all read back the same. */
static void test_versions_of_fcpxml(void **state)
{
    static const char *const versions[] = {"1.8", "1.9", "1.10", "1.11", "1.12", "1.13"};
    fixture                  f = {.ids = 0};

    (void)state;
    make_scene(&f);
    size_t slow = fixture_clip(&f, "slow.mov", "C", (AVRational){120, 1}, "01:00:00:00", 600);
    fixture_select(&f, slow, 0, 500, NULL);
    for (size_t i = 0; i < sizeof versions / sizeof versions[0]; i++) {
        ct_export_options o = {.edit_rate = R23976};
        char              root[32], *name = ct_asprintf("scene-%s.fcpxml", versions[i]);
        assert_int_equal(ct_export_option_set(&o, "fcpxml-version", versions[i], &f.err), CT_OK);
        assert_int_equal(fixture_export(&f, "fcpxml", &o), CT_OK);
        snprintf(root, sizeof root, "<fcpxml version=\"%s\">", versions[i]);
        assert_non_null(strstr(fixture_only(&f), root));
        validate(fixture_only(&f), f.out.items[0].bytes, versions[i]);
        ct_timeline back = read_back(&f);
        assert_string_equal(back.events[0].path, f.clips.items[0].path);
        assert_int_equal(back.event_count, 5);
        ct_timeline_finish(&back);
        if (i == 0)
            golden_check(name, fixture_only(&f), f.out.items[0].bytes);
        free(name);
    }
    /* a rate that has a name only in the last of them, and none before */
    assert_non_null(strstr(fixture_only(&f), "srcFrameRate=\"120\""));
    fixture_finish(&f);
}

static void test_versions_of_otio(void **state)
{
    fixture           f = {.ids = 0};
    ct_export_options o = {0};

    (void)state;
    make_scene(&f);
    assert_int_equal(ct_export_option_set(&o, "otio-version", "clip.1", &f.err), CT_OK);
    assert_int_equal(fixture_export(&f, "otio", &o), CT_OK);
    golden_check("scene-clip1.otio", fixture_only(&f), f.out.items[0].bytes);
    validate_otio(fixture_only(&f), 4);
    assert_null(strstr(fixture_only(&f), "Clip.2"));
    assert_null(strstr(fixture_only(&f), "media_references"));
    ct_timeline back = read_back(&f);
    assert_int_equal(back.event_count, 4);
    assert_string_equal(back.events[0].path, f.clips.items[0].path);
    ct_timeline_finish(&back);
    fixture_finish(&f);
}

/* --- back again ------------------------------------------------------------------- */

static void assert_same(const ct_timeline *a, const ct_timeline *b, int format)
{
    assert_true(ct_rate_equal(a->fps, b->fps));
    assert_int_equal(a->start, b->start);
    assert_int_equal(a->count.drop, b->count.drop);
    assert_int_equal(a->event_count, b->event_count);
    assert_string_equal(a->title, b->title);
    for (size_t i = 0; i < a->event_count; i++) {
        const ct_event *x = &a->events[i], *y = &b->events[i];
        assert_true(ct_rate_equal(x->fps, y->fps));
        assert_int_equal(x->source.first, y->source.first);
        if (ct_rate_equal(x->fps, a->fps) ||
            format != FCPXML) /* else FCPXML has only the record's length */
            assert_int_equal(x->source.end, y->source.end);
        assert_int_equal(x->record.first, y->record.first);
        assert_int_equal(x->record.end, y->record.end);
        assert_int_equal(x->media_frames, y->media_frames);
        assert_int_equal(ct_event_labels(x, x->fps).first, ct_event_labels(y, y->fps).first);
        assert_int_equal(ct_event_labels(x, x->fps).count.drop,
                         ct_event_labels(y, y->fps).count.drop);
        assert_string_equal(x->name, y->name);
        assert_string_equal(x->path, y->path);
        assert_string_equal(ct_str_or_empty(x->label), ct_str_or_empty(y->label));
        assert_int_equal(x->marker_count, y->marker_count);
        for (size_t k = 0; k < x->marker_count; k++) {
            assert_int_equal(x->markers[k].frame, y->markers[k].frame);
            assert_int_equal(x->markers[k].count, y->markers[k].count);
            assert_int_equal(x->markers[k].category, y->markers[k].category);
            assert_string_equal(x->markers[k].text, y->markers[k].text);
            assert_string_equal(x->markers[k].author, y->markers[k].author);
            if (format != FCP7XML)
                assert_int_equal(x->markers[k].status, y->markers[k].status);
        }
    }
}

static void round_trip(fixture *f, const ct_export_options *o)
{
    for (int i = 0; i < FORMATS; i++) {
        ct_export_input  in = {.selects = &f->selects, .clips = &f->clips, .notes = &f->notes};
        ct_timeline_list lists = {0};
        assert_int_equal(ct_editlist_from_selects(&in, o, false, &lists, NULL, &f->err), CT_OK);
        if (fixture_export(f, formats[i], o))
            fail_msg("%s", f->err.text);
        ct_timeline back = read_back(f);
        assert_same(&lists.items[0], &back, i);
        ct_timeline_finish(&back);
        ct_timeline_list_finish(&lists);
    }
}

static void test_scene_comes_back(void **state)
{
    fixture f = {.ids = 0};

    (void)state;
    make_scene(&f);
    round_trip(&f, &(ct_export_options){.handles = 5});
    fixture_finish(&f);
}

static const struct {
    AVRational  fps;
    const char *start[2];
} rates[] = {
    {{24000, 1001}, {"10:00:58:20", "00:00:00:00"}},
    {{24, 1}, {"01:09:59:00", "23:59:50:00"}},
    {{25, 1}, {"10:00:58:20", "01:09:59:00"}},
    {{30000, 1001}, {"10:00:59;20", "01:09:58;28"}},
    {{30000, 1001}, {"10:00:59:20", "01:09:58:28"}},
    {{30, 1}, {"10:00:59:20", "01:09:58:28"}},
    {{50, 1}, {"10:00:59:20", "01:09:58:28"}},
    {{60000, 1001}, {"10:00:59;50", "01:09:58;58"}},
    {{60, 1}, {"10:00:59:50", "01:09:58:58"}},
};

static int64_t roll(uint64_t *dice, int64_t below)
{
    *dice = *dice * 6364136223846793005u + 1442695040888963407u;
    return (int64_t)((*dice >> 33) % (uint64_t)below);
}

static void test_random_projects_come_back(void **state)
{
    uint64_t dice = 7;

    (void)state;
    for (int round = 0; round < 90; round++) {
        size_t  rate = (size_t)round % (sizeof rates / sizeof rates[0]);
        fixture f = {.ids = 0};
        for (int i = 0; i < 4; i++) {
            char name[32];
            snprintf(name, sizeof name, "C%03d %%&'.mov", i);
            size_t c = fixture_clip(&f, name, "R", rates[rate].fps,
                                    rates[rate].start[roll(&dice, 2)], 500 + roll(&dice, 5000));
            f.clips.items[c].audio_channels = (int)roll(&dice, 5);
        }
        for (int i = 0; i < 20; i++) {
            size_t  c = (size_t)roll(&dice, 4);
            int64_t first = roll(&dice, 400), end = first + 1 + roll(&dice, 100);
            fixture_select(&f, c, first, end, roll(&dice, 2) ? "label" : NULL);
            fixture_note(&f, c, first, first + 1 + roll(&dice, end - first),
                         (ct_category)roll(&dice, CT_CAT_COUNT), "text <&> \"x\"");
        }
        round_trip(&f, &(ct_export_options){.order = (ct_list_order)roll(&dice, 3)});
        if (round < 9) {
            assert_int_equal(fixture_export(&f, "fcpxml", NULL), CT_OK);
            validate(fixture_only(&f), f.out.items[0].bytes, "1.9");
        }
        fixture_finish(&f);
    }
}

/* Several rates in one list: each source keeps its own. */
/* In a cut whose list was made on Windows: slashes, and a server is the host. */
static void test_paths_of_windows(void **state)
{
    static const struct {
        const char *path, *url, *back;
    } rows[] = {
        {"C:\\Users\\Ann Lee\\a#1.mov", "/C%3A/Users/Ann%20Lee/a%231.mov",
         "C:/Users/Ann Lee/a#1.mov"},
        {"d:/rushes/a.mov", "/d%3A/rushes/a.mov", "d:/rushes/a.mov"},
        {"\\\\server\\share\\a.mov", "file://server/share/a.mov", "//server/share/a.mov"},
        {"/rushes/a\\b.mov", "/rushes/a%5Cb.mov", "/rushes/a\\b.mov"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        for (int k = 0; k < FORMATS; k++) {
            fixture f = {.ids = 0};
            size_t  c = fixture_clip(&f, "a.mov", "A001", R25, "10:00:00:00", 100);
            ct_strset(&f.clips.items[c].path, rows[i].path);
            fixture_select(&f, c, 0, 10, NULL);
            assert_int_equal(fixture_export(&f, formats[k], NULL), CT_OK);
            if (!strstr(fixture_only(&f), rows[i].url))
                fail_msg("%s\n%s", rows[i].url, fixture_only(&f));
            ct_timeline back = read_back(&f);
            assert_string_equal(back.events[0].path, rows[i].back);
            ct_timeline_finish(&back);
            fixture_finish(&f);
        }
}

static void test_mixed_rates(void **state)
{
    fixture f = {.ids = 0};

    (void)state;
    size_t a = fixture_clip(&f, "a.mov", "A", R50, "01:00:00:00", 1000);
    size_t b = fixture_clip(&f, "b.mov", "B", R25, "02:00:00:00", 1000);
    fixture_select(&f, a, 10, 113, NULL);
    fixture_select(&f, b, 0, 77, NULL);
    fixture_note(&f, a, 20, 21, CT_CAT_SOUND, "x");
    round_trip(&f, &(ct_export_options){.edit_rate = R25});
    assert_int_equal(fixture_export(&f, "fcpxml", &(ct_export_options){.edit_rate = R25}), CT_OK);
    assert_int_equal(f.out.count, 1);
    assert_non_null(
        strstr(fixture_only(&f), "<conform-rate scaleEnabled=\"0\" srcFrameRate=\"50\"/>"));
    validate(fixture_only(&f), f.out.items[0].bytes, "1.9");

    /* 103 frames of 50 are 51.5 of 25; rounded up they would reach behind the media's end */
    f.clips.items[a].frame_count = 113;
    assert_int_equal(fixture_export(&f, "fcpxml", &(ct_export_options){.edit_rate = R25}), CT_OK);
    assert_int_equal(fixture_said(&f, "off-grid"), 1);
    assert_non_null(strstr(fixture_only(&f), "start=\"180010/50s\" duration=\"51/25s\""));
    validate(fixture_only(&f), f.out.items[0].bytes, "1.9");
    assert_int_equal(fixture_export(&f, "fcpxml", &(ct_export_options){.edit_rate = {48, 1}}),
                     CT_UNSUPPORTED);
    fixture_finish(&f);
}

/* The whole media, its start on the media's clock, and places on the sequence's. */
static void test_clocks_of_fcpxml(void **state)
{
    fixture f = {.ids = 0};

    (void)state;
    size_t a = fixture_clip(&f, "a.mov", "A", R23976, "01:00:00:00", 100);
    fixture_select(&f, a, 24, 48, NULL);
    assert_int_equal(fixture_export(&f, "fcpxml", NULL), CT_OK);
    /* 86400 frames of 1001/24000, and 24 more */
    assert_non_null(strstr(fixture_only(&f), "tcStart=\"86486400/24000s\""));
    assert_non_null(
        strstr(fixture_only(&f), "start=\"86486400/24000s\" duration=\"100100/24000s\""));
    assert_non_null(strstr(fixture_only(&f), "offset=\"86486400/24000s\" start=\"86510424/24000s\" "
                                             "duration=\"24024/24000s\""));
    assert_non_null(strstr(fixture_only(&f), "src=\"file:///rushes/a.mov\""));
    fixture_finish(&f);
}

/* --- from elsewhere --------------------------------------------------------------- */

/* A title of 153673520/2400000 s is 1919 frames; its clock starts at 600.6 s = frame 18000, and the first
 * marker at 27248221/7500 s stands 90884 frames behind that. */
static void test_title_has_place_and_markers(void **state)
{
    char       *path = shared_path("editlists/fcpxml/dfk-BasicMarkers.fcpxml"), *data;
    size_t      bytes;
    ct_timeline t;
    ct_error    err;

    (void)state;
    if (!ct_file_exists(path)) {
        print_message("skipped: %s is not there\n", path);
        free(path);
        return;
    }
    assert_int_equal(ct_file_read(path, 1 << 24, &data, &bytes, &err), CT_OK);
    assert_int_equal(ct_import(path, data, bytes, R25, &t, NULL, &err), CT_OK);
    assert_string_equal(t.events[0].name, "Basic Title");
    assert_int_equal(t.events[0].record.first, 0);
    assert_int_equal(t.events[0].record.end, 1919);
    assert_int_equal(t.events[0].marker_count, 4);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(t.events[0].markers[i].frame, 90884 + (int64_t)i);
    assert_int_equal(t.events[0].markers[2].status, CT_NOTE_RESOLVED);
    ct_timeline_finish(&t);
    free(data);
    free(path);
}

static void test_favourites_without_a_project(void **state)
{
    static const char text[] =
        "<?xml version=\"1.0\"?><!DOCTYPE fcpxml><fcpxml version=\"1.9\"><resources>"
        "<format id=\"r1\" frameDuration=\"100/2500s\"/>"
        "<asset id=\"r2\" name=\"a\" start=\"3600s\" duration=\"100s\" hasVideo=\"1\" format=\"r1\">"
        "<media-rep src=\"file:///a%20b.mov\"/></asset></resources><event name=\"Tag 1\">"
        "<asset-clip ref=\"r2\" name=\"a\" start=\"3600s\" duration=\"100s\">"
        "<rating name=\"good one\" start=\"3601s\" duration=\"51/25s\" value=\"favorite\"/>"
        "<rating start=\"3610s\" duration=\"1s\" value=\"reject\"/></asset-clip></event></fcpxml>";
    ct_timeline t;
    ct_error    err;

    (void)state;
    assert_int_equal(ct_import("x", text, strlen(text), R25, &t, NULL, &err), CT_OK);
    assert_int_equal(t.event_count, 2);
    assert_int_equal(t.events[0].source.first, 25);
    assert_int_equal(t.events[0].source.end, 76);
    assert_string_equal(t.events[0].label, "good one");
    assert_string_equal(t.events[0].path, "/a b.mov");
    assert_int_equal(t.events[1].verdict, CT_REJECTED);
    assert_int_equal(t.events[1].record.first, 51);
    ct_timeline_finish(&t);
}

/* start and end of -1: the transition beside says where. */
static void test_transition_of_fcp7(void **state)
{
#define ITEM(start, end, in, out)                                                                  \
    "<clipitem><name>c</name><rate><timebase>25</timebase></rate><start>" start                    \
    "</start><end>" end "</end><in>" in "</in><out>" out "</out></clipitem>"
    static const char text[] =
        "<xmeml version=\"4\"><sequence><name>s</name><rate><timebase>25</timebase><ntsc>FALSE</ntsc>"
        "</rate><media><video><track>" ITEM("0", "-1", "100", "160") "<transitionitem><start>40</start><end>60</end><alignment>center</alignment></transitionitem>" ITEM(
            "-1", "100", "10", "70") "</track></video></media></sequence></xmeml>";
    ct_timeline t;
    ct_error    err;

    (void)state;
    if (ct_import("x.xml", text, strlen(text), R25, &t, NULL, &err))
        fail_msg("%s", err.text);
    assert_int_equal(t.event_count, 2);
    assert_int_equal(t.events[0].record.end, 40);
    assert_int_equal(t.events[0].source.end, 140);
    assert_int_equal(t.events[1].record.first, 40);
    assert_int_equal(t.events[1].source.first, 10);
    assert_int_equal(t.events[1].transition, CT_DISSOLVE);
    assert_int_equal(t.events[1].transition_frames, 20);
    ct_timeline_finish(&t);
}

static void test_otio_from_elsewhere(void **state)
{
    static const struct {
        const char *name;
        size_t      events, further;
    } files[] = {{"editlists/otio/otio-simple_cut.otio", 4, 0},
                 {"editlists/otio/otio-multitrack.otio", 5, 0}};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        char           *path = shared_path(files[i].name), *data;
        size_t          bytes;
        ct_timeline     t;
        ct_finding_list said = {0};
        ct_error        err;
        if (ct_file_exists(path)) {
            assert_int_equal(ct_file_read(path, 1 << 24, &data, &bytes, &err), CT_OK);
            if (ct_import("unnamed", data, bytes, R25, &t, &said, &err))
                fail_msg("%s", err.text);
            assert_int_equal(t.event_count, files[i].events);
            assert_int_equal(said.count, files[i].further);
            ct_timeline_finish(&t);
            ct_finding_list_finish(&said);
            free(data);
        } else {
            print_message("skipped: %s is not there\n", path);
        }
        free(path);
    }
}

/* Clip.1, a whole clip, a gap, a transition around the cut, bare words, a rate as people round it. */
static void test_otio_by_hand(void **state)
{
#define TIME(v, r) "{\"OTIO_SCHEMA\":\"RationalTime.1\",\"value\":" v ",\"rate\":" r "}"
#define RANGE(s, d)                                                                                \
    "{\"OTIO_SCHEMA\":\"TimeRange.1\",\"start_time\":" TIME(s, "23.976") ",\"duration\":" TIME(    \
        d, "23.976") "}"
    static const char text[] =
        "{\"OTIO_SCHEMA\":\"Timeline.1\",\"name\":\"x \\\"NaN\",\"metadata\":{\"bad\":NaN,\"worse\":"
        "-Infinity},\"tracks\":{\"OTIO_SCHEMA\":\"Stack.1\",\"children\":[{\"OTIO_SCHEMA\":\"Track.1\","
        "\"kind\":\"Video\",\"children\":["
        "{\"OTIO_SCHEMA\":\"Gap.1\",\"source_range\":" RANGE(
            "0",
            "48") "},"
                  "{\"OTIO_SCHEMA\":\"Clip.1\",\"name\":\"a\",\"source_range\":null,\"media_reference\":"
                  "{\"OTIO_SCHEMA\":\"ExternalReference.1\",\"target_url\":\"sub/a%20b.mov\",\"available_range\":" RANGE(
                      "86400",
                      "100") "}},"
                             "{\"OTIO_SCHEMA\":\"Transition.1\",\"in_offset\":" TIME("5", "23.976") ",\"out_offset\":" TIME(
                                 "7",
                                 "23.976") "},"
                                           "{\"OTIO_SCHEMA\":\"Clip.1\",\"name\":\"b\",\"source_range\":" RANGE(
                                               "20",
                                               "30") ",\"media_reference\":{\"OTIO_SCHEMA\":\"MissingReference.1\"}}]}]}}";
    ct_timeline t;
    ct_error    err;

    (void)state;
    if (ct_import("x", text, strlen(text), R25, &t, NULL, &err))
        fail_msg("%s", err.text);
    assert_string_equal(t.title, "x \"NaN");
    assert_true(ct_rate_equal(t.fps, R23976));
    assert_int_equal(t.event_count, 2);
    assert_int_equal(t.events[0].record.first, 48);
    assert_int_equal(t.events[0].record.end, 143);
    assert_int_equal(t.events[0].source.first, 0);
    assert_int_equal(t.events[0].source.end, 95);
    assert_int_equal(t.events[0].tc.start, 86400);
    assert_int_equal(t.events[1].record.first, 143);
    assert_int_equal(t.events[1].source.first, 15);
    assert_int_equal(t.events[1].transition_frames, 12);
    ct_timeline_finish(&t);
}

/* --- what must not work --------------------------------------------------------------- */

static void test_bad_files(void **state)
{
    static const struct {
        const char *text, *says;
    } bad[] = {
        {"<fcpxml version=\"1.9\"><resources>", "not well-formed"},
        {"<fcpxml version=\"1.9\"/>", "neither a project"},
        {"<xmeml><sequence><rate><timebase>25</timebase></rate><media><video><track><clipitem>"
         "<start>-5</start><end>9</end></clipitem></track></video></media></sequence></xmeml>",
         "expected start and end"},
        {"<xmeml><sequence><rate><timebase>25</timebase></rate><media><video><track>\n<clipitem>"
         "<start>9</start><end>5</end></clipitem></track></video></media></sequence></xmeml>",
         "Line 2: expected <end> behind <start>, but 5 is before 9."},
        {"<xmeml><sequence><rate><timebase>25</timebase></rate><media><video><track>\n<clipitem>"
         "<start>0</start><end>5</end><in>7</in><out>2</out></clipitem></track></video></media>"
         "</sequence></xmeml>",
         "Line 2: expected <out> behind <in>, but 2 is before 7."},
        {"<fcpxml version=\"1.9\"><resources><format id=\"r1\" frameDuration=\"1/25s\"/><asset "
         "id=\"a\" start=\"0s\" duration=\"9s\" hasVideo=\"1\" format=\"r1\"/></resources><project>"
         "<sequence format=\"r1\"><spine>\n<asset-clip ref=\"a\" offset=\"0s\" duration=\"-2s\"/>"
         "</spine></sequence></project></fcpxml>",
         "Line 2: expected a duration of <asset-clip>"},
        {"<fcpxml version=\"1.9\"><resources><format id=\"r1\" frameDuration=\"1/25s\"/><asset "
         "id=\"a\" start=\"0s\" duration=\"9s\" hasVideo=\"1\" format=\"r1\"/></resources><project "
         "name=\"p\"><sequence format=\"r1\"><spine><asset-clip ref=\"a\" duration=\"2s\" "
         "enabled=\"0\"/></spine></sequence></project></fcpxml>",
         "All clips in p are switched off."},
        {"<fcpxml version=\"1.9\"><resources><format id=\"r1\" frameDuration=\"1/25s\"/><asset "
         "id=\"a\" start=\"0s\" duration=\"9s\" hasVideo=\"1\" format=\"r1\"/></resources><project "
         "name=\"p\"><sequence format=\"r1\"><spine><asset-clip ref=\"a\" duration=\"2s\" "
         "enabled=\"0\"/><asset-clip ref=\"gone\" offset=\"2s\" duration=\"2s\"/></spine></sequence>"
         "</project></fcpxml>",
         "no clip in p that can be read: 1 of its items is of kinds that are not known here or name "
         "no media, and 1 is switched off."},
        {"{\"OTIO_SCHEMA\": \"Timeline.1\", \"name\": \"p\", \"tracks\": {\"OTIO_SCHEMA\": "
         "\"Stack.1\", \"children\": [{\"OTIO_SCHEMA\": \"Track.1\", \"children\": [{\"OTIO_SCHEMA\":"
         " \"Clip.2\", \"enabled\": false}, {\"OTIO_SCHEMA\": \"Shot.1\"}]}]}}",
         "1 of its items is of kinds that are not known here or name no media, and 1 is switched "
         "off."},
        {"<xmeml/>", "neither a sequence nor a bin"},
        {"{\"OTIO_SCHEMA\": \"Timeline.1\"", "expected the rest of a timeline"},
        {"{\"OTIO_SCHEMA\": \"Clip.2\"}", "expected a source_range"},
        {"{\"OTIO_SCHEMA\": \"Gap.1\"}", "Expected a Timeline"},
        {"{\"OTIO_SCHEMA\": \"Timeline.1\"}", "no clip"},
        {"<!DOCTYPE xmeml [<!ENTITY a \"x\">]><xmeml>&a;</xmeml>", "declarations of its own"},
        {"<!DOCTYPE xmeml [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><xmeml>&a;</xmeml>",
         "declarations of its own"},
        {"<xmeml>&undefined;</xmeml>", "not well-formed"},
        {"<xmeml><sequence><rate><timebase>25</timebase></rate><media><video><track><clipitem>"
         "<start>x</start></clipitem></track></video></media></sequence></xmeml>",
         "expected whole frames in <start>"},
        {"<fcpxml><resources><format id=\"r1\" frameDuration=\"1/25s\"/></resources><project>"
         "<sequence format=\"r1\" tcStart=\"soon\"><spine/></sequence></project></fcpxml>",
         "expected a time such as"},
        {"<fcpxml><project><sequence><spine/></sequence></project></fcpxml>", "frame duration"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        ct_timeline t;
        ct_error    err;
        assert_int_equal(
            ct_import("bad.xml", bad[i].text, strlen(bad[i].text), R25, &t, NULL, &err),
            CT_BAD_DATA);
        if (!strstr(err.text, bad[i].says) || !ct_starts_with(err.text, "bad.xml: "))
            fail_msg("expected \"%s\" in \"%s\"", bad[i].says, err.text);
    }
}

/* 200,000 elements deep: refused by the parser's limit, without a stack of ours. */
static void test_depth(void **state)
{
    enum { DEEP = 200000 };
    ct_str      text = {0};
    ct_timeline t;
    ct_error    err;

    (void)state;
    ct_str_append(&text, "<xmeml>");
    for (int i = 0; i < DEEP; i++)
        ct_str_append(&text, "<a>");
    assert_int_equal(ct_import("deep.xml", ct_str_text(&text), text.len, R25, &t, NULL, &err),
                     CT_BAD_DATA);
    ct_str_finish(&text);
}

/* No byte that a name or note can have makes the XML ill-formed. */
static void test_any_text_is_well_formed(void **state)
{
    uint64_t dice = 99;

    (void)state;
    for (int round = 0; round < 40; round++) {
        fixture f = {.ids = 0};
        char    junk[64];
        for (size_t i = 0; i < sizeof junk - 1; i++)
            junk[i] = (char)(1 + roll(&dice, 255));
        junk[sizeof junk - 1] = '\0';
        size_t c = fixture_clip(&f, junk, junk, R2997, "01:00:00;00", 100);
        fixture_select(&f, c, 0, 10, junk);
        fixture_note(&f, c, 0, 10, CT_CAT_GENERAL, junk);
        for (int i = 0; i < FORMATS; i++) {
            assert_int_equal(fixture_export(&f, formats[i], NULL), CT_OK);
            ct_timeline t = read_back(&f);
            assert_int_equal(t.event_count, 1);
            assert_int_equal(t.events[0].marker_count, 1);
            ct_timeline_finish(&t);
        }
        fixture_finish(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_goldens),
        cmocka_unit_test(test_versions_of_fcpxml),
        cmocka_unit_test(test_versions_of_otio),
        cmocka_unit_test(test_scene_comes_back),
        cmocka_unit_test(test_random_projects_come_back),
        cmocka_unit_test(test_paths_of_windows),
        cmocka_unit_test(test_mixed_rates),
        cmocka_unit_test(test_clocks_of_fcpxml),
        cmocka_unit_test(test_otio_from_elsewhere),
        cmocka_unit_test(test_otio_by_hand),
        cmocka_unit_test(test_title_has_place_and_markers),
        cmocka_unit_test(test_favourites_without_a_project),
        cmocka_unit_test(test_transition_of_fcp7),
        cmocka_unit_test(test_bad_files),
        cmocka_unit_test(test_depth),
        cmocka_unit_test(test_any_text_is_well_formed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
