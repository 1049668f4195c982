/* SPDX-License-Identifier: MIT */
/* Edits on their way to the disk. "Saved" is said here and nowhere else: after the ticket of the
 * store says that the commit returned. */
#include <stdlib.h>
#include <string.h>

#include "circletake/thread.h"
#include "session_priv.h"

ct_code ct_session_follow(ct_session *s, ct_ticket ticket, char *sentence, ct_error *err)
{
    if (s->config.headless) {
        free(sentence);
        return ct_store_wait(s->store, ticket, err);
    }
    s->pending = ct_grow(s->pending, &s->pending_cap, s->pending_count + 1, sizeof *s->pending);
    s->pending[s->pending_count++] = (struct pending){ticket, sentence};
    s->changed |= CT_CHANGED_STATE;
    return CT_OK;
}

static ct_code save(ct_session *s, ct_edit **edit, char *sentence, ct_error *err)
{
    ct_ticket ticket;
    ct_code   code = ct_store_submit(s->store, edit, &ticket, err);

    if (code) {
        free(sentence);
        ct_edit_destroy(edit);
        return code;
    }
    return ct_session_follow(s, ticket, sentence, err);
}

ct_code ct_session_commit(ct_session *s, ct_edit **edit, ct_error *err)
{
    return save(s, edit, ct_strdup(ct_edit_sentence(*edit)), err);
}

ct_code ct_session_commit_as(ct_session *s, ct_edit **edit, char *sentence, ct_error *err)
{
    char   *said = s->config.headless ? ct_strdup(sentence) : NULL;
    ct_code code = save(s, edit, sentence, err);

    if (said && !code)
        ct_session_say(s, CT_MESSAGE_SAVED, "%s", said);
    free(said);
    return code;
}

void ct_session_say_saved(ct_session *s, const char *sentence)
{
    s->saved_us = ct_wall_us();
    ct_session_say(s, CT_MESSAGE_SAVED, "%s", sentence);
}

static void drop_pending(ct_session *s, size_t i)
{
    free(s->pending[i].sentence);
    memmove(&s->pending[i], &s->pending[i + 1], (s->pending_count - i - 1) * sizeof s->pending[0]);
    s->pending_count--;
    s->changed |= CT_CHANGED_STATE;
}

void ct_session_watch_pending(ct_session *s)
{
    ct_error err;

    for (size_t i = 0; i < s->pending_count;) {
        ct_ticket_state state = ct_store_ticket(s->store, s->pending[i].ticket, &err);
        if (state == CT_TICKET_PENDING) {
            i++;
            continue;
        }
        if (state == CT_TICKET_SAVED) {
            ct_session_say_saved(s, s->pending[i].sentence);
        } else {
            /* The store keeps what failed; retrying is an action of its own. */
            ct_session_say(s, CT_MESSAGE_ERROR, "Not saved: %s. %s It is kept here meanwhile.",
                           s->pending[i].sentence, err.text);
        }
        drop_pending(s, i);
    }
}
