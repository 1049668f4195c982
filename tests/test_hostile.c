/* SPDX-License-Identifier: MIT */
/* Lists that were made to break their reader: small files that unfold to more than there is room or time for, numbers
 * at the ends of what fits. Each must be read or refused, soon; a sanitizer and the time limit of the test look on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "circletake/str.h"
#include "read_kit.h"

/* Read, or refused with a sentence that has this in it. */
static void expect(const char *name, ct_str *text, const char *sentence)
{
    ct_timeline       t = {0};
    ct_finding_list   said = {0};
    ct_import_options how = {.edit_rate = {25, 1}};
    ct_error          err = {.text = ""};
    ct_code code = ct_import_with(name, ct_str_text(text), text->len, &how, &t, &said, &err);

    if (code != (sentence ? CT_BAD_DATA : CT_OK) || !strstr(err.text, sentence ? sentence : ""))
        fail_msg("%zu events: %s", t.event_count, err.text);
    for (size_t i = 0; i < t.event_count; i++) {
        const ct_event *e = &t.events[i];
        assert_true(e->source.end >= e->source.first);
        assert_true(e->record.end > e->record.first);
    }
    ct_timeline_finish(&t);
    ct_finding_list_finish(&said);
    ct_str_finish(text);
}

static void repeat(ct_str *text, const char *what, int count)
{
    for (int i = 0; i < count; i++)
        ct_str_append(text, what);
}

/* --- FCPXML ---------------------------------------------------------------------------------------- */

#define RESOURCES(rate)                                                                            \
    "<fcpxml version=\"1.9\"><resources><format id=\"f\" frameDuration=\"" rate "\"/>"             \
    "<asset id=\"a\" name=\"a\" src=\"file:///a.mov\" start=\"0s\" duration=\"99999999s\" "        \
    "hasVideo=\"1\" hasAudio=\"1\" audioChannels=\"2\" format=\"f\"/>"
#define PROJECT "</resources><project name=\"p\"><sequence format=\"f\"><spine>"
#define END     "</spine></sequence></project></fcpxml>"
#define HOLDER  "<ref-clip ref=\"m\" offset=\"0s\" duration=\"9s\"/>"

/* A bin of compounds, each of which alone may still be read. */
static void a_bin_does_not_unfold_for_ever(void **state)
{
    ct_str text = {0};

    (void)state;
    ct_str_append(&text, RESOURCES("1/25s") "<media id=\"m\"><sequence format=\"f\"><spine>");
    repeat(&text, "<gap offset=\"0s\" duration=\"1s\"/>", 100000);
    ct_str_append(&text, "</spine></sequence></media></resources><event name=\"e\">");
    repeat(&text, HOLDER, 100000);
    ct_str_append(&text, "</event></fcpxml>");
    expect("x.fcpxml", &text, "more than 200000 clips");
}

/* Little is read again and again, but each time it has a lot of remarks. */
static void remarks_are_not_copied_for_ever(void **state)
{
    ct_str text = {0};

    (void)state;
    ct_str_append(&text, RESOURCES("1/25s") "<media id=\"m\"><sequence format=\"f\"><spine>"
                                            "<asset-clip ref=\"a\" offset=\"0s\" duration=\"9s\">");
    repeat(&text, "<marker start=\"1s\" value=\"again and again\"/>", 20000);
    ct_str_append(&text, "</asset-clip></spine></sequence></media>" PROJECT);
    repeat(&text, HOLDER, 60000);
    ct_str_append(&text, END);
    expect("x.fcpxml", &text, "unfolds to more");
}

static void a_long_name_is_not_copied_for_ever(void **state)
{
    ct_str text = {0};

    (void)state;
    ct_str_append(&text, RESOURCES("1/25s") "<media id=\"m\"><sequence format=\"f\"><spine>"
                                            "<asset-clip ref=\"a\" duration=\"9s\" name=\"");
    repeat(&text, "a very long name", 10000);
    ct_str_append(&text, "\"/></spine></sequence></media>" PROJECT);
    repeat(&text, HOLDER, 60000);
    ct_str_append(&text, END);
    expect("x.fcpxml", &text, "unfolds to more");
}

/* Two clips of which one is made of both: as deep as compounds may be, and as connected clips may be in each. */
static void depth_has_an_end(void **state)
{
    enum { DEPTH = 200 };
    ct_str text = {0};

    (void)state;
    ct_str_append(&text, RESOURCES("1/25s") "<media id=\"m\"><sequence format=\"f\"><spine>"
                                            "<asset-clip ref=\"a\" offset=\"0s\" duration=\"9s\">");
    repeat(&text, "<asset-clip ref=\"a\" lane=\"1\" offset=\"0s\" duration=\"9s\">", DEPTH);
    ct_str_append(&text, "<ref-clip ref=\"m\" lane=\"1\" offset=\"0s\" duration=\"9s\"/>");
    repeat(&text, "</asset-clip>", DEPTH + 1);
    ct_str_append(&text, "</spine></sequence></media>" PROJECT HOLDER END);
    expect("x.fcpxml", &text, NULL);
}

