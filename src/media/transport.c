/* SPDX-License-Identifier: MIT */
/* See transport.h. All state here belongs to the main thread; what other threads do is in pictures.c
 * and voice.c. The clock runs in media time and follows the sound that is heard; without sound it
 * follows the wall. Which frame a media time shows, the index says. */
#include "circletake/transport.h"

#include <libavutil/mathematics.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/sequence.h"
#include "circletake/str.h"
#include "circletake/thread.h"
#include "pictures_priv.h"
#include "voice_priv.h"

enum {
    CACHE_DEFAULT_MB = 1024,
    FASTEST = 16,
    SOUND_START_WAIT_US = 400000, /* play waits so long for its first sample to be heard */
    SOUND_STALL_US = 500000,      /* after this the clock leaves a sound that does not move */
    DEVICE_DEAD_US = 300000,      /* a device that did not read for so long is gone */
    BACKWARD_NOISE_US = 100000,   /* device reads jitter; a smaller step back is not one */
    SCRUB_SOUND_US = 60000,
    SNAP_PER_SECOND = 4, /* fast play may hold a picture for a quarter of a second */
    LATE_REACH = 48      /* frames behind the playhead that still show motion */
};

/* One opened clip and its threads. */
struct reel {
    ct_clip      clip;
    ct_pictures *pictures;
    ct_voice    *voice; /* NULL: no sound device */
    struct reel *next;  /* among those being left */
};

struct clock {
    AVRational speed;
    int64_t    media_us, at_us; /* media time at wall time `at_us` */
    uint64_t   order;           /* serial of the voice's order; 0: the wall leads */
    bool       heard;           /* the order's sound came through the device */
    int64_t    started_us;
    uint64_t   number; /* sample heard last, and since when */
    int64_t    number_since_us;
};

struct ct_transport {
    ct_transport_config config;
    ct_voice_port       port;
    struct reel        *reel, *leaving;
    uint64_t            serial, orders, jumps;

    int64_t      position;
    int64_t      clock_frame; /* while playing: what the clock says, see hold_to_decoded */
    bool         playing;
    bool         scrubbing; /* the last move was a hand's on the timeline */
    struct clock clock;
    ct_span      loop;
    int64_t      stop_at; /* -1: none */

    int   track;
    float volume;

    ct_frame *shown;        /* last right picture, counted */
    bool      position_met; /* the picture of `position` was given */
    int64_t   dropped;
};

/* --- opening and leaving ---------------------------------------------------------- */

static void reel_destroy(struct reel **reel)
{
    if (!*reel)
        return;
    ct_pictures_destroy(&(*reel)->pictures);
    ct_voice_destroy(&(*reel)->voice);
    ct_clip_finish(&(*reel)->clip);
    free(*reel);
    *reel = NULL;
}

static bool reel_ended(const struct reel *reel)
{
    return (!reel->pictures || ct_pictures_ended(reel->pictures)) &&
           (!reel->voice || ct_voice_ended(reel->voice));
}

/* Frees what was left and has ended by now, or everything. */
static void sweep(ct_transport *tp, bool all)
{
    for (struct reel **at = &tp->leaving; *at;) {
        struct reel *reel = *at;

        if (all || reel_ended(reel)) {
            *at = reel->next;
            reel_destroy(&reel);
        } else {
            at = &reel->next;
        }
    }
}

static void leave_reel(ct_transport *tp)
{
    struct reel *reel = tp->reel;

    ct_voice_port_give(&tp->port, NULL);
    if (reel) {
        if (reel->pictures)
            ct_pictures_ask_end(reel->pictures);
        if (reel->voice)
            ct_voice_ask_end(reel->voice);
        reel->next = tp->leaving;
        tp->leaving = reel;
    }
    tp->reel = NULL;
    tp->playing = false;
    tp->scrubbing = false;
    tp->position = 0;
    tp->loop = (ct_span){0, 0};
    tp->stop_at = -1;
    tp->dropped = 0;
    tp->position_met = false;
    ct_frame_unref(&tp->shown);
}

