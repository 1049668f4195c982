/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <sys/stat.h>
#include <unistd.h>

#include "circletake/file.h"
#include "circletake/probe.h"
#include "circletake/str.h"
#include "media_samples.h"

static char scratch[] = "/tmp/ct_probe_XXXXXX";

static char *in_scratch(const char *name)
{
    return ct_path_join(scratch, name);
}

static void write_file(const char *path, const void *data, size_t bytes)
{
    FILE *f = fopen(path, "wb");

    assert_non_null(f);
    assert_int_equal(fwrite(data, 1, bytes, f), bytes);
    assert_int_equal(fclose(f), 0);
}

static void the_slate_says_all(void **state)
{
    ct_media_info m;
    ct_error      err;
    char          tc[CT_TC_TEXT_BYTES];

    (void)state;
    assert_int_equal(ct_probe(SLATE, 0, &m, NULL, &err), CT_OK);
    assert_string_equal(m.clip.name, "slate.mp4");
    assert_true(ct_rate_equal(m.clip.fps, (AVRational){25, 1}));
    assert_int_equal(m.clip.frame_count, SLATE_FRAMES);
    assert_string_equal(m.pixel_format, "yuv420p");
    assert_int_equal(m.clip.tc_source, CT_TC_TRACK);
    assert_false(m.clip.tc.count.drop);
    assert_string_equal(ct_tc_track_print(&m.clip.tc, m.clip.fps, 0, tc), "10:59:58:00");
    assert_int_equal(m.track_count, 1);
    assert_int_equal(m.tracks[0].sample_rate_hz, 48000);
    assert_int_equal(atoi(m.clip.audio_layout), m.tracks[0].channels);
    assert_true(m.clip.fingerprint != 0);
    assert_true(m.clip.path[0] == '/');
    ct_media_info_finish(&m);
}

/* --- the sample shoot against the table that made it ------------------------------------- */

struct expected {
    char path[512], scene[16], shot[16], take[16], camera[16], reel[32], rate[32], start[32];
    int  drop;
    long frames;
};

static void same(const char *path, const char *what, const char *got, const char *wanted)
{
    if (strcmp(got && *got ? got : "-", wanted))
        fail_msg("%s: %s is \"%s\", not \"%s\"", path, what, ct_str_or_empty(got), wanted);
}

static void check_take(const struct expected *x)
{
    ct_media_info m;
    ct_error      err;
    char          tc[CT_TC_TEXT_BYTES] = "-", rate[CT_RATE_TEXT_BYTES];

    if (ct_probe(x->path, 0, &m, NULL, &err) != CT_OK)
        fail_msg("%s", err.text);
    same(x->path, "scene", m.clip.scene, x->scene);
    same(x->path, "shot", m.clip.shot, x->shot);
    same(x->path, "take", m.clip.take, x->take);
    same(x->path, "camera", m.clip.camera, x->camera);
    same(x->path, "reel", m.clip.reel, x->reel);
    same(x->path, "rate", ct_rate_text(m.clip.fps, rate), x->rate);
    if (m.clip.tc_source != CT_TC_NONE)
        ct_tc_track_print(&m.clip.tc, m.clip.fps, 0, tc);
    same(x->path, "start", tc, x->start);
    assert_int_equal(m.clip.tc.count.drop, x->drop);
    assert_int_equal(m.clip.frame_count, x->frames);
    ct_media_info_finish(&m);
}

static void the_sample_shoot_is_read_as_it_was_made(void **state)
{
    FILE *f = fopen(RUSHES "/EXPECTED.tsv", "r");
    char  line[1024];
    int   count = 0;

    (void)state;
    if (!f) {
        printf("skipped: no sample rushes (samples/make_rushes.sh makes them)\n");
        skip();
    }
    while (fgets(line, sizeof line, f)) {
        struct expected x;
        char            name[256];
        if (line[0] == '#' ||
            sscanf(line, "%255s %15s %15s %15s %15s %31s %31s %d %31s %ld", name, x.scene, x.shot,
                   x.take, x.camera, x.reel, x.rate, &x.drop, x.start, &x.frames) != 10)
            continue;
        snprintf(x.path, sizeof x.path, RUSHES "/%s", name);
        check_take(&x);
        count++;
    }
    fclose(f);
    assert_true(count >= 20);
}

/* --- what is not footage --------------------------------------------------------------------- */

