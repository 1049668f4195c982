/* SPDX-License-Identifier: MIT */
/* Files made by ffmpeg with faults at known frames and samples: they are found there, at every rate, in
 * every container, in every form a picture can have. ffmpeg's own detectors are the second opinion. */
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "circletake/file.h"
#include "circletake/inspect.h"
#include "circletake/str.h"
#include "effort.h"

static char scratch[] = "/tmp/ct_look_XXXXXX";

/* Runs ffmpeg in the scratch folder; takes the arguments. */
static void make(char *arguments)
{
    char *line = ct_asprintf("cd %s && ffmpeg -v error -nostdin -y %s", scratch, arguments);

    if (system(line) != 0)
        fail_msg("%s", line);
    free(line);
    free(arguments);
}

static ct_material look(const char *name)
{
    char         *path = ct_path_join(scratch, name);
    ct_media_info info;
    ct_material   m;
    ct_error      err = {0};

    if (ct_probe(path, 0, &info, NULL, &err) || ct_inspect_file(&info, NULL, &m, &err))
        fail_msg("%s: %s", name, err.text);
    ct_media_info_finish(&info);
    free(path);
    return m;
}

static char *stretches(const ct_material *m)
{
    ct_str text = {0};

    for (size_t i = 0; i < m->stretches.count; i++)
        ct_str_appendf(
            &text, "%s%s %lld-%lld", i ? ", " : "", ct_flaw_name(m->stretches.items[i].flaw),
            (long long)m->stretches.items[i].span.first, (long long)m->stretches.items[i].span.end);
    return ct_str_take(&text);
}

static void expect(const char *name, const char *wanted)
{
    ct_material m = look(name);
    char       *found = stretches(&m);

    if (strcmp(found, wanted) != 0)
        fail_msg("%s:\n  found  %s\n  wanted %s", name, found, wanted);
    free(found);
    ct_material_finish(&m);
}

/* --- stretches: rates and containers ------------------------------------------------------------- */

/* The first sample of a frame at num/den frames a second. */
static long long first_sample(long long frame, long long num, long long den)
{
    return (frame * den * 48000 + num - 1) / num;
}

/* 10 frames that move, 10 black ones, 10 more, one picture 15 times, then 20 where every fifth picture is
 * the one before again, and 15 that move. Every frame of noise is another. R is the rate, F the format. */
#define MOVING(frames, seed)                                                                       \
    "testsrc2=s=160x96:r=R,noise=alls=40:allf=t:all_seed=" seed ",format=F,trim=end_frame=" frames
static const char pictures[] = MOVING(
    "10",
    "1") "[a];"
         "color=black:s=160x96:r=R,format=F,trim=end_frame=10[b];" MOVING("10", "2") "[c];" MOVING(
             "1",
             "3") ",loop=14:1[d];" MOVING("20",
                                          "4") ",shuffleframes=0 1 2 2 3[e];" MOVING("15",
                                                                                     "5") "[f];"
                                                                                          "[a][b][c][d][e][f]concat=n=6";

static char *pictures_at(const char *rate, const char *format)
{
    ct_str out = {0};

    for (const char *c = pictures; *c; c++)
        if (c[0] == '=' && (c[1] == 'R' || c[1] == 'F'))
            ct_str_appendf(&out, "=%s", *++c == 'R' ? rate : format);
        else
            ct_str_append_char(&out, *c);
    return ct_str_take(&out);
}

#define FOUND                                                                                      \
    "black 10-20, frozen 30-45, repeated 11-20, repeated 31-45, repeated 48-49, repeated 53-54, "  \
    "repeated 58-59, repeated 63-64, silent 24-49"

/* A tone at the highest frequency there is, so that no sample of it is quiet, but for samples [from,
 * end). */
