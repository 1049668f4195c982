/* SPDX-License-Identifier: MIT */
/* See cutplayer.h: the clock, and the pictures of where it is. What the decks get ready is in cut_wants.c. */
#include "circletake/cutplayer.h"

#include <libavutil/mathematics.h>
#include <stdlib.h>

#include "circletake/rate.h"
#include "circletake/str.h"
#include "circletake/thread.h"
#include "cut_wants.h"

enum {
    START_PATIENCE_US = 1000000, /* play waits so long for its first picture */
    STALL_US = 500000,           /* after this the clock leaves a sound that does not move */
    START_AHEAD = 3, /* record frames that are ready before the clock runs: decoding runs by then */
    LATE_REACH = 12, /* record frames behind the playhead that still show motion */
    SCRUB_SOUND_US = 60000, /* at least so much is heard under a hand that scrubs, as of a clip */
    FASTEST = 16
};

struct ct_cut_player {
    ct_cut_player_config config;
    ct_cut_view         *view; /* owned: its map borrows from it, so it stays where it is */
    ct_decks            *decks;
    int64_t              record;
    uint64_t             jumps;

    bool       playing, starting; /* starting: the clock does not run yet */
    bool       looping;
    int64_t    stop_at; /* play stops on this record frame; -1: none */
    AVRational speed;
    int64_t    media_us, at_us; /* time of the cut at wall time `at_us` */
    int64_t    asked_us;        /* play was asked for */
    bool       by_sound;        /* the sound leads */
    int64_t    heard_us, heard_since_us;

    ct_mix  shown; /* last right one, counted */
    int64_t shown_record;
    bool    met; /* the pictures of `record` were given */
    int64_t dropped;
};

ct_cut_player *ct_cut_player_create(const ct_cut_player_config *config, ct_cut_view *view,
                                    int64_t record)
{
    ct_cut_player *p = ct_alloc(sizeof *p);

    p->config = *config;
    p->view = view;
    p->decks = ct_decks_create(&config->decks);
    p->speed = (AVRational){0, 1};
    p->shown_record = p->stop_at = -1;
    ct_cut_player_seek(p, record);
    return p;
}

ct_cut_view *ct_cut_player_end(ct_cut_player **player, ct_decks **decks)
{
    ct_cut_player *p = *player;

    if (!p)
        return NULL;
    ct_cut_view *view = p->view;
    if (p->config.medley)
        ct_medley_stop(p->config.medley);
    *decks = p->decks;
    ct_mix_unref(&p->shown);
    free(p);
    *player = NULL;
    return view;
}

void ct_cut_player_destroy(ct_cut_player **player)
{
    ct_decks    *decks = NULL;
    ct_cut_view *view = ct_cut_player_end(player, &decks);

    ct_decks_destroy(&decks);
    if (view)
        ct_cut_view_finish(view);
    free(view);
}

const ct_cut_view *ct_cut_player_view(const ct_cut_player *p)
{
    return p->view;
}

ct_cut_view *ct_cut_player_change(ct_cut_player *p, ct_cut_view *view)
{
    ct_cut_view *before = p->view;

    ct_cut_player_stop(p);
    p->view = view;
    p->shown_record = -1;
    ct_cut_player_seek(p, p->record);
    return before;
}

/* --- the clock ------------------------------------------------------------------------------------- */

static int64_t last_record(const ct_cut_player *p)
{
    return p->view->cut.frames > 0 ? p->view->cut.frames - 1 : 0;
}

static int64_t clamp_record(const ct_cut_player *p, int64_t record)
{
    int64_t last = last_record(p);

    return record < 0 ? 0 : record > last ? last : record;
}

/* From the first moment of the frame under the playhead, in reverse from its last. */
static void start_clock(ct_cut_player *p)
{
    AVRational fps = p->view->events.fps;

    p->starting = false;
    p->at_us = ct_clock_us();
    p->media_us = p->speed.num < 0 ? ct_rate_frame_to_us(p->record + 1, fps) - 1
                                   : ct_rate_frame_to_us(p->record, fps);
    p->by_sound = p->config.medley && ct_medley_can(p->speed);
    p->heard_us = -1;
    p->heard_since_us = p->at_us;
    if (p->by_sound)
        ct_medley_play(p->config.medley, p->media_us, p->speed);
    else if (p->config.medley)
        ct_medley_stop(p->config.medley);
}

