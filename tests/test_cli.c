/* SPDX-License-Identifier: MIT */
/* The program as scripts and people call it: exit codes, streams, the whole way from footage to an
 * edit list, and every kind of bad input answered with a sentence. */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "circletake/file.h"
#include "circletake/str.h"
#include "cli_kit.h"

/* --- help and usage --------------------------------------------------------------------------------- */

static void help_and_version_are_there(void **state)
{
    static const char *const commands[] = {"probe",   "frames",  "add",   "list",  "do",  "export",
                                           "formats", "actions", "check", "bench", "run", "stills"};

    (void)state;
    RUN("--version");
    expect(0);
    assert_true(strncmp(done.out, "circletake ", 11) == 0);
    RUN("--help");
    expect(0);
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
        assert_non_null(strstr(done.out, commands[i]));
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        RUN(commands[i], "--help");
        expect(0);
        assert_non_null(strstr(done.out, "Usage: circletake "));
        assert_non_null(strstr(done.out, "--help"));
    }
}

static void lines_fit_a_terminal(const char *text)
{
    for (const char *end; (end = strchr(text, '\n')) != NULL; text = end + 1)
        assert_in_range(end - text, 0, 100);
}

static void help_and_tables_fit_a_terminal(void **state)
{
    (void)state;
    RUN("--help");
    lines_fit_a_terminal(done.out);
    RUN("export", "--help");
    lines_fit_a_terminal(done.out);
    assert_non_null(strstr(done.out, "--layout stringout|as-shot|bins\n                           "
                                     "Butted together"));
    RUN("formats");
    lines_fit_a_terminal(done.out);
    RUN("help", "export");
    expect(0);
    assert_true(strncmp(done.out, "Usage: circletake export ", 25) == 0);
}

static void wrong_words_are_usage_errors(void **state)
{
    (void)state;
    RUN("frames");
    expect_error(64, "circletake frames MEDIA");
    RUN("frames", SLATE, "more");
    expect_error(64, "'more' is too much");
    RUN("frames", SLATE, "--backwards");
    expect_error(64, "There is no option --backwards");
    RUN("frames", SLATE, "--order");
    expect_error(64, "--order needs a value");
    RUN("frames", SLATE, "--order", "sideways");
    expect_error(64, "forward, reverse, shuffle");
    RUN("frames", SLATE, "--order", "list:1,x");
    expect_error(64, "frame numbers");
    RUN("frames", SLATE, "--limit", "-3");
    expect_error(64, "--limit cannot be '-3'");
    RUN("probe", SLATE, "--json=yes");
    expect_error(64, "takes no value");
    make_project();
    RUN("list", "p.circletake", "songs");
    expect_error(64, "clips, selects, notes, cuts, events, exports and scenes");
    RUN("do", "p.circletake", "select.ad");
    expect_error(64, "Did you mean select.add?");
    RUN("frames", "p.circletake");
    expect_error(64, "is a project: say of which cut");
    RUN("probe", "p.circletake");
    expect_error(64, "is a project: ");
    RUN("do", "p.circletake", "select.add", "loose");
    expect_error(64, "not of the form NAME=VALUE");
    RUN("do", "p.circletake", "play.toggle");
    expect_error(64, "needs a window");
    RUN("export", "p.circletake", "--format", "aaf", "-o", "x");
    expect_error(64, "There is no format 'aaf'");
    RUN("export", "p.circletake", "--format", "edl");
    expect_error(64, "-o FILE");
    RUN("export", "p.circletake", "--rating", "9", "-o", "x.edl");
    expect_error(64, "0 to 5");
}

/* --- media --------------------------------------------------------------------------------------------- */

static void probe_tells_the_contract_fields(void **state)
{
    static const char *const fields[] = {
        "rate",       "frames", "start_timecode", "timecode_source",
        "drop_frame", "width",  "height",         "pixel_format",
        "reel",       "audio"};

    (void)state;
    RUN("probe", SLATE, "--json");
    cJSON *o = output_json();
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        if (!cJSON_HasObjectItem(o, fields[i]))
            fail_msg("probe --json has no %s", fields[i]);
    assert_non_null(strchr(text_of(o, "rate"), '/'));
    assert_true(number_of(o, "frames") > 0);
    cJSON_Delete(o);
}

/* Anamorphic samples: the size that is seen, and why. */
static void probe_says_what_is_shown(void **state)
{
    (void)state;
    assert_int_equal(
        system("ffmpeg -nostdin -v error -y -f lavfi -i color=s=720x576:r=25:d=0.2 -vf "
               "setsar=64/45 -c:v mpeg4 wide.mov"),
        0);
    RUN("probe", "wide.mov");
    expect(0);
    assert_non_null(strstr(done.out, "picture          720 x 576\n"));
    assert_non_null(strstr(done.out, "shown            1024 x 576, pixels 64:45\n"));
    RUN("probe", SLATE);
    assert_null(strstr(done.out, "shown"));
}

