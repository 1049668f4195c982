/* SPDX-License-Identifier: MIT */
/* The open clip: its playhead, In and Out, its waveform. Of the two engines one shows it, the other is
 * spare: see stringout.c. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/replace.h"
#include "circletake/thread.h"
#include "cached.h"
#include "session_priv.h"
#include "vigil.h"

static const AVRational STOPPED = {0, 1};
static const char       hardware_key[] = "play.hardware";

ct_transport *ct_session_engine(ct_session *s)
{
    return s->engines[atomic_load(&s->engine)];
}

ct_transport *ct_session_transport(ct_session *s)
{
    return ct_session_engine(s);
}

ct_transport *ct_session_spare_engine(ct_session *s)
{
    return s->engines[1 - atomic_load(&s->engine)];
}

void ct_session_set_audio_device(ct_session *s, int rate_hz, int64_t latency_us)
{
    s->audio_rate_hz = rate_hz;
    s->audio_latency_us = latency_us;
    for (int i = 0; i < 2; i++)
        ct_transport_set_audio_device(s->engines[i], rate_hz, latency_us);
}

int ct_session_audio_read(ct_session *s, float *out, int frames)
{
    ct_audio_ring *ring = atomic_load(&s->cut_sounds)
                              ? ct_medley_ring(s->medley)
                              : ct_transport_audio_ring(ct_session_engine(s));

    return ct_audio_ring_read(ring, out, frames);
}

/* --- what is open ------------------------------------------------------------------------- */

const ct_clip *ct_session_clip(const ct_session *s)
{
    return ct_id_is_none(s->clip.id) ? NULL : &s->clip;
}

const ct_transport_state *ct_session_state(const ct_session *s)
{
    return &s->state;
}

ct_mix ct_session_picture(const ct_session *s)
{
    return s->cut_player ? s->cut_state.mix : (ct_mix){.over = s->state.picture};
}

int64_t ct_session_position(const ct_session *s)
{
    return ct_id_is_none(s->clip.id) ? -1 : s->state.position;
}

const ct_peaks *ct_session_peaks(const ct_session *s)
{
    return s->peaks;
}

int64_t ct_session_in(const ct_session *s)
{
    return s->in;
}

int64_t ct_session_end(const ct_session *s)
{
    return s->end;
}

bool ct_session_looping(const ct_session *s)
{
    return s->looping;
}

/* --- In and Out, kept with the clip --------------------------------------------------------- */

/* Ranges were kept by clip alone once. */
static char *kept_range(const ct_session *s)
{
    char  key[CT_RANGE_KEY_BYTES];
    char *text = ct_query_setting(s->query, ct_range_key(&s->clip, key));

    if (text)
        return text;
    key[strcspn(key, ".") + CT_ID_TEXT_BYTES] = '\0';
    return ct_query_setting(s->query, key);
}

static void restore_range(ct_session *s)
{
    long long in, end;
    char     *text = kept_range(s);

    s->in = s->end = -1;
    if (text && sscanf(text, "%lld %lld", &in, &end) == 2) {
        s->in = in;
        s->end = end;
    }
    free(text);
}

static void apply_loop(ct_session *s)
{
    ct_span all = {0, s->clip.frame_count}, range = {s->in < 0 ? 0 : s->in, s->end};

    if (range.end < 0)
        range.end = all.end;
    if (!s->looping)
        range = (ct_span){0, 0};
    ct_transport_set_loop(ct_session_engine(s), range);
}

void ct_session_set_range(ct_session *s, int64_t in, int64_t end)
{
    char key[CT_RANGE_KEY_BYTES], text[64] = "";

    s->in = in;
    s->end = end;
    if (in < 0 && end < 0)
        s->cut_range.in = s->cut_range.out = -1;
    ct_range_key(&s->clip, key);
    if (in >= 0 || end >= 0)
        snprintf(text, sizeof text, "%lld %lld", (long long)in, (long long)end);
    ct_store_put_setting(s->store, key, text);
    apply_loop(s);
    s->changed |= CT_CHANGED_POSITION;
}

void ct_session_set_looping(ct_session *s, bool on)
{
    s->looping = on;
    if (s->cut_player)
        ct_cut_player_set_looping(s->cut_player, on);
    apply_loop(s);
    s->changed |= CT_CHANGED_POSITION;
}

/* --- waveform ------------------------------------------------------------------------------- */

