/* SPDX-License-Identifier: MIT */
/* The rule: a picture that is not late is exactly the frame the position names - while stepping,
 * playing in both directions, looping, seeking; checked against ffmpeg's own list of frames. And:
 * picture and sound stay together, and whatever is asked is answered. */
#include "circletake/transport.h"

#include <libavutil/frame.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <unistd.h>

#include "circletake/str.h"
#include "effort.h"
#include "media_device.h"
#include "media_samples.h"

enum { PATIENCE_US = 20000000, TICK_US = 4000 };

static reference slate;

/* --- helpers ---------------------------------------------------------------------- */

static void clip_init(ct_clip *clip, const char *path, AVRational fps, int64_t frames, bool picture)
{
    ct_clip_init(clip);
    clip->id = ct_id_new();
    ct_strset(&clip->path, path);
    clip->fps = fps;
    clip->frame_count = frames;
    clip->provisional = true;
    clip->width_px = picture ? 640 : 0;
    clip->height_px = picture ? 360 : 0;
}

static void nap(void)
{
    nanosleep(&(struct timespec){.tv_nsec = TICK_US * 1000}, NULL);
}

static ct_transport *make(size_t cache_bytes, int rate_hz)
{
    ct_transport_config config = {.cache_bytes = cache_bytes,
                                  .audio_rate_hz = rate_hz,
                                  .audio_latency_us = DEVICE_LATENCY_US,
                                  .decode_threads = 2};
    ct_transport       *tp = NULL;

    assert_int_equal(ct_transport_create(&config, &tp, NULL), CT_OK);
    return tp;
}

/* The slate in the file `path`. */
static ct_transport *make_on(const char *path, size_t cache_bytes, int rate_hz)
{
    ct_transport *tp = make(cache_bytes, rate_hz);
    ct_clip       clip;

    clip_init(&clip, path, (AVRational){SLATE_FPS, 1}, SLATE_FRAMES, true);
    ct_transport_open(tp, &clip, 0);
    ct_clip_finish(&clip);
    return tp;
}

static ct_transport *make_on_slate(size_t cache_bytes, int rate_hz)
{
    return make_on(SLATE, cache_bytes, rate_hz);
}

/* The rule. */
static void check_picture(const ct_transport_state *s, const reference *ref)
{
    char md5[CT_FRAME_MD5_BYTES];

    if (s->late || !s->picture)
        return;
    assert_int_equal(s->picture->number, s->position);
    assert_int_equal(s->picture_frame, s->position);
    assert_in_range(s->position, 0, ref->count - 1);
    assert_string_equal(ct_frame_md5(s->picture, md5), ref->md5[s->position]);
}

/* Polls until the picture of the position is there. */
static void settle(ct_transport *tp, const reference *ref, ct_transport_state *s)
{
    int64_t until_us = ct_clock_us() + PATIENCE_US;

    for (;;) {
        ct_transport_poll(tp, ct_clock_us(), s);
        check_picture(s, ref);
        if (s->ready && s->picture && !s->late)
            return;
        if (ct_clock_us() > until_us)
            fail_msg("no picture of frame %lld: %s", (long long)s->position, s->error.text);
        ct_transport_state_finish(s);
        nap();
    }
}

static void settle_at(ct_transport *tp, const reference *ref, int64_t frame)
{
    ct_transport_state s;

    settle(tp, ref, &s);
    assert_int_equal(s.position, frame);
    ct_transport_state_finish(&s);
}

/* The sound of a clip opens beside its picture, and may come later. */
static void settle_sound(ct_transport *tp)
{
    bool there = false;

    for (int64_t until_us = ct_clock_us() + PATIENCE_US; !there && ct_clock_us() < until_us;) {
        ct_transport_state s;

        ct_transport_poll(tp, ct_clock_us(), &s);
        there = s.ready && s.has_sound;
        ct_transport_state_finish(&s);
        nap();
    }
    assert_true(there);
}

/* Polls while playing, checks each picture; returns the pictures seen on time. */
static int watch_play(ct_transport *tp, const reference *ref, int64_t most_us, int64_t *last)
{
    int64_t until_us = ct_clock_us() + most_us;
    int64_t seen = -1;
    int     on_time = 0;
    bool    playing = true;

    while (playing && ct_clock_us() < until_us) {
        ct_transport_state s;

        ct_transport_poll(tp, ct_clock_us(), &s);
        check_picture(&s, ref);
        if (!s.late && s.position != seen) {
            seen = s.position;
            on_time++;
        }
        *last = s.position;
        playing = s.playing;
        ct_transport_state_finish(&s);
        nap();
    }
    return on_time;
}