/* A voice that may be busy: it ends by itself, sweep joins it. */
static void leave_voice(ct_transport *tp)
{
    ct_voice_port_give(&tp->port, NULL);
    if (!tp->reel->voice)
        return;
    struct reel *rest = ct_alloc(sizeof *rest);

    rest->voice = tp->reel->voice;
    ct_voice_ask_end(rest->voice);
    rest->next = tp->leaving;
    tp->leaving = rest;
    tp->reel->voice = NULL;
}

static void open_voice(ct_transport *tp)
{
    ct_voice_config config = {
        .path = tp->reel->clip.path,
        .rate_hz = tp->config.audio_rate_hz,
        .track = tp->track,
        .volume = tp->volume,
        .port = &tp->port,
        .wakeup = tp->config.wakeup,
        .wakeup_arg = tp->config.wakeup_arg,
        .log = tp->config.log,
    };
    ct_error err;

    if (tp->config.audio_rate_hz <= 0 || ct_sequence_is_pattern(tp->reel->clip.path))
        return;
    if (ct_voice_create(&config, &tp->reel->voice, &err))
        ct_log_warn(tp->config.log, "%s", err.text);
    ct_voice_port_give(&tp->port, tp->reel->voice);
}

static int64_t clamp_frame(const ct_transport *tp, int64_t frame)
{
    int64_t count = tp->reel ? ct_pictures_look(tp->reel->pictures).frame_count : 0;

    if (count > 0 && frame >= count)
        frame = count - 1;
    return frame < 0 ? 0 : frame;
}

void ct_transport_open(ct_transport *tp, const ct_clip *clip, int64_t frame)
{
    ct_error err = {0};

    leave_reel(tp);
    sweep(tp, false);
    tp->serial++;
    tp->reel = ct_alloc(sizeof *tp->reel);
    ct_clip_copy(&tp->reel->clip, clip);
    ct_pictures_config config = {
        .clip = &tp->reel->clip,
        .cache_bytes = tp->config.cache_bytes,
        .decode_threads = tp->config.decode_threads,
        .wakeup = tp->config.wakeup,
        .wakeup_arg = tp->config.wakeup_arg,
        .log = tp->config.log,
    };
    if (ct_pictures_create(&config, &tp->reel->pictures, &err)) {
        ct_log_error(tp->config.log, "%s", err.text);
        reel_destroy(&tp->reel);
        return;
    }
    tp->position = clamp_frame(tp, frame);
    ct_pictures_want_set(tp->reel->pictures, &(ct_pictures_want){.frame = tp->position});
    open_voice(tp);
}

void ct_transport_close(ct_transport *tp)
{
    leave_reel(tp);
    sweep(tp, false);
    tp->serial++;
}

ct_code ct_transport_create(const ct_transport_config *config, ct_transport **out, ct_error *err)
{
    (void)err;
    ct_transport *tp = ct_alloc(sizeof *tp);

    tp->config = *config;
    if (tp->config.cache_bytes == 0)
        tp->config.cache_bytes = (size_t)CACHE_DEFAULT_MB << 20;
    ct_voice_port_init(&tp->port);
    tp->track = CT_AUDIO_ALL_TRACKS;
    tp->volume = 1.0F;
    tp->stop_at = -1;
    *out = tp;
    return CT_OK;
}

void ct_transport_destroy(ct_transport **transport)
{
    ct_transport *tp = *transport;

    if (!tp)
        return;
    leave_reel(tp);
    sweep(tp, true);
    ct_voice_port_finish(&tp->port);
    free(tp);
    *transport = NULL;
}

/* --- the clock -------------------------------------------------------------------- */

static int64_t time_of(const ct_transport *tp, int64_t frame)
{
    return ct_pictures_time_of(tp->reel->pictures, frame);
}

static int direction(const ct_transport *tp)
{
    return !tp->playing ? 0 : tp->clock.speed.num < 0 ? -1 : 1;
}