/* What ffmpeg's ebur128 filter says of the slate: -17.3 LUFS, -1.7 dBTP (see test_meter.c). */
static void probe_measures_loudness(void **state)
{
    (void)state;
    RUN("probe", SLATE, "--loudness", "--json");
    expect(0);
    cJSON *o = output_json(), *line = cJSON_GetArrayItem(cJSON_GetObjectItem(o, "loudness"), 0);
    assert_non_null(line);
    assert_int_equal((int)number_of(line, "channels"), 2);
    assert_true(fabs(cJSON_GetNumberValue(cJSON_GetObjectItem(line, "integrated_lufs")) + 17.3) <
                0.1);
    assert_true(fabs(cJSON_GetNumberValue(cJSON_GetObjectItem(line, "true_peak_dbtp")) + 1.7) <
                0.2);
    cJSON_Delete(o);
    RUN("probe", SLATE, "--loudness");
    assert_non_null(strstr(done.out, "LUFS"));
}

/* Tab separated: frame pts timecode md5. */
static void frames_come_in_the_order_asked_for(void **state)
{
    char first[128] = "", line[256];

    (void)state;
    RUN("frames", SLATE, "--limit", "5");
    expect(0);
    snprintf(first, sizeof first, "%.*s", (int)strcspn(done.out, "\n"), done.out);
    assert_true(strncmp(first, "0\t", 2) == 0);
    RUN("frames", SLATE, "--order", "list:4,0,4", "--cache-frames", "2", "--threads", "1");
    expect(0);
    assert_int_equal(atoi(done.out), 4);
    snprintf(line, sizeof line, "\n%s\n", first);
    assert_non_null(strstr(done.out, line));
    RUN("frames", SLATE, "--order", "reverse", "--cache-frames", "2");
    expect(0);
    assert_non_null(strstr(done.out, line + 1));
    RUN("frames", SLATE, "--order", "list:100000");
    expect(66);
}

static int count_lines(const char *text)
{
    int lines = 0;

    for (; *text; text++)
        lines += *text == '\n';
    return lines;
}

static void the_same_seed_shuffles_the_same(void **state)
{
    (void)state;
    RUN("frames", SLATE, "--order", "shuffle", "--seed", "7", "--limit", "12");
    expect(0);
    assert_int_equal(count_lines(done.out), 12);
    char *once = ct_strdup(done.out);
    RUN("frames", SLATE, "--order", "shuffle", "--seed", "7", "--limit", "12");
    assert_string_equal(done.out, once);
    RUN("frames", SLATE, "--order", "shuffle", "--seed", "8", "--limit", "12");
    assert_string_not_equal(done.out, once);
    free(once);
}

/* Figures are there, of as many values as were asked for; what they are is the machine's affair. */
static void bench_measures_what_it_names(void **state)
{
    static const struct {
        const char *measure, *figure;
        int         values;
    } rows[] = {{"open", "reopened_picture_ms", 3},  {"seek", "picture_ms", 3},
                {"step", "step_back_ms", 12},        {"index", "load_ms", 3},
                {"play", "cpu_ms_per_picture", 1},   {"play", "decode_cpu_ms_per_picture", 1},
                {"reverse", "cpu_ms_per_picture", 1}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        RUN("bench", rows[i].measure, SLATE, "--json", "--count", "3", "--seconds", "1");
        cJSON *o = output_json();
        assert_string_equal(text_of(o, "measure"), rows[i].measure);
        assert_int_equal(number_of(o, "frames"), 125);
        cJSON *figure = cJSON_GetObjectItem(cJSON_GetObjectItem(o, "figures"), rows[i].figure);
        if (!figure)
            fail_msg("bench %s tells no %s", rows[i].measure, rows[i].figure);
        assert_int_equal(number_of(figure, "count"), rows[i].values);
        assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(figure, "values")), rows[i].values);
        assert_true(number_of(figure, "median") <= number_of(figure, "p95"));
        cJSON_Delete(o);
    }
    RUN("bench", "seek", SLATE, "--count", "2");
    expect(0);
    assert_non_null(strstr(done.out, "picture_ms"));
    assert_non_null(strstr(done.out, "2 values"));
}

static void bench_says_what_it_cannot_measure(void **state)
{
    (void)state;
    RUN("bench", "speed", SLATE);
    expect_error(64, "it measures: open, seek");
    RUN("bench", "seek");
    expect_error(64, "Something is missing");
    RUN("bench", "seek", SLATE, "--count", "0");
    expect_error(64, "--count cannot be '0'");
    RUN("bench", "seek", "nothing.mov");
    expect_error(66, "nothing.mov");
}

/* --- the whole way ----------------------------------------------------------------------------------------- */

