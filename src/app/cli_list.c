/* SPDX-License-Identifier: MIT */
/* The command list: clips, selects, notes, cuts and their events, exports, scenes, as a table or as JSON. Reads
 * only. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/cutview.h"
#include "circletake/lengths.h"
#include "circletake/query.h"
#include "circletake/str.h"
#include "cli.h"
#include "cli_json.h"
#include "cli_table.h"

/* --- cells ------------------------------------------------------------------------------------ */

static char *clean(const char *text)
{
    return ct_utf8_clean(ct_str_or_empty(text), true);
}

/* Its name where it has no slate. */
static char *slate_of(const ct_clip *clip)
{
    char *slate = ct_clip_slate(clip), *cleaned = clean(slate);

    free(slate);
    return cleaned;
}

/* Beside its name: of a clip without a slate nothing. */
static char *take_of(const ct_clip *clip)
{
    return clip && *ct_str_or_empty(clip->scene) ? slate_of(clip) : ct_strdup("-");
}

/* As the command line asked; takes the array when it is printed. */
static void print_either(const ct_cli *cli, cJSON **array, const ct_cli_table *t)
{
    if (ct_cli_has(cli, "--json")) {
        ct_cli_json_print(*array);
        *array = NULL;
    } else {
        ct_cli_table_print(t);
    }
}

static char *label(const ct_clip *clip, int64_t frame)
{
    char text[CT_TC_TEXT_BYTES] = "-";

    if (clip && clip->tc.rate.num > 0)
        ct_tc_track_print(&clip->tc, clip->fps, frame, text);
    else if (clip)
        return ct_asprintf("f%" PRId64, frame);
    return ct_strdup(text);
}

static char *stars(int rating)
{
    static const char *const shown[] = {"", "*", "**", "***", "****", "*****"};

    return ct_strdup(rating >= 0 && rating <= 5 ? shown[rating] : "");
}

/* --- clips ---------------------------------------------------------------------------------------- */

static char *clip_state(const ct_clip *c)
{
    return ct_asprintf("%s%s%s", c->circled ? "circled" : "", c->circled && c->offline ? " " : "",
                       c->offline ? "offline" : "");
}

static void add_clip_row(ct_cli_table *t, const ct_clip *c)
{
    char  rate[CT_RATE_TEXT_BYTES];
    char *cells[CT_CLI_COLUMNS_MOST] = {take_of(c),
                                        clean(c->name),
                                        clean(c->reel),
                                        label(c, 0),
                                        ct_asprintf("%" PRId64, c->frame_count),
                                        ct_strdup(ct_rate_label(c->fps, rate)),
                                        clean(c->codec),
                                        stars(c->rating),
                                        ct_asprintf("%d", c->select_count),
                                        ct_asprintf("%d", c->note_count),
                                        clip_state(c)};

    ct_cli_table_add(t, cells);
}

static ct_code read_sort(const ct_cli *cli, ct_clip_query *query, ct_error *err)
{
    const char *sort = ct_cli_value(cli, "--sort");

    if (!sort)
        return CT_OK;
    query->descending = sort[0] == '-';
    if (ct_clip_sort_parse(sort + query->descending, &query->sort))
        return CT_OK;
    ct_str names = {0};
    for (int i = 0; i < CT_SORT_COUNT; i++)
        ct_str_appendf(&names, "%s%s", i ? ", " : "", ct_clip_sort_name((ct_clip_sort)i));
    ct_code code = ct_fail(err, CT_USAGE,
                           "--sort cannot be '%s'; give %s, with '-' before it for "
                           "the other way round.",
                           sort, ct_str_text(&names));
    ct_str_finish(&names);
    return code;
}