/* --- seek and step ------------------------------------------------------------------ */

static void every_frame_can_be_gone_to(void **state)
{
    (void)state;
    ct_transport *tp = make_on_slate(64 << 20, 0);

    for (int i = 0; i < SLATE_FRAMES; i++) {
        int frame = i * 37 % SLATE_FRAMES;

        ct_transport_seek(tp, frame);
        settle_at(tp, &slate, frame);
    }
    ct_transport_destroy(&tp);
    assert_null(tp);
}

static void steps_go_both_ways_with_room_for_two_frames(void **state)
{
    (void)state;
    ct_transport *tp = make_on_slate(2 * 360000, 0);

    ct_transport_seek(tp, 60);
    settle_at(tp, &slate, 60);
    for (int i = 1; i <= 30; i++) {
        ct_transport_step(tp, -1);
        settle_at(tp, &slate, 60 - i);
    }
    for (int i = 1; i <= 30; i++) {
        ct_transport_step(tp, 1);
        settle_at(tp, &slate, 30 + i);
    }
    ct_transport_destroy(&tp);
}

static void a_cached_frame_is_there_at_once(void **state)
{
    (void)state;
    ct_transport      *tp = make_on_slate(256 << 20, 0);
    ct_transport_state s;

    ct_transport_seek(tp, 60);
    settle_at(tp, &slate, 60);
    for (int tries = 0; tries < 1000; tries++) { /* let it look around */
        ct_transport_poll(tp, ct_clock_us(), &s);
        bool around =
            s.cached_count > 0 && ct_span_has(s.cached[0], 50) && ct_span_has(s.cached[0], 66);
        ct_transport_state_finish(&s);
        if (around)
            break;
        nap();
    }
    for (int frame = 66; frame >= 50; frame--) {
        ct_transport_seek(tp, frame);
        ct_transport_poll(tp, ct_clock_us(), &s);
        assert_false(s.late);
        check_picture(&s, &slate);
        ct_transport_state_finish(&s);
    }
    ct_transport_destroy(&tp);
}

static void positions_are_held_to_the_clip(void **state)
{
    (void)state;
    ct_transport *tp = make_on_slate(0, 0);

    settle_at(tp, &slate, 0);
    ct_transport_seek(tp, 100000);
    settle_at(tp, &slate, SLATE_FRAMES - 1);
    ct_transport_step(tp, -100000);
    settle_at(tp, &slate, 0);
    ct_transport_destroy(&tp);
}

static void evidence_is_made_where_the_playhead_rests(void **state)
{
    (void)state;
    ct_transport      *tp = make_on_slate(0, 0);
    ct_transport_state s;
    uint64_t           hash = 0;

    ct_transport_seek(tp, 33);
    settle(tp, &slate, &s);
    uint64_t expected = ct_frame_hash(s.picture);
    ct_transport_state_finish(&s);
    for (int tries = 0; tries < 1000 && hash == 0; tries++, nap()) {
        ct_transport_poll(tp, ct_clock_us(), &s);
        hash = s.evidence.hash;
        if (hash)
            assert_true(s.evidence.pts != INT64_MIN);
        ct_transport_state_finish(&s);
    }
    assert_true(hash == expected);
    ct_transport_destroy(&tp);
}

/* --- play --------------------------------------------------------------------------- */

/* Plays from there to the end of its way and sees several frames in time; again, where a busy machine passed them
 * over. */
static void play_to_end(ct_transport *tp, int64_t from, AVRational speed, int64_t end)
{
    enum { TRIES = 10, SEVERAL = 10 };
    int     on_time = 0;
    int64_t last = -1;

    for (int tries = 0; tries < TRIES && on_time < SEVERAL; tries++) {
        ct_transport_seek(tp, from);
        settle_at(tp, &slate, from);
        ct_transport_play(tp, speed);
        on_time = watch_play(tp, &slate, PATIENCE_US, &last);
        assert_int_equal(last, end);
    }
    assert_true(on_time >= SEVERAL);
}

static void play_shows_its_frames_and_stops_on_the_last(void **state)
{
    (void)state;
    ct_transport *tp = make_on_slate(0, 0);

    play_to_end(tp, 75, (AVRational){1, 1}, SLATE_FRAMES - 1);
    ct_transport_destroy(&tp);
}

