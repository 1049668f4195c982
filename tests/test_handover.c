/* SPDX-License-Identifier: MIT */
/* Lists as they leave a project: what is taken along and what is said of it, with the program itself. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "circletake/file.h"
#include "circletake/str.h"
#include "cli_kit.h"

/* --- helpers ---------------------------------------------------------------------- */

static void act(const char *action, const char *a, const char *b, const char *c)
{
    cli_run_words(NULL, (const char *const[]){"do", "p.circletake", action, a, b, c, NULL});
    expect(0);
}

static void assert_says(const char *part)
{
    if (!strstr(done.err, part))
        fail_msg("\"%s\" is not said in:\n%s", part, done.err);
}

static void assert_file_has(const char *path, const char *part, bool has)
{
    char *text = slurp(path);

    if ((strstr(text, part) != NULL) != has)
        fail_msg("\"%s\" is %sin %s:\n%s", part, has ? "not " : "", path, text);
    free(text);
}

static bool is_there(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && st.st_size > 0;
}

/* The only file whose name begins so in the folder. Gives. */
static char *only_file(const char *folder, const char *prefix)
{
    char  name[512] = "";
    char *command = ct_asprintf("ls '%s' | grep '^%s'", folder, prefix);
    FILE *from = popen(command, "r");

    assert_non_null(from);
    assert_int_equal(fscanf(from, "%511[^\n]", name), 1);
    assert_int_equal(fscanf(from, " %*[^\n]"), EOF);
    pclose(from);
    free(command);
    return ct_asprintf("%s/%s", folder, name);
}

/* --- drawings --------------------------------------------------------------------- */

static void make_drawn(void)
{
    assert_int_equal(system("cp '" SLATE "' ."), 0);
    RUN("add", "p.circletake", "slate.mp4");
    expect(0);
    act("select.add", "clip=slate.mp4", "in=f5", "out=f15");
    cli_run_words(NULL,
                  (const char *const[]){"do", "p.circletake", "note.add", "clip=slate.mp4", "at=f7",
                                        "text=here", "drawing=pen red 300 1,2 3,4", NULL});
    expect(0);
    cli_run_words(NULL, (const char *const[]){"do", "p.circletake", "note.add", "clip=slate.mp4",
                                              "at=f17", "text=outside",
                                              "drawing=pen red 300 1,2 3,4", NULL});
    expect(0);
}

/* Only of notes that come into the list, beside it, under a path that moves with it. */
static void stills_go_beside_the_list(void **state)
{
    static const char *const formats[] = {"otio", "fcpxml", "fcp7xml", "json", "csv", "tsv"};

    (void)state;
    make_drawn();
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        char *list = ct_asprintf("out.%s", formats[i]),
             *folder = ct_asprintf("%s stills", formats[i]);
        RUN("export", "p.circletake", "--format", formats[i], "--stills", folder, "-o", list);
        expect(0);
        char *still = only_file(folder, "slate_f000007_");
        assert_true(is_there(still));
        assert_null(strstr(done.err, "drawing"));
        assert_file_has(list, still, true);
        assert_file_has(list, "f000017", false);
        RUN("export", "p.circletake", "--format", formats[i], "-o", list);
        expect(0);
        assert_says("1 drawing left out");
        assert_says("Ask for stills");
        assert_file_has(list, "slate_f000007_", false);
        free(still);
        free(list);
        free(folder);
    }
    RUN("export", "p.circletake", "--format", "notes-csv", "--stills", "all", "-o", "-");
    expect(0);
    char *still = only_file("all", "slate_f000017_");
    assert_true(is_there(still));
    assert_non_null(strstr(done.out, still)); /* standard output lies nowhere: from the root */
    char *here = realpath(still, NULL);
    assert_non_null(strstr(done.out, here));
    free(here);
    free(still);
}

static void a_list_without_place_for_stills_says_so(void **state)
{
    (void)state;
    make_drawn();
    RUN("export", "p.circletake", "--format", "edl", "--stills", "s", "-o", "x.edl");
    expect_error(64, "edl has no place for stills");
    assert_false(is_there("x.edl"));
    RUN("export", "p.circletake", "--format", "edl", "-o", "x.edl");
    expect(0);
    assert_says("EDL: 1 drawing left out");
}

