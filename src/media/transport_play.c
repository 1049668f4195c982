/* SPDX-License-Identifier: MIT */
/* The clock and play. The clock runs in media time and follows the sound that is heard; without
 * sound it follows the wall. Which frame a media time shows, the index says. */
#include <libavutil/mathematics.h>
#include <math.h>
#include <stdlib.h>

#include "circletake/thread.h"
#include "tempo_priv.h"
#include "transport_priv.h"

enum {
    FASTEST = 16,
    DELAY_RATE_HZ = 48000,        /* ct_clip.sound_delay */
    SOUND_START_WAIT_US = 400000, /* play waits so long for its first sample to be heard */
    SOUND_STALL_US = 500000,      /* after this the clock leaves a sound that does not move */
    BACKWARD_NOISE_US = 100000,   /* device reads jitter; a smaller step back is not one */
    SNAP_PER_SECOND = 4           /* fast play may hold a picture for a quarter of a second */
};

/* --- the clock -------------------------------------------------------------------- */

int64_t ct_transport_time_of(const ct_transport *tp, int64_t frame)
{
    return ct_pictures_time_of(tp->reel->pictures, frame);
}

/* Sound is placed by the sample of frame 0, so no rounding adds up: every time is moved once. */
static int64_t sound_shift(const ct_transport *tp)
{
    const ct_clip *clip = &tp->reel->clip;
    int64_t        shift_us = -av_rescale(clip->sound_delay, 1000000, DELAY_RATE_HZ);

    if (tp->reel->sound_path && clip->sound_rate_hz > 0)
        shift_us += av_rescale(clip->sound_start, 1000000, clip->sound_rate_hz) -
                    ct_transport_time_of(tp, 0);
    return shift_us;
}

int64_t ct_transport_sound_time(const ct_transport *tp, int64_t media_us)
{
    return media_us + sound_shift(tp);
}

int64_t ct_transport_media_time(const ct_transport *tp, int64_t sound_us)
{
    return sound_us - sound_shift(tp);
}

int ct_transport_direction(const ct_transport *tp)
{
    return !tp->playing ? 0 : tp->clock.speed.num < 0 ? -1 : 1;
}

static bool sound_can_lead(const ct_transport *tp)
{
    if (!tp->reel->voice || !ct_tempo_can(tp->clock.speed))
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

/* Last frame that reverse play will show. */
static int64_t play_first(const ct_transport *tp)
{
    if (tp->stop_at >= 0 && tp->stop_at <= tp->position)
        return tp->stop_at;
    return ct_span_count(tp->loop) > 0 ? tp->loop.first : 0;
}

static void order_sound(ct_transport *tp, int64_t from_us)
{
    bool loops = ct_span_count(tp->loop) > 0 && tp->stop_at < 0;
    bool forward = tp->clock.speed.num > 0;
    /* In reverse the sound runs from the end of the last frame to the start of the first. */
    int64_t end = forward ? play_end(tp) : play_first(tp);
    int64_t again = forward ? tp->loop.first : tp->loop.end;
    int64_t again_us = ct_transport_sound_time(tp, ct_transport_time_of(tp, again));

    tp->clock.order = ++tp->orders;
    ct_voice_play(tp->reel->voice,
                  &(ct_voice_order){
                      .serial = tp->clock.order,
                      .from_us = ct_transport_sound_time(tp, from_us),
                      .end_us = ct_transport_sound_time(tp, ct_transport_time_of(tp, end)),
                      .again_us = loops ? again_us : INT64_MIN,
                      .speed = tp->clock.speed,
                      .anew = tp->clock.anew,
                  });
    tp->clock.anew = false;
}

/* Lets the clock run from `media_us`. */
void ct_transport_clock_start(ct_transport *tp, int64_t media_us)
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
    int64_t first_us = ct_transport_time_of(tp, frame),
            end_us = ct_transport_time_of(tp, frame + 1);

    return end_us - (end_us - first_us) / 16;
}

