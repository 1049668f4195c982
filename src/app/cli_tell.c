/* SPDX-License-Identifier: MIT */
/* What the program can do, for people and scripts: actions with their keys, formats. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/editlist.h"
#include "circletake/keymap.h"
#include "circletake/str.h"
#include "cli.h"
#include "cli_json.h"
#include "ui/act_window.h"

/* --- actions --------------------------------------------------------------------------------- */

/* "in? out? label?" as [{"name":"in","optional":true}, ...] */
static cJSON *arguments_json(const char *arguments)
{
    cJSON *array = cJSON_CreateArray();

    for (const char *p = arguments; *p;) {
        size_t length = strcspn(p, " ");
        bool   optional = length > 0 && p[length - 1] == '?';
        char  *name = ct_strndup(p, length - optional);
        cJSON *o = cJSON_CreateObject();
        cJSON_AddStringToObject(o, "name", name);
        cJSON_AddBoolToObject(o, "optional", optional);
        cJSON_AddItemToArray(array, o);
        free(name);
        p += length;
        p += strspn(p, " ");
    }
    return array;
}

/* Every line that is bound to the action: the key, where it works, and what it does exactly. */
static cJSON *keys_json(const ct_keymap *keys, const char *action)
{
    cJSON *array = cJSON_CreateArray();

    for (size_t i = 0; i < ct_keymap_count(keys); i++) {
        const ct_binding *b = ct_keymap_at(keys, i);
        if (strcmp(b->action, action) != 0)
            continue;
        cJSON *o = cJSON_CreateObject();
        cJSON_AddStringToObject(o, "key", b->chord);
        cJSON_AddStringToObject(o, "while", b->context == CT_KEYS_TYPING ? "typing" : "reviewing");
        cJSON_AddStringToObject(o, "does", b->line);
        cJSON_AddItemToArray(array, o);
    }
    return array;
}

static cJSON *action_json(const ct_action *a, const ct_keymap *keys)
{
    cJSON *o = cJSON_CreateObject();

    cJSON_AddStringToObject(o, "name", a->name);
    cJSON_AddStringToObject(o, "sentence", a->sentence);
    cJSON_AddItemToObject(o, "arguments", arguments_json(a->arguments));
    cJSON_AddBoolToObject(o, "writes", (a->flags & CT_ACT_WRITES) != 0);
    cJSON_AddBoolToObject(o, "needs_clip", (a->flags & CT_ACT_NEEDS_CLIP) != 0);
    cJSON_AddBoolToObject(o, "needs_window", (a->flags & CT_ACT_NEEDS_WINDOW) != 0);
    cJSON_AddItemToObject(o, "keys", keys_json(keys, a->name));
    return o;
}

static void print_actions(const ct_registry *registry, const ct_keymap *keys)
{
    for (size_t i = 0; i < ct_registry_count(registry); i++) {
        const ct_action *a = ct_registry_at(registry, i);
        char            *chords = ct_keymap_chords(keys, a->name);
        printf("%-18s %s%s\n", a->name, a->sentence,
               a->flags & CT_ACT_NEEDS_WINDOW ? " (window)" : "");
        if (*a->arguments)
            printf("%18s   takes: %s\n", "", a->arguments);
        if (*chords)
            printf("%18s   keys:  %s\n", "", chords);
        free(chords);
    }
}

/* The key table of the README. */
static void print_table(const ct_registry *registry, const ct_keymap *keys)
{
    printf("| keys | act | action |\n| --- | --- | --- |\n");
    for (size_t i = 0; i < ct_registry_count(registry); i++) {
        const ct_action *a = ct_registry_at(registry, i);
        bool             any = false;
        for (size_t k = 0; k < ct_keymap_count(keys); k++) {
            const ct_binding *b = ct_keymap_at(keys, k);
            if (strcmp(b->action, a->name) != 0)
                continue;
            printf("%s`%s`%s", any ? ", " : "| ", b->chord,
                   b->context == CT_KEYS_TYPING ? " while typing" : "");
            any = true;
        }
        if (any)
            printf(" | %s | `%s` |\n", a->sentence, a->name);
    }
}

