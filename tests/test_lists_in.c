/* SPDX-License-Identifier: MIT */
/* Logs, marker lists, tables and segments that somebody sent: what stands in them arrives, what is
 * wrong is named with its line. Expected values were worked out by hand from the texts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "circletake/file.h"
#include "circletake/str.h"
#include "edit_fixture.h"

static const AVRational R24 = {24, 1}, R25 = {25, 1}, R2997 = {30000, 1001}, UNKNOWN = {0, 1};

typedef struct arrival {
    ct_timeline     t;
    ct_finding_list findings;
    ct_error        err;
    ct_code         code;
} arrival;

static arrival receive_bytes(const char *name, const char *data, size_t bytes, AVRational rate)
{
    arrival a = {.code = CT_OK};

    a.code = ct_import(name, data, bytes, rate, &a.t, &a.findings, &a.err);
    return a;
}

static arrival receive(const char *name, const char *text, AVRational rate)
{
    return receive_bytes(name, text, strlen(text), rate);
}

static void let_go(arrival *a)
{
    ct_timeline_finish(&a->t);
    ct_finding_list_finish(&a->findings);
}

static void must(const arrival *a)
{
    if (a->code)
        fail_msg("%s", a->err.text);
}

/* --- logs --------------------------------------------------------------------------- */

static void our_log_comes_back(void **state)
{
    fixture f = {.ids = 0};
    size_t  c = fixture_clip(&f, "A001_C003.mov", "A001", R2997, "01:00:59;28", 100);

    (void)state;
    fixture_slate(&f, c, "12", "A", "3");
    f.clips.items[c].circled = true;
    fixture_select(&f, c, 1, 3, "the\tlook")->verdict = CT_GOOD;
    assert_int_equal(fixture_export(&f, "ale", NULL), CT_OK);
    arrival a = receive("x.ale", fixture_only(&f), UNKNOWN);
    must(&a);
    const ct_event *e = &a.t.events[0];
    char            label[CT_TC_TEXT_BYTES];
    assert_int_equal(a.t.event_count, 1);
    assert_string_equal(ct_tc_print(e->source.first, e->tc.count, label), "01:00:59;29");
    assert_int_equal(ct_span_count(e->source), 2);
    assert_string_equal(e->label, "the look");
    assert_string_equal(e->name, "A001_C003.mov");
    assert_string_equal(e->path, "/rushes/A001_C003.mov");
    assert_string_equal(e->reel, "A001");
    assert_string_equal(e->scene, "12");
    assert_string_equal(e->take, "3");
    assert_true(e->circled);
    assert_int_equal(e->verdict, CT_GOOD);
    let_go(&a);
    fixture_finish(&f);
}

static void a_log_runs_through_midnight(void **state)
{
    static const char *const starts[] = {"23:59:58:00", "23:59:58;00"};

    (void)state;
    for (int i = 0; i < 2; i++) {
        fixture f = {.ids = 0};
        size_t  c = fixture_clip(&f, "night.mov", "A001", i ? R2997 : R25, starts[i], 200);
        fixture_select(&f, c, 10, 110, NULL);
        assert_int_equal(fixture_export(&f, "ale", NULL), CT_OK);
        arrival a = receive("x.ale", fixture_only(&f), UNKNOWN);
        must(&a);
        assert_int_equal(a.t.events[0].source.first, f.clips.items[c].tc.start + 10);
        assert_int_equal(ct_span_count(a.t.events[0].source), 100);
        let_go(&a);
        fixture_finish(&f);
    }
}

/* A tape for all rows but one, which names a file; a row that counts by itself. CR alone, no empty lines. */
static void logs_of_others(void **state)
{
    (void)state;
    arrival a = receive("b.ALE",
                        "Heading\rFIELD_DELIM\tTABS\rFPS\t25\rTAPE\tT001\rColumn\r"
                        "Name\tTracks\tStart\tEnd\tSource File\tFPS\rData\r"
                        "one\tV\t01:00:00:00\t01:00:01:00\r"
                        "two\tVA1A2\t01:00:00:40\t01:00:02:00\tb.mov\t50\r",
                        UNKNOWN);
    must(&a);
    assert_int_equal(a.t.event_count, 2);
    assert_string_equal(a.t.events[0].reel, "T001");
    assert_string_equal(a.t.events[1].reel, "b");
    assert_int_equal(a.t.events[1].source.first, 3600 * 50 + 40);
    assert_int_equal(a.t.events[1].source.end, 3602 * 50);
    assert_int_equal(a.t.events[1].record.first, 25);
    assert_int_equal(a.t.events[1].record.end, 55);
    assert_true(ct_rate_equal(a.t.events[1].fps, (AVRational){50, 1}));
    let_go(&a);
}

/* --- markers -------------------------------------------------------------------------- */

static void media_composer_markers(void **state)
{
    (void)state;
    arrival a = receive("m.txt",
                        "ann\t01:01:07:21\tV1\tred\tcomment\t1\r\n"
                        "bob\t01:00:00:02\tV1\tpink\tlater list\t\tforest\r\n",
                        R24);
    must(&a);
    assert_int_equal(a.t.marker_count, 2);
    assert_int_equal(a.t.start, 86400);
    assert_int_equal(a.t.markers[0].frame, 67 * 24 + 21);
    assert_int_equal(a.t.markers[0].category, CT_CAT_PICTURE);
    assert_string_equal(a.t.markers[0].author, "ann");
    assert_string_equal(a.t.markers[0].text, "comment");
    assert_int_equal(a.t.markers[1].frame, 2);
    assert_int_equal(a.t.markers[1].count, 1);
    let_go(&a);
    a = receive("m.txt", "ann\t01:01:07:21\tV1\tred\tcomment\t1\r\n", UNKNOWN);
    assert_int_equal(a.code, CT_USAGE);
    let_go(&a);
}

#define AVID_TEXT(name, text)                                                                      \
    "<ListElem><AvProp id=\"ATTR\" name=\"OMFI:ATTB:Kind\" type=\"int32\">2</AvProp>"              \
    "<AvProp id=\"ATTR\" name=\"OMFI:ATTB:Name\" type=\"string\">" name "</AvProp>"                \
    "<AvProp id=\"ATTR\" name=\"OMFI:ATTB:StringAttribute\" type=\"string\">" text                 \
    "</AvProp></ListElem>"
#define AVID_NUMBER(name, number)                                                                  \
    "<ListElem><AvProp id=\"ATTR\" name=\"OMFI:ATTB:Kind\" type=\"int32\">1</AvProp>"              \
    "<AvProp id=\"ATTR\" name=\"OMFI:ATTB:Name\" type=\"string\">" name "</AvProp>"                \
    "<AvProp id=\"ATTR\" name=\"OMFI:ATTB:IntAttribute\" type=\"int32\">" number                   \
    "</AvProp></ListElem>"
#define AVID_MARKER(place, text, length)                                                           \
    "<AvClass id=\"ATTR\">\n<AvProp id=\"ATTR\" name=\"__OMFI:ATTR:NumItems\" "                    \
    "type=\"int32\">5</AvProp>\n<List id=\"OMFI:ATTR:AttrRefs\">" AVID_NUMBER(                     \
        "_ATN_CRM_LONG_CREATE_DATE", "1466304031") AVID_TEXT("_ATN_CRM_USER", "Ines")              \
        AVID_TEXT("_ATN_CRM_COM", text) AVID_TEXT("_ATN_CRM_COLOR", "Green")                       \
            AVID_TEXT("_ATN_CRM_TC", place) AVID_TEXT("_ATN_CRM_TRK", "V1")                        \
                AVID_NUMBER("_ATN_CRM_LENGTH", length) "<ListElem/></List></AvClass>\n"
#define AVID_FILE(markers)                                                                         \
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\" ?>\n"                              \
    "<!DOCTYPE Avid:StreamItems SYSTEM \"AvidSettingsFile.dtd\">\n"                                \
    "<Avid:StreamItems xmlns:Avid=\"http://www.avid.com\">\n<Avid:XMLFileData>\n"                  \
    "<AvProp name=\"DomainMagic\" type=\"string\">Domain</AvProp>\n" markers                       \
    "</Avid:XMLFileData>\n</Avid:StreamItems>\n"