/* From the first moment of the frame under the playhead, in reverse from its last. */
void ct_transport_clock_start_here(ct_transport *tp)
{
    tp->clock.anew = true;
    if (tp->clock.speed.num < 0)
        ct_transport_clock_start(tp, late_in_frame(tp, tp->position));
    else
        ct_transport_clock_start(tp, ct_transport_time_of(tp, tp->position));
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
    int64_t on_us = c->speed.num < 0 ? c->media_us - media_us : media_us - c->media_us;

    /* A loop starts over: a real step back. Less is jitter between device and wall. */
    if (!c->heard || on_us > 0 || on_us < -BACKWARD_NOISE_US)
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
        take_media_time(c, ct_transport_media_time(tp, media_us), now_us);
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
    tp->position = ct_transport_clamp(tp, frame);
    if (tp->reel && tp->reel->voice)
        ct_voice_silence(tp->reel->voice);
}

/* The wall passed an end of the loop: go on at the other. (A voice does this by itself.) */
static bool turn_round(ct_transport *tp)
{
    int64_t first_us = ct_transport_time_of(tp, tp->loop.first),
            end_us = ct_transport_time_of(tp, tp->loop.end);
    int64_t       length_us = end_us - first_us;
    struct clock *c = &tp->clock;

    if (ct_span_count(tp->loop) == 0 || tp->stop_at >= 0 || length_us <= 0)
        return false;
    if (c->speed.num > 0 && c->media_us >= end_us)
        c->media_us = first_us + (c->media_us - end_us) % length_us;
    else if (c->speed.num < 0 && c->media_us < first_us)
        c->media_us = end_us - 1 - (first_us - 1 - c->media_us) % length_us;
    return true; /* ct_transport_play_on keeps the frame inside: a time so near an end may round to the next */
}

static bool passed_stop(const ct_transport *tp, int64_t frame)
{
    if (tp->stop_at < 0)
        return false;
    return ct_transport_direction(tp) > 0 ? frame >= tp->stop_at && tp->position <= tp->stop_at
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
    int     step = ct_transport_direction(tp);
    int64_t reach =
        (int64_t)(speed * av_q2d(ct_pictures_look(tp->reel->pictures).fps)) / SNAP_PER_SECOND;

    if (speed <= 2.0 || !ct_pictures_look(tp->reel->pictures).has_picture)
        return frame;
    for (int64_t i = 0; i <= reach; i++) {
        int64_t candidate = frame - step * i;

        if (ct_span_count(tp->loop) > 0 && tp->stop_at < 0 && !ct_span_has(tp->loop, candidate))
            break;
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

void ct_transport_play_on(ct_transport *tp, int64_t now_us)
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
    else if (!loops && ct_transport_direction(tp) > 0 && count > 0 &&
             media_us >= ct_transport_time_of(tp, count))
        halt(tp, count - 1);
    else if (!loops && ct_transport_direction(tp) < 0 && media_us < ct_transport_time_of(tp, 0))
        halt(tp, 0);
    else
        tp->position = ct_transport_clamp(tp, hold_to_decoded(tp, tp->clock_frame = frame));
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
        ct_transport_play_on(tp, ct_clock_us());
    else
        tp->dropped = 0;
    place_for_play(tp, speed);
    tp->playing = true;
    tp->clock.speed = speed;
    ct_transport_clock_start_here(tp);
}

void ct_transport_stop(ct_transport *tp)
{
    if (!tp->playing)
        return;
    ct_transport_play_on(tp, ct_clock_us());
    halt(tp, tp->position);
}

void ct_transport_play_span(ct_transport *tp, ct_span span)
{
    if (!tp->reel || ct_span_count(span) == 0)
        return;
    tp->position = ct_transport_clamp(tp, span.first);
    tp->stop_at = ct_transport_clamp(tp, span.end - 1);
    tp->dropped = 0;
    tp->playing = true;
    tp->position_met = false;
    tp->clock.speed = (AVRational){1, 1};
    ct_transport_clock_start_here(tp);
}

void ct_transport_order_again(ct_transport *tp)
{
    if (!tp->reel || !tp->playing || !tp->clock.order)
        return;
    ct_transport_play_on(tp, ct_clock_us());
    if (tp->playing)
        ct_transport_clock_start(tp, tp->clock.media_us);
}

void ct_transport_set_loop(ct_transport *tp, ct_span span)
{
    tp->loop = ct_span_count(span) > 0 ? span : (ct_span){0, 0};
    ct_transport_order_again(tp);
}

void ct_transport_set_stop_at(ct_transport *tp, int64_t frame)
{
    tp->stop_at = frame;
    ct_transport_order_again(tp);
}
