/* SPDX-License-Identifier: MIT */
/* Transitions of FCPXML lie over a cut and take no time of their own: the clips beside it last as long as
 * ever, and what is shown past the cut comes out of their handles. On our timeline the incoming event
 * begins where the transition does, and the outgoing one ends there. */
#include "fcpxml_priv.h"
#include "transition_priv.h"

/* The picture on `track` among the events `of`, that begins (or ends) within [from, to]; NULL none. */
static ct_event *event_at(fcp_reader *r, fcp_events of, int track, ct_span within, bool begins)
{
    for (size_t i = of.first; i < of.end; i++) {
        ct_event *e = &r->t->events[i];
        int64_t   at = begins ? e->record.first : e->record.end;
        if ((e->channels & CT_CHANNEL_V) && e->track == track && at >= within.first &&
            at <= within.end)
            return e;
    }
    return NULL;
}

void fcp_apply_transition(fcp_reader *r, const ct_xml_node *n, ct_span record, int track,
                          fcp_events before, fcp_events behind)
{
    ct_event *in = event_at(r, behind, track, record, true), *out = NULL;

    if (in)
        out = event_at(r, before, track, (ct_span){in->record.first, in->record.first}, false);
    if (!in || ct_span_count(record) == 0 || (out && out->record.first >= record.first)) {
        r->transitions++;
        return;
    }
    const char   *name = ct_str_or_empty(ct_xml_attribute(n, "name"));
    int64_t       earlier = in->record.first - record.first;
    bool          known;
    ct_transition kind = ct_transition_named(name, &known);

    if (out)
        ct_event_end_earlier(out, earlier, r->t->fps);
    ct_event_begin_earlier(in, earlier, r->t->fps);
    ct_event_begin_with(in, kind, ct_span_count(record), CT_WIPE_PLAIN, name);
    r->other_transitions += !known;
}
