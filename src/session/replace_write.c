/* SPDX-License-Identifier: MIT */
/* What was found, as one edit. Evidence of a mark whose pictures were found is that of their new place;
 * of one that was found by timecode it stays what was seen, so that it is never called proved; of one
 * that was lost it stays whole, with the file it belongs to. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/conform.h"
#include "circletake/str.h"
#include "replace_priv.h"

/* --- evidence ----------------------------------------------------------------------------- */

static uint64_t picture_at(const replacing *r, int64_t frame)
{
    return frame < 0 || frame >= r->pictures.count ? CT_NO_PICTURE : r->pictures.items[frame];
}

enum { UNSETTLED = 32 }; /* frames at the end of a live file that what follows may complete */

/* The last pictures may have been cut off, and had none behind them. */
static void take_settled(const replacing *r, ct_evidence *e, int64_t frame)
{
    e->pts = ct_index_pts(r->index, frame);
    e->hash = ct_index_hash(r->index, frame);
    for (int i = CT_AROUND; i < 2 * CT_AROUND; i++)
        e->around[i] = ct_index_hash(r->index, frame + 1 + i - CT_AROUND);
}

/* Of a frame of the new file. */
static void take_new_place(const replacing *r, ct_evidence *e, int64_t frame)
{
    const ct_clip *now = &r->out->now;

    e->media = now->fingerprint;
    ct_tc_track_print(&now->tc, now->fps, frame, e->timecode);
    if (r->grew && r->shorter && frame >= ct_index_count(r->shorter) - UNSETTLED)
        take_settled(r, e, frame);
    if (!r->index || r->pictures.count == 0)
        return;
    e->pts = ct_index_pts(r->index, frame);
    e->tb = ct_index_tb(r->index);
    e->hash = picture_at(r, frame);
    for (int i = 0; i < CT_AROUND; i++) {
        e->around[i] = picture_at(r, frame - CT_AROUND + i);
        e->around[CT_AROUND + i] = picture_at(r, frame + 1 + i);
    }
}

static void take_place(const replacing *r, const ct_moved *item, ct_evidence *first,
                       ct_evidence *last)
{
    const ct_clip *was = &r->out->was;

    if (item->found == CT_REFOUND_EXACT) {
        take_new_place(r, first, item->now.first);
        take_new_place(r, last, item->now.end - 1);
    } else if (item->found == CT_REFOUND_BY_TIMECODE) {
        first->media = last->media = r->out->now.fingerprint;
    } else if (!first->media) {
        first->media = last->media = was->fingerprint;
    }
}

/* --- marks ---------------------------------------------------------------------------------- */

static void write_select(replacing *r, ct_edit *edit, const ct_moved *item, const ct_select *s)
{
    ct_evidence first = s->first_proof, last = s->last_proof;

    take_place(r, item, &first, &last);
    ct_edit_set_select_span(edit, s->id, item->now, &first, &last);
}

static void write_note(replacing *r, ct_edit *edit, const ct_moved *item, const ct_note *n)
{
    ct_evidence first = n->proof, last = n->last_proof;

    take_place(r, item, &first, &last);
    ct_edit_set_note_span(edit, n->id, item->now, &first,
                          ct_span_count(item->now) > 1 ? &last : NULL);
}

/* The shift that brings the event to its pictures again, whatever the list counted from. */
static void write_event(replacing *r, ct_edit *edit, const ct_moved *item, const ct_event *e,
                        AVRational list_fps)
{
    ct_span        got;
    const ct_clip *now = &r->out->now;
    bool           placed = ct_conform_place(e, list_fps, now, &got);

    if (item->found != CT_REFOUND_LOST && (!placed || got.first != item->now.first))
        ct_edit_set_event_clip(edit, e->id, e->clip, e->match,
                               e->shift + item->now.first - got.first);
}

static const ct_event *event_with(const replacing *r, ct_id id, AVRational *list_fps)
{
    for (size_t c = 0; c < r->events.count; c++)
        for (size_t i = 0; i < r->events.items[c].event_count; i++)
            if (ct_id_equal(r->events.items[c].events[i].id, id)) {
                *list_fps = r->events.items[c].fps;
                return &r->events.items[c].events[i];
            }
    return NULL;
}

/* Items stand in the order of what they were made of: selects, notes, In and Out, events, sound. */
static void write_items(replacing *r, ct_edit *edit)
{
    for (size_t i = 0; i < r->out->count; i++) {
        const ct_moved *item = &r->out->items[i];
        const ct_event *event;
        AVRational      list_fps;
        switch (item->kind) {
        case CT_MOVED_SELECT:
            write_select(r, edit, item, &r->selects.items[i]);
            break;
        case CT_MOVED_NOTE:
            write_note(r, edit, item, &r->notes.items[i - r->selects.count]);
            break;
        case CT_MOVED_EVENT:
            if ((event = event_with(r, item->id, &list_fps)) != NULL)
                write_event(r, edit, item, event, list_fps);
            break;
        case CT_MOVED_SOUND:
            ct_edit_set_int(edit, item->id, CT_CLIP_SOUND_START, item->now.first);
            break;
        default: /* In and Out are no part of the history */
            break;
        }
    }
}

/* --- the clip --------------------------------------------------------------------------------- */

ct_edit *ct_replacing_edit(replacing *r, const char *author)
{
    const ct_clip *was = &r->out->was, *now = &r->out->now;
    char *sentence = ct_asprintf(r->grew ? "Take in what was added to %s" : "Replace media of %s",
                                 ct_str_or_empty(was->name));
    ct_edit *edit = ct_edit_create(sentence, author, 0);

    free(sentence);
    if (strcmp(ct_str_or_empty(was->path), now->path) != 0)
        ct_edit_relink(edit, was->id, now->path, now->size_bytes, now->mtime_ns);
    ct_edit_set_media(edit, was->id, now);
    ct_edit_set_int(edit, was->id, CT_CLIP_STREAM, now->stream);
    ct_edit_set_text(edit, was->id, CT_CLIP_AUDIO_LAYOUT, now->audio_layout);
    if (was->tc_source == CT_TC_USER)
        ct_edit_set_int(edit, was->id, CT_CLIP_TC_START, now->tc.start);
    write_items(r, edit);
    return edit;
}

char *ct_range_key(const ct_clip *clip, char out[CT_RANGE_KEY_BYTES])
{
    char id[CT_ID_TEXT_BYTES];

    snprintf(out, CT_RANGE_KEY_BYTES, "range.%s.%016llx", ct_id_text(clip->id, id),
             (unsigned long long)clip->fingerprint);
    return out;
}

void ct_replacing_keep_range(replacing *r)
{
    char key[CT_RANGE_KEY_BYTES], text[64] = "";

    for (size_t i = 0; i < r->out->count; i++) {
        const ct_moved *item = &r->out->items[i];
        if (item->kind != CT_MOVED_RANGE)
            continue;
        if (item->found != CT_REFOUND_LOST)
            snprintf(text, sizeof text, "%lld %lld", (long long)item->now.first,
                     (long long)item->now.end);
        ct_store_put_setting(r->store, ct_range_key(&r->out->now, key), text);
    }
}
