/* SPDX-License-Identifier: MIT */
#include "chosen.h"

#include <stdlib.h>

#include "circletake/conform.h"
#include "circletake/str.h"
#include "circletake/thread.h"
#include "handover_stills.h"
#include "since.h"

void ct_chosen_finish(ct_chosen *c)
{
    ct_select_list_finish(&c->selects);
    ct_timeline_finish(&c->cut);
    free(c->cut_title);
    ct_note_list_finish(&c->notes);
    ct_clip_list_finish(&c->clips);
}

/* Takes what the ids hold. Sound recorded apart goes along; it has none itself. */
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

/* --- remarks ---------------------------------------------------------------------- */

/* Those that stand inside the events, which put them in order. A third of what is read for a list, and
 * nothing else waits for them: a thread with a connection of its own reads them meanwhile. */
typedef struct remarks {
    ct_query     *query;
    ct_note_list *out;
    pthread_t     thread;
    bool          started;
    ct_code       code; /* of the thread */
} remarks;

static const ct_note_query all_remarks = {.order = CT_ORDER_STORED};

static void *read_remarks(void *arg)
{
    remarks  *r = arg;
    ct_query *own = NULL;

    r->code = ct_query_open_beside(r->query, &own, NULL);
    if (!r->code)
        r->code = ct_query_notes(own, &all_remarks, r->out, NULL);
    ct_query_close(&own);
    return NULL;
}

/* `query` and `out` are left alone until remarks_end. */
static void remarks_begin(remarks *r, ct_query *query, ct_note_list *out)
{
    *r = (remarks){.query = query, .out = out};
    r->started = ct_thread_start(&r->thread, "remarks", read_remarks, r, NULL) == CT_OK;
}

/* What the thread could not do is done here, where a failure has its sentence. */
static ct_code remarks_end(remarks *r, ct_error *err)
{
    if (r->started)
        pthread_join(r->thread, NULL);
    if (r->started && !r->code)
        return CT_OK;
    return ct_query_notes(r->query, &all_remarks, r->out, err);
}

/* --- selects and notes ------------------------------------------------------------ */

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
    ct_id_list      ids = {0};
    remarks         notes;

    remarks_begin(&notes, query, &c->notes);
    ct_code code = ct_query_selects(query, &wanted, &c->selects, err);
    for (size_t i = 0; i < c->selects.count; i++)
        ct_id_list_add(&ids, c->selects.items[i].clip);
    if (!code)
        code = fetch_clips(query, &ids, &c->clips, err);
    ct_code noted = remarks_end(&notes, code ? NULL : err);
    ct_id_list_finish(&ids);
    return code ? code : noted;
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

/* With the clips that they are on. */
static ct_code fetch_notes(ct_query *query, const ct_note_query *wanted, ct_chosen *c,
                           ct_error *err)
{
    ct_id_list ids = {0};
    ct_code    code = ct_query_notes(query, wanted, &c->notes, err);

    for (size_t i = 0; i < c->notes.count; i++)
        ct_id_list_add(&ids, c->notes.items[i].clip);
    if (!code)
        code = fetch_clips(query, &ids, &c->clips, err);
    ct_id_list_finish(&ids);
    return code;
}

static ct_code choose_notes(ct_query *query, const ct_handover_order *order, ct_chosen *c,
                            ct_error *err)
{
    ct_note_query wanted = {.find = order->find, .scene = order->scene, .order = CT_ORDER_SLATE};
    ct_code       code = fetch_notes(query, &wanted, c, err);

    if (!code)
        keep_wanted(order, c);
    return code;
}

/* --- a cut ------------------------------------------------------------------------ */

/* Remarks made on another cut are about that one. */
static void keep_notes_of_cut(ct_chosen *c)
{
    size_t kept = 0;

    for (size_t i = 0; i < c->notes.count; i++) {
        ct_note *n = &c->notes.items[i];
        if (ct_id_is_none(n->cut) || ct_id_equal(n->cut, c->cut_id))
            c->notes.items[kept++] = *n;
        else
            ct_note_finish(n);
    }
    c->notes.count = kept;
}

