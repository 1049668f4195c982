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

struct changed_note {
    ct_id   clip;
    ct_span span;
};

static int compare_notes(const void *a, const void *b)
{
    const struct changed_note *p = a, *q = b;
    int                        order = ct_id_compare(p->clip, q->clip);

    return order ? order : (p->span.first > q->span.first) - (p->span.first < q->span.first);
}

/* Notes that changed, by clip: asked once for each select. */
static struct changed_note *changed_notes(const struct since *s, const ct_note_list *notes,
                                          size_t *count_out)
{
    struct changed_note *all = ct_alloc_array(notes->count + 1, sizeof *all);

    *count_out = 0;
    for (size_t i = 0; i < notes->count; i++)
        if (note_changed(s, &notes->items[i]))
            all[(*count_out)++] = (struct changed_note){notes->items[i].clip, notes->items[i].span};
    if (*count_out)
        qsort(all, *count_out, sizeof *all, compare_notes);
    return all;
}

static bool has_note_inside(const struct changed_note *all, size_t many, const ct_select *s)
{
    struct changed_note key = {s->clip, {s->span.first, 0}};
    size_t              low = 0, high = many;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_notes(&all[middle], &key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < many && ct_id_equal(all[low].clip, s->clip) && all[low].span.first < s->span.end;
}

static void keep_selects(struct since *s, ct_select_list *selects, const ct_note_list *notes)
{
    size_t               many, kept = 0;
    struct changed_note *inside = changed_notes(s, notes, &many);

    for (size_t i = 0; i < selects->count; i++) {
        const ct_changed *c = ct_changed_find(&s->changed, selects->items[i].id);
        if (!c && !has_note_inside(inside, many, &selects->items[i])) {
            ct_select_finish(&selects->items[i]);
            continue;
        }
        count(s, c ? c->what : CT_WAS_CHANGED);
        selects->items[kept++] = selects->items[i];
    }
    selects->count = kept;
    free(inside);
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
            ct_finding_add(s->findings, CT_SAY_NOTE, "withdrawn", gone.clip, NULL,
                           "The %s on frames %lld to %lld was withdrawn: %s",
                           table == CT_TABLE_NOTE ? "note" : "select", (long long)gone.span.first,
                           (long long)gone.span.end - 1, gone.text);
        s->withdrawn++;
        ct_withdrawn_finish(&gone);
    }
    return code;
}

ct_code ct_since_keep(ct_query *query, const char *since, ct_select_list *selects,
                      ct_note_list *notes, bool only_notes, ct_finding_list *findings,
                      ct_error *err)
{
    struct since s = {.query = query, .findings = findings};
    int64_t      position = 0;
    ct_code      code = find_position(query, since, &position, err);

    if (!code)
        code = ct_query_changed_since(query, position, &s.changed, err);
    if (!code && only_notes)
        keep_notes(&s, notes);
    else if (!code)
        keep_selects(&s, selects, notes);
    if (!code)
        code = say_withdrawn(&s, only_notes ? CT_TABLE_NOTE : CT_TABLE_SELECT, err);
    if (!code)
        ct_finding_add(findings, CT_SAY_NOTE, "since", NULL, NULL,
                       "Since then: %zu added, %zu changed, %zu resolved, %zu withdrawn.", s.added,
                       s.altered, s.resolved, s.withdrawn);
    free(s.changed.items);
    return code;
}