/* By timecode as Media Composer writes them, by frames as review pages do for it. */
static void markers_of_avid_as_xml(void **state)
{
    (void)state;
    arrival a = receive("m.xml",
                        AVID_FILE(AVID_MARKER("01:00:02:10", "one &amp; &lt;two&gt;\nmore", "12")
                                      AVID_MARKER("01:00:04:00", "end", "1")),
                        R25);
    must(&a);
    assert_int_equal(a.t.event_count, 0);
    assert_int_equal(a.t.marker_count, 2);
    const ct_marker *m = a.t.markers;
    assert_int_equal(a.t.start, 90000);
    assert_int_equal(m[0].frame, 60);
    assert_int_equal(m[0].count, 12);
    assert_string_equal(m[0].text, "one & <two>\nmore");
    assert_string_equal(m[0].author, "Ines");
    assert_string_equal(m[0].colour, "green");
    assert_int_equal(m[1].frame, 100);
    assert_int_equal(m[1].count, 1);
    let_go(&a);
    a = receive("m.xml", AVID_FILE(AVID_MARKER("763", "a", "1")), R25);
    must(&a);
    assert_int_equal(a.t.start + a.t.markers[0].frame, 763);
    let_go(&a);
    assert_int_equal(receive("m.xml", AVID_FILE(AVID_MARKER("763", "a", "1")), UNKNOWN).code,
                     CT_USAGE);
    assert_int_equal(receive("m.xml", AVID_FILE(AVID_MARKER("00:00:99:00", "a", "1")), R25).code,
                     CT_BAD_DATA);
}

/* As tools for Final Cut and for Resolve list markers: beside a clip, by the record side, with both sides. */
static void markers_beside_other_columns(void **state)
{
    static const char *const texts[] = {
        "Marker ID,Marker Name,Type,Checked,Status,Notes,Marker Position,Clip Name,Clip Duration\n"
        "a,Wire,To Do,true,Done,left arm,01:00:01:05,a.mov,00:00:10:00\n",
        "Record In,Record Out,Marker Name,Comment,Color\n01:00:01:05,01:00:01:06,Wire,left arm,Red\n",
        "Source In,Source Out,Record In,Record Out,Marker Name,Marker Note,Marker Color\n"
        "00:00:00:00,00:00:00:01,01:00:01:05,01:00:01:06,Wire,left arm,Red\n",
    };

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        arrival a = receive("m.csv", texts[i], R25);
        must(&a);
        assert_int_equal(a.t.event_count, 0);
        assert_int_equal(a.t.marker_count, 1);
        assert_int_equal(a.t.start + a.t.markers[0].frame, 90030);
        assert_int_equal(a.t.markers[0].count, 1);
        assert_string_equal(a.t.markers[0].text, "Wire: left arm");
        assert_int_equal(a.t.markers[0].status, i == 0 ? CT_NOTE_RESOLVED : CT_NOTE_OPEN);
        let_go(&a);
    }
}

/* Frame.io for Resolve: who wrote it is the name and begins the words. */
static void markers_of_a_review_page(void **state)
{
    (void)state;
    arrival a = receive(
        "m.edl",
        "TITLE: a.mp4\nFCM: NON DROP FRAME\n\n"
        "001  001  C  V  00:00:30:13  00:00:30:13  00:00:30:13  00:00:30:13\n"
        "@Ines Roth, Jul 14 26 07:57am\nAudio pop |C:ResolveColorPurple |M:Ines Roth |D:0\n",
        R25);
    must(&a);
    assert_int_equal(a.t.start + a.t.markers[0].frame, 763);
    assert_string_equal(a.t.markers[0].text, "Audio pop");
    assert_string_equal(a.t.markers[0].author, "Ines Roth");
    let_go(&a);
}

/* As Resolve itself was seen to write: the note on lines of its own, LF inside a CRLF file. */
static void resolve_markers(void **state)
{
    (void)state;
    arrival a = receive("m.edl",
                        "TITLE: Timeline 1\r\nFCM: NON-DROP FRAME\r\n\r\n"
                        "001  001      V     C        01:00:02:10 01:00:02:11 01:00:02:10 "
                        "01:00:02:11  \r\nfirst line\nsecond line |C:ResolveColorBlue |M:Name "
                        "|D:48\r\n\r\n"
                        "002  001      V     C        01:00:04:00 01:00:04:01 01:00:04:00 "
                        "01:00:04:01  \r\n |C:ResolveColorRed |M:Marker 2 |D:1\r\n",
                        R25);
    must(&a);
    assert_int_equal(a.t.event_count, 0);
    assert_int_equal(a.t.marker_count, 2);
    assert_int_equal(a.t.markers[0].frame, 60);
    assert_int_equal(a.t.markers[0].count, 48);
    assert_string_equal(a.t.markers[0].text, "Name\nfirst line\nsecond line");
    assert_string_equal(a.t.markers[0].colour, "blue");
    assert_string_equal(a.t.markers[1].text, "Marker 2");
    let_go(&a);
}

/* As the manual of Resolve shows it: words and no colour. The third has none. */
static void markers_without_a_colour(void **state)
{
    (void)state;
    arrival a =
        receive("m.edl",
                "TITLE: ( no title )\r\n\r\n"
                "001  001      V     C        01:00:09:24 01:00:10:00 01:00:09:24 01:00:10:00\r\n"
                "Replace with another\ncar door\r\n\r\n"
                "002  001      V     C        01:00:30:12 01:00:30:13 01:00:30:12 01:00:30:13\r\n"
                "2 frames shorter\r\n\r\n"
                "003  001      V     C        01:00:30:13 01:00:30:14 01:00:30:13 01:00:30:14\r\n",
                R25);
    must(&a);
    assert_int_equal(a.t.event_count, 0);
    assert_int_equal(a.t.marker_count, 3);
    assert_int_equal(a.t.start, 90000);
    assert_int_equal(a.t.markers[0].frame, 249);
    assert_string_equal(a.t.markers[0].text, "Replace with another\ncar door");
    assert_int_equal(a.t.markers[1].frame, 762);
    assert_string_equal(a.t.markers[1].text, "2 frames shorter");
    assert_int_equal(a.t.markers[2].frame, 763);
    let_go(&a);
    /* A cut of single frames says what they are of. */
    a = receive("m.edl",
                "TITLE: x\n\n001  001  V  C  01:00:09:09 01:00:09:10 01:00:09:09 01:00:09:10\n"
                "* FROM CLIP NAME: a.mov\n",
                R25);
    must(&a);
    assert_int_equal(a.t.event_count, 1);
    let_go(&a);
}

static void a_comment_makes_no_marker_list(void **state)
{
    (void)state;
    arrival a = receive("m.edl",
                        "TITLE: x\r\nFCM: NON-DROP FRAME\r\n\r\n"
                        "001  AX       V     C        01:00:02:10 01:00:02:11 01:00:00:00 "
                        "01:00:00:01\r\n* COMMENT: as in |C:ResolveColorBlue |M:a |D:1\r\n",
                        R25);
    must(&a);
    assert_int_equal(a.t.event_count, 1);
    let_go(&a);
}

static void our_markers_come_back(void **state)
{
    static const char *const formats[] = {"avid-markers", "resolve-markers"};

    (void)state;
    for (int i = 0; i < 2; i++) {
        fixture f = {.ids = 0};
        size_t  c = fixture_clip(&f, "a.mov", "A001", R2997, "10:00:00;00", 5000);
        fixture_select(&f, c, 100, 2000, NULL);
        fixture_note(&f, c, 120, 150, CT_CAT_SOUND, "plane");
        fixture_note(&f, c, 1950, 1951, CT_CAT_VFX, "wire");
        assert_int_equal(fixture_export(&f, formats[i], &(ct_export_options){.drop = CT_DROP_ON}),
                         CT_OK);
        arrival a = receive("m", fixture_only(&f), R2997);
        must(&a);
        assert_int_equal(a.t.marker_count, 2);
        assert_true(a.t.count.drop);
        assert_int_equal(a.t.markers[0].frame, 20);
        assert_int_equal(a.t.markers[0].count, 30);
        assert_int_equal(a.t.markers[0].category, CT_CAT_SOUND);
        assert_int_equal(a.t.markers[1].frame, 1850);
        assert_string_equal(a.t.markers[1].text, "wire");
        let_go(&a);
        fixture_finish(&f);
    }
}

/* --- tables ----------------------------------------------------------------------------- */

