/* SPDX-License-Identifier: MIT */
/* Acts on what a look through the footage finds: looking, stopping, going there. */
#include <stdlib.h>

#include "acts.h"
#include "circletake/survey.h"

/* Without a window the call waits; what came of it is said. */
static ct_code look_now(ct_act *act, const ct_id *clips, size_t count, bool anew, ct_error *err)
{
    ct_session       *s = act->session;
    ct_survey_options options = {.program = s->config.program,
                                 .clips = clips,
                                 .count = count,
                                 .anew = anew,
                                 .log = s->config.log};
    ct_survey_watch   watch = {.stop = s->config.stop};
    ct_survey_state   state = {0};
    ct_code           code = ct_survey_run(s->store, &options, &watch, &state, err);
    long long         looked = (long long)(state.done - state.failed);

    if (code)
        return code;
    if (act->json)
        ct_str_appendf(act->output, "{\"looked\": %lld, \"failed\": %lld}\n", looked,
                       (long long)state.failed);
    else
        ct_str_appendf(act->output, "%lld looked through, %lld could not be\n", looked,
                       (long long)state.failed);
    return CT_OK;
}

static ct_code clip_material(ct_act *act, ct_error *err)
{
    ct_session *s = act->session;
    ct_id      *ids;
    size_t      count;
    ct_code     code = ct_act_clips(act, &ids, &count, err);

    if (code)
        return code;
    if (ct_session_is_headless(s))
        code = look_now(act, ids, count, true, err);
    else
        ct_session_survey_clips(s, ids, count);
    free(ids);
    return code;
}

static ct_code project_material(ct_act *act, ct_error *err)
{
    ct_session *s = act->session;
    int64_t     on;
    ct_code     code = ct_session_needs_project(s, err);

    if (!code)
        code = ct_act_int(act, "on", 0, 1, 1, &on, err);
    if (code)
        return code;
    if (ct_session_is_headless(s) && on)
        return look_now(act, NULL, 0, false, err);
    ct_session_set_survey(s, on);
    return CT_OK;
}

/* --- going there -------------------------------------------------------------------------------- */

/* The beginning nearest to the playhead on one side, around the end once; -1: there is none. */
static int64_t next_beginning(const ct_material *m, int flaw, int64_t from, bool back)
{
    int64_t near = -1, far = -1;

    for (size_t i = 0; i < m->stretches.count; i++) {
        const ct_stretch *s = &m->stretches.items[i];
        int64_t           at = s->span.first;
        bool              ahead = back ? at < from : at > from;
        if ((flaw >= 0 && s->flaw != (ct_flaw)flaw) || !ct_material_is_own(m, s))
            continue;
        if (ahead && (near < 0 || (back ? at > near : at < near)))
            near = at;
        if (far < 0 || (back ? at > far : at < far))
            far = at;
    }
    return near >= 0 ? near : far;
}

static ct_code play_stretch(ct_act *act, ct_error *err)
{
    ct_session        *s = act->session;
    const ct_material *m = ct_session_material(s);
    const char        *word = ct_args_get(act->args, "kind");
    ct_flaw            flaw = CT_FLAW_BLACK;
    int64_t            back;
    ct_code            code = ct_act_int(act, "back", 0, 1, 0, &back, err);

    if (!code && word && !ct_flaw_parse(word, &flaw))
        code = ct_fail(err, CT_USAGE,
                       "kind=%s: a stretch is black, frozen, repeated, missing or silent.", word);
    if (code)
        return code;
    if (!m)
        return ct_fail(err, CT_END, "This clip was not looked through yet.");
    int64_t at = next_beginning(m, word ? (int)flaw : -1, ct_session_position(s), back);
    if (at < 0)
        return ct_fail(err, CT_END, "Nothing%s%s was found in this clip.", word ? " " : "",
                       ct_str_or_empty(word));
    ct_transport_seek(ct_session_engine(s), at);
    return CT_OK;
}

const ct_action ct_acts_material[] = {
    {"clip.material",
     "Look through the chosen clips for black, frozen, repeated, missing and silent frames",
     "clip?", CT_ACT_NEEDS_CLIP | CT_ACT_WRITES, clip_material},
    {"project.material", "Look through all footage that was not yet; on=0: stop doing so", "on?",
     CT_ACT_WRITES, project_material},
    {"play.stretch", "Go to the next black, frozen, repeated, missing or silent stretch",
     "kind? back?", CT_ACT_NEEDS_CLIP | CT_ACT_NEEDS_WINDOW, play_stretch},
};
const size_t ct_acts_material_count = sizeof ct_acts_material / sizeof ct_acts_material[0];
