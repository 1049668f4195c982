/* SPDX-License-Identifier: MIT */
/* Lists that are none, broken off, or wrong, as a person gives them to the command line: the message names file,
 * line and what was expected, and the project is as it was unless all of a list was taken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "circletake/file.h"
#include "circletake/str.h"
#include "cli_kit.h"

#define PROJECT "p.circletake"
#define EVENT(n, reel, second)                                                                     \
    "00" n "  " reel "  V  C  01:00:00:00 01:00:01:00 10:00:0" second ":00 10:00:0"

static const char XML[] =
    "<?xml version=\"1.0\"?>\n<!DOCTYPE xmeml>\n<xmeml version=\"5\">\n<sequence>\n<name>x</name>\n"
    "<rate><timebase>25</timebase></rate>\n<media><video><track>\n"
    "<clipitem><name>a</name><start>0</start><end>9</end><in>0</in><out>9</out></clipitem>\n"
    "<clipitem><name>b</name><start>9</start><end>18</end><in>0</in><out>9</out></clipitem>\n"
    "</track></video></media>\n</sequence>\n</xmeml>\n";

static const char OTIO[] =
    "{\"OTIO_SCHEMA\":\"Timeline.1\",\n\"tracks\":{\"OTIO_SCHEMA\":\"Stack.1\",\"children\":[\n"
    "{\"OTIO_SCHEMA\":\"Track.1\",\"kind\":\"Video\",\"children\":[\n"
    "{\"OTIO_SCHEMA\":\"Clip.1\",\"name\":\"a\",\"source_range\":{\"start_time\":{\"value\":0,\"rate\":25},"
    "\"duration\":{\"value\":9,\"rate\":25}}},\n"
    "{\"OTIO_SCHEMA\":\"Clip.1\",\"name\":\"b\",\"source_range\":{\"start_time\":{\"value\":0,\"rate\":25},"
    "\"duration\":{\"value\":9,\"rate\":25}}}\n]}]}}\n";

static const char EDL[] = "TITLE: x\r\n" EVENT("1", "A", "0") "1:00\r\n" EVENT(
    "2", "B", "1") "2:00\r\n" EVENT("3", "C", "2") "3:00\r\n";

static const char LOG[] =
    "Heading\nFIELD_DELIM\tTABS\nFPS\t25\n\nColumn\nName\tTracks\tStart\tEnd\tTape\n\n"
    "Data\na\tV\t01:00:00:00\t01:00:01:00\tT1\nb\tV\t01:00:02:00\t01:00:03:00\tT1\n";

/* Of what a person would find changed, asked of the file itself. */
static void expect_untouched(void)
{
    sqlite3      *db;
    sqlite3_stmt *ask;

    assert_int_equal(sqlite3_open_v2(PROJECT, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    assert_int_equal(
        sqlite3_prepare_v2(db,
                           "SELECT count(*) FROM (SELECT withdrawn FROM cut UNION ALL "
                           "SELECT withdrawn FROM selection UNION ALL SELECT withdrawn FROM note) "
                           "WHERE NOT withdrawn",
                           -1, &ask, NULL),
        SQLITE_OK);
    assert_int_equal(sqlite3_step(ask), SQLITE_ROW);
    assert_int_equal(sqlite3_column_int(ask, 0), 0);
    sqlite3_finalize(ask);
    sqlite3_close(db);
}

/* `offers`: what stands before the break; NULL: nothing. */
static void expect_refused(const char *file, const char *said, const char *offers)
{
    RUN("import", PROJECT, file, "--edit-rate", "25");
    if (done.status != 65 || !strstr(done.err, said) || !strstr(done.err, file))
        fail_msg("%s: %d, said: %.400s", file, done.status, done.err);
    if (offers && !strstr(done.err, offers))
        fail_msg("%s: not offered: %.400s", file, done.err);
    expect_untouched();
}

/* Taken, and taken back by one step. */
static void expect_taken(const char *file, const char *option, const char *said)
{
    RUN("import", PROJECT, file, "--edit-rate", "25", "--as", "cut", "--name", file, option);
    if (done.status != 0 || !strstr(done.out, said))
        fail_msg("%s: %d, said: %.400s %.400s", file, done.status, done.out, done.err);
    RUN("do", PROJECT, "edit.undo");
    expect(0);
    expect_untouched();
}

static void write_head(const char *file, const char *text, const char *until)
{
    const char *end = strstr(text, until);

    assert_non_null(end);
    write_bytes(file, text, (size_t)(end - text) + strlen(until));
}

/* --- under a wrong name --------------------------------------------------------------- */

static void the_content_says_what_it_is(void **state)
{
    static const struct {
        const char *file, *text;
    } lists[] = {
        {"x.edl", XML}, {"o.xml", OTIO}, {"e.otio", EDL}, {"l.fcpxml", LOG}, {"e.txt", EDL}};

    (void)state;
    make_project();
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        write_text(lists[i].file, lists[i].text);
        expect_taken(lists[i].file, "--verbose", lists[i].text == EDL ? "3 events" : "2 events");
    }
}

/* --- broken off ------------------------------------------------------------------------- */

static void what_stands_before_a_break_is_offered(void **state)
{
    static const struct {
        const char *file, *text, *until; /* how far it goes */
        const char *said;
    } lists[] = {
        {"b.xml", XML, "<name>b", "Line 9"},
        {"b.otio", OTIO, "\"b\",\"source", "Line 5: expected the rest of a timeline"},
        {"b.edl", EDL, "02  B  V  C  01:00:00:00", "Line 3: expected a whole event"},
        {"b.ale", LOG, "01:00:02", "Line 10: expected 5 cells, but the file breaks off behind 3"},
        {"b.llc",
         "{version: 2, /* a\n */ mediaFileName: 'a.mp4',\ncutSegments: [{start: 0, end: 1},\n{start: 2",
         "start: 2", "Line 4: expected the rest of a project of LosslessCut"},
        {"b.csv", "clip,rate,first_frame,end_frame\na.mov,25/1,1,2\n\"b.m", "b.m",
         "Line 3: expected the quotation mark"},
    };

    (void)state;
    make_project();
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        write_head(lists[i].file, lists[i].text, lists[i].until);
        expect_refused(lists[i].file, lists[i].said, "1 whole event can be taken");
        expect_taken(lists[i].file, "--partial", "1 event,");
    }
}