/* Millions of words and channels for one clip. */
static void words_and_channels_have_an_end(void **state)
{
    ct_str text = {0};

    (void)state;
    ct_str_append(&text, RESOURCES("1/25s") PROJECT "<asset-clip ref=\"a\" duration=\"9s\">"
                                                    "<audio-channel-source srcCh=\"");
    repeat(&text, "1, 2, ", 400000);
    ct_str_append(&text, "\"/><keyword start=\"0s\" duration=\"9s\" value=\"");
    for (int i = 0; i < 400000; i++)
        ct_str_appendf(&text, "%x,", i);
    ct_str_append(&text, "\"/></asset-clip>" END);
    expect("x.fcpxml", &text, NULL);
}

/* More source frames than a number holds: a million a second, sped up to where sums of them overflow. */
static void source_frames_do_not_overflow(void **state)
{
    static const char *const values[] = {"93166", "93160", "92000", "-93166", "-93150"};

    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        ct_str text = {0};
        ct_str_append(&text, RESOURCES("1/1000s") PROJECT);
        ct_str_appendf(&text,
                       "<asset-clip ref=\"a\" offset=\"0s\" start=\"0s\" duration=\"94000000s\">"
                       "<timeMap><timept time=\"-1s\" value=\"99999999s\"/>"
                       "<timept time=\"0s\" value=\"%ss\"/></timeMap></asset-clip>" END,
                       values[i]);
        expect("x.fcpxml", &text, NULL);
        ct_str_append(&text, RESOURCES("1/1000s") PROJECT);
        ct_str_appendf(&text,
                       "<asset-clip ref=\"a\" offset=\"0s\" start=\"0s\" duration=\"94000000s\">"
                       "<timeMap><timept time=\"0s\" value=\"99999999s\"/><timept "
                       "time=\"1/1000s\" value=\"%s999999/1000s\"/></timeMap></asset-clip>" END,
                       values[i]);
        expect("x.fcpxml", &text, NULL);
    }
}

/* Slower and slower, compound in compound, until a frame lasts longer than numbers do. */
static void record_frames_do_not_overflow(void **state)
{
    ct_str text = {0};

    (void)state;
    ct_str_append(&text, RESOURCES("1/1000s") "<media id=\"m\"><sequence format=\"f\"><spine>"
                                              "<asset-clip ref=\"a\" duration=\"99999999s\">");
    repeat(&text,
           "<ref-clip ref=\"m\" lane=\"1\" offset=\"0s\" duration=\"99999999s\"><timeMap>"
           "<timept time=\"0s\" value=\"0s\"/><timept time=\"99999999s\" value=\"1s\"/></timeMap>"
           "</ref-clip>",
           2);
    ct_str_append(&text, "</asset-clip></spine></sequence></media>" PROJECT);
    ct_str_append(&text,
                  "<ref-clip ref=\"m\" offset=\"0s\" duration=\"99999999s\"><timeMap>"
                  "<timept time=\"0s\" value=\"0s\"/><timept time=\"99999999s\" value=\"1s\"/>"
                  "</timeMap></ref-clip>" END);
    expect("x.fcpxml", &text, NULL);
}

/* --- Final Cut Pro 7 XML ----------------------------------------------------------------------------- */

#define RATE "<rate><timebase>25</timebase></rate>"

/* Each item opens a sequence of many, of which none is seen. */
static void nested_sequences_do_not_unfold_for_ever(void **state)
{
    ct_str text = {0};

    (void)state;
    ct_str_append(&text, "<xmeml version=\"5\"><sequence id=\"s\">" RATE "<media><video><track>");
    repeat(&text,
           "<clipitem><start>0</start><end>1</end><in>900</in><out>901</out><sequence id=\"n\"/>"
           "</clipitem>",
           50000);
    ct_str_append(&text, "</track></video></media></sequence><sequence id=\"n\">" RATE
                         "<media><video><track>");
    repeat(&text, "<clipitem><start>0</start><end>1</end><enabled>FALSE</enabled></clipitem>",
           50000);
    ct_str_append(&text, "</track></video></media></sequence></xmeml>");
    expect("x.xml", &text, "unfold to more");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bin_does_not_unfold_for_ever),
        cmocka_unit_test(remarks_are_not_copied_for_ever),
        cmocka_unit_test(a_long_name_is_not_copied_for_ever),
        cmocka_unit_test(depth_has_an_end),
        cmocka_unit_test(words_and_channels_have_an_end),
        cmocka_unit_test(source_frames_do_not_overflow),
        cmocka_unit_test(record_frames_do_not_overflow),
        cmocka_unit_test(nested_sequences_do_not_unfold_for_ever),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
