/* SPDX-License-Identifier: MIT */
/* The cut in the viewer: read in the background, played by a ct_cut_player. The clip that it rests on is the
 * open clip, so that marks, notes and judgement work as on any other; while it plays that is left for later,
 * and for whoever acts on it. */
#include <stdlib.h>

#include "circletake/thread.h"
#include "session_priv.h"

enum { REST_US = 150000 }; /* a playhead that is stepped by hand does not open clip after clip */

/* --- reading -------------------------------------------------------------------------------------- */

struct cut_task {
    ct_task         task;
    ct_store       *store; /* outlives the task: closing the project clears the lane first */
    ct_id           cut;
    int64_t         at;
    bool            plays, again; /* again: the one that is on was changed */
    ct_cut_view    *view;
    ct_medley_parts sound;
    ct_note_list    notes;
    ct_code         code;
    ct_error        err;
};

static char *sound_path(void *arg, const ct_clip *clip)
{
    return ct_session_sound_path_by(arg, clip);
}

static void read_cut(struct cut_task *t, ct_query *query)
{
    ct_note_query of_cut = {.cut = t->cut, .order = CT_ORDER_MADE};

    t->view = ct_alloc(sizeof *t->view);
    t->code = ct_cut_view_read(query, t->cut, t->view, &t->err);
    if (t->code) {
        free(t->view);
        t->view = NULL;
        return;
    }
    if (t->view->cut.frames == 0)
        t->code = ct_fail(&t->err, CT_NO_INPUT, "There is nothing in the cut.");
    if (!t->code)
        t->code = ct_cut_view_explain(query, t->view, &t->err);
    ct_cut_view_sound(t->view, sound_path, query, &t->sound);
    if (!t->code)
        t->code = ct_query_notes(query, &of_cut, &t->notes, &t->err);
}

static void cut_run(ct_task *task)
{
    struct cut_task *t = (struct cut_task *)(void *)task;
    ct_query        *query = NULL;

    t->code = ct_query_open(t->store, &query, &t->err);
    if (!t->code)
        read_cut(t, query);
    ct_query_close(&query);
}

static void cut_destroy(ct_task *task)
{
    struct cut_task *t = (struct cut_task *)(void *)task;

    if (t->view)
        ct_cut_view_finish(t->view);
    free(t->view);
    ct_medley_parts_finish(&t->sound);
    ct_note_list_finish(&t->notes);
    free(t);
}

static void finish_state(ct_session *s)
{
    ct_cut_state_finish(&s->cut_state);
    s->cut_state = (ct_cut_state){.slate = -1};
}

static void take_notes(ct_session *s, struct cut_task *t)
{
    ct_note_list before = s->cut_notes;

    s->cut_notes = t->notes;
    t->notes = before;
    s->changed |= CT_CHANGED_MARKS;
}

/* Other data of the cut that is on: the playhead stays. */
static void change_cut(ct_session *s, struct cut_task *t)
{
    if (!s->cut_player || !ct_id_equal(ct_session_cut(s)->id, t->cut))
        return;
    take_notes(s, t);
    if (s->cut_state.playing) { /* the rest when it rests */
        s->cut_stale = true;
        return;
    }
    if (t->code) { /* taken out of the project */
        ct_session_leave_cut(s);
        return;
    }
    t->view = ct_cut_player_change(s->cut_player, t->view);
    if (s->medley)
        ct_medley_load(s->medley, &t->sound);
    s->changed |= CT_CHANGED_STATE | CT_CHANGED_POSITION | CT_CHANGED_PICTURE;
}

static void make_medley(ct_session *s)
{
    ct_error err;

    if (s->audio_rate_hz <= 0 || s->medley)
        return;
    if (ct_medley_create(s->audio_rate_hz, s->config.log, &s->medley, &err))
        ct_log_warn(s->config.log, "%s", err.text);
    ct_session_apply_sound(s);
}