/* The code and that the sentence names the file. */
static void refused(const char *path, ct_code wanted)
{
    ct_media_info m;
    ct_error      err = {0};
    ct_code       code = ct_probe(path, 0, &m, NULL, &err);

    if (code != wanted)
        fail_msg("%s: %s (%s), expected %s", path, ct_code_name(code), err.text,
                 ct_code_name(wanted));
    assert_non_null(strstr(err.text, ct_path_name(path)));
}

static void says(const char *path, const char *words)
{
    ct_media_info m;
    ct_error      err = {0};

    assert_int_not_equal(ct_probe(path, 0, &m, NULL, &err), CT_OK);
    assert_non_null(strstr(err.text, words));
}

static void what_is_no_footage_is_refused_with_a_sentence(void **state)
{
    char *text = in_scratch("notes.mov"), *empty = in_scratch("empty.mov");
    char *cut = in_scratch("cut.mp4"), *missing = in_scratch("missing.mov");
    char *folder = in_scratch("folder"), *pipe = in_scratch("pipe.mov");

    (void)state;
    write_file(text, "not a movie at all\n", 19);
    write_file(empty, "", 0);
    write_file(cut,
               "\0\0\0\x20"
               "ftypisom\0\0\2\0isomiso2avc1mp41\0\0\0\x08"
               "free\0\1\0\0mdat",
               48);
    assert_int_equal(mkdir(folder, 0700), 0);
    assert_int_equal(mkfifo(pipe, 0600), 0);
    refused(text, CT_BAD_DATA);
    refused(empty, CT_BAD_DATA);
    refused(cut, CT_BAD_DATA);
    says(cut, "never finished");
    refused(missing, CT_NO_INPUT);
    refused(folder, CT_NO_INPUT);
    refused(pipe, CT_UNSUPPORTED); /* and at once: nobody waits for a writer */
    refused("/dev/zero", CT_UNSUPPORTED);
    refused("http://127.0.0.1:9/clip.mp4", CT_NO_INPUT);
    refused("concat:" SLATE, CT_NO_INPUT);
    free(text);
    free(empty);
    free(cut);
    free(missing);
    free(folder);
    free(pipe);
}

/* FFmpeg 5.1 opens the neighbour that a playlist called .mp4 names, unless formats are held to a
 * list. The neighbour here is good footage: were it opened, the probe would succeed. */
static void playlists_that_call_themselves_footage_are_refused(void **state)
{
    static const struct {
        const char *name, *text;
    } disguises[] = {
        {"hls.mp4",
         "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nneighbour.mp4\n#EXT-X-ENDLIST\n"},
        {"concat.mov", "ffconcat version 1.0\nfile neighbour.mp4\n"},
        {"dash.mp4", "<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" "
                     "type=\"static\"><Period><AdaptationSet><Representation id=\"0\">"
                     "<BaseURL>neighbour.mp4</BaseURL></Representation></AdaptationSet></Period>"
                     "</MPD>"},
        {"session.mkv", "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\n"
                        "m=video 9 RTP/AVP 96\na=rtpmap:96 H264/90000\n"},
    };
    char  *neighbour = in_scratch("neighbour.mp4"), *data = NULL;
    size_t bytes;

    (void)state;
    assert_int_equal(ct_file_read(SLATE, 1 << 24, &data, &bytes, NULL), CT_OK);
    write_file(neighbour, data, bytes);
    for (size_t i = 0; i < sizeof disguises / sizeof *disguises; i++) {
        char *path = in_scratch(disguises[i].name);
        write_file(path, disguises[i].text, strlen(disguises[i].text));
        refused(path, CT_BAD_DATA);
        free(path);
    }
    free(data);
    free(neighbour);
}

/* A header that asks for 65535 x 65535 pixels of 4:2:0: 6 GB, must not be allocated. */
static void a_picture_too_large_is_refused(void **state)
{
    static const unsigned char png[] = {
        0x89, 'P',  'N',  'G',  '\r', '\n', 0x1a, '\n', 0,    0,    0,    13,   'I',  'H',  'D',
        'R',  0,    0,    0xff, 0xff, 0,    0,    0xff, 0xff, 8,    2,    0,    0,    0,    0xde,
        0x44, 0x91, 0x3d, 0,    0,    0,    0,    'I',  'D',  'A',  'T',  0x35, 0xaf, 0x06, 0x1e,
        0,    0,    0,    0,    'I',  'E',  'N',  'D',  0xae, 0x42, 0x60, 0x82};
    char *path = in_scratch("huge.png");

    (void)state;
    write_file(path, png, sizeof png);
    refused(path, CT_BAD_DATA);
    free(path);
}

