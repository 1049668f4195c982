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

#include "circletake/editlist.h"
#include "circletake/str.h"

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
    for (size_t i = 0; i < 2; i++) {
        ct_select *s = ct_select_list_add(&p->selects);
        s->id = ct_id_new();
        s->clip = take->id;
        s->span = spans[i];
        s->order = (double)i;
    }
    ct_note_list      notes = {0};
    ct_export_input   in = {&p->selects, &p->clips, &notes};
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

static bool is_said_lost(const struct project *p)
{
    for (size_t i = 0; i < p->findings.count; i++)
        if (strcmp(p->findings.items[i].rule, "other-sound") == 0)
            return true;
    return false;
}

/* A list without that sound says so. */
static void a_list_without_it_says_so(void **state)
{
    (void)state;
    static const char *const lists[] = {"edl", "fcpxml", "otio", "csv"};
    struct project           p;

    make(&p, 0, 0);
    assert_false(is_said_lost(&p));
    finish(&p);
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        make_as(&p, 0, 0, lists[i]);
        assert_true(is_said_lost(&p));
        finish(&p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_sound_goes_along),
        cmocka_unit_test(what_is_not_there_is_not_promised),
        cmocka_unit_test(a_delay_moves_the_sound),
        cmocka_unit_test(a_list_without_it_says_so),
        cmocka_unit_test(elsewhere_the_own_sound_stays),
    };
    return cmocka_run_group_tests_name("linked_sound", tests, NULL, NULL);
}
