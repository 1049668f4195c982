/* SPDX-License-Identifier: MIT */
/* Note follows the cut. A note stands on a frame of a clip; a cut only says where that frame is seen.
 * So the next version of the cut changes one thing of a note: its place in it. */
#include <stdlib.h>

#include "circletake/cutmap.h"
#include "circletake/str.h"
#include "receive_priv.h"

static void say_lost(receiving *r, const ct_note *note)
{
    const ct_clip *clip = ct_receiving_clip(r, note->clip);
    char           at[CT_TC_TEXT_BYTES] = "";

    if (clip)
        ct_tc_track_print(&clip->tc, clip->fps, note->span.first, at);
    ct_finding_add(&r->out->findings, CT_SAY_WARN, "shot-gone", clip ? clip->name : NULL, NULL,
                   "Shot no longer in the cut, its note stays with the version before: %s %s", at,
                   ct_str_or_empty(note->body));
    r->out->lost++;
}

ct_code ct_follow_notes(receiving *r, ct_id old_cut, ct_id new_cut, ct_error *err)
{
    ct_note_query of_old = {.cut = old_cut, .order = CT_ORDER_MADE};
    ct_note_list  notes = {0};
    ct_code       code = ct_query_notes(r->query, &of_old, &notes, err);

    if (code)
        return code;
    ct_cut_map *map = ct_cut_map_create(&r->list, r->clips.items, r->clips.count);
    for (size_t i = 0; i < notes.count; i++) {
        const ct_note *n = &notes.items[i];
        int64_t        at = ct_cut_map_record(map, n->clip, n->span.first, n->record_frame, NULL);
        if (at < 0) {
            say_lost(r, n);
            continue;
        }
        ct_edit_set_id(r->edit, n->id, CT_NOTE_CUT, new_cut);
        ct_edit_set_int(r->edit, n->id, CT_NOTE_RECORD, at);
        r->out->followed++;
    }
    ct_cut_map_destroy(&map);
    ct_note_list_finish(&notes);
    return CT_OK;
}