static ct_code list_clips(const ct_cli *cli, ct_query *query, ct_error *err)
{
    static const char *const heading[] = {"TAKE",  "NAME",  "REEL",    "START", "FRAMES", "RATE",
                                          "CODEC", "STARS", "SELECTS", "NOTES", "STATE"};
    ct_clip_query            wanted = {.find = ct_cli_value(cli, "--find"), .sort = CT_SORT_SLATE};
    ct_clip_list             clips = {0};
    ct_cli_table             table = {0};
    cJSON                   *array = cJSON_CreateArray();
    ct_code                  code = read_sort(cli, &wanted, err);

    if (!code)
        code = ct_query_clips(query, &wanted, &clips, err);
    ct_cli_table_head(&table, 11, heading);
    for (size_t i = 0; i < clips.count; i++) {
        cJSON_AddItemToArray(array, ct_json_clip_of(query, &clips.items[i]));
        add_clip_row(&table, &clips.items[i]);
    }
    if (!code)
        print_either(cli, &array, &table);
    cJSON_Delete(array);
    ct_cli_table_finish(&table);
    ct_clip_list_finish(&clips);
    return code;
}

/* --- marks ------------------------------------------------------------------------------------------ */

/* The clip of a mark; marks of one clip come together, so one is kept. False: not known. */
static bool clip_of(ct_query *query, ct_id id, ct_clip *kept)
{
    if (!ct_id_is_none(kept->id) && ct_id_equal(kept->id, id))
        return true;
    ct_clip_finish(kept);
    *kept = (ct_clip){0};
    return ct_query_clip(query, id, kept, NULL) == CT_OK;
}

static void add_select_row(ct_cli_table *t, const ct_select *s, const ct_clip *clip)
{
    char *cells[CT_CLI_COLUMNS_MOST] = {take_of(clip),
                                        clean(clip ? clip->name : NULL),
                                        label(clip, s->span.first),
                                        label(clip, s->span.end - 1),
                                        ct_asprintf("%" PRId64, ct_span_count(s->span)),
                                        ct_strdup(ct_verdict_name(s->verdict)),
                                        stars(s->rating),
                                        clean(s->author),
                                        clean(s->label)};

    ct_cli_table_add(t, cells);
}

static ct_code list_selects(const ct_cli *cli, ct_query *query, ct_error *err)
{
    static const char *const heading[] = {"TAKE",    "NAME",  "IN", "OUT",  "FRAMES",
                                          "VERDICT", "STARS", "BY", "LABEL"};
    ct_select_query wanted = {.find = ct_cli_value(cli, "--find"), .order = CT_ORDER_SLATE};
    ct_select_list  selects = {0};
    ct_clip         clip = {0};
    ct_cli_table    table = {0};
    cJSON          *array = cJSON_CreateArray();
    ct_code         code = ct_query_selects(query, &wanted, &selects, err);

    ct_cli_table_head(&table, 9, heading);
    for (size_t i = 0; i < selects.count; i++) {
        const ct_select *s = &selects.items[i];
        const ct_clip   *known = clip_of(query, s->clip, &clip) ? &clip : NULL;
        cJSON_AddItemToArray(array, ct_json_select(s, known));
        add_select_row(&table, s, known);
    }
    if (!code)
        print_either(cli, &array, &table);
    cJSON_Delete(array);
    ct_cli_table_finish(&table);
    ct_clip_finish(&clip);
    ct_select_list_finish(&selects);
    return code;
}

static void add_note_row(ct_cli_table *t, const ct_note *n, const ct_clip *clip)
{
    char *cells[CT_CLI_COLUMNS_MOST] = {take_of(clip),
                                        clean(clip ? clip->name : NULL),
                                        label(clip, n->span.first),
                                        ct_asprintf("%" PRId64, ct_span_count(n->span)),
                                        ct_strdup(ct_category_name(n->category)),
                                        ct_strdup(ct_note_status_name(n->status)),
                                        ct_strdup(ct_priority_name(n->priority)),
                                        clean(n->author),
                                        clean(n->assignee),
                                        clean(n->body)};

    ct_cli_table_add(t, cells);
}

