/* SPDX-License-Identifier: MIT */
/* Transitions of OpenTimelineIO take no room: they lie around the cut between two items of a track. */
#include <stdlib.h>

#include "otio_priv.h"
#include "transition_priv.h"

/* Of a wipe that came out of other formats: "W001" of an edit list, a number of Final Cut Pro 7. */
static int other_wipe(const cJSON *metadata)
{
    const char  *edit = otio_text(otio_member(metadata, "cmx_3600"), "transition");
    const cJSON *effect = otio_member(otio_member(metadata, "fcp_xml"), "effect");
    int          wipe = atoi(*edit == 'W' ? edit + 1 : otio_text(effect, "wipecode"));

    return wipe > 0 ? wipe : CT_WIPE_PLAIN;
}

/* What it is of ours is said exactly; others say dissolve, or a name. */
static void read_kind(otio_reader *r, const cJSON *item, otio_crossing *out)
{
    const cJSON *metadata = otio_member(item, "metadata"), *ours = otio_ours(item);
    const char  *type = otio_text(item, "transition_type");
    bool         known;

    if (ct_transition_parse(otio_text(ours, "transition"), &out->kind)) {
        out->wipe = (int)otio_number(ours, "wipe");
        out->name = NULL; /* says the same */
        return;
    }
    out->kind = ct_transition_named(type, &known);
    if (!known)
        out->kind = ct_transition_named(out->name, &known);
    out->wipe = other_wipe(metadata);
    r->other_transitions += !known;
}

otio_crossing otio_read_crossing(otio_reader *r, const cJSON *transition)
{
    otio_crossing c = {.name = otio_text(transition, "name")};

    read_kind(r, transition, &c);
    c.in = otio_frames(otio_time_of(otio_member(transition, "in_offset")), r->t->fps);
    c.out = otio_frames(otio_time_of(otio_member(transition, "out_offset")), r->t->fps);
    if (c.in < 0 || c.out < 0 || c.in > OTIO_FRAMES_MOST || c.out > OTIO_FRAMES_MOST)
        c.in = c.out = 0;
    return c;
}

static void go_out(const otio_reader *r, int64_t in, int64_t cut, otio_events before)
{
    for (size_t i = before.first; i < before.end; i++) {
        ct_event *e = &r->t->events[i];
        if (e->record.end == cut && ct_span_count(e->record) > in)
            ct_event_end_earlier(e, in, r->t->fps);
    }
}

void otio_apply_crossing(otio_reader *r, const otio_crossing *over, int64_t cut, otio_events before,
                         otio_events made)
{
    bool    came = false;
    int64_t in = over->in < cut ? over->in : cut; /* before the beginning there is nothing */

    if (over->in + over->out == 0)
        return;
    for (size_t i = made.first; i < made.end; i++) {
        ct_event *e = &r->t->events[i];
        if (e->record.first != cut)
            continue;
        ct_event_begin_earlier(e, in, r->t->fps);
        if (in + over->out > 0)
            ct_event_begin_with(e, over->kind, in + over->out, over->wipe, over->name);
        came = true;
    }
    if (came)
        go_out(r, in, cut, before);
    else
        r->transitions++; /* into nothing */
}