/* A list never names a still that is not there. */
static void a_still_that_cannot_be_made_is_not_named(void **state)
{
    (void)state;
    make_drawn();
    assert_int_equal(rename("slate.mp4", "elsewhere.mp4"), 0);
    RUN("export", "p.circletake", "--stills", "s", "-o", "x.otio");
    expect(0);
    assert_says("There is no still of what was drawn on frame 7");
    assert_says("1 drawing left out");
    assert_file_has("x.otio", "slate_f000007_", false);
    RUN("export", "p.circletake", "--stills", "s", "--strict", "-o", "strict.otio");
    expect(65);
    assert_false(is_there("strict.otio"));
}

/* --- cuts ------------------------------------------------------------------------- */

/* Out as an EDL with a dissolve, in as a cut, out again: the same list; and it is remembered as such. */
static void a_cut_goes_out_as_it_came(void **state)
{
    static const char list[] = "TITLE: Reel one v1\r\nFCM: NON-DROP FRAME\r\n\r\n"
                               "001  SLATE    V     C        10:59:58:05 10:59:59:10 "
                               "01:00:00:00 01:00:01:05\r\n"
                               "* FROM CLIP NAME: slate.mp4\r\n"
                               "002  SLATE    V     C        10:59:59:10 10:59:59:10 "
                               "01:00:01:05 01:00:01:05\r\n"
                               "002  SLATE    V     D    010 11:00:00:00 11:00:00:20 "
                               "01:00:01:05 01:00:02:00\r\n"
                               "* FROM CLIP NAME: slate.mp4\r\n"
                               "* TO CLIP NAME: slate.mp4\r\n";
    FILE             *f;

    (void)state;
    assert_int_equal(system("cp '" SLATE "' ."), 0);
    RUN("add", "p.circletake", "slate.mp4");
    expect(0);
    f = fopen("in.edl", "wb");
    assert_true(f && fputs(list, f) >= 0 && fclose(f) == 0);
    RUN("import", "p.circletake", "in.edl", "--edit-rate", "25", "--name", "Reel one");
    expect(0);
    RUN("export", "p.circletake", "--cut", "Reel one", "-o", "out.edl");
    expect(0);
    assert_file_has("out.edl",
                    "002  SLATE    V     D    010 11:00:00:00 11:00:00:20 01:00:01:05 01:00:02:00",
                    true);
    assert_file_has("out.edl",
                    "002  SLATE    V     C        10:59:59:10 10:59:59:10 01:00:01:05 01:00:01:05",
                    true);
    RUN("list", "p.circletake", "exports");
    assert_non_null(strstr(done.out, "cut:Reel one"));
    RUN("export", "p.circletake", "--cut", "Reel one", "--circled", "-o", "out.edl");
    expect_error(64, "A cut is written whole");
    RUN("export", "p.circletake", "--cut", "Reel two", "-o", "out.edl");
    expect_error(66, "There is no cut 'Reel two' in this project; it has 'Reel one'.");
}

/* As when the cutting room sends a next version: what was said of a shot is where the shot is now. */
static void notes_follow_a_cut_that_is_made_anew(void **state)
{
    (void)state;
    assert_int_equal(system("cp '" SLATE "' ."), 0);
    RUN("add", "p.circletake", "slate.mp4");
    RUN("do", "p.circletake", "select.add", "clip=slate.mp4", "in=f5", "out=f14", "label=one");
    RUN("do", "p.circletake", "select.add", "clip=slate.mp4", "in=f30", "out=f39", "label=two");
    act("cut.make", "name=Rough", NULL, NULL);
    act("cut.note", "cut=Rough", "at=f3", "text=first");
    act("cut.note", "cut=Rough", "at=f14", "text=second");
    act("cut.make", "name=Rough", "find=two", NULL);
    assert_non_null(strstr(done.err, "Cut Rough v2: 1 event, 1 with their clip; "
                                     "notes of the version before: 1 followed, 1 without a shot"));
    assert_non_null(strstr(done.err, "10:59:58:08 first"));
    RUN("list", "p.circletake", "notes", "--find", "is:gone");
    assert_non_null(strstr(done.out, "first"));
    assert_null(strstr(done.out, "second"));
    RUN("list", "p.circletake", "notes", "--find", "second", "--json");
    assert_non_null(strstr(done.out, "\"record_frame\":\t4"));
    act("edit.undo", NULL, NULL, NULL);
    RUN("list", "p.circletake", "notes", "--find", "second", "--json");
    assert_non_null(strstr(done.out, "\"record_frame\":\t14"));
}