static void our_tables_come_back(void **state)
{
    static const char *const formats[] = {"csv", "tsv"};

    (void)state;
    for (int i = 0; i < 2; i++) {
        fixture f = {.ids = 0};
        size_t  c = fixture_clip(&f, "a \"b\", c.mov", "A001", R25, "10:00:00:00", 5000);
        fixture_select(&f, c, 100, 200, "=1+1")->rating = 4;
        fixture_select(&f, c, 4000, 4001, NULL);
        assert_int_equal(fixture_export(&f, formats[i], NULL), CT_OK);
        arrival a = receive("t", fixture_only(&f), UNKNOWN);
        must(&a);
        assert_int_equal(a.t.event_count, 2);
        assert_string_equal(a.t.events[0].name, "a \"b\", c.mov");
        assert_string_equal(a.t.events[0].label, "=1+1");
        assert_int_equal(a.t.events[0].rating, 4);
        assert_int_equal(a.t.events[0].source.first, 100);
        assert_int_equal(a.t.events[1].source.end, 4001);
        assert_int_equal(a.t.events[1].record.first, 100);
        assert_int_equal(a.t.events[1].tc.start, 36000 * 25);
        assert_int_equal(a.t.start, 3600 * 25);
        let_go(&a);
        fixture_finish(&f);
    }
}

static void our_notes_come_back(void **state)
{
    fixture f = {.ids = 0};
    size_t  c = fixture_clip(&f, "a.mov", "A001", R25, "10:00:00:00", 5000);

    (void)state;
    fixture_note(&f, c, 40, 60, CT_CAT_STORY, "two\nlines, \"quoted\"")->status = CT_NOTE_RESOLVED;
    assert_int_equal(fixture_export(&f, "notes-csv", NULL), CT_OK);
    arrival a = receive("n.csv", fixture_only(&f), UNKNOWN);
    must(&a);
    assert_int_equal(a.t.event_count, 1);
    assert_int_equal(a.t.events[0].marker_count, 1);
    assert_int_equal(a.t.events[0].markers[0].frame, 40);
    assert_int_equal(a.t.events[0].markers[0].count, 20);
    assert_int_equal(a.t.events[0].markers[0].category, CT_CAT_STORY);
    assert_int_equal(a.t.events[0].markers[0].status, CT_NOTE_RESOLVED);
    assert_string_equal(a.t.events[0].markers[0].text, "two\nlines, \"quoted\"");
    let_go(&a);
    fixture_finish(&f);
}

/* Words that a list of markers is known by are words in a cell; and behind midnight a clip still starts
 * before it. */
static void tables_are_known_by_their_heads(void **state)
{
    static const char *const formats[] = {"csv", "tsv", "notes-csv", "notes-tsv"};

    (void)state;
    for (int i = 0; i < 4; i++) {
        fixture f = {.ids = 0};
        size_t  c = fixture_clip(&f, "night.mov", "A001", R25, "23:59:59:00", 200);
        fixture_select(&f, c, 30, 60, "x |C:ResolveColorRed |M:y |D:9");
        fixture_note(&f, c, 40, 41, CT_CAT_STORY, "x |C:ResolveColorRed |M:y |D:9");
        assert_int_equal(fixture_export(&f, formats[i], NULL), CT_OK);
        arrival a = receive("n.csv", fixture_only(&f), UNKNOWN);
        must(&a);
        assert_int_equal(a.t.event_count, 1);
        assert_int_equal(a.t.events[0].tc.start, f.clips.items[c].tc.start);
        let_go(&a);
        fixture_finish(&f);
    }
}

static void comments_of_a_review_page(void **state)
{
    (void)state;
    arrival a = receive("c.csv",
                        "\xEF\xBB\xBF\"Commenter\",\"Comment\",\"Timecode In\",\"Timecode Out\","
                        "\"Complete\"\r\n"
                        "\"Ann\",\"Hold, please\",\"00:00:04:10\",\"00:00:05:00\",\"true\"\r\n"
                        "\"Ann\",\"Lower\",\"00:00:06:00\",\"00:00:07:00\",\"Completed\"\r\n"
                        "\"Ann\",\"Later\",\"00:00:08:00\",\"00:00:09:00\",\"\"\r\n",
                        R25);
    must(&a);
    assert_int_equal(a.t.marker_count, 3);
    assert_int_equal(a.t.markers[1].status, CT_NOTE_RESOLVED);
    assert_int_equal(a.t.markers[2].status, CT_NOTE_OPEN);
    assert_int_equal(a.t.markers[0].frame, 110);
    assert_int_equal(a.t.markers[0].count, 15);
    assert_string_equal(a.t.markers[0].text, "Hold, please");
    assert_int_equal(a.t.markers[0].status, CT_NOTE_RESOLVED);
    let_go(&a);
}

/* How long a remark is says nothing of where the places count from. Frame.io counts it in frames. */
static void lengths_of_a_review_page(void **state)
{
    arrival a;

    (void)state;
    a = receive("c.csv",
                "Commenter,Comment,Timecode In,Timecode Out,Frame,Duration\n"
                "Ann,dark,01:00:04:05,,105,0\nBob,late,01:00:05:05,,130,12\n",
                R25);
    must(&a);
    assert_false(a.t.from_zero);
    assert_int_equal(a.t.markers[1].frame, 90130);
    assert_int_equal(a.t.markers[1].count, 12);
    assert_int_equal(a.findings.count, 0);
    let_go(&a);
    a = receive("c.csv", "Timecode,Comment,Duration\n01:00:04:05,dark,1.5\n", R25);
    must(&a);
    assert_false(a.t.from_zero);
    assert_int_equal(a.t.markers[0].count, 38);
    let_go(&a);
}

/* Nucoda: a title above the head, spaces behind commas, and the time of day at which a remark was made. Its last row has a
 * comma in its words and no quotation marks, so that its timecode is not where it should be. */
static void bookmarks_below_a_title(void **state)
{
    static const char list[] =
        "Timeline Bookmarks\nDate, Time, Position, Description, Colour, Type, TimeCode\n"
        "11/12/2020, 13:57:46.828, 135514, missed retime, 3, Composition, 01:34:06:10\n"
        "11/12/2020, 14:32:58.191, 86755, Replace this, 0, Composition, 01:00:14:19\n"
        "11/12/2020, 14:32:58.191, 86756, Replace, or not, 0, Composition, 01:00:14:20\n";
    arrival a;

    (void)state;
    a = receive("bookmarks.csv", list, (AVRational){24, 1});
    must(&a);
    assert_int_equal(a.t.marker_count, 2);
    assert_int_equal(a.t.markers[0].frame, 135514);
    assert_string_equal(a.t.markers[0].text, "missed retime");
    assert_int_equal(a.t.markers[1].frame, 86755);
    assert_int_equal(a.findings.count, 1);
    assert_string_equal(a.findings.items[0].rule, "nowhere");
    let_go(&a);
}

/* Frame.io: words are quoted twice, and a row can be an answer to the one above it. Vimeo: the answer has a column
 * of its own, and a remark on the whole film has no place. */
static void pages_with_answers(void **state)
{
    static const char frameio[] =
        "Team,File,Commenter,Comment,Reply,Complete,Frame,Duration,Timecode,Timecode In,Timecode Out\n"
        "\"\"\"U\"\"\",\"\"\"a.mp4\"\"\",\"\"\"Ann Lee\"\"\",\"\"\"new jet?\"\"\",no,no,610,0,"
        "00:00:25:10,00:00:25:10,00:00:25:10\n"
        "\"\"\"U\"\"\",\"\"\"a.mp4\"\"\",\"\"\"Tom\"\"\",\"\"\"the \"\"\"\"red\"\"\"\" one\"\"\","
        "yes,no,610,0,00:00:25:10,00:00:25:10,00:00:25:10\n"
        "\"\"\"U\"\"\",\"\"\"a.mp4\"\"\",\"\"\"Tom\"\"\",\"\"\"fix\"\"\",no,yes,722,12,"
        "00:00:30:02,00:00:30:02,00:00:30:14\n";
    static const char vimeo[] = "Video Version,#,Timecode,Username,Note,Reply,Date Added,Resolved\n"
                                "1,1,00:00:12,Ann,Too loud,,\"July 7, 2020\",No\n"
                                "1,1.1,00:00:12,Bob,,I will see,\"July 7, 2020\",No\n"
                                "1,2,00:01:30,Ann,Nice,,\"July 7, 2020\",Yes\n"
                                "1,3,,Ann,A general remark,,\"July 7, 2020\",No\n";
    arrival           a;

    (void)state;
    a = receive("comments.csv", frameio, (AVRational){24, 1});
    must(&a);
    assert_int_equal(a.t.marker_count, 2);
    assert_int_equal(a.t.markers[0].frame, 610);
    assert_string_equal(a.t.markers[0].text, "new jet?");
    assert_string_equal(a.t.markers[0].author, "Ann Lee");
    assert_int_equal(a.t.markers[0].reply_count, 1);
    assert_string_equal(a.t.markers[0].replies[0].text, "the \"red\" one");
    assert_string_equal(a.t.markers[0].replies[0].author, "Tom");
    assert_int_equal(a.t.markers[1].count, 12);
    assert_int_equal(a.t.markers[1].status, CT_NOTE_RESOLVED);
    assert_int_equal(a.findings.count, 0);
    let_go(&a);

    a = receive("vimeo.csv", vimeo, (AVRational){24, 1});
    must(&a);
    assert_int_equal(a.t.marker_count, 2);
    assert_int_equal(a.t.markers[0].frame, 288);
    assert_int_equal(a.t.markers[0].reply_count, 1);
    assert_string_equal(a.t.markers[0].replies[0].text, "I will see");
    assert_string_equal(a.t.markers[0].replies[0].author, "Bob");
    assert_int_equal(a.t.markers[1].status, CT_NOTE_RESOLVED);
    assert_int_equal(a.findings.count, 2);
    assert_string_equal(a.findings.items[1].rule, "nowhere");
    let_go(&a);
}

