/* SPDX-License-Identifier: MIT */
/* Files that are damaged anywhere: flipped bits, zeroed, doubled and missing stretches, cut ends. Each is opened,
 * indexed and decoded in every direction by a process of its own under a time limit. Nothing may crash,
 * hang or leak, and a frame must be the same picture however it is come to, with one thread or two.
 *
 *   stress_flips [COUNT [FIRST [KEEP]]]
 *
 * COUNT damaged files from number FIRST on; a number always gives the same file. KEEP: a folder for those that were
 * not borne. Built with sanitizers it finds what they find. Prints a line for each fault and a sum;
 * ends with 1 when there was one, with 77 without an ffmpeg command. */
#include <libavutil/frame.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "circletake/file.h"
#include "circletake/peaks.h"
#include "circletake/probe.h"
#include "circletake/reader.h"
#include "circletake/str.h"
#include "circletake/thread.h"
#include "circletake/thumbs.h"

enum { LIMIT_S = 30, FRAMES_MOST = 48, LOOKS = 12 };

/* How a child ended that found a fault itself. */
enum { EXIT_WRONG = 40 };

static const struct sample {
    const char *name, *options;
} samples[] = {
#define H264 "-c:v libx264 -preset veryfast -x264-params "
    {"avc.mp4", H264 "keyint=8:bframes=3:open-gop=1 -c:a aac"},
    {"avc_fragments.mp4",
     H264 "keyint=8:bframes=2 -c:a aac -movflags +frag_keyframe+empty_moov+default_base_moof"},
    {"avc.mkv", H264 "keyint=8:bframes=3 -c:a flac"},
    {"avc_10.mov", "-pix_fmt yuv422p10le " H264 "keyint=8:bframes=2:open-gop=1 -c:a pcm_s16le"},
    {"avc.ts", H264 "keyint=8:bframes=3:open-gop=1 -c:a mp2"},
    {"avc_fields.ts", "-flags +ildct+ilme " H264 "tff=1:keyint=8:bframes=2"},
    {"avc.flv", H264 "keyint=8:bframes=2 -ar 44100 -c:a aac"},
    {"avc.264", H264 "keyint=8:bframes=2 -an"},
    {"hevc.mp4", "-c:v libx265 -preset ultrafast -x265-params log-level=none:keyint=8 -c:a aac"},
    {"hevc.ts", "-c:v libx265 -preset ultrafast -x265-params log-level=none:keyint=8 -c:a mp2"},
    {"prores.mov", "-pix_fmt yuv422p10le -c:v prores_ks -c:a pcm_s24le"},
    {"mjpeg.avi", "-c:v mjpeg -c:a pcm_s16le"},
    {"mpeg4.avi", "-c:v mpeg4 -bf 2 -g 8 -c:a mp3"},
    {"mpeg2.mpg", "-c:v mpeg2video -bf 2 -g 8 -c:a mp2"},
    {"mpeg2.mxf", "-pix_fmt yuv422p -c:v mpeg2video -bf 2 -g 8 -c:a pcm_s16le"},
    {"dnxhr.mxf", "-s 256x120 -pix_fmt yuv422p -c:v dnxhd -profile:v dnxhr_lb -c:a pcm_s16le"},
    {"jpeg2000.mxf", "-pix_fmt yuv422p10le -c:v libopenjpeg -c:a pcm_s16le"},
    {"ffv1.mkv", "-c:v ffv1 -g 4 -c:a pcm_s16le"},
    {"vp8.webm", "-c:v libvpx -deadline realtime -cpu-used 8 -auto-alt-ref 1 -lag-in-frames 8 "
                 "-g 8 -c:a libvorbis"},
    {"vp9.webm", "-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -g 8 -c:a libopus"},
    {"av1.mkv", "-c:v libaom-av1 -cpu-used 8 -usage realtime -g 8 -c:a libopus"},
    {"sound.wav", "-vn -c:a pcm_s16le"},
    {"image.png", "-frames:v 1 -an"},
    {"image.dpx", "-frames:v 1 -an -pix_fmt gbrp10le"},
};
enum { SAMPLES = sizeof samples / sizeof samples[0] };

static char   folder[] = "/tmp/ct_flips_XXXXXX";
static char  *content[SAMPLES];
static size_t content_bytes[SAMPLES];

/* --- the files ---------------------------------------------------------------------------------- */

static bool make_samples(void)
{
    int made = 0;

    for (int i = 0; i < SAMPLES; i++) {
        char *path = ct_path_join(folder, samples[i].name);
        char *command = ct_asprintf(
            "ffmpeg -v quiet -nostdin -y -f lavfi -i testsrc2=s=160x96:r=25,noise=alls=4:allf=t -f "
            "lavfi -i sine=1000:sample_rate=48000 -t 0.96 -pix_fmt yuv420p %s '%s'",
            samples[i].options, path);
        if (system(command) == 0 &&
            ct_file_read(path, 16 << 20, &content[i], &content_bytes[i], NULL) == CT_OK)
            made++;
        else
            printf("left out: the ffmpeg command makes no %s\n", samples[i].name);
        free(command);
        free(path);
    }
    return made >= SAMPLES / 2;
}