/* What was rejected adds nothing to what a scene has. */
static void scenes_are_measured(void **state)
{
    (void)state;
    assert_int_equal(system("cp '" SLATE "' 12A-1.mp4 && cp '" SLATE "' 12B-1.mp4 && "
                            "echo >> 12B-1.mp4"),
                     0);
    RUN("add", "p.circletake", "12A-1.mp4", "12B-1.mp4");
    expect(0);
    act("select.add", "clip=12A-1.mp4", "in=f5", "out=f14");
    RUN("do", "p.circletake", "select.add", "clip=12A-1.mp4", "in=f30", "out=f49", "label=b");
    act("select.reject", "clip=12B-1.mp4", "in=f30", "out=f39");
    RUN("list", "p.circletake", "scenes");
    expect(0);
    assert_non_null(strstr(done.out, "12     2        1        2      2        00:00:01:05"));
    assert_non_null(strstr(done.out, "\nall "));
    RUN("list", "p.circletake", "scenes", "--json", "--find", "b");
    assert_non_null(strstr(done.out, "\"frames\":\t20"));
    RUN("do", "p.circletake", "clip.set", "clip=12B-1.mp4", "scene=");
    act("select.add", "clip=12B-1.mp4", "in=f5", "out=f14");
    RUN("list", "p.circletake", "scenes", "--json");
    assert_non_null(strstr(done.out, "\"clips\":\tnull")); /* nobody counted them */
    RUN("list", "p.circletake", "scene");
    expect_error(64, "and scenes");
}

/* What a window hands over of a comparison is what the command writes. */
static void changes_are_written_by_an_act(void **state)
{
    (void)state;
    assert_int_equal(system("cp '" SLATE "' ."), 0);
    RUN("add", "p.circletake", "slate.mp4");
    RUN("do", "p.circletake", "select.add", "clip=slate.mp4", "in=f5", "out=f14", "label=one");
    act("cut.make", "name=Rough", NULL, NULL);
    RUN("do", "p.circletake", "cut.compare", "cut=Rough", "to=a.csv");
    expect_error(64, "no version before Rough");
    RUN("do", "p.circletake", "select.add", "clip=slate.mp4", "in=f30", "out=f39", "label=two");
    act("cut.make", "name=Rough", NULL, NULL);
    act("cut.compare", "cut=Rough", "to=a.csv", NULL);
    assert_non_null(strstr(done.out, "Rough v1 to Rough v2: 1 added, 1 as they were, written to "));
    RUN("compare", "p.circletake", "Rough v1", "Rough v2", "--format", "csv", "-o", "b.csv");
    assert_int_equal(system("cmp a.csv b.csv"), 0);
    act("cut.compare", "cut=Rough", "to=a.edl", NULL);
    RUN("compare", "p.circletake", "Rough v1", "Rough v2", "--format", "edl", "-o", "b.edl");
    assert_int_equal(system("cmp a.edl b.edl"), 0);
    RUN("do", "p.circletake", "cut.compare", "cut=Rough", "to=a.txt");
    expect_error(64, "format=");
    /* Where nobody said to which file, none has to go for it. */
    assert_int_equal(system("echo mine > 'Rough v1 to Rough v2.edl'"), 0);
    act("cut.compare", "cut=Rough", "format=edl", NULL);
    assert_non_null(strstr(done.out, "Rough v1 to Rough v2 2.edl\n"));
    act("cut.compare", "cut=Rough", "format=edl", NULL);
    assert_int_equal(system("cmp 'Rough v1 to Rough v2 2.edl' b.edl && "
                            "cmp 'Rough v1 to Rough v2 3.edl' b.edl && "
                            "grep -q mine 'Rough v1 to Rough v2.edl'"),
                     0);
}