static ct_code make_keys(const ct_cli *cli, const ct_registry *registry, ct_keymap **out,
                         ct_error *err)
{
    const char *preset = ct_cli_value(cli, "--keys");

    *out = ct_keymap_create();
    return preset ? ct_keymap_apply_preset(*out, preset, registry, err) : CT_OK;
}

static ct_code run_actions(const ct_cli *cli, ct_error *err)
{
    ct_session *session = NULL;
    ct_keymap  *keys = NULL;
    ct_code     code = ct_cli_session(cli, &session, err);

    if (!code)
        code = ct_window_actions_register(ct_session_registry(session), NULL, err);
    if (!code)
        code = make_keys(cli, ct_session_registry(session), &keys, err);
    if (!code && ct_cli_has(cli, "--json")) {
        ct_registry *registry = ct_session_registry(session);
        cJSON       *array = cJSON_CreateArray();
        for (size_t i = 0; i < ct_registry_count(registry); i++)
            cJSON_AddItemToArray(array, action_json(ct_registry_at(registry, i), keys));
        ct_cli_json_print(array);
    } else if (!code && ct_cli_has(cli, "--table")) {
        print_table(ct_session_registry(session), keys);
    } else if (!code) {
        print_actions(ct_session_registry(session), keys);
    }
    ct_keymap_destroy(&keys);
    ct_session_destroy(&session);
    return code;
}

static const ct_cli_option actions_options[] = {
    {"--json", NULL, "an array of objects"},
    {"--table", NULL, "only what has a key, as a Markdown table"},
    {"--keys", "PRESET", "the keys of avid, premiere, resolve, fcp, rv or mpv hands"},
};

const ct_cli_command ct_cli_actions = {"actions",
                                       "",
                                       "Lists every action, its arguments and its keys.",
                                       0,
                                       0,
                                       actions_options,
                                       sizeof actions_options / sizeof actions_options[0],
                                       run_actions};

/* --- formats ---------------------------------------------------------------------------------- */

/* "carries": ["events", "selects", ...] */
static void add_carried(cJSON *object, const ct_format *format)
{
    cJSON *array = cJSON_AddArrayToObject(object, "carries");
    char  *words = ct_format_carries(format, " "), *rest = NULL;

    for (char *word = strtok_r(words, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
        cJSON_AddItemToArray(array, cJSON_CreateString(word));
    free(words);
}

/* One row of the table for people. */
static void print_format(const ct_format *format)
{
    char *carries = ct_format_carries(format, ", ");

    printf("%-15s .%-6s %-11s %s\n", format->name, format->extension,
           format->read ? "write, read" : "write", format->sentence);
    ct_cli_fill(0, 16, carries);
    free(carries);
}

static ct_code run_formats(const ct_cli *cli, ct_error *err)
{
    size_t           count;
    const ct_format *formats = ct_format_list(&count);
    cJSON           *array = cJSON_CreateArray();

    (void)err;
    for (size_t i = 0; i < count; i++) {
        if (!ct_cli_has(cli, "--json"))
            print_format(&formats[i]);
        cJSON *o = cJSON_CreateObject();
        cJSON_AddStringToObject(o, "name", formats[i].name);
        cJSON_AddStringToObject(o, "extension", formats[i].extension);
        cJSON_AddStringToObject(o, "sentence", formats[i].sentence);
        cJSON_AddStringToObject(o, "of", formats[i].write_notes ? "notes" : "selects");
        cJSON_AddBoolToObject(o, "reads", formats[i].read != NULL);
        add_carried(o, &formats[i]);
        cJSON_AddItemToArray(array, o);
    }
    if (ct_cli_has(cli, "--json")) {
        ct_cli_json_print(array);
        array = NULL;
    }
    cJSON_Delete(array);
    return CT_OK;
}

static const ct_cli_option formats_options[] = {{"--json", NULL, "an array of objects"}};

const ct_cli_command ct_cli_formats = {
    "formats",
    "",
    "Lists the formats that export writes and import reads, and what each carries.",
    0,
    0,
    formats_options,
    1,
    run_formats};
