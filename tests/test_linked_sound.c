/* SPDX-License-Identifier: MIT */
/* A select whose sound was recorded apart takes that sound along: its own file, the sample that was
 * heard, linked to the picture. The figures are worked out by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/parser.h>
#include <libxml/xpath.h>

#include <cjson/cJSON.h>

#include "circletake/editlist.h"
#include "circletake/str.h"
#include "edl_grammar.h"
#include "fcpxml_check.h"
#include "otio_schema.h"

static const AVRational R25 = {25, 1};

struct project {
    ct_clip_list    clips;
    ct_select_list  selects;
    ct_output_list  out;
    ct_finding_list findings;
};

static ct_clip *add_clip(struct project *p, const char *path, int64_t frames, int width,
                         int channels)
{
    ct_clip *c = ct_clip_list_add(&p->clips);

    c->id = ct_id_new();
    ct_strset(&c->path, path);
    ct_strset(&c->name, strrchr(path, '/') + 1);
    c->fps = R25;
    c->frame_count = frames;
    c->width_px = width;
    c->height_px = width ? 1080 : 0;
    c->audio_channels = channels;
    c->audio_tracks = 1;
    c->tc = (ct_tc_track){.start = 900000, .count = {25, false}, .rate = R25};
    return c;
}

/* Two selects of a take of 200 frames; its sound, 100 frames long, has sample `start` at frame 0. */
static void make_as(struct project *p, int64_t start, int64_t delay, const char *format)
{
    static const ct_span spans[] = {{10, 30}, {60, 90}};

    *p = (struct project){.clips = {0}};
    add_clip(p, "/shoot/SOUND/7.wav", 100, 0, 4);
    add_clip(p, "/shoot/A001/7.mov", 200, 1920, 2);
    ct_clip *take = &p->clips.items[1];
    take->sound = p->clips.items[0].id;
    take->sound_start = start;
    take->sound_rate_hz = 48000;
    take->sound_delay = delay;
    ct_strset(&take->reel, "C7");
    ct_strset(&p->clips.items[0].reel, "S7");
    for (size_t i = 0; i < 2; i++) {
        ct_select *s = ct_select_list_add(&p->selects);
        s->id = ct_id_new();
        s->clip = take->id;
        s->span = spans[i];
        s->order = (double)i;
    }
    ct_note_list      notes = {0};
    ct_export_input   in = {.selects = &p->selects, .clips = &p->clips, .notes = &notes};
    ct_export_options options = {.title = NULL};
    ct_error          err = {0};

    if (ct_export(ct_format_find(format), &in, &options, &p->out, &p->findings, &err))
        fail_msg("%s", err.text);
}

static void make(struct project *p, int64_t start, int64_t delay)
{
    make_as(p, start, delay, "fcp7xml");
}

static void finish(struct project *p)
{
    ct_clip_list_finish(&p->clips);
    ct_select_list_finish(&p->selects);
    ct_output_list_finish(&p->out);
    ct_finding_list_finish(&p->findings);
}

/* The number or text an XPath gives. */
static void expect(const struct project *p, const char *path, const char *value)
{
    const ct_output *o = &p->out.items[0];
    xmlDoc          *doc = xmlReadMemory(o->data, (int)o->bytes, NULL, NULL, XML_PARSE_NONET);
    xmlXPathContext *context = xmlXPathNewContext(doc);
    xmlXPathObject  *found = xmlXPathEvalExpression((const xmlChar *)path, context);
    xmlChar         *text = found ? xmlXPathCastToString(found) : NULL;

    if (!text || strcmp((const char *)text, value) != 0)
        fail_msg("%s is \"%s\", not \"%s\"\n%s", path, text ? (const char *)text : "", value,
                 o->data);
    xmlFree(text);
    xmlXPathFreeObject(found);
    xmlXPathFreeContext(context);
    xmlFreeDoc(doc);
}

#define SOUND "string(//audio/track[1]/clipitem[%d]/%s)"

static void expect_item(const struct project *p, int item, const char *field, const char *value)
{
    char path[128];

    snprintf(path, sizeof path, SOUND, item, field);
    expect(p, path, value);
}

/* Sample 0 of the sound at frame 0: frame n of the picture is heard at frame n of the sound. */
static void the_sound_goes_along(void **state)
{
    (void)state;
    struct project p;

    make(&p, 0, 0);
    expect(&p, "count(//sequence/media/audio/track)",
           "4"); /* of the recorder's, not the camera's 2 */
    expect_item(&p, 1, "name", "7.wav");
    expect_item(&p, 1, "in", "10");
    expect_item(&p, 1, "out", "30");
    expect_item(&p, 1, "start", "0");
    expect_item(&p, 1, "end", "20");
    expect_item(&p, 1, "duration", "100");
    expect_item(&p, 1, "file/pathurl", "file://localhost/shoot/SOUND/7.wav");
    expect_item(&p, 1, "file/timecode/frame", "900000");
    expect_item(&p, 1, "file/media/audio/samplecharacteristics/samplerate", "48000");
    expect_item(&p, 2, "in", "60");
    expect_item(&p, 2, "end", "50");
    expect(&p, "count(//file[pathurl='file://localhost/shoot/SOUND/7.wav'])", "1");
    expect(&p, "string(//video//clipitem[1]/file/media/audio/channelcount)", "2");
    expect(&p, "string(//video//clipitem[1]/link[2]/linkclipref)", "clipitem-a1-1");
    finish(&p);
}