/* --- sound ------------------------------------------------------------------------------------- */

static void put_le(unsigned char *at, uint64_t v, int bytes)
{
    for (int i = 0; i < bytes; i++)
        at[i] = (unsigned char)(v >> (8 * i));
}

/* One second of silence of a recorder: bext with 01:00:00;02 at 29.97 drop, and iXML. */
static void a_recorders_file_has_its_rate_timecode_and_slate(void **state)
{
    static const char ixml[] = "<BWFXML><SCENE>12A</SCENE><TAKE>3</TAKE><TAPE>SR01</TAPE><SPEED>"
                               "<TIMECODE_RATE>30000/1001</TIMECODE_RATE>"
                               "<TIMECODE_FLAG>DF</TIMECODE_FLAG></SPEED><TRACK_LIST>"
                               "<TRACK_COUNT>2</TRACK_COUNT><TRACK><INTERLEAVE_INDEX>2"
                               "</INTERLEAVE_INDEX><NAME>Lav &amp; 2</NAME></TRACK><TRACK>"
                               "<CHANNEL_INDEX>9</CHANNEL_INDEX><INTERLEAVE_INDEX>1"
                               "</INTERLEAVE_INDEX><NAME>Boom</NAME></TRACK></TRACK_LIST>"
                               "</BWFXML>";
    enum { BEXT = 602, RATE = 48000 };
    size_t         text = (sizeof ixml) & ~(size_t)1, sound = RATE * 4;
    size_t         all = 12 + 24 + 8 + BEXT + 8 + text + 8 + sound;
    unsigned char *w = ct_alloc(all), *at = w;
    /* 107892 frames to the hour, and none dropped at a full hour: frame 107892 is 01:00:00;00. */
    uint64_t      samples = (uint64_t)(107892 + 2) * 1001 * RATE / 30000;
    ct_media_info m;
    ct_error      err;
    char          tc[CT_TC_TEXT_BYTES], *path = in_scratch("take.wav");

    (void)state;
    memcpy(at, "RIFF", 4), put_le(at + 4, all - 8, 4), memcpy(at + 8, "WAVEfmt ", 8), at += 16;
    put_le(at, 16, 4), put_le(at + 4, 1, 2), put_le(at + 6, 2, 2), put_le(at + 8, RATE, 4);
    put_le(at + 12, RATE * 4, 4), put_le(at + 16, 4, 2), put_le(at + 18, 16, 2), at += 20;
    memcpy(at, "bext", 4), put_le(at + 4, BEXT, 4), put_le(at + 8 + 338, samples, 8),
        at += 8 + BEXT;
    memcpy(at, "iXML", 4), put_le(at + 4, text, 4), memcpy(at + 8, ixml, text), at += 8 + text;
    memcpy(at, "data", 4), put_le(at + 4, sound, 4);
    write_file(path, w, all);

    assert_int_equal(ct_probe(path, 0, &m, NULL, &err), CT_OK);
    assert_true(ct_rate_equal(m.clip.fps, (AVRational){30000, 1001}));
    assert_int_equal(m.clip.tc_source, CT_TC_SOUND);
    assert_string_equal(ct_tc_track_print(&m.clip.tc, m.clip.fps, 0, tc), "01:00:00;02");
    assert_int_equal(m.clip.frame_count, 30);
    assert_int_equal(m.clip.width_px, 0);
    assert_string_equal(m.clip.scene, "12");
    assert_string_equal(m.clip.shot, "A");
    assert_string_equal(m.clip.take, "3");
    assert_string_equal(m.clip.reel, "SR01");
    assert_string_equal(m.tracks[0].names, "Boom\nLav & 2");
    ct_media_info_finish(&m);
    free(path);
    free(w);
}

/* What a recorder writes beyond 4 GB: iXML behind sound whose length stands at the beginning; and here nothing but
 * that iXML knows when it was. */
