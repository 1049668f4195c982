/* SPDX-License-Identifier: MIT */
/* A list comes in: which clip each rule finds and why none is found, one import is one step, a file that
 * breaks off changes nothing, and notes go with their frames into the next version of a cut. */
#include "store_kit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/compared.h"
#include "circletake/cutmap.h"
#include "circletake/file.h"
#include "circletake/handover.h"
#include "circletake/pace.h"
#include "circletake/receive.h"
#include "circletake/str.h"

static const AVRational R25 = {25, 1};

/* --- clips and events to match ---------------------------------------------------------------- */

static ct_clip clip_of(const char *path, const char *reel, int64_t tc_start, int64_t frames)
{
    ct_clip c;

    ct_clip_init(&c);
    c.id = ct_id_new();
    c.path = ct_strdup(path);
    c.name = ct_strdup(ct_path_name(path));
    c.reel = ct_strdup(reel);
    c.fps = R25;
    c.frame_count = frames;
    c.width_px = 1920;
    c.height_px = 1080;
    if (tc_start >= 0)
        c.tc = (ct_tc_track){tc_start, {25, false}, R25};
    else
        c.tc.rate = (AVRational){0, 1};
    return c;
}

/* As an EDL brings it: frames are labels. */
static ct_event *event_of(ct_timeline *t, const char *name, const char *reel, const char *path,
                          int64_t first, int64_t frames)
{
    ct_event *e = ct_timeline_add(t);
    int64_t   at = t->event_count > 1 ? t->events[t->event_count - 2].record.end : 0;

    e->name = name ? ct_strdup(name) : NULL;
    e->reel = reel ? ct_strdup(reel) : NULL;
    e->path = path ? ct_strdup(path) : NULL;
    e->tc = (ct_tc_track){0, {25, false}, R25};
    e->source = (ct_span){first, first + frames};
    e->record = (ct_span){at, at + frames};
    return e;
}

enum { HOUR = 90000 };

static void each_rule_finds_its_clip(void **state)
{
    (void)state;
    ct_clip clips[] = {
        clip_of("/a/A001C001.mov", "A001", 10 * HOUR, 1000),
        clip_of("/a/A001C002.mov", "A001", 10 * HOUR + 1000, 1000),
        clip_of("/b/A001C002.mov", "B001", 12 * HOUR, 1000),
        clip_of("/a/phone.mp4", "", -1, 500),
        clip_of("/a/LONGREELNAME_0001.mov", "LONGREELNAME", 3 * HOUR, 500),
        clip_of("/s/shot.%04d.exr", "", -1, 100),
        clip_of("/s/50%%_%d.png", "", -1, 100),
        clip_of("/c/T\u00FCr \u30AC \u1EA4.mov", "", -1, 100), /* letters of one sign each */
        clip_of("/c/Ho\u0308lle \u1112\u1161\u11AB.mov", "", -1, 100), /* and taken apart */
    };
    const struct {
        const char *name, *reel, *path;
        int64_t     first;
        ct_match    match;
        int         clip;
        int64_t     shown; /* first frame of the clip */
    } cases[] = {
        {"other.mov", "X", "/b/A001C002.mov", 12 * HOUR + 5, CT_MATCH_PATH, 2, 5},
        {NULL, "a001", NULL, 10 * HOUR + 999, CT_MATCH_REEL, 0, 999},
        {NULL, "A001", NULL, 10 * HOUR + 1000, CT_MATCH_REEL, 1, 0},
        {"A001C002.mov", "ZZZ", NULL, 12 * HOUR + 7, CT_MATCH_NAME_TIMECODE, 2, 7},
        {NULL, "A001C002", NULL, 12 * HOUR + 7, CT_MATCH_REEL, 2, 7}, /* file name as the reel */
        {"phone.mp4", "AX", NULL, 40, CT_MATCH_NAME_TIMECODE, 3, 40},
        {NULL, "LONGREEL", NULL, 3 * HOUR + 1, CT_MATCH_REEL, 4, 1},   /* cut to 8 */
        {"A001C001.mov", "AX", NULL, 20 * HOUR, CT_MATCH_NAME, 0, -1}, /* timecode elsewhere */
        {"A001C002.mov", "AX", NULL, 20 * HOUR, CT_MATCH_NONE, 0, 0},  /* which of two? */
        {"A001C001.mp4", "AX", NULL, 10 * HOUR + 3, CT_MATCH_NAME_TIMECODE, 0, 3}, /* of a proxy */
        {"shot 7", "AX", "S:\\rushes\\A001C001.mxf", 20 * HOUR, CT_MATCH_NAME, 0, -1},
        {"phone.from the set", "AX", NULL, 40, CT_MATCH_NONE, 0, 0}, /* no extension */
        {NULL, "AX", "/s/shot.1017.exr", 5, CT_MATCH_PATH, 5, 5},    /* one image of a sequence */
        {"shot.[1001-1100].exr", "AX", NULL, 6, CT_MATCH_NAME, 5, 6},
        {"shot.####.exr", "AX", NULL, 6, CT_MATCH_NAME, 5, 6},
        {NULL, "AX", "/s/shot.1001-1100#.exr", 5, CT_MATCH_PATH, 5,
         5}, /* one sign is four digits */
        {NULL, "AX", "/s/shot.1001-1100@@@@.exr", 5, CT_MATCH_PATH, 5, 5},
        {"50%_7.png", "AX", NULL, 7, CT_MATCH_NAME, 6, 7},
        {NULL, "AX", "/c/Tu\u0308r \u30AB\u3099 A\u0302\u0301.mov", 8, CT_MATCH_PATH, 7, 8},
        {"Tu\u0308r \u30AB\u3099 A\u0302\u0301", "AX", NULL, 9, CT_MATCH_NAME_TIMECODE, 7, 9},
        {"H\u00F6lle \uD55C.mov", "AX", NULL, 9, CT_MATCH_NAME_TIMECODE, 8, 9},
        {"Holle \uD55C.mov", "AX", NULL, 9, CT_MATCH_NONE, 0, 0},
        {"gone.mov", "G001", "/gone.mov", 0, CT_MATCH_NONE, 0, 0},
    };
    enum { CASES = sizeof cases / sizeof cases[0], CLIPS = sizeof clips / sizeof clips[0] };
    ct_timeline       t;
    ct_conform_result result;
    ct_finding_list   said = {0};
    ct_conform       *c = ct_conform_create(clips, CLIPS);

    ct_timeline_init(&t);
    for (size_t i = 0; i < CASES; i++)
        event_of(&t, cases[i].name, cases[i].reel, cases[i].path, cases[i].first, 1);
    ct_conform_run(c, &t, &result, &said);
    for (size_t i = 0; i < CASES; i++) {
        const ct_event *e = &t.events[i];
        ct_span         span;
        if (e->match != cases[i].match)
            fail_msg("case %zu: found by '%s'", i, ct_match_name(e->match));
        if (e->match == CT_MATCH_NONE)
            continue;
        assert_true(ct_id_equal(e->clip, clips[cases[i].clip].id));
        bool inside = ct_conform_place(e, t.fps, &clips[cases[i].clip], &span);
        assert_int_equal(inside, cases[i].shown >= 0);
        if (inside)
            assert_int_equal(span.first, cases[i].shown);
    }
    assert_int_equal(result.matched, CASES - 4);
    assert_int_equal(result.ambiguous, 1);
    assert_int_equal(result.missing, 3);
    bool ambiguous = false, both_values = false;
    for (size_t i = 0; i < said.count; i++) {
        ambiguous = ambiguous || (strcmp(said.items[i].rule, "ambiguous") == 0 &&
                                  strstr(said.items[i].text, "/b/A001C002.mov"));
        both_values = both_values || (strcmp(said.items[i].rule, "outside") == 0 &&
                                      strstr(said.items[i].text, "20:00:00:00") &&
                                      strstr(said.items[i].text, "10:00:00:00"));
    }
    assert_true(ambiguous && both_values);
    ct_conform_destroy(&c);
    ct_finding_list_finish(&said);
    ct_timeline_finish(&t);
    for (size_t i = 0; i < CLIPS; i++)
        ct_clip_finish(&clips[i]);
}

/* The same answers for one event at a time, as a list of what is missing gives them. */
static void one_event_is_explained(void **state)
{
    (void)state;
    ct_clip        clips[] = {clip_of("/a/one/take.mov", "A001", 0, 1000),
                              clip_of("/a/two/take.mov", "A001", 0, 1000),
                              clip_of("/a/other.mov", "B002", HOUR, 1000)};
    ct_timeline    t;
    const ct_clip *found[2];
    ct_conform    *c = ct_conform_create(clips, 3);

    ct_timeline_init(&t);
    event_of(&t, NULL, "A001", NULL, 100, 25);
    event_of(&t, NULL, "B002", NULL, HOUR + 5, 25);
    event_of(&t, NULL, "C003", NULL, HOUR, 25);
    assert_false(ct_conform_look(c, &t.events[0], t.fps, found));
    assert_ptr_equal(found[0], &clips[0]);
    assert_ptr_equal(found[1], &clips[1]);
    assert_true(ct_conform_look(c, &t.events[1], t.fps, found));
    assert_ptr_equal(found[0], &clips[2]);
    assert_false(ct_conform_look(c, &t.events[2], t.fps, found));
    assert_null(found[0]);
    ct_conform_destroy(&c);
    ct_timeline_finish(&t);
    for (int i = 0; i < 3; i++)
        ct_clip_finish(&clips[i]);
}

/* Scenes that a program found in a file, and files cut to what is used, begin inside of the clip: by their timecode, or
 * without one by frames from its first; or the clip begins inside of the list's media. What does not lie in it, or is as
 * long, is counted from its first frame. */