/* --- one of many ---------------------------------------------------------------------------- */

#define CLIP(name, start, end)                                                                     \
    "<clipitem><name>" name "</name><start>" start "</start><end>" end                             \
    "</end><in>0</in><out>25</out></clipitem>\n"

/* Of a cut x that lacks the second of three: the third lies on record frame 50. */
static void expect_third(const char *file)
{
    RUN("list", PROJECT, "events", "--cut", "x", "--json");
    expect(0);
    cJSON       *all = output_json();
    const cJSON *third = cJSON_GetArrayItem(all, 1);

    if (number_of(third, "record_first") != 50 ||
        (strcmp(text_of(third, "name"), "C") != 0 && strcmp(text_of(third, "reel"), "C") != 0))
        fail_msg("%s: %.600s", file, done.out);
    cJSON_Delete(all);
}

/* The second of three cannot be read. It is named, the others can be taken, and lie where they lay. */
static void one_bad_item_costs_that_item(void **state)
{
    static const struct {
        const char *file, *text;
        const char *said; /* what is wrong, and where */
    } lists[] = {
        {"i.edl",
         "TITLE: x\n" EVENT(
             "1", "A", "0") "1:00\n002  B V  C  01:00:00:00 01:00:01:31 10:00:01:00 10:00:02:00\n"
                            "* FROM CLIP NAME: of b\n" EVENT("3", "C", "2") "3:00\n",
         "Line 3: There is no timecode 01:00:01:31"},
        {"type.edl",
         "TITLE: x\n" EVENT(
             "1", "A", "0") "1:00\n002  B V  Q  01:00:00:00 01:00:01:00 10:00:01:00 10:00:02:00\n"
                            "* FROM CLIP NAME: of b\n" EVENT("3", "C", "2") "3:00\n",
         "Line 3: expected an edit type"},
        {"m2.edl",
         "TITLE: x\n" EVENT("1", "A", "0") "1:00\n" EVENT(
             "2", "B", "1") "2:00\nM2   B   fast   01:00:00:00\n" EVENT("3", "C", "2") "3:00\n",
         "Line 4: expected the speed"},
        {"i.xml",
         "<xmeml version=\"5\"><sequence><name>x</name><rate><timebase>25</timebase></rate>\n"
         "<media><video><track>\n" CLIP("A", "0", "25") CLIP("B", "soon", "50")
             CLIP("C", "50", "75") "</track></video></media></sequence></xmeml>\n",
         "Line 4: expected whole frames in <start>"},
        {"i.fcpxml",
         "<fcpxml version=\"1.9\"><resources><format id=\"f\" frameDuration=\"1/25s\"/>\n"
         "<asset id=\"a\" format=\"f\" hasVideo=\"1\" duration=\"100s\" src=\"file:///a.mov\"/></resources>\n"
         "<project name=\"x\"><sequence format=\"f\"><spine>\n"
         "<asset-clip ref=\"a\" name=\"A\" duration=\"1s\"/>\n"
         "<asset-clip ref=\"a\" name=\"B\" duration=\"1s\" start=\"late\"/>\n"
         "<asset-clip ref=\"a\" name=\"C\" duration=\"1s\"/>\n"
         "</spine></sequence></project></fcpxml>\n",
         "Line 5: expected a time such as"},
        {"i.otio",
         "{\"OTIO_SCHEMA\":\"Timeline.1\",\"tracks\":{\"OTIO_SCHEMA\":\"Stack.1\",\"children\":[\n"
         "{\"OTIO_SCHEMA\":\"Track.1\",\"kind\":\"Video\",\"children\":[\n"
         "{\"OTIO_SCHEMA\":\"Clip.1\",\"name\":\"A\",\"source_range\":{\"start_time\":{\"value\":0,\"rate\":25},"
         "\"duration\":{\"value\":25,\"rate\":25}}},\n"
         "{\"OTIO_SCHEMA\":\"Clip.1\",\"name\":\"B\",\"source_range\":{\"start_time\":null,"
         "\"duration\":{\"value\":25,\"rate\":25}}},\n"
         "{\"OTIO_SCHEMA\":\"Clip.1\",\"name\":\"C\",\"source_range\":{\"start_time\":{\"value\":0,\"rate\":25},"
         "\"duration\":{\"value\":25,\"rate\":25}}}\n]}]}}\n",
         "Clip \"B\": expected a source_range"},
        {"i.csv",
         "clip,rate,first_frame,end_frame,record_in,record_out\nA,25/1,0,25,10:00:00:00,10:00:01:00\n"
         "B,25/1,x,25,10:00:01:00,10:00:02:00\nC,25/1,0,25,10:00:02:00,10:00:03:00\n",
         "Line 3: frames 'x' to '25' are no range"},
        {"edits.csv",
         "Clip Name,Reel,Source In,Source Out,Record In,Record Out\n"
         "A,A,01:00:00:00,01:00:01:00,10:00:00:00,10:00:01:00\n"
         "B,B,01:00:00:99,01:00:01:00,10:00:01:00,10:00:02:00\n"
         "C,C,01:00:00:00,01:00:01:00,10:00:02:00,10:00:03:00\n",
         "Line 3: There is no timecode 01:00:00:99"},
    };

    (void)state;
    make_project();
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        write_text(lists[i].file, lists[i].text);
        expect_refused(lists[i].file, lists[i].said,
                       "2 whole events can be taken without that: say --partial.");
        RUN("import", PROJECT, lists[i].file, "--edit-rate", "25", "--as", "cut", "--name", "x",
            "--partial");
        if (done.status != 0 || !strstr(done.out, "2 events") || !strstr(done.err, "Not read: ") ||
            !strstr(done.err, lists[i].said))
            fail_msg("%s: %.400s %.400s", lists[i].file, done.out, done.err);
        expect_third(lists[i].file);
        RUN("do", PROJECT, "edit.undo");
        expect(0);
        expect_untouched();
    }
}

