/* SPDX-License-Identifier: MIT */
/* Selects and notes of the open clip and of the panel, and whether the pictures under them are
 * still the ones that were seen. */
#include <stdlib.h>
#include <string.h>

#include "prove.h"
#include "session_priv.h"

/* --- lists ---------------------------------------------------------------------------------- */

static void load_clip_marks(ct_session *s)
{
    ct_select_query selects = {.clip = s->clip.id, .order = CT_ORDER_SLATE};
    ct_note_query   notes = {.clip = s->clip.id, .order = CT_ORDER_SLATE};
    ct_error        err;

    ct_code code = ct_query_selects(s->query, &selects, &s->selects, &err);
    if (!code)
        code = ct_query_notes(s->query, &notes, &s->notes, &err);
    if (code)
        ct_session_say(s, CT_MESSAGE_ERROR, "%s", err.text);
}

/* The panel shows one clip: few rows, asked for at once. The whole project's come by the list
 * task. */
static void load_panel_of_clip(ct_session *s)
{
    const ct_marks_filter *f = &s->filter;
    const char            *person = *f->person ? f->person : NULL;
    const char            *find = *f->find ? f->find : NULL;
    ct_select_query        selects = {
               .clip = s->clip.id, .find = find, .author = person, .order = CT_ORDER_SLATE};
    ct_note_query notes = {.clip = s->clip.id,
                           .find = find,
                           .author = person,
                           .order = CT_ORDER_SLATE,
                           .status_set = f->status_set,
                           .status = f->status,
                           .category_set = f->category_set,
                           .category = f->category,
                           .unresolved = f->unresolved};
    ct_error      err;

    ct_code code = ct_query_selects(s->query, &selects, &s->panel_selects, &err);
    if (!code)
        code = ct_query_notes(s->query, &notes, &s->panel_notes, &err);
    if (code)
        ct_session_say(s, CT_MESSAGE_ERROR, "%s", err.text);
}

void ct_session_reload_marks(ct_session *s)
{
    if (ct_id_is_none(s->clip.id)) {
        ct_select_list_finish(&s->selects);
        ct_note_list_finish(&s->notes);
    } else {
        load_clip_marks(s);
        if (!s->filter.project)
            load_panel_of_clip(s);
    }
    if (!ct_id_is_none(s->selected_mark) && !ct_session_find_select(s, s->selected_mark) &&
        !ct_session_find_note(s, s->selected_mark))
        s->selected_mark = ct_id_none();
    s->changed |= CT_CHANGED_MARKS;
}

const ct_select_list *ct_session_selects(const ct_session *s)
{
    return &s->selects;
}

const ct_note_list *ct_session_notes(const ct_session *s)
{
    return &s->notes;
}

void ct_session_set_marks_filter(ct_session *s, const ct_marks_filter *filter)
{
    s->filter = *filter;
    if (!s->store)
        return;
    if (filter->project)
        ct_session_want_list(s);
    else
        ct_session_reload_marks(s);
    s->changed |= CT_CHANGED_MARKS;
}

const ct_marks_filter *ct_session_marks_filter(const ct_session *s)
{
    return &s->filter;
}

const ct_select_list *ct_session_panel_selects(const ct_session *s)
{
    return &s->panel_selects;
}

const ct_note_list *ct_session_panel_notes(const ct_session *s)
{
    return &s->panel_notes;
}

const ct_cut_list *ct_session_cuts(const ct_session *s)
{
    return &s->cuts;
}

void ct_session_show_select(ct_session *s, const ct_select *select)
{
    ct_select_copy(ct_select_list_add(&s->selects), select);
    s->changed |= CT_CHANGED_MARKS;
}

void ct_session_show_note(ct_session *s, const ct_note *note)
{
    ct_note_copy(ct_note_list_add(&s->notes), note);
    s->changed |= CT_CHANGED_MARKS;
}

const ct_select *ct_session_find_select(const ct_session *s, ct_id id)
{
    for (size_t i = 0; i < s->selects.count; i++)
        if (ct_id_equal(s->selects.items[i].id, id))
            return &s->selects.items[i];
    return NULL;
}

const ct_note *ct_session_find_note(const ct_session *s, ct_id id)
{
    for (size_t i = 0; i < s->notes.count; i++)
        if (ct_id_equal(s->notes.items[i].id, id))
            return &s->notes.items[i];
    return NULL;
}

ct_id ct_session_selected_mark(const ct_session *s)
{
    return s->selected_mark;
}

void ct_session_select_mark(ct_session *s, ct_id mark)
{
    s->selected_mark = mark;
    s->changed |= CT_CHANGED_MARKS;
}