static void footage_in_decisions_out(void **state)
{
    (void)state;
    make_project();
    assert_non_null(strstr(done.out, "1 added"));
    RUN("add", "p.circletake", SLATE);
    expect(0);
    assert_non_null(strstr(done.out, "1 unchanged"));

    RUN("do", "p.circletake", "select.add", "clip=slate.mp4", "in=f10", "out=f19", "label=the look",
        "--author", "Mara");
    expect(0);
    RUN("do", "p.circletake", "note.add", "clip=slate.mp4", "at=12", "text=Ça va, 日本",
        "category=sound");
    expect(0);
    RUN("do", "p.circletake", "clip.circle", "clip=slate.mp4");
    expect(0);

    RUN("list", "p.circletake", "selects", "--json");
    cJSON *selects = output_json();
    assert_int_equal(cJSON_GetArraySize(selects), 1);
    const cJSON *s = cJSON_GetArrayItem(selects, 0);
    assert_string_equal(text_of(s, "label"), "the look");
    assert_string_equal(text_of(s, "author"), "Mara");
    assert_true(number_of(s, "first") == 10 && number_of(s, "end") == 20);
    const cJSON *proof = cJSON_GetArrayItem(cJSON_GetObjectItem(s, "evidence"), 1);
    assert_true(number_of(proof, "frame") == 19);
    assert_int_equal(strlen(text_of(proof, "hash")), 16);
    assert_int_equal(strlen(text_of(proof, "around")), 6 * 16 + 5); /* all six pictures are there */
    assert_true(cJSON_IsFalse(cJSON_GetObjectItem(s, "lost")));
    cJSON_Delete(selects);

    RUN("do", "p.circletake", "note.add", "clip=slate.mp4", "in=f0", "out=f124", "text=all of it");
    RUN("list", "p.circletake", "notes", "--find", "all of it", "--json");
    cJSON *notes = output_json();
    proof = cJSON_GetObjectItem(cJSON_GetArrayItem(notes, 0), "evidence");
    assert_int_equal(cJSON_GetArraySize(proof), 2);
    assert_int_equal(strncmp(text_of(cJSON_GetArrayItem(proof, 0), "around"), ". . . ", 6), 0);
    const char *last = text_of(cJSON_GetArrayItem(proof, 1), "around");
    assert_string_equal(last + strlen(last) - 6, " . . .");
    cJSON_Delete(notes);

    RUN("list", "p.circletake", "notes", "--find", "日本");
    expect(0);
    assert_non_null(strstr(done.out, "Ça va, 日本"));
    RUN("list", "p.circletake", "notes", "--find", "absent", "--json");
    cJSON *none = output_json();
    assert_int_equal(cJSON_GetArraySize(none), 0);
    cJSON_Delete(none);

    RUN("export", "p.circletake", "--format", "edl", "-o", "out.edl");
    expect(0);
    assert_non_null(strstr(done.out, "/out.edl"));
    char *edl = slurp("out.edl");
    assert_non_null(strstr(edl, "TITLE:"));
    assert_non_null(strstr(edl, "001  "));
    assert_non_null(strstr(edl, "* FROM CLIP NAME: slate.mp4"));
    RUN("export", "p.circletake", "--format", "edl", "-o", "-");
    expect(0);
    assert_string_equal(done.out, edl);
    free(edl);
    RUN("check", "p.circletake");
    expect(0);
}