static void leave_sound(ct_cut_player *p, int64_t now_us)
{
    p->by_sound = false;
    p->at_us = now_us;
    ct_medley_stop(p->config.medley);
}

/* The sound that is heard tells the time, forward and backward; until its first sample the clock stands. */
static void follow_sound(ct_cut_player *p, int64_t now_us)
{
    int64_t         us = 0;
    ct_medley_heard heard =
        ct_medley_now(p->config.medley, now_us, p->config.audio_latency_us, &us);

    if (heard == CT_MEDLEY_NOT_YET)
        return;
    if (heard == CT_MEDLEY_HEARD && us != p->heard_us) {
        p->heard_us = us;
        p->heard_since_us = now_us;
    }
    if (heard == CT_MEDLEY_DEAD || now_us - p->heard_since_us > STALL_US)
        leave_sound(p, p->heard_us < 0 ? now_us : p->heard_since_us);
    else if (p->speed.num < 0 ? us < p->media_us : us > p->media_us) /* else jitter of the device */
        p->media_us = us;
}

static void follow_wall(ct_cut_player *p, int64_t now_us)
{
    if (now_us <= p->at_us)
        return;
    int64_t way_us = av_rescale(now_us - p->at_us, abs(p->speed.num), p->speed.den);
    p->media_us += p->speed.num < 0 ? -way_us : way_us;
    p->at_us = now_us;
}

static void halt(ct_cut_player *p, int64_t record)
{
    p->playing = p->starting = false;
    p->stop_at = -1;
    p->speed = (AVRational){0, 1};
    p->record = clamp_record(p, record);
    if (p->config.medley)
        ct_medley_stop(p->config.medley);
}

static void count_drops(ct_cut_player *p, int64_t from, bool natural)
{
    int64_t steps = llabs(p->record - from);

    if (steps == 0 || p->starting) /* a loop begins anew */
        return;
    if (natural) /* faster, no screen shows every frame */
        p->dropped += (p->met ? 0 : 1) + steps - 1;
    p->met = false;
}

/* A loop goes on at the other end, once the pictures of that are there. */
static void meet_end(ct_cut_player *p, int64_t record)
{
    if (p->looping)
        ct_cut_player_seek(p, record < 0 || p->media_us < 0 ? last_record(p) : 0);
    else
        halt(p, record);
}

static void play_on(ct_cut_player *p, int64_t now_us)
{
    int64_t before = p->record;
    bool    natural = abs(p->speed.num) <= p->speed.den;

    if (p->by_sound)
        follow_sound(p, now_us);
    if (!p->by_sound)
        follow_wall(p, now_us);
    int64_t record = ct_rate_us_to_frame(p->media_us, p->view->events.fps);
    if (p->stop_at >= 0 && record >= p->stop_at)
        halt(p, p->stop_at);
    else if (record > last_record(p) || p->media_us < 0)
        meet_end(p, record);
    else
        p->record = record;
    count_drops(p, before, natural);
}

/* --- what a person does ------------------------------------------------------------------------------ */

static AVRational sane_speed(AVRational speed)
{
    if (speed.den <= 0)
        return (AVRational){0, 1};
    if (abs(speed.num) > FASTEST * speed.den)
        return (AVRational){speed.num < 0 ? -FASTEST : FASTEST, 1};
    return speed;
}

void ct_cut_player_play(ct_cut_player *p, AVRational speed)
{
    speed = sane_speed(speed);
    if (speed.num == 0) {
        ct_cut_player_stop(p);
        return;
    }
    if (p->playing && av_cmp_q(speed, p->speed) == 0)
        return;
    if (p->playing && !p->starting)
        play_on(p, ct_clock_us());
    else
        p->dropped = 0;
    if (speed.num > 0 && p->record == last_record(p))
        p->record = 0;
    else if (speed.num < 0 && p->record == 0)
        p->record = last_record(p);
    bool goes_on = p->playing && !p->starting;
    p->playing = true;
    p->speed = speed;
    p->met = p->met && p->shown_record == p->record;
    p->starting = !goes_on;
    p->asked_us = ct_clock_us();
    if (goes_on)
        start_clock(p);
}