static bool sound_can_lead(const ct_transport *tp)
{
    if (!tp->reel->voice || tp->track == CT_AUDIO_NO_TRACK || !ct_voice_can(tp->clock.speed))
        return false;
    ct_voice_facts facts = ct_voice_look(tp->reel->voice);
    return !facts.known || facts.tracks > 0;
}

/* First frame play will not show: where the clock turns round or stops. */
static int64_t play_end(const ct_transport *tp)
{
    int64_t count = ct_pictures_look(tp->reel->pictures).frame_count;

    if (tp->stop_at >= tp->position && tp->stop_at < count)
        return tp->stop_at + 1;
    return ct_span_count(tp->loop) > 0 ? tp->loop.end : count;
}

static void order_sound(ct_transport *tp, int64_t from_us)
{
    bool loops = ct_span_count(tp->loop) > 0 && tp->stop_at < 0;

    tp->clock.order = ++tp->orders;
    ct_voice_play(tp->reel->voice, &(ct_voice_order){
                                       .serial = tp->clock.order,
                                       .from_us = from_us,
                                       .end_us = time_of(tp, play_end(tp)),
                                       .again_us = loops ? time_of(tp, tp->loop.first) : INT64_MIN,
                                       .speed = tp->clock.speed,
                                   });
}

/* Lets the clock run from `media_us`. */
static void clock_start(ct_transport *tp, int64_t media_us)
{
    int64_t now_us = ct_clock_us();

    tp->clock.media_us = media_us;
    tp->clock.at_us = tp->clock.started_us = tp->clock.number_since_us = now_us;
    tp->clock.number = 0;
    tp->clock.heard = false;
    tp->clock.order = 0;
    tp->clock_frame = tp->position;
    tp->scrubbing = false;
    if (sound_can_lead(tp))
        order_sound(tp, media_us);
    else if (tp->reel->voice)
        ct_voice_silence(tp->reel->voice);
}

/* A moment late in a frame, from where reverse play leaves it: not its very end, which is less than a
 * tick of the stream from the next frame. */
static int64_t late_in_frame(const ct_transport *tp, int64_t frame)
{
    int64_t first_us = time_of(tp, frame), end_us = time_of(tp, frame + 1);

    return end_us - (end_us - first_us) / 16;
}

/* From the first moment of the frame under the playhead, in reverse from its last. */
static void clock_start_at_position(ct_transport *tp)
{
    if (tp->clock.speed.num < 0)
        clock_start(tp, late_in_frame(tp, tp->position));
    else
        clock_start(tp, time_of(tp, tp->position));
}

static void follow_wall(ct_transport *tp, int64_t now_us)
{
    struct clock *c = &tp->clock;

    if (now_us > c->at_us) {
        int64_t way_us = av_rescale(now_us - c->at_us, abs(c->speed.num), c->speed.den);

        c->media_us += c->speed.num < 0 ? -way_us : way_us;
        c->at_us = now_us;
    }
}

/* Sample that is heard at `now_us`. */
static uint64_t number_heard(const ct_transport *tp, const ct_audio_heard *heard, int64_t now_us)
{
    int64_t since_us = now_us - tp->config.audio_latency_us - heard->at_us;
    int64_t number = (int64_t)heard->from + av_rescale(since_us, tp->config.audio_rate_hz, 1000000);

    if (number < 0)
        return 0;
    return (uint64_t)number < heard->to ? (uint64_t)number : heard->to;
}

static void take_media_time(struct clock *c, int64_t media_us, int64_t now_us)
{
    /* A loop starts over: a real step back. Less is jitter between device and wall. */
    if (!c->heard || media_us > c->media_us || c->media_us - media_us > BACKWARD_NOISE_US)
        c->media_us = media_us;
    c->at_us = now_us;
    c->heard = true;
}

static void leave_sound(ct_transport *tp, int64_t now_us)
{
    tp->clock.order = 0;
    tp->clock.at_us = now_us;
    ct_voice_silence(tp->reel->voice);
}

