/* SPDX-License-Identifier: MIT */
/* The command import: a list somebody sent becomes a cut, selects or notes; what was found and what was
 * not is said. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/receive.h"
#include "circletake/str.h"
#include "cli.h"
#include "cli_json.h"
#include "cli_say.h"

static const ct_cli_option import_options[] = {
    {"--as", "cut|selects|notes", "what it becomes; without it what its format is for"},
    {"--name", "NAME", "of the cut; the same name again is its next version"},
    {"--edit-rate", "RATE", "of a list that does not say it (EDL): 25, 23.976, 30000/1001"},
    {"--timeline", "NAME", "of a file with several: which one is taken, by name or number"},
    {"--cut", "NAME", "of a list of markers: the cut on whose timeline they lie"},
    {"--clip", "NAME", "of a list of markers: the clip whose timecode they name"},
    {"--partial", NULL, "of a list that is damaged: take what can be read"},
    {"--json", NULL, "what came of it, as an object"},
};

static ct_code read_order(const ct_cli *cli, ct_receive_order *order, ct_error *err)
{
    static const char *const names[] = {"--as",       "--name", "--edit-rate",
                                        "--timeline", "--cut",  "--clip"};
    ct_code                  code = ct_receive_set(order, "file", cli->operands[1], err);

    for (size_t i = 0; i < sizeof names / sizeof names[0] && !code; i++) {
        const char *value = ct_cli_value(cli, names[i]);
        if (value)
            code = ct_receive_set(order, names[i] + 2, value, err);
    }
    order->partial = ct_cli_has(cli, "--partial");
    return code;
}

static cJSON *counts_object(const ct_receipt *r)
{
    const struct {
        const char *name;
        size_t      count;
    } all[] = {{"events", r->conform.events},
               {"matched", r->conform.matched},
               {"missing", r->conform.missing},
               {"ambiguous", r->conform.ambiguous},
               {"black", r->conform.black},
               {"selects", r->selects},
               {"notes", r->notes},
               {"known", r->known},
               {"notes_followed", r->followed},
               {"notes_lost", r->lost}};
    cJSON *o = cJSON_CreateObject();

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        cJSON_AddNumberToObject(o, all[i].name, (double)all[i].count);
    return o;
}

static void print_json(const ct_receipt *r)
{
    static const char *const names[] = {"", "cut", "selects", "notes"};
    char                     id[CT_ID_TEXT_BYTES];
    cJSON                   *o = counts_object(r);

    cJSON_AddStringToObject(o, "as", names[r->as]);
    cJSON_AddStringToObject(o, "format", ct_str_or_empty(r->format));
    if (!ct_id_is_none(r->cut)) {
        cJSON_AddStringToObject(o, "cut", ct_id_text(r->cut, id));
        cJSON_AddStringToObject(o, "title", r->title);
    }
    cJSON_AddItemToObject(o, "findings", ct_json_findings(&r->findings));
    ct_cli_json_print(o);
}

static ct_code run_import(const ct_cli *cli, ct_error *err)
{
    ct_receive_order order = {.rate_word = "--edit-rate ", .part_word = "--partial"};
    ct_receipt       receipt = {0};
    ct_store        *store = NULL;
    ct_code          code = read_order(cli, &order, err);

    if (!code)
        code = ct_store_open(cli->operands[0], CT_STORE_WRITE, cli->log, &store, err);
    if (code)
        return code;
    code = ct_receive(ct_store_query(store), store, ct_str_or_empty(ct_cli_value(cli, "--author")),
                      &order, &receipt, err);
    if (!ct_cli_has(cli, "--json") || code)
        ct_cli_say_findings(cli, &receipt.findings);
    if (!code && ct_cli_has(cli, "--json")) {
        print_json(&receipt);
    } else if (!code) {
        char *text = ct_receipt_text(&receipt);
        printf("%s\n", text);
        free(text);
    }
    ct_receipt_finish(&receipt);
    ct_store_close(&store);
    return code;
}

const ct_cli_command ct_cli_import = {
    "import", "PROJECT FILE", "Takes an edit list or marker list into a project.", 2,
    2,        import_options, sizeof import_options / sizeof import_options[0],    run_import};