/* The same of logs and of lists of markers, of which the second of three is wrong. */
static void lists_without_a_record_side_offer_the_rest_too(void **state)
{
    static const struct {
        const char *file, *text, *said;
    } lists[] = {
        {"i.ale",
         "Heading\nFIELD_DELIM\tTABS\nFPS\t25\n\nColumn\nName\tStart\tEnd\n\nData\n"
         "A\t01:00:00:00\t01:00:01:00\nB\t01:00:00:30\t01:00:01:00\nC\t01:00:00:00\t01:00:01:00\n",
         "Line 10: There is no timecode 01:00:00:30"},
        {"i.llc",
         "{mediaFileName: 'a.mp4', cutSegments: [{start: 0, end: 1}, {start: 3, end: 2}, "
         "{start: 4, end: 5}]}",
         "Segment 2: 3 s to 2 s is no range"},
        {"vegas.txt",
         "\"ID\";\"Track\";\"StartTime\";\"Length\";\"PlayRate\";\"Locked\";\"Normalized\";"
         "\"StretchMethod\";\"Looped\";\"OnRuler\";\"MediaType\";\"FileName\";\"Stream\";"
         "\"StreamStart\";\"StreamLength\"\n"
         "1; 0; 0.0; 1000.0; 1.0; FALSE; FALSE; 0; TRUE; FALSE; VIDEO; \"a.mov\"; 0; 0.0; 1000.0\n"
         "2; 0; x; 1000.0; 1.0; FALSE; FALSE; 0; TRUE; FALSE; VIDEO; \"b.mov\"; 0; 0.0; 1000.0\n"
         "3; 0; 2000.0; 1000.0; 1.0; FALSE; FALSE; 0; TRUE; FALSE; VIDEO; \"c.mov\"; 0; 0.0; 1000.0\n",
         "Line 3: "},
        {"avid.txt",
         "Ann\t01:00:00:00\tV1\tred\tone\nAnn\t01:00:00:30\tV1\tred\ttwo\nAnn\t01:00:02:00\tV1\tred\tthree\n",
         "Line 2: There is no timecode 01:00:00:30"},
        {"i.srt",
         "1\n00:00:01,000 --> 00:00:02,000\none\n\n2\n00:00:03,000 --> now\ntwo\n\n"
         "3\n00:00:05,000 --> 00:00:06,000\nthree\n",
         "Line 6: expected a time on both sides of -->, found \"00:00:03,000 --> now\""},
        {"i.ffmeta",
         ";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/25\nSTART=0\nEND=25\ntitle=one\n"
         "[CHAPTER]\nTIMEBASE=1/25\nSTART=soon\nEND=50\ntitle=two\n"
         "[CHAPTER]\nTIMEBASE=1/25\nSTART=50\nEND=75\ntitle=three\n",
         "Line 9: expected a whole number of the time base, found 'soon'"},
        {"markers.edl",
         "TITLE: x\n001  001      V     C        01:00:00:00 01:00:00:01 01:00:00:00 01:00:00:01\n"
         " |C:ResolveColorRed |M:one |D:1\n"
         "002  001      V     C        01:00:00:30 01:00:01:00 01:00:00:30 01:00:01:00\n"
         " |C:ResolveColorRed |M:two |D:1\n"
         "003  001      V     C        01:00:02:00 01:00:02:01 01:00:02:00 01:00:02:01\n"
         " |C:ResolveColorRed |M:three |D:1\n",
         "Line 4: There is no timecode 01:00:00:30"},
        {"comments.csv",
         "Comment,Timecode In\none,00:00:01:00\ntwo,00:00:01:40\nthree,00:00:03:00\n",
         "Line 3: There is no timecode 00:00:01:40"},
    };

    (void)state;
    make_project();
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        write_text(lists[i].file, lists[i].text);
        expect_refused(lists[i].file, lists[i].said,
                       i < 3 ? "2 whole events can be taken" : "2 whole markers can be taken");
    }
}

