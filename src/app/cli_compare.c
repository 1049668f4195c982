/* SPDX-License-Identifier: MIT */
/* The command compare: what changed from one cut to the other, as a table, CSV, JSON or change list. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/compared.h"
#include "circletake/file.h"
#include "circletake/str.h"
#include "cli.h"
#include "cli_json.h"
#include "cli_say.h"

/* --- forms --------------------------------------------------------------------------------------- */

static void append_frames(ct_str *out, const ct_cut_change *c, const ct_change_side *before,
                          const ct_change_side *after)
{
    char *detail = ct_change_detail(c, before, after);

    if (c->head || c->tail)
        ct_str_appendf(out, "  head %+" PRId64 " tail %+" PRId64, c->head, c->tail);
    if (c->shift)
        ct_str_appendf(out, "  %+" PRId64 " in the cut", c->shift);
    if (detail)
        ct_str_appendf(out, "  %s", detail);
    free(detail);
}

static void append_side(ct_str *out, const char *word, const ct_change_side *s)
{
    if (!s->event)
        return;
    char *name = ct_utf8_clean(
        *ct_str_or_empty(s->event->name) ? s->event->name : ct_str_or_empty(s->event->reel), true);
    ct_str_appendf(out, "  %s %s %s (%s %s-%s)", word, s->record_in, name,
                   ct_str_or_empty(s->event->reel), s->source_in, s->source_out);
    free(name);
}

static char *as_table(const ct_compared *c)
{
    ct_str out = {0};

    for (size_t i = 0; i < c->result.count; i++) {
        const ct_cut_change *x = &c->result.items[i];
        ct_change_side       a = ct_change_side_of(&c->events_before, x->before);
        ct_change_side       b = ct_change_side_of(&c->events_after, x->after);
        if (x->what == CT_SAME_EVENT)
            continue;
        ct_str_appendf(&out, "%-8s", ct_difference_name(x->what));
        append_side(&out, "was", &a);
        append_side(&out, "is", &b);
        append_frames(&out, x, &a, &b);
        ct_str_append_char(&out, '\n');
    }
    ct_str_appendf(&out, "%zu same", c->result.totals[CT_SAME_EVENT]);
    for (int d = CT_ADDED; d <= CT_ALTERED; d++)
        ct_str_appendf(&out, ", %zu %s", c->result.totals[d], ct_difference_name((ct_difference)d));
    ct_str_append_char(&out, '\n');
    return ct_str_take(&out);
}

static cJSON *side_object(const ct_change_side *s)
{
    cJSON *o = s->event ? cJSON_CreateObject() : cJSON_CreateNull();

    if (!s->event)
        return o;
    char *name = ct_utf8_clean(ct_str_or_empty(s->event->name), true);
    char *reel = ct_utf8_clean(ct_str_or_empty(s->event->reel), true);
    cJSON_AddStringToObject(o, "name", name);
    cJSON_AddStringToObject(o, "reel", reel);
    cJSON_AddStringToObject(o, "record_in", s->record_in);
    cJSON_AddStringToObject(o, "record_out", s->record_out);
    cJSON_AddStringToObject(o, "source_in", s->source_in);
    cJSON_AddStringToObject(o, "source_out", s->source_out);
    cJSON_AddNumberToObject(o, "frames", (double)ct_span_count(s->event->record));
    free(name);
    free(reel);
    return o;
}

static char *as_json(const ct_compared *c)
{
    cJSON *array = cJSON_CreateArray();

    for (size_t i = 0; i < c->result.count; i++) {
        const ct_cut_change *x = &c->result.items[i];
        ct_change_side       a = ct_change_side_of(&c->events_before, x->before);
        ct_change_side       b = ct_change_side_of(&c->events_after, x->after);
        if (x->what == CT_SAME_EVENT)
            continue;
        cJSON *o = cJSON_CreateObject();
        cJSON_AddStringToObject(o, "change", ct_difference_name(x->what));
        cJSON_AddNumberToObject(o, "head", (double)x->head);
        cJSON_AddNumberToObject(o, "tail", (double)x->tail);
        cJSON_AddNumberToObject(o, "shift", (double)x->shift);
        char *detail = ct_change_detail(x, &a, &b);
        cJSON_AddItemToObject(o, "detail",
                              detail ? cJSON_CreateString(detail) : cJSON_CreateNull());
        free(detail);
        cJSON_AddItemToObject(o, "old", side_object(&a));
        cJSON_AddItemToObject(o, "new", side_object(&b));
        cJSON_AddItemToArray(array, o);
    }
    char *printed = cJSON_Print(array), *text = ct_asprintf("%s\n", ct_str_or_empty(printed));
    cJSON_free(printed);
    cJSON_Delete(array);
    return text;
}

static ct_code as_edl(const ct_cli *cli, const ct_compared *c, char **out, ct_error *err)
{
    ct_finding_list said = {0};
    ct_code         code = ct_compared_edl(c, out, &said, err);

    ct_cli_say_findings(cli, &said);
    ct_finding_list_finish(&said);
    return code;
}

/* --- the command ----------------------------------------------------------------------------------- */

static ct_code render(const ct_cli *cli, const ct_compared *c, char **out, ct_error *err)
{
    const char *format = ct_cli_value(cli, "--format");

    if (ct_cli_has(cli, "--json") || (format && strcmp(format, "json") == 0))
        *out = as_json(c);
    else if (!format || strcmp(format, "table") == 0)
        *out = as_table(c);
    else if (strcmp(format, "csv") == 0)
        *out = ct_comparison_csv(&c->events_before, &c->events_after, &c->result);
    else if (strcmp(format, "edl") == 0)
        return as_edl(cli, c, out, err);
    else
        return ct_fail(err, CT_USAGE, "--format cannot be '%s'; give table, csv, json or edl.",
                       format);
    return CT_OK;
}

static ct_code run_compare(const ct_cli *cli, ct_error *err)
{
    const char *to = ct_cli_value(cli, "-o");
    ct_compared c = {0};
    ct_store   *store = NULL;
    char       *text = NULL;
    ct_code     code = ct_store_open(cli->operands[0], CT_STORE_READ_ONLY, cli->log, &store, err);

    if (!code)
        code = ct_compared_read(ct_store_query(store), cli->operands[1], cli->operands[2], &c, err);
    if (!code)
        code = render(cli, &c, &text, err);
    if (!code)
        code = ct_file_replace(to ? to : "-", text, strlen(text), err);
    free(text);
    ct_compared_finish(&c);
    ct_store_close(&store);
    return code;
}

static const ct_cli_option compare_options[] = {
    {"--format", "table|csv|json|edl", "edl: a change list of what an editor must touch"},
    {"--json", NULL, "the same as --format json"},
    {"-o", "FILE", "where to; without it, or with '-', standard output"},
};

const ct_cli_command ct_cli_compare = {
    "compare", "PROJECT CUT CUT", "Says what changed from one cut to another.",       3,
    3,         compare_options,   sizeof compare_options / sizeof compare_options[0], run_compare};