static void ixml_alone_says_when_behind_any_length_of_sound(void **state)
{
    static const char ixml[] =
        "<BWFXML><TAKE>7</TAKE><SPEED><TIMECODE_RATE>25/1</TIMECODE_RATE>"
        "<TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI>1</TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI>"
        "<TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO>25040384</TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO>"
        "<TIMESTAMP_SAMPLE_RATE>96000</TIMESTAMP_SAMPLE_RATE></SPEED></BWFXML>";
    enum { RATE = 48000, SOUND = RATE * 2, DS64 = 28 };
    size_t         text = (sizeof ixml) & ~(size_t)1;
    size_t         all = 12 + 8 + DS64 + 24 + 8 + SOUND + 8 + text;
    unsigned char *w = ct_alloc(all), *at = w;
    ct_media_info  m;
    char           tc[CT_TC_TEXT_BYTES], *path = in_scratch("long.wav");

    (void)state;
    memcpy(at, "RF64\xff\xff\xff\xffWAVEds64", 16), put_le(at + 16, DS64, 4);
    put_le(at + 20, all - 8, 8), put_le(at + 28, SOUND, 8), put_le(at + 36, SOUND / 2, 8);
    at += 20 + DS64;
    memcpy(at, "fmt ", 4), put_le(at + 4, 16, 4), put_le(at + 8, 1, 2), put_le(at + 10, 1, 2);
    put_le(at + 12, RATE, 4), put_le(at + 16, RATE * 2, 4), put_le(at + 20, 2, 2);
    put_le(at + 22, 16, 2), at += 24;
    memcpy(at, "data\xff\xff\xff\xff", 8), at += 8 + SOUND;
    memcpy(at, "iXML", 4), put_le(at + 4, text, 4), memcpy(at + 8, ixml, sizeof ixml - 1);
    write_file(path, w, all);

    assert_int_equal(ct_probe(path, 0, &m, NULL, NULL), CT_OK);
    assert_string_equal(m.clip.take, "7");
    assert_int_equal(m.clip.tc_source, CT_TC_SOUND);
    /* 2^32 + 25040384 samples at 96000 a second are 45000 s and 2 frames. */
    assert_string_equal(ct_tc_track_print(&m.clip.tc, m.clip.fps, 0, tc), "12:30:00:02");
    ct_media_info_finish(&m);
    free(path);
    free(w);
}

static int set_up(void **state)
{
    (void)state;
    return mkdtemp(scratch) && setenv("XDG_CACHE_HOME", scratch, 1) == 0 ? 0 : -1;
}

static int tear_down(void **state)
{
    char *command = ct_asprintf("rm -rf %s", scratch);

    (void)state;
    int rc = system(command);
    free(command);
    return rc;
}

/* Makes `name` in the scratch folder with a command of ffmpeg; false, and a word, without ffmpeg. */
static bool make(const char *command)
{
    char *line = ct_asprintf("cd %s && %s", scratch, command);
    bool  made = system(line) == 0;

    if (!made)
        print_message("skipped: no ffmpeg to make a file with\n");
    free(line);
    return made;
}

static bool warns_of(const ct_media_info *m, const char *words)
{
    for (size_t i = 0; i < m->warning_count; i++)
        if (strstr(m->warnings[i], words))
            return true;
    return false;
}

#define FFMPEG "ffmpeg -v error -nostdin -y "

/* The picture begins 1.5 s late behind an empty edit. */
static void sound_that_begins_elsewhere_is_said(void **state)
{
    ct_media_info m;

    (void)state;
    if (!make(FFMPEG "-itsoffset 1.5 -i " SLATE " -i " SLATE " -map 0:v -map 1:a -c copy late.mov"))
        return;
    char *path = in_scratch("late.mov");
    assert_int_equal(ct_probe(path, 0, &m, NULL, NULL), CT_OK);
    assert_true(m.sound_timed);
    assert_in_range(-m.sound_start_us, 1490000, 1510000);
    assert_true(warns_of(&m, "begins 1.50 s before its picture"));
    ct_media_info_finish(&m);
    free(path);

    assert_int_equal(ct_probe(SLATE, 0, &m, NULL, NULL), CT_OK);
    assert_false(warns_of(&m, "sound"));
    ct_media_info_finish(&m);
}