static void footage_is_looked_through(void **state)
{
    (void)state;
    make_project();
    RUN("list", "p.circletake", "clips", "--json");
    cJSON *clips = output_json();
    assert_true(cJSON_IsNull(cJSON_GetObjectItem(cJSON_GetArrayItem(clips, 0), "material")));
    cJSON_Delete(clips);
    RUN("material", "p.circletake", "--find", "scene:nowhere");
    expect(0);
    assert_string_equal(done.out, "");
    RUN("material", "p.circletake");
    expect(0);
    assert_non_null(strstr(done.out, "slate.mp4: 25 fps · TC 10:59:58:00 tmcd · "));
    RUN("list", "p.circletake", "clips", "--json", "--find", "has:material");
    clips = output_json();
    assert_int_equal(cJSON_GetArraySize(clips), 1);
    const cJSON             *m = cJSON_GetObjectItem(cJSON_GetArrayItem(clips, 0), "material");
    static const char *const names[] = {"black",   "frozen", "repeated",
                                        "missing", "silent", "tracks"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        assert_true(cJSON_IsArray(cJSON_GetObjectItem(m, names[i])));
    assert_true(number_of(m, "sound_rate") == 48000);
    const cJSON *track = cJSON_GetArrayItem(cJSON_GetObjectItem(m, "tracks"), 0);
    assert_string_equal(text_of(track, "layout"), "stereo");
    assert_true(number_of(cJSON_GetObjectItem(track, "late"), "samples") == 0);
    cJSON_Delete(clips);
    RUN("do", "p.circletake", "clip.material", "clip=slate.mp4", "--json");
    expect(0);
    assert_string_equal(done.out, "{\"looked\": 1, \"failed\": 0}\n");
    RUN("do", "p.circletake", "project.material");
    expect(0);
    assert_string_equal(done.out, "0 looked through, 0 could not be\n");
    RUN("check", "p.circletake");
    expect(0);
}

static void undo_reaches_over_runs(void **state)
{
    (void)state;
    make_project();
    RUN("do", "p.circletake", "note.add", "clip=slate.mp4", "at=f3", "text=once");
    expect(0);
    RUN("do", "p.circletake", "edit.undo");
    expect(0);
    RUN("list", "p.circletake", "notes", "--json");
    assert_string_equal(done.out, "[]\n");
    RUN("do", "p.circletake", "edit.redo");
    expect(0);
    RUN("list", "p.circletake", "notes");
    assert_non_null(strstr(done.out, "once"));
    RUN("do", "p.circletake", "edit.redo");
    expect_error(66, "There is nothing to redo.");
    for (int i = 0; i < 2; i++) {
        RUN("do", "p.circletake", "edit.undo");
        expect(0);
    }
    assert_string_equal(done.out, "Undone: Add footage\n");
    RUN("do", "p.circletake", "edit.undo");
    expect_error(66, "There is nothing to undo.");
    RUN("do", "p.circletake", "project.retry");
    expect(0);
}

/* Also behind letters that are two cells wide on a terminal, or none. */
static void columns_stand_in_line(void **state)
{
    static const char *const names[] = {"Ines Aaron", "\u6d77\u8fba\u306e\u6669", "e\u0301te\u0301",
                                        "\U0001F3AC Max"};
    static const char *const rows[] = {"  Ines Aaron  yes\n", "  \u6d77\u8fba\u306e\u6669    yes\n",
                                       "  e\u0301te\u0301         yes\n",
                                       "  \U0001F3AC Max      yes\n"};

    (void)state;
    make_project();
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        RUN("do", "p.circletake", "select.add", "clip=slate.mp4", "in=f1", "out=f3", "label=yes",
            "--author", names[i]);
        expect(0);
    }
    RUN("list", "p.circletake", "selects");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_non_null(strstr(done.out, rows[i]));
}

static void exports_choose_by_what_was_judged(void **state)
{
    (void)state;
    make_project();
    RUN("export", "p.circletake", "-o", "none.edl");
    expect_error(66, "There are no selects to export; keep some first.");
    RUN("do", "p.circletake", "select.add", "clip=slate.mp4", "in=1", "out=5", "label=yes",
        "verdict=good");
    RUN("do", "p.circletake", "select.add", "clip=slate.mp4", "in=6", "out=9", "label=no",
        "verdict=rejected");
    expect(0);
    RUN("export", "p.circletake", "--format", "csv", "-o", "-");
    expect(0);
    assert_non_null(strstr(done.out, "yes"));
    assert_int_equal(count_lines(done.out), 2);
    RUN("export", "p.circletake", "--format", "csv", "--verdict", "all", "-o", "-");
    assert_int_equal(count_lines(done.out), 3);
    RUN("export", "p.circletake", "--circled", "-o", "x.edl");
    expect_error(66, "loosen them");
    assert_false(ct_file_exists("x.edl"));
}

static void actions_and_formats_are_listed(void **state)
{
    bool found = false;

    (void)state;
    RUN("actions", "--json");
    cJSON *actions = output_json();
    for (int i = 0; i < cJSON_GetArraySize(actions); i++) {
        const cJSON *a = cJSON_GetArrayItem(actions, i);
        if (strcmp(text_of(a, "name"), "select.add") != 0)
            continue;
        found = true;
        assert_true(strlen(text_of(a, "sentence")) > 5);
        const cJSON *key = cJSON_GetArrayItem(cJSON_GetObjectItem(a, "keys"), 0);
        assert_string_equal(text_of(key, "key"), "Return");
        assert_true(cJSON_IsTrue(cJSON_GetObjectItem(
            cJSON_GetArrayItem(cJSON_GetObjectItem(a, "arguments"), 0), "optional")));
    }
    assert_true(found);
    cJSON_Delete(actions);
    RUN("formats");
    expect(0);
    assert_non_null(strstr(done.out, "edl-file32"));
}

/* --- bad input ------------------------------------------------------------------------------------------------ */

static void bad_media_is_told_apart(void **state)
{
    (void)state;
    write_text("text.mov", "this is no film\n");
    write_text("empty.mov", "");
    assert_int_equal(mkdir("folder.mov", 0700), 0);
    assert_int_equal(mkfifo("pipe.mov", 0600), 0);
    RUN("check", "pipe.mov"); /* nobody writes to it: to look into it would wait */
    expect_error(69, "is a pipe");

    RUN("frames", "absent.mov");
    expect_error(66, "absent.mov");
    RUN("frames", "folder.mov");
    expect_error(66, "folder.mov");
    RUN("frames", "text.mov");
    expect_error(65, "text.mov");
    RUN("frames", "empty.mov");
    expect_error(65, "empty.mov");
    RUN("frames", "pipe.mov");
    assert_int_equal(done.status, 69);
    RUN("probe", "http://example.org/x.mov");
    expect_error(66, "example.org");
    RUN("probe", "concat:" SLATE);
    expect_error(66, "concat:");
}