/* Premiere: tabs, UTF-16, ';' between all fields of drop-frame. */
static void markers_of_premiere(void **state)
{
    static const char text[] =
        "Marker Name\tDescription\tIn\tOut\tDuration\tMarker Type\n"
        "Door\tcloses late\t00;01;00;02\t00;01;00;02\t00;00;00;01\tComment\n";
    char wide[2 * sizeof text];

    (void)state;
    memcpy(wide, "\xFF\xFE", 2);
    for (size_t i = 0; i < sizeof text - 1; i++) {
        wide[2 + 2 * i] = text[i];
        wide[3 + 2 * i] = '\0';
    }
    arrival a = receive_bytes("m.csv", wide, 2 * sizeof text, R2997);
    must(&a);
    assert_int_equal(a.t.marker_count, 1);
    assert_int_equal(a.t.markers[0].frame, 1800);
    assert_string_equal(a.t.markers[0].text, "Door: closes late");
    let_go(&a);
}

/* The same from a Premiere that speaks German, and one that speaks no language that is known here. */
static void markers_of_premiere_in_its_language(void **state)
{
    static const char *const heads[] = {
        "Markername\tBeschreibung\tIn\tOut\tDauer\tMarkertyp\n",
        "Nom du marqueur\tDescription\tEntr\xC3\xA9"
        "e\tSortie\tDur\xC3\xA9"
        "e\tType\t\n",
    };

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        char text[512];
        snprintf(text, sizeof text, "%s%s", heads[i],
                 "Door\tcloses late\t00:01:00:02\t00:01:01:02\t00:00:01:00\tKommentar\n"
                 "\tonly words\t00:01:02:00\t00:01:02:00\t00:00:00:00\tKommentar\n");
        arrival a = receive("m.csv", text, R25);
        must(&a);
        assert_int_equal(a.t.marker_count, 2);
        assert_int_equal(a.t.start + a.t.markers[0].frame, 1502);
        assert_int_equal(a.t.markers[0].count, 25);
        assert_string_equal(a.t.markers[0].text, "Door: closes late");
        assert_string_equal(a.t.markers[1].text, "only words");
        let_go(&a);
    }
}

/* Frames where the bin shows frames; a duration where there is no out; seconds of a program without frames. */
static void places_as_programs_show_them(void **state)
{
    static const struct {
        const char *name, *text;
        int64_t     frame, count;
    } lists[] = {
        {"m.txt", "ann\t1500\tV1\tred\tcomment\t3\r\n", 1500, 3},
        {"c.csv", "Commenter,Comment,Timecode,Duration\nAnn,Hold,00:00:04:10,00:00:01:00\n", 110,
         25},
        {"s.csv", "Start,End,Name\n0.96,1:02.88,one\n", 24, 1548},
        {"s.tsv", "Start\tEnd\tName\n0:00:04.000\t5\tone\n", 100, 25},
        {"n.csv", "0.96,1:02.88,one\n", 24, 1548}, /* without a head */
        {"f.csv", "Comment,Commenter,Frame\nHold,Ann,35\n", 35, 1},
        {"w.tsv", "start\tend\ttext\n2400\t5120\tHold\n", 60, 68}, /* milliseconds */
        {"w.csv", "start,end,text\n2400,2405,Hold\n", 60000, 125}, /* seconds */
        {"k.csv", "start,end,text\n0,300,Kitchen\n", 0, 7500},
    };

    (void)state;
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        arrival a = receive(lists[i].name, lists[i].text, R25);
        must(&a);
        assert_int_equal(a.t.marker_count, 1);
        assert_int_equal(a.t.markers[0].frame, lists[i].frame);
        assert_int_equal(a.t.markers[0].count, lists[i].count);
        let_go(&a);
    }
}

/* Markers of the sequence and of the timeline, beside those of clips. */
static void markers_of_timelines(void **state)
{
#define TIME(v) "{\"OTIO_SCHEMA\":\"RationalTime.1\",\"value\":" v ",\"rate\":25}"
#define RANGE(s, d)                                                                                \
    "{\"OTIO_SCHEMA\":\"TimeRange.1\",\"start_time\":" TIME(s) ",\"duration\":" TIME(d) "}"
#define MARK(s, name)                                                                              \
    "\"markers\":[{\"OTIO_SCHEMA\":\"Marker.2\",\"name\":\"" name                                  \
    "\",\"color\":\"RED\",\"marked_range\":" RANGE(s, "2") "}]"
    static const char *const lists[] = {
        "<?xml version=\"1.0\"?><!DOCTYPE xmeml><xmeml version=\"5\"><sequence><rate><timebase>25"
        "</timebase></rate><media><video><track><clipitem><name>a</name><start>0</start><end>50</end>"
        "<in>100</in><out>150</out></clipitem></track></video></media><marker><name>look</name>"
        "<in>10</in><out>12</out></marker><marker><name>far</name><in>40</in><out>-1</out></marker>"
        "</sequence></xmeml>",
        "{\"OTIO_SCHEMA\":\"SerializableCollection.1\",\"children\":[{\"OTIO_SCHEMA\":\"Timeline.1\","
        "\"tracks\":{\"OTIO_SCHEMA\":\"Stack.1\"," MARK(
            "10", "look") ",\"children\":[{\"OTIO_SCHEMA\":"
                          "\"Track.1\",\"kind\":\"Video\"," MARK(
                              "40",
                              "far") ",\"children\":[{\"OTIO_SCHEMA\":\"Clip.1\","
                                     "\"name\":\"a\",\"source_range\":" RANGE(
                                         "100",
                                         "50") "}]}]}},"
                                               "{\"OTIO_SCHEMA\":\"Clip.1\",\"name\":\"b\"}]}",
    };
#undef TIME
#undef RANGE
#undef MARK

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        arrival a = receive("list", lists[i], UNKNOWN);
        must(&a);
        assert_int_equal(a.t.event_count, 1);
        assert_int_equal(a.t.marker_count, 2);
        assert_string_equal(a.t.markers[0].text, "look");
        assert_int_equal(a.t.markers[0].frame, 10);
        assert_int_equal(a.t.markers[0].count, 2);
        assert_string_equal(a.t.markers[1].text, "far");
        assert_int_equal(a.t.markers[1].frame, 40);
        assert_int_equal(a.findings.count, i);
        let_go(&a);
    }
}

/* --- segments ----------------------------------------------------------------------------- */

static void segments_of_losslesscut(void **state)
{
    (void)state;
    arrival a = receive(
        "x-proj.llc",
        "{\n  version: 2, // by hand\n  mediaFileName: 'it\\'s a \"take\".mp4',\n"
        "  cutSegments: [\n    { start: 0.96, end: 2.88, name: 'one', },\n"
        "    { start: 4, end: 14, name: '', tags: { verdict: 'good', rating: '4' } },\n  ],\n}\n",
        R25);
    must(&a);
    assert_int_equal(a.t.event_count, 2);
    assert_string_equal(a.t.events[0].name, "it's a \"take\".mp4");
    assert_int_equal(a.t.events[0].source.first, 24);
    assert_int_equal(a.t.events[0].source.end, 72);
    assert_string_equal(a.t.events[0].label, "one");
    assert_int_equal(a.t.events[1].verdict, CT_GOOD);
    assert_int_equal(a.t.events[1].rating, 4);
    assert_int_equal(a.t.events[0].media_us.first, 960000);
    assert_int_equal(a.t.events[0].media_us.end, 2880000);
    assert_int_equal(a.t.events[1].record.first, 48);
    let_go(&a);
}