/* Ten hours, then the same again from zero: ten seconds of pictures, not a day. */
static void a_clock_that_jumps_is_said(void **state)
{
    ct_media_info m;
    ct_index     *ix = NULL;

    (void)state;
    if (!make(FFMPEG "-i " SLATE " -c copy -output_ts_offset 36000 a.ts && " FFMPEG "-i " SLATE
                     " -c copy b.ts && cat a.ts b.ts > joined.ts"))
        return;
    char *path = in_scratch("joined.ts");
    assert_int_equal(ct_probe(path, 0, &m, NULL, NULL), CT_OK);
    assert_int_equal(ct_index_build(path, 0, CT_INDEX_SCANNED, NULL, &ix, NULL), CT_OK);
    ct_media_info_finish(&m);
    assert_int_equal(ct_probe_indexed(path, ix, &m, NULL, NULL), CT_OK);
    assert_int_equal(m.clip.frame_count, 2 * SLATE_FRAMES);
    assert_true(warns_of(&m, "s back at frame 125"));
    assert_true(warns_of(&m, "jumps 3600")); /* ten hours, not what is left of a clock's round */
    assert_false(warns_of(&m, "promise"));   /* a length that was made of the jump */
    assert_in_range(m.duration_us, 9900000, 10100000);
    ct_index_unref(&ix);
    ct_media_info_finish(&m);
    free(path);
}

/* What is shown where data is missing is nobody's guess: it is said which picture that is. */
static void a_hole_is_said(void **state)
{
    ct_media_info m;
    ct_index     *ix = NULL;

    (void)state;
    if (!make(FFMPEG "-i " SLATE " -c copy b.ts && (head -c 60160 b.ts; tail -c +90241 b.ts) "
                     ">hole.ts"))
        return;
    char *path = in_scratch("hole.ts");
    assert_int_equal(ct_probe(path, 0, &m, NULL, NULL), CT_OK);
    assert_int_equal(ct_index_build(path, 0, CT_INDEX_SCANNED, NULL, &ix, NULL), CT_OK);
    ct_media_info_finish(&m);
    assert_int_equal(ct_probe_indexed(path, ix, &m, NULL, NULL), CT_OK);
    assert_true(warns_of(&m, "damaged or missing"));
    assert_true(warns_of(&m, "one decode from the first to the last"));
    assert_true(warns_of(&m, "missing in the middle"));
    assert_false(warns_of(&m, "cut short"));
    ct_index_unref(&ix);
    ct_media_info_finish(&m);
    free(path);
    assert_int_equal(ct_probe(SLATE, 0, &m, NULL, NULL), CT_OK);
    assert_false(warns_of(&m, "damaged"));
    ct_media_info_finish(&m);
}

/* Eleven runs of odd numbers are missing between 1 and 23, of which eight are named. */
static void missing_images_are_named(void **state)
{
    ct_media_info m;

    (void)state;
    if (!make(FFMPEG "-f lavfi -i color=s=16x16:d=2:r=25 -frames:v 30 i.%02d.png && "
                     "rm i.05.png i.1[0-4].png && " FFMPEG
                     "-f lavfi -i color=s=16x16:d=2:r=25 -frames:v 23 j.%d.png && "
                     "for n in 2 4 6 8 10 12 14 16 18 20 22; do rm j.$n.png; done"))
        return;
    char *path = in_scratch("i.01.png"), *other = in_scratch("j.1.png");
    assert_int_equal(ct_probe(path, 0, &m, NULL, NULL), CT_OK);
    assert_true(warns_of(&m, "6 of 30 images are missing: 5, 10-14. Each"));
    ct_media_info_finish(&m);
    assert_int_equal(ct_probe(other, 0, &m, NULL, NULL), CT_OK);
    assert_true(
        warns_of(&m, "11 of 23 images are missing: 2, 4, 6, 8, 10, 12, 14, 16 and more. Each"));
    ct_media_info_finish(&m);
    free(other);
    free(path);
}

/* Half a second of two; its table says 50 pictures. */
static void what_is_short_may_be_written_still(void **state)
{
    ct_media_info m;
    ct_index     *ix = NULL;

    (void)state;
    if (!make(FFMPEG "-f lavfi -i testsrc=s=64x64:r=25:d=2 -c:v mjpeg -movflags +faststart "
                     "whole.mov && head -c $(($(stat -c %s whole.mov) / 2)) whole.mov >short.mov"))
        return;
    char *path = in_scratch("short.mov");
    assert_int_equal(ct_probe(path, 0, &m, NULL, NULL), CT_OK);
    assert_int_equal(ct_index_build(path, 0, CT_INDEX_SCANNED, NULL, &ix, NULL), CT_OK);
    ct_media_info_finish(&m);
    assert_int_equal(ct_probe_indexed(path, ix, &m, NULL, NULL), CT_OK);
    assert_true(warns_of(&m, "promise 50 frames"));
    assert_true(warns_of(&m, "cut short, or is still being written"));
    ct_index_unref(&ix);
    ct_media_info_finish(&m);
    free(path);
}