/* Smallest range that holds the playhead: a select inside a longer one is the one meant. */
static const ct_select *select_under(const ct_session *s)
{
    const ct_select *best = NULL;

    for (size_t i = 0; i < s->selects.count; i++) {
        const ct_select *x = &s->selects.items[i];
        if (ct_span_has(x->span, ct_session_position(s)) &&
            (!best || ct_span_count(x->span) < ct_span_count(best->span)))
            best = x;
    }
    return best;
}

static const ct_note *note_under(const ct_session *s)
{
    const ct_note *best = NULL;

    for (size_t i = 0; i < s->notes.count; i++) {
        const ct_note *x = &s->notes.items[i];
        if (ct_span_has(x->span, ct_session_position(s)) &&
            (!best || ct_span_count(x->span) <= ct_span_count(best->span)))
            best = x;
    }
    return best;
}

const ct_select *ct_session_meant_select(const ct_session *s)
{
    const ct_select *chosen = ct_session_find_select(s, s->selected_mark);

    return chosen ? chosen : select_under(s);
}

const ct_note *ct_session_meant_note(const ct_session *s)
{
    const ct_note *chosen = ct_session_find_note(s, s->selected_mark);

    return chosen ? chosen : note_under(s);
}

/* --- evidence and proofs ---------------------------------------------------------------------- */

void ct_session_evidence(ct_session *s, const ct_clip *clip, int64_t frame, ct_evidence *out)
{
    ct_prover *prover = NULL;

    *out = (ct_evidence){.pts = INT64_MIN, .tb = {0, 1}};
    if (!s->config.headless) {
        /* Of another frame than the one shown, the proving task finds out. */
        if (ct_id_equal(clip->id, s->clip.id) && s->state.position == frame && !s->state.late)
            *out = s->state.evidence;
    } else if (!clip->offline &&
               ct_prover_open(clip, NULL, NULL, s->config.log, &prover, NULL) == CT_OK) {
        if (ct_prover_evidence(prover, frame, true, out, NULL) != CT_OK)
            out->hash = 0; /* the mark is kept; it can be proved when the file reads again */
        ct_prover_close(&prover);
    }
    out->media = clip->fingerprint;
    ct_tc_track_print(&clip->tc, clip->fps, frame, out->timecode);
}

void ct_session_note_evidence(ct_session *s, const ct_clip *clip, ct_note *note)
{
    ct_session_evidence(s, clip, note->span.first, &note->proof);
    if (ct_span_count(note->span) > 1)
        ct_session_evidence(s, clip, note->span.end - 1, &note->last_proof);
}

/* One mark to look at: its first and last picture. */
struct proving {
    ct_id       mark;
    bool        is_note;
    int64_t     frames[2]; /* the same twice: a point */
    ct_evidence stored[2], now[2];
    bool        known; /* both could be decoded */
};

struct prove_task {
    ct_task         task;
    ct_clip         clip;
    ct_log         *log;
    struct proving *items;
    size_t          count;
};

static bool is_point(const struct proving *p)
{
    return p->frames[0] == p->frames[1];
}

static void look_at(ct_prover *prover, struct proving *p)
{
    p->known = true;
    for (int i = 0; i < (is_point(p) ? 1 : 2) && p->known; i++)
        p->known = ct_prover_evidence(prover, p->frames[i], !ct_evidence_has_around(&p->stored[i]),
                                      &p->now[i], NULL) == CT_OK;
    if (is_point(p))
        p->now[1] = p->now[0];
}

static void prove_run(ct_task *task)
{
    struct prove_task *t = (struct prove_task *)(void *)task;
    ct_prover         *prover = NULL;

    if (ct_prover_open(&t->clip, ct_task_stopped, task, t->log, &prover, NULL) != CT_OK)
        return;
    for (size_t i = 0; i < t->count && !ct_task_stopped(task); i++)
        look_at(prover, &t->items[i]);
    ct_prover_close(&prover);
}

static struct proof_row *find_proof(const ct_session *s, ct_id mark)
{
    for (size_t i = 0; i < s->proof_count; i++)
        if (ct_id_equal(s->proofs[i].mark, mark))
            return &s->proofs[i];
    return NULL;
}

static void set_proof(ct_session *s, const struct proving *p, ct_proof proof)
{
    struct proof_row *row = find_proof(s, p->mark);

    if (!row) {
        s->proofs = ct_grow(s->proofs, &s->proof_cap, s->proof_count + 1, sizeof *s->proofs);
        row = &s->proofs[s->proof_count++];
    }
    *row = (struct proof_row){p->mark, {p->frames[0], p->frames[1]}, s->clip.fingerprint, proof};
}

/* A mark made faster than its pictures were decoded has nothing yet that could be another. */
static ct_proof compare(const struct proving *p)
{
    for (int i = 0; i < 2; i++)
        if (ct_evidence_check(&p->stored[i], &p->now[i]) == CT_PROOF_FALSE)
            return CT_PROOF_FALSE;
    return CT_PROOF_TRUE;
}