/* An end may be missing; that is no reason to take nothing. */
static void a_segment_without_an_end(void **state)
{
    (void)state;
    arrival a =
        receive("x.llc",
                "{version: 2, mediaFileName: 'a.mp4', cutSegments: [{start: 1, name: 'point'}, "
                "{start: 2, end: 3}]}",
                R25);
    must(&a);
    assert_int_equal(a.t.event_count, 2);
    assert_int_equal(a.t.events[0].source.first, 25);
    assert_int_equal(a.t.events[0].source.end, 26);
    assert_int_equal(a.t.events[1].source.end, 75);
    assert_int_equal(ct_finding_count(&a.findings, CT_SAY_WARN), 1);
    assert_string_equal(a.findings.items[0].rule, "no-end");
    let_go(&a);
}

/* --- what is wrong is said, with its place ---------------------------------------------------- */

static void faults_name_their_line(void **state)
{
    static const struct {
        const char *name, *text, *said;
    } cases[] = {
        {"a.ale", "Heading\nFPS\t25\n\nColumn\nName\tStart\n\nData\nx\t01:00:00:00\n",
         "a.ale: Line 5: there is no column End."},
        {"a.ale",
         "Heading\nFPS\t25\n\nColumn\nName\tStart\tEnd\n\nData\nx\t01:00:00:00\t00:59:00:00\n",
         "a.ale: Line 8: it ends at 00:59:00:00, before it starts at 01:00:00:00."},
        {"a.ale", "Heading\nFPS\tfast\n\nColumn\nName\n",
         "a.ale: Line 2: 'fast' is no rate; expected one such as 25."},
        {"m.txt", "ann\t01:00:00:00\tV1\tred\tx\nann\t01:00:00:99\tV1\tred\tx\n",
         "m.txt: Line 2: "},
        {"t.csv", "clip,rate,first_frame,end_frame\na.mov,25/1,10,5\n",
         "t.csv: Line 2: frames '10' to '5' are no range."},
        {"x.llc", "{cutSegments: [{start: 1, end: 1}], mediaFileName: 'a'}",
         "x.llc: Segment 1: 1 s to 1 s is no range."},
        {"x.llc", "{cutSegments: [{start: 1",
         "x.llc: Line 1: expected the rest of a project of LosslessCut"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        arrival a = receive(cases[i].name, cases[i].text, R25);
        assert_int_equal(a.code, CT_BAD_DATA);
        if (!ct_starts_with(a.err.text, cases[i].said))
            fail_msg("said: %s", a.err.text);
        assert_int_equal(a.t.event_count, 0);
        let_go(&a);
    }
}

/* Rates with zeros and words, a length instead of an end, a row of something that has no timecode; the reel and the
 * file by other names. */
static void logs_of_dailies_programs(void **state)
{
    (void)state;
    arrival a =
        receive("day.ale",
                "Heading\nFIELD_DELIM\tTABS\nFPS\t25.000\n\nColumn\n"
                "Name\tStart\tDuration\tReel_Name\tFile Name\tUNC Path\tFPS\n\nData\n"
                "12A-3\t10:00:00:00\t00:00:02:10\tA001\tD:\\r\\a.mov\tD:\\r\\a.mov\t25.000\n"
                "Title\t\t\t\t\t\t\n"
                "slow\t00:00:01:00\t00:00:01:00\tA002\tb.mov\t\t50.00 fps\n",
                UNKNOWN);
    must(&a);
    const ct_event *e = a.t.events;
    assert_true(ct_rate_equal(a.t.fps, R25));
    assert_int_equal(a.t.event_count, 2);
    assert_int_equal(e[0].source.first, 900000);
    assert_int_equal(ct_span_count(e[0].source), 60);
    assert_string_equal(e[0].reel, "A001");
    assert_string_equal(e[0].name, "a.mov");
    assert_string_equal(e[0].label, "12A-3");
    assert_string_equal(e[0].path, "D:\\r\\a.mov");
    assert_true(ct_rate_equal(e[1].fps, (AVRational){50, 1}));
    assert_int_equal(ct_span_count(e[1].source), 50);
    assert_int_equal(e[1].record.first, 60);
    assert_int_equal(e[1].record.end, 85);
    assert_int_equal(a.findings.count, 1);
    assert_string_equal(a.findings.items[0].text, "Rows without Start and End, left out: 1.");
    let_go(&a);
}

/* Media Composer: what is marked of a clip in its bin, with the frame at the out mark where the length says so; one mark
 * alone; marks of something else. The heading names no rate, the rows do, one its own. */
static void marks_in_a_bin(void **state)
{
    static const char text[] =
        "Heading\nFIELD_DELIM\tTABS\nVIDEO_FORMAT\t1080\n\nColumn\n"
        "Name\tStart\tEnd\tIN-OUT\tMark IN\tMark OUT\tFPS\n\nData\n"
        "a\t01:00:00:00\t01:00:10:00\t00:00:02:00\t01:00:02:00\t01:00:04:00\t25\n"
        "b\t01:00:00:00\t01:00:10:00\t00:00:02:01\t01:00:02:00\t01:00:04:00\t25\n"
        "c\t01:00:00:00\t01:00:10:00\t\t01:00:09:00\t\t25\n"
        "d\t01:00:00:00\t01:00:10:00\t\t02:00:00:00\t02:00:01:00\t25\n"
        "e\t01:00:00:00\t01:00:01:00\t\t\t01:00:00:30\t50\n";
    static const ct_span wanted[] = {
        {90050, 90100}, {90050, 90101}, {90225, 90250}, {90000, 90250}, {180000, 180030}};
    arrival a = receive("bin.ale", text, UNKNOWN);

    (void)state;
    must(&a);
    assert_true(ct_rate_equal(a.t.fps, R25));
    assert_int_equal(a.t.event_count, 5);
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(a.t.events[i].source.first, wanted[i].first);
        assert_int_equal(a.t.events[i].source.end, wanted[i].end);
    }
    assert_true(ct_rate_equal(a.t.events[4].fps, (AVRational){50, 1}));
    assert_int_equal(ct_span_count(a.t.events[4].record), 15);
    assert_string_equal(a.findings.items[0].text,
                        "Rows with Mark IN or Mark OUT, of which what is marked was read: 4.");
    assert_string_equal(a.findings.items[1].text,
                        "Rows whose marks do not lie between Start and End, read whole: 1.");
    let_go(&a);
}

/* Resolve: tab behind the last column, its own word for the path; a camera: its letter, and a star for a circle. */
static void logs_of_resolve_and_of_a_camera(void **state)
{
    (void)state;
    arrival a =
        receive("r.ale",
                "Heading\nFIELD_DELIM\tTABS\nFPS\t60\n\nColumn\n"
                "Name\tTracks\tStart\tEnd\tTape\tUNC\tDESCRIPT\tCamera #\tCircle\t\n\nData\n"
                "C001.mp4\tVA1\t09:55:06:00\t09:56:14:46\t1\t/x/C001.mp4\twide\tC\t*\t\n",
                UNKNOWN);
    must(&a);
    const ct_event *e = a.t.events;
    assert_int_equal(a.t.event_count, 1);
    assert_int_equal(e->source.first, 2142360);
    assert_int_equal(ct_span_count(e->source), 4126); /* 68 s and 46 frames at 60 */
    assert_string_equal(e->path, "/x/C001.mp4");
    assert_string_equal(e->description, "wide");
    assert_string_equal(e->camera, "C");
    assert_true(e->circled);
    let_go(&a);
}

/* --- tables of edits and of clips -------------------------------------------------------- */

/* As Resolve lists the edits of a timeline: "Source Start" and "Source End" are those of the whole clip. The second
 * is a second of source in two seconds; the third is no clip. The rows are not in record order. */