static void make_clip(const char *name, const char *rate, long long num, long long den,
                      const char *format, const char *times, const char *coded, long long from,
                      long long end)
{
    char *graph = pictures_at(rate, format);

    make(ct_asprintf("-filter_complex \"%s%s%s[v];"
                     "aevalsrc='if(between(n,%lld,%lld),0,0.25-0.5*mod(n,2))':s=48000,"
                     "atrim=end_sample=%lld[s]\" -map '[v]' -map '[s]' -vsync passthrough %s %s",
                     graph, *times ? "," : "", times, from, end - 1, first_sample(80, num, den),
                     coded, name));
    free(graph);
}

static void stretches_are_found_at_every_rate_in_every_container(void **state)
{
    static const struct {
        const char *rate;
        long long   num, den;
    } rates[] = {{"25", 25, 1}, {"24000/1001", 24000, 1001}, {"30000/1001", 30000, 1001}};
    static const struct {
        const char *ending, *format, *coded;
    } files[] = {
        {"mov", "yuv422p10le", "-c:v ffv1 -strict -2 -c:a pcm_s24le -f mov"},
        {"mp4", "yuv420p", "-c:v libx264 -preset ultrafast -qp 0 -bf 2 -g 12 -c:a alac"},
        {"mkv", "yuv422p", "-c:v ffv1 -c:a pcm_s16le"},
        {"mxf", "yuv422p", "-c:v mpeg2video -g 1 -qscale:v 2 -c:a pcm_s16le"},
    };

    (void)state;
    for (size_t r = 0; r < sizeof rates / sizeof rates[0]; r++)
        for (size_t f = 0; f < sizeof files / sizeof files[0]; f++) {
            char *name = ct_asprintf("stretch%zu.%s", r, files[f].ending);
            make_clip(name, rates[r].rate, rates[r].num, rates[r].den, files[f].format, "",
                      files[f].coded, first_sample(24, rates[r].num, rates[r].den),
                      first_sample(49, rates[r].num, rates[r].den));
            expect(name, FOUND);
            free(name);
        }
}

/* Of every ten frames the tenth lasts twice as long. */
static long long first_varied(long long frame)
{
    return (frame + frame / 10) * 1920;
}

static void stretches_are_found_where_the_rate_varies(void **state)
{
    static const char *const times = "setpts='(N+floor(N/10))/25/TB'";

    (void)state;
    make_clip("varied.mkv", "25", 22, 1, "yuv420p", times, "-c:v ffv1 -c:a pcm_s16le",
              first_varied(24), first_varied(49));
    expect("varied.mkv", FOUND);
    make_clip("varied.mp4", "25", 22, 1, "yuv420p", times,
              "-c:v libx264 -preset ultrafast -qp 0 -bf 2 -c:a alac", first_varied(24),
              first_varied(49));
    expect("varied.mp4", FOUND);
}

/* One sample decides whether a frame is silent. */
static void silence_is_exact_to_the_sample(void **state)
{
    static const char *const coded = "-c:v ffv1 -strict -2 -c:a pcm_s16le -f mov";
    long long first = first_sample(24, 30000, 1001), end = first_sample(49, 30000, 1001);

    (void)state;
    make_clip("late.mov", "30000/1001", 30000, 1001, "gray", "", coded, first + 1, end);
    make_clip("early.mov", "30000/1001", 30000, 1001, "gray", "", coded, first, end - 1);
    ct_material late = look("late.mov"), early = look("early.mov");
    char       *found = stretches(&late);
    assert_non_null(strstr(found, "silent 25-49"));
    free(found);
    found = stretches(&early);
    assert_non_null(strstr(found, "silent 24-48"));
    free(found);
    ct_material_finish(&late);
    ct_material_finish(&early);
}

/* --- stretches: forms of pictures -------------------------------------------------------------- */

