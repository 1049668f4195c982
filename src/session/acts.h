/* SPDX-License-Identifier: MIT */
/* What the action files share: finding the clip, frame, select or note an act is about, the same
 * way for a key press and for a command line. Main thread. */
#ifndef CT_SESSION_ACTS_H
#define CT_SESSION_ACTS_H

#include "session_priv.h"

extern const ct_action ct_acts_play[], ct_acts_mark[], ct_acts_note[], ct_acts_clip[],
    ct_acts_project[], ct_acts_sound[], ct_acts_cut[], ct_acts_list[], ct_acts_media[],
    ct_acts_material[], ct_acts_compare[];
extern const size_t ct_acts_play_count, ct_acts_mark_count, ct_acts_note_count, ct_acts_clip_count,
    ct_acts_project_count, ct_acts_sound_count, ct_acts_cut_count, ct_acts_list_count,
    ct_acts_media_count, ct_acts_material_count, ct_acts_compare_count;

/* Registers all tables of the session. */
CT_MUST_USE ct_code ct_acts_register(ct_registry *registry, ct_error *err);

/* Gives the clip of clip=, else the open one. Finish it. */
CT_MUST_USE ct_code ct_act_clip(const ct_act *act, ct_clip *out, ct_error *err);
/* Ids of the clips an act on takes is for: clip= (commas between several), else those chosen in
 * the list. Gives; free(). */
CT_MUST_USE ct_code ct_act_clips(const ct_act *act, ct_id **ids, size_t *count, ct_error *err);
/* Frame of argument `name`; without it `missing` (-1: the playhead). */
CT_MUST_USE ct_code ct_act_frame(const ct_act *act, const ct_clip *clip, const char *name,
                                 int64_t missing, int64_t *frame, ct_error *err);
/* The range of in= and out= (the picture under out= belongs to it), else In and Out as marked,
 * a missing end being the clip's. CT_USAGE when neither is there. */
CT_MUST_USE ct_code ct_act_span(const ct_act *act, const ct_clip *clip, ct_span *out,
                                ct_error *err);
/* Gives the select of select=ID, else the selected one, else the one under the playhead. Finish it. */
CT_MUST_USE ct_code ct_act_select(const ct_act *act, ct_select *out, ct_error *err);
/* The same for note=ID. */
CT_MUST_USE ct_code ct_act_note(const ct_act *act, ct_note *out, ct_error *err);
/* Gives the cut of cut=, an id or a name. Finish it. */
CT_MUST_USE ct_code ct_act_cut(const ct_act *act, ct_cut *out, ct_error *err);
/* Integer of an argument within [least, most]; `missing` without it. */
CT_MUST_USE ct_code ct_act_int(const ct_act *act, const char *name, int64_t least, int64_t most,
                               int64_t missing, int64_t *out, ct_error *err);
/* cut.make, for the table of acts on cuts. */
CT_MUST_USE ct_code ct_act_make_cut(ct_act *act, ct_error *err);
/* Prints the sentence that is all an act has to say; NULL: nothing. Beside JSON it is the session's message. */
void ct_act_tell(const ct_act *act, const char *sentence);
/* Prints the id of what was made: a line, or {"id": ...}. */
void ct_act_print_id(const ct_act *act, ct_id id);

#endif