/* Where nobody knows how long the second is, the places of what is behind it are not known either. */
static void what_hangs_on_a_bad_item_goes_with_it(void **state)
{
    static const char endless[] =
        "{\"OTIO_SCHEMA\":\"Timeline.1\",\"tracks\":{\"OTIO_SCHEMA\":\"Stack.1\",\"children\":[\n"
        "{\"OTIO_SCHEMA\":\"Track.1\",\"kind\":\"Video\",\"children\":[\n"
        "{\"OTIO_SCHEMA\":\"Clip.1\",\"name\":\"A\",\"source_range\":{\"start_time\":{\"value\":0,\"rate\":25},"
        "\"duration\":{\"value\":25,\"rate\":25}}},\n"
        "{\"OTIO_SCHEMA\":\"Clip.1\",\"name\":\"B\",\"source_range\":null},\n"
        "{\"OTIO_SCHEMA\":\"Clip.1\",\"name\":\"C\",\"source_range\":{\"start_time\":{\"value\":0,\"rate\":25},"
        "\"duration\":{\"value\":25,\"rate\":25}}}\n]}]}}\n";

    (void)state;
    make_project();
    write_text("endless.otio", endless);
    write_text("nothing.csv", "clip,rate,first_frame,end_frame\na.mov,25/1,x,2\n");
    expect_refused("nothing.csv", "Line 2: frames 'x' to '2' are no range. Nothing was taken in",
                   NULL);
    write_text("no-length.edl",
               "TITLE: x\n001  A V C 01:00:00:00 01:00:00:00 10:00:00:00 10:00:00:00\n"
               "001  B V C 01:00:00:00 01:00:01:66 10:00:00:00 10:00:01:00\n");
    expect_refused("no-length.edl", "Nothing was taken in", NULL);
    expect_refused("endless.otio", "Clip \"B\"", "1 whole event can be taken");
    RUN("import", PROJECT, "endless.otio", "--partial");
    expect(0);
    if (!strstr(done.err, "With what lies behind it on its track (1)"))
        fail_msg("%s", done.err);
    write_text("fast.edl",
               "TITLE: x\n" EVENT("1", "A", "0") "1:00\n" EVENT(
                   "2", "B", "1") "2:00\n"
                                  "* FROM CLIP NAME: two.mov\nM2   B   fast   01:00:00:00\n");
    RUN("import", PROJECT, "fast.edl", "--edit-rate", "25", "--partial");
    expect(0);
    if (!strstr(done.err, "With two.mov above it: Line 5: expected the speed"))
        fail_msg("%s", done.err);
}