/* The sound that is heard tells the time. */
static void follow_sound(ct_transport *tp, int64_t now_us)
{
    struct clock  *c = &tp->clock;
    ct_audio_heard heard = ct_audio_ring_heard(tp->port.ring);
    bool           alive = heard.at_us > 0 && now_us - heard.at_us < DEVICE_DEAD_US;
    uint64_t       number = number_heard(tp, &heard, now_us);
    int64_t        media_us;

    if (number != c->number) {
        c->number = number;
        c->number_since_us = now_us;
    }
    if (alive && ct_voice_media_of(tp->reel->voice, c->order, number, &media_us))
        take_media_time(c, media_us, now_us);
    else if (c->heard && !alive)
        leave_sound(tp, c->at_us);
    if (!c->heard && now_us - c->started_us > SOUND_START_WAIT_US)
        leave_sound(tp, now_us);
    else if (c->heard && c->order && now_us - c->number_since_us > SOUND_STALL_US)
        leave_sound(tp, now_us);
}

/* --- play ------------------------------------------------------------------------- */

static void halt(ct_transport *tp, int64_t frame)
{
    tp->playing = false;
    tp->stop_at = -1;
    tp->position = clamp_frame(tp, frame);
    if (tp->reel && tp->reel->voice)
        ct_voice_silence(tp->reel->voice);
}

/* The wall passed an end of the loop: go on at the other. (A voice does this by itself.) */
static bool turn_round(ct_transport *tp)
{
    int64_t       first_us = time_of(tp, tp->loop.first), end_us = time_of(tp, tp->loop.end);
    int64_t       length_us = end_us - first_us;
    struct clock *c = &tp->clock;

    if (ct_span_count(tp->loop) == 0 || tp->stop_at >= 0 || length_us <= 0)
        return false;
    if (c->speed.num > 0 && c->media_us >= end_us)
        c->media_us = first_us + (c->media_us - end_us) % length_us;
    else if (c->speed.num < 0 && c->media_us < first_us)
        c->media_us = end_us - 1 - (first_us - 1 - c->media_us) % length_us;
    return true; /* play_on keeps the frame inside: a time so near an end may round to the next */
}

static bool passed_stop(const ct_transport *tp, int64_t frame)
{
    if (tp->stop_at < 0)
        return false;
    return direction(tp) > 0 ? frame >= tp->stop_at && tp->position <= tp->stop_at
                             : frame <= tp->stop_at && tp->position >= tp->stop_at;
}

static void count_drops(ct_transport *tp, int64_t from, int64_t to)
{
    int64_t steps = llabs(to - from);

    if (steps == 0)
        return;
    if (!tp->position_met)
        tp->dropped++;
    /* Slower than life every frame has its turn on the screen. */
    if (steps > 1 && steps < LATE_REACH && fabs(av_q2d(tp->clock.speed)) <= 1.0)
        tp->dropped += steps - 1;
    tp->position_met = false;
}

/* Faster than twice life no screen shows every frame. The playhead then rests on those that are
 * decoded, a little behind the clock, so that picture and timecode stay one. */
static int64_t hold_to_decoded(const ct_transport *tp, int64_t frame)
{
    double  speed = fabs(av_q2d(tp->clock.speed));
    int     step = direction(tp);
    int64_t reach =
        (int64_t)(speed * av_q2d(ct_pictures_look(tp->reel->pictures).fps)) / SNAP_PER_SECOND;

    if (speed <= 2.0 || !ct_pictures_look(tp->reel->pictures).has_picture)
        return frame;
    for (int64_t i = 0; i <= reach; i++) {
        int64_t candidate = frame - step * i;

        if (candidate == tp->position)
            return candidate;
        ct_frame *decoded = ct_pictures_get(tp->reel->pictures, candidate);
        if (decoded) {
            ct_frame_unref(&decoded);
            return candidate;
        }
    }
    return frame;
}