struct peaks_task {
    ct_task   task;
    ct_id     clip;
    ct_clip   picture;    /* lined up with this clip ... */
    char     *sound_path; /* ... the sound of this file; NULL: its own */
    ct_peaks *peaks;
};

static void peaks_run(ct_task *task)
{
    struct peaks_task *t = (struct peaks_task *)(void *)task;

    if (ct_cached_sound(&t->picture, t->sound_path, ct_task_stopped, task, &t->peaks, NULL) !=
        CT_OK)
        t->peaks = NULL; /* the timeline shows no waveform */
}

static void peaks_finish(ct_task *task, ct_session *s)
{
    struct peaks_task *t = (struct peaks_task *)(void *)task;

    if (!ct_id_equal(t->clip, s->clip.id))
        return;
    ct_peaks_destroy(&s->peaks);
    s->peaks = t->peaks;
    t->peaks = NULL;
    s->changed |= CT_CHANGED_MEDIA;
}

static void peaks_destroy(ct_task *task)
{
    struct peaks_task *t = (struct peaks_task *)(void *)task;

    ct_peaks_destroy(&t->peaks);
    ct_clip_finish(&t->picture);
    free(t->sound_path);
    free(t);
}

static void ask_peaks(ct_session *s)
{
    struct peaks_task *t = ct_alloc(sizeof *t);

    t->task.run = peaks_run;
    t->task.finish = peaks_finish;
    t->task.destroy = peaks_destroy;
    t->clip = s->clip.id;
    ct_clip_copy(&t->picture, &s->clip);
    t->sound_path = ct_session_sound_path(s, &s->clip);
    ct_work_push(s->work, CT_LANE_CLIP, &t->task, false);
}

void ct_session_start_clip_work(ct_session *s)
{
    s->clip_work_due = false;
    ask_peaks(s);
    ct_session_prove_marks(s);
}

/* --- opening and leaving ---------------------------------------------------------------------- */

static void remember_place(ct_session *s)
{
    if (!ct_id_is_none(s->clip.id) && s->store)
        ct_store_put_seen(s->store, s->clip.id, s->state.position);
}

static void leave_open_clip(ct_session *s)
{
    remember_place(s);
    s->clip_work_due = false;
    if (s->work)
        ct_work_clear(s->work, CT_LANE_CLIP);
    ct_session_end_vigil(s);
    if (ct_session_engine(s))
        ct_transport_close(ct_session_engine(s));
    ct_peaks_destroy(&s->peaks);
    ct_select_list_finish(&s->selects);
    ct_note_list_finish(&s->notes);
    ct_clip_finish(&s->clip);
    ct_session_forget_material(s);
    s->selected_mark = ct_id_none();
    s->in = s->end = -1;
}

void ct_session_leave_clip(ct_session *s)
{
    if (!ct_id_is_none(s->clip.id))
        leave_open_clip(s);
    /* A cut shows a picture also where its shot has no clip. */
    ct_transport_state_finish(&s->state);
    s->state = (ct_transport_state){.picture_frame = -1, .speed = STOPPED};
}

/* Makes `clip` (taken) the open one; the engine is told by the caller. */
static void enter_clip(ct_session *s, ct_clip *clip, int64_t frame)
{
    char id[CT_ID_TEXT_BYTES];

    s->clip = *clip;
    s->state = (ct_transport_state){.clip = s->clip.id,
                                    .fps = s->clip.fps,
                                    .position = frame,
                                    .frame_count = s->clip.frame_count,
                                    .picture_frame = -1,
                                    .late = s->clip.width_px > 0,
                                    .speed = STOPPED,
                                    .has_picture = s->clip.width_px > 0};
    ct_session_read_material(s);
    restore_range(s);
    ct_session_restore_sound(s);
    apply_loop(s);
    ct_session_reload_marks(s);
    s->clip_work_due = true;
    ct_session_keep_vigil(s, true);
    ct_store_put_seen(s->store, s->clip.id, frame);
    ct_store_put_setting(s->store, "view.clip", ct_id_text(s->clip.id, id));
    s->changed |= CT_CHANGED_CLIP | CT_CHANGED_CLIPS | CT_CHANGED_POSITION | CT_CHANGED_PICTURE |
                  CT_CHANGED_MARKS | CT_CHANGED_MEDIA;
}

static int64_t clamp_frame(const ct_clip *clip, int64_t frame)
{
    if (clip->frame_count > 0 && frame >= clip->frame_count)
        frame = clip->frame_count - 1;
    return frame < 0 ? 0 : frame;
}

