/* SPDX-License-Identifier: MIT */
/* Selects, played end to end. Of the two engines one plays while the other is made ready with what comes
 * next, so that one part follows the other without a wait. */
#include <stdlib.h>

#include "session_priv.h"

/* --- parts --------------------------------------------------------------------------------------- */

void ct_session_end_string(ct_session *s)
{
    if (s->string_count == 0)
        return;
    for (size_t i = 0; i < s->string_count; i++)
        ct_clip_finish(&s->string[i].clip);
    free(s->string);
    s->string = NULL;
    s->string_count = s->string_at = 0;
    s->string_ready = 0;
    ct_transport_close(ct_session_spare_engine(s));
    s->changed |= CT_CHANGED_STATE | CT_CHANGED_POSITION | CT_CHANGED_PICTURE;
}

int ct_session_string_index(const ct_session *s, int *count)
{
    if (count)
        *count = (int)s->string_count;
    return s->string_count ? (int)s->string_at + 1 : 0;
}

/* Opens the next part in the spare engine. */
static void prepare_next(ct_session *s)
{
    size_t next = s->string_at + 1;

    s->string_ready = next < s->string_count ? next : 0;
    if (s->string_ready)
        ct_session_open_in_engine(s, ct_session_spare_engine(s), &s->string[next].clip,
                                  s->string[next].span.first);
}

/* Part `string_at`, on the engine that has it open; `fresh`: in the one that is shown now. */
static void play_part(ct_session *s, bool fresh)
{
    const struct string_part *part = &s->string[s->string_at];

    if (s->string_ready == s->string_at && !fresh)
        ct_session_swap_engines(s);
    else if (!ct_id_equal(part->clip.id, s->clip.id))
        ct_session_open_in_engine(s, ct_session_engine(s), &part->clip, part->span.first);
    ct_session_show_part(s, &part->clip, part->span.first);
    ct_transport_set_loop(ct_session_engine(s), (ct_span){0, 0});
    ct_transport_play_span(ct_session_engine(s), part->span);
    prepare_next(s);
    s->changed |= CT_CHANGED_STATE | CT_CHANGED_POSITION | CT_CHANGED_PICTURE;
}

static void next_part(ct_session *s)
{
    if (s->string_at + 1 >= s->string_count) {
        ct_session_end_string(s);
        return;
    }
    s->string_at++;
    play_part(s, false);
    ct_transport_stop(ct_session_spare_engine(s));
    ct_session_apply_sound(s);
}

void ct_session_watch_string(ct_session *s)
{
    if (s->string_count == 0)
        return;
    const struct string_part *part = &s->string[s->string_at];
    if (!s->state.ready || s->state.playing || !ct_id_equal(s->state.clip, part->clip.id))
        return;
    if (s->state.position == part->span.end - 1)
        next_part(s);
    else
        ct_session_end_string(s); /* somebody stopped or went elsewhere */
}

/* --- selects ---------------------------------------------------------------------------------------- */

/* Those whose clips are offline are passed over. */
static void gather(ct_session *s, const ct_select_list *selects)
{
    s->string = ct_alloc_array(selects->count + 1, sizeof *s->string);
    for (size_t i = 0; i < selects->count; i++) {
        struct string_part *part = &s->string[s->string_count];
        *part = (struct string_part){.span = selects->items[i].span};
        if (ct_query_clip(s->query, selects->items[i].clip, &part->clip, NULL) != CT_OK)
            continue;
        if (part->clip.offline)
            ct_clip_finish(&part->clip);
        else
            s->string_count++;
    }
}

ct_code ct_session_play_string(ct_session *s, const ct_select_list *selects, ct_error *err)
{
    ct_session_end_string(s);
    gather(s, selects);
    if (s->string_count == 0) {
        free(s->string);
        s->string = NULL;
        return ct_fail(err, CT_NO_INPUT,
                       "There is no select to play. Mark In and Out and keep the "
                       "range first.");
    }
    if (ct_session_drop_cut(s)) /* its clip has no engine */
        ct_session_leave_clip(s);
    play_part(s, true);
    return CT_OK;
}
