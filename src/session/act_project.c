/* SPDX-License-Identifier: MIT */
/* Acts on the project as a whole: undo, adding and finding footage, handing over, trying again what
 * could not be saved. */
#include <stdlib.h>
#include <string.h>

#include "acts.h"
#include "footage.h"

static ct_code follow_history(ct_act *act, ct_code code, ct_ticket ticket, const char *verb,
                              char *sentence, ct_error *err)
{
    if (code)
        return code;
    char *said = ct_asprintf("%s: %s", verb, ct_str_or_empty(sentence));
    free(sentence);
    ct_act_tell(act, said);
    return ct_session_follow(act->session, ticket, said, err);
}

static ct_code edit_undo(ct_act *act, ct_error *err)
{
    ct_session *s = act->session;
    ct_ticket   ticket = 0;
    char       *sentence = NULL;
    ct_code     code = ct_session_needs_project(s, err);

    if (!code)
        code = ct_store_undo(s->store, s->author, &ticket, &sentence, err);
    return follow_history(act, code, ticket, "Undone", sentence, err);
}

static ct_code edit_redo(ct_act *act, ct_error *err)
{
    ct_session *s = act->session;
    ct_ticket   ticket = 0;
    char       *sentence = NULL;
    ct_code     code = ct_session_needs_project(s, err);

    if (!code)
        code = ct_store_redo(s->store, s->author, &ticket, &sentence, err);
    return follow_history(act, code, ticket, "Done again", sentence, err);
}

static ct_code project_add(ct_act *act, ct_error *err)
{
    const char *path = ct_args_text(act->args, "path");

    return ct_session_add(act->session, &path, 1, err);
}

static ct_code project_relink(ct_act *act, ct_error *err)
{
    char   *summary = NULL;
    ct_code code = ct_session_needs_project(act->session, err);

    if (!code)
        code = ct_session_relink(act->session, ct_args_text(act->args, "folder"), &summary, err);
    ct_act_tell(act, summary);
    free(summary);
    return code;
}

static ct_code project_export(ct_act *act, ct_error *err)
{
    char   *summary = NULL;
    ct_code code = ct_session_needs_project(act->session, err);

    if (!code)
        code = ct_session_handover(act->session, act->args, &summary, err);
    ct_act_tell(act, summary);
    free(summary);
    return code;
}

static ct_code project_rate(ct_act *act, ct_error *err)
{
    ct_session *s = act->session;
    const char *said = ct_args_text(act->args, "rate");
    bool        none = strcmp(said, "none") == 0; /* the material decides again */
    char        text[CT_RATE_TEXT_BYTES] = "";
    AVRational  rate;

    if (!none && !ct_rate_parse(said, &rate))
        return ct_fail(err, CT_USAGE, "rate=%s is no rate; write 25, 23.976, 30000/1001, or none.",
                       said);
    ct_edit *edit = ct_edit_create("Set edit rate", ct_session_author(s), 0);
    ct_edit_set_text(edit, ct_id_none(), CT_PROJECT_EDIT_RATE,
                     none ? text : ct_rate_text(rate, text));
    return ct_session_commit(s, &edit, err);
}

/* What could not be saved (full disk) was kept; the message that said so is read by this. */
static ct_code project_retry(ct_act *act, ct_error *err)
{
    ct_session    *s = act->session;
    ct_store_state state;
    ct_code        code = ct_session_needs_project(s, err);

    if (code)
        return code;
    ct_store_state_get(s->store, &state);
    ct_session_acknowledge(s);
    if (state.failed == 0) {
        ct_session_say(s, CT_MESSAGE_INFO, "Everything is saved.");
        return CT_OK;
    }
    ct_store_retry(s->store);
    return ct_session_follow(s, state.first_failed, ct_strdup("Saved after all"), err);
}

static ct_code message_read(ct_act *act, ct_error *err)
{
    (void)err;
    ct_session_acknowledge(act->session);
    return CT_OK;
}

#define EXPORT_ARGUMENTS                                                                                   \
    "format? to? find? scene? cut? since? circled? rating? verdict? title? edit_rate? drop? "              \
    "start? layout? gap? tracks? handles? order? vfr? sound? strict? labels? clip_names? notes? numbers? " \
    "text? bom? formulas? fcpxml_version? otio_version? stills? preflight?"

const ct_action ct_acts_project[] = {
    {"edit.undo", "Undo the last act, also of an earlier day", "", CT_ACT_WRITES, edit_undo},
    {"edit.redo", "Do again what was undone", "", CT_ACT_WRITES, edit_redo},
    {"project.add", "Add a folder or file of footage", "path", CT_ACT_WRITES, project_add},
    {"project.relink", "Find moved files again in a folder", "folder", CT_ACT_WRITES,
     project_relink},
    {"project.export", "Write an edit list of the selects or of a cut, or a table of the notes",
     EXPORT_ARGUMENTS, 0, project_export},
    {"project.rate", "Set the rate that lists are made for; rate=none: that of the material",
     "rate", CT_ACT_WRITES, project_rate},
    {"project.retry", "Try again to save what could not be saved", "", CT_ACT_WRITES,
     project_retry},
    {"message.read", "Put an error message away", "", CT_ACT_NEEDS_WINDOW, message_read},
};
const size_t ct_acts_project_count = sizeof ct_acts_project / sizeof ct_acts_project[0];