static void media_that_is_a_part_of_a_clip(void **state)
{
    (void)state;
    ct_clip clips[] = {clip_of("/a/whole.mov", "W001", 10 * HOUR, 1000),
                       clip_of("/a/phone.mp4", "", -1, 1000),
                       clip_of("/a/drop.mov", "D001", 0, 5000)};
    clips[2].fps = (AVRational){30000, 1001};
    clips[2].tc = (ct_tc_track){107892, {30, true}, {30000, 1001}};
    const struct {
        const char *name;
        int64_t     start, media, shown;
    } cases[] = {
        {"whole.mov", 10 * HOUR + 346, 280, 351},
        {"whole.mov", 10 * HOUR, 280, 5},
        {"whole.mov", 10 * HOUR + 346, 1000, 5},
        {"whole.mov", 10 * HOUR + 800, 280, 5},
        {"whole.mov", 0, 280, 5},
        {"phone.mp4", 346, 280, 351},
        {"phone.mp4", HOUR, 280, 5},
        {"drop.mov", 107892 + 2400, 300, 2405},
    };
    ct_timeline       t;
    ct_conform_result result;
    ct_finding_list   said = {0};
    ct_conform       *c = ct_conform_create(clips, 3);

    ct_timeline_init(&t);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ct_event      *e = event_of(&t, cases[i].name, NULL, NULL, 5, 25);
        const ct_clip *clip = &clips[*cases[i].name == 'w' ? 0 : *cases[i].name == 'p' ? 1 : 2];
        ct_span        span;
        e->fps = clip->fps;
        e->tc = (ct_tc_track){cases[i].start, {ct_tc_base(clip->fps), false}, clip->fps};
        e->media_frames = cases[i].media;
        assert_true(ct_conform_place(e, t.fps, clip, &span));
        if (span.first != cases[i].shown)
            fail_msg("case %zu: %lld", i, (long long)span.first);
    }
    ct_timeline_cut(&t, 1, 0);
    ct_event *from = event_of(&t, "whole.mov", NULL, NULL, 10 * HOUR + 40, 25);
    ct_span   span;
    from->tc = (ct_tc_track){0, {25, false}, {25, 1}};
    from->media_frames = 1000; /* said to begin at 0, and counted from its timecode */
    assert_true(ct_conform_place(from, t.fps, &clips[0], &span));
    assert_int_equal(span.first, 40);
    ct_timeline_cut(&t, 1, 0);
    ct_conform_run(c, &t, &result, &said);
    assert_int_equal(result.matched, 1);
    for (size_t i = 0; i < said.count; i++)
        assert_string_not_equal(said.items[i].rule, "start-timecode");
    ct_conform_destroy(&c);
    ct_finding_list_finish(&said);
    ct_timeline_finish(&t);
    for (int i = 0; i < 3; i++)
        ct_clip_finish(&clips[i]);
}

/* Sources keep their labels in a list of another rate, as our own lists have them: 10 of 50 is frame 10. Only 24, which
 * a clip of 24 does not have, was counted at the 25 of the list. */
static void labels_of_a_list_at_another_rate(void **state)
{
    (void)state;
    static const struct {
        AVRational list, clip;
        int64_t    label, shown;
        bool       drop;
    } cases[] = {
        {{25, 1}, {50, 1}, HOUR + 25 + 10, 60, false},
        {{25, 1}, {24, 1}, HOUR + 25 + 13, 37, false},
        {{25, 1}, {24, 1}, HOUR + 24, 23, false},
        {{24, 1}, {25, 1}, 86400 + 24 + 12, 37, false},
        {{30000, 1001}, {60000, 1001}, 107892 + 30 + 10, 70, true},
        {{24000, 1001}, {24, 1}, 86400 + 30, 30, false},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ct_clip     clip = clip_of("/a/a.mov", "A001", 0, 1000);
        ct_tc_count count = {ct_tc_base(cases[i].clip), cases[i].drop};
        ct_timeline t;
        ct_span     span;
        clip.fps = cases[i].clip;
        clip.tc = (ct_tc_track){ct_tc_day(count) / 24, count, clip.fps};
        ct_timeline_init(&t);
        t.fps = cases[i].list;
        ct_event *e = event_of(&t, "a.mov", NULL, NULL, cases[i].label, 10);
        e->fps = cases[i].list;
        e->tc = (ct_tc_track){0, {ct_tc_base(e->fps), cases[i].drop}, e->fps};
        assert_true(ct_conform_place(e, t.fps, &clip, &span));
        if (span.first != cases[i].shown)
            fail_msg("case %zu: %lld", i, (long long)span.first);
        ct_timeline_finish(&t);
        ct_clip_finish(&clip);
    }
}

/* How long such a source is shows which way its labels count. Of 50 in a list of 25: labels that are 67 frames of 50
 * apart, 42 of 25; then every frame of it, then at twice its speed; as the list counts, 42 of 25; and read at 48, which
 * 26 frames of 50 could be by their length. */
static void lengths_of_a_list_at_another_rate(void **state)
{
    (void)state;
    static const struct {
        int        said;
        int64_t    label, labels, record;
        AVRational m2;
        int64_t    shown, last;
    } cases[] = {
        {25, HOUR + 6, 42, 34, {1, 1}, 67, 66}, {25, HOUR + 10, 10, 5, {1, 1}, 10, 8},
        {25, HOUR + 6, 42, 67, {1, 1}, 67, 66}, {25, HOUR + 0, 25, 13, {4, 1}, 50, 48},
        {25, HOUR + 6, 42, 42, {1, 1}, 84, 82}, {48, 172800 + 30, 24, 13, {1, 1}, 26, 24},
    };
    ct_clip clip = clip_of("/a/a.mov", "A001", 0, 1000);

    clip.fps = (AVRational){50, 1};
    clip.tc = (ct_tc_track){180000, {50, false}, clip.fps};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ct_timeline t;
        ct_span     span;
        ct_timeline_init(&t);
        ct_event *e = event_of(&t, "a.mov", NULL, NULL, cases[i].label, cases[i].labels);
        t.fps = R25;
        e->fps = e->tc.rate = (AVRational){cases[i].said, 1};
        e->tc.count.base = cases[i].said;
        e->speed = cases[i].m2;
        e->record = (ct_span){0, cases[i].record};
        assert_true(ct_conform_place(e, t.fps, &clip, &span));
        int64_t last =
            ct_event_clip_frame(e, t.fps, span, clip.fps, cases[i].record - 1) - span.first;
        if (ct_span_count(span) != cases[i].shown || last != cases[i].last)
            fail_msg("case %zu: %lld, last %lld", i, (long long)ct_span_count(span),
                     (long long)last);
        ct_timeline_finish(&t);
    }
    ct_timeline t;
    ct_span     span;
    ct_timeline_init(&t);
    ct_event *back = event_of(&t, "a.mov", NULL, NULL, HOUR + 143, 25); /* from 6:17 */
    back->fps = t.fps = R25;
    back->speed = (AVRational){2, 1};
    back->reverse = true;
    assert_true(ct_conform_place(back, t.fps, &clip, &span));
    assert_int_equal(span.first, 268);
    assert_int_equal(span.end, 318);
    ct_timeline_finish(&t);
    ct_clip_finish(&clip);
}

/* A camera that ran through midnight; one that counts drop-frame where the list says non-drop. */
static void odd_timecodes_are_found(void **state)
{
    (void)state;
    ct_clip clips[] = {clip_of("/a/night.mov", "N001", 24 * HOUR - 100, 1000),
                       clip_of("/a/drop.mov", "D001", 0, 5000)};
    clips[1].fps = (AVRational){30000, 1001};
    clips[1].tc = (ct_tc_track){107892, {30, true}, {30000, 1001}}; /* 01:00:00;00 */
    ct_timeline       t;
    ct_conform_result result;
    ct_conform       *c = ct_conform_create(clips, 2);
    ct_span           span;

    ct_timeline_init(&t);
    event_of(&t, NULL, "N001", NULL, 100, 25);                  /* 00:00:04:00 */
    ct_event *e = event_of(&t, NULL, "D001", NULL, 110400, 10); /* 01:01:20:00 non-drop */
    e->fps = (AVRational){30000, 1001};
    e->tc = (ct_tc_track){0, {30, false}, {30000, 1001}};
    e = event_of(&t, NULL, "D001", NULL, 20,
                 10); /* frames from the start of the media, as in OTIO */
    e->fps = (AVRational){30000, 1001};
    e->tc = (ct_tc_track){107892, {30, false}, {30000, 1001}};
    e->media_frames = 5000;
    ct_finding_list said = {0};
    ct_conform_run(c, &t, &result, &said);
    assert_int_equal(result.matched, 3);
    assert_int_equal(t.events[2].match, CT_MATCH_REEL);
    assert_true(ct_conform_place(&t.events[2], t.fps, &clips[1], &span));
    assert_int_equal(span.first, 20);
    for (size_t i = 0; i < said.count; i++)
        assert_string_not_equal(said.items[i].rule, "start-timecode");
    ct_finding_list_finish(&said);
    assert_true(ct_conform_place(&t.events[0], t.fps, &clips[0], &span));
    assert_int_equal(span.first, 200);
    assert_true(ct_conform_place(&t.events[1], t.fps, &clips[1], &span));
    assert_int_equal(span.first, 80 * 30 - 2); /* 80 seconds on, two labels dropped */
    ct_conform_destroy(&c);
    ct_timeline_finish(&t);
    ct_clip_finish(&clips[0]);
    ct_clip_finish(&clips[1]);
}

/* --- whole imports ------------------------------------------------------------------------------- */

typedef struct place {
    kit   k;
    ct_id first, second; /* clips A001C001 (10:00:00:00) and A001C002 (11:00:00:00), 1000 frames */
    ct_error err;
} place;