static ct_code choose_events(ct_query *query, const ct_cut *cut, const ct_handover_order *order,
                             ct_chosen *c, ct_error *err)
{
    ct_id_list ids = {0};
    remarks    notes;

    remarks_begin(&notes, query, &c->notes);
    ct_code code = ct_query_events(query, cut, &c->cut, err);
    if (!code)
        ct_strset(&c->cut.title, c->cut_title);
    for (size_t i = 0; !code && i < c->cut.event_count; i++)
        if (!ct_id_is_none(c->cut.events[i].clip))
            ct_id_list_add(&ids, c->cut.events[i].clip);
    if (!code)
        code = fetch_clips(query, &ids, &c->clips, err);
    ct_id_list_finish(&ids);
    ct_code noted = remarks_end(&notes, code ? NULL : err);
    code = code ? code : noted;
    if (!code) {
        ct_conform_settle_all(&c->cut, &c->clips);
        ct_list_stills_of_cut(order, &c->cut);
        keep_notes_of_cut(c);
    }
    return code;
}

static ct_code choose_notes_of_cut(ct_query *query, const ct_cut *cut, ct_chosen *c, ct_error *err)
{
    ct_note_query wanted = {.cut = cut->id, .order = CT_ORDER_SLATE};

    return fetch_notes(query, &wanted, c, err);
}

static ct_code choose_cut(ct_query *query, bool notes, const ct_handover_order *order, ct_chosen *c,
                          ct_error *err)
{
    ct_cut  cut = {0};
    ct_code code = ct_query_cut_named(query, order->cut, &cut, err);

    c->cut_id = cut.id;
    if (!code)
        c->cut_title = ct_cut_title(&cut);
    if (!code)
        code = notes ? choose_notes_of_cut(query, &cut, c, err)
                     : choose_events(query, &cut, order, c, err);
    if (!code && (notes ? c->notes.count : c->cut.event_count) == 0)
        code = ct_fail(err, CT_NO_INPUT, "There are no %s %s to export.",
                       notes ? "notes on the cut" : "events in the cut", c->cut_title);
    ct_cut_finish(&cut);
    return code;
}

/* --- the whole -------------------------------------------------------------------- */

static bool has_filters(const ct_handover_order *order)
{
    return order->find || order->scene || order->circled || order->rating || order->good;
}

static ct_code check_cut_order(const ct_handover_order *order, ct_error *err)
{
    if (!has_filters(order) && !order->rejected && !order->since)
        return CT_OK;
    return ct_fail(err, CT_USAGE,
                   "A cut is written whole: leave out find, scene, circled, rating, verdict and "
                   "since.");
}

ct_code ct_choose(ct_query *query, const ct_format *format, const ct_handover_order *order,
                  ct_chosen *c, ct_finding_list *findings, ct_error *err)
{
    bool    notes = format->write_notes != NULL;
    ct_code code = CT_OK;

    if (order->cut) {
        code = check_cut_order(order, err);
        return code ? code : choose_cut(query, notes, order, c, err);
    }
    code = notes ? choose_notes(query, order, c, err) : choose_selects(query, order, c, err);

    if (!code && order->since)
        code = ct_since_keep(query, order, &c->selects, &c->notes, notes, findings, err);
    if (code || (notes ? c->notes.count : c->selects.count) > 0)
        return code;
    if (order->since)
        return ct_fail(err, CT_NO_INPUT, "Nothing to hand over was added or changed since then.");
    return ct_fail(err, CT_NO_INPUT, "There are no %s to export%s.", notes ? "notes" : "selects",
                   has_filters(order) ? " that answer to the filters; loosen them"
                                      : "; keep some first");
}