static void the_index_of_a_timeline(void **state)
{
    static const char text[] =
        "\"#\",\"Reel\",\"V\",\"C\",\"Source In\",\"Source Out\",\"Record In\",\"Record Out\",\"Name\","
        "\"Source Start\",\"Source End\"\n"
        "\"2\",\"A002\",\"V2\",\"C\",\"10:00:05:00\",\"10:00:06:00\",\"01:00:04:00\",\"01:00:06:00\","
        "\"b.mov\",\"10:00:00:00\",\"10:01:00:00\"\n"
        "\"1\",\"A001\",\"V1\",\"C\",\"10:00:05:00\",\"10:00:09:00\",\"01:00:00:00\",\"01:00:04:00\","
        "\"a.mov\",\"10:00:00:00\",\"10:01:00:00\"\n"
        "\"3\",\"\",\"V3\",\"C\",\"\",\"\",\"01:00:06:00\",\"01:00:07:00\",\"Text\",\"\",\"\"\n";

    (void)state;
    assert_int_equal(receive("index.csv", text, UNKNOWN).code, CT_USAGE);
    arrival a = receive("index.csv", text, R24);
    must(&a);
    const ct_event *e = a.t.events;
    assert_int_equal(a.t.event_count, 2);
    assert_true(a.t.placed);
    assert_int_equal(a.t.start, 86400);
    assert_string_equal(e[0].name, "a.mov");
    assert_string_equal(e[0].reel, "A001");
    assert_int_equal(e[0].source.first, 36005 * 24);
    assert_int_equal(e[0].source.end, 36009 * 24);
    assert_int_equal(e[0].record.first, 0);
    assert_int_equal(e[0].record.end, 96);
    assert_int_equal(e[1].record.first, 96);
    assert_int_equal(e[1].record.end, 144);
    assert_int_equal(ct_span_count(e[1].source), 24);
    assert_int_equal(e[1].track, 1);
    assert_true(ct_rate_equal(e[1].speed, (AVRational){1, 2}));
    assert_int_equal(a.findings.count, 2);
    assert_string_equal(a.findings.items[0].text, "Rows without a range of a source, left out: 1.");
    let_go(&a);
}

/* Transitions as an edit list has them, with their length or with one in the next column. */
static void transitions_of_a_table(void **state)
{
    static const char text[] =
        "Reel,V,C,Dur,Source In,Source Out,Record In,Record Out,Name\n"
        "A001,V1,C,,10:00:00:00,10:00:02:00,01:00:00:00,01:00:02:00,a.mov\n"
        "A002,V1,D 024,,10:00:00:00,10:00:02:00,01:00:02:00,01:00:04:00,b.mov\n"
        "A003,V1,D,12,10:00:00:00,10:00:02:00,01:00:04:00,01:00:06:00,c.mov\n"
        "A004,V1,Cross Dissolve,,10:00:00:00,10:00:02:00,01:00:06:00,01:00:08:00,d.mov\n";
    arrival a = receive("index.csv", text, R24);

    (void)state;
    must(&a);
    const ct_event *e = a.t.events;
    assert_int_equal(e[0].transition, CT_CUT);
    assert_int_equal(e[1].transition, CT_DISSOLVE);
    assert_int_equal(e[1].transition_frames, 24);
    assert_int_equal(e[2].transition_frames, 12);
    assert_int_equal(e[3].transition, CT_CUT);
    assert_string_equal(a.findings.items[0].text,
                        "Transitions that do not say how many frames they last, read as cuts: 1.");
    let_go(&a);
}

/* What a key lies over is a cut, the key a layer above it. */
static void keys_of_a_table(void **state)
{
    static const char text[] =
        "Reel,V,C,Dur,Source In,Source Out,Record In,Record Out,Name\n"
        "A001,V1,K B,,10:00:00:00,10:00:02:00,01:00:00:00,01:00:02:00,under.mov\n"
        "A002,V1,K,012,10:00:00:00,10:00:02:00,01:00:00:00,01:00:02:00,over.mov\n"
        "A003,V2,KO,,10:00:00:00,10:00:02:00,01:00:02:00,01:00:04:00,title.mov\n"
        "A004,V1,K 024,,10:00:00:00,10:00:02:00,01:00:04:00,01:00:06:00,last.mov\n";
    static const struct {
        const char   *name;
        ct_transition transition;
        int           track;
    } wanted[] = {{"under.mov", CT_CUT, 0},
                  {"over.mov", CT_KEY, 1},
                  {"title.mov", CT_KEY, 1},
                  {"last.mov", CT_KEY, 1}};
    arrival a = receive("index.csv", text, R24);

    (void)state;
    must(&a);
    assert_int_equal(a.t.event_count, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_string_equal(a.t.events[i].name, wanted[i].name);
        assert_int_equal(a.t.events[i].transition, wanted[i].transition);
        assert_int_equal(a.t.events[i].track, wanted[i].track);
    }
    assert_string_equal(a.findings.items[0].text,
                        "Keys, which lie over the picture below them: 3.");
    let_go(&a);
}

/* Metadata of clips: the first row names its last frame (100 frames long), the second the one behind it; the
 * rows say their rates, of which the first is the list's. Semicolons, as Silverstack writes them. */
static void metadata_of_clips(void **state)
{
    (void)state;
    arrival a = receive("day1.csv",
                        "Name;Clip Directory;Filename;Reel Name;FPS;Start TC;End TC;Duration TC;"
                        "Scene;Take;Good Take;Comments\n"
                        "12A-3;/rushes;a.mov;A001;25.000;10:00:00:00;10:00:03:24;00:00:04:00;"
                        "12A;3;true;the look\n"
                        ";/rushes;b.mov;;50 fps;00:00:01:25;00:00:02:00;00:00:00:25;;;;\n",
                        UNKNOWN);
    must(&a);
    const ct_event *e = a.t.events;
    assert_int_equal(a.t.event_count, 2);
    assert_string_equal(e[0].name, "a.mov");
    assert_string_equal(e[0].label, "12A-3");
    assert_string_equal(e[0].path, "/rushes/a.mov");
    assert_string_equal(e[0].scene, "12A");
    assert_string_equal(e[0].take, "3");
    assert_string_equal(e[0].comment, "the look");
    assert_true(e[0].circled);
    assert_int_equal(e[0].source.first, 900000);
    assert_int_equal(ct_span_count(e[0].source), 100);
    assert_string_equal(e[1].reel, "b");
    assert_int_equal(e[1].source.first, 75);
    assert_int_equal(ct_span_count(e[1].source), 25);
    assert_int_equal(e[1].record.first, 100);
    assert_true(ct_rate_equal(e[1].fps, (AVRational){50, 1}));
    let_go(&a);
}

/* The report of a sound recorder: who and when above its head, and lengths instead of ends. 1:30 at 25 is 2250. */
static void a_sound_report(void **state)
{
    (void)state;
    arrival a = receive("report.csv",
                        "SOUND REPORT\nProject:,Feature,Date:,2026-03-04\n"
                        "File Name,Scene,Take,Length,Start TC,Circled,Tr 1,Notes\n"
                        "12A-T01.WAV,12A,1,00:01:30,10:00:00:00,,Boom,plane\n"
                        "12A-T02.WAV,12A,2,00:00:45:10,10:05:00:00,x,Boom,\n",
                        R25);
    must(&a);
    const ct_event *e = a.t.events;
    assert_int_equal(a.t.event_count, 2);
    assert_int_equal(e[0].source.first, 900000);
    assert_int_equal(ct_span_count(e[0].source), 2250);
    assert_string_equal(e[0].comment, "plane");
    assert_false(e[0].circled);
    assert_int_equal(e[1].source.first, 907500);
    assert_int_equal(ct_span_count(e[1].source), 1135);
    assert_true(e[1].circled);
    assert_string_equal(e[1].take, "2");
    let_go(&a);
}

/* A bin of Media Composer is no list of markers, and subclips in seconds count from the file's first frame; but
 * remarks that name their file are remarks. */
static void bins_subclips_and_remarks(void **state)
{
    (void)state;
    arrival a = receive(
        "bin.txt", "Name\tTracks\tStart\tEnd\tTape\n12A-3\tVA1A2\t10:00:00:00\t10:00:10:00\tA001\n",
        R25);
    must(&a);
    assert_int_equal(a.t.event_count, 1);
    assert_int_equal(a.t.events[0].channels, CT_CHANNEL_V | CT_CHANNEL_A1 * 3);
    assert_int_equal(ct_span_count(a.t.events[0].source), 250);
    let_go(&a);
    a = receive("subclips.csv", "File name,Title,Start,End\na.mov,x,1.5,3\na.mov,y,4,5.02\n", R24);
    must(&a);
    assert_int_equal(a.t.events[0].source.first, 36);
    assert_int_equal(a.t.events[0].source.end, 72);
    assert_int_equal(a.t.events[1].source.first, 96);
    assert_int_equal(a.t.events[1].source.end, 120);
    assert_int_equal(a.t.events[0].tc.rate.num, 0);
    let_go(&a);
    a = receive("remarks.csv",
                "File Name,Commenter,Comment,Timecode In,Timecode Out\n"
                "a.mov,Ann,flare,00:00:01:00,00:00:02:00\n",
                R25);
    must(&a);
    assert_int_equal(a.t.event_count, 0);
    assert_int_equal(a.t.marker_count, 1);
    let_go(&a);
}