/* Of FCPXML what says where it lies is read again; a marker costs itself. */
static void a_story_goes_on_where_it_says_so(void **state)
{
    static const char text[] =
        "<fcpxml version=\"1.9\"><resources><format id=\"f\" frameDuration=\"1/25s\"/>\n"
        "<asset id=\"a\" format=\"f\" hasVideo=\"1\" duration=\"100s\" src=\"file:///a.mov\"/></resources>\n"
        "<project name=\"x\"><sequence format=\"f\"><spine>\n"
        "<asset-clip ref=\"a\" name=\"A\" offset=\"0s\" duration=\"1s\"/>\n"
        "<asset-clip ref=\"a\" name=\"B\" offset=\"1s\" duration=\"long\">"
        "<asset-clip ref=\"a\" name=\"B2\" lane=\"1\" offset=\"0s\" duration=\"1s\"/></asset-clip>\n"
        "<asset-clip ref=\"a\" name=\"N\" duration=\"1s\"/>\n"
        "<asset-clip ref=\"a\" name=\"C\" offset=\"2s\" duration=\"1s\">"
        "<marker start=\"bad\" value=\"m\"/></asset-clip>\n"
        "</spine></sequence></project></fcpxml>\n";
    static const char *const said[] = {"B: Not read: With what hangs on it (1): Line 5",
                                       "N: Not read: Line 6: it lies behind what cannot be read",
                                       "m: Not read: Line 7"};

    (void)state;
    make_project();
    write_text("story.fcpxml", text);
    expect_refused("story.fcpxml", "Line 5",
                   "3 things in it cannot be read. 2 whole events can be taken");
    RUN("import", PROJECT, "story.fcpxml", "--partial");
    expect(0);
    for (size_t i = 0; i < sizeof said / sizeof said[0]; i++)
        if (!strstr(done.err, said[i]))
            fail_msg("%s not in %s", said[i], done.err);
    expect_third("story.fcpxml");
}