/* The recorder began 12 frames after the camera: 23040 samples of 1/48000 s. */
static void what_is_not_there_is_not_promised(void **state)
{
    (void)state;
    struct project p;

    make(&p, -12 * 1920, 0);
    expect_item(&p, 1, "in", "0");
    expect_item(&p, 1, "out", "18");
    expect_item(&p, 1, "start", "2"); /* two frames of the select are older than the sound */
    expect_item(&p, 1, "end", "20");
    finish(&p);
    make(&p, 25 * 1920, 0); /* it ends at frame 75 of the take */
    expect_item(&p, 2, "in", "85");
    expect_item(&p, 2, "out", "100");
    expect_item(&p, 2, "start", "20");
    expect_item(&p, 2, "end", "35");
    finish(&p);
}

static void a_delay_moves_the_sound(void **state)
{
    (void)state;
    struct project p;

    make(&p, 0, 2 * 1920); /* two frames later: what is heard is two frames earlier in the file */
    expect_item(&p, 1, "in", "8");
    expect_item(&p, 1, "out", "28");
    finish(&p);
}

/* Where the sound does not reach, the camera's own is what there is. */
static void elsewhere_the_own_sound_stays(void **state)
{
    (void)state;
    struct project p;

    make(&p, 95 * 1920, 0);
    expect_item(&p, 1, "name", "7.mov");
    expect(&p, "count(//sequence/media/audio/track)", "2");
    finish(&p);
}

/* --- the other formats --------------------------------------------------------------- */

static void check_fcpxml(const struct project *p, const char *version)
{
    const ct_output *o = &p->out.items[0];
    char             why[512];

    if (fcpxml_check(o->data, o->bytes, why, sizeof why) != 2)
        fail_msg("%s\n%s", why, o->data);
    fcpxml_validate(o->data, o->bytes, version);
}

#define ON_SPINE "string(//spine/asset-clip[%d]/%s)"

static void expect_on_spine(const struct project *p, int clip, const char *what, const char *value)
{
    char path[160];

    snprintf(path, sizeof path, ON_SPINE, clip, what);
    expect(p, path, value);
}

/* The recorder's file hangs below its picture, from the very sample on. The take's frame 0 is 36000 s. */
static void fcpxml_connects_it(void **state)
{
    (void)state;
    struct project p;

    make_as(&p, 100, 0, "fcpxml"); /* frame 10: sample 19300, 19300/48000 = 193/480 s */
    check_fcpxml(&p, "1.9");
    expect(&p, "count(//resources/asset[@hasAudio='1' and not(@hasVideo)])", "1");
    expect(&p, "string(//asset[@id='s1']/@start)", "36000s");
    expect(&p, "string(//asset[@id='s1']/@duration)", "4s");
    expect(&p, "string(//asset[@id='s1']/@audioRate)", "48000");
    expect(&p, "string(//asset[@id='s1']/@audioChannels)", "4");
    expect(&p, "string(//asset[@id='s1']/media-rep/@src)", "file:///shoot/SOUND/7.wav");
    expect_on_spine(&p, 1, "@srcEnable", "video");
    expect_on_spine(&p, 1, "asset-clip/@lane", "-1");
    expect_on_spine(&p, 1, "asset-clip/@offset", "180002/5s");
    expect_on_spine(&p, 1, "@start", "900010/25s");
    expect_on_spine(&p, 1, "asset-clip/@start", "17280193/480s");
    expect_on_spine(&p, 1, "asset-clip/@duration", "20/25s");
    finish(&p);
    make_as(&p, -12 * 1920, 0, "fcpxml"); /* two frames late, 18 frames long */
    check_fcpxml(&p, "1.9");
    expect_on_spine(&p, 1, "asset-clip/@offset", "900012/25s");
    expect_on_spine(&p, 1, "asset-clip/@start", "36000s");
    expect_on_spine(&p, 1, "asset-clip/@duration", "18/25s");
    finish(&p);
}

static const cJSON *clip_of(const cJSON *root, int track, int clip)
{
    const cJSON *tracks = cJSON_GetObjectItem(cJSON_GetObjectItem(root, "tracks"), "children");

    return cJSON_GetArrayItem(cJSON_GetObjectItem(cJSON_GetArrayItem(tracks, track), "children"),
                              clip);
}

static double value_of(const cJSON *object, const char *range, const char *which)
{
    const cJSON *time = cJSON_GetObjectItem(cJSON_GetObjectItem(object, range), which);

    return cJSON_GetNumberValue(cJSON_GetObjectItem(time, "value"));
}