static ct_id put_clip(kit *k, const char *path, int64_t tc_start)
{
    ct_edit *edit = ct_edit_create("Add clip", "Ada", 0);
    ct_clip  clip = clip_of(path, "A001", tc_start, 1000);
    ct_id    id = ct_edit_add_clip(edit, &clip);

    kit_save(k, edit);
    ct_clip_finish(&clip);
    return id;
}

static int set_up(void **state)
{
    place *p = ct_alloc(sizeof *p);

    kit_init(&p->k);
    p->first = put_clip(&p->k, "/a/A001C001.mov", 10 * HOUR);
    p->second = put_clip(&p->k, "/a/A001C002.mov", 11 * HOUR);
    *state = p;
    return 0;
}

static int tear_down(void **state)
{
    place *p = *state;

    kit_finish(&p->k);
    free(p);
    return 0;
}

static ct_code take(place *p, const char *text, ct_receive_order order, ct_receipt *out)
{
    char   *path = ct_path_join(p->k.folder, order.path ? order.path : "list.edl");
    ct_code code = ct_file_replace(path, text, strlen(text), &p->err);

    assert_int_equal(code, CT_OK);
    order.path = path;
    code = ct_receive(kit_query(&p->k), p->k.st, "Bea", &order, out, &p->err);
    free(path);
    return code;
}

static void put_clip_at(kit *k, const char *path, AVRational fps, int64_t tc_start)
{
    ct_id    id = put_clip(k, path, tc_start);
    ct_edit *edit = ct_edit_create("Rate", "Ada", 0);

    ct_edit_set_int(edit, id, CT_CLIP_FPS_NUM, fps.num);
    ct_edit_set_int(edit, id, CT_CLIP_FPS_DEN, fps.den);
    ct_edit_set_int(edit, id, CT_CLIP_TC_BASE, ct_tc_base(fps));
    ct_edit_set_int(edit, id, CT_CLIP_TC_RATE_NUM, fps.num);
    ct_edit_set_int(edit, id, CT_CLIP_TC_RATE_DEN, fps.den);
    kit_save(k, edit);
}

static int64_t only_note(place *p)
{
    ct_note_list all = {0};

    assert_int_equal(ct_query_notes(kit_query(&p->k), NULL, &all, NULL), CT_OK);
    assert_int_equal(all.count, 1);
    int64_t first = all.items[0].span.first;
    ct_note_list_finish(&all);
    kit_undo(&p->k);
    return first;
}

#define HEAD    "TITLE: Reel 1\r\nFCM: NON-DROP FRAME\r\n"
#define EVENT_1 "001  A001     V     C        10:00:10:00 10:00:12:00 01:00:00:00 01:00:02:00\r\n"
#define EVENT_2 "002  A001     V     C        11:00:00:05 11:00:01:05 01:00:02:00 01:00:03:00\r\n"

static void import_as_cut_is_one_step(void **state)
{
    place      *p = *state;
    ct_receipt  got;
    ct_cut_list cuts = {0};

    assert_int_equal(take(p, HEAD EVENT_1 EVENT_2, (ct_receive_order){0}, &got), CT_OK);
    assert_int_equal(got.as, CT_RECEIVE_CUT);
    assert_string_equal(got.format, "edl");
    assert_string_equal(got.title, "Reel 1 v1");
    assert_int_equal(got.conform.matched, 2);
    ct_receipt_finish(&got);
    kit_undo(&p->k);
    assert_int_equal(ct_query_cuts(kit_query(&p->k), &cuts, NULL), CT_OK);
    assert_int_equal(cuts.count, 0);
    kit_redo(&p->k);
    kit_check(&p->k);
}

/* A remark on the timeline itself stands in the event under it, with its answers and its still. */
static void answered_markers_sink_into_their_event(void **state)
{
    place            *p = *state;
    ct_receipt        got;
    static const char text[] =
        "{\"OTIO_SCHEMA\":\"Timeline.1\",\"name\":\"Reel 1\",\"tracks\":{\"OTIO_SCHEMA\":\"Stack.1\","
        "\"markers\":[{\"OTIO_SCHEMA\":\"Marker.2\",\"name\":\"Too dark\",\"marked_range\":"
        "{\"start_time\":{\"rate\":25,\"value\":3},\"duration\":{\"rate\":25,\"value\":1}},"
        "\"metadata\":{\"circletake\":{\"still\":\"/x.png\",\"replies\":[{\"text\":\"Night\",\"author\":\"Tom\"}]}}}],"
        "\"children\":[{\"OTIO_SCHEMA\":\"Track.1\",\"kind\":\"Video\",\"children\":["
        "{\"OTIO_SCHEMA\":\"Clip.1\",\"name\":\"A001C001.mov\",\"source_range\":"
        "{\"start_time\":{\"rate\":25,\"value\":5},\"duration\":{\"rate\":25,\"value\":20}}}]}]}}";

    assert_int_equal(take(p, text, (ct_receive_order){.path = "cut.otio"}, &got), CT_OK);
    assert_int_equal(got.as, CT_RECEIVE_CUT);
    assert_string_equal(got.title, "Reel 1 v1");
    ct_receipt_finish(&got);
    kit_check(&p->k);
}

/* Final Cut saves a folder; Finder hands it over with a slash. Asked for is the second project. */
static void a_bundle_is_the_list_in_it(void **state)
{
    place            *p = *state;
    char             *folder = ct_path_join(p->k.folder, "Cut.fcpxmld");
    ct_receipt        got;
    static const char text[] =
        "<?xml version=\"1.0\"?><!DOCTYPE fcpxml><fcpxml version=\"1.11\"><resources><format id=\"f\" "
        "frameDuration=\"1/25s\"/><asset id=\"a\" start=\"36000s\" duration=\"400s\" hasVideo=\"1\" "
        "format=\"f\"><media-rep src=\"file:///a/A001C001.mov\"/></asset></resources><event>"
        "<project name=\"Cut 1\"/><project name=\"Cut 2\"><sequence format=\"f\"><spine><asset-clip "
        "ref=\"a\" offset=\"0s\" duration=\"1s\"/></spine></sequence></project></event></fcpxml>";

    assert_int_equal(ct_folder_make(folder, NULL), CT_OK);
    ct_code code = take(
        p, text, (ct_receive_order){.path = "Cut.fcpxmld/Info.fcpxml", .timeline = "Cut 3"}, &got);
    assert_int_equal(code, CT_USAGE);
    ct_receipt_finish(&got);
    char            *slash = ct_asprintf("%s/", folder);
    ct_receive_order order = {.path = slash, .timeline = "Cut 2"};
    assert_true(ct_list_is_bundle(slash));
    assert_false(ct_list_is_bundle(p->k.folder));
    code = ct_receive(kit_query(&p->k), p->k.st, "Bea", &order, &got, &p->err);
    assert_int_equal(code, CT_OK);
    assert_string_equal(got.title, "Cut 2 v1");
    assert_string_equal(got.format, "fcpxml");
    assert_int_equal(got.conform.matched, 1);
    ct_receipt_finish(&got);
    free(slash);
    free(folder);
}

static void broken_file_changes_nothing(void **state)
{
    place      *p = *state;
    char       *whole = NULL;
    size_t      bytes = 0;
    ct_receipt  got;
    ct_cut_list cuts = {0};

    assert_int_equal(take(p, HEAD EVENT_1 "002  A001     V     C        11:00:00", //
                          (ct_receive_order){0}, &got),
                     CT_BAD_DATA);
    assert_non_null(strstr(p->err.text, "list.edl: Line 4:"));
    assert_non_null(strstr(p->err.text, "1 whole event"));
    ct_receipt_finish(&got);
    assert_int_equal(ct_query_cuts(kit_query(&p->k), &cuts, NULL), CT_OK);
    assert_int_equal(cuts.count, 0);

    if (ct_file_read(CT_SOURCE_DIR "/tests/golden/scene.otio", 1 << 20, &whole, &bytes, NULL))
        fail();
    whole[bytes * 2 / 3] = '\0';
    assert_int_equal(take(p, whole, (ct_receive_order){.path = "x.otio"}, &got), CT_BAD_DATA);
    ct_receipt_finish(&got);
    assert_int_equal(take(p, whole, (ct_receive_order){.path = "x.otio", .partial = true}, &got),
                     CT_OK);
    assert_true(got.conform.events > 0);
    ct_receipt_finish(&got);
    free(whole);
}

static ct_id put_note(place *p, ct_id clip, int64_t frame, const char *cut, int64_t record)
{
    ct_edit *edit = ct_edit_create("Write note", "Ada", 0);
    ct_note  note;
    ct_cut   on;

    assert_int_equal(ct_query_cut_named(kit_query(&p->k), cut, &on, NULL), CT_OK);
    ct_note_init(&note);
    note.clip = clip;
    note.span = (ct_span){frame, frame + 1};
    note.body = ct_strdup("look");
    note.cut = on.id;
    note.record_frame = record;
    ct_id id = ct_edit_add_note(edit, &note);
    ct_note_finish(&note);
    ct_cut_finish(&on);
    kit_save(&p->k, edit);
    return id;
}

/* Cutting rooms write the version into the name of the list, and so do we: it is the next one of the same cut. */
static void the_version_of_a_list_is_its_cuts(void **state)
{
    static const char *const lists[][2] = {
        {"TITLE: REEL7_V02\r\n" EVENT_1, "REEL7 v2"},
        {"TITLE: Reel7 v05\r\n" EVENT_1 EVENT_2, "Reel7 v5"},
        {"TITLE: reel7_v2\r\n" EVENT_2, "reel7 v6"}, /* an old one that came late */
        {"TITLE: reel7\r\n" EVENT_1, "reel7 v7"},
        {"TITLE: R_v8.2\r\n" EVENT_1, "R_v8.2 v1"}, /* no whole number */
        {"TITLE: v12\r\n" EVENT_1, "v12 v1"},       /* there must be a name */
    };
    place      *p = *state;
    ct_receipt  got;
    ct_cut_list cuts = {0};

    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        assert_int_equal(take(p, lists[i][0], (ct_receive_order){0}, &got), CT_OK);
        assert_string_equal(got.title, lists[i][1]);
        ct_receipt_finish(&got);
    }
    assert_int_equal(ct_query_cuts(kit_query(&p->k), &cuts, NULL), CT_OK);
    for (size_t i = 0; i < cuts.count; i++) {
        const ct_cut *before = ct_cut_list_before(&cuts, &cuts.items[i]);
        assert_true((before != NULL) == (cuts.items[i].version > 2));
    }
    ct_cut_list_finish(&cuts);
}

