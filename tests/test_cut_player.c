/* SPDX-License-Identifier: MIT */
/* A cut under a playhead: whatever is shown as right is, of both pictures that are mixed, exactly the frame
 * that the list names, worked out by hand and held against ffmpeg's list of the clip's frames. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <time.h>

#include "circletake/cutplayer.h"
#include "circletake/str.h"
#include "circletake/thread.h"
#include "media_device.h"
#include "media_samples.h"

enum { PATIENCE_US = 20000000, TURN_US = 4000, CUT_FRAMES = 130 };

static reference ref;

/* --- the cut: two clips of the same pictures, A and B ------------------------------------------------- */

static void add_clip(ct_cut_view *v, uint8_t id)
{
    ct_clip *clip = ct_clip_list_add(&v->clips);

    clip->id.b[15] = id;
    clip->path = ct_strdup(SLATE);
    clip->name = ct_strdup("slate.mp4");
    clip->fps = (AVRational){SLATE_FPS, 1};
    clip->frame_count = SLATE_FRAMES;
    clip->width_px = 320;
    clip->height_px = 180;
    clip->audio_tracks = clip->audio_channels = 1;
}

static ct_event *add_event(ct_cut_view *v, uint8_t clip, ct_span source, ct_span record)
{
    ct_event *e = ct_timeline_add(&v->events);

    e->clip.b[15] = clip;
    e->fps = v->events.fps;
    e->media_frames = SLATE_FRAMES;
    e->source = source;
    e->record = record;
    e->channels = CT_CHANNEL_V | CT_CHANNEL_A1;
    return e;
}

static void dissolve(ct_event *e, ct_transition kind, int64_t frames)
{
    e->transition = kind;
    e->transition_frames = frames;
}

static ct_cut_view *make_view(void)
{
    ct_cut_view *v = ct_alloc(sizeof *v);

    ct_timeline_init(&v->events);
    v->events.fps = v->cut.fps = (AVRational){SLATE_FPS, 1};
    v->cut.frames = CUT_FRAMES;
    add_clip(v, 1);
    add_clip(v, 2);
    add_event(v, 1, (ct_span){10, 35}, (ct_span){0, 25});
    dissolve(add_event(v, 2, (ct_span){40, 65}, (ct_span){25, 50}), CT_DISSOLVE, 10);
    add_event(v, 1, (ct_span){90, 115}, (ct_span){50, 75})->reverse = true;
    ct_event *fast = add_event(v, 2, (ct_span){0, 50}, (ct_span){75, 100});
    fast->speed = (AVRational){2, 1};
    dissolve(fast, CT_WIPE, 8);
    add_event(v, 0, (ct_span){0, 10}, (ct_span){100, 110})->reel = ct_strdup("GONE");
    add_event(v, 2, (ct_span){7, 8}, (ct_span){110, 120})->speed = (AVRational){0, 1};
    add_event(v, 1, (ct_span){60, 70}, (ct_span){120, 130});
    v->map = ct_cut_map_create(&v->events, v->clips.items, v->clips.count);
    return v;
}

struct said {
    int64_t over, under, weight, of; /* frames, -1 none */
};

/* What the list above says of a record frame. */
static struct said said_of(int64_t r)
{
    if (r < 25)
        return (struct said){10 + r, -1, 1, 1};
    if (r < 35)
        return (struct said){15 + r, 10 + r, r - 25, 10};
    if (r < 50)
        return (struct said){15 + r, -1, 1, 1};
    if (r < 75)
        return (struct said){114 - (r - 50), -1, 1, 1};
    if (r < 83)
        return (struct said){2 * (r - 75), 114 - (r - 50), r - 75, 8};
    if (r < 100)
        return (struct said){2 * (r - 75), -1, 1, 1};
    if (r < 110)
        return (struct said){-1, -1, 1, 1};
    return r < 120 ? (struct said){7, -1, 1, 1} : (struct said){r - 60, -1, 1, 1};
}

static void check_frame(const ct_frame *f, int64_t number)
{
    char md5[CT_FRAME_MD5_BYTES];

    if (number < 0) {
        assert_null(f);
        return;
    }
    assert_non_null(f);
    assert_int_equal(f->number, number);
    assert_string_equal(ct_frame_md5(f, md5), ref.md5[number]);
}

static void check_mix(const ct_mix *mix, int64_t record)
{
    struct said said = said_of(record);

    check_frame(mix->over, said.over);
    check_frame(mix->under, said.under);
    if (said.under >= 0) {
        assert_int_equal(mix->weight, said.weight);
        assert_int_equal(mix->of, said.of);
    }
}

/* True when what is shown is told to be right. That, and what is late, are the pictures that they are told to
 * be. */