static void otio_has_a_track_for_it(void **state)
{
    (void)state;
    struct project p;
    char           why[512];

    make_as(&p, -12 * 1920, 0, "otio");
    if (otio_schema_check(p.out.items[0].data, why, sizeof why) != 2)
        fail_msg("%s\n%s", why, p.out.items[0].data);
    cJSON       *root = cJSON_Parse(p.out.items[0].data);
    const cJSON *gap = clip_of(root, 1, 0), *sound = clip_of(root, 1, 1);
    assert_string_equal(cJSON_GetStringValue(cJSON_GetObjectItem(gap, "OTIO_SCHEMA")), "Gap.1");
    assert_int_equal(value_of(gap, "source_range", "duration"), 2);
    assert_string_equal(cJSON_GetStringValue(cJSON_GetObjectItem(sound, "name")), "7.wav");
    assert_int_equal(value_of(sound, "source_range", "start_time"), 900000);
    assert_int_equal(value_of(sound, "source_range", "duration"), 18);
    const cJSON *media =
        cJSON_GetObjectItem(cJSON_GetObjectItem(sound, "media_references"), "DEFAULT_MEDIA");
    assert_string_equal(cJSON_GetStringValue(cJSON_GetObjectItem(media, "target_url")),
                        "file:///shoot/SOUND/7.wav");
    assert_int_equal(value_of(media, "available_range", "duration"), 100);
    assert_int_equal(value_of(clip_of(root, 1, 2), "source_range", "start_time"), 900048);
    cJSON_Delete(root);
    finish(&p);
}

static void assert_has(const struct project *p, const char *part)
{
    if (!strstr(p->out.items[0].data, part))
        fail_msg("'%s' is not in\n%s", part, p->out.items[0].data);
}

/* An event of its own with the recorder's reel. */
static void an_edl_has_an_event_for_it(void **state)
{
    (void)state;
    struct project p;
    char           why[512];

    make_as(&p, -12 * 1920, 0, "edl");
    if (edl_grammar_check(p.out.items[0].data, p.out.items[0].bytes,
                          &(edl_rules){.base = 25, .digits = 3, .reel_width = 8}, why,
                          sizeof why) != 4)
        fail_msg("%s\n%s", why, p.out.items[0].data);
    assert_has(&p, "001  C7       V     C        10:00:00:10 10:00:01:05 01:00:00:00 01:00:00:20");
    assert_has(&p, "002  S7       AA    C        10:00:00:00 10:00:00:18 01:00:00:02 01:00:00:20");
    assert_has(&p, "AUD  3    4\r\n* FROM CLIP NAME: 7.wav\r\n* SOURCE FILE: /shoot/SOUND/7.wav");
    assert_has(&p, "003  C7       V     C");
    assert_has(&p, "004  S7       AA    C        10:00:01:23 10:00:03:03 01:00:00:20 01:00:02:00");
    finish(&p);
}

static void tables_name_it(void **state)
{
    (void)state;
    struct project p;

    make_as(&p, -12 * 1920, 0, "csv");
    assert_has(&p, "\"/shoot/SOUND/7.wav\",\"S7\",\"10:00:00:00\",-3840,48000");
    finish(&p);
    make_as(&p, 0, 0, "json");
    assert_has(&p, "\"sound_path\":\"/shoot/SOUND/7.wav\",\"sound_reel\":\"S7\","
                   "\"sound_in\":\"10:00:00:10\",\"sound_first_sample\":19200");
    finish(&p);
    make_as(&p, 0, 0, "ale");
    assert_has(&p, "S7\t10:00:00:10\t/shoot/SOUND/7.wav");
    finish(&p);
}

static bool is_said(const struct project *p, const char *rule)
{
    for (size_t i = 0; i < p->findings.count; i++)
        if (strcmp(p->findings.items[i].rule, rule) == 0)
            return true;
    return false;
}

/* What a list in frames cannot say of a sample, and what has no place for that sound at all. */
static void what_is_lost_of_it_is_said(void **state)
{
    (void)state;
    static const struct {
        const char *format;
        bool        lost, moved;
    } lists[] = {{"edl", false, true},  {"fcp7xml", false, true}, {"fcpxml", false, false},
                 {"otio", false, true}, {"csv", false, false},    {"ale", false, true},
                 {"llc", true, false}};
    struct project p;

    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        make_as(&p, 100, 0, lists[i].format);
        assert_int_equal(is_said(&p, "other-sound"), lists[i].lost);
        assert_int_equal(is_said(&p, "sound-place"), lists[i].moved);
        finish(&p);
        make_as(&p, 0, 0, lists[i].format);
        assert_false(is_said(&p, "sound-place"));
        finish(&p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_sound_goes_along),
        cmocka_unit_test(what_is_not_there_is_not_promised),
        cmocka_unit_test(a_delay_moves_the_sound),
        cmocka_unit_test(fcpxml_connects_it),
        cmocka_unit_test(otio_has_a_track_for_it),
        cmocka_unit_test(an_edl_has_an_event_for_it),
        cmocka_unit_test(tables_name_it),
        cmocka_unit_test(what_is_lost_of_it_is_said),
        cmocka_unit_test(elsewhere_the_own_sound_stays),
    };
    return cmocka_run_group_tests_name("linked_sound", tests, NULL, NULL);
}
