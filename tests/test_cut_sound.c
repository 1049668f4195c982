/* SPDX-License-Identifier: MIT */
/* The sound of a cut against ffmpeg's own mix of the same files: sample for sample over edits, fades and gaps,
 * from wherever play begins, forward and backward; and at other speeds on the pitch and in its place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <libavutil/mathematics.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "circletake/audio.h"
#include "circletake/cutplayer.h"
#include "circletake/rate.h"
#include "circletake/str.h"
#include "circletake/thread.h"

enum { RATE_HZ = 48000, PATIENCE_US = 30000000, CUT_FRAMES = 150, SECONDS = 8, CHUNK = 480 };
enum { CAMERA, MUSIC, RECORDER, VOICE, TONE, LOUD, CLIPS };

/* What a float that is added up in another order may be off. */
static const float rounding = 1e-6F;

static char        folder[] = "/tmp/ct_cut_sound_XXXXXX";
static const char *names[CLIPS] = {"camera.mov", "music.wav", "recorder.wav",
                                   "voice.wav",  "tone.wav",  "loud.wav"};

/* --- files ------------------------------------------------------------------------------------------ */

static bool ffmpeg(const char *words)
{
    char *command = ct_asprintf("cd %s && ffmpeg -v error -nostdin -y %s", folder, words);
    bool  ok = system(command) == 0;

    free(command);
    return ok;
}

/* Noise that is known again anywhere; a tone that changes its pitch at 4 s. The encoder's own noise is other
 * noise after every seek, so it makes none. */
static int make_files(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    bool ok = ffmpeg("-f lavfi -i testsrc2=s=64x36:r=25:d=8 -f lavfi -i "
                     "'anoisesrc=a=0.2:seed=1:d=8:r=48000[a];anoisesrc=a=0.2:seed=2:d=8:r=48000[b];"
                     "[a][b]amerge' -c:v mpeg4 -g 10 -c:a aac -aac_pns 0 -b:a 256k camera.mov");
    ok = ok &&
         ffmpeg("-f lavfi -i 'anoisesrc=a=0.1:seed=3:d=8:r=48000[a];"
                "anoisesrc=a=0.1:seed=4:d=8:r=48000[b];[a][b]amerge' -c:a pcm_s24le music.wav");
    ok = ok &&
         ffmpeg("-f lavfi -i 'anoisesrc=a=0.2:seed=5:d=8:r=48000[a];anoisesrc=a=0.2:seed=6:d=8:"
                "r=48000[b];anoisesrc=a=0.2:seed=7:d=8:r=48000[c];anoisesrc=a=0.2:seed=8:d=8:"
                "r=48000[d];[a][b][c][d]amerge=4' -c:a pcm_s16le recorder.wav");
    ok = ok && ffmpeg("-f lavfi -i anoisesrc=a=0.2:seed=9:d=8:r=48000 -c:a pcm_s16le voice.wav");
    ok = ok &&
         ffmpeg("-f lavfi -i 'aevalsrc=0.5*sin(2*PI*t*if(lt(t\\,4)\\,500\\,1000)):d=8:s=48000' "
                "-c:a pcm_s16le tone.wav");
    ok = ok &&
         ffmpeg("-f lavfi -i 'aevalsrc=0.95*sin(2*PI*t*300):d=8:s=48000' -c:a pcm_s16le loud.wav");
    return ok ? 0 : -1;
}

static int remove_files(void **state)
{
    (void)state;
    for (int i = 0; i < CLIPS; i++) {
        char *path = ct_asprintf("%s/%s", folder, names[i]);
        (void)unlink(path);
        free(path);
    }
    return rmdir(folder);
}

/* --- a cut ------------------------------------------------------------------------------------------- */

/* An event, and what ffmpeg makes of it. */
typedef struct row {
    int           clip;
    int64_t       source; /* first frame */
    ct_span       record;
    unsigned      channels; /* bit 0: the first of sound; none: CT_CHANNEL_V alone */
    bool          picture;
    int           track;
    ct_transition transition;
    int64_t       frames;        /* of the transition */
    int64_t       tail, tail_of; /* it runs on, in a fade out of so many frames */
    const char   *pan;           /* left and right of its channels */
} row;