static ct_code list_notes(const ct_cli *cli, ct_query *query, ct_error *err)
{
    static const char *const heading[] = {"TAKE",   "NAME",     "AT", "FRAMES", "CATEGORY",
                                          "STATUS", "PRIORITY", "BY", "FOR",    "TEXT"};
    ct_note_query wanted = {.find = ct_cli_value(cli, "--find"), .order = CT_ORDER_SLATE};
    ct_note_list  notes = {0};
    ct_clip       clip = {0};
    ct_cli_table  table = {0};
    cJSON        *array = cJSON_CreateArray();
    ct_code       code = ct_query_notes(query, &wanted, &notes, err);

    ct_cli_table_head(&table, 10, heading);
    for (size_t i = 0; i < notes.count; i++) {
        const ct_note *n = &notes.items[i];
        const ct_clip *known = clip_of(query, n->clip, &clip) ? &clip : NULL;
        cJSON_AddItemToArray(array, ct_json_note(n, known));
        add_note_row(&table, n, known);
    }
    if (!code)
        print_either(cli, &array, &table);
    cJSON_Delete(array);
    ct_cli_table_finish(&table);
    ct_clip_finish(&clip);
    ct_note_list_finish(&notes);
    return code;
}

/* --- cuts --------------------------------------------------------------------------------------------- */

static void add_cut_row(ct_cli_table *t, const ct_cut *c)
{
    char  rate[CT_RATE_TEXT_BYTES], start[CT_TC_TEXT_BYTES];
    char *cells[CT_CLI_COLUMNS_MOST] = {clean(c->name),
                                        ct_asprintf("%d", c->version),
                                        ct_asprintf("%" PRId64, c->event_count),
                                        ct_strdup(ct_tc_print(c->start, c->count, start)),
                                        ct_asprintf("%" PRId64, c->frames),
                                        ct_strdup(ct_rate_label(c->fps, rate)),
                                        clean(c->format),
                                        clean(c->author),
                                        clean(c->path)};

    ct_cli_table_add(t, cells);
}

static ct_code list_cuts(const ct_cli *cli, ct_query *query, ct_error *err)
{
    static const char *const heading[] = {"CUT",  "VERSION", "EVENTS", "START", "FRAMES",
                                          "RATE", "FORMAT",  "BY",     "FROM"};
    ct_cut_list              cuts = {0};
    ct_cli_table             table = {0};
    cJSON                   *array = cJSON_CreateArray();
    ct_code                  code = ct_query_cuts(query, &cuts, err);

    ct_cli_table_head(&table, 9, heading);
    for (size_t i = 0; i < cuts.count; i++) {
        cJSON_AddItemToArray(array, ct_json_cut(&cuts.items[i]));
        add_cut_row(&table, &cuts.items[i]);
    }
    if (!code)
        print_either(cli, &array, &table);
    cJSON_Delete(array);
    ct_cli_table_finish(&table);
    ct_cut_list_finish(&cuts);
    return code;
}

static char *shown_of(const ct_cut_view *v, size_t i, const ct_clip *clip)
{
    if (clip)
        return slate_of(clip);
    if (ct_event_is_black(&v->events.events[i]))
        return ct_strdup("-");
    return ct_strdup(ct_cut_view_is_ambiguous(v, i) ? "ambiguous" : "missing");
}

static void add_event_row(ct_cli_table *table, const ct_cut_view *v, size_t i, const ct_clip *clip)
{
    const ct_timeline *t = &v->events;
    const ct_event    *e = &t->events[i];
    ct_event_label     l = ct_event_labels(e, t->fps);
    char               in[CT_TC_TEXT_BYTES], record[CT_TC_TEXT_BYTES];
    const char        *name = *ct_str_or_empty(e->name) ? e->name : ct_str_or_empty(e->reel);
    char              *cells[CT_CLI_COLUMNS_MOST] = {
                     ct_asprintf("%zu", i + 1),
                     ct_strdup(ct_tc_print(t->start + e->record.first, t->count, record)),
                     ct_asprintf("%" PRId64, ct_span_count(e->record)),
                     clean(name),
                     clean(e->reel),
                     ct_strdup(ct_tc_print(l.first, l.count, in)),
                     ct_strdup(ct_transition_name(e->transition)),
                     shown_of(v, i, clip),
                     ct_strdup(ct_match_name(e->match)),
                     clean(ct_cut_view_miss(v, i))};

    ct_cli_table_add(table, cells);
}