/* Without frames a time is that of a clock; bars and beats are none. Labels of Audacity have no head. */
static void times_of_sound_programs(void **state)
{
    (void)state;
    arrival a =
        receive("reaper.csv",
                "#,Name,Start,End,Length\nM1,one,1:05,,\nR1,two,0:01:06.500,0:01:07.5,\n", R24);
    must(&a);
    assert_int_equal(a.t.markers[0].frame, 65 * 24);
    assert_int_equal(a.t.markers[1].frame, 66 * 24 + 12);
    assert_int_equal(a.t.markers[1].count, 24);
    let_go(&a);
    a = receive("reaper.csv", "#,Name,Start,End,Length\nM1,one,144.2.00,,\n", R24);
    assert_int_equal(a.code, CT_BAD_DATA);
    assert_non_null(strstr(a.err.text, "Line 2: 144.2.00"));
    a = receive("labels.txt", "1.500000\t2.500000\tclick\n", R24);
    must(&a);
    assert_int_equal(a.t.markers[0].frame, 36);
    assert_int_equal(a.t.markers[0].count, 24);
    let_go(&a);
}

/* --- Vegas ------------------------------------------------------------------------------- */

#define VEGAS                                                                                            \
    "\"ID\";\"Track\";\"StartTime\";\"Length\";\"PlayRate\";\"MediaType\";\"FileName\";\"StreamStart\";" \
    "\"FadeTimeIn\"\n"

/* At 25 a frame lasts 40 ms. Track 0 is the highest. The third event begins 400 ms before the second ends, so in a
 * dissolve of 10 frames, and shows 4 s in 2 s; the sound is that of the second, which the picture ends under. */
static void a_list_of_vegas(void **state)
{
    static const char text[] = VEGAS
        "1;\t0;\t2000.0000;\t520.0000;\t1.000000;\tVIDEO;\t\"D:\\v\\over;lay.mp4\";\t0.0000;\t0.0000\n"
        "2; 1; 0.0000; 2000.0000; 1.000000; VIDEO; \"D:\\v\\a.mp4\"; 5000.0000; 0.0000\n"
        "3; 1; 1600.0000; 2000.0000; 2.000000; VIDEO; \"D:\\v\\b.mp4\"; 1000.0000; 400.0000\n"
        "4; 2; 0.0000; 1600.0000; 1.000000; AUDIO; \"D:\\v\\a.mp4\"; 5000.0000; 0.0000\n";

    (void)state;
    assert_int_equal(receive("cut.txt", text, UNKNOWN).code, CT_USAGE);
    arrival a = receive("cut.txt", text, R25);
    must(&a);
    const ct_event *e = a.t.events;
    assert_true(a.t.placed);
    assert_int_equal(a.t.event_count, 3);
    assert_string_equal(e[0].name, "a.mp4");
    assert_string_equal(e[0].reel, "a");
    assert_string_equal(e[0].path, "D:\\v\\a.mp4");
    assert_int_equal(e[0].channels, CT_CHANNEL_V | CT_CHANNEL_A1 * 3);
    assert_int_equal(e[0].source.first, 125);
    assert_int_equal(e[0].source.end, 165);
    assert_int_equal(e[0].record.end, 40);
    assert_int_equal(e[1].record.first, 40);
    assert_int_equal(e[1].record.end, 90);
    assert_int_equal(e[1].source.first, 25);
    assert_int_equal(e[1].source.end, 125);
    assert_int_equal(e[1].transition, CT_DISSOLVE);
    assert_int_equal(e[1].transition_frames, 10);
    assert_int_equal(e[1].track, 0);
    assert_string_equal(e[2].name, "over;lay.mp4");
    assert_int_equal(e[2].track, 1);
    assert_int_equal(e[2].record.first, 50);
    assert_int_equal(e[2].record.end, 63);
    let_go(&a);
    a = receive("cut.txt", VEGAS "1;0;-3;10;1;VIDEO;\"a.mp4\";0;0\n", R25);
    assert_int_equal(a.code, CT_BAD_DATA);
    assert_non_null(strstr(a.err.text, "Line 2"));
}

/* --- markers in tables ------------------------------------------------------------------- */

/* Words may be notes beside a name, colours are kept, and a place has many names. */
static void markers_by_other_columns(void **state)
{
    (void)state;
    arrival a = receive("markers.csv",
                        "No.,Name,Start,End,Duration,Color,Notes\n"
                        "1,Marker 1,01:00:05:00,01:00:06:00,00:00:01:00,Green,look at this\n"
                        "2,Ann,01:00:07:00,01:00:07:01,00:00:00:01,,\n",
                        R24);
    must(&a);
    assert_int_equal(a.t.marker_count, 2);
    assert_string_equal(a.t.markers[0].text, "Marker 1: look at this");
    assert_string_equal(a.t.markers[0].colour, "green");
    assert_int_equal(a.t.markers[0].count, 24);
    assert_string_equal(a.t.markers[1].text, "Ann");
    assert_null(a.t.markers[1].colour);
    let_go(&a);
    a = receive("markers.csv", "Position,Note\n01:00:05:00,hey\n", R24);
    must(&a);
    assert_int_equal(a.t.markers[0].frame, 3605 * 24);
    let_go(&a);
    a = receive("notes.csv", "Timestamp,Notes\n00:01:05,hey\n1:02:03.5,you\n", R24);
    must(&a);
    assert_int_equal(a.t.markers[0].frame, 65 * 24);
    assert_int_equal(a.t.markers[1].frame, 89364);
    assert_true(a.t.from_zero);
    let_go(&a);
}

/* --- chapters ------------------------------------------------------------------------- */

/* 1001/24000 is a frame of 23.976; the second chapter has no end. What stands in a section of its own is none
 * of a chapter, and a backslash takes the next letter as it is. */
static void chapters_of_ffmpeg(void **state)
{
    (void)state;
    arrival a = receive("cut.ffmeta",
                        ";FFMETADATA1\ntitle=Reel \\#1\n[STREAM]\ntitle=sound\n"
                        "[CHAPTER]\nTIMEBASE=1001/24000\nSTART=0\nEND=48\ntitle=a\\=b\\\nc\n"
                        "[CHAPTER]\nTIMEBASE=1001/24000\nSTART=48\n# a remark\ntitle=two\n",
                        UNKNOWN);
    must(&a);
    assert_true(ct_rate_equal(a.t.fps, (AVRational){24000, 1001}));
    assert_string_equal(a.t.title, "Reel #1");
    assert_true(a.t.from_zero);
    assert_int_equal(a.t.marker_count, 2);
    assert_int_equal(a.t.markers[0].frame, 0);
    assert_int_equal(a.t.markers[0].count, 48);
    assert_string_equal(a.t.markers[0].text, "a=b\nc");
    assert_int_equal(a.t.markers[1].frame, 48);
    assert_int_equal(a.t.markers[1].count, 1);
    assert_string_equal(a.t.markers[1].text, "two");
    let_go(&a);
}

/* At 25, 1.5 s is frame 37.5, so 38; without a time base the unit is the nanosecond: 2.04 s is frame 51. */
static void chapters_in_parts_of_seconds(void **state)
{
    static const char text[] = ";FFMETADATA1\r\n[CHAPTER]\r\nTIMEBASE=1/1000\r\nSTART=1500\r\n"
                               "END=2040\r\ntitle=one\r\n\r\n[CHAPTER]\r\nSTART=2040000000\r\n"
                               "END=3000000000\r\n";

    (void)state;
    assert_int_equal(receive("a.txt", text, UNKNOWN).code, CT_USAGE);
    arrival a = receive("a.txt", text, R25);
    must(&a);
    assert_int_equal(a.t.marker_count, 2);
    assert_int_equal(a.t.markers[0].frame, 38);
    assert_int_equal(a.t.markers[0].count, 51 - 38);
    assert_int_equal(a.t.markers[1].frame, 51);
    assert_int_equal(a.t.markers[1].count, 75 - 51);
    assert_string_equal(a.t.markers[1].text, "");
    let_go(&a);
    a = receive("a.txt", ";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/25\nSTART=9\nEND=3\n", R25);
    assert_int_equal(a.code, CT_BAD_DATA);
    assert_non_null(strstr(a.err.text, "Line 2"));
}