static void reverse_play_ends_on_the_first_frame(void **state)
{
    (void)state;
    ct_transport *tp = make_on_slate(0, 0);

    play_to_end(tp, 60, (AVRational){-2, 1}, 0);
    ct_transport_destroy(&tp);
}

static void shuttle_stays_right_at_any_speed(void **state)
{
    (void)state;
    static const int speeds[] = {4, 16, -8, -16};

    for (size_t i = 0; i < sizeof speeds / sizeof *speeds; i++) {
        ct_transport *tp = make_on_slate(8 << 20, 0);
        int64_t       last = -1;

        ct_transport_seek(tp, speeds[i] < 0 ? SLATE_FRAMES - 1 : 0);
        ct_transport_play(tp, (AVRational){speeds[i], 1});
        (void)watch_play(tp, &slate, PATIENCE_US, &last);
        assert_int_equal(last, speeds[i] < 0 ? 0 : SLATE_FRAMES - 1);
        settle_at(tp, &slate, last);
        ct_transport_destroy(&tp);
    }
}

static void a_loop_stays_inside(void **state)
{
    (void)state;
    static const int speeds[] = {1, -1, 4};

    for (size_t i = 0; i < sizeof speeds / sizeof *speeds; i++) {
        ct_transport *tp = make_on_slate(0, DEVICE_RATE_HZ);
        int64_t       until_us, before = -1;
        int           turns = 0;
        device        d;

        device_start(&d, ct_transport_audio_ring(tp));
        settle_at(tp, &slate, 0);
        settle_sound(tp);
        until_us = ct_clock_us() + 20000000; /* a busy machine turns slowly */
        ct_transport_set_loop(tp, (ct_span){30, 40});
        ct_transport_play(tp, (AVRational){speeds[i], 1});
        while (turns < 3 && ct_clock_us() < until_us) {
            ct_transport_state s;

            ct_transport_poll(tp, ct_clock_us(), &s);
            check_picture(&s, &slate);
            assert_true(s.playing);
            assert_in_range(s.position, 30, 39);
            turns += before >= 0 && (speeds[i] > 0 ? s.position < before : s.position > before);
            before = s.position;
            ct_transport_state_finish(&s);
            nap();
        }
        device_stop(&d);
        assert_int_equal(turns, 3);
        assert_true((atomic_load(&d.sounded) > 0) == (abs(speeds[i]) == 1));
        ct_transport_destroy(&tp);
    }
}

static void a_span_plays_to_its_last_frame(void **state)
{
    (void)state;
    ct_transport *tp = make_on_slate(0, 0);
    int64_t       last = -1;

    settle_at(tp, &slate, 0);
    ct_transport_play_span(tp, (ct_span){20, 31});
    (void)watch_play(tp, &slate, 3000000, &last);
    assert_int_equal(last, 30);
    ct_transport_play(tp, (AVRational){1, 1}); /* the order to stop was for once */
    nap();
    (void)watch_play(tp, &slate, 400000, &last);
    assert_true(last > 31);
    ct_transport_destroy(&tp);
}

/* --- picture and sound --------------------------------------------------------------- */

static bool is_flash(const ct_frame *f)
{
    int64_t sum = 0;

    for (int y = 0; y < f->av->height; y += 8)
        for (int x = 0; x < f->av->width; x += 8)
            sum += f->av->data[0][(ptrdiff_t)y * f->av->linesize[0] + x];
    return sum / ((f->av->height / 8) * (f->av->width / 8)) > 200;
}

/* What one play over the flash showed. On a busy machine whoever watches or sounds may be held up: by so much may
 * what was measured be wrong. */
struct meeting {
    bool    met; /* else one of both was passed over: sound may not be ready in time */
    int64_t off_us, held_us;
};

/* Plays once from `from` until the flash is seen and the beep is heard. */
static struct meeting play_over_flash(ct_transport *tp, device *d, int64_t from, AVRational speed)
{
    enum { BEHIND = 80 }; /* the flash is on frame 50 */
    int64_t flash_us = 0, beep_us = 0, position = from, held_us = 0;