static void play_on(ct_transport *tp, int64_t now_us)
{
    int64_t before = tp->position;
    int64_t count = ct_pictures_look(tp->reel->pictures).frame_count;

    if (tp->clock.order)
        follow_sound(tp, now_us);
    if (!tp->clock.order)
        follow_wall(tp, now_us);
    bool    loops = turn_round(tp);
    int64_t media_us = tp->clock.media_us;
    int64_t frame = ct_pictures_frame_at(tp->reel->pictures, media_us);

    if (loops && frame >= tp->loop.end)
        frame = tp->loop.end - 1;
    if (loops && frame < tp->loop.first)
        frame = tp->loop.first;
    if (passed_stop(tp, frame))
        halt(tp, tp->stop_at);
    else if (!loops && direction(tp) > 0 && count > 0 && media_us >= time_of(tp, count))
        halt(tp, count - 1);
    else if (!loops && direction(tp) < 0 && media_us < time_of(tp, 0))
        halt(tp, 0);
    else
        tp->position = clamp_frame(tp, hold_to_decoded(tp, tp->clock_frame = frame));
    count_drops(tp, before, tp->position);
}

static AVRational sane_speed(AVRational speed)
{
    if (speed.den < 0)
        speed = (AVRational){-speed.num, -speed.den};
    if (speed.den == 0)
        return (AVRational){0, 1};
    if (speed.num > FASTEST * speed.den)
        return (AVRational){FASTEST, 1};
    if (speed.num < -FASTEST * speed.den)
        return (AVRational){-FASTEST, 1};
    return speed;
}

/* Where play begins when it cannot begin under the playhead. */
static void place_for_play(ct_transport *tp, AVRational speed)
{
    int64_t count = ct_pictures_look(tp->reel->pictures).frame_count;
    bool    forward = speed.num > 0;

    if (ct_span_count(tp->loop) > 0 && !ct_span_has(tp->loop, tp->position) && tp->stop_at < 0)
        tp->position = forward ? tp->loop.first : tp->loop.end - 1;
    else if (ct_span_count(tp->loop) == 0 && forward && count > 1 && tp->position >= count - 1)
        tp->position = 0;
    else if (ct_span_count(tp->loop) == 0 && !forward && count > 1 && tp->position == 0)
        tp->position = count - 1;
}

void ct_transport_play(ct_transport *tp, AVRational speed)
{
    bool was_playing = tp->playing;

    speed = sane_speed(speed);
    if (!tp->reel || speed.num == 0) {
        ct_transport_stop(tp);
        return;
    }
    if (was_playing && av_cmp_q(speed, tp->clock.speed) == 0)
        return;
    if (was_playing)
        play_on(tp, ct_clock_us());
    else
        tp->dropped = 0;
    place_for_play(tp, speed);
    tp->playing = true;
    tp->clock.speed = speed;
    clock_start_at_position(tp);
}

void ct_transport_stop(ct_transport *tp)
{
    if (!tp->playing)
        return;
    play_on(tp, ct_clock_us());
    halt(tp, tp->position);
}

void ct_transport_play_span(ct_transport *tp, ct_span span)
{
    if (!tp->reel || ct_span_count(span) == 0)
        return;
    tp->position = clamp_frame(tp, span.first);
    tp->stop_at = clamp_frame(tp, span.end - 1);
    tp->dropped = 0;
    tp->playing = true;
    tp->position_met = false;
    tp->clock.speed = (AVRational){1, 1};
    clock_start_at_position(tp);
}

/* Orders of the voice hold the ends they were given. */
static void order_again(ct_transport *tp)
{
    if (!tp->reel || !tp->playing || !tp->clock.order)
        return;
    play_on(tp, ct_clock_us());
    if (tp->playing)
        clock_start(tp, tp->clock.media_us);
}

void ct_transport_set_loop(ct_transport *tp, ct_span span)
{
    tp->loop = ct_span_count(span) > 0 ? span : (ct_span){0, 0};
    order_again(tp);
}

void ct_transport_set_stop_at(ct_transport *tp, int64_t frame)
{
    tp->stop_at = frame;
    order_again(tp);
}

/* --- seek, step, scrub ------------------------------------------------------------ */

static void go(ct_transport *tp, int64_t frame)
{
    frame = clamp_frame(tp, frame);
    if (frame != tp->position)
        tp->position_met = false;
    tp->position = frame;
    tp->jumps++;
    tp->scrubbing = false;
}