/* A list of 30 frames a second is not half of one at 25. */
static void another_rate_is_no_damage(void **state)
{
    (void)state;
    make_project();
    write_text("thirty.edl",
               "TITLE: x\n" EVENT(
                   "1", "A", "0") "1:00\n"
                                  "002  B V  C  01:00:00:00 01:00:00:27 10:00:01:00 10:00:01:27\n");
    expect_refused("thirty.edl", "There is no timecode 10:00:01:27 at 25 frames a second",
                   "All of it can be read at 29.97 or 30 frames a second: if that is its rate, say "
                   "--edit-rate 29.97.");
    write_text("fifty.csv", "Comment,Timecode In\none,00:00:01:40\n");
    expect_refused("fifty.csv", "Nothing was taken in", "can be read at 50 frames a second");
}

/* --- wrong -------------------------------------------------------------------------------- */

static void faults_name_line_and_expectation(void **state)
{
    static const struct {
        const char *file, *text, *said;
    } lists[] = {
        {"time.edl", "TITLE: x\n001  A V C 01:00:00:00 01:61:01:00 10:00:00:00 10:00:01:00\n",
         "time.edl: Line 2: 01:61:01:00 is not a timecode"},
        {"frame.edl", "TITLE: x\n001  A V C 01:00:00:00 01:00:00:25 10:00:00:00 10:00:01:00\n",
         "Line 2: There is no timecode 01:00:00:25 at 25 frames a second"},
        {"out.edl", "TITLE: x\n\n001  A V C 01:00:02:00 01:00:01:00 10:00:00:00 10:00:01:00\n",
         "Line 3: expected source out behind source in"},
        {"out.ale",
         "Heading\nFPS\t25\n\nColumn\nName\tStart\tEnd\n\nData\na\t01:00:02:00\t01:00:01:00\n",
         "Line 8: it ends at 01:00:01:00, before it starts"},
        {"out.csv", "Comment,In,Out\nx,00:00:02:00,00:00:01:00\n",
         "Line 2: it ends at 00:00:01:00"},
        {"out.llc", "{mediaFileName: 'a', cutSegments: [{start: 3, end: 2}]}", "Segment 1"},
        {"no.edl", "TITLE: x\nFCM: NON-DROP FRAME\n", "There is no event in this list"},
        {"empty.edl", "", "There is no event in this list"},
        {"empty.otio", "", "Line 1: expected the rest of a timeline"},
        {"what.xml", "<?xml version=\"1.0\"?><xmeml><a></xmeml>", "Line 1 is not well-formed XML"},
        {"laughs.xml",
         "<?xml version=\"1.0\"?><!DOCTYPE xmeml [<!ENTITY a \"xx\"><!ENTITY b \"&a;&a;\">]><xmeml>&b;"
         "</xmeml>",
         "declarations of its own"},
    };

    (void)state;
    make_project();
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        write_text(lists[i].file, lists[i].text);
        expect_refused(lists[i].file, lists[i].said, NULL);
    }
}