void ct_cut_player_play_span(ct_cut_player *p, ct_span span)
{
    ct_cut_player_stop(p);
    if (ct_span_count(span) == 0)
        return;
    ct_cut_player_seek(p, span.first);
    if (p->record < last_record(p)) {
        ct_cut_player_play(p, (AVRational){1, 1});
        p->stop_at = clamp_record(p, span.end - 1);
    }
}

void ct_cut_player_set_looping(ct_cut_player *p, bool on)
{
    p->looping = on;
}

void ct_cut_player_stop(ct_cut_player *p)
{
    if (p->playing && !p->starting)
        play_on(p, ct_clock_us());
    halt(p, p->record);
}

void ct_cut_player_seek(ct_cut_player *p, int64_t record)
{
    p->record = clamp_record(p, record);
    p->met = false;
    p->jumps++;
    if (p->playing) {
        p->starting = true;
        p->asked_us = ct_clock_us();
        if (p->config.medley)
            ct_medley_stop(p->config.medley);
    }
}

void ct_cut_player_hear_anew(ct_cut_player *p)
{
    int64_t now_us = ct_clock_us();

    if (!p->playing || p->starting)
        return;
    play_on(p, now_us);
    if (!p->playing || p->starting || !p->by_sound)
        return;
    p->heard_us = -1;
    p->heard_since_us = now_us;
    ct_medley_play(p->config.medley, p->media_us, p->speed);
}

/* The frame under the playhead is heard, or `least_us` from it; on the way back backwards, as play is. */
static void blip(ct_cut_player *p, bool backward, int64_t least_us)
{
    AVRational fps = p->view->events.fps;
    int64_t    first_us = ct_rate_frame_to_us(p->record, fps);
    int64_t    end_us = ct_rate_frame_to_us(p->record + 1, fps);

    if (end_us - first_us < least_us)
        end_us = first_us + least_us;
    if (p->config.medley)
        ct_medley_blip(p->config.medley, backward ? end_us : first_us,
                       backward ? first_us : end_us);
}

void ct_cut_player_step(ct_cut_player *p, int64_t frames)
{
    ct_cut_player_stop(p);
    ct_cut_player_seek(p, p->record + frames);
    blip(p, frames < 0, 0);
}

void ct_cut_player_scrub(ct_cut_player *p, int64_t record)
{
    int64_t before = p->record;

    ct_cut_player_stop(p);
    ct_cut_player_seek(p, record);
    if (p->record != before)
        blip(p, p->record < before, SCRUB_SOUND_US);
}

/* --- pictures ------------------------------------------------------------------------------------------- */

/* What a layer gives: a picture, none for good, or none yet. */
struct given {
    ct_frame *frame;
    bool      coming, missing;
};

static struct given get_layer(ct_cut_player *p, const ct_layer *layer, ct_error *err)
{
    struct given   g = {.frame = NULL};
    const ct_clip *clip = ct_cut_view_clip(p->view, layer->clip);

    if (layer->kind == CT_LAYER_BLACK)
        return g;
    g.missing = layer->kind != CT_LAYER_PICTURE || !clip || clip->offline;
    if (g.missing)
        return g;
    uint64_t run = ct_cut_run_of(layer->event);
    g.frame = ct_decks_get(p->decks, run, layer->frame);
    if (!g.frame)
        g.missing = ct_decks_failure(p->decks, run, layer->frame, err);
    g.coming = !g.frame && !g.missing;
    return g;
}

/* The side that has no picture is black, in the shape of the other. */
static void fill_up(struct given *one, const struct given *other)
{
    if (!one->frame && other->frame)
        one->frame = ct_frame_black(other->frame);
}

static int64_t slate_of(const ct_look *look, const struct given *over, const struct given *under)
{
    if (over->missing && 2 * look->weight >= look->of)
        return look->over.event;
    return under->missing && 2 * look->weight < look->of ? look->under.event : -1;
}