/* The rate that was set for the lists of a project is that of its lists. */
static void lists_go_by_the_rate_of_the_project(void **state)
{
    (void)state;
    make_drawn();
    act("project.rate", "rate=24", NULL, NULL);
    RUN("export", "p.circletake", "-o", "x.otio");
    expect(0);
    assert_file_has("x.otio", "\"edit_rate\":\t\"24/1\"", true);
    assert_says("The list is at 24, the edit rate of the project");
    RUN("export", "p.circletake", "-o",
        "x.ale"); /* a log of what was shot is at the rate of that */
    assert_file_has("x.ale", "FPS\t25", true);
    assert_null(strstr(done.err, "edit rate of the project"));
    act("cut.make", NULL, NULL, NULL);
    RUN("list", "p.circletake", "cuts", "--json");
    assert_non_null(strstr(done.out, "\"rate\":\t\"24/1\""));
    RUN("export", "p.circletake", "-o", "x.otio", "--edit-rate", "25");
    assert_file_has("x.otio", "\"edit_rate\":\t\"25/1\"", true);
    act("project.rate", "rate=none", NULL, NULL);
    RUN("export", "p.circletake", "-o", "x.otio");
    assert_file_has("x.otio", "\"edit_rate\":\t\"25/1\"", true);
}

/* What is left out of a list without numbers is named by its place. */
static void events_without_a_number_are_named_by_their_place(void **state)
{
    FILE *f = fopen("in.csv", "wb");

    (void)state;
    assert_true(f &&
                fputs("Clip,TC In,TC Out,FPS\nslate.mp4,10:59:58:05,10:59:59:05,25\n"
                      "slate.mp4,10:59:59:05,11:30:00:00,25\n",
                      f) >= 0 &&
                fclose(f) == 0);
    assert_int_equal(system("cp '" SLATE "' ."), 0);
    RUN("add", "p.circletake", "slate.mp4");
    RUN("import", "p.circletake", "in.csv", "--as", "selects");
    expect(0);
    assert_says("Event 2 reaches outside its clip and was left out.");
}

/* The last kind of transition is one like the others. */
static void a_fade_is_listed_as_one(void **state)
{
    static const char list[] = "clip,rate,first_frame,end_frame,record_in,record_out,transition,"
                               "transition_frames\r\n"
                               "slate.mp4,25/1,5,35,01:00:00:00,01:00:01:05,fade,10\r\n";
    FILE             *f = fopen("in.csv", "wb");

    (void)state;
    assert_true(f && fputs(list, f) >= 0 && fclose(f) == 0);
    assert_int_equal(system("cp '" SLATE "' ."), 0);
    RUN("add", "p.circletake", "slate.mp4");
    RUN("import", "p.circletake", "in.csv", "--as", "cut", "--name", "Reel one");
    expect(0);
    RUN("list", "p.circletake", "events", "--cut", "Reel one");
    expect(0);
    assert_non_null(strstr(done.out, " fade "));
}

/* Two remarks on one frame of a clip, 10:59:58:05 + 7: what is said beside their words goes through the project. */
static const char remarked[] =
    "{\"OTIO_SCHEMA\":\"Timeline.1\",\"name\":\"Reel one\",\"tracks\":{\"OTIO_SCHEMA\":\"Stack.1\","
    "\"children\":[{\"OTIO_SCHEMA\":\"Track.1\",\"kind\":\"Video\",\"children\":["
    "{\"OTIO_SCHEMA\":\"Clip.1\",\"name\":\"slate.mp4\",\"source_range\":"
    "{\"start_time\":{\"rate\":25,\"value\":989955},\"duration\":{\"rate\":25,\"value\":20}},"
    "\"markers\":["
    "{\"OTIO_SCHEMA\":\"Marker.2\",\"name\":\"Too dark\",\"comment\":\"Too dark\",\"marked_range\":"
    "{\"start_time\":{\"rate\":25,\"value\":989962},\"duration\":{\"rate\":25,\"value\":1}},"
    "\"metadata\":{\"circletake\":{\"author\":\"Ann\",\"priority\":3,\"assignee\":\"Tom\","
    "\"replies\":[{\"text\":\"It is night\",\"author\":\"Tom\"},"
    "{\"text\":\"Then it stays\",\"author\":\"Ann\"}],\"still\":\"stills/a.png\"}}},"
    "{\"OTIO_SCHEMA\":\"Marker.2\",\"name\":\"Soft\",\"comment\":\"Soft\",\"marked_range\":"
    "{\"start_time\":{\"rate\":25,\"value\":989962},\"duration\":{\"rate\":25,\"value\":1}},"
    "\"metadata\":{\"circletake\":{\"replies\":[{\"text\":\"Seen\",\"author\":\"Tom\"}]}}}"
    "]}]}]}}";

static void import_remarked(const char *as)
{
    FILE *f = fopen("in.otio", "wb");

    assert_true(f && fputs(remarked, f) >= 0 && fclose(f) == 0);
    assert_int_equal(system("cp '" SLATE "' ."), 0);
    RUN("add", "p.circletake", "slate.mp4");
    expect(0);
    RUN("import", "p.circletake", "in.otio", "--as", as);
    expect(0);
}