void ct_transport_seek(ct_transport *tp, int64_t frame)
{
    if (!tp->reel)
        return;
    go(tp, frame);
    if (tp->playing)
        clock_start_at_position(tp);
}

static void blip(ct_transport *tp, int64_t least_us)
{
    int64_t from_us = time_of(tp, tp->position);
    int64_t length_us = time_of(tp, tp->position + 1) - from_us;

    if (!tp->reel->voice || tp->track == CT_AUDIO_NO_TRACK)
        return;
    ct_voice_play(tp->reel->voice,
                  &(ct_voice_order){
                      .serial = ++tp->orders,
                      .from_us = from_us,
                      .end_us = from_us + (length_us > least_us ? length_us : least_us),
                      .again_us = INT64_MIN,
                      .speed = {1, 1},
                      .blip = true,
                  });
}

void ct_transport_step(ct_transport *tp, int64_t frames)
{
    if (!tp->reel)
        return;
    ct_transport_stop(tp);
    go(tp, tp->position + frames);
    blip(tp, 0);
}

void ct_transport_scrub(ct_transport *tp, int64_t frame)
{
    if (!tp->reel)
        return;
    ct_transport_stop(tp);
    int64_t before = tp->position;
    go(tp, frame);
    tp->scrubbing = true;
    if (tp->position != before)
        blip(tp, SCRUB_SOUND_US);
}

/* --- sound settings --------------------------------------------------------------- */

ct_audio_ring *ct_transport_audio_ring(ct_transport *tp)
{
    return tp->port.ring;
}

void ct_transport_set_audio_device(ct_transport *tp, int rate_hz, int64_t latency_us)
{
    bool other_rate = rate_hz != tp->config.audio_rate_hz;

    tp->config.audio_rate_hz = rate_hz;
    tp->config.audio_latency_us = latency_us;
    if (!tp->reel || !other_rate)
        return;
    leave_voice(tp);
    open_voice(tp);
    if (tp->playing)
        clock_start(tp, tp->clock.media_us);
}

void ct_transport_set_audio(ct_transport *tp, int track)
{
    tp->track = track;
    if (!tp->reel || !tp->reel->voice)
        return;
    ct_voice_set_track(tp->reel->voice, track);
    if (tp->playing) {
        play_on(tp, ct_clock_us());
        if (tp->playing)
            clock_start(tp, tp->clock.media_us);
    }
}

void ct_transport_set_volume(ct_transport *tp, float volume)
{
    tp->volume = volume;
    if (tp->reel && tp->reel->voice)
        ct_voice_set_volume(tp->reel->voice, volume);
}

/* --- telling ---------------------------------------------------------------------- */

static void tell_wants(ct_transport *tp, const ct_pictures_facts *facts)
{
    double rate = tp->playing ? fabs(av_q2d(tp->clock.speed)) * av_q2d(facts->fps) : 0;

    ct_pictures_want_set(tp->reel->pictures,
                         &(ct_pictures_want){
                             .frame = tp->playing ? tp->clock_frame : tp->position,
                             .direction = direction(tp),
                             .rate = rate,
                             .loop = tp->playing && tp->stop_at < 0 ? tp->loop : (ct_span){0, 0},
                             .jump = tp->jumps,
                         });
}

static void show(ct_transport *tp, ct_frame *picture)
{
    ct_frame_unref(&tp->shown);
    tp->shown = picture;
}

/* Shows this frame if it is decoded. True also when it is what is shown: nothing nearer is to be had. */
static bool show_if_there(ct_transport *tp, int64_t frame)
{
    if (tp->shown && tp->shown->number == frame)
        return true;
    ct_frame *picture = ct_pictures_get(tp->reel->pictures, frame);

    if (picture)
        show(tp, picture);
    return picture != NULL;
}

/* While decoding is behind, a picture near the playhead still shows motion: in play one that the
 * playhead passed, under a scrubbing hand the nearest. It is told as late. */