static bool is_right(const ct_cut_state *s)
{
    assert_true(s->record >= 0 && s->record < CUT_FRAMES);
    assert_int_equal(s->slate, said_of(s->record).over < 0 ? 4 : -1);
    if (!s->late)
        assert_int_equal(s->mix_record, s->record);
    if (s->mix_record >= 0)
        check_mix(&s->mix, s->mix_record);
    return !s->late;
}

/* --- a player ------------------------------------------------------------------------------------------ */

struct desk {
    ct_cut_player *player;
    ct_medley     *medley;
    device         device;
};

static void open_desk(struct desk *d, bool sound)
{
    ct_cut_view         *view = make_view();
    ct_cut_player_config config = {.decks = {.cache_bytes = 64 << 20, .decode_threads = 1},
                                   .audio_latency_us = DEVICE_LATENCY_US};
    ct_medley_parts      parts = {0};

    *d = (struct desk){.player = NULL};
    if (sound) {
        assert_int_equal(ct_medley_create(DEVICE_RATE_HZ, NULL, &d->medley, NULL), CT_OK);
        ct_cut_view_sound(view, NULL, NULL, &parts);
        assert_int_equal(parts.count, 5); /* not the missing and the frozen one */
        ct_medley_load(d->medley, &parts);
        device_start(&d->device, ct_medley_ring(d->medley));
        config.medley = d->medley;
    }
    d->player = ct_cut_player_create(&config, view, 0);
}

static void close_desk(struct desk *d)
{
    ct_cut_player_destroy(&d->player);
    if (d->medley)
        device_stop(&d->device);
    ct_medley_destroy(&d->medley);
}

static void turn(void)
{
    nanosleep(&(struct timespec){.tv_nsec = TURN_US * 1000}, NULL);
}

static void wait_right(struct desk *d, int64_t record)
{
    int64_t until_us = ct_clock_us() + PATIENCE_US;
    bool    right = false;

    while (!right && ct_clock_us() < until_us) {
        ct_cut_state s;
        ct_cut_player_poll(d->player, ct_clock_us(), &s);
        assert_int_equal(s.record, record);
        right = is_right(&s);
        ct_cut_state_finish(&s);
        if (!right)
            turn();
    }
    assert_true(right);
}

/* --- tests ------------------------------------------------------------------------------------------------ */

static void every_record_frame_shows_what_the_list_names(void **state)
{
    struct desk d;
    uint32_t    random = 1;

    (void)state;
    open_desk(&d, false);
    for (int64_t r = 0; r < CUT_FRAMES; r++) {
        wait_right(&d, r);
        ct_cut_player_step(d.player, 1);
    }
    for (int64_t r = CUT_FRAMES - 1; r > 0; r--) {
        wait_right(&d, r);
        ct_cut_player_step(d.player, -1);
    }
    for (int i = 0; i < 60; i++) {
        random = random * 1664525U + 1013904223U;
        int64_t r = (random >> 8) % CUT_FRAMES;
        ct_cut_player_seek(d.player, r);
        wait_right(&d, r);
    }
    close_desk(&d);
}

/* Until it stops by itself; frames are shown in their order. True when some came in time, and some of a dissolve. */
static bool watch(struct desk *d, int towards, int64_t until)
{
    int64_t began_us = ct_clock_us(), last = -1;
    size_t  right = 0, mixed = 0;
    bool    playing = true;

    while (playing && ct_clock_us() - began_us < PATIENCE_US) {
        ct_cut_state s;
        ct_cut_player_poll(d->player, ct_clock_us(), &s);
        assert_true(last < 0 || (s.record - last) * towards >= 0);
        last = s.record;
        playing = s.playing;
        if (is_right(&s)) {
            right++;
            mixed += s.mix.under != NULL;
        }
        ct_cut_state_finish(&s);
        turn();
    }
    assert_false(playing);
    assert_int_equal(last, until);
    return right > 0 && mixed > 0;
}

/* From one end to the other; again, where a busy machine was late for all of it. */
static void play_through(struct desk *d, AVRational speed)
{
    enum { TRIES = 10 };
    int64_t from = speed.num > 0 ? 0 : CUT_FRAMES - 1;
    bool    seen = false;

    for (int tries = 0; tries < TRIES && !seen; tries++) {
        ct_cut_player_seek(d->player, from);
        wait_right(d, from);
        ct_cut_player_play(d->player, speed);
        seen = watch(d, speed.num > 0 ? 1 : -1, CUT_FRAMES - 1 - from);
    }
    assert_true(seen);
}

static void play_shows_no_other_frame(void **state)
{
    struct desk d;

    (void)state;
    open_desk(&d, false);
    play_through(&d, (AVRational){1, 1});
    play_through(&d, (AVRational){-2, 1});
    close_desk(&d);
}

/* Since it was asked last. */
static void check_sounded(struct desk *d)
{
    assert_true(atomic_exchange(&d->device.sounded, 0) > 0);
}