static cJSON *event_json(const ct_cut_view *v, size_t i, const ct_clip *clip)
{
    cJSON *o = ct_json_event(&v->events, i, clip);
    char  *why = clean(ct_cut_view_miss(v, i));

    cJSON_AddStringToObject(o, "why_not", why);
    free(why);
    return o;
}

/* `out` must stay where it is. */
static ct_code named_cut(const ct_cli *cli, ct_query *query, ct_cut_view *out, ct_error *err)
{
    const char *name = ct_cli_value(cli, "--cut");
    ct_cut      cut;

    if (!name)
        return ct_fail(err, CT_USAGE, "Say of which cut: --cut NAME.");
    ct_code code = ct_query_cut_named(query, name, &cut, err);
    if (code)
        return code;
    code = ct_cut_view_read(query, cut.id, out, err);
    if (!code)
        code = ct_cut_view_explain(query, out, err);
    ct_cut_finish(&cut);
    return code;
}

static ct_code list_events(const ct_cli *cli, ct_query *query, ct_error *err)
{
    static const char *const heading[] = {"EVENT",  "RECORD", "FRAMES", "NAME",     "REEL",
                                          "SOURCE", "EDIT",   "TAKE",   "FOUND BY", "WHY NOT"};
    ct_cut_view              v = {.map = NULL};
    ct_cli_table             table = {0};
    cJSON                   *array = cJSON_CreateArray();
    ct_code                  code = named_cut(cli, query, &v, err);

    ct_cli_table_head(&table, 10, heading);
    for (size_t i = 0; !code && i < v.events.event_count; i++) {
        const ct_clip *clip = ct_cut_view_clip(&v, v.events.events[i].clip);
        if (ct_cli_has(cli, "--json"))
            cJSON_AddItemToArray(array, event_json(&v, i, clip));
        else
            add_event_row(&table, &v, i, clip);
    }
    if (!code)
        print_either(cli, &array, &table);
    cJSON_Delete(array);
    ct_cli_table_finish(&table);
    ct_cut_view_finish(&v);
    return code;
}

/* --- scenes --------------------------------------------------------------------------------------------- */

/* What the selects of every scene amount to, and of those that have none. */
static ct_code measure(const ct_cli *cli, ct_query *query, ct_scene_list *scenes,
                       ct_scene_lengths *out, ct_error *err)
{
    ct_select_query wanted = {.find = ct_cli_value(cli, "--find"), .order = CT_ORDER_SLATE};
    ct_select_list  selects = {0};
    ct_clip         kept = {0};
    ct_code         code = ct_query_scenes(query, scenes, err);

    if (!code)
        code = ct_query_selects(query, &wanted, &selects, err);
    for (size_t i = 0; i < selects.count; i++)
        if (clip_of(query, selects.items[i].clip, &kept))
            ct_scene_lengths_add(out, &kept, &selects.items[i]);
    for (size_t i = 0; i < scenes->count; i++)
        (void)ct_scene_lengths_of(out, scenes->items[i].scene);
    ct_scene_lengths_sort(out);
    ct_clip_finish(&kept);
    ct_select_list_finish(&selects);
    return code;
}

static void add_scene_row(ct_cli_table *t, const char *name, const ct_scene *scene,
                          const ct_length *length)
{
    char  text[CT_LENGTH_TEXT_BYTES];
    char *cells[CT_CLI_COLUMNS_MOST] = {
        clean(*name ? name : "-"),
        scene ? ct_asprintf("%" PRId64, scene->shots) : ct_strdup(""),
        scene ? ct_asprintf("%" PRId64, scene->covered) : ct_strdup(""),
        scene ? ct_asprintf("%" PRId64, scene->clips) : ct_strdup(""),
        ct_asprintf("%zu", length->count),
        ct_strdup(length->count ? ct_length_text(length, text) : "-")};

    ct_cli_table_add(t, cells);
}