/* Numbers are names: three events called 1 are three events. */
static void repeated_numbers_are_events(void **state)
{
    (void)state;
    make_project();
    write_text("again.edl", "TITLE: x\n" EVENT("1", "A", "0") "1:00\n" EVENT(
                                "1", "B", "1") "2:00\n" EVENT("1", "C", "2") "3:00\n");
    expect_taken("again.edl", "--verbose", "3 events");
}

/* --- what is no list --------------------------------------------------------------------------- */

static char *many(char c, size_t bytes)
{
    char *text = ct_alloc(bytes + 1);

    memset(text, c, bytes);
    return text;
}

static void one_endless_line(void **state)
{
    enum { BYTES = 10 << 20 };
    static const struct {
        const char *file, *head, *said;
    } lists[] = {
        {"long.edl", "", "Line 1 is 10485760 bytes long"},
        {"comment.edl", "TITLE: x\n* ", "Line 2 is 10485762 bytes long"},
        {"long.otio", "{\"OTIO_SCHEMA\":\"Timeline.1\",\n\"name\":\"", "Line 2: expected"},
        {"long.csv", "clip,rate,first_frame,end_frame\n\"", "Line 2: expected the quotation mark"}};
    char *line = many('x', BYTES);

    (void)state;
    make_project();
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        char *text = ct_asprintf("%s%s", lists[i].head, line);
        write_text(lists[i].file, text);
        free(text);
        expect_refused(lists[i].file, lists[i].said, NULL);
    }
    free(line);
}

static void bytes_that_are_no_text(void **state)
{
    static const char *const files[] = {"noise.edl", "noise.xml", "noise.fcpxml", "noise.otio",
                                        "noise.ale", "noise.csv", "noise"};
    char                     noise[20000];
    uint64_t                 seed = 1;
    char                    *data;
    size_t                   bytes;

    (void)state;
    make_project();
    for (size_t i = 0; i < sizeof noise; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        noise[i] = (char)(seed >> 56);
    }
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        write_bytes(files[i], noise, sizeof noise);
        expect_refused(files[i], "expected an edit list", NULL);
    }
    assert_int_equal(ct_file_read(SLATE, 1 << 24, &data, &bytes, NULL), CT_OK);
    write_bytes("film.edl", data, bytes);
    expect_refused("film.edl", "This is no text", NULL);
    free(data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_content_says_what_it_is, cli_set_up, cli_tear_down),
        cmocka_unit_test_setup_teardown(what_stands_before_a_break_is_offered, cli_set_up,
                                        cli_tear_down),
        cmocka_unit_test_setup_teardown(one_bad_item_costs_that_item, cli_set_up, cli_tear_down),
        cmocka_unit_test_setup_teardown(lists_without_a_record_side_offer_the_rest_too, cli_set_up,
                                        cli_tear_down),
        cmocka_unit_test_setup_teardown(what_hangs_on_a_bad_item_goes_with_it, cli_set_up,
                                        cli_tear_down),
        cmocka_unit_test_setup_teardown(a_story_goes_on_where_it_says_so, cli_set_up,
                                        cli_tear_down),
        cmocka_unit_test_setup_teardown(another_rate_is_no_damage, cli_set_up, cli_tear_down),
        cmocka_unit_test_setup_teardown(faults_name_line_and_expectation, cli_set_up,
                                        cli_tear_down),
        cmocka_unit_test_setup_teardown(repeated_numbers_are_events, cli_set_up, cli_tear_down),
        cmocka_unit_test_setup_teardown(one_endless_line, cli_set_up, cli_tear_down),
        cmocka_unit_test_setup_teardown(bytes_that_are_no_text, cli_set_up, cli_tear_down),
    };
    return cmocka_run_group_tests_name("bad lists", tests, NULL, NULL);
}