void ct_session_open_clip(ct_session *s, ct_id id, int64_t frame)
{
    ct_clip  clip;
    ct_error err;

    if (!s->store || !s->work)
        return;
    if (ct_session_drop_cut(s)) /* it has no engine */
        ct_session_leave_clip(s);
    s->cut_coming = false;
    if (ct_id_equal(id, s->clip.id)) {
        if (frame >= 0)
            ct_transport_seek(ct_session_engine(s), frame);
        return;
    }
    if (ct_query_clip(s->query, id, &clip, &err) != CT_OK) {
        ct_session_say(s, CT_MESSAGE_ERROR, "%s", err.text);
        return;
    }
    ct_session_end_string(s);
    /* Where it is left may not be on the disk yet when somebody goes back. */
    if (!ct_id_is_none(s->clip.id)) {
        s->clip_before = s->clip.id;
        s->frame_before = ct_session_position(s);
    }
    ct_session_leave_clip(s);
    if (frame < 0)
        frame = ct_query_seen(s->query, id);
    frame = clamp_frame(&clip, frame);
    ct_session_open_in_engine(s, ct_session_engine(s), &clip, frame);
    enter_clip(s, &clip, frame);
}

static bool sounds_alike(const ct_clip *a, const ct_clip *b)
{
    return ct_id_equal(a->sound, b->sound) && a->sound_start == b->sound_start &&
           a->sound_rate_hz == b->sound_rate_hz && a->sound_delay == b->sound_delay;
}

static void change_sound(ct_session *s)
{
    char *path = ct_session_sound_path(s, &s->clip);

    ct_transport_set_sound(ct_session_engine(s), &s->clip, path);
    free(path);
    ct_peaks_destroy(&s->peaks);
    ask_peaks(s);
    s->changed |= CT_CHANGED_MEDIA | CT_CHANGED_CLIP;
}

/* Of a cut the pictures come another way. */
static void open_in_engine(ct_session *s)
{
    if (!s->cut_player)
        ct_session_open_in_engine(s, ct_session_engine(s), &s->clip,
                                  clamp_frame(&s->clip, s->state.position));
}

/* Its pictures are others now: what was made of those before is made again, and marks are proved anew. */
void ct_session_open_again(ct_session *s)
{
    if (s->work)
        ct_work_clear(s->work, CT_LANE_CLIP);
    s->proof_count = 0;
    open_in_engine(s);
    restore_range(s); /* In and Out are of one content */
    apply_loop(s);
    ct_peaks_destroy(&s->peaks);
    ask_peaks(s);
    ct_session_keep_vigil(s, false);
    s->changed |= CT_CHANGED_MEDIA | CT_CHANGED_CLIP | CT_CHANGED_POSITION | CT_CHANGED_PICTURE;
}

bool ct_session_hardware(const ct_session *s)
{
    return s->hardware;
}

void ct_session_set_hardware(ct_session *s, bool on)
{
    s->hardware = on;
    ct_session_set_setting(s, hardware_key, on ? "1" : "");
    for (int i = 0; i < 2; i++)
        ct_transport_set_hardware(s->engines[i], on);
    if (!ct_id_is_none(s->clip.id))
        open_in_engine(s);
    ct_session_say(s, CT_MESSAGE_INFO,
                   on ? "A graphics card decodes play where its pictures are the same to the bit."
                      : "Pictures are decoded without a graphics card.");
}

void ct_session_restore_hardware(ct_session *s)
{
    char *on = ct_query_setting(s->query, hardware_key);

    s->hardware = on && *on == '1';
    for (int i = 0; i < 2; i++)
        ct_transport_set_hardware(s->engines[i], s->hardware);
    free(on);
}

/* Somebody changed the clip's fields: takes them over without touching the playhead. */
void ct_session_reload_clip(ct_session *s)
{
    ct_clip clip;

    if (ct_id_is_none(s->clip.id))
        return;
    if (ct_query_clip(s->query, s->clip.id, &clip, NULL) != CT_OK) {
        ct_session_leave_clip(s); /* withdrawn */
        return;
    }
    bool other_sound = !sounds_alike(&clip, &s->clip);
    bool moved = strcmp(ct_str_or_empty(clip.path), ct_str_or_empty(s->clip.path)) != 0 ||
                 clip.stream != s->clip.stream || clip.fingerprint != s->clip.fingerprint;
    ct_clip_finish(&s->clip);
    s->clip = clip;
    ct_session_read_material(s);
    if (moved)
        ct_session_open_again(s);
    else if (other_sound)
        change_sound(s);
}