/* Version 2 swaps the shots and drops the first second of the first. */
static void notes_follow_the_cut(void **state)
{
    place     *p = *state;
    ct_receipt got;
    ct_cut     second;
    ct_note    note;

    assert_int_equal(take(p, HEAD EVENT_1 EVENT_2, (ct_receive_order){0}, &got), CT_OK);
    ct_receipt_finish(&got);
    ct_id stays = put_note(p, p->first, 280, "Reel 1", 30); /* 10:00:11:05 */
    ct_id lost = put_note(p, p->first, 255, "Reel 1", 5);   /* 10:00:10:05 */
    assert_int_equal(
        take(p,
             HEAD
             "001  A001     V     C        11:00:00:05 11:00:01:05 01:00:00:00 01:00:01:00\r\n"
             "002  A001     V     C        10:00:11:00 10:00:12:00 01:00:01:00 01:00:02:00\r\n",
             (ct_receive_order){0}, &got),
        CT_OK);
    assert_string_equal(got.title, "Reel 1 v2");
    assert_int_equal(got.followed, 1);
    assert_int_equal(got.lost, 1);
    assert_string_equal(got.findings.items[0].rule, "shot-gone");
    ct_receipt_finish(&got);

    assert_int_equal(ct_query_cut_named(kit_query(&p->k), "Reel 1", &second, NULL), CT_OK);
    assert_int_equal(ct_query_note(kit_query(&p->k), stays, &note, NULL), CT_OK);
    assert_true(ct_id_equal(note.cut, second.id));
    assert_int_equal(note.record_frame, 30); /* 01:00:01:05: it was 30 frames in, and is again */
    assert_int_equal(note.span.first, 280);
    ct_note_finish(&note);
    assert_int_equal(ct_query_note(kit_query(&p->k), lost, &note, NULL), CT_OK);
    assert_false(ct_id_equal(note.cut, second.id));
    ct_note_finish(&note);
    ct_cut_finish(&second);
    kit_check(&p->k);
}

static void events_become_selects_once(void **state)
{
    place         *p = *state;
    ct_receipt     got;
    ct_select_list all = {0};

    for (int again = 0; again < 2; again++) {
        assert_int_equal(
            take(p, HEAD EVENT_1 EVENT_2, (ct_receive_order){.as = CT_RECEIVE_SELECTS}, &got),
            CT_OK);
        assert_int_equal(got.selects, again ? 0 : 2);
        assert_int_equal(got.known, again ? 2 : 0);
        ct_receipt_finish(&got);
    }
    assert_int_equal(ct_query_selects(kit_query(&p->k), NULL, &all, NULL), CT_OK);
    assert_int_equal(all.count, 2);
    assert_int_equal(all.items[0].span.first, 250);
    assert_int_equal(all.items[0].span.end, 300);
    ct_select_list_finish(&all);
}

/* Final Cut writes them with each use of a clip: of the event, of a synchronised clip, and of a timeline. */
#define GIVEN                                                                                      \
    "<keyword start=\"36010s\" duration=\"2s\" value=\"door, rain\"/>"                             \
    "<keyword start=\"36020s\" duration=\"1s\" value=\"wind\"/>"                                   \
    "<rating name=\"good one\" start=\"36010s\" duration=\"2s\" value=\"favorite\"/>"

static void ranges_become_selects_once(void **state)
{
    static const char text[] =
        "<?xml version=\"1.0\"?><!DOCTYPE fcpxml><fcpxml version=\"1.11\"><resources><format id=\"f\" "
        "frameDuration=\"1/25s\"/><asset id=\"a\" start=\"36000s\" duration=\"400s\" hasVideo=\"1\" "
        "format=\"f\"><media-rep src=\"file:///a/A001C001.mov\"/></asset></resources><event>"
        "<asset-clip ref=\"a\" start=\"36000s\" duration=\"400s\">" GIVEN
        "<rating start=\"36030s\" duration=\"1s\" value=\"reject\"/></asset-clip><sync-clip format=\"f\" "
        "duration=\"30s\"><spine><asset-clip ref=\"a\" offset=\"0s\" start=\"36020s\" duration=\"30s\"/>"
        "</spine><keyword start=\"12s\" duration=\"2s\" value=\"both\"/></sync-clip><project name=\"p\">"
        "<sequence format=\"f\"><spine><asset-clip ref=\"a\" offset=\"0s\" start=\"36038s\" "
        "duration=\"1s\">" GIVEN "</asset-clip></spine></sequence></project></event></fcpxml>";
    static const struct {
        int64_t     first, end;
        const char *label;
        ct_verdict  verdict;
    } wanted[] = {{250, 300, "door, rain, good one", CT_GOOD},
                  {500, 525, "wind", CT_UNRATED},
                  {750, 775, "", CT_REJECTED},
                  {800, 850, "both", CT_UNRATED},
                  {950, 975, "", CT_UNRATED}};
    place           *p = *state;
    ct_receipt       got;
    ct_select_list   all = {0};
    ct_receive_order order = {.path = "x.fcpxml", .as = CT_RECEIVE_SELECTS};

    for (int again = 0; again < 2; again++) {
        assert_int_equal(take(p, text, order, &got), CT_OK);
        assert_int_equal(got.selects, again ? 0 : 5);
        assert_int_equal(got.known, again ? 5 : 0);
        ct_receipt_finish(&got);
    }
    assert_int_equal(ct_query_selects(kit_query(&p->k), NULL, &all, NULL), CT_OK);
    assert_int_equal(all.count, 5);
    for (size_t i = 0; i < 5; i++) {
        const ct_select *s = NULL;
        for (size_t k = 0; k < all.count && !s; k++)
            s = all.items[k].span.first == wanted[i].first ? &all.items[k] : NULL;
        assert_non_null(s);
        assert_int_equal(s->span.end, wanted[i].end);
        assert_string_equal(ct_str_or_empty(s->label), wanted[i].label);
        assert_int_equal(s->verdict, wanted[i].verdict);
    }
    ct_select_list_finish(&all);
}

static void markers_become_notes(void **state)
{
    place       *p = *state;
    ct_receipt   got;
    ct_note_list all = {0};

    assert_int_equal(take(p, HEAD EVENT_1 "* LOC: 01:00:01:00 RED     Too dark here\r\n" EVENT_2,
                          (ct_receive_order){.as = CT_RECEIVE_NOTES}, &got),
                     CT_OK);
    assert_int_equal(got.notes, 1);
    ct_receipt_finish(&got);
    assert_int_equal(ct_query_notes(kit_query(&p->k), NULL, &all, NULL), CT_OK);
    assert_int_equal(all.count, 1);
    assert_int_equal(all.items[0].span.first, 275); /* 10:00:11:00 */
    assert_string_equal(all.items[0].body, "Too dark here");
    assert_true(ct_id_equal(all.items[0].clip, p->first));
    ct_note_list_finish(&all);
}

/* Two events that overlap have what is said of the frames in both: it is one note. */
static void what_is_said_in_two_events_is_one_note(void **state)
{
    place       *p = *state;
    ct_receipt   got;
    ct_note_list all = {0};

    assert_int_equal(
        take(p,
             HEAD EVENT_1
             "* LOC: 01:00:01:00 RED     Too dark here\r\n"
             "003  A001     V     C        10:00:10:20 10:00:12:20 01:00:03:05 01:00:05:05\r\n"
             "* LOC: 01:00:03:10 RED     Too dark here\r\n",
             (ct_receive_order){.as = CT_RECEIVE_NOTES}, &got),
        CT_OK);
    assert_int_equal(got.notes, 1);
    assert_int_equal(got.known, 0);
    ct_receipt_finish(&got);
    assert_int_equal(ct_query_notes(kit_query(&p->k), NULL, &all, NULL), CT_OK);
    assert_int_equal(all.count, 1);
    assert_int_equal(all.items[0].span.first, 275);
    ct_note_list_finish(&all);
}

/* Two people may say the same of a frame, and lists bring it again. */
static void the_same_words_of_two_people_are_two_notes(void **state)
{
    static const char markers[] = "ann\t10:00:11:00\tV1\tred\tsoft\t1\r\n"
                                  "ben\t10:00:11:00\tV1\tred\tsoft\t1\r\n"
                                  "ann\t10:00:11:00\tV1\tred\tsoft\t1\r\n";
    place            *p = *state;
    ct_receive_order  order = {.path = "m.txt", .clip = "A001C001.mov"};
    ct_receipt        got;

    assert_int_equal(take(p, markers, order, &got), CT_OK);
    assert_int_equal(got.notes, 2);
    ct_receipt_finish(&got);
    assert_int_equal(take(p, markers, order, &got), CT_OK);
    assert_int_equal(got.notes, 0);
    assert_int_equal(got.known, 2);
    ct_receipt_finish(&got);
}