#define BOTH(c) "stereo|c0=" c "|c1=" c
#define SIDES   "stereo|c0=c0|c1=c1"
#define TWO     "0.7071067811865476*c0+0.7071067811865476*c1"

static const row rows[] = {
    /* pictures with their sound, the second comes on in a dissolve */
    {CAMERA, 10, {0, 40}, 3, true, 0, CT_CUT, 0, 10, 10, SIDES},
    {CAMERA, 80, {40, 75}, 3, true, 0, CT_DISSOLVE, 10, 0, 0, SIDES},
    {CAMERA, 20, {75, 100}, 1, true, 0, CT_CUT, 0, 8, 8, BOTH("c0")},
    /* black comes on, and takes the sound along */
    {-1, 0, {100, 112}, 1, true, 0, CT_DISSOLVE, 8, 0, 0, NULL},
    /* below them: music, a recorder of which the third channel is used, and its first two */
    {MUSIC, 5, {12, 130}, 3, false, 1, CT_FADE, 20, 4, 6, SIDES},
    {RECORDER, 33, {30, 61}, 4, false, 0, CT_CUT, 0, 0, 0, BOTH("c2")},
    {RECORDER, 90, {61, 70}, 3, false, 0, CT_CUT, 0, 0, 0, BOTH(TWO)},
    /* two channels of a file that has one; a transition that is longer than its event */
    {VOICE, 50, {130, 134}, 3, false, 1, CT_WIPE, 6, 0, 0, BOTH("c0")},
    {VOICE, 7, {138, 150}, 8, false, 0, CT_CUT, 0, 0, 0, BOTH("c0")},
};

enum { ROWS = sizeof rows / sizeof *rows };

static void add_clip(ct_cut_view *v, int clip, AVRational fps)
{
    static const int channels[CLIPS] = {2, 2, 4, 1, 1, 1};
    ct_clip         *c = ct_clip_list_add(&v->clips);

    c->id.b[15] = (uint8_t)(clip + 1);
    c->path = ct_asprintf("%s/%s", folder, names[clip]);
    c->name = ct_strdup(names[clip]);
    c->fps = fps;
    c->frame_count = SECONDS * fps.num / fps.den;
    c->audio_tracks = 1;
    c->audio_channels = channels[clip];
}

static ct_event *add_event(ct_cut_view *v, const row *r)
{
    ct_event *e = ct_timeline_add(&v->events);

    e->clip.b[15] = (uint8_t)(r->clip + 1);
    if (r->clip < 0)
        e->reel = ct_strdup("BL");
    e->fps = v->events.fps;
    e->media_frames = SECONDS * e->fps.num / e->fps.den;
    e->record = r->record;
    e->source = (ct_span){r->source, r->source + ct_span_count(r->record)};
    e->channels = r->channels << 1 | (r->picture ? CT_CHANNEL_V : 0U);
    e->track = r->track;
    e->transition = r->transition;
    e->transition_frames = r->frames;
    return e;
}

static ct_cut_view *begin_view(AVRational fps)
{
    ct_cut_view *v = ct_alloc(sizeof *v);

    ct_timeline_init(&v->events);
    v->events.fps = v->cut.fps = fps;
    v->cut.frames = CUT_FRAMES;
    for (int i = 0; i < CLIPS; i++)
        add_clip(v, i, fps);
    return v;
}

/* Takes the view. */
static ct_medley *open_medley(ct_cut_view *v)
{
    ct_medley_parts parts = {0};
    ct_medley      *m;

    v->map = ct_cut_map_create(&v->events, v->clips.items, v->clips.count);
    assert_int_equal(ct_medley_create(RATE_HZ, NULL, &m, NULL), CT_OK);
    ct_cut_view_sound(v, NULL, NULL, &parts);
    ct_medley_load(m, &parts);
    ct_medley_parts_finish(&parts);
    ct_cut_view_finish(v);
    free(v);
    return m;
}

static ct_medley *open_rows(AVRational fps)
{
    ct_cut_view *v = begin_view(fps);

    for (int i = 0; i < ROWS; i++)
        add_event(v, &rows[i]);
    return open_medley(v);
}