static void unreadable_is_said(void **state)
{
    (void)state;
    if (geteuid() == 0) {
        print_message("skipped: root reads everything\n");
        return;
    }
    write_text("secret.mov", "x");
    assert_int_equal(chmod("secret.mov", 0), 0);
    RUN("probe", "secret.mov");
    expect_error(66, "secret.mov");
}

static void half_a_file_is_said(void **state)
{
    char  *data;
    size_t bytes;

    (void)state;
    assert_int_equal(ct_file_read(SLATE, 64 << 20, &data, &bytes, NULL), CT_OK);
    write_bytes("half.mp4", data, bytes / 2);
    free(data);
    RUN("probe", "half.mp4", "--json");
    /* Either the index is gone with the second half, or what is left plays: never more. */
    if (done.status == 0) {
        RUN("check", "half.mp4");
        assert_true(done.status == 0 || done.status == 65);
    } else {
        expect_error(65, "half.mp4");
    }
}

/* It is read exactly, repairs and all, and is still no copy to keep. */
static void damage_in_the_middle_is_said(void **state)
{
    char  *data;
    size_t bytes;

    (void)state;
    assert_int_equal(ct_file_read(SLATE, 64 << 20, &data, &bytes, NULL), CT_OK);
    memset(data + bytes / 2, 0xff, 400);
    write_bytes("hurt.mp4", data, bytes);
    free(data);
    RUN("check", "hurt.mp4");
    expect_error(65, "Copy it again from the card.");
    assert_non_null(
        strstr(done.out, "looked up in wild order are the pictures of one linear decode"));
    RUN("check", SLATE);
    expect(0);
}

/* Each number of a sequence is a file: whole, gone or damaged. */
static void check_reads_every_image(void **state)
{
    (void)state;
    assert_int_equal(system("mkdir images && ffmpeg -nostdin -v error -y -f lavfi -i "
                            "testsrc2=s=64x48 -frames:v 9 images/v.%03d.png"),
                     0);
    RUN("check", "images/v.001.png");
    expect(0);
    assert_non_null(strstr(done.out, "ok    9 images, each can be read\n"));
    assert_int_equal(unlink("images/v.004.png"), 0);
    RUN("check", "images/v.%03d.png");
    expect(0);
    assert_non_null(strstr(done.out, "note  1 image is missing: 4;"));
    assert_non_null(strstr(done.out, "ok    8 images, each can be read\n"));
    write_text("images/v.006.png", "no picture\n");
    RUN("check", "images/v.%03d.png");
    expect_error(65, "1 of 8 images cannot be read");
    assert_non_null(strstr(done.out, "v.006.png is damaged"));
    RUN("frames", "images/v.001.png");
    expect_error(65, "1 frame cannot be shown and has no md5. The first: ");
    assert_non_null(strstr(done.out, "\n5\t5\t00:00:00:05\t-\n6\t6\t00:00:00:06\t"));
    assert_non_null(strstr(done.out, "\n8\t8\t00:00:00:08\t"));
}

static void bad_footage_is_skipped_not_fatal(void **state)
{
    (void)state;
    assert_int_equal(mkdir("card", 0700), 0);
    write_text("card/text.mov", "this is no film\n");
    write_text("card/readme.txt", "paper\n");
    assert_int_equal(symlink(SLATE, "card/good.mp4"), 0);
    RUN("add", "p.circletake", "card");
    expect(0);
    assert_non_null(strstr(done.err, "text.mov"));
    assert_null(strstr(done.err, "readme"));
    assert_non_null(strstr(done.out, "1 added, 1 failed"));
    RUN("add", "q.circletake", "card/text.mov");
    expect_error(65, "text.mov");
    RUN("add", "r.circletake", "absent");
    expect_error(66, "absent");
    RUN("do", "p.circletake", "project.relink", "folder=absent"); /* though nothing is missing */
    expect_error(66, "absent");
    assert_false(ct_file_exists("r.circletake"));
    RUN("add", "card", SLATE);
    expect_error(64, "is a folder");
    char *lengthy = ct_asprintf("%0240d.circletake", 1);
    RUN("add", lengthy, SLATE);
    expect_error(73, "its name is too long");
    free(lengthy);
    assert_int_equal(mkdir("bare", 0700), 0);
    RUN("add", "q.circletake", "bare");
    expect_error(66, "no footage");
    assert_false(ct_file_exists("q.circletake")); /* nor is one made for nothing */
    RUN("add", "p.circletake", "bare");
    expect_error(66, "no footage");
    RUN("do", "p.circletake", "edit.undo");
    RUN("add", "p.circletake", "bare");
    assert_true(ct_file_exists("p.circletake"));
}

