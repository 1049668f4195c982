/* SPDX-License-Identifier: MIT */
#include "since.h"

#include <stdlib.h>
#include <string.h>

#include "circletake/str.h"

struct since {
    ct_query        *query;
    ct_changed_list  changed;
    size_t           added, altered, resolved, withdrawn;
    ct_finding_list *findings;
};

static ct_code find_position(ct_query *query, const char *since, int64_t *position, ct_error *err)
{
    ct_export_list all = {0};
    int64_t        number = 0;
    ct_code        code = ct_query_exports(query, &all, err);
    bool           last = ct_equal_nocase(since, "last");

    if (!code && !last && !ct_parse_i64(since, &number))
        code = ct_fail(err, CT_USAGE, "since cannot be '%s'; give last or the number of an export.",
                       since);
    if (!code && last)
        number = (int64_t)all.count;
    if (!code && (number < 1 || number > (int64_t)all.count))
        code = ct_fail(err, CT_USAGE,
                       "There is no export %s yet; 'circletake list PROJECT exports' numbers what "
                       "was handed over.",
                       since);
    if (!code)
        *position = all.items[number - 1].position;
    ct_export_list_finish(&all);
    return code;
}

static void count(struct since *s, unsigned what)
{
    s->added += (what & CT_WAS_ADDED) != 0;
    s->resolved += (what & CT_WAS_ADDED) == 0 && (what & CT_WAS_RESOLVED);
    s->altered += (what & (CT_WAS_ADDED | CT_WAS_RESOLVED)) == 0;
}

static bool note_changed(const struct since *s, const ct_note *n)
{
    return ct_changed_find(&s->changed, n->id) != NULL;
}

static void keep_notes(struct since *s, ct_note_list *notes)
{
    size_t kept = 0;

    for (size_t i = 0; i < notes->count; i++) {
        const ct_changed *c = ct_changed_find(&s->changed, notes->items[i].id);
        if (!c) {
            ct_note_finish(&notes->items[i]);
            continue;
        }
        count(s, c->what);
        notes->items[kept++] = notes->items[i];
    }
    notes->count = kept;
}

/* Frames of a clip that somebody said something else of. */
struct changed_note {
    ct_id   clip;
    ct_span span;
};

struct changed_notes {
    struct changed_note *items; /* by clip and frame */
    size_t               count, cap;
};

static int compare_notes(const void *a, const void *b)
{
    const struct changed_note *p = a, *q = b;
    int                        order = ct_id_compare(p->clip, q->clip);

    return order ? order : (p->span.first > q->span.first) - (p->span.first < q->span.first);
}

static void add_changed(struct changed_notes *all, ct_id clip, ct_span span)
{
    all->items = ct_grow(all->items, &all->cap, all->count + 1, sizeof *all->items);
    all->items[all->count++] = (struct changed_note){clip, span};
}

/* A remark that was taken back is missing from the list that has it. */
static ct_code add_withdrawn(const struct since *s, struct changed_notes *all, ct_error *err)
{
    ct_code code = CT_OK;

    for (size_t i = 0; i < s->changed.count && !code; i++) {
        const ct_changed *c = &s->changed.items[i];
        ct_withdrawn      gone;
        if (c->table != CT_TABLE_NOTE || !(c->what & CT_WAS_WITHDRAWN) || c->what & CT_WAS_ADDED)
            continue;
        code = ct_query_withdrawn(s->query, CT_TABLE_NOTE, c->row, &gone, err);
        if (!code)
            add_changed(all, gone.clip_id, gone.span);
        ct_withdrawn_finish(&gone);
        if (code == CT_NO_INPUT) /* restored since */
            code = CT_OK;
    }
    return code;
}

static ct_code find_changed_notes(const struct since *s, const ct_note_list *notes,
                                  struct changed_notes *all, ct_error *err)
{
    ct_code code = add_withdrawn(s, all, err);

    for (size_t i = 0; i < notes->count; i++)
        if (note_changed(s, &notes->items[i]))
            add_changed(all, notes->items[i].clip, notes->items[i].span);
    if (all->count > 1)
        qsort(all->items, all->count, sizeof *all->items, compare_notes);
    return code;
}

static bool has_note_inside(const struct changed_notes *all, const ct_select *s)
{
    struct changed_note key = {s->clip, {INT64_MIN, 0}};
    size_t              low = 0, high = all->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_notes(&all->items[middle], &key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < all->count && ct_id_equal(all->items[low].clip, s->clip); low++) {
        ct_span at = all->items[low].span;
        if (at.first < s->span.end && (at.end > s->span.first || at.first == s->span.first))
            return true;
    }
    return false;
}