static void begin_cut(ct_session *s, struct cut_task *t)
{
    ct_cut_player_config config = {.decks = {.cache_bytes = s->config.cache_bytes,
                                             .decode_threads = s->config.decode_threads,
                                             .hardware = s->hardware,
                                             .wakeup = s->config.wakeup,
                                             .wakeup_arg = s->config.wakeup_arg,
                                             .log = s->config.log}};

    ct_session_end_string(s);
    ct_session_drop_cut(s);
    ct_session_leave_clip(s);
    make_medley(s);
    ct_session_hear_cut(s);
    config.medley = s->medley;
    config.audio_latency_us = s->audio_latency_us;
    if (s->medley)
        ct_medley_load(s->medley, &t->sound);
    s->cut_player = ct_cut_player_create(&config, t->view, t->at < 0 ? 0 : t->at);
    t->view = NULL;
    finish_state(s);
    take_notes(s, t);
    atomic_store(&s->cut_sounds, s->medley != NULL);
    ct_cut_player_set_looping(s->cut_player, s->looping);
    if (t->plays)
        ct_cut_player_play(s->cut_player, (AVRational){1, 1});
    s->changed |= CT_CHANGED_CLIP | CT_CHANGED_CLIPS | CT_CHANGED_STATE | CT_CHANGED_POSITION |
                  CT_CHANGED_PICTURE | CT_CHANGED_MARKS | CT_CHANGED_MEDIA;
}

static void cut_finish(ct_task *task, ct_session *s)
{
    struct cut_task *t = (struct cut_task *)(void *)task;

    s->cut_coming = s->cut_coming && t->again;
    if (t->again)
        change_cut(s, t);
    else if (t->code)
        ct_session_say(s, CT_MESSAGE_ERROR, "%s", t->err.text);
    else
        begin_cut(s, t);
}

static void push_task(ct_session *s, const struct cut_task *wanted)
{
    struct cut_task *t = ct_alloc(sizeof *t);

    *t = *wanted;
    t->task.run = cut_run;
    t->task.finish = cut_finish;
    t->task.destroy = cut_destroy;
    t->store = s->store;
    ct_work_push(s->work, CT_LANE_CLIP, &t->task, true);
}

void ct_session_open_cut(ct_session *s, ct_id cut, int64_t at, bool plays)
{
    ct_work_clear(s->work, CT_LANE_CLIP);
    if (s->stalled)
        ct_work_leave(s->work, CT_LANE_CLIP);
    s->cut_coming = true;
    push_task(s, &(struct cut_task){.cut = cut, .at = at, .plays = plays});
}

void ct_session_reload_cut(ct_session *s)
{
    s->cut_stale = false;
    if (s->cut_player)
        push_task(s, &(struct cut_task){.cut = ct_session_cut(s)->id, .again = true});
}

/* --- leaving ----------------------------------------------------------------------------------------- */

/* Its rows go to a lane to be freed: of 100,000 events that takes longer than a frame of the display. */
static void let_go(ct_session *s)
{
    struct cut_task *gone = ct_alloc(sizeof *gone);
    ct_decks        *decks;

    gone->task.destroy = cut_destroy;
    gone->view = ct_cut_player_end(&s->cut_player, &decks);
    ct_session_let_decks_go(s, decks);
    gone->notes = s->cut_notes;
    s->cut_notes = (ct_note_list){.items = NULL};
    if (s->medley)
        ct_medley_load(s->medley, &gone->sound);
    if (s->work)
        ct_work_spend(s->work, &gone->task);
    else
        cut_destroy(&gone->task);
}

bool ct_session_drop_cut(ct_session *s)
{
    if (!s->cut_player)
        return false;
    atomic_store(&s->cut_sounds, false);
    let_go(s);
    finish_state(s);
    s->changed |= CT_CHANGED_STATE | CT_CHANGED_POSITION | CT_CHANGED_PICTURE;
    return true;
}

void ct_session_leave_cut(ct_session *s)
{
    if (!s->cut_player)
        return;
    ct_session_settle_cut(s);
    ct_id   clip = s->clip.id;
    int64_t frame = s->state.position;
    ct_session_drop_cut(s);
    ct_session_leave_clip(s);
    if (!ct_id_is_none(clip))
        ct_session_open_clip(s, clip, frame);
}

/* --- what is on ----------------------------------------------------------------------------------------- */

const ct_cut_view *ct_session_cut_view(const ct_session *s)
{
    return s->cut_player ? ct_cut_player_view(s->cut_player) : NULL;
}