static void stretches_are_found_in_every_form(void **state)
{
    static const struct {
        const char *name, *coded;
    } forms[] = {
        {"rgb24.mov", "-pix_fmt rgb24 -c:v png"},
        {"rgb48.mov", "-pix_fmt rgb48be -c:v png"},
        {"rgba.mov", "-pix_fmt rgba -c:v png"},
        {"gray.mkv", "-pix_fmt gray -c:v ffv1"},
        {"gray16.mov", "-pix_fmt gray16be -c:v png"},
        {"ya8.mov", "-pix_fmt ya8 -c:v png"},
        {"pal8.mov", "-pix_fmt pal8 -c:v png"},
        {"gbrp12.mkv", "-pix_fmt gbrp12le -c:v ffv1"},
        {"uyvy.mov", "-pix_fmt uyvy422 -c:v rawvideo"},
        {"v210.mov", "-c:v v210"},
        {"yuvj.mkv", "-pix_fmt yuvj420p -c:v ffv1"},
        {"yuva.mkv", "-pix_fmt yuva444p12le -c:v ffv1"},
        {"exr%03d.exr", "-pix_fmt gbrpf32le -c:v exr"},
        {"p16.mkv", "-pix_fmt yuv444p16le -c:v ffv1"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        make(
            ct_asprintf("-filter_complex \"testsrc2=s=64x36:r=25,noise=alls=60:allf=t,"
                        "trim=end_frame=6[a];color=black:s=64x36:r=25,trim=end_frame=5[b];"
                        "testsrc2=s=64x36:r=25,trim=end_frame=1,loop=13:1[c];"
                        "testsrc2=s=64x36:r=25,noise=alls=60:allf=t:all_seed=9,trim=end_frame=6[d];"
                        "[a][b][c][d]concat=n=4\" -vsync passthrough -strict -2 %s %s",
                        forms[i].coded, forms[i].name));
        expect(forms[i].name, "black 6-11, frozen 11-25, repeated 7-11, repeated 12-25");
    }
}

/* Two images that were not made and one that is damaged: none of them is black, and none is passed over. */
static void missing_images_are_found(void **state)
{
    (void)state;
    make(ct_strdup("-f lavfi -i \"testsrc2=s=64x36:r=25,noise=alls=60:allf=t\" -frames:v 12 "
                   "gap%03d.png && rm gap005.png gap006.png && echo no picture >gap010.png"));
    expect("gap%03d.png", "missing 4-6, missing 9-10");
}

/* Black to the end, a flash of one black picture; long GOP and lossy. */
static void ends_flashes_and_lossy_pictures_count(void **state)
{
    (void)state;
    make(ct_strdup("-f lavfi -i \"testsrc2=s=160x90:r=25:d=2,noise=alls=6:allf=t,"
                   "drawbox=c=black:t=fill:enable='eq(n,7)+gte(n,40)'\" -pix_fmt yuv420p "
                   "-c:v libx264 -preset veryfast -crf 18 -bf 2 -g 25 end.mp4"));
    ct_material       m = look("end.mp4");
    size_t            count;
    const ct_stretch *black = ct_material_of(&m, CT_FLAW_BLACK, &count);
    assert_int_equal(count, 2);
    assert_int_equal(black[0].span.first, 7);
    assert_int_equal(black[0].span.end, 8);
    assert_int_equal(black[1].span.first, 40);
    assert_int_equal(black[1].span.end, 50);
    ct_material_finish(&m);
}

/* --- a second opinion ---------------------------------------------------------------------------- */

/* What ffmpeg's filters say, frame by frame, as "black 3-9": the lines "frame:N" and "lavfi.NAME=TIME". */
static char *opinion_on(const char *name, long long frames)
{
    char *command =
        ct_asprintf("cd %s && ffmpeg -v error -nostdin -i %s -vf 'blackdetect=d=0.01:"
                    "pix_th=0.1,freezedetect=n=0.001:d=0.5,metadata=print:file=-' -f null -",
                    scratch, name);
    FILE     *f = popen(command, "r");
    char      line[256];
    ct_str    black = {0}, frozen = {0};
    double    seconds;
    long long from[2] = {-1, -1};

    assert_non_null(f);
    while (fgets(line, sizeof line, f)) {
        if (sscanf(line, "lavfi.black_start=%lf", &seconds) == 1)
            from[0] = (long long)(seconds * 25 + 0.5);
        if (sscanf(line, "lavfi.freezedetect.freeze_start=%lf", &seconds) == 1)
            from[1] = (long long)(seconds * 25 + 0.5);
        if (sscanf(line, "lavfi.black_end=%lf", &seconds) == 1) {
            ct_str_appendf(&black, "black %lld-%lld, ", from[0], (long long)(seconds * 25 + 0.5));
            from[0] = -1;
        }
        if (sscanf(line, "lavfi.freezedetect.freeze_end=%lf", &seconds) == 1) {
            ct_str_appendf(&frozen, "frozen %lld-%lld, ", from[1], (long long)(seconds * 25 + 0.5));
            from[1] = -1;
        }
    }
    assert_int_equal(pclose(f), 0);
    if (from[0] >= 0)
        ct_str_appendf(&black, "black %lld-%lld, ", from[0], frames);
    if (from[1] >= 0)
        ct_str_appendf(&frozen, "frozen %lld-%lld, ", from[1], frames);
    ct_str_append(&black, ct_str_text(&frozen));
    if (black.len >= 2)
        black.data[black.len - 2] = '\0';
    ct_str_finish(&frozen);
    free(command);
    return ct_str_take(&black);
}

/* Fades through black and back; a white line that grows by a sample a frame over grey, and a bar over
 * black: whatever a threshold is met by, both meet it at the same frame. */
static void ffmpegs_detectors_agree(void **state)
{
    static const char *const formats[] = {"yuv420p", "yuv422p10le", "yuv444p12le"};
    static const char *const scenes[] = {
        "testsrc2=s=320x180:r=25:d=5,noise=alls=3:allf=t,format=%s,fade=out:30:30,fade=in:75:30",
        "color=gray:s=320x180:r=25:d=12[g];color=white:s=320x2:r=25[w];"
        "[g][w]overlay=x=n-320:y=9:shortest=1,format=%s",
        "color=black:s=320x180:r=25:d=5[g];color=white:s=320x18:r=25[w];"
        "[g][w]overlay=x=n-320:y=9:shortest=1,format=%s"};

    (void)state;
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i += CT_EFFORT(1, 2)) {
        for (size_t k = 0; k < sizeof scenes / sizeof scenes[0]; k++) {
            char *graph = ct_asprintf("%.*s%s%s", (int)(strstr(scenes[k], "%s") - scenes[k]),
                                      scenes[k], formats[i], strstr(scenes[k], "%s") + 2);
            make(ct_asprintf("-filter_complex \"%s\" -c:v ffv1 second.mkv", graph));
            ct_material m = look("second.mkv");
            char       *found = stretches(&m), *theirs = opinion_on("second.mkv", m.frames);
            char       *repeated = strstr(found, ", repeated");
            if (repeated)
                *repeated = '\0';
            assert_true(strlen(theirs) > 5);
            if (strcmp(found, theirs) != 0)
                fail_msg("%s:\n  found  %s\n  theirs %s", graph, found, theirs);
            free(graph);
            free(found);
            free(theirs);
            ct_material_finish(&m);
        }
    }
}