/* --- ffmpeg's mix ---------------------------------------------------------------------------------------- */

static int64_t sample_of(int64_t frame, AVRational fps)
{
    return av_rescale_q(frame, av_inv_q(fps), (AVRational){1, RATE_HZ});
}

/* Gives `count` stereo samples of what ffmpeg's words put out. */
static float *read_ffmpeg(const char *words, int64_t count)
{
    float *samples = ct_alloc_array((size_t)count * 2, sizeof *samples);
    char  *command = ct_asprintf("cd %s && ffmpeg -v error -nostdin %s -ac 2 -ar %d -f f32le -",
                                 folder, words, RATE_HZ);
    FILE  *pipe = popen(command, "r");

    assert_non_null(pipe);
    assert_int_equal(fread(samples, 2 * sizeof *samples, (size_t)count, pipe), count);
    while (fgetc(pipe) != EOF)
        ;
    assert_int_equal(pclose(pipe), 0);
    free(command);
    return samples;
}

static void describe_row(ct_str *words, int i, AVRational fps)
{
    const row *r = &rows[i];
    int64_t    at = sample_of(r->record.first, fps), from = sample_of(r->source, fps);
    int64_t    own = sample_of(r->record.end, fps) - at,
            all = sample_of(r->record.end + r->tail, fps) - at;

    ct_str_appendf(words,
                   "[%d:a]atrim=start_sample=%lld:end_sample=%lld,asetpts=PTS-STARTPTS,"
                   "aformat=sample_fmts=flt,pan=%s",
                   r->clip, (long long)from, (long long)(from + all), r->pan);
    if (r->transition != CT_CUT)
        ct_str_appendf(words, ",afade=t=in:ss=0:ns=%lld:curve=tri",
                       (long long)(sample_of(r->record.first + r->frames, fps) - at));
    if (r->tail > 0)
        ct_str_appendf(words, ",afade=t=out:ss=%lld:ns=%lld:curve=tri", (long long)own,
                       (long long)(sample_of(r->record.end + r->tail_of, fps) - at - own));
    ct_str_appendf(words, ",adelay=%lldS:all=1[r%d];", (long long)at, i);
}

static float *mix_by_ffmpeg(AVRational fps, int64_t count)
{
    ct_str words = {0};
    int    inputs = 0;

    for (int i = 0; i < CLIPS; i++)
        ct_str_appendf(&words, "-i %s ", names[i]);
    ct_str_append(&words, "-filter_complex '");
    for (int i = 0; i < ROWS; i++)
        if (rows[i].clip >= 0)
            describe_row(&words, i, fps);
    for (int i = 0; i < ROWS; i++)
        if (rows[i].clip >= 0) {
            ct_str_appendf(&words, "[r%d]", i);
            inputs++;
        }
    ct_str_appendf(&words, "amix=inputs=%d:normalize=0,apad=whole_len=%lld'", inputs,
                   (long long)count);
    float *samples = read_ffmpeg(ct_str_text(&words), count);
    ct_str_finish(&words);
    return samples;
}

/* --- listening --------------------------------------------------------------------------------------------- */

/* Takes `count` samples as fast as they come. */
static float *listen(ct_medley *m, int64_t count)
{
    float  *samples = ct_alloc_array((size_t)count * 2, sizeof *samples);
    int64_t got = 0, until_us = ct_clock_us() + PATIENCE_US;

    while (got < count && ct_clock_us() < until_us) {
        int64_t wanted = count - got < CHUNK ? count - got : CHUNK;
        int     more = ct_audio_ring_read(ct_medley_ring(m), samples + 2 * got, (int)wanted);
        got += more;
        if (more == 0)
            nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    }
    assert_int_equal(got, count);
    return samples;
}

static float *hear(ct_medley *m, int64_t from_us, AVRational speed, int64_t count)
{
    ct_medley_play(m, from_us, speed);
    float *samples = listen(m, count);
    ct_medley_stop(m);
    return samples;
}

static void check_same(const float *got, const float *wanted, int64_t count)
{
    for (int64_t i = 0; i < 2 * count; i++)
        if (fabsf(got[i] - wanted[i]) > rounding)
            fail_msg("sample %lld: %g, ffmpeg has %g", (long long)(i / 2), (double)got[i],
                     (double)wanted[i]);
}