/* Of 29.97 in a list of 25: a remark on record frame 4 is on frame 4 * 1.1988, which is the fourth behind the first. */
static void a_remark_is_on_what_its_record_frame_shows(void **state)
{
    place     *p = *state;
    ct_receipt got;

    put_clip_at(&p->k, "/rushes/N001C001.mov", (AVRational){30000, 1001}, 108000);
    assert_int_equal(
        take(p,
             "TITLE: x\r\nFCM: NON-DROP FRAME\r\n"
             "001  N001C001 V     C        01:00:02:00 01:00:04:00 01:00:00:00 01:00:02:00\r\n"
             "* FROM CLIP NAME: N001C001.mov\r\n* LOC: 01:00:00:04 RED     soft\r\n",
             (ct_receive_order){.as = CT_RECEIVE_NOTES, .edit_rate = R25}, &got),
        CT_OK);
    ct_receipt_finish(&got);
    assert_int_equal(only_note(p), 64);
}

#define TABLE_HEAD "clip,rate,first_frame,end_frame,record_in,record_out,speed,record_rate\r\n"

/* 50 in a list of 25, 67 frames as they run and 20 backwards: an EDL says the same as a table. */
static void a_shot_of_another_rate_is_the_same_in_lists_of_two_kinds(void **state)
{
    place      *p = *state;
    ct_receipt  got;
    ct_compared c;

    put_clip_at(&p->k, "/rushes/F001C001.mov", (AVRational){50, 1}, 180000);
    assert_int_equal(
        take(p,
             TABLE_HEAD "F001C001.mov,50/1,31,98,01:00:00:00,01:00:01:09,,25/1\r\n"
                        "F001C001.mov,50/1,40,60,01:00:01:09,01:00:01:19,-1/1,25/1\r\n",
             (ct_receive_order){.path = "a.csv", .as = CT_RECEIVE_CUT, .name = "table"}, &got),
        CT_OK);
    ct_receipt_finish(&got);
    assert_int_equal(
        take(p,
             "TITLE: x\r\nFCM: NON-DROP FRAME\r\n"
             "001  F001C001 V     C        01:00:00:31 01:00:01:48 01:00:00:00 01:00:01:09\r\n"
             "002  F001C001 V     C        01:00:01:09 01:00:01:29 01:00:01:09 01:00:01:19\r\n"
             "M2   F001C001      -050.0                01:00:01:09\r\n",
             (ct_receive_order){.path = "a.edl", .name = "edl", .edit_rate = R25}, &got),
        CT_OK);
    ct_receipt_finish(&got);
    assert_int_equal(ct_compared_read(kit_query(&p->k), "table", "edl", &c, NULL), CT_OK);
    assert_int_equal(c.result.count, 2);
    assert_int_equal(c.row_count, 0);
    ct_compared_finish(&c);
}

#define RATE_25 "<rate><timebase>25</timebase><ntsc>FALSE</ntsc></rate>"
#define SEQUENCE_ITEM(start, end, in, out, file, speed)                                            \
    "<clipitem><name>a</name><duration>2000</duration>" RATE_25 "<start>" start                    \
    "</start><end>" end "</end><in>" in "</in><out>" out "</out>" file                             \
    "<filter><effect><effectid>timeremap</effectid><parameter><parameterid>speed</parameterid>"    \
    "<value>" speed "</value></parameter></effect></filter></clipitem>"
#define SEQUENCE_MARKER(text, in, out)                                                             \
    "<marker><name>" text "</name><in>" in "</in><out>" out "</out></marker>"

/* At half speed 40 frames of the list show 20 of the clip, from 100 + 20 / 2 on; backwards the first of 10 is
 * frame 449 - 10, and the others lie before it. A point stays one. */
static const char slow_and_backwards[] =
    "<?xml version=\"1.0\"?><!DOCTYPE xmeml><xmeml version=\"5\"><sequence><name>Reel 1</name>" RATE_25
    "<media><video><track>" SEQUENCE_ITEM("0", "100", "200", "300",
                                          "<file id=\"f\"><name>A001C001.mov</name><pathurl>"
                                          "file://localhost/a/A001C001.mov</pathurl>" RATE_25
                                          "<duration>1000</duration></file>",
                                          "50")
        SEQUENCE_ITEM("100", "150", "400", "450", "<file id=\"f\"/>",
                      "-100") "</track></video></media>" SEQUENCE_MARKER("slow", "20", "60")
            SEQUENCE_MARKER("point", "30", "-1")
                SEQUENCE_MARKER("back", "110", "120") "</sequence></xmeml>";

static void markers_last_as_long_as_what_they_show(void **state)
{
    static const ct_span wanted[] = {{110, 130}, {115, 116}, {430, 440}};
    place               *p = *state;
    ct_receipt           got;
    ct_cut               cut;
    ct_timeline          events = {0};
    ct_note_list         notes = {0};
    size_t               found = 0;

    assert_int_equal(take(p, slow_and_backwards, (ct_receive_order){.path = "list.xml"}, &got),
                     CT_OK);
    ct_receipt_finish(&got);
    assert_int_equal(ct_query_cut_named(kit_query(&p->k), "Reel 1", &cut, NULL), CT_OK);
    assert_int_equal(ct_query_events(kit_query(&p->k), &cut, &events, NULL), CT_OK);
    for (size_t i = 0; i < events.event_count; i++)
        for (size_t k = 0; k < events.events[i].marker_count; k++, found++) {
            const ct_marker *m = &events.events[i].markers[k];
            assert_int_equal(m->frame, wanted[found].first);
            assert_int_equal(m->frame + m->count, wanted[found].end);
        }
    assert_int_equal(found, 3);
    ct_timeline_finish(&events);
    ct_cut_finish(&cut);
    assert_int_equal(take(p, slow_and_backwards,
                          (ct_receive_order){.path = "list.xml", .as = CT_RECEIVE_NOTES}, &got),
                     CT_OK);
    ct_receipt_finish(&got);
    assert_int_equal(ct_query_notes(kit_query(&p->k), NULL, &notes, NULL), CT_OK);
    assert_int_equal(notes.count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(notes.items[i].span.first, wanted[i].first);
        assert_int_equal(notes.items[i].span.end, wanted[i].end);
    }
    ct_note_list_finish(&notes);
}

/* Behind its end others are on: of 50 frames from 01:00:01:15 on ten lie on the first shot, which ends at
 * 01:00:02:00. */
static void a_remark_ends_with_its_shot(void **state)
{
    static const char marker[] =
        "TITLE: m\r\nFCM: NON-DROP FRAME\r\n\r\n001  001      V     C        "
        "01:00:01:15 01:00:01:16 01:00:01:15 01:00:01:16  \r\n |C:ResolveColorBlue |M:long |D:50\r\n";
    static const char cut[] = HEAD EVENT_1 EVENT_2;
    place                                 *p = *state;
    ct_receipt                             got;
    ct_note_list                           notes = {0};
    ct_cut                                 made;
    ct_timeline                            events = {0};

    assert_int_equal(take(p, cut, (ct_receive_order){0}, &got), CT_OK);
    ct_receipt_finish(&got);
    assert_int_equal(
        take(p, marker, (ct_receive_order){.cut = "Reel 1", .as = CT_RECEIVE_NOTES}, &got), CT_OK);
    assert_int_equal(got.findings.count, 1);
    assert_string_equal(got.findings.items[0].text,
                        "Remarks that go on behind the shot they begin on, cut off at its end: 1.");
    ct_receipt_finish(&got);
    assert_int_equal(ct_query_notes(kit_query(&p->k), NULL, &notes, NULL), CT_OK);
    assert_int_equal(notes.count, 1);
    assert_int_equal(notes.items[0].span.first, 290); /* 10:00:11:15 */
    assert_int_equal(notes.items[0].span.end, 300);
    ct_note_list_finish(&notes);

    static const char whole[] =
        "{\"OTIO_SCHEMA\":\"Timeline.1\",\"name\":\"Reel 2\",\"tracks\":{\"OTIO_SCHEMA\":\"Stack.1\","
        "\"markers\":[{\"OTIO_SCHEMA\":\"Marker.2\",\"name\":\"Too dark\",\"marked_range\":"
        "{\"start_time\":{\"rate\":25,\"value\":3},\"duration\":{\"rate\":25,\"value\":90}}}],"
        "\"children\":[{\"OTIO_SCHEMA\":\"Track.1\",\"kind\":\"Video\",\"children\":["
        "{\"OTIO_SCHEMA\":\"Clip.1\",\"name\":\"A001C001.mov\",\"source_range\":"
        "{\"start_time\":{\"rate\":25,\"value\":5},\"duration\":{\"rate\":25,\"value\":20}}}]}]}}";
    assert_int_equal(take(p, whole, (ct_receive_order){.path = "cut.otio"}, &got), CT_OK);
    assert_int_equal(got.findings.count, 1);
    ct_receipt_finish(&got);
    assert_int_equal(ct_query_cut_named(kit_query(&p->k), "Reel 2", &made, NULL), CT_OK);
    assert_int_equal(ct_query_events(kit_query(&p->k), &made, &events, NULL), CT_OK);
    assert_int_equal(events.events[0].markers[0].frame, 8);
    assert_int_equal(events.events[0].markers[0].count, 17);
    ct_timeline_finish(&events);
    ct_cut_finish(&made);
}

#define FROZEN(before, from, to)                                                                   \
    "TITLE: Reel 1\r\nFCM: NON-DROP FRAME\r\n\r\n" before                                          \
    "002  A001     V     C        10:00:10:00 10:00:10:01 " from " " to "\r\n"                     \
    "M2   A001           000.0                10:00:10:00\r\n"