    ct_transport_seek(tp, from);
    settle_at(tp, &slate, from);
    settle_sound(tp);
    atomic_store(&d->loud_us, 0);
    atomic_store(&d->late_us, 0);
    ct_transport_play(tp, speed);
    int64_t last_us = ct_clock_us(), until_us = last_us + PATIENCE_US;
    while ((flash_us == 0 || beep_us == 0) && position < BEHIND && last_us < until_us) {
        ct_transport_state s;
        int64_t            now_us = ct_clock_us();

        held_us = now_us - last_us > held_us ? now_us - last_us : held_us;
        last_us = now_us;
        ct_transport_poll(tp, now_us, &s);
        position = s.position;
        if (flash_us == 0 && s.picture && !s.late && is_flash(s.picture))
            flash_us = now_us;
        ct_transport_state_finish(&s);
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
        beep_us = atomic_load(&d->loud_us);
    }
    ct_transport_stop(tp);
    return (struct meeting){.met = flash_us > 0 && beep_us > 0,
                            .off_us = flash_us - beep_us,
                            .held_us = held_us + atomic_load(&d->late_us)};
}

/* How much too late the flash comes at least, where the beep should be heard `beep_us` behind it: of some tries by
 * the one that was disturbed least. */
static int64_t flash_to_beep_us(ct_transport *tp, device *d, int64_t from, AVRational speed,
                                int64_t beep_us)
{
    enum { TRIES = 6, QUIET_US = 6000 };
    struct meeting best = {.held_us = INT64_MAX};

    for (int tries = 0; tries < TRIES && best.held_us > QUIET_US; tries++) {
        struct meeting now = play_over_flash(tp, d, from, speed);
        if (now.met && now.held_us < best.held_us)
            best = now;
    }
    assert_true(best.met);
    if (best.held_us > QUIET_US)
        printf("held up by %lld us: measured no nearer than that\n", (long long)best.held_us);
    int64_t held_us = best.held_us > QUIET_US ? best.held_us : 0, off_us = best.off_us + beep_us;
    if (llabs(off_us) <= held_us)
        return 0;
    return off_us > 0 ? off_us - held_us : off_us + held_us;
}

/* Played from some places before it: by how much the flash is off the beep at most. */
static int64_t worst_meeting(const char *path)
{
    static const int starts[] = {10, 30, 46};
    ct_transport    *tp = make_on(path, 0, DEVICE_RATE_HZ);
    int64_t          worst_us = 0;
    device           d;

    device_start(&d, ct_transport_audio_ring(tp));
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        int64_t off = flash_to_beep_us(tp, &d, starts[i], (AVRational){1, 1}, 0);

        printf("from frame %d: picture %+lld us against sound\n", starts[i], (long long)off);
        worst_us = llabs(off) > worst_us ? llabs(off) : worst_us;
    }
    device_stop(&d);
    ct_transport_destroy(&tp);
    return worst_us;
}

/* Also where the container's clock ticks but once or twice a frame. */
static void flash_and_beep_come_together(void **state)
{
    static const struct {
        const char *name, *how;
    } copies[] = {{"ticks.mov", "-c copy -video_track_timescale 25"},
                  {"ticks.avi", "-c:v copy -c:a pcm_s16le"}};
    const int64_t half_frame_us = 500000 / SLATE_FPS;

    (void)state;
    assert_true(worst_meeting(SLATE) < half_frame_us);
    for (size_t i = 0; i < sizeof copies / sizeof *copies; i++) {
        char *path = ct_asprintf("%s/%s", CT_BINARY_DIR, copies[i].name);
        char *command =
            ct_asprintf("ffmpeg -nostdin -v error -y -i " SLATE " %s '%s'", copies[i].how, path);

        assert_int_equal(system(command), 0);
        assert_true(worst_meeting(path) < half_frame_us);
        (void)unlink(path);
        free(command);
        free(path);
    }
}

/* Sound of another file where the clip's fields put it, late when they say so: its clap is on the same
 * frame, its first sample on frame 0. */