static ct_code keep_selects(struct since *s, ct_select_list *selects, const ct_note_list *notes,
                            ct_error *err)
{
    struct changed_notes inside = {0};
    size_t               kept = 0;
    ct_code              code = find_changed_notes(s, notes, &inside, err);

    for (size_t i = 0; i < selects->count; i++) {
        const ct_changed *c = ct_changed_find(&s->changed, selects->items[i].id);
        if (!c && !has_note_inside(&inside, &selects->items[i])) {
            ct_select_finish(&selects->items[i]);
            continue;
        }
        count(s, c ? c->what : CT_WAS_CHANGED);
        selects->items[kept++] = selects->items[i];
    }
    selects->count = kept;
    free(inside.items);
    return code;
}

/* "cam.mov: The select on frames 5 to 9 was withdrawn: with the dog". */
static void say_gone(const struct since *s, const char *clip, const char *what, ct_span span,
                     const char *fate, const char *text)
{
    const char *words = ct_str_or_empty(text);

    ct_finding_add(s->findings, CT_SAY_NOTE, "withdrawn", clip, NULL,
                   "The %s on frames %lld to %lld was %s%s%s", what, (long long)span.first,
                   (long long)span.end - 1, fate, *words ? ": " : ".", words);
}

static ct_code say_rejected_one(const struct since *s, const ct_select *select, ct_error *err)
{
    ct_clip clip;
    ct_code code = ct_query_clip(s->query, select->clip, &clip, err);

    if (code)
        return code;
    say_gone(s, clip.name, "select", select->span, "rejected", select->label);
    ct_clip_finish(&clip);
    return CT_OK;
}

/* What was good enough then and is rejected now leaves the list without being withdrawn. */
static ct_code say_rejected(struct since *s, ct_error *err)
{
    ct_code code = CT_OK;

    for (size_t i = 0; i < s->changed.count && !code; i++) {
        const ct_changed *c = &s->changed.items[i];
        ct_select         select;
        if (!(c->what & CT_WAS_REJECTED) || c->what & (CT_WAS_WITHDRAWN | CT_WAS_ADDED))
            continue;
        code = ct_query_select(s->query, c->row, &select, err);
        if (!code && select.verdict == CT_REJECTED) {
            code = say_rejected_one(s, &select, err);
            s->withdrawn++;
        }
        ct_select_finish(&select);
    }
    return code;
}

/* What is gone cannot stand in the list, so it is told. */
static ct_code say_withdrawn(struct since *s, ct_table table, ct_error *err)
{
    ct_code code = CT_OK;

    for (size_t i = 0; i < s->changed.count && !code; i++) {
        const ct_changed *c = &s->changed.items[i];
        ct_withdrawn      gone;
        if (c->table != table || !(c->what & CT_WAS_WITHDRAWN) || (c->what & CT_WAS_ADDED))
            continue;
        code = ct_query_withdrawn(s->query, table, c->row, &gone, err);
        if (code == CT_NO_INPUT) { /* restored since */
            code = CT_OK;
            continue;
        }
        if (!code)
            say_gone(s, gone.clip, table == CT_TABLE_NOTE ? "note" : "select", gone.span,
                     "withdrawn", gone.text);
        s->withdrawn++;
        ct_withdrawn_finish(&gone);
    }
    return code;
}

ct_code ct_since_keep(ct_query *query, const ct_handover_order *order, ct_select_list *selects,
                      ct_note_list *notes, bool only_notes, ct_finding_list *findings,
                      ct_error *err)
{
    struct since s = {.query = query, .findings = findings};
    int64_t      position = 0;
    ct_code      code = find_position(query, order->since, &position, err);

    if (!code)
        code = ct_query_changed_since(query, position, &s.changed, err);
    if (!code && only_notes)
        keep_notes(&s, notes);
    else if (!code)
        code = keep_selects(&s, selects, notes, err);
    if (!code)
        code = say_withdrawn(&s, only_notes ? CT_TABLE_NOTE : CT_TABLE_SELECT, err);
    if (!code && !only_notes && !order->rejected)
        code = say_rejected(&s, err);
    if (!code)
        ct_finding_add(findings, CT_SAY_NOTE, "since", NULL, NULL,
                       "Since then: %zu added, %zu changed, %zu resolved, %zu withdrawn.", s.added,
                       s.altered, s.resolved, s.withdrawn);
    free(s.changed.items);
    return code;
}