static float peak_of(const float *samples, int64_t count)
{
    float peak = 0;

    for (int64_t i = 0; i < 2 * count; i++)
        peak = fmaxf(peak, fabsf(samples[i]));
    return peak;
}

/* --- the mix ------------------------------------------------------------------------------------------------ */

/* Where play begins decides nothing: mid-shot, at an edit, in a fade, in a gap. */
static void check_rate(AVRational fps)
{
    static const int64_t starts[] = {0, 37, 40, 44, 61, 103, 135, 149};
    ct_medley           *m = open_rows(fps);
    int64_t              count = sample_of(CUT_FRAMES, fps);
    float               *wanted = mix_by_ffmpeg(fps, count);

    assert_true(peak_of(wanted, count) > 0.1F && peak_of(wanted, count) < 0.7F);
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        int64_t first = sample_of(starts[i], fps);
        float  *got =
            hear(m, ct_rate_frame_to_us(starts[i], fps), (AVRational){1, 1}, count - first);
        check_same(got, wanted + 2 * first, count - first);
        free(got);
    }
    free(wanted);
    ct_medley_destroy(&m);
}

static void a_cut_sounds_as_ffmpeg_mixes_it(void **state)
{
    (void)state;
    check_rate((AVRational){25, 1});
    check_rate((AVRational){30000, 1001});
    check_rate((AVRational){24000, 1001});
}

static void reverse_is_the_same_from_back_to_front(void **state)
{
    AVRational fps = {25, 1};
    ct_medley *m = open_rows(fps);
    int64_t    count = sample_of(CUT_FRAMES, fps);
    float     *wanted = mix_by_ffmpeg(fps, count);
    float     *got = hear(m, ct_rate_frame_to_us(CUT_FRAMES, fps), (AVRational){-1, 1}, count);

    (void)state;
    for (int64_t i = 0; i < count; i++)
        for (int side = 0; side < 2; side++) {
            float mirrored = got[2 * (count - 1 - i) + side];
            /* the decoder of the camera's sound comes to each block from elsewhere */
            if (fabsf(mirrored - wanted[2 * i + side]) > 2e-5F)
                fail_msg("sample %lld: %g, ffmpeg has %g", (long long)i, (double)mirrored,
                         (double)wanted[2 * i + side]);
        }
    free(got);
    free(wanted);
    ct_medley_destroy(&m);
}

/* A step: the frame's own samples between two ramps of 3 ms, then nothing more, whichever way it went. */
static void a_step_is_heard_once(void **state)
{
    enum { FRAME = 80, RAMP = 144, REST = 100 };
    AVRational fps = {25, 1};
    ct_medley *m = open_rows(fps);
    int64_t    first = sample_of(FRAME, fps), length = sample_of(FRAME + 1, fps) - first;
    float     *wanted = hear(m, ct_rate_frame_to_us(FRAME, fps), (AVRational){1, 1}, length);

    (void)state;
    for (int way = 0; way < 2; way++) {
        int64_t from = ct_rate_frame_to_us(FRAME + way, fps);
        ct_medley_blip(m, from, ct_rate_frame_to_us(FRAME + 1 - way, fps));
        float *got = listen(m, length + REST);
        for (int64_t i = RAMP; i < length - RAMP; i++) {
            int64_t k = way ? length - 1 - i : i;
            if (fabsf(got[2 * i] - wanted[2 * k]) > rounding)
                fail_msg("way %d, sample %lld: %g, played it is %g", way, (long long)i,
                         (double)got[2 * i], (double)wanted[2 * k]);
        }
        assert_true(got[0] == 0 && fabsf(got[2]) <= 1.0F / RAMP);
        assert_true(peak_of(got + 2 * length, REST) == 0);
        free(got);
        ct_medley_stop(m);
        assert_int_equal(ct_audio_ring_read(ct_medley_ring(m), (float[2]){0}, 1), 0);
    }
    free(wanted);
    ct_medley_destroy(&m);
}

/* --- what somebody chose to hear --------------------------------------------------------------------------- */