/* --- sound beside pictures ----------------------------------------------------------------------- */

struct sound_case {
    const char *name, *rate;
    long long   num, den;
    const char *coded;
    long long   late, rest; /* frames, and samples more */
    long long   shorter;    /* frames */
};

static void make_sound_case(const struct sound_case *c)
{
    long long delay = first_sample(llabs(c->late), c->num, c->den) + c->rest;
    long long count = first_sample(50 - c->shorter, c->num, c->den);
    bool      early = c->late < 0;

    make(ct_asprintf("-filter_complex \"testsrc2=s=64x36:r=%s,format=yuv420p,trim=end_frame=50,"
                     "settb=1/48000,setpts=PTS+%lld[v];"
                     "aevalsrc='0.2*sin(n/9)':s=48000,atrim=end_sample=%lld,asetpts=PTS+%lld[s]\" "
                     "-map '[v]' -map '[s]' -vsync passthrough -movie_timescale 48000 %s %s",
                     c->rate, early ? delay : 0, count, early ? 0 : delay, c->coded, c->name));
}

static void expect_sound(const struct sound_case *c)
{
    ct_material           m = look(c->name);
    const ct_sound_track *t = m.tracks;
    int64_t               rest = 99, longer_rest = 99;

    assert_int_equal(m.track_count, 1);
    int64_t late = ct_material_frames(&m, ct_material_late(&m, t), &rest);
    int64_t longer = ct_material_frames(&m, ct_material_longer(&m, t), &longer_rest);
    if (late != c->late || rest != c->rest || longer != -c->shorter || longer_rest != 0)
        fail_msg("%s: begins %lld+%lld late, is %lld+%lld longer", c->name, (long long)late,
                 (long long)rest, (long long)longer, (long long)longer_rest);
    unsigned found = ct_material_found(&m);
    assert_int_equal((found & CT_FOUND_START) != 0, c->late != 0);
    assert_int_equal((found & CT_FOUND_LENGTH) != 0, c->shorter != 0);
    ct_material_finish(&m);
}