static void attached_sound_comes_with_the_picture(void **state)
{
    (void)state;
    static const struct {
        int64_t start, delay, beep_us; /* how much later than the flash it is heard */
    } cases[] = {{0, 0, 0}, {9600, 0, -200000}, {-4800, 0, 100000}, {0, 4800, 100000}};
    const char *path = RUSHES "/SOUND/12A-1.wav";
    FILE       *f = fopen(path, "rb");
    device      d;
    ct_clip     clip;

    if (!f) {
        printf("skipped: no sample rushes\n");
        return;
    }
    fclose(f);
    ct_transport *tp = make(0, DEVICE_RATE_HZ);
    clip_init(&clip, SLATE, (AVRational){SLATE_FPS, 1}, SLATE_FRAMES, true);
    clip.sound_rate_hz = 48000;
    ct_transport_open_with(tp, &clip, path, 0);
    device_start(&d, ct_transport_audio_ring(tp));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        clip.sound_start = cases[i].start;
        clip.sound_delay = cases[i].delay;
        ct_transport_set_sound(tp, &clip, path);
        int64_t off = flash_to_beep_us(tp, &d, 38, (AVRational){1, 1}, cases[i].beep_us);

        printf("start %lld, delay %lld: %+lld us off\n", (long long)cases[i].start,
               (long long)cases[i].delay, (long long)off);
        assert_true(llabs(off) < 500000 / SLATE_FPS);
    }
    device_stop(&d);
    ct_transport_destroy(&tp);
    ct_clip_finish(&clip);
}

static void slow_motion_keeps_its_sound(void **state)
{
    (void)state;
    ct_transport *tp = make_on_slate(0, DEVICE_RATE_HZ);
    device        d;

    device_start(&d, ct_transport_audio_ring(tp));
    int64_t off = flash_to_beep_us(tp, &d, 40, (AVRational){1, 2}, 0);
    printf("at half speed: picture %+lld us against sound\n", (long long)off);
    assert_true(llabs(off) < 80000); /* one frame as long as it stands */
    device_stop(&d);
    ct_transport_destroy(&tp);
}

static void a_step_is_heard(void **state)
{
    (void)state;
    ct_transport *tp = make_on_slate(0, DEVICE_RATE_HZ);
    device        d;

    device_start(&d, ct_transport_audio_ring(tp));
    ct_transport_seek(tp, SLATE_CLAP - 1);
    settle_at(tp, &slate, SLATE_CLAP - 1);
    settle_sound(tp);
    assert_int_equal(atomic_load(&d.sounded), 0);
    ct_transport_step(tp, 1);
    settle_at(tp, &slate, SLATE_CLAP);
    for (int i = 0; i < 2000 && atomic_load(&d.loud_us) == 0; i++)
        nap();
    for (int i = 0; i < 60; i++)
        nap();
    int64_t sounded = atomic_load(&d.sounded);
    assert_in_range(sounded, DEVICE_RATE_HZ / SLATE_FPS / 2, DEVICE_RATE_HZ / SLATE_FPS);
    ct_transport_step(tp, 1); /* and on the way back */
    settle_at(tp, &slate, SLATE_CLAP + 1);
    for (int i = 0; i < 60; i++)
        nap();
    atomic_store(&d.loud_us, 0);
    ct_transport_step(tp, -1);
    settle_at(tp, &slate, SLATE_CLAP);
    for (int i = 0; i < 2000 && atomic_load(&d.loud_us) == 0; i++)
        nap();
    assert_true(atomic_load(&d.loud_us) > 0);
    device_stop(&d);
    ct_transport_destroy(&tp);
}

/* The ring is there, nobody reads it: the clock must not wait for ever. */
static void play_goes_on_without_a_device(void **state)
{
    (void)state;
    ct_transport *tp = make_on_slate(0, DEVICE_RATE_HZ);
    int64_t       last = -1;

    ct_transport_seek(tp, 100);
    settle_at(tp, &slate, 100);
    ct_transport_play(tp, (AVRational){1, 1});
    (void)watch_play(tp, &slate, PATIENCE_US, &last);
    assert_int_equal(last, SLATE_FRAMES - 1);
    ct_transport_destroy(&tp);
}

static void sound_alone_plays_in_frames(void **state)
{
    (void)state;
    const char        *path = RUSHES "/SOUND/12A-1.wav";
    ct_transport_state s;
    ct_clip            clip;
    device             d;
    FILE              *f = fopen(path, "rb");
    int64_t            last = -1;

    if (!f) {
        printf("skipped: no sample rushes\n");
        return;
    }
    fclose(f);
    ct_transport *tp = make(0, DEVICE_RATE_HZ);
    clip_init(&clip, path, (AVRational){25, 1}, 150, false);
    ct_transport_open(tp, &clip, 140);
    device_start(&d, ct_transport_audio_ring(tp));
    settle_sound(tp);
    ct_transport_poll(tp, ct_clock_us(), &s);
    assert_true(s.ready && !s.has_picture && !s.late);
    assert_int_equal(s.position, 140);
    ct_transport_play(tp, (AVRational){1, 1});
    (void)watch_play(tp, &slate, 3000000, &last);
    assert_int_equal(last, 149);
    assert_true(atomic_load(&d.sounded) > DEVICE_RATE_HZ / 10);
    device_stop(&d);
    ct_transport_destroy(&tp);
    ct_clip_finish(&clip);
}