/* All that is said of a picture that stands is on one frame of the clip; the cut keeps where. */
static void remarks_on_a_frozen_frame_keep_their_place(void **state)
{
    place      *p = *state;
    ct_receipt  got;
    ct_cut      cut;
    ct_timeline events = {0};
    ct_note     note;

    assert_int_equal(
        take(p, FROZEN(EVENT_1, "01:00:02:00", "01:00:07:00") "* LOC: 01:00:05:00 RED     held\r\n",
             (ct_receive_order){0}, &got),
        CT_OK);
    ct_receipt_finish(&got);
    assert_int_equal(ct_query_cut_named(kit_query(&p->k), "Reel 1", &cut, NULL), CT_OK);
    assert_int_equal(ct_query_events(kit_query(&p->k), &cut, &events, NULL), CT_OK);
    const ct_event *e = &events.events[1];
    assert_int_equal(e->markers[0].frame, e->source.first);
    assert_int_equal(e->markers[0].held.first, 75);
    assert_int_equal(e->markers[0].held.end, 76);
    assert_int_equal(ct_event_remark_record(e, events.fps, &e->markers[0]), 125);
    ct_timeline_finish(&events);
    ct_cut_finish(&cut);

    ct_id made = put_note(p, p->first, 250, "Reel 1", 125);
    assert_int_equal(take(p,
                          FROZEN("001  A001     V     C        10:00:10:00 10:00:11:00 01:00:00:00 "
                                 "01:00:01:00\r\n",
                                 "01:00:01:00", "01:00:06:00"),
                          (ct_receive_order){0}, &got),
                     CT_OK);
    assert_int_equal(got.followed, 1);
    ct_receipt_finish(&got);
    assert_int_equal(ct_query_note(kit_query(&p->k), made, &note, NULL), CT_OK);
    assert_int_equal(note.record_frame, 100); /* the shot before it became shorter by a second */
    ct_note_finish(&note);
    kit_check(&p->k);
}

#define NOTES_HEAD                                                                                 \
    "clip,rate,first_frame,end_frame,timecode_in,has_timecode,text,category,status\r\n"

/* The frames that a note lies on are no select of anybody's. */
static void a_table_of_notes_becomes_notes(void **state)
{
    place         *p = *state;
    ct_receipt     got;
    ct_select_list selects = {0};

    assert_int_equal(
        take(p, NOTES_HEAD "A001C001.mov,25/1,275,276,10:00:11:00,yes,Too dark,picture,open\r\n",
             (ct_receive_order){.path = "notes.csv"}, &got),
        CT_OK);
    assert_int_equal(got.as, CT_RECEIVE_NOTES);
    assert_int_equal(got.notes, 1);
    ct_receipt_finish(&got);
    assert_int_equal(ct_query_selects(kit_query(&p->k), NULL, &selects, NULL), CT_OK);
    assert_int_equal(selects.count, 0);
}

/* A person at a spreadsheet has other words: which, and what may stand there. */
static void words_that_are_none_of_ours_are_told(void **state)
{
    place     *p = *state;
    ct_receipt got;

    assert_int_equal(take(p,
                          NOTES_HEAD
                          "A001C001.mov,25/1,275,276,10:00:11:00,yes,Too dark,picture,resolved\r\n"
                          "A001C001.mov,25/1,276,277,10:00:11:01,yes,Good,sonud,\r\n"
                          "A001C001.mov,25/1,277,278,10:00:11:02,yes,Done,picture,done\r\n",
                          (ct_receive_order){.path = "notes.csv"}, &got),
                     CT_OK);
    assert_int_equal(got.notes, 3);
    assert_int_equal(got.findings.count, 1);
    assert_string_equal(got.findings.items[0].rule, "unknown-word");
    const char *text = got.findings.items[0].text;
    assert_non_null(strstr(text, "left out: 2. The first is \"sonud\" in line 3, under category"));
    assert_non_null(strstr(text, "general, picture, sound, music"));
    ct_receipt_finish(&got);
}

/* On one frame: a remark, an answer, and what is no answer to it. Once more, it is all there but what is new. */
static void answers_stay_with_what_they_answer(void **state)
{
    static const char vimeo[] =
        "Video Version,#,Timecode,Username,Note,Reply,Date Added,Resolved\r\n"
        "1,1,00:00:11,Ann,Too dark,,\"July 7, 2020\",No\r\n"
        "1,1.1,00:00:11,Tom,,It is night,\"July 7, 2020\",No\r\n"
        "1,2,00:00:11,Ann,And wide,,\"July 7, 2020\",No\r\n";
    place       *p = *state;
    ct_receipt   got;
    ct_note_list all = {0};

    for (int i = 0; i < 2; i++) {
        char *list = ct_asprintf(
            "%s%s", vimeo, i ? "1,2.1,00:00:11,Tom,,Not too wide,\"July 8, 2020\",No\r\n" : "");
        assert_int_equal(
            take(p, list, (ct_receive_order){.path = "n.csv", .clip = "A001C001.mov"}, &got),
            CT_OK);
        assert_int_equal(got.notes, i ? 1 : 3);
        assert_int_equal(got.known, i ? 3 : 0);
        ct_receipt_finish(&got);
        free(list);
    }
    assert_int_equal(ct_query_notes(kit_query(&p->k), NULL, &all, NULL), CT_OK);
    assert_int_equal(all.count, 4);
    for (size_t i = 0; i < all.count; i++) {
        const ct_note *n = &all.items[i], *root = NULL;
        for (size_t k = 0; k < all.count; k++)
            if (ct_id_equal(all.items[k].id, n->reply_to))
                root = &all.items[k];
        assert_int_equal(n->span.first, 275);
        if (strcmp(n->body, "It is night") == 0)
            assert_string_equal(root->body, "Too dark");
        else if (strcmp(n->body, "Not too wide") == 0)
            assert_string_equal(root->body, "And wide");
        else
            assert_null(root);
    }
    ct_note_list_finish(&all);
}

/* Our own table names who answers whom, in any order; an answer to a note that it lacks stands for itself. */
static void answers_in_our_own_table_find_their_note(void **state)
{
#define NOTE_IDS "00000000-0000-4000-8000-00000000000"
    static const char table[] =
        "clip,rate,first_frame,end_frame,timecode_in,has_timecode,text,author,priority,assignee,note_id,reply_to\r\n"
        "A001C001.mov,25/1,275,276,10:00:11:00,yes,It is night,Tom,0,," NOTE_IDS "2," NOTE_IDS
        "1\r\n"
        "A001C001.mov,25/1,275,276,10:00:11:00,yes,Too dark,Ann,3,Tom," NOTE_IDS "1,\r\n"
        "A001C001.mov,25/1,300,301,10:00:12:00,yes,Agreed,Tom,9,," NOTE_IDS "3," NOTE_IDS "9\r\n";
    place       *p = *state;
    ct_receipt   got;
    ct_note_list all = {0};
    ct_id        dark = ct_id_none(), answered = ct_id_none();

    for (int i = 0; i < 2; i++) {
        assert_int_equal(take(p, table, (ct_receive_order){.path = "notes.csv"}, &got), CT_OK);
        assert_int_equal(got.notes, i ? 0 : 3);
        assert_int_equal(got.known, i ? 3 : 0);
        ct_receipt_finish(&got);
    }
    assert_int_equal(ct_query_notes(kit_query(&p->k), NULL, &all, NULL), CT_OK);
    assert_int_equal(all.count, 3);
    for (size_t i = 0; i < all.count; i++) {
        const ct_note *n = &all.items[i];
        bool           answers = strcmp(n->body, "It is night") == 0;
        bool           is_dark = strcmp(n->body, "Too dark") == 0;
        assert_int_equal(ct_id_is_none(n->reply_to), !answers);
        assert_int_equal(n->span.first, answers || is_dark ? 275 : 300);
        assert_string_equal(n->author, is_dark ? "Ann" : "Tom");
        assert_int_equal(n->priority, is_dark ? 3 : 0);
        assert_string_equal(ct_str_or_empty(n->assignee), is_dark ? "Tom" : "");
        dark = is_dark ? n->id : dark;
        answered = answers ? n->reply_to : answered;
    }
    assert_true(ct_id_equal(dark, answered) && !ct_id_is_none(dark));
    ct_note_list_finish(&all);
}

/* On one frame two remarks, each answered in the same words. Once more, all is there. */
static void the_same_answer_answers_each(void **state)
{
    static const char vimeo[] =
        "Video Version,#,Timecode,Username,Note,Reply,Date Added,Resolved\r\n"
        "1,1,00:00:11,Ann,Too dark,,\"July 7, 2020\",No\r\n"
        "1,1.1,00:00:11,Tom,,Agreed,\"July 7, 2020\",No\r\n"
        "1,2,00:00:11,Ann,And wide,,\"July 7, 2020\",No\r\n"
        "1,2.1,00:00:11,Tom,,Agreed,\"July 7, 2020\",No\r\n";
    place       *p = *state;
    ct_receipt   got;
    ct_note_list all = {0};
    size_t       answers = 0;

    for (int i = 0; i < 2; i++) {
        assert_int_equal(
            take(p, vimeo, (ct_receive_order){.path = "n.csv", .clip = "A001C001.mov"}, &got),
            CT_OK);
        assert_int_equal(got.notes, i ? 0 : 4);
        assert_int_equal(got.known, i ? 4 : 0);
        ct_receipt_finish(&got);
    }
    assert_int_equal(ct_query_notes(kit_query(&p->k), NULL, &all, NULL), CT_OK);
    assert_int_equal(all.count, 4);
    for (size_t i = 0; i < all.count; i++)
        for (size_t k = 0; k < all.count; k++)
            answers += strcmp(all.items[k].body, "Agreed") == 0 &&
                       ct_id_equal(all.items[k].reply_to, all.items[i].id);
    assert_int_equal(answers, 2);
    ct_note_list_finish(&all);
}

static size_t said(const ct_receipt *got, const char *rule, const char *words)
{
    size_t count = 0;

    for (size_t i = 0; i < got->findings.count; i++)
        count += strcmp(got->findings.items[i].rule, rule) == 0 &&
                 strstr(got->findings.items[i].text, words) != NULL;
    return count;
}