#define X264 "-c:v libx264 -preset ultrafast "
static void sound_is_placed_to_the_sample(void **state)
{
    static const struct sound_case cases[] = {
        {"s25.mov", "25", 25, 1, X264 "-c:a pcm_s16le", 0, 0, 7},
        {"s24.mov", "24000/1001", 24000, 1001, X264 "-c:a pcm_s16le", 0, 0, 7},
        {"s30.mov", "30000/1001", 30000, 1001, X264 "-c:a pcm_s16le", 0, 0, 7},
        {"s25.mp4", "25", 25, 1, X264 "-c:a aac", 0, 0, 7},
        {"s24.mp4", "24000/1001", 24000, 1001, X264 "-c:a aac", 0, 0, 7},
        {"s30.mp4", "30000/1001", 30000, 1001, X264 "-c:a aac", 0, 0, 7},
        {"s25.mkv", "25", 25, 1, X264 "-bf 0 -c:a pcm_s16le", 0, 0, 7},
        {"s24.mkv", "24000/1001", 24000, 1001, X264 "-bf 0 -c:a pcm_s16le", 0, 0, 7},
        {"late.mov", "25", 25, 1, X264 "-c:a pcm_s16le", 3, 5, 3},
        {"late30.mov", "30000/1001", 30000, 1001, X264 "-c:a pcm_s16le", 3, 5, 3},
        {"late.mkv", "25", 25, 1, X264 "-bf 0 -c:a pcm_s16le", 3, 0, 0},
        {"early.mov", "25", 25, 1, X264 "-c:a pcm_s16le", -2, 0, 0},
        {"longer.mov", "25", 25, 1, X264 "-c:a pcm_s16le", 0, 0, -4},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        make_sound_case(&cases[i]);
        expect_sound(&cases[i]);
    }
}

/* --- nothing to find, nothing to see, nothing to hear ------------------------------------------- */

static void a_good_clip_has_no_finding(void **state)
{
    static const char *const coded[] = {"-c:a aac good.mp4", "-c:a pcm_s16le good.mov",
                                        "-bf 0 -c:a pcm_s16le good.mkv", "-an mute.mp4"};

    (void)state;
    for (size_t i = 0; i < sizeof coded / sizeof coded[0]; i++) {
        make(ct_asprintf(
            "-f lavfi -i \"testsrc2=s=160x90:r=25:d=2,noise=alls=6:allf=t\" -f lavfi -i "
            "\"anoisesrc=r=48000:a=0.1:d=2\" -pix_fmt yuv420p -c:v libx264 -preset "
            "veryfast -g 25 %s",
            coded[i]));
        const char *name = strrchr(coded[i], ' ') + 1;
        ct_material m = look(name);
        if (ct_material_found(&m) != CT_FOUND_LOOK)
            fail_msg("%s: %u", name, ct_material_found(&m));
        assert_int_equal(m.frames, 50);
        ct_material_finish(&m);
    }
}

