/* SPDX-License-Identifier: MIT */
/* What poll tells: the picture of the position or the last right one as late, sound, evidence. */
#include <math.h>
#include <string.h>

#include "transport_priv.h"

static void tell_wants(ct_transport *tp, const ct_pictures_facts *facts)
{
    double rate = tp->playing ? fabs(av_q2d(tp->clock.speed)) * av_q2d(facts->fps) : 0;

    ct_pictures_want_set(tp->reel->pictures,
                         &(ct_pictures_want){
                             .frame = tp->playing ? tp->clock_frame : tp->position,
                             .direction = ct_transport_direction(tp),
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
    int behind = tp->playing ? ct_transport_direction(tp) : 1;

    for (int64_t i = 1; i < LATE_REACH; i++) {
        if (show_if_there(tp, tp->position - behind * i))
            return;
        if (tp->scrubbing && show_if_there(tp, tp->position + i))
            return;
    }
}

/* The frame of the position: as it is in the file, else a reduced one that stands in for it. */
static bool show_position(ct_transport *tp)
{
    bool      there = tp->shown && tp->shown->number == tp->position;
    ct_frame *exact = NULL, *reduced = NULL;

    if (there && !tp->shown->reduced)
        return true;
    exact = ct_pictures_get(tp->reel->pictures, tp->position);
    if (!exact && !there)
        reduced = ct_pictures_get_reduced(tp->reel->pictures, tp->position);
    if (exact || reduced)
        show(tp, exact ? exact : reduced);
    return exact || reduced || there;
}

static void tell_picture(ct_transport *tp, ct_transport_state *out)
{
    if (!show_position(tp) && (tp->playing || tp->scrubbing))
        show_on_the_way(tp);
    out->picture_frame = -1;
    if (tp->shown) {
        out->picture = ct_frame_ref(tp->shown);
        out->picture_frame = tp->shown->number;
    }
    out->reduced = tp->shown && tp->shown->reduced;
    out->reduced_permille = ct_pictures_reduced_permille(tp->reel->pictures);
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

static void tell_lines(const ct_voice_facts *facts, ct_transport_state *out)
{
    out->audio_tracks = facts->tracks;
    out->audio_channels = facts->channels;
    out->line_count = facts->line_count;
    memcpy(out->lines, facts->lines, sizeof out->lines);
}

static void tell_sound(ct_transport *tp, int64_t now_us, ct_transport_state *out)
{
    out->audio_tracks = tp->reel->clip.audio_tracks;
    out->audio_channels = tp->reel->clip.audio_channels;
    if (tp->reel->voice) {
        ct_voice_facts facts = ct_voice_look(tp->reel->voice);
        ct_audio_heard heard = ct_audio_ring_heard(tp->port.ring);

        if (facts.known)
            tell_lines(&facts, out);
        out->sounding = heard.to > heard.from && now_us - heard.at_us < DEVICE_DEAD_US;
        if (out->sounding)
            memcpy(out->level, heard.level, sizeof out->level);
        out->metered = out->sounding && ct_voice_levels(tp->reel->voice, heard.from, out->readings);
    }
    out->has_sound = out->audio_tracks > 0;
}

/* A clip of sound alone begins where its sound does, which only the voice knows. */
static void learn_from_voice(ct_transport *tp)
{
    if (!tp->reel->voice)
        return;
    ct_voice_facts facts = ct_voice_look(tp->reel->voice);

    if (facts.known && facts.tracks > 0 && !tp->reel->sound_path)
        ct_pictures_set_sound_start(tp->reel->pictures, facts.start_us);
}

void ct_transport_poll(ct_transport *tp, int64_t now_us, ct_transport_state *out)
{
    *out = (ct_transport_state){.serial = tp->serial,
                                .fps = {25, 1},
                                .speed = {0, 1},
                                .picture_frame = -1,
                                .evidence = {.pts = INT64_MIN}};
    ct_transport_sweep(tp, false);
    if (!tp->reel)
        return;
    learn_from_voice(tp);
    if (tp->playing)
        ct_transport_play_on(tp, now_us);
    tp->position = ct_transport_clamp(tp, tp->position);

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