static char *all_warnings(const ct_media_info *m)
{
    ct_str all = {0};

    for (size_t i = 0; i < m->warning_count; i++)
        ct_str_appendf(&all, "%s\n", m->warnings[i]);
    return ct_str_take(&all);
}

/* What is said of a file once its pictures are counted; the same when it is probed again, whose index is known by
 * then. Gives. */
static char *said_of(const char *name)
{
    char         *path = in_scratch(name), *first, *again;
    ct_index     *ix = NULL;
    ct_media_info m;

    assert_int_equal(ct_probe(path, 0, &m, NULL, NULL), CT_OK);
    assert_int_equal(ct_index_acquire(path, 0, NULL, &ix, NULL), CT_OK);
    ct_media_info_finish(&m);
    assert_int_equal(ct_probe_indexed(path, ix, &m, NULL, NULL), CT_OK);
    first = all_warnings(&m);
    ct_index_unref(&ix);
    ct_media_info_finish(&m);
    assert_int_equal(ct_probe(path, 0, &m, NULL, NULL), CT_OK);
    assert_false(m.clip.provisional);
    again = all_warnings(&m);
    ct_media_info_finish(&m);
    assert_string_equal(first, again);
    free(again);
    free(path);
    return first;
}

static void big_endian(char *at, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        at[i] = (char)(value >> (24 - 8 * i));
}

/* What players make of "trim" without "save as": all samples stay, an edit list shows two of ten seconds. It is whole,
 * and has as many frames as it shows, also by its headers. */
static void a_trimmed_clip_is_whole(void **state)
{
    size_t        bytes = 0, at = 0;
    char         *data = NULL;
    ct_media_info m;

    (void)state;
    if (!make(FFMPEG
              "-f lavfi -i testsrc=s=64x64:r=25:d=10 -c:v libx264 -g 25 -bf 2 -pix_fmt yuv420p "
              "trimmed.mov"))
        return;
    char *path = in_scratch("trimmed.mov");
    assert_int_equal(ct_file_read(path, 1 << 24, &data, &bytes, NULL), CT_OK);
    while (at + 24 < bytes && memcmp(data + at, "elst", 4) != 0)
        at++;
    assert_true(at + 24 < bytes);
    big_endian(data + at + 12, 2000);                       /* of ffmpeg's movie clock: 2 s */
    big_endian(data + at + 16, 1024 + 3 * 12800 + 4 * 512); /* of the pictures: from frame 79 on */
    assert_int_equal(ct_file_replace(path, data, bytes, NULL), CT_OK);
    free(data);
    assert_int_equal(ct_probe(path, 0, &m, NULL, NULL), CT_OK);
    assert_int_equal(m.clip.frame_count, 50);
    ct_media_info_finish(&m);
    char *said = said_of("trimmed.mov");
    assert_string_equal(said, "");
    free(said);
    free(path);
}

/* Packs of a program stream name the time of a few pictures only, and libavformat that of others wrongly. All come
 * evenly, as they were made, and nobody is told of a clock that jumps, or of a sound that is longer. */
static void a_program_stream_keeps_its_pace(void **state)
{
    enum { FRAMES = 960 };
    ct_index *ix = NULL;

    (void)state;
    if (!make(FFMPEG
              "-f lavfi -i color=c=gray:s=64x36:r=24000/1001 -f lavfi -i sine=r=44100 -t 40.04 "
              "-c:v mpeg2video -q:v 5 -bf 2 -g 12 -c:a mp2 -f vob pace.mpg"))
        return;
    char *said = said_of("pace.mpg"), *path = in_scratch("pace.mpg");
    if (strstr(said, "jump") || strstr(said, "varies") || strstr(said, "sound"))
        fail_msg("%s", said);
    assert_int_equal(ct_index_acquire(path, 0, NULL, &ix, NULL), CT_OK);
    assert_int_equal(ct_index_count(ix), FRAMES);
    for (int64_t n = 0; n <= FRAMES; n++) {
        int64_t us = ct_index_time_us(ix, n) - ct_index_time_us(ix, 0);
        if (llabs(us - n * 1001000 / 24) > 1000)
            fail_msg("frame %lld is shown at %lld us", (long long)n, (long long)us);
        if (n < FRAMES)
            assert_int_equal(ct_index_frame_at_us(ix, ct_index_time_us(ix, n)), n);
    }
    assert_int_equal(ct_index_frame_at_us(ix, ct_index_time_us(ix, 0) - 1), -1);
    ct_index_unref(&ix);
    free(path);
    free(said);
}