/* A log says more of a clip than a select has room for: what is not taken is counted. */
static void what_a_select_does_not_take_is_said(void **state)
{
    place     *p = *state;
    ct_receipt got;

    assert_int_equal(take(p,
                          "Heading\r\nFIELD_DELIM\tTABS\r\nFPS\t25\r\n\r\nColumn\r\n"
                          "Name\tTracks\tStart\tEnd\tTape\tScene\tTake\tComments\r\n\r\nData\r\n"
                          "one\tV\t10:00:10:00\t10:00:12:00\tA001\t12\t3\tsoft at the end\r\n"
                          "two\tV\t11:00:00:05\t11:00:01:05\tA001\t\t\t\r\n",
                          (ct_receive_order){.path = "log.ale"}, &got),
                     CT_OK);
    assert_int_equal(got.selects, 2);
    assert_int_equal(said(&got, "not-taken", "1 slate"), 1);
    assert_int_equal(said(&got, "not-taken", "1 comment"), 1);
    ct_receipt_finish(&got);
    assert_int_equal(take(p, HEAD EVENT_2, (ct_receive_order){.as = CT_RECEIVE_SELECTS}, &got),
                     CT_OK);
    assert_int_equal(said(&got, "not-taken", ""), 0);
    ct_receipt_finish(&got);
}

/* Asked for the n-th time whether to go on, somebody says no. */
typedef struct patience {
    int asked, most;
} patience;

static bool is_out_of_patience(void *arg)
{
    patience *p = arg;

    return ++p->asked >= p->most;
}

/* In every format, wherever it is stopped: the file that was there stays, and nothing is remembered. */
static void a_list_that_is_stopped_leaves_the_old_file(void **state)
{
    place           *p = *state;
    char            *path = ct_path_join(p->k.folder, "old.list"), *data = NULL;
    size_t           count, bytes;
    const ct_format *formats = ct_format_list(&count);
    ct_export_list   exports = {0};

    for (int i = 0; i < 20; i++)
        kit_add_select(&p->k, p->first, i * 20, i * 20 + 10, "kept");
    kit_add_note(&p->k, p->first, 5, "a note");
    kit_add_note(&p->k, p->first, 25, "another");
    assert_int_equal(ct_file_replace(path, "old", 3, &p->err), CT_OK);
    for (size_t i = 0; i < count; i++) {
        patience    at = {0, INT32_MAX};
        int         asked = 0;
        ct_handover done;
        for (at.most = 1; asked < at.most; at.most++) {
            ct_handover_order order = {.format = formats[i].name,
                                       .path = path,
                                       .watch = {.stop = is_out_of_patience, .arg = &at}};
            at.asked = 0;
            ct_code code =
                ct_handover_write(kit_query(&p->k), p->k.st, "Ada", &order, &done, &p->err);
            asked = at.asked;
            if (code != (asked < at.most ? CT_OK : CT_CANCELLED))
                fail_msg("%s, stopped at %d: %d", formats[i].name, at.most, (int)code);
            ct_handover_finish(&done);
            if (code == CT_OK)
                break;
            assert_int_equal(ct_file_read(path, 1 << 20, &data, &bytes, &p->err), CT_OK);
            assert_string_equal(data, "old");
            free(data);
        }
        /* once an event or note while it is written, and before, between and behind */
        assert_true(asked >= (formats[i].carries & CT_CARRIES_SELECTS ? 20 : 2) + 2);
        assert_int_equal(ct_file_replace(path, "old", 3, &p->err), CT_OK);
    }
    kit_add_select(&p->k, p->second, 0, 10, "waits until the last is remembered");
    assert_int_equal(ct_query_exports(kit_query(&p->k), &exports, NULL), CT_OK);
    assert_int_equal(exports.count, count);
    ct_export_list_finish(&exports);
    free(path);
}

static bool is_said(const ct_receipt *r, const char *rule, const char *words)
{
    for (size_t i = 0; i < r->findings.count; i++)
        if (strcmp(r->findings.items[i].rule, rule) == 0 &&
            strstr(r->findings.items[i].text, words))
            return true;
    return false;
}

#define EVENT_OF(name) EVENT_1 "* FROM CLIP NAME: " name "\r\n"

/* Of a list that does not say its rate, among material of several: that of the clips it names. */
static void rate_is_that_of_the_clips(void **state)
{
    place      *p = *state;
    ct_receipt  got;
    ct_cut_list cuts = {0};

    put_clip_at(&p->k, "/a/film.mov", (AVRational){24, 1}, 10 * 86400);
    assert_int_equal(take(p, HEAD EVENT_OF("A001C001.mov"), (ct_receive_order){0}, &got), CT_OK);
    assert_true(is_said(&got, "rate-of-clips", "was read at 25"));
    ct_receipt_finish(&got);
    assert_int_equal(ct_query_cuts(kit_query(&p->k), &cuts, NULL), CT_OK);
    assert_int_equal(cuts.count, 1);
    assert_int_equal(cuts.items[0].fps.num, 25);
    ct_cut_list_finish(&cuts);
}

/* Clips of two rates, or none at all: then it is asked for, with the caller's own words. */
static void rate_is_asked_for_with_the_callers_words(void **state)
{
    place     *p = *state;
    ct_receipt got;
    char       both[] =
        HEAD   EVENT_OF("A001C001.mov") "002  FILM     V     C        "
                                        "10:00:20:00 10:00:21:00 01:00:02:00 01:00:03:00\r\n"
                                        "* FROM CLIP NAME: film.mov\r\n";

    put_clip_at(&p->k, "/a/film.mov", (AVRational){24, 1}, 10 * 86400);
    assert_int_equal(take(p, both, (ct_receive_order){0}, &got), CT_USAGE);
    assert_non_null(strstr(p->err.text, "Say it, for example edit_rate="));
    ct_receipt_finish(&got);
    assert_int_equal(take(p,
                          HEAD "001  NONE     V     C        01:00:10:00 01:00:12:00 01:00:00:00 "
                               "01:00:02:00\r\n",
                          (ct_receive_order){.rate_word = "--edit-rate "}, &got),
                     CT_USAGE);
    assert_non_null(strstr(p->err.text, "Say it, for example --edit-rate 2"));
    assert_null(strstr(p->err.text, "edit_rate"));
    ct_receipt_finish(&got);
}

/* A list of markers says neither its rate nor, with ':', how it counts: that of the cut or clip is meant. Seconds
 * and frames without timecode count from the first frame, and so do timecodes of a page for review. */
static void markers_count_as_what_they_are_for(void **state)
{
    place           *p = *state;
    ct_receipt       got;
    const AVRational ntsc = {30000, 1001};
    const struct {
        const char *name, *text;
        bool        cut;
        int64_t     first;
    } lists[] = {
        {"m.txt", "ann\t10:01:00:02\tV1\tred\tsoft\t1\r\n", true, 1800},
        {"m.txt", "ann\t10:01:00:02\tV1\tred\tsoft\t1\r\n", false, 1800},
        {"c.csv", "Comment,Timecode\r\nsoft,10:01:00:02\r\n", true, 1800},
        {"c.csv", "Comment,Timecode\r\nsoft,10:01:00:02\r\n", false, 1800},
        {"s.csv", "Start,End,Name\r\n1.001,2.002,soft\r\n", false, 30},
        {"f.csv", "Comment,Frame\r\nsoft,30\r\n", true, 30},
        {"f.csv", "Comment,Frame\r\nsoft,30\r\n", false, 30},
        {"z.csv", "Comment,Timecode\r\nsoft,00:00:01:00\r\n", true, 30},
        {"z.csv", "Comment,Timecode\r\nsoft,00:00:01:00\r\n", false, 30},
        {"z.txt", "ann\t00:00:01:00\tV1\tred\tsoft\t1\r\n", false, 30},
        {"io.csv", "Comment,Frame,Timecode\r\nsoft,30,00:00:01:00\r\n", true, 30},
        {"io.csv", "Comment,Frame,Timecode\r\nsoft,1078950,10:00:01:00\r\n", false, 30},
    };

    ct_edit *edit = ct_edit_create("Add clip", "Ada", 0);
    ct_clip  clip = clip_of("/a/film.mov", "F001", 0, 4000);
    clip.fps = ntsc;
    clip.tc = (ct_tc_track){1078920, {30, true}, ntsc}; /* 10:00:00;00 */
    ct_edit_add_clip(edit, &clip);
    kit_save(&p->k, edit);
    ct_clip_finish(&clip);
    assert_int_equal(
        take(p,
             "TITLE: Ten\r\nFCM: DROP FRAME\r\n001  F001     V     C        10:00:00;00 "
             "10:02:00;04 10:00:00;00 10:02:00;04\r\n",
             (ct_receive_order){.edit_rate = ntsc}, &got),
        CT_OK);
    ct_receipt_finish(&got);
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        ct_receive_order order = {.path = lists[i].name};
        if (lists[i].cut)
            order.cut = "Ten";
        else
            order.clip = "film.mov";
        if (take(p, lists[i].text, order, &got))
            fail_msg("%s: %s", lists[i].name, p->err.text);
        ct_receipt_finish(&got);
        int64_t first = only_note(p);
        if (first != lists[i].first)
            fail_msg("%zu, %s: on frame %lld", i, lists[i].name, (long long)first);
    }
}

/* A clip that starts 10 s behind midnight: 12 s is in it both ways, and the number of the frame beside it decides. */
static void the_number_of_a_frame_decides(void **state)
{
    place     *p = *state;
    ct_receipt got;

    put_clip_at(&p->k, "/a/early.mov", R25, 250);
    assert_int_equal(take(p, "Comment,Timecode\r\nsoft,00:00:12:00\r\n",
                          (ct_receive_order){.path = "n.csv", .clip = "early.mov"}, &got),
                     CT_OK);
    ct_receipt_finish(&got);
    assert_int_equal(only_note(p), 50);
    assert_int_equal(take(p, "Comment,Frame,Timecode\r\nsoft,300,00:00:12:00\r\n",
                          (ct_receive_order){.path = "n.csv", .clip = "early.mov"}, &got),
                     CT_OK);
    ct_receipt_finish(&got);
    assert_int_equal(only_note(p), 300);
}