/* A run of the mix with these choices, beside one that ffmpeg makes. */
static void check_choice(ct_medley *m, ct_medley_choice choice, const char *wanted)
{
    int64_t count = sample_of(30, (AVRational){25, 1});

    choice.clip.b[15] = RECORDER + 1;
    ct_medley_hear(m, &choice, 1);
    float *got = hear(m, 0, (AVRational){1, 1}, count);
    float *own = ct_alloc_array((size_t)count * 2, sizeof *own);
    if (wanted) {
        free(own);
        char *words =
            ct_asprintf("-ss 1.6 -i recorder.wav -af 'aformat=sample_fmts=flt,pan=%s'", wanted);
        own = read_ffmpeg(words, count);
        free(words);
    }
    check_same(got, own, count);
    free(own);
    free(got);
}

/* As on the clip: a solo among what the list took, less what is muted; a solo of what the list did not take does
 * not make it silent. */
static void what_is_chosen_on_a_clip_is_heard_in_a_cut(void **state)
{
    static const row taken = {RECORDER, 40, {0, 30}, 7, false, 0, CT_CUT, 0, 0, 0, NULL};
    AVRational       fps = {25, 1};
    ct_cut_view     *v = begin_view(fps);

    (void)state;
    add_event(v, &taken);
    ct_medley *m = open_medley(v);
    check_choice(m, (ct_medley_choice){.solo = 2}, BOTH("c1"));
    check_choice(m, (ct_medley_choice){.solo = 3}, BOTH(TWO));
    check_choice(m, (ct_medley_choice){.solo = 3, .mute = 1}, BOTH("c1"));
    check_choice(m, (ct_medley_choice){.mute = 3}, BOTH("c2"));
    check_choice(m, (ct_medley_choice){.solo = 8, .mute = 3}, BOTH("c2"));
    check_choice(m, (ct_medley_choice){.mute = 7}, NULL);
    ct_medley_hear(m, NULL, 0);
    check_choice(m, (ct_medley_choice){.mute = 4}, BOTH(TWO));
    ct_medley_destroy(&m);
}

/* Two events of one clip with a channel each: the solo of one silences the other. */
static void a_solo_goes_for_all_events_of_its_clip(void **state)
{
    static const row both[] = {{RECORDER, 40, {0, 30}, 1, false, 0, CT_CUT, 0, 0, 0, NULL},
                               {RECORDER, 40, {0, 30}, 2, false, 1, CT_CUT, 0, 0, 0, NULL}};
    AVRational       fps = {25, 1};
    ct_cut_view     *v = begin_view(fps);

    (void)state;
    for (int i = 0; i < 2; i++)
        add_event(v, &both[i]);
    ct_medley *m = open_medley(v);
    check_choice(m, (ct_medley_choice){.solo = 2}, BOTH("c1"));
    ct_medley_destroy(&m);
}

/* One alone is as it was recorded; two are bent over, and never cut off. */
static void what_is_too_loud_is_bent_over(void **state)
{
    AVRational   fps = {25, 1};
    ct_cut_view *v = begin_view(fps);
    const row    one = {LOUD, 0, {0, 50}, 1, false, 0, CT_CUT, 0, 0, 0, NULL};
    const row    other = {LOUD, 0, {20, 40}, 1, false, 1, CT_CUT, 0, 0, 0, NULL};
    int64_t      count = sample_of(50, fps), from = sample_of(20, fps), until = sample_of(40, fps);

    (void)state;
    add_event(v, &one);
    add_event(v, &other);
    ct_medley *m = open_medley(v);
    float     *file =
        read_ffmpeg("-i loud.wav -af 'aformat=sample_fmts=flt,pan=" BOTH("c0") "'", count);
    float *got = hear(m, 0, (AVRational){1, 1}, count);
    for (int64_t i = 0; i < 2 * count; i++) {
        int64_t at = i / 2;
        float   wanted =
            at >= from && at < until ? ct_audio_bend(file[i] + file[i - 2 * from]) : file[i];
        assert_true(fabsf(got[i] - wanted) <= rounding);
    }
    assert_true(peak_of(got, count) > 0.94F && peak_of(got, count) <= 1.0F);
    free(got);
    free(file);
    ct_medley_destroy(&m);
}