static void other_files_are_no_projects(void **state)
{
    (void)state;
    write_text("text.circletake", "hello\n");
    RUN("list", "absent.circletake", "clips");
    expect_error(66, "absent.circletake");
    RUN("list", "text.circletake", "clips");
    expect_error(65, "text.circletake");
    RUN("do", "text.circletake", "edit.undo");
    expect_error(65, "text.circletake");
    RUN("add", "text.circletake", SLATE);
    expect_error(65, "text.circletake");
    RUN("check", "text.circletake");
    expect_error(65, "text.circletake");
    char *text = slurp("text.circletake");
    assert_string_equal(text, "hello\n");
    free(text);
    RUN("list", ".", "clips");
    assert_true(done.status == 65 || done.status == 66);
}

/* user_version is at byte 60 of an SQLite file, big-endian. */
static void a_newer_project_is_not_touched(void **state)
{
    char  *data;
    size_t bytes;

    (void)state;
    make_project();
    assert_int_equal(ct_file_read("p.circletake", 64 << 20, &data, &bytes, NULL), CT_OK);
    data[60] = 1;
    write_bytes("newer.circletake", data, bytes);
    RUN("do", "newer.circletake", "clip.circle", "clip=slate.mp4");
    assert_true(done.status != 0);
    assert_non_null(strstr(done.err, "newer"));
    char  *after;
    size_t after_bytes;
    assert_int_equal(ct_file_read("newer.circletake", 64 << 20, &after, &after_bytes, NULL), CT_OK);
    assert_int_equal(after_bytes, bytes);
    assert_memory_equal(after, data, bytes);
    free(after);
    free(data);
}

static void unknown_clips_and_places_are_said(void **state)
{
    (void)state;
    make_project();
    RUN("do", "p.circletake", "select.add", "clip=none.mov", "in=1", "out=2");
    expect_error(66, "none.mov");
    RUN("do", "p.circletake", "select.add", "clip=slate.mp4", "in=f10", "out=f99999");
    expect_error(65, "99999");
    RUN("do", "p.circletake", "select.add", "clip=slate.mp4", "in=f10", "out=f5");
    assert_true(done.status == 64 || done.status == 65);
    RUN("do", "p.circletake", "select.add", "clip=slate.mp4", "in=yesterday", "out=f5");
    assert_true(done.status == 64 || done.status == 65);
    RUN("do", "p.circletake", "select.add", "in=f1", "out=f5");
    expect_error(64, "clip=");
}

/* --- a disk that is full ------------------------------------------------------------------------------------------ */

static void a_full_disk_is_no_success(void **state)
{
    (void)state;
    make_project();
    cli_run_words("/dev/full", (const char *const[]){"list", "p.circletake", "clips", NULL});
    expect_error(74, "standard output");

    char text[60000];
    memset(text, 'x', sizeof text);
    memcpy(text, "text=", 5);
    text[sizeof text - 1] = '\0';
    cli_largest_file = 4096;
    RUN("do", "p.circletake", "note.add", "clip=slate.mp4", "at=f1", text);
    cli_largest_file = 0;
    assert_true(done.status == 73 || done.status == 74 || done.status == 75);
    RUN("list", "p.circletake", "notes", "--json");
    assert_string_equal(done.out, "[]\n");
    RUN("do", "p.circletake", "note.add", "clip=slate.mp4", "at=f1", "text=works again");
    expect(0);
    RUN("check", "p.circletake");
    expect(0);
    cli_largest_file = 4096;
    RUN("add", "new.circletake", SLATE);
    cli_largest_file = 0;
    expect_error(74, "circletake: Cannot make the project: The disk with /");
    assert_null(strstr(done.err, ".new-"));
    assert_false(ct_file_exists("new.circletake"));
}

/* Says what is to be looked at and the remedy, fails where writing would, and leaves no file. */
static void a_preflight_writes_nothing(void **state)
{
    (void)state;
    make_project();
    RUN("do", "p.circletake", "select.add", "clip=slate.mp4", "in=1", "out=5", "label=yes");
    expect(0);
    RUN("export", "p.circletake", "--preflight", "--format", "edl");
    expect(0);
    assert_non_null(strstr(done.out, "1 event from 01:00:00:00; "));
    RUN("export", "p.circletake", "--preflight", "--format", "ale");
    assert_non_null(strstr(done.out, "1 event; "));
    RUN("export", "p.circletake", "--preflight", "--strict", "--edit-rate", "48", "-o", "x.edl");
    expect_error(65, "mixed-rate");
    assert_non_null(strstr(done.err, "Leave the edit rate out"));
    RUN("export", "p.circletake", "--preflight", "-o", "x.edl");
    expect(0);
    assert_false(ct_file_exists("x.edl"));
    RUN("do", "p.circletake", "project.export", "format=otio", "preflight=yes");
    expect(0);
    assert_non_null(strstr(done.out, "1 event from 01:00:00:00 would be written"));
}