#define NO_ID "\"00000000-0000-0000-0000-000000000000\""

/* No clip of the project, so what is known of it is what the list says. */
static void what_a_list_says_of_a_shot_goes_through_a_cut(void **state)
{
    static const char list[] =
        "{\"OTIO_SCHEMA\":\"Timeline.1\",\"name\":\"Reel one\",\"tracks\":{\"OTIO_SCHEMA\":\"Stack.1\","
        "\"children\":[{\"OTIO_SCHEMA\":\"Track.1\",\"kind\":\"Video\",\"children\":["
        "{\"OTIO_SCHEMA\":\"Clip.1\",\"name\":\"gone.mov\",\"source_range\":"
        "{\"start_time\":{\"rate\":25,\"value\":5},\"duration\":{\"rate\":25,\"value\":20}},\"metadata\":"
        "{\"circletake\":{\"author\":\"Ines\",\"rating\":4,\"verdict\":\"good\",\"circled\":true,"
        "\"colour\":\"pink\",\"description\":\"she waits\",\"keywords\":\"night, rain\"}}}]}]}}";
    static const char *const said[] = {
        "\"author\":\"Ines\"",         "\"rating\":4",
        "\"verdict\":\"good\"",        "\"circled\":true",
        "\"colour\":\"pink\"",         "\"description\":\"she waits\"",
        "\"keywords\":\"night, rain\""};
    FILE *f = fopen("in.otio", "wb");

    (void)state;
    assert_true(f && fputs(list, f) >= 0 && fclose(f) == 0);
    assert_int_equal(system("cp '" SLATE "' ."), 0);
    RUN("add", "p.circletake", "slate.mp4");
    RUN("import", "p.circletake", "in.otio");
    expect(0);
    RUN("export", "p.circletake", "--cut", "Reel one", "-o", "out.otio");
    expect(0);
    for (size_t i = 0; i < sizeof said / sizeof said[0]; i++)
        assert_file_has("out.otio", said[i], true);
    RUN("export", "p.circletake", "--cut", "Reel one", "-o", "out.edl");
    expect(0);
    assert_says("EDL: 1 event of circled takes, not marked so.");
    assert_says("EDL: 1 event without stars.");
    assert_says("EDL: 1 event without keywords.");
}

static void what_a_remark_carries_goes_through_a_cut(void **state)
{
    static const char *const formats[] = {"otio", "json"};
    static const char        answers[] =
        "\"replies\":[{\"text\":\"It is night\",\"author\":\"Tom\",\"note_id\":" NO_ID "},"
        "{\"text\":\"Then it stays\",\"author\":\"Ann\",\"note_id\":" NO_ID "}]";

    (void)state;
    import_remarked("cut");
    assert_int_equal(mkdir("sub", 0777), 0);
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        char *list = ct_asprintf("out.%s", formats[i]), *away = ct_asprintf("sub/%s", list);
        RUN("export", "p.circletake", "--cut", "Reel one", "-o", list);
        expect(0);
        assert_null(strstr(done.err, "drawing"));
        assert_null(strstr(done.err, "repl"));
        assert_null(strstr(done.err, "priority"));
        assert_file_has(list, answers, true);
        assert_file_has(list, "\"text\":\"Seen\"", true);
        assert_file_has(list, "\"priority\":3,\"assignee\":\"Tom\"", true);
        assert_file_has(list, "\"still\":\"stills/a.png\"", true);
        RUN("export", "p.circletake", "--cut", "Reel one", "-o", away);
        expect(0);
        char *here = realpath(".", NULL), *whole = ct_asprintf("\"%s/stills/a.png\"", here);
        assert_file_has(away, whole, true);
        free(whole);
        free(here);
        free(away);
        free(list);
    }
    RUN("export", "p.circletake", "--cut", "Reel one", "-o", "out.edl");
    expect(0);
    assert_says("EDL: 3 replies folded into note text.");
    assert_says("EDL: 1 note with a priority or somebody to answer");
    assert_says("EDL: 1 drawing left out.");
    RUN("list", "p.circletake", "events", "--cut", "Reel one", "--json");
    expect(0);
    assert_non_null(strstr(done.out, "Then it stays"));
    assert_non_null(strstr(done.out, "stills/a.png"));
}

