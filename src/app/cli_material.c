/* SPDX-License-Identifier: MIT */
/* The command material: looks through the footage of a project, and tells what was found. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "circletake/facts.h"
#include "circletake/query.h"
#include "circletake/str.h"
#include "circletake/survey.h"
#include "cli.h"
#include "cli_json.h"

/* One line of progress on a terminal, written over. */
struct teller {
    bool   terminal;
    size_t shown;
};

static void wipe(struct teller *t)
{
    if (t->shown)
        fprintf(stderr, "\r%*s\r", (int)t->shown, "");
    t->shown = 0;
}

static void on_progress(void *arg, const ct_survey_state *state)
{
    struct teller *t = arg;
    char           line[96];

    if (!t->terminal)
        return;
    snprintf(line, sizeof line, "%" PRId64 " of %" PRId64 " clips, %d %% of the next", state->done,
             state->total, state->permille / 10);
    size_t bytes = strlen(line);
    fprintf(stderr, "\r%s%*s", line, t->shown > bytes ? (int)(t->shown - bytes) : 0, "");
    fflush(stderr);
    t->shown = bytes;
}

/* --- what to look at ----------------------------------------------------------------------------- */

static int compare_ids(const void *a, const void *b)
{
    return ct_id_compare(*(const ct_id *)a, *(const ct_id *)b);
}

/* Those of `clips` that were not looked through yet; with --again all of them. */
static ct_code choose(const ct_cli *cli, ct_query *query, const ct_id_list *clips, ct_id_list *out,
                      ct_error *err)
{
    ct_id_list unlooked = {0};
    bool       again = ct_cli_has(cli, "--again");
    ct_code    code = ct_query_unlooked(query, &unlooked, err);

    if (unlooked.count > 0)
        qsort(unlooked.items, unlooked.count, sizeof *unlooked.items, compare_ids);
    for (size_t i = 0; i < clips->count && !code; i++)
        if (again ||
            (unlooked.count > 0 && bsearch(&clips->items[i], unlooked.items, unlooked.count,
                                           sizeof *unlooked.items, compare_ids)))
            ct_id_list_add(out, clips->items[i]);
    ct_id_list_finish(&unlooked);
    return code;
}

static ct_code look(const ct_cli *cli, ct_store *store, const ct_id_list *clips, ct_error *err)
{
    struct teller     teller = {.terminal = isatty(STDERR_FILENO)};
    ct_survey_watch   watch = {.progress = on_progress, .stop = ct_cli_stopped, .arg = &teller};
    ct_survey_options options = {.anew = ct_cli_has(cli, "--again"), .only = true, .log = cli->log};
    ct_id_list        ids = {0};
    ct_code           code = choose(cli, ct_store_query(store), clips, &ids, err);

    options.clips = ids.items;
    options.count = ids.count;
    if (!code && ids.count > 0)
        code = ct_survey_run(store, &options, &watch, NULL, err);
    wipe(&teller);
    ct_id_list_finish(&ids);
    return code;
}

/* --- telling ---------------------------------------------------------------------------------------- */

static void print_clip(ct_query *query, const ct_clip *clip)
{
    ct_fact_list facts = {0};
    ct_material  m;
    bool         looked = ct_query_material(query, clip->id, &m, NULL) == CT_OK;

    ct_facts_of(clip, looked ? &m : NULL, &facts);
    char *line = ct_facts_line(&facts, false), *clean = ct_utf8_clean(line, true);
    char *name = ct_utf8_clean(ct_str_or_empty(clip->name), true);
    printf("%s: %s\n", name, clean);
    free(name);
    free(clean);
    free(line);
    ct_fact_list_finish(&facts);
    ct_material_finish(&m);
}

static ct_code tell(const ct_cli *cli, ct_query *query, const ct_id_list *ids, ct_error *err)
{
    ct_clip_list clips = {0};
    cJSON       *array = ct_cli_has(cli, "--json") ? cJSON_CreateArray() : NULL;
    ct_code      code = ct_query_clips_with(query, ids, &clips, err);

    for (size_t i = 0; i < clips.count && !code; i++)
        if (array)
            cJSON_AddItemToArray(array, ct_json_clip_of(query, &clips.items[i]));
        else
            print_clip(query, &clips.items[i]);
    if (!code && array)
        ct_cli_json_print(array);
    else
        cJSON_Delete(array);
    ct_clip_list_finish(&clips);
    return code;
}

static ct_code run_material(const ct_cli *cli, ct_error *err)
{
    ct_clip_query wanted = {.find = ct_cli_value(cli, "--find"), .sort = CT_SORT_SLATE};
    ct_id_list    ids = {0};
    ct_store     *store = NULL;
    ct_code       code = ct_store_open(cli->operands[0], CT_STORE_WRITE, cli->log, &store, err);

    if (code)
        return code;
    code = ct_query_clip_ids(ct_store_query(store), &wanted, &ids, err);
    if (!code)
        code = look(cli, store, &ids, err);
    if (!code)
        code = tell(cli, ct_store_query(store), &ids, err);
    ct_id_list_finish(&ids);
    ct_store_close(&store);
    return code;
}

static const ct_cli_option material_options[] = {
    {"--find", "TEXT", "only clips that 'list clips --find' shows"},
    {"--again", NULL, "also what was looked through before"},
    {"--json", NULL, "an array of clips, each with its material"},
};

const ct_cli_command ct_cli_material = {
    "material",
    "PROJECT",
    "Looks through all footage for black, frozen, repeated, missing and silent frames.",
    1,
    1,
    material_options,
    sizeof material_options / sizeof material_options[0],
    run_material};