/* --- other speeds ---------------------------------------------------------------------------------------------- */

/* Of the stretch [from, from + count) of the left side. */
static double pitch_of(const float *samples, int64_t from, int64_t count)
{
    int turns = 0;

    for (int64_t i = from + 1; i < from + count; i++)
        turns += samples[2 * i] >= 0 && samples[2 * (i - 1)] < 0;
    return (double)turns * RATE_HZ / (double)count;
}

static ct_medley *open_tone(AVRational speed, bool reverse)
{
    ct_cut_view *v = begin_view((AVRational){25, 1});
    const row    tone = {TONE, 50, {0, 150}, 1, true, 0, CT_CUT, 0, 0, 0, NULL};
    ct_event    *e = add_event(v, &tone);

    e->speed = speed;
    e->reverse = reverse;
    e->source.end = 50 + 150 * speed.num / speed.den;
    return open_medley(v);
}

/* The tone changes from 500 to 1000 Hz at the file's fourth second. Within a tenth of a second of there
 * anything may be heard; atempo joins what it repeats where it is alike. */
static void check_tone(AVRational event, bool reverse, AVRational play, double from_s,
                       double change_s)
{
    ct_medley *m = open_tone(event, reverse);
    int64_t    count = (int64_t)(2 * change_s * RATE_HZ), change = count / 2, near = RATE_HZ / 10;
    float     *got = hear(m, (int64_t)(from_s * 1e6), play, count);
    bool       falls = reverse != (play.num < 0);
    double     before = pitch_of(got, near, change - 2 * near);
    double     behind = pitch_of(got, change + near, change - 2 * near);

    assert_true(fabs(before - (falls ? 1000 : 500)) < 12);
    assert_true(fabs(behind - (falls ? 500 : 1000)) < 12);
    assert_true(peak_of(got, count) > 0.4F);
    free(got);
    ct_medley_destroy(&m);
}

static void other_speeds_keep_pitch_and_place(void **state)
{
    (void)state;
    check_tone((AVRational){2, 1}, false, (AVRational){1, 1}, 0, 1);
    check_tone((AVRational){1, 2}, false, (AVRational){1, 1}, 2, 2);
    check_tone((AVRational){1, 1}, false, (AVRational){2, 1}, 1, 0.5);
    check_tone((AVRational){1, 1}, false, (AVRational){-2, 1}, 3, 0.5);
    check_tone((AVRational){1, 1}, true, (AVRational){1, 1}, 2, 2);
    check_tone((AVRational){1, 1}, true, (AVRational){-3, 2}, 5.5, 1);
}

/* Twice as fast played half as fast is the file itself; at four times it is not heard, nor is a still. */
static void speeds_of_event_and_play_are_one(void **state)
{
    int64_t    count = RATE_HZ;
    ct_medley *m = open_tone((AVRational){2, 1}, false);
    float     *file =
        read_ffmpeg("-ss 2 -i tone.wav -af 'aformat=sample_fmts=flt,pan=" BOTH("c0") "'", count);
    float *got = hear(m, 0, (AVRational){1, 2}, count);

    (void)state;
    check_same(got, file, count);
    free(got);
    got = hear(m, 0, (AVRational){2, 1}, count);
    assert_true(peak_of(got, count) == 0);
    free(got);
    free(file);
    ct_medley_destroy(&m);
    m = open_tone((AVRational){0, 1}, false);
    got = hear(m, 0, (AVRational){1, 1}, count);
    assert_true(peak_of(got, count) == 0);
    free(got);
    ct_medley_destroy(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cut_sounds_as_ffmpeg_mixes_it),
        cmocka_unit_test(reverse_is_the_same_from_back_to_front),
        cmocka_unit_test(a_step_is_heard_once),
        cmocka_unit_test(what_is_chosen_on_a_clip_is_heard_in_a_cut),
        cmocka_unit_test(a_solo_goes_for_all_events_of_its_clip),
        cmocka_unit_test(what_is_too_loud_is_bent_over),
        cmocka_unit_test(other_speeds_keep_pitch_and_place),
        cmocka_unit_test(speeds_of_event_and_play_are_one),
    };

    return cmocka_run_group_tests(tests, make_files, remove_files);
}
