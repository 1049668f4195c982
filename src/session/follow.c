/* SPDX-License-Identifier: MIT */
/* Note follows the cut. A note stands on a frame of a clip; a cut only says where that frame is seen.
 * So the next version of the cut changes one thing of a note: its place in it. */
#include <stdlib.h>

#include "circletake/cutmap.h"
#include "circletake/str.h"
#include "receive_priv.h"

static void say_lost(const ct_following *f, const ct_note *note, ct_receipt *out)
{
    ct_clip clip;
    char    at[CT_TC_TEXT_BYTES] = "";
    bool    known = ct_query_clip(f->query, note->clip, &clip, NULL) == CT_OK;

    if (known)
        ct_tc_track_print(&clip.tc, clip.fps, note->span.first, at);
    ct_finding_add(&out->findings, CT_SAY_WARN, "shot-gone", known ? clip.name : NULL, NULL,
                   "Shot no longer in the cut, its note stays with the version before: %s %s", at,
                   ct_str_or_empty(note->body));
    out->lost++;
    if (known)
        ct_clip_finish(&clip);
}

/* On a picture that stands a note keeps where in it it was made, as far as that goes. */
static int64_t keep_held(const ct_timeline *before, const ct_event *now, const ct_note *note,
                         int64_t at)
{
    for (size_t i = 0; ct_event_stands(now) && i < before->event_count; i++) {
        const ct_event *e = &before->events[i];
        int64_t         into = note->record_frame - e->record.first;
        if (ct_event_stands(e) && ct_id_equal(e->clip, note->clip) &&
            ct_span_has(e->record, note->record_frame))
            return ct_span_has(now->record, at + into) ? at + into : now->record.end - 1;
    }
    return at;
}

ct_code ct_follow_notes(const ct_following *f, const ct_cut *cut, ct_receipt *out, ct_error *err)
{
    ct_note_query of_old = {.cut = cut->replaces, .order = CT_ORDER_MADE};
    ct_note_list  notes = {0};
    ct_cut        old;
    ct_timeline   before = {0};

    if (ct_id_is_none(cut->replaces))
        return CT_OK;
    ct_code code = ct_query_notes(f->query, &of_old, &notes, err);
    if (!code && notes.count > 0 && ct_query_cut(f->query, cut->replaces, &old, NULL) == CT_OK) {
        code = ct_query_events(f->query, &old, &before, err);
        ct_cut_finish(&old);
    }
    if (code) {
        ct_note_list_finish(&notes);
        return code;
    }
    ct_cut_map *map = ct_cut_map_create(f->list, f->clips->items, f->clips->count);
    for (size_t i = 0; i < notes.count; i++) {
        const ct_note *n = &notes.items[i];
        size_t         on = 0;
        int64_t        at = ct_cut_map_record(map, n->clip, n->span.first, n->record_frame, &on);
        if (at < 0) {
            say_lost(f, n, out);
            continue;
        }
        ct_edit_set_id(f->edit, n->id, CT_NOTE_CUT, cut->id);
        ct_edit_set_int(f->edit, n->id, CT_NOTE_RECORD,
                        keep_held(&before, &f->list->events[on], n, at));
        out->followed++;
    }
    ct_cut_map_destroy(&map);
    ct_timeline_finish(&before);
    ct_note_list_finish(&notes);
    return CT_OK;
}