/* splitmix64 (Steele, Lea, Flood 2014) */
static uint64_t draw(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static size_t below(uint64_t *state, size_t sides)
{
    return sides ? (size_t)(draw(state) % sides) : 0;
}

/* Headers are where a few bits mean most. */
static size_t somewhere(uint64_t *state, size_t bytes)
{
    size_t edge = bytes < 4096 ? bytes : 4096;

    switch (below(state, 4)) {
    case 0:
        return below(state, edge);
    case 1:
        return bytes - 1 - below(state, edge);
    default:
        return below(state, bytes);
    }
}

static void damage(uint64_t *state, char *data, size_t *bytes)
{
    size_t n = *bytes, at = somewhere(state, n), run = 1 + below(state, 600);

    if (run > n - at)
        run = n - at;
    switch (below(state, 12)) {
    case 0:
        memset(data + at, 0, run);
        return;
    case 1:
        memset(data + at, 0xff, run > 8 ? 8 : run); /* a length or a count of all ones */
        return;
    case 2: /* missing */
        memmove(data + at, data + at + run, n - at - run);
        *bytes = n - run;
        return;
    case 3: /* a stretch where another was */
        memmove(data + at, data + below(state, n - run), run);
        return;
    case 4:
        *bytes = 1 + below(state, n);
        return;
    default:
        for (size_t flips = 1 + below(state, 24); flips > 0; flips--)
            data[somewhere(state, n)] ^= (char)(1 << below(state, 8));
    }
}

/* Which sample, and where the damaged file is. Gives. */
static char *write_damaged(uint64_t number)
{
    uint64_t state = number * UINT64_C(0x2545f4914f6cdd1d) + 1;
    size_t   i = below(&state, SAMPLES);

    while (!content[i])
        i = (i + 1) % SAMPLES;
    size_t bytes = content_bytes[i];
    char  *data = malloc(bytes), *path = ct_asprintf("%s/damaged_%s", folder, samples[i].name);
    memcpy(data, content[i], bytes);
    for (size_t faults = 1 + below(&state, 3); faults > 0 && bytes > 1; faults--)
        damage(&state, data, &bytes);
    if (ct_file_replace(path, data, bytes, NULL) != CT_OK)
        abort();
    free(data);
    return path;
}

/* --- one of them ----------------------------------------------------------------------------------- */

struct seen {
    uint64_t hash[FRAMES_MOST];
    bool     there[FRAMES_MOST];
};

static void read_forward(ct_reader *r, struct seen *seen)
{
    int64_t count = ct_index_count(ct_reader_index(r));

    memset(seen, 0, sizeof *seen);
    for (int64_t n = 0; n < count && n < FRAMES_MOST; n++) {
        ct_frame *f = NULL;
        if (ct_reader_get(r, n, &f, NULL) == CT_OK) {
            seen->hash[n] = ct_frame_hash(f);
            seen->there[n] = true;
        }
        ct_frame_unref(&f);
    }
}

/* As reader.h says: where damage is met that no scan can see the file is counted anew, and what was given
 * before is looked at again. */
static void read_all(ct_reader *r, struct seen *seen)
{
    const ct_index *before = ct_reader_index(r);

    read_forward(r, seen);
    if (ct_reader_index(r) != before)
        read_forward(r, seen);
}

static int look_at_random(const char *path, ct_index *ix, const struct seen *seen, uint64_t number)
{
    ct_reader_options options = {.threads = 1, .index = ix};
    ct_reader        *r = NULL;
    uint64_t          state = number;
    int64_t           count = ct_index_count(ix) < FRAMES_MOST ? ct_index_count(ix) : FRAMES_MOST;
    int               wrong = 0;

    if (ct_reader_open(path, &options, &r, NULL) != CT_OK)
        return 0;
    for (int i = 0; i < LOOKS && count > 0; i++) {
        int64_t   n = (int64_t)below(&state, (size_t)count);
        ct_frame *f = NULL;
        ct_code   code = (i % 2 ? ct_reader_get : ct_reader_get_still)(r, n, &f, NULL);
        if ((code == CT_OK) != seen->there[n] || (f && ct_frame_hash(f) != seen->hash[n])) {
            fprintf(stderr, "frame %lld of %s is %s\n", (long long)n, path,
                    f ? "another picture" : "missing");
            wrong++;
        }
        ct_frame_unref(&f);
    }
    ct_reader_close(&r);
    return wrong;
}

static int look_at_pictures(const char *path, uint64_t number)
{
    ct_index_watch watch = {.threads = 2};
    ct_index      *ix = NULL;
    ct_reader     *r = NULL;
    struct seen    seen;
    int            wrong = 0;

    if (ct_index_acquire(path, 0, &watch, &ix, NULL) != CT_OK)
        return 0;
    ct_reader_options options = {.threads = 2, .index = ix};
    if (ct_reader_open(path, &options, &r, NULL) == CT_OK) {
        read_all(r, &seen);
        ct_index *last = ct_index_ref(ct_reader_index(r));
        ct_reader_close(&r);
        wrong = look_at_random(path, last, &seen, number);
        ct_index_unref(&last);
    }
    ct_index_unref(&ix);
    return wrong;
}

static int look(const char *path, uint64_t number)
{
    ct_media_info info;
    ct_thumb     *thumb = NULL;
    ct_peaks     *peaks = NULL;

    if (ct_probe(path, 0, &info, NULL, NULL) == CT_OK)
        ct_media_info_finish(&info);
    int wrong = look_at_pictures(path, number);
    if (ct_thumb_build(path, 0, 3, 160, 90, NULL, NULL, &thumb, NULL) == CT_OK)
        ct_thumb_destroy(&thumb);
    if (ct_peaks_build(path, (AVRational){25, 1}, 4, INT64_MIN, NULL, NULL, &peaks, NULL) == CT_OK)
        ct_peaks_destroy(&peaks);
    return wrong;
}

/* --- all of them ------------------------------------------------------------------------------------- */

struct sum {
    int     files, crashes, hangs, leaks, wrong;
    int64_t slowest_us;
};

/* Its exit status; -1: it ended by a signal, -2: it did not end. */
static int wait_for(pid_t child)
{
    const struct timespec little = {.tv_nsec = 1000000};
    int                   status;

    for (int64_t until = ct_clock_us() + LIMIT_S * INT64_C(1000000); ct_clock_us() < until;) {
        if (waitpid(child, &status, WNOHANG) == child)
            return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
        nanosleep(&little, NULL);
    }
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    return -2;
}

static void clear_cache(void)
{
    char *command = ct_asprintf("rm -rf %s/cache", folder);

    (void)!system(command);
    free(command);
}

static const char *fault_of(int status, struct sum *sum)
{
    switch (status) {
    case 0:
        return NULL;
    case EXIT_WRONG:
        sum->wrong++;
        return "a frame is not the same each time";
    case -1:
        sum->crashes++;
        return "crashed";
    case -2:
        sum->hangs++;
        return "did not end";
    default:
        sum->leaks++;
        return "leaked, or a sanitizer complained";
    }
}

static void try_one(uint64_t number, const char *keep, struct sum *sum)
{
    char   *path = write_damaged(number);
    int64_t began = ct_clock_us();

    fflush(stdout);
    pid_t child = fork();
    if (child == 0)
        exit(look(path, number) ? EXIT_WRONG : 0); /* leaks are looked for at exit */
    const char *fault = fault_of(wait_for(child), sum);
    int64_t     took = ct_clock_us() - began;
    sum->slowest_us = took > sum->slowest_us ? took : sum->slowest_us;
    sum->files++;
    if (fault) {
        printf("%llu (%s): %s\n", (unsigned long long)number, ct_path_name(path), fault);
        if (keep) {
            char *command = ct_asprintf("cp '%s' '%s/%llu_%s'", path, keep,
                                        (unsigned long long)number, ct_path_name(path));
            (void)!system(command);
            free(command);
        }
    }
    clear_cache();
    free(path);
}

int main(int argc, char **argv)
{
    uint64_t    count = argc > 1 ? strtoull(argv[1], NULL, 10) : 100;
    uint64_t    first = argc > 2 ? strtoull(argv[2], NULL, 10) : 0;
    const char *keep = argc > 3 ? argv[3] : NULL;
    struct sum  sum = {0};

    if (!mkdtemp(folder))
        return 70;
    char *cache = ct_asprintf("%s/cache", folder), *command = ct_asprintf("rm -rf %s", folder);
    setenv("XDG_CACHE_HOME", cache, 1);
    bool made = make_samples();
    for (uint64_t n = first; made && n < first + count; n++)
        try_one(n, keep, &sum);
    (void)!system(command);
    for (int i = 0; i < SAMPLES; i++)
        free(content[i]);
    free(command);
    free(cache);
    if (!made) {
        printf("skipped: no ffmpeg command to make samples with\n");
        return 77;
    }
    printf(
        "%d damaged files: %d crashes, %d hangs, %d leaks, %d with a wrong frame; the slowest took "
        "%lld ms\n",
        sum.files, sum.crashes, sum.hangs, sum.leaks, sum.wrong,
        (long long)(sum.slowest_us / 1000));
    return sum.crashes + sum.hangs + sum.leaks + sum.wrong > 0;
}
