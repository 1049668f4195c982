/* SPDX-License-Identifier: MIT */
/* The command export: an order filled from options, a list written, what it could not carry said. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/handover.h"
#include "circletake/heap.h"
#include "circletake/str.h"
#include "cli.h"
#include "cli_say.h"
#include "still.h"

/* --- options ------------------------------------------------------------------------------------ */

static const ct_cli_option order_options[] = {
    {"--format", "NAME", "which format; without it by the name of the file"},
    {"-o", "FILE", "where to; '-' is standard output"},
    {"--find", "TEXT", "only what answers to the search, as typed in the window"},
    {"--scene", "NAME", "only of this scene"},
    {"--cut", "NAME", "a cut instead of the selects; of notes, those made on it"},
    {"--circled", NULL, "only of circled takes"},
    {"--since", "last|N", "only what changed after that export; 'list exports' has the numbers"},
    {"--stills", "FOLDER", "pictures of what was drawn go there, and the list says where"},
    {"--rating", "N", "at least so many stars"},
    {"--preflight", NULL, "say what an editor would stumble over; write nothing"},
    {"--verdict", "good|usable|all", "usable, which is usual: all but the rejected"},
};
enum { ORDER_OPTIONS = sizeof order_options / sizeof order_options[0], OPTIONS_MOST = 40 };

/* A choice between no and yes is a flag on a command line. */
static bool is_flag(const ct_option_row *row)
{
    return strcmp(row->values, "no|yes") == 0;
}

/* The first options are ours, the others those that the lists themselves know; their names get
 * their dashes here. */
struct options {
    ct_cli_option rows[OPTIONS_MOST];
    char          names[OPTIONS_MOST][32];
    size_t        count;
};

static void fill_options(struct options *o)
{
    size_t               count;
    const ct_option_row *rows = ct_export_option_rows(&count);

    memcpy(o->rows, order_options, sizeof order_options);
    o->count = ORDER_OPTIONS;
    for (size_t i = 0; i < count && o->count < OPTIONS_MOST; i++) {
        char *name = o->names[o->count];
        snprintf(name, sizeof o->names[0], "--%s", rows[i].name);
        o->rows[o->count++] =
            (ct_cli_option){name, is_flag(&rows[i]) ? NULL : rows[i].values, rows[i].sentence};
    }
}

static ct_code read_order(const ct_cli *cli, ct_handover_order *order, ct_error *err)
{
    ct_code code = CT_OK;

    for (size_t i = 0; i < cli->given_count && !code; i++) {
        const struct ct_cli_given *g = &cli->given[i];
        bool                       to = strcmp(g->name, "-o") == 0;
        bool common = strcmp(g->name, "--author") == 0 || strcmp(g->name, "--verbose") == 0;
        if (!common)
            code =
                ct_handover_set(order, to ? "to" : g->name + 2, *g->value ? g->value : "yes", err);
    }
    if (!code && !order->path && !order->preflight)
        return ct_fail(err, CT_USAGE,
                       "Say where to write to: -o FILE, or -o - for standard output.");
    return code;
}

/* --- running ---------------------------------------------------------------------------------------- */

/* What a pre-flight found, in one line behind the findings. Where the list begins must fit the timeline that it is
 * for. */
static void print_preflight(const ct_handover *done)
{
    size_t look = ct_finding_count(&done->findings, CT_SAY_WARN);

    printf("%zu event%s%s%s; ", done->events, CT_S(done->events), *done->start ? " from " : "",
           done->start);
    if (look)
        printf("%zu thing%s to look at first.\n", look, CT_S(look));
    else
        printf("nothing to look at first.\n");
}

static void print_done(const ct_handover *done)
{
    for (size_t i = 0; i < done->path_count; i++)
        if (strcmp(done->paths[i], "-") != 0)
            printf("%s\n", done->paths[i]);
}

static ct_code run_export(const ct_cli *cli, ct_error *err)
{
    ct_handover_order order = {.write_still = ct_still_write, .watch = {.stop = ct_cli_stopped}};
    ct_handover       done = {0};
    ct_store         *store = NULL;
    ct_code           code = read_order(cli, &order, err);

    ct_heap_expect_much();
    if (!code)
        code = ct_store_open(cli->operands[0], 0, cli->log, &store, err);
    if (code)
        return code;
    code = ct_handover_write(ct_store_query(store), store,
                             ct_str_or_empty(ct_cli_value(cli, "--author")), &order, &done, err);
    ct_cli_say_findings(cli, &done.findings);
    print_done(&done);
    if (!code && order.preflight)
        print_preflight(&done);
    ct_handover_finish(&done);
    ct_store_close(&store);
    return code;
}

const ct_cli_command *ct_cli_export(void)
{
    static struct options options;
    static ct_cli_command command = {"export",
                                     "PROJECT -o FILE",
                                     "Writes an edit list of the selects or of a cut, or a table.",
                                     1,
                                     1,
                                     options.rows,
                                     0,
                                     run_export};

    if (options.count == 0)
        fill_options(&options);
    command.option_count = options.count;
    return &command;
}
