/* SPDX-License-Identifier: MIT */
/* The command stills: the pictures notes were made on, as PNG, with what was drawn over them. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/drawing.h"
#include "circletake/file.h"
#include "circletake/query.h"
#include "circletake/str.h"
#include "cli.h"
#include "cli_json.h"
#include "still.h"

static const ct_cli_option stills_options[] = {
    {"-o", "FOLDER", "where they are written; made if it is not there"},
    {"--find", "TEXT", "only of the notes that list --find would show"},
    {"--drawn", NULL, "only of notes with a drawing"},
    {"--json", NULL, "what was written, as an array"},
};

static void tell(cJSON *written, const ct_note *note, const char *path)
{
    char   id[CT_ID_TEXT_BYTES];
    cJSON *o = cJSON_CreateObject();

    cJSON_AddStringToObject(o, "note", ct_id_text(note->id, id));
    cJSON_AddStringToObject(o, "path", path);
    cJSON_AddItemToArray(written, o);
}

static ct_code write_one(const char *folder, ct_query *query, const ct_note *note, cJSON *written,
                         ct_error *err)
{
    ct_clip clip = {0};
    ct_code code = ct_query_clip(query, note->clip, &clip, err);

    if (code)
        return code;
    char *name = ct_note_still_name(note, clip.name);
    char *path = ct_path_join(folder, name);
    code = ct_still_write(note, &clip, path, ct_cli_stopped, NULL, err);
    if (!code)
        tell(written, note, path);
    free(name);
    free(path);
    ct_clip_finish(&clip);
    return code;
}

/* A still that cannot be made costs itself. */
static ct_code write_all(const ct_cli *cli, ct_query *query, const ct_note_list *notes,
                         cJSON *written, ct_error *err)
{
    ct_code first = CT_OK;
    size_t  failed = 0;

    for (size_t i = 0; i < notes->count; i++) {
        ct_error why = {0};
        if (ct_cli_has(cli, "--drawn") && !*ct_str_or_empty(notes->items[i].drawing))
            continue;
        ct_code code = write_one(ct_cli_value(cli, "-o"), query, &notes->items[i], written, &why);
        if (code == CT_CANCELLED)
            return ct_fail(err, code, "Stopped; the stills written so far stay.");
        if (!code)
            continue;
        fprintf(stderr, "circletake: %s\n", why.text);
        first = first ? first : code;
        failed++;
    }
    return first ? ct_fail(err, first, "%zu of the stills could not be written.", failed) : CT_OK;
}

static void print_paths(const cJSON *written)
{
    const cJSON *o;

    cJSON_ArrayForEach(o, written) printf("%s\n", cJSON_GetObjectItem(o, "path")->valuestring);
}

static ct_code run_stills(const ct_cli *cli, ct_error *err)
{
    ct_note_query wanted = {.find = ct_cli_value(cli, "--find"), .order = CT_ORDER_SLATE};
    ct_note_list  notes = {0};
    ct_store     *store = NULL;

    if (!ct_cli_value(cli, "-o"))
        return ct_fail(err, CT_USAGE, "Say with -o into which folder the stills go.");
    ct_code code = ct_folder_make(ct_cli_value(cli, "-o"), err);
    if (!code)
        code = ct_store_open(cli->operands[0], CT_STORE_READ_ONLY, cli->log, &store, err);
    if (code)
        return code;
    cJSON *written = cJSON_CreateArray();
    code = ct_query_notes(ct_store_query(store), &wanted, &notes, err);
    if (!code)
        code = write_all(cli, ct_store_query(store), &notes, written, err);
    if (!ct_cli_has(cli, "--json"))
        print_paths(written);
    else
        ct_cli_json_print(cJSON_Duplicate(written, true));
    cJSON_Delete(written);
    ct_note_list_finish(&notes);
    ct_store_close(&store);
    return code;
}

const ct_cli_command ct_cli_stills = {
    "stills",
    "PROJECT",
    "Writes the pictures of notes as PNG, with what was drawn on them.",
    1,
    1,
    stills_options,
    sizeof stills_options / sizeof stills_options[0],
    run_stills};