/* What was drawn is no picture, so notes do without it, which is said. */
static void drawings_of_a_list_of_notes_are_counted(void **state)
{
    (void)state;
    import_remarked("notes");
    assert_says("Notes that were drawn on, taken in without what was drawn: 1.");
    RUN("export", "p.circletake", "-o", "notes.csv", "--format", "notes-csv");
    expect(0);
    assert_file_has("notes.csv", "It is night", true);
}

/* --- since last time ----------------------------------------------------------------- */

static void an_ending_of_another_format_is_said(void **state)
{
    (void)state;
    make_project();
    act("select.add", "clip=slate.mp4", "in=f5", "out=f9");
    RUN("export", "p.circletake", "--format", "edl", "-o", "x.fcpxml");
    expect(0);
    assert_says("The file ends in .fcpxml, though what it holds is edl, which ends in .edl.");
    RUN("export", "p.circletake", "--format", "edl", "-o", "x.EDL");
    assert_null(strstr(done.err, "ends in"));
    RUN("export", "p.circletake", "--format", "edl", "-o", "x.list");
    assert_null(strstr(done.err, "ends in"));
}

/* Somebody has the project open: the list goes out all the same, and is not one that later ones count from. */
static void an_export_that_is_not_remembered_is_said(void **state)
{
    static const char said[] = "does not remember this export";

    (void)state;
    make_project();
    act("note.add", "clip=slate.mp4", "at=f5", "text=x");
    int lock = open(".p.circletake.lock", O_RDWR | O_CREAT, 0600);
    assert_int_equal(flock(lock, LOCK_EX), 0);
    RUN("export", "p.circletake", "--format", "notes-csv", "-o", "one.csv");
    expect(0);
    assert_says(said);
    assert_true(ct_file_exists("one.csv"));
    close(lock);
    RUN("list", "p.circletake", "exports", "--json");
    assert_string_equal(done.out, "[]\n");
    RUN("export", "p.circletake", "--format", "notes-csv", "-o", "one.csv");
    assert_null(strstr(done.err, said));
}

/* Its id, as an argument for the acts on it. Gives. */
static char *add_note(const char *at, const char *text)
{
    char *where = ct_asprintf("at=%s", at), *what = ct_asprintf("text=%s", text);

    act("note.add", "clip=slate.mp4", where, what);
    char *note = ct_asprintf("note=%.*s", (int)strcspn(done.out, "\r\n"), done.out);
    free(where);
    free(what);
    return note;
}

/* What came, changed, was settled and went is told apart and counted; the rest stays at home. */
static void only_what_changed_goes_out_again(void **state)
{
    char *kept, *changed, *settled, *gone;

    (void)state;
    assert_int_equal(system("cp '" SLATE "' ."), 0);
    RUN("add", "p.circletake", "slate.mp4");
    expect(0);
    kept = add_note("f5", "kept");
    changed = add_note("f10", "before");
    settled = add_note("f15", "settled");
    gone = add_note("f20", "gone");
    RUN("export", "p.circletake", "--format", "notes-csv", "-o", "one.csv");
    expect(0);
    free(add_note("f25", "fresh"));
    act("note.change", changed, "text=after", NULL);
    act("note.done", settled, NULL, NULL);
    act("note.withdraw", gone, NULL, NULL);
    RUN("export", "p.circletake", "--format", "notes-csv", "--since", "1", "-o", "two.csv");
    expect(0);
    assert_says("Since then: 1 added, 1 changed, 1 resolved, 1 withdrawn.");
    assert_says("was withdrawn: gone");
    assert_file_has("two.csv", "\"fresh\"", true);
    assert_file_has("two.csv", "\"after\"", true);
    assert_file_has("two.csv", "\"settled\"", true);
    assert_file_has("two.csv", "kept", false);
    assert_file_has("two.csv", "gone", false);
    RUN("export", "p.circletake", "--format", "notes-csv", "--since", "last", "-o", "three.csv");
    expect_error(66, "Nothing to hand over was added or changed since then");
    RUN("export", "p.circletake", "--format", "notes-csv", "--since", "7", "-o", "three.csv");
    expect_error(64, "There is no export 7 yet");
    free(kept);
    free(changed);
    free(settled);
    free(gone);
}