static void sound_alone_is_looked_through_for_silence(void **state)
{
    (void)state;
    /* 13 frames are half a second at 25, 12 are not. */
    make(ct_asprintf("-f lavfi -i \"aevalsrc='if(between(n,48000,%d)+between(n,96000,%d),0,"
                     "0.25-0.5*mod(n,2))':s=48000:d=4\" -c:a pcm_s16le alone.wav",
                     48000 + 13 * 1920 - 1, 96000 + 12 * 1920 - 1));
    expect("alone.wav", "silent 25-38");
}

static void channels_have_the_names_they_were_given(void **state)
{
    (void)state;
    make(
        ct_strdup("-f lavfi -i testsrc2=s=64x36:r=25:d=0.4 -f lavfi -i anoisesrc=d=0.4 -f lavfi -i "
                  "anoisesrc=d=0.4 -map 0 -map 1 -map 2 -c:v png -c:a pcm_s16le "
                  "-metadata:s:a:0 handler_name=Boom named.mov"));
    ct_material m = look("named.mov");
    assert_int_equal(m.track_count, 2);
    assert_string_equal(m.tracks[0].names, "Boom");
    assert_null(m.tracks[1].names); /* "SoundHandler" is no name */
    assert_string_equal(m.tracks[1].layout, "mono");
    ct_material_finish(&m);
}

static bool at_once(void *unused)
{
    (void)unused;
    return true;
}

static void a_look_can_be_stopped(void **state)
{
    ct_index_watch watch = {.stop = at_once};
    ct_media_info  info;
    ct_material    m;

    (void)state;
    assert_int_equal(ct_probe(CT_SOURCE_DIR "/samples/slate.mp4", 0, &info, NULL, NULL), CT_OK);
    assert_int_equal(ct_inspect_file(&info, &watch, &m, NULL), CT_CANCELLED);
    ct_media_info_finish(&info);
}

static void what_was_found_is_kept_by_content(void **state)
{
    ct_material m, again;
    char       *text;

    (void)state;
    make(ct_strdup("-f lavfi -i color=black:s=64x36:r=25:d=1 -c:v png dark.mov"));
    m = look("dark.mov");
    assert_int_equal(ct_inspect_load(0x1234, &again, NULL), CT_NO_INPUT);
    assert_int_equal(ct_inspect_save(&m, 0x1234, NULL), CT_OK);
    assert_int_equal(ct_inspect_load(0x1234, &again, NULL), CT_OK);
    text = stretches(&again);
    assert_string_equal(text, "black 0-25, frozen 0-25, repeated 1-25");
    free(text);
    ct_material_finish(&again);
    ct_material_finish(&m);

    char *path = ct_asprintf("%s/circletake/material/34/0000000000001234", scratch);
    FILE *f = fopen(path, "r+");
    assert_non_null(f);
    fseek(f, -4, SEEK_END);
    fputc('x', f);
    fclose(f);
    assert_int_equal(ct_inspect_load(0x1234, &again, NULL), CT_BAD_DATA);
    free(path);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st, (void)type, (void)ftw;
    return remove(path);
}

static int set_up(void **state)
{
    (void)state;
    if (system("ffmpeg -version > /dev/null 2>&1") != 0) {
        print_message("skipped: no ffmpeg to make files with\n");
        exit(0);
    }
    if (!mkdtemp(scratch))
        return -1;
    setenv("XDG_CACHE_HOME", scratch, 1);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    return nftw(scratch, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stretches_are_found_at_every_rate_in_every_container),
        cmocka_unit_test(stretches_are_found_where_the_rate_varies),
        cmocka_unit_test(silence_is_exact_to_the_sample),
        cmocka_unit_test(stretches_are_found_in_every_form),
        cmocka_unit_test(missing_images_are_found),
        cmocka_unit_test(ends_flashes_and_lossy_pictures_count),
        cmocka_unit_test(ffmpegs_detectors_agree),
        cmocka_unit_test(sound_is_placed_to_the_sample),
        cmocka_unit_test(a_good_clip_has_no_finding),
        cmocka_unit_test(sound_alone_is_looked_through_for_silence),
        cmocka_unit_test(channels_have_the_names_they_were_given),
        cmocka_unit_test(a_look_can_be_stopped),
        cmocka_unit_test(what_was_found_is_kept_by_content),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
