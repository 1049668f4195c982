/* SPDX-License-Identifier: MIT */
#include "chosen.h"

#include <stdlib.h>

#include "since.h"

void ct_chosen_finish(ct_chosen *c)
{
    ct_select_list_finish(&c->selects);
    ct_note_list_finish(&c->notes);
    ct_clip_list_finish(&c->clips);
}

/* Takes the ids. Sound recorded apart goes along; it has none itself. */
static ct_code fetch_clips(ct_query *query, ct_id_list *ids, ct_clip_list *out, ct_error *err)
{
    ct_code code = ct_query_clips_with(query, ids, out, err);
    bool    apart = false;

    for (size_t i = 0; i < out->count && !code; i++)
        if (!ct_id_is_none(out->items[i].sound)) {
            ct_id_list_add(ids, out->items[i].sound);
            apart = true;
        }
    if (apart)
        code = ct_query_clips_with(query, ids, out, err);
    ct_id_list_finish(ids);
    return code;
}

/* For a list of selects: the remarks of their clips stand inside the events. */
static ct_code choose_selects(ct_query *query, const ct_handover_order *order, ct_chosen *c,
                              ct_error *err)
{
    ct_select_query wanted = {.find = order->find,
                              .scene = order->scene,
                              .circled = order->circled,
                              .rating = order->rating,
                              .verdict_set = order->good,
                              .verdict = CT_GOOD,
                              .not_rejected = !order->rejected};
    ct_note_query   remarks = {.order = CT_ORDER_SLATE};
    ct_id_list      ids = {0};
    ct_code         code = ct_query_selects(query, &wanted, &c->selects, err);

    for (size_t i = 0; i < c->selects.count; i++)
        ct_id_list_add(&ids, c->selects.items[i].clip);
    if (!code)
        code = fetch_clips(query, &ids, &c->clips, err);
    if (!code)
        code = ct_query_notes(query, &remarks, &c->notes, err);
    ct_id_list_finish(&ids);
    return code;
}

/* For a table of notes, which the store cannot filter by what is said of their clips. */
static bool wants_note_of(const ct_handover_order *order, const ct_clip *clip)
{
    return (!order->circled || clip->circled) && clip->rating >= order->rating;
}

static void keep_wanted(const ct_handover_order *order, ct_chosen *c)
{
    const ct_clip **clips = ct_clips_by_id(&c->clips);
    size_t          kept = 0;

    for (size_t i = 0; i < c->notes.count; i++) {
        ct_note *note = &c->notes.items[i];
        if (wants_note_of(order, ct_clips_find(clips, &c->clips, note->clip)))
            c->notes.items[kept++] = *note;
        else
            ct_note_finish(note);
    }
    c->notes.count = kept;
    free(clips);
}

static ct_code choose_notes(ct_query *query, const ct_handover_order *order, ct_chosen *c,
                            ct_error *err)
{
    ct_note_query wanted = {.find = order->find, .scene = order->scene, .order = CT_ORDER_SLATE};
    ct_id_list    ids = {0};
    ct_code       code = ct_query_notes(query, &wanted, &c->notes, err);

    for (size_t i = 0; i < c->notes.count; i++)
        ct_id_list_add(&ids, c->notes.items[i].clip);
    if (!code)
        code = fetch_clips(query, &ids, &c->clips, err);
    if (!code)
        keep_wanted(order, c);
    ct_id_list_finish(&ids);
    return code;
}

static bool has_filters(const ct_handover_order *order)
{
    return order->find || order->scene || order->circled || order->rating || order->good;
}

ct_code ct_choose(ct_query *query, const ct_format *format, const ct_handover_order *order,
                  ct_chosen *c, ct_finding_list *findings, ct_error *err)
{
    bool    notes = format->write_notes != NULL;
    ct_code code =
        notes ? choose_notes(query, order, c, err) : choose_selects(query, order, c, err);

    if (!code && order->since)
        code = ct_since_keep(query, order->since, &c->selects, &c->notes, notes, findings, err);
    if (code || (notes ? c->notes.count : c->selects.count) > 0)
        return code;
    if (order->since)
        return ct_fail(err, CT_NO_INPUT, "Nothing to hand over was added or changed since then.");
    return ct_fail(err, CT_NO_INPUT, "There are no %s to export%s.", notes ? "notes" : "selects",
                   has_filters(order) ? " that answer to the filters; loosen them"
                                      : "; keep some first");
}