/* What is wrong, where, and what to do about it; of a name without end the beginning. */
static void what_is_refused_says_what_to_do(void **state)
{
    place     *p = *state;
    ct_receipt got;
    char      *name = ct_alloc(100001);

    assert_int_equal(take(p,
                          HEAD "001  A001     V     C        10:00:10:00 10:00:09:00 01:00:00:00 "
                               "01:00:02:00\r\n",
                          (ct_receive_order){0}, &got),
                     CT_BAD_DATA);
    assert_non_null(strstr(p->err.text, "list.edl: Line 3: expected source out behind source in"));
    assert_non_null(strstr(p->err.text, "Nothing was taken in: mend that in the file"));
    ct_receipt_finish(&got);

    memset(name, 'x', 100000);
    char *log = ct_asprintf("Heading\nFPS\t25\n\nColumn\nName\tStart\tEnd\n\nData\n"
                            "%s\t01:00:00:00\t01:00:01:00\n",
                            name);
    assert_int_equal(take(p, log, (ct_receive_order){.path = "log.ale"}, &got), CT_NO_INPUT);
    assert_int_equal(got.findings.count, 1);
    assert_in_range(strlen(got.findings.items[0].clip), 100, 400);
    ct_receipt_finish(&got);
    free(log);
    free(name);
}

/* Two selects are handed over; then one is withdrawn, one stays, and one is new. */
static void since_last_time_is_only_what_changed(void **state)
{
    place            *p = *state;
    char             *path = ct_path_join(p->k.folder, "out.csv");
    ct_handover_order order = {.format = "csv", .path = path};
    ct_handover       done;
    ct_id             gone = kit_add_select(&p->k, p->first, 10, 20, "gone");

    kit_add_select(&p->k, p->first, 30, 40, "stays");
    assert_int_equal(ct_handover_write(kit_query(&p->k), p->k.st, "Ada", &order, &done, &p->err),
                     CT_OK);
    assert_int_equal(done.events, 2);
    ct_handover_finish(&done);
    ct_edit *edit = ct_edit_create("Withdraw", "Ada", 0);
    ct_edit_withdraw(edit, CT_TABLE_SELECT, gone);
    kit_save(&p->k, edit); /* also waits until the export is remembered */
    kit_add_select(&p->k, p->second, 5, 9, "fresh");

    order.since = "last";
    assert_int_equal(ct_handover_write(kit_query(&p->k), NULL, "Ada", &order, &done, &p->err),
                     CT_OK);
    assert_int_equal(done.events, 1);
    bool told = false;
    for (size_t i = 0; i < done.findings.count; i++)
        told = told || (strcmp(done.findings.items[i].rule, "withdrawn") == 0 &&
                        strstr(done.findings.items[i].text, "frames 10 to 19"));
    assert_true(told);
    ct_handover_finish(&done);
    order.since = "7";
    assert_int_equal(ct_handover_write(kit_query(&p->k), NULL, "Ada", &order, &done, &p->err),
                     CT_USAGE);
    ct_handover_finish(&done);
    free(path);
}

/* Every way and back: a record frame, its clip frame, the record frame again. */
static void record_and_clip_frames_agree(void **state)
{
    (void)state;
    const struct {
        AVRational speed;
        bool       reverse;
        int64_t    source, at, frame;
        AVRational fps; /* in a list of 24 */
    } cases[] = {
        {{1, 1}, false, 48, 10, 110, {24, 1}},   {{1, 1}, true, 48, 10, 137, {24, 1}},
        {{2, 1}, false, 96, 10, 120, {24, 1}},   {{1, 2}, false, 24, 10, 105, {24, 1}},
        {{0, 1}, false, 48, 10, 100, {24, 1}},   {{1, 2}, false, 48, 10, 110, {48, 1}},
        {{24, 25}, false, 48, 10, 110, {25, 1}}, /* frame for frame */
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ct_event e = {.source = {100, 100 + cases[i].source},
                      .record = {0, 48},
                      .speed = cases[i].speed,
                      .fps = cases[i].fps,
                      .reverse = cases[i].reverse};
        int64_t  frame = ct_event_clip_frame(&e, (AVRational){24, 1}, e.source, e.fps, cases[i].at);
        assert_int_equal(frame, cases[i].frame);
        if (cases[i].speed.num)
            assert_int_equal(ct_event_record_frame(&e, (AVRational){24, 1}, e.source, e.fps, frame),
                             cases[i].at);
    }
}

/* What is written of an event is what the player shows of it: slow motion of clips that a list counts otherwise. */
static void settled_events_show_what_they_did(void **state)
{
    static const struct {
        AVRational list, said, clip, speed;
        bool       labels;
        int64_t    source, record, at, passed;
    } cases[] = {
        {{24, 1}, {24, 1}, {24000, 1001}, {1, 2}, true, 24, 48, 2, 1}, /* frame for frame */
        {{30, 1}, {30, 1}, {30000, 1001}, {4, 5}, true, 44, 55, 5, 4},
        {{60, 1}, {60000, 1001}, {60, 1}, {1, 2}, false, 14, 27, 2, 1},
        {{24, 1}, {24000, 1001}, {24, 1}, {4, 5}, false, 32, 40, 5, 4},
        {{25, 1}, {25, 1}, {24, 1}, {2, 1}, true, 56, 28, 13, 24}, /* as fast as both rates say */
        {{25, 1}, {60, 1}, {30000, 1001}, {1, 2}, false, 63, 52, 22, 13},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        AVRational said = cases[i].said;
        int64_t    hour = (int64_t)HOUR / 25 * ct_tc_base(said);
        int64_t    first = cases[i].labels ? hour : 0;
        ct_clip    clip = {.fps = cases[i].clip, .frame_count = 10000};
        ct_event   e = {.fps = said,
                        .tc = {cases[i].labels ? 0 : hour, {ct_tc_base(said), false}, said},
                        .media_frames = cases[i].labels ? 0 : 10000,
                        .source = {first, first + cases[i].source},
                        .record = {0, cases[i].record},
                        .speed = cases[i].speed};
        ct_span    placed;

        clip.tc = (ct_tc_track){
            (int64_t)HOUR / 25 * ct_tc_base(clip.fps), {ct_tc_base(clip.fps), false}, clip.fps};
        assert_true(ct_conform_place(&e, cases[i].list, &clip, &placed));
        ct_event settled = e;
        ct_conform_settle(&settled, cases[i].list, &clip);
        for (int64_t at = 0; at < cases[i].record; at++) {
            int64_t shown = ct_event_clip_frame(&e, cases[i].list, placed, clip.fps, at);
            int64_t later =
                ct_event_clip_frame(&settled, cases[i].list, settled.source, clip.fps, at);
            if (shown != later || (at == cases[i].at && shown - placed.first != cases[i].passed))
                fail_msg("case %zu at %lld: %lld, settled %lld", i, (long long)at,
                         (long long)(shown - placed.first), (long long)(later - placed.first));
        }
    }
}

static void one_is_not_many(void **state)
{
    char *one = ct_receipt_text(&(ct_receipt){.as = CT_RECEIVE_NOTES, .notes = 1, .known = 1});
    char *two = ct_receipt_text(&(ct_receipt){.as = CT_RECEIVE_SELECTS, .selects = 2, .known = 2});

    (void)state;
    assert_string_equal(one, "1 note taken in, 1 was there already");
    assert_string_equal(two, "2 selects taken in, 2 were there already");
    free(one);
    free(two);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_is_not_many),
        cmocka_unit_test(each_rule_finds_its_clip),
        cmocka_unit_test(one_event_is_explained),
        cmocka_unit_test(media_that_is_a_part_of_a_clip),
        cmocka_unit_test(labels_of_a_list_at_another_rate),
        cmocka_unit_test(lengths_of_a_list_at_another_rate),
        cmocka_unit_test(odd_timecodes_are_found),
        cmocka_unit_test(record_and_clip_frames_agree),
        cmocka_unit_test(settled_events_show_what_they_did),
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
        T(import_as_cut_is_one_step),
        T(a_bundle_is_the_list_in_it),
        T(answered_markers_sink_into_their_event),
        T(broken_file_changes_nothing),
        T(the_version_of_a_list_is_its_cuts),
        T(notes_follow_the_cut),
        T(events_become_selects_once),
        T(ranges_become_selects_once),
        T(markers_become_notes),
        T(what_is_said_in_two_events_is_one_note),
        T(the_same_words_of_two_people_are_two_notes),
        T(a_remark_is_on_what_its_record_frame_shows),
        T(a_shot_of_another_rate_is_the_same_in_lists_of_two_kinds),
        T(markers_last_as_long_as_what_they_show),
        T(a_remark_ends_with_its_shot),
        T(remarks_on_a_frozen_frame_keep_their_place),
        T(a_table_of_notes_becomes_notes),
        T(words_that_are_none_of_ours_are_told),
        T(answers_stay_with_what_they_answer),
        T(the_same_answer_answers_each),
        T(answers_in_our_own_table_find_their_note),
        T(what_a_select_does_not_take_is_said),
        T(a_list_that_is_stopped_leaves_the_old_file),
        T(rate_is_that_of_the_clips),
        T(rate_is_asked_for_with_the_callers_words),
        T(markers_count_as_what_they_are_for),
        T(the_number_of_a_frame_decides),
        T(what_is_refused_says_what_to_do),
        T(since_last_time_is_only_what_changed),
#undef T
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