static int lines_with(const char *text, const char *word)
{
    int count = 0;

    for (const char *at = strstr(text, word); at; at = strstr(at + 1, word))
        count++;
    return count;
}

/* Sound files are small, and each is another one. */
static void make_sound(const char *path, unsigned number)
{
    unsigned char wav[44 + 960] =
        "RIFF\xe4\x03\0\0WAVEfmt \x10\0\0\0\1\0\1\0\x80\xbb\0\0\0\x77\1\0\2\0\x10\0"
        "data\xc0\x03\0";

    for (size_t i = 44; i < sizeof wav; i++)
        wav[i] = (unsigned char)(number >> (i % 2 * 8));
    write_bytes(path, (const char *)wav, sizeof wav);
}

/* Eight clips without timecode: the eighth to say so would be noise. */
static void much_of_a_kind_is_counted(void **state)
{
    (void)state;
    assert_int_equal(mkdir("card", 0700), 0);
    for (unsigned i = 0; i < 8; i++) {
        char name[] = "card/a.wav";
        name[5] = (char)('a' + i);
        make_sound(name, i);
    }
    RUN("add", "p.circletake", "card");
    expect(0);
    for (unsigned i = 0; i < 8; i++) {
        char clip[] = "clip=a.wav";
        clip[5] = (char)('a' + i);
        RUN("do", "p.circletake", "select.add", clip, "in=f0", "out=f0");
        expect(0);
    }
    RUN("export", "p.circletake", "--preflight", "--format", "edl");
    expect(0);
    assert_int_equal(lines_with(done.err, "(no-timecode)"), 6);
    assert_non_null(strstr(done.err, "(no-timecode): 3 more of the same"));
    RUN("export", "p.circletake", "--preflight", "--format", "edl", "--verbose");
    assert_int_equal(lines_with(done.err, "(no-timecode)"), 8);
}

static void an_export_that_fails_leaves_the_old_list(void **state)
{
    (void)state;
    make_project();
    RUN("do", "p.circletake", "select.add", "clip=slate.mp4", "in=1", "out=5");
    expect(0);
    write_text("old.edl", "the old list\n");
    cli_largest_file = 16;
    RUN("export", "p.circletake", "-o", "old.edl");
    cli_largest_file = 0;
    assert_true(done.status == 73 || done.status == 74);
    char *text = slurp("old.edl");
    assert_string_equal(text, "the old list\n");
    free(text);
    RUN("export", "p.circletake", "-o", "/nowhere/at/all.edl");
    expect_error(73, "/nowhere/at/all.edl");
}

/* --- being stopped ------------------------------------------------------------------------------------------------ */

static void a_stopped_add_leaves_a_usable_project(void **state)
{
    enum { SOUNDS = 600 };
    char name[64];
    int  clips;

    (void)state;
    assert_int_equal(mkdir("card", 0700), 0);
    for (unsigned i = 0; i < SOUNDS; i++) {
        snprintf(name, sizeof name, "card/S%02u_T%02u.wav", i / 40, i % 40);
        make_sound(name, i);
    }
    cli_interrupt_once_it_speaks = true;
    RUN("add", "p.circletake", "card", "--jobs", "1");
    cli_interrupt_once_it_speaks = false;
    expect_error(130, "what was found so far is in the project");
    assert_non_null(strstr(done.out, " added\n"));
    RUN("list", "p.circletake", "clips");
    expect(0);
    clips = count_lines(done.out) - 1;
    assert_in_range(clips, 1, SOUNDS - 1);
    RUN("check", "p.circletake");
    expect(0);
    RUN("add", "p.circletake", "card");
    expect(0);
    RUN("list", "p.circletake", "clips");
    assert_int_equal(count_lines(done.out) - 1, SOUNDS);
}

/* A name may hold anything; a row of a table is one line. */
static void odd_names_forge_no_rows(void **state)
{
    static const char *const lists[] = {"clips", "selects", "notes"};

    (void)state;
    assert_int_equal(system("cp '" SLATE "' 'new\nline.mp4'"), 0);
    RUN("add", "p.circletake", "new\nline.mp4");
    expect(0);
    RUN("do", "p.circletake", "select.add", "clip=new\nline.mp4", "in=f1", "out=f5");
    expect(0);
    RUN("do", "p.circletake", "note.add", "clip=new\nline.mp4", "at=f1", "text=two\nlines");
    expect(0);
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        RUN("list", "p.circletake", lists[i]);
        assert_int_equal(count_lines(done.out), 2);
    }
}

