/* SPDX-License-Identifier: MIT */
/* Questions that lists on their way in have to whoever sent them: which of several timelines is meant, whether a part
 * is to be taken. And what the last one became. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "session_priv.h"

static void question_finish(ct_list_question *q)
{
    ct_args_finish(&q->args);
    ct_timeline_names_finish(&q->timelines);
    free(q->damage);
}

void ct_session_ask(ct_session *s, ct_list_question *question)
{
    s->questions =
        ct_grow(s->questions, &s->question_cap, s->question_count + 1, sizeof *s->questions);
    s->questions[s->question_count++] = *question;
    *question = (ct_list_question){.damage = NULL};
    s->changed |= CT_CHANGED_STATE;
}

const ct_list_question *ct_session_list_question(const ct_session *s)
{
    return s->question_count ? &s->questions[0] : NULL;
}

const ct_taken *ct_session_taken(const ct_session *s)
{
    return s->taken.serial ? &s->taken : NULL;
}

ct_code ct_session_answer_list(ct_session *s, int64_t nth, ct_error *err)
{
    char    number[24];
    ct_code code = CT_OK;

    if (s->question_count == 0)
        return CT_OK;
    ct_list_question q = s->questions[0];
    memmove(s->questions, s->questions + 1, --s->question_count * sizeof *s->questions);
    if (nth >= 0 && q.damage) {
        ct_args_set(&q.args, "partial", "yes");
    } else if (nth >= 0) { /* names need not differ */
        snprintf(number, sizeof number, "#%lld", (long long)nth + 1);
        ct_args_set(&q.args, "timeline", number);
    }
    if (nth >= 0)
        code = ct_action_run(s->registry, s, "project.import", &q.args, false, NULL, err);
    question_finish(&q);
    s->changed |= CT_CHANGED_STATE;
    return code;
}

void ct_session_forget_questions(ct_session *s)
{
    for (size_t i = 0; i < s->question_count; i++)
        question_finish(&s->questions[i]);
    free(s->questions);
    s->questions = NULL;
    s->question_count = s->question_cap = 0;
}