/* Gives the pictures of a look. False: one of them is on its way. */
static bool take_mix(ct_cut_player *p, const ct_look *look, ct_mix *out, int64_t *slate,
                     ct_error *err)
{
    bool         mixed = look->weight < look->of;
    struct given over = get_layer(p, &look->over, err), under = {.frame = NULL};

    if (mixed)
        under = get_layer(p, &look->under, err);
    *slate = slate_of(look, &over, &under);
    if (mixed && !over.coming && !under.coming) {
        fill_up(&over, &under);
        fill_up(&under, &over);
    }
    *out = (ct_mix){over.frame, under.frame, (int)look->weight, (int)look->of, look->wipe};
    return !over.coming && !under.coming;
}

/* Takes the mix. */
static void show(ct_cut_player *p, ct_mix *mix, int64_t record)
{
    ct_mix_unref(&p->shown);
    p->shown = *mix;
    p->shown_record = record;
    *mix = (ct_mix){.over = NULL};
}

/* The pictures of the record frame, if all are there. */
static bool show_record(ct_cut_player *p, ct_cut_state *out)
{
    ct_mix mix;
    bool   there = take_mix(p, &out->look, &mix, &out->slate, &out->error);

    if (there && p->shown_record != p->record)
        show(p, &mix, p->record);
    ct_mix_unref(&mix);
    p->met = p->met || there;
    return there;
}

/* Play that is behind shows the last record frame on its way that is there: motion at least, told as late. */
static void show_on_the_way(ct_cut_player *p)
{
    int  way = p->speed.num < 0 ? -1 : 1;
    bool there = false;

    for (int i = 1; i < LATE_REACH && !there; i++) {
        int64_t  slate, record = p->record - way * i;
        ct_look  look = ct_cut_map_look(p->view->map, record);
        ct_mix   mix;
        ct_error err;
        if (record == p->shown_record || record != clamp_record(p, record))
            return;
        there = take_mix(p, &look, &mix, &slate, &err);
        if (there)
            show(p, &mix, record);
        ct_mix_unref(&mix);
    }
}

static bool is_coming(ct_cut_player *p, const ct_layer *layer)
{
    ct_error     err;
    struct given g = get_layer(p, layer, &err);

    ct_frame_unref(&g.frame);
    return g.coming;
}

/* The first pictures of play are there. */
static bool is_ready(ct_cut_player *p, bool late)
{
    int way = p->speed.num < 0 ? -1 : 1;

    for (int i = 1; i <= START_AHEAD && !late; i++) {
        ct_look look = ct_cut_map_look(p->view->map, p->record + way * i);
        late = is_coming(p, &look.over) || (look.weight < look.of && is_coming(p, &look.under));
    }
    return !late;
}

static void tell_evidence(ct_cut_player *p, ct_cut_state *out)
{
    const ct_layer *shot = ct_look_shot(&out->look);

    out->evidence = shot ? ct_decks_evidence(p->decks, ct_cut_run_of(shot->event), shot->frame)
                         : (ct_evidence){.pts = INT64_MIN, .tb = {0, 1}};
}

void ct_cut_player_poll(ct_cut_player *p, int64_t now_us, ct_cut_state *out)
{
    if (p->playing && !p->starting)
        play_on(p, now_us);
    *out = (ct_cut_state){.record = p->record, .slate = -1};
    out->look = ct_cut_map_look(p->view->map, p->record);
    ct_cut_tell_wants(p->view, p->decks,
                      &(ct_cut_head){p->record, p->starting ? (AVRational){0, 1} : p->speed,
                                     p->playing ? p->speed : (AVRational){0, 1}, p->jumps});
    if (!show_record(p, out) && p->playing && !p->starting)
        show_on_the_way(p);
    out->late = p->shown_record != p->record;
    if (p->starting && (is_ready(p, out->late) || now_us - p->asked_us > START_PATIENCE_US))
        start_clock(p);
    out->speed = p->speed;
    out->playing = p->playing;
    out->mix = ct_mix_ref(&p->shown);
    out->mix_record = p->shown_record;
    out->dropped = p->dropped;
    tell_evidence(p, out);
}

void ct_cut_state_finish(ct_cut_state *state)
{
    ct_mix_unref(&state->mix);
}