/* What an act asks for is what it takes. */
static void acts_ask_for_what_they_take(void **state)
{
    (void)state;
    make_project();
    RUN("do", "p.circletake", "select.trim", "in=f1");
    expect_error(64, "select=ID");
    RUN("do", "p.circletake", "note.done");
    expect_error(64, "note=ID");
    RUN("do", "p.circletake", "note.add", "text=x", "at=f1");
    expect_error(64, "clip=NAME");
    RUN("do", "p.circletake", "select.add", "clip=slate.mp4", "in=f1", "out=f5");
    RUN("do", "p.circletake", "cut.make");
    RUN("do", "p.circletake", "cut.rename", "cut=Selects", "name=");
    expect_error(64, "needs a name");
}

/* A script reads an id, or JSON; what is said to people stands beside it. */
static void ids_stand_alone_on_standard_output(void **state)
{
    enum { ID = 36 };
    cJSON *o;

    (void)state;
    make_project();
    RUN("do", "p.circletake", "select.add", "clip=slate.mp4", "in=f1", "out=f5");
    assert_int_equal(strlen(done.out), ID + 1);
    assert_string_equal(done.err, "");
    RUN("do", "p.circletake", "cut.make");
    expect(0);
    assert_int_equal(strlen(done.out), ID + 1);
    assert_non_null(strstr(done.err, "circletake: Cut Selects v1: 1 event, 1 with"));
    RUN("do", "p.circletake", "cut.make", "--json");
    o = output_json();
    assert_int_equal(strlen(text_of(o, "id")), ID);
    cJSON_Delete(o);
    assert_non_null(strstr(done.err, "circletake: Cut Selects v2: 1 event, 1 with"));
    RUN("do", "p.circletake", "cut.relink", "cut=Selects", "event=1", "clip=slate.mp4", "at=f123");
    expect(0);
    assert_string_equal(done.out, "");
    assert_non_null(strstr(done.err, "what lies outside is not shown"));
    RUN("do", "p.circletake", "edit.undo");
    assert_string_equal(done.out, "Undone: Relink an event\n");
    RUN("do", "p.circletake", "edit.redo", "--json");
    assert_string_equal(done.out, "");
    assert_string_equal(done.err, "circletake: Done again: Relink an event\n");
}

/* --- words that are no command ------------------------------------------------------------------------------------ */

static void a_window_without_a_display_is_refused(void **state)
{
    (void)state;
    make_project();
    unsetenv("SDL_VIDEODRIVER");
    RUN("p.circletake");
    expect(69);
    assert_non_null(strstr(done.err, "circletake: "));
    assert_non_null(strstr(done.err, "display"));
}

static void what_is_no_command_is_looked_for_as_a_file(void **state)
{
    (void)state;
    RUN("absent.circletake");
    expect_error(66, "absent.circletake");
    RUN("frmaes");
    expect_error(66, "frmaes");
}

int main(void)
{
#define STAGED(test) cmocka_unit_test_setup_teardown(test, cli_set_up, cli_tear_down)
    const struct CMUnitTest tests[] = {
        STAGED(help_and_version_are_there),
        STAGED(help_and_tables_fit_a_terminal),
        STAGED(wrong_words_are_usage_errors),
        STAGED(probe_tells_the_contract_fields),
        STAGED(probe_says_what_is_shown),
        STAGED(probe_measures_loudness),
        STAGED(frames_come_in_the_order_asked_for),
        STAGED(the_same_seed_shuffles_the_same),
        STAGED(bench_measures_what_it_names),
        STAGED(bench_says_what_it_cannot_measure),
        STAGED(footage_in_decisions_out),
        STAGED(footage_is_looked_through),
        STAGED(undo_reaches_over_runs),
        STAGED(columns_stand_in_line),
        STAGED(exports_choose_by_what_was_judged),
        STAGED(actions_and_formats_are_listed),
        STAGED(bad_media_is_told_apart),
        STAGED(unreadable_is_said),
        STAGED(half_a_file_is_said),
        STAGED(damage_in_the_middle_is_said),
        STAGED(check_reads_every_image),
        STAGED(bad_footage_is_skipped_not_fatal),
        STAGED(other_files_are_no_projects),
        STAGED(a_newer_project_is_not_touched),
        STAGED(unknown_clips_and_places_are_said),
        STAGED(a_full_disk_is_no_success),
        STAGED(a_preflight_writes_nothing),
        STAGED(much_of_a_kind_is_counted),
        STAGED(an_export_that_fails_leaves_the_old_list),
        STAGED(a_stopped_add_leaves_a_usable_project),
        STAGED(acts_ask_for_what_they_take),
        STAGED(ids_stand_alone_on_standard_output),
        STAGED(odd_names_forge_no_rows),
        STAGED(a_window_without_a_display_is_refused),
        STAGED(what_is_no_command_is_looked_for_as_a_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