/* Where a file leaves open which pictures it has or when they are shown, the one answer is said. */
static void what_a_file_leaves_open_is_said(void **state)
{
    static const struct {
        const char *name, *words;
    } files[] = {
        {"no_start.ts",
         "does not begin with a picture that stands alone: its first 11 pictures need"},
        {"raw.264", "36 of its 36 pictures have no time of their own: they are counted one after "
                    "another, 25 a second."},
        {"short.mp4", "Its headers promise 36 frames, "},
        {"order.mkv", ""},
    };

    (void)state;
    if (!make(
            FFMPEG
            "-f lavfi -i testsrc2=s=160x96:r=25,noise=alls=4:allf=t -frames:v 36 -pix_fmt yuv420p "
            "-c:v libx264 -preset veryfast -x264-params "
            "open-gop=1:keyint=12:min-keyint=12:scenecut=0:bframes=3 -movflags +faststart whole.mp4 && "
            "head -c $(($(stat -c %s whole.mp4) / 2)) whole.mp4 >short.mp4 && " FFMPEG
            "-i whole.mp4 -c copy order.mkv && " FFMPEG "-i whole.mp4 -c copy raw.264 && " FFMPEG
            "-i whole.mp4 -c copy whole.ts && " FFMPEG
            "-i whole.ts -c copy -bsf:v filter_units=remove_types=5 no_start.ts"))
        return;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char *said = said_of(files[i].name);
        if (*files[i].words ? !strstr(said, files[i].words) : *said)
            fail_msg("%s: %s", files[i].name, said);
        free(said);
    }
}

/* Before anything is read, too: 12.5 a second, each as long as the others. */
static void a_table_of_equal_samples_is_no_varying_rate(void **state)
{
    ct_media_info m;

    (void)state;
    if (!make(FFMPEG "-f lavfi -i testsrc=s=32x32:r=12.5 -t 2 -c:v libx264 half.mov"))
        return;
    char *path = in_scratch("half.mov");
    assert_int_equal(ct_probe(path, 0, &m, NULL, NULL), CT_OK);
    assert_true(m.clip.provisional);
    assert_false(m.clip.vfr);
    assert_true(ct_rate_equal(m.clip.fps, (AVRational){25, 2}));
    ct_media_info_finish(&m);
    free(path);
}

/* Two cameras in one file, each with a clock of its own. */
static void each_picture_has_its_own_timecode_track(void **state)
{
    static const char *const starts[] = {"01:00:00:00", "05:00:00:10"};

    (void)state;
    if (!make(
            FFMPEG
            "-f lavfi -i testsrc=s=32x32:r=25 -f lavfi -i testsrc=s=32x32:r=50 -map 0 -map 1 -t 1 "
            "-c:v mjpeg -metadata:s:v:0 timecode=01:00:00:00 "
            "-metadata:s:v:1 timecode=05:00:00:10 clocks.mov"))
        return;
    char *path = in_scratch("clocks.mov");
    for (int i = 0; i < 2; i++) {
        ct_media_info m;
        char          tc[CT_TC_TEXT_BYTES];
        assert_int_equal(ct_probe(path, i, &m, NULL, NULL), CT_OK);
        assert_string_equal(ct_tc_track_print(&m.clip.tc, m.clip.fps, 0, tc), starts[i]);
        assert_int_equal(m.clip.tc.count.base, i ? 50 : 25);
        ct_media_info_finish(&m);
    }
    free(path);
}

/* The flag of drop-frame in the timecode track of a clip at 25, which some programs set whatever the rate. */
static void a_drop_frame_flag_at_25_loses_no_timecode(void **state)
{
    static const char head[] = "tmcd\0\0\0\0\0\0\0\1\0\0\0\0";
    ct_media_info     m;
    size_t            bytes = 0, at = 0;
    char              tc[CT_TC_TEXT_BYTES];
    ct_error          err;

    (void)state;
    if (!make(FFMPEG
              "-f lavfi -i testsrc=s=32x32:r=25 -t 1 -c:v mjpeg -timecode 10:11:12:13 df.mov"))
        return;
    char *path = in_scratch("df.mov"), *data = NULL;
    assert_int_equal(ct_file_read(path, 1 << 20, &data, &bytes, &err), CT_OK);
    while (at + sizeof head < bytes && memcmp(data + at, head, sizeof head - 1) != 0)
        at++;
    assert_true(at + sizeof head < bytes);
    data[at + sizeof head - 1 + 3] = 1;
    write_file(path, (const unsigned char *)data, bytes);
    assert_int_equal(ct_probe(path, 0, &m, NULL, NULL), CT_OK);
    assert_int_equal(m.clip.tc_source, CT_TC_TRACK);
    assert_string_equal(ct_tc_track_print(&m.clip.tc, m.clip.fps, 0, tc), "10:11:12:13");
    ct_media_info_finish(&m);
    free(data);
    free(path);
}