static void our_chapters_come_back(void **state)
{
    static const char *const formats[] = {"chapters", "ffmetadata"};

    (void)state;
    for (int i = 0; i < 2; i++) {
        fixture f = {.ids = 0};
        size_t  c = fixture_clip(&f, "a.mov", "A001", R25, "10:00:00:00", 5000);
        fixture_select(&f, c, 0, 1500, "one = #1");
        fixture_select(&f, c, 2000, 3500, "two");
        assert_int_equal(fixture_export(&f, formats[i], NULL), CT_OK);
        arrival a = receive("x.txt", fixture_only(&f), R25);
        must(&a);
        assert_int_equal(a.t.marker_count, 2);
        assert_string_equal(a.t.markers[0].text, "one = #1");
        assert_int_equal(a.t.markers[0].frame, 0);
        assert_string_equal(a.t.markers[1].text, "two");
        assert_int_equal(a.t.markers[1].frame, 1500);
        let_go(&a);
        fixture_finish(&f);
    }
}

/* 1:02:03.5 is 3723.5 s, at 24 frame 89364. A line without a time goes on with the one above; behind an empty
 * line it belongs to nothing. */
static void times_and_words_typed_by_hand(void **state)
{
    (void)state;
    arrival a = receive("notes.txt",
                        "0:00 Intro\n(0:59) - too long\nreally\n\nthanks for watching\n"
                        "[1:02:03.5] The end\n",
                        R24);
    must(&a);
    assert_int_equal(a.t.marker_count, 3);
    assert_true(a.t.from_zero);
    assert_string_equal(a.t.markers[1].text, "too long\nreally");
    assert_int_equal(a.t.markers[1].frame, 59 * 24);
    assert_string_equal(a.t.markers[2].text, "The end");
    assert_int_equal(a.t.markers[2].frame, 89364);
    assert_int_equal(a.findings.count, 1);
    assert_string_equal(a.findings.items[0].text, "Lines without a time, left out: 1.");
    let_go(&a);

    a = receive("notes.txt", "\n01:00:05:12\tboom in shot\n01:00:09:00  flare\n", R25);
    must(&a);
    assert_int_equal(a.t.marker_count, 2);
    assert_false(a.t.from_zero);
    assert_int_equal(a.t.start, 90000);
    assert_int_equal(a.t.markers[0].frame, 5 * 25 + 12);
    assert_string_equal(a.t.markers[0].text, "boom in shot");
    let_go(&a);
}

/* At 24, 5 s is frame 120 and 7.5 s is frame 180; the first caption of SubCap lies 12 frames behind an hour. */
static void captions_become_markers(void **state)
{
    static const struct {
        const char *name, *text;
    } cases[] = {
        {"a.srt",
         "1\r\n00:00:05,000 --> 00:00:07,500\r\nHello\r\nthere\r\n\r\n2\r\n00:00:10,000 --> "
         "00:00:12,000\r\nBye\r\n"},
        {"a.vtt", "WEBVTT\n\nNOTE by Ann\n\n00:05.000 --> 00:07.500 align:start\nHello\nthere\n\n"
                  "00:10.000 --> 00:12.000\nBye\n"},
        {"a.txt", "@ Avid\n\n<begin subtitles>\n\n01:00:05:00 01:00:07:12\nHello\nthere\n\n"
                  "01:00:10:00 01:00:12:00\nBye\n\n<end subtitles>\n"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(receive(cases[i].name, cases[i].text, UNKNOWN).code, CT_USAGE);
        arrival a = receive(cases[i].name, cases[i].text, R24);
        must(&a);
        assert_int_equal(a.t.marker_count, 2);
        assert_int_equal(a.t.start, i == 2 ? 86400 : 0);
        assert_int_equal(a.t.from_zero, i != 2);
        assert_int_equal(a.t.markers[0].frame, 120);
        assert_int_equal(a.t.markers[0].count, 60);
        assert_string_equal(a.t.markers[0].text, "Hello\nthere");
        assert_int_equal(a.t.markers[1].frame, 240);
        assert_string_equal(a.t.markers[1].text, "Bye");
        let_go(&a);
    }
}

/* The session says the rate of its labels. Where its rulers show bars, samples say the place: 96,000 of 48,000 a
 * second are two seconds behind its start. */
static void markers_of_pro_tools(void **state)
{
    (void)state;
    arrival a = receive(
        "R1.txt",
        "SESSION NAME:\tR1\nSAMPLE RATE:\t48000.000000\nSESSION START TIMECODE:\t01:00:00:00\n"
        "TIMECODE FORMAT:\t25 Frame\n\nT R A C K  L I S T I N G\nTRACK NAME:\tDX\n\n\n"
        "M A R K E R S  L I S T I N G\n"
        "#   \tLOCATION     \tTIME REFERENCE    \tUNITS    \tNAME     \tCOMMENTS\n"
        "1   \t01:00:05:10  \t259200            \tSamples  \tfix it   \tthe pop\n"
        "2   \t3|1          \t96000             \tSamples  \tmusic    \t\n",
        R24);
    must(&a);
    assert_true(ct_rate_equal(a.t.fps, R25));
    assert_int_equal(a.t.start, 90000);
    assert_int_equal(a.t.marker_count, 2);
    assert_int_equal(a.t.markers[0].frame, 135);
    assert_string_equal(a.t.markers[0].text, "fix it\nthe pop");
    assert_int_equal(a.t.markers[1].frame, 50);
    assert_string_equal(a.t.markers[1].text, "music");
    let_go(&a);
    a = receive("R1.txt", "SESSION NAME:\tR1\nSESSION START TIMECODE:\t01:00:00:00\n", R24);
    assert_int_equal(a.code, CT_BAD_DATA);
    assert_non_null(strstr(a.err.text, "no marker in this session"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(logs_of_dailies_programs),
        cmocka_unit_test(marks_in_a_bin),
        cmocka_unit_test(logs_of_resolve_and_of_a_camera),
        cmocka_unit_test(a_sound_report),
        cmocka_unit_test(a_list_of_vegas),
        cmocka_unit_test(the_index_of_a_timeline),
        cmocka_unit_test(transitions_of_a_table),
        cmocka_unit_test(keys_of_a_table),
        cmocka_unit_test(metadata_of_clips),
        cmocka_unit_test(bins_subclips_and_remarks),
        cmocka_unit_test(times_of_sound_programs),
        cmocka_unit_test(captions_become_markers),
        cmocka_unit_test(markers_of_pro_tools),
        cmocka_unit_test(markers_by_other_columns),
        cmocka_unit_test(chapters_of_ffmpeg),
        cmocka_unit_test(chapters_in_parts_of_seconds),
        cmocka_unit_test(our_chapters_come_back),
        cmocka_unit_test(times_and_words_typed_by_hand),
        cmocka_unit_test(our_log_comes_back),
        cmocka_unit_test(a_log_runs_through_midnight),
        cmocka_unit_test(logs_of_others),
        cmocka_unit_test(media_composer_markers),
        cmocka_unit_test(markers_of_avid_as_xml),
        cmocka_unit_test(markers_of_a_review_page),
        cmocka_unit_test(markers_beside_other_columns),
        cmocka_unit_test(resolve_markers),
        cmocka_unit_test(markers_without_a_colour),
        cmocka_unit_test(a_comment_makes_no_marker_list),
        cmocka_unit_test(our_markers_come_back),
        cmocka_unit_test(our_tables_come_back),
        cmocka_unit_test(our_notes_come_back),
        cmocka_unit_test(tables_are_known_by_their_heads),
        cmocka_unit_test(comments_of_a_review_page),
        cmocka_unit_test(lengths_of_a_review_page),
        cmocka_unit_test(bookmarks_below_a_title),
        cmocka_unit_test(pages_with_answers),
        cmocka_unit_test(markers_of_premiere),
        cmocka_unit_test(markers_of_premiere_in_its_language),
        cmocka_unit_test(places_as_programs_show_them),
        cmocka_unit_test(markers_of_timelines),
        cmocka_unit_test(segments_of_losslesscut),
        cmocka_unit_test(a_segment_without_an_end),
        cmocka_unit_test(faults_name_their_line),
    };
    return cmocka_run_group_tests_name("lists in", tests, NULL, NULL);
}