static void play_follows_its_sound(void **state)
{
    struct desk d;

    (void)state;
    open_desk(&d, true);
    play_through(&d, (AVRational){1, 1});
    check_sounded(&d);
    play_through(&d, (AVRational){-2, 1});
    check_sounded(&d);
    play_through(&d, (AVRational){3, 2});
    check_sounded(&d);
    close_desk(&d);
}

static void wait_for_sound(struct desk *d)
{
    int64_t until_us = ct_clock_us() + PATIENCE_US;

    while (atomic_load(&d->device.sounded) == 0 && ct_clock_us() < until_us)
        turn();
    check_sounded(d);
}

/* As in a clip: stopped, each way, and under a hand that drags. */
static void steps_and_scrubs_are_heard(void **state)
{
    struct desk d;

    (void)state;
    open_desk(&d, true);
    ct_cut_player_seek(d.player, 30); /* its clip claps two frames on */
    ct_cut_player_step(d.player, 2);
    wait_for_sound(&d);
    ct_cut_player_seek(d.player, 33);
    ct_cut_player_step(d.player, -1);
    wait_for_sound(&d);
    ct_cut_player_scrub(d.player, 31);
    wait_for_sound(&d);
    close_desk(&d);
}

static void whatever_is_asked_in_haste_is_survived(void **state)
{
    static const AVRational speeds[] = {{1, 1}, {-1, 1}, {0, 1}, {8, 1}, {1, 4}};
    struct desk             d;
    uint32_t                random = 7;

    (void)state;
    open_desk(&d, true);
    for (int i = 0; i < 400; i++) {
        ct_cut_state s;
        random = random * 1664525U + 1013904223U;
        int64_t r = (random >> 8) % CUT_FRAMES;
        switch (random >> 30) {
        case 0:
            ct_cut_player_seek(d.player, r);
            break;
        case 1:
            ct_cut_player_play(d.player, speeds[r % 5]);
            break;
        case 2:
            ct_cut_player_step(d.player, r % 3 - 1);
            break;
        default:
            turn();
        }
        ct_cut_player_poll(d.player, ct_clock_us(), &s);
        is_right(&s);
        ct_cut_state_finish(&s);
    }
    close_desk(&d);
}

/* --- sound -------------------------------------------------------------------------------------------------- */

/* Seconds of the whole at which the first loud sample is, read as fast as it comes. */
static double find_clap(ct_medley *m, double from_s)
{
    float   samples[2 * 480];
    int64_t at = (int64_t)(from_s * DEVICE_RATE_HZ), until_us = ct_clock_us() + PATIENCE_US;

    ct_medley_play(m, (int64_t)(from_s * 1e6), (AVRational){1, 1});
    while (ct_clock_us() < until_us) {
        int got = ct_audio_ring_read(ct_medley_ring(m), samples, 480);
        for (int i = 0; i < got; i++)
            if (fabsf(samples[2 * i]) > 0.4F)
                return (double)(at + i) / DEVICE_RATE_HZ;
        at += got;
        if (got == 0)
            turn();
    }
    return -1;
}

static void add_part(ct_medley_parts *parts, int64_t first_us, int64_t end_us, int64_t frame)
{
    ct_medley_part *p = ct_medley_parts_add(parts);

    p->first_us = first_us;
    p->end_us = end_us;
    p->path = ct_strdup(SLATE);
    p->frame = frame;
    p->fps = (AVRational){SLATE_FPS, 1};
}

/* The clap of the clip is on its frame wherever a part puts that frame. */
static void a_clap_is_heard_where_its_part_lies(void **state)
{
    ct_medley_parts parts = {0};
    ct_medley      *m;

    (void)state;
    add_part(&parts, 500000, 1000000, 0); /* before the clap */
    add_part(&parts, 1000000, 2000000, 40);
    add_part(&parts, 2500000, 4000000, 30);
    assert_int_equal(ct_medley_create(DEVICE_RATE_HZ, NULL, &m, NULL), CT_OK);
    ct_medley_load(m, &parts);
    double half = 0.5 / SLATE_FPS;
    double first = 1 + (SLATE_CLAP - 40.0) / SLATE_FPS,
           second = 2.5 + (SLATE_CLAP - 30.0) / SLATE_FPS;
    assert_true(fabs(find_clap(m, 0) - first) <= half);
    assert_true(fabs(find_clap(m, 1.1) - first) <= half);
    assert_true(fabs(find_clap(m, 1.9) - second) <= half);
    ct_medley_stop(m);
    ct_medley_destroy(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_record_frame_shows_what_the_list_names),
        cmocka_unit_test(play_shows_no_other_frame),
        cmocka_unit_test(play_follows_its_sound),
        cmocka_unit_test(steps_and_scrubs_are_heard),
        cmocka_unit_test(whatever_is_asked_in_haste_is_survived),
        cmocka_unit_test(a_clap_is_heard_where_its_part_lies),
    };

    if (!reference_read(SLATE, &ref))
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
