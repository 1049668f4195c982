/* SPDX-License-Identifier: MIT */
#include "acts.h"

#include <stdlib.h>
#include <string.h>

#include "action_priv.h"

ct_code ct_acts_register(ct_registry *registry, ct_error *err)
{
    const struct {
        const ct_action *rows;
        size_t           count;
    } tables[] = {
        {ct_acts_play, ct_acts_play_count},       {ct_acts_mark, ct_acts_mark_count},
        {ct_acts_note, ct_acts_note_count},       {ct_acts_clip, ct_acts_clip_count},
        {ct_acts_list, ct_acts_list_count},       {ct_acts_cut, ct_acts_cut_count},
        {ct_acts_project, ct_acts_project_count}, {ct_acts_sound, ct_acts_sound_count},
        {ct_acts_media, ct_acts_media_count},     {ct_acts_material, ct_acts_material_count},
        {ct_acts_compare, ct_acts_compare_count}};
    ct_code code = CT_OK;

    for (size_t i = 0; i < sizeof tables / sizeof tables[0] && !code; i++)
        code = ct_registry_add(registry, tables[i].rows, tables[i].count, NULL, err);
    return code;
}

/* Whether an argument names something that only a project can hold. */
static bool names_something(const ct_args *args)
{
    static const char *const names[] = {"clip", "select", "note", "mark", "before", "cut"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (ct_args_get(args, names[i]))
            return true;
    return false;
}

/* Who pressed a key knows no action by name. */
static ct_code no_clip(ct_session *session, const ct_action *action, ct_error *err)
{
    const char *takes = action->arguments;
    bool        named = strstr(takes, "clip") != NULL;

    if (ct_session_is_headless(session) && !named && strstr(takes, "select"))
        return ct_fail(err, CT_USAGE, "%s needs to know which select: add select=ID.",
                       action->name);
    if (ct_session_is_headless(session) && !named && strstr(takes, "note"))
        return ct_fail(err, CT_USAGE, "%s needs to know which note: add note=ID.", action->name);
    if (ct_session_is_headless(session))
        return ct_fail(err, CT_USAGE, "%s needs to know which clip: add clip=NAME.", action->name);
    if (ct_session_cut(session))
        return ct_fail(err, CT_USAGE,
                       "The cut shows no clip at this place: that is for its other shots.");
    return ct_fail(err, CT_USAGE, "Choose a clip in the list first.");
}

ct_code ct_action_allowed(ct_session *session, const ct_action *action, const ct_args *args,
                          ct_error *err)
{
    if ((action->flags & CT_ACT_NEEDS_WINDOW) && ct_session_is_headless(session))
        return ct_fail(err, CT_USAGE,
                       "%s needs a window: it is for 'circletake PROJECT' or "
                       "'circletake run'.",
                       action->name);
    if ((action->flags & (CT_ACT_WRITES | CT_ACT_NEEDS_CLIP)) || names_something(args)) {
        ct_code code = ct_session_needs_project(session, err);
        if (code)
            return code;
    }
    const char *read_only = ct_session_read_only(session);
    if ((action->flags & CT_ACT_WRITES) && read_only)
        return ct_fail(err, CT_BUSY, "Nothing can be changed here: %s", read_only);
    if (ct_session_cut(session) && (action->flags & CT_ACT_ON_CUTS))
        return CT_OK;
    if (action->flags & CT_ACT_NEEDS_CLIP)
        ct_session_settle_cut(session);
    if ((action->flags & CT_ACT_NEEDS_CLIP) && !ct_args_get(args, "clip") &&
        !ct_args_get(args, "select") && !ct_args_get(args, "note") && !ct_session_clip(session))
        return no_clip(session, action, err);
    return CT_OK;
}

/* --- what an act is about ---------------------------------------------------------------- */

ct_code ct_act_clip(const ct_act *act, ct_clip *out, ct_error *err)
{
    const char    *named = ct_args_get(act->args, "clip");
    const ct_clip *open = ct_session_clip(act->session);

    if (named)
        return ct_query_clip_named(ct_session_query(act->session), named, out, err);
    if (!open)
        return ct_fail(err, CT_USAGE, "No clip is open; name one with clip=.");
    ct_clip_copy(out, open);
    return CT_OK;
}

static ct_code named_clips(const ct_act *act, const char *names, ct_id **ids, size_t *count,
                           ct_error *err)
{
    ct_code code = CT_OK;
    size_t  cap = 0;

    *ids = NULL;
    *count = 0;
    while (*names && !code) {
        size_t  bytes = strcspn(names, ",");
        char   *name = ct_strndup(names, bytes);
        ct_clip clip;
        code = ct_query_clip_named(ct_session_query(act->session), name, &clip, err);
        if (!code) {
            *ids = ct_grow(*ids, &cap, *count + 1, sizeof **ids);
            (*ids)[(*count)++] = clip.id;
            ct_clip_finish(&clip);
        }
        free(name);
        names += bytes + (names[bytes] == ',');
    }
    if (code) {
        free(*ids);
        *ids = NULL;
    }
    return code;
}

ct_code ct_act_clips(const ct_act *act, ct_id **ids, size_t *count, ct_error *err)
{
    const char  *names = ct_args_get(act->args, "clip");
    const ct_id *chosen;

    if (names)
        return named_clips(act, names, ids, count, err);
    *count = ct_session_selected_clips(act->session, &chosen);
    if (*count == 0)
        return ct_fail(err, CT_USAGE, "No clip is chosen.");
    *ids = ct_alloc_array(*count, sizeof **ids);
    memcpy(*ids, chosen, *count * sizeof **ids);
    return CT_OK;
}

static int64_t playhead_in(const ct_act *act, const ct_clip *clip)
{
    const ct_clip *open = ct_session_clip(act->session);

    return open && ct_id_equal(open->id, clip->id) ? ct_session_position(act->session) : -1;
}

ct_code ct_act_frame(const ct_act *act, const ct_clip *clip, const char *name, int64_t missing,
                     int64_t *frame, ct_error *err)
{
    const char    *text = ct_args_get(act->args, name);
    int64_t        playhead = playhead_in(act, clip);
    ct_pos_context context = {clip->fps, clip->tc, clip->frame_count, playhead, "clip"};

    if (text)
        return ct_pos_parse(text, &context, frame, err);
    *frame = missing >= 0 ? missing : playhead;
    if (*frame < 0)
        return ct_fail(err, CT_USAGE, "Say where: %s=01:00:04:20, %s=f120 or %s=4.8s.", name, name,
                       name);
    return CT_OK;
}

ct_code ct_act_span(const ct_act *act, const ct_clip *clip, ct_span *out, ct_error *err)
{
    const ct_session *s = act->session;
    bool              open = ct_session_clip(s) && ct_id_equal(ct_session_clip(s)->id, clip->id);
    int64_t in = open ? ct_session_in(s) : -1, end = open ? ct_session_end(s) : -1, out_frame;
    bool    given = ct_args_get(act->args, "in") || ct_args_get(act->args, "out");

    if (!given && in < 0 && end < 0)
        return ct_fail(err, CT_USAGE, "There is no range: mark In and Out first.");
    if (given)
        in = end = -1;
    ct_code code = ct_act_frame(act, clip, "in", in < 0 ? 0 : in, &in, err);
    if (!code)
        code = ct_act_frame(act, clip, "out", (end < 0 ? clip->frame_count : end) - 1, &out_frame,
                            err);
    if (code)
        return code;
    *out = (ct_span){in, out_frame + 1};
    if (!ct_span_valid(*out, clip->frame_count))
        return ct_fail(err, CT_BAD_DATA, "Out lies before In: move one of them.");
    return CT_OK;
}

ct_code ct_act_select(const ct_act *act, ct_select *out, ct_error *err)
{
    ct_session      *s = act->session;
    const char      *text = ct_args_get(act->args, "select");
    const ct_select *found = ct_session_meant_select(s);
    ct_id            id;

    if (text && !ct_id_parse(text, &id))
        return ct_fail(err, CT_USAGE,
                       "'%s' is not the id of a select; 'circletake list PROJECT "
                       "selects' shows them.",
                       text);
    if (text)
        return ct_query_select(s->query, id, out, err);
    if (!found)
        return ct_fail(err, CT_NO_INPUT, "There is no select under the playhead.");
    ct_select_copy(out, found);
    return CT_OK;
}

ct_code ct_act_note(const ct_act *act, ct_note *out, ct_error *err)
{
    ct_session    *s = act->session;
    const char    *text = ct_args_get(act->args, "note");
    const ct_note *found = ct_session_meant_note(s);
    ct_id          id;

    if (text && !ct_id_parse(text, &id))
        return ct_fail(err, CT_USAGE,
                       "'%s' is not the id of a note; 'circletake list PROJECT notes' "
                       "shows them.",
                       text);
    if (text)
        return ct_query_note(s->query, id, out, err);
    if (!found)
        return ct_fail(err, CT_NO_INPUT, "There is no note under the playhead.");
    ct_note_copy(out, found);
    return CT_OK;
}

ct_code ct_act_cut(const ct_act *act, ct_cut *out, ct_error *err)
{
    return ct_query_cut_named(ct_session_query(act->session), ct_args_text(act->args, "cut"), out,
                              err);
}

ct_code ct_act_int(const ct_act *act, const char *name, int64_t least, int64_t most,
                   int64_t missing, int64_t *out, ct_error *err)
{
    const char *text = ct_args_get(act->args, name);

    *out = missing;
    if (text && (!ct_parse_i64(text, out) || *out < least || *out > most))
        return ct_fail(err, CT_USAGE, "%s=%s: give a number from %lld to %lld.", name, text,
                       (long long)least, (long long)most);
    return CT_OK;
}

void ct_act_tell(const ct_act *act, const char *sentence)
{
    if (sentence && act->json)
        ct_session_say(act->session, CT_MESSAGE_INFO, "%s", sentence);
    else if (sentence)
        ct_str_appendf(act->output, "%s\n", sentence);
}

void ct_act_print_id(const ct_act *act, ct_id id)
{
    char text[CT_ID_TEXT_BYTES];

    ct_str_appendf(act->output, act->json ? "{\"id\": \"%s\"}\n" : "%s\n", ct_id_text(id, text));
}