/* --- trouble ------------------------------------------------------------------------- */

static void a_file_that_cannot_be_opened_says_so(void **state)
{
    (void)state;
    static const char *const paths[] = {"/nowhere/a.mov", CT_SOURCE_DIR "/README.md",
                                        CT_SOURCE_DIR};

    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        ct_transport      *tp = make(0, DEVICE_RATE_HZ);
        ct_transport_state s;
        ct_clip            clip;

        clip_init(&clip, paths[i], (AVRational){25, 1}, 100, true);
        ct_transport_open(tp, &clip, 7);
        do {
            nap();
            ct_transport_poll(tp, ct_clock_us(), &s);
            assert_null(s.picture);
        } while (s.error.code == CT_OK);
        assert_false(s.ready);
        assert_non_null(strstr(s.error.text, paths[i]));
        ct_transport_play(tp, (AVRational){1, 1}); /* and stays alive */
        ct_transport_step(tp, 1);
        ct_transport_poll(tp, ct_clock_us(), &s);
        ct_transport_state_finish(&s);
        ct_transport_destroy(&tp);
        ct_clip_finish(&clip);
    }
}

static void nothing_open_is_a_state_too(void **state)
{
    (void)state;
    ct_transport      *tp = make(0, DEVICE_RATE_HZ);
    ct_transport_state s;

    ct_transport_seek(tp, 5);
    ct_transport_step(tp, 1);
    ct_transport_scrub(tp, 1);
    ct_transport_play(tp, (AVRational){1, 1});
    ct_transport_play_span(tp, (ct_span){1, 9});
    ct_transport_set_loop(tp, (ct_span){1, 9});
    ct_transport_stop(tp);
    ct_transport_close(tp);
    ct_transport_poll(tp, ct_clock_us(), &s);
    assert_true(ct_id_is_none(s.clip));
    assert_null(s.picture);
    assert_false(s.playing);
    ct_transport_destroy(&tp);
}

/* --- everything at once --------------------------------------------------------------- */

struct footage {
    const char *path;
    AVRational  fps;
    int64_t     frames;
    bool        picture;
    reference   ref;
};

static struct footage footage[] = {
    {.path = SLATE, .fps = {25, 1}, .frames = SLATE_FRAMES, .picture = true},
    {.path = CT_SOURCE_DIR "/../shared/media/bbb_800x640_768kbps_30fps_avc_pyramid_3b.mp4",
     .fps = {30, 1},
     .frames = 120,
     .picture = true},
    {.path = CT_SOURCE_DIR "/../shared/media/nasa_13013.mp4",
     .fps = {30000, 1001},
     .frames = 300,
     .picture = true},
    {.path = CT_SOURCE_DIR "/../shared/media/flower.webm",
     .fps = {30000, 1001},
     .frames = 150,
     .picture = true},
    {.path = CT_SOURCE_DIR "/../shared/media/bbb_2500ms.ts",
     .fps = {30, 1},
     .frames = 58,
     .picture = true},
};

static int find_footage(void)
{
    int count = 0;

    for (size_t i = 0; i < sizeof footage / sizeof *footage; i++) {
        if (reference_read(footage[i].path, &footage[i].ref))
            footage[count++] = footage[i];
        else
            printf("skipped: %s is not there\n", footage[i].path);
    }
    return count;
}

