/* SPDX-License-Identifier: MIT */
/* The queue between everybody and the writing thread: submit, tickets, retry, undo, and what is no
 * act. See store.h. */
#include <stdlib.h>

#include "circletake/str.h"
#include "store_priv.h"

/* ---- jobs ---- */

static bool is_act(const ct_job *job)
{
    return job->kind != CT_JOB_EDIT || !(job->edit->flags & CT_EDIT_FACT);
}

static bool is_note(const ct_job *job)
{
    ct_op_kind kind = job->edit && job->edit->count == 1 ? job->edit->ops[0].kind : CT_OP_ADD;

    return kind == CT_OP_PUT_DRAFT || kind == CT_OP_PUT_SETTING || kind == CT_OP_PUT_SEEN;
}

void ct_job_push(ct_job_list *list, ct_job *job)
{
    job->next = NULL;
    if (list->last)
        list->last->next = job;
    else
        list->first = job;
    list->last = job;
    list->count++;
    list->acts += is_act(job);
    list->notes += is_note(job);
}

ct_job *ct_job_take(ct_job_list *list)
{
    ct_job *job = list->first;

    list->first = job->next;
    if (!job->next)
        list->last = NULL;
    list->count--;
    list->acts -= is_act(job);
    list->notes -= is_note(job);
    return job;
}

void ct_job_destroy(ct_job *job)
{
    ct_edit_destroy(&job->edit);
    free(job->author);
    free(job);
}

ct_job *ct_job_find(const ct_job_list *list, ct_ticket ticket)
{
    for (ct_job *job = list->first; job; job = job->next) {
        if (job->ticket == ticket)
            return job;
    }
    return NULL;
}

void ct_job_list_finish(ct_job_list *list)
{
    while (list->first) {
        ct_job *job = list->first;
        list->first = job->next;
        ct_job_destroy(job);
    }
    *list = (ct_job_list){0};
}

/* ---- the queue ---- */

/* 0: the store was ended, and the edit is still the caller's. */
static ct_ticket queue(ct_store *st, ct_job_kind kind, ct_edit *edit, const char *author)
{
    ct_job   *job = ct_alloc(sizeof *job);
    ct_ticket ticket = 0;

    job->kind = kind;
    job->author = ct_strdup(author);
    pthread_mutex_lock(&st->mutex);
    if (!st->stop) {
        job->edit = edit;
        ticket = job->ticket = ++st->last_ticket;
        ct_job_push(&st->queued, job);
        pthread_cond_signal(&st->work);
    }
    pthread_mutex_unlock(&st->mutex);
    if (ticket == 0)
        ct_job_destroy(job);
    return ticket;
}

ct_code ct_store_refuse_ended(const ct_store *st, ct_error *err)
{
    return ct_fail(err, CT_CANCELLED, "The project %s was closed.", st->place.path);
}

static ct_code refuse(const ct_store *st, ct_error *err)
{
    ct_code code = st->place.writable ? CT_UNSUPPORTED : st->place.why_code;

    return ct_fail(err, code, "Nothing can be changed here. %s", st->why);
}

ct_code ct_store_submit(ct_store *st, ct_edit **edit, ct_ticket *ticket, ct_error *err)
{
    if (st->read_only)
        return refuse(st, err);
    ct_ticket given = queue(st, CT_JOB_EDIT, *edit, NULL);
    if (given == 0)
        return ct_store_refuse_ended(st, err);
    *edit = NULL;
    if (ticket)
        *ticket = given;
    return CT_OK;
}

static ct_ticket_state state_locked(ct_store *st, ct_ticket ticket, ct_error *err)
{
    ct_job *failed = ct_job_find(&st->failed, ticket);

    if (failed) {
        if (err)
            *err = failed->error;
        return CT_TICKET_FAILED;
    }
    if (ct_job_find(&st->queued, ticket) || ct_job_find(&st->under_way, ticket))
        return CT_TICKET_PENDING;
    return CT_TICKET_SAVED;
}

ct_ticket_state ct_store_ticket(ct_store *st, ct_ticket ticket, ct_error *err)
{
    pthread_mutex_lock(&st->mutex);
    ct_ticket_state state = state_locked(st, ticket, err);
    pthread_mutex_unlock(&st->mutex);
    return state;
}

ct_code ct_store_wait(ct_store *st, ct_ticket ticket, ct_error *err)
{
    ct_error        own;
    ct_ticket_state state;

    pthread_mutex_lock(&st->mutex);
    while ((state = state_locked(st, ticket, &own)) == CT_TICKET_PENDING)
        pthread_cond_wait(&st->done, &st->mutex);
    pthread_mutex_unlock(&st->mutex);
    if (state == CT_TICKET_SAVED)
        return CT_OK;
    if (err)
        *err = own;
    return own.code;
}

void ct_store_state_get(ct_store *st, ct_store_state *out)
{
    *out = (ct_store_state){0};
    pthread_mutex_lock(&st->mutex);
    out->pending = st->queued.count + st->under_way.count;
    out->pending_acts = st->queued.acts + st->under_way.acts;
    out->pending_notes = st->queued.notes + st->under_way.notes;
    out->failed_acts = st->failed.acts;
    out->failed = st->failed.count;
    out->saved_us = st->saved_us;
    out->revision = st->revision;
    out->steps = atomic_load(&st->steps);
    out->ended = st->ended;
    if (st->failed.first) {
        out->first_failed = st->failed.first->ticket;
        out->error = st->failed.first->error;
    }
    pthread_mutex_unlock(&st->mutex);
}