/* What was not stored yet and is known now. True when there is something. */
static bool complete(ct_evidence *stored, const ct_evidence *now)
{
    bool fresh = !stored->hash && now->hash;

    if (fresh) {
        *stored = *now;
    } else if (!ct_evidence_has_around(stored) && ct_evidence_has_around(now)) {
        memcpy(stored->around, now->around, sizeof stored->around);
        fresh = true;
    }
    fresh |= !stored->media && now->media;
    stored->media = now->media;
    return fresh;
}

static void store_missing(ct_edit *edit, struct proving *p)
{
    bool first = complete(&p->stored[0], &p->now[0]);
    bool last = complete(&p->stored[1], &p->now[1]);

    if (!first && !last)
        return;
    if (p->is_note)
        ct_edit_set_note_proof(edit, p->mark, &p->stored[0], is_point(p) ? NULL : &p->stored[1]);
    else
        ct_edit_set_select_proof(edit, p->mark, &p->stored[0], &p->stored[1]);
}

static void prove_finish(ct_task *task, ct_session *s)
{
    struct prove_task *t = (struct prove_task *)(void *)task;
    ct_edit           *edit;
    ct_ticket          ticket;

    if (t->clip.fingerprint != s->clip.fingerprint || t->clip.stream != s->clip.stream)
        return; /* other pictures are shown by now */
    edit = ct_edit_create("Prove marks", s->author, CT_EDIT_FACT);
    for (size_t i = 0; i < t->count; i++) {
        if (!t->items[i].known)
            continue;
        ct_proof proof = compare(&t->items[i]);
        set_proof(s, &t->items[i], proof);
        if (proof == CT_PROOF_TRUE)
            store_missing(edit, &t->items[i]);
    }
    if (ct_edit_is_empty(edit) || ct_session_read_only(s) ||
        ct_store_submit(s->store, &edit, &ticket, NULL) != CT_OK)
        ct_edit_destroy(&edit);
    s->changed |= CT_CHANGED_MARKS;
}

static void prove_destroy(ct_task *task)
{
    struct prove_task *t = (struct prove_task *)(void *)task;

    ct_clip_finish(&t->clip);
    free(t->items);
    free(t);
}

static void gather(ct_session *s, struct prove_task *t, const struct proving *p)
{
    const struct proof_row *row = find_proof(s, p->mark);
    bool                    had_evidence = p->stored[0].hash && p->stored[1].hash;
    uint64_t                counted = p->stored[0].media, media = s->clip.fingerprint;

    if (counted && media && counted != media)
        set_proof(s, p, CT_PROOF_LOST);
    else if (!row || !had_evidence || row->media != media || row->proof == CT_PROOF_LOST ||
             row->frames[0] != p->frames[0] || row->frames[1] != p->frames[1])
        t->items[t->count++] = *p;
}

/* What was not looked at yet, or moved since, or has no evidence stored. */
static void gather_marks(ct_session *s, struct prove_task *t)
{
    t->items = ct_alloc_array(s->selects.count + s->notes.count, sizeof *t->items);
    for (size_t i = 0; i < s->selects.count; i++) {
        const ct_select *select = &s->selects.items[i];
        gather(s, t,
               &(struct proving){.mark = select->id,
                                 .frames = {select->span.first, select->span.end - 1},
                                 .stored = {select->first_proof, select->last_proof}});
    }
    for (size_t i = 0; i < s->notes.count; i++) {
        const ct_note *note = &s->notes.items[i];
        bool           point = ct_span_count(note->span) == 1;
        gather(s, t,
               &(struct proving){.mark = note->id,
                                 .is_note = true,
                                 .frames = {note->span.first, note->span.end - 1},
                                 .stored = {note->proof, point ? note->proof : note->last_proof}});
    }
}

void ct_session_prove_marks(ct_session *s)
{
    if (!s->work || s->clip.offline || s->clip.width_px == 0)
        return;

    struct prove_task *t = ct_alloc(sizeof *t);
    t->task.run = prove_run;
    t->task.finish = prove_finish;
    t->task.destroy = prove_destroy;
    t->log = s->config.log;
    ct_clip_copy(&t->clip, &s->clip);
    gather_marks(s, t);
    if (t->count > 0)
        ct_work_push(s->work, CT_LANE_CLIP, &t->task, false);
    else
        prove_destroy(&t->task);
}

ct_proof ct_session_proof(const ct_session *s, ct_id mark)
{
    const struct proof_row *row = find_proof(s, mark);

    return row ? row->proof : CT_PROOF_UNKNOWN;
}

/* --- drafts ------------------------------------------------------------------------------------- */

char *ct_session_draft(ct_session *s, const char *key)
{
    return s->store ? ct_query_draft(s->query, key) : NULL;
}

void ct_session_set_draft(ct_session *s, const char *key, const char *text)
{
    if (s->store)
        ct_store_put_draft(s->store, key, text);
}