static void random_act(ct_transport *tp, unsigned *seed, const struct footage **open, int count)
{
    static const AVRational speeds[] = {{1, 1},  {-1, 1}, {1, 4}, {2, 1}, {4, 1},
                                        {-8, 1}, {16, 1}, {1, 2}, {0, 1}};
    int64_t                 frames = (*open)->frames;
    int64_t                 frame = rand_r(seed) % (frames + 4) - 2;
    ct_clip                 clip;

    switch (rand_r(seed) % 24) {
    case 0:
        *open = &footage[rand_r(seed) % count];
        clip_init(&clip, (*open)->path, (*open)->fps, (*open)->frames, true);
        ct_transport_open(tp, &clip, frame);
        ct_clip_finish(&clip);
        break;
    case 1:
    case 2:
    case 3:
    case 4:
    case 5:
        ct_transport_seek(tp, frame);
        break;
    case 6:
    case 7:
    case 8:
    case 9:
    case 10:
        ct_transport_step(tp, rand_r(seed) % 5 - 2);
        break;
    case 11:
    case 12:
    case 13:
    case 14:
        ct_transport_scrub(tp, frame);
        break;
    case 15:
        ct_transport_set_loop(tp, (ct_span){frame < 0 ? 0 : frame, frame + 10});
        break;
    case 16:
        ct_transport_set_loop(tp, (ct_span){0, 0});
        break;
    case 17:
        ct_transport_play_span(tp, (ct_span){frame < 0 ? 0 : frame, frame + 8});
        break;
    case 18:
        ct_transport_hear(tp, (uint64_t)(rand_r(seed) % 4));
        ct_transport_set_metering(tp, rand_r(seed) % 2);
        break;
    case 19:
        ct_transport_set_volume(tp, (float)(rand_r(seed) % 100) / 100.0F);
        break;
    case 20:
        ct_transport_stop(tp);
        break;
    default:
        ct_transport_play(tp, speeds[(size_t)rand_r(seed) % (sizeof speeds / sizeof *speeds)]);
        break;
    }
}

/* With sound and between clips; test_stress does many more on one. */
static void acts_in_any_order_and_never_a_wrong_picture(void **state)
{
    (void)state;
    enum { ACTS = CT_EFFORT(500, 300) };
    int                   count = find_footage();
    unsigned              seed = 20260417;
    ct_transport         *tp = make(48 << 20, DEVICE_RATE_HZ);
    const struct footage *open = &footage[0];
    device                d;
    ct_clip               clip;
    int                   right = 0;

    assert_true(count > 0);
    clip_init(&clip, open->path, open->fps, open->frames, true);
    ct_transport_open(tp, &clip, 0);
    ct_clip_finish(&clip);
    device_start(&d, ct_transport_audio_ring(tp));
    for (int i = 0; i < ACTS; i++) {
        random_act(tp, &seed, &open, count);
        for (int polls = rand_r(&seed) % 4; polls >= 0; polls--) {
            ct_transport_state s;

            ct_transport_poll(tp, ct_clock_us(), &s);
            check_picture(&s, &open->ref);
            right += s.picture && !s.late;
            ct_transport_state_finish(&s);
            nap();
        }
    }
    printf("%d acts, %d right pictures, none wrong\n", ACTS, right);
    ct_transport_set_loop(tp, (ct_span){0, 0});
    ct_transport_seek(tp, 11);
    ct_transport_stop(tp);
    settle_at(tp, &open->ref, 11);
    device_stop(&d);
    ct_transport_destroy(&tp);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_frame_can_be_gone_to),
        cmocka_unit_test(steps_go_both_ways_with_room_for_two_frames),
        cmocka_unit_test(a_cached_frame_is_there_at_once),
        cmocka_unit_test(positions_are_held_to_the_clip),
        cmocka_unit_test(evidence_is_made_where_the_playhead_rests),
        cmocka_unit_test(play_shows_its_frames_and_stops_on_the_last),
        cmocka_unit_test(reverse_play_ends_on_the_first_frame),
        cmocka_unit_test(shuttle_stays_right_at_any_speed),
        cmocka_unit_test(a_loop_stays_inside),
        cmocka_unit_test(a_span_plays_to_its_last_frame),
        cmocka_unit_test(flash_and_beep_come_together),
        cmocka_unit_test(attached_sound_comes_with_the_picture),
        cmocka_unit_test(slow_motion_keeps_its_sound),
        cmocka_unit_test(a_step_is_heard),
        cmocka_unit_test(play_goes_on_without_a_device),
        cmocka_unit_test(sound_alone_plays_in_frames),
        cmocka_unit_test(a_file_that_cannot_be_opened_says_so),
        cmocka_unit_test(nothing_open_is_a_state_too),
        cmocka_unit_test(acts_in_any_order_and_never_a_wrong_picture),
    };
    if (!reference_read(SLATE, &slate)) {
        printf("no reference list beside %s\n", SLATE);
        return 1;
    }
    return cmocka_run_group_tests_name("transport", tests, NULL, NULL);
}