/* --- one part after the other: see stringout.c ------------------------------------------------------ */

void ct_session_swap_engines(ct_session *s)
{
    atomic_store(&s->engine, 1 - atomic_load(&s->engine));
}

void ct_session_show_part(ct_session *s, const ct_clip *part, int64_t frame)
{
    ct_clip clip;

    if (ct_id_equal(part->id, s->clip.id))
        return;
    remember_place(s);
    ct_transport_state_finish(&s->state);
    ct_peaks_destroy(&s->peaks);
    ct_select_list_finish(&s->selects);
    ct_note_list_finish(&s->notes);
    ct_clip_finish(&s->clip);
    ct_clip_copy(&clip, part);
    enter_clip(s, &clip, frame);
}

/* --- every tick ----------------------------------------------------------------------------------- */

static unsigned compare_states(const ct_transport_state *a, const ct_transport_state *b)
{
    unsigned changed = 0;

    if (a->picture != b->picture || a->late != b->late || a->picture_frame != b->picture_frame)
        changed |= CT_CHANGED_PICTURE;
    if (a->position != b->position || a->playing != b->playing ||
        av_cmp_q(a->speed, b->speed) != 0 || a->frame_count != b->frame_count)
        changed |= CT_CHANGED_POSITION;
    if (a->ready != b->ready || a->provisional != b->provisional ||
        a->index_permille != b->index_permille || a->dropped != b->dropped ||
        a->cached_bytes != b->cached_bytes || a->cached_count != b->cached_count ||
        a->error.code != b->error.code || a->level[0] != b->level[0] ||
        a->level[1] != b->level[1] || a->line_count != b->line_count || a->metered != b->metered)
        changed |= CT_CHANGED_STATE;
    return changed;
}

/* The index is complete and counted other than the header said: the project learns it. */
static void learn_count(ct_session *s)
{
    if (!s->state.ready || s->state.provisional || !s->clip.provisional ||
        ct_session_read_only(s) || s->state.frame_count <= 0)
        return;
    ct_edit *edit = ct_edit_create("Count frames", s->author, CT_EDIT_FACT);
    ct_edit_set_int(edit, s->clip.id, CT_CLIP_FRAME_COUNT, s->state.frame_count);
    ct_edit_set_int(edit, s->clip.id, CT_CLIP_PROVISIONAL, 0);
    s->clip.provisional = false;
    s->clip.frame_count = s->state.frame_count;
    ct_ticket ticket;
    if (ct_store_submit(s->store, &edit, &ticket, NULL) != CT_OK)
        ct_edit_destroy(&edit);
}

void ct_session_poll_clip(ct_session *s, int64_t now_us)
{
    ct_transport_state now;

    if (s->cut_player) {
        ct_session_poll_cut(s, now_us);
        return;
    }
    if (ct_id_is_none(s->clip.id))
        return;
    ct_transport_poll(ct_session_engine(s), now_us, &now);
    if (!ct_id_equal(now.clip, s->clip.id)) { /* not yet the clip that was asked for */
        ct_transport_state_finish(&now);
        return;
    }
    s->changed |= compare_states(&s->state, &now);
    bool stopped = s->state.playing && !now.playing;
    ct_transport_state_finish(&s->state);
    s->state = now;
    learn_count(s);
    if (stopped)
        remember_place(s);
    ct_session_watch_string(s);
}

/* --- how positions are shown ------------------------------------------------------------------------ */

ct_time_display ct_session_time_display(const ct_session *s)
{
    return s->time_display;
}

char *ct_session_position_text(const ct_session *s, const ct_clip *clip, int64_t frame,
                               char out[CT_POSITION_TEXT_BYTES])
{
    int64_t ms;

    switch (s->time_display) {
    case CT_SHOW_FRAMES:
        snprintf(out, CT_POSITION_TEXT_BYTES, "%lld", (long long)frame);
        break;
    case CT_SHOW_TIME:
        ms = ct_rate_frame_to_us(frame, clip->fps) / 1000;
        snprintf(out, CT_POSITION_TEXT_BYTES, "%lld:%02d:%02d.%03d", (long long)(ms / 3600000),
                 (int)(ms / 60000 % 60), (int)(ms / 1000 % 60), (int)(ms % 1000));
        break;
    default:
        ct_tc_track_print(&clip->tc, clip->fps, frame, out);
    }
    return out;
}