/* Of a file whose length is that of all its streams, one that begins later than the others is no shorter than it
 * should be. */
static void what_begins_later_is_not_cut_short(void **state)
{
    ct_media_info m;
    ct_index     *ix = NULL;

    (void)state;
    if (!make(FFMPEG
              "-f lavfi -i testsrc=s=32x32:r=25 -itsoffset 3 -f lavfi -i testsrc=s=32x32:r=10 "
              "-map 0 -map 1 -t 5 -c:v mjpeg two.mkv && " FFMPEG
              "-i two.mkv -map 0:1 -map 0:0 -c copy -f matroska -live 1 live.mkv"))
        return;
    char *path = in_scratch("two.mkv");
    assert_int_equal(ct_index_build(path, 1, CT_INDEX_SCANNED, NULL, &ix, NULL), CT_OK);
    assert_int_equal(ct_index_count(ix), 20);
    assert_int_equal(ct_probe_indexed(path, ix, &m, NULL, NULL), CT_OK);
    assert_false(warns_of(&m, "cut short"));
    ct_index_unref(&ix);
    ct_media_info_finish(&m);
    free(path);

    path = in_scratch("live.mkv"); /* names no length at all */
    assert_int_equal(ct_probe(path, 0, &m, NULL, NULL), CT_OK);
    assert_in_range(m.clip.frame_count, 0, 20);
    ct_media_info_finish(&m);
    free(path);
}

/* A transport stream that was cut out between two of its parameter sets: its sound plays, and that is not all that
 * was in it. */
static void pictures_that_cannot_be_decoded_are_said(void **state)
{
    ct_media_info m;

    (void)state;
    if (!make(FFMPEG
              "-f lavfi -i testsrc=s=64x64:r=25 -f lavfi -i sine -t 2 -c:v libx264 -g 999 -c:a aac "
              "-f mpegts - | " FFMPEG
              "-i - -c copy -bsf:v filter_units=remove_types=7 blind.ts 2>/dev/null"))
        return;
    char *path = in_scratch("blind.ts");
    assert_int_equal(ct_probe(path, 0, &m, NULL, NULL), CT_OK);
    assert_true(warns_of(&m, "pictures (h264) that cannot be decoded"));
    ct_media_info_finish(&m);
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_slate_says_all),
        cmocka_unit_test(the_sample_shoot_is_read_as_it_was_made),
        cmocka_unit_test(what_is_no_footage_is_refused_with_a_sentence),
        cmocka_unit_test(playlists_that_call_themselves_footage_are_refused),
        cmocka_unit_test(a_picture_too_large_is_refused),
        cmocka_unit_test(a_recorders_file_has_its_rate_timecode_and_slate),
        cmocka_unit_test(ixml_alone_says_when_behind_any_length_of_sound),
        cmocka_unit_test(sound_that_begins_elsewhere_is_said),
        cmocka_unit_test(a_clock_that_jumps_is_said),
        cmocka_unit_test(a_trimmed_clip_is_whole),
        cmocka_unit_test(a_program_stream_keeps_its_pace),
        cmocka_unit_test(what_a_file_leaves_open_is_said),
        cmocka_unit_test(a_hole_is_said),
        cmocka_unit_test(missing_images_are_named),
        cmocka_unit_test(a_drop_frame_flag_at_25_loses_no_timecode),
        cmocka_unit_test(each_picture_has_its_own_timecode_track),
        cmocka_unit_test(a_table_of_equal_samples_is_no_varying_rate),
        cmocka_unit_test(what_begins_later_is_not_cut_short),
        cmocka_unit_test(pictures_that_cannot_be_decoded_are_said),
        cmocka_unit_test(what_is_short_may_be_written_still),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