static void show_on_the_way(ct_transport *tp)
{
    int behind = tp->playing ? direction(tp) : 1;

    for (int64_t i = 1; i < LATE_REACH; i++) {
        if (show_if_there(tp, tp->position - behind * i))
            return;
        if (tp->scrubbing && show_if_there(tp, tp->position + i))
            return;
    }
}

static void tell_picture(ct_transport *tp, ct_transport_state *out)
{
    if (!tp->shown || tp->shown->number != tp->position) {
        ct_frame *exact = ct_pictures_get(tp->reel->pictures, tp->position);

        if (exact)
            show(tp, exact);
        else if (tp->playing || tp->scrubbing)
            show_on_the_way(tp);
    }
    out->picture_frame = -1;
    if (tp->shown) {
        out->picture = ct_frame_ref(tp->shown);
        out->picture_frame = tp->shown->number;
    }
    out->late = out->has_picture && out->picture_frame != tp->position;
    tp->position_met = tp->position_met || !out->late;
}

static void tell_evidence(ct_transport *tp, ct_transport_state *out)
{
    const ct_clip *clip = &tp->reel->clip;

    out->evidence = ct_pictures_evidence(tp->reel->pictures, tp->position);
    if (clip->tc.rate.num > 0)
        ct_tc_track_print(&clip->tc, out->fps, tp->position, out->evidence.timecode);
}

static void tell_sound(ct_transport *tp, int64_t now_us, ct_transport_state *out)
{
    out->audio_tracks = tp->reel->clip.audio_tracks;
    if (tp->reel->voice) {
        ct_voice_facts facts = ct_voice_look(tp->reel->voice);
        ct_audio_heard heard = ct_audio_ring_heard(tp->port.ring);

        if (facts.known)
            out->audio_tracks = facts.tracks;
        out->sounding = heard.to > heard.from && now_us - heard.at_us < DEVICE_DEAD_US;
        if (out->sounding)
            memcpy(out->level, heard.level, sizeof out->level);
    }
    out->has_sound = out->audio_tracks > 0;
}

/* A clip of sound alone begins where its sound does, which only the voice knows. */
static void learn_from_voice(ct_transport *tp)
{
    if (!tp->reel->voice)
        return;
    ct_voice_facts facts = ct_voice_look(tp->reel->voice);

    if (facts.known && facts.tracks > 0)
        ct_pictures_set_sound_start(tp->reel->pictures, facts.start_us);
}

void ct_transport_poll(ct_transport *tp, int64_t now_us, ct_transport_state *out)
{
    *out = (ct_transport_state){.serial = tp->serial,
                                .fps = {25, 1},
                                .speed = {0, 1},
                                .picture_frame = -1,
                                .evidence = {.pts = INT64_MIN}};
    sweep(tp, false);
    if (!tp->reel)
        return;
    learn_from_voice(tp);
    if (tp->playing)
        play_on(tp, now_us);
    tp->position = clamp_frame(tp, tp->position);

    ct_pictures_facts facts = ct_pictures_look(tp->reel->pictures);
    out->clip = tp->reel->clip.id;
    out->ready = facts.answered && facts.error.code == CT_OK;
    out->fps = facts.fps;
    out->frame_count = facts.frame_count;
    out->provisional = facts.provisional;
    out->index_permille = facts.index_permille;
    out->has_picture = facts.has_picture;
    out->error = facts.error;
    tell_wants(tp, &facts);
    out->position = tp->position;
    out->playing = tp->playing;
    if (tp->playing)
        out->speed = tp->clock.speed;
    tell_picture(tp, out);
    tell_evidence(tp, out);
    tell_sound(tp, now_us, out);
    if (out->late && !out->error.code)
        ct_pictures_failure(tp->reel->pictures, tp->position, &out->error);
    out->dropped = tp->dropped;
    out->cached_count = ct_pictures_cached(tp->reel->pictures, out->cached, CT_TRANSPORT_RANGES,
                                           &out->cached_bytes);
}

void ct_transport_state_finish(ct_transport_state *state)
{
    ct_frame_unref(&state->picture);
}