const ct_cut *ct_session_cut(const ct_session *s)
{
    return s->cut_player ? &ct_session_cut_view(s)->cut : NULL;
}

const ct_cut_state *ct_session_cut_state(const ct_session *s)
{
    return s->cut_player ? &s->cut_state : NULL;
}

const ct_note_list *ct_session_cut_notes(const ct_session *s)
{
    return &s->cut_notes;
}

int64_t ct_session_record(const ct_session *s)
{
    return s->cut_player ? s->cut_state.record : -1;
}

const ct_clip *ct_session_shot(const ct_session *s, int64_t *frame)
{
    const ct_layer *shot = s->cut_player ? ct_look_shot(&s->cut_state.look) : NULL;

    if (shot && frame)
        *frame = shot->frame;
    return shot ? ct_cut_view_clip(ct_session_cut_view(s), shot->clip) : NULL;
}

/* What the state of a clip's engine would say, of the shot that is on. While another clip is on than the open
 * one the position of that stays. */
static void tell_state(ct_session *s)
{
    const ct_cut_state *cut = &s->cut_state;
    int64_t             frame;
    const ct_clip      *clip = ct_session_shot(s, &frame);
    int64_t             position = s->state.position;

    if (clip && ct_id_equal(clip->id, s->clip.id))
        position = frame;
    ct_transport_state_finish(&s->state);
    s->state = (ct_transport_state){.clip = s->clip.id,
                                    .ready = true,
                                    .fps = clip ? clip->fps : ct_session_cut(s)->fps,
                                    .frame_count = s->clip.frame_count,
                                    .index_permille = 1000,
                                    .position = position,
                                    .speed = cut->speed,
                                    .playing = cut->playing,
                                    .picture_frame = -1,
                                    .late = cut->late,
                                    .has_picture = true,
                                    .audio_channels = s->sound_channels,
                                    .dropped = cut->dropped,
                                    .evidence = cut->evidence,
                                    .error = cut->error};
    if (cut->mix.over) {
        s->state.picture = ct_frame_ref(cut->mix.over);
        s->state.picture_frame = cut->mix.over->number;
    }
}

void ct_session_settle_cut(ct_session *s)
{
    int64_t        frame;
    const ct_clip *clip = ct_session_shot(s, &frame);

    if (!s->cut_player || ct_id_equal(clip ? clip->id : ct_id_none(), s->clip.id))
        return;
    if (clip)
        ct_session_show_part(s, clip, frame);
    else
        ct_session_leave_clip(s); /* nothing that a mark could be on */
    tell_state(s);
}

static unsigned compare(const ct_cut_state *a, const ct_cut_state *b)
{
    unsigned changed = 0;

    if (!ct_mix_equal(&a->mix, &b->mix) || a->late != b->late || a->slate != b->slate)
        changed |= CT_CHANGED_PICTURE;
    if (a->record != b->record || a->playing != b->playing || av_cmp_q(a->speed, b->speed) != 0)
        changed |= CT_CHANGED_POSITION;
    if (a->dropped != b->dropped || a->error.code != b->error.code)
        changed |= CT_CHANGED_STATE;
    return changed;
}

void ct_session_poll_cut(ct_session *s, int64_t now_us)
{
    ct_cut_state now;

    ct_cut_player_poll(s->cut_player, now_us, &now);
    unsigned changed = compare(&s->cut_state, &now);
    if (changed & CT_CHANGED_POSITION)
        s->cut_moved_us = now_us;
    ct_cut_state_finish(&s->cut_state);
    s->cut_state = now;
    s->changed |= changed;
    tell_state(s);
    if (s->cut_stale && !now.playing)
        ct_session_reload_cut(s);
    if (!now.playing && now_us - s->cut_moved_us > REST_US)
        ct_session_settle_cut(s);
}

bool ct_session_cut_is_lively(const ct_session *s)
{
    const ct_clip *clip = ct_session_shot(s, NULL);

    return s->cut_coming || (s->cut_player && (s->cut_state.playing || s->cut_state.late ||
                                               (clip && !ct_id_equal(clip->id, s->clip.id))));
}