/* Its id, as an argument for the acts on it. Gives. */
static char *add_select(const char *in, const char *out, const char *label)
{
    char *words[] = {ct_asprintf("in=%s", in), ct_asprintf("out=%s", out),
                     ct_asprintf("label=%s", label)};

    cli_run_words(NULL, (const char *const[]){"do", "p.circletake", "select.add", "clip=slate.mp4",
                                              words[0], words[1], words[2], NULL});
    expect(0);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        free(words[i]);
    return ct_asprintf("select=%.*s", (int)strcspn(done.out, "\r\n"), done.out);
}

/* `labels`: it has the words of the selects, not their notes alone. */
static void export_since(const char *format, bool labels)
{
    char *path = ct_asprintf("since-%s", format);

    RUN("export", "p.circletake", "--format", format, "--since", "1", "-o", path);
    expect(0);
    assert_says("Since then: 1 added, 3 changed, 0 resolved, 2 withdrawn.");
    assert_says("slate.mp4: The select on frames 40 to 48 was withdrawn: goneword");
    assert_says("slate.mp4: The select on frames 50 to 58 was rejected: rejectedword");
    assert_file_has(path, "keptword", false);
    assert_file_has(path, "goneword", false);
    assert_file_has(path, "rejectedword", false);
    assert_file_has(path, "freshword", labels);
    assert_file_has(path, "afterword", labels);
    assert_file_has(path, "notedword", labels);
    assert_file_has(path, "emptiedword", labels);
    free(path);
}

/* Selects in every kind of list: new ones, those of which something else is said, and those with a note that is
 * new or gone. What left the list is said. */
static void only_selects_that_changed_go_out_again(void **state)
{
    static const struct {
        const char *name;
        bool        labels;
    } formats[] = {{"edl", true},
                   {"edl-file32", true},
                   {"edl-file129", true},
                   {"fcpxml", true},
                   {"fcp7xml", true},
                   {"otio", true},
                   {"csv", true},
                   {"tsv", true},
                   {"json", true},
                   {"ale", true},
                   {"resolve-markers", false},
                   {"avid-markers", false},
                   {"llc", true},
                   {"chapters", true},
                   {"ffmetadata", true}};
    char *s[6], *note;

    (void)state;
    assert_int_equal(system("cp '" SLATE "' ."), 0);
    RUN("add", "p.circletake", "slate.mp4");
    expect(0);
    s[0] = add_select("f0", "f8", "keptword");
    s[1] = add_select("f10", "f18", "before");
    s[2] = add_select("f20", "f28", "notedword");
    s[3] = add_select("f30", "f38", "emptiedword");
    s[4] = add_select("f40", "f48", "goneword");
    s[5] = add_select("f50", "f58", "rejectedword");
    note = add_note("f33", "taken back");
    free(add_note("f13", "in what changed"));
    free(add_note("f3", "keptword too"));
    RUN("export", "p.circletake", "--format", "edl", "-o", "one.edl");
    expect(0);
    free(add_select("f60", "f68", "freshword"));
    act("select.label", s[1], "label=afterword", NULL);
    free(add_note("f25", "fresh note"));
    act("note.withdraw", note, NULL, NULL);
    act("select.withdraw", s[4], NULL, NULL);
    act("select.reject", s[5], NULL, NULL);
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
        export_since(formats[i].name, formats[i].labels);
    for (size_t i = 0; i < sizeof s / sizeof s[0]; i++)
        free(s[i]);
    free(note);
}

#define PHONE CT_SOURCE_DIR "/samples/rushes/PHONE/12B-1.mp4"

/* A phone's clip with holes: picture 20 begins at 0.772 s, as is burnt in, not at 20/30. There and back. */
static void segments_of_a_variable_rate_come_back(void **state)
{
    (void)state;
    if (!ct_file_exists(PHONE))
        skip();
    RUN("add", "p.circletake", PHONE);
    expect(0);
    RUN("do", "p.circletake", "select.add", "clip=12B-1.mp4", "in=f20", "out=f69", "rating=3");
    expect(0);
    RUN("export", "p.circletake", "-o", "a.llc");
    expect(0);
    assert_null(strstr(done.err, "variable-rate"));
    assert_file_has("a.llc", "\"start\":0.772", true);
    RUN("add", "q.circletake", PHONE);
    RUN("import", "q.circletake", "a.llc");
    expect(0);
    RUN("list", "q.circletake", "selects", "--json");
    cJSON *selects = output_json(), *one = cJSON_GetArrayItem(selects, 0);
    assert_true(number_of(one, "first") == 20);
    assert_true(number_of(one, "end") == 70);
    assert_true(number_of(one, "rating") == 3);
    cJSON_Delete(selects);
}