static ct_code list_scenes(const ct_cli *cli, ct_query *query, ct_error *err)
{
    static const char *const heading[] = {"SCENE", "SET-UPS", "COVERED",
                                          "CLIPS", "SELECTS", "LENGTH"};
    ct_scene_list            scenes = {0};
    ct_scene_lengths         lengths = {0};
    ct_cli_table             table = {0};
    cJSON                   *array = cJSON_CreateArray();
    ct_code                  code = measure(cli, query, &scenes, &lengths, err);

    ct_cli_table_head(&table, 6, heading);
    for (size_t i = 0; i < lengths.count; i++) {
        const ct_scene_length *l = &lengths.items[i];
        const ct_scene        *scene = ct_scene_list_find(&scenes, l->scene);
        cJSON_AddItemToArray(array, ct_json_scene(l->scene, scene, &l->length));
        add_scene_row(&table, l->scene, scene, &l->length);
    }
    add_scene_row(&table, "all", NULL, &lengths.all);
    if (!code)
        print_either(cli, &array, &table);
    cJSON_Delete(array);
    ct_cli_table_finish(&table);
    ct_scene_lengths_finish(&lengths);
    ct_scene_list_finish(&scenes);
    return code;
}

/* --- exports ------------------------------------------------------------------------------------------ */

static ct_code list_exports(const ct_cli *cli, ct_query *query, ct_error *err)
{
    static const char *const heading[] = {"EXPORT", "WHEN", "FORMAT", "EVENTS", "WHAT", "FILE"};
    ct_export_list           all = {0};
    ct_cli_table             table = {0};
    cJSON                   *array = cJSON_CreateArray();
    ct_code                  code = ct_query_exports(query, &all, err);

    ct_cli_table_head(&table, 6, heading);
    for (size_t i = 0; i < all.count; i++) {
        const ct_export_row *x = &all.items[i];
        cJSON               *o = ct_json_export(x, i + 1);
        char                *cells[CT_CLI_COLUMNS_MOST] = {
                           ct_asprintf("%zu", i + 1), clean(cJSON_GetStringValue(cJSON_GetObjectItem(o, "made"))),
                           clean(x->format),          ct_asprintf("%" PRId64, x->events),
                           clean(x->selection),       clean(x->path)};
        ct_cli_table_add(&table, cells);
        cJSON_AddItemToArray(array, o);
    }
    if (!code)
        print_either(cli, &array, &table);
    cJSON_Delete(array);
    ct_cli_table_finish(&table);
    ct_export_list_finish(&all);
    return code;
}

/* --- the command -------------------------------------------------------------------------------------- */

static const struct {
    const char *name;
    ct_code (*list)(const ct_cli *cli, ct_query *query, ct_error *err);
} kinds[] = {{"clips", list_clips},  {"selects", list_selects}, {"notes", list_notes},
             {"cuts", list_cuts},    {"events", list_events},   {"exports", list_exports},
             {"scenes", list_scenes}};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

static ct_code run_list(const ct_cli *cli, ct_error *err)
{
    ct_store *store = NULL;
    size_t    kind = 0;

    while (kind < KINDS && strcmp(kinds[kind].name, cli->operands[1]) != 0)
        kind++;
    if (kind == KINDS)
        return ct_fail(
            err, CT_USAGE,
            "Cannot list '%s'; there are clips, selects, notes, cuts, events, exports and scenes.",
            cli->operands[1]);
    ct_code code = ct_store_open(cli->operands[0], CT_STORE_READ_ONLY, cli->log, &store, err);
    if (!code)
        code = kinds[kind].list(cli, ct_store_query(store), err);
    ct_store_close(&store);
    return code;
}

static const ct_cli_option list_options[] = {
    {"--json", NULL, "an array of objects"},
    {"--find", "TEXT", "only what answers to the search, as typed in the window"},
    {"--sort", "COLUMN", "of clips: slate, name, reel, timecode, ...; '-' before it: descending"},
    {"--cut", "NAME", "of events: the cut, by name (its newest version), 'NAME v2' or id"},
};

const ct_cli_command ct_cli_list = {"list",
                                    "PROJECT clips|selects|notes|cuts|events|exports|scenes",
                                    "Shows what is in a project.",
                                    2,
                                    2,
                                    list_options,
                                    sizeof list_options / sizeof list_options[0],
                                    run_list};
