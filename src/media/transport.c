/* SPDX-License-Identifier: MIT */
/* See transport.h: clips are opened and left here, the playhead is moved by hand, sound is set. */
#include "circletake/transport.h"

#include <stdlib.h>
#include <string.h>

#include "circletake/sequence.h"
#include "circletake/str.h"
#include "circletake/thread.h"
#include "transport_priv.h"

enum { SCRUB_SOUND_US = 60000 };

/* 1 GiB, or a quarter of a machine that has less than four. */
static size_t default_cache_bytes(void)
{
    int64_t most = (int64_t)1 << 30, memory = ct_memory_bytes();

    return (size_t)(memory > 0 && memory / 4 < most ? memory / 4 : most);
}

/* --- opening and leaving ---------------------------------------------------------- */

static void reel_destroy(struct reel **reel)
{
    if (!*reel)
        return;
    ct_pictures_destroy(&(*reel)->pictures);
    ct_voice_destroy(&(*reel)->voice);
    free((*reel)->sound_path);
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
void ct_transport_sweep(ct_transport *tp, bool all)
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
    const char     *path = tp->reel->sound_path ? tp->reel->sound_path : tp->reel->clip.path;
    ct_voice_config config = {
        .path = path,
        .rate_hz = tp->config.audio_rate_hz,
        .channels = tp->channels,
        .metering = tp->metering,
        .volume = tp->volume,
        .port = &tp->port,
        .wakeup = tp->config.wakeup,
        .wakeup_arg = tp->config.wakeup_arg,
        .log = tp->config.log,
    };
    ct_error err;

    if (tp->config.audio_rate_hz <= 0 || ct_sequence_is_pattern(path))
        return;
    if (ct_voice_create(&config, &tp->reel->voice, &err))
        ct_log_warn(tp->config.log, "%s", err.text);
    ct_voice_port_give(&tp->port, tp->reel->voice);
}

int64_t ct_transport_clamp(const ct_transport *tp, int64_t frame)
{
    int64_t count = tp->reel ? ct_pictures_look(tp->reel->pictures).frame_count : 0;

    if (count > 0 && frame >= count)
        frame = count - 1;
    return frame < 0 ? 0 : frame;
}

void ct_transport_open(ct_transport *tp, const ct_clip *clip, int64_t frame)
{
    ct_transport_open_with(tp, clip, NULL, frame);
}

void ct_transport_open_with(ct_transport *tp, const ct_clip *clip, const char *sound_path,
                            int64_t frame)
{
    ct_error err = {0};

    leave_reel(tp);
    ct_transport_sweep(tp, false);
    tp->serial++;
    tp->reel = ct_alloc(sizeof *tp->reel);
    ct_clip_copy(&tp->reel->clip, clip);
    tp->reel->sound_path = ct_strdup(sound_path);
    ct_pictures_config config = {
        .clip = &tp->reel->clip,
        .cache_bytes = tp->config.cache_bytes,
        .decode_threads = tp->config.decode_threads,
        .stand_ins = tp->config.stand_ins,
        .hardware = tp->config.hardware,
        .wakeup = tp->config.wakeup,
        .wakeup_arg = tp->config.wakeup_arg,
        .log = tp->config.log,
    };
    if (ct_pictures_create(&config, &tp->reel->pictures, &err)) {
        ct_log_error(tp->config.log, "%s", err.text);
        reel_destroy(&tp->reel);
        return;
    }
    tp->position = ct_transport_clamp(tp, frame);
    ct_pictures_want_set(tp->reel->pictures, &(ct_pictures_want){.frame = tp->position});
    open_voice(tp);
}

void ct_transport_close(ct_transport *tp)
{
    leave_reel(tp);
    ct_transport_sweep(tp, false);
    tp->serial++;
}

ct_code ct_transport_create(const ct_transport_config *config, ct_transport **out, ct_error *err)
{
    (void)err;
    ct_transport *tp = ct_alloc(sizeof *tp);

    tp->config = *config;
    if (tp->config.cache_bytes == 0)
        tp->config.cache_bytes = default_cache_bytes();
    ct_voice_port_init(&tp->port);
    tp->channels = CT_AUDIO_ALL_CHANNELS;
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
    ct_transport_sweep(tp, true);
    ct_voice_port_finish(&tp->port);
    free(tp);
    *transport = NULL;
}

/* --- seek, step, scrub ------------------------------------------------------------ */

static void go(ct_transport *tp, int64_t frame)
{
    frame = ct_transport_clamp(tp, frame);
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
        ct_transport_clock_start_here(tp);
}

/* One frame of sound, or `least_us` of it; on the way back it is heard backwards, as play is. */
static void blip(ct_transport *tp, bool backward, int64_t least_us)
{
    int64_t first_us = ct_transport_time_of(tp, tp->position);
    int64_t end_us = ct_transport_time_of(tp, tp->position + 1);

    if (end_us - first_us < least_us)
        end_us = first_us + least_us;
    if (!tp->reel->voice)
        return;
    ct_voice_play(tp->reel->voice,
                  &(ct_voice_order){
                      .serial = ++tp->orders,
                      .from_us = ct_transport_sound_time(tp, backward ? end_us : first_us),
                      .end_us = ct_transport_sound_time(tp, backward ? first_us : end_us),
                      .again_us = INT64_MIN,
                      .speed = {backward ? -1 : 1, 1},
                      .blip = true,
                  });
}

void ct_transport_step(ct_transport *tp, int64_t frames)
{
    if (!tp->reel)
        return;
    ct_transport_stop(tp);
    go(tp, tp->position + frames);
    blip(tp, frames < 0, 0);
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
        blip(tp, tp->position < before, SCRUB_SOUND_US);
}

/* --- sound settings --------------------------------------------------------------- */

ct_audio_ring *ct_transport_audio_ring(ct_transport *tp)
{
    return tp->port.ring;
}

void ct_transport_set_hardware(ct_transport *tp, bool on)
{
    tp->config.hardware = on;
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
        ct_transport_clock_start(tp, tp->clock.media_us);
}

void ct_transport_set_sound(ct_transport *tp, const ct_clip *clip, const char *sound_path)
{
    struct reel *reel = tp->reel;

    if (!reel || !ct_id_equal(reel->clip.id, clip->id))
        return;
    bool other = strcmp(ct_str_or_empty(sound_path), ct_str_or_empty(reel->sound_path)) != 0;
    reel->clip.sound_start = clip->sound_start;
    reel->clip.sound_rate_hz = clip->sound_rate_hz;
    reel->clip.sound_delay = clip->sound_delay;
    if (other) {
        ct_strset(&reel->sound_path, sound_path);
        leave_voice(tp);
        open_voice(tp);
    }
    if (tp->playing)
        ct_transport_clock_start(tp, tp->clock.media_us);
}

void ct_transport_hear(ct_transport *tp, uint64_t channels)
{
    bool other = channels != tp->channels;

    tp->channels = channels;
    if (!other || !tp->reel || !tp->reel->voice)
        return;
    ct_voice_hear(tp->reel->voice, channels);
    ct_transport_order_again(tp);
}

void ct_transport_set_metering(ct_transport *tp, bool on)
{
    bool other = on != tp->metering;

    tp->metering = on;
    if (!other || !tp->reel || !tp->reel->voice)
        return;
    ct_voice_set_metering(tp->reel->voice, on);
    ct_transport_order_again(tp);
}

void ct_transport_set_volume(ct_transport *tp, float volume)
{
    tp->volume = volume;
    if (tp->reel && tp->reel->voice)
        ct_voice_set_volume(tp->reel->voice, volume);
}