/* Failed ones go before what was queued since: they were made earlier. */
size_t ct_store_retry(ct_store *st)
{
    pthread_mutex_lock(&st->mutex);
    size_t count = st->stop ? 0 : st->failed.count;
    if (count > 0) {
        st->failed.last->next = st->queued.first;
        if (!st->queued.last)
            st->queued.last = st->failed.last;
        st->queued.first = st->failed.first;
        st->queued.count += count;
        st->queued.acts += st->failed.acts;
        st->queued.notes += st->failed.notes;
        st->failed = (ct_job_list){0};
        pthread_cond_signal(&st->work);
    }
    pthread_mutex_unlock(&st->mutex);
    return count;
}

ct_edit *ct_store_take_failed(ct_store *st, ct_ticket ticket)
{
    ct_edit    *edit = NULL;
    ct_job_list kept = {0};

    pthread_mutex_lock(&st->mutex);
    for (ct_job *job = st->failed.first, *next; job; job = next) {
        next = job->next;
        if (job->ticket != ticket) {
            ct_job_push(&kept, job);
            continue;
        }
        edit = job->edit;
        job->edit = NULL;
        ct_job_destroy(job);
    }
    st->failed = kept;
    pthread_mutex_unlock(&st->mutex);
    return edit;
}

/* ---- undo ---- */

/* What undo would take back once all that is queued has run: known exactly while nothing is
 * queued, else the last queued edit is it. */
static const char *next_sentence_locked(const ct_store *st, bool redo)
{
    const ct_job *last = st->queued.last ? st->queued.last : st->under_way.last;

    if (!redo && last && last->kind == CT_JOB_EDIT && last->edit->sentence[0])
        return last->edit->sentence;
    return redo ? st->redo_sentence : st->undo_sentence;
}

static ct_code take_back(ct_store *st, bool redo, const char *author, ct_ticket *ticket,
                         char **sentence, ct_error *err)
{
    if (st->read_only)
        return refuse(st, err);
    pthread_mutex_lock(&st->mutex);
    const char *next = next_sentence_locked(st, redo);
    bool        idle = !st->queued.first && !st->under_way.first;
    char       *copy = ct_strdup(next);
    pthread_mutex_unlock(&st->mutex);
    if (!copy && idle)
        return ct_fail(err, CT_END,
                       redo ? "There is nothing to redo." : "There is nothing to undo.");
    ct_ticket given = queue(st, redo ? CT_JOB_REDO : CT_JOB_UNDO, NULL, author);
    if (given == 0) {
        free(copy);
        return ct_store_refuse_ended(st, err);
    }
    if (ticket)
        *ticket = given;
    if (sentence)
        *sentence = copy;
    else
        free(copy);
    return CT_OK;
}

ct_code ct_store_undo(ct_store *st, const char *author, ct_ticket *ticket, char **sentence,
                      ct_error *err)
{
    return take_back(st, false, author, ticket, sentence, err);
}

ct_code ct_store_redo(ct_store *st, const char *author, ct_ticket *ticket, char **sentence,
                      ct_error *err)
{
    return take_back(st, true, author, ticket, sentence, err);
}

static char *sentence_of(ct_store *st, bool redo)
{
    pthread_mutex_lock(&st->mutex);
    char *copy = ct_strdup(next_sentence_locked(st, redo));
    pthread_mutex_unlock(&st->mutex);
    return copy;
}

char *ct_store_undo_sentence(ct_store *st)
{
    return sentence_of(st, false);
}

char *ct_store_redo_sentence(ct_store *st)
{
    return sentence_of(st, true);
}

/* ---- what is no act ---- */

/* Takes the edit. */
static ct_ticket put_edit(ct_store *st, ct_edit *edit)
{
    ct_ticket given = st->read_only ? 0 : queue(st, CT_JOB_EDIT, edit, NULL);

    if (given == 0)
        ct_edit_destroy(&edit);
    return given;
}

static ct_ticket put(ct_store *st, ct_op_kind kind, const char *key, const ct_id *row,
                     ct_value value)
{
    ct_edit *edit = ct_edit_create("", NULL, CT_EDIT_FACT);
    ct_op   *op = ct_edit_push(edit, kind);

    op->key = ct_strdup(key);
    if (row)
        op->row = *row;
    op->value = value;
    return put_edit(st, edit);
}

ct_ticket ct_store_put_draft(ct_store *st, const char *key, const char *body)
{
    return put(st, CT_OP_PUT_DRAFT, key, NULL, ct_value_text(body));
}

ct_ticket ct_store_put_setting(ct_store *st, const char *key, const char *value)
{
    return put(st, CT_OP_PUT_SETTING, key, NULL, ct_value_text(value));
}

ct_ticket ct_store_put_seen(ct_store *st, ct_id clip, int64_t frame)
{
    return put(st, CT_OP_PUT_SEEN, NULL, &clip, ct_value_int(frame));
}

ct_ticket ct_store_put_offline(ct_store *st, ct_id clip, bool offline)
{
    ct_edit *edit = ct_edit_create("", NULL, CT_EDIT_FACT);

    ct_edit_set_int(edit, clip, CT_CLIP_OFFLINE, offline ? 1 : 0);
    return put_edit(st, edit);
}