/* As a cut its events lie end to end and are as long as their pictures are many: 50, then the 10 from the hundredth
 * on. At 30 a second their times would be another number of frames. */
static void segments_of_a_variable_rate_make_a_cut(void **state)
{
    static const double first[] = {20, 100}, end[] = {70, 110}, in[] = {0, 50}, out[] = {50, 60};

    (void)state;
    if (!ct_file_exists(PHONE))
        skip();
    RUN("add", "p.circletake", PHONE);
    RUN("do", "p.circletake", "select.add", "clip=12B-1.mp4", "in=f20", "out=f69");
    RUN("do", "p.circletake", "select.add", "clip=12B-1.mp4", "in=f100", "out=f109");
    RUN("export", "p.circletake", "-o", "a.llc");
    expect(0);
    RUN("import", "p.circletake", "a.llc", "--as", "cut");
    expect(0);
    RUN("list", "p.circletake", "events", "--cut", "a", "--json");
    expect(0);
    cJSON *events = output_json();
    assert_int_equal(cJSON_GetArraySize(events), 2);
    for (int i = 0; i < 2; i++) {
        const cJSON *e = cJSON_GetArrayItem(events, i);
        assert_true(number_of(e, "first") == first[i]);
        assert_true(number_of(e, "end") == end[i]);
        assert_true(number_of(e, "record_first") == in[i]);
        assert_true(number_of(e, "record_end") == out[i]);
        assert_string_equal(text_of(e, "why_not"), "");
    }
    cJSON_Delete(events);
}

#define EVENT(n, reel, from, to) n "  " reel " V C 01:00:01:00 01:00:02:00 " from " " to "\n"

/* Two copies of a clip answer to the first event alike, none to the second. */
static void events_say_why_they_have_no_clip(void **state)
{
    (void)state;
    assert_int_equal(system("mkdir a b && cp " SLATE " a/ && cp " SLATE " b/ && "
                            "printf x >>b/slate.mp4"), /* is other content */
                     0);
    RUN("add", "p.circletake", "a", "b");
    write_text("c.edl", "TITLE: c\nFCM: NON-DROP FRAME\n" EVENT(
                            "001", "AX", "01:00:00:00",
                            "01:00:01:00") "* FROM CLIP NAME: slate.mp4\n" EVENT("002", "NONE",
                                                                                 "01:00:01:00",
                                                                                 "01:00:02:00"));
    RUN("import", "p.circletake", "c.edl", "--as", "cut", "--edit-rate", "25");
    RUN("list", "p.circletake", "events", "--cut", "c");
    expect(0);
    assert_non_null(strstr(done.out, "WHY NOT"));
    assert_non_null(strstr(done.out, "ambiguous"));
    assert_non_null(strstr(done.out, "/slate.mp4 answer to it"));
    assert_non_null(strstr(done.out, "missing"));
    assert_non_null(strstr(done.out, "No clip has its path, its name, or reel NONE"));
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, cli_set_up, cli_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(stills_go_beside_the_list),
        TEST(a_list_without_place_for_stills_says_so),
        TEST(a_still_that_cannot_be_made_is_not_named),
        TEST(a_cut_goes_out_as_it_came),
        TEST(notes_follow_a_cut_that_is_made_anew),
        TEST(changes_are_written_by_an_act),
        TEST(scenes_are_measured),
        TEST(lists_go_by_the_rate_of_the_project),
        TEST(events_without_a_number_are_named_by_their_place),
        TEST(a_fade_is_listed_as_one),
        TEST(what_a_remark_carries_goes_through_a_cut),
        TEST(what_a_list_says_of_a_shot_goes_through_a_cut),
        TEST(drawings_of_a_list_of_notes_are_counted),
        TEST(an_ending_of_another_format_is_said),
        TEST(an_export_that_is_not_remembered_is_said),
        TEST(only_what_changed_goes_out_again),
        TEST(only_selects_that_changed_go_out_again),
        TEST(segments_of_a_variable_rate_come_back),
        TEST(segments_of_a_variable_rate_make_a_cut),
        TEST(events_say_why_they_have_no_clip),
    };
    return cmocka_run_group_tests_name("handover", tests, NULL, NULL);
}
