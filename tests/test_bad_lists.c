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
        expect_refused(lists[i].file, lists[i].said, "stands 1 whole event");
        expect_taken(lists[i].file, "--partial", "1 event,");
    }
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
        cmocka_unit_test_setup_teardown(faults_name_line_and_expectation, cli_set_up,
                                        cli_tear_down),
        cmocka_unit_test_setup_teardown(repeated_numbers_are_events, cli_set_up, cli_tear_down),
        cmocka_unit_test_setup_teardown(one_endless_line, cli_set_up, cli_tear_down),
        cmocka_unit_test_setup_teardown(bytes_that_are_no_text, cli_set_up, cli_tear_down),
    };
    return cmocka_run_group_tests_name("bad lists", tests, NULL, NULL);
}
